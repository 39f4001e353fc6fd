/* course.c - see course.h. */

#include "core/course.h"

#include <inttypes.h>

#include "base/clock.h"
#include "core/appointment.h"
#include "core/escalation.h"
#include "core/lost.h"
#include "core/pause.h"
#include "core/referral.h"
#include "core/schedule.h"
#include "core/task.h"
#include "core/thread.h"

#define NOTIFIABLE_DAYS 30 /* after the procedure */

static enum status
end(struct tx *tx, const struct course_end *e, bool *ended)
{
	struct enrolment_end_rows rows;

	TRY(sql_enrolment_end(
	    tx, e->patient_id, e->how, e->note, e->user_id, tx_now(tx), &rows));
	*ended = rows.n > 0;
	return schedule_stop(tx, e->patient_id, SCHEDULE_FINISHED);
}

enum status
course_end(struct tx *tx, const struct course_end *e)
{
	bool ended;

	TRY(end(tx, e, &ended));
	if (!ended)
		return ERR_CONFLICT;
	TRY(sql_message_cancel_automatic(
	    tx, e->patient_id, "follow-up ended", tx_now(tx)));
	return sql_thread_failure_gone(tx, e->patient_id);
}

/* Nothing of it leaves; nobody looks for him, or for his number. */
static enum status
let_go(struct tx *tx, int64_t patient_id, int64_t thread_id, int64_t user_id)
{
	static const char why[] = "he has died";

	TRY(thread_unsent(tx, thread_id, patient_id, 0, why));
	TRY(sql_thread_failure_gone(tx, patient_id));
	TRY(task_close_kind(tx, patient_id, "trace", why, user_id));
	return task_close_kind(tx, patient_id, "number", why, user_id);
}

static bool
is_notifiable(const struct patient_get *p)
{
	int64_t died, procedure;

	return p->anchor_date != NULL && clock_parse_date(p->died_on, &died) == OK &&
	       clock_parse_date(p->anchor_date, &procedure) == OK &&
	       died <= procedure + NOTIFIABLE_DAYS;
}

static enum status
tell_supervisor(struct tx *tx, const struct patient_get *p, int64_t thread_id,
    const char *note, int64_t user_id)
{
	int64_t task_id;

	return escalation_raise(tx,
	    &(struct escalation_new){
		.source = arena_printf(
		    tx_arena(tx), "died:%" PRId64 ":%" PRId64, p->id, tx_now(tx)),
		.severity = "severe",
		.sign = "",
		.words =
		    arena_printf(tx_arena(tx), "He died on %s: %s", p->died_on, note),
		.place_id = p->place_id,
		.patient_id = p->id,
		.thread_id = thread_id,
		.enrolment_id = p->enrolment_id,
		.raised_by = user_id },
	    &task_id);
}

enum status
course_death(struct tx *tx, int64_t patient_id, const char *day, const char *note,
    int64_t user_id)
{
	const struct course_end over = { .patient_id = patient_id,
		.user_id = user_id,
		.how = "died",
		.note = note };
	struct patient_died_rows died;
	const struct patient_get *p;
	int64_t thread_id;
	bool ended;

	TRY(thread_of_patient(tx, patient_id, &thread_id));
	TRY(sql_patient_died(tx, patient_id, day, tx_now(tx), &died));
	if (died.n == 0)
		return ERR_CONFLICT;
	TRY(lost_heard(tx, patient_id, "He has died.", user_id, &ended));
	TRY(end(tx, &over, &ended));
	TRY(let_go(tx, patient_id, thread_id, user_id));
	TRY(referral_died(tx, patient_id, user_id));
	TRY(appointment_end_all(tx, patient_id, "He has died.", user_id));
	TRY(sql_patient_get(tx, patient_id, tx_now(tx), &p));
	return is_notifiable(p) ? tell_supervisor(tx, p, thread_id, note, user_id) : OK;
}

enum status
course_again(struct tx *tx, int64_t patient_id, int64_t user_id)
{
	struct enrolment_again_rows again;
	struct patient_alive_rows alive;
	int64_t thread_id;

	TRY(sql_patient_alive(tx, patient_id, &alive));
	TRY(sql_enrolment_again(tx, patient_id, &again));
	if (alive.n + again.n == 0)
		return ERR_CONFLICT;
	if (again.n == 0)
		return OK;
	TRY(schedule_resume(tx, patient_id, SCHEDULE_FINISHED));
	TRY(pause_keep(tx, patient_id));
	TRY(thread_of_patient(tx, patient_id, &thread_id));
	return sql_thread_event_add(
	    tx, thread_id, tx_now(tx), user_id, "goes-on", 0, "");
}

enum status
course_move(struct tx *tx, int64_t patient_id, int64_t place_id, const char *note,
    int64_t user_id)
{
	const struct patient_move *moved;

	/* Whoever expects him there makes that out with him. */
	TRY(appointment_end_all(
	    tx, patient_id, "He goes to another facility.", user_id));
	return sql_patient_move(tx, patient_id, place_id, note, tx_now(tx), &moved);
}
