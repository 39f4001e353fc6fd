/* appointment_pages.h - what templates/appointment_*.html and diary.html show. */

#ifndef SITE_APPOINTMENT_PAGES_H
#define SITE_APPOINTMENT_PAGES_H

#include "gen/sql.h"
#include "site/field.h"

/* What the diary was asked for. */
struct diary_filter {
	const char *show; /* days change unsaid missed */
	const char *from; /* "2026-11-24"; "": today */
	const char *what, *status; /* "": any */
	int64_t place_id; /* 0: all */
};
struct diary_view {
	struct diary_filter filter;
	struct appointment_list_rows rows;
	const struct appointment_counts *counts;
	struct place_mine_rows places;
	struct option_rows whats, statuses;
	const char *title; /* "Today and tomorrow" */
	const char *print; /* the path of the same on paper */
	const char *region;
	bool more, several;
	bool with_phones; /* on paper */
};

/* As typed; of booking and of another day. */
struct appointment_form {
	const char *what, *day, *hour, *note;
	const char *reason; /* of cancelling */
	int64_t version;
};
struct appointment_view {
	const struct appointment_show *a; /* NULL: it is to be booked */
	const struct patient_get *patient;
	const char *name;
	struct appointment_reminders_rows told;
	struct appointment_his_rows his;
	struct option_rows whats;
	struct appointment_form form;
	struct faults faults;
	const char *clash; /* what happened in the meantime, or NULL */
	const char *region;
};

/* "review on day 7" */
const char *appointment_what(struct arena *, const char *what);
/* "Expected", "Did not come, 3 days late"; and its colour. */
const char *appointment_state(struct arena *, const char *status, int64_t days_late);
const char *appointment_colour(const char *status);
/* "Tue 24 Nov 2026, 09:00" */
const char *appointment_moment(struct arena *, const char *day, const char *hour);
/* "2026-11-24 09:00 review_day_7" of a conversation's line, in words; what follows stays. */
const char *appointment_told(struct arena *, const char *note);
/* What is told, and what became of it. */
const char *appointment_reminder_words(struct arena *,
    const struct appointment_reminders *, int64_t now, const char *zone);
/* "/diary?show=missed&place=101" */
const char *diary_path(struct arena *, const struct diary_filter *, const char *show);

#endif
