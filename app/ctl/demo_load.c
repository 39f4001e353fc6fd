/* demo_load.c - the invented clinic: its past by script, its present by us. */

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "core/inbound.h"
#include "core/workflow.h"
#include "ctl/demo.h"
#include "ctl/form_publish.h"
#include "ext/secret.h"
#include "gen/sql.h"

#define SCRIPT_MAX ((size_t)1024 * 1024)
#define PACK "workflows/vmmc"

enum status
demo_is_empty(struct arena *arena, struct db *db, bool *empty)
{
	const struct demo_empty *row;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(db, arena, TX_READ, &tx));
	status = sql_demo_empty(tx, &row);
	*empty = status == OK && row->empty;
	tx_rollback(tx);
	return status;
}

/* The pack's schedule and texts as JSON, blanks left in. */

static const char *
steps_as_json(struct arena *arena)
{
	const struct workflow *w = workflow();
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '[');
	for (size_t i = 0; i < w->nsteps; i++) {
		const struct workflow_step *s = &w->steps[i];

		buf_puts(&b, i == 0 ? "{\"step\":" : ",{\"step\":");
		buf_json(&b, s->name);
		buf_printf(&b, ",\"day\":%d,\"asks\":%s,\"text\":", s->day,
		    s->asks ? "true" : "false");
		buf_json(&b, s->text);
		buf_puts(&b, ",\"shared_text\":");
		buf_json(&b, s->shared_text);
		buf_puts(&b, ",\"silent_text\":");
		buf_json(&b, s->silent_text);
		buf_putc(&b, '}');
	}
	buf_putc(&b, ']');
	return b.data;
}

static void
add_text(struct buf *b, const char *language, const char *key, bool *first)
{
	const struct workflow_words blanks = { .first_name = "{first_name}",
		.clinic = "{clinic}",
		.phone = "{phone}",
		.emergency = "{emergency}",
		.code = "{code}" };
	const char *text =
	    key != NULL ? workflow_text(b->arena, language, key, &blanks) : NULL;

	if (text == NULL)
		return;
	if (!*first)
		buf_putc(b, ',');
	*first = false;
	buf_json(b, key);
	buf_putc(b, ':');
	buf_json(b, text);
}

static const char *
texts_as_json(struct arena *arena)
{
	static const char *const keys[] = { "welcome", "which_sign", "stopped", "day",
		"day_2", "day_7", "silent", "shared_day", "closing" };
	const struct workflow *w = workflow();
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '{');
	for (size_t i = 0; w->languages[i] != NULL; i++) {
		bool first = true;

		if (i > 0)
			buf_putc(&b, ',');
		buf_json(&b, w->languages[i]);
		buf_puts(&b, ":{");
		for (size_t k = 0; k < COUNT_OF(keys); k++)
			add_text(&b, w->languages[i], keys[k], &first);
		buf_putc(&b, '}');
	}
	buf_putc(&b, '}');
	return b.data;
}

static enum status
run_script(struct tx *tx, const char *path)
{
	const char *script;
	size_t len;

	TRY(file_read(tx_arena(tx), path, SCRIPT_MAX, &script, &len));
	return tx_script(tx, script);
}

/* Whatever the product makes of them, it makes here as it would any day. */
static enum status
receive_replies(struct tx *tx)
{
	struct demo_replies_rows rows;
	int64_t message_id;

	TRY(sql_demo_replies(tx, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(inbound_receive(tx,
		    &(struct inbound){
			.urn = arena_printf(tx_arena(tx), "tel:%s", rows.at[i].e164),
			.text = rows.at[i].body,
			.at = rows.at[i].at },
		    &message_id));
	return OK;
}

static enum status
load(struct tx *tx, bool simulator)
{
	struct arena *arena = tx_arena(tx);
	const char *hash;

	TRY(secret_password_hash(arena, DEMO_PASSWORD, &hash));
	TRY(sql_demo_give(tx, steps_as_json(arena), texts_as_json(arena), hash,
	    workflow()->name, workflow()->version));
	TRY(run_script(tx, "sql/demo.sql"));
	TRY(receive_replies(tx));
	return simulator ? run_script(tx, "sql/demo_sim.sql") : OK;
}

enum status
demo_publish(struct arena *arena, struct db *db)
{
	struct form_published done;
	enum status status;
	struct tx *tx;

	TRY(tx_begin(db, arena, TX_WRITE, &tx));
	status = form_publish_folder(tx, PACK, &done);
	if (status == OK)
		status = sql_demo_approve(tx, tx_now(tx));
	return tx_end(tx, status);
}

enum status
demo_load(struct arena *arena, struct db *db, bool simulator)
{
	struct tx *tx;
	enum status status;

	TRY(workflow_load(PACK));
	TRY(inbound_init());
	TRY(tx_begin(db, arena, TX_WRITE, &tx));
	status = load(tx, simulator);
	return tx_end(tx, status);
}
