/* indicator_filter.c - reads what the indicators are asked of. */

#include "site/indicator_filter.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/access.h"
#include "site/page.h"
#include "site/show.h"

#define A_YEAR 366

/* clang-format off */
static const char *const band_codes[] = { "", "0-4", "5-9", "10-14", "15-19", "20-24",
	"25-49", "50+", NULL };
static const char *const band_words[] = { N_("All ages"), "0–4", "5–9", "10–14", "15–19",
	"20–24", "25–49", "50+", NULL };
static const char *const minor_codes[] = { "", "yes", "no", NULL };
static const char *const minor_words[] = { N_("Minors and adults"), N_("Minors"),
	N_("Adults"), NULL };
/* clang-format on */

/* The first day of the month so many months after this one. */
static int64_t
month_start(int year, int month, int later)
{
	int months = year * 12 + month - 1 + later;

	return clock_day_number(months / 12, months % 12 + 1, 1);
}

static void
fill_periods(struct request *rq, struct indicator_filter *f)
{
	struct local_time t = clock_local(tx_now(rq->tx), page_user(rq)->zone);
	int quarter = (t.month - 1) / 3 * 3 + 1;
	const struct {
		const char *label;
		int month, later, months;
	} known[] = { { _("This month"), t.month, 0, 1 },
		{ _("Last month"), t.month, -1, 1 },
		{ _("This quarter"), quarter, 0, 3 },
		{ _("Last quarter"), quarter, -3, 3 } };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		f->periods[i] = (struct indicator_period){ .label = known[i].label,
			.from = clock_date(rq->arena,
			    month_start(t.year, known[i].month, known[i].later)),
			.until = clock_date(
			    rq->arena, month_start(t.year, known[i].month,
					   known[i].later + known[i].months) -
					   1) };
}

/* Says what is wrong with the days that were typed. */
static const char *
days_fault(const char *from, const char *until)
{
	int64_t first, last;

	if (clock_parse_date(from, &first) != OK ||
	    clock_parse_date(until, &last) != OK)
		return _(
		    "From and until: write an existing date as year-month-day, for "
		    "example 2026-11-21.");
	if (last < first)
		return _("Until: it is before From. Write the earlier day first.");
	return last - first < A_YEAR ? NULL
				     : _("From and until: they are more than a year "
					 "apart. Ask for a year "
					 "at a time.");
}

static enum status
fill_places(struct request *rq, struct indicator_filter *f)
{
	struct place_list_rows all = { 0 };
	struct place_mine_rows mine = { 0 };
	struct option *at;
	size_t n = 0;
	int64_t asked = page_number(rq, "place");

	if (f->cares)
		TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &mine));
	else
		TRY(sql_place_list(rq->tx, &all));
	ARENA_ARRAY(rq->arena, at, mine.n + all.n + 1);
	at[n++] = (struct option){ "", _("All facilities") };
	for (size_t i = 0; i < mine.n; i++)
		at[n++] =
		    (struct option){ arena_printf(rq->arena, "%" PRId64, mine.at[i].id),
			    mine.at[i].name };
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].active)
			at[n++] = (struct option){ arena_printf(rq->arena, "%" PRId64,
						       all.at[i].id),
				all.at[i].name };
	f->places = (struct option_rows){ at, n };
	f->place_value = arena_printf(rq->arena, "%" PRId64, asked);
	f->place_name = at[0].label;
	for (size_t i = 1; i < n; i++)
		if (strcmp(at[i].value, f->place_value) == 0) {
			f->place = asked;
			f->place_name = at[i].label;
		}
	return OK;
}

static const char *
query(struct arena *arena, const struct indicator_filter *f, const char *from,
    const char *until, int64_t place)
{
	return arena_printf(arena, "from=%s&until=%s&place=%s&band=%s&minor=%s", from,
	    until, place != 0 ? arena_printf(arena, "%" PRId64, place) : "",
	    strcmp(f->band, "50+") == 0 ? "50%2B" : f->band, f->minor);
}

const char *
indicator_filter_query(
    struct arena *arena, const struct indicator_filter *f, int64_t place_id)
{
	return query(arena, f, f->from, f->until, place_id);
}

static void
fill_words(struct request *rq, struct indicator_filter *f)
{
	f->words = arena_printf(rq->arena, _("Procedures from %s to %s, %s%s%s%s%s"),
	    show_day(rq->arena, f->first), show_day(rq->arena, f->last), f->place_name,
	    *f->band != '\0' ? _(", aged ") : "", f->band,
	    *f->minor != '\0' ? ", " : "",
	    strcmp(f->minor, "yes") == 0 ? _("minors")
	    : *f->minor != '\0'          ? _("adults")
					 : "");
}

enum status
indicator_filter_read(
    struct request *rq, const char *path, bool by_age, struct indicator_filter *f)
{
	const char *from = request_query(rq, "from"),
		   *until = request_query(rq, "until");
	const struct indicator_scope *scope;

	*f = (struct indicator_filter){ .path = path,
		.band =
		    page_one_of(by_age ? request_query(rq, "band") : "", band_codes),
		.minor =
		    page_one_of(by_age ? request_query(rq, "minor") : "", minor_codes),
		.cares = role_may(page_user(rq)->role, PATIENT_READ) };
	fill_periods(rq, f);
	f->from = from != NULL ? from : f->periods[0].from;
	f->until = until != NULL ? until : f->periods[0].until;
	f->bands = field_options(rq->arena, band_codes, band_words);
	f->minors = field_options(rq->arena, minor_codes, minor_words);
	if (!by_age)
		f->bands.n = f->minors.n = 0;
	TRY(fill_places(rq, f));
	for (size_t i = 0; i < COUNT_OF(f->periods); i++) {
		struct indicator_period *p = &f->periods[i];

		p->url = arena_printf(rq->arena, "%s?%s", path,
		    query(rq->arena, f, p->from, p->until, f->place));
		p->chosen =
		    strcmp(p->from, f->from) == 0 && strcmp(p->until, f->until) == 0;
	}
	f->fault = days_fault(f->from, f->until);
	if (f->fault != NULL)
		return OK;
	TRY(sql_indicator_scope(rq->tx, f->place, f->from, f->until, &scope));
	if (scope->too_many)
		f->fault =
		    _("From and until: more than 60,000 men had their procedure in "
		      "these days, and so many are not counted at once. Ask for a "
		      "shorter period, or for one facility.");
	f->first = scope->first_day;
	f->last = scope->last_day;
	f->blurs = scope->blurs;
	f->query = indicator_filter_query(rq->arena, f, f->place);
	fill_words(rq, f);
	return OK;
}
