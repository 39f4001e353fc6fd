/* send_hour_pages.c - at which hour questions are answered, and a facility's hour of check-ins. */

#include "site/send_hour_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/access.h"
#include "core/place.h"
#include "core/workflow.h"
#include "gen/send_hour.h"
#include "site/indicator_table.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define PATH "/indicators/hours"
#define LAST_DAY 1000 /* of any follow-up */
/* What a hidden number may be. */
#define HIDDEN_LEAST 1
#define HIDDEN_MOST 4
#define A_DAY_APART 10 /* tenths */

/* clang-format off */
static const char *const span_codes[] = { "", "1-3", "4-7", "8-13", NULL };
static const char *const span_words[] = { N_("All days"), N_("Days 1 to 3"), N_("Days 4 to 7"),
	N_("Days 8 to 13"), NULL };
static const char *const within_codes[] = { "4", "1", "12", "24", NULL };
static const char *const within_words[] = { N_("4 hours"), N_("1 hour"), N_("12 hours"),
	N_("24 hours"), NULL };
static const char *const by_codes[] = { "", "place", "language", "day", NULL };
static const char *const by_words[] = { N_("Hour alone"), N_("Facility and hour"),
	N_("Language and hour"), N_("Day of the follow-up and hour"), NULL };

static const struct input inputs[] = {
	INPUT_TEXT(struct place_hour_form, to, .label = N_("Check-ins are sent at"), .required = true, .max = 20),
	INPUT_NUMBER(struct place_hour_form, version, .min = 1, .max = INT32_MAX),
	INPUT_TICK(struct place_hour_form, agree),
	INPUT_END
};
/* clang-format on */

static struct option_rows
language_options(struct arena *arena)
{
	const struct workflow *w = workflow();
	struct option *at;

	ARENA_ARRAY(arena, at, w->nlanguages + 1);
	at[0] = (struct option){ "", _("All languages") };
	for (size_t i = 0; i < w->nlanguages; i++)
		at[i + 1] = (struct option){ w->languages[i], w->language_names[i] };
	return (struct option_rows){ at, w->nlanguages + 1 };
}

static const char *
one_of(const char *asked, const struct option_rows *options)
{
	for (size_t i = 0; asked != NULL && i < options->n; i++)
		if (strcmp(asked, options->at[i].value) == 0)
			return options->at[i].value;
	return options->at[0].value;
}

/* Another period asks the same again. */
static void
keep_choices(struct request *rq, struct send_hour_view *v)
{
	for (size_t i = 0; i < COUNT_OF(v->filter.periods); i++)
		v->filter.periods[i].url = arena_printf(rq->arena,
		    "%s&language=%s&days=%s&within=%s&by=%s", v->filter.periods[i].url,
		    v->language, v->days, v->within, v->by);
}

static enum status
read_filter(struct request *rq, struct send_hour_view *v)
{
	TRY(indicator_filter_read(rq, PATH, false, &v->filter));
	v->languages = language_options(rq->arena);
	v->day_spans = field_options(rq->arena, span_codes, span_words);
	v->withins = field_options(rq->arena, within_codes, within_words);
	v->bys = field_options(rq->arena, by_codes, by_words);
	v->language = one_of(request_query(rq, "language"), &v->languages);
	v->days = page_one_of(request_query(rq, "days"), span_codes);
	v->within = page_one_of(request_query(rq, "within"), within_codes);
	v->by = page_one_of(request_query(rq, "by"), by_codes);
	v->decides = role_may(page_user(rq)->role, PLACE_MANAGE);
	keep_choices(rq, v);
	return OK;
}

static const char *
tenths(struct arena *arena, int64_t n)
{
	return arena_printf(arena, "%" PRId64 ".%" PRId64, n / 10, n % 10);
}

static const char *
group_of(struct arena *arena, const struct send_hours *row)
{
	if (row->place_id != 0)
		return row->place_name;
	if (*row->language != '\0')
		return workflow_language_name(row->language);
	return row->day != 0 ? arena_printf(arena, _("Day %d"), (int)row->day) : "";
}

static struct send_hour
hour_of(struct arena *arena, const struct send_hours *row)
{
	struct send_hour h = { .group = group_of(arena, row),
		.hour = arena_printf(
		    arena, "%02" PRId32 ":00–%02" PRId32 ":59", row->hour, row->hour),
		.row = row,
		.enough = row->asked >= SEND_HOUR_ENOUGH && row->answered >= 0,
		.rate = "",
		.between = "",
		.mean_day = tenths(arena, row->mean_day) };

	if (!h.enough)
		return h;
	h.share = share_interval(row->answered, row->asked);
	h.rate = arena_printf(arena, "%s %%", tenths(arena, h.share.is));
	h.between = arena_printf(arena, _("%s to %s %%"), tenths(arena, h.share.low),
	    tenths(arena, h.share.high));
	return h;
}

static bool
is_asked_for(const struct send_hours *row, const char *by)
{
	if (strcmp(by, "place") == 0)
		return row->place_id != 0;
	if (strcmp(by, "language") == 0)
		return *row->language != '\0';
	if (strcmp(by, "day") == 0)
		return row->day != 0;
	return row->place_id == 0 && *row->language == '\0' && row->day == 0;
}

static struct send_hour_rows
hours_of(struct request *rq, const struct send_hours_rows *rows, const char *by)
{
	struct send_hour *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++)
		if (is_asked_for(&rows->at[i], by))
			at[n++] = hour_of(rq->arena, &rows->at[i]);
	return (struct send_hour_rows){ at, n };
}

static struct send_hour_rows
with_enough(struct request *rq, const struct send_hour_rows *rows)
{
	struct send_hour *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++)
		if (rows->at[i].enough)
			at[n++] = rows->at[i];
	return (struct send_hour_rows){ at, n };
}

/* The most and the least that its share may be: a small number is hidden. */
static int64_t
highest(const struct send_hours *r)
{
	return share_interval(r->answered < 0 ? HIDDEN_MOST : r->answered, r->asked)
	    .high;
}

static int64_t
lowest(const struct send_hours *r)
{
	return share_interval(r->answered < 0 ? HIDDEN_LEAST : r->answered, r->asked)
	    .low;
}

/* Its questions at an hour; NULL where they are too few to tell. */
static const struct send_hour *
told_at(const struct send_hour_rows *rows, int64_t place_id, int hour)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct send_hours *r = rows->at[i].row;

		if (r->place_id == place_id && r->hour == hour &&
		    r->asked >= SEND_HOUR_ENOUGH)
			return &rows->at[i];
	}
	return NULL;
}

/* The hour that lies wholly above the facility's own, the surest of several. */
static bool
find_offer(struct arena *arena, const struct send_hour_rows *rows,
    const struct place_hours *place, struct send_hour_offer *offer)
{
	const int from = place_minutes(place->quiet_from),
		  until = place_minutes(place->quiet_until);
	const struct send_hour *usual =
	    told_at(rows, place->id, place_minutes(place->checkin_time) / 60);

	*offer = (struct send_hour_offer){ .place = place, .usual = usual };
	if (usual == NULL)
		return false;
	for (int hour = 0; hour < 24; hour++) {
		const struct send_hour *other = told_at(rows, place->id, hour);

		if (other == NULL || lowest(other->row) <= highest(usual->row) ||
		    place_within(hour * 60, from, until) ||
		    (offer->other != NULL &&
			lowest(other->row) <= lowest(offer->other->row)))
			continue;
		offer->other = other;
		offer->hour = arena_printf(arena, "%02d:00", hour);
	}
	if (offer->other == NULL)
		return false;
	offer->other_days =
	    llabs(offer->other->row->mean_day - usual->row->mean_day) >= A_DAY_APART;
	return true;
}

static enum status
fill_offers(
    struct request *rq, struct send_hour_view *v, const struct send_hours_rows *rows)
{
	const struct send_hour_rows by_place = hours_of(rq, rows, "place");
	struct place_hours_rows places;
	struct send_hour_offer *at;
	size_t n = 0;

	TRY(sql_place_hours(rq->tx, v->filter.place, &places));
	ARENA_ARRAY(rq->arena, at, places.n + 1);
	/* An hour is everybody's: what those of one language do does not decide it. */
	for (size_t i = 0; i < places.n && *v->language == '\0'; i++)
		if (find_offer(rq->arena, &by_place, &places.at[i], &at[n]))
			n++;
	v->offers = (struct send_hour_offers){ at, n };
	return OK;
}

static enum status
fill_changes(struct request *rq, struct send_hour_view *v)
{
	struct place_hour_changes_rows rows;
	struct send_hour_change *at;

	if (!v->decides)
		return OK;
	TRY(sql_place_hour_changes(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct send_hour_change){ .row = &rows.at[i],
			.at = show_moment(
			    rq->arena, rows.at[i].at, tx_now(rq->tx), rows.at[i].zone),
			.back =
			    strcmp(rows.at[i].checkin_time, rows.at[i].is_now) == 0 };
	v->changes = (struct send_hour_changes){ at, rows.n };
	return OK;
}

static enum status
ask(struct request *rq, struct send_hour_view *v)
{
	const struct indicator_filter *f = &v->filter;
	int from = 0, until = LAST_DAY;
	struct send_hours_rows rows;

	if (*v->days != '\0' && sscanf(v->days, "%d-%d", &from, &until) != 2)
		return ERR_INVALID;
	TRY(sql_send_hours(rq->tx, f->place, f->from, f->until, v->language, from,
	    until, (int32_t)strtol(v->within, NULL, 10), tx_now(rq->tx), &rows));
	v->all = hours_of(rq, &rows, "");
	v->drawn = with_enough(rq, &v->all);
	v->rows = hours_of(rq, &rows, v->by);
	v->words = arena_printf(rq->arena, _("Questions that left from %s to %s, %s"),
	    show_day(rq->arena, f->first), show_day(rq->arena, f->last), f->place_name);
	TRY(fill_offers(rq, v, &rows));
	return fill_changes(rq, v);
}

enum status
send_hour_show(struct request *rq)
{
	struct send_hour_view v = { .words = "" };
	struct page page;

	TRY(read_filter(rq, &v));
	if (v.filter.fault == NULL)
		TRY(ask(rq, &v));
	TRY(page_open(rq, &page, _("Best time to send"), "indicators"));
	page.faulty = v.filter.fault != NULL;
	render_send_hour(reply_html(rq, v.filter.fault != NULL ? 422 : 200), &page, &v);
	return OK;
}

static void
check(struct request *rq, struct place_hour_view *v)
{
	const struct place_hours *p = v->place;
	const int minutes = place_minutes(v->form.to);

	if (v->faults.n > 0)
		return;
	if (minutes < 0)
		fault_add(&v->faults, "to",
		    arena_printf(rq->arena,
			_("“%s” is not a time of the day. Write hours and minutes, "
			  "such as 07:30."),
			v->form.to));
	else if (place_within(minutes, place_minutes(p->quiet_from),
		     place_minutes(p->quiet_until)))
		fault_add(&v->faults, "to",
		    _("Check-ins are sent at: this lies in the quiet hours. Choose "
		      "a time outside them."));
	else if (strcmp(v->form.to, p->checkin_time) == 0)
		fault_add(&v->faults, "to",
		    _("Check-ins are sent at: they are sent at this hour already."));
}

static enum status
show(struct request *rq, int code, const struct place_hour_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->place->name, _("Hour of check-ins")),
	    "places"));
	page.faulty = code != 200;
	render_place_hour(reply_html(rq, code), &page, v);
	return OK;
}

/* What would move is found by moving it; nothing of it stays. */
static enum status
try_it(struct request *rq, struct place_hour_view *v)
{
	enum status status;

	TRY(tx_savepoint(rq->tx));
	status = place_set_hour(
	    rq->tx, rq->id, (int32_t)v->form.version, v->form.to, &v->moves);
	TRY(tx_back_to_savepoint(rq->tx));
	if (status == ERR_CONFLICT)
		v->clash = true;
	else
		TRY(status);
	v->can = true;
	return show(rq, v->clash ? 409 : 200, v);
}

enum status
place_hour_save(struct request *rq)
{
	struct place_hour_view v = { .form = { .to = "" } };
	struct place_hours_rows places;

	TRY(sql_place_hours(rq->tx, rq->id, &places));
	if (places.n == 0)
		return ERR_NOT_FOUND;
	v.place = &places.at[0];
	input_read(rq, inputs, &v.form, &v.faults);
	check(rq, &v);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	if (!v.form.agree || v.form.version != v.place->version)
		return try_it(rq, &v);
	TRY(place_set_hour(
	    rq->tx, rq->id, (int32_t)v.form.version, v.form.to, &v.moves));
	return page_done(rq, PATH "?notice=hour-set");
}
