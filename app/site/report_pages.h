/* report_pages.h - what templates/report.html shows. */

#ifndef SITE_REPORT_PAGES_H
#define SITE_REPORT_PAGES_H

#include "gen/sql.h"
#include "site/report_show.h"

/* Who changed it when, why, and what. */
struct report_step {
	const char *who, *why;
	int64_t at;
	struct report_changes changes;
};
struct report_steps {
	const struct report_step *at;
	size_t n;
};

struct report_view {
	const struct report_get *report;
	const char *title;
	struct report_lines lines;
	struct report_steps steps; /* the latest first */
	struct report_parts_rows parts; /* further reports that it made */
	bool may_change;
};

#endif
