/* enrolment.h - a patient in a workflow, from his anchor date to his last day. */

#ifndef CORE_ENROLMENT_H
#define CORE_ENROLMENT_H

#include <stdbool.h>

#include "gen/sql.h"

struct enrolment_new {
	const char *anchor_date; /* "2026-11-21", of the procedure, where it was made */
	const char *method;
	const char *consent_date; /* on the form, in the facility's zone */
	int64_t consent_by; /* who saw it */
	bool guardian_consent;
	bool owner_consent; /* of whose phone it is, if it is not his own */
};

/* Into the workflow in use, with its schedule.  The patient is there already. */
MUST_CHECK enum status enrolment_begin(struct tx *, int64_t patient_id,
    const struct enrolment_new *, int64_t *enrolment_id);

#endif
