/* webhook.c - see webhook.h. */

#include "sim/webhook.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/value.h"

#define TIMEOUT_SECONDS 15
#define TRIES_MAX 2
#define BACKOFF_MS 5000
#define BODY_FOR_FLOW 10000 /* bytes: a longer answer is dropped */
#define LATER_MS 3000

static enum status
drawn(struct tx *tx, const char *name, bool *struck, int32_t *amount)
{
	const struct sim_fault_strikes *row;

	TRY(sql_sim_fault_strikes(tx, name, "webhook", &row));
	*struck = row->amount != INT4_NULL;
	*amount = *struck ? row->amount : 0;
	return OK;
}

enum status
webhook_draw(struct tx *tx, struct webhook_fate *fate)
{
	int32_t amount;
	bool struck;

	*fate = (struct webhook_fate){ .later_ms = LATER_MS };
	TRY(drawn(tx, "webhook_delay", &struck, &amount));
	if (struck)
		fate->delay_ms = amount > 0 ? amount : LATER_MS;
	TRY(drawn(tx, "webhook_lost", &fate->lost, &amount));
	TRY(drawn(tx, "webhook_orphan", &fate->orphan, &amount));
	TRY(drawn(tx, "webhook_reordered", &fate->detached, &amount));
	if (fate->detached && amount > 0)
		fate->later_ms = amount;
	TRY(drawn(tx, "webhook_duplicate", &fate->twice, &amount));
	if (fate->twice && amount > 0)
		fate->later_ms = amount;
	return OK;
}

const char *
webhook_write(struct arena *a, const struct flow_call *call)
{
	struct value value = value_object(NULL), headers = value_object(NULL);
	struct buf b;

	for (size_t i = 0; i < call->headers; i++)
		value_put(a, &headers, call->header_names[i],
		    value_text(call->header_values[i]));
	value_put(a, &value, "method", value_text(call->method));
	value_put(a, &value, "url", value_text(call->url));
	value_put(a, &value, "body", value_text(call->body));
	value_put(a, &value, "headers", headers);
	buf_init(&b, a);
	value_write_json(&b, &value);
	return b.data;
}

bool
webhook_read(const struct json *json, struct flow_call *call)
{
	const struct json *headers = json_get(json, "headers"), *value;

	*call = (struct flow_call){ .method = json_text(json_get(json, "method")),
		.url = json_text(json_get(json, "url")),
		.body = json_text(json_get(json, "body")) };
	for (size_t i = 0; i < json_count(headers) && i < FLOW_HEADERS; i++) {
		if (!json_member(headers, i, &call->header_names[i], &value))
			return false;
		call->header_values[i] = json_text(value);
		call->headers++;
	}
	return call->method != NULL && call->url != NULL && call->body != NULL;
}

int
webhook_call(struct http *http, struct arena *a, const struct flow_call *call,
    const char *version, const char **body, int *retry_after)
{
	struct http_header headers[FLOW_HEADERS + 2];
	struct http_request request = { .method = call->method,
		.url = call->url,
		.headers = headers,
		.body = call->body,
		.seconds = TIMEOUT_SECONDS };
	struct http_answer answer;

	*body = NULL;
	*retry_after = 0;
	for (size_t i = 0; i < call->headers; i++)
		headers[request.header_count++] =
		    (struct http_header){ call->header_names[i],
			    call->header_values[i] };
	headers[request.header_count++] = (struct http_header){ "User-Agent",
		arena_printf(a, "RapidProMailroom/%s", version) };
	headers[request.header_count++] =
	    (struct http_header){ "X-Mailroom-Mode", "normal" };
	request.body_len = strlen(call->body);
	if (request.body_len == 0)
		request.body = NULL;
	if (http_call(http, a, &request, &answer) != HTTP_ANSWERED)
		return 0;
	if (answer.body_len < BODY_FOR_FLOW)
		*body = answer.body;
	*retry_after = answer.retry_after;
	return answer.status;
}

static bool
is_idempotent(const struct flow_call *call)
{
	if (strcmp(call->method, "GET") == 0)
		return true;
	for (size_t i = 0; i < call->headers; i++)
		if (strcasecmp(call->header_names[i], "X-Idempotency-Key") == 0 ||
		    strcasecmp(call->header_names[i], "Idempotency-Key") == 0)
			return true;
	return false;
}

int32_t
webhook_retry_ms(enum profile profile, const struct flow_call *call, int status,
    int retry_after, int32_t tries)
{
	int32_t backoff = BACKOFF_MS * (tries + 1);
	bool asked = retry_after > 0 && retry_after * 1000 <= backoff;
	bool safe = is_idempotent(call) && (status == 0 || status > 501);

	if (profile == PROFILE_263 || tries >= TRIES_MAX || (!asked && !safe))
		return -1;
	return backoff / 2 + (int32_t)(random() % backoff);
}
