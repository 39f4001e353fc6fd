/* fhir_task_wish.h - what a Task says that Aftercare keeps of it. */

#ifndef API_FHIR_TASK_WISH_H
#define API_FHIR_TASK_WISH_H

#include "api/fhir.h"
#include "ext/json.h"

struct fhir_task_wish {
	const char *status, *reason, *words, *performer, *outcome, *note;
	int64_t owner_id, patient_id, place_id; /* 0: nobody, none said */
	int64_t owner_place; /* a facility is to do it: nobody's yet */
	int64_t focus_id; /* of a ServiceRequest; the same in basedOn */
	int32_t priority; /* 0: not said */
	int64_t starts_at, due_at; /* 0: not said */
	bool owner_wrong, patient_wrong, place_wrong,
	    focus_wrong; /* they are none of ours */
};

/* Of a valid Task. */
void fhir_task_wish_read(
    const struct fhir_ask *, const struct json *task, struct fhir_task_wish *);

#endif
