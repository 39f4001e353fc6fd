/* dose_table_pages.h - what templates/dose_table.html shows. */

#ifndef SITE_DOSE_TABLE_PAGES_H
#define SITE_DOSE_TABLE_PAGES_H

#include "gen/sql.h"
#include "site/field.h"

/* As typed: a line of a draft... */
struct dose_line_form {
	const char *vaccine, *number, *due_n, *due_unit, *least_n, *least_unit;
	const char *interval_days, *latest_n, *latest_unit;
	int64_t line, edits; /* line 0: a new one */
};
/* ...where its table comes from, and when what is due is told. */
struct dose_about_form {
	const char *title, *source, *dated, *hour;
	int64_t before_days, after_days, after_times, edits;
	bool checked;
};
struct dose_begin_form {
	const char *country, *title;
	int64_t from;
};
struct dose_table_list_view {
	struct dose_version_list_rows versions;
	struct option_rows froms;
	struct dose_begin_form form;
	struct faults faults;
};
struct dose_table_view {
	const struct dose_version_get *version;
	struct dose_line_list_rows lines;
	struct option_rows units;
	struct dose_line_form line;
	struct dose_about_form about;
	bool draft, edits_line;
	struct faults faults;
	const char *clash; /* what happened in the meantime, or NULL */
};

/* "6 weeks" */
const char *dose_table_age(struct arena *, int n, const char *unit);

#endif
