/*
 * form_inner.h - what the files of the form engine share.  Everybody else: form.h.
 *
 * A definition is a tree of fields (the primary instance as it begins, with what its
 * binds say) and a tree of controls (the body).  A filling is an instance document;
 * at each of its elements hangs a slot that says which field it is.
 */

#ifndef FORM_INNER_H
#define FORM_INNER_H

#include "ext/json.h"
#include "ext/xml.h"
#include "form/form.h"
#include "form/form_expression.h"
#include "form/form_map.h"

/* ---------------------------------------------------- a definition --- */

enum form_type {
	FORM_STRING,
	FORM_TEL,
	FORM_BARCODE,
	FORM_INT,
	FORM_DECIMAL,
	FORM_DATE,
	FORM_TIME,
	FORM_DATETIME,
	FORM_GEOPOINT,
	FORM_GEOTRACE,
	FORM_BOOLEAN,
	FORM_SELECT,
	FORM_SELECT1,
	FORM_BINARY,
	FORM_CONTACT /* db:person and others: its _id */
};

enum form_rule_kind {
	FORM_RELEVANT,
	FORM_CALCULATE,
	FORM_COUNT, /* of a repeat */
	FORM_REQUIRED,
	FORM_READONLY,
	FORM_CONSTRAINT
};
#define FORM_RULES 6

struct form_rule {
	enum form_rule_kind kind;
	struct form_field *field;
	struct form_expression *expression;
	const char *text;
	int line;
	bool chance; /* uuid(), random() */
	bool reads_all; /* a path that could be any field */
	struct form_field **uses;
	size_t nuses;
	size_t nnamed; /* of them by their own paths, not by a group's */
	size_t place; /* in form->order */
	int mark; /* while the order is made */
};

/* A text with values in it. */
struct form_part {
	const char *text;
	const struct form_expression *value; /* instead of a text */
};
struct form_say {
	const struct form_part *parts;
	size_t n;
};
/* A text of itext: one for each language, no parts where it has none. */
struct form_text {
	const char *id;
	struct xml_node **node; /* by language: <text>, or NULL */
	struct form_say *say;
	bool said; /* say is made */
	bool fixed; /* no values in it: the same for all that name it */
	bool loose; /* only a choice of a list names it */
};
struct form_words {
	const struct form_say *say; /* by language */
	const struct form_expression *value; /* or this, evaluated */
	bool itext; /* which is then the id of a text */
};

/* A value set at a moment, once. */
struct form_action {
	bool first_load, new_repeat, changed;
	const struct form_field *of; /* whose change it is */
	const struct form_field *target;
	const struct form_expression *value;
	const char *text; /* instead of a value */
	int line;
};

struct form_field {
	const char *name, *path;
	const char *qname; /* with its prefix */
	struct form_field *parent, *first, *next;
	struct form_field
	    *repeat; /* itself or the nearest above that is one, or NULL */
	size_t number; /* in the order of the document */
	size_t size; /* with all fields below */
	size_t weight; /* bytes of one instance: of a repeat */
	size_t depth; /* of the root 0 */
	size_t nrepeats; /* how many repeats it is in, itself included */
	struct xml_node *model; /* as it begins */
	int line;
	bool is_repeat, hidden, db_doc;
	const char *db_doc_ref;
	enum form_type type;
	struct form_rule *rules[FORM_RULES];
	const struct form_words *required_words, *constraint_words;
	const char *contact_type; /* "person" of db:person */
	const char *preload, *preload_params;
	struct form_control *control; /* the first of it */
	const struct form_rule *used_by; /* while uses are collected */
	struct form_rule **readers; /* rules that read it, but its own */
	size_t nreaders;
};

enum form_kind {
	FORM_INPUT,
	FORM_SELECT_ONE,
	FORM_SELECT_MANY,
	FORM_TRIGGER,
	FORM_RANGE,
	FORM_UPLOAD,
	FORM_GROUP,
	FORM_REPEAT
};

struct form_item {
	const char *value;
	const struct form_words *label;
};
struct form_itemset {
	const struct form_expression *nodes;
	const char *value_name; /* of a child of each node, where it is so simple */
	const struct form_expression *value;
	const struct form_words *label; /* its expressions begin at the node */
	const char *label_name; /* a child that is the text, or the id of one */
};

struct form_control {
	enum form_kind kind;
	size_t number;
	const char *id; /* "q12" */
	int line;
	struct form_field *field; /* NULL: a group without data */
	struct form_control *parent, *first, *next;
	const struct form_words *label, *hint;
	const char *appearance; /* words, each once, lower case */
	bool hidden; /* by its own appearance */
	bool no_add; /* a repeat: jr:noAddRemove, or a count */
	const struct form_item *items;
	size_t nitems;
	const struct form_itemset *itemset;
	const char *start, *end, *step, *rows;
	int page;
	size_t level; /* of headings: groups above it */
};

struct form_instance {
	const char *id, *src;
	struct xml *doc; /* NULL: comes with the filling */
	int line;
};

struct form_page {
	struct form_control *const *controls;
	size_t n;
};

struct form {
	struct arena *arena;
	const char *id, *title, *version, *contact_type;
	bool asks_for_contacts; /* any control does */
	struct xml *model; /* the instance as it begins; its data are fields */
	const struct xml_node *prefixes; /* an element at which they are all known */
	struct form_field *root;
	struct form_field **fields;
	size_t nfields;
	struct form_map *paths; /* to fields */
	struct form_rule *
	    *order; /* relevant, calculate, count: who is read comes first */
	size_t norder;
	size_t nbinds;
	struct form_control *body; /* a group of all */
	struct form_control **controls; /* by number */
	size_t ncontrols;
	const char **languages;
	size_t nlanguages; /* at least 1: "" if it has no itext */
	struct form_map *texts;
	struct form_text **text;
	size_t ntexts;
	struct form_instance *instances;
	size_t ninstances;
	size_t nchoices;
	const struct form_action *actions;
	size_t nactions;
	const char **functions;
	size_t nfunctions;
	struct form_page *pages;
	size_t npages;
	const char *const *repeats; /* paths, for expressions */
	size_t nrepeats;
};

/* Words for those who do not fill it in: form_questions.c. */
size_t form_language_of(const struct form *, const char *name);
/* Without values, as none are there. */
const char *form_plain_words(
    struct arena *, const struct form_words *, size_t language);
/* "review.seen" of "/client_review/review/seen". */
const char *form_dotted(struct arena *, const struct form_field *);
/* Of an item of a list that an itemset shows; NULL if it has none. */
const char *form_item_words(struct arena *, const struct form *, size_t language,
    const struct form_itemset *, const struct xml_node *item);

/* ---------------------------------------------------------- loading --- */

struct form_loading {
	struct arena *arena; /* of the form */
	struct form *form;
	struct form_fault *faults;
	size_t nfaults, nerrors;
	struct xml_node *model, *body;
	struct form_map *bind_ids; /* to fields */
	struct form_action *actions;
	size_t nactions, actions_room;
	size_t nterms; /* of all expressions and words */
};

void form_complain(struct form_loading *, int line, const char *fmt, ...) PRINTF(3, 4);
void form_warn(struct form_loading *, int line, const char *fmt, ...) PRINTF(3, 4);
/* False once there are too many, which is complained about. */
bool form_count_terms(struct form_loading *, int line, size_t n);
/* NULL once it is complained about. */
struct form_expression *form_compile(struct form_loading *, int line, const char *what,
    const char *text, const struct form_field *at);
/* An absolute path, or one from ${at}: NULL if there is no such field. */
struct form_field *form_find_field(
    const struct form *, const struct form_field *at, const char *path);

void form_load_texts(struct form_loading *);
/* Those that only a choice of a list names. */
void form_load_loose_texts(struct form_loading *);
/* Of an element with a ref or a text of its own; NULL if it says nothing. */
const struct form_words *form_load_words(
    struct form_loading *, const struct xml_node *, const struct form_field *at);
/* Of an attribute: a text or jr:itext('id'). */
const struct form_words *form_load_message(
    struct form_loading *, int line, const char *text, const struct form_field *at);
void form_load_binds(struct form_loading *);
void form_load_body(struct form_loading *);
void form_load_pages(struct form_loading *);
/* What comes before what; complains about circles. */
void form_load_order(struct form_loading *);
void form_load_actions(
    struct form_loading *, const struct xml_node *in, const struct form_field *of);

/* Not shown: by an appearance of its own or above. */
bool form_is_hidden(const struct form_control *);
bool form_is_question(const struct form_control *); /* no group, no repeat */
/* Whether a nurse may type over what is calculated. */
bool form_is_typed_over(const struct form_field *);

/* Whether a list of words has this one. */
bool form_has_word(const char *words, const char *word);
/* The next word, NULL at the end. */
const char *form_next_word(const char **at, size_t *len);
const char *form_trimmed(struct arena *, const char *);

bool form_asks_for_contact(const struct form_control *);
/* A group below the root that can be the contact of a contact form. */
bool form_may_be_contact(const struct form_field *);

/* A file as a document; ERR_INVALID with ${why}. */
MUST_CHECK enum status form_media_read(struct arena *, const char *name,
    const char *text, size_t len, struct xml **, const char **why);
/* The file's name in "jr://file/NAME"; NULL for what is elsewhere. */
const char *form_media_name(const char *src);

#endif
