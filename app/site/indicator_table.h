/* indicator_table.h - the indicators in words, and a number as it is shown. */

#ifndef SITE_INDICATOR_TABLE_H
#define SITE_INDICATOR_TABLE_H

#include "gen/sql.h"

struct indicator {
	const char *code, *title, *counted, *of;
	enum indicator_kind { INDICATOR_SHARE, INDICATOR_MEAN, INDICATOR_NUMBER } kind;
};

/* As long as a code is not NULL, in the order of the page. */
extern const struct indicator indicators[];
/* NULL for a code that is none; days ("day-3") have one too. */
const struct indicator *indicator_named(struct arena *, const char *code);

#define INDICATOR_HIDDEN (-1)

/* "37", "fewer than 5". */
const char *indicator_number(struct arena *, int64_t n);
/* "<5": of a file. */
const char *indicator_cell(struct arena *, int64_t n);
/* "71.0 %", "2.3", "–" where there is nothing to divide or a number is hidden. */
const char *indicator_rate(
    struct arena *, enum indicator_kind, int64_t num, int64_t den);

#endif
