/*
 * fuzz_dates.c - moments and dates are read as the C library's calendar has
 * them, survive being written, and keep their order.
 */

#include "fuzz.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

#define FIRST INT64_C(-2208988800) /* 1900-01-01 */
#define LAST INT64_C(32503680000) /* 3000-01-01 */

static regex_t moment, date;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (regcomp(&date, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", REG_EXTENDED) != 0 ||
	    regcomp(&moment,
		"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}"
		"([.][0-9]{1,6})?(Z|[-+][0-9]{2}(:?[0-9]{2})?)$",
		REG_EXTENDED) != 0)
		abort();
	return 0;
}

/* Digits that are known to be digits. */
static int
digits(const char *s, size_t len)
{
	char text[8] = { 0 };

	memcpy(text, s, len);
	return (int)strtol(text, NULL, 10);
}

static bool
plain_date(const char *text, struct tm *tm)
{
	struct tm again;

	*tm = (struct tm){ .tm_year = digits(text, 4) - 1900,
		.tm_mon = digits(text + 5, 2) - 1,
		.tm_mday = digits(text + 8, 2) };
	again = *tm;
	(void)timegm(&again);
	return digits(text, 4) > 0 && again.tm_mday == tm->tm_mday &&
	       again.tm_mon == tm->tm_mon;
}

static bool
plain_moment(const char *text, int64_t *at)
{
	regmatch_t match[4];
	struct tm tm;
	int hours = 0, minutes = 0;
	char fraction[7] = "000000";

	if (regexec(&moment, text, 4, match, 0) != 0 || !plain_date(text, &tm))
		return false;
	tm.tm_hour = digits(text + 11, 2);
	tm.tm_min = digits(text + 14, 2);
	tm.tm_sec = digits(text + 17, 2);
	if (tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 59)
		return false;
	if (match[1].rm_so >= 0)
		memcpy(fraction, text + match[1].rm_so + 1,
		    (size_t)(match[1].rm_eo - match[1].rm_so - 1));
	if (text[match[2].rm_so] != 'Z')
		hours = digits(text + match[2].rm_so + 1, 2);
	if (match[3].rm_so >= 0)
		minutes = digits(text + match[3].rm_eo - 2, 2);
	if (hours > 15 || minutes > 59)
		return false;
	hours = (hours * 60 + minutes) * (text[match[2].rm_so] == '-' ? -60 : 60);
	*at = ((int64_t)timegm(&tm) - hours) * SECOND + digits(fraction, 6);
	return *at >= FIRST * SECOND && *at < LAST * SECOND;
}

static void
check_reading(const char *text)
{
	int64_t at = 0, plain = 0, day;
	struct tm tm;
	bool known = clock_parse(text, &at) == OK;

	REQUIRE(known == plain_moment(text, &plain));
	REQUIRE(!known || at == plain);
	known = clock_parse_date(text, &day) == OK;
	REQUIRE(
	    known == (regexec(&date, text, 0, NULL, 0) == 0 && plain_date(text, &tm)));
	REQUIRE(!known || day * 86400 == (int64_t)timegm(&tm));
}

static void
check_moment(struct arena *arena, int64_t at)
{
	struct local_time t = clock_local(at, "UTC");
	const char *iso = clock_iso(arena, at), *next = clock_iso(arena, at + SECOND);
	int64_t again, day_number;

	REQUIRE(clock_parse(iso, &again) == OK && again == at);
	/* As texts they stand in the order of time, to the second. */
	REQUIRE(strncmp(iso, next, 19) < 0);
	REQUIRE(strncmp(iso,
		    arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d", t.year,
			t.month, t.day, t.hour, t.minute, t.second),
		    19) == 0);
	REQUIRE(clock_parse_date(arena_strndup(arena, iso, 10), &day_number) == OK);
	REQUIRE((((day_number + 4) % 7) + 7) % 7 == t.weekday);
}

/* As people type it: what is read is a date, and written so it is read again. */
static void
check_typed(struct arena *arena, const char *text)
{
	char iso[11], again[11];
	enum typed_date read = clock_read_typed(text, iso);
	int64_t day;

	REQUIRE((*iso != '\0') == (read == DATE_SURE || read == DATE_EITHER));
	if (*iso == '\0')
		return;
	REQUIRE(clock_parse_date(iso, &day) == OK);
	REQUIRE(clock_read_typed(iso, again) == DATE_SURE && strcmp(again, iso) == 0);
	/* The other way round it is one only where nobody can tell. */
	text = arena_printf(arena, "%.2s/%.2s/%.4s", iso + 5, iso + 8, iso);
	read = clock_read_typed(text, again);
	if (read == DATE_SURE)
		REQUIRE(strcmp(again, iso) == 0);
	else
		REQUIRE(read == DATE_EITHER || read == DATE_MONTH_FIRST);
}

/* No place on Earth is more than 16 hours from Greenwich, nor ever was. */
static void
check_zone(int64_t at, const char *zone)
{
	struct local_time t = clock_local(at, zone);
	int64_t day = clock_day_number(t.year, t.month, t.day);
	int64_t there = ((day * 24 + t.hour) * 60 + t.minute) * 60 + t.second;
	int64_t here = at / SECOND - (at % SECOND < 0);

	REQUIRE(llabs(there - here) <= 16 * 3600);
	REQUIRE((((day + 4) % 7) + 7) % 7 == t.weekday);
	if (!clock_zone_known(zone))
		REQUIRE(there == here);
}

static void
check_date(int64_t day_number)
{
	int year, month, day;

	clock_civil(day_number, &year, &month, &day);
	REQUIRE(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1);
	REQUIRE(clock_day_number(year, month, day) == day_number);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const zones[] = { "Africa/Cairo", "Africa/Harare",
		"America/New_York", "Australia/Lord_Howe", "Africa/Casablanca" };
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	int64_t at, day_number;

	check_reading(text);
	check_typed(arena, text);
	if (clock_parse(text, &at) == OK)
		check_moment(arena, at);
	if (clock_parse_date(text, &day_number) == OK)
		check_date(day_number);
	if (size >= sizeof at) {
		memcpy(&at, data, sizeof at);
		(void)clock_iso(arena, at);
		(void)clock_local(at, "Africa/Cairo");
		at %= (LAST - 1) * SECOND;
		if (at >= FIRST * SECOND) {
			check_moment(arena, at);
			check_zone(at, zones[data[0] % COUNT_OF(zones)]);
			check_zone(at, text);
		}
	}
	check_zone(0, text);
	arena_free(arena);
	return 0;
}
