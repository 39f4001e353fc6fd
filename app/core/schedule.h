/*
 * schedule.h - the plan of an enrolment: one reminder for each step, at the
 * facility's hour of check-ins in the facility's time zone.
 *
 * A reminder's date is fixed; its moment is computed from it, and again when
 * the facility's hour or zone changes.
 */

#ifndef CORE_SCHEDULE_H
#define CORE_SCHEDULE_H

#include "gen/sql.h"

/* Why a reminder was skipped, as reminder.reason keeps it. */
#define SCHEDULE_OPTED_OUT "opted-out"
#define SCHEDULE_FINISHED "finished"
#define SCHEDULE_PAUSED "paused"
#define SCHEDULE_LOST "lost"

/* Every step of the workflow whose moment has not passed. */
MUST_CHECK enum status schedule_plan(struct tx *, int64_t enrolment_id);
/* Skips what is planned for a patient. */
MUST_CHECK enum status schedule_stop(
    struct tx *, int64_t patient_id, const char *reason);
/* Plans again what was skipped for this reason and is still to come. */
MUST_CHECK enum status schedule_resume(
    struct tx *, int64_t patient_id, const char *reason);
/* After a change of the facility; for the administrator. */
MUST_CHECK enum status schedule_replan(struct tx *, int64_t place_id, int64_t *moved);

#endif
