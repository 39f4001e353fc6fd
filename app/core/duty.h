/*
 * duty.h - who is on duty for the cases of a facility, and handing that over.
 *
 * Shifts have a person, an order (first, second, third) and two moments; they are typed
 * by the clocks of the facility.  Duty is handed over when the other accepts: the rest of
 * the shifts of that moment and the open cases are hers from then on.  docs/escalation.md.
 */

#ifndef CORE_DUTY_H
#define CORE_DUTY_H

#include "gen/sql.h"

#define DUTY_ASK_HOURS 12 /* then nobody can accept it any more */

/* The facilities of whoever asks, as an array for queries. */
MUST_CHECK enum status duty_places_of(struct tx *, const char **places);

/* ERR_CONFLICT: she has asked somebody already. */
MUST_CHECK enum status duty_ask(
    struct tx *, int64_t from_id, int64_t to_id, const char *note);
/*
 * Once, by whoever was asked; what she had asked others herself is void.  ERR_NOT_FOUND
 * for what is not hers to know, ERR_CONFLICT if it is answered or too old.
 */
MUST_CHECK enum status duty_accept(struct tx *, int64_t id, int64_t user_id);
MUST_CHECK enum status duty_refuse(struct tx *, int64_t id, const char *reason);
/* By whoever asked. */
MUST_CHECK enum status duty_withdraw(struct tx *, int64_t id);

struct duty_plan {
	const int64_t *places;
	size_t nplaces;
	int64_t user_id, by;
	int32_t rank;
	const char *first, *last; /* days of the facilities' calendar */
	const char *from,
	    *until; /* by their clocks; not later than from: the next day */
};
/*
 * A shift on each of the days at each of the places, all or none: with ERR_CONFLICT
 * ${against} says what stands against it.  *planned may be 0: all of it is past.
 */
MUST_CHECK enum status duty_plan(struct tx *, const struct duty_plan *,
    struct duty_clash_rows *against, size_t *planned);

#endif
