/* schedule_off_pages.h - what templates/schedule_off.html shows. */

#ifndef SITE_SCHEDULE_OFF_PAGES_H
#define SITE_SCHEDULE_OFF_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/input.h"

struct schedule_off_line {
	const struct schedule_off_list *row;
	const char *off, *on; /* since when, by whom and why; on "": it is off */
};
struct schedule_off_line_rows {
	const struct schedule_off_line *at;
	size_t n;
};
/* A step at a facility that somebody is about to switch. */
struct schedule_off_form {
	int64_t place;
	const char *step, *reason, *state;
};
struct schedule_off_view {
	struct schedule_off_line_rows lines;
	struct option_rows places, steps;
	struct schedule_off_form form;
	const char *place; /* as chosen; "" */
	const char *place_name;
	bool chosen, is_off, clash;
	const struct schedule_off_count *count; /* of what is chosen */
	struct faults faults;
};

#endif
