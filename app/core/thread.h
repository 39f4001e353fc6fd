/* thread.h - conversations: with a patient, or with a number nobody knows yet. */

#ifndef CORE_THREAD_H
#define CORE_THREAD_H

#include "base/clock.h"
#include "gen/sql.h"

/* The one thread of a patient, made when it does not exist yet. */
MUST_CHECK enum status thread_of_patient(
    struct tx *, int64_t patient_id, int64_t *thread_id);
/* The one thread of a number that is "unknown", or "shared" and unresolved. */
MUST_CHECK enum status thread_of_number(struct tx *, int64_t phone_id, const char *kind,
    int64_t place_id, int64_t *thread_id);

/* A text that was not sent is its author's draft again, and the conversation says so. */
MUST_CHECK enum status thread_draft_back(struct tx *, int64_t message_id,
    int64_t thread_id, int64_t author_id, const char *why);
/*
 * What has not left for a patient, or for one number of his (0: for any), does not leave:
 * automatic texts, check-ins, and a person's words, which are her draft again if they were
 * to him alone.
 */
MUST_CHECK enum status thread_unsent(struct tx *, int64_t thread_id, int64_t patient_id,
    int64_t phone_id, const char *why);

/* Where a possible problem waits, it is put off no longer than this. */
#define THREAD_DANGER_OFF (2 * HOUR)
#define THREAD_OFF_MAX (31 * 24 * HOUR)

struct thread_off {
	int64_t thread_id, user_id;
	int64_t until;
	const char *reason;
	int32_t urgency; /* before an answer that goes with it; 0: none does */
};
/*
 * Nobody has to look before a moment: then, or as soon as he writes, or as a danger is
 * raised about him, the conversation waits again by itself.  After an answer (reply.h)
 * it is asked for in the same transaction.  ERR_INVALID: no reason, or a moment that is
 * past or too far away.
 */
MUST_CHECK enum status thread_put_off(struct tx *, const struct thread_off *);
/* It waits again; nothing happens to one that is not put off.  By a person, or a text. */
MUST_CHECK enum status thread_wake(struct tx *, int64_t thread_id, int64_t user_id);
MUST_CHECK enum status thread_woken(struct tx *, int64_t thread_id, int64_t message_id);

#endif
