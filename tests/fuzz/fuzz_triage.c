/* fuzz_triage.c - no text is filed that names a danger, whatever else it says. */

#include "fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/triage.h"

static const struct triage *
words(void)
{
	static struct triage *triage;
	const char *why;

	if (triage == NULL) {
		triage = triage_new(arena_new());
		if (triage_load(triage, "workflows/vmmc/triage", &why) != OK) {
			fprintf(stderr, "%s\n", why);
			abort();
		}
	}
	return triage;
}

/* The first byte chooses the language. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "en", "sn", "nd", "sw", "zu", "tn",
		"xh", "st", "af", "ny", "" };
	struct arena *arena;
	const char *language, *text, *longer;
	struct reading r;

	if (size == 0)
		return 0;
	arena = arena_new();
	language = languages[data[0] % COUNT_OF(languages)];
	text = arena_strndup(arena, (const char *)data + 1, size - 1);
	r = triage_read(words(), arena, language, text);
	REQUIRE(strstr(text, r.matched) != NULL);
	REQUIRE((r.kind == TRIAGE_WORDS) == (r.urgency != URGENCY_NONE) ||
		r.kind == TRIAGE_PROBLEM);
	REQUIRE(r.kind != TRIAGE_PROBLEM || r.urgency >= URGENCY_AMBER);
	REQUIRE(*r.sign == '\0' || r.urgency >= URGENCY_AMBER);
	longer = arena_printf(arena, "%s\nhospital", text);
	if (text_length(longer) <= TRIAGE_TEXT_MAX) {
		r = triage_read(words(), arena, language, longer);
		REQUIRE(r.kind == TRIAGE_WORDS && r.urgency == URGENCY_RED);
	}
	arena_free(arena);
	return 0;
}
