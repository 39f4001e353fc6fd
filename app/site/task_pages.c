/* task_pages.c - the day's work: the list, one task, and what came of it. */

#include "site/task_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/access.h"
#include "core/outcome.h"
#include "core/place.h"
#include "core/task.h"
#include "core/workflow.h"
#include "gen/task_list.h"
#include "gen/task_print.h"
#include "gen/task_show.h"
#include "site/figures.h"
#include "site/form_sheet.h"
#include "site/lists.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/report_show.h"
#include "site/show.h"
#include "site/task_bulk_pages.h"
#include "site/words.h"

#define PAGE 50
#define PRINT_MOST 300
#define Q_MOST 80 /* characters, as the field and a saved view have it */
#define WAITING_MOST 12
#define BEGUN (10 * MINUTE) /* so long whoever opened a task is taken to be at it */

/* The list. */

static const char *const dues[] = { "now", "upcoming", "done", NULL };
static const char *const groups[] = { "", "person", NULL };
static const char *const whos[] = { "", "me", "none", NULL };
static const char *const kinds[] = { "", "problem", "trace", "who", "number", "visit",
	"call", "handed-back", "rule", "free", NULL };

/* Where the page before ended: part, priority, rank and id with dots between. */
struct after {
	int64_t at[4];
};

static struct after
after_asked(const char *text)
{
	static const struct after start = { { -1000000, -1, INT64_MIN, 0 } };
	struct after after;

	for (size_t i = 0; text != NULL && i < COUNT_OF(after.at); i++) {
		char *end;

		after.at[i] = strtoll(text, &end, 10);
		if (end == text || *end != (i + 1 < COUNT_OF(after.at) ? '.' : '\0'))
			return start;
		text = end + 1;
	}
	return text != NULL ? after : start;
}

static const char *
after_text(struct arena *arena, const struct after *after)
{
	return arena_printf(arena, "%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64,
	    after->at[0], after->at[1], after->at[2], after->at[3]);
}

static bool
is_id(const char *text)
{
	return text != NULL && *text >= '1' && *text <= '9' && strlen(text) <= 18 &&
	       text[strspn(text, "0123456789")] == '\0';
}

/* Not longer than a filter can be. */
static const char *
looked_for(struct request *rq, const char *q)
{
	const char *start, *end;

	if (q == NULL)
		return "";
	start = end = text_trim(rq->arena, q);
	for (size_t i = 0; i < Q_MOST && *end != '\0'; i++)
		(void)text_next(&end);
	return arena_strndup(rq->arena, start, (size_t)(end - start));
}

struct task_filter
task_filter_of(struct request *rq, const char *(*asked)(struct request *, const char *))
{
	const struct after at = after_asked(asked(rq, "after"));
	struct task_filter f = { .due = page_one_of(asked(rq, "due"), dues),
		.who = page_one_of(asked(rq, "who"), whos),
		.kind = page_one_of(asked(rq, "kind"), kinds),
		.q = looked_for(rq, asked(rq, "q")),
		.after = at.at[3] > 0 ? after_text(rq->arena, &at) : "" };

	f.who = is_id(asked(rq, "who")) ? asked(rq, "who") : f.who;
	f.place_id =
	    is_id(asked(rq, "place")) ? strtoll(asked(rq, "place"), NULL, 10) : 0;
	f.team = strcmp(page_one_of(asked(rq, "group"), groups), "person") == 0 &&
		 strcmp(page_user(rq)->role, "supervisor") == 0;
	if (f.team)
		f.due = dues[0], f.who = f.kind = f.q = f.after = "";
	f.on = *f.who != '\0' || *f.kind != '\0' || *f.q != '\0' || f.place_id != 0;
	return f;
}

int64_t
task_filter_person(const struct task_filter *f)
{
	return is_id(f->who) ? strtoll(f->who, NULL, 10) : 0;
}

const char *
task_path(struct arena *arena, const struct task_filter *f, const char *due)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b, "/tasks?due=%s", due);
	if (*f->who != '\0')
		buf_printf(&b, "&who=%s", f->who);
	if (*f->kind != '\0')
		buf_printf(&b, "&kind=%s", f->kind);
	if (f->place_id != 0)
		buf_printf(&b, "&place=%" PRId64, f->place_id);
	if (*f->q != '\0') {
		buf_puts(&b, "&q=");
		buf_url(&b, f->q);
	}
	return b.data;
}

const char *
task_place(struct arena *arena, const struct task_filter *f)
{
	const char *path = task_path(arena, f, f->due) + strlen("/tasks");

	if (f->team)
		return arena_printf(arena, "%s&group=person", path);
	if (*f->after != '\0')
		return arena_printf(arena, "%s&after=%s", path, f->after);
	return f->on || strcmp(f->due, dues[0]) != 0 ? path : "";
}

const char *
task_link(struct arena *arena, int64_t id, const char *act, const char *place)
{
	return arena_printf(arena, "/tasks/%" PRId64 "%s%s", id, act, place);
}

const char *
task_list_link(struct arena *arena, const char *act, const char *place)
{
	return arena_printf(arena, "/tasks%s%s", act, place);
}

const char *
task_place_asked(struct request *rq)
{
	const struct task_filter f = task_filter_of(rq, request_query);

	return task_place(rq->arena, &f);
}

enum status
task_led(struct request *rq, const char *path, const char *notice)
{
	const char *place = task_place_asked(rq);

	return page_done(
	    rq, "%s%s%c%s", path, place, *place != '\0' ? '&' : '?', notice);
}

const char *
task_group_words(struct arena *arena, const struct task_filter *f,
    const struct task_list *t, int64_t now)
{
	if (strcmp(f->due, "now") != 0)
		return show_date(
		    arena, t->starts_at > now ? t->starts_at : t->due_at, now, t->zone);
	return t->part == 0   ? _("Possible wound problems, call first")
	       : t->part == 1 ? _("Late")
	       : t->part == 2 ? _("Due today")
			      : _("Due in the next 24 hours");
}

static enum status
read_rows(struct request *rq, const struct task_filter *f, int64_t only, int32_t most,
    struct task_list_rows *rows)
{
	const struct session_resume *user = page_user(rq);
	const int64_t now = tx_now(rq->tx);
	const char *q = text_fold(rq->arena, f->q);
	const struct after after = after_asked(f->after);
	const int32_t part = (int32_t)after.at[0], priority = (int32_t)after.at[1];

	if (strcmp(f->due, "done") == 0)
		return sql_task_list_done(rq->tx, now, user->zone, f->who, user->id,
		    f->kind, q, f->place_id, only, part, priority, after.at[2],
		    after.at[3], most, rows);
	if (strcmp(f->due, "upcoming") == 0)
		return sql_task_list_upcoming(rq->tx, now, user->zone, f->who, user->id,
		    f->kind, q, f->place_id, only, part, priority, after.at[2],
		    after.at[3], most, rows);
	return sql_task_list(rq->tx, now, user->zone, f->who, user->id, f->kind, q,
	    f->place_id, only, part, priority, after.at[2], after.at[3], most, rows);
}

/* How much work all is, what is filtered for, or a saved view by its id; never NULL. */
#define TASKS_ALL 0
#define TASKS_FOUND (-1)
static const struct task_counts *
task_tally(const struct task_counts_rows *tallies, int64_t id)
{
	static const struct task_counts none = { .view_id = 0 };

	for (size_t i = 0; i < tallies->n; i++)
		if (tallies->at[i].view_id == id)
			return &tallies->at[i];
	return &none;
}

int64_t
task_view_count(const struct task_counts_rows *tallies, const struct task_views *view)
{
	const struct task_counts *n = task_tally(tallies, view->id);

	return strcmp(view->due, "now") == 0    ? n->now
	       : strcmp(view->due, "done") == 0 ? n->done
						: n->upcoming;
}

static void
view_begin(struct request *rq, struct task_list_view *v)
{
	const struct session_resume *user = page_user(rq);

	v->user_id = user->id;
	v->region = user->region;
	v->several = user->place_count > 1;
	v->title = strcmp(user->role, "supervisor") == 0 ? _("Tasks") : _("Today");
	v->today = show_long_date(rq->arena, tx_now(rq->tx), user->zone);
}

static bool
is_filter(
    struct arena *arena, const struct task_filter *f, const struct task_views *saved)
{
	return strcmp(f->due, saved->due) == 0 && strcmp(f->who, saved->who) == 0 &&
	       strcmp(f->kind, saved->kind) == 0 && f->place_id == saved->only_place &&
	       strcmp(text_fold(arena, f->q), saved->q) == 0;
}

enum status
task_people(struct request *rq, struct task_people *p)
{
	if (strcmp(page_user(rq)->role, "supervisor") != 0)
		return OK;
	TRY(sql_place_people(rq->tx, 0, &p->people));
	return sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &p->places);
}

static enum status
count_tasks(struct request *rq, struct task_list_view *v)
{
	const struct task_filter *f = &v->filter;

	return sql_task_counts(rq->tx, tx_now(rq->tx), page_user(rq)->zone, f->who,
	    f->kind, text_fold(rq->arena, f->q), f->place_id, &v->tallies);
}

/* What is known from a page before is not asked. */
static enum status
ask_figures(struct request *rq, struct task_list_view *v, const struct task_counts *all)
{
	v->figures = figures_today(rq);
	if (v->figures == NULL)
		TRY(sql_today_figures(
		    rq->tx, tx_now(rq->tx), workflow()->follow_up_days, &v->figures));
	v->tallies = (struct task_counts_rows){ all, 1 };
	return all != NULL ? OK : count_tasks(rq, v);
}

/* Only of all work: how much there is by a filter stands on no other page. */
static enum status
keep_figures(struct request *rq, struct task_list_view *v,
    const struct task_counts *all, const struct nav_counts *counts)
{
	figures_keep_nav(rq, counts);
	figures_keep_today(rq, v->figures);
	if (all != NULL && v->saved.n > 0) /* a filter was saved meanwhile */
		return count_tasks(rq, v);
	if (!v->filter.on && v->saved.n == 0)
		figures_keep_tasks(rq, task_tally(&v->tallies, TASKS_ALL));
	return OK;
}

/* Everything that the page shows, in one round trip. */
static enum status
ask_list(struct request *rq, struct task_list_view *v, const struct nav_counts **counts)
{
	const struct task_filter *f = &v->filter;
	const struct task_counts *all = f->on ? NULL : figures_tasks(rq);

	TRY(tx_together(rq->tx));
	TRY(read_rows(rq, f, 0, PAGE + 1, &v->rows));
	TRY(sql_task_views(rq->tx, page_user(rq)->id, &v->saved));
	TRY(ask_figures(rq, v, all));
	if (!lists_waiting(rq, WAITING_MOST, &v->waiting))
		TRY(sql_thread_waiting(rq->tx, false, 0, 4, 0, 0, tx_now(rq->tx),
		    WAITING_MOST, &v->waiting));
	TRY(sql_task_openers(
	    rq->tx, page_user(rq)->id, tx_now(rq->tx) - BEGUN, &v->openers));
	TRY(task_people(rq, &v->people));
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	TRY(keep_figures(rq, v, all, *counts));
	lists_keep_waiting(rq, WAITING_MOST, &v->waiting);
	v->all = task_tally(&v->tallies, TASKS_ALL);
	v->counts = task_tally(&v->tallies, f->on ? TASKS_FOUND : TASKS_ALL);
	for (size_t i = 0; i < v->saved.n; i++)
		if (is_filter(rq->arena, f, &v->saved.at[i]))
			v->current = &v->saved.at[i];
	return OK;
}

static enum status
fill_list(
    struct request *rq, struct task_list_view *v, const struct nav_counts **counts)
{
	view_begin(rq, v);
	TRY(ask_list(rq, v, counts));
	/* All that stood on this page has gone elsewhere: then it is the first. */
	if (v->rows.n == 0 && *v->filter.after != '\0') {
		v->filter.after = "";
		TRY(read_rows(rq, &v->filter, 0, PAGE + 1, &v->rows));
	}
	v->place = task_place(rq->arena, &v->filter);
	v->self = task_list_link(rq->arena, "", v->place);
	if (v->rows.n > PAGE) {
		struct task_filter next = v->filter;
		const struct task_list *last = &v->rows.at[PAGE - 1];
		const struct after after = { { last->part, last->sort_priority,
		    last->rank, last->id } };

		v->rows.n = PAGE;
		next.after = after_text(rq->arena, &after);
		v->more = task_list_link(rq->arena, "", task_place(rq->arena, &next));
	}
	return OK;
}

/* Until when the one that was put off sleeps. */
static enum status
say_until(struct request *rq, struct page *page)
{
	const char *notice = request_query(rq, "notice");
	const struct task_wakes *t;
	enum status status;

	if (strcmp(notice != NULL ? notice : "", "put-off") != 0)
		return OK;
	status = sql_task_wakes(rq->tx, page_number(rq, "undo"), &t);
	if (status == OK && t->wakes_at > tx_now(rq->tx))
		page->notice =
		    arena_printf(rq->arena, _("Saved. It is shown again %s."),
			show_moment(rq->arena, t->wakes_at, tx_now(rq->tx),
			    *t->zone != '\0' ? t->zone : page_user(rq)->zone));
	return status == ERR_NOT_FOUND ? OK : status;
}

static bool
taken_back(struct request *rq)
{
	static const char begins[] = "taken-back";
	const char *notice = request_query(rq, "notice");

	return notice != NULL && strncmp(notice, begins, sizeof begins - 1) == 0;
}

enum status
task_say_done(struct request *rq, struct page *page)
{
	int64_t id = page_number(rq, "bulk");
	const struct task_bulk_get *bulk;
	enum status status;

	if (page->undo == NULL)
		return taken_back(rq) ? report_show_registered(rq, rq->id, page) : OK;
	page->undo = arena_printf(rq->arena, "%s%s", page->undo, task_place_asked(rq));
	if (id == 0) {
		TRY(say_until(rq, page));
		return report_show_registered(rq, page_number(rq, "undo"), page);
	}
	status = sql_task_bulk_get(rq->tx, id, &bulk);
	if (status == OK)
		page->notice = task_bulk_line(rq, bulk);
	else
		page->undo = NULL;
	return status == ERR_NOT_FOUND ? OK : status;
}

enum status
task_list(struct request *rq)
{
	struct task_list_view v = { .filter = task_filter_of(rq, request_query) };
	const struct nav_counts *counts;
	struct page page;
	bool same;

	if (page_is_fragment(rq)) {
		TRY(page_same(rq, &same));
		if (same)
			return reply_nothing(rq, 304);
	}
	if (v.filter.team)
		return task_team(rq, &v.filter);
	TRY(fill_list(rq, &v, &counts));
	page_open_with(rq, &page, counts, v.title, "tasks");
	TRY(task_say_done(rq, &page));
	page_polls(
	    rq, &page, v.self, "tiles,views,tasks,none,waiting-head,waiting,checkins");
	if (page_is_fragment(rq))
		render_task_list_parts(reply_html(rq, 200), &page, &v);
	else
		render_task_list(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
task_print(struct request *rq)
{
	struct task_print_view v = { .list.filter = task_filter_of(rq, request_query) };
	struct task_filter *f = &v.list.filter;
	struct page page;
	int64_t *ids;

	f->due = strcmp(f->due, "done") == 0 ? dues[0] : f->due;
	f->after = "";
	v.list.place = task_place(rq->arena, f);
	v.with_phones = page_number(rq, "phones") != 0;
	view_begin(rq, &v.list);
	TRY(task_people(rq, &v.list.people));
	TRY(read_rows(rq, &v.list.filter, 0, PRINT_MOST, &v.list.rows));
	ARENA_ARRAY(rq->arena, ids, v.list.rows.n);
	for (size_t i = 0; i < v.list.rows.n; i++)
		ids[i] = v.list.rows.at[i].id;
	TRY(sql_task_phones(
	    rq->tx, tx_int_array(rq->tx, ids, v.list.rows.n), &v.phones));
	if (v.phones.n != v.list.rows.n)
		return ERR_INTERNAL;
	TRY(page_open(rq, &page, _("Tasks to do"), "tasks"));
	v.other = arena_printf(rq->arena, "/tasks/print%s%s", v.list.place,
	    v.with_phones ? "" : (*v.list.place != '\0' ? "&phones=1" : "?phones=1"));
	render_task_print(reply_html(rq, 200), &page, &v);
	return OK;
}

const struct task_openers *
task_opener(const struct task_openers_rows *openers, int64_t task_id)
{
	for (size_t i = 0; i < openers->n; i++)
		if (openers->at[i].task_id == task_id)
			return &openers->at[i];
	return NULL;
}

/* One task. */

const char *
task_due_line(struct request *rq, const struct task_show *t)
{
	int64_t now = tx_now(rq->tx);
	bool problem = strcmp(t->kind, "problem") == 0;

	if (!t->open)
		return "";
	if (t->starts_at > now)
		return arena_printf(rq->arena, _("Shown again %s."),
		    show_moment(rq->arena, t->starts_at, now, t->zone));
	if (problem)
		return arena_printf(rq->arena, _("Due now, %s."),
		    show_since(rq->arena, t->created_at, now, t->zone));
	if (show_is_late(t->due_at, now, t->zone))
		return arena_printf(rq->arena, _("Due %s: %s."),
		    show_moment(rq->arena, t->due_at, now, t->zone),
		    show_late(rq->arena, t->due_at, now, t->zone));
	if (t->due_at <= now)
		return arena_printf(rq->arena, _("Due today, %s."),
		    show_since(rq->arena, t->due_at, now, t->zone));
	return arena_printf(
	    rq->arena, _("Due %s."), show_by(rq->arena, t->due_at, now, t->zone));
}

static void
say_when(struct request *rq, struct task_view *v)
{
	int64_t now = tx_now(rq->tx);
	const struct task_show *t = v->task;

	v->again = (struct task_later){ .faults = &v->faults,
		.until = v->form.until,
		.day = v->form.day,
		.hour = v->form.hour,
		.reason = v->form.reason };
	task_later_say(rq, &v->again,
	    &(struct task_opening){ t->tomorrow_at, t->three_days_at, t->zone });
	v->day = show_inside(rq->arena, show_follow_up(rq->arena, t->anchor_date,
					    workflow()->follow_up_days, now, t->zone));
	v->due = task_due_line(rq, t);
}

/* What is asked together once it is known which task it is. */
struct task_rest {
	struct task_openers_rows others; /* who is at it besides the reader */
	struct patient_days_rows days;
	const struct nav_counts *counts;
};

/* In one round trip; that the reader has opened it is noted with it. */
static enum status
ask_rest(struct request *rq, struct task_view *v, struct task_rest *rest)
{
	const int64_t me = page_user(rq)->id, now = tx_now(rq->tx);
	const struct task_show *t = v->task;

	TRY(tx_together(rq->tx));
	TRY(sql_task_trail(rq->tx, t->id, &v->trail));
	if (*t->rule != '\0')
		TRY(sql_task_actions(rq->tx, t->id, &v->actions));
	if (t->open)
		TRY(sql_place_people(rq->tx, t->place_id, &v->people));
	else
		TRY(sql_task_next_of(rq->tx, t->id, me, now, &v->next));
	if (t->thread_id != 0)
		TRY(sql_message_last(rq->tx, t->thread_id, 5, &v->messages));
	if (t->enrolment_id != 0)
		TRY(sql_patient_days(rq->tx, t->enrolment_id, &rest->days));
	TRY(sql_task_opener(rq->tx, t->id, me, now - BEGUN, &rest->others));
	TRY(sql_task_opened(rq->tx, t->id, me, now));
	TRY(page_ask(rq, &rest->counts));
	return tx_fetch(rq->tx);
}

/* A task with a form is done by that. */
static enum status
find_form(struct request *rq, struct task_view *v)
{
	enum status status;
	const char *name;

	if (!v->task->open)
		return OK;
	status = form_of_task(rq->tx, v->task->id, page_user(rq)->id, &name);
	if (status == OK)
		v->form_title = form_sheet_title(rq->arena, name, NULL);
	return status == ERR_NOT_FOUND ? OK : status;
}

static enum status
fill_task(struct request *rq, struct task_view *v, const struct nav_counts **counts)
{
	const struct session_resume *user = page_user(rq);
	struct task_rest rest = { .counts = NULL };
	const struct task_show *t;

	TRY(sql_task_show(rq->tx, rq->id, tx_now(rq->tx), user->zone, &v->task));
	t = v->task;
	TRY(find_form(rq, v));
	TRY(ask_rest(rq, v, &rest));
	*counts = rest.counts;
	if (t->enrolment_id != 0)
		days_strip(rq, &rest.days, t->anchor_date, t->zone, &v->days);
	if (rest.others.n > 0 && t->open)
		v->opened = arena_printf(rq->arena, _("%s opened this %s ago."),
		    rest.others.at[0].name,
		    show_span(rq->arena, tx_now(rq->tx) - rest.others.at[0].seen_at));
	say_when(rq, v);
	v->user_id = user->id;
	v->region = user->region;
	v->mine = t->owner_id == user->id;
	v->outcomes = t->open && strcmp(t->kind, "who") != 0;
	v->may_release = v->mine || strcmp(user->role, "supervisor") == 0;
	v->may_reopen =
	    role_may(user->role, TASK_REOPEN) &&
	    (strcmp(t->status, "completed") == 0 || strcmp(t->status, "failed") == 0);
	return OK;
}

/* What a colleague did while this page was open. */
static const char *
clash_line(struct request *rq, const struct task_view *v)
{
	const struct task_trail *last =
	    v->trail.n > 0 ? &v->trail.at[v->trail.n - 1] : NULL;

	if (last == NULL)
		return _("This task has changed in the meantime.");
	return arena_printf(rq->arena, "%s: %s %s", _("This task has changed"),
	    words_event(last->what, last->user_id != 0),
	    arena_printf(rq->arena, "%s, %s", last->name,
		show_moment(rq->arena, last->at, tx_now(rq->tx), v->task->zone)));
}

enum status
task_page(struct request *rq, int code, struct task_view *v)
{
	const struct nav_counts *counts;
	struct page page;

	v->place = task_place_asked(rq);
	TRY(fill_task(rq, v, &counts));
	if (code == 409)
		v->clash = clash_line(rq, v);
	page_open_with(rq, &page, counts,
	    arena_printf(rq->arena, "%s, %s",
		words_title(rq->arena, v->task->kind, v->task->title, v->task->words),
		v->task->who),
	    "tasks");
	page.faulty = code != 200;
	TRY(task_say_done(rq, &page));
	rq->reply.shown = "task";
	rq->reply.shown_id = rq->id;
	render_task_show(reply_html(rq, code), &page, v);
	return OK;
}

enum status
task_show(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };

	return task_page(rq, 200, &v);
}

/* A nurse's task: cases are taken and closed on their own page. */
enum status
task_find(struct request *rq, const struct task_lock **t)
{
	TRY(sql_task_lock(rq->tx, rq->id, t));
	return strcmp((*t)->kind, "escalation") == 0 ? ERR_NOT_FOUND : OK;
}

const char *
task_notice(struct request *rq, const char *notice)
{
	return arena_printf(rq->arena, "notice=%s&undo=%" PRId64, notice, rq->id);
}

/* Taking and giving back. */

/* The script swaps one row of the list; false if the row is not in it any more. */
static enum status
swap_row(struct request *rq, bool taken, bool *swapped)
{
	struct task_list_view v = { .filter = TASK_FILTER };
	struct page page;

	v.filter.due = page_one_of(request_query(rq, "due"), dues);
	v.place = task_place_asked(rq);
	view_begin(rq, &v);
	TRY(read_rows(rq, &v.filter, rq->id, 1, &v.rows));
	*swapped = v.rows.n > 0;
	if (!*swapped)
		return OK;
	TRY(page_open(rq, &page, "", "tasks"));
	render_task_row_part(reply_html(rq, taken ? 200 : 409), &page, &v,
	    taken ? NULL
		  : arena_printf(
			rq->arena, _("%s took this first."), v.rows.at[0].owner));
	return OK;
}

static enum status
answer_take(struct request *rq, bool taken)
{
	const char *then = request_field(rq, "then");
	const char *task = task_link(rq->arena, rq->id, "", "");
	bool swapped = false;

	if (page_is_fragment(rq))
		TRY(swap_row(rq, taken, &swapped));
	if (swapped)
		return OK;
	/* Whose it is now stands on its own page. */
	if (!taken)
		return task_led(rq, task, "notice=taken-by-other");
	return task_led(rq, then != NULL && strcmp(then, "stay") == 0 ? task : "/tasks",
	    task_notice(rq, "taken"));
}

enum status
task_pick(struct request *rq)
{
	const struct task_lock *t;
	enum status status;

	TRY(task_find(rq, &t));
	status = task_take(rq->tx, rq->id, page_user(rq)->id, "taken");
	if (status != OK && status != ERR_CONFLICT)
		return status;
	return answer_take(rq, status == OK);
}

enum status
task_give_back(struct request *rq)
{
	bool supervisor = strcmp(page_user(rq)->role, "supervisor") == 0;
	const struct task_lock *t;

	TRY(task_find(rq, &t));
	if (t->owner_id != page_user(rq)->id && !supervisor)
		return ERR_CONFLICT;
	TRY(task_release(rq->tx, rq->id));
	return task_led(
	    rq, task_link(rq->arena, rq->id, "", ""), task_notice(rq, "released"));
}

/* What came of it. */

static const char *const outcomes[] = { "reached-fine", "reached-problem",
	"not-reached", "wrong-number", "came", NULL };
static const char *const agains[] = { "2h", "tomorrow", "stop", NULL };
static const char *const thens[] = { "list", "next", NULL };
static const char *const untils[] = { "2h", "tomorrow", "3days", "own", NULL };

/* clang-format off */
static const struct input outcome_inputs[] = {
	INPUT_CHOICE(struct task_form, outcome, outcomes, .label = N_("Outcome")),
	INPUT_CHOICE(struct task_form, again, agains, .label = N_("Try again")),
	INPUT_LINES(struct task_form, note, .label = N_("Note")),
	INPUT_CHOICE(struct task_form, then, thens, .label = N_("Then")),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
static const struct input later_inputs[] = {
	INPUT_CHOICE(struct task_form, until, untils, .label = N_("Show again"), .required = true),
	INPUT_DATE(struct task_form, day, .label = N_("Day")),
	INPUT_TEXT(struct task_form, hour, .label = N_("Hour"), .max = 5),
	INPUT_TEXT(struct task_form, reason, .label = N_("Because"), .required = true),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* clang-format on */

static void
check_outcome(struct task_form *form, struct faults *faults)
{
	bool missed = strcmp(form->outcome, "not-reached") == 0;

	if (*form->outcome == '\0')
		fault_add(faults, "outcome", _("Outcome: choose what happened."));
	if (strcmp(form->outcome, "reached-problem") == 0 && *form->note == '\0')
		fault_add(faults, "note",
		    _("Note: write what the problem is, the supervisor reads it."));
	if (missed && strcmp(form->again, "stop") == 0 && *form->note == '\0')
		fault_add(
		    faults, "note", _("Note: write why nobody needs to try again."));
}

/* A slip of the pen in the year is none; what was yesterday is told by the hour. */
static bool
is_near(const char *day, int64_t now)
{
	int64_t number, today = now / (24 * HOUR);

	return clock_parse_date(day, &number) == OK && number >= today - 30 &&
	       number <= today + 731;
}

enum status
task_moment(
    struct request *rq, struct faults *faults, const struct task_moment *m, int64_t *at)
{
	const struct moment_of *moment;

	if (place_minutes(m->hour) < 0 && fault_for(faults, "hour") == NULL)
		fault_add(faults, "hour",
		    arena_printf(rq->arena,
			_("%s: write hours and minutes, such as 14:30."),
			m->hour_label));
	if (faults->n == 0 && !is_near(m->day, tx_now(rq->tx)))
		fault_add(faults, "day",
		    arena_printf(rq->arena,
			_("%s: choose a day of the next two years."), m->day_label));
	if (faults->n > 0)
		return OK;
	TRY(sql_moment_of(rq->tx, m->day, m->hour, m->zone, &moment));
	*at = moment->at;
	if (*at <= tx_now(rq->tx))
		fault_add(faults, "day",
		    arena_printf(rq->arena,
			_("%s: this is past already. Choose a later day or hour."),
			m->day_label));
	return OK;
}

void
task_later_say(
    struct request *rq, struct task_later *l, const struct task_opening *opens)
{
	const int64_t now = tx_now(rq->tx);

	l->later = arena_printf(rq->arena, _("in 2 hours, at %s"),
	    show_moment(rq->arena, now + 2 * HOUR, now, opens->zone));
	l->tomorrow = arena_printf(rq->arena, _("tomorrow, %s"),
	    show_moment(rq->arena, opens->tomorrow_at, now, opens->zone));
	l->three_days = arena_printf(rq->arena, _("in 3 days, %s"),
	    show_moment(rq->arena, opens->three_days_at, now, opens->zone));
}

static int64_t
moment_of(const char *when, int64_t now, const struct task_opening *opens)
{
	return strcmp(when, "tomorrow") == 0 ? opens->tomorrow_at
	       : strcmp(when, "3days") == 0  ? opens->three_days_at
					     : now + 2 * HOUR;
}

enum status
task_later_read(struct request *rq, struct faults *faults, const struct task_later *l,
    const struct task_opening *opens, int64_t *at)
{
	*at = moment_of(l->until, tx_now(rq->tx), opens);
	if (strcmp(l->until, "own") != 0)
		return OK;
	if (*l->day == '\0')
		fault_add(faults, "day", _("Day: choose the day to show it again."));
	TRY(task_moment(rq, faults,
	    &(const struct task_moment){
		l->day, l->hour, opens->zone, _("Day"), _("Hour") },
	    at));
	if (faults->n == 0 && *at > tx_now(rq->tx) + 92 * 24 * HOUR)
		fault_add(
		    faults, "day", _("Day: choose one in the next three months."));
	return OK;
}

/*
 * The next of the list she came from that is hers or nobody's; ERR_NOT_FOUND after the
 * last.
 */
static enum status
next_of_list(struct request *rq, int64_t *id)
{
	struct task_filter f = task_filter_of(rq, request_query);
	struct task_list_rows rows;

	f.due = strcmp(f.due, "done") == 0 ? dues[0] : f.due;
	f.after = "";
	TRY(read_rows(rq, &f, 0, PAGE, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct task_list *t = &rows.at[i];

		*id = t->id;
		if (t->id != rq->id &&
		    (t->owner_id == 0 || t->owner_id == page_user(rq)->id))
			return OK;
	}
	return ERR_NOT_FOUND;
}

/*
 * The same client's and his household's first: asked to go on, to the next one; else
 * the page of what is done shows them.
 */
enum status
task_go_on(struct request *rq, const char *then, const char *notice)
{
	struct task_next_of_rows his;
	int64_t id = rq->id;
	enum status status = OK;

	TRY(sql_task_next_of(rq->tx, rq->id, page_user(rq)->id, tx_now(rq->tx), &his));
	if (strcmp(then, "next") != 0 && (his.n == 0 || strcmp(notice, "put-off") == 0))
		return task_led(rq, "/tasks", task_notice(rq, notice));
	if (strcmp(then, "next") == 0 && his.n > 0)
		id = his.at[0].id;
	else if (strcmp(then, "next") == 0)
		status = next_of_list(rq, &id);
	if (status == ERR_NOT_FOUND)
		return task_led(rq, "/tasks", task_notice(rq, "last-task"));
	TRY(status);
	return task_led(rq, task_link(rq->arena, id, "", ""), task_notice(rq, notice));
}

static enum status
settle(struct request *rq, const struct task_form *form, const char **notice)
{
	const struct task_show *t;
	struct task_outcome outcome = { .outcome = form->outcome,
		.note = form->note,
		.user_id = page_user(rq)->id,
		.version = form->version };
	int64_t case_id;

	TRY(sql_task_show(rq->tx, rq->id, tx_now(rq->tx), page_user(rq)->zone, &t));
	outcome.again_at = moment_of(form->again, tx_now(rq->tx),
	    &(struct task_opening){ t->tomorrow_at, t->three_days_at, t->zone });
	*notice = "done";
	if (strcmp(form->outcome, "not-reached") == 0) {
		*notice = "put-off";
		if (strcmp(form->again, "stop") == 0) {
			outcome.outcome = "not-found";
			*notice = "done";
		}
	}
	TRY(task_settle(rq->tx, rq->id, &outcome, &case_id));
	if (case_id != 0)
		*notice = "escalated";
	return OK;
}

enum status
task_done(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_lock *t;
	const char *notice;
	enum status status;

	TRY(task_find(rq, &t));
	/* Who wrote is said in the thread, and that finishes the task. */
	if (strcmp(t->kind, "who") == 0)
		return ERR_INVALID;
	input_read(rq, outcome_inputs, &v.form, &v.faults);
	check_outcome(&v.form, &v.faults);
	if (v.faults.n > 0)
		return task_page(rq, 422, &v);
	status = settle(rq, &v.form, &notice);
	if (status == ERR_CONFLICT)
		return task_page(rq, 409, &v);
	TRY(status);
	return task_go_on(rq, v.form.then, notice);
}

enum status
task_later(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_lock *locked;
	const struct task_show *t;
	enum status status;
	int64_t until;

	TRY(task_find(rq, &locked));
	input_read(rq, later_inputs, &v.form, &v.faults);
	TRY(sql_task_show(rq->tx, rq->id, tx_now(rq->tx), page_user(rq)->zone, &t));
	TRY(task_later_read(rq, &v.faults,
	    &(struct task_later){
		.until = v.form.until, .day = v.form.day, .hour = v.form.hour },
	    &(struct task_opening){ t->tomorrow_at, t->three_days_at, t->zone },
	    &until));
	if (v.faults.n > 0)
		return task_page(rq, 422, &v);
	status = task_hold(rq->tx, rq->id, v.form.version, &locked);
	if (status == ERR_CONFLICT)
		return task_page(rq, 409, &v);
	TRY(status);
	TRY(task_put_off(rq->tx, rq->id, until, "put-off", v.form.reason));
	return task_led(rq, "/tasks", task_notice(rq, "put-off"));
}
