/*
 * form_function.h - the functions of forms: those of XPath, OpenRosa and the CHT.
 *
 * They follow the openrosa-xpath-evaluator that the CHT uses, and its own additions.
 * Names that begin with "_" are of form_expression.c: operators, and ways around what
 * libxml2 does not count.
 */

#ifndef FORM_FUNCTION_H
#define FORM_FUNCTION_H

#include "ext/xml.h"

/* A table of a file; they are put together by form_functions(). */
struct form_function_table {
	const struct xml_function_named *at;
	size_t count;
};
extern const struct form_function_table form_operators, form_text_functions,
    form_number_functions, form_node_functions, form_date_functions,
    form_measure_functions;

#define FORM_FUNCTION(name)                                                          \
	static enum status name(struct xml_call *call, const struct xml_value *args, \
	    size_t nargs, struct xml_value *result)
/* Arguments too many that Enketo says nothing about, and real forms have. */
#define IGNORED 3
/* For those that need not all that they are given. */
#define UNUSED_ARGS (void)call, (void)args, (void)nargs

/* In the order of their names. */
const struct xml_function_named *form_functions(size_t *count);

#endif
