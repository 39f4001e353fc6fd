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
	ck_assert(site_shows(rq, "href=\"/patients/402/phone\">Correct the number"));
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
	ck_assert_int_eq(
	    site_post(ADA, "/delivery/several?deed=again", "id=9001")->reply.code, 403);
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
	ck_assert(site_shows(rq, "<b>1</b><span>to leave later"));
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
	rq = site_post(RUDO, "/delivery/several?deed=again", "reason=network");
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
	rq = site_post(RUDO, "/delivery/several?deed=again", body);
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=&notice=retried");
	rq = site_post(RUDO, "/delivery/several?deed=again", body);
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=&notice=retried");
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
	rq = site_post(
	    RUDO, "/delivery/several?deed=again", "id=9001&id=9002&id=9003&id=9004");
	ck_assert(site_shows(rq, "<b>1</b> message leaves again."));
	ck_assert(site_shows(rq, "3 of those you chose are left out"));
	rq = site_post(
	    RUDO, "/delivery/several?deed=again", "id=9001&id=9002&id=9003&sure=1");
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=&notice=on-its-way");
	rq = site_post(RUDO, "/sms/9003/retry", "back=delivery");
	ck_assert_str_eq(rq->reply.location, "/delivery?notice=deed-past");
	rq = site_post(JOYCE, "/delivery/several?deed=again", "id=9004&sure=1");
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=&notice=on-its-way");
	ck_assert_int_eq(texts_out(), 0);
	rq = site_post(RUDO, "/delivery/several?deed=again", "");
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=&notice=none-chosen");
	ck_assert_int_eq(
	    site_post(RUDO, "/delivery/several?deed=again", "id=9001x")->reply.code,
	    422);
}
END_TEST

START_TEST(at_night_the_question_says_so)
{
	failures();
	site_later("14 h");
	ck_assert(site_shows(site_post(RUDO, "/delivery/several?deed=again", "id=9001"),
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
	ck_assert_int_eq(site_count(rq, "<template>"), 11);
	ck_assert(site_shows(rq, "<div id=\"undelivered\""));
	ck_assert(!site_shows(rq, "<html"));
}
END_TEST

/* Tinashe's text has waited for more than a day. */
static void
held_text(void)
{
	site_sql(
	    "INSERT INTO outbox (id, key, kind, place_id, phone_id, body, clinical, "
	    "priority, run_at, created_at, created_by, state, held_at, reason) "
	    "OVERRIDING SYSTEM VALUE VALUES (8001, gen_random_uuid(), 'text', 101, "
	    "301, 'Come today', true, 1, business_now(), business_now() - interval "
	    "'25 h', 201, 'held', business_now(), 'too old'); "
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, author_id, state, reason, at, outbox_id) "
	    "OVERRIDING SYSTEM VALUE VALUES (9001, 501, 101, 401, 301, 'out', "
	    "'nurse', 'Come today', 201, 'held', 'too old', business_now() - "
	    "interval '25 h', 8001)");
}

START_TEST(troubles_are_told_where_they_are)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO trouble (kind, place_id, prefix, began_at, seen_at) VALUES "
	    "('silence', 101, '', business_now() - interval '10 min', "
	    "business_now()), ('failing', NULL, '+26377', business_now(), "
	    "business_now())");
	rq = site_get(RUDO, "/delivery");
	ck_assert(
	    site_shows(rq, "No SMS has come in for a long time: Riverside Clinic"));
	ck_assert(site_shows(rq, "Most messages to one network fail: +26377"));
	rq = site_get(JOYCE, "/delivery");
	ck_assert(!site_shows(rq, "Riverside Clinic"));
	ck_assert(site_shows(rq, "Most messages to one network fail: +26377"));
	ck_assert(site_shows(site_get(ADA, "/delivery"), "Riverside Clinic"));
	site_sql("UPDATE trouble SET ended_at = business_now()");
	ck_assert(!site_shows(site_get(RUDO, "/delivery"), "+26377"));
}
END_TEST

/* Of what the line cannot do the heaviest, also to who has the page open. */
START_TEST(a_trouble_is_told_on_every_page)
{
	struct request *rq;

	rq = site_get(RUDO, "/tasks");
	ck_assert(site_shows(rq, "<div id=\"trouble\" data-v=\"\""));
	ck_assert(!site_shows(rq, "class=\"say amber\"><b>"));
	site_get(JOYCE, "/tasks");
	site_sql("INSERT INTO trouble (kind, place_id, began_at, seen_at) VALUES "
		 "('silence', 101, business_now(), business_now())");
	rq = site_get(RUDO, "/tasks");
	ck_assert(site_shows(rq, "data-v=\"silence\""));
	ck_assert(site_shows(rq, "No SMS has come in for a long time."));
	ck_assert(site_shows(rq, "data-parts=\"n-tasks,"));
	ck_assert(!site_shows(site_get(JOYCE, "/tasks"), "No SMS has come in"));
	site_sql("INSERT INTO trouble (kind, began_at, seen_at) VALUES ('unreachable', "
		 "business_now(), business_now())");
	ck_assert(
	    site_shows(site_get(JOYCE, "/patients"), "RapidPro does not answer."));
	rq = site_ask(&(struct site_ask){
	    .method = GET, .user = RUDO, .path = "/live", .fragment = "1" });
	ck_assert(site_shows(rq, "RapidPro does not answer."));
	ck_assert(
	    site_shows(site_get(ADA, "/admin/users"), "RapidPro does not answer."));
	ck_assert(
	    !site_shows(site_get(RUDO, "/delivery"), "RapidPro does not answer."));
	site_sql("UPDATE trouble SET ended_at = business_now()");
	ck_assert(!site_shows(site_get(RUDO, "/tasks"), "say amber\"><b>"));
}
END_TEST

START_TEST(the_administrator_names_who_is_told)
{
	struct request *rq;

	ck_assert_int_eq(site_get(RUDO, "/admin/mail")->reply.code, 403);
	rq = site_get(ADA, "/admin/mail");
	ck_assert(site_shows(rq, "Nobody is told yet"));
	rq = site_post(ADA, "/admin/mail", "name=Ben&address=no+address");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "write one such as ada@example.org"));
	rq = site_post(ADA, "/admin/mail", "name=Ben&address=ben@example.org");
	ck_assert_str_eq(rq->reply.location, "/admin/mail?notice=mail-added");
	rq = site_post(ADA, "/admin/mail", "name=Ben+again&address=BEN@example.org");
	ck_assert(site_shows(rq, "in the list already"));
	rq = site_post(ADA, "/admin/mail/test",
	    arena_printf(site_arena(), "id=%" PRId64,
		site_number("SELECT id FROM mail_person")));
	ck_assert_str_eq(rq->reply.location, "/admin/mail?notice=mail-tested");
	site_sql("UPDATE mail SET attempt = 1, reason = 'the server is busy'; INSERT "
		 "INTO trouble (kind, place_id, began_at, seen_at) VALUES ('silence', "
		 "101, business_now(), business_now())");
	rq = site_get(ADA, "/admin/mail");
	ck_assert(site_shows(rq, "Is tried again: the server is busy"));
	ck_assert(site_shows(rq, "for a long time: Riverside Clinic"));
	ck_assert(site_shows(rq, "still there"));
	site_post(ADA, "/admin/mail/remove",
	    arena_printf(site_arena(), "id=%" PRId64,
		site_number("SELECT id FROM mail_person")));
	ck_assert(site_shows(site_get(ADA, "/admin/mail"), "Nobody is told yet"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'mail_person'"), 2);
}
END_TEST

START_TEST(held_texts_are_released_or_dropped)
{
	struct request *rq;

	held_text();
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "<b>1</b><span>held, too old: release or drop"));
	ck_assert(
	    site_shows(rq, "data-n=\"1\">1<span class=\"unseen\"> not delivered"));
	rq = site_get(RUDO, "/delivery?kind=held");
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "Come today"));
	ck_assert(!site_shows(site_get(JOYCE, "/delivery?kind=held"), "Tinashe"));
	ck_assert(!site_shows(site_get(ADA, "/delivery?kind=held"), "Tinashe"));
	ck_assert_int_eq(site_post(JOYCE, "/sms/9001/release", "")->reply.code, 404);
	ck_assert_int_eq(site_post(ADA, "/sms/9001/release", "")->reply.code, 403);
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, "Held, too old to leave by itself."));
	ck_assert(!site_shows(rq, "/sms/9001/undo"));
	rq = site_post(RUDO, "/sms/9001/release", "");
	ck_assert_str_eq(
	    rq->reply.location, "/delivery?kind=held&notice=let-go&deed=9001");
	ck_assert_int_eq(texts_out(), 1);
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, "/sms/9001/take-back?kind=held"));
	rq = site_post(RUDO, "/sms/9001/take-back?kind=held", "");
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=held&notice=deed-undone");
	ck_assert_int_eq(texts_out(), 0);
	rq = site_post(RUDO, "/sms/9001/drop", "");
	ck_assert_str_eq(
	    rq->reply.location, "/delivery?kind=held&notice=dropped&deed=9001");
	rq = site_post(RUDO, "/sms/9001/drop", "");
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=held&notice=deed-gone");
}
END_TEST

START_TEST(set_aside_with_a_reason_or_called)
{
	struct request *rq;

	failures();
	rq = site_post(RUDO, "/sms/9001/aside", "note=He+was+here+today");
	ck_assert_str_eq(
	    rq->reply.location, "/delivery?kind=&notice=set-aside&deed=9001");
	ck_assert(!site_shows(site_get(RUDO, "/delivery"), "Tinashe Moyo"));
	ck_assert_int_eq(site_post(JOYCE, "/sms/9002/aside", "")->reply.code, 404);
	site_post(RUDO, "/sms/9001/take-back", "");
	ck_assert(site_shows(site_get(RUDO, "/delivery"), "Tinashe Moyo"));
	rq = site_post(RUDO, "/sms/9002/call", "");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "/tasks/"));
	ck_assert(!site_shows(site_get(RUDO, "/delivery"), "Brian Mutasa"));
}
END_TEST

/* From the question to the end; *location leads to what can be taken back. */
static struct request *
all_at_once(const char *path, const char *which, const char *more)
{
	struct request *rq = site_post(RUDO, path, which);

	ck_assert_int_eq(rq->reply.code, 200);
	return site_post(RUDO, path,
	    arena_printf(site_arena(), "%s&sure=1&once=%s%s", which,
		site_value(rq, "once"), more));
}

START_TEST(several_are_set_aside_and_taken_back_at_once)
{
	struct request *rq;
	const char *notice;

	failures();
	rq = site_post(RUDO, "/delivery/several?deed=aside", "reason=network");
	ck_assert(site_shows(rq, "<b>2</b> messages are set aside"));
	ck_assert(!site_shows(rq, "SMS to pay for"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE set_aside_at IS NOT NULL"),
	    0);
	rq = all_at_once(
	    "/delivery/several?deed=aside", "id=9001&id=9003", "&note=Both+came");
	notice = rq->reply.location;
	ck_assert_ptr_nonnull(
	    strstr(notice, "/delivery?kind=&notice=set-aside&deeds="));
	ck_assert_int_eq(site_number("SELECT count(*) FROM delivery_deed WHERE bulk IS "
				     "NOT NULL AND note = 'Both came'"),
	    2);
	rq = site_get(RUDO, notice);
	ck_assert(!site_shows(rq, "Kudzai Dube"));
	ck_assert(site_shows(rq, "/delivery/take-back?deeds="));
	ck_assert_ptr_nonnull(
	    strstr(site_post(JOYCE,
		       arena_printf(site_arena(), "/delivery/take-back?%s",
			   strstr(notice, "deeds=")),
		       "")
		       ->reply.location,
		"deed-gone"));
	rq = site_post(RUDO,
	    arena_printf(
		site_arena(), "/delivery/take-back?%s", strstr(notice, "deeds=")),
	    "");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "deed-undone"));
	ck_assert(site_shows(site_get(RUDO, "/delivery"), "Kudzai Dube"));
	ck_assert_int_eq(
	    site_post(RUDO, "/delivery/take-back?deeds=x", "")->reply.code, 404);
	ck_assert_int_eq(
	    site_post(RUDO, "/delivery/several?deed=x", "id=9001")->reply.code, 422);
}
END_TEST

START_TEST(several_are_called_instead)
{
	struct request *rq;

	failures();
	rq = all_at_once("/delivery/several?deed=call", "id=9001&id=9002&id=9004", "");
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=&notice=calls-made");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE source LIKE "
				     "'call-instead:%%' AND open"),
	    3);
	rq = all_at_once("/delivery/several?deed=call", "id=9003", "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE source LIKE "
				     "'call-instead:%%' AND open"),
	    4);
	/* What was set aside is no more to be called. */
	rq = site_post(RUDO, "/delivery/several?deed=call", "id=9001");
	ck_assert(site_shows(rq, "has been set aside already"));
}
END_TEST

START_TEST(all_that_is_held_is_released_and_held_again)
{
	struct request *rq;

	held_text();
	rq = site_post(RUDO, "/delivery/several?deed=release", "kind=held");
	ck_assert(site_shows(rq, "<b>1</b> message leaves after all. SMS to pay for: "
				 "<b>1</b>"));
	rq = all_at_once("/delivery/several?deed=release", "id=9001", "");
	ck_assert_ptr_nonnull(
	    strstr(rq->reply.location, "/delivery?kind=held&notice=let-go&deeds="));
	ck_assert_int_eq(texts_out(), 1);
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/delivery/take-back?kind=held&%s",
		strstr(rq->reply.location, "deeds=")),
	    "");
	ck_assert_str_eq(rq->reply.location, "/delivery?kind=held&notice=deed-undone");
	ck_assert_int_eq(texts_out(), 0);
	rq = all_at_once(
	    "/delivery/several?deed=drop", "id=9001", "&note=He+was+called");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'held'"), 0);
}
END_TEST

START_TEST(again_at_night_from_the_conversation)
{
	struct request *rq;

	failures();
	site_later("14 h"); /* 22:02 */
	rq = site_post(RUDO, "/sms/9001/retry", "");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=retried-later");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox WHERE state = "
				     "'ready' AND run_at <= business_now()"),
	    0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM delivery_deed WHERE what = 'again'"), 1);
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, "when the quiet hours end"));
}
END_TEST

START_TEST(each_list_has_its_count)
{
	struct request *rq;

	failures();
	site_sql("INSERT INTO outbox (key, kind, place_id, phone_id, body, run_at, "
		 "created_at, state, held_at) VALUES (gen_random_uuid(), 'text', "
		 "101, 302, 'Old', business_now(), business_now() - interval '2 "
		 "days', 'held', business_now())");
	site_sql("INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES (399, "
		 "'+263775559999'); INSERT INTO thread (id, kind, phone_id, state, "
		 "waiting_since, last_at, last_words) OVERRIDING SYSTEM VALUE VALUES "
		 "(599, 'unknown', 399, 'waiting', business_now(), business_now(), "
		 "'Who is there');"
		 "INSERT INTO outbox (key, kind, place_id, phone_id, body, run_at, "
		 "created_at, attempt) VALUES (gen_random_uuid(), 'text', 101, 301, "
		 "'Slow text', business_now() - interval '4 min', business_now(), 2)");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "Not delivered <span class=\"count\">4</span>"));
	ck_assert(site_shows(rq, "Held, too old <span class=\"count\">1</span>"));
	ck_assert(site_shows(rq, "Waiting to send <span class=\"count\">1</span>"));
	ck_assert(site_shows(rq, "Unknown numbers <span class=\"count\">1</span>"));
	rq = site_get(RUDO, "/delivery?kind=queued");
	ck_assert(site_shows(rq, "Slow text"));
	ck_assert(site_shows(rq, "Tried 2 times."));
	ck_assert(!site_shows(site_get(JOYCE, "/delivery?kind=queued"), "Slow text"));
	rq = site_get(RUDO, "/delivery?kind=unmatched");
	ck_assert(site_shows(rq, "Who is there"));
	ck_assert(site_shows(rq, "/messages/599"));
	rq = site_get(RUDO, "/delivery?kind=expired");
	ck_assert(site_shows(rq, "Nothing to do"));
}
END_TEST

START_TEST(the_list_is_saved_as_a_file_and_noted)
{
	struct request *rq;

	failures();
	rq = site_get(RUDO, "/delivery/download?reason=&day=");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(rq->reply.type, "text/csv; charset=utf-8");
	ck_assert(site_shows(rq, "Tinashe Moyo,Riverside Clinic,"));
	ck_assert(site_shows(rq, "Phone switched off or out of reach"));
	ck_assert(site_shows(rq, "2031-03-03 07:02"));
	ck_assert_int_eq(site_count(rq, "\r\n"), 5);
	ck_assert_int_eq(
	    site_count(site_get(RUDO, "/delivery/download?reason=number"), "\r\n"), 2);
	ck_assert_int_eq(site_number("SELECT sum(object_id) FROM audit WHERE object = "
				     "'delivery-list'"),
	    5);
	ck_assert_int_eq(site_get(ADA, "/delivery/download")->reply.code, 403);
}
END_TEST

START_TEST(how_the_line_is_for_those_who_answer_for_it)
{
	struct request *rq;

	failures();
	site_sql(
	    "UPDATE gateway SET inbound_at = business_now() - interval '4 minutes', "
	    "delivered_at = business_now() - interval '2 hours', reached_at = "
	    "business_now()");
	ck_assert(!site_shows(site_get(RUDO, "/delivery"), "The line to RapidPro"));
	rq = site_get(NOMSA, "/delivery");
	ck_assert(site_shows(rq, "The line to RapidPro"));
	ck_assert(site_shows(rq, "no break is on record"));
	ck_assert(site_shows(rq, ">4 min</time> ago"));
	ck_assert(site_shows(rq, ">2 h 00</time> ago"));
	ck_assert(site_shows(rq,
	    "href=\"/delivery?reason=number&amp;day=2031-03-03\"><b>1</b> Number not "
	    "in use</a>"));
	/* What failed before midnight is not today's: 30 hours ago. */
	ck_assert(site_shows(rq, "reason=network&amp;day=2031-03-03\"><b>1</b>"));
	/* Brian's first text was his welcome; Tinashe's is a nurse's. */
	site_sql(
	    "UPDATE enrolment SET created_at = business_now() - interval '3 hours' "
	    "WHERE id IN (601, 602)");
	ck_assert(site_shows(site_get(NOMSA, "/delivery"), "<b class=\"late\">1</b>"));
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) VALUES (502, 101, 402, 302, 'out', "
		 "'automatic', 'Welcome', 'delivered', business_now() - interval '150 "
		 "min')");
	ck_assert(!site_shows(site_get(NOMSA, "/delivery"), "<b class=\"late\">"));
	site_sql("DELETE FROM message WHERE body = 'Welcome'; UPDATE message SET "
		 "set_aside_at = business_now() WHERE id = 9002");
	ck_assert(!site_shows(site_get(NOMSA, "/delivery"), "<b class=\"late\">"));
	/* Numbers for the administrator, of everybody's, and no list. */
	site_sql("INSERT INTO trouble (kind, began_at, seen_at, ended_at) VALUES "
		 "('unreachable', business_now() - interval '3 hours', business_now(), "
		 "business_now() - interval '1 hour')");
	rq = site_get(ADA, "/delivery");
	ck_assert(site_shows(rq, "Reached without a break since</dt><dd>05:02"));
	ck_assert(site_shows(rq, "Phone switched off or out of reach"));
	ck_assert(!site_shows(rq, "/delivery?reason="));
	ck_assert(site_shows(rq, "data-poll=\"/delivery\""));
	rq = site_ask(&(struct site_ask){ .user = ADA,
	    .path = "/delivery",
	    .fragment = "gateway,health",
	    .poll = true });
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<template><div id=\"health\">"));
	ck_assert(!site_shows(rq, "<main"));
	site_sql(
	    "UPDATE gateway SET inbound_at = NULL, delivered_at = NULL, reached_at "
	    "= NULL");
}
END_TEST

/* Her facilities' failures alone, and numbers of nobody else. */
START_TEST(the_line_tells_nothing_of_elsewhere)
{
	failures();
	ck_assert_int_eq(site_count(site_get(NOMSA, "/delivery"), "/delivery?reason="),
	    3 + site_count(site_get(RUDO, "/delivery"), "/delivery?reason="));
	site_sql("DELETE FROM user_place WHERE user_id = 204 AND place_id = 101");
	ck_assert(!site_shows(
	    site_get(NOMSA, "/delivery"), "href=\"/delivery?reason=number&amp;day"));
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
	tcase_add_test(tc, troubles_are_told_where_they_are);
	tcase_add_test(tc, a_trouble_is_told_on_every_page);
	tcase_add_test(tc, the_administrator_names_who_is_told);
	tcase_add_test(tc, held_texts_are_released_or_dropped);
	tcase_add_test(tc, set_aside_with_a_reason_or_called);
	tcase_add_test(tc, several_are_set_aside_and_taken_back_at_once);
	tcase_add_test(tc, several_are_called_instead);
	tcase_add_test(tc, all_that_is_held_is_released_and_held_again);
	tcase_add_test(tc, again_at_night_from_the_conversation);
	tcase_add_test(tc, each_list_has_its_count);
	tcase_add_test(tc, the_list_is_saved_as_a_file_and_noted);
	tcase_add_test(tc, how_the_line_is_for_those_who_answer_for_it);
	tcase_add_test(tc, the_line_tells_nothing_of_elsewhere);
	return tc;
}
