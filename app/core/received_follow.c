/* received_follow.c - what comes of a text: work, a case, an answer by itself, or nothing. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/appointment.h"
#include "core/attribution.h"
#include "core/auto_answer.h"
#include "core/escalation.h"
#include "core/lost.h"
#include "core/opt_out.h"
#include "core/received.h"
#include "core/task.h"
#include "core/text_report.h"
#include "core/workflow.h"

#define TALK_HOURS 12 /* after it was said whose the texts are, it is asked again */

static const char *
source_of(struct tx *tx, const char *kind, const struct received *r)
{
	if (r->also)
		return arena_printf(tx_arena(tx),
		    "%s:message:%" PRId64 ":patient:%" PRId64, kind, r->message_id,
		    r->patient->patient_id);
	return arena_printf(tx_arena(tx), "%s:message:%" PRId64, kind, r->message_id);
}

/* As the rules call it. */
static const char *
report_of(struct tx *tx, const struct received *r)
{
	if (r->also)
		return arena_printf(tx_arena(tx),
		    "message-%" PRId64 "-patient-%" PRId64, r->message_id,
		    r->patient->patient_id);
	return arena_printf(tx_arena(tx), "message-%" PRId64, r->message_id);
}

static enum status
waits(struct tx *tx, const struct received *r, enum triage_urgency urgency)
{
	return sql_thread_waits(
	    tx, r->thread_id, r->message_id, r->in->text, r->in->at, (int32_t)urgency);
}

/* What follows for work. */

static const char *
severity_of(const struct reading *reading)
{
	return reading->urgency == URGENCY_RED ? "severe" : "moderate";
}

static enum status
open_case(struct tx *tx, const struct received *r)
{
	const struct inbound_patients *p = r->patient;
	int64_t task_id;

	return escalation_raise(tx,
	    &(struct escalation_new){ .source = source_of(tx, "escalation", r),
		.severity = p != NULL ? severity_of(&r->reading) : "ungraded",
		.sign = r->reading.sign,
		.words = r->in->text,
		.place_id = p != NULL ? p->place_id : 0,
		.patient_id = p != NULL ? p->patient_id : 0,
		.enrolment_id = p != NULL ? p->enrolment_id : 0,
		.thread_id = r->thread_id,
		.message_id = r->message_id },
	    &task_id);
}

/* He may have named another number to call. */
static enum status
dial(struct tx *tx, int64_t task_id, const struct received *r)
{
	if (task_id == 0 || *r->call.e164 == '\0')
		return OK;
	return sql_task_dial(tx, task_id, r->call.e164);
}

/* One call about the wound at a time: what comes later joins its trail. */
static enum status
problem_task(struct tx *tx, const struct received *r)
{
	enum task_priority priority =
	    r->reading.urgency == URGENCY_RED ? TASK_STAT : TASK_ASAP;
	int64_t due = tx_now(tx) + workflow()->problem_due_minutes * MINUTE;
	const struct task_open_of_kind *open;
	int64_t task_id;
	enum status status =
	    sql_task_open_of_kind(tx, r->patient->patient_id, "problem", &open);

	if (status == OK) {
		TRY(sql_task_cause_add(tx, open->id, false, r->message_id,
		    (int32_t)priority, "", "", due, 0, tx_now(tx)));
		TRY(sql_task_words(
		    tx, open->id, r->in->text, (int32_t)priority, tx_now(tx), due));
		return dial(tx, open->id, r);
	}
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "problem",
		.source = source_of(tx, "problem", r),
		.rule = "problem-call",
		.report = report_of(tx, r),
		.place_id = r->patient->place_id,
		.patient_id = r->patient->patient_id,
		.thread_id = r->thread_id,
		.enrolment_id = r->patient->enrolment_id,
		.priority = priority,
		.performer = "nurse",
		.words = r->in->text,
		.starts_at = tx_now(tx),
		.due_at = due },
	    &task_id));
	if (task_id != 0)
		TRY(sql_task_cause_add(tx, task_id, true, r->message_id,
		    (int32_t)priority, "", "", due, 0, tx_now(tx)));
	return dial(tx, task_id, r);
}

/* The call that he is waited for with, whatever for: about the wound, or as he asked. */
static enum status
open_call(struct tx *tx, const struct received *r, int64_t *task_id)
{
	const struct task_open_of_kind *problem;
	const struct call_open *open;
	int64_t patient_id = r->patient != NULL ? r->patient->patient_id : 0;
	enum status status = ERR_NOT_FOUND;

	*task_id = 0;
	if (patient_id != 0)
		status = sql_task_open_of_kind(tx, patient_id, "problem", &problem);
	if (status == OK)
		*task_id = problem->id;
	if (status != ERR_NOT_FOUND)
		return status;
	status = sql_call_open(tx, patient_id, r->thread_id, &open);
	if (status == OK)
		*task_id = open->id;
	return status == ERR_NOT_FOUND ? OK : status;
}

/* While it was nobody's it may have made another. */
static const char *
call_source(struct tx *tx, const struct received *r)
{
	struct received his = *r;

	his.also = r->patient != NULL;
	return source_of(tx, "call", &his);
}

/*
 * A network tells that he wants to be called: one task until somebody has called, with
 * the number; the conversation waits.  Nothing is said to it by itself.
 */
static enum status
call_back(struct tx *tx, const struct received *r, int64_t place_id)
{
	int64_t due = tx_now(tx) + workflow()->problem_due_minutes * MINUTE;
	int64_t task_id;

	TRY(open_call(tx, r, &task_id));
	if (task_id != 0)
		TRY(sql_task_words(
		    tx, task_id, r->in->text, TASK_ASAP, tx_now(tx), due));
	else
		TRY(task_raise(tx,
		    &(struct task_new){ .kind = "call",
			.source = call_source(tx, r),
			.place_id = place_id,
			.patient_id = r->patient != NULL ? r->patient->patient_id : 0,
			.thread_id = r->thread_id,
			.enrolment_id =
			    r->patient != NULL ? r->patient->enrolment_id : 0,
			.priority = TASK_ASAP,
			.performer = "nurse",
			.words = r->in->text,
			.starts_at = tx_now(tx),
			.due_at = due },
		    &task_id));
	TRY(dial(tx, task_id, r));
	return waits(tx, r, URGENCY_AMBER);
}

/* What we say by ourselves. */

/* In the words of one of those whose phone it is; nobody's in particular: r->patient is NULL. */
static enum status
say_to(struct tx *tx, const struct received *r, const struct inbound_patients *p,
    enum auto_kind kind, const char *body)
{
	int64_t message_id;

	return auto_answer(tx,
	    &(struct auto_asked){ .kind = kind,
		.about_id = r->message_id,
		.thread_id = r->thread_id,
		.phone_id = r->phone_id,
		.place_id = p->place_id,
		.patient_id = r->patient != NULL ? p->patient_id : 0,
		.danger = r->reading.urgency >= URGENCY_AMBER,
		.language = p->language,
		.words = { .first_name = p->given_name,
		    .clinic = p->place_name,
		    .emergency = p->emergency_phone },
		.body = body },
	    &message_id);
}

static enum status
say(struct tx *tx, const struct received *r, enum auto_kind kind, const char *body)
{
	return say_to(tx, r, r->patient, kind, body);
}

/* Who says at night whose a text is reads it: nobody need be told that nobody does. */
static bool
is_shut(const struct received *r)
{
	return !r->patient->place_open && r->user_id == 0 && !r->also;
}

/* A text that is no answer may be a report.  *taken: nobody need read it for that. */
static enum status
follow_form(struct tx *tx, const struct received *r, bool *taken)
{
	const struct inbound_patients *p = r->patient;
	const char *answer;

	*taken = false;
	if (r->also || r->reading.kind != TRIAGE_WORDS)
		return OK;
	TRY(text_report_receive(tx,
	    &(struct text_received){ .text = r->in->text,
		.said = r->said,
		.language = p != NULL ? p->language : "en",
		.zone = p != NULL ? p->zone : "UTC",
		.message_id = r->message_id,
		.phone_id = r->phone_id,
		.place_id = p != NULL ? p->place_id : 0,
		.patient_id = p != NULL ? p->patient_id : 0,
		.user_id = r->user_id },
	    taken, &answer));
	return p != NULL && answer != NULL ? say(tx, r, AUTO_REPORT, answer) : OK;
}

/* Readings. */

/* A 0 costs the nurse nothing, unless something is open: then it is a word more. */
static enum status
fine(struct tx *tx, const struct received *r)
{
	if (r->patient->open_work > 0)
		return sql_thread_waits(tx, r->thread_id, r->message_id, r->in->text,
		    r->in->at, URGENCY_REVIEW);
	return sql_thread_heard(
	    tx, r->thread_id, r->message_id, r->in->text, r->in->at);
}

/* His last word holds, not the one that came last; and a stop by anybody. */
static enum status
said_since(
    struct tx *tx, const struct received *r, const struct patient_stopped_since **since)
{
	return sql_patient_stopped_since(
	    tx, r->patient->patient_id, r->thread_id, r->in->at, since);
}

static struct opt_out
wish_of(const struct received *r)
{
	return (struct opt_out){ .patient_id = r->patient->patient_id,
		.message_id = r->message_id,
		.reason = "",
		.note = "" };
}

static enum status
stop(struct tx *tx, const struct received *r)
{
	const struct opt_out wish = wish_of(r);
	const struct patient_stopped_since *since;
	bool changed;

	TRY(said_since(tx, r, &since));
	if (since->started)
		return fine(tx, r);
	TRY(opt_out_begin(tx, &wish, &changed));
	if (changed)
		TRY(say(tx, r, AUTO_STOPPED, NULL));
	/* What is open about him is a call now, and a person has to know. */
	if (r->patient->open_work == 0)
		return OK;
	return waits(tx, r, URGENCY_AMBER);
}

static enum status
start(struct tx *tx, const struct received *r)
{
	const struct opt_out wish = wish_of(r);
	const struct patient_stopped_since *since;
	bool changed;

	TRY(said_since(tx, r, &since));
	if (since->stopped)
		return fine(tx, r);
	TRY(opt_out_end(tx, &wish, &changed));
	return changed ? say(tx, r, AUTO_STARTED, NULL) : OK;
}

static enum status
danger(struct tx *tx, const struct received *r)
{
	TRY(problem_task(tx, r));
	TRY(open_case(tx, r));
	if (is_shut(r))
		TRY(say(tx, r, AUTO_OUTSIDE_HOURS, NULL));
	else if (r->reading.kind == TRIAGE_PROBLEM && r->patient->place_open)
		TRY(say(tx, r, AUTO_WHICH_SIGN, NULL));
	return waits(tx, r, r->reading.urgency);
}

static enum status
words(struct tx *tx, const struct received *r)
{
	if (r->patient != NULL && is_shut(r))
		TRY(say(tx, r, AUTO_OUTSIDE_HOURS, NULL));
	return waits(tx, r, r->reading.urgency);
}

static enum status
answer_checkin(struct tx *tx, const struct received *r)
{
	static const char *const answers[] = {
		[TRIAGE_WORDS] = "words",
		[TRIAGE_FINE] = "fine",
		[TRIAGE_PROBLEM] = "problem",
		[TRIAGE_STOP] = "",
		[TRIAGE_START] = "",
		[TRIAGE_COURTESY] = "",
	};
	const char *answer = answers[r->reading.kind];

	if (r->reading.urgency >= URGENCY_AMBER)
		answer = "problem";
	if (*answer == '\0')
		return OK;
	return sql_checkin_answer(tx, r->patient->patient_id, answer, r->message_id,
	    r->in->at, workflow()->answer_hours);
}

/* What a screening makes of it ------------------------------------------- */

static struct screening_from
screening_from(const struct received *r)
{
	return (struct screening_from){ .patient_id = r->patient->patient_id,
		.place_id = r->patient->place_id,
		.thread_id = r->thread_id,
		.enrolment_id = r->patient->enrolment_id,
		.message_id = r->message_id,
		.at = r->in->at,
		.language = r->patient->language };
}

/* Of a text that answers for two, nothing is said to the second. */
static enum status
say_screening(struct tx *tx, const struct received *r, const char *body)
{
	return *body == '\0' || r->also ? OK : say(tx, r, AUTO_SCREENING, body);
}

static bool
answers_screening(const struct received *r)
{
	return r->screening.asked != NULL && r->screening.answer != NULL;
}

static enum status
follow_screening(struct tx *tx, const struct received *r)
{
	const struct screening_from from = screening_from(r);
	const char *body;

	TRY(screening_follow(tx, &r->screening, &from, &body));
	return say_screening(tx, r, body);
}

/* It is no answer to what he was asked last: a nurse reads it, and he hears once how to answer. */
static enum status
unclear_screening(struct tx *tx, const struct received *r, bool report)
{
	const struct screening_from from = screening_from(r);
	const bool danger = r->reading.urgency >= URGENCY_AMBER;
	const char *body;

	if (r->screening.asked == NULL || answers_screening(r) || report ||
	    r->reading.kind == TRIAGE_COURTESY)
		return OK;
	TRY(screening_unclear(tx, &r->screening, &from, danger, &body));
	return say_screening(tx, r, body);
}

/* Any word from him is a sign of life; *found: he had been lost to follow-up. */
static enum status
sign_of_life(struct tx *tx, const struct received *r, bool *found)
{
	struct local_time at = clock_local(r->in->at, r->patient->zone);
	const char *why =
	    arena_printf(tx_arena(tx), "A message came on %d %s at %02d:%02d.", at.day,
		clock_month(at.month), at.hour, at.minute);

	TRY(sql_enrolment_sign(tx, r->patient->patient_id, r->in->at));
	TRY(lost_heard(tx, r->patient->patient_id, why, r->user_id, found));
	return task_close_kind(tx, r->patient->patient_id, "trace", why, 0);
}

/* That it was taken to be his, of several; and what comes next from there may be, too. */
static enum status
file(struct tx *tx, const struct received *r)
{
	if (r->how == NULL)
		return OK;
	TRY(sql_filing_add(tx, r->message_id, r->patient->patient_id, r->user_id,
	    r->how, r->also, r->said, triage_kind_word(r->reading.kind),
	    (int32_t)r->reading.urgency, tx_now(tx)));
	if (strcmp(r->how, "talk") != 0)
		return OK;
	return sql_talk_goes_on(tx, r->phone_id, r->patient->patient_id,
	    r->in->at + ATTRIBUTION_TALK, TALK_HOURS);
}

enum status
received_follow(struct tx *tx, const struct received *r)
{
	bool report, found;

	TRY(file(tx, r));
	TRY(sign_of_life(tx, r, &found));
	TRY(sql_task_wake_his(tx, r->patient->patient_id, tx_now(tx)));
	if (r->call.kind == CALLBACK_NOTICE)
		return call_back(tx, r, r->patient->place_id);
	if (r->appointment.id != 0) {
		TRY(appointment_follow(tx, &r->appointment, r->message_id));
		return found ? waits(tx, r, URGENCY_REVIEW) : fine(tx, r);
	}
	if (answers_screening(r)) {
		TRY(follow_screening(tx, r));
		if (r->reading.why == WHY_SCREENING)
			return found || r->screening.more ? waits(tx, r, URGENCY_REVIEW)
							  : fine(tx, r);
	}
	if (r->screening.asked == NULL || r->reading.urgency >= URGENCY_AMBER)
		TRY(answer_checkin(tx, r));
	if (r->reading.kind == TRIAGE_STOP)
		return stop(tx, r);
	if (r->reading.kind == TRIAGE_START)
		return start(tx, r);
	TRY(follow_form(tx, r, &report));
	TRY(unclear_screening(tx, r, report));
	if (r->reading.urgency >= URGENCY_AMBER)
		return danger(tx, r);
	if (report || r->reading.kind == TRIAGE_FINE ||
	    r->reading.kind == TRIAGE_COURTESY)
		/* Whoever was lost is read, whatever he says. */
		return found ? waits(tx, r, URGENCY_REVIEW) : fine(tx, r);
	return words(tx, r);
}

enum status
received_follow_shared(struct tx *tx, const struct received *r,
    const struct inbound_patients_rows *patients, int64_t place_id)
{
	int64_t task_id;

	if (r->call.kind == CALLBACK_NOTICE)
		TRY(call_back(tx, r, place_id));
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "who",
		.source = source_of(tx, "who", r),
		.rule = "who-sent",
		.report = report_of(tx, r),
		.place_id = place_id,
		.thread_id = r->thread_id,
		.priority =
		    r->reading.urgency >= URGENCY_AMBER ? TASK_ASAP : TASK_URGENT,
		.performer = "nurse",
		.words = r->in->text,
		.starts_at = tx_now(tx),
		.due_at = tx_now(tx) + HOUR },
	    &task_id));
	if (r->reading.urgency >= URGENCY_AMBER)
		TRY(open_case(tx, r));
	/* Whoever it was hears whom to call; which of them it was, he is not told. */
	if (place_id != 0 && !patients->at[0].place_open && r->user_id == 0 &&
	    r->call.kind != CALLBACK_NOTICE)
		TRY(say_to(tx, r, &patients->at[0], AUTO_OUTSIDE_HOURS, NULL));
	return waits(tx, r,
	    r->reading.urgency > URGENCY_REVIEW ? r->reading.urgency : URGENCY_REVIEW);
}

/*
 * A colleague answers what she was told of a case, or writes of something: that is read
 * like any other's, and never a patient's.
 */
static enum status
follow_staff(struct tx *tx, const struct received *r, int64_t user_id)
{
	if (r->reading.kind == TRIAGE_STOP) {
		TRY(sql_staff_texts_end(tx, user_id));
		return sql_thread_heard(
		    tx, r->thread_id, r->message_id, r->in->text, r->in->at);
	}
	return waits(tx, r,
	    r->reading.urgency > URGENCY_REVIEW ? r->reading.urgency : URGENCY_REVIEW);
}

enum status
received_follow_unknown(struct tx *tx, const struct received *r)
{
	const struct thread_not_patient_yet *not_patient;
	const struct inbound_staff *staff;
	bool report;

	TRY(sql_inbound_staff(tx, r->phone_id, &staff));
	if (staff->user_id != 0)
		return follow_staff(tx, r, staff->user_id);
	TRY(sql_thread_not_patient_yet(tx, r->thread_id, &not_patient));
	if (not_patient->yes &&
	    (r->call.kind == CALLBACK_NOTICE || r->reading.urgency < URGENCY_AMBER))
		return sql_thread_heard(
		    tx, r->thread_id, r->message_id, r->in->text, r->in->at);
	if (r->call.kind == CALLBACK_NOTICE)
		return call_back(tx, r, 0);
	TRY(follow_form(tx, r, &report));
	if (r->reading.urgency >= URGENCY_AMBER)
		TRY(open_case(tx, r));
	return words(tx, r);
}

enum status
received_is_problem(struct tx *tx, const struct received *r)
{
	TRY(problem_task(tx, r));
	TRY(open_case(tx, r));
	return waits(tx, r, URGENCY_AMBER);
}
