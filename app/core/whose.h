/*
 * whose.h - which of those who share a phone a text is from, as it says itself.
 *
 * "K0 T1" are two answers: each begins with what tells its man from the others, the
 * shortest beginning of his first name that is nobody else's, or more of it.  Of two of
 * one first name something of the family name follows ("KM0"), of two of one name the
 * last digits of the card's number ("K70"); less than that is nobody's.  Other words are
 * one man's if his first name is the first word or the last, and nobody else's is among
 * them.  Whatever is not certain is for a person to say.
 */

#ifndef CORE_WHOSE_H
#define CORE_WHOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define WHOSE_MOST 8 /* who share a phone and are told apart */

enum whose_how { WHOSE_UNTOLD, WHOSE_CODE, WHOSE_NAME };

struct whose_person {
	const char *given, *family;
	const char *number; /* of his card */
};

struct whose_part {
	size_t person; /* of the people */
	const char *said; /* what of the text is his, without what names him */
};
struct whose {
	enum whose_how how;
	/* A problem before what is none; more than one of WHOSE_CODE only. */
	struct whose_part parts[WHOSE_MOST];
	size_t nparts;
};

/*
 * What he writes before his answer: "K", or "TA" beside a Tendai.  NULL where nothing
 * short tells him from the others.
 */
const char *whose_code(
    struct arena *, const struct whose_person *, size_t npeople, size_t person);
/* The same where the others are told as a query does: "Tapiwa\tMoyo\tRC-0042\n...". */
const char *whose_code_among(
    struct arena *, const struct whose_person *, const char *others);
/* Any bytes will do; time is bounded by the text's length times the names. */
struct whose whose_read(
    struct arena *, const char *text, const struct whose_person *, size_t npeople);

#endif
