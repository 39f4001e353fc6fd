/* file.c - see file.h. */

#include "base/file.h"

#include <stdio.h>

enum status
file_read(
    struct arena *arena, const char *path, size_t max, const char **text, size_t *len)
{
	FILE *f = fopen(path, "r");
	char *room;

	if (f == NULL)
		return ERR_NOT_FOUND;
	room = arena_alloc(arena, max + 2);
	*len = fread(room, 1, max + 1, f);
	(void)fclose(f);
	*text = room;
	if (*len > max)
		return ERR_INVALID;
	room[*len] = '\0';
	return OK;
}
