/* json_patch.c - see json_patch.h. */

#include "ext/json_patch.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define SEGMENTS_MAX 32 /* as deep as the gate lets a document be */

enum act { ADD, REMOVE, REPLACE, MOVE, COPY, TEST, ACTS };
static const char *const act_words[] = { "add", "remove", "replace", "move", "copy",
	"test" };

struct pointer {
	const char *segments[SEGMENTS_MAX];
	size_t n;
};

static bool
members_equal(const struct json *a, const struct json *b)
{
	const struct json *value;
	const char *key;

	for (size_t i = 0; json_member(a, i, &key, &value); i++) {
		bool there = false;
		const struct json *other = NULL;
		const char *name;

		for (size_t k = 0; !there && json_member(b, k, &name, &other); k++)
			there = strcmp(name, key) == 0;
		if (!there || !json_equal(value, other))
			return false;
	}
	return true;
}

bool
json_equal(const struct json *a, const struct json *b)
{
	struct arena *arena;
	bool equal;

	if (json_is_object(a) || json_is_array(a)) {
		if (json_is_object(a) != json_is_object(b) ||
		    json_is_array(a) != json_is_array(b) ||
		    json_count(a) != json_count(b))
			return false;
		if (json_is_object(a))
			return members_equal(a, b);
		for (size_t i = 0; i < json_count(a); i++)
			if (!json_equal(json_at(a, i), json_at(b, i)))
				return false;
		return true;
	}
	if (json_is_object(b) || json_is_array(b))
		return false;
	arena = arena_new();
	equal = strcmp(json_write(arena, a), json_write(arena, b)) == 0;
	arena_free(arena);
	return equal;
}

/* "/restriction/period/end", with ~1 for a slash and ~0 for a tilde. */
static bool
read_pointer(struct arena *arena, const char *text, struct pointer *pointer)
{
	pointer->n = 0;
	if (text == NULL || (*text != '\0' && *text != '/'))
		return false;
	while (*text == '/') {
		size_t len = strcspn(++text, "/");
		char *segment = arena_strndup(arena, text, len), *to = segment;

		if (pointer->n == SEGMENTS_MAX)
			return false;
		for (const char *from = segment; *from != '\0'; from++) {
			char c = *from;

			if (c == '~') {
				c = *++from;
				if (c != '0' && c != '1')
					return false;
				c = c == '0' ? '~' : '/';
			}
			*to++ = c;
		}
		*to = '\0';
		pointer->segments[pointer->n++] = segment;
		text += len;
	}
	return true;
}

/* Where in an array; false for what is no place of it. */
static bool
read_index(const char *segment, size_t count, bool adds, size_t *at)
{
	size_t digits = strspn(segment, "0123456789");

	*at = count;
	if (adds && strcmp(segment, "-") == 0)
		return true;
	if (digits == 0 || digits > 6 || segment[digits] != '\0' ||
	    (digits > 1 && *segment == '0'))
		return false;
	*at = strtoul(segment, NULL, 10);
	return *at < count || (adds && *at == count);
}

static bool
find(const struct json *at, const struct pointer *pointer, const struct json **found)
{
	for (size_t i = 0; i < pointer->n; i++) {
		const char *segment = pointer->segments[i], *key;
		const struct json *value = NULL;
		size_t index;
		bool there = false;

		if (json_is_array(at)) {
			if (!read_index(segment, json_count(at), false, &index))
				return false;
			at = json_at(at, index);
			continue;
		}
		for (size_t k = 0; !there && json_member(at, k, &key, &value); k++)
			there = strcmp(key, segment) == 0;
		if (!there)
			return false;
		at = value;
	}
	*found = at;
	return true;
}

struct change {
	struct arena *arena;
	enum act act; /* ADD, REMOVE or REPLACE */
	const struct pointer *pointer;
	const char *value; /* as JSON */
	struct buf *out;
};

static bool write_changed(const struct change *, const struct json *, size_t depth);

static void
comma(const struct change *c, bool *begun)
{
	if (*begun)
		buf_putc(c->out, ',');
	*begun = true;
}

static bool
write_object(const struct change *c, const struct json *object, size_t depth)
{
	const char *segment = c->pointer->segments[depth], *key;
	const bool last = depth + 1 == c->pointer->n;
	const struct json *value;
	bool begun = false, met = false;

	buf_putc(c->out, '{');
	for (size_t i = 0; json_member(object, i, &key, &value); i++) {
		const bool here = strcmp(key, segment) == 0;

		met = met || here;
		if (here && last && c->act == REMOVE)
			continue;
		comma(c, &begun);
		buf_json(c->out, key);
		buf_putc(c->out, ':');
		if (!here)
			buf_puts(c->out, json_write(c->arena, value));
		else if (!write_changed(c, value, depth + 1))
			return false;
	}
	if (!met && last && c->act == ADD) {
		comma(c, &begun);
		buf_json(c->out, segment);
		buf_putc(c->out, ':');
		buf_puts(c->out, c->value);
		met = true;
	}
	buf_putc(c->out, '}');
	return met;
}

static bool
write_array(const struct change *c, const struct json *array, size_t depth)
{
	const bool last = depth + 1 == c->pointer->n;
	const bool inserts = last && c->act == ADD;
	size_t at, count = json_count(array);
	bool begun = false;

	if (!read_index(c->pointer->segments[depth], count, inserts, &at))
		return false;
	buf_putc(c->out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i == at && inserts) {
			comma(c, &begun);
			buf_puts(c->out, c->value);
		}
		if (i == at && last && c->act == REMOVE)
			continue;
		comma(c, &begun);
		if (i != at || inserts)
			buf_puts(c->out, json_write(c->arena, json_at(array, i)));
		else if (!write_changed(c, json_at(array, i), depth + 1))
			return false;
	}
	if (inserts && at == count) {
		comma(c, &begun);
		buf_puts(c->out, c->value);
	}
	buf_putc(c->out, ']');
	return true;
}

static bool
write_changed(const struct change *c, const struct json *at, size_t depth)
{
	if (depth == c->pointer->n) {
		buf_puts(c->out, c->value);
		return c->act != REMOVE;
	}
	if (json_is_object(at))
		return write_object(c, at, depth);
	return json_is_array(at) && write_array(c, at, depth);
}

static enum status
changed(struct arena *arena, const struct json *document, enum act act,
    const struct pointer *pointer, const struct json *value, const struct json **result)
{
	struct buf out;
	const struct change c = { .arena = arena,
		.act = act,
		.pointer = pointer,
		.value = act == REMOVE ? "" : json_write(arena, value),
		.out = &out };

	buf_init(&out, arena);
	if (!write_changed(&c, document, 0) || out.full)
		return ERR_INVALID;
	return json_parse(arena, out.data, out.len, result);
}

static enum act
read_act(const struct json *step)
{
	const char *word = json_text(json_get(step, "op"));
	size_t act = 0;

	while (act < ACTS && (word == NULL || strcmp(word, act_words[act]) != 0))
		act++;
	return (enum act)act;
}

/* Whether the first is where the other is, or above it. */
static bool
holds(const struct pointer *outer, const struct pointer *inner)
{
	size_t i = 0;

	while (i < outer->n && i < inner->n &&
	       strcmp(outer->segments[i], inner->segments[i]) == 0)
		i++;
	return i == outer->n;
}

static enum status
take_step(
    struct arena *arena, const struct json *step, const struct json **at, bool *differs)
{
	const struct json *document = *at, *value = NULL, *found = NULL;
	struct pointer path, from;
	enum act act = read_act(step);
	const char *key;

	if (act == ACTS ||
	    !read_pointer(arena, json_text(json_get(step, "path")), &path))
		return ERR_INVALID;
	if (act == MOVE || act == COPY) {
		if (!read_pointer(arena, json_text(json_get(step, "from")), &from) ||
		    !find(document, &from, &value) ||
		    (act == MOVE && holds(&from, &path)))
			return ERR_INVALID;
		if (act == MOVE)
			TRY(changed(arena, document, REMOVE, &from, NULL, &document));
		return changed(arena, document, ADD, &path, value, at);
	}
	if (act != REMOVE) {
		bool given = false;

		for (size_t i = 0; !given && json_member(step, i, &key, &value); i++)
			given = strcmp(key, "value") == 0;
		if (!given)
			return ERR_INVALID;
	}
	if (act != TEST)
		return changed(arena, document, act, &path, value, at);
	if (!find(document, &path, &found))
		return ERR_INVALID;
	*differs = !json_equal(found, value);
	return OK;
}

enum status
json_patch(struct arena *arena, const struct json *document, const struct json *patch,
    const struct json **result, const char **why)
{
	*result = document;
	if (!json_is_array(patch) || json_count(patch) == 0 ||
	    json_count(patch) > JSON_PATCH_STEPS) {
		*why = arena_printf(arena,
		    "A patch is an array of 1 to %d steps, each with op and path.",
		    JSON_PATCH_STEPS);
		return ERR_INVALID;
	}
	for (size_t i = 0; i < json_count(patch); i++) {
		const struct json *step = json_at(patch, i);
		const char *path = json_text(json_get(step, "path"));
		bool differs = false;
		enum status status = take_step(arena, step, result, &differs);

		if (status == OK && !differs)
			continue;
		*why = arena_printf(arena, "Step %zu (%s): %s", i + 1,
		    path != NULL ? path : "no path",
		    differs ? "the value there is another one."
			    : "it leads nowhere, or is no step that can be taken.");
		return differs ? ERR_CONFLICT : status;
	}
	return OK;
}
