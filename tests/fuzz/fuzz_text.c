/* fuzz_text.c - any bytes: the gate, folding, and the price of an SMS. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* What is changed once is changed for good, and is clean whatever came in. */
static void
settles(struct arena *arena, char *(*change)(struct arena *, const char *),
    const char *text)
{
	const char *once = change(arena, text);

	require(strcmp(change(arena, once), once) == 0);
}

/* A second opinion on the parts, by bounds that need no splitting. */
static void
check_price(const char *text)
{
	struct sms_count n = sms_count(text);
	size_t one = n.gsm7 ? 160 : 70, many = n.gsm7 ? 153 : 67;

	require(n.gsm7 == (n.odd[0] == '\0'));
	require(n.units >= text_length(text) && n.units <= 2 * text_length(text));
	require(n.parts >= 1 && n.units <= n.room);
	if (n.units <= one) {
		require(n.parts == 1 && n.room == one);
	} else {
		require(n.room == n.parts * many);
		require(n.parts >= (n.units + many - 1) / many);
		require(n.parts <= (n.units + many - 2) / (many - 1));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	bool clean = text_is_clean((const char *)data, size);
	const char *folded = text_fold(arena, text);
	const char *plain = text_plain_letters(arena, text);

	if (clean) {
		require(strlen(text) == size && text_length(text) <= size);
		require(strstr(text, sms_count(text).odd) != NULL);
		require(text_is_clean(folded, strlen(folded)));
		require(text_is_clean(plain, strlen(plain)));
	}
	require(strstr(text, text_trim(arena, text)) != NULL);
	settles(arena, text_trim, text);
	settles(arena, text_fold, text);
	settles(arena, text_plain_letters, text);
	check_price(text);
	check_price(plain);
	if (sms_count(text).gsm7)
		require(sms_count(plain).units <= sms_count(text).units);
	arena_free(arena);
	return 0;
}
