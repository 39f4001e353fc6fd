/* words.c - see words.h. */

#include "sim/words.h"

#include <string.h>

/* The second byte of a two-byte letter in lower case; the first may change. */
static void
lower_pair(unsigned char *s)
{
	if (s[0] == 0xc3 && s[1] >= 0x80 && s[1] <= 0x9e && s[1] != 0x97) {
		s[1] = (unsigned char)(s[1] + 0x20); /* Latin-1 */
	} else if (s[0] == 0xce && s[1] >= 0x91 && s[1] <= 0x9f) {
		s[1] = (unsigned char)(s[1] + 0x20); /* Greek, first half */
	} else if (s[0] == 0xce && s[1] >= 0xa0 && s[1] <= 0xa9) {
		s[0] = 0xcf;
		s[1] = (unsigned char)(s[1] - 0x20);
	} else if (s[0] == 0xd0 && s[1] >= 0x90 && s[1] <= 0x9f) {
		s[1] = (unsigned char)(s[1] + 0x20); /* Cyrillic, first half */
	} else if (s[0] == 0xd0 && s[1] >= 0xa0 && s[1] <= 0xaf) {
		s[0] = 0xd1;
		s[1] = (unsigned char)(s[1] - 0x20);
	}
}

const char *
words_lower(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);

	for (char *c = copy; *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'Z') {
			*c = (char)(*c - 'A' + 'a');
		} else if (((unsigned char)*c & 0xe0) == 0xc0 && c[1] != '\0') {
			lower_pair((unsigned char *)c);
			c++;
		}
	}
	return copy;
}

static bool
is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* General punctuation, U+2000 to U+206F, is no part of a word. */
static size_t
word_bytes(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	if (is_ascii_word(*s))
		return 1;
	if (u[0] == 0xc2 && u[1] < 0xb0)
		return 0;
	if (u[0] == 0xe2 && (u[1] == 0x80 || u[1] == 0x81))
		return 0;
	return u[0] >= 0x80 ? 1 : 0;
}

/* Bytes of one mark that is no part of a word. */
static size_t
gap_bytes(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t n = u[0] == 0xe2 ? 3 : u[0] == 0xc2 ? 2 : 1;
	size_t have = 1;

	while (have < n && s[have] != '\0')
		have++;
	return have;
}

struct words
words_of(struct arena *a, const char *text)
{
	const char *s = words_lower(a, text);
	struct words words = { .n = 0 };

	ARENA_ARRAY(a, words.at, strlen(s) / 2 + 1);
	while (*s != '\0') {
		size_t len = 0;

		while (s[len] != '\0' && word_bytes(s + len) > 0) {
			len++;
			if (s[len] == '\'' && word_bytes(s + len + 1) > 0)
				len++;
		}
		if (len > 0)
			words.at[words.n++] = arena_strndup(a, s, len);
		s += len > 0 ? len : gap_bytes(s);
	}
	return words;
}

const char *
words_key(struct arena *a, const char *name)
{
	char *key = arena_strdup(a, words_lower(a, name));
	char *to = key;

	for (const char *c = key; *c != '\0'; c++) {
		if (is_ascii_word(*c))
			*to++ = *c;
		else if (to > key && to[-1] != '_')
			*to++ = '_';
	}
	*to = '\0';
	return key;
}

bool
words_is_uuid(const char *s)
{
	if (s == NULL || strlen(s) != 36)
		return false;
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : strchr("0123456789abcdef", s[i]) == NULL)
			return false;
	}
	return true;
}
