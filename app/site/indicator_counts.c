/* indicator_counts.c - see indicator_counts.h. */

#include "site/indicator_counts.h"

#include <string.h>

#include "core/workflow.h"
#include "site/page.h"

#define ENOUGH_MEN 50 /* to say anything about a rate of events */
#define HIDDEN_LEAST 1 /* what a hidden number may be */
#define HIDDEN_MOST 4

enum status
indicator_counts_ask(struct request *rq, const struct indicator_filter *f,
    struct indicator_counts_rows *rows)
{
	return sql_indicator_counts(rq->tx, f->place, f->from, f->until, f->band,
	    f->minor, workflow()->adult_age, tx_now(rq->tx), rows);
}

const struct indicator_counts *
indicator_count_of(
    const struct indicator_counts_rows *rows, size_t start, const char *code)
{
	static const struct indicator_counts none = { .place_name = "", .zone = "" };

	for (size_t i = start; i < rows->n; i++) {
		if (rows->at[i].place_id != rows->at[start].place_id)
			break;
		if (strcmp(rows->at[i].code, code) == 0)
			return &rows->at[i];
	}
	return &none;
}

static int64_t
thousandths(int64_t num, int64_t den)
{
	return (num * 1000 + den / 2) / den;
}

int64_t
indicator_in_thousand(const struct indicator_counts *c)
{
	return c->num < 0 || c->den <= 0 ? -1 : thousandths(c->num, c->den);
}

enum indicator_expected
indicator_expected(int64_t num, int64_t den)
{
	const bool hidden = num == INDICATOR_HIDDEN;

	if (den < ENOUGH_MEN)
		return INDICATOR_TOO_FEW;
	if (thousandths(hidden ? HIDDEN_MOST : num, den) < INDICATOR_EXPECTED_FROM)
		return INDICATOR_BELOW;
	if (thousandths(hidden ? HIDDEN_LEAST : num, den) > INDICATOR_EXPECTED_TO)
		return INDICATOR_ABOVE;
	return hidden ? INDICATOR_UNTOLD : INDICATOR_WITHIN;
}

const char *
indicator_men_url(struct arena *arena, const struct indicator_filter *f,
    int64_t place_id, const char *code, const char *part)
{
	return arena_printf(arena, "/indicators/men?code=%s&part=%s&%s", code, part,
	    place_id == 0 ? f->query : indicator_filter_query(arena, f, place_id));
}

enum status
indicator_note(struct request *rq, const char *what, size_t n)
{
	return sql_session_note(
	    rq->tx, "", false, page_user(rq)->id, what, (int64_t)n, rq->address, false);
}
