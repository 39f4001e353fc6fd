/* fuzz_expression.c - any template ends in a text, and so does any test of it. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "sim/expression.h"
#include "sim/match.h"
#include "sim/words.h"

static const char scope_json[] =
    "{\"contact\":{\"name\":\"Juma Ali\",\"uuid\":\"u\",\"fields\":{\"a\":null}},"
    "\"results\":{\"status\":{\"value\":\"1\",\"category\":\"Problem\"}},"
    "\"trigger\":{\"params\":{\"day\":3,\"text\":\"@contact.name @@\"}},"
    "\"input\":null,\"globals\":{\"url\":\"http://x/\"},\"list\":[1,\"b\",[2]]}";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	const char *const args[2] = { text, "9" };
	const struct json *json;
	struct value root, value;
	struct expression_scope scope = { .arena = arena, .root = &root, .now = 1 };
	const char *made;

	if (json_parse(arena, scope_json, strlen(scope_json), &json) != OK)
		abort();
	root = value_from_json(arena, json);
	made = template_text(&scope, text);
	if (strlen(made) > VALUE_TEXT_MAX)
		abort();
	/* What goes in as clean text comes out as such. */
	if (text_is_clean(text, strlen(text)) && !text_is_clean(made, strlen(made)) &&
	    strlen(made) < VALUE_TEXT_MAX / 2)
		abort();
	value = template_value(&scope, text);
	(void)value_as_text(arena, &value);
	(void)match_test(arena, "has_any_word", &value, args);
	(void)match_test(arena, "has_number_between", &value, args);
	(void)match_test(arena, "has_phrase", &value, args);
	(void)match_keyword(arena, text, "stop", false);
	(void)words_key(arena, text);
	arena_free(arena);
	return 0;
}
