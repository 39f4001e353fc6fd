/* expression_functions.c - the functions that an expression may call. */

#include "sim/expression.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "sim/words.h"

static struct value
call_again(const struct expression_call *call, const struct value *first, size_t from)
{
	const struct value *name = &call->args[1];
	struct value *args;
	struct expression_call inner = {
		.scope = call->scope, .n = call->n - from + 1, .depth = call->depth + 1
	};

	if (inner.depth > EXPRESSION_DEPTH || name->kind != VALUE_FUNCTION)
		return value_error();
	ARENA_ARRAY(call->scope->arena, args, inner.n);
	args[0] = *first;
	memcpy(args + 1, call->args + from, (call->n - from) * sizeof *args);
	inner.args = args;
	return expression_function(name->text, &inner);
}

static struct value
do_if(const struct expression_call *call)
{
	if (call->args[0].kind == VALUE_ERROR)
		return value_error();
	return call->args[value_as_truth(&call->args[0]) ? 1 : 2];
}

static struct value
do_default(const struct expression_call *call)
{
	const struct value *value = &call->args[0];
	bool empty = value->kind == VALUE_ERROR ||
		     value_as_text(call->scope->arena, value)[0] == '\0';

	return call->args[empty ? 1 : 0];
}

static struct value
do_json(const struct expression_call *call)
{
	struct buf b;

	if (call->args[0].kind == VALUE_ERROR)
		return value_error();
	buf_init(&b, call->scope->arena);
	b.max = VALUE_TEXT_MAX;
	value_write_json(&b, &call->args[0]);
	return b.full ? value_error() : value_text(b.data);
}

static struct value
do_object(const struct expression_call *call)
{
	struct value object = value_object(NULL);

	if (call->n % 2 != 0)
		return value_error();
	for (size_t i = 0; i < call->n; i += 2) {
		if (call->args[i].kind == VALUE_ERROR ||
		    call->args[i + 1].kind == VALUE_ERROR)
			return value_error();
		value_put(call->scope->arena, &object,
		    value_as_text(call->scope->arena, &call->args[i]),
		    call->args[i + 1]);
	}
	return object;
}

static struct value
do_array(const struct expression_call *call)
{
	struct value array = value_array();

	for (size_t i = 0; i < call->n; i++) {
		if (call->args[i].kind == VALUE_ERROR)
			return value_error();
		value_push(call->scope->arena, &array, call->args[i]);
	}
	return array;
}

static struct value
do_foreach_value(const struct expression_call *call)
{
	const struct value *from = &call->args[0];
	struct value object = value_object(NULL);

	if (from->kind != VALUE_OBJECT)
		return value_error();
	for (size_t i = 0; i < from->n; i++) {
		struct value made = call_again(call, &from->members[i].value, 2);

		if (made.kind == VALUE_ERROR)
			return made;
		value_put(call->scope->arena, &object, from->members[i].key, made);
	}
	return object;
}

static struct value
do_foreach(const struct expression_call *call)
{
	const struct value *from = &call->args[0];
	struct value array = value_array();

	if (from->kind != VALUE_ARRAY)
		return value_error();
	for (size_t i = 0; i < from->n; i++) {
		struct value made = call_again(call, &from->members[i].value, 2);

		if (made.kind == VALUE_ERROR)
			return made;
		value_push(call->scope->arena, &array, made);
	}
	return array;
}

static struct value
do_extract_object(const struct expression_call *call)
{
	struct value object = value_object(NULL);

	if (call->args[0].kind != VALUE_OBJECT)
		return value_error();
	for (size_t i = 1; i < call->n; i++) {
		const char *key = value_as_text(call->scope->arena, &call->args[i]);
		const struct value *found = value_get(&call->args[0], key);

		value_put(call->scope->arena, &object, key,
		    found != NULL ? *found : value_null());
	}
	return object;
}

static struct value
do_extract(const struct expression_call *call)
{
	struct arena *a = call->scope->arena;
	const struct value *found =
	    value_get(&call->args[0], value_as_text(a, &call->args[1]));

	return found != NULL ? *found : value_error();
}

static struct value
do_now(const struct expression_call *call)
{
	return value_text(clock_iso(call->scope->arena, call->scope->now));
}

static struct value
do_text(const struct expression_call *call)
{
	return value_text(value_as_text(call->scope->arena, &call->args[0]));
}

static struct value
do_lower(const struct expression_call *call)
{
	struct arena *a = call->scope->arena;

	return value_text(words_lower(a, value_as_text(a, &call->args[0])));
}

static struct value
do_upper(const struct expression_call *call)
{
	struct arena *a = call->scope->arena;
	char *text = arena_strdup(a, value_as_text(a, &call->args[0]));

	for (char *c = text; *c != '\0'; c++)
		*c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	return value_text(text);
}

static struct value
do_number(const struct expression_call *call)
{
	double number;

	if (!value_as_number(&call->args[0], &number))
		return value_error();
	return value_number(number);
}

static struct value
do_count(const struct expression_call *call)
{
	return value_number((double)call->args[0].n);
}

static struct value
do_and(const struct expression_call *call)
{
	bool all = true;

	for (size_t i = 0; i < call->n; i++) {
		if (call->args[i].kind == VALUE_ERROR)
			return value_error();
		all = all && value_as_truth(&call->args[i]);
	}
	return value_truth(all);
}

static struct value
do_or(const struct expression_call *call)
{
	bool any = false;

	for (size_t i = 0; i < call->n; i++) {
		if (call->args[i].kind == VALUE_ERROR)
			return value_error();
		any = any || value_as_truth(&call->args[i]);
	}
	return value_truth(any);
}

static struct value
do_is_error(const struct expression_call *call)
{
	return value_truth(call->args[0].kind == VALUE_ERROR);
}

static struct value
do_text_length(const struct expression_call *call)
{
	size_t n = 0;
	const char *s = value_as_text(call->scope->arena, &call->args[0]);

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return value_number((double)n);
}

/* clang-format off */
static const struct {
	const char *name;
	struct value (*call)(const struct expression_call *);
	size_t least, most;
} functions[] = {
	{ "and",		do_and,			1, SIZE_MAX },
	{ "array",		do_array,		0, SIZE_MAX },
	{ "count",		do_count,		1, 1 },
	{ "default",		do_default,		2, 2 },
	{ "extract",		do_extract,		2, 2 },
	{ "extract_object",	do_extract_object,	2, SIZE_MAX },
	{ "foreach",		do_foreach,		2, SIZE_MAX },
	{ "foreach_value",	do_foreach_value,	2, SIZE_MAX },
	{ "if",			do_if,			3, 3 },
	{ "is_error",		do_is_error,		1, 1 },
	{ "json",		do_json,		1, 1 },
	{ "lower",		do_lower,		1, 1 },
	{ "now",		do_now,			0, 0 },
	{ "number",		do_number,		1, 1 },
	{ "object",		do_object,		0, SIZE_MAX },
	{ "or",			do_or,			1, SIZE_MAX },
	{ "text",		do_text,		1, 1 },
	{ "text_length",	do_text_length,		1, 1 },
	{ "upper",		do_upper,		1, 1 },
};
/* clang-format on */

bool
expression_is_function(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(functions); i++)
		if (strcasecmp(functions[i].name, name) == 0)
			return true;
	return false;
}

struct value
expression_function(const char *name, const struct expression_call *call)
{
	for (size_t i = 0; i < COUNT_OF(functions); i++) {
		if (strcasecmp(functions[i].name, name) != 0)
			continue;
		if (call->n < functions[i].least || call->n > functions[i].most)
			return value_error();
		return functions[i].call(call);
	}
	return value_error();
}
