/* setting_pages.h - what templates/setting.html shows. */

#ifndef SITE_SETTING_PAGES_H
#define SITE_SETTING_PAGES_H

#include "core/setting.h"
#include "web/input.h"

struct config;

/* One that can be set. */
struct setting_row {
	const struct setting *s;
	const char *heading; /* of the rows that begin here; NULL: as before */
	const char *value; /* as typed, or as it would become */
	const char *used; /* "48 hours", if the value is another one; "" */
	const char *source; /* "The programme", "Version 3" */
	const char *who; /* "Farai Moyo, today 10:20"; "" */
};
struct setting_rows {
	const struct setting_row *at;
	size_t n;
};

struct setting_said {
	const char *words;
};
struct setting_saids {
	const struct setting_said *at;
	size_t n;
};
/* A version, with what it changed: "An answer counts for: 36 hours, was 48". */
struct setting_story {
	const struct setting_version_list *v;
	struct setting_saids changes;
	bool used;
};
struct setting_stories {
	const struct setting_story *at;
	size_t n;
};

/* One that stands in a file. */
struct setting_line {
	const char *name, *file; /* "rapidpro_rate", "worker.conf" */
	const char *title, *effect;
	const char *value; /* "2000"; "as the file says" */
};
struct setting_lines {
	const struct setting_line *at;
	size_t n;
};

struct setting_view {
	struct settings all;
	struct setting_rows rows;
	struct setting_stories stories;
	struct setting_lines rules, files; /* of workflow.json; of the programs */
	int32_t number; /* of the version in use; 0: there is none */
	const char *from; /* "version 2", whose numbers stand in the form; NULL */
	const char *reason; /* as typed */
	struct faults faults;
};

/* What this program's own file says, for the page. */
void setting_pages_config(const struct config *);

#endif
