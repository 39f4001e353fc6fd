/* form_questions.c - what a form asks, for those who do not fill it. */

#include <string.h>

#include "base/buf.h"
#include "ext/markdown.h"
#include "form/form_filling.h"

const char *
form_id(const struct form *form)
{
	return form->id;
}

const char *
form_title(const struct form *form)
{
	return form->title;
}

const char *
form_contact_type(const struct form *form)
{
	return form->contact_type;
}

const char *
form_language(const struct form *form, size_t i)
{
	return i < form->nlanguages ? form->languages[i] : NULL;
}

static const struct form_instance *
file_of(const struct form *form, size_t i)
{
	for (size_t k = 0; k < form->ninstances; k++)
		if (form->instances[k].src != NULL && i-- == 0)
			return &form->instances[k];
	return NULL;
}

const char *
form_file(const struct form *form, size_t i)
{
	return file_of(form, i) != NULL ? file_of(form, i)->src : NULL;
}

int
form_file_line(const struct form *form, size_t i)
{
	return file_of(form, i) != NULL ? file_of(form, i)->line : 0;
}

const char *
form_function(const struct form *form, size_t i)
{
	return i < form->nfunctions ? form->functions[i] : NULL;
}

static const char *
text_below(struct arena *arena, const struct form_field *field, const char *name)
{
	const struct xml_node *node = xml_child(field->model, name);

	return node != NULL ? xml_text(arena, node) : "";
}

bool
form_makes(
    struct arena *arena, const struct form *form, size_t i, struct form_made *made)
{
	size_t at = 0;

	while (at < form->nfields && (!form->fields[at]->db_doc || i-- > 0))
		at++;
	if (at == form->nfields)
		return false;
	made->name = form->fields[at]->name;
	made->line = form->fields[at]->line;
	made->type = text_below(arena, form->fields[at], "type");
	if (strcmp(made->type, "contact") == 0)
		made->type = text_below(arena, form->fields[at], "contact_type");
	return true;
}

/* ------------------------------------------------------------ words --- */

size_t
form_language_of(const struct form *form, const char *name)
{
	for (size_t i = 0; name != NULL && i < form->nlanguages; i++)
		if (strcasecmp(form->languages[i], name) == 0)
			return i;
	return 0;
}

/* Without values, as none are there. */
const char *
form_plain_words(struct arena *arena, const struct form_words *words, size_t language)
{
	const struct form_say *say;
	struct buf b;

	if (words == NULL || words->value != NULL)
		return "";
	say = &words->say[words->say[language].n > 0 ? language : 0];
	buf_init(&b, arena);
	for (size_t i = 0; i < say->n; i++)
		buf_puts(&b, say->parts[i].text != NULL ? say->parts[i].text : "...");
	return form_trimmed(arena, markdown_plain(arena, b.data));
}

/* "review.seen" of "/client_review/review/seen". */
const char *
form_dotted(struct arena *arena, const struct form_field *field)
{
	const char *below = strchr(field->path + 1, '/');
	char *path;

	if (below == NULL)
		return "";
	path = arena_strdup(arena, below + 1);
	for (char *c = path; *c != '\0'; c++)
		if (*c == '/')
			*c = '.';
	return path;
}

void
form_questions(struct arena *arena, const struct form *form, const char *language,
    const struct form_question **questions, size_t *count)
{
	size_t at = form_language_of(form, language);
	struct form_question *list;

	*count = 0;
	ARENA_ARRAY(arena, list, form->ncontrols);
	for (size_t i = 1; i < form->ncontrols; i++) {
		const struct form_control *control = form->controls[i];
		struct form_question *q = &list[(*count)++];

		q->path = control->field != NULL ? control->field->path : "";
		q->field =
		    control->field != NULL ? form_dotted(arena, control->field) : "";
		q->type = form_control_type(control);
		q->label = form_plain_words(arena, control->label, at);
		q->hidden = form_is_hidden(control);
		q->group = control->kind == FORM_GROUP;
		q->repeat = control->kind == FORM_REPEAT;
	}
	*questions = list;
}

/* ---------------------------------------------------------- answers --- */

static const struct form_control *
control_of(const struct form *form, struct arena *arena, const char *field)
{
	for (size_t i = 1; i < form->ncontrols; i++) {
		const struct form_control *control = form->controls[i];

		if (control->field != NULL && form_is_question(control) &&
		    strcmp(form_dotted(arena, control->field), field) == 0)
			return control;
	}
	return NULL;
}

/* The words of an itext that an item of a list names. */
const char *
form_item_words(struct arena *arena, const struct form *form, size_t language,
    const struct form_itemset *set, const struct xml_node *item)
{
	const struct xml_node *id = xml_child(item, "itextId");
	const struct xml_node *label =
	    xml_child(item, set->label_name != NULL ? set->label_name : "label");
	const struct form_text *text;
	struct form_words words;

	if (set->label_name == NULL && id != NULL) {
		text = form_map_get(form->texts, xml_text(arena, id));
		if (text == NULL)
			return NULL;
		words = (struct form_words){ .say = text->say };
		return form_plain_words(arena, &words, language);
	}
	return label != NULL ? xml_text(arena, label) : NULL;
}

static const char *
listed_words(struct arena *arena, const struct form *form, size_t language,
    const struct form_control *control, const char *value)
{
	const struct form_itemset *set = control->itemset;
	const char *id;

	for (size_t i = 0; i < control->nitems; i++)
		if (strcmp(control->items[i].value, value) == 0)
			return form_plain_words(
			    arena, control->items[i].label, language);
	id = set != NULL ? form_expression_instance(set->nodes, 0) : NULL;
	for (size_t i = 0; id != NULL && i < form->ninstances; i++) {
		const struct form_instance *in = &form->instances[i];

		if (strcmp(in->id, id) != 0 || in->doc == NULL ||
		    set->value_name == NULL)
			continue;
		for (const struct xml_node *item =
			 xml_first(xml_first(xml_root(in->doc)));
		     item != NULL; item = xml_next(item)) {
			const struct xml_node *name = xml_child(item, set->value_name);

			if (name != NULL &&
			    strcmp(form_trimmed(arena, xml_text(arena, name)), value) ==
				0)
				return form_item_words(
				    arena, form, language, set, item);
		}
	}
	return NULL;
}

const char *
form_answer(struct arena *arena, const struct form *form, const char *language,
    const char *field, const char *value)
{
	const struct form_control *control = control_of(form, arena, field);
	size_t at = form_language_of(form, language), len;
	const char *word, *words;
	struct buf b;

	if (control == NULL ||
	    (control->kind != FORM_SELECT_ONE && control->kind != FORM_SELECT_MANY))
		return value;
	if (control->kind == FORM_SELECT_ONE) {
		words = listed_words(arena, form, at, control, value);
		return words != NULL && words[0] != '\0' ? words : value;
	}
	buf_init(&b, arena);
	while ((word = form_next_word(&value, &len)) != NULL) {
		word = arena_strndup(arena, word, len);
		words = listed_words(arena, form, at, control, word);
		if (b.len > 0)
			buf_puts(&b, ", ");
		buf_puts(&b, words != NULL && words[0] != '\0' ? words : word);
	}
	return b.data;
}
