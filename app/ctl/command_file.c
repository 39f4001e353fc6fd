/* command_file.c - see command_file.h. */

#include "ctl/command_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "core/workflow.h"

#define FILE_MOST ((size_t)1024 * 1024)

bool
command_workflow(struct arena *arena, int argc, char **argv)
{
	const char *folder = command_option(argc, argv, "workflow");
	struct config config;

	if (folder == NULL) {
		if (!command_config(arena, argc, argv, CONFIG_WORKFLOW_FOLDER, &config))
			return false;
		folder = config.workflow_folder;
	}
	return workflow_load(folder) == OK;
}

const char *
command_file(struct arena *arena, int argc, char **argv, const struct command *command,
    const char **text, size_t *len)
{
	const char *path = command_word(argc, argv);

	if (path == NULL) {
		fprintf(stderr, "usage: aftercarectl %s %s\n", command->name,
		    command->usage);
		return NULL;
	}
	if (!command_workflow(arena, argc, argv))
		return NULL;
	if (file_read(arena, path, FILE_MOST, text, len) == OK)
		return path;
	fprintf(stderr, "%s cannot be read, or is larger than 1 MB\n", path);
	return NULL;
}

enum status
command_write(const char *path, const char *text)
{
	FILE *to = stdout;

	if (path != NULL && (to = fopen(path, "we")) == NULL) {
		fprintf(stderr, "%s cannot be written.\n", path);
		return ERR_UNAVAILABLE;
	}
	fputs(text, to);
	if (fflush(to) != 0 || (to != stdout && fclose(to) != 0)) {
		fputs("It could not be written to the end.\n", stderr);
		return ERR_UNAVAILABLE;
	}
	return OK;
}

int
command_export(struct arena *arena, int argc, char **argv, command_act *write)
{
	const char *what = command_option(argc, argv, "what");
	struct command_export e = { command_word(argc, argv),
		what != NULL && strcmp(what, "all") == 0 };

	if (what != NULL && !e.all) {
		fputs("--what: there is only \"all\".\n", stderr);
		return EXIT_FAILURE;
	}
	return command_workflow(arena, argc, argv)
		   ? command_look(arena, argc, argv, write, &e)
		   : EXIT_FAILURE;
}

const char *
command_reason(struct arena *arena, int argc, char **argv)
{
	const char *why = command_option(argc, argv, "why");

	why = why != NULL ? text_trim(arena, why)
			  : arena_printf(arena, "from %s", command_word(argc, argv));
	if (*why != '\0' && text_is_clean(why, strlen(why)) &&
	    text_length(why) <= COMMAND_REASON_MOST)
		return why;
	fprintf(stderr, "--why: please write why, in 1 to %d letters.\n",
	    COMMAND_REASON_MOST);
	return NULL;
}

int
command_published(enum status status, const char *page, bool agreed, int32_t number)
{
	if (status == ERR_CONFLICT)
		fprintf(stderr,
		    "Somebody writes the next version under %s: please publish or drop "
		    "that draft first.\n",
		    page);
	if (status != OK) {
		fputs("Nothing was published.\n", stderr);
		return EXIT_FAILURE;
	}
	if (!agreed) {
		puts("Nothing was published. To publish it: the same with --yes.");
		return COMMAND_ASKS;
	}
	if (number != 0)
		printf("Version %d is in use.\n", (int)number);
	return EXIT_SUCCESS;
}
