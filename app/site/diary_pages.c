/* diary_pages.c - who is expected at a facility: on its days, and on paper. */

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "core/workflow.h"
#include "gen/diary.h"
#include "site/appointment_pages.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define MOST 300 /* shown at once */

static const char *const shows[] = { "days", "change", "unsaid", "missed", NULL };
static const char *const statuses[] = { "", "booked", "confirmed", "wants-change",
	"attended", "missed", "cancelled", NULL };

const char *
diary_path(struct arena *arena, const struct diary_filter *f, const char *show)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b, "/diary?show=%s", show);
	if (*f->from != '\0' && strcmp(show, "days") == 0)
		buf_printf(&b, "&from=%s", f->from);
	if (*f->what != '\0')
		buf_printf(&b, "&what=%s", f->what);
	if (*f->status != '\0' && strcmp(show, "days") == 0)
		buf_printf(&b, "&status=%s", f->status);
	if (f->place_id != 0)
		buf_printf(&b, "&place=%" PRId64, f->place_id);
	return b.data;
}

static struct diary_filter
filter(struct request *rq)
{
	const char *from = request_query(rq, "from"), *what = request_query(rq, "what");
	int64_t day;

	return (
	    struct diary_filter){ .show = page_one_of(request_query(rq, "show"), shows),
		.from = from != NULL && clock_parse_date(from, &day) == OK ? from : "",
		.what = what != NULL && workflow_visit_named(what) != NULL ? what : "",
		.status = page_one_of(request_query(rq, "status"), statuses),
		.place_id = page_number(rq, "place") };
}

static void
fill_options(struct request *rq, struct diary_view *v)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	struct option *whats, *states;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, whats, w->nvisits + 1);
	whats[0] = (struct option){ "", _("Whatever for") };
	for (size_t i = 0; i < w->nvisits; i++)
		whats[i + 1] = (struct option){ w->visits[i].name,
			appointment_what(rq->arena, w->visits[i].name) };
	v->whats = (struct option_rows){ whats, w->nvisits + 1 };
	ARENA_ARRAY(rq->arena, states, COUNT_OF(statuses));
	states[n++] = (struct option){ "", _("All but cancelled") };
	for (; statuses[n] != NULL; n++)
		states[n] = (struct option){ statuses[n],
			appointment_state(rq->arena, statuses[n], 0) };
	v->statuses = (struct option_rows){ states, n };
}

static const char *
title_of(struct request *rq, const struct diary_filter *f)
{
	if (strcmp(f->show, "change") == 0)
		return _("Who wants another day");
	if (strcmp(f->show, "unsaid") == 0)
		return _("Did they come? Nobody has said so yet");
	if (strcmp(f->show, "missed") == 0)
		return _("Who did not come");
	return *f->from != '\0' ? show_day(rq->arena, f->from)
				: _("Today and tomorrow");
}

static enum status
open_view(struct request *rq, struct diary_view *v, const struct nav_counts **counts)
{
	const struct session_resume *user = page_user(rq);

	v->filter = filter(rq);
	TRY(tx_together(rq->tx));
	TRY(sql_appointment_list(rq->tx, v->filter.show, v->filter.from,
	    *v->filter.from != '\0' ? 1 : 2, v->filter.what, v->filter.status,
	    v->filter.place_id, tx_now(rq->tx), MOST + 1, &v->rows));
	TRY(sql_appointment_counts(
	    rq->tx, v->filter.place_id, tx_now(rq->tx), &v->counts));
	TRY(sql_place_mine(rq->tx, user->id, tx_now(rq->tx), &v->places));
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	v->more = v->rows.n > MOST;
	if (v->more)
		v->rows.n = MOST;
	v->several = user->place_count > 1;
	v->region = user->region;
	v->title = title_of(rq, &v->filter);
	v->print = arena_printf(rq->arena, "/diary/print%s",
	    diary_path(rq->arena, &v->filter, v->filter.show) + strlen("/diary"));
	fill_options(rq, v);
	return OK;
}

enum status
diary_show(struct request *rq)
{
	const struct nav_counts *counts;
	struct diary_view v = { .several = false };
	struct page page;

	TRY(open_view(rq, &v, &counts));
	page_open_with(rq, &page, counts, _("Diary"), "tasks");
	render_diary(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
diary_print(struct request *rq)
{
	const char *phones = request_query(rq, "phones");
	const struct nav_counts *counts;
	struct diary_view v = { .with_phones = phones != NULL };
	struct page page;

	TRY(open_view(rq, &v, &counts));
	page_open_with(rq, &page, counts, _("Diary"), "tasks");
	render_diary_print(reply_html(rq, 200), &page, &v);
	return OK;
}
