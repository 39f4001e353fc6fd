/* send_hour_pages.h - what templates/send_hour.html shows. */

#ifndef SITE_SEND_HOUR_PAGES_H
#define SITE_SEND_HOUR_PAGES_H

#include "site/chart.h"
#include "site/field.h"
#include "site/indicator_filter.h"
#include "site/share.h"

#define SEND_HOUR_ENOUGH 100 /* questions, to tell a share */

/* An hour, of all questions or of one facility, language or day. */
struct send_hour {
	const char *group; /* "" of all */
	const char *hour; /* "07:00–07:59" */
	const struct send_hours *row;
	bool enough; /* share is told */
	struct share share;
	const char *rate, *between; /* "41.2 %", "38.1 to 44.4 %" */
	const char *mean_day; /* "5.2" */
};
struct send_hour_rows {
	const struct send_hour *at;
	size_t n;
};

/* A facility whose questions are answered more often at another hour. */
struct send_hour_offer {
	const struct place_hours *place;
	const char *hour; /* "17:00" */
	const struct send_hour *usual, *other;
	bool other_days; /* they were asked on other days of the follow-up */
};
struct send_hour_offers {
	const struct send_hour_offer *at;
	size_t n;
};

struct send_hour_change {
	const struct place_hour_changes *row;
	const char *at;
	bool back; /* it stands as it was set then */
};
struct send_hour_changes {
	const struct send_hour_change *at;
	size_t n;
};

struct send_hour_view {
	struct indicator_filter filter;
	const char *language, *days, *within, *by; /* of the options */
	struct option_rows languages, day_spans, withins, bys;
	const char *words; /* "Questions that left from ... to ..., All facilities" */
	struct send_hour_rows all, rows; /* of all together; and taken apart */
	struct send_hour_rows drawn; /* of all, those with enough questions */
	struct send_hour_offers offers;
	bool decides; /* the administrator */
	struct send_hour_changes changes;
};

/* Before the hour of a facility is changed: what would move. */
struct place_hour_form {
	const char *to; /* as typed */
	int64_t version;
	bool agree;
};
struct place_hour_view {
	const struct place_hours *place;
	struct place_hour_form form;
	struct faults faults;
	bool clash; /* somebody has changed the facility meanwhile */
	bool can; /* nothing is wrong with it */
	int64_t moves; /* texts to come */
};

#endif
