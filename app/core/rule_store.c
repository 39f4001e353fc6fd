/* rule_store.c - see rule_store.h. */

#include "core/rule_store.h"

#include "base/buf.h"
#include "base/log.h"
#include "core/workflow.h"
#include "gen/sql.h"

static void
put_failures(struct buf *b, const struct rule_result *r)
{
	buf_puts(b, ",\"failures\":[");
	for (size_t i = 0; i < r->nfailures; i++) {
		const struct rule_failure *f = &r->failures[i];

		buf_puts(b, i > 0 ? ",{\"rule\":" : "{\"rule\":");
		buf_json(b, f->rule);
		buf_puts(b, ",\"file\":");
		buf_json(b, f->file);
		buf_printf(b, ",\"line\":%d,\"words\":", f->line);
		buf_json(b, f->words);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

/* An id is JSON already. */
static void
put_emissions(struct buf *b, const struct rule_result *r)
{
	bool first = true;

	buf_puts(b, ",\"emissions\":[");
	for (size_t i = 0; i < r->nemissions; i++) {
		const struct rule_emission *e = &r->emissions[i];

		if (!e->timely)
			continue;
		buf_puts(b, first ? "{\"rule\":" : ",{\"rule\":");
		buf_json(b, e->rule);
		buf_puts(b, ",\"state\":");
		buf_json(b, e->state);
		buf_puts(b, ",\"reason\":");
		buf_json(b, e->reason);
		buf_printf(b, ",\"requester\":%s,\"owner\":%s,\"task\":",
		    e->requester != NULL ? e->requester : "null",
		    e->owner != NULL ? e->owner : "null");
		buf_puts(b, e->task);
		buf_putc(b, '}');
		first = false;
	}
	buf_puts(b, "]}");
}

static void
put_result(struct buf *b, int64_t patient, const struct rule_result *r)
{
	buf_puts(b, b->len > 1 ? ",{\"patient\":" : "{\"patient\":");
	buf_int(b, patient);
	buf_puts(b, r->whole ? ",\"whole\":true" : ",\"whole\":false");
	put_failures(b, r);
	put_emissions(b, r);
}

static enum status
merge(struct tx *tx, const struct rule_batch *batch, size_t from, size_t to,
    struct rule_stored *sum)
{
	const struct rule_merge *row;
	struct buf text;

	buf_init(&text, tx_arena(tx));
	buf_putc(&text, '[');
	for (size_t i = from; i < to; i++)
		put_result(&text, batch->patients[i], &batch->results[i]);
	buf_putc(&text, ']');
	if (text.full)
		return ERR_INVALID;
	TRY(sql_rule_merge(tx, text.data, workflow()->rules, batch->taken, batch->now,
	    batch->version, workflow()->welcome_minutes, &row));
	sum->made += row->made;
	sum->changed += row->changed;
	sum->ended += row->ended;
	return OK;
}

static const struct rule_failure not_kept = {
	.words = "what the rules made of this client could not be kept as tasks"
};

/* Each by himself, so that one whose result cannot be kept does not hold up the rest. */
static enum status
merge_apart(struct tx *tx, struct rule_batch *batch, struct rule_stored *sum)
{
	for (size_t i = 0; i < batch->n; i++) {
		enum status status;

		TRY(tx_savepoint(tx));
		status = merge(tx, batch, i, i + 1, sum);
		if (status == OK)
			continue;
		if (status == ERR_UNAVAILABLE)
			return status;
		TRY(tx_back_to_savepoint(tx));
		log_warn("patient=%lld result not kept: %s",
		    (long long)batch->patients[i], status_word(status));
		batch->results[i] = (struct rule_result){
			.failures = &not_kept, .nfailures = 1, .whole = true
		};
		TRY(merge(tx, batch, i, i + 1, sum));
	}
	return OK;
}

enum status
rule_store(struct tx *tx, struct rule_batch *batch, struct rule_stored *sum)
{
	enum status status;

	TRY(tx_savepoint(tx));
	status = merge(tx, batch, 0, batch->n, sum);
	if (status == OK || status == ERR_UNAVAILABLE)
		return status;
	TRY(tx_back_to_savepoint(tx));
	return merge_apart(tx, batch, sum);
}
