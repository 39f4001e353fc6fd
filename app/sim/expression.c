/* expression.c - see expression.h. */

#include "sim/expression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ARGS_MAX 64

struct parser {
	const struct expression_scope *scope;
	const char *at;
	const char *end;
	int depth;
	int steps;
	bool bad; /* not an expression at all */
};

static struct value parse_binary(struct parser *, size_t level);

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static void
skip_space(struct parser *p)
{
	while (p->at < p->end && strchr(" \t\r\n", *p->at) != NULL)
		p->at++;
}

static bool
accept(struct parser *p, const char *symbol)
{
	size_t len = strlen(symbol);

	skip_space(p);
	if ((size_t)(p->end - p->at) < len || strncmp(p->at, symbol, len) != 0)
		return false;
	p->at += len;
	return true;
}

static struct value
fail(struct parser *p)
{
	p->bad = true;
	return value_error();
}

/* "..." with \" \\ \n \t \r inside. */
static struct value
parse_text(struct parser *p)
{
	struct buf b;

	buf_init(&b, p->scope->arena);
	b.max = VALUE_TEXT_MAX;
	for (p->at++; p->at < p->end && *p->at != '"'; p->at++) {
		char c = *p->at;

		if (c == '\\' && p->at + 1 < p->end) {
			c = *++p->at;
			c = (char)(c == 'n'   ? '\n'
				   : c == 't' ? '\t'
				   : c == 'r' ? '\r'
					      : c);
		}
		buf_putc(&b, c);
	}
	if (p->at >= p->end)
		return fail(p);
	p->at++;
	return value_text(b.data);
}

static struct value
parse_number(struct parser *p)
{
	const char *start = p->at;

	while (p->at < p->end && ((*p->at >= '0' && *p->at <= '9') || *p->at == '.'))
		p->at++;
	if (p->at - start > 30)
		return fail(p);
	return value_number(strtod(
	    arena_strndup(p->scope->arena, start, (size_t)(p->at - start)), NULL));
}

static const char *
take_name(struct parser *p)
{
	const char *start = p->at;

	while (p->at < p->end && is_name(*p->at))
		p->at++;
	return arena_strndup(p->scope->arena, start, (size_t)(p->at - start));
}

static struct value
named(struct parser *p, const char *name)
{
	const struct value *found = value_get(p->scope->root, name);

	if (found != NULL)
		return *found;
	if (strcasecmp(name, "true") == 0 || strcasecmp(name, "false") == 0)
		return value_truth(strcasecmp(name, "true") == 0);
	if (strcasecmp(name, "null") == 0)
		return value_null();
	if (expression_is_function(name))
		return (struct value){ .kind = VALUE_FUNCTION, .text = name };
	return value_error();
}

static struct value
member(const struct value *of, const struct value *key, struct arena *a)
{
	const struct value *found;
	double index;

	if (of->kind == VALUE_ARRAY) {
		if (!value_as_number(key, &index) || index < 0 ||
		    index >= (double)of->n)
			return value_error();
		return of->members[(size_t)index].value;
	}
	found = value_get(of, value_as_text(a, key));
	return found != NULL ? *found : value_error();
}

static struct value
parse_call(struct parser *p, const struct value *function)
{
	struct value args[ARGS_MAX];
	struct expression_call call = {
		.scope = p->scope, .args = args, .depth = p->depth
	};

	if (!accept(p, ")")) {
		do {
			if (call.n == ARGS_MAX)
				return fail(p);
			args[call.n++] = parse_binary(p, 0);
			if (p->bad)
				return value_error();
		} while (accept(p, ","));
		if (!accept(p, ")"))
			return fail(p);
	}
	if (function->kind != VALUE_FUNCTION)
		return value_error();
	return expression_function(function->text, &call);
}

/* What may follow a value: .name [index] (arguments), any number of times. */
static struct value
parse_suffixes(struct parser *p, struct value value)
{
	while (!p->bad && p->at < p->end) {
		struct value key;

		if (++p->steps > EXPRESSION_STEPS)
			return fail(p);
		if (*p->at == '.') {
			p->at++;
			key = value_text(take_name(p));
			if (key.text[0] == '\0')
				return fail(p);
			value = member(&value, &key, p->scope->arena);
		} else if (*p->at == '[') {
			p->at++;
			key = parse_binary(p, 0);
			if (!accept(p, "]"))
				return fail(p);
			value = member(&value, &key, p->scope->arena);
		} else if (*p->at == '(') {
			p->at++;
			value = parse_call(p, &value);
		} else {
			break;
		}
	}
	return value;
}

static struct value
parse_atom(struct parser *p)
{
	struct value value;

	skip_space(p);
	if (p->at >= p->end || ++p->steps > EXPRESSION_STEPS)
		return fail(p);
	if (*p->at == '"')
		return parse_text(p);
	if (*p->at >= '0' && *p->at <= '9')
		return parse_number(p);
	if (*p->at == '(') {
		p->at++;
		value = parse_binary(p, 0);
		return p->bad || accept(p, ")") ? value : fail(p);
	}
	if (!is_name(*p->at))
		return fail(p);
	return parse_suffixes(p, named(p, take_name(p)));
}

static struct value
parse_unary(struct parser *p)
{
	struct value value;
	double number;

	if (p->depth >= EXPRESSION_DEPTH)
		return fail(p);
	p->depth++;
	if (accept(p, "-")) {
		value = parse_unary(p);
		value = value_as_number(&value, &number) ? value_number(-number)
							 : value_error();
	} else {
		value = parse_atom(p);
	}
	p->depth--;
	return value;
}

/* Weakest first; the longer sign of two that begin alike comes first. */
static const char *const operators[][5] = {
	{ "!=", "=" },
	{ "<=", ">=", "<", ">" },
	{ "&" },
	{ "+", "-" },
	{ "*", "/" },
	{ "^" },
};

static struct value
arithmetic(char sign, double a, double b)
{
	switch (sign) {
	case '+':
		return value_number(a + b);
	case '-':
		return value_number(a - b);
	case '*':
		return value_number(a * b);
	case '/':
		return b < 0 || b > 0 ? value_number(a / b) : value_error();
	default:
		return value_number(pow(a, b));
	}
}

static struct value
compare(const char *sign, double a, double b)
{
	if (strcmp(sign, "<=") == 0)
		return value_truth(a <= b);
	if (strcmp(sign, ">=") == 0)
		return value_truth(a >= b);
	return value_truth(*sign == '<' ? a < b : a > b);
}

static struct value
join(struct arena *a, const char *left, const char *right)
{
	struct buf b;

	buf_init(&b, a);
	b.max = VALUE_TEXT_MAX;
	buf_puts(&b, left);
	buf_puts(&b, right);
	return b.full ? value_error() : value_text(b.data);
}

static struct value
apply(struct arena *arena, const char *sign, const struct value *left,
    const struct value *right)
{
	double a, b;

	if (left->kind == VALUE_ERROR || right->kind == VALUE_ERROR)
		return value_error();
	if (strcmp(sign, "&") == 0)
		return join(
		    arena, value_as_text(arena, left), value_as_text(arena, right));
	if (strcmp(sign, "=") == 0 || strcmp(sign, "!=") == 0) {
		bool same = strcmp(value_as_text(arena, left),
				value_as_text(arena, right)) == 0;

		return value_truth(same == (*sign == '='));
	}
	if (!value_as_number(left, &a) || !value_as_number(right, &b))
		return value_error();
	if (*sign == '<' || *sign == '>')
		return compare(sign, a, b);
	return arithmetic(*sign, a, b);
}

static const char *
accept_operator(struct parser *p, size_t level)
{
	for (size_t i = 0; i < COUNT_OF(operators[level]); i++)
		if (operators[level][i] != NULL && accept(p, operators[level][i]))
			return operators[level][i];
	return NULL;
}

static struct value
parse_binary(struct parser *p, size_t level)
{
	struct value left;
	const char *sign;

	if (level == COUNT_OF(operators))
		return parse_unary(p);
	left = parse_binary(p, level + 1);
	while (!p->bad && (sign = accept_operator(p, level)) != NULL) {
		struct value right = parse_binary(p, level + 1);

		if (++p->steps > EXPRESSION_STEPS)
			return fail(p);
		left = apply(p->scope->arena, sign, &left, &right);
	}
	return left;
}

static struct value
evaluate(const struct expression_scope *scope, const char *from, const char *to)
{
	struct parser p = { .scope = scope, .at = from, .end = to };
	struct value value = parse_binary(&p, 0);

	skip_space(&p);
	return p.bad || p.at < p.end ? value_error() : value;
}

/* Past the bracket that closes the one at s; NULL if none does. */
static const char *
closing_bracket(const char *s)
{
	bool quoted = false;
	int depth = 0;

	for (; *s != '\0'; s++) {
		if (quoted && *s == '\\' && s[1] != '\0')
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (!quoted && *s == '(')
			depth++;
		else if (!quoted && *s == ')' && --depth == 0)
			return s + 1;
	}
	return NULL;
}

/* Past "contact.name" at s, if contact is something we know; else NULL. */
static const char *
closing_name(const struct expression_scope *scope, const char *s)
{
	size_t first = 0, len = 0;

	while (is_name(s[first]))
		first++;
	if (first == 0 ||
	    value_get(scope->root, arena_strndup(scope->arena, s, first)) == NULL)
		return NULL;
	len = first;
	while (s[len] == '.' && is_name(s[len + 1])) {
		len++;
		while (is_name(s[len]))
			len++;
	}
	return s + len;
}

/*
 * The value of the expression that follows an "@", and where it ends; false
 * if what follows is no expression, so that the "@" stands for itself.
 */
static bool
expression_at(const struct expression_scope *scope, const char *s, const char **end,
    struct value *value)
{
	if (*s == '(') {
		*end = closing_bracket(s);
		if (*end != NULL)
			*value = evaluate(scope, s + 1, *end - 1);
	} else {
		*end = closing_name(scope, s);
		if (*end != NULL)
			*value = evaluate(scope, s, *end);
	}
	return *end != NULL;
}

const char *
template_text(const struct expression_scope *scope, const char *template)
{
	struct buf b;

	buf_init(&b, scope->arena);
	b.max = VALUE_TEXT_MAX;
	for (const char *s = template; *s != '\0' && !b.full;) {
		struct value value;
		const char *end;

		if (*s == '@' && s[1] == '@') {
			buf_putc(&b, '@');
			s += 2;
		} else if (*s == '@' && expression_at(scope, s + 1, &end, &value)) {
			buf_puts(&b, value_as_text(scope->arena, &value));
			s = end;
		} else {
			buf_putc(&b, *s++);
		}
	}
	return b.data;
}

struct value
template_value(const struct expression_scope *scope, const char *template)
{
	struct value value;
	const char *end;

	if (template[0] == '@' && template[1] != '@' &&
	    expression_at(scope, template + 1, &end, &value) && *end == '\0')
		return value;
	return value_text(template_text(scope, template));
}
