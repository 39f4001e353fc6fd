/*
 * form_date.h - moments as the browser that a form was written for has them.
 *
 * A moment is a double of milliseconds since 1970 in UTC, NaN for none: JavaScript's
 * Date.  Texts are read as its Date.parse() reads them, or as moment() does, which
 * differ; what neither writes in a form (names of months) is none.
 */

#ifndef FORM_DATE_H
#define FORM_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define DAY_MS 86400000.0
#define DAYS_MOST 1e8 /* from 1970, as far as JavaScript's go */
/* Rounded at each step, as Enketo does it: a millisecond may hang on it. */
#define FORM_DAYS_TO_MS(days) ((days)*24 * 60 * 60 * 1000)

/* "2024-3-1" and anything behind it on the same line. */
bool form_looks_like_date(const char *);
/* "-12" or "12.5". */
bool form_is_raw_number(const char *);

/* What clocks show in a zone. */
struct form_local {
	int64_t year;
	int month, day; /* from 1 */
	int hour, minute, second, ms;
	int weekday; /* 0 is Sunday */
	int offset; /* minutes ahead of UTC */
};
struct form_local form_local(double ms, const char *zone);
/*
 * And back; what is out of range rolls over (32 March is 1 April).  Of an hour that
 * is there twice the first; one that is skipped is counted on from before.
 */
double form_moment(const struct form_local *, const char *zone);
/* The beginning of the day. */
double form_midnight(double ms, const char *zone);

/* Date.parse(): a day alone is UTC's, or local if it is written with less digits. */
double form_parse_js(const char *, const char *zone);
/* moment(): a day alone is local. */
double form_parse_moment(const char *, const char *zone);
/* Days since 1970 for a text that looks like a date: local midnight without a time. */
double form_days_of_text(const char *, const char *zone);
/* "2024-03-01T09:30:00.000+02:00"; "Invalid Date" for none. */
const char *form_iso_local(struct arena *, double ms, const char *zone);
/* "+02:00" */
const char *form_offset(struct arena *, double ms, const char *zone);

/* As moment's add() for whole units: days stay at the hour, months clamp the day. */
enum form_unit {
	FORM_YEARS,
	FORM_MONTHS,
	FORM_WEEKS,
	FORM_DAYS,
	FORM_HOURS,
	FORM_MINUTES
};
double form_add(double ms, const char *zone, double number, enum form_unit);
/* As moment's diff(), whole units towards zero; not for hours and minutes. */
double form_difference(double from, double to, const char *zone, enum form_unit);

#endif
