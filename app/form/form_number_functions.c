/* form_number_functions.c - functions of forms that make numbers, and checklists. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ext/secret.h"
#include "form/form_function.h"
#include "form/form_value.h"

static double
first_or_own(struct xml_call *call, const struct xml_value *args, size_t nargs)
{
	return nargs > 0 ? form_number(call, &args[0])
			 : form_node_number(call, call->node);
}

static double
towards_zero(double n)
{
	return isnan(n) ? n : trunc(n);
}

FORM_FUNCTION(number)
{
	return form_give_number(result, first_or_own(call, args, nargs));
}

FORM_FUNCTION(integer)
{
	(void)nargs;
	return form_give_number(result, towards_zero(form_number(call, &args[0])));
}

FORM_FUNCTION(floor_of)
{
	(void)nargs;
	return form_give_number(result, floor(form_number(call, &args[0])));
}

FORM_FUNCTION(ceiling)
{
	(void)nargs;
	return form_give_number(result, ceil(form_number(call, &args[0])));
}

/* Halves go away from zero. */
static double
rounded(double n)
{
	return n < 0 ? -floor(-n + 0.5) : floor(n + 0.5);
}

FORM_FUNCTION(round_to)
{
	double n = form_number(call, &args[0]), places, power;

	if (nargs < 2)
		return form_give_number(result, rounded(n));
	places = towards_zero(form_number(call, &args[1]));
	power = pow(10, fabs(places));
	if (places > 0)
		return form_give_number(result, rounded(n * power) / power);
	return form_give_number(result, power * rounded(n / power));
}

FORM_FUNCTION(power)
{
	(void)nargs;
	return form_give_number(
	    result, pow(form_number(call, &args[0]), form_number(call, &args[1])));
}

/* One number in, one out; by the name it was called. */
FORM_FUNCTION(by_name)
{
	static const struct {
		const char *name;
		double (*of)(double);
	} known[] = { { "abs", fabs }, { "acos", acos }, { "asin", asin },
		{ "atan", atan }, { "cos", cos }, { "exp", exp }, { "log", log },
		{ "log10", log10 }, { "sin", sin }, { "sqrt", sqrt }, { "tan", tan } };

	(void)nargs;
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(call->name, known[i].name) == 0)
			return form_give_number(
			    result, known[i].of(form_number(call, &args[0])));
	return form_refuse(call, "it is not known");
}

FORM_FUNCTION(exp10_of)
{
	(void)nargs;
	return form_give_number(result, pow(10, form_number(call, &args[0])));
}

FORM_FUNCTION(atan2_of)
{
	(void)nargs;
	return form_give_number(
	    result, atan2(form_number(call, &args[0]), form_number(call, &args[1])));
}

FORM_FUNCTION(pi)
{
	UNUSED_ARGS;
	return form_give_number(result, 3.141592653589793);
}

/* 48 bits of chance, in [0, 1). */
FORM_FUNCTION(random_number)
{
	const struct form_eval *eval = form_eval_of(call);
	const char *uuid = eval->uuid != NULL ? eval->uuid(eval->with, call->arena)
					      : secret_uuid(call->arena);

	UNUSED_ARGS;
	uuid = strlen(uuid) > 24 ? uuid + 24 : uuid;
	return form_give_number(
	    result, (double)(strtoull(uuid, NULL, 16) & 0xffffffffffff) / 0x1p48);
}

/* ------------------------------------------------- of many values --- */

FORM_FUNCTION(sum)
{
	double all = 0;

	(void)nargs;
	if (args[0].type != XML_NODES)
		return form_refuse(call, "sum() is of nodes");
	for (size_t i = args[0].count; i > 0; i--) {
		all += form_node_number(call, args[0].nodes[i - 1]);
		if (form_too_much(call))
			return ERR_INVALID;
	}
	return form_give_number(result, all);
}

static enum status
extreme(struct xml_call *call, const struct xml_value *args, size_t nargs, bool most,
    struct xml_value *result)
{
	struct form_walk walk = { 0 };
	struct xml_value one;
	double best = NAN, n;
	bool first = true;

	for (; form_walk(&walk, args, nargs, &one); first = false) {
		n = form_number(call, &one);
		if (isnan(n))
			return form_give_number(result, NAN);
		if (first || (most ? n > best : n < best))
			best = n;
		if (form_too_much(call))
			return ERR_INVALID;
	}
	return form_give_number(result, best);
}

FORM_FUNCTION(max)
{
	return extreme(call, args, nargs, true, result);
}

FORM_FUNCTION(min)
{
	return extreme(call, args, nargs, false, result);
}

/* One of form_walk: a node is true if it has a text. */
static bool
one_truth(struct xml_call *call, const struct xml_value *one)
{
	return one->type == XML_NODES ? form_node_truth(call, one->nodes[0])
				      : form_truth(call, one);
}

static enum status
between(struct xml_call *call, const struct xml_value *args, double n,
    struct xml_value *result)
{
	double least = form_number(call, &args[0]), most = form_number(call, &args[1]);

	return form_give_truth(
	    result, (least < 0 || n >= least) && (most < 0 || n <= most));
}

FORM_FUNCTION(checklist)
{
	struct form_walk walk = { 0 };
	struct xml_value one;
	double count = 0;

	while (form_walk(&walk, args + 2, nargs - 2, &one)) {
		count += one_truth(call, &one);
		if (form_too_much(call))
			return ERR_INVALID;
	}
	return between(call, args, count, result);
}

/* Values and weights by turns; of sets of them the first goes with the first. */
FORM_FUNCTION(weighted_checklist)
{
	double sum_of = 0;

	for (size_t i = 2; i + 1 < nargs; i += 2) {
		struct form_walk values = { 0 }, weights = { 0 };
		struct xml_value value, weight;

		while (form_walk(&values, &args[i], 1, &value)) {
			bool more = form_walk(&weights, &args[i + 1], 1, &weight);
			double n = more ? form_number(call, &weight) : 0;

			if (one_truth(call, &value) && !isnan(n))
				sum_of += n;
			if (form_too_much(call))
				return ERR_INVALID;
		}
	}
	return between(call, args, sum_of, result);
}

static const struct xml_function_named functions[] = {
	{ "abs", 1, 1 + IGNORED, by_name },
	{ "acos", 1, 1 + IGNORED, by_name },
	{ "asin", 1, 1 + IGNORED, by_name },
	{ "atan", 1, 1 + IGNORED, by_name },
	{ "atan2", 2, 2, atan2_of },
	{ "ceiling", 1, 1, ceiling },
	{ "checklist", 2, 1000, checklist },
	{ "cos", 1, 1 + IGNORED, by_name },
	{ "exp", 1, 1 + IGNORED, by_name },
	{ "exp10", 1, 1 + IGNORED, exp10_of },
	{ "floor", 1, 1, floor_of },
	{ "int", 1, 1 + IGNORED, integer },
	{ "log", 1, 1 + IGNORED, by_name },
	{ "log10", 1, 1 + IGNORED, by_name },
	{ "max", 1, 1000, max },
	{ "min", 1, 1000, min },
	{ "number", 0, 1, number },
	{ "pi", 0, 0 + IGNORED, pi },
	{ "pow", 2, 2 + IGNORED, power },
	{ "random", 0, 0 + IGNORED, random_number },
	{ "round", 1, 2, round_to },
	{ "sin", 1, 1 + IGNORED, by_name },
	{ "sqrt", 1, 1 + IGNORED, by_name },
	{ "sum", 1, 1 + IGNORED, sum },
	{ "tan", 1, 1 + IGNORED, by_name },
	{ "weighted-checklist", 2, 1000, weighted_checklist },
};
const struct form_function_table form_number_functions = { functions,
	COUNT_OF(functions) };
