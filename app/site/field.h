/* field.h - what templates/field.html shows: fields of forms and their faults. */

#ifndef SITE_FIELD_H
#define SITE_FIELD_H

#include "web/input.h"

struct option {
	const char *value, *label;
};
struct option_rows {
	const struct option *at;
	size_t n;
};

/* A no-break space: keeps a field level with a neighbour that has a hint. */
#define NO_HINT "\302\240"

/* NULL or 0 leaves a part out. */
struct field {
	const char *name, *label, *hint;
	const char *value; /* as typed */
	const char *type; /* of the input: "text" if NULL */
	const char *width; /* "w-s" or "w-m" */
	const char *complete; /* autocomplete: "off" if NULL */
	const char *placeholder, *inputmode;
	const char *latest; /* of a date */
	const char *check,
	    *parts; /* URL asked when the field is left, see frame.html */
	int max; /* letters */
	bool required;
	bool chosen; /* of a tick box */
};

/* Filled from codes and their words, both ending with NULL. */
struct option_rows field_options(
    struct arena *, const char *const *values, const char *const *labels);
/* "Nothing is saved yet: 2 things to correct." */
const char *field_problems(struct arena *, const struct faults *);

#endif
