/* form_texts.c - the words of a form: languages, labels, hints and messages. */

#include <string.h>

#include "form/form_inner.h"

#define LANGUAGES_MAX 40
#define ITEXT "jr:itext("

/* -------------------------------------------------------- languages --- */

static const char *
language_of(const struct xml_node *translation)
{
	const char *lang = xml_attribute(translation, NULL, "lang");

	return lang != NULL ? lang : "";
}

static bool
is_default(const struct xml_node *translation)
{
	const char *text = xml_attribute(translation, NULL, "default");

	return text != NULL && strncmp(text, "true", 4) == 0;
}

static void
load_languages(struct form_loading *l, const struct xml_node *itext)
{
	struct form *form = l->form;

	ARENA_ARRAY(l->arena, form->languages, LANGUAGES_MAX + 1);
	for (struct xml_node *node = xml_child(itext, "translation"); node != NULL;
	     node = xml_next_named(node, "translation")) {
		size_t at = form->nlanguages;

		if (at == LANGUAGES_MAX) {
			form_complain(l, xml_line(node),
			    "there are more than %d languages", LANGUAGES_MAX);
			return;
		}
		if (is_default(node)) {
			memmove(form->languages + 1, form->languages,
			    at * sizeof *form->languages);
			at = 0;
		}
		form->languages[at] = arena_strdup(l->arena, language_of(node));
		form->nlanguages++;
	}
	if (form->nlanguages == 0)
		form->languages[form->nlanguages++] = "";
}

static size_t
language_at(const struct form *form, const char *name)
{
	size_t i = 0;

	while (i + 1 < form->nlanguages && strcmp(form->languages[i], name) != 0)
		i++;
	return i;
}

static struct form_text *
text_of(struct form_loading *l, const char *id)
{
	struct form *form = l->form;
	struct form_text *text = form_map_get(form->texts, id);

	if (text != NULL)
		return text;
	text = arena_alloc(l->arena, sizeof *text);
	text->id = arena_strdup(l->arena, id);
	ARENA_ARRAY(l->arena, text->node, form->nlanguages);
	ARENA_ARRAY(l->arena, text->say, form->nlanguages);
	form_map_put(l->arena, &form->texts, text->id, text);
	form->text[form->ntexts++] = text;
	return text;
}

static size_t
count_texts(const struct xml_node *itext)
{
	size_t n = 0;

	for (struct xml_node *t = xml_child(itext, "translation"); t != NULL;
	     t = xml_next_named(t, "translation"))
		for (struct xml_node *node = xml_child(t, "text"); node != NULL;
		     node = xml_next_named(node, "text"))
			n++;
	return n;
}

void
form_load_texts(struct form_loading *l)
{
	const struct xml_node *itext = xml_child(l->model, "itext");

	load_languages(l, itext);
	ARENA_ARRAY(l->arena, l->form->text, count_texts(itext) + 1);
	for (struct xml_node *t = xml_child(itext, "translation"); t != NULL;
	     t = xml_next_named(t, "translation")) {
		size_t language = language_at(l->form, language_of(t));

		for (struct xml_node *node = xml_child(t, "text"); node != NULL;
		     node = xml_next_named(node, "text")) {
			const char *id = xml_attribute(node, NULL, "id");

			if (id == NULL)
				form_warn(l, xml_line(node), "a <text> without an id");
			else
				text_of(l, id)->node[language] = node;
		}
	}
}

/* ------------------------------------------------------------ parts --- */

struct building {
	struct form_loading *l;
	const struct form_field *at;
	struct form_part *parts;
	size_t n, room;
};

static void
add_part(struct building *b, const char *text, const struct form_expression *value)
{
	struct form_part *more;

	if (!form_count_terms(b->l, 0, 1))
		return;
	if (b->n == b->room) {
		b->room = b->room * 2 + 4;
		ARENA_ARRAY(b->l->arena, more, b->room);
		if (b->n > 0)
			memcpy(more, b->parts, b->n * sizeof *more);
		b->parts = more;
	}
	b->parts[b->n].text = text;
	b->parts[b->n++].value = value;
}

static void
add_output(struct building *b, const struct xml_node *node)
{
	const char *value = xml_attribute(node, NULL, "value");
	const struct form_expression *expression;

	if (value == NULL)
		value = xml_attribute(node, NULL, "ref");
	if (value == NULL) {
		form_complain(b->l, xml_line(node), "<output> without a value");
		return;
	}
	expression =
	    form_compile(b->l, xml_line(node), "<output> in a text", value, b->at);
	if (expression != NULL)
		add_part(b, NULL, expression);
}

static void
add_parts(struct building *b, const struct xml_node *of)
{
	struct xml_part part = { .at = NULL };

	while (form_count_terms(b->l, 0, 0) && xml_part_next(of, &part))
		if (part.text != NULL)
			add_part(b, part.text, NULL);
		else if (strcmp(xml_name(part.node), "output") == 0)
			add_output(b, part.node);
		else
			add_part(b, xml_text(b->l->arena, part.node), NULL);
}

static void
finish(struct building *b, struct form_say *say)
{
	say->parts = b->parts;
	say->n = b->n;
}

static bool
is_media(const char *form)
{
	return strcmp(form, "image") == 0 || strcmp(form, "big-image") == 0 ||
	       strcmp(form, "audio") == 0 || strcmp(form, "video") == 0;
}

/* The value that is shown: the plain one, or "long", or "short". */
static const struct xml_node *
main_value(const struct xml_node *text)
{
	const struct xml_node *best = NULL;
	int rank = 0;

	for (struct xml_node *value = xml_child(text, "value"); value != NULL;
	     value = xml_next_named(value, "value")) {
		const char *form = xml_attribute(value, NULL, "form");
		int is = form == NULL                    ? 3
			 : strcmp(form, "long") == 0     ? 2
			 : strcmp(form, "short") == 0    ? 1
			 : is_media(form)                ? 0
			 : strcmp(form, "guidance") == 0 ? 0
							 : 1;

		if (is > rank) {
			best = value;
			rank = is;
		}
	}
	return best;
}

/* What a picture is called stands for it where there are no words. */
static void
add_name(struct building *b, const struct xml_node *media)
{
	const char *name = form_trimmed(b->l->arena, xml_text(b->l->arena, media));
	const char *slash = strrchr(name, '/');

	if (b->n > 0)
		add_part(b, " ", NULL);
	add_part(b, slash != NULL ? slash + 1 : name, NULL);
}

static void
say_text(struct form_loading *l, const struct xml_node *text,
    const struct form_field *at, struct form_say *say)
{
	struct building b = { .l = l, .at = at };
	const struct xml_node *main = main_value(text), *value;

	if (main != NULL)
		add_parts(&b, main);
	for (value = xml_child(text, "value"); value != NULL;
	     value = xml_next_named(value, "value")) {
		const char *form = xml_attribute(value, NULL, "form");

		if (form != NULL && strcmp(form, "guidance") == 0) {
			if (b.n > 0)
				add_part(&b, "\n\n", NULL);
			add_parts(&b, value);
		} else if (form != NULL && is_media(form)) {
			form_warn(l, xml_line(value), "the %s of a text is not shown%s",
			    form, main == NULL ? ", but its name" : "");
			if (main == NULL)
				add_name(&b, value);
		}
	}
	finish(&b, say);
}

/* ------------------------------------------------------------ words --- */

/*
 * The id in jr:itext('id'); NULL if it is anything else.  The tools write what a choice
 * is called into it as it is: 'murang'a:label'.
 */
static const char *
itext_id(const struct form_loading *l, const char *ref)
{
	const char *id;
	size_t len;
	char quote;

	ref += strspn(ref, " \t\r\n");
	if (strncmp(ref, ITEXT, strlen(ITEXT)) != 0)
		return NULL;
	id = form_trimmed(l->arena, ref + strlen(ITEXT));
	len = strlen(id);
	if (len == 0 || id[len - 1] != ')')
		return NULL;
	id = form_trimmed(l->arena, arena_strndup(l->arena, id, len - 1));
	len = strlen(id);
	quote = *id;
	if (len < 2 || (quote != '\'' && quote != '"') || id[len - 1] != quote)
		return NULL;
	id = arena_strndup(l->arena, id + 1, len - 2);
	return strchr(id, quote) == NULL || form_map_get(l->form->texts, id) != NULL
		   ? id
		   : NULL;
}

static bool
is_fixed(const struct form *form, const struct form_say *say)
{
	for (size_t i = 0; i < form->nlanguages; i++)
		for (size_t k = 0; k < say[i].n; k++)
			if (say[i].parts[k].value != NULL)
				return false;
	return true;
}

static const struct form_words *
words_of_text(
    struct form_loading *l, int line, const char *id, const struct form_field *at)
{
	struct form_text *text = form_map_get(l->form->texts, id);
	struct form_words *words;
	struct form_say *say;

	if (text == NULL) {
		form_warn(l, line, "the text %s is not in <itext>", id);
		return NULL;
	}
	words = arena_alloc(l->arena, sizeof *words);
	words->say = text->say;
	if (text->said && text->fixed)
		return words;
	ARENA_ARRAY(l->arena, say, l->form->nlanguages);
	for (size_t i = 0; i < l->form->nlanguages; i++)
		if (text->node[i] != NULL)
			say_text(l, text->node[i], at, &say[i]);
	if (!text->said) {
		text->said = true;
		text->fixed = is_fixed(l->form, say);
		text->say = say;
	}
	words->say = say;
	return words;
}

static const struct form_words *
words_of_expression(
    struct form_loading *l, int line, const char *ref, const struct form_field *at)
{
	struct form_words *words;
	const char *text = form_trimmed(l->arena, ref);
	size_t len = strlen(text);
	bool itext = strncmp(text, ITEXT, strlen(ITEXT)) == 0 && text[len - 1] == ')';
	const struct form_expression *value;

	if (itext)
		text = arena_strndup(
		    l->arena, text + strlen(ITEXT), len - strlen(ITEXT) - 1);
	value = form_compile(l, line, "the text", text, at);
	if (value == NULL)
		return NULL;
	words = arena_alloc(l->arena, sizeof *words);
	words->value = value;
	words->itext = itext;
	return words;
}

/* The same for all languages. */
static const struct form_words *
words_of_say(struct form_loading *l, const struct form_say *one)
{
	struct form_words *words = arena_alloc(l->arena, sizeof *words);
	struct form_say *say;

	ARENA_ARRAY(l->arena, say, l->form->nlanguages);
	for (size_t i = 0; i < l->form->nlanguages; i++)
		say[i] = *one;
	words->say = say;
	return words;
}

const struct form_words *
form_load_words(
    struct form_loading *l, const struct xml_node *node, const struct form_field *at)
{
	struct building b = { .l = l, .at = at };
	struct form_say say;
	const char *ref, *id;

	if (node == NULL)
		return NULL;
	ref = xml_attribute(node, NULL, "ref");
	if (ref != NULL) {
		id = itext_id(l, ref);
		if (id != NULL)
			return words_of_text(l, xml_line(node), id, at);
		return words_of_expression(l, xml_line(node), ref, at);
	}
	add_parts(&b, node);
	if (b.n == 0)
		return NULL;
	finish(&b, &say);
	return words_of_say(l, &say);
}

const struct form_words *
form_load_message(
    struct form_loading *l, int line, const char *text, const struct form_field *at)
{
	const char *id = itext_id(l, text);
	struct form_part *part;
	struct form_say say;

	if (id != NULL)
		return words_of_text(l, line, id, at);
	if (text[strspn(text, " \t\r\n")] == '\0')
		return NULL;
	part = arena_alloc(l->arena, sizeof *part);
	part->text = arena_strdup(l->arena, text);
	say.parts = part;
	say.n = 1;
	return words_of_say(l, &say);
}

void
form_load_loose_texts(struct form_loading *l)
{
	for (size_t i = 0; i < l->form->ntexts; i++) {
		struct form_text *text = l->form->text[i];

		if (text->said)
			continue;
		text->said = true;
		text->loose = true;
		for (size_t k = 0; k < l->form->nlanguages; k++)
			if (text->node[k] != NULL)
				say_text(
				    l, text->node[k], l->form->root, &text->say[k]);
	}
}
