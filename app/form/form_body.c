/* form_body.c - the controls of a form, and its pages. */

#include <ctype.h>
#include <string.h>

#include "form/form_inner.h"

/* ------------------------------------------------------- appearance --- */

/* What changes more than the look, and cannot be had on a page. */
static const struct {
	const char *word;
	bool error;
	const char *words;
} unsupported[] = {
	{ "android-app-launcher", true,
	    "an application of a phone cannot be started from a page" },
	{ "mrdt-verify", true, "the test reader of a phone cannot be started" },
	{ "countdown-timer", false, "it says how many seconds, for a watch" },
	{ "display-base64-image", false, "the picture is not shown" },
	{ "draw", false, "a picture is chosen, as by any other question for one" },
	{ "annotate", false, "a picture is chosen, as by any other question for one" },
	{ "signature", false, "a picture is chosen, as by any other question for one" },
	{ "bikram-sambat", false, "the date is asked in the Gregorian calendar" },
};

static const char *
load_appearance(struct form_loading *l, const struct xml_node *node)
{
	const char *written = xml_attribute(node, NULL, "appearance");
	char *words;

	if (written == NULL)
		return "";
	words = arena_strdup(l->arena, form_trimmed(l->arena, written));
	for (char *c = words; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	for (size_t i = 0; i < COUNT_OF(unsupported); i++) {
		if (!form_has_word(words, unsupported[i].word))
			continue;
		(unsupported[i].error ? form_complain : form_warn)(l, xml_line(node),
		    "the appearance %s is not supported: %s", unsupported[i].word,
		    unsupported[i].words);
	}
	return words;
}

/* ---------------------------------------------------------- choices --- */

static void
load_items(
    struct form_loading *l, const struct xml_node *node, struct form_control *control)
{
	struct form_item *items;
	size_t n = 0;

	for (struct xml_node *item = xml_child(node, "item"); item != NULL;
	     item = xml_next_named(item, "item"))
		n++;
	ARENA_ARRAY(l->arena, items, n + 1);
	for (struct xml_node *item = xml_child(node, "item"); item != NULL;
	     item = xml_next_named(item, "item")) {
		const struct xml_node *value = xml_child(item, "value");

		if (value == NULL) {
			form_complain(l, xml_line(item), "<item> without a <value>");
			continue;
		}
		items[control->nitems].value =
		    form_trimmed(l->arena, xml_text(l->arena, value));
		items[control->nitems++].label =
		    form_load_words(l, xml_child(item, "label"), control->field);
	}
	control->items = items;
	l->form->nchoices += n;
	if (l->form->nchoices > FORM_CHOICES_MAX)
		form_complain(l, control->line, "there are more than %d choices",
		    FORM_CHOICES_MAX);
}

static bool
is_name(const char *text)
{
	if (!isalpha((unsigned char)text[0]) && text[0] != '_')
		return false;
	for (; *text != '\0'; text++)
		if (!isalnum((unsigned char)*text) && strchr("_-.", *text) == NULL)
			return false;
	return true;
}

static void
load_itemset(
    struct form_loading *l, const struct xml_node *node, struct form_control *control)
{
	const struct xml_node *value = xml_child(node, "value");
	const struct xml_node *label = xml_child(node, "label");
	const char *nodes = xml_attribute(node, NULL, "nodeset");
	const char *ref = value != NULL ? xml_attribute(value, NULL, "ref") : NULL;
	struct form_itemset *set = arena_alloc(l->arena, sizeof *set);

	if (nodes == NULL || ref == NULL) {
		form_complain(l, xml_line(node),
		    "<itemset> needs a nodeset, and a <value> with a ref");
		return;
	}
	set->nodes = form_compile(
	    l, xml_line(node), "the nodeset of <itemset>", nodes, control->field);
	ref = form_trimmed(l->arena, ref);
	if (is_name(ref))
		set->value_name = ref;
	else
		set->value = form_compile(
		    l, xml_line(node), "the value of <itemset>", ref, NULL);
	set->label = form_load_words(l, label, NULL);
	if (label != NULL && xml_attribute(label, NULL, "ref") != NULL) {
		ref = form_trimmed(l->arena, xml_attribute(label, NULL, "ref"));
		if (is_name(ref))
			set->label_name = ref;
	}
	control->itemset = set;
}

static void
load_choices(
    struct form_loading *l, const struct xml_node *node, struct form_control *control)
{
	const struct xml_node *set = xml_child(node, "itemset");

	if (set != NULL)
		load_itemset(l, set, control);
	load_items(l, node, control);
	if (set == NULL && control->nitems == 0)
		form_complain(l, control->line, "<%s> of %s has no choices",
		    xml_name(node), control->field->path);
}

/* --------------------------------------------------------- controls --- */

static const struct {
	const char *name;
	enum form_kind kind;
} kinds[] = {
	{ "input", FORM_INPUT },
	{ "select1", FORM_SELECT_ONE },
	{ "select", FORM_SELECT_MANY },
	{ "trigger", FORM_TRIGGER },
	{ "range", FORM_RANGE },
	{ "upload", FORM_UPLOAD },
	{ "group", FORM_GROUP },
	{ "repeat", FORM_REPEAT },
};

/* What is no control, and is read with the one it is in. */
static const char *const parts[] = { "label", "hint", "item", "itemset", "setvalue",
	"setgeopoint", "recordaudio", "help", "alert" };

static void load_controls(
    struct form_loading *, const struct xml_node *, struct form_control *);

static bool
is_part(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (strcmp(parts[i], name) == 0)
			return true;
	return false;
}

static bool
kind_of(const char *name, enum form_kind *kind)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*kind = kinds[i].kind;
			return true;
		}
	return false;
}

static struct form_field *
field_above(const struct form_loading *l, const struct form_control *control)
{
	while (control != NULL && control->field == NULL)
		control = control->parent;
	return control != NULL ? control->field : l->form->root;
}

/* False for what is left out. */
static bool
find_place(
    struct form_loading *l, const struct xml_node *node, struct form_control *control)
{
	const char *ref = xml_attribute(node, NULL, "ref");
	const char *bind = xml_attribute(node, NULL, "bind");

	if (ref == NULL || control->kind == FORM_REPEAT)
		ref = xml_attribute(node, NULL, "nodeset");
	if (ref != NULL)
		control->field =
		    form_find_field(l->form, field_above(l, control->parent), ref);
	else if (bind != NULL)
		control->field = form_map_get(l->bind_ids, bind);
	else if (control->kind == FORM_GROUP)
		return true;
	if (control->field != NULL)
		return true;
	/* As in the CHT: what could not be kept anyhow is no reason to refuse a form. */
	form_warn(l, control->line,
	    "<%s> asks for %s, which is not in the instance: %s", xml_name(node),
	    ref != NULL    ? ref
	    : bind != NULL ? bind
			   : "nothing",
	    control->kind == FORM_GROUP ? "what is in it is asked all the same"
					: "it is left out");
	return control->kind == FORM_GROUP;
}

static const char *
attribute_or(struct form_loading *l, const struct xml_node *node, const char *name)
{
	const char *text = xml_attribute(node, "*", name);

	return text != NULL ? arena_strdup(l->arena, text) : NULL;
}

static void
load_range(
    struct form_loading *l, const struct xml_node *node, struct form_control *control)
{
	control->start = attribute_or(l, node, "start");
	control->end = attribute_or(l, node, "end");
	control->step = attribute_or(l, node, "step");
	if (control->start == NULL || control->end == NULL)
		form_complain(l, control->line, "<range> needs a start and an end");
}

static void
check_upload(
    struct form_loading *l, const struct xml_node *node, struct form_control *control)
{
	const char *media = xml_attribute(node, NULL, "mediatype");

	if (media == NULL || strncmp(media, "image/", 6) != 0)
		form_complain(l, control->line,
		    "<upload> asks for a file of the type %s: only pictures can be "
		    "kept, as mediatype=\"image/*\"",
		    media != NULL && *media != '\0' ? media : "that it does not say");
}

static void
load_details(
    struct form_loading *l, const struct xml_node *node, struct form_control *control)
{
	const char *fixed = xml_attribute(node, "*", "noAddRemove");

	control->rows = attribute_or(l, node, "rows");
	if (control->kind == FORM_SELECT_ONE || control->kind == FORM_SELECT_MANY)
		load_choices(l, node, control);
	else if (control->kind == FORM_RANGE)
		load_range(l, node, control);
	else if (control->kind == FORM_UPLOAD)
		check_upload(l, node, control);
	if (control->kind == FORM_REPEAT)
		control->no_add = control->field->rules[FORM_COUNT] != NULL ||
				  (fixed != NULL && strncmp(fixed, "true", 4) == 0);
	else if (control->kind == FORM_INPUT && control->field->first != NULL)
		form_warn(l, control->line,
		    "<input> asks for %s, which has elements in it: only its words "
		    "are shown",
		    control->field->path);
	else if (control->kind != FORM_GROUP && control->field->first != NULL)
		form_complain(l, control->line,
		    "<%s> asks for %s, which has elements in it", xml_name(node),
		    control->field->path);
}

static void
load_control(struct form_loading *l, const struct xml_node *node,
    struct form_control *parent, struct form_control ***end)
{
	struct form *form = l->form;
	struct form_control *control;
	enum form_kind kind;

	if (!kind_of(xml_name(node), &kind)) {
		if (!is_part(xml_name(node)))
			form_complain(l, xml_line(node),
			    "the control <%s> is not supported", xml_name(node));
		return;
	}
	if (form->ncontrols == FORM_CONTROLS_MAX) {
		if (form->controls[form->ncontrols - 1]->line != 0)
			form_complain(l, xml_line(node),
			    "there are more than %d controls", FORM_CONTROLS_MAX);
		form->controls[form->ncontrols - 1]->line = 0;
		return;
	}
	control = arena_alloc(l->arena, sizeof *control);
	control->kind = kind;
	control->parent = parent;
	control->line = xml_line(node);
	if (!find_place(l, node, control))
		return;
	control->level = parent->level + (kind == FORM_GROUP);
	control->number = form->ncontrols;
	control->id = arena_printf(l->arena, "%c%zu",
	    kind == FORM_GROUP    ? 'g'
	    : kind == FORM_REPEAT ? 'r'
				  : 'q',
	    control->number);
	form->controls[form->ncontrols++] = control;
	**end = control;
	*end = &control->next;
	control->appearance = load_appearance(l, node);
	control->hidden = form_has_word(control->appearance, "hidden");
	control->label = form_load_words(l, xml_child(node, "label"), control->field);
	control->hint = form_load_words(l, xml_child(node, "hint"), control->field);
	load_details(l, node, control);
	form->asks_for_contacts |= kind == FORM_INPUT && form_asks_for_contact(control);
	/* A repeat comes before the group around it. */
	if (control->field != NULL &&
	    (control->field->control == NULL || kind == FORM_REPEAT))
		control->field->control = control;
	form_load_actions(l, node, control->field);
	if (kind == FORM_GROUP || kind == FORM_REPEAT)
		load_controls(l, node, control);
}

static void
load_controls(
    struct form_loading *l, const struct xml_node *in, struct form_control *parent)
{
	struct form_control **end = &parent->first;

	for (struct xml_node *node = xml_first(in); node != NULL; node = xml_next(node))
		load_control(l, node, parent, &end);
}

void
form_load_body(struct form_loading *l)
{
	struct form *form = l->form;

	ARENA_ARRAY(l->arena, form->controls, FORM_CONTROLS_MAX);
	form->body = arena_alloc(l->arena, sizeof *form->body);
	form->body->kind = FORM_GROUP;
	form->body->id = "g0";
	form->body->appearance = "";
	form->controls[form->ncontrols++] = form->body;
	load_controls(l, l->body, form->body);
	if (form->body->first == NULL && l->nerrors == 0)
		form_complain(l, xml_line(l->body), "the form asks nothing");
}

/* ------------------------------------------------------------ pages --- */

static void
set_page(struct form_control *control, int page)
{
	control->page = page;
	for (struct form_control *c = control->first; c != NULL; c = c->next)
		set_page(c, page);
}

static bool
has_field_list(const struct form_control *control)
{
	if (form_has_word(control->appearance, "field-list"))
		return true;
	for (const struct form_control *c = control->first; c != NULL; c = c->next)
		if (has_field_list(c))
			return true;
	return false;
}

/*
 * Each outermost field-list is a page, and so is what stands between two of them.  A
 * repeat is on one page with all its instances.
 */
static void
split(struct form *form, struct form_control *in, bool *open)
{
	for (struct form_control *c = in->first; c != NULL; c = c->next) {
		bool alone = c->kind == FORM_GROUP && c->field != NULL &&
			     c->first != NULL && c->first->kind == FORM_REPEAT;
		bool whole = c->kind == FORM_REPEAT || alone || !has_field_list(c) ||
			     form_has_word(c->appearance, "field-list");
		bool own = whole && (c->kind == FORM_GROUP || c->kind == FORM_REPEAT) &&
			   has_field_list(c);

		if (!whole) {
			*open = false;
			split(form, c, open);
			*open = false;
			continue;
		}
		if (own || !*open)
			form->npages++;
		*open = !own;
		set_page(c, (int)form->npages - 1);
	}
}

static void
fill_pages(
    struct form *form, struct form_control *in, struct form_control **list, size_t *n)
{
	for (struct form_control *c = in->first; c != NULL; c = c->next) {
		int page = c->page;

		if (page < 0) {
			fill_pages(form, c, list, n);
			continue;
		}
		if (form->pages[page].n == 0)
			form->pages[page].controls = list + *n;
		form->pages[page].n++;
		list[(*n)++] = c;
	}
}

void
form_load_pages(struct form_loading *l)
{
	const char *class = xml_attribute(l->body, NULL, "class");
	struct form *form = l->form;
	struct form_control **list;
	bool open = false;
	size_t n = 0;

	ARENA_ARRAY(l->arena, form->pages, form->ncontrols + 1);
	ARENA_ARRAY(l->arena, list, form->ncontrols + 1);
	for (size_t i = 0; i < form->ncontrols; i++)
		form->controls[i]->page = -1;
	if (class != NULL && form_has_word(class, "pages")) {
		split(form, form->body, &open);
	} else {
		for (struct form_control *c = form->body->first; c != NULL; c = c->next)
			set_page(c, 0);
		form->npages = 1;
	}
	fill_pages(form, form->body, list, &n);
}
