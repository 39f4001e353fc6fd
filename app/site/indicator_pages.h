/* indicator_pages.h - what templates/indicator.html shows. */

#ifndef SITE_INDICATOR_PAGES_H
#define SITE_INDICATOR_PAGES_H

#include "site/chart.h"
#include "site/indicator_filter.h"
#include "site/indicator_table.h"

struct indicator_line {
	const struct indicator *what;
	const char *num, *den, *rate;
	const char *men, *rest; /* where the men are listed; NULL: for nobody */
};
struct indicator_lines {
	const struct indicator_line *at;
	size_t n;
};

struct indicator_view {
	struct indicator_filter filter;
	struct indicator_lines lines;
	struct chart days; /* n is 0: nothing to draw */
	const char *band,
	    *band_kind; /* what the rate of events is beside the expected one */
	const char *under; /* how many are still in follow-up */
	const char *download;
	const char *compare; /* where the facilities stand beside each other */
};

struct indicator_man {
	const struct indicator_list *row;
	const char *name, *anchor;
};
struct indicator_men {
	const struct indicator_man *at;
	size_t n;
};
struct indicator_men_view {
	struct indicator_filter filter;
	const struct indicator *what;
	const char *heading;
	struct indicator_men men;
	const char *back, *more; /* NULL: no more */
};

#endif
