/* register_pages.h - what templates/registered.html shows. */

#ifndef SITE_REGISTER_PAGES_H
#define SITE_REGISTER_PAGES_H

#include "gen/sql.h"
#include "web/input.h"
#include "web/request.h"

struct registered_view {
	const struct patient_registered *patient;
	const struct faults *faults;
	const char *facts; /* "27 years, Shona" */
	const char *phone; /* as dialled */
	const char *next; /* "First check-in Tue 24 Nov, 07:00" */
	const char *sent; /* "to 077 555 0193, 08:02" */
	const char *reason; /* why it did not arrive */
	int64_t until; /* the script stops asking then */
	bool waits; /* it may still arrive */
	bool late; /* and should have by now */
	bool failed;
};

#endif
