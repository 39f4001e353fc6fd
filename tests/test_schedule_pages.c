/* test_schedule_pages.c - a version of the schedule from its draft to its use. */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

#define STEP "&unit=days&weekday=0&text=day&shared_text=shared_day&silent_text=&asks=1"

static int64_t
draft(void)
{
	struct request *rq = site_post(ADA, "/admin/schedules/new", "");

	ck_assert_int_eq(rq->reply.code, 303);
	return site_number(
	    "SELECT id FROM schedule_version WHERE published_at IS NULL");
}

static const char *
path(int64_t id, const char *rest)
{
	return arena_printf(site_arena(), "/admin/schedules/%" PRId64 "%s", id, rest);
}

START_TEST(a_draft_begins_with_what_is_in_use)
{
	struct request *rq = site_get(ADA, "/admin/schedules");
	int64_t id;

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "In use is what came with the programme."));
	id = draft();
	rq = site_get(ADA, path(id, "?date=2031-03-03"));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_int_eq(site_count(rq, "<tr id=\"step-"), 14);
	ck_assert(site_shows(rq, "English: 14 texts, 14 SMS"));
	ck_assert(site_shows(rq, "<b>Tue 4 Mar, 07:00</b>"));
	ck_assert(site_shows(rq, "Not tried as it stands."));
	/* There is one draft at a time. */
	/* No day of other centuries is shown. */
	ck_assert_int_eq(site_get(ADA, path(id, "?date=3392-03-03"))->reply.code, 200);
	ck_assert_int_eq(site_get(ADA, path(id, "?date=1392-03-03"))->reply.code, 200);
	rq = site_post(ADA, "/admin/schedules/new", "from=pack");
	ck_assert_str_eq(rq->reply.location, path(id, "?notice=schedule-there"));
	ck_assert_int_eq(site_get(RUDO, "/admin/schedules")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, path(id, ""))->reply.code, 403);
	ck_assert_int_eq(site_get(ADA, "/admin/schedules/999999")->reply.code, 404);
}
END_TEST

START_TEST(a_step_is_changed_copied_and_removed)
{
	int64_t id = draft();
	struct request *rq = site_post(ADA, path(id, "/step"),
	    "was=day_1&after=1&hour=21:10&minds_quiet=1&edits=1" STEP);

	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(ADA, path(id, "?date=2031-03-03"));
	ck_assert(site_shows(rq, "Day 1, 21:10"));
	ck_assert(site_shows(rq, "not Tue 4 Mar, 21:10: in the quiet hours"));
	rq = site_get(ADA, path(id, "?step=day_1&copy=1"));
	ck_assert_str_eq(site_value(rq, "was"), "");
	ck_assert_str_eq(site_value(rq, "hour"), "21:10");
	rq = site_post(ADA, path(id, "/step"),
	    "was=&name=evening&after=6&edits=2&unit=weeks&weekday=1&text=&body-en=Hello"
	    "+{first_name}&shared_text=shared_day&silent_text=");
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(ADA, path(id, ""));
	ck_assert(site_shows(rq, "Week 6, Monday or the next"));
	ck_assert(
	    site_shows(rq, "Shona: nothing is written; who reads it gets English."));
	rq = site_post(ADA, path(id, "/remove"), "was=evening&edits=3");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(site_count(site_get(ADA, path(id, "")), "<tr id=\"step-"), 14);
}
END_TEST

START_TEST(what_is_spread_says_so)
{
	int64_t id = draft();
	struct request *rq = site_post(
	    ADA, path(id, "/step"), "was=day_1&after=1&spread_minutes=61&edits=1" STEP);

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Spread over: please enter 10 to 240 minutes, in "
				 "steps of 5, or leave it empty."));
	ck_assert_str_eq(site_value(rq, "spread_minutes"), "61");
	rq = site_post(ADA, path(id, "/step"),
	    "was=day_1&after=1&spread_minutes=60&again_hours=3&edits=1" STEP);
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(ADA, path(id, "?date=2031-03-03&step=day_1"));
	ck_assert_str_eq(site_value(rq, "spread_minutes"), "60");
	ck_assert(site_shows(rq, "spread over 60 min"));
	ck_assert(site_shows(rq, "<b>Tue 4 Mar, 07:00</b><span class=\"sub\">spread, "
				 "the last at 07:55</span>"));
	/* Four hours later than that it is late. */
	ck_assert(site_shows(rq, "at the latest 11:55"));
	ck_assert(site_shows(rq, "<b>Tue 4 Mar, 10:00</b><span class=\"sub\">spread, "
				 "the last at 10:55</span>"));
}
END_TEST

/* What is wrong is named with its remedy, and what was typed stands there again. */
START_TEST(what_is_wrong_is_not_kept)
{
	static const struct {
		const char *body, *shows;
	} cases[] = {
		{ "was=day_1&after=x&edits=1" STEP,
		    "Please enter a whole number, in digits." },
		{ "was=day_1&after=1&hour=9:00&edits=1" STEP,
		    "An hour is written like 07:30." },
		{ "was=&name=day_2&after=1&edits=1" STEP,
		    "Name: another step has it. Please choose another one." },
		{ "was=&name=Day+2&after=1&edits=1" STEP,
		    "Name: 1 to 40 small letters, digits and _." },
		{ "was=&name=late&after=900&edits=1" STEP, "at most 800 days." },
		{ "was=day_1&after=1&again_hours=99&edits=1" STEP,
		    "Ask again: please enter up to 72 hours." },
		{ "was=day_1&after=1&edits=1&unit=days&weekday=0&text=&shared_text="
		  "shared_day&silent_text=&body-en=",
		    "English: please write the text." },
		{ "was=day_1&after=1&edits=1&unit=years&weekday=0&text=day&shared_text="
		  "shared_day&silent_text=",
		    "Unit" },
	};
	int64_t id = draft();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *rq = site_post(ADA, path(id, "/step"), cases[i].body);

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", cases[i].body, rq->reply.code);
		ck_assert_msg(
		    site_shows(rq, cases[i].shows), "%s is not said", cases[i].shows);
	}
	ck_assert_int_eq(
	    site_number("SELECT edits FROM schedule_version WHERE id = %" PRId64, id),
	    1);
}
END_TEST

START_TEST(two_who_write_at_once)
{
	int64_t id = draft();
	struct request *rq;

	ck_assert_int_eq(site_post(ADA, path(id, "/step"),
			     "was=day_1&after=1&hour=09:00&edits=1" STEP)
			     ->reply.code,
	    303);
	rq = site_post(
	    ADA, path(id, "/step"), "was=day_1&after=1&hour=10:00&edits=1" STEP);
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Somebody has changed, published or dropped it"));
	ck_assert_str_eq(site_value(rq, "hour"), "10:00");
}
END_TEST

/* Tinashe is to be asked tomorrow at seven, and would be at noon. */
static int64_t
tried(void)
{
	int64_t id;

	site_sql(
	    "DELETE FROM checkin; DELETE FROM reminder; UPDATE enrolment SET state = "
	    "'stopped' WHERE id NOT IN (601, 603); UPDATE enrolment SET anchor_date "
	    "= '2031-03-03' WHERE id = 601; UPDATE enrolment SET anchor_date = "
	    "'2031-02-01' WHERE id = 603; INSERT INTO reminder (enrolment_id, "
	    "patient_id, place_id, step, day, due_date, due_at) SELECT 601, 401, "
	    "101, 'day_' || n, n, '2031-03-03'::date + n, '2031-03-03 07:00 "
	    "Africa/Harare'::timestamptz + n * interval '1 day' FROM "
	    "generate_series(1, 2) n");
	id = draft();
	ck_assert_int_eq(site_post(ADA, path(id, "/step"),
			     "was=day_1&after=1&hour=12:00&edits=1" STEP)
			     ->reply.code,
	    303);
	return id;
}

START_TEST(a_dry_run_says_what_would_leave)
{
	int64_t id = tried();
	struct request *rq = site_get(ADA, path(id, "/dry-run?day=2031-03-04"));

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "R-2318"));
	ck_assert(!site_shows(rq, "Tinashe"));
	ck_assert(site_shows(rq, "<span class=\"tag amber\">moved</span>"));
	ck_assert(site_shows(rq, "id=\"sum-now\">1 text, 1 SMS"));
	ck_assert(site_shows(rq, "id=\"sum-then\">1 text, 1 SMS"));
	ck_assert(!site_shows(rq, "Publish it"));
	ck_assert_str_eq(site_post(ADA, path(id, "/dry-run"), "")->reply.location,
	    path(id, "/dry-run?notice=schedule-tried"));
	rq = site_get(ADA, path(id, "/dry-run?day=2031-03-04"));
	ck_assert(site_shows(rq, "Publish it"));
	ck_assert(site_shows(rq,
	    "Also 1 client who is in follow-up and whose texts change: 1 "
	    "moved, 12 more, 0 fewer; 1 stay"));
	rq = site_get(ADA, path(id, "/dry-run/file?day=2031-03-04"));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "R-2318,Riverside Clinic,Africa/Harare,en,day_1,07:00,"
				 "12:00,moved,"));
	/* He wants none any more. */
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 401");
	rq = site_get(ADA, path(id, "/dry-run?day=2031-03-04"));
	ck_assert(site_shows(rq, "not sent: wants no messages"));
	ck_assert(site_shows(rq, "id=\"sum-then\">0 texts, 0 SMS"));
	rq = site_get(ADA, path(id, "/dry-run?day=2031-03-01"));
	ck_assert(site_shows(rq, "Day: please choose one from today on"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
}
END_TEST

/* How many leave together, as it is and as it would be. */
START_TEST(a_spread_day_is_tried)
{
	int64_t id = tried();
	const char *body = "was=day_1&after=1&spread_minutes=60&edits=2" STEP;
	struct request *rq;

	site_sql("UPDATE enrolment SET state = 'active', anchor_date = '2031-03-03' "
		 "WHERE id IN (602, 603); INSERT INTO reminder (enrolment_id, "
		 "patient_id, place_id, step, day, due_date, due_at) SELECT id, "
		 "patient_id, place_id, 'day_1', 1, '2031-03-04', '2031-03-04 07:00 "
		 "Africa/Harare' FROM enrolment WHERE id IN (602, 603)");
	ck_assert_int_eq(site_post(ADA, path(id, "/step"), body)->reply.code, 303);
	rq = site_get(ADA, path(id, "/dry-run?day=2031-03-04"));
	ck_assert_int_eq(
	    site_count(rq, "<span class=\"sub\">spread: it is his minute</span>"),
	    site_number("SELECT count(*) FROM enrolment WHERE id IN (601, 602, 603) "
			"AND schedule_slot(schedule_share(id), 12) > '0'"));
	ck_assert(site_shows(rq, "at most 3 within five minutes"));
	ck_assert_int_eq(site_count(rq, "within five minutes"),
	    site_number("SELECT 1 + (max(n) > 1)::int FROM (SELECT count(*) AS n FROM "
			"enrolment WHERE id IN (601, 602, 603) GROUP BY "
			"schedule_slot(schedule_share(id), 12)) x"));
}
END_TEST

/* Who gives way is said before anything is sent. */
START_TEST(a_day_of_too_many_is_shown)
{
	int64_t id = tried();
	struct request *rq = site_post(ADA, path(id, "/limit"), "per_day=21&edits=2");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(site_value(rq, "per_day"), "21");
	ck_assert_int_eq(
	    site_post(ADA, path(id, "/limit"), "per_day=1&edits=1")->reply.code, 409);
	ck_assert_int_eq(
	    site_post(ADA, path(id, "/limit"), "per_day=1&edits=2")->reply.code, 303);
	ck_assert_int_eq(
	    site_post(ADA, path(id, "/step"),
		"was=&name=noon&after=1&hour=13:00&priority=first&edits=3" STEP)
		->reply.code,
	    303);
	rq = site_get(ADA, path(id, "?date=2031-03-03"));
	ck_assert_str_eq(site_value(rq, "per_day"), "1");
	ck_assert(site_shows(rq, "before the others of a day"));
	ck_assert_int_eq(site_count(rq, "not sent: too many on one day"), 1);
	ck_assert(site_shows(rq, "English: 14 texts, 14 SMS"));
	rq = site_get(ADA, path(id, "/dry-run?day=2031-03-04"));
	ck_assert_int_eq(site_count(rq, "not sent: too many on one day"), 1);
	ck_assert(site_shows(rq, "id=\"sum-now\">1 text, 1 SMS"));
	ck_assert(site_shows(rq, "id=\"sum-then\">1 text, 1 SMS"));
	rq = site_get(ADA, path(id, "/compare"));
	ck_assert(site_shows(rq, "at most 1"));
	ck_assert(site_shows(rq, "3 steps differ."));
	/* Any number again. */
	ck_assert_int_eq(
	    site_post(ADA, path(id, "/limit"), "per_day=&edits=4")->reply.code, 303);
	ck_assert_str_eq(site_value(site_get(ADA, path(id, "")), "per_day"), "");
}
END_TEST

START_TEST(it_is_published_after_its_dry_run)
{
	int64_t id = tried();
	struct request *rq = site_post(ADA, path(id, "/publish"), "whom=new&edits=2");

	ck_assert_int_eq(rq->reply.code, 409);
	(void)site_post(ADA, path(id, "/dry-run"), "");
	/* What was changed since is tried anew. */
	(void)site_post(
	    ADA, path(id, "/step"), "was=day_1&after=1&hour=12:30&edits=2" STEP);
	ck_assert_int_eq(
	    site_post(ADA, path(id, "/publish"), "whom=new&edits=3")->reply.code, 409);
	(void)site_post(ADA, path(id, "/dry-run"), "");
	ck_assert_int_eq(
	    site_post(ADA, path(id, "/publish"), "whom=&edits=3")->reply.code, 422);
	rq = site_post(ADA, path(id, "/publish"), "whom=all&edits=3");
	ck_assert_str_eq(rq->reply.location, "/admin/schedules?notice=schedule-used");
	rq = site_get(ADA, "/admin/schedules");
	ck_assert(site_shows(rq, "Version 1 is in use."));
	ck_assert(site_shows(rq, "1 facility still follows the one before"));
	/* What is in use is read only; the next begins with it. */
	rq = site_get(ADA, path(id, "?step=day_1"));
	ck_assert(!site_shows(rq, "Keep the step"));
	ck_assert_int_eq(site_post(ADA, path(id, "/step"),
			     "was=day_1&after=1&hour=12:00&edits=3" STEP)
			     ->reply.code,
	    409);
	ck_assert_int_eq(site_post(ADA, path(id, "/drop"), "")->reply.code, 409);
	rq = site_get(ADA, path(draft(), "/compare"));
	ck_assert(site_shows(rq, "0 steps differ."));
	rq = site_get(ADA, path(id, "/compare?with=pack"));
	ck_assert(site_shows(rq, "1 step differs."));
	ck_assert(site_shows(rq, "Day 1, 12:30, asks:"));
}
END_TEST

START_TEST(a_draft_is_dropped)
{
	int64_t id = draft();

	ck_assert_str_eq(site_post(ADA, path(id, "/drop"), "")->reply.location,
	    "/admin/schedules?notice=saved");
	ck_assert_int_eq(site_number("SELECT count(*) FROM schedule_version"), 0);
	ck_assert_int_eq(site_post(ADA, path(id, "/drop"), "")->reply.code, 404);
}
END_TEST

TCase *
schedule_pages_tests(void)
{
	TCase *tc = tcase_create("schedule_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_draft_begins_with_what_is_in_use);
	tcase_add_test(tc, a_step_is_changed_copied_and_removed);
	tcase_add_test(tc, what_is_spread_says_so);
	tcase_add_test(tc, a_spread_day_is_tried);
	tcase_add_test(tc, what_is_wrong_is_not_kept);
	tcase_add_test(tc, two_who_write_at_once);
	tcase_add_test(tc, a_dry_run_says_what_would_leave);
	tcase_add_test(tc, a_day_of_too_many_is_shown);
	tcase_add_test(tc, it_is_published_after_its_dry_run);
	tcase_add_test(tc, a_draft_is_dropped);
	return tc;
}
