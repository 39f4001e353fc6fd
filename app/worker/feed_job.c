/*
 * feed_job.c - the feeds: polled, slow, and the truth.
 *
 * Runs come oldest change first, so the checkpoint moves with each page.
 * Messages come newest first and may turn up late with an old moment: they are
 * read with an overlap (a minute often, a quarter of an hour once a minute, three
 * days at night) and the checkpoint moves only when all pages are in.
 */

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "worker/job.h"

#define RUNS_OVERLAP (2 * MINUTE)
#define FIRST_READ (24 * HOUR)
#define SHORT_OVERLAP MINUTE
#define LONG_OVERLAP (15 * MINUTE)
#define SWEEP (72 * HOUR)
#define SWEEP_EVERY (24 * HOUR)
#define PAGES_MAX 200

static enum status
feed_state(struct worker *w, const char *name, const struct feed_get **feed, int64_t *now)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_feed_get(tx, name, feed);
	*now = tx_now(tx);
	tx_rollback(tx);
	return status;
}

/* Runs. */

static enum status
keep_run(struct tx *tx, const struct rapidpro_run *run)
{
	if (run->uuid == NULL)
		return OK;
	TRY(sql_run_keep(tx, run->uuid, run->contact.uuid, run->start_uuid,
	    run->flow.name != NULL ? run->flow.name : "", run->created_on,
	    run->modified_on, run->exited_on,
	    run->exit_type != NULL ? run->exit_type : "", run->responded));
	for (size_t i = 0; i < run->value_count; i++) {
		const struct rapidpro_value *v = &run->values[i];
		const char *key;

		if (strcmp(v->key, "answer") != 0)
			continue;
		key = arena_printf(tx_arena(tx), "run:%s:%s:%lld", run->uuid, v->key,
		    (long long)v->time);
		TRY(sql_inbox_add(tx, "run", key, run->raw, tx_now(tx)));
	}
	return OK;
}

static enum status
keep_runs(struct worker *w, const struct rapidpro_run_page *page)
{
	int64_t checkpoint = 0;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = OK;
	for (size_t i = 0; status == OK && i < page->count; i++) {
		status = keep_run(tx, &page->rows[i]);
		if (page->rows[i].modified_on > checkpoint)
			checkpoint = page->rows[i].modified_on;
	}
	if (status == OK)
		status = sql_feed_checkpoint(tx, "runs", checkpoint, tx_now(tx), false);
	if (status == OK)
		return tx_commit(tx);
	tx_rollback(tx);
	return status;
}

enum status
runs_job(struct worker *w, bool *more)
{
	struct rapidpro_run_page *page = arena_alloc(w->arena, sizeof *page);
	const struct feed_get *feed;
	int64_t now, after;
	bool allowed;

	*more = false;
	TRY(feed_state(w, "runs", &feed, &now));
	after = feed->checkpoint != 0 ? feed->checkpoint - RUNS_OVERLAP : now - FIRST_READ;
	for (int i = 0; i == 0 || (page->next != NULL && i < PAGES_MAX); i++) {
		struct rapidpro_call call = worker_call(w);
		enum rapidpro_outcome outcome;

		TRY(worker_may_call(w, SPEND_POLL, "v2.runs", &allowed));
		if (!allowed)
			return OK;
		outcome = rapidpro_runs(&call, after, page->next, page);
		TRY(worker_learn(w, outcome, &call));
		if (outcome != RAPIDPRO_ACCEPTED)
			return OK;
		TRY(keep_runs(w, page));
	}
	return OK;
}

/* Messages. */

/* RapidPro's state in the words of our pages; NULL says nothing new. */
static const char *
shown_state(enum message_state state)
{
	switch (state) {
	case MESSAGE_WIRED:
	case MESSAGE_SENT:
		return "sent";
	case MESSAGE_DELIVERED:
	case MESSAGE_READ:
		return "delivered";
	case MESSAGE_FAILED:
		return "failed";
	case MESSAGE_QUEUED:
	case MESSAGE_ERRORED:
		return "sending";
	default:
		return NULL;
	}
}

static enum status
keep_message(struct tx *tx, const struct rapidpro_message *m)
{
	const char *id = m->id != NULL ? m->id : m->uuid;
	const char *state = shown_state(m->state);

	if (id == NULL)
		return OK;
	if (m->direction == RAPIDPRO_IN)
		return sql_inbox_add(tx, "message",
		    arena_printf(tx_arena(tx), "message:%s", id), m->raw, tx_now(tx));
	if (m->direction != RAPIDPRO_OUT || state == NULL || m->contact.uuid == NULL)
		return OK;
	TRY(sql_message_bind_out(
	    tx, m->contact.uuid, m->text, m->created_on, id, tx_now(tx)));
	return sql_message_report(tx, id, state,
	    m->sent_on != 0 ? m->sent_on : m->created_on,
	    m->modified_on != 0 ? m->modified_on : tx_now(tx), tx_now(tx));
}

/* All pages in one transaction: a crash in between loses none of them. */
static enum status
keep_messages(struct worker *w, struct tx *tx, int64_t after, bool *complete)
{
	struct rapidpro_message_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t newest = 0;

	for (int i = 0; i == 0 || (page->next != NULL && i < PAGES_MAX); i++) {
		struct rapidpro_call call = worker_call(w);

		if (rapidpro_messages(&call, after, page->next, page) !=
		    RAPIDPRO_ACCEPTED)
			return OK;
		TRY(sql_gateway_count(tx, "v2.messages", tx_now(tx)));
		/* Oldest first, as they happened. */
		for (size_t n = page->count; n-- > 0;)
			TRY(keep_message(tx, &page->rows[n]));
		if (page->count > 0 && page->rows[0].created_on > newest)
			newest = page->rows[0].created_on;
	}
	*complete = page->next == NULL;
	TRY(sql_outbox_settle_checkins(tx, tx_now(tx)));
	return sql_feed_checkpoint(
	    tx, "messages", newest, tx_now(tx), tx_now(tx) - after >= SWEEP);
}

static enum status
read_messages(struct worker *w, int64_t after)
{
	bool complete = false;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = keep_messages(w, tx, after, &complete);
	if (status == OK && complete)
		return tx_commit(tx);
	tx_rollback(tx);
	return status;
}

enum status
messages_job(struct worker *w, bool *more)
{
	const struct feed_get *feed;
	int64_t now, after;
	bool allowed;

	*more = false;
	TRY(feed_state(w, "messages", &feed, &now));
	TRY(worker_may_call(w, SPEND_POLL, "v2.messages", &allowed));
	if (!allowed)
		return OK;
	if (feed->swept_at == 0 || now - feed->swept_at >= SWEEP_EVERY)
		after = now - SWEEP;
	else if (now - feed->read_at >= MINUTE || now / MINUTE != feed->read_at / MINUTE)
		after = feed->checkpoint - LONG_OVERLAP;
	else
		after = feed->checkpoint - SHORT_OVERLAP;
	return read_messages(w, after);
}

/* Older messages that are not final: asked for one by one, a few at a time. */

static enum status
refresh_one(struct worker *w, const char *id)
{
	struct rapidpro_call call = worker_call(w);
	struct rapidpro_message message;
	enum rapidpro_outcome outcome = rapidpro_message_by_id(&call, id, &message);
	struct tx *tx;
	enum status status;

	TRY(worker_learn(w, outcome, &call));
	if (outcome != RAPIDPRO_ACCEPTED)
		return ERR_UNAVAILABLE;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_message_refreshed(tx, id, tx_now(tx));
	if (status == OK && message.id != NULL)
		status = keep_message(tx, &message);
	if (status == OK)
		return tx_commit(tx);
	tx_rollback(tx);
	return status;
}

enum status
refresh_job(struct worker *w, bool *more)
{
	struct message_stale_rows stale;
	struct tx *tx;
	enum status status;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_message_stale(tx, tx_now(tx), 10, &stale);
	tx_rollback(tx);
	TRY(status);
	for (size_t i = 0; i < stale.n; i++) {
		bool allowed;

		TRY(worker_may_call(w, SPEND_POLL, "v2.messages", &allowed));
		if (!allowed || refresh_one(w, stale.at[i].rapidpro_id) != OK)
			return OK;
	}
	return OK;
}
