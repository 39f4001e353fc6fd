/* fhir_response_wish.c - see fhir_response_wish.h. */

#include "api/fhir_response_wish.h"

#include <inttypes.h>
#include <string.h>

#include "api/fhir_known.h"
#include "api/fhir_questionnaire.h"
#include "api/fhir_span.h"
#include "base/clock.h"

#define TYPE "QuestionnaireResponse"
#define TASK_URL "urn:aftercare:task"
#define ANSWERS_MAX 8000

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static const char *
text_of(const struct json *object, const char *key)
{
	return or_empty(json_text(json_get(object, key)));
}

/* The head ------------------------------------------------------------------------- */

static void
complain(struct fhir_issues *issues, const char *element, const char *words)
{
	fhir_issue_add(issues, "business-rule",
	    arena_printf(issues->arena, TYPE ".%s", element), TYPE ".%s %s", element,
	    words);
}

static void
read_form(
    const struct json *sheet, struct fhir_response_wish *w, struct fhir_issues *issues)
{
	const char *url = text_of(sheet, "questionnaire");
	const char *version = url + strcspn(url, "|");
	const size_t prefix = strlen(FHIR_FORM_URL);

	if (strncmp(url, FHIR_FORM_URL, prefix) != 0 || version == url + prefix) {
		complain(issues, "questionnaire",
		    "has to be the url of a Questionnaire that is read here.");
		return;
	}
	w->form = arena_strndup(
	    issues->arena, url + prefix, (size_t)(version - url) - prefix);
	w->version = *version == '|' ? version + 1 : "";
}

static void
read_name(
    const struct json *sheet, struct fhir_response_wish *w, struct fhir_issues *issues)
{
	const struct json *identifier = json_get(sheet, "identifier");

	if (identifier == NULL)
		return;
	w->system = text_of(identifier, "system");
	w->value = text_of(identifier, "value");
	if (*w->value == '\0' || strlen(w->system) + strlen(w->value) > 700 ||
	    strncmp(w->system, "urn:aftercare:", 14) == 0)
		complain(issues, "identifier",
		    "has a value, a system that is yours and at most 700 letters.");
}

static void
read_moment(const struct fhir_ask *ask, const struct json *sheet,
    struct fhir_response_wish *w, struct fhir_issues *issues)
{
	const char *authored = text_of(sheet, "authored");
	struct fhir_span span;

	if (*authored == '\0' || !fhir_span_read(ask->arena, authored, &span))
		return;
	w->authored_from = span.from;
	w->authored_until = span.until;
	/* Of a clock that is a little fast. */
	if (span.from > ask->now + 10 * MINUTE)
		complain(issues, "authored", "is still to come.");
}

/* The task that it finishes, or the request of which that came. */
static void
read_task(const struct fhir_ask *ask, const struct json *sheet,
    struct fhir_response_wish *w, struct fhir_issues *issues)
{
	const struct json *all = json_get(sheet, "extension");
	const struct json *based = json_get(sheet, "basedOn");
	bool wrong;

	for (size_t i = 0; i < json_count(all); i++)
		if (strcmp(text_of(json_at(all, i), "url"), TASK_URL) == 0) {
			w->task_id = fhir_known_id(ask,
			    json_get(json_at(all, i), "valueReference"), "Task",
			    &wrong);
			if (wrong || w->task_id == 0)
				complain(issues, "extension",
				    TASK_URL " is a valueReference to Task/id.");
		}
	if (json_count(based) > 1)
		complain(issues, "basedOn", "is the one request that is answered.");
	else if (based != NULL) {
		w->request_id =
		    fhir_known_id(ask, json_at(based, 0), "ServiceRequest", &wrong);
		if (wrong)
			complain(issues, "basedOn", "is ServiceRequest/id.");
	}
}

/* A reference without an address would be one of ours. */
static bool
is_foreign(const struct json *reference)
{
	const char *text = text_of(reference, "reference");

	return *text == '\0' || *text == '#' || strstr(text, "://") != NULL ||
	       strncmp(text, "urn:", 4) == 0;
}

static void
check_others(const struct fhir_ask *ask, const struct json *sheet,
    const struct fhir_response_wish *w, struct fhir_issues *issues)
{
	const struct json *author = json_get(sheet, "author");
	const struct json *source = json_get(sheet, "source");
	bool wrong;

	if (!is_foreign(author) &&
	    fhir_known_id(ask, author, "Device", &wrong) != ask->client->id)
		complain(issues, "author",
		    "is your own Device/id, or somebody of yours: write his whole "
		    "address, or identifier and display alone.");
	if (!is_foreign(source) &&
	    (w->patient_id == 0 ||
		fhir_known_id(ask, source, "Patient", &wrong) != w->patient_id))
		complain(issues, "source",
		    "is the client whom it is about, or somebody of yours: write his "
		    "whole address, or identifier and display alone.");
	if (!is_foreign(json_get(sheet, "encounter")))
		complain(issues, "encounter", "is none of ours: write its address.");
	for (size_t i = 0; i < json_count(json_get(sheet, "partOf")); i++)
		if (!is_foreign(json_at(json_get(sheet, "partOf"), i)))
			complain(
			    issues, "partOf", "is none of ours: write its address.");
	if (json_get(sheet, "modifierExtension") != NULL)
		complain(issues, "modifierExtension", "is not understood here.");
	if (json_get(sheet, "implicitRules") != NULL)
		complain(issues, "implicitRules", "are not understood here.");
}

void
fhir_response_wish_read(const struct fhir_ask *ask, const struct json *sheet,
    struct fhir_response_wish *w, struct fhir_issues *issues)
{
	const char *status = text_of(sheet, "status");
	const struct json *subject = json_get(sheet, "subject");
	bool wrong;

	*w = (struct fhir_response_wish){ .form = "", .version = "", .system = "" };
	w->language = text_of(sheet, "language");
	w->language = *w->language != '\0' ? w->language : "en";
	if (strcmp(status, "completed") != 0 && strcmp(status, "amended") != 0)
		complain(issues, "status",
		    "has to be completed: what is not finished is not kept here.");
	w->patient_id = fhir_known_id(ask, subject, "Patient", &wrong);
	if (wrong)
		complain(issues, "subject", "is Patient/id of a client of Aftercare.");
	read_form(sheet, w, issues);
	read_name(sheet, w, issues);
	read_moment(ask, sheet, w, issues);
	read_task(ask, sheet, w, issues);
	check_others(ask, sheet, w, issues);
}

/* One value ------------------------------------------------------------------------- */

struct reading {
	const struct fhir_ask *ask;
	const char *form;
	struct fhir_answers_wish *out;
	struct fhir_issues *issues;
};

static const char *const names[] = { [FORM_ASKS_WORDS] = "valueString",
	[FORM_ASKS_TEXT] = "valueString",
	[FORM_ASKS_WHOLE] = "valueInteger",
	[FORM_ASKS_NUMBER] = "valueDecimal",
	[FORM_ASKS_DAY] = "valueDate",
	[FORM_ASKS_TIME] = "valueTime",
	[FORM_ASKS_MOMENT] = "valueDateTime",
	[FORM_ASKS_ONE] = "valueCoding",
	[FORM_ASKS_SEVERAL] = "valueCoding",
	[FORM_ASKS_TICK] = "valueBoolean",
	[FORM_ASKS_CONTACT] = "valueReference" };

/* The code of one of ours, or what a choice is called; NULL for anything else. */
static const char *
choice_of(
    const struct reading *r, const struct form_asked *a, const struct json *answer)
{
	const struct json *coding = json_get(answer, "valueCoding");
	const char *system = text_of(coding, "system");
	const char *word = json_text(json_get(answer, "valueString"));

	if (coding != NULL) {
		if (*system != '\0' &&
		    strcmp(system, arena_printf(r->ask->arena, FHIR_CHOICE_URL "%s.%s",
				       r->form, a->link)) != 0)
			return NULL;
		word = json_text(json_get(coding, "code"));
	}
	for (size_t i = 0; word != NULL && i < a->nchoices; i++)
		if (strcmp(a->choices[i].value, word) == 0 ||
		    (coding == NULL && strcmp(a->choices[i].label, word) == 0))
			return a->choices[i].value;
	return NULL;
}

static const char *
contact_of(const struct reading *r, const struct json *answer)
{
	const struct json *reference = json_get(answer, "valueReference");
	bool wrong;
	int64_t id = fhir_known_id(r->ask, reference, "Patient", &wrong);

	if (id != 0)
		return arena_printf(r->ask->arena, "patient-%" PRId64, id);
	id = fhir_known_id(r->ask, reference, "Location", &wrong);
	return id != 0 ? arena_printf(r->ask->arena, "place-%" PRId64, id) : NULL;
}

/* As a form has it, "" for no answer; NULL if it is no answer to this. */
static const char *
value_of(const struct reading *r, const struct form_asked *a, const struct json *answer)
{
	const struct json *value = json_get(answer, names[a->asks]);
	bool truth;

	switch (a->asks) {
	case FORM_ASKS_ONE:
	case FORM_ASKS_SEVERAL:
		return choice_of(r, a, answer);
	case FORM_ASKS_CONTACT:
		return contact_of(r, answer);
	case FORM_ASKS_TICK:
		return !json_bool(value, &truth) ? NULL : truth ? "OK" : "";
	case FORM_ASKS_NUMBER:
		if (value == NULL)
			value = json_get(answer, "valueInteger");
		return json_scalar(r->ask->arena, value);
	case FORM_ASKS_WHOLE:
		return json_scalar(r->ask->arena, value);
	case FORM_ASKS_DAY:
		/* A month or a year alone is no day. */
		return json_text(value) != NULL && strlen(json_text(value)) == 10
			   ? json_text(value)
			   : NULL;
	default:
		return json_text(value);
	}
}

/* Items ------------------------------------------------------------------------------ */

/* Where an item stands: as the form has it, and with the numbers of its repeats. */
struct spot {
	const char *plain, *numbered;
};

static void
refuse(const struct reading *r, const char *code, const char *expression,
    const char *link, const char *words)
{
	fhir_issue_add(r->issues, code, expression, "%.200s: %s", link, words);
}

static const char *
numbered(const struct reading *r, const struct form_asked *a, struct spot spot)
{
	return arena_printf(
	    r->ask->arena, "%s%s", spot.numbered, a->path + strlen(spot.plain));
}

/* What only helps has no answers. */
static void
check_nothing_below(
    const struct reading *r, const struct json *items, const char *expression)
{
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);

		if (json_get(item, "answer") != NULL || json_get(item, "item") != NULL)
			refuse(r, "business-rule", expression, text_of(item, "linkId"),
			    "Below a question nothing is asked.");
	}
}

static void
read_answer(const struct reading *r, const struct json *item,
    const struct form_asked *a, const char *path, const char *expression)
{
	const struct json *all = json_get(item, "answer");
	struct buf values;

	check_nothing_below(r, json_get(item, "item"), expression);
	if (a->asks == FORM_ASKS_PICTURE && all != NULL) {
		refuse(r, "not-supported", expression, a->link,
		    "Pictures are brought on the page alone: leave it out.");
		return;
	}
	if (json_count(all) > 1 && a->asks != FORM_ASKS_SEVERAL) {
		refuse(r, "business-rule", expression, a->link, "This has one answer.");
		return;
	}
	buf_init(&values, r->ask->arena);
	for (size_t i = 0; i < json_count(all); i++) {
		const char *value = value_of(r, a, json_at(all, i));

		check_nothing_below(r, json_get(json_at(all, i), "item"), expression);
		if (value == NULL) {
			refuse(r, a->nchoices > 0 ? "code-invalid" : "value",
			    expression, a->link,
			    arena_printf(r->ask->arena,
				a->nchoices > 0
				    ? "Answer with a %s of its answerOptions."
				    : "Answer with a %s.",
				names[a->asks]));
			return;
		}
		if (values.len > 0)
			buf_putc(&values, ' ');
		buf_puts(&values, value);
	}
	if (values.len == 0)
		return;
	if (r->out->n == ANSWERS_MAX) {
		refuse(r, "too-costly", expression, a->link,
		    "These are too many answers.");
		return;
	}
	r->out->at[r->out->n++] =
	    (struct fhir_answer_wish){ a, path, values.data, expression, false };
}

static const struct form_asked *
asked_as(const struct form_asked *asked, size_t n, const char *link)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(asked[i].link, link) == 0)
			return &asked[i];
	return NULL;
}

/* How many of this name come before it. */
static size_t
nth_of(const struct json *items, size_t i, const char *link)
{
	size_t n = 0;

	for (size_t k = 0; k < i; k++)
		n += strcmp(text_of(json_at(items, k), "linkId"), link) == 0;
	return n;
}

static void read_items(const struct reading *, const struct json *items,
    const struct form_asked *, size_t n, struct spot, const char *at);

static void
read_group(const struct reading *r, const struct json *item, const struct form_asked *a,
    struct spot spot, size_t nth, const char *expression)
{
	if (json_get(item, "answer") != NULL)
		refuse(r, "business-rule", expression, a->link,
		    "This is a group: it has items and no answer.");
	if (a->asks == FORM_ASKS_REPEAT)
		spot = (struct spot){ a->path, arena_printf(r->ask->arena, "%s[%zu]",
						   numbered(r, a, spot), nth + 1) };
	read_items(r, json_get(item, "item"), a->below, a->nbelow, spot, expression);
}

static void
read_item(const struct reading *r, const struct json *items, size_t i,
    const struct form_asked *asked, size_t n, struct spot spot, const char *expression)
{
	const struct json *item = json_at(items, i);
	const char *link = text_of(item, "linkId");
	const struct form_asked *a = asked_as(asked, n, link);
	const size_t nth = nth_of(items, i, link);

	if (a == NULL) {
		refuse(r, "not-found", expression, link,
		    "The Questionnaire has no such linkId at this place.");
		return;
	}
	if (nth > 0 && a->asks != FORM_ASKS_REPEAT) {
		refuse(r, "business-rule", expression, link, "This stands once.");
		return;
	}
	if (a->asks == FORM_ASKS_GROUP || a->asks == FORM_ASKS_REPEAT)
		read_group(r, item, a, spot, nth, expression);
	else if (a->asks != FORM_ASKS_NOTE)
		read_answer(r, item, a, numbered(r, a, spot), expression);
	else if (json_get(item, "answer") != NULL)
		refuse(r, "business-rule", expression, link,
		    "This is only to be read: it has no answer.");
}

static void
read_items(const struct reading *r, const struct json *items,
    const struct form_asked *asked, size_t n, struct spot spot, const char *at)
{
	for (size_t i = 0; i < json_count(items) && r->issues->n < FHIR_ISSUES_MAX; i++)
		read_item(r, items, i, asked, n, spot,
		    arena_printf(r->ask->arena, "%s.item[%zu]", at, i));
}

void
fhir_answers_wish_read(const struct fhir_ask *ask, const struct json *sheet,
    const char *form, const struct form_asked *asked, size_t n,
    struct fhir_answers_wish *out, struct fhir_issues *issues)
{
	const struct reading r = { ask, form, out, issues };

	ARENA_ARRAY(ask->arena, out->at, ANSWERS_MAX);
	out->n = 0;
	read_items(
	    &r, json_get(sheet, "item"), asked, n, (struct spot){ "", "" }, TYPE);
}

const struct form_asked *
fhir_asked_at(const struct form_asked *asked, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++) {
		const struct form_asked *below;

		if (asked[i].nbelow == 0 && strcmp(asked[i].path, path) == 0)
			return &asked[i];
		below = fhir_asked_at(asked[i].below, asked[i].nbelow, path);
		if (below != NULL)
			return below;
	}
	return NULL;
}
