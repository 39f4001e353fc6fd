/* mediator.c - see mediator.h. */

#include "api/mediator.h"

#include <stdlib.h>
#include <string.h>

#include "api/fhir_body.h"
#include "api/fhir_request.h"
#include "api/fhir_task.h"
#include "api/fhir_type.h"
#include "api/mediator_read.h"
#include "base/clock.h"
#include "base/log.h"
#include "core/task_work.h"
#include "ext/secret.h"

#define PREFIX "/mediator/"
#define NAME_MAX_LETTERS 200
#define ADDRESS_MAX 500
#define PHONE_MAX 40
#define PATIENT_ID "patient-" /* how the contacts of cht_contact.c are called */
#define TOLD_FOR (180 * 24 * HOUR) /* after it was asked */
#define SECRET_EXTENSION "urn:aftercare:subscription-secret"

struct call {
	struct fhir_ask ask;
	struct mediator_said said;
	int64_t id; /* of what it has become */
};

static enum status
refuse(const struct call *c, const char *issue, const char *element, const char *words)
{
	return fhir_refuse(c->ask.rq, 422, issue,
	    arena_printf(c->ask.arena, "%s.%s", c->said.type, element), "%s.%s %s",
	    c->said.type, element, words);
}

/* Endpoint, Organization, Patient ------------------------------------------------ */

static enum status
keep(struct call *c, const char *target)
{
	const struct mediator_said *s = &c->said;
	const struct mediator_party_save *row;

	if (*s->identifier == '\0' || strlen(s->identifier) > NAME_MAX_LETTERS)
		return refuse(
		    c, "required", "identifier", "has a value of at most 200 letters.");
	if (strlen(s->name) > NAME_MAX_LETTERS)
		return refuse(c, "too-long", "name", "has at most 200 letters.");
	if (strlen(s->phone) > PHONE_MAX)
		return refuse(c, "too-long", "telecom", "has at most 40 letters.");
	if (strlen(target) > ADDRESS_MAX)
		return refuse(c, "too-long", "address", "has at most 500 letters.");
	TRY(sql_mediator_party_save(c->ask.rq->tx, c->ask.client->id, s->type,
	    s->identifier, s->name, target, s->born, s->phone, &row));
	c->id = row->id;
	return fhir_show(&c->ask, &(struct fhir_resource){ row->body, 0, 0, 201 });
}

static enum status
endpoint(struct call *c)
{
	if (*c->said.address == '\0')
		return refuse(c, "required", "address", "is missing.");
	return keep(c, c->said.address);
}

static enum status
organization(struct call *c)
{
	if (*c->said.endpoint == '\0')
		return refuse(c, "required", "endpoint",
		    "is missing: Endpoint/ and the identifier of the one to be told.");
	return keep(c, c->said.endpoint);
}

static enum status
patient(struct call *c)
{
	return keep(c, "");
}

/* ServiceRequest ----------------------------------------------------------------- */

static enum status
show_subscription(const struct call *c, int64_t id, const char *secret, int code)
{
	const struct subscription_show *s;

	TRY(sql_subscription_show(c->ask.rq->tx, id, secret, SECRET_EXTENSION, &s));
	return fhir_show(&c->ask, &(struct fhir_resource){ s->body, 0, 0, code });
}

static enum status
party(const struct call *c, const char *kind, const char *identifier,
    const struct mediator_party_get **row)
{
	enum status status = sql_mediator_party_get(
	    c->ask.rq->tx, c->ask.client->id, kind, identifier, row);

	if (status != ERR_NOT_FOUND)
		return status;
	return fhir_refuse(c->ask.rq, 422, "not-found", c->said.type,
	    "There is no %s with the identifier %.200s: bring it first.", kind,
	    identifier);
}

/* One of ours by the number on his card or the id of his contact, else whom they named. */
static enum status
write_subject(const struct call *c, struct buf *b)
{
	const char *name = c->said.subject;
	struct cht_subject_rows ours = { 0 };
	const struct mediator_party_get *theirs;
	int64_t id = 0;

	if (strncmp(name, PATIENT_ID, strlen(PATIENT_ID)) == 0)
		id = strtoll(name + strlen(PATIENT_ID), NULL, 10);
	TRY(sql_cht_subject(c->ask.rq->tx, id, name, "", &ours));
	if (ours.n == 1) {
		buf_printf(b, ",\"subject\":{\"reference\":\"Patient/%lld\"}",
		    (long long)ours.at[0].id);
		return OK;
	}
	TRY(party(c, "Patient", name, &theirs));
	buf_puts(b,
	    ",\"subject\":{\"reference\":\"#patient\"},\"contained\":["
	    "{\"resourceType\":\"Patient\",\"id\":\"patient\",\"name\":[{\"text\":");
	buf_json(b, *theirs->name != '\0' ? theirs->name : name);
	buf_puts(b, "}]");
	if (*theirs->born != '\0') {
		buf_puts(b, ",\"birthDate\":");
		buf_json(b, theirs->born);
	}
	if (*theirs->phone != '\0') {
		buf_puts(b, ",\"telecom\":[{\"system\":\"phone\",\"value\":");
		buf_json(b, theirs->phone);
		buf_puts(b, "}]");
	}
	buf_puts(b, "}]");
	return OK;
}

/* As R4 has it. */
static enum status
write_request(const struct call *c, const struct mediator_party_get *who,
    const struct json **json)
{
	struct buf b;

	buf_init_wide(&b, c->ask.arena, 512);
	buf_puts(&b, "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\","
		     "\"intent\":\"order\",\"code\":{\"text\":");
	buf_json(&b, *c->said.words != '\0' ? c->said.words : "Follow up");
	buf_puts(&b, "},\"requester\":{\"identifier\":{\"value\":");
	buf_json(&b, c->said.requester);
	buf_puts(&b, "},\"display\":");
	buf_json(&b, *who->name != '\0' ? who->name : c->said.requester);
	buf_putc(&b, '}');
	TRY(write_subject(c, &b));
	buf_putc(&b, '}');
	return json_parse(c->ask.arena, b.data, b.len, json);
}

static enum status
ask_for(struct call *c)
{
	const struct mediator_party_get *who, *where;
	const struct mediator_request_add *row;
	const char *secret = secret_token(c->ask.arena);
	const struct json *json;
	bool fresh;

	TRY(party(c, "Organization", c->said.requester, &who));
	TRY(party(c, "Endpoint", who->target, &where));
	TRY(write_request(c, who, &json));
	TRY(fhir_request_bring(&c->ask, json, &c->id, &fresh));
	TRY(sql_mediator_request_add(c->ask.rq->tx, c->id, c->ask.client->id,
	    c->said.subject, c->said.requester, where->target, secret, c->ask.now,
	    c->ask.now + TOLD_FOR, &row));
	return show_subscription(c, row->subscription_id, secret, 201);
}

/* What is open is not asked for again; revoked, it is not wanted any more. */
static enum status
service_request(struct call *c)
{
	const struct mediator_said *s = &c->said;
	const bool ends = strcmp(s->status, "revoked") == 0 ||
			  strcmp(s->status, "entered-in-error") == 0;
	struct mediator_open_rows open = { 0 };

	if (*s->subject == '\0' || strlen(s->subject) > NAME_MAX_LETTERS)
		return refuse(c, "required", "subject",
		    "is missing: Patient/ and his identifier.");
	if (*s->requester == '\0' || strlen(s->requester) > NAME_MAX_LETTERS)
		return refuse(c, "required", "requester",
		    "is missing: Organization/ and the identifier of who asks.");
	if (!ends && strcmp(s->status, "active") != 0)
		return refuse(c, "business-rule", "status",
		    "is active; or revoked when it is not wanted any more.");
	TRY(sql_fhir_lock(c->ask.rq->tx,
	    arena_printf(c->ask.arena, "mediator %s|%s", s->requester, s->subject)));
	TRY(sql_mediator_open(
	    c->ask.rq->tx, c->ask.client->id, s->subject, s->requester, &open));
	if (open.n == 0)
		return !ends ? ask_for(c)
			     : refuse(c, "not-found", "subject",
				   "is nobody for whom this organization asks for "
				   "anything now.");
	c->id = open.at[0].request_id;
	if (ends)
		TRY(fhir_request_withdraw(&c->ask, c->id, s->status, s->because));
	return show_subscription(c, open.at[0].subscription_id, NULL, 200);
}

/* Encounter ---------------------------------------------------------------------- */

/* Somebody else has met him: what was asked for him is done. */
static enum status
finish(const struct call *c, int64_t task_id)
{
	static const char *const steps[] = { "accepted", "completed" };
	struct task_refusal no = { 0 };
	const struct task_facts *f;
	const struct task_lock *lock;
	enum status status;

	TRY(sql_task_lock(c->ask.rq->tx, task_id, &lock));
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		TRY(sql_task_facts(c->ask.rq->tx, task_id, &f));
		if (i == 0 && f->owner_id != 0)
			continue;
		status = task_work_do(c->ask.rq->tx, task_id, f,
		    &(struct task_work){ .status = steps[i],
			.reason = "",
			.words = f->words,
			.performer = f->performer,
			.owner_id = f->owner_id != 0 ? f->owner_id : c->ask.client->id,
			.priority = f->priority,
			.starts_at = f->starts_at,
			.due_at = f->due_at,
			.outcome = "",
			.note = "" },
		    c->ask.client->id, &no);
		if (status != OK)
			return fhir_task_refused(&c->ask, status, &no);
	}
	return OK;
}

static enum status
encounter(struct call *c)
{
	struct mediator_open_rows open = { 0 };
	const struct mediator_encounter *met;

	if (*c->said.subject == '\0' || strcmp(c->said.status, "finished") != 0)
		return refuse(c, "business-rule", "status",
		    "is finished, with subject Patient/ and his identifier.");
	TRY(sql_mediator_open(
	    c->ask.rq->tx, c->ask.client->id, c->said.subject, "", &open));
	if (open.n == 0)
		return refuse(c, "not-found", "subject",
		    "is nobody for whom anything is asked for now.");
	for (size_t i = 0; i < open.n; i++)
		TRY(finish(c, open.at[i].task_id));
	c->id = open.at[0].request_id;
	TRY(sql_mediator_encounter(c->ask.rq->tx, open.at[0].task_id, &met));
	return fhir_show(&c->ask, &(struct fhir_resource){ met->body, 0, 0, 201 });
}

static const struct {
	const char *path, *type;
	char letter; /* of system/ServiceRequest */
	enum status (*take)(struct call *);
} kinds[] = {
	{ "endpoint", "Endpoint", 'c', endpoint },
	{ "organization", "Organization", 'c', organization },
	{ "patient", "Patient", 'c', patient },
	{ "service-request", "ServiceRequest", 'c', service_request },
	{ "encounter", "Encounter", 'u', encounter },
};

/* What was mended is for the administrator to see: in the trail, and in the log. */
static enum status
tell_mended(const struct call *c)
{
	const struct mediator_said *s = &c->said;
	struct tx *tx = c->ask.rq->tx;

	if (s->n == 0)
		return OK;
	for (size_t i = 0; i < s->n; i++)
		log_warn("client=%lld mediator %s: %s", (long long)c->ask.client->id,
		    s->type, s->mended[i]);
	return sql_mediator_mended(tx, "mediator", c->id,
	    tx_text_array(tx, s->mended, s->n), c->ask.rq->address);
}

static enum status
take(struct request *rq)
{
	struct call c = { .ask = { .rq = rq,
			      .arena = rq->arena,
			      .client = rq->who,
			      .now = tx_now(rq->tx),
			      .type = fhir_type_of("ServiceRequest"),
			      .parts = { "ServiceRequest", "", "", "" },
			      .base = arena_printf(rq->arena, "%s://%s/fhir",
				  rq->secure ? "https" : "http",
				  *rq->host != '\0' ? rq->host : "localhost") } };
	const struct json *json;
	size_t i = 0;

	while (i < COUNT_OF(kinds) &&
	       strcmp(rq->path + strlen(PREFIX), kinds[i].path) != 0)
		i++;
	if (i == COUNT_OF(kinds))
		return fhir_refuse(rq, 404, "not-supported", "",
		    "There is " PREFIX "endpoint, organization, patient, "
		    "service-request and encounter.");
	TRY(fhir_scope(&c.ask, kinds[i].letter));
	TRY(fhir_body_read(&c.ask, FHIR_JSON, &json));
	mediator_read(rq->arena, kinds[i].type, json, &c.said);
	if (strcmp(c.said.type, kinds[i].type) != 0)
		return fhir_refuse(rq, 400, "value", "resourceType",
		    "What is sent here is a resource of the type %s.", kinds[i].type);
	TRY(kinds[i].take(&c));
	return tell_mended(&c);
}

enum status
mediator(struct request *rq)
{
	enum status status = take(rq);

	/* What was refused has been answered. */
	return status != OK && rq->reply.code < 400 ? status : OK;
}
