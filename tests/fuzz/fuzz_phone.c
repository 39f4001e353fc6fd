/* fuzz_phone.c - a number that was taken is the same number ever after. */

#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ext/phone.h"

static void
check_good(struct arena *arena, const struct phone *phone)
{
	struct phone again;
	size_t digits = strspn(phone->e164 + 1, "0123456789");

	REQUIRE(phone->e164[0] == '+' && digits >= 3 && digits <= 17);
	REQUIRE(phone->e164[digits + 1] == '\0');
	REQUIRE(phone_read(arena, phone->e164, "ZZ", &again) == PHONE_GOOD);
	REQUIRE(strcmp(again.e164, phone->e164) == 0);
	REQUIRE(phone_read(arena, phone->international, "ZW", &again) == PHONE_GOOD);
	REQUIRE(strcmp(again.e164, phone->e164) == 0);
	REQUIRE(strcmp(phone_digits(arena, phone->e164), phone->e164 + 1) == 0);
	REQUIRE(*phone_shown(arena, phone->e164, "ZW") != '\0');
}

/* The first byte chooses the region. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const regions[] = { "ZW", "ZA", "KE", "MW", "TZ", "ZZ" };
	struct arena *arena;
	const char *typed, *digits;
	struct phone phone;
	enum phone_fault fault;

	if (size == 0)
		return 0;
	arena = arena_new();
	typed = arena_strndup(arena, (const char *)data + 1, size - 1);
	fault = phone_read(arena, typed, regions[data[0] % COUNT_OF(regions)], &phone);
	if (fault == PHONE_GOOD)
		check_good(arena, &phone);
	else
		REQUIRE((fault == PHONE_NOT_VALID) == (*phone.e164 != '\0'));
	digits = phone_digits(arena, typed);
	REQUIRE(digits[strspn(digits, "0123456789")] == '\0');
	REQUIRE(*phone_shown(arena, typed, "ZW") != '\0' || *typed == '\0');
	arena_free(arena);
	return 0;
}
