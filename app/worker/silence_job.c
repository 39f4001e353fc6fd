/*
 * silence_job.c - what becomes due by nothing happening: tracing after days
 * without a sign, the end of follow-up, welcomes that did not arrive, tasks that
 * were put off.
 */

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/task.h"
#include "core/workflow.h"
#include "worker/job.h"

#define BATCH 200

/*
 * Where the programme's rules trace, they do it alone; what was open before becomes
 * theirs, so that there are no two of it.
 */
static enum status
trace_silent(struct tx *tx)
{
	struct enrolment_silent_rows silent;

	if (!workflow_core_makes("tracing"))
		return sql_task_trace_hand_over(tx, workflow()->adult_age);
	TRY(sql_enrolment_silent(
	    tx, tx_now(tx), workflow()->silent_days, BATCH, &silent));
	for (size_t i = 0; i < silent.n; i++) {
		const struct enrolment_silent *e = &silent.at[i];
		int64_t task_id;

		TRY(task_raise(tx,
		    &(struct task_new){ .kind = "trace",
			.source = arena_printf(tx_arena(tx), "trace:%" PRId64 ":%s",
			    e->enrolment_id, e->since),
			.place_id = e->place_id,
			.patient_id = e->patient_id,
			.thread_id = e->thread_id,
			.enrolment_id = e->enrolment_id,
			.priority = e->minor ? TASK_ASAP : TASK_URGENT,
			.performer = "nurse",
			.words = arena_printf(tx_arena(tx),
			    "No sign for %d days: %d check-ins asked, none answered.",
			    (int)e->silent_days, (int)e->asked),
			.starts_at = tx_now(tx),
			.due_at = tx_now(tx) + workflow()->trace_due_hours * HOUR },
		    &task_id));
	}
	return OK;
}

static enum status
check_numbers(struct tx *tx)
{
	struct welcome_failed_rows failed;

	TRY(sql_welcome_failed(tx, tx_now(tx), BATCH, &failed));
	for (size_t i = 0; i < failed.n; i++) {
		const struct welcome_failed *f = &failed.at[i];
		int64_t task_id;

		TRY(task_raise(tx,
		    &(struct task_new){ .kind = "number",
			.source = arena_printf(
			    tx_arena(tx), "number:message:%" PRId64, f->message_id),
			.place_id = f->place_id,
			.patient_id = f->patient_id,
			.thread_id = f->thread_id,
			.enrolment_id = f->enrolment_id,
			.priority = TASK_URGENT,
			.performer = "nurse",
			.words = "The welcome SMS did not arrive: check the number.",
			.starts_at = tx_now(tx),
			.due_at = tx_now(tx) + 4 * HOUR },
		    &task_id));
	}
	return OK;
}

static enum status
finish_follow_up(struct tx *tx)
{
	return sql_enrolment_finish(tx, tx_now(tx), workflow()->follow_up_days);
}

static enum status
wake_tasks(struct tx *tx)
{
	return sql_task_wake(tx, tx_now(tx), BATCH);
}

/*
 * Each by itself: what goes wrong with one holds up no other.  And each by one
 * worker at a time: another would wait for the tasks that this one raises, to find
 * them raised; its question finds nothing.
 */
static enum status
by_itself(struct worker *w, enum status (*step)(struct tx *))
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = step(tx);
	return tx_end(tx, status);
}

enum status
silence_job(struct worker *w, bool *more)
{
	enum status traced = by_itself(w, trace_silent);
	enum status checked = by_itself(w, check_numbers);
	enum status finished = by_itself(w, finish_follow_up);
	enum status woken = by_itself(w, wake_tasks);

	*more = false;
	TRY(traced);
	TRY(checked);
	TRY(finished);
	return woken;
}

enum status
cleaning_job(struct worker *w, bool *more)
{
	struct tx *tx;
	enum status status;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_clean(tx, tx_now(tx));
	return tx_end(tx, status);
}
