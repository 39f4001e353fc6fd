/* main.c - aftercarectl: the administrator's commands. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/process.h"
#include "ctl/command.h"
#include "ext/secret.h"

static const struct command *const commands[] = {
	&migrate_command,
	&demo_run_command,
	&demo_advance_command,
	&demo_reset_command,
	&demo_token_command,
	&rapidpro_check_command,
	&user_add_command,
	&user_password_command,
	&user_disable_command,
	&client_add_command,
	&client_keys_command,
	&client_list_command,
	&client_revoke_command,
	&subscription_list_command,
	&subscription_retry_command,
	&outbound_check_command,
	&outbound_set_command,
	&outbound_credential_command,
	&outbound_list_command,
	&outbound_show_command,
	&outbound_retry_command,
	&outbound_remove_command,
	&inbox_list_command,
	&inbox_retry_command,
	&mail_list_command,
	&mail_add_command,
	&mail_remove_command,
	&mail_test_command,
	&outbox_list_command,
	&outbox_retry_command,
	&rules_eval_command,
	&rules_export_command,
	&rules_explain_command,
	&rules_once_command,
	&workflow_check_command,
	&workflow_publish_command,
	&schedule_check_command,
	&schedule_publish_command,
	&schedule_export_command,
	&schedule_off_command,
	&schedule_on_command,
	&texts_check_command,
	&texts_publish_command,
	&texts_export_command,
	&settings_check_command,
	&settings_publish_command,
	&settings_export_command,
	&form_check_command,
	&form_fill_command,
	&triage_command,
};

static int
usage(void)
{
	fputs("usage: aftercarectl COMMAND\n\n", stderr);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(stderr, "  %s %s\n      %s\n", commands[i]->name,
		    commands[i]->usage, commands[i]->purpose);
	return EXIT_FAILURE;
}

/* How many of the words are the command's name; 0 if it is another. */
static int
words_of(const struct command *command, int argc, char **argv)
{
	const char *name = command->name;
	int n = 0;

	while (*name != '\0') {
		size_t len = strcspn(name, " ");

		if (n == argc || strlen(argv[n]) != len ||
		    strncmp(argv[n], name, len) != 0)
			return 0;
		n++;
		name += len + (name[len] == ' ');
	}
	return n;
}

int
main(int argc, char **argv)
{
	struct arena *arena;
	int code, words = 0;

	process_keep_private();
	log_program("ctl");
	if (secret_init() != OK)
		return EXIT_FAILURE;
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		words = words_of(commands[i], argc - 1, argv + 1);
		if (words == 0)
			continue;
		arena = arena_new();
		code = commands[i]->run(arena, argc - 1 - words, argv + 1 + words);
		arena_free(arena);
		return code;
	}
	return usage();
}
