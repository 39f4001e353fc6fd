/* note.c - see note.h. */

#include "core/note.h"

#include <string.h>

enum status
note_write(struct tx *tx, int64_t thread_id, int64_t user_id, const char *body,
    int64_t *note_id)
{
	const struct thread_lock *thread;
	const struct note_add *row;

	TRY(sql_thread_lock(tx, thread_id, &thread));
	TRY(sql_note_add(tx, thread_id, user_id, body, tx_now(tx), &row));
	*note_id = row->id;
	return OK;
}

enum status
note_change(
    struct tx *tx, int64_t note_id, int64_t user_id, int32_t version, const char *body)
{
	const struct note_show *note;
	const struct note_change *row;
	enum status status;

	TRY(sql_note_show(tx, note_id, &note));
	if (note->user_id != user_id)
		return ERR_NOT_FOUND;
	if (strcmp(note->body, body) == 0 && note->withdrawn_at == 0)
		return OK;
	status = sql_note_change(tx, note_id, user_id, version, body, tx_now(tx), &row);
	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

enum status
note_withdraw(struct tx *tx, int64_t note_id, int64_t user_id, bool supervisor,
    bool withdrawn, int64_t *thread_id)
{
	const struct note_show *note;
	const struct note_withdraw *row;
	enum status status;

	TRY(sql_note_show(tx, note_id, &note));
	*thread_id = note->thread_id;
	status = sql_note_withdraw(
	    tx, note_id, user_id, supervisor, withdrawn, tx_now(tx), &row);
	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}
