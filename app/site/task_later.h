/* task_later.h - when something is to be shown again, as it is typed and read. */

#ifndef SITE_TASK_LATER_H
#define SITE_TASK_LATER_H

#include "web/input.h"

/* A day and an hour on the clocks of a zone, as typed, and what the page calls them. */
struct task_moment {
	const char *day, *hour, *zone, *day_label, *hour_label;
};
/* *at stays as it is if there are faults: of "day" and "hour", or those before. */
MUST_CHECK enum status task_moment(
    struct request *, struct faults *, const struct task_moment *, int64_t *at);

/* "tomorrow, Tue 4 Mar, 07:30", or "the next day it is open, Mon 10 Mar, 07:30". */
const char *later_tomorrow(struct request *, int64_t at, const char *zone);
/* "in 3 days, Thu 6 Mar, 07:30". */
const char *later_days(struct request *, int64_t at, const char *zone);

/* What templates/task_later.html shows: as typed, and when each choice would be. */
struct task_later {
	const struct faults *faults;
	const char *until, *day, *hour, *reason;
	const char *later; /* "in 2 hours, at 10:02" */
	const char *tomorrow; /* "tomorrow, Tue 4 Mar, 07:30" */
	const char *three_days; /* NULL where it is closed for longer: the same day */
};

/* When the facility of a task is open next: what its choices of a later time mean. */
struct task_opening {
	int64_t tomorrow_at, three_days_at;
	const char *zone;
};
/* Says when the choices would be. */
void task_later_say(struct request *, struct task_later *, const struct task_opening *);
/* When that is; *at stays as it is if there are faults. */
MUST_CHECK enum status task_later_read(struct request *, struct faults *,
    const struct task_later *, const struct task_opening *, int64_t *at);
/* The moment of a choice: "tomorrow", "3days"; in two hours for anything else. */
int64_t task_opening_at(const char *when, int64_t now, const struct task_opening *);

#endif
