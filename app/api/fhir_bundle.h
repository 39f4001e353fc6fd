/*
 * fhir_bundle.h - several requests in one.  Of a transaction all or none is done; of a
 * batch each has its own outcome.
 */

#ifndef API_FHIR_BUNDLE_H
#define API_FHIR_BUNDLE_H

#include "api/fhir.h"

/* Answers one request of the bundle, as it would be answered alone. */
typedef enum status fhir_answer(struct request *);

MUST_CHECK enum status fhir_bundle(const struct fhir_ask *, fhir_answer *);

#endif
