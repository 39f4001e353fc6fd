/*
 * form_save_contact.c - a contact form as documents of contacts.
 *
 * The group that is called as the type is the contact, or else the first one that is
 * no other part of such a form.  A parent or contact of "NEW"
 * is made from the group of that name beside it, and what is in repeat/child are its
 * children.
 */

#include <string.h>

#include "form/form_save.h"

struct contact {
	const struct form_slot *slot;
	bool main; /* what the form is for */
	const char *id, *type;
	const char *contact_type; /* of a type that the programme has made, or NULL */
	const char *parent, *primary; /* as JSON, or NULL */
};

static const struct form_slot *
group_of(struct form_saving *s, const char *name)
{
	const struct xml_node *n = xml_child(xml_root(s->entry->instance), name);

	if (n == NULL || !form_slot_of(n)->relevant || !xml_has_elements(n))
		return NULL;
	return form_slot_of(n);
}

/* The contact's own group: older forms call it as they like. */
static const struct form_slot *
main_group(struct form_saving *s)
{
	const struct form_slot *group = group_of(s, s->entry->form->contact_type);

	for (struct xml_node *n = xml_first(xml_root(s->entry->instance));
	     n != NULL && group == NULL; n = xml_next(n))
		if (form_may_be_contact(form_slot_of(n)->field) &&
		    form_slot_of(n)->relevant)
			group = form_slot_of(n);
	return group;
}

/* Him in the line that begins there, NULL if he is not in it. */
static const struct json *
in_line(struct form_saving *s, const struct json *at, const char *id)
{
	for (int depth = 0; at != NULL && depth < FORM_DEPTH_MAX; depth++) {
		const char *one = json_scalar(s->entry->arena, json_get(at, "_id"));

		if (one != NULL && strcmp(one, id) == 0)
			return at;
		at = json_get(at, "parent");
	}
	return NULL;
}

/* The lineage of an id as far as the content, or the document that is edited, knows it. */
static const char *
lineage(struct form_saving *s, const char *id)
{
	const struct form_context *c = &s->entry->context;
	const struct json *at = in_line(s, json_get(c->content, "contact"), id);
	struct buf b;

	buf_init(&b, s->entry->arena);
	if (at == NULL)
		at = in_line(s, json_get(c->edited, "parent"), id);
	if (at == NULL)
		at = in_line(s, json_get(c->edited, "contact"), id);
	if (at == NULL && c->contact != NULL)
		at = c->contact(c->with, s->entry->arena, id);
	if (at != NULL) {
		form_write_lineage(&b, s->entry->arena, at);
		return b.data;
	}
	buf_puts(&b, "{\"_id\":");
	buf_json(&b, id);
	buf_putc(&b, '}');
	return b.data;
}

static const char *
lineage_of_contact(struct form_saving *s, const struct contact *contact)
{
	if (contact->parent == NULL)
		return arena_printf(s->entry->arena, "{\"_id\":\"%s\"}", contact->id);
	return arena_printf(s->entry->arena, "{\"_id\":\"%s\",\"parent\":%s}",
	    contact->id, contact->parent);
}

static bool
is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

/* Of the document that is edited what the form has said nothing about. */
static void
add_stored(struct form_saving *s, const struct contact *c, struct buf *b)
{
	static const char *const said[] = { "_id", "type", "contact_type",
		"reported_date", "form_version", NULL };
	const struct json *value;
	const char *key;

	for (size_t i = 0; json_member(s->entry->context.edited, i, &key, &value);
	     i++) {
		bool line = strcmp(key, "parent") == 0    ? c->parent != NULL
			    : strcmp(key, "contact") == 0 ? c->primary != NULL
							  : false;
		const struct xml_node *own = xml_child(c->slot->node, key);

		if (line || is_one_of(key, said) ||
		    (own != NULL && strcmp(key, "parent") != 0 &&
			strcmp(key, "contact") != 0 && form_slot_of(own)->relevant))
			continue;
		buf_putc(b, ',');
		buf_json(b, key);
		buf_putc(b, ':');
		buf_puts(b, json_write(s->entry->arena, value));
	}
}

static void
add_contact(struct form_saving *s, const struct contact *c)
{
	static const char *const apart[] = { "_id", "parent", "contact", "type",
		"contact_type", "reported_date", NULL };
	struct buf b;

	buf_init(&b, s->entry->arena);
	buf_puts(&b, "{\"_id\":");
	buf_json(&b, c->id);
	buf_puts(&b, ",\"type\":");
	buf_json(&b, c->type);
	if (c->contact_type != NULL) {
		buf_puts(&b, ",\"contact_type\":");
		buf_json(&b, c->contact_type);
	}
	buf_puts(&b, ",\"reported_date\":");
	buf_int(&b, c->main ? s->reported_date : s->entry->context.now_ms);
	form_write_version(&b, s->context);
	if (c->parent != NULL)
		buf_printf(&b, ",\"parent\":%s", c->parent);
	if (c->primary != NULL)
		buf_printf(&b, ",\"contact\":%s", c->primary);
	form_write_others(&b, c->slot, ",", apart);
	if (c->main)
		add_stored(s, c, &b);
	buf_putc(&b, '}');
	form_add_document(s, c->id, c->type, b.data, form_slot_path(s->entry, c->slot));
}

static void
open_contact(struct form_saving *s, struct contact *c, const struct form_slot *slot,
    const char *type)
{
	const char *id = form_child_value(slot, "_id");
	const char *own = form_child_value(slot, "type");

	c->slot = slot;
	c->id = id[0] != '\0' ? id : form_new_id(s->entry);
	c->type = own[0] != '\0' ? own : type;
	if (strcmp(c->type, "contact") == 0)
		c->contact_type = form_child_value(slot, "contact_type");
}

/* The form's own type counts, whatever its fields say. */
static void
open_main(struct form_saving *s, struct contact *c, const struct form_slot *slot)
{
	static const char *const built_in[] = { "district_hospital", "health_center",
		"clinic", "person" };
	size_t i = 0;

	open_contact(s, c, slot, "");
	c->main = true;
	if (s->context->report_id != NULL)
		c->id = s->context->report_id;
	c->type = s->entry->form->contact_type;
	c->contact_type = NULL;
	while (i < COUNT_OF(built_in) && strcmp(built_in[i], c->type) != 0)
		i++;
	if (i == COUNT_OF(built_in)) {
		c->contact_type = c->type;
		c->type = "contact";
	}
}

/* Of the group beside it, when its parent or contact is to be made too. */
static enum status
open_beside(struct form_saving *s, const struct contact *of, const char *name,
    struct contact *beside, const char **why)
{
	const struct form_slot *slot;

	if (strcmp(form_child_value(of->slot, name), "NEW") != 0)
		return OK;
	slot = group_of(s, name);
	if (slot == NULL) {
		*why = arena_printf(s->entry->arena,
		    "%s is to be made (NEW), but there is no group of that name", name);
		return ERR_INVALID;
	}
	open_contact(s, beside, slot, strcmp(name, "contact") == 0 ? "person" : "");
	return OK;
}

static const char *
named_lineage(struct form_saving *s, const struct contact *c, const char *name)
{
	const char *id = form_child_value(c->slot, name);

	if (id[0] == '\0' || strcmp(id, "PARENT") == 0 || strcmp(id, "NEW") == 0)
		return NULL;
	return lineage(s, id);
}

static const char *
parent_within(
    struct form_saving *s, const struct contact *c, const struct contact *main)
{
	const char *id = form_child_value(c->slot, "parent");

	if (id[0] == '\0' || strcmp(id, "PARENT") == 0)
		return lineage_of_contact(s, main);
	return lineage(s, id);
}

static void
add_repeated(struct form_saving *s, const struct contact *main)
{
	const struct form_slot *repeat = group_of(s, "repeat");

	if (repeat == NULL)
		return;
	for (struct xml_node *n = xml_child(repeat->node, "child"); n != NULL;
	     n = xml_next_named(n, "child")) {
		struct contact child = { .primary = NULL };

		if (!form_slot_of(n)->relevant)
			continue;
		open_contact(s, &child, form_slot_of(n), "person");
		child.parent = parent_within(s, &child, main);
		add_contact(s, &child);
	}
}

enum status
form_save_contact(struct form_saving *s, const char **why)
{
	const char *type = s->entry->form->contact_type;
	const struct form_slot *group = main_group(s);
	struct contact main = { .id = NULL }, parent = { .id = NULL },
		       primary = { .id = NULL };

	if (group == NULL) {
		*why = arena_printf(s->entry->arena,
		    "there is no group %s to be the contact, or it is not asked", type);
		return ERR_INVALID;
	}
	open_main(s, &main, group);
	TRY(open_beside(s, &main, "parent", &parent, why));
	TRY(open_beside(s, &main, "contact", &primary, why));
	if (parent.id != NULL) {
		parent.parent = named_lineage(s, &parent, "parent");
		main.parent = lineage_of_contact(s, &parent);
	} else {
		main.parent = named_lineage(s, &main, "parent");
	}
	if (primary.id != NULL) {
		primary.parent = parent_within(s, &primary, &main);
		main.primary = lineage_of_contact(s, &primary);
	} else {
		main.primary = named_lineage(s, &main, "contact");
	}
	add_contact(s, &main);
	if (parent.id != NULL)
		add_contact(s, &parent);
	if (primary.id != NULL)
		add_contact(s, &primary);
	add_repeated(s, &main);
	return OK;
}
