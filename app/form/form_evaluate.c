/* form_evaluate.c - expressions at work in a filling: instances, words, choices. */

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "ext/markdown.h"
#include "ext/secret.h"
#include "form/form_filling.h"

#define TEXTS_DEEP 8
#define TEXT_COST 32
#define WORDS_MAX ((size_t)20000) /* of one text that has values in it */

/* -------------------------------------------------------- instances --- */

static bool
is_element_name(const char *name)
{
	return name[0] != '\0' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_-.")] == '\0' &&
	       strchr("0123456789-.", name[0]) == NULL;
}

/* An object as elements; of an array each element once. */
static void
add_json(struct arena *arena, struct xml_node *to, const struct json *json, int depth)
{
	const struct json *value;
	const char *key, *text;

	if (depth > FORM_DEPTH_MAX)
		return;
	if (!json_is_object(json)) {
		text = json_scalar(arena, json);
		if (text != NULL)
			xml_set_text(to, text);
		return;
	}
	for (size_t i = 0; json_member(json, i, &key, &value); i++) {
		size_t n = json_is_array(value) ? json_count(value) : 1;

		if (!is_element_name(key))
			continue;
		for (size_t k = 0; k < n; k++) {
			struct xml_node *child = xml_add(to, key);

			if (child != NULL)
				add_json(arena, child,
				    json_is_array(value) ? json_at(value, k) : value,
				    depth + 1);
		}
	}
}

static struct xml *
summary_document(
    struct form_entry *e, const struct json *summary, const struct json *more)
{
	struct xml *doc = xml_new(e->arena, "instance");
	struct xml_node *context = xml_add(xml_root(doc), "context");

	if (json_is_object(json_get(summary, "context")))
		summary = json_get(summary, "context");
	if (context == NULL)
		return doc;
	add_json(e->arena, context, summary, 0);
	if (json_is_object(more))
		add_json(e->arena, context, more, 0);
	return doc;
}

/* The CHT has these two for every form. */
static struct xml *
contact_summary(struct form_entry *e)
{
	const struct json *more = NULL;

	if (e->summary == NULL) {
		if (e->context.more_summary != NULL)
			more = e->context.more_summary(e->context.with, e->arena);
		e->summary = summary_document(e, e->context.contact_summary, more);
	}
	return e->summary;
}

static struct xml *
user_summary(struct form_entry *e)
{
	return summary_document(e, e->context.user_contact_summary, NULL);
}

static struct xml *
file_document(struct form_entry *e, const struct form_instance *instance)
{
	const char *text = NULL;
	struct xml *file, *doc;
	const char *why;
	size_t len = 0;

	if (e->context.file != NULL)
		text = e->context.file(e->context.with, e->arena, instance->src, &len);
	if (text == NULL ||
	    form_media_read(e->arena, instance->src, text, len, &file, &why) != OK)
		return NULL;
	doc = xml_new(e->arena, "instance");
	(void)xml_copy_into(xml_root(doc), xml_root(file));
	return doc;
}

static struct xml *
document_of(struct form_entry *e, const struct form_instance *instance)
{
	if (strcmp(instance->id, "contact-summary") == 0)
		return contact_summary(e);
	if (strcmp(instance->id, "user-contact-summary") == 0)
		return user_summary(e);
	if (instance->doc != NULL)
		return instance->doc;
	if (instance->src != NULL)
		return file_document(e, instance);
	return xml_new(e->arena, "instance");
}

static struct xml_node *
find_element(void *with, const char *path)
{
	struct form_entry *e = with;
	const struct form_field *field = form_map_get(e->form->paths, path);
	const struct form_slot *slot = field != NULL ? e->first[field->number] : NULL;

	return slot != NULL ? slot->node : NULL;
}

static struct xml_node *
find_instance(void *with, const char *id)
{
	struct form_entry *e = with;
	const struct form *form = e->form;

	for (size_t i = 0; i < form->ninstances; i++) {
		if (strcmp(form->instances[i].id, id) != 0)
			continue;
		if (e->documents[i] == NULL)
			e->documents[i] = document_of(e, &form->instances[i]);
		return e->documents[i] != NULL ? xml_root(e->documents[i]) : NULL;
	}
	if (strcmp(id, "contact-summary") == 0)
		return xml_root(contact_summary(e));
	if (strcmp(id, "user-contact-summary") == 0)
		return xml_root(user_summary(e));
	return NULL;
}

/* ------------------------------------------------------------ words --- */

static const char *
say_text(struct form_entry *e, const struct form_say *say, struct xml_node *node)
{
	struct buf b;

	if (say->n == 1 && say->parts[0].text != NULL)
		return say->parts[0].text;
	buf_init(&b, e->arena);
	for (size_t i = 0; i < say->n; i++) {
		const char *text = say->parts[i].text, *why;

		if (text == NULL &&
		    form_eval_text(e, say->parts[i].value, node, &text, &why) != OK)
			text = "";
		if (say->parts[i].text == NULL && e->marked)
			text = markdown_quoted(e->arena, text);
		if (strlen(text) > WORDS_MAX - b.len) {
			buf_puts(&b, " …");
			break;
		}
		buf_puts(&b, text);
	}
	return b.data;
}

/* A text may ask for a text, but not for ever. */
static const char *
text_of_id(struct form_entry *e, const char *id, struct xml_node *node)
{
	const struct form_text *text = form_map_get(e->form->texts, id);
	const struct form_say *say;
	const char *words;

	if (text == NULL || e->depth == TEXTS_DEEP ||
	    !xml_paths_charge(e->eval.paths, TEXT_COST))
		return "";
	say = &text->say[e->language];
	e->depth++;
	words = say_text(e, say->n > 0 ? say : &text->say[0], node);
	e->depth--;
	return words;
}

const char *
form_words_text(
    struct form_entry *e, const struct form_words *words, struct xml_node *node)
{
	const char *text, *why;

	if (words == NULL)
		return "";
	if (words->value == NULL) {
		const struct form_say *say = &words->say[e->language];

		return say_text(e, say->n > 0 ? say : &words->say[0], node);
	}
	if (form_eval_text(e, words->value, node, &text, &why) != OK)
		return "";
	return words->itext ? text_of_id(e, text, xml_root(e->instance)) : text;
}

const char *
form_words_marked(
    struct form_entry *e, const struct form_words *words, struct xml_node *node)
{
	const char *text;

	e->marked = true;
	text = form_words_text(e, words, node);
	e->marked = false;
	return text;
}

static const char *
find_itext(void *with, struct arena *arena, const char *id)
{
	struct form_entry *e = with;
	bool marked = e->marked;
	const char *text;

	(void)arena;
	e->marked = false;
	text = text_of_id(e, id, xml_root(e->instance));
	e->marked = marked;
	return text;
}

/* ---------------------------------------------------------- choices --- */

static void
choices_of_items(struct form_entry *e, const struct form_control *control,
    struct form_slot *slot, struct form_choice *list, size_t *n)
{
	for (size_t i = 0; i < control->nitems; i++) {
		list[*n].value = control->items[i].value;
		list[*n].words = control->items[i].label;
		list[(*n)++].node = slot != NULL ? slot->node : xml_root(e->instance);
	}
}

static enum status
choice_of_node(struct form_entry *e, const struct form_itemset *set,
    struct xml_node *node, struct form_choice *choice, const char **why)
{
	const struct xml_node *child;

	choice->node = node;
	if (set->value_name != NULL) {
		child = xml_child(node, set->value_name);
		choice->value = child != NULL
				    ? form_trimmed(e->arena, xml_text(e->arena, child))
				    : "";
	} else {
		TRY(form_eval_text(e, set->value, node, &choice->value, why));
	}
	if (set->label_name != NULL) {
		child = xml_child(node, set->label_name);
		choice->label = child != NULL ? xml_text(e->arena, child) : "";
	} else {
		choice->words = set->label;
	}
	return OK;
}

enum status
form_choices(struct form_entry *e, const struct form_control *control,
    struct form_slot *slot, size_t most, const struct form_choice **list, size_t *count,
    const char **why)
{
	struct xml_node **nodes = NULL;
	struct form_choice *choices;
	size_t n = 0;

	*count = 0;
	if (control->itemset != NULL)
		TRY(form_expression_nodes(control->itemset->nodes, e->arena, &e->eval,
		    slot != NULL ? slot->node : xml_root(e->instance), &nodes, &n,
		    why));
	if (n + control->nitems > most) {
		*why = "there are more choices than one page can show";
		return ERR_INVALID;
	}
	ARENA_ARRAY(e->arena, choices, n + control->nitems + 1);
	choices_of_items(e, control, slot, choices, count);
	for (size_t i = 0; i < n; i++)
		TRY(choice_of_node(
		    e, control->itemset, nodes[i], &choices[(*count)++], why));
	*list = choices;
	return OK;
}

static const char *
form_choice_label(struct form_entry *e, const struct form_choice *choice)
{
	if (choice->label != NULL)
		return choice->label;
	return form_words_text(e, choice->words, choice->node);
}

const char *
form_choice_marked(struct form_entry *e, const struct form_choice *choice)
{
	if (choice->label != NULL)
		return choice->label;
	return form_words_marked(e, choice->words, choice->node);
}

/* The value of a choice, for as long as nothing is changed. */
static enum status
value_here(struct form_entry *e, const struct form_itemset *set, struct xml_node *node,
    const char **value, const char **why)
{
	const struct xml_node *child;
	size_t len;

	if (set->value_name == NULL)
		return form_eval_text(e, set->value, node, value, why);
	child = xml_child(node, set->value_name);
	*value = child != NULL ? xml_text_here(e->arena, child) : "";
	len = strlen(*value);
	if (len > 0 && strcspn(*value, " \t\r\n") < len)
		*value = form_trimmed(e->arena, *value);
	return OK;
}

/* Of those that a nodeset gave. */
static bool
is_in_nodes(struct form_entry *e, const struct form_itemset *set,
    struct xml_node *const *nodes, size_t n, const char *word, size_t len)
{
	const char *here, *why;

	for (size_t i = 0; i < n; i++)
		if (value_here(e, set, nodes[i], &here, &why) == OK &&
		    strncmp(here, word, len) == 0 && here[len] == '\0')
			return true;
	return false;
}

static bool
is_in_items(const struct form_control *control, const char *word, size_t len)
{
	for (size_t i = 0; i < control->nitems; i++)
		if (strncmp(control->items[i].value, word, len) == 0 &&
		    control->items[i].value[len] == '\0')
			return true;
	return false;
}

bool
form_are_choices(struct form_entry *e, const struct form_control *control,
    struct form_slot *slot, const char *value, const char **why)
{
	bool one = control->kind == FORM_SELECT_ONE;
	struct xml_node **nodes = NULL;
	const char *rest = value, *word = value;
	size_t n = 0, len = strlen(value);

	if (control->itemset != NULL &&
	    form_expression_nodes(control->itemset->nodes, e->arena, &e->eval,
		slot != NULL ? slot->node : xml_root(e->instance), &nodes, &n,
		why) != OK)
		return false;
	*why = arena_printf(e->arena, _("%s is not one of the choices."), value);
	while (one || (word = form_next_word(&rest, &len)) != NULL) {
		if (!is_in_items(control, word, len) &&
		    !is_in_nodes(e, control->itemset, nodes, n, word, len))
			return false;
		if (one)
			break;
	}
	return true;
}

/* The first choice of this value; NULL if there is none, or if it cannot be known. */
static const struct form_choice *
choice_of_value(struct form_entry *e, const struct form_control *control,
    struct form_slot *slot, const char *value)
{
	struct form_choice *choice = arena_alloc(e->arena, sizeof *choice);
	struct xml_node **nodes;
	const char *here, *why;
	size_t n;

	for (size_t i = 0; i < control->nitems; i++) {
		if (strcmp(control->items[i].value, value) != 0)
			continue;
		*choice = (struct form_choice){ .value = value,
			.words = control->items[i].label,
			.node = slot != NULL ? slot->node : xml_root(e->instance) };
		return choice;
	}
	if (control->itemset == NULL ||
	    form_expression_nodes(control->itemset->nodes, e->arena, &e->eval,
		slot != NULL ? slot->node : xml_root(e->instance), &nodes, &n,
		&why) != OK)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (value_here(e, control->itemset, nodes[i], &here, &why) == OK &&
		    strcmp(here, value) == 0)
			return choice_of_node(
				   e, control->itemset, nodes[i], choice, &why) == OK
				   ? choice
				   : NULL;
	return NULL;
}

/* The label of a value of the question at this path; the value if it has none. */
static const char *
find_choice_name(void *with, struct arena *arena, const struct xml_node *at,
    const char *value, const char *path)
{
	struct form_entry *e = with;
	const struct form_slot *here =
	    xml_of(at) == e->instance ? form_slot_of(at) : NULL;
	const struct form_field *field =
	    form_find_field(e->form, here != NULL ? here->field : e->form->root, path);
	const struct form_choice *choice;
	const char *label = "";
	bool marked = e->marked;

	(void)arena;
	if (field == NULL || field->control == NULL || e->depth == TEXTS_DEEP ||
	    !form_is_question(field->control))
		return "";
	if (here == NULL)
		here = form_slot_of(xml_root(e->instance));
	e->depth++;
	e->marked = false;
	choice =
	    choice_of_value(e, field->control, form_slot_near(e, field, here), value);
	if (choice != NULL)
		label = form_choice_label(e, choice);
	e->depth--;
	e->marked = marked;
	return label;
}

/* ------------------------------------------------------- evaluation --- */

static const char *
new_uuid(void *with, struct arena *arena)
{
	const struct form_entry *e = with;

	if (e->context.uuid != NULL)
		return e->context.uuid(e->context.with, arena);
	return secret_uuid(arena);
}

void
form_eval_open(struct form_entry *e)
{
	e->eval = (struct form_eval){
		.paths = form_paths_new(e->arena, e->instance, e->form->prefixes),
		.clock = { .zone = e->context.zone, .now_ms = e->context.now_ms },
		.language = e->form->languages[e->language],
		.charts = e->context.charts,
		.with = e,
		.element = find_element,
		.instance = find_instance,
		.choice_name = find_choice_name,
		.itext = find_itext,
		.uuid = new_uuid,
	};
	xml_paths_limit(e->eval.paths, FORM_OPERATIONS_MAX);
	ARENA_ARRAY(e->arena, e->documents, e->form->ninstances + 1);
}

enum status
form_eval_text(struct form_entry *e, const struct form_expression *expression,
    struct xml_node *node, const char **text, const char **why)
{
	TRY(form_expression_string(expression, e->arena, &e->eval, node, text, why));
	/* Each letter is kept more than once. */
	if (xml_paths_charge(e->eval.paths, strlen(*text)))
		return OK;
	*text = "";
	*why = "it takes too much work";
	return ERR_INVALID;
}

enum status
form_eval_truth(struct form_entry *e, const struct form_expression *expression,
    struct xml_node *node, bool *truth, const char **why)
{
	return form_expression_boolean(
	    expression, e->arena, &e->eval, node, truth, why);
}

bool
form_rule_truth(struct form_entry *e, const struct form_field *field,
    enum form_rule_kind kind, struct form_slot *slot, bool otherwise)
{
	const struct form_rule *rule = field->rules[kind];
	const char *why;
	bool truth;

	if (rule == NULL ||
	    form_eval_truth(e, rule->expression, slot->node, &truth, &why) != OK)
		return otherwise;
	return truth;
}

/* ----------------------------------------------------------- values --- */

static const char *const type_names[] = {
	[FORM_STRING] = "string",
	[FORM_TEL] = "string",
	[FORM_BARCODE] = "string",
	[FORM_INT] = "int",
	[FORM_DECIMAL] = "decimal",
	[FORM_DATE] = "date",
	[FORM_TIME] = "time",
	[FORM_DATETIME] = "dateTime",
	[FORM_GEOPOINT] = "geopoint",
	[FORM_GEOTRACE] = "geotrace",
	[FORM_BOOLEAN] = "boolean",
	[FORM_SELECT] = "select",
	[FORM_SELECT1] = "select1",
	[FORM_BINARY] = "binary",
	[FORM_CONTACT] = "string",
};

const char *
form_converted(struct form_entry *e, enum form_type type, const char *value)
{
	return form_typed(e->arena, &e->eval.clock, type_names[type], value);
}
