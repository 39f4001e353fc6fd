/* task_view_pages.c - filters of the list of tasks that were given a name. */

#include "site/task_view_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/place.h"
#include "gen/task_view.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/words.h"

/* clang-format off */
static const struct input view_inputs[] = {
	INPUT_TEXT(struct task_view_form, name, .label = N_("Name"), .max = 30, .required = true),
	INPUT_NUMBER(struct task_view_form, place_id, .label = N_("For"), .min = 0, .max = INT64_MAX),
	INPUT_END
};
/* clang-format on */

static const char *
with_whom(struct arena *arena, const char *who, const struct task_people *p)
{
	const int64_t id = strtoll(who, NULL, 10);

	for (size_t i = 0; i < p->people.n; i++)
		if (p->people.at[i].id == id)
			return arena_printf(arena, _("with %s"), p->people.at[i].name);
	return _("with a colleague");
}

static const char *
place_name(int64_t id, const struct task_people *p)
{
	const struct place_mine *place = place_among(&p->places, id);

	return place != NULL ? place->name : _("of one facility");
}

const char *
task_filter_words(
    struct arena *arena, const struct task_filter *f, const struct task_people *p)
{
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, strcmp(f->due, "now") == 0    ? _("To do now")
		     : strcmp(f->due, "done") == 0 ? _("Done today")
						   : _("Next 7 days"));
	if (*f->who != '\0')
		buf_printf(&b, ", %s",
		    strcmp(f->who, "me") == 0     ? _("with me")
		    : strcmp(f->who, "none") == 0 ? _("with nobody yet")
						  : with_whom(arena, f->who, p));
	if (*f->kind != '\0')
		buf_printf(&b, ", %s",
		    strcmp(f->kind, "free") == 0 ? _("Made by hand")
						 : words_task(f->kind));
	if (f->place_id != 0)
		buf_printf(&b, ", %s", place_name(f->place_id, p));
	if (*f->q != '\0')
		buf_printf(&b, ", “%s”", f->q);
	return b.data;
}

struct task_filter
task_view_filter(const struct task_views *v)
{
	return (struct task_filter){ .due = v->due,
		.who = v->who,
		.kind = v->kind,
		.q = v->q,
		.place_id = v->only_place,
		.after = "",
		.on = true };
}

const char *
task_views_path(struct arena *arena, const struct task_list_view *v)
{
	const char *path = task_path(arena, &v->filter, v->filter.due);

	return v->filter.on && v->current == NULL
		   ? arena_printf(arena, "/tasks/views%s", path + strlen("/tasks"))
		   : "/tasks/views";
}

static enum status
fill(struct request *rq, struct task_saved_view *v)
{
	const struct session_resume *user = page_user(rq);
	size_t mine = 0;

	v->supervisor = strcmp(user->role, "supervisor") == 0;
	TRY(sql_task_views(rq->tx, user->id, &v->saved));
	TRY(sql_task_counts(
	    rq->tx, tx_now(rq->tx), user->zone, "", "", "", 0, &v->tallies));
	TRY(task_people(rq, &v->people));
	for (size_t i = 0; i < v->saved.n; i++)
		mine += v->saved.at[i].mine;
	v->room = mine < TASK_VIEWS_MOST;
	return OK;
}

static enum status
show(struct request *rq, int code, struct task_saved_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Saved views"), "tasks"));
	page.faulty = code != 200;
	render_task_view(reply_html(rq, code), &page, v);
	return OK;
}

enum status
task_view_list(struct request *rq)
{
	struct task_saved_view v = { .filter = task_filter_of(rq, request_query),
		.form = { .name = "" } };

	TRY(fill(rq, &v));
	return show(rq, 200, &v);
}

/* Or none is asked for. */
static bool
is_mine(const struct place_mine_rows *places, int64_t id)
{
	return id == 0 || place_among(places, id) != NULL;
}

enum status
task_view_save(struct request *rq)
{
	struct task_saved_view v = { .filter = task_filter_of(rq, request_field),
		.form = { .name = "" } };
	const struct session_resume *user = page_user(rq);
	const struct task_view_add *saved;
	enum status status;

	TRY(fill(rq, &v));
	input_read(rq, view_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	if (!is_mine(&v.people.places, v.form.place_id) ||
	    !is_mine(&v.people.places, v.filter.place_id))
		return ERR_FORBIDDEN;
	status = sql_task_view_add(rq->tx, user->id, v.form.place_id, v.form.name,
	    v.filter.due, v.filter.who, v.filter.kind, text_fold(rq->arena, v.filter.q),
	    v.filter.place_id, tx_now(rq->tx), &saved);
	if (status == ERR_NOT_FOUND) {
		fault_add(&v.faults, "name",
		    _("Name: you have a view of this name, or as many as there can "
		      "be. Choose another name, or delete one below."));
		return show(rq, 422, &v);
	}
	TRY(status);
	return page_done(
	    rq, "%s&notice=view-saved", task_path(rq->arena, &v.filter, v.filter.due));
}

/* Hers, or a supervisor's of the place it is shared with. */
static bool
may_keep(const struct request *rq, const struct task_saved_view *v)
{
	for (size_t i = 0; i < v->saved.n; i++)
		if (v->saved.at[i].id == rq->id)
			return v->saved.at[i].mine || v->supervisor;
	return false;
}

/* The field of its row is what the fault leads to. */
static enum status
refuse_name(struct request *rq, struct task_saved_view *v, const char *why)
{
	TRY(fill(rq, v));
	if (!may_keep(rq, v))
		return ERR_NOT_FOUND;
	v->faults.n = 0;
	fault_add(&v->faults, arena_printf(rq->arena, "name-%" PRId64, rq->id), why);
	return show(rq, 422, v);
}

enum status
task_view_rename(struct request *rq)
{
	struct task_saved_view v = { .filter = TASK_FILTER, .form = { .name = "" } };
	const struct task_view_name *named;
	enum status status;

	input_read(rq, view_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return refuse_name(
		    rq, &v, arena_strdup(rq->arena, v.faults.at[0].message));
	status = sql_task_view_name(rq->tx, rq->id, v.form.name, &named);
	if (status == ERR_NOT_FOUND)
		return refuse_name(
		    rq, &v, _("Name: there is a view of this name already."));
	TRY(status);
	return page_done(rq, "/tasks/views?notice=saved");
}

enum status
task_view_delete(struct request *rq)
{
	const struct task_view_drop *dropped;

	TRY(sql_task_view_drop(rq->tx, rq->id, &dropped));
	return page_done(rq, "/tasks/views?notice=view-deleted");
}
