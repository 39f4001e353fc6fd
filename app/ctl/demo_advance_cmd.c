/* demo_advance_cmd.c - days in a minute: both clocks move together. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "ctl/command.h"
#include "ctl/demo.h"
#include "gen/sim_sql.h"
#include "gen/sql.h"

#define DAYS_MAX 60
#define WORK_SECONDS 30 /* for the worker and the rules, at each stop */

struct trip {
	struct arena *arena;
	struct db *db;
	const char *now; /* business time after the last jump */
	int64_t unevaluated; /* clients whose turn it still was when we went on */
};

/* "1d", "3h", "30m": seconds, 0 for anything else. */
static int64_t
read_span(const char *text)
{
	size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
	int64_t n, unit;

	if (digits == 0 || digits > 5 || text[digits] == '\0' ||
	    text[digits + 1] != '\0')
		return 0;
	n = strtol(text, NULL, 10);
	unit = text[digits] == 'd'   ? 86400
	       : text[digits] == 'h' ? 3600
	       : text[digits] == 'm' ? 60
				     : 0;
	return n * unit <= DAYS_MAX * INT64_C(86400) ? n * unit : 0;
}

static void
breathe(void)
{
	const struct timespec moment = { .tv_nsec = 100 * 1000 * 1000 };

	(void)nanosleep(&moment, NULL);
}

static enum status
look_ahead(struct trip *t, int64_t until, int64_t *now, const struct clock_next **next)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(t->db, t->arena, TX_READ, &tx));
	*now = tx_now(tx);
	status = sql_clock_next(tx, *now, until != 0 ? until : *now, next);
	tx_rollback(tx);
	return status;
}

/* Both clocks, or neither. */
static enum status
jump(struct trip *t, int64_t seconds)
{
	const struct clock_advance *row;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(t->db, t->arena, TX_WRITE, &tx));
	status = sql_clock_advance(tx, seconds, &row);
	if (status == OK && row->simulated)
		status = sql_sim_clock_advance(tx, seconds);
	if (status != OK) {
		tx_rollback(tx);
		return status;
	}
	t->now = row->business_time;
	return tx_commit(tx);
}

/* What fell due has to leave at its time: later it would be too late for it. */
static enum status
let_work(struct trip *t, int64_t *pending)
{
	const struct clock_next *next;
	int64_t now, end = clock_monotonic() + WORK_SECONDS * SECOND;

	for (;;) {
		TRY(look_ahead(t, 0, &now, &next));
		*pending = next->pending;
		t->unevaluated = next->unevaluated;
		if (*pending + t->unevaluated == 0 || clock_monotonic() >= end)
			return OK;
		breathe();
	}
}

static enum status
stop_over(struct trip *t, int64_t planned)
{
	int64_t pending;

	TRY(let_work(t, &pending));
	if (pending == 0)
		printf("%s: %lld reminders\n", t->now, (long long)planned);
	else
		printf("%s: %lld have not left; does the worker run?\n", t->now,
		    (long long)pending);
	if (t->unevaluated > 0)
		printf("%s: the rules have not looked at %lld clients; does "
		       "\"rules\" run?\n",
		    t->now, (long long)t->unevaluated);
	(void)fflush(stdout);
	return OK;
}

/* From one hour of check-ins to the next, so that none is missed on the way. */
static enum status
travel(struct trip *t, int64_t seconds)
{
	const struct clock_next *next;
	int64_t now, target, pending;

	TRY(let_work(t, &pending));
	TRY(look_ahead(t, 0, &now, &next));
	target = now + seconds * SECOND;
	for (;;) {
		int64_t stop;

		TRY(look_ahead(t, target, &now, &next));
		stop = next->stop_at != 0 ? next->stop_at : target;
		if (stop > now)
			TRY(jump(t, (stop - now) / SECOND + 1));
		if (next->stop_at == 0)
			return let_work(t, &pending);
		TRY(stop_over(t, next->planned));
	}
}

static int
run(struct arena *arena, int argc, char **argv)
{
	int64_t seconds = read_span(command_word(argc, argv));
	struct config config;
	struct trip trip = { .arena = arena, .now = "" };
	enum status status;

	if (seconds == 0) {
		fprintf(stderr, "Say by how much, at most %d days: 1d, 3h or 30m\n",
		    DAYS_MAX);
		return EXIT_FAILURE;
	}
	if (!demo_config(arena, argc, argv, &config) ||
	    db_open(config.database, &trip.db) != OK)
		return EXIT_FAILURE;
	status = travel(&trip, seconds);
	db_close(trip.db);
	if (status == OK)
		printf("It is now %s (UTC).\n", trip.now);
	else
		fputs("The clock was not moved: see the line above.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command demo_advance_command = {
	.name = "demo advance",
	.usage = "1d|3h|30m [--data FOLDER]",
	.purpose = "move the demonstration's clock and its simulator's forward",
	.run = run,
};
