/* mail_cmd.c - who is told of troubles by mail, and whether it gets there. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/trouble.h"
#include "ctl/command.h"

/* What was asked for on the command line. */
struct wish {
	const char *address, *name;
};

static enum status
find(struct tx *tx, const char *address, int64_t *id)
{
	struct mail_people_rows people;

	TRY(sql_mail_people(tx, &people));
	for (size_t i = 0; i < people.n; i++)
		if (strcasecmp(people.at[i].address, address) == 0) {
			*id = people.at[i].id;
			return OK;
		}
	fprintf(stderr, "%s is not told of troubles.\n", address);
	return ERR_NOT_FOUND;
}

static enum status
list(struct tx *tx, void *with)
{
	struct mail_people_rows people;
	struct mail_list_rows mails;

	(void)with;
	TRY(sql_mail_people(tx, &people));
	for (size_t i = 0; i < people.n; i++)
		printf("%-40s  %s\n", people.at[i].address, people.at[i].name);
	if (people.n == 0)
		puts("Nobody is told of troubles: aftercarectl mail add ADDRESS "
		     "--name NAME");
	TRY(sql_mail_list(tx, &mails));
	for (size_t i = 0; i < mails.n && i < 20; i++)
		printf("%-8s  %2d tries  %-20s  %s  %s\n", mails.at[i].state,
		    (int)mails.at[i].attempt, mails.at[i].name, mails.at[i].subject,
		    mails.at[i].reason);
	return OK;
}

static enum status
add(struct tx *tx, void *with)
{
	const struct wish *wish = with;
	struct mail_person_add_rows added;
	enum status status =
	    sql_mail_person_add(tx, wish->name, wish->address, 0, tx_now(tx), &added);

	if (status == ERR_INVALID)
		fprintf(stderr, "%s is no address that mail servers take.\n",
		    wish->address);
	TRY(status);
	puts(added.n > 0
		 ? "From now on troubles are told there. Try it: aftercarectl mail test"
		 : "Nothing is new: it is there already, or there are fifty.");
	return OK;
}

static enum status
drop(struct tx *tx, void *with)
{
	const struct wish *wish = with;
	struct mail_person_remove_rows gone;
	int64_t id;

	TRY(find(tx, wish->address, &id));
	TRY(sql_mail_person_remove(tx, id, tx_now(tx), &gone));
	puts("Nothing is told there any more.");
	return OK;
}

static enum status
test(struct tx *tx, void *with)
{
	const struct wish *wish = with;
	int64_t id;

	TRY(find(tx, wish->address, &id));
	TRY(trouble_test_mail(tx, id, 0));
	puts("The worker sends it within seconds: see aftercarectl mail list");
	return OK;
}

/* What is asked of one address. */
static int
change(struct arena *arena, int argc, char **argv, command_act *act)
{
	struct wish wish = { command_word(argc, argv),
		command_option(argc, argv, "name") };

	if (wish.address == NULL) {
		fputs("Which address?\n", stderr);
		return EXIT_FAILURE;
	}
	if (wish.name == NULL)
		wish.name = wish.address;
	return command_change(arena, argc, argv, act, &wish);
}

static int
run_list(struct arena *arena, int argc, char **argv)
{
	return command_look(arena, argc, argv, list, NULL);
}

static int
run_add(struct arena *arena, int argc, char **argv)
{
	return change(arena, argc, argv, add);
}

static int
run_remove(struct arena *arena, int argc, char **argv)
{
	return change(arena, argc, argv, drop);
}

static int
run_test(struct arena *arena, int argc, char **argv)
{
	return change(arena, argc, argv, test);
}

const struct command mail_list_command = {
	.name = "mail list",
	.usage = "[--config FILE | --database CONNINFO]",
	.purpose = "show who is told of troubles, and the latest mails",
	.run = run_list,
};

const struct command mail_add_command = {
	.name = "mail add",
	.usage = "ADDRESS [--name NAME] [--config FILE | --database CONNINFO]",
	.purpose = "tell somebody of troubles",
	.run = run_add,
};

const struct command mail_remove_command = {
	.name = "mail remove",
	.usage = "ADDRESS [--config FILE | --database CONNINFO]",
	.purpose = "tell somebody no more",
	.run = run_remove,
};

const struct command mail_test_command = {
	.name = "mail test",
	.usage = "ADDRESS [--config FILE | --database CONNINFO]",
	.purpose = "send a mail that says only that mail works",
	.run = run_test,
};
