/* fhir_capability.h - what works and who may ask, from the tables that make it work. */

#ifndef API_FHIR_CAPABILITY_H
#define API_FHIR_CAPABILITY_H

#include "api/fhir.h"

/* GET /fhir/metadata. */
MUST_CHECK enum status fhir_capability(const struct fhir_ask *);
/* GET /fhir/.well-known/smart-configuration. */
MUST_CHECK enum status fhir_smart(const struct fhir_ask *);

#endif
