/* text_form_load.c - see text_form_load.h. */

#include "core/text_form_load.h"

#include <string.h>

struct loader {
	struct arena *arena;
	const char *form, *field;
	const char **why;
};

static enum status
wrong(const struct loader *l, const char *what)
{
	*l->why = l->field != NULL ? arena_printf(l->arena, "form %s, field %s: %s",
					 l->form, l->field, what)
		  : l->form != NULL
		      ? arena_printf(l->arena, "form %s: %s", l->form, what)
		      : what;
	return ERR_INVALID;
}

/* A text, {"en": text}, {"translation_key": text} or [{"locale": "en", "content": text}]. */
const char *
text_form_label(const struct json *label, const char *language)
{
	const char *found = json_text(label), *key;
	const struct json *one;

	if (found != NULL)
		return found;
	if (json_text(json_get(label, "translation_key")) != NULL)
		return json_text(json_get(label, "translation_key"));
	if (json_is_array(label)) {
		for (size_t i = 0; i < json_count(label); i++) {
			const char *locale;

			one = json_at(label, i);
			locale = json_text(json_get(one, "locale"));
			if (found == NULL ||
			    (locale != NULL && strcmp(locale, language) == 0))
				found = json_text(json_get(one, "content"));
		}
		return found;
	}
	if (json_text(json_get(label, language)) != NULL)
		return json_text(json_get(label, language));
	if (json_text(json_get(label, "en")) != NULL)
		return json_text(json_get(label, "en"));
	return json_member(label, 0, &key, &one) ? json_text(one) : NULL;
}

static enum status
read_type(const struct loader *l, const struct json *json, enum text_type *type)
{
	static const struct {
		const char *word;
		enum text_type type;
	} types[] = {
		{ "string", TEXT_STRING },
		{ "integer", TEXT_INTEGER },
		{ "date", TEXT_DATE },
		{ "boolean", TEXT_BOOLEAN },
		{ "phone_number", TEXT_PHONE },
		{ "month", TEXT_MONTH },
		{ "year", TEXT_STRING },
	};
	const char *word = json_text(json_get(json, "type"));

	for (size_t i = 0; word != NULL && i < COUNT_OF(types); i++)
		if (strcmp(types[i].word, word) == 0) {
			*type = types[i].type;
			return OK;
		}
	return wrong(l, arena_printf(l->arena, "the type %s is not supported",
			    word != NULL ? word : "(none)"));
}

/* [least, most]; it need not be there. */
static enum status
read_length(const struct loader *l, const struct json *json, struct text_field *field)
{
	const struct json *length = json_get(json, "length");

	if (json_is_null(length))
		return OK;
	if (!json_int(json_at(length, 0), &field->min) ||
	    !json_int(json_at(length, 1), &field->max) || field->min < 0 ||
	    field->max < field->min)
		return wrong(l, "its length is not [least, most]");
	return OK;
}

static enum status
read_list(const struct loader *l, const struct json *json, struct text_field *field)
{
	const struct json *list = json_get(json, "list");

	if (json_is_null(list))
		return OK;
	if (!json_is_array(list))
		return wrong(l, "its list is no list");
	for (size_t i = 0; i < json_count(list); i++)
		if (json_count(json_at(list, i)) != 2 ||
		    json_scalar(l->arena, json_at(json_at(list, i), 0)) == NULL)
			return wrong(l, "a choice of its list is not [value, label]");
	field->list = list;
	return OK;
}

/* "a.b" stands as an object within: no part of it may be empty. */
static bool
is_key(const char *key)
{
	size_t len = strlen(key);

	return len > 0 && len <= 100 && key[0] != '.' && key[len - 1] != '.' &&
	       strstr(key, "..") == NULL;
}

static enum status
read_field(const struct loader *l, const struct json *json, struct text_field *field)
{
	const struct json *required = json_get(json, "required");
	const struct json *digits =
	    json_get(json_get(json, "flags"), "input_digits_only");

	if (!is_key(field->key))
		return wrong(l, "this cannot be the name of a field");
	TRY(read_type(l, json, &field->type));
	TRY(read_length(l, json, field));
	TRY(read_list(l, json, field));
	field->labels = json_get(json, "labels");
	if (!json_is_null(required) && !json_bool(required, &field->required))
		return wrong(l, "required is neither true nor false");
	if (!json_is_null(digits) && !json_bool(digits, &field->digits_only))
		return wrong(l, "input_digits_only is neither true nor false");
	if (!json_int(json_get(json, "position"), &field->position))
		field->position = INT64_MAX;
	return OK;
}

/* By position; those without one stay behind, in the order of the file. */
static void
put_in_order(struct text_field *fields, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && fields[k].position < fields[k - 1].position;
		     k--) {
			struct text_field held = fields[k];

			fields[k] = fields[k - 1];
			fields[k - 1] = held;
		}
}

/* A field cannot be a value and an object. */
static enum status
check_keys(struct loader *l, const struct text_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			size_t len = strlen(fields[i].key);

			l->field = fields[i].key;
			if (strncmp(fields[k].key, fields[i].key, len) == 0 &&
			    fields[k].key[len] == '.')
				return wrong(l, "it has fields within, too");
		}
	return OK;
}

static enum status
read_form(struct loader *l, const struct json *json, struct text_form *form)
{
	const struct json *all = json_get(json, "fields"), *one;
	const struct json *open = json_get(json, "public_form");
	struct text_field *fields;

	form->code = l->form;
	form->label = json_get(json_get(json, "meta"), "label");
	if (!json_is_null(open) && !json_bool(open, &form->open))
		return wrong(l, "public_form is neither true nor false");
	if (*form->code == '\0' || strlen(form->code) > 80 ||
	    strpbrk(form->code, " \t\r\n!#") != NULL)
		return wrong(l, "this cannot be a code");
	if (!json_is_object(all) || json_count(all) > TEXT_FIELDS_MAX)
		return wrong(l, "it has no fields, or too many");
	ARENA_ARRAY(l->arena, fields, json_count(all));
	for (size_t i = 0; json_member(all, i, &l->field, &one); i++) {
		fields[i].key = l->field;
		TRY(read_field(l, one, &fields[i]));
		form->nfields++;
	}
	form->fields = fields;
	TRY(check_keys(l, fields, form->nfields));
	put_in_order(fields, form->nfields);
	l->field = NULL;
	return OK;
}

enum status
text_forms_read(struct arena *arena, const char *text, size_t len,
    struct text_forms **forms, const char **why)
{
	struct loader l = { .arena = arena, .why = why };
	const struct json *json, *one;
	struct text_form *list;

	if (json_parse(arena, text, len, &json) != OK || !json_is_object(json))
		return wrong(&l, "it is no JSON object of forms");
	if (json_count(json) > TEXT_FORMS_MAX)
		return wrong(&l, "there are too many forms");
	ARENA_ARRAY(arena, *forms, 1);
	ARENA_ARRAY(arena, list, json_count(json));
	(*forms)->at = list;
	for (size_t i = 0; json_member(json, i, &l.form, &one); i++) {
		TRY(read_form(&l, one, &list[i]));
		(*forms)->n++;
	}
	return OK;
}
