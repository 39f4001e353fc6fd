/*
 * regex.h - regular expressions as JavaScript has them, bounded; PCRE2.
 *
 * They find their match anywhere in a text.  What would take too long or too much
 * memory fails instead.
 */

#ifndef EXT_REGEX_H
#define EXT_REGEX_H

#include <stdbool.h>

#include "base/arena.h"

#define REGEX_MAX 2000 /* bytes of a pattern */

/* ERR_INVALID with ${why} in words for what is no pattern. */
MUST_CHECK enum status regex_check(
    struct arena *, const char *pattern, const char **why);
/* The same, and whether the text matches; ERR_INVALID also for what takes too long. */
MUST_CHECK enum status regex_test(struct arena *, const char *pattern, const char *text,
    bool *matches, const char **why);

#endif
