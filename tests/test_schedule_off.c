/* test_schedule_off.c - steps of the schedule that are switched off at a facility. */

#include <inttypes.h>
#include <string.h>

#include "core/schedule.h"
#include "site_test.h"
#include "worker/job.h"

/* Tinashe, circumcised on the 3rd of March and registered at noon, by the programme's own. */
static void
registered(void)
{
	struct tx *tx;

	site_sql("DELETE FROM checkin; DELETE FROM reminder; UPDATE enrolment SET "
		 "anchor_date = '2031-03-03' WHERE id = 601; UPDATE enrolment SET "
		 "state = 'stopped' WHERE id <> 601; UPDATE business_clock SET advance "
		 "= '2031-03-03 12:00 Africa/Harare'::timestamptz - "
		 "transaction_timestamp()");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_plan(tx, 601), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

static void
at(const char *moment)
{
	site_sql("UPDATE business_clock SET advance = '2031-03-%s "
		 "Africa/Harare'::timestamptz - transaction_timestamp()",
	    moment);
	site_sql("UPDATE session SET seen_at = business_now(), expires_at = "
		 "business_now() + interval '1 day'");
}

static void
turn(void)
{
	struct worker w = { .db = worker_db, .arena = site_arena(), .id = "" };
	bool more = true;

	while (more)
		ck_assert_int_eq(scheduler_job(&w, &more), OK);
}

/* "day_1 sent; day_2 skipped step-off". */
static const char *
became(void)
{
	return site_text("SELECT coalesce(string_agg(concat_ws(' ', step, state, "
			 "nullif(reason, '')), '; ' ORDER BY due_at), '') FROM "
			 "reminder WHERE enrolment_id = 601 AND state <> 'planned'");
}

static struct request *
switched(const char *step, const char *state)
{
	return site_post(ADA, "/admin/schedules/off",
	    arena_printf(site_arena(), "place=101&step=%s&state=%s&reason=Too+early",
		step, state));
}

START_TEST(what_is_off_does_not_leave)
{
	registered();
	ck_assert_str_eq(switched("day_1", "off")->reply.location,
	    "/admin/schedules/off?notice=step-off");
	at("04 07:00:01");
	turn();
	at("05 07:00:01");
	turn();
	ck_assert_str_eq(became(), "day_1 skipped step-off; day_2 sent");
	/* Who is registered now does not get it either. */
	registered();
	at("04 07:00:01");
	turn();
	ck_assert_str_eq(became(), "day_1 skipped step-off");
}
END_TEST

/* At one facility, not at another. */
START_TEST(elsewhere_it_leaves)
{
	site_sql("INSERT INTO schedule_off (workflow, place_id, step, reason, off_at) "
		 "SELECT 'vmmc', id, 'day_1', 'Words', business_now() FROM place WHERE "
		 "kind = 'facility' AND id <> 101; INSERT INTO schedule_off (workflow, "
		 "place_id, step, reason, off_at) VALUES ('other', 101, 'day_1', "
		 "'Words', business_now()), ('vmmc', 101, 'day_2', 'Words', "
		 "business_now())");
	registered();
	at("04 07:00:01");
	turn();
	ck_assert_str_eq(became(), "day_1 sent");
}
END_TEST

START_TEST(what_comes_back_is_not_sent_late)
{
	registered();
	at("04 06:59:59");
	ck_assert_int_eq(switched("day_1", "off")->reply.code, 303);
	/* The worker stands; at its hour the step is off, and soon after on again. */
	at("04 07:30");
	ck_assert_str_eq(switched("day_1", "on")->reply.location,
	    "/admin/schedules/off?notice=step-on");
	at("04 07:31");
	turn();
	ck_assert_str_eq(became(), "day_1 skipped step-off");
	/* Off and on before its hour is nothing to it. */
	at("04 20:00");
	ck_assert_int_eq(switched("day_2", "off")->reply.code, 303);
	at("05 06:59:30");
	ck_assert_int_eq(switched("day_2", "on")->reply.code, 303);
	at("05 07:00:01");
	turn();
	ck_assert_str_eq(became(), "day_1 skipped step-off; day_2 sent");
	/* Switched off after its hour, while it has not left. */
	at("06 07:10");
	ck_assert_int_eq(switched("day_3", "off")->reply.code, 303);
	turn();
	ck_assert_str_eq(became(), "day_1 skipped step-off; day_2 sent; day_3 skipped "
				   "step-off");
}
END_TEST

/* With its second asking; and it takes no place of a day. */
START_TEST(its_second_asking_and_its_place)
{
	registered();
	site_sql(
	    "INSERT INTO schedule_version (id, workflow, number, plan, per_day, "
	    "created_at, changed_at, tried_edits, tried_at, published_at) OVERRIDING "
	    "SYSTEM VALUE VALUES (701, 'vmmc', 1, '[{\"name\": \"one\", \"after\": 1, "
	    "\"unit\": \"days\", \"asks\": true, \"again_hours\": 2, \"priority\": "
	    "\"first\", \"text\": \"day\", \"shared_text\": \"shared_day\"}, "
	    "{\"name\": "
	    "\"two\", \"after\": 1, \"unit\": \"days\", \"text\": \"day\", "
	    "\"shared_text\": \"shared_day\"}]', 1, business_now(), business_now(), 1, "
	    "business_now(), business_now()); UPDATE reminder SET version_id = 701, "
	    "step = CASE day WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'one.again' "
	    "END, due_at = '2031-03-04 07:00 Africa/Harare'::timestamptz + CASE day "
	    "WHEN 3 THEN interval '2 hours' WHEN 2 THEN interval '1 minute' ELSE "
	    "interval '0' END WHERE day < 4");
	at("03 13:00");
	ck_assert_int_eq(switched("one", "off")->reply.code, 303);
	at("04 07:01");
	turn();
	at("04 09:01");
	turn();
	ck_assert_str_eq(
	    became(), "one skipped step-off; two sent; one.again skipped step-off");
}
END_TEST

START_TEST(the_page_counts_before_it_switches)
{
	struct request *rq;

	registered();
	rq = site_get(ADA, "/admin/schedules/off");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Every step is on"));
	ck_assert(!site_shows(rq, "id=\"switch\""));
	rq = site_get(ADA, "/admin/schedules/off?place=101&step=day_3");
	ck_assert(site_shows(
	    rq, "It is on. Off, 1 text to come does not leave, of 1 client."));
	ck_assert_int_eq(switched("day_3", "off")->reply.code, 303);
	rq = site_get(ADA, "/admin/schedules/off?place=101&step=day_3");
	ck_assert(
	    site_shows(rq, "It is off. On again, 1 text to come leaves, of 1 client."));
	ck_assert(site_shows(rq, "Too early"));
	/* Whoever was slower is told. */
	rq = switched("day_3", "off");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Somebody has switched it meanwhile"));
	ck_assert_str_eq(site_value(rq, "reason"), "Too early");
	at("06 07:00:01");
	turn();
	rq = site_get(ADA, "/admin/schedules/off?place=101&step=day_3");
	ck_assert(site_shows(
	    rq, "It is off. On again, 0 texts to come leave, of 0 clients."));
	ck_assert(site_shows(rq, "data-label=\"Texts not sent\">1<"));
	ck_assert_int_eq(switched("day_3", "on")->reply.code, 303);
	ck_assert_int_eq(switched("day_3", "on")->reply.code, 409);
	rq = site_get(ADA, "/admin/schedules/off");
	ck_assert(site_shows(rq, "On again"));
	ck_assert(site_shows(rq, "data-label=\"Texts not sent\">1<"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'schedule_off'"), 2);
	ck_assert_int_eq(site_get(RUDO, "/admin/schedules/off")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, "/admin/schedules/off")->reply.code, 403);
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	static const struct {
		const char *body, *says;
	} cases[] = {
		{ "place=101&step=day_3&state=off&reason=", "Reason" },
		{ "place=999&step=day_3&state=off&reason=Words",
		    "Facility: please choose one from the list." },
		{ "place=101&step=day_99&state=off&reason=Words",
		    "Step: please choose one from the list." },
		{ "place=101&step=&state=off&reason=Words", "Step" },
		{ "place=101&step=day_3&state=half&reason=Words", "On or off" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct request *rq =
		    site_post(ADA, "/admin/schedules/off", cases[i].body);

		ck_assert_int_eq(rq->reply.code, 422);
		ck_assert(site_shows(rq, cases[i].says));
	}
	ck_assert_int_eq(site_number("SELECT count(*) FROM schedule_off"), 0);
}
END_TEST

/* Where the schedule is seen it is said: the version, its preview, a day of it, the client. */
START_TEST(it_is_seen_where_the_schedule_is)
{
	struct request *rq;
	int64_t id;
	const char *page;

	registered();
	ck_assert_int_eq(switched("day_1", "off")->reply.code, 303);
	ck_assert_int_eq(site_post(ADA, "/admin/schedules/new", "")->reply.code, 303);
	id = site_number("SELECT id FROM schedule_version");
	page = arena_printf(site_arena(), "/admin/schedules/%" PRId64, id);
	rq = site_get(
	    ADA, arena_printf(site_arena(), "%s?date=2031-03-03&place=101", page));
	ck_assert_int_eq(site_count(rq, "switched off at Riverside Clinic"), 1);
	ck_assert_int_eq(site_count(rq, "not sent: switched off at the facility"), 1);
	ck_assert(site_shows(rq, "English: 13 texts, 13 SMS"));
	rq = site_get(
	    ADA, arena_printf(site_arena(), "%s/dry-run?day=2031-03-04", page));
	ck_assert(site_shows(rq, "not sent: switched off at the facility"));
	ck_assert(site_shows(rq, "id=\"sum-now\">0 texts"));
	ck_assert(site_shows(rq, "id=\"sum-then\">0 texts"));
	rq = site_get(
	    ADA, arena_printf(site_arena(), "%s/dry-run?day=2031-03-05", page));
	ck_assert(site_shows(rq, "id=\"sum-then\">1 text"));
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "not sent while it is switched off at the facility"));
	at("04 07:00:01");
	turn();
	rq = site_get(RUDO, "/patients/401");
	ck_assert(
	    site_shows(rq, "not sent: this text is switched off at the facility"));
}
END_TEST

TCase *
schedule_off_tests(void)
{
	TCase *tc = tcase_create("schedule_off");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, what_is_off_does_not_leave);
	tcase_add_test(tc, elsewhere_it_leaves);
	tcase_add_test(tc, what_comes_back_is_not_sent_late);
	tcase_add_test(tc, its_second_asking_and_its_place);
	tcase_add_test(tc, the_page_counts_before_it_switches);
	tcase_add_test(tc, what_is_wrong_is_said);
	tcase_add_test(tc, it_is_seen_where_the_schedule_is);
	return tc;
}
