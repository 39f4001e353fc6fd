/* late_pages.h - what templates/late.html shows. */

#ifndef SITE_LATE_PAGES_H
#define SITE_LATE_PAGES_H

#include "gen/sql.h"
#include "web/input.h"

struct late_line {
	const struct reminder_late_list *row;
	bool held;
	const char *due, *until;
};
struct late_line_rows {
	const struct late_line *at;
	size_t n;
};
struct late_view {
	struct late_line_rows lines;
	struct faults faults;
};

#endif
