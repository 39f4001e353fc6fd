/*
 * test_aside.c - a flow's question is put aside before a nurse's words leave, beside a
 * RapidPro that answers as it is told.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/later.h"
#include "core/outbox.h"
#include "worker_test.h"

static void
begin(void)
{
	worker_test_begin();
	site_sql("UPDATE phone SET contact_uuid = '" CONTACT "' WHERE id = 301");
}

/* The contact waits in this flow, or with "" in none. */
static void
waits_in(const char *flow)
{
	const char *in =
	    *flow == '\0' ? "null"
			  : arena_printf(site_arena(),
				"{\"uuid\":\"" SEND_FLOW "\",\"name\":\"%s\"}", flow);

	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" CONTACT
	    "\",\"status\":\"active\",\"urns\":[],\"fields\":{},\"flow\":%s}]}",
	    in);
}

/* It is asked to end the flow, and takes the call. */
static void
takes_it(void)
{
	peer_says(204, "%s", "");
}

/* A flow that RapidPro's list of runs has told of: somebody else's, or ours of a day. */
static void
runs(const char *flow)
{
	site_sql(
	    "INSERT INTO run (uuid, phone_id, flow, created_at, modified_at) SELECT "
	    "gen_random_uuid(), 301, '%s', at, at FROM (SELECT business_now() - "
	    "interval '1 hour' AS at) t",
	    flow);
}

static void
asks_day_five(void)
{
	site_sql("WITH o AS (INSERT INTO outbox (key, kind, place_id, body, state, "
		 "run_at, created_at) SELECT "
		 "gen_random_uuid(), 'checkin', 101, 'Day 5?', 'done', at, at FROM "
		 "(SELECT business_now() - "
		 "interval '1 hour' AS at) t RETURNING id, run_at), m AS (INSERT INTO "
		 "message (thread_id, place_id, "
		 "patient_id, phone_id, direction, kind, body, state, at, outbox_id) "
		 "SELECT 501, 101, 401, 301, 'out', "
		 "'checkin', 'Day 5?', 'delivered', run_at, id FROM o RETURNING id, "
		 "at, outbox_id), r AS (INSERT INTO "
		 "reminder (enrolment_id, patient_id, place_id, step, day, due_date, "
		 "due_at, state) SELECT 601, 401, "
		 "101, 'day_5', 5, at::date, at, 'sent' FROM m RETURNING id), c AS "
		 "(INSERT INTO checkin (reminder_id, "
		 "enrolment_id, patient_id, place_id, day, asked_at, message_id) "
		 "SELECT r.id, 601, 401, 101, 5, m.at, "
		 "m.id FROM m, r) INSERT INTO run (uuid, phone_id, outbox_id, flow, "
		 "created_at, modified_at) SELECT "
		 "gen_random_uuid(), 301, m.outbox_id, 'Aftercare check-in', m.at, "
		 "m.at FROM m");
}

/* Rudo's answer, as her page sends it; the number of its row in the outbox. */
static int64_t
writes(void)
{
	struct request *rq = site_post(
	    RUDO, "/messages/501/reply", "body=Is+it+still+bleeding?&last_seen=999999");

	ck_assert_int_eq(rq->reply.code, 303);
	return site_number("SELECT max(id) FROM outbox WHERE kind = 'text'");
}

static const char *
told(void)
{
	return site_text("SELECT coalesce(string_agg(what || ': ' || note, '; ' ORDER "
			 "BY id), '') FROM thread_event WHERE what <> 'flow'");
}

static int64_t
may_leave(int64_t row)
{
	return site_number("SELECT count(*) FROM outbox WHERE id = %lld AND state = "
			   "'ready' AND run_at <= business_now()",
	    (long long)row);
}

/* What the list of runs tells of a run; ended: how long after it began, or "". */
static void
run_is(const char *flow, const char *ended, const char *how, bool answered)
{
	site_sql("INSERT INTO run (uuid, phone_id, flow, created_at, modified_at, "
		 "exited_at, exit_type, responded) SELECT md5('%s')::uuid, 301, '%s', "
		 "at, at, at + nullif('%s', '')::interval, '%s', %s FROM (SELECT "
		 "date_trunc('day', business_now()) + interval '4 h' AS at) t ON "
		 "CONFLICT (uuid) DO UPDATE SET exited_at = excluded.exited_at, "
		 "exit_type = excluded.exit_type, responded = excluded.responded",
	    flow, flow, ended, how, answered ? "true" : "false");
}

/* Each run of a flow that is not ours is one line, as far as it has come. */
START_TEST(other_flows_stand_in_the_conversation)
{
	/* clang-format off */
	static const struct { const char *ended, *how; bool answered; const char *words; } rows[] = {
		{ "", "", false, "“Malaria survey” of RapidPro began, 06:00" },
		{ "1 h", "completed", true, "“Malaria survey” of RapidPro: began, done 07:00, 06:00" },
		{ "1 h", "expired", false, "“Malaria survey” of RapidPro: began, no answer, ended 07:00, 06:00" },
		{ "1 h", "expired", true, "“Malaria survey” of RapidPro: began, answered in part, ended 07:00, 06:00" },
		{ "1 h", "interrupted", false, "“Malaria survey” of RapidPro: began, interrupted 07:00, 06:00" },
		{ "1 h", "failed", false, "“Malaria survey” of RapidPro: began, failed 07:00, 06:00" },
	};
	/* clang-format on */
	const char *before;
	struct request *rq;

	run_is("Malaria survey", "", "", false);
	run_is("Aftercare check-in", "", "", false);
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, rows[0].words));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'flow'"), 1);
	before = site_text("SELECT version FROM place_version WHERE place_id = 101");
	run_is("Malaria survey", rows[_i].ended, rows[_i].how, rows[_i].answered);
	run_is("Malaria survey", rows[_i].ended, rows[_i].how, rows[_i].answered);
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, rows[_i].words));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'flow'"), 1);
	/* Whoever has the page open sees it when it has ended. */
	ck_assert_int_eq(
	    strcmp(
		before, site_text("SELECT version FROM place_version WHERE place_id = "
				  "101")) != 0,
	    _i > 0);
	ck_assert(site_shows(
	    site_get(RUDO, "/patients/401"), "“Malaria survey” of RapidPro"));
}
END_TEST

/* Whose it is on a phone that several use nobody can say: it stands in the phone's own. */
START_TEST(a_flow_of_a_shared_phone)
{
	site_sql("INSERT INTO thread (id, kind, place_id, phone_id) OVERRIDING SYSTEM "
		 "VALUE VALUES (590, 'shared', 101, 303)");
	site_sql("INSERT INTO run (uuid, phone_id, flow, created_at, modified_at) "
		 "SELECT gen_random_uuid(), 303, 'Malaria survey', business_now(), "
		 "business_now()");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(thread_id::text, ' ') FROM thread_event WHERE "
		      "what = 'flow'"),
	    "590");
	/* What was long ago is no news, and a phone without a conversation has none. */
	site_sql("INSERT INTO run (uuid, phone_id, flow, created_at, modified_at) "
		 "SELECT gen_random_uuid(), 301, 'Old', business_now() - interval '31 "
		 "days', business_now()");
	site_sql("INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES (5001, "
		 "'+263777000001'); INSERT INTO run (uuid, phone_id, flow, created_at, "
		 "modified_at) SELECT gen_random_uuid(), 5001, 'Malaria survey', "
		 "business_now(), business_now()");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'flow'"), 1);
}
END_TEST

START_TEST(a_question_is_put_aside_before_her_words_leave)
{
	int64_t row;
	struct request *rq;

	asks_day_five();
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, "The question of the check-in waits for an answer."));
	row = writes();
	/* The eight seconds of Undo are as always. */
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, "<span data-left>8 s</span>"));
	waits_in("Aftercare check-in");
	takes_it();
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK); /* not due yet */
	ck_assert_uint_eq(peer_calls(), 0);
	site_later("8 seconds");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_uint_eq(peer_asked("\"action\":\"interrupt\""), 1);
	ck_assert_int_eq(may_leave(row), 0);
	/* RapidPro ends it in its own time. */
	waits_in("Aftercare check-in");
	waits_in("");
	peer_plays();
	site_later("1 second");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(may_leave(row), 0);
	site_later("1 second");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(may_leave(row), 1);
	ck_assert_str_eq(told(), "put-aside: 5");
	ck_assert_int_eq(site_number("SELECT count(*) FROM aside"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM run WHERE put_aside_at IS NULL"), 0);
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(
	    rq, "The question of day 5 was put aside: your conversation goes on here"));
	ck_assert(!site_shows(rq, "The question of the check-in waits"));
	/* Her next words find nothing to put aside. */
	(void)writes();
	ck_assert_int_eq(site_number("SELECT count(*) FROM aside"), 0);
}
END_TEST

START_TEST(somebody_elses_flow_is_put_aside_too)
{
	int64_t row;

	runs("Malaria survey");
	ck_assert(site_shows(site_get(RUDO, "/messages/501"),
	    "“Malaria survey” of RapidPro waits for an answer."));
	row = writes();
	site_later("9 seconds");
	waits_in("Malaria survey");
	takes_it();
	waits_in("");
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK);
	site_later("1 second");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(may_leave(row), 1);
	ck_assert_str_eq(told(), "put-aside: Malaria survey");
	ck_assert(site_shows(site_get(TENDAI, "/messages/501"),
	    "“Malaria survey” of RapidPro waited for an answer and was put aside"));
}
END_TEST

START_TEST(what_has_ended_meanwhile_is_not_asked_to_end)
{
	int64_t row;

	runs("Malaria survey");
	row = writes();
	site_later("8 seconds");
	waits_in("");
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_int_eq(may_leave(row), 1);
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(her_words_wait_no_longer_than_ten_seconds)
{
	int64_t row;

	runs("Malaria survey");
	row = writes();
	site_later("8 seconds");
	waits_in("Malaria survey");
	takes_it();
	waits_in("Malaria survey");
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(may_leave(row), 0);
	site_later("9 seconds");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(may_leave(row), 1);
	ck_assert_str_eq(told(), "not-put-aside: Malaria survey");
}
END_TEST

START_TEST(a_refusal_is_told_and_holds_nothing_up)
{
	int64_t row;

	runs("Malaria survey");
	row = writes();
	site_later("8 seconds");
	waits_in("Malaria survey");
	peer_says(400, "{\"contacts\":[\"No such object\"]}");
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(may_leave(row), 1);
	ck_assert_str_eq(told(), "not-put-aside: Malaria survey");
}
END_TEST

/* Without a worker that gets through, the text is due by itself. */
START_TEST(a_line_that_is_down_holds_nothing_back)
{
	int64_t row;

	runs("Malaria survey");
	row = writes();
	site_later("8 seconds");
	ck_assert_int_eq(worker_step(aside_job), OK); /* nobody listens */
	ck_assert_int_eq(may_leave(row), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM aside"), 1);
	site_later("10 seconds");
	ck_assert_int_eq(may_leave(row), 1);
	site_sql("UPDATE gateway SET paused_until = NULL, failures = 0");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(site_number("SELECT count(*) FROM aside"), 0);
	ck_assert_int_eq(may_leave(row), 1);
}
END_TEST

START_TEST(what_is_taken_back_puts_nothing_aside)
{
	int64_t row;

	runs("Malaria survey");
	row = writes();
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/sms/%s/undo",
		    site_text("SELECT id FROM message WHERE outbox_id = %lld",
			(long long)row)),
		"")
		->reply.code,
	    303);
	site_later("10 seconds");
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM aside"), 0);
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(where_nothing_waits_nothing_is_asked)
{
	int64_t row;

	/* Ended, put aside before, or too long ago. */
	runs("Malaria survey");
	site_sql("UPDATE run SET exited_at = business_now()");
	runs("Another");
	site_sql(
	    "UPDATE run SET put_aside_at = business_now() WHERE exited_at IS NULL");
	runs("An old one");
	site_sql("UPDATE run SET created_at = created_at - interval '40 days' WHERE "
		 "flow = 'An old one'");
	row = writes();
	ck_assert_int_eq(site_number("SELECT count(*) FROM aside"), 0);
	site_later("8 seconds");
	ck_assert_int_eq(may_leave(row), 1);
}
END_TEST

/* What was written at night for the morning; the worker is a little late. */
START_TEST(what_waited_for_the_morning_puts_it_aside)
{
	int64_t row;
	struct tx *tx;

	site_later("13 hours");
	row = writes();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE priority = 20"), 1);
	runs("Malaria survey");
	site_later("9 hours");
	ck_assert_int_eq(
	    tx_begin(test_worker.db, test_worker.arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_end(tx, later_release(tx, 24)), OK);
	ck_assert_int_eq(may_leave(row), 0);
	waits_in("Malaria survey");
	takes_it();
	waits_in("");
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK);
	site_later("1 second");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_int_eq(may_leave(row), 1);
	ck_assert_str_eq(told(), "put-aside: Malaria survey");
}
END_TEST

/* RapidPro has ended it, though nothing leaves after it any more. */
START_TEST(what_was_asked_for_is_told_though_the_text_is_gone)
{
	int64_t row;

	runs("Malaria survey");
	row = writes();
	site_later("8 seconds");
	waits_in("Malaria survey");
	takes_it();
	waits_in("");
	peer_plays();
	ck_assert_int_eq(worker_step(aside_job), OK);
	site_sql("UPDATE outbox SET state = '%s' WHERE id = %lld",
	    _i == 0 ? "cancelled" : "done", (long long)row);
	site_later("1 second");
	ck_assert_int_eq(worker_step(aside_job), OK);
	ck_assert_str_eq(told(), "put-aside: Malaria survey");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM run WHERE put_aside_at IS NULL"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM aside"), 0);
}
END_TEST

TCase *
aside_tests(void)
{
	TCase *tc = tcase_create("aside");

	tcase_add_checked_fixture(tc, begin, worker_test_end);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, other_flows_stand_in_the_conversation, 0, 6);
	tcase_add_test(tc, a_flow_of_a_shared_phone);
	tcase_add_test(tc, a_question_is_put_aside_before_her_words_leave);
	tcase_add_test(tc, somebody_elses_flow_is_put_aside_too);
	tcase_add_test(tc, what_has_ended_meanwhile_is_not_asked_to_end);
	tcase_add_test(tc, her_words_wait_no_longer_than_ten_seconds);
	tcase_add_test(tc, a_refusal_is_told_and_holds_nothing_up);
	tcase_add_test(tc, a_line_that_is_down_holds_nothing_back);
	tcase_add_test(tc, what_is_taken_back_puts_nothing_aside);
	tcase_add_test(tc, where_nothing_waits_nothing_is_asked);
	tcase_add_test(tc, what_waited_for_the_morning_puts_it_aside);
	tcase_add_loop_test(
	    tc, what_was_asked_for_is_told_though_the_text_is_gone, 0, 2);
	return tc;
}
