/* api.c - the way of a call: faults, token, rate limit, body, endpoint. */

#include "sim/api.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "ext/secret.h"
#include "sim/transport.h"

#define PREFIX "/sim/api/v2/"

/* clang-format off */
static const struct endpoint api_endpoints[] = {
	{ "archives",		"v2",	nothing_get,	NULL,	NULL },
	{ "broadcasts",		"v2.broadcasts",	broadcasts_get,	broadcasts_post, NULL },
	{ "campaign_events",	"v2",	nothing_get,	NULL,	NULL },
	{ "campaigns",		"v2",	nothing_get,	NULL,	NULL },
	{ "channel_events",	"v2",	channel_events_get,	NULL,	NULL },
	{ "channels",		"v2",	channels_get,	NULL,	NULL },
	{ "contact_actions",	"v2",	NULL,		contact_actions_post,	NULL },
	{ "contacts",		"v2.contacts",	contacts_get,	contacts_post,	contacts_delete },
	{ "definitions",	"v2",	definitions_get,	NULL,	NULL },
	{ "fields",		"v2",	fields_get,	fields_post,	NULL },
	{ "flow_starts",	"v2",	flow_starts_get,	flow_starts_post,	NULL },
	{ "flows",		"v2",	flows_get,	NULL,	NULL },
	{ "globals",		"v2",	globals_get,	globals_post,	NULL },
	{ "groups",		"v2",	groups_get,	groups_post,	groups_delete },
	{ "labels",		"v2",	labels_get,	labels_post,	labels_delete },
	{ "message_actions",	"v2",	NULL,		message_actions_post,	NULL },
	{ "messages",		"v2.messages",	messages_get,	messages_post,	NULL },
	{ "org",		"v2",	workspace_get,	NULL,	NULL },
	{ "resthook_events",	"v2",	resthook_events_get,	NULL,	NULL },
	{ "resthook_subscribers", "v2",	subscribers_get,	subscribers_post,	subscribers_delete },
	{ "resthooks",		"v2",	resthooks_get,	NULL,	NULL },
	{ "runs",		"v2.runs",	runs_get,	NULL,	NULL },
	{ "tickets",		"v2",	nothing_get,	NULL,	NULL },
	{ "topics",		"v2",	nothing_get,	NULL,	NULL },
	{ "users",		"v2",	users_get,	NULL,	NULL },
	{ "workspace",		"v2",	workspace_get,	NULL,	NULL },
	{ .name = NULL }
};
/* clang-format on */

static const char *known_token;

void
api_set_token(const char *token)
{
	known_token = token;
}

/* Answers. */

enum status
api_reply(struct call *c, int code, const char *body)
{
	buf_puts(reply_json(c->rq, code), body);
	c->code = code;
	return OK;
}

enum status
api_nothing(struct call *c)
{
	c->code = 204;
	return reply_nothing(c->rq, 204);
}

PRINTF(2, 0)
static const char *
formatted(struct arena *a, const char *fmt, va_list args)
{
	char text[1024];

	(void)vsnprintf(text, sizeof text, fmt, args);
	return arena_strdup(a, text);
}

enum status
api_detail(struct call *c, int code, const char *fmt, ...)
{
	struct buf b;
	va_list args;

	va_start(args, fmt);
	buf_init(&b, c->arena);
	buf_puts(&b, "{\"detail\":");
	buf_json(&b, formatted(c->arena, fmt, args));
	buf_putc(&b, '}');
	va_end(args);
	return api_reply(c, code, b.data);
}

enum status
api_wrong(struct call *c, const char *field, const char *fmt, ...)
{
	struct buf b;
	va_list args;

	va_start(args, fmt);
	buf_init(&b, c->arena);
	buf_putc(&b, '{');
	buf_json(&b, field);
	buf_puts(&b, ":[");
	buf_json(&b, formatted(c->arena, fmt, args));
	buf_puts(&b, "]}");
	va_end(args);
	return api_reply(c, 400, b.data);
}

enum status
api_wrong_item(struct call *c, const char *field, size_t index, const char *fmt, ...)
{
	struct buf b;
	va_list args;

	va_start(args, fmt);
	buf_init(&b, c->arena);
	buf_putc(&b, '{');
	buf_json(&b, field);
	buf_printf(&b, ":{\"%zu\":[", index);
	buf_json(&b, formatted(c->arena, fmt, args));
	buf_puts(&b, "]}}");
	va_end(args);
	return api_reply(c, 400, b.data);
}

/* Questions. */

const char *
api_param(struct call *c, const char *name)
{
	return request_query(c->rq, name);
}

bool
api_param_is_true(struct call *c, const char *name, bool otherwise)
{
	static const char *const yes[] = { "true", "y", "yes", "1", "True" };
	const char *value = api_param(c, name);

	if (value == NULL)
		return otherwise;
	for (size_t i = 0; i < COUNT_OF(yes); i++)
		if (strcmp(value, yes[i]) == 0)
			return true;
	return false;
}

const struct json *
api_field(const struct call *c, const char *name)
{
	return json_get(c->body, name);
}

bool
api_has(const struct call *c, const char *name)
{
	for (size_t i = 0; i < json_count(c->body); i++) {
		const struct json *value;
		const char *key;

		if (json_member(c->body, i, &key, &value) && strcmp(key, name) == 0)
			return true;
	}
	return false;
}

const char *
api_text(const struct call *c, const char *name)
{
	return json_text(json_get(c->body, name));
}

bool
api_list_fits(struct call *c, const char *name)
{
	const struct json *list = api_field(c, name);
	enum status status = OK;

	if (json_is_null(list))
		return true;
	if (!json_is_array(list))
		status =
		    api_wrong(c, name, "Expected a list of items but got type \"%s\".",
			json_is_object(list) ? "dict" : "str");
	else if (json_count(list) > API_LIST_MAX)
		status = api_wrong(c, name,
		    "Ensure this field has no more than %d elements.", API_LIST_MAX);
	else
		return true;
	(void)status;
	return false;
}

/* The door. */

static bool
has_token(struct call *c, enum status *status)
{
	const char *given = request_header(c->rq, "Authorization");

	*status = OK;
	if (given == NULL || given[0] == '\0')
		*status =
		    api_detail(c, 403, "Authentication credentials were not provided.");
	else if (strncmp(given, "Token ", 6) != 0 ||
		 !secret_equal(given + 6, known_token))
		*status = api_detail(c, 403, "Invalid token");
	else
		return true;
	return false;
}

static int32_t
allowed_calls(const struct call *c)
{
	if (c->setting->rate != INT4_NULL)
		return c->setting->rate;
	if (c->profile == PROFILE_263)
		return 3600;
	return strcmp(c->endpoint->scope, "v2.broadcasts") == 0 ? 36000 : 2500;
}

static enum status
throttle(struct call *c, int64_t seconds)
{
	reply_header(c->rq, "Retry-After", arena_printf(c->arena, "%d", (int)seconds));
	return api_detail(c, 429,
	    "Request was throttled. Expected available in %d seconds.", (int)seconds);
}

/* A sliding window; calls that it refuses do not count. */
static enum status
count_call(struct call *c, bool *fits)
{
	int64_t window = c->setting->rate_seconds * SECOND;
	bool shared = c->profile == PROFILE_263 &&
		      strcmp(c->endpoint->scope, "v2.broadcasts") == 0;
	const char *scope = shared ? "v2" : c->endpoint->scope;
	int32_t allowed = allowed_calls(c);
	const struct sim_call_window *seen;

	TRY(sql_sim_call_window(c->tx, scope, c->now - window, allowed, &seen));
	*fits = seen->calls < allowed;
	if (*fits)
		return sql_sim_call_add(c->tx, scope, c->now, c->now - window);
	return throttle(c, (seen->oldest + window - c->now) / SECOND + 1);
}

static bool
is_json(const char *content_type)
{
	return strncmp(content_type, "application/json", 16) == 0;
}

/* The body of a POST; false: the reply says what is wrong with it. */
static bool
has_body(struct call *c, enum status *status)
{
	*status = OK;
	if (c->rq->method != POST)
		return true;
	if (!is_json(c->rq->content_type))
		*status = api_detail(c, 415,
		    "Unsupported media type \"%s\" in request.", c->rq->content_type);
	else if (strstr(c->rq->body, "\\u0000") != NULL)
		*status = api_wrong(
		    c, "non_field_errors", "Null characters are not allowed.");
	else if (json_parse(c->arena, c->rq->body, c->rq->body_len, &c->body) != OK)
		*status = api_detail(c, 400,
		    "JSON parse error - Expecting value: line 1 column 1 (char 0)");
	else if (!json_is_object(c->body))
		*status = api_wrong(c, "non_field_errors",
		    "Request body should be a single JSON object");
	else
		return true;
	return false;
}

static enum status
run_endpoint(struct call *c)
{
	/* clang-format off */
	endpoint_handler *const handlers[] = {
		[GET] = c->endpoint->get, [POST] = c->endpoint->post, [PUT] = NULL,
		[DELETE] = c->endpoint->delete,
	};
	/* clang-format on */
	endpoint_handler *handle = handlers[c->rq->method];

	if (handle == NULL)
		return api_detail(c, 405, "Method \"%.*s\" not allowed.",
		    (int)strcspn(c->place, " "), c->place);
	TRY(tx_savepoint(c->tx));
	TRY(handle(c));
	return c->code >= 400 ? tx_back_to_savepoint(c->tx) : OK;
}

static enum status
admit_and_run(struct call *c)
{
	enum status status;
	bool fits;

	if (!has_token(c, &status))
		return status;
	TRY(count_call(c, &fits));
	if (!fits || !has_body(c, &status))
		return OK;
	return run_endpoint(c);
}

static const struct endpoint *
endpoint_of(const char *path)
{
	size_t len;

	if (strncmp(path, PREFIX, strlen(PREFIX)) != 0)
		return NULL;
	path += strlen(PREFIX);
	len = strcspn(path, ".");
	for (const struct endpoint *e = api_endpoints; e->name != NULL; e++)
		if (strlen(e->name) == len && strncmp(e->name, path, len) == 0)
			return e;
	return NULL;
}

static enum status
begin_call(struct call *c)
{
	/* clang-format off */
	static const char *const methods[] = {
		[GET] = "GET", [POST] = "POST", [PUT] = "PUT", [DELETE] = "DELETE",
	};
	/* clang-format on */

	TRY(sql_sim_setting_get(c->tx, &c->setting));
	c->profile = strcmp(c->setting->profile, "v8.0") == 0   ? PROFILE_80
		     : strcmp(c->setting->profile, "v9.0") == 0 ? PROFILE_90
								: PROFILE_263;
	c->endpoint = endpoint_of(c->rq->path);
	if (c->endpoint == NULL)
		return ERR_NOT_FOUND;
	c->place =
	    arena_printf(c->arena, "%s %s", methods[c->rq->method], c->endpoint->name);
	return OK;
}

enum status
api_answer(struct request *rq)
{
	struct call *c = arena_alloc(rq->arena, sizeof *c);
	bool answered = false;

	*c = (struct call){ .rq = rq, .tx = rq->tx, .arena = rq->arena };
	c->now = tx_now(rq->tx);
	TRY(begin_call(c));
	TRY(transport_before(c, &answered));
	if (!answered)
		TRY(admit_and_run(c));
	TRY(transport_after(c));
	if (c->profile == PROFILE_263)
		reply_header(rq, "X-Temba-Workspace", c->setting->workspace);
	else
		reply_header(rq, "X-Temba-Org", "1");
	rq->who = c;
	if (rq->reply.code >= 400)
		rq->reply.code = 200;
	return OK;
}

void
api_after(struct request *rq, struct db *db)
{
	const struct call *c = rq->who;

	(void)db;
	if (c != NULL)
		rq->reply.code = c->code;
}

void
api_fail(struct request *rq, enum status status)
{
	if (rq->reply.code == 405) {
		buf_puts(reply_json(rq, 405),
		    "{\"detail\":\"Method \\\"PUT\\\" not allowed.\"}");
	} else if (status == ERR_NOT_FOUND && rq->route == NULL && rq->method == GET) {
		/* Without ".json" the real one shows its pages of help. */
		buf_puts(reply_json(rq, 200), "[]");
	} else if (status == ERR_NOT_FOUND) {
		buf_puts(reply_json(rq, 404), "{\"detail\":\"Not found.\"}");
	} else {
		buf_puts(reply_html(rq, 500),
		    "Server Error. Site administrators have been notified.");
		rq->reply.type = "text/plain";
	}
}
