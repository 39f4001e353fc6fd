/* form_load.c - a form's XML to its definition. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "form/form_inner.h"

#define XFORMS "http://www.w3.org/2002/xforms"
#define CONTACT_PREFIX "contact:"
#define TERMS_MAX 100000 /* of all expressions together */
#define PATH_MAX_LEN ((size_t)1000)
#define WEIGHT_MAX ((size_t)3 * 1024 * 1024) /* of an instance as it begins */

/* ----------------------------------------------------------- faults --- */

static void add_fault(struct form_loading *, int line, bool warning, const char *fmt,
    va_list) PRINTF(4, 0);

static void
add_fault(struct form_loading *l, int line, bool warning, const char *fmt, va_list args)
{
	char words[1024];
	struct form_fault *fault;

	(void)vsnprintf(words, sizeof words, fmt, args);
	l->nerrors += !warning;
	if (l->nfaults == FORM_FAULTS_MAX)
		return;
	fault = &l->faults[l->nfaults++];
	fault->line = line;
	fault->warning = warning;
	fault->what = text_cleaned(l->arena, words);
}

void
form_complain(struct form_loading *l, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_fault(l, line, false, fmt, args);
	va_end(args);
}

void
form_warn(struct form_loading *l, int line, const char *fmt, ...)
{
	va_list args;

	/* What is wrong has the place before what is merely to be known. */
	if (l->nfaults > FORM_FAULTS_MAX * 3 / 4)
		return;
	va_start(args, fmt);
	add_fault(l, line, true, fmt, args);
	va_end(args);
}

static int
by_line(const void *a, const void *b)
{
	const struct form_fault *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->warning - y->warning;
}

/* ------------------------------------------------------------ words --- */

const char *
form_next_word(const char **at, size_t *len)
{
	const char *word = *at + strspn(*at, " \t\r\n");

	*len = strcspn(word, " \t\r\n");
	*at = word + *len;
	return *len > 0 ? word : NULL;
}

bool
form_has_word(const char *words, const char *word)
{
	const char *next;
	size_t len;

	while (words != NULL && (next = form_next_word(&words, &len)) != NULL)
		if (strlen(word) == len && memcmp(next, word, len) == 0)
			return true;
	return false;
}

const char *
form_trimmed(struct arena *arena, const char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	return arena_strndup(arena, text, len);
}

/* ----------------------------------------------------------- fields --- */

static const char *
qualified(struct arena *arena, const struct xml_node *node)
{
	const char *prefix = xml_prefix(node);

	if (prefix[0] == '\0')
		return arena_strdup(arena, xml_name(node));
	return arena_printf(arena, "%s:%s", prefix, xml_name(node));
}

static bool
says(const struct xml_node *node, const char *attribute, const char *value)
{
	const char *text = xml_attribute(node, "*", attribute);

	return text != NULL && strcasecmp(text, value) == 0;
}

static struct form_field *
add_field(struct form_loading *l, struct form_field *parent, struct xml_node *model,
    const struct xml_node *written)
{
	struct form *form = l->form;
	struct form_field *field = arena_alloc(l->arena, sizeof *field);

	field->qname = qualified(l->arena, model);
	field->name = arena_strdup(l->arena, xml_name(model));
	field->parent = parent;
	field->path = arena_printf(
	    l->arena, "%s/%s", parent != NULL ? parent->path : "", field->qname);
	field->depth = parent != NULL ? parent->depth + 1 : 0;
	field->model = model;
	field->line = xml_line(written);
	field->number = form->nfields;
	field->size = 1;
	field->hidden = says(model, "tag", "hidden");
	field->db_doc = says(model, "db-doc", "true");
	field->db_doc_ref = xml_attribute(model, "*", "db-doc-ref");
	if (field->db_doc_ref != NULL)
		field->db_doc_ref = form_trimmed(l->arena, field->db_doc_ref);
	xml_set_data(model, field);
	form_map_put(l->arena, &form->paths, field->path, field);
	form->fields[form->nfields++] = field;
	return field;
}

/*
 * The elements below one: ${model} is the copy without namespaces, ${written} knows the
 * lines.  An element that comes twice is one field; a template comes before the others.
 */
static bool
add_fields(struct form_loading *l, struct form_field *parent, struct xml_node *model,
    const struct xml_node *written)
{
	struct form_field *field, **end = &parent->first;
	struct xml_node *m = xml_first(model);

	if (parent->depth + 1 > FORM_DEPTH_MAX) {
		form_complain(l, xml_line(written),
		    "the instance is more than %d levels deep", FORM_DEPTH_MAX);
		return false;
	}
	for (const struct xml_node *w = xml_first(written); w != NULL && m != NULL;
	     w = xml_next(w), m = xml_next(m)) {
		const char *path = arena_printf(
		    l->arena, "%s/%s", parent->path, qualified(l->arena, m));

		field = form_map_get(l->form->paths, path);
		if (field != NULL) {
			xml_set_data(m, field);
			continue;
		}
		if (strlen(path) > PATH_MAX_LEN) {
			form_complain(l, xml_line(w),
			    "a path of the instance has more than %zu letters",
			    PATH_MAX_LEN);
			return false;
		}
		if (l->form->nfields == FORM_BINDS_MAX) {
			form_complain(l, xml_line(w),
			    "the instance has more than %d elements", FORM_BINDS_MAX);
			return false;
		}
		field = add_field(l, parent, m, w);
		*end = field;
		end = &field->next;
		if (!add_fields(l, field, m, w))
			return false;
		parent->size += field->size;
	}
	return true;
}

/* "person" of "contact:person:create". */
static const char *
contact_type(struct arena *arena, const char *id)
{
	const char *type = id + strlen(CONTACT_PREFIX);

	if (strncmp(id, CONTACT_PREFIX, strlen(CONTACT_PREFIX)) != 0)
		return NULL;
	return arena_strndup(arena, type, strcspn(type, ":"));
}

/* The CHT's reports say there which instance they were made from. */
static void
add_former_id(struct form_loading *l)
{
	struct form_field *meta = form_map_get(
	    l->form->paths, arena_printf(l->arena, "%s/meta", l->form->root->path));
	struct form_field **end, *field;
	struct xml_node *node;

	if (meta == NULL || xml_child(meta->model, "instanceID") == NULL ||
	    xml_child(meta->model, "deprecatedID") != NULL)
		return;
	for (end = &meta->first; *end != NULL;)
		end = &(*end)->next;
	node = xml_add(meta->model, "deprecatedID");
	if (node == NULL || l->form->nfields == FORM_BINDS_MAX)
		return;
	field = add_field(l, meta, node, meta->model);
	*end = field;
}

/* As form_save_contact.c looks for it: some forms only ask, and save nothing. */
bool
form_may_be_contact(const struct form_field *field)
{
	static const char *const others[] = { "meta", "inputs", "repeat", "init" };

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (strcmp(field->name, others[i]) == 0)
			return false;
	return field->first != NULL;
}

static void
look_for_contact(struct form_loading *l)
{
	bool any = l->form->contact_type == NULL;

	for (const struct form_field *f = l->form->root->first; f != NULL; f = f->next)
		any = any || form_may_be_contact(f);
	if (!any)
		form_warn(l, l->form->root->line,
		    "there is no group %s to be the contact: what is filled cannot "
		    "be saved",
		    l->form->contact_type);
}

/* A filling has an id, also where no bind asks for one. */
static void
give_id(struct form_loading *l)
{
	struct form_field *id = form_map_get(l->form->paths,
	    arena_printf(l->arena, "%s/meta/instanceID", l->form->root->path));

	if (id == NULL || id->preload != NULL || id->rules[FORM_CALCULATE] != NULL)
		return;
	id->preload = "uid";
	id->preload_params = "";
}

static void
load_primary(struct form_loading *l, const struct xml_node *instance)
{
	const struct xml_node *root = xml_first(instance);
	const char *id, *version;

	if (root == NULL) {
		form_complain(l, xml_line(instance),
		    "the first <instance> is empty: it must hold what is filled");
		return;
	}
	id = xml_attribute(root, NULL, "id");
	if (id == NULL || id[0] == '\0')
		id = xml_name(root);
	version = xml_attribute(root, NULL, "version");
	l->form->id = arena_strdup(l->arena, id);
	l->form->version = arena_strdup(l->arena, version != NULL ? version : "");
	l->form->contact_type = contact_type(l->arena, l->form->id);
	if (xml_weight(root) > WEIGHT_MAX) {
		form_complain(l, xml_line(root),
		    "the first <instance> is too large: its elements, attributes and "
		    "texts take more than %zu MB",
		    WEIGHT_MAX / 1024 / 1024);
		return;
	}
	l->form->model = xml_plain(l->arena, root);
	ARENA_ARRAY(l->arena, l->form->fields, FORM_BINDS_MAX);
	l->form->root = add_field(l, NULL, xml_root(l->form->model), root);
	if (add_fields(l, l->form->root, xml_root(l->form->model), root))
		add_former_id(l);
}

struct form_field *
form_find_field(const struct form *form, const struct form_field *at, const char *path)
{
	char whole[2048];
	size_t len = 0;

	path += strspn(path, " \t\r\n");
	if (path[0] != '/') {
		while (at != NULL && strncmp(path, "..", 2) == 0) {
			at = at->parent;
			path += path[2] == '/' ? 3 : 2;
		}
		if (at == NULL || strlen(at->path) + 1 >= sizeof whole)
			return NULL;
		if (strncmp(path, "./", 2) == 0)
			path += 2;
		len = (size_t)snprintf(whole, sizeof whole, "%s/", at->path);
	}
	if (len + strlen(path) >= sizeof whole)
		return NULL;
	(void)snprintf(whole + len, sizeof whole - len, "%s", path);
	len = strlen(whole);
	while (len > 1 && strchr(" \t\r\n/", whole[len - 1]) != NULL)
		whole[--len] = '\0';
	return form_map_get(form->paths, whole);
}

/* -------------------------------------------------------- instances --- */

static size_t
count_choices(const struct xml_node *root)
{
	size_t n = 0;

	for (const struct xml_node *item = xml_first(root); item != NULL;
	     item = xml_next(item))
		n++;
	return n;
}

/* What has a name of its own in the CHT comes with the filling, whatever it holds. */
static bool
comes_later(const char *id)
{
	return strcmp(id, "contact-summary") == 0 ||
	       strcmp(id, "user-contact-summary") == 0;
}

static void
load_secondary(struct form_loading *l, struct xml_node *node)
{
	struct form_instance *instance = &l->form->instances[l->form->ninstances];
	const char *id = xml_attribute(node, NULL, "id");
	const char *src = xml_attribute(node, NULL, "src");

	if (id == NULL) {
		form_warn(l, xml_line(node), "an <instance> without an id is not used");
		return;
	}
	instance->id = arena_strdup(l->arena, id);
	instance->line = xml_line(node);
	l->form->ninstances++;
	if (comes_later(id))
		return;
	if (xml_first(node) != NULL) {
		l->form->nchoices += count_choices(xml_first(node));
		instance->doc = xml_take_plain(l->arena, node);
		return;
	}
	if (src == NULL)
		return;
	if (form_media_name(src) == NULL) {
		form_complain(l, xml_line(node),
		    "the instance %s comes from %s: only jr://file/NAME is supported",
		    id, src);
		return;
	}
	instance->src = arena_strdup(l->arena, form_media_name(src));
}

static void
load_instances(struct form_loading *l)
{
	bool first = true;
	size_t n = 0;

	for (struct xml_node *node = xml_child(l->model, "instance"); node != NULL;
	     node = xml_next_named(node, "instance"))
		n++;
	ARENA_ARRAY(l->arena, l->form->instances, n + 1);
	for (struct xml_node *node = xml_child(l->model, "instance"), *next;
	     node != NULL; node = next, first = false) {
		next = xml_next_named(node, "instance");
		if (first)
			load_primary(l, node);
		else
			load_secondary(l, node);
	}
	if (first)
		form_complain(l, xml_line(l->model), "the <model> has no <instance>");
	if (l->form->nchoices > FORM_CHOICES_MAX)
		form_complain(l, xml_line(l->model), "there are more than %d choices",
		    FORM_CHOICES_MAX);
}

/* ------------------------------------------------------ expressions --- */

static void
look_at_instances(struct form_loading *l, int line, const struct form_expression *e)
{
	const char *id;

	for (size_t i = 0; (id = form_expression_instance(e, i)) != NULL; i++) {
		bool known = comes_later(id);

		for (size_t k = 0; k < l->form->ninstances && !known; k++)
			known = strcmp(l->form->instances[k].id, id) == 0;
		if (!known)
			form_complain(
			    l, line, "instance('%s') is not in the <model>", id);
	}
}

static void
note_functions(struct form_loading *l, const struct form_expression *expression)
{
	const char *name;

	for (size_t i = 0; (name = form_expression_function(expression, i)) != NULL;
	     i++) {
		struct form *form = l->form;
		bool known = false;

		for (size_t k = 0; k < form->nfunctions && !known; k++)
			known = strcmp(form->functions[k], name) == 0;
		if (!known && form->nfunctions < FORM_BINDS_MAX)
			form->functions[form->nfunctions++] = name;
	}
}

bool
form_count_terms(struct form_loading *l, int line, size_t n)
{
	bool fitted = l->nterms <= TERMS_MAX;

	l->nterms += n;
	if (fitted && l->nterms > TERMS_MAX)
		form_complain(l, line,
		    "the form's expressions and words have more than %d parts",
		    TERMS_MAX);
	return l->nterms <= TERMS_MAX;
}

struct form_expression *
form_compile(struct form_loading *l, int line, const char *what, const char *text,
    const struct form_field *at)
{
	struct form_scope scope = { .nodeset = at != NULL ? at->path : "/",
		.repeats = l->form->repeats,
		.nrepeats = l->form->nrepeats,
		.prefixes = l->model };
	struct form_expression *expression;
	const char *why = "";

	if (!form_count_terms(l, line, 0))
		return NULL;
	if (form_expression_compile(l->arena, text, &scope, &expression, &why) != OK) {
		form_complain(l, line, "%s%s%s: %s, in: %.300s", what,
		    at != NULL ? " of " : "", at != NULL ? at->path : "", why, text);
		return NULL;
	}
	(void)form_count_terms(l, line, form_expression_terms(expression));
	note_functions(l, expression);
	look_at_instances(l, line, expression);
	return expression;
}

/* ---------------------------------------------------------- actions --- */

static bool
is_event(const char *events, const char *name)
{
	return form_has_word(events, name);
}

static void
add_action(struct form_loading *l, const struct form_action *action)
{
	struct form_action *list;

	if (l->nactions == l->actions_room) {
		l->actions_room = l->actions_room * 2 + 16;
		ARENA_ARRAY(l->arena, list, l->actions_room);
		if (l->nactions > 0)
			memcpy(list, l->actions, l->nactions * sizeof *list);
		l->actions = list;
	}
	l->actions[l->nactions++] = *action;
}

static void
load_setvalue(
    struct form_loading *l, const struct xml_node *node, const struct form_field *of)
{
	const char *events = xml_attribute(node, "*", "event");
	const char *ref = xml_attribute(node, NULL, "ref");
	const char *value = xml_attribute(node, NULL, "value");
	struct form_action action = { .of = of, .line = xml_line(node) };

	if (events == NULL || ref == NULL) {
		form_complain(l, action.line, "<setvalue> needs an event and a ref");
		return;
	}
	action.first_load = is_event(events, "odk-instance-first-load") ||
			    is_event(events, "odk-instance-load") ||
			    is_event(events, "xforms-ready");
	action.new_repeat = is_event(events, "odk-new-repeat");
	action.changed = is_event(events, "xforms-value-changed");
	if (!action.first_load && !action.new_repeat && !action.changed) {
		form_complain(l, action.line,
		    "<setvalue> at the event %s is not supported", events);
		return;
	}
	action.target = form_find_field(l->form, of, ref);
	if (action.target == NULL) {
		form_complain(
		    l, action.line, "<setvalue> sets %s, which is not there", ref);
		return;
	}
	if (value != NULL)
		action.value = form_compile(
		    l, action.line, "the value to be set", value, action.target);
	else
		action.text = xml_text(l->arena, node);
	add_action(l, &action);
}

void
form_load_actions(
    struct form_loading *l, const struct xml_node *in, const struct form_field *of)
{
	for (struct xml_node *node = xml_first(in); node != NULL;
	     node = xml_next(node)) {
		const char *name = xml_name(node);

		if (strcmp(name, "setvalue") == 0)
			load_setvalue(l, node, of);
		else if (strcmp(name, "setgeopoint") == 0 ||
			 strcmp(name, "recordaudio") == 0)
			form_complain(l, xml_line(node),
			    "the action <%s> is not supported", name);
	}
}

/* ------------------------------------------------------------ whole --- */

static const char *const model_parts[] = { "instance", "bind", "itext", "setvalue",
	"setgeopoint", "recordaudio", "submission" };

static void
look_at_model(struct form_loading *l)
{
	for (struct xml_node *node = xml_first(l->model); node != NULL;
	     node = xml_next(node)) {
		bool known = false;

		for (size_t i = 0; i < COUNT_OF(model_parts); i++)
			known = known || strcmp(xml_name(node), model_parts[i]) == 0;
		if (!known)
			form_warn(l, xml_line(node), "<%s> in the <model> is not used",
			    xml_name(node));
	}
}

/* Where the repeats are, before anything is read that leans on it. */
static void
find_repeats(struct form_loading *l, const struct xml_node *in, size_t depth)
{
	for (struct xml_node *node = xml_first(in); node != NULL;
	     node = xml_next(node)) {
		const char *path = xml_attribute(node, NULL, "nodeset");
		struct form_field *field;

		if (strcmp(xml_name(node), "repeat") == 0 && path != NULL) {
			field = form_find_field(l->form, l->form->root, path);
			if (field == l->form->root)
				field = NULL;
			if (field != NULL)
				field->is_repeat = true;
			else
				form_complain(l, xml_line(node),
				    "the repeat's %s is not in the instance", path);
		}
		if (depth < XML_DEPTH)
			find_repeats(l, node, depth + 1);
	}
}

static void
place_repeats(struct form_loading *l)
{
	struct form *form = l->form;
	const char **paths;

	ARENA_ARRAY(l->arena, paths, form->nfields + 1);
	for (size_t i = 0; i < form->nfields; i++) {
		struct form_field *field = form->fields[i];

		if (field->parent != NULL) {
			field->repeat = field->parent->repeat;
			field->nrepeats = field->parent->nrepeats;
		}
		if (xml_attribute(field->model, "*", "template") != NULL &&
		    !field->is_repeat && field->parent != NULL)
			form_warn(l, field->line,
			    "%s is a template, but no <repeat> of the body",
			    field->path);
		if (!field->is_repeat)
			continue;
		field->repeat = field;
		field->nrepeats++;
		field->weight = xml_weight(field->model);
		paths[form->nrepeats++] = field->path;
	}
	form->repeats = paths;
}

static void
load_head(struct form_loading *l, const struct xml_node *html)
{
	const struct xml_node *head = xml_child(html, "head");
	const struct xml_node *title = xml_child(head, "title");

	l->form->title =
	    title != NULL ? form_trimmed(l->arena, xml_text(l->arena, title)) : "";
	l->model = xml_child(head, "model");
	if (l->model == NULL)
		l->model = xml_child(html, "model");
	l->form->prefixes = l->model;
	l->body = xml_child(html, "body");
	if (l->model == NULL)
		form_complain(l, xml_line(html),
		    "this is no XForm: there is no <model> in <h:head>");
	if (l->body == NULL)
		form_complain(
		    l, xml_line(html), "this is no XForm: there is no <h:body>");
}

static void
load_form(struct form_loading *l, const struct xml *doc)
{
	const struct xml_node *root = xml_root(doc);

	if (strcmp(xml_name(root), "html") != 0) {
		form_complain(l, xml_line(root),
		    "this is no XForm: it begins with <%s> instead of <h:html>",
		    xml_name(root));
		return;
	}
	load_head(l, root);
	if (l->nerrors > 0)
		return;
	load_instances(l);
	if (l->form->root == NULL || l->nerrors > 0)
		return;
	look_at_model(l);
	find_repeats(l, l->body, 0);
	place_repeats(l);
	form_load_texts(l);
	form_load_binds(l);
	give_id(l);
	look_for_contact(l);
	form_load_actions(l, l->model, l->form->root);
	form_load_body(l);
	form_load_loose_texts(l);
	form_load_order(l);
	form_load_pages(l);
	l->form->actions = l->actions;
	l->form->nactions = l->nactions;
}

enum status
form_load(struct arena *arena, const char *text, size_t len, struct form **form,
    struct form_faults *faults)
{
	struct form_loading l = { .arena = arena };
	struct xml_fault fault = { .line = 0 };
	struct xml *doc;

	*form = NULL;
	l.form = arena_alloc(arena, sizeof *l.form);
	l.form->arena = arena;
	ARENA_ARRAY(arena, l.faults, FORM_FAULTS_MAX);
	ARENA_ARRAY(arena, l.form->functions, FORM_BINDS_MAX);
	if (len > FORM_XML_MAX)
		form_complain(
		    &l, 0, "the form is larger than %zu KB", FORM_XML_MAX / 1024);
	else if (xml_parse(arena, text, len, &doc, &fault) != OK)
		form_complain(&l, fault.line, "%s", fault.what);
	else
		load_form(&l, doc);
	qsort(l.faults, l.nfaults, sizeof *l.faults, by_line);
	faults->at = l.faults;
	faults->n = l.nfaults;
	faults->errors = l.nerrors;
	if (l.nerrors > 0)
		return ERR_INVALID;
	*form = l.form;
	return OK;
}
