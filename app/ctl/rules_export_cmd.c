/* rules_export_cmd.c - what the rules see of one patient, as a file to try them on. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/rule_files.h"
#include "ext/json.h"

/* {"contact":...,"reports":...,"tasks":...} as the file that rules eval takes. */
static enum status
print_file(struct arena *arena, const struct owner_rule_documents *d)
{
	const struct json *json;

	TRY(json_parse(arena, d->container, strlen(d->container), &json));
	printf("{\"contacts\":[%s],\n\"reports\":%s,\n\"tasks\":%s}\n",
	    json_write(arena, json_get(json, "contact")),
	    json_write(arena, json_get(json, "reports")),
	    json_write(arena, json_get(json, "tasks")));
	fprintf(stderr, "His days are those of %s: rules eval --tz %s\n", d->place,
	    d->zone);
	return OK;
}

static enum status
print_patient(struct tx *tx, void *with)
{
	const char *const *word = with;
	const struct owner_rule_documents *patient;

	TRY(rule_patient(tx, *word, &patient));
	return print_file(tx_arena(tx), patient);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *word = command_word(argc, argv);

	if (word == NULL) {
		fputs("Give the number of the client's card, or his id.\n", stderr);
		return EXIT_FAILURE;
	}
	return command_look(arena, argc, argv, print_patient, &word);
}

const struct command rules_export_command = {
	.name = "rules export",
	.usage = "NUMBER|ID [--config FILE]",
	.purpose = "print what the rules see of one client, for rules eval --docs",
	.run = run,
};
