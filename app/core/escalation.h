/* escalation.h - a case with a severity and clocks; itself a task of supervisors. */

#ifndef CORE_ESCALATION_H
#define CORE_ESCALATION_H

#include "gen/sql.h"

struct escalation_new {
	const char *source; /* its cause, once */
	const char *severity; /* severe moderate mild ungraded */
	const char *sign; /* "bleeding"; "" if unknown */
	const char *words; /* his own */
	int64_t place_id, patient_id, thread_id, enrolment_id, message_id; /* 0: none */
	int64_t raised_by; /* 0: by itself */
};

/*
 * Opens a case with the workflow's clocks.  A patient with an open case gets no
 * second one: its words and, if worse, its severity are added to the trail of
 * the first.  *task_id is the case either way.
 */
MUST_CHECK enum status escalation_raise(
    struct tx *, const struct escalation_new *, int64_t *task_id);

#endif
