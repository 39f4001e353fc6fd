/* screening_pages.c - screenings for an administrator: all of them, and one with its draft. */

#include "site/screening_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/place.h"
#include "gen/screening.h"
#include "site/page.h"
#include "site/pages.h"

#define PLACES_MOST 2000

/* clang-format off */
static const char *const sexes[] = { "", "male", "female", NULL };
static const char *const sex_words[] = { N_("Men and women"), N_("Men"), N_("Women"), NULL };
static const char *const follows[] = { "out", "in", "any", NULL };
static const char *const follow_words[] = { N_("Not in follow-up"), N_("In follow-up"), N_("Both"), NULL };
static const char *const sinces[] = { "", "procedure", "visit", NULL };
static const char *const since_words[] = { N_("At any time"), N_("Procedure so many months ago"), N_("Last visit so many months ago"), NULL };

static const struct input begin_inputs[] = {
	INPUT_TEXT(struct screening_begin_form, title, .label = N_("Name"), .required = true, .min = 2, .max = 60),
	INPUT_NUMBER(struct screening_begin_form, from, .label = N_("Like"), .min = 0, .max = INT64_MAX),
	INPUT_END
};
static const struct input about_inputs[] = {
	INPUT_CHOICE(struct screening_about_form, sex, sexes, .label = N_("Sex")),
	INPUT_TEXT(struct screening_about_form, age_from, .label = N_("Age from"), .max = 3),
	INPUT_TEXT(struct screening_about_form, age_to, .label = N_("Age to"), .max = 3),
	INPUT_CHOICE(struct screening_about_form, follow, follows, .label = N_("Follow-up"), .required = true),
	INPUT_CHOICE(struct screening_about_form, since, sinces, .label = N_("Seen last")),
	INPUT_TEXT(struct screening_about_form, since_from, .label = N_("Months ago, from"), .max = 3),
	INPUT_TEXT(struct screening_about_form, since_to, .label = N_("Months ago, to"), .max = 3),
	INPUT_DATE(struct screening_about_form, starts_on, .label = N_("First day")),
	INPUT_TEXT(struct screening_about_form, per_day, .label = N_("People a day"), .required = true, .max = 4),
	INPUT_TEXT(struct screening_about_form, from_hour, .label = N_("From"), .required = true, .max = 5),
	INPUT_TEXT(struct screening_about_form, to_hour, .label = N_("Until"), .required = true, .max = 5),
	INPUT_TEXT(struct screening_about_form, again_hours, .label = N_("Hours for an answer"), .required = true, .max = 3),
	INPUT_TEXT(struct screening_about_form, again_most, .label = N_("Asked again"), .required = true, .max = 1),
	INPUT_TEXT(struct screening_about_form, task_hours, .label = N_("Hours for the task"), .required = true, .max = 3),
	INPUT_NUMBER(struct screening_about_form, edits, .label = N_("Edits"), .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

/* All of them. */

static enum status
show_list(struct request *rq, int code, struct screening_list_view *v)
{
	struct option *at;
	struct page page;

	TRY(sql_screening_list(rq->tx, tx_now(rq->tx), &v->rows));
	ARENA_ARRAY(rq->arena, at, v->rows.n + 1);
	at[0] = (struct option){ "0", _("None: begin anew") };
	for (size_t i = 0; i < v->rows.n; i++)
		at[i + 1] = (struct option){ arena_printf(rq->arena, "%" PRId64,
						 v->rows.at[i].id),
			arena_printf(rq->arena, _("%s, version %d"),
			    v->rows.at[i].title, (int)v->rows.at[i].number) };
	v->froms = (struct option_rows){ at, v->rows.n + 1 };
	TRY(page_open(rq, &page, _("Case finding"), "schedules"));
	page.faulty = code != 200;
	render_screening_list(reply_html(rq, code), &page, v);
	return OK;
}

enum status
screening_list(struct request *rq)
{
	struct screening_list_view v = { .form = { .title = "" } };

	return show_list(rq, 200, &v);
}

enum status
screening_begin(struct request *rq)
{
	struct screening_list_view v = { .form = { .title = "" } };
	const struct screening_begin *begun;
	const struct screening_get *like;

	input_read(rq, begin_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show_list(rq, 422, &v);
	if (v.form.from != 0)
		TRY(sql_screening_get(rq->tx, v.form.from, &like));
	TRY(sql_screening_begin(rq->tx, v.form.title, v.form.from, tx_now(rq->tx),
	    page_user(rq)->id, &begun));
	if (v.form.from != 0) {
		TRY(sql_screening_fill(rq->tx, begun->id, v.form.from));
		TRY(sql_screening_fill_answers(rq->tx, begun->id, v.form.from));
	}
	return page_done(rq, "/admin/screenings/%" PRId64, begun->id);
}

/* One of them. */

static const char *
number_text(struct request *rq, int32_t n)
{
	return n > 0 ? arena_printf(rq->arena, "%d", (int)n) : "";
}

/* "{101,102}" holds 101. */
static bool
holds(const char *array, int64_t id)
{
	for (const char *s = array; *s != '\0';) {
		char *end;

		s += strcspn(s, "0123456789");
		if (*s != '\0' && strtoll(s, &end, 10) == id)
			return true;
		s += strspn(s, "0123456789");
	}
	return false;
}

static enum status
open_places(struct request *rq, struct screening_view *v)
{
	struct screening_places_rows rows;
	struct screening_place *at;

	TRY(sql_screening_places(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct screening_place){ rows.at[i].id, rows.at[i].name,
			holds(v->screening->places, rows.at[i].id) };
	v->places = (struct screening_place_rows){ at, rows.n };
	return OK;
}

static enum status
open_nodes(struct request *rq, struct screening_view *v)
{
	struct screening_questions_rows questions;
	struct screening_answers_rows answers;
	struct screening_node *at;
	size_t next = 0;

	TRY(sql_screening_questions(rq->tx, v->screening->id, &questions));
	TRY(sql_screening_answers(rq->tx, v->screening->id, &answers));
	ARENA_ARRAY(rq->arena, at, questions.n + 1);
	for (size_t i = 0; i < questions.n; i++) {
		const struct screening_questions *q = &questions.at[i];

		at[i] = (struct screening_node){ .number = q->number,
			.ask = screening_lines(rq, "ask", q->ask, false),
			.again = screening_lines(rq, "again", q->again, false),
			.answers = &answers.at[next] };
		while (next < answers.n && answers.at[next].question == q->number) {
			at[i].nanswers++;
			next++;
		}
	}
	v->nodes = (struct screening_node_rows){ at, questions.n };
	return OK;
}

enum status
screening_open(struct request *rq, struct screening_view *v)
{
	const struct screening_get *s;

	TRY(sql_screening_get(rq->tx, rq->id, &v->screening));
	s = v->screening;
	v->draft = strcmp(s->state, "draft") == 0;
	TRY(open_places(rq, v));
	TRY(open_nodes(rq, v));
	v->sexes = field_options(rq->arena, sexes, sex_words);
	v->follows = field_options(rq->arena, follows, follow_words);
	v->sinces = field_options(rq->arena, sinces, since_words);
	v->thanks = screening_lines(rq, "thanks", s->thanks, false);
	v->found = screening_lines(rq, "found", s->found, false);
	v->form = (struct screening_about_form){ .sex = s->sex,
		.age_from = number_text(rq, s->age_from),
		.age_to = number_text(rq, s->age_to),
		.follow = s->follow,
		.since = s->since,
		.since_from = number_text(rq, s->since_from),
		.since_to = number_text(rq, s->since_to),
		.starts_on = s->starts_on != NULL ? s->starts_on : "",
		.per_day = number_text(rq, s->per_day),
		.from_hour = s->from_hour,
		.to_hour = s->to_hour,
		.again_hours = number_text(rq, s->again_hours),
		.again_most = arena_printf(rq->arena, "%d", (int)s->again_most),
		.task_hours = number_text(rq, s->task_hours) };
	v->facts = screening_facts(rq, v);
	return v->draft ? screening_check(rq->tx, rq->id, &v->problems) : OK;
}

enum status
screening_page(struct request *rq, int code, struct screening_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->screening->title, _("Case finding")),
	    "schedules"));
	page.faulty = code != 200;
	render_screening_show(reply_html(rq, code), &page, v);
	return OK;
}

enum status
screening_show(struct request *rq)
{
	struct screening_view v = { .draft = false };

	TRY(screening_open(rq, &v));
	return screening_page(rq, 200, &v);
}

enum status
screening_take(struct request *rq, struct screening_view *v, int64_t edits)
{
	struct screening_edit_rows taken;

	TRY(sql_screening_edit(rq->tx, rq->id, (int32_t)edits, &taken));
	if (taken.n == 0)
		v->clash = _("Somebody has changed this screening meanwhile, or it was "
			     "started: look at it again. Nothing was saved.");
	return OK;
}

/* The ticked facilities, as an array of the database; and ticked they stay on the page. */
static enum status
read_places(struct request *rq, struct screening_view *v, const char **places)
{
	struct screening_place *at;
	int64_t *ids;
	size_t n;

	ARENA_ARRAY(rq->arena, ids, PLACES_MOST);
	TRY(page_numbers(rq, "place", PLACES_MOST, ids, &n));
	*places = tx_int_array(rq->tx, ids, n);
	ARENA_ARRAY(rq->arena, at, v->places.n + 1);
	for (size_t i = 0; i < v->places.n; i++) {
		at[i] = v->places.at[i];
		at[i].chosen = holds(*places, at[i].id);
	}
	v->places.at = at;
	return OK;
}

/* What is typed as numbers and hours. */
struct about {
	int32_t age_from, age_to, since_from, since_to;
	int32_t per_day, again_hours, again_most, task_hours;
};

static void
check_hours(struct screening_about_form *f, struct faults *faults)
{
	if (*f->from_hour != '\0' && place_minutes(f->from_hour) < 0)
		fault_add(faults, "from_hour",
		    _("From: write hours and minutes, such as 09:00."));
	if (*f->to_hour != '\0' && place_minutes(f->to_hour) < 0)
		fault_add(faults, "to_hour",
		    _("Until: write hours and minutes, such as 16:00."));
	if (faults->n == 0 && place_minutes(f->from_hour) >= place_minutes(f->to_hour))
		fault_add(faults, "to_hour",
		    _("Until: it is not after the hour from which is asked. Write a "
		      "later one."));
}

static void
read_numbers(struct request *rq, struct screening_view *v, struct about *a)
{
	struct screening_about_form *f = &v->form;
	struct faults *faults = &v->faults;

	/* clang-format off */
	a->age_from = screening_number(rq, faults, "age_from", _("Age from"), f->age_from, 0, 120, true);
	a->age_to = screening_number(rq, faults, "age_to", _("Age to"), f->age_to, 1, 120, true);
	a->since_from = screening_number(rq, faults, "since_from", _("Months ago, from"), f->since_from, 0, 600, true);
	a->since_to = screening_number(rq, faults, "since_to", _("Months ago, to"), f->since_to, 1, 600, true);
	a->per_day = screening_number(rq, faults, "per_day", _("People a day"), f->per_day, 1, 5000, false);
	a->again_hours = screening_number(rq, faults, "again_hours", _("Hours for an answer"), f->again_hours, 1, 168, false);
	a->again_most = screening_number(rq, faults, "again_most", _("Asked again"), f->again_most, 0, 5, false);
	a->task_hours = screening_number(rq, faults, "task_hours", _("Hours for the task"), f->task_hours, 1, 336, false);
	/* clang-format on */
	if (a->age_to > 0 && a->age_to < a->age_from)
		fault_add(faults, "age_to",
		    _("Age to: it is less than the age from. Write a greater one."));
	if (a->since_to > 0 && a->since_to < a->since_from)
		fault_add(faults, "since_to",
		    _("Months ago, to: it is less than from. Write more months."));
	if (*f->since != '\0' && a->since_to == 0 && a->since_from == 0)
		fault_add(faults, "since_from",
		    _("Months ago, from: write how many months ago, or choose at any "
		      "time."));
}

/* Absent where nothing was typed. */
static int32_t
or_null(int32_t n)
{
	return n == 0 ? INT32_MIN : n;
}

static void
check_length(
    struct request *rq, struct faults *faults, const struct screening_line_rows *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		if (strlen(lines->at[i].body) > 1000)
			fault_add(faults, lines->at[i].name,
			    arena_printf(rq->arena, _("%s: it is too long."),
				lines->at[i].language));
}

enum status
screening_save(struct request *rq)
{
	struct screening_view v = { .draft = false };
	const struct screening_about_form *f = &v.form;
	const char *places;
	struct about a;

	TRY(screening_open(rq, &v));
	input_read(rq, about_inputs, &v.form, &v.faults);
	check_hours(&v.form, &v.faults);
	read_numbers(rq, &v, &a);
	TRY(read_places(rq, &v, &places));
	v.thanks = screening_lines(rq, "thanks", "{}", true);
	v.found = screening_lines(rq, "found", "{}", true);
	check_length(rq, &v.faults, &v.thanks);
	check_length(rq, &v.faults, &v.found);
	if (v.faults.n > 0)
		return screening_page(rq, 422, &v);
	TRY(screening_take(rq, &v, f->edits));
	if (v.clash != NULL)
		return screening_page(rq, 409, &v);
	TRY(sql_screening_keep(rq->tx, rq->id, places, f->sex, or_null(a.age_from),
	    or_null(a.age_to), f->follow, f->since,
	    *f->since == '\0' ? INT32_MIN : or_null(a.since_from),
	    *f->since == '\0' ? INT32_MIN : or_null(a.since_to),
	    *f->starts_on == '\0' ? NULL : f->starts_on, a.per_day, f->from_hour,
	    f->to_hour, a.again_hours, a.again_most, a.task_hours,
	    screening_line_languages(rq, &v.thanks),
	    screening_line_bodies(rq, &v.thanks), screening_line_bodies(rq, &v.found)));
	return page_done(rq, "/admin/screenings/%" PRId64 "?notice=saved", rq->id);
}

enum status
screening_drop(struct request *rq)
{
	const struct screening_get *screening;
	struct screening_drop_rows gone;

	TRY(sql_screening_get(rq->tx, rq->id, &screening));
	TRY(sql_screening_drop(rq->tx, rq->id, &gone));
	return gone.n == 0 ? ERR_CONFLICT
			   : page_done(rq, "/admin/screenings?notice=saved");
}
