/* form_files.c - see form_files.h. */

#include "ctl/form_files.h"

#include <stdio.h>

#include "base/file.h"
#include "ctl/command.h"
#include "ext/secret.h"

#define FILE_MAX ((size_t)16 * 1024 * 1024)

static void
print_faults(FILE *to, const char *path, const struct form_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct form_fault *fault = &faults->at[i];

		fprintf(to, "%s:%d: %s%s\n", path, fault->line,
		    fault->warning ? "warning: " : "", fault->what);
	}
	if (faults->n == FORM_FAULTS_MAX)
		fprintf(to, "%s: there may be more\n", path);
}

/* With it a form can be tried, but not published (form_store.c). */
static void
print_media(FILE *to, const char *path, const struct form *form)
{
	const char *name;

	for (size_t i = 0; (name = form_file(form, i)) != NULL; i++)
		fprintf(to,
		    "%s:%d: warning: it reads the file %s, with which it cannot be "
		    "published: write what stands in it into the <instance> itself\n",
		    path, form_file_line(form, i), name);
}

struct form *
form_file_load(struct arena *arena, const char *path, FILE *to, const char **sha256)
{
	struct form_faults faults;
	const char *text;
	struct form *form;
	size_t len;

	if (file_read(arena, path, FILE_MAX, &text, &len) != OK) {
		fprintf(stderr, "%s cannot be read\n", path);
		return NULL;
	}
	if (sha256 != NULL)
		*sha256 = secret_sha256(arena, text, len);
	if (form_load(arena, text, len, &form, &faults) != OK)
		form = NULL;
	print_faults(to, path, &faults);
	if (form != NULL)
		print_media(to, path, form);
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
