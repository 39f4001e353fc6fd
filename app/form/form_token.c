/* form_token.c - the words of an expression: XPath 1.0, section 3.7. */

#include <string.h>

#include "form/form_read.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Beyond ASCII every letter goes: libxml2 looks closer. */
static bool
begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static const char *
end_of_name(const char *s)
{
	if (!begins_name(*s))
		return s;
	while (begins_name(*s) || is_digit(*s) || *s == '-' || *s == '.')
		s++;
	return s;
}

static const char *
skip_space(const char *s)
{
	while (is_space(*s))
		s++;
	return s;
}

static const char *
end_of_number(const char *s)
{
	const char *power;

	while (is_digit(*s))
		s++;
	if (*s == '.')
		s++;
	while (is_digit(*s))
		s++;
	power = s + 1 + (*s == 'e' && s[1] == '-');
	if (*s == 'e' && is_digit(*power))
		for (s = power; is_digit(*s);)
			s++;
	return s;
}

static struct form_token
made(struct form_lexer *lexer, enum form_token_type type, const char *end)
{
	struct form_token token = { type,
		arena_strndup(lexer->arena, lexer->at, (size_t)(end - lexer->at)),
		lexer->at, false };

	lexer->at = end;
	return token;
}

static struct form_token
literal(struct form_lexer *lexer)
{
	const char *begin = lexer->at, *end = strchr(begin + 1, *begin);
	struct form_token token;

	if (end == NULL)
		return made(lexer, FORM_WRONG, begin + 1);
	lexer->at = begin + 1;
	token = made(lexer, FORM_LITERAL, end);
	token.at = begin;
	lexer->at = end + 1;
	lexer->operand = true;
	return token;
}

static bool
is_word_operator(const char *word)
{
	return strcmp(word, "and") == 0 || strcmp(word, "or") == 0 ||
	       strcmp(word, "div") == 0 || strcmp(word, "mod") == 0;
}

static struct form_token
name(struct form_lexer *lexer)
{
	const char *end = end_of_name(lexer->at), *second;
	struct form_token token;

	if (*end == ':' && end[1] != ':') {
		second = end_of_name(end + 1);
		end = end[1] == '*' ? end + 2 : second > end + 1 ? second : end;
	}
	token = made(lexer, FORM_NAME, end);
	/* Where an operator must stand, these are operators. */
	if (lexer->operand && is_word_operator(token.text)) {
		token.type = FORM_SIGN;
		lexer->operand = false;
		return token;
	}
	end = skip_space(end);
	token.called = *end == '(';
	lexer->operand = !(end[0] == ':' && end[1] == ':') && !token.called;
	return token;
}

static struct form_token
sign(struct form_lexer *lexer)
{
	static const char *const two[] = { "..", "//", "::", "<=", ">=", "!=" };
	static const char one[] = "()[].@,/|+-=<>*";
	const char *s = lexer->at;
	size_t len = 0;

	for (size_t i = 0; i < COUNT_OF(two); i++)
		if (strncmp(s, two[i], 2) == 0)
			len = 2;
	if (len == 0 && *s != '\0' && strchr(one, *s) != NULL)
		len = 1;
	if (len == 0)
		return made(lexer, FORM_WRONG, s + 1);
	if (*s == '*' && !lexer->operand) {
		lexer->operand = true;
		return made(lexer, FORM_NAME, s + 1);
	}
	lexer->operand = *s == ')' || *s == ']' || *s == '.';
	return made(lexer, FORM_SIGN, s + len);
}

struct form_token
form_token_next(struct form_lexer *lexer)
{
	const char *s = lexer->at = skip_space(lexer->at);

	if (*s == '\0')
		return (struct form_token){ FORM_END, "", s, false };
	if (*s == '"' || *s == '\'')
		return literal(lexer);
	if (is_digit(*s) || (*s == '.' && is_digit(s[1]))) {
		lexer->operand = true;
		return made(lexer, FORM_NUMERAL, end_of_number(s));
	}
	if (begins_name(*s))
		return name(lexer);
	return sign(lexer);
}
