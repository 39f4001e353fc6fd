/* triage.c - see triage.h. */

#include "core/triage.h"

#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/triage_words.h"

#define CODE_MAX 3 /* letters of a code that is typed in more than one way */
#define CODE_LONGEST 6 /* of the digit alone */

/* clang-format off */
static const char *const why_words[] = {
	[WHY_UNKNOWN] =     N_("no word of the lists decides it"),
	[WHY_EMPTY] =       N_("there is nothing to read in it"),
	[WHY_LONG] =        N_("it is longer than a program reads"),
	[WHY_FINE] =        N_("it is an answer and nothing else: no problem"),
	[WHY_PROBLEM] =     N_("it is an answer and nothing else: a problem"),
	[WHY_EXPLAINED] =   N_("it is a 1 with more words"),
	[WHY_MIXED] =       N_("it is an answer, but there is more in it"),
	[WHY_NOT_ASKED] =   N_("it is an answer, but nothing was asked"),
	[WHY_CONTRADICTS] = N_("he had said there was a problem, and this is a no"),
	[WHY_STILL_OPEN] =  N_("it is thanks, but a problem is open"),
	[WHY_NUMBER] =      N_("it says which sign, without naming it"),
	[WHY_ASKS] =        N_("it asks something"),
	[WHY_DANGER] =      N_("it has a danger word"),
	[WHY_DENIED] =      N_("it has a danger word, and says no of it"),
	[WHY_STOP] =        N_("it asks to stop the messages"),
	[WHY_START] =       N_("it asks to have the messages again"),
	[WHY_COURTESY] =    N_("it is thanks, or that all is well"),
	[WHY_APPOINTMENT] = N_("it says whether he comes when he is expected"),
	[WHY_SCREENING] =   N_("it answers a question of a screening"),
};
/* clang-format on */

const char *
triage_why_words(enum triage_why why)
{
	return why_words[why];
}

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

static const char *const questions[] = {
	[ASKED_NOTHING] = "none",
	[ASKED_CHECKIN] = "checkin",
	[ASKED_SIGN] = "symptoms",
};

const char *
triage_question_word(enum triage_question question)
{
	return questions[question];
}

bool
triage_question_named(const char *word, enum triage_question *question)
{
	for (size_t i = 0; i < COUNT_OF(questions); i++)
		if (strcmp(questions[i], word) == 0) {
			*question = (enum triage_question)i;
			return true;
		}
	return false;
}

const char *
triage_verdict(const struct reading *reading)
{
	static const char *const verdicts[] = {
		[URGENCY_NONE] = "FINE",
		[URGENCY_REVIEW] = "REVIEW",
		[URGENCY_AMBER] = "AMBER",
		[URGENCY_RED] = "RED",
	};

	if (reading->kind == TRIAGE_STOP)
		return "STOP";
	return reading->kind == TRIAGE_START ? "REVIEW" : verdicts[reading->urgency];
}

/* What a whole text may be, whatever was asked. */
enum shape {
	SHAPE_NONE,
	SHAPE_FINE,
	SHAPE_PROBLEM,
	SHAPE_STOP,
	SHAPE_START,
	SHAPE_COURTESY,
	SHAPE_NUMBERS /* 1 to 7 */
};

/* "0", "00", "o": the digit in all the ways it leaves a small keypad. */
static bool
is_code(const struct word *word, char digit, const char *alike)
{
	size_t digits = 0;

	if (word->stretched || word->symbol || word->len > CODE_LONGEST)
		return false;
	for (size_t i = 0; i < word->len; i++) {
		if (word->letters[i] == digit)
			digits++;
		else if (strchr(alike, word->letters[i]) == NULL)
			return false;
	}
	return digits == word->len ||
	       (word->len <= CODE_MAX && (digits > 0 || word->len == 1));
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

/* The end of a phrase of a role that starts at a word, or 0. */
static size_t
find(const struct search *s, enum role role, const struct words *words, size_t at)
{
	return triage_words_find(s->triage, role, s->language, words, at);
}

/*
 * The code, the word, or both, as when "0=No" is sent back; nothing else.
 * Three times is no answer any more: "no no no" wants something.
 */
static bool
is_answer(const struct search *s, const struct words *words, enum role role,
    bool (*is_own)(const struct word *))
{
	size_t n = 0;

	for (size_t i = 0; i < words->n; n++) {
		size_t end = find(s, role, words, i);

		if (is_own(&words->at[i]) && end <= i + 1)
			end = i + 1;
		if (end == 0)
			return false;
		i = end;
	}
	return n >= 1 && n <= 2;
}

/* Nothing but phrases of a role, at most so many, and of another beside them. */
static bool
is_only(const struct search *s, enum role role, size_t most, enum role beside)
{
	size_t n = 0;

	for (size_t i = 0; i < s->words.n;) {
		size_t end = find(s, role, &s->words, i);

		n += end != 0;
		if (end == 0)
			end = find(s, beside, &s->words, i);
		if (end == 0)
			return false;
		i = end;
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
		if (!s->words.at[i].symbol || find(s, ROLE_COURTESY, &s->words, i) == 0)
			rest.at[rest.n++] = s->words.at[i];
	return rest.n > 0 ? rest : s->words;
}

/* "4", "1 and 3", "no. 2": numbers of the signs, as if they had been counted. */
static bool
is_numbers(const struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		if (words->at[i].len != 1 || words->at[i].letters[0] < '1' ||
		    words->at[i].letters[0] > '7')
			return false;
	return words->n > 0;
}

static enum shape
shape_of(const struct search *s)
{
	struct words answer = without_smiles(s);

	if (s->words.n == 0 || s->words.more)
		return SHAPE_NONE;
	/* In doubt it is a problem: a language's own "yes" comes before a "no". */
	if (is_answer(s, &answer, ROLE_PROBLEM, is_one))
		return SHAPE_PROBLEM;
	/* Whoever asks wants to be read; whoever names a danger is not fine. */
	if (s->words.asks || s->touched)
		return SHAPE_NONE;
	if (is_answer(s, &answer, ROLE_FINE, is_zero))
		return SHAPE_FINE;
	if (is_only(s, ROLE_STOP, 2, ROLE_POLITE))
		return SHAPE_STOP;
	if (is_only(s, ROLE_START, 1, ROLE_POLITE))
		return SHAPE_START;
	if (is_only(s, ROLE_COURTESY, 6, ROLE_COURTESY))
		return SHAPE_COURTESY;
	return is_numbers(&answer) ? SHAPE_NUMBERS : SHAPE_NONE;
}

/* Nothing but answers, of either kind: "1=Yes 0=No", "1 or 0" sent back. */
static bool
is_answers(const struct search *s)
{
	for (size_t i = 0; i < s->words.n;) {
		size_t no = find(s, ROLE_FINE, &s->words, i);
		size_t yes = find(s, ROLE_PROBLEM, &s->words, i);
		size_t end = no > yes ? no : yes;

		if (end == 0 && (is_zero(&s->words.at[i]) || is_one(&s->words.at[i])))
			end = i + 1;
		if (end == 0)
			end = find(s, ROLE_OR, &s->words, i);
		if (end == 0)
			return false;
		i = end;
	}
	return true;
}

/*
 * "1. It hurts", "1 my stitches": an answer with its explanation; but "1 day ago",
 * "1 tablet" and "1 or 0?" count something or ask which.
 */
static bool
starts_with_one(const struct search *s)
{
	const struct words *words = &s->words;

	if (words->n < 2 || words->at[0].letters[0] != '1' || !is_one(&words->at[0]) ||
	    is_answers(s))
		return false;
	return words->at[1].cut || find(s, ROLE_UNIT, words, 1) == 0;
}

/* "yes please": no doubt is left. */
static bool
is_polite_yes(const struct search *s)
{
	return is_only(s, ROLE_PROBLEM, 1, ROLE_POLITE);
}

/* Begins with an answer, but goes on. */
static bool
is_mixed(const struct search *s)
{
	const struct words *words = &s->words;

	return words->n > 1 && (is_zero(&words->at[0]) || is_one(&words->at[0]) ||
				   find(s, ROLE_FINE, words, 0) != 0 ||
				   find(s, ROLE_PROBLEM, words, 0) != 0);
}

static struct reading
say(enum triage_kind kind, enum triage_urgency urgency, enum triage_why why)
{
	return (struct reading){ kind, urgency, why, "", "", "" };
}

static bool
has_code(const struct search *s)
{
	for (size_t i = 0; i < s->words.n; i++)
		if (is_one(&s->words.at[i]))
			return true;
	return false;
}

/* A whole answer, held against what was asked. */
static struct reading
read_answer(const struct search *s, enum shape shape)
{
	bool asked = s->question == ASKED_CHECKIN, sign = s->question == ASKED_SIGN;

	if (shape == SHAPE_STOP)
		return say(TRIAGE_STOP, URGENCY_NONE, WHY_STOP);
	if (shape == SHAPE_START)
		return say(TRIAGE_START, URGENCY_NONE, WHY_START);
	if (shape == SHAPE_COURTESY && !sign)
		return say(TRIAGE_COURTESY, URGENCY_NONE, WHY_COURTESY);
	if (shape == SHAPE_COURTESY)
		return say(TRIAGE_WORDS, URGENCY_REVIEW, WHY_STILL_OPEN);
	if (shape == SHAPE_FINE && asked)
		return say(TRIAGE_FINE, URGENCY_NONE, WHY_FINE);
	if (shape == SHAPE_FINE)
		return say(TRIAGE_WORDS, URGENCY_REVIEW,
		    sign ? WHY_CONTRADICTS : WHY_NOT_ASKED);
	if (shape == SHAPE_NUMBERS && sign)
		return say(TRIAGE_WORDS, URGENCY_AMBER, WHY_NUMBER);
	/* A yes to a nurse is her answer; a 1 is the code that he was taught. */
	if (shape == SHAPE_PROBLEM && (asked || sign || has_code(s)))
		return say(TRIAGE_PROBLEM, URGENCY_AMBER, WHY_PROBLEM);
	if (shape == SHAPE_PROBLEM)
		return say(TRIAGE_WORDS, URGENCY_REVIEW, WHY_NOT_ASKED);
	return say(TRIAGE_WORDS, URGENCY_REVIEW, WHY_UNKNOWN);
}

/* "other", "no. 3", "2 and 4": but "2 days" counts. */
static bool
names_by_number(const struct search *s)
{
	struct words first = s->words;

	first.n = 1;
	if (is_numbers(&first))
		return s->words.n == 1 || s->words.at[1].letters[0] <= '9' ||
		       find(s, ROLE_UNIT, &s->words, 1) == 0;
	return find(s, ROLE_OTHER, &s->words, 0) != 0;
}

/* The rest is for a person, but some of it sooner. */
static struct reading
read_words(const struct search *s)
{
	enum triage_why why = WHY_UNKNOWN;

	if (s->words.n == 0)
		return say(
		    TRIAGE_WORDS, URGENCY_REVIEW, s->words.asks ? WHY_ASKS : WHY_EMPTY);
	if (s->words.more)
		return say(TRIAGE_WORDS, URGENCY_REVIEW, WHY_LONG);
	if (starts_with_one(s) || (s->question == ASKED_CHECKIN && is_polite_yes(s)))
		return say(TRIAGE_WORDS, URGENCY_AMBER, WHY_EXPLAINED);
	if (s->question == ASKED_SIGN && names_by_number(s))
		return say(TRIAGE_WORDS, URGENCY_AMBER, WHY_NUMBER);
	if (s->touched)
		why = WHY_DENIED;
	else if (is_mixed(s))
		why = WHY_MIXED;
	else if (s->words.asks)
		why = WHY_ASKS;
	return say(TRIAGE_WORDS, URGENCY_REVIEW, why);
}

/* What of the text decided. */
static const char *
matched(const struct search *s, const struct reading *reading)
{
	switch (reading->why) {
	case WHY_UNKNOWN:
	case WHY_EMPTY:
	case WHY_LONG:
	case WHY_ASKS:
		return "";
	case WHY_DENIED:
		return triage_as_typed(s, s->denied_at, s->denied_end);
	case WHY_EXPLAINED:
	case WHY_MIXED:
		return triage_as_typed(s, 0, 1);
	default:
		return triage_as_typed(s, 0, s->words.n);
	}
}

/* "en-ZW" and "EN" are "en". */
static const char *
language_of(struct arena *arena, const char *code)
{
	char *folded = text_fold(arena, code);

	folded[strcspn(folded, "-_")] = '\0';
	return folded;
}

struct reading
triage_read(const struct triage *triage, struct arena *arena, const char *language,
    enum triage_question question, const char *text)
{
	struct search s = { .triage = triage,
		.arena = arena,
		.language = language_of(arena, language),
		.question = question };
	struct reading reading;
	enum shape shape;

	s.words = triage_words_split(arena, text);
	triage_danger_look(&s);
	shape = shape_of(&s);
	reading = shape == SHAPE_NONE ? read_words(&s) : read_answer(&s, shape);
	if (s.seen == 0) {
		reading.matched = matched(&s, &reading);
	} else {
		reading.why = WHY_DANGER;
		triage_danger_choose(&s, &reading);
	}
	return reading;
}
