/* scenes_command.c - the administrator's commands, from their words to their end. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "ctl/command.h"
#include "db/migrate.h"
#include "torture.h"

#define WORDS_MAX 12

struct call {
	const struct command *command;
	const char *words[WORDS_MAX]; /* $ is the database */
};

static FILE *out, *in;

/* What it prints is not for us; what it asks is answered. */
static void
begin(const struct scene *scene)
{
	static char typed[] = "four plain new words\n";

	(void)scene;
	out = stdout;
	in = stdin;
	stdout = fopen("/dev/null", "w");
	stdin = fmemopen(typed, sizeof typed - 1, "r");
	if (stdout == NULL || stdin == NULL)
		_Exit(3);
}

static void
tidy(void)
{
	(void)fclose(stdout);
	(void)fclose(stdin);
	stdout = out;
	stdin = in;
}

static void
play(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	const struct call *call = scene->detail;
	char *argv[WORDS_MAX];
	int argc = 0, code;

	(void)db;
	for (; argc < WORDS_MAX && call->words[argc] != NULL; argc++) {
		const char *word = call->words[argc];

		if (strcmp(word, "$") == 0)
			word = getenv("OWNER_DATABASE");
		argv[argc] = arena_strdup(arena, word);
	}
	code = call->command->run(arena, argc, argv);
	e->words = arena_printf(arena, "exit %d", code);
	e->done = code == EXIT_SUCCESS;
	e->proper = e->refused = code == EXIT_FAILURE;
}

/* Two files, each whole by itself. */
static void
play_migration(
    const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	enum status status = migrate(db, "tests/torture/migrations", "torture", NULL);

	(void)scene;
	(void)arena;
	e->words = status_word(status);
	e->done = status == OK;
	e->proper = e->refused = !e->done;
}

/* One that was given up. */
#define PUSHED                                                                      \
	"INSERT INTO outbound_push (id, name, settings, url, auth, username, "      \
	"credential, cron, per_minute, changed_at) OVERRIDING SYSTEM VALUE VALUES " \
	"(900, 'p', '{}', 'https://127.0.0.1:1/', 'none', '', '', '', 600, "        \
	"business_now()); INSERT INTO outbound_event (id, push_id, doc, form, "     \
	"subject, body, hash, fields, state, made_at, run_at, finished_at) "        \
	"OVERRIDING SYSTEM VALUE VALUES (900, 900, 'patient-401', '', 401, '{}', "  \
	"'x', '{a}', 'dead', business_now(), business_now(), business_now()); "     \
	"INSERT INTO outbound_attempt VALUES (900, 1, business_now(), NULL, '')"

#define OFF                                                                    \
	"INSERT INTO schedule_off (workflow, place_id, step, reason, off_at) " \
	"VALUES ('vmmc', 101, 'day_3', 'Words', business_now())"

#define SCENE(title, change, sql, what, ...)                                   \
	{                                                                      \
		.name = "aftercarectl " title, .writes = change, .first = sql, \
		.begin = begin, .tidy = tidy, .play = play,                    \
		.detail = &(const struct call)                                 \
		{                                                              \
			&what,                                                 \
			{                                                      \
				__VA_ARGS__                                    \
			}                                                      \
		}                                                              \
	}

/* clang-format off */
static const struct scene scenes[] = {
	{ .name = "migrations", .user = "postgres", .writes = true, .whole = 2, .play = play_migration },
	SCENE("migrate", false, NULL, migrate_command, "--database", "$"),
	SCENE("user add", true, NULL, user_add_command, "newone", "--name", "New One", "--role", "nurse",
	    "--places", "Riverside Clinic, Gomo Clinic", "--database", "$"),
	SCENE("user password", true, NULL, user_password_command, "rudo", "--database", "$"),
	SCENE("user disable", true, "UPDATE app_user SET active = true WHERE username = 'rudo'",
	    user_disable_command, "rudo", "--database", "$"),
	SCENE("client add", true, NULL, client_add_command, "newone", "--name", "New One", "--role", "nurse",
	    "--places", "Riverside Clinic", "--scopes", "system/*.rs", "--database", "$"),
	SCENE("client keys", true, CLIENT, client_keys_command, "emr", "--jwks-url", "https://emr.example.org/jwks",
	    "--database", "$"),
	SCENE("client list", false, NULL, client_list_command, "--database", "$"),
	SCENE("inbox list", false, NULL, inbox_list_command, "--database", "$"),
	SCENE("inbox retry", true, "INSERT INTO inbox (source, key, body, received_at, state) "
	    "VALUES ('webhook', 'x', '{}', business_now(), 'parked')", inbox_retry_command, "--database", "$"),
	SCENE("subscription list", false, NULL, subscription_list_command, "--database", "$"),
	SCENE("subscription retry", true, CLIENT SUBSCRIPTION("'off'")
	    "INSERT INTO subscription_event (subscription_id, task_id, version, state, made_at, run_at, finished_at) "
	    "VALUES (900, 1, 1, 'dead', business_now(), business_now(), business_now())",
	    subscription_retry_command, "900", "--database", "$"),
	SCENE("outbound check", false, NULL, outbound_check_command, "tests/torture/outbound.json"),
	SCENE("outbound set", true, NULL, outbound_set_command, "tests/torture/outbound.json", "--database", "$"),
	SCENE("outbound credential", true, NULL, outbound_credential_command, "emr", "--file", "tests/torture/outbound.json",
	    "--database", "$"),
	SCENE("outbound list", false, PUSHED, outbound_list_command, "--database", "$"),
	SCENE("outbound show", false, PUSHED, outbound_show_command, "900", "--database", "$"),
	SCENE("outbound retry", true, PUSHED, outbound_retry_command, "p", "--database", "$"),
	SCENE("outbound remove", true, PUSHED, outbound_remove_command, "p", "--database", "$"),
	SCENE("schedule export", false, NULL, schedule_export_command, "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("schedule publish", true, "DELETE FROM schedule_version WHERE published_at IS NULL", schedule_publish_command,
	    "tests/torture/schedule.json", "--yes", "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("schedule off", true, NULL, schedule_off_command, "day_3", "--place", "Riverside Clinic", "--reason", "Words", "--yes",
	    "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("schedule off list", false, OFF, schedule_off_command, "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("schedule on", true, OFF, schedule_on_command, "day_3", "--place", "Riverside Clinic", "--reason", "Words", "--yes",
	    "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("texts check", false, NULL, texts_check_command, "tests/torture/texts.json", "--workflow", "workflows/vmmc"),
	SCENE("texts export", false, NULL, texts_export_command, "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("texts publish", true, "DELETE FROM text_version WHERE published_at IS NULL", texts_publish_command,
	    "tests/torture/texts.json", "--yes", "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("settings check", false, NULL, settings_check_command, "tests/torture/settings.json", "--workflow", "workflows/vmmc"),
	SCENE("settings export", false, NULL, settings_export_command, "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("settings publish", true, NULL, settings_publish_command,
	    "tests/torture/settings.json", "--yes", "--workflow", "workflows/vmmc", "--database", "$"),
	SCENE("outbox list", false, NULL, outbox_list_command, "--database", "$"),
	SCENE("outbox retry", true,
	    "INSERT INTO outbox (id, key, kind, place_id, phone_id, body, state, run_at, created_at) "
	    "OVERRIDING SYSTEM VALUE VALUES (900, '11111111-2222-4333-8444-555555555555', 'text', 101, 301, "
	    "'Keep it dry.', 'parked', business_now(), business_now()); "
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, "
	    "outbox_id, reason) VALUES (501, 101, 401, 301, 'out', 'automatic', 'Keep it dry.', 'failed', "
	    "business_now(), 900, 'x')",
	    outbox_retry_command, "900", "--database", "$"),
};
/* clang-format on */

const struct scene *
command_scenes(size_t *n)
{
	*n = COUNT_OF(scenes);
	return scenes;
}
