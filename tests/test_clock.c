/* test_clock.c - moments, days and local times. */

#include "tests.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static const struct {
	const char *at, *zone, *local;
	int weekday;
} local_cases[] = {
	{ "2026-11-21T06:00:00Z", "Africa/Harare", "2026-11-21 08:00:00", 6 },
	/* either side of midnight, a month's end and a year's end */
	{ "2026-11-20T21:59:59Z", "Africa/Harare", "2026-11-20 23:59:59", 5 },
	{ "2026-11-20T22:00:00Z", "Africa/Harare", "2026-11-21 00:00:00", 6 },
	{ "2026-11-30T22:00:00Z", "Africa/Harare", "2026-12-01 00:00:00", 2 },
	{ "2026-12-31T21:59:59.999999Z", "Africa/Harare", "2026-12-31 23:59:59", 4 },
	{ "2026-12-31T22:00:00Z", "Africa/Harare", "2027-01-01 00:00:00", 5 },
	/* leap days */
	{ "2028-02-28T22:00:00Z", "Africa/Harare", "2028-02-29 00:00:00", 2 },
	{ "2027-02-28T22:00:00Z", "Africa/Harare", "2027-03-01 00:00:00", 1 },
	{ "2000-02-29T12:00:00Z", "UTC", "2000-02-29 12:00:00", 2 },
	/* before the epoch */
	{ "1969-12-31T23:59:59.5Z", "UTC", "1969-12-31 23:59:59", 3 },
	/* Cairo went forward at midnight on 28 April 2023 and back at 24:00 */
	{ "2023-04-27T21:59:59Z", "Africa/Cairo", "2023-04-27 23:59:59", 4 },
	{ "2023-04-27T22:00:00Z", "Africa/Cairo", "2023-04-28 01:00:00", 5 },
	{ "2023-10-26T20:59:59Z", "Africa/Cairo", "2023-10-26 23:59:59", 4 },
	{ "2023-10-26T21:00:00Z", "Africa/Cairo", "2023-10-26 23:00:00", 4 },
	/* Casablanca leaves +01 for Ramadan */
	{ "2023-03-19T01:59:59Z", "Africa/Casablanca", "2023-03-19 02:59:59", 0 },
	{ "2023-03-19T02:00:00Z", "Africa/Casablanca", "2023-03-19 02:00:00", 0 },
	{ "2023-04-23T01:59:59Z", "Africa/Casablanca", "2023-04-23 01:59:59", 0 },
	{ "2023-04-23T02:00:00Z", "Africa/Casablanca", "2023-04-23 03:00:00", 0 },
	{ "2024-03-10T06:59:59Z", "America/New_York", "2024-03-10 01:59:59", 0 },
	{ "2024-03-10T07:00:00Z", "America/New_York", "2024-03-10 03:00:00", 0 },
	{ "2024-11-03T06:00:00Z", "America/New_York", "2024-11-03 01:00:00", 0 },
	/* Lord Howe moves by half an hour */
	{ "2024-10-05T15:29:59Z", "Australia/Lord_Howe", "2024-10-06 01:59:59", 0 },
	{ "2024-10-05T15:30:00Z", "Australia/Lord_Howe", "2024-10-06 02:30:00", 0 },
	{ "2024-04-06T15:00:00Z", "Australia/Lord_Howe", "2024-04-07 01:30:00", 0 },
	{ "2026-11-21T06:00:00Z", "Asia/Kathmandu", "2026-11-21 11:45:00", 6 },
	/* unknown zones are UTC, and so is what could be taken for a rule or a path */
	{ "2026-11-21T06:00:00Z", "Africa/Nowhere", "2026-11-21 06:00:00", 6 },
	{ "2026-11-21T06:00:00Z", "", "2026-11-21 06:00:00", 6 },
	{ "2026-11-21T06:00:00Z", "XYZ5", "2026-11-21 06:00:00", 6 },
	{ "2026-11-21T06:00:00Z", "<A>-3", "2026-11-21 06:00:00", 6 },
	{ "2026-11-21T06:00:00Z", "../zoneinfo/Africa/Harare", "2026-11-21 06:00:00",
	    6 },
	{ "2026-11-21T06:00:00Z", "Africa", "2026-11-21 06:00:00", 6 },
};

START_TEST(shows_local_time)
{
	struct arena *a = arena_new();
	struct local_time t;
	int64_t at;

	ck_assert_int_eq(clock_parse(local_cases[_i].at, &at), OK);
	t = clock_local(at, local_cases[_i].zone);
	ck_assert_str_eq(arena_printf(a, "%04d-%02d-%02d %02d:%02d:%02d", t.year,
			     t.month, t.day, t.hour, t.minute, t.second),
	    local_cases[_i].local);
	ck_assert_int_eq(t.weekday, local_cases[_i].weekday);
	arena_free(a);
}
END_TEST

START_TEST(zones_are_switched_and_remembered)
{
	int64_t at;

	ck_assert_int_eq(clock_parse("2026-07-01T12:00:00Z", &at), OK);
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(clock_local(at, "Africa/Harare").hour, 14);
		ck_assert_int_eq(clock_local(at, "Africa/Nowhere").hour, 12);
		ck_assert_int_eq(clock_local(at, "Africa/Nairobi").hour, 15);
		ck_assert_int_eq(clock_local(at, "America/New_York").hour, 8);
	}
	for (int i = 0; i < 100000; i++)
		ck_assert_int_eq(clock_local(at, "Africa/Harare").hour, 14);
}
END_TEST

/* What the C library says of a year, every 10 minutes; its zone is put back. */
#define A_YEAR (365 * 24 * 6)
static struct tm *
year_by_library(const char *zone, time_t from)
{
	struct tm *all = calloc(A_YEAR, sizeof *all);
	const char *was = getenv("TZ");
	char *before = was != NULL ? strdup(was) : NULL;

	ck_assert_ptr_nonnull(all);
	(void)setenv("TZ", zone, 1);
	tzset();
	for (time_t i = 0; i < A_YEAR; i++) {
		time_t at = from + 600 * i;

		(void)localtime_r(&at, &all[i]);
	}
	if (before != NULL)
		(void)setenv("TZ", before, 1);
	else
		(void)unsetenv("TZ");
	tzset();
	free(before);
	return all;
}

static const struct {
	const char *zone, *from;
} years[] = {
	{ "Africa/Harare", "2026-01-01T00:00:00Z" },
	{ "Africa/Cairo", "2023-01-01T00:00:00Z" },
	{ "Africa/Casablanca", "2035-01-01T00:00:00Z" },
	{ "Africa/Monrovia", "1971-06-01T00:00:00Z" }, /* on by 44 min 30 s */
	{ "America/New_York", "2045-01-01T00:00:00Z" },
	{ "Antarctica/Troll", "2026-01-01T00:00:00Z" }, /* by two hours */
	{ "Australia/Lord_Howe", "2026-01-01T00:00:00Z" }, /* by half an hour */
	{ "Pacific/Apia", "2011-06-01T00:00:00Z" }, /* 30 December was left out */
};

START_TEST(whole_years_are_as_the_library_has_them)
{
	const char *zone = years[_i].zone;
	struct tm *all;
	int64_t from;

	ck_assert_int_eq(clock_parse(years[_i].from, &from), OK);
	all = year_by_library(zone, (time_t)(from / SECOND));
	for (int round = 0; round < 2; round++)
		for (int64_t i = 0; i < A_YEAR; i++) {
			struct local_time t = clock_local(from + 10 * MINUTE * i, zone);
			const struct tm *tm = &all[i];

			if (t.year == tm->tm_year + 1900 && t.month == tm->tm_mon + 1 &&
			    t.day == tm->tm_mday && t.hour == tm->tm_hour &&
			    t.minute == tm->tm_min && t.second == tm->tm_sec &&
			    t.weekday == tm->tm_wday &&
			    clock_local_day(from + 10 * MINUTE * i, zone) ==
				clock_day_number(t.year, t.month, t.day))
				continue;
			ck_abort_msg("%s, 10 minutes %d times after %s", zone, (int)i,
			    years[_i].from);
		}
	free(all);
}
END_TEST

static const struct {
	const char *text, *iso; /* iso NULL: refused */
} parse_cases[] = {
	{ "2026-11-21T06:00:00.123456Z", "2026-11-21T06:00:00.123456Z" },
	{ "2026-11-21T06:00:00Z", "2026-11-21T06:00:00Z" },
	{ "2026-11-21 06:00:00Z", "2026-11-21T06:00:00Z" },
	{ "2026-11-21T06:00:00.1Z", "2026-11-21T06:00:00.100000Z" },
	{ "2026-11-21T06:00:00.000001Z", "2026-11-21T06:00:00.000001Z" },
	{ "2026-11-21T06:00:00.000000Z", "2026-11-21T06:00:00Z" },
	{ "2026-11-21T06:00:00+02:00", "2026-11-21T04:00:00Z" },
	{ "2026-11-21 06:00:00.5+00", "2026-11-21T06:00:00.500000Z" },
	{ "2026-11-21T06:00:00-0530", "2026-11-21T11:30:00Z" },
	{ "2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z" },
	{ "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z" },
	{ "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z" },
	{ "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z" },
	{ "1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z" },
	{ "2999-12-31T23:59:59.999999Z", "2999-12-31T23:59:59.999999Z" },
	{ "1899-12-31T23:59:59Z", NULL },
	{ "1900-01-01T00:00:00+00:01", NULL },
	{ "3000-01-01T00:00:00Z", NULL },
	{ "2999-12-31T23:59:59-01:00", NULL },
	{ NULL, NULL },
	{ "", NULL },
	{ "2026-11-21", NULL },
	{ "2026-11-21T06:00:00", NULL },
	{ "2026-11-21T06:00Z", NULL },
	{ "2026-11-21t06:00:00z", NULL },
	{ "2026-11-21  06:00:00Z", NULL },
	{ "2026-11-21T06:00:00.Z", NULL },
	{ "2026-11-21T06:00:00.1234567Z", NULL },
	{ "2026-11-21T06:00:00,5Z", NULL },
	{ "2026-11-21T06:00:00 Z", NULL },
	{ "2026-11-21T06:00:00Z ", NULL },
	{ " 2026-11-21T06:00:00Z", NULL },
	{ "2026-11-21T06:00:00+2:00", NULL },
	{ "2026-11-21T06:00:00+02:", NULL },
	{ "2026-11-21T06:00:00+16:00", NULL },
	{ "2026-11-21T06:00:00+02:60", NULL },
	{ "2026-11-21T06:00:00+02:00:00", NULL },
	{ "2026-11-21T24:00:00Z", NULL },
	{ "2026-11-21T06:60:00Z", NULL },
	{ "2026-11-21T06:00:60Z", NULL },
	{ "2026-02-29T06:00:00Z", NULL },
	{ "2026-13-01T06:00:00Z", NULL },
	{ "2026-00-01T06:00:00Z", NULL },
	{ "2026-01-00T06:00:00Z", NULL },
	{ "+026-01-01T06:00:00Z", NULL },
	{ "2026-1-1T06:00:00Z", NULL },
	{ "2026-01-01T-6:00:00Z", NULL },
};

START_TEST(parses_moments)
{
	struct arena *a = arena_new();
	int64_t at = 7;
	enum status status = clock_parse(parse_cases[_i].text, &at);

	if (parse_cases[_i].iso == NULL) {
		ck_assert_int_eq(status, ERR_INVALID);
		ck_assert_int_eq(at, 7);
	} else {
		ck_assert_int_eq(status, OK);
		ck_assert_str_eq(clock_iso(a, at), parse_cases[_i].iso);
	}
	arena_free(a);
}
END_TEST

static const struct {
	const char *text;
	bool good;
	int64_t day_number;
} date_cases[] = {
	{ "1970-01-01", true, 0 },
	{ "1969-12-31", true, -1 },
	{ "1970-03-01", true, 59 },
	{ "2000-02-29", true, 11016 },
	{ "2026-11-21", true, 20778 },
	{ "2028-02-29", true, 21243 },
	{ "1600-02-29", true, -135081 },
	{ "0001-01-01", true, -719162 },
	{ "9999-12-31", true, 2932896 },
	{ "2026-02-29", false, 0 },
	{ "2100-02-29", false, 0 },
	{ "1900-02-29", false, 0 },
	{ "2026-04-31", false, 0 },
	{ "2026-02-30", false, 0 },
	{ "2026-01-32", false, 0 },
	{ "2026-00-10", false, 0 },
	{ "2026-13-10", false, 0 },
	{ "0000-01-01", false, 0 },
	{ "21/11/2026", false, 0 },
	{ "2026-11-21 ", false, 0 },
	{ "2026-11-21T06:00:00Z", false, 0 },
	{ "26-11-21", false, 0 },
	{ "", false, 0 },
	{ NULL, false, 0 },
};

START_TEST(parses_dates)
{
	int64_t day_number = 7;
	enum status status = clock_parse_date(date_cases[_i].text, &day_number);

	ck_assert_int_eq(status, date_cases[_i].good ? OK : ERR_INVALID);
	ck_assert_int_eq(
	    day_number, date_cases[_i].good ? date_cases[_i].day_number : 7);
}
END_TEST

START_TEST(days_follow_one_another)
{
	int year, month, day, y = 1599, m = 12, d = 31;
	int64_t n = clock_day_number(1600, 1, 1);

	for (; n < clock_day_number(2500, 1, 1); n++) {
		clock_civil(n, &year, &month, &day);
		ck_assert_int_eq(clock_day_number(year, month, day), n);
		if (day != 1) {
			ck_assert_int_eq(day, d + 1);
			ck_assert_int_eq(month, m);
		} else {
			ck_assert_int_ge(d, 28);
			ck_assert_int_eq(month, m % 12 + 1);
			ck_assert_int_eq(year, y + (month == 1));
		}
		y = year;
		m = month;
		d = day;
	}
}
END_TEST

START_TEST(reads_typed_dates)
{
	static const struct {
		const char *text, *iso;
		enum typed_date read;
	} dates[] = {
		{ "2026-11-21", "2026-11-21", DATE_SURE },
		{ "2026/11/21", "2026-11-21", DATE_SURE },
		{ "2026-1-3", "2026-01-03", DATE_SURE },
		{ "21/11/2026", "2026-11-21", DATE_SURE },
		{ "21-11-2026", "2026-11-21", DATE_SURE },
		{ "21.11.2026", "2026-11-21", DATE_SURE },
		{ "29/2/2028", "2028-02-29", DATE_SURE },
		{ "4/4/2026", "2026-04-04", DATE_SURE },
		/* The day first, whatever else it might be. */
		{ "3/4/2026", "2026-04-03", DATE_EITHER },
		{ "03.12.2026", "2026-12-03", DATE_EITHER },
		{ "11/21/2026", "", DATE_MONTH_FIRST },
		{ "2/29/2028", "", DATE_MONTH_FIRST },
		{ "29/2/2026", "", DATE_NONE },
		{ "31/4/2026", "", DATE_NONE },
		{ "2026-21-11", "", DATE_NONE },
		{ "2026-11/21", "", DATE_NONE },
		{ "21/11-2026", "", DATE_NONE },
		{ "21/11/26", "", DATE_NONE },
		{ "0/1/2026", "", DATE_NONE },
		{ "21/11/2026 ", "", DATE_NONE },
		{ "21/11/2026 00:00", "", DATE_NONE },
		{ "021/11/2026", "", DATE_NONE },
		{ "21/11/02026", "", DATE_NONE },
		{ "1/1/0000", "", DATE_NONE },
		{ "21 Nov 2026", "", DATE_NONE },
		{ "46347", "", DATE_NONE },
		{ "", "", DATE_NONE },
	};
	char iso[11];

	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
		ck_assert_msg(clock_read_typed(dates[i].text, iso) == dates[i].read,
		    "%s", dates[i].text);
		ck_assert_str_eq(iso, dates[i].iso);
	}
}
END_TEST

START_TEST(knows_zones)
{
	ck_assert(clock_zone_known("Africa/Harare"));
	ck_assert(clock_zone_known("UTC"));
	ck_assert(clock_zone_known("America/Argentina/Buenos_Aires"));
	ck_assert(!clock_zone_known("zone.tab"));
	ck_assert(!clock_zone_known("tzdata.zi"));
	ck_assert(!clock_zone_known("Africa"));
	ck_assert(!clock_zone_known("Harare"));
	ck_assert(!clock_zone_known("/etc/localtime"));
	ck_assert(!clock_zone_known(""));
}
END_TEST

/* A process that can open no more files does not go on with the hours of UTC. */
START_TEST(never_takes_utc_for_a_zone_it_cannot_read)
{
	const struct rlimit none = { 0, 0 };
	pid_t pid = fork();
	int code;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (setrlimit(RLIMIT_NOFILE, &none) != 0)
			_exit(2);
		_exit(clock_local(0, "Africa/Harare").hour == 2);
	}
	ck_assert_int_eq(waitpid(pid, &code, 0), pid);
	ck_assert(WIFSIGNALED(code));
	ck_assert_int_eq(WTERMSIG(code), SIGABRT);
}
END_TEST

START_TEST(clocks_run)
{
	int64_t before = clock_monotonic();
	int64_t wall = clock_wall();

	ck_assert_int_ge(clock_monotonic(), before);
	ck_assert_int_gt(wall, clock_day_number(2024, 1, 1) * 24 * HOUR);
	ck_assert_int_lt(wall, clock_day_number(2999, 1, 1) * 24 * HOUR);
}
END_TEST

START_TEST(writes_any_moment)
{
	struct arena *a = arena_new();

	ck_assert_str_eq(clock_iso(a, -1), "1969-12-31T23:59:59.999999Z");
	ck_assert_str_eq(clock_iso(a, INT64_MAX), "294247-01-10T04:00:54.775807Z");
	ck_assert_str_eq(clock_iso(a, INT64_MIN), "-290308-12-21T19:59:05.224192Z");
	ck_assert_int_eq(clock_local(INT64_MIN, "UTC").year, -290308);
	arena_free(a);
}
END_TEST

START_TEST(writes_a_date_where_it_is_one)
{
	struct arena *a = arena_new();
	/* 2026-11-30 22:30 UTC */
	int64_t at =
	    clock_day_number(2026, 11, 30) * 24 * HOUR + 22 * HOUR + 30 * MINUTE;

	ck_assert_str_eq(clock_date(a, clock_day_number(2028, 2, 29)), "2028-02-29");
	ck_assert_str_eq(clock_local_date(a, at, "UTC"), "2026-11-30");
	ck_assert_str_eq(clock_local_date(a, at, "Africa/Harare"), "2026-12-01");
	ck_assert_str_eq(
	    clock_local_minute(a, at, "Africa/Harare"), "2026-12-01 00:30");
	ck_assert_str_eq(
	    clock_local_minute(a, at, "America/New_York"), "2026-11-30 17:30");
	arena_free(a);
}
END_TEST

TCase *
clock_tests(void)
{
	TCase *tc = tcase_create("clock");

	tcase_add_loop_test(tc, shows_local_time, 0, (int)COUNT_OF(local_cases));
	tcase_add_test(tc, zones_are_switched_and_remembered);
	tcase_add_loop_test(
	    tc, whole_years_are_as_the_library_has_them, 0, (int)COUNT_OF(years));
	tcase_add_loop_test(tc, parses_moments, 0, (int)COUNT_OF(parse_cases));
	tcase_add_loop_test(tc, parses_dates, 0, (int)COUNT_OF(date_cases));
	tcase_add_test(tc, writes_any_moment);
	tcase_add_test(tc, writes_a_date_where_it_is_one);
	tcase_add_test(tc, days_follow_one_another);
	tcase_add_test(tc, reads_typed_dates);
	tcase_add_test(tc, knows_zones);
	tcase_add_test(tc, never_takes_utc_for_a_zone_it_cannot_read);
	tcase_add_test(tc, clocks_run);
	return tc;
}
