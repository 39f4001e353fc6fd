/* client_cmd.c - who may come by the API. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "core/client.h"
#include "ctl/command.h"
#include "ctl/demo.h"
#include "ext/http.h"
#include "ext/jose.h"
#include "ext/secret.h"

#define DAYS_MAX 3660
#define PER_MINUTE_MAX 100000
#define AUDIT "system/AuditEvent."
#define KEYS "--jwks FILE | --jwks-url URL"
#define WHERE "[--config FILE | --database CONNINFO]"

struct wish {
	const char *username, *name, *role, *places, *scopes;
	const char *token; /* NULL for one that has keys */
	const char *keys, *url; /* "" for one that has none, or shows none */
	int32_t per_minute, days;
	int64_t released;
};

static int
usage(const struct command *command)
{
	fprintf(stderr, "usage: aftercarectl %s %s\n", command->name, command->usage);
	return EXIT_FAILURE;
}

/* A whole number from 1 on; what it is without the option. */
static bool
read_number(const char *text, int32_t otherwise, int32_t max, int32_t *n)
{
	char *end;
	long value = otherwise;

	if (text != NULL) {
		value = strtol(text, &end, 10);
		if (*text == '\0' || *end != '\0')
			return false;
	}
	*n = (int32_t)value;
	return value >= 1 && value <= max;
}

/* Says what is wrong with any of them, or is not for this role. */
static bool
scopes_will_do(struct arena *arena, const char *role, const char *list)
{
	char *copy = arena_strdup(arena, list), *scope;
	const bool admin = strcmp(role, "admin") == 0;
	const char *fault = NULL;

	while (fault == NULL && (scope = strsep(&copy, ",")) != NULL) {
		scope += strspn(scope, " ");
		fault = client_scope_fault(arena, scope);
		if (fault == NULL && admin &&
		    strncmp(scope, AUDIT, sizeof AUDIT - 1) != 0)
			fault = "A program with the role admin reads what was told to "
				"whom, and nothing else: write system/AuditEvent.rs.";
	}
	if (fault != NULL)
		fprintf(stderr, "%s\n", fault);
	return fault == NULL;
}

/*
 * The keys of the options: by value or by address, or neither.  False, and said, if they
 * are none, or both.
 */
static bool
read_keys(struct arena *arena, int argc, char **argv, struct wish *w)
{
	const char *file = command_option(argc, argv, "jwks");
	const char *fault = NULL;
	const struct json *keys;
	size_t len;

	w->keys = "";
	w->url = command_option(argc, argv, "jwks-url");
	if (w->url != NULL && file != NULL)
		fault = "its keys are in a file or at an address, not both.";
	else if (w->url != NULL && strlen(w->url) > 500)
		fault = "an address has at most 500 letters.";
	else if (w->url != NULL) /* which networks it may be of, the worker knows */
		fault = http_url_fault(w->url, "0.0.0.0/0, ::/0");
	else if (file != NULL &&
		 file_read(arena, file, JOSE_KEYS_MAX, &w->keys, &len) != OK)
		fault = "it cannot be read.";
	else if (file != NULL)
		fault = jose_keys(arena, w->keys, len, &keys);
	if (w->url == NULL)
		w->url = "";
	if (fault != NULL)
		fprintf(stderr, "%s: %s\n", file != NULL ? file : w->url, fault);
	return fault == NULL;
}

static void
show_token(const struct wish *w)
{
	fputs("Its token, which is shown this once and kept nowhere:\n", stderr);
	printf("%s\n", w->token);
}

static enum status
add(struct tx *tx, void *with)
{
	const struct wish *w = with;
	const struct owner_client_add *row;

	return sql_owner_client_add(tx, w->username, w->name, w->role, w->places,
	    w->token != NULL ? secret_hash(tx_arena(tx), w->token) : NULL, w->scopes,
	    w->per_minute, w->days, w->keys, w->url, tx_now(tx), &row);
}

static int
told(enum status status, const struct wish *w)
{
	switch (status) {
	case OK:
		fprintf(stderr, "%s may come by the API for %d days. ", w->username,
		    (int)w->days);
		if (w->token != NULL)
			show_token(w);
		else
			fprintf(stderr,
			    "It asks for its tokens at /auth/token, as "
			    "client_id %s.\n",
			    w->username);
		return EXIT_SUCCESS;
	case ERR_CONFLICT:
		fprintf(stderr, "There is a user or client %s already.\n", w->username);
		return EXIT_FAILURE;
	case ERR_NOT_FOUND:
		fputs("A facility of --places does not exist; write each as the "
		      "admin's page shows it, with commas between.\n",
		    stderr);
		return EXIT_FAILURE;
	case ERR_INVALID:
		fputs(
		    "A user name has 2 to 60 small letters, a name 2 to 80.\n", stderr);
		return EXIT_FAILURE;
	default:
		fputs("The client was not added.\n", stderr);
		return EXIT_FAILURE;
	}
}

/* An administrator's program is of no facility, and reads what was told to whom. */
static bool
role_has_places(const char *role, const char *places)
{
	if (strcmp(role, "admin") == 0)
		return places == NULL;
	return places != NULL &&
	       (strcmp(role, "nurse") == 0 || strcmp(role, "supervisor") == 0);
}

static int
run_add(struct arena *arena, int argc, char **argv)
{
	const char *places = command_option(argc, argv, "places");
	const char *scopes = command_option(argc, argv, "scopes");
	struct wish w = { .username = command_word(argc, argv),
		.name = command_option(argc, argv, "name"),
		.role = command_option(argc, argv, "role"),
		.token = secret_token(arena) };

	if (w.username == NULL || w.name == NULL || w.role == NULL || scopes == NULL ||
	    !role_has_places(w.role, places) ||
	    !read_number(
		command_option(argc, argv, "days"), CLIENT_DAYS, DAYS_MAX, &w.days) ||
	    !read_number(command_option(argc, argv, "per-minute"), CLIENT_PER_MINUTE,
		PER_MINUTE_MAX, &w.per_minute))
		return usage(&client_add_command);
	if (!scopes_will_do(arena, w.role, scopes))
		return EXIT_FAILURE;
	if (!read_keys(arena, argc, argv, &w))
		return EXIT_FAILURE;
	if (*w.keys != '\0' || *w.url != '\0')
		w.token = NULL;
	w.places = places != NULL ? command_list(arena, places) : "{}";
	w.scopes = command_list(arena, scopes);
	return told(command_transaction(arena, argc, argv, TX_WRITE, add, &w), &w);
}

static enum status
list(struct tx *tx, void *with)
{
	struct owner_client_list_rows rows;

	(void)with;
	TRY(sql_owner_client_list(tx, tx_now(tx), &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct owner_client_list *c = &rows.at[i];

		printf("%-16s %-8s %-10s %s; %s; %s; %d a minute; until %.10s; by "
		       "%s%s%.10s\n",
		    c->username, c->state, c->role, c->name, c->places, c->scopes,
		    (int)c->per_minute, clock_iso(tx_arena(tx), c->expires_at),
		    c->proof, c->asked_at != 0 ? "; last asked on " : "; never asked",
		    c->asked_at != 0 ? clock_iso(tx_arena(tx), c->asked_at) : "");
	}
	if (rows.n == 0)
		puts("There is no client.");
	return OK;
}

static int
run_list(struct arena *arena, int argc, char **argv)
{
	return command_look(arena, argc, argv, list, NULL);
}

static enum status
change_keys(struct tx *tx, void *with)
{
	const struct wish *w = with;
	const struct owner_client_keys *row;

	return sql_owner_client_keys(
	    tx, w->username, w->keys, w->url, tx_now(tx), &row);
}

static int
run_keys(struct arena *arena, int argc, char **argv)
{
	struct wish w = { .username = command_word(argc, argv) };
	enum status status;

	if (!read_keys(arena, argc, argv, &w))
		return EXIT_FAILURE;
	if (w.username == NULL || (*w.keys == '\0' && *w.url == '\0'))
		return usage(&client_keys_command);
	status = command_transaction(arena, argc, argv, TX_WRITE, change_keys, &w);
	if (status == OK)
		printf("%s proves itself with these keys from now on, and with "
		       "nothing else.\n",
		    w.username);
	else if (status == ERR_NOT_FOUND)
		fprintf(stderr, "There is no client %s.\n", w.username);
	else
		fputs("Nothing was changed.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

static enum status
revoke(struct tx *tx, void *with)
{
	struct wish *w = with;
	const struct owner_client_revoke *row;

	TRY(sql_owner_client_revoke(tx, w->username, tx_now(tx), &row));
	w->released = row->released;
	return OK;
}

static int
run_revoke(struct arena *arena, int argc, char **argv)
{
	struct wish w = { .username = command_word(argc, argv) };
	enum status status;

	if (w.username == NULL)
		return usage(&client_revoke_command);
	status = command_transaction(arena, argc, argv, TX_WRITE, revoke, &w);
	if (status == OK)
		printf("The token of %s opens nothing any more; %lld open tasks are "
		       "anybody's now.\n",
		    w.username, (long long)w.released);
	else if (status == ERR_NOT_FOUND)
		fprintf(stderr, "There is no client %s.\n", w.username);
	else
		fputs("Nothing was changed.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

static enum status
give_demo(struct tx *tx, const struct wish *w)
{
	const struct demo_client *row;

	return sql_demo_client(
	    tx, secret_hash(tx_arena(tx), w->token), tx_now(tx), &row);
}

static int
run_demo(struct arena *arena, int argc, char **argv)
{
	struct wish w = { .token = secret_token(arena) };
	struct config config;
	struct db *db;
	struct tx *tx;
	enum status status;

	if (!demo_config(arena, argc, argv, &config) ||
	    db_open(config.database, &db) != OK)
		return EXIT_FAILURE;
	status = tx_begin(db, arena, TX_WRITE, &tx);
	if (status == OK)
		status = tx_end(tx, give_demo(tx, &w));
	db_close(db);
	if (status != OK) {
		fputs("There is no token: see the line above.\n", stderr);
		return EXIT_FAILURE;
	}
	show_token(&w);
	return EXIT_SUCCESS;
}

const struct command client_add_command = {
	.name = "client add",
	.usage =
	    "USERNAME --name NAME --role nurse|supervisor|admin [--places \"A, B\"] "
	    "--scopes \"system/Task.rus, system/Patient.rs\" [" KEYS "] "
	    "[--days NUMBER] [--per-minute NUMBER] " WHERE,
	.purpose = "let a program come by the API; without keys of its own, its token "
		   "is shown once",
	.run = run_add,
};

const struct command client_list_command = {
	.name = "client list",
	.usage = WHERE,
	.purpose = "show the programs that may come by the API",
	.run = run_list,
};

const struct command client_keys_command = {
	.name = "client keys",
	.usage = "USERNAME " KEYS " " WHERE,
	.purpose = "say with which keys a program proves who it is",
	.run = run_keys,
};

const struct command client_revoke_command = {
	.name = "client revoke",
	.usage = "USERNAME " WHERE,
	.purpose = "let a program come no more",
	.run = run_revoke,
};

const struct command demo_token_command = {
	.name = "demo token",
	.usage = "[--data FOLDER]",
	.purpose = "show a token for the demonstration's API that may do everything",
	.run = run_demo,
};
