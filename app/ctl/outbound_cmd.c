/* outbound_cmd.c - what is pushed to other systems: settings, secrets, what waits. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "core/outbound_make.h"
#include "ctl/command.h"
#include "ext/secret.h"
#include "gen/sql.h"

#define WHERE "[--config FILE | --database CONNINFO]"
#define SECRET_MAX 2000
#define LIST_MAX 50 /* lines of what waits or was given up */

static int
usage(const struct command *command)
{
	fprintf(stderr, "usage: aftercarectl %s %s\n", command->name, command->usage);
	return EXIT_FAILURE;
}

/* ------------------------------------------------------------------ settings --- */

static void
show_complaints(const char *file, const struct outbound_complaint *complaints, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct outbound_complaint *c = &complaints[i];

		fprintf(stderr, "%s: %s%s%s%s%s\n", file, c->name,
		    *c->where != '\0' && *c->name != '\0' ? ", " : "", c->where,
		    *c->name != '\0' ? ": " : "", c->words);
	}
}

/* With their JavaScript; says what is wrong. */
static bool
compiles(struct arena *arena, const char *file, const struct outbound_settings *all)
{
	struct outbound_maker *maker = outbound_maker_new(arena);
	bool good = true;

	for (size_t i = 0; i < all->n; i++) {
		const struct outbound_complaint *complaints = NULL;
		size_t n = 0;

		if (outbound_compile(maker, arena, &all->list[i], &complaints, &n) ==
		    OK)
			continue;
		good = false;
		show_complaints(file, complaints, n);
		if (n == 0)
			fputs("The JavaScript could not be looked at.\n", stderr);
	}
	outbound_maker_end(maker);
	return good;
}

static bool
read_settings(struct arena *arena, const char *file, struct outbound_settings *all)
{
	const char *text;
	size_t len;

	if (file_read(arena, file, OUTBOUND_FILE_MAX, &text, &len) != OK) {
		fprintf(stderr, "%s cannot be read, or is larger than 4 MB.\n", file);
		return false;
	}
	if (outbound_read(arena, text, len, all) != OK) {
		show_complaints(file, all->complaints, all->ncomplaints);
		return false;
	}
	return compiles(arena, file, all);
}

static int
run_check(struct arena *arena, int argc, char **argv)
{
	const char *file = command_word(argc, argv);
	struct outbound_settings all;

	if (file == NULL)
		return usage(&outbound_check_command);
	if (!read_settings(arena, file, &all))
		return EXIT_FAILURE;
	for (size_t i = 0; i < all.n; i++)
		printf("%s: POST %s, %s%s\n", all.list[i].name, all.list[i].url,
		    *all.list[i].cron != '\0' ? "by cron " : "at once",
		    all.list[i].cron);
	return EXIT_SUCCESS;
}

static enum status
set(struct tx *tx, void *with)
{
	const struct outbound_settings *all = with;

	for (size_t i = 0; i < all->n; i++) {
		const struct outbound_setting *s = &all->list[i];
		const struct owner_outbound_set *row;

		TRY(sql_owner_outbound_set(tx, s->name, s->text, s->url, s->auth,
		    s->username, s->credential, s->cron, s->per_minute, tx_now(tx),
		    &row));
		printf("%s: %s%s%s%s\n", s->name,
		    row->fresh ? "is told from now on what changes" : "is changed",
		    row->waits ? "; nothing leaves before there is a credential " : "",
		    row->waits ? s->credential : "", ".");
	}
	return OK;
}

static int
run_set(struct arena *arena, int argc, char **argv)
{
	const char *file = command_word(argc, argv);
	struct outbound_settings all;

	if (file == NULL)
		return usage(&outbound_set_command);
	if (!read_settings(arena, file, &all))
		return EXIT_FAILURE;
	return command_change(arena, argc, argv, set, &all);
}

/* ------------------------------------------------------------------- secrets --- */

struct credential {
	const char *key;
	char value[SECRET_MAX + 4];
	bool drop;
};

/* Its first line, from a file or from what is typed. */
static bool
read_value(const char *file, struct credential *c)
{
	FILE *f;
	bool read;

	if (file == NULL) {
		read = command_secret("Secret: ", c->value, sizeof c->value);
	} else if ((f = fopen(file, "r")) == NULL) {
		fprintf(stderr, "%s cannot be read.\n", file);
		return false;
	} else {
		read = fgets(c->value, sizeof c->value, f) != NULL;
		(void)fclose(f);
	}
	c->value[read ? strcspn(c->value, "\r\n") : 0] = '\0';
	if (!read || *c->value == '\0' || strlen(c->value) > SECRET_MAX) {
		fputs("There is no secret in the first line, or it is longer than 2000 "
		      "letters.\n",
		    stderr);
		return false;
	}
	for (const char *at = c->value; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f) {
			fputs("A secret has no tabs and no other control "
			      "characters.\n",
			    stderr);
			return false;
		}
	return true;
}

static enum status
keep(struct tx *tx, void *with)
{
	const struct credential *c = with;
	const struct owner_outbound_credential_drop *row;

	return c->drop
		   ? sql_owner_outbound_credential_drop(tx, c->key, &row)
		   : sql_owner_outbound_credential(tx, c->key, c->value, tx_now(tx));
}

static int
run_credential(struct arena *arena, int argc, char **argv)
{
	struct credential c = { .key = command_word(argc, argv),
		.drop = command_flag(argc, argv, "remove") };
	enum status status;

	if (c.key == NULL || strlen(c.key) > 100)
		return usage(&outbound_credential_command);
	if (!c.drop && !read_value(command_option(argc, argv, "file"), &c))
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_WRITE, keep, &c);
	secret_wipe(c.value, sizeof c.value);
	if (status == OK)
		printf("%s is %s.\n", c.key,
		    c.drop ? "forgotten" : "kept, and is not shown again");
	else if (status == ERR_NOT_FOUND)
		fprintf(stderr, "There is no credential %s.\n", c.key);
	else
		fputs("Nothing was changed.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ------------------------------------------------------------ what is waiting --- */

static void
show_push(struct arena *arena, const struct outbound_list *p)
{
	printf("%s  %s  %" PRId64 " wait, %" PRId64 " given up, %" PRId64
	       " could not be made  %s%s%s%s%s%s%s%s%s%s%s\n",
	    p->name, p->status, p->waits, p->dead, p->faulty, p->url,
	    *p->cron != '\0' ? "; by cron " : "", p->cron,
	    p->last_at != 0 ? "; last taken " : "; nothing taken yet",
	    p->last_at != 0 ? clock_iso(arena, p->last_at) : "",
	    *p->error != '\0' ? "; " : "", p->error,
	    p->next_at != 0 ? "; next try " : "",
	    p->next_at != 0 ? clock_iso(arena, p->next_at) : "",
	    *p->lacks != '\0' ? "; there is no credential " : "", p->lacks);
}

static enum status
list(struct tx *tx, void *with)
{
	struct outbound_list_rows pushes;
	struct outbound_events_rows events;

	(void)with;
	TRY(sql_outbound_list(tx, &pushes));
	TRY(sql_outbound_events(tx, "", LIST_MAX, &events));
	for (size_t i = 0; i < pushes.n; i++)
		show_push(tx_arena(tx), &pushes.at[i]);
	if (pushes.n == 0)
		puts("Nothing is pushed to other systems.");
	for (size_t i = 0; i < events.n; i++) {
		const struct outbound_events *e = &events.at[i];

		if (strcmp(e->state, "done") != 0 && strcmp(e->state, "dropped") != 0)
			printf("%8" PRId64 "  %s  %s %s  %s, %" PRId32 " tries%s%s\n",
			    e->id, e->name, e->form, e->doc,
			    strcmp(e->state, "dead") == 0 ? "given up" : "waits",
			    e->attempt, *e->reason != '\0' ? "; " : "", e->reason);
	}
	return OK;
}

static int
run_list(struct arena *arena, int argc, char **argv)
{
	return command_look(arena, argc, argv, list, NULL);
}

static enum status
show(struct tx *tx, void *with)
{
	const int64_t *id = with;
	const struct owner_outbound_body *row;
	struct outbound_attempts_rows tries;

	TRY(sql_owner_outbound_body(tx, *id, &row));
	TRY(sql_outbound_attempts(tx, *id, &tries));
	printf("%s, %s\n%s\n", row->name, row->doc,
	    *row->body != '\0' ? row->body : "Nothing could be made of it.");
	for (size_t i = 0; i < tries.n; i++)
		printf("%" PRId32 ". %s  %s\n", tries.at[i].attempt,
		    clock_iso(tx_arena(tx), tries.at[i].at),
		    tries.at[i].answered_at != 0 ? tries.at[i].words
						 : "nobody knows whether it arrived");
	return OK;
}

static int
run_show(struct arena *arena, int argc, char **argv)
{
	int64_t id = command_number(argc, argv, "outbound list");
	enum status status;

	if (id == 0)
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_READ, show, &id);
	if (status == ERR_NOT_FOUND)
		fprintf(stderr, "There is no push %" PRId64 ".\n", id);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

struct named {
	const char *name;
	int64_t n;
};

static enum status
retry(struct tx *tx, void *with)
{
	struct named *named = with;
	const struct owner_outbound_retry *row;

	TRY(sql_owner_outbound_retry(tx, named->name, tx_now(tx), &row));
	named->n = row->n;
	return OK;
}

static enum status
take_away(struct tx *tx, void *with)
{
	struct named *named = with;
	const struct owner_outbound_remove *row;

	TRY(sql_owner_outbound_remove(tx, named->name, &row));
	named->n = row->waited;
	return OK;
}

/* Says what became of it, with how many. */
static int
act_on(struct arena *arena, int argc, char **argv, const struct command *command,
    command_act *act, const char *words)
{
	struct named named = { .name = command_word(argc, argv) };
	enum status status;

	if (named.name == NULL)
		return usage(command);
	status = command_transaction(arena, argc, argv, TX_WRITE, act, &named);
	if (status == OK)
		printf("%s: %s %" PRId64 ".\n", named.name, words, named.n);
	else if (status == ERR_NOT_FOUND)
		fprintf(stderr, "There is no push named %s.\n", named.name);
	else
		fputs("Nothing was changed.\n", stderr);
	return status == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
run_retry(struct arena *arena, int argc, char **argv)
{
	return act_on(arena, argc, argv, &outbound_retry_command, retry,
	    "it is tried at once; given up before, and leaving again:");
}

static int
run_remove(struct arena *arena, int argc, char **argv)
{
	return act_on(arena, argc, argv, &outbound_remove_command, take_away,
	    "nothing is told any more; waiting, and thrown away:");
}

const struct command outbound_check_command = {
	.name = "outbound check",
	.usage = "FILE",
	.purpose = "look at the outbound pushes of a CHT's app_settings.json",
	.run = run_check,
};

const struct command outbound_set_command = {
	.name = "outbound set",
	.usage = "FILE " WHERE,
	.purpose = "push to other systems as a CHT's app_settings.json says",
	.run = run_set,
};

const struct command outbound_credential_command = {
	.name = "outbound credential",
	.usage = "KEY [--file FILE] " WHERE " [--remove]",
	.purpose = "keep a password or header that pushes name by its key; it is read "
		   "from the file or typed",
	.run = run_credential,
};

const struct command outbound_list_command = {
	.name = "outbound list",
	.usage = WHERE,
	.purpose = "show what is pushed, what waits and what was given up",
	.run = run_list,
};

const struct command outbound_show_command = {
	.name = "outbound show",
	.usage = "NUMBER " WHERE,
	.purpose = "show what one push says, and each try",
	.run = run_show,
};

const struct command outbound_retry_command = {
	.name = "outbound retry",
	.usage = "NAME " WHERE,
	.purpose = "push again what was given up, and at once what waits",
	.run = run_retry,
};

const struct command outbound_remove_command = {
	.name = "outbound remove",
	.usage = "NAME " WHERE,
	.purpose = "push no more under this name",
	.run = run_remove,
};
