/*
 * registration.h - somebody becomes a patient: his record, his follow-up with
 * its schedule, and the text that welcomes him.
 */

#ifndef CORE_REGISTRATION_H
#define CORE_REGISTRATION_H

#include "core/enrolment.h"
#include "core/outbox.h"
#include "core/patient.h"

struct registration {
	int64_t place_id, user_id;
	struct patient_facts facts;
	struct enrolment_new enrolment;
	bool shared; /* somebody else has this phone too */
	int64_t thread_id; /* what his number wrote before is his; 0: nothing */
	enum outbox_priority welcome;
};

/* ERR_CONFLICT if the facility has a patient of this number. */
MUST_CHECK enum status registration_save(
    struct tx *, const struct registration *, int64_t *patient_id);

#endif
