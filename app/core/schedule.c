/* schedule.c - see schedule.h. */

#include "core/schedule.h"

#include "base/buf.h"
#include "core/workflow.h"

enum status
schedule_plan(struct tx *tx, int64_t enrolment_id)
{
	const struct workflow *w = workflow();
	struct buf steps, days, hours;

	buf_init(&steps, tx_arena(tx));
	buf_init(&days, tx_arena(tx));
	buf_init(&hours, tx_arena(tx));
	for (size_t i = 0; i < w->nsteps; i++) {
		/* The pack's own names: letters, digits and _. */
		buf_printf(&steps, "%c\"%s\"", i == 0 ? '{' : ',', w->steps[i].name);
		buf_printf(&days, "%c%d", i == 0 ? '{' : ',', w->steps[i].day);
		buf_printf(&hours, "%c\"%s\"", i == 0 ? '{' : ',', w->steps[i].hour);
	}
	if (w->nsteps == 0)
		return OK;
	buf_putc(&steps, '}');
	buf_putc(&days, '}');
	buf_putc(&hours, '}');
	return sql_schedule_plan(
	    tx, enrolment_id, steps.data, days.data, hours.data, tx_now(tx));
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
