/*
 * key_job.c - the keys with which programs of others prove who they are, read where they
 * show them (core/grant.h): every ten minutes, and when one of them signs with a key that
 * is not known yet.  What was read last is used while the address does not answer, for a
 * day.
 */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "ext/jose.h"
#include "worker/job.h"

#define TOGETHER 8
#define CALL_SECONDS 10
#define AGAIN (10 * MINUTE)
#define AGAIN_FAILED MINUTE

static enum status
claim(struct worker *w, struct client_key_claim_rows *rows)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_client_key_claim(tx, tx_now(tx), LEASE_SECONDS, TOGETHER, rows);
	return tx_end(tx, status);
}

static struct http_request
call_for(const struct worker *w, const char *url)
{
	static const struct http_header accept = { "Accept", "application/json" };

	return (struct http_request){ .method = "GET",
		.url = url,
		.headers = &accept,
		.header_count = 1,
		.answer_max = JOSE_KEYS_MAX,
		.seconds = CALL_SECONDS,
		.networks = w->config->subscription_networks };
}

/* Why these are no keys; "" if they are. */
static const char *
fault(struct arena *arena, const struct http_exchange *x)
{
	const struct json *keys;
	const char *why;

	if (x->outcome != HTTP_ANSWERED)
		return x->answer.problem;
	if (x->answer.status != 200)
		return arena_printf(arena, "the address answered %d", x->answer.status);
	why = jose_keys(arena, x->answer.body, x->answer.body_len, &keys);
	return why != NULL ? why : "";
}

static enum status
settle(struct worker *w, const struct client_key_claim_rows *rows,
    const struct http_exchange *calls)
{
	struct tx *tx;
	enum status status = OK;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	for (size_t i = 0; i < rows->n && status == OK; i++) {
		const char *why = fault(w->arena, &calls[i]);

		if (*why != '\0')
			log_warn(
			    "keys of client=%" PRId64 ": %s", rows->at[i].user_id, why);
		status = sql_client_key_read(tx, rows->at[i].user_id, rows->at[i].url,
		    *why == '\0' ? calls[i].answer.body : "", why,
		    tx_now(tx) + (*why == '\0' ? AGAIN : AGAIN_FAILED), tx_now(tx));
	}
	return tx_end(tx, status);
}

enum status
key_job(struct worker *w, bool *more)
{
	struct client_key_claim_rows rows = { 0 };
	struct http_exchange *calls;

	*more = false;
	TRY(claim(w, &rows));
	if (rows.n == 0)
		return OK;
	ARENA_ARRAY(w->arena, calls, TOGETHER);
	for (size_t i = 0; i < rows.n; i++)
		calls[i].request = call_for(w, rows.at[i].url);
	http_calls(w->receivers, w->arena, calls, rows.n, INT64_MAX);
	return settle(w, &rows, calls);
}
