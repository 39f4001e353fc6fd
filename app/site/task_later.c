/* task_later.c - see task_later.h. */

#include "site/task_later.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/place.h"
#include "gen/sql.h"
#include "site/show.h"
#include "web/request.h"

/* A slip of the pen in the year is none; what was yesterday is told by the hour. */
static bool
is_near(const char *day, int64_t now)
{
	int64_t number, today = now / (24 * HOUR);

	return clock_parse_date(day, &number) == OK && number >= today - 30 &&
	       number <= today + 731;
}

enum status
task_moment(
    struct request *rq, struct faults *faults, const struct task_moment *m, int64_t *at)
{
	const struct moment_of *moment;

	if (place_minutes(m->hour) < 0 && fault_for(faults, "hour") == NULL)
		fault_add(faults, "hour",
		    arena_printf(rq->arena,
			_("%s: write hours and minutes, such as 14:30."),
			m->hour_label));
	if (faults->n == 0 && !is_near(m->day, tx_now(rq->tx)))
		fault_add(faults, "day",
		    arena_printf(rq->arena,
			_("%s: choose a day of the next two years."), m->day_label));
	if (faults->n > 0)
		return OK;
	TRY(sql_moment_of(rq->tx, m->day, m->hour, m->zone, &moment));
	*at = moment->at;
	if (*at <= tx_now(rq->tx))
		fault_add(faults, "day",
		    arena_printf(rq->arena,
			_("%s: this is past already. Choose a later day or hour."),
			m->day_label));
	return OK;
}

const char *
later_tomorrow(struct request *rq, int64_t at, const char *zone)
{
	const int64_t now = tx_now(rq->tx);

	return arena_printf(rq->arena,
	    show_days_until(at, now, zone) == 1 ? _("tomorrow, %s")
						: _("the next day it is open, %s"),
	    show_moment(rq->arena, at, now, zone));
}

const char *
later_days(struct request *rq, int64_t at, const char *zone)
{
	const int64_t now = tx_now(rq->tx);

	return arena_printf(rq->arena, _("in %d days, %s"),
	    (int)show_days_until(at, now, zone), show_moment(rq->arena, at, now, zone));
}

void
task_later_say(
    struct request *rq, struct task_later *l, const struct task_opening *opens)
{
	const int64_t now = tx_now(rq->tx);

	l->later = arena_printf(rq->arena, _("in 2 hours, at %s"),
	    show_moment(rq->arena, now + 2 * HOUR, now, opens->zone));
	l->tomorrow = later_tomorrow(rq, opens->tomorrow_at, opens->zone);
	l->three_days = opens->three_days_at == opens->tomorrow_at
			    ? NULL
			    : later_days(rq, opens->three_days_at, opens->zone);
}

int64_t
task_opening_at(const char *when, int64_t now, const struct task_opening *opens)
{
	return strcmp(when, "tomorrow") == 0 ? opens->tomorrow_at
	       : strcmp(when, "3days") == 0  ? opens->three_days_at
					     : now + 2 * HOUR;
}

enum status
task_later_read(struct request *rq, struct faults *faults, const struct task_later *l,
    const struct task_opening *opens, int64_t *at)
{
	*at = task_opening_at(l->until, tx_now(rq->tx), opens);
	if (strcmp(l->until, "own") != 0)
		return OK;
	if (*l->day == '\0')
		fault_add(faults, "day", _("Day: choose the day to show it again."));
	TRY(task_moment(rq, faults,
	    &(const struct task_moment){
		l->day, l->hour, opens->zone, _("Day"), _("Hour") },
	    at));
	if (faults->n == 0 && *at > tx_now(rq->tx) + 92 * 24 * HOUR)
		fault_add(
		    faults, "day", _("Day: choose one in the next three months."));
	return OK;
}
