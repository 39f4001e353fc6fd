/* phone_check.c - see phone_check.h. */

#include "site/phone_check.h"

#include <stddef.h>

#include "core/registration.h"
#include "ext/phone.h"

bool
phone_check_known(const struct phone_check *check)
{
	return check->users.n > 0 || check->elsewhere > 0;
}

enum status
phone_check(struct request *rq, const char *label, const char *typed,
    const char *region, int64_t patient_id, struct phone_check *check)
{
	const struct phone_used_elsewhere *elsewhere;
	struct phone phone;
	enum phone_fault fault = phone_read(rq->arena, typed, region, &phone);

	*check = (struct phone_check){ .e164 = phone.e164, .shown = "" };
	check->fault = registration_phone_words(rq->arena, label, fault, phone.kind);
	check->doubtful = fault == PHONE_NOT_VALID;
	if (*check->e164 == '\0')
		return OK;
	check->shown = phone_shown(rq->arena, check->e164, region);
	TRY(sql_patient_phone_users(rq->tx, check->e164, patient_id, &check->users));
	TRY(sql_phone_used_elsewhere(rq->tx, check->e164, &elsewhere));
	check->elsewhere = elsewhere->patients;
	return OK;
}
