/* fuzz_hook.c - any body has a short key, the same each time, or is refused. */

#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "api/rapidpro_hook.h"
#include "core/rapidpro.h"
#include "ext/json.h"

/* What goes on to the clinic has what names it. */
static void
check_read(struct arena *arena, const char *body, size_t len)
{
	struct rapidpro_hook hook;

	if (rapidpro_read_hook(arena, body, len, &hook) != OK)
		return;
	REQUIRE(hook.event != NULL && hook.run_uuid != NULL);
	REQUIRE(hook.contact.uuid != NULL && strlen(hook.contact.uuid) == 36);
	for (size_t i = 0; i < hook.value_count; i++)
		REQUIRE(hook.values[i].key != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *body = arena_strndup(arena, (const char *)data, size);
	const char *first, *again;

	if (rapidpro_hook_key(arena, body, size, &first) == OK) {
		REQUIRE(json_gate(body, size));
		REQUIRE(strlen(first) <= 200 && fuzz_is_text(first));
		REQUIRE(rapidpro_hook_key(arena, body, size, &again) == OK);
		REQUIRE(strcmp(first, again) == 0);
	}
	check_read(arena, body, size);
	arena_free(arena);
	return 0;
}
