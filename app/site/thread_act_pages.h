/* thread_act_pages.h - what templates/thread_acts.html shows on pages of their own. */

#ifndef SITE_THREAD_ACT_PAGES_H
#define SITE_THREAD_ACT_PAGES_H

#include "gen/sql.h"
#include "web/input.h"

/* As typed. */
struct act_form {
	const char *until, *day, *hour, *reason; /* when it comes back, and why */
	const char *note; /* to a colleague */
	int64_t to;
};

/* Until when one conversation is put off, or to whom it is given. */
struct act_view {
	const struct thread_asked *t;
	const char *name;
	const char *action; /* where the form leads, with what this page knew */
	const char *back; /* the conversation, the list beside it as it was */
	struct act_form form;
	struct faults faults;
	const char *acted; /* "Tendai M. closed this 3 s ago", or NULL */
	const char *later, *tomorrow; /* "tomorrow, Tue 4 Mar, 07:30" */
	const char *two_days; /* NULL: the same as tomorrow */
	struct place_people_rows people;
	int64_t user_id;
};

/* One of those that were ticked. */
struct several_line {
	const struct thread_some *row;
	const char *name;
	const char *waits; /* "50 min", or NULL */
	const char *why; /* it is not closed; NULL: it is */
};
struct several_lines {
	const struct several_line *at;
	size_t n;
};
struct several_view {
	struct several_lines fit, left;
	const char *action, *back; /* with the list she came from */
};

#endif
