/*
 * screening.h - case finding: people are asked by SMS in waves, and each answer leads to
 * another question, to a positive or to the end.
 *
 * Who is asked when is the database's and the worker's (screening_waves, screening_job.c).
 * Here a draft is looked through, a text is held against the question that was asked last,
 * and what an answer leads to is done, in the transaction of the text.  Whoever does not
 * answer is never counted as a no.
 */

#ifndef CORE_SCREENING_H
#define CORE_SCREENING_H

#include <stdbool.h>

#include "gen/sql.h"

#define SCREENING_ANSWERS 6 /* of one question */
#define SCREENING_QUESTIONS 20
#define SCREENING_PARTS 3 /* SMS of one text, at most */
#define SCREENING_NUMBER "#" /* the code of any whole number */

/* The words of this language in a text by language, else of English; "" if it has neither. */
const char *screening_words(
    struct arena *, const char *by_language, const char *language);

/* What of a draft is wrong, in sentences that name the remedy; or a note. */
struct screening_problem {
	const char *message;
	bool note; /* only worth knowing */
};
struct screening_problems {
	const struct screening_problem *at;
	size_t n, wrong;
};
MUST_CHECK enum status screening_check(
    struct tx *, int64_t id, struct screening_problems *);

/*
 * Which of these answers a text is: its index, or n.  *more: there are more words, which
 * somebody has to read; only what leads on or to a positive is believed so.  Any bytes
 * will do.
 */
size_t screening_match(struct arena *, const char *said, const struct screening_codes *,
    size_t n, bool *more);

/* A text held against what he was asked last. */
struct screening_heard {
	const struct screening_asked *asked; /* NULL: he was asked something else */
	const struct screening_codes *answer; /* NULL: it is none of its answers */
	const char *said;
	bool more;
};
MUST_CHECK enum status screening_hear(struct tx *, int64_t patient_id,
    int64_t thread_id, int64_t at, const char *said, struct screening_heard *);

struct screening_from {
	int64_t patient_id, place_id, thread_id, enrolment_id, message_id;
	int64_t at;
	const char *language;
};
/* What an answer leads to; *say is what he is told, or "". */
MUST_CHECK enum status screening_follow(struct tx *, const struct screening_heard *,
    const struct screening_from *, const char **say);
/*
 * It is no answer.  Danger: a nurse has him in hand, and he is asked no more; else he is
 * told once, in *say, how to answer.
 */
MUST_CHECK enum status screening_unclear(struct tx *, const struct screening_heard *,
    const struct screening_from *, bool danger, const char **say);
/* That text was not his: he is asked as before, and a task that nobody has taken goes. */
MUST_CHECK enum status screening_unsay(
    struct tx *, int64_t patient_id, int64_t message_id, int64_t user_id);

#endif
