/*
 * multipart.h - a form with a file, as RFC 7578 has browsers send it.
 *
 * Read strictly: no text before the first boundary or after the last, one file,
 * no name twice, no encoding.  Whatever a browser does not send is refused.
 */

#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define MULTIPART_PARTS 16

struct multipart_part {
	const char *name; /* letters, digits and _ */
	/*
	 * NULL for a field; "" where no file was chosen.  The last component of
	 * what was sent, clean text: a name to show, never a path to open.
	 */
	const char *file_name;
	const char *data; /* of a field clean text; of a file any bytes */
	size_t len; /* a NUL follows */
};
struct multipart {
	struct multipart_part at[MULTIPART_PARTS];
	size_t n;
};

/* Whether a body of this content type is such a form. */
bool multipart_is(const char *content_type);

/* ERR_INVALID for anything that no browser sends. */
MUST_CHECK enum status multipart_read(struct arena *, const char *content_type,
    const char *body, size_t len, struct multipart *);

/* NULL if there is none of this name. */
const struct multipart_part *multipart_get(const struct multipart *, const char *name);

#endif
