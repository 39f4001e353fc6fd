/* test_rule_pages.c - why there is, or is no, task; and which rules fail. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/rule_question.h"
#include "core/workflow.h"
#include "site_test.h"

static char folder[64];
static struct arena *arena;
static struct db *rules_db;
static struct rule_run *run;

/* One that calls today, one that is done, one that is for nobody, one that is broken. */
static const char rules[] =
    "const rule = (name, more) => ({ name, title: 'task.' + name,\n"
    " appliesTo: 'contacts', appliesToType: ['person'], resolvedIf: () => false,\n"
    " events: [{ id: 'today', dueDate: () => new Date(), start: 0, end: 2 }],\n"
    " actions: [{ form: 'call' }], ...more });\n"
    "module.exports = [rule('call'), rule('done', { resolvedIf: () => 1 }),\n"
    " rule('nobody', { appliesIf: () => false }),\n"
    " rule('broken', { resolvedIf: c => { throw new Error(c.contact.name); } })];\n";

static const char *
path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

/* The pack in use, with rules. */
static void
make_pack(void)
{
	static const char *const parts[] = { "texts", "triage", "workflow.json" };
	char *here = getcwd(NULL, 0);
	FILE *f;

	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-pack.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		ck_assert_int_eq(
		    symlink(arena_printf(arena, "%s/workflows/vmmc/%s", here, parts[i]),
			path_of(parts[i])),
		    0);
	free(here);
	f = fopen(path_of("tasks.js"), "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(rules, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(workflow_load(folder), OK);
}

static void
setup(void)
{
	site_test_begin();
	arena = arena_new();
	make_pack();
	ck_assert_int_eq(
	    db_open("user=aftercare_rules dbname=aftercare", &rules_db), OK);
	ck_assert_int_eq(rule_run_open(arena, rules_db, &run), OK);
}

static void
teardown(void)
{
	static const char *const parts[] = { "texts", "triage", "workflow.json",
		"tasks.js" };

	rule_run_close(run);
	db_close(rules_db);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		(void)unlink(path_of(parts[i]));
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(workflow_load("workflows/vmmc"), OK);
	arena_free(arena);
	site_test_end();
}

static bool
answer(void)
{
	bool answered;

	ck_assert_int_eq(rule_question_step(rules_db, run, arena, &answered), OK);
	return answered;
}

static void
evaluate_all(void)
{
	struct rule_step step;

	do
		ck_assert_int_eq(rule_run_step(run, arena, &step), OK);
	while (step.patients > 0);
}

START_TEST(asked_and_answered)
{
	struct request *rq = site_get(RUDO, "/patients/401/why");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Not asked yet"));
	ck_assert_ptr_null(site_header(rq, "Refresh"));
	ck_assert(!answer());

	evaluate_all();
	rq = site_post(RUDO, "/patients/401/why?task=7", "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/patients/401/why?task=7");
	rq = site_get(RUDO, "/patients/401/why?task=7");
	ck_assert(site_shows(rq, "The rules are being asked."));
	ck_assert_str_eq(
	    site_header(rq, "Refresh"), "1; url=/patients/401/why?n=1&task=7");
	/* Asked again meanwhile: it is one question. */
	(void)site_post(RUDO, "/patients/401/why", "");
	ck_assert(answer());
	ck_assert(!answer());

	rq = site_get(RUDO, "/patients/401/why");
	ck_assert_ptr_null(site_header(rq, "Refresh"));
	ck_assert(!site_shows(rq, "The rules are being asked."));
	ck_assert(site_shows(rq, "As of Mon 3 Mar, 08:02."));
	ck_assert(site_shows(rq,
	    "<td>call</td><td>today</td><td>Ready, due Mon 3 Mar 2031, to do from Mon "
	    "3 Mar 2031 until Wed 5 Mar 2031, from the client himself <a "
	    "href=\"/tasks/"));
	ck_assert(site_shows(rq, "no task: resolvedIf said yes"));
	ck_assert(site_shows(rq, "<td>nobody</td><td></td><td>no task: appliesIf said "
				 "no: the client himself"));
	ck_assert(site_shows(rq, "<td>broken</td><td></td><td>stopped at tasks.js:7: "
				 "Error: Tinashe Moyo"));
	ck_assert(site_shows(rq, "A rule of the programme is broken for this client"));
}
END_TEST

/* The program that evaluates does not run, or is busy for long. */
START_TEST(nobody_answers)
{
	struct request *rq;

	(void)site_post(RUDO, "/patients/401/why", "");
	rq = site_get(RUDO, "/patients/401/why?n=15");
	ck_assert_ptr_null(site_header(rq, "Refresh"));
	ck_assert(site_shows(rq, "No answer yet."));
	ck_assert(site_shows(rq, "Ask again"));
	/* What is there stays in sight while a new answer is waited for. */
	ck_assert(answer());
	(void)site_post(RUDO, "/patients/401/why", "");
	rq = site_get(RUDO, "/patients/401/why");
	ck_assert(site_shows(rq, "The rules are being asked."));
	ck_assert(site_shows(rq, "<td>call</td>"));
}
END_TEST

START_TEST(of_ones_own_facility)
{
	(void)site_post(RUDO, "/patients/401/why", "");
	ck_assert(answer());
	ck_assert(site_shows(site_get(TENDAI, "/patients/401/why"), "Not asked yet"));
	ck_assert_int_eq(site_get(JOYCE, "/patients/401/why")->reply.code, 404);
	ck_assert_int_eq(site_post(JOYCE, "/patients/401/why", "")->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, "/patients/401/why")->reply.code, 403);
	ck_assert_int_eq(site_post(NOMSA, "/patients/401/why", "")->reply.code, 303);
	ck_assert(answer());
	ck_assert(site_shows(site_get(NOMSA, "/patients/401/why"), "<td>call</td>"));
	/* Moved to another facility: what was asked there is not seen here. */
	site_sql("UPDATE patient SET place_id = 102 WHERE id = 401");
	ck_assert_int_eq(site_get(RUDO, "/patients/401/why")->reply.code, 404);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_question WHERE "
				     "place_id = 102"),
	    2);
}
END_TEST

/* Whoever leaves nothing behind for long. */
START_TEST(answers_are_forgotten)
{
	(void)site_post(RUDO, "/patients/401/why", "");
	ck_assert(answer());
	site_later("25 hours");
	(void)site_post(RUDO, "/patients/402/why", "");
	ck_assert(answer());
	ck_assert_str_eq(site_text("SELECT string_agg(patient_id::text, ' ') FROM "
				   "rule_question"),
	    "402");
	/* Gone while the question waited. */
	site_sql("SET LOCAL session_replication_role = replica;"
		 "UPDATE rule_question SET asked = 2, patient_id = 999");
	ck_assert(answer());
	ck_assert_str_eq(site_text("SELECT answer #>> '{failures,0,message}' FROM "
				   "rule_question"),
	    "nothing is known of this client any more");
}
END_TEST

START_TEST(from_the_pages_of_tasks)
{
	int64_t id;
	struct request *rq;

	evaluate_all();
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "action=\"/patients/401/why\""));
	id =
	    site_number("SELECT id FROM task WHERE patient_id = 401 AND rule = 'call'");
	rq = site_get(RUDO, arena_printf(arena, "/tasks/%" PRId64, id));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(
	    rq, arena_printf(arena, "action=\"/patients/401/why?task=%" PRId64, id)));
	(void)site_post(
	    RUDO, arena_printf(arena, "/patients/401/why?task=%" PRId64, id), "");
	ck_assert(answer());
	rq = site_get(RUDO, arena_printf(arena, "/patients/401/why?task=%" PRId64, id));
	ck_assert(site_shows(rq, "<tr class=\"here\"><td>call</td>"));
	ck_assert(
	    site_shows(rq, arena_printf(arena, "<a href=\"/tasks/%" PRId64 "\">", id)));
	/* A task that people made has nothing to ask. */
	(void)site_post(RUDO, "/tasks/new",
	    "title=Call&patient_id=401&day=2031-03-04&hour=10:00&to=0");
	id = site_number("SELECT id FROM task WHERE kind = 'free'");
	rq = site_get(RUDO, arena_printf(arena, "/tasks/%" PRId64, id));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(!site_shows(rq, "Why this task?"));
	rq = site_get(RUDO, "/patients/401/why");
	ck_assert(site_shows(rq, "Open tasks that no rule has made"));
	ck_assert(site_shows(rq,
	    arena_printf(arena, "<li><a href=\"/tasks/%" PRId64 "\">Call</a>", id)));
}
END_TEST

/* Numbers and words to the administrator; names to the supervisor of the place. */
START_TEST(what_fails_is_shown)
{
	struct request *rq = site_get(ADA, "/rules");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Nothing is stopped"));
	ck_assert(!site_shows(rq, "id=\"n-rules\""));
	evaluate_all();

	rq = site_get(ADA, "/rules");
	ck_assert(site_shows(rq, "<b>broken</b><span class=\"sub\">tasks.js:7</span>"));
	ck_assert(site_shows(rq, "Error: … …"));
	ck_assert(!site_shows(rq, "Tinashe") && !site_shows(rq, "Moyo"));
	ck_assert(!site_shows(rq, "/patients/"));
	ck_assert(site_shows(rq, "data-n=\"1\">1<span class=\"unseen\"> stopped"));
	ck_assert(site_shows(rq, "Gomo"));

	rq = site_get(NOMSA, "/rules");
	ck_assert(site_shows(rq, "<a href=\"/patients/401/why\">Tinashe Moyo</a>"));
	ck_assert(!site_shows(rq, "Lovemore") && !site_shows(rq, "Gomo"));
	ck_assert_int_eq(site_get(RUDO, "/rules")->reply.code, 403);
	ck_assert(!site_shows(site_get(RUDO, "/tasks"), "href=\"/rules\""));

	/* What no longer fails goes away. */
	site_sql("DELETE FROM rule_failure");
	ck_assert(site_shows(site_get(ADA, "/rules"), "Nothing is stopped"));
}
END_TEST

START_TEST(what_waits_is_shown)
{
	struct request *rq = site_get(ADA, "/rules");

	ck_assert(site_shows(rq, "<dt>Since</dt><dd>Mon 3 Mar, 06:02</dd>"));
	ck_assert(!site_shows(
	    rq, "<dt>Clients waiting to be evaluated</dt><dd class=\"num\">0</dd>"));
	ck_assert(site_shows(rq, "<dt>The oldest</dt>"));
	evaluate_all();
	rq = site_get(ADA, "/rules");
	ck_assert(site_shows(
	    rq, "<dt>Clients waiting to be evaluated</dt><dd class=\"num\">0</dd>"));
	ck_assert(!site_shows(rq, "have been behind"));
	site_sql("DELETE FROM rule_version");
	ck_assert(site_shows(site_get(ADA, "/rules"), "has not run yet"));
}
END_TEST

/* They have stood still for an hour: whoever looks after work or the server is told. */
START_TEST(who_is_behind_says_so)
{
	evaluate_all();
	site_sql(
	    "DELETE FROM rule_failure; INSERT INTO rule_dirty (patient_id, at) VALUES "
	    "(401, business_now() - interval '1 hour')");
	ck_assert(
	    site_shows(site_get(ADA, "/rules"), "The rules have been behind since"));
	ck_assert(
	    site_shows(site_get(NOMSA, "/rules"), "The rules have been behind since"));
	ck_assert(site_shows(
	    site_get(RUDO, "/delivery"), "The rules have been behind since"));
	ck_assert_int_eq(site_number("SELECT rules FROM (SELECT set_config('app.role', "
				     "'admin', true)) r, work_counts(business_now())"),
	    1);
	evaluate_all();
	ck_assert(!site_shows(site_get(ADA, "/rules"), "behind since"));
	ck_assert(!site_shows(site_get(RUDO, "/delivery"), "behind since"));
}
END_TEST

TCase *
rule_pages_tests(void)
{
	TCase *tc = tcase_create("rule_pages");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, asked_and_answered);
	tcase_add_test(tc, nobody_answers);
	tcase_add_test(tc, of_ones_own_facility);
	tcase_add_test(tc, answers_are_forgotten);
	tcase_add_test(tc, from_the_pages_of_tasks);
	tcase_add_test(tc, what_fails_is_shown);
	tcase_add_test(tc, what_waits_is_shown);
	tcase_add_test(tc, who_is_behind_says_so);
	return tc;
}
