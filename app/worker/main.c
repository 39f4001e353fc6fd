/*
 * main.c - the worker: one loop of jobs with deadlines; the only program that
 * calls out.  Any number may run, on any number of hosts: rows are claimed.
 */

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/process.h"
#include "core/inbound.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "worker/job.h"

#define TICK_MS 200 /* at most so long between a cause and its effect */
/* Of one job before the others have their turn: a batch may take seconds. */
#define STEPS_MAX 50
#define TURN_TIME (2 * SECOND)
#define BEAT_EVERY (10 * SECOND)

static volatile sig_atomic_t stopping;

static void
stop(int sig)
{
	(void)sig;
	stopping = 1;
}

/* Real time: how often to look, not what is due. */
static struct duty {
	const char *name;
	job *run;
	int64_t every;
	int64_t next;
} duties[] = {
	{ "gateway", gateway_job, SECOND, 0 },
	{ "inbox", inbox_job, 300 * 1000, 0 },
	{ "dispatch", dispatch_job, 300 * 1000, 0 },
	{ "look-up", look_up_job, SECOND, 0 },
	{ "scheduler", scheduler_job, SECOND / 2, 0 },
	{ "messages", messages_job, SECOND / 2, 0 },
	{ "runs", runs_job, 3 * SECOND, 0 },
	{ "sweep", sweep_job, 20 * SECOND, 0 },
	{ "silence", silence_job, 5 * SECOND, 0 },
	{ "refresh", refresh_job, 60 * SECOND, 0 },
	{ "cleaning", cleaning_job, HOUR, 0 },
};

static enum status
read_gateway(struct worker *w)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_gateway_state(tx, &w->gateway);
	tx_rollback(tx);
	return status;
}

/* A demonstration is watched: what takes seconds in a clinic takes one there. */
static void
hurry(void)
{
	for (size_t i = 0; i < COUNT_OF(duties); i++)
		if (duties[i].every > SECOND && duties[i].every <= 15 * SECOND)
			duties[i].every = SECOND;
}

/* Whether there is more to do at once. */
static bool
run_duty(struct worker *w, struct duty *duty)
{
	int64_t end = clock_monotonic() + TURN_TIME;
	bool more = true;

	for (int i = 0; i < STEPS_MAX && more && !stopping; i++) {
		enum status status;

		if (i > 0 && clock_monotonic() >= end)
			break;
		more = false;
		status = read_gateway(w);
		if (status == OK)
			status = duty->run(w, &more);
		arena_reset(w->arena);
		if (status == OK)
			continue;
		log_warn("job=%s status=%s", duty->name, status_word(status));
		more = false;
	}
	duty->next = clock_monotonic() + (more ? 0 : duty->every);
	return more;
}

static void
beat(struct worker *w, const char *host)
{
	static int64_t next;
	enum status status;
	struct tx *tx;

	if (clock_monotonic() < next)
		return;
	next = clock_monotonic() + BEAT_EVERY;
	if (tx_begin(w->db, w->arena, TX_WRITE, &tx) == OK) {
		status = sql_worker_beat(tx, w->id, host, tx_now(tx));
		FAULT("K9");
		if (status != OK || tx_commit(tx) != OK)
			tx_rollback(tx);
	}
	arena_reset(w->arena);
}

static void
say_goodbye(struct worker *w)
{
	enum status status;
	struct tx *tx;

	if (tx_begin(w->db, w->arena, TX_WRITE, &tx) != OK)
		return;
	status = sql_worker_gone(tx, w->id);
	if (status != OK || tx_commit(tx) != OK)
		tx_rollback(tx);
}

static void
work(struct worker *w)
{
	const struct sigaction action = { .sa_handler = stop };
	char host[64] = "";

	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	(void)gethostname(host, sizeof host - 1);
	log_info("worker=%s starts", w->id);
	while (!stopping) {
		bool more = false;

		beat(w, host);
		for (size_t i = 0; i < COUNT_OF(duties) && !stopping; i++)
			if (clock_monotonic() >= duties[i].next)
				more |= run_duty(w, &duties[i]);
		if (!more)
			(void)poll(NULL, 0, TICK_MS);
	}
	say_goodbye(w);
	log_info("worker=%s ends", w->id);
}

static bool
configure(struct arena *arena, const char *path, struct config *config)
{
	const char *complaints = "";

	if (config_load(arena, path, config, &complaints) == OK &&
	    config_require(arena, config,
		CONFIG_DATABASE | CONFIG_RAPIDPRO | CONFIG_WORKFLOW_FOLDER,
		&complaints) == OK)
		return true;
	fputs(complaints, stderr);
	return false;
}

int
main(int argc, char **argv)
{
	struct arena *lasting = arena_new();
	struct config config;
	struct worker w = { .arena = arena_new(), .config = &config };

	process_keep_private();
	log_program("worker");
	if (!configure(lasting, argc > 1 ? argv[1] : NULL, &config) ||
	    secret_init() != OK || workflow_load(config.workflow_folder) != OK ||
	    inbound_init() != OK || db_open(config.database, &w.db) != OK)
		return EXIT_FAILURE;
	w.id = secret_uuid(lasting);
	w.rapidpro = rapidpro_new(lasting, config.rapidpro_url, config.rapidpro_token);
	if (config.demo)
		hurry();
	work(&w);
	db_close(w.db);
	arena_free(w.arena);
	arena_free(lasting);
	return EXIT_SUCCESS;
}
