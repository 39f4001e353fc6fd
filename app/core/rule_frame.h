/*
 * rule_frame.h - texts between us and the evaluator: four bytes of length, in the
 * machine's own order, and so many of text.
 */

#ifndef CORE_RULE_FRAME_H
#define CORE_RULE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define RULE_FRAME_MAX ((size_t)32 * 1024 * 1024)
#define RULE_FRAME_HEAD sizeof(uint32_t)

/* The head of a text of so many bytes. */
void rule_frame_head(char head[RULE_FRAME_HEAD], size_t len);
MUST_CHECK enum status rule_frame_write(int fd, const char *text, size_t len);
/*
 * Before each read ${ready} says that there is something, or why nothing more will
 * come; without it the read waits without end.  ERR_NOT_FOUND when the other side is
 * gone, ERR_INVALID for a length beyond the ceiling.
 */
struct rule_reader {
	int fd;
	enum status (*ready)(void *with);
	void *with;
};
MUST_CHECK enum status rule_frame_read(
    struct arena *, const struct rule_reader *, char **text, size_t *len);

/* One that comes in pieces, zeroed before the first. */
struct rule_piece {
	char head[RULE_FRAME_HEAD];
	size_t got; /* of the head, then of the text */
	char *text; /* NUL-terminated; NULL while the head is not there */
	size_t len;
};
/* What is there now, without waiting; ${whole}: that was the last piece. */
MUST_CHECK enum status rule_frame_take(
    struct arena *, int fd, struct rule_piece *, bool *whole);

#endif
