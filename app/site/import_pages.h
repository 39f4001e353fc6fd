/* import_pages.h - what templates/import_*.html show. */

#ifndef SITE_IMPORT_PAGES_H
#define SITE_IMPORT_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "site/import_check.h"
#include "web/input.h"

/* How many rows a page shows of each kind; the file of what to mend has all. */
#define IMPORT_SHOWN 25

struct import_new_view {
	const struct import_sheet *sheet;
	struct faults faults;
	struct option_rows places;
	const char *place_id; /* the one chosen */
};

struct import_show_view {
	const struct import_get *import;
	struct import_report report;
	struct import_row_rows faulty, warned, good; /* the first of each */
	const char *until; /* when the file will be gone */
	bool changed; /* since the nurse has seen it */
};

#endif
