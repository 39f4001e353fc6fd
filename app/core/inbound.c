/* inbound.c - see inbound.h. */

#include "core/inbound.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "core/neutral.h"
#include "core/received.h"
#include "core/task.h"
#include "core/text_report.h"
#include "core/thread.h"
#include "core/workflow.h"
#include "ext/phone.h"

/*
 * How far the times of two copies differ; of one that a flow passed on; and that of a
 * run's, which the flow read later.
 */
#define SMS_SLACK (2 * SECOND)
#define GATEWAY_SLACK MINUTE
#define RUN_SLACK (15 * MINUTE)

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

/* Whose words read it: programme and version, for whoever asks why. */
static const char *
reader(struct tx *tx)
{
	return arena_printf(
	    tx_arena(tx), "%s %s", workflow()->name, workflow()->version);
}

/* Its codes are none of a check-in's, so neither is taken for the other. */
static enum status
read_appointment(struct tx *tx, struct received *r)
{
	r->appointment = (struct appointment_answer){ .id = 0 };
	if (r->reading.kind != TRIAGE_WORDS || r->reading.urgency > URGENCY_REVIEW)
		return OK;
	TRY(appointment_read(
	    tx, r->patient->patient_id, r->in->at, r->said, &r->appointment));
	if (r->appointment.id == 0)
		return OK;
	r->reading.urgency = URGENCY_NONE;
	r->reading.why = WHY_APPOINTMENT;
	return OK;
}

/*
 * A screening asked him last: its answers are those of that question and of no check-in.
 * Words of danger, STOP and START are what they are whatever was asked.
 */
static enum status
read_screening(struct tx *tx, struct received *r)
{
	struct screening_heard *heard = &r->screening;

	*heard = (struct screening_heard){ .asked = NULL };
	if (r->call.kind == CALLBACK_NOTICE || r->appointment.id != 0 ||
	    r->reading.kind == TRIAGE_STOP || r->reading.kind == TRIAGE_START)
		return OK;
	TRY(screening_hear(
	    tx, r->patient->patient_id, r->thread_id, r->in->at, r->said, heard));
	if (heard->asked == NULL)
		return OK;
	r->question = ASKED_NOTHING;
	r->reading = triage_read(
	    triage, tx_arena(tx), r->patient->language, ASKED_NOTHING, r->said);
	if (heard->answer == NULL || r->reading.why == WHY_DANGER)
		return OK;
	r->reading.kind = TRIAGE_WORDS;
	r->reading.urgency = heard->more ? URGENCY_REVIEW : URGENCY_NONE;
	r->reading.why = WHY_SCREENING;
	r->reading.matched = heard->answer->code;
	return OK;
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
	if (r->patient != NULL) {
		TRY(read_appointment(tx, r));
		TRY(read_screening(tx, r));
	}
	if (r->call.kind == CALLBACK_NOTICE) {
		/* Nobody wrote it: it is no answer, and says nothing of a wound. */
		r->reading.kind = TRIAGE_WORDS;
		r->reading.urgency = URGENCY_REVIEW;
	}
	return OK;
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
		TRY(received_follow(tx, &r));
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
	    r->in->at, r->in->by_run || r->in->by_gateway, r->in->rapidpro_id,
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
	TRY(received_whose(tx, r, &patients, &whose));
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
		TRY(received_follow(tx, r));
		return follow_others(tx, r, &patients, &whose);
	}
	return patients.n > 1 ? received_follow_shared(tx, r, &patients, place_id)
			      : received_follow_unknown(tx, r);
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

static int64_t
slack(const struct inbound *in)
{
	return in->by_run ? RUN_SLACK : in->by_gateway ? GATEWAY_SLACK : SMS_SLACK;
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
	status = sql_inbound_known(tx, r.phone_id, clean.text, in->at, slack(in),
	    RUN_SLACK, in->rapidpro_id, &known);
	if (status == OK)
		return in->by_run || in->by_gateway ? OK
						    : sql_message_bind_in(tx, known->id,
							  in->at, in->rapidpro_id);
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
	whose = received_names(tx, r, &patients);
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
	TRY(sql_referral_attribute(tx, message_id, patient_id));
	TRY(received_follow(tx, &r));
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
	return received_follow(tx, &r);
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
	return received_is_problem(tx, &r);
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
	return first != NULL
		   ? received_follow_shared(tx, &r, &patients, common_place(&patients))
		   : received_follow_unknown(tx, &r);
}
