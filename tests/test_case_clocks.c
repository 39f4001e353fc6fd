/* test_case_clocks.c - until when a case is to be acted on, and what passes unseen. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/escalation.h"
#include "site_test.h"
#include "worker/job.h"

/* Riverside: 07:30 to 16:30 on weekdays, Harare; holidays 30 April and 2 May 2031. */
static const struct {
	const char *what, *from;
	int minutes;
	const char *until;
} counted[] = {
	{ "within a day", "2031-03-04 08:00", 120, "2031-03-04 10:00" },
	{ "until the minute it closes", "2031-03-04 14:30", 120, "2031-03-04 16:30" },
	{ "over the night", "2031-03-04 15:31", 60, "2031-03-05 07:31" },
	{ "begun before it opens", "2031-03-04 05:00", 30, "2031-03-04 08:00" },
	{ "as it opens", "2031-03-04 07:30", 30, "2031-03-04 08:00" },
	{ "as it closes", "2031-03-04 16:30", 1, "2031-03-05 07:31" },
	{ "at midnight", "2031-03-05 00:00", 90, "2031-03-05 09:00" },
	{ "a second before", "2031-03-04 23:59:59", 90, "2031-03-05 09:00" },
	{ "over a weekend", "2031-03-07 16:00", 60, "2031-03-10 08:00" },
	{ "on Sunday", "2031-03-09 12:00", 1, "2031-03-10 07:31" },
	{ "a working day", "2031-03-05 10:00", 540, "2031-03-06 10:00" },
	{ "over a month's end, a holiday", "2031-04-29 16:00", 60, "2031-05-01 08:00" },
	{ "on the holiday", "2031-04-30 10:00", 60, "2031-05-01 08:30" },
	{ "holiday and weekend", "2031-05-01 16:00", 60, "2031-05-05 08:00" },
	{ "over a year's end", "2031-12-31 16:00", 60, "2032-01-01 08:00" },
	{ "a leap day", "2032-02-27 16:00", 60, "2032-03-01 08:00" },
	{ "no minutes", "2031-03-04 08:00", 0, "2031-03-04 08:00" },
	{ "no minutes, at night", "2031-03-04 20:00", 0, "2031-03-05 07:30" },
};

START_TEST(minutes_count_while_it_is_open)
{
	ck_assert_msg(
	    strcmp(site_text("SELECT service_after(timestamp '%s' AT TIME ZONE "
			     "'Africa/Harare', %d, 'Africa/Harare', '12345', '07:30', "
			     "'16:30', '{2031-04-30,2031-05-02}') AT TIME ZONE "
			     "'Africa/Harare' = timestamp '%s'",
		       counted[_i].from, counted[_i].minutes, counted[_i].until),
		"true") == 0,
	    "%s", counted[_i].what);
}
END_TEST

/*
 * In Berlin the clock goes from 2 to 3 on 30 March and from 3 to 2 on 26 October, both
 * Sundays: real minutes count, and an hour that is not there is not served.
 */
static const struct {
	const char *what, *days, *opens, *closes, *from; /* UTC */
	int minutes;
	const char *until;
} changes[] = {
	{ "a day of 23 hours", "1234567", "00:00", "00:00", "2031-03-29 23:00", 1440,
	    "2031-03-30 23:00" },
	{ "a day of 25", "1234567", "00:00", "00:00", "2031-10-25 22:00", 1440,
	    "2031-10-26 22:00" },
	{ "a night that is an hour shorter", "6", "20:00", "06:00", "2031-03-29 12:00",
	    541, "2031-04-05 18:01" },
	{ "one that is longer", "6", "20:00", "06:00", "2031-10-25 12:00", 660,
	    "2031-10-26 05:00" },
	{ "it opens in the hour that is not there", "7", "02:30", "06:00",
	    "2031-03-30 00:00", 60, "2031-03-30 02:30" },
	{ "over the weekend of it", "12345", "07:30", "16:30", "2031-03-28 15:00", 60,
	    "2031-03-31 06:00" },
	{ "a night belongs to the day it began", "5", "20:00", "06:00",
	    "2031-03-08 04:30", 60, "2031-03-14 19:30" },
};

START_TEST(a_change_of_clocks_takes_no_minute_away)
{
	ck_assert_msg(
	    strcmp(site_text("SELECT service_after('%s+00', %d, 'Europe/Berlin', '%s', "
			     "'%s', '%s', '{}') = '%s+00'::timestamptz",
		       changes[_i].from, changes[_i].minutes, changes[_i].days,
		       changes[_i].opens, changes[_i].closes, changes[_i].until),
		"true") == 0,
	    "%s", changes[_i].what);
}
END_TEST

/* The session's own zone has no say in it. */
static int64_t
in_session_of(const char *zone)
{
	return site_number(
	    "SELECT extract(epoch FROM service_after('2031-03-29 12:00+00', 3000, "
	    "'Europe/Berlin', '1234567', '00:00', '00:00', '{}'))::int8 FROM "
	    "(SELECT set_config('TimeZone', '%s', true)) s",
	    zone);
}

START_TEST(whose_session_it_is_does_not_matter)
{
	ck_assert_int_eq(in_session_of("Europe/Berlin"), in_session_of("UTC"));
	ck_assert_int_eq(in_session_of("America/New_York"), in_session_of("UTC"));
}
END_TEST

START_TEST(what_never_opens_loses_no_deadline)
{
	ck_assert_str_eq(
	    site_text("SELECT service_after('2031-03-04 08:00+00', 90, 'UTC', '', "
		      "'07:30', '16:30', '{}') = '2031-03-04 09:30+00'::timestamptz"),
	    "true");
	ck_assert_str_eq(
	    site_text("SELECT place_service_after(NULL, '2031-03-08 08:00+00', 90) = "
		      "'2031-03-08 09:30+00'::timestamptz"),
	    "true");
	site_sql("INSERT INTO place_holiday (place_id, day, name, created_at) VALUES "
		 "(101, '2031-03-10', 'Clinic day', business_now()), "
		 "(102, '2031-03-11', 'Of another', business_now())");
	ck_assert_str_eq(
	    site_text("SELECT place_service_after(101, '2031-03-07 14:00+00', 60) AT "
		      "TIME ZONE 'Africa/Harare'"),
	    "2031-03-11T08:00:00");
}
END_TEST

/* Cases, and the worker that looks at their clocks. */

static const char *
due(int64_t id)
{
	return site_text("SELECT to_char(first_due AT TIME ZONE 'Africa/Harare', "
			 "'Dy HH24:MI') || ' ' || to_char(decide_due AT TIME ZONE "
			 "'Africa/Harare', 'Dy HH24:MI') FROM escalation WHERE task_id "
			 "= %" PRId64,
	    id);
}

/* What of its clocks is in its history, with the moment. */
static const char *
passed(int64_t id)
{
	return site_text("SELECT coalesce(string_agg(what || to_char(at AT TIME ZONE "
			 "'Africa/Harare', ' Dy HH24:MI'), ', ' ORDER BY at), '') FROM "
			 "task_event WHERE what LIKE 'late-%%' AND task_id = %" PRId64,
	    id);
}

static int
act(int64_t id, const char *verb, const char *body)
{
	const char *path =
	    arena_printf(site_arena(), "/escalations/%" PRId64 "/%s", id, verb);

	return site_post(NOMSA, path, body)->reply.code;
}

static int
advise(int64_t id)
{
	return act(id, "decide",
	    arena_printf(site_arena(), "outcome=advice&event=none&version=%" PRId64,
		site_number("SELECT version FROM task WHERE id = %" PRId64, id)));
}

/* Friday afternoon: only what is severe counts through the weekend. */
START_TEST(severe_always_counts)
{
	site_at("2031-03-07 16:00");
	ck_assert_str_eq(
	    due(site_case(TINASHE, "severe", RIVERSIDE)), "Fri 16:30 Fri 20:00");
	ck_assert_str_eq(
	    due(site_case(BRIAN, "moderate", RIVERSIDE)), "Mon 09:00 Mon 15:00");
	ck_assert_str_eq(
	    due(site_case(FARAI, "mild", RIVERSIDE)), "Mon 15:00 Wed 13:00");
}
END_TEST

START_TEST(a_deadline_that_passes_is_written_down_once)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:29:30");
	site_calendar();
	ck_assert_str_eq(passed(id), "");
	site_at("2031-03-04 08:30:01");
	site_calendar();
	site_calendar();
	ck_assert_str_eq(passed(id), "late-first Tue 08:30");
	site_at("2031-03-04 13:00");
	site_calendar();
	site_calendar();
	ck_assert_str_eq(passed(id), "late-first Tue 08:30, late-decision Tue 12:00");
	ck_assert(site_shows(
	    site_get(NOMSA, arena_printf(site_arena(), "/escalations/%" PRId64, id)),
	    "The time to decide was over"));
	/* Nobody's form has become old by it. */
	ck_assert_int_eq(
	    site_number("SELECT version FROM task WHERE id = %" PRId64, id), 1);
}
END_TEST

START_TEST(what_was_done_in_time_is_not_late)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:29:30");
	ck_assert_int_eq(act(id, "claim", ""), 303);
	site_at("2031-03-04 11:59:30");
	ck_assert_int_eq(advise(id), 303);
	site_at("2031-03-05 12:00");
	site_calendar();
	ck_assert_str_eq(passed(id), "");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM escalation WHERE first_checked "
			"= first_due AND decide_checked = decide_due"),
	    1);
}
END_TEST

/* The worker was down all the while: whoever acts writes down what she was late for. */
START_TEST(without_a_worker_none_is_lost)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 09:00");
	ck_assert_int_eq(act(id, "claim", ""), 303);
	ck_assert_str_eq(passed(id), "late-first Tue 08:30");
	site_at("2031-03-04 12:30");
	ck_assert_int_eq(advise(id), 303);
	site_calendar();
	ck_assert_str_eq(passed(id), "late-first Tue 08:30, late-decision Tue 12:00");
	/* A case that is opened again has a deadline of its own. */
	ck_assert_int_eq(act(id, "reopen", "add=It+bleeds"), 303);
	site_at("2031-03-04 17:00");
	site_calendar();
	ck_assert_str_eq(passed(id), "late-first Tue 08:30, late-decision Tue 12:00, "
				     "late-decision Tue 16:30");
}
END_TEST

/* Where its row of the queue begins. */
static const char *
row(const char *html, int64_t id)
{
	const char *at =
	    strstr(html, arena_printf(site_arena(), "id=\"esc-%" PRId64 "\"", id));

	ck_assert_ptr_nonnull(at);
	return at;
}

/* Those whose time is over come first, the worst before the oldest of them. */
START_TEST(the_queue_is_sorted_again_when_a_deadline_passes)
{
	int64_t mild, severe;
	const char *html;

	site_at("2031-03-04 08:00");
	mild = site_case(BRIAN, "mild", RIVERSIDE); /* until 16:00 */
	site_at("2031-03-04 16:05");
	severe = site_case(TINASHE, "severe", RIVERSIDE); /* until 16:35 */
	html = site_get(NOMSA, "/escalations")->reply.body.data;
	ck_assert(row(html, mild) < row(html, severe));
	site_at("2031-03-04 16:36");
	html = site_get(NOMSA, "/escalations")->reply.body.data;
	ck_assert(row(html, severe) < row(html, mild));
}
END_TEST

/* "9 min left" of what is near, "Mon 10 Mar, 09:00" of what is not. */
START_TEST(a_far_deadline_has_its_day)
{
	struct request *rq;

	site_at("2031-03-07 16:00");
	(void)site_case(TINASHE, "severe", RIVERSIDE);
	(void)site_case(BRIAN, "moderate", RIVERSIDE);
	rq = site_get(NOMSA, "/escalations");
	ck_assert(site_shows(rq, "30 min left"));
	ck_assert(site_shows(rq, "09:00</b>"));
}
END_TEST

TCase *
case_clocks_tests(void)
{
	TCase *tc = tcase_create("case_clocks");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_loop_test(
	    tc, minutes_count_while_it_is_open, 0, (int)COUNT_OF(counted));
	tcase_add_loop_test(
	    tc, a_change_of_clocks_takes_no_minute_away, 0, (int)COUNT_OF(changes));
	tcase_add_test(tc, whose_session_it_is_does_not_matter);
	tcase_add_test(tc, what_never_opens_loses_no_deadline);
	tcase_add_test(tc, severe_always_counts);
	tcase_add_test(tc, a_deadline_that_passes_is_written_down_once);
	tcase_add_test(tc, what_was_done_in_time_is_not_late);
	tcase_add_test(tc, without_a_worker_none_is_lost);
	tcase_add_test(tc, the_queue_is_sorted_again_when_a_deadline_passes);
	tcase_add_test(tc, a_far_deadline_has_its_day);
	return tc;
}
