/*
 * setting_file.h - numbers of the pack that are set otherwise as a file, for who keeps it
 * beside his other files:
 *
 *	{"workflow": "vmmc", "settings": {"answer_hours": 36, "clocks.severe.first_minutes": 20}}
 *
 * What is not said is as the pack has it.
 */

#ifndef CORE_SETTING_FILE_H
#define CORE_SETTING_FILE_H

#include "core/setting.h"

struct setting_fault {
	const char *where; /* "answer_hours", "file" */
	const char *message;
};
struct setting_faults {
	const struct setting_fault *at;
	size_t n;
};

/* ERR_INVALID if something is wrong with it; the values are those of a version. */
MUST_CHECK enum status setting_file_read(struct arena *, const struct settings *,
    const char *text, size_t len, const int **values, struct setting_faults *);
/* What these values say otherwise than the pack; all: each of them. */
const char *setting_file_write(
    struct arena *, const struct settings *, const int *values, bool all);

#endif
