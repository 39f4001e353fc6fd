/* indicator_counts.h - numbers of the indicators as they were counted, for every page that shows them. */

#ifndef SITE_INDICATOR_COUNTS_H
#define SITE_INDICATOR_COUNTS_H

#include "site/indicator_filter.h"
#include "site/indicator_table.h"

/* Moderate and severe events that active follow-up finds, in a thousand men. */
#define INDICATOR_EXPECTED_FROM 10
#define INDICATOR_EXPECTED_TO 20

/* A rate of events beside the expected one. */
enum indicator_expected {
	INDICATOR_TOO_FEW, /* men, to say anything */
	INDICATOR_UNTOLD, /* a hidden number might be either */
	INDICATOR_BELOW, /* a warning: are they found? */
	INDICATOR_WITHIN,
	INDICATOR_ABOVE
};
enum indicator_expected indicator_expected(int64_t num, int64_t den);

MUST_CHECK enum status indicator_counts_ask(
    struct request *, const struct indicator_filter *, struct indicator_counts_rows *);
/*
 * Of the facility whose rows begin at start; those of all together, whose place is 0, are
 * the first.  Never NULL.
 */
const struct indicator_counts *indicator_count_of(
    const struct indicator_counts_rows *, size_t start, const char *code);
/* -1 where there is nothing to divide or a number is hidden. */
int64_t indicator_in_thousand(const struct indicator_counts *);

/* The men behind a number: of a facility, or as the filter has it (0). */
const char *indicator_men_url(struct arena *, const struct indicator_filter *,
    int64_t place_id, const char *code, const char *part);

/* Noted with the file, not after it: nothing leaves unnoticed. */
MUST_CHECK enum status indicator_note(struct request *, const char *what, size_t n);

#endif
