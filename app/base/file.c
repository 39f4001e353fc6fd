/* file.c - see file.h. */

#include "base/file.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

/* A file knows how long it is; what is no file has as much room as it may take. */
static size_t
most_of(FILE *f, size_t max)
{
	struct stat st;

	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 ||
	    (size_t)st.st_size > max)
		return max;
	return (size_t)st.st_size;
}

enum status
file_read(
    struct arena *arena, const char *path, size_t max, const char **text, size_t *len)
{
	FILE *f = fopen(path, "r");
	size_t most;
	char *room;
	bool failed;

	if (f == NULL)
		return ERR_NOT_FOUND;
	most = most_of(f, max);
	room = arena_room(arena, most + 2);
	*len = fread(room, 1, most + 1, f);
	room[*len] = '\0';
	failed = ferror(f) != 0; /* then this is a part of it only */
	(void)fclose(f);
	*text = room;
	if (failed || (*len > most && most < max)) /* or it grows */
		return ERR_UNAVAILABLE;
	if (*len > max)
		return ERR_INVALID;
	return OK;
}
