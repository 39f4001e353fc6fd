/*
 * fhir_span.h - moments and stretches of time as FHIR writes them.
 *
 * "2026-11" is a month: a search for it is one for everything from its first moment
 * to its last.  What several conditions leave over is a list of spans.  A date without
 * a zone is one of UTC.
 */

#ifndef API_FHIR_SPAN_H
#define API_FHIR_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define FHIR_SPANS_MAX 64

/* From the first moment to before the other. */
struct fhir_span {
	int64_t from, until;
};

struct fhir_spans {
	bool asked;
	bool missing; /* those without any: no other condition holds of them */
	struct fhir_span at[FHIR_SPANS_MAX];
	size_t n;
};

/* YYYY, YYYY-MM, YYYY-MM-DD or a time with its zone; false for anything else. */
bool fhir_span_read(struct arena *, const char *text, struct fhir_span *);
/* Such as dateTime has to be: with a zone as soon as there is a time. */
bool fhir_is_datetime(struct arena *, const char *text);
bool fhir_is_instant(struct arena *, const char *text);
bool fhir_is_date(struct arena *, const char *text);

/*
 * One parameter's value, "ge2026-11-01,lt2026": any of its parts will do, and what was
 * asked before holds, too.  now is for "ap".  False for what is no date, or too much.
 */
bool fhir_spans_ask(
    struct arena *, struct fhir_spans *, const char *value, int64_t now);
/* Those that have any, or none, and what was asked before holds, too. */
void fhir_spans_ask_missing(struct fhir_spans *, bool missing);
/*
 * The same for something that lasts: what fhir_period_fits() of the database reads, "ge
 * FROM UNTIL" for each part, with commas between; NULL for what is no date.
 */
const char *fhir_period_ask(struct arena *, const char *value, int64_t now);
/* Before the first and behind the last of them there is nothing; 0: no such end. */
int64_t fhir_spans_from(const struct fhir_spans *);
int64_t fhir_spans_until(const struct fhir_spans *);
/* As a multirange of the database, or "missing"; "" if nothing was asked. */
const char *fhir_spans_text(struct arena *, const struct fhir_spans *);

#endif
