/* escalation_pages.c - cases of possible problems: the queue, one case, deciding. */

#include "site/escalation_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/access.h"
#include "core/escalation.h"
#include "core/task.h"
#include "core/workflow.h"
#include "gen/escalation_list.h"
#include "gen/escalation_raise.h"
#include "site/adverse_form.h"
#include "site/case_view_pages.h"
#include "site/figures.h"
#include "site/lists.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/referral_pages.h"
#include "site/show.h"
#include "site/words.h"

#define PAGE 25 /* the most urgent first */
#define REPORTS 3
#define UNDO_TIME (10 * MINUTE)
#define COUNTED_DOWN (12 * HOUR) /* what is due later has its day and hour */
#define NEXT_MOST 100 /* among which the next case is looked for */

const struct case_form case_nothing_typed = { .outcome = "",
	.event = "",
	.timing = "",
	.grade = "",
	.mark = "",
	.refer_to = "",
	.note = "",
	.then = "",
	.day = "",
	.hour = "",
	.transport = "",
	.man_told = "",
	.place_told = "",
	.place_told_how = "" };

/* Clocks. */

static const char *
clock_until(const struct escalation_list *e)
{
	if (strcmp(e->outcome, "hand-back") == 0)
		return _("handed back");
	if (e->decided_at != 0)
		return _("waiting for visit");
	return e->first_at == 0 ? _("to first action") : _("to decision");
}

struct case_clock
case_clock(struct arena *arena, const struct escalation_list *e, int64_t now)
{
	int64_t began = e->decided_at != 0 ? e->decided_at : e->raised_at;
	struct case_clock c = { .colour = "", .until = clock_until(e) };

	if (e->closed_at != 0) {
		c.words = show_moment(arena, e->closed_at, now, e->zone);
		c.until = words_outcome(e->outcome);
		return c;
	}
	c.whole = (e->due_at - began) / MINUTE;
	c.used = (now - began) / MINUTE;
	if (c.whole < 1)
		c.whole = 1;
	if (c.used > c.whole)
		c.used = c.whole;
	if (e->due_at < now + COUNTED_DOWN) {
		c.due = e->due_at;
		c.words = show_left(arena, e->due_at, now);
	} else
		c.words = show_moment(arena, e->due_at, now, e->zone);
	if (e->due_at <= now)
		c.colour = "red";
	else if (c.used * 10 >= c.whole * 7)
		c.colour = "amber";
	return c;
}

/* The queue. */

const struct case_after case_first = { INT64_MIN, 0 };

static struct case_after
after_asked(struct request *rq)
{
	const char *text = request_query(rq, "after");
	struct case_after after = case_first;
	char *end;

	if (text == NULL)
		return case_first;
	after.rank = strtoll(text, &end, 10);
	if (end == text || *end != '.')
		return case_first;
	text = end + 1;
	after.id = strtoll(text, &end, 10);
	return end != text && *end == '\0' ? after : case_first;
}

static void
show_more(struct request *rq, const struct case_after *after, struct case_list_view *v)
{
	const struct escalation_list *last;

	v->self = case_path(rq->arena, &v->filter, v->filter.view);
	if (v->rows.n > PAGE) {
		v->rows.n = PAGE;
		last = &v->rows.at[PAGE - 1];
		v->more = arena_printf(rq->arena, "%s&after=%" PRId64 ".%" PRId64,
		    v->self, last->rank, last->id);
	}
	if (request_query(rq, "after") != NULL)
		v->self = arena_printf(rq->arena, "%s&after=%" PRId64 ".%" PRId64,
		    v->self, after->rank, after->id);
}

/* All open cases, from the first on: what other pages have shown may still stand. */
static bool
is_beginning(const struct case_list_view *v, const struct case_after *after)
{
	return !v->filter.on && strcmp(v->filter.view, "open") == 0 &&
	       after->rank == INT64_MIN && after->id == 0;
}

enum status
case_rows(struct request *rq, const struct case_filter *f,
    const struct case_after *after, int32_t most, struct escalation_list_rows *rows)
{
	const struct session_resume *user = page_user(rq);

	if (strcmp(f->view, "closed") == 0)
		return sql_escalation_closed(rq->tx, tx_now(rq->tx), user->zone,
		    user->id, f->severity, f->who, f->place_id, after->rank, after->id,
		    most, rows);
	return sql_escalation_list(rq->tx, f->view, tx_now(rq->tx), user->zone,
	    user->id, f->severity, f->clock, f->who, f->place_id, after->rank,
	    after->id, most, rows);
}

static enum status
ask_rows(struct request *rq, const struct case_after *after, struct case_list_view *v)
{
	if (is_beginning(v, after) && lists_cases(rq, PAGE + 1, &v->rows))
		return OK;
	return case_rows(rq, &v->filter, after, PAGE + 1, &v->rows);
}

static enum status
fill_queue(
    struct request *rq, struct case_list_view *v, const struct nav_counts **counts)
{
	const struct session_resume *user = page_user(rq);
	const struct case_after after = after_asked(rq);
	bool all;

	v->filter = case_filter_asked(rq);
	all = !v->filter.on;
	v->user_id = user->id;
	v->region = user->region;
	v->zone = user->zone;
	v->now = tx_now(rq->tx);
	v->may_decide = role_may(user->role, ESCALATION_DECIDE);
	TRY(tx_together(rq->tx));
	TRY(sql_place_mine(rq->tx, user->id, v->now, &v->places));
	TRY(sql_duty_mine(rq->tx, v->now, &v->duty));
	if (v->may_decide)
		TRY(sql_escalation_people(rq->tx, &v->people));
	v->counts = all ? figures_cases(rq) : NULL;
	if (v->counts == NULL)
		TRY(sql_escalation_counts(rq->tx, v->now, user->id, v->filter.severity,
		    v->filter.clock, v->filter.who, v->filter.place_id, &v->counts));
	TRY(ask_rows(rq, &after, v));
	TRY(sql_case_views(rq->tx, v->now, &v->saved));
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	for (size_t i = 0; i < v->duty.n; i++)
		v->on_roster |= v->duty.at[i].kept;
	figures_keep_nav(rq, *counts);
	if (all)
		figures_keep_cases(rq, v->counts);
	if (is_beginning(v, &after))
		lists_keep_cases(rq, PAGE + 1, &v->rows);
	show_more(rq, &after, v);
	case_views_place(v);
	return OK;
}

/* What he answered on each day, and what was written down about him. */
static enum status
fill_answers(struct request *rq, struct case_view *c)
{
	const struct escalation_show *e = c->e;
	struct patient_days_rows days;

	if (e->patient_id == 0)
		return OK;
	TRY(tx_together(rq->tx));
	TRY(sql_patient_days(rq->tx, e->enrolment_id, &days));
	TRY(sql_report_list(rq->tx, e->patient_id, 0, REPORTS, &c->reports));
	TRY(tx_fetch(rq->tx));
	if (e->enrolment_id != 0)
		days_strip(rq, &days, e->anchor_date, e->zone, &c->days);
	return OK;
}

static bool
is_hers_to_undo(const struct escalation_show *e, const struct case_list_view *v)
{
	if (e->merged_into != 0)
		return e->closer_id == v->user_id && e->closed_at > v->now - UNDO_TIME;
	return e->decider_id == v->user_id && e->decided_at > v->now - UNDO_TIME;
}

static enum status
fill_case(struct request *rq, struct case_list_view *v, int64_t id)
{
	struct case_view *c = &v->open;

	TRY(tx_together(rq->tx));
	TRY(sql_escalation_show(rq->tx, id, page_user(rq)->zone, &c->e));
	TRY(sql_task_trail(rq->tx, id, &c->trail));
	TRY(sql_escalation_others(rq->tx, id, page_user(rq)->zone, &c->others));
	TRY(sql_referral_show(rq->tx, id, 0, page_user(rq)->zone, &c->referrals));
	TRY(sql_case_notices(rq->tx, id, &c->notices));
	TRY(sql_case_steps_next(rq->tx, id, v->now, &c->next));
	TRY(tx_fetch(rq->tx));
	c->region = v->region;
	c->may_decide = v->may_decide;
	c->mine = c->e->owner_id == v->user_id;
	c->may_undo = v->may_decide && is_hers_to_undo(c->e, v);
	TRY(fill_answers(rq, c));
	TRY(referral_form_fill(rq, c));
	adverse_form_fill(rq->arena, page_user(rq)->language, c);
	c->day =
	    show_inside(rq->arena, show_follow_up(rq->arena, c->e->anchor_date,
				       workflow()->follow_up_days, v->now, c->e->zone));
	rq->reply.shown = "escalation";
	rq->reply.shown_id = id;
	return OK;
}

enum status
case_show(struct request *rq, int code, int64_t id, struct case_list_view *v)
{
	const struct nav_counts *counts;
	struct page page;

	TRY(fill_queue(rq, v, &counts));
	v->picked = id != 0;
	if (id == 0 && v->rows.n > 0)
		id = v->rows.at[0].id;
	if (id != 0)
		TRY(fill_case(rq, v, id));
	page_open_with(rq, &page, counts,
	    rq->id != 0 && v->open.e != NULL
		? arena_printf(rq->arena, "%s, %s", v->open.e->who, _("Escalations"))
		: _("Escalations"),
	    "escalations");
	page.faulty = code != 200;
	if (page.notice != NULL && page_number(rq, "given") != 0)
		page.notice = case_given_line(rq);
	page_polls(rq, &page, v->self, "tiles,views,queue,none");
	render_escalation_list(reply_html(rq, code), &page, v);
	return OK;
}

enum status
escalation_list(struct request *rq)
{
	struct case_list_view v = { .open.form = case_nothing_typed };
	const struct nav_counts *counts;
	struct page page;
	bool same;

	if (!page_is_fragment(rq))
		return case_show(rq, 200, 0, &v);
	TRY(page_same(rq, &same));
	if (same)
		return reply_nothing(rq, 304);
	TRY(fill_queue(rq, &v, &counts));
	page_open_with(rq, &page, counts, "", "escalations");
	render_escalation_list_parts(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
escalation_show(struct request *rq)
{
	struct case_list_view v = { .open.form = case_nothing_typed };

	return case_show(rq, 200, rq->id, &v);
}

/* Acting on a case. */

/* "Sr Nomsa Dlamini claimed this 3 s ago." */
static const char *
who_was_first(struct request *rq, const struct escalation_show *e)
{
	int64_t ago = tx_now(rq->tx) - e->claimed_at;

	if (!e->open)
		return arena_printf(rq->arena, _("%s closed this case at %s."),
		    *e->closed_by != '\0' ? e->closed_by : _("The programme"),
		    show_time(rq->arena, e->closed_at, e->zone));
	if (e->owner_id == 0 || e->owner_id == page_user(rq)->id || e->claimed_at == 0)
		return _("This case has changed in the meantime.");
	if (ago < MINUTE)
		return arena_printf(rq->arena, _("%s claimed this %d s ago."), e->owner,
		    (int)(ago / SECOND));
	return arena_printf(rq->arena, _("%s claimed this %s ago."), e->owner,
	    show_span(rq->arena, ago));
}

static enum status
show_clash(struct request *rq, struct case_list_view *v)
{
	const struct escalation_show *e;

	TRY(sql_escalation_show(rq->tx, rq->id, page_user(rq)->zone, &e));
	v->open.clash = who_was_first(rq, e);
	return case_show(rq, 409, rq->id, v);
}

enum status
case_claim(struct request *rq)
{
	struct case_list_view v = { .open.form = case_nothing_typed };
	enum status status = escalation_claim(rq->tx, rq->id, page_user(rq)->id);

	if (status == ERR_CONFLICT)
		return show_clash(rq, &v);
	TRY(status);
	return page_done(rq, "/escalations/%" PRId64 "?notice=claimed", rq->id);
}

enum status
case_release(struct request *rq)
{
	struct case_list_view v = { .open.form = case_nothing_typed };
	const struct escalation_lock *e;

	TRY(sql_escalation_lock(rq->tx, rq->id, tx_now(rq->tx), &e));
	if (!e->open || e->owner_id != page_user(rq)->id)
		return show_clash(rq, &v);
	TRY(task_release(rq->tx, rq->id));
	return page_done(rq, "/escalations/%" PRId64 "?notice=released", rq->id);
}

struct note_form {
	const char *add; /* beside the decision's own note, on the same page */
};

/* clang-format off */
static const struct input note_inputs[] = {
	INPUT_LINES(struct note_form, add, .label = N_("Note"), .required = true),
	INPUT_END
};
/* clang-format on */

/* What is typed is said of the case, whatever else it does. */
static enum status
say_of_case(struct request *rq,
    enum status (*say)(struct tx *, int64_t task_id, int64_t user_id, const char *note),
    const char *notice)
{
	struct case_list_view v = { .open.form = case_nothing_typed };
	struct note_form form;
	enum status status;

	input_read(rq, note_inputs, &form, &v.open.faults);
	if (v.open.faults.n > 0)
		return case_show(rq, 422, rq->id, &v);
	status = say(rq->tx, rq->id, page_user(rq)->id, form.add);
	if (status == ERR_CONFLICT) {
		v.open.form.note = form.add;
		return show_clash(rq, &v);
	}
	TRY(status);
	return page_done(rq, "/escalations/%" PRId64 "?notice=%s", rq->id, notice);
}

enum status
case_note(struct request *rq)
{
	return say_of_case(rq, escalation_note, "saved");
}

enum status
case_reopen(struct request *rq)
{
	return say_of_case(rq, escalation_reopen, "reopened");
}

/* The decision. */

static const char *const outcomes[] = { "refer", "clinic", "advice", "hand-back",
	NULL };
static const char *const grades[] = { "severe", "moderate", "mild", NULL };
static const char *const thens[] = { "stay", "next", NULL };
static const char *const transports[] = { "", "own", "ambulance", "fetched", "unknown",
	NULL };
static const char *const man_tolds[] = { "", "sms", "call", "present", "not-reached",
	NULL };
static const char *const place_tolds[] = { "", "call", "message", "letter", "present",
	NULL };

/* clang-format off */
static const struct input decide_inputs[] = {
	INPUT_CHOICE(struct case_form, outcome, outcomes, .label = N_("What happens next")),
	INPUT_TEXT(struct case_form, event, .label = N_("Adverse event"), .max = 12),
	INPUT_TEXT(struct case_form, timing, .label = N_("Began"), .max = 12),
	INPUT_TEXT(struct case_form, mark, .label = N_("Reported at once"), .max = 12),
	INPUT_CHOICE(struct case_form, grade, grades, .label = N_("Grade")),
	INPUT_NUMBER(struct case_form, seen_place, .label = N_("Facility"), .min = 1, .max = INT64_MAX),
	INPUT_TEXT(struct case_form, refer_to, .label = N_("Refer to"), .max = 120),
	INPUT_DATE(struct case_form, day, .label = N_("Expected on")),
	INPUT_TEXT(struct case_form, hour, .label = N_("At"), .max = 5),
	INPUT_CHOICE(struct case_form, transport, transports, .label = N_("How he gets there")),
	INPUT_CHOICE(struct case_form, man_told, man_tolds, .label = N_("He was told")),
	INPUT_TEXT(struct case_form, place_told, .label = N_("Who there was told"), .max = 120),
	INPUT_CHOICE(struct case_form, place_told_how, place_tolds, .label = N_("How they were told")),
	INPUT_LINES(struct case_form, note, .label = N_("Note for the nurse")),
	INPUT_CHOICE(struct case_form, then, thens, .label = N_("Then")),
	INPUT_NUMBER(struct case_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* clang-format on */

static void
check_decision(const struct case_form *form, struct faults *faults)
{
	bool back = strcmp(form->outcome, "hand-back") == 0;

	if (*form->outcome == '\0')
		fault_add(
		    faults, "outcome", _("What happens next: choose one of the four."));
	if (!back || *form->event != '\0')
		adverse_form_check(form, faults);
	if (back && *form->note == '\0')
		fault_add(
		    faults, "note", _("Note for the nurse: write what she is to do."));
}

/* The most urgent that is still to be decided and nobody else's. */
static enum status
go_on(struct request *rq, const char *then)
{
	struct escalation_list_rows rows;
	int64_t me = page_user(rq)->id;
	const char *said =
	    arena_printf(rq->arena, "notice=decided&undo_case=%" PRId64, rq->id);

	if (strcmp(then, "next") != 0)
		return page_done(rq, "/escalations/%" PRId64 "?%s", rq->id, said);
	TRY(sql_escalation_list(rq->tx, "open", tx_now(rq->tx), page_user(rq)->zone, me,
	    "", "", "", 0, INT64_MIN, 0, NEXT_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.at[i].id != rq->id && rows.at[i].decided_at == 0 &&
		    (rows.at[i].owner_id == 0 || rows.at[i].owner_id == me))
			return page_done(
			    rq, "/escalations/%" PRId64 "?%s", rows.at[i].id, said);
	return page_done(rq, "/escalations?%s", said);
}

enum status
case_decide(struct request *rq)
{
	struct case_list_view v = { .open.clash = NULL };
	struct case_form *form = &v.open.form;
	const struct adverse_code *mark;
	struct referral_asked asked;
	enum status status;

	input_read(rq, decide_inputs, form, &v.open.faults);
	check_decision(form, &v.open.faults);
	TRY(referral_form_check(rq, form, &v.open.faults, &asked));
	if (v.open.faults.n > 0)
		return case_show(rq, 422, rq->id, &v);
	mark = adverse_form_mark(form);
	status = escalation_decide(rq->tx, rq->id,
	    &(struct escalation_decision){ .outcome = form->outcome,
		.event = adverse_form_code(rq->arena, form),
		.grade = adverse_form_any(form) ? form->grade : "",
		.mark = mark != NULL             ? form->mark
			: adverse_form_any(form) ? "none"
						 : "",
		.serious = mark != NULL && mark->serious,
		.notifiable = mark != NULL && mark->notifiable,
		.refer_to = asked.place,
		.note = form->note,
		.seen_place_id = form->seen_place,
		.expected_at = asked.expected_at,
		.transport = form->transport,
		.man_told = form->man_told,
		.place_told = form->place_told,
		.place_told_how = form->place_told_how,
		.user_id = page_user(rq)->id,
		.version = form->version });
	if (status == ERR_CONFLICT)
		return show_clash(rq, &v);
	TRY(status);
	return go_on(rq, form->then);
}

enum status
case_undo(struct request *rq)
{
	enum status status = escalation_undo(rq->tx, rq->id, page_user(rq)->id);

	if (status != OK && status != ERR_CONFLICT)
		return status;
	return page_done(rq, "/escalations/%" PRId64 "?notice=%s", rq->id,
	    status == OK ? "undecided" : "undecided-late");
}

struct merge_form {
	int64_t other, version, other_version;
};

/* clang-format off */
static const struct input merge_inputs[] = {
	INPUT_NUMBER(struct merge_form, other, .label = N_("The other case"), .min = 1, .max = INT64_MAX, .required = true),
	INPUT_NUMBER(struct merge_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_NUMBER(struct merge_form, other_version, .label = N_("Version of the other case"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* clang-format on */

enum status
case_merge(struct request *rq)
{
	struct case_list_view v = { .open.form = case_nothing_typed };
	struct merge_form form;
	enum status status;
	int64_t into;

	input_read(rq, merge_inputs, &form, &v.open.faults);
	if (v.open.faults.n > 0)
		return case_show(rq, 422, rq->id, &v);
	status = escalation_merge(rq->tx,
	    &(struct escalation_merging){ rq->id, form.other, form.version,
		form.other_version, page_user(rq)->id },
	    &into);
	if (status == ERR_CONFLICT)
		return show_clash(rq, &v);
	TRY(status);
	return page_done(rq,
	    "/escalations/%" PRId64 "?notice=merged&undo_case=%" PRId64, into,
	    into == rq->id ? form.other : rq->id);
}

/* Raising one, from a thread, a client or a task. */

static const char *const raise_severities[] = { "severe", "moderate", "mild",
	"ungraded", NULL };

/* clang-format off */
static const struct input raise_inputs[] = {
	INPUT_NUMBER(struct raise_form, thread_id, .label = N_("Thread"), .min = 1, .max = INT64_MAX),
	INPUT_NUMBER(struct raise_form, patient_id, .label = N_("Client"), .min = 1, .max = INT64_MAX),
	INPUT_NUMBER(struct raise_form, task_id, .label = N_("Task"), .min = 1, .max = INT64_MAX),
	INPUT_CHOICE(struct raise_form, severity, raise_severities, .label = N_("How bad is it")),
	INPUT_TEXT(struct raise_form, sign, .label = N_("Sign"), .max = 40),
	INPUT_LINES(struct raise_form, note, .label = N_("What the supervisor should know"), .max = 500),
	INPUT_END
};
/* clang-format on */

static enum status
find_about(struct request *rq, struct raise_view *v)
{
	enum status status = sql_escalation_about(rq->tx, v->form.thread_id,
	    v->form.patient_id, v->form.task_id, page_user(rq)->zone, &v->about);

	v->region = page_user(rq)->region;
	return status;
}

static enum status
show_raise(struct request *rq, int code, struct raise_view *v)
{
	const char *const labels[] = { words_severity("severe"),
		words_severity("moderate"), words_severity("mild"),
		words_severity("ungraded"), NULL };
	struct page page;

	v->severities = field_options(rq->arena, raise_severities, labels);
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", _("Escalate"), v->about->name),
	    "escalations"));
	page.faulty = v->faults.n > 0;
	rq->reply.shown = v->about->patient_id != 0 ? "patient" : "thread";
	rq->reply.shown_id =
	    v->about->patient_id != 0 ? v->about->patient_id : v->about->thread_id;
	render_escalation_raise(reply_html(rq, code), &page, v);
	return OK;
}

/* Filled in from what he wrote: one more press is enough. */
static void
propose(struct raise_view *v)
{
	static const char *const by_urgency[] = { "ungraded", "ungraded", "moderate",
		"severe" };

	v->form.severity = by_urgency[v->about->urgency & 3];
	v->form.sign = v->about->sign;
	v->form.note = v->about->said;
}

enum status
escalation_ask(struct request *rq)
{
	struct raise_view v = { .form = { "", "", "", page_number(rq, "thread_id"),
				    page_number(rq, "patient_id"),
				    page_number(rq, "task_id") } };

	TRY(find_about(rq, &v));
	propose(&v);
	return show_raise(rq, 200, &v);
}

static enum status
raise_case(struct request *rq, const struct raise_view *v, int64_t *task_id)
{
	const struct escalation_about *a = v->about;

	return escalation_raise(rq->tx,
	    &(struct escalation_new){
		/* Each press is a cause of its own; the once key stops doubles. */
		.source = arena_printf(rq->arena,
		    "escalation:user:%" PRId64 ":%" PRId64 ":%" PRId64,
		    page_user(rq)->id, a->thread_id, tx_now(rq->tx)),
		.severity = v->form.severity,
		.sign = v->form.sign,
		.words = v->form.note,
		.place_id = a->place_id,
		.patient_id = a->patient_id,
		.thread_id = a->thread_id,
		.enrolment_id = a->enrolment_id,
		.message_id = a->message_id,
		.raised_by = page_user(rq)->id },
	    task_id);
}

/* A press of Escalate elsewhere comes without a severity: the form first. */
enum status
escalation_new(struct request *rq)
{
	bool asked = request_field(rq, "severity") != NULL;
	struct raise_view v = { .about = NULL };
	int64_t task_id;

	input_read(rq, raise_inputs, &v.form, &v.faults);
	TRY(find_about(rq, &v));
	if (!asked) {
		propose(&v);
		v.faults.n = 0;
		return show_raise(rq, 200, &v);
	}
	if (*v.form.severity == '\0')
		fault_add(&v.faults, "severity",
		    _("How bad is it: choose one, or Not graded."));
	if (*v.form.note == '\0')
		fault_add(&v.faults, "note",
		    _("What the supervisor should know: write it in a few words."));
	if (v.faults.n > 0)
		return show_raise(rq, 422, &v);
	TRY(raise_case(rq, &v, &task_id));
	if (v.form.thread_id != 0)
		return page_done(
		    rq, "/messages/%" PRId64 "?notice=escalated", v.form.thread_id);
	return page_done(rq, "/escalations/%" PRId64 "?notice=escalated", task_id);
}
