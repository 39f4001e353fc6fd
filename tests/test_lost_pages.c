/* test_lost_pages.c - lost to follow-up: decided with a name, and ended by any sign of life. */

#include <string.h>

#include "core/enrolment.h"
#include "site_test.h"
#include "tests.h"

/* Brian, on his ninth day, is looked for; so many texts are still to come. */
static void
silent(void)
{
	site_sql(
	    "INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
	    "kind, source, priority, performer, who, words, starts_at, due_at, "
	    "created_at, rule) OVERRIDING SYSTEM VALUE VALUES "
	    "(901, 101, 402, 502, 602, 'trace', 'silent', 3, 'nurse', 'Brian', "
	    "'Nothing heard', business_now(), business_now() + interval '5 hours', "
	    "business_now(), 'tracing')");
	site_sql("INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
		 "due_date, due_at, state) SELECT 602, 402, 101, 'day_' || n, n, "
		 "business_now()::date + n - 9, business_now() + make_interval(days => "
		 "n - 9), 'planned' FROM generate_series(10, 13) n");
}

static struct request *
decides(int64_t user, const char *body)
{
	return site_post(user, "/patients/402/lost", body);
}

static void
lose(void)
{
	struct request *rq =
	    decides(RUDO, "reason=moved&note=To+Mutare,+says+his+aunt&sure=1");

	ck_assert_int_eq(rq->reply.code, 303);
}

static int64_t
planned(void)
{
	return site_number("SELECT count(*) FROM reminder WHERE patient_id = 402 AND "
			   "state = 'planned'");
}

static const char *
state(void)
{
	return site_text("SELECT state FROM enrolment WHERE id = 602");
}

START_TEST(asked_twice_and_decided_with_a_name)
{
	struct request *rq;

	silent();
	rq = site_get(RUDO, "/patients/402/lost");
	ck_assert(site_shows(rq, "Looking for him: 1 task."));
	ck_assert(site_shows(rq, "4 are still to come."));
	ck_assert(site_shows(rq, "0 attempts so far: the programme asks for 3"));
	rq = decides(RUDO, "note=x");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Reason: choose why."));
	ck_assert(site_shows(rq, "value=\"x\""));
	rq = decides(RUDO, "reason=other&note=");
	ck_assert(site_shows(rq, "Note: write the reason."));
	rq = decides(RUDO, "reason=moved&note=To+Mutare");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Is Brian Mutasa lost to follow-up?"));
	ck_assert(site_shows(rq, "Decided by Sr Rudo Makoni."));
	ck_assert_int_eq(site_number("SELECT count(*) FROM lost"), 0);
	lose();
	ck_assert_str_eq(state(), "stopped");
	ck_assert_str_eq(
	    site_text("SELECT status || ' ' || outcome || ' ' || closed_by "
		      "FROM task WHERE id = 901"),
	    "cancelled lost 201");
	ck_assert_int_eq(planned(), 0);
	ck_assert(site_shows(
	    site_get(TENDAI, "/patients/402/lost"), "Decided by Sr Rudo Makoni, "));
	ck_assert(
	    site_shows(site_get(TENDAI, "/patients/402"), "Lost to follow-up</a>"));
	ck_assert(site_shows(
	    site_get(TENDAI, "/messages/502"), "Lost to follow-up, decided by"));
	rq = site_get(NOMSA, "/tracing?due=lost");
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert(site_shows(rq, "To Mutare, says his aunt"));
	ck_assert(!site_shows(site_get(JOYCE, "/tracing?due=lost"), "Brian"));
	/* A colleague who had the page open is told. */
	rq = decides(TENDAI, "reason=unknown&sure=1");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "A colleague has decided this meanwhile."));
	ck_assert_int_eq(site_number("SELECT count(*) FROM lost"), 1);
	ck_assert_int_eq(decides(JOYCE, "reason=moved&sure=1")->reply.code, 404);
	ck_assert_int_gt(site_number("SELECT count(*) FROM audit WHERE object = 'lost' "
				     "AND user_id = 201"),
	    0);
}
END_TEST

START_TEST(an_open_case_goes_on)
{
	silent();
	site_sql("INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
		 "kind, source, priority, performer, who, words, starts_at, due_at, "
		 "created_at) OVERRIDING SYSTEM VALUE SELECT n, 101, 402, 502, 602, k, "
		 "'x' || n, 2, p, 'Brian', 'blood', business_now(), business_now(), "
		 "business_now() FROM (VALUES (902, 'escalation', 'supervisor'), (903, "
		 "'problem', 'nurse')) v (n, k, p)");
	site_sql("INSERT INTO escalation (task_id, place_id, patient_id, severity, "
		 "raised_at, first_due, decide_due) VALUES (902, 101, 402, 'severe', "
		 "business_now(), business_now(), business_now())");
	ck_assert(site_shows(site_get(RUDO, "/patients/402/lost"),
	    "His open case: a supervisor goes on with it."));
	lose();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE id IN (902, 903) AND open"),
	    2);
	ck_assert_int_eq(site_get(NOMSA, "/escalations/902")->reply.code, 200);
}
END_TEST

START_TEST(taken_back_he_is_looked_for_again)
{
	struct request *rq;

	silent();
	lose();
	rq = site_post(TENDAI, "/patients/402/found", "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(state(), "active");
	ck_assert_int_eq(planned(), 4);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE patient_id = 402 "
				     "AND kind = 'trace' AND open"),
	    1);
	ck_assert_str_eq(site_text("SELECT ended_how || ' ' || ended_by FROM lost"),
	    "taken-back 202");
	ck_assert(site_shows(site_get(RUDO, "/tracing"), "Brian Mutasa"));
	rq = site_post(RUDO, "/patients/402/found", "");
	ck_assert_int_eq(rq->reply.code, 409);
	/* Anew, and back anew: a task each time. */
	lose();
	(void)site_post(RUDO, "/patients/402/found", "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE patient_id = 402 "
				     "AND kind = 'trace' AND open"),
	    1);
}
END_TEST

START_TEST(a_text_ends_it_and_is_read)
{
	struct request *rq;

	silent();
	lose();
	site_later("2 days");
	site_says(BRIAN_PHONE, "0");
	ck_assert_str_eq(state(), "active");
	ck_assert_int_eq(planned(), 2); /* days 12 and 13: 10 and 11 have passed */
	ck_assert_str_eq(site_text("SELECT ended_how FROM lost"), "heard");
	/* A bare 0 is filed; of somebody who was lost it is read. */
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 502"), "waiting");
	rq = site_get(RUDO, "/messages/502");
	ck_assert(
	    site_shows(rq, "Heard of again: he is not lost to follow-up any more"));
	rq = site_get(NOMSA, "/tracing?due=heard");
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert(site_shows(rq, "A message came on 5 March at"));
	ck_assert(site_shows(site_get(RUDO, "/tasks/901"), "Heard of again"));
	ck_assert(
	    !site_shows(site_get(RUDO, "/patients/402"), "Lost to follow-up</a>"));
}
END_TEST

/* At the last minute of a day and the first of the next, long after, and after the follow-up. */
static const struct {
	const char *later, *was, *is;
} late[] = {
	{ "15 hours 57 minutes", "active", "active" },
	{ "15 hours 58 minutes", "active", "active" },
	{ "80 days", "finished", "finished" },
};

START_TEST(a_late_sign_is_one_too)
{
	silent();
	site_sql(
	    "UPDATE enrolment SET state = '%s', ended_at = CASE '%s' WHEN 'active' "
	    "THEN NULL ELSE business_now() - interval '40 days' END WHERE id = 602",
	    late[_i].was, late[_i].was);
	lose();
	ck_assert_str_eq(state(), "stopped");
	site_later(late[_i].later);
	site_says(BRIAN_PHONE, "I am fine, I was away");
	ck_assert_str_eq(state(), late[_i].is);
	ck_assert_int_eq(site_number("SELECT count(*) FROM lost WHERE ended_how = "
				     "'heard'"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM enrolment WHERE id = 602 AND "
			"last_sign_at >= (SELECT ended_at FROM lost) - "
			"interval '1 minute'"),
	    1);
}
END_TEST

/* A call about something else reaches him; that is taken back, and he is lost as before. */
START_TEST(a_call_ends_it_and_undo_does_not)
{
	silent();
	site_sql("INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
		 "kind, source, priority, performer, who, words, starts_at, due_at, "
		 "created_at) OVERRIDING SYSTEM VALUE VALUES (903, 101, 402, 502, 602, "
		 "'problem', 'x', 2, 'nurse', 'Brian', 'blood', business_now(), "
		 "business_now(), business_now())");
	lose();
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/903/done", "outcome=reached-fine&version=1")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    site_text("SELECT heard FROM lost"), "He was reached by phone.");
	ck_assert_str_eq(state(), "active");
	ck_assert_int_eq(site_post(RUDO, "/tasks/903/undo", "")->reply.code, 303);
	ck_assert_str_eq(state(), "stopped");
	ck_assert_str_eq(site_text("SELECT ended_how FROM lost"), "");
	ck_assert_int_eq(planned(), 0);
}
END_TEST

/* A visit that found nobody has to be decided about, and not twice. */
START_TEST(not_found_waits_for_a_decision)
{
	silent();
	site_sql("UPDATE task SET rule = 'in-person-tracing' WHERE id = 901");
	ck_assert_int_eq(site_post(RUDO, "/tracing/901",
			     "method=visit&outcome=not-found&note=Locked&version=1")
			     ->reply.code,
	    303);
	ck_assert(site_shows(site_get(RUDO, "/tracing?due=decide"), "Brian Mutasa"));
	lose();
	ck_assert(
	    site_shows(site_get(RUDO, "/tracing?due=decide"), "Nothing to decide"));
}
END_TEST

/* The rules look for nobody who is lost, and go on with him when he is heard of. */
START_TEST(rules_leave_him_alone)
{
	site_sql("UPDATE enrolment SET anchor_date = anchor_date - 1 WHERE id = 602");
	site_asked(BRIAN);
	lose();
	site_rules();
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE patient_id = 402 "
				     "AND kind = 'trace' AND open"),
	    0);
	(void)site_post(RUDO, "/patients/402/found", "");
	site_rules();
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE patient_id = 402 "
				     "AND kind = 'trace' AND open"),
	    1);
}
END_TEST

/* Whoever is registered again is not lost, and can be again. */
START_TEST(registered_again_he_is_there)
{
	const struct enrolment_new again = { .anchor_date = "2031-03-03",
		.method = "surgical",
		.consent_date = "2031-03-03",
		.consent_by = RUDO };
	struct tx *tx;
	int64_t id;

	silent();
	lose();
	/* The clinic of the tests has numbers above those that are given. */
	site_sql("SELECT setval(pg_get_serial_sequence('enrolment', 'id'), 9000)");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(enrolment_begin(tx, BRIAN, &again, &id), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text("SELECT heard FROM lost"), "He was registered again.");
	ck_assert_str_eq(state(), "finished");
	ck_assert_str_eq(
	    site_text("SELECT state FROM enrolment WHERE id = %lld", (long long)id),
	    "active");
	lose();
	ck_assert_str_eq(
	    site_text("SELECT state FROM enrolment WHERE id = %lld", (long long)id),
	    "stopped");
}
END_TEST

TCase *
lost_pages_tests(void)
{
	TCase *tc = tcase_create("lost pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, asked_twice_and_decided_with_a_name);
	tcase_add_test(tc, an_open_case_goes_on);
	tcase_add_test(tc, taken_back_he_is_looked_for_again);
	tcase_add_test(tc, a_text_ends_it_and_is_read);
	tcase_add_loop_test(
	    tc, a_late_sign_is_one_too, 0, (int)(sizeof late / sizeof *late));
	tcase_add_test(tc, a_call_ends_it_and_undo_does_not);
	tcase_add_test(tc, not_found_waits_for_a_decision);
	tcase_add_test(tc, rules_leave_him_alone);
	tcase_add_test(tc, registered_again_he_is_there);
	return tc;
}
