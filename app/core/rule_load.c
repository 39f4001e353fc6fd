/* rule_load.c - see rule_load.h. */

#include "core/rule_load.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "ext/json.h"

#define FILE_LIMIT ((size_t)8 * 1024 * 1024)
#define FILES_MAX 2000
#define COMPLAINTS_MAX 50
#define BOM "\xef\xbb\xbf"

struct loader {
	struct arena *arena;
	const char *root; /* a real path, without a slash at its end */
	struct rule_file *files;
	size_t nfiles;
	struct rule_complaint *complaints;
	size_t ncomplaints;
};

static void
complain(struct loader *l, const char *file, int line, const char *words)
{
	if (l->ncomplaints < COMPLAINTS_MAX)
		l->complaints[l->ncomplaints++] =
		    (struct rule_complaint){ file, line, words };
}

/* ----------------------------------------------------- where things are --- */

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *
folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL || slash == path
		   ? "/"
		   : arena_strndup(arena, path, (size_t)(slash - path));
}

static const char *
in_folder(struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(
	    arena, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name);
}

/* The nearest folder with ${name} in it, from ${folder} upwards; or NULL. */
static const char *
nearest_with(struct arena *arena, const char *folder, const char *name)
{
	for (;; folder = folder_of(arena, folder)) {
		if (access(in_folder(arena, folder, name), F_OK) == 0)
			return folder;
		if (strcmp(folder, "/") == 0)
			return NULL;
	}
}

static const char *
root_of(struct arena *arena, const char *folder)
{
	const char *root = nearest_with(arena, folder, "node_modules");

	if (root == NULL || strcmp(root, "/") == 0)
		root = nearest_with(arena, folder, "package.json");
	return root == NULL || strcmp(root, "/") == 0 ? folder : root;
}

/* The path as it is after all links, below the root; NULL if it is not there. */
static const char *
below_root(struct loader *l, const char *path)
{
	size_t len = strlen(l->root);
	char real[PATH_MAX];

	if (!is_file(path) || realpath(path, real) == NULL)
		return NULL;
	if (strncmp(real, l->root, len) != 0 || real[len] != '/')
		return NULL;
	return arena_strdup(l->arena, real + len + 1);
}

static const char *
try_file(struct loader *l, const char *path)
{
	static const char *const endings[] = { "", ".js", ".json", ".cjs" };

	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		const char *found =
		    below_root(l, arena_printf(l->arena, "%s%s", path, endings[i]));

		if (found != NULL)
			return found;
	}
	return NULL;
}

/* What a package says is its beginning, as a packer for browsers takes it. */
static const char *
package_main(struct loader *l, const char *folder)
{
	static const char *const keys[] = { "browser", "main" };
	const char *path = in_folder(l->arena, folder, "package.json");
	const struct json *json;
	const char *text;
	size_t len;

	if (below_root(l, path) == NULL ||
	    file_read(l->arena, path, FILE_LIMIT / 8, &text, &len) != OK ||
	    json_parse(l->arena, text, len, &json) != OK)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *name = json_text(json_get(json, keys[i]));

		if (name != NULL && *name != '\0')
			return name;
	}
	return NULL;
}

static const char *
try_folder(struct loader *l, const char *folder)
{
	const char *name, *found = NULL;

	if (!is_folder(folder))
		return NULL;
	name = package_main(l, folder);
	if (name != NULL) {
		const char *path = in_folder(l->arena, folder, name);

		found = try_file(l, path);
		if (found == NULL)
			found = try_file(l, in_folder(l->arena, path, "index"));
	}
	return found != NULL ? found
			     : try_file(l, in_folder(l->arena, folder, "index"));
}

static const char *
try_path(struct loader *l, const char *path)
{
	size_t len = strlen(path);
	const char *found = NULL;

	if (len == 0 || path[len - 1] != '/')
		found = try_file(l, path);
	return found != NULL ? found : try_folder(l, path);
}

static bool
is_relative(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	       strncmp(name, "./", 2) == 0 || strncmp(name, "../", 3) == 0;
}

/* What ${name} means in ${from}, a path below the root; NULL if nothing. */
static const char *
resolve(struct loader *l, const char *from, const char *name)
{
	const char *folder = folder_of(l->arena, in_folder(l->arena, l->root, from));

	if (*name == '/' || *name == '\0')
		return NULL;
	if (is_relative(name))
		return try_path(l, in_folder(l->arena, folder, name));
	for (;; folder = folder_of(l->arena, folder)) {
		const char *found =
		    try_path(l, arena_printf(l->arena, "%s/node_modules/%s",
				    strcmp(folder, "/") == 0 ? "" : folder, name));

		if (found != NULL)
			return found;
		if (strlen(folder) <= strlen(l->root))
			return NULL;
	}
}

/* ---------------------------------------------------------- what is read --- */

static bool
is_name_letter(char c)
{
	return isalnum((unsigned char)c) != 0 || c == '_' || c == '$' || c == '.';
}

static const char *
skip_spaces(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

/* Whether what stands here is the end of another name: x.require, but not ...require. */
static bool
is_inside_name(const char *text, const char *at)
{
	if (at == text || !is_name_letter(at[-1]))
		return false;
	return at - text < 3 || strncmp(at - 3, "...", 3) != 0;
}

/* After "require": the text in its brackets, moving past it; NULL if none. */
static const char *
required_name(struct arena *arena, const char **at)
{
	const char *s = skip_spaces(*at), *end;
	char quote;

	if (*s != '(')
		return NULL;
	s = skip_spaces(s + 1);
	quote = *s++;
	if (quote != '"' && quote != '\'' && quote != '`')
		return NULL;
	end = s + strcspn(s, quote == '`' ? "`\n$" : quote == '"' ? "\"\n" : "'\n");
	if (*end != quote || *skip_spaces(end + 1) != ')')
		return NULL;
	*at = end;
	return arena_strndup(arena, s, (size_t)(end - s));
}

static bool
is_known(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool
is_good_text(struct arena *arena, const char *text, size_t len)
{
	struct buf b;

	if (strlen(text) != len)
		return false;
	buf_init(&b, arena);
	buf_json(&b, text);
	return json_gate(b.data, b.len);
}

static void
add_file(struct loader *l, const char *path)
{
	struct rule_file *file;
	const char *text;
	size_t len;

	for (size_t i = 0; i < l->nfiles; i++)
		if (strcmp(l->files[i].path, path) == 0)
			return;
	if (l->nfiles == FILES_MAX) {
		complain(l, path, 0, "too many files are required");
		return;
	}
	file = &l->files[l->nfiles++];
	file->path = path;
	file->text = "";
	file->links = "{}";
	if (file_read(l->arena, in_folder(l->arena, l->root, path), FILE_LIMIT, &text,
		&len) != OK) {
		complain(l, path, 0, "cannot be read, or is larger than 8 MB");
		return;
	}
	if (!is_good_text(l->arena, text, len)) {
		complain(l, path, 0, "is not UTF-8 text");
		return;
	}
	file->text = strncmp(text, BOM, 3) == 0 ? text + 3 : text;
}

#define LINKS_MAX 500

/*
 * Finds require('...') wherever it stands, also where it is not run, as in a
 * comment: what is not there is told to whoever runs it.
 */
static const char *
link_file(struct loader *l, const char *path, const char *text)
{
	const char *names[LINKS_MAX], *name, *found;
	size_t count = 0;
	struct buf b;

	buf_init(&b, l->arena);
	buf_putc(&b, '{');
	for (const char *at = text; (at = strstr(at, "require")) != NULL;) {
		bool inside = is_inside_name(text, at);

		at += strlen("require");
		name = inside ? NULL : required_name(l->arena, &at);
		if (name == NULL || count == LINKS_MAX || is_known(names, count, name))
			continue;
		found = resolve(l, path, name);
		if (found == NULL)
			continue;
		buf_puts(&b, count > 0 ? "," : "");
		names[count++] = name;
		buf_json(&b, name);
		buf_putc(&b, ':');
		buf_json(&b, found);
		add_file(l, found);
	}
	buf_putc(&b, '}');
	return b.data;
}

/* Of each file what it requires, and of that, until nothing is new. */
static void
link_all(struct loader *l)
{
	for (size_t i = 0; i < l->nfiles; i++) {
		struct rule_file *file = &l->files[i];
		size_t len = strlen(file->path);

		if (len < 5 || strcmp(file->path + len - 5, ".json") != 0)
			file->links = link_file(l, file->path, file->text);
	}
}

/* --------------------------------------------------------------- the rules --- */

static void
load_compiled(struct loader *l, const char *path, struct rule_source *source)
{
	const struct json *json, *tasks;
	const char *text, *rules;
	size_t len;

	if (file_read(l->arena, path, JSON_MAX, &text, &len) != OK) {
		complain(l, path, 0, "cannot be read");
		return;
	}
	if (json_parse(l->arena, text, len, &json) != OK) {
		complain(l, path, 0, "is not JSON");
		return;
	}
	tasks = json_get(json, "tasks");
	rules = json_text(json_get(tasks, "rules"));
	if (rules == NULL) {
		complain(l, path, 0, "has no tasks.rules with a compiled string");
		return;
	}
	if (strncmp(rules + strspn(rules, " \t\r\n"), "define ", strlen("define ")) ==
	    0) {
		complain(l, path, 0,
		    "has tasks.rules that were compiled for Nools, which the CHT has "
		    "no "
		    "more since 5.0: give tasks.js, or compile it anew");
		return;
	}
	if (json_is_array(json_get(tasks, "schedules")))
		source->schedules = json_write(l->arena, json_get(tasks, "schedules"));
	source->compiled = "tasks.rules";
	l->files[l->nfiles++] = (struct rule_file){ "tasks.rules", rules, "{}" };
}

static void
load_files(struct loader *l, const char *path, struct rule_source *source)
{
	const char *folder, *targets;
	char real[PATH_MAX];

	if (!is_file(path) || realpath(path, real) == NULL) {
		complain(l, path, 0, "is not there");
		return;
	}
	folder = folder_of(l->arena, real);
	l->root = root_of(l->arena, folder);
	source->entry = below_root(l, real);
	add_file(l, source->entry);
	targets = below_root(l, in_folder(l->arena, folder, "targets.js"));
	if (targets != NULL && strcmp(targets, source->entry) != 0)
		source->targets = targets;
	if (source->targets != NULL)
		add_file(l, targets);
	link_all(l);
}

enum status
rule_load(struct arena *arena, const char *path, struct rule_source *source)
{
	struct loader l = { .arena = arena, .root = "" };
	size_t len = strlen(path);

	*source = (struct rule_source){ .schedules = "[]" };
	ARENA_ARRAY(arena, l.files, FILES_MAX);
	ARENA_ARRAY(arena, l.complaints, COMPLAINTS_MAX);
	if (len > 5 && strcmp(path + len - 5, ".json") == 0)
		load_compiled(&l, path, source);
	else
		load_files(&l, path, source);
	source->files = l.files;
	source->nfiles = l.nfiles;
	source->complaints = l.complaints;
	source->ncomplaints = l.ncomplaints;
	return l.ncomplaints == 0 ? OK : ERR_INVALID;
}
