/*
 * fuzz_escape.c - whatever is escaped holds no character of the place it goes
 * to, and reads back as what it was.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ext/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	if (strpbrk(b.data, "<>\"'") != NULL ||
	    strcmp(unescaped(arena, b.data), text) != 0)
		abort();
}

static void
check_link(struct arena *arena, const char *text)
{
	struct buf b;

	buf_init(&b, arena);
	buf_link(&b, text);
	if (strpbrk(b.data, "<>\"'") != NULL || strncmp(b.data, "//", 2) == 0 ||
	    strncmp(b.data, "java", 4) == 0 || strncmp(b.data, "data:", 5) == 0)
		abort();
}

static void
check_json(struct arena *arena, const char *text)
{
	const struct json *json;
	struct buf b;

	buf_init(&b, arena);
	buf_json(&b, text);
	if (json_parse(arena, b.data, b.len, &json) != OK ||
	    strcmp(json_text(json), text) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);

	check_html(arena, text);
	check_link(arena, text);
	if (text_is_clean(text, strlen(text)))
		check_json(arena, text);
	arena_free(arena);
	return 0;
}
