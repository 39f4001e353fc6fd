/* triage_danger.c - the signs in a text; see triage.h and triage_words.h. */

#include <string.h>

#include "core/triage_words.h"

#define MATCHED_MAX 80 /* bytes of the text that explain a reading */
#define BETWEEN_MAX 3 /* words between a negation and what it denies */

/* Whether it counts for this reader at all. */
static bool
counts(const struct search *s, const struct phrase *p)
{
	return !p->own || triage_words_spoken(p, s->language);
}

/*
 * Where a danger word that starts here ends, or 0.  Misspelt ones are those of his
 * own language: in twenty of them most words are near some danger.
 */
static size_t
ends_at(const struct search *s, const struct phrase *p, size_t at)
{
	if (!counts(s, p))
		return 0;
	return triage_words_match(
	    p, &s->words, at, triage_words_spoken(p, s->language));
}

static bool
has_stem(const struct phrase *p, const struct word *word)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->stems[i].kind == STEM_WHOLE && p->stems[i].len == word->len &&
		    strcmp(p->stems[i].letters, word->letters) == 0)
			return true;
	return false;
}

/* A word that some list spells so is no misspelling of another. */
static void
mark_listed(struct search *s)
{
	for (int role = 0; role <= ROLE_ORDINARY; role++)
		for (const struct phrase *p = s->triage->phrases[role]; p != NULL;
		     p = p->next)
			for (size_t i = 0; i < s->words.n; i++)
				if (has_stem(p, &s->words.at[i]))
					s->words.at[i].listed = true;
	for (const struct phrase *p = s->triage->phrases[ROLE_SIGN]; p; p = p->next)
		for (size_t i = 0; p->n == 1 && i < s->words.n; i++)
			if (triage_words_match(p, &s->words, i, false) != 0)
				s->words.at[i].listed = true;
}

/* Which words are danger words by themselves. */
static void
mark_danger(struct search *s)
{
	for (const struct phrase *p = s->triage->phrases[ROLE_SIGN]; p; p = p->next)
		for (size_t i = 0; p->n == 1 && i < s->words.n; i++)
			if (ends_at(s, p, i) != 0)
				s->words.at[i].danger = true;
}

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
	size_t between = 0;

	if (phrase->certain)
		return false;
	for (size_t i = at; i > 0 && between <= BETWEEN_MAX; i--) {
		if (s->words.at[i].cut)
			break;
		if (ends_before(s, ROLE_NEGATION, phrase, i))
			return true;
		if (ends_before(s, ROLE_OR, phrase, i)) {
			if (i > 1 && s->denied[i - 2] && !s->words.at[i - 1].cut)
				return true;
			between = 0;
		} else if (ends_before(s, ROLE_BETWEEN, phrase, i)) {
			between++;
		} else {
			break;
		}
	}
	return denied_behind(s, phrase, end);
}

static void
note(struct found *found, const struct phrase *phrase, enum triage_urgency urgency,
    size_t at, size_t end)
{
	if (urgency > found->urgency)
		*found = (struct found){ urgency, at, end, phrase };
}

static void
look_for_signs(struct search *s, size_t at)
{
	const struct phrase *p = s->triage->phrases[ROLE_SIGN];

	for (; p != NULL; p = p->next) {
		size_t end = ends_at(s, p, at);

		if (end == 0)
			continue;
		s->touched = true;
		if (is_denied(s, p, at, end)) {
			if (s->denied_end == 0) {
				s->denied_at = at;
				s->denied_end = end;
			}
			s->denied[end - 1] = true;
		} else {
			s->seen |= (uint32_t)1 << p->sign;
			note(&s->signs[p->sign], p, p->urgency, at, end);
		}
	}
}

static void
look_for_raises(struct search *s, size_t at)
{
	const struct phrase *p = s->triage->phrases[ROLE_RAISE];

	for (; p != NULL; p = p->next) {
		size_t end = ends_at(s, p, at);

		if (end == 0 || is_denied(s, p, at, end))
			continue;
		s->raised |= (uint32_t)1 << p->sign;
		note(&s->raises[p->sign], p, URGENCY_RED, at, end);
	}
}

void
triage_danger_look(struct search *s)
{
	const struct sign *signs = s->triage->signs;

	ARENA_ARRAY(s->arena, s->denied, s->words.n + 1);
	mark_listed(s);
	mark_danger(s);
	for (size_t at = 0; at < s->words.n; at++) {
		look_for_signs(s, at);
		look_for_raises(s, at);
	}
	for (size_t i = 0; i < s->triage->signs_n; i++) {
		uint32_t others = s->seen & ~((uint32_t)1 << i);

		if ((s->seen >> i & 1) != 0 &&
		    ((s->raised >> i & 1) != 0 || (signs[i].red_with & others) != 0))
			s->signs[i].urgency = URGENCY_RED;
	}
}

const char *
triage_as_typed(const struct search *s, size_t at, size_t end)
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
		return triage_as_typed(s, word->at, word->end);
	return triage_as_typed(s, at, end);
}

/* The most urgent sign, and of those the one that is written first. */
void
triage_danger_choose(const struct search *s, struct reading *reading)
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
		reading->language = found->phrase->language;
	}
}
