/* duty.c - see duty.h. */

#include "core/duty.h"

enum status
duty_places_of(struct tx *tx, const char **places)
{
	struct duty_places_rows rows;
	int64_t *ids;

	TRY(sql_duty_places(tx, tx_now(tx), &rows));
	ARENA_ARRAY(tx_arena(tx), ids, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		ids[i] = rows.at[i].id;
	*places = tx_int_array(tx, ids, rows.n);
	return OK;
}

enum status
duty_ask(struct tx *tx, int64_t from_id, int64_t to_id, const char *note)
{
	struct duty_ask_rows asked;

	TRY(sql_duty_lapse(tx, from_id, false, tx_now(tx)));
	TRY(sql_duty_ask(tx, from_id, to_id, note, tx_now(tx), DUTY_ASK_HOURS, &asked));
	if (asked.n == 0)
		return ERR_CONFLICT;
	return sql_duty_ask_cases(tx, asked.at[0].id, from_id);
}

static enum status
answer(struct tx *tx, int64_t id, const char *state, const char *reason)
{
	const struct duty_handover_get *h;
	struct duty_answer_rows done;

	TRY(sql_duty_handover_get(tx, id, &h));
	TRY(sql_duty_answer(tx, id, state, reason, tx_now(tx), &done));
	return done.n > 0 ? OK : ERR_CONFLICT;
}

enum status
duty_accept(struct tx *tx, int64_t id, int64_t user_id)
{
	const struct duty_take *row;

	TRY(answer(tx, id, "accepted", ""));
	TRY(sql_duty_lapse(tx, user_id, true, tx_now(tx)));
	return sql_duty_take(tx, id, tx_now(tx), &row);
}

enum status
duty_refuse(struct tx *tx, int64_t id, const char *reason)
{
	return answer(tx, id, "refused", reason);
}

enum status
duty_withdraw(struct tx *tx, int64_t id)
{
	return answer(tx, id, "withdrawn", "");
}

enum status
duty_plan(struct tx *tx, const struct duty_plan *plan, struct duty_clash_rows *against,
    size_t *planned)
{
	const char *places = tx_int_array(tx, plan->places, plan->nplaces);
	struct duty_hold_rows held;
	struct duty_add_rows added;

	TRY(sql_duty_hold(tx, places, &held));
	TRY(sql_duty_clash(tx, places, plan->user_id, plan->rank, plan->first,
	    plan->last, plan->from, plan->until, against));
	if (against->n > 0)
		return ERR_CONFLICT;
	TRY(sql_duty_add(tx, places, plan->user_id, plan->rank, plan->first, plan->last,
	    plan->from, plan->until, tx_now(tx), plan->by, &added));
	*planned = added.n;
	return OK;
}
