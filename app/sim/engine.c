/* engine.c - see engine.h. */

#include "sim/engine.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "gen/sim_sql.h"
#include "sim/webhook.h"

/* Short, so that what a killed engine held is soon taken up by another. */
#define LEASE (5 * SECOND)
#define LEASE_SPARE (2 * SECOND)
#define IDLE_MS 100
#define TROUBLE_MS 1000

static volatile sig_atomic_t stopping;

static void
stop(int sig)
{
	(void)sig;
	stopping = 1;
}

static void
pause_ms(long ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	(void)nanosleep(&pause, NULL);
}

/* Everything that is one statement for all that is due. */
static enum status
step_all(struct engine *engine, struct tx *tx)
{
	const struct sim_start_expand *starts;
	const struct sim_message_step *messages;
	const struct sim_run_timeout *timeouts;
	const struct sim_run_expire *expired;
	int64_t now = tx_now(tx);

	TRY(sql_sim_message_step(tx, now, &messages));
	TRY(sql_sim_start_meet(tx, now));
	TRY(sql_sim_start_expand(tx, now, &starts));
	TRY(sql_sim_start_finish(tx, now));
	TRY(engine_broadcasts(engine, tx));
	TRY(sql_sim_run_timeout(tx, now, &timeouts));
	TRY(sql_sim_run_expire(tx, now, &expired));
	engine->done +=
	    messages->messages + starts->starts + timeouts->runs + expired->runs;
	return engine_inbound(engine, tx);
}

static enum status
claim(struct engine *engine, int64_t until, struct sim_sprint_claim_rows *sprints)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(engine->db, engine->arena, TX_WRITE, &tx));
	status = step_all(engine, tx);
	if (status == OK)
		status =
		    sql_sim_sprint_claim(tx, tx_now(tx), until - LEASE, until, sprints);
	return tx_end(tx, status);
}

static enum status
is_due(struct engine *engine, bool *due)
{
	const struct sim_engine_due *row;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(engine->db, engine->arena, TX_READ, &tx));
	status = sql_sim_engine_due(tx, tx_now(tx), clock_wall(), &row);
	if (status == OK)
		*due = row->due;
	return tx_end(tx, status);
}

static enum status
engine_strays(struct engine *engine)
{
	struct sim_stray_claim_rows calls;
	enum status status;
	struct tx *tx;

	TRY(tx_begin(engine->db, engine->arena, TX_WRITE, &tx));
	status = sql_sim_stray_claim(tx, tx_now(tx), &calls);
	TRY(tx_end(tx, status));
	engine->done += (int64_t)calls.n;
	for (size_t i = 0; i < calls.n; i++) {
		const struct json *json;
		struct flow_call call;
		const char *body;
		int retry_after;

		TRY(json_parse(
		    engine->arena, calls.at[i].call, strlen(calls.at[i].call), &json));
		if (webhook_read(json, &call))
			(void)webhook_call(engine->http, engine->arena, &call, "9.0.1",
			    &body, &retry_after);
	}
	return OK;
}

enum status
engine_tick(struct engine *engine, bool *busy)
{
	struct sim_sprint_claim_rows sprints;
	int64_t until = clock_wall() + LEASE;

	engine->done = 0;
	TRY(is_due(engine, busy));
	if (!*busy)
		return OK;
	TRY(claim(engine, until, &sprints));
	engine->done += (int64_t)sprints.n;
	/* Slow webhooks may eat up the lease: the rest is left to a later claim. */
	for (size_t i = 0; i < sprints.n && clock_wall() < until - LEASE_SPARE; i++) {
		enum status status = engine_sprint(engine, sprints.at[i].id);

		if (status != OK)
			log_warn("sprint=%lld %s", (long long)sprints.at[i].id,
			    status_word(status));
		if (status == ERR_UNAVAILABLE)
			return status;
	}
	TRY(engine_strays(engine));
	*busy = engine->done > 0;
	return OK;
}

int
engine_run(const char *database)
{
	const struct sigaction action = { .sa_handler = stop };
	struct arena *lasting = arena_new();
	struct engine engine = { .arena = arena_new() };

	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	engine.http = http_new(lasting);
	while (!stopping && db_open(database, &engine.db) != OK)
		pause_ms(TROUBLE_MS);
	while (!stopping) {
		bool busy = false;

		if (engine_tick(&engine, &busy) != OK)
			pause_ms(TROUBLE_MS);
		else if (!busy)
			pause_ms(IDLE_MS);
		arena_reset(engine.arena);
	}
	db_close(engine.db);
	arena_free(engine.arena);
	arena_free(lasting);
	return EXIT_SUCCESS;
}
