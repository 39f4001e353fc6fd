/* late_pages.c - texts of the schedule that could not leave in time. */

#include "site/late_pages.h"

#include <string.h>

#include "base/i18n.h"
#include "gen/late.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

struct late_form {
	int64_t place;
	const char *step, *deed;
};

static const char *const deeds[] = { "release", "drop", NULL };
static const struct input inputs[] = { INPUT_NUMBER(struct late_form, place, .min = 1,
					   .max = INT64_MAX, .label = N_("Facility"),
					   .required = true),
	INPUT_TEXT(
	    struct late_form, step, .label = N_("Step"), .max = 60, .required = true),
	INPUT_CHOICE(struct late_form, deed, deeds, .label = N_("What becomes of them"),
	    .required = true),
	INPUT_END };

static enum status
show(struct request *rq, int code, struct late_view *v)
{
	struct reminder_late_list_rows rows;
	struct late_line *at;
	struct page page;

	TRY(sql_reminder_late_list(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct reminder_late_list *r = &rows.at[i];

		at[i] = (struct late_line){ r, strcmp(r->state, "held") == 0,
			show_moment(rq->arena, r->due_at, tx_now(rq->tx), r->zone),
			show_moment(
			    rq->arena, r->late_until, tx_now(rq->tx), r->zone) };
	}
	v->lines = (struct late_line_rows){ at, rows.n };
	TRY(page_open(rq, &page, _("Late texts"), "delivery"));
	page.faulty = code != 200;
	page.times = _("Each facility’s times are its own local time");
	render_late(reply_html(rq, code), &page, v);
	return OK;
}

enum status
late_show(struct request *rq)
{
	struct late_view v = { .lines = { .n = 0 } };

	return show(rq, 200, &v);
}

/* All of a step at a facility: whoever decides looks at no names. */
enum status
late_settle(struct request *rq)
{
	struct late_view v = { .lines = { .n = 0 } };
	struct late_form form = { .deed = "" };
	const struct reminder_held_settle *row;
	bool leaves;

	input_read(rq, inputs, &form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	leaves = strcmp(form.deed, "release") == 0;
	TRY(sql_reminder_held_settle(
	    rq->tx, form.place, form.step, leaves, tx_now(rq->tx), &row));
	return page_done(rq, "/late?notice=%s",
	    row->settled == 0 ? "late-gone"
	    : leaves          ? "late-released"
			      : "late-dropped");
}
