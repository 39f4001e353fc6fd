/* settings_cmd.c - numbers of a programme that are set otherwise, from a file and into one. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/setting_file.h"
#include "ctl/command_file.h"

struct publishing {
	struct settings all;
	const int *values;
	const char *reason;
	bool agreed;
	int32_t number; /* of the version that it has become; 0: of none */
};

/* Says what is wrong with it. */
static bool
load_file(struct arena *arena, int argc, char **argv, const struct command *command,
    struct settings *all, const int **values)
{
	const char *path, *text;
	struct setting_faults faults;
	enum status status;
	size_t len;

	path = command_file(arena, argc, argv, command, &text, &len);
	if (path == NULL)
		return false;
	settings_all(arena, all);
	status = setting_file_read(arena, all, text, len, values, &faults);
	for (size_t i = 0; i < faults.n; i++)
		fprintf(stderr, "%s: %s: %s\n", path, faults.at[i].where,
		    faults.at[i].message);
	return status == OK;
}

static const int *
own_values(struct arena *arena, const struct settings *all)
{
	return setting_values(arena, all, &(const struct setting_used_rows){ .n = 0 });
}

static int
run_check(struct arena *arena, int argc, char **argv)
{
	struct settings all;
	const int *values;

	if (!load_file(arena, argc, argv, &settings_check_command, &all, &values))
		return EXIT_FAILURE;
	printf("Nothing is wrong; so many are others than the programme’s: %zu of "
	       "%zu.\n",
	    setting_differences(&all, own_values(arena, &all), values), all.n);
	return EXIT_SUCCESS;
}

/* How many differ; each is named, with what it was and is then. */
static size_t
tell_changes(const struct settings *all, const int *used, const int *then)
{
	for (size_t i = 0; i < all->n; i++)
		if (used[i] != then[i])
			printf("  %s: %d, was %d %s (%s)\n", all->at[i].name, then[i],
			    used[i], all->at[i].unit, all->at[i].title);
	return setting_differences(all, used, then);
}

static enum status
publish(struct tx *tx, void *with)
{
	struct publishing *p = with;
	const struct owner_become_admin *admin;
	struct setting_version_list_rows versions;
	struct setting_used_rows rows;

	TRY(sql_owner_become_admin(tx, &admin));
	TRY(sql_setting_version_list(tx, workflow()->name, &versions));
	TRY(sql_setting_used(tx, workflow()->name, &rows));
	if (tell_changes(&p->all, setting_values(tx_arena(tx), &p->all, &rows),
		p->values) == 0) {
		puts("It is what is in use.");
		p->agreed = true;
		return OK;
	}
	if (!p->agreed)
		return OK;
	return setting_publish(tx, &p->all, p->values,
	    versions.n > 0 ? versions.at[0].number : 0, p->reason, 0, &p->number);
}

static int
run_publish(struct arena *arena, int argc, char **argv)
{
	struct publishing p = { .agreed = command_flag(argc, argv, "yes") };
	enum status status;

	if (!load_file(
		arena, argc, argv, &settings_publish_command, &p.all, &p.values) ||
	    (p.reason = command_reason(arena, argc, argv)) == NULL)
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_WRITE, publish, &p);
	if (status == ERR_CONFLICT) {
		fputs("Somebody has published others in this moment: please look at "
		      "what is in use now, and try again.\n",
		    stderr);
		status = ERR_INVALID;
	}
	return command_published(status, "Settings", p.agreed, p.number);
}

static enum status
write_used(struct tx *tx, void *with)
{
	const struct command_export *e = with;
	struct setting_used_rows rows;
	struct settings all;

	TRY(sql_setting_used(tx, workflow()->name, &rows));
	settings_all(tx_arena(tx), &all);
	return command_write(
	    e->path, setting_file_write(tx_arena(tx), &all,
			 setting_values(tx_arena(tx), &all, &rows), e->all));
}

static int
run_export(struct arena *arena, int argc, char **argv)
{
	return command_export(arena, argc, argv, write_used);
}

const struct command settings_check_command = {
	.name = "settings check",
	.usage = "FILE [--config FILE | --workflow DIR]",
	.purpose = "say what is wrong with a programme's numbers in a file",
	.run = run_check,
};

const struct command settings_publish_command = {
	.name = "settings publish",
	.usage = "FILE [--why WORDS] [--yes] " COMMAND_WHERE,
	.purpose =
	    "put the numbers of a file in use; without --yes it only says what would\n"
	    "      change",
	.run = run_publish,
};

const struct command settings_export_command = {
	.name = "settings export",
	.usage = "[FILE] [--what all] " COMMAND_WHERE,
	.purpose =
	    "write the numbers that are others than the programme's, as check and\n"
	    "      publish take them; with --what all every one that can be set",
	.run = run_export,
};
