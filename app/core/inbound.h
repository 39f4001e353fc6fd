/*
 * inbound.h - what a man wrote: whose it is, what it says, and what follows.
 *
 * Message, check-in, task and escalation are written in the caller's one
 * transaction.  The same text may come by webhook, by the messages feed and by
 * the runs feed, in any order: the first makes the message, the others find it.
 */

#ifndef CORE_INBOUND_H
#define CORE_INBOUND_H

#include <stdbool.h>

#include "core/triage.h"
#include "gen/sql.h"

/* The words of the workflow's languages: once, before anything is received. */
MUST_CHECK enum status inbound_init(void);
/* They, for whoever asks how a text would be read. */
const struct triage *inbound_words(void);

struct inbound {
	const char *urn; /* "tel:+263771234567" */
	const char *contact_uuid; /* RapidPro's, NULL if not told */
	const char *text;
	const char *rapidpro_id; /* of the message, NULL if not told */
	int64_t at; /* when RapidPro got it; */
	bool by_run; /* or when a flow read it, up to 15 minutes later */
	bool by_gateway; /* or passed it on, within a minute */
};

/*
 * *message_id is 0 if it was known.  ERR_INVALID for a URN that is no phone
 * number and for a text that is empty or too long.
 */
MUST_CHECK enum status inbound_receive(
    struct tx *, const struct inbound *, int64_t *message_id);

/*
 * A person says whose a message of a shared or unknown number is: it moves to
 * his thread, is read in his language, and does what it would have done.
 * ERR_CONFLICT if it has an owner already.
 */
MUST_CHECK enum status inbound_attribute(
    struct tx *, int64_t message_id, int64_t patient_id, int64_t user_id);
/*
 * The same text is about somebody else, too: it stays where it is, and does for
 * him what it would have done, in his conversation.
 */
MUST_CHECK enum status inbound_attribute_also(
    struct tx *, int64_t message_id, int64_t patient_id, int64_t user_id);
/*
 * Nobody's, in the conversation of its number: it waits there, and does what a text does
 * that has just come from there.
 */
MUST_CHECK enum status inbound_ask_again(
    struct tx *, int64_t message_id, int64_t user_id);

/*
 * A person says that a text tells of a problem: his task, his case, and the
 * conversation waits, as if it had been read so.
 */
MUST_CHECK enum status inbound_is_problem(
    struct tx *, int64_t message_id, int64_t patient_id);

#endif
