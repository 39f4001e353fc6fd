/* appointment_check.c - see appointment_check.h. */

#include "site/appointment_check.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/place.h"
#include "site/show.h"

#define AHEAD 366 /* days at most */

void
appointment_check_typed(
    struct faults *faults, const char *day, const char *hour, const char *today)
{
	int64_t asked, now;

	if (*hour != '\0' && place_minutes(hour) < 0)
		fault_add(
		    faults, "hour", _("Hour: write hours and minutes, such as 14:30."));
	if (clock_parse_date(day, &asked) != OK || clock_parse_date(today, &now) != OK)
		return;
	if (asked < now)
		fault_add(faults, "day", _("Day: this is past. Choose a day to come."));
	if (asked > now + AHEAD)
		fault_add(faults, "day",
		    _("Day: this is more than a year ahead. Choose one sooner."));
}

/* "It opens next Tue 24 Nov, 07:00." */
static const char *
opens(struct request *rq, const struct appointment_calendar *c)
{
	if (c->opens_next == 0)
		return _("Its calendar shows no day on which it opens after that.");
	return arena_printf(rq->arena, _("It opens next %s."),
	    show_moment(rq->arena, c->opens_next, tx_now(rq->tx), c->zone));
}

void
appointment_check_open(
    struct request *rq, struct faults *faults, const struct appointment_calendar *c)
{
	if (c->past)
		fault_add(faults, "hour", _("Hour: this is past. Choose a later one."));
	else if (strncmp(c->closed, "holiday ", 8) == 0)
		fault_add(faults, "day",
		    arena_printf(rq->arena,
			_("Day: the facility is closed, it is %s. %s"), c->closed + 8,
			opens(rq, c)));
	else if (strcmp(c->closed, "day") == 0)
		fault_add(faults, "day",
		    arena_printf(rq->arena,
			_("Day: the facility is closed on this day of the week. %s"),
			opens(rq, c)));
	else if (*c->closed != '\0')
		fault_add(faults, "hour",
		    arena_printf(rq->arena,
			_("Hour: the facility is closed at that hour. %s"),
			opens(rq, c)));
}
