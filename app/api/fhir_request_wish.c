/* fhir_request_wish.c - see fhir_request_wish.h. */

#include "api/fhir_request_wish.h"

#include <string.h>

#include "api/fhir_known.h"
#include "api/fhir_word.h"

#define REASON "http://hl7.org/fhir/StructureDefinition/request-statusReason"
#define TEXT_MAX 4000 /* more is refused by whoever looks at its length */

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static void
join(struct buf *b, const char *between, const char *words)
{
	if (*words == '\0' || b->len > TEXT_MAX)
		return;
	if (b->len > 0)
		buf_puts(b, between);
	buf_puts(b, words);
}

/* Several concepts as one text. */
static const char *
all_words(struct arena *arena, const struct json *concepts)
{
	struct buf b;

	buf_init_wide(&b, arena, 64);
	for (size_t i = 0; i < json_count(concepts); i++)
		join(&b, "; ", fhir_concept_words(json_at(concepts, i)));
	return b.len > 0 ? b.data : "";
}

static const char *
what(struct arena *arena, const struct json *request)
{
	struct buf b;

	buf_init_wide(&b, arena, 128);
	join(&b, "", fhir_concept_words(json_get(request, "code")));
	join(&b, ": ", all_words(arena, json_get(request, "orderDetail")));
	join(&b, ", ", all_words(arena, json_get(request, "bodySite")));
	return b.len > 0 ? b.data : "";
}

static const char *
notes(struct arena *arena, const struct json *request)
{
	const struct json *all = json_get(request, "note");
	struct buf b;

	buf_init_wide(&b, arena, 128);
	for (size_t i = 0; i < json_count(all); i++)
		join(&b, "\n", or_empty(json_text(json_get(json_at(all, i), "text"))));
	join(&b, "\n", or_empty(json_text(json_get(request, "patientInstruction"))));
	return b.len > 0 ? b.data : "";
}

static const char *
asker_of(const struct json *requester)
{
	const char *words = json_text(json_get(requester, "display"));

	if (words == NULL)
		words = json_text(json_get(json_get(requester, "identifier"), "value"));
	if (words == NULL)
		words = json_text(json_get(requester, "reference"));
	return or_empty(words);
}

static const char *
because(const struct json *request)
{
	const struct json *all = json_get(request, "extension");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *e = json_at(all, i);

		if (strcmp(or_empty(json_text(json_get(e, "url"))), REASON) == 0)
			return fhir_concept_words(json_get(e, "valueCodeableConcept"));
	}
	return "";
}

/* "system|value" */
static const char *
token(struct arena *arena, const struct json *identifier)
{
	const char *system = or_empty(json_text(json_get(identifier, "system")));
	const char *value = or_empty(json_text(json_get(identifier, "value")));

	return *value == '\0' ? "" : arena_printf(arena, "%s|%s", system, value);
}

static void
add_name(
    struct arena *arena, const struct json *identifier, struct fhir_request_wish *wish)
{
	const char *name = token(arena, identifier);

	/* Without a system it may be any. */
	name += *name == '|';
	if (*name != '\0' && wish->nnames < FHIR_NAMES_MAX)
		wish->names[wish->nnames++] = name;
}

/* "Tendai Moyo, 1998-04-02, +263771234567" */
static void
describe(
    struct arena *arena, const struct json *patient, struct fhir_request_wish *wish)
{
	const struct json *name = json_at(json_get(patient, "name"), 0);
	const struct json *given = json_get(name, "given");
	const struct json *telecom = json_get(patient, "telecom");
	struct buf called, person;

	buf_init_wide(&called, arena, 64);
	buf_init_wide(&person, arena, 64);
	join(&called, " ", or_empty(json_text(json_get(name, "text"))));
	if (called.len == 0) {
		for (size_t i = 0; i < json_count(given); i++)
			join(&called, " ", or_empty(json_text(json_at(given, i))));
		join(&called, " ", or_empty(json_text(json_get(name, "family"))));
	}
	for (size_t i = 0; i < json_count(telecom) && *wish->phone == '\0'; i++) {
		const struct json *t = json_at(telecom, i);

		if (strcmp(or_empty(json_text(json_get(t, "system"))), "phone") == 0)
			wish->phone = or_empty(json_text(json_get(t, "value")));
	}
	wish->called = called.len > 0 ? called.data : wish->phone;
	join(&person, ", ", wish->called);
	join(&person, ", ", or_empty(json_text(json_get(patient, "birthDate"))));
	if (called.len > 0)
		join(&person, ", ", wish->phone);
	wish->person = person.len > 0 ? person.data : "";
}

/* One of ours, an identifier, or a Patient that came along. */
static void
read_subject(const struct fhir_ask *ask, const struct json *request,
    struct fhir_request_wish *wish)
{
	const struct json *subject = json_get(request, "subject");
	const struct json *own = json_at(json_get(request, "contained"), 0);
	const struct json *ids = json_get(own, "identifier");
	const char *reference = or_empty(json_text(json_get(subject, "reference")));
	const char *id = or_empty(json_text(json_get(own, "id")));

	add_name(ask->arena, json_get(subject, "identifier"), wish);
	if (*reference == '\0') {
		wish->subject_wrong = wish->nnames == 0;
		return;
	}
	if (*reference != '#') {
		wish->patient_id =
		    fhir_known_id(ask, subject, "Patient", &wish->subject_wrong);
		return;
	}
	wish->subject_wrong = *id == '\0' || strcmp(reference + 1, id) != 0;
	for (size_t i = 0; i < json_count(ids); i++)
		add_name(ask->arena, json_at(ids, i), wish);
	describe(ask->arena, own, wish);
}

/* Who is to do it and where it is done are facilities of ours; one of them. */
static void
read_place(const struct fhir_ask *ask, const struct json *request,
    struct fhir_request_wish *wish)
{
	static const struct {
		const char *element, *type;
	} all[] = { { "performer", "Organization" },
		{ "locationReference", "Location" } };

	for (size_t k = 0; k < COUNT_OF(all); k++) {
		const struct json *list = json_get(request, all[k].element);

		for (size_t i = 0; i < json_count(list); i++) {
			bool wrong;
			int64_t id =
			    fhir_known_id(ask, json_at(list, i), all[k].type, &wrong);

			wish->place_wrong |= wrong;
			wish->places_differ |=
			    wish->place_id != 0 && id != 0 && wish->place_id != id;
			wish->place_id = id != 0 ? id : wish->place_id;
		}
	}
}

static void
read_keys(
    struct arena *arena, const struct json *request, struct fhir_request_wish *wish)
{
	const struct json *all = json_get(request, "identifier");

	wish->keys_wrong = json_count(all) > FHIR_NAMES_MAX;
	for (size_t i = 0; i < json_count(all) && !wish->keys_wrong; i++) {
		const struct json *one = json_at(all, i);
		const char *key = token(arena, one);
		const char *value = or_empty(json_text(json_get(one, "value")));

		wish->keys_wrong = *key == '\0' || *key == '*' || strlen(key) > 700 ||
				   strncmp(key, "urn:aftercare:", 14) == 0;
		wish->keys[wish->nkeys++] = key;
		wish->keys[wish->nkeys++] = arena_printf(arena, "*|%s", value);
	}
}

void
fhir_request_wish_read(const struct fhir_ask *ask, const struct json *request,
    struct fhir_request_wish *wish)
{
	const struct json *period = json_get(request, "occurrencePeriod");
	const char *at = json_text(json_get(request, "occurrenceDateTime"));

	*wish = (struct fhir_request_wish){
		.status = or_empty(json_text(json_get(request, "status"))),
		.words = what(ask->arena, request),
		.asker = asker_of(json_get(request, "requester")),
		.reason = all_words(ask->arena, json_get(request, "reasonCode")),
		.note = notes(ask->arena, request),
		.because = because(request),
		.priority = fhir_priority(json_text(json_get(request, "priority"))),
		.person = "",
		.called = "",
		.phone = "",
		.from = or_empty(json_text(json_get(period, "start"))),
		.until = at != NULL ? at : or_empty(json_text(json_get(period, "end"))),
	};
	read_subject(ask, request, wish);
	read_place(ask, request, wish);
	read_keys(ask->arena, request, wish);
}
