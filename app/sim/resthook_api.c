/* resthook_api.c - resthooks, their events and their subscribers. */

#include <string.h>

#include "sim/api.h"

enum status
resthooks_get(struct call *c)
{
	struct sim_resthook_list_rows rows;
	struct page page;

	page_begin(c, &page);
	if (page.refused)
		return OK;
	TRY(sql_sim_resthook_list(c->tx, page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
resthook_events_get(struct call *c)
{
	struct sim_resthook_event_list_rows rows;
	struct page page;

	page_begin(c, &page);
	if (page.refused)
		return OK;
	TRY(sql_sim_resthook_event_list(c->tx, c->now, api_param(c, "resthook"),
	    page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
subscribers_get(struct call *c)
{
	struct sim_subscriber_list_rows rows;
	struct page page;
	int64_t id;

	page_begin(c, &page);
	if (page.refused || !page_int(&page, "id", &id))
		return OK;
	TRY(sql_sim_subscriber_list(c->tx, id, api_param(c, "resthook"), page.from_at,
	    page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
subscribers_post(struct call *c)
{
	const char *slug = api_text(c, "resthook"), *url = api_text(c, "target_url");
	const struct sim_resthook_find *resthook;
	const struct sim_subscriber_add *added;
	struct sim_subscriber_list_rows shown;
	enum status status;

	if (slug == NULL)
		return api_wrong(c, "resthook", "This field is required.");
	if (url == NULL)
		return api_wrong(c, "target_url", "This field is required.");
	status = sql_sim_resthook_find(c->tx, slug, &resthook);
	if (status == ERR_NOT_FOUND)
		return api_wrong(c, "resthook", "No resthook with slug: %s", slug);
	TRY(status);
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return api_wrong(c, "target_url", "Enter a valid URL.");
	status = sql_sim_subscriber_add(c->tx, resthook->id, url, c->now, &added);
	if (status == ERR_NOT_FOUND)
		return api_wrong(
		    c, "non_field_errors", "URL is already subscribed to this event.");
	TRY(status);
	TRY(sql_sim_subscriber_list(c->tx, added->id, NULL, 0, 0, 1, &shown));
	return shown.n == 1 ? api_reply(c, 201, shown.at[0].body) : ERR_INTERNAL;
}

enum status
subscribers_delete(struct call *c)
{
	struct sim_subscriber_list_rows found;
	struct page page;
	int64_t id;

	if (api_param(c, "id") == NULL)
		return api_detail(
		    c, 400, "URL must contain one of the following parameters: id");
	page_begin(c, &page);
	if (page.refused || !page_int(&page, "id", &id))
		return OK;
	TRY(sql_sim_subscriber_list(c->tx, id, NULL, 0, 0, 1, &found));
	if (found.n == 0)
		return api_detail(c, 404, "Not found.");
	TRY(sql_sim_subscriber_delete(c->tx, id));
	return api_nothing(c);
}
