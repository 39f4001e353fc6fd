/* duty_roster_pages.c - who is planned to be on duty, week by week. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/duty.h"
#include "core/place.h"
#include "gen/roster.h"
#include "site/duty_pages.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define DAYS_MOST 62 /* of one entry */
#define AHEAD_MOST 366

/* clang-format off */
static const struct input inputs[] = {
	INPUT_NUMBER(struct roster_form, user, .label = N_("Who"), .min = 1, .max = INT64_MAX),
	INPUT_NUMBER(struct roster_form, rank, .label = N_("Order"), .min = 1, .max = 3, .required = true),
	INPUT_DATE(struct roster_form, first, .label = N_("First day"), .required = true),
	INPUT_DATE(struct roster_form, last, .label = N_("Last day"), .required = true),
	INPUT_TEXT(struct roster_form, from, .label = N_("From"), .required = true, .max = 5),
	INPUT_TEXT(struct roster_form, until, .label = N_("Until"), .required = true, .max = 5),
	INPUT_END
};
/* clang-format on */

struct copy_form {
	int64_t place;
	const char *week;
};
/* clang-format off */
static const struct input copy_inputs[] = {
	INPUT_NUMBER(struct copy_form, place, .label = N_("Facility"), .min = 1, .max = INT64_MAX, .required = true),
	INPUT_DATE(struct copy_form, week, .label = N_("Week"), .required = true),
	INPUT_END
};
/* clang-format on */

/* 1 January 1970 was a Thursday. */
static int64_t
monday_of(int64_t day)
{
	return day - (day + 3) % 7;
}

static void
choose_week(struct request *rq, struct roster_view *v, const char *asked)
{
	int64_t today = 0, day;

	if (clock_parse_date(v->place->today, &today) != OK)
		today = 0;
	if (asked == NULL || clock_parse_date(asked, &day) != OK ||
	    llabs(day - today) > 2L * AHEAD_MOST)
		day = today;
	day = monday_of(day);
	v->monday = clock_date(rq->arena, day);
	v->before = clock_date(rq->arena, day - 7);
	v->after = clock_date(rq->arena, day + 7);
}

static const struct duty_places *
find_place(const struct duty_places_rows *places, int64_t id)
{
	for (size_t i = 0; i < places->n; i++)
		if (places->at[i].id == id)
			return &places->at[i];
	return NULL;
}

static enum status
open_view(struct request *rq, struct roster_view *v)
{
	bool *ticked;

	*v = (struct roster_view){ .form = { .rank = 1 } };
	TRY(sql_duty_places(rq->tx, tx_now(rq->tx), &v->places));
	TRY(sql_duty_people(rq->tx, &v->people));
	v->place = find_place(&v->places, page_number(rq, "place"));
	if (v->place == NULL && v->places.n > 0)
		v->place = &v->places.at[0];
	ARENA_ARRAY(rq->arena, ticked, v->places.n + 1);
	for (size_t i = 0; i < v->places.n; i++)
		ticked[i] = &v->places.at[i] == v->place;
	v->ticked = ticked;
	if (v->place == NULL)
		return OK;
	choose_week(rq, v, request_query(rq, "week"));
	v->form.first = v->form.last =
	    strcmp(v->place->today, v->monday) > 0 ? v->place->today : v->monday;
	v->form.from = "07:30";
	v->form.until = "16:30";
	return OK;
}

static enum status
show(struct request *rq, int code, struct roster_view *v)
{
	const char *places;
	struct page page;

	if (v->place != NULL) {
		TRY(duty_places_of(rq->tx, &places));
		TRY(sql_duty_week(rq->tx, v->place->id, v->monday, &v->week));
		TRY(sql_duty_gaps(rq->tx, tx_now(rq->tx), places, &v->gaps));
	}
	TRY(page_open(rq, &page, _("Duty roster"), "duty"));
	page.faulty = v->faults.n > 0;
	if (v->place != NULL)
		page_in_zone(rq, &page, v->place->zone);
	render_roster(reply_html(rq, code), &page, v);
	return OK;
}

enum status
roster_show(struct request *rq)
{
	struct roster_view v;

	TRY(open_view(rq, &v));
	return show(rq, 200, &v);
}

/* The boxes that were ticked. */
static const int64_t *
read_places(struct request *rq, struct roster_view *v, size_t *n)
{
	bool *ticked;
	int64_t *ids;
	const char *typed;

	ARENA_ARRAY(rq->arena, ticked, v->places.n + 1);
	ARENA_ARRAY(rq->arena, ids, v->places.n + 1);
	memset(ticked, 0, (v->places.n + 1) * sizeof *ticked);
	for (size_t i = 0; (typed = request_field_at(rq, "at", i)) != NULL; i++)
		for (size_t k = 0; k < v->places.n; k++)
			if (strtoll(typed, NULL, 10) == v->places.at[k].id)
				ticked[k] = true;
	*n = 0;
	for (size_t k = 0; k < v->places.n; k++)
		if (ticked[k])
			ids[(*n)++] = v->places.at[k].id;
	v->ticked = ticked;
	return ids;
}

static void
check_days(struct roster_view *v)
{
	int64_t first, last, today;

	if (clock_parse_date(v->form.first, &first) != OK ||
	    clock_parse_date(v->form.last, &last) != OK || v->place == NULL ||
	    clock_parse_date(v->place->today, &today) != OK)
		return;
	if (first < today - 1 || first > today + AHEAD_MOST)
		fault_add(&v->faults, "first",
		    _("First day: choose one from yesterday on, within a year."));
	if (last < first || last > first + DAYS_MOST)
		fault_add(&v->faults, "last",
		    _("Last day: choose one from the first day on, at most two months "
		      "after it."));
}

static void
check(struct roster_view *v, size_t nplaces)
{
	bool known = false;

	for (size_t i = 0; i < v->people.n; i++)
		known |= v->people.at[i].id == v->form.user;
	if (!known)
		fault_add(&v->faults, "user",
		    _("Who: choose a supervisor from the list. A nurse, and somebody "
		      "who cannot sign in, is not in it."));
	if (nplaces == 0)
		fault_add(&v->faults, "at", _("Facilities: tick at least one."));
	if (place_minutes(v->form.from) < 0)
		fault_add(&v->faults, "from",
		    _("From: write hours and minutes, such as 07:30."));
	if (place_minutes(v->form.until) < 0)
		fault_add(&v->faults, "until",
		    _("Until: write hours and minutes, such as 16:30."));
	check_days(v);
}

/* "Who: Dr Sithole is on duty at Riverside from ... until ...". */
static void
say_against(struct request *rq, struct roster_view *v, const struct duty_clash *c)
{
	const int64_t now = tx_now(rq->tx);

	if (c->begins_at == 0)
		fault_add(&v->faults, "user",
		    arena_printf(rq->arena,
			_("Who: %s does not work at %s. Leave out that facility, or "
			  "have "
			  "the administrator add it under People."),
			c->name, c->place_name));
	else
		fault_add(&v->faults, "first",
		    arena_printf(rq->arena,
			_("First day: %s is planned at %s from %s until %s already. "
			  "Remove that shift, or choose another order or other "
			  "hours."),
			c->name, c->place_name,
			show_moment(rq->arena, c->begins_at, now, c->zone),
			show_moment(rq->arena, c->ends_at, now, c->zone)));
}

static enum status
done(struct request *rq, int64_t place_id, const char *week, const char *notice)
{
	return page_done(rq, "/duty/roster?place=%" PRId64 "&week=%s&notice=%s",
	    place_id, week, notice);
}

enum status
roster_add(struct request *rq)
{
	struct duty_clash_rows against;
	struct roster_view v;
	const int64_t *places;
	enum status status;
	size_t n, planned;

	TRY(open_view(rq, &v));
	input_read(rq, inputs, &v.form, &v.faults);
	places = read_places(rq, &v, &n);
	check(&v, n);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = duty_plan(rq->tx,
	    &(struct duty_plan){ .places = places,
		.nplaces = n,
		.user_id = v.form.user,
		.by = page_user(rq)->id,
		.rank = (int32_t)v.form.rank,
		.first = v.form.first,
		.last = v.form.last,
		.from = v.form.from,
		.until = v.form.until },
	    &against, &planned);
	for (size_t i = 0; status == ERR_CONFLICT && i < against.n; i++)
		say_against(rq, &v, &against.at[i]);
	if (status == OK && planned == 0)
		fault_add(
		    &v.faults, "until", _("Until: all of this is past. Choose later."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(status);
	return done(rq, places[0], v.form.first, "duty-planned");
}

enum status
roster_copy(struct request *rq)
{
	const struct duty_copy *copy;
	struct duty_hold_rows held;
	struct copy_form form;
	struct roster_view v;

	TRY(open_view(rq, &v));
	input_read(rq, copy_inputs, &form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	v.place = find_place(&v.places, form.place);
	if (v.place == NULL)
		return ERR_NOT_FOUND;
	choose_week(rq, &v, form.week);
	TRY(sql_duty_hold(rq->tx, tx_int_array(rq->tx, &v.place->id, 1), &held));
	TRY(sql_duty_copy(
	    rq->tx, v.place->id, v.monday, tx_now(rq->tx), page_user(rq)->id, &copy));
	return done(rq, v.place->id, v.after,
	    copy->copied == 0             ? "duty-copied-none"
	    : copy->copied < copy->wanted ? "duty-copied-some"
					  : "duty-copied");
}

enum status
roster_remove(struct request *rq)
{
	struct duty_remove_rows gone;
	const struct duty_get *shift;

	TRY(sql_duty_get(rq->tx, rq->id, &shift));
	TRY(sql_duty_remove(rq->tx, rq->id, tx_now(rq->tx), &gone));
	return done(rq, shift->place_id, shift->monday,
	    gone.n > 0 ? "duty-removed" : "duty-past");
}
