/* input.h - a form's fields, declared once and checked before use. */

#ifndef WEB_INPUT_H
#define WEB_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "web/request.h"

enum input_kind {
	INPUT_TEXT_KIND, /* const char *, trimmed, never NULL */
	INPUT_LINES_KIND, /* the same, may hold line breaks */
	INPUT_NUMBER_KIND, /* int64_t, min..max is its range; 0 when left out */
	INPUT_DATE_KIND, /* const char * "2026-11-21", of 1900 to 2999; "" when left out */
	INPUT_CHOICE_KIND, /* const char *, one of choices */
	INPUT_TICK_KIND /* bool */
};

struct input {
	const char *name; /* of the field */
	const char *label; /* as the page calls it, for the error's sentence */
	enum input_kind kind;
	size_t offset; /* in the structure */
	long long min, max; /* length in characters (0: 200, of lines 2000), or range */
	bool required;
	const char *const *choices; /* ends with NULL */
};

#define INPUT_TEXT(type, member, ...)                         \
	{                                                     \
		.name = #member, .kind = INPUT_TEXT_KIND,     \
		.offset = offsetof(type, member), __VA_ARGS__ \
	}
#define INPUT_LINES(type, member, ...)                        \
	{                                                     \
		.name = #member, .kind = INPUT_LINES_KIND,    \
		.offset = offsetof(type, member), __VA_ARGS__ \
	}
#define INPUT_NUMBER(type, member, ...)                       \
	{                                                     \
		.name = #member, .kind = INPUT_NUMBER_KIND,   \
		.offset = offsetof(type, member), __VA_ARGS__ \
	}
#define INPUT_DATE(type, member, ...)                         \
	{                                                     \
		.name = #member, .kind = INPUT_DATE_KIND,     \
		.offset = offsetof(type, member), __VA_ARGS__ \
	}
#define INPUT_CHOICE(type, member, list, ...)                                    \
	{                                                                        \
		.name = #member, .kind = INPUT_CHOICE_KIND,                      \
		.offset = offsetof(type, member), .choices = (list), __VA_ARGS__ \
	}
#define INPUT_TICK(type, member, ...)                         \
	{                                                     \
		.name = #member, .kind = INPUT_TICK_KIND,     \
		.offset = offsetof(type, member), __VA_ARGS__ \
	}
#define INPUT_END            \
	{                    \
		.name = NULL \
	}

/* What is wrong with a form, in the order of the page. */
struct fault {
	const char *field;
	const char *message; /* a whole sentence that names the remedy */
};
struct fault_rows {
	const struct fault *at;
	size_t n;
};
struct faults {
	struct fault at[32];
	size_t n;
};

/*
 * Fills every member that the table lists.  A field that breaks its rule keeps
 * what was typed, so that the page can show it again, and adds a fault.
 */
void input_read(struct request *, const struct input *, void *into, struct faults *);

/* The same of what somebody typed elsewhere: a value by its field's name, or NULL. */
typedef const char *input_source(void *from, const char *name);
void input_read_from(struct request *, input_source *, void *from, const struct input *,
    void *into, struct faults *);

/* A fault that only the handler can see: "phone", "This number is too short...". */
void fault_add(struct faults *, const char *field, const char *message);
/* The message for this field, NULL if it is fine: for the template. */
const char *fault_for(const struct faults *, const char *field);

#endif
