/*
 * test_schedule_moment.c - when a step leaves: a table of the calendar's edges, and steps
 * by chance with a judge of their own (tests/property/schedule.sql).
 *
 *	PROPERTY_SENDS=1000000	so many; a thousand without it
 *	PROPERTY_SEED=7		the same again
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site_test.h"

#define SENDS_SHORT 1000
#define SENDS_AT_ONCE 5000

/* Quiet from 20:00 to 06:00, open from Monday to Friday, closed on 18 April. */
static const char *
leaves(const char *step, const char *anchor, const char *zone, const char *wanted)
{
	return site_text(
	    "SELECT coalesce(to_char(moment AT TIME ZONE '%s', 'Dy YYYY-MM-DD "
	    "HH24:MI'), "
	    "'never') || rtrim(' ' || array_to_string(moves, ' ')) FROM "
	    "schedule_moment('%s', '%s', '%s', '07:00', nullif('%s', '')::time, "
	    "'20:00', '06:00', '12345', '{2031-04-18}')",
	    zone, step, anchor, zone, wanted);
}

START_TEST(edges_of_the_calendar)
{
	static const struct {
		const char *step, *anchor, *zone, *leaves, *wanted;
	} cases[] = {
		/* The facility's hour, the patient's, the step's own. */
		{ "{\"after\": 1, \"unit\": \"days\"}", "2031-03-03", "Africa/Harare",
		    "Tue 2031-03-04 07:00", "" },
		{ "{\"after\": 1, \"unit\": \"days\"}", "2031-03-03", "Africa/Harare",
		    "Tue 2031-03-04 18:30", "18:30" },
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"12:00\"}",
		    "2031-03-03", "Africa/Harare", "Tue 2031-03-04 12:00", "18:30" },
		/* Before and after; the last day of a shorter month. */
		{ "{\"after\": -7, \"unit\": \"days\"}", "2031-03-03", "Africa/Harare",
		    "Mon 2031-02-24 07:00", "" },
		{ "{\"after\": 1, \"unit\": \"months\"}", "2031-01-31", "Africa/Harare",
		    "Fri 2031-02-28 07:00", "" },
		{ "{\"after\": -1, \"unit\": \"months\"}", "2032-03-31",
		    "Africa/Harare", "Sun 2032-02-29 07:00", "" },
		{ "{\"after\": 6, \"unit\": \"weeks\"}", "2031-11-23", "Africa/Harare",
		    "Sun 2032-01-04 07:00", "" },
		/* Of an anchor with an hour; over midnight and the month's end. */
		{ "{\"after\": 90, \"unit\": \"minutes\"}", "2031-02-28 23:00",
		    "Africa/Harare", "Sat 2031-03-01 00:30", "" },
		{ "{\"after\": -24, \"unit\": \"hours\"}", "2031-03-30 12:00",
		    "Europe/London", "Sat 2031-03-29 11:00", "" },
		/* A day of the week is today or later, never before. */
		{ "{\"after\": 1, \"unit\": \"days\", \"weekday\": 2}", "2031-03-03",
		    "Africa/Harare", "Tue 2031-03-04 07:00", "" },
		{ "{\"after\": 2, \"unit\": \"days\", \"weekday\": 2}", "2031-03-03",
		    "Africa/Harare", "Tue 2031-03-11 07:00 weekday", "" },
		/* Quiet hours: to their end, on the same morning or the next. */
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"21:10\", "
		  "\"minds_quiet\": true}",
		    "2031-02-27", "Africa/Harare", "Sat 2031-03-01 06:00 quiet", "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"00:00\", "
		  "\"minds_quiet\": true}",
		    "2031-02-28", "Africa/Harare", "Sat 2031-03-01 06:00 quiet", "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"20:00\", "
		  "\"minds_quiet\": true}",
		    "2031-03-03", "Africa/Harare", "Wed 2031-03-05 06:00 quiet", "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"19:59\", "
		  "\"minds_quiet\": true}",
		    "2031-03-03", "Africa/Harare", "Tue 2031-03-04 19:59", "" },
		/* Its own hours. */
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"05:00\", "
		  "\"earliest\": \"09:00\"}",
		    "2031-03-03", "Africa/Harare", "Tue 2031-03-04 09:00 early", "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"18:00\", "
		  "\"earliest\": \"09:00\", \"latest\": \"12:00\"}",
		    "2031-03-03", "Africa/Harare", "Wed 2031-03-05 09:00 late", "" },
		/* A closed day, and a holiday before a weekend: its hour is kept. */
		{ "{\"after\": 1, \"unit\": \"days\", \"open_only\": true}",
		    "2031-03-07", "Africa/Harare", "Mon 2031-03-10 07:00 closed", "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"open_only\": true}",
		    "2031-04-17", "Africa/Harare",
		    "Mon 2031-04-21 07:00 holiday closed", "" },
		/* Never: a Sunday that is open, an hour that is not quiet. */
		{ "{\"after\": 1, \"unit\": \"days\", \"open_only\": true, "
		  "\"weekday\": 7}",
		    "2031-03-07", "Africa/Harare", "never weekday closed", "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"earliest\": \"21:00\", "
		  "\"minds_quiet\": true}",
		    "2031-03-07", "Africa/Harare", "never quiet", "" },
		/* Clocks that jump over the hour, show it twice, and over midnight. */
		{ "{\"after\": 2, \"unit\": \"days\", \"hour\": \"02:30\"}",
		    "2033-03-11", "America/New_York", "Sun 2033-03-13 03:30 clock",
		    "" },
		{ "{\"after\": 2, \"unit\": \"days\", \"hour\": \"02:30\", "
		  "\"latest\": \"03:00\"}",
		    "2033-03-11", "America/New_York", "Mon 2033-03-14 00:00 clock late",
		    "" },
		{ "{\"after\": 2, \"unit\": \"days\", \"hour\": \"01:30\"}",
		    "2033-11-04", "America/New_York", "Sun 2033-11-06 01:30", "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"23:00\", "
		  "\"latest\": \"22:00\"}",
		    "2033-04-27", "Africa/Cairo", "Fri 2033-04-29 01:00 late", "" },
		/* The earliest hour is not there: what the clocks show after it. */
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"01:00\", "
		  "\"earliest\": \"02:30\", \"latest\": \"03:15\"}",
		    "2033-03-12", "America/New_York", "Sun 2033-03-13 03:00 early",
		    "" },
		{ "{\"after\": 1, \"unit\": \"days\", \"hour\": \"00:00\"}",
		    "2031-03-03", "Asia/Kathmandu", "Tue 2031-03-04 00:00", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *found = leaves(
		    cases[i].step, cases[i].anchor, cases[i].zone, cases[i].wanted);

		ck_assert_msg(strcmp(found, cases[i].leaves) == 0,
		    "%s of %s in %s: %s, not %s", cases[i].step, cases[i].anchor,
		    cases[i].zone, found, cases[i].leaves);
	}
}
END_TEST

/* Quiet from 20:00 to 06:00; how many slots of five minutes there are. */
START_TEST(a_window_ends_with_its_day_and_hours)
{
	static const struct {
		const char *step, *moment, *zone;
		int slots;
	} cases[] = {
		{ "{}", "2031-03-04 07:00 Africa/Harare", "Africa/Harare", 1 },
		{ "{\"spread_minutes\": 60}", "2031-03-04 07:00 Africa/Harare",
		    "Africa/Harare", 12 },
		{ "{\"spread_minutes\": 240}", "2031-03-04 07:00 Africa/Harare",
		    "Africa/Harare", 48 },
		/* Its latest hour is still one; a quiet hour's first minute is none. */
		{ "{\"spread_minutes\": 60, \"latest\": \"07:30\"}",
		    "2031-03-04 07:00 Africa/Harare", "Africa/Harare", 7 },
		{ "{\"spread_minutes\": 60, \"latest\": \"07:00\"}",
		    "2031-03-04 07:00 Africa/Harare", "Africa/Harare", 1 },
		{ "{\"spread_minutes\": 60, \"minds_quiet\": true}",
		    "2031-03-04 19:30 Africa/Harare", "Africa/Harare", 6 },
		{ "{\"spread_minutes\": 60}", "2031-03-04 19:30 Africa/Harare",
		    "Africa/Harare", 12 },
		/* Midnight, also of a month's last day. */
		{ "{\"spread_minutes\": 60}", "2031-02-28 23:40 Africa/Harare",
		    "Africa/Harare", 4 },
		{ "{\"spread_minutes\": 60}", "2032-02-29 23:55 Asia/Kathmandu",
		    "Asia/Kathmandu", 1 },
		{ "{\"spread_minutes\": 60}", "2031-03-01 00:00 Africa/Harare",
		    "Africa/Harare", 12 },
		/* The clocks jump from 02:00 to 03:00, and back from 02:00 to 01:00. */
		{ "{\"spread_minutes\": 60, \"latest\": \"03:10\"}",
		    "2033-03-13 01:40 America/New_York", "America/New_York", 7 },
		{ "{\"spread_minutes\": 60, \"minds_quiet\": true}",
		    "2033-03-13 01:40 America/New_York", "America/New_York", 1 },
		{ "{\"spread_minutes\": 120, \"earliest\": \"00:50\"}",
		    "2033-11-06 00:50 America/New_York", "America/New_York", 24 },
		{ "{\"spread_minutes\": 120, \"earliest\": \"01:05\"}",
		    "2033-11-06 01:20 EDT", "America/New_York", 8 },
		/* A midnight that is not there. */
		{ "{\"spread_minutes\": 60}", "2033-04-28 23:30 Africa/Cairo",
		    "Africa/Cairo", 6 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t slots = site_number(
		    "SELECT schedule_slots('%s', '%s', '%s', '20:00', '06:00')",
		    cases[i].step, cases[i].moment, cases[i].zone);

		ck_assert_msg(slots == cases[i].slots, "%s at %s: %d slots",
		    cases[i].step, cases[i].moment, (int)slots);
	}
}
END_TEST

/* Over whoever is in follow-up they are even, and a place is nobody's for ever. */
START_TEST(everybody_has_his_place_in_a_window)
{
	ck_assert_int_eq(site_number("SELECT count(*) FROM (SELECT count(*) AS n FROM "
				     "generate_series(1, 12000) e GROUP BY "
				     "schedule_slot(schedule_share(e), 12)) x WHERE n "
				     "BETWEEN 880 AND 1120"),
	    12);
	/* Of one facility of twenty. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM (SELECT count(*) AS n FROM "
				     "generate_series(3, 24000, 20) e GROUP BY "
				     "schedule_slot(schedule_share(e), 12)) x WHERE n "
				     "BETWEEN 65 AND 135"),
	    12);
	ck_assert_int_eq(site_number("SELECT max(extract(epoch FROM schedule_slot("
				     "s, 12)))::int / 60 FROM generate_series(0, "
				     "65535) s"),
	    55);
	ck_assert_int_eq(site_number("SELECT count(*) FROM generate_series(0, 65535) s "
				     "WHERE schedule_slot(s, 1) <> '0'"),
	    0);
}
END_TEST

static long
wished(const char *name, long otherwise)
{
	const char *value = getenv(name);

	return value != NULL ? strtol(value, NULL, 10) : otherwise;
}

START_TEST(moments_by_chance)
{
	long sends = wished("PROPERTY_SENDS", SENDS_SHORT), violations = 0;
	long seed = wished("PROPERTY_SEED", 1);

	site_script("tests/property/schedule.sql");
	for (long done = 0; done < sends; done += SENDS_AT_ONCE) {
		long n = sends - done < SENDS_AT_ONCE ? sends - done : SENDS_AT_ONCE;

		site_sql("SELECT setseed(%ld / 1000000.0); TRUNCATE property.send; "
			 "SELECT property.draw(%ld); ANALYZE property.send",
		    (seed + done) % 1000000, n);
		ck_assert_int_eq(site_number("SELECT count(*) FROM property.send"), n);
		violations += (long)site_number(
		    "SELECT count(property.wrong_send(s)) FROM property.send s");
		if (violations > 0)
			printf("%s\n",
			    site_text(
				"SELECT string_agg(w || ' ' || s::text, E'\\n') "
				"FROM (SELECT s, property.wrong_send(s) AS w FROM "
				"property.send s) x WHERE w IS NOT NULL"));
	}
	printf("figure schedule.sends %ld sends\n", sends);
	printf("figure schedule.violations %ld violations\n", violations);
	ck_assert_int_eq(violations, 0);
}
END_TEST

/* The judge sees what is planted. */
START_TEST(what_is_wrong_is_found)
{
	static const struct {
		const char *plant, *wrong;
	} plants[] = {
		{ "moment = planned - interval '15 minutes'", "moved back" },
		{ "moment = moment + interval '15 minutes'",
		    "later than it must|outside its hours|not at his own minute" },
		{ "moment = moment + interval '5 minutes'",
		    "later than it must|outside its hours|not at his own minute" },
		{ "share = (share + 32768) % 65536",
		    "not at his own minute|another time otherwise" },
		{ "moment = NULL", "lost" },
		{ "moves = '{}'", "moved without a reason" },
		{ "moves = '{weekday}'",
		    "moved without a reason|another time otherwise" },
		{ "moment = planned",
		    "on a wrong day|outside its hours|not at his own minute" },
	};

	site_script("tests/property/schedule.sql");
	for (size_t i = 0; i < COUNT_OF(plants); i++) {
		site_sql("SELECT setseed(0.5); TRUNCATE property.send; "
			 "SELECT property.draw(60); DELETE FROM property.send WHERE "
			 "moment IS NULL OR moment = planned; UPDATE property.send SET "
			 "%s",
		    plants[i].plant);
		ck_assert_msg(site_number("SELECT count(*) FROM property.send s WHERE "
					  "property.wrong_send(s) ~ '^(%s)$'",
				  plants[i].wrong) > 10,
		    "%s is not found", plants[i].plant);
	}
}
END_TEST

static void
end(void)
{
	site_sql("DROP SCHEMA IF EXISTS property CASCADE");
	site_test_end();
}

TCase *
schedule_moment_tests(void)
{
	TCase *tc = tcase_create("schedule_moment");

	tcase_add_checked_fixture(tc, site_test_begin, end);
	tcase_set_timeout(tc, 1200);
	tcase_add_test(tc, edges_of_the_calendar);
	tcase_add_test(tc, a_window_ends_with_its_day_and_hours);
	tcase_add_test(tc, everybody_has_his_place_in_a_window);
	tcase_add_test(tc, moments_by_chance);
	tcase_add_test(tc, what_is_wrong_is_found);
	return tc;
}
