/*
 * calendar_job.c - what time alone brings: the end of follow-up, tasks and
 * conversations that were put off, deadlines of cases and who is told of them, and
 * who follows a new version of the schedule.  Tasks that become due are the rules'
 * (core/rule_run.h).
 */

#include <inttypes.h>

#include "base/log.h"
#include "core/case_step.h"
#include "core/escalation.h"
#include "core/referral.h"
#include "core/workflow.h"
#include "worker/job.h"

#define BATCH 200
#define DAYS_BATCH 1000

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

static enum status
wake_threads(struct tx *tx)
{
	return sql_thread_wake_due(tx, tx_now(tx), BATCH);
}

/*
 * Each by itself: what goes wrong with one holds up no other.  And each by one
 * worker at a time: the question of another finds nothing.
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

/* A facility a turn, so that a country's takes no row for long. */
static enum status
move_schedule(struct worker *w, bool *more)
{
	const struct schedule_move_next *moved;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_schedule_move_next(tx, tx_now(tx), &moved);
	*more = status == OK && moved->place_id != 0;
	if (*more)
		log_info("schedule place=%" PRId64, moved->place_id);
	return tx_end(tx, status);
}

/* What counts from a day that is another one since, before its moment comes. */
static enum status
follow_days(struct tx *tx)
{
	const struct schedule_anew *done;

	TRY(sql_schedule_anew(tx, DAYS_BATCH, tx_now(tx), &done));
	if (done->clients > 0)
		log_info("schedule days=%" PRId64, done->clients);
	return OK;
}

static enum status (*const steps[])(struct tx *) = { finish_follow_up, wake_tasks,
	wake_threads, follow_days, escalation_check, referral_check, referral_go_on,
	case_step_free, case_step_tell };

/* All of them, whatever went wrong with one; the first that did is told. */
enum status
calendar_job(struct worker *w, bool *more)
{
	enum status first = move_schedule(w, more);

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		enum status status = by_itself(w, steps[i]);

		if (first == OK)
			first = status;
	}
	return first;
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
