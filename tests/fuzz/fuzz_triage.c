/*
 * fuzz_triage.c - no text is filed that names a danger, whatever else it says; a
 * danger word anywhere never makes a text less urgent; and capitals, accents and
 * spaces change nothing.
 */

#include "fuzz.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
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

/* More is sooner; what stops the messages or starts them is no more than read. */
static int
rank(const struct reading *r)
{
	return r->kind == TRIAGE_STOP || r->kind == TRIAGE_START ? 0 : (int)r->urgency;
}

static void
check_reading(const char *text, const struct reading *r, enum triage_question question)
{
	REQUIRE(strstr(text, r->matched) != NULL);
	REQUIRE((r->kind == TRIAGE_WORDS) == (r->urgency != URGENCY_NONE) ||
		r->kind == TRIAGE_PROBLEM);
	REQUIRE(r->kind != TRIAGE_PROBLEM || r->urgency >= URGENCY_AMBER);
	REQUIRE(*r->sign == '\0' || r->urgency >= URGENCY_AMBER);
	REQUIRE(r->kind != TRIAGE_FINE || question == ASKED_CHECKIN);
	REQUIRE(r->kind != TRIAGE_COURTESY || question != ASKED_SIGN);
	REQUIRE((unsigned)r->why < WHY_COUNT && *triage_why_words(r->why) != '\0');
}

/* A space is put with those that are there, and every other letter is a capital. */
static const char *
disguised(struct arena *arena, const char *text)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; text[i] != '\0'; i++) {
		char c = text[i];

		if (c == ' ')
			buf_puts(&b, i % 3 == 0 ? "  " : "\xc2\xa0 ");
		else
			buf_printf(
			    &b, "%c", i % 2 == 0 ? toupper((unsigned char)c) : c);
		/* An accent of its own, which folds to nothing. */
		if (c >= 'a' && c <= 'z' && i % 5 == 0)
			buf_puts(&b, "\xcc\x81");
	}
	return b.data;
}

static void
check_disguise(struct arena *arena, const char *language, enum triage_question question,
    const char *text, const struct reading *r)
{
	const char *other = disguised(arena, text);
	struct reading o;

	if (text_length(other) > TRIAGE_TEXT_MAX)
		return;
	o = triage_read(words(), arena, language, question, other);
	REQUIRE(o.kind == r->kind && o.urgency == r->urgency && o.why == r->why);
	REQUIRE(strcmp(o.sign, r->sign) == 0);
}

/* Between two words, which it must not join. */
static void
check_danger(struct arena *arena, const char *language, enum triage_question question,
    const char *text, size_t at, const char *danger)
{
	int before, after;
	const char *longer;
	struct reading r = triage_read(words(), arena, language, question, text);

	while (at > 0 && text[at] != ' ')
		at--;
	before = rank(&r);
	longer = arena_printf(arena, "%.*s %s %s", (int)at, text, danger, text + at);
	if (text_length(longer) > TRIAGE_TEXT_MAX)
		return;
	r = triage_read(words(), arena, language, question, longer);
	after = rank(&r);
	REQUIRE(after >= before && after >= URGENCY_REVIEW);
}

/* The first byte chooses the language, the question, and the word that is added. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "en", "sn", "nd", "sw", "zu", "tn",
		"xh", "st", "af", "ny", "", "nso", "ts", "ve", "fr", "pt", "ss" };
	static const char *const dangers[] = { "bleeding", "pus", "ropa", "maumivu",
		"swollen", "ngiyopha", "fever", "hospital" };
	struct arena *arena;
	const char *language, *text, *longer;
	enum triage_question question;
	struct reading r;

	if (size < 3)
		return 0;
	arena = arena_new();
	language = languages[data[0] % COUNT_OF(languages)];
	question = (enum triage_question)(data[1] % 3);
	text = arena_strndup(arena, (const char *)data + 3, size - 3);
	text = text_cleaned(arena, text);
	r = triage_read(words(), arena, language, question, text);
	check_reading(text, &r, question);
	check_disguise(arena, language, question, text, &r);
	check_danger(arena, language, question, text, strlen(text) * data[2] / 256,
	    dangers[data[2] % COUNT_OF(dangers)]);
	longer = arena_printf(arena, "%s\nhospital", text);
	if (text_length(longer) <= TRIAGE_TEXT_MAX) {
		r = triage_read(words(), arena, language, question, longer);
		REQUIRE(r.kind == TRIAGE_WORDS && r.urgency == URGENCY_RED);
	}
	arena_free(arena);
	return 0;
}
