/*
 * fuzz_adverse.c - codes of adverse events are read or refused with a reason; each is
 * found by its letters and has words in any language.
 */

#include "fuzz.h"

#include <string.h>

#include "core/adverse.h"
#include "ext/json.h"

static void
check_list(const struct adverse_list *list, const char *language)
{
	REQUIRE(list->n > 0 && adverse_find(list, "none") == NULL);
	for (size_t i = 0; i < list->n; i++) {
		const struct adverse_code *code = &list->at[i];

		REQUIRE(adverse_find(list, code->code) == code);
		REQUIRE(*code->code != '\0' && strpbrk(code->code, "-, :") == NULL);
		REQUIRE(*adverse_words(code, language) != '\0');
		REQUIRE(*adverse_words(code, "") != '\0');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	const struct json *json;
	const char *language, *why = "";
	struct adverse codes;
	size_t len;

	language = feed_text(&feed, &len);
	if (json_parse(arena, feed.at, feed.left, &json) == OK) {
		if (adverse_read(arena, json, &codes, &why) != OK)
			REQUIRE(*why != '\0');
		else {
			check_list(&codes.types, language);
			check_list(&codes.timings, language);
			check_list(&codes.marks, language);
		}
	}
	arena_free(arena);
	return 0;
}
