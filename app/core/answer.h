/*
 * answer.h - ready answers: what is said often, written once, approved by a clinician
 * and dated.
 *
 * A version is written once.  Who wrote it does not approve it; what came with the
 * programme was written by nobody here.  Offered is the latest approved version, until
 * the day that was set with the approval.
 */

#ifndef CORE_ANSWER_H
#define CORE_ANSWER_H

#include "gen/sql.h"

#define ANSWER_LANGUAGES 16
#define ANSWER_ANY_DAY (-1)

struct answer_words {
	const char *title;
	int day_from, day_to; /* of the follow-up, or ANSWER_ANY_DAY */
	const char *sign; /* "": any */
	struct answer_said {
		const char *language, *body;
	} said[ANSWER_LANGUAGES];
	size_t n;
};

/* As long as names, clinics and numbers get: so long may a text become. */
const char *answer_longest(struct arena *, const char *body);
/* Why this cannot be the words of an answer, as a sentence's rest; NULL: it can. */
const char *answer_fault(struct arena *, const char *body);

/* A new answer, or with its id the next version of one; user_id 0: the programme's. */
MUST_CHECK enum status answer_put(
    struct tx *, int64_t *answer_id, const struct answer_words *, int64_t user_id);
/*
 * The latest version may be sent until that day ("2026-11-21").  ERR_CONFLICT: there is
 * a later one, or this user has written it.
 */
MUST_CHECK enum status answer_approve(struct tx *, int64_t answer_id, int32_t number,
    int64_t user_id, const char *good_until);

/*
 * Counts the ready answers whose beginning stands in a text that was sent: by then it
 * may have been altered.
 */
MUST_CHECK enum status answer_count_sent(
    struct tx *, int64_t thread_id, const char *nurse, const char *text);

/*
 * The programme's file answers.json: what is new in it becomes a version that waits for
 * its approval.  A pack need not have one.  ERR_INVALID with the reason in the log.
 */
struct answer_published {
	size_t answers, fresh;
};
MUST_CHECK enum status answer_publish(
    struct tx *, const char *folder, struct answer_published *);
/* The same file read alone: *n answers, or ERR_INVALID with the reason in the log. */
struct answer_pack {
	const char *name;
	struct answer_words words;
};
MUST_CHECK enum status answer_pack_read(struct arena *, const char *path,
    const char *text, size_t len, struct answer_pack **, size_t *n);

#endif
