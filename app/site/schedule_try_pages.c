/* schedule_try_pages.c - a version's dry run, its difference to another, its beginning. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/mailing.h"
#include "gen/schedule_try.h"
#include "site/days.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/schedule_view.h"
#include "site/show.h"

#define ROWS_SHOWN 200
#define DAYS_AHEAD 400
#define CELLS 14

/* clang-format off */
static const struct { const char *code, *words; } reasons[] = {
	{ "opted-out", N_("wants no messages") },
	{ "paused", N_("paused") },
	{ "no-number", N_("no phone number is known") },
	{ "blocked", N_("RapidPro has stopped the number") },
	{ "answered", N_("was heard of") },
	{ "off", N_("switched off at the facility") },
	{ "many", N_("too many on one day") },
};
static const char *const headings[CELLS] = { N_("Client"), N_("Facility"), N_("Zone"), N_("Language"), N_("Step"),
	N_("Leaves now"), N_("Would leave"), N_("Change"), N_("Moved because"), N_("Not sent because"), N_("Text"), N_("SMS"), N_("Cost"), N_("Counts from") };
static const char *const whom[] = { "new", "all", NULL };

struct publish_form {
	const char *whom;
	int64_t edits;
};
static const struct input publish_inputs[] = {
	INPUT_CHOICE(struct publish_form, whom, whom, .label = N_("For whom"), .required = true),
	INPUT_NUMBER(struct publish_form, edits, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

/* The moments of what leaves. */
struct moments {
	int64_t *at;
	size_t n;
};
struct tried {
	struct request *rq;
	struct moments now, then;
	struct schedule_steps steps; /* of the version that is tried */
	struct schedule_known known; /* that were planned by */
};

static const char *
against_words(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (strcmp(reasons[i].code, code) == 0)
			return _(reasons[i].words);
	if (*code != '\0')
		return days_reason(code);
	return "";
}

/* Names are blanks here: an administrator sees no client's. */
static const char *
text_of(struct arena *arena, const struct schedule_step *step,
    const struct schedule_dry_run *r, bool *starts)
{
	const struct schedule_reader reader = { .language = r->language,
		.coded = r->shared,
		.shared = r->shared,
		.heard = r->heard,
		.words = { .first_name = "{first_name}",
		    .clinic = r->place_name,
		    .phone = r->emergency_phone,
		    .emergency = r->emergency_phone,
		    .code = "{code}" } };
	const char *text = schedule_step_text(arena, step, &reader);

	*starts = schedule_step_starts(step, &reader);
	return text != NULL ? text : "";
}

static size_t
parts_of(const char *text, bool starts)
{
	return *text != '\0' && !starts ? sms_count(text).parts : 0;
}

static const char *
change_words(const struct schedule_dry_run *r, bool other_words)
{
	if (r->due_now == 0)
		return _("new");
	if (r->due_then == 0)
		return _("not any more");
	if (r->due_now != r->due_then)
		return _("moved");
	return other_words ? _("other words") : "";
}

static const char *
counts(struct arena *arena, const struct schedule_step *then,
    const struct schedule_step *is, const struct schedule_dry_run *r)
{
	const struct schedule_step *step = r->due_then != 0 ? then : is;

	return step != NULL && *r->anchor != '\0'
		   ? schedule_counts(arena, step, r->anchor_day)
		   : "";
}

static enum status
fill_row(struct tried *t, const struct schedule_dry_run *r,
    struct schedule_tried_view *v, struct schedule_tried_row *row)
{
	struct arena *arena = t->rq->arena;
	const struct schedule_step *then = schedule_step_named(&t->steps, r->step), *is;
	struct schedule_steps old;
	const char *was;
	bool was_starts = false, starts = false;
	size_t was_parts;

	TRY(schedule_steps_of(t->rq->tx, &t->known, r->version_id, &old));
	is = schedule_step_named(&old, r->step);
	was = is != NULL && r->due_now != 0 ? text_of(arena, is, r, &was_starts) : "";
	was_parts = parts_of(was, was_starts);
	*row = (struct schedule_tried_row){ .row = r,
		.step = r->step,
		.body = then != NULL && r->due_then != 0
			    ? text_of(arena, then, r, &starts)
			    : was,
		.why = schedule_why(arena, r->moves),
		.counts = counts(arena, then, is, r),
		.against = against_words(
		    *r->against == '\0' && r->heard && then != NULL && then->silent_only
			? "answered"
			: r->against) };
	row->starts = then != NULL && r->due_then != 0 ? starts : was_starts;
	row->parts = parts_of(row->body, row->starts);
	row->now = r->due_now != 0 ? show_time(arena, r->due_now, r->zone) : "–";
	row->then = r->due_then != 0 ? show_time(arena, r->due_then, r->zone) : "–";
	row->change = change_words(r, strcmp(was, row->body) != 0);
	row->cost = row->starts ? NULL : mailing_cost(arena, row->parts);
	if (*row->against != '\0') {
		v->kept++;
		if (strcmp(r->against, "many") != 0)
			return OK; /* nor does it leave now */
	}
	if (r->due_now != 0) {
		t->now.at[t->now.n++] = r->due_now;
		v->now_texts++;
		v->now_parts += was_parts;
		v->now_starts += was_starts;
	}
	if (r->due_then != 0 && *row->against == '\0') {
		t->then.at[t->then.n++] = r->due_then;
		v->then_texts++;
		v->then_parts += row->parts;
		v->then_starts += row->starts;
	}
	return OK;
}

static int
by_moment(const void *a, const void *b)
{
	const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return (one > other) - (one < other);
}

/* How many leave within five minutes of the clock, at most. */
static size_t
most_of(const struct moments *m)
{
	const int64_t slot = SCHEDULE_SPREAD_SLOT * MINUTE;
	size_t most = 0, begin = 0;

	qsort(m->at, m->n, sizeof *m->at, by_moment);
	for (size_t i = 0; i < m->n; i++) {
		if (m->at[i] / slot != m->at[begin] / slot)
			begin = i;
		if (i - begin + 1 > most)
			most = i - begin + 1;
	}
	return most;
}

/* Tomorrow, by the clocks of whoever asks, if no day is chosen. */
static void
choose_day(struct request *rq, struct schedule_tried_view *v)
{
	int64_t today = clock_local_day(tx_now(rq->tx), page_user(rq)->zone), day = 0;
	const char *asked = request_query(rq, "day");

	if (asked == NULL || clock_parse_date(asked, &day) != OK || day < today ||
	    day > today + DAYS_AHEAD) {
		if (asked != NULL)
			fault_add(&v->wrong, "day",
			    _("Day: please choose one from today on, within a year. "
			      "This is tomorrow."));
		day = today + 1;
	}
	v->day = clock_date(rq->arena, day);
	v->day_words = show_day(rq->arena, v->day);
}

static enum status
open_tried(struct request *rq, struct schedule_tried_view *v)
{
	struct tried t = { .rq = rq };
	struct schedule_dry_run_rows rows;
	struct schedule_tried_row *at;

	*v = (struct schedule_tried_view){ .all = 0 };
	TRY(schedule_version_open(rq, rq->id, &v->version, &t.steps));
	v->draft = v->version->published_at == 0;
	v->tried = v->version->tried_edits == v->version->edits;
	TRY(schedule_check(rq->tx, &t.steps, &v->faults));
	choose_day(rq, v);
	TRY(sql_schedule_dry_run(rq->tx, v->version->plan, t.steps.per_day,
	    workflow()->name, v->day, tx_now(rq->tx), &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	ARENA_ARRAY(rq->arena, t.now.at, rows.n + 1);
	ARENA_ARRAY(rq->arena, t.then.at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		TRY(fill_row(&t, &rows.at[i], v, &at[i]));
	v->all = rows.n;
	v->now_most = most_of(&t.now);
	v->then_most = most_of(&t.then);
	v->rows = (struct schedule_tried_rows){ at, rows.n };
	v->now_cost = mailing_cost(rq->arena, v->now_parts);
	v->then_cost = mailing_cost(rq->arena, v->then_parts);
	if (v->draft)
		TRY(sql_schedule_changes(rq->tx, v->version->plan, workflow()->name,
		    tx_now(rq->tx), &v->changes));
	return OK;
}

static enum status
show_tried(struct request *rq, int code, struct schedule_tried_view *v)
{
	struct page page;

	if (v->rows.n > ROWS_SHOWN)
		v->rows.n = ROWS_SHOWN;
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", _("Dry run"),
		schedule_version_words(rq->arena, v->version)),
	    "schedules"));
	page.faulty = code != 200;
	page.times = _("Each facility’s times are its own local time");
	render_schedule_tried(reply_html(rq, code), &page, v);
	return OK;
}

enum status
schedule_tried(struct request *rq)
{
	struct schedule_tried_view v;

	TRY(open_tried(rq, &v));
	return show_tried(rq, 200, &v);
}

/* What is seen is what was tried: nothing leaves. */
enum status
schedule_try(struct request *rq)
{
	struct schedule_draft_tried_rows tried;
	const struct schedule_version_get *version;
	struct schedule_steps steps;

	TRY(schedule_version_open(rq, rq->id, &version, &steps));
	TRY(sql_schedule_draft_tried(
	    rq->tx, rq->id, page_user(rq)->id, tx_now(rq->tx), &tried));
	if (tried.n == 0)
		return page_done(rq, "/admin/schedules/%" PRId64 "/dry-run", rq->id);
	return page_done(
	    rq, "/admin/schedules/%" PRId64 "/dry-run?notice=schedule-tried", rq->id);
}

enum status
schedule_tried_file(struct request *rq)
{
	struct schedule_tried_view v;
	const char *cells[CELLS];
	struct buf *b;

	TRY(open_tried(rq, &v));
	b = reply_file(rq, "text/csv; charset=utf-8", "dry-run.csv");
	csv_begin(b);
	for (size_t i = 0; i < CELLS; i++)
		cells[i] = _(headings[i]);
	csv_row(b, cells, CELLS);
	for (size_t i = 0; i < v.rows.n; i++) {
		const struct schedule_tried_row *r = &v.rows.at[i];
		const char *row[CELLS] = { r->row->number, r->row->place_name,
			r->row->zone, r->row->language, r->step, r->now, r->then,
			r->change, r->why, r->against, r->body,
			r->starts ? "" : arena_printf(rq->arena, "%zu", r->parts),
			r->cost != NULL ? r->cost : "", r->counts };

		csv_row(b, row, CELLS);
	}
	return OK;
}

enum status
schedule_put_in_use(struct request *rq)
{
	struct publish_form form = { .whom = "" };
	const struct schedule_publish *row;
	struct schedule_tried_view v;

	TRY(open_tried(rq, &v));
	input_read(rq, publish_inputs, &form, &v.wrong);
	if (v.faults.wrong > 0)
		fault_add(&v.wrong, "whom",
		    _("Something of it has to be put right first: see the steps."));
	if (v.wrong.n > 0)
		return show_tried(rq, 422, &v);
	TRY(sql_schedule_publish(rq->tx, rq->id, (int32_t)form.edits,
	    strcmp(form.whom, "all") == 0, tx_now(rq->tx), &row));
	if (!row->published) {
		fault_add(&v.wrong, "whom",
		    _("It was changed or published since you looked at it: please try "
		      "it once more."));
		return show_tried(rq, 409, &v);
	}
	return page_done(rq, "/admin/schedules?notice=schedule-used");
}

/* Beside another ------------------------------------------------------------- */

static const char *
told(struct arena *arena, const struct schedule_step *s)
{
	const char *how;

	if (s == NULL)
		return "–";
	how = schedule_how(arena, s);
	return arena_printf(arena, "%s%s%s: %s", schedule_when(arena, s),
	    *how != '\0' ? ", " : "", how, schedule_what(arena, s));
}

static const char *
per_day_words(struct arena *arena, int per_day)
{
	return per_day == 0 ? _("any number")
			    : arena_printf(arena, _("at most %d"), per_day);
}

static void
compare(struct arena *arena, struct schedule_compare_view *v,
    const struct schedule_steps *then, const struct schedule_steps *now)
{
	struct schedule_compared *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, then->n + now->n + 2);
	for (size_t i = 0; i < now->n; i++) {
		const struct schedule_step *s = &now->at[i],
					   *o = schedule_step_named(then, s->name);

		at[n++] =
		    (struct schedule_compared){ s->name, told(arena, o), told(arena, s),
			    o == NULL                         ? _("new")
			    : schedule_step_same(arena, s, o) ? ""
							      : _("changed") };
	}
	for (size_t i = 0; i < then->n; i++)
		if (schedule_step_named(now, then->at[i].name) == NULL)
			at[n++] = (struct schedule_compared){ then->at[i].name,
				told(arena, &then->at[i]), "–", _("not any more") };
	if (now->per_day != then->per_day)
		at[n++] = (struct schedule_compared){ _("Texts a day"),
			per_day_words(arena, then->per_day),
			per_day_words(arena, now->per_day), _("changed") };
	for (size_t i = 0; i < n; i++)
		v->changed += *at[i].change != '\0';
	v->rows = (struct schedule_compared_rows){ at, n };
}

/* With the version that the query names; without one with what is in use. */
enum status
schedule_compare(struct request *rq)
{
	struct schedule_compare_view v = { .changed = 0 };
	const struct schedule_version_get *other;
	struct schedule_steps now, then;
	int64_t with = page_number(rq, "with");
	const char *asked = request_query(rq, "with");
	struct page page;

	TRY(schedule_version_open(rq, rq->id, &v.version, &now));
	if (with == 0)
		TRY(schedule_used(rq->tx, &then, &with));
	if (asked != NULL && strcmp(asked, "pack") == 0)
		with = 0;
	if (with != 0) {
		TRY(schedule_version_open(rq, with, &other, &then));
		v.other = schedule_version_words(rq->arena, other);
	} else {
		then = schedule_steps_of_pack(rq->arena);
		v.other = _("As it came with the programme");
	}
	compare(rq->arena, &v, &then, &now);
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", _("Compare"),
		schedule_version_words(rq->arena, v.version)),
	    "schedules"));
	render_schedule_compare(reply_html(rq, 200), &page, &v);
	return OK;
}
