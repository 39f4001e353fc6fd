/*
 * outbound_job.c - what has changed is told to other systems, as the settings of an
 * outbound push say (core/outbound.h).
 *
 * What is told was made by the evaluator of rules, and stands in a table.  It leaves as
 * what subscriptions are told: leased, the lease committed, called, and what became of
 * it by whoever has the lease.  Whoever is lost on the way leaves it to another, and
 * then it comes twice, under the same Idempotency-Key; it never gets lost, and what is
 * told of one document never changes its order.
 */

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "ext/secret.h"
#include "worker/job.h"
#include "worker/receiver.h"

#define EACH 4 /* calls at once for one push */
#define HEADERS_MAX 3

static enum status
claim(struct worker *w, struct outbound_claim_rows *rows)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_outbound_claim(tx, w->id, w->slow, tx_now(tx), 2 * LEASE_SECONDS,
	    EACH, HTTP_SIDE_BY_SIDE, rows);
	return tx_end(tx, status);
}

static const char *
authorization(struct arena *arena, const struct outbound_claim *e)
{
	const char *pair;

	if (strcmp(e->auth, "header") == 0)
		return e->secret;
	pair = arena_printf(arena, "%s:%s", e->username, e->secret);
	return arena_printf(
	    arena, "Basic %s", secret_to_base64(arena, pair, strlen(pair)));
}

static void
write_call(struct worker *w, const struct outbound_claim *e, struct http_request *call)
{
	struct http_header *headers;
	size_t n = 0;

	ARENA_ARRAY(w->arena, headers, HEADERS_MAX);
	headers[n++] = (struct http_header){ "Content-Type", "application/json" };
	headers[n++] = (struct http_header){ "Idempotency-Key",
		arena_printf(w->arena, "aftercare-outbound-%" PRId64, e->id) };
	if (strcmp(e->auth, "none") != 0)
		headers[n++] =
		    (struct http_header){ "Authorization", authorization(w->arena, e) };
	*call = (struct http_request){ .method = "POST",
		.url = e->url,
		.headers = headers,
		.header_count = n,
		.body = e->body,
		.body_len = strlen(e->body),
		.seconds = RECEIVER_CALL_SECONDS,
		.networks = w->config->subscription_networks };
}

static enum status
settle_one(struct worker *w, struct tx *tx, const struct outbound_claim *e,
    const struct http_exchange *x)
{
	const char *words, *what = receiver_became(w->arena, x, &words);
	const int32_t tries = strcmp(what, "refused") == 0 ? e->refused : e->tries;

	if (strcmp(what, "taken") != 0)
		log_warn("push=%" PRId64 " (%s) event=%" PRId64 " attempt=%d: %s",
		    e->push_id, e->name, e->id, e->attempt, words);
	return sql_outbound_settle(tx, e->id, w->id, e->attempt, what, words,
	    receiver_wait(tries, x->answer.retry_after), RECEIVER_GIVE_UP_SECONDS,
	    tx_now(tx));
}

/* One slow call among several is enough. */
static enum status
pace(struct worker *w, struct tx *tx, const struct outbound_claim_rows *rows,
    const struct http_exchange *calls, size_t i)
{
	bool slow = false;

	for (size_t k = 0; k < rows->n; k++)
		slow |= rows->at[k].push_id == rows->at[i].push_id &&
			receiver_is_slow(&calls[k]);
	return slow == w->slow ? OK : sql_outbound_pace(tx, rows->at[i].push_id, slow);
}

static enum status
settle(struct worker *w, const struct outbound_claim_rows *rows,
    const struct http_exchange *calls)
{
	struct tx *tx;
	enum status status = OK;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	for (size_t i = 0; i < rows->n && status == OK; i++)
		status = settle_one(w, tx, &rows->at[i], &calls[i]);
	for (size_t i = 0; i < rows->n && status == OK; i++)
		status = pace(w, tx, rows, calls, i);
	return tx_end(tx, status);
}

enum status
outbound_job(struct worker *w, bool *more)
{
	struct outbound_claim_rows rows = { 0 };
	struct http_exchange *calls;

	*more = false;
	TRY(claim(w, &rows));
	if (rows.n == 0)
		return OK;
	ARENA_ARRAY(w->arena, calls, HTTP_SIDE_BY_SIDE);
	for (size_t i = 0; i < rows.n; i++)
		write_call(w, &rows.at[i], &calls[i].request);
	http_calls(w->receivers, w->arena, calls, rows.n, INT64_MAX);
	*more = true;
	return settle(w, &rows, calls);
}
