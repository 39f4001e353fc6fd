/* outbox_cmd.c - what has not left, and sending it again. */

#include <stdio.h>
#include <stdlib.h>

#include "core/outbox.h"
#include "ctl/command.h"

static enum status
list(struct tx *tx, void *with)
{
	struct owner_outbox_list_rows rows;

	(void)with;
	TRY(sql_owner_outbox_list(tx, tx_now(tx), &rows));
	for (size_t i = 0; i < rows.n; i++)
		printf("%8lld  %-7s  %-7s  %-16s  %2d  %-24s  %s\n",
		    (long long)rows.at[i].id, rows.at[i].state, rows.at[i].kind,
		    rows.at[i].due, rows.at[i].attempt, rows.at[i].place,
		    rows.at[i].reason);
	if (rows.n == 0)
		puts("Nothing waits, nothing is in doubt.");
	return OK;
}

static int
run_list(struct arena *arena, int argc, char **argv)
{
	return command_look(arena, argc, argv, list, NULL);
}

struct again {
	int64_t id;
	size_t n; /* of its messages will be sent */
};

static enum status
retry(struct tx *tx, void *with)
{
	struct again *again = with;
	struct owner_outbox_messages_rows rows;

	TRY(sql_owner_outbox_messages(tx, again->id, &rows));
	again->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		TRY(outbox_again(tx, rows.at[i].id,
		    &(struct outbox_again_how){ .priority = OUTBOX_REPLY }));
	return OK;
}

static int
run_retry(struct arena *arena, int argc, char **argv)
{
	struct again again = { .id = command_number(argc, argv, "outbox list") };
	enum status status;

	if (again.id == 0)
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_WRITE, retry, &again);
	if (status == OK && again.n > 0)
		printf("%zu messages will be sent again.\n", again.n);
	else if (status == OK || status == ERR_CONFLICT)
		fputs("None of its messages has failed or is in doubt.\n", stderr);
	else
		fputs("Nothing was changed.\n", stderr);
	return status == OK && again.n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command outbox_list_command = {
	.name = "outbox list",
	.usage = "[--config FILE | --database CONNINFO]",
	.purpose = "show what waits to leave, is in doubt, or was given up",
	.run = run_list,
};

const struct command outbox_retry_command = {
	.name = "outbox retry",
	.usage = "NUMBER [--config FILE | --database CONNINFO]",
	.purpose = "send again what failed or is in doubt, after looking into it",
	.run = run_retry,
};
