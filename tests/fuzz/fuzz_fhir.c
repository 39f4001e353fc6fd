/*
 * fuzz_fhir.c - what comes to the door of FHIR: parameters of a search, patches, tasks,
 * bundles, answers to a form.
 *
 * Whatever a search asks for is a search that asks for the same when its own link is
 * followed; a patch that was let in is one whose result can be tested for; what is
 * wrong with a task is said of an element of it; an answer belongs to what the form asks.
 */

#include "fuzz.h"

#include <string.h>

#include "api/fhir_entry.h"
#include "api/fhir_known.h"
#include "api/fhir_query.h"
#include "api/fhir_request_wish.h"
#include "api/fhir_response_wish.h"
#include "api/fhir_shape.h"
#include "api/fhir_task_wish.h"
#include "api/mediator_read.h"
#include "ext/json_patch.h"

static const char *
no_header(struct request *rq, const char *name)
{
	(void)rq;
	(void)name;
	return NULL;
}

static void
search(struct arena *arena, unsigned which, const char *text)
{
	struct request rq = { .arena = arena, .query = "", .header = no_header };
	struct fhir_ask ask = { .rq = &rq,
		.arena = arena,
		.base = "http://here/fhir",
		.now = 1,
		.strict = (which & 16) != 0,
		.type = &fhir_types[which % 14] };
	struct fhir_query q, again;

	if (fhir_query_read(&ask, text, &q) != OK) {
		REQUIRE(rq.reply.code == 400);
		REQUIRE(json_gate(rq.reply.body.data, rq.reply.body.len));
		return;
	}
	REQUIRE(q.count >= 0 && q.count <= FHIR_COUNT_MAX);
	for (size_t i = 0; i < REFS; i++)
		REQUIRE(q.refs[i].n <= FHIR_VALUES_MAX);
	for (size_t i = 0; i < TEXTS; i++)
		REQUIRE(q.texts[i].n <= FHIR_VALUES_MAX);
	REQUIRE(
	    fhir_query_read(&ask, q.self.len > 0 ? q.self.data + 1 : "", &again) == OK);
	REQUIRE(strcmp(q.self.data, again.self.data) == 0);
	REQUIRE(q.nothing == again.nothing && q.nkeys == again.nkeys);
	for (size_t i = 0; i < DATES; i++)
		REQUIRE(strcmp(fhir_spans_text(arena, &q.dates[i]),
			    fhir_spans_text(arena, &again.dates[i])) == 0);
}

static const char form_text[] =
    "<h:html xmlns='http://www.w3.org/2002/xforms' "
    "xmlns:h='http://www.w3.org/1999/xhtml'><h:head><model><instance><r id='r'><n/><d/>"
    "<t/><m/><x/><ok/><who/><pic/><one/><many/><g><w/></g><k><a/><in><z/></in></k></r>"
    "</instance><bind nodeset='/r/n' type='int'/><bind nodeset='/r/x' type='decimal'/>"
    "<bind nodeset='/r/d' type='date'/><bind nodeset='/r/t' type='time'/>"
    "<bind nodeset='/r/m' type='dateTime'/><bind nodeset='/r/who' type='db:person'/>"
    "<bind nodeset='/r/pic' type='binary'/></model></h:head><h:body><input ref='/r/n'/>"
    "<input ref='/r/d'/><input ref='/r/t'/><input ref='/r/m'/><input ref='/r/x'/>"
    "<trigger ref='/r/ok'><label>O</label></trigger><input ref='/r/who'/>"
    "<upload ref='/r/pic' mediatype='image/*'/>"
    "<select1 ref='/r/one'><item><label>Y</label><value>y</value></item></select1>"
    "<select ref='/r/many'><item><label>A</label><value>a</value></item><item>"
    "<label>B</label><value>b</value></item></select><group ref='/r/g'>"
    "<input ref='/r/g/w' appearance='multiline'/></group><group ref='/r/k'>"
    "<repeat nodeset='/r/k'><input ref='/r/k/a'/><group ref='/r/k/in'>"
    "<repeat nodeset='/r/k/in'><input "
    "ref='/r/k/in/z'/></repeat></group></repeat></group>"
    "</h:body></h:html>";

/* Read once. */
static const struct form_asked *
all_asked(size_t *n)
{
	static const struct form_asked *asked;
	static size_t count;
	struct form_faults faults;
	struct form *form;

	if (asked == NULL) {
		struct arena *arena = arena_new();

		REQUIRE(form_load(
			    arena, form_text, strlen(form_text), &form, &faults) == OK);
		form_outline(arena, form, "en", &asked, &count);
		REQUIRE(count == 12);
	}
	*n = count;
	return asked;
}

static void
sheet(struct arena *arena, const struct fhir_ask *ask, const struct json *resource)
{
	struct fhir_issues issues = { .arena = arena };
	struct fhir_response_wish wish;
	struct fhir_answers_wish answers;
	size_t n;
	const struct form_asked *asked = all_asked(&n);

	fhir_shape(arena, "QuestionnaireResponse", resource, &issues);
	if (issues.n == 0) {
		fhir_response_wish_read(ask, resource, &wish, &issues);
		fhir_answers_wish_read(ask, resource, "r", asked, n, &answers, &issues);
		REQUIRE(strlen(wish.form) < strlen(json_write(arena, resource)));
		for (size_t i = 0; i < answers.n; i++) {
			REQUIRE(answers.at[i].path[0] == '/');
			REQUIRE(answers.at[i].asked->nbelow == 0);
			REQUIRE(strncmp(answers.at[i].expression,
				    "QuestionnaireResponse.item", 26) == 0);
		}
	}
	for (size_t i = 0; i < issues.n; i++)
		REQUIRE(
		    strncmp(issues.at[i].expression, "QuestionnaireResponse", 21) == 0);
}

static void
patch(struct arena *arena, const struct json *document, const struct json *steps)
{
	const struct json *result, *again, *test;
	const char *why = "", *text;

	if (json_patch(arena, document, steps, &result, &why) != OK) {
		REQUIRE(*why != '\0');
		return;
	}
	text = json_write(arena, result);
	REQUIRE(json_parse(arena, text, strlen(text), &again) == OK);
	REQUIRE(json_equal(result, again));
	text =
	    arena_printf(arena, "[{\"op\":\"test\",\"path\":\"\",\"value\":%s}]", text);
	if (json_parse(arena, text, strlen(text), &test) == OK)
		REQUIRE(json_patch(arena, result, test, &again, &why) == OK);
}

static void
task(struct arena *arena, const struct json *resource)
{
	static const struct client_resume nobody = { .scopes = "", .places = "{}" };
	struct request rq = { .arena = arena };
	const struct fhir_ask ask = {
		.rq = &rq, .arena = arena, .base = "http://here", .client = &nobody
	};
	const struct json *resolved;
	struct fhir_issues issues = { .arena = arena };
	struct fhir_task_wish wish;
	struct fhir_request_wish request;
	struct mediator_said said;

	mediator_read(arena, "Organization", resource, &said);
	REQUIRE(said.n <= MEDIATOR_MENDED_MAX && strlen(said.born) <= 10);
	fhir_shape(arena, "Task", resource, &issues);
	for (size_t i = 0; i < issues.n; i++)
		REQUIRE(strncmp(issues.at[i].expression, "Task", 4) == 0);
	if (issues.n == 0)
		fhir_task_wish_read(&ask, resource, &wish);
	issues.n = 0;
	fhir_shape(arena, "Subscription", resource, &issues);
	for (size_t i = 0; i < issues.n; i++)
		REQUIRE(strncmp(issues.at[i].expression, "Subscription", 12) == 0);
	issues.n = 0;
	fhir_shape(arena, "ServiceRequest", resource, &issues);
	for (size_t i = 0; i < issues.n; i++)
		REQUIRE(strncmp(issues.at[i].expression, "ServiceRequest", 14) == 0);
	if (issues.n == 0)
		fhir_request_wish_read(&ask, resource, &request);
	sheet(arena, &ask, resource);
	/* Whoever has no scope may not search; what is no search stays as it is. */
	if (fhir_known_resolve(&ask, resource, &resolved) == OK)
		REQUIRE(json_equal(resource, resolved));
	else
		REQUIRE(rq.reply.code == 403 || rq.reply.code == 412);
}

/* Every entry has an address below ours; a name that has become something is gone. */
static void
bundle(struct arena *arena, const char *text, size_t len)
{
	struct request rq = { .arena = arena,
		.content_type = "application/json",
		.body = text,
		.body_len = len,
		.header = no_header };
	const struct fhir_ask ask = {
		.rq = &rq, .arena = arena, .base = "http://here/fhir"
	};
	struct fhir_bundle b = { .ask = &ask };

	if (fhir_entries_read(&b) != OK) {
		REQUIRE(rq.reply.code >= 400 && rq.reply.code < 500);
		return;
	}
	for (size_t i = 0; i < b.n; i++) {
		struct fhir_entry *e = &b.at[i];
		const char *named;

		REQUIRE(strncmp(e->rq.path, "/fhir/", 6) == 0 && e->rq.path[6] != '\0');
		named = fhir_entry_named(&b, e->body);
		REQUIRE(!fhir_entry_waits(&b, e) || b.transaction);
		if (*e->name != '\0')
			e->became = "Task/7";
		if (json_gate(e->body, strlen(e->body)))
			REQUIRE(json_gate(named, strlen(named)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	const unsigned which = feed_byte(&feed);
	size_t len, steps_len;
	const char *text = feed_text(&feed, &len);
	const char *steps = feed_text(&feed, &steps_len);
	const struct json *json, *patches;

	if (fuzz_is_text(text))
		search(arena, which, text);
	bundle(arena, text, len);
	if (json_parse(arena, text, len, &json) == OK) {
		task(arena, json);
		if (json_parse(arena, steps, steps_len, &patches) == OK)
			patch(arena, json, patches);
	}
	arena_free(arena);
	return 0;
}
