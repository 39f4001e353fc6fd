/*
 * look.h - what became of a text that was accepted, or of which nobody is certain.
 *
 * A look goes from its row of the outbox to what is found: look_stays() and look_ends()
 * say so, look_record() writes it.
 */

#ifndef WORKER_LOOK_H
#define WORKER_LOOK_H

#include "worker/dispatch.h"

/*
 * To ask once more does no harm, so nothing waits long for an answer, and a lease
 * outlives one call and no more: who looks may be lost as well.
 */
#define LOOK_SECONDS 8
#define LOOK_LEASE_SECONDS 11
#define LOOK_AGAIN (2 * SECOND) /* where a look had no answer */
#define LOOK_LONGEST (10 * MINUTE) /* for what cannot be repeated */

/* Of the start that was accepted: queued is not lost, over will do nothing more. */
enum start_fate { START_UNKNOWN, START_QUEUED, START_OVER };

struct look {
	const struct outbox_look *row;
	struct rapidpro_call call;
	int64_t now;
	/* Of a guarded text, on the way to what is found. */
	enum { TO_ASK, TO_JUDGE, TO_REPEAT, FOUND } step;
	struct rapidpro_contact contact;
	enum start_fate fate;
	bool lost; /* somebody else has it by now: nothing is ours to write */
	bool recorded;
	/* What was found. */
	const char *state, *message_state, *reason;
	const char *start_uuid, *rapidpro_id;
	int64_t not_left_since; /* the last call that may have left; 0 if it is this */
	int64_t wait;
};

/* It is looked at again after so long. */
void look_stays(struct look *, int64_t wait);
/* The same, often at first, and again when something is to be done. */
void look_stays_until(struct look *, int64_t waited);
void look_stays_a_while(struct look *);
/* Of a start that RapidPro is carrying out: often in its first minute. */
void look_stays_started(struct look *);
/* A start of which nobody was certain is there: RapidPro has it. */
void look_is_taken(struct look *);
/* Nothing more is to be found out; message_state NULL leaves the message as it is. */
void look_ends(
    struct look *, const char *state, const char *message_state, const char *reason);

/* Writes what was found of those of which it is not written yet; may be tried again. */
enum status look_record(struct worker *, struct look *all, size_t n);

/* The patience with this send, of all there are, and whether it is the last. */
int64_t look_patience(
    const struct outbox_look *, const int64_t *all, size_t n, bool *last);
bool look_has_start(const struct look *);
enum start_fate look_fate(const struct rapidpro_start *);
/* When it left less this margin, by RapidPro's clock, which may be behind ours. */
int64_t look_earliest(const struct worker *, const struct look *, int64_t margin);

/* Texts that left by the flow, side by side; a plain message; a start of check-ins; of another flow. */
MUST_CHECK enum status look_guarded(struct worker *, struct look *all, size_t n);
MUST_CHECK enum status look_message(struct worker *, struct look *);
MUST_CHECK enum status look_checkin(struct worker *, struct look *);
MUST_CHECK enum status look_flow(struct worker *, struct look *);

/* Whether a start that carries our key is in the list of all: start_uuid, or NULL. */
MUST_CHECK enum status look_find_start(struct worker *, struct look *);
/* Of the start that was accepted. */
enum start_fate look_start_fate(struct worker *, struct look *);

/* Why it was given up. */
extern const char look_not_proved[];

#endif
