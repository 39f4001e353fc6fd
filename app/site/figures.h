/*
 * figures.h - figures that stand on many pages, kept by this process from one page to
 * the next while nothing at the places of whoever asks has changed.
 */

#ifndef SITE_FIGURES_H
#define SITE_FIGURES_H

#include "core/session.h"
#include "web/request.h"

/* Whose they are, and what they stand for. */
struct figures_of {
	int64_t user_id;
	int64_t version;
	int64_t place_id; /* of the session: his day is that of this place */
	int32_t place_count;
	char role[16];
	int64_t at, until; /* the clinic's time */
};

/*
 * Each as long as the session's version is the same, within a minute of the clinic's
 * clock, and before the clock alone changes the navigation's; asked for a page, not for
 * one that writes.  The struct is that of the query; what is kept for one user is
 * forgotten when another's takes its room.
 */
/* Of the figures that still stand, NULL if there are none. */
const struct figures_of *figures_stand(const struct request *);
const struct nav_counts *figures_nav(const struct request *);
const struct task_counts *figures_tasks(const struct request *);
const struct today_figures *figures_today(const struct request *);
const struct patient_counts *figures_patients(const struct request *);
const struct escalation_counts *figures_cases(const struct request *);
const struct thread_tally *figures_threads(const struct request *);

/* The navigation's first: without them nothing is known about the clock. */
void figures_keep_nav(const struct request *, const struct nav_counts *);
void figures_keep_tasks(const struct request *, const struct task_counts *);
void figures_keep_today(const struct request *, const struct today_figures *);
void figures_keep_patients(const struct request *, const struct patient_counts *);
void figures_keep_cases(const struct request *, const struct escalation_counts *);
void figures_keep_threads(const struct request *, const struct thread_tally *);

#endif
