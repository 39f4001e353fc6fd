/* workflow_publish_cmd.c - a programme's forms into the database. */

#include <stdio.h>
#include <stdlib.h>

#include "ctl/command.h"
#include "ctl/form_publish.h"

struct publishing {
	const char *folder;
	struct form_published done;
};

static enum status
publish(struct tx *tx, void *with)
{
	struct publishing *p = with;

	return form_publish_folder(tx, p->folder, &p->done);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	struct publishing p = { .folder = command_word(argc, argv) };
	struct config config;
	enum status status;

	if (p.folder == NULL) {
		if (!command_config(arena, argc, argv, CONFIG_WORKFLOW_FOLDER, &config))
			return EXIT_FAILURE;
		p.folder = config.workflow_folder;
	}
	status = command_transaction(arena, argc, argv, TX_WRITE, publish, &p);
	if (status == OK)
		printf("%zu forms, %zu of them new or changed.\n"
		       "%zu ready answers, %zu of them new or changed: a supervisor "
		       "approves them under Answers.\n",
		    p.done.files, p.done.fresh, p.done.answers, p.done.fresh_answers);
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
