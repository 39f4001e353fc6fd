/* inbox_cmd.c - what came from RapidPro and could not be read, and reading it again. */

#include <stdio.h>
#include <stdlib.h>

#include "ctl/command.h"
#include "gen/sql.h"

static enum status
list(struct tx *tx)
{
	struct owner_inbox_parked_rows rows;

	TRY(sql_owner_inbox_parked(tx, &rows));
	for (size_t i = 0; i < rows.n; i++)
		printf("%8lld  %-8s  %-16s  %2d tries  %s\n", (long long)rows.at[i].id,
		    rows.at[i].source, rows.at[i].received, (int)rows.at[i].attempt,
		    rows.at[i].reason);
	puts(rows.n == 0 ? "Everything that came has been read."
			 : "After the cause is mended: aftercarectl inbox retry");
	return OK;
}

static enum status
retry(struct tx *tx)
{
	const struct owner_inbox_retry *row;

	TRY(sql_owner_inbox_retry(tx, &row));
	printf("%lld will be read again.\n", (long long)row->n);
	return OK;
}

static int
in_transaction(
    struct arena *arena, int argc, char **argv, enum status (*act)(struct tx *))
{
	struct db *db = command_database(arena, argc, argv);
	struct tx *tx;
	enum status status;

	if (db == NULL)
		return EXIT_FAILURE;
	status = tx_begin(db, arena, TX_WRITE, &tx);
	if (status == OK) {
		status = act(tx);
		status = tx_end(tx, status);
	}
	db_close(db);
	if (status != OK)
		fputs("Nothing was changed.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
run_list(struct arena *arena, int argc, char **argv)
{
	return in_transaction(arena, argc, argv, list);
}

static int
run_retry(struct arena *arena, int argc, char **argv)
{
	return in_transaction(arena, argc, argv, retry);
}

const struct command inbox_list_command = {
	.name = "inbox list",
	.usage = "[--config FILE | --database CONNINFO]",
	.purpose = "show what came from RapidPro and could not be read",
	.run = run_list,
};

const struct command inbox_retry_command = {
	.name = "inbox retry",
	.usage = "[--config FILE | --database CONNINFO]",
	.purpose = "read it again, after the cause has been mended",
	.run = run_retry,
};
