/* form_outline.c - see form_outline.h. */

#include "form/form_outline.h"

#include <string.h>

#include "base/buf.h"
#include "form/form_filling.h"
#include "form/form_read.h"

#define CONDITIONS_MAX 64

struct outlining {
	struct arena *arena;
	const struct form *form;
	size_t language;
};

/* ------------------------------------------------------ what is asked --- */

static bool
begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* What Aftercare says of the client, the task and the user. */
static bool
is_given(const struct form *form, const struct form_field *field)
{
	const char *inputs = strchr(field->path + 1, '/');

	return field != form->root && inputs != NULL &&
	       begins_with(inputs, "/inputs") &&
	       (inputs[7] == '/' || inputs[7] == '\0');
}

static bool
always(const struct form_rule *rule)
{
	return rule != NULL && strcmp(rule->text, "true()") == 0;
}

static bool
is_for_reading(const struct form_control *control)
{
	return form_is_note(control) ||
	       (control->field != NULL && always(control->field->rules[FORM_READONLY]));
}

static enum form_asks
asks_typed(const struct form_field *field)
{
	switch (field->type) {
	case FORM_INT:
		return FORM_ASKS_WHOLE;
	case FORM_DECIMAL:
		return FORM_ASKS_NUMBER;
	case FORM_DATE:
		return FORM_ASKS_DAY;
	case FORM_TIME:
		return FORM_ASKS_TIME;
	case FORM_DATETIME:
		return FORM_ASKS_MOMENT;
	default:
		return FORM_ASKS_WORDS;
	}
}

static enum form_asks
asks_of(const struct form_control *control)
{
	const char *type = form_control_type(control);

	switch (control->kind) {
	case FORM_GROUP:
		return FORM_ASKS_GROUP;
	case FORM_REPEAT:
		return FORM_ASKS_REPEAT;
	default:
		break;
	}
	if (is_for_reading(control))
		return FORM_ASKS_NOTE;
	switch (control->kind) {
	case FORM_SELECT_ONE:
		return FORM_ASKS_ONE;
	case FORM_SELECT_MANY:
		return FORM_ASKS_SEVERAL;
	case FORM_TRIGGER:
		return FORM_ASKS_TICK;
	case FORM_UPLOAD:
		return FORM_ASKS_PICTURE;
	default:
		break;
	}
	if (strcmp(type, "contact") == 0)
		return FORM_ASKS_CONTACT;
	if (strcmp(type, "text") == 0)
		return FORM_ASKS_TEXT;
	return asks_typed(control->field);
}

static bool
is_told(const struct form *form, const struct form_control *control)
{
	if (form_is_hidden(control))
		return false;
	if (control->field == NULL)
		return !form_is_question(control);
	/* What is asked at two places is told at the first. */
	return !is_given(form, control->field) &&
	       (!form_is_question(control) || control->field->control == control);
}

static const char *
link_of(struct arena *arena, const struct form_control *control)
{
	if (control->field == NULL || control->field->parent == NULL)
		return arena_printf(arena, "#%s", control->id);
	return form_dotted(arena, control->field);
}

/* --------------------------------------------------------- choices --- */

static const struct form_instance *
list_of(const struct form *form, const struct form_itemset *set)
{
	const char *id = form_expression_instance(set->nodes, 0);

	for (size_t i = 0; id != NULL && i < form->ninstances; i++)
		if (strcmp(form->instances[i].id, id) == 0 &&
		    form->instances[i].doc != NULL && set->value_name != NULL)
			return &form->instances[i];
	return NULL;
}

/* Once each: a list that is filtered may name one for each of what it is filtered by. */
static void
add_choice(struct form_asked *asked, struct form_option *at, const char *value,
    const char *label)
{
	for (size_t i = 0; i < asked->nchoices; i++)
		if (strcmp(at[i].value, value) == 0)
			return;
	at[asked->nchoices++] =
	    (struct form_option){ value, *label != '\0' ? label : value };
}

static void
read_list(struct outlining *o, const struct form_itemset *set, struct form_asked *asked)
{
	const struct form_instance *in = list_of(o->form, set);
	const struct xml_node *first =
	    in != NULL ? xml_first(xml_first(xml_root(in->doc))) : NULL;
	struct form_option *at;
	size_t n = 0;

	for (const struct xml_node *item = first; item != NULL; item = xml_next(item))
		n++;
	ARENA_ARRAY(o->arena, at, n + 1);
	for (const struct xml_node *item = first; item != NULL; item = xml_next(item)) {
		const struct xml_node *name = xml_child(item, set->value_name);
		const char *label =
		    form_item_words(o->arena, o->form, o->language, set, item);

		if (name != NULL)
			add_choice(asked, at,
			    form_trimmed(o->arena, xml_text(o->arena, name)),
			    label != NULL ? label : "");
	}
	asked->choices = at;
}

static void
read_choices(
    struct outlining *o, const struct form_control *control, struct form_asked *asked)
{
	struct form_option *at;

	if (control->itemset != NULL) {
		read_list(o, control->itemset, asked);
	} else {
		ARENA_ARRAY(o->arena, at, control->nitems + 1);
		for (size_t i = 0; i < control->nitems; i++)
			add_choice(asked, at, control->items[i].value,
			    form_plain_words(
				o->arena, control->items[i].label, o->language));
		asked->choices = at;
	}
	/* What can be chosen is known only while it is filled in. */
	if (asked->nchoices == 0)
		asked->asks = FORM_ASKS_WORDS;
}

/* ------------------------------------------------------ conditions --- */

enum joined { ALONE, ALL, ANY };

/* One expression on its way to conditions, which are joined in one way only. */
struct reading {
	struct outlining *o;
	const struct form_field *at;
	struct form_lexer lexer;
	struct form_token token;
	struct form_condition conditions[CONDITIONS_MAX];
	size_t n;
	enum joined joined;
	int depth;
};

static void
step(struct reading *r)
{
	r->token = form_token_next(&r->lexer);
}

static bool
is_sign(const struct reading *r, const char *sign)
{
	return r->token.type == FORM_SIGN && strcmp(r->token.text, sign) == 0;
}

static bool
take(struct reading *r, const char *sign)
{
	if (!is_sign(r, sign))
		return false;
	step(r);
	return true;
}

/* A path of names to a question that is told. */
static const struct form_control *
read_question(struct reading *r)
{
	const struct form_field *field;
	struct buf path;

	buf_init(&path, r->o->arena);
	while (is_sign(r, "/") || is_sign(r, ".") || is_sign(r, "..") ||
	       (r->token.type == FORM_NAME && !r->token.called)) {
		buf_puts(&path, r->token.text);
		step(r);
	}
	if (path.len == 0)
		return NULL;
	field = form_find_field(r->o->form, r->at, path.data);
	if (field == NULL || field->control == NULL ||
	    !form_is_question(field->control) || !is_told(r->o->form, field->control) ||
	    is_for_reading(field->control))
		return NULL;
	return field->control;
}

static bool
add_condition(struct reading *r, const struct form_control *control, enum form_how how,
    const char *value)
{
	if (r->n == CONDITIONS_MAX)
		return false;
	r->conditions[r->n++] = (struct form_condition){ link_of(r->o->arena, control),
		asks_of(control), how, value };
	return true;
}

/* "selected(/r/g/q, 'x')" behind its name. */
static bool
read_selected(struct reading *r, enum form_how how)
{
	const struct form_control *control;
	const char *value;

	step(r);
	if (!take(r, "(") || (control = read_question(r)) == NULL || !take(r, ","))
		return false;
	value = r->token.text;
	if (r->token.type != FORM_LITERAL || *value == '\0')
		return false;
	step(r);
	if (control->kind != FORM_SELECT_ONE && control->kind != FORM_SELECT_MANY)
		return false;
	return take(r, ")") && add_condition(r, control, how, value);
}

static bool
read_operator(struct reading *r, enum form_how *how)
{
	static const char *const signs[] = { [FORM_IS] = "=",
		[FORM_IS_NOT] = "!=",
		[FORM_IS_ANSWERED] = "",
		[FORM_IS_EMPTY] = "",
		[FORM_IS_LESS] = "<",
		[FORM_IS_MORE] = ">",
		[FORM_IS_AT_MOST] = "<=",
		[FORM_IS_AT_LEAST] = ">=" };

	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (*signs[i] != '\0' && is_sign(r, signs[i])) {
			*how = (enum form_how)i;
			step(r);
			return true;
		}
	return false;
}

/* Whether a text or a number can be held against what this question asks. */
static bool
compares(const struct reading *r, const struct form_control *control, enum form_how how)
{
	const enum form_asks asks = asks_of(control);
	const bool number = asks == FORM_ASKS_WHOLE || asks == FORM_ASKS_NUMBER;

	if (r->token.type == FORM_NUMERAL)
		return number;
	if (r->token.type != FORM_LITERAL || how > FORM_IS_NOT)
		return false;
	return *r->token.text == '\0' || asks == FORM_ASKS_ONE ||
	       asks == FORM_ASKS_WORDS || asks == FORM_ASKS_TEXT ||
	       (asks == FORM_ASKS_TICK && strcmp(r->token.text, "OK") == 0);
}

static bool
read_comparison(struct reading *r)
{
	const struct form_control *control = read_question(r);
	enum form_how how;
	const char *value;

	if (control == NULL || !read_operator(r, &how) || !compares(r, control, how))
		return false;
	value = r->token.text;
	if (r->token.type == FORM_LITERAL && *value == '\0')
		how = how == FORM_IS ? FORM_IS_EMPTY : FORM_IS_ANSWERED;
	step(r);
	return add_condition(r, control, how, value);
}

static bool read_joined(struct reading *);

static bool
read_one(struct reading *r)
{
	if (r->token.type == FORM_NAME && r->token.called &&
	    strcmp(r->token.text, "selected") == 0)
		return read_selected(r, FORM_IS);
	if (r->token.type == FORM_NAME && r->token.called &&
	    strcmp(r->token.text, "not") == 0) {
		step(r);
		return take(r, "(") && r->token.type == FORM_NAME && r->token.called &&
		       strcmp(r->token.text, "selected") == 0 &&
		       read_selected(r, FORM_IS_NOT) && take(r, ")");
	}
	if (take(r, "("))
		return read_joined(r) && take(r, ")");
	return read_comparison(r);
}

/* All by "and", or all by "or". */
static bool
read_joined(struct reading *r)
{
	bool good = r->depth < FORM_DEPTH_MAX;

	r->depth++;
	good = good && read_one(r);
	while (good && (is_sign(r, "and") || is_sign(r, "or"))) {
		const enum joined joined = is_sign(r, "and") ? ALL : ANY;

		good = r->joined == ALONE || r->joined == joined;
		r->joined = joined;
		step(r);
		good = good && read_one(r);
	}
	r->depth--;
	return good;
}

/* In a form "is not" is true of what is empty, too; here it is said on its own. */
static bool
say_empty(struct reading *r)
{
	const size_t n = r->n;

	for (size_t i = 0; i < n; i++) {
		const struct form_condition *c = &r->conditions[i];
		bool answered = false;

		if (c->how != FORM_IS_NOT)
			continue;
		for (size_t k = 0; k < n; k++)
			answered |= r->conditions[k].how == FORM_IS_ANSWERED &&
				    strcmp(r->conditions[k].link, c->link) == 0;
		if (r->joined == ALL && answered)
			continue;
		if (r->joined == ALL || r->n == CONDITIONS_MAX)
			return false;
		r->conditions[r->n++] =
		    (struct form_condition){ c->link, c->asks, FORM_IS_EMPTY, "" };
		r->joined = ANY;
	}
	return true;
}

static bool
read_condition(struct outlining *o, const struct form_rule *rule, struct reading *r)
{
	*r = (struct reading){ .o = o, .at = rule->field };
	r->lexer = (struct form_lexer){ .arena = o->arena, .at = rule->text };
	step(r);
	return read_joined(r) && r->token.type == FORM_END && say_empty(r);
}

/* More than one rule: all have to hold. */
static void
add_rule(struct outlining *o, const struct form_rule *rule, struct form_asked *asked)
{
	struct form_condition *at;
	struct reading r;

	if (rule == NULL || always(rule) || asked->when != NULL)
		return;
	if (!read_condition(o, rule, &r) ||
	    (asked->nconditions > 0 && (asked->any || r.joined == ANY))) {
		asked->when = rule->text;
		asked->nconditions = 0;
		return;
	}
	ARENA_ARRAY(o->arena, at, asked->nconditions + r.n);
	if (asked->nconditions > 0)
		memcpy(at, asked->conditions, asked->nconditions * sizeof *at);
	memcpy(at + asked->nconditions, r.conditions, r.n * sizeof *at);
	asked->conditions = at;
	asked->nconditions += r.n;
	asked->any = r.joined == ANY;
}

/* Those of its field, and of the fields up to that of the group which it is in. */
static void
read_conditions(
    struct outlining *o, const struct form_control *control, struct form_asked *asked)
{
	const struct form_control *up = control->parent;

	while (up != NULL && (up->field == NULL || up->field == control->field))
		up = up->parent;
	for (const struct form_field *field = control->field;
	     field != NULL && (up == NULL || field != up->field); field = field->parent)
		add_rule(o, field->rules[FORM_RELEVANT], asked);
}

/* ------------------------------------------------------------ items --- */

static const char *
value_at_first(struct outlining *o, const struct form_field *field)
{
	return field->first == NULL
		   ? form_trimmed(o->arena, xml_text(o->arena, field->model))
		   : "";
}

static void read_below(
    struct outlining *, const struct form_control *, struct form_asked *, bool unsure);

/* False for what says nothing to whoever reads it. */
static bool
read_asked(struct outlining *o, const struct form_control *control, bool unsure,
    struct form_asked *asked)
{
	const struct form_field *field = control->field;

	*asked = (struct form_asked){ .link = link_of(o->arena, control),
		.path = field != NULL ? field->path : "",
		.text = form_plain_words(o->arena, control->label, o->language),
		.hint = form_plain_words(o->arena, control->hint, o->language),
		.rule = "",
		.initial = "",
		.asks = asks_of(control) };
	read_conditions(o, control, asked);
	unsure = unsure || asked->when != NULL;
	if (asked->asks == FORM_ASKS_GROUP || asked->asks == FORM_ASKS_REPEAT) {
		read_below(o, control, asked, unsure);
		return asked->nbelow > 0;
	}
	if (asked->asks == FORM_ASKS_NOTE)
		return *asked->text != '\0' && asked->when == NULL;
	asked->required = !unsure && always(field->rules[FORM_REQUIRED]);
	asked->initial = value_at_first(o, field);
	if (field->rules[FORM_CONSTRAINT] != NULL)
		asked->rule =
		    form_plain_words(o->arena, field->constraint_words, o->language);
	if (asked->asks == FORM_ASKS_ONE || asked->asks == FORM_ASKS_SEVERAL)
		read_choices(o, control, asked);
	return true;
}

/* The group around a repeat has no data of its own: it has the words of the repeat. */
static bool
is_around_repeat(const struct form_control *control)
{
	return control->kind == FORM_GROUP && control->field != NULL &&
	       control->field->is_repeat;
}

static size_t
count_below(const struct form_control *control)
{
	size_t n = 0;

	for (const struct form_control *c = control->first; c != NULL; c = c->next)
		n += is_around_repeat(c) ? count_below(c) : 1;
	return n;
}

static void
add_below(struct outlining *o, const struct form_control *control, bool unsure,
    struct form_asked *at, size_t *n)
{
	for (const struct form_control *c = control->first; c != NULL; c = c->next) {
		if (!is_told(o->form, c))
			continue;
		if (is_around_repeat(c)) {
			add_below(o, c, unsure, at, n);
		} else if (read_asked(o, c, unsure, &at[*n])) {
			if (*at[*n].text == '\0' && is_around_repeat(control))
				at[*n].text = form_plain_words(
				    o->arena, control->label, o->language);
			(*n)++;
		}
	}
}

/* Below a group of which it is not sure when it is asked nothing is required. */
static void
read_below(struct outlining *o, const struct form_control *control,
    struct form_asked *asked, bool unsure)
{
	struct form_asked *at;

	ARENA_ARRAY(o->arena, at, count_below(control) + 1);
	add_below(o, control, unsure, at, &asked->nbelow);
	asked->below = at;
}

void
form_outline(struct arena *arena, const struct form *form, const char *language,
    const struct form_asked **asked, size_t *count)
{
	struct outlining o = { arena, form, form_language_of(form, language) };
	struct form_asked all = { .link = "" };

	read_below(&o, form->body, &all, false);
	*asked = all.below;
	*count = all.nbelow;
}
