/* form_save.c - a filling as documents, as the CHT would store them. */

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ext/secret.h"
#include "form/form_filling.h"
#include "form/form_save.h"

/* ------------------------------------------------------------- JSON --- */

static void
form_write_key(struct buf *b, const char **comma, const char *key)
{
	buf_puts(b, *comma);
	buf_json(b, key);
	buf_putc(b, ':');
	*comma = ",";
}

static void
write_value(struct buf *b, const struct form_slot *slot)
{
	bool any = false;

	for (struct xml_node *n = xml_first(slot->node); n != NULL && !any;
	     n = xml_next(n))
		any = form_slot_of(n)->relevant;
	if (!any) {
		/*
		 * A group of which nothing is left has only the blanks between; and
		 * those around a text, as concat() leaves them, the CHT drops too.
		 */
		buf_json(b,
		    slot->field->first != NULL ? "" : text_trim(b->arena, slot->value));
		return;
	}
	buf_putc(b, '{');
	form_write_others(b, slot, "", NULL);
	buf_putc(b, '}');
}

/* All instances of a repeat stand where the first one does. */
static void
write_instances(struct buf *b, const struct form_slot *first)
{
	const char *comma = "";

	buf_putc(b, '[');
	for (const struct form_slot *s = first; s != NULL; s = s->next) {
		if (s->parent != first->parent || !s->relevant)
			continue;
		buf_puts(b, comma);
		write_value(b, s);
		comma = ",";
	}
	buf_putc(b, ']');
}

static bool
is_apart(const struct form_field *field, const char *const *apart)
{
	while (apart != NULL && *apart != NULL && strcmp(*apart, field->name) != 0)
		apart++;
	return apart != NULL && *apart != NULL;
}

void
form_write_others(struct buf *b, const struct form_slot *of, const char *comma,
    const char *const *apart)
{
	const struct form_field *done = NULL;

	for (struct xml_node *n = xml_first(of->node); n != NULL; n = xml_next(n)) {
		const struct form_slot *slot = form_slot_of(n);

		if (!slot->relevant || slot->field == done ||
		    is_apart(slot->field, apart))
			continue;
		form_write_key(b, &comma, slot->field->qname);
		if (slot->field->is_repeat) {
			write_instances(b, slot);
			done = slot->field;
		} else {
			write_value(b, slot);
		}
	}
}

void
form_write_lineage(struct buf *b, struct arena *arena, const struct json *contact)
{
	const char *id = json_text(contact);
	int depth = 0;

	if (id == NULL)
		id = json_scalar(arena, json_get(contact, "_id"));
	if (id == NULL || id[0] == '\0') {
		buf_puts(b, "null");
		return;
	}
	for (; id != NULL && id[0] != '\0' && depth < FORM_DEPTH_MAX; depth++) {
		buf_puts(b, depth > 0 ? ",\"parent\":{\"_id\":" : "{\"_id\":");
		buf_json(b, id);
		contact = json_get(contact, "parent");
		id = json_text(contact);
		if (id == NULL)
			id = json_scalar(arena, json_get(contact, "_id"));
	}
	for (; depth > 0; depth--)
		buf_putc(b, '}');
}

/* ----------------------------------------------------------- saving --- */

const char *
form_new_id(struct form_entry *e)
{
	if (e->context.uuid != NULL)
		return e->context.uuid(e->context.with, e->arena);
	return secret_uuid_at(e->arena, e->context.now_ms * 1000);
}

void
form_add_document(struct form_saving *s, const char *id, const char *type,
    const char *json, const char *path)
{
	struct form_document *more;

	if (s->n == s->room) {
		s->room = s->room * 2 + 8;
		ARENA_ARRAY(s->entry->arena, more, s->room);
		if (s->n > 0)
			memcpy(more, s->list, s->n * sizeof *more);
		s->list = more;
	}
	s->list[s->n].id = id;
	s->list[s->n].type = type != NULL ? type : "";
	s->list[s->n].path = path;
	s->list[s->n++].json = json;
}

/* ${comma} first: there is always something before it. */
void
form_write_version(struct buf *b, const struct form_save_context *c)
{
	if (c->sha256 == NULL)
		return;
	buf_puts(b, ",\"form_version\":{\"time\":");
	buf_int(b, c->version_ms);
	buf_puts(b, ",\"sha256\":");
	buf_json(b, c->sha256);
	buf_putc(b, '}');
}

/* ------------------------------------------- documents of their own --- */

const char *
form_child_value(const struct form_slot *slot, const char *name)
{
	const struct xml_node *n = xml_child(slot->node, name);

	return n != NULL && form_slot_of(n)->relevant ? form_slot_of(n)->value : "";
}

/* Its own _id if it has one. */
static const char *
document_id(struct form_saving *s, const struct form_slot *slot)
{
	size_t i = 0;
	const char *own = form_child_value(slot, "_id");

	while (i < s->nids && s->ids[i].slot != slot)
		i++;
	if (i < s->nids)
		return s->ids[i].id;
	s->ids[s->nids].slot = slot;
	s->ids[s->nids].id = own[0] != '\0' ? own : form_new_id(s->entry);
	return s->ids[s->nids++].id;
}

static size_t
count_documents(const struct form_entry *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->form->nfields; i++)
		if (e->form->fields[i]->db_doc)
			for (struct form_slot *s = e->first[i]; s != NULL; s = s->next)
				n++;
	return n;
}

/* Whether ${path} ends with ${target}, whole names of it. */
static bool
is_tail(const char *path, const char *target)
{
	size_t have = strlen(path), want = strlen(target);

	return want > 0 && have > want && path[have - want - 1] == '/' &&
	       strcmp(path + have - want, target) == 0;
}

/* How many elements both are in. */
static size_t
shared(const struct form_field *a, const struct form_field *b)
{
	while (a != b)
		if (a->depth > b->depth)
			a = a->parent;
		else
			b = b->parent;
	return a->depth;
}

/*
 * The document that elements of a field refer to, or the root; NULL if there is none.
 * As in the CHT it is the closest one whose path ends so: "./kid" may be anywhere.
 */
static const struct form_field *
referred(const struct form *form, const struct form_field *field)
{
	const char *target = field->db_doc_ref;
	const struct form_field *best = NULL;

	target += target[0] == '.';
	target += target[0] == '/';
	if (is_tail(form->root->path, target))
		return form->root;
	for (size_t i = 0; i < form->nfields; i++) {
		const struct form_field *f = form->fields[i];

		if (f->db_doc && is_tail(f->path, target) &&
		    (best == NULL || shared(field, f) > shared(field, best)))
			best = f;
	}
	return best;
}

static void
refer(struct form_saving *s)
{
	const struct form *form = s->entry->form;
	const struct form_field *field;
	const struct form_slot *target;

	for (size_t i = 0; i < form->nfields; i++) {
		if (form->fields[i]->db_doc_ref == NULL)
			continue;
		field = referred(form, form->fields[i]);
		for (struct form_slot *slot = s->entry->first[i];
		     slot != NULL && field != NULL; slot = slot->next) {
			target = form_slot_near(s->entry, field, slot);
			if (slot->relevant && target != NULL && target->relevant)
				form_set_value(s->entry, slot,
				    field == form->root ? s->report_id
							: document_id(s, target));
		}
	}
}

static void
add_child(struct form_saving *s, const struct form_slot *slot)
{
	static const char *const apart[] = { "_id", NULL };
	const char *id = document_id(s, slot);
	struct buf b;

	buf_init(&b, s->entry->arena);
	buf_puts(&b, "{\"_id\":");
	buf_json(&b, id);
	buf_puts(&b, ",\"reported_date\":");
	/* Of an old report that is edited, too: it is made now. */
	buf_int(&b, s->entry->context.now_ms);
	form_write_version(&b, s->context);
	form_write_others(&b, slot, ",", apart);
	buf_putc(&b, '}');
	form_add_document(s, id, form_child_value(slot, "type"), b.data,
	    form_slot_path(s->entry, slot));
}

static void
add_children(struct form_saving *s, const struct form_slot *of)
{
	for (struct xml_node *n = xml_first(of->node); n != NULL; n = xml_next(n)) {
		const struct form_slot *slot = form_slot_of(n);

		if (!slot->relevant)
			continue;
		if (slot->field->db_doc)
			add_child(s, slot);
		add_children(s, slot);
	}
}

/* ----------------------------------------------------------- report --- */

/* Paths of what is not shown in a report, each once: hidden ones, or ${documents}. */
static void
hide_fields(struct buf *b, const struct form_field **seen, const struct form_slot *of,
    bool documents, const char **comma)
{
	for (struct xml_node *n = xml_first(of->node); n != NULL; n = xml_next(n)) {
		const struct form_slot *slot = form_slot_of(n);
		const struct form_field *field = slot->field;
		char *path;

		if (!slot->relevant)
			continue;
		if (!field->hidden && !field->db_doc) {
			hide_fields(b, seen, slot, documents, comma);
			continue;
		}
		if (seen[field->number] != NULL || field->hidden == documents)
			continue;
		seen[field->number] = field;
		path = arena_strdup(b->arena, strchr(field->path + 1, '/') + 1);
		for (char *c = path; *c != '\0'; c++)
			if (*c == '/')
				*c = '.';
		buf_puts(b, *comma);
		buf_json(b, path);
		*comma = ",";
	}
}

static const char *
hidden_fields(struct form_entry *e)
{
	const struct form_field **seen;
	const char *comma = "";
	struct buf b;

	ARENA_ARRAY(e->arena, seen, e->form->nfields);
	buf_init(&b, e->arena);
	buf_putc(&b, '[');
	hide_fields(&b, seen, form_slot_of(xml_root(e->instance)), false, &comma);
	hide_fields(&b, seen, form_slot_of(xml_root(e->instance)), true, &comma);
	buf_putc(&b, ']');
	return b.data;
}

static void
write_author(struct buf *b, struct form_saving *s)
{
	const struct json *author = s->author;
	const char *phone = json_scalar(s->entry->arena, json_get(author, "phone"));

	if (author == NULL)
		return;
	buf_puts(b, ",\"contact\":");
	form_write_lineage(b, s->entry->arena, author);
	if (phone == NULL)
		phone = json_scalar(
		    s->entry->arena, json_get(s->entry->context.user, "phone"));
	if (phone != NULL) {
		buf_puts(b, ",\"from\":");
		buf_json(b, phone);
	}
}

static void
add_report(struct form_saving *s, const char *fields, const char *hidden)
{
	struct buf b;

	buf_init(&b, s->entry->arena);
	buf_puts(&b, "{\"_id\":");
	buf_json(&b, s->report_id);
	buf_puts(&b, ",\"form\":");
	buf_json(&b, s->context->form != NULL ? s->context->form : s->entry->form->id);
	buf_puts(&b,
	    ",\"type\":\"data_record\",\"content_type\":\"xml\",\"reported_date\":");
	buf_int(&b, s->reported_date);
	write_author(&b, s);
	form_write_version(&b, s->context);
	buf_printf(&b, ",\"hidden_fields\":");
	buf_puts(&b, hidden);
	buf_puts(&b, ",\"fields\":");
	buf_puts(&b, fields);
	buf_putc(&b, '}');
	form_add_document(
	    s, s->report_id, "data_record", b.data, s->entry->form->root->path);
}

static const char *
write_fields(struct form_entry *e)
{
	struct buf b;

	buf_init(&b, e->arena);
	buf_putc(&b, '{');
	form_write_others(&b, form_slot_of(xml_root(e->instance)), "", NULL);
	buf_putc(&b, '}');
	return b.data;
}

/* Who fills it, from what is known of the user. */
static const struct json *
author_of(const struct form_entry *e, const struct form_save_context *c)
{
	const struct json *user = e->context.user;

	if (c->author != NULL)
		return c->author;
	if (json_is_object(json_get(user, "contact")))
		return json_get(user, "contact");
	return json_get(user, "_id") != NULL ? user : NULL;
}

/* Only where the form has them. */
static void
renew_id(struct form_entry *e)
{
	const struct xml_node *meta = xml_child(xml_root(e->instance), "meta");
	const struct xml_node *id = xml_child(meta, "instanceID"),
			      *former = xml_child(meta, "deprecatedID");

	if (id == NULL || former == NULL)
		return;
	form_set_value(e, form_slot_of(former), form_slot_of(id)->value);
	form_set_value(e, form_slot_of(id),
	    arena_printf(e->arena, "uuid:%s", e->eval.uuid(e->eval.with, e->arena)));
}

enum status
form_save(struct form_entry *e, const struct form_save_context *context,
    struct form_saved *saved, const char **why)
{
	struct form_saving s = { .entry = e, .context = context };
	const struct form_problem *problems;
	size_t n;

	TRY(form_problems(e, -1, &problems, &n, why));
	if (n > 0) {
		*why = problems[0].words;
		return ERR_CONFLICT;
	}
	s.author = author_of(e, context);
	s.report_id = context->report_id != NULL ? context->report_id : form_new_id(e);
	s.reported_date =
	    context->reported_date != 0 ? context->reported_date : e->context.now_ms;
	ARENA_ARRAY(e->arena, s.ids, count_documents(e) + 1);
	if (context->edited)
		renew_id(e);
	form_preload_end(e);
	TRY(form_compute(e, why));
	if (e->form->contact_type != NULL)
		TRY(form_save_contact(&s, why));
	refer(&s);
	saved->fields = write_fields(e);
	saved->hidden_fields = hidden_fields(e);
	if (e->form->contact_type == NULL) {
		add_report(&s, saved->fields, saved->hidden_fields);
		add_children(&s, form_slot_of(xml_root(e->instance)));
	}
	saved->documents = s.list;
	saved->n = s.n;
	if (saved->fields != NULL && strlen(saved->fields) >= BUF_MAX) {
		*why = "it is too large to be stored";
		return ERR_INVALID;
	}
	return OK;
}
