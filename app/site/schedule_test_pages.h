/* schedule_test_pages.h - what templates/schedule_test.html shows. */

#ifndef SITE_SCHEDULE_TEST_PAGES_H
#define SITE_SCHEDULE_TEST_PAGES_H

#include "gen/sql.h"
#include "web/input.h"

/* What somebody may get of a step: in a language, to a phone of his own or a shared one. */
struct schedule_test_text {
	const char *what; /* "en own" */
	const char *language, *to; /* as people say it */
	const char *body;
	size_t parts;
};
struct schedule_test_text_rows {
	const struct schedule_test_text *at;
	size_t n;
};
struct schedule_test_line {
	const struct schedule_test_list *row;
	const char *at, *state;
	bool failed;
};
struct schedule_test_line_rows {
	const struct schedule_test_line *at;
	size_t n;
};
struct schedule_test_view {
	const struct schedule_version_get *version;
	const char *step;
	const char *flow; /* that it starts; "" */
	const char *mobile; /* as typed */
	struct schedule_test_text_rows texts;
	struct schedule_test_line_rows sent;
	struct faults faults;
};

#endif
