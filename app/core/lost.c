/* lost.c - see lost.h. */

#include "core/lost.h"

#include <string.h>

#include "base/i18n.h"
#include "core/pause.h"
#include "core/schedule.h"
#include "core/task.h"
#include "core/thread.h"

/* clang-format off */
static const struct { const char *reason, *words; } reasons[] = {
	{ "not-found", N_("Visited, and not found") },
	{ "unknown", N_("Nobody there knows him") },
	{ "moved", N_("Has moved away, nobody knows where to") },
	{ "no-way", N_("No way is left to reach him") },
	{ "other", N_("Another reason") },
};
/* clang-format on */

const char *
lost_reason_words(const char *reason)
{
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (strcmp(reasons[i].reason, reason) == 0)
			return reasons[i].words;
	return NULL;
}

static enum status
tell_thread(struct tx *tx, int64_t patient_id, int64_t user_id, const char *what,
    const char *note)
{
	int64_t thread_id;

	TRY(thread_of_patient(tx, patient_id, &thread_id));
	return sql_thread_event_add(tx, thread_id, tx_now(tx), user_id, what, 0, note);
}

/* Nothing more is sent by itself to somebody who is lost. */
static enum status
stop_texts(struct tx *tx, int64_t patient_id)
{
	TRY(sql_message_cancel_automatic(
	    tx, patient_id, "lost to follow-up", tx_now(tx)));
	return schedule_stop(tx, patient_id, SCHEDULE_LOST);
}

static enum status
go_on(struct tx *tx, int64_t patient_id)
{
	TRY(schedule_resume(tx, patient_id, SCHEDULE_LOST));
	return pause_keep(tx, patient_id); /* it may have begun or ended meanwhile */
}

enum status
lost_begin(struct tx *tx, const struct lost *l)
{
	const char *words = lost_reason_words(l->reason);
	const struct lost_add *row;
	enum status status;

	if (words == NULL)
		return ERR_INVALID;
	status = sql_lost_add(
	    tx, l->patient_id, l->user_id, l->reason, l->note, tx_now(tx), &row);
	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	if (*l->note != '\0')
		words = arena_printf(tx_arena(tx), "%s: %s", words, l->note);
	TRY(sql_lost_tasks_end(tx, l->patient_id, l->user_id, tx_now(tx), words));
	TRY(stop_texts(tx, l->patient_id));
	return tell_thread(tx, l->patient_id, l->user_id, "lost", words);
}

enum status
lost_take_back(struct tx *tx, int64_t patient_id, int64_t user_id)
{
	const struct lost_end *row;
	struct lost_tasks_back_rows tasks;
	enum status status =
	    sql_lost_end(tx, patient_id, tx_now(tx), user_id, "taken-back", "", &row);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	TRY(go_on(tx, patient_id));
	TRY(sql_lost_tasks_back(tx, row->id, user_id, tx_now(tx), &tasks));
	return tell_thread(tx, patient_id, user_id, "not-lost", "");
}

enum status
lost_heard(
    struct tx *tx, int64_t patient_id, const char *words, int64_t user_id, bool *found)
{
	const struct lost_end *row;
	struct lost_tasks_rows tasks;
	enum status status =
	    sql_lost_end(tx, patient_id, tx_now(tx), user_id, "heard", words, &row);

	*found = status == OK;
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	TRY(go_on(tx, patient_id));
	TRY(sql_lost_tasks(tx, row->id, &tasks));
	for (size_t i = 0; i < tasks.n; i++)
		TRY(task_note(tx, tasks.at[i].id, user_id, "heard", words));
	return tell_thread(tx, patient_id, user_id, "heard-again", words);
}

enum status
lost_again(struct tx *tx, int64_t patient_id, int64_t at)
{
	struct lost_again_rows rows;

	TRY(sql_lost_again(tx, patient_id, at, tx_now(tx), &rows));
	return rows.n > 0 ? stop_texts(tx, patient_id) : OK;
}
