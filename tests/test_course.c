/* test_course.c - the follow-up ends early, goes on elsewhere, or is taken up again. */

#include <string.h>

#include "core/inbound.h"
#include "site_test.h"

#define ENDED "how=no-wish&note=He+says+it+is+enough"
#define DIED "died_on=2031-03-02&cause=His+brother+called&sure=1"

/* He is asked on the next days, one text waits to leave, and a nurse's too. */
static void
begin(void)
{
	site_test_begin();
	site_sql("DELETE FROM reminder WHERE patient_id = 401 AND due_at > "
		 "business_now(); INSERT INTO reminder (enrolment_id, patient_id, "
		 "place_id, step, day, due_date, due_at) SELECT 601, 401, 101, "
		 "'course_' || n, 3 + n, date '2031-03-03' + n, timestamptz "
		 "'2031-03-03 07:00+02' + n * interval '1 day' FROM "
		 "generate_series(1, 3) n");
}

static const char *
plan(void)
{
	return site_text("SELECT string_agg(concat_ws(' ', state, nullif(reason, '')), "
			 "', ' ORDER BY due_date) FROM reminder WHERE patient_id = 401 "
			 "AND due_at > business_now()");
}

static const char *
follow_up(void)
{
	return site_text("SELECT concat_ws(' ', state, end_how, end_reason, ended_by, "
			 "ended_at IS NULL) FROM enrolment WHERE id = 601");
}

START_TEST(it_ends_early_with_a_reason_and_goes_on_again)
{
	struct request *rq = site_get(RUDO, "/patients/401");

	ck_assert(site_shows(rq, "href=\"/patients/401/course\""));
	/* Neither how nor why is chosen for her, and nothing typed is lost. */
	rq = site_post(RUDO, "/patients/401/end", "note=enough");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Why it ends"));
	ck_assert(site_shows(rq, "value=\"enough\""));
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/end", "how=no-wish")->reply.code, 422);
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/end", "how=died&note=x")->reply.code, 422);
	rq = site_post(RUDO, "/patients/401/end", ENDED);
	ck_assert_str_eq(rq->reply.location, "/patients/401?notice=follow-up-ended");
	ck_assert_str_eq(follow_up(), "stopped no-wish He says it is enough 201 f");
	ck_assert_str_eq(
	    plan(), "skipped finished, skipped finished, skipped finished");
	rq = site_get(TENDAI, "/patients/401");
	ck_assert(
	    site_shows(rq, "He wants no more follow-up</b>: He says it is enough"));
	rq = site_get(TENDAI, "/messages/501");
	ck_assert(site_shows(rq, "The follow-up was ended by Rudo M. (He wants no more "
				 "follow-up). He says it is enough"));
	/* Somebody did so before. */
	ck_assert_int_eq(
	    site_post(TENDAI, "/patients/401/end", ENDED)->reply.code, 409);
	/* A day passes: what should have been asked on it is not asked later. */
	site_later("1 day");
	rq = site_post(TENDAI, "/patients/401/again", "");
	ck_assert_str_eq(rq->reply.location, "/patients/401?notice=goes-on");
	ck_assert_str_eq(follow_up(), "active   t");
	ck_assert_str_eq(plan(), "planned, planned");
	ck_assert(site_shows(site_get(RUDO, "/messages/501"),
	    "The follow-up was taken up again by Tendai M."));
	ck_assert_int_eq(site_post(TENDAI, "/patients/401/again", "")->reply.code, 409);
}
END_TEST

START_TEST(what_ended_by_itself_does_not_go_on)
{
	site_sql("UPDATE enrolment SET state = 'finished', ended_at = business_now(), "
		 "end_reason = 'follow-up complete' WHERE id = 601");
	ck_assert_int_eq(site_post(RUDO, "/patients/401/again", "")->reply.code, 409);
	ck_assert_int_eq(site_post(RUDO, "/patients/401/end", ENDED)->reply.code, 409);
	ck_assert(!site_shows(site_get(RUDO, "/patients/401/course"), "name=\"how\""));
}
END_TEST

START_TEST(a_death_stops_every_text_and_is_a_case)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO task (place_id, patient_id, thread_id, kind, source, "
	    "priority, words, starts_at, due_at, created_at) SELECT 101, 401, 501, "
	    "k, 'course:' || k, 3, '', at, at, at FROM unnest(ARRAY['trace', "
	    "'visit']) k, business_now() at");
	rq = site_post(RUDO, "/messages/501/reply",
	    arena_printf(site_arena(), "body=How+are+you%%3F&last_seen=%lld",
		(long long)site_number(
		    "SELECT coalesce(max(id), 0) FROM message WHERE thread_id = 501")));
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_post(RUDO, "/patients/401/death", DIED);
	ck_assert_str_eq(rq->reply.location, "/patients/401?notice=died");
	ck_assert_str_eq(follow_up(), "stopped died His brother called 201 f");
	ck_assert_str_eq(
	    plan(), "skipped finished, skipped finished, skipped finished");
	/* Her text is her draft again. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox o JOIN message m ON m.outbox_id = "
			"o.id WHERE m.thread_id = 501 AND o.state = 'ready'"),
	    0);
	ck_assert_str_eq(
	    site_text("SELECT body FROM draft WHERE thread_id = 501 AND user_id = 201"),
	    "How are you?");
	/* Nobody looks for him; a visit is for a person to close. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(kind || ' ' || open, ', ' ORDER BY "
		      "kind) FROM task WHERE patient_id = 401 AND kind IN "
		      "('trace', 'visit')"),
	    "trace false, visit true");
	ck_assert_str_eq(
	    site_text(
		"SELECT e.severity || ' ' || t.words FROM escalation e JOIN task t "
		"ON t.id = e.task_id WHERE t.patient_id = 401 AND t.open"),
	    "severe He died on 2031-03-02: His brother called");
	rq = site_get(TENDAI, "/messages/501");
	ck_assert(site_shows(rq, "No SMS can be sent: this client has died"));
	ck_assert(site_shows(rq, "His death was recorded by Rudo M."));
	ck_assert(!site_shows(rq, "He wants messages again"));
	rq = site_post(TENDAI, "/messages/501/reply", "body=Hello&last_seen=99999999");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=not-sent");
	rq = site_get(TENDAI, "/patients/401");
	ck_assert(site_shows(rq, "<span class=\"tag\">Died</span>"));
	ck_assert(site_shows(site_get(TENDAI, "/patients?state=all"), "Died"));
	ck_assert_int_eq(
	    site_post(TENDAI, "/patients/401/death", DIED)->reply.code, 409);
}
END_TEST

/* Whoever has the phone now changes nothing of it. */
START_TEST(no_word_from_his_phone_brings_the_texts_back)
{
	ck_assert_int_eq(site_post(RUDO, "/patients/401/death", DIED)->reply.code, 303);
	(void)site_says(TINASHE_PHONE, "STOP");
	(void)site_says(TINASHE_PHONE, "START");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE id = 401 AND opted_out_at "
			"IS NOT NULL AND died_on IS NOT NULL"),
	    1);
	ck_assert_int_eq(site_post(RUDO, "/patients/401/opt-in", "")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE id = 401 AND opted_out_at "
			"IS NOT NULL"),
	    1);
	ck_assert_str_eq(
	    plan(), "skipped finished, skipped finished, skipped finished");
}
END_TEST

START_TEST(a_death_that_was_a_mistake)
{
	struct request *rq;

	ck_assert_int_eq(site_post(RUDO, "/patients/401/death", DIED)->reply.code, 303);
	ck_assert(site_shows(
	    site_get(RUDO, "/patients/401/course"), "This was a mistake: he lives"));
	rq = site_post(TENDAI, "/patients/401/again", "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(follow_up(), "active   t");
	ck_assert_str_eq(plan(), "planned, planned, planned");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE id = 401 AND opted_out_at "
			"IS NULL AND died_on IS NULL AND opted_out_how = ''"),
	    1);
	ck_assert(site_shows(site_get(RUDO, "/messages/501"),
	    "That he died was a mistake, says Tendai M."));
	/* Who wanted no texts before wants none after it. */
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/opt-out", "reason=x")->reply.code, 303);
	ck_assert_int_eq(site_post(RUDO, "/patients/401/death", DIED)->reply.code, 303);
	ck_assert_int_eq(site_post(RUDO, "/patients/401/again", "")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE id = 401 AND opted_out_at "
			"IS NOT NULL"),
	    1);
}
END_TEST

/* It is 08:02 on 3 March in Harare; his procedure was on 28 February. */
START_TEST(the_day_of_a_death)
{
	static const struct {
		const char *day;
		int code;
	} days[] = {
		{ "2031-03-04", 422 },
		{ "2031-02-27", 422 },
		{ "2031-02-30", 422 },
		{ "", 422 },
		{ "2031-03-03", 303 },
	};

	for (size_t i = 0; i < COUNT_OF(days); i++)
		ck_assert_int_eq(site_post(RUDO, "/patients/401/death",
				     arena_printf(site_arena(),
					 "died_on=%s&cause=x&sure=1", days[i].day))
				     ->reply.code,
		    days[i].code);
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/402/death", "died_on=2031-03-03&cause=x")
		->reply.code,
	    422);
}
END_TEST

/* Of the 30 days after the procedure the last one counts, the next does not. */
START_TEST(a_late_death_is_no_case)
{
	site_sql("UPDATE enrolment SET anchor_date = CASE id WHEN 601 THEN date "
		 "'2031-02-01' ELSE date '2031-01-31' END WHERE id IN (601, 602)");
	for (int patient = TINASHE; patient <= BRIAN; patient++)
		ck_assert_int_eq(
		    site_post(RUDO,
			arena_printf(site_arena(), "/patients/%d/death", patient),
			"died_on=2031-03-03&cause=x&sure=1")
			->reply.code,
		    303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE patient_id = 401 "
			"AND kind = 'escalation' AND words LIKE 'He died%%'"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE patient_id = 402 "
			"AND kind = 'escalation' AND words LIKE 'He died%%'"),
	    0);
}
END_TEST

START_TEST(he_goes_on_elsewhere_with_all_that_is_open)
{
	struct request *rq;

	site_sql("INSERT INTO task (place_id, patient_id, thread_id, kind, source, "
		 "status, owner_id, priority, words, starts_at, due_at, created_at) "
		 "SELECT 101, 401, 501, 'visit', 'course', 'accepted', 201, 3, '', at, "
		 "at, at FROM business_now() at; "
		 "UPDATE thread SET assigned_to = 201 WHERE id = 501; "
		 "UPDATE patient SET number = (SELECT number FROM patient WHERE id = "
		 "401) WHERE id = 406");
	rq = site_get(RUDO, "/patients/401/course");
	ck_assert(site_shows(rq, "<option value=\"103\">"));
	ck_assert(!site_shows(rq, "<option value=\"101\">"));
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/move", "to=103")->reply.code, 422);
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/move", "to=101&told=x")->reply.code, 422);
	rq = site_post(RUDO, "/patients/401/move", "to=103&told=He+lives+there+now");
	ck_assert_str_eq(rq->reply.location, "/patients?notice=moved");
	ck_assert_int_eq(site_get(RUDO, "/patients/401")->reply.code, 404);
	ck_assert_int_eq(site_get(RUDO, "/messages/501")->reply.code, 404);
	/* There they see him, with a number of their own. */
	rq = site_get(ALICE, "/messages/501");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Moved to another facility"));
	ck_assert_int_eq(site_get(ALICE, "/patients/401")->reply.code, 200);
	ck_assert_int_eq(site_number("SELECT count(DISTINCT number) FROM patient WHERE "
				     "id IN (401, 406)"),
	    2);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', kind, status, "
		      "owner_id, words), ', ' ORDER BY id) FROM task WHERE "
		      "patient_id = 401 AND open AND place_id = 103 AND kind "
		      "IN ('visit', 'free')"),
	    "visit requested , free requested Comes to you from Riverside Clinic: He "
	    "lives there now");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_event e JOIN task t ON "
				     "t.id = e.task_id WHERE t.patient_id = 401 AND "
				     "e.place_id <> 103"),
	    0);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM thread WHERE id = 501 AND assigned_to IS NULL"),
	    1);
	/* The same days, an hour earlier: Gomo keeps Nairobi time. */
	ck_assert_str_eq(site_text("SELECT min(due_at AT TIME ZONE 'UTC')::text FROM "
				   "reminder WHERE patient_id = 401 AND state = "
				   "'planned'"),
	    "2031-03-04 04:00:00");
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/move", "to=102&told=x")->reply.code, 404);
	ck_assert_int_eq(
	    site_post(ALICE, "/patients/402/move", "to=103&told=x")->reply.code, 404);
}
END_TEST

/* A supervisor of both keeps him in sight. */
START_TEST(who_works_in_both_keeps_him)
{
	struct request *rq =
	    site_post(NOMSA, "/patients/401/move", "to=102&told=His+choice");

	ck_assert_str_eq(rq->reply.location, "/patients/401?notice=moved");
	ck_assert_int_eq(site_get(NOMSA, "/patients/401")->reply.code, 200);
	site_sql("UPDATE place SET active = false WHERE id = 103");
	ck_assert_int_eq(
	    site_post(NOMSA, "/patients/401/move", "to=103&told=x")->reply.code, 422);
}
END_TEST

TCase *
course_tests(void)
{
	TCase *tc = tcase_create("course");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, it_ends_early_with_a_reason_and_goes_on_again);
	tcase_add_test(tc, what_ended_by_itself_does_not_go_on);
	tcase_add_test(tc, a_death_stops_every_text_and_is_a_case);
	tcase_add_test(tc, no_word_from_his_phone_brings_the_texts_back);
	tcase_add_test(tc, a_death_that_was_a_mistake);
	tcase_add_test(tc, the_day_of_a_death);
	tcase_add_test(tc, a_late_death_is_no_case);
	tcase_add_test(tc, he_goes_on_elsewhere_with_all_that_is_open);
	tcase_add_test(tc, who_works_in_both_keeps_him);
	return tc;
}
