/* subscription_cmd.c - which programs are told of tasks, and telling them again. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ctl/command.h"
#include "gen/sql.h"

#define WHERE "[--config FILE | --database CONNINFO]"

static enum status
list(struct tx *tx, void *with)
{
	struct owner_subscription_list_rows rows;

	(void)with;
	TRY(sql_owner_subscription_list(tx, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct owner_subscription_list *s = &rows.at[i];

		printf("%6" PRId64 "  %-9s  %-16s  %" PRId64 " wait, %" PRId64
		       " given up  %s  %s%s%s%s%s%s%s\n",
		    s->id, s->status, s->client, s->waits, s->dead, s->criteria,
		    s->endpoint, s->last_at != 0 ? "; last told " : "; never told",
		    s->last_at != 0 ? clock_iso(tx_arena(tx), s->last_at) : "",
		    *s->error != '\0' ? "; " : "", s->error,
		    s->next_at != 0 ? "; next try " : "",
		    s->next_at != 0 ? clock_iso(tx_arena(tx), s->next_at) : "");
	}
	if (rows.n == 0)
		puts("No program is told of tasks.");
	return OK;
}

static int
run_list(struct arena *arena, int argc, char **argv)
{
	return command_look(arena, argc, argv, list, NULL);
}

struct again {
	int64_t id, n;
};

static enum status
retry(struct tx *tx, void *with)
{
	struct again *again = with;
	const struct owner_subscription_retry *row;

	TRY(sql_owner_subscription_retry(tx, again->id, tx_now(tx), &row));
	again->n = row->n;
	return OK;
}

static int
run_retry(struct arena *arena, int argc, char **argv)
{
	struct again again = { .id = command_number(argc, argv, "subscription list") };
	enum status status;

	if (again.id == 0)
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_WRITE, retry, &again);
	if (status == OK)
		printf("It is tried at once; %" PRId64
		       " that were given up leave again.\n",
		    again.n);
	else if (status == ERR_NOT_FOUND)
		fprintf(stderr, "There is no subscription %" PRId64 ".\n", again.id);
	else
		fputs("Nothing was changed.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command subscription_list_command = {
	.name = "subscription list",
	.usage = WHERE,
	.purpose = "show which programs are told of tasks, and what waits for them",
	.run = run_list,
};

const struct command subscription_retry_command = {
	.name = "subscription retry",
	.usage = "NUMBER " WHERE,
	.purpose = "tell a program again what was given up",
	.run = run_retry,
};
