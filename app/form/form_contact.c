/*
 * form_contact.c - a contact that a control asks for fills the group that the control
 * is in: once somebody chooses him, once he is worked out, and when the form opens
 * with his id.
 */

#include <string.h>

#include "form/form_filling.h"

bool
form_asks_for_contact(const struct form_control *control)
{
	return control->field->type == FORM_CONTACT ||
	       form_has_word(control->appearance, "select-contact") ||
	       form_has_word(control->appearance, "db-object");
}

/* The content's own needs no look-up. */
static const struct json *
contact_of(struct form_entry *e, const char *id)
{
	const struct json *own = json_get(e->context.content, "contact");
	const char *own_id = json_scalar(e->arena, json_get(own, "_id"));

	if (own_id != NULL && strcmp(own_id, id) == 0)
		return own;
	return e->context.contact != NULL
		   ? e->context.contact(e->context.with, e->arena, id)
		   : NULL;
}

bool
form_take_contact(struct form_entry *e, const struct form_control *control,
    struct form_slot *slot, bool clear)
{
	const struct json *contact = NULL;
	struct form_slot *group = slot->parent;

	slot->contact = slot->value;
	if (group == NULL || group->parent == NULL || slot->value[0] == '\0' ||
	    form_has_word(control->appearance, "bind-id-only"))
		return false;
	contact = contact_of(e, slot->value);
	if (contact == NULL)
		return false;
	form_bind_slots(e, group, contact, clear);
	return true;
}

bool
form_take_contacts(struct form_entry *e, bool only_note)
{
	bool any = false;

	for (size_t i = 1; i < e->form->ncontrols && e->form->asks_for_contacts; i++) {
		const struct form_control *c = e->form->controls[i];

		if (c->kind != FORM_INPUT || !form_asks_for_contact(c))
			continue;
		for (struct form_slot *s = e->first[c->field->number]; s != NULL;
		     s = s->next) {
			if (only_note)
				s->contact = s->value;
			else if (strcmp(s->value,
				     s->contact != NULL ? s->contact : "") != 0)
				any |= form_take_contact(e, c, s, false);
		}
	}
	return any;
}
