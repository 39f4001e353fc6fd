/*
 * fuzz_neutral.c - lists of words that tell are read or refused with a reason; what is
 * found in a text, or of a name, is a part of it as it stands there.
 */

#include "fuzz.h"

#include <string.h>

#include "core/neutral.h"

static void
check_found(const char *text, const struct neutral_found *found, bool name)
{
	REQUIRE(*found->word != '\0' && strstr(text, found->word) != NULL);
	REQUIRE(found->name == name && (*found->listed == '\0') == name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	const struct neutral *words = NULL;
	struct neutral_found found;
	const struct json *json;
	const char *why = "", *text, *given, *family;
	size_t len;

	text = feed_text(&feed, &len);
	given = feed_text(&feed, &len);
	family = feed_text(&feed, &len);
	if (neutral_names(arena, text, &(struct neutral_name){ given, family }, &found))
		check_found(text, &found, true);
	if (json_parse(arena, feed.at, feed.left, &json) == OK) {
		if (neutral_read(arena, json, &words, &why) != OK)
			REQUIRE(*why != '\0');
		else if (neutral_find(words, arena, "nd", text, &found))
			check_found(text, &found, false);
	}
	arena_free(arena);
	return 0;
}
