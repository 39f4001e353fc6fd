/*
 * attribution.h - whose a number's messages are.
 *
 * A number that nobody knows, or that several share, has a conversation of its
 * own.  A person says whose its messages are, and they become part of his:
 *
 * - What still waits to be read goes one by one through inbound_attribute():
 *   it is read in his language and answers his check-in, and makes the task
 *   and the case it would have made.
 * - What was answered or closed before only moves: it was dealt with.
 * - A message about two men is one message: it moves to the first.  For the
 *   second it is read in the same way, answers his check-in and makes his own
 *   task; his conversation waits with its words, and a line in it says where
 *   the message stands.  No copy is made, so nothing is counted twice and
 *   what RapidPro tells of the message has one place.
 * - On a shared phone it is remembered for two hours after his last word whose the
 *   texts are (phone_talk), for no longer than twelve; an answer, STOP and START are
 *   asked about all the same.
 */

#ifndef CORE_ATTRIBUTION_H
#define CORE_ATTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "gen/sql.h"

/* So long after it was said whose a text is, or after his next one, it is remembered. */
#define ATTRIBUTION_TALK (2 * HOUR)

struct attribution {
	int64_t thread_id; /* of the number */
	const int64_t *messages;
	size_t nmessages;
	const int64_t *patients; /* the first gets the messages */
	size_t npatients;
	int64_t user_id;
};

/*
 * Files these messages.  ERR_CONFLICT if one of them has an owner already or
 * is not in this conversation, and if that is over; ERR_NOT_FOUND for a patient not to be seen.
 */
MUST_CHECK enum status attribution_file(struct tx *, const struct attribution *);

/*
 * What comes from a phone of his is taken to be his no more: whose the next text is, is
 * asked.  ERR_INVALID for a conversation that is no patient's.
 */
MUST_CHECK enum status attribution_ask_again(
    struct tx *, int64_t thread_id, int64_t user_id);

/*
 * The whole conversation of an unknown number is this patient's, the writer's
 * draft too, and the number becomes his second one if he has none.
 * *to_thread is his conversation.  ERR_INVALID for one that is a patient's,
 * ERR_CONFLICT for one that is over.
 */
MUST_CHECK enum status attribution_link(struct tx *, int64_t thread_id,
    int64_t patient_id, int64_t user_id, int64_t *to_thread);

/*
 * A number that is no client's: closed, and marked so; or no longer.
 * ERR_INVALID for a patient's conversation, ERR_CONFLICT for one that is over.
 */
MUST_CHECK enum status attribution_not_patient(
    struct tx *, int64_t thread_id, int64_t user_id, bool yes);

#endif
