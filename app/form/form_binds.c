/* form_binds.c - what the binds of a form say, and the order in which it is computed. */

#include <string.h>

#include "base/buf.h"
#include "form/form_inner.h"

#define WORDS_MAX 500 /* of a circle */
#define USES_MAX 64 /* fields that one rule reads; beyond it reads all */

/* ------------------------------------------------------------ types --- */

static const struct {
	const char *name;
	enum form_type type;
} types[] = {
	{ "string", FORM_STRING },
	{ "text", FORM_STRING },
	{ "normalizedString", FORM_STRING },
	{ "anyURI", FORM_STRING },
	{ "none", FORM_STRING },
	{ "tel", FORM_TEL },
	{ "phone", FORM_TEL },
	{ "barcode", FORM_BARCODE },
	{ "intent", FORM_STRING },
	{ "list", FORM_SELECT },
	{ "int", FORM_INT },
	{ "integer", FORM_INT },
	{ "long", FORM_INT },
	{ "short", FORM_INT },
	{ "decimal", FORM_DECIMAL },
	{ "double", FORM_DECIMAL },
	{ "float", FORM_DECIMAL },
	{ "date", FORM_DATE },
	{ "time", FORM_TIME },
	{ "dateTime", FORM_DATETIME },
	{ "datetime", FORM_DATETIME },
	{ "geopoint", FORM_GEOPOINT },
	{ "geotrace", FORM_GEOTRACE },
	{ "geoshape", FORM_GEOTRACE },
	{ "boolean", FORM_BOOLEAN },
	{ "select", FORM_SELECT },
	{ "select1", FORM_SELECT1 },
	{ "binary", FORM_BINARY },
	{ "file", FORM_BINARY },
};

static void
load_type(struct form_loading *l, struct form_field *field, int line, const char *type)
{
	const char *colon = strchr(type, ':');

	if (strncmp(type, "db:", 3) == 0) {
		field->type = FORM_CONTACT;
		field->contact_type = arena_strdup(l->arena, type + 3);
		return;
	}
	if (colon != NULL)
		type = colon + 1;
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(types[i].name, type) == 0) {
			field->type = types[i].type;
			return;
		}
	form_complain(l, line, "the type %s of %s is not supported", type, field->path);
}

/* ------------------------------------------------------------ rules --- */

static const struct {
	const char *attribute;
	enum form_rule_kind kind;
} rules[] = {
	{ "relevant", FORM_RELEVANT },
	{ "calculate", FORM_CALCULATE },
	{ "required", FORM_REQUIRED },
	{ "readonly", FORM_READONLY },
	{ "constraint", FORM_CONSTRAINT },
};

/* Each once. */
static void
add_use(struct form_rule *rule, struct form_field *field)
{
	if (field->used_by == rule)
		return;
	field->used_by = rule;
	if (rule->nuses == USES_MAX)
		rule->reads_all = true;
	else
		rule->uses[rule->nuses++] = field;
}

/* A group is read with all that is in it. */
static void
add_uses(struct form_rule *rule, struct form_field *field)
{
	if (field->first == NULL)
		add_use(rule, field);
	for (struct form_field *f = field->first; f != NULL && !rule->reads_all;
	     f = f->next)
		add_uses(rule, f);
}

/* A path that could be anything, and one that is nothing. */
static void
look_at_path(struct form_loading *l, struct form_rule *rule, const char *path)
{
	if (strcmp(path, "/") == 0 || strpbrk(path, "*@:[") != NULL ||
	    strstr(path, "//") != NULL || strstr(path, "..") != NULL)
		rule->reads_all = true;
	else
		form_warn(l, rule->line, "%s is read by %s, but is not in the instance",
		    path, rule->field->path);
}

static void
find_uses(struct form_loading *l, struct form_rule *rule)
{
	struct form_field *uses[USES_MAX], *field;
	const char *path;

	rule->uses = uses;
	for (size_t i = 0; (path = form_expression_path(rule->expression, i)) != NULL;
	     i++) {
		field = form_find_field(l->form, rule->field, path);
		if (field == NULL)
			look_at_path(l, rule, path);
		else if (field->first == NULL)
			add_use(rule, field);
	}
	rule->nnamed = rule->nuses;
	for (size_t i = 0; (path = form_expression_path(rule->expression, i)) != NULL;
	     i++) {
		field = form_find_field(l->form, rule->field, path);
		if (field != NULL && field->first != NULL)
			add_uses(rule, field);
	}
	ARENA_ARRAY(l->arena, rule->uses, rule->nuses + 1);
	memcpy(rule->uses, uses, rule->nuses * sizeof *uses);
}

static struct form_rule *
new_rule(struct form_loading *l, struct form_field *field, int line,
    enum form_rule_kind kind, const char *what, const char *text)
{
	struct form_rule *rule = arena_alloc(l->arena, sizeof *rule);

	rule->kind = kind;
	rule->field = field;
	rule->line = line;
	rule->text = form_trimmed(l->arena, text);
	if (rule->text[0] == '\0')
		return NULL;
	rule->expression = form_compile(l, line, what, rule->text, field);
	if (rule->expression == NULL)
		return NULL;
	rule->chance = form_expression_chance(rule->expression);
	find_uses(l, rule);
	field->rules[kind] = rule;
	return rule;
}

/* ------------------------------------------------------------ binds --- */

static const char *const preloads[] = { "uid", "date", "timestamp", "property",
	"context" };

static void
load_preload(struct form_loading *l, struct form_field *field, int line,
    const char *preload, const char *params)
{
	bool known = false;

	for (size_t i = 0; i < COUNT_OF(preloads); i++)
		known = known || strcmp(preloads[i], preload) == 0;
	if (!known)
		form_complain(l, line, "the preload %s of %s is not supported", preload,
		    field->path);
	field->preload = arena_strdup(l->arena, preload);
	field->preload_params = arena_strdup(l->arena, params != NULL ? params : "");
}

static const char *const bind_parts[] = { "nodeset", "ref", "id", "type", "relevant",
	"calculate", "required", "readonly", "constraint", "constraintMsg",
	"requiredMsg", "preload", "preloadParams", "saveIncomplete", "length", "saveto",
	"max-pixels", "noAppErrorString", "quality" };

static void
look_at_bind(struct form_loading *l, const struct xml_node *node)
{
	struct xml_attribute attribute;

	for (size_t i = 0; xml_attribute_at(node, i, &attribute); i++) {
		bool known = strcmp(attribute.prefix, "cht") == 0;

		for (size_t k = 0; k < COUNT_OF(bind_parts) && !known; k++)
			known = strcmp(attribute.name, bind_parts[k]) == 0;
		if (!known)
			form_warn(l, xml_line(node),
			    "the attribute %s of <bind> is not used", attribute.name);
	}
}

static void
load_bind(struct form_loading *l, const struct xml_node *node, struct form_field *field)
{
	const char *type = xml_attribute(node, NULL, "type");
	const char *id = xml_attribute(node, NULL, "id");
	const char *required = xml_attribute(node, "*", "requiredMsg");
	const char *constraint = xml_attribute(node, "*", "constraintMsg");
	const char *preload = xml_attribute(node, "*", "preload");
	int line = xml_line(node);

	if (type != NULL)
		load_type(l, field, line, form_trimmed(l->arena, type));
	if (id != NULL)
		form_map_put(l->arena, &l->bind_ids, arena_strdup(l->arena, id), field);
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		const char *text = xml_attribute(node, NULL, rules[i].attribute);

		if (text != NULL)
			(void)new_rule(
			    l, field, line, rules[i].kind, rules[i].attribute, text);
	}
	if (required != NULL)
		field->required_words = form_load_message(l, line, required, field);
	if (constraint != NULL)
		field->constraint_words = form_load_message(l, line, constraint, field);
	if (preload != NULL)
		load_preload(
		    l, field, line, preload, xml_attribute(node, "*", "preloadParams"));
}

/* Of the body, because there it stands. */
static void
load_counts(struct form_loading *l, const struct xml_node *in)
{
	for (struct xml_node *node = xml_first(in); node != NULL;
	     node = xml_next(node)) {
		const char *count = xml_attribute(node, "*", "count");
		const char *path = xml_attribute(node, NULL, "nodeset");
		struct form_field *field;

		load_counts(l, node);
		if (strcmp(xml_name(node), "repeat") != 0 || count == NULL ||
		    path == NULL)
			continue;
		field = form_find_field(l->form, l->form->root, path);
		if (field != NULL)
			(void)new_rule(
			    l, field, xml_line(node), FORM_COUNT, "jr:count", count);
	}
}

void
form_load_binds(struct form_loading *l)
{
	for (struct xml_node *node = xml_child(l->model, "bind"); node != NULL;
	     node = xml_next_named(node, "bind")) {
		const char *path = xml_attribute(node, NULL, "nodeset");
		struct form_field *field;

		if (path == NULL)
			path = xml_attribute(node, NULL, "ref");
		if (path == NULL) {
			form_complain(l, xml_line(node), "<bind> without a nodeset");
			continue;
		}
		if (++l->form->nbinds > FORM_BINDS_MAX) {
			form_complain(l, xml_line(node), "there are more than %d binds",
			    FORM_BINDS_MAX);
			return;
		}
		look_at_bind(l, node);
		field = form_find_field(l->form, l->form->root, path);
		if (field != NULL)
			load_bind(l, node, field);
		else
			form_warn(l, xml_line(node),
			    "the bind of %s has no place in the instance: it is not "
			    "used",
			    path);
	}
	load_counts(l, l->body);
}

/* ------------------------------------------------------------ order --- */

struct ordering {
	struct form_loading *l;
	struct form_rule **stack; /* the way to where we are */
	size_t depth;
};

static const enum form_rule_kind computed[] = { FORM_RELEVANT, FORM_CALCULATE,
	FORM_COUNT };

/* "a, which needs b, which needs a". */
static void
complain_of_circle(struct ordering *o, const struct form_rule *rule)
{
	size_t i = o->depth;
	struct buf b;

	buf_init(&b, o->l->arena);
	buf_puts(&b, rule->field->path);
	while (i > 0 && o->stack[i - 1] != rule)
		i--;
	for (; i < o->depth && b.len < WORDS_MAX; i++)
		buf_printf(&b, ", which needs %s", o->stack[i]->field->path);
	if (b.len >= WORDS_MAX)
		buf_puts(&b, ", which needs ...");
	form_complain(o->l, rule->line, "a circle of calculations: %s, which needs %s",
	    b.data, rule->field->path);
}

/*
 * Calculations alone: whether something is asked may lean on what is in it, and what a
 * nurse may type over is a beginning.
 */
static void
look_for_circles(struct ordering *o, struct form_rule *rule)
{
	if (rule->mark != 0)
		return;
	rule->mark = 1;
	o->stack[o->depth++] = rule;
	/* Of a group that is read, as in position(..), nobody knows what is used. */
	for (size_t i = 0; i < rule->nnamed; i++) {
		struct form_rule *other = rule->uses[i]->rules[FORM_CALCULATE];

		/* What reads itself reads what was there before. */
		if (other == NULL || other == rule || form_is_typed_over(other->field))
			continue;
		if (other->mark == 1)
			complain_of_circle(o, other);
		else
			look_for_circles(o, other);
	}
	o->depth--;
	rule->mark = 2;
}

/* Behind all that it reads, and behind what decides whether that is asked. */
static void
place(struct ordering *o, struct form_rule *rule)
{
	struct form *form = o->l->form;

	if (rule->mark != 2)
		return;
	rule->mark = 3;
	for (size_t i = 0; i < rule->nuses; i++) {
		for (struct form_field *f = rule->uses[i]; f != NULL; f = f->parent)
			if (f->rules[FORM_RELEVANT] != NULL)
				place(o, f->rules[FORM_RELEVANT]);
		if (rule->uses[i]->rules[FORM_CALCULATE] != NULL)
			place(o, rule->uses[i]->rules[FORM_CALCULATE]);
	}
	rule->place = form->norder;
	form->order[form->norder++] = rule;
}

/* Who must look again when a field changes. */
static void
find_readers(struct form_loading *l)
{
	struct form *form = l->form;

	for (size_t i = 0; i < form->norder; i++)
		for (size_t k = 0; k < form->order[i]->nuses; k++)
			form->order[i]->uses[k]->nreaders++;
	for (size_t i = 0; i < form->nfields; i++) {
		ARENA_ARRAY(
		    l->arena, form->fields[i]->readers, form->fields[i]->nreaders + 1);
		form->fields[i]->nreaders = 0;
	}
	for (size_t i = 0; i < form->norder; i++) {
		struct form_rule *rule = form->order[i];

		for (size_t k = 0; k < rule->nuses; k++)
			if (rule->uses[k] != rule->field)
				rule->uses[k]->readers[rule->uses[k]->nreaders++] =
				    rule;
	}
}

static void
for_all_computed(
    struct ordering *o, void (*visit)(struct ordering *, struct form_rule *))
{
	const struct form *form = o->l->form;

	for (size_t i = 0; i < form->nfields; i++)
		for (size_t k = 0; k < COUNT_OF(computed); k++) {
			struct form_rule *rule = form->fields[i]->rules[computed[k]];

			if (rule != NULL)
				visit(o, rule);
		}
}

/* What is neither asked nor calculated is there in any case. */
static void
drop_idle_rules(struct form_loading *l)
{
	for (size_t i = 0; i < l->form->nfields; i++) {
		struct form_field *field = l->form->fields[i];

		if (field->rules[FORM_RELEVANT] == NULL || field->control != NULL ||
		    field->rules[FORM_CALCULATE] != NULL)
			continue;
		form_warn(l, field->rules[FORM_RELEVANT]->line,
		    "%s is neither asked nor calculated: its relevance is not used",
		    field->path);
		field->rules[FORM_RELEVANT] = NULL;
	}
}

static bool
has_outputs(const struct form_say *say, size_t nlanguages)
{
	for (size_t i = 0; say != NULL && i < nlanguages; i++)
		for (size_t k = 0; k < say[i].n; k++)
			if (say[i].parts[k].value != NULL)
				return true;
	return false;
}

/* Whether the words of a choice have a value in them: "Ann's household". */
static bool
choices_have_outputs(const struct form *form)
{
	for (size_t i = 0; i < form->ncontrols; i++)
		for (size_t k = 0; k < form->controls[i]->nitems; k++) {
			const struct form_words *label =
			    form->controls[i]->items[k].label;

			if (label != NULL && has_outputs(label->say, form->nlanguages))
				return true;
		}
	for (size_t i = 0; i < form->ntexts; i++)
		if (form->text[i]->loose &&
		    has_outputs(form->text[i]->say, form->nlanguages))
			return true;
	return false;
}

/* A name of a choice changes with what its words show, which no path tells. */
static void
look_at_names(struct form_loading *l)
{
	const struct form *form = l->form;
	const char *name;

	if (!choices_have_outputs(form))
		return;
	for (size_t i = 0; i < form->nfields; i++)
		for (size_t k = 0; k < COUNT_OF(computed); k++) {
			struct form_rule *rule = form->fields[i]->rules[computed[k]];

			if (rule == NULL || form_is_typed_over(rule->field))
				continue;
			for (size_t n = 0; (name = form_expression_function(
						rule->expression, n)) != NULL;
			     n++)
				if (strcmp(name, "jr:choice-name") == 0 ||
				    strcmp(name, "jr:itext") == 0)
					rule->reads_all = true;
		}
}

void
form_load_order(struct form_loading *l)
{
	struct form *form = l->form;
	struct ordering o = { .l = l };
	size_t room = form->nfields * COUNT_OF(computed) + 1;

	drop_idle_rules(l);
	look_at_names(l);
	ARENA_ARRAY(l->arena, form->order, room);
	ARENA_ARRAY(l->arena, o.stack, room);
	for_all_computed(&o, look_for_circles);
	for_all_computed(&o, place);
	find_readers(l);
}
