/* workflow_publish_cmd.c - a programme's forms into the database. */

#include <stdio.h>
#include <stdlib.h>

#include "ctl/command.h"
#include "ctl/form_publish.h"

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *folder = command_word(argc, argv);
	struct form_published done = { 0 };
	struct config config;
	enum status status;
	struct tx *tx;
	struct db *db;

	if (folder == NULL) {
		if (!command_config(arena, argc, argv, CONFIG_WORKFLOW_FOLDER, &config))
			return EXIT_FAILURE;
		folder = config.workflow_folder;
	}
	db = command_database(arena, argc, argv);
	if (db == NULL)
		return EXIT_FAILURE;
	status = tx_begin(db, arena, TX_WRITE, &tx);
	if (status == OK)
		status = tx_end(tx, form_publish_folder(tx, folder, &done));
	db_close(db);
	if (status == OK)
		printf("%zu forms, %zu of them new or changed.\n"
		       "%zu ready answers, %zu of them new or changed: a supervisor "
		       "approves them under Answers.\n",
		    done.files, done.fresh, done.answers, done.fresh_answers);
	else
		fputs("Nothing was changed: see the lines above.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command workflow_publish_command = {
	.name = "workflow publish",
	.usage = "[DIR] [--config FILE | --database CONNINFO]",
	.purpose =
	    "put a programme's forms and ready answers into the database, as far as\n"
	    "      they are new",
	.run = run,
};
