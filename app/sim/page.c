/*
 * page.c - pages of a list.
 *
 * The cursor is the place of the last row shown, by time and id: rows that
 * come in while somebody pages neither repeat nor hide old ones, and rows of
 * one instant stay in order across the edge of a page.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "sim/api.h"
#include "sim/words.h"

#define CURSOR_LENGTH 32

static bool
read_cursor(struct page *page, const char *cursor)
{
	char half[17] = "";
	char *end;

	if (strlen(cursor) != CURSOR_LENGTH ||
	    strspn(cursor, "0123456789abcdef") != CURSOR_LENGTH)
		return false;
	memcpy(half, cursor, 16);
	page->from_at = (int64_t)strtoull(half, &end, 16);
	page->from_id = (int64_t)strtoull(cursor + 16, &end, 16);
	return page->from_at > 0 && page->from_at < INT64_C(32503680000000000) &&
	       page->from_id > 0;
}

/* Any ISO 8601; without a zone it is UTC here, the workspace's own. */
static bool
read_moment(struct call *c, const char *name, int64_t *at)
{
	const char *text = api_param(c, name);

	*at = 0;
	if (text == NULL || clock_parse(text, at) == OK)
		return true;
	return clock_parse(arena_printf(c->arena, "%sZ", text), at) == OK ||
	       clock_parse(arena_printf(c->arena, "%sT00:00:00Z", text), at) == OK;
}

static void
refuse(struct page *page, enum status written)
{
	(void)written; /* a refusal is always OK */
	page->refused = true;
}

void
page_begin(struct call *c, struct page *page)
{
	const char *cursor = api_param(c, "cursor");

	*page = (struct page){ .call = c, .ask = c->setting->page_size + 1 };
	buf_init(&page->rows, c->arena);
	page->reverse = api_param_is_true(c, "reverse", false);
	if (cursor != NULL && !read_cursor(page, cursor))
		refuse(page, api_detail(c, 404, "Invalid cursor"));
	else if (!read_moment(c, "after", &page->after) ||
		 !read_moment(c, "before", &page->before))
		refuse(page, page_empty(c));
}

bool
page_uuid(struct page *page, const char *name, const char **uuid)
{
	struct call *c = page->call;
	bool strict = strcmp(c->endpoint->name, "runs") == 0 ||
		      strcmp(c->endpoint->name, "flow_starts") == 0;

	*uuid = api_param(c, name);
	if (*uuid == NULL || words_is_uuid(*uuid))
		return true;
	if (c->profile == PROFILE_263)
		refuse(page, api_detail(c, 400, "Param '%s': %s is not a valid UUID.",
				 name, *uuid));
	else if (strict && strcmp(name, "uuid") == 0)
		refuse(page,
		    api_detail(c, 400, "Value for %s must be a valid UUID", name));
	else
		refuse(page, page_empty(c));
	return false;
}

bool
page_int(struct page *page, const char *name, int64_t *n)
{
	const char *text = api_param(page->call, name);
	char *end;

	*n = 0;
	if (text == NULL)
		return true;
	*n = strtoll(text, &end, 10);
	if (end != text && *end == '\0' && strlen(text) < 18 && *n > 0)
		return true;
	refuse(
	    page, api_detail(page->call, 400, "Value for %s must be an integer", name));
	return false;
}

void
page_row(struct page *page, int64_t at, int64_t id, const char *body)
{
	if (page->n + 1 >= page->ask) {
		page->more = true;
		return;
	}
	if (page->n++ > 0)
		buf_putc(&page->rows, ',');
	buf_puts(&page->rows, body);
	page->last_at = at;
	page->last_id = id;
}

/* Where the next page is: every parameter as it came, and another cursor. */
static const char *
next_url(struct page *page)
{
	struct call *c = page->call;
	const char *scheme = c->rq->secure ? "https" : "http";
	const char *host = c->rq->host;
	const struct sim_fault_strikes *fault;
	struct buf b;

	if (sql_sim_fault_strikes(c->tx, "next_scheme", c->place, &fault) == OK &&
	    fault->amount != INT4_NULL)
		scheme = c->rq->secure ? "http" : "https";
	if (sql_sim_fault_strikes(c->tx, "next_host", c->place, &fault) == OK &&
	    fault->amount != INT4_NULL)
		host = "rapidpro.example.org";
	buf_init(&b, c->arena);
	buf_printf(&b, "%s://%s%s?", scheme, host, c->rq->path);
	for (const char *s = c->rq->query; *s != '\0';) {
		size_t len = strcspn(s, "&");

		if (strncmp(s, "cursor=", 7) != 0) {
			buf_add(&b, s, len);
			buf_putc(&b, '&');
		}
		s += len + (s[len] == '&');
	}
	buf_printf(&b, "cursor=%016" PRIx64 "%016" PRIx64, (uint64_t)page->last_at,
	    (uint64_t)page->last_id);
	return b.data;
}

enum status
page_end(struct page *page)
{
	struct buf b;

	buf_init(&b, page->call->arena);
	buf_puts(&b, "{\"next\":");
	buf_json(&b, page->more ? next_url(page) : NULL);
	buf_puts(&b, ",\"previous\":null,\"results\":[");
	buf_puts(&b, page->rows.data);
	buf_puts(&b, "]}");
	return api_reply(page->call, 200, b.data);
}

enum status
page_empty(struct call *c)
{
	return api_reply(c, 200, "{\"next\":null,\"previous\":null,\"results\":[]}");
}
