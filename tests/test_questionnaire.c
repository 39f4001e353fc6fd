/*
 * test_questionnaire.c - the programme's forms as others fill them in by FHIR: whoever
 * knows the Questionnaire alone brings answers that become a report, as from the page.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/form_store.h"
#include "fhir_test.h"

#define NONE                  \
	(struct fhir_headers) \
	{                     \
		0             \
	}
#define URL "urn:aftercare:questionnaire:"
#define SHEET(form, more, items)                                                \
	"{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\"," \
	"\"questionnaire\":\"" URL form "\"" more ",\"item\":[" items "]}"
#define OF_TINASHE ",\"subject\":{\"reference\":\"Patient/401\"}"
#define NAMED(value) ",\"identifier\":{\"system\":\"urn:emr\",\"value\":\"" value "\"}"
#define GROUP(link, items) "{\"linkId\":\"" link "\",\"item\":[" items "]}"
#define SAYS(link, type, value) \
	"{\"linkId\":\"" link "\",\"answer\":[{\"value" type "\":" value "}]}"
#define CODE(link, code) SAYS(link, "Coding", "{\"code\":\"" code "\"}")
#define NOTE_OF(open, next)                                                 \
	GROUP("over", SAYS("over.open", "String", "\"" open "\"") "," SAYS( \
			  "over.next_step", "String", "\"" next "\""))
#define HAND_OVER(more) SHEET("hand_over", OF_TINASHE more, NOTE_OF("Dressing", "Call"))

static const char *const pack[] = { "check_number", "client_review", "client_visit",
	"enroll", "hand_over", "no_contact", "potential_ae", "referral_for_care",
	"tracing" };

/* Everything that a form can ask, and a group that is there several times. */
static const char own[] =
    "<h:html xmlns='http://www.w3.org/2002/xforms' "
    "xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa'>"
    "<h:head><h:title>All kinds</h:title><model><instance><all id='all' version='1'>"
    "<age/><weight/><seen/><at/><moment/><ok/><way>walk</way><why/><signs/><old/>"
    "<child jr:template=''><name/><toy><kind/></toy></child>"
    "<double/><late/><meta><instanceID/></meta></all></instance>"
    "<bind nodeset='/all/age' type='int' required='true()' "
    "constraint='. &lt; 120' jr:constraintMsg='Younger than 120.'/>"
    "<bind nodeset='/all/weight' type='decimal'/>"
    "<bind nodeset='/all/seen' type='date'/><bind nodeset='/all/at' type='time'/>"
    "<bind nodeset='/all/moment' type='dateTime'/>"
    "<bind nodeset='/all/why' relevant=\"/all/way != 'walk'\"/>"
    "<bind nodeset='/all/old' relevant='/all/age &gt;= 65 and /all/ok = "
    "&quot;OK&quot;' "
    "required='true()'/>"
    "<bind nodeset='/all/child/toy' relevant=\"../name != ''\"/>"
    "<bind nodeset='/all/double' calculate='/all/age * 2'/>"
    "<bind nodeset='/all/late' relevant='count(/all/child) &gt; 1' required='true()'/>"
    "</model></h:head><h:body>"
    "<input ref='/all/age'><label>Age</label><hint>In years</hint></input>"
    "<input ref='/all/weight'><label>Weight</label></input>"
    "<input ref='/all/seen'><label>Seen on</label></input>"
    "<input ref='/all/at'><label>At</label></input>"
    "<input ref='/all/moment'><label>Moment</label></input>"
    "<trigger ref='/all/ok'><label>Read</label></trigger>"
    "<select1 ref='/all/way'><label>How</label><item><label>On foot</label>"
    "<value>walk</value></item><item><label>By bus</label><value>bus</value></item>"
    "</select1>"
    "<input ref='/all/why'><label>Why</label></input>"
    "<select ref='/all/signs'><label>Signs</label><item><label>A</label>"
    "<value>a</value></item><item><label>B</label><value>b</value></item></select>"
    "<input ref='/all/old'><label>Who helps</label></input>"
    "<group ref='/all/child'><label>Children</label><repeat nodeset='/all/child'>"
    "<input ref='/all/child/name'><label>Name</label></input>"
    "<group ref='/all/child/toy'><input ref='/all/child/toy/kind'><label>Toy</label>"
    "</input></group></repeat></group>"
    "<input ref='/all/late'><label>Several</label></input>"
    "</h:body></h:html>";

static void
publish(const char *name, const char *xml)
{
	struct form_stored stored;
	struct tx *tx;
	const struct form_file file = { .name = name, .xml = xml, .len = strlen(xml) };

	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	if (form_store_put(tx, &file, &stored) != OK)
		ck_abort_msg("%s: %s", name,
		    stored.faults.n > 0 ? stored.faults.at[0].what : "");
	ck_assert_int_eq(tx_commit(tx), OK);
}

static void
begin(void)
{
	fhir_test_begin();
	for (size_t i = 0; i < COUNT_OF(pack); i++)
		publish(pack[i], site_file(arena_printf(site_arena(),
				     "workflows/vmmc/forms/%s.xml", pack[i])));
	publish("all", own);
}

static const char *
text(const struct json *object, const char *key)
{
	const char *value = json_text(json_get(object, key));

	return value != NULL ? value : "";
}

static const struct json *
questionnaire(const char *form)
{
	struct reply reply = fhir_get(
	    EMR, arena_printf(site_arena(), "Questionnaire?url=" URL "%s", form));

	ck_assert_uint_eq(fhir_entries(&reply), 1);
	return json_get(
	    json_at(json_get(fhir_parsed(reply.body.data), "entry"), 0), "resource");
}

static int64_t
reports(void)
{
	return site_number("SELECT count(*) FROM report");
}

static struct reply
post(const char *body)
{
	return fhir_send(POST, "QuestionnaireResponse", body, NONE);
}

/* Whoever knows the Questionnaire alone -------------------------------------------- */

/* What has been said so far: of each question a JSON array of answers. */
struct said {
	const char *link, *answers;
};
struct filler {
	unsigned seed;
	struct said said[400];
	size_t n;
	bool changed;
};

static unsigned
chance(struct filler *f, unsigned of)
{
	f->seed = f->seed * 1664525u + 1013904223u;
	return (f->seed >> 8) % of;
}

static struct said *
said_of(struct filler *f, const char *link)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->said[i].link, link) == 0)
			return &f->said[i];
	ck_assert_uint_lt(f->n, COUNT_OF(f->said));
	f->said[f->n] = (struct said){ link, "" };
	return &f->said[f->n++];
}

static bool
equals(const struct json *answer, const struct json *when)
{
	const struct json *coding = json_get(when, "answerCoding"), *value;
	const char *key;

	if (coding != NULL)
		return strcmp(text(json_get(answer, "valueCoding"), "code"),
			   text(coding, "code")) == 0 &&
		       strcmp(text(json_get(answer, "valueCoding"), "system"),
			   text(coding, "system")) == 0;
	for (size_t i = 0; json_member(when, i, &key, &value); i++)
		if (strncmp(key, "answer", 6) == 0)
			return strcmp(json_write(site_arena(), value),
				   json_write(site_arena(),
				       json_get(answer, arena_printf(site_arena(),
							    "value%s", key + 6)))) == 0;
	return false;
}

static double
number(const struct json *in, const char *one, const char *other)
{
	const char *n = json_scalar(site_arena(), json_get(in, one));

	if (n == NULL)
		n = json_scalar(site_arena(), json_get(in, other));
	return n != NULL ? strtod(n, NULL) : 0;
}

/* As R4 says: a question that is answered several times fits with one of them. */
static bool
holds(struct filler *f, const struct json *when)
{
	const char *said = said_of(f, text(when, "question"))->answers;
	const struct json *answers = *said != '\0' ? fhir_parsed(said) : NULL;
	const char *op = text(when, "operator");
	bool there, any = false;

	if (strcmp(op, "exists") == 0)
		return json_bool(json_get(when, "answerBoolean"), &there) &&
		       there == (answers != NULL);
	for (size_t i = 0; i < json_count(answers); i++) {
		const struct json *a = json_at(answers, i);
		const double x = number(a, "valueInteger", "valueDecimal");
		const double y = number(when, "answerInteger", "answerDecimal");

		any |= strcmp(op, "=") == 0    ? equals(a, when)
		       : strcmp(op, "!=") == 0 ? !equals(a, when)
		       : strcmp(op, ">=") == 0 ? x >= y
		       : strcmp(op, "<=") == 0 ? x <= y
		       : strcmp(op, ">") == 0  ? x > y
					       : x < y;
	}
	return any;
}

static bool
is_enabled(struct filler *f, const struct json *item)
{
	const struct json *all = json_get(item, "enableWhen");
	const bool any = strcmp(text(item, "enableBehavior"), "any") == 0;
	size_t good = 0;

	/* When this is asked is said to people alone; he needs not be asked. */
	for (size_t i = 0; i < json_count(json_get(item, "extension")); i++)
		if (strcmp(text(json_at(json_get(item, "extension"), i), "url"),
			"urn:aftercare:asked-when") == 0)
			return false;
	for (size_t i = 0; i < json_count(all); i++)
		good += holds(f, json_at(all, i));
	return any ? good > 0 : good == json_count(all);
}

/* What the words below the question ask for. */
static const char *
by_rule(const char *link)
{
	static const char *const rules[][2] = {
		{ "him.born", "[{\"valueDate\":\"1998-04-02\"}]" },
		{ "care.procedure_date", "[{\"valueDate\":\"2031-03-01\"}]" },
		{ "care.consent", NULL },
		{ "reach.phone", "[{\"valueString\":\"+263771234500\"}]" },
		{ "reach.phone2", "[{\"valueString\":\"+263771234501\"}]" },
	};

	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (strcmp(rules[i][0], link) == 0)
			return rules[i][1];
	return NULL;
}

static const char *
choose(struct filler *f, const struct json *item)
{
	const struct json *options = json_get(item, "answerOption");
	const size_t n = json_count(options);
	size_t k = chance(f, (unsigned)n);
	bool repeats = false;

	ck_assert_uint_gt(n, 0);
	/* "An emergency: escalate", and "Consent: yes", say the words below. */
	for (size_t i = 0; json_count(json_get(item, "item")) > 0 && i < n; i++)
		if (strcmp(text(json_get(json_at(options, i), "valueCoding"), "code"),
			"yes") == 0)
			k = i;
	(void)json_bool(json_get(item, "repeats"), &repeats);
	/* "None, or those that apply", it says: it is the first or the last. */
	if (repeats && n > 3 && chance(f, 2) == 0)
		return arena_printf(site_arena(), "[%s,%s]",
		    json_write(site_arena(), json_at(options, 1)),
		    json_write(site_arena(), json_at(options, 2)));
	return arena_printf(
	    site_arena(), "[%s]", json_write(site_arena(), json_at(options, k)));
}

/* An option is a value, and whether it is chosen to begin with. */
static const char *
without_initial(const char *answers)
{
	static const char mark[] = ",\"initialSelected\":true";
	const char *at;

	while ((at = strstr(answers, mark)) != NULL)
		answers = arena_printf(site_arena(), "%.*s%s", (int)(at - answers),
		    answers, at + strlen(mark));
	return answers;
}

static const char *
answer(struct filler *f, const struct json *item)
{
	static const char *const typed[][2] = { { "string", "String\":\"Some words\"" },
		{ "text", "String\":\"Two\\nlines, “quoted”\"" },
		{ "integer", "Integer\":7" }, { "decimal", "Decimal\":7.25" },
		{ "date", "Date\":\"2031-03-03\"" }, { "time", "Time\":\"10:20:00\"" },
		{ "dateTime", "DateTime\":\"2031-03-03T10:20:00.000+02:00\"" },
		{ "boolean", "Boolean\":true" } };
	const char *type = text(item, "type");

	if (by_rule(text(item, "linkId")) != NULL)
		return by_rule(text(item, "linkId"));
	if (strcmp(type, "choice") == 0)
		return without_initial(choose(f, item));
	for (size_t i = 0; i < COUNT_OF(typed); i++)
		if (strcmp(typed[i][0], type) == 0)
			return arena_printf(site_arena(), "[{\"value%s}]", typed[i][1]);
	ck_abort_msg("a %s cannot be answered", type);
}

/* Answers what is asked now, and forgets what is not any more. */
static void
fill(struct filler *f, const struct json *items, bool asked)
{
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		const char *type = text(item, "type");
		const bool enabled = asked && is_enabled(f, item);
		struct said *said = said_of(f, text(item, "linkId"));
		bool required = false;

		(void)json_bool(json_get(item, "required"), &required);
		if (strcmp(type, "group") == 0) {
			fill(f, json_get(item, "item"), enabled);
		} else if (strcmp(type, "display") != 0 &&
			   enabled != (*said->answers != '\0')) {
			if (!enabled)
				said->answers = "";
			else if (required || chance(f, 3) > 0)
				said->answers = answer(f, item);
			else
				continue;
			f->changed = true;
		}
	}
}

static bool
write_items(struct filler *f, struct buf *b, const struct json *items)
{
	bool any = false;

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		const char *said = said_of(f, text(item, "linkId"))->answers;
		const size_t before = b->len;
		bool full = *said != '\0';

		buf_printf(b, "%s{\"linkId\":\"%s\"", any ? "," : ",\"item\":[",
		    text(item, "linkId"));
		if (full)
			buf_printf(b, ",\"answer\":%s", said);
		else if (strcmp(text(item, "type"), "group") == 0)
			full = write_items(f, b, json_get(item, "item"));
		if (full)
			buf_putc(b, '}');
		else
			b->len = before;
		any |= full;
	}
	if (any)
		buf_putc(b, ']');
	return any;
}

static const char *
filled(const struct json *q, unsigned seed, const char *more)
{
	struct filler *f = arena_alloc(site_arena(), sizeof *f);
	struct buf b;

	*f = (struct filler){ .seed = seed * 7919 };
	for (int round = 0; round < 12; round++) {
		f->changed = false;
		fill(f, json_get(q, "item"), true);
		if (!f->changed && round > 3)
			break;
	}
	buf_init(&b, site_arena());
	buf_printf(&b,
	    "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\","
	    "\"questionnaire\":\"%s|%s\"%s",
	    text(q, "url"), text(q, "version"), more);
	(void)write_items(f, &b, json_get(q, "item"));
	buf_add(&b, "}", 1);
	return arena_strndup(site_arena(), b.data, b.len);
}

/* "call.what[...]over.by[...]": what was answered, in order. */
static void
flatten(struct buf *b, const struct json *items)
{
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);

		if (json_get(item, "answer") != NULL)
			buf_printf(b, "%s%s\n", text(item, "linkId"),
			    json_write(site_arena(), json_get(item, "answer")));
		flatten(b, json_get(item, "item"));
	}
}

static const char *
answers_of(const char *sheet)
{
	struct buf b;

	buf_init(&b, site_arena());
	flatten(&b, json_get(fhir_parsed(sheet), "item"));
	return b.data;
}

START_TEST(each_form_is_filled_in_by_its_questionnaire_alone)
{
	for (size_t i = 0; i < COUNT_OF(pack); i++) {
		const bool registers = strcmp(pack[i], "enroll") == 0;
		/* Whom it registers is registered once. */
		const unsigned times = registers ? 1 : 12;

		for (unsigned seed = 1; seed <= times; seed++) {
			const struct json *q = questionnaire(pack[i]);
			const char *sheet =
			    filled(q, seed, registers ? "" : OF_TINASHE);
			struct reply reply = fhir_send(
			    POST, "QuestionnaireResponse/$validate", sheet, NONE);
			struct reply read;

			ck_assert_msg(strstr(reply.body.data, "\"error\"") == NULL,
			    "%s %u: %s\n%s", pack[i], seed, reply.body.data, sheet);
			reply = post(sheet);
			ck_assert_msg(reply.code == 201, "%s %u: %s\n%s", pack[i], seed,
			    reply.body.data, sheet);
			read = fhir_get(
			    EMR, arena_printf(site_arena(), "QuestionnaireResponse/%s",
				     fhir_text_at(&reply, "id")));
			ck_assert_str_eq(answers_of(read.body.data), answers_of(sheet));
			ck_assert_str_eq(fhir_text_at(&read, "questionnaire"),
			    arena_printf(site_arena(), URL "%s|1", pack[i]));
			ck_assert_ptr_nonnull(
			    strstr(read.body.data, "\"reference\": \"Patient/"));
			ck_assert_ptr_nonnull(strstr(read.body.data, "Device/231"));
		}
	}
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE birth_date = '1998-04-02'"),
	    1);
	/* Problems that were to be escalated are cases, as from the page. */
	ck_assert_int_gt(site_number("SELECT count(*) FROM escalation"), 0);
	ck_assert_int_gt(
	    site_number("SELECT count(*) FROM audit WHERE object = 'report' "
			"AND action = 'insert' AND user_id = 231"),
	    90);
}
END_TEST

/* Every item once, and every condition on one that is there. */
static void
check_items(const struct json *items, struct buf *links, struct buf *asked)
{
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		const struct json *when = json_get(item, "enableWhen");
		const char *type = text(item, "type");
		const char *link =
		    arena_printf(site_arena(), "\n%s\n", text(item, "linkId"));

		ck_assert_msg(strstr(links->data, link) == NULL, "twice: %s", link);
		buf_puts(links, link);
		if (strcmp(type, "group") == 0)
			ck_assert_uint_gt(json_count(json_get(item, "item")), 0);
		if (strcmp(type, "choice") == 0)
			ck_assert_uint_gt(
			    json_count(json_get(item, "answerOption")), 1);
		for (size_t k = 0; k < json_count(when); k++)
			buf_printf(asked, "%s\n", text(json_at(when, k), "question"));
		check_items(json_get(item, "item"), links, asked);
	}
}

START_TEST(a_questionnaire_says_all_that_is_asked)
{
	struct reply reply = fhir_get(EMR, "Questionnaire");
	const struct json *q;

	ck_assert_uint_eq(fhir_entries(&reply), COUNT_OF(pack) + 1);
	for (size_t i = 0; i < COUNT_OF(pack); i++) {
		struct buf links, asked;
		char *rest;

		q = questionnaire(pack[i]);
		buf_init(&links, site_arena());
		buf_init(&asked, site_arena());
		check_items(json_get(q, "item"), &links, &asked);
		for (char *at = strtok_r(asked.data, "\n", &rest); at != NULL;
		     at = strtok_r(NULL, "\n", &rest))
			ck_assert_msg(strstr(links.data, arena_printf(site_arena(),
							     "\n%s\n", at)) != NULL,
			    "%s: no %s", pack[i], at);
		ck_assert_ptr_null(strstr(links.data, "inputs"));
		ck_assert_ptr_null(strstr(links.data, "outcome"));
	}
	reply = fhir_get(EMR, "Questionnaire?title=hand-over&_elements=title");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "SUBSETTED"));
	ck_assert_ptr_null(strstr(reply.body.data, "\"item\""));
	reply = fhir_get(
	    EMR, "Questionnaire?identifier=urn:aftercare:form|tracing&_total=accurate");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"total\":1"));
	reply = fhir_get(EMR, "Questionnaire?url=" URL "tracing%7C2");
	ck_assert_uint_eq(fhir_entries(&reply), 0);
	site_sql("UPDATE form SET retired_at = business_now() WHERE name = 'tracing'");
	reply = fhir_get(EMR, "Questionnaire?url=" URL "tracing");
	ck_assert_uint_eq(fhir_entries(&reply), 0);
}
END_TEST

START_TEST(conditions_are_said_where_they_can_be)
{
	const char *q = json_write(site_arena(), questionnaire("all"));

#define HAS(part) ck_assert_msg(strstr(q, part) != NULL, "%s\n%s", part, q)
	HAS("{\"linkId\":\"why\",\"text\":\"Why\",\"type\":\"string\",\"enableWhen\":[{"
	    "\"question\":\"way\",\"operator\":\"!=\",\"answerCoding\":{\"system\":"
	    "\"urn:aftercare:choice:all.way\",\"code\":\"walk\"}},{\"question\":"
	    "\"way\","
	    "\"operator\":\"exists\",\"answerBoolean\":false}],\"enableBehavior\":"
	    "\"any\"}");
	HAS("\"enableWhen\":[{\"question\":\"age\",\"operator\":\">=\","
	    "\"answerInteger\":"
	    "65},{\"question\":\"ok\",\"operator\":\"=\",\"answerBoolean\":true}],"
	    "\"enableBehavior\":\"all\",\"required\":true");
	HAS("{\"linkId\":\"late\",\"extension\":[{\"url\":\"urn:aftercare:asked-when\","
	    "\"valueString\":\"count(/all/child) > "
	    "1\"}],\"text\":\"Several\",\"type\":"
	    "\"string\"}");
	HAS("\"linkId\":\"child\",\"text\":\"Children\",\"type\":\"group\",\"repeats\":"
	    "true");
	HAS("\"code\":\"walk\",\"display\":\"On foot\"},\"initialSelected\":true");
	HAS("\"linkId\":\"age/hint\"");
	HAS("\"text\":\"Younger than 120.\"");
	ck_assert_ptr_null(strstr(q, "double"));
#undef HAS
}
END_TEST

#define KINDS                                                                        \
	SAYS("age", "Integer", "70")                                                 \
	"," SAYS("weight", "Decimal", "61.5") "," SAYS(                              \
	    "seen", "Date", "\"2031-02-28\"") "," SAYS("at", "Time",                 \
	    "\"23:59:59\"") "," SAYS("moment", "DateTime",                           \
	    "\"2031-03-03T00:00:00.000+02:00\"") "," SAYS("ok", "Boolean",           \
	    "true") "," CODE("way", "bus") "," SAYS("why", "String",                 \
	    "\"Far\"") ","                                                           \
		       "{\"linkId\":\"signs\",\"answer\":[{\"valueString\":\"B\"},{" \
		       "\"valueCoding\":{"                                           \
		       "\"code\":\"a\"}}]}," SAYS("old", "String", "\"His son\"")
#define CHILD(name, toy)                                            \
	GROUP("child",                                              \
	    SAYS("child.name", "String", "\"" name "\"") "," GROUP( \
		"child.toy", SAYS("child.toy.kind", "String", "\"" toy "\"")))

START_TEST(every_kind_of_answer_comes_back_as_it_came)
{
	struct reply reply = post(SHEET("all", OF_TINASHE,
	    KINDS "," CHILD("Ann", "Ball") "," CHILD("Ben", "Kite") "," SAYS(
		"late", "String", "\"Two\"")));
	const char *body;

	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	body = answers_of(reply.body.data);
	ck_assert_str_eq(body,
	    "age[{\"valueInteger\":70}]\nweight[{\"valueDecimal\":61.5}]\n"
	    "seen[{\"valueDate\":\"2031-02-28\"}]\nat[{\"valueTime\":\"23:59:59\"}]\n"
	    "moment[{\"valueDateTime\":\"2031-03-03T00:00:00.000+02:00\"}]\n"
	    "ok[{\"valueBoolean\":true}]\n"
	    "way[{\"valueCoding\":{\"system\":\"urn:aftercare:choice:all.way\","
	    "\"code\":"
	    "\"bus\",\"display\":\"By bus\"}}]\nwhy[{\"valueString\":\"Far\"}]\n"
	    "signs[{\"valueCoding\":{\"system\":\"urn:aftercare:choice:all.signs\","
	    "\"code\":\"b\",\"display\":\"B\"}},{\"valueCoding\":{\"system\":"
	    "\"urn:aftercare:choice:all.signs\",\"code\":\"a\",\"display\":\"A\"}}]\n"
	    "old[{\"valueString\":\"His son\"}]\n"
	    "child.name[{\"valueString\":\"Ann\"}]\n"
	    "child.toy.kind[{\"valueString\":\"Ball\"}]\n"
	    "child.name[{\"valueString\":\"Ben\"}]\n"
	    "child.toy.kind[{\"valueString\":\"Kite\"}]\n"
	    "late[{\"valueString\":\"Two\"}]\n");
	ck_assert_str_eq(
	    site_text("SELECT fields ->> 'double' FROM report WHERE id = %s",
		fhir_text_at(&reply, "id")),
	    "140");
	/* What the form begins with is no answer of hers. */
	reply = post(SHEET("all", OF_TINASHE, SAYS("age", "Integer", "3")));
	ck_assert_str_eq(answers_of(reply.body.data), "age[{\"valueInteger\":3}]\n");
}
END_TEST

START_TEST(the_same_sent_twice_is_the_same_report)
{
	const struct fhir_headers once = { .if_none_exist = "identifier=urn:emr|A1" };
	const struct fhir_headers other = { .if_none_exist = "identifier=urn:emr|A2" };
	struct reply reply = post(HAND_OVER(NAMED("A1")));
	const char *id = fhir_text_at(&reply, "id");

	ck_assert_int_eq(reply.code, 201);
	ck_assert_ptr_nonnull(strstr(reply.location, "/fhir/QuestionnaireResponse/"));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"value\": \"A1\""));
	reply = post(HAND_OVER(NAMED("A1")));
	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(fhir_text_at(&reply, "id"), id);
	reply =
	    post(SHEET("hand_over", OF_TINASHE NAMED("A1"), NOTE_OF("Other", "Call")));
	ck_assert_int_eq(reply.code, 409);
	ck_assert_str_eq(
	    fhir_issue_of(&reply), "duplicate QuestionnaireResponse.identifier");
	reply = fhir_send(POST, "QuestionnaireResponse", HAND_OVER(""), once);
	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(fhir_text_at(&reply, "id"), id);
	reply = fhir_send(PUT, "QuestionnaireResponse?identifier=urn:emr|A1",
	    HAND_OVER(NAMED("A1")), NONE);
	ck_assert_int_eq(reply.code, 200);
	reply = fhir_send(PUT, "QuestionnaireResponse?identifier=urn:emr|A1",
	    SHEET("hand_over", OF_TINASHE NAMED("A1"), NOTE_OF("Other", "Call")), NONE);
	ck_assert_int_eq(reply.code, 409);
	ck_assert_int_eq(reports(), 1);
	reply = fhir_send(PUT, "QuestionnaireResponse?identifier=urn:emr|A3",
	    HAND_OVER(NAMED("A3")), NONE);
	ck_assert_int_eq(reply.code, 201);
	reply = fhir_send(POST, "QuestionnaireResponse", HAND_OVER(NAMED("A2")), other);
	ck_assert_int_eq(reply.code, 201);
	/* Another program's names are its own. */
	ck_assert_int_eq(
	    fhir_send(POST, "QuestionnaireResponse", HAND_OVER(NAMED("A1")),
		(struct fhir_headers){ .token = HUB })
		.code,
	    201);
	ck_assert_int_eq(reports(), 4);
	reply = fhir_get(EMR, "QuestionnaireResponse?identifier=urn:emr|A2");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	reply = fhir_get(EMR, "QuestionnaireResponse?identifier=A2,A3");
	ck_assert_uint_eq(fhir_entries(&reply), 2);
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_question)
{
	static const struct {
		const char *body;
		int code;
		const char *issue, *words;
	} all[] = {
		{ SHEET("hand_over", OF_TINASHE,
		      GROUP("over", SAYS("over.open", "String", "\"x\""))),
		    422,
		    "business-rule QuestionnaireResponse.descendants().where(linkId='"
		    "over.next_step')",
		    "over.next_step (What is the next step?): " },
		{ SHEET("hand_over", OF_TINASHE,
		      NOTE_OF("x", "y") "," GROUP(
			  "over", SAYS("over.to", "String", "\"z\""))),
		    422, "business-rule QuestionnaireResponse.item[1]",
		    "over: This stands once." },
		{ SHEET("hand_over", OF_TINASHE,
		      GROUP("over",
			  SAYS("over.open", "String", "\"x\"") "," SAYS(
			      "over.next_step", "String", "\"y\"") "," SAYS("over.by",
			      "Date", "\"2031-03-02\""))),
		    422, "business-rule QuestionnaireResponse.item[0].item[2]",
		    "From today on." },
		{ SHEET("all", OF_TINASHE, SAYS("age", "Integer", "120")), 422,
		    "business-rule QuestionnaireResponse.item[0]",
		    "Younger than 120." },
		{ SHEET("all", OF_TINASHE, SAYS("age", "String", "\"3\"")), 422,
		    "value QuestionnaireResponse.item[0]",
		    "age: Answer with a valueInteger." },
		{ SHEET("all", OF_TINASHE, CODE("way", "fly")), 422,
		    "code-invalid QuestionnaireResponse.item[0]",
		    "way: Answer with a valueCoding of its answerOptions." },
		{ SHEET("all", OF_TINASHE,
		      SAYS("way", "Coding",
			  "{\"system\":\"urn:other\",\"code\":\"walk\"}")),
		    422, "code-invalid QuestionnaireResponse.item[0]", "way: " },
		{ SHEET("all", OF_TINASHE, SAYS("seen", "Date", "\"2031-02\"")), 422,
		    "value QuestionnaireResponse.item[0]", "seen: " },
		{ SHEET("all", OF_TINASHE,
		      SAYS("age", "Integer", "3") "," CODE("way", "walk") "," SAYS(
			  "why", "String", "\"x\"")),
		    422, "business-rule QuestionnaireResponse.item[2]",
		    "why: With the other answers this is not asked: leave it out." },
		{ SHEET("all", OF_TINASHE, SAYS("double", "Integer", "3")), 422,
		    "not-found QuestionnaireResponse.item[0]",
		    "double: The Questionnaire has no such linkId at this place." },
		{ SHEET("all", OF_TINASHE,
		      "{\"linkId\":\"age\",\"answer\":[{\"valueInteger\":3},{"
		      "\"valueInteger\":4}]}"),
		    422, "business-rule QuestionnaireResponse.item[0]",
		    "age: This has one answer." },
		{ SHEET("all", "", SAYS("age", "Integer", "3")), 422,
		    "required QuestionnaireResponse.subject", "Patient/id" },
		{ SHEET("all", ",\"subject\":{\"reference\":\"Patient/405\"}",
		      SAYS("age", "Integer", "3")),
		    422, "not-found QuestionnaireResponse.subject",
		    "There is no such client here." },
		{ SHEET("all|2", OF_TINASHE, SAYS("age", "Integer", "3")), 422,
		    "business-rule QuestionnaireResponse.questionnaire",
		    "The version in use is 1" },
		{ SHEET("none", OF_TINASHE, SAYS("age", "Integer", "3")), 422,
		    "not-found QuestionnaireResponse.questionnaire", "no such" },
		{ SHEET("all", OF_TINASHE ",\"authored\":\"2031-03-04\"",
		      SAYS("age", "Integer", "3")),
		    422, "business-rule QuestionnaireResponse.authored",
		    "still to come" },
		{ SHEET("all", OF_TINASHE ",\"author\":{\"reference\":\"Device/232\"}",
		      SAYS("age", "Integer", "3")),
		    422, "business-rule QuestionnaireResponse.author", "your own" },
		{ SHEET("all",
		      OF_TINASHE
		      ",\"basedOn\":[{\"reference\":\"ServiceRequest/999\"}]",
		      SAYS("age", "Integer", "3")),
		    422, "not-found QuestionnaireResponse.basedOn", "no such request" },
		{ SHEET("all", OF_TINASHE ",\"basedOn\":[{\"reference\":\"Task/9\"}]",
		      SAYS("age", "Integer", "3")),
		    400, "value QuestionnaireResponse.basedOn[0]", "CarePlan" },
		{ "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"in-"
		  "progress\""
		  ",\"questionnaire\":\"" URL "all\"}",
		    422, "business-rule QuestionnaireResponse.status", "completed" },
		{ "{\"resourceType\":\"QuestionnaireResponse\",\"status\":"
		  "\"completed\","
		  "\"item\":[{\"linkId\":\"a\",\"answer\":[{\"valueString\":\"x\"}],"
		  "\"item\":[{\"linkId\":\"b\"}]}]}",
		    400, "invariant QuestionnaireResponse.item[0]", "qrs-1" },
		{ "{\"resourceType\":\"QuestionnaireResponse\",\"status\":"
		  "\"completed\","
		  "\"item\":[{\"linkId\":\"a\",\"answer\":[{\"valueString\":\"x\","
		  "\"valueInteger\":1}]}]}",
		    400, "structure QuestionnaireResponse.item[0].answer[0]",
		    "more than one value[x]" },
	};

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct reply reply = post(all[i].body);

		ck_assert_msg(
		    reply.code == all[i].code, "%s\n%s", all[i].body, reply.body.data);
		ck_assert_str_eq(fhir_issue_of(&reply), all[i].issue);
		ck_assert_msg(strstr(reply.body.data, all[i].words) != NULL, "%s",
		    reply.body.data);
		/* It is told without doing, too. */
		reply = fhir_send(
		    POST, "QuestionnaireResponse/$validate", all[i].body, NONE);
		ck_assert_int_eq(reply.code, 200);
		ck_assert_str_eq(fhir_issue_of(&reply), all[i].issue);
	}
	ck_assert_int_eq(reports(), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
}
END_TEST

static void
add_task(int64_t id, const char *kind)
{
	site_sql(
	    "INSERT INTO task (id, place_id, patient_id, enrolment_id, thread_id, "
	    "kind, source, priority, who, words, due_at, starts_at, created_at) "
	    "OVERRIDING SYSTEM VALUE VALUES (%" PRId64 ", 101, 401, 601, 501, '%s', "
	    "'t%" PRId64 "', 2, 'Tinashe Moyo', 'w', business_now() + interval '1 h', "
	    "business_now(), business_now())",
	    id, kind, id);
}

#define CALLED                                                                     \
	GROUP("call",                                                              \
	    CODE("call.what", "reached-problem") "," CODE("call.method", "phone")) \
	"," GROUP("wound", CODE("wound.signs", "pus") "," CODE("wound.severity",   \
			       "severe") "," CODE("wound.escalate", "yes"))
#define OF_TASK(id)                                                            \
	",\"extension\":[{\"url\":\"urn:aftercare:task\",\"valueReference\":{" \
	"\"reference\":\"Task/" id "\"}}]"

START_TEST(it_finishes_a_task_with_all_that_follows)
{
	struct reply reply;
	const char *id, *since;

	add_task(701, "trace");
	reply = post(SHEET("all", OF_TASK("701"), SAYS("age", "Integer", "3")));
	ck_assert_int_eq(reply.code, 422);
	ck_assert_ptr_nonnull(strstr(reply.body.data, URL "no_contact"));
	site_sql(
	    "UPDATE client SET scopes = '{system/QuestionnaireResponse.crus}' WHERE "
	    "user_id = 231");
	reply = post(SHEET("no_contact", OF_TASK("701"), CALLED));
	ck_assert_int_eq(reply.code, 403);
	site_sql("UPDATE client SET scopes = '{system/*.cruds}' WHERE user_id = 231");
	reply = post(SHEET("no_contact", OF_TASK("701") NAMED("T"), CALLED));
	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	id = fhir_text_at(&reply, "id");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Task/701"));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Patient/401"));
	ck_assert_str_eq(
	    site_text("SELECT concat_ws('|', status, outcome, closed_by) FROM "
		      "task WHERE id = 701"),
	    "completed|reached-problem|231");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws('|', task_id, patient_id, place_id, "
		      "state, fields #>> '{note}') FROM report WHERE id = %s",
		id),
	    "701|401|101|final|Pus.");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM escalation WHERE patient_id = 401"), 1);
	reply = fhir_get(EMR, "Task/701");
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "completed");
	/* Sent again it is the same; another comes too late. */
	ck_assert_int_eq(
	    post(SHEET("no_contact", OF_TASK("701") NAMED("T"), CALLED)).code, 200);
	ck_assert_int_eq(post(SHEET("no_contact", OF_TASK("701"), CALLED)).code, 409);
	ck_assert_int_eq(reports(), 1);
	/* The nurses see it, and who said so. */
	ck_assert(site_shows(
	    site_get(RUDO, arena_printf(site_arena(), "/reports/%s", id)), "Emr"));
	/* Taken back, it is not to be gone by; who asks what is new learns of it. */
	site_later("1 minute");
	since = arena_printf(site_arena(), "QuestionnaireResponse?_lastUpdated=ge%s",
	    site_text("SELECT fhir_instant(business_now())"));
	site_sql("UPDATE report SET doc = '{\"seen\": true}' WHERE id = %s", id);
	reply = fhir_get(EMR, since);
	ck_assert_uint_eq(fhir_entries(&reply), 0);
	site_sql("UPDATE report SET state = 'withdrawn' WHERE id = %s", id);
	reply = fhir_get(EMR, since);
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	reply = fhir_get(EMR, "QuestionnaireResponse?status=entered-in-error");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	reply = fhir_get(EMR, "QuestionnaireResponse?status=completed");
	ck_assert_uint_eq(fhir_entries(&reply), 0);
}
END_TEST

static bool
task_says(const char *at, const char *words)
{
	struct reply reply = fhir_get(EMR, at);

	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	return strstr(reply.body.data, words) != NULL;
}

/* Which report has finished it, in every version as it was shown then. */
START_TEST(a_task_names_the_report_that_finished_it)
{
	struct reply reply;
	const char *before, *done, *id;

	add_task(701, "trace");
	site_sql("UPDATE task SET words = 'Look for him' WHERE id = 701");
	before = site_text("SELECT max(id) FROM task_event WHERE task_id = 701");
	reply = post(SHEET("no_contact", OF_TASK("701"), CALLED));
	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	id = fhir_text_at(&reply, "id");
	done = site_text("SELECT max(id) FROM task_event WHERE task_id = 701");
	reply = fhir_get(EMR, "Task/701");
	ck_assert_str_eq(
	    json_text(json_get(
		json_get(json_at(json_get(fhir_parsed(reply.body.data), "output"), 0),
		    "valueReference"),
		"reference")),
	    arena_printf(site_arena(), "QuestionnaireResponse/%s", id));
	ck_assert(!task_says(
	    arena_printf(site_arena(), "Task/701/_history/%s", before), "output"));
	/* Taken back it has none; what was shown stays. */
	site_later("1 minute");
	site_sql("SELECT set_config('app.role', 'supervisor', true), "
		 "set_config('app.user_id', '207', true); "
		 "UPDATE task SET status = 'in-progress', owner_id = 201, version = "
		 "version + 1 WHERE id = 701");
	ck_assert_str_eq(
	    site_text("SELECT state FROM report WHERE id = %s", id), "withdrawn");
	ck_assert(!task_says("Task/701", "output"));
	ck_assert(!task_says(
	    arena_printf(site_arena(), "Task/701/_history/%s", before), "output"));
	/* When it had ended, too. */
	ck_assert(task_says(arena_printf(site_arena(), "Task/701/_history/%s", done),
	    "\"end\":\"2031-03-03T06:0"));
	ck_assert(task_says(arena_printf(site_arena(), "Task/701/_history/%s", done),
	    arena_printf(site_arena(), "QuestionnaireResponse/%s\"", id)));
	/* Without a report it names none. */
	site_sql("UPDATE task SET status = 'completed', closed_by = 201, outcome = "
		 "'reached-fine', version = version + 1 WHERE id = 701");
	ck_assert(!task_says("Task/701", "output"));
}
END_TEST

/* A case follows from the task that it came of, and what is handed back from the case. */
START_TEST(a_task_is_part_of_the_one_it_follows_from)
{
	const char *made;

	add_task(701, "trace");
	add_task(702, "trace");
	ck_assert_int_eq(post(SHEET("no_contact", OF_TASK("701"), CALLED)).code, 201);
	made = site_text("SELECT max(task_id) FROM escalation");
	ck_assert(task_says(arena_printf(site_arena(), "Task/%s", made),
	    "\"partOf\":[{\"reference\":\"Task/701\"}]"));
	ck_assert(!task_says("Task/701", "partOf"));
	ck_assert(task_says("Task?part-of=Task/701&_elements=partOf",
	    arena_printf(site_arena(), "Task/%s\"", made)));
	ck_assert(task_says("Task?part-of=701", "\"entry\""));
	ck_assert(!task_says("Task?part-of=Task/702", "\"entry\""));
	ck_assert(
	    task_says("Task?part-of:missing=false&_summary=count", "\"total\":1"));
	ck_assert(task_says(
	    "Task?part-of:missing=true&_summary=count&_id=701,702", "\"total\":2"));
	/* As what is made says where it comes from. */
	site_sql("INSERT INTO task (kind, source, place_id, patient_id, status, "
		 "priority, performer, who, starts_at, due_at, created_at) "
		 "SELECT 'handed-back', 'handed-back:%s:1', 101, 401, 'requested', 3, "
		 "'nurse', 'T', now(), now(), now() UNION ALL "
		 "SELECT 'visit', 'referral:%s:7', 101, 401, 'requested', 3, 'nurse', "
		 "'T', now(), now(), now() UNION ALL "
		 "SELECT 'visit', 'referral:999999:7', 101, 401, 'requested', 3, "
		 "'nurse', 'T', now(), now(), now()",
	    made, made);
	ck_assert(task_says(
	    arena_printf(site_arena(), "Task?part-of=Task/%s&_summary=count", made),
	    "\"total\":2"));
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM task WHERE part_of = 999999"), "0");
}
END_TEST

START_TEST(scopes_and_places_hold)
{
	struct reply reply = post(HAND_OVER(
	    NAMED("S") ",\"authored\":\"2031-02-27\","
		       "\"author\":{\"display\":\"Sister Joy\"},\"language\":\"en\""));
	const char *id = fhir_text_at(&reply, "id");

	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Sister Joy"));
	ck_assert_str_eq(fhir_text_at(&reply, "authored"), "2031-02-27");
	ck_assert_int_eq(fhir_send(POST, "QuestionnaireResponse", HAND_OVER(""),
			     (struct fhir_headers){ .token = LOOKER })
			     .code,
	    403);
	ck_assert_int_eq(fhir_get(LOOKER, "QuestionnaireResponse").code, 403);
	ck_assert_int_eq(fhir_get(LOOKER, "Questionnaire").code, 403);
	/* Of another facility nothing is seen. */
	site_sql("UPDATE user_place SET place_id = 103 WHERE user_id = 232 AND "
		 "place_id = 101");
	ck_assert_int_eq(
	    fhir_get(HUB, arena_printf(site_arena(), "QuestionnaireResponse/%s", id))
		.code,
	    404);
	reply = fhir_get(HUB, "QuestionnaireResponse?identifier=S");
	ck_assert_uint_eq(fhir_entries(&reply), 0);
	reply = fhir_get(EMR,
	    "QuestionnaireResponse?patient=Patient/401&authored=2031-02-27&"
	    "questionnaire=" URL "hand_over&_total=accurate");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"total\":1"));
	reply = fhir_get(EMR, "QuestionnaireResponse?authored=gt2031-02-27");
	ck_assert_uint_eq(fhir_entries(&reply), 0);
	ck_assert_int_eq(
	    fhir_send(DELETE,
		arena_printf(site_arena(), "QuestionnaireResponse/%s", id), "", NONE)
		.code,
	    405);
	/* Nobody is registered without a scope for it. */
	site_sql("UPDATE client SET scopes = '{system/QuestionnaireResponse.crus,"
		 "system/Questionnaire.rs}' WHERE user_id = 231");
	reply = post(filled(questionnaire("enroll"), 1, ""));
	ck_assert_int_eq(reply.code, 403);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "system/Patient.c"));
}
END_TEST

#define ENTRY(name, url, body)                                                   \
	"{\"fullUrl\":\"urn:uuid:" name "\",\"resource\":" body ",\"request\":{" \
	"\"method\":\"POST\",\"url\":\"" url "\"}}"
#define BUNDLE(type, entries) \
	"{\"resourceType\":\"Bundle\",\"type\":\"" type "\",\"entry\":[" entries "]}"
#define ASK                                                                            \
	"{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":"       \
	"\"order\",\"code\":{\"text\":\"Look\"},\"subject\":{\"reference\":\"Patient/" \
	"401\"}}"
#define A "11111111-2222-4333-8444-555555555501"
#define B "11111111-2222-4333-8444-555555555502"

START_TEST(bundles_bring_all_or_nothing)
{
	struct reply reply = fhir_send(POST, "",
	    BUNDLE("transaction",
		ENTRY(A, "QuestionnaireResponse", HAND_OVER(NAMED("B1"))) "," ENTRY(B,
		    "QuestionnaireResponse",
		    SHEET("all", OF_TINASHE, SAYS("age", "Integer", "130")))),
	    NONE);

	ck_assert_int_eq(reply.code, 422);
	ck_assert_str_eq(
	    fhir_issue_of(&reply), "business-rule Bundle.entry[1].resource.item[0]");
	ck_assert_int_eq(reports(), 0);
	reply = fhir_send(POST, "",
	    BUNDLE("batch", ENTRY(A, "QuestionnaireResponse",
				SHEET("all", OF_TINASHE,
				    SAYS("age", "Integer", "130"))) "," ENTRY(B,
				"QuestionnaireResponse", HAND_OVER(NAMED("B1")))),
	    NONE);
	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "422 Unprocessable Entity"));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "201 Created"));
	ck_assert_int_eq(reports(), 1);
	/* A request and its answer at once: what has no form is not finished by one. */
	reply = fhir_send(POST, "",
	    BUNDLE("transaction",
		ENTRY(A, "ServiceRequest", ASK) "," ENTRY(B, "QuestionnaireResponse",
		    SHEET("hand_over",
			OF_TINASHE ",\"basedOn\":[{\"reference\":\"urn:uuid:" A "\"}]",
			NOTE_OF("x", "y")))),
	    NONE);
	ck_assert_int_eq(reply.code, 422);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "no such task here that a form"));
	/* Whom it is about can be searched for. */
	reply = post(SHEET("hand_over",
	    ",\"subject\":{\"reference\":\"Patient?phone=%2B263775550142\"}",
	    NOTE_OF("x", "y")));
	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Patient/401"));
}
END_TEST

TCase *
questionnaire_tests(void)
{
	TCase *tc = tcase_create("questionnaire");

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, begin, fhir_test_end);
	tcase_add_test(tc, a_questionnaire_says_all_that_is_asked);
	tcase_add_test(tc, conditions_are_said_where_they_can_be);
	tcase_add_test(tc, each_form_is_filled_in_by_its_questionnaire_alone);
	tcase_add_test(tc, every_kind_of_answer_comes_back_as_it_came);
	tcase_add_test(tc, the_same_sent_twice_is_the_same_report);
	tcase_add_test(tc, what_is_wrong_is_told_with_its_question);
	tcase_add_test(tc, it_finishes_a_task_with_all_that_follows);
	tcase_add_test(tc, a_task_names_the_report_that_finished_it);
	tcase_add_test(tc, a_task_is_part_of_the_one_it_follows_from);
	tcase_add_test(tc, scopes_and_places_hold);
	tcase_add_test(tc, bundles_bring_all_or_nothing);
	return tc;
}
