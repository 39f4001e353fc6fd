/*
 * fhir_response.h - what was filled in of the programme's forms, as
 * QuestionnaireResponses: see fhir_questionnaire.h.
 */

#ifndef API_FHIR_RESPONSE_H
#define API_FHIR_RESPONSE_H

#include "api/fhir_type.h"
#include "ext/json.h"

MUST_CHECK enum status fhir_response_find(
    struct tx *, const struct fhir_query *, int32_t most, struct fhir_page *);

/* A report of another program's: docs/fhir.md, "Answers". */
MUST_CHECK enum status fhir_response_create(const struct fhir_ask *);
/* PUT QuestionnaireResponse?identifier=...: the one there is, if it says so, or a new one. */
MUST_CHECK enum status fhir_response_put_by(const struct fhir_ask *);
/* What is wrong with it, besides its shape: all but saving it. */
MUST_CHECK enum status fhir_response_check(
    const struct fhir_ask *, const struct json *, struct fhir_issues *);

#endif
