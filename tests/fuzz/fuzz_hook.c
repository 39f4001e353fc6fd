/* fuzz_hook.c - any body has a short key, the same each time, or is refused. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "api/rapidpro_hook.h"
#include "base/text.h"
#include "ext/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *body = arena_strndup(arena, (const char *)data, size);
	const char *first, *again;

	if (rapidpro_hook_key(arena, body, size, &first) == OK) {
		if (!json_gate(body, size) || strlen(first) > 200 ||
		    !text_is_clean(first, strlen(first)) ||
		    rapidpro_hook_key(arena, body, size, &again) != OK ||
		    strcmp(first, again) != 0)
			abort();
	}
	arena_free(arena);
	return 0;
}
