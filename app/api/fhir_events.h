/*
 * fhir_events.h - Subscription/id/$events: what a subscription to a topic was told of, for
 * who has missed some, as R5's backport has it.
 */

#ifndef API_FHIR_EVENTS_H
#define API_FHIR_EVENTS_H

#include "api/fhir.h"

MUST_CHECK enum status fhir_events(const struct fhir_ask *);

#endif
