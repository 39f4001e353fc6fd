/* fhir_bundle.c - see fhir_bundle.h. */

#include "api/fhir_bundle.h"

#include <string.h>

#include "api/fhir_entry.h"

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* What was brought or found has become this: "Task/7". */
static const char *
identity(const struct fhir_bundle *b, const struct request *rq)
{
	const struct json *json;
	const char *type, *id;

	if (json_parse(b->ask->arena, rq->reply.body.data, rq->reply.body.len, &json) !=
	    OK)
		return "";
	type = json_text(json_get(json, "resourceType"));
	id = json_text(json_get(json, "id"));
	return type != NULL && id != NULL
		   ? arena_printf(b->ask->arena, "%s/%s", type, id)
		   : "";
}

/* Each asks and shows as if it came alone. */
static enum status
note(const struct fhir_bundle *b, const struct request *rq)
{
	const bool shown = rq->reply.shown != NULL && *rq->reply.shown != '\0';

	return sql_client_note(rq->tx, b->ask->client->id, shown ? rq->reply.shown : "",
	    shown ? rq->reply.shown_id : 0, rq->address);
}

static enum status
do_entry(const struct fhir_bundle *b, struct fhir_entry *e, fhir_answer *answer)
{
	enum status status;

	e->rq.body = fhir_entry_named(b, e->body);
	e->rq.body_len = strlen(e->rq.body);
	e->rq.query = fhir_entry_named(b, e->rq.query);
	status = answer(&e->rq);
	if (status == ERR_UNAVAILABLE)
		return status;
	if (status != OK && e->rq.reply.code < 400)
		fhir_fail_as(&e->rq, status);
	if (e->rq.reply.code >= 400)
		return OK;
	if (e->rq.method == POST && *e->name != '\0')
		e->became = identity(b, &e->rq);
	return note(b, &e->rq);
}

static enum status
do_batch(const struct fhir_bundle *b, fhir_answer *answer)
{
	for (size_t i = 0; i < b->n; i++) {
		TRY(tx_savepoint(b->ask->rq->tx));
		TRY(do_entry(b, &b->at[i], answer));
		if (b->at[i].rq.reply.code >= 400)
			TRY(tx_back_to_savepoint(b->ask->rq->tx));
	}
	return OK;
}

/* The whole is answered with what was wrong with one. */
static enum status
fail_whole(const struct fhir_bundle *b, size_t i)
{
	const struct request *rq = &b->at[i].rq;
	struct fhir_issues issues = { .arena = b->ask->arena };
	const struct json *json, *all;

	TRY(json_parse(b->ask->arena, rq->reply.body.data, rq->reply.body.len, &json));
	all = json_get(json, "issue");
	for (size_t k = 0; k < json_count(all); k++) {
		const struct json *issue = json_at(all, k);
		const char *at =
		    or_empty(json_text(json_at(json_get(issue, "expression"), 0)));

		at += strcspn(at, ".");
		fhir_issue_add(&issues, or_empty(json_text(json_get(issue, "code"))),
		    arena_printf(b->ask->arena, "Bundle.entry[%zu].resource%s", i, at),
		    "Bundle.entry[%zu]: %s", i,
		    or_empty(json_text(json_get(issue, "diagnostics"))));
	}
	return fhir_refuse_all(b->ask->rq, rq->reply.code, &issues);
}

/* Who is waited for, before who waits; those that wait for each other, as they come. */
static struct fhir_entry *
next_of(const struct fhir_bundle *b, enum method method)
{
	struct fhir_entry *first = NULL;

	for (size_t i = 0; i < b->n; i++) {
		struct fhir_entry *e = &b->at[i];

		if (e->rq.reply.code != 0 || e->rq.method != method)
			continue;
		if (!fhir_entry_waits(b, e))
			return e;
		first = first != NULL ? first : e;
	}
	return first;
}

/* Whatever their order in the bundle. */
static enum status
do_transaction(const struct fhir_bundle *b, fhir_answer *answer)
{
	static const enum method order[] = { DELETE, POST, PUT, PATCH, GET };
	struct fhir_entry *e;

	for (size_t m = 0; m < COUNT_OF(order); m++)
		while ((e = next_of(b, order[m])) != NULL) {
			TRY(do_entry(b, e, answer));
			if (e->rq.reply.code >= 400)
				return fail_whole(b, (size_t)(e - b->at));
		}
	return OK;
}

static const char *
status_line(struct arena *arena, int code)
{
	static const struct {
		int code;
		const char *words;
	} all[] = { { 200, "OK" }, { 201, "Created" }, { 204, "No Content" },
		{ 304, "Not Modified" }, { 400, "Bad Request" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 409, "Conflict" }, { 412, "Precondition Failed" },
		{ 422, "Unprocessable Entity" } };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i].code == code)
			return arena_printf(arena, "%d %s", code, all[i].words);
	return arena_printf(arena, "%d", code);
}

/* The value of a header that was to be sent, "" if there is none. */
static const char *
header_of(struct arena *arena, const struct reply *reply, const char *name)
{
	const char *at =
	    reply->headers.arena != NULL ? strstr(reply->headers.data, name) : NULL;

	if (at == NULL)
		return "";
	at += strlen(name);
	return arena_strndup(arena, at, strcspn(at, "\r"));
}

static void
write_text(struct buf *out, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	buf_printf(out, ",\"%s\":", key);
	buf_json(out, value);
}

static void
write_entry(struct buf *out, const struct fhir_bundle *b, const struct fhir_entry *e)
{
	const struct reply *reply = &e->rq.reply;
	struct arena *arena = b->ask->arena;
	const bool bad = reply->code >= 400;

	buf_puts(out, "{\"response\":{\"status\":");
	buf_json(out, status_line(arena, reply->code));
	write_text(out, "location", reply->location);
	write_text(out, "etag", header_of(arena, reply, "ETag: "));
	if (bad && reply->body.len > 0)
		buf_printf(out, ",\"outcome\":%s", reply->body.data);
	buf_putc(out, '}');
	if (!bad && reply->body.len > 0)
		buf_printf(out, ",\"resource\":%s", reply->body.data);
	buf_putc(out, '}');
}

enum status
fhir_bundle(const struct fhir_ask *ask, fhir_answer *answer)
{
	struct fhir_bundle b = { .ask = ask };
	const char *prefer = request_header(ask->rq, "Prefer");
	const bool minimal =
	    prefer != NULL && strcasestr(prefer, "return=minimal") != NULL;
	struct buf *out;

	TRY(fhir_entries_read(&b));
	TRY(b.transaction ? do_transaction(&b, answer) : do_batch(&b, answer));
	out = fhir_body(ask->rq, 200);
	buf_printf(out, "{\"resourceType\":\"Bundle\",\"type\":\"%s-response\"",
	    b.transaction ? "transaction" : "batch");
	for (size_t i = 0; i < b.n; i++) {
		if (minimal && b.at[i].rq.method != GET && b.at[i].rq.reply.code < 400)
			b.at[i].rq.reply.body.len = 0;
		buf_puts(out, i == 0 ? ",\"entry\":[" : ",");
		write_entry(out, &b, &b.at[i]);
	}
	buf_puts(out, b.n > 0 ? "]}" : "}");
	if (out->full)
		return fhir_refuse(ask->rq, 413, "too-costly", "",
		    "The answer would be too long: ask for less at a time.");
	return OK;
}
