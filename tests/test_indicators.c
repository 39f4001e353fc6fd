/* test_indicators.c - the numbers, who may see them how small, and what stands behind. */

#include <stdio.h>
#include <string.h>

#include "site_test.h"

#define ALL_MEN "from=2031-02-01&until=2031-03-31"
#define HE_WROTE(at)                                                                  \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at, reads) VALUES (501, 101, 401, 301, 'in', 'reply', "   \
	"'0', 'received', '" at "', 'fine')"
#define REPORT(form, fields)                                                     \
	"INSERT INTO report (doc_id, form, place_id, patient_id, fields, "       \
	"reported_at, "                                                          \
	"reported_by) VALUES (gen_random_uuid(), '" form "', 101, 401, '" fields \
	"', business_now(), 201)"
#define EVENT                                                                       \
	"{\"seen\": \"yes\", \"visit\": {\"visit_date\": \"2031-03-02\"}, \"ae\": " \
	"{\"described\": \"yes\", \"severity\": \"severe\", \"code\": \"BL-B\", "   \
	"\"treatment\": \"=HYPERLINK(1)\"}}"
#define DECIDED(at, event)                                                             \
	"INSERT INTO task (id, place_id, patient_id, kind, performer, source, "        \
	"priority, "                                                                   \
	"status, open, starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE VALUES " \
	"(790, 101, 401, 'escalation', 'supervisor', 'c', 1, 'requested', true, " at   \
	", " at ", " at "); INSERT INTO escalation (task_id, place_id, patient_id, "   \
	"severity, raised_at, first_due, decide_due, decided_at, outcome, event, "     \
	"grade, "                                                                      \
	"serious, notifiable) VALUES (790, 101, 401, 'severe', " at ", " at ", " at    \
	", " at ", 'clinic', '" event "', 'severe', true, true)"
#define CAME(at)                                                                       \
	"INSERT INTO task (id, place_id, patient_id, kind, source, priority, status, " \
	"open, starts_at, due_at, created_at, closed_at, outcome) "                    \
	"OVERRIDING SYSTEM VALUE VALUES (791, 101, 401, 'visit', 'v', 2, "             \
	"'completed', "                                                                \
	"false, " at ", " at ", " at ", " at ", 'came')"

/* Of Riverside's men: counted and of how many, as the file has them. */
static void
same(int64_t user, const char *query, const char *code, const char *numbers)
{
	struct request *rq = site_get(
	    user, arena_printf(site_arena(), "/indicators/download?%s", query));
	const char *line;

	ck_assert_int_eq(rq->reply.code, 200);
	line = strstr(rq->reply.body.data, arena_printf(site_arena(), ",%s,", code));
	ck_assert_ptr_nonnull(line);
	line = strchr(line + strlen(code) + 2, ',') + 1;
	ck_assert_msg(strncmp(line, numbers, strlen(numbers)) == 0,
	    "%s: not %s but %.30s", code, numbers, line);
}

START_TEST(a_day_is_the_facilitys)
{
	/* Tinashe's day 0 is 28 February; 14 is 14 March. */
	site_sql(HE_WROTE("2031-03-14 23:59:59.999999 Africa/Harare"));
	same(RUDO, ALL_MEN, "ever", "1,5,");
	site_sql("UPDATE message SET at = '2031-03-15 00:00 Africa/Harare' WHERE "
		 "thread_id = 501");
	same(RUDO, ALL_MEN, "ever", "0,5,");
	site_sql("UPDATE message SET at = '2031-02-27 23:59:59 Africa/Harare' WHERE "
		 "thread_id = 501");
	same(RUDO, ALL_MEN, "ever", "0,5,");
	site_sql("UPDATE message SET at = '2031-02-28 00:00 Africa/Harare' WHERE "
		 "thread_id = 501");
	same(RUDO, ALL_MEN, "ever", "1,5,");
}
END_TEST

START_TEST(a_clock_change_moves_no_day)
{
	site_sql("UPDATE place SET zone = 'Europe/London' WHERE id = 101");
	site_sql("UPDATE enrolment SET anchor_date = '2031-03-25' WHERE id = 601");
	site_later("30 days");
	/* The night of 29 to 30 March is an hour short; day 5 is the 30th. */
	site_sql(HE_WROTE("2031-03-30 23:59:59 Europe/London"));
	same(RUDO, "from=2031-03-25&until=2031-03-25", "day-5", "1,1,");
	site_sql(
	    "UPDATE message SET at = at + interval '1 second' WHERE thread_id = 501");
	same(RUDO, "from=2031-03-25&until=2031-03-25", "day-5", "0,1,");
	same(RUDO, "from=2031-03-25&until=2031-03-25", "day-6", "1,1,");
}
END_TEST

START_TEST(a_month_ends_at_its_end)
{
	same(RUDO, "from=2031-02-28&until=2031-02-28", "men", "1,1,");
	same(RUDO, "from=2031-03-01&until=2031-03-31", "men", "1,1,"); /* Farai */
	same(RUDO, "from=2031-03-01&until=2031-03-31&minor=yes", "men", "1,1,");
	ck_assert(site_shows(site_get(RUDO, "/indicators"), "value=\"2031-03-01\""));
	ck_assert(site_shows(site_get(RUDO, "/indicators"), "value=\"2031-03-31\""));
	ck_assert(site_shows(
	    site_get(RUDO, "/indicators"), "from=2031-01-01&amp;until=2031-03-31"));
}
END_TEST

START_TEST(small_numbers_are_hidden_from_who_sees_many)
{
	site_sql(HE_WROTE("2031-03-01 12:00 Africa/Harare"));
	same(RUDO, ALL_MEN, "ever", "1,5,");
	same(NOMSA, ALL_MEN, "ever", "<5,5,"); /* of six, in two facilities */
	same(ADA, ALL_MEN, "ever", "<5,5,"); /* of seven */
	/* Nor is it what remains of a month without its last day. */
	same(NOMSA, "from=2031-03-02&until=2031-03-03", "men", "<5,<5,");
	same(ADA, "from=2031-02-28&until=2031-02-28", "ever", "<5,5,");
	ck_assert(site_shows(site_get(NOMSA, "/indicators?" ALL_MEN), "fewer than 5"));
	ck_assert(!site_shows(site_get(RUDO, "/indicators?" ALL_MEN), "fewer than 5"));
	site_sql("DELETE FROM user_place WHERE user_id = 204 AND place_id = 102");
	same(NOMSA, ALL_MEN, "ever", "1,5,");
}
END_TEST

START_TEST(the_men_behind_a_number_are_shown_to_who_cares_for_them)
{
	struct request *rq;

	site_sql(HE_WROTE("2031-03-01 12:00 Africa/Harare"));
	rq = site_get(RUDO, "/indicators/men?code=ever&part=num&" ALL_MEN);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(!site_shows(rq, "Brian Mutasa"));
	rq = site_get(RUDO, "/indicators/men?code=ever&part=rest&" ALL_MEN);
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert(!site_shows(rq, "Tinashe Moyo"));
	ck_assert(!site_shows(rq, "Nkosana")); /* Hillview's */
	rq = site_get(JOYCE, "/indicators/men?code=men&place=101&" ALL_MEN);
	ck_assert(!site_shows(rq, "Tinashe Moyo"));
	ck_assert_int_eq(site_get(ADA, "/indicators/men?code=men")->reply.code, 403);
	ck_assert(
	    !site_shows(site_get(ADA, "/indicators?" ALL_MEN), "/indicators/men?"));
	ck_assert_int_eq(
	    site_get(RUDO, "/indicators/men?code=day-14")->reply.code, 404);
}
END_TEST

START_TEST(what_cannot_be_counted_is_said)
{
	struct request *rq =
	    site_get(RUDO, "/indicators?from=2031-02-31&until=2031-03-01");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "write an existing date"));
	ck_assert(site_shows(rq, "value=\"2031-02-31\""));
	rq = site_get(RUDO, "/indicators?from=2031-03-02&until=2031-03-01");
	ck_assert(site_shows(rq, "it is before From"));
	rq = site_get(RUDO, "/indicators?from=2030-03-02&until=2031-03-03");
	ck_assert(site_shows(rq, "more than a year apart"));
	site_sql("SET LOCAL session_replication_role = replica; INSERT INTO enrolment "
		 "(id, patient_id, place_id, workflow, workflow_version, anchor_date, "
		 "consent_at, state, ended_at, created_at, latest) OVERRIDING SYSTEM "
		 "VALUE SELECT 10000 + n, 401, 101, 'vmmc', "
		 "'1', '2031-02-10', now(), 'finished', now(), now(), false FROM "
		 "generate_series(1, 60001) n");
	rq = site_get(RUDO, "/indicators?from=2031-02-01&until=2031-02-28");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Ask for a shorter period"));
	rq = site_get(RUDO, "/indicators?from=2030-02-11&until=2031-02-10");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_get(RUDO, "/indicators?from=2030-02-10&until=2031-02-09");
	ck_assert_int_eq(rq->reply.code, 200);
}
END_TEST

START_TEST(an_event_is_counted_and_listed)
{
	struct request *rq;

	site_sql(REPORT("client_visit", EVENT));
	same(RUDO, ALL_MEN, "event", "1,5,");
	rq = site_get(RUDO, "/indicators/events?from=2031-03-02&until=2031-03-02");
	ck_assert(site_shows(rq, "BL-B"));
	ck_assert(site_shows(rq, "day 2"));
	rq = site_get(
	    RUDO, "/indicators/events/download?from=2031-03-02&until=2031-03-02");
	ck_assert(site_shows(rq, "'=HYPERLINK(1)"));
	ck_assert(site_shows(rq, "Africa/Harare"));
	ck_assert(!site_shows(
	    site_get(JOYCE, "/indicators/events?from=2031-03-02&until=2031-03-02"),
	    "BL-B"));
	rq = site_get(RUDO, "/indicators/who?" ALL_MEN);
	ck_assert(site_shows(rq, "20.0 %"));
	ck_assert(site_shows(rq, "postoperative"));
	rq = site_get(ADA, "/indicators/who?" ALL_MEN);
	ck_assert(site_shows(rq, "fewer than 5"));
	/* On day 30 it is none of the procedure's any more. */
	site_sql("UPDATE enrolment SET anchor_date = '2031-01-31' WHERE id = 601");
	same(RUDO, "from=2031-01-31&until=2031-01-31", "event", "0,1,");
	site_sql("UPDATE enrolment SET anchor_date = '2031-02-01' WHERE id = 601");
	same(RUDO, "from=2031-02-01&until=2031-02-01", "event", "1,1,");
}
END_TEST

/* What a supervisor decided is told on the phone until he is seen without a form of it. */
START_TEST(a_decided_event_is_counted_when_he_is_seen)
{
	static const char *const days = "from=2031-03-01&until=2031-03-05";
	struct request *rq;

	site_sql(DECIDED("'2031-03-02 23:59:59 Africa/Harare'", "IN-B"));
	same(RUDO, ALL_MEN, "event", "0,5,");
	rq = site_get(RUDO, arena_printf(site_arena(), "/indicators/events?%s", days));
	ck_assert(site_shows(rq, "IN-B, infection, severe"));
	ck_assert(site_shows(rq, "serious, notifiable"));
	ck_assert(site_shows(rq, "told on the phone, not seen"));
	ck_assert(site_shows(rq, "href=\"/escalations/790\""));
	ck_assert(site_shows(rq, "day 2"));
	/* The day before was not about it. */
	site_sql(CAME("'2031-03-01 12:00 Africa/Harare'"));
	same(RUDO, ALL_MEN, "event", "0,5,");
	site_sql("UPDATE task SET closed_at = '2031-03-03 00:00 Africa/Harare' "
		 "WHERE id = 791");
	same(RUDO, ALL_MEN, "event", "1,5,");
	rq = site_get(RUDO, arena_printf(site_arena(), "/indicators/events?%s", days));
	ck_assert(!site_shows(rq, "told on the phone, not seen"));
	ck_assert(site_shows(rq, "day 3"));
	/* A fortnight later it is another matter. */
	site_sql("UPDATE task SET closed_at = '2031-03-17 00:00 Africa/Harare' "
		 "WHERE id = 791");
	same(RUDO, ALL_MEN, "event", "0,5,");
	site_sql(
	    "UPDATE escalation SET event = 'none', grade = '' WHERE task_id = 790");
	ck_assert(!site_shows(
	    site_get(RUDO, arena_printf(site_arena(), "/indicators/events?%s", days)),
	    "/escalations/790"));
}
END_TEST

START_TEST(what_to_mend_leads_to_where)
{
	struct request *rq = site_get(RUDO, "/indicators/quality");

	ck_assert(!site_shows(rq, "/phone\""));
	site_sql("UPDATE patient SET phone_owner = 'own' WHERE id IN (403, 404)");
	site_sql("UPDATE enrolment SET anchor_date = '2031-03-09' WHERE id = 602");
	site_sql(REPORT("potential_ae",
	    "{\"ae\": {\"described\": \"yes\", \"severity\": \"mild\"}}"));
	site_sql(DECIDED("business_now()", "IN"));
	site_sql(REPORT("referral_for_care", "{}"));
	site_sql("UPDATE report SET reported_at = '2031-03-01 23:59:59 Africa/Harare' "
		 "WHERE form = 'referral_for_care'");
	rq = site_get(RUDO, "/indicators/quality");
	ck_assert(site_shows(rq, "/patients/403/phone"));
	ck_assert(site_shows(rq, "/patients/404/phone"));
	ck_assert(site_shows(rq, "/patients/402/edit"));
	ck_assert(site_shows(rq, "id=\"no-code\""));
	ck_assert(site_shows(
	    site_get(RUDO, "/indicators/quality?kind=no-code"), "/reports/"));
	ck_assert(site_shows(
	    site_get(RUDO, "/indicators/quality?kind=no-code"), "/escalations/790"));
	ck_assert(site_shows(
	    site_get(RUDO, "/indicators/quality?kind=referral"), "/reports/"));
	/* A day later it is not two days ago yet. */
	site_sql("UPDATE report SET reported_at = '2031-03-02 00:00 Africa/Harare' "
		 "WHERE form = 'referral_for_care'");
	ck_assert(!site_shows(
	    site_get(RUDO, "/indicators/quality?kind=referral"), "/reports/"));
}
END_TEST

/* One task of tracing of Tinashe, Riverside's, at this moment. */
#define TRACE(id, status, outcome, starts)                                             \
	"INSERT INTO task (id, place_id, patient_id, kind, source, priority, status, " \
	"open, starts_at, due_at, created_at, closed_at, outcome) OVERRIDING SYSTEM "  \
	"VALUE VALUES (" #id ", 101, 401, 'trace', 't" #id "', 3, '" status            \
	"', true, " starts ", " starts " + interval '2 days', " starts ", NULL, '');"  \
	"UPDATE task SET status = '" status "', outcome = '" outcome                   \
	"' WHERE id = " #id

START_TEST(tracing_is_carried_through_or_not)
{
	same(RUDO, ALL_MEN, "tracing", "0,0,");
	/* Its first moment is the day of the procedure, not the evening before. */
	site_sql(TRACE(
	    792, "requested", "", "'2031-02-27 23:59:59 Africa/Harare'::timestamptz"));
	same(RUDO, ALL_MEN, "tracing", "0,0,");
	site_sql(
	    "UPDATE task SET starts_at = '2031-02-28 00:00 Africa/Harare' WHERE id "
	    "= 792");
	same(RUDO, ALL_MEN, "tracing", "0,1,");
	/* A sign of life came first. */
	site_sql(
	    "UPDATE task SET status = 'cancelled', closed_at = business_now() WHERE "
	    "id = 792");
	same(RUDO, ALL_MEN, "tracing", "0,0,");
	/* It was decided that he is lost. */
	site_sql("UPDATE task SET outcome = 'lost' WHERE id = 792");
	same(RUDO, ALL_MEN, "tracing", "1,1,");
	/* One more, which has not begun, then has, and then runs out. */
	site_sql(TRACE(793, "requested", "", "business_now() + interval '1 hour'"));
	same(RUDO, ALL_MEN, "tracing", "1,1,");
	site_later("2 hours");
	same(RUDO, ALL_MEN, "tracing", "0,1,");
	site_sql(
	    "UPDATE task SET status = 'failed', closed_at = business_now() WHERE id "
	    "= 793");
	same(RUDO, ALL_MEN, "tracing", "0,1,");
	ck_assert(site_shows(
	    site_get(RUDO, "/indicators/men?code=tracing&part=rest&" ALL_MEN),
	    "Tinashe Moyo"));
}
END_TEST

#define COMPARE "/indicators/facilities?" ALL_MEN

START_TEST(facilities_stand_by_name_each_with_its_men)
{
	struct request *rq;

	site_sql("UPDATE place SET name = 'Zvimba' WHERE id = 102");
	site_sql(
	    "DELETE FROM user_place WHERE user_id = 204 AND place_id = 102; INSERT "
	    "INTO user_place (user_id, place_id) VALUES (201, 102)");
	site_sql(HE_WROTE("2031-03-03 06:00 Africa/Harare"));
	rq = site_get(RUDO, COMPARE);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(strstr(rq->reply.body.data, "Riverside Clinic</th>") <
		  strstr(rq->reply.body.data, "Zvimba</th>"));
	ck_assert(site_shows(rq, "All together</th>"));
	/* The number leads to the men of that facility alone. */
	ck_assert(site_shows(rq,
	    "/indicators/men?code=ever&amp;part=num&amp;from=2031-02-01&amp;until="
	    "2031-03-31&amp;place=101&amp;band=&amp;minor=\">1<"));
	ck_assert(site_shows(rq, "of 5, <a href=\"/indicators/men?code=ever&amp;part="
				 "rest"));
	rq = site_get(
	    RUDO, "/indicators/men?code=men&part=num&place=102&band=&minor=&" ALL_MEN);
	ck_assert(site_shows(rq, "Nkosana"));
	ck_assert(!site_shows(rq, "Tinashe"));
	/* Also where nobody was enrolled, and of one facility nothing beside it. */
	rq = site_get(RUDO, "/indicators/facilities?from=2030-01-01&until=2030-01-31");
	ck_assert(site_shows(rq, "Zvimba</th>"));
	rq = site_get(NOMSA, COMPARE);
	ck_assert(!site_shows(rq, "Zvimba"));
	ck_assert(!site_shows(rq, "All together"));
	ck_assert_int_eq(
	    site_get(RUDO, "/indicators/facilities?from=x&until=y")->reply.code, 422);
}
END_TEST

START_TEST(what_is_late_now_is_of_this_moment)
{
	struct request *rq;

	site_sql(
	    "UPDATE task SET due_at = business_now() + interval '1 day' WHERE open");
	site_sql(DECIDED("business_now() + interval '1 hour'", ""));
	site_sql(TRACE(794, "requested", "",
	    "'2031-03-02 23:59:59 Africa/Harare'::timestamptz - interval '2 days'"));
	rq = site_get(RUDO, "/indicators/facilities?" ALL_MEN);
	ck_assert(site_shows(rq, "href=\"/escalations?state=late&amp;place=101\">0<"));
	ck_assert(site_shows(rq, "href=\"/escalations?state=open&amp;place=101\">1<"));
	/* Due yesterday; what is due from midnight on is not late today. */
	ck_assert(site_shows(rq, "href=\"/tasks?due=now&amp;place=101\">1<"));
	site_sql("UPDATE task SET due_at = '2031-03-03 00:00 Africa/Harare' WHERE id = "
		 "794");
	rq = site_get(RUDO, "/indicators/facilities?" ALL_MEN);
	ck_assert(site_shows(rq, "href=\"/tasks?due=now&amp;place=101\">0<"));
	site_later("61 minutes");
	rq = site_get(RUDO, "/indicators/facilities?" ALL_MEN);
	ck_assert(site_shows(rq, "href=\"/escalations?state=late&amp;place=101\">1<"));
	ck_assert_int_eq(site_count(site_get(RUDO, "/escalations?state=late&place=101"),
			     "<tr id=\"esc-"),
	    1);
	/* The administrator sees that it is few, and no list. */
	rq = site_get(ADA, "/indicators/facilities?" ALL_MEN);
	ck_assert(site_shows(rq, "fewer than 5"));
	ck_assert(!site_shows(rq, "/escalations?"));
	ck_assert(!site_shows(rq, "/indicators/men"));
}
END_TEST

/* So many more men of Hillview, and how many of them with an event. */
static void
more_men(int men, int events)
{
	site_sql(
	    "SET LOCAL session_replication_role = replica; DELETE FROM enrolment WHERE "
	    "id > 20000; DELETE FROM report; INSERT INTO patient (id, place_id, "
	    "given_name, family_name, number, birth_date, sex, language, folded, "
	    "created_at) OVERRIDING SYSTEM VALUE SELECT 20000 + n, 102, 'A', 'B', 'N-' "
	    "|| n, '2000-01-01', 'male', 'en', '', now() FROM generate_series(1, %d) n "
	    "ON CONFLICT DO NOTHING; INSERT INTO enrolment (id, patient_id, place_id, "
	    "workflow, workflow_version, anchor_date, consent_at, state, created_at, "
	    "latest) OVERRIDING SYSTEM VALUE SELECT 20000 + n, 20000 + n, 102, 'vmmc', "
	    "'1', '2031-03-01', now(), 'active', now(), true FROM generate_series(1, "
	    "%d) n; INSERT INTO report (doc_id, form, place_id, patient_id, fields, "
	    "reported_at) SELECT gen_random_uuid(), 'client_visit', 102, 20000 + n, "
	    "'" EVENT "', '2031-03-02 12:00Z' FROM generate_series(1, %d) n",
	    men, men, events);
}

START_TEST(events_are_beside_what_is_expected)
{
	static const struct {
		int men, events;
		const char *words;
	} cases[] = {
		{ 48, 0, "too few men to say" }, /* and Nkosana: 49 */
		{ 49, 0, "fewer than expected: are they found?" },
		{ 99, 1, "as many as expected" }, /* 1 in 100 */
		{ 99, 2, "as many as expected" }, /* 2 in 100 */
		{ 99, 3, "more than expected: what kinds, and when?" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *rq;

		more_men(cases[i].men, cases[i].events);
		rq = site_get(JOYCE, COMPARE);
		ck_assert_msg(site_shows(rq, cases[i].words), "%d of %d",
		    cases[i].events, cases[i].men + 1);
	}
	/* A hidden 1 to 4 says nothing of a hundred, and enough of a thousand. */
	ck_assert(site_shows(site_get(NOMSA, COMPARE), "it cannot be told"));
	ck_assert(site_shows(site_get(NOMSA, "/indicators?" ALL_MEN),
	    "cannot be told from a small number that is hidden"));
	more_men(999, 4);
	ck_assert(site_shows(
	    site_get(NOMSA, COMPARE), "fewer than expected: are they found?"));
}
END_TEST

START_TEST(the_comparison_is_a_file_too)
{
	struct request *rq =
	    site_get(NOMSA, "/indicators/facilities/download?" ALL_MEN);
	const char *shown = rq->reply.body.data;

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(strstr(shown, "Answered on day 3: of") != NULL);
	ck_assert(
	    strstr(shown,
		"Riverside Clinic,Africa/Harare,2031-02-01,2031-03-31,,,5,0,5,0.0 %") !=
	    NULL);
	ck_assert(strstr(shown, "Hillview Clinic,") != NULL);
	ck_assert(strstr(shown, "<5") != NULL);
	ck_assert(strstr(shown, "Gomo") == NULL);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE user_id = 204 AND "
			"object = 'indicator-list'"),
	    1);
}
END_TEST

TCase *
indicators_tests(void)
{
	TCase *tc = tcase_create("indicators");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_day_is_the_facilitys);
	tcase_add_test(tc, a_clock_change_moves_no_day);
	tcase_add_test(tc, a_month_ends_at_its_end);
	tcase_add_test(tc, small_numbers_are_hidden_from_who_sees_many);
	tcase_add_test(tc, the_men_behind_a_number_are_shown_to_who_cares_for_them);
	tcase_add_test(tc, what_cannot_be_counted_is_said);
	tcase_add_test(tc, an_event_is_counted_and_listed);
	tcase_add_test(tc, a_decided_event_is_counted_when_he_is_seen);
	tcase_add_test(tc, what_to_mend_leads_to_where);
	tcase_add_test(tc, tracing_is_carried_through_or_not);
	tcase_add_test(tc, facilities_stand_by_name_each_with_its_men);
	tcase_add_test(tc, what_is_late_now_is_of_this_moment);
	tcase_add_test(tc, events_are_beside_what_is_expected);
	tcase_add_test(tc, the_comparison_is_a_file_too);
	return tc;
}
