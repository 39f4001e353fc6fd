/* place.c - see place.h. */

#include "core/place.h"

#include <string.h>

#include "base/clock.h"
#include "core/schedule.h"

enum status
place_create(struct tx *tx, const struct place_facts *p, int64_t *place_id)
{
	const struct place_add *row;

	TRY(sql_place_add(tx, p->name, p->zone, p->region, p->language, p->opens,
	    p->closes, p->checkin_time, p->quiet_from, p->quiet_until,
	    p->emergency_phone, &row));
	*place_id = row->id;
	return OK;
}

enum status
place_update(struct tx *tx, int64_t place_id, int32_t version,
    const struct place_facts *p, int64_t *moved)
{
	const struct place_change *row;
	enum status status = sql_place_change(tx, place_id, version, p->name, p->zone,
	    p->region, p->language, p->opens, p->closes, p->checkin_time, p->quiet_from,
	    p->quiet_until, p->emergency_phone, p->active, p->gateway_id, &row);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	return schedule_replan(tx, place_id, moved);
}

enum status
place_set_hour(
    struct tx *tx, int64_t place_id, int32_t version, const char *hour, int64_t *moved)
{
	const struct place_hour_set *row;
	enum status status = sql_place_hour_set(tx, place_id, version, hour, &row);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	return schedule_replan(tx, place_id, moved);
}

enum status
place_zone_known(struct tx *tx, const char *zone, bool *known)
{
	const struct zone_known *row;

	*known = false;
	if (!clock_zone_known(zone))
		return OK;
	TRY(sql_zone_known(tx, zone, &row));
	*known = row->known;
	return OK;
}

static int
two_digits(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + (s[1] - '0');
}

int
place_minutes(const char *time)
{
	int hour, minute;

	if (strlen(time) != 5 || time[2] != ':')
		return -1;
	hour = two_digits(time);
	minute = two_digits(time + 3);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return -1;
	return hour * 60 + minute;
}

bool
place_within(int minutes, int from, int until)
{
	if (from <= until)
		return minutes >= from && minutes < until;
	return minutes >= from || minutes < until;
}

const struct place_mine *
place_among(const struct place_mine_rows *places, int64_t id)
{
	for (size_t i = 0; i < places->n; i++)
		if (places->at[i].id == id)
			return &places->at[i];
	return NULL;
}
