/* form_content.c - what is in a form before anybody types: content, preloads, actions. */

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ext/secret.h"
#include "form/form_filling.h"

/* ---------------------------------------------------------- content --- */

static const struct form_field *
child_field(const struct form_field *parent, const char *name)
{
	for (const struct form_field *f = parent->first; f != NULL; f = f->next)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static void bind_object(struct form_entry *, struct xml_node *,
    const struct form_field *, const struct json *);

/* An object at an element without children is named by its _id. */
static void
bind_value(struct form_entry *e, struct xml_node *node, const struct form_field *field,
    const struct json *value)
{
	const char *text;

	if (field->first != NULL) {
		bind_object(e, node, field, value);
		return;
	}
	if (json_is_array(value))
		value = json_at(value, 0);
	if (json_is_object(value))
		value = json_get(value, "_id");
	text = json_scalar(e->arena, value);
	xml_set_text(node, text != NULL ? text : "");
}

/* An instance for each element; those that are there come first. */
static void
bind_array(struct form_entry *e, struct xml_node *parent,
    const struct form_field *field, const struct json *array)
{
	struct xml_node *node = xml_child(parent, field->name);

	for (size_t i = 0; i < json_count(array) && i < FORM_REPEATS_MAX; i++) {
		if (node == NULL)
			node = form_insert(parent, field);
		bind_value(e, node, field, json_at(array, i));
		node = xml_next_named(node, field->name);
	}
}

static void
bind_object(struct form_entry *e, struct xml_node *node, const struct form_field *field,
    const struct json *object)
{
	const struct json *value;
	const char *key;

	for (size_t i = 0; json_member(object, i, &key, &value); i++) {
		const struct form_field *child = child_field(field, key);
		struct xml_node *at = xml_child(node, key);

		if (child == NULL)
			continue;
		if (child->is_repeat && json_is_array(value))
			bind_array(e, node, child, value);
		else if (at != NULL)
			bind_value(e, at, child, value);
	}
}

void
form_bind_json(struct form_entry *e, struct xml_node *node, const struct json *json)
{
	const struct form_field *field = e->form->root;
	const struct form_slot *slot = form_slot_of(node);

	bind_object(e, node, slot != NULL ? slot->field : field, json);
}

/* The contact that is edited is in the group of his type, or the first that can be it. */
static void
bind_edited(struct form_entry *e)
{
	struct xml_node *root = xml_root(e->instance);
	const struct form_field *group =
	    child_field(e->form->root, e->form->contact_type);

	for (const struct form_field *f = e->form->root->first;
	     f != NULL && group == NULL; f = f->next)
		if (form_may_be_contact(f))
			group = f;
	if (group != NULL)
		bind_object(e, xml_child(root, group->name), group, e->context.edited);
}

void
form_bind_content(struct form_entry *e)
{
	struct xml_node *root = xml_root(e->instance);
	struct xml_node *inputs = xml_child(root, "inputs");
	struct xml_node *user = xml_child(inputs, "user");
	const struct form_field *field = child_field(e->form->root, "inputs");

	if (json_is_object(e->context.content))
		bind_object(e, root, e->form->root, e->context.content);
	if (json_is_object(e->context.edited) && e->form->contact_type != NULL)
		bind_edited(e);
	if (inputs == NULL || field == NULL)
		return;
	if (user != NULL && json_is_object(e->context.user))
		bind_value(e, user, child_field(field, "user"), e->context.user);
	if (json_is_object(e->context.content))
		bind_object(e, inputs, field, e->context.content);
}

void
form_bind_slots(
    struct form_entry *e, struct form_slot *slot, const struct json *json, bool clear)
{
	for (struct xml_node *n = xml_first(slot->node); n != NULL; n = xml_next(n)) {
		struct form_slot *child = form_slot_of(n);
		const struct json *value = json_get(json, xml_name(n));
		const char *text;

		if (child->field->first != NULL) {
			form_bind_slots(e, child, value, clear);
			continue;
		}
		if (json_is_object(value))
			value = json_get(value, "_id");
		text = json_scalar(e->arena, value);
		if (text != NULL || (clear && child->field->control == NULL))
			form_set_value(e, child, text != NULL ? text : "");
	}
}

/* --------------------------------------------------------- preloads --- */

/* "2024-03-01T10:20:30.000+02:00". */
static const char *
local_iso(struct form_entry *e)
{
	int64_t at = e->context.now_ms * 1000;
	struct local_time t = clock_local(at, e->context.zone);
	int64_t shown = clock_day_number(t.year, t.month, t.day) * 24 * HOUR +
			t.hour * HOUR + t.minute * MINUTE + t.second * SECOND;
	int64_t ms = e->context.now_ms % 1000;
	int64_t offset;

	if (ms < 0)
		ms += 1000;
	offset = (shown - (at - ms * 1000)) / MINUTE;
	return arena_printf(e->arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d",
	    t.year, t.month, t.day, t.hour, t.minute, t.second, (int)ms,
	    offset < 0 ? '-' : '+', (int)(offset < 0 ? -offset : offset) / 60,
	    (int)(offset < 0 ? -offset : offset) % 60);
}

static const char *
local_date(struct form_entry *e)
{
	return arena_strndup(e->arena, local_iso(e), strlen("2024-03-01"));
}

static const char *
of_user(struct form_entry *e, const char *key)
{
	const char *text = json_scalar(e->arena, json_get(e->context.user, key));

	return text != NULL ? text : "";
}

static const char *
property(struct form_entry *e, const char *name)
{
	if (strcmp(name, "username") == 0)
		return of_user(e, "name");
	if (strcmp(name, "phonenumber") == 0)
		return of_user(e, "phone");
	if (strcmp(name, "email") == 0)
		return of_user(e, "email");
	/* There is no device, no card and no subscriber here. */
	return "";
}

static const char *
preloaded(struct form_entry *e, const struct form_field *field)
{
	const char *params = field->preload_params;

	if (strcmp(field->preload, "uid") == 0)
		return arena_printf(
		    e->arena, "uuid:%s", e->eval.uuid(e->eval.with, e->arena));
	if (strcmp(field->preload, "date") == 0)
		return local_date(e);
	if (strcmp(field->preload, "timestamp") == 0)
		return local_iso(e);
	if (strcmp(field->preload, "property") == 0)
		return property(e, params);
	return strcasecmp(params, "userid") == 0 ? of_user(e, "name") : "";
}

/* ${end}: what is only known when it is saved. */
static void
preload(struct form_entry *e, bool end)
{
	for (size_t i = 0; i < e->form->nfields; i++) {
		const struct form_field *field = e->form->fields[i];
		bool at_end = field->preload != NULL &&
			      strcmp(field->preload, "timestamp") == 0 &&
			      strcmp(field->preload_params, "end") == 0;

		if (field->preload == NULL || at_end != end)
			continue;
		for (struct form_slot *s = e->first[i]; s != NULL; s = s->next)
			if (end || s->value[0] == '\0')
				form_set_value(e, s, preloaded(e, field));
	}
}

void
form_preload(struct form_entry *e)
{
	preload(e, false);
}

void
form_preload_end(struct form_entry *e)
{
	preload(e, true);
}

/* ---------------------------------------------------------- actions --- */

static enum status
run_action(struct form_entry *e, const struct form_action *action,
    struct form_slot *slot, const char **why)
{
	const char *text = action->text;

	if (slot == NULL)
		return OK;
	if (text == NULL)
		TRY(form_eval_text(e, action->value, slot->node, &text, why));
	text = form_converted(e, slot->field->type, text);
	/* What is not asked yet has it when it is: nobody reads it until then. */
	if (xml_attribute(slot->node, NULL, FORM_KEPT) != NULL)
		xml_set_attribute(slot->node, FORM_KEPT, text);
	else
		form_set_value(e, slot, text);
	return OK;
}

static bool
is_within(const struct form_slot *slot, const struct form_slot *in)
{
	while (slot != NULL && slot != in)
		slot = slot->parent;
	return slot != NULL;
}

static enum status
run_all(struct form_entry *e, const struct form_action *action,
    const struct form_slot *within, const char **why)
{
	for (struct form_slot *s = e->first[action->target->number]; s != NULL;
	     s = s->next)
		if (within == NULL || is_within(s, within))
			TRY(run_action(e, action, s, why));
	return OK;
}

enum status
form_run_actions(struct form_entry *e, const struct form_slot *changed,
    const struct form_slot *added, const char **why)
{
	for (size_t i = 0; i < e->form->nactions; i++) {
		const struct form_action *action = &e->form->actions[i];

		if (changed != NULL) {
			if (action->changed && action->of == changed->field)
				TRY(run_action(e, action,
				    form_slot_near(e, action->target, changed), why));
		} else if (added != NULL) {
			if (action->new_repeat || action->first_load)
				TRY(run_all(e, action, added, why));
		} else if (action->first_load ||
			   (action->new_repeat && action->target->repeat != NULL)) {
			TRY(run_all(e, action, NULL, why));
		}
	}
	return OK;
}
