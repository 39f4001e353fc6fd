/* form_files.c - see form_files.h. */

#include "ctl/form_files.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "ctl/command.h"
#include "ext/secret.h"

#define FILE_MAX ((size_t)16 * 1024 * 1024)

void
form_faults_print(FILE *to, const char *path, const struct form_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct form_fault *fault = &faults->at[i];

		fprintf(to, "%s:%d: %s%s\n", path, fault->line,
		    fault->warning ? "warning: " : "", fault->what);
	}
	if (faults->n == FORM_FAULTS_MAX)
		fprintf(to, "%s: there may be more\n", path);
}

static const char *
beside(void *with, struct arena *arena, const char *name, size_t *len)
{
	const char *path = with, *text;
	size_t stem = strlen(path);

	if (stem > 4 && strcmp(path + stem - 4, ".xml") == 0)
		stem -= 4;
	path = arena_printf(arena, "%.*s-media/%s", (int)stem, path, name);
	return file_read(arena, path, FORM_XML_MAX, &text, len) == OK ? text : NULL;
}

struct form_media
form_files_beside(const char *path)
{
	return (struct form_media){ beside, (void *)(uintptr_t)path };
}

/* Without it a form can be tried, but not published (form_store.c); false: unreadable. */
static bool
look_at_media(FILE *to, struct arena *arena, const char *path, const struct form *form,
    const char *text, size_t len)
{
	struct form_media media = form_files_beside(path);
	const char *name, *why;
	size_t n;

	for (size_t i = 0; (name = form_file(form, i)) != NULL; i++)
		if (beside(media.with, arena, name, &n) == NULL)
			fprintf(to,
			    "%s:%d: warning: it reads the file %s, which is not in the "
			    "folder beside it: without it the form cannot be "
			    "published\n",
			    path, form_file_line(form, i), name);
	if (form_media_take(arena, &media, &text, &len, &why) == OK)
		return true;
	fprintf(to, "%s:0: %s\n", path, why);
	return false;
}

struct form *
form_file_load(struct arena *arena, const char *path, FILE *to, const char **sha256)
{
	struct form_faults faults;
	const char *text;
	struct form *form;
	size_t len;

	switch (file_read(arena, path, FILE_MAX, &text, &len)) {
	case OK:
		break;
	case ERR_INVALID:
		fprintf(to, "%s:0: it is longer than 1 MB\n", path);
		return NULL;
	default:
		fprintf(stderr, "%s cannot be read\n", path);
		return NULL;
	}
	if (sha256 != NULL)
		*sha256 = secret_sha256(arena, text, len);
	if (form_load(arena, text, len, &form, &faults) != OK)
		form = NULL;
	form_faults_print(to, path, &faults);
	if (form != NULL && form_file(form, 0) != NULL &&
	    !look_at_media(to, arena, path, form, text, len))
		return NULL;
	return form;
}

const struct json *
form_file_json(struct arena *arena, int argc, char **argv, const char *name, bool *good)
{
	const char *path = command_option(argc, argv, name), *text;
	const struct json *json = NULL;
	size_t len;

	if (path == NULL)
		return NULL;
	if (file_read(arena, path, JSON_MAX, &text, &len) == OK &&
	    json_parse(arena, text, len, &json) == OK)
		return json;
	fprintf(stderr, "%s cannot be read, or is no JSON\n", path);
	*good = false;
	return NULL;
}
