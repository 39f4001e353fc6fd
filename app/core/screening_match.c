/* screening_match.c - which answer a text is: see screening.h. */

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/screening.h"

#define WORD_MOST 300 /* bytes of a text that are looked at */

static bool
is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (unsigned char)c >= 0x80;
}

/* "Yes,  please!" is "yes please": folded words with one space between. */
static const char *
words_of(struct arena *arena, const char *text, size_t len)
{
	const char *folded = text_fold(
	    arena, arena_strndup(arena, text, len < WORD_MOST ? len : WORD_MOST));
	struct buf b;
	bool gap = false;

	buf_init(&b, arena);
	for (const char *s = folded; *s != '\0'; s++) {
		if (!is_letter(*s)) {
			gap = b.len > 0;
			continue;
		}
		if (gap)
			buf_add(&b, " ", 1);
		gap = false;
		buf_add(&b, s, 1);
	}
	return b.len > 0 ? b.data : "";
}

/* "o" for 0, and "l" or "i" for 1, as they look on a handset. */
static const char *
as_digit(const char *words)
{
	if (strcmp(words, "o") == 0)
		return "0";
	return strcmp(words, "l") == 0 || strcmp(words, "i") == 0 ? "1" : words;
}

enum fit { FIT_NOT, FIT_BEGINS, FIT_WHOLE };

static enum fit
fit_one(const char *words, const char *candidate)
{
	size_t n = strlen(candidate);

	if (n == 0 || strncmp(words, candidate, n) != 0)
		return FIT_NOT;
	if (words[n] == '\0')
		return FIT_WHOLE;
	return words[n] == ' ' ? FIT_BEGINS : FIT_NOT;
}

/* "14", "14 days": a number, and what it counts. */
static enum fit
fit_number(const char *words)
{
	size_t n = strspn(words, "0123456789");
	const char *unit = words + n + 1;

	if (n == 0 || n > 4 || (words[n] != '\0' && words[n] != ' '))
		return FIT_NOT;
	if (words[n] == '\0' ||
	    (strchr(unit, ' ') == NULL && strpbrk(unit, "0123456789") == NULL))
		return FIT_WHOLE;
	return FIT_BEGINS;
}

/* The best that the code or one of the words of an answer does. */
static enum fit
fit_answer(struct arena *arena, const char *words, const struct screening_codes *a)
{
	enum fit best = strcmp(a->code, SCREENING_NUMBER) == 0
			    ? fit_number(words)
			    : fit_one(words, a->code);

	for (const char *s = a->words; *s != '\0' && best != FIT_WHOLE;) {
		size_t n = strcspn(s, ",");
		enum fit fit = fit_one(words, words_of(arena, s, n));

		best = fit > best ? fit : best;
		s += n;
		s += *s == ',';
	}
	return best;
}

/* Whether one of its words is another answer: "1 or 0", "yes no". */
static bool
has_other(struct arena *arena, const char *words, const struct screening_codes *codes,
    size_t n, size_t chosen)
{
	for (const char *s = strchr(words, ' '); s != NULL; s = strchr(s, ' ')) {
		s++;
		for (size_t i = 0; i < n; i++)
			if (i != chosen &&
			    strcmp(codes[i].code, SCREENING_NUMBER) != 0 &&
			    fit_answer(arena, s, &codes[i]) != FIT_NOT)
				return true;
	}
	return false;
}

size_t
screening_match(struct arena *arena, const char *said,
    const struct screening_codes *codes, size_t n, bool *more)
{
	const char *words = as_digit(words_of(arena, said, strlen(said)));
	enum fit best = FIT_NOT;
	size_t chosen = n;

	*more = false;
	if (strlen(said) > WORD_MOST)
		return n;
	for (size_t i = 0; i < n; i++) {
		enum fit fit = fit_answer(arena, words, &codes[i]);
		/* A code of its own before any number. */
		bool better = fit > best;

		if (better) {
			best = fit;
			chosen = i;
		}
		if (fit == best && fit != FIT_NOT && chosen != i &&
		    strcmp(codes[chosen].code, SCREENING_NUMBER) == 0)
			chosen = i;
	}
	if (best == FIT_NOT)
		return n;
	*more = best == FIT_BEGINS || strchr(said, '?') != NULL;
	if (*more && (strcmp(codes[chosen].leads, "end") == 0 ||
			 has_other(arena, words, codes, n, chosen)))
		return n;
	return chosen;
}
