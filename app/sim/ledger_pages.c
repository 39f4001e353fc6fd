/* ledger_pages.c - every SMS that was asked for, for people and for tests. */

#include <stdlib.h>

#include "base/clock.h"
#include "gen/sim_ledger.h"
#include "sim/program.h"
#include "sim/view.h"

#define SHOWN 200
#define JSON_MAX 10000

enum status
ledger_show(struct request *rq)
{
	struct sim_ledger_latest_rows rows;
	struct ledger_view view;
	struct ledger_row *shown;

	TRY(sql_sim_ledger_count(rq->tx, &view.count));
	TRY(sql_sim_ledger_latest(rq->tx, SHOWN, &rows));
	ARENA_ARRAY(rq->arena, shown, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		shown[i] = (struct ledger_row){ .seq = rows.at[i].seq,
			.at = view_time(rq->arena, rows.at[i].at),
			.number = view_number(rows.at[i].urn),
			.text = rows.at[i].text,
			.source = rows.at[i].source,
			.flow = rows.at[i].flow,
			.intent = rows.at[i].intent,
			.status = rows.at[i].status,
			.delivered = view_time(rq->arena, rows.at[i].delivered_at) };
	view.rows = (struct ledger_row_rows){ .at = shown, .n = rows.n };
	render_sim_ledger(reply_html(rq, 200), &view);
	return OK;
}

static void
put(struct buf *b, const char *key, const char *text)
{
	buf_printf(b, ",\"%s\":", key);
	buf_json(b, text);
}

static void
put_row(struct buf *b, const struct sim_ledger_list *row)
{
	buf_puts(b, "{\"seq\":");
	buf_int(b, row->seq);
	buf_puts(b, ",\"message_id\":");
	buf_int(b, row->message_id);
	put(b, "at", clock_iso(b->arena, row->at));
	put(b, "contact", row->contact);
	put(b, "urn", row->urn);
	put(b, "text", row->text);
	put(b, "source", row->source);
	put(b, "flow", row->flow);
	put(b, "intent", row->intent);
	put(b, "status", row->status);
	put(b, "delivered_at",
	    row->delivered_at != 0 ? clock_iso(b->arena, row->delivered_at) : NULL);
	buf_putc(b, '}');
}

static int64_t
number_of(struct request *rq, const char *name, int64_t otherwise)
{
	const char *text = request_query(rq, name);
	char *end;
	int64_t n;

	if (text == NULL)
		return otherwise;
	n = strtoll(text, &end, 10);
	return end != text && *end == '\0' && n >= 0 ? n : otherwise;
}

/* ?after=SEQ&most=N: the rows after a number, at most 10,000 of them. */
enum status
ledger_json(struct request *rq)
{
	int64_t most = number_of(rq, "most", JSON_MAX);
	const struct sim_ledger_count *count;
	struct sim_ledger_list_rows rows;
	struct buf *b;

	TRY(sql_sim_ledger_count(rq->tx, &count));
	TRY(sql_sim_ledger_list(rq->tx, number_of(rq, "after", 0),
	    (int32_t)(most < JSON_MAX ? most : JSON_MAX), &rows));
	b = reply_json(rq, 200);
	buf_puts(b, "{\"requested\":");
	buf_int(b, count->requested);
	buf_puts(b, ",\"delivered\":");
	buf_int(b, count->delivered);
	buf_puts(b, ",\"repeated\":");
	buf_int(b, count->repeated);
	buf_puts(b, ",\"rows\":[");
	for (size_t i = 0; i < rows.n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		put_row(b, &rows.at[i]);
	}
	buf_puts(b, "]}");
	return OK;
}
