/* fhir_search.c - see fhir_search.h. */

#include "api/fhir_search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/fhir_query.h"
#include "base/clock.h"

#define TOTAL_MAX 100000 /* of others than tasks: so far they are counted */
#define TASKS_MAX 1000 /* of the clients of a page */

static void
write_link(struct buf *b, const char *relation, const char *url, bool first)
{
	buf_printf(b, "%s{\"relation\":\"%s\",\"url\":", first ? "" : ",", relation);
	buf_json(b, url);
	buf_putc(b, '}');
}

static const char *
link_of(const struct fhir_ask *ask, const struct fhir_query *q,
    const struct fhir_cursor *after)
{
	const char *query = q->self.data;

	if (after == NULL)
		return arena_printf(
		    ask->arena, "%s/%s%s", ask->base, q->type->name, query);
	return arena_printf(ask->arena, "%s/%s%s%s_cursor=%s", ask->base, q->type->name,
	    query, *query == '\0' ? "?" : "&", fhir_cursor_text(ask->arena, after));
}

static void
write_entry(struct buf *b, const struct fhir_ask *ask, const char *type, int64_t id,
    const char *body, const char *mode, bool *begun)
{
	buf_puts(b, *begun ? ",{\"fullUrl\":" : "{\"fullUrl\":");
	buf_json(b, arena_printf(ask->arena, "%s/%s/%" PRId64, ask->base, type, id));
	buf_printf(b, ",\"resource\":%s,\"search\":{\"mode\":\"%s\"}}", body, mode);
	*begun = true;
}

static enum status
write_around(struct buf *b, const struct fhir_ask *ask, const struct fhir_query *q,
    const struct fhir_page *page, bool *begun)
{
	struct fhir_task_around_rows rows = { 0 };
	struct fhir_tasks_of_rows tasks = { 0 };
	struct tx *tx = ask->rq->tx;
	const char *ids;
	int64_t *at;

	ARENA_ARRAY(ask->arena, at, page->n + 1);
	for (size_t i = 0; i < page->n; i++)
		at[i] = page->at[i].id;
	ids = tx_int_array(tx, at, page->n);
	if (*q->includes != '\0')
		TRY(sql_fhir_task_around(
		    tx, ids, arena_printf(ask->arena, "{%s}", q->includes + 1), &rows));
	if (q->tasks)
		TRY(sql_fhir_tasks_of(tx, ids, TASKS_MAX, &tasks));
	for (size_t i = 0; i < rows.n; i++)
		write_entry(b, ask, rows.at[i].type, rows.at[i].id, rows.at[i].body,
		    "include", begun);
	for (size_t i = 0; i < tasks.n; i++)
		write_entry(
		    b, ask, "Task", tasks.at[i].id, tasks.at[i].body, "include", begun);
	return OK;
}

static enum status
total_of(const struct fhir_ask *ask, const struct fhir_query *q, int64_t *n)
{
	struct fhir_query all = *q;
	struct fhir_page page = { 0 };

	*n = 0;
	if (q->nothing)
		return OK;
	if (q->type->task)
		return fhir_count_tasks(ask->rq->tx, q, n);
	all.after = (struct fhir_cursor){ .id = 0 };
	all.elements = FHIR_COUNTED;
	TRY(fhir_type_find(ask->rq->tx, &all, TOTAL_MAX, &page));
	*n = (int64_t)page.n;
	return OK;
}

/* One more than a page is looked for: so it is known whether there is a next. */
enum status
fhir_search(const struct fhir_ask *ask, const char *encoded)
{
	struct fhir_query q;
	struct fhir_page page = { 0 };
	int64_t total = 0;
	bool begun = false, more;
	struct buf *b;

	TRY(fhir_query_read(ask, encoded, &q));
	if (q.total || q.only_total)
		TRY(total_of(ask, &q, &total));
	if (!q.nothing && !q.only_total)
		TRY(fhir_type_find(ask->rq->tx, &q, q.count + 1, &page));
	more = page.n > (size_t)q.count;
	page.n -= more;
	b = fhir_body(ask->rq, 200);
	buf_puts(b, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"");
	if (q.total || q.only_total)
		buf_printf(b, ",\"total\":%" PRId64, total);
	buf_puts(b, ",\"link\":[");
	write_link(b, "self", link_of(ask, &q, NULL), true);
	if (more)
		write_link(
		    b, "next", link_of(ask, &q, &page.at[page.n - 1].cursor), false);
	buf_putc(b, ']');
	if (page.n > 0) {
		buf_puts(b, ",\"entry\":[");
		for (size_t i = 0; i < page.n; i++)
			write_entry(b, ask, q.type->name, page.at[i].id,
			    page.at[i].body, "match", &begun);
		TRY(write_around(b, ask, &q, &page, &begun));
		buf_putc(b, ']');
	}
	buf_putc(b, '}');
	ask->rq->reply.shown = q.type->shown;
	return OK;
}

static enum status
history_number(const struct fhir_ask *ask, const char *name, int64_t most, int64_t *n)
{
	const char *text = request_query(ask->rq, name);
	size_t len = text != NULL ? strspn(text, "0123456789") : 0;

	if (text == NULL)
		return OK;
	if (len == 0 || len > 18 || text[len] != '\0')
		return fhir_refuse(ask->rq, 400, "value", "",
		    "%s=%s: write a whole number.", name, text);
	*n = strtoll(text, NULL, 10);
	*n = *n > most ? most : *n;
	return OK;
}

static void
write_version(struct buf *b, const struct fhir_ask *ask,
    const struct fhir_task_history *v, bool first)
{
	const char *url =
	    arena_printf(ask->arena, "%s/Task/%" PRId64, ask->base, v->id);

	buf_puts(b, first ? "{\"fullUrl\":" : ",{\"fullUrl\":");
	buf_json(b, url);
	buf_printf(b,
	    ",\"resource\":%s,\"request\":{\"method\":\"%s\",\"url\":\"Task%s\"}"
	    ",\"response\":{\"status\":\"%s\",\"etag\":\"W/\\\"%" PRId64 "\\\"\""
	    ",\"lastModified\":\"%s\"}}",
	    v->body, v->made ? "POST" : "PUT",
	    v->made ? "" : arena_printf(ask->arena, "/%" PRId64, v->id),
	    v->made ? "201" : "200", v->version, clock_iso(ask->arena, v->at));
}

enum status
fhir_history(const struct fhir_ask *ask)
{
	struct fhir_task_history_rows rows = { 0 };
	const struct fhir_task_get *task;
	const struct plan_each *plan;
	const char *since = request_query(ask->rq, "_since");
	struct fhir_span from = { 0 };
	int64_t count = FHIR_COUNT, before = 0;
	enum status status;
	bool more;
	struct buf self, *b;

	TRY(history_number(ask, "_count", FHIR_COUNT_MAX, &count));
	TRY(history_number(ask, "_before", INT64_MAX, &before));
	if (since != NULL && !fhir_span_read(ask->arena, since, &from))
		return fhir_refuse(ask->rq, 400, "value", "",
		    "_since=%s: write a moment, such as 2026-11-21T08:00:00Z.", since);
	if (ask->nparts > 2) {
		status = sql_fhir_task_get(ask->rq->tx, ask->id, &task);
		if (ask->id == 0 || status == ERR_NOT_FOUND)
			return fhir_refuse(ask->rq, 404, "not-found", "",
			    "There is no Task/%s here.", ask->parts[1]);
		TRY(status);
	}
	TRY(sql_plan_each(ask->rq->tx, &plan));
	TRY(sql_fhir_task_history(
	    ask->rq->tx, ask->id, from.from, before, (int32_t)count + 1, &rows));
	more = rows.n > (size_t)count;
	rows.n -= more;
	b = fhir_body(ask->rq, 200);
	buf_init(&self, ask->arena);
	buf_printf(&self, "%s/Task", ask->base);
	if (ask->id != 0)
		buf_printf(&self, "/%" PRId64, ask->id);
	buf_printf(&self, "/_history?_count=%" PRId64, count);
	if (since != NULL) {
		buf_puts(&self, "&_since=");
		buf_url(&self, since);
	}
	buf_puts(b, "{\"resourceType\":\"Bundle\",\"type\":\"history\",\"link\":[");
	write_link(b, "self", self.data, true);
	if (more && rows.n > 0)
		write_link(b, "next",
		    arena_printf(ask->arena, "%s&_before=%" PRId64, self.data,
			rows.at[rows.n - 1].version),
		    false);
	buf_putc(b, ']');
	for (size_t i = 0; i < rows.n; i++) {
		buf_puts(b, i == 0 ? ",\"entry\":[" : "");
		write_version(b, ask, &rows.at[i], i == 0);
	}
	buf_puts(b, rows.n > 0 ? "]}" : "}");
	ask->rq->reply.shown = "task";
	ask->rq->reply.shown_id = ask->id;
	return OK;
}
