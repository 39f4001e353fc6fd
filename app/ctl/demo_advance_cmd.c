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
#define PATIENCE (10 * SECOND) /* with the worker, at each moment */

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

/* One step, committed: both clocks, by the same span. */
static enum status
step(struct db *db, struct arena *arena, int64_t seconds, const char **now)
{
	const struct clock_advance *row;
	enum status status;
	struct tx *tx;

	TRY(tx_begin(db, arena, TX_WRITE, &tx));
	status = sql_clock_advance(tx, seconds, &row);
	if (status == OK && row->simulated)
		status = sql_sim_clock_advance(tx, seconds);
	if (status == OK) {
		*now = row->business_time;
		return tx_commit(tx);
	}
	tx_rollback(tx);
	return status;
}

static enum status
look_ahead(struct db *db, struct arena *arena, const struct clock_ahead **ahead)
{
	enum status status;
	struct tx *tx;

	TRY(tx_begin(db, arena, TX_READ, &tx));
	status = sql_clock_ahead(tx, tx_now(tx), ahead);
	tx_rollback(tx);
	return status;
}

/* Until the worker has done what became due; a stopped one is not waited for. */
static enum status
let_work(struct db *db, struct arena *arena)
{
	const struct timespec pause = { .tv_nsec = 200 * 1000 * 1000 };
	const struct clock_ahead *ahead;
	int64_t began = clock_monotonic();

	do {
		TRY(look_ahead(db, arena, &ahead));
		if (ahead->due == 0)
			return OK;
		(void)nanosleep(&pause, NULL);
	} while (clock_monotonic() - began < PATIENCE);
	return OK;
}

/*
 * From one due moment to the next: a clinic's morning must not be jumped over,
 * or its check-ins would be too late to be sent.
 */
static enum status
walk(struct db *db, struct arena *arena, int64_t seconds, const char **now)
{
	while (seconds > 0) {
		const struct clock_ahead *ahead;
		int64_t hop = seconds;

		TRY(let_work(db, arena));
		TRY(look_ahead(db, arena, &ahead));
		if (ahead->next_in >= 0 && ahead->next_in + 1 < hop)
			hop = ahead->next_in + 1;
		TRY(step(db, arena, hop, now));
		seconds -= hop;
	}
	return let_work(db, arena);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	int64_t seconds = read_span(command_word(argc, argv));
	struct config config;
	const char *now = "";
	struct db *db;
	enum status status;

	if (seconds == 0) {
		fprintf(stderr, "Say by how much, at most %d days: 1d, 3h or 30m\n",
		    DAYS_MAX);
		return EXIT_FAILURE;
	}
	if (!demo_config(arena, argc, argv, &config) ||
	    db_open(config.database, &db) != OK)
		return EXIT_FAILURE;
	status = walk(db, arena, seconds, &now);
	db_close(db);
	if (status == OK)
		printf("It is now %s (UTC).\n", now);
	else
		fputs("The clock was not moved further: see the line above.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command demo_advance_command = {
	.name = "demo advance",
	.usage = "1d|3h|30m [--data FOLDER]",
	.purpose = "move the demonstration's clock and its simulator's forward",
	.run = run,
};
