/* chart.h - what templates/chart.html draws: bars with their words, without script. */

#ifndef SITE_CHART_H
#define SITE_CHART_H

#include <stdint.h>

#include "base/arena.h"

#define CHART_FULL 1000 /* a bar of the whole width */

struct chart_bar {
	const char *label, *words;
	int64_t size; /* of CHART_FULL; less than 0: nothing is drawn */
};
struct chart {
	const char *id, *title, *desc;
	const struct chart_bar *at;
	size_t n;
	/* What is expected, of CHART_FULL; NULL words: nothing is. */
	const char *band;
	int64_t band_from, band_to;
};

/* In the units of the picture. */
int64_t chart_height(const struct chart *);
int64_t chart_row(size_t i); /* its upper edge */
int64_t chart_x(int64_t size);
int64_t chart_width(int64_t size);

#endif
