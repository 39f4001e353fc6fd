/* attempt.h - a row of the outbox from its claim to its result; several at once. */

#ifndef WORKER_ATTEMPT_H
#define WORKER_ATTEMPT_H

#include "worker/job.h"

struct attempt {
	const struct outbox_claim *row;
	const char *contact; /* of a text: RapidPro's, NULL while it is not known */
	bool known; /* the contact was known before and not asked for */
	bool
	    left; /* noted as leaving: something that cannot be repeated freely may be there */
	bool lost; /* the lease went before anything left: nothing is ours to write */
	bool waits; /* its turn did not come: nothing has happened */
	struct rapidpro_call call;
	enum rapidpro_outcome outcome;
	const char *start_uuid, *rapidpro_id;
};

/* Whether there are any that have still to be noted as leaving. */
bool attempts_wait(const struct attempt *, size_t count);
/*
 * The last moment at which the rows are certain to be ours: those that still are
 * have left from now on, the others are lost.  Texts without a contact stay, and
 * those that left with their claim are not asked again.
 */
MUST_CHECK enum status attempts_leave(
    struct worker *, struct attempt *, size_t count, const char *by);
/* Writes what became of those that are not lost, and learns of the line. */
MUST_CHECK enum status attempts_settle(struct worker *, const struct attempt *, size_t);

#endif
