/*
 * rule_load.h - a programme's rules from its files: tasks.js with everything it
 * requires, or the string that the CHT compiles (app_settings.json).
 */

#ifndef CORE_RULE_LOAD_H
#define CORE_RULE_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct rule_file {
	const char *path; /* below the project's root: "tasks.js", "lib/words.js" */
	const char *text;
	const char *links; /* a JSON object: what it requires -> path */
};

/* Something is wrong there; line 0 for the whole file. */
struct rule_complaint {
	const char *file;
	int line;
	const char *words;
};

struct rule_source {
	const struct rule_file *files;
	size_t nfiles;
	const char *entry; /* of tasks.js; NULL for a compiled string */
	const char *targets; /* of a targets.js beside it; NULL if there is none */
	const char *compiled; /* the name of the compiled string; NULL for tasks.js */
	const char *schedules; /* a JSON array: settings.tasks.schedules */
	const struct rule_complaint *complaints;
	size_t ncomplaints;
};

/*
 * Reads ${path}, a .js file or an app_settings.json.  Nothing outside the project's
 * root is read, by whatever link: the nearest folder from the file's own upwards
 * that has node_modules or else package.json, or the file's own.  ERR_INVALID if
 * there are complaints.
 */
MUST_CHECK enum status rule_load(
    struct arena *, const char *path, struct rule_source *);

#endif
