/* test_delivery_pages.c - what did not arrive, and sending it again. */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

/* Failures at Riverside: two of the network, one wrong number, one uncertain. */
static void
failures(void)
{
	site_sql("INSERT INTO outbox (id, key, kind, place_id, phone_id, body, state, "
		 "attempt, "
		 "run_at, created_at) OVERRIDING SYSTEM VALUE "
		 "SELECT 8000 + g, gen_random_uuid(), 'text', 101, least(300 + g, "
		 "303), 'x', "
		 "CASE g WHEN 4 THEN 'parked' ELSE 'done' END, 3, business_now(), "
		 "business_now() "
		 "FROM generate_series(1, 4) g;"
		 "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
		 "direction, "
		 "kind, body, author_id, state, reason, at, outbox_id) OVERRIDING "
		 "SYSTEM VALUE "
		 "SELECT id, patient + 100, 101, patient, least(300 + g, 303), 'out', "
		 "kind, body, "
		 "author, "
		 "state, reason, business_now() - ago::interval, 8000 + g FROM (VALUES "
		 "(9001, 1, 401, 'nurse', 'How are you?', 201::bigint, 'failed', '', "
		 "'1 h'), "
		 "(9002, 2, 402, 'automatic', 'Welcome to the clinic', NULL, 'failed', "
		 "'Unknown number', '2 h'), "
		 "(9003, 3, 403, 'nurse', 'Please come', 202, 'failed', 'out of "
		 "reach', '30 h'), "
		 "(9004, 4, 404, 'nurse', 'Was it better?', 202, 'unsure', '', '3 h')) "
		 "m (id, g, patient, kind, body, author, state, reason, ago);"
		 "UPDATE thread SET failed = true WHERE id = 501");
}

static int64_t
texts_out(void)
{
	return site_number("SELECT count(*) FROM outbox WHERE state = 'ready'");
}

START_TEST(groups_by_reason_with_the_remedy)
{
	struct request *rq;

	failures();
	rq = site_get(RUDO, "/delivery");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(
	    rq, "Phone switched off or out of reach</h2><span class=\"count\">2"));
	ck_assert(site_shows(rq, "Number not in use</h2><span class=\"count\">1"));
	ck_assert(
	    site_shows(rq, "Not certain whether it left</h2><span class=\"count\">1"));
	ck_assert(site_shows(rq, "Send again, or call instead."));
	ck_assert(site_shows(rq, "the nurse."));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "<td class=\"one-line\">07:02</td>"));
	ck_assert(site_shows(rq, "<b>3</b><span>not delivered today"));
	ck_assert(site_shows(rq, "id=\"n-delivery\""));
	ck_assert(
	    site_shows(rq, "data-n=\"4\">4<span class=\"unseen\"> not delivered"));
	rq = site_get(RUDO, "/delivery?reason=number");
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert(!site_shows(rq, "Tinashe Moyo"));
	rq = site_get(RUDO, "/delivery?day=2031-03-02");
	ck_assert(site_shows(rq, "Kudzai Dube"));
	ck_assert(!site_shows(rq, "Tinashe Moyo"));
	rq = site_get(RUDO, "/delivery?day=2031-02-30&reason=%27&after=x");
	ck_assert_int_eq(rq->reply.code, 200);
}
END_TEST

START_TEST(of_ones_own_facility_and_role)
{
	struct request *rq;

	failures();
	rq = site_get(JOYCE, "/delivery");
	ck_assert(site_shows(rq, "Nothing to do"));
	ck_assert(!site_shows(rq, "Tinashe"));
	rq = site_get(NOMSA, "/delivery");
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "Riverside Clinic"));
	ck_assert_int_eq(site_get(NOBODY, "/delivery")->reply.code, 303);
}
END_TEST

START_TEST(administrator_sees_numbers_only)
{
	static const char *const hidden[] = { "Tinashe", "Moyo", "R-2318", "77 555",
		"775550142", "How are you", "/messages/", "/sms/" };
	struct request *rq;

	failures();
	rq = site_get(ADA, "/delivery");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(
	    rq, "Riverside Clinic</td><td>Phone switched off or out of reach"));
	ck_assert(site_shows(rq, "data-label=\"Messages\">2</td>"));
	ck_assert(
	    site_shows(rq, "data-n=\"4\">4<span class=\"unseen\"> not delivered"));
	for (size_t i = 0; i < COUNT_OF(hidden); i++)
		ck_assert_msg(!site_shows(rq, hidden[i]), "%s", hidden[i]);
	ck_assert_int_eq(site_post(ADA, "/delivery/retry", "id=9001")->reply.code, 403);
	ck_assert_int_eq(site_post(ADA, "/sms/9001/retry", "")->reply.code, 403);
}
END_TEST

START_TEST(gateway_tells_the_truth)
{
	struct request *rq;

	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "RapidPro has not answered yet."));
	site_sql("UPDATE gateway SET reached_at = business_now() - interval '1 min', "
		 "inbound_at = "
		 "business_now() - interval '8 min'");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "RapidPro answers."));
	ck_assert(site_shows(rq, "Last SMS in: 8 min ago."));
	site_sql(
	    "UPDATE gateway SET paused_until = business_now() + interval '10 min'");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "RapidPro asked us to wait until 08:12."));
	site_sql("UPDATE gateway SET reached_at = business_now() - interval '22 min'");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "RapidPro has not answered since 07:40."));
	site_sql("UPDATE gateway SET token_refused_at = business_now()");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "RapidPro refuses our token."));
	site_sql("UPDATE gateway SET reached_at = NULL, paused_until = NULL, "
		 "token_refused_at = "
		 "NULL, inbound_at = NULL");
}
END_TEST

START_TEST(what_waits_is_told)
{
	struct request *rq;

	site_sql("INSERT INTO outbox (key, kind, place_id, phone_id, body, run_at, "
		 "created_at) "
		 "SELECT gen_random_uuid(), 'text', 101, 301, 'x', business_now() + "
		 "g::interval, "
		 "business_now() FROM unnest(ARRAY['-4 min', '-1 min', '1 h']) g");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "<b>2</b><span>waiting to send, the oldest for"));
	ck_assert(site_shows(rq, ">4 min</time>"));
	ck_assert(site_shows(rq, "<b>1</b><span>held for later"));
	rq = site_get(ADA, "/delivery");
	ck_assert(site_shows(rq, "<b>2</b><span>waiting to send, the oldest for"));
}
END_TEST

START_TEST(one_again_from_the_list)
{
	struct request *page, *rq;
	const char *body;

	failures();
	page = site_get(RUDO, "/delivery?reason=number");
	body = arena_printf(
	    site_arena(), "back=delivery&once=%s", site_value(page, "once"));
	rq = site_post(RUDO, "/sms/9002/retry", body);
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=retried");
	rq = site_post(RUDO, "/sms/9002/retry", body);
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=retried");
	ck_assert_int_eq(texts_out(), 1);
	ck_assert(!site_shows(site_get(RUDO, "/delivery"), "Brian Mutasa"));
}
END_TEST

START_TEST(several_again_after_a_question)
{
	struct request *rq;
	const char *body;

	failures();
	site_sql("UPDATE message SET body = repeat('a', 161) WHERE id = 9003");
	rq = site_post(RUDO, "/delivery/retry", "reason=network");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Send again?"));
	ck_assert(
	    site_shows(rq, "<b>2</b> messages leave again. SMS to pay for: <b>3</b>"));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "Kudzai Dube"));
	ck_assert(!site_shows(rq, "It is night"));
	ck_assert_int_eq(texts_out(), 0);
	body = arena_printf(
	    site_arena(), "id=9001&id=9003&sure=1&once=%s", site_value(rq, "once"));
	rq = site_post(RUDO, "/delivery/retry", body);
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=retried");
	rq = site_post(RUDO, "/delivery/retry", body);
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=retried");
	ck_assert_int_eq(texts_out(), 2);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE state = 'queued'"), 2);
}
END_TEST

START_TEST(what_may_not_leave_is_left_out)
{
	struct request *rq;

	failures();
	site_sql(
	    "UPDATE message SET kind = 'checkin', author_id = NULL WHERE id = 9003;"
	    "UPDATE message SET state = 'delivered' WHERE id = 9002;"
	    "UPDATE patient SET opted_out_at = business_now() WHERE id = 401");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "Its day has passed"));
	ck_assert(!site_shows(rq, "/sms/9003/retry"));
	ck_assert(!site_shows(rq, "/sms/9001/retry"));
	rq = site_post(RUDO, "/delivery/retry", "id=9001&id=9002&id=9003&id=9004");
	ck_assert(site_shows(rq, "<b>1</b> message leaves again."));
	ck_assert(site_shows(rq, "3 of those you chose are left out"));
	rq = site_post(RUDO, "/delivery/retry", "id=9001&id=9002&id=9003&sure=1");
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=on-its-way");
	rq = site_post(RUDO, "/sms/9003/retry", "back=delivery");
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=on-its-way");
	rq = site_post(JOYCE, "/delivery/retry", "id=9004&sure=1");
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=on-its-way");
	ck_assert_int_eq(texts_out(), 0);
	rq = site_post(RUDO, "/delivery/retry", "");
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=none-chosen");
	ck_assert_int_eq(
	    site_post(RUDO, "/delivery/retry", "id=9001x")->reply.code, 422);
}
END_TEST

START_TEST(at_night_the_question_says_so)
{
	failures();
	site_later("14 h");
	ck_assert(site_shows(site_post(RUDO, "/delivery/retry", "id=9001"),
	    "It is night at the clinic"));
}
END_TEST

START_TEST(poll_brings_the_parts)
{
	struct request *rq;

	failures();
	rq = site_ask(&(struct site_ask){ .method = GET,
	    .user = RUDO,
	    .path = "/delivery?reason=&day=",
	    .poll = true,
	    .fragment = "figures,gateway,undelivered" });
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<nav class=\"tiles\" id=\"figures\""));
	ck_assert_int_eq(site_count(rq, "<template>"), 7);
	ck_assert(site_shows(rq, "<div id=\"undelivered\""));
	ck_assert(!site_shows(rq, "<html"));
}
END_TEST

TCase *
delivery_pages_tests(void)
{
	TCase *tc = tcase_create("delivery pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, groups_by_reason_with_the_remedy);
	tcase_add_test(tc, of_ones_own_facility_and_role);
	tcase_add_test(tc, administrator_sees_numbers_only);
	tcase_add_test(tc, gateway_tells_the_truth);
	tcase_add_test(tc, what_waits_is_told);
	tcase_add_test(tc, one_again_from_the_list);
	tcase_add_test(tc, several_again_after_a_question);
	tcase_add_test(tc, what_may_not_leave_is_left_out);
	tcase_add_test(tc, at_night_the_question_says_so);
	tcase_add_test(tc, poll_brings_the_parts);
	return tc;
}
