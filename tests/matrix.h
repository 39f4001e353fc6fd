/* matrix.h - who and what tests/matrix.sql adds to the site's three facilities. */

#ifndef MATRIX_H
#define MATRIX_H

#include "site_test.h"

/* clang-format off */
enum {
	MAZOWE = 104, /* the district above Riverside and Hillview */
	CLOSED = 106, /* a facility that is no longer used */
	REMOVED_PLACE = 107, /* ids of what is not there any more */

	TARIRO = 208, /* supervisor of Gomo alone */
	DISABLED = 209, /* nurse at Riverside; her session was open when it happened */
	ASLEEP = 210, /* nurse at Riverside; her session is 21 minutes idle */
	DORA = 211, /* nurse at the district itself */
	REMOVED = 212,
	PLACELESS = 213 /* a nurse without a facility */
};
/* clang-format on */

/* Everybody who might ask, and where he works. */
struct person {
	const char *name;
	int64_t id;
	char role; /* '-': nobody knows him */
	int64_t place, patient; /* one of his, for forms */
	const char *places; /* all of his, as SQL writes them */
};
extern const struct person people[];
extern const size_t people_count;

bool works_at(const struct person *, int64_t place);

/* Everything anew, by people who are all signed in, or were. */
void matrix_begin(void);

/* From here matrix_settle() knows how everything was. */
void matrix_keep(void);
/*
 * Puts everything back.  Returns the tables that had changed, with a blank
 * between; *strange is what this person's questions did to rows that are none
 * of his business, "" if nothing.  What is about the client that he may give
 * to others (0: none) is his business.
 */
const char *matrix_settle(const struct person *, int64_t given, const char **strange);
void matrix_end(void);

#endif
