/*
 * test_rule_run.c - whose turn it is, and that nobody is forgotten or done twice:
 * not at midnight, not when the rules change, not when evaluators die.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/rule_run.h"
#include "core/workflow.h"
#include "gen/sql.h"
#include "site_test.h"

#define AS_RULES "user=aftercare_rules dbname=aftercare"
#define PACK "workflows/vmmc"

static struct arena *lasting, *arena;
static struct db *rules_db;
static struct rule_run *run;
static char folder[] = "/tmp/aftercare-rules.XXXXXX";

static const char *
in_folder(const char *name)
{
	return arena_printf(lasting, "%s/%s", folder, name);
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(in_folder(name), "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* The programme's pack with other rules. */
static void
use_rules(const char *tasks)
{
	rule_run_close(run);
	run = NULL;
	write_file("tasks.js", tasks);
	ck_assert_int_eq(workflow_load(folder), OK);
	ck_assert_int_eq(rule_run_open(lasting, rules_db, &run), OK);
}

/* One task for each patient, from some days before to some after. */
#define CALL(more)                                                                     \
	"module.exports = [{ name: 'call', title: 'call', icon: 'i', appliesTo: "      \
	"'contacts', events: [{ id: 'e', start: 2, end: 2, dueDate: () => new Date() " \
	"}], "                                                                         \
	"resolvedIf: () => false, actions: [{ form: 'call' }]" more "}];"

static void
setup(void)
{
	char cwd[256];

	site_test_begin();
	lasting = arena_new();
	arena = arena_new();
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(getcwd(cwd, sizeof cwd));
	ck_assert_int_eq(
	    symlink(arena_printf(arena, "%s/" PACK "/texts", cwd), in_folder("texts")),
	    0);
	write_file("workflow.json", site_file(PACK "/workflow.json"));
	ck_assert_int_eq(db_open(AS_RULES, &rules_db), OK);
	use_rules(CALL(""));
}

static void
teardown(void)
{
	rule_run_close(run);
	run = NULL;
	db_close(rules_db);
	ck_assert_int_eq(workflow_load(PACK), OK);
	(void)unlink(in_folder("texts"));
	(void)unlink(in_folder("workflow.json"));
	(void)unlink(in_folder("tasks.js"));
	(void)rmdir(folder);
	arena_free(arena);
	arena_free(lasting);
	site_test_end();
}

/* Until it is nobody's turn; how many had theirs. */
static size_t
work(void)
{
	struct rule_step step;
	size_t n = 0;

	do {
		ck_assert_int_eq(rule_run_step(run, arena, &step), OK);
		ck_assert(!step.replaced);
		arena_reset(arena);
		n += step.patients;
	} while (step.patients > 0);
	return n;
}

START_TEST(everybody_once)
{
	/* Who has changed and whose rules are old waits once. */
	ck_assert_int_gt(site_number("SELECT count(*) FROM rule_dirty"), 0);
	ck_assert_int_eq(
	    site_number("SELECT due FROM rule_figures(business_now())"), 7);
	ck_assert_uint_eq(work(), 7);
	ck_assert_int_eq(
	    site_number("SELECT due FROM rule_figures(business_now())"), 0);
	ck_assert_uint_eq(work(), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_dirty"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(DISTINCT patient_id) FROM task WHERE "
			"emission = 'patient-' || patient_id || '~e~call' "
			"AND status = 'ready'"),
	    7);
	/* In the zone of each place: 3 March here is the third there, too. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(DISTINCT due_at::text, ' ' ORDER BY "
		      "due_at::text) FROM task"),
	    "2031-03-03 20:59:59.999999+00 2031-03-03 21:59:59.999999+00");
}
END_TEST

/* ---------------------------------------------------------- whose turn it is --- */

/* What is done, and whose turn it then is. */
static const struct {
	const char *sql, *turn;
} causes[] = {
	{ "UPDATE patient SET given_name = 'Tim' WHERE id = 401", "401" },
	{ "UPDATE patient SET note = 'x' WHERE place_id = 102", "405" },
	{ "UPDATE patient SET place_id = 102 WHERE id = 402", "402" },
	/* The phone of 401 and 403 is shared from then on. */
	{ "UPDATE patient SET phone_id = 301 WHERE id = 403", "401 403 404" },
	{ "UPDATE patient SET phone_id = 303 WHERE id = 403", "401 403 404" },
	{ "INSERT INTO patient (id, place_id, number, given_name, folded, birth_date, "
	  "language, phone2_id, created_at) OVERRIDING SYSTEM VALUE VALUES (499, 101, "
	  "'X', "
	  "'X', 'x', '2000-01-01', 'en', 305, now())",
	    "406 499" },
	{ "INSERT INTO thread_event (thread_id, place_id, at, what, about_id) VALUES "
	  "(505, "
	  "102, now(), 'also-about', 501)",
	    "405" },
	{ "INSERT INTO thread_event (thread_id, place_id, at, what) VALUES (505, 102, "
	  "now(), "
	  "'closed')",
	    "" },
	{ "UPDATE enrolment SET last_sign_at = business_now() WHERE id = 601", "401" },
	{ "UPDATE phone SET failed_at = business_now() WHERE id = 303", "403 404" },
	{ "UPDATE phone SET contact_uuid = gen_random_uuid()", "" },
	{ "UPDATE place SET zone = 'Africa/Cairo' WHERE id = 103", "406" },
	{ "UPDATE place SET checkin_time = '08:00'", "" },
	{ "INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, "
	  "kind, "
	  "body, state, at) VALUES (501, 101, 401, 301, 'in', 'reply', '0', "
	  "'received', now())",
	    "401" },
	{ "INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, "
	  "kind, "
	  "body, state, at) VALUES (501, 101, 401, 301, 'out', 'checkin', 'ok?', "
	  "'queued', "
	  "now())",
	    "" },
	{ "UPDATE message SET state = 'sent'", "" },
	{ "UPDATE message SET state = 'delivered', delivered_at = now()", "" },
	{ "UPDATE message SET state = 'failed' WHERE direction = 'out'", "401" },
	{ "UPDATE message SET patient_id = 403, thread_id = 503 WHERE direction = 'in'",
	    "401 403" },
	{ "UPDATE task SET owner_id = 201, status = 'accepted' WHERE patient_id = 401",
	    "" },
	{ "UPDATE task SET status = 'completed', closed_at = now(), closed_by = 201, "
	  "outcome = "
	  "'reached' WHERE patient_id = 401 AND status = 'accepted'",
	    "401" },
	{ "INSERT INTO task (place_id, patient_id, kind, source, priority, starts_at, "
	  "due_at, "
	  "created_at) VALUES (101, 407, 'free', 'x', 4, now(), now(), now())",
	    "407" },
	{ "INSERT INTO escalation (task_id, place_id, patient_id, severity, raised_at, "
	  "first_due, "
	  "decide_due) SELECT id, 101, 407, 'mild', now(), now(), now() FROM task "
	  "WHERE source "
	  "= 'x'",
	    "407" },
	{ "UPDATE escalation SET first_at = now()", "" },
	{ "UPDATE escalation SET decided_at = now(), outcome = 'advice'", "407" },
	/* An automatic text that arrives. */
	{ "INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, "
	  "kind, body, state, at) VALUES (505, 102, 405, 304, 'out', 'automatic', "
	  "'Welcome', 'sent', now())",
	    "" },
	{ "UPDATE message SET state = 'delivered' WHERE kind = 'automatic'", "405" },
	/* Numbers. */
	{ "INSERT INTO thread (id, kind, phone_id, place_id) OVERRIDING SYSTEM VALUE "
	  "VALUES (599, 'shared', 303, 101)",
	    "" },
	{ "INSERT INTO message (thread_id, place_id, phone_id, direction, kind, body, "
	  "state, at) VALUES (599, 101, 303, 'in', 'reply', 'Me', 'received', now())",
	    "-599" },
	{ "INSERT INTO message (thread_id, place_id, phone_id, direction, kind, body, "
	  "state, at) VALUES (599, 101, 303, 'out', 'nurse', 'Who?', 'queued', now())",
	    "" },
	{ "UPDATE message SET state = 'failed' WHERE body = 'Who?'", "" },
	{ "UPDATE thread SET not_patient = true WHERE id = 599", "-599" },
	{ "UPDATE thread SET state = 'waiting', waiting_since = now() WHERE id = 599",
	    "" },
	{ "UPDATE patient SET phone_id = 303 WHERE id = 401", "-599 401 403 404" },
	{ "UPDATE message SET patient_id = 403, thread_id = 503 WHERE body = 'Me'",
	    "-599 403" },
};

START_TEST(whoever_changes_has_his_turn)
{
	(void)work();
	for (size_t i = 0; i < COUNT_OF(causes); i++) {
		/* What core does in steps, in one: the moves are tried elsewhere. */
		site_sql("ALTER TABLE task DISABLE TRIGGER task_change; %s; "
			 "ALTER TABLE task ENABLE TRIGGER task_change",
		    causes[i].sql);
		ck_assert_msg(
		    strcmp(site_text("SELECT coalesce(string_agg(DISTINCT "
				     "patient_id::text, ' ' ORDER BY "
				     "patient_id::text), '') FROM rule_dirty"),
			causes[i].turn) == 0,
		    "%s: not %s but %s", causes[i].sql, causes[i].turn,
		    site_text(
			"SELECT string_agg(patient_id::text, ' ') FROM rule_dirty"));
		site_sql("DELETE FROM rule_dirty");
	}
}
END_TEST

/* Rows are only added: who changes the same patient waits for nobody. */
START_TEST(no_one_waits_for_an_evaluator)
{
	struct db *other;
	struct tx *mine, *nurse;
	const struct rule_claim *claim;

	ck_assert_int_eq(db_open(AS_RULES, &other), OK);
	ck_assert_int_eq(tx_begin(rules_db, arena, TX_WRITE, &mine), OK);
	ck_assert_int_eq(sql_rule_claim(mine, tx_now(mine), 1, 200, &claim), OK);
	ck_assert_int_eq(claim->count, 7);
	site_sql("SET lock_timeout = '100ms'; UPDATE patient SET note = 'y'; "
		 "RESET lock_timeout");
	/* Nor are they another's while they are ours, whatever has changed. */
	ck_assert_int_eq(tx_begin(other, arena, TX_WRITE, &nurse), OK);
	ck_assert_int_eq(sql_rule_claim(nurse, tx_now(nurse), 1, 200, &claim), OK);
	ck_assert_int_eq(claim->count, 0);
	tx_rollback(nurse);
	tx_rollback(mine);
	ck_assert_uint_eq(work(), 7);
	db_close(other);
}
END_TEST

/* ------------------------------------------------------------------ midnight --- */

/* A moment and a zone; when the next day begins there. */
static const struct {
	const char *now, *zone, *next;
} midnights[] = {
	{ "2031-03-03 06:02Z", "Africa/Harare", "2031-03-03 22:00:00+00" },
	{ "2031-03-03 06:02Z", "Africa/Nairobi", "2031-03-03 21:00:00+00" },
	{ "2031-03-03 22:00Z", "Africa/Harare", "2031-03-04 22:00:00+00" },
	{ "2031-03-03 21:59:59.999999Z", "Africa/Harare", "2031-03-03 22:00:00+00" },
	/* A month's end, and a leap day. */
	{ "2031-01-31 21:00Z", "Africa/Harare", "2031-01-31 22:00:00+00" },
	{ "2032-02-28 22:30Z", "Africa/Harare", "2032-02-29 22:00:00+00" },
	/* A day of 23 hours, one of 25, and each day after. */
	{ "2026-03-28 23:30Z", "Europe/London", "2026-03-29 00:00:00+00" },
	{ "2026-03-29 00:30Z", "Europe/London", "2026-03-29 23:00:00+00" },
	{ "2026-10-25 00:30Z", "Europe/London", "2026-10-26 00:00:00+00" },
	/* Midnight itself does not exist, or is there twice. */
	{ "2026-04-23 12:00Z", "Africa/Cairo", "2026-04-23 22:00:00+00" },
	{ "2026-03-07 12:00Z", "America/Havana", "2026-03-08 05:00:00+00" },
	{ "2026-10-31 12:00Z", "America/Havana", "2026-11-01 04:00:00+00" },
	{ "2026-11-01 12:00Z", "America/Havana", "2026-11-02 05:00:00+00" },
};

START_TEST(a_day_begins_at_its_midnight)
{
	for (size_t i = 0; i < COUNT_OF(midnights); i++)
		ck_assert_str_eq(
		    site_text(
			"SELECT day_begins(('%s'::timestamptz AT TIME ZONE '%s')::date "
			"+ 1, '%s')::text",
			midnights[i].now, midnights[i].zone, midnights[i].zone),
		    midnights[i].next);
	/* A day of the list ends then, too. */
	for (size_t i = 0; i < COUNT_OF(midnights); i++)
		ck_assert_str_eq(
		    site_text("SELECT ended::text FROM task_day('%s', '%s')",
			midnights[i].now, midnights[i].zone),
		    midnights[i].next);
}
END_TEST

/* Of two zones the one whose day begins first; and nobody's before. */
START_TEST(at_midnight_it_is_everybodys_turn)
{
	ck_assert_uint_eq(work(), 7);
	site_later("14 hours 57 minutes"); /* 22:59 in Harare, 23:59 in Nairobi */
	ck_assert_uint_eq(work(), 0);
	site_later("1 minute");
	ck_assert_uint_eq(work(), 1);
	ck_assert_str_eq(
	    site_text("SELECT due_date FROM task WHERE patient_id = 406 AND open"),
	    "2031-03-04");
	site_later("59 minutes");
	ck_assert_uint_eq(work(), 0);
	site_later("1 minute");
	ck_assert_uint_eq(work(), 6);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(DISTINCT due_date::text, ' ') FROM task"),
	    "2031-03-04");
	/* Whoever is no longer followed up, and has no task of a rule, is left alone. */
	use_rules("module.exports = [];");
	site_sql("UPDATE enrolment SET state = 'finished' WHERE id <> 601");
	ck_assert_uint_eq(work(), 7);
	site_later("1 day");
	ck_assert_uint_eq(work(), 1);
}
END_TEST

/* ------------------------------------------------------------------ versions --- */

START_TEST(other_rules_are_everybodys_turn)
{
	struct rule_run *old;
	struct rule_step step;

	ck_assert_uint_eq(work(), 7);
	use_rules(CALL(""));
	ck_assert_uint_eq(work(), 0);
	old = run;
	run = NULL;
	use_rules(CALL(", priority: { level: 'high' }"));
	/* Who started with the old ones does nothing more. */
	ck_assert_int_eq(rule_run_step(old, arena, &step), OK);
	ck_assert(step.replaced);
	ck_assert_uint_eq(step.patients, 0);
	rule_run_close(old);
	ck_assert_uint_eq(work(), 7);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE priority = 2"), 7);
	/* And back again. */
	use_rules(CALL(""));
	ck_assert_uint_eq(work(), 7);
	ck_assert_int_eq(site_number("SELECT max(version) FROM rule_next"), 3);
	/* Which form they name is kept for whoever keeps the forms. */
	ck_assert_str_eq(site_text("SELECT forms::text FROM rule_version WHERE id = 3"),
	    site_text("SELECT jsonb_build_array(jsonb_build_object('form', "
		      "'call', 'rule', 'call', 'file', 'tasks.js', 'line', "
		      "1))::text"));
	/* Without rules there are no tasks of any. */
	rule_run_close(run);
	run = NULL;
	(void)unlink(in_folder("tasks.js"));
	ck_assert_int_eq(rule_run_open(lasting, rules_db, &run), OK);
	ck_assert_uint_eq(work(), 7);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open"), 0);
}
END_TEST

/* Rules that do not work take nothing from those that do. */
START_TEST(wrong_rules_are_not_used)
{
	ck_assert_uint_eq(work(), 7);
	rule_run_close(run);
	run = NULL;
	write_file("tasks.js", "module.exports = [");
	ck_assert_int_eq(rule_run_open(lasting, rules_db, &run), ERR_INVALID);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_version"), 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open"), 7);
}
END_TEST

/* One who fails, one who never ends: a line each, and the others have their tasks. */
START_TEST(a_failure_is_of_one_patient)
{
	use_rules(
	    CALL(", priority: (c) => { if (c.contact._id === 'patient-402') throw new "
		 "Error('oh'); if (c.contact._id === 'patient-405') for (;;); }"));
	ck_assert_uint_eq(work(), 7);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open"), 5);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(concat_ws(' ', patient_id, place_id, rule, file, "
		"line), "
		"', ' ORDER BY patient_id) FROM rule_failure WHERE patient_id = 402"),
	    "402 101 call tasks.js 1");
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_failure"), 2);
	ck_assert_int_eq(
	    site_number("SELECT failures FROM rule_figures(business_now())"), 2);
	use_rules(CALL(""));
	ck_assert_uint_eq(work(), 7);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_failure"), 0);
}
END_TEST

/* A number that is nobody's fails like a client, until it is somebody's. */
START_TEST(a_failure_of_a_number_is_shown)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES (391, "
	    "'+263775550991'), (392, '+263775550992');"
	    "INSERT INTO thread (id, kind, place_id, phone_id) OVERRIDING SYSTEM VALUE "
	    "VALUES (591, 'unknown', NULL, 391), (592, 'unknown', 103, 392);"
	    "INSERT INTO message (thread_id, place_id, phone_id, direction, kind, "
	    "state, body, at) SELECT id, place_id, phone_id, 'in', 'reply', "
	    "'received', 'Who is this', business_now() FROM thread WHERE id IN (591, "
	    "592)");
	use_rules(
	    "module.exports = [{ name: 'whose', title: 't', icon: 'i', appliesTo: "
	    "'contacts', appliesToType: ['number'], resolvedIf: () => false, events: "
	    "[{ id: "
	    "'e', start: 2, end: 2, dueDate: () => new Date() }], actions: [{ form: "
	    "'call' }],\n appliesIf: c => { throw new Error('not ' + c.contact.name); "
	    "} }];");
	(void)work();
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', thread_id, "
		      "coalesce(place_id, 0), rule, file, line, times), ', ' ORDER BY "
		      "thread_id) FROM rule_failure"),
	    "591 0 whose tasks.js 2 1, 592 103 whose tasks.js 2 1");

	rq = site_get(ADA, "/rules");
	ck_assert(site_shows(rq, "<b>whose</b>"));
	ck_assert(site_shows(rq, "and 2 numbers that are nobody’s yet"));
	ck_assert(!site_shows(rq, "775550991") && !site_shows(rq, "/messages/591"));
	ck_assert(site_shows(rq, "What is to be done"));
	ck_assert(site_shows(rq, "data-n=\"1\">1<span class=\"unseen\"> stopped"));
	/* One of no place is every supervisor's, the other that of its place. */
	rq = site_get(NOMSA, "/rules");
	ck_assert(site_shows(rq, "and 1 number that is nobody’s yet"));
	ck_assert(site_shows(rq, "<a href=\"/messages/591\">"));
	ck_assert(!site_shows(rq, "/messages/592"));
	ck_assert_int_eq(site_get(RUDO, "/rules")->reply.code, 403);

	/* Once more is the same row; when it is somebody's it is gone, as when it works. */
	site_sql("INSERT INTO rule_dirty (patient_id, at) VALUES (-591, "
		 "business_now()), (-592, "
		 "business_now())");
	(void)work();
	ck_assert_int_eq(site_number("SELECT sum(times) FROM rule_failure"), 4);
	site_sql("INSERT INTO patient (id, place_id, number, given_name, folded, "
		 "birth_date, language, phone_id, created_at) OVERRIDING SYSTEM VALUE "
		 "VALUES (491, 101, 'R-9999', 'Themba', 'themba', '1990-01-01', 'en', "
		 "391, business_now()); UPDATE thread SET kind = "
		 "'patient', patient_id = 491, place_id = 101 WHERE id = 591");
	(void)work();
	ck_assert_str_eq(
	    site_text("SELECT string_agg(thread_id::text, ' ') FROM rule_failure"),
	    "592");
	use_rules(CALL(""));
	(void)work();
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_failure"), 0);
}
END_TEST

/* Whoever looks after the rules is told whose days they reckon otherwise, until they agree. */
START_TEST(other_clocks_are_told)
{
	struct request *rq;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(rules_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    sql_rule_zone_keep(tx, "Africa/Nairobi", true, tx_now(tx)), OK);
	ck_assert_int_eq(
	    sql_rule_zone_keep(tx, "Africa/Harare", false, tx_now(tx)), OK);
	ck_assert_int_eq(
	    sql_rule_zone_keep(tx, "Africa/Nairobi", true, tx_now(tx) + HOUR), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_zone WHERE since < "
				     "business_now() + interval '1 minute'"),
	    1);
	rq = site_get(ADA, "/rules");
	ck_assert(
	    site_shows(rq, "Rules reckon the days of Africa/Nairobi by other clocks"));
	ck_assert(site_shows(rq, "data-n=\"1\">1<span class=\"unseen\"> stopped"));
	ck_assert(site_shows(
	    site_get(NOMSA, "/rules"), "Rules reckon the days of Africa/Nairobi"));
	/* They agree where this runs: the first look at somebody there says so. */
	ck_assert_uint_eq(work(), 7);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_zone"), 0);
	ck_assert(!site_shows(site_get(ADA, "/rules"), "other clocks"));
}
END_TEST

/* What workflow.json says of a rule: the kind of its tasks, and whose they are. */
static void
write_kind(const char *said)
{
	const char *pack = site_file(PACK "/workflow.json");
	const char *rules = strstr(pack, "\"rules\": {");

	ck_assert_ptr_nonnull(rules);
	rules = strchr(rules, '{') + 1;
	write_file("workflow.json", arena_printf(lasting, "%.*s\"call\": {%s},%s",
					(int)(rules - pack), pack, said, rules));
}

START_TEST(a_rule_has_the_kind_that_the_pack_gives_it)
{
	write_kind("\"kind\": \"trace\", \"performer\": \"supervisor\"");
	use_rules(CALL(""));
	ck_assert_uint_eq(work(), 7);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(DISTINCT kind || ' ' || performer, ',') FROM task"),
	    "trace supervisor");
	write_kind("\"kind\": \"tarce\"");
	ck_assert_int_eq(workflow_load(folder), ERR_INVALID);
	write_file("workflow.json", site_file(PACK "/workflow.json"));
	ck_assert_int_eq(workflow_load(folder), OK);
}
END_TEST

/* --------------------------------------------------------------- side by side --- */

#define MANY 500

static void
many_patients(void)
{
	site_sql(
	    "INSERT INTO patient (id, place_id, number, given_name, folded, "
	    "birth_date, "
	    "language, created_at) OVERRIDING SYSTEM VALUE SELECT 1000 + n, 101 + n %% "
	    "3, 'M-' || n, 'Man ' || n, 'man', "
	    "'2000-01-01', 'en', business_now() FROM generate_series(1, %d) n",
	    MANY - 7);
}

/* A process of its own that evaluates until it is nobody's turn. */
static pid_t
evaluator(void)
{
	pid_t pid = test_fork();
	struct arena *own, *batch;
	struct rule_run *other;
	struct rule_step step;
	struct db *db;
	int idle = 0;

	if (pid != 0)
		return pid;
	own = arena_new();
	batch = arena_new();
	if (db_open(AS_RULES, &db) != OK || rule_run_open(own, db, &other) != OK)
		_exit(EXIT_FAILURE);
	while (idle < 5) {
		if (rule_run_step(other, batch, &step) != OK || step.replaced)
			_exit(EXIT_FAILURE);
		arena_reset(batch);
		idle = step.patients > 0 ? 0 : idle + 1;
		if (step.patients == 0)
			(void)usleep(20000);
	}
	_exit(EXIT_SUCCESS);
}

static void
all_have_one(void)
{
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', count(*), count(DISTINCT emission), "
		      "count(DISTINCT patient_id)) FROM task WHERE status = 'ready'"),
	    "500 500 500");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task"), MANY);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_event"), MANY);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_next"), MANY);
}

START_TEST(two_share_the_work)
{
	pid_t pids[2];
	int code;

	many_patients();
	for (size_t i = 0; i < COUNT_OF(pids); i++)
		pids[i] = evaluator();
	/* Meanwhile things change. */
	for (int i = 0; i < 40; i++)
		site_sql("UPDATE patient SET note = '%d' WHERE id %% 40 = %d", i, i);
	for (size_t i = 0; i < COUNT_OF(pids); i++) {
		ck_assert_int_eq(waitpid(pids[i], &code, 0), pids[i]);
		ck_assert_int_eq(code, 0);
	}
	(void)work();
	all_have_one();
}
END_TEST

/* Killed at any moment: all is as if it had not begun, or done. */
START_TEST(who_is_killed_loses_nothing)
{
	int code, killed = 0;

	many_patients();
	for (int ms = 20; ms <= 420; ms += 50) {
		const struct timespec moment = { 0, ms * 1000000L };
		pid_t pid = evaluator();

		(void)nanosleep(&moment, NULL);
		(void)kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, &code, 0), pid);
		killed += WIFSIGNALED(code);
		ck_assert_int_eq(
		    site_number("SELECT count(*) - count(DISTINCT emission) FROM task"),
		    0);
		site_sql("UPDATE patient SET note = '%d' WHERE id %% 7 = 0", ms);
	}
	ck_assert_int_gt(killed, 3);
	(void)work();
	all_have_one();
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_dirty"), 0);
}
END_TEST

TCase *
rule_run_tests(void)
{
	TCase *tc = tcase_create("rule_run");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, everybody_once);
	tcase_add_test(tc, whoever_changes_has_his_turn);
	tcase_add_test(tc, no_one_waits_for_an_evaluator);
	tcase_add_test(tc, a_day_begins_at_its_midnight);
	tcase_add_test(tc, at_midnight_it_is_everybodys_turn);
	tcase_add_test(tc, other_rules_are_everybodys_turn);
	tcase_add_test(tc, wrong_rules_are_not_used);
	tcase_add_test(tc, a_failure_is_of_one_patient);
	tcase_add_test(tc, a_failure_of_a_number_is_shown);
	tcase_add_test(tc, other_clocks_are_told);
	tcase_add_test(tc, a_rule_has_the_kind_that_the_pack_gives_it);
	tcase_add_test(tc, two_share_the_work);
	tcase_add_test(tc, who_is_killed_loses_nothing);
	return tc;
}
