/* test_gateway_pages.c - how the line to RapidPro is, as the workers know it. */

#include <string.h>

#include "site_test.h"

#define FLOW "'8f2e1a30-0000-4000-8000-000000000001'"

/* A line that is all right, at eight in the morning. */
static void
all_right(void)
{
	site_sql(
	    "INSERT INTO worker (id, host, started_at, seen_at) VALUES (" FLOW
	    ", 'here', business_now(), business_now());"
	    "UPDATE gateway SET send_flow = " FLOW ", checkin_flow = " FLOW
	    ", group_flow = " FLOW ", incoming_flow = " FLOW
	    ", checked_at = business_now(), reached_at = business_now(), failures = 0, "
	    "last_failure = '', token_refused_at = NULL, paused_until = NULL, "
	    "clock_skew_ms = 900, inbound_at = business_now();"
	    "UPDATE feed SET polled_at = business_now() WHERE name = 'flows';"
	    "INSERT INTO inbox (source, key, body, received_at) VALUES "
	    "('webhook', 'a key', '{}', business_now())");
}

static void
begin(void)
{
	site_test_begin();
	all_right();
}

static bool
shows(const char *what)
{
	struct request *rq = site_get(ADA, "/admin/rapidpro");

	ck_assert_int_eq(rq->reply.code, 200);
	return site_shows(rq, what);
}

START_TEST(only_for_the_administrator)
{
	ck_assert_int_eq(site_get(ADA, "/admin/rapidpro")->reply.code, 200);
	ck_assert_int_eq(site_get(RUDO, "/admin/rapidpro")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, "/admin/rapidpro")->reply.code, 403);
	ck_assert_int_eq(site_post(NOMSA, "/admin/rapidpro", "")->reply.code, 403);
	ck_assert(site_shows(site_get(ADA, "/delivery"), "/admin/rapidpro"));
}
END_TEST

START_TEST(nothing_is_to_be_done)
{
	struct request *rq = site_get(ADA, "/admin/rapidpro");

	ck_assert(site_shows(rq, "Nothing is to be done"));
	ck_assert(site_shows(rq, "RapidPro takes it"));
	ck_assert(site_shows(rq, "1 program runs that talks to RapidPro"));
	ck_assert_int_eq(site_count(rq, "The flow is there"), 4);
	ck_assert_int_eq(site_count(rq, "<span class=\"tag green\">Right</span>"), 9);
	ck_assert_int_eq(site_count(rq, "<span class=\"tag red\">"), 0);
}
END_TEST

/* clang-format off */
static const struct { const char *sql, *shows, *remedy; } wrongs[] = {
	{ "DELETE FROM worker", "None has been seen for a minute", "Start aftercare-worker" },
	{ "UPDATE worker SET seen_at = seen_at - interval '61 s'", "None has been seen for a minute", "Start aftercare-worker" },
	{ "UPDATE gateway SET failures = 3, last_failure = 'not-reached'", "3 calls in a row have failed: there is no connection", "rapidpro_url" },
	{ "UPDATE gateway SET failures = 1, last_failure = 'unsure'", "1 call has failed: it does not answer in time", "rapidpro_url" },
	{ "UPDATE gateway SET paused_until = business_now() + interval '5 min'", "Nothing is asked of it until", "lower rapidpro_rate" },
	{ "UPDATE gateway SET token_refused_at = business_now()", "RapidPro refuses it since", "rapidpro_token" },
	{ "UPDATE gateway SET clock_skew_ms = 60001", "RapidPro’s is 60 s from ours", "time server" },
	{ "UPDATE gateway SET clock_skew_ms = -90000", "RapidPro’s is -90 s from ours", "time server" },
	{ "UPDATE gateway SET send_flow = NULL", "less certainty that each leaves once", "flows.json" },
	{ "UPDATE gateway SET checkin_flow = NULL", "leave as single texts", "flows.json" },
	{ "UPDATE gateway SET group_flow = NULL", "leave more slowly", "flows.json" },
	{ "UPDATE gateway SET incoming_flow = NULL", "by the feeds alone", "flows.json" },
	{ "UPDATE inbox SET received_at = received_at - interval '601 s'", "texts have come by the slow road", "--set-globals" },
};
/* clang-format on */

START_TEST(one_thing_is_wrong)
{
	struct request *rq;

	site_sql("%s", wrongs[_i].sql);
	rq = site_get(ADA, "/admin/rapidpro");
	ck_assert_msg(site_shows(rq, wrongs[_i].shows), "%s", wrongs[_i].sql);
	ck_assert_msg(site_shows(rq, wrongs[_i].remedy), "%s", wrongs[_i].sql);
	ck_assert_msg(site_shows(rq, "1 thing is to be done"), "%s", wrongs[_i].sql);
}
END_TEST

/* What nobody has asked yet is not called right. */
START_TEST(what_is_not_known_is_said)
{
	site_sql("UPDATE gateway SET checked_at = NULL, reached_at = NULL, "
		 "inbound_at = NULL; DELETE FROM inbox");
	ck_assert(shows("Nothing is to be done"));
	ck_assert(shows("It has not been asked yet"));
	ck_assert(shows("It has told us of nothing yet"));
	ck_assert_int_eq(site_count(site_get(ADA, "/admin/rapidpro"),
			     "RapidPro has not answered yet"),
	    6);
	ck_assert_int_eq(site_count(site_get(ADA, "/admin/rapidpro"), "tag green"), 1);
}
END_TEST

/* A text has its own road a while longer. */
START_TEST(a_feed_may_be_a_little_later)
{
	site_sql("UPDATE inbox SET received_at = received_at - interval '600 s'");
	ck_assert(shows("Nothing is to be done"));
	ck_assert(shows("It last told us of something"));
	site_sql("DELETE FROM inbox");
	ck_assert(shows("It has told us of nothing yet"));
	ck_assert(shows("Send an SMS to the clinic’s number"));
}
END_TEST

START_TEST(it_is_asked_again)
{
	ck_assert(shows("Last asked "));
	ck_assert_int_eq(site_post(ADA, "/admin/rapidpro", "")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT polled_at FROM feed WHERE name = 'flows'"), "");
	ck_assert(shows("RapidPro is about to be asked"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM feed WHERE name <> 'flows' AND polled_at "
			"IS NOT NULL"),
	    site_number("SELECT count(*) FROM feed WHERE polled_at IS NOT NULL"));
}
END_TEST

/* What the workspace has, as the worker has read it. */
#define THINGS                                                                         \
	"DELETE FROM gateway_thing; INSERT INTO gateway_thing VALUES "                 \
	"('workspace', '', 'Clinics', '', NULL, false, business_now()), "              \
	"('channel', 'c-1', 'Econet 0771', '+263771000000', business_now(), true, "    \
	"NULL), ('channel', 'c-2', 'Telegram', '', NULL, false, NULL), "               \
	"('field', 'last_intent', 'Last Intent', 'text', NULL, false, NULL), "         \
	"('field', 'last_checkin', 'Last Checkin', 'text', NULL, false, NULL), "       \
	"('field', 'last_group_text', 'Last Group Text', 'text', NULL, false, NULL), " \
	"('group', 'g-1', 'Silent <men>', 'smart', NULL, false, NULL); "

START_TEST(the_workspace_is_shown)
{
	struct request *rq;

	ck_assert(shows("Channels and fields have not been read yet"));
	ck_assert(!shows("What the workspace has"));
	site_sql(THINGS);
	rq = site_get(ADA, "/admin/rapidpro");
	ck_assert(site_shows(rq, "Nothing is to be done"));
	ck_assert(
	    site_shows(rq, "Econet 0771, +263771000000; RapidPro last heard of it"));
	ck_assert_int_eq(site_count(rq, "It is there"), 3);
	ck_assert(site_shows(rq, "What the workspace has"));
	ck_assert(site_shows(rq, "Silent &lt;men&gt;"));
	ck_assert(site_shows(rq, "filled by a query"));
	ck_assert_int_eq(site_count(rq, ">Ours<"), 1);
	ck_assert_int_eq(site_count(rq, "tag green\">Right"), 14);
}
END_TEST

/* clang-format off */
static const struct { const char *sql, *shows, *remedy; } lacking[] = {
	{ "DELETE FROM gateway_thing WHERE key = 'last_intent'", "a repeated text is not recognised", "flows.json" },
	{ "DELETE FROM gateway_thing WHERE key = 'last_checkin'", "a repeated question of the day is not recognised", "flows.json" },
	{ "DELETE FROM gateway_thing WHERE key = 'last_group_text'", "a repeated message to several is not recognised", "flows.json" },
	{ "UPDATE gateway_thing SET used = false", "has no channel of the name", "rapidpro_channel" },
	{ "UPDATE gateway_thing SET about = 'anonymous' WHERE kind = 'workspace'", "It hides phone numbers from us", "anonymous mode" },
};
/* clang-format on */

START_TEST(the_workspace_lacks_something)
{
	struct request *rq;

	site_sql(THINGS "%s", lacking[_i].sql);
	rq = site_get(ADA, "/admin/rapidpro");
	ck_assert_msg(site_shows(rq, lacking[_i].shows), "%s", lacking[_i].sql);
	ck_assert_msg(site_shows(rq, lacking[_i].remedy), "%s", lacking[_i].sql);
	ck_assert_msg(site_shows(rq, "1 thing is to be done"), "%s", lacking[_i].sql);
}
END_TEST

START_TEST(calls_of_the_last_hour)
{
	ck_assert(shows("Calls in the last hour"));
	site_sql("INSERT INTO gateway_call (minute, scope, calls) VALUES "
		 "(business_now() - interval '59 min', 'v2.messages', 700), "
		 "(business_now(), 'v2.messages', 31), "
		 "(business_now() - interval '60 min', 'v2.messages', 5000), "
		 "(business_now(), 'v2.new', 4)");
	ck_assert(shows("<td>Reading messages</td>"));
	ck_assert(shows(">731</td>"));
	ck_assert(shows("<td>v2.new</td>"));
}
END_TEST

TCase *
gateway_pages_tests(void)
{
	TCase *tc = tcase_create("gateway_pages");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, only_for_the_administrator);
	tcase_add_test(tc, nothing_is_to_be_done);
	tcase_add_loop_test(tc, one_thing_is_wrong, 0, (int)COUNT_OF(wrongs));
	tcase_add_test(tc, what_is_not_known_is_said);
	tcase_add_test(tc, a_feed_may_be_a_little_later);
	tcase_add_test(tc, it_is_asked_again);
	tcase_add_test(tc, the_workspace_is_shown);
	tcase_add_loop_test(
	    tc, the_workspace_lacks_something, 0, (int)COUNT_OF(lacking));
	tcase_add_test(tc, calls_of_the_last_hour);
	return tc;
}
