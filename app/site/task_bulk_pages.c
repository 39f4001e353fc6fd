/*
 * task_bulk_pages.c - one thing done to several tasks, after a page that names them.
 * What changed between that page and the press is left as it is.
 */

#include "site/task_bulk_pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/task.h"
#include "gen/task_bulk.h"
#include "site/page.h"
#include "site/pages.h"

#define BULK_MAX 50

static const char *const ops[] = { "take", "give", "later", NULL };
static const char *const untils[] = { "2h", "tomorrow", "3days", NULL };

/* clang-format off */
static const struct input bulk_inputs[] = {
	INPUT_CHOICE(struct task_bulk_form, op, ops, .label = N_("What to do"), .required = true),
	INPUT_NUMBER(struct task_bulk_form, to, .label = N_("Give to"), .min = 1, .max = INT64_MAX),
	INPUT_CHOICE(struct task_bulk_form, until, untils, .label = N_("Show again")),
	INPUT_TEXT(struct task_bulk_form, reason, .label = N_("Because")),
	INPUT_TICK(struct task_bulk_form, sure, .label = N_("Sure")),
	INPUT_END
};
/* clang-format on */

/* Every field of this name, in the order of the form. */
static enum status
numbers_of(struct request *rq, const char *name, int64_t *numbers, size_t *n)
{
	const char *text;

	for (*n = 0; (text = request_field_at(rq, name, *n)) != NULL; (*n)++) {
		char *end;

		if (*n == BULK_MAX || *text < '1' || *text > '9' || strlen(text) > 18)
			return ERR_INVALID;
		numbers[*n] = strtoll(text, &end, 10);
		if (*end != '\0')
			return ERR_INVALID;
	}
	return OK;
}

/* Which of them it can be done to. */
static enum status
choose(struct request *rq, struct task_bulk_view *v, const int64_t *ids, size_t n)
{
	struct task_some_rows all;
	struct task_some *some;
	size_t kept = 0;

	TRY(sql_task_some(rq->tx, tx_int_array(rq->tx, ids, n), &all));
	if (all.n == 0)
		return ERR_NOT_FOUND;
	ARENA_ARRAY(rq->arena, some, all.n);
	for (size_t i = 0; i < all.n; i++) {
		const struct task_some *t = &all.at[i];
		bool others = t->owner_id != 0 && t->owner_id != v->user_id;

		if (t->open && !(others && strcmp(v->form.op, "take") == 0))
			some[kept++] = *t;
	}
	v->left_out = all.n - kept;
	v->tasks = (struct task_some_rows){ .at = some, .n = kept };
	return OK;
}

static enum status
ask(struct request *rq, int code, struct task_bulk_view *v)
{
	struct page page;

	TRY(sql_place_people(rq->tx, 0, &v->people));
	v->region = page_user(rq)->region;
	TRY(page_open(rq, &page, _("Do this to all of them?"), "tasks"));
	page.faulty = code != 200;
	render_task_bulk(reply_html(rq, code), &page, v);
	return OK;
}

static enum status
put_off(struct request *rq, const struct task_bulk_view *v, int64_t id)
{
	const struct task_show *t;
	int64_t until;

	TRY(sql_task_show(rq->tx, id, tx_now(rq->tx), page_user(rq)->zone, &t));
	until = strcmp(v->form.until, "tomorrow") == 0 ? t->tomorrow_at
		: strcmp(v->form.until, "3days") == 0  ? t->three_days_at
						       : tx_now(rq->tx) + 2 * HOUR;
	return task_put_off(rq->tx, id, until, "put-off", v->form.reason);
}

/* ERR_CONFLICT or ERR_NOT_FOUND if it cannot be done to this one any more. */
static enum status
do_one(struct request *rq, const struct task_bulk_view *v, int64_t id, int64_t version)
{
	const struct task_assign *given;
	const struct task_lock *t;

	TRY(task_hold(rq->tx, id, version, &t));
	if (strcmp(t->kind, "escalation") == 0)
		return ERR_NOT_FOUND;
	if (strcmp(v->form.op, "take") == 0)
		return task_take(rq->tx, id, v->user_id, "taken");
	if (strcmp(v->form.op, "give") == 0)
		return sql_task_assign(rq->tx, id, v->form.to, v->form.reason, &given);
	return put_off(rq, v, id);
}

static enum status
do_all(struct request *rq, const struct task_bulk_view *v, const int64_t *ids, size_t n)
{
	int64_t versions[BULK_MAX];
	size_t nversions, left_out = 0;

	TRY(numbers_of(rq, "v", versions, &nversions));
	if (nversions != n)
		return ERR_INVALID;
	for (size_t i = 0; i < n; i++) {
		enum status status = do_one(rq, v, ids[i], versions[i]);

		if (status == ERR_CONFLICT || status == ERR_NOT_FOUND)
			left_out++;
		else
			TRY(status);
	}
	if (left_out == n)
		return page_done(rq, "/tasks?notice=bulk-none");
	return page_done(
	    rq, "/tasks?notice=%s", left_out == 0 ? "bulk-done" : "bulk-some");
}

static void
check(struct task_bulk_view *v)
{
	if (strcmp(v->form.op, "give") == 0 && v->form.to == 0)
		fault_add(&v->faults, "to", _("Give to: choose somebody."));
	if (strcmp(v->form.op, "later") == 0 && *v->form.reason == '\0')
		fault_add(&v->faults, "reason", _("Because: please fill this in."));
}

enum status
task_bulk(struct request *rq)
{
	struct task_bulk_view v = { .user_id = page_user(rq)->id };
	int64_t ids[BULK_MAX];
	size_t n;

	TRY(numbers_of(rq, "id", ids, &n));
	if (n == 0)
		return page_done(rq, "/tasks?notice=none-ticked");
	input_read(rq, bulk_inputs, &v.form, &v.faults);
	if (fault_for(&v.faults, "op") != NULL || fault_for(&v.faults, "until") != NULL)
		return ERR_INVALID;
	TRY(choose(rq, &v, ids, n));
	if (!v.form.sure) {
		v.faults.n = 0;
		return ask(rq, 200, &v);
	}
	check(&v);
	if (v.faults.n > 0)
		return ask(rq, 422, &v);
	return do_all(rq, &v, ids, n);
}
