/* demo_advance_cmd.c - days in a minute: both clocks move together. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/demo.h"
#include "gen/sim_sql.h"
#include "gen/sql.h"

#define DAYS_MAX 60

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

static enum status
advance(struct tx *tx, int64_t seconds, const char **now)
{
	const struct clock_advance *row;

	TRY(sql_clock_advance(tx, seconds, &row));
	*now = row->business_time;
	if (row->simulated)
		TRY(sql_sim_clock_advance(tx, seconds));
	return OK;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	int64_t seconds = read_span(command_word(argc, argv));
	struct config config;
	const char *now = "";
	struct db *db;
	struct tx *tx;
	enum status status;

	if (seconds == 0) {
		fprintf(stderr, "Say by how much, at most %d days: 1d, 3h or 30m\n",
		    DAYS_MAX);
		return EXIT_FAILURE;
	}
	if (!demo_config(arena, argc, argv, &config) ||
	    db_open(config.database, &db) != OK)
		return EXIT_FAILURE;
	status = tx_begin(db, arena, TX_WRITE, &tx);
	if (status == OK) {
		status = advance(tx, seconds, &now);
		if (status == OK)
			status = tx_commit(tx);
		else
			tx_rollback(tx);
	}
	db_close(db);
	if (status == OK)
		printf("It is now %s (UTC).\n", now);
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
