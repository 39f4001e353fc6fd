/* indicator_compare_pages.h - what templates/indicator_compare.html shows. */

#ifndef SITE_INDICATOR_COMPARE_PAGES_H
#define SITE_INDICATOR_COMPARE_PAGES_H

#include "site/chart.h"
#include "site/indicator_counts.h"

#define COMPARED_SHARES 5 /* ever answered, day 3, tracing, referrals, events */

/* A share with what it is counted of; NULL leads nowhere. */
struct compared_share {
	int64_t num, den;
	const char *rate;
	const char *men, *rest; /* paths */
};

/* One facility beside the others; the last is all of them together. */
struct compared_place {
	int64_t id; /* 0: all */
	const char *name, *zone;
	int64_t men;
	const char *men_url;
	struct compared_share shares[COMPARED_SHARES];
	const char *events; /* beside what is expected, in words */
	bool warns;
	const struct place_late *now; /* NULL: not of all together */
};
struct compared_places {
	const struct compared_place *at;
	size_t n;
};

struct compare_view {
	struct indicator_filter filter;
	const struct indicator *shares[COMPARED_SHARES];
	struct compared_places places;
	size_t left_out; /* there are more than are shown */
	struct chart events; /* n is 0: nothing to draw */
	const char *download, *back;
};

#endif
