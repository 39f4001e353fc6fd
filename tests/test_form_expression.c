/*
 * test_form_expression.c - a table of expressions, and what they are at a node, in a
 * zone and at a moment; what is refused; what a reading tells.
 */

#include "tests.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "ext/json.h"
#include "form/form_expression.h"
#include "form/form_function.h"

#define NOON 1709287445123 /* 2024-03-01T10:04:05.123Z */
#define HARARE "Africa/Harare" /* +02:00 all year */
#define NEW_YORK "America/New_York" /* -05:00, from 10 March 2024 -04:00 */

static const char instance[] =
    "<r version='7' xmlns:p='urn:p'><name> Tendai </name><n>12</n><minus>-2.5</minus>"
    "<empty/><word>abc</word><date>2024-02-28</"
    "date><moment>2024-02-28T23:30:00.000+02:00"
    "</moment><multi>a b c</multi><p:q>pq</p:q><flag>true</flag>"
    "<g><a>1</a><a>2</a><a>3</a></g>"
    "<rep><x>10</x><y>one</y><in><z>i</z></in><in><z>ii</z></in></rep>"
    "<rep><x>20</x><y>two</y><in><z>iii</z></in><in><z>iv</z></in></rep>"
    "<rep><x>30</x><y/></rep>"
    "<deep><e>t</e><e/><e>u</e></deep><w1>2</w1><w2>3</w2></r>";

static const char choices[] =
    "<instance "
    "id='list'><root><item><name>a</name><label>Apple</label><of>1</of></item>"
    "<item><name>b</name><label>Bean</label><of>12</of></item>"
    "<item><name>c</name><label>Corn</label><of>12</of></item></root></instance>";

static const char charts[] =
    "[{\"id\":\"wfa\",\"data\":{\"male\":[{\"key\":0,\"points\":[1,2,3,4,5,6,7,8,9]},"
    "{\"key\":10,\"points\":[10,20,30,40,50,60,70,80,90]}]}}]";

/* ------------------------------------------------------- the table --- */

static const struct {
	const char *at; /* "" is "/r/name" */
	const char *expression, *result;
} table[] = {
#include "form_expressions.h"
};

struct bench {
	struct arena *arena;
	struct xml *xml, *list;
	struct form_eval eval;
};

static struct xml_node *
list_of(void *with, const char *id)
{
	const struct bench *bench = with;

	return strcmp(id, "list") == 0 ? xml_root(bench->list) : NULL;
}

static const char *
label_of(void *with, struct arena *arena, const struct xml_node *at, const char *value,
    const char *path)
{
	(void)with;
	return arena_printf(arena, "%s of %s at %s", value, path, xml_name(at));
}

static const char *
text_of(void *with, struct arena *arena, const char *id)
{
	(void)with;
	return arena_printf(arena, "text %s", id);
}

static const char *
same_uuid(void *with, struct arena *arena)
{
	(void)with;
	(void)arena;
	return "11112222-3333-4444-8555-800000000000";
}

static struct xml *
read_xml(struct arena *arena, const char *text)
{
	struct xml *xml;

	ck_assert_int_eq(xml_parse(arena, text, strlen(text), &xml, NULL), OK);
	return xml;
}

static struct bench *
new_bench(const char *text, const char *zone, int64_t now)
{
	struct arena *arena = arena_new();
	struct bench *b = arena_alloc(arena, sizeof *b);

	b->arena = arena;
	b->xml = read_xml(arena, text);
	b->list = read_xml(arena, choices);
	b->eval = (struct form_eval){ .paths = form_paths_new(arena, b->xml, NULL),
		.clock = { zone, now },
		.language = "en",
		.with = b,
		.instance = list_of,
		.choice_name = label_of,
		.itext = text_of,
		.uuid = same_uuid };
	ck_assert_int_eq(
	    json_parse(arena, charts, strlen(charts), &b->eval.charts), OK);
	return b;
}

/* "/r/rep[2]/x": a step at a time. */
static struct xml_node *
node_at(struct bench *b, const char *path)
{
	struct xml_path *compiled;
	struct xml_value value;
	const char *why;

	ck_assert_int_eq(xml_path_compile(b->arena, path, &compiled, &why), OK);
	ck_assert_int_eq(xml_path_eval(b->arena, b->eval.paths, compiled, &b->eval,
			     xml_root(b->xml), 1, 1, &value, &why),
	    OK);
	ck_assert_uint_eq(value.count, 1);
	return value.nodes[0];
}

static const char *
without_numbers(struct arena *arena, const char *path)
{
	struct buf out;

	buf_init(&out, arena);
	for (; *path != '\0'; path++) {
		if (*path == '[')
			path += strcspn(path, "]");
		else
			buf_putc(&out, *path);
	}
	return out.data;
}

static const char *const repeats[] = { "/r/rep", "/r/rep/in", "/other" };

static struct form_expression *
compiled(struct bench *b, const char *nodeset, const char *text)
{
	struct form_scope scope = { nodeset, repeats, COUNT_OF(repeats), NULL };
	struct form_expression *expression;
	const char *why;

	if (form_expression_compile(b->arena, text, &scope, &expression, &why) != OK)
		ck_abort_msg("%s: %s", text, why);
	return expression;
}

static const char *
worked_out(struct bench *b, const char *at, const char *text)
{
	const char *nodeset = without_numbers(b->arena, at), *string, *why = "";
	struct form_expression *expression = compiled(b, nodeset, text);

	if (form_expression_string(
		expression, b->arena, &b->eval, node_at(b, at), &string, &why) != OK)
		return arena_printf(b->arena, "! %s", why);
	return string;
}

START_TEST(the_table_holds)
{
	struct bench *b = new_bench(instance, HARARE, NOON);
	const char *at = *table[_i].at == '\0' ? "/r/name" : table[_i].at;
	const char *result = worked_out(b, at, table[_i].expression);

	ck_assert_msg(strcmp(result, table[_i].result) == 0, "%s is %s and not %s",
	    table[_i].expression, result, table[_i].result);
	arena_free(b->arena);
}
END_TEST

/* --------------------------------------------- zones and the clock --- */

static const struct {
	const char *zone;
	int64_t now;
	const char *expression, *result;
} moments[] = {
	{ HARARE, NOON, "today()", "2024-03-01T00:00:00.000+02:00" },
	{ HARARE, NOON, "now()", "2024-03-01T12:04:05.123+02:00" },
	{ NEW_YORK, NOON, "today()", "2024-03-01T00:00:00.000-05:00" },
	{ NEW_YORK, NOON, "now()", "2024-03-01T05:04:05.123-05:00" },
	{ "UTC", NOON, "now()", "2024-03-01T10:04:05.123+00:00" },
	{ "Asia/Kathmandu", NOON, "now()", "2024-03-01T15:49:05.123+05:45" },
	/* A minute before and after midnight. */
	{ HARARE, 1709243940000, "format-date(today(), '%Y-%m-%d')", "2024-02-29" },
	{ HARARE, 1709244060000, "format-date(today(), '%Y-%m-%d')", "2024-03-01" },
	/* Days as numbers are local midnights. */
	{ HARARE, NOON, "decimal-date-time('2024-03-01')", "19782.916666666668" },
	{ NEW_YORK, NOON, "decimal-date-time('2024-03-01')", "19783.208333333332" },
	{ "UTC", NOON, "decimal-date-time('2024-03-01')", "19783" },
	{ HARARE, NOON, "today() - '2024-02-28'", "2" },
	{ HARARE, NOON, "format-date(today() + 1, '%Y-%m-%d')", "2024-03-02" },
	/* Clocks go on from 2 to 3 on 10 March 2024: that day has 23 hours. */
	{ NEW_YORK, NOON,
	    "decimal-date-time('2024-03-11') - decimal-date-time('2024-03-10')",
	    "0.9583333333357587" },
	{ NEW_YORK, NOON, "format-date-time(date('2024-03-10') + 1, '%Y-%m-%d %H:%M')",
	    "2024-03-11 01:00" },
	{ NEW_YORK, NOON, "date-time('2024-03-10T02:30:00')",
	    "2024-03-10T03:30:00.000-04:00" },
	{ NEW_YORK, NOON, "date-time('2024-11-03T01:30:00')",
	    "2024-11-03T01:30:00.000-04:00" },
	{ NEW_YORK, NOON, "add-date('2024-03-09', 0, 0, 1)",
	    "2024-03-10T00:00:00.000-05:00" },
	{ NEW_YORK, NOON, "add-date('2024-03-10', 0, 0, 1)",
	    "2024-03-11T00:00:00.000-04:00" },
	{ NEW_YORK, NOON, "add-date('2024-03-10', 0, 0, 0, 24)",
	    "2024-03-11T01:00:00.000-04:00" },
	{ NEW_YORK, NOON, "cht:difference-in-days('2024-03-10', '2024-03-11')", "1" },
	{ NEW_YORK, NOON, "cht:difference-in-days('2024-03-09', '2024-03-11')", "2" },
	{ NEW_YORK, 1710075600000, "format-date-time(now(), '%H:%M')", "09:00" },
	{ HARARE, NOON, "decimal-time('06:00:00.000+02:00')", "0.25" },
	{ NEW_YORK, NOON, "decimal-time('06:00:00.000-05:00')", "0.25" },
	{ HARARE, NOON, "format-date-time(1, '%Y-%m-%d %H')", "1970-01-02 02" },
	{ HARARE, NOON, "add-date(1, 0)", "1970-01-02T00:00:00.000+02:00" },
};

START_TEST(zones_and_changes_of_the_clock_count)
{
	struct bench *b = new_bench(instance, moments[_i].zone, moments[_i].now);
	const char *result = worked_out(b, "/r/name", moments[_i].expression);

	ck_assert_msg(strcmp(result, moments[_i].result) == 0,
	    "%s in %s is %s and not %s", moments[_i].expression, moments[_i].zone,
	    result, moments[_i].result);
	arena_free(b->arena);
}
END_TEST

/* ------------------------------------------------ beside the CHT's --- */

#define SPRING INT64_C(1710063000000) /* 2024-03-10T09:30Z */

struct reference {
	const char *expression, *result;
};
static const struct reference edges[] = {
#include "form_edges.h"
};
static const struct reference nights[] = {
#include "form_nights.h"
};

static void
must_agree(const struct reference *cases, size_t n, const char *zone, int64_t now)
{
	for (size_t i = 0; i < n; i++) {
		struct bench *b = new_bench(instance, zone, now);
		const char *result = worked_out(b, "/r/empty", cases[i].expression);

		ck_assert_msg(strcmp(result, cases[i].result) == 0,
		    "%s is %s and not %s", cases[i].expression, result,
		    cases[i].result);
		arena_free(b->arena);
	}
}

START_TEST(edges_are_those_of_the_cht)
{
	must_agree(edges, COUNT_OF(edges), HARARE, NOON);
	must_agree(nights, COUNT_OF(nights), NEW_YORK, SPRING);
}
END_TEST

/* --------------------------------------------------- what is wrong --- */

static const struct {
	const char *expression, *why;
} refused[] = {
	{ "", "it ends too early" },
	{ "1 +", "it ends too early" },
	{ "(1", "it ends too early" },
	{ "1 2", "\"2\" is not expected at character 3" },
	{ "/r/a)", "\")\" is not expected at character 5" },
	{ "'open", "a text is not closed by its quote" },
	{ "$x", "\"$\" is not expected at character 1" },
	{ "${x}", "\"$\" is not expected at character 1" },
	{ "a or or b", "\"b\" is not expected at character 9" },
	{ "nothing()", "the function nothing() is not known" },
	{ "_add(1, 2)", "the function _add() is not known" },
	{ "strip-whitespace('a')",
	    "the function strip-whitespace() is not known: cht:strip-whitespace() is" },
	{ "cht:extension-lib('a.js')", "cht:extension-lib() is not supported: programs "
				       "of a configuration are not run" },
	{ "digest(., 'MD5')",
	    "digest() by MD5 is not supported: SHA-256 and SHA-512 are" },
	{ "selected('a')",
	    "the function selected() takes 2 to 5 arguments, and here are 1" },
	{ "not(1, 2)", "the function not() takes 1 argument, and here are 2" },
	{ "true(1)", "the function true() takes 0 arguments, and here are 1" },
	{ "format-date(today(), '%Q')", "the code %Q of format-date() is not known" },
	{ "regex(., '[')",
	    "the pattern is wrong at its character 2: missing terminating ] "
	    "for character class" },
	{ "jr:choice-name(., /r/n)",
	    "the second argument of jr:choice-name() is a path in quotes" },
	{ "indexed-repeat(/r/rep/x, /r/g, 1)",
	    "the repeats of indexed-repeat() are in each other and around the path" },
	{ "indexed-repeat(/r/rep/x)", "indexed-repeat() takes 3 arguments or more" },
	{ "pulldata('list', 'a')",
	    "pulldata() takes the name of an instance in quotes, a "
	    "column, the column of the key, and the key" },
	{ "concat('a', 'b')/x",
	    "a path or a choice stands behind what gives no nodes" },
	{ "z:x", "the prefix z stands for no namespace" },
};

START_TEST(what_is_wrong_is_refused_in_words)
{
	struct bench *b = new_bench(instance, HARARE, NOON);
	struct form_scope scope = { "/r/name", NULL, 0, xml_root(b->xml) };
	struct form_expression *expression;
	const char *why = NULL;

	ck_assert_int_eq(form_expression_compile(b->arena, refused[_i].expression,
			     &scope, &expression, &why),
	    ERR_INVALID);
	ck_assert_str_eq(why, refused[_i].why);
	arena_free(b->arena);
}
END_TEST

START_TEST(what_is_too_long_is_refused)
{
	static const struct {
		const char *begin, *middle, *end;
		size_t times;
	} longer[] = { { "", "(", "1", 101 }, { "1", "+1", "", 201 },
		{ "", "not(", "1", 100 }, { "", "1", "", 17000 } };

	for (size_t i = 0; i < COUNT_OF(longer); i++) {
		struct bench *b = new_bench(instance, HARARE, NOON);
		struct form_scope scope = { "/r/name", NULL, 0, NULL };
		struct form_expression *expression;
		const char *why;
		struct buf text;

		buf_init(&text, b->arena);
		buf_puts(&text, longer[i].begin);
		for (size_t k = 0; k < longer[i].times; k++)
			buf_puts(&text, longer[i].middle);
		buf_puts(&text, longer[i].end);
		ck_assert_int_eq(form_expression_compile(
				     b->arena, text.data, &scope, &expression, &why),
		    ERR_INVALID);
		arena_free(b->arena);
	}
}
END_TEST

/* ------------------------------------------- what a reading tells --- */

static const struct {
	const char *at, *expression, *told;
} readings[] = {
	{ "/r/n", "/r/a + ../b + . + number(/r/a)", "/r/a /r/b /r/n | number" },
	{ "/r/n", "current()/../a", "/r/a | current" },
	{ "/r/rep/x", "/r/rep/y", "/r/rep/y |" },
	{ "/r/rep/x", "sum(/r/rep[y = ../n]/x)", "/r/rep/y /r/n /r/rep/x | sum" },
	{ "/r/n", "count(/r/*)", "/r/ | count" },
	{ "/r/n", "//x", "/ |" },
	{ "/r/n", "/r//x", "/r/ |" },
	{ "/r/n", "/r/g/@a", "/r/g |" },
	{ "/r/n", "string-length()", "/r/n | string-length" },
	{ "/r/n", "instance('list')/root/item[name = current()/../a]/label",
	    "/r/a | instance current list" },
	{ "/r/n", "instance('list')/root/item[name = /r/g/a]",
	    "/r/g/a | instance list" },
	{ "/r/n", "pulldata('list', 'label', 'name', /r/k)", "/r/k | pulldata list" },
	{ "/r/rep/x", "indexed-repeat(/r/rep/y, /r/rep, position(..))",
	    "/r/rep /r/rep/y | indexed-repeat position" },
	{ "/r/rep/x", "position(..)", "/r/rep | position" },
	{ "/r/rep/x", "../preceding-sibling::rep/x", "/r/rep/x |" },
	{ "/r/rep/x", "ancestor::rep/y", "/r/rep/y |" },
	{ "/r/n", "if(/r/a, /r/b, /r/c)", "/r/a /r/b /r/c | if" },
	{ "/r/n", "/r/a | /r/b", "/r/a /r/b |" },
	{ "/r/n", "jr:choice-name(/r/a, '/r/b')", "/r/a | jr:choice-name" },
	{ "/r/n", "/r/p:q/p:s", "/r/p:q/p:s |" },
	{ "/r/n", "today() > 1 and uuid() = once('a')",
	    " | today uuid once time chance once" },
	{ "/r/n", "randomize(/r/a)", "/r/a | randomize chance" },
	{ "/r/n", "randomize(/r/a, 3)", "/r/a | randomize" },
	{ "/", "/r/a", "/r/a |" },
};

START_TEST(a_reading_tells_what_is_looked_at)
{
	struct bench *b = new_bench(instance, HARARE, NOON);
	struct form_expression *e =
	    compiled(b, readings[_i].at, readings[_i].expression);
	struct buf told;
	const char *name;

	buf_init(&told, b->arena);
	for (size_t i = 0; (name = form_expression_path(e, i)) != NULL; i++)
		buf_printf(&told, "%s%s", i == 0 ? "" : " ", name);
	buf_puts(&told, " |");
	for (size_t i = 0; (name = form_expression_function(e, i)) != NULL; i++)
		buf_printf(&told, " %s", name);
	for (size_t i = 0; (name = form_expression_instance(e, i)) != NULL; i++)
		buf_printf(&told, " %s", name);
	buf_puts(&told, form_expression_time(e) ? " time" : "");
	buf_puts(&told, form_expression_chance(e) ? " chance" : "");
	buf_puts(&told, form_expression_once(e) ? " once" : "");
	ck_assert_str_eq(told.data, readings[_i].told);
	arena_free(b->arena);
}
END_TEST

/* ------------------------------------------------------- the types --- */

START_TEST(a_value_is_what_is_asked_for)
{
	struct bench *b = new_bench(instance, HARARE, NOON);
	struct form_expression *nodes = compiled(b, "/r/n", "/r/g/a");
	struct form_expression *empty = compiled(b, "/r/n", "/r/g/none");
	struct form_expression *date = compiled(b, "/r/n", "'2024-03-01'");
	struct xml_node *at = node_at(b, "/r/n"), **found;
	const char *why;
	size_t count;
	double number;
	bool truth;

	ck_assert_int_eq(
	    form_expression_nodes(nodes, b->arena, &b->eval, at, &found, &count, &why),
	    OK);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(xml_text(b->arena, found[2]), "3");
	ck_assert_int_eq(
	    form_expression_nodes(date, b->arena, &b->eval, at, &found, &count, &why),
	    ERR_INVALID);
	ck_assert_int_eq(
	    form_expression_number(nodes, b->arena, &b->eval, at, &number, &why), OK);
	ck_assert(number == 1);
	ck_assert_int_eq(
	    form_expression_number(date, b->arena, &b->eval, at, &number, &why), OK);
	ck_assert(fabs(number - 19782.9166666) < 1e-6);
	ck_assert_int_eq(
	    form_expression_boolean(nodes, b->arena, &b->eval, at, &truth, &why), OK);
	ck_assert(truth);
	ck_assert_int_eq(
	    form_expression_boolean(empty, b->arena, &b->eval, at, &truth, &why), OK);
	ck_assert(!truth);
	arena_free(b->arena);
}
END_TEST

START_TEST(what_cannot_be_done_says_why)
{
	static const struct {
		const char *expression, *why;
	} failing[] = { { "instance('other')/root",
			    "! there is no instance \"other\"" },
		{ "format-date(today(), concat('%', 'Q'))",
		    "! a format of a date has a code that is not known: after % stands "
		    "one "
		    "of YymnbdeHhMS3a%" },
		{ "regex(., concat('(', .))",
		    "! the pattern is wrong at its character 10: missing closing "
		    "parenthesis" },
		{ "regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(a+)+$')",
		    "! the pattern takes too long" },
		{ "sum(1)", "! sum() is of nodes" } };

	for (size_t i = 0; i < COUNT_OF(failing); i++) {
		struct bench *b = new_bench(instance, HARARE, NOON);

		ck_assert_str_eq(
		    worked_out(b, "/r/name", failing[i].expression), failing[i].why);
		arena_free(b->arena);
	}
}
END_TEST

/* Anything may be asked of a large instance, and ends: a second of the processor. */
START_TEST(work_is_bounded)
{
	static const char *const much[] = { "//*[//*[//*]]", "count(//*[//* = .])",
		"//a/following::a", "//a/../a/../a", "count(//a | //a)",
		"//a/following-sibling::a", "count(//*/descendant::*)",
		"count(//*[contains(/r, 'no')])", "concat(//*, //*, /r, /r)",
		"//a[. = //a]", "count(//a[regex(., '(1+)+x')])",
		"count(//a[regex('1111111111111', '(1+)+x')])",
		"sum(//a[position(.) > 5])", "translate(/r, /r, /r)", "join(/r, //*)",
		"//a/ancestor::*/descendant::a" };
	struct arena *arena = arena_new();
	struct buf text;

	buf_init(&text, arena);
	buf_puts(&text, "<r>");
	for (int i = 0; i < 60000; i++)
		buf_puts(&text, "<a>1111</a>");
	buf_puts(&text, "</r>");
	for (size_t i = 0; i < COUNT_OF(much); i++) {
		struct bench *b = new_bench(text.data, HARARE, NOON);
		struct form_expression *e = compiled(b, "/r", much[i]);
		clock_t begin = clock();
		const char *string, *why = NULL;

		xml_paths_limit(b->eval.paths, 1000000);
		if (form_expression_string(
			e, b->arena, &b->eval, xml_root(b->xml), &string, &why) != OK)
			ck_assert_ptr_nonnull(why);
		ck_assert_msg(clock() - begin < (SANITIZED ? 5 : 1) * CLOCKS_PER_SEC,
		    "%s: %ld ms", much[i], (long)((clock() - begin) / 1000));
		arena_free(b->arena);
	}
	arena_free(arena);
}
END_TEST

START_TEST(functions_are_in_order)
{
	size_t count;
	const struct xml_function_named *all = form_functions(&count);

	ck_assert_uint_gt(count, 80);
	for (size_t i = 1; i < count; i++)
		ck_assert_str_lt(all[i - 1].name, all[i].name);
}
END_TEST

static const struct {
	const char *type, *text, *typed;
} typed[] = {
	{ "string", "  ", "" },
	{ "string", " a ", " a " },
	{ "int", "12.9", "12" },
	{ "int", "-12.9", "-12" },
	{ "int", "abc", "" },
	{ "int", "", "" },
	{ "decimal", "1.50", "1.5" },
	{ "decimal", "NaN", "" },
	{ "date", "2024-03-01T00:00:00.000+02:00", "2024-03-01" },
	{ "date", "2024-03-01", "2024-03-01" },
	{ "date", "2024-02-31", "" },
	{ "date", "2024-3-1", "" },
	{ "date", "19782.916666666668", "2024-03-01" },
	{ "dateTime", "2024-03-01", "2024-03-01T00:00:00.000+02:00" },
	{ "dateTime", "2024-03-01T09:30:00.000+02:00",
	    "2024-03-01T09:30:00.000+02:00" },
	{ "dateTime", "19782.916666666668", "2024-03-01T00:00:00.000+02:00" },
	{ "time", "9:30", "09:30:00.000+02:00" },
	{ "time", "09:30:15.5Z", "" },
	{ "time", "2024-03-01T09:30:00.000+02:00", "09:30:00.000+02:00" },
	{ "geopoint", " 1 2 ", "1 2" },
	{ "select1", " x", " x" },
};

START_TEST(a_text_is_kept_as_its_type)
{
	struct arena *arena = arena_new();
	struct form_clock clock = { HARARE, NOON };

	ck_assert_str_eq(
	    form_typed(arena, &clock, typed[_i].type, typed[_i].text), typed[_i].typed);
	arena_free(arena);
}
END_TEST

TCase *
form_expression_tests(void)
{
	TCase *rules = tcase_create("form_expression");

	tcase_set_tags(rules, "unsanitized");
	tcase_set_timeout(rules, 60);
	tcase_add_loop_test(rules, the_table_holds, 0, COUNT_OF(table));
	tcase_add_loop_test(
	    rules, zones_and_changes_of_the_clock_count, 0, COUNT_OF(moments));
	tcase_add_test(rules, edges_are_those_of_the_cht);
	tcase_add_loop_test(
	    rules, what_is_wrong_is_refused_in_words, 0, COUNT_OF(refused));
	tcase_add_test(rules, what_is_too_long_is_refused);
	tcase_add_loop_test(
	    rules, a_reading_tells_what_is_looked_at, 0, COUNT_OF(readings));
	tcase_add_test(rules, a_value_is_what_is_asked_for);
	tcase_add_test(rules, what_cannot_be_done_says_why);
	tcase_add_test(rules, work_is_bounded);
	tcase_add_test(rules, functions_are_in_order);
	tcase_add_loop_test(rules, a_text_is_kept_as_its_type, 0, COUNT_OF(typed));
	return rules;
}
