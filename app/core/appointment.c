/* appointment.c - see appointment.h. */

#include "core/appointment.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/task.h"
#include "core/thread.h"
#include "core/trace.h"
#include "core/workflow.h"
#include "db/query.h"

#define CHECK_MOST 100 /* in one transaction */
#define SEARCH_MINUTES 480 /* of service, in which he is to be found */

static bool
is(const struct appointment_hold *a, const char *status)
{
	return strcmp(a->status, status) == 0;
}

static bool
is_expected(const struct appointment_hold *a)
{
	return is(a, "booked") || is(a, "confirmed") || is(a, "wants-change");
}

/* "2026-11-24 09:00 review_day_7", and in a second line why. */
static const char *
line_of(struct tx *tx, const struct appointment_hold *a, const char *note)
{
	return arena_printf(tx_arena(tx), "%s %s %s%s%s", a->day, a->hour, a->what,
	    *note != '\0' ? "\n" : "", note);
}

/* "24 November, 09:00": for words that are kept. */
static const char *
moment_of(struct tx *tx, const struct appointment_hold *a)
{
	const struct local_time t = clock_local(a->at, a->zone);

	return arena_printf(
	    tx_arena(tx), "%d %s, %s", t.day, clock_month(t.month), a->hour);
}

static enum status
tell_thread(struct tx *tx, const struct appointment_hold *a, const char *what,
    const char *note, int64_t user_id)
{
	int64_t thread_id;

	TRY(thread_of_patient(tx, a->patient_id, &thread_id));
	return sql_thread_event_add(
	    tx, thread_id, tx_now(tx), user_id, what, a->id, line_of(tx, a, note));
}

/* His conversation first: so does whoever takes in what he writes. */
static enum status
hold(struct tx *tx, int64_t id, int64_t version, const struct appointment_hold **a)
{
	const struct appointment_of *of;
	const struct thread_lock *held;
	int64_t thread_id;

	TRY(sql_appointment_of(tx, id, &of));
	TRY(thread_of_patient(tx, of->patient_id, &thread_id));
	TRY(sql_thread_lock(tx, thread_id, &held));
	TRY(sql_appointment_hold(tx, id, a));
	return version == 0 || (*a)->version == version ? OK : ERR_CONFLICT;
}

/* What is told of it ------------------------------------------------------- */

static enum status
plan(struct tx *tx, int64_t id)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	const char **steps, **hours;
	int64_t *days;

	if (w->nbefore == 0)
		return OK;
	ARENA_ARRAY(tx_arena(tx), steps, w->nbefore);
	ARENA_ARRAY(tx_arena(tx), hours, w->nbefore);
	ARENA_ARRAY(tx_arena(tx), days, w->nbefore);
	for (size_t i = 0; i < w->nbefore; i++) {
		steps[i] = w->before[i].name;
		hours[i] = w->before[i].hour;
		days[i] = -w->before[i].days;
	}
	return sql_appointment_plan(tx, id, tx_text_array(tx, steps, w->nbefore),
	    tx_int_array(tx, days, w->nbefore), tx_text_array(tx, hours, w->nbefore),
	    (int32_t)w->late_minutes, tx_now(tx));
}

/* What is planned is not told; nor what was written and has not left. */
static enum status
unplan(struct tx *tx, int64_t id, const char *why)
{
	TRY(sql_appointment_unplan(tx, id, why));
	return sql_appointment_unsend(tx, id, why, tx_now(tx));
}

/* The task about it -------------------------------------------------------- */

static enum status
end_task(struct tx *tx, const struct appointment_hold *a, int64_t user_id,
    const char *outcome, const char *note)
{
	const struct task_lock *t;
	enum status status;

	if (a->task_id == 0)
		return OK;
	TRY(sql_appointment_task(tx, a->id, 0));
	status = sql_task_lock(tx, a->task_id, &t);
	if (status == ERR_NOT_FOUND || (status == OK && !t->open))
		return OK;
	TRY(status);
	return user_id != 0
		   ? task_finish(tx, a->task_id, user_id, outcome, note)
		   : sql_appointment_task_end(tx, a->task_id, note, tx_now(tx));
}

static enum status
ask_nurse(struct tx *tx, const struct appointment_hold *a, const char *why,
    const char *words, int64_t user_id)
{
	const struct appointment_search *s;
	int64_t task_id;

	TRY(sql_appointment_search(tx, a->id, tx_now(tx), SEARCH_MINUTES, &s));
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "free",
		.source = arena_printf(tx_arena(tx), "appointment:%" PRId64 ":%s:%d",
		    a->id, why, (int)a->version),
		.place_id = a->place_id,
		.patient_id = a->patient_id,
		.thread_id = s->thread_id,
		.enrolment_id = s->enrolment_id,
		.priority = TASK_URGENT,
		.performer = "nurse",
		.words = arena_printf(tx_arena(tx), "%s %s", words, moment_of(tx, a)),
		.starts_at = tx_now(tx),
		.due_at = s->due_at,
		.created_by = user_id },
	    &task_id));
	return task_id != 0 ? sql_appointment_task(tx, a->id, task_id) : OK;
}

/* Changes ------------------------------------------------------------------ */

enum status
appointment_book(struct tx *tx, const struct appointment_new *n, int64_t *id)
{
	const struct appointment_add *made;
	const struct appointment_hold *a;
	enum status status = sql_appointment_add(tx, n->patient_id, n->day, n->hour,
	    n->what, n->note, n->user_id, tx_now(tx), &made);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	*id = made->id;
	TRY(sql_appointment_hold(tx, *id, &a));
	TRY(plan(tx, *id));
	return tell_thread(tx, a, "appointment-booked", n->note, n->user_id);
}

/* From what it may become so, and the line of the conversation. */
struct change {
	const char *status, *event;
	bool (*from)(const struct appointment_hold *);
	bool told; /* what is planned to be told before it stays so */
	bool past; /* only when its hour has come */
};

static enum status
change(struct tx *tx, const struct appointment_deed *d, const struct change *c,
    const struct appointment_hold **a)
{
	TRY(hold(tx, d->id, d->version, a));
	if (!c->from(*a))
		return ERR_CONFLICT;
	if (c->past && (*a)->at > tx_now(tx))
		return ERR_INVALID;
	TRY(sql_appointment_set(tx, d->id, c->status, 0, d->today, tx_now(tx)));
	if (!c->told)
		TRY(unplan(tx, d->id, c->event));
	TRY(end_task(tx, *a, d->user_id,
	    strcmp(c->status, "attended") == 0 ? "came" : "done", d->note));
	return tell_thread(tx, *a, c->event, d->note, d->user_id);
}

enum status
appointment_move(
    struct tx *tx, const struct appointment_deed *d, const char *day, const char *hour)
{
	const struct appointment_hold *a;
	struct appointment_shift_rows shifted;

	TRY(hold(tx, d->id, d->version, &a));
	if (!is_expected(a))
		return ERR_CONFLICT;
	TRY(sql_appointment_shift(tx, d->id, day, hour, tx_now(tx), &shifted));
	if (shifted.n == 0)
		return ERR_INVALID;
	TRY(unplan(tx, d->id, "appointment-moved"));
	TRY(end_task(tx, a, d->user_id, "done", d->note));
	TRY(sql_appointment_hold(tx, d->id, &a));
	TRY(plan(tx, d->id));
	return tell_thread(tx, a, "appointment-moved", d->note, d->user_id);
}

static bool
is_unsure(const struct appointment_hold *a)
{
	return is(a, "booked") || is(a, "wants-change");
}

static bool
is_settled(const struct appointment_hold *a)
{
	return is(a, "booked") || is(a, "confirmed");
}

static bool
is_expected_or_missed(const struct appointment_hold *a)
{
	return is_expected(a) || is(a, "missed");
}

static bool
is_over(const struct appointment_hold *a)
{
	return is(a, "attended") || is(a, "missed");
}

enum status
appointment_confirm(struct tx *tx, const struct appointment_deed *d)
{
	static const struct change confirm = { "confirmed", "appointment-confirmed",
		is_unsure, true };
	const struct appointment_hold *a;

	return change(tx, d, &confirm, &a);
}

enum status
appointment_wants_change(struct tx *tx, const struct appointment_deed *d)
{
	static const struct change wants = { "wants-change", "appointment-change",
		is_settled, true };
	const struct appointment_hold *a;

	TRY(change(tx, d, &wants, &a));
	return ask_nurse(
	    tx, a, "change", "Wants another day for his appointment:", d->user_id);
}

enum status
appointment_cancel(struct tx *tx, const struct appointment_deed *d)
{
	static const struct change cancel = { "cancelled", "appointment-cancelled",
		is_expected, false };
	const struct appointment_hold *a;

	return change(tx, d, &cancel, &a);
}

enum status
appointment_came(struct tx *tx, const struct appointment_deed *d)
{
	static const struct change came = { "attended", "appointment-attended",
		is_expected_or_missed, false };
	const struct appointment_hold *a;

	TRY(change(tx, d, &came, &a));
	TRY(sql_enrolment_sign(tx, a->patient_id, tx_now(tx)));
	return is(a, "missed") ? task_close_kind(tx, a->patient_id, "trace",
				     "He came to the facility.", d->user_id)
			       : OK;
}

static enum status
look_for(struct tx *tx, const struct appointment_hold *a, int64_t user_id)
{
	const struct appointment_search *s;
	int64_t task_id;

	TRY(sql_appointment_search(tx, a->id, tx_now(tx), SEARCH_MINUTES, &s));
	return trace_open(tx,
	    &(struct trace_new){
		.cause = arena_printf(
		    tx_arena(tx), "appointment:%" PRId64 ":%d", a->id, (int)a->version),
		.place_id = a->place_id,
		.patient_id = a->patient_id,
		.thread_id = s->thread_id,
		.enrolment_id = s->enrolment_id,
		.words = arena_printf(tx_arena(tx),
		    "He did not come to his appointment of %s.", moment_of(tx, a)),
		.due_at = s->due_at,
		.created_by = user_id },
	    &task_id);
}

enum status
appointment_missed(struct tx *tx, const struct appointment_deed *d)
{
	static const struct change missed = { "missed", "appointment-missed",
		is_expected, .past = true };
	const struct workflow_appointment_step *step = &workflow()->appointments.missed;
	const struct appointment_hold *a;

	TRY(change(tx, d, &missed, &a));
	if (step->name != NULL)
		TRY(sql_appointment_plan_missed(tx, d->id, step->name,
		    (int32_t)step->days, step->hour, tx_now(tx)));
	return look_for(tx, a, d->user_id);
}

enum status
appointment_reopen(struct tx *tx, const struct appointment_deed *d)
{
	static const struct change reopen = { "booked", "appointment-reopened", is_over,
		false };
	const struct appointment_hold *a;

	TRY(change(tx, d, &reopen, &a));
	TRY(plan(tx, d->id));
	return sql_appointment_untrace(
	    tx, d->id, d->user_id, "That he did not come was a mistake.", tx_now(tx));
}

/* By itself --------------------------------------------------------------- */

enum status
appointment_seen(struct tx *tx, int64_t patient_id, int64_t user_id)
{
	struct appointment_of_patient_rows rows;

	TRY(sql_appointment_of_patient(tx, patient_id, true, tx_now(tx), &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(appointment_came(
		    tx, &(struct appointment_deed){ .id = rows.at[i].id,
			    .user_id = user_id,
			    .note = "",
			    .today = true }));
	return OK;
}

enum status
appointment_end_all(struct tx *tx, int64_t patient_id, const char *why, int64_t user_id)
{
	struct appointment_of_patient_rows rows;

	TRY(sql_appointment_of_patient(tx, patient_id, false, tx_now(tx), &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(appointment_cancel(
		    tx, &(struct appointment_deed){
			    .id = rows.at[i].id, .user_id = user_id, .note = why }));
	return OK;
}

/* " 8." is 8; whatever else is in it, somebody reads. */
static bool
is_code(const char *said, const char *code)
{
	size_t blank = strspn(said, " \t\r\n"), n = strlen(code);

	said += blank;
	return strncmp(said, code, n) == 0 &&
	       said[n + strspn(said + n, " \t\r\n.!")] == '\0';
}

enum status
appointment_read(struct tx *tx, int64_t patient_id, int64_t at, const char *said,
    struct appointment_answer *answer)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	struct appointment_told_of_rows told;

	*answer = (struct appointment_answer){ .id = 0 };
	if (w->nvisits == 0 || (!is_code(said, w->come) && !is_code(said, w->change)))
		return OK;
	TRY(sql_appointment_told_of(tx, patient_id, at, &told));
	if (told.n > 0)
		*answer = (struct appointment_answer){ told.at[0].id,
			is_code(said, w->come) };
	return OK;
}

enum status
appointment_follow(
    struct tx *tx, const struct appointment_answer *answer, int64_t message_id)
{
	const char *status = answer->comes ? "confirmed" : "wants-change";
	const struct appointment_hold *a;

	TRY(hold(tx, answer->id, 0, &a));
	if (!is_expected(a) || is(a, status))
		return OK;
	TRY(sql_appointment_set(tx, a->id, status, message_id, false, tx_now(tx)));
	TRY(end_task(tx, a, 0, "", "He comes after all."));
	TRY(tell_thread(tx, a,
	    answer->comes ? "appointment-confirmed" : "appointment-change", "", 0));
	return answer->comes ? OK
			     : ask_nurse(tx, a, "change",
				   "Wants another day for his appointment:", 0);
}

enum status
appointment_unsay(
    struct tx *tx, int64_t patient_id, int64_t message_id, int64_t user_id)
{
	struct appointment_answered_rows rows;

	TRY(sql_appointment_answered(tx, patient_id, message_id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct appointment_hold *a;

		TRY(hold(tx, rows.at[i].id, 0, &a));
		TRY(sql_appointment_set(tx, a->id, "booked", 0, false, tx_now(tx)));
		TRY(end_task(tx, a, 0, "", "The text was not his."));
		TRY(tell_thread(tx, a, "appointment-unsaid", "", user_id));
	}
	return OK;
}

enum status
appointment_check(struct tx *tx)
{
	struct appointment_asks_rows rows;

	TRY(sql_appointment_asks(tx, tx_now(tx), CHECK_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct appointment_hold *a;

		TRY(sql_appointment_hold(tx, rows.at[i].id, &a));
		TRY(end_task(tx, a, 0, "", "His day has passed."));
		TRY(ask_nurse(tx, a, "came", "Did he come to his appointment?", 0));
	}
	return OK;
}

const char *
appointment_band(int64_t days_late)
{
	const struct workflow_appointments *w = &workflow()->appointments;

	if (days_late >= w->lost_days)
		return "lost";
	return days_late >= w->defaulted_days ? "defaulted" : "missed";
}
