/*
 * form_expression.h - an XPath expression of a form: read by us, worked out by libxml2.
 *
 * OpenRosa's expressions look like XPath 1.0 and mean something else: a text that
 * looks like a date is one in every comparison and sum, "" is no number, an absolute
 * path stays in the repeat that it is used in.  So an expression is read here and
 * written anew, with every operator and function one of ours (form_function.c).
 * docs/forms.md says what differs from XPath 1.0.
 */

#ifndef FORM_EXPRESSION_H
#define FORM_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "ext/xml.h"

struct json;

#define FORM_EXPRESSION_MAX ((size_t)16 * 1024)

/* --------------------------------------------------------- reading --- */

struct form_expression;

/* Where an expression stands. */
struct form_scope {
	const char
	    *nodeset; /* "/r/rep/x", what it is worked out at; "/" where at none */
	/* The paths of the repeats, in any order; those that are above nodeset count. */
	const char *const *repeats;
	size_t nrepeats;
	/* An element at which every prefix must stand for something; NULL: anything goes. */
	const struct xml_node *prefixes;
};

/*
 * ERR_INVALID with ${why} in words for what is no expression, or uses a function that
 * is not supported or takes other arguments.
 */
MUST_CHECK enum status form_expression_compile(struct arena *, const char *text,
    const struct form_scope *, struct form_expression **, const char **why);

/*
 * The i-th path that it looks at, NULL past the end; each once.  Absolute, names only:
 * "/r/rep/x"; from "." it is the nodeset itself.  One that ends in "/" is everything
 * below: "/r/" for all children of r.  What is in other instances is not told.
 */
const char *form_expression_path(const struct form_expression *, size_t i);
/* As it is written, "jr:choice-name". */
const char *form_expression_function(const struct form_expression *, size_t i);
/* The ids of instance('...') and pulldata('...'), where they are written as texts. */
const char *form_expression_instance(const struct form_expression *, size_t i);
/* How many names, numbers, texts and signs it is made of. */
size_t form_expression_terms(const struct form_expression *);
/* Whether it may have another value later though nothing has changed: now(), today(). */
bool form_expression_time(const struct form_expression *);
/* Whether it has another value each time: uuid(), random(), randomize() unseeded. */
bool form_expression_chance(const struct form_expression *);
/* Whether it uses once(), and so its own last value. */
bool form_expression_once(const struct form_expression *);

/* ----------------------------------------------------- working out --- */

struct form_clock {
	const char *zone; /* of the facility */
	int64_t now_ms; /* business time, since 1970 */
};

/* All that functions need; whatever is NULL is not there. */
struct form_eval {
	struct xml_paths *paths; /* form_paths_new(); the instance is its document */
	struct form_clock clock;
	const char *language; /* for the names of months and weekdays */
	const struct json *charts; /* of z-score(): an array */
	void *with;
	/*
	 * The element at "/r/a/x", where no name is a repeat's; NULL if it is not there.
	 * Without it the document is looked through.
	 */
	struct xml_node *(*element)(void *with, const char *path);
	/*
	 * The element <instance> of this id, whose child is "root" or what else it is;
	 * NULL if there is none, and then the evaluation fails.
	 */
	struct xml_node *(*instance)(void *with, const char *id);
	/* jr:choice-name(): the label of a value of the question at this path. */
	const char *(*choice_name)(void *with, struct arena *,
	    const struct xml_node *at, const char *value, const char *path);
	/* jr:itext(): the text of this id in the language. */
	const char *(*itext)(void *with, struct arena *, const char *id);
	const char *(*uuid)(void *with, struct arena *); /* NULL: secret_uuid() */
};

/* The functions of forms for an instance; prefixes are taken from there too. */
struct xml_paths *form_paths_new(
    struct arena *, struct xml *instance, const struct xml_node *prefixes);

/*
 * Worked out at a node, which is where the scope's nodeset says.  ERR_INVALID with
 * ${why} (which may be NULL) if a function cannot be done, or no operations are left of
 * xml_paths_limit().  The string is what the CHT stores of a calculation: a date as
 * "2024-03-01T00:00:00.000+02:00", numbers as JavaScript writes them.
 */
MUST_CHECK enum status form_expression_string(const struct form_expression *,
    struct arena *, const struct form_eval *, struct xml_node *, const char **string,
    const char **why);
MUST_CHECK enum status form_expression_number(const struct form_expression *,
    struct arena *, const struct form_eval *, struct xml_node *, double *number,
    const char **why);
MUST_CHECK enum status form_expression_boolean(const struct form_expression *,
    struct arena *, const struct form_eval *, struct xml_node *, bool *boolean,
    const char **why);
/* ERR_INVALID also for what is no set of nodes. */
MUST_CHECK enum status form_expression_nodes(const struct form_expression *,
    struct arena *, const struct form_eval *, struct xml_node *,
    struct xml_node ***nodes, size_t *count, const char **why);

/*
 * What the CHT keeps of a text for a type of bind: dates as days ("2024-03-01"), times,
 * whole numbers, decimals; "" for what cannot be one.  Other types keep it as it is.
 */
const char *form_typed(
    struct arena *, const struct form_clock *, const char *type, const char *text);

#endif
