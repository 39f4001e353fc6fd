/* report_person.h - the person that a form registers becomes a client. */

#ifndef CORE_REPORT_PERSON_H
#define CORE_REPORT_PERSON_H

#include "core/registration.h"
#include "ext/json.h"

/*
 * ${person} is the CHT's contact: name (or given_name, family_name), date_of_birth,
 * sex, phone, alternate_phone, patient_id, language_preference, enrollment_date, method,
 * phone_owner, guardian_..., consent.  The same rules as on the page that registers a
 * client.  ERR_INVALID: ${field} is the one that ${fault}, a sentence, is about;
 * ERR_CONFLICT if the number on the card is another client's.
 */
MUST_CHECK enum status report_person_read(struct tx *, const struct json *person,
    int64_t place_id, int64_t user_id, struct registration *, const char **field,
    const char **fault);

#endif
