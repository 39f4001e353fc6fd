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

MUST_CHECK enum status fhir_task_read(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_vread(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_create(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_update(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_patch(const struct fhir_ask *);
/* PUT Task?identifier=...: the one there is, or a new one. */
MUST_CHECK enum status fhir_task_put_by(const struct fhir_ask *);
MUST_CHECK enum status fhir_task_validate(const struct fhir_ask *);

#endif
