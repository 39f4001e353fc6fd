/* report_person.h - the person that a form registers becomes a client. */

#ifndef CORE_REPORT_PERSON_H
#define CORE_REPORT_PERSON_H

#include "core/registration.h"
#include "ext/json.h"

/* Who has his phone, or his name and age, already: whoever registers him is asked. */
struct person_known {
	const char *e164, *name_key; /* what is asked about */
	const char *doubt; /* his country knows no such number, says this; or NULL */
	struct patient_phone_users_rows users;
	int64_t elsewhere; /* patients of facilities that this user does not see */
	struct patient_namesakes_rows namesakes;
};

/* The answers, each with what it is about; "" where none was given. */
struct person_said {
	const char *asked_phone, *same_phone; /* "shared", "same", "wrong" */
	const char *asked_name, *same_name; /* "other", "same" */
	bool phone_sure; /* asked_phone is right, doubtful as it is */
};

/* What is wrong with him: of each field the first thing. */
#define PERSON_FAULTS_MAX 12
struct person_fault {
	const char *field, *words;
};
struct person_faults {
	struct person_fault at[PERSON_FAULTS_MAX];
	size_t n;
};

/*
 * ${person} is the CHT's contact: name (or given_name, family_name), date_of_birth,
 * sex, phone, alternate_phone, patient_id, language_preference, enrollment_date, method,
 * phone_owner, guardian_..., consent.  The same rules as on the page that registers a
 * client.  ERR_INVALID with all that is wrong.
 */
MUST_CHECK enum status report_person_read(struct tx *, const struct json *person,
    int64_t place_id, int64_t user_id, struct registration *, struct person_known *,
    struct person_faults *);

#endif
