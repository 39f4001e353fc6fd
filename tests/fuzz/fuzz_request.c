/*
 * fuzz_request.c - urlencoded texts and cookies, read by a second and plainer
 * reader as well; what was encoded comes back.
 */

#include "fuzz.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/request.h"

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
	REQUIRE(back != NULL && strcmp(back, text) == 0);
}

/* ${value} is decoded in its place. */
static const char *
plainly_decoded(char *value)
{
	char *to = value;

	for (const char *s = value; *s != '\0';) {
		char hex[3] = { 0 };

		if (*s != '%') {
			*to++ = (char)(*s == '+' ? ' ' : *s);
			s++;
			continue;
		}
		if (!isxdigit((unsigned char)s[1]) || !isxdigit((unsigned char)s[2]))
			return NULL;
		hex[0] = s[1];
		hex[1] = s[2];
		*to++ = (char)strtoul(hex, NULL, 16);
		s += 3;
	}
	return text_is_clean(value, (size_t)(to - value))
		   ? (*to = '\0', (const char *)value)
		   : NULL;
}

static const char *
plainly_read(struct arena *arena, const char *text, const char *name, size_t skip)
{
	char *rest = arena_strdup(arena, text), *pair;

	while ((pair = strsep(&rest, "&")) != NULL) {
		char *value = strchr(pair, '=');

		if (value != NULL)
			*value++ = '\0';
		/* An empty pair is none, except as the last of several. */
		if (value == NULL && *pair == '\0' && rest == NULL)
			return NULL;
		if (strcmp(pair, name) == 0 && skip-- == 0)
			return value != NULL ? plainly_decoded(value) : "";
	}
	return NULL;
}

static const char *
plain_cookie(struct arena *arena, const char *text, const char *name)
{
	char *rest = arena_strdup(arena, text), *pair;

	while ((pair = strsep(&rest, ";")) != NULL) {
		char *value = strchr(pair, '=');

		if (value == NULL)
			continue;
		*value++ = '\0';
		if (strcmp(pair + strspn(pair, " "), name) == 0)
			return value;
	}
	return NULL;
}

static void
require_same(const char *a, const char *b)
{
	REQUIRE((a == NULL) == (b == NULL));
	REQUIRE(a == NULL || strcmp(a, b) == 0);
}

/* All at once says the same as one by one. */
static void
require_pairs(struct request *rq)
{
	const struct request_pair *pairs;
	size_t n;

	if (request_pairs(rq, 1000, &pairs, &n) != OK)
		return;
	for (size_t i = 0; i < n && i < 100; i++) {
		size_t before = 0;

		REQUIRE(fuzz_is_text(pairs[i].name) && fuzz_is_text(pairs[i].value));
		/* Field names are asked for as they are written: those without a %. */
		if (strpbrk(pairs[i].name, "%+=&? ") != NULL ||
		    strchr(rq->body, '%') != NULL || strchr(rq->body, '+') != NULL)
			continue;
		for (size_t k = 0; k < i; k++)
			before += strcmp(pairs[k].name, pairs[i].name) == 0;
		require_same(
		    request_field_at(rq, pairs[i].name, before), pairs[i].value);
	}
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

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		for (size_t n = 0; n < 3; n++) {
			const char *value = request_field_at(&rq, names[i], n);

			REQUIRE(value == NULL || fuzz_is_text(value));
			require_same(value, plainly_read(arena, text, names[i], n));
		}
		require_same(
		    request_query(&rq, names[i]), request_field(&rq, names[i]));
		require_same(
		    request_cookie(&rq, names[i]), plain_cookie(arena, text, names[i]));
	}
	require_pairs(&rq);
	if (fuzz_is_text(text))
		round_trip(arena, text);
	arena_free(arena);
	return 0;
}
