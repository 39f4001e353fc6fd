/*
 * task_bulk_pages.c - one thing done to several tasks, after a page that names them.
 * What changed between that page and the press is left as it is.
 */

#include "site/task_bulk_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/task.h"
#include "gen/task_bulk.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/task_pages.h"

#define BULK_MAX 200 /* that a page names */

static const char *const ops[] = { "take", "give", "later", NULL };
static const char *const untils[] = { "2h", "tomorrow", "3days", "own", NULL };

/* clang-format off */
static const struct input bulk_inputs[] = {
	INPUT_CHOICE(struct task_bulk_form, op, ops, .label = N_("What to do"), .required = true),
	INPUT_TEXT(struct task_bulk_form, whose, .label = N_("Whose"), .max = 18),
	INPUT_NUMBER(struct task_bulk_form, to, .label = N_("Give to"), .min = 1, .max = INT64_MAX),
	INPUT_CHOICE(struct task_bulk_form, until, untils, .label = N_("Show again")),
	INPUT_DATE(struct task_bulk_form, day, .label = N_("Day")),
	INPUT_TEXT(struct task_bulk_form, hour, .label = N_("Hour"), .max = 5),
	INPUT_TEXT(struct task_bulk_form, reason, .label = N_("Because")),
	INPUT_TICK(struct task_bulk_form, sure, .label = N_("Sure")),
	INPUT_END
};
/* clang-format on */

static enum status
some(struct request *rq, const int64_t *ids, size_t n, struct task_some_rows *tasks)
{
	return sql_task_some(rq->tx, tx_int_array(rq->tx, ids, n), tx_now(rq->tx),
	    page_user(rq)->zone, tasks);
}

/* Which of them it can be done to. */
static enum status
choose(struct request *rq, struct task_bulk_view *v, const int64_t *ids, size_t n)
{
	struct task_some_rows all;
	struct task_some *fit;
	size_t kept = 0;

	TRY(some(rq, ids, n, &all));
	if (all.n == 0)
		return ERR_NOT_FOUND;
	ARENA_ARRAY(rq->arena, fit, all.n);
	for (size_t i = 0; i < all.n; i++) {
		const struct task_some *t = &all.at[i];
		bool others = t->owner_id != 0 && t->owner_id != v->user_id;

		if (t->open && !(others && strcmp(v->form.op, "take") == 0))
			fit[kept++] = *t;
	}
	v->left_out = all.n - kept;
	v->tasks = (struct task_some_rows){ .at = fit, .n = kept };
	return OK;
}

static struct task_opening
opening(const struct task_some *t)
{
	return (struct task_opening){ t->tomorrow_at, t->three_days_at, t->zone };
}

/* A choice is a moment where all of them are put off to the same one. */
static void
say_later(struct request *rq, struct task_bulk_view *v)
{
	bool same = v->tasks.n > 0;
	struct task_opening opens;

	v->again = (struct task_later){ .faults = &v->faults,
		.until = v->form.until,
		.day = v->form.day,
		.hour = v->form.hour,
		.reason = v->form.reason,
		.later = _("in 2 hours"),
		.tomorrow = _("the next day the facility is open"),
		.three_days = _("in 3 days, or when it is open next after that") };
	for (size_t i = 0; i < v->tasks.n; i++)
		same &= v->tasks.at[i].tomorrow_at == v->tasks.at[0].tomorrow_at &&
			v->tasks.at[i].three_days_at == v->tasks.at[0].three_days_at &&
			strcmp(v->tasks.at[i].zone, v->tasks.at[0].zone) == 0;
	if (!same)
		return;
	opens = opening(&v->tasks.at[0]);
	task_later_say(rq, &v->again, &opens);
}

static enum status
ask(struct request *rq, int code, struct task_bulk_view *v)
{
	struct page page;

	TRY(sql_place_people(rq->tx, 0, &v->people));
	v->region = page_user(rq)->region;
	v->place = task_place_asked(rq);
	say_later(rq, v);
	TRY(page_open(rq, &page, _("Do this to all of them?"), "tasks"));
	page.faulty = code != 200;
	render_task_bulk(reply_html(rq, code), &page, v);
	return OK;
}

static enum status
do_one(struct request *rq, const struct task_bulk_view *v, const struct task_some *t)
{
	const struct task_opening opens = opening(t);
	const struct task_assign *given;
	struct faults faults = { .n = 0 };
	int64_t until;

	if (strcmp(v->form.op, "take") == 0)
		return task_take(rq->tx, t->id, v->user_id, "taken");
	if (strcmp(v->form.op, "give") == 0)
		return sql_task_assign(
		    rq->tx, t->id, v->form.to, v->form.reason, &given);
	TRY(task_later_read(rq, &faults, &v->again, &opens, &until));
	return faults.n > 0
		   ? ERR_CONFLICT
		   : task_put_off(rq->tx, t->id, until, "put-off", v->form.reason);
}

/* What has changed since it was named is left as it is. */
static bool
is_as_named(
    const struct task_some *t, const int64_t *ids, const int64_t *versions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == t->id)
			return t->open && t->version == versions[i];
	return false;
}

static enum status
do_all(struct request *rq, const struct task_bulk_view *v, const int64_t *ids, size_t n)
{
	int64_t versions[BULK_MAX], did[BULK_MAX];
	const struct task_bulk_add *bulk;
	size_t nversions, ndid = 0;

	TRY(page_numbers(rq, "v", BULK_MAX, versions, &nversions));
	if (nversions != n)
		return ERR_INVALID;
	for (size_t i = 0; i < v->tasks.n; i++) {
		const struct task_some *t = &v->tasks.at[i];
		enum status status =
		    is_as_named(t, ids, versions, n) ? do_one(rq, v, t) : ERR_CONFLICT;

		if (status == OK)
			did[ndid++] = t->id;
		else if (status != ERR_CONFLICT && status != ERR_NOT_FOUND)
			return status;
	}
	if (ndid == 0)
		return task_led(rq, "/tasks", "notice=bulk-none");
	TRY(sql_task_bulk_add(rq->tx, v->user_id, tx_now(rq->tx), v->form.op,
	    tx_int_array(rq->tx, did, ndid), (int32_t)n, &bulk));
	return task_led(rq, "/tasks",
	    arena_printf(rq->arena, "notice=%s&bulk=%" PRId64,
		ndid == n ? "bulk-done" : "bulk-some", bulk->id));
}

/* What is wrong with when is wrong where the first of them is. */
static enum status
check(struct request *rq, struct task_bulk_view *v)
{
	int64_t until;

	if (strcmp(v->form.op, "give") == 0 && v->form.to == 0)
		fault_add(&v->faults, "to", _("Give to: choose somebody."));
	if (strcmp(v->form.op, "later") == 0 && *v->form.reason == '\0')
		fault_add(&v->faults, "reason", _("Because: please fill this in."));
	if (strcmp(v->form.op, "later") == 0 && v->tasks.n > 0) {
		const struct task_opening opens = opening(&v->tasks.at[0]);

		TRY(task_later_read(rq, &v->faults, &v->again, &opens, &until));
	}
	return OK;
}

/* All that somebody has of what the page before has counted. */
static enum status
all_of(struct request *rq, struct task_bulk_view *v, int64_t *ids, size_t *n)
{
	const struct task_filter f = task_filter_of(rq, request_query);
	struct task_of_person_rows rows;

	TRY(sql_task_of_person(
	    rq->tx, tx_now(rq->tx), v->form.whose, f.place_id, BULK_MAX, &rows));
	for (*n = 0; *n < rows.n; (*n)++)
		ids[*n] = rows.at[*n].id;
	v->beyond = rows.n > 0 ? rows.at[0].of - (int64_t)rows.n : 0;
	return OK;
}

enum status
task_bulk(struct request *rq)
{
	struct task_bulk_view v = { .user_id = page_user(rq)->id };
	int64_t ids[BULK_MAX];
	size_t n;

	input_read(rq, bulk_inputs, &v.form, &v.faults);
	TRY(page_numbers(rq, "id", BULK_MAX, ids, &n));
	if (n == 0 && *v.form.whose != '\0')
		TRY(all_of(rq, &v, ids, &n));
	if (n == 0)
		return task_led(rq, "/tasks", "notice=none-ticked");
	if (fault_for(&v.faults, "op") != NULL || fault_for(&v.faults, "until") != NULL)
		return ERR_INVALID;
	TRY(choose(rq, &v, ids, n));
	if (!v.form.sure) {
		v.faults.n = 0;
		return ask(rq, 200, &v);
	}
	say_later(rq, &v);
	TRY(check(rq, &v));
	if (v.faults.n > 0)
		return ask(rq, 422, &v);
	return do_all(rq, &v, ids, n);
}

static const char *
done_line(struct request *rq, const struct task_bulk_get *b)
{
	struct arena *arena = rq->arena;
	unsigned long n = (unsigned long)b->done;

	if (strcmp(b->op, "take") == 0)
		return arena_printf(
		    arena, i18n_many("%d task taken.", "%d tasks taken.", n), b->done);
	if (strcmp(b->op, "give") == 0)
		return arena_printf(arena,
		    i18n_many("%d task given to a colleague.",
			"%d tasks given to a colleague.", n),
		    b->done);
	if (b->wakes_at > tx_now(rq->tx))
		return arena_printf(arena,
		    i18n_many("%d task is shown again %s.",
			"%d tasks are shown again %s.", n),
		    b->done,
		    show_moment(arena, b->wakes_at, tx_now(rq->tx),
			*b->zone != '\0' ? b->zone : page_user(rq)->zone));
	return arena_printf(
	    arena, i18n_many("%d task snoozed.", "%d tasks snoozed.", n), b->done);
}

static const char *
left_line(struct arena *arena, const struct task_bulk_get *b, int left)
{
	if (strcmp(b->op, "give") == 0)
		return arena_printf(arena,
		    i18n_many("%d was left: somebody has changed it meanwhile, or the "
			      "colleague does not work at its facility.",
			"%d were left: somebody has changed them meanwhile, or the "
			"colleague does not work at their facility.",
			(unsigned long)left),
		    left);
	return arena_printf(arena,
	    i18n_many("%d was left: somebody has changed it meanwhile.",
		"%d were left: somebody has changed them meanwhile.",
		(unsigned long)left),
	    left);
}

const char *
task_bulk_line(struct request *rq, const struct task_bulk_get *b)
{
	int left = b->asked - b->done;

	return left <= 0 ? done_line(rq, b)
			 : arena_printf(rq->arena, "%s %s", done_line(rq, b),
			       left_line(rq->arena, b, left));
}

/* Taking back: all of them, or those that the next page names as left to be. */

static bool
is_among(const struct task_undo_rows *undone, int64_t id)
{
	for (size_t i = 0; i < undone->n; i++)
		if (undone->at[i].id == id)
			return true;
	return false;
}

static enum status
name_them(struct request *rq, const struct task_some_rows *tasks,
    const struct task_undo_rows *undone)
{
	const char *place = task_place_asked(rq);
	struct task_bulk_undo_view v = { .place = place,
		.action = arena_printf(
		    rq->arena, "/tasks/bulk/%" PRId64 "/undo%s", rq->id, place),
		.region = page_user(rq)->region };
	struct task_some *fast, *loose;
	struct page page;

	ARENA_ARRAY(rq->arena, fast, tasks->n);
	ARENA_ARRAY(rq->arena, loose, tasks->n);
	for (size_t i = 0; i < tasks->n; i++)
		if (is_among(undone, tasks->at[i].id))
			loose[v.loose.n++] = tasks->at[i];
		else
			fast[v.fast.n++] = tasks->at[i];
	v.fast.at = fast;
	v.loose.at = loose;
	TRY(page_open(rq, &page, _("Take it back?"), "tasks"));
	render_task_bulk_undo(reply_html(rq, 409), &page, &v);
	return OK;
}

enum status
task_bulk_undo(struct request *rq)
{
	struct task_bulk_tasks_rows of_bulk;
	struct task_some_rows tasks;
	struct task_undo_rows undone;
	int64_t ids[BULK_MAX];
	size_t n;

	TRY(page_numbers(rq, "id", BULK_MAX, ids, &n));
	TRY(sql_task_bulk_tasks(
	    rq->tx, rq->id, tx_int_array(rq->tx, ids, n), &of_bulk));
	if (of_bulk.n == 0)
		return ERR_NOT_FOUND;
	for (n = 0; n < of_bulk.n && n < BULK_MAX; n++)
		ids[n] = of_bulk.at[n].id;
	TRY(some(rq, ids, n, &tasks));
	if (tasks.n == 0)
		return ERR_NOT_FOUND;
	TRY(tx_savepoint(rq->tx));
	TRY(sql_task_undo(rq->tx, tx_int_array(rq->tx, ids, n), page_user(rq)->id,
	    tx_now(rq->tx), of_bulk.at[0].at, &undone));
	if (undone.n == tasks.n)
		return task_led(rq, "/tasks", "notice=bulk-undone");
	TRY(tx_back_to_savepoint(rq->tx));
	return name_them(rq, &tasks, &undone);
}
