/*
 * expression.h - templates such as "Hello @contact.first_name" and
 * "@(if(a = b, \"x\", \"y\"))", as the flow engine of RapidPro evaluates them.
 *
 * Of its language: texts, numbers, true, false, null, look-ups with a point
 * or in brackets, the operators + - * / ^ & = != < <= > >=, and the functions
 * listed in expression_functions.c.
 */

#ifndef SIM_EXPRESSION_H
#define SIM_EXPRESSION_H

#include "sim/value.h"

#define EXPRESSION_DEPTH 24 /* of brackets and calls */
#define EXPRESSION_STEPS 4000 /* for one template */

struct expression_scope {
	struct arena *arena;
	const struct value *root; /* an object: contact, fields, run... */
	int64_t now;
};

/* The text with every expression in its place; never NULL. */
const char *template_text(const struct expression_scope *, const char *template);
/* A template that is one expression keeps its type; else a text. */
struct value template_value(const struct expression_scope *, const char *template);

/* What a function is called with; for expression_functions.c. */
struct expression_call {
	const struct expression_scope *scope;
	const struct value *args;
	size_t n;
	int depth;
};

/* VALUE_ERROR for an unknown function or wrong arguments. */
struct value expression_function(const char *name, const struct expression_call *);
bool expression_is_function(const char *name);

#endif
