/* test_schedule_flow.c - a step that starts a flow of RapidPro: planned, started once, seen. */

#include <inttypes.h>
#include <string.h>

#include "core/outbox.h"
#include "core/schedule.h"
#include "core/schedule_file.h"
#include "worker_test.h"

#define SURVEY "5e0a3c1b-4d2f-4a77-9b36-0f1c2d3e4a5b"
#define START "3d9f0b7a-6c2e-4e18-a5d1-8f4b2c7e9a06"
#define STEP                                                                        \
	"\"name\": \"survey\", \"after\": 1, \"unit\": \"days\", \"shared_text\": " \
	"\"shared_day\", \"flow\": \"" SURVEY "\", \"flow_name\": \"Survey\", "     \
	"\"params\": {\"who\": \"{first_name}\", \"call\": \"{phone}\"}"

static void
told_flows(const char *archived)
{
	site_sql("DELETE FROM gateway_flow; INSERT INTO gateway_flow VALUES ('" SURVEY
		 "', 'Survey', %s), ('" SEND_FLOW "', 'Aftercare guarded send', false)",
	    archived);
}

/* Tinashe, circumcised on Monday; the version is in use, and it is Tuesday, 07:00. */
static void
planned_with(const char *plan, const char *per_day)
{
	struct tx *tx;

	told_flows("false");
	site_sql(
	    "DELETE FROM checkin; DELETE FROM reminder; UPDATE enrolment SET state = "
	    "'stopped' WHERE id <> 601; UPDATE enrolment SET anchor_date = "
	    "'2031-03-03' WHERE id = 601; UPDATE phone SET contact_uuid = '" CONTACT
	    "' WHERE id = 301; UPDATE business_clock SET advance = "
	    "'2031-03-03 12:00 Africa/Harare'::timestamptz - "
	    "transaction_timestamp(); INSERT INTO schedule_version (id, workflow, "
	    "number, plan, created_at, changed_at, tried_edits, tried_at, per_day) "
	    "OVERRIDING "
	    "SYSTEM VALUE VALUES (701, 'vmmc', 1, '%s', business_now(), "
	    "business_now(), 1, business_now(), %s); UPDATE schedule_version SET "
	    "published_at = business_now() WHERE id = 701",
	    plan, per_day);
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_plan(tx, 601), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	site_sql("UPDATE business_clock SET advance = '2031-03-04 07:00:01 "
		 "Africa/Harare'::timestamptz - transaction_timestamp()");
}

static void
planned(const char *plan)
{
	planned_with(plan, "NULL");
}

static void
steps(job *run)
{
	ck_assert_int_eq(worker_step(run), OK);
}

/* "flow ready queued Flow “Survey”" */
static const char *
row(void)
{
	return site_text("SELECT string_agg(concat_ws(' ', o.kind, o.state, m.state, "
			 "m.body), '; ' ORDER BY o.id) FROM outbox o JOIN message m ON "
			 "m.outbox_id = o.id");
}

static const char *
reminder(void)
{
	return site_text("SELECT state || ' ' || reason FROM reminder WHERE step = "
			 "'survey' AND enrolment_id = 601");
}

static void
takes_start(void)
{
	peer_stops();
	peer_says(201, "{\"uuid\":\"" START "\",\"status\":\"pending\",\"params\":{}}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(row(), "flow accepted sending Flow “Survey”");
}

/* A run of the flow, as the feed has it. */
static void
shows_run(const char *start)
{
	const char *now = arena_strdup(
	    site_arena(), site_text("SELECT to_char(business_now() AT TIME ZONE 'UTC', "
				    "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"));

	peer_stops();
	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"e4a81c93-5b7d-4f62-9c0e-"
	    "1d3a5b7c9e2f\",\"flow\":{\"uuid\":\"" SURVEY "\",\"name\":\"Survey\"},"
	    "\"contact\":{\"uuid\":\"" CONTACT "\",\"name\":null},\"start\":%s,"
	    "\"responded\":false,\"values\":{},\"created_on\":\"%s\",\"modified_on\":"
	    "\"%s\",\"exited_on\":null,\"exit_type\":null}]}",
	    start, now, now);
	peer_plays();
	steps(runs_job);
}

static void
lists_starts(const char *params)
{
	peer_stops();
	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" START
	    "\",\"status\":\"complete\",\"params\":%s}]}",
	    params);
	peer_plays();
	steps(look_up_job);
}

static const char *
key(void)
{
	return arena_strdup(site_arena(),
	    site_text(
		"SELECT key FROM outbox WHERE kind = 'flow' ORDER BY id LIMIT 1"));
}

START_TEST(it_is_started_once_and_its_run_proves_it)
{
	struct request *rq;

	planned("[{" STEP "}]");
	steps(scheduler_job);
	steps(scheduler_job);
	ck_assert_str_eq(row(), "flow ready queued Flow “Survey”");
	ck_assert_str_eq(reminder(), "sent ");
	takes_start();
	ck_assert_uint_eq(peer_asked("POST /api/v2/flow_starts.json"), 1);
	ck_assert_uint_eq(peer_asked("\"flow\":\"" SURVEY "\""), 1);
	ck_assert_uint_eq(peer_asked("\"contacts\":[\"" CONTACT "\"]"), 1);
	ck_assert_uint_eq(peer_asked(key()), 1);
	ck_assert_uint_eq(peer_asked("\"who\":\"Tinashe\""), 1);
	ck_assert_uint_eq(peer_asked("\"call\":\"+263"), 1);
	steps(dispatch_job);
	ck_assert_uint_eq(peer_calls(), 1);
	site_later("5 seconds");
	shows_run("{\"uuid\":\"" START "\"}");
	site_later("20 seconds");
	steps(look_up_job);
	ck_assert_str_eq(row(), "flow done sent Flow “Survey”");
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, "Flow “Survey” started"));
	ck_assert(
	    site_shows(rq, "by the schedule: what it says and asks is RapidPro’s"));
}
END_TEST

/* The run was shown before anybody knew what had become of the start. */
START_TEST(a_run_of_its_name_proves_it_too)
{
	planned("[{" STEP "}]");
	steps(scheduler_job);
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(row(), "flow unsure unsure Flow “Survey”");
	shows_run("null");
	site_later("5 seconds");
	lists_starts(arena_printf(site_arena(), "{\"intent\":\"%s\"}", key()));
	ck_assert_str_eq(row(), "flow accepted sending Flow “Survey”");
	ck_assert_uint_eq(peer_asked("POST "), 0);
	site_later("20 seconds");
	steps(look_up_job);
	ck_assert_str_eq(row(), "flow done sent Flow “Survey”");
}
END_TEST

/* The call was taken, and the line broke, or the worker was lost. */
START_TEST(an_unsure_start_is_made_once_more_after_ten_minutes_and_no_third_time)
{
	planned("[{" STEP "}]");
	steps(scheduler_job);
	for (int i = 0; i < 2; i++) {
		peer_stops();
		peer_breaks();
		peer_plays();
		steps(dispatch_job);
		ck_assert_str_eq(row(), "flow unsure unsure Flow “Survey”");
		site_later("9 minutes");
		lists_starts("{\"intent\":\"" SURVEY "\"}");
		ck_assert_str_eq(row(), "flow unsure unsure Flow “Survey”");
		site_later("2 minutes");
		lists_starts("{}");
	}
	ck_assert_str_eq(row(), "flow parked unsure Flow “Survey”");
	site_later("1 hour");
	steps(dispatch_job);
	steps(look_up_job);
	ck_assert_str_eq(row(), "flow parked unsure Flow “Survey”");
}
END_TEST

START_TEST(a_lost_workers_start_is_looked_up_first)
{
	planned("[{" STEP "}]");
	steps(scheduler_job);
	site_sql("UPDATE outbox SET state = 'leased', owner = gen_random_uuid(), "
		 "attempt = 1, sends = 1, sent_at = business_now(), lease_until = "
		 "business_now() - interval '1 s', params = '{\"by\": \"start\"}'; "
		 "UPDATE message SET state = 'sending'");
	site_later("31 seconds");
	peer_says(500, "{}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(row(), "flow unsure unsure Flow “Survey”");
	ck_assert_uint_eq(peer_asked("POST "), 0);
	/* One that was lost before its call simply leaves. */
	site_sql("UPDATE outbox SET state = 'leased', owner = gen_random_uuid(), "
		 "attempt = 2, sends = 0, lease_until = business_now() - interval "
		 "'1 s', params = '{}'");
	site_later("31 seconds");
	takes_start();
}
END_TEST

START_TEST(what_was_taken_and_did_not_begin_is_told)
{
	struct tx *tx;

	planned("[{" STEP "}]");
	steps(scheduler_job);
	takes_start();
	site_later("11 minutes");
	/* While the runs were not read nothing is known. */
	steps(look_up_job);
	ck_assert_str_eq(row(), "flow accepted sending Flow “Survey”");
	peer_stops();
	peer_says(200, "{\"next\":null,\"results\":[]}");
	peer_plays();
	steps(runs_job);
	site_later("2 minutes");
	lists_starts("{}");
	ck_assert_str_eq(row(), "flow done failed Flow “Survey”");
	ck_assert(site_shows(site_get(RUDO, "/messages/501"), "Flow “Survey”"));
	/* A person starts it again, and it is the flow again. */
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(outbox_again(tx, site_number("SELECT max(id) FROM message"),
			     &(struct outbox_again_how){
				 .user_id = RUDO, .priority = OUTBOX_AUTOMATIC }),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(row(), "flow ready queued Flow “Survey”");
	ck_assert_str_eq(site_text("SELECT flow_params ->> 'who' FROM outbox ORDER BY "
				   "id DESC LIMIT 1"),
	    "Tinashe");
}
END_TEST

START_TEST(an_archived_or_unknown_flow_is_not_started_and_says_so)
{
	static const struct {
		const char *flows, *state, *words;
	} cases[] = {
		{ "UPDATE gateway_flow SET archived = true WHERE name = 'Survey'",
		    "skipped flow-archived", "its flow is in RapidPro’s archive" },
		{ "DELETE FROM gateway_flow WHERE name = 'Survey'", "skipped flow-gone",
		    "RapidPro does not have its flow any more" },
		{ "DELETE FROM gateway_flow", "sent ", "" },
	};
	struct request *rq;

	planned("[{" STEP "}]");
	site_sql("%s", cases[_i].flows);
	rq = site_get(ADA, "/admin/rapidpro");
	ck_assert(site_shows(rq, "Flow “Survey”"));
	ck_assert_int_eq(site_shows(rq, "or let the step start another one"), _i < 2);
	steps(scheduler_job);
	ck_assert_str_eq(reminder(), cases[_i].state);
	if (_i < 2)
		ck_assert(site_shows(site_get(RUDO, "/patients/401"), cases[_i].words));
}
END_TEST

/* Between its plan and its turn. */
START_TEST(a_flow_archived_meanwhile_is_not_started)
{
	planned("[{" STEP "}]");
	steps(scheduler_job);
	told_flows("true");
	peer_says(500, "{}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(row(), "flow parked failed Flow “Survey”");
	ck_assert_str_eq(site_text("SELECT reason FROM message WHERE kind = "
				   "'automatic'"),
	    "The flow is in RapidPro's archive.");
	ck_assert_uint_eq(peer_calls(), 0);
}
END_TEST

START_TEST(a_flow_deleted_there_is_no_fault_of_the_contact)
{
	planned("[{" STEP "}]");
	steps(scheduler_job);
	peer_says(400, "{\"flow\":[\"No such object: " SURVEY "\"]}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(row(), "flow parked failed Flow “Survey”");
	ck_assert_str_eq(
	    site_text("SELECT contact_uuid FROM phone WHERE id = 301"), CONTACT);
}
END_TEST

/* A number that RapidPro does not know yet. */
START_TEST(a_contact_is_made_first)
{
	planned("[{" STEP "}]");
	site_sql("UPDATE phone SET contact_uuid = NULL");
	steps(scheduler_job);
	peer_says(201, "{\"uuid\":\"" CONTACT "\",\"status\":\"active\",\"urns\":[]}");
	peer_says(201, "{\"uuid\":\"" START "\",\"status\":\"pending\",\"params\":{}}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(row(), "flow accepted sending Flow “Survey”");
	ck_assert_uint_eq(peer_calls(), 2);
}
END_TEST

START_TEST(who_shares_his_phone_or_was_never_heard_of_gets_a_text)
{
	static const char *const cases[] = {
		"UPDATE enrolment SET last_sign_at = NULL WHERE id = 601",
		"UPDATE enrolment SET last_sign_at = business_now(), state = 'active' "
		"WHERE patient_id IN (401, 402); UPDATE patient SET phone_id = 301 "
		"WHERE id = 402",
	};

	planned("[{" STEP ", \"silent_text\": \"day\"}]");
	site_sql("%s", cases[_i]);
	steps(scheduler_job);
	ck_assert_msg(strncmp(row(), "text ready queued ", 18) == 0, "%s", row());
}
END_TEST

START_TEST(who_stops_the_messages_gets_no_flow)
{
	struct tx *tx;

	planned("[{" STEP "}]");
	steps(scheduler_job);
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    sql_message_cancel_automatic(tx, TINASHE, "opted out", tx_now(tx)), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(row(), "flow cancelled cancelled Flow “Survey”");
}
END_TEST

START_TEST(it_takes_one_place_of_a_day)
{
	planned_with("[{" STEP
		     ", \"hour\": \"07:00\"}, {\"name\": \"other\", \"after\": 1, "
		     "\"unit\": \"days\", \"hour\": \"07:00\", \"priority\": \"last\", "
		     "\"text\": \"day\", \"shared_text\": \"shared_day\"}]",
	    "1");
	steps(scheduler_job);
	ck_assert_str_eq(row(), "flow ready queued Flow “Survey”");
	ck_assert_str_eq(
	    site_text("SELECT state || ' ' || reason FROM reminder WHERE step = "
		      "'other'"),
	    "skipped many");
}
END_TEST

/* Every half a minute; what is as before is not written again. */
START_TEST(rapidpro_tells_which_flows_there_are)
{
	const char *before;

	told_flows("false");
	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" SURVEY
	    "\",\"name\":\"Survey\",\"archived\":true},{\"uuid\":\"" START
	    "\",\"name\":\"The \\\"new\\\" one\",\"archived\":false},{\"uuid\":\"x\","
	    "\"name\":\"None\"}]}");
	peer_plays();
	steps(gateway_job);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(name || ' ' || archived, '; ' ORDER BY name) "
		      "FROM gateway_flow"),
	    "Survey true; The \"new\" one false");
	before = arena_strdup(site_arena(),
	    site_text("SELECT string_agg(xmin::text, ' ') FROM gateway_flow"));
	site_later("1 minute");
	peer_stops();
	peer_says(200, "{\"next\":null,\"results\":[{\"uuid\":\"" SURVEY
		       "\",\"name\":\"Survey\",\"archived\":true},{\"uuid\":\"" START
		       "\",\"name\":\"The \\\"new\\\" one\",\"archived\":false}]}");
	peer_plays();
	steps(gateway_job);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(xmin::text, ' ') FROM gateway_flow"), before);
}
END_TEST

/* The editor ------------------------------------------------------------------ */

#define EDIT                                                                        \
	"was=&name=survey&after=1&unit=days&weekday=0&text=day&shared_text=shared_" \
	"day&silent_text=&edits=1&flow="

static int64_t
draft(void)
{
	ck_assert_int_eq(site_post(ADA, "/admin/schedules/new", "")->reply.code, 303);
	return site_number("SELECT id FROM schedule_version WHERE published_at IS "
			   "NULL");
}

static const char *
path(int64_t id, const char *rest)
{
	return arena_printf(site_arena(), "/admin/schedules/%" PRId64 "%s", id, rest);
}

START_TEST(an_administrator_chooses_a_flow_and_what_it_is_told)
{
	struct request *rq;
	int64_t id;

	told_flows("false");
	id = draft();
	rq = site_get(ADA, path(id, "?step=day_2"));
	ck_assert(site_shows(rq, "<option value=\"" SURVEY "\">Survey</option>"));
	ck_assert(!site_shows(rq, "Aftercare guarded send"));
	rq = site_post(ADA, path(id, "/step"),
	    EDIT SURVEY
	    "&param-0=who&value-0=%7Bfirst_name%7D&param-3=call&value-3=a%2Fb");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT s.value - 'shared_text' FROM schedule_version v, "
		      "jsonb_array_elements(plan) s WHERE v.id = %lld AND "
		      "s.value ->> 'name' = 'survey'",
		(long long)id),
	    "{\"flow\": \"" SURVEY "\", \"name\": \"survey\", \"unit\": \"days\", "
	    "\"after\": 1, \"params\": {\"who\": \"{first_name}\", \"call\": \"a/b"
	    "\"}, \"flow_name\": \"Survey\"}");
	rq = site_get(ADA, path(id, "?step=survey&date=2031-03-03"));
	ck_assert(site_shows(rq, "told call: a/b; who: {first_name}"));
	ck_assert(site_shows(rq, "its SMS are not known"));
	ck_assert(site_shows(
	    rq, "15 texts, 14 SMS, of which 1 is a flow, whose SMS are not known"));
	ck_assert_str_eq(site_value(rq, "param-1"), "who");
	ck_assert_str_eq(site_value(rq, "value-0"), "a/b");
	rq = site_get(ADA, path(id, "/test?step=survey"));
	ck_assert(site_shows(rq, "The flow “Survey” is tried in RapidPro"));
	ck_assert(!site_shows(rq, "to a phone of his own"));
	ck_assert(site_shows(rq, "to a shared phone"));
}
END_TEST

START_TEST(what_is_wrong_with_a_flow_is_not_kept)
{
	static const struct {
		const char *body, *shows;
	} cases[] = {
		{ EDIT START, "Flow: please choose one from the list." },
		{ EDIT "x", "Flow: please choose one from the list." },
		{ EDIT SURVEY "&asks=1", "a flow’s answers are not read as check-ins" },
		{ EDIT SURVEY "&param-0=Who+is&value-0=x",
		    "“Who is” cannot be a name." },
		{ EDIT SURVEY "&param-0=intent&value-0=x",
		    "“intent” cannot be a name." },
		{ EDIT SURVEY "&param-0=&value-0=x", "“” cannot be a name." },
		{ EDIT SURVEY "&param-0=who&value-0=%7Bname%7D",
		    "in who, {name} stands for nothing." },
		{ EDIT SURVEY "&param-0=who&value-0=a&param-1=who&value-1=b",
		    "who stands there twice." },
	};
	int64_t id;

	told_flows("false");
	id = draft();
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *rq = site_post(ADA, path(id, "/step"), cases[i].body);

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", cases[i].body, rq->reply.code);
		ck_assert_msg(site_shows(rq, cases[i].shows), "%s", cases[i].shows);
		ck_assert_str_eq(site_value(rq, "name"), "survey");
	}
	ck_assert_int_eq(
	    site_number(
		"SELECT edits FROM schedule_version WHERE id = %lld", (long long)id),
	    1);
}
END_TEST

/* What has become of it stands where it is chosen, and keeps it from being published. */
START_TEST(a_flow_that_is_gone_is_not_published)
{
	struct request *rq;
	int64_t id;

	told_flows("false");
	id = draft();
	ck_assert_int_eq(
	    site_post(ADA, path(id, "/step"), EDIT SURVEY)->reply.code, 303);
	ck_assert_int_eq(site_post(ADA, path(id, "/dry-run"), "")->reply.code, 303);
	told_flows("true");
	rq = site_get(ADA, path(id, "?step=survey"));
	ck_assert(site_shows(rq, "Flow: “Survey” is in RapidPro’s archive."));
	ck_assert(site_shows(rq, "Survey (in the archive)"));
	rq = site_post(ADA, path(id, "/publish"), "whom=new&edits=2");
	ck_assert_int_eq(rq->reply.code, 422);
	site_sql("DELETE FROM gateway_flow WHERE name = 'Survey'");
	rq = site_get(ADA, path(id, "?step=survey"));
	ck_assert(site_shows(rq, "RapidPro has no flow “Survey” with this UUID"));
	ck_assert(site_shows(rq, "Survey (not in RapidPro any more)"));
	site_sql("DELETE FROM gateway_flow");
	rq = site_get(ADA, path(id, "?step=survey"));
	ck_assert(site_shows(rq, "RapidPro has not told of its flows yet."));
	told_flows("false");
	rq = site_post(ADA, path(id, "/publish"), "whom=new&edits=2");
	ck_assert_int_eq(rq->reply.code, 303);
}
END_TEST

START_TEST(the_dry_run_does_not_know_its_sms)
{
	struct request *rq;

	planned("[{" STEP "}]");
	site_sql("UPDATE business_clock SET advance = '2031-03-03 12:00 "
		 "Africa/Harare'::timestamptz - transaction_timestamp()");
	rq = site_get(ADA, "/admin/schedules/701/dry-run?day=2031-03-04");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Flow “Survey”"));
	ck_assert(site_shows(
	    rq, "1 text, 0 SMS, of which 1 is a flow, whose SMS are not known"));
	rq = site_get(ADA, "/admin/schedules/701/dry-run/file?day=2031-03-04");
	ck_assert(site_shows(rq, "Flow “Survey”,,,"));
}
END_TEST

START_TEST(a_file_has_the_same_rules)
{
	static const struct {
		const char *step, *shows;
	} cases[] = {
		{ STEP, NULL },
		{ STEP ", \"text\": \"day\"", "the flow is started instead of one" },
		{ "\"name\": \"a\", \"after\": 1, \"unit\": \"days\", \"shared_text\": "
		  "\"shared_day\", \"flow\": \"Survey\", \"flow_name\": \"Survey\"",
		    "please give RapidPro’s UUID of it" },
		{ "\"name\": \"a\", \"after\": 1, \"unit\": \"days\", \"text\": \"day\""
		  ", \"shared_text\": \"shared_day\", \"params\": {\"a\": \"b\"}",
		    "please choose a flow, or leave the table empty" },
		{ "\"name\": \"a\", \"after\": 1, \"unit\": \"days\", \"text\": \"day\""
		  ", \"shared_text\": \"shared_day\", \"params\": {\"a\": 1}",
		    "params, a: please write a text in quotes." },
	};
	struct arena *arena = site_arena();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *file = arena_printf(arena,
		    "{\"workflow\": \"vmmc\", \"steps\": [{%s}]}", cases[i].step);
		struct schedule_steps steps_;
		struct schedule_faults faults;
		enum status status =
		    schedule_file_read(arena, file, strlen(file), &steps_, &faults);

		ck_assert_int_eq(status == OK, cases[i].shows == NULL);
		if (cases[i].shows != NULL)
			ck_assert_msg(
			    strstr(faults.at[0].message, cases[i].shows) != NULL, "%s",
			    faults.at[0].message);
		else /* and it is written as it was read */
			ck_assert(
			    strstr(schedule_file_write(arena, &steps_),
				"\"flow\":\"" SURVEY
				"\",\"flow_name\":\"Survey\",\"params\":{\"call\":"
				"\"{phone}\",\"who\":\"{first_name}\"}") != NULL);
	}
}
END_TEST

TCase *
schedule_flow_tests(void)
{
	TCase *tc = tcase_create("schedule_flow");

	tcase_add_checked_fixture(tc, worker_test_begin, worker_test_end);
	tcase_add_test(tc, it_is_started_once_and_its_run_proves_it);
	tcase_add_test(tc, a_run_of_its_name_proves_it_too);
	tcase_add_test(
	    tc, an_unsure_start_is_made_once_more_after_ten_minutes_and_no_third_time);
	tcase_add_test(tc, a_lost_workers_start_is_looked_up_first);
	tcase_add_test(tc, what_was_taken_and_did_not_begin_is_told);
	tcase_add_loop_test(
	    tc, an_archived_or_unknown_flow_is_not_started_and_says_so, 0, 3);
	tcase_add_test(tc, a_flow_archived_meanwhile_is_not_started);
	tcase_add_test(tc, a_flow_deleted_there_is_no_fault_of_the_contact);
	tcase_add_test(tc, a_contact_is_made_first);
	tcase_add_loop_test(
	    tc, who_shares_his_phone_or_was_never_heard_of_gets_a_text, 0, 2);
	tcase_add_test(tc, who_stops_the_messages_gets_no_flow);
	tcase_add_test(tc, it_takes_one_place_of_a_day);
	tcase_add_test(tc, rapidpro_tells_which_flows_there_are);
	tcase_add_test(tc, an_administrator_chooses_a_flow_and_what_it_is_told);
	tcase_add_test(tc, what_is_wrong_with_a_flow_is_not_kept);
	tcase_add_test(tc, a_flow_that_is_gone_is_not_published);
	tcase_add_test(tc, the_dry_run_does_not_know_its_sms);
	tcase_add_test(tc, a_file_has_the_same_rules);
	return tc;
}
