/*
 * phone.h - phone numbers, through Google's libphonenumber.
 *
 * Numbers are kept as E.164 ("+263771234567").  A region is an ISO 3166 code
 * ("ZW"): it says how a number typed without its country is meant.
 */

#ifndef EXT_PHONE_H
#define EXT_PHONE_H

#include "base/arena.h"

enum phone_kind { PHONE_OTHER, PHONE_MOBILE, PHONE_FIXED, PHONE_FIXED_OR_MOBILE };

enum phone_fault {
	PHONE_GOOD,
	PHONE_EMPTY,
	PHONE_NOT_A_NUMBER, /* letters, a plus inside, no digits, an unknown country */
	PHONE_TOO_SHORT,
	PHONE_TOO_LONG,
	/*
	 * The length is right, but its country has given out no such number, as
	 * far as the library knows.  The structure is filled all the same:
	 * countries open new ranges faster than libraries learn of them.
	 */
	PHONE_NOT_VALID
};

struct phone {
	const char *e164;
	const char *national; /* grouped, as dialled inside its country */
	const char *international; /* grouped */
	const char *region; /* of the number itself; "" if no country's */
	enum phone_kind kind;
};

/*
 * Reads a number in any local or international form, digits of any script.
 * All texts of ${phone} are "" unless it is good or not valid; they live in
 * the arena.
 */
MUST_CHECK enum phone_fault phone_read(
    struct arena *, const char *typed, const char *region, struct phone *);

/* As dialled in its own country, else international; what is no E.164 as it is. */
const char *phone_shown(struct arena *, const char *e164, const char *home_region);

/*
 * The digits to look for within stored numbers when somebody has typed all of
 * one or a part: without separators and without "+", "00" or the leading 0.
 * "" if there is anything else in it, so that it is a name.
 */
const char *phone_digits(struct arena *, const char *typed);
/* The same for a search by names and phones at once: "" for fewer than four. */
const char *phone_sought(struct arena *, const char *typed);

/* The country of an IANA zone, or "" if it has none. */
const char *phone_region_of_zone(struct arena *, const char *zone);

#endif
