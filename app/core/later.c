/* later.c - see later.h. */

#include "core/later.h"

#include "base/log.h"
#include "core/quiet.h"
#include "gen/sql.h"

/* Its conversation is held first, as by whoever takes a text back. */
static enum status
give_back(struct tx *tx, const struct later_refused *text)
{
	const struct thread_lock *held;
	struct later_drop_rows dropped;

	TRY(sql_thread_lock(tx, text->thread_id, &held));
	TRY(sql_later_drop(tx, text->outbox_id, text->why, tx_now(tx), &dropped));
	if (dropped.n == 0) /* taken back, or released, meanwhile */
		return OK;
	TRY(sql_later_draft(
	    tx, text->author_id, text->thread_id, text->body, tx_now(tx)));
	TRY(sql_thread_event_add(tx, text->thread_id, tx_now(tx), text->author_id,
	    "not-sent", 0, text->why));
	return sql_thread_unanswered(tx, text->thread_id);
}

/* One that fails is tried again the next time, and leaves the others alone. */
static enum status
give_back_apart(struct tx *tx, const struct later_refused *text)
{
	enum status status;

	TRY(tx_savepoint(tx));
	status = give_back(tx, text);
	if (status == OK || status == ERR_UNAVAILABLE)
		return status;
	log_warn("outbox=%lld not given back status=%s", (long long)text->outbox_id,
	    status_word(status));
	return tx_back_to_savepoint(tx);
}

/* The worker may have stood until it was night again: then the next morning will do. */
static enum status
wait_on(struct tx *tx, int32_t hours)
{
	struct later_due_rows due;

	TRY(sql_later_due(tx, tx_now(tx), &due));
	for (size_t i = 0; i < due.n; i++) {
		const struct later_due *d = &due.at[i];
		int64_t ends =
		    quiet_ends(d->quiet_from, d->quiet_until, d->zone, tx_now(tx));

		if (ends != 0)
			TRY(sql_later_wait(tx, d->place_id, tx_now(tx), ends, hours));
	}
	return OK;
}

/* As what leaves at once: a flow's question is put aside first. */
static enum status
let_go(struct tx *tx, int32_t hours)
{
	struct later_release_rows due;

	TRY(sql_later_release(tx, tx_now(tx), hours, &due));
	for (size_t i = 0; i < due.n; i++)
		TRY(sql_outbox_aside(tx, due.at[i].id, tx_now(tx)));
	return OK;
}

enum status
later_release(struct tx *tx, int32_t hours)
{
	struct later_refused_rows refused;

	TRY(wait_on(tx, hours));
	TRY(sql_later_refused(tx, tx_now(tx), &refused));
	for (size_t i = 0; i < refused.n; i++)
		TRY(give_back_apart(tx, &refused.at[i]));
	return let_go(tx, hours);
}
