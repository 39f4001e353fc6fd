/* test_schedule.c - the plan in local time: month's ends, midnights, clock changes. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/schedule.h"
#include "core/workflow.h"
#include "site_test.h"

static void
plan(int64_t enrolment_id)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_plan(tx, enrolment_id), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

/* Tinashe's enrolment, as if it were of this zone, hour and day. */
static void
enrolled(const char *zone, const char *hour, const char *anchor, const char *now)
{
	site_sql("UPDATE place SET zone = '%s', checkin_time = '%s' WHERE id = 101;"
		 "UPDATE enrolment SET anchor_date = '%s' WHERE id = 601;"
		 "DELETE FROM reminder;"
		 "UPDATE business_clock SET advance = '%s %s'::timestamptz - "
		 "transaction_timestamp()",
	    zone, hour, anchor, now, zone);
	plan(601);
}

static const char *
due(int day)
{
	return site_text(
	    "SELECT max(to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD "
	    "HH24:MI')) FROM reminder WHERE enrolment_id = 601 AND day = %d",
	    day);
}

START_TEST(moments)
{
	static const struct {
		const char *zone, *hour, *anchor;
		int day;
		const char *due; /* UTC */
	} cases[] = {
		{ "Africa/Harare", "07:00", "2033-03-03", 1, "2033-03-04 05:00" },
		/* The end of a month, of a year, and a leap day. */
		{ "Africa/Harare", "07:00", "2033-04-29", 2, "2033-05-01 05:00" },
		{ "Africa/Harare", "07:00", "2033-12-31", 1, "2034-01-01 05:00" },
		{ "Africa/Harare", "07:00", "2032-02-28", 1, "2032-02-29 05:00" },
		{ "Africa/Harare", "07:00", "2033-02-28", 1, "2033-03-01 05:00" },
		/* Midnight, and the minute before: the local day is meant. */
		{ "Africa/Harare", "00:00", "2033-03-03", 1, "2033-03-03 22:00" },
		{ "Africa/Harare", "23:59", "2033-03-03", 1, "2033-03-04 21:59" },
		{ "Pacific/Kiritimati", "07:00", "2033-03-03", 1, "2033-03-03 17:00" },
		{ "Pacific/Pago_Pago", "07:00", "2033-03-03", 1, "2033-03-04 18:00" },
		{ "Asia/Kathmandu", "07:00", "2033-03-03", 1, "2033-03-04 01:15" },
		/* Cairo, Friday 29 April 2033: 00:00 becomes 01:00. */
		{ "Africa/Cairo", "07:00", "2033-04-27", 1, "2033-04-28 05:00" },
		{ "Africa/Cairo", "07:00", "2033-04-27", 2, "2033-04-29 04:00" },
		{ "Africa/Cairo", "00:30", "2033-04-27", 2, "2033-04-28 22:30" },
		/* Friday 28 October: the hour before midnight comes twice. */
		{ "Africa/Cairo", "07:00", "2033-10-26", 1, "2033-10-27 04:00" },
		{ "Africa/Cairo", "07:00", "2033-10-26", 2, "2033-10-28 05:00" },
		{ "Africa/Cairo", "23:30", "2033-10-26", 1, "2033-10-27 21:30" },
		/* New York, Sunday 13 March 2033: there is no 02:30. */
		{ "America/New_York", "07:00", "2033-03-11", 1, "2033-03-12 12:00" },
		{ "America/New_York", "07:00", "2033-03-11", 2, "2033-03-13 11:00" },
		{ "America/New_York", "02:30", "2033-03-11", 2, "2033-03-13 07:30" },
		/* Sunday 6 November: 01:30 comes twice. */
		{ "America/New_York", "01:30", "2033-11-04", 2, "2033-11-06 06:30" },
		{ "America/New_York", "07:00", "2033-11-04", 2, "2033-11-06 12:00" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *now =
		    arena_printf(site_arena(), "%s 00:00", cases[i].anchor);

		enrolled(cases[i].zone, cases[i].hour, cases[i].anchor, now);
		ck_assert_msg(strcmp(due(cases[i].day), cases[i].due) == 0,
		    "%s %s, day %d after %s: %s, not %s", cases[i].zone, cases[i].hour,
		    cases[i].day, cases[i].anchor, due(cases[i].day), cases[i].due);
	}
}
END_TEST

/* Whatever the clocks do, each day is asked once and on its day. */
START_TEST(each_day_once)
{
	static const struct {
		const char *zone, *hour, *anchor;
	} changes[] = {
		{ "Africa/Cairo", "00:15", "2033-04-22" },
		{ "Africa/Cairo", "23:45", "2033-10-20" },
		{ "America/New_York", "02:15", "2033-03-05" },
		{ "America/New_York", "01:15", "2033-10-30" },
	};

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		enrolled(changes[i].zone, changes[i].hour, changes[i].anchor,
		    arena_printf(site_arena(), "%s 00:00", changes[i].anchor));
		ck_assert_int_eq(site_number("SELECT count(*) FROM reminder WHERE "
					     "enrolment_id = 601"),
		    (int64_t)workflow()->nsteps);
		ck_assert_int_eq(
		    site_number(
			"SELECT count(DISTINCT (due_at AT TIME ZONE '%s')::date) "
			"FROM reminder WHERE (due_at AT TIME ZONE '%s')::date = "
			"due_date",
			changes[i].zone, changes[i].zone),
		    (int64_t)workflow()->nsteps);
	}
}
END_TEST

START_TEST(only_what_is_to_come)
{
	/* Registered on day 2, before and after the hour. */
	enrolled("Africa/Harare", "07:00", "2033-03-01", "2033-03-03 06:59:59");
	ck_assert_str_eq(due(1), "");
	ck_assert_str_eq(due(2), "2033-03-03 05:00");
	enrolled("Africa/Harare", "07:00", "2033-03-01", "2033-03-03 07:00");
	ck_assert_str_eq(due(2), "");
	ck_assert_str_eq(due(3), "2033-03-04 05:00");
	/* On the last day nothing but the closing text is left. */
	enrolled("Africa/Harare", "07:00", "2033-03-01", "2033-03-14 08:00");
	ck_assert_int_eq(site_number("SELECT count(*) FROM reminder"), 1);
}
END_TEST

START_TEST(stopped_and_resumed)
{
	struct tx *tx;

	enrolled("Africa/Harare", "07:00", "2033-03-01", "2033-03-01 12:00");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_stop(tx, TINASHE, SCHEDULE_OPTED_OUT), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder WHERE state = 'planned'"), 0);
	site_later("2 days");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	/* Skipped for another reason it stays so. */
	ck_assert_int_eq(schedule_resume(tx, TINASHE, SCHEDULE_FINISHED), OK);
	ck_assert_int_eq(schedule_resume(tx, TINASHE, SCHEDULE_OPTED_OUT), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(
	    site_number("SELECT min(day) FROM reminder WHERE state = 'planned'"), 3);
}
END_TEST

TCase *
schedule_tests(void)
{
	TCase *tc = tcase_create("schedule");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, moments);
	tcase_add_test(tc, each_day_once);
	tcase_add_test(tc, only_what_is_to_come);
	tcase_add_test(tc, stopped_and_resumed);
	return tc;
}
