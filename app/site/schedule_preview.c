/* schedule_preview.c - what one client would get, as a picture and a table. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "gen/sql.h"
#include "site/page.h"
#include "site/register_form.h"
#include "site/schedule_view.h"
#include "site/show.h"

#define AROUND (10 * 365) /* days before and after today */

/* The picture: days beside each other, the hours of a day from top to bottom. */
#define LEFT 34
#define TOP 6
#define HOUR_HIGH 9
#define WIDE 364
#define DAY_LEAST 3 /* a day is never narrower */

/* Texts of the pack ----------------------------------------------------------- */

static bool
listed(const struct option *at, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(at[i].value, key) == 0)
			return true;
	return false;
}

/* A key with how it begins: "day_2, Good morning. How is..." */
static void
list(struct arena *arena, struct option *at, size_t *n, const char *key)
{
	static const struct workflow_words blanks = { .first_name = "{first_name}",
		.clinic = "{clinic}",
		.phone = "{phone}",
		.emergency = "{emergency}",
		.code = "{code}" };
	const char *text;

	if (key == NULL || *key == '\0' || listed(at, *n, key))
		return;
	text = workflow_text(arena, "en", key, &blanks);
	if (text != NULL)
		at[(*n)++] = (struct option){ key,
			arena_printf(arena, "%s: %.44s…", key, text) };
}

void
schedule_view_texts(struct arena *arena, struct schedule_view *v)
{
	const struct workflow *w = workflow();
	struct option *at, *own;
	size_t n = 0;

	ARENA_ARRAY(arena, at, w->nsteps * 3 + 1);
	for (size_t i = 0; i < w->nsteps; i++) {
		list(arena, at, &n, w->steps[i].text);
		list(arena, at, &n, w->steps[i].shared_text);
		list(arena, at, &n, w->steps[i].silent_text);
	}
	ARENA_ARRAY(arena, own, n + 1);
	memcpy(own + 1, at, n * sizeof *at);
	own[0] = (struct option){ "", _("Its own words, written below") };
	v->texts = (struct option_rows){ at, n };
	v->own_texts = (struct option_rows){ own, n + 1 };
	ARENA_ARRAY(arena, own, n + 1);
	memcpy(own + 1, at, n * sizeof *at);
	own[0] = (struct option){ "", _("The same as to others") };
	v->silent_texts = (struct option_rows){ own, n + 1 };
}

/* Who it is for --------------------------------------------------------------- */

static const char *
asked(struct request *rq, const char *name)
{
	const char *value = request_query(rq, name);

	return value != NULL ? value : "";
}

static void
fill_languages(struct request *rq, struct schedule_preview *p)
{
	p->languages = register_form_languages(rq->arena);
	p->language = listed(p->languages.at, p->languages.n, asked(rq, "language"))
			  ? asked(rq, "language")
			  : workflow()->languages[0];
}

/* The facility that was asked for, else the first. */
static enum status
fill_places(struct request *rq, struct schedule_preview *p, int64_t *place_id)
{
	struct place_list_rows rows;
	struct option *at;
	int64_t wished = page_number(rq, "place");

	TRY(sql_place_list(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	*place_id = 0;
	for (size_t i = 0; i < rows.n; i++) {
		at[i] =
		    (struct option){ arena_printf(rq->arena, "%" PRId64, rows.at[i].id),
			    rows.at[i].name };
		if (*place_id == 0 || rows.at[i].id == wished) {
			*place_id = rows.at[i].id;
			p->place = at[i].value;
			p->zone = rows.at[i].zone;
		}
	}
	p->places = (struct option_rows){ at, rows.n };
	return OK;
}

/* The day that was asked for, if it is one of these years, else today there. */
static void
fill_anchor(struct request *rq, struct schedule_preview *p)
{
	int64_t today = clock_local_day(tx_now(rq->tx), p->zone), day;

	p->anchor = asked(rq, "date");
	if (clock_parse_date(p->anchor, &day) != OK || day < today - AROUND ||
	    day > today + AROUND)
		p->anchor = clock_date(rq->arena, today);
}

/* The picture ----------------------------------------------------------------- */

struct frame {
	int64_t first; /* day number of the anchor */
	int64_t day_wide;
	const char *zone;
};

static void
stand(const struct frame *f, int64_t at, int64_t *x, int64_t *y)
{
	struct local_time t = clock_local(at, f->zone);
	int64_t day = clock_day_number(t.year, t.month, t.day) - f->first;

	*x = LEFT + day * f->day_wide + f->day_wide / 2;
	*y = TOP + t.hour * HOUR_HIGH + t.minute * HOUR_HIGH / 60;
}

static int64_t
height_of(const char *hour)
{
	return TOP + strtol(hour, NULL, 10) * HOUR_HIGH +
	       strtol(hour + 3, NULL, 10) * HOUR_HIGH / 60;
}

/* Over midnight they are two. */
static void
fill_quiet(
    struct arena *arena, struct schedule_preview *p, const struct place_get *place)
{
	int64_t from = height_of(place->quiet_from),
		until = height_of(place->quiet_until);
	int64_t end = TOP + 24 * HOUR_HIGH;
	struct schedule_band *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, 2);
	if (from < until)
		at[n++] = (struct schedule_band){ from, until - from };
	else if (from > until) {
		at[n++] = (struct schedule_band){ TOP, until - TOP };
		at[n++] = (struct schedule_band){ from, end - from };
	}
	p->quiet = (struct schedule_bands){ at, n };
}

static void
fill_frame(struct arena *arena, struct schedule_preview *p,
    const struct schedule_moments_of_rows *rows, struct frame *f)
{
	struct schedule_tick *ticks;
	int64_t last = 1, every;
	size_t n = 0;

	f->zone = p->zone;
	if (clock_parse_date(p->anchor, &f->first) != OK)
		f->first = 0;
	for (size_t i = 0; i < rows->n; i++) {
		int64_t at =
		    rows->at[i].moment != 0 ? rows->at[i].moment : rows->at[i].planned;
		int64_t day = clock_local_day(at, p->zone) - f->first;

		last = day > last && day <= SCHEDULE_AFTER_MOST * 2 ? day : last;
	}
	f->day_wide = WIDE / (last + 1) > DAY_LEAST ? WIDE / (last + 1) : DAY_LEAST;
	p->width = LEFT + (last + 1) * f->day_wide + 6;
	every = (last + 13) / 14;
	ARENA_ARRAY(arena, ticks, (size_t)(last / every) + 1);
	for (int64_t day = 0; day <= last; day += every)
		ticks[n++] =
		    (struct schedule_tick){ LEFT + day * f->day_wide + f->day_wide / 2,
			    arena_printf(arena, "%" PRId64, day) };
	p->ticks = (struct schedule_ticks){ ticks, n };
}

/* The texts ------------------------------------------------------------------- */

/* The day that a step counts from; "" if none is chosen. */
static const char *
counts_from(const struct schedule_preview *p, const struct schedule_step *step)
{
	for (size_t i = 0; i < p->anchors.n; i++)
		if (strcmp(p->anchors.at[i].anchor, step->anchor) == 0)
			return p->anchors.at[i].day;
	return p->anchor;
}

/* As schedule_texts() and schedule_plan.sql have it; "" if it is his. */
static const char *
why_never(const struct schedule_preview *p, const struct schedule_step *step,
    const struct schedule_moments_of *row)
{
	int64_t began = 0, day = clock_local_day(row->moment, p->zone);

	if (*step->anchor == '\0' || row->moment == 0)
		return "";
	if (clock_parse_date(p->anchor, &began) != OK)
		return "";
	for (size_t i = 0; i < p->anchors.n; i++)
		if (strcmp(p->anchors.at[i].anchor, "registration") == 0 &&
		    clock_parse_date(p->anchors.at[i].day, &began) != OK)
			return "";
	if (day < began)
		return _("it would be before his registration");
	return day > began + SCHEDULE_AFTER_MOST
		   ? _("it would be more than 800 days after his registration")
		   : "";
}

/* The day is said where it is another one. */
static const char *
later(struct arena *arena, int64_t at, int64_t than, int64_t now, const char *zone)
{
	return clock_local_day(at, zone) == clock_local_day(than, zone)
		   ? show_time(arena, at, zone)
		   : show_moment(arena, at, now, zone);
}

static void
fill_one(struct request *rq, const struct schedule_preview *p, const struct frame *f,
    const struct place_get *place, const struct schedule_step *step,
    const struct schedule_moments_of *row, struct schedule_shown *s)
{
	int64_t now = tx_now(rq->tx);
	int64_t last = row->last > row->moment ? row->last : row->moment;
	const struct schedule_reader reader = { .language = p->language,
		.coded = p->shared,
		.shared = p->shared,
		.heard = !p->silent,
		.words = { .first_name = "Tinashe",
		    .clinic = place->name,
		    .phone = place->emergency_phone,
		    .emergency = place->emergency_phone,
		    .code = "TIN" } };

	*s = (struct schedule_shown){ .step = row->step,
		.planned = show_moment(rq->arena, row->planned, now, p->zone),
		.late = "",
		.last = "",
		.why = schedule_why(rq->arena, row->moves),
		.counts = schedule_counts(rq->arena, step, counts_from(p, step)),
		.never_why = why_never(p, step, row),
		.moved = row->moment != row->planned,
		.never = row->moment == 0,
		.again = schedule_step_is_again(row->step),
		.maybe = schedule_step_maybe(step),
		.day = clock_local_day(row->moment, p->zone),
		.rank = schedule_step_rank(step) };
	s->body = schedule_step_text(rq->arena, step, &reader);
	if (s->body == NULL)
		s->body = "";
	s->starts = schedule_step_starts(step, &reader);
	s->parts = s->starts ? 0 : sms_count(s->body).parts;
	s->never = s->never || *s->never_why != '\0';
	stand(f, row->planned, &s->planned_x, &s->planned_y);
	if (s->never)
		return;
	s->moment = show_moment(rq->arena, row->moment, now, p->zone);
	if (last > row->moment)
		s->last = later(rq->arena, last, row->moment, now, p->zone);
	s->until = later(rq->arena, last + schedule_step_good_minutes(step) * MINUTE,
	    row->moment, now, p->zone);
	if (*step->late != '\0')
		s->late = arena_printf(rq->arena,
		    strcmp(step->late, "held") == 0 ? _("if late held until %s")
						    : _("if late sent until %s"),
		    later(rq->arena, last + step->late_hours * HOUR, row->moment, now,
			p->zone));
	stand(f, row->moment, &s->x, &s->y);
}

/* Two at one moment, but for who is asked again. */
static void
find_clashes(struct schedule_shown *at, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (at[i].moment != NULL && at[i - 1].moment != NULL &&
		    strcmp(at[i].moment, at[i - 1].moment) == 0)
			at[i].clash = at[i - 1].clash = true;
}

/* They are in the order of their moments.  As reminder_gives_way() has it. */
static void
find_too_many(struct schedule_shown *at, size_t n, int per_day)
{
	for (size_t i = 0; per_day > 0 && i < n; i++) {
		int before = 0;

		for (size_t k = 0; k < n; k++)
			before += !at[k].never && !at[k].again && !at[k].maybe &&
				  !at[k].off && at[k].day == at[i].day &&
				  (at[k].rank < at[i].rank ||
				      (at[k].rank == at[i].rank && k < i));
		at[i].gives_way = !at[i].never && !at[i].off && before >= per_day;
	}
}

static bool
is_off(const struct schedule_off_now_rows *off, int64_t place_id, const char *step)
{
	for (size_t i = 0; i < off->n; i++)
		if (off->at[i].place_id == place_id &&
		    strcmp(off->at[i].step, step) == 0)
			return true;
	return false;
}

/* Whose day is not chosen: it leaves once it is known. */
static size_t
fill_unknown(struct request *rq, const struct schedule_preview *p,
    const struct schedule_steps *steps, struct schedule_shown *at, size_t n)
{
	for (size_t i = 0; i < steps->n; i++) {
		const struct schedule_step *step = &steps->at[i];
		const char *text;

		if (*counts_from(p, step) != '\0')
			continue;
		text = schedule_what(rq->arena, step);
		at[n++] = (struct schedule_shown){ .step = step->name,
			.planned = "",
			.late = "",
			.last = "",
			.why = "",
			.counts = schedule_counts(rq->arena, step, NULL),
			.never_why = _("not before that day is known: choose one "
				       "above to see"),
			.body = text,
			.never = true,
			.starts = *step->flow != '\0',
			.parts = *step->flow != '\0' ? 0 : sms_count(text).parts };
	}
	return n;
}

static void
fill_shown(struct request *rq, struct schedule_preview *p,
    const struct schedule_steps *steps, const struct schedule_off_now_rows *off,
    const struct place_get *place, const struct schedule_moments_of_rows *rows)
{
	struct schedule_shown *at;
	struct frame f;
	size_t n = 0, texts = 0, parts = 0, starts = 0;

	fill_frame(rq->arena, p, rows, &f);
	ARENA_ARRAY(rq->arena, at, rows->n + steps->n + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct schedule_step *step =
		    schedule_step_named(steps, rows->at[i].step);

		if (step == NULL || (step->silent_only && !p->silent))
			continue;
		fill_one(rq, p, &f, place, step, &rows->at[i], &at[n]);
		at[n].off = is_off(off, place->id, step->name);
		n++;
	}
	find_clashes(at, n);
	find_too_many(at, n, steps->per_day);
	n = fill_unknown(rq, p, steps, at, n);
	for (size_t i = 0; i < n; i++)
		if (!at[i].again && !at[i].never && !at[i].gives_way && !at[i].off) {
			texts++;
			parts += at[i].parts;
			starts += at[i].starts;
		}
	p->shown = (struct schedule_shown_rows){ at, n };
	p->sum = arena_printf(rq->arena, _("%s: %zu texts, %zu SMS"),
	    workflow_language_name(p->language), texts, parts);
	if (starts > 0)
		p->sum = arena_printf(rq->arena, "%s, %s", p->sum,
		    schedule_starts_words(rq->arena, starts));
}

/* The days that are chosen, each with what counts from it. */
static enum status
ask_moments(struct request *rq, const struct schedule_preview *p,
    const struct schedule_steps *steps, int64_t place_id,
    struct schedule_moments_of_rows *rows)
{
	const char **anchors, **days;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, anchors, p->anchors.n + 1);
	ARENA_ARRAY(rq->arena, days, p->anchors.n + 1);
	anchors[n] = "";
	days[n++] = p->anchor;
	for (size_t i = 0; i < p->anchors.n; i++)
		if (*p->anchors.at[i].day != '\0') {
			anchors[n] = p->anchors.at[i].anchor;
			days[n++] = p->anchors.at[i].day;
		}
	return sql_schedule_moments_of(rq->tx, schedule_steps_write(rq->arena, steps),
	    tx_text_array(rq->tx, anchors, n), tx_text_array(rq->tx, days, n), place_id,
	    rows);
}

enum status
schedule_view_preview(struct request *rq, const struct schedule_steps *steps,
    const struct schedule_off_now_rows *off, struct schedule_preview *p)
{
	struct schedule_moments_of_rows rows;
	const struct place_get *place;
	int64_t place_id;

	*p = (struct schedule_preview){ .place = "",
		.zone = "UTC",
		.sum = "",
		.shared = *asked(rq, "shared") != '\0',
		.silent = *asked(rq, "silent") != '\0' };
	fill_languages(rq, p);
	TRY(fill_places(rq, p, &place_id));
	fill_anchor(rq, p);
	if (place_id == 0)
		return OK;
	TRY(sql_place_get(rq->tx, place_id, &place));
	p->anchors = schedule_view_days(rq, steps, p->anchor);
	TRY(ask_moments(rq, p, steps, place_id, &rows));
	fill_quiet(rq->arena, p, place);
	fill_shown(rq, p, steps, off, place, &rows);
	return OK;
}
