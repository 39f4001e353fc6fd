/*
 * outbox.h - texts on their way out: written in the transaction of their cause,
 * sent by the worker (see worker/dispatch_job.c), never twice.
 */

#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include <stdbool.h>

#include "gen/sql.h"

#define OUTBOX_TEXT_MAX 640 /* RapidPro up to 10.0 takes no longer text */
#define OUTBOX_HOLD_SECONDS 8 /* for Undo: an SMS cannot be called back */

enum outbox_priority {
	OUTBOX_REPLY = 1,
	OUTBOX_AUTOMATIC = 3,
	OUTBOX_BULK = 7,
	OUTBOX_LATER = 20 /* below what is ever claimed: see later.h */
};

struct outbox_text {
	int64_t thread_id, phone_id;
	int64_t place_id, patient_id; /* 0: nobody's yet */
	int64_t author_id; /* 0: automatic */
	const char *kind; /* "nurse", "automatic" or "checkin" */
	const char *body;
	enum outbox_priority priority;
	int64_t hold; /* microseconds before it may leave */
	int64_t good_until; /* 0: for ever */
};

/*
 * Adds the message to its thread and to the outbox.  The thread is answered by
 * a nurse's text and untouched by an automatic one.
 */
MUST_CHECK enum status outbox_text(
    struct tx *, const struct outbox_text *, int64_t *message_id);
/*
 * Takes a held message back.  ERR_CONFLICT if it has left already; *text is
 * what it said, for the draft.
 */
MUST_CHECK enum status outbox_undo(
    struct tx *, int64_t message_id, int64_t author_id, const char **text);
/* How a text is sent again. */
struct outbox_again_how {
	int64_t user_id; /* who decided so; 0: from the command line */
	enum outbox_priority priority;
	int64_t leaves_at; /* 0: now */
	int64_t good_until; /* 0: for ever */
};
/*
 * Sends a failed or undecided message again, as a new intent, after a person
 * decided so.  ERR_CONFLICT unless it is failed, or unsure and parked.
 */
MUST_CHECK enum status outbox_again(
    struct tx *, int64_t message_id, const struct outbox_again_how *);

#endif
