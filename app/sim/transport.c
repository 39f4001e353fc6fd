/* transport.c - see transport.h. */

#include "sim/transport.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "sim/value.h"

#define HUGE_BODY 20000000 /* bytes, unless the switch says another number */
#define SLOW_RATE 40 /* bytes a second, likewise */

struct fault {
	const char *name;
	enum status (*strike)(struct call *, int32_t amount);
};

static enum status
plain(struct call *c, int code, const char *type, const char *body)
{
	buf_puts(reply_html(c->rq, code), body);
	c->rq->reply.type = type;
	c->code = code;
	return OK;
}

static enum status
from_proxy(struct call *c, int code, const char *words)
{
	return plain(c, code, "text/html",
	    arena_printf(c->arena,
		"<html><head><title>%d %s</title></head><body><h1>%d %s</h1>"
		"</body></html>\n",
		code, words, code, words));
}

static enum status
http_500(struct call *c, int32_t amount)
{
	(void)amount;
	return plain(c, 500, "text/plain",
	    "Server Error. Site administrators have been notified.");
}

static enum status
http_502(struct call *c, int32_t amount)
{
	(void)amount;
	return from_proxy(c, 502, "Bad Gateway");
}

static enum status
http_503(struct call *c, int32_t amount)
{
	if (amount > 0)
		reply_header(
		    c->rq, "Retry-After", arena_printf(c->arena, "%d", (int)amount));
	return from_proxy(c, 503, "Service Temporarily Unavailable");
}

static enum status
http_504(struct call *c, int32_t amount)
{
	(void)amount;
	return from_proxy(c, 504, "Gateway Time-out");
}

static enum status
reset(struct call *c, int32_t amount)
{
	(void)amount;
	reply_header(c->rq, "X-Accel-Redirect", TRANSPORT_RESET);
	c->code = 200;
	return plain(c, 200, "text/plain", "");
}

static enum status
token_refused(struct call *c, int32_t amount)
{
	(void)amount;
	return api_detail(c, 403, "Invalid token");
}

static enum status
forbidden(struct call *c, int32_t amount)
{
	(void)amount;
	return api_detail(c, 403, "You do not have permission to perform this action.");
}

static enum status
throttled_until(struct call *c, int seconds, const char *retry_after)
{
	if (retry_after != NULL)
		reply_header(c->rq, "Retry-After", retry_after);
	return api_detail(c, 429,
	    "Request was throttled. Expected available in %d seconds.", seconds);
}

static enum status
throttled(struct call *c, int32_t amount)
{
	int seconds = amount > 0 ? amount : 5;

	return throttled_until(c, seconds, arena_printf(c->arena, "%d", seconds));
}

static enum status
throttled_date(struct call *c, int32_t amount)
{
	int seconds = amount > 0 ? amount : 5;
	time_t at = (time_t)(clock_wall() / SECOND) + seconds;
	struct tm utc;
	char text[64];

	(void)strftime(
	    text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &utc));
	return throttled_until(c, seconds, text);
}

static enum status
throttled_zero(struct call *c, int32_t amount)
{
	(void)amount;
	return throttled_until(c, 0, "0");
}

static enum status
throttled_bare(struct call *c, int32_t amount)
{
	(void)amount;
	return throttled_until(c, 60, NULL);
}

/* Only a POST is refused by these two. */
static enum status
suspended(struct call *c, int32_t amount)
{
	(void)amount;
	return api_wrong(c, "non_field_errors",
	    "Sorry, your workspace is currently suspended. To re-enable starting flows "
	    "and sending messages, please contact support.");
}

static enum status
flagged(struct call *c, int32_t amount)
{
	(void)amount;
	return api_wrong(c, "non_field_errors",
	    "Sorry, your workspace is currently flagged. To re-enable starting flows "
	    "and sending messages, please contact support.");
}

/* Afterwards: the call has been done, only its reply suffers. */

static enum status
slow_body(struct call *c, int32_t amount)
{
	reply_header(c->rq, "X-Accel-Buffering", "yes");
	reply_header(c->rq, "X-Accel-Limit-Rate",
	    arena_printf(c->arena, "%d", amount > 0 ? (int)amount : SLOW_RATE));
	return OK;
}

static bool
halve(struct buf *body)
{
	if (body->len < 2)
		return false;
	body->len /= 2;
	body->data[body->len] = '\0';
	return true;
}

/* The length promises more than comes. */
static enum status
truncated_body(struct call *c, int32_t amount)
{
	struct buf *body = &c->rq->reply.body;
	size_t whole = body->len;

	(void)amount;
	if (halve(body))
		reply_header(
		    c->rq, "Content-Length", arena_printf(c->arena, "%zu", whole));
	return OK;
}

/* The length is right, the JSON breaks off. */
static enum status
garbled_body(struct call *c, int32_t amount)
{
	(void)amount;
	(void)halve(&c->rq->reply.body);
	return OK;
}

static enum status
html_200(struct call *c, int32_t amount)
{
	(void)amount;
	return plain(c, 200, "text/html",
	    "<html><body><h1>Please sign in to the network</h1></body></html>");
}

static enum status
huge_body(struct call *c, int32_t amount)
{
	struct buf *body = reply_json(c->rq, 200);
	int32_t size = amount > 0 ? amount : HUGE_BODY;

	c->code = 200;
	buf_puts(body, "{\"next\":null,\"previous\":null,\"results\":[");
	while (body->len < (size_t)size && !body->full)
		buf_puts(body, "                                                    ");
	buf_puts(body, "]}");
	return OK;
}

/* Changes each object of the reply, or of its list. */
static enum status
rewrite(struct call *c, void (*change)(struct arena *, struct value *))
{
	struct buf *body = &c->rq->reply.body;
	const struct json *json;
	struct value value;

	if (body->len == 0 ||
	    json_parse(c->arena, body->data, body->len, &json) != OK ||
	    !json_is_object(json))
		return OK;
	value = value_from_json(c->arena, json);
	for (size_t i = 0; i < value.n; i++) {
		struct value *list = &value.members[i].value;

		if (strcmp(value.members[i].key, "results") != 0)
			continue;
		for (size_t k = 0; list->kind == VALUE_ARRAY && k < list->n; k++)
			change(c->arena, &list->members[k].value);
	}
	change(c->arena, &value);
	buf_init(body, c->arena);
	value_write_json(body, &value);
	return OK;
}

static void
add_key(struct arena *a, struct value *object)
{
	struct value inner = value_object(NULL);

	if (object->kind != VALUE_OBJECT)
		return;
	value_put(a, &inner, "since", value_text("26.9"));
	value_put(a, object, "something_new", inner);
}

static void
change_status(struct arena *a, struct value *object)
{
	if (value_get(object, "status") != NULL)
		value_put(a, object, "status", value_text("something_new"));
}

static enum status
extra_keys(struct call *c, int32_t amount)
{
	(void)amount;
	return c->code < 300 ? rewrite(c, add_key) : OK;
}

static enum status
unknown_status(struct call *c, int32_t amount)
{
	(void)amount;
	return c->code < 300 ? rewrite(c, change_status) : OK;
}

/* clang-format off */
static const struct fault before[] = {
	{ "reset",		reset },
	{ "http_500",		http_500 },
	{ "http_502",		http_502 },
	{ "http_503",		http_503 },
	{ "http_504",		http_504 },
	{ "token_refused",	token_refused },
	{ "forbidden",		forbidden },
	{ "throttled",		throttled },
	{ "throttled_date",	throttled_date },
	{ "throttled_zero",	throttled_zero },
	{ "throttled_bare",	throttled_bare },
};
static const struct fault before_post[] = {
	{ "suspended",		suspended },
	{ "flagged",		flagged },
	{ "mailroom_down",	http_500 },
};
static const struct fault after[] = {
	{ "extra_keys",		extra_keys },
	{ "unknown_status",	unknown_status },
	{ "html_200",		html_200 },
	{ "huge_body",		huge_body },
	{ "garbled_body",	garbled_body },
	{ "truncated_body",	truncated_body },
	{ "slow_body",		slow_body },
	{ "response_lost",	reset },
	{ "error_after",	http_502 },
};
/* clang-format on */

static const char *
names_of(struct call *c, const struct fault *faults, size_t n)
{
	struct buf names;

	buf_init(&names, c->arena);
	for (size_t i = 0; i < n; i++)
		buf_printf(&names, "%s%s", i == 0 ? "{" : ",", faults[i].name);
	buf_putc(&names, '}');
	return names.data;
}

/* One of them, in their order. */
static enum status
strike_first(struct call *c, const struct fault *faults, size_t n, bool *struck)
{
	const struct sim_fault_draw_first *drawn;

	TRY(sql_sim_fault_draw_first(c->tx, c->place, names_of(c, faults, n), &drawn));
	for (size_t i = 0; drawn->name != NULL && i < n; i++) {
		if (strcmp(drawn->name, faults[i].name) != 0)
			continue;
		*struck = true;
		return faults[i].strike(c, drawn->amount);
	}
	return OK;
}

static enum status
strike_all(struct call *c, const struct fault *faults, size_t n)
{
	struct sim_fault_draw_rows drawn;

	TRY(sql_sim_fault_draw(c->tx, c->place, names_of(c, faults, n), &drawn));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < drawn.n; k++)
			if (strcmp(drawn.at[k].name, faults[i].name) == 0)
				TRY(faults[i].strike(c, drawn.at[k].amount));
	return OK;
}

enum status
transport_before(struct call *c, bool *answered)
{
	TRY(strike_first(c, before, COUNT_OF(before), answered));
	if (!*answered && c->rq->method == POST)
		TRY(strike_first(c, before_post, COUNT_OF(before_post), answered));
	return OK;
}

enum status
transport_after(struct call *c)
{
	return strike_all(c, after, COUNT_OF(after));
}
