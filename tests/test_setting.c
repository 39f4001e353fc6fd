/* test_setting.c - the programme's numbers: what is in use, versions, files, the worker. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "core/setting_file.h"
#include "worker_test.h"

#define PAGE "/admin/settings"

/* The form as it is shown, but for what is said. */
static struct request *
save_as(int64_t user, const char *seen, const char *why, const char *changes)
{
	return site_post(user, PAGE,
	    arena_printf(site_arena(), "seen=%s&reason=%s&%s", seen, why, changes));
}

static struct request *
save(const char *why, const char *changes)
{
	return save_as(ADA, site_value(site_get(ADA, PAGE), "seen"), why, changes);
}

static void
publish(const char *why, const char *changes)
{
	struct request *rq = save(why, changes);

	ck_assert_msg(
	    rq->reply.code == 303, "%s: %d %s", changes, rq->reply.code, site_page(rq));
}

static int64_t
versions(void)
{
	return site_number("SELECT count(*) FROM setting_version");
}

/* As the next request has them. */
static const struct workflow *
in_use(void)
{
	ck_assert_int_eq(site_get(RUDO, "/help")->reply.code, 200);
	return workflow();
}

START_TEST(only_the_administrator_sets)
{
	ck_assert_int_eq(site_get(ADA, PAGE)->reply.code, 200);
	ck_assert_int_eq(site_get(RUDO, PAGE)->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, PAGE)->reply.code, 403);
	ck_assert_int_eq(
	    save_as(NOMSA, "0", "Why", "answer_hours=36")->reply.code, 403);
	ck_assert_int_eq(versions(), 0);
}
END_TEST

/* What is published holds from the next request on, and for everybody. */
START_TEST(a_number_is_in_use_at_once)
{
	struct request *rq;

	ck_assert_int_eq(in_use()->answer_hours, 48);
	publish("Answers+come+late", "answer_hours=36&clocks.severe.first_minutes=20");
	ck_assert_int_eq(in_use()->answer_hours, 36);
	ck_assert_int_eq(workflow_clock_of("severe")->first_minutes, 20);
	ck_assert_int_eq(workflow_clock_of("severe")->decide_minutes, 240);
	ck_assert_int_eq(workflow_clock_of("moderate")->first_minutes, 120);
	ck_assert_str_eq(site_text("SELECT plan::text FROM setting_version"),
	    "{\"answer_hours\": 36, \"clocks.severe.first_minutes\": 20}");
	rq = site_get(ADA, PAGE);
	ck_assert(site_shows(rq, "Version 1 is in use."));
	ck_assert(site_shows(
	    rq, "An answer counts for: 36 hours, was as the programme says"));
	ck_assert(site_shows(rq, "Severe: first action: 20 minutes"));
	ck_assert(site_shows(rq, "Answers come late"));
	ck_assert(site_shows(rq, "Ada "));
	ck_assert(site_shows(site_get(ADA, "/audit"), "Version of the settings"));
}
END_TEST

static int64_t
minutes_of(int64_t task)
{
	return site_number(
	    "SELECT extract(epoch FROM first_due - raised_at)::int8 / 60 "
	    "FROM escalation WHERE task_id = %" PRId64,
	    task);
}

/* A case that begins afterwards has the new deadline, one before keeps its own. */
START_TEST(deadlines_go_by_it)
{
	int64_t before = site_case(TINASHE, "severe", RIVERSIDE), after;

	publish("Why", "clocks.severe.first_minutes=20");
	ck_assert_int_eq(in_use()->clocks[0].first_minutes, 20);
	after = site_case(BRIAN, "severe", RIVERSIDE);
	ck_assert_int_eq(minutes_of(before), 30);
	ck_assert_int_eq(minutes_of(after), 20);
}
END_TEST

/* Each in words that name the field; what was typed stands there again. */
START_TEST(what_is_wrong_is_said)
{
	static const struct {
		const char *changes, *says;
	} wrong[] = {
		{ "answer_hours=0", "An answer counts for: please write a whole number "
				    "from 1 to 336." },
		{ "answer_hours=337", "from 1 to 336." },
		{ "answer_hours=", "from 1 to 336." },
		{ "answer_hours=two", "from 1 to 336." },
		{ "answer_hours=-3", "from 1 to 336." },
		{ "answer_hours=4.5", "from 1 to 336." },
		{ "answer_hours=99999999999999999999", "from 1 to 336." },
		{ "minimum_age=19", "please write at most 18, the age below which a "
				    "guardian consents." },
		{ "clocks.severe.decide_minutes=29",
		    "Severe: decision: please write at least what the first action "
		    "has" },
		{ "clocks.mild.first_minutes=1441",
		    "Mild: decision: please write at least" },
		{ "appointments.lost_days=5",
		    "Called lost after: please write more days than until defaulted" },
		{ "answer_hours=48", "Nothing differs from what is in use" },
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct request *rq = save("Because+of+this", wrong[i].changes);

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", wrong[i].changes, rq->reply.code);
		ck_assert_msg(site_shows(rq, wrong[i].says), "%s", wrong[i].changes);
		ck_assert_str_eq(site_value(rq, "reason"), "Because of this");
	}
	ck_assert_str_eq(
	    site_value(save("Why", "answer_hours=two"), "answer_hours"), "two");
	ck_assert(site_shows(save("", "answer_hours=36"), "Why: please fill this in."));
	ck_assert_int_eq(versions(), 0);
	ck_assert_int_eq(in_use()->answer_hours, 48);
}
END_TEST

START_TEST(two_who_set_at_once)
{
	struct request *rq;

	publish("First", "answer_hours=36");
	rq = save_as(ADA, "0", "Second", "answer_hours=40");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Somebody has published other numbers meanwhile."));
	ck_assert(site_shows(rq, "In use: 36 hours"));
	ck_assert_str_eq(site_value(rq, "answer_hours"), "40");
	ck_assert_str_eq(site_value(rq, "reason"), "Second");
	ck_assert_int_eq(versions(), 1);
	rq = save_as(ADA, site_value(rq, "seen"), "Second", "answer_hours=40");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(in_use()->answer_hours, 40);
	rq = save_as(ADA, "7", "Third", "answer_hours=44");
	ck_assert_int_eq(rq->reply.code, 409);
}
END_TEST

/* The form is filled in with what was in use; publishing it is a version of its own. */
START_TEST(an_earlier_version_is_restored)
{
	struct request *rq;

	publish("First", "answer_hours=36&automatic_per_day=6");
	publish("Second", "answer_hours=40&automatic_per_day=6");
	publish("Third", "answer_hours=48&automatic_per_day=4");
	ck_assert_int_eq(in_use()->answer_hours, 48);
	ck_assert_str_eq(
	    site_text("SELECT plan::text FROM setting_version WHERE number = 3"), "{}");
	rq = site_get(ADA, PAGE "?from=1");
	ck_assert(site_shows(rq, "the numbers of version 1"));
	ck_assert_str_eq(site_value(rq, "answer_hours"), "36");
	ck_assert_str_eq(site_value(rq, "automatic_per_day"), "6");
	ck_assert(site_shows(rq, "In use: 48 hours"));
	ck_assert(site_shows(rq, "An answer counts for: 40 hours, was 36"));
	ck_assert_int_eq(versions(), 3);
	publish("As+at+first", "answer_hours=36&automatic_per_day=6");
	ck_assert_int_eq(in_use()->answer_hours, 36);
	ck_assert_int_eq(in_use()->automatic_per_day, 6);
	rq = site_get(ADA, PAGE "?from=programme");
	ck_assert_str_eq(site_value(rq, "answer_hours"), "48");
	ck_assert_int_eq(versions(), 4);
	ck_assert_str_eq(
	    site_value(site_get(ADA, PAGE "?from=99"), "answer_hours"), "48");
}
END_TEST

START_TEST(what_was_in_use_never_changes)
{
	publish("First", "answer_hours=36");
	ck_assert_int_eq(site_number("SELECT count(*) FROM pg_trigger WHERE tgname = "
				     "'guard' AND tgrelid IN ('setting_version'::"
				     "regclass, 'workflow_version'::regclass, "
				     "'workflow_part'::regclass)"),
	    3);
	site_sql("DO $$ BEGIN UPDATE setting_version SET plan = '{}'; RAISE 'changed'; "
		 "EXCEPTION WHEN check_violation THEN NULL; END $$");
	ck_assert_int_eq(in_use()->answer_hours, 36);
}
END_TEST

/* Its next turn goes by it; a program that begins has it at its first one. */
START_TEST(the_worker_goes_by_it)
{
	ck_assert_int_eq(worker_step(workflow_job), OK);
	ck_assert_int_eq(workflow()->send_window_minutes, 240);
	publish("Why", "send_window_minutes=120");
	workflow_numbers_edit(NULL, 0); /* as in a program of its own */
	workflow_texts_edit(NULL, 0, 0);
	ck_assert_int_eq(workflow()->send_window_minutes, 240);
	ck_assert_int_eq(worker_step(workflow_job), OK);
	ck_assert_int_eq(workflow()->send_window_minutes, 120);
}
END_TEST

/* Files --------------------------------------------------------------------------- */

START_TEST(a_file_says_what_is_wrong)
{
	static const struct {
		const char *file, *where, *says;
	} wrong[] = {
		{ "{", "file", "It is not a JSON object" },
		{ "[]", "file", "It is not a JSON object" },
		{ "{\"workflow\": \"vmmc\"}", "file", "settings: please write" },
		{ "{\"workflow\": \"hiv\", \"settings\": {}}", "file",
		    "please write \"vmmc\"" },
		{ "{\"workflow\": \"vmmc\", \"settings\": {}, \"more\": 1}", "file",
		    "it has no “more”" },
		{ "{\"workflow\": \"vmmc\", \"settings\": {\"hours\": 1}}", "hours",
		    "no such setting" },
		{ "{\"workflow\": \"vmmc\", \"settings\": {\"adult_age\": 16}}",
		    "adult_age", "no such setting" },
		{ "{\"workflow\": \"vmmc\", \"settings\": {\"answer_hours\": \"36\"}}",
		    "answer_hours", "from 1 to 336" },
		{ "{\"workflow\": \"vmmc\", \"settings\": {\"answer_hours\": 3.5}}",
		    "answer_hours", "from 1 to 336" },
		{ "{\"workflow\": \"vmmc\", \"settings\": {\"answer_hours\": "
		  "5000000000}}",
		    "answer_hours", "from 1 to 336" },
		{ "{\"workflow\": \"vmmc\", \"settings\": "
		  "{\"clocks.severe.decide_minutes\": 3}}",
		    "clocks.severe.decide_minutes", "Severe: decision" },
	};
	struct settings all;
	struct setting_faults faults;
	const int *values;

	settings_all(site_arena(), &all);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		ck_assert_int_eq(setting_file_read(site_arena(), &all, wrong[i].file,
				     strlen(wrong[i].file), &values, &faults),
		    ERR_INVALID);
		ck_assert_uint_eq(faults.n, 1);
		ck_assert_str_eq(faults.at[0].where, wrong[i].where);
		ck_assert_msg(strstr(faults.at[0].message, wrong[i].says) != NULL,
		    "%s: %s", wrong[i].file, faults.at[0].message);
	}
}
END_TEST

START_TEST(a_file_is_what_was_written)
{
	static const char said[] = "{\"workflow\": \"vmmc\", \"settings\": {\n"
				   "\t\"clocks.mild.step_minutes\": 90,\n"
				   "\t\"minimum_age\": 15\n}}\n";
	struct settings all;
	struct setting_faults faults;
	const int *values;
	const char *whole;

	settings_all(site_arena(), &all);
	ck_assert_int_eq(
	    setting_file_read(site_arena(), &all, said, strlen(said), &values, &faults),
	    OK);
	ck_assert_str_eq(setting_file_write(site_arena(), &all, values, false), said);
	whole = setting_file_write(site_arena(), &all, values, true);
	ck_assert(strstr(whole, "\"answer_hours\": 48") != NULL);
	ck_assert_int_eq(setting_file_read(site_arena(), &all, whole, strlen(whole),
			     &values, &faults),
	    OK);
	ck_assert_str_eq(setting_file_write(site_arena(), &all, values, false), said);
}
END_TEST

/* Everything that can be set has words, a range around the pack's own, and is used. */
START_TEST(each_setting_is_whole)
{
	struct settings all;

	settings_all(site_arena(), &all);
	ck_assert_uint_eq(all.n, 13 + 5 * workflow()->nclocks);
	for (size_t i = 0; i < all.n; i++) {
		const struct setting *s = &all.at[i];
		const struct workflow_number one = { s->name, s->most };
		int own, used;

		ck_assert_msg(s->least <= s->own && s->own <= s->most, "%s", s->name);
		ck_assert(*s->title != '\0' && *s->effect != '\0' && *s->unit != '\0');
		ck_assert_uint_eq(setting_named(&all, s->name), i);
		workflow_numbers_edit(&one, 1);
		ck_assert(workflow_number(s->name, &own, &used));
		ck_assert_int_eq(own, s->own);
		ck_assert_int_eq(used, s->most);
	}
	workflow_numbers_edit(NULL, 0);
	ck_assert_int_eq(workflow()->answer_hours, 48);
	ck_assert_int_eq(workflow_clock_of("ungraded")->step_minutes, 30);
}
END_TEST

static void
setting_begin(void)
{
	worker_test_begin();
}

/* Other tests go by the pack's own. */
static void
setting_end(void)
{
	worker_test_end();
	workflow_numbers_edit(NULL, 0);
	workflow_texts_edit(NULL, 0, 0);
}

TCase *
setting_tests(void)
{
	TCase *tc = tcase_create("setting");

	tcase_add_checked_fixture(tc, setting_begin, setting_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, only_the_administrator_sets);
	tcase_add_test(tc, a_number_is_in_use_at_once);
	tcase_add_test(tc, deadlines_go_by_it);
	tcase_add_test(tc, what_is_wrong_is_said);
	tcase_add_test(tc, two_who_set_at_once);
	tcase_add_test(tc, an_earlier_version_is_restored);
	tcase_add_test(tc, what_was_in_use_never_changes);
	tcase_add_test(tc, the_worker_goes_by_it);
	tcase_add_test(tc, a_file_says_what_is_wrong);
	tcase_add_test(tc, a_file_is_what_was_written);
	tcase_add_test(tc, each_setting_is_whole);
	return tc;
}
