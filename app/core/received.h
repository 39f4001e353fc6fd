/*
 * received.h - a text in hand, between what inbound.h takes in and what comes of it.
 */

#ifndef CORE_RECEIVED_H
#define CORE_RECEIVED_H

#include "core/appointment.h"
#include "core/callback.h"
#include "core/inbound.h"
#include "core/screening.h"
#include "core/triage.h"
#include "core/whose.h"

/* A message in hand: whose it is and what it says. */
struct received {
	const struct inbound *in;
	const char *said; /* without the name that came first */
	int64_t message_id, phone_id, thread_id;
	int64_t user_id; /* who said whose it is; 0: it has just come */
	const struct inbound_patients *patient; /* NULL: nobody's, or not certain */
	enum triage_question question; /* what he was asked last */
	const char *how; /* it is known whose it is of several: of filing; or NULL */
	struct reading reading;
	struct callback call;
	struct appointment_answer appointment; /* whether he comes; or none */
	struct screening_heard
	    screening; /* the question of one that it may answer; or none */
	bool also; /* it is about somebody else in the first place */
};

/*
 * Of those who use the phone.  "pain 0" is no answer of Painos: where a beginning of a
 * name is a word of danger, too, nobody is named.
 */
struct whose received_names(
    struct tx *, const struct received *, const struct inbound_patients_rows *);
/* Whose it is, of all who use the phone; of two answers in one text, the first. */
MUST_CHECK enum status received_whose(struct tx *, struct received *,
    const struct inbound_patients_rows *, struct whose *);

/* What comes of it, now that it is read and known to be his. */
MUST_CHECK enum status received_follow(struct tx *, const struct received *);
/* Whose it is, a person has to say; a danger does not wait for that. */
MUST_CHECK enum status received_follow_shared(struct tx *, const struct received *,
    const struct inbound_patients_rows *, int64_t place_id);
/* What is said to be no client's waits for nobody, unless it tells of a danger. */
MUST_CHECK enum status received_follow_unknown(struct tx *, const struct received *);
/* It tells of a problem: his task, his case, and the conversation waits. */
MUST_CHECK enum status received_is_problem(struct tx *, const struct received *);

#endif
