/* json_gate.c - what may pass to json-c: RFC 8259 and the limits in json.h. */

#include "ext/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define DEPTH_MAX 32
#define NUMBER_MAX 40
#define EXPONENT_MAX 250 /* with 40 digits before it a double holds it */

struct key {
	const char *text; /* escapes resolved */
	size_t len;
};

struct gate {
	const char *at, *end;
	struct arena *arena; /* for keys alone, and only where it is needed */
	struct key *keys; /* of all objects that are still open */
	size_t key_count, key_cap;
	int depth;
};

static bool gate_value(struct gate *);

static void
skip_spaces(struct gate *g)
{
	while (g->at < g->end && memchr(" \t\n\r", *g->at, 4) != NULL)
		g->at++;
}

static bool
take(struct gate *g, char c)
{
	if (g->at == g->end || *g->at != c)
		return false;
	g->at++;
	return true;
}

static bool
take_word(struct gate *g, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(g->end - g->at) < len || memcmp(g->at, word, len) != 0)
		return false;
	g->at += len;
	return true;
}

/* How many digits were there. */
static size_t
take_digits(struct gate *g)
{
	const char *start = g->at;

	while (g->at < g->end && *g->at >= '0' && *g->at <= '9')
		g->at++;
	return (size_t)(g->at - start);
}

/* Whether json-c can hold it: beyond 64 bits it would silently hold another. */
static bool
integer_fits(const char *text, size_t len)
{
	char digits[NUMBER_MAX + 1];

	memcpy(digits, text, len);
	digits[len] = '\0';
	errno = 0;
	if (digits[0] == '-')
		(void)strtoll(digits, NULL, 10);
	else
		(void)strtoull(digits, NULL, 10);
	return errno == 0;
}

/* What follows the "e". */
static bool
take_exponent(struct gate *g)
{
	int value = 0;

	if (!take(g, '+'))
		(void)take(g, '-');
	if (g->at == g->end || *g->at < '0' || *g->at > '9')
		return false;
	for (; g->at < g->end && *g->at >= '0' && *g->at <= '9'; g->at++)
		if (value <= EXPONENT_MAX)
			value = value * 10 + (*g->at - '0');
	return value <= EXPONENT_MAX;
}

static bool
gate_number(struct gate *g)
{
	const char *start = g->at;
	bool integer = true;

	(void)take(g, '-');
	if (!take(g, '0') && take_digits(g) == 0)
		return false;
	if (take(g, '.')) {
		integer = false;
		if (take_digits(g) == 0)
			return false;
	}
	if (take(g, 'e') || take(g, 'E')) {
		integer = false;
		if (!take_exponent(g))
			return false;
	}
	if (g->at - start > NUMBER_MAX)
		return false;
	return !integer || integer_fits(start, (size_t)(g->at - start));
}

/* The length of one well-formed UTF-8 character (Unicode, table 3-7), or 0. */
static size_t
utf8_length(const unsigned char *s, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	len = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (left < len || s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	return len;
}

static bool
take_hex4(struct gate *g, unsigned *unit)
{
	*unit = 0;
	if (g->end - g->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = *g->at++;

		if (c >= '0' && c <= '9')
			*unit = *unit * 16 + (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*unit = *unit * 16 + (unsigned)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			*unit = *unit * 16 + (unsigned)(c - 'A') + 10;
		else
			return false;
	}
	return true;
}

static void
put_utf8(struct buf *b, unsigned c)
{
	static const unsigned lead[] = { 0, 0xc0, 0xe0, 0xf0 };
	int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

	buf_putc(b, (char)(lead[more] | c >> 6 * more));
	while (more-- > 0)
		buf_putc(b, (char)(0x80 | (c >> 6 * more & 0x3f)));
}

/* After "\u": refuses U+0000 and every surrogate without its other half. */
static bool
gate_unicode(struct gate *g, struct buf *text)
{
	unsigned unit, low;

	if (!take_hex4(g, &unit) || unit == 0)
		return false;
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return false;
	if (unit >= 0xd800 && unit <= 0xdbff) {
		if (!take_word(g, "\\u") || !take_hex4(g, &low) || low < 0xdc00 ||
		    low > 0xdfff)
			return false;
		unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
	}
	if (text != NULL)
		put_utf8(text, unit);
	return true;
}

static bool
gate_escape(struct gate *g, struct buf *text)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *known;

	if (g->at == g->end || *g->at == '\0')
		return false;
	if (take(g, 'u'))
		return gate_unicode(g, text);
	known = strchr(from, *g->at);
	if (known == NULL)
		return false;
	g->at++;
	if (text != NULL)
		buf_putc(text, to[known - from]);
	return true;
}

/* text, if given, receives the characters with the escapes resolved. */
static bool
gate_string(struct gate *g, struct buf *text)
{
	if (!take(g, '"'))
		return false;
	while (g->at < g->end && *g->at != '"') {
		size_t len;

		if (take(g, '\\')) {
			if (!gate_escape(g, text))
				return false;
			continue;
		}
		if ((unsigned char)*g->at < 0x20)
			return false;
		len =
		    utf8_length((const unsigned char *)g->at, (size_t)(g->end - g->at));
		if (len == 0)
			return false;
		if (text != NULL)
			buf_add(text, g->at, len);
		g->at += len;
	}
	return take(g, '"');
}

static struct arena *
arena_of(struct gate *g)
{
	if (g->arena == NULL)
		g->arena = arena_new();
	return g->arena;
}

static void
remember_key(struct gate *g, struct key key)
{
	if (g->key_count == g->key_cap) {
		struct key *wider;

		g->key_cap *= 2;
		ARENA_ARRAY(arena_of(g), wider, g->key_cap);
		memcpy(wider, g->keys, g->key_count * sizeof *wider);
		g->keys = wider;
	}
	g->keys[g->key_count++] = key;
}

static bool
gate_key(struct gate *g)
{
	const char *start = g->at;
	struct key key;

	if (!gate_string(g, NULL))
		return false;
	key = (struct key){ start + 1, (size_t)(g->at - start) - 2 };
	if (memchr(key.text, '\\', key.len) != NULL) {
		struct gate again = { .at = start, .end = g->at };
		struct buf text;

		buf_init(&text, arena_of(g));
		if (!gate_string(&again, &text))
			return false;
		key = (struct key){ text.data, text.len };
	}
	remember_key(g, key);
	return true;
}

static int
compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;

	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return a->len == 0 ? 0 : memcmp(a->text, b->text, a->len);
}

/* Sorted rather than hashed, so that no choice of keys makes it slow. */
static bool
keys_differ(struct gate *g, size_t first)
{
	if (g->key_count - first < 2)
		return true;
	qsort(g->keys + first, g->key_count - first, sizeof *g->keys, compare_keys);
	for (size_t i = first + 1; i < g->key_count; i++)
		if (compare_keys(&g->keys[i - 1], &g->keys[i]) == 0)
			return false;
	return true;
}

static bool
gate_member(struct gate *g)
{
	skip_spaces(g);
	if (!gate_key(g))
		return false;
	skip_spaces(g);
	return take(g, ':') && gate_value(g);
}

static bool
gate_object(struct gate *g)
{
	size_t first = g->key_count;

	skip_spaces(g);
	if (take(g, '}'))
		return true;
	do {
		if (!gate_member(g))
			return false;
	} while (take(g, ','));
	if (!take(g, '}') || !keys_differ(g, first))
		return false;
	g->key_count = first;
	return true;
}

static bool
gate_array(struct gate *g)
{
	skip_spaces(g);
	if (take(g, ']'))
		return true;
	do {
		if (!gate_value(g))
			return false;
	} while (take(g, ','));
	return take(g, ']');
}

static bool
gate_nested(struct gate *g, bool (*inside)(struct gate *))
{
	bool good;

	g->at++;
	if (++g->depth > DEPTH_MAX)
		return false;
	good = inside(g);
	g->depth--;
	return good;
}

/* A value and the spaces around it. */
static bool
gate_value(struct gate *g)
{
	bool good;

	skip_spaces(g);
	if (g->at == g->end)
		return false;
	switch (*g->at) {
	case '{':
		good = gate_nested(g, gate_object);
		break;
	case '[':
		good = gate_nested(g, gate_array);
		break;
	case '"':
		good = gate_string(g, NULL);
		break;
	case 't':
		good = take_word(g, "true");
		break;
	case 'f':
		good = take_word(g, "false");
		break;
	case 'n':
		good = take_word(g, "null");
		break;
	default:
		good = gate_number(g);
		break;
	}
	skip_spaces(g);
	return good;
}

bool
json_gate(const char *text, size_t len)
{
	struct key few[64];
	struct gate g = {
		.at = text, .end = text + len, .keys = few, .key_cap = COUNT_OF(few)
	};
	bool good;

	if (len == 0 || len > JSON_MAX)
		return false;
	good = gate_value(&g) && g.at == g.end;
	arena_free(g.arena);
	return good;
}

const char *
json_join(struct arena *arena, const char *text, size_t *len)
{
	struct gate g = { .at = text, .end = text + *len };
	struct buf joined;

	if (memmem(text, *len, "\\ud", 3) == NULL &&
	    memmem(text, *len, "\\uD", 3) == NULL)
		return text;
	buf_init_wide(&joined, arena, *len + 1);
	joined.max = joined.cap; /* it only becomes shorter */
	while (g.at < g.end) {
		if (!take(&g, '\\')) {
			buf_putc(&joined, *g.at++);
		} else if (g.at[0] == 'u' && (g.at[1] | 0x20) == 'd' &&
			   g.at[2] >= '8') {
			g.at++;
			(void)gate_unicode(&g, &joined);
		} else {
			buf_add(&joined, g.at - 1, 2);
			g.at++;
		}
	}
	*len = joined.len;
	return joined.data;
}
