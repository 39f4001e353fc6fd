/* dose_table_pages.c - which dose is due when: a country's table in versions, and its draft. */

#include "site/dose_table_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/place.h"
#include "gen/dose_table.h"
#include "site/page.h"
#include "site/pages.h"

#define AGE_MOST 800 /* of any unit */
#define NUMBER_MOST 20

/* clang-format off */
static const char *const units[] = { "days", "weeks", "months", NULL };
static const char *const unit_words[] = { N_("days"), N_("weeks"), N_("months"), NULL };

static const struct input begin_inputs[] = {
	INPUT_NUMBER(struct dose_begin_form, from, .label = N_("Like"), .required = true, .min = 1, .max = INT64_MAX),
	INPUT_TEXT(struct dose_begin_form, country, .label = N_("Country code"), .required = true, .max = 2),
	INPUT_TEXT(struct dose_begin_form, title, .label = N_("Country"), .required = true, .min = 2, .max = 60),
	INPUT_END
};
static const struct input line_inputs[] = {
	INPUT_NUMBER(struct dose_line_form, line, .min = 1, .max = INT64_MAX),
	INPUT_TEXT(struct dose_line_form, vaccine, .label = N_("Vaccine"), .required = true, .max = 30),
	INPUT_TEXT(struct dose_line_form, number, .label = N_("Dose number"), .required = true, .max = 2),
	INPUT_TEXT(struct dose_line_form, due_n, .label = N_("Due at the age of"), .required = true, .max = 3),
	INPUT_CHOICE(struct dose_line_form, due_unit, units, .label = N_("Due at the age of"), .required = true),
	INPUT_TEXT(struct dose_line_form, least_n, .label = N_("Not younger than"), .required = true, .max = 3),
	INPUT_CHOICE(struct dose_line_form, least_unit, units, .label = N_("Not younger than"), .required = true),
	INPUT_TEXT(struct dose_line_form, interval_days, .label = N_("Days after the dose before it"), .max = 3),
	INPUT_TEXT(struct dose_line_form, latest_n, .label = N_("Not older than"), .max = 3),
	INPUT_CHOICE(struct dose_line_form, latest_unit, units, .label = N_("Not older than"), .required = true),
	INPUT_NUMBER(struct dose_line_form, edits, .min = 1, .max = INT32_MAX),
	INPUT_END
};
static const struct input about_inputs[] = {
	INPUT_TEXT(struct dose_about_form, title, .label = N_("Country"), .required = true, .min = 2, .max = 60),
	INPUT_TEXT(struct dose_about_form, source, .label = N_("Source"), .required = true, .max = 300),
	INPUT_TEXT(struct dose_about_form, dated, .label = N_("Date of the source"), .required = true, .max = 40),
	INPUT_TICK(struct dose_about_form, checked),
	INPUT_NUMBER(struct dose_about_form, before_days, .label = N_("Days before"), .min = 0, .max = 60),
	INPUT_NUMBER(struct dose_about_form, after_days, .label = N_("Every so many days after"), .required = true, .min = 1, .max = 60),
	INPUT_NUMBER(struct dose_about_form, after_times, .label = N_("How often after"), .min = 0, .max = 12),
	INPUT_TEXT(struct dose_about_form, hour, .label = N_("Hour"), .required = true, .max = 5),
	INPUT_NUMBER(struct dose_about_form, edits, .min = 1, .max = INT32_MAX),
	INPUT_END
};
struct edits_form {
	int64_t line, edits;
};
static const struct input edits_inputs[] = {
	INPUT_NUMBER(struct edits_form, line, .min = 1, .max = INT64_MAX),
	INPUT_NUMBER(struct edits_form, edits, .label = N_("Edits"), .required = true, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

const char *
dose_table_age(struct arena *arena, int n, const char *unit)
{
	const unsigned long many = (unsigned long)n;

	if (n == 0)
		return _("birth");
	if (strcmp(unit, "days") == 0)
		return arena_printf(arena, i18n_many("%d day", "%d days", many), n);
	if (strcmp(unit, "weeks") == 0)
		return arena_printf(arena, i18n_many("%d week", "%d weeks", many), n);
	return arena_printf(arena, i18n_many("%d month", "%d months", many), n);
}

/* All of them. */

static enum status
show_list(struct request *rq, int code, struct dose_table_list_view *v)
{
	struct option *at;
	struct page page;

	TRY(sql_dose_version_list(rq->tx, &v->versions));
	ARENA_ARRAY(rq->arena, at, v->versions.n);
	for (size_t i = 0; i < v->versions.n; i++)
		at[i] = (struct option){ arena_printf(rq->arena, "%" PRId64,
					     v->versions.at[i].id),
			arena_printf(rq->arena, _("%s, version %d"),
			    v->versions.at[i].title, (int)v->versions.at[i].number) };
	v->froms = (struct option_rows){ at, v->versions.n };
	TRY(page_open(rq, &page, _("Tables of doses"), "schedules"));
	page.faulty = code != 200;
	render_dose_table_list(reply_html(rq, code), &page, v);
	return OK;
}

enum status
dose_table_list(struct request *rq)
{
	struct dose_table_list_view v = { .form = { .country = "", .title = "" } };

	return show_list(rq, 200, &v);
}

enum status
dose_table_begin(struct request *rq)
{
	struct dose_table_list_view v = { .form = { .country = "", .title = "" } };
	struct dose_version_begin_rows begun;
	const char *code;

	input_read(rq, begin_inputs, &v.form, &v.faults);
	code = v.form.country;
	if (*code != '\0' && (strlen(code) != 2 || code[0] < 'A' || code[0] > 'Z' ||
				 code[1] < 'A' || code[1] > 'Z'))
		fault_add(&v.faults, "country",
		    _("Country code: write its two capital letters, such as MW."));
	if (v.faults.n > 0)
		return show_list(rq, 422, &v);
	TRY(sql_dose_version_begin(rq->tx, v.form.from, code, v.form.title,
	    tx_now(rq->tx), page_user(rq)->id, &begun));
	if (begun.n == 0) {
		fault_add(&v.faults, "country",
		    _("Country code: this country has a draft already. Open that."));
		return show_list(rq, 422, &v);
	}
	TRY(sql_dose_version_fill(rq->tx, begun.at[0].id, v.form.from));
	return page_done(rq, "/admin/doses/%" PRId64, begun.at[0].id);
}

/* One of them. */

static enum status
open_version(struct request *rq, struct dose_table_view *v)
{
	const struct dose_version_get *d;

	TRY(sql_dose_version_get(rq->tx, rq->id, &v->version));
	TRY(sql_dose_line_list(rq->tx, rq->id, &v->lines));
	d = v->version;
	v->draft = d->published_at == 0;
	v->units = field_options(rq->arena, units, unit_words);
	v->line = (struct dose_line_form){ .vaccine = "",
		.number = "",
		.due_n = "",
		.due_unit = "weeks",
		.least_n = "",
		.least_unit = "weeks",
		.interval_days = "",
		.latest_n = "",
		.latest_unit = "months" };
	v->about = (struct dose_about_form){ .title = d->title,
		.source = d->source,
		.dated = d->dated,
		.hour = d->hour,
		.before_days = d->before_days,
		.after_days = d->after_days,
		.after_times = d->after_times,
		.checked = d->checked };
	return OK;
}

static enum status
show(struct request *rq, int code, struct dose_table_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->version->title, _("Tables of doses")),
	    "schedules"));
	page.faulty = code != 200;
	render_dose_table_show(reply_html(rq, code), &page, v);
	return OK;
}

static const char *
number_text(struct request *rq, int n)
{
	return arena_printf(rq->arena, "%d", n);
}

/* The line that is to be changed; none: a new one. */
static void
begin_line(struct request *rq, struct dose_table_view *v, int64_t id)
{
	for (size_t i = 0; i < v->lines.n; i++) {
		const struct dose_line_list *l = &v->lines.at[i];

		if (l->id != id)
			continue;
		v->line = (struct dose_line_form){ .vaccine = l->vaccine,
			.number = number_text(rq, l->number),
			.due_n = number_text(rq, l->due_n),
			.due_unit = l->due_unit,
			.least_n = number_text(rq, l->least_n),
			.least_unit = l->least_unit,
			.interval_days = number_text(rq, l->interval_days),
			.latest_n =
			    l->latest_n != 0 ? number_text(rq, l->latest_n) : "",
			.latest_unit = l->latest_unit,
			.line = id };
	}
}

enum status
dose_table_show(struct request *rq)
{
	struct dose_table_view v = { .draft = false };

	TRY(open_version(rq, &v));
	v.edits_line = v.draft && request_query(rq, "line") != NULL;
	begin_line(rq, &v, page_number(rq, "line"));
	return show(rq, 200, &v);
}

/* Its draft is this writer's to change; clash says so where it is not. */
static enum status
take(struct request *rq, struct dose_table_view *v, int64_t edits)
{
	struct dose_version_edit_rows taken;

	TRY(sql_dose_version_edit(rq->tx, rq->id, (int32_t)edits, &taken));
	if (taken.n == 0)
		v->clash = _("Somebody has changed this table meanwhile, or it is in "
			     "use: look at it again. Nothing was saved.");
	return OK;
}

/* Whole numbers from 0 to most; -1 and a fault for anything else, "" too. */
static int32_t
number_of(struct request *rq, struct faults *faults, const char *name,
    const char *label, const char *typed, int most)
{
	char *end;
	long n = strtol(typed, &end, 10);

	if (*typed >= '0' && *typed <= '9' && *end == '\0' && n <= most)
		return (int32_t)n;
	if (fault_for(faults, name) == NULL)
		fault_add(faults, name,
		    arena_printf(rq->arena, _("%s: write a whole number from 0 to %d."),
			label, most));
	return -1;
}

static enum status
save_line(struct request *rq, struct dose_table_view *v)
{
	const struct dose_line_form *f = &v->line;
	struct faults *faults = &v->faults;
	struct dose_line_save_rows saved;
	const int32_t number =
	    number_of(rq, faults, "number", _("Dose number"), f->number, NUMBER_MOST);
	const int32_t due =
	    number_of(rq, faults, "due_n", _("Due at the age of"), f->due_n, AGE_MOST);
	const int32_t least = number_of(
	    rq, faults, "least_n", _("Not younger than"), f->least_n, AGE_MOST);
	const int32_t days =
	    *f->interval_days == '\0'
		? 0
		: number_of(rq, faults, "interval_days",
		      _("Days after the dose before it"), f->interval_days, AGE_MOST);
	const int32_t latest = *f->latest_n == '\0'
				   ? 0
				   : number_of(rq, faults, "latest_n",
					 _("Not older than"), f->latest_n, AGE_MOST);

	if (faults->n > 0)
		return OK;
	TRY(sql_dose_line_save(rq->tx, f->line, rq->id, f->vaccine, number, due,
	    f->due_unit, least, f->least_unit, days, latest, f->latest_unit, &saved));
	if (saved.n == 0)
		fault_add(faults, "number",
		    _("Dose number: the table has this dose of it already. Change "
		      "that line, or give another number."));
	return OK;
}

enum status
dose_table_save_line(struct request *rq)
{
	struct dose_table_view v = { .draft = false };

	TRY(open_version(rq, &v));
	input_read(rq, line_inputs, &v.line, &v.faults);
	v.edits_line = v.draft;
	TRY(tx_savepoint(rq->tx));
	TRY(take(rq, &v, v.line.edits));
	if (v.clash != NULL)
		return show(rq, 409, &v);
	TRY(save_line(rq, &v));
	if (v.faults.n > 0) {
		TRY(tx_back_to_savepoint(rq->tx));
		return show(rq, 422, &v);
	}
	return page_done(rq, "/admin/doses/%" PRId64 "?notice=saved", rq->id);
}

enum status
dose_table_save_about(struct request *rq)
{
	struct dose_table_view v = { .draft = false };
	struct dose_about_form *f = &v.about;

	TRY(open_version(rq, &v));
	input_read(rq, about_inputs, f, &v.faults);
	if (*f->hour != '\0' && place_minutes(f->hour) < 0)
		fault_add(&v.faults, "hour",
		    _("Hour: write hours and minutes, such as 09:00."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(take(rq, &v, f->edits));
	if (v.clash != NULL)
		return show(rq, 409, &v);
	TRY(sql_dose_version_keep(rq->tx, rq->id, f->title, f->source, f->dated,
	    f->checked, (int32_t)f->before_days, (int32_t)f->after_days,
	    (int32_t)f->after_times, f->hour));
	return page_done(rq, "/admin/doses/%" PRId64 "?notice=saved", rq->id);
}

enum status
dose_table_remove_line(struct request *rq)
{
	struct dose_table_view v = { .draft = false };
	struct edits_form f;

	TRY(open_version(rq, &v));
	input_read(rq, edits_inputs, &f, &v.faults);
	if (v.faults.n > 0)
		return ERR_INVALID;
	TRY(take(rq, &v, f.edits));
	if (v.clash != NULL)
		return show(rq, 409, &v);
	TRY(sql_dose_line_remove(rq->tx, f.line, rq->id));
	return page_done(rq, "/admin/doses/%" PRId64 "?notice=saved", rq->id);
}

enum status
dose_table_drop(struct request *rq)
{
	const struct dose_version_get *version;
	struct dose_version_drop_rows gone;

	TRY(sql_dose_version_get(rq->tx, rq->id, &version));
	TRY(sql_dose_version_drop(rq->tx, rq->id, &gone));
	return gone.n == 0 ? ERR_CONFLICT : page_done(rq, "/admin/doses?notice=saved");
}

enum status
dose_table_publish(struct request *rq)
{
	struct dose_table_view v = { .draft = false };
	struct dose_publish_rows published;
	struct edits_form f;

	TRY(open_version(rq, &v));
	input_read(rq, edits_inputs, &f, &v.faults);
	if (v.faults.n > 0)
		return ERR_INVALID;
	if (v.lines.n == 0)
		fault_add(&v.faults, "lines",
		    _("Lines: the table has none. Add a dose first."));
	if (*v.about.source == '\0' || *v.about.dated == '\0')
		fault_add(&v.faults, "source",
		    _("Source: say where the table comes from, and its date."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(sql_dose_publish(
	    rq->tx, rq->id, (int32_t)f.edits, tx_now(rq->tx), &published));
	if (published.n > 0)
		return page_done(rq, "/admin/doses?notice=doses-published");
	TRY(take(rq, &v, 0));
	return show(rq, 409, &v);
}
