/* cht_text.c - see cht_text.h. */

#include "api/cht_text.h"

#include <string.h>

#include "api/cht.h"
#include "api/rapidpro_hook.h"
#include "core/sms_gateway.h"
#include "ext/secret.h"
#include "gen/sql.h"

#define MESSAGES_MAX 1000

/* Whether it may bring texts; a flow with the webhook's secret may. */
static bool
may_bring(struct request *rq)
{
	return rq->who == NULL || cht_may(rq, "Communication", 'c');
}

enum status
cht_text_bring(
    struct request *rq, const struct gateway_text *text, const char *body, bool *stored)
{
	const struct inbox_bring *row;

	TRY(sql_inbox_bring(
	    rq->tx, gateway_text_key(rq->arena, text), body, rq->address, &row));
	*stored = row->stored;
	return OK;
}

static enum status
saved(struct request *rq, int n)
{
	buf_printf(reply_json(rq, 200), "{\"saved\":%d}\n", n);
	return OK;
}

/* A repeat is no fault: its flow would take it for one that was lost. */
enum status
cht_incoming(struct request *rq)
{
	const struct json *json;
	struct gateway_text text;
	const char *missing;
	bool stored;

	if (!may_bring(rq))
		return OK;
	if (rq->body_len > HOOK_BODY_MAX)
		return cht_refuse(rq, 413, "The body is larger than 64 KiB.");
	json = cht_body(rq);
	if (json == NULL)
		return OK;
	if (gateway_text_read(rq->arena, json, tx_now(rq->tx), &text, &missing) != OK)
		return cht_refuse(rq, 400,
		    "Message was not saved: \"%s\" is missing or cannot be used.",
		    missing);
	if (rapidpro_hook_is_trial(rq))
		return saved(rq, 0);
	TRY(cht_text_bring(rq, &text, rq->body, &stored));
	return saved(rq, stored);
}

enum status
cht_gateway(struct request *rq)
{
	if (!may_bring(rq))
		return OK;
	buf_puts(reply_json(rq, 200), "{\"medic-gateway\":true}\n");
	return OK;
}

/*
 * One that cannot be read is kept as well: the worker puts it aside for the operator.  To
 * refuse it would keep all that come behind it from us.
 */
static enum status
bring_one(struct request *rq, const struct json *message)
{
	const char *body = json_write(rq->arena, message), *missing;
	const struct inbox_bring *row;
	struct gateway_text text;
	bool stored;

	if (gateway_text_read(rq->arena, message, tx_now(rq->tx), &text, &missing) ==
	    OK)
		return cht_text_bring(rq, &text, body, &stored);
	return sql_inbox_bring(rq->tx,
	    arena_printf(rq->arena, "gateway %s", secret_hash(rq->arena, body)), body,
	    rq->address, &row);
}

/* Whether a list of what came is one. */
static bool
is_list(struct request *rq, const char *name, const struct json *list)
{
	if (json_is_null(list) || json_is_array(list))
		return true;
	cht_fail(rq, 400, arena_printf(rq->arena, "%s is no array.", name));
	return false;
}

static enum status
hand_over(struct request *rq)
{
	struct sms_gateway_fetch_rows texts;
	struct buf *b;

	TRY(sms_gateway_fetch(rq->tx, rq->address, &texts));
	b = reply_json(rq, 200);
	buf_puts(b, "{\"messages\":[");
	for (size_t i = 0; i < texts.n; i++) {
		buf_printf(
		    b, "%s{\"id\":\"%s\",\"to\":", i > 0 ? "," : "", texts.at[i].id);
		buf_json(b, texts.at[i].phone);
		buf_puts(b, ",\"content\":");
		buf_json(b, texts.at[i].body);
		buf_putc(b, '}');
	}
	buf_puts(b, "]}\n");
	return OK;
}

/* What it says of texts counts before it is asked which it has said nothing of. */
enum status
cht_gateway_post(struct request *rq)
{
	const struct json *json, *messages, *updates;

	if (!may_bring(rq))
		return OK;
	json = cht_body(rq);
	if (json == NULL)
		return OK;
	messages = json_get(json, "messages");
	updates = json_get(json, "updates");
	if (!is_list(rq, "messages", messages) || !is_list(rq, "updates", updates))
		return OK;
	if (rq->body_len > HOOK_BODY_MAX || json_count(messages) > MESSAGES_MAX ||
	    json_count(updates) > MESSAGES_MAX)
		return cht_refuse(rq, 413,
		    "Bring at most %d messages and 64 KiB at once.", MESSAGES_MAX);
	for (size_t i = 0; i < json_count(messages); i++)
		TRY(bring_one(rq, json_at(messages, i)));
	TRY(sms_gateway_said(rq->tx, updates));
	return hand_over(rq);
}
