/* child_pages.h - what templates/child.html and doses.html show. */

#ifndef SITE_CHILD_PAGES_H
#define SITE_CHILD_PAGES_H

#include "site/register_form.h"

/* As typed, beside who it is. */
struct child_form {
	const char *country;
	bool named;
};
struct child_new_view {
	struct register_view person;
	struct child_form form;
	struct option_rows countries;
};

/* Of doses given; batches stand by their line in the request. */
struct dose_form {
	const char *given_on, *batch; /* batch: of the one that is corrected */
};
struct child_view {
	const struct child_get *child;
	struct dose_card_rows card;
	struct dose_reminder_list_rows told;
	const char *name, *phone;
	struct dose_form form;
	struct faults faults;
	struct request *rq; /* what was typed */
	const struct dose_card *wrong; /* is corrected; NULL: none is */
	bool gives; /* something may be recorded */
};

struct dose_list_view {
	const char *show; /* today week late all */
	int64_t place_id; /* 0: all */
	struct dose_list_rows rows;
	const struct dose_counts *counts;
	struct place_mine_rows places;
	const char *region;
	bool more, several;
};

/* "Penta 1" */
const char *dose_name(struct arena *, const char *vaccine, int number);
/* "3 days late", and its colour; a day of a child's calendar is today. */
const char *dose_state(struct arena *, const struct dose_card *, const char *today);
const char *dose_colour(const char *state);
/* It may be recorded. */
bool dose_may(const struct dose_card *, const char *today);
/* Whether it was ticked, and what was typed as its batch. */
bool dose_ticked(const struct child_view *, const struct dose_card *);
const char *dose_batch(const struct child_view *, const struct dose_card *);
/* "One week before Mon 3 Mar 2031: sent", of what is told. */
const char *dose_told(
    struct arena *, const struct dose_reminder_list *, int64_t now, const char *zone);
/* "6 weeks", "3 years" */
const char *child_age(struct arena *, const char *birth_date, const char *today);
/* "Penta 1 2031-03-05" of a conversation's line, in words. */
const char *dose_line(struct arena *, const char *note);

#endif
