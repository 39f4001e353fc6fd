/*
 * form_value.h - values as OpenRosa has them, for the functions of forms.
 *
 * There is one type more than in XPath, a moment.  libxml2 carries it as a text that
 * begins with FORM_DATE_MARK, which no document and no expression can have.
 */

#ifndef FORM_VALUE_H
#define FORM_VALUE_H

#include "form/form_expression.h"

#define FORM_DATE_MARK '\x01'
#define FORM_TEXT_MAX ((size_t)1024 * 1024) /* of one value */

static inline const struct form_eval *
form_eval_of(const struct xml_call *call)
{
	return call->with;
}

bool form_is_date(const struct xml_value *);
/* Of a date: NaN if it is none, and then ${blank} tells date('') from date('x'). */
double form_date_of(const struct xml_value *, bool *blank);

/* What a value is as another type; work is added to the cost of the call. */
const char *form_text(struct xml_call *, const struct xml_value *);
double form_number(struct xml_call *, const struct xml_value *);
bool form_truth(struct xml_call *, const struct xml_value *);
/* A moment: what is looked for in texts and numbers; ${blank} may be NULL. */
double form_date(struct xml_call *, const struct xml_value *, bool *blank);
/* The same for one node. */
const char *form_node_text(struct xml_call *, const struct xml_node *);
double form_node_number(struct xml_call *, const struct xml_node *);
bool form_node_truth(struct xml_call *, const struct xml_node *);

/* A number as JavaScript writes it, and a text as it reads one; NaN for no number. */
const char *form_number_text(struct arena *, double);
double form_text_number(const char *);

/* Whether digest() knows the algorithm. */
bool form_is_digest(const char *algorithm);

/* Results. */
enum status form_give_text(struct xml_value *, const char *);
enum status form_give_number(struct xml_value *, double);
enum status form_give_truth(struct xml_value *, bool);
enum status form_give_date(struct xml_call *, struct xml_value *, double ms);
enum status form_give_nodes(struct xml_value *, struct xml_node **, size_t count);
/* ERR_INVALID with those words. */
enum status form_refuse(struct xml_call *, const char *why);
/* Whether this call has done so much that it had better end; then it is refused. */
bool form_too_much(struct xml_call *);

/*
 * One argument after the other, of a node-set one node after the other, as the
 * functions that take any number of values do.  Begin with a zeroed walk.
 */
struct form_walk {
	size_t arg, node;
};
bool form_walk(struct form_walk *, const struct xml_value *args, size_t nargs,
    struct xml_value *one);

#endif
