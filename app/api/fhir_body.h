/* fhir_body.h - what comes as the body of a request. */

#ifndef API_FHIR_BODY_H
#define API_FHIR_BODY_H

#include "api/fhir.h"
#include "ext/json.h"

enum fhir_mime { FHIR_JSON, JSON_PATCH };

/* As JSON; what is no such thing is answered with 415, 413 or 400. */
MUST_CHECK enum status fhir_body_read(
    const struct fhir_ask *, enum fhir_mime, const struct json **);

/* What is asked for, or comes, is of R4, if it says which it is: "; fhirVersion=4.0". */
bool fhir_is_version(const char *type);

#endif
