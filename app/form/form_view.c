/* form_view.c - the document that a page of a form is made from. */

#include <string.h>

#include "base/i18n.h"
#include "ext/markdown.h"
#include "form/form_date.h"
#include "form/form_filling.h"

#define PLAIN_CHOICES 14 /* more are a list to open */
#define WORDS_MAX ((size_t)1024 * 1024) /* of one page */

/* Bytes of memory that a page takes until it is HTML, and what has a part in that. */
#define ROOM ((size_t)24 * 1024 * 1024)
#define ROOM_QUESTION ((size_t)7000)
#define ROOM_DATE ((size_t)16000)
#define ROOM_CHOICE ((size_t)3200)
#define ROOM_LISTED ((size_t)1600) /* a choice of a list to open */
#define ROOM_WORDS 3 /* times their weight */

struct viewing {
	struct form_entry *entry;
	const struct form_problem *problems;
	size_t nproblems;
	size_t nwords, used; /* so far */
	bool full;
};

static void show_controls(struct viewing *, struct xml_node *,
    const struct form_control *in, struct form_slot *around);

/* ------------------------------------------------------------ words --- */

/* Once it is full nothing more is shown. */
static bool
fits(struct viewing *v, size_t bytes)
{
	v->full = v->full || bytes > ROOM - v->used;
	if (!v->full)
		v->used += bytes;
	return !v->full;
}

static void
say_full(struct xml_node *to)
{
	struct xml_node *node = xml_add(to, "question");

	if (node == NULL)
		return;
	xml_set_attribute(node, "name", "full");
	xml_set_attribute(node, "type", "note");
	xml_set_attribute(node, "readonly", "yes");
	xml_set_attribute(
	    node, "error", _("There is more here than one page can show."));
}

/* As far as the page has room: what is over is not even put together. */
static const char *
fitting(struct viewing *v, const char *text)
{
	size_t len = strlen(text);

	if (len > WORDS_MAX - v->nwords)
		v->nwords = WORDS_MAX;
	else
		v->nwords += len;
	return v->nwords < WORDS_MAX
		   ? text
		   : _("There are more words than one page can show.");
}

static void
add_words(struct viewing *v, struct xml_node *to, const char *name,
    const struct form_words *words, struct form_slot *slot)
{
	const char *text;
	struct xml_node *node;

	if (words == NULL)
		return;
	text =
	    v->nwords < WORDS_MAX ? form_words_marked(v->entry, words, slot->node) : "";
	text = form_trimmed(v->entry->arena, fitting(v, text));
	if (text[0] == '\0' || strcmp(text, "NO_LABEL") == 0)
		return;
	node = xml_add(to, name);
	if (node == NULL)
		return;
	markdown_add(node, text);
	(void)fits(v, ROOM_WORDS * xml_weight(node));
}

static const char *
yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

static void
set_if(struct xml_node *node, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		xml_set_attribute(node, name, value);
}

/* -------------------------------------------------------- questions --- */

static const char *const input_types[] = {
	[FORM_STRING] = "string",
	[FORM_TEL] = "tel",
	[FORM_BARCODE] = "barcode",
	[FORM_INT] = "int",
	[FORM_DECIMAL] = "decimal",
	[FORM_DATE] = "date",
	[FORM_TIME] = "time",
	[FORM_DATETIME] = "dateTime",
	[FORM_GEOPOINT] = "geopoint",
	[FORM_GEOTRACE] = "text",
	[FORM_BOOLEAN] = "string",
	[FORM_SELECT] = "string",
	[FORM_SELECT1] = "string",
	[FORM_BINARY] = "string",
	[FORM_CONTACT] = "contact",
};

const char *
form_control_type(const struct form_control *control)
{
	switch (control->kind) {
	case FORM_SELECT_ONE:
		return "select1";
	case FORM_SELECT_MANY:
		return "select";
	case FORM_TRIGGER:
		return "trigger";
	case FORM_RANGE:
		return "range";
	case FORM_UPLOAD:
		return "picture";
	case FORM_GROUP:
		return "group";
	case FORM_REPEAT:
		return "repeat";
	default:
		break;
	}
	if (form_is_note(control))
		return "note";
	if (form_asks_for_contact(control))
		return "contact";
	if (form_has_word(control->appearance, "multiline") &&
	    control->field->type == FORM_STRING)
		return "text";
	if (form_has_word(control->appearance, "tel") &&
	    control->field->type == FORM_STRING)
		return "tel";
	return input_types[control->field->type];
}

static bool
is_chosen(const struct form_control *control, const char *value, const char *choice)
{
	if (control->kind == FORM_SELECT_ONE)
		return strcmp(value, choice) == 0;
	return form_has_word(value, choice);
}

/* How many there are. */
static size_t
show_choices(struct viewing *v, struct xml_node *question,
    const struct form_control *control, struct form_slot *slot)
{
	const char *name = form_slot_name(v->entry, control, slot), *why;
	const struct form_choice *list;
	bool one = control->kind == FORM_SELECT_ONE;
	size_t most = (ROOM - v->used) / (one ? ROOM_LISTED : ROOM_CHOICE), n;

	if (form_choices(v->entry, control, slot, most, &list, &n, &why) != OK) {
		v->full = true;
		xml_set_attribute(question, "error",
		    arena_printf(
			v->entry->arena, _("The choices cannot be shown: %s."), why));
		return 0;
	}
	(void)fits(v, n * (one && n > PLAIN_CHOICES ? ROOM_LISTED : ROOM_CHOICE));
	for (size_t i = 0; i < n; i++) {
		struct xml_node *choice = xml_add(question, "choice"), *label;
		const char *text =
		    v->nwords < WORDS_MAX ? form_choice_marked(v->entry, &list[i]) : "";

		if (choice == NULL)
			return i;
		xml_set_attribute(choice, "id",
		    i == 0 ? name
			   : arena_printf(v->entry->arena, "%s-%zu", name, i + 1));
		xml_set_attribute(choice, "value", list[i].value);
		if (is_chosen(control, slot->value, list[i].value))
			xml_set_attribute(choice, "chosen", "yes");
		label = xml_add(choice, "label");
		if (label != NULL)
			markdown_add(
			    label, fitting(v, text[0] != '\0' ? text : list[i].value));
	}
	return n;
}

/* "person" of type-person or db:person: who may be chosen. */
static const char *
contact_types(struct viewing *v, const struct form_control *control)
{
	const char *words = control->appearance, *word, *types = "";
	size_t len;

	while ((word = form_next_word(&words, &len)) != NULL)
		if (len > 5 && strncmp(word, "type-", 5) == 0)
			types = arena_printf(v->entry->arena, "%s%s%.*s", types,
			    types[0] != '\0' ? " " : "", (int)len - 5, word + 5);
	if (types[0] == '\0' && control->field->contact_type != NULL)
		types = control->field->contact_type;
	return types;
}

static void
set_error(struct viewing *v, struct xml_node *node, const char *name)
{
	for (size_t i = 0; i < v->nproblems; i++)
		if (strcmp(v->problems[i].name, name) == 0) {
			xml_set_attribute(node, "error", v->problems[i].words);
			return;
		}
}

/* Of times the hours and minutes, as a nurse types them. */
static const char *
shown_value(
    struct viewing *v, const struct form_control *control, const struct form_slot *slot)
{
	size_t len = control->field->type == FORM_TIME ? strlen("10:20")
		     : control->field->type == FORM_DATETIME
			 ? strlen("2024-03-01T10:20")
			 : 0;

	if (len == 0 || !form_is_typed(control->field->type, slot->value))
		return slot->value;
	return arena_strndup(v->entry->arena, slot->value, len);
}

/* What templates/form.xsl need not look at closely: it is in three of four questions. */
static bool
is_plain(const struct xml_node *node, const char *type, size_t nchoices)
{
	if (xml_attribute(node, NULL, "appearance") != NULL ||
	    xml_child(node, "hint") != NULL ||
	    xml_attribute(node, NULL, "error") != NULL)
		return false;
	return (nchoices > 0 && nchoices <= PLAIN_CHOICES) ||
	       strcmp(type, "string") == 0 || strcmp(type, "int") == 0;
}

/* Of a timer the seconds, for a watch: as the CHT has them, a minute if nothing is said. */
static void
add_seconds(struct viewing *v, struct xml_node *question,
    const struct form_control *control, const struct form_slot *slot)
{
	const char *seconds;
	struct xml_node *hint;

	if (!form_has_word(control->appearance, "countdown-timer"))
		return;
	seconds = xml_attribute(control->field->model, "*", "duration");
	if (seconds == NULL)
		seconds = form_is_raw_number(slot->value) ? slot->value : "60";
	hint = xml_child(question, "hint");
	if (hint != NULL)
		(void)xml_add(hint, "br");
	else
		hint = xml_add(question, "hint");
	if (hint != NULL)
		markdown_add(
		    hint, arena_printf(v->entry->arena, _("By a watch: %s seconds."),
			      fitting(v, seconds)));
}

static void
show_question(struct viewing *v, struct xml_node *to,
    const struct form_control *control, struct form_slot *slot)
{
	struct form_entry *e = v->entry;
	const char *name = form_slot_name(e, control, slot);
	const char *type = form_control_type(control);
	struct xml_node *node;
	size_t nchoices = 0;

	if (!fits(v, strncmp(type, "date", 4) == 0 ? ROOM_DATE : ROOM_QUESTION)) {
		say_full(to);
		return;
	}
	node = xml_add(to, "question");
	if (node == NULL)
		return;
	xml_set_attribute(node, "name", name);
	xml_set_attribute(node, "type", type);
	set_if(node, "appearance", control->appearance);
	if (form_is_note(control) || form_readonly(e, slot))
		xml_set_attribute(node, "readonly", "yes");
	else if (form_rule_truth(e, control->field, FORM_REQUIRED, slot, false))
		xml_set_attribute(node, "required", "yes");
	xml_set_attribute(node, "value", shown_value(v, control, slot));
	set_if(node, "start", control->start);
	set_if(node, "end", control->end);
	set_if(node, "step", control->step);
	set_if(node, "rows", control->rows);
	if (strcmp(type, "contact") == 0)
		set_if(node, "contact-type", contact_types(v, control));
	set_error(v, node, name);
	add_words(v, node, "label", control->label, slot);
	add_words(v, node, "hint", control->hint, slot);
	add_seconds(v, node, control, slot);
	if (control->kind == FORM_SELECT_ONE || control->kind == FORM_SELECT_MANY)
		nchoices = show_choices(v, node, control, slot);
	if (is_plain(node, type, nchoices))
		xml_set_attribute(node, "plain", "yes");
}

/* --------------------------------------------------- groups, repeats --- */

static struct xml_node *
add_group(struct viewing *v, struct xml_node *to, const struct form_control *control,
    struct form_slot *slot)
{
	struct xml_node *node = xml_add(to, "group");

	if (node == NULL)
		return to;
	xml_set_attribute(node, "id",
	    control->field != NULL ? form_slot_name(v->entry, control, slot)
				   : control->id);
	xml_set_attribute(
	    node, "level", arena_printf(v->entry->arena, "%zu", control->level));
	set_if(node, "appearance", control->appearance);
	add_words(v, node, "label", control->label, slot);
	return node;
}

static size_t
count_shown(const struct form_control *control, const struct form_slot *parent)
{
	size_t n = 0;

	for (struct xml_node *x = xml_first(parent->node); x != NULL; x = xml_next(x))
		n += form_slot_of(x)->field == control->field && form_slot_of(x)->asked;
	return n;
}

static void
show_repeat(struct viewing *v, struct xml_node *to, const struct form_control *control,
    struct form_slot *parent)
{
	struct form_entry *e = v->entry;
	struct xml_node *node = xml_add(to, "repeat");
	const struct form_control *wrapper =
	    form_is_wrapper(control->parent) ? control->parent : control;
	const char *name = form_slot_name(e, control, parent);

	if (node == NULL)
		return;
	xml_set_attribute(node, "id", name);
	xml_set_attribute(node, "name", name);
	xml_set_attribute(
	    node, "add", yes_no(!control->no_add && e->nrepeats < FORM_REPEATS_MAX));
	set_if(node, "appearance", control->appearance);
	xml_set_attribute(node, "label",
	    markdown_plain(e->arena, form_words_text(e, wrapper->label, parent->node)));
	xml_set_attribute(
	    node, "count", arena_printf(e->arena, "%zu", count_shown(control, parent)));
	for (struct xml_node *x = xml_first(parent->node); x != NULL; x = xml_next(x)) {
		struct form_slot *slot = form_slot_of(x);
		struct xml_node *instance;

		if (slot->field != control->field || !slot->asked)
			continue;
		instance = xml_add(node, "instance");
		if (instance == NULL)
			return;
		xml_set_attribute(instance, "id", form_slot_name(e, control, slot));
		xml_set_attribute(
		    instance, "number", arena_printf(e->arena, "%zu", slot->instance));
		xml_set_attribute(instance, "remove", yes_no(!control->no_add));
		if (wrapper != control)
			add_words(v, instance, "label", control->label, slot);
		show_controls(v, instance, control, slot);
	}
}

static void
show_control(struct viewing *v, struct xml_node *to, const struct form_control *control,
    struct form_slot *around)
{
	struct form_slot *slot;

	if (v->full || !form_is_visible(v->entry, control, around))
		return;
	slot = form_control_slot(v->entry, control, around);
	if (control->kind == FORM_REPEAT)
		show_repeat(v, to, control, slot);
	else if (form_is_wrapper(control))
		show_controls(v, to, control, around);
	else if (control->kind == FORM_GROUP)
		show_controls(v, add_group(v, to, control, slot), control, slot);
	else
		show_question(v, to, control, slot);
}

static void
show_controls(struct viewing *v, struct xml_node *to, const struct form_control *in,
    struct form_slot *around)
{
	for (const struct form_control *c = in->first; c != NULL; c = c->next)
		show_control(v, to, c, around);
}

/* ------------------------------------------------------------ pages --- */

/* The groups that a page stands in, with their words. */
static struct xml_node *
show_groups_above(struct viewing *v, struct xml_node *to,
    const struct form_control *control, struct form_slot *root)
{
	if (control == NULL || control->parent == NULL)
		return to;
	to = show_groups_above(v, to, control->parent, root);
	return add_group(v, to, control, form_control_slot(v->entry, control, root));
}

static void
show_page(struct viewing *v, struct xml_node *to, size_t page)
{
	const struct form_page *p = &v->entry->form->pages[page];
	struct form_slot *root = form_slot_of(xml_root(v->entry->instance));

	if (p->n == 0 || !form_page_shown(v->entry, page))
		return;
	to = show_groups_above(v, to, p->controls[0]->parent, root);
	for (size_t i = 0; i < p->n; i++)
		show_control(v, to, p->controls[i], root);
}

static void
number_page(struct viewing *v, struct xml_node *node, int page)
{
	struct form_entry *e = v->entry;
	size_t number = 1, of = 0;

	for (int i = form_page_after(e, -1); page >= 0 && i >= 0;
	     i = form_page_after(e, i)) {
		of++;
		if (i < page)
			number++;
	}
	xml_set_attribute(node, "number", arena_printf(e->arena, "%zu", number));
	xml_set_attribute(node, "of", arena_printf(e->arena, "%zu", of > 0 ? of : 1));
	xml_set_attribute(
	    node, "id", arena_printf(e->arena, "p%d", page < 0 ? 0 : page + 1));
}

struct xml *
form_view(struct form_entry *e, int page, const struct form_problem *problems,
    size_t nproblems)
{
	struct viewing v = { .entry = e, .problems = problems, .nproblems = nproblems };
	struct xml *doc = xml_new(e->arena, "form");
	struct xml_node *root = xml_root(doc), *node = xml_add(root, "page");

	xml_set_attribute(root, "id", e->form->id);
	xml_set_attribute(root, "title", e->form->title);
	xml_set_attribute(root, "language", e->form->languages[e->language]);
	xml_set_attribute(root, "version", e->form->version);
	if (node == NULL)
		return doc;
	number_page(&v, node, page);
	for (size_t i = 0; i < e->form->npages; i++)
		if (page < 0 || (size_t)page == i)
			show_page(&v, node, i);
	return doc;
}
