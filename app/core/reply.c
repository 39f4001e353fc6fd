/* reply.c - see reply.h. */

#include "core/reply.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "core/outbox.h"
#include "core/quiet.h"

/* Held until the end of the transaction. */
static enum status
hold(struct tx *tx, int64_t thread_id)
{
	const struct thread_lock *row;

	return sql_thread_lock(tx, thread_id, &row);
}

static enum reply_fault
fault_of(const struct reply_target *to, const char *text)
{
	if (*text == '\0')
		return REPLY_EMPTY;
	if (sms_count(text).units > OUTBOX_TEXT_MAX)
		return REPLY_LONG;
	if (to->stopped)
		return REPLY_STOPPED;
	if (to->phone_id == 0)
		return REPLY_NO_PHONE;
	return to->newer > 0 ? REPLY_NEWER : REPLY_FINE;
}

/* 0: now.  An answer to who has just written need not wait for the morning. */
static enum status
when_it_leaves(struct tx *tx, const struct reply_text *reply, int64_t *leaves_at)
{
	const struct reply_hours *h;

	TRY(sql_reply_hours(tx, reply->thread_id, &h));
	*leaves_at = quiet_ends(h->quiet_from, h->quiet_until, h->zone, tx_now(tx));
	if (reply->now && quiet_just_wrote(h->heard_at, tx_now(tx)))
		*leaves_at = 0;
	return OK;
}

enum status
reply_send(struct tx *tx, const struct reply_text *reply, struct reply_sent *sent)
{
	struct arena *arena = tx_arena(tx);
	const char *text = text_trim(arena, text_straight(arena, reply->text));
	const struct thread_lock *held;
	const struct reply_target *to;
	int64_t message_id;

	TRY(sql_thread_lock(tx, reply->thread_id, &held));
	TRY(sql_reply_target(tx, reply->thread_id, reply->last_seen, &to));
	*sent = (struct reply_sent){ .fault = fault_of(to, text),
		.urgency = held->urgency };
	if (sent->fault != REPLY_FINE)
		return OK;
	TRY(when_it_leaves(tx, reply, &sent->leaves_at));
	TRY(outbox_text(tx,
	    &(struct outbox_text){ .thread_id = reply->thread_id,
		.phone_id = to->phone_id,
		.place_id = to->place_id,
		.patient_id = to->patient_id,
		.author_id = reply->user_id,
		.kind = "nurse",
		.body = text,
		.priority = sent->leaves_at != 0 ? OUTBOX_LATER : OUTBOX_REPLY,
		.hold = sent->leaves_at != 0 ? sent->leaves_at - tx_now(tx)
					     : OUTBOX_HOLD_SECONDS * SECOND },
	    &message_id));
	return sql_draft_drop(tx, reply->user_id, reply->thread_id);
}

enum status
reply_undo(struct tx *tx, int64_t message_id, int64_t user_id, const char *typed,
    int64_t *thread_id)
{
	const struct message_whose *message;
	const char *text;

	TRY(sql_message_whose(tx, message_id, &message));
	if (message->author_id != user_id)
		return ERR_NOT_FOUND;
	*thread_id = message->thread_id;
	TRY(hold(tx, message->thread_id));
	TRY(outbox_undo(tx, message_id, user_id, &text));
	typed = text_trim(tx_arena(tx), typed != NULL ? typed : "");
	if (*typed != '\0' && strcmp(typed, text) != 0)
		text = arena_printf(tx_arena(tx), "%s\n%s", text, typed);
	return reply_draft(tx, message->thread_id, user_id, text, NULL);
}

enum status
reply_draft(struct tx *tx, int64_t thread_id, int64_t user_id, const char *text,
    const char *once)
{
	if (*text_trim(tx_arena(tx), text) == '\0')
		return sql_draft_drop(tx, user_id, thread_id);
	TRY(hold(tx, thread_id));
	return sql_draft_save(tx, user_id, thread_id, text, tx_now(tx), once);
}
