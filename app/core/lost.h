/*
 * lost.h - lost to follow-up: a person decides that a man is not looked for any more.
 *
 * It ends looking for him and his automatic texts.  It does not end an open case or a
 * call about a problem, and his own texts are read as always: the first sign of life, by
 * whatever way, ends it and goes on with his follow-up where that still has days.
 */

#ifndef CORE_LOST_H
#define CORE_LOST_H

#include <stdbool.h>

#include "gen/sql.h"

struct lost {
	int64_t patient_id, user_id;
	const char *reason; /* not-found unknown moved no-way other */
	const char *note;
};

/* ERR_CONFLICT if he is lost already, or was never in follow-up. */
MUST_CHECK enum status lost_begin(struct tx *, const struct lost *);
/* The decision is taken back: he is looked for again.  ERR_CONFLICT if he is not lost. */
MUST_CHECK enum status lost_take_back(struct tx *, int64_t patient_id, int64_t user_id);
/*
 * He was heard of; words say what, user_id is 0 by his own text.  *found is false if he was
 * not lost.
 */
MUST_CHECK enum status lost_heard(
    struct tx *, int64_t patient_id, const char *words, int64_t user_id, bool *found);
/* What was heard of him at that moment is taken back, or was another's. */
MUST_CHECK enum status lost_again(struct tx *, int64_t patient_id, int64_t at);

/* A sentence in English for each reason, for i18n; NULL for what is none. */
const char *lost_reason_words(const char *reason);

#endif
