/*
 * fuzz_words.c - a language's file of triage words is refused with a reason, or
 * any text can be read with it, and the same each time.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "core/triage.h"
#include "ext/json.h"

static void
check_reading(const struct triage *triage, struct arena *arena, const char *language,
    enum triage_question question, const char *text)
{
	struct reading r = triage_read(triage, arena, language, question, text);
	struct reading again = triage_read(triage, arena, language, question, text);

	REQUIRE(strstr(text, r.matched) != NULL);
	REQUIRE(r.kind == again.kind && r.urgency == again.urgency);
	REQUIRE(strcmp(r.sign, again.sign) == 0);
	REQUIRE(*r.sign == '\0' || r.urgency >= URGENCY_AMBER);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	struct triage *triage = triage_new(arena);
	const struct json *words;
	const char *why = "", *file, *text;
	size_t len, text_len;

	file = feed_text(&feed, &len);
	text = feed_text(&feed, &text_len);
	if (json_parse(arena, file, len, &words) == OK) {
		if (triage_add(triage, words, &why) == OK) {
			const char *language = json_text(json_get(words, "language"));

			check_reading(triage, arena, language, ASKED_CHECKIN, text);
			check_reading(triage, arena, language, ASKED_SIGN, text);
			check_reading(triage, arena, "", ASKED_NOTHING, text);
		} else {
			REQUIRE(*why != '\0');
		}
	}
	arena_free(arena);
	return 0;
}
