/* test_form_admin_pages.c - the programme's forms as the administrator has them, and reports. */

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "site_test.h"

#define ONCE "0f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e"

/* A question in two languages, with a choice that opens another. */
static const char form_xml[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
    "xmlns:h=\"http://www.w3.org/1999/xhtml\" "
    "xmlns:jr=\"http://openrosa.org/javarosa\">\n<h:head>\n<h:title>Visit</h:title>\n"
    "<model>\n<itext><translation lang=\"en\"><text id=\"ok\"><value>Is he well?"
    "</value></text><text id=\"why\"><value>What is it?</value></text></translation>"
    "<translation lang=\"sn\"><text id=\"ok\"><value>Akasimba here?</value></text>"
    "<text id=\"why\"><value>Chii?</value></text></translation></itext>\n"
    "<instance><visit id=\"visit\" version=\"1\"><inputs><source>user</source>"
    "<contact><_id/></contact></inputs><patient_uuid tag=\"hidden\"/><ok/><why/>"
    "<meta tag=\"hidden\"><instanceID/></meta></visit></instance>\n"
    "<bind nodeset=\"/visit/inputs\" relevant=\"./source = 'user'\"/>\n"
    "<bind nodeset=\"/visit/patient_uuid\" type=\"string\" "
    "calculate=\"../inputs/contact/_id\"/>\n"
    "<bind nodeset=\"/visit/ok\" type=\"string\" required=\"true()\"/>\n"
    "<bind nodeset=\"/visit/why\" type=\"string\" relevant=\"/visit/ok = 'no'\"/>\n"
    "</model></h:head>\n<h:body>\n"
    "<select1 ref=\"/visit/ok\"><label ref=\"jr:itext('ok')\"/><item><label>Yes, well"
    "</label><value>yes</value></item><item><label>Not well</label><value>no</value>"
    "</item></select1>\n"
    "<input ref=\"/visit/why\"><label ref=\"jr:itext('why')\"/></input>\n"
    "</h:body></h:html>\n";

static struct request *
brought(int64_t user, const char *name, const char *xml)
{
	return site_ask(&(struct site_ask){ .method = POST,
	    .user = user,
	    .path = "/admin/forms/new",
	    .body = arena_printf(site_arena(), "%s&name=%s", site_csrf(user), name),
	    .file = xml,
	    .file_name = "visit.xml" });
}

/* With one part of it written otherwise. */
static const char *
with(const char *part, const char *other)
{
	const char *at = strstr(form_xml, part);

	ck_assert_msg(at != NULL, "%s", part);
	return arena_printf(site_arena(), "%.*s%s%s", (int)(at - form_xml), form_xml,
	    other, at + strlen(part));
}

static void
begin(void)
{
	site_test_begin();
	ck_assert_str_eq(brought(ADA, "", form_xml)->reply.location,
	    "/admin/forms/1?notice=form-new");
}

/* A report that Rudo wrote about a patient. */
static int64_t
reported(int patient, const char *body)
{
	struct request *rq = site_post(RUDO,
	    arena_printf(site_arena(), "/patients/%d/forms/visit", patient), body);

	ck_assert_msg(rq->reply.code == 303, "%d: %.2000s", rq->reply.code,
	    rq->reply.body.data != NULL ? strstr(rq->reply.body.data, "<main") : "");
	return site_number("SELECT max(id) FROM report");
}

START_TEST(a_form_is_brought)
{
	struct request *rq = site_get(ADA, "/admin/forms");

	ck_assert(
	    site_shows(rq, "<a class=\"main-link\" href=\"/admin/forms/1\">Visit"));
	ck_assert(site_shows(rq, "Ada Chirwa"));
	rq = site_get(ADA, "/admin/forms/1?notice=form-new");
	ck_assert(site_shows(rq, "begun from this version now"));
	ck_assert(site_shows(rq, "2 questions, in English, Shona"));
	ck_assert(site_shows(rq, "No rule of tasks.js and no open task names it."));
	/* The same again is no version; another title is one. */
	ck_assert_str_eq(brought(ADA, "", form_xml)->reply.location,
	    "/admin/forms/1?notice=form-same");
	ck_assert_str_eq(
	    brought(ADA, "", with("<h:title>Visit", "<h:title>Call"))->reply.location,
	    "/admin/forms/1?notice=form-new");
	ck_assert_str_eq(brought(ADA, "call", form_xml)->reply.location,
	    "/admin/forms/2?notice=form-new");
	rq = site_get(ADA, "/admin/forms/1");
	ck_assert(site_shows(rq, "Preview of version 1"));
	ck_assert(site_shows(rq, "Preview of version 2"));
	/* It comes back as it came. */
	rq = site_get(ADA, "/admin/forms/1/file?version=1");
	ck_assert_str_eq(rq->reply.body.data, form_xml);
	ck_assert_str_eq(site_header(rq, "Content-Disposition"),
	    "attachment; filename=\"visit.xml\"");
	ck_assert_int_eq(
	    site_get(ADA, "/admin/forms/1/file?version=9")->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, "/admin/forms/9")->reply.code, 404);
	/* The trail says so. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM audit WHERE object = "
				     "'form_version' AND user_id = 205"),
	    3);
}
END_TEST

START_TEST(what_is_wrong_is_said_with_its_line)
{
	struct request *rq = brought(
	    ADA, "", with("<input ref=\"/visit/why\">", "<rank ref=\"/visit/why\">"));

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Nothing is kept yet"));
	rq = brought(ADA, "", with("/visit/ok = 'no'", "wrong-function(/visit/ok)"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "wrong-function"));
	ck_assert(site_shows(rq, "<td class=\"num\">10</td>"));
	rq = brought(ADA, "",
	    with("<ok/>", "<part db-doc=\"true\"><type>clinic</type></part><ok/>"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "becomes a document of type clinic"));
	rq = brought(ADA, "",
	    with("<input ref=\"/visit/why\"><label ref=\"jr:itext('why')\"/></input>",
		"<upload ref=\"/visit/why\" mediatype=\"video/*\"><label>Wound</label>"
		"</upload>"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "only pictures can be kept"));
	ck_assert(site_shows(rq, "<td class=\"num\">14</td>"));
	/* What it says is shown and runs nothing. */
	rq = brought(ADA, "<script>", form_xml);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "value=\"&lt;script&gt;\""));
	rq = brought(ADA, "", "");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "choose one that is not empty"));
	rq = brought(ADA, "", "PK\003\004 xl/workbook.xml");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "it is the workbook (.xlsx)"));
	rq = brought(ADA, "", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_version"), 1);
}
END_TEST

/* The fields that a page of the form sends, with one answer; what else it asks is empty. */
static const char *
answers(const struct request *page, const char *ok)
{
	static const char asked[] = "name=\"asked\" value=\"";
	const char *at = strstr(page->reply.body.data, "value=\"yes\""), *name;
	const char *all = "";

	ck_assert(at != NULL);
	for (name = at; strncmp(name, "name=\"", 6) != 0; name--)
		ck_assert(name > page->reply.body.data);
	name += 6;
	name = arena_strndup(site_arena(), name, strcspn(name, "\""));
	for (at = page->reply.body.data; (at = strstr(at, asked)) != NULL;) {
		at += sizeof asked - 1;
		all = arena_printf(
		    site_arena(), "%sasked=%.*s&", all, (int)strcspn(at, "\""), at);
	}
	return arena_printf(site_arena(),
	    "%s%s=%s&page=0&version=%s&task=%s&report=%s&go=save", all, name, ok,
	    site_value(page, "version"), site_value(page, "task"),
	    site_value(page, "report"));
}

START_TEST(it_is_looked_at_in_each_language)
{
	struct request *rq = site_get(ADA, "/admin/forms/1/preview");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Is he well?"));
	ck_assert(!site_shows(rq, "What is it?"));
	rq = site_get(ADA, "/admin/forms/1/preview?language=sn");
	ck_assert(site_shows(rq, "Akasimba here?"));
	ck_assert(site_shows(rq, "lang=\"sn\""));
	rq = site_get(ADA, "/admin/forms/1/preview?language=xx&version=1");
	ck_assert(site_shows(rq, "Is he well?"));
}
END_TEST

/* What was tried, as the page gives it back: XML, of which the page wrote "<" otherwise. */
static const char *
kept(const struct request *page)
{
	static const struct {
		const char *written, *is;
	} marks[] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&#34;", "\"" },
		{ "&quot;", "\"" }, { "&#39;", "'" }, { "&amp;", "&" } };
	const char *at = site_value(page, "kept");
	struct buf text, all;

	buf_init(&text, site_arena());
	while (*at != '\0') {
		size_t i = 0;

		while (i < COUNT_OF(marks) &&
		       strncmp(at, marks[i].written, strlen(marks[i].written)) != 0)
			i++;
		if (i == COUNT_OF(marks)) {
			buf_add(&text, at++, 1);
			continue;
		}
		buf_puts(&text, marks[i].is);
		at += strlen(marks[i].written);
	}
	buf_init(&all, site_arena());
	buf_puts(&all, "kept=");
	buf_url(&all, text.data);
	return all.data;
}

/* What a preview sends: an answer, what was tried before, and the button. */
static const char *
tried(const struct request *page, const char *ok, const char *button)
{
	struct buf b;

	buf_init(&b, site_arena());
	buf_printf(
	    &b, "%s&in=%s&%s&kept=", answers(page, ok), site_value(page, "in"), button);
	buf_url(&b, site_value(page, "kept"));
	return b.data;
}

START_TEST(it_is_tried_and_kept_nowhere)
{
	struct request *rq = site_get(ADA, "/admin/forms/1/preview");
	const char *at = "/admin/forms/1/preview?version=1";

	rq = site_post(ADA, at, tried(rq, "no", ""));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "What is it?"));
	/* In the other language what was chosen stays, and so on the page after that. */
	rq = site_post(ADA, at, tried(rq, "no", "language=sn"));
	ck_assert(site_shows(rq, "Chii?"));
	rq = site_post(ADA, at, arena_printf(site_arena(), "in=sn&%s", kept(rq)));
	ck_assert(site_shows(rq, "Chii?"));
	ck_assert(site_shows(rq, "value=\"no\" type=\"radio\" id=\"q1-2\" checked"));
	/* Of another version, or of nobody: it begins anew. */
	rq = site_post(ADA, at, "kept=%3Cvisit%3E&language=en");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Is he well?"));
	ck_assert(!site_shows(rq, "What is it?"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
}
END_TEST

START_TEST(a_part_is_added_to_what_is_tried)
{
	struct request *rq;

	ck_assert_str_eq(
	    brought(ADA, "parts",
		"<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
		"xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>P</h:title>"
		"<model><instance><p id=\"parts\"><r><x/></r></p></instance></model>"
		"</h:head><h:body><group ref=\"/p/r\"><label>Drug</label><repeat "
		"nodeset=\"/p/r\"><input ref=\"/p/r/x\"><label>Name</label></input>"
		"</repeat></group></h:body></h:html>")
		->reply.location,
	    "/admin/forms/2?notice=form-new");
	rq = site_get(ADA, "/admin/forms/2/preview");
	ck_assert_int_eq(site_count(rq, "for=\"q3."), 1);
	for (int i = 2; i <= 3; i++) {
		rq = site_post(ADA, "/admin/forms/2/preview",
		    arena_printf(site_arena(), "add=r2&in=&%s", kept(rq)));
		ck_assert_int_eq(site_count(rq, "for=\"q3."), i);
	}
}
END_TEST

START_TEST(a_form_is_retired_and_comes_back)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO task (place_id, patient_id, kind, rule, title, emission, "
	    "source, priority, actions, authored_at, starts_at, due_at, created_at) "
	    "SELECT 101, 401, 'rule', 'look', 'task.look', 'r~0~look', 'x', 2, "
	    "'[{\"form\": \"visit\"}]', business_now(), business_now(), "
	    "business_now(), business_now()");
	rq = site_get(ADA, "/admin/forms/1");
	ck_assert(site_shows(rq, "<span class=\"sub\">look</span></td><td "
				 "data-label=\"Where it stands\">–</td>"));
	site_sql("INSERT INTO rule_version (hash, since, forms) VALUES ('x', "
		 "business_now(), '[{\"form\": \"visit\", \"rule\": \"look\", "
		 "\"file\": \"tasks.js\", \"line\": 7}, {\"form\": \"other\", "
		 "\"rule\": \"away\", \"file\": \"tasks.js\", \"line\": 8}]')");
	rq = site_get(ADA, "/admin/forms/1");
	ck_assert(site_shows(rq, ">tasks.js:7</td><td class=\"num\" "
				 "data-label=\"Open tasks\">1</td>"));
	ck_assert(!site_shows(rq, "away</"));
	ck_assert_str_eq(
	    site_post(ADA, "/admin/forms/1/retire", "once=" ONCE)->reply.location,
	    "/admin/forms/1?notice=form-retired");
	ck_assert(
	    site_shows(site_get(ADA, "/admin/forms/1"), "nobody begins it any more"));
	ck_assert(site_shows(site_get(ADA, "/admin/forms"), "Retired"));
	ck_assert_int_eq(site_get(RUDO, "/patients/401/forms/visit")->reply.code, 404);
	ck_assert_str_eq(site_post(ADA, "/admin/forms/1/return", "")->reply.location,
	    "/admin/forms/1?notice=form-back");
	ck_assert_int_eq(site_get(RUDO, "/patients/401/forms/visit")->reply.code, 200);
	/* Nobody else. */
	ck_assert_int_eq(site_get(RUDO, "/admin/forms")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, "/admin/forms/1")->reply.code, 403);
	ck_assert_int_eq(brought(NOMSA, "", form_xml)->reply.code, 403);
}
END_TEST

START_TEST(a_report_is_shown_in_words_and_changed)
{
	struct request *rq = site_get(RUDO, "/patients/401/forms/visit");
	const char *path;
	int64_t id;

	ck_assert_int_eq(rq->reply.code, 200);
	id = reported(TINASHE, answers(rq, "yes"));
	path = arena_printf(site_arena(), "/reports/%" PRId64, id);
	rq = site_get(TENDAI, path);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<dt>Is he well?</dt><dd>Yes, well</dd>"));
	ck_assert(!site_shows(rq, "What is it?"));
	ck_assert(!site_shows(rq, "patient_uuid"));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "Sr Rudo Makoni"));
	/* One line of his timeline opens it. */
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "<a href=\"%s\">Visit</a>", path)));
	/* Changed by another: from, to, by. */
	rq = site_get(TENDAI, arena_printf(site_arena(), "%s/edit", path));
	ck_assert_int_eq(rq->reply.code, 200);
	rq = site_post(TENDAI, arena_printf(site_arena(), "%s/edit", path),
	    arena_printf(site_arena(), "%s&why=He+called", answers(rq, "no")));
	/* It leads to one more question, which may be left out. */
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(strstr(rq->reply.location, "/edit?page=1") != NULL);
	rq = site_get(TENDAI, arena_printf(site_arena(), "%s/edit", path));
	ck_assert(site_shows(rq, "What is it?"));
	rq = site_post(TENDAI, arena_printf(site_arena(), "%s/edit", path),
	    arena_printf(site_arena(), "%s&why=He+called", answers(rq, "no")));
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, path);
	ck_assert(site_shows(rq, "<dd>Not well</dd>"));
	ck_assert(site_shows(rq, "Sr Tendai Moyana"));
	ck_assert(site_shows(rq, "He called"));
	ck_assert(site_shows(rq, "Yes, well</td>"));
	ck_assert(site_shows(rq, "Not well</td>"));
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "Is he well?: from “Yes, well” to “Not well”"));
	/* Elsewhere there is no such report; the administrator reads none. */
	ck_assert_int_eq(site_get(ALICE, path)->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, path)->reply.code, 403);
	ck_assert_int_eq(site_get(RUDO, "/reports/999")->reply.code, 404);
	/* Who read it is in the trail. */
	ck_assert_int_gt(
	    site_number("SELECT count(*) FROM audit WHERE action = 'read' AND "
			"user_id = 202 AND object_id = 401"),
	    0);
}
END_TEST

START_TEST(a_page_that_is_sent_twice_is_one_report)
{
	struct request *rq, *again;
	const char *path, *body;

	site_sql(
	    "INSERT INTO task (place_id, patient_id, kind, rule, title, emission, "
	    "source, priority, actions, authored_at, starts_at, due_at, created_at) "
	    "SELECT 101, 401, 'rule', 'look', 'task.look', 'r~0~look', 'x', 2, "
	    "'[{\"form\": \"visit\"}]', business_now(), business_now(), "
	    "business_now(), business_now()");
	path = arena_printf(site_arena(), "/tasks/%" PRId64 "/form",
	    site_number("SELECT max(id) FROM task"));
	rq = site_get(RUDO, path);
	ck_assert_int_eq(rq->reply.code, 200);
	body = arena_printf(site_arena(), "%s&once=" ONCE, answers(rq, "yes"));
	rq = site_post(RUDO, path, body);
	ck_assert_int_eq(rq->reply.code, 303);
	again = site_post(RUDO, path, body);
	ck_assert_int_eq(again->reply.code, 303);
	ck_assert_str_eq(again->reply.location, rq->reply.location);
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
	ck_assert_str_eq(
	    site_text(
		"SELECT status || ' ' || outcome FROM task ORDER BY id DESC LIMIT 1"),
	    "completed reported");
	/* In the timeline it is one line, not the task's closing besides. */
	rq = site_get(RUDO, "/patients/401?show=tasks");
	ck_assert(site_shows(rq, "<b>Report</b>"));
	ck_assert(!site_shows(rq, "Task closed"));
}
END_TEST

TCase *
form_admin_pages_tests(void)
{
	TCase *tc = tcase_create("form_admin_pages");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, a_form_is_brought);
	tcase_add_test(tc, what_is_wrong_is_said_with_its_line);
	tcase_add_test(tc, it_is_looked_at_in_each_language);
	tcase_add_test(tc, it_is_tried_and_kept_nowhere);
	tcase_add_test(tc, a_part_is_added_to_what_is_tried);
	tcase_add_test(tc, a_form_is_retired_and_comes_back);
	tcase_add_test(tc, a_report_is_shown_in_words_and_changed);
	tcase_add_test(tc, a_page_that_is_sent_twice_is_one_report);
	return tc;
}
