/* pause.c - see pause.h. */

#include "core/pause.h"

#include "core/schedule.h"
#include "core/thread.h"

/* In his conversation: "2026-11-26", and in a second line why. */
static enum status
tell(struct tx *tx, int64_t patient_id, int64_t user_id, const char *what,
    const char *note)
{
	int64_t thread_id;

	TRY(thread_of_patient(tx, patient_id, &thread_id));
	return sql_thread_event_add(tx, thread_id, tx_now(tx), user_id, what, 0, note);
}

enum status
pause_keep(struct tx *tx, int64_t patient_id)
{
	TRY(schedule_resume(tx, patient_id, SCHEDULE_PAUSED));
	return sql_pause_skip(tx, patient_id, SCHEDULE_PAUSED);
}

enum status
pause_begin(
    struct tx *tx, int64_t patient_id, int days, const char *reason, int64_t user_id)
{
	struct pause_begin_rows begun;

	TRY(sql_pause_begin(
	    tx, patient_id, (int32_t)days, reason, user_id, tx_now(tx), &begun));
	if (begun.n == 0)
		return ERR_CONFLICT;
	/* Of a longer one before: what it would have left out is planned. */
	TRY(pause_keep(tx, patient_id));
	return tell(tx, patient_id, user_id, "paused",
	    arena_printf(tx_arena(tx), "%s\n%s", begun.at[0].until, reason));
}

enum status
pause_end(struct tx *tx, int64_t patient_id, int64_t user_id)
{
	struct pause_end_rows ended;

	TRY(sql_pause_end(tx, patient_id, &ended));
	if (ended.n == 0)
		return ERR_CONFLICT;
	TRY(schedule_resume(tx, patient_id, SCHEDULE_PAUSED));
	return tell(tx, patient_id, user_id, "unpaused", "");
}
