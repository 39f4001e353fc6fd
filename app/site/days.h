/* days.h - the strip of a follow-up: what became of each of its days. */

#ifndef SITE_DAYS_H
#define SITE_DAYS_H

#include <stdbool.h>

#include "gen/sql.h"
#include "web/request.h"

struct day {
	int number; /* 0 is the day of the procedure */
	const char *kind; /* "green", "solid", "amber", "red", "off" or "" */
	const char *mark; /* "0", "1", "?", "-", "!", "×", or the weekday */
	const char *words; /* the same, and why, for those who do not see colours */
	bool today;
};
struct day_rows {
	const struct day *at;
	size_t n;
};

/* One for each day from 0 to the workflow's last. */
void days_strip(struct request *, const struct patient_days_rows *,
    const char *anchor_date, const char *zone, struct day_rows *);

/* Why something was not sent, in words; what is no code of ours as it is. */
const char *days_reason(const char *code);

#endif
