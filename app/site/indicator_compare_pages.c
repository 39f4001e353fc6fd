/* indicator_compare_pages.c - the facilities beside each other, by name: nobody is first or last. */

#include "site/indicator_compare_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "gen/indicator_compare.h"
#include "site/page.h"
#include "site/pages.h"

#define COMPARED_PLACES 100
#define DRAWN_PLACES 15 /* facilities in the picture */
#define EVENTS_FULL 50 /* the whole width of the picture, in a thousand */
#define EVENTS (COMPARED_SHARES - 1)

static const char *const shares[COMPARED_SHARES] = { "ever", "day-3", "tracing",
	"referral", "event" };

/* What was counted, beside what is late at this moment. */
struct compared {
	struct indicator_counts_rows counts;
	struct place_late_rows late;
};

static enum status
ask(struct request *rq, const struct indicator_filter *f, struct compared *c)
{
	TRY(indicator_counts_ask(rq, f, &c->counts));
	return sql_place_late(rq->tx, f->place, tx_now(rq->tx), &c->late);
}

/* Where the rows of a facility begin; past the last where nobody was followed up. */
static size_t
start_of(const struct indicator_counts_rows *rows, int64_t place_id)
{
	size_t i = 0;

	while (i < rows->n && rows->at[i].place_id != place_id)
		i++;
	return i;
}

static const char *
expected_words(enum indicator_expected e)
{
	switch (e) {
	case INDICATOR_BELOW:
		return _("fewer than expected: are they found?");
	case INDICATOR_WITHIN:
		return _("as many as expected");
	case INDICATOR_ABOVE:
		return _("more than expected: what kinds, and when?");
	case INDICATOR_UNTOLD:
		return _("a small number, it cannot be told");
	case INDICATOR_TOO_FEW:
		break;
	}
	return _("too few men to say");
}

static struct compared_share
share_of(struct request *rq, const struct indicator_filter *f, int64_t place_id,
    const struct indicator_counts *c, const char *code)
{
	struct arena *a = rq->arena;

	return (struct compared_share){ .num = c->num,
		.den = c->den,
		.rate = indicator_rate(a, INDICATOR_SHARE, c->num, c->den),
		.men = f->cares && c->num != 0
			   ? indicator_men_url(a, f, place_id, code, "num")
			   : NULL,
		.rest = f->cares && c->num != c->den
			    ? indicator_men_url(a, f, place_id, code, "rest")
			    : NULL };
}

static struct compared_place
place_of(struct request *rq, const struct indicator_filter *f,
    const struct indicator_counts_rows *rows, int64_t id)
{
	const size_t start = start_of(rows, id);
	const struct indicator_counts *men = indicator_count_of(rows, start, "men");
	const struct indicator_counts *event = indicator_count_of(rows, start, "event");
	const enum indicator_expected e = indicator_expected(event->num, event->den);
	struct compared_place p = { .id = id,
		.men = men->num,
		.men_url = f->cares && men->num != 0
			       ? indicator_men_url(rq->arena, f, id, "men", "num")
			       : NULL,
		.events = expected_words(e),
		.warns = e == INDICATOR_BELOW || e == INDICATOR_ABOVE };

	for (size_t i = 0; i < COMPARED_SHARES; i++)
		p.shares[i] = share_of(
		    rq, f, id, indicator_count_of(rows, start, shares[i]), shares[i]);
	return p;
}

/* All of them, also where nobody was enrolled: that is a number too. */
static void
fill_places(
    struct request *rq, struct compare_view *v, const struct compared *c, size_t most)
{
	struct compared_place *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, c->late.n + 1);
	for (size_t i = 0; i < c->late.n && n < most; i++) {
		const struct place_late *row = &c->late.at[i];
		struct compared_place *p = &at[n++];

		*p = place_of(rq, &v->filter, &c->counts, row->place_id);
		p->name = row->name;
		p->zone = row->zone;
		p->now = row;
	}
	v->left_out = c->late.n - n;
	if (c->late.n > 1) {
		at[n] = place_of(rq, &v->filter, &c->counts, 0);
		at[n].name = _("All together");
		at[n++].zone = "";
	}
	v->places = (struct compared_places){ at, n };
}

static void
draw_events(struct request *rq, struct compare_view *v, const struct compared *c)
{
	struct chart_bar *at;

	if (c->late.n < 2 || c->late.n > DRAWN_PLACES)
		return;
	ARENA_ARRAY(rq->arena, at, c->late.n);
	for (size_t i = 0; i < c->late.n; i++) {
		const struct indicator_counts *e = indicator_count_of(
		    &c->counts, start_of(&c->counts, c->late.at[i].place_id), "event");
		int64_t rate = indicator_in_thousand(e);

		at[i] = (struct chart_bar){ c->late.at[i].name,
			indicator_rate(rq->arena, INDICATOR_SHARE, e->num, e->den),
			rate < 0 ? -1 : rate * CHART_FULL / EVENTS_FULL };
	}
	v->events = (struct chart){ .id = "events",
		.title = _("Men with an adverse event, by facility"),
		.desc =
		    _("A bar for each facility, by name: men with a moderate or "
		      "severe event before day 30, of the men followed up. The band "
		      "is what active follow-up finds, 1 to 2 in 100. The same "
		      "numbers stand in the table above."),
		.at = at,
		.n = c->late.n,
		.band = _("expected: 1 to 2 in 100"),
		.band_from = INDICATOR_EXPECTED_FROM * CHART_FULL / EVENTS_FULL,
		.band_to = INDICATOR_EXPECTED_TO * CHART_FULL / EVENTS_FULL };
}

enum status
indicator_compare(struct request *rq)
{
	struct compare_view v = { .left_out = 0 };
	struct compared c;
	struct page page;

	TRY(indicator_filter_read(rq, "/indicators/facilities", true, &v.filter));
	if (v.filter.fault == NULL) {
		TRY(ask(rq, &v.filter, &c));
		fill_places(rq, &v, &c, COMPARED_PLACES);
		draw_events(rq, &v, &c);
		v.download = arena_printf(
		    rq->arena, "/indicators/facilities/download?%s", v.filter.query);
		v.back = arena_printf(rq->arena, "/indicators?%s", v.filter.query);
	}
	for (size_t i = 0; i < COMPARED_SHARES; i++)
		v.shares[i] = indicator_named(rq->arena, shares[i]);
	TRY(page_open(rq, &page, _("Facilities compared"), "indicators"));
	page.faulty = v.filter.fault != NULL;
	render_indicator_compare(
	    reply_html(rq, v.filter.fault != NULL ? 422 : 200), &page, &v);
	return OK;
}

/* As a file: three cells for each share. */

static const char *const headings[] = { N_("Facility"), N_("Zone"), N_("From"),
	N_("Until"), N_("Age"), N_("Minors"), N_("Men followed up") };
static const char *const last_headings[] = { N_("Adverse events beside 1 to 2 in 100"),
	N_("Open cases now"), N_("of them past the time limit"),
	N_("Tasks due before today") };
#define CELLS (COUNT_OF(headings) + 3 * COMPARED_SHARES + COUNT_OF(last_headings))

static void
download_headings(struct request *rq, struct buf *b)
{
	const char *cells[CELLS];
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(headings); i++)
		cells[n++] = _(headings[i]);
	for (size_t i = 0; i < COMPARED_SHARES; i++) {
		const char *title = _(indicator_named(rq->arena, shares[i])->title);

		cells[n++] = arena_printf(rq->arena, _("%s: counted"), title);
		cells[n++] = arena_printf(rq->arena, _("%s: of"), title);
		cells[n++] = arena_printf(rq->arena, _("%s: rate"), title);
	}
	for (size_t i = 0; i < COUNT_OF(last_headings); i++)
		cells[n++] = _(last_headings[i]);
	csv_row(b, cells, n);
}

static void
download_row(struct arena *a, struct buf *b, const struct indicator_filter *f,
    const struct compared_place *p)
{
	const char *cells[CELLS] = { p->name, p->zone, f->first, f->last, f->band,
		f->minor, indicator_cell(a, p->men) };
	size_t n = COUNT_OF(headings);

	for (size_t i = 0; i < COMPARED_SHARES; i++) {
		cells[n++] = indicator_cell(a, p->shares[i].num);
		cells[n++] = indicator_cell(a, p->shares[i].den);
		cells[n++] = p->shares[i].rate;
	}
	cells[n++] = p->events;
	cells[n++] = p->now != NULL ? indicator_cell(a, p->now->cases) : "";
	cells[n++] = p->now != NULL ? indicator_cell(a, p->now->late_cases) : "";
	cells[n++] = p->now != NULL ? indicator_cell(a, p->now->late_tasks) : "";
	csv_row(b, cells, n);
}

enum status
indicator_compare_download(struct request *rq)
{
	struct compare_view v = { .left_out = 0 };
	struct compared c;
	struct buf *b;

	TRY(indicator_filter_read(rq, "/indicators/facilities", true, &v.filter));
	if (v.filter.fault != NULL)
		return ERR_INVALID;
	TRY(ask(rq, &v.filter, &c));
	fill_places(rq, &v, &c, c.late.n);
	b = reply_file(rq, "text/csv; charset=utf-8", "facilities.csv");
	csv_begin(b);
	download_headings(rq, b);
	for (size_t i = 0; i < v.places.n; i++)
		download_row(rq->arena, b, &v.filter, &v.places.at[i]);
	return indicator_note(rq, "indicator-list", v.places.n);
}
