/* indicator_filter.h - which period, facility and men the indicators are asked of. */

#ifndef SITE_INDICATOR_FILTER_H
#define SITE_INDICATOR_FILTER_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/request.h"

struct indicator_period {
	const char *label, *from, *until, *url;
	bool chosen;
};

struct indicator_filter {
	const char *path;
	const char *from, *until; /* as typed */
	const char *first, *last; /* what is counted */
	int64_t place; /* 0: all of his */
	const char *place_value, *place_name;
	const char *band, *minor; /* "" for everybody */
	struct option_rows places, bands, minors;
	struct indicator_period periods[4];
	const char *query; /* the same again, encoded */
	const char *words; /* "1 to 31 March 2031, Riverside Clinic, ages 10-14" */
	const char *fault; /* of the dates, or NULL: then nothing is counted */
	bool blurs; /* small numbers are hidden from whoever asks */
	bool cares; /* and he may see the men behind them */
};

/* by_age: the page tells ages apart. */
MUST_CHECK enum status indicator_filter_read(
    struct request *, const char *path, bool by_age, struct indicator_filter *);
/* The same question about one facility, encoded. */
const char *indicator_filter_query(
    struct arena *, const struct indicator_filter *, int64_t place_id);

#endif
