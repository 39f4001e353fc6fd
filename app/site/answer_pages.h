/* answer_pages.h - what templates/answer.html shows. */

#ifndef SITE_ANSWER_PAGES_H
#define SITE_ANSWER_PAGES_H

#include "core/answer.h"
#include "site/composer.h"
#include "site/field.h"
#include "site/page.h"

/* The words of one language, as they stand or were typed. */
struct answer_line {
	const char *language, *name; /* "sn", "chiShona" */
	const char *body;
	const char *counted; /* "1 SMS", "2 SMS with a long name"; "" for nothing */
	const char
	    *tells; /* words that tell what he is treated for; NULL: not looked at */
};
struct answer_line_rows {
	const struct answer_line *at;
	size_t n;
};

struct answer_form {
	const char *title, *sign;
	int64_t day_from, day_to; /* -1: any */
	const char *from_typed, *to_typed;
};

/* One version with its words. */
struct answer_one {
	const struct answer_versions *row;
	struct answer_line_rows lines;
	const char *when; /* "Days 0 to 7, bleeding" */
};
struct answer_one_rows {
	const struct answer_one *at;
	size_t n;
};

struct answer_view {
	const struct answer_get *answer; /* NULL: a new one */
	struct answer_form form;
	struct answer_line_rows lines; /* of the form */
	struct answer_one_rows versions;
	struct option_rows signs;
	struct faults faults;
	const char *state, *colour; /* "Offered until ...", of a tag */
	bool may_approve, own; /* its latest words */
	const char *good_until; /* what the form proposes */
	const char *today;
};

/* All that could be said in one conversation. */
struct answer_offer_view {
	int64_t thread_id;
	const char *name, *q;
	struct composer_offers offers;
};

/* What a line of the list says: "Offered", "Not approved yet" and so on. */
const char *answer_state(
    struct arena *, const struct answer_list *, const char *today, const char **colour);
/* "Days 0 to 7, Bleeding"; "Any day". */
const char *answer_when(struct arena *, int day_from, int day_to, const char *sign);
/* The box of the programme's i-th language, with the count of what would be sent of it. */
struct answer_line answer_line_of(
    struct arena *, size_t i, const char *body, const char *sent);
/* "English, Shona" of "en sn". */
const char *answer_languages(struct arena *, const char *codes);
/* A day of the follow-up as typed, "" for any; a fault of this field if it is none. */
int answer_day_read(struct faults *, const char *name, const char *typed);
/* The words of a line as they would be sent; NULL, and a fault, if they cannot be. */
const char *answer_line_read(
    struct request *, struct faults *, const struct answer_line *, size_t most);

#endif
