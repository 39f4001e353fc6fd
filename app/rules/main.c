/*
 * main.c - rules: evaluates the programme's tasks.js for whoever's turn it is, and
 * merges the result into the tasks; and makes what is told to other systems of what
 * has changed.  Any number may run, on any number of hosts.
 *
 * It looks four times a second.  To be told (NOTIFY) would be no sooner for a person,
 * and PostgreSQL lets the transactions that tell commit one after the other, each
 * with its own wait for the disk: those of nurses.
 */

#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/process.h"
#include "core/outbound_make.h"
#include "core/rule_question.h"
#include "core/workflow.h"
#include "ext/secret.h"

#define LOOK_MS 250
#define AGAIN_MS 1000 /* after a failure */
#define SAY_EVERY (10 * SECOND)
/* What systemd does not start again (docs/systemd): whoever has brought other rules
   starts those who are to use them. */
#define EXIT_REPLACED 3

static volatile sig_atomic_t stopping;

static void
stop(int sig)
{
	(void)sig;
	stopping = 1;
}

static void
rest(int milliseconds)
{
	if (!stopping)
		(void)poll(NULL, 0, milliseconds);
}

/* Now and then one line for all batches since the last one. */
static void
say(struct rule_step *sum, const struct rule_step *step)
{
	static int64_t next;

	sum->patients += step->patients;
	sum->failed += step->failed;
	sum->tasks.made += step->tasks.made;
	sum->tasks.changed += step->tasks.changed;
	sum->tasks.ended += step->tasks.ended;
	if (sum->patients == 0 || (clock_monotonic() < next && !stopping))
		return;
	next = clock_monotonic() + SAY_EVERY;
	log_info("patients=%zu failed=%zu made=%lld changed=%lld ended=%lld",
	    sum->patients, sum->failed, (long long)sum->tasks.made,
	    (long long)sum->tasks.changed, (long long)sum->tasks.ended);
	*sum = (struct rule_step){ .patients = 0 };
}

/* Between the batches; the next one after a batch, so that neither waits long. */
static bool
answer(struct db *db, struct rule_run *run, struct arena *arena)
{
	bool answered;
	enum status status = rule_question_step(db, run, arena, &answered);

	arena_reset(arena);
	if (status != OK)
		log_warn("question status=%s", status_word(status));
	return status == OK && answered;
}

/* What is told to other systems of what has changed; whether there is more of it. */
static bool
make(struct db *db, struct outbound_maker *maker, struct arena *arena)
{
	bool more;
	enum status status = outbound_make(maker, db, arena, &more);

	arena_reset(arena);
	if (status != OK)
		log_warn("outbound status=%s", status_word(status));
	return status == OK && more;
}

static int
work(struct db *db, struct rule_run *run, struct outbound_maker *maker)
{
	struct arena *arena = arena_new();
	struct rule_step step = { .replaced = false }, sum = step;

	while (!stopping && !step.replaced) {
		enum status status = rule_run_step(run, arena, &step);
		bool answered, more;

		arena_reset(arena);
		answered = answer(db, run, arena);
		more = make(db, maker, arena);
		if (status != OK)
			log_warn("batch status=%s", status_word(status));
		else
			say(&sum, &step);
		if (status != OK)
			rest(AGAIN_MS);
		else if (step.patients == 0 && !answered && !more)
			rest(LOOK_MS);
	}
	arena_free(arena);
	if (!step.replaced)
		return EXIT_SUCCESS;
	log_error("another process has started with other rules, and those are in use "
		  "now: this one ends; start it again with the same files as that");
	return EXIT_REPLACED;
}

int
main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = stop };
	struct arena *lasting = arena_new();
	struct rule_run *run = NULL;
	struct outbound_maker *maker = outbound_maker_new(lasting);
	struct config config;
	struct db *db;
	int code = EXIT_FAILURE;

	process_keep_private();
	log_program("rules");
	if (!config_read(lasting, argc > 1 ? argv[1] : NULL,
		CONFIG_DATABASE | CONFIG_WORKFLOW_FOLDER, &config) ||
	    secret_init() != OK || workflow_load(config.workflow_folder) != OK ||
	    db_open(config.database, &db) != OK)
		return EXIT_FAILURE;
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	if (rule_run_open(lasting, db, &run) == OK) {
		log_info("starts");
		code = work(db, run, maker);
		log_info("ends");
	}
	outbound_maker_end(maker);
	rule_run_close(run);
	db_close(db);
	arena_free(lasting);
	return code;
}
