/*
 * fhir_shape.h - whether a resource is what R4 (4.0.1) says it is: elements, how often,
 * primitives, required bindings, what a reference may point to, invariants.
 */

#ifndef API_FHIR_SHAPE_H
#define API_FHIR_SHAPE_H

#include "api/fhir_issue.h"
#include "ext/json.h"

/* Adds what is wrong; nothing if it is a valid one.  Of a type that is known here. */
void fhir_shape(struct arena *, const char *type, const struct json *resource,
    struct fhir_issues *);
/* Task, Subscription, ServiceRequest. */
bool fhir_shape_known(const char *type);

#endif
