/* fhir_condition.h - what has to hold before something is written. */

#ifndef API_FHIR_CONDITION_H
#define API_FHIR_CONDITION_H

#include "api/fhir.h"
#include "api/fhir_type.h"

/* The version that If-Match names, 0 without one; refused if it is none. */
MUST_CHECK enum status fhir_if_match(const struct fhir_ask *, int64_t *version);
/* ERR_INVALID, answered with 412, if another version was read than there is now. */
MUST_CHECK enum status fhir_same_version(
    const struct fhir_ask *, int64_t read, int64_t now);
/*
 * What a condition finds of the type that is asked, "identifier=system|value", while
 * nobody else asks with it: one at most, and refused if it is several.  *id is 0 without.
 */
MUST_CHECK enum status fhir_condition_find(
    const struct fhir_ask *, const char *condition, int64_t *id);
/* The same of If-None-Exist: not *asked without it. */
MUST_CHECK enum status fhir_if_none_exist(
    const struct fhir_ask *, bool *asked, int64_t *id);

#endif
