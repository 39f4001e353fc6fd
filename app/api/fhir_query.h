/*
 * fhir_query.h - what a search asks for, read from its parameters.
 *
 * Every condition is narrowed here to what the database can look for: codes that will
 * do, ids, spans of time.  What cannot find anything asks nobody.
 */

#ifndef API_FHIR_QUERY_H
#define API_FHIR_QUERY_H

#include "api/fhir_type.h"

#define FHIR_PAIRS_MAX 100
#define FHIR_COUNT 50 /* a page, if nothing is said */
#define FHIR_COUNT_MAX 200

/* The same with its conditions alone: "identifier=a|b", as If-None-Exist has it. */
MUST_CHECK enum status fhir_query_read(
    const struct fhir_ask *, const char *encoded, struct fhir_query *);
/* Where it goes on behind what was found: "12.0.0.345.0". */
const char *fhir_cursor_text(struct arena *, const struct fhir_cursor *);

#endif
