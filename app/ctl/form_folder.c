/* form_folder.c - see form_folder.h. */

#include "ctl/form_folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "ctl/form_files.h"

#define FILES_MAX 500

struct files {
	struct arena *arena;
	struct form_folder_file *at;
	size_t n;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct form_folder_file *)a)->name,
	    ((const struct form_folder_file *)b)->name);
}

/* A folder that is not there has none. */
static bool
list(struct files *files, const char *folder)
{
	static const char suffix[] = ".xml";
	struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len < sizeof suffix || entry->d_name[0] == '.' ||
		    strcmp(entry->d_name + len + 1 - sizeof suffix, suffix) != 0)
			continue;
		if (files->n == FILES_MAX) {
			fprintf(stderr, "%s: more than %d forms\n", folder, FILES_MAX);
			(void)closedir(dir);
			return false;
		}
		files->at[files->n++] = (struct form_folder_file){
			arena_strndup(
			    files->arena, entry->d_name, len + 1 - sizeof suffix),
			arena_printf(files->arena, "%s/%s", folder, entry->d_name)
		};
	}
	if (dir != NULL)
		(void)closedir(dir);
	return true;
}

bool
form_folder_list(struct arena *arena, const char *folder,
    const struct form_folder_file **list_out, size_t *count)
{
	struct files files = { .arena = arena };

	ARENA_ARRAY(arena, files.at, FILES_MAX);
	if (!list(&files, arena_printf(arena, "%s/forms", folder)) ||
	    !list(&files, arena_printf(arena, "%s/forms/app", folder)))
		return false;
	qsort(files.at, files.n, sizeof *files.at, by_name);
	*list_out = files.at;
	*count = files.n;
	return true;
}

bool
form_folder_read(
    struct arena *arena, const struct form_folder_file *from, struct form_file *file)
{
	const struct form_media media = form_files_beside(from->path);
	const char *why;

	*file = (struct form_file){ .name = from->name };
	if (file_read(arena, from->path, FORM_XML_MAX, &file->xml, &file->len) != OK) {
		fprintf(
		    stderr, "%s: cannot be read, or is longer than 1 MB\n", from->path);
		return false;
	}
	if (form_media_take(arena, &media, &file->xml, &file->len, &why) == OK)
		return true;
	fprintf(stderr, "%s: %s\n", from->path, why);
	return false;
}
