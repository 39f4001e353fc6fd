/*
 * look_up_job.c - what became of it?
 *
 * Rows that RapidPro accepted (201 is not proof) and rows that nobody is certain
 * of are looked up until something proves them: the contact's field holds our
 * key; the flow start carries it; the message is in the feed.
 */

#include <string.h>

#include "worker/look.h"

/*
 * A worker that is lost leaves many texts in doubt at once: so many of those that
 * left by the flow are looked up, and repeated, side by side.
 */
#define LOOKS_MOST 16

static bool
is(const char *word, const char *other)
{
	return strcmp(word, other) == 0;
}

/* What a look at this row is counted as; NULL if it costs no call. */
static const char *
scope_of(const struct outbox_look *row)
{
	if (row->proved)
		return NULL;
	if (is(row->kind, "text"))
		return is(row->by, "message") ? "v2.messages" : "v2.contacts";
	return is(row->state, "unsure") ? "v2" : NULL;
}

/* While the line is in doubt one row tries it. */
static int32_t
allowed(const struct worker *w, const struct gateway_budget *budget)
{
	int64_t room = w->config->rapidpro_rate - budget->calls;

	if (!budget->open || room <= 0)
		return 0;
	if (w->gateway->failures > 0)
		return 1;
	return room < LOOKS_MOST ? (int32_t)room : LOOKS_MOST;
}

/* Several are of one kind: what costs a call is counted as the same. */
static enum status
take_in(struct worker *w, struct tx *tx, struct outbox_look_rows *rows)
{
	const struct gateway_budget *budget;
	const char *scope = NULL;
	int32_t most, calls = 0;

	TRY(worker_budget(w, tx, "v2.contacts", &budget));
	most = allowed(w, budget);
	if (most == 0)
		return OK;
	TRY(sql_outbox_look(
	    tx, w->id, tx_now(tx), LOOK_LEASE_SECONDS, LEASE_SECONDS, most, rows));
	for (size_t i = 0; i < rows->n; i++)
		if (scope_of(&rows->at[i]) != NULL) {
			scope = scope_of(&rows->at[i]);
			calls++;
		}
	return calls == 0 ? OK : sql_gateway_count(tx, scope, tx_now(tx), calls);
}

static enum status
take(struct worker *w, struct outbox_look_rows *rows, int64_t *now)
{
	struct tx *tx;

	rows->n = 0;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	*now = tx_now(tx);
	return tx_end(tx, take_in(w, tx, rows));
}

static bool
is_guarded(const struct outbox_look *row)
{
	return is(row->kind, "text") && !is(row->by, "message");
}

static enum status
look(struct worker *w, struct look *all, size_t n)
{
	struct look *l = all;

	if (is_guarded(l->row))
		return look_guarded(w, all, n);
	if (l->row->proved) {
		look_ends(l, "done", "sent", "");
		return OK;
	}
	if (is(l->row->kind, "text"))
		return look_message(w, l);
	return is(l->row->kind, "flow") ? look_flow(w, l) : look_checkin(w, l);
}

enum status
look_up_job(struct worker *w, bool *more)
{
	struct outbox_look_rows rows;
	enum status status, recorded;
	struct look *all;
	int64_t now;

	*more = false;
	TRY(take(w, &rows, &now));
	if (rows.n == 0)
		return OK;
	*more = true;
	ARENA_ARRAY(w->arena, all, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		all[i] = (struct look){
			.row = &rows.at[i], .call = worker_call(w), .now = now
		};
	status = look(w, all, rows.n);
	recorded =
	    look_record(w, all, rows.n); /* whatever was found before it failed */
	return status != OK ? status : recorded;
}
