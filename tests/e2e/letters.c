/*
 * letters.c - what the server counts and sends, for tests/e2e/letters.js: a text a
 * line in hexadecimal digits; of each the units, room and parts, and in digits again
 * the letter that costs more, the text made straight, and in plain letters.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *
text_of(struct arena *arena, const char *digits)
{
	size_t n = strspn(digits, "0123456789abcdef") / 2;
	char *text = arena_alloc(arena, n + 1);

	for (size_t i = 0; i < n; i++) {
		char pair[3] = { digits[2 * i], digits[2 * i + 1], '\0' };

		text[i] = (char)strtol(pair, NULL, 16);
	}
	text[n] = '\0';
	return text;
}

static void
write_digits(const char *text)
{
	(void)putchar(' ');
	for (; *text != '\0'; text++)
		(void)printf("%02x", (unsigned char)*text);
}

static void
tell(struct arena *arena, const char *text)
{
	const char *straight = text_straight(arena, text);
	struct sms_count n = sms_count(straight);

	(void)printf("%zu %zu %zu", n.units, n.room, n.parts);
	write_digits(n.odd);
	write_digits(straight);
	write_digits(text_plain_letters(arena, text));
	(void)putchar('\n');
}

int
main(void)
{
	static char line[65536];

	while (fgets(line, sizeof line, stdin) != NULL) {
		struct arena *arena = arena_new();

		tell(arena, text_of(arena, line));
		arena_free(arena);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
