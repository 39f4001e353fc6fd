/* test_form.c - forms: read, filled, shown and saved. */

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "ext/json.h"
#include "ext/xml.h"
#include "form/form.h"
#include "gen/form_style.h"
#include "tests.h"

#include <time.h>

#define NOW INT64_C(1709287200000) /* 2024-03-01 10:00 UTC, 12:00 in Harare */

static struct arena *arena;
static struct form *form;
static struct form_faults faults;
static struct form_context context;
static struct form_entry *entry;
static const char *why;
static int uuids;

static const char *
next_uuid(void *with, struct arena *a)
{
	(void)with;
	return arena_printf(a, "uuid-%d", ++uuids);
}

static void
setup(void)
{
	arena = arena_new();
	uuids = 0;
	entry = NULL;
	context = (struct form_context){
		.zone = "Africa/Harare", .now_ms = NOW, .uuid = next_uuid
	};
}

static void
teardown(void)
{
	arena_free(arena);
}

/* ------------------------------------------------------------ helpers --- */

#define HEAD                                               \
	"<?xml version=\"1.0\"?>\n"                        \
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" " \
	"xmlns:h=\"http://www.w3.org/1999/xhtml\" "        \
	"xmlns:jr=\"http://openrosa.org/javarosa\" "       \
	"xmlns:odk=\"http://www.opendatakit.org/xforms\">" \
	"<h:head><h:title>A form</h:title><model odk:xforms-version=\"1.0.0\">\n"
#define BODY "</model></h:head><h:body class=\"pages\">\n"
#define END "</h:body></h:html>\n"
#define INSTANCE(fields) \
	"<instance><r id=\"a_form\" version=\"7\">" fields "</r></instance>\n"

static enum status
load(const char *text)
{
	return form_load(arena, text, strlen(text), &form, &faults);
}

/* "12: words|14: words", warnings with an "w". */
static const char *
fault_list(void)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < faults.n; i++)
		buf_printf(&b, "%s%d%s: %s", i > 0 ? "|" : "", faults.at[i].line,
		    faults.at[i].warning ? "w" : "", faults.at[i].what);
	return b.data;
}

static void
must_load(const char *model, const char *body)
{
	const char *text = arena_printf(arena, HEAD "%s" BODY "%s" END, model, body);

	ck_assert_msg(load(text) == OK, "%s", fault_list());
}

static const struct json *
parsed(const char *text)
{
	const struct json *json;

	ck_assert_int_eq(json_parse(arena, text, strlen(text), &json), OK);
	return json;
}

static void
begin(void)
{
	why = "";
	ck_assert_msg(form_begin(arena, form, &context, &entry, &why) == OK, "%s", why);
}

static enum status
put(const char *path, const char *value)
{
	const char *name = form_name_of(entry, path);

	ck_assert_msg(name != NULL, "no question at %s", path);
	return form_put(entry, name, value, &why);
}

static void
answer(const char *path, const char *value)
{
	ck_assert_msg(put(path, value) == OK, "%s: %s", path, why);
	ck_assert_msg(form_compute(entry, &why) == OK, "%s", why);
}

/* "/r/q: words|..." */
static const char *
problem_list(int page)
{
	const struct form_problem *list;
	struct buf b;
	size_t n;

	ck_assert_int_eq(form_problems(entry, page, &list, &n, &why), OK);
	buf_init(&b, arena);
	for (size_t i = 0; i < n; i++)
		buf_printf(
		    &b, "%s%s: %s", i > 0 ? "|" : "", list[i].path, list[i].words);
	return b.data;
}

static struct form_saved
saved(void)
{
	static const struct form_save_context how = { .sha256 = "abc",
		.version_ms = 5 };
	struct form_saved all = { .n = 0 };

	ck_assert_msg(form_save(entry, &how, &all, &why) == OK, "%s", why);
	return all;
}

static const char *
view_text(int page)
{
	const struct form_problem *list;
	size_t n;

	ck_assert_int_eq(form_problems(entry, page, &list, &n, &why), OK);
	return xml_write(arena, xml_root(form_view(entry, page, list, n)));
}

#define HAS(text, part) \
	ck_assert_msg(  \
	    strstr((text), (part)) != NULL, "%s\nis not in\n%s", (part), (text))
#define HAS_NOT(text, part) \
	ck_assert_msg(strstr((text), (part)) == NULL, "%s\nis in\n%s", (part), (text))

/* ------------------------------------------------------------- loading --- */

START_TEST(faults_have_lines)
{
	static const struct {
		const char *model, *body, *faults;
	} table[] = {
		{ INSTANCE("<a/>"), "<rank ref=\"/r/a\"/>\n<input ref=\"/r/a\"/>",
		    "5: the control <rank> is not supported" },
		{ INSTANCE("<a/>"), "<input ref=\"/r/b\"/>",
		    "4: the form asks nothing|5w: <input> asks for /r/b, which is not "
		    "in the instance: it is left out" },
		{ INSTANCE("<a/>"), "<group/>", NULL },
		{ INSTANCE("<a/>"), "", "4: the form asks nothing" },
		{ INSTANCE("<a/>") "<bind nodeset=\"/r/a\" type=\"video\"/>",
		    "<input ref=\"/r/a\"/>",
		    "4: the type video of /r/a is not supported" },
		{ INSTANCE("<a/>"), "<select1 ref=\"/r/a\"><label>A</label></select1>",
		    "5: <select1> of /r/a has no choices" },
		{ INSTANCE("<a/>"),
		    "<upload ref=\"/r/a\" mediatype=\"audio/*\"/>\n"
		    "<upload ref=\"/r/a\" appearance=\"draw\"/>",
		    "5: <upload> asks for a file of the type audio/*: only pictures "
		    "can be kept, as mediatype=\"image/*\"|6: <upload> asks for a file "
		    "of the type that it does not say: only pictures can be kept, as "
		    "mediatype=\"image/*\"|6w: the appearance draw is not supported: a "
		    "picture is chosen, as by any other question for one" },
		{ INSTANCE("<a/>") "<setvalue event=\"xforms-focus\" ref=\"/r/a\"/>\n",
		    "<input ref=\"/r/a\"/>",
		    "4: <setvalue> at the event xforms-focus is not supported" },
		{ INSTANCE("<a/>") "<instance id=\"x\" src=\"http://example.org/x\"/>",
		    "<input ref=\"/r/a\"/>",
		    "4: the instance x comes from http://example.org/x: only "
		    "jr://file/NAME is supported" },
		{ INSTANCE("<a/><b/>") "<bind nodeset=\"/r/a\" calculate=\"/r/b\"/>\n"
				       "<bind nodeset=\"/r/b\" calculate=\"../a\"/>",
		    "<input ref=\"/r/a\" appearance=\"hidden\"/>",
		    "4: a circle of calculations: /r/a, which needs /r/b, which needs "
		    "/r/a" },
		{ INSTANCE("<a/>") "<bind nodeset=\"/r/a\" jr:preload=\"weather\"/>",
		    "<input ref=\"/r/a\"/>",
		    "4: the preload weather of /r/a is not supported" },
		{ INSTANCE("<a/>") "<bind nodeset=\"/r/q\" type=\"int\"/>",
		    "<input ref=\"/r/a\"/>", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		enum status status = load(arena_printf(
		    arena, HEAD "%s" BODY "%s" END, table[i].model, table[i].body));

		ck_assert_int_eq(status, table[i].faults != NULL ? ERR_INVALID : OK);
		if (table[i].faults != NULL)
			ck_assert_str_eq(fault_list(), table[i].faults);
	}
	ck_assert_uint_eq(faults.errors, 0);
	ck_assert_str_eq(fault_list(),
	    "4w: the bind of /r/q has no place in the instance: it is not used");
}
END_TEST

/* A control without an element is left out, and a group without one is a group. */
START_TEST(left_out)
{
	must_load(INSTANCE("<a/>"),
	    "<input ref=\"/data/inputs\"><label>Gone</label></input><group ref=\"/x\">"
	    "<label>Kept</label><input ref=\"/r/a\"/></group>");
	ck_assert_str_eq(fault_list(),
	    "5w: <input> asks for /data/inputs, which is not in the instance: it is "
	    "left out|5w: <group> asks for /x, which is not in the instance: what is "
	    "in it is asked all the same");
	begin();
	HAS(view_text(-1), "<label>Kept</label><question name=\"q2\"");
	HAS_NOT(view_text(-1), "Gone");
	answer("/r/a", "1");
	ck_assert_str_eq(saved().fields, "{\"a\":\"1\"}");
}
END_TEST

/* What has no words but a picture has its name. */
START_TEST(pictures_are_named)
{
	must_load("<itext><translation lang=\"en\"><text id=\"p\"><value "
		  "form=\"image\">jr://images/wound.png</value></text><text "
		  "id=\"w\"><value>Wound</value><value form=\"image\">jr://images/w.png"
		  "</value></text></translation></itext>" INSTANCE("<a/>"),
	    "<select1 ref=\"/r/a\"><label ref=\"jr:itext('w')\"/><item><label "
	    "ref=\"jr:itext('p')\"/><value>1</value></item></select1>");
	ck_assert_str_eq(fault_list(),
	    "3w: the image of a text is not shown|3w: the image of a text is not "
	    "shown, but its name");
	begin();
	HAS(view_text(-1), "<label>wound.png</label>");
	HAS(view_text(-1), "<label>Wound</label>");
}
END_TEST

START_TEST(functions_are_checked)
{
	ck_assert_int_eq(load(HEAD INSTANCE("<a/>") "<bind nodeset=\"/r/a\" "
						    "calculate=\"frobnicate(1)\"/>" BODY
						    "<input ref=\"/r/a\"/>" END),
	    ERR_INVALID);
	HAS(fault_list(), "4: calculate of /r/a: ");
	HAS(fault_list(), "frobnicate");
	ck_assert_int_eq(
	    load(HEAD INSTANCE("<a/>") "<bind nodeset=\"/r/a\" "
				       "relevant=\"instance('gone')/root/x = 1\"/>" BODY
				       "<input ref=\"/r/a\"/>" END),
	    ERR_INVALID);
	HAS(fault_list(), "instance('gone') is not in the <model>");
}
END_TEST

START_TEST(no_forms)
{
	static const char *const texts[] = {
		"",
		"hello",
		"<a/>",
		"<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"/>",
		HEAD BODY END,
		"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		ck_assert_int_eq(load(texts[i]), ERR_INVALID);
		ck_assert_ptr_null(form);
		ck_assert_uint_ge(faults.errors, 1);
	}
}
END_TEST

/* ------------------------------------------------------------- filling --- */

START_TEST(irrelevant_is_empty)
{
	must_load(
	    INSTANCE(
		"<a/><g><b>default</b><c/></g><sum/>") "<bind nodeset=\"/r/g\" "
						       "relevant=\"/r/a = 'yes'\"/>"
						       "<bind nodeset=\"/r/g/c\" "
						       "calculate=\"concat('c', "
						       "/r/a)\"/>"
						       "<bind nodeset=\"/r/sum\" "
						       "calculate=\"concat(/r/g/b, "
						       "'+', /r/g/c)\"/>",
	    "<input ref=\"/r/a\"/><group ref=\"/r/g\" appearance=\"field-list\">"
	    "<input ref=\"/r/g/b\"/></group>");
	begin();
	ck_assert_str_eq(form_value(entry, "/r/sum"), "+");
	ck_assert_str_eq(saved().fields, "{\"a\":\"\",\"sum\":\"+\"}");
	ck_assert_int_eq(put("/r/g/b", "typed"), ERR_FORBIDDEN);
	answer("/r/a", "yes");
	ck_assert_str_eq(form_value(entry, "/r/sum"), "default+cyes");
	answer("/r/g/b", "typed");
	answer("/r/a", "no");
	ck_assert_str_eq(form_value(entry, "/r/sum"), "+");
	answer("a", "yes");
	ck_assert_str_eq(saved().fields,
	    "{\"a\":\"yes\",\"g\":{\"b\":\"typed\",\"c\":\"cyes\"},"
	    "\"sum\":\"typed+cyes\"}");
}
END_TEST

/* What was hidden when the draft was kept comes back in the next request. */
START_TEST(drafts)
{
	const char *draft;

	must_load(
	    INSTANCE(
		"<a/><g><b/></g><rep jr:template=\"\"><x/></rep>") "<bind "
								   "nodeset=\"/r/g\" "
								   "relevant=\"/r/a = "
								   "'yes'\"/>",
	    "<input ref=\"/r/a\"/><group ref=\"/r/g\"><input ref=\"/r/g/b\"/></group>"
	    "<group ref=\"/r/rep\"><repeat nodeset=\"/r/rep\"><input "
	    "ref=\"/r/rep/x\"/></repeat></group>");
	begin();
	answer("/r/a", "yes");
	answer("/r/g/b", "<kept> & \"quoted\"");
	answer("/r/a", "no");
	ck_assert_int_eq(form_make_place(entry, "/r/rep[2]/x", &why), OK);
	answer("/r/rep[2]/x", "two");
	draft = form_instance(entry);
	ck_assert_int_eq(
	    form_resume(arena, form, &context, draft, strlen(draft), &entry, &why), OK);
	ck_assert_str_eq(form_value(entry, "/r/g/b"), "");
	ck_assert_str_eq(form_value(entry, "rep[2].x"), "two");
	answer("/r/a", "yes");
	ck_assert_str_eq(form_value(entry, "/r/g/b"), "<kept> & \"quoted\"");
}
END_TEST

START_TEST(foreign_drafts)
{
	static const char *const texts[] = { "", "<s id=\"a_form\"/>",
		"<r id=\"another\"><a/></r>", "<r id=\"a_form\"><b/></r>",
		"<r id=\"a_form\"><a/><a/></r>", "<r id=\"a_form\"><a><a/></a></r>" };

	must_load(INSTANCE("<a/>"), "<input ref=\"/r/a\"/>");
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		why = NULL;
		ck_assert_int_eq(form_resume(arena, form, &context, texts[i],
				     strlen(texts[i]), &entry, &why),
		    ERR_INVALID);
		ck_assert_ptr_nonnull(why);
	}
	/* An older version had less. */
	ck_assert_int_eq(form_resume(arena, form, &context, "<r id=\"a_form\"/>",
			     strlen("<r id=\"a_form\"/>"), &entry, &why),
	    OK);
	ck_assert_str_eq(form_value(entry, "/r/a"), "");
}
END_TEST

START_TEST(content_is_bound)
{
	must_load(
	    INSTANCE(
		"<inputs><source>user</source><source_id/><contact><_id/>"
		"<name/><parent><_id/></parent></contact><user><name/></user>"
		"</inputs><is_task/><whole/><patient_id/><n/>") "<bind "
								"nodeset=\"/r/inputs\" "
								"relevant=\"./source = "
								"'user'\"/>"
								"<bind "
								"nodeset=\"/r/inputs/"
								"contact/_id\" "
								"required=\"true()\"/>"
								"<bind "
								"nodeset=\"/r/"
								"patient_id\" "
								"calculate=\"../inputs/"
								"contact/_id\"/>",
	    "<group ref=\"/r/inputs\" appearance=\"field-list\">"
	    "<input ref=\"/r/inputs/contact/_id\" appearance=\"select-contact\"/>"
	    "</group><input ref=\"/r/n\"/>");
	context.content =
	    parsed("{\"source\":\"task\",\"source_id\":\"r1\","
		   "\"is_task\":true,\"whole\":{\"_id\":\"w1\"},"
		   "\"contact\":{\"_id\":\"c1\",\"name\":null,"
		   "\"parent\":{\"_id\":\"p1\",\"more\":1}},\"other\":[1]}");
	context.user = parsed("{\"_id\":\"u1\",\"name\":\"Ann\",\"phone\":\"+1\","
			      "\"parent\":{\"_id\":\"p1\",\"x\":1}}");
	begin();
	ck_assert_str_eq(problem_list(-1), "");
	ck_assert_str_eq(saved().fields,
	    "{\"inputs\":{\"source\":\"task\",\"source_id\":\"r1\",\"contact\":{"
	    "\"_id\":\"c1\",\"name\":\"\",\"parent\":{\"_id\":\"p1\"}},"
	    "\"user\":{\"name\":\"Ann\"}},\"is_task\":\"true\",\"whole\":\"w1\","
	    "\"patient_id\":\"c1\",\"n\":\"\"}");
	HAS(saved().documents[0].json,
	    "\"contact\":{\"_id\":\"u1\",\"parent\":{\"_id\":\"p1\"}},\"from\":\"+1\"");
	HAS_NOT(view_text(-1), "inputs");
	context.content = NULL;
	begin();
	HAS(problem_list(-1), "/r/inputs/contact/_id: ");
}
END_TEST

START_TEST(documents)
{
	struct form_saved all;

	must_load(
	    INSTANCE(
		"<a/><rep jr:template=\"\"><kid db-doc=\"true\"><type>person"
		"</type><name/><of db-doc-ref=\"/r\"/></kid>"
		"<kid_id db-doc-ref=\"/r/rep/kid\"/></rep>"
		"<secret tag=\"hidden\"><x>1</x></secret>"
		"<meta tag=\"hidden\"><instanceID/></meta>") "<bind "
							     "nodeset=\"/r/meta/"
							     "instanceID\" "
							     "jr:preload=\"uid\"/>",
	    "<input ref=\"/r/a\"/><group ref=\"/r/rep\"><repeat nodeset=\"/r/rep\">"
	    "<input ref=\"/r/rep/kid/name\"/></repeat></group>");
	begin();
	ck_assert_int_eq(form_make_place(entry, "/r/rep[2]", &why), OK);
	answer("/r/rep[1]/kid/name", "Ann");
	answer("/r/rep[2]/kid/name", "Ben");
	all = saved();
	ck_assert_uint_eq(all.n, 3);
	ck_assert_str_eq(all.hidden_fields, "[\"secret\",\"meta\",\"rep.kid\"]");
	ck_assert_str_eq(all.documents[0].type, "data_record");
	ck_assert_str_eq(all.documents[2].type, "person");
	ck_assert_str_eq(all.documents[2].path, "/r/rep[2]/kid");
	ck_assert_str_eq(all.documents[2].json,
	    arena_printf(arena,
		"{\"_id\":\"%s\",\"reported_date\":1709287200000,\"form_version\":"
		"{\"time\":5,\"sha256\":\"abc\"},\"type\":\"person\",\"name\":\"Ben\","
		"\"of\":\"%s\"}",
		all.documents[2].id, all.documents[0].id));
	HAS(all.fields, arena_printf(arena, "\"kid_id\":\"%s\"", all.documents[2].id));
	HAS(all.fields,
	    "\"meta\":{\"instanceID\":\"uuid:uuid-1\",\"deprecatedID\":\"\"}");
}
END_TEST

/* OpenRosa: a report that is edited says which instance it was. */
START_TEST(edited)
{
	const struct form_save_context again = { .report_id = "rep", .edited = true };
	struct form_saved all;
	const char *kept;

	must_load(
	    INSTANCE(
		"<a/><meta tag=\"hidden\"><instanceID/></meta>") "<bind "
								 "nodeset=\"/r/meta/"
								 "instanceID\" "
								 "jr:preload=\"uid\"/>",
	    "<input ref=\"/r/a\"/>");
	begin();
	HAS(saved().fields, "\"instanceID\":\"uuid:uuid-1\",\"deprecatedID\":\"\"");
	kept = form_instance(entry);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(form_resume(arena, form, &context, kept, strlen(kept),
				     &entry, &why),
		    OK);
		ck_assert_int_eq(form_save(entry, &again, &all, &why), OK);
		kept = form_instance(entry);
		if (i == 0)
			HAS(all.fields, "\"deprecatedID\":\"uuid:uuid-1\"");
		HAS_NOT(all.fields, "\"instanceID\":\"uuid:uuid-1\"");
	}
	HAS_NOT(all.fields, "uuid:uuid-1\"");
	/* A form without them has none. */
	must_load(INSTANCE("<a/>"), "<input ref=\"/r/a\"/>");
	begin();
	ck_assert_int_eq(form_save(entry, &again, &all, &why), OK);
	ck_assert_str_eq(all.fields, "{\"a\":\"\"}");
}
END_TEST

static const struct json *
a_place(void *with, struct arena *a, const char *id)
{
	(void)with;
	(void)a;
	ck_assert_str_eq(id, "p1");
	return parsed("{\"_id\":\"p1\",\"parent\":{\"_id\":\"d1\",\"x\":1}}");
}

START_TEST(contact_form)
{
	struct form_saved all;

	must_load("<instance><data id=\"contact:clinic:create\"><inputs/><clinic>"
		  "<parent>p1</parent><contact>NEW</contact><name/></clinic><contact>"
		  "<type>person</type><parent>PARENT</parent><name>Ann</name></contact>"
		  "<repeat><child jr:template=\"\"><type>person</type><name/></child>"
		  "</repeat></data></instance>",
	    "<input ref=\"/data/clinic/name\"/><group ref=\"/data/repeat/child\">"
	    "<repeat nodeset=\"/data/repeat/child\"><input "
	    "ref=\"/data/repeat/child/name\"/></repeat></group>");
	ck_assert_str_eq(form_contact_type(form), "clinic");
	context.contact = a_place;
	begin();
	answer("clinic.name", "Hill");
	ck_assert_int_eq(form_make_place(entry, "repeat.child[1].name", &why), OK);
	answer("repeat.child[1].name", "Ben");
	all = saved();
	ck_assert_uint_eq(all.n, 3);
	HAS(all.documents[0].json,
	    arena_printf(arena,
		"\"parent\":{\"_id\":\"p1\",\"parent\":{\"_id\":\"d1\"}},\"contact\":"
		"{\"_id\":\"%s\",\"parent\":{\"_id\":\"%s\",",
		all.documents[1].id, all.documents[0].id));
	HAS(all.documents[0].json, "\"type\":\"clinic\"");
	HAS(all.documents[2].json, "\"name\":\"Ben\"");
	HAS(all.documents[2].json,
	    arena_printf(arena, "\"parent\":{\"_id\":\"%s\"", all.documents[0].id));
}
END_TEST

static const struct json *
a_person(void *with, struct arena *a, const char *id)
{
	(void)with;
	(void)a;
	return strcmp(id, "c1") == 0 ? parsed("{\"_id\":\"c1\",\"name\":\"Ann\","
					      "\"parent\":{\"_id\":\"p1\"}}")
				     : NULL;
}

/* He fills his group wherever his id comes from; what was typed over him stays. */
START_TEST(contacts_fill_their_groups)
{
	const char *kept;

	must_load(
	    INSTANCE(
		"<inputs><user><contact_id/><name/><sex/></user></inputs>"
		"<same><_id/><name/><parent><_id/></parent></same><only><_id/>"
		"<name/></only>") "<bind nodeset=\"/r/inputs\" relevant=\"false()\"/>"
				  "<bind nodeset=\"/r/same/_id\" "
				  "calculate=\"../../inputs/user/contact_id\"/>"
				  "<bind nodeset=\"/r/only/_id\" "
				  "calculate=\"../../same/_id\"/>",
	    "<group ref=\"/r/inputs\"><input ref=\"/r/inputs/user/contact_id\" "
	    "appearance=\"select-contact\"/></group><input ref=\"/r/same/_id\" "
	    "appearance=\"db-object\"/><input ref=\"/r/same/name\"/><input "
	    "ref=\"/r/only/_id\" appearance=\"select-contact bind-id-only\"/>");
	context.user =
	    parsed("{\"contact_id\":\"c1\",\"name\":\"login\",\"sex\":\"f\"}");
	context.contact = a_person;
	begin();
	ck_assert_str_eq(saved().fields,
	    "{\"inputs\":{\"user\":{\"contact_id\":\"c1\",\"name\":\"Ann\",\"sex\":"
	    "\"f\"}},"
	    "\"same\":{\"_id\":\"c1\",\"name\":\"Ann\",\"parent\":{\"_id\":\"p1\"}},"
	    "\"only\":{\"_id\":\"c1\",\"name\":\"\"}}");
	answer("/r/same/name", "Anna");
	kept = form_instance(entry);
	ck_assert_int_eq(
	    form_resume(arena, form, &context, kept, strlen(kept), &entry, &why), OK);
	ck_assert_str_eq(form_value(entry, "/r/same/name"), "Anna");
}
END_TEST

/* Stored as the world dials them: a number without its country is the facility's. */
START_TEST(phones)
{
	must_load(INSTANCE("<a/><b/><c/>") "<bind nodeset=\"/r/a\" type=\"tel\"/>"
					   "<bind nodeset=\"/r/c\" type=\"string\"/>",
	    "<input ref=\"/r/a\"/><input ref=\"/r/b\" appearance=\"numbers tel\"/>"
	    "<input ref=\"/r/c\"/>");
	begin();
	answer("/r/a", "077 123 4567");
	answer("/r/b", "+27 82-123 4567");
	answer("/r/c", "077 123 4567");
	ck_assert_str_eq(saved().fields,
	    "{\"a\":\"+263771234567\",\"b\":\"+27821234567\",\"c\":\"077 123 4567\"}");
	answer("/r/a", "12");
	ck_assert_str_eq(problem_list(-1), "/r/a: Type a telephone number.");
}
END_TEST

/* A type of the programme's own, and a repeat within the contact. */
START_TEST(contact_of_own_type)
{
	struct form_saved all;

	must_load(
	    "<instance><data id=\"contact:nurse:create\"><nurse><type>person</type>"
	    "<name/><shift><day>1</day></shift><shift><day>2</day></shift>"
	    "<empty><gone/></empty></nurse></data></instance>"
	    "<bind nodeset=\"/data/nurse/empty/gone\" relevant=\"false()\"/>",
	    "<input ref=\"/data/nurse/name\"/><input ref=\"/data/nurse/empty/gone\"/>"
	    "<group ref=\"/data/nurse/shift\"><repeat nodeset=\"/data/nurse/shift\">"
	    "<input ref=\"/data/nurse/shift/day\"/></repeat></group>");
	begin();
	answer("nurse.name", "Ann");
	all = saved();
	ck_assert_uint_eq(all.n, 1);
	ck_assert_str_eq(all.documents[0].type, "contact");
	HAS(all.documents[0].json,
	    "\"type\":\"contact\",\"contact_type\":\"nurse\",\"reported_date\"");
	HAS(all.documents[0].json,
	    "\"name\":\"Ann\",\"shift\":[{\"day\":\"1\"},{\"day\":\"2\"}],"
	    "\"empty\":\"\"}");
}
END_TEST

/* What the form says nothing about stays as it was; a parent that stays, too. */
START_TEST(contact_edited)
{
	static const struct form_save_context how = {
		.report_id = "c1", .reported_date = 7, .edited = true
	};
	struct form_saved all;

	must_load("<instance><data id=\"contact:person:edit\"><person><parent/><name/>"
		  "<phone/><sex/></person></data></instance><bind "
		  "nodeset=\"/data/person/sex\" relevant=\"false()\"/>",
	    "<input ref=\"/data/person/name\"/><input ref=\"/data/person/phone\"/>"
	    "<input ref=\"/data/person/sex\"/>");
	context.edited = parsed(
	    "{\"_id\":\"c1\",\"_rev\":\"3-x\",\"type\":\"person\",\"name\":\"Ann\","
	    "\"phone\":\"1\",\"sex\":\"female\",\"reported_date\":7,\"parent\":{\"_"
	    "id\":"
	    "\"p1\",\"parent\":{\"_id\":\"d1\"}},\"patient_id\":\"12345\",\"tags\":[1]"
	    "}");
	begin();
	ck_assert_str_eq(form_value(entry, "person.name"), "Ann");
	answer("person.phone", "2");
	ck_assert_msg(form_save(entry, &how, &all, &why) == OK, "%s", why);
	ck_assert_uint_eq(all.n, 1);
	ck_assert_str_eq(all.documents[0].json,
	    "{\"_id\":\"c1\",\"type\":\"person\",\"reported_date\":7,\"parent\":{\"_"
	    "id\":"
	    "\"p1\",\"parent\":{\"_id\":\"d1\"}},\"name\":\"Ann\",\"phone\":\"2\","
	    "\"_rev\":\"3-x\",\"sex\":\"female\",\"patient_id\":\"12345\",\"tags\":[1]"
	    "}");
}
END_TEST

/* A path's tail names the closest document, and every filling has an id. */
START_TEST(references)
{
	struct form_saved all;

	must_load(
	    INSTANCE("<kid db-doc=\"true\"><a/></kid><rep><deep><kid db-doc=\"true\">"
		     "<a/></kid></deep><of db-doc-ref=\"./kid\"/></rep><rep><deep>"
		     "<kid db-doc=\"true\"><a/></kid></deep><of db-doc-ref=\"./kid\"/>"
		     "</rep><of db-doc-ref=\"r/kid\"/><not db-doc-ref=\"/r/id\">x</not>"
		     "<meta><instanceID/></meta>"),
	    "<group ref=\"/r/rep\"><repeat nodeset=\"/r/rep\">"
	    "<input ref=\"/r/rep/deep/kid/a\"/></repeat></group>");
	begin();
	all = saved();
	ck_assert_uint_eq(all.n, 4);
	HAS(all.fields,
	    arena_printf(arena,
		"\"of\":\"%s\"},{\"deep\":{\"kid\":{\"a\":\"\"}},\"of\":\"%s\"}],"
		"\"of\":\"%s\",\"not\":\"x\",\"meta\":{\"instanceID\":\"uuid:",
		all.documents[2].id, all.documents[3].id, all.documents[1].id));
}
END_TEST

/* The blanks between elements are no answer. */
START_TEST(empty_groups)
{
	must_load(INSTANCE("<a/><g>\n <rep jr:template=\"\"><x/></rep>\n </g>"
			   "<h>\n <y/>\n </h><z> </z>") "<bind nodeset=\"/r/h/y\" "
							"relevant=\"false()\"/>",
	    "<input ref=\"/r/a\"/><input ref=\"/r/h/y\"/><group ref=\"/r/g/rep\">"
	    "<repeat nodeset=\"/r/g/rep\"><input "
	    "ref=\"/r/g/rep/x\"/></repeat></group>");
	begin();
	HAS(saved().fields, "\"a\":\"\",\"g\":\"\",\"h\":\"\",\"z\":");
}
END_TEST

/* A last name that is missing leaves no blank behind the first; within it counts. */
START_TEST(blanks_around)
{
	must_load(
	    INSTANCE(
		"<a/><b/><n/><l/><d db-doc=\"true\"><n/></d>") "<bind nodeset=\"/r/n\" "
							       "calculate=\"concat(/r/"
							       "a, ' ', /r/b)\"/>"
							       "<bind "
							       "nodeset=\"/r/d/n\" "
							       "calculate=\"/r/n\"/>"
							       "<bind nodeset=\"/r/l\" "
							       "calculate=\"string-"
							       "length(/r/n)\"/>",
	    "<input ref=\"/r/a\"/><input ref=\"/r/b\"/>");
	begin();
	answer("/r/a", "Tendai");
	HAS(saved().fields, "\"n\":\"Tendai\",\"l\":\"7\"");
	HAS(saved().documents[1].json, "\"n\":\"Tendai\"");
	answer("/r/b", "Moyo");
	HAS(saved().fields, "\"n\":\"Tendai Moyo\",\"l\":\"11\"");
}
END_TEST

/* The name of a choice that has a value in it is told anew when that changes. */
START_TEST(names_with_outputs)
{
	must_load(
	    INSTANCE("<kind>own</kind><called/><name/>") "<bind nodeset=\"/r/called\" "
							 "calculate=\"jr:choice-"
							 "name(/r/kind, "
							 "'/r/kind')\"/>",
	    "<select1 ref=\"/r/kind\"><item><label><output value=\"/r/name\"/>'s"
	    "</label><value>own</value></item></select1><input ref=\"/r/name\"/>");
	begin();
	answer("/r/name", "Ann");
	HAS(saved().fields, "\"called\":\"Ann's\"");
}
END_TEST

START_TEST(no_contact)
{
	must_load("<instance><data id=\"contact:clinic:create\"><i/><meta><instanceID/>"
		  "</meta></data></instance>",
	    "<input ref=\"/data/i\"/>");
	HAS(fault_list(), "w: there is no group clinic to be the contact");
}
END_TEST

START_TEST(repeats)
{
	const char *view;

	must_load(
	    INSTANCE("<n/><rep jr:template=\"\"><x/><at/><in jr:template=\"\"><y/>"
		     "</in></rep><sum/>") "<bind nodeset=\"/r/n\" type=\"int\"/>"
					  "<bind nodeset=\"/r/rep/x\" type=\"int\"/>"
					  "<bind nodeset=\"/r/rep/at\" "
					  "calculate=\"position(..)\"/>"
					  "<bind nodeset=\"/r/sum\" "
					  "calculate=\"sum(/r/rep/x)\"/>",
	    "<input ref=\"/r/n\"/><group ref=\"/r/rep\"><label>Things</label>"
	    "<repeat nodeset=\"/r/rep\" jr:count=\"/r/n\"><input ref=\"/r/rep/x\"/>"
	    "<group ref=\"/r/rep/in\"><repeat nodeset=\"/r/rep/in\">"
	    "<input ref=\"/r/rep/in/y\"/></repeat></group></repeat></group>");
	begin();
	ck_assert_str_eq(saved().fields, "{\"n\":\"\",\"sum\":\"0\"}");
	answer("/r/n", "3");
	answer("/r/rep[1]/x", "4");
	ck_assert_str_eq(form_value(entry, "/r/sum"), "NaN");
	answer("/r/rep[2]/x", "0");
	answer("/r/rep[3]/x", "5");
	ck_assert_str_eq(form_value(entry, "/r/rep[3]/at"), "3");
	ck_assert_str_eq(form_value(entry, "/r/sum"), "9");
	ck_assert_int_eq(form_make_place(entry, "/r/rep[3]/in[2]/y", &why), OK);
	answer("/r/rep[3]/in[2]/y", "deep");
	ck_assert_str_eq(form_name_of(entry, "/r/rep[3]/in[2]/y"), "q7.3.2");
	ck_assert_int_eq(form_make_place(entry, "/r/rep[4]/x", &why), ERR_NOT_FOUND);
	ck_assert_int_eq(form_repeat_remove(entry, "r3.1", &why), ERR_FORBIDDEN);
	ck_assert_int_eq(form_repeat_remove(entry, "r6.3.1", &why), OK);
	ck_assert_int_eq(form_repeat_remove(entry, "r6.3.9", &why), ERR_NOT_FOUND);
	answer("/r/n", "3");
	view = view_text(-1);
	HAS(view, "<repeat id=\"r3\" name=\"r3\" add=\"no\" label=\"Things\"");
	HAS(view, "<instance id=\"r3.3\" number=\"3\" remove=\"no\">");
	HAS(view, "<instance id=\"r6.3.1\" number=\"1\" remove=\"yes\">");
	answer("/r/n", "1");
	ck_assert_str_eq(form_value(entry, "/r/sum"), "4");
	ck_assert_str_eq(saved().fields,
	    "{\"n\":\"1\",\"rep\":[{\"x\":\"4\",\"at\":\"1\"}],\"sum\":\"4\"}");
	ck_assert_int_eq(put("/r/n", "501"), OK);
	ck_assert_int_eq(form_compute(entry, &why), ERR_INVALID);
	HAS(why, "more than 500");
}
END_TEST

START_TEST(types)
{
	static const struct {
		const char *type, *typed, *stored, *words;
	} table[] = {
		{ "int", "007", "7", NULL },
		{ "int", " 12 ", "12", NULL },
		{ "int", "1.5", "1.5", "Type a whole number." },
		{ "int", "twelve", "twelve", "Type a whole number." },
		{ "decimal", "2.50", "2.5", NULL },
		{ "decimal", "2,5", "2,5", "Type a number." },
		{ "date", "2024-02-29", "2024-02-29", NULL },
		{ "date", "29/2/2024", "2024-02-29", NULL },
		{ "date", "2023-02-29", "2023-02-29",
		    "Type a date: day, month and year." },
		{ "time", "25:00", "25:00", "Type a time, as 14:30." },
		{ "geopoint", "-17.8 31.05 0 0", "-17.8 31.05 0 0", NULL },
		{ "geopoint", "-97.8 31", "-97.8 31",
		    "Type latitude and longitude, as -17.83 31.05." },
		{ "string", "  as it is ", "  as it is ", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		must_load(arena_printf(arena,
			      INSTANCE("<a/>") "<bind nodeset=\"/r/a\" type=\"%s\"/>",
			      table[i].type),
		    "<input ref=\"/r/a\"/>");
		begin();
		answer("/r/a", table[i].typed);
		ck_assert_str_eq(form_value(entry, "/r/a"), table[i].stored);
		if (table[i].words == NULL)
			ck_assert_str_eq(problem_list(-1), "");
		else
			ck_assert_str_eq(problem_list(-1),
			    arena_printf(arena, "/r/a: %s", table[i].words));
	}
}
END_TEST

START_TEST(required_and_constraint)
{
	struct form_saved all;
	static const struct form_save_context how = { .form = "x" };

	must_load(
	    INSTANCE("<a/><b/><c/>") "<bind nodeset=\"/r/a\" type=\"int\" "
				     "required=\"true()\" "
				     "constraint=\". &gt; 1 and . &lt; 10\" "
				     "jr:constraintMsg=\"Between **1** and 10\" "
				     "jr:requiredMsg=\"How many?\"/>"
				     "<bind nodeset=\"/r/b\" required=\"/r/a = 5\"/>"
				     "<bind nodeset=\"/r/c\" readonly=\"true()\" "
				     "required=\"true()\"/>",
	    "<group appearance=\"field-list\"><input ref=\"/r/a\"/></group>"
	    "<group appearance=\"field-list\"><input ref=\"/r/b\"/>"
	    "<input ref=\"/r/c\"/></group>");
	begin();
	ck_assert_str_eq(problem_list(-1), "/r/a: How many?");
	ck_assert_int_eq(form_save(entry, &how, &all, &why), ERR_CONFLICT);
	answer("/r/a", "10");
	ck_assert_str_eq(problem_list(0), "/r/a: Between 1 and 10");
	ck_assert_str_eq(problem_list(1), "");
	answer("/r/a", "5");
	ck_assert_str_eq(problem_list(0), "");
	ck_assert_str_eq(problem_list(-1), "/r/b: Answer this question.");
	answer("/r/b", "x");
	ck_assert_int_eq(form_save(entry, &how, &all, &why), OK);
	ck_assert_int_eq(put("/r/c", "x"), ERR_FORBIDDEN);
}
END_TEST

#define CHOICES                                                                       \
	"<itext><translation lang=\"en\"><text id=\"c-0\"><value>Red <output "        \
	"value=\"/r/n\"/></value></text><text id=\"c-1\"><value>Blue</value></text>"  \
	"</translation><translation lang=\"sw\" default=\"true()\"><text id=\"c-0\">" \
	"<value>Nyekundu</value></text></translation></itext>" INSTANCE(              \
	    "<n>3</n><a/><b/><name/><list/>") "<instance "                            \
					      "id=\"c\"><root><item><itextId>c-0</"   \
					      "itextId><name>red</name><k>1</k>"      \
					      "</item><item><itextId>c-1</"           \
					      "itextId><name>blue</name><k>2</k></"   \
					      "item></root>"                          \
					      "</instance>"                           \
					      "<bind nodeset=\"/r/name\" "            \
					      "calculate=\"jr:choice-name(/r/a, "     \
					      "'/r/a')\"/>"

START_TEST(choices)
{
	const char *view;

	must_load(CHOICES,
	    "<input ref=\"/r/n\"/><select1 ref=\"/r/a\"><itemset "
	    "nodeset=\"instance('c')/root/item[k &lt; /r/n]\"><value ref=\"name\"/>"
	    "<label ref=\"jr:itext(itextId)\"/></itemset></select1>"
	    "<select ref=\"/r/b\"><item><label>One</label><value>1</value></item>"
	    "<item><label>Two</label><value>2</value></item></select>");
	ck_assert_str_eq(form_language(form, 0), "sw");
	context.language = "en";
	begin();
	view = view_text(-1);
	HAS(view, "<choice id=\"q2\" value=\"red\"><label>Red 3</label></choice>");
	HAS(view, "value=\"blue\"");
	ck_assert_int_eq(put("/r/a", "green"), ERR_INVALID);
	answer("/r/a", "blue");
	answer("/r/b", "1 2");
	ck_assert_int_eq(put("/r/b", "1 3"), ERR_INVALID);
	answer("/r/n", "2");
	ck_assert_str_eq(problem_list(-1), "/r/a: blue is not one of the choices.");
	answer("/r/a", "red");
	ck_assert_str_eq(form_value(entry, "/r/name"), "Red 2");
	ck_assert_str_eq(form_answer(arena, form, "en", "b", "1 2"), "One, Two");
	ck_assert_str_eq(form_answer(arena, form, "en", "a", "blue"), "Blue");
	context.language = "sw-TZ";
	begin();
	HAS(view_text(-1), "<label>Nyekundu</label>");
}
END_TEST

/* With a seed as Enketo shuffles them; without one all are there, in any order. */
START_TEST(shuffled_choices)
{
	static const char *const letters = "ABCDEF";
	const char *view, *at;

	must_load(
	    INSTANCE(
		"<a/><b/>") "<instance id=\"l\"><root><i><n>A</n></i><i><n>B</n></i><i>"
			    "<n>C</n></i><i><n>D</n></i><i><n>E</n></i><i><n>F</n></i>"
			    "</root></instance>",
	    "<select1 ref=\"/r/a\"><itemset nodeset=\"randomize(instance('l')/root/i, "
	    "42)\"><value ref=\"n\"/><label ref=\"n\"/></itemset></select1>"
	    "<select1 ref=\"/r/b\"><itemset nodeset=\"randomize(instance('l')/root/"
	    "i[n != 'A'])\"><value ref=\"n\"/><label ref=\"n\"/></itemset></select1>");
	begin();
	view = at = view_text(-1);
	for (const char *c = "AFCBDE"; *c != '\0'; c++) {
		at = strstr(at, arena_printf(arena, " value=\"%c\"", *c));
		ck_assert_msg(at != NULL, "%c is not in its place:\n%s", *c, view);
	}
	at = strstr(view, "<question name=\"q2\"");
	ck_assert_ptr_nonnull(at);
	for (const char *c = letters; *c != '\0'; c++)
		ck_assert_int_eq(
		    strstr(at, arena_printf(arena, " value=\"%c\"", *c)) != NULL,
		    *c != 'A');
}
END_TEST

/* What looks at everything is worked out again whatever changes. */
START_TEST(all_that_there_is)
{
	must_load(
	    INSTANCE(
		"<a/><g><b/></g><c/><d/><e/>") "<bind nodeset=\"/r/c\" "
					       "calculate=\"count(//*[. = 'x'])\"/>"
					       "<bind nodeset=\"/r/d\" "
					       "calculate=\"count(//b[. = 'x'])\"/>"
					       "<bind nodeset=\"/r/e\" "
					       "calculate=\"count(/*/a[. = 'x'])\"/>",
	    "<input ref=\"/r/a\"/><input ref=\"/r/g/b\"/>");
	ck_assert_str_eq(fault_list(), "");
	begin();
	answer("/r/g/b", "x");
	/* The group around it has its text, too. */
	ck_assert_str_eq(form_value(entry, "/r/c"), "2");
	ck_assert_str_eq(form_value(entry, "/r/d"), "1");
	ck_assert_str_eq(form_value(entry, "/r/e"), "0");
	answer("/r/a", "x");
	ck_assert_str_eq(form_value(entry, "/r/c"), "3");
	ck_assert_str_eq(form_value(entry, "/r/e"), "1");
}
END_TEST

START_TEST(files_and_summaries)
{
	must_load(
	    INSTANCE(
		"<a/><s/><first/>") "<instance id=\"contact-summary\"/>"
				    "<instance id=\"f\" src=\"jr://file/f.xml\"/>"
				    "<bind nodeset=\"/r/s\" calculate=\"concat("
				    "instance('contact-summary')/context/day, '-', "
				    "count(instance('contact-summary')/context/"
				    "list))\"/>",
	    "<select1 ref=\"/r/a\"><itemset nodeset=\"instance('f')/root/item\">"
	    "<value ref=\"name\"/><label ref=\"label\"/></itemset></select1>");
	ck_assert_str_eq(form_file(form, 0), "f.xml");
	ck_assert_int_eq(form_file_line(form, 0), 4);
	ck_assert_ptr_null(form_file(form, 1));
	context.contact_summary =
	    parsed("{\"day\":5,\"list\":[\"a\",\"b\"],\"1 x\":2}");
	begin();
	ck_assert_str_eq(form_value(entry, "/r/s"), "5-2");
}
END_TEST

static const char *
media_text(void *with, struct arena *a, const char *name, size_t *len)
{
	static const struct {
		const char *name, *text;
	} media[] = {
		{ "t.csv", "name, label::en ,k\nred,\"Red, dark\",1\nblue,Blue,2\n" },
		{ "bad.csv", "name,1st\nred,x\n" },
		{ "m.geojson",
		    "{\"type\":\"FeatureCollection\",\"features\":[{\"id\":\"w1\","
		    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[31.05,-17.8]},"
		    "\"properties\":{\"name\":\"Well\",\"id\":\"no\"}},{\"geometry\":{"
		    "\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}}]}" },
		{ "bad.geojson",
		    "{\"features\":[{\"geometry\":{\"type\":\"Blob\"}}]}" },
		{ "x.xml", "<root><item>\n<name>a</name></item></root>" },
		{ "bad.xml", "<root>\n<a></b></root>" },
	};

	(void)with;
	for (size_t i = 0; i < COUNT_OF(media); i++)
		if (strcmp(media[i].name, name) == 0) {
			*len = strlen(media[i].text);
			return arena_strdup(a, media[i].text);
		}
	return NULL;
}

static const struct {
	const char *src, *what, *why;
} media_cases[] = {
	{ "jr://file-csv/t.csv",
	    "concat(count(instance('f')/root/item), "
	    "pulldata('f', 'label', 'name', 'red'))",
	    "2Red, dark" },
	{ "jr://file/t.csv", "instance('f')/root/item[k = 2]/label/@lang", "en" },
	{ "jr://file/m.geojson", "instance('f')/root/item[id = 'w1']/geometry",
	    "-17.8 31.05 0 0" },
	{ "jr://file/m.geojson", "instance('f')/root/item[2]/geometry",
	    "2 1 0 0;4 3 0 0" },
	{ "jr://file/m.geojson", "instance('f')/root/item[1]/name", "Well" },
	{ "jr://file/x.xml", "instance('f')/root/item/name", "a" },
	{ "jr://file/bad.csv", NULL,
	    "the file bad.csv: the column 1st cannot be the name of an element" },
	{ "jr://file/bad.geojson", NULL,
	    "the file bad.geojson: it is no GeoJSON: a FeatureCollection of points, "
	    "lines and polygons" },
	{ "jr://file/bad.xml", NULL, "the file bad.xml: line 2: " },
};

/* A file is the same whether it is put into the form or read when it is filled. */
START_TEST(media)
{
	const struct form_media from = { media_text, NULL };
	const char *what = media_cases[_i].what, *expected = media_cases[_i].why;
	const char *text = arena_printf(arena,
	    HEAD INSTANCE("<a/>") "<instance id=\"f\" src=\"%s\"/>"
				  "<bind nodeset=\"/r/a\" calculate=\"%s\"/>" BODY
				  "<input ref=\"/r/a\"/>" END,
	    media_cases[_i].src, what != NULL ? what : "1");
	const char *whole = text;
	size_t len = strlen(text);

	if (what == NULL) {
		ck_assert_int_eq(
		    form_media_take(arena, &from, &whole, &len, &why), ERR_INVALID);
		ck_assert_str_eq(arena_strndup(arena, why, strlen(expected)), expected);
		return;
	}
	context.file = media_text;
	ck_assert_int_eq(load(text), OK);
	begin();
	ck_assert_str_eq(form_value(entry, "/r/a"), expected);
	ck_assert_int_eq(form_media_take(arena, &from, &whole, &len, &why), OK);
	context.file = NULL;
	ck_assert_msg(load(whole) == OK, "%s", fault_list());
	ck_assert_ptr_null(form_file(form, 0));
	begin();
	ck_assert_str_eq(form_value(entry, "/r/a"), expected);
}
END_TEST

/* What is not there is told of when the form is kept; nothing else is changed. */
START_TEST(media_that_is_not_there)
{
	const struct form_media from = { media_text, NULL };
	const char *text =
	    HEAD INSTANCE("<a/>") "<instance id=\"f\" "
				  "src=\"jr://file/none.xml\"/>" BODY END;
	const char *whole = text;
	size_t len = strlen(text);

	ck_assert_int_eq(form_media_take(arena, &from, &whole, &len, &why), OK);
	ck_assert_ptr_eq(whole, text);
	ck_assert_int_eq(
	    load(HEAD INSTANCE("<a/>") "<instance id=\"f\" "
				       "src=\"jr://file/../x.xml\"/>" BODY END),
	    ERR_INVALID);
	HAS(fault_list(), "only jr://file/NAME is supported");
}
END_TEST

/* --------------------------------------------------------------- pages --- */

START_TEST(pages)
{
	must_load(INSTANCE("<a/><b/><c/><d/><e/>") "<bind nodeset=\"/r/c\" "
						   "relevant=\"/r/a = 'yes'\"/>",
	    "<group appearance=\"field-list\"><input ref=\"/r/a\"/></group>"
	    "<group><label>Part</label><group appearance=\"field-list summary\">"
	    "<input ref=\"/r/b\"><label>B</label></input></group>"
	    "<group appearance=\"field-list\"><input ref=\"/r/c\"/></group></group>"
	    "<input ref=\"/r/d\"/><input ref=\"/r/e\"/>");
	begin();
	ck_assert_uint_eq(form_pages(form), 4);
	ck_assert_int_eq(form_page_after(entry, -1), 0);
	ck_assert_int_eq(form_page_after(entry, 1), 3);
	ck_assert_int_eq(form_page_before(entry, 3), 1);
	ck_assert_int_eq(form_page_after(entry, 3), -1);
	HAS(view_text(1), "<page number=\"2\" of=\"3\" id=\"p2\">");
	HAS(view_text(1), "<label>Part</label>");
	HAS(view_text(1), "appearance=\"field-list summary\"");
	HAS(view_text(3), "name=\"q8\"");
	HAS(view_text(3), "name=\"q9\"");
	answer("/r/a", "yes");
	ck_assert_int_eq(form_page_after(entry, 1), 2);
	ck_assert_int_eq(form_page_of(entry, form_name_of(entry, "/r/c")), 2);
}
END_TEST

/* Nothing in a label is more than its marks. */
START_TEST(labels)
{
	static const struct {
		const char *label, *shown;
	} table[] = {
		{ "Plain", "<label>Plain</label>" },
		{ "a **b** _c_", "<p>a <strong>b</strong> <em>c</em></p>" },
		{ "&lt;script&gt;alert(1)&lt;/script&gt;",
		    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" },
		{ "&lt;b onclick=&quot;x()&quot;&gt;bold&lt;/b&gt;",
		    "<p><strong>bold</strong></p>" },
		{ "&lt;img src=x onerror=alert(1)&gt;",
		    "<p>&lt;img src=x onerror=alert(1)&gt;</p>" },
		{ "&lt;span style=&quot;color:red&quot;&gt;hot&lt;/span&gt;!",
		    "<p><span class=\"red\">hot</span>!</p>" },
		{ "[call](tel:+263) [x](javascript:alert(1))",
		    "<p><a href=\"tel:+263\">call</a> <span>x</span></p>" },
		{ "one&#10;two", "<p>one<br/>two</p>" },
		{ "3. Name", "<p>3. Name</p>" },
		{ "# Big", "<h1>Big</h1>" },
		{ "- a&#10;- b", "<ul><li>a</li><li>b</li></ul>" },
		{ "Hello <output value=\"/r/a\"/>!",
		    "<p>Hello &lt;b&gt;*x*&lt;/b&gt; [l](http://e)!</p>" },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		must_load(
		    INSTANCE(
			"<a>&lt;b&gt;*x*&lt;/b&gt; [l](http://e)</a><n/>") "<bind "
									   "nodeset=\"/"
									   "r/n\" "
									   "readonly="
									   "\"true()\"/"
									   ">",
		    arena_printf(arena, "<input ref=\"/r/n\"><label>%s</label></input>",
			table[i].label));
		begin();
		HAS(view_text(-1), table[i].shown);
		HAS(view_text(-1), "type=\"note\"");
	}
}
END_TEST

/* There is no timer on the page: the seconds are said, as the form or the CHT has them. */
START_TEST(timers_are_seconds)
{
	must_load(
	    INSTANCE("<a xmlns:cht=\"https://communityhealthtoolkit.org\" "
		     "cht:duration=\"30\"/><b>45</b><c/><d/>") "<bind nodeset=\"/r/b\" "
							       "readonly=\"true()\"/>",
	    "<trigger ref=\"/r/a\" appearance=\"countdown-timer\"><label>A</label>"
	    "<hint>Look.</hint></trigger><input ref=\"/r/b\" "
	    "appearance=\"countdown-timer\"><label>B</label></input><trigger "
	    "ref=\"/r/c\" appearance=\"countdown-timer\"><label>C</label></trigger>"
	    "<input ref=\"/r/d\"><label>D</label></input>");
	HAS(fault_list(), "for a watch");
	begin();
	HAS(view_text(-1), "<hint>Look.<br/>By a watch: 30 seconds.</hint>");
	HAS(view_text(-1), "<hint>By a watch: 45 seconds.</hint>");
	HAS(view_text(-1), "<hint>By a watch: 60 seconds.</hint>");
	HAS(view_text(-1), "<label>D</label></question>");
}
END_TEST

/* A choice that is called "murang'a" has its quote in the id of its text, too. */
START_TEST(quotes_in_names_of_texts)
{
	must_load("<itext><translation lang=\"en\"><text id=\"/r/a/murang'a:label\">"
		  "<value>Murang'a</value></text><text id=\"t\"><value>Where?</value>"
		  "</text></translation></itext>" INSTANCE("<a/>"),
	    "<select1 ref=\"/r/a\"><label ref=\" jr:itext( 't' ) \"/><item><label "
	    "ref=\"jr:itext('/r/a/murang'a:label')\"/><value>murang'a</value></item>"
	    "</select1>");
	begin();
	HAS(view_text(-1), "<label>Where?</label>");
	HAS(view_text(-1), "<label>Murang'a</label>");
}
END_TEST

START_TEST(names)
{
	static const char *const wrong[] = { "", "q", "q0", "q99", "x1", "q1.1", "q1.",
		"g1", "q01", "q1 ", "q3", "q3.2", "q3.0", "q3.1.1", "q3.01" };

	must_load(
	    INSTANCE("<a/><rep><x/></rep><h/><ro/>") "<bind nodeset=\"/r/ro\" "
						     "readonly=\"/r/a != 'open'\"/>",
	    "<input ref=\"/r/a\"/><repeat nodeset=\"/r/rep\"><input ref=\"/r/rep/x\"/>"
	    "</repeat><input ref=\"/r/h\" appearance=\"hidden\"/>"
	    "<input ref=\"/r/ro\"/>");
	begin();
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		ck_assert_int_eq(form_put(entry, wrong[i], "v", &why), ERR_NOT_FOUND);
	ck_assert_int_eq(form_put(entry, "q1", "v", NULL), OK);
	ck_assert_int_eq(form_put(entry, "q3.1", "v", NULL), OK);
	ck_assert_int_eq(form_put(entry, "q4", "v", NULL), ERR_FORBIDDEN);
	ck_assert_int_eq(form_put(entry, "q5", "v", NULL), ERR_FORBIDDEN);
	ck_assert_int_eq(form_put(entry, "q1", "open", NULL), OK);
	ck_assert_int_eq(form_put(entry, "q5", "v", NULL), OK);
	ck_assert_int_eq(form_repeat_add(entry, "r2", &why), OK);
	ck_assert_int_eq(form_put(entry, "q3.2", "v", NULL), OK);
	ck_assert_int_eq(form_repeat_add(entry, "r2.1", &why), ERR_NOT_FOUND);
	ck_assert_int_eq(form_repeat_remove(entry, "r2.1", &why), OK);
	ck_assert_str_eq(form_value(entry, "/r/rep[1]/x"), "v");
	ck_assert_ptr_null(form_value(entry, "/r/rep[2]/x"));
}
END_TEST

START_TEST(actions_and_preloads)
{
	must_load(
	    INSTANCE(
		"<a/><b/><today/><start/><end/><who/><c/>") "<bind "
							    "nodeset=\"/r/today\" "
							    "jr:preload=\"date\" "
							    "jr:preloadParams="
							    "\"today\"/>"
							    "<bind "
							    "nodeset=\"/r/start\" "
							    "jr:preload=\"timestamp\" "
							    "jr:preloadParams="
							    "\"start\"/>"
							    "<bind nodeset=\"/r/end\" "
							    "jr:preload=\"timestamp\" "
							    "jr:preloadParams=\"end\"/>"
							    "<bind nodeset=\"/r/who\" "
							    "jr:preload=\"property\" "
							    "jr:preloadParams="
							    "\"username\"/>"
							    "<setvalue "
							    "event=\"odk-instance-"
							    "first-load\" ref=\"/r/b\" "
							    "value=\"concat('b', 1 + "
							    "1)\"/>",
	    "<input ref=\"/r/a\"><setvalue event=\"xforms-value-changed\" ref=\"/r/c\" "
	    "value=\"concat('was ', /r/a)\"/></input>");
	context.user = parsed("{\"name\":\"ann\"}");
	begin();
	ck_assert_str_eq(form_value(entry, "/r/b"), "b2");
	ck_assert_str_eq(form_value(entry, "/r/today"), "2024-03-01");
	ck_assert_str_eq(
	    form_value(entry, "/r/start"), "2024-03-01T12:00:00.000+02:00");
	ck_assert_str_eq(form_value(entry, "/r/end"), "");
	ck_assert_str_eq(form_value(entry, "/r/who"), "ann");
	answer("/r/a", "x");
	ck_assert_str_eq(form_value(entry, "/r/c"), "was x");
	HAS(saved().fields, "\"end\":\"2024-03-01T12:00:00.000+02:00\"");
}
END_TEST

/* What is set at first into a question that is not asked yet is there when it is. */
START_TEST(set_before_asked)
{
	const char *draft;

	must_load(
	    INSTANCE(
		"<more/><g><when/></g><late/><sum/>") "<bind nodeset=\"/r/g\" "
						      "relevant=\"/r/more = 'yes'\"/>"
						      "<bind nodeset=\"/r/late\" "
						      "relevant=\"/r/g/when != ''\"/>"
						      "<bind nodeset=\"/r/g/when\" "
						      "type=\"date\"/>"
						      "<bind nodeset=\"/r/sum\" "
						      "calculate=\"string-length(/r/g/"
						      "when)\"/>"
						      "<setvalue "
						      "event=\"odk-instance-first-"
						      "load\" ref=\"/r/g/when\" "
						      "value=\"today()\"/>"
						      "<setvalue "
						      "event=\"odk-instance-first-"
						      "load\" ref=\"/r/late\">as ever"
						      "</setvalue>",
	    "<input ref=\"/r/more\"/><group ref=\"/r/g\"><input ref=\"/r/g/when\"/>"
	    "</group><input ref=\"/r/late\"/>");
	begin();
	ck_assert_str_eq(form_value(entry, "/r/g/when"), "");
	ck_assert_str_eq(saved().fields, "{\"more\":\"\",\"sum\":\"0\"}");
	draft = form_instance(entry);
	ck_assert_int_eq(
	    form_resume(arena, form, &context, draft, strlen(draft), &entry, &why), OK);
	answer("/r/more", "yes");
	ck_assert_str_eq(form_value(entry, "/r/g/when"), "2024-03-01");
	ck_assert_str_eq(form_value(entry, "/r/late"), "as ever");
	ck_assert_str_eq(form_value(entry, "/r/sum"), "10");
	/* Once: what she says instead stays. */
	answer("/r/g/when", "2024-02-28");
	answer("/r/more", "no");
	answer("/r/more", "yes");
	ck_assert_str_eq(form_value(entry, "/r/g/when"), "2024-02-28");
}
END_TEST

/* What a nurse typed over a calculation stays in the next request. */
START_TEST(typed_over)
{
	const char *draft;

	must_load(
	    INSTANCE("<a>1</a><b/>") "<bind nodeset=\"/r/b\" calculate=\"/r/a * 2\"/>",
	    "<input ref=\"/r/a\"/><input ref=\"/r/b\"/>");
	begin();
	ck_assert_str_eq(form_value(entry, "/r/b"), "2");
	answer("/r/b", "9");
	draft = form_instance(entry);
	ck_assert_int_eq(
	    form_resume(arena, form, &context, draft, strlen(draft), &entry, &why), OK);
	ck_assert_str_eq(form_value(entry, "/r/b"), "9");
	answer("/r/a", "4");
	ck_assert_str_eq(form_value(entry, "/r/b"), "8");
}
END_TEST

START_TEST(from_fields)
{
	const struct json *fields = parsed(
	    "{\"a\":\"1\",\"gone\":\"x\",\"rep\":[{\"x\":\"p\"},{\"x\":\"q\"}]}");

	must_load(
	    INSTANCE(
		"<a/><rep jr:template=\"\"><x/></rep><n/>") "<bind nodeset=\"/r/n\" "
							    "calculate=\"count(/r/"
							    "rep)\"/>",
	    "<input ref=\"/r/a\"/><group ref=\"/r/rep\"><repeat nodeset=\"/r/rep\">"
	    "<input ref=\"/r/rep/x\"/></repeat></group>");
	ck_assert_int_eq(
	    form_from_fields(arena, form, &context, fields, &entry, &why), OK);
	ck_assert_str_eq(saved().fields,
	    "{\"a\":\"1\",\"rep\":[{\"x\":\"p\"},{\"x\":\"q\"}],\"n\":\"2\"}");
}
END_TEST

/* ------------------------------------------------------------- hostile --- */

static const char *
repeated(const char *text, size_t n)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, text);
	return b.data;
}

/* The most of this process since peak_begin(). */
static long
kilobytes(void)
{
	char line[128];
	FILE *status = fopen("/proc/self/status", "r");
	long peak = 0;

	ck_assert_ptr_nonnull(status);
	while (peak == 0 && fgets(line, sizeof line, status) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			peak = strtol(line + 6, NULL, 10);
	(void)fclose(status);
	return peak;
}

/* What was given back would not be seen to be taken again. */
static void
peak_begin(void)
{
	FILE *refs = fopen("/proc/self/clear_refs", "w");

	(void)malloc_trim(0);
	ck_assert_ptr_nonnull(refs);
	ck_assert_int_ge(fputs("5", refs), 0);
	ck_assert_int_eq(fclose(refs), 0);
}

/* All pages at once, as HTML. */
static void
show(void)
{
	const struct form_problem *list;
	struct xml_fault fault = { .what = "" };
	const struct xml_style *style =
	    xml_style_parse(arena, form_style, form_style_len, &fault);
	size_t n, len;

	ck_assert_ptr_nonnull(form_instance(entry));
	ck_assert_int_eq(form_problems(entry, -1, &list, &n, &why), OK);
	ck_assert_msg(xml_style_apply(arena, style, form_view(entry, -1, list, n), NULL,
			  &len, &fault) != NULL,
	    "%s", fault.what);
}

/* What the process has besides: a program of the site takes 10 MB before it has a form. */
#define MOST_KB ((64 - 10) * 1024L)

/* Refused in words, or filled and shown, within a second of the processor and 64 MB. */
static bool
is_bounded_named(const char *text, const char *name)
{
	clock_t began = clock();
	bool shown = false;
	long memory;

	peak_begin();
	memory = kilobytes();
	why = "";
	if (load(text) == OK && form_begin(arena, form, &context, &entry, &why) == OK) {
		show();
		shown = true;
	} else {
		ck_assert(*why != '\0' || faults.n > 0);
	}
	began = clock() - began;
	memory = kilobytes() - memory;
	if (name != NULL)
		printf("form.hostile %4ld ms %6ld KB %s %s\n", (long)(began / 1000),
		    memory, shown ? "shown" : "refused", name);
	ck_assert_msg(began < (SANITIZED ? 20 : 1) * CLOCKS_PER_SEC, "%ld ms",
	    (long)(began / 1000));
	if (!SANITIZED)
		ck_assert_msg(memory < MOST_KB, "%ld KB", memory);
	return shown;
}

static bool
is_bounded(const char *text)
{
	return is_bounded_named(text, NULL);
}

#define ITEMS "instance('l')/root/i"
#define CHOICE                                                            \
	"<select1 ref=\"/r/a\"><label>A</label><itemset nodeset=\"" ITEMS \
	"\"><value ref=\"n\"/><label ref=\"n\"/></itemset></select1>"
#define ASK "<input ref=\"/r/a\"><label>A</label></input>"
#define TEN(x) x x x x x x x x x x
#define LIST_OF_TEN \
	"<instance id=\"l\"><root>" TEN("<i><n>1</n></i>") "</root></instance>"

/* FRONT, so many times TEXT with its number for # and the next one for @, BACK. */
static const struct {
	const char *name, *front;
	const char *text;
	int times;
	const char *back;
	bool shown;
} hostile[] = {
	{ "attributes of a question", HEAD INSTANCE("<a/>") BODY "<input ref=\"/r/a\"",
	    " a#=\"\"", 50000, "/>" END, false },
	{ "attributes of a bind", HEAD INSTANCE("<a/>") "<bind nodeset=\"/r/a\"",
	    " a#=\"\"", 50000, "/>" BODY ASK END, false },
	{ "namespaces", HEAD "<instance><r", " xmlns:n#=\"urn:#\"", 30000,
	    "><a/></r></instance>" BODY ASK END, false },
	{ "levels", HEAD "<instance><r><a/>", "<g#>", 5000, "", false },
	{ "groups in groups", HEAD INSTANCE("<a/>") BODY, "<group>", 5000, ASK END,
	    false },
	{ "choices", HEAD INSTANCE("<a/>") "<instance id=\"l\"><root>",
	    "<i><n>#</n></i>", 60000, "</root></instance>" BODY CHOICE END, false },
	{ "the name of a choice, asked for often",
	    HEAD INSTANCE(
		"<a>x</a><b/>") "<bind nodeset=\"/r/b\" "
				"calculate=\"jr:choice-name(/r/a, '/r/a')\"/>"
				"<bind nodeset=\"/r/a\" constraint=\"jr:choice-name(., "
				"'/r/a') != ''\"/>"
				"<instance id=\"l\"><root>",
	    "<i><n>#</n></i>", 15000,
	    "</root></instance>" BODY CHOICE CHOICE CHOICE END, true },
	{ "choices for choices", HEAD INSTANCE("<a/>") "<instance id=\"l\"><root>",
	    "<i><n>#</n></i>", 15000,
	    "</root></instance>" BODY "<select1 ref=\"/r/a\"><itemset nodeset=\"" ITEMS
	    "[n = " ITEMS "[n = " ITEMS
	    "/n]/n]\"><value ref=\"n\"/><label ref=\"n\"/></itemset></select1>" END,
	    true },
	{ "each calculation twice as long",
	    HEAD "<instance><r><a>x</a><b>x</b></r></instance>",
	    "<bind nodeset=\"/r/b\" calculate=\"concat(/r/b, /r/b, /r/b)\"/>", 1,
	    BODY ASK END, true },
	{ "a circle of calculations",
	    HEAD "<instance><r><c0/><c1/><c2/></r></instance>"
		 "<bind nodeset=\"/r/c2\" calculate=\"/r/c0\"/>",
	    "<bind nodeset=\"/r/c#\" calculate=\"/r/c@ + 1\"/>", 2, BODY END, false },
	{ "brackets", HEAD INSTANCE("<a/>") "<bind nodeset=\"/r/a\" calculate=\"", "(",
	    12000, "1\"/>" BODY END, false },
	{ "conditions in conditions",
	    HEAD INSTANCE("<a/>") "<bind nodeset=\"/r/a\" relevant=\"", "//*[", 60,
	    "1\"/>" BODY ASK END, false },
	{ "a long expression",
	    HEAD INSTANCE("<a/>") "<bind nodeset=\"/r/a\" relevant=\"1", " or /r/a = #",
	    2000, "\"/>" BODY ASK END, false },
	{ "letters for letters", HEAD "<instance><r><a/><b/><c>", "abcdefgh", 60000,
	    "</c></r></instance><bind nodeset=\"/r/b\" "
	    "calculate=\"string-length(translate("
	    "concat(/r/c, /r/c, /r/c, /r/c), /r/c, /r/c))\"/>" BODY ASK END,
	    false },
	{ "a pattern that tries for ever", HEAD "<instance><r><b/><a>", "a", 5000,
	    "!</a></r></instance><bind nodeset=\"/r/b\" calculate=\"regex(/r/a, "
	    "'^(a+)+$')\"/>" BODY ASK END,
	    false },
	{ "points of a field", HEAD "<instance><r><a/><b/><c>", "1 1;", 100000,
	    "</c></r></instance><bind nodeset=\"/r/b\" calculate=\"area(/r/c) + "
	    "distance(/r/c)\"/>" BODY ASK END,
	    true },
	{ "marks of a label", HEAD INSTANCE("<a/>") BODY "<input ref=\"/r/a\"><label>",
	    "*a_[", 60000, "</label></input>" END, true },
	{ "scripts in a label",
	    HEAD INSTANCE("<a/>") BODY "<input ref=\"/r/a\"><label>",
	    "&lt;script&gt;alert(#)&lt;/script&gt;", 5000, "</label></input>" END,
	    true },
	{ "outputs",
	    HEAD "<instance><r><a>a long answer</a></r></instance>" BODY
		 "<input ref=\"/r/a\"><label>",
	    "<output value=\"/r/a\"/>", 20000, "</label></input>" END, true },
	{ "languages", HEAD INSTANCE("<a/>") "<itext>",
	    "<translation lang=\"l#\"><text id=\"t\"><value>x</value></text>"
	    "</translation>",
	    5000, "</itext>" BODY ASK END, false },
	{ "a count",
	    HEAD "<instance><r><a>999999999999</a><g jr:template=\"\"><x/></g></r>"
		 "</instance>",
	    "", 1,
	    BODY "<group ref=\"/r/g\"><repeat nodeset=\"/r/g\" "
		 "jr:count=\"/r/a\"><input ref=\"/r/g/x\"/></repeat></group>" END,
	    false },
	{ "choices of one list, often", HEAD INSTANCE("<a/>") LIST_OF_TEN BODY, CHOICE,
	    1900, END, true },
	{ "choices written out", HEAD INSTANCE("<a/>") BODY,
	    "<select ref=\"/r/a\"><label>A</label>" TEN(
		"<item><label>1</label><value>1</value></item>") "</select>",
	    1900, END, true },
	{ "all choices in one question",
	    HEAD INSTANCE("<a/>") "<instance id=\"l\"><root>", "<i><n>#</n></i>", 19999,
	    "</root></instance>" BODY CHOICE END, true },
	{ "all choices, and all chosen from",
	    HEAD INSTANCE("<a>19998</a>") "<instance id=\"l\"><root>",
	    "<i><n>#</n></i>", 19999,
	    "</root></instance>" BODY TEN(TEN(TEN(CHOICE))) END, true },
	{ "shuffled choices", HEAD INSTANCE("<a/>") "<instance id=\"l\"><root>",
	    "<i><n>#</n></i>", 19999,
	    "</root></instance>" BODY TEN(TEN(
		"<select1 ref=\"/r/a\"><itemset nodeset=\"randomize(" ITEMS
		")\"><value ref=\"n\"/><label ref=\"n\"/></itemset></select1>")) END,
	    true },
	{ "elements of a choice", HEAD INSTANCE("<a/>") "<instance id=\"l\"><root><i>",
	    "<n/>", 120000, "</i></root></instance>" BODY CHOICE END, true },
	{ "attributes of a choice",
	    HEAD INSTANCE("<a/>") "<instance id=\"l\"><root><z>",
	    "<i a=\"\" b=\"\" c=\"\" d=\"\" e=\"\" f=\"\" g=\"\"/>", 16000,
	    "</z></root></instance>" BODY CHOICE END, true },
	{ "attributes of the instance", HEAD "<instance><r><a/>",
	    "<b# a=\"\" b=\"\" c=\"\" d=\"\" e=\"\" f=\"\" g=\"\"/>", 3900,
	    "</r></instance>" BODY ASK END, false },
	{ "days on one page",
	    HEAD INSTANCE("<a/>") "<bind nodeset=\"/r/a\" type=\"dateTime\"/>" BODY,
	    ASK, 1990, END, true },
	{ "marks of many labels", HEAD INSTANCE("<a/>") BODY,
	    "<input ref=\"/r/a\"><label>" TEN("*a*_b_ **c** ")
		TEN("*a*_b_ **c** ") "</label></input>",
	    1990, END, true },
	{ "questions of five hundred",
	    HEAD INSTANCE("<a>500</a><g jr:template=\"\"><x/></g>") BODY
	    "<group ref=\"/r/g\"><repeat nodeset=\"/r/g\" jr:count=\"/r/a\">",
	    "<input ref=\"/r/g/x\"><label>A</label></input>", 95,
	    "</repeat></group>" END, true },
	{ "a long text of five hundred",
	    HEAD "<instance><r><a>500</a><g jr:template=\"\"><x>", "words ", 100000,
	    "</x></g></r></instance>" BODY
	    "<group ref=\"/r/g\"><repeat nodeset=\"/r/g\" "
	    "jr:count=\"/r/a\"><input ref=\"/r/g/x\"/></repeat></group>" END,
	    false },
	{ "a long text, set often", HEAD "<instance><r><b/><a>", "words ", 100000,
	    "</a></r></instance>" TEN(TEN("<setvalue event=\"odk-instance-first-load\" "
					  "ref=\"/r/b\" value=\"/r/a\"/>"
					  "<setvalue event=\"odk-instance-first-load\" "
					  "ref=\"/r/b\" value=\"1\"/>")) BODY ASK END,
	    false },
	{ "a long text that many name",
	    HEAD INSTANCE(
		"<a/>") "<itext><translation lang=\"en\"><text id=\"t\"><value>",
	    "words ", 100000,
	    "</value></text></translation></itext>" BODY TEN(
		TEN("<input ref=\"/r/a\"><label ref=\"jr:itext('t')\"/></input>")) END,
	    true },
	{ "a text with values that many name",
	    HEAD INSTANCE(
		"<a/>") "<itext><translation lang=\"en\"><text id=\"t\"><value>",
	    "<output value=\"/r/a\"/>", 10000,
	    "</value></text></translation></itext>" BODY TEN(
		TEN("<input ref=\"/r/a\"><label ref=\"jr:itext('t')\"/></input>")) END,
	    false },
	{ "outputs, one by one", HEAD INSTANCE("<a/>") BODY,
	    "<input ref=\"/r/a\"><label>" TEN(
		"<output value=\"/r/a\"/>") "</label></input>",
	    1900, END, true },
	{ "steps of a path", HEAD INSTANCE("<a/>"),
	    "<bind nodeset=\"/r/a\" relevant=\"" TEN(TEN("../")) "..\"/>", 1000,
	    BODY ASK END, false },
	{ "all in paths", HEAD INSTANCE("<a/>"),
	    "<bind nodeset=\"/r/a\" constraint=\"1" TEN(" + .//a")
		TEN(" + .//a") "\"/>",
	    3000, BODY ASK END, false },
	{ "signs", HEAD INSTANCE("<a/>"),
	    "<bind nodeset=\"/r/a\" constraint=\"1" TEN(TEN("=1")) "\"/>", 3000,
	    BODY ASK END, false },
	{ "a long name", HEAD "<instance><r><a/><", "x", 2000,
	    "/></r></instance>" BODY ASK END, false },
	{ "comments", HEAD INSTANCE("<a/>"), "<!---->", 120000, BODY ASK END, true },
	{ "an entity of a file",
	    "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
	    "<a>&amp;a;</a>", 1, "", false },
	{ "an entity of the network",
	    "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x\"> %p;]>", "<a/>",
	    1, "", false },
};

static void
put_numbered(struct buf *b, const char *text, int number)
{
	for (; *text != '\0'; text++)
		if (*text == '#' || *text == '@')
			buf_printf(b, "%d", number + (*text == '@'));
		else
			buf_putc(b, *text);
}

START_TEST(hostile_forms_are_bounded)
{
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, hostile[_i].front);
	for (int i = 0; i < hostile[_i].times; i++)
		put_numbered(&b, hostile[_i].text, i);
	buf_puts(&b, hostile[_i].back);
	ck_assert_msg(is_bounded_named(b.data, hostile[_i].name) == hostile[_i].shown,
	    "%s: %s%s", hostile[_i].name, why, fault_list());
}
END_TEST

START_TEST(bombs)
{
	(void)is_bounded("<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c "
			 "\"&b;&b;&b;&b;\">]><a>&c;</a>");
	ck_assert_ptr_null(form);
	(void)is_bounded(arena_printf(arena, HEAD "<instance>%s%s</instance>" BODY END,
	    repeated("<a>", 5000), repeated("</a>", 5000)));
	ck_assert_ptr_null(form);
}
END_TEST

START_TEST(a_million_choices)
{
	(void)is_bounded(arena_printf(arena,
	    HEAD INSTANCE("<a/>") "<instance id=\"l\"><root>%s</root></instance>" BODY
				  "<select1 ref=\"/r/a\"><itemset "
				  "nodeset=\"instance('l')/root/i\"><value ref=\"n\"/>"
				  "<label ref=\"n\"/></itemset></select1>" END,
	    repeated("<i/>", 250000)));
	ck_assert_ptr_null(form);
}
END_TEST

START_TEST(everything_for_everything)
{
	(void)is_bounded(arena_printf(arena,
	    HEAD INSTANCE("<a/><b/>%s") "<bind nodeset=\"/r/b\" "
					"calculate=\"count(//*[//*[//*]])\"/>" BODY
					"<input ref=\"/r/a\"/>" END,
	    repeated("<g><x/></g>", 1)));
	(void)is_bounded(arena_printf(arena,
	    HEAD INSTANCE("<a>500</a><rep jr:template=\"\">%s</rep>") BODY
	    "<input ref=\"/r/a\"/><repeat nodeset=\"/r/rep\" jr:count=\"/r/a\"/>" END,
	    "<b><c/></b><d/>"));
}
END_TEST

/* A page of words upon words, and of as many choices as there may be, often. */
START_TEST(pages_are_bounded)
{
	const char *words = repeated("<output value=\"/r/b\"/>", 50), *view;

	ck_assert(is_bounded(arena_printf(arena,
	    HEAD INSTANCE("<a/><b/>") "<bind nodeset=\"/r/b\" "
				      "calculate=\"concat('%s', 'x')\"/>" BODY "%s" END,
	    repeated("long words ", 700),
	    repeated(arena_printf(
			 arena, "<input ref=\"/r/a\"><label>%s</label></input>", words),
		200))));
	begin();
	view = view_text(-1);
	ck_assert_ptr_nonnull(strstr(view, "long words x …</label>"));
	ck_assert_ptr_nonnull(
	    strstr(view, "There are more words than one page can show."));
	ck_assert_uint_lt(strlen(view), 2 * 1024 * 1024);
}
END_TEST

START_TEST(shuffled_often)
{
	(void)is_bounded(arena_printf(arena,
	    HEAD INSTANCE("<a/>") "<instance id=\"l\"><root>%s</root></instance>" BODY
				  "%s" END,
	    repeated("<i><n>1</n></i>", 12000),
	    repeated("<select1 ref=\"/r/a\"><itemset nodeset=\"randomize("
		     "instance('l')/root/i)\"><value ref=\"n\"/><label ref=\"n\"/>"
		     "</itemset></select1>",
		300)));
	ck_assert_ptr_nonnull(strstr(view_text(-1), "The choices cannot be shown: "));
}
END_TEST

/* What shows only when it is filled in is found before somebody has to. */
START_TEST(tried)
{
	static const struct {
		const char *binds, *why;
	} table[] = {
		{ "", NULL },
		{ "<bind nodeset=\"/r/a\" calculate=\"count(/r/g)\"/>", NULL },
		{ "<bind nodeset=\"/r/a\" calculate=\"1000000000\"/>",
		    "it cannot be filled in: /r/g would be repeated more than 500 "
		    "times" },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		must_load(arena_printf(arena, INSTANCE("<a/><b/><g><c/></g>") "%s",
			      table[i].binds),
		    "<group ref=\"/r/g\"><repeat nodeset=\"/r/g\" jr:count=\"/r/a\">"
		    "<input ref=\"/r/g/c\"/></repeat></group>");
		why = NULL;
		ck_assert_msg(form_try(arena, form, &why) ==
				  (table[i].why == NULL ? OK : ERR_INVALID),
		    "%zu: %s", i, why);
		ck_assert_pstr_eq(why, table[i].why);
	}
}
END_TEST

/* Twice as long in each pass, and texts that ask for themselves. */
START_TEST(growth)
{
	(void)is_bounded(HEAD INSTANCE(
	    "<a>x</a><b/>") "<bind nodeset=\"/r/a\" calculate=\"concat(/r/b, /r/b, "
			    "'x')\"/>"
			    "<bind nodeset=\"/r/b\" calculate=\"concat(/r/a, /r/a, "
			    "'x')\"/>" BODY
			    "<input ref=\"/r/a\"/><input ref=\"/r/b\"/>" END);
	(void)is_bounded(HEAD INSTANCE(
	    "<a/><b/>") "<itext><translation lang=\"en\"><text id=\"t\"><value>"
			"<output value=\"jr:itext('t')\"/><output "
			"value=\"jr:itext('t')\"/>"
			"<output value=\"jr:itext('t')\"/><output "
			"value=\"jr:itext('t')\"/>"
			"<output value=\"jr:itext('t')\"/><output "
			"value=\"jr:itext('t')\"/>"
			"<output value=\"jr:itext('t')\"/><output "
			"value=\"jr:itext('t')\"/>"
			"</value></text></translation></itext>"
			"<bind nodeset=\"/r/b\" calculate=\"jr:itext('t')\"/>" BODY
			"<input ref=\"/r/a\"><label "
			"ref=\"jr:itext('t')\"/></input>" END);
}
END_TEST

TCase *
form_tests(void)
{
	TCase *tc = tcase_create("form");

	tcase_set_tags(tc, "unsanitized");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, faults_have_lines);
	tcase_add_test(tc, functions_are_checked);
	tcase_add_test(tc, no_forms);
	tcase_add_test(tc, irrelevant_is_empty);
	tcase_add_test(tc, drafts);
	tcase_add_test(tc, foreign_drafts);
	tcase_add_test(tc, content_is_bound);
	tcase_add_test(tc, documents);
	tcase_add_test(tc, edited);
	tcase_add_test(tc, contact_form);
	tcase_add_test(tc, contact_edited);
	tcase_add_test(tc, phones);
	tcase_add_test(tc, contacts_fill_their_groups);
	tcase_add_test(tc, left_out);
	tcase_add_test(tc, pictures_are_named);
	tcase_add_test(tc, contact_of_own_type);
	tcase_add_test(tc, references);
	tcase_add_test(tc, empty_groups);
	tcase_add_test(tc, blanks_around);
	tcase_add_test(tc, names_with_outputs);
	tcase_add_test(tc, no_contact);
	tcase_add_test(tc, repeats);
	tcase_add_test(tc, types);
	tcase_add_test(tc, required_and_constraint);
	tcase_add_test(tc, choices);
	tcase_add_test(tc, shuffled_choices);
	tcase_add_test(tc, all_that_there_is);
	tcase_add_test(tc, files_and_summaries);
	tcase_add_loop_test(tc, media, 0, (int)COUNT_OF(media_cases));
	tcase_add_test(tc, media_that_is_not_there);
	tcase_add_test(tc, pages);
	tcase_add_test(tc, labels);
	tcase_add_test(tc, timers_are_seconds);
	tcase_add_test(tc, quotes_in_names_of_texts);
	tcase_add_test(tc, names);
	tcase_add_test(tc, actions_and_preloads);
	tcase_add_test(tc, set_before_asked);
	tcase_add_test(tc, typed_over);
	tcase_add_test(tc, from_fields);
	tcase_add_loop_test(tc, hostile_forms_are_bounded, 0, (int)COUNT_OF(hostile));
	tcase_add_test(tc, bombs);
	tcase_add_test(tc, a_million_choices);
	tcase_add_test(tc, everything_for_everything);
	tcase_add_test(tc, pages_are_bounded);
	tcase_add_test(tc, shuffled_often);
	tcase_add_test(tc, tried);
	tcase_add_test(tc, growth);
	return tc;
}
