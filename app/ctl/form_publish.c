/* form_publish.c - see form_publish.h. */

#include "ctl/form_publish.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "core/form_store.h"

#define FILES_MAX 500

struct names {
	struct arena *arena;
	const char *folder;
	const char *at[FILES_MAX];
	size_t n;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A folder that is not there has none. */
static bool
list(struct names *names)
{
	static const char suffix[] = ".xml";
	struct dirent *entry;
	DIR *dir = opendir(names->folder);

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len < sizeof suffix || entry->d_name[0] == '.' ||
		    strcmp(entry->d_name + len + 1 - sizeof suffix, suffix) != 0)
			continue;
		if (names->n == FILES_MAX) {
			fprintf(stderr, "%s: more than %d forms\n", names->folder,
			    FILES_MAX);
			(void)closedir(dir);
			return false;
		}
		names->at[names->n++] = arena_strndup(
		    names->arena, entry->d_name, len + 1 - sizeof suffix);
	}
	if (dir != NULL)
		(void)closedir(dir);
	qsort(names->at, names->n, sizeof *names->at, by_name);
	return true;
}

static void
complain(const char *path, const struct form_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++)
		fprintf(stderr, "%s:%d: %s%s\n", path, faults->at[i].line,
		    faults->at[i].warning ? "note: " : "", faults->at[i].what);
}

static enum status
publish(struct tx *tx, const char *folder, const char *name, bool *good,
    struct form_published *done)
{
	const char *path = arena_printf(tx_arena(tx), "%s/%s.xml", folder, name);
	struct form_file file = { .name = name };
	struct form_stored stored = { .number = 0 };
	enum status status;

	if (file_read(tx_arena(tx), path, FORM_XML_MAX, &file.xml, &file.len) != OK) {
		fprintf(stderr, "%s: cannot be read, or is longer than 1 MB\n", path);
		*good = false;
		return OK;
	}
	status = form_store_put(tx, &file, &stored);
	complain(path, &stored.faults);
	if (status == ERR_INVALID) {
		*good = false;
		return OK;
	}
	TRY(status);
	done->files++;
	done->fresh += stored.fresh;
	if (stored.fresh)
		printf("  %s version %d\n", name, (int)stored.number);
	return OK;
}

enum status
form_publish_folder(struct tx *tx, const char *folder, struct form_published *done)
{
	static const char *const places[] = { "forms", "forms/app" };
	bool good = true;

	*done = (struct form_published){ 0 };
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct names names = { .arena = tx_arena(tx),
			.folder =
			    arena_printf(tx_arena(tx), "%s/%s", folder, places[i]) };

		if (!list(&names))
			return ERR_INVALID;
		for (size_t k = 0; k < names.n; k++)
			TRY(publish(tx, names.folder, names.at[k], &good, done));
	}
	return good ? OK : ERR_INVALID;
}
