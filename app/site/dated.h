/*
 * dated.h - a client's texts that count from another day than the procedure, and why each
 * comes on its day.
 */

#ifndef SITE_DATED_H
#define SITE_DATED_H

#include "gen/sql.h"
#include "web/request.h"

struct dated {
	const char *moment; /* "Thu 6 Mar, 07:00" */
	const char *counts; /* "3 days after his last visit, Mon 3 Mar" */
	const char *moved; /* why it leaves later than that; "" */
	const char *became; /* "sent", "not sent: he had written" */
	const char *step;
};
struct dated_rows {
	const struct dated *at;
	size_t n;
};

MUST_CHECK enum status dated_show(struct request *, const struct patient_dated_rows *,
    const char *zone, struct dated_rows *);

#endif
