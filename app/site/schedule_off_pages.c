/* schedule_off_pages.c - steps of the schedule that are switched off at a facility. */

#include "site/schedule_off_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/schedule.h"
#include "gen/schedule_off.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

static const char *const states[] = { "off", "on", NULL };
static const struct input inputs[] = { INPUT_NUMBER(struct schedule_off_form, place,
					   .min = 1, .max = INT64_MAX,
					   .label = N_("Facility"), .required = true),
	INPUT_TEXT(struct schedule_off_form, step, .label = N_("Step"), .max = 40,
	    .required = true),
	INPUT_TEXT(struct schedule_off_form, reason, .label = N_("Reason"), .max = 200,
	    .required = true),
	INPUT_CHOICE(struct schedule_off_form, state, states, .label = N_("On or off"),
	    .required = true),
	INPUT_END };

/* What is off, and what was ------------------------------------------------------ */

static const char *
switched(struct request *rq, int64_t at, const char *zone, const char *by,
    const char *reason)
{
	return arena_printf(rq->arena, "%s, %s: %s",
	    show_moment(rq->arena, at, tx_now(rq->tx), zone),
	    *by != '\0' ? by : "aftercarectl", reason);
}

static enum status
fill_lines(struct request *rq, struct schedule_off_view *v)
{
	struct schedule_off_list_rows rows;
	struct schedule_off_line *at;

	TRY(sql_schedule_off_list(rq->tx, workflow()->name, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct schedule_off_list *r = &rows.at[i];

		at[i] = (struct schedule_off_line){ r,
			switched(rq, r->off_at, r->zone, r->off_by, r->reason),
			r->on_at == 0
			    ? ""
			    : switched(rq, r->on_at, r->zone, r->on_by, r->on_reason) };
		if (r->on_at == 0 && r->place_id == v->form.place &&
		    strcmp(r->step, v->form.step) == 0)
			v->is_off = true;
	}
	v->lines = (struct schedule_off_line_rows){ at, rows.n };
	return OK;
}

/* What can be chosen ------------------------------------------------------------- */

static bool
listed(const struct option *at, size_t n, const char *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(at[i].value, value) == 0)
			return true;
	return false;
}

/* Of the programme's own steps and of every version that somebody may still follow. */
static enum status
fill_steps(struct request *rq, struct schedule_off_view *v)
{
	const struct workflow *w = workflow();
	struct schedule_off_names_rows names;
	struct option *at;
	size_t n = 0;

	TRY(sql_schedule_off_names(rq->tx, w->name, &names));
	ARENA_ARRAY(rq->arena, at, w->nsteps + names.n + 1);
	at[n++] = (struct option){ "", _("Please choose") };
	for (size_t i = 0; i < w->nsteps; i++)
		at[n++] = (struct option){ w->steps[i].name, w->steps[i].name };
	for (size_t i = 0; i < names.n; i++)
		if (!listed(at, n, names.at[i].step))
			at[n++] = (struct option){ names.at[i].step, names.at[i].step };
	v->steps = (struct option_rows){ at, n };
	return OK;
}

static enum status
fill_places(struct request *rq, struct schedule_off_view *v)
{
	struct place_list_rows rows;
	struct option *at;

	TRY(sql_place_list(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	at[0] = (struct option){ "", _("Please choose") };
	v->place = "";
	v->place_name = NULL;
	for (size_t i = 0; i < rows.n; i++) {
		at[i + 1] =
		    (struct option){ arena_printf(rq->arena, "%" PRId64, rows.at[i].id),
			    rows.at[i].name };
		if (rows.at[i].id == v->form.place) {
			v->place = at[i + 1].value;
			v->place_name = rows.at[i].name;
		}
	}
	v->places = (struct option_rows){ at, rows.n + 1 };
	return OK;
}

/* The form says which; what is none of them is not chosen. */
static enum status
open_view(struct request *rq, struct schedule_off_view *v)
{
	TRY(fill_places(rq, v));
	TRY(fill_steps(rq, v));
	v->chosen = v->place_name != NULL && *v->form.step != '\0' &&
		    listed(v->steps.at, v->steps.n, v->form.step);
	TRY(fill_lines(rq, v));
	if (v->chosen)
		TRY(sql_schedule_off_count(rq->tx, v->form.place, workflow()->name,
		    v->form.step, tx_now(rq->tx), &v->count));
	return OK;
}

static enum status
show(struct request *rq, int code, struct schedule_off_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Steps that are switched off"), "schedules"));
	page.faulty = code != 200;
	page.times = _("Each facility’s times are its own local time");
	render_schedule_off(reply_html(rq, code), &page, v);
	return OK;
}

enum status
schedule_off_show(struct request *rq)
{
	const char *step = request_query(rq, "step");
	struct schedule_off_view v = { .form = { .place = page_number(rq, "place"),
					   .step = step != NULL ? step : "",
					   .reason = "",
					   .state = "" } };

	TRY(open_view(rq, &v));
	return show(rq, 200, &v);
}

/* What it is already cannot be switched once more: two may look at the same page. */
enum status
schedule_off_switch(struct request *rq)
{
	struct schedule_off_view v = { .form = {
					   .step = "", .reason = "", .state = "" } };
	struct schedule_off_begin_rows begun = { .n = 0 };
	struct schedule_off_end_rows ended = { .n = 0 };
	bool off;

	input_read(rq, inputs, &v.form, &v.faults);
	TRY(open_view(rq, &v));
	if (v.faults.n == 0 && !v.chosen)
		fault_add(&v.faults, v.place_name == NULL ? "place" : "step",
		    v.place_name == NULL
			? _("Facility: please choose one from the list.")
			: _("Step: please choose one from the list."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	off = strcmp(v.form.state, "off") == 0;
	if (off)
		TRY(sql_schedule_off_begin(rq->tx, workflow()->name, v.form.place,
		    v.form.step, v.form.reason, page_user(rq)->id, tx_now(rq->tx),
		    &begun));
	else
		TRY(sql_schedule_off_end(rq->tx, workflow()->name, v.form.place,
		    v.form.step, v.form.reason, page_user(rq)->id, tx_now(rq->tx),
		    &ended));
	if (begun.n + ended.n == 0) {
		v.clash = true;
		return show(rq, 409, &v);
	}
	return page_done(
	    rq, "/admin/schedules/off?notice=%s", off ? "step-off" : "step-on");
}
