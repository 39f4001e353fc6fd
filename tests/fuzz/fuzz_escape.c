/*
 * fuzz_escape.c - whatever is escaped holds no character of the place it goes
 * to, and reads back as what it was.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ext/json.h"
#include "web/request.h"

static const char *
unescaped(struct arena *arena, const char *html)
{
	static const struct {
		const char *entity;
		char c;
	} entities[] = { { "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' },
		{ "&quot;", '"' }, { "&#39;", '\'' } };
	struct buf b;

	buf_init(&b, arena);
	while (*html != '\0') {
		size_t i = 0;

		while (i < COUNT_OF(entities) && strncmp(html, entities[i].entity,
						     strlen(entities[i].entity)) != 0)
			i++;
		REQUIRE(*html != '&' || i < COUNT_OF(entities));
		if (i == COUNT_OF(entities)) {
			buf_putc(&b, *html++);
			continue;
		}
		buf_putc(&b, entities[i].c);
		html += strlen(entities[i].entity);
	}
	return b.data;
}

static void
check_html(struct arena *arena, const char *text)
{
	struct buf b;

	buf_init(&b, arena);
	buf_html(&b, text);
	REQUIRE(strpbrk(b.data, "<>\"'") == NULL);
	REQUIRE(strcmp(unescaped(arena, b.data), text) == 0);
}

/* A browser drops tabs and line ends from a link, and reads \ as /. */
static const char *
as_browsers_read(struct arena *arena, const char *link)
{
	struct buf b;

	buf_init(&b, arena);
	for (; *link != '\0'; link++)
		if (strchr("\t\r\n", *link) == NULL)
			buf_putc(&b, (char)(*link == '\\' ? '/' : *link));
	return b.data;
}

static void
check_link(struct arena *arena, const char *text)
{
	static const char *const good[] = { "https://", "http://",
		"mailto:", "tel:", "#", "?", "/" };
	const char *link;
	struct buf b;
	size_t i = 0;

	buf_init(&b, arena);
	buf_link(&b, text);
	REQUIRE(strpbrk(b.data, "<>\"'") == NULL);
	link = as_browsers_read(arena, unescaped(arena, b.data));
	REQUIRE(strncmp(link, "//", 2) != 0);
	while (i < COUNT_OF(good) && strncmp(link, good[i], strlen(good[i])) != 0)
		i++;
	REQUIRE(i < COUNT_OF(good));
}

static void
check_url(struct arena *arena, const char *text)
{
	const char *back;
	struct buf b;

	buf_init(&b, arena);
	buf_url(&b, text);
	REQUIRE(b.data[strspn(b.data, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-._~%")] ==
		'\0');
	back = urlencoded_get(arena, arena_printf(arena, "k=%s", b.data), "k", 0);
	REQUIRE((back != NULL) == fuzz_is_text(text));
	REQUIRE(back == NULL || strcmp(back, text) == 0);
}

static void
check_json(struct arena *arena, const char *text)
{
	const struct json *json;
	struct buf b;

	buf_init(&b, arena);
	buf_json(&b, text);
	for (const char *c = b.data; *c != '\0'; c++)
		REQUIRE((unsigned char)*c >= ' ');
	if (!fuzz_is_text(text))
		return;
	REQUIRE(json_parse(arena, b.data, b.len, &json) == OK);
	REQUIRE(strcmp(json_text(json), text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);

	check_html(arena, text);
	check_link(arena, text);
	check_url(arena, text);
	check_json(arena, text);
	if (reply_path_is_ours(text))
		REQUIRE(strncmp(as_browsers_read(arena, text), "//", 2) != 0);
	arena_free(arena);
	return 0;
}
