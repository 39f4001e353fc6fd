/* case_view_pages.c - filters of the queue of cases that were given a name. */

#include "site/case_view_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/access.h"
#include "core/place.h"
#include "gen/case_view.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/words.h"

/* clang-format off */
static const struct input view_inputs[] = {
	INPUT_TEXT(struct case_view_form, name, .label = N_("Name"), .max = 30, .required = true),
	INPUT_END
};

static const struct option states[] = {
	{ "open", N_("Open") },
	{ "mine", N_("Mine") },
	{ "unclaimed", N_("Not claimed") },
	{ "late", N_("Past the time limit") },
	{ "visit", N_("Asked to come, visit not confirmed") },
	{ "closed", N_("Closed this week") },
};
static const char *const clock_codes[] = { "", "late", "first", "decision", "visit", NULL };
static const char *const clock_words[] = { N_("Any clock"), N_("past the time limit"),
	N_("waiting for a first action"), N_("waiting for a decision"),
	N_("decided, waiting for a visit"), NULL };
/* clang-format on */

struct option_rows
case_clocks(struct arena *arena)
{
	return field_options(arena, clock_codes, clock_words);
}

static bool
is_offered(const struct option *at, size_t n, const char *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(at[i].value, value) == 0)
			return true;
	return false;
}

/* Nurses see what has nobody; supervisors also what one of them has. */
struct option_rows
case_people(struct arena *arena, const struct case_list_view *v)
{
	struct option *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, v->people.n + 4);
	at[n++] = (struct option){ "", _("With anybody") };
	at[n++] = (struct option){ "none", _("With nobody yet") };
	if (v->may_decide)
		at[n++] = (struct option){ "me", _("With me") };
	for (size_t i = 0; i < v->people.n; i++)
		if (v->people.at[i].id != v->user_id)
			at[n++] = (struct option){
				arena_printf(arena, "%" PRId64, v->people.at[i].id),
				arena_printf(arena, _("With %s"), v->people.at[i].name)
			};
	if (*v->filter.who >= '1' && *v->filter.who <= '9' &&
	    !is_offered(at, n, v->filter.who))
		at[n++] = (struct option){ v->filter.who, _("With somebody else") };
	return (struct option_rows){ at, n };
}

static bool
is_elsewhere(const struct case_filter *f, const struct place_mine_rows *places)
{
	return f->place_id != 0 && place_among(places, f->place_id) == NULL;
}

struct case_filter
case_view_filter(const struct case_views *w)
{
	return (struct case_filter){ .view = w->state,
		.severity = w->severity,
		.clock = w->clock,
		.who = w->who,
		.place_id = w->only_place,
		.on = true };
}

void
case_views_place(struct case_list_view *v)
{
	const struct case_filter *f = &v->filter;

	v->elsewhere = is_elsewhere(f, &v->places);
	for (size_t i = 0; i < v->saved.n; i++) {
		const struct case_views *w = &v->saved.at[i];

		if (strcmp(f->view, w->state) == 0 &&
		    strcmp(f->severity, w->severity) == 0 &&
		    strcmp(f->clock, w->clock) == 0 && strcmp(f->who, w->who) == 0 &&
		    f->place_id == w->only_place)
			v->current = w;
	}
}

const char *
case_views_path(struct arena *arena, const struct case_list_view *v)
{
	return v->filter.on && v->current == NULL && !v->elsewhere
		   ? case_act_path(arena, "/views", &v->filter)
		   : "/escalations/views";
}

static const char *
with_whom(struct arena *arena, const char *who, const struct escalation_people_rows *p)
{
	const int64_t id = strtoll(who, NULL, 10);

	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].id == id)
			return arena_printf(arena, _("with %s"), p->at[i].name);
	return _("with a colleague");
}

static const char *
place_name(int64_t id, const struct place_mine_rows *places)
{
	for (size_t i = 0; i < places->n; i++)
		if (places->at[i].id == id)
			return places->at[i].name;
	return _("of a facility that is not yours");
}

const char *
case_filter_words(struct arena *arena, const struct case_filter *f,
    const struct place_mine_rows *places, const struct escalation_people_rows *people)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].value, f->view) == 0)
			buf_puts(&b, _(states[i].label));
	if (*f->severity != '\0')
		buf_printf(&b, ", %s", words_severity(f->severity));
	for (size_t i = 1; clock_codes[i] != NULL; i++)
		if (strcmp(clock_codes[i], f->clock) == 0)
			buf_printf(&b, ", %s", _(clock_words[i]));
	if (*f->who != '\0')
		buf_printf(&b, ", %s",
		    strcmp(f->who, "me") == 0     ? _("with me")
		    : strcmp(f->who, "none") == 0 ? _("with nobody yet")
						  : with_whom(arena, f->who, people));
	if (f->place_id != 0)
		buf_printf(&b, ", %s", place_name(f->place_id, places));
	return b.data;
}

static enum status
fill(struct request *rq, struct case_saved_view *v)
{
	const struct session_resume *user = page_user(rq);
	const int64_t now = tx_now(rq->tx);

	TRY(tx_together(rq->tx));
	TRY(sql_case_views(rq->tx, now, &v->saved));
	TRY(sql_place_mine(rq->tx, user->id, now, &v->places));
	if (role_may(user->role, ESCALATION_DECIDE))
		TRY(sql_escalation_people(rq->tx, &v->people));
	TRY(tx_fetch(rq->tx));
	v->elsewhere = is_elsewhere(&v->filter, &v->places);
	return OK;
}

static enum status
show(struct request *rq, int code, struct case_saved_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Saved views"), "escalations"));
	page.faulty = code != 200;
	render_case_view(reply_html(rq, code), &page, v);
	return OK;
}

enum status
case_view_list(struct request *rq)
{
	struct case_saved_view v = { .filter = case_filter_asked(rq),
		.form = { .name = "" } };

	TRY(fill(rq, &v));
	return show(rq, 200, &v);
}

enum status
case_view_save(struct request *rq)
{
	struct case_saved_view v = { .filter = case_filter_of(rq, request_field),
		.form = { .name = "" } };
	const struct case_filter *f = &v.filter;
	const struct case_view_add *saved;
	enum status status;

	TRY(fill(rq, &v));
	input_read(rq, view_inputs, &v.form, &v.faults);
	if (v.elsewhere)
		return ERR_FORBIDDEN;
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = sql_case_view_add(rq->tx, page_user(rq)->id, v.form.name, f->view,
	    f->severity, f->clock, f->who, f->place_id, tx_now(rq->tx), &saved);
	if (status == ERR_NOT_FOUND) {
		fault_add(&v.faults, "name",
		    _("Name: you have a view of this name, or as many as there can "
		      "be. Choose another name, or delete one below."));
		return show(rq, 422, &v);
	}
	TRY(status);
	return page_done(rq, "%s&notice=view-saved", case_path(rq->arena, f, f->view));
}

static bool
is_hers(const struct request *rq, const struct case_saved_view *v)
{
	for (size_t i = 0; i < v->saved.n; i++)
		if (v->saved.at[i].id == rq->id)
			return true;
	return false;
}

/* The field of its row is what the fault leads to. */
static enum status
refuse_name(struct request *rq, struct case_saved_view *v, const char *why)
{
	TRY(fill(rq, v));
	if (!is_hers(rq, v))
		return ERR_NOT_FOUND;
	v->faults.n = 0;
	fault_add(&v->faults, arena_printf(rq->arena, "name-%" PRId64, rq->id), why);
	return show(rq, 422, v);
}

enum status
case_view_rename(struct request *rq)
{
	struct case_saved_view v = { .filter = case_filter_asked(rq),
		.form = { .name = "" } };
	const struct case_view_name *named;
	enum status status;

	input_read(rq, view_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return refuse_name(
		    rq, &v, arena_strdup(rq->arena, v.faults.at[0].message));
	status = sql_case_view_name(rq->tx, rq->id, v.form.name, &named);
	if (status == ERR_NOT_FOUND)
		return refuse_name(
		    rq, &v, _("Name: there is a view of this name already."));
	TRY(status);
	return page_done(rq, "/escalations/views?notice=saved");
}

enum status
case_view_delete(struct request *rq)
{
	const struct case_view_drop *dropped;

	TRY(sql_case_view_drop(rq->tx, rq->id, &dropped));
	return page_done(rq, "/escalations/views?notice=case-view-deleted");
}
