/* sms_gateway.c - see sms_gateway.h. */

#include "core/sms_gateway.h"

#include "base/buf.h"
#include "base/clock.h"
#include "core/quiet.h"

static int32_t hours = 24;

void
sms_gateway_settings(int held_after_hours)
{
	hours = held_after_hours;
}

/* The facilities at which it is quiet, and since when, as two lists of PostgreSQL's. */
static void
list_quiet(const struct tx *tx, const struct sms_gateway_places_rows *places,
    struct buf *ids, struct buf *since)
{
	buf_putc(ids, '{');
	buf_putc(since, '{');
	for (size_t i = 0; i < places->n; i++) {
		const struct sms_gateway_places *p = &places->at[i];
		int64_t began =
		    quiet_began(p->quiet_from, p->quiet_until, p->zone, tx_now(tx));

		if (began == 0)
			continue;
		buf_printf(
		    ids, "%s%lld", ids->len > 1 ? "," : "", (long long)p->place_id);
		buf_printf(since, "%s%s", since->len > 1 ? "," : "",
		    clock_iso(tx_arena(tx), began));
	}
	buf_putc(ids, '}');
	buf_putc(since, '}');
}

enum status
sms_gateway_fetch(
    struct tx *tx, const char *address, struct sms_gateway_fetch_rows *texts)
{
	struct sms_gateway_places_rows places;
	struct buf quiet, since;

	TRY(sql_sms_gateway_places(tx, &places));
	buf_init(&quiet, tx_arena(tx));
	buf_init(&since, tx_arena(tx));
	list_quiet(tx, &places, &quiet, &since);
	return sql_sms_gateway_fetch(tx, tx_now(tx), SMS_GATEWAY_MOST,
	    SMS_GATEWAY_AGAIN_SECONDS, hours, quiet.data, since.data, address, texts);
}

static void
put_update(struct tx *tx, struct buf *b, const struct json *update)
{
	const char *id = json_scalar(tx_arena(tx), json_get(update, "id"));
	const char *status = json_text(json_get(update, "status"));

	if (id == NULL || status == NULL)
		return;
	buf_puts(b, b->len > 1 ? ",{\"id\":" : "{\"id\":");
	buf_json(b, id);
	buf_puts(b, ",\"status\":");
	buf_json(b, status);
	buf_puts(b, ",\"reason\":");
	buf_json(b, json_scalar(tx_arena(tx), json_get(update, "reason")));
	buf_putc(b, '}');
}

enum status
sms_gateway_said(struct tx *tx, const struct json *updates)
{
	const struct sms_gateway_said *row;
	struct buf b;

	buf_init(&b, tx_arena(tx));
	buf_putc(&b, '[');
	for (size_t i = 0; i < json_count(updates); i++)
		put_update(tx, &b, json_at(updates, i));
	buf_putc(&b, ']');
	return b.len == 2 ? OK : sql_sms_gateway_said(tx, b.data, tx_now(tx), &row);
}
