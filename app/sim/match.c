/* match.c - see match.h. */

#include "sim/match.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "sim/words.h"

#define NUMBER_MAX 24 /* characters of one number in a text */

struct question {
	struct arena *arena;
	const struct value *operand;
	const char *text; /* the operand, trimmed */
	const char *first, *second;
};

static bool
holds(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->n; i++)
		if (strcmp(words->at[i], word) == 0)
			return true;
	return false;
}

static const char *
joined(struct arena *a, const struct words *words)
{
	struct buf b;

	buf_init(&b, a);
	for (size_t i = 0; i < words->n; i++)
		buf_printf(&b, "%s%s", i > 0 ? " " : "", words->at[i]);
	return b.data;
}

static const char *
has_text(const struct question *q)
{
	return q->text[0] != '\0' ? q->text : NULL;
}

static const char *
has_only_text(const struct question *q)
{
	const char *whole = value_as_text(q->arena, q->operand);

	return strcmp(whole, q->first) == 0 ? whole : NULL;
}

static const char *
has_any_word(const struct question *q)
{
	struct words said = words_of(q->arena, q->text);
	struct words asked = words_of(q->arena, q->first);
	struct words found = { .n = 0 };

	ARENA_ARRAY(q->arena, found.at, said.n + 1);
	for (size_t i = 0; i < said.n; i++)
		if (holds(&asked, said.at[i]))
			found.at[found.n++] = said.at[i];
	return found.n > 0 ? joined(q->arena, &found) : NULL;
}

static const char *
has_all_words(const struct question *q)
{
	struct words said = words_of(q->arena, q->text);
	struct words asked = words_of(q->arena, q->first);

	for (size_t i = 0; i < asked.n; i++)
		if (!holds(&said, asked.at[i]))
			return NULL;
	return asked.n > 0 ? joined(q->arena, &asked) : NULL;
}

static bool
starts_with(const struct words *said, size_t from, const struct words *asked)
{
	if (from + asked->n > said->n)
		return false;
	for (size_t i = 0; i < asked->n; i++)
		if (strcmp(said->at[from + i], asked->at[i]) != 0)
			return false;
	return true;
}

static const char *
has_phrase(const struct question *q)
{
	struct words said = words_of(q->arena, q->text);
	struct words asked = words_of(q->arena, q->first);

	for (size_t from = 0; from + asked.n <= said.n; from++)
		if (starts_with(&said, from, &asked))
			return joined(q->arena, &asked);
	return NULL;
}

static const char *
has_only_phrase(const struct question *q)
{
	struct words said = words_of(q->arena, q->text);
	struct words asked = words_of(q->arena, q->first);

	if (said.n != asked.n || !starts_with(&said, 0, &asked))
		return NULL;
	return joined(q->arena, &asked);
}

static const char *
has_beginning(const struct question *q)
{
	const char *text = words_lower(q->arena, q->text);
	const char *asked = words_lower(q->arena, q->first);
	size_t len = strlen(asked);

	if (len == 0 || strncmp(text, asked, len) != 0)
		return NULL;
	return arena_strndup(q->arena, q->text, len);
}

static const char *
has_pattern(const struct question *q)
{
	regmatch_t match;
	regex_t regex;
	const char *found = NULL;

	if (strlen(q->first) > 200 ||
	    regcomp(&regex, q->first, REG_EXTENDED | REG_ICASE) != 0)
		return NULL;
	if (regexec(&regex, q->text, 1, &match, 0) == 0)
		found = arena_strndup(q->arena, q->text + match.rm_so,
		    (size_t)(match.rm_eo - match.rm_so));
	regfree(&regex);
	return found;
}

/* "1," and "(1)" are numbers, "10th" is none; "O" and "l" were meant as digits. */
static bool
read_number(const char *s, size_t len, double *number)
{
	char text[NUMBER_MAX + 1];
	struct value value;
	bool digit = false;

	while (len > 0 && strchr("(#$", *s) != NULL)
		s++, len--;
	while (len > 0 && strchr(").,!?;:%", s[len - 1]) != NULL)
		len--;
	if (len == 0 || len > NUMBER_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		digit = digit || (s[i] >= '0' && s[i] <= '9');
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (digit && (c == 'o' || c == 'O'))
			c = '0';
		else if (digit && (c == 'l' || c == 'I'))
			c = '1';
		text[i] = c;
	}
	text[len] = '\0';
	value = value_text(text);
	return value_as_number(&value, number);
}

static bool
first_number(const struct question *q, double *number)
{
	if (q->operand->kind == VALUE_NUMBER)
		return value_as_number(q->operand, number);
	for (const char *s = q->text; *s != '\0';) {
		size_t len = strcspn(s, " \t\r\n");

		if (read_number(s, len, number))
			return true;
		s += len + (s[len] != '\0');
	}
	return false;
}

static bool
bound(const char *text, double *number)
{
	return read_number(text, strlen(text), number);
}

/* How the number found must stand to the first bound: below, equal, above. */
static const char *
has_number_where(const struct question *q, bool below, bool equal, bool above)
{
	double number, limit;

	if (!first_number(q, &number) || !bound(q->first, &limit))
		return NULL;
	if (number < limit ? below : number > limit ? above : equal)
		return value_number_text(q->arena, number);
	return NULL;
}

static const char *
has_number(const struct question *q)
{
	double number;

	return first_number(q, &number) ? value_number_text(q->arena, number) : NULL;
}

static const char *
has_number_eq(const struct question *q)
{
	return has_number_where(q, false, true, false);
}

static const char *
has_number_lt(const struct question *q)
{
	return has_number_where(q, true, false, false);
}

static const char *
has_number_lte(const struct question *q)
{
	return has_number_where(q, true, true, false);
}

static const char *
has_number_gt(const struct question *q)
{
	return has_number_where(q, false, false, true);
}

static const char *
has_number_gte(const struct question *q)
{
	return has_number_where(q, false, true, true);
}

static const char *
has_number_between(const struct question *q)
{
	double number, most;

	if (has_number_gte(q) == NULL || !first_number(q, &number) ||
	    !bound(q->second, &most) || number > most)
		return NULL;
	return value_number_text(q->arena, number);
}

static const char *
has_category(const struct question *q)
{
	const struct value *category = value_get(q->operand, "category");
	const char *is = category != NULL ? value_as_text(q->arena, category) : "";

	return is[0] != '\0' && strcmp(is, q->first) == 0 ? is : NULL;
}

static const char *
has_error(const struct question *q)
{
	return q->operand->kind == VALUE_ERROR ? "error" : NULL;
}

/* clang-format off */
static const struct {
	const char *name;
	const char *(*test)(const struct question *);
} tests[] = {
	{ "has_text",		has_text },
	{ "has_only_text",	has_only_text },
	{ "has_any_word",	has_any_word },
	{ "has_all_words",	has_all_words },
	{ "has_phrase",		has_phrase },
	{ "has_only_phrase",	has_only_phrase },
	{ "has_beginning",	has_beginning },
	{ "has_pattern",	has_pattern },
	{ "has_number",		has_number },
	{ "has_number_eq",	has_number_eq },
	{ "has_number_lt",	has_number_lt },
	{ "has_number_lte",	has_number_lte },
	{ "has_number_gt",	has_number_gt },
	{ "has_number_gte",	has_number_gte },
	{ "has_number_between",	has_number_between },
	{ "has_category",	has_category },
	{ "has_error",		has_error },
};
/* clang-format on */

bool
match_is_known(const char *test)
{
	for (size_t i = 0; i < COUNT_OF(tests); i++)
		if (strcmp(tests[i].name, test) == 0)
			return true;
	return false;
}

static const char *
trimmed(struct arena *a, const char *s)
{
	size_t len;

	s += strspn(s, " \t\r\n");
	len = strlen(s);
	while (len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL)
		len--;
	return arena_strndup(a, s, len);
}

const char *
match_test(struct arena *a, const char *test, const struct value *operand,
    const char *const args[2])
{
	const struct question q = { .arena = a,
		.operand = operand,
		.text = trimmed(a, value_as_text(a, operand)),
		.first = args[0],
		.second = args[1] };

	if (operand->kind == VALUE_ERROR && strcmp(test, "has_error") != 0)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(tests); i++)
		if (strcmp(tests[i].name, test) == 0)
			return tests[i].test(&q);
	return NULL;
}

bool
match_keyword(struct arena *a, const char *text, const char *keyword, bool only_word)
{
	struct words words = words_of(a, text);

	if (words.n == 0 || (only_word && words.n > 1))
		return false;
	return strcmp(words.at[0], words_lower(a, keyword)) == 0;
}
