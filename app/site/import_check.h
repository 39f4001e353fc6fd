/*
 * import_check.h - each row of a file of clients, checked as the page that
 * registers one would check it, and against the other rows.
 */

#ifndef SITE_IMPORT_CHECK_H
#define SITE_IMPORT_CHECK_H

#include "core/registration.h"
#include "site/import_file.h"
#include "site/register_form.h"
#include "web/request.h"

struct import_row {
	const struct import_line *line;
	const char *name; /* "Tinashe Moyo" */
	const char *phone; /* as dialled there, or as typed */
	const char *words; /* what is to be mended, a sentence or more; "" if nothing */
	const char *warning; /* what should be known all the same; "" if nothing */
	struct registration registration; /* of a row without faults */
};
struct import_row_rows {
	const struct import_row *at;
	size_t n;
};

struct import_report {
	struct import_row_rows good, faulty, warned; /* the warned are good */
	/* Lines of the good ones, "2-14,16": what a nurse agrees to. */
	const char *lines;
};

/* ERR_NOT_FOUND if the facility is none of the user's any more. */
MUST_CHECK enum status import_check(struct request *, int64_t place_id,
    const struct import_file *, struct import_report *);

#endif
