/* thread.h - conversations: with a patient, or with a number nobody knows yet. */

#ifndef CORE_THREAD_H
#define CORE_THREAD_H

#include "gen/sql.h"

/* The one thread of a patient, made when it does not exist yet. */
MUST_CHECK enum status thread_of_patient(
    struct tx *, int64_t patient_id, int64_t *thread_id);
/* The one thread of a number that is "unknown", or "shared" and unresolved. */
MUST_CHECK enum status thread_of_number(struct tx *, int64_t phone_id, const char *kind,
    int64_t place_id, int64_t *thread_id);

#endif
