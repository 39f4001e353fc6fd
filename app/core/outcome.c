/* outcome.c - see outcome.h. */

#include "core/outcome.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "core/appointment.h"
#include "core/escalation.h"
#include "core/lost.h"
#include "core/number.h"
#include "core/referral.h"
#include "core/task.h"
#include "core/trace.h"

const char *
outcome_known(const char *word)
{
	static const char *const known[] = { "reached-fine", "reached-problem",
		"not-reached", "wrong-number", "came", "not-found" };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(known[i], word) == 0)
			return known[i];
	return NULL;
}

const char *
outcome_of_screening(const char *word)
{
	static const char *const known[] = { "confirmed", "refuted", "not-found" };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(known[i], word) == 0)
			return known[i];
	return NULL;
}

static bool
is(const struct task_outcome *o, const char *outcome)
{
	return strcmp(o->outcome, outcome) == 0;
}

static const char *
how_met(const struct task_outcome *o)
{
	if (is(o, "came"))
		return "He came to the facility.";
	if (o->method != NULL && strcmp(o->method, "visit") == 0)
		return "He was met at his home.";
	if (o->method != NULL && strcmp(o->method, "kin") == 0)
		return "He was reached through his next of kin.";
	return "He was reached by phone.";
}

/* Reached by phone or seen: as good as an answer by SMS. */
static enum status
sign_of_life(struct tx *tx, int64_t task_id, const struct task_lock *t,
    const struct task_outcome *o)
{
	bool found;

	if (t->patient_id == 0 ||
	    !(is(o, "reached-fine") || is(o, "reached-problem") || is(o, "came") ||
		is(o, "confirmed") || is(o, "refuted")))
		return OK;
	if (task_id != 0)
		TRY(sql_enrolment_sign_keep(tx, t->patient_id, task_id, tx_now(tx)));
	TRY(sql_enrolment_sign(tx, t->patient_id, tx_now(tx)));
	TRY(lost_heard(tx, t->patient_id, how_met(o), o->user_id, &found));
	return task_close_kind(tx, t->patient_id, "trace", how_met(o), o->user_id);
}

static const char *
severity_of(const struct task_lock *t, const struct task_outcome *o)
{
	if (o->severity != NULL && *o->severity != '\0')
		return o->severity;
	return t->priority == TASK_STAT ? "severe" : "ungraded";
}

static enum status
open_case(struct tx *tx, const char *cause, const struct task_lock *t,
    const struct task_outcome *o, int64_t *case_id)
{
	return escalation_raise(tx,
	    &(struct escalation_new){
		.source = arena_printf(tx_arena(tx), "escalation:%s", cause),
		.severity = severity_of(t, o),
		.sign = o->sign != NULL ? o->sign : "",
		.words = o->note,
		.place_id = t->place_id,
		.patient_id = t->patient_id,
		.thread_id = t->thread_id,
		.enrolment_id = t->enrolment_id,
		.raised_by = o->user_id },
	    case_id);
}

static bool
comes_of(const struct task_lock *t, const char *what)
{
	return strncmp(t->source, what, strlen(what)) == 0;
}

/* What follows whoever was called or met, and wherever that was written down. */
static enum status
follow(struct tx *tx, int64_t task_id, const char *cause, const struct task_lock *t,
    const struct task_outcome *o, int64_t *case_id)
{
	TRY(sign_of_life(tx, task_id, t, o));
	if (is(o, "came")) {
		TRY(referral_came(
		    tx, t->patient_id, task_id, o->report_id, o->user_id, o->note));
		TRY(appointment_seen(tx, t->patient_id, o->user_id));
	}
	if (is(o, "wrong-number") && t->patient_id != 0)
		TRY(number_wrong(tx, t->patient_id, task_id, o->user_id));
	if (is(o, "reached-problem") && !o->kept)
		TRY(open_case(tx, cause, t, o, case_id));
	return OK;
}

enum status
outcome_told(struct tx *tx, const struct outcome_about *about,
    const struct task_outcome *o, int64_t *case_id)
{
	const struct task_lock like = { .kind = "",
		.source = "",
		.words = "",
		.place_id = about->place_id,
		.patient_id = about->patient_id,
		.thread_id = about->thread_id,
		.priority = TASK_URGENT };

	*case_id = 0;
	return follow(tx, 0, about->cause, &like, o, case_id);
}

/* Handed-back work is settled when he is well; a visit by referral_came(). */
static enum status
tell_case(struct tx *tx, int64_t task_id, const struct task_lock *t,
    const struct task_outcome *o)
{
	static const char back[] =
	    "handed-back:"; /* "handed-back:12:3" is of case 12 */

	if (comes_of(t, back))
		return escalation_follow(tx,
		    strtoll(t->source + strlen(back), NULL, 10), o->user_id,
		    is(o, "came") || is(o, "reached-fine"), o->note);
	if (!comes_of(t, "referral:") || is(o, "came"))
		return OK;
	return referral_task_told(tx, task_id, o->user_id,
	    is(o, "not-found") || is(o, "wrong-number"), o->note);
}

/* Whatever comes of it, somebody has looked for him. */
static enum status
note_attempt(struct tx *tx, int64_t task_id, const struct task_lock *t,
    const struct task_outcome *o)
{
	if (strcmp(t->kind, "trace") != 0)
		return OK;
	return trace_tried(tx, task_id,
	    &(struct trace_tried){ .method = o->method,
		.result = o->result != NULL ? o->result : o->outcome,
		.note = o->note,
		.user_id = o->user_id });
}

enum status
task_settle(
    struct tx *tx, int64_t task_id, const struct task_outcome *o, int64_t *case_id)
{
	const struct task_lock *t;

	*case_id = 0;
	TRY(task_hold(tx, task_id, o->version, &t));
	TRY(note_attempt(tx, task_id, t, o));
	if (is(o, "not-reached"))
		return task_put_off(tx, task_id, o->again_at, "not-reached", o->note);
	TRY(task_finish(tx, task_id, o->user_id, o->outcome, o->note));
	TRY(follow(tx, task_id, arena_printf(tx_arena(tx), "task:%" PRId64, task_id), t,
	    o, case_id));
	return tell_case(tx, task_id, t, o);
}

static enum status
withdraw(struct tx *tx, int64_t task_id, int64_t user_id)
{
	if (task_id == 0)
		return OK;
	return sql_task_withdraw(tx, task_id, user_id,
	    "The outcome that led to it was taken back.", tx_now(tx));
}

/* A number that it took from him is his again, if nobody else has it by now. */
static enum status
give_back(struct tx *tx, const struct task_told_wrong *told, int64_t user_id,
    enum task_undone *undone)
{
	enum status status = number_back(tx, told->patient_id, told->at, user_id);

	if (status == ERR_CONFLICT) {
		*undone = UNDO_TOUCHED;
		return tx_back_to_savepoint(tx);
	}
	return status == ERR_NOT_FOUND ? OK : status;
}

/* An attempt was none, and who was heard of by it is lost as before. */
static enum status
not_done(struct tx *tx, int64_t task_id, const struct task_lock *t, int64_t user_id)
{
	const struct task_done_at *done;

	TRY(sql_trace_attempt_withdraw(tx, task_id, user_id, tx_now(tx)));
	if (t->patient_id == 0)
		return OK;
	TRY(sql_task_done_at(tx, task_id, &done));
	return lost_again(tx, t->patient_id, done->at);
}

enum status
task_undo(struct tx *tx, int64_t task_id, int64_t user_id, enum task_undone *undone)
{
	const struct task_followed *f = NULL;
	const struct task_told_wrong *wrong = NULL;
	struct task_undo_rows rows;
	const struct task_lock *t;
	enum status status;

	TRY(sql_task_lock(tx, task_id, &t));
	*undone = UNDO_TOLD;
	if (!t->open && comes_of(t, "referral:"))
		return OK;
	if (!t->open)
		TRY(sql_task_followed(tx, task_id, &f));
	status = sql_task_told_wrong(tx, task_id, &wrong);
	if (status != ERR_NOT_FOUND)
		TRY(status);
	TRY(tx_savepoint(tx));
	TRY(sql_task_undo(
	    tx, tx_int_array(tx, &task_id, 1), user_id, tx_now(tx), 0, &rows));
	*undone = rows.n == 0 ? UNDO_LATE : UNDONE;
	if (rows.n > 0)
		TRY(not_done(tx, task_id, t, user_id));
	if (rows.n == 0 || f == NULL)
		return OK;
	if (f->touched || f->told) {
		*undone = f->touched ? UNDO_TOUCHED : UNDO_TOLD;
		return tx_back_to_savepoint(tx);
	}
	TRY(withdraw(tx, f->case_id, user_id));
	if (status == OK) {
		TRY(give_back(tx, wrong, user_id, undone));
		if (*undone == UNDO_TOUCHED)
			return OK;
	}
	if (f->case_id != 0 || f->rules > 0)
		*undone = UNDONE_CASE;
	else if (f->said)
		*undone = UNDONE_SAID;
	return OK;
}
