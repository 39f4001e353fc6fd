/* test_rule.c - tasks.js: one row for each trap of the CHT's engine. */

#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "core/rule.h"
#include "core/rule_task.h"
#include "ext/json.h"

static struct arena *arena;
static char folder[64];

static void
setup(void)
{
	arena = arena_new();
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-rule.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static const char *
path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static const char *const names[] = { "tasks.js", "targets.js", "other.js", "words.json",
	"app_settings.json", "link.js" };

static void
teardown(void)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		(void)unlink(path_of(names[i]));
	ck_assert_int_eq(rmdir(folder), 0);
	arena_free(arena);
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* What one look at documents says. */
struct look {
	struct rule_options options;
	struct rule_result *results;
	size_t count;
};

#define HARARE                                       \
	{                                            \
		.zone = "Africa/Harare", .raw = true \
	}

static int64_t
moment(const char *text)
{
	int64_t at;

	ck_assert_int_eq(clock_parse(text, &at), OK);
	return at;
}

static void
put_all(struct rule_documents *to, const char *documents, const char *name)
{
	struct json_span all = { documents, strlen(documents) }, one;

	ck_assert(json_gate(all.text, all.len));
	for (const char *at = json_span_get(all, name).text;
	     json_step(&at, NULL, &one);)
		ck_assert_int_eq(rule_documents_put(arena, to, one.text, one.len), OK);
}

static void
look_with(struct look *l, const char *file, const char *documents, const char *now)
{
	const struct rule_complaint *complaints;
	const char *const *containers;
	struct rule_source source;
	struct rule_engine *engine;
	struct rule_set set = { .contacts = { .kind = RULE_OF_CONTACTS },
		.reports = { .kind = RULE_OF_REPORTS } };
	size_t wrong;

	ck_assert_int_eq(rule_load(arena, path_of(file), &source), OK);
	engine = rule_engine_new(arena, &source, &l->options);
	ck_assert_int_eq(rule_engine_compile(engine, arena, &complaints, &wrong), OK);
	put_all(&set.contacts, documents, "contacts");
	put_all(&set.reports, documents, "reports");
	put_all(&set.tasks, documents, "tasks");
	rule_group(arena, &set, &containers, &l->count);
	ARENA_ARRAY(arena, l->results, l->count);
	ck_assert_int_eq(rule_engine_evaluate(engine, arena, moment(now), containers,
			     l->count, l->results),
	    OK);
	rule_engine_free(engine);
}

static void
look_at(struct look *l, const char *tasks, const char *documents, const char *now)
{
	write_file("tasks.js", tasks);
	look_with(l, "tasks.js", documents, now);
}

/* "r1~0~a Ready", one a line, and "! rule: what was wrong". */
static const char *
said(const struct look *l)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < l->count; i++) {
		const struct rule_result *r = &l->results[i];

		for (size_t k = 0; k < r->nemissions; k++)
			buf_printf(
			    &b, "%s %s\n", r->emissions[k].id, r->emissions[k].state);
		for (size_t k = 0; k < r->nfailures; k++)
			buf_printf(&b, "! %s %s: %s\n", r->patient,
			    r->failures[k].rule != NULL ? r->failures[k].rule : "all",
			    r->failures[k].words);
	}
	return b.data;
}

/* ------------------------------------------------------------- the traps --- */

#define DOCUMENTS                                                                   \
	"{\"contacts\":[{\"_id\":\"c1\",\"type\":\"person\",\"name\":\"Tendai\","   \
	"\"reported_date\":1709200000000,\"patient_id\":\"101\"}],\"reports\":["    \
	"{\"_id\":\"r1\",\"form\":\"a\",\"reported_date\":1709332200000,"           \
	"\"fields\":{\"patient_id\":\"101\",\"x\":{\"y\":1}},"                      \
	"\"scheduled_tasks\":[{\"due\":\"2024-03-05\"},{\"due\":\"2024-03-07\"}]}," \
	"{\"_id\":\"r2\",\"form\":\"b\",\"reported_date\":1709332100000,"           \
	"\"patient_uuid\":\"c1\"}],\"tasks\":[]}"
#define RULE(members)                                                      \
	"module.exports = [{ name: 'a', title: 't', appliesTo: 'reports'," \
	" appliesToType: ['a'], resolvedIf: () => false,"                  \
	" events: [{ days: 4, start: 0, end: 5 }],"                        \
	" actions: [{ form: 'f' }]," members "}];"

/* A rule, and a part of its one emission or of what was said. */
static const struct {
	const char *what, *tasks, *holds;
} traps[] = {
	{ "a day is a local one", RULE(""), "\"dueDate\":\"2024-03-06\"" },
	{ "an id of 0 is none", RULE("events: [{ id: 0, days: 1, start: 0, end: 1 }]"),
	    "r1~0~a" },
	{ "an id", RULE("events: [{ id: 'x', days: 1, start: 0, end: 1 }]"), "r1~x~a" },
	{ "a label", RULE("contactLabel: c => c.contact.name + '!'"),
	    "\"contact\":{\"name\":\"Tendai!\"}" },
	{ "resolved stays what it is", RULE("resolvedIf: () => ({ yes: 1 })"),
	    "\"resolved\":{\"yes\":1}" },
	{ "this is shared",
	    RULE("appliesIf: function () { this.n = 7; return true; },"
		 " resolvedIf: function () { return this.n === 7 ? 'same' : 0; }"),
	    "\"resolved\":\"same\"" },
	{ "this.definition",
	    RULE("resolvedIf: function (c, r, e, d) { return "
		 "String(this.definition.defaultResolvedIf(c, r, e, d)); }"),
	    "\"resolved\":\"false\"" },
	{ "the end of the window counts",
	    RULE("events: [{ days: 0, start: 9, end: 0 }], actions: [{ form: 'b' }],"
		 " resolvedIf: function (c, r, e) { c.reports.push({ form: 'b',"
		 " reported_date: new Date(2024, 2, 3).getTime() });"
		 " return String(this.definition.defaultResolvedIf(c, r, e, new "
		 "Date(2024, 2, 2))); }"),
	    "\"resolved\":\"true\"" },
	{ "a millisecond later does not",
	    RULE("events: [{ days: 0, start: 9, end: 0 }], actions: [{ form: 'b' }],"
		 " resolvedIf: function (c, r, e) { c.reports.push({ form: 'b',"
		 " reported_date: new Date(2024, 2, 3).getTime() + 1 });"
		 " return String(this.definition.defaultResolvedIf(c, r, e, new "
		 "Date(2024, 2, 2))); }"),
	    "\"resolved\":\"false\"" },
	{ "without a start nothing resolves",
	    RULE("events: [{ days: 0, end: 9 }], actions: [{ form: 'a' }],"
		 " resolvedIf: function (c, r, e, d) { return "
		 "String(this.definition.defaultResolvedIf(c, r, e, d)); }"),
	    "\"resolved\":\"false\"" },
	{ "a null in a definition throws", RULE("extra: { n: null }"),
	    "! c1 a: TypeError" },
	{ "appliesTo", RULE("appliesTo: 'people'"), "! c1 a: Error: appliesTo" },
	{ "priority", RULE("priority: { level: 'high', label: 'x' }"),
	    "\"priority\":\"high\",\"priorityLabel\":\"x\"" },
	{ "a number as priority", RULE("priority: () => ({ level: 5 })"),
	    "\"priority\":5" },
	{ "no priority", RULE("priority: () => 0"), "\"resolved\":false,\"actions\"" },
	{ "modifyContent",
	    RULE("actions: [{ form: 'f', modifyContent: (content, c, r, e) => {"
		 " content.n = e.days + c.reports.length; return 1; } }]"),
	    "\"n\":6" },
	{ "what a task keeps has no contact in its content", RULE(""),
	    "\"content\":{\"source\":\"task\",\"source_id\":\"r1\"}" },
	{ "forId", RULE(""), "\"forId\":\"c1\"" },
	{ "several times of one report",
	    RULE("appliesTo: 'scheduled_tasks', appliesIf: (c, r, i) => i === 1"),
	    "r1~0~a-1" },
	{ "a number as date",
	    RULE("events: [{ dueDate: () => 1709700000000, start: 1, end: 1 }]"),
	    "\"startDate\":\"2024-03-05\"" },
	{ "a text as date",
	    RULE("events: [{ dueDate: () => '2024-03-06', start: 0, end: 1 }]"),
	    "\"dueDate\":\"2024-03-06\"" },
	{ "no date at all", RULE("events: [{ dueDate: () => NaN, start: 0, end: 1 }]"),
	    "r1~0~a Cancelled" },
	{ "the order of reports",
	    RULE("resolvedIf: c => c.reports.map(r => r._id).join()"),
	    "\"resolved\":\"r2,r1\"" },
	{ "the time stands",
	    RULE("resolvedIf: () => [new Date().getTime() === Date.now(),"
		 " new (class extends Date {})().toISOString(),"
		 " new Date() instanceof Date, typeof Date()].join()"),
	    "\"resolved\":\"true,2024-03-02T07:00:00.000Z,true,string\"" },
	{ "getField",
	    RULE("resolvedIf: (c, r) => [Utils.getField(r, 'x.y'),"
		 " Utils.getField(r, 'x.z.q')].join()"),
	    "\"resolved\":\"1,\"" },
	{ "addDate with a text",
	    RULE("resolvedIf: () => Utils.addDate(new Date(2024, 2, 1),"
		 " '2').getDate()"),
	    "\"resolved\":12" },
	{ "isFirstReportNewer",
	    RULE("resolvedIf: (c, r) => [Utils.isFirstReportNewer(),"
		 " Utils.isFirstReportNewer(r)].join()"),
	    "\"resolved\":\",true\"" },
	{ "a name that is used already", "const c = 1, Utils = 2;" RULE(""), "r1~0~a" },
	{ "a module's own state is new for everybody",
	    "let n = 0;" RULE("resolvedIf: () => 'n' + ++n"), "\"resolved\":\"n1\"" },
	{ "the present is an old one for a day that is none",
	    RULE("resolvedIf: () => new Date('2024-02-30').toISOString()"),
	    "2024-03-01T00:00:00.000Z" },
	{ "half a character and a NUL", RULE("title: 'a\\u0000b\\ud800c'"),
	    "a\\ufffdb\\ufffdc" },
};

START_TEST(test_traps)
{
	struct look l = { HARARE };
	struct buf b;

	look_at(&l, traps[_i].tasks, DOCUMENTS, "2024-03-02T07:00:00Z");
	buf_init(&b, arena);
	buf_puts(&b, said(&l));
	for (size_t i = 0; i < l.count; i++)
		for (size_t k = 0; k < l.results[i].nemissions; k++) {
			buf_puts(&b, l.results[i].emissions[k].task);
			buf_puts(&b, l.results[i].emissions[k].raw);
		}
	ck_assert_msg(strstr(b.data, traps[_i].holds) != NULL, "%s: %s is not in\n%s",
	    traps[_i].what, traps[_i].holds, b.data);
}
END_TEST

START_TEST(test_containers)
{
	struct look l = { HARARE };

	look_at(&l,
	    RULE("appliesToType: undefined, resolvedIf: c => !!c.contact && "
		 "c.contact.patient_id"),
	    "{\"contacts\":[{\"_id\":\"b\"},{\"_id\":\"7\"}],\"reports\":["
	    "{\"_id\":\"r1\",\"patient_id\":\"nobody\",\"reported_date\":1709332200000}"
	    ","
	    "{\"_id\":\"r2\",\"reported_date\":1709332200000},"
	    "{\"_id\":\"r3\",\"fields\":{\"place_id\":\"b\"},"
	    "\"reported_date\":1709332200000}],\"tasks\":[]}",
	    "2024-03-02T07:00:00Z");
	/* Numbers come first, then who was met first. */
	ck_assert_int_eq((int)l.count, 4);
	ck_assert_str_eq(l.results[0].patient, "7");
	ck_assert_str_eq(l.results[1].patient, "b");
	ck_assert_str_eq(l.results[2].patient, "nobody");
	ck_assert_str_eq(l.results[3].patient, "undefined");
	ck_assert_str_eq(said(&l), "r3~0~a Draft\nr1~0~a Draft\nr2~0~a Draft\n");
}
END_TEST

#define TWO(evil)                                                                   \
	"module.exports = [{ name: 'evil', title: 't', appliesTo: 'contacts',"      \
	" appliesIf: function (c) { if (c.contact._id !== 'c2') return true; " evil \
	" }, resolvedIf: () => false, events: [{ days: 1, start: 0, end: 9 }],"     \
	" actions: [{ form: 'f' }] },"                                              \
	"{ name: 'good', title: 't', appliesTo: 'contacts',"                        \
	" resolvedIf: c => c.reports.filter(r => r.form === 'f').length > 0,"       \
	" events: [{ days: 1, start: 0, end: 9 }], actions: [{ form: 'f' }] }];"
#define THREE                                                                  \
	"{\"contacts\":[{\"_id\":\"c1\",\"reported_date\":1709300000000},"     \
	"{\"_id\":\"c2\",\"reported_date\":1709300000000},"                    \
	"{\"_id\":\"c3\",\"reported_date\":1709300000000}],"                   \
	"\"reports\":[{\"_id\":\"r1\",\"form\":\"a\",\"patient_id\":\"c3\"}]," \
	"\"tasks\":[]}"
#define C1 "c1~0~evil Ready\nc1~0~good Ready\n"
#define C3 "c3~0~evil Ready\nc3~0~good Ready\n"

/* What a rule tries for c2, and what is said of him then. */
static const struct {
	const char *evil, *of_c2;
} attempts[] = {
	{ "throw new Error('oh');", "c2~0~good Ready\n! c2 evil: Error: oh\n" },
	{ "for (;;);", "! c2 evil: took too long and was stopped\n" },
	{ "for (;;) try { for (;;); } finally { continue; }",
	    "! c2 evil: took too long and was stopped\n" },
	{ "const f = () => { Promise.resolve().then(f); }; f();",
	    "! c2 all: took too long and was ended\n" },
	{ "const f = () => 1 + f(); f();", "c2~0~good Ready\n! c2 evil: RangeError: "
					   "Maximum call stack size exceeded.\n" },
	{ "let s = 'x'; for (;;) s += s;",
	    "c2~0~good Ready\n! c2 evil: RangeError: Out of memory\n" },
	{ "Array.prototype.filter = () => [1];", "c2~0~good Ready\n" },
	{ "Object.prototype.toJSON = () => 'forged'; JSON.stringify = () => '{}';",
	    "c2~0~good Ready\n" },
	{ "Object.defineProperty(Object.prototype, 'title', { get: () => 'forged' });",
	    "c2~0~good Ready\n" },
	{ "Date.prototype.getTime = () => 0; Date = null;", "c2~0~good Ready\n" },
	{ "globalThis.leak = 1;", "c2~0~good Ready\n" },
	{ "require('fs');",
	    "c2~0~good Ready\n! c2 evil: Error: Cannot find module 'fs'\n" },
	{ "return typeof process + typeof WebAssembly + typeof Atomics !=="
	  " 'undefinedundefinedundefined';",
	    "c2~0~good Ready\n" },
};

/* Who was stopped from inside or, on a busy machine, ended from outside. */
static bool
took_too_long(const char *said_of)
{
	return strncmp(said_of, C1 "! c2 ", strlen(C1 "! c2 ")) == 0 &&
	       strstr(said_of, ": took too long and was ") != NULL &&
	       strstr(said_of, "ed\n" C3) != NULL;
}

START_TEST(test_attempts)
{
	struct look l = { { .zone = "Africa/Harare", .limit_ms = 300 } };
	const char *wanted = arena_printf(arena, "%s%s%s", C1, attempts[_i].of_c2, C3);

	look_at(&l, arena_printf(arena, TWO("%s"), attempts[_i].evil), THREE,
	    "2024-03-02T07:00:00Z");
	if (strstr(attempts[_i].of_c2, "too long") != NULL)
		ck_assert_msg(took_too_long(said(&l)), "%s", said(&l));
	else
		ck_assert_str_eq(said(&l), wanted);
}
END_TEST

/* Put back by whoever comes next: nobody's emissions and no failure are lost. */
START_TEST(test_put_back)
{
	struct look l = { { .zone = "Africa/Harare" } };

	look_at(&l,
	    "module.exports = [{ name: 'a', title: 't', appliesTo: 'contacts',"
	    " appliesIf: function (c) {"
	    " if (c.contact._id === 'c1') Object.prototype.toJSON = () => 'forged';"
	    " else delete Object.prototype.toJSON;"
	    " return true; }, resolvedIf: () => false,"
	    " events: [{ days: 1, start: 0, end: 9 }], actions: [{ form: 'f' }] },"
	    " { name: 'b', title: 't', appliesTo: 'contacts',"
	    " appliesIf: () => { throw new Error('oh'); } }];",
	    THREE, "2024-03-02T07:00:00Z");
	ck_assert_str_eq(said(&l), "c1~0~a Ready\n! c1 b: Error: oh\n"
				   "c2~0~a Ready\n! c2 b: Error: oh\n"
				   "c3~0~a Ready\n! c3 b: Error: oh\n");
}
END_TEST

/* Two share three hundred, and one of those ends whoever evaluates him. */
START_TEST(test_shared)
{
	struct look l = {
		{ .zone = "Africa/Harare", .limit_ms = 300, .evaluators = 2 }
	};
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, "{\"contacts\":[");
	for (int i = 0; i < 300; i++)
		buf_printf(&b, "%s{\"_id\":\"c%d\",\"reported_date\":1709300000000}",
		    i > 0 ? "," : "", i);
	buf_puts(&b, "],\"reports\":[],\"tasks\":[]}");
	look_at(&l,
	    "module.exports = [{ name: 'a', title: 't', appliesTo: 'contacts',"
	    " appliesIf: c => {"
	    " if (c.contact._id === 'c7') throw new Error('oh');"
	    " if (c.contact._id === 'c99') {"
	    " const f = () => { Promise.resolve().then(f); }; f(); }"
	    " return true; }, resolvedIf: c => c.contact._id === 'c299',"
	    " events: [{ days: 1, start: 0, end: 9 }], actions: [{ form: 'f' }] }];",
	    b.data, "2024-03-02T07:00:00Z");
	ck_assert_int_eq((int)l.count, 300);
	for (size_t i = 0; i < l.count; i++) {
		const struct rule_result *r = &l.results[i];

		ck_assert_str_eq(r->patient, arena_printf(arena, "c%zu", i));
		ck_assert_int_eq((int)r->nemissions, i != 7 && i != 99);
		ck_assert_int_eq((int)r->nfailures, i == 7 || i == 99);
		ck_assert_int_eq(r->whole, i == 99);
	}
	ck_assert_str_eq(l.results[299].emissions[0].state, "Completed");
}
END_TEST

START_TEST(test_memory)
{
	struct look l = { { .zone = "Africa/Harare",
	    .limit_ms = 20000,
	    .memory = (size_t)128 * 1024 * 1024 } };

	look_at(&l,
	    TWO("const a = []; for (;;) { try { a.push({ a: [1], b: {} }); } catch { } "
		"}"),
	    THREE, "2024-03-02T07:00:00Z");
	ck_assert_int_eq((int)l.results[1].nfailures, 1);
	ck_assert(l.results[1].whole);
	ck_assert_int_eq((int)l.results[0].nemissions, 2);
	ck_assert_int_eq((int)l.results[2].nemissions, 2);
}
END_TEST

/* ------------------------------------------------------------- what is read --- */

START_TEST(test_modules)
{
	struct look l = { HARARE };

	write_file("other.js", "const t = require('./tasks');"
			       "exports.early = t.length === undefined;"
			       "exports.words = require('./words');");
	write_file("words.json", "{\"title\":\"from a file\"}");
	look_at(&l,
	    "const o = require('./other');" RULE("title: o.words.title + o.early"),
	    DOCUMENTS, "2024-03-02T07:00:00Z");
	ck_assert_ptr_nonnull(
	    strstr(l.results[0].emissions[0].task, "from a filetrue"));
	/* Several files of rules in one list, as many a programme has them. */
	write_file("other.js", "module.exports = [{ a: 1 }];");
	look_at(&l, "const o = [...require('./other')];" RULE("title: 't' + o.length"),
	    DOCUMENTS, "2024-03-02T07:00:00Z");
	ck_assert_str_eq(said(&l), "r1~0~a Draft\n");
}
END_TEST

START_TEST(test_outside)
{
	struct look l = { HARARE };

	ck_assert_int_eq(symlink("/etc/hostname", path_of("link.js")), 0);
	look_at(&l, "require('./link');" RULE(""), DOCUMENTS, "2024-03-02T07:00:00Z");
	ck_assert_str_eq(said(&l), "! c1 all: Error: Cannot find module './link'\n");
	look_at(&l, "require('../../etc/hostname');" RULE(""), DOCUMENTS,
	    "2024-03-02T07:00:00Z");
	ck_assert_str_eq(
	    said(&l), "! c1 all: Error: Cannot find module '../../etc/hostname'\n");
}
END_TEST

#define GOOD                                                                \
	"name: 'a', title: 't', appliesTo: 'reports', resolvedIf: () => 1," \
	" events: [{ days: 1, start: 0, end: 1 }], actions: [{ form: 'f' }],"

/* What the CHT or the language refuses, and its line: 0 where nobody knows it. */
static const struct {
	const char *text;
	int line;
	const char *words; /* a part of them; NULL: nothing is wrong */
} mistakes[] = {
	{ "const a = 1;\nconst b = ;\n", 2, "SyntaxError" },
	{ "const a = 1;\nexport default [];\n", 2, "write require" },
	{ "\nimport a from './a';\n", 2, "write require" },
	{ "\n\nnobody();\n", 3, "ReferenceError" },
	{ "for (;;);", 0, "too long" },
	{ "\nmodule.exports = {};", 2, "not a list" },
	{ "module.exports = [{" GOOD "}];", 0, NULL },
	{ "module.exports = [{" GOOD "}, {" GOOD "}];", 1, "another task" },
	{ "module.exports = [{" GOOD " name: '' }];", 1, "name is missing" },
	{ "module.exports = [{" GOOD " title: 5 }];", 1, "title is missing" },
	{ "module.exports = [{" GOOD " more: 5 }];", 1, "\"more\"" },
	{ "module.exports = [{" GOOD " appliesTo: 'x' }];", 1, "appliesTo" },
	{ "module.exports = [{" GOOD " appliesToType: [] }];", 1, "appliesToType" },
	{ "module.exports = [{" GOOD " appliesIf: 1 }];", 1, "appliesIf" },
	{ "module.exports = [{" GOOD " contactLabel: 1 }];", 1, "contactLabel" },
	{ "module.exports = [{" GOOD " resolvedIf: undefined }];", 1, "resolvedIf" },
	{ "module.exports = [{" GOOD " resolvedIf: undefined,"
	  " actions: [{ type: 'report', form: 'f' }] }];",
	    0, NULL },
	{ "module.exports = [{" GOOD " events: [] }];", 1, "events" },
	{ "module.exports = [{" GOOD " events: [{ days: 1, start: 0 }] }];", 1, "end" },
	{ "module.exports = [{" GOOD " events: [{ days: 1, start: -1, end: 0 }] }];", 1,
	    "start" },
	{ "module.exports = [{" GOOD " events: [{ start: 0, end: 0 }] }];", 1,
	    "either days or dueDate" },
	{ "module.exports = [{" GOOD
	  " events: [{ days: 1, dueDate() { }, start: 0, end: 0 }] }];",
	    1, "either days or dueDate" },
	{ "const e = { days: 1, start: 0, end: 0 };"
	  "module.exports = [{" GOOD " events: [e, { ...e, id: 'x' }] }];",
	    1, "events[0] has no id" },
	{ "const e = { id: 'x', days: 1, start: 0, end: 0 };"
	  "module.exports = [{" GOOD " events: [e, e] }];",
	    1, "the same id" },
	{ "module.exports = [{" GOOD " priority: 'high' }];", 1, "priority" },
	{ "module.exports = [{" GOOD " priority: { level: 'low' } }];", 1, "level" },
	{ "module.exports = [{" GOOD " actions: [] }];", 1, "actions" },
	{ "module.exports = [{" GOOD " actions: [{ }] }];", 1, "form is missing" },
	{ "module.exports = [{" GOOD " actions: [{ type: 'contact', form: 'f' }] }];",
	    1, "form is not for" },
	/* The line of its name, of its title, of its function; or only its number. */
	{ "module.exports = [\n{" GOOD "},\n{" GOOD "}];", 3, "another task" },
	{ "const n = 'x';\n\nmodule.exports = [{" GOOD " name: n,\n icon: 5 }];", 3,
	    "task \"x\": icon" },
	{ "const a = 'x', b = 'y';\nmodule.exports = [{" GOOD
	  " name: a, title: b, icon: 5 }];",
	    2, "task \"x\": icon" },
	{ "const a = 'x', b = 'y', f = () => 1, g = () => 1;\nmodule.exports = [{" GOOD
	  " name: a, title: b, resolvedIf: f, icon: 5 }];",
	    0, "task \"x\", number 1: icon" },
	{ "module.exports = [5];", 0, "task number 1 is not an object" },
};

START_TEST(test_mistakes)
{
	const struct rule_complaint *complaints;
	struct rule_options options = { .zone = "Africa/Harare", .limit_ms = 200 };
	struct rule_source source;
	struct rule_engine *engine;
	enum status status;
	size_t count;

	write_file("tasks.js", mistakes[_i].text);
	ck_assert_int_eq(rule_load(arena, path_of("tasks.js"), &source), OK);
	engine = rule_engine_new(arena, &source, &options);
	status = rule_engine_compile(engine, arena, &complaints, &count);
	if (status == OK)
		status = rule_engine_check(engine, arena, &complaints, &count);
	rule_engine_free(engine);
	if (mistakes[_i].words == NULL) {
		ck_assert_int_eq(status, OK);
		return;
	}
	ck_assert_int_eq(status, ERR_INVALID);
	ck_assert_int_eq((int)count, 1);
	ck_assert_str_eq(complaints[0].file, "tasks.js");
	ck_assert_int_eq(complaints[0].line, mistakes[_i].line);
	ck_assert_msg(strstr(complaints[0].words, mistakes[_i].words) != NULL, "%s: %s",
	    mistakes[_i].text, complaints[0].words);
}
END_TEST

/* ---------------------------------------------------- states as time passes --- */

/* The states of all tasks after looks at these times: "Draft>Ready ". */
static const char *
history_of(const char *zone, const char *tasks, const char *const *times)
{
	struct rule_documents all = { .count = 0 };
	struct look l = { { .zone = zone } };
	struct buf b;

	for (size_t i = 0; times[i] != NULL; i++) {
		struct rule_moment at = { moment(times[i]), zone, "nurse" };

		look_at(&l, tasks, DOCUMENTS, times[i]);
		ck_assert_int_eq(
		    rule_tasks_merge(arena, &all, l.results, l.count, &at), OK);
	}
	buf_init(&b, arena);
	for (size_t i = 0; i < all.count; i++) {
		const struct json *json, *past;

		ck_assert_int_eq(json_parse(arena, all.list[i].text,
				     strlen(all.list[i].text), &json),
		    OK);
		past = json_get(json, "stateHistory");

		for (size_t k = 0; k < json_count(past); k++)
			buf_printf(&b, "%s%s", k > 0 ? ">" : "",
			    json_text(json_get(json_at(past, k), "state")));
		buf_putc(&b, ' ');
	}
	return b.data;
}

/* Due on the 6th of March in Harare (the report is of the 2nd, 00:30 there). */
static const struct {
	const char *zone, *tasks, *times[5], *history;
} histories[] = {
	/* The first and the last day are whole ones. */
	{ "Africa/Harare", RULE(""),
	    { "2024-03-05T21:59:59Z", "2024-03-05T22:00:00Z", "2024-03-11T21:59:59Z",
		"2024-03-11T22:00:00Z" },
	    "Draft>Ready>Failed " },
	/* In London the report is of the 1st. */
	{ "Europe/London", RULE(""), { "2024-03-04T23:59:59Z", "2024-03-05T00:00:00Z" },
	    "Draft>Ready " },
	/* Over the change of clocks on the 31st: the last day ends an hour earlier. */
	{ "Europe/London", RULE("events: [{ days: 30, start: 0, end: 1 }]"),
	    { "2024-03-30T23:59:59Z", "2024-03-31T00:00:00Z", "2024-04-01T22:59:59Z",
		"2024-04-01T23:00:00Z" },
	    "Draft>Ready>Failed " },
	/* What is finished never changes: another state is another task. */
	{ "Africa/Harare", RULE("resolvedIf: () => new Date() > new Date(2024, 2, 7)"),
	    { "2024-03-06T10:00:00Z", "2024-03-08T10:00:00Z", "2024-03-06T11:00:00Z" },
	    "Ready>Completed Ready " },
	/* Gone when it is not emitted any more. */
	{ "Africa/Harare", RULE("appliesIf: () => new Date() < new Date(2024, 2, 7)"),
	    { "2024-03-06T10:00:00Z", "2024-03-08T10:00:00Z" }, "Ready>Cancelled " },
	/* An exception cancels nothing. */
	{ "Africa/Harare",
	    RULE("appliesIf: () => { if (new Date() > new Date(2024, 2, 7)) throw 1; "
		 "return "
		 "true; }"),
	    { "2024-03-06T10:00:00Z", "2024-03-08T10:00:00Z", "2024-03-12T10:00:00Z" },
	    "Ready>Failed " },
	/* Nobody is troubled with what is 180 days off, or 60 days gone. */
	{ "Africa/Harare", RULE("events: [{ days: 300, start: 0, end: 0 }]"),
	    { "2024-03-06T10:00:00Z" }, "" },
	{ "Africa/Harare", RULE(""), { "2024-05-12T10:00:00Z" }, "" },
	/* A task is never begun as a cancelled one. */
	{ "Africa/Harare", RULE("events: [{ days: 4, start: -3, end: 0 }]"),
	    { "2024-03-06T10:00:00Z" }, "" },
	/* Of two with one id the more ready one counts. */
	{ "Africa/Harare",
	    RULE("events: [{ id: 'x', days: 20, start: 0, end: 1 },"
		 " { id: 'x', days: 4, start: 0, end: 5 }]"),
	    { "2024-03-06T10:00:00Z" }, "Ready " },
};

START_TEST(test_histories)
{
	ck_assert_str_eq(
	    history_of(histories[_i].zone, histories[_i].tasks, histories[_i].times),
	    histories[_i].history);
}
END_TEST

/* A window with one end only is none. */
START_TEST(test_half_a_window)
{
	static const char *const dates[] = { "\"startDate\":\"2024-03-05\"",
		"\"endDate\":\"2024-03-05\"" };
	const char *text = arena_printf(arena,
	    "{\"_id\":\"t\",\"type\":\"task\",\"authoredOn\":1709600000000,\"state\":"
	    "\"Ready\",\"emission\":{\"_id\":\"e\",\"dueDate\":\"2024-03-05\",%s}}",
	    dates[_i]);
	struct rule_moment at = { moment("2024-03-05T10:00:00Z"), "Africa/Harare",
		"nurse" };
	struct rule_documents all = { .count = 0 };
	const struct json *json;

	ck_assert_int_eq(json_parse(arena, text, strlen(text), &json), OK);
	ck_assert_int_eq(rule_documents_put(arena, &all, text, strlen(text)), OK);
	ck_assert_int_eq(rule_tasks_merge(arena, &all, NULL, 0, &at), OK);
	text = all.list[0].text;
	ck_assert_int_eq(json_parse(arena, text, strlen(text), &json), OK);
	ck_assert_str_eq(json_text(json_get(json, "state")), "Cancelled");
	ck_assert_str_eq(json_text(json_get(json, "stateReason")), "invalid");
}
END_TEST

START_TEST(test_departures)
{
	struct look l = { HARARE };

	look_at(&l, RULE("contactLabel: 'x'"), DOCUMENTS, "2024-03-02T07:00:00Z");
	ck_assert_str_eq(l.results[0].emissions[0].owner, "\"c1\"");
	l.options.label_owner = true;
	look_at(&l, RULE("contactLabel: 'x'"), DOCUMENTS, "2024-03-02T07:00:00Z");
	ck_assert_ptr_null(l.results[0].emissions[0].owner);
	l.options.stop_on_error = true;
	look_at(&l, TWO("throw new Error('oh');"), THREE, "2024-03-02T07:00:00Z");
	ck_assert_str_eq(said(&l), C1 "! c2 evil: Error: oh\n" C3);
}
END_TEST

START_TEST(test_compiled)
{
	struct look l = { HARARE };

	write_file("app_settings.json",
	    "{\"tasks\":{\"rules\":\"c.reports.forEach(r => emit('task', new Task({ "
	    "_id: "
	    "r._id + '~x', doc: c, contact: c.contact, date: new "
	    "Date(r.reported_date), "
	    "readyStart: 0, readyEnd: 9, actions: [] }))); emit('_complete', {});\"}}");
	look_with(&l, "app_settings.json", DOCUMENTS, "2024-03-02T07:00:00Z");
	ck_assert_str_eq(said(&l), "r2~x Ready\nr1~x Ready\n");
}
END_TEST

/* Many a programme still has such a string in its settings. */
START_TEST(test_compiled_for_nools)
{
	struct rule_source source;

	write_file("app_settings.json",
	    "{\"tasks\": {\"rules\": \"\\ndefine Target { _id: null }\\nrule "
	    "GenerateEvents { when { c: Contact } then { } }\"}}");
	ck_assert_int_eq(
	    rule_load(arena, path_of("app_settings.json"), &source), ERR_INVALID);
	ck_assert_int_eq((int)source.ncomplaints, 1);
	ck_assert_ptr_nonnull(strstr(source.complaints[0].words, "for Nools"));
}
END_TEST

/* Its summer time is back since 2023, and older tables do not have it. */
START_TEST(test_clocks)
{
	struct look l = { { .zone = "Africa/Cairo", .raw = true } };

	look_at(&l,
	    "module.exports = [{ name: 'a', appliesTo: 'contacts', title: "
	    "new Date(2024, 6, 1).toISOString() + new Date(2024, 11, 1).toISOString(), "
	    "events: [{ days: 0, start: 1, end: 1 }], actions: [{ form: 'f' }], "
	    "resolvedIf: () => false }]",
	    DOCUMENTS, "2024-03-02T07:00:00Z");
	ck_assert_ptr_nonnull(strstr(l.results[0].emissions[0].raw,
	    "\"2024-06-30T21:00:00.000Z2024-11-30T22:00:00.000Z\""));
}
END_TEST

TCase *
rule_tests(void)
{
	TCase *tc = tcase_create("rule");

	tcase_set_tags(tc, "unsanitized");
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, test_traps, 0, COUNT_OF(traps));
	tcase_add_test(tc, test_containers);
	tcase_add_loop_test(tc, test_attempts, 0, COUNT_OF(attempts));
	tcase_add_test(tc, test_put_back);
	tcase_add_test(tc, test_shared);
	tcase_add_test(tc, test_memory);
	tcase_add_test(tc, test_modules);
	tcase_add_test(tc, test_outside);
	tcase_add_loop_test(tc, test_mistakes, 0, COUNT_OF(mistakes));
	tcase_add_loop_test(tc, test_histories, 0, COUNT_OF(histories));
	tcase_add_loop_test(tc, test_half_a_window, 0, 2);
	tcase_add_test(tc, test_departures);
	tcase_add_test(tc, test_compiled);
	tcase_add_test(tc, test_compiled_for_nools);
	tcase_add_test(tc, test_clocks);
	return tc;
}
