/* inbox_cmd.c - what came from RapidPro and could not be read, and reading it again. */

#include <stdio.h>

#include "ctl/command.h"
#include "gen/sql.h"

static enum status
list(struct tx *tx, void *with)
{
	struct owner_inbox_parked_rows rows;

	(void)with;
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
retry(struct tx *tx, void *with)
{
	const struct owner_inbox_retry *row;

	(void)with;
	TRY(sql_owner_inbox_retry(tx, &row));
	printf("%lld will be read again.\n", (long long)row->n);
	return OK;
}

static int
run_list(struct arena *arena, int argc, char **argv)
{
	return command_look(arena, argc, argv, list, NULL);
}

static int
run_retry(struct arena *arena, int argc, char **argv)
{
	return command_change(arena, argc, argv, retry, NULL);
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
