/*
 * dose.h - children, the doses they were given, and when the next is due.
 *
 * Which is due when is a country's table in versions; dose_states() of the database says how
 * each stands, and dose_plan() finds again what is due and told whenever one is recorded,
 * corrected or taken back.  What was recorded is a line of the child's conversation.
 */

#ifndef CORE_DOSE_H
#define CORE_DOSE_H

#include <stdbool.h>

#include "core/patient.h"

struct child_new {
	int64_t place_id, user_id;
	struct patient_facts facts;
	bool shared; /* somebody else has this phone too */
	bool moved; /* nobody else has it any more: not these, who had */
	struct patient_phone_users_rows had;
	const char *country;
	bool named; /* whoever has the phone agrees that texts say the first name */
	const char *consent_on;
};
/* ERR_CONFLICT if the facility has a patient of this number. */
MUST_CHECK enum status child_register(
    struct tx *, const struct child_new *, int64_t *child_id);

enum dose_fault {
	DOSE_GOOD,
	DOSE_UNKNOWN, /* not in the child's table */
	DOSE_TO_COME,
	DOSE_BEFORE_BIRTH,
	DOSE_TOO_OLD, /* the child was, on that day */
	DOSE_WAITS, /* the one before it is not recorded */
	DOSE_ORDER, /* not between the days of the one before it and the one after it */
};
struct dose_given {
	int64_t child_id, user_id;
	int64_t line_id; /* of the child's table */
	const char *given_on, *batch;
};
/* Recorded before, it is corrected.  Nothing is changed where there is a fault. */
MUST_CHECK enum status dose_give(
    struct tx *, const struct dose_given *, enum dose_fault *);
/* It was not given.  ERR_NOT_FOUND: no such dose of the child; ERR_CONFLICT: a later one of it is recorded. */
MUST_CHECK enum status dose_take_back(
    struct tx *, int64_t child_id, int64_t dose_id, int64_t user_id);

#endif
