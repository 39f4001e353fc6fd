/*
 * main.c - the worker: one loop of jobs with deadlines; the only program that
 * calls out.  Any number may run, on any number of hosts: rows are claimed.
 *
 * One call to RapidPro can take 20 seconds, and the loop waits for it.  So that
 * nobody who waits for an answer waits for somebody else's call, each worker has a
 * lane: a child that only reads what came in and sends what answers it.  It is one
 * more worker like any other as far as claims, leases, budget and the order of a
 * conversation go; the loop itself still takes everything, and no text depends on
 * the lane.  What is told to and asked of programs of others, whose addresses may hang,
 * has another lane, and only that; and those of them that do keep their callers waiting
 * have one more, in which they wait for each other alone.  All end with the loop, and are
 * started again by it.
 */

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/process.h"
#include "core/case_step.h"
#include "core/edition.h"
#include "core/inbound.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "worker/job.h"

#define TICK_MS 200 /* at most so long between a cause and its effect */
/* Of one job before the others have their turn: a batch may take seconds. */
#define STEPS_MAX 50
#define TURN_TIME (2 * SECOND)
#define BEAT_EVERY (10 * SECOND)
#define LANE_AGAIN SECOND /* before the next one where one has ended */

static volatile sig_atomic_t stopping;

enum lane { LANE_ANSWERS, LANE_HOOKS, LANE_SLOW, LANES };
static volatile pid_t
    lane_pids[LANES]; /* 0 while there is none, and in a lane itself */

static void
stop(int sig)
{
	stopping = 1;
	for (size_t i = 0; i < LANES; i++)
		if (lane_pids[i] > 0)
			(void)kill(lane_pids[i], sig);
}

/* Real time: how often to look, not what is due. */
struct duty {
	const char *name;
	job *run;
	int64_t every;
	int64_t next;
};

static struct duty duties[] = {
	{ "gateway", gateway_job, SECOND, 0 },
	{ "inbox", inbox_job, 300 * 1000, 0 },
	/*
	 * What is in doubt is older than what has not left, and does not wait for it;
	 * and a batch of calls that hang takes longer than all the rest.
	 */
	{ "look-up", look_up_job, SECOND, 0 },
	{ "aside", aside_job, 300 * 1000, 0 },
	{ "dispatch", dispatch_job, 300 * 1000, 0 },
	{ "look-up", look_up_job, SECOND, 0 },
	{ "handed", handed_job, 10 * SECOND, 0 },
	{ "scheduler", scheduler_job, SECOND / 2, 0 },
	{ "appointments", appointment_job, SECOND, 0 },
	{ "doses", dose_job, SECOND, 0 },
	{ "screenings", screening_job, SECOND, 0 },
	{ "messages", messages_job, SECOND / 2, 0 },
	{ "runs", runs_job, 3 * SECOND, 0 },
	{ "sweep", sweep_job, 20 * SECOND, 0 },
	{ "calendar", calendar_job, 5 * SECOND, 0 },
	{ "refresh", refresh_job, 60 * SECOND, 0 },
	{ "troubles", trouble_job, 5 * SECOND, 0 },
	{ "mail", mail_job, 5 * SECOND, 0 },
	{ "workspace", workspace_job, 5 * SECOND, 0 },
	{ "workflow", workflow_job, 20 * SECOND, 0 },
	{ "cleaning", cleaning_job, HOUR, 0 },
};
/* None of them may call RapidPro for what nobody waits for. */
static struct duty answer_duties[] = {
	{ "inbox", inbox_job, 300 * 1000, 0 },
	{ "aside", aside_job, 300 * 1000, 0 },
	{ "dispatch", dispatch_job, 300 * 1000, 0 },
};
static struct duty hook_duties[] = {
	{ "subscriptions", subscription_job, SECOND / 2, 0 },
	{ "outbound", outbound_job, SECOND / 2, 0 },
	{ "keys", key_job, SECOND / 2, 0 },
};
static struct duty slow_duties[] = {
	{ "subscriptions", subscription_job, SECOND / 2, 0 },
	{ "outbound", outbound_job, SECOND / 2, 0 },
};
static const struct {
	const char *name;
	struct duty *duties;
	size_t n;
} lanes[LANES] = {
	[LANE_ANSWERS] = { "answers", answer_duties, COUNT_OF(answer_duties) },
	[LANE_HOOKS] = { "subscriptions", hook_duties, COUNT_OF(hook_duties) },
	[LANE_SLOW] = { "slow receivers", slow_duties, COUNT_OF(slow_duties) },
};

static enum status
read_gateway(struct worker *w)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_gateway_state(tx, tx_now(tx), &w->gateway);
	if (status == OK)
		status = edition_use(tx, w->gateway->texts);
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

/* Whether there is more to do at once. */
static bool
turn(struct worker *w, struct duty *all, size_t n)
{
	bool more = false;

	for (size_t i = 0; i < n && !stopping; i++)
		if (clock_monotonic() >= all[i].next)
			more |= run_duty(w, &all[i]);
	return more;
}

static void
rest(bool more)
{
	if (!more && !stopping)
		(void)poll(NULL, 0, TICK_MS);
}

static enum status
open_worker(struct worker *w, struct arena *arena, const struct config *config)
{
	*w = (struct worker){ .arena = arena_new(), .config = config };
	w->id = secret_uuid(arena);
	/* Whoever sees that the connection has ended knows whose it was. */
	(void)setenv("PGAPPNAME", w->id, 1);
	w->rapidpro = rapidpro_new(arena, config->rapidpro_url, config->rapidpro_token);
	w->receivers = http_new(arena);
	return db_open(config->database, &w->db);
}

static void
close_worker(struct worker *w)
{
	db_close(w->db);
	arena_free(w->arena);
}

/* It gives no sign of life: that the loop lives is what matters to all texts. */
static int
work_in_lane(const struct config *config, pid_t loop, size_t which)
{
	struct arena *arena = arena_new();
	struct worker w;

	/* The loop's connections are not ours to hold open. */
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != loop || open_worker(&w, arena, config) != OK)
		return EXIT_FAILURE;
	w.is_lane = true;
	w.slow = which == LANE_SLOW;
	if (which == LANE_ANSWERS)
		FAULT_TOGETHER(loop);
	log_info("worker=%s starts as lane of %s", w.id, lanes[which].name);
	while (!stopping)
		rest(turn(&w, lanes[which].duties, lanes[which].n));
	close_worker(&w);
	arena_free(arena);
	return EXIT_SUCCESS;
}

static void
keep_lane(const struct config *config, size_t which)
{
	static int64_t next[LANES];
	volatile pid_t *lane = &lane_pids[which];
	pid_t loop = getpid();
	int code;

	if (*lane > 0 && waitpid(*lane, &code, WNOHANG) == *lane) {
		log_warn("the lane of %s ended with %d", lanes[which].name, code);
		*lane = 0;
	}
	if (*lane > 0 || stopping || clock_monotonic() < next[which])
		return;
	next[which] = clock_monotonic() + LANE_AGAIN;
	*lane = fork();
	if (*lane == 0) {
		for (size_t i = 0; i < LANES; i++)
			lane_pids[i] = 0;
		_exit(work_in_lane(config, loop, which));
	}
	if (which == LANE_ANSWERS)
		FAULT_TOGETHER(*lane);
	if (*lane < 0)
		log_error("no lane");
}

static void
end_lane(pid_t lane)
{
	if (lane <= 0)
		return;
	/* Once more: it may have begun when we were told to stop. */
	(void)kill(lane, SIGTERM);
	(void)waitpid(lane, NULL, 0);
}

static void
work(struct worker *w)
{
	char host[64] = "";

	(void)gethostname(host, sizeof host - 1);
	log_info("worker=%s starts", w->id);
	while (!stopping) {
		for (size_t i = 0; i < LANES; i++)
			keep_lane(w->config, i);
		beat(w, host);
		rest(turn(w, duties, COUNT_OF(duties)));
	}
	for (size_t i = 0; i < LANES; i++)
		end_lane(lane_pids[i]);
	say_goodbye(w);
	log_info("worker=%s ends", w->id);
}

int
main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = stop };
	struct arena *lasting = arena_new();
	struct config config;
	struct worker w;

	process_keep_private();
	log_program("worker");
	if (!config_read(lasting, argc > 1 ? argv[1] : NULL,
		CONFIG_DATABASE | CONFIG_RAPIDPRO | CONFIG_WORKFLOW_FOLDER, &config) ||
	    secret_init() != OK || workflow_load(config.workflow_folder) != OK ||
	    inbound_init() != OK || open_worker(&w, lasting, &config) != OK)
		return EXIT_FAILURE;
	if (config.catalogue_folder != NULL)
		i18n_init(config.catalogue_folder);
	case_step_settings(config.site_url);
	if (config.demo)
		hurry();
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	work(&w);
	close_worker(&w);
	arena_free(lasting);
	return EXIT_SUCCESS;
}
