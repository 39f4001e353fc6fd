/* fhir_entry.c - see fhir_entry.h. */

#include "api/fhir_entry.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "api/fhir_body.h"
#include "base/text.h"
#include "ext/secret.h"

#define ENTRIES_MAX 100
#define PREFIX "/fhir"
#define PATCH_MIME "application/json-patch+json"

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static const char *
said(const struct fhir_entry *e, const char *name)
{
	return or_empty(json_text(json_get(json_get(e->json, "request"), name)));
}

/* What of the request's headers an entry says itself; the others are the bundle's. */
static const char *
entry_header(struct request *rq, const char *name)
{
	static const char *const own[][2] = { { "If-Match", "ifMatch" },
		{ "If-None-Match", "ifNoneMatch" },
		{ "If-Modified-Since", "ifModifiedSince" },
		{ "If-None-Exist", "ifNoneExist" } };
	const struct fhir_entry *e = rq->header_source;

	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (strcasecmp(own[i][0], name) == 0) {
			const char *value = said(e, own[i][1]);

			return *value != '\0' ? value : NULL;
		}
	return NULL;
}

static enum status
refuse(const struct fhir_bundle *b, size_t i, const char *what, const char *words)
{
	return fhir_refuse(b->ask->rq, 400, "value",
	    arena_printf(b->ask->arena, "Bundle.entry[%zu].%s", i, what),
	    "Bundle.entry[%zu].%s %s", i, what, words);
}

static bool
read_method(const char *word, enum method *method)
{
	static const struct {
		const char *word;
		enum method method;
	} all[] = { { "GET", GET }, { "POST", POST }, { "PUT", PUT },
		{ "PATCH", PATCH }, { "DELETE", DELETE } };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (strcmp(all[i].word, word) == 0) {
			*method = all[i].method;
			return true;
		}
	return false;
}

/* "Task/7?x=y", also behind our own address. */
static enum status
read_url(const struct fhir_bundle *b, size_t i)
{
	struct fhir_entry *e = &b->at[i];
	const char *url = said(e, "url"), *query;
	const size_t base = strlen(b->ask->base);

	if (strncmp(url, b->ask->base, base) == 0)
		url += base;
	url += *url == '/';
	query = url + strcspn(url, "?");
	if (query == url || *url == '/')
		return refuse(b, i, "request.url",
		    "has to be a type, or Type/id, with what is asked for.");
	e->rq.path =
	    arena_printf(b->ask->arena, PREFIX "/%.*s", (int)(query - url), url);
	e->rq.query = *query == '?' ? query + 1 : "";
	return OK;
}

/* In plain letters: it stands in the text of the others as it stands here. */
static bool
is_name(const char *text)
{
	return strncmp(text, "urn:", 4) == 0 &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789-._:") == strlen(text);
}

/* A patch is no resource: it comes in one. */
static enum status
read_patch(const struct fhir_bundle *b, size_t i, const struct json *binary)
{
	const char *data = json_text(json_get(binary, "data"));
	struct fhir_entry *e = &b->at[i];
	size_t len = 0;

	if (data != NULL &&
	    strcmp(or_empty(json_text(json_get(binary, "resourceType"))), "Binary") ==
		0 &&
	    strcmp(or_empty(json_text(json_get(binary, "contentType"))), PATCH_MIME) ==
		0)
		e->body = secret_padded_bytes(b->ask->arena, data, &len);
	if (e->body == NULL || !text_is_clean(e->body, len))
		return refuse(b, i, "resource",
		    "is of a PATCH a Binary with the contentType " PATCH_MIME
		    " and the patch in base64.");
	e->rq.content_type = PATCH_MIME;
	return OK;
}

static enum status
read_entry(const struct fhir_bundle *b, size_t i)
{
	struct fhir_entry *e = &b->at[i];
	const struct request *whole = b->ask->rq;
	const struct json *resource = json_get(e->json, "resource");
	const char *name = or_empty(json_text(json_get(e->json, "fullUrl")));

	e->name = is_name(name) ? name : "";
	e->became = "";
	e->rq = (struct request){ .arena = whole->arena,
		.cookie = "",
		.content_type = "application/fhir+json",
		.secure = whole->secure,
		.host = whole->host,
		.origin = "",
		.address = whole->address,
		.log_id = whole->log_id,
		.header = entry_header,
		.header_source = e,
		.tx = whole->tx,
		.who = whole->who };
	if (!read_method(said(e, "method"), &e->rq.method))
		return refuse(b, i, "request.method",
		    "can be GET, POST, PUT, PATCH or DELETE here.");
	TRY(read_url(b, i));
	if (e->rq.method == GET || e->rq.method == DELETE) {
		e->body = "";
		return OK;
	}
	if (!json_is_object(resource))
		return refuse(b, i, "resource", "is missing.");
	if (e->rq.method == PATCH)
		return read_patch(b, i, resource);
	e->body = json_write(b->ask->arena, resource);
	return OK;
}

/* That one is done to what another is done to would depend on which is first. */
static enum status
check_twice(const struct fhir_bundle *b)
{
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < i; k++) {
			const struct fhir_entry *a = &b->at[i], *c = &b->at[k];

			if (*a->name != '\0' && strcmp(a->name, c->name) == 0)
				return refuse(b, i, "fullUrl", "stands twice.");
			if (b->transaction && a->rq.method != GET &&
			    a->rq.method != POST && c->rq.method != GET &&
			    c->rq.method != POST &&
			    strcmp(a->rq.path, c->rq.path) == 0 &&
			    strcmp(a->rq.query, c->rq.query) == 0)
				return refuse(b, i, "request.url",
				    "is what another entry does something to.");
		}
	return OK;
}

enum status
fhir_entries_read(struct fhir_bundle *b)
{
	const struct json *json, *entries;
	const char *type;

	TRY(fhir_body_read(b->ask, FHIR_JSON, &json));
	type = or_empty(json_text(json_get(json, "type")));
	entries = json_get(json, "entry");
	b->transaction = strcmp(type, "transaction") == 0;
	if (strcmp(or_empty(json_text(json_get(json, "resourceType"))), "Bundle") !=
		0 ||
	    (!b->transaction && strcmp(type, "batch") != 0))
		return fhir_refuse(b->ask->rq, 400, "value", "Bundle.type",
		    "What is sent here is a Bundle of the type batch or transaction.");
	b->n = json_count(entries);
	if (b->n > ENTRIES_MAX)
		return fhir_refuse(b->ask->rq, 413, "too-costly", "Bundle.entry",
		    "A Bundle has at most %d entries.", ENTRIES_MAX);
	ARENA_ARRAY(b->ask->arena, b->at, b->n + 1);
	for (size_t i = 0; i < b->n; i++) {
		b->at[i].json = json_at(entries, i);
		TRY(read_entry(b, i));
	}
	return check_twice(b);
}

/* The name of an entry ends where no letter of one follows. */
static bool
ends_here(const char *at)
{
	return !isalnum((unsigned char)*at) && *at != '-';
}

const char *
fhir_entry_named(const struct fhir_bundle *b, const char *text)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct fhir_entry *e = &b->at[i];
		const char *found, *rest = text;
		struct buf out;

		if (*e->became == '\0' || strstr(text, e->name) == NULL)
			continue;
		buf_init_wide(&out, b->ask->arena, strlen(text) + 64);
		while ((found = strstr(rest, e->name)) != NULL) {
			const char *end = found + strlen(e->name);

			buf_add(&out, rest, (size_t)(found - rest));
			if (ends_here(end))
				buf_puts(&out, e->became);
			else
				buf_add(&out, found, strlen(e->name));
			rest = end;
		}
		buf_puts(&out, rest);
		text = out.data;
	}
	return text;
}

bool
fhir_entry_waits(const struct fhir_bundle *b, const struct fhir_entry *e)
{
	for (size_t i = 0; b->transaction && i < b->n; i++) {
		const struct fhir_entry *other = &b->at[i];

		if (other != e && *other->name != '\0' && *other->became == '\0' &&
		    other->rq.method == POST && strstr(e->body, other->name) != NULL)
			return true;
	}
	return false;
}
