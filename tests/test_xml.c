/* test_xml.c - documents, trees, XPath and stylesheets. */

#include "tests.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "ext/xml.h"

static struct xml *
parsed(struct arena *arena, const char *text)
{
	struct xml_fault fault = { 0 };
	struct xml *xml;

	if (xml_parse(arena, text, strlen(text), &xml, &fault) != OK)
		ck_abort_msg("line %d: %s", fault.line, fault.what);
	return xml;
}

static const struct {
	const char *text;
	int line;
	const char *what;
} refused[] = {
	{ "", 1, "there is no XML in it" },
	{ "words", 1, "there is no XML in it" },
	{ "<a>", 1, "the document ends before its elements do" },
	{ "<a>\n<b>\n</a>", 3, "the element <b> is closed by </a>" },
	{ "<a/><b/>", 1, "something stands behind the end of the document" },
	{ "<a b=\"1\" b=\"2\"/>", 1, "the attribute b is there twice" },
	{ "<a>\n\n&nbsp;</a>", 3, "an entity is used that XML does not know" },
	{ "<a>this & that</a>", 1,
	    "a name is missing or has a letter that none may have" },
	{ "<x:a/>", 1, "the prefix x stands for no namespace" },
	{ "<a>\xff</a>", 0, "it is not a text in UTF-8" },
	{ "<a>&#x1fffe;</a>", 1, "a character is not allowed" },
	{ "<a b=\"&#x1fffe;\"/>", 1, "a character is not allowed" },
	{ "<a>&#0;</a>", 1, "a character is not allowed" },
	{ "<!DOCTYPE a><a/>", 1, "a DOCTYPE is not allowed" },
	{ "\n<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 2,
	    "a DOCTYPE is not allowed" },
	{ "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", 1,
	    "a DOCTYPE is not allowed" },
	{ "<!DOCTYPE a [<!ENTITY a \"0\"><!ENTITY b \"&a;&a;\">]><a>&b;</a>", 1,
	    "a DOCTYPE is not allowed" },
};

START_TEST(what_is_no_document_is_refused_with_its_line)
{
	struct arena *arena = arena_new();
	struct xml_fault fault = { 0 };
	const char *text = refused[_i].text;
	struct xml *xml;

	ck_assert_int_eq(
	    xml_parse(arena, text, strlen(text), &xml, &fault), ERR_INVALID);
	ck_assert_ptr_null(xml);
	ck_assert_str_eq(fault.what, refused[_i].what);
	ck_assert_int_eq(fault.line, refused[_i].line);
	arena_free(arena);
}
END_TEST

static const char *
repeated(struct arena *arena, const char *what, int times, const char *then)
{
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, "<r>");
	for (int i = 0; i < times; i++)
		buf_puts(&b, what);
	for (int i = 0; i < times; i++)
		buf_puts(&b, then);
	buf_puts(&b, "</r>");
	return b.data;
}

static const char *
fault_of(struct arena *arena, const char *text)
{
	struct xml_fault fault = { 0 };
	struct xml *xml;

	return xml_parse(arena, text, strlen(text), &xml, &fault) == OK ? NULL
									: fault.what;
}

START_TEST(limits_hold_exactly)
{
	struct arena *arena = arena_new();

	ck_assert_ptr_null(fault_of(arena, repeated(arena, "<a>", 63, "</a>")));
	ck_assert_ptr_nonnull(
	    strstr(fault_of(arena, repeated(arena, "<a>", 64, "</a>")), "too deep"));
	ck_assert_ptr_null(fault_of(arena, repeated(arena, "<a b=''/>", 64999, "")));
	ck_assert_ptr_nonnull(strstr(
	    fault_of(arena, repeated(arena, "<a b=''/>", 65000, "")), "130,000"));
	ck_assert_ptr_nonnull(
	    strstr(fault_of(arena, repeated(arena, "a<b/>", 65000, "")), "130,000"));
	ck_assert_str_eq(fault_of(arena, repeated(arena, "12345678", 1 << 20, "")),
	    "it has more than 8 MB");
	arena_free(arena);
}
END_TEST

/* a0 to aN of one element, which begins in its third line. */
static const char *
with_attributes(struct arena *arena, int n, const char *before)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b, "<r>%s\n\n<a", before);
	for (int i = 0; i < n; i++)
		buf_printf(&b, i % 2 == 0 ? " a%d='\"'" : " a%d = \">\"", i);
	buf_puts(&b, "/></r>");
	return b.data;
}

START_TEST(attributes_are_counted_before_they_are_read)
{
	static const char *const asides[] = { "", "<!-- < ' -->", "<![CDATA[ <\" ]]>",
		"<?a <b ' ?>", "'" };
	struct arena *arena = arena_new();
	struct xml_fault fault;
	struct xml *xml;

	for (size_t i = 0; i < COUNT_OF(asides); i++) {
		const char *text = with_attributes(arena, 1001, asides[i]);
		clock_t began = clock();

		ck_assert_ptr_null(
		    fault_of(arena, with_attributes(arena, 1000, asides[i])));
		ck_assert_int_eq(
		    xml_parse(arena, text, strlen(text), &xml, &fault), ERR_INVALID);
		ck_assert_str_eq(
		    fault.what, "an element has more than 1,000 attributes");
		ck_assert_int_eq(fault.line, 3);
		(void)fault_of(arena, with_attributes(arena, 100000, asides[i]));
		ck_assert_int_lt(clock() - began, (SANITIZED ? 5 : 1) * CLOCKS_PER_SEC);
	}
	arena_free(arena);
}
END_TEST

START_TEST(a_tree_is_walked)
{
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena,
	    "<?xml version=\"1.0\"?><!-- c --><h:r xmlns:h=\"urn:h\" xmlns=\"urn:d\">\n"
	    "<a x=\"1\" h:x=\"2\">one<?pi?> <b>two</b><!-- c --><![CDATA[ <3>]]></a>\n"
	    "<c/><a/>&lt;</h:r>");
	struct xml_node *root = xml_root(xml), *a = xml_first(root);
	struct xml_attribute attribute;

	ck_assert_str_eq(xml_name(root), "r");
	ck_assert_str_eq(xml_prefix(root), "h");
	ck_assert_str_eq(xml_space(root), "urn:h");
	ck_assert_ptr_null(xml_parent(root));
	ck_assert_ptr_eq(xml_parent(a), root);
	ck_assert_ptr_eq(xml_of(a), xml);
	ck_assert_str_eq(xml_space(a), "urn:d");
	ck_assert_str_eq(xml_prefix(a), "");
	ck_assert_str_eq(xml_prefix_space(a, "h"), "urn:h");
	ck_assert_ptr_null(xml_prefix_space(a, "k"));
	ck_assert_int_eq(xml_line(a), 2);
	ck_assert_str_eq(xml_text(arena, a), "one two <3>");
	ck_assert_str_eq(xml_attribute(a, NULL, "x"), "1");
	ck_assert_str_eq(xml_attribute(a, "urn:h", "x"), "2");
	ck_assert_str_eq(xml_attribute(a, "*", "x"), "1");
	ck_assert_ptr_null(xml_attribute(a, "urn:d", "x"));
	ck_assert(xml_attribute_at(a, 1, &attribute));
	ck_assert_str_eq(attribute.prefix, "h");
	ck_assert(!xml_attribute_at(a, 2, &attribute));
	ck_assert_str_eq(xml_name(xml_next(a)), "c");
	ck_assert(!xml_has_elements(xml_next(a)));
	ck_assert_ptr_eq(xml_next_named(a, "a"), xml_next(xml_next(a)));
	ck_assert_ptr_null(xml_next(xml_next(xml_next(a))));
	ck_assert_ptr_null(xml_child(root, "b"));
	arena_free(arena);
}
END_TEST

START_TEST(parts_are_texts_and_elements_in_order)
{
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena, "<l>Dear <o v=\"1\"/>, come<br/></l>");
	struct xml_part part = { 0 };
	struct buf b;

	buf_init(&b, arena);
	while (xml_part_next(xml_root(xml), &part))
		buf_printf(
		    &b, "[%s]", part.text != NULL ? part.text : xml_name(part.node));
	ck_assert_str_eq(b.data, "[Dear ][o][, come][br]");
	arena_free(arena);
}
END_TEST

START_TEST(a_tree_is_changed_and_written)
{
	struct arena *arena = arena_new();
	struct xml *xml = xml_new(arena, "form");
	struct xml_node *a = xml_add(xml_root(xml), "a"), *copy;
	int here;

	ck_assert_ptr_null(xml_add(a, "no name"));
	ck_assert_ptr_null(xml_add(a, ""));
	ck_assert_ptr_null(xml_add(a, "x:y"));
	ck_assert_ptr_null(xml_add(a, "\xff"));
	xml_set_attribute(a, "v", "\"<&\n'");
	xml_add_text(a, "a & b &amp; ");
	xml_set_data(xml_add(a, "in"), &here);
	xml_add_text(a, "\x01]]>");
	ck_assert_str_eq(xml_write(arena, a),
	    "<a v=\"&quot;&lt;&amp;&#10;'\">a &amp; b &amp;amp; <in/> ]]&gt;</a>");
	copy = xml_copy_into(xml_root(xml), a);
	ck_assert_ptr_eq(xml_data(xml_first(copy)), &here);
	xml_set_text(copy, "two");
	xml_remove_attribute(copy, NULL, "v");
	xml_set_text(xml_copy_after(a, copy), "after");
	xml_set_text(xml_copy_before(a, copy), "");
	xml_remove(a);
	ck_assert_str_eq(
	    xml_write(arena, xml_root(xml)), "<form><a/><a>after</a><a>two</a></form>");
	arena_free(arena);
}
END_TEST

START_TEST(a_part_keeps_its_namespaces_and_a_plain_one_has_none_by_default)
{
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena,
	    "<h:r xmlns:h=\"urn:h\" xmlns=\"urn:d\"><d h:t=\"\"><h:x/><y/></d></h:r>");
	struct xml_node *d = xml_first(xml_root(xml));
	struct xml *plain = xml_plain(arena, d);

	ck_assert_str_eq(xml_write(arena, d),
	    "<d xmlns=\"urn:d\" xmlns:h=\"urn:h\" h:t=\"\"><h:x/><y/></d>");
	ck_assert_str_eq(xml_space(xml_root(plain)), "");
	ck_assert_str_eq(xml_write(arena, xml_root(plain)),
	    "<d xmlns:h=\"urn:h\" h:t=\"\"><h:x/><y/></d>");
	arena_free(arena);
}
END_TEST

/* ----------------------------------------------------------- XPath --- */

static enum status
twice(struct xml_call *call, const struct xml_value *args, size_t nargs,
    struct xml_value *result)
{
	(void)nargs;
	result->type = XML_NUMBER;
	result->number = 2 * xml_value_number(call->arena, &args[0]);
	return OK;
}

static enum status
where(struct xml_call *call, const struct xml_value *args, size_t nargs,
    struct xml_value *result)
{
	(void)args;
	(void)nargs;
	result->string = arena_printf(call->arena, "%s %s %zu/%zu %s",
	    xml_name(call->origin), xml_name(call->node), call->position, call->size,
	    (const char *)call->with);
	return OK;
}

static enum status
fails(struct xml_call *call, const struct xml_value *args, size_t nargs,
    struct xml_value *result)
{
	(void)args;
	(void)nargs;
	(void)result;
	call->why = "not today";
	return ERR_CONFLICT;
}

static enum status
same_nodes(struct xml_call *call, const struct xml_value *args, size_t nargs,
    struct xml_value *result)
{
	(void)call;
	(void)nargs;
	*result = args[0];
	return OK;
}

static enum status
much(struct xml_call *call, const struct xml_value *args, size_t nargs,
    struct xml_value *result)
{
	(void)args;
	(void)nargs;
	(void)result;
	call->cost = 1000000;
	return OK;
}

static const struct xml_function_named functions[] = {
	{ "fails", 0, 0, fails },
	{ "many", 0, 99, same_nodes },
	{ "much", 0, 0, much },
	{ "same", 1, 1, same_nodes },
	{ "twice", 1, 1, twice },
	{ "where", 0, 0, where },
};

static enum status
evaluated(struct arena *arena, struct xml_paths *paths, const char *expression,
    struct xml_node *node, struct xml_value *value, const char **why)
{
	struct xml_path *path;

	TRY(xml_path_compile(arena, expression, &path, why));
	return xml_path_eval(arena, paths, path, "with", node, 1, 1, value, why);
}

static const struct {
	const char *expression, *result;
} worked_out[] = {
	{ "/r/a[2]", "two" },
	{ "count(/r/a)", "3" },
	{ "twice(/r/n)", "5" },
	{ "twice('x')", "NaN" },
	{ "where()", "r r 1/1 with" },
	{ "/r/a[where() = 'r a 3/3 with']", "three" },
	{ "count(same(/r/a) | /r/n)", "4" },
	{ "same(same('x'))", "x" },
	{ "same(1 = 1)", "true" },
	{ "many(/r/a,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18)", "one" },
	{ "/r/p:q", "prefixed" },
	{ "1 div 0", "Infinity" },
	{ "-1 div 0", "-Infinity" },
	{ "0.1 + 0.2", "0.30000000000000004" },
	{ "1000000 * 1000000", "1000000000000" },
	{ "1 div 1024", "0.0009765625" },
	{ "0 * -1", "0" },
	{ "string(/r/none)", "" },
	{ "/r/@at", "tribute" },
};

#define TREE                                                                   \
	"<r at=\"tribute\" xmlns:p=\"urn:p\"><a>one</a><a>two</a><a>three</a>" \
	"<n>2.5</n><p:q>prefixed</p:q></r>"

START_TEST(expressions_are_worked_out)
{
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena, TREE);
	struct xml_paths *paths =
	    xml_paths_new(arena, xml, functions, COUNT_OF(functions));
	struct xml_value value;
	const char *why;

	ck_assert_msg(evaluated(arena, paths, worked_out[_i].expression, xml_root(xml),
			  &value, &why) == OK,
	    "%s: %s", worked_out[_i].expression, why);
	ck_assert_str_eq(xml_value_string(arena, &value), worked_out[_i].result);
	arena_free(arena);
}
END_TEST

START_TEST(what_is_no_expression_is_refused)
{
	static const char *const wrong[] = { "", "1 +", "/r/a[", "twice(1", "'open",
		"none()", "twice()", "twice(1, 2)", "/r/k:q", "1 | 2", "count(1)" };
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena, TREE);
	struct xml_paths *paths =
	    xml_paths_new(arena, xml, functions, COUNT_OF(functions));
	struct xml_value value;

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		const char *why = NULL;

		ck_assert_int_eq(
		    evaluated(arena, paths, wrong[i], xml_root(xml), &value, &why),
		    ERR_INVALID);
		ck_assert_ptr_nonnull(why);
	}
	arena_free(arena);
}
END_TEST

START_TEST(a_function_that_fails_says_why)
{
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena, TREE);
	struct xml_paths *paths =
	    xml_paths_new(arena, xml, functions, COUNT_OF(functions));
	struct xml_value value;
	const char *why;

	ck_assert_int_eq(
	    evaluated(arena, paths, "1 + twice(fails())", xml_root(xml), &value, &why),
	    ERR_CONFLICT);
	ck_assert_str_eq(why, "not today");
	/* And the next goes on as if nothing had been. */
	ck_assert_int_eq(
	    evaluated(arena, paths, "twice(2)", xml_root(xml), &value, &why), OK);
	ck_assert_ptr_null(why);
	arena_free(arena);
}
END_TEST

static size_t
children_of(const struct xml_node *node)
{
	size_t n = 0;

	for (const struct xml_node *c = xml_first(node); c != NULL; c = xml_next(c))
		n++;
	return n;
}

/* "root" is the element, "none" no node, "five" a number; there is no other. */
static enum status
stands_for(void *with, struct arena *arena, struct xml *doc, const char *name,
    struct xml_value *value)
{
	(void)with;
	*value = (struct xml_value){ .type = XML_NODES };
	if (strcmp(name, "root") == 0) {
		ARENA_ARRAY(arena, value->nodes, 1);
		value->nodes[value->count++] = xml_root(doc);
	} else if (strcmp(name, "five") == 0) {
		*value = (struct xml_value){ .type = XML_NUMBER, .number = 5 };
	} else if (strcmp(name, "none") != 0) {
		return ERR_NOT_FOUND;
	}
	return OK;
}

START_TEST(a_variable_stands_for_what_is_told)
{
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena, TREE);
	struct xml_paths *paths =
	    xml_paths_new(arena, xml, functions, COUNT_OF(functions));
	struct xml_value value;
	const char *why;

	xml_paths_variables(paths, stands_for);
	ck_assert_int_eq(evaluated(arena, paths,
			     "$five + count($root) + count($root/*) + count($none)",
			     xml_root(xml), &value, &why),
	    OK);
	ck_assert_int_eq((int)value.number, 6 + (int)children_of(xml_root(xml)));
	ck_assert_int_eq(evaluated(arena, paths, "$other", xml_root(xml), &value, &why),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(why);
	/* Nodes that are told are counted as those that are found. */
	xml_paths_limit(paths, 2);
	ck_assert_int_eq(evaluated(arena, paths, "$root | $root | $root | $root",
			     xml_root(xml), &value, &why),
	    ERR_INVALID);
	arena_free(arena);
}
END_TEST

START_TEST(work_is_bounded)
{
	struct arena *arena = arena_new();
	struct xml *xml = parsed(arena, repeated(arena, "<a>1</a>", 60000, ""));
	static const char *const much_work[] = { "//*[//*[//*]]", "//*[count(//*) > 0]",
		"//*[count(following::*) = 1]", "//a/../a/../a/../a", "much()",
		"count(//*[count(preceding::*) = 1])" };
	struct xml_paths *paths =
	    xml_paths_new(arena, xml, functions, COUNT_OF(functions));

	for (size_t i = 0; i < COUNT_OF(much_work); i++) {
		clock_t begin = clock();
		struct xml_value value;
		const char *why = "";

		xml_paths_limit(paths, 500000);
		(void)evaluated(
		    arena, paths, much_work[i], xml_root(xml), &value, &why);
		ck_assert_msg(why != NULL && strcmp(why, "it takes too much work") == 0,
		    "%s: %s", much_work[i], why);
		ck_assert_msg(clock() - begin < CLOCKS_PER_SEC, "%s: %ld ms",
		    much_work[i], (long)((clock() - begin) / 1000));
		ck_assert_uint_eq(xml_paths_left(paths), 0);
	}
	arena_free(arena);
}
END_TEST

/* ----------------------------------------------------- stylesheets --- */

#define STYLE(in)                                           \
	"<x:stylesheet version=\"1.0\" "                    \
	"xmlns:x=\"http://www.w3.org/1999/XSL/Transform\">" \
	"<x:output method=\"html\"/>" in "</x:stylesheet>"

static const char *
styled(struct arena *arena, const char *style_text, struct xml_fault *fault)
{
	static const char *const parameters[] = { "to", "it's \"x\"", NULL };
	struct xml_style *style =
	    xml_style_parse(arena, style_text, strlen(style_text), fault);
	struct xml *xml = parsed(arena, TREE);
	size_t len;

	if (style == NULL)
		return NULL;
	return xml_style_apply(arena, style, xml, parameters, &len, fault);
}

START_TEST(a_stylesheet_makes_a_page)
{
	struct arena *arena = arena_new();
	struct xml_fault fault = { 0 };
	const char *text = styled(arena,
	    STYLE(
		"<x:param name=\"to\"/><x:template match=\"/\"><p>"
		"<x:value-of select=\"$to\"/><br/><x:value-of select=\"/r/a\"/>"
		"<input checked=\"checked\" value=\"&quot;&amp;\"/></p></x:template>"),
	    &fault);

	ck_assert_msg(text != NULL, "%s", fault.what);
	ck_assert_str_eq(text,
	    "<p>it&#39;s &quot;x&quot;<br>one<input checked=\"checked\" "
	    "value=\"&quot;&amp;\"></p>");
	arena_free(arena);
}
END_TEST

START_TEST(a_stylesheet_reads_and_writes_nothing)
{
	struct arena *arena = arena_new();
	struct xml_fault fault = { 0 };
	const char *text = styled(arena,
	    STYLE("<x:template match=\"/\"><p><x:value-of "
		  "select=\"count(document('/usr/share/xml/iso-codes/iso_639.xml'))\"/>"
		  "</p></x:template>"),
	    &fault);

	ck_assert(text == NULL || strstr(text, "<p>0</p>") != NULL);
	ck_assert_ptr_null(
	    styled(arena, STYLE("<x:import href=\"/etc/passwd\"/>"), &fault));
	ck_assert_ptr_null(styled(arena,
	    STYLE("<x:template match=\"/\"><x:document href=\"/tmp/no\">x</x:document>"
		  "</x:template>"),
	    &fault));
	ck_assert_ptr_null(styled(arena, "<x/>", &fault));
	ck_assert_ptr_null(styled(arena,
	    STYLE("<x:template match=\"/\"><x:call-template name=\"t\"/></x:template>"
		  "<x:template name=\"t\"><x:call-template name=\"t\"/></x:template>"),
	    &fault));
	ck_assert_ptr_nonnull(fault.what);
	arena_free(arena);
}
END_TEST

TCase *
xml_tests(void)
{
	TCase *rules = tcase_create("xml");

	tcase_set_tags(rules, "unsanitized");
	tcase_add_loop_test(
	    rules, what_is_no_document_is_refused_with_its_line, 0, COUNT_OF(refused));
	tcase_add_test(rules, limits_hold_exactly);
	tcase_add_test(rules, attributes_are_counted_before_they_are_read);
	tcase_add_test(rules, a_tree_is_walked);
	tcase_add_test(rules, parts_are_texts_and_elements_in_order);
	tcase_add_test(rules, a_tree_is_changed_and_written);
	tcase_add_test(
	    rules, a_part_keeps_its_namespaces_and_a_plain_one_has_none_by_default);
	tcase_add_loop_test(rules, expressions_are_worked_out, 0, COUNT_OF(worked_out));
	tcase_add_test(rules, what_is_no_expression_is_refused);
	tcase_add_test(rules, a_function_that_fails_says_why);
	tcase_add_test(rules, a_variable_stands_for_what_is_told);
	tcase_add_test(rules, work_is_bounded);
	tcase_add_test(rules, a_stylesheet_makes_a_page);
	tcase_add_test(rules, a_stylesheet_reads_and_writes_nothing);
	return rules;
}
