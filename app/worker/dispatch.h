/* dispatch.h - the ways in which a text leaves, for its first and its next time. */

#ifndef WORKER_DISPATCH_H
#define WORKER_DISPATCH_H

#include "worker/attempt.h"

/* A phone whose contact RapidPro has to find or make. */
struct wanted {
	int64_t phone_id;
	const char *e164;
	/* What became of it. */
	struct rapidpro_call call;
	enum rapidpro_outcome outcome;
	bool waits; /* its turn did not come: nothing has happened */
	const char *uuid;
};
/* Side by side, and each that is found is remembered. */
void dispatch_contacts(struct worker *, struct wanted *, size_t count);
/*
 * The flow itself drops a key it has just sent to this contact: safe to repeat
 * as long as no other key goes to the contact in between.
 */
struct rapidpro_errand dispatch_guarded(
    struct worker *, const char *contact, const char *key, const char *body);
/* What its answer means for a text. */
enum rapidpro_outcome dispatch_outcome(const struct rapidpro_errand *);
/*
 * Texts that were claimed together, side by side: to contacts that are known, or
 * to contacts that must be found or made first.  Their leases began after the
 * moment claimed, by clock_monotonic().
 */
MUST_CHECK enum status dispatch_texts(
    struct worker *, struct attempt *, size_t count, int64_t claimed);
/* A flow that a step of the schedule starts, for one contact. */
MUST_CHECK enum status dispatch_flow(struct worker *, struct attempt *);

#endif
