/*
 * phone_check.h - a number as somebody typed it: what it reads as, and who uses
 * it already.  A known number is a question to the nurse, never a refusal.
 */

#ifndef SITE_PHONE_CHECK_H
#define SITE_PHONE_CHECK_H

#include <stdbool.h>

#include "gen/sql.h"
#include "web/request.h"

struct phone_check {
	const char *e164; /* "" if it cannot be one */
	const char *shown; /* as dialled in the facility's country */
	const char *fault; /* a sentence, NULL if it is fine */
	bool doubtful; /* the fault may be wrong: the nurse decides */
	bool sure; /* and has decided */
	struct patient_phone_users_rows users;
	int64_t elsewhere; /* patients of facilities that this user does not see */
};

/* Somebody uses this number already. */
bool phone_check_known(const struct phone_check *);

/*
 * Reads a number typed at a place of this region.  label begins the fault's
 * sentence; the patient himself is left out of its users.
 */
MUST_CHECK enum status phone_check(struct request *, const char *label,
    const char *typed, const char *region, int64_t patient_id, struct phone_check *);

#endif
