/* fuzz_config.c - any file is read whole or complained about, line by line. */

#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/text.h"

/* A value that is plain to see comes back as it was written. */
static void
check_round_trip(struct arena *arena, const char *text)
{
	size_t len = strcspn(text, "#");
	const char *value = text_trim(arena, arena_strndup(arena, text, len));
	struct config config;
	const char *complaints, *file;

	for (const char *c = value; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			return;
	file = arena_printf(arena, "children=9\n\tdatabase =%s \r\n# x\n", value);
	REQUIRE((config_parse(arena, "fuzz", file, strlen(file), &config,
		     &complaints) == OK) == (*value != '\0'));
	REQUIRE(*value == '\0' || strcmp(config.database, value) == 0);
	REQUIRE(config.children == 9);
}

static void
check_values(const struct config *config)
{
	if (config->children < 1 || config->children > 256 ||
	    config->rapidpro_rate < 60)
		abort();
	if (config->database != NULL && *config->database == '\0')
		abort();
	if (config->rapidpro_url != NULL && strchr(config->rapidpro_url, ' ') != NULL)
		abort();
	if (config->rapidpro_token != NULL &&
	    strpbrk(config->rapidpro_token, " \r\n\t") != NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct config config;
	const char *complaints;
	enum status status =
	    config_parse(arena, "fuzz", (const char *)data, size, &config, &complaints);
	size_t len = strlen(complaints);

	if (status == OK) {
		check_values(&config);
		if ((config_require(arena, &config, ~0U, &complaints) == OK) !=
		    (*complaints == '\0'))
			abort();
	} else if (strncmp(complaints, "fuzz:", 5) != 0 ||
		   complaints[len - 1] != '\n') {
		abort();
	}
	check_round_trip(arena, arena_strndup(arena, (const char *)data, size));
	arena_free(arena);
	return 0;
}
