/* test_figures.c - figures kept from page to page are those that would be counted. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site_test.h"

#define AS_NOBODY "SET LOCAL session_replication_role = replica; "
#define TASK                                                                           \
	"INSERT INTO task (place_id, kind, source, priority, who, words, starts_at, "  \
	"due_at, created_at, status, open) SELECT 101, 'free', gen_random_uuid(), 4, " \
	"'Somebody', 'x', business_now() + interval '%d s', business_now() + "         \
	"interval '2 h', business_now(), 'requested', true"
#define SOMETHING "UPDATE thread SET urgency = urgency WHERE id = %d"

/* The number of a badge of the navigation. */
static int
badge(int64_t user, const char *name)
{
	struct request *rq = site_get(user, "/tasks");
	const char *at = strstr(
	    rq->reply.body.data, arena_printf(site_arena(), "id=\"n-%s\"", name));

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_ptr_nonnull(at);
	at = strstr(at, "data-n=\"");
	ck_assert_ptr_nonnull(at);
	return (int)strtol(at + strlen("data-n=\""), NULL, 10);
}

START_TEST(they_are_counted_when_something_changed)
{
	int before = badge(RUDO, "tasks");

	/* Past the triggers, so that what is kept can be told from what is counted. */
	site_sql(AS_NOBODY TASK, 0);
	ck_assert_int_eq(badge(RUDO, "tasks"), before);
	site_sql(SOMETHING, LOVEMORE + 100); /* elsewhere */
	ck_assert_int_eq(badge(RUDO, "tasks"), before);
	site_sql(SOMETHING, BRIAN + 100);
	ck_assert_int_eq(badge(RUDO, "tasks"), before + 1);
	site_sql(TASK, 0);
	ck_assert_int_eq(badge(RUDO, "tasks"), before + 2);
	ck_assert_int_eq(badge(TENDAI, "tasks"), before + 2);
}
END_TEST

START_TEST(the_clock_alone_changes_them)
{
	int before;

	site_sql(TASK, 10);
	before = badge(RUDO, "tasks");
	site_later("11 seconds");
	ck_assert_int_eq(badge(RUDO, "tasks"), before + 1);
	site_sql(AS_NOBODY TASK, 0);
	site_later("1 minute");
	ck_assert_int_eq(badge(RUDO, "tasks"), before + 2);
}
END_TEST

START_TEST(they_are_those_of_his_places)
{
	int riverside = badge(RUDO, "tasks"), both = badge(NOMSA, "tasks");

	site_sql(TASK, 0);
	site_sql("UPDATE user_place SET place_id = 102 WHERE user_id = 201");
	ck_assert_int_eq(badge(RUDO, "tasks"), badge(JOYCE, "tasks"));
	site_sql("UPDATE user_place SET place_id = 101 WHERE user_id = 201");
	ck_assert_int_eq(badge(RUDO, "tasks"), riverside + 1);
	ck_assert_int_eq(badge(NOMSA, "tasks"), both + 1);
	site_sql("UPDATE app_user SET role = 'admin' WHERE id = 204");
	ck_assert_int_eq(site_get(NOMSA, "/tasks")->reply.code, 403);
}
END_TEST

START_TEST(whoever_moves_is_counted_elsewhere)
{
	ck_assert(site_shows(site_get(RUDO, "/patients"), "5 in follow-up at"));
	site_get(JOYCE, "/patients");
	site_sql("UPDATE patient SET place_id = 102 WHERE place_id = 101");
	ck_assert(site_shows(site_get(RUDO, "/patients"), "0 in follow-up at"));
	ck_assert(site_shows(site_get(JOYCE, "/patients"), "6 in follow-up at"));
	site_sql("UPDATE enrolment SET state = 'finished', ended_at = business_now() "
		 "WHERE patient_id = 405");
	ck_assert(site_shows(site_get(JOYCE, "/patients"), "5 in follow-up at"));
}
END_TEST

START_TEST(a_rule_that_fails_is_counted)
{
	badge(NOMSA, "tasks");
	site_sql(
	    "INSERT INTO rule_failure (patient_id, place_id, rule, file, line, words, "
	    "first_at, last_at) VALUES (401, 101, 'r', 'f', 1, 'x', business_now(), "
	    "business_now())");
	ck_assert_int_eq(badge(NOMSA, "rules"), 1);
	/* Of a number that is nobody's, and a wrong clock. */
	site_sql(
	    "INSERT INTO thread (id, kind, phone_id) OVERRIDING SYSTEM VALUE VALUES "
	    "(5901, 'unknown', 302); INSERT INTO rule_failure (thread_id, rule, "
	    "file, line, words, first_at, last_at) VALUES (5901, 'n', 'f', 1, 'x', "
	    "business_now(), business_now())");
	ck_assert_int_eq(badge(NOMSA, "rules"), 2);
	site_sql(
	    "INSERT INTO rule_zone VALUES ('Africa/Cairo', business_now()); UPDATE "
	    "place_version SET version = version + 1");
	ck_assert_int_eq(badge(NOMSA, "rules"), 3);
	site_sql("DELETE FROM rule_zone");
	site_sql("DELETE FROM rule_failure");
	ck_assert(!site_shows(
	    site_get(NOMSA, "/tasks"), "id=\"n-rules\" class=\"count hot\""));
}
END_TEST

START_TEST(lists_stand_as_long_as_they_do)
{
	site_sql("UPDATE thread SET state = 'waiting', waiting_since = business_now(), "
		 "last_words = 'Is it to itch?' WHERE id = %d",
	    BRIAN + 100);
	site_get(RUDO, "/messages");
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Is it to itch?"));
	site_sql(AS_NOBODY
	    "UPDATE thread SET last_words = 'Is it to burn?' WHERE id = %d",
	    BRIAN + 100);
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Is it to itch?"));
	ck_assert(site_shows(site_get(RUDO, "/tasks"), "Is it to itch?"));
	/* Another list, another page of it, and another nurse's. */
	ck_assert(
	    site_shows(site_get(RUDO, "/messages?view=nobody"), "Is it to burn?"));
	ck_assert(
	    site_shows(site_get(RUDO, "/messages?after=4-0-0"), "Is it to burn?"));
	ck_assert(site_shows(site_get(RUDO, "/messages?place=101"), "Is it to burn?"));
	ck_assert(site_shows(site_get(TENDAI, "/messages"), "Is it to burn?"));
	site_sql(SOMETHING, LOVEMORE + 100); /* elsewhere */
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Is it to itch?"));
	site_later("1 minute");
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Is it to burn?"));
	site_get(RUDO, "/messages");
	site_sql(AS_NOBODY
	    "UPDATE thread SET last_words = 'Is it to ache?' WHERE id = %d",
	    BRIAN + 100);
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Is it to burn?"));
	site_sql(SOMETHING, BRIAN + 100);
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Is it to ache?"));
}
END_TEST

START_TEST(cases_stand_as_long_as_they_do)
{
	/* The page shows all of the first; the list is what is kept. */
	site_sql("WITH made AS (INSERT INTO task (place_id, kind, source, priority, "
		 "who, words, starts_at, due_at, created_at, status, open) SELECT 101, "
		 "'escalation', gen_random_uuid(), 1, 'Somebody', 'Swelling ' || n, "
		 "business_now(), business_now() + make_interval(hours => n), "
		 "business_now(), 'requested', true FROM generate_series(1, 2) n "
		 "RETURNING id, place_id, created_at, due_at) "
		 "INSERT INTO escalation (task_id, place_id, severity, raised_at, "
		 "raised_by, first_due, decide_due) SELECT id, place_id, 'severe', "
		 "created_at, 201, due_at, due_at FROM made");
	site_get(NOMSA, "/escalations");
	ck_assert(site_shows(site_get(NOMSA, "/escalations"), "Swelling 2"));
	site_sql(AS_NOBODY "UPDATE task SET words = 'Bleeding 2' WHERE words = '%s'",
	    "Swelling 2");
	ck_assert(site_shows(site_get(NOMSA, "/escalations"), "Swelling 2"));
	ck_assert(site_shows(site_get(NOMSA, "/escalations?place=101"), "Bleeding 2"));
	site_sql(SOMETHING, BRIAN + 100);
	ck_assert(site_shows(site_get(NOMSA, "/escalations"), "Bleeding 2"));
}
END_TEST

TCase *
figures_tests(void)
{
	TCase *tc = tcase_create("figures");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, they_are_counted_when_something_changed);
	tcase_add_test(tc, the_clock_alone_changes_them);
	tcase_add_test(tc, they_are_those_of_his_places);
	tcase_add_test(tc, whoever_moves_is_counted_elsewhere);
	tcase_add_test(tc, a_rule_that_fails_is_counted);
	tcase_add_test(tc, lists_stand_as_long_as_they_do);
	tcase_add_test(tc, cases_stand_as_long_as_they_do);
	return tc;
}
