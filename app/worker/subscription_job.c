/*
 * subscription_job.c - programs of others are told of tasks, as they asked for it
 * (api/fhir_subscription.c).
 *
 * A version of a task that was written leaves news in the same transaction.  News are
 * held against every subscription with the rights of its client, and what it is to be
 * told stands in a table of its own before the news are gone.  From there it leaves as a
 * text does: leased, the lease committed, called, and what became of it by whoever has
 * the lease.  Whoever is lost on the way leaves it to another, and then it comes twice,
 * with the same X-Aftercare-Event; it never gets lost, and the versions of one task never
 * change their order.
 */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/client.h"
#include "core/notification.h"
#include "ext/secret.h"
#include "worker/job.h"
#include "worker/receiver.h"

#define NEWS_MAX 500 /* at a time */
#define EACH 4 /* calls at once for one subscription */
#define HEADERS_MAX 16

/*
 * Whether each that was asked for can be told at all; the receiver of a topic is asked
 * first.  One that was not called for long is told that all is well.
 */
static enum status
look_at_requested(struct worker *w, struct tx *tx)
{
	struct subscription_requested_rows new = { 0 };

	TRY(sql_subscription_end(tx, tx_now(tx)));
	TRY(sql_subscription_requested(tx, &new));
	for (size_t i = 0; i < new.n; i++) {
		const char *fault = http_url_fault(
		    new.at[i].endpoint, w->config->subscription_networks);

		if (fault == NULL && new.at[i].topic) {
			TRY(sql_subscription_greet(tx, new.at[i].id, tx_now(tx)));
			continue;
		}
		TRY(sql_subscription_become(tx, new.at[i].id,
		    fault != NULL
			? arena_printf(tx_arena(tx), "channel.endpoint: %s", fault)
			: "",
		    tx_now(tx)));
	}
	return sql_subscription_beat(tx, tx_now(tx));
}

/* Which of the news are for this subscription, with the rights of its client. */
static enum status
meets(struct tx *tx, const struct subscription_live *s, const char *versions,
    const struct subscription_meets **met)
{
	const struct client_resume *client;
	enum status status = sql_client_act(tx, s->user_id, &client);

	*met = NULL;
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	TRY(sql_subscription_meets(tx, versions, s->ids, s->statuses, "", s->kinds,
	    s->performers, s->priorities, s->outcomes, s->patients, s->owners,
	    s->requesters, s->locations, s->focuses, s->parts, "{}", s->patient_is,
	    s->owner_is, s->requester_is, s->location_is, s->part_is, "", 0, 0,
	    s->authored, s->due, s->begins, s->systems, s->identifiers,
	    *s->content != '\0' || s->encounter, met));
	return sql_client_leave(tx);
}

static enum status
give_out(struct tx *tx, bool *more)
{
	const struct subscription_turn *turn;
	const struct subscription_news *news;
	const struct subscription_meets *met;
	struct subscription_live_rows live = { 0 };

	TRY(sql_subscription_turn(tx, &turn));
	if (!turn->ours)
		return OK;
	TRY(sql_subscription_news(tx, NEWS_MAX, &news));
	*more = news->n == NEWS_MAX;
	if (news->n == 0)
		return OK;
	TRY(sql_subscription_live(tx, &live));
	for (size_t i = 0; i < live.n; i++) {
		TRY(meets(tx, &live.at[i], news->versions, &met));
		if (met != NULL)
			TRY(sql_subscription_tell(
			    tx, live.at[i].id, met->tasks, met->versions, tx_now(tx)));
	}
	return OK;
}

static enum status
prepare(struct worker *w, bool *more)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = look_at_requested(w, tx);
	if (status == OK)
		status = give_out(tx, more);
	return tx_end(tx, status);
}

static enum status
claim(struct worker *w, struct subscription_claim_rows *rows)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_subscription_claim(tx, w->id, w->slow, tx_now(tx),
	    2 * LEASE_SECONDS, EACH, HTTP_SIDE_BY_SIDE, rows);
	return tx_end(tx, status);
}

/* What is told, and of what: "Task/7". */
struct leaving {
	const char *body, *path;
};

/* What came of a request that a mediator's program has brought. */
static enum status
read_encounter(struct worker *w, struct tx *tx, const struct subscription_claim *e,
    struct leaving *l)
{
	const struct mediator_encounter *met;

	TRY(sql_mediator_encounter(tx, e->task_id, &met));
	l->body = met->body;
	l->path = arena_printf(w->arena, "Encounter/%" PRId64, met->id);
	return OK;
}

/* As the client may read it now; no body if it may not. */
static enum status
read_task(struct worker *w, const struct subscription_claim *e, struct leaving *l)
{
	const struct fhir_task_version *task;
	const struct client_resume *client;
	struct tx *tx;
	enum status status;

	l->body = NULL;
	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_client_act(tx, e->user_id, &client);
	if (status == OK && !client_may(client, "Task", 'r'))
		status = ERR_NOT_FOUND;
	if (status == OK)
		status = sql_fhir_task_version(tx, e->task_id, e->version, &task);
	if (status == OK)
		l->body = task->body;
	if (status == OK && e->encounter)
		status = read_encounter(w, tx, e, l);
	tx_rollback(tx);
	return status == ERR_NOT_FOUND ? OK : status;
}

static enum status
drop(struct worker *w, const struct subscription_claim *e)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_subscription_drop(tx, e->id, w->id, e->attempt, tx_now(tx));
	return tx_end(tx, status);
}

static bool
is_topic(const struct subscription_claim *e)
{
	return *e->content != '\0';
}

static bool
is_event(const struct subscription_claim *e)
{
	return strcmp(e->kind, "event") == 0;
}

/* What leaves; no body if the client may not read the task any more. */
static enum status
read_body(struct worker *w, const struct subscription_claim *e, struct leaving *l)
{
	struct notification_event event;

	*l = (struct leaving){ .body = "",
		.path = arena_printf(w->arena, "Task/%" PRId64, e->task_id) };
	if (is_event(e) && (e->payload || is_topic(e)))
		TRY(read_task(w, e, l));
	event = (struct notification_event){ .number = e->number,
		.at = e->made_at,
		.task = e->task_id,
		.body = l->body };
	if (l->body != NULL && is_topic(e))
		l->body = notification_bundle(
		    w->arena, &(struct notification){ .base = e->base,
				  .type = is_event(e) ? "event-notification" : e->kind,
				  .subscription = e->subscription_id,
				  .status = e->status,
				  .topic = e->topic,
				  .error = "",
				  .told = e->told,
				  .at = e->made_at,
				  .events = &event,
				  .n = is_event(e),
				  .content = e->content });
	return OK;
}

/* The client's own, one a line, and ours. */
static void
write_headers(struct arena *arena, const struct subscription_claim *e,
    struct http_request *request)
{
	struct http_header *headers;
	char *rest = arena_strdup(arena, e->headers), *line;
	size_t n = 0;

	ARENA_ARRAY(arena, headers, HEADERS_MAX);
	while ((line = strsep(&rest, "\n")) != NULL && n < HEADERS_MAX - 4) {
		char *value = strchr(line, ':');

		if (value == NULL)
			continue;
		*value++ = '\0';
		headers[n++] = (struct http_header){ line, value + strspn(value, " ") };
	}
	if (e->payload || is_topic(e))
		headers[n++] = (struct http_header){ "Content-Type",
			"application/fhir+json; charset=utf-8" };
	headers[n++] = (struct http_header){ "X-Signature",
		secret_hmac(arena, e->secret, request->body, request->body_len) };
	headers[n++] = (struct http_header){ "X-Aftercare-Subscription",
		arena_printf(arena, "%" PRId64, e->subscription_id) };
	if (e->version > 0)
		headers[n++] = (struct http_header){ "X-Aftercare-Event",
			arena_printf(arena, "%" PRId64, e->version) };
	request->headers = headers;
	request->header_count = n;
}

static const char *
address(struct arena *arena, const struct subscription_claim *e, const char *path)
{
	size_t len = strlen(e->endpoint);

	if (!e->payload || is_topic(e))
		return e->endpoint;
	while (len > 0 && e->endpoint[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s/%s", (int)len, e->endpoint, path);
}

static void
write_call(struct worker *w, const struct subscription_claim *e,
    const struct leaving *l, struct http_request *request)
{
	*request = (struct http_request){ .method = e->payload && !is_topic(e) ? "PUT"
									       : "POST",
		.url = address(w->arena, e, l->path),
		.body = l->body,
		.body_len = strlen(l->body),
		.seconds = e->seconds > 0 ? e->seconds : RECEIVER_CALL_SECONDS,
		.networks = w->config->subscription_networks };
	write_headers(w->arena, e, request);
}

/* Whoever does not greet back is told nothing. */
static enum status
settle_greeting(struct tx *tx, const struct worker *w,
    const struct subscription_claim *e, const char *reason)
{
	const struct subscription_greeted *ours;
	enum status status = sql_subscription_greeted(
	    tx, e->id, w->id, e->attempt, reason, tx_now(tx), &ours);

	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	return sql_subscription_become(tx, ours->subscription_id, reason, tx_now(tx));
}

static enum status
settle_one(struct worker *w, struct tx *tx, const struct subscription_claim *e,
    const struct http_exchange *x)
{
	const char *reason, *what = receiver_became(w->arena, x, &reason);
	const int32_t tries = strcmp(what, "refused") == 0 ? e->attempt - 1 : e->tries;

	if (strcmp(what, "taken") == 0)
		reason = "";
	if (*reason != '\0')
		log_warn("subscription=%" PRId64 " task=%" PRId64 " attempt=%d: %s",
		    e->subscription_id, e->task_id, e->attempt, reason);
	if (strcmp(e->kind, "handshake") == 0)
		return settle_greeting(tx, w, e, reason);
	TRY(sql_subscription_settle(tx, e->id, w->id, e->attempt, what, reason,
	    receiver_wait(tries, x->answer.retry_after), RECEIVER_GIVE_UP_SECONDS,
	    tx_now(tx)));
	return *reason == '\0'
		   ? OK
		   : sql_subscription_bury(tx, e->subscription_id, tx_now(tx));
}

/* One slow call among several is enough. */
static enum status
pace(struct worker *w, struct tx *tx, const struct subscription_claim **events,
    const struct http_exchange *calls, size_t n, size_t i)
{
	bool slow = false;

	for (size_t k = 0; k < n; k++)
		slow |= events[k]->subscription_id == events[i]->subscription_id &&
			receiver_is_slow(&calls[k]);
	return slow == w->slow
		   ? OK
		   : sql_subscription_pace(tx, events[i]->subscription_id, slow);
}

static enum status
settle(struct worker *w, const struct subscription_claim **events,
    const struct http_exchange *calls, size_t n)
{
	struct tx *tx;
	enum status status = OK;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	for (size_t i = 0; i < n && status == OK; i++)
		status = settle_one(w, tx, events[i], &calls[i]);
	for (size_t i = 0; i < n && status == OK; i++)
		status = pace(w, tx, events, calls, n, i);
	return tx_end(tx, status);
}

static enum status
deliver(struct worker *w, bool *more)
{
	struct subscription_claim_rows rows = { 0 };
	const struct subscription_claim *events[HTTP_SIDE_BY_SIDE];
	struct http_exchange *calls;
	size_t n = 0;

	TRY(claim(w, &rows));
	if (rows.n == 0)
		return OK;
	ARENA_ARRAY(w->arena, calls, HTTP_SIDE_BY_SIDE);
	for (size_t i = 0; i < rows.n; i++) {
		struct leaving l;

		TRY(read_body(w, &rows.at[i], &l));
		if (l.body == NULL) {
			TRY(drop(w, &rows.at[i]));
			continue;
		}
		events[n] = &rows.at[i];
		write_call(w, &rows.at[i], &l, &calls[n++].request);
	}
	http_calls(w->receivers, w->arena, calls, n, INT64_MAX);
	*more = true;
	return settle(w, events, calls, n);
}

enum status
subscription_job(struct worker *w, bool *more)
{
	*more = false;
	if (!w->slow)
		TRY(prepare(w, more));
	return deliver(w, more);
}
