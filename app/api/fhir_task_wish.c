/* fhir_task_wish.c - see fhir_task_wish.h. */

#include "api/fhir_task_wish.h"

#include <string.h>

#include "api/fhir_known.h"
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

/* A facility that is to do it is where it is done, and nobody's yet. */
static void
read_owner(
    const struct fhir_ask *ask, const struct json *owner, struct fhir_task_wish *wish)
{
	bool other;

	wish->owner_place = fhir_known_id(ask, owner, "Organization", &other);
	if (wish->owner_place == 0)
		wish->owner_id = fhir_known_id(ask, owner,
		    "PractitionerRole Practitioner Device", &wish->owner_wrong);
	wish->place_wrong |= wish->place_id != 0 && wish->owner_place != 0 &&
			     wish->place_id != wish->owner_place;
	if (wish->place_id == 0)
		wish->place_id = wish->owner_place;
}

static void
read_focus(
    const struct fhir_ask *ask, const struct json *task, struct fhir_task_wish *wish)
{
	const struct json *based = json_get(task, "basedOn");
	bool wrong;
	int64_t id;

	wish->focus_id = fhir_known_id(
	    ask, json_get(task, "focus"), "ServiceRequest", &wish->focus_wrong);
	if (json_count(based) == 0)
		return;
	id = fhir_known_id(ask, json_at(based, 0), "ServiceRequest", &wrong);
	wish->focus_wrong |= wrong || json_count(based) > 1 ||
			     (wish->focus_id != 0 && wish->focus_id != id);
	wish->focus_id = id;
}

void
fhir_task_wish_read(
    const struct fhir_ask *ask, const struct json *task, struct fhir_task_wish *wish)
{
	const struct json *period = json_get(json_get(task, "restriction"), "period");
	const char *title = fhir_concept_words(json_get(task, "code"));
	const char *words = or_empty(json_text(json_get(task, "description")));

	*wish = (struct fhir_task_wish){
		.status = or_empty(json_text(json_get(task, "status"))),
		.reason = fhir_concept_words(json_get(task, "statusReason")),
		.words = *words == '\0' ? title : words,
		.performer =
		    code_of(json_at(json_get(task, "performerType"), 0), ROLES),
		.outcome = code_of(json_get(task, "businessStatus"), OUTCOMES),
		.priority = fhir_priority(json_text(json_get(task, "priority"))),
		.starts_at = moment(ask, json_get(period, "start"), false),
		.due_at = moment(ask, json_get(period, "end"), true),
	};
	/* What is called one thing and described as another is both. */
	if (*words != '\0' && *title != '\0' && strcmp(title, words) != 0 &&
	    *code_of(json_get(task, "code"), "urn:aftercare:task-kind") == '\0')
		wish->words = arena_printf(ask->arena, "%s. %s", title, words);
	wish->note =
	    or_empty(json_text(json_get(json_at(json_get(task, "note"), 0), "text")));
	wish->patient_id =
	    fhir_known_id(ask, json_get(task, "for"), "Patient", &wish->patient_wrong);
	wish->place_id = fhir_known_id(
	    ask, json_get(task, "location"), "Location", &wish->place_wrong);
	read_owner(ask, json_get(task, "owner"), wish);
	read_focus(ask, task, wish);
}
