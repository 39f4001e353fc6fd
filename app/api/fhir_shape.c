/* fhir_shape.c - see fhir_shape.h. */

#include "api/fhir_shape.h"

#include <string.h>

#include "api/fhir_span.h"
#include "api/fhir_word.h"
#include "base/clock.h"

enum type {
	STRING,
	URI,
	CODE,
	ID,
	BOOLEAN,
	INTEGER,
	UNSIGNED,
	POSITIVE,
	DECIMAL,
	DATE,
	DATETIME,
	INSTANT,
	TIME,
	BASE64,
	MARKUP, /* XHTML */
	PRIMITIVES,
	META = PRIMITIVES,
	NARRATIVE,
	RESOURCE,
	EXTENSION,
	IDENTIFIER,
	CONCEPT,
	CODING,
	REFERENCE,
	PERIOD,
	ANNOTATION,
	QUANTITY,
	RANGE,
	RATIO,
	ATTACHMENT,
	CONTACT_POINT,
	HUMAN_NAME,
	MONEY,
	RESTRICTION,
	PARAMETER,
	TASK,
	CHANNEL,
	SUBSCRIPTION,
	OBJECT, /* of no use to us: not looked into */
	ADDRESS,
	KIN,
	TONGUE,
	LINK,
	PATIENT,
	SERVICE_REQUEST,
	SHEET_ANSWER,
	SHEET_ITEM,
	QUESTIONNAIRE_RESPONSE
};

struct element {
	const char *name;
	enum type type;
	enum { ONE, NEEDED, MANY } often;
	/* Of a code: those there are.  Of a reference: what it may point to; NULL: any. */
	const char *only;
};

/* clang-format off */
#define TYPE_END { .name = NULL }
#define OF_ELEMENT { "id", STRING }, { "extension", EXTENSION, MANY }
#define OF_BACKBONE OF_ELEMENT, { "modifierExtension", EXTENSION, MANY }
static const struct element meta[] = { OF_ELEMENT, { "versionId", ID }, { "lastUpdated", INSTANT }, { "source", URI },
	{ "profile", URI, MANY }, { "security", CODING, MANY }, { "tag", CODING, MANY }, TYPE_END };
static const struct element narrative[] = { OF_ELEMENT,
	{ "status", CODE, NEEDED, "generated extensions additional empty" }, { "div", MARKUP, NEEDED }, TYPE_END };
static const struct element extension[] = { OF_ELEMENT, { "url", URI, NEEDED }, TYPE_END };
static const struct element identifier[] = { OF_ELEMENT, { "use", CODE, ONE, "usual official temp secondary old" },
	{ "type", CONCEPT }, { "system", URI }, { "value", STRING }, { "period", PERIOD },
	{ "assigner", REFERENCE, ONE, "Organization" }, TYPE_END };
static const struct element concept[] = { OF_ELEMENT, { "coding", CODING, MANY }, { "text", STRING }, TYPE_END };
static const struct element coding[] = { OF_ELEMENT, { "system", URI }, { "version", STRING }, { "code", CODE },
	{ "display", STRING }, { "userSelected", BOOLEAN }, TYPE_END };
static const struct element reference[] = { OF_ELEMENT, { "reference", STRING }, { "type", URI },
	{ "identifier", IDENTIFIER }, { "display", STRING }, TYPE_END };
static const struct element period[] = { OF_ELEMENT, { "start", DATETIME }, { "end", DATETIME }, TYPE_END };
static const struct element annotation[] = { OF_ELEMENT,
	{ "authorReference", REFERENCE, ONE, "Practitioner Patient RelatedPerson Organization" }, { "authorString", STRING },
	{ "time", DATETIME }, { "text", STRING, NEEDED }, TYPE_END };
static const struct element quantity[] = { OF_ELEMENT, { "value", DECIMAL }, { "comparator", CODE, ONE, "< <= >= >" },
	{ "unit", STRING }, { "system", URI }, { "code", CODE }, TYPE_END };
static const struct element range[] = { OF_ELEMENT, { "low", QUANTITY }, { "high", QUANTITY }, TYPE_END };
static const struct element ratio[] = { OF_ELEMENT, { "numerator", QUANTITY }, { "denominator", QUANTITY }, TYPE_END };
static const struct element attachment[] = { OF_ELEMENT, { "contentType", CODE }, { "language", CODE }, { "data", BASE64 },
	{ "url", URI }, { "size", UNSIGNED }, { "hash", BASE64 }, { "title", STRING }, { "creation", DATETIME }, TYPE_END };
static const struct element contact_point[] = { OF_ELEMENT,
	{ "system", CODE, ONE, "phone fax email pager url sms other" }, { "value", STRING },
	{ "use", CODE, ONE, "home work temp old mobile" }, { "rank", POSITIVE }, { "period", PERIOD }, TYPE_END };
static const struct element human_name[] = { OF_ELEMENT,
	{ "use", CODE, ONE, "usual official temp nickname anonymous old maiden" }, { "text", STRING }, { "family", STRING },
	{ "given", STRING, MANY }, { "prefix", STRING, MANY }, { "suffix", STRING, MANY }, { "period", PERIOD }, TYPE_END };
static const struct element money[] = { OF_ELEMENT, { "value", DECIMAL }, { "currency", CODE }, TYPE_END };
static const struct element restriction[] = { OF_BACKBONE, { "repetitions", POSITIVE }, { "period", PERIOD },
	{ "recipient", REFERENCE, MANY, "Patient Practitioner PractitionerRole RelatedPerson Group Organization" }, TYPE_END };
static const struct element parameter[] = { OF_BACKBONE, { "type", CONCEPT, NEEDED }, TYPE_END };
static const struct element task[] = {
	{ "resourceType", CODE, NEEDED, "Task" }, { "id", ID }, { "meta", META }, { "implicitRules", URI }, { "language", CODE },
	{ "text", NARRATIVE }, { "contained", RESOURCE, MANY },
	{ "extension", EXTENSION, MANY }, { "modifierExtension", EXTENSION, MANY },
	{ "identifier", IDENTIFIER, MANY }, { "instantiatesCanonical", URI }, { "instantiatesUri", URI },
	{ "basedOn", REFERENCE, MANY }, { "groupIdentifier", IDENTIFIER }, { "partOf", REFERENCE, MANY, "Task" },
	{ "status", CODE, NEEDED, "draft requested received accepted rejected ready cancelled in-progress on-hold failed "
		"completed entered-in-error" },
	{ "statusReason", CONCEPT }, { "businessStatus", CONCEPT },
	{ "intent", CODE, NEEDED, "unknown proposal plan order original-order reflex-order filler-order instance-order option" },
	{ "priority", CODE, ONE, "routine urgent asap stat" }, { "code", CONCEPT }, { "description", STRING },
	{ "focus", REFERENCE }, { "for", REFERENCE }, { "encounter", REFERENCE, ONE, "Encounter" }, { "executionPeriod", PERIOD },
	{ "authoredOn", DATETIME }, { "lastModified", DATETIME },
	{ "requester", REFERENCE, ONE, "Device Organization Patient Practitioner PractitionerRole RelatedPerson" },
	{ "performerType", CONCEPT, MANY },
	{ "owner", REFERENCE, ONE, "Practitioner PractitionerRole Organization CareTeam HealthcareService Patient Device RelatedPerson" },
	{ "location", REFERENCE, ONE, "Location" }, { "reasonCode", CONCEPT }, { "reasonReference", REFERENCE },
	{ "insurance", REFERENCE, MANY, "Coverage ClaimResponse" }, { "note", ANNOTATION, MANY },
	{ "relevantHistory", REFERENCE, MANY, "Provenance" }, { "restriction", RESTRICTION },
	{ "input", PARAMETER, MANY }, { "output", PARAMETER, MANY }, TYPE_END };

static const struct element channel[] = { OF_BACKBONE, { "type", CODE, NEEDED, "rest-hook websocket email sms message" },
	{ "endpoint", URI }, { "payload", CODE }, { "header", STRING, MANY }, TYPE_END };
static const struct element subscription[] = {
	{ "resourceType", CODE, NEEDED, "Subscription" }, { "id", ID }, { "meta", META }, { "implicitRules", URI },
	{ "language", CODE }, { "text", NARRATIVE }, { "contained", RESOURCE, MANY },
	{ "extension", EXTENSION, MANY }, { "modifierExtension", EXTENSION, MANY },
	{ "status", CODE, NEEDED, "requested active error off" }, { "contact", CONTACT_POINT, MANY }, { "end", INSTANT },
	{ "reason", STRING, NEEDED }, { "criteria", STRING, NEEDED }, { "error", STRING }, { "channel", CHANNEL, NEEDED }, TYPE_END };

static const struct element address[] = { OF_ELEMENT, { "use", CODE, ONE, "home work temp old billing" },
	{ "type", CODE, ONE, "postal physical both" }, { "text", STRING }, { "line", STRING, MANY }, { "city", STRING },
	{ "district", STRING }, { "state", STRING }, { "postalCode", STRING }, { "country", STRING }, { "period", PERIOD }, TYPE_END };
static const struct element kin[] = { OF_BACKBONE, { "relationship", CONCEPT, MANY }, { "name", HUMAN_NAME },
	{ "telecom", CONTACT_POINT, MANY }, { "address", ADDRESS }, { "gender", CODE, ONE, "male female other unknown" },
	{ "organization", REFERENCE, ONE, "Organization" }, { "period", PERIOD }, TYPE_END };
static const struct element tongue[] = { OF_BACKBONE, { "language", CONCEPT, NEEDED }, { "preferred", BOOLEAN }, TYPE_END };
static const struct element link[] = { OF_BACKBONE, { "other", REFERENCE, NEEDED, "Patient RelatedPerson" },
	{ "type", CODE, NEEDED, "replaced-by replaces refer seealso" }, TYPE_END };
static const struct element patient[] = {
	{ "resourceType", CODE, NEEDED, "Patient" }, { "id", ID }, { "meta", META }, { "implicitRules", URI }, { "language", CODE },
	{ "text", NARRATIVE }, { "extension", EXTENSION, MANY }, { "modifierExtension", EXTENSION, MANY },
	{ "identifier", IDENTIFIER, MANY }, { "active", BOOLEAN }, { "name", HUMAN_NAME, MANY }, { "telecom", CONTACT_POINT, MANY },
	{ "gender", CODE, ONE, "male female other unknown" }, { "birthDate", DATE }, { "deceasedBoolean", BOOLEAN },
	{ "deceasedDateTime", DATETIME }, { "address", ADDRESS, MANY }, { "maritalStatus", CONCEPT }, { "multipleBirthBoolean", BOOLEAN },
	{ "multipleBirthInteger", INTEGER }, { "photo", ATTACHMENT, MANY }, { "contact", KIN, MANY }, { "communication", TONGUE, MANY },
	{ "generalPractitioner", REFERENCE, MANY, "Organization Practitioner PractitionerRole" },
	{ "managingOrganization", REFERENCE, ONE, "Organization" }, { "link", LINK, MANY }, TYPE_END };
static const struct element service_request[] = {
	{ "resourceType", CODE, NEEDED, "ServiceRequest" }, { "id", ID }, { "meta", META }, { "implicitRules", URI }, { "language", CODE },
	{ "text", NARRATIVE }, { "contained", PATIENT, MANY }, { "extension", EXTENSION, MANY }, { "modifierExtension", EXTENSION, MANY },
	{ "identifier", IDENTIFIER, MANY }, { "instantiatesCanonical", URI, MANY }, { "instantiatesUri", URI, MANY },
	{ "basedOn", REFERENCE, MANY, "CarePlan ServiceRequest MedicationRequest" }, { "replaces", REFERENCE, MANY, "ServiceRequest" },
	{ "requisition", IDENTIFIER }, { "status", CODE, NEEDED, "draft active on-hold revoked completed entered-in-error unknown" },
	{ "intent", CODE, NEEDED, "proposal plan directive order original-order reflex-order filler-order instance-order option" },
	{ "category", CONCEPT, MANY }, { "priority", CODE, ONE, "routine urgent asap stat" }, { "doNotPerform", BOOLEAN },
	{ "code", CONCEPT }, { "orderDetail", CONCEPT, MANY }, { "quantityQuantity", QUANTITY }, { "quantityRatio", RATIO },
	{ "quantityRange", RANGE }, { "subject", REFERENCE, NEEDED, "Patient Group Location Device" },
	{ "encounter", REFERENCE, ONE, "Encounter" }, { "occurrenceDateTime", DATETIME }, { "occurrencePeriod", PERIOD },
	{ "occurrenceTiming", OBJECT }, { "asNeededBoolean", BOOLEAN }, { "asNeededCodeableConcept", CONCEPT }, { "authoredOn", DATETIME },
	{ "requester", REFERENCE, ONE, "Practitioner PractitionerRole Organization Patient RelatedPerson Device" },
	{ "performerType", CONCEPT },
	{ "performer", REFERENCE, MANY, "Practitioner PractitionerRole Organization CareTeam HealthcareService Patient Device RelatedPerson" },
	{ "locationCode", CONCEPT, MANY }, { "locationReference", REFERENCE, MANY, "Location" }, { "reasonCode", CONCEPT, MANY },
	{ "reasonReference", REFERENCE, MANY, "Condition Observation DiagnosticReport DocumentReference" },
	{ "insurance", REFERENCE, MANY, "Coverage ClaimResponse" }, { "supportingInfo", REFERENCE, MANY },
	{ "specimen", REFERENCE, MANY, "Specimen" }, { "bodySite", CONCEPT, MANY }, { "note", ANNOTATION, MANY },
	{ "patientInstruction", STRING }, { "relevantHistory", REFERENCE, MANY, "Provenance" }, TYPE_END };

static const struct element sheet_answer[] = { OF_BACKBONE, { "valueBoolean", BOOLEAN }, { "valueDecimal", DECIMAL },
	{ "valueInteger", INTEGER }, { "valueDate", DATE }, { "valueDateTime", DATETIME }, { "valueTime", TIME },
	{ "valueString", STRING }, { "valueUri", URI }, { "valueAttachment", ATTACHMENT }, { "valueCoding", CODING },
	{ "valueQuantity", QUANTITY }, { "valueReference", REFERENCE }, { "item", SHEET_ITEM, MANY }, TYPE_END };
static const struct element sheet_item[] = { OF_BACKBONE, { "linkId", STRING, NEEDED }, { "definition", URI }, { "text", STRING },
	{ "answer", SHEET_ANSWER, MANY }, { "item", SHEET_ITEM, MANY }, TYPE_END };
static const struct element questionnaire_response[] = {
	{ "resourceType", CODE, NEEDED, "QuestionnaireResponse" }, { "id", ID }, { "meta", META }, { "implicitRules", URI },
	{ "language", CODE }, { "text", NARRATIVE }, { "contained", RESOURCE, MANY },
	{ "extension", EXTENSION, MANY }, { "modifierExtension", EXTENSION, MANY }, { "identifier", IDENTIFIER },
	{ "basedOn", REFERENCE, MANY, "CarePlan ServiceRequest" }, { "partOf", REFERENCE, MANY, "Observation Procedure" },
	{ "questionnaire", URI }, { "status", CODE, NEEDED, "in-progress completed amended entered-in-error stopped" },
	{ "subject", REFERENCE }, { "encounter", REFERENCE, ONE, "Encounter" }, { "authored", DATETIME },
	{ "author", REFERENCE, ONE, "Device Practitioner PractitionerRole Patient RelatedPerson Organization" },
	{ "source", REFERENCE, ONE, "Patient Practitioner PractitionerRole RelatedPerson" },
	{ "item", SHEET_ITEM, MANY }, TYPE_END };

static const struct element *const shapes[] = { [META] = meta, [NARRATIVE] = narrative, [EXTENSION] = extension,
	[IDENTIFIER] = identifier, [CONCEPT] = concept, [CODING] = coding, [REFERENCE] = reference, [PERIOD] = period,
	[ANNOTATION] = annotation, [QUANTITY] = quantity, [RANGE] = range, [RATIO] = ratio, [ATTACHMENT] = attachment,
	[CONTACT_POINT] = contact_point, [HUMAN_NAME] = human_name, [MONEY] = money, [RESTRICTION] = restriction,
	[PARAMETER] = parameter, [TASK] = task, [CHANNEL] = channel,
	[SUBSCRIPTION] = subscription, [ADDRESS] = address, [KIN] = kin, [TONGUE] = tongue, [LINK] = link, [PATIENT] = patient,
	[SERVICE_REQUEST] = service_request, [SHEET_ANSWER] = sheet_answer, [SHEET_ITEM] = sheet_item,
	[QUESTIONNAIRE_RESPONSE] = questionnaire_response };

/* What value[x] may be here, of R4's fifty types. */
static const struct element values[] = {
	{ "valueBase64Binary", BASE64 }, { "valueBoolean", BOOLEAN }, { "valueCanonical", URI }, { "valueCode", CODE },
	{ "valueDate", DATE }, { "valueDateTime", DATETIME }, { "valueDecimal", DECIMAL }, { "valueId", ID },
	{ "valueInstant", INSTANT }, { "valueInteger", INTEGER }, { "valueMarkdown", STRING }, { "valueOid", URI },
	{ "valuePositiveInt", POSITIVE }, { "valueString", STRING }, { "valueTime", TIME }, { "valueUnsignedInt", UNSIGNED },
	{ "valueUri", URI }, { "valueUrl", URI }, { "valueUuid", URI }, { "valueAge", QUANTITY }, { "valueAnnotation", ANNOTATION },
	{ "valueAttachment", ATTACHMENT }, { "valueCodeableConcept", CONCEPT }, { "valueCoding", CODING },
	{ "valueContactPoint", CONTACT_POINT }, { "valueCount", QUANTITY }, { "valueDistance", QUANTITY },
	{ "valueDuration", QUANTITY }, { "valueHumanName", HUMAN_NAME }, { "valueIdentifier", IDENTIFIER }, { "valueMoney", MONEY },
	{ "valuePeriod", PERIOD }, { "valueQuantity", QUANTITY }, { "valueRange", RANGE }, { "valueRatio", RATIO },
	{ "valueReference", REFERENCE }, { "valueMeta", META }, TYPE_END };
/* clang-format on */

struct check {
	struct arena *arena;
	struct fhir_issues *issues;
};

static void check_value(const struct check *, const struct element *,
    const struct json *, const char *path);

static bool
has_space(const char *text)
{
	return strpbrk(text, " \t\r\n") != NULL;
}

/* No blank at either end, and none beside another. */
static bool
is_code(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && strpbrk(text, "\t\r\n") == NULL && text[0] != ' ' &&
	       text[len - 1] != ' ' && strstr(text, "  ") == NULL;
}

static bool
is_id(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789-.");

	return len > 0 && len <= 64 && text[len] == '\0';
}

static bool
is_time(const char *text)
{
	if (strlen(text) < 8 || text[2] != ':' || text[5] != ':')
		return false;
	return strspn(text, "0123456789:.") == strlen(text) &&
	       strncmp(text, "24", 2) < 0 && text[3] < '6' && text[6] <= '6';
}

static bool
is_whole(const struct json *value, int64_t least)
{
	int64_t n;

	return json_int(value, &n) && n >= least && n <= INT32_MAX;
}

static bool
is_decimal(struct arena *arena, const struct json *value)
{
	bool truth;

	return json_text(value) == NULL && !json_bool(value, &truth) &&
	       json_scalar(arena, value) != NULL;
}

static bool
text_fits(struct arena *arena, enum type type, const char *text)
{
	switch (type) {
	case URI:
		return !has_space(text);
	case CODE:
		return is_code(text);
	case ID:
		return is_id(text);
	case DATE:
		return fhir_is_date(arena, text);
	case DATETIME:
		return fhir_is_datetime(arena, text);
	case INSTANT:
		return fhir_is_instant(arena, text);
	case TIME:
		return is_time(text);
	case BASE64:
		return strspn(text,
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			   "0123456789+/= \t\r\n") == strlen(text);
	case MARKUP:
		return strncmp(text, "<div", 4) == 0;
	default:
		return strspn(text, " \t\r\n") < strlen(text);
	}
}

static bool
primitive_fits(struct arena *arena, enum type type, const struct json *value)
{
	const char *text = json_text(value);
	bool truth;

	switch (type) {
	case BOOLEAN:
		return json_bool(value, &truth);
	case INTEGER:
		return is_whole(value, INT32_MIN);
	case UNSIGNED:
		return is_whole(value, 0);
	case POSITIVE:
		return is_whole(value, 1);
	case DECIMAL:
		return is_decimal(arena, value);
	default:
		return text != NULL && *text != '\0' && text_fits(arena, type, text);
	}
}

static void
check_primitive(const struct check *c, const struct element *e,
    const struct json *value, const char *path)
{
	static const char *const names[] = { "a text that is not empty", "a URI",
		"a code", "an id", "true or false", "a whole number",
		"a whole number from 0 on", "a whole number from 1 on", "a number",
		"a date", "a dateTime (with seconds and zone, or a date)",
		"an instant (with seconds and zone)", "a time", "base64",
		"XHTML in a div" };

	if (!primitive_fits(c->arena, e->type, value))
		fhir_issue_add(
		    c->issues, "value", path, "%s has to be %s.", path, names[e->type]);
	else if (e->only != NULL &&
		 !fhir_among(e->only, json_text(value), strlen(json_text(value))))
		fhir_issue_add(c->issues, "code-invalid", path,
		    "%s is \"%.60s\"; it can be one of: %s.", path, json_text(value),
		    e->only);
}

/* "Patient/7", "Patient/7/_history/2", an address, "urn:..." or "#contained". */
static void
check_reference(const struct check *c, const struct element *e,
    const struct json *value, const char *path)
{
	const char *text = json_text(json_get(value, "reference")), *type;
	size_t len;

	if (text == NULL || *text == '#' || strncmp(text, "urn:", 4) == 0)
		return;
	type = text;
	if (strstr(text, "://") != NULL) {
		/* The last but one of an address. */
		const char *slash = strrchr(text, '/');

		for (type = slash; type > text && type[-1] != '/';)
			type--;
	}
	len = strcspn(type, "/");
	type = arena_strndup(c->arena, type, len);
	if (strchr(text, '/') == NULL || has_space(text) || *type < 'A' || *type > 'Z')
		fhir_issue_add(c->issues, "value", path,
		    "%s.reference has to be Type/id, an address, urn: or #id.", path);
	else if (e->only != NULL && !fhir_among(e->only, type, len))
		fhir_issue_add(c->issues, "value", path,
		    "%s points to %.40s; it can point to: %s.", path, type, e->only);
}

/* A whole date or time; what is less is not compared. */
static bool
moment(struct arena *arena, const struct json *value, struct fhir_span *span)
{
	const char *text = json_text(value);

	return text != NULL && fhir_span_read(arena, text, span);
}

/* Of what stands under one name with several types, one. */
static void
check_choices(const struct check *c, const struct json *object, const char *path)
{
	static const char *const of[] = { "quantity", "occurrence", "asNeeded",
		"value" };
	const struct json *value;
	const char *key;

	for (size_t k = 0; k < COUNT_OF(of); k++) {
		const size_t len = strlen(of[k]);
		size_t n = 0;

		for (size_t i = 0; json_member(object, i, &key, &value); i++)
			n += strncmp(key, of[k], len) == 0;
		if (n > 1)
			fhir_issue_add(c->issues, "structure", path,
			    "%s has more than one %s[x].", path, of[k]);
	}
}

static void
check_rules(
    const struct check *c, enum type type, const struct json *object, const char *path)
{
	struct fhir_span a, b;

	if (type == PERIOD && moment(c->arena, json_get(object, "start"), &a) &&
	    moment(c->arena, json_get(object, "end"), &b) && a.from >= b.until)
		fhir_issue_add(c->issues, "invariant", path,
		    "per-1: %s ends before it starts.", path);
	if (type == SERVICE_REQUEST && json_get(object, "orderDetail") != NULL &&
	    json_get(object, "code") == NULL)
		fhir_issue_add(c->issues, "invariant", path,
		    "prr-1: orderDetail shall only be present if code is present.");
	if (type == SERVICE_REQUEST || type == SHEET_ANSWER)
		check_choices(c, object, path);
	if (type == SHEET_ITEM && json_get(object, "answer") != NULL &&
	    json_get(object, "item") != NULL)
		fhir_issue_add(c->issues, "invariant", path,
		    "qrs-1: %s has items of its own or answers, not both.", path);
	if (type == TASK && moment(c->arena, json_get(object, "authoredOn"), &a) &&
	    moment(c->arena, json_get(object, "lastModified"), &b) && a.from >= b.until)
		fhir_issue_add(c->issues, "invariant", path,
		    "inv-1: lastModified is before authoredOn.");
}

static const struct element *
element_of(const struct element *shape, const char *name)
{
	for (; shape->name != NULL; shape++)
		if (strcmp(shape->name, name) == 0)
			return shape;
	return NULL;
}

static bool
takes_value(enum type type)
{
	return type == EXTENSION || type == PARAMETER;
}

static void
check_values(const struct check *c, enum type type, const struct json *object,
    const char *path, size_t found)
{
	const size_t nested = json_count(json_get(object, "extension"));

	if (found > 1)
		fhir_issue_add(c->issues, "structure", path,
		    "%s has more than one value[x].", path);
	else if (type == PARAMETER && found == 0)
		fhir_issue_add(c->issues, "required",
		    arena_printf(c->arena, "%s.value", path), "%s.value[x] is missing.",
		    path);
	else if (type == EXTENSION && (found == 0) == (nested == 0))
		fhir_issue_add(c->issues, "invariant", path,
		    "ext-1: %s has a value or extensions of its own, not both.", path);
}

static void
check_member(const struct check *c, const struct element *e, const struct json *value,
    const char *path)
{
	if (e->often != MANY) {
		if (json_is_array(value))
			fhir_issue_add(c->issues, "structure", path,
			    "%s stands once: it is no array.", path);
		else
			check_value(c, e, value, path);
		return;
	}
	if (!json_is_array(value) || json_count(value) == 0) {
		fhir_issue_add(c->issues, "structure", path,
		    "%s is an array of at least one.", path);
		return;
	}
	for (size_t i = 0; i < json_count(value); i++)
		check_value(c, e, json_at(value, i),
		    arena_printf(c->arena, "%s[%zu]", path, i));
}

/* "_birthDate" has what extends a primitive. */
static bool
extends_primitive(const struct element *shape, const char *key)
{
	const struct element *e = *key == '_' ? element_of(shape, key + 1) : NULL;

	return e != NULL && e->type < PRIMITIVES;
}

static void
check_object(
    const struct check *c, enum type type, const struct json *object, const char *path)
{
	const struct element *shape = shapes[type];
	const struct json *value;
	const char *key;
	size_t found = 0;

	for (size_t i = 0; json_member(object, i, &key, &value); i++) {
		const char *at = arena_printf(c->arena, "%s.%.80s", path, key);
		const struct element *e = element_of(shape, key);

		if (e == NULL && takes_value(type)) {
			e = element_of(values, key);
			found += e != NULL;
		}
		if (json_is_null(value))
			fhir_issue_add(c->issues, "structure", at,
			    "%s is null; what there is not is left out.", at);
		else if (e != NULL)
			check_member(c, e, value, at);
		else if (!extends_primitive(shape, key) ||
			 !(json_is_object(value) || json_is_array(value)))
			fhir_issue_add(c->issues, "structure", at,
			    "%s: there is no such element.", at);
	}
	for (const struct element *e = shape; e->name != NULL; e++)
		if (e->often == NEEDED && json_get(object, e->name) == NULL)
			fhir_issue_add(c->issues, "required",
			    arena_printf(c->arena, "%s.%s", path, e->name),
			    "%s.%s is missing.", path, e->name);
	if (takes_value(type))
		check_values(c, type, object, path, found);
	check_rules(c, type, object, path);
}

static void
check_value(const struct check *c, const struct element *e, const struct json *value,
    const char *path)
{
	if (e->type < PRIMITIVES) {
		check_primitive(c, e, value, path);
		return;
	}
	if (!json_is_object(value) || json_count(value) == 0) {
		fhir_issue_add(c->issues, "structure", path,
		    "%s is an object that is not empty.", path);
		return;
	}
	if (e->type == RESOURCE) {
		if (json_text(json_get(value, "resourceType")) == NULL)
			fhir_issue_add(c->issues, "required", path,
			    "%s.resourceType is missing.", path);
		return;
	}
	if (e->type == OBJECT)
		return;
	check_object(c, e->type, value, path);
	if (e->type == REFERENCE)
		check_reference(c, e, value, path);
}

static const struct element known[] = { { "Task", TASK },
	{ "Subscription", SUBSCRIPTION }, { "ServiceRequest", SERVICE_REQUEST },
	{ "QuestionnaireResponse", QUESTIONNAIRE_RESPONSE }, { .name = NULL } };

void
fhir_shape(struct arena *arena, const char *type, const struct json *resource,
    struct fhir_issues *issues)
{
	const struct check c = { .arena = arena, .issues = issues };

	check_value(&c, element_of(known, type), resource, type);
}

bool
fhir_shape_known(const char *type)
{
	return element_of(known, type) != NULL;
}
