/* fhir_task.c - see fhir_task.h. */

#include "api/fhir_task.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/fhir_body.h"
#include "api/fhir_condition.h"
#include "api/fhir_known.h"
#include "api/fhir_request.h"
#include "api/fhir_shape.h"
#include "api/fhir_task_wish.h"
#include "api/fhir_word.h"
#include "base/clock.h"
#include "core/task_work.h"
#include "ext/json_patch.h"
#include "ext/secret.h"

#define DUE_DEFAULT (24 * HOUR) /* of a task that is brought without a due date */
#define IDENTIFIERS_MAX 5

enum status
fhir_task_show(const struct fhir_ask *ask, int64_t id, int code)
{
	const struct fhir_task_get *t;

	TRY(sql_fhir_task_get(ask->rq->tx, id, &t));
	ask->rq->reply.shown = "task";
	ask->rq->reply.shown_id = id;
	TRY(fhir_show(
	    ask, &(struct fhir_resource){ t->body, t->version, t->changed_at, code }));
	if (code == 201)
		ask->rq->reply.location = arena_printf(ask->arena,
		    "%s/Task/%" PRId64 "/_history/%" PRId64, ask->base, id, t->version);
	return OK;
}

enum status
fhir_task_read(const struct fhir_ask *ask)
{
	enum status status =
	    ask->id == 0 ? ERR_NOT_FOUND : fhir_task_show(ask, ask->id, 200);

	return status == ERR_NOT_FOUND ? fhir_absent(ask) : status;
}

enum status
fhir_task_vread(const struct fhir_ask *ask)
{
	const struct fhir_task_version *t;
	int64_t version = fhir_id(ask->parts[3]);
	enum status status = sql_fhir_task_version(ask->rq->tx, ask->id, version, &t);

	if (status == ERR_NOT_FOUND)
		return fhir_refuse(ask->rq, 404, "not-found", "",
		    "There is no version %s of Task/%s here.", ask->parts[3],
		    ask->parts[1]);
	TRY(status);
	ask->rq->reply.shown = "task";
	ask->rq->reply.shown_id = ask->id;
	return fhir_show(
	    ask, &(struct fhir_resource){ t->body, version, t->changed_at, 200 });
}

static enum status
check_shape(const struct fhir_ask *ask, const struct json *task)
{
	struct fhir_issues issues = { .arena = ask->arena };

	fhir_shape(ask->arena, "Task", task, &issues);
	return issues.n > 0 ? fhir_refuse_all(ask->rq, 400, &issues) : OK;
}

/* Writing. */

struct write {
	const struct fhir_ask *ask;
	int64_t id;
	const struct task_facts *facts;
	const struct json *now; /* as it is shown */
	const struct json *wanted;
	bool guarded; /* whoever asks knows what it is now */
};

static bool
is_in(const char *const *words, const char *word)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

/* What Aftercare says itself is left as it was read, or left out. */
static enum status
check_kept(const struct write *w)
{
	static const char *const ours[] = { "resourceType", "id", "meta",
		"lastModified", "status", "statusReason", "owner", "priority",
		"description", "performerType", "restriction", NULL };
	static const char *const at_its_end[] = { "businessStatus", "note", NULL };
	const bool ends =
	    json_equal(json_get(w->now, "status"), json_get(w->wanted, "status")) ==
		false &&
	    strcmp(json_text(json_get(w->wanted, "status")), "completed") == 0;
	const struct json *value, *restriction = json_get(w->wanted, "restriction");
	const char *key;

	for (size_t i = 0; json_member(w->wanted, i, &key, &value); i++) {
		if (is_in(ours, key) || (ends && is_in(at_its_end, key)) ||
		    json_equal(value, json_get(w->now, key)))
			continue;
		return fhir_refuse(w->ask->rq, 422, "business-rule",
		    arena_printf(w->ask->arena, "Task.%s", key),
		    "Task.%s is kept by Aftercare and cannot be changed%s: leave it as "
		    "it was read.",
		    key,
		    is_in(at_its_end, key) ? " but when the task is completed" : "");
	}
	for (size_t i = 0; json_member(restriction, i, &key, &value); i++)
		if (strcmp(key, "period") != 0)
			return fhir_refuse(w->ask->rq, 422, "business-rule",
			    arena_printf(w->ask->arena, "Task.restriction.%s", key),
			    "Task.restriction.%s is not kept by Aftercare: leave it "
			    "out.",
			    key);
	return OK;
}

enum status
fhir_task_refused(
    const struct fhir_ask *ask, enum status status, const struct task_refusal *no)
{
	static const struct {
		const char *part, *element;
	} parts[] = { { "status", "Task.status" }, { "owner", "Task.owner" },
		{ "priority", "Task.priority" }, { "words", "Task.description" },
		{ "performer", "Task.performerType" },
		{ "times", "Task.restriction.period" },
		{ "outcome", "Task.businessStatus" }, { "note", "Task.note" },
		{ "reason", "Task.statusReason" }, { "", "Task" } };
	size_t i = 0;

	if (status == ERR_INVALID && no->words != NULL) {
		while (strcmp(parts[i].part, no->part) != 0)
			i++;
		return fhir_refuse(
		    ask->rq, 422, "business-rule", parts[i].element, "%s", no->words);
	}
	if (status == ERR_CONFLICT)
		return fhir_refuse(ask->rq, 409, "conflict", "Task",
		    "Somebody else was first: read the task again.");
	return status;
}

static enum status
check_people(const struct write *w, const struct fhir_task_wish *wish)
{
	const int64_t had = w->facts->owner_id;

	if (wish->owner_wrong ||
	    (wish->owner_place != 0 && wish->owner_place != w->facts->place_id))
		return fhir_refuse(w->ask->rq, 422, "business-rule", "Task.owner",
		    "Task.owner is PractitionerRole/id of somebody at the task's "
		    "facility, Device/id of the client itself, or Organization/id of "
		    "the facility while nobody has it.");
	if (had != 0 && wish->owner_id != 0 && wish->owner_id != had && !w->guarded)
		return fhir_refuse(w->ask->rq, 409, "conflict", "Task.owner",
		    "Somebody has this task. To give it to another, send If-Match "
		    "with the version that you read.");
	return OK;
}

/* A moment that was left out, or as it was read: without what a millisecond hides. */
static int64_t
moment(int64_t wished, int64_t now)
{
	return wished == 0 || wished / 1000 == now / 1000 ? now : wished;
}

static enum status
apply(const struct write *w)
{
	const struct fhir_ask *ask = w->ask;
	const struct task_facts *f = w->facts;
	struct fhir_task_wish wish;
	struct task_refusal no = { 0 };
	enum status status;

	TRY(check_shape(ask, w->wanted));
	TRY(check_kept(w));
	fhir_task_wish_read(ask, w->wanted, &wish);
	TRY(check_people(w, &wish));
	status = task_work_do(ask->rq->tx, w->id, f,
	    &(struct task_work){ .status = wish.status,
		.reason = wish.reason,
		.words =
		    json_get(w->wanted, "description") != NULL ? wish.words : f->words,
		.performer = *wish.performer != '\0' ? wish.performer : f->performer,
		.owner_id = wish.owner_id,
		.priority = wish.priority != 0 ? wish.priority : f->priority,
		.starts_at = moment(wish.starts_at, f->starts_at),
		.due_at = moment(wish.due_at, f->due_at),
		.outcome = wish.outcome,
		.note = wish.note },
	    ask->client->id, &no);
	if (status != OK)
		return fhir_task_refused(ask, status, &no);
	return fhir_task_show(ask, w->id, 200);
}

/* Holds the task; 412 if it is not what If-Match names. */
static enum status
begin(const struct fhir_ask *ask, int64_t id, struct write *w)
{
	const struct task_lock *lock;
	const struct fhir_task_get *now;
	int64_t version;
	enum status status;

	TRY(fhir_if_match(ask, &version));
	status = id == 0 ? ERR_NOT_FOUND : sql_task_lock(ask->rq->tx, id, &lock);
	if (status == ERR_NOT_FOUND)
		return fhir_absent(ask);
	TRY(status);
	TRY(sql_task_facts(ask->rq->tx, id, &w->facts));
	TRY(sql_fhir_task_get(ask->rq->tx, id, &now));
	TRY(json_parse(ask->arena, now->body, strlen(now->body), &w->now));
	w->ask = ask;
	w->id = id;
	w->guarded = version != 0;
	return fhir_same_version(ask, version, now->version);
}

/* With what its references find. */
static enum status
read_task(const struct fhir_ask *ask, const struct json **task)
{
	TRY(fhir_body_read(ask, FHIR_JSON, task));
	return fhir_known_resolve(ask, *task, task);
}

static enum status
update(const struct fhir_ask *ask, int64_t id, const struct json *wanted)
{
	struct write w = { .wanted = wanted };

	TRY(check_shape(ask, wanted));
	TRY(begin(ask, id, &w));
	return apply(&w);
}

enum status
fhir_task_update(const struct fhir_ask *ask)
{
	const struct json *wanted;
	const char *id;

	TRY(read_task(ask, &wanted));
	id = json_text(json_get(wanted, "id"));
	if (id == NULL || strcmp(id, ask->parts[1]) != 0)
		return fhir_refuse(ask->rq, 400, "value", "Task.id",
		    "Task.id has to be the id of the address, %s.", ask->parts[1]);
	return update(ask, ask->id, wanted);
}

/* A test of what it is now is as good as an If-Match. */
static bool
tests_something(const struct json *patch)
{
	for (size_t i = 0; i < json_count(patch); i++) {
		const char *op = json_text(json_get(json_at(patch, i), "op"));

		if (op != NULL && strcmp(op, "test") == 0)
			return true;
	}
	return false;
}

enum status
fhir_task_patch(const struct fhir_ask *ask)
{
	struct write w = { .wanted = NULL };
	const struct json *patch;
	const char *why = "";
	enum status status;

	TRY(fhir_body_read(ask, JSON_PATCH, &patch));
	TRY(begin(ask, ask->id, &w));
	status = json_patch(ask->arena, w.now, patch, &w.wanted, &why);
	if (status == ERR_INVALID || status == ERR_CONFLICT)
		return fhir_refuse(ask->rq, 400,
		    status == ERR_CONFLICT ? "conflict" : "value", "", "%s", why);
	TRY(status);
	w.guarded = w.guarded || tests_something(patch);
	if (!json_equal(json_get(w.wanted, "id"), json_get(w.now, "id")) ||
	    !json_equal(json_get(w.wanted, "meta"), json_get(w.now, "meta")))
		return fhir_refuse(ask->rq, 400, "value", "Task.meta",
		    "Task.id and Task.meta are not to be patched.");
	return apply(&w);
}

/* Making one. */

enum status
fhir_task_identify(
    const struct fhir_ask *ask, const struct json *task, int64_t id, int64_t place)
{
	const struct json *all = json_get(task, "identifier");
	const char *systems[IDENTIFIERS_MAX], *values[IDENTIFIERS_MAX];
	struct tx *tx = ask->rq->tx;
	size_t n = json_count(all);

	if (n > IDENTIFIERS_MAX)
		return fhir_refuse(ask->rq, 422, "business-rule", "Task.identifier",
		    "A task has at most %d identifiers.", IDENTIFIERS_MAX);
	for (size_t i = 0; i < n; i++) {
		const char *system = json_text(json_get(json_at(all, i), "system"));

		values[i] = json_text(json_get(json_at(all, i), "value"));
		systems[i] = system != NULL ? system : "";
		if (values[i] == NULL || strlen(values[i]) > 200 ||
		    strlen(systems[i]) > 500 ||
		    strcmp(systems[i], "urn:aftercare:task") == 0)
			return fhir_refuse(ask->rq, 422, "business-rule",
			    arena_printf(ask->arena, "Task.identifier[%zu]", i),
			    "An identifier has a value of at most 200 letters and a "
			    "system that is yours.");
	}
	if (n == 0)
		return OK;
	return sql_task_identify(
	    tx, id, place, tx_text_array(tx, systems, n), tx_text_array(tx, values, n));
}

static enum status
check_brought(const struct fhir_ask *ask, const struct json *task,
    const struct fhir_task_wish *wish)
{
	static const char *const kept[] = { "resourceType", "id", "meta", "identifier",
		"status", "statusReason", "intent", "priority", "code", "description",
		"for", "owner", "location", "performerType", "restriction",
		"authoredOn", "lastModified", "focus", "basedOn", NULL };
	const struct json *value;
	const char *key, *next, *intent = json_text(json_get(task, "intent"));
	struct request *rq = ask->rq;
	bool leads;

	for (size_t i = 0; json_member(task, i, &key, &value); i++)
		if (!is_in(kept, key))
			return fhir_refuse(rq, 422, "business-rule",
			    arena_printf(ask->arena, "Task.%s", key),
			    "Task.%s is not kept by Aftercare: leave it out.", key);
	if (strcmp(intent, "order") != 0)
		return fhir_refuse(rq, 422, "business-rule", "Task.intent",
		    "Aftercare's tasks have the intent order.");
	TRY(task_work_leads(
	    rq->tx, "", NULL, wish->owner_id, wish->status, &leads, &next));
	if (!leads)
		return fhir_refuse(rq, 422, "business-rule", "Task.status",
		    "A task that is new can be: %s.", next);
	if ((*wish->words == '\0' && wish->focus_id == 0) || strlen(wish->words) > 500)
		return fhir_refuse(rq, 422, "business-rule", "Task.description",
		    "Say what is to be done in description or code.text, in at most "
		    "500 letters.");
	if (wish->patient_wrong)
		return fhir_refuse(rq, 422, "business-rule", "Task.for",
		    "Task.for is Patient/id of a client of Aftercare.");
	if (wish->focus_wrong)
		return fhir_refuse(rq, 422, "business-rule", "Task.focus",
		    "Task.focus, and Task.basedOn if it is there, is the "
		    "ServiceRequest/id that this client has brought.");
	if (wish->place_wrong)
		return fhir_refuse(rq, 422, "business-rule", "Task.location",
		    "Task.location is Location/id of a facility of this client.");
	return OK;
}

static enum status
create(const struct fhir_ask *ask, const struct json *task)
{
	struct fhir_task_wish w;
	const struct task_performer *person;
	const struct task_create *row;
	struct tx *tx = ask->rq->tx;
	int64_t place, now = tx_now(tx);

	TRY(check_shape(ask, task));
	fhir_task_wish_read(ask, task, &w);
	TRY(check_brought(ask, task, &w));
	if (w.focus_id != 0)
		return fhir_request_task(ask, task, &w);
	TRY(fhir_known_place(
	    ask, "Task.for", "Task.location", w.patient_id, w.place_id, &place));
	TRY(sql_task_performer(tx, w.owner_id, place, &person));
	if (w.owner_wrong || (w.owner_id != 0 && !person->may) ||
	    (w.owner_id == 0 && strcmp(w.status, "accepted") == 0))
		return fhir_refuse(ask->rq, 422, "business-rule", "Task.owner",
		    "Task.owner is PractitionerRole/id of somebody at the task's "
		    "facility, or Device/id of the client itself; a task that is "
		    "accepted has one.");
	w.starts_at = w.starts_at != 0 ? w.starts_at : now;
	if (w.due_at == 0)
		w.due_at = (w.starts_at > now ? w.starts_at : now) + DUE_DEFAULT;
	TRY(sql_task_create(tx, place, w.patient_id,
	    arena_printf(ask->arena, "fhir:%s", secret_uuid(ask->arena)), w.status,
	    w.priority != 0 ? w.priority : 4,
	    *w.performer != '\0' ? w.performer : "nurse", w.words, w.reason, w.owner_id,
	    w.starts_at, w.due_at, now, ask->client->id, "", "", &row));
	TRY(fhir_task_identify(ask, task, row->id, place));
	return fhir_task_show(ask, row->id, 201);
}

enum status
fhir_task_create(const struct fhir_ask *ask)
{
	const struct json *task;
	int64_t id;
	bool asked;

	TRY(read_task(ask, &task));
	TRY(check_shape(ask, task));
	TRY(fhir_if_none_exist(ask, &asked, &id));
	return id != 0 ? fhir_task_show(ask, id, 200) : create(ask, task);
}

enum status
fhir_task_put_by(const struct fhir_ask *ask)
{
	const struct json *task;
	const char *own;
	int64_t id, version;

	TRY(read_task(ask, &task));
	TRY(check_shape(ask, task));
	TRY(fhir_condition_find(ask, ask->rq->query, &id));
	own = json_text(json_get(task, "id"));
	if (id != 0 && own != NULL && fhir_id(own) != id)
		return fhir_refuse(ask->rq, 400, "value", "Task.id",
		    "Task.id is another one than that of the task found.");
	TRY(fhir_if_match(ask, &version));
	if (id == 0 && version != 0)
		return fhir_refuse(ask->rq, 412, "conflict", "",
		    "There is no such task, and so no such version.");
	return id != 0 ? update(ask, id, task) : create(ask, task);
}
