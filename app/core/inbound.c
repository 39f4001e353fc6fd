/* inbound.c - see inbound.h. */

#include "core/inbound.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "core/escalation.h"
#include "core/outbox.h"
#include "core/patient.h"
#include "core/task.h"
#include "core/text_report.h"
#include "core/thread.h"
#include "core/workflow.h"

/* How far the times of two copies differ; and that of a run's, which the flow read later. */
#define SMS_SLACK (2 * SECOND)
#define RUN_SLACK (15 * MINUTE)
#define AUTOMATIC_PAUSE (12 * HOUR) /* one automatic answer of a kind in it */

/* Words of the pack, read once by main like the pack itself. */
static const struct triage *triage;

enum status
inbound_init(void)
{
	static struct arena *arena;
	struct triage *words;
	const char *why = "";

	arena_free(arena);
	arena = arena_new();
	words = triage_new(arena);
	if (triage_load(words, arena_printf(arena, "%s/triage", workflow_folder()),
		&why) != OK) {
		log_error("triage: %s", why);
		return ERR_INVALID;
	}
	triage = words;
	return text_report_init(arena);
}

/* A message in hand: whose it is and what it says. */
struct received {
	const struct inbound *in;
	const char *said; /* without the name that came first */
	int64_t message_id, phone_id, thread_id;
	int64_t user_id; /* who said whose it is; 0: it has just come */
	const struct inbound_patients *patient; /* NULL: nobody's, or not certain */
	struct reading reading;
	bool also; /* it is about somebody else in the first place */
};

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

/* One call about the wound at a time: what comes later joins its trail. */
static enum status
problem_task(struct tx *tx, const struct received *r)
{
	int64_t due = tx_now(tx) + workflow()->problem_due_minutes * MINUTE;
	const struct task_open_of_kind *open;
	int64_t task_id;
	enum status status =
	    sql_task_open_of_kind(tx, r->patient->patient_id, "problem", &open);

	if (status == OK)
		return sql_task_words(tx, open->id, r->in->text,
		    r->reading.urgency == URGENCY_RED ? TASK_STAT : TASK_ASAP,
		    tx_now(tx), due);
	if (status != ERR_NOT_FOUND)
		return status;
	return task_raise(tx,
	    &(struct task_new){ .kind = "problem",
		.source = source_of(tx, "problem", r),
		.rule = "problem-call",
		.report = report_of(tx, r),
		.place_id = r->patient->place_id,
		.patient_id = r->patient->patient_id,
		.thread_id = r->thread_id,
		.enrolment_id = r->patient->enrolment_id,
		.priority = r->reading.urgency == URGENCY_RED ? TASK_STAT : TASK_ASAP,
		.performer = "nurse",
		.words = r->in->text,
		.starts_at = tx_now(tx),
		.due_at = due },
	    &task_id);
}

/* What we say by ourselves. */

static enum status
say_text(struct tx *tx, const struct received *r, const char *text)
{
	const struct inbound_patients *p = r->patient;
	int64_t message_id;

	return outbox_text(tx,
	    &(struct outbox_text){ .thread_id = r->thread_id,
		.phone_id = r->phone_id,
		.place_id = p->place_id,
		.patient_id = p->patient_id,
		.kind = "automatic",
		.body = text,
		.priority = OUTBOX_AUTOMATIC },
	    &message_id);
}

static enum status
say(struct tx *tx, const struct received *r, const char *key)
{
	const struct inbound_patients *p = r->patient;
	const struct automatic_since *before;
	const char *text;

	text = workflow_text(tx_arena(tx), p->language, key,
	    &(struct workflow_words){ .first_name = p->given_name,
		.clinic = p->place_name,
		.emergency = p->emergency_phone });
	if (text == NULL)
		return OK;
	TRY(sql_automatic_since(
	    tx, r->phone_id, text, tx_now(tx) - AUTOMATIC_PAUSE, &before));
	return before->n > 0 ? OK : say_text(tx, r, text);
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
	return p != NULL && answer != NULL ? say_text(tx, r, answer) : OK;
}

/* Readings. */

static enum status
stop(struct tx *tx, const struct received *r)
{
	TRY(patient_opt_out(tx, r->patient->patient_id, "sms"));
	return say(tx, r, "stopped");
}

static enum status
start(struct tx *tx, const struct received *r)
{
	TRY(patient_opt_in(tx, r->patient->patient_id));
	return say(tx, r, "started");
}

static enum status
danger(struct tx *tx, const struct received *r)
{
	TRY(problem_task(tx, r));
	TRY(open_case(tx, r));
	if (!r->patient->place_open)
		TRY(say(tx, r, "outside_hours"));
	else if (r->reading.kind == TRIAGE_PROBLEM)
		TRY(say(tx, r, "which_sign"));
	return sql_thread_waits(tx, r->thread_id, r->message_id, r->in->text, r->in->at,
	    (int32_t)r->reading.urgency);
}

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

static enum status
words(struct tx *tx, const struct received *r)
{
	if (r->patient != NULL && !r->patient->place_open)
		TRY(say(tx, r, "outside_hours"));
	return sql_thread_waits(tx, r->thread_id, r->message_id, r->in->text, r->in->at,
	    (int32_t)r->reading.urgency);
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

/* Any word from him is a sign of life. */
static enum status
sign_of_life(struct tx *tx, const struct received *r)
{
	static const char *const months[] = { "January", "February", "March", "April",
		"May", "June", "July", "August", "September", "October", "November",
		"December" };
	struct local_time at = clock_local(r->in->at, r->patient->zone);
	const char *why =
	    arena_printf(tx_arena(tx), "A message came on %d %s at %02d:%02d.", at.day,
		months[at.month - 1], at.hour, at.minute);

	TRY(sql_enrolment_sign(tx, r->patient->patient_id, r->in->at));
	return task_close_kind(tx, r->patient->patient_id, "trace", why, 0);
}

static enum status
follow_patient(struct tx *tx, const struct received *r)
{
	bool report;

	TRY(sign_of_life(tx, r));
	TRY(sql_task_wake_his(tx, r->patient->patient_id, tx_now(tx)));
	TRY(answer_checkin(tx, r));
	if (r->reading.kind == TRIAGE_STOP)
		return stop(tx, r);
	if (r->reading.kind == TRIAGE_START)
		return start(tx, r);
	TRY(follow_form(tx, r, &report));
	if (r->reading.urgency >= URGENCY_AMBER)
		return danger(tx, r);
	if (report || r->reading.kind == TRIAGE_FINE ||
	    r->reading.kind == TRIAGE_COURTESY)
		return fine(tx, r);
	return words(tx, r);
}

/* Whose it is, a person has to say; a danger does not wait for that. */
static enum status
follow_shared(struct tx *tx, const struct received *r, int64_t place_id)
{
	int64_t task_id;

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
	return sql_thread_waits(tx, r->thread_id, r->message_id, r->in->text, r->in->at,
	    r->reading.urgency > URGENCY_REVIEW ? (int32_t)r->reading.urgency
						: URGENCY_REVIEW);
}

static enum status
follow_unknown(struct tx *tx, const struct received *r)
{
	bool report;

	TRY(follow_form(tx, r, &report));
	if (r->reading.urgency >= URGENCY_AMBER)
		TRY(open_case(tx, r));
	return words(tx, r);
}

/* Whose it is. */

/* On a shared phone a man may say who he is: "Kudzai 0" is Kudzai's. */
static const struct inbound_patients *
named_in(struct tx *tx, const struct inbound_patients_rows *patients, const char **text)
{
	const struct inbound_patients *found = NULL;
	const char *rest = NULL;

	for (size_t i = 0; i < patients->n; i++) {
		const struct inbound_patients *p = &patients->at[i];
		const char *name = text_fold(tx_arena(tx), p->given_name);
		size_t typed = strcspn(*text, " ,.:-");
		const char *first =
		    text_fold(tx_arena(tx), arena_strndup(tx_arena(tx), *text, typed));

		if (typed == 0 || strcmp(name, first) != 0)
			continue;
		if (found != NULL) /* both have the name */
			return NULL;
		found = p;
		rest = *text + typed + strspn(*text + typed, " ,.:-");
	}
	if (found != NULL && *rest != '\0')
		*text = rest;
	return found;
}

static const struct inbound_patients *
one_of(struct tx *tx, const struct inbound_patients_rows *patients, const char **text)
{
	if (patients->n == 1)
		return &patients->at[0];
	return patients->n > 1 ? named_in(tx, patients, text) : NULL;
}

/* All of one place, or nobody's in particular. */
static int64_t
common_place(const struct inbound_patients_rows *patients)
{
	int64_t place_id = patients->n > 0 ? patients->at[0].place_id : 0;

	for (size_t i = 1; i < patients->n; i++)
		if (patients->at[i].place_id != place_id)
			return 0;
	return place_id;
}

static enum status
store(struct tx *tx, struct received *r, int64_t place_id)
{
	const struct message_add_in *row;
	const struct thread_lock *held;

	/* Ids of one conversation are seen in their order: a reply compares them. */
	TRY(sql_thread_lock(tx, r->thread_id, &held));
	TRY(sql_message_add_in(tx, r->thread_id, place_id,
	    r->patient != NULL ? r->patient->patient_id : 0, r->phone_id, r->in->text,
	    r->in->at, r->in->by_run, r->in->rapidpro_id,
	    triage_kind_word(r->reading.kind), (int32_t)r->reading.urgency,
	    r->reading.sign, r->reading.matched, &row));
	r->message_id = row->id;
	return OK;
}

static enum status
receive_new(struct tx *tx, struct received *r)
{
	struct inbound_patients_rows patients;
	int64_t place_id;

	r->said = r->in->text;
	TRY(sql_inbound_patients(tx, r->phone_id, tx_now(tx), &patients));
	r->patient = one_of(tx, &patients, &r->said);
	place_id = r->patient != NULL ? r->patient->place_id : common_place(&patients);
	if (r->patient != NULL)
		TRY(thread_of_patient(tx, r->patient->patient_id, &r->thread_id));
	else
		TRY(thread_of_number(tx, r->phone_id,
		    patients.n > 1 ? "shared" : "unknown", place_id, &r->thread_id));
	r->reading = triage_read(triage, tx_arena(tx),
	    r->patient != NULL ? r->patient->language
	    : patients.n > 0   ? patients.at[0].language
			       : "en",
	    r->said);
	TRY(store(tx, r, place_id));
	TRY(sql_gateway_inbound(tx, tx_now(tx)));
	if (r->patient != NULL)
		return follow_patient(tx, r);
	return patients.n > 1 ? follow_shared(tx, r, place_id) : follow_unknown(tx, r);
}

/* "tel:+263771234567" to "+263771234567"; NULL for any other kind of address. */
static const char *
number_of(const char *urn)
{
	size_t digits;

	if (urn == NULL || strncmp(urn, "tel:+", 5) != 0)
		return NULL;
	digits = strspn(urn + 5, "0123456789");
	if (digits < 6 || digits > 15 || urn[5] == '0' || urn[5 + digits] != '\0')
		return NULL;
	return urn + 4;
}

enum status
inbound_receive(struct tx *tx, const struct inbound *in, int64_t *message_id)
{
	const char *number = number_of(in->urn);
	struct inbound clean = *in;
	struct received r = { .in = &clean };
	const struct phone_ensure *found;
	const struct phone_receive *phone;
	const struct inbound_known *known;
	enum status status;

	*message_id = 0;
	clean.text = text_trim(tx_arena(tx), text_cleaned(tx_arena(tx), in->text));
	if (number == NULL || *clean.text == '\0' ||
	    text_length(clean.text) > TRIAGE_TEXT_MAX)
		return ERR_INVALID;
	/* The row is locked: the same text by two roads waits for itself. */
	TRY(sql_phone_ensure(tx, number, &found));
	TRY(sql_phone_receive(tx, found->id, in->contact_uuid, &phone));
	r.phone_id = phone->id;
	status = sql_inbound_known(tx, r.phone_id, clean.text, in->at,
	    in->by_run ? RUN_SLACK : SMS_SLACK, RUN_SLACK, in->rapidpro_id, &known);
	if (status == OK)
		return in->by_run ? OK
				  : sql_message_bind_in(
					tx, known->id, in->at, in->rapidpro_id);
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(receive_new(tx, &r));
	*message_id = r.message_id;
	return OK;
}

/* Reads a text again, now that it is known whose it is. */
static enum status
read_as_his(struct tx *tx, int64_t patient_id, struct received *r)
{
	const struct inbound_patient_get *patient;
	struct inbound_patients *whose;

	TRY(sql_inbound_patient_get(tx, patient_id, tx_now(tx), &patient));
	ARENA_ARRAY(tx_arena(tx), whose, 1);
	*whose = (struct inbound_patients){ .patient_id = patient->patient_id,
		.place_id = patient->place_id,
		.enrolment_id = patient->enrolment_id,
		.language = patient->language,
		.given_name = patient->given_name,
		.place_name = patient->place_name,
		.zone = patient->zone,
		.emergency_phone = patient->emergency_phone,
		.place_open = patient->place_open,
		.open_work = patient->open_work };
	r->patient = whose;
	r->said = r->in->text;
	TRY(thread_of_patient(tx, patient_id, &r->thread_id));
	r->reading = triage_read(triage, tx_arena(tx), whose->language, r->in->text);
	return OK;
}

enum status
inbound_attribute(
    struct tx *tx, int64_t message_id, int64_t patient_id, int64_t user_id)
{
	const struct message_unowned *message;
	struct inbound in;
	struct received r = { .in = &in, .message_id = message_id, .user_id = user_id };
	struct thread_resolved_rows asked;
	enum status status = sql_message_unowned(tx, message_id, &message);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	in = (struct inbound){ .text = message->body, .at = message->at };
	r.phone_id = message->phone_id;
	TRY(read_as_his(tx, patient_id, &r));
	TRY(sql_message_attribute(tx, message_id, r.thread_id, patient_id, user_id,
	    triage_kind_word(r.reading.kind), (int32_t)r.reading.urgency,
	    r.reading.sign, r.reading.matched));
	TRY(sql_escalation_attribute(
	    tx, message_id, message->thread_id, patient_id, r.thread_id));
	TRY(follow_patient(tx, &r));
	TRY(sql_thread_resolved(tx, message->thread_id, &asked));
	for (size_t i = 0; i < asked.n; i++)
		TRY(task_finish(tx, asked.at[i].task_id, user_id, "attributed", ""));
	return OK;
}

enum status
inbound_attribute_also(struct tx *tx, int64_t message_id, int64_t patient_id)
{
	const struct message_text *message;
	struct inbound in;
	struct received r = { .in = &in, .message_id = message_id, .also = true };

	TRY(sql_message_text(tx, message_id, &message));
	in = (struct inbound){ .text = message->body, .at = message->at };
	r.phone_id = message->phone_id;
	TRY(read_as_his(tx, patient_id, &r));
	return follow_patient(tx, &r);
}
