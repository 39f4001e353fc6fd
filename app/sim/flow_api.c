/* flow_api.c - flows, flow starts, runs and definitions. */

#include <string.h>

#include "base/text.h"
#include "sim/api.h"
#include "sim/value.h"
#include "sim/words.h"

#define PARAMS_MAX 10000 /* characters, since version 10.1 */
#define PARAM_TEXT 640
#define PARAM_ITEMS 256
#define PARAM_DEPTH 10

enum status
flows_get(struct call *c)
{
	struct sim_flow_list_rows rows;
	const char *uuid;
	struct page page;

	page_begin(c, &page);
	if (page.refused || !page_uuid(&page, "uuid", &uuid))
		return OK;
	TRY(sql_sim_flow_list(c->tx, uuid, api_param(c, "type"),
	    api_param(c, "archived"), page.after, page.before, page.from_at,
	    page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
runs_get(struct call *c)
{
	const char *uuid, *flow, *contact;
	struct sim_run_list_rows rows;
	struct page page;
	int64_t id;

	page_begin(c, &page);
	if (page.refused || !page_uuid(&page, "uuid", &uuid) ||
	    !page_int(&page, "id", &id) || !page_uuid(&page, "flow", &flow) ||
	    !page_uuid(&page, "contact", &contact))
		return OK;
	if (flow != NULL && contact != NULL)
		return api_detail(
		    c, 400, "You may only specify one of the contact, flow parameters");
	TRY(sql_sim_run_list(c->tx, uuid, id, flow, contact,
	    api_param_is_true(c, "responded", false),
	    api_param_is_true(c, "paths", true), page.after, page.before, page.reverse,
	    page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
flow_starts_get(struct call *c)
{
	struct sim_start_list_rows rows;
	const char *uuid;
	struct page page;
	int64_t id;

	page_begin(c, &page);
	if (page.refused || !page_uuid(&page, "uuid", &uuid) ||
	    !page_int(&page, "id", &id))
		return OK;
	TRY(sql_sim_start_list(c->tx, c->setting->profile, uuid, id, page.after,
	    page.before, page.reverse, page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

/* Parameters as versions up to 10.0 keep them. */

static const char *
plain_key(struct arena *a, const char *key)
{
	char *plain = arena_strdup(a, key);

	for (char *s = plain; *s != '\0'; s++)
		if (!((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') ||
			(*s >= 'a' && *s <= 'z')))
			*s = '_';
	return plain;
}

static const char *
cut(struct arena *a, const char *text)
{
	const char *end = text;

	for (size_t n = 0; n < PARAM_TEXT && *end != '\0'; n++)
		(void)text_next(&end);
	return arena_strndup(a, text, (size_t)(end - text));
}

static struct value
normalised(struct arena *a, const struct json *json, int depth)
{
	size_t n = json_count(json);
	struct value value = value_object(NULL);

	if (!json_is_object(json) && !json_is_array(json))
		return value_text(
		    json_is_null(json) ? "" : cut(a, json_scalar(a, json)));
	for (size_t i = 0; i < n && i < PARAM_ITEMS && depth < PARAM_DEPTH; i++) {
		const struct json *member = json_at(json, i);
		const char *key = arena_printf(a, "%zu", i);

		if (json_is_object(json))
			(void)json_member(json, i, &key, &member);
		value_put(
		    a, &value, plain_key(a, key), normalised(a, member, depth + 1));
	}
	return value;
}

/* The params of a start as JSON; NULL if none; *refused: the reply says why. */
static const char *
start_params(struct call *c, bool *refused)
{
	const struct json *params = api_field(c, "params");
	enum status written = OK;
	const char *text;
	struct value value;
	struct buf b;

	*refused = false;
	if (json_is_null(params))
		params = api_field(c, "extra");
	if (json_is_null(params))
		return NULL;
	*refused = true;
	text = json_write(c->arena, params);
	if (!json_is_object(params))
		written = api_wrong(c, "params", "Must be a valid JSON object");
	else if (c->profile == PROFILE_263 && text_length(text) > PARAMS_MAX)
		written =
		    api_wrong(c, "params", "Cannot exceed 10,000 characters encoded.");
	else
		*refused = false;
	(void)written;
	if (*refused || c->profile == PROFILE_263)
		return text;
	value = normalised(c->arena, params, 0);
	buf_init(&b, c->arena);
	value_write_json(&b, &value);
	return b.data;
}

static bool
flag(const struct call *c, const char *name, bool otherwise)
{
	bool value = otherwise;

	(void)json_bool(api_field(c, name), &value);
	return value;
}

struct recipients {
	const char *urns, *contacts, *groups;
	size_t n;
};

static enum status
find_recipients(struct call *c, struct recipients *who, bool *refused)
{
	size_t n;

	api_find_urns(c, "urns", &who->urns, &who->n, refused);
	if (*refused)
		return OK;
	TRY(api_find_contacts(c, "contacts", &who->contacts, &n, refused));
	who->n += n;
	if (*refused)
		return OK;
	TRY(api_find_groups(c, "groups", &who->groups, &n, refused));
	who->n += n;
	if (!*refused && who->n == 0) {
		*refused = true;
		return api_wrong(c, "non_field_errors",
		    "Must specify at least one group, contact or URN");
	}
	return OK;
}

enum status
flow_starts_post(struct call *c)
{
	const char *params, *uuid = api_text(c, "flow");
	const struct sim_start_show *shown;
	const struct sim_start_add *start;
	const struct sim_flow_find *flow;
	enum status status = ERR_NOT_FOUND;
	struct recipients who;
	bool refused;

	if (uuid == NULL)
		return api_wrong(c, "flow", "This field is required.");
	if (words_is_uuid(uuid))
		status = sql_sim_flow_find(c->tx, uuid, &flow);
	if (status == ERR_NOT_FOUND)
		return api_wrong(c, "flow", "No such object: %s", uuid);
	TRY(status);
	params = start_params(c, &refused);
	if (refused)
		return OK;
	TRY(find_recipients(c, &who, &refused));
	if (refused)
		return OK;
	TRY(sql_sim_start_add(c->tx, flow->id, who.groups, who.contacts, who.urns,
	    params, flag(c, "restart_participants", true),
	    flag(c, "exclude_active", false), c->now, &start));
	TRY(sql_sim_start_show(c->tx, start->id, c->setting->profile, &shown));
	return api_reply(c, 201, shown->body);
}

/* An export file of the flows asked for. */
enum status
definitions_get(struct call *c)
{
	struct buf b;
	size_t n = 0;

	buf_init(&b, c->arena);
	buf_puts(&b, "{\"version\":\"13\",\"site\":");
	buf_json(&b, arena_printf(c->arena, "http://%s", c->rq->host));
	buf_puts(&b, ",\"flows\":[");
	for (const char *uuid;
	     (uuid = urlencoded_get(c->arena, c->rq->query, "flow", n)) != NULL; n++) {
		const struct sim_flow_find *flow;
		enum status status = ERR_NOT_FOUND;

		if (words_is_uuid(uuid))
			status = sql_sim_flow_find(c->tx, uuid, &flow);
		if (status == ERR_NOT_FOUND)
			return api_detail(c, 400, "No such flow: %s", uuid);
		TRY(status);
		if (n > 0)
			buf_putc(&b, ',');
		buf_puts(&b, flow->definition);
	}
	buf_puts(&b, "],\"campaigns\":[],\"triggers\":[],\"fields\":[],\"groups\":[]}");
	return api_reply(c, 200, b.data);
}
