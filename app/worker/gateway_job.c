/* gateway_job.c - what all workers know together about RapidPro, and its budget. */

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "worker/job.h"

#define BACK_OFF_MIN (5 * SECOND)
#define BACK_OFF_MAX (5 * MINUTE)
#define FAILURES_BEFORE_PAUSE 5
#define CHECK_EVERY_MS 30000
#define CHECK_AGAIN_MS 3000 /* while RapidPro does not answer, or the flow is missed */

/* More than all workers together can claim at once. */
#define LAST_OF_THE_HOUR 2000

/* Of the hour's calls, what less urgent ones must leave free, in percent. */
static const int kept_free[] = {
	[SPEND_REPLY] = 0,
	[SPEND_AUTOMATIC] = 10,
	[SPEND_POLL] = 15,
	[SPEND_BULK] = 30,
};

struct rapidpro_call
worker_call(struct worker *w)
{
	return (struct rapidpro_call){ .rapidpro = w->rapidpro, .arena = w->arena };
}

enum status
worker_budget(struct worker *w, struct tx *tx, const char *scope,
    const struct gateway_budget **budget)
{
	TRY(sql_gateway_budget(tx, scope, tx_now(tx), budget));
	if (!(*budget)->open ||
	    w->config->rapidpro_rate - (*budget)->calls > LAST_OF_THE_HOUR)
		return OK;
	TRY(sql_gateway_hold(tx));
	return sql_gateway_budget(tx, scope, tx_now(tx), budget);
}

enum status
worker_may_call(struct worker *w, enum spend kind, const char *scope, bool *allowed)
{
	const struct gateway_spend *budget;
	struct tx *tx;
	enum status status;

	*allowed = false;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_gateway_hold(tx);
	if (status == OK)
		status = sql_gateway_spend(tx, scope, tx_now(tx),
		    w->config->rapidpro_rate * (100 - kept_free[kind]) / 100, &budget);
	if (status == OK)
		*allowed = budget->allowed;
	return tx_end(tx, status);
}

/* Doubled with each failure in a row, and never the same for two workers. */
static int64_t
pause_for(struct worker *w, const struct rapidpro_call *call)
{
	int failures = w->gateway->failures;
	int64_t pause = BACK_OFF_MIN << (failures < 6 ? failures : 6);

	if (call->retry_after > 0)
		return call->retry_after * SECOND;
	if (call->status == 429)
		return MINUTE;
	if (failures + 1 < FAILURES_BEFORE_PAUSE)
		return 0;
	if (pause > BACK_OFF_MAX)
		pause = BACK_OFF_MAX;
	return pause / 2 + clock_monotonic() % (pause / 2);
}

enum status
worker_learn(
    struct worker *w, enum rapidpro_outcome outcome, const struct rapidpro_call *call)
{
	bool reached = call->status > 0;
	bool failed = outcome == RAPIDPRO_NOT_REACHED || outcome == RAPIDPRO_UNSURE;
	int64_t pause = failed ? pause_for(w, call) : 0;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_gateway_learn(tx, reached, failed,
	    outcome == RAPIDPRO_TOKEN_REFUSED, pause > 0 ? tx_now(tx) + pause : 0,
	    failed ? rapidpro_outcome_word(outcome) : "", tx_now(tx));
	return tx_end(tx, status);
}

/* What of several calls tells most about the line. */
static int
weight(const struct lesson *l)
{
	switch (l->outcome) {
	case RAPIDPRO_TOKEN_REFUSED:
		return 4;
	case RAPIDPRO_NOT_REACHED:
	case RAPIDPRO_UNSURE:
		return l->call->retry_after > 0 || l->call->status == 429 ? 3 : 1;
	case RAPIDPRO_ACCEPTED:
	case RAPIDPRO_REFUSED:
	default:
		return 2;
	}
}

enum status
worker_learn_most(struct worker *w, const struct lesson *all, size_t n)
{
	const struct lesson *most = all;

	for (size_t i = 1; i < n; i++)
		if (weight(&all[i]) > weight(most) ||
		    (weight(&all[i]) == weight(most) &&
			all[i].call->retry_after > most->call->retry_after))
			most = &all[i];
	return n == 0 ? OK : worker_learn(w, most->outcome, most->call);
}

/* Their ids; NULL: it is not there, or in the archive. */
struct our_flows {
	const char *send, *checkin, *group, *incoming;
	struct buf all; /* of the workspace, as gateway_flow_told.sql takes them */
};

static void
add_flow(struct buf *b, const struct rapidpro_flow *f)
{
	buf_puts(b, b->len > 1 ? ",{\"uuid\":" : "{\"uuid\":");
	buf_json(b, f->uuid);
	buf_puts(b, ",\"name\":");
	buf_json(b, f->name);
	buf_printf(b, ",\"archived\":%s}", f->archived ? "true" : "false");
}

/* Which of our flows are there decides how texts are sent; of the others a step may start one. */
static enum rapidpro_outcome
find_flows(struct rapidpro_call *call, struct our_flows *ours)
{
	struct rapidpro_flow_page page = { .next = NULL };

	*ours = (struct our_flows){ .send = NULL };
	buf_init(&ours->all, call->arena);
	buf_putc(&ours->all, '[');
	do {
		enum rapidpro_outcome outcome = rapidpro_flows(call, page.next, &page);

		if (outcome != RAPIDPRO_ACCEPTED)
			return outcome;
		for (size_t i = 0; i < page.count; i++) {
			const struct rapidpro_flow *f = &page.rows[i];

			if (f->uuid == NULL || f->name == NULL)
				continue;
			add_flow(&ours->all, f);
			if (f->archived)
				continue;
			if (strcmp(f->name, RAPIDPRO_SEND_FLOW) == 0)
				ours->send = f->uuid;
			if (strcmp(f->name, RAPIDPRO_CHECKIN_FLOW) == 0)
				ours->checkin = f->uuid;
			if (strcmp(f->name, RAPIDPRO_GROUP_FLOW) == 0)
				ours->group = f->uuid;
			if (strcmp(f->name, RAPIDPRO_INCOMING_FLOW) == 0)
				ours->incoming = f->uuid;
		}
	} while (page.next != NULL);
	buf_putc(&ours->all, ']');
	return RAPIDPRO_ACCEPTED;
}

enum status
worker_take_feed(struct worker *w, const char *name, int32_t every_ms,
    const struct feed_take **feed, int64_t *now)
{
	struct tx *tx;
	enum status status;

	*feed = NULL;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_feed_take(tx, name, tx_now(tx), every_ms, feed);
	*now = tx_now(tx);
	if (status == OK)
		return tx_commit(tx);
	tx_rollback(tx);
	return status == ERR_NOT_FOUND ? OK : status;
}

static bool
is_in_doubt(const struct gateway_state *gateway)
{
	return gateway->checked_at == 0 || gateway->failures > 0 ||
	       gateway->token_refused_at != 0;
}

/*
 * How long what is known of the flows is good.  What is in doubt waits for a flow that
 * is missed, and whatever leaves meanwhile is less certain.
 */
static int32_t
check_every(const struct gateway_state *gateway)
{
	return is_in_doubt(gateway) || gateway->flow_missed ? CHECK_AGAIN_MS
							    : CHECK_EVERY_MS;
}

static enum status
count_call(struct worker *w, const char *scope)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_gateway_count(tx, scope, tx_now(tx), 1);
	return tx_end(tx, status);
}

/* Asked while the token is refused too: that is how its return is noticed. */
enum status
gateway_job(struct worker *w, bool *more)
{
	struct rapidpro_call call = worker_call(w);
	struct our_flows ours;
	enum rapidpro_outcome outcome;
	enum status status;
	struct tx *tx;
	const struct feed_take *turn;
	int64_t asked, now;

	*more = false;
	TRY(worker_take_feed(w, "flows", check_every(w->gateway), &turn, &now));
	if (turn == NULL)
		return OK;
	TRY(count_call(w, "v2"));
	asked = clock_wall();
	outcome = find_flows(&call, &ours);
	TRY(worker_learn(w, outcome, &call));
	if (outcome != RAPIDPRO_ACCEPTED) {
		log_warn("gateway outcome=%s status=%d", rapidpro_outcome_word(outcome),
		    call.status);
		return OK;
	}
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_gateway_flows(tx, ours.send, ours.checkin, ours.group,
	    ours.incoming,
	    call.server_date != 0 ? (call.server_date - asked) / 1000 : 0, tx_now(tx));
	if (status == OK)
		status = sql_gateway_flow_told(tx, ours.all.data);
	return tx_end(tx, status);
}
