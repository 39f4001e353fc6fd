/* buf.h - a growing text, and the only place where text is escaped. */

#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define BUF_MAX ((size_t)32 * 1024 * 1024)

/*
 * Once a buffer would pass its ceiling it is full: it keeps what it has and
 * takes nothing more, so that one look at the end is enough.
 */
struct buf {
	struct arena *arena;
	char *data; /* NUL-terminated, never NULL after buf_init */
	size_t len;
	size_t cap;
	size_t max;
	bool full;
};

void buf_init(struct buf *, struct arena *); /* the ceiling is BUF_MAX */
/* The same with room for so many bytes, which it need not have. */
void buf_init_wide(struct buf *, struct arena *, size_t cap);
void buf_add(struct buf *, const char *, size_t);
void buf_puts(struct buf *, const char *); /* NULL adds nothing */
void buf_putc(struct buf *, char);
void buf_printf(struct buf *, const char *fmt, ...) PRINTF(2, 3);
void buf_int(struct buf *, int64_t);

/* Text for an element or a quoted attribute.  NULL writes nothing. */
void buf_html(struct buf *, const char *);
/* One component of a URL: all but the unreserved characters become %XX. */
void buf_url(struct buf *, const char *);
/* A whole link: written if it is http(s), mailto, tel or local; else "#". */
void buf_link(struct buf *, const char *);
/* A JSON string with its quotes; NULL writes null. */
void buf_json(struct buf *, const char *);

/* What {{ expression }} in a template calls; the type picks the writer. */
#define put_html(b, v) \
	_Generic((v),                \
	    char *: buf_html,        \
	    const char *: buf_html,  \
	    unsigned: buf_int,       \
	    unsigned long: buf_uint, \
	    int: buf_int,            \
	    long: buf_int,           \
	    long long: buf_int,      \
	    bool: buf_int)((b), (v))
#define put_url(b, v) \
	_Generic((v),                \
	    char *: buf_url,         \
	    const char *: buf_url,   \
	    unsigned: buf_int,       \
	    unsigned long: buf_uint, \
	    int: buf_int,            \
	    long: buf_int,           \
	    long long: buf_int)((b), (v))
void buf_uint(struct buf *, uint64_t);

#endif
