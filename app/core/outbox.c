/* outbox.c - see outbox.h. */

#include "core/outbox.h"

#include <string.h>

#include "base/clock.h"
#include "ext/secret.h"

enum status
outbox_text(struct tx *tx, const struct outbox_text *text, int64_t *message_id)
{
	bool by_person = text->author_id != 0;
	const struct outbox_add_text *row;
	const struct message_add_out *message;

	TRY(sql_outbox_add_text(tx, secret_uuid_at(tx_arena(tx), tx_now(tx)),
	    text->place_id, text->phone_id, text->body, (int32_t)text->priority,
	    by_person, tx_now(tx) + text->hold, text->good_until, tx_now(tx),
	    text->author_id, &row));
	TRY(sql_message_add_out(tx, text->thread_id, text->place_id, text->patient_id,
	    text->phone_id, text->kind, text->body, text->author_id,
	    text->hold > 0 ? "held" : "queued", tx_now(tx), row->id, &message));
	*message_id = message->id;
	if (by_person && text->priority == OUTBOX_REPLY)
		TRY(sql_outbox_aside(tx, row->id, tx_now(tx)));
	return by_person ? sql_thread_answered(
			       tx, text->thread_id, message->id, text->body, tx_now(tx))
			 : sql_thread_said(tx, text->thread_id, message->id, text->body,
			       tx_now(tx));
}

enum status
outbox_undo(struct tx *tx, int64_t message_id, int64_t author_id, const char **text)
{
	const struct outbox_undo *row;
	enum status status =
	    sql_outbox_undo(tx, message_id, author_id, tx_now(tx), &row);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	*text = row->body;
	return sql_thread_unanswered(tx, row->thread_id);
}

enum status
outbox_again(struct tx *tx, int64_t message_id, const struct outbox_again_how *repeat)
{
	const struct outbox_add_again *row;
	enum status status = sql_outbox_add_again(tx, message_id,
	    secret_uuid_at(tx_arena(tx), tx_now(tx)), repeat->user_id,
	    (int32_t)repeat->priority,
	    repeat->leaves_at != 0 ? repeat->leaves_at : tx_now(tx), repeat->good_until,
	    tx_now(tx), &row);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	/* A flow that waits for his answer is ended shortly before it leaves. */
	return repeat->leaves_at != 0 ? OK : sql_outbox_aside(tx, row->id, tx_now(tx));
}
