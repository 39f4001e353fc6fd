/* value.c - see value.h. */

#include "sim/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct value
value_null(void)
{
	return (struct value){ .kind = VALUE_NULL };
}

struct value
value_error(void)
{
	return (struct value){ .kind = VALUE_ERROR };
}

struct value
value_text(const char *text)
{
	if (text == NULL)
		return value_null();
	return (struct value){ .kind = VALUE_TEXT, .text = text };
}

struct value
value_number(double number)
{
	if (!isfinite(number))
		return value_error();
	return (struct value){ .kind = VALUE_NUMBER, .number = number };
}

struct value
value_truth(bool truth)
{
	return (struct value){ .kind = VALUE_TRUTH, .truth = truth };
}

struct value
value_object(const char *as_text)
{
	return (struct value){ .kind = VALUE_OBJECT, .text = as_text };
}

struct value
value_array(void)
{
	return (struct value){ .kind = VALUE_ARRAY };
}

static void
append(struct arena *a, struct value *to, const char *key, struct value value)
{
	if (to->n == to->room) {
		struct value_member *wider;

		to->room = to->room == 0 ? 8 : to->room * 2;
		ARENA_ARRAY(a, wider, to->room);
		if (to->n > 0)
			memcpy(wider, to->members, to->n * sizeof *wider);
		to->members = wider;
	}
	to->members[to->n++] = (struct value_member){ .key = key, .value = value };
}

void
value_put(struct arena *a, struct value *object, const char *key, struct value value)
{
	for (size_t i = 0; i < object->n; i++) {
		if (strcasecmp(object->members[i].key, key) == 0) {
			object->members[i].value = value;
			return;
		}
	}
	append(a, object, key, value);
}

void
value_push(struct arena *a, struct value *array, struct value value)
{
	append(a, array, NULL, value);
}

const struct value *
value_get(const struct value *object, const char *key)
{
	if (object->kind != VALUE_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->n; i++)
		if (strcasecmp(object->members[i].key, key) == 0)
			return &object->members[i].value;
	return NULL;
}

static struct value
members_from_json(struct arena *a, const struct json *json)
{
	bool array = json_is_array(json);
	struct value value = array ? value_array() : value_object(NULL);

	for (size_t i = 0; i < json_count(json); i++) {
		const struct json *member = array ? json_at(json, i) : NULL;
		const char *key = NULL;

		if (!array)
			(void)json_member(json, i, &key, &member);
		append(a, &value, key, value_from_json(a, member));
	}
	return value;
}

struct value
value_from_json(struct arena *a, const struct json *json)
{
	bool truth;

	if (json_is_null(json))
		return value_null();
	if (json_is_object(json) || json_is_array(json))
		return members_from_json(a, json);
	if (json_text(json) != NULL)
		return value_text(json_text(json));
	if (json_bool(json, &truth))
		return value_truth(truth);
	return value_number(strtod(json_scalar(a, json), NULL));
}

const char *
value_number_text(struct arena *a, double number)
{
	char text[40];

	for (int digits = 6; digits <= 17; digits++) {
		(void)snprintf(text, sizeof text, "%.*g", digits, number);
		if (strtod(text, NULL) >= number && strtod(text, NULL) <= number)
			break;
	}
	if (strpbrk(text, "e.") != NULL && fabs(number) < 1e15 &&
	    floor(number) >= number)
		(void)snprintf(text, sizeof text, "%.0f", number);
	return arena_strdup(a, text);
}

const char *
value_as_text(struct arena *a, const struct value *value)
{
	struct buf b;

	switch (value->kind) {
	case VALUE_TEXT:
	case VALUE_FUNCTION:
		return value->text;
	case VALUE_NUMBER:
		return value_number_text(a, value->number);
	case VALUE_TRUTH:
		return value->truth ? "true" : "false";
	case VALUE_OBJECT:
	case VALUE_ARRAY:
		if (value->text != NULL)
			return value->text;
		buf_init(&b, a);
		b.max = VALUE_TEXT_MAX;
		value_write_json(&b, value);
		return b.data;
	case VALUE_NULL:
	case VALUE_ERROR:
		break;
	}
	return "";
}

bool
value_as_truth(const struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		return value->text[0] != '\0' && strcasecmp(value->text, "false") != 0;
	case VALUE_NUMBER:
		return value->number < 0 || value->number > 0;
	case VALUE_TRUTH:
		return value->truth;
	case VALUE_OBJECT:
	case VALUE_ARRAY:
		return value->n > 0;
	case VALUE_FUNCTION:
		return true;
	case VALUE_NULL:
	case VALUE_ERROR:
		break;
	}
	return false;
}

/* Digits with at most one point and a sign: strtod() alone takes "nan", "0x1". */
static bool
looks_like_number(const char *s)
{
	size_t digits = 0, points = 0;

	s += *s == '-' || *s == '+';
	for (; *s != '\0'; s++) {
		if (*s >= '0' && *s <= '9')
			digits++;
		else if (*s == '.')
			points++;
		else
			return false;
	}
	return digits > 0 && digits < 30 && points <= 1;
}

bool
value_as_number(const struct value *value, double *number)
{
	if (value->kind == VALUE_NUMBER) {
		*number = value->number;
		return true;
	}
	if (value->kind == VALUE_OBJECT && value->text != NULL) {
		struct value text = value_text(value->text);

		return value_as_number(&text, number);
	}
	if (value->kind != VALUE_TEXT || !looks_like_number(value->text))
		return false;
	*number = strtod(value->text, NULL);
	return true;
}

static void
write_members(struct buf *b, const struct value *value)
{
	bool object = value->kind == VALUE_OBJECT;

	buf_putc(b, object ? '{' : '[');
	for (size_t i = 0; i < value->n && !b->full; i++) {
		if (i > 0)
			buf_putc(b, ',');
		if (object) {
			buf_json(b, value->members[i].key);
			buf_putc(b, ':');
		}
		value_write_json(b, &value->members[i].value);
	}
	buf_putc(b, object ? '}' : ']');
}

void
value_write_json(struct buf *b, const struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		buf_json(b, value->text);
		break;
	case VALUE_NUMBER:
		buf_puts(b, value_number_text(b->arena, value->number));
		break;
	case VALUE_TRUTH:
		buf_puts(b, value->truth ? "true" : "false");
		break;
	case VALUE_OBJECT:
	case VALUE_ARRAY:
		write_members(b, value);
		break;
	case VALUE_NULL:
	case VALUE_FUNCTION:
	case VALUE_ERROR:
		buf_puts(b, "null");
		break;
	}
}
