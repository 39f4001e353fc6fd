/*
 * reply.h - a nurse answers: sending, taking an answer back, drafts.
 *
 * Whatever changes a conversation holds its row first, so that two people, or
 * one person twice, come one after the other and the second sees what the
 * first did.
 */

#ifndef CORE_REPLY_H
#define CORE_REPLY_H

#include <stdbool.h>

#include "gen/sql.h"

enum reply_fault {
	REPLY_FINE,
	REPLY_EMPTY,
	REPLY_LONG, /* more than OUTBOX_TEXT_MAX units */
	REPLY_STOPPED, /* he asked us to stop, or RapidPro blocks the number */
	REPLY_NO_PHONE,
	REPLY_NEWER /* somebody wrote since: look first */
};

struct reply_text {
	int64_t thread_id, user_id;
	int64_t last_seen; /* the newest message that the writer had before her */
	const char *text; /* quotes and dashes are straightened, letters stay */
	bool now; /* in the quiet hours too, if he has just written (core/quiet.h) */
};

struct reply_sent {
	enum reply_fault fault;
	int64_t leaves_at; /* when the quiet hours end; 0: after the seconds of Undo */
	int32_t urgency; /* of the conversation until it was answered */
};
/*
 * Queues the text, held for Undo or until the quiet hours end, and forgets the writer's
 * draft.  Nothing is done unless the fault is REPLY_FINE.  ERR_NOT_FOUND: no such
 * conversation.
 */
MUST_CHECK enum status reply_send(
    struct tx *, const struct reply_text *, struct reply_sent *);

/*
 * Takes an answer back that has not left; its text, and below it what its
 * writer has typed since (NULL: nothing told), become her draft.
 * ERR_CONFLICT: too late, it has left.  ERR_NOT_FOUND: not hers.
 */
MUST_CHECK enum status reply_undo(struct tx *, int64_t message_id, int64_t user_id,
    const char *typed, int64_t *thread_id);

/*
 * Keeps what is typed so far; "" forgets it.  A draft that comes after its form
 * was sent (once: the form's key, or NULL) is late and changes nothing.
 */
MUST_CHECK enum status reply_draft(struct tx *, int64_t thread_id, int64_t user_id,
    const char *text, const char *once);

#endif
