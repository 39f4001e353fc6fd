/* fuzz.h - what the targets share: oracles, and bytes taken apart. */

#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
int LLVMFuzzerInitialize(int *argc, char ***argv);

_Noreturn void fuzz_failed(const char *what, const char *file, int line);
/* An oracle: what must hold whatever the bytes were. */
#define REQUIRE(holds) ((holds) ? (void)0 : fuzz_failed(#holds, __FILE__, __LINE__))

/*
 * A target that needs several things takes them from its bytes: numbers first,
 * a byte each, then texts that end at FEED_END or with the input.
 */
#define FEED_END '\x1e'

struct feed {
	struct arena *arena;
	const char *at;
	size_t left;
};
unsigned feed_byte(struct feed *); /* 0 once there are no more */
/* The bytes up to the next end, with a NUL after them. */
const char *feed_text(struct feed *, size_t *len);

bool fuzz_is_text(const char *); /* clean UTF-8, by text_is_clean */

/* Warnings and errors that were logged since it was emptied, line by line. */
const char *fuzz_logged(void);
void fuzz_log_empty(void);

#endif
