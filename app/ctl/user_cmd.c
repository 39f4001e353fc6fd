/* user_cmd.c - users from the command line: the first one, and in need. */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/session.h"
#include "ctl/command.h"
#include "ext/secret.h"
#include "gen/sql.h"

/* Asks for a password that will do; its hash, or NULL after saying why not. */
static const char *
ask_password(struct arena *arena, const char *username)
{
	char password[PASSWORD_MAX * 4 + 2];
	const char *fault, *hash = NULL;

	if (!command_secret("Password: ", password, sizeof password)) {
		fputs("No password was given.\n", stderr);
		return NULL;
	}
	fault = session_password_fault(password, username);
	if (fault != NULL)
		fprintf(stderr, "%s\n", fault);
	else if (secret_password_hash(arena, password, &hash) != OK)
		fputs(
		    "There is too little memory to keep a password safely.\n", stderr);
	secret_wipe(password, sizeof password);
	return hash;
}

struct change {
	const char *username, *name, *role, *places, *hash;
	int64_t released;
};

static enum status
add(struct tx *tx, void *with)
{
	const struct change *c = with;
	const struct owner_user_add *row;

	return sql_owner_user_add(
	    tx, c->username, c->name, c->role, c->hash, c->places, tx_now(tx), &row);
}

static enum status
set_password(struct tx *tx, void *with)
{
	const struct change *c = with;
	const struct owner_user_password *row;

	return sql_owner_user_password(tx, c->username, c->hash, &row);
}

static enum status
disable(struct tx *tx, void *with)
{
	struct change *c = with;
	const struct owner_user_disable *row;

	TRY(sql_owner_user_disable(tx, c->username, &row));
	c->released = row->released;
	return OK;
}

static int
usage(const struct command *command)
{
	fprintf(stderr, "usage: aftercarectl %s %s\n", command->name, command->usage);
	return EXIT_FAILURE;
}

static bool
is_role(const char *role)
{
	return role != NULL &&
	       (strcmp(role, "nurse") == 0 || strcmp(role, "supervisor") == 0 ||
		   strcmp(role, "admin") == 0);
}

static int
run_add(struct arena *arena, int argc, char **argv)
{
	struct change c = { .username = command_word(argc, argv),
		.name = command_option(argc, argv, "name"),
		.role = command_option(argc, argv, "role") };
	const char *places = command_option(argc, argv, "places");

	if (c.username == NULL || c.name == NULL || !is_role(c.role) ||
	    (strcmp(c.role, "admin") != 0 && places == NULL))
		return usage(&user_add_command);
	c.places = command_list(arena, places);
	c.hash = ask_password(arena, c.username);
	if (c.hash == NULL)
		return EXIT_FAILURE;
	switch (command_transaction(arena, argc, argv, TX_WRITE, add, &c)) {
	case OK:
		printf("%s can sign in.\n", c.username);
		return EXIT_SUCCESS;
	case ERR_CONFLICT:
		fprintf(stderr, "There is a user %s already.\n", c.username);
		return EXIT_FAILURE;
	case ERR_NOT_FOUND:
		fputs(
		    "A facility of --places does not exist; write each as the admin's "
		    "page shows it, with commas between.\n",
		    stderr);
		return EXIT_FAILURE;
	case ERR_INVALID:
		fputs("A user name and a name have 2 to 60 letters each.\n", stderr);
		return EXIT_FAILURE;
	default:
		fputs("The user was not added.\n", stderr);
		return EXIT_FAILURE;
	}
}

static int
told(enum status status, const char *username)
{
	if (status == OK)
		return EXIT_SUCCESS;
	if (status == ERR_NOT_FOUND)
		fprintf(stderr, "There is no user %s.\n", username);
	else
		fputs("Nothing was changed.\n", stderr);
	return EXIT_FAILURE;
}

static int
run_password(struct arena *arena, int argc, char **argv)
{
	struct change c = { .username = command_word(argc, argv) };
	enum status status;

	if (c.username == NULL)
		return usage(&user_password_command);
	c.hash = ask_password(arena, c.username);
	if (c.hash == NULL)
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_WRITE, set_password, &c);
	if (status == OK)
		puts("The password is changed; all sessions have ended.");
	return told(status, c.username);
}

static int
run_disable(struct arena *arena, int argc, char **argv)
{
	struct change c = { .username = command_word(argc, argv) };
	enum status status;

	if (c.username == NULL)
		return usage(&user_disable_command);
	status = command_transaction(arena, argc, argv, TX_WRITE, disable, &c);
	if (status == OK)
		printf(
		    "%s cannot sign in any more; %lld open tasks are anybody's now.\n",
		    c.username, (long long)c.released);
	return told(status, c.username);
}

#define WHERE "[--config FILE | --database CONNINFO]"

const struct command user_add_command = {
	.name = "user add",
	.usage = "USERNAME --name NAME --role nurse|supervisor|admin --places \"A, "
		 "B\" " WHERE,
	.purpose = "add a user; the password is asked for",
	.run = run_add,
};

const struct command user_password_command = {
	.name = "user password",
	.usage = "USERNAME " WHERE,
	.purpose = "set a new password and end the user's sessions",
	.run = run_password,
};

const struct command user_disable_command = {
	.name = "user disable",
	.usage = "USERNAME " WHERE,
	.purpose = "end a user's sessions and work, and let nobody sign in as him",
	.run = run_disable,
};
