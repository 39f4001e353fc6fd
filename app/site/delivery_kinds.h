/* delivery_kinds.h - what the template of the lists beside "Not delivered" shows. */

#ifndef SITE_DELIVERY_KINDS_H
#define SITE_DELIVERY_KINDS_H

#include <stdbool.h>

#include "site/delivery_pages.h"

/* The first word is that of what failed, which has no kind. */
extern const char *const delivery_kinds[];

struct delivery_line {
	int64_t id; /* of the message, 0 if there are several in one call */
	int64_t thread_id;
	const char *who, *place, *what, *when, *note;
	bool can; /* be released, or asked again */
	int64_t instead; /* today's question in its place; 0: none */
};
struct delivery_lines {
	const struct delivery_line *at;
	size_t n;
};

struct delivery_kind_view {
	const char *kind, *csrf, *once;
	const char *title, *words;
	const char *none; /* what an empty list means */
	const struct delivery_view *above; /* what stands above each list */
	int64_t now, total;
	bool places; /* several facilities: name them */
	bool held, asked; /* of which kind; neither: nothing is to be done here */
	size_t can;
	struct delivery_lines lines;
};

struct request;
/* One of delivery_kinds but the first. */
MUST_CHECK enum status delivery_kind_show(
    struct request *, const char *kind, const struct delivery_view *);

#endif
