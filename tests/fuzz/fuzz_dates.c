/* fuzz_dates.c - moments and dates survive being written and read again. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_moment(struct arena *arena, int64_t at)
{
	struct local_time t = clock_local(at, "UTC");
	const char *iso = clock_iso(arena, at);
	int64_t again, day_number;

	require(clock_parse(iso, &again) == OK && again == at);
	require(strncmp(iso,
		    arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d", t.year,
			t.month, t.day, t.hour, t.minute, t.second),
		    19) == 0);
	require(clock_parse_date(arena_strndup(arena, iso, 10), &day_number) == OK);
	require((((day_number + 4) % 7) + 7) % 7 == t.weekday);
	t = clock_local(at, "Australia/Lord_Howe");
	require(t.month >= 1 && t.month <= 12 && t.day >= 1 && t.day <= 31);
}

static void
check_date(int64_t day_number)
{
	int year, month, day;

	clock_civil(day_number, &year, &month, &day);
	require(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1);
	require(clock_day_number(year, month, day) == day_number);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int64_t last = clock_day_number(3000, 1, 1) * 24 * HOUR;
	const int64_t first = clock_day_number(1900, 1, 1) * 24 * HOUR;
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	int64_t at, day_number;

	if (clock_parse(text, &at) == OK)
		check_moment(arena, at);
	if (clock_parse_date(text, &day_number) == OK)
		check_date(day_number);
	if (size == sizeof at) {
		memcpy(&at, data, sizeof at);
		(void)clock_iso(arena, at);
		(void)clock_local(at, "Africa/Cairo");
		if (at >= first && at < last)
			check_moment(arena, at);
	}
	(void)clock_zone_known(text);
	(void)clock_local(0, text);
	arena_free(arena);
	return 0;
}
