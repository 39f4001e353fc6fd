/* task_team_pages.c - who has how much work, for supervisors. */

#include "base/i18n.h"
#include "gen/task_team.h"
#include "site/case_filter.h"
#include "site/page.h"
#include "site/show.h"
#include "site/task_pages.h"

const char *
task_team_path(struct arena *arena, const struct task_filter *f)
{
	const struct task_filter team = { .due = "now",
		.who = "",
		.kind = "",
		.q = "",
		.after = "",
		.place_id = f->place_id,
		.team = true };

	return task_list_link(arena, "", task_place(arena, &team));
}

#define HERE (10 * MINUTE) /* so long whoever did something is taken to be here */

const char *
task_team_seen(
    struct arena *arena, const struct task_team *t, int64_t now, const char *zone)
{
	if (t->owner_id == 0)
		return "";
	if (t->seen_at == 0)
		return t->gone ? "" : _("has never signed in");
	if (!t->gone && t->seen_at > now - HERE)
		return _("here now");
	return arena_printf(
	    arena, _("last here %s"), show_moment(arena, t->seen_at, now, zone));
}

const char *
task_team_cases(struct arena *arena, const struct task_team_view *v, const char *who)
{
	const struct case_filter f = { .severity = "",
		.clock = "",
		.who = who,
		.place_id = v->list.filter.place_id };

	return case_path(arena, &f, "open");
}

/* The page counts what it shows. */
static void
add_up(struct request *rq, struct task_team_view *v)
{
	struct task_counts *counts = arena_alloc(rq->arena, sizeof *counts);
	struct task_team *all = &v->all;

	for (size_t i = 0; i < v->rows.n; i++) {
		const struct task_team *row = &v->rows.at[i];

		all->open += row->open;
		all->cases += row->cases;
		all->waiting += row->waiting;
		v->stuck += row->gone || row->away;
		all->now += row->now;
		all->problems += row->problems;
		all->late += row->late;
		all->upcoming += row->upcoming;
		all->done += row->done;
	}
	*counts = (struct task_counts){ .now = all->now,
		.problems = all->problems,
		.late = all->late,
		.upcoming = all->upcoming,
		.done = all->done };
	v->list.counts = v->list.all = counts;
}

static enum status
ask(struct request *rq, struct task_team_view *v, const struct nav_counts **counts)
{
	const struct session_resume *user = page_user(rq);
	const int64_t now = tx_now(rq->tx);

	TRY(tx_together(rq->tx));
	TRY(sql_task_team(rq->tx, now, user->zone, v->list.filter.place_id, &v->rows));
	TRY(sql_task_counts(rq->tx, now, user->zone, "", "", "", 0, &v->list.tallies));
	TRY(sql_task_views(rq->tx, user->id, &v->list.saved));
	TRY(task_people(rq, &v->list.people));
	TRY(page_ask(rq, counts));
	return tx_fetch(rq->tx);
}

enum status
task_team(struct request *rq, const struct task_filter *f)
{
	const struct session_resume *user = page_user(rq);
	struct task_team_view v = { .list.filter = *f,
		.list.user_id = user->id,
		.list.region = user->region,
		.list.several = user->place_count > 1,
		.place = task_place(rq->arena, f) };
	const struct nav_counts *counts;
	struct page page;

	TRY(ask(rq, &v, &counts));
	add_up(rq, &v);
	v.list.today = show_long_date(rq->arena, tx_now(rq->tx), user->zone);
	page_open_with(rq, &page, counts, _("Tasks by colleague"), "tasks");
	TRY(task_say_done(rq, &page));
	page_polls(rq, &page, task_team_path(rq->arena, f), "views,stuck,team");
	if (page_is_fragment(rq))
		render_task_team_parts(reply_html(rq, 200), &page, &v);
	else
		render_task_team(reply_html(rq, 200), &page, &v);
	return OK;
}
