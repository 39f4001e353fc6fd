/* form_read.h - how an expression of a form is read and written anew for libxml2. */

#ifndef FORM_READ_H
#define FORM_READ_H

#include "form/form_expression.h"

struct form_names {
	const char **at;
	size_t count, room;
};

struct form_reading {
	const char *written;
	struct form_names paths, functions, instances;
	size_t terms;
	bool time, chance, once;
};

MUST_CHECK enum status form_read(struct arena *, const char *text,
    const struct form_scope *, struct form_reading *, const char **why);

/*
 * A path of names outside of all repeats is written as a variable, because its element
 * is known without looking through all of its brothers: "/r/a/x" as $r.a.x, with
 * U+00B7 for the dots.
 */
const char *form_variable(struct arena *, const char *path); /* NULL: it can be none */
const char *form_variable_path(struct arena *, const char *variable);

/* ---------------------------------------- between the files of it --- */

enum form_token_type {
	FORM_END,
	FORM_NAME, /* with its prefix: "jr:itext"; also "*" and "a:*" as a test of a name */
	FORM_NUMERAL,
	FORM_LITERAL, /* its text, without quotes */
	FORM_SIGN, /* ( ) [ ] . .. @ , :: / // and all operators, words too */
	FORM_WRONG
};

struct form_token {
	enum form_token_type type;
	const char *text;
	const char *at; /* in the expression */
	bool called; /* a name before "(" */
};

struct form_lexer {
	struct arena *arena;
	const char *at;
	bool operand; /* an operand has just ended: what follows is an operator */
};
struct form_token form_token_next(struct form_lexer *);

#endif
