/* triage.c - see triage.h. */

#include "core/triage.h"

#include <stdbool.h>
#include <string.h>

#include "core/triage_words.h"

#define MATCHED_MAX 80 /* bytes of the text that explain a reading */

/* What one text is searched with, and what was found so far. */
struct search {
	const struct triage *triage;
	struct arena *arena;
	const char *language;
	struct words words;
	bool *denied; /* by word: a danger word that "no" was said of ends here */
	uint32_t seen; /* signs */
	uint32_t raised; /* signs that something makes red */
	struct found {
		enum triage_urgency urgency;
		size_t at, end;
	} signs[SIGNS_MAX], raises[SIGNS_MAX];
};

const char *
triage_kind_word(enum triage_kind kind)
{
	static const char *const words[] = {
		[TRIAGE_WORDS] = "words",
		[TRIAGE_FINE] = "fine",
		[TRIAGE_PROBLEM] = "problem",
		[TRIAGE_STOP] = "stop",
		[TRIAGE_START] = "start",
		[TRIAGE_COURTESY] = "courtesy",
	};

	return words[kind];
}

/* A word that some list spells so is no misspelling of another. */
static void
mark_listed(struct search *s)
{
	for (int role = 0; role <= ROLE_ORDINARY; role++)
		for (const struct phrase *p = s->triage->phrases[role]; p != NULL;
		     p = p->next)
			for (size_t i = 0; p->n == 1 && i < s->words.n; i++)
				if (triage_words_match(p, &s->words, i, false) != 0)
					s->words.at[i].listed = true;
}

/* ------------------------------------------------------- danger words --- */

/* Whether a phrase of a role ends just before a word. */
static bool
ends_before(const struct search *s, enum role role, const struct phrase *of, size_t at)
{
	for (const struct phrase *p = s->triage->phrases[role]; p != NULL;
	     p = p->next) {
		if (p->n > at || p->gap > 0)
			continue;
		if (!triage_words_spoken(p, s->language) &&
		    strcmp(p->language, of->language) != 0)
			continue;
		if (triage_words_match(p, &s->words, at - p->n, false) == at)
			return true;
	}
	return false;
}

static bool
denied_behind(const struct search *s, const struct phrase *phrase, size_t end)
{
	const struct words *words = &s->words;

	if (end >= words->n || words->at[end].cut)
		return false;
	if (end + 1 < words->n && !words->at[end + 1].cut)
		return false;
	return ends_before(s, ROLE_NEGATION_AFTER, phrase, end + 1);
}

/*
 * "no bleeding", "no more bleeding", "no pain or swelling", "damu hakuna";
 * but not "no, bleeding" nor "no I am bleeding".
 */
static bool
is_denied(const struct search *s, const struct phrase *phrase, size_t at, size_t end)
{
	for (size_t i = at; i > 0 && at - i <= 3; i--) {
		if (s->words.at[i].cut)
			break;
		if (ends_before(s, ROLE_NEGATION, phrase, i))
			return true;
		if (ends_before(s, ROLE_OR, phrase, i) && i > 1 && s->denied[i - 2] &&
		    !s->words.at[i - 1].cut)
			return true;
		if (!ends_before(s, ROLE_BETWEEN, phrase, i))
			break;
	}
	return denied_behind(s, phrase, end);
}

static void
note(struct found *found, enum triage_urgency urgency, size_t at, size_t end)
{
	if (urgency > found->urgency)
		*found = (struct found){ urgency, at, end };
}

/* Returns whether any danger word starts at this word, denied or not. */
static bool
look_for_signs(struct search *s, size_t at, bool tolerant)
{
	const struct phrase *p = s->triage->phrases[ROLE_SIGN];
	bool any = false;

	for (; p != NULL; p = p->next) {
		size_t end = triage_words_match(p, &s->words, at, tolerant);

		if (end == 0)
			continue;
		any = true;
		if (is_denied(s, p, at, end)) {
			s->denied[end - 1] = true;
		} else {
			s->seen |= (uint32_t)1 << p->sign;
			note(&s->signs[p->sign], p->urgency, at, end);
		}
	}
	return any;
}

static void
look_for_raises(struct search *s, size_t at)
{
	const struct phrase *p = s->triage->phrases[ROLE_RAISE];

	for (; p != NULL; p = p->next) {
		size_t end = triage_words_match(p, &s->words, at, true);

		if (end == 0 || is_denied(s, p, at, end))
			continue;
		s->raised |= (uint32_t)1 << p->sign;
		note(&s->raises[p->sign], URGENCY_RED, at, end);
	}
}

/* Exact words first: "swell" is not a misspelt "smell". */
static void
look_for_danger(struct search *s)
{
	const struct sign *signs = s->triage->signs;

	for (size_t at = 0; at < s->words.n; at++) {
		if (!look_for_signs(s, at, false))
			(void)look_for_signs(s, at, true);
		look_for_raises(s, at);
	}
	for (size_t i = 0; i < s->triage->signs_n; i++) {
		uint32_t others = s->seen & ~((uint32_t)1 << i);

		if ((s->seen >> i & 1) != 0 &&
		    ((s->raised >> i & 1) != 0 || (signs[i].red_with & others) != 0))
			s->signs[i].urgency = URGENCY_RED;
	}
}

static const char *
as_typed(const struct search *s, size_t at, size_t end)
{
	const char *from = s->words.at[at].from;

	return arena_strndup(s->arena, from, (size_t)(s->words.at[end - 1].to - from));
}

/* The words of a sign, with what made it red if that stands near. */
static const char *
explain(const struct search *s, size_t sign)
{
	const struct found *word = &s->signs[sign], *raise = &s->raises[sign];
	size_t at = word->at, end = word->end;

	if (raise->urgency != URGENCY_NONE) {
		at = raise->at < at ? raise->at : at;
		end = raise->end > end ? raise->end : end;
	}
	if (s->words.at[end - 1].to - s->words.at[at].from > MATCHED_MAX)
		return as_typed(s, word->at, word->end);
	return as_typed(s, at, end);
}

/* The most urgent sign, and of those the one that is written first. */
static void
choose_sign(const struct search *s, struct reading *reading)
{
	const struct found *best = NULL;

	for (size_t i = 0; i < s->triage->signs_n; i++) {
		const struct found *found = &s->signs[i];

		if (found->urgency == URGENCY_NONE)
			continue;
		if (best != NULL &&
		    (found->urgency < best->urgency ||
			(found->urgency == best->urgency && found->at >= best->at)))
			continue;
		best = found;
		reading->urgency = found->urgency;
		reading->sign = s->triage->signs[i].name;
		reading->matched = explain(s, i);
	}
}

/* ------------------------------------------------------------ answers --- */

/* "0", "00", "o": the digit in all the ways it leaves a small keypad. */
static bool
is_code(const struct word *word, char digit, const char *alike)
{
	bool has_digit = memchr(word->letters, digit, word->len) != NULL;

	if (word->stretched || word->symbol || word->len > 3)
		return false;
	for (size_t i = 0; i < word->len; i++)
		if (word->letters[i] != digit &&
		    strchr(alike, word->letters[i]) == NULL)
			return false;
	return has_digit || word->len == 1;
}

static bool
is_zero(const struct word *word)
{
	return is_code(word, '0', "o");
}

static bool
is_one(const struct word *word)
{
	return is_code(word, '1', "il");
}

/*
 * The code, the word, or both, as when "0=No" is sent back; nothing else.
 * A code may be repeated, a word not: "no no no" is no answer to a question.
 */
static bool
is_answer(const struct search *s, const struct words *words, enum role role,
    bool (*is_own)(const struct word *))
{
	size_t codes = 0, others = 0;

	for (size_t i = 0; i < words->n;) {
		size_t end = triage_words_find(s->triage, role, s->language, words, i);

		if (is_own(&words->at[i])) {
			codes++;
			i++;
		} else if (end > 0) {
			others++;
			i = end;
		} else {
			return false;
		}
	}
	return others <= 1 && codes + others >= 1 && codes + others <= 2;
}

/* Nothing but phrases of a role, at most so many. */
static bool
is_only(const struct search *s, enum role role, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < s->words.n; n++) {
		i = triage_words_find(s->triage, role, s->language, &s->words, i);
		if (i == 0)
			return false;
	}
	return n >= 1 && n <= most;
}

/* The words without thumbs and smiles; all of them if nothing else is there. */
static struct words
without_smiles(const struct search *s)
{
	struct words rest = s->words;

	ARENA_ARRAY(s->arena, rest.at, s->words.n + 1);
	rest.n = 0;
	for (size_t i = 0; i < s->words.n; i++)
		if (!s->words.at[i].symbol ||
		    triage_words_find(
			s->triage, ROLE_COURTESY, s->language, &s->words, i) == 0)
			rest.at[rest.n++] = s->words.at[i];
	return rest.n > 0 ? rest : s->words;
}

static enum triage_kind
kind_of(const struct search *s)
{
	struct words answer = without_smiles(s);

	if (s->words.n == 0 || s->words.more)
		return TRIAGE_WORDS;
	/* In doubt it is a problem: a language's own "yes" comes before a "no". */
	if (is_answer(s, &answer, ROLE_PROBLEM, is_one))
		return TRIAGE_PROBLEM;
	/* Whoever asks wants to be read; whoever names a danger is not fine. */
	if (s->words.asks || s->seen != 0)
		return TRIAGE_WORDS;
	if (is_answer(s, &answer, ROLE_FINE, is_zero))
		return TRIAGE_FINE;
	if (is_only(s, ROLE_STOP, 1))
		return TRIAGE_STOP;
	if (is_only(s, ROLE_START, 1))
		return TRIAGE_START;
	return is_only(s, ROLE_COURTESY, 6) ? TRIAGE_COURTESY : TRIAGE_WORDS;
}

/* "1. It hurts", "1, my stitches": an answer with its explanation. */
static bool
starts_with_one(const struct words *words)
{
	return words->n > 1 && words->at[1].cut && words->at[0].letters[0] == '1' &&
	       is_one(&words->at[0]);
}

struct reading
triage_read(const struct triage *triage, struct arena *arena, const char *language,
    const char *text)
{
	struct search s = { .triage = triage, .arena = arena, .language = language };
	struct reading reading = { .sign = "", .matched = "" };

	s.words = triage_words_split(arena, text);
	ARENA_ARRAY(arena, s.denied, s.words.n + 1);
	mark_listed(&s);
	look_for_danger(&s);
	reading.kind = kind_of(&s);
	if (reading.kind == TRIAGE_PROBLEM)
		reading.urgency = URGENCY_AMBER;
	if (reading.kind == TRIAGE_WORDS)
		reading.urgency =
		    starts_with_one(&s.words) ? URGENCY_AMBER : URGENCY_REVIEW;
	if (reading.kind != TRIAGE_WORDS)
		reading.matched = as_typed(&s, 0, s.words.n);
	else if (reading.urgency == URGENCY_AMBER)
		reading.matched = as_typed(&s, 0, 1);
	if (s.seen != 0)
		choose_sign(&s, &reading);
	return reading;
}
