/*
 * fhir_shape.h - whether a resource is what R4 (4.0.1) says it is: elements, how often,
 * primitives, required bindings, what a reference may point to, invariants.
 */

#ifndef API_FHIR_SHAPE_H
#define API_FHIR_SHAPE_H

#include "api/fhir_issue.h"
#include "ext/json.h"

/* Adds what is wrong; nothing if it is a valid one. */
void fhir_shape_task(struct arena *, const struct json *, struct fhir_issues *);
void fhir_shape_subscription(struct arena *, const struct json *, struct fhir_issues *);

#endif
