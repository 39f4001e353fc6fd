/* task_list_pages.c - the day's work as a list, on paper too, and taking one from it. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/task.h"
#include "gen/task_list.h"
#include "gen/task_print.h"
#include "site/figures.h"
#include "site/lists.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/report_show.h"
#include "site/show.h"
#include "site/task_bulk_pages.h"
#include "site/task_pages.h"

#define PAGE 50
#define PRINT_MOST 300
#define WAITING_MOST 12
#define UNWANTED_FOR (48 * HOUR) /* so long she is told what is not wanted any more */

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

enum status
task_rows(struct request *rq, const struct task_filter *f, int64_t only, int32_t most,
    struct task_list_rows *rows)
{
	const struct session_resume *user = page_user(rq);
	const int64_t now = tx_now(rq->tx);
	const char *q = text_fold(rq->arena, f->q);
	const struct task_after after = task_after_of(f->after);
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
	TRY(task_rows(rq, f, 0, PAGE + 1, &v->rows));
	TRY(sql_task_views(rq->tx, page_user(rq)->id, &v->saved));
	TRY(ask_figures(rq, v, all));
	if (!lists_waiting(rq, WAITING_MOST, &v->waiting))
		TRY(sql_thread_waiting(rq->tx, false, 0, 4, 0, 0, tx_now(rq->tx),
		    WAITING_MOST, &v->waiting));
	TRY(sql_task_openers(
	    rq->tx, page_user(rq)->id, tx_now(rq->tx) - TASK_BEGUN, &v->openers));
	TRY(sql_service_request_unwanted(
	    rq->tx, page_user(rq)->id, tx_now(rq->tx) - UNWANTED_FOR, &v->unwanted));
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
		TRY(task_rows(rq, &v->filter, 0, PAGE + 1, &v->rows));
	}
	v->place = task_place(rq->arena, &v->filter);
	v->self = task_list_link(rq->arena, "", v->place);
	if (v->rows.n > PAGE) {
		struct task_filter next = v->filter;
		const struct task_list *last = &v->rows.at[PAGE - 1];
		const struct task_after after = { { last->part, last->sort_priority,
		    last->rank, last->id } };

		v->rows.n = PAGE;
		next.after = task_after_text(rq->arena, &after);
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
	page_polls(rq, &page, v.self,
	    "tiles,unwanted,views,tasks,none,waiting-head,waiting,"
	    "checkins");
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

	f->due = strcmp(f->due, "done") == 0 ? "now" : f->due;
	f->after = "";
	v.list.place = task_place(rq->arena, f);
	v.with_phones = page_number(rq, "phones") != 0;
	view_begin(rq, &v.list);
	TRY(task_people(rq, &v.list.people));
	TRY(task_rows(rq, &v.list.filter, 0, PRINT_MOST, &v.list.rows));
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

/* Taking and giving back. */

/* The script swaps one row of the list; false if the row is not in it any more. */
static enum status
swap_row(struct request *rq, bool taken, bool *swapped)
{
	struct task_list_view v = { .filter = TASK_FILTER };
	struct page page;

	v.filter.due = task_filter_of(rq, request_query).due;
	v.place = task_place_asked(rq);
	view_begin(rq, &v);
	TRY(task_rows(rq, &v.filter, rq->id, 1, &v.rows));
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
