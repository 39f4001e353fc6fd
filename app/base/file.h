/* file.h - a whole small file as text. */

#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"

/*
 * ERR_NOT_FOUND if it cannot be opened, ERR_UNAVAILABLE if it can be read only in
 * part, ERR_INVALID if it is longer than max.
 */
MUST_CHECK enum status file_read(
    struct arena *, const char *path, size_t max, const char **text, size_t *len);

#endif
