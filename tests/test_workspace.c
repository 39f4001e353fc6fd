/* test_workspace.c - the worker reads what RapidPro's workspace has. */

#include <string.h>

#include "worker_test.h"

#define WORKSPACE                                                                  \
	"{\"uuid\":\"6a44ca78-a4c2-4862-a7d3-2932f9b3a7c3\",\"name\":\"Clinics\"," \
	"\"country\":\"ZW\",\"timezone\":\"Africa/Harare\",\"anon\":%s}"
#define CHANNEL                                                                   \
	"{\"uuid\":\"9a8b001e-a913-486c-80f4-1356e23f582e\",\"name\":\"Econet\"," \
	"\"address\":\"+263771000000\",\"country\":\"ZW\",\"device\":null,"       \
	"\"last_seen\":\"2031-03-03T05:00:00.000000Z\",\"created_on\":"           \
	"\"2030-01-01T00:00:00.000000Z\"}"
#define FIELD(key) "{\"key\":\"" key "\",\"name\":\"Of " key "\",\"type\":\"text\"}"
#define GROUP                                                                     \
	"{\"uuid\":\"5f05311e-8f81-4a67-a5b5-1501b6d6496a\",\"name\":\"Silent\"," \
	"\"query\":\"last_seen_on < 1\",\"count\":3,\"status\":\"ready\"}"
#define PAGE(rows) "{\"next\":null,\"previous\":null,\"results\":[" rows "]}"

static struct config config;

static void
begin(void)
{
	worker_test_begin();
	config = *test_worker.config;
	config.rapidpro_channel = "Econet";
	test_worker.config = &config;
}

static void
answers(const char *fields)
{
	peer_says(200, WORKSPACE, "false");
	peer_says(200, "%s", PAGE(CHANNEL));
	peer_says(200, "%s", fields);
	peer_says(200, "%s", PAGE(GROUP));
	peer_plays();
}

static const char *
things(void)
{
	return site_text("SELECT string_agg(concat_ws(' ', kind, name, about, used), "
			 "', ' ORDER BY kind, name) FROM gateway_thing");
}

START_TEST(it_is_read_every_ten_minutes)
{
	answers(PAGE(FIELD("last_intent") "," FIELD("last_checkin")));
	ck_assert_int_eq(worker_step(workspace_job), OK);
	ck_assert_uint_eq(peer_asked("GET /api/v2/"), 4);
	ck_assert_str_eq(things(), "channel Econet +263771000000 t, "
				   "field Of last_checkin text f, "
				   "field Of last_intent text f, group Silent smart f, "
				   "workspace Clinics  f");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM gateway_thing WHERE seen_at = "
			"'2031-03-03 05:00+00'"),
	    1);
	ck_assert_int_eq(site_number("SELECT sum(calls)::int8 FROM gateway_call"), 4);
	site_later("9 minutes");
	ck_assert_int_eq(worker_step(workspace_job), OK);
	ck_assert_int_eq(site_number("SELECT sum(calls)::int8 FROM gateway_call"), 4);
	site_later("2 minutes");
	answers(PAGE(FIELD("last_intent")));
	ck_assert_int_eq(worker_step(workspace_job), OK);
	/* What is gone there is gone here. */
	ck_assert_str_eq(things(), "channel Econet +263771000000 t, "
				   "field Of last_intent text f, group Silent smart f, "
				   "workspace Clinics  f");
}
END_TEST

/* What was read before stays, and is read again in ten minutes. */
START_TEST(no_answer_changes_nothing)
{
	const char *was;

	answers(PAGE(FIELD("last_intent")));
	ck_assert_int_eq(worker_step(workspace_job), OK);
	was = things();
	site_later("11 minutes");
	peer_says(200, WORKSPACE, "true");
	peer_says(503, "{}");
	peer_plays();
	ck_assert_int_eq(worker_step(workspace_job), OK);
	ck_assert_str_eq(things(), was);
	ck_assert_int_eq(site_number("SELECT failures FROM gateway"), 1);
	site_later("11 minutes");
	peer_says(200, WORKSPACE, "true");
	peer_says(200, "%s", PAGE(""));
	peer_says(200, "%s", PAGE(""));
	peer_says(200, "%s", PAGE(""));
	peer_plays();
	ck_assert_int_eq(worker_step(workspace_job), OK);
	ck_assert_str_eq(things(), "workspace Clinics anonymous f");
}
END_TEST

/* The hour's calls are for what leaves. */
START_TEST(it_is_kept_back)
{
	site_sql("INSERT INTO gateway_call (minute, scope, calls) VALUES "
		 "(business_now(), 'v2', 990)");
	answers(PAGE(FIELD("last_intent")));
	ck_assert_int_eq(worker_step(workspace_job), OK);
	ck_assert_uint_eq(peer_asked("GET /api/v2/"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM gateway_thing"), 0);
	ck_assert_int_eq(site_number("SELECT failures FROM gateway"), 0);
}
END_TEST

TCase *
workspace_tests(void)
{
	TCase *tc = tcase_create("workspace");

	tcase_add_checked_fixture(tc, begin, worker_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, it_is_read_every_ten_minutes);
	tcase_add_test(tc, no_answer_changes_nothing);
	tcase_add_test(tc, it_is_kept_back);
	return tc;
}
