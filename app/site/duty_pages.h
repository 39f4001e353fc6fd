/* duty_pages.h - what templates/duty.html and templates/roster.html show. */

#ifndef SITE_DUTY_PAGES_H
#define SITE_DUTY_PAGES_H

#include "gen/sql.h"
#include "site/field.h"

struct duty_form {
	int64_t to;
	const char *note;
};

/* What somebody asks of the reader, with his cases at this moment. */
struct duty_offer {
	const struct duty_asked *row;
	struct duty_asked_cases_rows cases;
};
struct duty_offers {
	const struct duty_offer *at;
	size_t n;
};

struct duty_view {
	struct duty_here_rows here;
	struct duty_gaps_rows gaps;
	struct duty_cases_rows cases; /* the reader's own */
	struct duty_offers offers;
	const struct duty_asked *asked; /* by the reader, or NULL */
	struct duty_answered_rows answered;
	struct escalation_people_rows people;
	struct duty_form form;
	struct faults faults;
	const char *reason; /* for refusing, as typed */
	int64_t user_id;
	const char *region, *zone; /* of the reader */
};

/* As typed. */
struct roster_form {
	int64_t user, rank;
	const char *first, *last; /* days */
	const char *from, *until; /* "16:30" */
};

struct roster_view {
	struct duty_places_rows places;
	struct duty_people_rows people;
	struct duty_week_rows week;
	struct duty_gaps_rows gaps;
	const bool *ticked; /* of each place */
	const struct duty_places *place; /* whose week is shown; NULL: there is none */
	const char *monday, *before, *after; /* "2026-11-23" */
	struct roster_form form;
	struct faults faults;
};

/* "First on duty". */
const char *duty_rank(int32_t rank);
/* Why somebody was told: "on duty". */
const char *duty_why(const char *why);
/* Of which clock: "to act", "to decide". */
const char *duty_clock(const char *clock);
/* "2 taken over. Left: 1 was closed, 1 is of a facility that is not hers." */
const char *duty_became(struct arena *, const struct duty_answered *);

#endif
