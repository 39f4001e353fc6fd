/* phone_check.c - see phone_check.h. */

#include "site/phone_check.h"

#include <stddef.h>

#include "base/i18n.h"

bool
phone_check_known(const struct phone_check *check)
{
	return check->users.n > 0 || check->elsewhere > 0;
}

static const char *
fault_words(enum phone_fault fault)
{
	switch (fault) {
	case PHONE_EMPTY:
		return _("please fill this in.");
	case PHONE_NOT_A_NUMBER:
		return _("this is not a phone number. Write only its digits, as he "
			 "dials it.");
	case PHONE_TOO_SHORT:
		return _("this number is too short. Look for a missing digit.");
	case PHONE_TOO_LONG:
		return _("this number is too long. Look for a digit too many.");
	case PHONE_NOT_VALID:
		return _("no such number is known in its country. Read it out to "
			 "him; if it is right, say so below.");
	case PHONE_GOOD:
		break;
	}
	return NULL;
}

enum status
phone_check(struct request *rq, const char *label, const char *typed,
    const char *region, int64_t patient_id, struct phone_check *check)
{
	const struct phone_used_elsewhere *elsewhere;
	struct phone phone;
	enum phone_fault fault = phone_read(rq->arena, typed, region, &phone);
	const char *words = fault_words(fault);

	*check = (struct phone_check){ .e164 = phone.e164, .shown = "" };
	if (words == NULL && phone.kind == PHONE_FIXED)
		words = _("this is a landline, no SMS arrives there. Ask for a mobile "
			  "number.");
	if (words != NULL)
		check->fault = arena_printf(rq->arena, "%s: %s", label, words);
	check->doubtful = fault == PHONE_NOT_VALID;
	if (*check->e164 == '\0')
		return OK;
	check->shown = phone_shown(rq->arena, check->e164, region);
	TRY(sql_patient_phone_users(rq->tx, check->e164, patient_id, &check->users));
	TRY(sql_phone_used_elsewhere(rq->tx, check->e164, &elsewhere));
	check->elsewhere = elsewhere->patients;
	return OK;
}
