/* consent_pages.h - what templates/consent.html shows. */

#ifndef SITE_CONSENT_PAGES_H
#define SITE_CONSENT_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/input.h"

struct consent_form {
	const char *who, *language, *how, *name;
	const char *given; /* "yes" or "no" */
};

/* One whose consent is needed, and what there is of it. */
struct consent_item {
	const struct consent_state *row;
	const char *who; /* "The client", "His guardian" */
	const char
	    *words; /* "Agreed on 1 March 2031 to version 2026-1 in English, ..." */
	const char *wanted; /* what is to be done about it; "" */
};
struct consent_items {
	const struct consent_item *at;
	size_t n;
};

/* When his messages were stopped, by whom and why, and until when. */
struct consent_stop {
	const char *words;
};
struct consent_stops {
	const struct consent_stop *at;
	size_t n;
};

struct consent_view {
	const struct patient_get *patient;
	const char *name, *version;
	struct consent_items items;
	struct consent_stops stops;
	struct option_rows who, languages, hows;
	struct consent_form form;
	struct faults faults;
	bool active; /* in follow-up: something can be said of it */
};

#endif
