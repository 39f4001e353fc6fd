/*
 * fhir_subscription.h - who asks to be told of tasks: a client its own subscriptions.
 * What leaves is the worker's (worker/subscription_job.c).
 */

#ifndef API_FHIR_SUBSCRIPTION_H
#define API_FHIR_SUBSCRIPTION_H

#include "api/fhir.h"

MUST_CHECK enum status fhir_subscription_create(const struct fhir_ask *);
MUST_CHECK enum status fhir_subscription_update(const struct fhir_ask *);
MUST_CHECK enum status fhir_subscription_delete(const struct fhir_ask *);
/* Subscription/id/$status, and Subscription/$status. */
MUST_CHECK enum status fhir_subscription_status(const struct fhir_ask *);

#endif
