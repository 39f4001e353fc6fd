/* registration.c - see registration.h. */

#include "core/registration.h"

#include "base/i18n.h"
#include "core/attribution.h"
#include "core/number.h"

/* What the number wrote before it was his is his from now on. */
static enum status
link_thread(struct tx *tx, const struct registration *r, int64_t patient_id)
{
	int64_t thread;
	enum status status =
	    attribution_link(tx, r->thread_id, patient_id, r->user_id, &thread);

	/* Somebody has filed it with another client meanwhile, or it is over. */
	return status == ERR_INVALID || status == ERR_NOT_FOUND ||
		       status == ERR_CONFLICT
		   ? OK
		   : status;
}

enum status
registration_save(struct tx *tx, const struct registration *r, int64_t *patient_id)
{
	int64_t enrolment_id;

	if (r->moved)
		TRY(number_given(
		    tx, r->facts.phone, &r->had, r->thread_id != 0, r->user_id));
	TRY(patient_add(tx, r->place_id, &r->facts, r->shared, r->user_id, patient_id));
	TRY(enrolment_begin(tx, *patient_id, &r->enrolment, &enrolment_id));
	if (r->thread_id != 0)
		TRY(link_thread(tx, r, *patient_id));
	return patient_send_welcome(tx, *patient_id, r->welcome);
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

const char *
registration_phone_words(struct arena *arena, const char *label, enum phone_fault fault,
    enum phone_kind kind)
{
	const char *words = fault_words(fault);

	if (words == NULL && kind == PHONE_FIXED)
		words = _("this is a landline, no SMS arrives there. Ask for a mobile "
			  "number.");
	return words != NULL ? arena_printf(arena, "%s: %s", label, words) : NULL;
}
