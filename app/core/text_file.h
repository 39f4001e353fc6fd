/*
 * text_file.h - other words for the texts of the pack as a file, for who keeps it beside his
 * other files:
 *
 *	{"workflow": "vmmc", "texts": {"day_2": {"en": "...", "sn": "..."}, ...}}
 *
 * What is not said keeps the pack's own words.
 */

#ifndef CORE_TEXT_FILE_H
#define CORE_TEXT_FILE_H

#include "core/text_version.h"

struct text_fault {
	const char *where; /* "day_2, sn", "file" */
	const char *message;
	bool note; /* only worth knowing */
};
struct text_faults {
	const struct text_fault *at;
	size_t n, wrong;
};

/*
 * Reads it and holds each text in it against the judge.  ERR_INVALID if something is
 * wrong; the rows are those of a version, without who wrote them and without what is as
 * the pack says it.
 */
MUST_CHECK enum status text_file_read(struct arena *, const struct text_judge *,
    const char *text, size_t len, struct text_wordings_rows *, struct text_faults *);
/* The words of a version; all: also what the pack says where it says nothing. */
const char *text_file_write(
    struct arena *, const struct text_wordings_rows *, bool all);

#endif
