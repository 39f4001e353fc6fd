/* registration.c - see registration.h. */

#include "core/registration.h"

#include "core/attribution.h"

/* What the number wrote before it was his is his from now on. */
static enum status
link_thread(struct tx *tx, const struct registration *r, int64_t patient_id)
{
	int64_t thread;
	enum status status =
	    attribution_link(tx, r->thread_id, patient_id, r->user_id, &thread);

	/* Somebody has filed it with another client meanwhile. */
	return status == ERR_INVALID || status == ERR_NOT_FOUND ? OK : status;
}

enum status
registration_save(struct tx *tx, const struct registration *r, int64_t *patient_id)
{
	int64_t enrolment_id;

	TRY(patient_add(tx, r->place_id, &r->facts, r->shared, r->user_id, patient_id));
	TRY(enrolment_begin(tx, *patient_id, &r->enrolment, &enrolment_id));
	if (r->thread_id != 0)
		TRY(link_thread(tx, r, *patient_id));
	return patient_send_welcome(tx, *patient_id, r->welcome);
}
