/*
 * delivery.h - what persons do about texts that did not arrive.
 *
 * Everything goes through the intents of the outbox, so nothing is sent twice; every
 * deed is written down with who, when and why, and what has come to nothing else yet can
 * be taken back.  docs/delivery.md.
 */

#ifndef CORE_DELIVERY_H
#define CORE_DELIVERY_H

#include "gen/sql.h"

#define DELIVERY_NOTE_MAX 200

/* Whose deed it is. */
struct delivery_by {
	int64_t user_id;
	const char *note; /* why; "" for no reason */
	const char *bulk; /* a UUID of those that are done at once, or NULL */
};

/* Why it was not done. */
enum delivery_fault {
	DELIVERY_DONE,
	DELIVERY_GONE, /* somebody else has decided, or it is on its way */
	DELIVERY_STOPPED, /* he wants no messages */
	DELIVERY_NO_PHONE,
	DELIVERY_QUIET, /* people sleep there now */
	DELIVERY_PAST, /* its day is over */
	DELIVERY_ANSWERED
};

/*
 * A text that was held as too old leaves after all, as the same intent, to the number he
 * has now; in the quiet hours when they end.  *leaves_at is when.
 */
MUST_CHECK enum status delivery_release(struct tx *, int64_t message_id,
    const struct delivery_by *, enum delivery_fault *, int64_t *leaves_at);
/* It never leaves; whoever it answered waits again. */
MUST_CHECK enum status delivery_drop(
    struct tx *, int64_t message_id, const struct delivery_by *, enum delivery_fault *);
/*
 * Sends what failed again, as a new intent, or when the quiet hours end: *leaves_at is 0
 * if it leaves now.  A question is sent on its day alone, and not in the quiet hours.
 */
MUST_CHECK enum status delivery_again(struct tx *, int64_t message_id,
    const struct delivery_by *, enum delivery_fault *, int64_t *leaves_at);
/* Nobody does more about these; *done of them had not been set aside before. */
MUST_CHECK enum status delivery_set_aside(struct tx *, const int64_t *ids, size_t n,
    const struct delivery_by *, size_t *done);
/*
 * A task to call takes the place of a text, which is set aside; words are its title.
 * *task_id is 0 if there is such a task already.
 */
MUST_CHECK enum status delivery_call(struct tx *, int64_t message_id,
    const struct delivery_by *, const char *words, int64_t *task_id);

/* A question whose flow was cut off. */
struct delivery_asked {
	enum delivery_fault fault;
	int64_t thread_id;
	int32_t day; /* that it asks about */
	int64_t
	    today_id; /* PAST: the message of today's question, 0 if there is none */
	int32_t today_day;
};
/* Today's question is asked once more; nothing of the first is changed. */
MUST_CHECK enum status delivery_ask_again(struct tx *, int64_t message_id,
    const struct delivery_by *, struct delivery_asked *);

/*
 * Takes back what was done last with a text, or (bulk not NULL) with all of those that
 * were done at once: let go, dropped, set aside, to be called.  *undone of them.  The task
 * of a call is taken back where tasks are.
 */
MUST_CHECK enum status delivery_undo(
    struct tx *, int64_t message_id, const char *bulk, int64_t user_id, size_t *undone);

#endif
