/*
 * reply_pages.c - what is done in a conversation.
 *
 * Every button of the page sends the form of the answer along, so that what
 * has been typed so far is kept whatever is pressed, also without a script.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/answer.h"
#include "core/attribution.h"
#include "core/neutral.h"
#include "core/number.h"
#include "core/outbox.h"
#include "core/patient.h"
#include "core/reply.h"
#include "core/thread.h"
#include "ext/phone.h"
#include "ext/secret.h"
#include "gen/composer.h"
#include "gen/thread_show.h"
#include "site/delivery_deeds.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/thread_pages.h"

#define DRAFT_MAX 4096
#define SNOOZE (2 * HOUR) /* after an answer */
#define MESSAGES_MAX 100

struct reply_form {
	const char *body;
	int64_t last_seen;
};

/* clang-format off */
static const struct input reply_inputs[] = {
	INPUT_LINES(struct reply_form, body, .label = N_("Message"), .max = DRAFT_MAX, .required = true),
	INPUT_NUMBER(struct reply_form, last_seen, .max = INT64_C(999999999999999999)),
	INPUT_END
};
/* clang-format on */

/* What is in the box becomes the draft; a form without a box changes none. */
enum status
thread_keep_typed(struct request *rq, int64_t thread_id)
{
	const char *body = request_field(rq, "body");

	if (body == NULL)
		return OK;
	if (text_length(body) > DRAFT_MAX)
		return ERR_INVALID;
	return reply_draft(rq->tx, thread_id, page_user(rq)->id, body, NULL);
}

/* The page again, with what is wrong, and everything typed still in the box. */
enum status
thread_refuse(
    struct request *rq, int code, struct thread_problem *problem, int64_t seen)
{
	struct thread_ask ask = { .mark = problem->clash ? seen : 0 };
	struct thread_view v;

	TRY(thread_view_open(rq, rq->id, &v));
	if (problem->tells == NULL) /* she was told already */
		problem->tells = request_field(rq, "tells");
	v.problem = problem;
	v.typed = request_field(rq, "body");
	return thread_answer(rq, code, &ask, &v);
}

enum status
thread_done(struct request *rq, int64_t thread_id, const char *notice)
{
	const char *path = inbox_beside(rq, thread_id, "");

	return page_done(
	    rq, "%s%cnotice=%s", path, strchr(path, '?') != NULL ? '&' : '?', notice);
}

static const char *
clash_title(struct request *rq, const struct message_newest *m)
{
	int64_t past = tx_now(rq->tx) - m->at;
	const char *ago = past < MINUTE
			      ? arena_printf(rq->arena, _("%d s"), (int)(past / SECOND))
			      : show_span(rq->arena, past);

	if (strcmp(m->direction, "in") == 0)
		return arena_printf(rq->arena, _("A message came %s ago"), ago);
	if (m->author_id == page_user(rq)->id)
		return arena_printf(rq->arena, _("You answered %s ago"), ago);
	return arena_printf(rq->arena, _("%s answered %s ago"), m->author, ago);
}

/*
 * Somebody wrote in the meantime.  If it was this very form, sent twice at the
 * same moment, the second is shown the result of the first.
 */
static enum status
clash(struct request *rq, const struct reply_form *form)
{
	struct thread_problem problem = { .clash = true,
		.words = _("It is in the conversation above, marked. Your text was not "
			   "sent and is still here.") };
	const struct message_newest *newest;
	bool done;

	TRY(page_done_before(rq, &done));
	if (done)
		return OK;
	TRY(sql_message_newest(rq->tx, rq->id, &newest));
	problem.title = clash_title(rq, newest);
	return thread_refuse(rq, 409, &problem, form->last_seen);
}

static enum status
too_long(struct request *rq, const struct reply_form *form)
{
	size_t units = sms_count(text_straight(rq->arena, form->body)).units;
	struct thread_problem problem = { .title = _("The message is too long"),
		.words = arena_printf(rq->arena,
		    _("Message: it takes %zu units, at most %d can be sent. Shorten it "
		      "or send it in two."),
		    units, OUTBOX_TEXT_MAX) };

	return thread_refuse(rq, 422, &problem, 0);
}

static bool
is_word(struct request *rq, const char *field, const char *word)
{
	const char *value = request_field(rq, field);

	return value != NULL && strcmp(value, word) == 0;
}

/*
 * Which ready answers it was made of is counted; then it is closed, or comes back to be
 * looked at, as was wanted.
 */
static enum status
sent(struct request *rq, const struct reply_form *form, const struct reply_sent *answer)
{
	const char *notice = answer->leaves_at != 0 ? "later" : "sent";

	TRY(answer_count_sent(rq->tx, rq->id,
	    show_short_name(rq->arena, page_user(rq)->name),
	    text_straight(rq->arena, form->body)));
	if (answer->leaves_at == 0 && is_word(rq, "then", "close")) {
		TRY(sql_thread_close(rq->tx, rq->id, form->last_seen, page_user(rq)->id,
		    answer->urgency, tx_now(rq->tx)));
		notice = "sent-closed";
	} else if (answer->leaves_at == 0 && is_word(rq, "then", "snooze")) {
		TRY(thread_put_off(rq->tx, &(struct thread_off){ .thread_id = rq->id,
					       .user_id = page_user(rq)->id,
					       .until = tx_now(rq->tx) + SNOOZE,
					       .reason = _("answered, look again"),
					       .urgency = answer->urgency }));
		notice = "sent-snoozed";
	}
	return thread_done(rq, rq->id, notice);
}

/*
 * Words that tell what he is treated for, or his name, on a phone that others read:
 * "surgery, Kudzai"; "" for none, or for those that she was told of.  It is said once, and
 * never forbidden.
 */
static enum status
look_for_words(struct request *rq, const char *body, const char **words)
{
	const char *told = request_field(rq, "tells");
	struct reply_readers_rows readers;
	struct neutral_found name;

	*words = "";
	TRY(sql_reply_readers(rq->tx, rq->id, &readers));
	for (size_t i = 0; i < readers.n && **words == '\0'; i++) {
		const struct reply_readers *p = &readers.at[i];

		if (!p->shared)
			continue;
		*words = neutral_all(neutral_words(), rq->arena, p->language, body);
		if (neutral_names(rq->arena, body,
			&(struct neutral_name){ p->given_name, p->family_name }, &name))
			*words = arena_printf(rq->arena, "%s%s%s", *words,
			    **words != '\0' ? ", " : "", name.word);
	}
	if (told != NULL && strcmp(told, *words) == 0)
		*words = "";
	return OK;
}

static enum status
tells(struct request *rq, const struct reply_form *form, const char *words)
{
	struct thread_problem problem = { .clash = true,
		.tells = words,
		.title =
		    arena_printf(rq->arena, _("Others read this phone: “%s”"), words),
		.words = _("They would learn whom it is about, or what he is treated "
			   "for. Your text was not sent and is still here.") };

	return thread_refuse(rq, 422, &problem, form->last_seen);
}

enum status
thread_reply(struct request *rq)
{
	struct reply_form form;
	struct faults faults = { .n = 0 };
	const char *telling;
	struct reply_sent answer;

	input_read(rq, reply_inputs, &form, &faults);
	if (faults.n > 0) {
		struct thread_problem problem = { .title = _("Nothing was sent"),
			.words = faults.at[0].message };

		return thread_refuse(rq, 422, &problem, 0);
	}
	TRY(look_for_words(rq, form.body, &telling));
	if (*telling != '\0')
		return tells(rq, &form, telling);
	TRY(reply_send(rq->tx,
	    &(struct reply_text){ .thread_id = rq->id,
		.user_id = page_user(rq)->id,
		.last_seen = form.last_seen,
		.text = form.body,
		.now = is_word(rq, "when", "now") },
	    &answer));
	switch (answer.fault) {
	case REPLY_FINE:
		return sent(rq, &form, &answer);
	case REPLY_NEWER:
		return clash(rq, &form);
	case REPLY_EMPTY:
	case REPLY_LONG:
		return too_long(rq, &form);
	case REPLY_STOPPED:
	case REPLY_NO_PHONE:
		break;
	}
	TRY(thread_keep_typed(rq, rq->id));
	return thread_done(rq, rq->id, "not-sent");
}

/* A ready answer that was chosen without a script: behind what stands in the box. */
static enum status
add_answer(struct request *rq, const char **body)
{
	const char *text;
	int64_t version;
	size_t n;

	TRY(page_numbers(rq, "answer", 1, &version, &n));
	if (n == 0)
		return OK;
	TRY(composer_answer(rq, rq->id, version, &text));
	if (text == NULL)
		return ERR_NOT_FOUND;
	*body = text_trim(rq->arena, arena_printf(rq->arena, "%s %s", *body, text));
	return OK;
}

enum status
thread_draft(struct request *rq)
{
	const char *body = request_field(rq, "body");
	const char *once = page_once_sent(rq);
	bool plain = request_field(rq, "plain") != NULL;
	bool keep = request_field(rq, "keep") != NULL;
	struct thread_view v;

	if (body == NULL && request_field(rq, "answer") != NULL) {
		/* From the page of all answers, which has no box. */
		TRY(thread_view_open(rq, rq->id, &v));
		body = v.t->draft;
	}
	if (body == NULL)
		return ERR_INVALID;
	TRY(add_answer(rq, &body));
	if (text_length(body) > DRAFT_MAX)
		return ERR_INVALID;
	TRY(reply_draft(rq->tx, rq->id, page_user(rq)->id,
	    plain ? text_plain_letters(rq->arena, body) : body, once));
	if (plain || keep)
		return thread_done(rq, rq->id, plain ? "plain" : "draft");
	if (request_field(rq, "all") != NULL)
		return page_done(rq, "/messages/%" PRId64 "/answers", rq->id);
	if (!page_is_fragment(rq))
		return reply_see_other(rq, "%s", inbox_beside(rq, rq->id, ""));
	TRY(thread_view_open(rq, rq->id, &v));
	render_draft_state_part(reply_html(rq, 200), &v);
	return OK;
}

/* The open case, or the question how bad it is; what was typed is left in the box. */
enum status
thread_escalate(struct request *rq)
{
	const struct thread_lock *row;
	const struct escalation_about *about;

	TRY(sql_thread_lock(rq->tx, rq->id, &row));
	TRY(thread_keep_typed(rq, rq->id));
	TRY(sql_escalation_about(rq->tx, rq->id, 0, 0, page_user(rq)->zone, &about));
	if (about->open_case != 0)
		return page_done(rq, "/escalations/%" PRId64, about->open_case);
	return page_done(rq, "/escalations/raise?thread_id=%" PRId64, rq->id);
}

/* One of those who share the phone, or both of two; 0 for anybody else. */
static size_t
whose(const struct thread_patients_rows *people, const char *who, int64_t *ids)
{
	bool both = strcmp(who, "both") == 0;
	size_t n = 0;

	for (size_t i = 0; i < people->n; i++) {
		char number[24];

		(void)snprintf(number, sizeof number, "%" PRId64, people->at[i].id);
		if ((both && people->n == 2) || strcmp(number, who) == 0)
			ids[n++] = people->at[i].id;
	}
	return n;
}

/* Filed: to his conversation, with what was typed, unless more are to be filed. */
static enum status
filed(struct request *rq, int64_t patient_id)
{
	struct thread_unowned_rows rest;
	const struct thread_for_patient *his;

	TRY(thread_keep_typed(rq, rq->id));
	TRY(sql_thread_unowned(rq->tx, rq->id, &rest));
	if (rest.n > 0)
		return thread_done(rq, rq->id, "attributed");
	TRY(sql_thread_for_patient(rq->tx, patient_id, &his));
	TRY(sql_draft_move(rq->tx, page_user(rq)->id, rq->id, his->id, tx_now(rq->tx)));
	return thread_done(rq, his->id, "attributed");
}

static enum status
file_messages(struct request *rq, const char *who)
{
	struct thread_problem none = { .title = _("Nothing was filed"),
		.words = _("Tick the messages that are about this client.") };
	struct thread_problem gone = { .title = _("Nothing was filed"),
		.words = _("Somebody else has filed one of these messages already, or "
			   "this conversation is over.") };
	struct thread_patients_rows people;
	int64_t messages[MESSAGES_MAX], patients[8];
	struct attribution a = { .thread_id = rq->id,
		.messages = messages,
		.patients = patients,
		.user_id = page_user(rq)->id };
	enum status status;

	TRY(page_numbers(rq, "message", MESSAGES_MAX, messages, &a.nmessages));
	TRY(sql_thread_patients(rq->tx, rq->id, tx_now(rq->tx), &people));
	a.npatients = whose(&people, who, patients);
	if (a.npatients == 0)
		return ERR_NOT_FOUND;
	if (a.nmessages == 0)
		return thread_refuse(rq, 422, &none, 0);
	status = attribution_file(rq->tx, &a);
	if (status == ERR_CONFLICT)
		return thread_refuse(rq, 409, &gone, 0);
	TRY(status);
	return filed(rq, patients[0]);
}

/* The number that was said to be somebody else's. */
static enum status
give_back(struct request *rq)
{
	struct thread_problem had = { .title = _("Nothing was changed"),
		.words = _("Somebody else is registered with this number by now. If it "
			   "is this client’s, correct it in both records.") };
	const struct reply_target *thread;
	enum status status;

	TRY(sql_reply_target(rq->tx, rq->id, 0, &thread));
	status = number_back(rq->tx, thread->patient_id, 0, page_user(rq)->id);
	if (status == ERR_CONFLICT)
		return thread_refuse(rq, 409, &had, 0);
	TRY(status);
	TRY(thread_keep_typed(rq, rq->id));
	return thread_done(rq, rq->id, "saved");
}

static enum status
refuse_over(struct request *rq)
{
	struct thread_problem over = { .title = _("Nothing was changed"),
		.words = _("This conversation is over: the number is somebody else’s "
			   "now. Nothing of it is filed with a client any more.") };

	return thread_refuse(rq, 409, &over, 0);
}

enum status
thread_attribute(struct request *rq)
{
	const char *who = request_field(rq, "patient");
	bool none = who != NULL && strcmp(who, "none") == 0;
	enum status status;

	if (who == NULL)
		return ERR_INVALID;
	if (strcmp(who, "again") == 0) {
		TRY(attribution_ask_again(rq->tx, rq->id, page_user(rq)->id));
		TRY(thread_keep_typed(rq, rq->id));
		return thread_done(rq, rq->id, "saved");
	}
	if (strcmp(who, "back") == 0)
		return give_back(rq);
	if (!none && strcmp(who, "unknown") != 0)
		return file_messages(rq, who);
	status = attribution_not_patient(rq->tx, rq->id, page_user(rq)->id, none);
	if (status == ERR_CONFLICT)
		return refuse_over(rq);
	TRY(status);
	TRY(thread_keep_typed(rq, rq->id));
	return thread_done(rq, rq->id, none ? "not-client" : "saved");
}

/* It is the number that he has now: what waits goes there, and he is welcomed again. */
static enum status
take_number(struct request *rq, int64_t patient_id)
{
	const struct thread_number *number;
	const struct patient_get *p;

	TRY(sql_thread_number(rq->tx, rq->id, &number));
	TRY(sql_patient_get(rq->tx, patient_id, tx_now(rq->tx), &p));
	TRY(patient_change_phone(rq->tx, patient_id, p->version,
	    &(const struct patient_phone){ .e164 = number->e164,
		.typed = phone_shown(rq->arena, number->e164, p->region),
		.owner = p->phone_owner }));
	if (strcmp(p->state, "active") != 0 || p->opted_out_at != 0)
		return OK;
	return patient_send_welcome(rq->tx, patient_id, OUTBOX_AUTOMATIC);
}

enum status
thread_link(struct request *rq)
{
	const struct thread_lock *held;
	int64_t patient_id, to;
	size_t n;

	TRY(sql_thread_lock(rq->tx, rq->id, &held));
	if (held->ended)
		return refuse_over(rq);
	TRY(page_numbers(rq, "patient_id", 1, &patient_id, &n));
	if (n == 0) {
		TRY(page_numbers(rq, "new_number", 1, &patient_id, &n));
		if (n == 0)
			return ERR_INVALID;
		TRY(take_number(rq, patient_id));
	}
	TRY(thread_keep_typed(rq, rq->id));
	TRY(attribution_link(rq->tx, rq->id, patient_id, page_user(rq)->id, &to));
	return thread_done(rq, to, "linked");
}

enum status
sms_undo(struct request *rq)
{
	int64_t thread_id;
	enum status status = reply_undo(
	    rq->tx, rq->id, page_user(rq)->id, request_field(rq, "body"), &thread_id);

	if (status == ERR_CONFLICT) {
		TRY(thread_keep_typed(rq, thread_id));
		return thread_done(rq, thread_id, "too-late");
	}
	TRY(status);
	return thread_done(rq, thread_id, "undone");
}

enum status
sms_retry(struct request *rq)
{
	const struct delivery_by me = { .user_id = page_user(rq)->id, .note = "" };
	const char *back = request_field(rq, "back"), *notice;
	const struct message_whose *message;
	enum delivery_fault fault;
	int64_t leaves_at;

	TRY(sql_message_whose(rq->tx, rq->id, &message));
	TRY(delivery_again(rq->tx, rq->id, &me, &fault, &leaves_at));
	notice =
	    fault == DELIVERY_GONE
		? "on-its-way"
		: delivery_notice(fault, leaves_at != 0 ? "retried-later" : "retried");
	TRY(thread_keep_typed(rq, message->thread_id));
	if (back != NULL && strcmp(back, "delivery") == 0)
		return page_done(rq, "/delivery?notice=%s", notice);
	return thread_done(rq, message->thread_id, notice);
}
