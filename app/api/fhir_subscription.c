/* fhir_subscription.c - see fhir_subscription.h. */

#include "api/fhir_subscription.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "api/fhir_body.h"
#include "api/fhir_query.h"
#include "api/fhir_shape.h"
#include "api/fhir_word.h"
#include "core/notification.h"
#include "ext/http.h"
#include "ext/secret.h"

#define MOST 100 /* of one client */
#define HEADERS_MAX 10
#define SECRET_MIN 32
#define SECRET_MAX 200
#define SECRET_EXTENSION "urn:aftercare:subscription-secret"
#define ANYWHERE "0.0.0.0/0, ::/0" /* which networks may be told, the worker knows */
#define PAYLOAD "application/fhir+json"
#define BEAT_MIN 60 /* seconds */
#define BEAT_MAX 86400
#define SECONDS_MAX 30

struct wish {
	const char *status, *reason, *criteria, *endpoint;
	const char *headers; /* an array of the database */
	const char *secret; /* NULL: none was said */
	bool payload;
	bool topic; /* criteria is one; what is searched for stands in filter */
	const char *filter, *content;
	int64_t beat, seconds;
	int64_t ends_at; /* 0: never */
	struct fhir_query asked;
};

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static enum status
refuse(const struct fhir_ask *ask, const char *element, const char *words)
{
	return fhir_refuse(ask->rq, 422, "business-rule",
	    arena_printf(ask->arena, "Subscription.%s", element), "Subscription.%s %s",
	    element, words);
}

static enum status
check_elements(const struct fhir_ask *ask, const struct json *subscription)
{
	static const char kept[] =
	    "resourceType id meta status reason criteria _criteria error channel end";
	const struct json *value;
	const char *key;

	for (size_t i = 0; json_member(subscription, i, &key, &value); i++)
		if (!fhir_among(kept, key, strlen(key)))
			return refuse(ask, arena_printf(ask->arena, "%.80s", key),
			    "is not kept by Aftercare: leave it out.");
	return OK;
}

/* "Authorization: Bearer x"; nothing that the call itself says. */
static bool
header_is_good(const char *header)
{
	static const char *const ours[] = { "host", "content-type", "content-length",
		"transfer-encoding", "connection", "expect", "x-signature",
		"x-aftercare-subscription", "x-aftercare-event" };
	const size_t name = strspn(header, "abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	if (name == 0 || header[name] != ':' || strlen(header) > 1000)
		return false;
	for (const char *c = header; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
			return false;
	for (size_t i = 0; i < COUNT_OF(ours); i++)
		if (strlen(ours[i]) == name && strncasecmp(ours[i], header, name) == 0)
			return false;
	return true;
}

static enum status
read_headers(const struct fhir_ask *ask, const struct json *all, struct wish *w)
{
	const char *headers[HEADERS_MAX];
	const size_t n = json_count(all);

	if (n > HEADERS_MAX)
		return refuse(ask, "channel.header", "has at most ten headers.");
	for (size_t i = 0; i < n; i++) {
		headers[i] = json_text(json_at(all, i));
		if (!header_is_good(headers[i]))
			return refuse(ask, "channel.header",
			    "is \"Name: value\" in plain letters, and none that the "
			    "call has by itself.");
	}
	w->headers = tx_text_array(ask->rq->tx, headers, n);
	return OK;
}

static bool
has_url(const struct json *extension, const char *url)
{
	return strcmp(or_empty(json_text(json_get(extension, "url"))), url) == 0;
}

static enum status
read_secret(const struct fhir_ask *ask, const struct json *extension, struct wish *w)
{
	if (w->secret != NULL)
		return refuse(ask, "channel.extension", "has one secret.");
	w->secret = json_text(json_get(extension, "valueString"));
	if (w->secret == NULL || strlen(w->secret) < SECRET_MIN ||
	    strlen(w->secret) > SECRET_MAX)
		return refuse(ask, "channel.extension",
		    "has the secret as valueString, of 32 to 200 letters.");
	return OK;
}

static enum status
read_extensions(
    const struct fhir_ask *ask, const struct json *extensions, struct wish *w)
{
	for (size_t i = 0; i < json_count(extensions); i++) {
		const struct json *e = json_at(extensions, i);
		const struct json *number = json_get(e, "valueUnsignedInt");

		if (has_url(e, SECRET_EXTENSION))
			TRY(read_secret(ask, e, w));
		else if (w->topic && has_url(e, BACKPORT "heartbeat-period") &&
			 json_int(number, &w->beat) && w->beat >= BEAT_MIN &&
			 w->beat <= BEAT_MAX)
			continue;
		else if (w->topic && has_url(e, BACKPORT "timeout") &&
			 json_int(number, &w->seconds) && w->seconds >= 1 &&
			 w->seconds <= SECONDS_MAX)
			continue;
		else
			return refuse(ask, "channel.extension",
			    "can be " SECRET_EXTENSION ", and of a topic "
			    "backport-heartbeat-period, of 60 to 86400 seconds, and "
			    "backport-timeout, of 1 to 30.");
	}
	return OK;
}

/* The one extension of an element that is a word, and its value; "" if there is none. */
static enum status
read_extension(const struct fhir_ask *ask, const struct json *extended,
    const char *element, const char *url, const char *kind, const char **value)
{
	const struct json *all = json_get(extended, "extension");

	*value = "";
	if (extended == NULL)
		return OK;
	*value = json_text(json_get(json_at(all, 0), kind));
	if (json_count(extended) != 1 || json_count(all) != 1 ||
	    !has_url(json_at(all, 0), url) || *value == NULL)
		return refuse(ask, element,
		    arena_printf(ask->arena, "can be extended by %s alone, with %s.",
			url, kind));
	return OK;
}

static enum status
read_payload(const struct fhir_ask *ask, const struct json *channel, struct wish *w)
{
	const char *payload = json_text(json_get(channel, "payload"));

	w->payload = payload != NULL;
	if (w->payload && strcmp(payload, PAYLOAD) != 0)
		return refuse(ask, "channel.payload",
		    "can be " PAYLOAD ", or is left out for an empty POST.");
	TRY(read_extension(ask, json_get(channel, "_payload"), "channel.payload",
	    BACKPORT "payload-content", "valueCode", &w->content));
	if (w->topic ? !w->payload || !fhir_among("empty id-only full-resource",
					  w->content, strlen(w->content))
		     : *w->content != '\0')
		return refuse(ask, "channel.payload",
		    "is of a topic " PAYLOAD
		    ", with backport-payload-content of empty, id-only or "
		    "full-resource; without a topic it has no such content.");
	return OK;
}

static enum status
read_channel(const struct fhir_ask *ask, const struct json *channel, struct wish *w)
{
	const char *fault;

	if (strcmp(json_text(json_get(channel, "type")), "rest-hook") != 0)
		return refuse(ask, "channel.type", "can be rest-hook here.");
	TRY(read_payload(ask, channel, w));
	w->endpoint = or_empty(json_text(json_get(channel, "endpoint")));
	fault = http_url_fault(w->endpoint, ANYWHERE);
	if (fault != NULL || strlen(w->endpoint) > 500 ||
	    strpbrk(w->endpoint, w->payload ? "#?" : "#") != NULL)
		return refuse(ask, "channel.endpoint",
		    "is an https address of at most 500 letters, without a user, "
		    "without # and, with a payload, without ?.");
	TRY(read_headers(ask, json_get(channel, "header"), w));
	return read_extensions(ask, json_get(channel, "extension"), w);
}

/* A search for tasks that says what they are, and not how they are shown. */
static enum status
read_criteria(const struct fhir_ask *ask, struct wish *w)
{
	struct fhir_ask strictly = *ask;
	const struct fhir_query *q = &w->asked;
	const char *search = w->topic ? w->filter : w->criteria;
	const char *query = search + strcspn(search, "?");

	strictly.strict = true;
	strictly.type = fhir_type_of("Task");
	if (w->topic && *search == '\0')
		query = "";
	else if (strlen(search) > 2000 || strncmp(search, "Task", 4) != 0 ||
		 query - search != 4)
		return refuse(ask, "criteria",
		    "is a search for tasks, such as Task?status=requested,ready, or "
		    "the topic " TOPIC_STATE_CHANGED ", whose filter is such a one.");
	TRY(fhir_query_read(&strictly, *query == '?' ? query + 1 : query, &w->asked));
	if (q->nkeys > 0 || q->total || q->only_total || *q->includes != '\0' ||
	    strcmp(q->elements, "{}") != 0 || q->count != FHIR_COUNT ||
	    q->after.id != 0 || q->dates[DATE_CHANGED].asked || q->periods.n > 0)
		return refuse(ask, "criteria",
		    "says which tasks, by what they are: without _lastUpdated and "
		    "period, and without how a search is shown.");
	if (q->nothing)
		return refuse(ask, "criteria", "can be met by no task.");
	return OK;
}

static enum status
read_wish(const struct fhir_ask *ask, const char *was, const struct json **json,
    struct wish *w)
{
	struct fhir_issues issues = { .arena = ask->arena };
	struct fhir_span end = { 0 };
	const struct json *s;

	TRY(fhir_body_read(ask, FHIR_JSON, json));
	s = *json;
	fhir_shape(ask->arena, "Subscription", s, &issues);
	if (issues.n > 0)
		return fhir_refuse_all(ask->rq, 400, &issues);
	TRY(check_elements(ask, s));
	*w = (struct wish){ .status = json_text(json_get(s, "status")),
		.reason = json_text(json_get(s, "reason")),
		.criteria = json_text(json_get(s, "criteria")) };
	/* As it was read: it is looked at once more. */
	if (strcmp(w->status, "active") == 0 && strcmp(was, "active") == 0)
		w->status = "requested";
	if (strcmp(w->status, "requested") != 0 && strcmp(w->status, "off") != 0)
		return refuse(ask, "status",
		    "can be asked for as requested or off; Aftercare says the rest.");
	if (strlen(w->reason) > 500)
		return refuse(ask, "reason", "has at most 500 letters.");
	if (json_get(s, "end") != NULL &&
	    fhir_span_read(ask->arena, json_text(json_get(s, "end")), &end)) {
		w->ends_at = end.from;
		if (w->ends_at <= ask->now && strcmp(w->status, "requested") == 0)
			return refuse(ask, "end", "is over: leave it out, or later.");
	}
	w->topic = strcmp(w->criteria, TOPIC_STATE_CHANGED) == 0;
	TRY(read_extension(ask, json_get(s, "_criteria"), "criteria",
	    BACKPORT "filter-criteria", "valueString", &w->filter));
	if (!w->topic && *w->filter != '\0')
		return refuse(ask, "criteria",
		    "has a filter if it is the topic " TOPIC_STATE_CHANGED ".");
	TRY(read_criteria(ask, w));
	return read_channel(ask, json_get(s, "channel"), w);
}

static enum status
show(const struct fhir_ask *ask, int64_t id, const char *secret, int code)
{
	const struct subscription_show *s;

	TRY(sql_subscription_show(ask->rq->tx, id, secret, SECRET_EXTENSION, &s));
	ask->rq->reply.shown = "subscription";
	ask->rq->reply.shown_id = id;
	if (code == 201)
		ask->rq->reply.location =
		    arena_printf(ask->arena, "%s/Subscription/%" PRId64, ask->base, id);
	return fhir_show(ask, &(struct fhir_resource){ s->body, 0, 0, code });
}

static enum status
save(const struct fhir_ask *ask, int64_t id, const struct wish *w, int64_t *saved)
{
	const struct fhir_query *q = &w->asked;
	const struct subscription_save *row;
	struct tx *tx = ask->rq->tx;
	struct arena *a = ask->arena;

	/* Whoever is told of tasks reads them. */
	if (!client_may(ask->client, "Task", 'r'))
		return fhir_refuse(ask->rq, 403, "forbidden", "",
		    "This client has no scope system/Task.r.");
	TRY(sql_subscription_save(tx, id, ask->client->id, w->status, w->reason,
	    w->criteria, w->endpoint, w->headers, w->payload, w->secret, w->ends_at,
	    ask->now, fhir_ids_of(tx, q, REF_ID), fhir_codes_of(tx, q, SET_STATUS),
	    fhir_codes_of(tx, q, SET_KIND), fhir_codes_of(tx, q, SET_ROLE),
	    fhir_priorities_of(tx, q), fhir_texts_of(tx, q, TEXT_OUTCOME),
	    fhir_ids_of(tx, q, REF_PATIENT), fhir_ids_of(tx, q, REF_OWNER),
	    fhir_ids_of(tx, q, REF_REQUESTER), fhir_ids_of(tx, q, REF_PLACE),
	    fhir_ids_of(tx, q, REF_FOCUS), fhir_ids_of(tx, q, REF_PART),
	    q->refs[REF_PATIENT].is, q->refs[REF_OWNER].is, q->refs[REF_REQUESTER].is,
	    q->refs[REF_PLACE].is, q->refs[REF_PART].is,
	    fhir_spans_text(a, &q->dates[DATE_AUTHORED]),
	    fhir_spans_text(a, &q->dates[DATE_DUE]),
	    fhir_spans_text(a, &q->dates[DATE_BEGINS]),
	    tx_text_array(
		tx, q->texts[TEXT_IDENTIFIER].systems, q->texts[TEXT_IDENTIFIER].n),
	    fhir_texts_of(tx, q, TEXT_IDENTIFIER), ask->base, w->filter, w->content,
	    (int32_t)w->beat, (int32_t)w->seconds, &row));
	*saved = row->id;
	return OK;
}

enum status
fhir_subscription_create(const struct fhir_ask *ask)
{
	const struct subscription_count *has;
	const struct json *json;
	struct wish w;
	int64_t id;

	if (request_header(ask->rq, "If-None-Exist") != NULL)
		return fhir_refuse(ask->rq, 412, "not-supported", "",
		    "A subscription is not made by a condition: search first.");
	TRY(read_wish(ask, "", &json, &w));
	TRY(sql_subscription_count(ask->rq->tx, ask->client->id, &has));
	if (has->n >= MOST)
		return fhir_refuse(ask->rq, 422, "too-costly", "",
		    "A client has at most %d subscriptions.", MOST);
	if (w.secret == NULL)
		w.secret = secret_token(ask->arena);
	TRY(save(ask, 0, &w, &id));
	return show(ask, id, w.secret, 201);
}

enum status
fhir_subscription_update(const struct fhir_ask *ask)
{
	const struct subscription_lock *now;
	const struct json *json;
	struct wish w;
	int64_t id;
	enum status status = ask->id == 0
				 ? ERR_NOT_FOUND
				 : sql_subscription_lock(ask->rq->tx, ask->id, &now);

	if (status == ERR_NOT_FOUND)
		return fhir_absent(ask);
	TRY(status);
	TRY(read_wish(ask, now->status, &json, &w));
	if (strcmp(or_empty(json_text(json_get(json, "id"))), ask->parts[1]) != 0)
		return fhir_refuse(ask->rq, 400, "value", "Subscription.id",
		    "Subscription.id has to be the id of the address, %s.",
		    ask->parts[1]);
	TRY(save(ask, ask->id, &w, &id));
	return show(ask, id, NULL, 200);
}

enum status
fhir_subscription_delete(const struct fhir_ask *ask)
{
	const struct subscription_remove *gone;
	enum status status = ask->id == 0
				 ? ERR_NOT_FOUND
				 : sql_subscription_remove(ask->rq->tx, ask->id, &gone);

	return status == OK || status == ERR_NOT_FOUND ? reply_nothing(ask->rq, 204)
						       : status;
}

/* One by the path, those that are named, or all. */
static enum status
read_ids(const struct fhir_ask *ask, const char **ids)
{
	const char *list = request_query(ask->rq, "id");
	int64_t numbers[MOST];
	size_t n = 0;

	if (ask->nparts == 3)
		numbers[n++] = ask->id;
	else if (list != NULL)
		for (char *rest = arena_strdup(ask->arena, list), *one;
		     (one = strsep(&rest, ",")) != NULL;) {
			if (n == MOST)
				return fhir_refuse(ask->rq, 400, "too-long", "",
				    "A client has at most %d subscriptions.", MOST);
			numbers[n++] = fhir_id(one);
		}
	*ids = tx_int_array(ask->rq->tx, numbers, n);
	return OK;
}

enum status
fhir_subscription_status(const struct fhir_ask *ask)
{
	struct fhir_subscription_status_rows rows = { 0 };
	const char *ids = "";
	struct buf *b;

	TRY(read_ids(ask, &ids));
	TRY(sql_fhir_subscription_status(ask->rq->tx, ids, &rows));
	if (rows.n == 0 && ask->nparts == 3)
		return fhir_absent(ask);
	b = fhir_body(ask->rq, 200);
	buf_printf(b,
	    "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":%zu",
	    rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct fhir_subscription_status *s = &rows.at[i];

		buf_puts(b, i == 0 ? ",\"entry\":[{\"fullUrl\":" : ",{\"fullUrl\":");
		buf_json(
		    b, arena_printf(ask->arena, "%s/Subscription/%" PRId64 "/$status",
			   ask->base, s->id));
		buf_puts(b, ",\"resource\":");
		notification_status(b, &(struct notification){ .base = ask->base,
					   .type = "query-status",
					   .subscription = s->id,
					   .status = s->status,
					   .topic = s->topic,
					   .error = s->error,
					   .told = s->told });
		buf_puts(b, ",\"search\":{\"mode\":\"match\"}}");
	}
	buf_puts(b, rows.n > 0 ? "]}" : "}");
	return OK;
}
