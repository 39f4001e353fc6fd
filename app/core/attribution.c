/* attribution.c - see attribution.h. */

#include "core/attribution.h"

#include <string.h>

#include "core/inbound.h"
#include "core/task.h"
#include "core/thread.h"

static enum status
hold(struct tx *tx, int64_t thread_id)
{
	const struct thread_lock *row;

	return sql_thread_lock(tx, thread_id, &row);
}

/* What was said with a number that is somebody else's now is nobody's to file. */
static enum status
hold_open(struct tx *tx, int64_t thread_id)
{
	const struct thread_lock *row;

	TRY(sql_thread_lock(tx, thread_id, &row));
	return row->ended ? ERR_CONFLICT : OK;
}

/* One of those that nobody owns in this conversation; NULL if it is not. */
static const struct thread_unowned *
unowned_of(const struct thread_unowned_rows *rows, int64_t message_id)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->at[i].id == message_id)
			return &rows->at[i];
	return NULL;
}

static enum status
file_one(struct tx *tx, const struct attribution *a, const struct thread_unowned *m)
{
	int64_t first, thread_id;

	TRY(inbound_attribute(tx, m->id, a->patients[0], a->user_id));
	TRY(thread_of_patient(tx, a->patients[0], &first));
	for (size_t i = 1; i < a->npatients; i++) {
		TRY(inbound_attribute_also(tx, m->id, a->patients[i], a->user_id));
		TRY(thread_of_patient(tx, a->patients[i], &thread_id));
		TRY(sql_thread_event_add(tx, thread_id, tx_now(tx), a->user_id,
		    "also-about", first, m->body));
	}
	return OK;
}

/* What he writes next need not be asked about; of two men's texts nothing is known. */
static enum status
remember(struct tx *tx, const struct attribution *a)
{
	const int64_t until = tx_now(tx) + ATTRIBUTION_TALK;
	const struct reply_target *thread;
	int64_t his;

	TRY(sql_reply_target(tx, a->thread_id, 0, &thread));
	if (thread->phone_id == 0 || strcmp(thread->kind, "shared") != 0)
		return OK;
	if (a->npatients > 1)
		return sql_talk_end(tx, thread->phone_id);
	TRY(sql_talk_begin(
	    tx, thread->phone_id, a->patients[0], a->user_id, tx_now(tx), until));
	TRY(thread_of_patient(tx, a->patients[0], &his));
	return sql_thread_event_add(
	    tx, his, tx_now(tx), a->user_id, "taken-his", until, "");
}

enum status
attribution_ask_again(struct tx *tx, int64_t thread_id, int64_t user_id)
{
	const struct reply_target *thread;

	TRY(hold(tx, thread_id));
	TRY(sql_reply_target(tx, thread_id, 0, &thread));
	if (thread->patient_id == 0)
		return ERR_INVALID;
	TRY(sql_talk_end_his(tx, thread->patient_id));
	return sql_thread_event_add(
	    tx, thread_id, tx_now(tx), user_id, "talk-ended", 0, "");
}

enum status
attribution_file(struct tx *tx, const struct attribution *a)
{
	struct thread_unowned_rows unowned;

	TRY(hold_open(tx, a->thread_id));
	TRY(sql_thread_unowned(tx, a->thread_id, &unowned));
	for (size_t i = 0; i < a->nmessages; i++)
		if (unowned_of(&unowned, a->messages[i]) == NULL)
			return ERR_CONFLICT;
	/* In the order in which they came, whatever the order of the form. */
	for (size_t i = unowned.n; i-- > 0;)
		for (size_t j = 0; j < a->nmessages; j++)
			if (a->messages[j] == unowned.at[i].id) {
				TRY(file_one(tx, a, &unowned.at[i]));
				break;
			}
	return remember(tx, a);
}

/* Unread ones, oldest first; returns how many. */
static size_t
still_to_read(struct tx *tx, const struct thread_unowned_rows *rows, int64_t **ids)
{
	size_t n = 0;

	ARENA_ARRAY(tx_arena(tx), *ids, rows->n + 1);
	for (size_t i = rows->n; i-- > 0;)
		if (!rows->at[i].answered)
			(*ids)[n++] = rows->at[i].id;
	return n;
}

/* Nothing waits there any more, and nobody needs to say whose it is. */
static enum status
empty(struct tx *tx, int64_t thread_id, int64_t user_id)
{
	struct thread_empty_rows asked;

	TRY(sql_thread_empty(tx, thread_id, &asked));
	for (size_t i = 0; i < asked.n; i++)
		TRY(task_finish(tx, asked.at[i].task_id, user_id, "attributed", ""));
	return OK;
}

enum status
attribution_link(struct tx *tx, int64_t thread_id, int64_t patient_id, int64_t user_id,
    int64_t *to_thread)
{
	const struct reply_target *from;
	struct thread_unowned_rows unowned;
	int64_t *unread;
	size_t n;

	TRY(hold_open(tx, thread_id));
	TRY(sql_reply_target(tx, thread_id, 0, &from));
	if (from->patient_id != 0)
		return ERR_INVALID;
	TRY(thread_of_patient(tx, patient_id, to_thread));
	TRY(hold(tx, *to_thread));
	TRY(sql_thread_unowned(tx, thread_id, &unowned));
	n = still_to_read(tx, &unowned, &unread);
	TRY(sql_thread_move(tx, thread_id, *to_thread, patient_id, user_id,
	    tx_int_array(tx, unread, n)));
	for (size_t i = 0; i < n; i++)
		TRY(inbound_attribute(tx, unread[i], patient_id, user_id));
	TRY(sql_note_move(tx, thread_id, *to_thread));
	TRY(sql_patient_second_phone(tx, patient_id, thread_id));
	TRY(empty(tx, thread_id, user_id));
	TRY(sql_thread_event_add(
	    tx, *to_thread, tx_now(tx), user_id, "linked", thread_id, ""));
	TRY(sql_thread_event_add(
	    tx, thread_id, tx_now(tx), user_id, "filed", *to_thread, ""));
	return sql_draft_move(tx, user_id, thread_id, *to_thread, tx_now(tx));
}

enum status
attribution_not_patient(struct tx *tx, int64_t thread_id, int64_t user_id, bool yes)
{
	const struct reply_target *thread;

	TRY(hold_open(tx, thread_id));
	TRY(sql_reply_target(tx, thread_id, 0, &thread));
	if (thread->patient_id != 0)
		return ERR_INVALID;
	TRY(sql_thread_not_patient(tx, thread_id, yes));
	TRY(sql_thread_event_add(
	    tx, thread_id, tx_now(tx), user_id, yes ? "not-client" : "client", 0, ""));
	return yes ? empty(tx, thread_id, user_id) : OK;
}
