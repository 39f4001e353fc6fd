/*
 * picture.h - a picture that somebody brings, drawn anew; GdkPixbuf.
 *
 * What is kept is never what was brought: the picture is turned as its camera held it,
 * made no larger than is needed, and written as a JPEG without a word of where, when
 * and by whom it was taken.
 */

#ifndef EXT_PICTURE_H
#define EXT_PICTURE_H

#include <stddef.h>

#include "base/arena.h"

#define PICTURE_BYTES ((size_t)8 * 1024 * 1024) /* of what is brought */
#define PICTURE_PIXELS 50000000 /* of what is brought: a bomb has more */
#define PICTURE_EDGE 1600 /* of what is kept, the longer one */
#define PICTURE_SMALL 320 /* of the small one beside it */

struct picture_file {
	const char *jpeg; /* bytes */
	size_t len;
};
struct picture {
	struct picture_file whole, small;
	int width, height; /* of the whole one */
};

enum picture_fault {
	PICTURE_FINE,
	PICTURE_KIND, /* neither JPEG nor PNG */
	PICTURE_TOO_LARGE, /* in bytes or pixels */
	PICTURE_DAMAGED /* it cannot be read, or not in reasonable time */
};

/*
 * In a process of its own, which can open, send and start nothing and ends within ten
 * seconds.  ERR_INVALID with the fault; ERR_UNAVAILABLE where no process can be made.
 */
MUST_CHECK enum status picture_draw(struct arena *, const char *bytes, size_t len,
    struct picture *, enum picture_fault *);
/* The same in this one: for who stands behind walls already. */
MUST_CHECK enum status picture_draw_here(struct arena *, const char *bytes, size_t len,
    struct picture *, enum picture_fault *);

/* Its bytes in base64, and back: as the database is told of them. */
const char *picture_text(struct arena *, struct picture_file);
struct picture_file picture_of_text(struct arena *, const char *);

#endif
