/* enrolment.c - see enrolment.h. */

#include "core/enrolment.h"

#include "core/lost.h"
#include "core/schedule.h"
#include "core/workflow.h"

enum status
enrolment_begin(struct tx *tx, int64_t patient_id,
    const struct enrolment_new *enrolment, int64_t *enrolment_id)
{
	const struct enrolment_add *row;
	bool found;

	TRY(sql_enrolment_add(tx, patient_id, workflow()->name, workflow()->version,
	    enrolment->anchor_date, enrolment->method, enrolment->consent_date,
	    enrolment->consent_by, enrolment->guardian_consent, tx_now(tx), &row));
	*enrolment_id = row->id;
	TRY(lost_heard(
	    tx, patient_id, "He was registered again.", enrolment->consent_by, &found));
	if (*workflow()->consent_version != '\0')
		TRY(sql_consent_enrol(tx, row->id, workflow()->consent_version,
		    enrolment->owner_consent, tx_now(tx)));
	return schedule_plan(tx, row->id);
}
