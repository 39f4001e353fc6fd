/* cht_text.c - see cht_text.h. */

#include "api/cht_text.h"

#include <string.h>

#include "api/cht.h"
#include "api/rapidpro_hook.h"
#include "gen/sql.h"

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
