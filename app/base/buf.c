/* buf.c - see buf.h. */

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_CAP ((size_t)512)

void
buf_init(struct buf *b, struct arena *arena)
{
	buf_init_wide(b, arena, FIRST_CAP);
}

void
buf_init_wide(struct buf *b, struct arena *arena, size_t cap)
{
	*b = (struct buf){ .arena = arena, .cap = cap, .max = BUF_MAX };
	b->data = arena_room(arena, cap);
	b->data[0] = '\0';
}

/* Room for so many more bytes and the NUL; false once the buffer is full. */
static bool
make_room(struct buf *b, size_t more)
{
	char *wider;

	if (b->full || more >= b->max || b->len > b->max - more) {
		b->full = true;
		return false;
	}
	if (more < b->cap - b->len)
		return true;
	b->cap = (b->len + more + 1) * 2;
	wider = arena_room(b->arena, b->cap);
	memcpy(wider, b->data, b->len + 1);
	b->data = wider;
	return true;
}

void
buf_add(struct buf *b, const char *s, size_t len)
{
	if (len == 0 || !make_room(b, len))
		return;
	memcpy(b->data + b->len, s, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	if (s != NULL)
		buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list args, again;
	size_t rest = b->cap - b->len;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(b->data + b->len, rest, fmt, args);
	va_end(args);
	/* Nothing of it stays where there is no room. */
	if (len <= 0 || !make_room(b, (size_t)len)) {
		b->data[b->len] = '\0';
	} else {
		if ((size_t)len >= rest)
			(void)vsnprintf(b->data + b->len, (size_t)len + 1, fmt, again);
		b->len += (size_t)len;
	}
	va_end(again);
}

void
buf_int(struct buf *b, int64_t n)
{
	if (n < 0)
		buf_putc(b, '-');
	buf_uint(b, n < 0 ? -(uint64_t)n : (uint64_t)n);
}

void
buf_uint(struct buf *b, uint64_t n)
{
	char digits[20], *first = digits + sizeof digits;

	do {
		*--first = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	buf_add(b, first, (size_t)(digits + sizeof digits - first));
}

static const char *
html_entity(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
buf_html(struct buf *b, const char *s)
{
	if (s == NULL)
		return;
	while (*s != '\0') {
		size_t plain = strcspn(s, "<>&\"'");

		buf_add(b, s, plain);
		s += plain;
		if (*s != '\0')
			buf_puts(b, html_entity(*s++));
	}
}

void
buf_url(struct buf *b, const char *s)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "abcdefghijklmnopqrstuvwxyz0123456789-._~";

	if (s == NULL)
		return;
	while (*s != '\0') {
		size_t plain = strspn(s, unreserved);

		buf_add(b, s, plain);
		s += plain;
		if (*s != '\0')
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)*s++);
	}
}

void
buf_link(struct buf *b, const char *s)
{
	static const char *const schemes[] = { "https://", "http://",
		"mailto:", "tel:" };
	bool good = s != NULL && (s[0] == '#' || s[0] == '?');

	if (s != NULL && s[0] == '/') {
		/* Browsers drop these from a link before they read it. */
		char next = s[1 + strspn(s + 1, "\t\r\n")];

		good = next != '/' && next != '\\';
	}
	for (size_t i = 0; s != NULL && !good && i < COUNT_OF(schemes); i++)
		good = strncmp(s, schemes[i], strlen(schemes[i])) == 0;
	buf_html(b, good ? s : "#");
}

void
buf_json(struct buf *b, const char *s)
{
	if (s == NULL) {
		buf_puts(b, "null");
		return;
	}
	buf_putc(b, '"');
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else if (c < 0x20)
			buf_printf(b, "\\u%04x", (unsigned)c);
		else
			buf_putc(b, (char)c);
	}
	buf_putc(b, '"');
}
