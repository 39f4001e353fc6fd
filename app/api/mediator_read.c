/* mediator_read.c - see mediator_read.h. */

#include "api/mediator_read.h"

#include <string.h>

#include "api/fhir_span.h"
#include "api/fhir_word.h"
#include "base/buf.h"

#define IDENTIFIER "?identifier="

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static void
mend(struct mediator_said *s, const char *words)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->mended[i], words) == 0)
			return;
	if (s->n < MEDIATOR_MENDED_MAX)
		s->mended[s->n++] = words;
}

/* Of several identifiers the CHT's own, else the first with a value. */
static const char *
identifier_of(struct mediator_said *s, const struct json *identifier)
{
	const char *found = "";

	if (json_is_object(identifier)) {
		mend(s, "identifier is an object, and has to be an array");
		return or_empty(json_text(json_get(identifier, "value")));
	}
	for (size_t i = 0; i < json_count(identifier); i++) {
		const struct json *one = json_at(identifier, i);
		const char *value = or_empty(json_text(json_get(one, "value")));
		const char *system = or_empty(json_text(json_get(one, "system")));

		if (*value != '\0' && (*found == '\0' || strcmp(system, "cht") == 0))
			found = value;
	}
	return found;
}

/* "Patient/x", "Patient/?identifier=x", or an identifier. */
static const char *
referred(struct mediator_said *s, const struct json *reference, const char *type)
{
	const char *text = or_empty(json_text(json_get(reference, "reference")));
	const size_t len = strlen(type);

	if (*text == '\0')
		return or_empty(
		    json_text(json_get(json_get(reference, "identifier"), "value")));
	if (strncmp(text, type, len) != 0)
		return "";
	text += len;
	if (strncmp(text, "/" IDENTIFIER, strlen("/" IDENTIFIER)) == 0) {
		mend(s, "a reference has a search behind a slash");
		return text + strlen("/" IDENTIFIER);
	}
	if (strncmp(text, IDENTIFIER, strlen(IDENTIFIER)) == 0)
		return text + strlen(IDENTIFIER);
	return *text == '/' ? text + 1 : "";
}

static void
add_word(struct buf *b, const char *word)
{
	if (*word == '\0' || b->len > 400)
		return;
	buf_printf(b, "%s", b->len > 0 ? " " : "");
	buf_puts(b, word);
}

static const char *
person_name(struct arena *arena, struct mediator_said *s, const struct json *name)
{
	const struct json *given = json_get(name, "given");
	const char *text = or_empty(json_text(json_get(name, "text")));
	struct buf b;

	if (*text != '\0')
		return text;
	buf_init_wide(&b, arena, 64);
	for (size_t i = 0; i < json_count(given); i++) {
		const char *word = json_text(json_at(given, i));

		if (word == NULL || *word == '\0')
			mend(s, "name.given has a name that is empty");
		else
			add_word(&b, word);
	}
	add_word(&b, or_empty(json_text(json_get(name, "family"))));
	return b.len > 0 ? b.data : "";
}

/* An organization has one, a person several. */
static const char *
name_of(struct arena *arena, struct mediator_said *s, const struct json *name)
{
	const struct json *first = json_at(name, 0);

	if (json_text(name) != NULL)
		return json_text(name);
	if (json_is_object(name)) {
		if (strcmp(s->type, "Patient") == 0)
			mend(s, "name is an object, and has to be an array");
		return person_name(arena, s, name);
	}
	if (strcmp(s->type, "Organization") != 0)
		return person_name(arena, s, first);
	if (first != NULL)
		mend(s, "Organization.name is an array, and has to be a text");
	return json_text(first) != NULL ? json_text(first)
					: person_name(arena, s, first);
}

static void
read_person(struct arena *arena, const struct json *json, struct mediator_said *s)
{
	const struct json *telecom = json_get(json, "telecom");
	const char *born = json_text(json_get(json, "birthDate"));
	const char *gender = json_text(json_get(json, "gender"));

	for (size_t i = 0; i < json_count(telecom) && *s->phone == '\0'; i++)
		s->phone = or_empty(json_text(json_get(json_at(telecom, i), "value")));
	if (born != NULL && *born != '\0' && !fhir_is_date(arena, born)) {
		mend(s, "birthDate is no date, and was left out");
		born = "";
	}
	s->born = or_empty(born);
	if (gender != NULL &&
	    !fhir_among("male female other unknown", gender, strlen(gender)))
		mend(s, "gender is no code of R4");
}

static const char *
reasons(const struct json *json)
{
	const struct json *all = json_get(json, "extension");

	for (size_t i = 0; i < json_count(all); i++) {
		const char *words = fhir_concept_words(
		    json_get(json_at(all, i), "valueCodeableConcept"));

		if (*words != '\0')
			return words;
	}
	return "";
}

void
mediator_read(struct arena *arena, const char *type, const struct json *json,
    struct mediator_said *s)
{
	const struct json *endpoint = json_get(json, "endpoint");
	const char *own = json_text(json_get(json, "resourceType"));

	*s = (struct mediator_said){
		.type = own != NULL ? own : type,
		.address = or_empty(json_text(json_get(json, "address"))),
		.status = or_empty(json_text(json_get(json, "status"))),
		.words = fhir_concept_words(json_get(json, "code")),
		.because = reasons(json),
		.born = "",
		.phone = "",
	};
	s->identifier = identifier_of(s, json_get(json, "identifier"));
	s->name = name_of(arena, s, json_get(json, "name"));
	if (json_is_array(endpoint))
		endpoint = json_at(endpoint, 0);
	s->endpoint = referred(s, endpoint, "Endpoint");
	s->subject = referred(s, json_get(json, "subject"), "Patient");
	s->requester = referred(s, json_get(json, "requester"), "Organization");
	if (strcmp(s->type, "Patient") == 0)
		read_person(arena, json, s);
	if (strcmp(s->type, "Encounter") == 0 && json_text(json_get(json, "class")))
		mend(s, "Encounter.class is a text, and has to be a Coding");
}
