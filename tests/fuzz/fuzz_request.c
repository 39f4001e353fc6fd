/* fuzz_request.c - urlencoded texts and cookies; what was encoded comes back. */

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
round_trip(struct arena *arena, const char *text)
{
	const char *back;
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, "a=1&b=");
	buf_url(&b, text);
	buf_puts(&b, "&c");
	back = urlencoded_get(arena, b.data, "b", 0);
	if (back == NULL || strcmp(back, text) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	struct request rq = { .arena = arena,
		.method = POST,
		.path = "/",
		.query = text,
		.cookie = text,
		.content_type = "",
		.body = text };
	static const char *const names[] = { "a", "_csrf", "once", "", "session" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		for (size_t n = 0; n < 3; n++) {
			const char *value = request_field_at(&rq, names[i], n);

			if (value != NULL && !text_is_clean(value, strlen(value)))
				abort();
			(void)request_cookie(&rq, names[i]);
			(void)request_query(&rq, names[i]);
		}
	if (text_is_clean(text, strlen(text)))
		round_trip(arena, text);
	arena_free(arena);
	return 0;
}
