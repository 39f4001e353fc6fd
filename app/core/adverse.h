/*
 * adverse.h - the codes by which a programme registers adverse events.
 *
 * They are data of the pack: adverse-events.json has source, review, and three lists of
 * codes with their words by language.  A pack need not have it; then there are none.
 */

#ifndef CORE_ADVERSE_H
#define CORE_ADVERSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct json;

struct adverse_code {
	const char *code; /* "BL" */
	bool serious, notifiable; /* of marks */
	const struct json *words;
};
struct adverse_list {
	const struct adverse_code *at;
	size_t n;
};
struct adverse {
	struct adverse_list types, timings;
	struct adverse_list marks; /* what is reported at once, the gravest first */
};

/* ERR_INVALID: *why says what is missing or wrong. */
MUST_CHECK enum status adverse_read(
    struct arena *, const struct json *, struct adverse *, const char **why);
/* The file of a pack's folder; ERR_INVALID with file and reason in the log. */
MUST_CHECK enum status adverse_load(const char *folder);
/* Those of the pack in use; adverse_load has been called. */
const struct adverse *adverse(void);

/* NULL without such a code. */
const struct adverse_code *adverse_find(const struct adverse_list *, const char *code);
/* In this language, else in English. */
const char *adverse_words(const struct adverse_code *, const char *language);

#endif
