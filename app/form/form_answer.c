/* form_answer.c - what is typed: names of questions, values, instances of repeats. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ext/markdown.h"
#include "form/form_filling.h"

/* ------------------------------------------------------------ names --- */

bool
form_is_question(const struct form_control *control)
{
	return control->kind != FORM_GROUP && control->kind != FORM_REPEAT;
}

bool
form_is_hidden(const struct form_control *control)
{
	while (control != NULL && !control->hidden)
		control = control->parent;
	return control != NULL;
}

/* Words in what looks like an input: read-only, without a value of its own. */
bool
form_is_note(const struct form_control *control)
{
	const struct form_rule *readonly;

	if (control->kind != FORM_INPUT)
		return false;
	if (control->field->first != NULL)
		return true;
	readonly = control->field->rules[FORM_READONLY];
	return readonly != NULL && strcmp(readonly->text, "true()") == 0 &&
	       control->field->rules[FORM_CALCULATE] == NULL &&
	       control->field->type == FORM_STRING;
}

bool
form_is_typed_over(const struct form_field *field)
{
	const struct form_rule *readonly = field->rules[FORM_READONLY];

	return field->control != NULL && form_is_question(field->control) &&
	       !form_is_hidden(field->control) &&
	       (readonly == NULL || strcmp(readonly->text, "true()") != 0);
}

/* ".2.1": one number for each repeat that a slot is in, itself included. */
static const char *
numbers_of(struct arena *arena, const struct form_slot *slot)
{
	const char *numbers = "";

	for (; slot != NULL; slot = slot->parent)
		if (slot->instance > 0)
			numbers =
			    arena_printf(arena, ".%zu%s", slot->instance, numbers);
	return numbers;
}

const char *
form_slot_name(struct form_entry *e, const struct form_control *control,
    const struct form_slot *slot)
{
	return arena_printf(e->arena, "%s%s", control->id, numbers_of(e->arena, slot));
}

const char *
form_slot_path(struct form_entry *e, const struct form_slot *slot)
{
	if (slot->parent == NULL)
		return slot->field->path;
	if (slot->instance == 0)
		return arena_printf(e->arena, "%s/%s", form_slot_path(e, slot->parent),
		    slot->field->qname);
	return arena_printf(e->arena, "%s/%s[%zu]", form_slot_path(e, slot->parent),
	    slot->field->qname, slot->instance);
}

/* The i-th instance of a child; i is 1 for what is no repeat. */
static struct form_slot *
nth_child(const struct form_slot *of, const struct form_field *field, size_t i)
{
	for (struct xml_node *n = xml_first(of->node); n != NULL; n = xml_next(n)) {
		struct form_slot *slot = form_slot_of(n);

		if (slot != NULL && slot->field == field && --i == 0)
			return slot;
	}
	return NULL;
}

static bool
read_number(const char **at, size_t *number)
{
	size_t n = 0;

	if (**at != '.' || (*at)[1] < '1' || (*at)[1] > '9')
		return false;
	for ((*at)++; **at >= '0' && **at <= '9'; (*at)++) {
		n = n * 10 + (size_t)(**at - '0');
		if (n > FORM_REPEATS_MAX)
			return false;
	}
	*number = n;
	return true;
}

/* ${numbers} moves on past what was used. */
static struct form_slot *
slot_at(struct form_entry *e, const struct form_field *field, const char **numbers)
{
	struct form_slot *above;
	size_t i = 1;

	if (field->parent == NULL)
		return form_slot_of(xml_root(e->instance));
	above = slot_at(e, field->parent, numbers);
	if (above == NULL || (field->is_repeat && !read_number(numbers, &i)))
		return NULL;
	return nth_child(above, field, i);
}

static struct form_control *
control_of(const struct form *form, const char *name, const char **rest)
{
	size_t number = 0;
	struct form_control *control;

	if (name[0] == '\0' || name[1] < '0' || name[1] > '9')
		return NULL;
	for (*rest = name + 1; **rest >= '0' && **rest <= '9'; (*rest)++) {
		number = number * 10 + (size_t)(**rest - '0');
		if (number >= form->ncontrols)
			return NULL;
	}
	control = form->controls[number];
	if (strncmp(control->id, name, (size_t)(*rest - name)) != 0 ||
	    control->id[*rest - name] != '\0')
		return NULL;
	return control;
}

static enum status
find_question(struct form_entry *e, const char *name, struct form_control **control,
    struct form_slot **slot)
{
	const char *rest;

	*control = control_of(e->form, name, &rest);
	if (*control == NULL || !form_is_question(*control))
		return ERR_NOT_FOUND;
	*slot = slot_at(e, (*control)->field, &rest);
	return *slot != NULL && *rest == '\0' ? OK : ERR_NOT_FOUND;
}

/* ------------------------------------------------------------ paths --- */

/* One step of a path: "rep[2]". */
struct step {
	const struct form_field *field; /* NULL: there is no such one */
	size_t i;
	bool bad;
};

/* ${path} moves on past it and what ends it. */
static struct step
read_step(const struct form_slot *at, bool root, const char **path, const char *ends)
{
	struct step step = { .i = 1 };
	size_t len = strcspn(*path, ends);

	step.field = root ? at->field : at->field->first;
	while (step.field != NULL && (strncmp(step.field->qname, *path, len) != 0 ||
					 step.field->qname[len] != '\0'))
		step.field = root ? NULL : step.field->next;
	*path += len;
	if (**path == '[') {
		char *end;

		step.i = strtoul(*path + 1, &end, 10);
		step.bad = *end != ']' || step.i == 0 || step.i > FORM_REPEATS_MAX;
		*path = *end == ']' ? end + 1 : end;
	}
	step.bad =
	    step.bad || step.field == NULL || (**path != '\0' && **path != ends[0]);
	*path += **path != '\0';
	return step;
}

static struct form_slot *
nth_made(struct form_entry *e, struct form_slot *parent, const struct step *step,
    const char **why)
{
	const struct form_field *field = step->field;
	struct form_slot *slot = nth_child(parent, field, step->i);

	while (slot == NULL && field->is_repeat && field->control != NULL &&
	       field->control->kind == FORM_REPEAT && !field->control->no_add &&
	       parent->asked) {
		const char *name = form_slot_name(e, field->control, parent);

		if (form_repeat_add(e, name, why) != OK || form_compute(e, why) != OK)
			return NULL;
		slot = nth_child(parent, field, step->i);
	}
	return slot;
}

/* "/r/rep[2]/q", or "rep[2].q" below the root. */
static struct form_slot *
slot_of_path(struct form_entry *e, const char *path, bool make, const char **why)
{
	struct form_slot *slot = form_slot_of(xml_root(e->instance));
	const char *ends = path[0] == '/' ? "/[" : ".[";
	bool root = path[0] == '/';

	path += root;
	while (slot != NULL && *path != '\0') {
		struct step step = read_step(slot, root, &path, ends);

		if (step.bad)
			return NULL;
		if (!root && make)
			slot = nth_made(e, slot, &step, why);
		else if (!root)
			slot = nth_child(slot, step.field, step.i);
		root = false;
	}
	return slot;
}

enum status
form_make_place(struct form_entry *e, const char *path, const char **why)
{
	const char *words;

	if (why == NULL)
		why = &words;
	*why = _("There is no such question.");
	if (slot_of_path(e, path, true, why) != NULL)
		return OK;
	if (*why == NULL)
		*why = _("There is no such question.");
	return ERR_NOT_FOUND;
}

const char *
form_name_of(struct form_entry *e, const char *path)
{
	const struct form_slot *slot = slot_of_path(e, path, false, NULL);

	if (slot == NULL || slot->field->control == NULL)
		return NULL;
	return form_slot_name(e, slot->field->control, slot);
}

const char *
form_name_behind(struct form_entry *e, const char *path)
{
	struct form_slot *slot = slot_of_path(e, path, false, NULL);

	for (int i = 0; i < FORM_DEPTH_MAX && slot != NULL; i++) {
		const struct form_control *control = slot->field->control;
		const struct form_rule *rule = slot->field->rules[FORM_CALCULATE];

		if (control != NULL && form_is_question(control) &&
		    !form_is_note(control) && !form_is_hidden(control))
			return form_slot_name(e, control, slot);
		slot = rule != NULL && rule->nuses > 0
			   ? form_slot_near(e, rule->uses[0], slot)
			   : NULL;
	}
	return NULL;
}

const char *
form_value(struct form_entry *e, const char *path)
{
	const struct form_slot *slot = slot_of_path(e, path, false, NULL);

	return slot != NULL ? slot->value : NULL;
}

bool
form_relevant(struct form_entry *e, const char *path)
{
	const struct form_slot *slot = slot_of_path(e, path, false, NULL);

	return slot != NULL && slot->asked;
}

/* ----------------------------------------------------------- values --- */

bool
form_readonly(struct form_entry *e, struct form_slot *slot)
{
	for (struct form_slot *s = slot; s != NULL; s = s->parent)
		if (form_rule_truth(e, s->field, FORM_READONLY, s, false))
			return true;
	/* Nobody's to type over, as it would be calculated again. */
	return slot->field->rules[FORM_CALCULATE] != NULL &&
	       slot->field->rules[FORM_CALCULATE]->nuses == 0 &&
	       slot->field->control == NULL;
}

/* A day or a number as it is typed, as it is stored; anything else as it is. */
static const char *
tidied(struct form_entry *e, const struct form_control *control, const char *value)
{
	char iso[11];

	value = text_cleaned(e->arena, value);
	if (strcmp(form_control_type(control), "tel") == 0)
		(void)form_read_phone(e, value, &value);
	switch (control->field->type) {
	case FORM_DATE:
		value = form_trimmed(e->arena, value);
		if (clock_read_typed(value, iso) == DATE_SURE ||
		    clock_read_typed(value, iso) == DATE_EITHER)
			value = arena_strdup(e->arena, iso);
		return value;
	case FORM_INT:
	case FORM_DECIMAL:
	case FORM_TIME:
	case FORM_DATETIME:
	case FORM_GEOPOINT:
		value = form_trimmed(e->arena, value);
		if (form_is_typed(control->field->type, value) &&
		    control->field->type != FORM_GEOPOINT)
			value = form_converted(e, control->field->type, value);
		return value;
	default:
		return value;
	}
}

/* What no nurse could have answered on the page. */
static enum status
look_at_value(struct form_entry *e, const struct form_control *control,
    struct form_slot *slot, const char *value, const char **why)
{
	if (strlen(value) > FORM_VALUE_MAX) {
		*why = _("The answer is too long.");
		return ERR_INVALID;
	}
	if (value[0] == '\0')
		return OK;
	if ((control->kind == FORM_SELECT_ONE || control->kind == FORM_SELECT_MANY) &&
	    !form_are_choices(e, control, slot, value, why))
		return ERR_INVALID;
	return OK;
}

/* The question of that name, as far as it can be answered now. */
static enum status
find_open(struct form_entry *e, const char *name, struct form_control **control,
    struct form_slot **slot, const char **why)
{
	*why = _("There is no such question.");
	TRY(find_question(e, name, control, slot));
	if (e->any_dirty) {
		TRY(form_compute(e, why));
		*why = _("There is no such question.");
		TRY(find_question(e, name, control, slot));
	}
	*why = _("This is not asked now.");
	if (!(*slot)->asked || form_is_hidden(*control))
		return ERR_FORBIDDEN;
	*why = _("This cannot be changed.");
	return form_is_note(*control) || form_readonly(e, *slot) ? ERR_FORBIDDEN : OK;
}

static enum status
set(struct form_entry *e, const struct form_control *control, struct form_slot *slot,
    const char *value, const char **why)
{
	if (strcmp(value, slot->value) == 0)
		return OK;
	form_set_value(e, slot, value);
	if (form_asks_for_contact(control))
		form_take_contact(e, control, slot, true);
	return form_run_actions(e, slot, NULL, why);
}

enum status
form_put(struct form_entry *e, const char *name, const char *value, const char **why)
{
	struct form_control *control;
	struct form_slot *slot;
	const char *words;

	if (why == NULL)
		why = &words;
	TRY(find_open(e, name, &control, &slot, why));
	if (control->kind == FORM_UPLOAD && *value != '\0')
		return strcmp(value, slot->value) == 0 ? OK : ERR_FORBIDDEN;
	TRY(look_at_value(e, control, slot, value, why));
	return set(e, control, slot, tidied(e, control, value), why);
}

enum status
form_put_picture(
    struct form_entry *e, const char *name, const char *file, const char **why)
{
	struct form_control *control;
	struct form_slot *slot;
	const char *words;

	if (why == NULL)
		why = &words;
	TRY(find_open(e, name, &control, &slot, why));
	return control->kind == FORM_UPLOAD ? set(e, control, slot, file, why)
					    : ERR_FORBIDDEN;
}

const char *
form_picture_label(struct form_entry *e, const char *name, const char **file)
{
	struct form_control *control;
	struct form_slot *slot;
	const char *why;

	if (find_open(e, name, &control, &slot, &why) != OK ||
	    control->kind != FORM_UPLOAD)
		return NULL;
	*file = slot->value;
	return markdown_plain(e->arena, form_words_text(e, control->label, slot->node));
}

/* ---------------------------------------------------------- repeats --- */

enum status
form_repeat_add(struct form_entry *e, const char *name, const char **why)
{
	const char *rest, *words;
	struct form_control *control;
	struct form_slot *parent, *added = NULL;

	if (why == NULL)
		why = &words;
	*why = _("There is no such question.");
	control = control_of(e->form, name, &rest);
	if (control == NULL || control->kind != FORM_REPEAT)
		return ERR_NOT_FOUND;
	parent = slot_at(e, control->field->parent, &rest);
	if (parent == NULL || *rest != '\0')
		return ERR_NOT_FOUND;
	*why = _("This cannot be changed.");
	if (control->no_add || !parent->asked)
		return ERR_FORBIDDEN;
	TRY(form_new_instance(e, control->field, parent, why));
	TRY(form_place_slots(e, why));
	for (struct xml_node *n = xml_first(parent->node); n != NULL; n = xml_next(n))
		if (form_slot_of(n)->field == control->field)
			added = form_slot_of(n);
	form_mark_all(e);
	return form_run_actions(e, NULL, added, why);
}

enum status
form_repeat_remove(struct form_entry *e, const char *name, const char **why)
{
	const char *rest, *words;
	struct form_control *control;
	struct form_slot *slot;

	if (why == NULL)
		why = &words;
	*why = _("There is no such question.");
	control = control_of(e->form, name, &rest);
	if (control == NULL || control->kind != FORM_REPEAT)
		return ERR_NOT_FOUND;
	slot = slot_at(e, control->field, &rest);
	if (slot == NULL || *rest != '\0')
		return ERR_NOT_FOUND;
	*why = _("This cannot be changed.");
	if (control->no_add || !slot->asked)
		return ERR_FORBIDDEN;
	xml_remove(slot->node);
	TRY(form_place_slots(e, why));
	form_mark_all(e);
	return OK;
}
