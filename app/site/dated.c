/* dated.c - see dated.h. */

#include "site/dated.h"

#include <string.h>

#include "base/i18n.h"
#include "core/schedule.h"
#include "site/days.h"
#include "site/schedule_pages.h"
#include "site/show.h"

static const char *
became(struct arena *arena, const struct patient_dated *r)
{
	if (strcmp(r->state, "sent") == 0)
		return _("sent");
	if (strcmp(r->state, "late") == 0)
		return _("late: it still leaves, in its turn");
	if (strcmp(r->state, "held") == 0)
		return _("late: it waits for a supervisor");
	if (strcmp(r->state, "planned") != 0)
		return arena_printf(arena, "%s: %s", _("not sent"),
		    strcmp(r->state, "missed") == 0 ? days_reason("window")
						    : days_reason(r->reason));
	return r->off ? _("not sent while it is switched off at the facility")
		      : _("planned");
}

static enum status
fill(struct request *rq, struct schedule_known *known, const struct patient_dated *r,
    const char *zone, struct dated *d)
{
	const struct schedule_step *step;
	struct schedule_steps steps;

	TRY(schedule_steps_of(rq->tx, known, r->version_id, &steps));
	step = schedule_step_named(&steps, r->step);
	*d = (struct dated){ .moment = show_moment(
				 rq->arena, r->due_at, tx_now(rq->tx), zone),
		.counts = step != NULL ? schedule_counts(rq->arena, step, r->anchor_day)
				       : schedule_anchor_words(rq->arena, r->anchor),
		.moved = schedule_why(rq->arena, r->moves),
		.became = became(rq->arena, r),
		.step = r->step };
	return OK;
}

enum status
dated_show(struct request *rq, const struct patient_dated_rows *rows, const char *zone,
    struct dated_rows *shown)
{
	struct schedule_known *known = arena_alloc(rq->arena, sizeof *known);
	struct dated *at;

	ARENA_ARRAY(rq->arena, at, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++)
		TRY(fill(rq, known, &rows->at[i], zone, &at[i]));
	*shown = (struct dated_rows){ at, rows->n };
	return OK;
}
