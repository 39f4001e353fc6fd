/*
 * clock.h - moments, days and local times.
 *
 * A moment is an int64_t of microseconds since 1970-01-01 00:00 UTC; 0 means
 * "none".  The business time of a transaction comes from tx_now(): nothing
 * asks the machine's clock what day it is.  Zones are IANA names.
 */

#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

struct local_time {
	int year, month, day; /* month 1 to 12 */
	int hour, minute, second;
	int weekday; /* 0 is Sunday */
};

/* For measuring how long something took; never for deciding a date. */
int64_t clock_monotonic(void);
/* The machine's clock: for signatures and cookies, not for the clinic. */
int64_t clock_wall(void);

/* Whether the machine has rules for a zone of this name. */
bool clock_zone_known(const char *zone);
/* An unknown zone is UTC; where one cannot be read the process ends. */
struct local_time clock_local(int64_t at, const char *zone);
/* Its day, as clock_day_number() counts them. */
int64_t clock_local_day(int64_t at, const char *zone);
/*
 * Where the clocks of a zone were put forward or back, from 1900 on and before 2100.
 * The first is how they were at the start.
 */
#define CLOCK_CHANGES_END INT64_C(4102444800)
struct zone_change {
	int64_t at; /* seconds since 1970 */
	int32_t offset; /* seconds ahead of UTC from then on */
	bool summer;
};
const struct zone_change *clock_changes(
    struct arena *, const char *zone, size_t *count);
/* "2026-11-21T06:00:00.123456Z", the fraction left out when it is zero. */
const char *clock_iso(struct arena *, int64_t at);
/*
 * Reads a moment with "Z" or an offset, "T" or a space, and 0 to 6 digits of
 * a second; ERR_INVALID for anything else, and for years before 1900 or
 * after 2999.
 */
MUST_CHECK enum status clock_parse(const char *text, int64_t *at);
/* "November", of 11: for words that are kept. */
const char *clock_month(int month);
/* Days since 1970-01-01 of a civil date, and back. */
int64_t clock_day_number(int year, int month, int day);
void clock_civil(int64_t day_number, int *year, int *month, int *day);
/* "2026-11-21" to a day number; ERR_INVALID unless such a day exists. */
MUST_CHECK enum status clock_parse_date(const char *text, int64_t *day_number);
/* "2026-11-21" of a day number; of a moment in a zone; and "2026-11-21 07:10". */
const char *clock_date(struct arena *, int64_t day_number);
const char *clock_local_date(struct arena *, int64_t at, const char *zone);
const char *clock_local_minute(struct arena *, int64_t at, const char *zone);

/*
 * A date as it is written where the day comes first: 21/11/2026, 3.4.2026,
 * 3-4-2026, and 2026-11-21 or 2026/11/21.  In ${iso} "2026-11-21", or "".
 */
enum typed_date {
	DATE_NONE, /* no date, or one that does not exist, or without its century */
	DATE_SURE,
	DATE_EITHER, /* read day first, but month first it would be one too */
	DATE_MONTH_FIRST /* it would be one only so, and is not read */
};
enum typed_date clock_read_typed(const char *text, char iso[11]);

#endif
