/* test_form_style.c - templates/form.xsl over pages made by hand. */

#include "tests.h"

#include <string.h>

#include "base/file.h"
#include "ext/xml.h"
#include "gen/form_style.h"

static struct arena *arena;

static void
begin(void)
{
	arena = arena_new();
}

static void
end(void)
{
	arena_free(arena);
}

#define PAGE(within)                                                                  \
	"<form id=\"r\" title=\"T\" language=\"sn\" version=\"1\"><page number=\"1\"" \
	" of=\"1\" id=\"p1\">" within "</page></form>"
#define ASK(type, rest, within) \
	"<question name=\"q1\" type=\"" type "\" " rest ">" within "</question>"
#define YES "<choice id=\"q1-2\" value=\"y\" chosen=\"yes\"><label>Yes</label></choice>"
#define NO "<choice id=\"q1\" value=\"n\"><label>No</label></choice>"

/* clang-format off */
static const struct {
	const char *page, *shown, *not_shown;
} cases[] = {
	{ PAGE(""), "<div id=\"questions\" class=\"questions\" data-part=\"in\" lang=\"sn\"></div>", "q1" },
	/* A field, its label, hint and error. */
	{ PAGE(ASK("string", "value=\"&lt;b&gt;\"", "<label>Name</label>")),
	    "<label for=\"q1\">Name</label><input type=\"hidden\" name=\"asked\" value=\"q1\">"
	    "<input id=\"q1\" name=\"q1\" value=\"&lt;b&gt;\"", "fieldset" },
	{ PAGE(ASK("string", "value=\"\"", "<label>Name</label><hint>As on <em>paper</em></hint>")),
	    "<span class=\"hint\" id=\"q1-hint\">As on <em>paper</em></span>", "q1-error" },
	{ PAGE(ASK("string", "error=\"Too long.\"", "<label>Name</label><hint>Hint</hint>")),
	    "aria-describedby=\"q1-hint q1-error\" aria-invalid=\"true\"", NULL },
	{ PAGE(ASK("string", "error=\"Too long.\"", "<label>Name</label>")),
	    "<div id=\"q1-field\" class=\"field bad-field\">", "q1-hint" },
	{ PAGE(ASK("string", "required=\"yes\"", "<label>Name</label>")),
	    "<span class=\"must\" aria-hidden=\"true\"> *</span><span class=\"unseen\"> (needed)</span></label>", NULL },
	/* By type. */
	{ PAGE(ASK("int", "", "<label>L</label>")), "type=\"text\" inputmode=\"numeric\" class=\"in w-s\"", NULL },
	{ PAGE(ASK("decimal", "", "<label>L</label>")), "inputmode=\"decimal\"", NULL },
	{ PAGE(ASK("tel", "", "<label>L</label>")), "type=\"tel\"", "inputmode" },
	{ PAGE(ASK("string", "appearance=\"numbers\"", "<label>L</label>")), "inputmode=\"numeric\"", NULL },
	{ PAGE(ASK("time", "value=\"07:05:00.000+02:00\"", "<label>L</label>")), "value=\"07:05\"", "07:05:" },
	{ PAGE(ASK("text", "value=\"&#10;a\"", "<label>L</label>")), "maxlength=\"4000\">\n\na</textarea>", NULL },
	{ PAGE(ASK("string", "appearance=\"multiline\" value=\"&lt;/textarea&gt;\"", "<label>L</label>")),
	    ">\n&lt;/textarea&gt;</textarea>", NULL },
	{ PAGE(ASK("trigger", "value=\"OK\"", "<label>L</label>")),
	    "<input type=\"checkbox\" id=\"q1\" name=\"q1\" value=\"OK\" checked=\"checked\">", NULL },
	/* Choices: a fieldset whose first has the id that errors lead to. */
	{ PAGE(ASK("select1", "value=\"y\"", "<label>Seen?</label>" NO YES)),
	    "<legend>Seen?</legend>", "<label for" },
	{ PAGE(ASK("select1", "value=\"y\"", "<label>Seen?</label>" NO YES)),
	    "<input name=\"q1\" value=\"n\" type=\"radio\" id=\"q1\"><span>No</span></label>"
	    "<label class=\"choice\"><input name=\"q1\" value=\"y\" type=\"radio\" id=\"q1-2\" checked=\"checked\">", NULL },
	{ PAGE(ASK("select1", "value=\"y\"", "<label>L</label>" NO YES)), "name=\"clear\" value=\"q1\"", NULL },
	{ PAGE(ASK("select1", "value=\"y\" required=\"yes\"", "<label>L</label>" NO YES)), "q1-2", "name=\"clear\"" },
	{ PAGE(ASK("select1", "value=\"\"", "<label>L</label>" NO)), "radio", "name=\"clear\"" },
	{ PAGE(ASK("select", "value=\"y\" error=\"Tick one.\"", "<label>L</label>" YES NO)),
	    "<fieldset id=\"q1-field\" class=\"field bad-field\" aria-describedby=\"q1-error\">", "aria-invalid" },
	{ PAGE(ASK("select", "value=\"y\"", "<label>L</label>" YES NO)), "type=\"checkbox\" id=\"q1-2\" checked=\"checked\">", "radio" },
	{ PAGE(ASK("select1", "appearance=\"minimal\" value=\"y\"", "<label>L</label>" NO YES)),
	    "<option value=\"\">choose</option><option value=\"n\">No</option><option value=\"y\" selected=\"selected\">Yes</option>", "radio" },
	{ PAGE(ASK("select1", "appearance=\"columns-pack\"", "<label>L</label>" NO YES)), "class=\"choices packed\"", NULL },
	/* A range is its numbers, and a field where they are too many. */
	{ PAGE(ASK("range", "start=\"0\" end=\"10\" step=\"1\" value=\"7\"", "<label>Pain</label>")),
	    "value=\"7\" id=\"q1-7\" checked", "value=\"11\"" },
	{ PAGE(ASK("range", "start=\"0\" end=\"1\" step=\"0.25\" value=\"\"", "<label>L</label>")), "value=\"0.75\"", "checked" },
	{ PAGE(ASK("range", "start=\"0\" end=\"1000\" step=\"1\" value=\"7\"", "<label>L</label>")),
	    "<input id=\"q1\" name=\"q1\" value=\"7\"", "radio" },
	{ PAGE(ASK("range", "start=\"0\" end=\"10\" step=\"0\" value=\"\"", "<label>L</label>")), "inputmode=\"decimal\"", "radio" },
	{ PAGE(ASK("range", "start=\"0\" end=\"10\" step=\"-1\" value=\"\"", "<label>L</label>")), "q1", "value=\"1\"" },
	/* The day first, and what was half typed stays. */
	{ PAGE(ASK("date", "value=\"2026-11-20\"", "<label>When?</label>")),
	    "<label for=\"q1\">Day</label><input class=\"in\" id=\"q1\" name=\"q1-day\" value=\"20\"", "name=\"q1\"" },
	{ PAGE(ASK("date", "value=\"2026-11-20\"", "<label>When?</label>")),
	    "name=\"q1-month\" value=\"11\"", NULL },
	{ PAGE(ASK("date", "value=\"-11-\"", "<label>When?</label>")), "name=\"q1-month\" value=\"11\"", "value=\"-" },
	{ PAGE(ASK("date", "value=\"2026-11-01\" appearance=\"month-year\"", "<label>When?</label>")),
	    "name=\"q1-year\" value=\"2026\"", "q1-day" },
	{ PAGE(ASK("dateTime", "value=\"2026-11-20T07:05:00.000+02:00\"", "<label>When?</label>")),
	    "name=\"q1-time\" value=\"07:05\"", NULL },
	/* What cannot be changed is text. */
	{ PAGE(ASK("date", "value=\"2026-09-05\" readonly=\"yes\"", "<label>Procedure</label>")),
	    "<p class=\"value\">05 Sep 2026</p>", "asked" },
	{ PAGE(ASK("select1", "value=\"y\" readonly=\"yes\"", "<label>L</label>" NO YES)), "<p class=\"value\">Yes</p>", "radio" },
	{ PAGE(ASK("note", "appearance=\"h1 yellow\"", "<label>Look</label>")),
	    "<div id=\"q1-field\" class=\"field note say amber head\"><p>Look</p></div>", "asked" },
	/* Words: no heading of the page, no foreign address, nothing that was not asked for. */
	{ PAGE(ASK("note", "", "<label><h1>A</h1><p>b</p><ul><li>c</li></ul></label>")),
	    "<p class=\"head\">A</p><p>b</p><ul><li>c</li></ul>", "<h1" },
	{ PAGE(ASK("string", "", "<label><p>A</p><p>b</p></label>")), "<label for=\"q1\">A<br>b</label>", "<p>" },
	{ PAGE(ASK("note", "", "<label><a href=\"javascript:alert(1)\">x</a></label>")), "<p>x</p>", "javascript" },
	{ PAGE(ASK("note", "", "<label><a href=\"tel:+26377\">x</a></label>")), "<a href=\"tel:+26377\">x</a>", "_blank" },
	{ PAGE(ASK("note", "", "<label><a href=\"https://who.int\">x</a></label>")),
	    "rel=\"noopener noreferrer\">x</a>", NULL },
	{ PAGE(ASK("note", "", "<label><script>alert(1)</script></label>")), "alert(1)", "<script" },
	{ PAGE(ASK("note", "", "<label>&lt;script&gt;</label>")), "&lt;script&gt;", "<script" },
	{ PAGE(ASK("string", "value=\"&quot; onfocus=&quot;x\"", "<label>L</label>")), "value=\"&quot; onfocus=&quot;x\"", NULL },
	/* Groups and repeats. */
	{ PAGE("<group id=\"g1\"><label>One</label><group id=\"g2\"><label>Two</label></group></group>"),
	    "<h3 id=\"g1-label\">One</h3><div id=\"g2\" class=\"group\" data-part=\"in\" role=\"group\" "
	    "aria-labelledby=\"g2-label\"><h4 id=\"g2-label\">Two</h4></div>", NULL },
	{ PAGE("<group id=\"g1\"></group>"), "<div id=\"g1\" class=\"group\" data-part=\"in\"></div>", "role" },
	{ PAGE("<repeat id=\"r5\" name=\"r5\" add=\"yes\" label=\"Child\"><instance id=\"r5.1\" number=\"1\" "
	    "remove=\"yes\"></instance></repeat>"),
	    "<b id=\"r5.1-label\">Child 1</b><button class=\"btn text end\" name=\"remove\" value=\"r5.1\">", NULL },
	{ PAGE("<repeat id=\"r5\" name=\"r5\" add=\"yes\" label=\"Child\"></repeat>"),
	    "<button class=\"btn\" name=\"add\" value=\"r5\">Add another: Child</button>", "remove" },
	{ PAGE("<repeat id=\"r5\" name=\"r5\" label=\"Child\"><instance id=\"r5.2\" number=\"2\"><label>Anna</label>"
	    "</instance></repeat>"),
	    "<div id=\"r5.2-head\" class=\"line\"><b id=\"r5.2-label\">Anna</b></div></div>", "Child" },
	{ PAGE("<repeat id=\"r5\" name=\"r5\" add=\"no\" label=\"\"><instance id=\"r5.1\" number=\"1\" "
	    "remove=\"no\"></instance></repeat>"),
	    "<b id=\"r5.1-label\">Part 1</b>", "button" },
};
/* clang-format on */

START_TEST(shows)
{
	static const char *const words[] = { "add", "Add another", "remove", "Remove",
		"part", "Part", "clear", "Clear", "choose", "choose", "must", "needed",
		"ok", "OK", "day", "Day", "month", "Month", "year", "Year", "time",
		"Hour", "months", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		NULL };
	const char *page = cases[_i].page, *html;
	struct xml_style *style;
	struct xml_fault fault = { .what = "" };
	struct xml *doc;
	size_t len;

	style = xml_style_parse(arena, form_style, form_style_len, &fault);
	ck_assert_msg(style != NULL, "line %d: %s", fault.line, fault.what);
	ck_assert_int_eq(xml_parse(arena, page, strlen(page), &doc, &fault), OK);
	html = xml_style_apply(arena, style, doc, words, &len, &fault);
	ck_assert_msg(html != NULL, "%s", fault.what);
	ck_assert_msg(strstr(html, cases[_i].shown) != NULL, "%s\nis not in\n%s",
	    cases[_i].shown, html);
	if (cases[_i].not_shown != NULL)
		ck_assert_msg(strstr(html, cases[_i].not_shown) == NULL,
		    "%s\nis in\n%s", cases[_i].not_shown, html);
}
END_TEST

TCase *
form_style_tests(void)
{
	TCase *tc = tcase_create("form_style");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, shows, 0, (int)COUNT_OF(cases));
	return tc;
}
