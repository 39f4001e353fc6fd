/* fhir_request.c - see fhir_request.h. */

#include "api/fhir_request.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/fhir_body.h"
#include "api/fhir_condition.h"
#include "api/fhir_known.h"
#include "api/fhir_request_wish.h"
#include "api/fhir_shape.h"
#include "api/fhir_span.h"
#include "api/fhir_task.h"
#include "api/fhir_type.h"
#include "api/fhir_word.h"
#include "base/clock.h"
#include "core/task_work.h"
#include "ext/json_patch.h"
#include "ext/phone.h"
#include "ext/secret.h"

#define TYPE "ServiceRequest"
#define DUE_DEFAULT (24 * HOUR) /* of one that does not say by when */
#define DAY (24 * HOUR)
#define ROUTINE 4

/* Kept as it is, and given back; what is not shown to whoever does it, is not kept. */
static const char kept[] =
    "resourceType id meta text language contained extension identifier basedOn "
    "requisition status intent category priority code orderDetail subject encounter "
    "occurrenceDateTime occurrencePeriod authoredOn requester performerType performer "
    "locationCode locationReference reasonCode reasonReference supportingInfo bodySite "
    "note patientInstruction relevantHistory";
static const char orders[] = "order original-order reflex-order filler-order "
			     "instance-order directive";

static enum status
refuse(const struct fhir_ask *ask, const char *element, const char *words)
{
	return fhir_refuse(ask->rq, 422, "business-rule",
	    arena_printf(ask->arena, TYPE ".%s", element), TYPE ".%s %s", element,
	    words);
}

static enum status
show(const struct fhir_ask *ask, int64_t id, int code)
{
	const struct service_request_get *r;

	TRY(sql_service_request_get(ask->rq->tx, id, &r));
	ask->rq->reply.shown = ask->type->shown;
	ask->rq->reply.shown_id = id;
	if (code == 201)
		ask->rq->reply.location =
		    arena_printf(ask->arena, "%s/" TYPE "/%" PRId64, ask->base, id);
	return fhir_show(
	    ask, &(struct fhir_resource){ r->body, r->version, r->changed_at, code });
}

enum status
fhir_request_read(const struct fhir_ask *ask)
{
	return ask->id == 0 ? ERR_NOT_FOUND : show(ask, ask->id, 200);
}

/* What it may say ------------------------------------------------------------- */

/* A reference without an address would be one of ours. */
static enum status
check_foreign(const struct fhir_ask *ask, const struct json *value, const char *path)
{
	const char *text = json_text(json_get(value, "reference")), *key;
	const struct json *member;

	if (text != NULL && *text != '#' && strstr(text, "://") == NULL)
		return fhir_refuse(ask->rq, 422, "business-rule", path,
		    "%s is not one of ours: write its whole address, or identifier and "
		    "display alone.",
		    path);
	for (size_t i = 0; json_is_array(value) && i < json_count(value); i++)
		TRY(check_foreign(ask, json_at(value, i),
		    arena_printf(ask->arena, "%s[%zu]", path, i)));
	for (size_t i = 0; json_member(value, i, &key, &member); i++)
		TRY(check_foreign(
		    ask, member, arena_printf(ask->arena, "%s.%s", path, key)));
	return OK;
}

static enum status
check_elements(const struct fhir_ask *ask, const struct json *request)
{
	static const char ours[] = "subject performer locationReference";
	const struct json *contained = json_get(request, "contained"), *value;
	const char *key;

	for (size_t i = 0; json_member(request, i, &key, &value); i++) {
		const char *path = arena_printf(ask->arena, TYPE ".%s", key);

		if (!fhir_among(kept, key, strlen(key)))
			return refuse(ask, key,
			    "is not kept by Aftercare, and would not be seen by who "
			    "does it: leave it out, or say it in note.");
		if (!fhir_among(ours, key, strlen(key)))
			TRY(check_foreign(ask, value, path));
	}
	if (json_count(contained) > 1)
		return refuse(ask, "contained",
		    "has at most the Patient that subject points to.");
	return OK;
}

/* dom-3: what comes along is pointed to. */
static bool
is_orphan(const struct json *request)
{
	const char *to = json_text(json_get(json_get(request, "subject"), "reference"));

	return json_count(json_get(request, "contained")) > 0 &&
	       (to == NULL || *to != '#');
}

static enum status
check_wish(const struct fhir_ask *ask, const struct json *request,
    const struct fhir_request_wish *w)
{
	const char *intent = json_text(json_get(request, "intent"));

	if (!fhir_among(orders, intent, strlen(intent)))
		return refuse(ask, "intent",
		    "asks for nothing yet: send it when it is an order.");
	if (*w->words == '\0')
		return refuse(ask, "code", "is missing: say what is to be done.");
	if (strlen(w->words) > 500)
		return refuse(ask, "code",
		    "with orderDetail and bodySite has at most 500 letters.");
	if (strlen(w->asker) > 200)
		return refuse(ask, "requester", "is called with at most 200 letters.");
	if (strlen(w->reason) > 1000)
		return refuse(ask, "reasonCode", "has at most 1000 letters.");
	if (strlen(w->note) > 2000)
		return refuse(
		    ask, "note", "with patientInstruction has at most 2000 letters.");
	if (w->subject_wrong || is_orphan(request))
		return refuse(ask, "subject",
		    "is Patient/id of a client of Aftercare, an identifier of his, or "
		    "#id of the Patient in contained.");
	if (strlen(w->person) > 300)
		return refuse(
		    ask, "contained", "has a Patient of at most 300 letters.");
	if (w->place_wrong || w->places_differ)
		return refuse(ask, w->place_wrong ? "performer" : "locationReference",
		    "is one facility of this client: performer Organization/id, "
		    "locationReference Location/id, both the same.");
	if (w->keys_wrong)
		return refuse(ask, "identifier",
		    "has a value, a system that is yours and at most 700 letters; "
		    "there "
		    "are at most 5.");
	return OK;
}

/* Whom it is about: 0 if nobody here has such an identifier. */
static enum status
find_patient(const struct fhir_ask *ask, const struct fhir_request_wish *w, int64_t *id)
{
	struct fhir_ask as = *ask;

	*id = w->patient_id;
	as.type = fhir_type_of("Patient");
	for (size_t i = 0; *id == 0 && i < w->nnames; i++) {
		struct buf condition;

		buf_init_wide(&condition, ask->arena, 64);
		buf_puts(&condition, "identifier=");
		buf_url(&condition, w->names[i]);
		TRY(fhir_condition_find(&as, condition.data, id));
	}
	if (*id == 0 && *w->person == '\0')
		return fhir_refuse(ask->rq, 422, "not-found", TYPE ".subject",
		    "Nobody here has this identifier: send who he is as a contained "
		    "Patient, with his name and phone.");
	return OK;
}

/* By when ---------------------------------------------------------------------- */

/* A day is that of the facility, and over when it ends. */
static enum status
moment(
    const struct fhir_ask *ask, int64_t place, const char *text, bool end, int64_t *at)
{
	const struct place_span *days;
	struct fhir_span span;

	*at = 0;
	if (*text == '\0' || !fhir_span_read(ask->arena, text, &span))
		return OK;
	*at = span.from;
	if (strchr(text, 'T') != NULL)
		return OK;
	TRY(sql_place_span(ask->rq->tx, place, clock_date(ask->arena, span.from / DAY),
	    clock_date(ask->arena, span.until / DAY), &days));
	*at = end ? days->ends_at : days->starts_at;
	return OK;
}

static enum status
read_times(const struct fhir_ask *ask, int64_t place, const struct fhir_request_wish *w,
    int64_t begun, int64_t *starts_at, int64_t *due_at)
{
	TRY(moment(ask, place, w->from, false, starts_at));
	TRY(moment(ask, place, w->until, true, due_at));
	if (*starts_at == 0)
		*starts_at = begun;
	if (*due_at == 0)
		*due_at = (*starts_at > begun ? *starts_at : begun) + DUE_DEFAULT;
	return OK;
}

/* Bringing it ------------------------------------------------------------------ */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Nobody brings one of these names meanwhile; always in the same order. */
static enum status
hold_names(const struct fhir_ask *ask, struct fhir_request_wish *w, const char **keys)
{
	const char *names[FHIR_NAMES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < w->nkeys; i += 2)
		names[n++] = w->keys[i];
	qsort(names, n, sizeof *names, by_text);
	for (size_t i = 0; i < n; i++)
		TRY(sql_fhir_lock(
		    ask->rq->tx, arena_printf(ask->arena, TYPE " %" PRId64 " %s",
				     ask->client->id, names[i])));
	*keys = tx_text_array(ask->rq->tx, names, n);
	return OK;
}

/* Under one of its names; 0 if it was not, or is the one that changes. */
static enum status
brought_before(const struct fhir_ask *ask, const struct json *request,
    struct fhir_request_wish *w, int64_t but, int64_t *id)
{
	const struct service_request_same *r;
	const char *keys;
	enum status status;

	*id = 0;
	TRY(hold_names(ask, w, &keys));
	status = sql_service_request_same(ask->rq->tx, ask->client->id, keys,
	    json_write(ask->arena, request), but, &r);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	*id = r->id;
	if (r->same && but == 0)
		return OK;
	return fhir_refuse(ask->rq, 409, "duplicate", TYPE ".identifier",
	    "This is " TYPE "/%" PRId64 ", which says something else: change that one "
	    "with PUT.",
	    r->id);
}

static enum status
dial_of(const struct fhir_ask *ask, const char *typed, const char **e164)
{
	const struct region_common *common;
	struct phone phone;

	*e164 = "";
	if (*typed == '\0')
		return OK;
	TRY(sql_region_common(ask->rq->tx, &common));
	if (phone_read(ask->arena, typed, common->region, &phone) == PHONE_GOOD)
		*e164 = phone.e164;
	return OK;
}

static enum status
add(const struct fhir_ask *ask, const struct json *request,
    const struct fhir_request_wish *w, int64_t *id)
{
	const struct service_request_add *row;
	const struct task_create *task;
	struct tx *tx = ask->rq->tx;
	int64_t place, patient, starts_at, due_at;
	const char *dial;

	TRY(find_patient(ask, w, &patient));
	TRY(fhir_known_place(
	    ask, TYPE ".subject", TYPE ".performer", patient, w->place_id, &place));
	TRY(read_times(ask, place, w, ask->now, &starts_at, &due_at));
	TRY(dial_of(ask, patient == 0 ? w->phone : "", &dial));
	TRY(sql_task_create(tx, place, patient,
	    arena_printf(ask->arena, "request:%s", secret_uuid(ask->arena)),
	    "requested", w->priority != 0 ? w->priority : ROUTINE, "nurse", w->words,
	    "", 0, starts_at, due_at, ask->now, ask->client->id, w->called, dial,
	    &task));
	TRY(sql_service_request_add(tx, task->id, ask->client->id,
	    json_write(ask->arena, request), tx_text_array(tx, w->keys, w->nkeys),
	    w->asker, w->reason, w->note, patient == 0 ? w->person : "", &row));
	*id = row->id;
	return OK;
}

enum status
fhir_request_bring(
    const struct fhir_ask *ask, const struct json *request, int64_t *id, bool *fresh)
{
	struct fhir_request_wish w;

	TRY(check_elements(ask, request));
	fhir_request_wish_read(ask, request, &w);
	TRY(check_wish(ask, request, &w));
	if (strcmp(w.status, "active") != 0 || *w.because != '\0')
		return refuse(ask, "status",
		    "is active when it is brought, without a reason for another one.");
	TRY(brought_before(ask, request, &w, 0, id));
	*fresh = *id == 0;
	return *fresh ? add(ask, request, &w, id) : OK;
}

static enum status
check_shape(const struct fhir_ask *ask, const struct json *request)
{
	struct fhir_issues issues = { .arena = ask->arena };

	fhir_shape(ask->arena, TYPE, request, &issues);
	return issues.n > 0 ? fhir_refuse_all(ask->rq, 400, &issues) : OK;
}

/* With what its references find; valid. */
static enum status
read_request(const struct fhir_ask *ask, const struct json **request)
{
	TRY(fhir_body_read(ask, FHIR_JSON, request));
	TRY(fhir_known_resolve(ask, *request, request));
	return check_shape(ask, *request);
}

static enum status
create(const struct fhir_ask *ask, const struct json *request)
{
	bool fresh;
	int64_t id;

	TRY(fhir_request_bring(ask, request, &id, &fresh));
	return show(ask, id, fresh ? 201 : 200);
}

enum status
fhir_request_create(const struct fhir_ask *ask)
{
	const struct json *request;
	int64_t id;
	bool asked;

	TRY(read_request(ask, &request));
	TRY(fhir_if_none_exist(ask, &asked, &id));
	return id != 0 ? show(ask, id, 200) : create(ask, request);
}

/* Changing it ------------------------------------------------------------------ */

struct change {
	const struct fhir_ask *ask;
	int64_t id;
	const struct service_request_get *row;
	const struct task_facts *facts;
	const struct json *now, *wanted; /* as it is shown, and is to be */
};

/* Holds its task; only who has brought it changes it. */
static enum status
begin(const struct fhir_ask *ask, int64_t id, struct change *c)
{
	const struct task_lock *lock;
	struct tx *tx = ask->rq->tx;
	int64_t version;
	enum status status;

	*c = (struct change){ .ask = ask, .id = id };
	TRY(fhir_if_match(ask, &version));
	status = id == 0 ? ERR_NOT_FOUND : sql_service_request_get(tx, id, &c->row);
	if (status == ERR_NOT_FOUND)
		return fhir_absent(ask);
	TRY(status);
	if (c->row->client_id != ask->client->id)
		return fhir_refuse(ask->rq, 403, "forbidden", "",
		    "Another program has brought " TYPE "/%" PRId64 ".", id);
	TRY(sql_task_lock(tx, c->row->task_id, &lock));
	TRY(sql_service_request_get(tx, id, &c->row));
	TRY(sql_task_facts(tx, c->row->task_id, &c->facts));
	TRY(json_parse(ask->arena, c->row->body, strlen(c->row->body), &c->now));
	return fhir_same_version(ask, version, c->row->version);
}

/* meta and text are nobody's to change. */
static bool
says_the_same(const struct json *a, const struct json *b)
{
	const struct json *value;
	const char *key;

	for (size_t i = 0; json_member(a, i, &key, &value); i++)
		if (strcmp(key, "meta") != 0 && strcmp(key, "text") != 0 &&
		    !json_equal(value, json_get(b, key)))
			return false;
	return true;
}

static enum status
end(const struct change *c, const char *status, const char *because)
{
	const struct fhir_ask *ask = c->ask;
	const char *next, *to = strcmp(status, "revoked") == 0 ||
					strcmp(c->facts->status, "on-hold") == 0
				    ? "cancelled"
				    : "entered-in-error";
	bool leads;

	TRY(task_work_leads(ask->rq->tx, c->facts->status, c->facts->held_status,
	    c->facts->owner_id, to, &leads, &next));
	if (!leads)
		return refuse(ask, "status",
		    arena_printf(ask->arena,
			"cannot become %s: its task is %s, and can become: %s.", status,
			c->facts->status, next));
	return sql_service_request_end(
	    ask->rq->tx, c->row->task_id, to, because, ask->client->id);
}

/* Who is at work on it goes by what she was asked. */
static enum status
check_begun(const struct change *c, const struct fhir_request_wish *w)
{
	struct fhir_request_wish was;

	fhir_request_wish_read(c->ask, c->now, &was);
	if (c->facts->owner_id == 0 ||
	    (strcmp(was.words, w->words) == 0 && strcmp(was.reason, w->reason) == 0))
		return OK;
	return refuse(c->ask, strcmp(was.words, w->words) != 0 ? "code" : "reasonCode",
	    "stays as it is while somebody is at work on it: priority, occurrence and "
	    "note can be changed; or revoke it, and ask anew.");
}

static enum status
check_about(const struct change *c, const struct fhir_request_wish *w)
{
	int64_t patient;

	TRY(find_patient(c->ask, w, &patient));
	/* Whom nobody knew may be a client by now. */
	if (patient != c->facts->patient_id &&
	    (patient != 0 || strcmp(w->person, c->row->person) != 0))
		return refuse(c->ask, "subject", "stays whom it is about.");
	if (w->place_id != 0 && w->place_id != c->facts->place_id)
		return refuse(c->ask, "performer",
		    arena_printf(c->ask->arena,
			"stays: it is done at Organization/%" PRId64 ".",
			c->facts->place_id));
	return OK;
}

static enum status
change(const struct change *c, struct fhir_request_wish *w)
{
	const struct fhir_ask *ask = c->ask;
	int64_t starts_at, due_at, other = 0;

	if (!c->facts->open)
		return refuse(ask, "status", "is over: it stays as it was.");
	TRY(check_about(c, w));
	TRY(check_begun(c, w));
	TRY(brought_before(ask, c->wanted, w, c->id, &other));
	TRY(read_times(
	    ask, c->facts->place_id, w, c->facts->starts_at, &starts_at, &due_at));
	return sql_service_request_change(ask->rq->tx, c->id,
	    json_write(ask->arena, c->wanted),
	    tx_text_array(ask->rq->tx, w->keys, w->nkeys), w->asker, w->reason, w->note,
	    w->words, w->priority != 0 ? w->priority : ROUTINE, starts_at, due_at);
}

static enum status
apply(struct change *c)
{
	const struct fhir_ask *ask = c->ask;
	struct fhir_request_wish w;

	TRY(check_shape(ask, c->wanted));
	TRY(check_elements(ask, c->wanted));
	fhir_request_wish_read(ask, c->wanted, &w);
	TRY(check_wish(ask, c->wanted, &w));
	if (says_the_same(c->wanted, c->now) && says_the_same(c->now, c->wanted))
		return show(ask, c->id, 200);
	if (strcmp(w.status, "revoked") == 0 ||
	    strcmp(w.status, "entered-in-error") == 0)
		TRY(end(c, w.status, w.because));
	else if (strcmp(w.status, "active") != 0)
		return refuse(ask, "status",
		    "is said by those who do it; who asks says active, revoked or "
		    "entered-in-error.");
	else
		TRY(change(c, &w));
	return show(ask, c->id, 200);
}

enum status
fhir_request_withdraw(
    const struct fhir_ask *ask, int64_t id, const char *status, const char *because)
{
	struct change c;

	TRY(begin(ask, id, &c));
	return end(&c, status, because);
}

static enum status
update(const struct fhir_ask *ask, int64_t id, const struct json *wanted)
{
	struct change c;

	TRY(begin(ask, id, &c));
	c.wanted = wanted;
	return apply(&c);
}

enum status
fhir_request_update(const struct fhir_ask *ask)
{
	const struct json *wanted;
	const char *id;

	TRY(read_request(ask, &wanted));
	id = json_text(json_get(wanted, "id"));
	if (id == NULL || strcmp(id, ask->parts[1]) != 0)
		return fhir_refuse(ask->rq, 400, "value", TYPE ".id",
		    TYPE ".id has to be the id of the address, %s.", ask->parts[1]);
	return update(ask, ask->id, wanted);
}

enum status
fhir_request_put_by(const struct fhir_ask *ask)
{
	const struct json *wanted;
	const char *own;
	int64_t id;

	TRY(read_request(ask, &wanted));
	TRY(fhir_condition_find(ask, ask->rq->query, &id));
	own = json_text(json_get(wanted, "id"));
	if (id != 0 && own != NULL && fhir_id(own) != id)
		return fhir_refuse(ask->rq, 400, "value", TYPE ".id",
		    TYPE ".id is another one than that of the request found.");
	return id != 0 ? update(ask, id, wanted) : create(ask, wanted);
}

enum status
fhir_request_patch(const struct fhir_ask *ask)
{
	const struct json *patch;
	const char *why = "";
	struct change c;
	enum status status;

	TRY(fhir_body_read(ask, JSON_PATCH, &patch));
	TRY(begin(ask, ask->id, &c));
	status = json_patch(ask->arena, c.now, patch, &c.wanted, &why);
	if (status == ERR_INVALID || status == ERR_CONFLICT)
		return fhir_refuse(ask->rq, 400,
		    status == ERR_CONFLICT ? "conflict" : "value", "", "%s", why);
	TRY(status);
	if (!json_equal(json_get(c.wanted, "id"), json_get(c.now, "id")) ||
	    !json_equal(json_get(c.wanted, "meta"), json_get(c.now, "meta")))
		return fhir_refuse(ask->rq, 400, "value", TYPE ".meta",
		    TYPE ".id and " TYPE ".meta are not to be patched.");
	return apply(&c);
}

/* A Task of it ----------------------------------------------------------------- */

static bool
has_one_of(const struct json *now, const struct json *task)
{
	const struct json *a = json_get(now, "identifier");
	const struct json *b = json_get(task, "identifier");

	for (size_t i = 0; i < json_count(a); i++)
		for (size_t k = 0; k < json_count(b); k++)
			if (json_equal(json_get(json_at(a, i), "value"),
				json_get(json_at(b, k), "value")) &&
			    json_equal(json_get(json_at(a, i), "system"),
				json_get(json_at(b, k), "system")))
				return true;
	return false;
}

static enum status
refuse_second(const struct fhir_ask *ask, const struct service_request_get *r,
    const struct json *task, int64_t focus)
{
	const struct fhir_task_get *now;
	const struct json *shown;

	TRY(sql_fhir_task_get(ask->rq->tx, r->task_id, &now));
	TRY(json_parse(ask->arena, now->body, strlen(now->body), &shown));
	if (has_one_of(shown, task))
		return fhir_task_show(ask, r->task_id, 200);
	return fhir_refuse(ask->rq, 409, "duplicate", "Task.focus",
	    TYPE "/%" PRId64 " has its task, Task/%" PRId64 ": change that one.", focus,
	    r->task_id);
}

static enum status
merge(const struct fhir_ask *ask, const struct json *task,
    const struct fhir_task_wish *w, int64_t id)
{
	const struct task_facts *f;
	struct task_refusal no = { 0 };
	enum status status;

	TRY(sql_task_facts(ask->rq->tx, id, &f));
	if (w->patient_id != 0 && w->patient_id != f->patient_id)
		return fhir_refuse(ask->rq, 422, "business-rule", "Task.for",
		    "Task.for is another one than whom the request is about.");
	if (w->place_id != 0 && w->place_id != f->place_id)
		return fhir_refuse(ask->rq, 422, "business-rule", "Task.location",
		    "Task.location is not where the request is done, Location/%" PRId64
		    ".",
		    f->place_id);
	if (w->owner_wrong)
		return fhir_refuse(ask->rq, 422, "business-rule", "Task.owner",
		    "Task.owner is PractitionerRole/id of somebody at the task's "
		    "facility, or Device/id of the client itself.");
	status = task_work_do(ask->rq->tx, id, f,
	    &(struct task_work){ .status = w->status,
		.reason = w->reason,
		.words = json_get(task, "description") != NULL ? w->words : f->words,
		.performer = *w->performer != '\0' ? w->performer : f->performer,
		.owner_id = w->owner_id,
		.priority = w->priority != 0 ? w->priority : f->priority,
		.starts_at = w->starts_at != 0 ? w->starts_at : f->starts_at,
		.due_at = w->due_at != 0 ? w->due_at : f->due_at,
		.outcome = "",
		.note = "" },
	    ask->client->id, &no);
	if (status != OK)
		return fhir_task_refused(ask, status, &no);
	TRY(fhir_task_identify(ask, task, id, f->place_id));
	return fhir_task_show(ask, id, 201);
}

enum status
fhir_request_task(
    const struct fhir_ask *ask, const struct json *task, struct fhir_task_wish *w)
{
	const struct service_request_tasked *mine;
	const struct service_request_get *r;
	const struct task_lock *lock;
	enum status status = sql_service_request_get(ask->rq->tx, w->focus_id, &r);

	if (status == ERR_NOT_FOUND ||
	    (status == OK && r->client_id != ask->client->id))
		return fhir_refuse(ask->rq, 422, "not-found", "Task.focus",
		    "There is no " TYPE "/%" PRId64 " that this client has brought.",
		    w->focus_id);
	TRY(status);
	TRY(sql_task_lock(ask->rq->tx, r->task_id, &lock));
	status = sql_service_request_tasked(ask->rq->tx, w->focus_id, &mine);
	if (status == ERR_NOT_FOUND)
		return refuse_second(ask, r, task, w->focus_id);
	TRY(status);
	return merge(ask, task, w, r->task_id);
}
