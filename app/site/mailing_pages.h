/* mailing_pages.h - what templates/mailing.html shows. */

#ifndef SITE_MAILING_PAGES_H
#define SITE_MAILING_PAGES_H

#include "core/mailing.h"
#include "site/answer_pages.h"
#include "site/field.h"
#include "site/page.h"

struct mailing_form {
	const char *language, *waits;
	const char *from_typed, *to_typed;
	int64_t place_id;
};

/* A new message: to one, who is looked for, or to several. */
struct mailing_new_view {
	const char *q;
	struct patient_pick_rows found;
	struct mailing_chosen_rows chosen; /* ticked in the list; none: by the form */
	struct place_mine_rows places;
	struct mailing_form form;
	struct option_rows place_options, languages, waits;
	struct answer_line_rows lines;
	struct faults faults;
	const char *place_value;
};

/* What it says in one language, with the real names, and what that costs. */
struct mailing_words {
	const char *name, *language, *body; /* as it is for the first who gets it */
	size_t people, parts; /* of all of them */
	const char *counted; /* "1 SMS each", "1 to 2 SMS each" */
	const char *longest; /* whose name makes it longest; NULL if all are alike */
	const char *tells; /* words that tell what they are treated for */
	size_t named; /* by it, on phones that others read */
};
struct mailing_words_rows {
	const struct mailing_words *at;
	size_t n;
};

/* Why some do not get it, and who. */
struct mailing_reason {
	const char *words;
	const char *names;
	size_t n;
};
struct mailing_reason_rows {
	const struct mailing_reason *at;
	size_t n;
};

/* How far the texts are, once it is sent. */
struct mailing_progress {
	size_t waiting, sent, delivered, failed, taken_back;
};

struct mailing_view {
	const struct mailing_get *m;
	const char *whom; /* "Day 3 to 7, chiShona, ..." */
	struct mailing_words_rows words;
	struct mailing_reason_rows skipped;
	struct mailing_people_rows people;
	size_t getting, parts;
	struct mailing_progress progress;
	const char *cost; /* NULL: no price is set */
	const char *quiet_until; /* NULL: it is not quiet there */
	const char *state, *colour;
	bool mine, open, needs_two;
	struct faults faults;
};

/* "Waits for a second person", "Sent"; and its colour. */
const char *mailing_state(
    const char *state, int64_t expires_at, int64_t now, const char **colour);

#endif
