/* arena.c - a list of blocks; to allocate is to move a mark. */

#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)
#define KEPT_MOST ((size_t)1024 * 1024) /* of what a request needed, for the next */
#define LARGEST ((size_t)256 * 1024 * 1024)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
	struct deferred *next;
	void (*release)(void *);
	void *thing;
};

struct arena {
	struct block *first; /* survives arena_reset */
	struct block *current;
	struct deferred *deferred; /* latest first; itself in the arena */
};

static _Noreturn void
give_up(const char *why)
{
	fprintf(stderr, "error arena %s\n", why);
	abort();
}

static struct block *
block_new(size_t size)
{
	struct block *block = malloc(sizeof *block + size);

	if (block == NULL)
		give_up("out of memory");
	block->next = NULL;
	block->size = size;
	block->used = 0;
	return block;
}

static void
free_blocks(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
}

struct arena *
arena_new(void)
{
	struct arena *arena = malloc(sizeof *arena);

	if (arena == NULL)
		give_up("out of memory");
	arena->first = arena->current = block_new(BLOCK_SIZE);
	arena->deferred = NULL;
	return arena;
}

static void
run_deferred(struct arena *arena)
{
	for (struct deferred *d = arena->deferred; d != NULL; d = d->next)
		d->release(d->thing);
	arena->deferred = NULL;
}

void
arena_defer(struct arena *arena, void (*release)(void *), void *thing)
{
	struct deferred *d = arena_alloc(arena, sizeof *d);

	*d = (struct deferred){ arena->deferred, release, thing };
	arena->deferred = d;
}

/* What took several blocks finds room in one the next time. */
static void
keep_one_block(struct arena *arena)
{
	size_t size = 0;

	for (struct block *b = arena->first; b != NULL; b = b->next)
		size += b->size;
	free_blocks(arena->first);
	arena->first = block_new(size < KEPT_MOST ? size : KEPT_MOST);
}

void
arena_reset(struct arena *arena)
{
	run_deferred(arena);
	if (arena->first->next != NULL)
		keep_one_block(arena);
	arena->first->used = 0;
	arena->current = arena->first;
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	run_deferred(arena);
	free_blocks(arena->first);
	free(arena);
}

static size_t
begin_of_rest(const struct block *block)
{
	const size_t align = alignof(max_align_t);
	size_t start = (block->used + align - 1) & ~(align - 1);

	return start < block->size ? start : block->size;
}

void *
arena_room(struct arena *arena, size_t size)
{
	struct block *block = arena->current;
	size_t start = begin_of_rest(block);

	if (size > LARGEST)
		give_up("a request beyond the ceiling");
	if (size > block->size - start) {
		block->next = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
		block = arena->current = block->next;
		start = 0;
	}
	block->used = start + size;
	return block->bytes + start;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_room(arena, size), 0, size);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		give_up("a request beyond the ceiling");
	return arena_alloc(arena, total);
}

char *
arena_strndup(struct arena *arena, const char *s, size_t len)
{
	char *copy = arena_room(arena, len + 1);

	if (len > 0)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *s)
{
	return arena_strndup(arena, s, strlen(s));
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	struct block *block = arena->current;
	size_t start = begin_of_rest(block), rest = block->size - start;
	va_list args, again;
	char *text;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	/* Written where it will be, if there is room. */
	len = vsnprintf((char *)block->bytes + start, rest, fmt, args);
	va_end(args);
	if (len < 0)
		give_up("an unprintable format");
	text = arena_room(arena, (size_t)len + 1);
	if ((size_t)len >= rest)
		(void)vsnprintf(text, (size_t)len + 1, fmt, again);
	va_end(again);
	return text;
}
