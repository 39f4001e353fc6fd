/*
 * test_form_pages.c - a form filled in page by page, with and without the script: what
 * follows from an answer, what is kept, what is wrong, and what saving it leads to.
 */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

#define TASK "/tasks/701/form"

/* clang-format off */
#define FORM \
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\"" \
	" xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>Own</h:title><model>" \
	"<itext><translation lang=\"en\" default=\"true()\"><text id=\"what\"><value>What came of it?</value></text></translation>" \
	"<translation lang=\"sn\"><text id=\"what\"><value>Zvaita sei?</value></text></translation></itext>" \
	"<instance><call id=\"call\"><inputs><contact><name/></contact></inputs><one><what/><since/><by/><sms/><who/><note/></one>" \
	"<two><pain/><kin jr:template=\"\"><name/></kin></two><outcome/><meta><instanceID/></meta></call></instance>" \
	"<bind nodeset=\"/call/one/what\" type=\"string\" required=\"true()\"/>" \
	"<bind nodeset=\"/call/one/since\" type=\"date\" relevant=\"/call/one/what = ''reached-problem''\" required=\"true()\"" \
	" constraint=\". &lt;= today()\" jr:constraintMsg=\"Not a day to come.\"/>" \
	"<bind nodeset=\"/call/one/by\" type=\"string\"/>" \
	"<bind nodeset=\"/call/one/sms\" type=\"string\" relevant=\"selected(/call/one/by, ''sms'')\"/>" \
	"<bind nodeset=\"/call/one/who\" type=\"string\" relevant=\"/call/two/pain = 9\"/>" \
	"<bind nodeset=\"/call/one/note\" type=\"string\"/>" \
	"<bind nodeset=\"/call/two\" relevant=\"/call/one/what = ''reached-problem''\"/>" \
	"<bind nodeset=\"/call/two/pain\" type=\"int\" required=\"true()\" constraint=\". &lt;= 10\" jr:constraintMsg=\"At most 10.\"/>" \
	"<bind nodeset=\"/call/two/kin/name\" type=\"string\"/>" \
	"<bind nodeset=\"/call/outcome\" type=\"string\" calculate=\"/call/one/what\"/>" \
	"</model></h:head><h:body class=\"pages\">" \
	"<group appearance=\"field-list\" ref=\"/call/one\"><label>The call</label>" \
	"<select1 ref=\"/call/one/what\"><label ref=\"jr:itext(''what'')\"/>" \
	"<item><label>Reached, no problem</label><value>reached-fine</value></item>" \
	"<item><label>Reached, problem</label><value>reached-problem</value></item></select1>" \
	"<input ref=\"/call/one/since\"><label>Since when?</label></input>" \
	"<select ref=\"/call/one/by\"><label>By what?</label><item><label>Phone</label><value>phone</value></item>" \
	"<item><label>SMS</label><value>sms</value></item></select>" \
	"<input ref=\"/call/one/sms\"><label>Which SMS?</label></input>" \
	"<input ref=\"/call/one/who\"><label>Who else knows?</label></input>" \
	"<input ref=\"/call/one/note\" appearance=\"multiline\"><label>Words</label></input></group>" \
	"<group appearance=\"field-list\" ref=\"/call/two\"><label>The wound</label>" \
	"<input ref=\"/call/two/pain\"><label>Pain</label></input>" \
	"<group ref=\"/call/two/kin\"><label>Relative</label><repeat nodeset=\"/call/two/kin\">" \
	"<input ref=\"/call/two/kin/name\"><label>Name</label></input></repeat></group></group></h:body></h:html>"
/* clang-format on */

static void
begin(void)
{
	site_test_begin();
	site_sql("INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
		 "  kind, source, priority, who, words, starts_at, due_at, created_at, "
		 "  actions) OVERRIDING SYSTEM VALUE VALUES "
		 "  (701, 101, 401, 501, 601, 'trace', 't701', 4, 'Tinashe Moyo', "
		 "   'Nothing heard', business_now() - interval '1 h', "
		 "   business_now() + interval '1 h', business_now() - interval '2 h', "
		 "   '[{\"form\": \"no_contact\"}]'),"
		 "  (702, 101, 401, 501, 601, 'free', 't702', 4, 'Tinashe Moyo', "
		 "   'Without a form', business_now(), business_now(), business_now(), "
		 "   NULL)");
	site_sql("INSERT INTO form (id, name) OVERRIDING SYSTEM VALUE VALUES (1, "
		 "'no_contact')");
	site_sql(
	    "INSERT INTO form_version (form_id, number, title, xml, sha256, "
	    "created_at) SELECT 1, 1, 'Own', x, encode(sha256(convert_to(x, 'UTF8')), "
	    "'hex'), business_now() FROM (VALUES ('%s')) v (x)",
	    FORM);
}

/* The name of a question by its words: "q4" of <label for="q4">Words. */
static const char *
name_of(const struct request *rq, const char *words)
{
	const char *body = rq->reply.body.data, *found = NULL;
	const char *at = strstr(body, arena_printf(site_arena(), ">%s<", words));

	ck_assert_msg(at != NULL, "no question \"%s\" in %s", words, body);
	for (const char *s = strstr(body, "-field\" class"); s != NULL && s < at;
	     s = strstr(s + 1, "-field\" class"))
		found = s;
	ck_assert(found != NULL);
	for (at = found; at[-1] != '"'; at--)
		;
	return arena_strndup(site_arena(), at, (size_t)(found - at));
}

/* "asked=q3&q3=x&", as the page sends the answer to that question. */
static const char *
says(const struct request *rq, const char *words, const char *value)
{
	const char *name = name_of(rq, words);

	return arena_printf(site_arena(), "asked=%s&%s=%s&", name, name, value);
}

static const char *
says_day(const struct request *rq, const char *words, const char *day,
    const char *month, const char *year)
{
	const char *name = name_of(rq, words);

	return arena_printf(site_arena(), "asked=%s&%s-day=%s&%s-month=%s&%s-year=%s&",
	    name, name, day, name, month, name, year);
}

static const char *
together(const struct request *rq, const char *a, const char *b, const char *rest)
{
	return arena_printf(site_arena(), "page=%s&version=%s&task=%s&in=en&%s%s%s",
	    site_value(rq, "page"), site_value(rq, "version"), site_value(rq, "task"),
	    a, b, rest);
}

static struct request *
led(int64_t user, const struct request *rq)
{
	char *path;

	ck_assert_msg(rq->reply.code == 303, "%d: %s", rq->reply.code,
	    rq->reply.body.data != NULL ? rq->reply.body.data : "");
	path = arena_strdup(site_arena(), rq->reply.location);
	path[strcspn(path, "#")] = '\0';
	return site_get(user, path);
}

START_TEST(shows_the_questions_and_what_led_here)
{
	struct request *rq = site_get(RUDO, TASK);

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "What came of it?"));
	ck_assert(!site_shows(rq, "Page 1 of"));
	ck_assert(!site_shows(rq, "Since when?"));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "href=\"tel:"));
	ck_assert(site_shows(rq, "class=\"days"));
	ck_assert(site_shows(rq, "Nothing heard"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
	/* The task's own page leads here, and so does the list. */
	ck_assert(site_shows(site_get(RUDO, "/tasks/701"), "href=\"" TASK "\""));
	ck_assert(site_shows(site_get(RUDO, "/tasks"), "href=\"" TASK "\""));
	/* One without a form has its own page. */
	rq = site_get(RUDO, "/tasks/702/form");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/tasks/702");
	ck_assert_int_eq(
	    site_get(RUDO, "/patients/401/forms/nothing")->reply.code, 404);
	ck_assert_int_eq(site_get(JOYCE, TASK)->reply.code, 404);
	ck_assert_int_eq(
	    site_get(JOYCE, "/patients/401/forms/no_contact")->reply.code, 404);
}
END_TEST

START_TEST(what_is_wrong_is_said_and_nothing_cleared)
{
	struct request *rq = site_get(RUDO, TASK);

	rq = site_post(RUDO, TASK,
	    together(rq, says(rq, "What came of it?", ""),
		says(rq, "Words", "He+was+out"), "go=save"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "<title>Error:"));
	ck_assert(site_shows(rq, "Nothing is saved yet: 1 thing to correct."));
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "<a href=\"#%s\">What came of it?",
		    name_of(rq, "What came of it?"))));
	ck_assert(site_shows(rq, "\nHe was out</textarea>"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
}
END_TEST

/* The first page answered so that more is asked: what she sees then. */
static struct request *
with_a_problem(void)
{
	struct request *rq = site_get(RUDO, TASK);

	return led(
	    RUDO, site_post(RUDO, TASK,
		      together(rq, says(rq, "What came of it?", "reached-problem"),
			  says(rq, "Words", "He+bleeds"), "go=save")));
}

START_TEST(an_answer_leads_to_more_without_a_script)
{
	struct request *rq = with_a_problem();

	ck_assert(site_shows(rq, "Since when?"));
	ck_assert(site_shows(rq, "Page 1 of 2"));
	ck_assert(!site_shows(rq, "class=\"problems\""));
	ck_assert(site_shows(rq, "\nHe bleeds</textarea>"));
	ck_assert(site_shows(rq, "Draft of 08:02 kept"));
	/* The day first, and the digits stay as they were typed. */
	rq = site_post(RUDO, TASK,
	    together(rq, says(rq, "What came of it?", "reached-problem"),
		says_day(rq, "Since when?", "4", "3", "2031"), "go=on"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Not a day to come."));
	ck_assert(site_shows(rq, "-day\" value=\"04\""));
	rq = site_post(RUDO, TASK,
	    together(rq, says(rq, "What came of it?", "reached-problem"),
		says_day(rq, "Since when?", "31", "2", "2031"), "go=on"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "-day\" value=\"31\""));
	rq = led(RUDO,
	    site_post(RUDO, TASK,
		together(rq, says(rq, "What came of it?", "reached-problem"),
		    says_day(rq, "Since when?", "1", "3", "2031"),
		    arena_printf(site_arena(), "%s%sgo=on", says(rq, "By what?", ""),
			says(rq, "Words", "He+bleeds")))));
	ck_assert(site_shows(rq, "Page 2 of 2"));
	/* Back keeps what was typed here, right or wrong. */
	rq = led(RUDO,
	    site_post(RUDO, TASK, together(rq, says(rq, "Pain", "11"), "", "go=back")));
	ck_assert(site_shows(rq, "Page 1 of 2"));
	ck_assert(site_shows(rq, "-day\" value=\"01\""));
	rq = site_get(RUDO, TASK "?page=2");
	ck_assert(site_shows(rq, "value=\"11\""));
	ck_assert(site_shows(site_get(RUDO, TASK "?page=2&check=1"), "At most 10."));
	rq = led(RUDO,
	    site_post(RUDO, TASK, together(rq, says(rq, "Pain", "3"), "", "go=save")));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(site_text("SELECT fields #>> '{two,pain}' FROM report"), "3");
	ck_assert_str_eq(
	    site_text("SELECT fields #>> '{one,since}' FROM report"), "2031-03-01");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = 701"), "completed");
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
}
END_TEST

START_TEST(saved_once_and_taken_back)
{
	struct request *rq = site_get(RUDO, TASK);
	const char *body = together(rq, says(rq, "What came of it?", "reached-fine"),
	    says(rq, "Words", "Well"),
	    arena_printf(site_arena(), "%sgo=save&once=%s", says(rq, "By what?", ""),
		site_value(rq, "once")));
	const char *first;

	rq = site_post(RUDO, TASK, body);
	ck_assert_int_eq(rq->reply.code, 303);
	first = rq->reply.location;
	rq = site_post(RUDO, TASK, body);
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, first);
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
	/* The same client's other task is offered, and Undo. */
	rq = led(RUDO, rq);
	ck_assert(site_shows(rq, "Without a form"));
	ck_assert(site_shows(rq, "action=\"/tasks/701/undo\""));
	/* A page that was open all the while is too late. */
	rq = led(
	    TENDAI, site_post(TENDAI, TASK, "page=0&asked=q1&q1=reached-fine&go=save"));
	ck_assert(site_shows(rq, "Somebody has finished this task meanwhile"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
	/* The report is beside the next form about him. */
	rq = site_get(RUDO, "/patients/401/forms/no_contact");
	ck_assert(site_shows(rq, "Previous answers"));
	ck_assert(site_shows(rq, "Reached, no problem"));
}
END_TEST

/* Undo says who was registered with the report: he stays. */
START_TEST(undo_says_what_stays)
{
	site_sql(
	    "UPDATE task SET status = 'completed', open = false, outcome = "
	    "'reported', closed_at = business_now(), closed_by = 201 WHERE id = 702");
	site_sql(
	    "INSERT INTO report (doc_id, form, form_version_id, place_id, "
	    "patient_id, task_id, fields, reported_at, reported_by, registered) "
	    "SELECT 'd', 'no_contact', id, 101, 401, 702, '{}', business_now(), 201, "
	    "'{402}' FROM form_version");
	ck_assert(site_shows(site_get(RUDO, "/tasks?notice=done&undo=702"),
	    "Done. Registered with it: Brian Mutasa (R-2291). Undo takes back the "
	    "task and its report; who was registered stays."));
	ck_assert(site_shows(site_get(RUDO, "/tasks/702?notice=taken-back"),
	    "as before. Who was registered with it stays registered: Brian Mutasa "
	    "(R-2291)."));
	ck_assert(!site_shows(
	    site_get(RUDO, "/tasks/701?notice=taken-back"), "Who was registered"));
	ck_assert(!site_shows(
	    site_get(JOYCE, "/tasks?notice=done&undo=702"), "Registered with it"));
}
END_TEST

/* What a report was opened with, what it hides and ids are no answers of anybody. */
START_TEST(earlier_answers_are_what_people_said)
{
	struct request *rq;

	/* As before, but that it also asks of whom, by his document and by his name. */
	site_sql(
	    "INSERT INTO form (id, name) OVERRIDING SYSTEM VALUE VALUES (2, 'old')");
	site_sql(
	    "INSERT INTO form_version (id, form_id, number, title, xml, sha256, "
	    "created_at) OVERRIDING SYSTEM VALUE SELECT 77, 2, 1, 'Old', x, "
	    "encode(sha256(convert_to(x, 'UTF8')), 'hex'), business_now() "
	    "FROM form_version, replace(xml, '<group appearance=\"field-list\" "
	    "ref=\"/call/one\">', '<group ref=\"/call/inputs\"><label>Client</label>"
	    "<input ref=\"/call/inputs/contact/name\"><label>Who is it about?</label>"
	    "</input></group><input ref=\"/call/outcome\" appearance=\"db-object\">"
	    "<label>Relative</label></input><group appearance=\"field-list\" "
	    "ref=\"/call/one\">') x");
	site_sql("INSERT INTO report (id, doc_id, form, form_version_id, place_id, "
		 "patient_id, fields, hidden_fields, reported_at, reported_by) "
		 "OVERRIDING SYSTEM VALUE VALUES (88, 'd', 'old', 77, 101, 401, "
		 "'{\"inputs\": {\"contact\": {\"name\": \"patient-12\"}}, \"one\": "
		 "{\"what\": \"reached-fine\", \"since\": \"2026-05-01\", \"by\": "
		 "\"phone sms\", \"note\": \"Between us\"}, \"two\": {\"pain\": "
		 "\"3\"}, \"outcome\": \"patient-13\"}', '[\"one.note\"]', "
		 "business_now() - interval '1 h', 201)");
	rq = site_get(RUDO, "/patients/401/forms/no_contact");
	ck_assert(site_shows(rq, "Previous answers"));
	ck_assert(
	    site_shows(rq, "What came of it?: Reached, no problem. Since when?: "));
	ck_assert(site_shows(rq, "By what?: Phone, SMS. Pain: 3.</span>"));
	ck_assert(!site_shows(rq, "patient-1"));
	ck_assert(!site_shows(rq, "Between us"));
	rq = site_get(RUDO, "/reports/88");
	ck_assert(site_shows(rq, "Reached, no problem"));
	ck_assert(!site_shows(rq, "Client</"));
	ck_assert(!site_shows(rq, "patient-1"));
	ck_assert(!site_shows(rq, "Between us"));
}
END_TEST

/* Of the last report much, of those before it how they went. */
START_TEST(earlier_answers_are_not_too_many)
{
	static const char many[] =
	    "INSERT INTO report (doc_id, form, form_version_id, place_id, patient_id, "
	    "fields, reported_at, reported_by) SELECT 'd' || h, 'no_contact', v.id, "
	    "101, "
	    "401, jsonb_build_object('one', jsonb_build_object('what', 'reached-fine', "
	    "'since', '2026-05-01', 'by', 'phone', 'note', 'Note ' || h), 'two', "
	    "'{\"pain\": \"3\"}'::jsonb), business_now() - make_interval(hours => h), "
	    "201 FROM generate_series(1, 2) h, form_version v";
	struct request *rq;

	site_sql("%s", many);
	rq = site_get(RUDO, "/patients/401/forms/no_contact");
	ck_assert(site_shows(rq, "Words: Note 1. Pain: 3.</span>"));
	ck_assert(site_shows(rq, "Words: Note 2. …</span>"));
}
END_TEST

static struct request *
types(int64_t user, const char *path, const char *body)
{
	return site_ask(&(struct site_ask){ .method = POST,
	    .user = user,
	    .path = path,
	    .body = arena_printf(site_arena(), "%s&%s", site_csrf(user), body),
	    .fragment = "questions,form-acts,draft" });
}

START_TEST(kept_as_it_is_typed)
{
	struct request *page = site_get(RUDO, TASK), *rq;

	rq = types(RUDO, TASK "/draft",
	    together(page, says(page, "What came of it?", "reached-problem"), "", ""));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(
	    strncmp(rq->reply.body.data, "<template><div id=\"questions\"", 29) == 0);
	ck_assert(!site_shows(rq, "<html"));
	/* What is not answered yet is no mistake; what is answered wrongly is. */
	ck_assert(site_shows(rq, "Since when?"));
	ck_assert(!site_shows(rq, "class=\"wrong\""));
	ck_assert(site_shows(rq, ">Continue</button>"));
	ck_assert(site_shows(rq, "Draft of 08:02 kept"));
	page = site_get(RUDO, TASK);
	rq = types(RUDO, TASK "/draft",
	    together(page, says_day(page, "Since when?", "9", "3", "2031"), "", ""));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Not a day to come."));
	/* Enter presses the first button of the form: the one that leads on. */
	page = site_get(RUDO, TASK);
	ck_assert(strstr(page->reply.body.data, "form=\"fill\" name=\"discard\"") >
		  strstr(page->reply.body.data, "form=\"fill\" name=\"go\""));
	ck_assert(strstr(page->reply.body.data, "form=\"fill\"") ==
		  strstr(page->reply.body.data, "form=\"fill\" name=\"go\""));
	/* It is hers: a colleague sees that she is at it, and begins anew. */
	ck_assert(site_shows(site_get(RUDO, TASK), "-day\" value=\"09\""));
	page = site_get(TENDAI, TASK);
	ck_assert(site_shows(page, "has been filling this in for"));
	ck_assert(!site_shows(page, "Since when?"));
	ck_assert(!site_shows(site_get(RUDO, TASK), "has been filling this in for"));
	/* Gone when she says so. */
	rq = led(RUDO, site_post(RUDO, TASK, "discard=1"));
	ck_assert(site_shows(rq, "The draft is discarded."));
	ck_assert(!site_shows(rq, "Since when?"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
}
END_TEST

/* What she was not shown is shown to her, also where nothing has to be answered. */
START_TEST(what_was_not_seen_is_shown_before_it_is_saved)
{
	struct request *page = site_get(RUDO, TASK), *rq;
	const char *body =
	    together(page, says(page, "What came of it?", "reached-fine"),
		says(page, "By what?", "sms"), says(page, "Words", "Well"));

	/* The script's keeping made it relevant, and its answer was lost. */
	rq = types(RUDO, TASK "/draft", body);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Which SMS?"));
	body = arena_printf(site_arena(), "%sgo=save&version=1", body + 0);
	rq = site_post(RUDO, TASK, strstr(body, "task="));
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	ck_assert(strstr(rq->reply.location, "notice=form-more#q") != NULL);
	rq = led(RUDO, rq);
	ck_assert(site_shows(rq, "Your answers led to one more question."));
	ck_assert(site_shows(rq, "Which SMS?"));
	rq = site_post(RUDO, TASK,
	    together(rq, says(rq, "What came of it?", "reached-fine"),
		says(rq, "By what?", "sms"),
		arena_printf(site_arena(), "%s%sgo=save", says(rq, "Words", "Well"),
		    says(rq, "Which SMS?", ""))));
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
}
END_TEST

START_TEST(what_an_answer_led_to_on_a_page_before_is_shown)
{
	struct request *rq = with_a_problem();
	const char *first = arena_printf(site_arena(), "%s%s%s",
	    says(rq, "What came of it?", "reached-problem"), says(rq, "By what?", ""),
	    says(rq, "Words", "He+bleeds"));
	const char *since = says_day(rq, "Since when?", "1", "3", "2031");

	rq = led(RUDO, site_post(RUDO, TASK, together(rq, first, since, "go=on")));
	ck_assert(site_shows(rq, "Page 2 of 2"));
	rq = site_post(RUDO, TASK, together(rq, says(rq, "Pain", "9"), "", "go=save"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	rq = led(RUDO, rq);
	ck_assert(site_shows(rq, "Page 1 of 2"));
	ck_assert(site_shows(rq, "Who else knows?"));
	rq = led(RUDO, site_post(RUDO, TASK,
			   together(rq, first, since,
			       arena_printf(site_arena(), "%sgo=on",
				   says(rq, "Who else knows?", "")))));
	rq = site_post(RUDO, TASK, together(rq, says(rq, "Pain", "9"), "", "go=save"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
	/* Nor is a page saved that was jumped over. */
	rq = site_get(RUDO, "/patients/401/forms/no_contact");
	rq = led(RUDO, site_post(RUDO, "/patients/401/forms/no_contact",
			   together(rq, says(rq, "What came of it?", "reached-fine"),
			       says(rq, "Words", ""), "go=save")));
	ck_assert(site_shows(rq, "Your answers led to one more question."));
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
}
END_TEST

/* clang-format off */
#define PICK \
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">" \
	"<h:head><h:title>Pick</h:title><model><instance><pick id=\"pick\"><kin><_id/><name/><parent><name/></parent></kin><at/>" \
	"<said/><meta><instanceID/></meta></pick></instance>" \
	"<bind nodeset=\"/pick/kin/_id\" type=\"db:person\"/><bind nodeset=\"/pick/at\" type=\"string\"/>" \
	"<bind nodeset=\"/pick/said\" type=\"string\" readonly=\"true()\" calculate=\"concat(/pick/kin/name, ' of ', /pick/kin/parent/name)\"/>" \
	"</model></h:head><h:body><group appearance=\"field-list\">" \
	"<input ref=\"/pick/kin/_id\" appearance=\"db-object\"><label>Who came with him?</label></input>" \
	"<input ref=\"/pick/at\" appearance=\"select-contact type-clinic\"><label>Where?</label></input>" \
	"<input ref=\"/pick/said\"><label>So it is</label></input></group></h:body></h:html>"
/* clang-format on */

/* Who is chosen is looked for by his name, and she finds nobody of another facility. */
START_TEST(somebody_is_chosen_by_his_name)
{
	static const char path[] = "/patients/401/forms/pick";
	struct request *rq;
	const char *who;

	site_sql(
	    "INSERT INTO form (id, name) OVERRIDING SYSTEM VALUE VALUES (2, 'pick')");
	site_sql("INSERT INTO form_version (form_id, number, title, xml, sha256, "
		 "created_at) SELECT 2, 1, 'Pick', x, encode(sha256(convert_to(x, "
		 "'UTF8')), 'hex'), business_now() FROM (VALUES ($$%s$$)) v (x)",
	    PICK);
	rq = site_get(RUDO, path);
	ck_assert_int_eq(rq->reply.code, 200);
	who = name_of(rq, "Who came with him?");
	who = arena_strndup(site_arena(), who, strcspn(who, "-"));
	ck_assert(site_shows(rq, "<option value=\"\">choose</option></select>"));
	ck_assert(
	    site_shows(rq, "<option value=\"place-101\">Riverside Clinic</option>"));
	ck_assert(!site_shows(rq, "place-102"));
	/* Without a script a button shows those found; so does Save. */
	for (int i = 0; i < 2; i++) {
		rq = led(
		    RUDO, site_post(RUDO, path,
			      together(rq,
				  arena_printf(site_arena(),
				      "asked=%s&%s-find=mutasa&%s=&", who, who, who),
				  "",
				  i == 0 ? arena_printf(site_arena(), "find=%s", who)
					 : "go=save")));
		ck_assert(site_shows(rq, "value=\"mutasa\""));
		ck_assert(
		    site_shows(rq, "<option value=\"patient-402\">Brian Mutasa, 31 "
				   "years, R-2291, phone ending in "));
		ck_assert(site_shows(rq, "1 found: choose one"));
		ck_assert(i == 0 ||
			  site_shows(rq, "Choose somebody from those found, or clear"));
	}
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	/* With one it comes as she types; whoever is of another facility does not. */
	rq = types(RUDO, arena_printf(site_arena(), "%s/draft", path),
	    together(rq,
		arena_printf(site_arena(), "asked=%s&%s-find=%s&%s=patient-402&", who,
		    who,
		    site_text("SELECT given_name FROM patient WHERE place_id <> 101 "
			      "ORDER BY id LIMIT 1"),
		    who),
		"", ""));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_int_eq(site_count(rq, "<option value=\"patient-"), 1);
	ck_assert(site_shows(rq, "<option value=\"patient-402\" selected"));
	ck_assert(site_shows(rq, "Brian Mutasa of Riverside Clinic"));
	rq = site_get(RUDO, path);
	rq = site_post(RUDO, path,
	    together(rq,
		arena_printf(
		    site_arena(), "asked=%s&%s-find=&%s=patient-402&", who, who, who),
		says(rq, "Where?", "place-101"), "go=save"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT fields #>> '{kin,_id}' || ' ' || (fields ->> 'at') FROM "
		      "report"),
	    "patient-402 place-101");
	rq = site_get(RUDO, arena_printf(site_arena(), "/reports/%" PRId64,
				site_number("SELECT id FROM report")));
	ck_assert(
	    site_shows(rq, "<dd>Brian Mutasa, 31 years, R-2291, phone ending in "));
	ck_assert(site_shows(rq, "<dd>Riverside Clinic</dd>"));
}
END_TEST

START_TEST(two_tabs_lose_nothing)
{
	struct request *old = site_get(RUDO, TASK), *rq;

	rq = types(
	    RUDO, TASK "/draft", together(old, says(old, "Words", "First"), "", ""));
	ck_assert_int_eq(rq->reply.code, 200);
	rq = types(RUDO, TASK "/draft",
	    together(site_get(RUDO, TASK), says(old, "Words", "Second"), "", ""));
	ck_assert_int_eq(rq->reply.code, 200);
	/* The first tab again, with what it saw. */
	rq = types(
	    RUDO, TASK "/draft", together(old, says(old, "Words", "Old"), "", ""));
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "what is typed last counts"));
	rq = site_post(
	    RUDO, TASK, together(old, says(old, "Words", "Old"), "", "go=back"));
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "\nOld</textarea>"));
	ck_assert(site_shows(rq, "in another tab"));
	rq = led(RUDO, site_post(RUDO, TASK,
			   together(rq, says(rq, "Words", "Old"), "", "go=back")));
	ck_assert(site_shows(rq, "\nOld</textarea>"));
}
END_TEST

START_TEST(ticks_parts_and_languages)
{
	struct request *rq = site_get(RUDO, TASK);
	const char *by = name_of(rq, "By what?");

	/* Both ticked, then none: a browser sends nothing of those. */
	rq = led(RUDO,
	    site_post(RUDO, TASK,
		together(rq, says(rq, "What came of it?", "reached-problem"),
		    arena_printf(site_arena(), "asked=%s&%s=phone&%s=sms&", by, by, by),
		    "language=sn")));
	ck_assert(site_shows(rq, "Zvaita sei?"));
	ck_assert(site_shows(rq, "lang=\"sn\""));
	ck_assert_int_eq(site_count(rq, "type=\"checkbox\" id=\""), 2);
	ck_assert(site_shows(rq, "value=\"phone\" type=\"checkbox\""));
	ck_assert_str_eq(
	    site_text("SELECT substring(instance FROM '<by>([^<]*)') FROM form_draft"),
	    "phone sms");
	rq = led(RUDO, site_post(RUDO, TASK,
			   together(rq, arena_printf(site_arena(), "asked=%s&", by), "",
			       "language=en")));
	ck_assert_str_eq(
	    site_text("SELECT substring(instance FROM '<by>([^<]*)') FROM form_draft"),
	    "");
	/* Parts come and go with a button. */
	rq = site_get(RUDO, TASK "?page=2");
	if (!site_shows(rq, "name=\"remove\""))
		rq = led(RUDO, site_post(RUDO, TASK,
				   together(rq, "", "",
				       arena_printf(site_arena(), "add=%s",
					   site_value(rq, "add")))));
	ck_assert(site_shows(rq, "Relative 1"));
}
END_TEST

TCase *
form_pages_tests(void)
{
	TCase *tc = tcase_create("form_pages");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, shows_the_questions_and_what_led_here);
	tcase_add_test(tc, what_is_wrong_is_said_and_nothing_cleared);
	tcase_add_test(tc, an_answer_leads_to_more_without_a_script);
	tcase_add_test(tc, saved_once_and_taken_back);
	tcase_add_test(tc, undo_says_what_stays);
	tcase_add_test(tc, earlier_answers_are_what_people_said);
	tcase_add_test(tc, earlier_answers_are_not_too_many);
	tcase_add_test(tc, kept_as_it_is_typed);
	tcase_add_test(tc, what_was_not_seen_is_shown_before_it_is_saved);
	tcase_add_test(tc, what_an_answer_led_to_on_a_page_before_is_shown);
	tcase_add_test(tc, somebody_is_chosen_by_his_name);
	tcase_add_test(tc, two_tabs_lose_nothing);
	tcase_add_test(tc, ticks_parts_and_languages);
	return tc;
}
