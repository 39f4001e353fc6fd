/* file.c - see file.h. */

#include "base/file.h"

#include <stdbool.h>
#include <stdio.h>

enum status
file_read(
    struct arena *arena, const char *path, size_t max, const char **text, size_t *len)
{
	FILE *f = fopen(path, "r");
	char *room;
	bool failed;

	if (f == NULL)
		return ERR_NOT_FOUND;
	room = arena_alloc(arena, max + 2);
	*len = fread(room, 1, max + 1, f);
	failed = ferror(f) != 0; /* then this is a part of it only */
	(void)fclose(f);
	*text = room;
	if (failed)
		return ERR_UNAVAILABLE;
	if (*len > max)
		return ERR_INVALID;
	room[*len] = '\0';
	return OK;
}
