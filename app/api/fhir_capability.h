/* fhir_capability.h - GET /fhir/metadata: what works, from the tables that make it work. */

#ifndef API_FHIR_CAPABILITY_H
#define API_FHIR_CAPABILITY_H

#include "api/fhir.h"

MUST_CHECK enum status fhir_capability(const struct fhir_ask *);

#endif
