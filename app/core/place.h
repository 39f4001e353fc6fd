/* place.h - facilities: their time zone, hours and numbers. */

#ifndef CORE_PLACE_H
#define CORE_PLACE_H

#include <stdbool.h>

#include "gen/sql.h"

/* Times are local, "07:30". */
struct place_facts {
	const char *name;
	const char *zone; /* IANA name */
	const char *region; /* ISO 3166, "ZW": of phones typed without a country */
	const char *language; /* of its patients, as a rule */
	const char *opens, *closes;
	const char *checkin_time;
	const char *quiet_from, *quiet_until; /* may span midnight */
	const char *emergency_phone; /* told to patients outside the hours */
	bool active;
	int64_t
	    gateway_id; /* the client that comes for its texts; 0: they leave by RapidPro */
};

/* ERR_CONFLICT if the name is taken: tx_constraint() tells. */
MUST_CHECK enum status place_create(
    struct tx *, const struct place_facts *, int64_t *place_id);
/*
 * Planned reminders move with the zone and the hour of check-ins; *moved is how
 * many did.  ERR_CONFLICT also if the record is of another version by now.
 */
MUST_CHECK enum status place_update(struct tx *, int64_t place_id, int32_t version,
    const struct place_facts *, int64_t *moved);

/* The same of the hour of check-ins alone, "17:00" by the facility's clocks. */
MUST_CHECK enum status place_set_hour(
    struct tx *, int64_t place_id, int32_t version, const char *hour, int64_t *moved);

/* The one with this id among them, or NULL. */
const struct place_mine *place_among(const struct place_mine_rows *, int64_t id);

/* Whether both the database and this machine know the zone. */
MUST_CHECK enum status place_zone_known(struct tx *, const char *zone, bool *known);
/* Minutes since midnight of "07:30"; -1 for anything else. */
int place_minutes(const char *time);
/* Whether a moment of the day is within hours that may span midnight. */
bool place_within(int minutes, int from, int until);

#endif
