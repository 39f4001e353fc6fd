/*
 * inbox_job.c - what arrived, raw, is read here: each row exactly once.
 *
 * A row that is wrong in itself is parked with its reason; one that fails is tried
 * again for a day.  Neither holds the others up.
 */

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "core/gateway_text.h"
#include "core/inbound.h"
#include "worker/job.h"

#define BATCH 20 /* few: their phones stay locked until all are read */
/* Something that fails is tried again for a day, now and then. */
#define PATIENCE (24 * HOUR)
#define PAUSE (30 * SECOND)
/* A run tells the answer less well than its message does: it waits for that. */
#define RUN_DELAY (2 * MINUTE)
/* So long before a run's result its message may have come. */

static enum status
from_hook(struct arena *arena, const struct inbox_new *row, struct inbound *in)
{
	struct rapidpro_hook hook;

	TRY(rapidpro_read_hook(arena, row->body, strlen(row->body), &hook));
	if (hook.input_text == NULL)
		return ERR_NOT_FOUND; /* nothing was said: a time-out, say */
	*in =
	    (struct inbound){ .urn = hook.input_urn != NULL ? hook.input_urn : hook.urn,
		    .contact_uuid = hook.contact.uuid,
		    .text = hook.input_text,
		    .at = hook.input_created_on != 0 ? hook.input_created_on
						     : row->received_at };
	return OK;
}

static enum status
from_message(struct arena *arena, const struct inbox_new *row, struct inbound *in)
{
	struct rapidpro_message message;

	TRY(rapidpro_read_message(arena, row->body, strlen(row->body), &message));
	*in = (struct inbound){ .urn = message.urn,
		.contact_uuid = message.contact.uuid,
		.text = message.text,
		.rapidpro_id = message.id,
		.at = message.created_on != 0 ? message.created_on : row->received_at };
	return OK;
}

static enum status
from_run(struct tx *tx, const struct inbox_new *row, struct inbound *in)
{
	const struct phone_of_contact *phone;
	struct rapidpro_run run;

	TRY(rapidpro_read_run(tx_arena(tx), row->body, strlen(row->body), &run));
	for (size_t i = 0; i < run.value_count; i++) {
		const struct rapidpro_value *v = &run.values[i];

		if (strcmp(v->key, "answer") != 0 || v->value == NULL)
			continue;
		TRY(sql_phone_of_contact(tx, run.contact.uuid, &phone));
		*in = (struct inbound){ .urn = arena_printf(
					    tx_arena(tx), "tel:%s", phone->e164),
			.contact_uuid = run.contact.uuid,
			.text = v->value,
			.at = v->time != 0 ? v->time : run.modified_on,
			.by_run = true };
		return OK;
	}
	return ERR_NOT_FOUND;
}

static enum status
from_gateway(struct tx *tx, const struct inbox_new *row, struct inbound *in)
{
	const struct json *json;
	struct gateway_text text;
	const char *missing;

	TRY(json_parse(tx_arena(tx), row->body, strlen(row->body), &json));
	TRY(gateway_text_read(tx_arena(tx), json, row->received_at, &text, &missing));
	return gateway_text_inbound(tx, &text, row->received_at, in);
}

/* Where the number itself is not told, the contact may be one that we know. */
static enum status
find_number(struct tx *tx, struct inbound *in)
{
	const struct phone_of_contact *phone;
	enum status status;

	if ((in->urn != NULL && strncmp(in->urn, "tel:", 4) == 0) ||
	    in->contact_uuid == NULL)
		return OK;
	status = sql_phone_of_contact(tx, in->contact_uuid, &phone);
	if (status == OK)
		in->urn = arena_printf(tx_arena(tx), "tel:%s", phone->e164);
	return status == ERR_NOT_FOUND ? OK : status;
}

static enum status
read_row(struct tx *tx, const struct inbox_new *row)
{
	struct inbound in = { .urn = NULL };
	int64_t message_id;
	enum status status;

	if (strcmp(row->source, "webhook") == 0)
		status = from_hook(tx_arena(tx), row, &in);
	else if (strcmp(row->source, "message") == 0)
		status = from_message(tx_arena(tx), row, &in);
	else if (strcmp(row->source, "gateway") == 0)
		status = from_gateway(tx, row, &in);
	else
		status = from_run(tx, row, &in);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	TRY(find_number(tx, &in));
	if (in.text == NULL || *text_trim(tx_arena(tx), in.text) == '\0')
		in.text = "(no words)"; /* a picture, say: a person looks at it */
	return inbound_receive(tx, &in, &message_id);
}

/* A row that fails takes back what it did and leaves the others alone. */
static enum status
read_apart(struct tx *tx, const struct inbox_new *row)
{
	enum status status;
	bool last = tx_now(tx) - row->received_at > PATIENCE;

	TRY(tx_savepoint(tx));
	status = read_row(tx, row);
	if (status == OK)
		return sql_inbox_settle(tx, row->id, "done", "", tx_now(tx));
	if (status == ERR_UNAVAILABLE)
		return status;
	log_warn("inbox=%lld attempt=%d status=%s", (long long)row->id,
	    (int)row->attempt, status_word(status));
	TRY(tx_back_to_savepoint(tx));
	/* What is wrong in itself will not be right the next time. */
	return sql_inbox_settle(tx, row->id,
	    last || status == ERR_INVALID ? "parked" : "new", status_word(status),
	    tx_now(tx));
}

static enum status
read_batch(struct tx *tx, bool *more)
{
	struct inbox_new_rows rows;

	TRY(sql_inbox_new(
	    tx, tx_now(tx) - RUN_DELAY, tx_now(tx) - PAUSE, BATCH, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(read_apart(tx, &rows.at[i]));
	*more = rows.n == BATCH;
	return OK;
}

enum status
inbox_job(struct worker *w, bool *more)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = read_batch(tx, more);
	return tx_end(tx, status);
}
