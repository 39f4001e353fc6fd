/*
 * schedule.h - the plan of an enrolment: one reminder for each step of the version in
 * use, at the moment that schedule_moment() finds for it in the facility's calendar.
 *
 * That is found again when the facility's hours, days or zone change, when he goes to
 * another facility, and when a version is published for those in follow-up.
 */

#ifndef CORE_SCHEDULE_H
#define CORE_SCHEDULE_H

#include "core/schedule_step.h"
#include "gen/sql.h"

/* Why a reminder was skipped, as reminder.reason keeps it. */
#define SCHEDULE_OPTED_OUT "opted-out"
#define SCHEDULE_FINISHED "finished"
#define SCHEDULE_PAUSED "paused"
#define SCHEDULE_LOST "lost"
#define SCHEDULE_MANY "many" /* on one day */
#define SCHEDULE_OFF "step-off" /* at his facility */
#define SCHEDULE_FLOW_ARCHIVED "flow-archived"
#define SCHEDULE_FLOW_GONE "flow-gone"

/* What holds now: the version in use, or 0 and the pack's own steps. */
MUST_CHECK enum status schedule_used(
    struct tx *, struct schedule_steps *, int64_t *version_id);
/* The steps of versions, each read once. */
#define SCHEDULE_KNOWN 32
struct schedule_known {
	struct {
		int64_t version_id;
		struct schedule_steps steps;
	} at[SCHEDULE_KNOWN];
	size_t n;
};
/* 0: the pack's own.  They live in the transaction's arena. */
MUST_CHECK enum status schedule_steps_of(
    struct tx *, struct schedule_known *, int64_t version_id, struct schedule_steps *);
/*
 * What is wrong with the steps, also with the flows that they start, as RapidPro last told
 * of them.
 */
MUST_CHECK enum status schedule_check(
    struct tx *, const struct schedule_steps *, struct schedule_faults *);
/* Why the flow of a step cannot be started, a reason of a reminder; NULL: it can. */
const char *schedule_flow_against(
    const struct gateway_flow_list_rows *, const struct schedule_step *);
/* Every step of it whose moment has not passed. */
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
