/* rules_export_cmd.c - what the rules see of one patient, as a file to try them on. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command.h"
#include "ext/json.h"
#include "gen/sql.h"

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

static enum status export(struct tx *tx, const char *word) {
	struct owner_rule_documents_rows rows;

	TRY(sql_owner_rule_documents(tx, word, &rows));
	if (rows.n == 1) return print_file(tx_arena(tx), &rows.at[0]);
	if (rows.n == 0) fprintf(stderr, "Nobody has the number or the id %s.\n", word);
	else fputs("More than one has this number; give the id:\n", stderr);
	for (size_t i = 0; i < rows.n; i++)
	    fprintf(stderr, "%8lld  %s\n", (long long)rows.at[i].id, rows.at[i].place);
	return ERR_NOT_FOUND;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *word = command_word(argc, argv);
	enum status status = ERR_UNAVAILABLE;
	struct tx *tx;
	struct db *db;

	if (word == NULL) {
		fputs("Give the number of the client's card, or his id.\n", stderr);
		return EXIT_FAILURE;
	}
	db = command_database(arena, argc, argv);
	if (db == NULL)
		return EXIT_FAILURE;
	if (tx_begin(db, arena, TX_READ, &tx) == OK) {
		status = export(tx, word);
		tx_rollback(tx);
	}
	db_close(db);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command rules_export_command = {
	.name = "rules export",
	.usage = "NUMBER|ID [--config FILE]",
	.purpose = "print what the rules see of one client, for rules eval --docs",
	.run = run,
};
