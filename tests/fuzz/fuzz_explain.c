/*
 * fuzz_explain.c - whatever the evaluator answers to "why" can be said in words, or
 * is refused.
 */

#include "fuzz.h"

#include <string.h>

#include "core/rule_words.h"

static const char *
day(struct arena *arena, const char *date)
{
	return arena_printf(arena, "<%s>", date);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rule_speech speech = { day, "Africa/Harare" };
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	struct rule_explanation explanation;
	struct rule_lines lines;

	if (rule_explain_read(arena, text, size, &explanation) == OK) {
		rule_explain_lines(arena, &explanation, &speech, &lines);
		REQUIRE(lines.n >= explanation.nfailures);
		for (size_t i = 0; i < lines.n; i++)
			REQUIRE(lines.at[i].words != NULL && lines.at[i].words[0]);
	}
	arena_free(arena);
	return 0;
}
