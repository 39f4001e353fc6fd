/*
 * registration.h - somebody becomes a patient: his record, his follow-up with
 * its schedule, and the text that welcomes him.
 */

#ifndef CORE_REGISTRATION_H
#define CORE_REGISTRATION_H

#include "core/enrolment.h"
#include "core/outbox.h"
#include "core/patient.h"
#include "ext/phone.h"

struct registration {
	int64_t place_id, user_id;
	struct patient_facts facts;
	struct enrolment_new enrolment;
	bool shared; /* somebody else has this phone too */
	bool moved; /* nobody else has it any more: not these, who had */
	struct patient_phone_users_rows had;
	int64_t thread_id; /* what his number wrote before is his; 0: nothing */
	enum outbox_priority welcome;
};

/* ERR_CONFLICT if the facility has a patient of this number. */
MUST_CHECK enum status registration_save(
    struct tx *, const struct registration *, int64_t *patient_id);

/*
 * What is wrong with a phone that was typed, "Mobile phone: this number is too short...";
 * NULL if nothing is.  Of PHONE_NOT_VALID it is a doubt, and the nurse decides.
 */
const char *registration_phone_words(
    struct arena *, const char *label, enum phone_fault, enum phone_kind);

#endif
