/*
 * appointment_check.h - whether a client may be expected on a day and at an hour, as a page
 * and a file ask it: the same rules, the same words.
 */

#ifndef SITE_APPOINTMENT_CHECK_H
#define SITE_APPOINTMENT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "web/input.h"
#include "web/request.h"

/*
 * Before the calendar is asked, which ends somewhere: the hour is one ("09:00"), the day is
 * from today on and within a year.  Days are "2026-11-24"; one that is none says nothing.
 */
void appointment_check_typed(
    struct faults *, const char *day, const char *hour, const char *today);

/* What the facility's calendar says of it. */
struct appointment_calendar {
	bool past;
	const char *closed; /* place_closed() of the database; "": it is open */
	int64_t opens_next; /* 0: never */
	const char *zone;
};
void appointment_check_open(
    struct request *, struct faults *, const struct appointment_calendar *);

#endif
