/*
 * rule_frame.h - texts between us and the evaluator: four bytes of length, in the
 * machine's own order, and so many of text.
 */

#ifndef CORE_RULE_FRAME_H
#define CORE_RULE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define RULE_FRAME_MAX ((size_t)32 * 1024 * 1024)

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
    struct arena *, const struct rule_reader *, const char **text, size_t *len);

#endif
