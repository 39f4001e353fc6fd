/* test_schedule_test.c - a step's text, sent to the phone of whoever writes it. */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

static const char *page;

static void
begin(void)
{
	site_test_begin();
	ck_assert_int_eq(site_post(ADA, "/admin/schedules/new", "")->reply.code, 303);
	page = arena_printf(site_arena(), "/admin/schedules/%" PRId64 "/test",
	    site_number("SELECT id FROM schedule_version"));
}

static struct request *
sent(const char *mobile, const char *what)
{
	return site_post(ADA, page,
	    arena_printf(site_arena(), "step=day_2&mobile=%s&what=%s", mobile, what));
}

START_TEST(each_language_is_offered)
{
	struct request *rq =
	    site_get(ADA, arena_printf(site_arena(), "%s?step=day_2", page));

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(site_value(rq, "mobile"), "");
	ck_assert(site_shows(rq, "value=\"en own\""));
	ck_assert(site_shows(rq, "value=\"en shared\""));
	ck_assert(site_shows(rq, "value=\"sn own\""));
	ck_assert(!site_shows(rq, "Sent to you"));
	/* Without a step it is of the first. */
	ck_assert(site_shows(site_get(ADA, page), "Test of day_1"));
	ck_assert_int_eq(
	    site_get(ADA, arena_printf(site_arena(), "%s?step=none", page))->reply.code,
	    404);
	ck_assert_int_eq(site_get(NOMSA, page)->reply.code, 403);
}
END_TEST

/* By the outbox, marked, in nobody's conversation; and what becomes of it is shown. */
START_TEST(it_leaves_to_his_own_phone)
{
	struct request *rq = sent("%2B263772000199", "sn+own");

	ck_assert_str_eq(rq->reply.location,
	    arena_printf(site_arena(), "%s?step=day_2&notice=schedule-test", page));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox o JOIN phone p ON p.id = "
			"o.phone_id JOIN message m ON m.outbox_id = o.id JOIN thread t "
			"ON t.id = m.thread_id WHERE p.e164 = '+263772000199' AND "
			"o.kind = 'text' AND o.body LIKE 'Test: %%' AND o.state = "
			"'ready' AND o.good_until = o.run_at + interval '1 hour' AND "
			"m.patient_id IS NULL AND m.place_id IS NULL AND t.kind = "
			"'unknown' AND t.patient_id IS NULL AND m.body = o.body"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT mobile FROM app_user WHERE id = 205"), "+263772000199");
	rq = site_get(ADA, page);
	ck_assert(site_shows(rq, "Sent to you"));
	ck_assert(site_shows(rq, "Waiting to send"));
	site_sql("UPDATE message SET state = 'delivered' WHERE body LIKE 'Test: %%'");
	ck_assert(site_shows(site_get(ADA, page), "Delivered"));
	site_sql("UPDATE message SET state = 'failed', reason = 'blocked' WHERE body "
		 "LIKE 'Test: %%'");
	ck_assert(site_shows(
	    site_get(ADA, page), "Not delivered: the number is blocked at RapidPro"));
	/* Once more to the same number: in the same conversation. */
	ck_assert_int_eq(sent("%2B263772000199", "en+shared")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(DISTINCT thread_id) FROM message "
				     "WHERE body LIKE 'Test: %%'"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'schedule_test'"),
	    2);
}
END_TEST

START_TEST(what_is_wrong_sends_nothing)
{
	struct request *rq = sent("12", "en+own");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(site_value(rq, "mobile"), "12");
	ck_assert_int_eq(sent("", "en+own")->reply.code, 422);
	rq = sent("%2B263772000199", "en+nobody");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Text: please choose one from the list."));
	/* A client's, and a colleague's. */
	site_sql("UPDATE app_user SET mobile = '+263772000177' WHERE id = 204");
	rq = sent("%2B263772000177", "en+own");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "a colleague has it"));
	rq = sent(arena_printf(site_arena(), "%%2B%s",
		      site_text("SELECT substr(e164, 2) FROM phone p JOIN patient k ON "
				"k.phone_id = p.id WHERE k.id = 401")),
	    "en+own");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "a client has it"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	/* RapidPro has stopped it. */
	site_sql("INSERT INTO phone (e164, stopped_at) VALUES ('+263772000199', "
		 "business_now())");
	rq = sent("%2B263772000199", "en+own");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "RapidPro has stopped it"));
	/* It was his own, until a client was registered with it. */
	site_sql("UPDATE phone SET stopped_at = NULL; UPDATE patient SET phone_id = "
		 "(SELECT id FROM phone WHERE e164 = '+263772000199') WHERE id = 401; "
		 "UPDATE app_user SET mobile = '+263772000199' WHERE id = 205");
	ck_assert_int_eq(sent("%2B263772000199", "en+own")->reply.code, 422);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
}
END_TEST

START_TEST(so_many_an_hour)
{
	struct request *rq;

	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(sent("%2B263772000199", "en+own")->reply.code, 303);
	rq = sent("%2B263772000199", "en+own");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "You have sent 10 within the last hour"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 10);
	site_sql("UPDATE schedule_test SET at = at - interval '61 minutes' WHERE id = "
		 "(SELECT min(id) FROM schedule_test)");
	ck_assert_int_eq(sent("%2B263772000199", "en+own")->reply.code, 303);
	ck_assert_int_eq(sent("%2B263772000199", "en+own")->reply.code, 422);
}
END_TEST

TCase *
schedule_test_tests(void)
{
	TCase *tc = tcase_create("schedule_test");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, each_language_is_offered);
	tcase_add_test(tc, it_leaves_to_his_own_phone);
	tcase_add_test(tc, what_is_wrong_sends_nothing);
	tcase_add_test(tc, so_many_an_hour);
	return tc;
}
