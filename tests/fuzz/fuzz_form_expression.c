/*
 * fuzz_form_expression.c - any expression over any instance is refused in words or
 * worked out within its operations; no mark of a date comes out; the same again is the
 * same; a value kept for a type is kept the same again.  First a byte for the zone,
 * then the expression, an instance, and where it stands.
 */

#include "fuzz.h"

#include <string.h>

#include "ext/json.h"
#include "form/form_expression.h"

#define NOW 1709287445123

static const char plain[] =
    "<r version='1' xmlns:p='urn:p'><a>1</a><b>2024-03-01</b><c>x "
    "y</c><rep><d>2</d></rep>"
    "<rep><d>3</d></rep><e/></r>";
static const char charts[] =
    "[{\"id\":\"a\",\"data\":{\"m\":[{\"key\":0,\"points\":[1,2,3]},"
    "{\"key\":9,\"points\":[4,5,6]}]}}]";

static struct xml_node *
instance(void *with, const char *id)
{
	return *id == 'x' ? NULL : xml_root(with);
}

static const char *
choice_name(void *with, struct arena *arena, const struct xml_node *at,
    const char *value, const char *path)
{
	(void)with;
	REQUIRE(at != NULL && *path == '/');
	return arena_printf(arena, "%.20s", value);
}

static const char *
uuid(void *with, struct arena *arena)
{
	(void)with;
	(void)arena;
	return "11112222-3333-4444-8555-812345678abc";
}

/* The nodes of the paths that are told are names between slashes. */
static void
check_told(const struct form_expression *expression)
{
	const char *told;

	for (size_t i = 0; (told = form_expression_path(expression, i)) != NULL; i++)
		REQUIRE(*told == '/' && strpbrk(told, "[]() ") == NULL);
	for (size_t i = 0; (told = form_expression_function(expression, i)) != NULL;
	     i++)
		REQUIRE(*told != '\0');
}

static void
work_out(struct arena *arena, const struct form_expression *expression,
    struct form_eval *eval, struct xml_node *node)
{
	const char *once, *again, *why = NULL;
	struct xml_node **nodes;
	size_t count;
	double number;
	bool truth;

	xml_paths_limit(eval->paths, 20000);
	if (form_expression_string(expression, arena, eval, node, &once, &why) == OK) {
		REQUIRE(strchr(once, '\x01') == NULL && fuzz_is_text(once));
		xml_paths_limit(eval->paths, 20000);
		REQUIRE(form_expression_string(
			    expression, arena, eval, node, &again, &why) == OK);
		REQUIRE(strcmp(once, again) == 0);
	} else {
		REQUIRE(why == NULL || fuzz_is_text(why));
	}
	xml_paths_limit(eval->paths, 20000);
	(void)form_expression_number(expression, arena, eval, node, &number, &why);
	(void)form_expression_boolean(expression, arena, eval, node, &truth, &why);
	if (form_expression_nodes(
		expression, arena, eval, node, &nodes, &count, &why) == OK)
		for (size_t i = 0; i < count; i++)
			(void)xml_text(arena, nodes[i]);
}

static void
keep(struct arena *arena, const struct form_clock *clock, const char *text)
{
	static const char *const types[] = { "string", "int", "decimal", "date", "time",
		"dateTime", "geopoint", "select1" };

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		const char *kept = form_typed(arena, clock, types[i], text);

		REQUIRE(strcmp(form_typed(arena, clock, types[i], kept), kept) == 0);
	}
}

static struct xml_node *
place(struct xml *xml, unsigned number)
{
	struct xml_node *node = xml_root(xml);

	for (unsigned i = 0; i < number % 8; i++) {
		struct xml_node *next =
		    (number >> i & 8) != 0 ? xml_first(node) : xml_next(node);

		node = next == NULL ? node : next;
	}
	return node;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const zones[] = { "UTC", "Africa/Harare", "America/New_York",
		"Asia/Kathmandu" };
	static const char *const repeats[] = { "/r/rep" };
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	unsigned number = feed_byte(&feed), where = feed_byte(&feed);
	size_t len;
	const char *text = feed_text(&feed, &len), *why = NULL;
	struct form_scope scope = { "/r/rep/d", repeats, 1, NULL };
	struct form_eval eval = { .clock = { zones[number % 4], NOW },
		.instance = instance,
		.choice_name = choice_name,
		.uuid = uuid };
	struct form_expression *expression;
	struct xml *xml;

	if (!fuzz_is_text(text)) {
		arena_free(arena);
		return 0;
	}
	keep(arena, &eval.clock, text);
	if (form_expression_compile(arena, text, &scope, &expression, &why) != OK) {
		REQUIRE(why != NULL && fuzz_is_text(why));
		arena_free(arena);
		return 0;
	}
	check_told(expression);
	text = feed_text(&feed, &len);
	if (xml_parse(arena, text, len, &xml, NULL) != OK)
		REQUIRE(xml_parse(arena, plain, strlen(plain), &xml, NULL) == OK);
	REQUIRE(json_parse(arena, charts, strlen(charts), &eval.charts) == OK);
	eval.with = xml;
	eval.paths = form_paths_new(arena, xml, NULL);
	work_out(arena, expression, &eval, place(xml, where));
	arena_free(arena);
	return 0;
}
