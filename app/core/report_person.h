/* report_person.h - the person that a form registers becomes a client. */

#ifndef CORE_REPORT_PERSON_H
#define CORE_REPORT_PERSON_H

#include "core/registration.h"
#include "ext/json.h"

/* Who has his phone, or his name and age, already: whoever registers him is asked. */
struct person_known {
	const char *e164, *name_key; /* what is asked about */
	struct patient_phone_users_rows users;
	int64_t elsewhere; /* patients of facilities that this user does not see */
	struct patient_namesakes_rows namesakes;
};

/* The answers, each with what it is about; "" where none was given. */
struct person_said {
	const char *asked_phone, *same_phone; /* "shared", "same", "wrong" */
	const char *asked_name, *same_name; /* "other", "same" */
};

/*
 * ${person} is the CHT's contact: name (or given_name, family_name), date_of_birth,
 * sex, phone, alternate_phone, patient_id, language_preference, enrollment_date, method,
 * phone_owner, guardian_..., consent.  The same rules as on the page that registers a
 * client.  ERR_INVALID: ${field} is the one that ${fault}, a sentence, is about;
 * ERR_CONFLICT if the number on the card is another client's.
 */
MUST_CHECK enum status report_person_read(struct tx *, const struct json *person,
    int64_t place_id, int64_t user_id, struct registration *, struct person_known *,
    const char **field, const char **fault);

#endif
