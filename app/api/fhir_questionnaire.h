/*
 * fhir_questionnaire.h - the programme's forms as Questionnaires: enough to fill one in
 * without knowing more of it.  docs/fhir.md, "Answers".
 */

#ifndef API_FHIR_QUESTIONNAIRE_H
#define API_FHIR_QUESTIONNAIRE_H

#include "api/fhir_type.h"
#include "form/form_outline.h"

#define FHIR_FORM_URL "urn:aftercare:questionnaire:" /* and its name */
#define FHIR_CHOICE_URL "urn:aftercare:choice:" /* and name, dot, question */

MUST_CHECK enum status fhir_questionnaire_find(
    struct tx *, const struct fhir_query *, int32_t most, struct fhir_page *);
/* {"system": ..., "code": ..., "display": ...} of a choice. */
void fhir_questionnaire_coding(struct buf *, const char *form,
    const struct form_asked *, const struct form_option *);
/* A resource as it was asked for: with these elements. */
MUST_CHECK enum status fhir_questionnaire_part(
    struct tx *, const char *elements, const char *whole, const char **body);

#endif
