/*
 * test_vmmc_tasks.c - the programme's own rules on the clinic's patients: one piece of
 * work is one task, whoever makes it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/escalation.h"
#include "core/inbound.h"
#include "core/outcome.h"
#include "core/rule_run.h"
#include "core/schedule.h"
#include "core/workflow.h"
#include "site_test.h"
#include "worker/job.h"

#define PACK "workflows/vmmc"

static struct arena *lasting, *arena;
static struct db *rules_db;
static struct rule_run *run;
static char folder[64];

static const char *const names[] = { "tasks.js", "lib", "texts", "workflow.json" };

static const char *
in_folder(const char *name)
{
	return arena_printf(lasting, "%s/%s", folder, name);
}

/* The programme with another word in one place. */
static void
use_pack(const char *old, const char *new)
{
	const char *text = site_file(PACK "/workflow.json"), *at = strstr(text, old);
	FILE *f = fopen(in_folder("workflow.json"), "w");

	ck_assert(at != NULL && f != NULL);
	ck_assert_int_ge(
	    fprintf(f, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)), 0);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(workflow_load(folder), OK);
}

static void
begin(void)
{
	char here[1024];

	site_test_begin();
	lasting = arena_new();
	arena = arena_new();
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-vmmc.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_int_eq(
	    symlink(arena_printf(arena, "%s/" PACK "/texts", here), in_folder("texts")),
	    0);
	/* What is required has to be below the programme's own folder. */
	ck_assert_int_eq(mkdir(in_folder("lib"), 0700), 0);
	for (size_t i = 0; i < 5; i++) {
		static const char *const files[] = { "tasks.js", "lib/parameters.js",
			"lib/reports.js", "lib/client.js", "lib/silence.js" };
		FILE *f = fopen(in_folder(files[i]), "w");

		ck_assert_ptr_nonnull(f);
		ck_assert_int_ge(
		    fputs(site_file(arena_printf(arena, PACK "/%s", files[i])), f), 0);
		ck_assert_int_eq(fclose(f), 0);
	}
	ck_assert_int_eq(
	    db_open("user=aftercare_rules dbname=aftercare", &rules_db), OK);
	/* Everybody else is done. */
	site_sql("UPDATE enrolment SET state = 'withdrawn' WHERE patient_id <> 402");
}

static void
end(void)
{
	static const char *const files[] = { "tasks.js", "lib/parameters.js",
		"lib/reports.js", "lib/client.js", "lib/silence.js" };

	rule_run_close(run);
	run = NULL;
	ck_assert_int_eq(workflow_load(PACK), OK);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		(void)unlink(in_folder(files[i]));
	(void)rmdir(in_folder("lib"));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		(void)unlink(in_folder(names[i]));
	(void)rmdir(folder);
	db_close(rules_db);
	arena_free(arena);
	arena_free(lasting);
	site_test_end();
}

/* He was asked a week ago, which his ninth day makes tracing. */
static void
asked(void)
{
	site_sql(
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at) OVERRIDING SYSTEM VALUE VALUES "
	    "(700, 502, 101, 402, 302, 'out', 'checkin', 'Well?', 'delivered', "
	    "business_now() - interval '8 days'); "
	    "INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, "
	    "day, due_date, due_at, state) OVERRIDING SYSTEM VALUE VALUES (800, "
	    "602, 402, 101, 'day_1', 1, '2031-02-23', business_now() - interval "
	    "'8 days', 'sent'); "
	    "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, "
	    "day, asked_at, message_id) VALUES (800, 602, 402, 101, 1, "
	    "business_now() - interval '8 days', 700)");
}

static void
worker(void)
{
	struct worker w = { .db = worker_db, .arena = arena };
	bool more;

	ck_assert_int_eq(calendar_job(&w, &more), OK);
}

/* Until it is nobody's turn. */
static void
rules(void)
{
	struct rule_step step = { .patients = 1 };

	if (run == NULL)
		ck_assert_int_eq(rule_run_open(lasting, rules_db, &run), OK);
	while (step.patients > 0) {
		ck_assert_int_eq(rule_run_step(run, arena, &step), OK);
		ck_assert_uint_eq(step.failed, 0);
		ck_assert(!step.replaced);
	}
}

/* "kind rule status outcome", one after the other. */
static const char *
tasks(void)
{
	return site_text("SELECT coalesce(string_agg(concat_ws(' ', kind, rule, "
			 "status, nullif(outcome, '')), ', ' ORDER BY id), 'none') "
			 "FROM task");
}

static void
comes_of_it(const char *outcome)
{
	struct task_outcome o = { .outcome = outcome, .note = "So", .user_id = RUDO };
	int64_t case_id;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    task_settle(tx,
		site_number("SELECT id FROM task WHERE open ORDER BY id LIMIT 1"), &o,
		&case_id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

START_TEST(he_is_silent_and_somebody_goes_there)
{
	asked();
	rules();
	worker();
	rules();
	ck_assert_str_eq(tasks(), "trace tracing ready");
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', due_date, priority, words) "
				   "FROM task"),
	    "2031-03-01 3 Nothing heard for 7 days, though he was asked.");
	comes_of_it("not-found");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing completed not-found, "
				  "trace in-person-tracing ready");
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', who, title, priority, "
				   "due_date, place_id, patient_id, words) FROM task "
				   "WHERE open"),
	    "Brian Mutasa task.in-person-tracing.title 3 2031-03-03 101 402 So");
	/* A word from him, and nobody has to go; at once, and it says so. */
	site_says(BRIAN_PHONE, "0");
	ck_assert_str_eq(tasks(), "trace tracing completed not-found, "
				  "trace in-person-tracing cancelled needless");
	ck_assert_str_eq(
	    site_text(
		"SELECT left(outcome_note, 15) FROM task WHERE rule <> 'tracing'"),
	    "A message came ");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing completed not-found, "
				  "trace in-person-tracing cancelled needless");
}
END_TEST

START_TEST(a_sign_of_life_ends_tracing)
{
	asked();
	rules();
	site_says(BRIAN_PHONE, "0");
	ck_assert_str_eq(tasks(), "trace tracing cancelled needless");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing cancelled needless");
	/* Follow-up ends before he has been silent so long again. */
	site_later("8 days");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing cancelled needless");
}
END_TEST

START_TEST(he_is_silent_once_more)
{
	asked();
	site_sql("UPDATE enrolment SET anchor_date = '2031-02-25' WHERE id = 602;"
		 "UPDATE checkin SET asked_at = business_now() - interval '5 days'");
	rules();
	ck_assert_str_eq(tasks(), "none");
	site_later("16 hours"); /* one minute past midnight */
	rules();
	ck_assert_str_eq(tasks(), "trace tracing ready");
	comes_of_it("reached-fine");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing completed reached-fine");
	site_sql("UPDATE checkin SET asked_at = business_now() + interval '1 day'");
	site_later("7 days");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing completed reached-fine, "
				  "trace tracing ready");
}
END_TEST

/*
 * The very second: in both presets, at a month's end, and where clocks change.  The zone,
 * the preset, whether he is a minor, the day of the procedure, the day on which it is due
 * and shown, when that begins (UTC), and the rule.
 */
static const struct midnight {
	const char *zone, *preset, *born, *anchor, *due, *begins, *rule;
} midnights[] = {
	{ "Africa/Harare", "2022-guide", "1995-05-05", "2031-02-25", "2031-03-04",
	    "2031-03-03T22:00:00", "tracing" },
	{ "Africa/Harare", "2022-guide", "2015-05-05", "2031-02-25", "2031-03-04",
	    "2031-03-03T22:00:00", "tracing-minor" },
	{ "Africa/Harare", "2024-practice", "1995-05-05", "2031-02-25", "2031-03-01",
	    "2031-02-28T22:00:00", "tracing" },
	/* A day sooner. */
	{ "Africa/Harare", "2024-practice", "2015-05-05", "2031-02-25", "2031-03-01",
	    "2031-02-27T22:00:00", "tracing-minor" },
	{ "Africa/Harare", "2022-guide", "1995-05-05", "2032-02-23", "2032-03-01",
	    "2032-02-29T22:00:00", "tracing" },
	{ "Africa/Harare", "2022-guide", "1995-05-05", "2031-12-25", "2032-01-01",
	    "2031-12-31T22:00:00", "tracing" },
	/* No midnight on that day; then twice the hour before it. */
	{ "Africa/Cairo", "2022-guide", "1995-05-05", "2031-04-18", "2031-04-25",
	    "2031-04-24T22:00:00", "tracing" },
	{ "America/Santiago", "2022-guide", "1995-05-05", "2031-08-31", "2031-09-07",
	    "2031-09-07T04:00:00", "tracing" },
	{ "America/Santiago", "2024-practice", "1995-05-05", "2031-04-02", "2031-04-06",
	    "2031-04-06T04:00:00", "tracing" },
	{ "America/Santiago", "2024-practice", "2015-05-05", "2031-04-02", "2031-04-06",
	    "2031-04-05T03:00:00", "tracing-minor" },
	/* A day of 23 hours in between, and one of 25. */
	{ "Europe/Berlin", "2022-guide", "1995-05-05", "2031-03-26", "2031-04-02",
	    "2031-04-01T22:00:00", "tracing" },
	{ "Europe/Berlin", "2022-guide", "1995-05-05", "2031-10-22", "2031-10-29",
	    "2031-10-28T23:00:00", "tracing" },
};

/* So long before or after the moment at which it begins. */
static void
stand_at(const struct midnight *m, const char *away)
{
	site_sql("UPDATE business_clock SET advance = '%s UTC'::timestamptz + "
		 "interval '%s' - transaction_timestamp()",
	    m->begins, away);
}

START_TEST(at_the_first_moment_of_the_day)
{
	const struct midnight *m = &midnights[_i];

	if (strcmp(m->preset, "2022-guide") != 0)
		use_pack("\"preset\": \"2022-guide\"",
		    arena_printf(arena, "\"preset\": \"%s\"", m->preset));
	asked();
	stand_at(m, "-3 days");
	site_sql("UPDATE place SET zone = '%s' WHERE id = 101;"
		 "UPDATE patient SET birth_date = '%s' WHERE id = 402;"
		 "UPDATE enrolment SET anchor_date = '%s', last_sign_at = NULL,"
		 " created_at = '%s' WHERE id = 602;"
		 "UPDATE checkin SET asked_at = '%s'::date + 1",
	    m->zone, m->born, m->anchor, m->anchor, m->anchor);
	rules();
	stand_at(m, "-1 second");
	rules();
	ck_assert_str_eq(tasks(), "none");
	ck_assert_str_eq(site_text("SELECT at AT TIME ZONE 'UTC' FROM rule_next "
				   "WHERE patient_id = 402"),
	    m->begins);
	stand_at(m, "0 seconds");
	rules();
	ck_assert_str_eq(tasks(), arena_printf(arena, "trace %s ready", m->rule));
	ck_assert_str_eq(site_text("SELECT due_date FROM task"), m->due);
}
END_TEST

/* The rules have stood still for an hour: everybody sees it, and they catch up. */
START_TEST(who_was_away_catches_up)
{
	asked();
	site_sql("UPDATE enrolment SET anchor_date = '2031-02-25' WHERE id = 602;"
		 "UPDATE checkin SET asked_at = business_now() - interval '5 days'");
	rules();
	site_later("17 hours");
	ck_assert_int_eq(
	    site_number("SELECT due FROM rule_figures(business_now())"), 1);
	ck_assert_str_eq(site_text("SELECT value BETWEEN 3600 AND 3780 FROM "
				   "metrics(business_now()) WHERE name = "
				   "'rules_oldest_seconds'"),
	    "true");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing ready");
	ck_assert_int_eq(
	    site_number("SELECT due FROM rule_figures(business_now())"), 0);
}
END_TEST

/* ------------------------------------------------ made at once, then the rule's --- */

static const char *
one_task(const char *kind, const char *columns)
{
	return site_text("SELECT concat_ws(' ', %s) FROM task WHERE kind = '%s' "
			 "ORDER BY id DESC LIMIT 1",
	    columns, kind);
}

/* Whoever has opened the page of it before the rules' look saves it all the same. */
START_TEST(a_problem_is_a_call_at_once_and_then_the_rules)
{
	int64_t due;

	site_says(BRIAN_PHONE, "1");
	ck_assert_str_eq(
	    tasks(), "problem problem-call requested, escalation requested");
	due = site_number("SELECT ms(due_at) FROM task WHERE kind = 'problem'");
	rules();
	rules();
	ck_assert_str_eq(
	    tasks(), "problem problem-call requested, escalation requested");
	ck_assert_str_eq(one_task("problem", "title, label, priority, level, due_date, "
					     "words, version, actions #>> "
					     "'{0,form}'"),
	    "task.problem-call.title task.soon 2 7 2031-03-03 1 1 potential_ae");
	ck_assert_int_eq(
	    site_number("SELECT ms(due_at) FROM task WHERE kind = 'problem'"), due);
	/* What he says next is about the same. */
	site_says(BRIAN_PHONE, "It is bleeding a lot");
	rules();
	ck_assert_str_eq(
	    tasks(), "problem problem-call requested, escalation requested");
	ck_assert_str_eq(
	    one_task("problem", "words, priority"), "It is bleeding a lot 1");
	comes_of_it("reached-fine");
	rules();
	ck_assert_str_eq(tasks(), "problem problem-call completed reached-fine, "
				  "escalation requested");
	/* And after the call it is another. */
	site_later("1 minute");
	site_says(BRIAN_PHONE, "1");
	rules();
	ck_assert_str_eq(tasks(),
	    "problem problem-call completed reached-fine, "
	    "escalation requested, problem problem-call requested");
}
END_TEST

static void
decides(const char *outcome)
{
	const struct escalation_decision d = { .outcome = outcome,
		.event = "IN-B",
		.mark = "none",
		.grade = "mild",
		.refer_to = "",
		.note = "Wash it",
		.user_id = NOMSA };
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    escalation_decide(tx,
		site_number("SELECT id FROM task WHERE kind = 'escalation' AND open"),
		&d),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

START_TEST(a_decision_ends_the_call_and_asks_for_the_visit)
{
	site_says(BRIAN_PHONE, "1");
	rules();
	decides("clinic");
	rules();
	ck_assert_str_eq(tasks(), "problem problem-call completed, escalation on-hold, "
				  "visit requested");
	ck_assert_str_eq(one_task("visit", "words, priority"),
	    "To be seen at the facility. Wash it 3");
}
END_TEST

/* What a person has closed, and what the rules do not see as he did, is called about. */
START_TEST(a_call_that_was_made_at_once_is_never_ended_by_a_rule_that_disagrees)
{
	site_says(BRIAN_PHONE, "1");
	rules();
	site_sql("UPDATE task SET status = 'cancelled', closed_by = 201, closed_at = "
		 "business_now() WHERE kind = 'problem'");
	rules();
	ck_assert_str_eq(
	    tasks(), "problem problem-call cancelled, escalation requested");
	/* Nobody has called: to the rule it joins the one before. */
	site_later("1 minute");
	site_says(BRIAN_PHONE, "1");
	rules();
	ck_assert_str_eq(tasks(), "problem problem-call cancelled, escalation "
				  "requested, problem problem-call requested");
	ck_assert_str_eq(one_task("problem", "due_date"), "2031-03-03");
	/* A text that the rule does not find. */
	site_sql("UPDATE task SET emission = 'message-1~problem-call~problem-call', "
		 "due_date = NULL WHERE open AND kind = 'problem'");
	rules();
	ck_assert_str_eq(one_task("problem", "status"), "requested");
}
END_TEST

/* Two have the phone: the rule has the number's task, and ends it with the question. */
START_TEST(who_sent_is_the_rules_too)
{
	site_sql("UPDATE patient SET phone_id = 302 WHERE id = 401;"
		 "UPDATE enrolment SET state = 'active' WHERE id = 601");
	rules();
	site_says(BRIAN_PHONE, "Ndeipi");
	ck_assert_str_eq(tasks(), "who who-sent requested");
	rules();
	rules();
	ck_assert_str_eq(tasks(), "who who-sent requested");
	ck_assert_str_eq(one_task("who", "title, label, who, due_date, words, version"),
	    "task.who-sent.title task.soon +263775550143 2031-03-03 Ndeipi 1");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM rule_next WHERE patient_id < 0 AND at < "
			"'infinity'"),
	    1);
	site_says(BRIAN_PHONE, "1");
	ck_assert_str_eq(tasks(), "who who-sent requested, who who-sent requested, "
				  "escalation requested");
	rules();
	/* It is no client's. */
	site_sql("UPDATE thread SET not_patient = true WHERE patient_id IS NULL");
	rules();
	ck_assert_str_eq(tasks(), "who who-sent cancelled, who who-sent cancelled, "
				  "escalation requested");
	ck_assert_int_eq(
	    site_number("SELECT due FROM rule_figures(business_now())"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM rule_next WHERE patient_id < 0 AND at < "
			"'infinity'"),
	    0);
}
END_TEST

START_TEST(whose_text_it_is_ends_the_question)
{
	struct tx *tx;

	site_sql("UPDATE patient SET phone_id = 302 WHERE id = 401;"
		 "UPDATE enrolment SET state = 'active' WHERE id = 601");
	site_says(BRIAN_PHONE, "1");
	if (_i == 0)
		rules();
	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(inbound_attribute(
			     tx, site_number("SELECT max(id) FROM message"), 401, RUDO),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	rules();
	ck_assert_str_eq(tasks(), "who who-sent completed attributed, escalation "
				  "requested, problem problem-call requested");
	ck_assert_str_eq(
	    one_task("problem", "patient_id, title"), "401 task.problem-call.title");
}
END_TEST

/* A pack in which no rule takes over: the same calls, and they stay ours. */
START_TEST(without_rules_a_problem_is_a_call_all_the_same)
{
	use_pack("\"made_at_once\"", "\"methods_too\"");
	site_says(BRIAN_PHONE, "1");
	ck_assert_str_eq(tasks(), "problem requested, escalation requested");
	ck_assert_int_eq(unlink(in_folder("tasks.js")), 0);
	rules();
	ck_assert_str_eq(tasks(), "problem requested, escalation requested");
}
END_TEST

/* -------------------------------------------------------------- check the number --- */

static void
welcomed(const char *state)
{
	site_sql("UPDATE enrolment SET created_at = business_now() WHERE id = 602;"
		 "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) OVERRIDING SYSTEM VALUE VALUES "
		 "(700, 502, 101, 402, 302, 'out', 'automatic', 'Welcome', '%s', "
		 "business_now())",
	    state);
}

START_TEST(a_welcome_has_so_many_minutes)
{
	welcomed("sent");
	rules();
	ck_assert_str_eq(tasks(), "none");
	ck_assert_str_eq(site_text("SELECT n.at - m.at FROM rule_next n, message m "
				   "WHERE n.patient_id = 402 AND m.id = 700"),
	    "00:15:00");
	site_later("14 minutes");
	rules();
	ck_assert_str_eq(tasks(), "none");
	site_later("1 minute");
	rules();
	ck_assert_str_eq(tasks(), "number check-number ready");
	ck_assert_str_eq(one_task("number", "priority, words"),
	    "3 The welcome SMS did not arrive: check the number.");
	/* The next look is at midnight, where nothing happens. */
	ck_assert_str_eq(site_text("SELECT at AT TIME ZONE 'Africa/Harare' FROM "
				   "rule_next WHERE patient_id = 402"),
	    "2031-03-04T00:00:00");
	/* It was only slow. */
	site_sql("UPDATE message SET state = 'delivered' WHERE id = 700");
	rules();
	ck_assert_str_eq(tasks(), "number check-number cancelled");
}
END_TEST

START_TEST(a_welcome_that_fails_is_seen_at_once)
{
	welcomed("sent");
	rules();
	site_sql("UPDATE message SET state = 'failed' WHERE id = 700");
	rules();
	ck_assert_str_eq(tasks(), "number check-number ready");
	site_says(BRIAN_PHONE, "0");
	rules();
	ck_assert_str_eq(tasks(), "number check-number cancelled");
}
END_TEST

START_TEST(a_welcome_that_arrives_is_nobodys_work)
{
	welcomed("sent");
	rules();
	site_sql("UPDATE message SET state = 'delivered' WHERE id = 700");
	site_later("16 minutes");
	rules();
	ck_assert_str_eq(tasks(), "none");
}
END_TEST

/* -------------------------------------------------------------- what forms have said --- */

/* A nurse's form, of a task or of none, as the site keeps it. */
static void
wrote(const char *id, const char *form, const char *task_id, const char *fields)
{
	site_sql(
	    "INSERT INTO report (doc_id, form, place_id, patient_id, task_id, fields, "
	    "reported_at, reported_by) VALUES ('%s', '%s', 101, 402, %s, '%s', "
	    "business_now(), 201)",
	    id, form, task_id, fields);
}

START_TEST(what_a_form_says_is_followed_as_an_outcome_is)
{
	wrote("found", "no_contact", "NULL",
	    "{\"n\": {\"client_ok\": \"yes_not_ok\"}, \"note\": \"Swollen\"}");
	rules();
	ck_assert_str_eq(tasks(), "visit client-review ready");
	ck_assert_str_eq(one_task("visit", "words"), "Swollen");
	/* It is nobody's case: he was reached, has not come, and is asked again. */
	site_later("1 hour");
	wrote("asked", "client_review", "(SELECT max(id) FROM task)",
	    "{\"review\": {\"seen\": \"no\", \"tracing_method\": \"phone\"}}");
	comes_of_it("reached-fine");
	rules();
	ck_assert_str_eq(tasks(), "visit client-review completed reached-fine, "
				  "visit referral-follow-up draft");
	ck_assert_str_eq(one_task("visit", "split_part(emission, '~', 1)"), "asked");
	/* Without it the outcome speaks, as before there were forms. */
	site_sql("UPDATE report SET state = 'withdrawn' WHERE doc_id = 'asked'");
	rules();
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', split_part(emission, '-', 1), "
		      "status), ', ' ORDER BY id) FROM task WHERE rule = "
		      "'referral-follow-up'"),
	    "asked~referral cancelled, outcome draft");
}
END_TEST

/* A supervisor has him in hand: what is to be done is decided there, and only once. */
START_TEST(a_report_about_a_case_asks_for_no_visit_of_its_own)
{
	static const char seen[] = "{\"ae\": {\"described\": \"yes\"}}";

	site_says(BRIAN_PHONE, "It is bleeding a lot");
	site_later("10 minutes");
	wrote("seen", "potential_ae", "NULL", seen);
	rules();
	ck_assert_str_eq(
	    tasks(), "problem problem-call completed, escalation requested");
	/* Not after it is decided, either: it was about that case. */
	decides("advice");
	rules();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE rule = 'client-review'"), 0);
	/* A form can say otherwise; and what comes after the case is new. */
	site_sql(
	    "UPDATE task SET status = 'completed', outcome = 'solved', closed_at = "
	    "business_now() WHERE kind = 'escalation' AND open");
	site_later("1 day");
	wrote("again", "potential_ae", "NULL", seen);
	rules();
	ck_assert_str_eq(site_text("SELECT string_agg(split_part(emission, '~', 1) || "
				   "' ' || status, ', ' ORDER BY id) FROM task WHERE "
				   "rule = 'client-review'"),
	    "again ready");
}
END_TEST

/* ---------------------------------------------------------------- what was before --- */

/* Of the version before: each becomes the task of its rule, and none is made twice. */
START_TEST(open_work_is_given_to_the_rules)
{
	asked();
	site_sql(
	    "INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, "
	    "source, priority, who, words, starts_at, due_at, created_at) "
	    "SELECT 101, 402, 502, 602, split_part(s, ':', 1), replace(s, 'problem:', "
	    "'problem:message:'), 3, 'Brian', 'x', business_now(), business_now(), "
	    "business_now() FROM (VALUES ('trace:602:2031-02-22'), "
	    "('trace:602:2031-02-23')) v (s)");
	rules();
	ck_assert_str_eq(tasks(), "trace tracing requested, trace requested");
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', emission, due_date, words) "
				   "FROM task WHERE rule IS NOT NULL"),
	    "enroll-602~silence~tracing 2031-03-01 x");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(coalesce(rule_emission_of(s, 602, 18), '-'), "
		      "' ') FROM unnest(ARRAY['problem:message:9', "
		      "'problem:message:9:patient:402', 'who:message:7', "
		      "'number:message:3', 'number:task:4', 'visit:5:1', "
		      "'trace:602:2031-01-01', 'handed-back:5:1', 'free', "
		      "'escalation:message:9']) s"),
	    "message-9~problem-call~problem-call "
	    "message-9-patient-402~problem-call~problem-call "
	    "message-7~who-sent~who-sent enroll-602~check-number~check-number "
	    "outcome-4~check-number~check-number - "
	    "enroll-602~silence~tracing - - -");
}
END_TEST

/* At noon of day 3, to who has never answered; the facility's hour does not move it. */
START_TEST(practice_asks_once_more_at_noon)
{
	struct worker w = { .db = worker_db, .arena = arena };
	struct tx *tx;
	bool more;

	use_pack("\"preset\": \"2022-guide\"", "\"preset\": \"2024-practice\"");
	site_sql("UPDATE enrolment SET anchor_date = '2031-03-02', state = 'active'"
		 " WHERE id IN (601, 602)");
	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_plan(tx, 601), OK);
	ck_assert_int_eq(schedule_plan(tx, 602), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	site_sql("SELECT set_config('app.role', 'admin', true);"
		 "UPDATE place SET checkin_time = '09:00' WHERE id = 101;"
		 "SELECT schedule_replan(101, business_now())");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(step || to_char(due_at, ' DD HH24:MI'), ', ' "
		      "ORDER BY due_at) FROM reminder WHERE enrolment_id = 602 AND "
		      "day BETWEEN 2 AND 4"),
	    "day_2 04 07:00, day_3 05 07:00, nudge 05 10:00, day_4 06 07:00");
	site_sql("UPDATE enrolment SET last_sign_at = business_now() WHERE id = 601;"
		 "DELETE FROM reminder WHERE step <> 'nudge'");
	site_later("52 hours"); /* two minutes past noon */
	ck_assert_int_eq(scheduler_job(&w, &more), OK);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', patient_id, state, reason), "
		      "', ' ORDER BY patient_id) FROM reminder"),
	    "401 skipped he has answered, 402 sent ");
	/* Brian reads Shona. */
	ck_assert_str_eq(site_text("SELECT kind || ' ' || body FROM message"),
	    arena_printf(arena, "automatic %s",
		workflow_text(
		    arena, "sn", "nudge", &(const struct workflow_words){ NULL })));
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin"), 0);
}
END_TEST

TCase *
vmmc_tasks_tests(void)
{
	TCase *tc = tcase_create("vmmc_tasks");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, he_is_silent_and_somebody_goes_there);
	tcase_add_test(tc, a_sign_of_life_ends_tracing);
	tcase_add_test(tc, he_is_silent_once_more);
	tcase_add_loop_test(tc, at_the_first_moment_of_the_day, 0, COUNT_OF(midnights));
	tcase_add_test(tc, who_was_away_catches_up);
	tcase_add_test(tc, a_problem_is_a_call_at_once_and_then_the_rules);
	tcase_add_test(tc, a_decision_ends_the_call_and_asks_for_the_visit);
	tcase_add_test(
	    tc, a_call_that_was_made_at_once_is_never_ended_by_a_rule_that_disagrees);
	tcase_add_test(tc, who_sent_is_the_rules_too);
	tcase_add_loop_test(tc, whose_text_it_is_ends_the_question, 0, 2);
	tcase_add_test(tc, without_rules_a_problem_is_a_call_all_the_same);
	tcase_add_test(tc, a_welcome_has_so_many_minutes);
	tcase_add_test(tc, a_welcome_that_fails_is_seen_at_once);
	tcase_add_test(tc, a_welcome_that_arrives_is_nobodys_work);
	tcase_add_test(tc, what_a_form_says_is_followed_as_an_outcome_is);
	tcase_add_test(tc, a_report_about_a_case_asks_for_no_visit_of_its_own);
	tcase_add_test(tc, open_work_is_given_to_the_rules);
	tcase_add_test(tc, practice_asks_once_more_at_noon);
	return tc;
}
