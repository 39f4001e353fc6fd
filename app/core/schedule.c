/* schedule.c - see schedule.h. */

#include "core/schedule.h"

#include "core/workflow.h"

enum status
schedule_used(struct tx *tx, struct schedule_steps *steps, int64_t *version_id)
{
	struct schedule_version_used_rows used;

	TRY(sql_schedule_version_used(tx, workflow()->name, &used));
	*version_id = used.n > 0 ? used.at[0].id : 0;
	if (used.n == 0) {
		*steps = schedule_steps_of_pack(tx_arena(tx));
		return OK;
	}
	TRY(schedule_steps_read(tx_arena(tx), used.at[0].plan, steps));
	steps->per_day = used.at[0].per_day;
	return OK;
}

enum status
schedule_steps_of(struct tx *tx, struct schedule_known *known, int64_t version_id,
    struct schedule_steps *steps)
{
	const struct schedule_version_plan *row;

	for (size_t i = 0; i < known->n; i++)
		if (known->at[i].version_id == version_id) {
			*steps = known->at[i].steps;
			return OK;
		}
	if (version_id == 0)
		*steps = schedule_steps_of_pack(tx_arena(tx));
	else {
		TRY(sql_schedule_version_plan(tx, version_id, &row));
		TRY(schedule_steps_read(tx_arena(tx), row->plan, steps));
	}
	if (known->n == SCHEDULE_KNOWN)
		known->n--;
	known->at[known->n].version_id = version_id;
	known->at[known->n++].steps = *steps;
	return OK;
}

enum status
schedule_plan(struct tx *tx, int64_t enrolment_id)
{
	struct schedule_steps steps;
	int64_t version_id;

	TRY(schedule_used(tx, &steps, &version_id));
	return sql_schedule_plan(tx, enrolment_id,
	    schedule_steps_write(tx_arena(tx), &steps), version_id, tx_now(tx));
}

enum status
schedule_stop(struct tx *tx, int64_t patient_id, const char *reason)
{
	return sql_schedule_stop(tx, patient_id, reason);
}

enum status
schedule_resume(struct tx *tx, int64_t patient_id, const char *reason)
{
	return sql_schedule_resume(tx, patient_id, reason, tx_now(tx));
}

enum status
schedule_replan(struct tx *tx, int64_t place_id, int64_t *moved)
{
	const struct schedule_replan *row;

	TRY(sql_schedule_replan(tx, place_id, tx_now(tx), &row));
	*moved = row->moved;
	return OK;
}
