/*
 * fuzz_text.c - any bytes: the gate, as the C library reads UTF-8; folding; and
 * the price of an SMS, counted a second time from the alphabet of 3GPP TS 23.038.
 */

#include "fuzz.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"

#define LONGEST ((size_t)16 * 1024)

/* In the order of the standard's tables. */
static const wchar_t basic[] =
    L"@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5"
    L"\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\u00c6\u00e6\u00df"
    L"\u00c9 !\"#\u00a4%&'()*+,-./0123456789:;<=>?"
    L"\u00a1ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7"
    L"\u00bfabcdefghijklmnopqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0";
static const wchar_t extended[] = L"\f^{}\\[~]|\u20ac";

static uint32_t letters[LONGEST + 1];

/* As the C library reads it; false if it does not. */
static bool
decoded(const char *text, size_t len, size_t *count)
{
	static iconv_t to_utf32;
	char *in = (char *)(uintptr_t)text, *to = (char *)letters;
	size_t room = LONGEST * sizeof *letters;

	if (to_utf32 == NULL)
		to_utf32 = iconv_open("UTF-32LE", "UTF-8");
	(void)iconv(to_utf32, NULL, NULL, NULL, NULL);
	if (iconv(to_utf32, &in, &len, &to, &room) != 0 || len != 0)
		return false;
	*count = (size_t)((uint32_t *)(void *)to - letters);
	return true;
}

static bool
is_welcome(uint32_t c)
{
	if (c < ' ')
		return c == '\t' || c == '\n' || c == '\r';
	return (c < 0xfdd0 || c > 0xfdef) && (c & 0xffff) < 0xfffe;
}

static bool
plainly_clean(const char *text, size_t len, size_t *count)
{
	if (!decoded(text, len, count))
		return false;
	for (size_t i = 0; i < *count; i++)
		if (!is_welcome(letters[i]))
			return false;
	return true;
}

static size_t
plain_cost(uint32_t c)
{
	if (wcschr(basic, (wchar_t)c) != NULL)
		return 1;
	return wcschr(extended, (wchar_t)c) != NULL ? 2 : 0;
}

/* Of the letters of a clean text. */
static void
check_count(const struct sms_count *n, size_t count)
{
	size_t units = 0, parts = 1, left;
	bool gsm7 = true;

	for (size_t i = 0; i < count; i++)
		gsm7 = gsm7 && plain_cost(letters[i]) > 0;
	left = gsm7 ? 153 : 67;
	for (size_t i = 0; i < count; i++) {
		size_t cost = gsm7                  ? plain_cost(letters[i])
			      : letters[i] > 0xffff ? 2
						    : 1;

		units += cost;
		if (cost > left) {
			parts++;
			left = gsm7 ? 153 : 67;
		}
		left -= cost;
	}
	if (units <= (size_t)(gsm7 ? 160 : 70))
		parts = 1;
	REQUIRE(n->gsm7 == gsm7 && n->units == units && n->parts == parts);
}

/* What is changed once is changed for good, and is clean whatever came in. */
static void
settles(struct arena *arena, char *(*change)(struct arena *, const char *),
    const char *text)
{
	const char *once = change(arena, text);

	REQUIRE(strcmp(change(arena, once), once) == 0);
	REQUIRE(!fuzz_is_text(text) || fuzz_is_text(once));
}

/* Bounds that hold for malformed texts as well. */
static void
check_price(const char *text)
{
	struct sms_count n = sms_count(text);
	size_t one = n.gsm7 ? 160 : 70, many = n.gsm7 ? 153 : 67;

	REQUIRE(n.gsm7 == (n.odd[0] == '\0'));
	REQUIRE(n.units >= text_length(text) && n.units <= 2 * text_length(text));
	REQUIRE(n.parts >= 1 && n.units <= n.room);
	if (n.units <= one) {
		REQUIRE(n.parts == 1 && n.room == one);
	} else {
		REQUIRE(n.room == n.parts * many);
		REQUIRE(n.parts >= (n.units + many - 1) / many);
		REQUIRE(n.parts <= (n.units + many - 2) / (many - 1));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	const char *text, *plain;
	struct sms_count n;
	size_t count = 0;
	bool clean = text_is_clean((const char *)data, size);

	if (size > LONGEST)
		return 0;
	arena = arena_new();
	text = arena_strndup(arena, (const char *)data, size);
	n = sms_count(text);
	REQUIRE(clean == plainly_clean((const char *)data, size, &count));
	if (clean) {
		REQUIRE(strlen(text) == size && text_length(text) == count);
		REQUIRE(strstr(text, n.odd) != NULL);
		check_count(&n, count);
	}
	REQUIRE(strstr(text, text_trim(arena, text)) != NULL);
	settles(arena, text_cleaned, text);
	REQUIRE(fuzz_is_text(text_cleaned(arena, text)));
	REQUIRE(!clean || strcmp(text_cleaned(arena, text), text) == 0);
	settles(arena, text_trim, text);
	settles(arena, text_fold, text);
	settles(arena, text_plain_letters, text);
	settles(arena, text_straight, text);
	check_price(text);
	plain = text_plain_letters(arena, text);
	check_price(plain);
	if (n.gsm7)
		REQUIRE(sms_count(plain).units <= n.units);
	arena_free(arena);
	return 0;
}
