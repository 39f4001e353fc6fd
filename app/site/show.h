/*
 * show.h - moments, waits, ages and names as people say them.
 *
 * Moments are base/clock.h's, zones IANA names, dates "2026-11-23".  Every
 * text lives in the arena, or for ever; "" is shown for a moment or date that
 * is none.
 */

#ifndef SITE_SHOW_H
#define SITE_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* "07:10". */
const char *show_time(struct arena *, int64_t at, const char *zone);
/* "Mon 23 Nov", and "Mon 23 Nov 2025" in another year than now's. */
const char *show_date(struct arena *, int64_t at, int64_t now, const char *zone);
/* "Monday 23 November 2026". */
const char *show_long_date(struct arena *, int64_t at, const char *zone);
/* "07:10" if it is of today, else "Sat 21 Nov, 07:10". */
const char *show_moment(struct arena *, int64_t at, int64_t now, const char *zone);
/* "since 07:10", "since Sat 21 Nov". */
const char *show_since(struct arena *, int64_t at, int64_t now, const char *zone);
/* "by 12:00", "by Tue 24 Nov". */
const char *show_by(struct arena *, int64_t at, int64_t now, const char *zone);
/* The same of work to be done: "by 12:00", and "since 07:10" when that is past. */
const char *show_due(struct arena *, int64_t due, int64_t now, const char *zone);
/* Of a date that is written, "2026-11-23": "Mon 23 Nov 2026". */
const char *show_day(struct arena *, const char *date);
/* The same without a year; and the weekday alone, "Mon", so many days later. */
const char *show_short_day(struct arena *, const char *date);
const char *show_weekday(const char *date, int64_t days_later);

/* Of microseconds: "50 min", "3 h 05", "1 day", "4 days"; 0 for a negative. */
const char *show_span(struct arena *, int64_t span);
/* "9 min left" or "12 min late"; what is left is rounded up to a minute. */
const char *show_left(struct arena *, int64_t due, int64_t now);
/* "2 days late" by the calendar, "3 h 05 late" on the same day. */
const char *show_late(struct arena *, int64_t due, int64_t now, const char *zone);
/*
 * Open work beside its client, as its own list says it: a case by its clock, a call about
 * a possible problem since it is asked for, all else by its day.
 */
struct show_work {
	const char *kind;
	int64_t created_at, due_at;
};
bool show_work_late(const struct show_work *, int64_t now, const char *zone);
const char *show_work_due(
    struct arena *, const struct show_work *, int64_t now, const char *zone);

/* Its day is past: what is due today is not late. */
bool show_is_late(int64_t due, int64_t now, const char *zone);

/* Days from the date to now's day in the zone; 0 is the same day. */
int64_t show_days_since(const char *date, int64_t now, const char *zone);
/* Days from now's day to the moment's: -1 was yesterday. */
int64_t show_days_until(int64_t at, int64_t now, const char *zone);
/* Whole years, -1 without a birth date. */
int show_age(const char *birth_date, int64_t now, const char *zone);
/* "Day 3 of 13"; "Day 14, check-ins over" after the last; "" without an anchor. */
const char *show_follow_up(struct arena *, const char *anchor_date, int last_day,
    int64_t now, const char *zone);

/* "day 3 of 13": such words within a sentence. */
const char *show_inside(struct arena *, const char *words);

/* "Tinashe Moyo". */
const char *show_name(struct arena *, const char *given, const char *family);
/* Of people at work: "Sr Rudo Makoni" is "Rudo M.". */
const char *show_short_name(struct arena *, const char *name);
/* A colour for a face, "", "b", "c" or "d": the same person, the same colour. */
const char *show_face(int64_t user_id);

/* "tel:+263775550142", a link that dials. */
const char *show_dial(struct arena *, const char *e164);

/* Seconds since 1970, for the attributes that static/app.js reads. */
int64_t show_seconds(int64_t at);

#endif
