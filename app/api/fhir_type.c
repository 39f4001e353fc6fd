/* fhir_type.c - see fhir_type.h. */

#include "api/fhir_type.h"

#include <string.h>

#include "api/fhir_questionnaire.h"
#include "api/fhir_response.h"
#include "gen/sql.h"

const char *const fhir_sorts[] = { "_id", "_lastUpdated", "modified", "authored-on",
	"due-date", "not-before", "priority-order", NULL };
const char *const fhir_includes[] = { "patient", "owner", "requester", "location",
	NULL };

static const char *const task_statuses[] = { "draft", "requested", "received",
	"accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold",
	"failed", "completed", "entered-in-error", NULL };
static const char *const priorities[] = { "stat", "asap", "urgent", "routine", NULL };
static const char *const kinds[] = { "problem", "trace", "who", "number", "visit",
	"handed-back", "free", "escalation", "rule", "call", "screening", "fulfill",
	NULL };
/* Of what others ask: these are free, and have the code of what that is, too. */
static const struct fhir_besides fulfill = { "fulfill",
	"http://hl7.org/fhir/CodeSystem/task-code", "free" };
static const char *const roles[] = { "nurse", "supervisor", NULL };
static const char *const intents[] = { "order", NULL };
static const char *const actives[] = { "true", NULL }; /* all there are */
static const char *const genders[] = { "male", "female", "other", "unknown", NULL };
static const char *const message_statuses[] = { "preparation", "in-progress",
	"not-done", "completed", "unknown", NULL };
static const char *const subscription_statuses[] = { "requested", "active", "error",
	"off", NULL };
static const char *const referral_statuses[] = { "active", "completed", "revoked",
	"entered-in-error", NULL };

static const char *const told_kinds[] = { "event", "handshake", "heartbeat", "push",
	NULL };
static const char *const outcomes[] = { "0", "4", "8", NULL };
static const char *const response_statuses[] = { "in-progress", "completed", "amended",
	"entered-in-error", "stopped", NULL };

/* clang-format off */
#define PEOPLE "PractitionerRole Device"
#define FOCUSES "ServiceRequest Communication"
#define BY_ID(type) { "_id", KIND_REF, REF_ID, .targets = type }
static const struct fhir_param task_params[] = {
	BY_ID("Task"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "modified",		KIND_DATE, DATE_CHANGED },
	{ "authored-on",	KIND_DATE, DATE_AUTHORED },
	{ "due-date",		KIND_DATE, DATE_DUE, .url = "urn:aftercare:search:due-date", .may_miss = true },
	{ "not-before",		KIND_DATE, DATE_BEGINS, .url = "urn:aftercare:search:not-before", .may_miss = true },
	{ "status",		KIND_SET, SET_STATUS, task_statuses, "http://hl7.org/fhir/task-status" },
	{ "intent",		KIND_SET, SET_INTENT, intents, "http://hl7.org/fhir/request-intent" },
	{ "priority",		KIND_SET, SET_PRIORITY, priorities, "http://hl7.org/fhir/request-priority" },
	{ "priority-order",	KIND_ORDER, SET_PRIORITY, priorities, .url = "urn:aftercare:search:priority-order" },
	{ "code",		KIND_SET, SET_KIND, kinds, "urn:aftercare:task-kind", .besides = &fulfill },
	{ "performer",		KIND_SET, SET_ROLE, roles, "urn:aftercare:role" },
	{ "business-status",	KIND_TEXT, TEXT_OUTCOME, .system = "urn:aftercare:outcome", .may_miss = true },
	{ "identifier",		KIND_TEXT, TEXT_IDENTIFIER },
	{ "period",		KIND_PERIOD, 0 },
	{ "focus",		KIND_REF, REF_FOCUS, .targets = FOCUSES },
	{ "based-on",		KIND_REF, REF_FOCUS, .targets = "ServiceRequest" },
	{ "part-of",		KIND_REF, REF_PART, .targets = "Task", .may_miss = true },
	{ "patient",		KIND_REF, REF_PATIENT, .targets = "Patient", .may_miss = true },
	{ "subject",		KIND_REF, REF_PATIENT, .targets = "Patient", .may_miss = true },
	{ "owner",		KIND_REF, REF_OWNER, .targets = PEOPLE, .may_miss = true },
	{ "requester",		KIND_REF, REF_REQUESTER, .targets = PEOPLE, .may_miss = true },
	{ "location",		KIND_REF, REF_PLACE, .targets = "Location", .url = "urn:aftercare:search:location", .may_miss = true },
	{ .name = NULL }
};
static const struct fhir_param patient_params[] = {
	BY_ID("Patient"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "identifier",		KIND_TEXT, TEXT_IDENTIFIER, .system = "urn:aftercare:number" },
	{ "name",		KIND_TEXT, TEXT_NAME },
	{ "family",		KIND_TEXT, TEXT_FAMILY, .may_miss = true },
	{ "given",		KIND_TEXT, TEXT_GIVEN },
	{ "active",		KIND_SET, SET_STATUS, actives, "http://hl7.org/fhir/special-values" },
	{ "phone",		KIND_TEXT, TEXT_PHONE, .may_miss = true },
	{ "birthdate",		KIND_PERIOD, 0 },
	{ "gender",		KIND_SET, SET_KIND, genders, "http://hl7.org/fhir/administrative-gender" },
	{ "organization",	KIND_REF, REF_PLACE, .targets = "Organization" },
	{ .name = NULL }
};
static const struct fhir_param practitioner_params[] = {
	BY_ID("Practitioner"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "name",		KIND_TEXT, TEXT_NAME },
	{ .name = NULL }
};
static const struct fhir_param role_params[] = {
	BY_ID("PractitionerRole"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "practitioner",	KIND_REF, REF_ID, .targets = "Practitioner" },
	{ "role",		KIND_SET, SET_ROLE, roles, "urn:aftercare:role" },
	{ "location",		KIND_REF, REF_PLACE, .targets = "Location", .may_miss = true },
	{ .name = NULL }
};
static const struct fhir_param device_params[] = {
	BY_ID("Device"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ .name = NULL }
};
static const struct fhir_param organization_params[] = {
	BY_ID("Organization"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "name",		KIND_TEXT, TEXT_NAME },
	{ "partof",		KIND_REF, REF_PLACE, .targets = "Organization", .may_miss = true },
	{ .name = NULL }
};
static const struct fhir_param location_params[] = {
	BY_ID("Location"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "name",		KIND_TEXT, TEXT_NAME },
	{ "partof",		KIND_REF, REF_PLACE, .targets = "Location", .may_miss = true },
	{ .name = NULL }
};
static const struct fhir_param communication_params[] = {
	BY_ID("Communication"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "identifier",		KIND_TEXT, TEXT_IDENTIFIER, .system = "urn:aftercare:rapidpro-message", .may_miss = true },
	{ "patient",		KIND_REF, REF_PATIENT, .targets = "Patient", .may_miss = true },
	{ "subject",		KIND_REF, REF_PATIENT, .targets = "Patient", .may_miss = true },
	{ "status",		KIND_SET, SET_STATUS, message_statuses, "http://hl7.org/fhir/event-status" },
	{ "received",		KIND_DATE, DATE_BEGINS, .may_miss = true },
	{ "sent",		KIND_DATE, DATE_AUTHORED, .may_miss = true },
	{ .name = NULL }
};
static const struct fhir_param referral_params[] = {
	BY_ID("ServiceRequest"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "identifier",		KIND_TEXT, TEXT_IDENTIFIER, .may_miss = true },
	{ "patient",		KIND_REF, REF_PATIENT, .targets = "Patient" },
	{ "subject",		KIND_REF, REF_PATIENT, .targets = "Patient" },
	{ "status",		KIND_SET, SET_STATUS, referral_statuses, "http://hl7.org/fhir/request-status" },
	{ "authored",		KIND_PERIOD, 0 },
	{ .name = NULL }
};
static const struct fhir_param procedure_params[] = {
	BY_ID("Procedure"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "patient",		KIND_REF, REF_PATIENT, .targets = "Patient" },
	{ "subject",		KIND_REF, REF_PATIENT, .targets = "Patient" },
	{ "date",		KIND_PERIOD, 0 },
	{ .name = NULL }
};
static const struct fhir_param questionnaire_params[] = {
	BY_ID("Questionnaire"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "identifier",		KIND_TEXT, TEXT_IDENTIFIER, .system = "urn:aftercare:form" },
	{ "url",		KIND_TEXT, TEXT_URL },
	{ "title",		KIND_TEXT, TEXT_NAME },
	{ .name = NULL }
};
static const struct fhir_param response_params[] = {
	BY_ID("QuestionnaireResponse"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "identifier",		KIND_TEXT, TEXT_IDENTIFIER },
	{ "questionnaire",	KIND_TEXT, TEXT_URL },
	{ "patient",		KIND_REF, REF_PATIENT, .targets = "Patient" },
	{ "subject",		KIND_REF, REF_PATIENT, .targets = "Patient" },
	{ "status",		KIND_SET, SET_STATUS, response_statuses, "http://hl7.org/fhir/questionnaire-answers-status" },
	{ "authored",		KIND_DATE, DATE_AUTHORED },
	{ .name = NULL }
};
static const struct fhir_param audit_params[] = {
	BY_ID("AuditEvent"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "date",		KIND_DATE, DATE_AUTHORED },
	{ "subtype",		KIND_SET, SET_KIND, told_kinds, "urn:aftercare:told" },
	{ "outcome",		KIND_SET, SET_STATUS, outcomes, "http://hl7.org/fhir/audit-event-outcome" },
	{ "agent",		KIND_REF, REF_OWNER, .targets = "Device", .may_miss = true },
	{ "entity",		KIND_LINK, TEXT_LINK, .targets = "Task Patient Subscription", .may_miss = true },
	{ "patient",		KIND_REF, REF_PATIENT, .targets = "Patient", .may_miss = true },
	{ .name = NULL }
};
static const struct fhir_param subscription_params[] = {
	BY_ID("Subscription"),
	{ "_lastUpdated",	KIND_DATE, DATE_CHANGED },
	{ "status",		KIND_SET, SET_STATUS, subscription_statuses, "http://hl7.org/fhir/subscription-status" },
	{ "url",		KIND_TEXT, TEXT_URL },
	{ .name = NULL }
};
/* clang-format on */

bool
fhir_is_name(int slot)
{
	return slot == TEXT_NAME || slot == TEXT_FAMILY || slot == TEXT_GIVEN;
}

const char *
fhir_ids_of(struct tx *tx, const struct fhir_query *q, int slot)
{
	return tx_int_array(tx, q->refs[slot].at, q->refs[slot].n);
}

const char *
fhir_codes_of(struct tx *tx, const struct fhir_query *q, int slot)
{
	const char *codes[32];
	size_t n = 0;

	for (size_t i = 0; q->set_of[slot] != NULL && q->set_of[slot]->codes[i] != NULL;
	     i++)
		if ((q->sets[slot] & 1u << i) != 0)
			codes[n++] = q->set_of[slot]->codes[i];
	return tx_text_array(tx, codes, n);
}

const char *
fhir_texts_of(struct tx *tx, const struct fhir_query *q, int slot)
{
	return tx_text_array(tx, q->texts[slot].values, q->texts[slot].n);
}

/* All others than tasks. */
static enum status
page_of(struct tx *tx, enum status status, const struct fhir_patient_search *rows,
    size_t n, struct fhir_page *page)
{
	TRY(status);
	ARENA_ARRAY(tx_arena(tx), page->at, n + 1);
	page->n = n;
	for (size_t i = 0; i < n; i++)
		page->at[i] = (struct fhir_found){ .id = rows[i].id,
			.body = rows[i].body,
			.cursor = { .id = rows[i].id, .at = rows[i].changed_at } };
	return OK;
}

#define SPANS(slot) fhir_spans_text(tx_arena(tx), &q->dates[slot])
#define IDS(slot) fhir_ids_of(tx, q, slot)
#define CODES(slot) fhir_codes_of(tx, q, slot)
#define WORDS(slot) fhir_texts_of(tx, q, slot)
#define PERIODS tx_text_array(tx, q->periods.at, q->periods.n)

const char *
fhir_order_of(struct tx *tx, const struct fhir_query *q)
{
	return q->nkeys == 0 ? "_id"
			     : arena_printf(tx_arena(tx), "%s%s",
				   q->keys[0].way < 0 ? "-" : "", q->keys[0].name);
}

/* clang-format off */
#define SHOWN FHIR_ORDER(tx, q), q->after.id, q->after.at, most, q->elements, &rows
/* clang-format on */

static enum status
find_patients(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status = sql_fhir_patient_search(tx, IDS(REF_ID), IDS(REF_PLACE),
	    WORDS(TEXT_NAME), WORDS(TEXT_FAMILY), WORDS(TEXT_GIVEN),
	    WORDS(TEXT_IDENTIFIER), WORDS(TEXT_PHONE), CODES(SET_KIND), PERIODS, SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

static enum status
find_users(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status =
	    sql_fhir_user_search(tx, q->type->name, IDS(REF_ID), WORDS(TEXT_NAME),
		CODES(SET_ROLE), IDS(REF_PLACE), q->refs[REF_PLACE].is, SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

static enum status
find_places(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status = sql_fhir_place_search(tx, q->type->name, IDS(REF_ID),
	    WORDS(TEXT_NAME), IDS(REF_PLACE), q->refs[REF_PLACE].is, SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

static enum status
find_messages(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status = sql_fhir_communication_search(tx, IDS(REF_ID),
	    IDS(REF_PATIENT), q->refs[REF_PATIENT].is, WORDS(TEXT_IDENTIFIER),
	    CODES(SET_STATUS), SPANS(DATE_BEGINS), SPANS(DATE_AUTHORED), SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

static enum status
find_referrals(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status = sql_fhir_referral_search(tx, IDS(REF_ID), IDS(REF_PATIENT),
	    CODES(SET_STATUS), PERIODS,
	    tx_text_array(
		tx, q->texts[TEXT_IDENTIFIER].systems, q->texts[TEXT_IDENTIFIER].n),
	    WORDS(TEXT_IDENTIFIER), SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

static enum status
find_procedures(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status = sql_fhir_procedure_search(
	    tx, IDS(REF_ID), IDS(REF_PATIENT), PERIODS, SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

static enum status
find_subscriptions(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status = sql_fhir_subscription_search(
	    tx, IDS(REF_ID), CODES(SET_STATUS), WORDS(TEXT_URL), SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

static enum status
find_audit(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_patient_search_rows rows = { 0 };
	enum status status = sql_fhir_audit_search(tx, IDS(REF_ID), IDS(REF_PATIENT),
	    q->refs[REF_PATIENT].is, IDS(REF_OWNER), q->refs[REF_OWNER].is,
	    WORDS(TEXT_LINK), CODES(SET_KIND), CODES(SET_STATUS), SPANS(DATE_AUTHORED),
	    SHOWN);

	return page_of(tx, status, rows.at, rows.n, page);
}

/* Which index has the order by itself: only where nothing else finds sooner. */
static const char *
walk(const struct fhir_query *q)
{
	const char *key = q->nkeys > 0 ? q->keys[0].name : "_id";

	if (q->refs[REF_ID].asked || q->refs[REF_PATIENT].asked ||
	    q->refs[REF_OWNER].asked || q->refs[REF_FOCUS].asked ||
	    q->refs[REF_PART].asked || q->set_of[SET_STATUS] != NULL ||
	    q->texts[TEXT_IDENTIFIER].n > 0)
		return "";
	if (strcmp(key, "_lastUpdated") == 0 || strcmp(key, "modified") == 0)
		return q->keys[0].way > 0 ? "up" : "down";
	if (strcmp(key, "_id") == 0 && !q->dates[DATE_CHANGED].asked)
		return q->nkeys == 0 || q->keys[0].way > 0 ? "id" : "";
	return "";
}

/* "open" or "closed" if only such are asked for. */
static const char *
state(const struct fhir_query *q)
{
	const unsigned closed = 1u << 4 | 1u << 6 | 1u << 9 | 1u << 10 | 1u << 11;

	if (q->set_of[SET_STATUS] == NULL)
		return "";
	if ((q->sets[SET_STATUS] & closed) == 0)
		return "open";
	return (q->sets[SET_STATUS] & ~closed) == 0 ? "closed" : "";
}

/* Their places in the list of codes are the numbers of the database, from 1 on. */
const char *
fhir_priorities_of(struct tx *tx, const struct fhir_query *q)
{
	int64_t numbers[4];
	size_t n = 0;

	for (size_t i = 0; q->set_of[SET_PRIORITY] != NULL && i < COUNT_OF(numbers);
	     i++)
		if ((q->sets[SET_PRIORITY] & 1u << i) != 0)
			numbers[n++] = (int64_t)i + 1;
	return tx_int_array(tx, numbers, n);
}

/* clang-format off */
#define ASKED IDS(REF_ID), CODES(SET_STATUS), state(q), CODES(SET_KIND), CODES(SET_ROLE), fhir_priorities_of(tx, q), \
	WORDS(TEXT_OUTCOME), IDS(REF_PATIENT), IDS(REF_OWNER), IDS(REF_REQUESTER), IDS(REF_PLACE), IDS(REF_FOCUS), IDS(REF_PART), \
	PERIODS, \
	q->refs[REF_PATIENT].is, q->refs[REF_OWNER].is, q->refs[REF_REQUESTER].is, q->refs[REF_PLACE].is, q->refs[REF_PART].is, \
	SPANS(DATE_CHANGED), fhir_spans_from(&q->dates[DATE_CHANGED]), \
	fhir_spans_until(&q->dates[DATE_CHANGED]), SPANS(DATE_AUTHORED), SPANS(DATE_DUE), SPANS(DATE_BEGINS), \
	tx_text_array(tx, q->texts[TEXT_IDENTIFIER].systems, q->texts[TEXT_IDENTIFIER].n), WORDS(TEXT_IDENTIFIER)
/* clang-format on */

static enum status
find_tasks(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_task_search_rows rows = { 0 };
	const struct fhir_key *k = q->keys;
	const struct fhir_cursor *c = &q->after;

	TRY(sql_fhir_task_search(tx, ASKED, walk(q), k[0].name, k[0].way, k[1].name,
	    k[1].way, k[2].name, k[2].way, c->rank[0], c->rank[1], c->rank[2], c->id,
	    c->at, most, q->elements, &rows));
	ARENA_ARRAY(tx_arena(tx), page->at, rows.n + 1);
	page->n = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const struct fhir_task_search *r = &rows.at[i];

		page->at[i] = (struct fhir_found){ .id = r->id,
			.body = r->body,
			.cursor = {
			    { r->rank1, r->rank2, r->rank3 }, r->id, r->changed_at } };
	}
	return OK;
}

enum status
fhir_count_tasks(struct tx *tx, const struct fhir_query *q, int64_t *n)
{
	const struct fhir_task_count *row;
	const struct plan_each *plan;

	TRY(sql_plan_each(tx, &plan));
	TRY(sql_fhir_task_count(tx, ASKED, &row));
	*n = row->n;
	return OK;
}

/* clang-format off */
const struct fhir_type fhir_types[] = {
	{ "Task",		"task",		"id,status,intent",	task_params,		find_tasks, .task = true },
	{ "Patient",		"patient",	"id",			patient_params,		find_patients },
	{ "Communication",	"message",	"id,status",		communication_params,	find_messages },
	{ "ServiceRequest",	"referral",	"id,status,intent,subject", referral_params,	find_referrals },
	{ "Procedure",		"enrolment",	"id,status,subject",	procedure_params,	find_procedures },
	{ "Practitioner",	"",		"id",			practitioner_params,	find_users },
	{ "PractitionerRole",	"",		"id",			role_params,		find_users },
	{ "Device",		"",		"id",			device_params,		find_users },
	{ "Organization",	"",		"id,name",		organization_params,	find_places },
	{ "Location",		"",		"id",			location_params,	find_places },
	{ "Subscription",	"subscription",	"id,status,reason,criteria,channel", subscription_params, find_subscriptions },
	{ "Questionnaire",	"",			"id,status",		questionnaire_params,	fhir_questionnaire_find },
	{ "QuestionnaireResponse", "report",		"id,status",		response_params,	fhir_response_find },
	{ "AuditEvent",		"",		"id,type,recorded,agent,source", audit_params,	find_audit },
	{ .name = NULL }
};
/* clang-format on */

enum status
fhir_type_find(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	const struct plan_each *plan;

	TRY(sql_plan_each(tx, &plan));
	return q->type->find(tx, q, most, page);
}

const struct fhir_type *
fhir_type_of(const char *name)
{
	for (const struct fhir_type *type = fhir_types; type->name != NULL; type++)
		if (strcmp(type->name, name) == 0)
			return type;
	return NULL;
}
