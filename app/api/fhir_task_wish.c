/* fhir_task_wish.c - see fhir_task_wish.h. */

#include "api/fhir_task_wish.h"

#include <string.h>

#include "api/fhir_span.h"
#include "api/fhir_word.h"
#include "base/text.h"

#define OUTCOMES "urn:aftercare:outcome"
#define ROLES "urn:aftercare:role"

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* The code of this system, or the text where there is none. */
static const char *
code_of(const struct json *concept, const char *system)
{
	const struct json *codings = json_get(concept, "coding");

	for (size_t i = 0; i < json_count(codings); i++) {
		const struct json *c = json_at(codings, i);

		if (strcmp(or_empty(json_text(json_get(c, "system"))), system) == 0)
			return or_empty(json_text(json_get(c, "code")));
	}
	return "";
}

static const char *
concept_words(const struct json *concept)
{
	const char *text = json_text(json_get(concept, "text"));
	const struct json *first = json_at(json_get(concept, "coding"), 0);

	if (text == NULL)
		text = json_text(json_get(first, "display"));
	return or_empty(text != NULL ? text : json_text(json_get(first, "code")));
}

/* "Patient/7", also behind our own address. */
static int64_t
referred(const struct fhir_ask *ask, const struct json *reference, const char *types,
    bool *wrong)
{
	const char *text = json_text(json_get(reference, "reference"));
	const size_t base = strlen(ask->base);
	int64_t id;
	size_t len;

	*wrong = false;
	if (reference == NULL)
		return 0;
	*wrong = true;
	if (text == NULL)
		return 0;
	if (strncmp(text, ask->base, base) == 0 && text[base] == '/')
		text += base + 1;
	len = strcspn(text, "/");
	if (text[len] != '/' || !fhir_among(types, text, len))
		return 0;
	id = fhir_id(text + len + 1);
	*wrong = id == 0;
	return id;
}

static int32_t
priority_of(const char *word)
{
	static const char *const words[] = { "stat", "asap", "urgent", "routine" };

	for (size_t i = 0; word != NULL && i < COUNT_OF(words); i++)
		if (strcmp(words[i], word) == 0)
			return (int32_t)i + 1;
	return 0;
}

/* A day that something is due on is due when it ends. */
static int64_t
moment(const struct fhir_ask *ask, const struct json *value, bool end)
{
	struct fhir_span span;
	const char *text = json_text(value);

	if (text == NULL || !fhir_span_read(ask->arena, text, &span))
		return 0;
	return end && strlen(text) <= 10 ? span.until - 1 : span.from;
}

void
fhir_task_wish_read(
    const struct fhir_ask *ask, const struct json *task, struct fhir_task_wish *wish)
{
	const struct json *period = json_get(json_get(task, "restriction"), "period");
	const char *title = concept_words(json_get(task, "code"));
	const char *words = or_empty(json_text(json_get(task, "description")));

	*wish = (struct fhir_task_wish){
		.status = or_empty(json_text(json_get(task, "status"))),
		.reason = concept_words(json_get(task, "statusReason")),
		.words = *words == '\0' ? title : words,
		.performer =
		    code_of(json_at(json_get(task, "performerType"), 0), ROLES),
		.outcome = code_of(json_get(task, "businessStatus"), OUTCOMES),
		.priority = priority_of(json_text(json_get(task, "priority"))),
		.starts_at = moment(ask, json_get(period, "start"), false),
		.due_at = moment(ask, json_get(period, "end"), true),
	};
	/* What is called one thing and described as another is both. */
	if (*words != '\0' && *title != '\0' && strcmp(title, words) != 0 &&
	    *code_of(json_get(task, "code"), "urn:aftercare:task-kind") == '\0')
		wish->words = arena_printf(ask->arena, "%s. %s", title, words);
	wish->note =
	    or_empty(json_text(json_get(json_at(json_get(task, "note"), 0), "text")));
	wish->owner_id = referred(ask, json_get(task, "owner"),
	    "PractitionerRole Practitioner Device", &wish->owner_wrong);
	wish->patient_id =
	    referred(ask, json_get(task, "for"), "Patient", &wish->patient_wrong);
	wish->place_id =
	    referred(ask, json_get(task, "location"), "Location", &wish->place_wrong);
}
