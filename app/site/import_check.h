/*
 * import_check.h - each row of a file, checked as the page that registers one client or
 * books one appointment would check it, and against the other rows.
 */

#ifndef SITE_IMPORT_CHECK_H
#define SITE_IMPORT_CHECK_H

#include "core/appointment.h"
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
	/* Of a row without faults, what its file is about. */
	struct registration registration;
	struct appointment_new appointment;
};
struct import_row_rows {
	const struct import_row *at;
	size_t n;
};

struct import_report {
	struct import_row_rows good, faulty, warned; /* the warned are good */
	size_t known; /* others: booked so already, and nothing is to be done */
	/* Lines of the good ones, "2-14,16": what a nurse agrees to. */
	const char *lines;
};

/* ERR_NOT_FOUND if the facility is none of the user's any more. */
typedef enum status import_check_rows(struct request *, int64_t place_id,
    const struct import_file *, struct import_report *);
MUST_CHECK import_check_rows import_check_clients, import_check_appointments;

/* "2-14,16" */
const char *import_lines(struct arena *, const struct import_row_rows *);

#endif
