/* opening_pages.h - what templates/opening.html shows: days of the week and holidays. */

#ifndef SITE_OPENING_PAGES_H
#define SITE_OPENING_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/input.h"

#define OPENING_DAYS 7

struct opening_form {
	bool days[OPENING_DAYS]; /* from Monday on */
	int64_t version;
	const char *day, *name; /* of a holiday */
	int64_t holiday; /* that is one no more */
};

struct opening_day {
	const char *field, *label; /* "d1", "Monday" */
	bool open;
};
struct opening_week {
	const struct opening_day *at;
	size_t n;
};

struct opening_holiday {
	const struct place_holiday_list *row;
	const char *shown; /* "Monday 31 March 2031" */
};
struct opening_holidays {
	const struct opening_holiday *at;
	size_t n;
};

struct opening_view {
	const struct place_days *place;
	const char *now; /* "Closed now, a holiday: Heroes' Day. It opens ..." */
	struct opening_week week;
	struct opening_form form;
	struct opening_holidays holidays;
	struct faults faults;
	bool clash;
};

#endif
