/*
 * fhir_task.h - tasks brought, taken and finished from outside.
 *
 * It is the one table of tasks: what is written here is what a nurse sees, with the
 * same states, trail and consequences.  Which parts of a task may be written, and what
 * can be finished only in Aftercare itself, is in docs/fhir.md.
 */

#ifndef API_FHIR_TASK_H
#define API_FHIR_TASK_H

#include "api/fhir.h"
#include "ext/json.h"

MUST_CHECK enum status fhir_task_read(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_vread(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_create(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_update(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_patch(const struct fhir_ask *);
/* PUT Task?identifier=...: the one there is, or a new one. */
MUST_CHECK enum status fhir_task_put_by(const struct fhir_ask *);

/* For whoever writes tasks in another way. */
struct task_refusal;
MUST_CHECK enum status fhir_task_show(const struct fhir_ask *, int64_t id, int code);
/* The identifiers that a Task came with. */
MUST_CHECK enum status fhir_task_identify(
    const struct fhir_ask *, const struct json *task, int64_t id, int64_t place);
/* As task_work_do() has refused it. */
MUST_CHECK enum status fhir_task_refused(
    const struct fhir_ask *, enum status, const struct task_refusal *);

#endif
