/* workflow_part.c - see workflow_part.h. */

#include "core/workflow_part.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "ext/secret.h"
#include "gen/sql.h"

#define FILE_MOST ((size_t)4 * 1024 * 1024)
#define FILES_MOST 500
#define DEEPEST 8

struct parts {
	struct arena *arena;
	struct buf b; /* [{"kind": ..., "name": ..., "body": ...}, ...] */
};

static void
add(struct parts *p, const char *kind, const char *name, const char *body)
{
	buf_puts(&p->b, p->b.len > 1 ? ",{\"kind\":" : "{\"kind\":");
	buf_json(&p->b, kind);
	buf_puts(&p->b, ",\"name\":");
	buf_json(&p->b, name);
	buf_puts(&p->b, ",\"body\":");
	buf_json(&p->b, body);
	buf_putc(&p->b, '}');
}

/* workflow.json ------------------------------------------------------------------- */

static bool
is_scalar(const struct json *json)
{
	return !json_is_null(json) && !json_is_object(json) && !json_is_array(json);
}

static const char *
inside(struct parts *p, const char *path, const char *name)
{
	return *path != '\0' ? arena_printf(p->arena, "%s.%s", path, name) : name;
}

/* How an element is called: by its name, its severity, its first word, else its place. */
static const char *
element_name(struct parts *p, const struct json *element, size_t i)
{
	const char *name = json_text(json_get(element, "name"));

	if (name == NULL)
		name = json_text(json_get(element, "severity"));
	if (name == NULL && json_is_array(element))
		name = json_text(json_at(element, 0));
	return name != NULL ? name : arena_printf(p->arena, "%zu", i + 1);
}

/* ["surgical", "device"] as "surgical, device". */
static const char *
joined(struct parts *p, const struct json *list, size_t from)
{
	const char *all = "";

	for (size_t i = from; i < json_count(list); i++)
		all = arena_printf(p->arena, "%s%s%s", all, i > from ? ", " : "",
		    json_scalar(p->arena, json_at(list, i)));
	return all;
}

static bool
is_words(const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++)
		if (!is_scalar(json_at(list, i)))
			return false;
	return true;
}

static void
add_value(struct parts *p, const char *kind, const char *path, const struct json *json,
    int depth)
{
	const struct json *value;
	const char *key;

	if (depth > DEEPEST)
		return;
	if (is_scalar(json)) {
		add(p, kind, path, json_scalar(p->arena, json));
	} else if (json_is_object(json)) {
		for (size_t i = 0; json_member(json, i, &key, &value); i++)
			add_value(p, kind, inside(p, path, key), value, depth + 1);
	} else if (json_is_array(json) && is_words(json)) {
		add(p, kind, path, joined(p, json, 0));
	} else if (json_is_array(json)) {
		for (size_t i = 0; i < json_count(json); i++) {
			const struct json *one = json_at(json, i);
			const char *name = inside(p, path, element_name(p, one, i));

			if (json_is_array(one) && is_words(one))
				add(p, kind, name, joined(p, one, 1));
			else
				add_value(p, kind, name, one, depth + 1);
		}
	}
}

static void
add_member(struct parts *p, const char *key, const struct json *value)
{
	static const struct {
		const char *key, *kind;
	} lists[] = { { "steps", "step" }, { "forms", "form" }, { "rules", "rule" } };
	/* Of the version itself, or what is not in use. */
	static const char *const apart[] = { "name", "version", "preset", "presets" };

	for (size_t i = 0; i < COUNT_OF(apart); i++)
		if (strcmp(apart[i], key) == 0)
			return;
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcmp(lists[i].key, key) == 0) {
			add_value(p, lists[i].kind, "", value, 0);
			return;
		}
	add_value(p, "parameter", key, value, 0);
}

/* As its chosen preset has them. */
static enum status
add_parameters(struct parts *p)
{
	const char *file =
	    arena_printf(p->arena, "%s/workflow.json", workflow_folder());
	const struct json *json, *preset, *value;
	const char *text, *key;
	size_t len;

	if (file_read(p->arena, file, FILE_MOST, &text, &len) != OK ||
	    json_parse(p->arena, text, len, &json) != OK) {
		log_error("%s cannot be read any more", file);
		return ERR_INVALID;
	}
	preset = json_get(json_get(json, "presets"), workflow()->preset);
	for (size_t i = 0; json_member(json, i, &key, &value); i++) {
		const struct json *other = json_get(preset, key);

		add_member(p, key, other != NULL ? other : value);
	}
	return OK;
}

static void
add_texts(struct parts *p)
{
	const struct workflow *w = workflow();
	const char *key, *body;

	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++)
		for (size_t l = 0; l < w->nlanguages; l++)
			if ((body = workflow_text_own(l, key)) != NULL)
				add(p, "text",
				    arena_printf(
					p->arena, "%s/%s", w->languages[l], key),
				    body);
}

/* The files ----------------------------------------------------------------------- */

/* One that is not there is no part. */
static enum status
add_file(struct parts *p, const char *kind, const char *name)
{
	const char *path = arena_printf(p->arena, "%s/%s", workflow_folder(), name);
	const char *text;
	size_t len;
	enum status status = file_read(p->arena, path, FILE_MOST, &text, &len);

	if (status == OK)
		add(p, kind, name, secret_sha256(p->arena, text, len));
	else if (status != ERR_NOT_FOUND)
		log_error("%s cannot be read", path);
	return status == ERR_NOT_FOUND ? OK : status;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All with this ending, in the order of their names. */
static enum status
add_folder(struct parts *p, const char *kind, const char *folder, const char *ending)
{
	const char **names;
	struct dirent *entry;
	size_t n = 0, tail = strlen(ending);
	DIR *dir = opendir(arena_printf(p->arena, "%s/%s", workflow_folder(), folder));

	ARENA_ARRAY(p->arena, names, FILES_MOST);
	while (dir != NULL && n < FILES_MOST && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (*entry->d_name != '.' && len > tail &&
		    strcmp(entry->d_name + len - tail, ending) == 0)
			names[n++] =
			    arena_printf(p->arena, "%s/%s", folder, entry->d_name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	if (n > 0)
		qsort(names, n, sizeof names[0], by_name);
	for (size_t i = 0; i < n; i++)
		TRY(add_file(p, kind, names[i]));
	return OK;
}

static enum status
add_files(struct parts *p)
{
	static const char *const others[] = { "adverse-events.json", "answers.json",
		"flows.json", "neutral.json", "text_forms.json", "zscore-charts.json" };

	TRY(add_file(p, "rule", "tasks.js"));
	TRY(add_folder(p, "rule", "lib", ".js"));
	TRY(add_folder(p, "form", "forms", ".xml"));
	TRY(add_folder(p, "triage", "triage", ".json"));
	for (size_t i = 0; i < COUNT_OF(others); i++)
		TRY(add_file(p, "file", others[i]));
	return OK;
}

enum status
workflow_part_take(struct tx *tx)
{
	const struct workflow *w = workflow();
	struct parts p = { .arena = tx_arena(tx) };
	const char *all;

	buf_init(&p.b, p.arena);
	buf_putc(&p.b, '[');
	TRY(add_parameters(&p));
	add_texts(&p);
	TRY(add_files(&p));
	buf_putc(&p.b, ']');
	/* The name of the version is a part of what it is. */
	all = arena_printf(p.arena, "%s\n%s\n%s", w->version, w->preset, p.b.data);
	return sql_workflow_version_take(tx, w->name, w->version, w->preset,
	    secret_sha256(p.arena, all, strlen(all)), p.b.data, tx_now(tx));
}
