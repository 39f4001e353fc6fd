/* fuzz_json.c - what the gate lets in, json-c reads and writes back the same. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ext/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Writing is a projection: what was written once is written so again. */
static void
write_again(struct arena *arena, const struct json *json)
{
	const char *once = json_write(arena, json), *twice;
	const struct json *again;

	if (json_parse(arena, once, strlen(once), &again) != OK)
		abort();
	twice = json_write(arena, again);
	if (strcmp(once, twice) != 0 || json_count(json) != json_count(again))
		abort();
}

static void
read_all(struct arena *arena, const struct json *json)
{
	const struct json *value;
	const char *key;
	int64_t n;
	bool b;

	(void)json_scalar(arena, json);
	(void)json_int(json, &n);
	(void)json_bool(json, &b);
	for (size_t i = 0; json_is_array(json) && i < json_count(json); i++)
		read_all(arena, json_at(json, i));
	for (size_t i = 0; json_member(json, i, &key, &value); i++) {
		if (json_get(json, key) != value)
			abort();
		read_all(arena, value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct json *json;
	bool good = json_gate((const char *)data, size);
	enum status status = json_parse(arena, (const char *)data, size, &json);

	if (status != (good ? OK : ERR_INVALID))
		abort();
	if (good) {
		write_again(arena, json);
		read_all(arena, json);
	}
	arena_free(arena);
	return 0;
}
