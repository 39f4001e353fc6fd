/* demo_reset_cmd.c - back to the first morning of the demonstration. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/demo.h"
#include "gen/sql.h"

static enum status
empty_everything(struct arena *arena, struct db *db, bool *simulated)
{
	const struct demo_forget *row;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(db, arena, TX_WRITE, &tx));
	status = sql_demo_forget(tx, &row);
	*simulated = status == OK && row->simulated;
	return tx_end(tx, status);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	struct config config;
	bool simulated;
	struct db *db;
	enum status status;

	if (!demo_config(arena, argc, argv, &config) ||
	    db_open(config.database, &db) != OK)
		return EXIT_FAILURE;
	status = empty_everything(arena, db, &simulated);
	if (status == OK)
		status = demo_load(arena, db, simulated);
	if (status == OK)
		status = demo_publish(arena, db);
	db_close(db);
	if (status == OK)
		puts("The demonstration is as it was at its first start.");
	else
		fputs("This did not work: see the line above.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command demo_reset_command = {
	.name = "demo reset",
	.usage = "[--data FOLDER]",
	.purpose = "forget everything in the demonstration and load it anew",
	.run = run,
};
