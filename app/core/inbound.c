/* inbound.c - see inbound.h. */

#include "core/inbound.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "core/attribution.h"
#include "core/auto_answer.h"
#include "core/callback.h"
#include "core/escalation.h"
#include "core/neutral.h"
#include "core/opt_out.h"
#include "core/task.h"
#include "core/text_report.h"
#include "core/thread.h"
#include "core/whose.h"
#include "core/workflow.h"
#include "ext/phone.h"

/* How far the times of two copies differ; and that of a run's, which the flow read later. */
#define SMS_SLACK (2 * SECOND)
#define RUN_SLACK (15 * MINUTE)
#define TALK_HOURS 12 /* after it was said whose the texts are, it is asked again */

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
	TRY(neutral_init(arena));
	return text_report_init(arena);
}

const struct triage *
inbound_words(void)
{
	return triage;
}

/* A message in hand: whose it is and what it says. */
struct received {
	const struct inbound *in;
	const char *said; /* without the name that came first */
	int64_t message_id, phone_id, thread_id;
	int64_t user_id; /* who said whose it is; 0: it has just come */
	const struct inbound_patients *patient; /* NULL: nobody's, or not certain */
	enum triage_question question; /* what he was asked last */
	const char *how; /* it is known whose it is of several: of filing; or NULL */
	struct reading reading;
	struct callback call;
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

/* Whose words read it: programme and version, for whoever asks why. */
static const char *
reader(struct tx *tx)
{
	return arena_printf(
	    tx_arena(tx), "%s %s", workflow()->name, workflow()->version);
}

/*
 * Reads the text as an answer to what he was asked.  On a shared phone it is a guess
 * until somebody says whose it is; a stranger was asked nothing.
 */
static enum status
read_text(struct tx *tx, struct received *r, const struct inbound_patients *first)
{
	const struct message_question *asked;

	r->question = first != NULL ? ASKED_CHECKIN : ASKED_NOTHING;
	if (r->patient != NULL) {
		TRY(sql_message_question(tx, r->patient->patient_id, r->thread_id,
		    r->in->at, workflow()->answer_hours, &asked));
		if (!triage_question_named(asked->question, &r->question))
			r->question = ASKED_NOTHING;
	}
	r->reading = triage_read(triage, tx_arena(tx),
	    first != NULL ? first->language : "en", r->question, r->said);
	if (r->call.kind == CALLBACK_NOTICE) {
		/* Nobody wrote it: it is no answer, and says nothing of a wound. */
		r->reading.kind = TRIAGE_WORDS;
		r->reading.urgency = URGENCY_REVIEW;
	}
	return OK;
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
	return sql_thread_waits(
	    tx, r->thread_id, r->message_id, r->in->text, r->in->at, URGENCY_AMBER);
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
stop(struct tx *tx, const struct received *r)
{
	const struct opt_out wish = {
		.patient_id = r->patient->patient_id,
		.message_id = r->message_id,
		.reason = "",
		.note = "",
	};
	const struct patient_stopped_since *since;
	bool changed;

	TRY(sql_patient_stopped_since(
	    tx, r->patient->patient_id, r->thread_id, r->in->at, &since));
	if (since->started)
		return fine(tx, r);
	TRY(opt_out_begin(tx, &wish, &changed));
	if (changed)
		TRY(say(tx, r, AUTO_STOPPED, NULL));
	/* What is open about him is a call now, and a person has to know. */
	if (r->patient->open_work == 0)
		return OK;
	return sql_thread_waits(
	    tx, r->thread_id, r->message_id, r->in->text, r->in->at, URGENCY_AMBER);
}

static enum status
start(struct tx *tx, const struct received *r)
{
	const struct opt_out wish = {
		.patient_id = r->patient->patient_id,
		.message_id = r->message_id,
		.reason = "",
		.note = "",
	};
	const struct patient_stopped_since *since;
	bool changed;

	TRY(sql_patient_stopped_since(
	    tx, r->patient->patient_id, r->thread_id, r->in->at, &since));
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
	return sql_thread_waits(tx, r->thread_id, r->message_id, r->in->text, r->in->at,
	    (int32_t)r->reading.urgency);
}

static enum status
words(struct tx *tx, const struct received *r)
{
	if (r->patient != NULL && is_shut(r))
		TRY(say(tx, r, AUTO_OUTSIDE_HOURS, NULL));
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

static enum status
follow_patient(struct tx *tx, const struct received *r)
{
	bool report;

	TRY(file(tx, r));
	TRY(sign_of_life(tx, r));
	TRY(sql_task_wake_his(tx, r->patient->patient_id, tx_now(tx)));
	if (r->call.kind == CALLBACK_NOTICE)
		return call_back(tx, r, r->patient->place_id);
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
follow_shared(struct tx *tx, const struct received *r,
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
	return sql_thread_waits(tx, r->thread_id, r->message_id, r->in->text, r->in->at,
	    r->reading.urgency > URGENCY_REVIEW ? (int32_t)r->reading.urgency
						: URGENCY_REVIEW);
}

/* What is said to be no client's waits for nobody, unless it tells of a danger. */
static enum status
follow_unknown(struct tx *tx, const struct received *r)
{
	const struct thread_not_patient_yet *not_patient;
	bool report;

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

/* Whose it is. */

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

/* An answer, and STOP and START, are one man's own: what was said before does not tell. */
static bool
is_answer(const struct reading *reading)
{
	return reading->kind == TRIAGE_FINE || reading->kind == TRIAGE_PROBLEM ||
	       reading->kind == TRIAGE_STOP || reading->kind == TRIAGE_START;
}

/*
 * Somebody has said lately whose the texts of this phone are.  An answer is his all the
 * same only if nobody else there was asked.
 */
static enum status
talks(struct tx *tx, struct received *r, const struct inbound_patients_rows *patients)
{
	const struct inbound_patients *his = NULL;
	const struct talk_of *talk;
	struct talk_asked_rows asked;
	struct reading reading;
	enum status status = sql_talk_of(tx, r->phone_id, r->in->at, &talk);

	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	for (size_t i = 0; i < patients->n; i++)
		if (patients->at[i].patient_id == talk->patient_id)
			his = &patients->at[i];
	if (his == NULL)
		return OK;
	reading =
	    triage_read(triage, tx_arena(tx), his->language, ASKED_CHECKIN, r->said);
	if (is_answer(&reading)) {
		TRY(sql_talk_asked(
		    tx, r->phone_id, r->in->at, workflow()->answer_hours, &asked));
		if (reading.kind == TRIAGE_STOP || reading.kind == TRIAGE_START ||
		    asked.n != 1 || asked.at[0].patient_id != his->patient_id)
			return OK;
	}
	r->patient = his;
	r->how = "talk";
	return OK;
}

/*
 * Of those who use the phone.  "pain 0" is no answer of Painos: where a beginning of a
 * name is a word of danger, too, nobody is named.
 */
static struct whose
names_itself(struct tx *tx, const struct received *r,
    const struct inbound_patients_rows *patients)
{
	struct whose_person people[WHOSE_MOST];
	struct whose whose = { .how = WHOSE_UNTOLD };
	struct reading whole;

	if (patients->n == 0 || patients->n > WHOSE_MOST)
		return whose;
	for (size_t i = 0; i < patients->n; i++)
		people[i] = (struct whose_person){ .given = patients->at[i].given_name,
			.family = patients->at[i].family_name,
			.number = patients->at[i].number };
	whose = whose_read(tx_arena(tx), r->in->text, people, patients->n);
	if (whose.how != WHOSE_CODE)
		return whose;
	for (size_t i = 0; i < patients->n; i++) {
		whole = triage_read(triage, tx_arena(tx), patients->at[i].language,
		    ASKED_NOTHING, r->in->text);
		if (*whole.sign != '\0')
			return (struct whose){ .how = WHOSE_UNTOLD };
	}
	return whose;
}

/* Whose it is, of all who use the phone; of two answers in one text, the first. */
static enum status
whose_of(struct tx *tx, struct received *r,
    const struct inbound_patients_rows *patients, struct whose *whose)
{
	*whose = names_itself(tx, r, patients);
	if (patients->n <= 1) {
		r->patient = patients->n == 1 ? &patients->at[0] : NULL;
		/* The others are not followed up any more; he writes as before. */
		if (whose->how == WHOSE_CODE)
			r->said = whose->parts[0].said;
		return OK;
	}
	if (whose->how == WHOSE_UNTOLD)
		return talks(tx, r, patients);
	r->patient = &patients->at[whose->parts[0].person];
	r->said = whose->parts[0].said;
	r->how = whose->how == WHOSE_CODE ? "code" : "name";
	/* Somebody else writes now. */
	return sql_talk_end(tx, r->phone_id);
}

/* "K0 T1": the same text is the answers of others, too, each in his conversation. */
static enum status
follow_others(struct tx *tx, const struct received *first,
    const struct inbound_patients_rows *patients, const struct whose *whose)
{
	for (size_t i = 1; i < whose->nparts; i++) {
		struct received r = *first;

		r.patient = &patients->at[whose->parts[i].person];
		r.said = whose->parts[i].said;
		r.also = true;
		TRY(thread_of_patient(tx, r.patient->patient_id, &r.thread_id));
		TRY(thread_woken(tx, r.thread_id, r.message_id));
		TRY(read_text(tx, &r, r.patient));
		TRY(sql_thread_event_add(tx, r.thread_id, tx_now(tx), 0, "also-answers",
		    first->thread_id, first->in->text));
		TRY(follow_patient(tx, &r));
	}
	return OK;
}

/*
 * A network's notice, or his own words: a word of danger beside the notice makes it
 * his words.
 */
static void
read_call(struct tx *tx, struct received *r, const char *from)
{
	struct reading rest;
	struct phone phone;

	/* A number in it is of the country that it comes from. */
	if (phone_read(tx_arena(tx), from, "", &phone) != PHONE_GOOD)
		phone.region = "";
	r->call = callback_read(tx_arena(tx), r->in->text, phone.region, from);
	if (r->call.kind != CALLBACK_NOTICE || *r->call.rest == '\0')
		return;
	rest = triage_read(triage, tx_arena(tx), "en", ASKED_NOTHING, r->call.rest);
	if (rest.urgency >= URGENCY_AMBER && strcmp(rest.sign, "call-me") != 0)
		r->call.kind = CALLBACK_WORDS;
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
	    r->reading.sign, r->reading.matched, triage_question_word(r->question),
	    reader(tx), (int32_t)r->reading.why, tx_now(tx), &row));
	r->message_id = row->id;
	return thread_woken(tx, r->thread_id, r->message_id);
}

static enum status
receive_new(struct tx *tx, struct received *r)
{
	struct inbound_patients_rows patients;
	struct whose whose;
	int64_t place_id;

	r->said = r->in->text;
	read_call(tx, r, number_of(r->in->urn));
	TRY(sql_inbound_patients(tx, r->phone_id, tx_now(tx), &patients));
	TRY(whose_of(tx, r, &patients, &whose));
	place_id = r->patient != NULL ? r->patient->place_id : common_place(&patients);
	if (r->patient != NULL)
		TRY(thread_of_patient(tx, r->patient->patient_id, &r->thread_id));
	else
		TRY(thread_of_number(tx, r->phone_id,
		    patients.n > 1 ? "shared" : "unknown", place_id, &r->thread_id));
	TRY(read_text(tx, r,
	    r->patient != NULL ? r->patient
	    : patients.n > 0   ? &patients.at[0]
			       : NULL));
	TRY(store(tx, r, place_id));
	TRY(sql_gateway_inbound(tx, tx_now(tx)));
	if (r->patient != NULL) {
		TRY(follow_patient(tx, r));
		return follow_others(tx, r, &patients, &whose);
	}
	return patients.n > 1 ? follow_shared(tx, r, &patients, place_id)
			      : follow_unknown(tx, r);
}

/*
 * A network's own number says who has called: what it tells is his.  NULL for any other
 * text of what is no phone's number.
 */
static enum status
named_by_network(struct tx *tx, struct inbound *in, const char **number)
{
	const struct region_common *common;
	struct callback call;

	*number = number_of(in->urn);
	if (*number != NULL || in->urn == NULL || strncmp(in->urn, "tel:", 4) != 0)
		return OK;
	TRY(sql_region_common(tx, &common));
	call = callback_read(tx_arena(tx), in->text, common->region, NULL);
	if (call.kind != CALLBACK_NOTICE || *call.e164 == '\0')
		return OK;
	*number = call.e164;
	in->urn = arena_printf(tx_arena(tx), "tel:%s", call.e164);
	in->contact_uuid = NULL; /* it is the network's */
	return OK;
}

enum status
inbound_receive(struct tx *tx, const struct inbound *in, int64_t *message_id)
{
	const char *number;
	struct inbound clean = *in;
	struct received r = { .in = &clean };
	const struct phone_ensure *found;
	const struct phone_receive *phone;
	const struct inbound_known *known;
	enum status status;

	*message_id = 0;
	clean.text = text_trim(tx_arena(tx), text_cleaned(tx_arena(tx), in->text));
	TRY(named_by_network(tx, &clean, &number));
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

/* "K1" is a 1, whoever of them wrote it; of "K0 T1" it is what is his, else the worse. */
static enum status
without_code(struct tx *tx, int64_t patient_id, struct received *r)
{
	struct inbound_patients_rows patients;
	struct whose whose;

	TRY(sql_inbound_patients(tx, r->phone_id, tx_now(tx), &patients));
	whose = names_itself(tx, r, &patients);
	if (whose.how != WHOSE_CODE)
		return OK;
	r->said = whose.parts[0].said;
	for (size_t i = 0; i < whose.nparts; i++)
		if (patients.at[whose.parts[i].person].patient_id == patient_id)
			r->said = whose.parts[i].said;
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
	r->how = "person";
	r->said = r->in->text;
	TRY(without_code(tx, patient_id, r));
	read_call(tx, r, r->in->urn + strlen("tel:"));
	TRY(thread_of_patient(tx, patient_id, &r->thread_id));
	TRY(thread_woken(tx, r->thread_id, r->message_id));
	return read_text(tx, r, whose);
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
	in = (struct inbound){
		.urn = message->urn, .text = message->body, .at = message->at
	};
	r.phone_id = message->phone_id;
	TRY(read_as_his(tx, patient_id, &r));
	TRY(sql_message_attribute(tx, message_id, r.thread_id, patient_id, user_id,
	    triage_kind_word(r.reading.kind), (int32_t)r.reading.urgency,
	    r.reading.sign, r.reading.matched, triage_question_word(r.question),
	    reader(tx), (int32_t)r.reading.why));
	TRY(sql_escalation_attribute(tx, message_id, patient_id, r.thread_id));
	TRY(follow_patient(tx, &r));
	TRY(sql_thread_resolved(tx, message->thread_id, &asked));
	for (size_t i = 0; i < asked.n; i++)
		TRY(task_finish(tx, asked.at[i].task_id, user_id, "attributed", ""));
	return OK;
}

enum status
inbound_attribute_also(
    struct tx *tx, int64_t message_id, int64_t patient_id, int64_t user_id)
{
	const struct message_text *message;
	struct inbound in;
	struct received r = {
		.in = &in, .message_id = message_id, .user_id = user_id, .also = true
	};

	TRY(sql_message_text(tx, message_id, &message));
	in = (struct inbound){
		.urn = message->urn, .text = message->body, .at = message->at
	};
	r.phone_id = message->phone_id;
	TRY(read_as_his(tx, patient_id, &r));
	return follow_patient(tx, &r);
}

enum status
inbound_is_problem(struct tx *tx, int64_t message_id, int64_t patient_id)
{
	const struct message_text *message;
	struct inbound in;
	struct received r = { .in = &in, .message_id = message_id };

	TRY(sql_message_text(tx, message_id, &message));
	in = (struct inbound){
		.urn = message->urn, .text = message->body, .at = message->at
	};
	r.phone_id = message->phone_id;
	TRY(read_as_his(tx, patient_id, &r));
	r.reading.urgency = URGENCY_AMBER;
	TRY(problem_task(tx, &r));
	TRY(open_case(tx, &r));
	return sql_thread_waits(
	    tx, r.thread_id, message_id, in.text, in.at, URGENCY_AMBER);
}

enum status
inbound_ask_again(struct tx *tx, int64_t message_id, int64_t user_id)
{
	const struct message_unowned *message;
	struct inbound_patients_rows patients;
	struct inbound in;
	struct received r = { .in = &in, .message_id = message_id, .user_id = user_id };
	const struct inbound_patients *first;

	TRY(sql_message_unowned(tx, message_id, &message));
	in = (struct inbound){
		.urn = message->urn, .text = message->body, .at = message->at
	};
	r.phone_id = message->phone_id;
	r.thread_id = message->thread_id;
	r.said = in.text;
	read_call(tx, &r, in.urn + strlen("tel:"));
	TRY(sql_inbound_patients(tx, r.phone_id, tx_now(tx), &patients));
	first = patients.n > 0 ? &patients.at[0] : NULL;
	TRY(read_text(tx, &r, first));
	return first != NULL ? follow_shared(tx, &r, &patients, common_place(&patients))
			     : follow_unknown(tx, &r);
}
