/* cht_figures.c - see cht_figures.h. */

#include "api/cht_figures.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/cht.h"
#include "base/clock.h"
#include "base/csv.h"
#include "gen/sql.h"

#define MESSAGES_MAX 20000
#define MOMENT_MAX INT64_C(253402300799999) /* the end of the year 9999 */

enum status
cht_monitoring(struct request *rq)
{
	const struct cht_monitoring *row;
	struct buf *b;

	TRY(sql_cht_monitoring(rq->tx, tx_now(rq->tx), &row));
	b = reply_json(rq, 200);
	buf_puts(b, row->body);
	buf_putc(b, '\n');
	return OK;
}

/* filters[date][from] as it is, or with its brackets encoded as most clients do. */
static const char *
filter(struct request *rq, const char *name)
{
	const char *value =
	    request_query(rq, arena_printf(rq->arena, "filters[date][%s]", name));

	return value != NULL
		   ? value
		   : request_query(rq, arena_printf(rq->arena,
					   "filters%%5Bdate%%5D%%5B%s%%5D", name));
}

/* In milliseconds; false: it is none.  0: it was not asked. */
static bool
moment(struct request *rq, const char *name, int64_t *at)
{
	const char *text = filter(rq, name);

	*at = 0;
	if (text == NULL || *text == '\0')
		return true;
	if (strlen(text) > 15 || strspn(text, "0123456789") != strlen(text))
		return false;
	*at = strtoll(text, NULL, 10);
	if (*at > MOMENT_MAX)
		return false;
	*at *= SECOND / 1000;
	return true;
}

static const char *
milliseconds(struct arena *arena, int64_t at)
{
	return at == 0 ? "" : arena_printf(arena, "%" PRId64, at / (SECOND / 1000));
}

static const char *
state_word(const char *state)
{
	static const struct {
		const char *ours, *theirs;
	} words[] = { { "queued", "pending" }, { "held", "pending" },
		{ "sending", "forwarded-to-gateway" },
		{ "unsure", "forwarded-to-gateway" }, { "cancelled", "cleared" } };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcmp(words[i].ours, state) == 0)
			return words[i].theirs;
	return state;
}

static const char *const columns[] = { "id", "patient_id", "reported_date", "from",
	"type", "state", "received", "scheduled", "pending", "sent", "cleared", "muted",
	"message_id", "sent_by", "to_phone", "content" };

/* Of these: moments, and phones; who wrote is a phone where it came from outside. */
#define PLAIN (1U << 2 | 1U << 3 | 1U << 6 | 1U << 8 | 1U << 9 | 1U << 14)
#define SENT_BY (1U << 13)

static void
write_message(struct buf *b, struct arena *arena, const struct cht_messages *m)
{
	const bool in = strcmp(m->direction, "in") == 0;
	const char *at = milliseconds(arena, m->at);
	const char *id = arena_printf(arena, "message-%" PRId64, m->id);
	const char *cells[COUNT_OF(columns)] = { id, m->number, at, in ? m->e164 : "",
		in ? "Message" : "Task Message", state_word(m->state), in ? at : "", "",
		in ? "" : at, milliseconds(arena, m->sent_at), "", "", id,
		in ? m->e164 : m->author, in ? "" : m->e164, m->body };

	csv_row_plain(b, cells, COUNT_OF(cells), in ? PLAIN | SENT_BY : PLAIN);
}

enum status
cht_export(struct request *rq)
{
	struct cht_messages_rows rows;
	struct buf *b;
	int64_t from, to;

	if (!cht_may(rq, "Communication", 's'))
		return OK;
	if (!moment(rq, "from", &from) || !moment(rq, "to", &to))
		return cht_refuse(rq, 400,
		    "filters[date][from] and filters[date][to] are milliseconds since "
		    "1970.");
	TRY(sql_cht_messages(rq->tx, from, to, MESSAGES_MAX + 1, &rows));
	if (rows.n > MESSAGES_MAX)
		return cht_refuse(rq, 400,
		    "More than %d messages: ask for less with filters[date][from] and "
		    "filters[date][to].",
		    MESSAGES_MAX);
	b = reply_file(rq, "text/csv; charset=utf-8", "messages.csv");
	csv_row(b, columns, COUNT_OF(columns));
	for (size_t i = 0; i < rows.n; i++)
		write_message(b, rq->arena, &rows.at[i]);
	rq->reply.shown = "message-list";
	rq->reply.shown_id = (int64_t)rows.n;
	return OK;
}
