/*
 * test_schedule_hush.c - steps that keep silent after something has happened; and follow-ups
 * by chance, with steps that are off, silent and cleared, judged by tests/property/rules.sql.
 *
 *	PROPERTY_SENDS=1000000	a fortnight of 40 men for so many of them; one without it
 *	PROPERTY_SEED=7		the same again
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schedule.h"
#include "core/schedule_file.h"
#include "site_test.h"
#include "worker/job.h"

#define SENDS_SHORT 1000
#define SENDS_A_ROUND 20000

#define STEP(more)                                                                   \
	"[{\"name\": \"one\", \"after\": 1, \"unit\": \"days\", \"text\": \"day\", " \
	"\"shared_text\": \"shared_day\"" more "}]"

static void
at(const char *moment)
{
	site_sql("UPDATE business_clock SET advance = '%s "
		 "Africa/Harare'::timestamptz - transaction_timestamp(); UPDATE "
		 "session SET seen_at = business_now(), expires_at = business_now() + "
		 "interval '1 day'",
	    moment);
}

/* Tinashe, registered at noon of the first; one text is due at seven on the tenth. */
static void
follows(const char *plan)
{
	site_sql("UPDATE place SET zone = 'Africa/Harare' WHERE id = 101");
	at("2031-03-01 12:00");
	site_sql(
	    "DELETE FROM checkin; DELETE FROM reminder; DELETE FROM message; DELETE "
	    "FROM report; DELETE FROM escalation; DELETE FROM task; DELETE FROM "
	    "appointment; DELETE FROM schedule_version WHERE published_at IS NULL; "
	    "UPDATE enrolment SET state = 'stopped' WHERE id <> 601; UPDATE enrolment "
	    "SET anchor_date = '2031-03-01', created_at = business_now() WHERE id = "
	    "601");
	site_sql(
	    "SET session_replication_role = replica; DELETE FROM "
	    "schedule_version; SET session_replication_role = origin; INSERT INTO "
	    "schedule_version (id, workflow, number, plan, created_at, "
	    "changed_at, tried_edits, tried_at, published_at) OVERRIDING SYSTEM "
	    "VALUE VALUES (701, 'vmmc', 1, '%s', business_now(), business_now(), "
	    "1, business_now(), business_now()); INSERT INTO reminder "
	    "(enrolment_id, patient_id, place_id, version_id, step, day, due_date, "
	    "due_at) VALUES (601, 401, 101, 701, 'one', 9, '2031-03-10', "
	    "'2031-03-10 07:00 Africa/Harare')",
	    plan);
}

static void
turn(void)
{
	struct worker w = { .db = worker_db, .arena = site_arena(), .id = "" };
	bool more = true;

	while (more)
		ck_assert_int_eq(scheduler_job(&w, &more), OK);
}

/* What has become of it on the tenth: "sent", "silence:wrote". */
static const char *
became(void)
{
	at("2031-03-10 07:00:01");
	turn();
	return site_text("SELECT coalesce(nullif(reason, ''), state) FROM reminder "
			 "WHERE step = 'one'");
}

/* What may have happened; %s is a moment. */
#define WROTE                                                                         \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at) SELECT t.id, 101, 401, p.phone_id, 'in', 'reply', "   \
	"'Hello', 'received', '%s Africa/Harare' FROM thread t JOIN patient p ON "    \
	"p.id = t.patient_id WHERE p.id = 401"
#define NURSE                                                                         \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at, author_id) SELECT t.id, 101, 401, p.phone_id, "       \
	"'out', 'nurse', 'Hello', 'sent', '%s Africa/Harare', 201 FROM thread t "     \
	"JOIN patient p ON p.id = t.patient_id WHERE p.id = 401"
#define REPORT                                                             \
	"INSERT INTO report (doc_id, form, place_id, patient_id, fields, " \
	"reported_at) VALUES ('r1', 'visit', 101, 401, '{}', '%s Africa/Harare')"
#define ATTENDED                                                                       \
	"INSERT INTO appointment (place_id, patient_id, day, hour, at, asks_at, "      \
	"what, status, booked_at, changed_at, came_on) SELECT 101, 401, m::date, "     \
	"'09:00', m, m, 'check', 'attended', business_now(), business_now(), m::date " \
	"FROM (SELECT '%s'::timestamp AS m) x"
#define CAME                                                                        \
	"INSERT INTO task (kind, source, place_id, patient_id, enrolment_id, "      \
	"status, priority, starts_at, due_at, created_at, closed_at, outcome) "     \
	"SELECT 'free', 'came', 101, 401, 601, 'completed', 3, m, m, m, m, 'came' " \
	"FROM (SELECT '%s Africa/Harare'::timestamptz AS m) x"
#define TASK                                                                       \
	"INSERT INTO task (kind, source, place_id, patient_id, enrolment_id, "     \
	"status, priority, starts_at, due_at, created_at) SELECT 'free', 'open', " \
	"101, 401, 601, 'requested', 3, m, m, m FROM (SELECT '%s "                 \
	"Africa/Harare'::timestamptz AS m) x"
#define CASE                                                                         \
	"WITH t AS (INSERT INTO task (kind, source, place_id, patient_id, "          \
	"enrolment_id, status, priority, performer, starts_at, due_at, created_at, " \
	"closed_at, outcome) SELECT 'escalation', 'case', 101, 401, 601, "           \
	"'completed', 1, 'supervisor', m, m, m, m, 'advice' FROM (SELECT '%s "       \
	"Africa/Harare'::timestamptz AS m) x RETURNING id, closed_at AS m) INSERT "  \
	"INTO escalation (task_id, place_id, patient_id, severity, raised_at, "      \
	"first_due, decide_due, decided_at, outcome) SELECT id, 101, 401, 'mild', "  \
	"m, m, m, m, 'advice' FROM t"

static void
happens(const char *what, const char *moment)
{
	static char statement[2000];
	const char *hole = strstr(what, "%s");

	snprintf(statement, sizeof statement, "%.*s%s%s", (int)(hole - what), what,
	    moment, hole + 2);
	site_sql("%s", statement);
}

START_TEST(each_event_silences_for_its_days)
{
	static const struct {
		const char *name, *what, *moment, *became;
	} cases[] = {
		{ "wrote", WROTE, "2031-03-08 07:00", "silence:wrote" },
		{ "wrote", WROTE, "2031-03-08 06:59", "sent" },
		{ "wrote", NURSE, "2031-03-09 07:00", "sent" },
		{ "nurse", NURSE, "2031-03-08 07:00", "silence:nurse" },
		{ "nurse", NURSE, "2031-03-08 06:59", "sent" },
		{ "nurse", WROTE, "2031-03-09 06:59", "sent" },
		{ "report:visit", REPORT, "2031-03-08 07:00", "silence:report:visit" },
		{ "report:visit", REPORT, "2031-03-08 06:59", "sent" },
		{ "report:other", REPORT, "2031-03-09 07:00", "sent" },
		/* What has only a day counts from its end. */
		{ "attended", ATTENDED, "2031-03-08", "silence:attended" },
		{ "attended", ATTENDED, "2031-03-07", "sent" },
		{ "visit", ATTENDED, "2031-03-08", "silence:visit" },
		{ "visit", CAME, "2031-03-08 07:00", "silence:visit" },
		{ "visit", CAME, "2031-03-08 06:59", "sent" },
		{ "attended", CAME, "2031-03-09 07:00", "sent" },
		/* As long as it is open. */
		{ "task", TASK, "2031-03-02 07:00", "silence:task" },
		{ "task", CAME, "2031-03-08 07:00", "silence:task" },
		{ "task", CASE, "2031-03-08 07:00", "sent" },
		{ "case", CASE, "2031-03-08 07:00", "silence:case" },
		{ "case", CASE, "2031-03-08 06:59", "sent" },
		{ "case", TASK, "2031-03-08 07:00", "sent" },
		{ "outcome", CASE, "2031-03-08 07:00", "silence:outcome" },
		{ "outcome", TASK, "2031-03-08 07:00", "sent" },
		/* Not what was before he was registered. */
		{ "wrote", WROTE, "2031-03-01 11:59", "sent" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		follows(arena_printf(site_arena(),
		    STEP(", \"silence_on\": \"%s\", \"silence_days\": 2"),
		    cases[i].name));
		happens(cases[i].what, cases[i].moment);
		ck_assert_msg(strcmp(became(), cases[i].became) == 0,
		    "%zu: %s at %s: %s, not %s", i, cases[i].name, cases[i].moment,
		    site_text("SELECT coalesce(nullif(reason, ''), state) FROM "
			      "reminder"),
		    cases[i].became);
	}
}
END_TEST

/* Over a month's end, at midnight, and where the clocks change: the same hour, so many days later. */
START_TEST(days_are_those_of_the_calendar)
{
	static const struct {
		const char *zone, *wrote, *due, *state;
	} cases[] = {
		{ "Africa/Harare", "2031-02-27 07:00", "2031-03-01 07:00", "skipped" },
		{ "Africa/Harare", "2031-02-27 06:59:59", "2031-03-01 07:00", "sent" },
		{ "Africa/Harare", "2031-03-08 00:00", "2031-03-10 00:00", "skipped" },
		{ "Africa/Harare", "2031-03-07 23:59:59", "2031-03-10 00:00", "sent" },
		{ "America/New_York", "2033-03-12 07:00", "2033-03-14 07:00",
		    "skipped" },
		{ "America/New_York", "2033-03-12 06:59:59", "2033-03-14 07:00",
		    "sent" },
		{ "America/New_York", "2033-11-05 07:00", "2033-11-07 07:00",
		    "skipped" },
		{ "America/New_York", "2033-11-05 06:59:59", "2033-11-07 07:00",
		    "sent" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		follows(STEP(", \"silence_on\": \"wrote\", \"silence_days\": 2"));
		site_sql(
		    "UPDATE place SET zone = '%s' WHERE id = 101; UPDATE enrolment "
		    "SET created_at = '2031-01-01' WHERE id = 601; UPDATE reminder "
		    "SET due_at = '%s %s'",
		    cases[i].zone, cases[i].due, cases[i].zone);
		happens(WROTE, cases[i].wrote);
		site_sql("UPDATE message SET at = '%s %s'; UPDATE business_clock SET "
			 "advance = '%s %s'::timestamptz + interval '1 second' - "
			 "transaction_timestamp()",
		    cases[i].wrote, cases[i].zone, cases[i].due, cases[i].zone);
		turn();
		ck_assert_msg(strcmp(site_text("SELECT state FROM reminder"),
				  cases[i].state) == 0,
		    "%s, %s: not %s", cases[i].zone, cases[i].wrote, cases[i].state);
	}
}
END_TEST

/* For good, however long ago; but not before he was registered, nor by what was withdrawn. */
START_TEST(what_is_cleared_stays_so)
{
	follows(STEP(", \"clear_on\": \"outcome report:visit\""));
	happens(REPORT, "2031-03-01 12:01");
	ck_assert_str_eq(became(), "clear:report:visit");
	follows(STEP(", \"clear_on\": \"outcome report:visit\""));
	happens(REPORT, "2031-03-01 11:59");
	ck_assert_str_eq(became(), "sent");
	follows(STEP(", \"clear_on\": \"outcome report:visit\""));
	happens(REPORT, "2031-03-02 12:01");
	site_sql("UPDATE report SET state = 'withdrawn'");
	ck_assert_str_eq(became(), "sent");
	follows(
	    STEP(", \"clear_on\": \"report:visit\", \"silence_on\": \"report:visit\","
		 " \"silence_days\": 30"));
	happens(REPORT, "2031-03-02 12:01");
	ck_assert_str_eq(became(), "clear:report:visit");
}
END_TEST

/* Between its moment and that in which the worker looks. */
START_TEST(what_happens_while_the_worker_stands_counts)
{
	follows(STEP(", \"silence_on\": \"wrote\", \"silence_days\": 1, "
		     "\"good_minutes\": 600"));
	happens(WROTE, "2031-03-10 08:00");
	at("2031-03-10 09:00");
	turn();
	ck_assert_str_eq(site_text("SELECT reason FROM reminder"), "silence:wrote");
}
END_TEST

/* Its second asking, too; and it takes no place of a day before it has left. */
START_TEST(asked_again_and_too_many)
{
	follows("[{\"name\": \"one\", \"after\": 1, \"unit\": \"days\", \"text\": "
		"\"day\", \"shared_text\": \"shared_day\", \"asks\": true, "
		"\"again_hours\": 3, \"clear_on\": \"report:visit\", \"priority\": "
		"\"first\"}, {\"name\": \"two\", \"after\": 1, \"unit\": \"days\", "
		"\"text\": \"day\", \"shared_text\": \"shared_day\"}]");
	site_sql("SET session_replication_role = replica; UPDATE schedule_version SET "
		 "per_day = 1; SET session_replication_role = origin; INSERT INTO "
		 "reminder (enrolment_id, patient_id, place_id, version_id, step, day, "
		 "due_date, due_at) SELECT 601, 401, 101, 701, s.step, 9, "
		 "'2031-03-10', '2031-03-10 07:00 Africa/Harare'::timestamptz + "
		 "s.after FROM (VALUES ('two', interval '-1 minute'), ('one.again', "
		 "interval '3 hours')) s (step, after)");
	at("2031-03-10 06:59:30");
	turn();
	ck_assert_str_eq(
	    site_text("SELECT state FROM reminder WHERE step = 'two'"), "sent");
	site_sql("UPDATE reminder SET message_id = NULL; DELETE FROM message");
	ck_assert_str_eq(became(), "sent");
	happens(REPORT, "2031-03-10 08:00");
	at("2031-03-10 10:00:01");
	turn();
	ck_assert_str_eq(
	    site_text("SELECT reason FROM reminder WHERE step = 'one.again'"),
	    "clear:report:visit");
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	static const struct {
		const char *more, *field, *message;
	} cases[] = {
		{ ", \"silence_on\": \"slept\", \"silence_days\": 1", "silence_on",
		    "Events: there is none called “slept”." },
		{ ", \"clear_on\": \"report:\"", "clear_on",
		    "Events: there is none called “report:”." },
		{ ", \"clear_on\": \"report:a/b\"", "clear_on",
		    "Events: there is none called “report:a/b”." },
		{ ", \"clear_on\": \"wrote  nurse\"", "clear_on",
		    "Events: please write them with one blank between, at most 400 "
		    "letters." },
		{ ", \"silence_on\": \"wrote\"", "silence_days",
		    "Silent for a time: please enter 1 to 365 days." },
		{ ", \"silence_on\": \"wrote\", \"silence_days\": 366", "silence_days",
		    "Silent for a time: please enter 1 to 365 days." },
		{ ", \"silence_days\": 3", "silence_on",
		    "Silent for a time: please choose after what, or leave the days "
		    "empty." },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *file = arena_printf(site_arena(),
		    "{\"workflow\": \"vmmc\", \"steps\": " STEP("%s") "}",
		    cases[i].more);
		struct schedule_steps steps;
		struct schedule_faults faults;
		bool found = false;

		ck_assert_int_eq(schedule_file_read(
				     site_arena(), file, strlen(file), &steps, &faults),
		    ERR_INVALID);
		for (size_t k = 0; k < faults.n; k++)
			found |= strcmp(faults.at[k].field, cases[i].field) == 0 &&
				 strcmp(faults.at[k].message, cases[i].message) == 0;
		ck_assert_msg(found, "%s: %s", cases[i].more, cases[i].message);
	}
}
END_TEST

/* By the editor: what was typed is what is kept, shown, tried and written into a file. */
START_TEST(the_editor_keeps_it)
{
	struct request *rq;
	const char *page;
	struct schedule_steps steps;
	const char *plan =
	    STEP(",\"silence_on\":\"wrote report:visit\",\"silence_days\":3,"
		 "\"clear_on\":\"outcome\"");

	ck_assert_int_eq(schedule_steps_read(site_arena(), plan, &steps), OK);
	ck_assert_ptr_nonnull(strstr(schedule_steps_write(site_arena(), &steps),
	    "\"silence_on\":\"wrote report:visit\",\"silence_days\":3,\"clear_on\":"
	    "\"outcome\""));
	follows(STEP(""));
	site_sql("INSERT INTO form (name) VALUES ('visit') ON CONFLICT DO NOTHING");
	ck_assert_int_eq(site_post(ADA, "/admin/schedules/new", "")->reply.code, 303);
	page = arena_printf(site_arena(), "/admin/schedules/%" PRId64,
	    site_number("SELECT id FROM schedule_version WHERE published_at IS NULL"));
#define FORM                                                                  \
	"was=one&after=9&unit=days&weekday=0&text=day&shared_text=shared_day" \
	"&silent_text=&edits=1&silence-wrote=1&clear-outcome=1"
	rq = site_post(ADA, arena_printf(site_arena(), "%s/step", page),
	    FORM "&silence_forms=nothing&silence_days=3");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "there is no form called “nothing”"));
	ck_assert(site_shows(rq, "name=\"silence-wrote\" value=\"1\" checked"));
	ck_assert_str_eq(site_value(rq, "silence_forms"), "nothing");
	rq = site_post(ADA, arena_printf(site_arena(), "%s/step", page),
	    FORM "&silence_forms=visit&silence_days=");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Silent for a time: please enter 1 to 365 days."));
	rq = site_post(ADA, arena_printf(site_arena(), "%s/step", page),
	    FORM "&silence_forms=visit&silence_days=3");
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(ADA, arena_printf(site_arena(), "%s?step=one", page));
	ck_assert(site_shows(rq, "not for 3 days after: he writes, a report of visit"));
	ck_assert(site_shows(rq, "not any more after: a case of his is decided"));
	ck_assert(site_shows(rq, "name=\"silence-wrote\" value=\"1\" checked"));
	ck_assert(!site_shows(rq, "name=\"silence-nurse\" value=\"1\" checked"));
	ck_assert_str_eq(site_value(rq, "silence_forms"), "visit");
	ck_assert(
	    site_shows(site_get(ADA, arena_printf(site_arena(), "%s/compare", page)),
		"1 step differs."));
	/* What he wrote yesterday silences him tomorrow, as far as is known today. */
	at("2031-03-09 12:00");
	rq = site_get(
	    ADA, arena_printf(site_arena(), "%s/dry-run?day=2031-03-10", page));
	ck_assert(site_shows(rq, "id=\"sum-then\">1 text"));
	happens(WROTE, "2031-03-08 12:00");
	rq = site_get(
	    ADA, arena_printf(site_arena(), "%s/dry-run?day=2031-03-10", page));
	ck_assert(site_shows(rq, "not sent: he had written"));
	ck_assert(site_shows(rq, "id=\"sum-then\">0 texts"));
}
END_TEST

/* And with the client it stands why. */
START_TEST(his_days_say_why)
{
	follows(STEP(", \"clear_on\": \"report:visit\""));
	happens(REPORT, "2031-03-02 12:01");
	ck_assert_str_eq(became(), "clear:report:visit");
	ck_assert(site_shows(site_get(RUDO, "/patients/401"),
	    "not sent: not needed any more: a form about him was sent in"));
}
END_TEST

static long
wished(const char *name, long otherwise)
{
	const char *value = getenv(name);

	return value != NULL ? strtol(value, NULL, 10) : otherwise;
}

/* A fortnight of 40 men, with a worker that looks now and then. */
static void
fortnight(long seed)
{
	site_sql("SELECT set_config('property.seed', '%f', false)",
	    (double)(seed % 1000000) / 1000000.0);
	site_script("tests/property/world.sql");
	site_script("tests/property/rules.sql");
	site_sql("SELECT property.draw_rules()");
	for (int64_t minutes = 0; minutes < INT64_C(14) * 24 * 60;) {
		minutes += site_number(
		    "SELECT CASE WHEN random() < 0.8 THEN 1 + floor(random() * 90) "
		    "ELSE 60 + floor(random() * 900) END::bigint");
		site_sql("UPDATE business_clock SET advance = (SELECT "
			 "date_trunc('hour', created_at) FROM enrolment WHERE id = "
			 "2001) + interval '%" PRId64
			 " minutes' - transaction_timestamp(); INSERT INTO "
			 "property.turn VALUES (business_now())",
		    minutes);
		turn();
	}
}

START_TEST(rules_by_chance)
{
	long sends = wished("PROPERTY_SENDS", SENDS_SHORT), seen = 0, violations = 0;
	long seed = wished("PROPERTY_SEED", 1);

	for (long round = 0; round * SENDS_A_ROUND < sends; round++) {
		site_test_end();
		site_test_begin();
		fortnight(seed + round);
		seen += (long)site_number("SELECT count(*) FROM reminder r WHERE "
					  "r.version_id = 801 AND state <> 'planned'");
		violations +=
		    (long)site_number("SELECT count(property.wrong_rule(r)) FROM "
				      "reminder r WHERE version_id = 801");
		if (violations > 0)
			printf("%s\n",
			    site_text(
				"SELECT string_agg(w || ' ' || r::text, E'\\n') "
				"FROM (SELECT r, property.wrong_rule(r) AS w FROM "
				"reminder r WHERE version_id = 801) x WHERE w IS "
				"NOT NULL"));
	}
	printf("figure schedule.rule_sends %ld sends\n", seen);
	printf("figure schedule.rule_violations %ld violations\n", violations);
	ck_assert_int_eq(violations, 0);
}
END_TEST

/* The judge sees what is planted. */
START_TEST(what_is_against_the_rules_is_found)
{
	static const struct {
		const char *plant, *wrong;
	} plants[] = {
		{ "UPDATE reminder SET state = 'planned' WHERE version_id = 801",
		    "lost" },
		{ "UPDATE reminder SET state = 'sent', message_id = NULL WHERE "
		  "version_id = 801 AND state = 'missed'",
		    "twice|outside its window" },
		{ "UPDATE reminder SET state = 'skipped', reason = 'step-off' WHERE "
		  "version_id = 801 AND state = 'sent'",
		    "kept back without a reason" },
		{ "UPDATE message SET at = at + interval '20 hours' WHERE kind = "
		  "'automatic'",
		    "outside its window" },
		{ "DELETE FROM property.off", "kept back without a reason|.*not said" },
		{ "DELETE FROM property.event",
		    "kept back without a reason|not missed" },
		{ "INSERT INTO property.off SELECT place_id, step, due_at, due_at + "
		  "interval '1 minute' FROM reminder WHERE state = 'sent'",
		    "sent though it was off" },
		{ "INSERT INTO property.event SELECT patient_id, x.name, due_at FROM "
		  "reminder CROSS JOIN unnest('{wrote,nurse,report:visit}'::text[]) x "
		  "(name) WHERE state = 'sent'",
		    "sent though it was (silent|cleared)" },
	};

	fortnight(7);
	ck_assert_int_eq(
	    site_number("SELECT count(property.wrong_rule(r)) FROM reminder r"), 0);
	for (size_t i = 0; i < COUNT_OF(plants); i++) {
		site_sql("DROP TABLE IF EXISTS property.found; CREATE TABLE "
			 "property.found AS SELECT property.rules_spoilt($plant$%s"
			 "$plant$) AS wrong",
		    plants[i].plant);
		ck_assert_msg(
		    site_number(
			"SELECT count(*) FROM property.found, "
			"regexp_split_to_table(wrong, '; ') w WHERE w ~ '^(%s)$'",
			plants[i].wrong) > 0,
		    "%s is not found", plants[i].plant);
	}
}
END_TEST

static void
end(void)
{
	site_sql("DROP SCHEMA IF EXISTS property CASCADE");
	site_test_end();
}

TCase *
schedule_hush_tests(void)
{
	TCase *tc = tcase_create("schedule_hush");

	tcase_add_checked_fixture(tc, site_test_begin, end);
	tcase_set_timeout(tc, 0);
	tcase_add_test(tc, each_event_silences_for_its_days);
	tcase_add_test(tc, days_are_those_of_the_calendar);
	tcase_add_test(tc, what_is_cleared_stays_so);
	tcase_add_test(tc, what_happens_while_the_worker_stands_counts);
	tcase_add_test(tc, asked_again_and_too_many);
	tcase_add_test(tc, what_is_wrong_is_said);
	tcase_add_test(tc, the_editor_keeps_it);
	tcase_add_test(tc, his_days_say_why);
	tcase_add_test(tc, rules_by_chance);
	tcase_add_test(tc, what_is_against_the_rules_is_found);
	return tc;
}
