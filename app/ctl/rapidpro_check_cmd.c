/* rapidpro_check_cmd.c - is RapidPro set up, and what is to be done if not? */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/gateway.h"

#define NEEDS (CONFIG_RAPIDPRO | CONFIG_WEBHOOK_SECRET)

/* Our own address, as RapidPro reaches us; "" if it is none. */
static const char *
hook_of(struct arena *arena, const char *address)
{
	size_t len = strlen(address);

	if (strncmp(address, "https://", 8) != 0 && strncmp(address, "http://", 7) != 0)
		return "";
	while (len > 0 && address[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s/hooks/rapidpro", (int)len, address);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *address = command_option(argc, argv, "address");
	struct gateway_wish wish = { .url = NULL };
	struct rapidpro *rapidpro;
	struct config config;

	if (!command_config(arena, argc, argv, NEEDS, &config))
		return EXIT_FAILURE;
	wish.secret = config.webhook_secret;
	wish.channel = config.rapidpro_channel;
	wish.url = address != NULL ? hook_of(arena, address) : NULL;
	if (wish.url != NULL && *wish.url == '\0') {
		fputs("Give our address as RapidPro reaches it: "
		      "--address https://aftercare.example.org\n",
		    stderr);
		return EXIT_FAILURE;
	}
	rapidpro = rapidpro_new(arena, config.rapidpro_url, config.rapidpro_token);
	printf("RapidPro at %s\n", config.rapidpro_url);
	if (command_flag(argc, argv, "set-globals")) {
		if (gateway_set_globals(arena, rapidpro, &wish) != OK) {
			puts("  to do  globals     they could not be written: is the "
			     "token "
			     "an administrator's or editor's?");
			return EXIT_FAILURE;
		}
		puts("  ok     globals     written");
	}
	if (gateway_check(arena, rapidpro, &wish)) {
		puts("Everything is right.");
		return EXIT_SUCCESS;
	}
	puts("Do what the lines above say, then run this again.");
	return EXIT_FAILURE;
}

const struct command rapidpro_check_command = {
	.name = "rapidpro check",
	.usage = "[--config FILE] [--address https://HOST] [--set-globals]",
	.purpose = "say step by step whether RapidPro is set up, and what to do",
	.run = run,
};
