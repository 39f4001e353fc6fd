/* test_rule_explain.c - why there is, or is no, task; and that asking changes nothing. */

#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "core/rule_words.h"

static struct arena *arena;
static char folder[64];

static void
setup(void)
{
	arena = arena_new();
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-why.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *
path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void
teardown(void)
{
	(void)unlink(path_of("tasks.js"));
	(void)unlink(path_of("app_settings.json"));
	ck_assert_int_eq(rmdir(folder), 0);
	arena_free(arena);
}

static struct rule_engine *
engine_of(const char *name, const char *text, int limit_ms)
{
	struct rule_options options = {
		.zone = "Africa/Harare", .raw = true, .limit_ms = limit_ms
	};
	const struct rule_complaint *complaints;
	struct rule_source *source = arena_alloc(arena, sizeof *source);
	struct rule_engine *engine;
	FILE *f = fopen(path_of(name), "w");
	size_t wrong;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(rule_load(arena, path_of(name), source), OK);
	engine = rule_engine_new(arena, source, &options);
	ck_assert_int_eq(rule_engine_compile(engine, arena, &complaints, &wrong), OK);
	return engine;
}

static int64_t
moment(const char *text)
{
	int64_t at;

	ck_assert_int_eq(clock_parse(text, &at), OK);
	return at;
}

/* He enrolled on the 1st of March, 22:30 in UTC: there it is the 2nd. */
#define CONTAINER                                                                    \
	"{\"key\":\"c1\",\"contact\":{\"_id\":\"c1\",\"type\":\"person\",\"name\":"  \
	"\"Tendai\",\"reported_date\":1709200000000},\"reports\":[{\"_id\":\"r1\","  \
	"\"form\":\"enroll\",\"reported_date\":1709332200000,\"fields\":{}},"        \
	"{\"_id\":\"r2\",\"form\":\"visit\",\"reported_date\":1709632200000,"        \
	"\"fields\":{},\"scheduled_tasks\":[{\"due\":\"2024-03-06\"},{\"due\":"      \
	"\"2024-03-07\"}]}],\"tasks\":[{\"_id\":\"t1\",\"type\":\"task\",\"state\":" \
	"\"Failed\",\"emission\":{\"_id\":\"r1~0~known\"},\"stateHistory\":[{"       \
	"\"state\":\"Failed\",\"timestamp\":1709632200000}]}]}"
#define NOW "2024-03-06T07:00:00Z"

static const char *
day(struct arena *to, const char *date)
{
	return arena_strdup(to, date);
}

static const char *
lines_of(const char *name, const char *text)
{
	struct rule_speech speech = { day, "Africa/Harare" };
	struct rule_engine *engine = engine_of(name, text, 200);
	struct rule_explanation explanation;
	struct rule_lines lines;
	const char *answer;
	struct buf b;

	ck_assert_int_eq(
	    rule_engine_explain(engine, arena, moment(NOW), CONTAINER, &answer), OK);
	rule_engine_free(engine);
	ck_assert_int_eq(
	    rule_explain_read(arena, answer, strlen(answer), &explanation), OK);
	rule_explain_lines(arena, &explanation, &speech, &lines);
	buf_init(&b, arena);
	for (size_t i = 0; i < lines.n; i++) {
		const struct rule_line *line = &lines.at[i];

		buf_printf(&b, "%c %s", "+-!"[line->verdict],
		    line -> rule != NULL ? line -> rule : "all");
		buf_printf(&b, "%s%s: %s\n", line->event != NULL ? "/" : "",
		    line->event != NULL ? line->event : "", line->words);
	}
	return b.data;
}

#define RULE(name, members)                                                   \
	"{ name: '" name "', title: 't', appliesTo: 'reports',"               \
	" appliesToType: ['enroll'], resolvedIf: () => false,"                \
	" events: [{ days: 4, start: 0, end: 5 }], actions: [{ form: 'f' }]," \
	" " members " }"

/* One definition, and what is said of it: + a task, - none, ! stopped. */
static const struct {
	const char *rule, *lines;
} whys[] = {
	{ RULE("a", ""), "+ a/0: Ready, due 2024-03-06, to do from 2024-03-06 until "
			 "2024-03-11, from "
			 "report enroll of 2024-03-02\n" },
	{ RULE("a", "events: [{ id: 'soon', days: 6, start: 1, end: 1 }]"),
	    "+ a/soon: Draft, due 2024-03-08, to do from 2024-03-07 until 2024-03-09, "
	    "from report enroll of 2024-03-02\n" },
	{ RULE("a", "resolvedIf: () => 1"),
	    "- a/0: no task: resolvedIf said yes (due 2024-03-06), from report enroll "
	    "of 2024-03-02\n" },
	{ RULE("a", "events: [{ days: 1, start: 0, end: 1 }]"),
	    "- a/0: no task: its last day was 2024-03-04, and nobody did it, from "
	    "report enroll of 2024-03-02\n" },
	{ RULE("a", "events: [{ days: 400, start: 0, end: 1 }]"),
	    "- a/0: no task: its days, 2025-04-06 to 2025-04-07, are more than 60 days "
	    "past or 180 days ahead, from report enroll of 2024-03-02\n" },
	{ RULE("a", "events: [{ dueDate: () => NaN, start: 0, end: 1 }]"),
	    "- a/0: no task: its due date is none, from report enroll of "
	    "2024-03-02\n" },
	{ RULE("a", "events: [{ days: 4, start: -5, end: 1 }]"),
	    "- a/0: no task: it has no due date, or its days end before they begin, "
	    "from report enroll of 2024-03-02\n" },
	{ RULE("a", "appliesIf(c, r) { r.deleted = true; return true; }"),
	    "- a/0: no task: what it is made from is deleted, from report enroll of "
	    "2024-03-02\n" },
	{ RULE("known", ""),
	    "+ known/0: Ready, due 2024-03-06, to do from 2024-03-06 until 2024-03-11, "
	    "from report enroll of 2024-03-02. It had a task: Failed since "
	    "2024-03-05\n" },
	{ RULE("a", "appliesToType: ['x', 'y']"),
	    "- a: no task: it is for reports x, y, and his 2 reports are others\n" },
	{ RULE("a", "appliesIf: () => ''"),
	    "- a: no task: appliesIf said no: report enroll of 2024-03-02\n" },
	{ RULE("a", "appliesToType: undefined, appliesIf: () => 0"),
	    "- a: no task: appliesIf said no: report visit of 2024-03-05, and 1 report "
	    "before it\n" },
	{ RULE("a", "appliesTo: 'contacts', appliesToType: ['clinic']"),
	    "- a: no task: it is for clinic, and the client is none of them\n" },
	{ RULE("a", "appliesTo: 'contacts', appliesToType: ['person']"),
	    "+ a/0: Ready, due 2024-03-04, to do from 2024-03-04 until 2024-03-09, "
	    "from "
	    "the client himself\n" },
	{ RULE("a", "appliesTo: 'scheduled_tasks', appliesIf: () => true"),
	    "- a: no task: it is for scheduled tasks, and there are none: report "
	    "enroll "
	    "of 2024-03-02\n" },
	{ RULE("a",
	      "appliesTo: 'scheduled_tasks', appliesToType: ['visit'],"
	      " appliesIf: (c, r, i) => i === 1, events: [{ days: 0, start: 0, end: 0 "
	      "}]"),
	    "+ a/0: Draft, due 2024-03-07, to do from 2024-03-07 until 2024-03-07, "
	    "from "
	    "report visit of 2024-03-05\n" },
	{ RULE("a", "resolvedIf: () => nobody()"),
	    "! a: stopped at tasks.js:1: ReferenceError: Can't find variable: "
	    "nobody\n" },
	{ RULE("a", "priority: null"),
	    "! a: stopped: TypeError: null is not an object" },
	{ RULE("a", "appliesIf() { for (;;); }"),
	    "! a: stopped: took too long and was stopped\n" },
	{ "{ title: 't', appliesTo: 'x' }",
	    "! definition number 1: stopped: Error: appliesTo is \"x\"" },
	{ "null", "! definition number 1: stopped: Error: appliesTo is undefined" },
	/* He changes the world: each definition is looked at in its own. */
	{ RULE("a", "appliesIf() { Object.prototype.toJSON = () => 'x'; return false; "
		    "}") ", " RULE("b", "appliesIf() { return [].x; }"),
	    "- a: no task: appliesIf said no: report enroll of 2024-03-02\n"
	    "- b: no task: appliesIf said no: report enroll of 2024-03-02\n" },
};

START_TEST(test_whys)
{
	const char *text = arena_printf(arena, "module.exports = [%s];", whys[_i].rule);
	const char *lines = lines_of("tasks.js", text);
	size_t len = strlen(whys[_i].lines);

	ck_assert_msg(strncmp(lines, whys[_i].lines, len) == 0, "%s\nsaid:\n%sfor:\n%s",
	    text, lines, whys[_i].lines);
	if (whys[_i].lines[len - 1] == '\n')
		ck_assert_str_eq(lines, whys[_i].lines);
}
END_TEST

START_TEST(test_why_compiled)
{
	ck_assert_str_eq(
	    lines_of("app_settings.json",
		"{\"tasks\":{\"rules\":\"emit('task', new Task({ _id: 'r1~x', doc: c, "
		"contact: c.contact, date: new Date(1709632200000), readyStart: 0, "
		"readyEnd: 9, actions: [] }));\"}}"),
	    "+ all: Ready, due 2024-03-05, to do from 2024-03-05 until 2024-03-14\n");
}
END_TEST

/*
 * Each function writes down that it was asked, with what and on what; in the end one
 * throws all that, so that the words of the failure are the whole history.
 */
#define LOG                                                                           \
	"const log = [];\n"                                                           \
	"const note = (name, of) => function (...given) {\n"                          \
	"	log.push(name, given.length, typeof this, Object.keys(this).join(),"        \
	" Object.keys(this.definition).join(), String(this.definition.appliesIf),"    \
	" JSON.stringify(this.definition.appliesToType), given.map(one => typeof one" \
	").join());\n"                                                                \
	"	if (name === 'priority' && log.length > 100)\n"                             \
	"		throw new Error(log.join(' '));\n"                                         \
	"	return of;\n};\n"                                                           \
	"const rule = (name, appliesTo, more) => ({ name, title: 't', appliesTo,"     \
	" appliesIf: note('appliesIf', true), resolvedIf: note('resolvedIf', false)," \
	" contactLabel: note('label', 'x'), priority: note('priority', 0), events:"   \
	" [{ id: 'e', dueDate: note('due', new Date()), start: 0, end: 1 }],"         \
	" actions: [{ form: 'f', modifyContent: note('content') }], ...more });\n"    \
	"module.exports = [rule('a', 'reports', { appliesToType: ['enroll'] }),"      \
	" rule('b', 'contacts'), rule('c', 'scheduled_tasks'), rule('d', 'reports')," \
	" rule('e', 'reports')];"

/* What the rules see when somebody asks why is what they always see. */
START_TEST(test_asking_changes_nothing)
{
	struct rule_engine *engine = engine_of("tasks.js", LOG, 0);
	const char *container = CONTAINER, *answer;
	struct rule_explanation explanation;
	struct rule_result before, after;
	const struct rule_failure *asked;
	int64_t now = moment(NOW);

	ck_assert_int_eq(
	    rule_engine_evaluate(engine, arena, now, &container, 1, &before), OK);
	ck_assert_int_eq(
	    rule_engine_explain(engine, arena, now, container, &answer), OK);
	ck_assert_int_eq(
	    rule_engine_evaluate(engine, arena, now, &container, 1, &after), OK);
	rule_engine_free(engine);
	ck_assert_int_eq(
	    rule_explain_read(arena, answer, strlen(answer), &explanation), OK);
	ck_assert_int_gt((int)before.nfailures, 0);
	asked = explanation.rules[2].failure;
	ck_assert_ptr_nonnull(asked);
	ck_assert_int_gt((int)strlen(asked->words), 1000);
	ck_assert_str_eq(asked->words, before.failures[0].words);
	ck_assert_str_eq(after.failures[0].words, before.failures[0].words);
	ck_assert_int_eq((int)after.nemissions, (int)before.nemissions);
}
END_TEST

/* Dates of documents are numbers, or texts as other programs write them, or neither. */
START_TEST(test_dates_of_all_kinds)
{
	static const char container[] =
	    "{\"key\":\"c1\",\"contact\":{\"_id\":\"c1\"},\"reports\":[{\"_id\":"
	    "\"r1\",\"reported_date\":\"2024-03-01T22:30:00.000Z\"},{\"_id\":\"r2\","
	    "\"reported_date\":\"soon\"},{\"_id\":\"r3\",\"reported_date\":{}},{"
	    "\"_id\":\"r4\",\"reported_date\":1709332200000}],\"tasks\":[{"
	    "\"stateHistory\":[{\"timestamp\":\"2024-03-01T22:30:00Z\"}]}]}";
	struct rule_engine *engine =
	    engine_of("tasks.js", "module.exports = [" RULE("a", "") "];", 0);
	struct rule_explanation explanation;
	const char *answer;

	ck_assert_int_eq(
	    rule_engine_explain(engine, arena, moment(NOW), container, &answer), OK);
	rule_engine_free(engine);
	ck_assert_int_eq(
	    rule_explain_read(arena, answer, strlen(answer), &explanation), OK);
	ck_assert_uint_eq(explanation.nreports, 4);
	ck_assert(explanation.reports[0].date == moment("2024-03-01T22:30:00Z"));
	ck_assert(explanation.reports[1].date == RULE_NO_DATE);
	ck_assert(explanation.reports[2].date == RULE_NO_DATE);
	ck_assert(explanation.reports[3].date == explanation.reports[0].date);
	ck_assert(explanation.tasks[0].since == explanation.reports[0].date);
}
END_TEST

/* Whoever breaks the evaluator is told so, and the next is answered by a new one. */
START_TEST(test_why_broken)
{
	struct rule_engine *engine = engine_of("tasks.js",
	    "const all = []; module.exports = [" RULE("a",
		"appliesIf(c) { while (c.contact.name === 'Tendai') all.push(new "
		"Array(1e6).fill(all.length)); return false; }") "];",
	    60000);
	const char *other = "{\"key\":\"c2\",\"contact\":{\"_id\":\"c2\"},\"reports\":["
			    "],\"tasks\":[]}";
	const char *answer;

	ck_assert_int_eq(
	    rule_engine_explain(engine, arena, moment(NOW), CONTAINER, &answer), OK);
	ck_assert_ptr_nonnull(strstr(answer, "memory"));
	ck_assert_int_eq(
	    rule_engine_explain(engine, arena, moment(NOW), other, &answer), OK);
	ck_assert_ptr_nonnull(strstr(answer, "\"failure\":null"));
	rule_engine_free(engine);
}
END_TEST

/* Answers that are almost such answers. */
static const char *const broken[] = {
	"",
	"[]",
	"{\"reports\":[],\"tasks\":[],\"rules\":[]}",
	"{\"reports\":[],\"tasks\":[],\"rules\":[{}],\"failures\":[]}",
	"{\"reports\":[{\"id\":1,\"form\":null,\"date\":0}],\"tasks\":[],\"rules\":[],"
	"\"failures\":[]}",
	"{\"reports\":[],\"tasks\":[],\"rules\":[],\"failures\":[{\"rule\":null}]}",
	"{\"reports\":[],\"tasks\":[],\"rules\":[{\"rule\":\"a\",\"number\":0,\"on\":"
	"null,\"types\":null,\"other\":-1,\"no\":[],\"none\":[],\"more\":0,\"events\":"
	"[],\"failure\":null}],\"failures\":[]}",
};

START_TEST(test_broken_answers)
{
	struct rule_explanation explanation;

	ck_assert_int_eq(
	    rule_explain_read(arena, broken[_i], strlen(broken[_i]), &explanation),
	    ERR_INVALID);
}
END_TEST

TCase *
rule_explain_tests(void)
{
	TCase *tc = tcase_create("rule_explain");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, test_whys, 0, COUNT_OF(whys));
	tcase_add_test(tc, test_why_compiled);
	tcase_add_test(tc, test_asking_changes_nothing);
	tcase_add_test(tc, test_dates_of_all_kinds);
	tcase_add_test(tc, test_why_broken);
	tcase_add_loop_test(tc, test_broken_answers, 0, COUNT_OF(broken));
	return tc;
}
