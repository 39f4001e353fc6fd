/* mailing_pages.c - a new message, to one client or to several of a facility. */

#include "site/mailing_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/neutral.h"
#include "core/outbox.h"
#include "core/quiet.h"
#include "core/thread.h"
#include "core/workflow.h"
#include "ext/phone.h"
#include "gen/mailing.h"
#include "site/pages.h"
#include "site/show.h"

#define NAMES_SHOWN 30
#define CHOSEN_MAX 200

/* clang-format off */
static const char *const waits_codes[] = { "", "us", "him", NULL };
static const char *const waits_words[] = { N_("Everybody"), N_("Who waits for our answer"),
	N_("Who has not answered the last question"), NULL };

static const struct { const char *code, *words; } reasons[] = {
	{ "stopped", N_("wants no messages") },
	{ "no-number", N_("no phone number is known") },
	{ "wrong-number", N_("the number is not in use") },
	{ "blocked", N_("RapidPro has stopped the number") },
	{ "same-phone", N_("shares a phone with somebody who gets it") },
	{ "no-words", N_("nothing is written in his language") },
	{ "number-changed", N_("the number was changed since") },
	{ "moved", N_("moved to another facility since") },
	{ "ended", N_("the follow-up has ended since") },
	{ "not-followed", N_("is not in follow-up") },
	{ "heard", N_("has been heard of: nobody looks for him any more") },
	{ "nudged", N_("was written to a short while ago") },
};
/* clang-format on */

const char *
mailing_state(const char *state, int64_t expires_at, int64_t now, const char **colour)
{
	/* clang-format off */
	static const struct { const char *state, *words, *colour; } states[] = {
		{ "draft", N_("Not sent yet"), "blue" },
		{ "asked", N_("Waits for a second person"), "amber" },
		{ "sent", N_("Sent"), "green" },
		{ "refused", N_("Refused"), "red" },
		{ "dropped", N_("Dropped"), "" },
	};
	/* clang-format on */

	*colour = "";
	if (expires_at <= now &&
	    (strcmp(state, "draft") == 0 || strcmp(state, "asked") == 0))
		return _("Too old, not sent");
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].state, state) == 0) {
			*colour = states[i].colour;
			return _(states[i].words);
		}
	return state;
}

/* A new one. */

static struct option_rows
language_options(struct request *rq)
{
	const struct workflow *w = workflow();
	struct option *at;

	ARENA_ARRAY(rq->arena, at, w->nlanguages + 1);
	at[0] = (struct option){ "", _("Any language") };
	for (size_t i = 0; i < w->nlanguages; i++)
		at[i + 1] = (struct option){ w->languages[i], w->language_names[i] };
	return (struct option_rows){ at, w->nlanguages + 1 };
}

static struct option_rows
place_options(struct request *rq, const struct place_mine_rows *places)
{
	struct option *at;

	ARENA_ARRAY(rq->arena, at, places->n + 1);
	for (size_t i = 0; i < places->n; i++)
		at[i] = (struct option){ arena_printf(
					     rq->arena, "%" PRId64, places->at[i].id),
			places->at[i].name };
	return (struct option_rows){ at, places->n };
}

/* A box for each language; what was typed, by ${value_of}. */
static struct answer_line_rows
boxes(struct request *rq, const char *(*value_of)(struct request *, const char *))
{
	const struct workflow *w = workflow();
	struct answer_line *at;

	ARENA_ARRAY(rq->arena, at, w->nlanguages + 1);
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *body =
		    value_of(rq, arena_printf(rq->arena, "body-%s", w->languages[i]));

		body = body != NULL ? text_trim(rq->arena, body) : "";
		at[i] =
		    answer_line_of(rq->arena, i, body, text_straight(rq->arena, body));
	}
	return (struct answer_line_rows){ at, w->nlanguages };
}

static const char *
typed(struct request *rq, const char *name, bool posted)
{
	const char *value = posted ? request_field(rq, name) : request_query(rq, name);

	return value != NULL ? text_trim(rq->arena, value) : "";
}

/* Those who were ticked in the list of clients: all of one facility. */
static enum status
read_chosen(struct request *rq, struct mailing_new_view *v)
{
	int64_t ids[CHOSEN_MAX];
	size_t n;

	TRY(page_numbers(rq, "id", CHOSEN_MAX, ids, &n));
	if (n == 0)
		return OK;
	TRY(sql_mailing_chosen(rq->tx, tx_int_array(rq->tx, ids, n), &v->chosen));
	if (v->chosen.n == 0)
		fault_add(&v->faults, "body-en",
		    _("To whom: none of these clients is at your facility any more."));
	for (size_t i = 0; i < v->chosen.n; i++)
		if (v->chosen.at[i].place_id != v->chosen.at[0].place_id) {
			fault_add(&v->faults, "body-en",
			    _("To whom: these are clients of several facilities. A "
			      "message goes to those of one."));
			return OK;
		}
	if (v->chosen.n > 0)
		v->form.place_id = v->chosen.at[0].place_id;
	return OK;
}

static enum status
open_new(struct request *rq, bool posted, struct mailing_new_view *v)
{
	const char *place;

	*v = (struct mailing_new_view){ .q = typed(rq, "q", false) };
	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &v->places));
	if (*v->q != '\0')
		TRY(sql_patient_pick(rq->tx, text_fold(rq->arena, v->q),
		    phone_sought(rq->arena, v->q), &v->found));
	v->languages = language_options(rq);
	v->waits = field_options(rq->arena, waits_codes, waits_words);
	v->place_options = place_options(rq, &v->places);
	v->lines = boxes(rq, posted ? request_field : request_query);
	v->form = (struct mailing_form){ .language = typed(rq, "language", posted),
		.waits = typed(rq, "waits", posted),
		.from_typed = typed(rq, "day_from", posted),
		.to_typed = typed(rq, "day_to", posted) };
	place = typed(rq, "place", posted);
	v->place_value = place;
	for (size_t i = 0; i < v->places.n; i++)
		if (strcmp(place, v->place_options.at[i].value) == 0 ||
		    (*place == '\0' && i == 0))
			v->form.place_id = v->places.at[i].id;
	return posted ? read_chosen(rq, v) : OK;
}

static enum status
show_new(struct request *rq, const struct mailing_new_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("New message"), "messages"));
	page.faulty = v->faults.n > 0;
	page.talks = true;
	render_mailing_new(reply_html(rq, v->faults.n > 0 ? 422 : 200), &page, v);
	return OK;
}

enum status
mailing_new(struct request *rq)
{
	struct mailing_new_view v;

	TRY(open_new(rq, false, &v));
	return show_new(rq, &v);
}

static bool
is_one_of(const struct option_rows *options, const char *value)
{
	for (size_t i = 0; i < options->n; i++)
		if (strcmp(options->at[i].value, value) == 0)
			return true;
	return false;
}

static size_t
read_words(struct request *rq, struct mailing_new_view *v, struct answer_said *said)
{
	size_t n = 0;

	for (size_t i = 0; i < v->lines.n && n < ANSWER_LANGUAGES; i++) {
		const struct answer_line *l = &v->lines.at[i];
		const char *body;

		if (*l->body == '\0')
			continue;
		body = answer_line_read(rq, &v->faults, l, OUTBOX_TEXT_MAX);
		if (body != NULL)
			said[n++] = (struct answer_said){ l->language, body };
	}
	if (n == 0 && v->faults.n == 0)
		fault_add(&v->faults, "body-en",
		    _("Message: write it in at least one language."));
	return n;
}

static const char *
chosen_ids(struct request *rq, const struct mailing_new_view *v)
{
	int64_t *ids;

	ARENA_ARRAY(rq->arena, ids, v->chosen.n + 1);
	for (size_t i = 0; i < v->chosen.n; i++)
		ids[i] = v->chosen.at[i].id;
	return tx_int_array(rq->tx, ids, v->chosen.n);
}

static void
read_plan(struct request *rq, struct mailing_new_view *v, struct mailing_plan *plan,
    struct answer_said *said)
{
	const struct mailing_form *f = &v->form;

	*plan = (struct mailing_plan){ .place_id = f->place_id,
		.user_id = page_user(rq)->id,
		.language = f->language,
		.waits = f->waits,
		.nurse = show_short_name(rq->arena, page_user(rq)->name) };
	plan->chosen = chosen_ids(rq, v);
	plan->day_from = answer_day_read(&v->faults, "day_from", f->from_typed);
	plan->day_to = answer_day_read(&v->faults, "day_to", f->to_typed);
	if (plan->day_to != ANSWER_ANY_DAY && plan->day_to < plan->day_from)
		fault_add(
		    &v->faults, "day_to", _("Days: the last one is before the first."));
	if (!is_one_of(&v->languages, f->language) || !is_one_of(&v->waits, f->waits))
		fault_add(&v->faults, "language", _("To whom: choose from the lists."));
	plan->said = said;
	plan->n = read_words(rq, v, said);
}

static enum status
begin(struct request *rq, struct mailing_new_view *v, const struct mailing_plan *plan)
{
	enum status status;
	int64_t id;

	TRY(tx_savepoint(rq->tx));
	status = mailing_begin(rq->tx, plan, &id);
	if (status == ERR_INVALID) {
		TRY(tx_back_to_savepoint(rq->tx));
		fault_add(&v->faults, "language",
		    arena_printf(rq->arena,
			_("To whom: these are more than %d. Choose fewer, by day or "
			  "language."),
			MAILING_MOST));
		return show_new(rq, v);
	}
	TRY(status);
	return page_done(rq, "/messages/groups/%" PRId64, id);
}

/* To one: into his conversation. */
static enum status
to_one(struct request *rq, int64_t patient_id)
{
	const struct patient_get *p;
	int64_t thread_id;

	TRY(sql_patient_get(rq->tx, patient_id, tx_now(rq->tx), &p));
	TRY(thread_of_patient(rq->tx, patient_id, &thread_id));
	return page_done(rq, "/messages/%" PRId64, thread_id);
}

enum status
mailing_create(struct request *rq)
{
	struct answer_said said[ANSWER_LANGUAGES];
	struct mailing_new_view v;
	struct mailing_plan plan;
	int64_t patient_id;
	size_t n;

	TRY(page_numbers(rq, "patient_id", 1, &patient_id, &n));
	if (n > 0)
		return to_one(rq, patient_id);
	TRY(open_new(rq, true, &v));
	if (v.form.place_id == 0)
		return ERR_NOT_FOUND;
	if (request_field(rq, "choose") != NULL) {
		if (v.chosen.n == 0)
			fault_add(&v.faults, "body-en",
			    _("To whom: nobody was ticked. Tick clients in their list, "
			      "or choose them here."));
		return show_new(rq, &v);
	}
	read_plan(rq, &v, &plan, said);
	return v.faults.n > 0 ? show_new(rq, &v) : begin(rq, &v, &plan);
}

/* One of them. */

static const char *
whom(struct request *rq, const struct mailing_get *m)
{
	const char *words = answer_when(rq->arena, m->day_from, m->day_to, "");

	if (m->day_from <= 0 && m->day_to < 0)
		words = _("Everybody in follow-up");
	if (m->traces)
		return arena_printf(rq->arena,
		    i18n_many("%d client of whom nothing is heard",
			"%d clients of whom nothing is heard",
			(unsigned long)m->chosen),
		    (int)m->chosen);
	if (m->chosen > 0)
		return arena_printf(rq->arena,
		    i18n_many("%d client who was chosen", "%d clients who were chosen",
			(unsigned long)m->chosen),
		    (int)m->chosen);
	if (*m->language != '\0')
		words = arena_printf(
		    rq->arena, "%s, %s", words, workflow_language_name(m->language));
	for (size_t i = 1; waits_codes[i] != NULL; i++)
		if (strcmp(waits_codes[i], m->waits) == 0)
			words = arena_printf(rq->arena, "%s, %s", words,
			    show_inside(rq->arena, _(waits_words[i])));
	return words;
}

/* The words of a language: how long the shortest and the longest of them are. */
static void
count_words(struct request *rq, struct mailing_view *v, const char *language,
    struct mailing_words *w)
{
	size_t least = 0, most = 0;

	*w = (struct mailing_words){ .language = language,
		.name = workflow_language_name(language) };
	for (size_t i = 0; i < v->people.n; i++) {
		const struct mailing_people *p = &v->people.at[i];
		size_t parts;

		if (*p->skipped != '\0' || strcmp(p->language, language) != 0)
			continue;
		parts = sms_count(p->body).parts;
		w->named += p->read_by_others;
		if (w->people++ == 0) {
			w->body = p->body;
			least = parts;
		}
		if (parts > most && most != 0)
			w->longest = p->names;
		least = parts < least ? parts : least;
		most = parts > most ? parts : most;
		w->parts += parts;
	}
	w->counted = least == most ? arena_printf(rq->arena, _("%zu SMS each"), most)
				   : arena_printf(rq->arena, _("%zu to %zu SMS each"),
					 least, most);
}

static enum status
show_words(struct request *rq, struct mailing_view *v)
{
	struct mailing_texts_rows texts;
	struct mailing_words *at;
	size_t n = 0;

	TRY(sql_mailing_texts(rq->tx, v->m->id, &texts));
	ARENA_ARRAY(rq->arena, at, texts.n + 1);
	for (size_t i = 0; i < texts.n; i++) {
		count_words(rq, v, texts.at[i].language, &at[n]);
		if (at[n].people == 0)
			at[n].body = texts.at[i].body;
		at[n].tells = neutral_all(
		    neutral_words(), rq->arena, texts.at[i].language, texts.at[i].body);
		if (strstr(texts.at[i].body, "{first_name}") == NULL)
			at[n].named = 0;
		v->getting += at[n].people;
		v->parts += at[n].parts;
		n++;
	}
	v->words = (struct mailing_words_rows){ at, n };
	return OK;
}

static void
show_skipped(struct request *rq, struct mailing_view *v)
{
	struct mailing_reason *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, COUNT_OF(reasons));
	for (size_t k = 0; k < COUNT_OF(reasons); k++) {
		struct mailing_reason r = { .words = _(reasons[k].words), .names = "" };

		for (size_t i = 0; i < v->people.n; i++) {
			const struct mailing_people *p = &v->people.at[i];

			if (strcmp(p->skipped, reasons[k].code) != 0)
				continue;
			if (r.n++ < NAMES_SHOWN)
				r.names = arena_printf(rq->arena, "%s%s%s", r.names,
				    r.n > 1 ? ", " : "", p->names);
		}
		if (r.n > NAMES_SHOWN)
			r.names = arena_printf(rq->arena, _("%s and %zu more"), r.names,
			    r.n - NAMES_SHOWN);
		if (r.n > 0)
			at[n++] = r;
	}
	v->skipped = (struct mailing_reason_rows){ at, n };
}

static void
show_progress(struct mailing_view *v)
{
	struct mailing_progress *p = &v->progress;

	for (size_t i = 0; i < v->people.n; i++) {
		const char *state = v->people.at[i].message_state;

		if (v->people.at[i].message_id == 0)
			continue;
		if (strcmp(state, "delivered") == 0)
			p->delivered++;
		else if (strcmp(state, "sent") == 0)
			p->sent++;
		else if (strcmp(state, "failed") == 0 || strcmp(state, "unsure") == 0)
			p->failed++;
		else if (strcmp(state, "cancelled") == 0)
			p->taken_back++;
		else
			p->waiting++;
	}
}

static enum status
open_view(struct request *rq, struct mailing_view *v)
{
	int64_t now = tx_now(rq->tx), quiet;

	*v = (struct mailing_view){ .mine = false };
	TRY(sql_mailing_get(rq->tx, rq->id, &v->m));
	TRY(sql_mailing_people(rq->tx, rq->id, &v->people));
	TRY(show_words(rq, v));
	show_skipped(rq, v);
	show_progress(v);
	v->mine = v->m->created_by == page_user(rq)->id;
	v->whom = whom(rq, v->m);
	v->cost = mailing_cost(rq->arena, v->parts);
	v->state = mailing_state(v->m->state, v->m->expires_at, now, &v->colour);
	v->open = v->m->expires_at > now && (strcmp(v->m->state, "draft") == 0 ||
						strcmp(v->m->state, "asked") == 0);
	v->needs_two = v->getting > (size_t)mailing_confirm_above();
	quiet = quiet_ends(v->m->quiet_from, v->m->quiet_until, v->m->zone, now);
	if (quiet != 0)
		v->quiet_until = composer_hour(rq->arena, quiet, now, v->m->zone);
	return OK;
}

static enum status
show(struct request *rq, int code, struct mailing_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Message to several"), "messages"));
	page.faulty = v->faults.n > 0;
	page.talks = true;
	page_in_zone(rq, &page, v->m->zone);
	rq->reply.shown = "mailing";
	rq->reply.shown_id = v->m->id;
	render_mailing(reply_html(rq, code), &page, v);
	return OK;
}

enum status
mailing_show(struct request *rq)
{
	struct mailing_view v;

	TRY(open_view(rq, &v));
	if (strcmp(v.m->state, "draft") == 0 && !v.mine)
		return ERR_NOT_FOUND;
	return show(rq, 200, &v);
}

enum status
mailing_list(struct request *rq)
{
	struct mailing_list_rows rows;
	struct page page;

	TRY(sql_mailing_list(rq->tx, tx_now(rq->tx), &rows));
	TRY(page_open(rq, &page, _("Messages to several"), "messages"));
	page.talks = true;
	render_mailing_list(reply_html(rq, 200), &page, &rows, page_user(rq)->id);
	return OK;
}

static enum status
told(struct request *rq, enum mailing_result result)
{
	static const char *const notices[] = {
		[MAILING_SENT] = "group-sent",
		[MAILING_ASKED] = "group-asked",
		[MAILING_DONE] = "group-done",
		[MAILING_OVER] = "group-over",
		[MAILING_OWN] = "group-own",
		[MAILING_QUIET] = "group-quiet",
		[MAILING_NOBODY] = "group-nobody",
	};

	return page_done(
	    rq, "/messages/groups/%" PRId64 "?notice=%s", rq->id, notices[result]);
}

enum status
mailing_send_now(struct request *rq)
{
	enum mailing_result result;

	TRY(mailing_send(rq->tx, rq->id, page_user(rq)->id, &result));
	return told(rq, result);
}

enum status
mailing_agree(struct request *rq)
{
	enum mailing_result result;

	TRY(mailing_confirm(rq->tx, rq->id, page_user(rq)->id, &result));
	return told(rq, result);
}

enum status
mailing_disagree(struct request *rq)
{
	const char *reason = request_field(rq, "reason");
	enum mailing_result result;
	struct mailing_view v;

	reason = reason != NULL ? text_trim(rq->arena, reason) : "";
	if (*reason == '\0' || text_length(reason) > 300) {
		TRY(open_view(rq, &v));
		fault_add(
		    &v.faults, "reason", _("Reason: say why, in at most 300 letters."));
		return show(rq, 422, &v);
	}
	TRY(mailing_refuse(rq->tx, rq->id, page_user(rq)->id, reason, &result));
	return told(rq, result);
}

enum status
mailing_throw(struct request *rq)
{
	enum mailing_result result;

	TRY(mailing_drop(rq->tx, rq->id, page_user(rq)->id, &result));
	return told(rq, result);
}
