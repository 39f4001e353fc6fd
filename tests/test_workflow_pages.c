/* test_workflow_pages.c - what the programme consists of, and what its pack was before. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/workflow.h"
#include "worker_test.h"

#define PAGE "/admin/workflows"

static char folder[64];

/* The pack as it ships, in a folder of ours. */
static void
copy_pack(void)
{
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-pack.%d", (int)getpid());
	ck_assert_int_eq(
	    system(arena_printf(site_arena(), "cp -r workflows/vmmc %s", folder)), 0);
	ck_assert_int_eq(workflow_load(folder), OK);
}

/* Somebody changes a file; the worker begins again. */
static void
change(const char *file, const char *edit)
{
	ck_assert_int_eq(
	    system(arena_printf(site_arena(), "sed -i '%s' %s/%s", edit, folder, file)),
	    0);
	ck_assert_int_eq(workflow_load(folder), OK);
	test_worker.has_told_pack = false;
	ck_assert_int_eq(worker_step(workflow_job), OK);
}

static int64_t
packs(void)
{
	return site_number("SELECT count(*) FROM workflow_version");
}

static const char *
path(int number, const char *rest)
{
	return arena_printf(site_arena(), PAGE "/%" PRId64 "%s",
	    site_number("SELECT id FROM workflow_version WHERE number = %d", number),
	    rest);
}

START_TEST(the_worker_writes_down_what_is_new)
{
	ck_assert(site_shows(site_get(ADA, PAGE), "No worker has told yet"));
	ck_assert_int_eq(worker_step(workflow_job), OK);
	ck_assert_int_eq(packs(), 1);
	ck_assert_int_eq(worker_step(workflow_job), OK);
	test_worker.has_told_pack = false; /* another one, or the same begun again */
	ck_assert_int_eq(worker_step(workflow_job), OK);
	ck_assert_int_eq(packs(), 1);
	ck_assert_str_eq(site_text("SELECT body FROM workflow_part WHERE kind = "
				   "'parameter' AND name = 'silent_days'"),
	    "7");
	ck_assert_str_eq(
	    site_text("SELECT body FROM workflow_part WHERE kind = "
		      "'parameter' AND name = 'clocks.severe.first_minutes'"),
	    "30");
	ck_assert_str_eq(site_text("SELECT body FROM workflow_part WHERE kind = "
				   "'rule' AND name = 'check-number.kind'"),
	    "number");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM workflow_part WHERE kind = 'form' AND "
			"name LIKE 'forms/%%.xml' AND body ~ '^[0-9a-f]{64}$'"),
	    9);
	ck_assert(!site_shows(site_get(ADA, PAGE), "No worker has told yet"));
}
END_TEST

START_TEST(what_changed_is_said)
{
	struct request *rq;

	copy_pack();
	ck_assert_int_eq(worker_step(workflow_job), OK);
	change("workflow.json",
	    "s/\"silent_days\": 7/\"silent_days\": 5/; "
	    "s/\"version\": \"2022-guide.1\"/\"version\": \"mine.2\"/");
	ck_assert_int_eq(packs(), 2);
	rq = site_get(ADA, PAGE);
	ck_assert(site_shows(rq, "mine.2"));
	ck_assert_int_eq(site_count(rq, "Version 2"), 1);
	rq = site_get(ADA, path(2, ""));
	ck_assert(site_shows(rq, "Beside the version before it"));
	ck_assert(site_shows(rq, "<b>silent_days</b>"));
	ck_assert(site_shows(rq, ">7</td>"));
	ck_assert(site_shows(rq, ">5</td>"));
	ck_assert_int_eq(site_count(rq, "Changed</span>"), 1);
	change("tasks.js", "$ a // A new line.");
	change("texts/en.json", "s/\"soon\"/\"soon, please\"/");
	rq = site_get(ADA, path(3, ""));
	ck_assert(site_shows(rq, "<b>tasks.js</b>"));
	ck_assert_int_eq(site_count(rq, "Changed</span>"), 1);
	rq = site_get(ADA, path(4, ""));
	ck_assert(site_shows(rq, "task.soon (English)"));
	/* Back to the file of before: a version of its own, and known again. */
	change("texts/en.json", "s/\"soon, please\"/\"soon\"/");
	ck_assert_int_eq(packs(), 5);
	ck_assert(site_shows(site_get(ADA, PAGE), "The same as version 3"));
	ck_assert(site_shows(site_get(ADA, path(5, "")), "In use"));
	rq = site_get(ADA, path(1, "?with=latest"));
	ck_assert(site_shows(rq, "Beside version 5, the latest"));
	ck_assert(site_shows(rq, "<b>silent_days</b>"));
	ck_assert(site_shows(rq, "<b>tasks.js</b>"));
}
END_TEST

/* A preset's numbers are those that hold. */
START_TEST(a_preset_is_resolved)
{
	copy_pack();
	change("workflow.json",
	    "s/\"preset\": \"2022-guide\"/\"preset\": \"2024-practice\"/");
	ck_assert_str_eq(site_text("SELECT body FROM workflow_part WHERE name = "
				   "'silent_days'"),
	    "4");
	ck_assert_str_eq(
	    site_text("SELECT preset FROM workflow_version"), "2024-practice");
}
END_TEST

/* The words of an older pack come into a draft; what was written here stays. */
START_TEST(texts_of_an_older_pack_are_taken)
{
	struct request *rq;

	copy_pack();
	ck_assert_int_eq(worker_step(workflow_job), OK);
	change("texts/en.json", "s/\"soon\"/\"soon, please\"/");
	rq = site_get(ADA, path(1, ""));
	ck_assert(site_shows(rq, "1 text says something else now."));
	rq = site_post(ADA, path(1, "/texts"), "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(strstr(rq->reply.location, "notice=schedule-draft") != NULL);
	ck_assert_str_eq(
	    site_text(
		"SELECT name || ' ' || language || ' ' || body FROM text_wording"),
	    "task.soon en soon");
	rq = site_post(ADA, path(1, "/texts"), "");
	ck_assert(strstr(rq->reply.location, "notice=schedule-there") != NULL);
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_version"), 1);
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	struct request *rq;

	ck_assert_int_eq(worker_step(workflow_job), OK);
	site_sql(
	    "INSERT INTO rule_version (hash, since, forms) VALUES (repeat('a', 64), "
	    "business_now(), '[{\"form\": \"nowhere\", \"rule\": \"tracing\", "
	    "\"file\": \"tasks.js\", \"line\": 3}, {\"form\": \"who_sent\", "
	    "\"rule\": \"who-sent\", \"file\": \"tasks.js\", \"line\": 9}]')");
	rq = site_get(ADA, PAGE);
	ck_assert(site_shows(rq, "The rule tracing asks for the form “nowhere”"));
	ck_assert(!site_shows(rq, "who_sent"));
	/* The forms of the pack were never published here. */
	ck_assert(site_shows(rq, "workflow.json speaks of the form “potential_ae”"));
	site_sql(
	    "INSERT INTO workflow_version (workflow, number, version, preset, hash, "
	    "since) VALUES ('vmmc', 2, 'other', '', repeat('b', 64), "
	    "business_now())");
	ck_assert(site_shows(site_get(ADA, PAGE), "the worker with other"));
}
END_TEST

START_TEST(only_the_administrator_looks)
{
	ck_assert_int_eq(worker_step(workflow_job), OK);
	ck_assert_int_eq(site_get(ADA, PAGE)->reply.code, 200);
	ck_assert_int_eq(site_get(RUDO, PAGE)->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, path(1, ""))->reply.code, 403);
	ck_assert_int_eq(site_post(NOMSA, path(1, "/texts"), "")->reply.code, 403);
	ck_assert_int_eq(site_get(ADA, PAGE "/999999")->reply.code, 404);
}
END_TEST

static void
workflow_pages_begin(void)
{
	worker_test_begin();
	*folder = '\0';
}

static void
workflow_pages_end(void)
{
	if (*folder != '\0') {
		(void)!system(arena_printf(site_arena(), "rm -r %s", folder));
		ck_assert_int_eq(workflow_load("workflows/vmmc"), OK);
	}
	worker_test_end();
}

TCase *
workflow_pages_tests(void)
{
	TCase *tc = tcase_create("workflow_pages");

	tcase_add_checked_fixture(tc, workflow_pages_begin, workflow_pages_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, the_worker_writes_down_what_is_new);
	tcase_add_test(tc, what_changed_is_said);
	tcase_add_test(tc, a_preset_is_resolved);
	tcase_add_test(tc, texts_of_an_older_pack_are_taken);
	tcase_add_test(tc, what_is_wrong_is_said);
	tcase_add_test(tc, only_the_administrator_looks);
	return tc;
}
