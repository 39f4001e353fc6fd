/* test_send_hours.c - at which hour questions are answered, and a facility's hour that is changed for it. */

#include <string.h>

#include "site/share.h"
#include "site_test.h"

/* So many questions to this man that left at this moment, the first answered of them after so long. */
#define ASKED(n, who, place, moment, day, answered, after)                             \
	site_sql("SET LOCAL session_replication_role = replica; "                      \
		 "WITH r AS (INSERT INTO reminder (enrolment_id, patient_id, "         \
		 "place_id, step, day, due_date, due_at, state) SELECT %d + 200, %d, " \
		 "%d, gen_random_uuid()::text, %d, '2031-01-01', '" moment "', "       \
		 "'sent' FROM generate_series(1, %d) RETURNING id), "                  \
		 "m AS (INSERT INTO message (thread_id, place_id, patient_id, "        \
		 "phone_id, direction, kind, body, state, at, sent_at) SELECT %d + "   \
		 "100, %d, %d, 301, 'out', 'checkin', 'How are you?', 'delivered', "   \
		 "'" moment "', '" moment                                              \
		 "' FROM r RETURNING id), b AS (SELECT r.id AS "                       \
		 "rid, m.id AS mid, row_number() OVER () AS n FROM (SELECT id, "       \
		 "row_number() OVER (ORDER BY id) AS n FROM r) r JOIN (SELECT id, "    \
		 "row_number() OVER (ORDER BY id) AS n FROM m) m USING (n)) "          \
		 "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, "        \
		 "place_id, day, asked_at, message_id, answer, answered_at) SELECT "   \
		 "rid, %d + 200, %d, %d, %d, '" moment "', mid, CASE WHEN n <= %d "    \
		 "THEN 'fine' ELSE '' END, CASE WHEN n <= %d THEN '" moment            \
		 "'::timestamptz + interval '" after "' END FROM b",                   \
	    who, who, place, day, n, who, place, who, who, who, place, day, answered,  \
	    answered)

/* The numbers of an hour on a page: "150 of 200". */
static const char *
at_hour(int64_t user, const char *query, const char *hour)
{
	struct request *rq =
	    site_get(user, arena_printf(site_arena(), "/indicators/hours?%s", query));
	const char *row, *num, *den;

	ck_assert_int_eq(rq->reply.code, 200);
	row = strstr(rq->reply.body.data,
	    arena_printf(site_arena(), "<th scope=\"row\">%s", hour));
	if (row == NULL)
		return "none";
	den = strstr(row, "data-label=\"Questions\">") + 23;
	num = strstr(row, "data-label=\"Answered\">") + 22;
	return arena_printf(site_arena(), "%.*s of %.*s", (int)strcspn(num, "<"), num,
	    (int)strcspn(den, "<"), den);
}

#define FEBRUARY "from=2031-02-01&until=2031-02-28"

START_TEST(an_interval_is_wilsons)
{
	struct share s = share_interval(0, 100);

	ck_assert_int_eq(s.is, 0);
	ck_assert_int_eq(s.low, 0);
	ck_assert_int_eq(s.high, 37);
	s = share_interval(100, 100);
	ck_assert_int_eq(s.low, 963);
	ck_assert_int_eq(s.high, 1000);
	s = share_interval(50, 100);
	ck_assert_int_eq(s.is, 500);
	ck_assert_int_eq(s.low, 404);
	ck_assert_int_eq(s.high, 596);
	s = share_interval(81, 263); /* Newcombe 1998 has 0.2553 to 0.3662 */
	ck_assert_int_eq(s.low, 255);
	ck_assert_int_eq(s.high, 366);
	s = share_interval(1, 1);
	ck_assert_int_eq(s.low, 207);
	ck_assert_int_eq(s.high, 1000);
}
END_TEST

START_TEST(an_hour_is_the_facilitys)
{
	ASKED(120, 401, 101, "2031-02-10 07:00 Africa/Harare", 3, 60, "1 hour");
	ASKED(
	    130, 401, 101, "2031-02-10 07:59:59.999999 Africa/Harare", 3, 0, "1 hour");
	ASKED(140, 401, 101, "2031-02-10 08:00 Africa/Harare", 3, 70, "1 hour");
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY, "07:00–07:59"), "60 of 250");
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY, "08:00–08:59"), "70 of 140");
	/* Fewer than a hundred tell nothing. */
	ASKED(99, 401, 101, "2031-02-10 09:00 Africa/Harare", 3, 50, "1 hour");
	ck_assert_str_eq(
	    at_hour(RUDO, FEBRUARY, "09:00–09:59"), "too few to tell of 99");
	ASKED(1, 401, 101, "2031-02-10 09:00 Africa/Harare", 3, 1, "1 hour");
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY, "09:00–09:59"), "51 of 100");
}
END_TEST

START_TEST(a_month_ends_at_the_facilitys_midnight)
{
	ASKED(
	    101, 401, 101, "2031-02-28 23:59:59.999999 Africa/Harare", 3, 1, "1 hour");
	ASKED(102, 401, 101, "2031-02-01 00:00 Africa/Harare", 3, 2, "1 hour");
	ASKED(103, 401, 101, "2031-01-31 23:59:59 Africa/Harare", 3, 3, "1 hour");
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY, "23:00–23:59"), "1 of 101");
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY, "00:00–00:59"), "2 of 102");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-01-01&until=2031-01-31", "23:00–23:59"),
	    "3 of 103");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-02-28&until=2031-02-28", "23:00–23:59"),
	    "1 of 101");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-02-27&until=2031-02-27", "23:00–23:59"), "none");
}
END_TEST

START_TEST(a_clock_change_moves_no_hour)
{
	site_sql("UPDATE place SET zone = 'Europe/London' WHERE id = 101");
	site_later("300 days");
	/* 06:30 by Greenwich is half past six on the 29th, and half past seven on the 30th. */
	ASKED(100, 401, 101, "2031-03-29 06:30 UTC", 3, 10, "1 hour");
	ASKED(100, 401, 101, "2031-03-30 06:30 UTC", 3, 20, "1 hour");
	/* Of both hours after one on the night in which it comes twice. */
	ASKED(100, 401, 101, "2031-10-26 00:30 UTC", 3, 30, "1 hour");
	ASKED(100, 401, 101, "2031-10-26 01:30 UTC", 3, 31, "1 hour");
	/* The day is an hour longer, and ends at its midnight. */
	ASKED(100, 401, 101, "2031-10-26 23:59:59 UTC", 3, 32, "1 hour");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-03-29&until=2031-03-29", "06:00–06:59"),
	    "10 of 100");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-03-30&until=2031-03-30", "07:00–07:59"),
	    "20 of 100");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-10-26&until=2031-10-26", "01:00–01:59"),
	    "61 of 200");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-10-26&until=2031-10-26", "23:00–23:59"),
	    "32 of 100");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-10-27&until=2031-10-27", "23:00–23:59"), "none");
}
END_TEST

/* It is 08:02 on 3 March. */
START_TEST(what_is_not_over_or_did_not_leave_is_not_counted)
{
	static const char *const march = "from=2031-03-01&until=2031-03-31";

	ASKED(110, 401, 101, "2031-03-03 04:02 Africa/Harare", 3, 50, "4 hours");
	ck_assert_str_eq(at_hour(RUDO, march, "04:00–04:59"), "50 of 110");
	/* A second later it may still be answered. */
	site_sql("UPDATE message SET sent_at = '2031-03-03 04:02:01 Africa/Harare' "
		 "WHERE kind = 'checkin' AND at < business_now() - interval '1 hour'");
	ck_assert_str_eq(at_hour(RUDO, march, "04:00–04:59"), "none");
	ASKED(100, 401, 101, "2031-03-02 10:00 Africa/Harare", 3, 60,
	    "4 hours 0.000001 seconds");
	ck_assert_str_eq(at_hour(RUDO, march, "10:00–10:59"), "0 of 100");
	ck_assert_str_eq(
	    at_hour(RUDO, "from=2031-03-01&until=2031-03-31&within=12", "10:00–10:59"),
	    "60 of 100");
	site_sql("UPDATE message SET state = 'failed' WHERE kind = 'checkin'");
	ck_assert_str_eq(at_hour(RUDO, march, "10:00–10:59"), "none");
	site_sql("UPDATE message SET state = 'sent' WHERE kind = 'checkin'");
	ck_assert_str_eq(at_hour(RUDO, march, "10:00–10:59"), "0 of 100");
}
END_TEST

START_TEST(it_is_taken_apart_by_what_is_asked_for)
{
	ASKED(150, 401, 101, "2031-02-10 07:10 Africa/Harare", 3, 60, "1 hour");
	ASKED(160, 402, 101, "2031-02-10 07:10 Africa/Harare", 8, 50, "1 hour");
	ck_assert_str_eq(
	    at_hour(RUDO, FEBRUARY "&language=sn", "07:00–07:59"), "50 of 160");
	ck_assert_str_eq(
	    at_hour(RUDO, FEBRUARY "&days=1-3", "07:00–07:59"), "60 of 150");
	ck_assert_str_eq(
	    at_hour(RUDO, FEBRUARY "&days=8-13", "07:00–07:59"), "50 of 160");
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY "&days=4-7", "07:00–07:59"), "none");
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY "&by=language", "English, 07:00–07:59"),
	    "60 of 150");
	ck_assert_str_eq(
	    at_hour(RUDO, FEBRUARY "&by=day", "Day 8, 07:00–07:59"), "50 of 160");
	ck_assert_str_eq(
	    at_hour(RUDO, FEBRUARY "&by=place", "Riverside Clinic, 07:00–07:59"),
	    "110 of 310");
	/* What is none of the choices is the first. */
	ck_assert_str_eq(at_hour(RUDO, FEBRUARY "&language=xx&days=9-2&within=0&by=who",
			     "07:00–07:59"),
	    "110 of 310");
}
END_TEST

START_TEST(who_sees_whose)
{
	struct request *rq;

	ASKED(152, 401, 101, "2031-02-10 07:10 Africa/Harare", 3, 61, "1 hour");
	ASKED(171, 405, 102, "2031-02-10 07:10 Africa/Harare", 3, 3, "1 hour");
	ASKED(190, 406, 103, "2031-02-10 07:10 Africa/Nairobi", 3, 95, "1 hour");
	ck_assert_str_eq(at_hour(JOYCE, FEBRUARY, "07:00–07:59"), "3 of 171");
	ck_assert_str_eq(
	    at_hour(JOYCE, FEBRUARY "&place=101", "07:00–07:59"), "3 of 171");
	/* Who sees many sees them rounded, and few not at all. */
	ck_assert_str_eq(at_hour(NOMSA, FEBRUARY, "07:00–07:59"), "65 of 325");
	ck_assert_str_eq(
	    at_hour(NOMSA, FEBRUARY "&by=place", "Hillview Clinic, 07:00–07:59"),
	    "fewer than 5 of 170");
	ck_assert_str_eq(
	    at_hour(NOMSA, FEBRUARY "&by=place", "Gomo Clinic, 07:00–07:59"), "none");
	ck_assert_str_eq(at_hour(ADA, FEBRUARY, "07:00–07:59"), "160 of 515");
	/* The month, whatever days are asked for. */
	ck_assert_str_eq(
	    at_hour(ADA, "from=2031-02-20&until=2031-02-21", "07:00–07:59"),
	    "160 of 515");
	rq = site_get(RUDO, "/indicators/hours?from=2031-02-31&until=2031-03-01");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "write an existing date"));
	rq = site_get(RUDO, "/indicators/hours?from=2020-02-01&until=2020-02-28");
	ck_assert(site_shows(rq, "No questions"));
}
END_TEST

#define OFFER "id=\"offer-101\""
#define HOURS "/indicators/hours?" FEBRUARY

START_TEST(an_hour_is_offered_that_lies_wholly_above)
{
	struct request *rq;

	/* 40.0 % is 33.5 to 46.9 %; 54.0 % is 47.1 to 60.8 %, 53.5 % is 46.6 to 60.3 %. */
	ASKED(200, 401, 101, "2031-02-10 07:10 Africa/Harare", 5, 80, "1 hour");
	ASKED(200, 401, 101, "2031-02-11 17:10 Africa/Harare", 3, 107, "1 hour");
	rq = site_get(RUDO, HOURS);
	ck_assert(site_shows(rq, "33.5 to 46.9 %"));
	ck_assert(site_shows(rq, "46.6 to 60.3 %"));
	ck_assert(!site_shows(rq, OFFER));
	site_sql(
	    "UPDATE checkin SET answer = 'fine', answered_at = asked_at + interval "
	    "'1 hour' WHERE reminder_id = (SELECT min(reminder_id) FROM checkin "
	    "WHERE answer = '' AND day = 3)");
	rq = site_get(RUDO, HOURS);
	ck_assert(site_shows(rq, "47.1 to 60.8 %"));
	ck_assert(site_shows(rq, OFFER));
	ck_assert(site_shows(rq, "on other days of the follow-up"));
	/* Those of one language do not decide for all. */
	ck_assert(!site_shows(site_get(RUDO, HOURS "&language=en"), OFFER));
	ck_assert(
	    site_shows(site_get(RUDO, HOURS "&language=en"), "choose all languages"));
	ck_assert(site_shows(rq, "An administrator may change the hour."));
	ck_assert(!site_shows(rq, "/admin/places/101/hour"));
	/* Not at an hour that is quiet there. */
	site_sql("UPDATE place SET quiet_from = '17:00' WHERE id = 101");
	ck_assert(!site_shows(site_get(RUDO, HOURS), OFFER));
	site_sql("UPDATE place SET quiet_from = '20:00' WHERE id = 101");
	ck_assert(site_shows(site_get(RUDO, HOURS), OFFER));
	/* Nor where its own hour was hardly asked at. */
	site_sql("UPDATE place SET checkin_time = '09:00' WHERE id = 101");
	ck_assert(!site_shows(site_get(RUDO, HOURS), OFFER));
	/* The best there is needs no other. */
	site_sql("UPDATE place SET checkin_time = '17:30' WHERE id = 101");
	ck_assert(!site_shows(site_get(RUDO, HOURS), OFFER));
}
END_TEST

#define PLAN                                                                       \
	"INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "    \
	"due_date, due_at, hour) VALUES (601, 401, 101, 'a', 4, '2031-03-04', "    \
	"'2031-03-04 07:00 Africa/Harare', NULL), (601, 401, 101, 'b', 5, "        \
	"'2031-03-05', '2031-03-05 07:00 Africa/Harare', NULL), (601, 401, 101, "  \
	"'c', 6, '2031-03-06', '2031-03-06 12:00 Africa/Harare', '12:00'), (605, " \
	"405, 102, 'a', 4, '2031-03-04', '2031-03-04 07:00 Africa/Harare', NULL)"
#define LEAVES(step)                                                                \
	site_text("SELECT to_char(due_at AT TIME ZONE 'Africa/Harare', 'HH24:MI') " \
		  "FROM reminder WHERE place_id = 101 AND step = '" step "'")

START_TEST(an_administrator_accepts_it_and_sets_it_back)
{
	struct request *rq;

	ASKED(200, 401, 101, "2031-02-10 07:10 Africa/Harare", 3, 40, "1 hour");
	ASKED(200, 401, 101, "2031-02-11 17:10 Africa/Harare", 3, 120, "1 hour");
	site_sql(PLAN);
	rq = site_get(ADA, HOURS);
	ck_assert(site_shows(rq, OFFER));
	ck_assert(site_shows(rq, "action=\"/admin/places/101/hour\""));
	/* What would move is told; nothing has. */
	rq = site_post(ADA, "/admin/places/101/hour", "version=1&to=17:00");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<b class=\"num\">2</b> texts to come"));
	ck_assert_str_eq(LEAVES("a"), "07:00");
	ck_assert_int_eq(site_number("SELECT count(*) FROM audit WHERE object = "
				     "'place' AND action = 'update'"),
	    0);
	rq = site_post(ADA, "/admin/places/101/hour", "version=1&to=17:00&agree=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(LEAVES("a"), "17:00");
	ck_assert_str_eq(LEAVES("b"), "17:00");
	ck_assert_str_eq(LEAVES("c"), "12:00");
	ck_assert_int_eq(site_number("SELECT count(*) FROM reminder WHERE due_at = "
				     "'2031-03-04 07:00 Africa/Harare'"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'place' AND "
			"object_id = 101 AND user_id = 205 AND change -> "
			"'checkin_time' = '[\"07:00:00\", \"17:00:00\"]'"),
	    1);
	rq = site_get(ADA, HOURS);
	ck_assert(!site_shows(rq, OFFER));
	ck_assert(site_shows(rq, "Ada Chirwa"));
	ck_assert(site_shows(rq, "Set back to 07:00"));
	ck_assert(!site_shows(site_get(NOMSA, HOURS), "Set back to"));
	rq = site_post(ADA, "/admin/places/101/hour", "version=2&to=07:00&agree=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(LEAVES("a"), "07:00");
	ck_assert(site_shows(site_get(ADA, HOURS), "Set back to 17:00"));
	ck_assert(!site_shows(site_get(ADA, HOURS), "Set back to 07:00"));
}
END_TEST

START_TEST(what_does_not_fit_is_said)
{
	static const struct {
		const char *body, *words;
		int code;
	} all[] = { { "version=1&to=25:00&agree=1", "“25:00” is not a time", 422 },
		{ "version=1&to=&agree=1", "Check-ins are sent at", 422 },
		{ "version=1&to=21:00&agree=1", "lies in the quiet hours", 422 },
		{ "version=1&to=07:00&agree=1", "at this hour already", 422 },
		{ "version=9&to=17:00&agree=1", "Somebody changed this", 409 } };
	struct request *rq;

	site_sql(PLAN);
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		rq = site_post(ADA, "/admin/places/101/hour", all[i].body);
		ck_assert_int_eq(rq->reply.code, all[i].code);
		ck_assert(site_shows(rq, all[i].words));
		ck_assert_str_eq(LEAVES("a"), "07:00");
		ck_assert_int_eq(
		    site_number("SELECT version FROM place WHERE id = 101"), 1);
	}
	ck_assert(site_shows(rq, "Look again"));
	ck_assert_int_eq(
	    site_post(NOMSA, "/admin/places/101/hour", all[4].body)->reply.code, 403);
	ck_assert_int_eq(
	    site_post(ADA, "/admin/places/99/hour", all[4].body)->reply.code, 404);
}
END_TEST

TCase *
send_hours_tests(void)
{
	TCase *tc = tcase_create("send_hours");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, an_interval_is_wilsons);
	tcase_add_test(tc, an_hour_is_the_facilitys);
	tcase_add_test(tc, a_month_ends_at_the_facilitys_midnight);
	tcase_add_test(tc, a_clock_change_moves_no_hour);
	tcase_add_test(tc, what_is_not_over_or_did_not_leave_is_not_counted);
	tcase_add_test(tc, it_is_taken_apart_by_what_is_asked_for);
	tcase_add_test(tc, who_sees_whose);
	tcase_add_test(tc, an_hour_is_offered_that_lies_wholly_above);
	tcase_add_test(tc, an_administrator_accepts_it_and_sets_it_back);
	tcase_add_test(tc, what_does_not_fit_is_said);
	return tc;
}
