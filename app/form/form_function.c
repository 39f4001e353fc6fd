/* form_function.c - all functions together, and the operators. */

#include "form/form_function.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "form/form_date.h"
#include "form/form_value.h"

#define MOST 160 /* functions */

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct xml_function_named *)a)->name,
	    ((const struct xml_function_named *)b)->name);
}

const struct xml_function_named *
form_functions(size_t *count)
{
	static const struct form_function_table *const tables[] = { &form_operators,
		&form_text_functions, &form_number_functions, &form_node_functions,
		&form_date_functions, &form_measure_functions };
	static struct xml_function_named all[MOST];
	static size_t n;

	for (size_t i = 0; n == 0 || (i > 0 && i < COUNT_OF(tables)); i++) {
		for (size_t k = 0; k < tables[i]->count && n < MOST; k++)
			all[n++] = tables[i]->at[k];
		if (i + 1 == COUNT_OF(tables))
			qsort(all, n, sizeof *all, by_name);
	}
	*count = n;
	return all;
}

/* ------------------------------------------------------ arithmetic --- */

/* Either is a moment: then both are days, and a text is looked at for one. */
static bool
days_of_both(struct xml_call *call, const struct xml_value *args, double *a, double *b)
{
	const struct xml_value *side[] = { &args[0], &args[1] };
	double *days[] = { a, b };

	if (!form_is_date(&args[0]) && !form_is_date(&args[1]))
		return false;
	if (args[0].type == XML_BOOLEAN || args[1].type == XML_BOOLEAN)
		return false;
	for (int i = 0; i < 2; i++)
		*days[i] = side[i]->type == XML_NUMBER
			       ? side[i]->number
			       : form_date(call, side[i], NULL) / DAY_MS;
	return true;
}

static void
both_numbers(struct xml_call *call, const struct xml_value *args, double *a, double *b)
{
	if (days_of_both(call, args, a, b))
		return;
	*a = form_number(call, &args[0]);
	*b = form_number(call, &args[1]);
}

FORM_FUNCTION(add)
{
	double a, b;

	(void)nargs;
	both_numbers(call, args, &a, &b);
	return form_give_number(result, a + b);
}

FORM_FUNCTION(subtract)
{
	double a, b;

	(void)nargs;
	both_numbers(call, args, &a, &b);
	return form_give_number(result, a - b);
}

FORM_FUNCTION(multiply)
{
	double a, b;

	(void)nargs;
	both_numbers(call, args, &a, &b);
	return form_give_number(result, a * b);
}

FORM_FUNCTION(divide)
{
	double a, b;

	(void)nargs;
	both_numbers(call, args, &a, &b);
	/* A division by zero is defined, and the sanitizers know it not. */
	if (b == 0)
		a = a == 0 || isnan(a)         ? (double)NAN
		    : signbit(a) == signbit(b) ? (double)INFINITY
					       : -(double)INFINITY;
	else
		a /= b;
	return form_give_number(result, a);
}

FORM_FUNCTION(modulo)
{
	double a, b;

	(void)nargs;
	both_numbers(call, args, &a, &b);
	return form_give_number(result, fmod(a, b));
}

FORM_FUNCTION(negate)
{
	(void)nargs;
	return form_give_number(result, -form_number(call, &args[0]));
}

/* ------------------------------------------------------ comparison --- */

enum relation { EQUAL, DIFFERENT, LESS, AT_MOST, MORE, AT_LEAST };

static bool
numbers_are(double a, enum relation relation, double b)
{
	switch (relation) {
	case EQUAL:
		return a == b;
	case DIFFERENT:
		return a != b;
	case LESS:
		return a < b;
	case AT_MOST:
		return a <= b;
	case MORE:
		return a > b;
	default:
		return a >= b;
	}
}

static bool
texts_are(const char *a, enum relation relation, const char *b)
{
	return (strcmp(a, b) == 0) == (relation == EQUAL);
}

/* A text that looks like a date is one; then only the first of some nodes counts. */
static struct xml_value
with_days(struct xml_call *call, const struct xml_value *value)
{
	struct xml_value days = *value;
	const char *text;

	if (value->type != XML_NODES && value->type != XML_STRING)
		return days;
	text = form_text(call, value);
	if (form_looks_like_date(text))
		(void)form_give_number(
		    &days, form_days_of_text(text, form_eval_of(call)->clock.zone));
	return days;
}

/* One value of each side. */
static bool
pair_is(struct xml_call *call, const struct xml_value *a, enum relation relation,
    const struct xml_value *b)
{
	bool nodes = a->type == XML_NODES && b->type == XML_NODES;

	if (relation >= LESS)
		return numbers_are(
		    form_number(call, a), relation, form_number(call, b));
	if (!nodes && (a->type == XML_BOOLEAN || b->type == XML_BOOLEAN))
		return (form_truth(call, a) == form_truth(call, b)) ==
		       (relation == EQUAL);
	if (!nodes && (a->type == XML_NUMBER || b->type == XML_NUMBER))
		return numbers_are(
		    form_number(call, a), relation, form_number(call, b));
	return texts_are(form_text(call, a), relation, form_text(call, b));
}

static enum status
compare(struct xml_call *call, const struct xml_value *args, enum relation relation,
    struct xml_value *result)
{
	struct xml_value a = args[0], b = args[1], one, other;
	struct form_walk left = { 0 };
	double m, n;

	if (days_of_both(call, args, &m, &n))
		return form_give_truth(result, numbers_are(m, relation, n));
	a = with_days(call, &a);
	b = with_days(call, &b);
	/* Nodes and a boolean are compared whole. */
	if (relation < LESS && (a.type == XML_BOOLEAN || b.type == XML_BOOLEAN))
		return form_give_truth(result, pair_is(call, &a, relation, &b));
	while (form_walk(&left, &a, 1, &one)) {
		struct form_walk right = { 0 };

		while (form_walk(&right, &b, 1, &other)) {
			if (pair_is(call, &one, relation, &other))
				return form_give_truth(result, true);
			if (form_too_much(call))
				return ERR_INVALID;
		}
	}
	return form_give_truth(result, false);
}

FORM_FUNCTION(equal)
{
	(void)nargs;
	return compare(call, args, EQUAL, result);
}

FORM_FUNCTION(different)
{
	(void)nargs;
	return compare(call, args, DIFFERENT, result);
}

FORM_FUNCTION(less)
{
	(void)nargs;
	return compare(call, args, LESS, result);
}

FORM_FUNCTION(at_most)
{
	(void)nargs;
	return compare(call, args, AT_MOST, result);
}

FORM_FUNCTION(more)
{
	(void)nargs;
	return compare(call, args, MORE, result);
}

FORM_FUNCTION(at_least)
{
	(void)nargs;
	return compare(call, args, AT_LEAST, result);
}

FORM_FUNCTION(truth)
{
	(void)nargs;
	return form_give_truth(result, form_truth(call, &args[0]));
}

FORM_FUNCTION(not_true)
{
	(void)nargs;
	return form_give_truth(result, !form_truth(call, &args[0]));
}

FORM_FUNCTION(from_string)
{
	const char *text;

	(void)nargs;
	if (args[0].type == XML_NUMBER)
		return form_give_truth(result,
		    args[0].number > 0 && args[0].number == floor(args[0].number));
	text = form_text(call, &args[0]);
	return form_give_truth(
	    result, strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

FORM_FUNCTION(yes)
{
	UNUSED_ARGS;
	return form_give_truth(result, true);
}

FORM_FUNCTION(no)
{
	UNUSED_ARGS;
	return form_give_truth(result, false);
}

FORM_FUNCTION(either)
{
	bool holds = form_truth(call, &args[0]);

	if (!holds && nargs == 2)
		return form_give_text(result, "");
	*result = args[holds ? 1 : 2];
	return OK;
}

static const struct xml_function_named operators[] = {
	{ "_add", 2, 2, add },
	{ "_div", 2, 2, divide },
	{ "_eq", 2, 2, equal },
	{ "_ge", 2, 2, at_least },
	{ "_gt", 2, 2, more },
	{ "_le", 2, 2, at_most },
	{ "_lt", 2, 2, less },
	{ "_mod", 2, 2, modulo },
	{ "_mul", 2, 2, multiply },
	{ "_ne", 2, 2, different },
	{ "_neg", 1, 1, negate },
	{ "_sub", 2, 2, subtract },
	{ "_true", 1, 1, truth },
	{ "boolean", 1, 1, truth },
	{ "boolean-from-string", 1, 1, from_string },
	{ "false", 0, 0, no },
	{ "if", 2, 3 + IGNORED, either },
	{ "not", 1, 1, not_true },
	{ "true", 0, 0, yes },
};
const struct form_function_table form_operators = { operators, COUNT_OF(operators) };
