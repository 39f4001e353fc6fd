/* task.c - see task.h. */

#include "core/task.h"

#include "core/workflow.h"

enum status
task_note(
    struct tx *tx, int64_t task_id, int64_t user_id, const char *what, const char *note)
{
	return sql_task_event_add(tx, task_id, tx_now(tx), user_id, what, note);
}

enum status
task_raise(struct tx *tx, const struct task_new *task, int64_t *task_id)
{
	const bool to_rule = task->rule != NULL && workflow_makes_at_once(task->rule);
	const struct task_add *row;
	enum status status = sql_task_add(tx, task->place_id, task->patient_id,
	    task->thread_id, task->enrolment_id, task->kind, task->source,
	    (int32_t)task->priority, task->performer, task->words, task->owner_id,
	    task->starts_at, task->due_at, tx_now(tx), task->created_by,
	    to_rule ? task->report : "", to_rule ? task->rule : "", &row);

	*task_id = 0;
	if (status == ERR_NOT_FOUND) /* its cause has made it before */
		return OK;
	TRY(status);
	*task_id = row->id;
	return OK;
}

enum status
task_take(struct tx *tx, int64_t task_id, int64_t user_id, const char *what)
{
	const struct task_take *row;
	enum status status =
	    sql_task_take(tx, task_id, user_id, what, tx_now(tx), &row);

	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

/* Not from every state: who finishes what nobody had taken takes it first. */
enum status
task_finish(struct tx *tx, int64_t task_id, int64_t user_id, const char *outcome,
    const char *note)
{
	const struct task_finish *row;
	enum status status;

	TRY(sql_task_begin(tx, task_id, user_id));
	status = sql_task_finish(tx, task_id, user_id, outcome, note, tx_now(tx), &row);
	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

enum status
task_hold(
    struct tx *tx, int64_t task_id, int64_t version, const struct task_lock **task)
{
	TRY(sql_task_lock(tx, task_id, task));
	if (!(*task)->open || (version != 0 && (*task)->version != version))
		return ERR_CONFLICT;
	return OK;
}

enum status
task_release(struct tx *tx, int64_t task_id)
{
	const struct task_release *row;
	enum status status = sql_task_release(tx, task_id, &row);

	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

enum status
task_put_off(
    struct tx *tx, int64_t task_id, int64_t until, const char *what, const char *note)
{
	const struct task_put_off *row;
	enum status status = sql_task_put_off(tx, task_id, until, what, note, &row);

	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

enum status
task_close_kind(struct tx *tx, int64_t patient_id, const char *kind, const char *reason,
    int64_t user_id)
{
	return sql_task_close_kind(tx, patient_id, kind, reason, user_id, tx_now(tx));
}
