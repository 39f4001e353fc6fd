/*
 * reading.h - what a text was read as can be put right by a person.
 *
 * The program's reading stays written down beside hers, and so does who it was.
 * What follows, follows: the check-in of its day has her answer, the conversation
 * waits or waits no more, a problem makes its task and its case, and such work that
 * the program had made of a text and nobody has touched goes again.
 */

#ifndef CORE_READING_H
#define CORE_READING_H

#include <stdbool.h>

#include "gen/sql.h"

enum reading_as {
	READING_PERSON, /* not so: somebody has to read it */
	READING_FINE, /* no problem */
	READING_PROBLEM
};

/* How it was read; ERR_NOT_FOUND for a text of ours, or of nobody in particular. */
MUST_CHECK enum status reading_of(
    struct tx *, int64_t message_id, const struct reading_show **);
/* Whether it may be filed so; it is not so already, and a danger is read first. */
bool reading_may(const struct reading_show *, enum reading_as);
/* ERR_CONFLICT if it may not, or is so already. */
MUST_CHECK enum status reading_refile(
    struct tx *, int64_t message_id, enum reading_as, int64_t user_id);

#endif
