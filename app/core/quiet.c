/* quiet.c - see quiet.h. */

#include "core/quiet.h"

#include <string.h>

#define DAY (24 * HOUR)

static int64_t just_wrote = 2 * HOUR;

void
quiet_settings(int just_wrote_hours)
{
	just_wrote = just_wrote_hours * HOUR;
}

/* Minutes after midnight of "06:30"; -1 for anything else. */
static int64_t
minutes_of(const char *clock)
{
	if (strlen(clock) < 5 || strspn(clock, "0123456789") != 2 || clock[2] != ':' ||
	    strspn(clock + 3, "0123456789") < 2)
		return -1;
	return (clock[0] - '0') * 600 + (clock[1] - '0') * 60 + (clock[3] - '0') * 10 +
	       (clock[4] - '0');
}

/* How far the zone's clocks are ahead of UTC at a moment. */
static int64_t
ahead(int64_t at, const char *zone)
{
	struct local_time t = clock_local(at, zone);
	int64_t shown = clock_day_number(t.year, t.month, t.day) * DAY + t.hour * HOUR +
			t.minute * MINUTE + t.second * SECOND;

	return shown - (at - at % SECOND);
}

/* The moment at which the zone's clocks show this, counted as if they were UTC. */
static int64_t
moment_of_local(int64_t shown, const char *zone)
{
	int64_t before = ahead(shown - DAY, zone), after = ahead(shown + DAY, zone);
	int64_t first = before > after ? before : after;
	int64_t second = before > after ? after : before;

	if (ahead(shown - first, zone) == first)
		return shown - first;
	if (ahead(shown - second, zone) == second)
		return shown - second;
	/* The clocks jump over it. */
	return shown - before;
}

int64_t
quiet_ends(const char *from, const char *until, const char *zone, int64_t now)
{
	int64_t begins = minutes_of(from), ends = minutes_of(until);
	struct local_time t = clock_local(now, zone);
	int64_t minute = t.hour * 60 + t.minute;
	int64_t day = clock_day_number(t.year, t.month, t.day);
	bool over_midnight = begins > ends;

	if (begins < 0 || ends < 0 || begins == ends)
		return 0;
	if (over_midnight ? minute < begins && minute >= ends
			  : minute < begins || minute >= ends)
		return 0;
	if (over_midnight && minute >= begins)
		day++;
	return moment_of_local(day * DAY + ends * MINUTE, zone);
}

int64_t
quiet_began(const char *from, const char *until, const char *zone, int64_t now)
{
	int64_t begins = minutes_of(from);
	struct local_time t = clock_local(now, zone);
	int64_t day = clock_day_number(t.year, t.month, t.day);

	/* Where clocks are put back it is over the first time. */
	if (quiet_ends(from, until, zone, now) <= now)
		return 0;
	if (t.hour * 60 + t.minute < begins)
		day--;
	return moment_of_local(day * DAY + begins * MINUTE, zone);
}

int64_t
quiet_begins(const char *from, const char *until, const char *zone, int64_t now)
{
	int64_t begins = minutes_of(from), ends = minutes_of(until), at;
	struct local_time t = clock_local(now, zone);
	int64_t day = clock_day_number(t.year, t.month, t.day);

	if (begins < 0 || ends < 0 || begins == ends)
		return 0;
	at = moment_of_local(day * DAY + begins * MINUTE, zone);
	return at > now ? at : moment_of_local((day + 1) * DAY + begins * MINUTE, zone);
}

bool
quiet_just_wrote(int64_t heard_at, int64_t now)
{
	return heard_at != 0 && now - heard_at < just_wrote;
}
