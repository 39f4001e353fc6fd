/*
 * fuzz_form.c - any bytes are a form that can be filled, shown and saved, or are refused
 * with a fault; whatever is typed into a form of ours is kept, refused or told of.
 *
 * The first byte chooses.  Of a form of ours the rest are acts: what to do, with what.
 */

#include "fuzz.h"

#include <string.h>

#include "ext/json.h"
#include "ext/xml.h"
#include "form/form.h"
#include "form/form_outline.h"

static const char ours[] =
    "<h:html xmlns='http://www.w3.org/2002/xforms' "
    "xmlns:h='http://www.w3.org/1999/xhtml' "
    "xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>T</h:title><model>"
    "<itext><translation lang='en'><text id='t'><value>**A** <output value='/r/a'/>"
    "</value></text></translation></itext>"
    "<instance><r id='r'><a/><b>x</b><c/><n/><d/><sel/><one/><g><x/><y/></g>"
    "<rep jr:template=''><p/><q/><in jr:template=''><z/></in></rep><sum/>"
    "<kid db-doc='true'><type>person</type><name/></kid><t "
    "tag='hidden'/></r></instance>"
    "<instance id='l'><root><item><name>u</name><k>1</k></item><item><name>v</name>"
    "<k>2</k></item></root></instance>"
    "<bind nodeset='/r/n' type='int' constraint='. &lt; 100'/>"
    "<bind nodeset='/r/d' type='date'/><bind nodeset='/r/c' required='true()'/>"
    "<bind nodeset='/r/g' relevant=\"/r/a = 'yes' or /r/n > 3\"/>"
    "<bind nodeset='/r/g/y' calculate=\"concat(/r/a, '-', ../x)\"/>"
    "<bind nodeset='/r/rep/q' calculate='position(..)'/>"
    "<bind nodeset='/r/sum' calculate='count(/r/rep/in) + sum(/r/rep/p)'/>"
    "<bind nodeset='/r/kid/name' calculate='/r/b'/>"
    "<bind nodeset='/r/b' readonly=\"/r/a = 'no'\"/></model></h:head>"
    "<h:body class='pages'><group appearance='field-list'><input ref='/r/a'>"
    "<label ref=\"jr:itext('t')\"/></input><input ref='/r/b'/><input ref='/r/c'/>"
    "<input ref='/r/n'/><input ref='/r/d'/></group><select ref='/r/sel'><itemset "
    "nodeset=\"instance('l')/root/item[k &lt; /r/n]\"><value ref='name'/>"
    "<label ref='name'/></itemset></select><select1 ref='/r/one'><item>"
    "<label>Y</label><value>yes</value></item><item><label>N</label><value>no</value>"
    "</item></select1><group ref='/r/g'><input ref='/r/g/x'/></group>"
    "<group ref='/r/rep'><repeat nodeset='/r/rep'><input ref='/r/rep/p'/>"
    "<group ref='/r/rep/in'><repeat nodeset='/r/rep/in'><input ref='/r/rep/in/z'/>"
    "</repeat></group></repeat></group></h:body></h:html>";

static const char *
uuid(void *with, struct arena *arena)
{
	unsigned *n = with;

	return arena_printf(arena, "u%u", ++*n);
}

/* Once problems are told of, what is saved is JSON, and is the same once kept. */
static void
look(struct arena *arena, const struct form *form, struct form_context *context,
    struct form_entry *entry)
{
	const struct form_save_context how = { .report_id = "id" };
	const struct form_problem *problems;
	struct form_saved saved = { .n = 0 };
	const char *why, *instance;
	struct form_entry *again;
	size_t n;

	if (form_problems(entry, -1, &problems, &n, &why) != OK)
		return;
	for (size_t i = 0; i < n; i++) {
		REQUIRE(problems[i].name[0] == 'q' && problems[i].words[0] != '\0');
		REQUIRE(fuzz_is_text(problems[i].label));
	}
	(void)xml_write(arena, xml_root(form_view(entry, -1, problems, n)));
	for (int page = form_page_after(entry, -1); page >= 0;
	     page = form_page_after(entry, page))
		(void)form_view(entry, page, problems, n);
	instance = form_instance(entry);
	if (form_resume(
		arena, form, context, instance, strlen(instance), &again, &why) == OK)
		REQUIRE(form_value(again, form_id(form)) == NULL ||
			fuzz_is_text(form_instance(again)));
	if (n > 0)
		REQUIRE(form_save(entry, &how, &saved, &why) == ERR_CONFLICT);
	else if (form_save(entry, &how, &saved, &why) == OK)
		for (size_t i = 0; i < saved.n; i++)
			REQUIRE(json_gate(
			    saved.documents[i].json, strlen(saved.documents[i].json)));
}

/* What others are told of it: a condition is one of a question, with a name. */
static void
tell_asked(const struct form_asked *asked, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		REQUIRE(asked[i].link[0] != '\0' && fuzz_is_text(asked[i].text));
		REQUIRE(asked[i].when == NULL || asked[i].nconditions == 0);
		for (size_t k = 0; k < asked[i].nconditions; k++)
			REQUIRE(asked[i].conditions[k].link[0] != '\0' &&
				fuzz_is_text(asked[i].conditions[k].value));
		tell_asked(asked[i].below, asked[i].nbelow);
	}
}

/* What an administrator and the reader of a report are told of a definition. */
static void
tell(struct arena *arena, const struct form *form, const char *value)
{
	const struct form_question *questions;
	const struct form_asked *asked;
	size_t n;

	REQUIRE(fuzz_is_text(form_title(form)));
	for (size_t i = 0; form_language(form, i) != NULL; i++)
		REQUIRE(fuzz_is_text(form_language(form, i)));
	for (size_t i = 0; form_file(form, i) != NULL; i++)
		REQUIRE(form_file(form, i)[0] != '\0');
	for (size_t i = 0; form_function(form, i) != NULL; i++)
		REQUIRE(form_function(form, i)[0] != '\0');
	form_outline(arena, form, "en", &asked, &n);
	tell_asked(asked, n);
	form_questions(arena, form, "en", &questions, &n);
	for (size_t i = 0; i < n; i++) {
		/* A group of the page alone is nowhere in the instance. */
		REQUIRE(questions[i].path[0] == '/' || questions[i].group);
		REQUIRE(fuzz_is_text(questions[i].label));
		REQUIRE(fuzz_is_text(
		    form_answer(arena, form, "en", questions[i].field, value)));
	}
}

static void
act(struct feed *feed, struct form_entry *entry)
{
	unsigned what = feed_byte(feed);
	size_t len;
	const char *name = feed_text(feed, &len), *value, *why = NULL;
	enum status status;

	switch (what % 4) {
	case 0:
		status = form_repeat_add(entry, name, &why);
		break;
	case 1:
		status = form_repeat_remove(entry, name, &why);
		break;
	case 2:
		status = form_make_place(entry, name, &why);
		break;
	default:
		value = feed_text(feed, &len);
		status = form_put(entry, name, value, &why);
		break;
	}
	REQUIRE(status == OK || why != NULL);
	if (what % 3 == 0)
		(void)form_compute(entry, &why);
}

static void
fill(struct feed *feed, const struct form *form, struct form_context *context)
{
	struct form_entry *entry;
	const char *why = NULL;

	if (form_begin(feed->arena, form, context, &entry, &why) != OK) {
		REQUIRE(why != NULL);
		return;
	}
	for (int i = 0; i < 40 && feed->left > 0; i++)
		act(feed, entry);
	tell(feed->arena, form, "u yes x");
	look(feed->arena, form, context, entry);
}

/* Bytes as each kind of file that a form can read, and the form with it is one again. */
static const char *
file_of(void *with, struct arena *arena, const char *name, size_t *len)
{
	const struct feed *feed = with;

	(void)name;
	*len = feed->left;
	return arena_strndup(arena, feed->at, feed->left);
}

static void
take(struct feed *feed)
{
	static const char *const kinds[] = { "csv", "geojson", "xml" };
	const char *kind = kinds[feed_byte(feed) % 3], *why;
	const char *xml = arena_printf(feed->arena,
	    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='h'><h:head><model>"
	    "<instance><r id='r'><a/></r></instance><instance id='f' "
	    "src='jr://file/f.%s'/></model></h:head><h:body><select1 ref='/r/a'>"
	    "<itemset nodeset=\"instance('f')/root/item\"><value ref='name'/>"
	    "<label ref='label'/></itemset></select1></h:body></h:html>",
	    kind);
	const struct form_media media = { file_of, feed };
	struct form_context context = { .zone = "Africa/Harare" };
	struct form_faults faults;
	struct form *form;
	size_t len = strlen(xml);

	if (form_media_take(feed->arena, &media, &xml, &len, &why) != OK) {
		REQUIRE(fuzz_is_text(why));
		return;
	}
	if (form_load(feed->arena, xml, len, &form, &faults) == OK) {
		REQUIRE(form_file(form, 0) == NULL);
		feed->left = 0;
		fill(feed, form, &context);
	} else {
		REQUIRE(faults.errors > 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed feed = {
		.arena = arena_new(), .at = (const char *)data, .left = size
	};
	unsigned n = 0;
	struct form_context context = { .zone = "Africa/Harare",
		.now_ms = 1709287200000,
		.uuid = uuid,
		.with = &n };
	unsigned what = feed_byte(&feed);
	bool own = what % 2 == 0;
	struct form_faults faults;
	struct form *form;

	if (what % 5 == 4) {
		take(&feed);
		arena_free(feed.arena);
		return 0;
	}

	if (own)
		REQUIRE(
		    form_load(feed.arena, ours, strlen(ours), &form, &faults) == OK);
	else if (form_load(feed.arena, feed.at, feed.left, &form, &faults) != OK)
		REQUIRE(faults.errors > 0 && faults.n > 0);
	if (!own)
		feed.left = 0;
	if (form != NULL)
		fill(&feed, form, &context);
	arena_free(feed.arena);
	return 0;
}
