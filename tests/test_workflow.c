/* test_workflow.c - a programme's numbers, and the preset that says others. */

#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "core/form_store.h"
#include "core/workflow.h"
#include "ext/json.h"

#define SHIPPED "workflows/vmmc"

static struct arena *arena;
static char folder[64];

static const char *
path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void
begin(void)
{
	char here[1024];

	arena = arena_new();
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-pack.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_int_eq(symlink(arena_printf(arena, "%s/" SHIPPED "/texts", here),
			     path_of("texts")),
	    0);
}

static void
end(void)
{
	(void)unlink(path_of("texts"));
	(void)unlink(path_of("workflow.json"));
	(void)unlink(path_of("zscore-charts.json"));
	ck_assert_int_eq(rmdir(folder), 0);
	/* The others go on with what is shipped. */
	ck_assert_int_eq(workflow_load(SHIPPED), OK);
	arena_free(arena);
}

/* The shipped pack with another text in one place of it. */
static enum status
load_with(const char *old, const char *new)
{
	const char *text, *at;
	size_t len;
	FILE *f;

	ck_assert_int_eq(
	    file_read(arena, SHIPPED "/workflow.json", 65536, &text, &len), OK);
	at = strstr(text, old);
	ck_assert_msg(at != NULL, "%s", old);
	f = fopen(path_of("workflow.json"), "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(
	    fprintf(f, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)), 0);
	ck_assert_int_eq(fclose(f), 0);
	return workflow_load(folder);
}

#define CHOSEN "\"preset\": \"2022-guide\""

START_TEST(the_chosen_preset_comes_first)
{
	ck_assert_int_eq(load_with(CHOSEN, CHOSEN), OK);
	ck_assert_str_eq(workflow()->preset, "2022-guide");
	ck_assert_str_eq(workflow()->version, "2022-guide.1");
	ck_assert_ptr_null(workflow_step_named("nudge"));
	ck_assert_int_eq(load_with(CHOSEN, "\"preset\": \"2024-practice\""), OK);
	ck_assert_str_eq(workflow()->preset, "2024-practice");
	ck_assert_str_eq(workflow()->version, "2024-practice.1");
	ck_assert_int_eq(workflow_step_named("nudge")->day, 3);
	ck_assert_str_eq(workflow_step_named("nudge")->hour, "12:00");
	/* What it says nothing of is the same. */
	ck_assert_int_eq(workflow()->follow_up_days, 13);
}
END_TEST

static const struct {
	const char *old, *new;
	bool good;
} packs[] = {
	{ CHOSEN, "\"preset\": \"2023\"", false },
	{ CHOSEN ",", "", false },
	{ "\"silent_days\": 4", "\"silent_day\": 4", false },
	{ "\"silent_days\": 4", "\"presets\": {}", false },
	{ "\"2022-guide\": {}", "\"2022-guide\": 7", false },
	/* Also of one that is not chosen. */
	{ "\"2022-guide\": {}", "\"2022-guide\": {\"preset\": \"x\"}", false },
	{ "\"2022-guide\": {}", "\"2022-guide\": {\"answer_hours\": \"7\"}", false },
	{ "\"2022-guide\": {}", "\"2022-guide\": {\"silent_days\": 6}", true },
	{ "\"made_at_once\": [", "\"made_at_once\": [1, ", false },
	{ "12:00", "24:00", false },
	{ "12:00", "12:60", false },
	{ "12:00", "7:00", false },
	{ "12:00", "12:00\\\"", false },
	{ "12:00", "23:59", true },
	/* A pack need not have appointments. */
	{ "\"appointments\": {", "\"visits\": {", true },
	{ "\"come\": \"8\"", "\"come\": \"1\"", false },
	{ "\"come\": \"8\"", "\"come\": \"9\"", false },
	{ "\"lost_days\": 31", "\"lost_days\": 5", false },
	{ "\"name\": \"week_before\"", "\"name\": \"day_before\"", false },
	{ "\"name\": \"week_before\"", "\"name\": \"missed\"", false },
	{ "\"name\": \"review_day_7\"", "\"name\": \"other\"", false },
	{ "\"name\": \"review_day_7\"", "\"name\": \"Day 7\"", false },
	{ "\"text\": \"missed\"", "\"text\": \"none\"", false },
	{ "\"days\": 7, \"hour\": \"09:00\"", "\"days\": 7, \"hour\": \"9:00\"",
	    false },
	{ "\"name\": \"hand_over\"", "\"name\": \"../over\"", false },
	{ "\"name\": \"hand_over\"", "\"name\": \"tracing\"", false },
	{ "form.hand_over.title", "form.none.title", false },
	{ "[\"trace\"]", "[\"traces\"]", false },
	{ "[\"trace\"]", "\"trace\"", false },
	{ "\"patients\": true", "\"patients\": 1", false },
	{ "\"patients\": true", "\"patients\": false", true },
	{ "\"without_form\": [", "\"without_form\": [7, ", false },
	{ "\"made_at_once\": [", "\"made_at_once\": {}, \"clock\": [", false },
	{ "\"means\": \"came\"", "\"means\": \"left\"", false },
	{ "\"methods\": [\"visit\"]", "\"methods\": [\"letter\"]", false },
	{ "\"methods\": [\"visit\"]", "\"methods\": []", false },
	{ "\"name\": \"to-visit\"", "\"name\": \"fine\"", false },
	{ "task.trace.seen", "task.trace.none", false },
	{ "\"nudge_text\": \"nudge\"", "\"nudge_text\": \"none\"", false },
	{ "\"nudge_hours\": 24", "\"nudge_hours\": -1", false },
	{ "\"lost_attempts\": 3", "\"lost_attempts\": 0", true },
	{ "\"welcome_minutes\": 15", "\"welcome_minutes\": \"15\"", false },
	{ "\"welcome_minutes\": 15", "\"welcome_hours\": 1", true },
	{ "\"visit_minutes\": 240", "\"visit_minutes\": -2", false },
	{ "\"not_seen_minutes\": 120", "\"not_seen_minutes\": \"soon\"", false },
};

START_TEST(what_is_no_preset_is_refused)
{
	ck_assert_int_eq(
	    load_with(packs[_i].old, packs[_i].new), packs[_i].good ? OK : ERR_INVALID);
}
END_TEST

START_TEST(what_is_said_of_a_form)
{
	const struct workflow_form *form;

	ck_assert_int_eq(load_with(CHOSEN, CHOSEN), OK);
	form = workflow_form_named("potential_ae");
	ck_assert_ptr_nonnull(form);
	ck_assert_str_eq(form->title, "form.potential_ae.title");
	ck_assert_str_eq(form->kinds[0], "problem");
	ck_assert_str_eq(form->kinds[1], "handed-back");
	ck_assert_ptr_null(form->kinds[2]);
	ck_assert(form->patients);
	ck_assert_str_eq(form->next_try, "again.next_try");
	ck_assert_ptr_null(workflow_form_named("hand_over")->outcome);
	ck_assert_ptr_null(workflow_form_named("who_sent"));
	ck_assert_str_eq(workflow()->without_form[0], "who_sent");
}
END_TEST

START_TEST(what_is_made_at_once)
{
	ck_assert_int_eq(load_with(CHOSEN, CHOSEN), OK);
	ck_assert(workflow_makes_at_once("problem-call"));
	ck_assert(!workflow_makes_at_once("tracing"));
	ck_assert_int_eq(
	    load_with("\"problem-call\", \"who-sent\"", "\"who-sent\""), OK);
	ck_assert(!workflow_makes_at_once("problem-call"));
	ck_assert(workflow_makes_at_once("who-sent"));
	/* A pack that says nothing of it has no rules of its own. */
	ck_assert_int_eq(load_with("\"made_at_once\"", "\"methods_too\""), OK);
	ck_assert(!workflow_makes_at_once("who-sent"));
}
END_TEST

static const struct {
	const char *charts; /* NULL: there is no such file */
	bool good;
	const char *refused; /* what a form that reads them is told */
} grown[] = {
	{ NULL, true, "zscore-charts.json" },
	{ "{\"_id\":\"zscore-charts\",\"charts\":[{\"id\":\"w\",\"data\":{\"male\":"
	  "[{\"key\":0,\"points\":[1,2,3,4,5,6,7,8,9]}]}}]}",
	    true, NULL },
	{ "{\"charts\":[]}", false, NULL },
	{ "{\"charts\":[{\"id\":\"w\"}]}", false, NULL },
	{ "{\"charts\":[{\"data\":{}}]}", false, NULL },
	{ "[]", false, NULL },
	{ "{", false, NULL },
};

START_TEST(forms_of_growth_have_the_charts_of_the_pack)
{
	static const char xml[] =
	    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
	    "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>T</h:title>"
	    "<model><instance><r id=\"r\"><a/><z/></r></instance><bind "
	    "nodeset=\"/r/z\" "
	    "calculate=\"z-score('w', 'male', 0, /r/a)\"/></model></h:head><h:body>"
	    "<input ref=\"/r/a\"><label>A</label></input></h:body></h:html>";
	const struct form_file file = {
		.name = "r", .xml = xml, .len = sizeof xml - 1
	};
	struct form_stored stored;
	struct form *form;
	FILE *f;

	if (grown[_i].charts != NULL) {
		f = fopen(path_of("zscore-charts.json"), "w");
		ck_assert_ptr_nonnull(f);
		ck_assert_int_ge(fputs(grown[_i].charts, f), 0);
		ck_assert_int_eq(fclose(f), 0);
	}
	ck_assert_int_eq(load_with(CHOSEN, CHOSEN), grown[_i].good ? OK : ERR_INVALID);
	if (!grown[_i].good)
		return;
	ck_assert_int_eq(form_store_check(arena, &file, &form, &stored),
	    grown[_i].refused != NULL ? ERR_INVALID : OK);
	if (grown[_i].refused != NULL)
		ck_assert_ptr_nonnull(
		    strstr(stored.faults.at[0].what, grown[_i].refused));
	ck_assert_uint_eq(json_count(workflow()->charts), grown[_i].refused == NULL);
}
END_TEST

START_TEST(the_next_is_told_after_a_minute_at_least)
{
	const char *mild = "\"step_minutes\": 120";

	ck_assert_int_eq(load_with(mild, "\"step_minutes\": 90"), OK);
	ck_assert_int_eq(workflow_clock_of("mild")->step_minutes, 90);
	ck_assert_int_eq(load_with(mild, "\"x\": 0"), OK);
	ck_assert_int_eq(workflow_clock_of("mild")->step_minutes, 15);
	ck_assert_int_eq(load_with(mild, "\"step_minutes\": 0"), ERR_INVALID);
}
END_TEST

START_TEST(which_minutes_count_is_one_of_two)
{
	const char *severe =
	    "\"not_seen_minutes\": 120, \"step_minutes\": 15, \"texts\": true, "
	    "\"counts\": \"always\"";

	ck_assert_int_eq(load_with(severe, severe), OK);
	ck_assert(!workflow_clock_of("severe")->in_service);
	ck_assert(workflow_clock_of("mild")->in_service);
	ck_assert(workflow_clock_of("severe")->texts);
	ck_assert(!workflow_clock_of("mild")->texts);
	ck_assert_int_eq(load_with("\"texts\": true", "\"texts\": 1"), ERR_INVALID);
	ck_assert_int_eq(load_with(severe, "\"not_seen_minutes\": 120"), OK);
	ck_assert(!workflow_clock_of("severe")->in_service);
	ck_assert_int_eq(load_with(severe, "\"not_seen_minutes\": 120, "
					   "\"counts\": \"sometimes\""),
	    ERR_INVALID);
}
END_TEST

TCase *
workflow_tests(void)
{
	TCase *tc = tcase_create("workflow");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, the_chosen_preset_comes_first);
	tcase_add_test(tc, the_next_is_told_after_a_minute_at_least);
	tcase_add_test(tc, which_minutes_count_is_one_of_two);
	tcase_add_loop_test(tc, what_is_no_preset_is_refused, 0, COUNT_OF(packs));
	tcase_add_test(tc, what_is_said_of_a_form);
	tcase_add_test(tc, what_is_made_at_once);
	tcase_add_loop_test(
	    tc, forms_of_growth_have_the_charts_of_the_pack, 0, COUNT_OF(grown));
	return tc;
}
