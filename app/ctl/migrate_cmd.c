/* migrate_cmd.c - brings the schema up to date. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command.h"
#include "db/migrate.h"

static void
progress(const char *file)
{
	printf("  %s\n", file);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *sim = command_option(argc, argv, "with");
	struct db *db = command_database(arena, argc, argv);
	enum status status;

	if (db == NULL)
		return EXIT_FAILURE;
	status = migrate(db, "sql/migrations", "main", progress);
	if (status == OK && sim != NULL && strcmp(sim, "sim") == 0)
		status = migrate(db, "sql/sim", "sim", progress);
	db_close(db);
	if (status == OK)
		return EXIT_SUCCESS;
	fprintf(stderr, "The schema was not changed further: see the line above.\n");
	return EXIT_FAILURE;
}

const struct command migrate_command = {
	.name = "migrate",
	.usage = "[--config FILE | --database CONNINFO] [--with sim]",
	.purpose = "bring the database's schema up to date",
	.run = run,
};
