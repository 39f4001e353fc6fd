/* form_filling.h - one filling of a form, as the files of the engine share it. */

#ifndef FORM_FILLING_H
#define FORM_FILLING_H

#include "form/form_inner.h"

/* An element of the instance. */
struct form_slot {
	const struct form_field *field;
	struct xml_node *node;
	struct form_slot *parent;
	struct form_slot *next; /* of the same field, in the order of the document */
	const char *value; /* its text; "" if there are elements in it */
	size_t instance; /* of a repeat: which one, from 1 */
	const char *contact; /* of one that is asked for: whom the group is filled by */
	bool own; /* relevant by its own rule */
	bool relevant; /* by those above too: its value counts */
	bool asked; /* the same, but what is in "inputs" counts without being asked */
};

struct form_entry {
	struct arena *arena;
	const struct form *form;
	struct form_context context;
	struct xml *instance;
	struct form_slot **first; /* of each field */
	struct form_slot **last;
	size_t nrepeats; /* instances of repeats */
	size_t nslots;
	size_t weight; /* bytes of what was added to it */
	size_t language;
	struct form_eval eval;
	int depth; /* of texts that ask for texts */
	bool marked; /* values in words are quoted for Markdown */
	struct xml *
	    *documents; /* of the secondary instances, once they are asked for */
	struct xml *summary; /* of the contact, the same */
	bool *dirty; /* of each rule in order */
	bool any_dirty;
	bool resuming; /* what a nurse typed is not calculated over */
};

/* What an instance holds of a question that is not asked any more. */
#define FORM_KEPT "kept"

/*
 * What all expressions of one filling together may do: more than half a second, and a
 * hundred times what the largest forms that are known do.
 */
#define FORM_OPERATIONS_MAX 3000000UL

/* After elements came or went: slots anew, in order. */
MUST_CHECK enum status form_place_slots(struct form_entry *, const char **why);
struct form_slot *form_slot_of(const struct xml_node *);
/* The slot of a field that is nearest to another one: within the same repeats. */
struct form_slot *form_slot_near(
    struct form_entry *, const struct form_field *, const struct form_slot *);
/* Tells those who read it. */
void form_set_value(struct form_entry *, struct form_slot *, const char *);
void form_mark_all(struct form_entry *);
/* A value as the type of a bind has it; "" for what is none. */
const char *form_converted(struct form_entry *, enum form_type, const char *value);
/* Whether a value is one of this type. */
bool form_is_typed(enum form_type, const char *value);
/* Of a question that changed, of an instance that was added, or (NULL) of a beginning. */
MUST_CHECK enum status form_run_actions(struct form_entry *,
    const struct form_slot *changed, const struct form_slot *added, const char **why);
/* What an element lacks, as the definition begins with it, at its place. */
struct xml_node *form_insert(struct xml_node *parent, const struct form_field *);
/* Another instance of a repeat, after the others; its place is told. */
MUST_CHECK enum status form_new_instance(struct form_entry *,
    const struct form_field *repeat, struct form_slot *parent, const char **why);
void form_bind_json(struct form_entry *, struct xml_node *, const struct json *);
/* The same for what is below a slot, telling those who read it. */
/* ${clear}: what it does not say and nobody can answer becomes empty. */
void form_bind_slots(
    struct form_entry *, struct form_slot *, const struct json *, bool clear);
/* Fills the group of the control by the contact whose id is there, if he is known. */
bool form_take_contact(
    struct form_entry *, const struct form_control *, struct form_slot *, bool clear);
/* The same wherever an id has come; true if any did.  Or it is only noted who is there. */
bool form_take_contacts(struct form_entry *, bool only_note);
void form_bind_content(struct form_entry *);
void form_preload(struct form_entry *);
void form_preload_end(struct form_entry *); /* when it is saved */

/* Once the instance is there. */
void form_eval_open(struct form_entry *);
/* Values of expressions at a node; a failure is ERR_INVALID with ${why}. */
MUST_CHECK enum status form_eval_text(struct form_entry *,
    const struct form_expression *, struct xml_node *, const char **, const char **why);
MUST_CHECK enum status form_eval_truth(struct form_entry *,
    const struct form_expression *, struct xml_node *, bool *, const char **why);
/* ${otherwise} without a rule, or when it cannot be evaluated. */
bool form_rule_truth(struct form_entry *, const struct form_field *,
    enum form_rule_kind, struct form_slot *, bool otherwise);
/*
 * Words at a node in the language of the filling; "" for none.  For markdown_add():
 * values in them have no marks.
 */
const char *form_words_marked(
    struct form_entry *, const struct form_words *, struct xml_node *);
/* The same as plain words, marks as they are written. */
const char *form_words_text(
    struct form_entry *, const struct form_words *, struct xml_node *);

/* A choice of a select at a moment. */
struct form_choice {
	const char *value;
	const struct form_words *words; /* or */
	const char *label;
	struct xml_node *node; /* where the words are evaluated */
};
/* ERR_INVALID if there are more than ${most}, or if they cannot be worked out. */
MUST_CHECK enum status form_choices(struct form_entry *, const struct form_control *,
    struct form_slot *, size_t most, const struct form_choice **, size_t *count,
    const char **why);
const char *form_choice_marked(struct form_entry *, const struct form_choice *);
/* Whether all of a select's values are choices now. */
bool form_are_choices(struct form_entry *, const struct form_control *,
    struct form_slot *, const char *value, const char **why);

/* "q12.2.1" of a control at a slot. */
const char *form_slot_name(
    struct form_entry *, const struct form_control *, const struct form_slot *);
const char *form_slot_path(struct form_entry *, const struct form_slot *);
bool form_readonly(struct form_entry *, struct form_slot *);
bool form_is_wrapper(const struct form_control *);
struct form_slot *form_control_slot(
    struct form_entry *, const struct form_control *, struct form_slot *around);
bool form_is_visible(
    struct form_entry *, const struct form_control *, struct form_slot *around);
bool form_page_shown(struct form_entry *, size_t page);
/* Shows words and takes nothing. */
bool form_is_note(const struct form_control *);
/* A telephone number as the world dials it; false for what can be none. */
bool form_read_phone(struct form_entry *, const char *value, const char **e164);
/* As the view document calls it: "select1", "date", "note"... */
const char *form_control_type(const struct form_control *);

#endif
