/* json.c - see json.h; the only file that knows json-c. */

#include "ext/json.h"

/* json-c has a type of this name, and ours is a function. */
#define json_bool json_c_bool
#include <json-c/json.h>
#undef json_bool

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define WRITE_PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/*
 * A struct json is json-c's own object under a name that shows nothing.  json-c
 * keeps caches inside and so takes no const, though no reader changes a value.
 */
static struct json_object *
inside(const struct json *json)
{
	return (struct json_object *)(uintptr_t)json;
}

static const struct json *
outside(const struct json_object *object)
{
	return (const struct json *)(const void *)object;
}

static void
release(void *object)
{
	json_object_put(object);
}

enum status
json_parse(struct arena *arena, const char *text, size_t len, const struct json **json)
{
	struct json_tokener *tokener;
	struct json_object *object;
	enum json_tokener_error error;

	*json = NULL;
	if (!json_gate(text, len))
		return ERR_INVALID;
	text = json_join(arena, text, &len);
	/* json-c counts depth otherwise; the gate's limit is the one that holds. */
	tokener = json_tokener_new_ex(2 * JSON_TOKENER_DEFAULT_DEPTH);
	if (tokener == NULL)
		return ERR_UNAVAILABLE;
	json_tokener_set_flags(
	    tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, text, (int)len);
	/* A number at the very end is only known to be whole at a NUL. */
	if (json_tokener_get_error(tokener) == json_tokener_continue)
		object = json_tokener_parse_ex(tokener, "", 1);
	error = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	if (error != json_tokener_success) {
		log_error("json-c refuses what the gate let in error=%d", (int)error);
		return ERR_INTERNAL;
	}
	if (object != NULL)
		arena_defer(arena, release, object);
	*json = outside(object);
	return OK;
}

const struct json *
json_get(const struct json *object, const char *key)
{
	struct json_object *value = NULL;

	(void)json_object_object_get_ex(inside(object), key, &value);
	return outside(value);
}

const struct json *
json_at(const struct json *array, size_t i)
{
	if (!json_is_array(array) || i >= json_count(array))
		return NULL;
	return outside(json_object_array_get_idx(inside(array), i));
}

size_t
json_count(const struct json *json)
{
	if (json_is_array(json))
		return json_object_array_length(inside(json));
	if (json_is_object(json))
		return (size_t)json_object_object_length(inside(json));
	return 0;
}

static void
free_index(struct json_object *object, void *index)
{
	(void)object;
	free(index);
}

/* All members in order, made once: json-c's list can only be walked. */
static struct lh_entry **
member_index(struct json_object *object, size_t count)
{
	struct lh_entry **index = json_object_get_userdata(object);
	size_t i = 0;

	if (index != NULL)
		return index;
	index = calloc(count, sizeof(*index));
	if (index == NULL)
		abort();
	for (struct lh_entry *entry = json_object_get_object(object)->head;
	     entry != NULL && i < count; entry = entry->next)
		index[i++] = entry;
	json_object_set_userdata(object, index, free_index);
	return index;
}

bool
json_member(
    const struct json *object, size_t i, const char **key, const struct json **value)
{
	size_t count = json_count(object);
	const struct lh_entry *entry;

	if (!json_is_object(object) || i >= count)
		return false;
	entry = member_index(inside(object), count)[i];
	*key = entry->k;
	*value = entry->v;
	return true;
}

bool
json_is_object(const struct json *json)
{
	return json_object_is_type(inside(json), json_type_object) != 0;
}

bool
json_is_array(const struct json *json)
{
	return json_object_is_type(inside(json), json_type_array) != 0;
}

bool
json_is_null(const struct json *json)
{
	return json == NULL;
}

const char *
json_text(const struct json *json)
{
	if (json_object_get_type(inside(json)) != json_type_string)
		return NULL;
	return json_object_get_string(inside(json));
}

bool
json_int(const struct json *json, int64_t *n)
{
	struct json_object *object = inside(json);

	if (json_object_get_type(object) != json_type_int)
		return false;
	/* From here up json-c would answer with the nearest it can. */
	if (json_object_get_uint64(object) > INT64_MAX)
		return false;
	*n = json_object_get_int64(object);
	return true;
}

bool
json_bool(const struct json *json, bool *b)
{
	if (json_object_get_type(inside(json)) != json_type_boolean)
		return false;
	*b = json_object_get_boolean(inside(json)) != 0;
	return true;
}

const char *
json_scalar(struct arena *arena, const struct json *json)
{
	if (json_text(json) != NULL)
		return arena_strdup(arena, json_text(json));
	switch (json_object_get_type(inside(json))) {
	case json_type_boolean:
	case json_type_double:
	case json_type_int:
		return json_write(arena, json);
	default:
		return NULL;
	}
}

/* ------------------------------------------------------------------ walking --- */

static const char *
skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

static const char *
skip_string(const char *at)
{
	at++;
	for (;;) {
		at += strcspn(at, "\"\\");
		if (*at != '\\')
			return at + 1;
		at += 2;
	}
}

static const char *
skip_value(const char *at)
{
	int depth = 0;

	if (*at == '"')
		return skip_string(at);
	if (*at != '{' && *at != '[')
		return at + strcspn(at, ",]} \t\r\n");
	do {
		at += strcspn(at, "\"{}[]");
		if (*at == '"') {
			at = skip_string(at);
			continue;
		}
		depth += *at == '{' || *at == '[' ? 1 : -1;
		at++;
	} while (depth > 0);
	return at;
}

bool
json_step(const char **at, struct json_span *key, struct json_span *value)
{
	const char *here = skip_blanks(*at);

	/* An opening one is only met at the beginning. */
	if (*here != ',' && *here != (key != NULL ? '{' : '['))
		return false;
	here = skip_blanks(here + 1);
	if (*here == '}' || *here == ']')
		return false;
	if (key != NULL) {
		const char *end = skip_string(here);

		*key = (struct json_span){ here + 1, (size_t)(end - here) - 2 };
		here = skip_blanks(skip_blanks(end) + 1);
	}
	*at = skip_value(here);
	*value = (struct json_span){ here, (size_t)(*at - here) };
	return true;
}

struct json_span
json_span_get(struct json_span object, const char *key)
{
	struct json_span name, value;

	for (const char *at = object.text;
	     object.len > 0 && json_step(&at, &name, &value);)
		if (name.len == strlen(key) && memcmp(name.text, key, name.len) == 0)
			return value;
	return (struct json_span){ "", 0 };
}

const char *
json_write(struct arena *arena, const struct json *json)
{
	size_t len;
	const char *text;

	text = json_object_to_json_string_length(inside(json), WRITE_PLAIN, &len);
	/* json-c answers NULL only when it has no memory left. */
	if (text == NULL)
		abort();
	return arena_strndup(arena, text, len);
}
