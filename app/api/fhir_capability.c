/* fhir_capability.c - see fhir_capability.h. */

#include "api/fhir_capability.h"

#include <string.h>

#include "api/fhir_type.h"
#include "api/token.h"
#include "core/notification.h"
#include "ext/secret.h"

#define DATE "2026-11-23" /* of the last change of what is said here */

static const char *const kind_words[] = {
	[KIND_REF] = "reference",
	[KIND_LINK] = "reference",
	[KIND_SET] = "token",
	[KIND_DATE] = "date",
	[KIND_PERIOD] = "date",
	[KIND_TEXT] = "string",
	[KIND_ORDER] = "number",
};

static const char *
type_word(const struct fhir_param *p)
{
	if (p->kind == KIND_TEXT && p->slot == TEXT_URL)
		return strcmp(p->name, "questionnaire") == 0 ? "reference" : "uri";
	if (strcmp(p->name, "_id") == 0 ||
	    (p->kind == KIND_TEXT && !fhir_is_name(p->slot)))
		return "token";
	return kind_words[p->kind];
}

/* R4 names its definitions by type and parameter; a few serve several types. */
static const char *
definition(
    struct arena *arena, const struct fhir_type *type, const struct fhir_param *p)
{
	static const struct {
		const char *type, *name, *id;
	} shared[] = { { "Patient", "birthdate", "individual-birthdate" },
		{ "Patient", "gender", "individual-gender" },
		{ "Patient", "phone", "individual-phone" },
		{ "Patient", "family", "individual-family" },
		{ "Patient", "given", "individual-given" },
		{ "ServiceRequest", "patient", "clinical-patient" },
		{ "Procedure", "patient", "clinical-patient" },
		{ "Procedure", "date", "clinical-date" } };

	if (p->url != NULL)
		return p->url;
	if (*p->name == '_')
		return arena_printf(arena,
		    "http://hl7.org/fhir/SearchParameter/Resource-%s", p->name + 1);
	for (size_t i = 0; i < COUNT_OF(shared); i++)
		if (strcmp(shared[i].type, type->name) == 0 &&
		    strcmp(shared[i].name, p->name) == 0)
			return arena_printf(arena,
			    "http://hl7.org/fhir/SearchParameter/%s", shared[i].id);
	return arena_printf(
	    arena, "http://hl7.org/fhir/SearchParameter/%s-%s", type->name, p->name);
}

static void
write_words(
    struct buf *b, const char *key, const char *prefix, const char *const *words)
{
	buf_printf(b, ",\"%s\":[", key);
	for (size_t i = 0; words[i] != NULL; i++)
		buf_printf(b, "%s\"%s%s\"", i > 0 ? "," : "", prefix, words[i]);
	buf_putc(b, ']');
}

static void
write_interactions(struct buf *b, const struct fhir_type *type)
{
	static const struct {
		const char *code;
		bool task, subscription, request, answers, other;
	} all[] = { { "read", true, true, true, true, true },
		{ "search-type", true, true, true, true, true },
		{ "create", true, true, true, true, false },
		{ "update", true, true, true, false, false },
		{ "delete", false, true, false, false, false },
		{ "vread", true, false, false, false, false },
		{ "history-instance", true, false, false, false, false },
		{ "history-type", true, false, false, false, false },
		{ "patch", true, false, true, false, false } };
	const bool subscription = strcmp(type->name, "Subscription") == 0;
	const bool request = strcmp(type->name, "ServiceRequest") == 0;
	const bool answers = strcmp(type->name, "QuestionnaireResponse") == 0;

	buf_puts(b, ",\"interaction\":[");
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (type->task     ? all[i].task
		    : subscription ? all[i].subscription
		    : request      ? all[i].request
		    : answers      ? all[i].answers
				   : all[i].other)
			buf_printf(
			    b, "%s{\"code\":\"%s\"}", i > 0 ? "," : "", all[i].code);
	buf_puts(b, "]");
	if (type->task || request)
		buf_printf(b,
		    ",\"versioning\":\"%s\",\"readHistory\":%s"
		    ",\"updateCreate\":false,\"conditionalCreate\":true"
		    ",\"conditionalRead\":\"full-support\",\"conditionalUpdate\":true"
		    ",\"conditionalDelete\":\"not-supported\"",
		    request ? "versioned" : "versioned-update",
		    request ? "false" : "true");
	else
		buf_puts(b, ",\"versioning\":\"no-version\",\"conditionalRead\":"
			    "\"modified-since\"");
	if (answers)
		buf_puts(b, ",\"conditionalCreate\":true");
	buf_puts(b, request ? ",\"referencePolicy\":[\"literal\",\"logical\"]"
			    : ",\"referencePolicy\":[\"literal\"]");
}

#define STATES                                                                       \
	"Tasks of Aftercare are the nurses' own: a claim made here is seen there. "  \
	"Which state may follow which: draft to requested, ready, cancelled, "       \
	"on-hold; requested to received, accepted, rejected, cancelled, ready, "     \
	"on-hold; received to accepted, rejected, cancelled, requested, on-hold; "   \
	"accepted to in-progress, cancelled, requested, ready, rejected, on-hold, "  \
	"completed, failed; ready to in-progress, cancelled, on-hold, completed, "   \
	"failed; in-progress to on-hold, completed, failed, ready, cancelled; "      \
	"on-hold to in-progress, cancelled, and where it came from; any but "        \
	"on-hold to entered-in-error; failed and completed to in-progress by a "     \
	"client with the role of a supervisor. Anything else is 422 business-rule. " \
	"A case (code escalation) is claimed and given back here, and decided in "   \
	"Aftercare."

#define HOOKS                                                                       \
	"Channel rest-hook. criteria is a search for Task, by its own parameters. " \
	"With payload application/fhir+json each version of a task that is as the " \
	"criteria say is PUT to endpoint/Task/id, else an empty POST goes to the "  \
	"endpoint. In order for each task, again for 72 hours, signed in "          \
	"X-Signature (HMAC-SHA-256 of the body, in hex). Or criteria is the "       \
	"topic " TOPIC_STATE_CHANGED                                                \
	", as the Subscriptions R5 Backport 1.1.0 has it, with "                    \
	"a filter, content empty, id-only or full-resource, and heartbeats."

#define REQUESTS                                                                    \
	"What others ask becomes a task at one of the client's facilities, which "  \
	"points to it in focus and basedOn, and whose state is its own: active "    \
	"while it is open, completed, or revoked if it was refused, failed or "     \
	"cancelled, with why in the extension request-statusReason. Who asks may "  \
	"change it until somebody has taken it, then its priority, occurrence and " \
	"note, and say revoked or entered-in-error. Aftercare's own referrals are " \
	"read alone."

#define SHEETS                                                                        \
	"The forms of the programme, each in the version in use. linkId is where an " \
	"answer stands in a report; what a question asks and which values it takes "  \
	"is in the item displayed below it. When an item is asked is in enableWhen, " \
	"or in words of XPath in the extension urn:aftercare:asked-when: then it is " \
	"never required."

#define ANSWERS                                                                        \
	"What was filled in, here or elsewhere. Brought answers become a report as "   \
	"from the nurse's page: relevance, required and constraint are held by the "   \
	"form, what is calculated is worked out here, and what follows from it "       \
	"follows. The extension urn:aftercare:task, or basedOn the request of which "  \
	"it came, names the task that is finished. One identifier is one report, "     \
	"however often it is sent: PUT with a search for it does the same. It is not " \
	"changed here."

#define TOLD                                                                         \
	"Each attempt to tell others of something: what leaves for a subscription, " \
	"and what is pushed. Who was told (the agent that is no requestor), of "     \
	"what (entity), when, and whether it was taken (outcome 0), will be tried "  \
	"again or nobody knows (4), or is over (8), with why. A client with the "    \
	"role of an administrator reads all of them, any other those of its own "    \
	"subscriptions. They are kept for 90 days."

#define SEARCHES                                                                      \
	"Searched is by the parameters of each type, and sorted by _id or "           \
	"_lastUpdated; tasks also by their moments and priority. What is not listed " \
	"is left out, "                                                               \
	"and out of the self link, or refused with 400 where Prefer says "            \
	"handling=strict."

static void
write_type(struct buf *b, struct arena *arena, const struct fhir_type *type)
{
	const bool request = strcmp(type->name, "ServiceRequest") == 0;
	const bool answers = strcmp(type->name, "QuestionnaireResponse") == 0;
	bool begun = false;

	buf_printf(b,
	    "{\"type\":\"%s\",\"profile\":\"http://hl7.org/fhir/StructureDefinition/"
	    "%s\"",
	    type->name, type->name);
	if (type->task)
		buf_puts(b, ",\"documentation\":\"" STATES "\"");
	if (strcmp(type->name, "Subscription") == 0)
		buf_puts(b, ",\"documentation\":\"" HOOKS "\"");
	if (request)
		buf_puts(b, ",\"documentation\":\"" REQUESTS "\"");
	if (strcmp(type->name, "Questionnaire") == 0)
		buf_puts(b, ",\"documentation\":\"" SHEETS "\"");
	if (answers)
		buf_puts(b, ",\"documentation\":\"" ANSWERS "\"");
	if (strcmp(type->name, "AuditEvent") == 0)
		buf_puts(b, ",\"documentation\":\"" TOLD "\"");
	write_interactions(b, type);
	if (type->task)
		write_words(b, "searchInclude", "Task:", fhir_includes);
	if (strcmp(type->name, "Patient") == 0)
		buf_puts(b, ",\"searchRevInclude\":[\"Task:patient\"]");
	buf_puts(b, ",\"searchParam\":[");
	for (const struct fhir_param *p = type->params; p->name != NULL; p++) {
		buf_printf(b,
		    "%s{\"name\":\"%s\",\"definition\":\"%s\",\"type\":\"%s\"}",
		    begun ? "," : "", p->name, definition(arena, type, p),
		    type_word(p));
		begun = true;
	}
	buf_putc(b, ']');
	if (type->task || request || answers)
		buf_puts(b,
		    ",\"operation\":[{\"name\":\"validate\",\"definition\":"
		    "\"http://hl7.org/fhir/OperationDefinition/Resource-validate\"}]");
	if (strcmp(type->name, "Subscription") == 0)
		buf_puts(b, ",\"operation\":[{\"name\":\"status\",\"definition\":"
			    "\"http://hl7.org/fhir/uv/subscriptions-backport/"
			    "OperationDefinition/backport-subscription-status\"},"
			    "{\"name\":\"events\",\"definition\":"
			    "\"http://hl7.org/fhir/uv/subscriptions-backport/"
			    "OperationDefinition/backport-subscription-events\"}]");
	buf_putc(b, '}');
}

static void
write_security(struct buf *b, const struct request *rq)
{
	buf_puts(b, "{\"cors\":false,\"extension\":[{\"url\":"
		    "\"http://fhir-registry.smarthealthit.org/StructureDefinition/"
		    "oauth-uris\",\"extension\":[{\"url\":\"token\",\"valueUri\":");
	buf_json(b, token_url(rq));
	buf_puts(b,
	    "}]}],\"service\":[{\"coding\":[{\"system\":"
	    "\"http://terminology.hl7.org/CodeSystem/restful-security-service\","
	    "\"code\":\"SMART-on-FHIR\"}]}],\"description\":\"SMART Backend "
	    "Services, or a bearer token; a client is added by the administrator "
	    "(aftercarectl client add)\"}");
}

enum status
fhir_smart(const struct fhir_ask *ask)
{
	struct buf *b = reply_json(ask->rq, 200);

	buf_puts(b, "{\"token_endpoint\":");
	buf_json(b, token_url(ask->rq));
	buf_puts(b, ",\"grant_types_supported\":[\"client_credentials\"]"
		    ",\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\"]"
		    ",\"token_endpoint_auth_signing_alg_values_supported\":[\"RS384\","
		    "\"ES384\"],\"code_challenge_methods_supported\":[\"S256\"]"
		    ",\"capabilities\":[\"client-confidential-asymmetric\","
		    "\"permission-v1\",\"permission-v2\"],\"scopes_supported\":["
		    "\"system/*.cruds\"");
	for (const struct fhir_type *type = fhir_types; type->name != NULL; type++)
		buf_printf(b, ",\"system/%s.%s\"", type->name,
		    type->task || strcmp(type->name, "ServiceRequest") == 0 ||
			    strcmp(type->name, "QuestionnaireResponse") == 0
			? "crus"
		    : strcmp(type->name, "Subscription") == 0 ? "cruds"
							      : "rs");
	buf_puts(b, "]}\n");
	return OK;
}

enum status
fhir_capability(const struct fhir_ask *ask)
{
	struct request *rq = ask->rq;
	const char *tag, *known = request_header(rq, "If-None-Match");
	struct buf *b = fhir_body(rq, 200);

	buf_puts(b,
	    "{\"resourceType\":\"CapabilityStatement\",\"status\":\"active\""
	    ",\"date\":\"" DATE "\",\"publisher\":\"Aftercare\",\"kind\":\"instance\""
	    ",\"software\":{\"name\":\"Aftercare\"}"
	    ",\"implementation\":{\"description\":\"Aftercare's tasks, clients and "
	    "conversations\",\"url\":");
	buf_json(b, ask->base);
	buf_puts(b, "},\"fhirVersion\":\"4.0.1\",\"format\":[\"application/fhir+json\","
		    "\"json\"],\"patchFormat\":[\"application/json-patch+json\"]"
		    ",\"rest\":[{\"mode\":\"server\",\"documentation\":\"" SEARCHES
		    "\",\"security\":");
	write_security(b, rq);
	buf_puts(b, ",\"resource\":[");
	for (const struct fhir_type *type = fhir_types; type->name != NULL; type++) {
		if (type != fhir_types)
			buf_putc(b, ',');
		write_type(b, ask->arena, type);
	}
	buf_puts(b,
	    "],\"interaction\":[{\"code\":\"transaction\"},{\"code\":\"batch\"}]}]}");
	tag = arena_printf(ask->arena, "W/\"%.16s\"", secret_hash(ask->arena, b->data));
	reply_header(rq, "ETag", tag);
	if (known != NULL && strstr(known, tag) != NULL) {
		rq->reply.body.len = 0;
		rq->reply.type = NULL;
		return reply_nothing(rq, 304);
	}
	return OK;
}
