/* gateway_pages.h - what templates/gateway.html shows. */

#ifndef SITE_GATEWAY_PAGES_H
#define SITE_GATEWAY_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "gen/sql.h"

enum gateway_verdict { GATEWAY_RIGHT, GATEWAY_WRONG, GATEWAY_UNKNOWN };

/* One thing that has to be right. */
struct gateway_line {
	const char *what; /* "Token" */
	enum gateway_verdict state;
	const char *said; /* how it is */
	const char *remedy; /* "": nothing is to be done */
};
struct gateway_lines {
	const struct gateway_line *at;
	size_t n;
};
struct gateway_view {
	const struct gateway_report *report;
	struct gateway_lines lines;
	struct gateway_calls_rows calls;
	size_t wrong;
	struct gateway_things_rows things; /* of the workspace */
	int64_t told_at; /* when they were read; 0: not yet */
};

/* "Contact field" of "field". */
const char *gateway_thing_words(const char *kind);
/* "Reading messages" of "v2.messages". */
const char *gateway_scope(const char *scope);

#endif
