/*
 * fhir_request.h - what others ask of us: a ServiceRequest becomes a task at one of the
 * client's facilities, and its state is the task's.  docs/fhir.md, "Referrals".
 */

#ifndef API_FHIR_REQUEST_H
#define API_FHIR_REQUEST_H

#include "api/fhir.h"
#include "api/fhir_task_wish.h"
#include "ext/json.h"

/* Of what others ask; of our own referrals it is ERR_NOT_FOUND. */
MUST_CHECK enum status fhir_request_read(const struct fhir_ask *);
MUST_CHECK enum status fhir_request_create(const struct fhir_ask *);
MUST_CHECK enum status fhir_request_update(const struct fhir_ask *);
MUST_CHECK enum status fhir_request_patch(const struct fhir_ask *);
/* PUT ServiceRequest?identifier=...: the one there is, or a new one. */
MUST_CHECK enum status fhir_request_put_by(const struct fhir_ask *);
/* A Task that points to one is the task that it has: what it says besides counts. */
MUST_CHECK enum status fhir_request_task(
    const struct fhir_ask *, const struct json *task, struct fhir_task_wish *);
/*
 * A ServiceRequest, once for each of its identifiers: *id is of the one there is, if it
 * is the same, else of a new one.
 */
MUST_CHECK enum status fhir_request_bring(
    const struct fhir_ask *, const struct json *request, int64_t *id, bool *fresh);
/* It is not wanted any more. */
MUST_CHECK enum status fhir_request_withdraw(
    const struct fhir_ask *, int64_t id, const char *status, const char *because);

#endif
