/*
 * xml.h - XML in and out, trees, XPath and stylesheets; libxml2 and libxslt.
 *
 * Nothing here opens a file or a connection, whatever a document asks for.  A
 * document has no DOCTYPE and so no entities of its own; comments, processing
 * instructions and the difference between CDATA and text are gone once it is read.
 * Words of faults are in the arena of the call and go on "line N: ...".
 */

#ifndef EXT_XML_H
#define EXT_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define XML_MAX ((size_t)8 * 1024 * 1024)
#define XML_DEPTH 64
#define XML_NODES_MAX 130000 /* elements, attributes and texts */
#define XML_ATTRIBUTES_MAX 1000 /* of an element */

struct xml; /* a document; it ends with the arena it was made in */
struct xml_node; /* an element of it; in a result of XPath also an attribute or text */

struct xml_fault {
	int line; /* 0 where none is known */
	const char *what; /* "the element <a> is not closed" */
};

/* ------------------------------------------------------- documents --- */

/* ERR_INVALID with ${fault} (which may be NULL) for what is no XML within the limits. */
MUST_CHECK enum status xml_parse(struct arena *, const char *text, size_t len,
    struct xml **, struct xml_fault *fault);
/* An empty document with a root element; the name is of the program. */
struct xml *xml_new(struct arena *, const char *root_name);
/*
 * A document of its own from a copy of ${node} and all in it, in which an element
 * without a prefix has no namespace: so that "/data/x" finds it.
 */
struct xml *xml_plain(struct arena *, const struct xml_node *);
/* The same of the element itself: its own document has it no longer. */
struct xml *xml_take_plain(struct arena *, struct xml_node *);

struct xml_node *xml_root(const struct xml *);
struct xml *xml_of(const struct xml_node *); /* the document that it is in */
/* What is above the root: only for a function of XPath to give. */
struct xml_node *xml_document_node(const struct xml *);
size_t xml_count(const struct xml *); /* elements and texts */
/* About how many bytes of memory an element takes, with all in it. */
size_t xml_weight(const struct xml_node *);

/* Elements only, NULL past the last; NULL gives NULL. */
struct xml_node *xml_parent(const struct xml_node *);
struct xml_node *xml_first(const struct xml_node *);
struct xml_node *xml_next(const struct xml_node *);
/* The first child, and the next sibling, with this local name. */
struct xml_node *xml_child(const struct xml_node *, const char *name);
struct xml_node *xml_next_named(const struct xml_node *, const char *name);

const char *xml_name(const struct xml_node *); /* without its prefix */
const char *xml_prefix(const struct xml_node *); /* "" if none */
const char *xml_space(const struct xml_node *); /* the URI of its namespace, or "" */
/* What the prefix stands for at this element; NULL if for nothing. */
const char *xml_prefix_space(const struct xml_node *, const char *prefix);
int xml_line(const struct xml_node *);
bool xml_has_elements(const struct xml_node *);
const char *xml_text(struct arena *, const struct xml_node *); /* all text within */
/* The same without a copy where there is one text: it lives until that is changed. */
const char *xml_text_here(struct arena *, const struct xml_node *);
/*
 * NULL if there is none.  A NULL space is an attribute without a prefix, "*" any.
 * The text lives as long as the attribute is not changed.
 */
const char *xml_attribute(const struct xml_node *, const char *space, const char *name);
/* The i-th attribute, in the order of the text; false past the last. */
struct xml_attribute {
	const char *name, *prefix, *space, *value;
};
bool xml_attribute_at(const struct xml_node *, size_t i, struct xml_attribute *);

/*
 * What is in an element, texts and elements, in order.  Begin with a zeroed part;
 * either text or node is set.  The text lives as long as it is not changed.
 */
struct xml_part {
	const char *text;
	struct xml_node *node;
	const void *at;
};
bool xml_part_next(const struct xml_node *of, struct xml_part *);

/* --------------------------------------------------------- changes --- */

/*
 * Values are any bytes: what text_is_clean() refuses becomes spaces, so that what
 * is written can be read again.  Handles of what is removed or written over are
 * dead from then on.
 */
void xml_set_text(struct xml_node *, const char *); /* in place of all within */
void xml_add_text(struct xml_node *, const char *); /* after what is there */
void xml_set_attribute(struct xml_node *, const char *name, const char *value);
void xml_remove_attribute(struct xml_node *, const char *space, const char *name);
void xml_rename(struct xml_node *, const char *name); /* one of the program's own */
/* NULL if nothing can be called so: names may come from outside. */
struct xml_node *xml_add(struct xml_node *parent, const char *name);
/* Copies of ${what} and all in it, data included; the copy is returned. */
struct xml_node *xml_copy_into(struct xml_node *parent, const struct xml_node *what);
struct xml_node *xml_copy_after(struct xml_node *where, const struct xml_node *what);
struct xml_node *xml_copy_before(struct xml_node *where, const struct xml_node *what);
void xml_remove(struct xml_node *); /* never the root */

/* A pointer of the caller's at an element; NULL at first. */
void xml_set_data(struct xml_node *, void *);
void *xml_data(const struct xml_node *);

/* The element as XML text that stands alone: with its namespaces, undeclared. */
const char *xml_write(struct arena *, const struct xml_node *);

/* ----------------------------------------------------------- XPath --- */

enum xml_type { XML_NODES, XML_STRING, XML_NUMBER, XML_BOOLEAN };

/* Only the member of its type is set; of XML_NODES, nodes and count. */
struct xml_value {
	enum xml_type type;
	const char *string;
	double number;
	bool boolean;
	struct xml_node **nodes; /* elements, attributes, texts, the document */
	size_t count;
	/* They keep their own order, and not that of the document; no path goes on from them. */
	bool shuffled;
};

/* As XPath 1.0 has it: a number as its shortest text, nodes as their first. */
const char *xml_value_string(struct arena *, const struct xml_value *);
/* NaN for what is no number, "" included. */
double xml_value_number(struct arena *, const struct xml_value *);
bool xml_value_boolean(const struct xml_value *);
/* "12", "-0.5", "NaN", "Infinity"; never with an exponent. */
const char *xml_number_text(struct arena *, double);

/* One call of a function from an expression. */
struct xml_call {
	void *with; /* of xml_path_eval */
	struct arena *arena; /* of xml_path_eval */
	struct xml *doc; /* the document of the paths */
	struct xml_node *origin; /* where the evaluation began: current() */
	struct xml_node *node; /* where it stands: "." */
	size_t position, size;
	const char *name; /* that the function was called by */
	const char *why; /* set by a function that fails */
	size_t cost; /* set by one that does much: so many operations */
};
/*
 * Arguments live as long as the call; a result may be in the arena, or constant.
 * Anything but OK ends the evaluation with it.
 */
typedef enum status (*xml_function)(struct xml_call *, const struct xml_value *args,
    size_t nargs, struct xml_value *result);
struct xml_function_named {
	const char *name; /* without a prefix; in the order of strcmp */
	unsigned min, max; /* arguments */
	xml_function call;
};

/*
 * A set of functions, which come before those of XPath that have the same name, and
 * ${doc}, where paths that begin with "/" begin and whose prefixes count.
 */
struct xml_paths;
struct xml_paths *xml_paths_new(struct arena *, struct xml *doc,
    const struct xml_function_named *functions, size_t count);
/*
 * What "$name" stands for, worked out anew each time that it is looked at; with is that
 * of xml_path_eval.  Anything but OK ends the evaluation: no such variable.
 */
typedef enum status (*xml_variable)(
    void *with, struct arena *, struct xml *doc, const char *name, struct xml_value *);
void xml_paths_variables(struct xml_paths *, xml_variable);
/* Those in scope at this element, maybe of another document, count too. */
void xml_paths_prefixes(struct xml_paths *, const struct xml_node *);
/*
 * How many operations may be done from now on in all evaluations together (a node
 * looked at is about one); at first there is no limit.  What is left comes back.
 * What the library does not count: merging sets that may overlap (a union, or a step
 * from many nodes to their parents, siblings, ancestors or descendants), comparing
 * sets with each other, and making texts of nodes.
 */
void xml_paths_limit(struct xml_paths *, unsigned long operations);
unsigned long xml_paths_left(const struct xml_paths *);
/* For work done outside; false once nothing is left. */
bool xml_paths_charge(struct xml_paths *, size_t operations);

struct xml_path; /* a compiled expression; bound to no document */
/* ERR_INVALID with ${why} for what is no expression of XPath 1.0. */
MUST_CHECK enum status xml_path_compile(
    struct arena *, const char *expression, struct xml_path **, const char **why);
/*
 * ERR_INVALID with ${why} if a function fails or is not there, if types do not fit,
 * or if no operations are left.  The nodes are handles, not copies.
 */
MUST_CHECK enum status xml_path_eval(struct arena *, struct xml_paths *,
    const struct xml_path *, void *with, struct xml_node *, size_t position,
    size_t size, struct xml_value *, const char **why);

/* ----------------------------------------------------- stylesheets --- */

/*
 * A stylesheet of XSLT 1.0 of this house: it can neither read nor write anything but
 * what it is given.  NULL with ${fault} if it is wrong.
 */
struct xml_style;
struct xml_style *xml_style_parse(
    struct arena *, const char *text, size_t len, struct xml_fault *fault);
/*
 * What it makes of a document, as HTML; names and values are texts
 * for its parameters, in turn and ended by NULL.  NULL with ${fault} if it fails.
 */
const char *xml_style_apply(struct arena *, const struct xml_style *,
    const struct xml *, const char *const *parameters, size_t *len,
    struct xml_fault *fault);

#endif
