/* fhir_events.c - see fhir_events.h. */

#include "api/fhir_events.h"

#include <stdlib.h>
#include <string.h>

#include "api/fhir_body.h"
#include "api/fhir_word.h"
#include "core/notification.h"
#include "gen/sql.h"

#define MOST 100 /* at a time: the rest is asked for with the number that follows */

struct wish {
	int64_t first, last;
	const char *content; /* "": that of the subscription */
};

/* Of the address, or of a Parameters that was sent. */
static const char *
said(const struct fhir_ask *ask, const struct json *body, const char *name)
{
	const struct json *all = json_get(body, "parameter");

	if (body == NULL)
		return request_query(ask->rq, name);
	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *p = json_at(all, i);
		const char *called = json_text(json_get(p, "name"));

		if (called == NULL || strcmp(called, name) != 0)
			continue;
		if (json_text(json_get(p, "valueString")) != NULL)
			return json_text(json_get(p, "valueString"));
		return json_text(json_get(p, "valueCode"));
	}
	return NULL;
}

static enum status
read_number(const struct fhir_ask *ask, const struct json *body, const char *name,
    int64_t *number)
{
	const char *text = said(ask, body, name);

	if (text == NULL)
		return OK;
	if (strcmp(text, "0") == 0) {
		*number = 0;
		return OK;
	}
	*number = fhir_id(text);
	if (*number != 0)
		return OK;
	return fhir_refuse(ask->rq, 400, "value", "",
	    "%s=%.40s: write the number of an event.", name, text);
}

static enum status
read_wish(const struct fhir_ask *ask, struct wish *w)
{
	const struct json *body = NULL;
	const char *content;

	*w = (struct wish){ .first = 1, .last = INT64_MAX, .content = "" };
	if (ask->rq->method == POST)
		TRY(fhir_body_read(ask, FHIR_JSON, &body));
	TRY(read_number(ask, body, "eventsSinceNumber", &w->first));
	TRY(read_number(ask, body, "eventsUntilNumber", &w->last));
	content = said(ask, body, "content");
	if (content == NULL)
		return OK;
	w->content = content;
	if (fhir_among("empty id-only full-resource", content, strlen(content)))
		return OK;
	return fhir_refuse(ask->rq, 400, "code-invalid", "",
	    "content=%.40s: it is empty, id-only or full-resource.", content);
}

enum status
fhir_events(const struct fhir_ask *ask)
{
	struct subscription_events_rows rows = { 0 };
	const struct subscription_told *s;
	struct notification_event *events;
	struct wish w;
	struct buf *b;
	enum status status = sql_subscription_told(ask->rq->tx, ask->id, &s);

	if (status == ERR_NOT_FOUND)
		return fhir_refuse(ask->rq, 404, "not-found", "",
		    "There is no Subscription/%s here.", ask->parts[1]);
	TRY(status);
	if (*s->content == '\0')
		return fhir_refuse(ask->rq, 422, "not-supported", "",
		    "Only a subscription to a topic has events.");
	TRY(read_wish(ask, &w));
	TRY(sql_subscription_events(
	    ask->rq->tx, ask->id, w.first, w.last, MOST, &rows));
	ARENA_ARRAY(ask->arena, events, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		events[i] = (struct notification_event){ .number = rows.at[i].number,
			.at = rows.at[i].at,
			.task = rows.at[i].task_id,
			.body = rows.at[i].body };
	b = fhir_body(ask->rq, 200);
	notification_write(
	    b, &(struct notification){ .base = ask->base,
		   .type = "query-event",
		   .subscription = ask->id,
		   .status = s->status,
		   .topic = s->topic,
		   .error = s->error,
		   .told = s->told,
		   .at = ask->now,
		   .events = events,
		   .n = rows.n,
		   .content = *w.content != '\0' ? w.content : s->content });
	if (b->full)
		return fhir_refuse(ask->rq, 413, "too-costly", "",
		    "The answer would be too long: ask for less at a time.");
	ask->rq->reply.shown = "subscription";
	ask->rq->reply.shown_id = ask->id;
	return OK;
}
