/*
 * fuzz_cht.c - what flows and gateways of others pass on: a text that is kept has all
 * that it needs, a key of its own, and a time that can be; and what stands behind
 * base64 is a text.
 */

#include "fuzz.h"

#include <string.h>

#include "base/clock.h"
#include "core/gateway_text.h"
#include "ext/secret.h"

#define NOW (INT64_C(1795348200) * SECOND)

static void
read_text(struct arena *arena, const struct json *json)
{
	struct gateway_text text;
	const char *missing;

	if (gateway_text_read(arena, json, NOW, &text, &missing) != OK) {
		REQUIRE(json_is_null(json_get(json, missing)) ||
			strcmp(missing, "content") != 0 ||
			json_text(json_get(json, missing)) == NULL);
		return;
	}
	REQUIRE(*text.id != '\0' && *text.from != '\0' && text.content != NULL);
	REQUIRE(text.at == 0 || (text.at > NOW - 31 * 24 * HOUR && text.at <= NOW));
	REQUIRE(strlen(gateway_text_key(arena, &text)) < 100);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size), *plain;
	const struct json *json;

	plain = secret_from_base64(arena, text);
	if (plain != NULL)
		REQUIRE(strlen(plain) <= strlen(text) / 4 * 3);
	if (json_parse(arena, text, size, &json) == OK)
		read_text(arena, json);
	arena_free(arena);
	return 0;
}
