/* thread_act.c - see thread_act.h. */

#include "core/thread_act.h"

/* Held until the end of the transaction, and as the page knew it. */
static enum status
hold(struct tx *tx, const struct thread_press *p)
{
	const struct thread_acted *since;
	const struct thread_lock *row;
	enum status status;

	TRY(sql_thread_lock(tx, p->thread_id, &row));
	if (p->act < 0)
		return OK;
	status = sql_thread_acted(tx, p->thread_id, p->act, &since);
	if (status == OK)
		return ERR_CONFLICT;
	return status == ERR_NOT_FOUND ? OK : status;
}

/* And nothing was said since, by him or by one of us. */
static enum status
hold_read(struct tx *tx, const struct thread_press *p)
{
	const struct reply_target *to;

	TRY(hold(tx, p));
	TRY(sql_reply_target(tx, p->thread_id, p->last_seen, &to));
	return to->newer > 0 ? ERR_CONFLICT : OK;
}

enum status
thread_act_close(struct tx *tx, const struct thread_press *p)
{
	TRY(hold_read(tx, p));
	return sql_thread_close(
	    tx, p->thread_id, p->last_seen, p->user_id, 0, tx_now(tx));
}

enum status
thread_act_reopen(struct tx *tx, int64_t thread_id, int64_t user_id)
{
	const struct thread_reopen *opened;
	const struct thread_lock *row;
	enum status status;

	TRY(sql_thread_lock(tx, thread_id, &row));
	status = sql_thread_reopen(tx, thread_id, user_id, tx_now(tx), &opened);
	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

enum status
thread_act_put_off(
    struct tx *tx, const struct thread_press *p, int64_t until, const char *reason)
{
	TRY(hold_read(tx, p));
	return thread_put_off(tx, &(struct thread_off){ .thread_id = p->thread_id,
				      .user_id = p->user_id,
				      .until = until,
				      .reason = reason });
}

static enum status
say_whose(struct tx *tx, const struct thread_press *p, int64_t to, const char *note)
{
	const struct user_get *colleague;
	const char *what = to == 0 ? "released" : "taken";

	if (to != 0 && to != p->user_id) {
		TRY(sql_user_get(tx, to, &colleague));
		what = "given";
		note = arena_printf(tx_arena(tx), "%s\n%s", colleague->name, note);
	}
	return sql_thread_event_add(
	    tx, p->thread_id, tx_now(tx), p->user_id, what, 0, note);
}

enum status
thread_act_assign(
    struct tx *tx, const struct thread_press *p, int64_t to, const char *note)
{
	const struct thread_assign *given;
	enum status status;

	TRY(hold(tx, p));
	status = sql_thread_assign(tx, p->thread_id, to, &given);
	if (status == ERR_NOT_FOUND)
		return ERR_INVALID;
	TRY(status);
	return say_whose(tx, p, to, note);
}
