/* audit_pages.h - what templates/audit.html shows. */

#ifndef SITE_AUDIT_PAGES_H
#define SITE_AUDIT_PAGES_H

#include "gen/sql.h"
#include "site/field.h"

/* One column of one change. */
struct audit_change {
	const char *label, *was, *is_now;
};
struct audit_line {
	const struct audit_list *row;
	const char *when, *did, *to;
	const char *link; /* the page of what it speaks of; NULL: none of hers */
	const struct audit_change *at; /* its changes */
	size_t n;
};
struct audit_line_rows {
	const struct audit_line *at;
	size_t n;
};

struct audit_view {
	struct option_rows people, kinds, objects;
	const char *who, *kind, *object, *from, *until;
	struct audit_line_rows lines;
	const char *more; /* where the next page begins, or NULL */
	const char *zone;
	const char *fault; /* of a date, or NULL */
};

#endif
