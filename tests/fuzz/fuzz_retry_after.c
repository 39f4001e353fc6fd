/* fuzz_retry_after.c - whatever a server asks for, the wait is bounded. */

#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>

#include "ext/http.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	const int64_t now = INT64_C(1795240800) * 1000000;
	int seconds = http_retry_after(text, now);

	if (seconds < 0 || seconds > 3600)
		abort();
	/* What is below the base is below it wherever it is asked from. */
	if (http_is_below(text, "https://rp.example.org/sim") &&
	    !http_is_below(text, "https://rp.example.org"))
		abort();
	arena_free(arena);
	return 0;
}
