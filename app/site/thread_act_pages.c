/*
 * thread_act_pages.c - what is done with a conversation besides answering: closing it,
 * putting it off, taking it and giving it to a colleague; one by one, and several closed
 * at once.
 *
 * A button of the conversation sends along what is in the box of the answer, so that
 * nothing typed is lost, and which was the last thing done that its page knew of.  Who
 * comes second is told who was first, and decides anew.
 */

#include "site/thread_act_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/reply.h"
#include "core/thread_act.h"
#include "core/triage.h"
#include "gen/thread_acts.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/task_pages.h"
#include "site/thread_pages.h"

#define SEVERAL_MAX 50

static const char *const untils[] = { "ask", "2h", "tomorrow", "2days", "own", NULL };

struct press_form {
	int64_t last_seen;
};

/* clang-format off */
static const struct input press_inputs[] = {
	INPUT_NUMBER(struct press_form, last_seen, .max = INT64_C(999999999999999999)),
	INPUT_END
};
static const struct input snooze_inputs[] = {
	INPUT_CHOICE(struct act_form, until, untils, .label = N_("Until when"), .required = true),
	INPUT_DATE(struct act_form, day, .label = N_("Day")),
	INPUT_TEXT(struct act_form, hour, .label = N_("Hour"), .max = 5),
	INPUT_TEXT(struct act_form, reason, .label = N_("Because"), .max = 200),
	INPUT_END
};
static const struct input assign_inputs[] = {
	INPUT_TEXT(struct act_form, note, .label = N_("What she should know"), .max = 300),
	INPUT_END
};
/* clang-format on */

/* A number of the address, as the page wrote it; -1 without one. */
static int64_t
number_asked(struct request *rq, const char *name)
{
	const char *text = request_query(rq, name);

	if (text == NULL || *text == '\0' || strlen(text) > 18 ||
	    text[strspn(text, "0123456789")] != '\0')
		return -1;
	return strtoll(text, NULL, 10);
}

static enum status
press_of(struct request *rq, struct thread_press *p)
{
	struct press_form form = { .last_seen = 0 };
	struct faults faults = { .n = 0 };

	input_read(rq, press_inputs, &form, &faults);
	if (faults.n > 0)
		return ERR_INVALID;
	*p = (struct thread_press){ .thread_id = rq->id,
		.user_id = page_user(rq)->id,
		.last_seen = form.last_seen,
		.act = number_asked(rq, "act") };
	return OK;
}

/* Who was quicker. */

static const char *
ago(struct request *rq, int64_t at)
{
	int64_t past = tx_now(rq->tx) - at;

	return past < MINUTE ? arena_printf(rq->arena, _("%d s"), (int)(past / SECOND))
			     : show_span(rq->arena, past);
}

/* "Sr Tendai Moyana closed this conversation, 3 s ago". */
static const char *
acted_words(struct request *rq, const struct thread_acted *a)
{
	/* clang-format off */
	static const struct { const char *what, *words; } acts[] = {
		{ "closed",   N_("closed this conversation") },
		{ "reopened", N_("opened this conversation again") },
		{ "snoozed",  N_("snoozed this conversation") },
		{ "woken",    N_("woke this conversation") },
		{ "taken",    N_("took this conversation") },
		{ "given",    N_("gave this conversation to a colleague") },
		{ "released", N_("gave this conversation back") },
	};
	/* clang-format on */
	const char *who = a->user_id == page_user(rq)->id ? _("You") : a->name;

	for (size_t i = 0; i < COUNT_OF(acts) && a->user_id != 0; i++)
		if (strcmp(acts[i].what, a->what) == 0)
			return arena_printf(rq->arena, _("%s %s, %s ago"), who,
			    _(acts[i].words), ago(rq, a->at));
	if (strcmp(a->what, "woken") == 0)
		return arena_printf(rq->arena,
		    _("This conversation came back by itself, %s ago"), ago(rq, a->at));
	return arena_printf(
	    rq->arena, _("This conversation is nobody’s since %s ago"), ago(rq, a->at));
}

static const char *
said_words(struct request *rq, const struct message_newest *m)
{
	if (strcmp(m->direction, "in") == 0)
		return arena_printf(
		    rq->arena, _("A message came %s ago"), ago(rq, m->at));
	if (m->author_id == page_user(rq)->id)
		return arena_printf(
		    rq->arena, _("You answered %s ago"), ago(rq, m->at));
	return arena_printf(
	    rq->arena, _("%s answered %s ago"), m->author, ago(rq, m->at));
}

/* What happened to a conversation that the page did not know. */
static enum status
quicker(struct request *rq, const struct thread_press *p, const char **words)
{
	const struct thread_acted *acted;
	const struct message_newest *said;
	enum status status =
	    sql_thread_acted(rq->tx, p->thread_id, p->act < 0 ? 0 : p->act, &acted);

	if (status == OK && p->act >= 0) {
		*words = acted_words(rq, acted);
		return OK;
	}
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	status = sql_message_newest(rq->tx, p->thread_id, &said);
	*words = status == OK ? said_words(rq, said) : _("Somebody was quicker");
	return status == ERR_NOT_FOUND ? OK : status;
}

/* The conversation again, with who was quicker, and what was typed still in the box. */
static enum status
too_late(struct request *rq, const struct thread_press *p)
{
	struct thread_problem problem = {
		.words = _("Nothing was changed. Look first; you can still do it.")
	};
	bool done;

	/* The same form, sent twice at the same moment. */
	TRY(page_done_before(rq, &done));
	if (done)
		return OK;
	TRY(quicker(rq, p, &problem.title));
	return thread_refuse(rq, 409, &problem, 0);
}

static enum status
settled(struct request *rq, enum status status, const struct thread_press *p,
    const char *notice)
{
	if (status == ERR_CONFLICT)
		return too_late(rq, p);
	TRY(status);
	TRY(thread_keep_typed(rq, rq->id));
	return thread_done(rq, rq->id, notice);
}

enum status
thread_close(struct request *rq)
{
	struct thread_press p;

	TRY(press_of(rq, &p));
	return settled(rq, thread_act_close(rq->tx, &p), &p,
	    arena_printf(rq->arena, "closed&reopen=%" PRId64, rq->id));
}

enum status
thread_open_again(struct request *rq)
{
	struct thread_press p;

	TRY(press_of(rq, &p));
	p.act = p.act < 0 ? 0 : p.act;
	return settled(
	    rq, thread_act_reopen(rq->tx, rq->id, p.user_id), &p, "reopened");
}

enum status
thread_wake_now(struct request *rq)
{
	const struct thread_lock *held;
	struct thread_press p;

	TRY(press_of(rq, &p));
	TRY(sql_thread_lock(rq->tx, rq->id, &held));
	return settled(rq, thread_wake(rq->tx, rq->id, p.user_id), &p, "awake");
}

/* Until when. */

static void
say_untils(struct request *rq, struct act_view *v)
{
	const int64_t now = tx_now(rq->tx);
	const char *zone = v->t->zone;

	v->later = arena_printf(rq->arena, _("in 2 hours, at %s"),
	    show_moment(rq->arena, now + 2 * HOUR, now, zone));
	v->tomorrow = later_tomorrow(rq, v->t->tomorrow_at, zone);
	/* Where it is closed for longer both are the same day. */
	if (v->t->two_days_at != v->t->tomorrow_at)
		v->two_days = later_days(rq, v->t->two_days_at, zone);
}

static enum status
view_open(struct request *rq, struct act_view *v, const char *act)
{
	v->user_id = page_user(rq)->id;
	TRY(sql_thread_asked(
	    rq->tx, rq->id, tx_now(rq->tx), page_user(rq)->zone, &v->t));
	v->name =
	    thread_name(rq->arena, v->t->names, v->t->e164, page_user(rq)->region);
	v->back = inbox_beside(rq, rq->id, "");
	v->action = inbox_beside(rq, rq->id, act);
	v->action = arena_printf(rq->arena, "%s%cact=%" PRId64, v->action,
	    strchr(v->action, '?') != NULL ? '&' : '?', v->t->act);
	return OK;
}

static enum status
snooze_page(struct request *rq, int code, struct act_view *v)
{
	struct page page;

	say_untils(rq, v);
	TRY(page_open(rq, &page, _("Snooze this conversation?"), "messages"));
	page.faulty = code != 200;
	page_in_zone(rq, &page, v->t->zone);
	rq->reply.shown = "thread";
	rq->reply.shown_id = rq->id;
	render_thread_snooze_page(reply_html(rq, code), &page, v);
	return OK;
}

#define ACT_FORM                                                               \
	{                                                                      \
		.until = "2h", .day = "", .hour = "", .reason = "", .note = "" \
	}

enum status
thread_snooze_ask(struct request *rq)
{
	struct act_view v = { .form = ACT_FORM };

	TRY(view_open(rq, &v, "/snooze"));
	return snooze_page(rq, 200, &v);
}

static enum status
until_of(struct request *rq, struct act_view *v, int64_t *until)
{
	const char *when = v->form.until;
	const struct task_moment own = { v->form.day, v->form.hour, v->t->zone,
		_("Day"), _("Hour") };
	int64_t now = tx_now(rq->tx);
	int64_t most =
	    v->t->urgency >= URGENCY_AMBER ? THREAD_DANGER_OFF : THREAD_OFF_MAX;

	*until = strcmp(when, "tomorrow") == 0 ? v->t->tomorrow_at
		 : strcmp(when, "2days") == 0  ? v->t->two_days_at
					       : now + 2 * HOUR;
	if (strcmp(when, "own") == 0) {
		if (*v->form.day == '\0')
			fault_add(&v->faults, "day",
			    _("Day: choose the day on which it comes back."));
		TRY(task_moment(rq, &v->faults, &own, until));
	}
	if (v->faults.n == 0 && *until > now + most)
		fault_add(&v->faults, "day",
		    most == THREAD_DANGER_OFF
			? _("Day: a possible problem is snoozed for two hours at most.")
			: _("Day: choose one in the next month."));
	return OK;
}

enum status
thread_snooze(struct request *rq)
{
	struct act_view v = { .form = ACT_FORM };
	struct thread_press p;
	enum status status;
	int64_t until;

	TRY(press_of(rq, &p));
	TRY(view_open(rq, &v, "/snooze"));
	input_read(rq, snooze_inputs, &v.form, &v.faults);
	if (strcmp(v.form.until, "ask") == 0) {
		TRY(thread_keep_typed(rq, rq->id));
		return page_led(rq, inbox_beside(rq, rq->id, "/snooze"));
	}
	if (fault_for(&v.faults, "until") != NULL)
		v.form.until = "2h";
	if (*v.form.reason == '\0')
		fault_add(&v.faults, "reason",
		    _("Because: say why, whoever finds it wants to know."));
	TRY(until_of(rq, &v, &until));
	if (v.faults.n > 0)
		return snooze_page(rq, 422, &v);
	status = thread_act_put_off(rq->tx, &p, until, v.form.reason);
	if (status != ERR_CONFLICT)
		return settled(rq, status, &p, "snoozed");
	TRY(quicker(rq, &p, &v.acted));
	TRY(view_open(rq, &v, "/snooze"));
	return snooze_page(rq, 409, &v);
}

/* To whom. */

static enum status
assign_page(struct request *rq, int code, struct act_view *v)
{
	struct page page;

	TRY(sql_place_people(rq->tx, v->t->place_id, &v->people));
	TRY(page_open(
	    rq, &page, _("Give this conversation to a colleague?"), "messages"));
	page.faulty = code != 200;
	rq->reply.shown = "thread";
	rq->reply.shown_id = rq->id;
	render_thread_assign_page(reply_html(rq, code), &page, v);
	return OK;
}

enum status
thread_assign_ask(struct request *rq)
{
	struct act_view v = { .form = ACT_FORM };

	TRY(view_open(rq, &v, "/assign"));
	return assign_page(rq, 200, &v);
}

static enum status
give(struct request *rq, const struct thread_press *p)
{
	struct act_view v = { .form = ACT_FORM };
	enum status status = OK;
	size_t n;

	TRY(view_open(rq, &v, "/assign"));
	input_read(rq, assign_inputs, &v.form, &v.faults);
	if (*request_field(rq, "to") != '\0')
		TRY(page_numbers(rq, "to", 1, &v.form.to, &n));
	else
		fault_add(&v.faults, "to", _("Give to: choose somebody."));
	if (v.faults.n == 0)
		status = thread_act_assign(rq->tx, p, v.form.to, v.form.note);
	if (status == ERR_INVALID)
		fault_add(&v.faults, "to",
		    _("Give to: choose somebody who works at this facility."));
	else if (status == ERR_CONFLICT)
		TRY(quicker(rq, p, &v.acted));
	else
		TRY(status);
	if (status == ERR_CONFLICT || v.faults.n > 0) {
		const struct act_form typed = v.form;

		TRY(view_open(rq, &v, "/assign"));
		v.form = typed;
		return assign_page(rq, status == ERR_CONFLICT ? 409 : 422, &v);
	}
	return thread_done(rq, rq->id, v.form.to == p->user_id ? "with-you" : "given");
}

enum status
thread_assign(struct request *rq)
{
	const char *to = request_field(rq, "to");
	struct thread_press p;

	TRY(press_of(rq, &p));
	if (to == NULL)
		return ERR_INVALID;
	if (strcmp(to, "ask") == 0) {
		TRY(thread_keep_typed(rq, rq->id));
		return page_led(rq, inbox_beside(rq, rq->id, "/assign"));
	}
	if (strcmp(to, "me") == 0)
		return settled(
		    rq, thread_act_assign(rq->tx, &p, p.user_id, ""), &p, "with-you");
	if (strcmp(to, "nobody") == 0)
		return settled(
		    rq, thread_act_assign(rq->tx, &p, 0, ""), &p, "given-back");
	return give(rq, &p);
}

/* Several at once. */

static enum status
led(struct request *rq, const char *notice)
{
	return page_done(rq, "%s%cnotice=%s", inbox_asked(rq, ""),
	    strchr(inbox_asked(rq, ""), '?') != NULL ? '&' : '?', notice);
}

/* Why it stays open; NULL: it can be closed. */
static const char *
stays(const struct thread_some *t)
{
	if (strcmp(t->state, "waiting") != 0 && strcmp(t->state, "snoozed") != 0)
		return _("It is answered or closed already.");
	if (t->urgency >= URGENCY_AMBER)
		return _("A possible problem: open it and decide.");
	if (t->open_case)
		return _("Something about a problem is still open.");
	return NULL;
}

static void
sort_out(
    struct request *rq, const struct thread_some_rows *rows, struct several_view *v)
{
	struct several_line *fit, *left;

	ARENA_ARRAY(rq->arena, fit, rows->n + 1);
	ARENA_ARRAY(rq->arena, left, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct thread_some *t = &rows->at[i];
		const struct several_line line = { .row = t,
			.name = thread_name(
			    rq->arena, t->names, t->e164, page_user(rq)->region),
			.waits = t->waiting_since != 0
				     ? show_span(
					   rq->arena, tx_now(rq->tx) - t->waiting_since)
				     : NULL,
			.why = stays(t) };

		if (line.why == NULL)
			fit[v->fit.n++] = line;
		else
			left[v->left.n++] = line;
	}
	v->fit.at = fit;
	v->left.at = left;
	v->action = inbox_asked(rq, "/bulk");
	v->back = inbox_asked(rq, "");
}

/* What has changed since it was named is left as it is. */
static enum status
close_all(
    struct request *rq, const struct several_view *v, const int64_t *ids, size_t n)
{
	int64_t seen[SEVERAL_MAX], acts[SEVERAL_MAX], did[SEVERAL_MAX];
	const struct thread_bulk_add *bulk;
	size_t nseen, nacts, ndid = 0;

	TRY(page_numbers(rq, "seen", SEVERAL_MAX, seen, &nseen));
	TRY(page_numbers(rq, "act", SEVERAL_MAX, acts, &nacts));
	if (nseen != n || nacts != n)
		return ERR_INVALID;
	for (size_t i = 0; i < v->fit.n; i++) {
		size_t at = 0;
		enum status status;

		while (ids[at] != v->fit.at[i].row->id)
			at++;
		status = thread_act_close(
		    rq->tx, &(struct thread_press){ .thread_id = ids[at],
				.user_id = page_user(rq)->id,
				.last_seen = seen[at] - 1,
				.act = acts[at] - 1 });
		if (status == OK)
			did[ndid++] = ids[at];
		else if (status != ERR_CONFLICT)
			return status;
	}
	if (ndid == 0)
		return led(rq, "several-none");
	TRY(sql_thread_bulk_add(rq->tx, page_user(rq)->id, tx_now(rq->tx),
	    tx_int_array(rq->tx, did, ndid), (int32_t)n, &bulk));
	return led(rq, arena_printf(rq->arena, "%s&several=%" PRId64,
			   ndid == n ? "several-closed" : "several-some", bulk->id));
}

enum status
thread_bulk(struct request *rq)
{
	const char *sure = request_field(rq, "sure");
	struct several_view v = { .action = NULL };
	struct thread_some_rows rows;
	int64_t ids[SEVERAL_MAX];
	struct page page;
	size_t n;

	TRY(page_numbers(rq, "id", SEVERAL_MAX, ids, &n));
	if (n == 0)
		return led(rq, "several-unticked");
	TRY(sql_thread_some(rq->tx, tx_int_array(rq->tx, ids, n), &rows));
	if (rows.n == 0)
		return ERR_NOT_FOUND;
	sort_out(rq, &rows, &v);
	if (sure != NULL)
		return close_all(rq, &v, ids, n);
	TRY(page_open(rq, &page, _("Close these conversations?"), "messages"));
	render_thread_several_page(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
thread_bulk_undo(struct request *rq)
{
	const struct thread_bulk_open *b;

	TRY(sql_thread_bulk_open(
	    rq->tx, rq->id, page_user(rq)->id, tx_now(rq->tx), &b));
	if (b->seen == 0)
		return ERR_NOT_FOUND;
	return page_done(rq, "/messages?notice=%s",
	    b->opened == b->wanted ? "several-undone"
	    : b->opened > 0        ? "several-undone-some"
				   : "several-undo-late");
}

const char *
thread_bulk_line(struct request *rq, const struct thread_bulk_get *b)
{
	int left = b->asked - b->done;
	const char *done = arena_printf(rq->arena,
	    i18n_many("%d conversation closed.", "%d conversations closed.",
		(unsigned long)b->done),
	    b->done);

	if (left <= 0)
		return done;
	return arena_printf(rq->arena, "%s %s", done,
	    arena_printf(rq->arena,
		i18n_many("%d stays open: something happened to it meanwhile.",
		    "%d stay open: something happened to them meanwhile.",
		    (unsigned long)left),
		left));
}
