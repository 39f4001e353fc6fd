/* escalation.c - see escalation.h. */

#include "core/escalation.h"

#include <string.h>

#include "base/clock.h"
#include "core/task.h"
#include "core/workflow.h"

/* Worse is smaller, as in task.priority. */
static enum task_priority
priority_of(const char *severity)
{
	static const struct {
		const char *severity;
		enum task_priority priority;
	} table[] = {
		{ "severe", TASK_STAT },
		{ "moderate", TASK_ASAP },
		{ "ungraded", TASK_ASAP },
		{ "mild", TASK_URGENT },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (strcmp(table[i].severity, severity) == 0)
			return table[i].priority;
	return TASK_ASAP;
}

static const struct workflow_clock *
clock_of(const char *severity)
{
	static const struct workflow_clock careful = { "severe", 20, 240 };
	const struct workflow_clock *clock = workflow_clock_of(severity);

	return clock != NULL ? clock : &careful;
}

/* What was said since belongs to the case that is open. */
static enum status
add_to_case(struct tx *tx, const struct escalation_new *e,
    const struct escalation_open_of *open)
{
	const struct workflow_clock *clock = clock_of(e->severity);

	if ((int32_t)priority_of(e->severity) < open->priority)
		TRY(sql_escalation_worsen(tx, open->task_id, e->severity, e->sign,
		    (int32_t)priority_of(e->severity),
		    tx_now(tx) + clock->first_minutes * MINUTE,
		    tx_now(tx) + clock->decide_minutes * MINUTE));
	return task_note(tx, open->task_id, e->raised_by, "said", e->words);
}

enum status
escalation_raise(struct tx *tx, const struct escalation_new *e, int64_t *task_id)
{
	const struct workflow_clock *clock = clock_of(e->severity);
	int64_t first_due = tx_now(tx) + clock->first_minutes * MINUTE;
	const struct escalation_open_of *open;
	enum status status =
	    sql_escalation_open_of(tx, e->patient_id, e->thread_id, &open);

	if (status == OK) {
		*task_id = open->task_id;
		return add_to_case(tx, e, open);
	}
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "escalation",
		.source = e->source,
		.place_id = e->place_id,
		.patient_id = e->patient_id,
		.thread_id = e->thread_id,
		.enrolment_id = e->enrolment_id,
		.priority = priority_of(e->severity),
		.performer = "supervisor",
		.words = e->words,
		.starts_at = tx_now(tx),
		.due_at = first_due,
		.created_by = e->raised_by },
	    task_id));
	if (*task_id == 0)
		return OK;
	return sql_escalation_add(tx, *task_id, e->place_id, e->patient_id, e->severity,
	    e->sign, e->message_id, e->raised_by, tx_now(tx), first_due,
	    tx_now(tx) + clock->decide_minutes * MINUTE);
}
