/*
 * patient.h - the person followed up: who he is and how he is reached.
 *
 * A phone is somebody's own until a second patient uses it; then both share it
 * and a reply from it has to be told apart.
 */

#ifndef CORE_PATIENT_H
#define CORE_PATIENT_H

#include <stdbool.h>

#include "core/outbox.h"
#include "gen/sql.h"

/* Texts are never NULL; phones are E.164, or "" for none. */
struct patient_facts {
	const char *number; /* on the clinic card; "" gives the next free one */
	const char *given_name, *family_name;
	const char *sex; /* male female other unknown */
	const char *birth_date; /* "2002-05-22" */
	bool birth_estimated; /* from an age */
	const char *language; /* of the messages to him, one of the workflow's */
	const char *phone, *phone_typed;
	const char *phone_owner; /* own shared guardian other */
	const char *phone_owner_name;
	const char *phone2, *phone2_typed, *phone2_owner_name;
	const char *guardian_name, *guardian_relation;
	const char *lives_in, *note;
};

/*
 * ERR_CONFLICT if the facility has a patient of this number.  With shared, the
 * others who had the phone for themselves share it from now on.
 */
MUST_CHECK enum status patient_add(struct tx *, int64_t place_id,
    const struct patient_facts *, bool shared, int64_t user_id, int64_t *patient_id);
/*
 * Everything but the phone.  ERR_CONFLICT if the record is of another version
 * by now, or the number is another patient's: tx_constraint() tells.
 */
MUST_CHECK enum status patient_change(
    struct tx *, int64_t patient_id, int32_t version, const struct patient_facts *);

struct patient_phone {
	const char *e164, *typed;
	const char *owner;
	bool shared; /* two people use it: the others share it too */
};
/*
 * Another number: what has not left for the old one is cancelled, and the task
 * that asked for it is closed.  ERR_CONFLICT as above.
 */
MUST_CHECK enum status patient_change_phone(
    struct tx *, int64_t patient_id, int32_t version, const struct patient_phone *);
/* The text that tells him he is registered and shows that his number works. */
MUST_CHECK enum status patient_send_welcome(
    struct tx *, int64_t patient_id, enum outbox_priority);

/* The number after this one: "R-0100" of "R-0099", "R-1000" of "R-999". */
const char *patient_number_after(struct arena *, const char *number);

#endif
