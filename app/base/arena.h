/*
 * arena.h - memory that lives exactly as long as one request or one job.
 *
 * Nothing above the outside libraries frees anything: whoever owns the arena
 * resets it when the reply has left or the job is done.
 */

#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/status.h"

struct arena;

struct arena *arena_new(void);
/* Forgets everything, and keeps room for as much, up to 1 MB. */
void arena_reset(struct arena *);
void arena_free(struct arena *); /* NULL is fine */

/*
 * Zeroed and never NULL.  A process that is out of memory, or that asks for
 * more than 256 MB at once, ends here and its parent starts another.
 */
void *arena_alloc(struct arena *, size_t size);
/* The same, not zeroed: for who writes every byte, or knows how far he wrote. */
void *arena_room(struct arena *, size_t size);
char *arena_strdup(struct arena *, const char *);
char *arena_strndup(struct arena *, const char *, size_t len);
char *arena_printf(struct arena *, const char *fmt, ...) PRINTF(2, 3);

/*
 * Calls release(thing) when the arena is reset or freed, latest first: how an
 * outside library's handle lives in an arena.
 */
void arena_defer(struct arena *, void (*release)(void *), void *thing);

/* count zeroed elements of the pointer's own type. */
#define ARENA_ARRAY(arena, pointer, count) \
	((pointer) = arena_array((arena), (count), sizeof *(pointer)))
void *arena_array(struct arena *, size_t count, size_t size);

#endif
