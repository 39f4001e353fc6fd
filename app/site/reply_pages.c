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
#include "core/attribution.h"
#include "core/outbox.h"
#include "core/reply.h"
#include "ext/secret.h"
#include "gen/thread_show.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/thread_pages.h"

#define DRAFT_MAX 4096
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
static enum status
keep_typed(struct request *rq, int64_t thread_id)
{
	const char *body = request_field(rq, "body");

	if (body == NULL)
		return OK;
	if (text_length(body) > DRAFT_MAX)
		return ERR_INVALID;
	return reply_draft(rq->tx, thread_id, page_user(rq)->id, body, NULL);
}

/* The page again, with what is wrong, and everything typed still in the box. */
static enum status
refuse(struct request *rq, int code, struct thread_problem *problem, int64_t seen)
{
	struct thread_ask ask = { .mark = problem->clash ? seen : 0 };
	struct thread_view v;

	TRY(thread_view_open(rq, rq->id, &v));
	v.problem = problem;
	v.typed = request_field(rq, "body");
	return thread_answer(rq, code, &ask, &v);
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
	const char *once = page_once_sent(rq);
	struct thread_problem problem = { .clash = true,
		.words = _("It is in the conversation above, marked. Your text was not "
			   "sent and is still here.") };
	const struct message_newest *newest;
	const struct once_get *before;

	if (once != NULL) {
		enum status status = sql_once_get(rq->tx, once, &before);

		if (status == OK)
			return reply_see_other(rq, "%s", before->location);
		if (status != ERR_NOT_FOUND)
			return status;
	}
	TRY(sql_message_newest(rq->tx, rq->id, &newest));
	problem.title = clash_title(rq, newest);
	return refuse(rq, 409, &problem, form->last_seen);
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

	return refuse(rq, 422, &problem, 0);
}

enum status
thread_reply(struct request *rq)
{
	struct reply_form form;
	struct faults faults = { .n = 0 };
	enum reply_fault fault;

	input_read(rq, reply_inputs, &form, &faults);
	if (faults.n > 0) {
		struct thread_problem problem = { .title = _("Nothing was sent"),
			.words = faults.at[0].message };

		return refuse(rq, 422, &problem, 0);
	}
	TRY(reply_send(rq->tx,
	    &(struct reply_text){ .thread_id = rq->id,
		.user_id = page_user(rq)->id,
		.last_seen = form.last_seen,
		.text = form.body },
	    &fault));
	switch (fault) {
	case REPLY_FINE:
		return page_done(rq, "/messages/%" PRId64 "?notice=sent", rq->id);
	case REPLY_NEWER:
		return clash(rq, &form);
	case REPLY_EMPTY:
	case REPLY_LONG:
		return too_long(rq, &form);
	case REPLY_STOPPED:
	case REPLY_NO_PHONE:
		break;
	}
	TRY(keep_typed(rq, rq->id));
	return page_done(rq, "/messages/%" PRId64 "?notice=not-sent", rq->id);
}

enum status
thread_draft(struct request *rq)
{
	const char *body = request_field(rq, "body");
	const char *once = page_once_sent(rq);
	bool plain = request_field(rq, "plain") != NULL;
	bool keep = request_field(rq, "keep") != NULL;
	struct thread_view v;

	if (body == NULL || text_length(body) > DRAFT_MAX)
		return ERR_INVALID;
	TRY(reply_draft(rq->tx, rq->id, page_user(rq)->id,
	    plain ? text_plain_letters(rq->arena, body) : body, once));
	if (plain || keep)
		return page_done(rq, "/messages/%" PRId64 "?notice=%s", rq->id,
		    plain ? "plain" : "draft");
	if (!page_is_fragment(rq))
		return reply_see_other(rq, "/messages/%" PRId64, rq->id);
	TRY(thread_view_open(rq, rq->id, &v));
	render_draft_state_part(reply_html(rq, 200), &v);
	return OK;
}

enum status
thread_close(struct request *rq)
{
	struct thread_problem problem = { .title = _("A new message has come"),
		.words =
		    _("Nothing is closed. Read it first; then answer, or close the "
		      "conversation.") };
	struct reply_form form = { .last_seen = 0 };
	struct faults faults = { .n = 0 };
	enum status status;

	input_read(rq, &reply_inputs[1], &form, &faults);
	if (faults.n > 0)
		return ERR_INVALID;
	status = reply_close(rq->tx, rq->id, page_user(rq)->id, form.last_seen);
	if (status == ERR_CONFLICT)
		return refuse(rq, 409, &problem, 0);
	TRY(status);
	TRY(keep_typed(rq, rq->id));
	return page_done(rq, "/messages/%" PRId64 "?notice=closed", rq->id);
}

enum status
thread_assign(struct request *rq)
{
	const char *to = request_field(rq, "to");
	int64_t me = page_user(rq)->id;
	bool mine = to != NULL && strcmp(to, "me") == 0;

	if (!mine && (to == NULL || strcmp(to, "nobody") != 0))
		return ERR_INVALID;
	TRY(reply_assign(rq->tx, rq->id, mine ? me : 0, me));
	TRY(keep_typed(rq, rq->id));
	return page_done(rq, "/messages/%" PRId64 "?notice=%s", rq->id,
	    mine ? "with-you" : "given-back");
}

/* The question how bad it is, with what was typed left in the box. */
enum status
thread_escalate(struct request *rq)
{
	const struct thread_lock *row;

	TRY(sql_thread_lock(rq->tx, rq->id, &row));
	TRY(keep_typed(rq, rq->id));
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

	TRY(keep_typed(rq, rq->id));
	TRY(sql_thread_unowned(rq->tx, rq->id, &rest));
	if (rest.n > 0)
		return page_done(rq, "/messages/%" PRId64 "?notice=attributed", rq->id);
	TRY(sql_thread_for_patient(rq->tx, patient_id, &his));
	TRY(sql_draft_move(rq->tx, page_user(rq)->id, rq->id, his->id, tx_now(rq->tx)));
	return page_done(rq, "/messages/%" PRId64 "?notice=attributed", his->id);
}

static enum status
file_messages(struct request *rq, const char *who)
{
	struct thread_problem none = { .title = _("Nothing was filed"),
		.words = _("Tick the messages that are about this client.") };
	struct thread_problem gone = { .title = _("Nothing was filed"),
		.words = _("Somebody else has filed one of these messages already.") };
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
		return refuse(rq, 422, &none, 0);
	status = attribution_file(rq->tx, &a);
	if (status == ERR_CONFLICT)
		return refuse(rq, 409, &gone, 0);
	TRY(status);
	return filed(rq, patients[0]);
}

enum status
thread_attribute(struct request *rq)
{
	const char *who = request_field(rq, "patient");
	bool none = who != NULL && strcmp(who, "none") == 0;

	if (who == NULL)
		return ERR_INVALID;
	if (!none && strcmp(who, "unknown") != 0)
		return file_messages(rq, who);
	TRY(attribution_not_patient(rq->tx, rq->id, page_user(rq)->id, none));
	TRY(keep_typed(rq, rq->id));
	return page_done(rq, "/messages/%" PRId64 "?notice=%s", rq->id,
	    none ? "not-client" : "saved");
}

enum status
thread_link(struct request *rq)
{
	int64_t patient_id, to;
	size_t n;

	TRY(page_numbers(rq, "patient_id", 1, &patient_id, &n));
	if (n == 0)
		return ERR_INVALID;
	TRY(keep_typed(rq, rq->id));
	TRY(attribution_link(rq->tx, rq->id, patient_id, page_user(rq)->id, &to));
	return page_done(rq, "/messages/%" PRId64 "?notice=linked", to);
}

enum status
sms_undo(struct request *rq)
{
	int64_t thread_id;
	enum status status = reply_undo(
	    rq->tx, rq->id, page_user(rq)->id, request_field(rq, "body"), &thread_id);

	if (status == ERR_CONFLICT) {
		TRY(keep_typed(rq, thread_id));
		return page_done(
		    rq, "/messages/%" PRId64 "?notice=too-late", thread_id);
	}
	TRY(status);
	return page_done(rq, "/messages/%" PRId64 "?notice=undone", thread_id);
}

enum status
sms_retry(struct request *rq)
{
	const char *back = request_field(rq, "back");
	int64_t thread_id;
	enum status status = reply_again(rq->tx, rq->id, page_user(rq)->id, &thread_id);
	const char *notice = status == OK ? "retried" : "on-its-way";

	if (status != ERR_CONFLICT)
		TRY(status);
	TRY(keep_typed(rq, thread_id));
	if (back != NULL && strcmp(back, "delivery") == 0)
		return page_done(rq, "/delivery?notice=%s", notice);
	return page_done(rq, "/messages/%" PRId64 "?notice=%s", thread_id, notice);
}
