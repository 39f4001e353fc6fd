/* fhir_validate.h - $validate: whether a resource would do, without doing anything. */

#ifndef API_FHIR_VALIDATE_H
#define API_FHIR_VALIDATE_H

#include "api/fhir.h"

MUST_CHECK enum status fhir_validate(const struct fhir_ask *);

#endif
