/*
 * memory.c - who asks for memory and gets none ends the process.
 *
 * The house says so of its own (arena.h), but libraries differ: json-c then leaves
 * a member out of an object and says nothing, and others read from address 0.  So
 * theirs comes from here too: a program's own malloc takes the place of glibc's
 * everywhere ("Replacing malloc" in its manual).  The parent starts another
 * process, and what was not committed has not happened.
 */

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/status.h"

#if !SANITIZED /* which does the same, and more */

/* glibc's own, by the names that it keeps for this. */
void *__libc_malloc(size_t); /* NOLINT(bugprone-reserved-identifier) */
void *__libc_calloc(size_t, size_t); /* NOLINT(bugprone-reserved-identifier) */
void *__libc_realloc(void *, size_t); /* NOLINT(bugprone-reserved-identifier) */

static void *
checked(void *memory, size_t size)
{
	static const char words[] = "error memory there is none left\n";

	if (memory == NULL && size > 0) {
		(void)!write(STDERR_FILENO, words, strlen(words));
		abort();
	}
	return memory;
}

/*
 * What is small and freed is kept apart by glibc in "fast bins", all of which are
 * merged each time that something large is freed: with every request, once its arena
 * ends.  Without them a page of a form takes a seventh less of our time.
 */
__attribute__((constructor)) static void
no_fast_bins(void)
{
	(void)mallopt(M_MXFAST, 0);
}

void *
malloc(size_t size)
{
	return checked(__libc_malloc(size), size);
}

void *
calloc(size_t n, size_t size)
{
	return checked(__libc_calloc(n, size), n != 0 ? size : 0);
}

void *
realloc(void *old, size_t size)
{
	return checked(__libc_realloc(old, size), size);
}

#endif
