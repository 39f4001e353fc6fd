/* form_node_functions.c - functions of forms that take or give nodes. */

#include <math.h>
#include <string.h>

#include "ext/secret.h"
#include "form/form_function.h"
#include "form/form_value.h"

/* ----------------------------------------------------------- roots --- */

FORM_FUNCTION(current)
{
	struct xml_node **node = arena_alloc(call->arena, sizeof(struct xml_node *));

	UNUSED_ARGS;
	*node = call->origin;
	return form_give_nodes(result, node, 1);
}

/* The document: "/" within a predicate over another one. */
FORM_FUNCTION(root)
{
	struct xml_node **node = arena_alloc(call->arena, sizeof(struct xml_node *));

	UNUSED_ARGS;
	*node = xml_document_node(call->doc);
	return form_give_nodes(result, node, 1);
}

/* What is so deep and above the node that the evaluation began at, or itself. */
FORM_FUNCTION(within)
{
	struct xml_node **node = arena_alloc(call->arena, sizeof(struct xml_node *));
	size_t depth = 0, wanted = (size_t)args[0].number;

	(void)nargs;
	for (struct xml_node *n = call->origin; n != NULL; n = xml_parent(n))
		depth++;
	*node = call->origin;
	for (; depth > wanted; depth--)
		*node = xml_parent(*node);
	return form_give_nodes(result, node, depth == wanted);
}

FORM_FUNCTION(instance)
{
	const struct form_eval *eval = form_eval_of(call);
	const char *id = form_text(call, &args[0]);
	struct xml_node **node = arena_alloc(call->arena, sizeof(struct xml_node *));

	(void)nargs;
	*node = eval->instance == NULL ? NULL : eval->instance(eval->with, id);
	if (*node == NULL)
		return form_refuse(call,
		    arena_printf(call->arena, "there is no instance \"%.100s\"", id));
	return form_give_nodes(result, node, 1);
}

/* -------------------------------------------------------- counting --- */

/*
 * The same nodes.  libxml2 merges sets in time that grows with the square of what is in
 * them and does not count it; so it is counted here, before.
 */
FORM_FUNCTION(few)
{
	size_t n = args[0].type == XML_NODES ? args[0].count : 0;

	(void)nargs;
	*result = args[0];
	result->shuffled = false; /* a path goes on from it */
	if (n > 1 && args[1].number > 1)
		n = xml_count(xml_of(args[0].nodes[0]));
	call->cost += n > 1 ? n * n / 16 : 0;
	return OK;
}

FORM_FUNCTION(nth)
{
	double n = form_number(call, &args[1]);
	bool found = args[0].type == XML_NODES && n == floor(n) && n >= 1 &&
		     n <= (double)args[0].count;

	(void)nargs;
	return form_give_nodes(
	    result, found ? &args[0].nodes[(size_t)n - 1] : NULL, found);
}

FORM_FUNCTION(count)
{
	(void)nargs;
	if (args[0].type != XML_NODES)
		return form_refuse(call, "count() is of nodes");
	return form_give_number(result, (double)args[0].count);
}

FORM_FUNCTION(count_non_empty)
{
	double n = 0;

	(void)nargs;
	if (args[0].type != XML_NODES)
		return form_refuse(call, "count-non-empty() is of nodes");
	for (size_t i = 0; i < args[0].count; i++) {
		n += *form_node_text(call, args[0].nodes[i]) != '\0';
		if (form_too_much(call))
			return ERR_INVALID;
	}
	return form_give_number(result, n);
}

/* Among its siblings of the same name. */
FORM_FUNCTION(position_of)
{
	struct xml_node *node, *n;
	double position = 1;

	(void)nargs;
	if (args[0].type != XML_NODES || args[0].count == 0)
		return form_refuse(call, "position() is of a node that is there");
	node = args[0].nodes[0];
	n = xml_parent(node) == NULL ? node
				     : xml_child(xml_parent(node), xml_name(node));
	for (; n != NULL && n != node; n = xml_next_named(n, xml_name(node)))
		position++;
	call->cost += (size_t)position;
	return form_give_number(result, position);
}

static const char *
name_of(struct xml_call *call, const struct xml_value *args, size_t nargs, bool whole)
{
	const struct xml_node *node = call->node;

	if (nargs > 0)
		node = args[0].type == XML_NODES && args[0].count > 0 ? args[0].nodes[0]
								      : NULL;
	if (node == NULL)
		return "";
	if (!whole || *xml_prefix(node) == '\0')
		return xml_name(node);
	return arena_printf(call->arena, "%s:%s", xml_prefix(node), xml_name(node));
}

FORM_FUNCTION(name)
{
	return form_give_text(result, name_of(call, args, nargs, true));
}

FORM_FUNCTION(local_name)
{
	return form_give_text(result, name_of(call, args, nargs, false));
}

/* ----------------------------------------------------------- lists --- */

/* "The minimal standard" of Park and Miller, as Enketo shuffles with a seed. */
static double
next_of_seed(double *seed)
{
	*seed = fmod(*seed * 16807, 2147483647);
	return (*seed - 1) / 2147483646;
}

/* From 0 to less than 1. */
static double
chance(struct xml_call *call)
{
	const struct form_eval *eval = form_eval_of(call);
	const char *uuid = eval->uuid != NULL ? eval->uuid(eval->with, call->arena)
					      : secret_uuid(call->arena);
	double n = 0;

	for (const char *s = strlen(uuid) > 24 ? uuid + 24 : uuid; *s != '\0'; s++)
		n = n * 16 +
		    (double)(strcspn("0123456789abcdef", (char[]){ *s, '\0' }) % 16);
	return n / 0x1p48;
}

FORM_FUNCTION(randomize)
{
	double seed = nargs > 1 ? form_number(call, &args[1]) : 0;
	struct xml_node **shuffled;

	if (args[0].type != XML_NODES)
		return form_refuse(call, "randomize() is of nodes");
	if (seed != floor(seed) || isinf(seed))
		return form_refuse(call, "the seed of randomize() is a whole number");
	seed = nargs > 1 ? fmod(seed, 2147483647) : floor(chance(call) * 2147483646);
	seed = seed <= 0 ? seed + 2147483646 : seed;
	ARENA_ARRAY(call->arena, shuffled, args[0].count + 1);
	for (size_t i = 0; i < args[0].count; i++) {
		size_t k = (size_t)(next_of_seed(&seed) * (double)(i + 1));

		k = k > i ? i : k;
		shuffled[i] = shuffled[k];
		shuffled[k] = args[0].nodes[i];
		call->cost++;
	}
	result->shuffled = true;
	return form_give_nodes(result, shuffled, args[0].count);
}

/* Items, the name of a column, that of the key, and the key that is looked for. */
FORM_FUNCTION(pull)
{
	const char *column = form_text(call, &args[1]),
		   *key = form_text(call, &args[2]);
	const char *value = form_text(call, &args[3]);

	(void)nargs;
	for (size_t i = 0; args[0].type == XML_NODES && i < args[0].count; i++) {
		const struct xml_node *item = args[0].nodes[i];
		const struct xml_node *found = xml_child(item, key);

		if (found != NULL && strcmp(form_node_text(call, found), value) == 0) {
			found = xml_child(item, column);
			return form_give_text(
			    result, found == NULL ? "" : form_node_text(call, found));
		}
		if (form_too_much(call))
			return ERR_INVALID;
	}
	return form_give_text(result, "");
}

static const struct xml_function_named functions[] = {
	{ "_few", 2, 2, few },
	{ "_nth", 2, 2, nth },
	{ "_position", 1, 1, position_of },
	{ "_pull", 4, 4, pull },
	{ "_root", 0, 0, root },
	{ "_within", 1, 1, within },
	{ "count", 1, 1, count },
	{ "count-non-empty", 1, 1, count_non_empty },
	{ "current", 0, 0, current },
	{ "instance", 1, 1, instance },
	{ "local-name", 0, 1, local_name },
	{ "name", 0, 1, name },
	{ "randomize", 1, 2, randomize },
};
const struct form_function_table form_node_functions = { functions,
	COUNT_OF(functions) };
