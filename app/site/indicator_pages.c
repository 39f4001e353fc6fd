/* indicator_pages.c - the programme's indicators, and the men behind each number. */

#include "site/indicator_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "core/workflow.h"
#include "gen/indicator.h"
#include "site/indicator_counts.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define PAGE 50
#define DAYS 13

static const char *const part_codes[] = { "num", "den", "rest", NULL };

static void
fill_lines(struct request *rq, struct indicator_view *v,
    const struct indicator_counts_rows *rows)
{
	struct indicator_line *at;
	size_t n = 0, most = 0;

	for (const struct indicator *i = indicators; i->code != NULL; i++)
		most++;
	ARENA_ARRAY(rq->arena, at, most);
	for (const struct indicator *i = indicators; i->code != NULL; i++) {
		const struct indicator_counts *c = indicator_count_of(rows, 0, i->code);

		at[n++] = (struct indicator_line){ .what = i,
			.num = indicator_number(rq->arena, c->num),
			.den = indicator_number(rq->arena, c->den),
			.rate = indicator_rate(rq->arena, i->kind, c->num, c->den),
			.men = v->filter.cares && c->num != 0
				   ? indicator_men_url(
					 rq->arena, &v->filter, 0, i->code, "num")
				   : NULL,
			.rest = v->filter.cares && i->kind == INDICATOR_SHARE &&
					c->num != c->den
				    ? indicator_men_url(
					  rq->arena, &v->filter, 0, i->code, "rest")
				    : NULL };
	}
	v->lines = (struct indicator_lines){ at, n };
}

static void
draw_days(struct request *rq, struct indicator_view *v,
    const struct indicator_counts_rows *rows)
{
	struct chart_bar *at;
	int64_t first = -1, last = -1;
	int last_day = 0;

	ARENA_ARRAY(rq->arena, at, DAYS);
	for (int d = 1; d <= DAYS; d++) {
		const struct indicator_counts *c =
		    indicator_count_of(rows, 0, arena_printf(rq->arena, "day-%d", d));

		at[d - 1] = (struct chart_bar){ arena_printf(rq->arena, _("Day %d"), d),
			indicator_rate(rq->arena, INDICATOR_SHARE, c->num, c->den),
			indicator_in_thousand(c) };
		if (at[d - 1].size < 0)
			continue;
		first = first < 0 ? at[d - 1].size : first;
		last = at[d - 1].size;
		last_day = d;
	}
	if (last_day == 0)
		return;
	v->days = (struct chart){ .id = "days",
		.title = arena_printf(rq->arena,
		    _("Men who answer: %" PRId64 " in 100 at first, %" PRId64
		      " in 100 on day %d"),
		    (first + 5) / 10, (last + 5) / 10, last_day),
		.desc =
		    _("A bar for each day after the procedure: of the men followed up "
		      "on that day, how many wrote. The same numbers stand in the "
		      "table below."),
		.at = at,
		.n = DAYS };
}

static void
judge_events(struct indicator_view *v, const struct indicator_counts_rows *rows)
{
	const struct indicator_counts *c = indicator_count_of(rows, 0, "event");

	v->band_kind = "";
	switch (indicator_expected(c->num, c->den)) {
	case INDICATOR_TOO_FEW:
		v->band =
		    _("There are too few men to say whether the adverse events are "
		      "as many as expected (1 to 2 in 100).");
		break;
	case INDICATOR_UNTOLD:
		v->band =
		    _("Whether the adverse events are as many as expected (1 to 2 in "
		      "100) cannot be told from a small number that is hidden.");
		break;
	case INDICATOR_BELOW:
		v->band_kind = "amber";
		v->band =
		    _("Fewer adverse events than expected (1 to 2 in 100). A rate "
		      "near zero is a warning: events that nobody wrote down, "
		      "rather than good work.");
		break;
	case INDICATOR_ABOVE:
		v->band_kind = "amber";
		v->band =
		    _("More adverse events than expected (1 to 2 in 100). Look at "
		      "the line list: what kinds, and when.");
		break;
	case INDICATOR_WITHIN:
		v->band = _("As many adverse events as active follow-up is expected to "
			    "find (1 to 2 in 100).");
		break;
	}
}

enum status
indicator_show(struct request *rq)
{
	struct indicator_view v = { .band = NULL };
	struct indicator_counts_rows rows;
	struct page page;

	TRY(indicator_filter_read(rq, "/indicators", true, &v.filter));
	if (v.filter.fault == NULL) {
		const struct indicator_counts *under;

		TRY(indicator_counts_ask(rq, &v.filter, &rows));
		fill_lines(rq, &v, &rows);
		draw_days(rq, &v, &rows);
		judge_events(&v, &rows);
		under = indicator_count_of(&rows, 0, "under");
		if (under->num != 0)
			v.under = indicator_number(rq->arena, under->num);
		v.download =
		    arena_printf(rq->arena, "/indicators/download?%s", v.filter.query);
		v.compare = arena_printf(
		    rq->arena, "/indicators/facilities?%s", v.filter.query);
	}
	TRY(page_open(rq, &page, _("Indicators"), "indicators"));
	page.faulty = v.filter.fault != NULL;
	render_indicator(reply_html(rq, v.filter.fault != NULL ? 422 : 200), &page, &v);
	return OK;
}

static const char *const headings[] = { N_("Facility"), N_("Zone"), N_("From"),
	N_("Until"), N_("Age"), N_("Minors"), N_("Code"), N_("Indicator"),
	N_("Counted"), N_("Of"), N_("Rate"), N_("What is counted"), N_("Of what") };

static void
download_row(struct request *rq, struct buf *b, const struct indicator_filter *f,
    const struct indicator_counts *c)
{
	const struct indicator *i = indicator_named(rq->arena, c->code);
	const char *cells[COUNT_OF(headings)] = { c->place_id == 0 ? f->place_name
								   : c->place_name,
		c->place_id == 0 ? _("each facility’s own") : c->zone, f->first,
		f->last, f->band, f->minor, c->code, _(i->title),
		indicator_cell(rq->arena, c->num), indicator_cell(rq->arena, c->den),
		indicator_rate(rq->arena, i->kind, c->num, c->den), _(i->counted),
		_(i->of) };

	csv_row(b, cells, COUNT_OF(cells));
}

enum status
indicator_download(struct request *rq)
{
	const char *words[COUNT_OF(headings)];
	struct indicator_counts_rows rows;
	struct indicator_filter f;
	struct buf *b;

	TRY(indicator_filter_read(rq, "/indicators", true, &f));
	if (f.fault != NULL)
		return ERR_INVALID;
	TRY(indicator_counts_ask(rq, &f, &rows));
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		words[i] = _(headings[i]);
	b = reply_file(rq, "text/csv; charset=utf-8", "indicators.csv");
	csv_begin(b);
	csv_row(b, words, COUNT_OF(words));
	for (size_t i = 0; i < rows.n; i++)
		download_row(rq, b, &f, &rows.at[i]);
	return indicator_note(rq, "indicator-list", rows.n);
}

static const char *
men_heading(struct request *rq, const struct indicator *what, const char *part)
{
	if (strcmp(part, "den") == 0)
		return _(what->of);
	return strcmp(part, "rest") == 0 ? arena_printf(rq->arena, _("%s, but not: %s"),
					       _(what->of), _(what->counted))
					 : _(what->counted);
}

static enum status
fill_men(struct request *rq, struct indicator_men_view *v, const char *part)
{
	struct indicator_list_rows rows;
	struct indicator_man *at;

	TRY(sql_indicator_list(rq->tx, v->filter.place, v->filter.from, v->filter.until,
	    v->filter.band, v->filter.minor, workflow()->adult_age, tx_now(rq->tx),
	    v->what->code, part, page_number(rq, "after"), PAGE + 1, &rows));
	v->men.n = rows.n > PAGE ? PAGE : rows.n;
	ARENA_ARRAY(rq->arena, at, v->men.n);
	for (size_t i = 0; i < v->men.n; i++)
		at[i] = (struct indicator_man){ .row = &rows.at[i],
			.name = show_name(
			    rq->arena, rows.at[i].given_name, rows.at[i].family_name),
			.anchor = show_day(rq->arena, rows.at[i].anchor_date) };
	v->men.at = at;
	if (rows.n > PAGE)
		v->more = arena_printf(rq->arena, "%s&after=%" PRId64,
		    indicator_men_url(rq->arena, &v->filter, 0, v->what->code, part),
		    rows.at[PAGE - 1].enrolment_id);
	rq->reply.shown = "indicator-list";
	rq->reply.shown_id = (int64_t)v->men.n;
	return OK;
}

enum status
indicator_people(struct request *rq)
{
	const char *code = request_query(rq, "code"),
		   *part = page_one_of(request_query(rq, "part"), part_codes);
	struct indicator_men_view v = { .more = NULL };
	struct page page;

	v.what = indicator_named(rq->arena, code != NULL ? code : "men");
	if (v.what == NULL)
		return ERR_NOT_FOUND;
	TRY(indicator_filter_read(rq, "/indicators/men", true, &v.filter));
	if (v.filter.fault != NULL)
		return ERR_INVALID;
	TRY(fill_men(rq, &v, part));
	v.heading = men_heading(rq, v.what, part);
	v.back = arena_printf(rq->arena, "/indicators?%s", v.filter.query);
	TRY(page_open(rq, &page, _(v.what->title), "indicators"));
	render_indicator_people(reply_html(rq, 200), &page, &v);
	return OK;
}
