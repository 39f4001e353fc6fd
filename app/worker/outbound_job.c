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

#define EACH 4 /* calls at once for one push */
#define CALL_SECONDS 10
#define WAIT_FIRST 60 /* seconds; then twice as long each time */
#define WAIT_MAX 3600
#define GIVE_UP_SECONDS (72 * 3600)
#define HEADERS_MAX 3

static enum status
claim(struct worker *w, struct outbound_claim_rows *rows)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_outbound_claim(
	    tx, w->id, tx_now(tx), 2 * LEASE_SECONDS, EACH, HTTP_SIDE_BY_SIDE, rows);
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
		.seconds = CALL_SECONDS,
		.networks = w->config->subscription_networks };
}

/* What is said of this one alone: the receiver may take others. */
static bool
is_of_this_one(int status)
{
	static const int of_the_line[] = { 401, 403, 404, 405, 407, 408, 410, 421, 423,
		425, 429 };

	for (size_t i = 0; i < COUNT_OF(of_the_line); i++)
		if (of_the_line[i] == status)
			return false;
	return status >= 400 && status < 500;
}

static const char *
became(struct arena *arena, const struct http_exchange *x, const char **words)
{
	const int status = x->answer.status;

	*words = x->answer.problem;
	if (x->outcome != HTTP_ANSWERED)
		return "line";
	*words = arena_printf(arena, "the receiver answered %d", status);
	return status < 300             ? "taken"
	       : status == 410          ? "gone"
	       : is_of_this_one(status) ? "refused"
					: "line";
}

static int32_t
wait_of(int32_t tries, int retry_after)
{
	int32_t wait = tries > 5 ? WAIT_MAX : WAIT_FIRST << tries;

	return retry_after > wait ? retry_after : wait;
}

static enum status
settle_one(struct worker *w, struct tx *tx, const struct outbound_claim *e,
    const struct http_exchange *x)
{
	const char *words, *what = became(w->arena, x, &words);
	const int32_t tries = strcmp(what, "refused") == 0 ? e->refused : e->tries;

	if (strcmp(what, "taken") != 0)
		log_warn("push=%" PRId64 " (%s) event=%" PRId64 " attempt=%d: %s",
		    e->push_id, e->name, e->id, e->attempt, words);
	return sql_outbound_settle(tx, e->id, w->id, e->attempt, what, words,
	    wait_of(tries, x->answer.retry_after), GIVE_UP_SECONDS, tx_now(tx));
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
