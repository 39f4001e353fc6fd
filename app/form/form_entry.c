/* form_entry.c - one filling of a form: its slots, and how it is computed. */

#include <string.h>

#include "form/form_filling.h"

#define PASSES_MAX 12 /* until nothing changes any more */
#define CONTACTS_DEEP 4 /* one who is worked out from another */
#define WEIGHT_MAX ((size_t)8 * 1024 * 1024) /* of all instances of repeats */

/* ------------------------------------------------------------ slots --- */

struct form_slot *
form_slot_of(const struct xml_node *node)
{
	return xml_data(node);
}

static void
clear_data(struct xml_node *node)
{
	xml_set_data(node, NULL);
	for (struct xml_node *n = xml_first(node); n != NULL; n = xml_next(n))
		clear_data(n);
}

static struct form_slot *
slot_at(struct form_entry *e, struct xml_node *node, const struct form_field *field,
    struct form_slot *parent)
{
	struct form_slot *slot = xml_data(node);

	if (slot == NULL) {
		slot = arena_alloc(e->arena, sizeof *slot);
		slot->own = true;
		slot->relevant = parent == NULL || parent->relevant;
		slot->asked = parent == NULL || parent->asked;
		slot->value = xml_has_elements(node) ? "" : xml_text(e->arena, node);
		xml_set_data(node, slot);
	}
	e->nslots++;
	slot->field = field;
	slot->node = node;
	slot->parent = parent;
	slot->next = NULL;
	slot->instance = 0;
	if (field->is_repeat) {
		const struct form_slot *before = e->last[field->number];

		slot->instance = before != NULL && before->parent == parent
				     ? before->instance + 1
				     : 1;
		e->nrepeats++;
	}
	if (e->last[field->number] != NULL)
		e->last[field->number]->next = slot;
	else
		e->first[field->number] = slot;
	e->last[field->number] = slot;
	return slot;
}

/* The field of an element below another; most follow each other in order. */
static const struct form_field *
field_of(const struct form_field *parent, const struct form_field *hint,
    const struct xml_node *node)
{
	const char *name = xml_name(node);

	if (hint != NULL && strcmp(hint->name, name) == 0)
		return hint;
	if (hint != NULL && hint->next != NULL && strcmp(hint->next->name, name) == 0)
		return hint->next;
	for (const struct form_field *f = parent->first; f != NULL; f = f->next)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static enum status
place_below(struct form_entry *e, struct form_slot *parent, const char **why)
{
	const struct form_field *field = parent->field->first;

	for (struct xml_node *node = xml_first(parent->node); node != NULL;
	     node = xml_next(node)) {
		struct form_slot *slot;
		const struct form_field *is = field_of(parent->field, field, node);

		if (is == NULL) {
			*why = arena_printf(e->arena, "it has no place for %s in %s",
			    xml_name(node), parent->field->path);
			return ERR_INVALID;
		}
		field = is;
		if (!field->is_repeat && e->last[field->number] != NULL &&
		    e->last[field->number]->parent == parent) {
			*why = arena_printf(
			    e->arena, "%s is there more than once", field->path);
			return ERR_INVALID;
		}
		slot = slot_at(e, node, field, parent);
		TRY(place_below(e, slot, why));
	}
	return OK;
}

static enum status
look_at_size(struct form_entry *e, const char **why)
{
	if (e->weight > WEIGHT_MAX) {
		*why = "its repeats take more than 8 MB";
		return ERR_INVALID;
	}
	if (e->nrepeats <= FORM_REPEATS_MAX && e->nslots <= FORM_ELEMENTS_MAX)
		return OK;
	*why = arena_printf(e->arena,
	    "it has more than %d instances of repeats, or more than %d elements",
	    FORM_REPEATS_MAX, FORM_ELEMENTS_MAX);
	return ERR_INVALID;
}

enum status
form_place_slots(struct form_entry *e, const char **why)
{
	struct form_slot *root;
	size_t n = e->form->nfields;

	memset(e->first, 0, n * sizeof *e->first);
	memset(e->last, 0, n * sizeof *e->last);
	e->nrepeats = e->nslots = 0;
	root = slot_at(e, xml_root(e->instance), e->form->root, NULL);
	TRY(place_below(e, root, why));
	if (e->nrepeats > FORM_REPEATS_MAX) {
		*why = arena_printf(e->arena,
		    "it has more than %d instances of repeats", FORM_REPEATS_MAX);
		return ERR_INVALID;
	}
	return OK;
}

static struct form_slot *
child_slot(const struct form_slot *of, const struct form_field *field)
{
	for (struct xml_node *n = xml_first(of->node); n != NULL; n = xml_next(n))
		if (form_slot_of(n) != NULL && form_slot_of(n)->field == field)
			return form_slot_of(n);
	return NULL;
}

/* The first one below ${from}, which is above the field or the field's own. */
static struct form_slot *
slot_below(struct form_slot *from, const struct form_field *field)
{
	struct form_slot *above;

	if (from == NULL || from->field == field)
		return from;
	if (field->depth <= from->field->depth)
		return NULL;
	above = slot_below(from, field->parent);
	return above != NULL ? child_slot(above, field) : NULL;
}

static bool
is_above(const struct form_field *above, const struct form_field *field)
{
	while (field != NULL && field != above)
		field = field->parent;
	return field != NULL;
}

struct form_slot *
form_slot_near(
    struct form_entry *e, const struct form_field *field, const struct form_slot *from)
{
	const struct form_slot *slot = from;

	if (field->repeat == NULL)
		return e->first[field->number];
	while (slot != NULL && !is_above(slot->field, field))
		slot = slot->parent;
	if (slot == NULL)
		return e->first[field->number];
	return slot_below(form_slot_of(slot->node), field);
}

/* ----------------------------------------------------------- values --- */

static void
mark_rule(struct form_entry *e, const struct form_rule *rule)
{
	e->dirty[rule->place] = true;
	e->any_dirty = true;
}

void
form_mark_all(struct form_entry *e)
{
	for (size_t i = 0; i < e->form->norder; i++)
		mark_rule(e, e->form->order[i]);
	e->any_dirty = true;
}

static void
mark_readers(struct form_entry *e, const struct form_field *field)
{
	for (size_t i = 0; i < field->nreaders; i++)
		mark_rule(e, field->readers[i]);
	for (size_t i = 0; i < e->form->norder; i++)
		if (e->form->order[i]->reads_all && e->form->order[i]->field != field)
			mark_rule(e, e->form->order[i]);
}

void
form_set_value(struct form_entry *e, struct form_slot *slot, const char *value)
{
	if (slot->field->first != NULL || strcmp(slot->value, value) == 0)
		return;
	xml_set_text(slot->node, value);
	slot->value = xml_text(e->arena, slot->node);
	mark_readers(e, slot->field);
}

/* -------------------------------------------------------- relevance --- */

/* Nobody reads its value, which is kept for when it is asked again. */
static void
hide(struct form_entry *e, struct form_slot *slot)
{
	if (slot->field->first != NULL ||
	    xml_attribute(slot->node, NULL, FORM_KEPT) != NULL)
		return;
	xml_set_attribute(slot->node, FORM_KEPT, slot->value);
	form_set_value(e, slot, "");
}

static void
show(struct form_entry *e, struct form_slot *slot)
{
	const char *kept = xml_attribute(slot->node, NULL, FORM_KEPT);
	const struct form_rule *calculate = slot->field->rules[FORM_CALCULATE];

	if (slot->field->first != NULL)
		return;
	if (kept != NULL) {
		kept = arena_strdup(e->arena, kept);
		xml_remove_attribute(slot->node, NULL, FORM_KEPT);
		form_set_value(e, slot, kept);
	}
	if (calculate != NULL)
		mark_rule(e, calculate);
}

/* What the form is opened with, "inputs" below the root, counts in any case. */
static bool
is_inputs(const struct form_field *field)
{
	return field->depth == 1 && strcmp(field->name, "inputs") == 0;
}

/* ${all}: also below those for which nothing changed. */
static void
spread(struct form_entry *e, struct form_slot *slot, bool all)
{
	const struct form_slot *above = slot->parent;
	bool relevant =
	    (slot->own || is_inputs(slot->field)) && (above == NULL || above->relevant);
	bool asked = slot->own && (above == NULL || above->asked);
	bool hidden = xml_attribute(slot->node, NULL, FORM_KEPT) != NULL;

	if (!all && relevant == slot->relevant && asked == slot->asked)
		return;
	slot->relevant = relevant;
	slot->asked = asked;
	if (relevant && hidden)
		show(e, slot);
	else if (!relevant && !hidden)
		hide(e, slot);
	for (struct xml_node *n = xml_first(slot->node); n != NULL; n = xml_next(n))
		if (form_slot_of(n) != NULL)
			spread(e, form_slot_of(n), all);
}

/* ---------------------------------------------------------- compute --- */

static bool
is_left_alone(
    const struct form_entry *e, const struct form_rule *rule, const struct form_slot *s)
{
	if (!s->relevant)
		return true;
	if (s->value[0] == '\0')
		return false;
	if (e->resuming && form_is_typed_over(s->field))
		return true;
	/* What was drawn by chance stays, until what it leans on changes. */
	return e->resuming && rule->chance;
}

static enum status
calculate(struct form_entry *e, const struct form_rule *rule, const char **why)
{
	for (struct form_slot *s = e->first[rule->field->number]; s != NULL;
	     s = s->next) {
		const char *text;

		if (rule->field->first != NULL || is_left_alone(e, rule, s))
			continue;
		TRY(form_eval_text(e, rule->expression, s->node, &text, why));
		form_set_value(e, s, form_converted(e, s->field->type, text));
	}
	return OK;
}

static enum status
judge(struct form_entry *e, const struct form_rule *rule, const char **why)
{
	for (struct form_slot *s = e->first[rule->field->number]; s != NULL;
	     s = s->next) {
		TRY(form_eval_truth(e, rule->expression, s->node, &s->own, why));
		spread(e, s, false);
	}
	return OK;
}

/* As many instances as it says, below one parent. */
static enum status
count_below(struct form_entry *e, const struct form_rule *rule,
    struct form_slot *parent, bool *changed, const char **why)
{
	const struct form_field *field = rule->field;
	struct xml_node *last = NULL;
	size_t have = 0, want;
	const char *text;
	double number;

	TRY(form_eval_text(e, rule->expression, parent->node, &text, why));
	number = xml_value_number(
	    e->arena, &(struct xml_value){ .type = XML_STRING, .string = text });
	want = number >= 1
		   ? (number > FORM_REPEATS_MAX ? FORM_REPEATS_MAX + 1 : (size_t)number)
		   : 0;
	for (struct xml_node *n = xml_first(parent->node); n != NULL; n = xml_next(n))
		if (form_slot_of(n) != NULL && form_slot_of(n)->field == field) {
			have++;
			last = n;
		}
	*changed = have != want;
	if (want > FORM_REPEATS_MAX) {
		*why = arena_printf(e->arena, "%s would be repeated more than %d times",
		    field->path, FORM_REPEATS_MAX);
		return ERR_INVALID;
	}
	for (; have < want; have++)
		TRY(form_new_instance(e, field, parent, why));
	for (; have > want; have--) {
		struct xml_node *before = NULL;

		for (struct xml_node *n = xml_first(parent->node); n != last;
		     n = xml_next(n))
			if (form_slot_of(n) != NULL && form_slot_of(n)->field == field)
				before = n;
		xml_remove(last);
		last = before;
	}
	return OK;
}

static enum status
count_instances(struct form_entry *e, const struct form_rule *rule, const char **why)
{
	bool any = false;

	for (struct form_slot *s = e->first[rule->field->parent->number]; s != NULL;
	     s = s->next) {
		bool changed;

		if (!s->relevant)
			continue;
		TRY(count_below(e, rule, s, &changed, why));
		any = any || changed;
	}
	if (!any)
		return OK;
	TRY(form_place_slots(e, why));
	form_mark_all(e);
	return OK;
}

static enum status
apply(struct form_entry *e, const struct form_rule *rule, const char **why)
{
	if (rule->kind == FORM_RELEVANT)
		return judge(e, rule, why);
	if (rule->kind == FORM_COUNT)
		return count_instances(e, rule, why);
	return calculate(e, rule, why);
}

static enum status
settle_rules(struct form_entry *e, const char **why)
{
	for (int pass = 0; e->any_dirty && pass < PASSES_MAX; pass++) {
		e->any_dirty = false;
		for (size_t i = 0; i < e->form->norder; i++) {
			if (!e->dirty[i])
				continue;
			e->dirty[i] = false;
			TRY(apply(e, e->form->order[i], why));
		}
		for (size_t i = 0; i < e->form->norder && !e->any_dirty; i++)
			e->any_dirty = e->dirty[i];
		e->resuming = false;
	}
	e->any_dirty = false;
	memset(e->dirty, 0, e->form->norder * sizeof *e->dirty);
	return OK;
}

enum status
form_compute(struct form_entry *e, const char **why)
{
	const char *words;
	bool resuming = e->resuming;

	if (why == NULL)
		why = &words;
	if (!e->any_dirty)
		return OK;
	TRY(settle_rules(e, why));
	for (int i = 0; i < CONTACTS_DEEP && form_take_contacts(e, resuming); i++)
		TRY(settle_rules(e, why));
	return OK;
}

/* -------------------------------------------------------- instances --- */

static void
drop_mark(struct xml_node *node)
{
	xml_remove_attribute(node, "*", "template");
	for (struct xml_node *n = xml_first(node); n != NULL; n = xml_next(n))
		drop_mark(n);
}

/* A template is no instance: a nurse adds the first one, or it is counted. */
static void
settle_templates(struct xml_node *node, const struct form_field *field)
{
	struct xml_node *next;
	const struct form_field *is = field->first;

	for (struct xml_node *n = xml_first(node); n != NULL; n = next) {
		next = xml_next(n);
		is = field_of(field, is, n);
		if (is == NULL)
			continue;
		settle_templates(n, is);
		if (xml_attribute(n, "*", "template") == NULL)
			continue;
		if (is->is_repeat)
			xml_remove(n);
		else
			xml_remove_attribute(n, "*", "template");
	}
}

struct xml_node *
form_insert(struct xml_node *parent, const struct form_field *field)
{
	const struct form_field *is = field->parent->first;
	struct xml_node *after = NULL, *node;

	for (struct xml_node *n = xml_first(parent); n != NULL; n = xml_next(n)) {
		is = field_of(field->parent, is, n);
		if (is != NULL && is->number <= field->number)
			after = n;
	}
	if (after != NULL)
		node = xml_copy_after(after, field->model);
	else if (xml_first(parent) != NULL)
		node = xml_copy_before(xml_first(parent), field->model);
	else
		node = xml_copy_into(parent, field->model);
	clear_data(node);
	settle_templates(node, field);
	xml_remove_attribute(node, "*", "template");
	return node;
}

enum status
form_new_instance(struct form_entry *e, const struct form_field *field,
    struct form_slot *parent, const char **why)
{
	/* Its own elements are counted before they are made. */
	e->nslots += field->size - 1;
	e->nrepeats++;
	e->weight += field->weight;
	TRY(look_at_size(e, why));
	e->nrepeats--;
	/* A slot at once, so that the next one is put behind it. */
	(void)slot_at(e, form_insert(parent->node, field), field, parent);
	return OK;
}

/* ------------------------------------------------------------ begin --- */

static size_t
language_of(const struct form *form, const char *name)
{
	size_t len;

	if (name == NULL)
		return 0;
	for (size_t i = 0; i < form->nlanguages; i++)
		if (strcasecmp(form->languages[i], name) == 0)
			return i;
	/* "en" for "English (en)", "sw" for "sw-KE". */
	len = strlen(name);
	for (size_t i = 0; i < form->nlanguages; i++) {
		const char *language = form->languages[i];
		const char *bracket = strrchr(language, '(');

		if (strncasecmp(language, name, len) == 0 &&
		    (language[len] == '-' || language[len] == '_'))
			return i;
		if (bracket != NULL && strncasecmp(bracket + 1, name, len) == 0 &&
		    bracket[1 + len] == ')')
			return i;
	}
	return 0;
}

static struct form_entry *
new_entry(struct arena *arena, const struct form *form, const struct form_context *c)
{
	struct form_entry *e = arena_alloc(arena, sizeof *e);

	e->arena = arena;
	e->form = form;
	e->context = *c;
	e->language = language_of(form, c->language);
	ARENA_ARRAY(arena, e->first, form->nfields);
	ARENA_ARRAY(arena, e->last, form->nfields);
	ARENA_ARRAY(arena, e->dirty, form->norder + 1);
	return e;
}

enum status
form_begin(struct arena *arena, const struct form *form,
    const struct form_context *context, struct form_entry **entry, const char **why)
{
	struct form_entry *e = new_entry(arena, form, context);

	*entry = NULL;
	e->instance = xml_plain(arena, xml_root(form->model));
	clear_data(xml_root(e->instance));
	settle_templates(xml_root(e->instance), form->root);
	form_bind_content(e);
	TRY(form_place_slots(e, why));
	form_eval_open(e);
	form_preload(e);
	form_mark_all(e);
	TRY(form_compute(e, why));
	TRY(form_run_actions(e, NULL, NULL, why));
	TRY(form_compute(e, why));
	*entry = e;
	return OK;
}

static enum status
take_up(struct form_entry *e, const char **why)
{
	clear_data(xml_root(e->instance));
	drop_mark(xml_root(e->instance));
	TRY(form_place_slots(e, why));
	form_eval_open(e);
	e->resuming = true;
	form_mark_all(e);
	TRY(form_compute(e, why));
	/* What was out of sight when it was kept may be in sight now. */
	spread(e, form_slot_of(xml_root(e->instance)), true);
	return form_compute(e, why);
}

/* What the instance lacks, because an older version of the form had no such thing. */
static void
complete(struct xml_node *node, const struct form_field *field)
{
	for (const struct form_field *f = field->first; f != NULL; f = f->next) {
		struct xml_node *have = xml_child(node, f->name);

		if (have == NULL && !f->is_repeat)
			have = form_insert(node, f);
		for (; have != NULL; have = xml_next_named(have, f->name))
			complete(have, f);
	}
}

enum status
form_resume(struct arena *arena, const struct form *form,
    const struct form_context *context, const char *instance, size_t len,
    struct form_entry **entry, const char **why)
{
	struct form_entry *e = new_entry(arena, form, context);
	struct xml_fault fault;
	struct xml *doc;
	const char *id;

	*entry = NULL;
	if (len > FORM_INSTANCE_MAX ||
	    xml_parse(arena, instance, len, &doc, &fault) != OK) {
		*why = "what was kept of it cannot be read";
		return ERR_INVALID;
	}
	id = xml_attribute(xml_root(doc), NULL, "id");
	if (strcmp(xml_name(xml_root(doc)), form->root->name) != 0 ||
	    (id != NULL && strcmp(id, form->id) != 0)) {
		*why = "what was kept is of another form";
		return ERR_INVALID;
	}
	e->instance = xml_plain(arena, xml_root(doc));
	complete(xml_root(e->instance), form->root);
	TRY(take_up(e, why));
	*entry = e;
	return OK;
}

/* Only what the form has a place for. */
static void
bind_fields(struct form_entry *e, struct xml_node *node, const struct json *fields)
{
	form_bind_json(e, node, fields);
}

enum status
form_from_fields(struct arena *arena, const struct form *form,
    const struct form_context *context, const struct json *fields,
    struct form_entry **entry, const char **why)
{
	struct form_entry *e = new_entry(arena, form, context);

	*entry = NULL;
	e->instance = xml_plain(arena, xml_root(form->model));
	clear_data(xml_root(e->instance));
	settle_templates(xml_root(e->instance), form->root);
	bind_fields(e, xml_root(e->instance), fields);
	TRY(take_up(e, why));
	*entry = e;
	return OK;
}

const char *
form_instance(struct form_entry *e)
{
	return xml_write(e->arena, xml_root(e->instance));
}
