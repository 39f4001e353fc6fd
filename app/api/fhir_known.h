/* fhir_known.h - what a resource points to, as it is known here. */

#ifndef API_FHIR_KNOWN_H
#define API_FHIR_KNOWN_H

#include "api/fhir.h"
#include "ext/json.h"

/*
 * The id of "Patient/7", also behind our own address, of one of these types with blanks
 * between; 0 without a reference, and with one that is none of ours: then it is *wrong.
 */
int64_t fhir_known_id(const struct fhir_ask *, const struct json *reference,
    const char *types, bool *wrong);
/*
 * References that are a search, "Patient?identifier=x", become what it finds: refused
 * with 412 unless it is one, and 403 if the client may not search there.
 */
MUST_CHECK enum status fhir_known_resolve(
    const struct fhir_ask *, const struct json *, const struct json **);
/*
 * Where something is done: where the client is looked after, else where it says, else at
 * the only facility there is.  who and where are the elements that say so.
 */
MUST_CHECK enum status fhir_known_place(const struct fhir_ask *, const char *who,
    const char *where, int64_t patient_id, int64_t wished, int64_t *place);

#endif
