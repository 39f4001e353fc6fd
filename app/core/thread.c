/* thread.c - see thread.h. */

#include "core/thread.h"

#include "base/text.h"
#include "core/triage.h"

enum status
thread_of_patient(struct tx *tx, int64_t patient_id, int64_t *thread_id)
{
	const struct thread_for_patient *row;

	TRY(sql_thread_for_patient(tx, patient_id, &row));
	*thread_id = row->id;
	return OK;
}

enum status
thread_of_number(struct tx *tx, int64_t phone_id, const char *kind, int64_t place_id,
    int64_t *thread_id)
{
	const struct thread_for_number *row;

	TRY(sql_thread_for_number(tx, phone_id, kind, place_id, &row));
	*thread_id = row->id;
	return OK;
}

enum status
thread_draft_back(struct tx *tx, int64_t message_id, int64_t thread_id,
    int64_t author_id, const char *why)
{
	TRY(sql_draft_back(tx, message_id));
	return sql_thread_event_add(
	    tx, thread_id, tx_now(tx), author_id, "not-sent", 0, why);
}

enum status
thread_unsent(struct tx *tx, int64_t thread_id, int64_t patient_id, int64_t phone_id,
    const char *why)
{
	struct thread_unsent_rows unsent;
	bool hers = false;

	TRY(sql_thread_unsent(tx, patient_id, phone_id, why, tx_now(tx), &unsent));
	for (size_t i = 0; i < unsent.n; i++) {
		const struct thread_unsent *text = &unsent.at[i];

		if (text->author_id == 0 || text->to_several)
			continue;
		TRY(thread_draft_back(
		    tx, text->message_id, thread_id, text->author_id, why));
		hers = true;
	}
	return hers ? sql_thread_unanswered(tx, thread_id) : OK;
}

enum status
thread_put_off(struct tx *tx, const struct thread_off *off)
{
	const char *reason = text_trim(tx_arena(tx), off->reason);
	const struct thread_snooze *snoozed;
	const struct thread_lock *held;
	enum status status;

	TRY(sql_thread_lock(tx, off->thread_id, &held));
	if (*reason == '\0' || off->until <= tx_now(tx) ||
	    off->until > tx_now(tx) + THREAD_OFF_MAX)
		return ERR_INVALID;
	status = sql_thread_snooze(tx, off->thread_id, off->until,
	    tx_now(tx) + THREAD_DANGER_OFF, reason, off->user_id, off->urgency,
	    tx_now(tx), &snoozed);
	return status == ERR_NOT_FOUND ? ERR_INVALID : status;
}

enum status
thread_wake(struct tx *tx, int64_t thread_id, int64_t user_id)
{
	return sql_thread_wake(
	    tx, thread_id, user_id, "", 0, URGENCY_REVIEW, tx_now(tx));
}

enum status
thread_woken(struct tx *tx, int64_t thread_id, int64_t message_id)
{
	return sql_thread_wake(
	    tx, thread_id, 0, "message", message_id, URGENCY_REVIEW, tx_now(tx));
}
