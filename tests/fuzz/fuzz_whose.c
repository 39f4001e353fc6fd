/*
 * fuzz_whose.c - whose any text is says the same each time, of names of any letters, and
 * names each man once; a call that it asks for has a telephone number or none; and in a
 * screening it is one answer or none, the same with white space around it.
 */

#include "fuzz.h"

#include <string.h>

#include "core/callback.h"
#include "core/screening.h"
#include "core/whose.h"

static void
check_whose(
    struct arena *arena, const char *text, const struct whose_person *people, size_t n)
{
	struct whose w = whose_read(arena, text, people, n);
	struct whose again = whose_read(arena, text, people, n);

	REQUIRE(w.how == again.how && w.nparts == again.nparts);
	REQUIRE(w.nparts <= n && (w.how == WHOSE_UNTOLD) == (w.nparts == 0));
	for (size_t i = 0; i < w.nparts; i++) {
		REQUIRE(w.parts[i].person < n);
		for (size_t j = 0; j < i; j++)
			REQUIRE(w.parts[i].person != w.parts[j].person);
		/* A problem is never behind what is none. */
		if (i > 0)
			REQUIRE(strcmp(w.parts[i - 1].said, "1") == 0 ||
				strcmp(w.parts[i].said, "1") != 0);
	}
}

static void
check_call(struct arena *arena, const char *text)
{
	struct callback c = callback_read(arena, text, "ZW", "+263771234567");

	REQUIRE(*c.e164 == '\0' || *c.e164 == '+');
	REQUIRE(c.kind != CALLBACK_NONE || *c.e164 == '\0');
	REQUIRE(strcmp(c.e164, "+263771234567") != 0);
}

static void
check_answer(struct arena *arena, const char *text, const char *words)
{
	const struct screening_codes codes[] = {
		{ "1", "Yes", "yes, hongu, yes please", "positive", 0 },
		{ "0", "No", words, "end", 0 },
		{ "#", "Days", "", "question", 2 },
	};
	bool more, again;
	size_t n = COUNT_OF(codes);
	size_t i = screening_match(arena, text, codes, n, &more);

	REQUIRE(i <= n);
	/* A no is believed only if nothing else is said. */
	REQUIRE(i != 1 || !more);
	REQUIRE(screening_match(arena, text, codes, n, &again) == i && again == more);
	REQUIRE(screening_match(arena, "1", codes, 1, &again) == 0 && !again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	struct whose_person people[3];
	const char *text;
	size_t len;

	for (size_t i = 0; i < 3; i++)
		people[i].given = feed_text(&feed, &len);
	text = feed_text(&feed, &len);
	for (size_t i = 0; i < 3; i++) {
		people[i].family = feed_text(&feed, &len);
		people[i].number = feed_text(&feed, &len);
	}
	check_whose(arena, text, people, 3);
	check_whose(arena, text,
	    (const struct whose_person[]){
		{ "Kudzai", "Dube", "RC-0003" }, { "Tapiwa", "Dube", "RC-0004" } },
	    2);
	for (size_t i = 0; i < 3; i++) {
		const char *code = whose_code(arena, people, 3, i);
		struct whose w;

		if (code == NULL)
			continue;
		w = whose_read(arena, arena_printf(arena, "%s0", code), people, 3);
		REQUIRE(w.nparts == 1 && w.parts[0].person == i);
	}
	check_call(arena, text);
	check_answer(arena, text, people[0].family);
	arena_free(arena);
	return 0;
}
