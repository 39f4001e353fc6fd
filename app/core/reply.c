/* reply.c - see reply.h. */

#include "core/reply.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "core/outbox.h"

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

enum status
reply_send(struct tx *tx, const struct reply_text *reply, enum reply_fault *fault)
{
	struct arena *arena = tx_arena(tx);
	const char *text = text_trim(arena, text_straight(arena, reply->text));
	const struct reply_target *to;
	int64_t message_id;

	TRY(hold(tx, reply->thread_id));
	TRY(sql_reply_target(tx, reply->thread_id, reply->last_seen, &to));
	*fault = fault_of(to, text);
	if (*fault != REPLY_FINE)
		return OK;
	TRY(outbox_text(tx,
	    &(struct outbox_text){ .thread_id = reply->thread_id,
		.phone_id = to->phone_id,
		.place_id = to->place_id,
		.patient_id = to->patient_id,
		.author_id = reply->user_id,
		.kind = "nurse",
		.body = text,
		.priority = OUTBOX_REPLY,
		.hold = OUTBOX_HOLD_SECONDS * SECOND },
	    &message_id));
	return sql_draft_drop(tx, reply->user_id, reply->thread_id);
}

enum status
reply_undo(struct tx *tx, int64_t message_id, int64_t user_id, const char *typed,
    int64_t *thread_id)
{
	const struct message_whose *message;
	const char *text;

	TRY(sql_message_whose(tx, message_id, tx_now(tx), &message));
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
reply_again(struct tx *tx, int64_t message_id, int64_t user_id, int64_t *thread_id)
{
	const struct message_whose *message;
	const struct reply_target *to;

	TRY(sql_message_whose(tx, message_id, tx_now(tx), &message));
	*thread_id = message->thread_id;
	TRY(hold(tx, message->thread_id));
	TRY(sql_reply_target(tx, message->thread_id, 0, &to));
	if (to->stopped || message->past)
		return ERR_CONFLICT;
	TRY(outbox_again(tx, message_id, user_id));
	return sql_thread_delivers(tx, message->thread_id);
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

enum status
reply_close(struct tx *tx, int64_t thread_id, int64_t user_id, int64_t last_seen)
{
	const struct reply_target *to;

	TRY(hold(tx, thread_id));
	TRY(sql_reply_target(tx, thread_id, last_seen, &to));
	if (to->newer_in > 0)
		return ERR_CONFLICT;
	TRY(sql_thread_event_add(
	    tx, thread_id, tx_now(tx), user_id, "closed", last_seen, ""));
	return sql_thread_close(tx, thread_id);
}

enum status
reply_assign(struct tx *tx, int64_t thread_id, int64_t to, int64_t user_id)
{
	TRY(hold(tx, thread_id));
	TRY(sql_thread_event_add(
	    tx, thread_id, tx_now(tx), user_id, to != 0 ? "taken" : "released", 0, ""));
	return sql_thread_assign(tx, thread_id, to);
}
