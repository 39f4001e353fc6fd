/* place_pages.h - what templates/place.html shows. */

#ifndef SITE_PLACE_PAGES_H
#define SITE_PLACE_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/input.h"

struct place_form {
	const char *name, *zone, *region, *language;
	const char *opens, *closes, *checkin_time, *quiet_from, *quiet_until;
	const char *emergency_phone;
	bool closed;
	const char *gateway; /* the id of the client; "": RapidPro */
	int64_t version;
};

struct place_view {
	const struct place_get *place; /* NULL while it is new */
	struct place_form form;
	struct option_rows languages, gateways;
	struct faults faults;
	bool clash;
	const char *tells; /* words of its name that tell; "" */
};

#endif
