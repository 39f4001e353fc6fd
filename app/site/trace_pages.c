/* trace_pages.c - who is silent and looked for, and what was tried. */

#include "site/trace_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "core/outcome.h"
#include "core/trace.h"
#include "core/workflow.h"
#include "gen/trace_list.h"
#include "gen/trace_show.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/task_filter.h"
#include "site/task_later.h"
#include "site/words.h"

#define PAGE 50
#define ATTEMPTS_MOST 50
#define TELLING 3 /* answers: of fewer nobody can say when he usually answers */

static const char *const dues[] = { "now", "later", "decide", "lost", "heard", NULL };
static const char *const shows[] = { "", "minors", "call", "visit", "untried", NULL };
static const char *const whos[] = { "", "me", "none", NULL };
static const char *const methods[] = { "call", "kin", "visit", NULL };
static const char *const agains[] = { "2h", "tomorrow", "3days", NULL };

/* clang-format off */
static const struct input attempt_inputs[] = {
	INPUT_CHOICE(struct trace_form, method, methods, .label = N_("Way")),
	INPUT_TEXT(struct trace_form, outcome, .label = N_("What came of it"), .max = 40),
	INPUT_LINES(struct trace_form, note, .label = N_("Note")),
	INPUT_CHOICE(struct trace_form, again, agains, .label = N_("Try again")),
	INPUT_NUMBER(struct trace_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* clang-format on */

/* The list ---------------------------------------------------------------- */

static struct trace_filter
filter_of(struct request *rq)
{
	const int64_t place = page_number(rq, "place");

	return (
	    struct trace_filter){ .due = page_one_of(request_query(rq, "due"), dues),
		.show = page_one_of(request_query(rq, "show"), shows),
		.who = page_one_of(request_query(rq, "who"), whos),
		.place_id = place };
}

const char *
trace_path(struct arena *arena, const struct trace_filter *f, const char *due)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b, "/tracing?due=%s", due);
	if (*f->show != '\0')
		buf_printf(&b, "&show=%s", f->show);
	if (*f->who != '\0')
		buf_printf(&b, "&who=%s", f->who);
	if (f->place_id != 0)
		buf_printf(&b, "&place=%" PRId64, f->place_id);
	return b.data;
}

const char *
trace_link(struct arena *arena, int64_t task_id, const char *act, const char *place)
{
	if (task_id == 0)
		return arena_printf(arena, "/tracing%s%s", act, place);
	return arena_printf(arena, "/tracing/%" PRId64 "%s%s", task_id, act, place);
}

static const char *
place_of(struct arena *arena, const struct trace_filter *f)
{
	return trace_path(arena, f, f->due) + strlen("/tracing");
}

const char *
trace_attempt_line(struct arena *arena, const char *method, const char *result)
{
	const struct workflow_trace *t = workflow_trace_named(result);

	return arena_printf(arena, "%s: %s", _(trace_method_words(method)),
	    show_inside(arena,
		t != NULL ? words_text(arena, t->title) : words_outcome(result)));
}

const char *
trace_best(struct arena *arena, const struct trace_list *t)
{
	if (t->answers < TELLING)
		return "";
	if (t->best * 3 < t->answers)
		return _("At any hour");
	return arena_printf(
	    arena, _("%02d:00 to %02d:00"), t->best_hour, (t->best_hour + 2) % 24);
}

const char *
trace_best_of(struct arena *arena, const struct trace_list *t)
{
	if (t->answers == 0)
		return _("He has never written");
	if (t->answers < TELLING)
		return _("Too few answers to say");
	return arena_printf(
	    arena, _("%d of his %d answers"), (int)t->best, (int)t->answers);
}

static enum status
ask_rows(struct request *rq, const struct trace_filter *f, int64_t only, int32_t most,
    struct trace_list_rows *rows)
{
	const struct workflow *w = workflow();
	/* Two would do; it is written as the list of tasks writes it. */
	const struct task_after after =
	    task_after_of(only == 0 ? request_query(rq, "after") : NULL);

	return sql_trace_list(rq->tx, tx_now(rq->tx), w->adult_age, w->visit_rule,
	    f->place_id, f->who, page_user(rq)->id, strcmp(f->due, "later") == 0,
	    f->show, only, (int32_t)after.at[0], after.at[2], after.at[3], most, rows);
}

static void
add_up(struct trace_list_view *v)
{
	for (size_t i = 0; i < v->places.n; i++) {
		const struct trace_counts *p = &v->places.at[i];

		v->all.now += p->now;
		v->all.later += p->later;
		v->all.minors += p->minors;
		v->all.calls += p->calls;
		v->all.visits += p->visits;
		v->all.untried += p->untried;
	}
}

static enum status
ask_list(
    struct request *rq, struct trace_list_view *v, const struct nav_counts **counts)
{
	const struct trace_filter *f = &v->filter;
	const struct workflow *w = workflow();
	const int64_t me = page_user(rq)->id, now = tx_now(rq->tx);

	TRY(tx_together(rq->tx));
	if (v->looking)
		TRY(ask_rows(rq, f, 0, PAGE + 1, &v->rows));
	else
		TRY(sql_lost_list(
		    rq->tx, now, w->visit_rule, f->place_id, f->due, &v->lost));
	TRY(sql_trace_counts(rq->tx, now, w->adult_age, w->visit_rule, f->place_id,
	    f->who, me, &v->places));
	TRY(sql_place_mine(rq->tx, me, now, &v->mine));
	TRY(page_ask(rq, counts));
	return tx_fetch(rq->tx);
}

static void
cut_page(struct request *rq, struct trace_list_view *v)
{
	const struct trace_list *last;

	if (v->rows.n <= PAGE)
		return;
	v->rows.n = PAGE;
	last = &v->rows.at[PAGE - 1];
	v->more = arena_printf(rq->arena, "%s&after=%s",
	    trace_path(rq->arena, &v->filter, v->filter.due),
	    task_after_text(rq->arena, &(const struct task_after){ { last->grown, 0,
					   last->since_rank, last->task_id } }));
}

enum status
trace_list(struct request *rq)
{
	struct trace_list_view v = { .filter = filter_of(rq),
		.user_id = page_user(rq)->id,
		.region = page_user(rq)->region,
		.nudges = *workflow()->nudge_text != '\0',
		.first = request_query(rq, "after") == NULL };
	const struct nav_counts *counts;
	struct page page;

	v.looking =
	    strcmp(v.filter.due, "now") == 0 || strcmp(v.filter.due, "later") == 0;
	TRY(ask_list(rq, &v, &counts));
	add_up(&v);
	cut_page(rq, &v);
	v.place = place_of(rq->arena, &v.filter);
	page_open_with(rq, &page, counts, _("Tracing"), "tasks");
	render_trace_list(reply_html(rq, 200), &page, &v);
	return OK;
}

/* One of them ------------------------------------------------------------- */

static struct option_rows
outcome_options(struct request *rq)
{
	const struct workflow *w = workflow();
	struct option *at;

	ARENA_ARRAY(rq->arena, at, w->ntraces + 1);
	for (size_t i = 0; i < w->ntraces; i++)
		at[i] = (struct option){ w->traces[i].name,
			words_text(rq->arena, w->traces[i].title) };
	return (struct option_rows){ at, w->ntraces };
}

static struct option_rows
method_options(struct request *rq)
{
	struct option *at;

	ARENA_ARRAY(rq->arena, at, COUNT_OF(methods) - 1);
	for (size_t i = 0; methods[i] != NULL; i++)
		at[i] =
		    (struct option){ methods[i], _(trace_method_words(methods[i])) };
	return (struct option_rows){ at, COUNT_OF(methods) - 1 };
}

static void
say_when(struct request *rq, struct trace_view *v)
{
	const struct trace_show *h = v->him;
	const int64_t now = tx_now(rq->tx);
	struct task_later later = { .until = "" };
	struct option *at;

	task_later_say(rq, &later,
	    &(struct task_opening){ h->tomorrow_at, h->three_days_at, h->zone });
	ARENA_ARRAY(rq->arena, at, 3);
	at[0] = (struct option){ "2h", later.later };
	at[1] = (struct option){ "tomorrow", later.tomorrow };
	at[2] = (struct option){ "3days", later.three_days };
	v->agains = (struct option_rows){ at, 3 };
	v->day = show_inside(rq->arena, show_follow_up(rq->arena, h->anchor_date,
					    workflow()->follow_up_days, now, h->zone));
	v->silent = h->last_sign_at == 0
			? _("Nothing was ever heard of him.")
			: arena_printf(rq->arena, _("Last heard of %s."),
			      show_moment(rq->arena, h->last_sign_at, now, h->zone));
}

static enum status
open_view(struct request *rq, struct trace_view *v)
{
	const struct trace_filter any = { .due = "now", .show = "", .who = "" };
	struct trace_filter his = any;
	struct trace_list_rows line;
	struct patient_days_rows days;

	TRY(sql_trace_show(rq->tx, rq->id, tx_now(rq->tx), &v->him));
	his.due = v->him->starts_at > tx_now(rq->tx) ? "later" : "now";
	TRY(tx_together(rq->tx));
	TRY(ask_rows(rq, &his, rq->id, 1, &line));
	TRY(sql_trace_attempts(
	    rq->tx, v->him->patient_id, ATTEMPTS_MOST, &v->attempts));
	TRY(sql_patient_days(rq->tx, v->him->enrolment_id, &days));
	TRY(tx_fetch(rq->tx));
	v->line = line.n > 0 ? &line.at[0] : NULL;
	days_strip(rq, &days, v->him->anchor_date, v->him->zone, &v->days);
	v->name = show_name(rq->arena, v->him->given_name, v->him->family_name);
	v->methods = method_options(rq);
	v->outcomes = outcome_options(rq);
	v->region = page_user(rq)->region;
	v->place = place_of(rq->arena, &(const struct trace_filter){ .due = "now",
					   .show = filter_of(rq).show,
					   .who = filter_of(rq).who,
					   .place_id = filter_of(rq).place_id });
	say_when(rq, v);
	return OK;
}

static enum status
show(struct request *rq, int code, struct trace_view *v)
{
	struct page page;

	TRY(page_open(
	    rq, &page, arena_printf(rq->arena, _("Tracing: %s"), v->name), "tasks"));
	page.faulty = code != 200;
	page_in_zone(rq, &page, v->him->zone);
	if (code == 409)
		v->clash =
		    v->him->open
			? _("Somebody has changed this task meanwhile.")
			: _("He is not looked for any more: somebody has heard of "
			    "him, or a colleague has closed the task.");
	rq->reply.shown = "task";
	rq->reply.shown_id = rq->id;
	render_trace_show(reply_html(rq, code), &page, v);
	return OK;
}

enum status
trace_show(struct request *rq)
{
	struct trace_view v = {
		.form = { .method = "", .outcome = "", .note = "", .again = "2h" }
	};

	TRY(open_view(rq, &v));
	return show(rq, 200, &v);
}

static bool
comes_of(const struct workflow_trace *t, const char *method)
{
	for (size_t i = 0; t->methods[i] != NULL; i++)
		if (strcmp(t->methods[i], method) == 0)
			return true;
	return false;
}

static bool
means(const struct workflow_trace *t, const char *outcome)
{
	return t != NULL && strcmp(t->means, outcome) == 0;
}

static const struct workflow_trace *
check_attempt(struct request *rq, const struct trace_form *form, struct faults *faults)
{
	const struct workflow_trace *t = workflow_trace_named(form->outcome);

	if (*form->method == '\0')
		fault_add(faults, "method", _("Way: choose how you looked for him."));
	if (t == NULL)
		fault_add(
		    faults, "outcome", _("What came of it: choose what happened."));
	else if (*form->method != '\0' && !comes_of(t, form->method))
		fault_add(faults, "outcome",
		    arena_printf(rq->arena,
			_("What came of it: “%s” is no outcome of “%s”. Choose another "
			  "outcome or way."),
			words_text(rq->arena, t->title),
			_(trace_method_words(form->method))));
	if (means(t, "reached-problem") && *form->note == '\0')
		fault_add(faults, "note",
		    _("Note: write what the problem is, the supervisor reads it."));
	if (means(t, "not-found") && *form->note == '\0')
		fault_add(faults, "note",
		    _("Note: write what was tried, whoever goes on with it reads it."));
	return t;
}

static enum status
settle(struct request *rq, const struct trace_view *v, const struct workflow_trace *t,
    const char **notice)
{
	const struct trace_show *h = v->him;
	const struct task_outcome outcome = { .outcome = t->means,
		.note = v->form.note,
		.user_id = page_user(rq)->id,
		.version = v->form.version,
		.method = v->form.method,
		.result = t->name,
		.again_at = task_opening_at(v->form.again, tx_now(rq->tx),
		    &(struct task_opening){
			h->tomorrow_at, h->three_days_at, h->zone }) };
	int64_t case_id;

	TRY(task_settle(rq->tx, rq->id, &outcome, &case_id));
	*notice = case_id != 0              ? "escalated"
		  : means(t, "not-reached") ? "put-off"
					    : "done";
	return OK;
}

enum status
trace_save(struct request *rq)
{
	struct trace_view v = { .form = { .again = "2h" } };
	const struct workflow_trace *t;
	const char *notice;
	enum status status;

	TRY(open_view(rq, &v));
	input_read(rq, attempt_inputs, &v.form, &v.faults);
	t = check_attempt(rq, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = settle(rq, &v, t, &notice);
	if (status == ERR_CONFLICT)
		return show(rq, 409, &v);
	TRY(status);
	return page_done(
	    rq, "/tracing%s&notice=%s&undo=%" PRId64, v.place, notice, rq->id);
}
