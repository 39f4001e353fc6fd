/* outbound_cron.c - when a push leaves that does not leave at once: see outbound.h. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "core/outbound.h"

#define DAYS_MAX (8 * 366) /* the 29th of February comes at least so often */
#define DAY_MINUTES (24 * 60)

struct field {
	const char *name;
	int from, to;
	const char *const *words; /* of from, from + 1 ... */
	size_t nwords;
};

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul",
	"aug", "sep", "oct", "nov", "dec" };
static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu", "fri",
	"sat" };

enum { MINUTE_FIELD, HOUR_FIELD, DAY_FIELD, MONTH_FIELD, WEEKDAY_FIELD, FIELDS };
static const struct field fields[FIELDS] = {
	{ "minute", 0, 59, NULL, 0 },
	{ "hour", 0, 23, NULL, 0 },
	{ "day", 1, 31, NULL, 0 },
	{ "month", 1, 12, months, COUNT_OF(months) },
	{ "weekday", 0, 7, weekdays, COUNT_OF(weekdays) },
};

struct cron {
	uint64_t set[FIELDS];
	bool any[FIELDS]; /* it was written as a star */
};

/* A number or a name at *at, moving past it; -1 if it is none of this field. */
static int
read_value(const struct field *field, const char **at)
{
	size_t len = strspn(*at, "0123456789");
	int value = -1;

	if (len > 0 && len <= 2) {
		value = (int)strtol(*at, NULL, 10);
		*at += len;
		return value >= field->from && value <= field->to ? value : -1;
	}
	for (size_t i = 0; len == 0 && i < field->nwords && value < 0; i++)
		if (strncasecmp(*at, field->words[i], 3) == 0)
			value = field->from + (int)i;
	if (value >= 0)
		*at += 3;
	return value;
}

/* "*", "5", "1-5", each perhaps with a step behind it. */
static bool
read_range(const struct field *field, const char *text, uint64_t *set)
{
	int from = field->from, to = field->to;
	long step = 1;
	bool one = false;

	if (*text == '*') {
		text++;
	} else {
		from = to = read_value(field, &text);
		one = *text != '-';
		if (!one) {
			text++;
			to = read_value(field, &text);
		}
	}
	if (from < 0 || to < from)
		return false;
	if (*text == '/') {
		char *end;

		text++;
		step = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
		if (step < 1 || step > 59)
			return false;
		text = end;
		to = one ? field->to : to;
	}
	for (int i = from; i <= to; i += (int)step)
		*set |= UINT64_C(1) << i;
	return *text == '\0';
}

static bool
read_field(
    struct arena *arena, const struct field *field, const char *text, uint64_t *set)
{
	char *rest = arena_strdup(arena, text), *one;

	*set = 0;
	while ((one = strsep(&rest, ",")) != NULL)
		if (!read_range(field, one, set))
			return false;
	return true;
}

/* NULL, or what is wrong. */
static const char *
read_cron(struct arena *arena, const char *text, struct cron *cron)
{
	char *rest = arena_strdup(arena, text), *one;
	size_t n = 0;

	while ((one = strsep(&rest, " \t")) != NULL) {
		if (*one == '\0')
			continue;
		if (n == FIELDS)
			return "it has more than the five fields minute, hour, day, "
			       "month and weekday";
		if (!read_field(arena, &fields[n], one, &cron->set[n]))
			return arena_printf(arena,
			    "\"%.40s\" is no %s: write *, a number from %d to %d, a "
			    "range or a list of them, with a step such as */15",
			    one, fields[n].name, fields[n].from, fields[n].to);
		cron->any[n] = *one == '*';
		n++;
	}
	if (n < FIELDS)
		return "it has fewer than the five fields minute, hour, day, month and "
		       "weekday";
	/* Sunday is 0 and 7. */
	if ((cron->set[WEEKDAY_FIELD] & UINT64_C(1) << 7) != 0)
		cron->set[WEEKDAY_FIELD] |= 1;
	return NULL;
}

static bool
has(const struct cron *cron, int field, int value)
{
	return (cron->set[field] & UINT64_C(1) << value) != 0;
}

/* Of day and weekday both count if both are named: then either will do. */
static bool
has_day(const struct cron *cron, int64_t day_number)
{
	int year, month, day, weekday = (int)((day_number % 7 + 11) % 7);
	bool by_day, by_weekday;

	clock_civil(day_number, &year, &month, &day);
	if (!has(cron, MONTH_FIELD, month))
		return false;
	by_day = has(cron, DAY_FIELD, day);
	by_weekday = has(cron, WEEKDAY_FIELD, weekday);
	if (cron->any[DAY_FIELD] || cron->any[WEEKDAY_FIELD])
		return by_day && by_weekday;
	return by_day || by_weekday;
}

/* The first moment at which the clocks of a zone show so many seconds, or more. */
static int64_t
first_at(const struct zone_change *changes, size_t n, int64_t wall)
{
	for (size_t i = 0; i < n; i++) {
		int64_t at = wall - changes[i].offset;

		if (i > 0 && at < changes[i].at)
			at = changes[i].at;
		if (i + 1 == n || at < changes[i + 1].at)
			return at * SECOND;
	}
	return wall * SECOND;
}

const char *
outbound_cron_fault(struct arena *arena, const char *text)
{
	struct cron cron = { .any = { false } };
	const char *fault = read_cron(arena, text, &cron);

	if (fault != NULL)
		return fault;
	for (int64_t day = 0; day < DAYS_MAX; day++)
		if (has_day(&cron, day))
			return NULL;
	return "there is no such day";
}

int64_t
outbound_cron_next(struct arena *arena, const char *text, int64_t at, const char *zone)
{
	struct cron cron = { .any = { false } };
	const struct zone_change *changes;
	int64_t day = clock_local_day(at, zone);
	size_t n;

	if (read_cron(arena, text, &cron) != NULL)
		return at;
	changes = clock_changes(arena, zone, &n);
	for (int64_t end = day + DAYS_MAX; day <= end; day++) {
		if (!has_day(&cron, day))
			continue;
		for (int minute = 0; minute < DAY_MINUTES; minute++) {
			int64_t moment;

			if (!has(&cron, HOUR_FIELD, minute / 60) ||
			    !has(&cron, MINUTE_FIELD, minute % 60))
				continue;
			moment = first_at(
			    changes, n, day * 24 * 3600 + (int64_t)minute * 60);
			if (moment >= at)
				return moment;
		}
	}
	return at;
}
