/* rapidpro.c - see rapidpro.h: what is asked, and how sure the answer is. */

#include "core/rapidpro.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "ext/http.h"

#define CALL_SECONDS 20 /* of any call: leases are longer than that */
#define WAIT_IF_NOT_TOLD 60 /* seconds, after a 429 without Retry-After */

struct rapidpro {
	struct http *http;
	const char *api; /* ".../api/v2" */
	const char *authorization;
	bool only_broadcasts; /* messages cannot be posted: learned by trying */
};

const char *
rapidpro_outcome_word(enum rapidpro_outcome outcome)
{
	static const char *const words[] = {
		[RAPIDPRO_ACCEPTED] = "accepted",
		[RAPIDPRO_REFUSED] = "refused",
		[RAPIDPRO_NOT_REACHED] = "not-reached",
		[RAPIDPRO_TOKEN_REFUSED] = "token-refused",
		[RAPIDPRO_UNSURE] = "unsure",
	};

	return words[outcome];
}

struct rapidpro *
rapidpro_new(struct arena *arena, const char *url, const char *token)
{
	struct rapidpro *rapidpro = arena_alloc(arena, sizeof *rapidpro);

	rapidpro->http = http_new(arena);
	rapidpro->api = arena_printf(arena, "%s/api/v2", url);
	rapidpro->authorization = arena_printf(arena, "Token %s", token);
	return rapidpro;
}

/* A workspace that may send nothing answers 400 to every POST. */
static bool
workspace_is_stopped(const char *reason)
{
	return strstr(reason, "workspace is currently suspended") != NULL ||
	       strstr(reason, "workspace is currently flagged") != NULL;
}

static enum rapidpro_outcome
outcome_of_4xx(struct rapidpro_call *call, const struct http_answer *answer)
{
	const char *reason =
	    rapidpro_read_reason(call->arena, answer->body, answer->body_len);

	if (answer->status == 429 || answer->status == 408) {
		call->retry_after =
		    answer->retry_after != 0 ? answer->retry_after : WAIT_IF_NOT_TOLD;
		call->reason = *reason != '\0' ? reason
					       : arena_printf(call->arena, "HTTP %d",
						     answer->status);
		return RAPIDPRO_NOT_REACHED;
	}
	if (*reason == '\0') {
		/* Whoever this was, it was no API: a proxy, or another site. */
		call->reason = arena_printf(call->arena,
		    "HTTP %d, and not in RapidPro's words: is rapidpro_url right?",
		    answer->status);
		return answer->status == 401 || answer->status == 403
			   ? RAPIDPRO_TOKEN_REFUSED
			   : RAPIDPRO_NOT_REACHED;
	}
	call->reason = reason;
	if (answer->status == 401 || workspace_is_stopped(reason))
		return RAPIDPRO_TOKEN_REFUSED;
	/* 403 is also the answer about one thing: "Cannot modify system object." */
	if (answer->status == 403 && strncmp(reason, "Cannot ", 7) != 0)
		return RAPIDPRO_TOKEN_REFUSED;
	return RAPIDPRO_REFUSED;
}

static enum rapidpro_outcome
outcome_of_answer(struct rapidpro_call *call, const struct http_answer *answer)
{
	int hundreds = answer->status / 100;

	if (hundreds == 2)
		return RAPIDPRO_ACCEPTED;
	if (hundreds == 4)
		return outcome_of_4xx(call, answer);
	if (hundreds == 3) {
		call->reason = "redirected: rapidpro_url must be the final address";
		return RAPIDPRO_NOT_REACHED;
	}
	call->reason = arena_printf(call->arena, "HTTP %d", answer->status);
	if (answer->status != 503)
		return RAPIDPRO_UNSURE;
	call->retry_after = answer->retry_after;
	return RAPIDPRO_NOT_REACHED;
}

static enum rapidpro_outcome
classify(struct rapidpro_call *call, enum http_outcome outcome,
    const struct http_answer *answer)
{
	call->status = answer->status;
	call->server_date = answer->date;
	call->retry_after = 0;
	call->reason = answer->problem == NULL ? "" : answer->problem;
	switch (outcome) {
	case HTTP_NEVER_LEFT:
		return RAPIDPRO_NOT_REACHED;
	case HTTP_ANSWERED:
		return outcome_of_answer(call, answer);
	case HTTP_UNSURE:
	default:
		return RAPIDPRO_UNSURE;
	}
}

/* The endpoint alone goes to the log: what follows "?" can be a phone number. */
static enum rapidpro_outcome
judge(struct rapidpro_call *call, const char *endpoint,
    const struct http_request *request, enum http_outcome how,
    const struct http_answer *answer)
{
	enum rapidpro_outcome outcome = classify(call, how, answer);

	if (outcome != RAPIDPRO_ACCEPTED)
		log_warn("rapidpro %s %.*s outcome=%s status=%d", request->method,
		    (int)strcspn(endpoint, "?"), endpoint,
		    rapidpro_outcome_word(outcome), call->status);
	return outcome;
}

static enum rapidpro_outcome
exchange(struct rapidpro_call *call, const char *endpoint,
    const struct http_request *request, struct http_answer *answer)
{
	return judge(call, endpoint, request,
	    http_call(call->rapidpro->http, call->arena, request, answer), answer);
}

static const char *
api_url(const struct rapidpro_call *call, const char *path)
{
	return arena_printf(call->arena, "%s/%s", call->rapidpro->api, path);
}

/* "contacts.json?uuid=..." */
static const char *
with_param(
    struct rapidpro_call *call, const char *path, const char *name, const char *value)
{
	struct buf b;

	buf_init(&b, call->arena);
	buf_printf(&b, "%s%c%s=", path, strchr(path, '?') == NULL ? '?' : '&', name);
	buf_url(&b, value);
	return b.data;
}

static struct http_request
get_request(struct rapidpro_call *call, const char *url)
{
	struct http_header *headers;

	ARENA_ARRAY(call->arena, headers, 2);
	headers[0] =
	    (struct http_header){ "Authorization", call->rapidpro->authorization };
	headers[1] = (struct http_header){ "Accept", "application/json" };
	return (struct http_request){ .method = "GET",
		.url = url,
		.headers = headers,
		.header_count = 2,
		.answer_max = HTTP_LIST_MAX,
		.seconds = CALL_SECONDS };
}

static enum rapidpro_outcome
get(struct rapidpro_call *call, const char *endpoint, const char *url,
    struct http_answer *answer)
{
	struct http_request request = get_request(call, url);

	return exchange(call, endpoint, &request, answer);
}

static struct http_request
post_request(struct rapidpro_call *call, const char *path, const struct buf *body)
{
	struct http_header *headers;

	ARENA_ARRAY(call->arena, headers, 3);
	headers[0] =
	    (struct http_header){ "Authorization", call->rapidpro->authorization };
	headers[1] = (struct http_header){ "Accept", "application/json" };
	headers[2] = (struct http_header){ "Content-Type", "application/json" };
	return (struct http_request){ .method = "POST",
		.url = api_url(call, path),
		.headers = headers,
		.header_count = 3,
		.body = body->data,
		.body_len = body->len,
		.seconds = CALL_SECONDS };
}

static enum rapidpro_outcome
post(struct rapidpro_call *call, const char *path, const struct buf *body,
    struct http_answer *answer)
{
	struct http_request request = post_request(call, path, body);

	return exchange(call, path, &request, answer);
}

/* After a 2xx: whether its body said what it must say. */
static enum rapidpro_outcome
understood(struct rapidpro_call *call, enum status status)
{
	if (status == OK)
		return RAPIDPRO_ACCEPTED;
	log_warn("rapidpro answer cannot be read status=%d", call->status);
	call->reason = "RapidPro's answer cannot be read";
	return RAPIDPRO_UNSURE;
}

/*
 * The token goes with every request, so a cursor is followed only to where the
 * first page came from.  A proxy that hides https from RapidPro makes these.
 */
static bool
may_follow(struct rapidpro_call *call, const char *next)
{
	if (next == NULL || http_is_below(next, call->rapidpro->api))
		return true;
	log_error("rapidpro names its next page elsewhere than rapidpro_url");
	call->reason = "RapidPro names its next page at another address: set "
		       "rapidpro_url to the one it knows itself by, or make the proxy "
		       "pass on host and scheme";
	return false;
}

static enum rapidpro_outcome
get_page(struct rapidpro_call *call, const char *path, const char *next,
    struct http_answer *answer)
{
	if (!may_follow(call, next))
		return RAPIDPRO_REFUSED;
	return get(call, path, next == NULL ? api_url(call, path) : next, answer);
}

static enum rapidpro_outcome
page_understood(struct rapidpro_call *call, enum status status, const char *next)
{
	enum rapidpro_outcome outcome = understood(call, status);

	if (outcome == RAPIDPRO_ACCEPTED && !may_follow(call, next))
		return RAPIDPRO_REFUSED;
	return outcome;
}

/* One list: what is asked for, and which reader reads it. */
#define GET_PAGE(call, path, next, reader, page)                                   \
	do {                                                                       \
		struct http_answer answer_;                                        \
		enum rapidpro_outcome outcome_ =                                   \
		    get_page((call), (path), (next), &answer_);                    \
                                                                                   \
		if (outcome_ != RAPIDPRO_ACCEPTED)                                 \
			return outcome_;                                           \
		enum status status_ =                                              \
		    reader((call)->arena, answer_.body, answer_.body_len, (page)); \
		return page_understood((call), status_, (page)->next);             \
	} while (0)

enum rapidpro_outcome
rapidpro_workspace(struct rapidpro_call *call, struct rapidpro_workspace *workspace)
{
	static const char path[] = "workspace.json";
	struct http_answer answer;
	enum rapidpro_outcome outcome = get(call, path, api_url(call, path), &answer);

	if (outcome != RAPIDPRO_ACCEPTED)
		return outcome;
	return understood(call, rapidpro_read_workspace(call->arena, answer.body,
				    answer.body_len, workspace));
}

enum rapidpro_outcome
rapidpro_channels(
    struct rapidpro_call *call, const char *next, struct rapidpro_channel_page *page)
{
	GET_PAGE(call, "channels.json", next, rapidpro_read_channels, page);
}

enum rapidpro_outcome
rapidpro_flows(
    struct rapidpro_call *call, const char *next, struct rapidpro_flow_page *page)
{
	GET_PAGE(call, "flows.json", next, rapidpro_read_flows, page);
}

enum rapidpro_outcome
rapidpro_fields(
    struct rapidpro_call *call, const char *next, struct rapidpro_field_page *page)
{
	GET_PAGE(call, "fields.json", next, rapidpro_read_fields, page);
}

enum rapidpro_outcome
rapidpro_groups(
    struct rapidpro_call *call, const char *next, struct rapidpro_group_page *page)
{
	GET_PAGE(call, "groups.json", next, rapidpro_read_groups, page);
}

enum rapidpro_outcome
rapidpro_globals(
    struct rapidpro_call *call, const char *next, struct rapidpro_global_page *page)
{
	GET_PAGE(call, "globals.json", next, rapidpro_read_globals, page);
}

/* {"name":"value"...}, without the pairs whose value is NULL. */
static struct buf
object_of(struct arena *arena, const struct rapidpro_param *pairs, size_t count)
{
	const char *comma = "";
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '{');
	for (size_t i = 0; i < count; i++) {
		if (pairs[i].value == NULL)
			continue;
		buf_puts(&b, comma);
		buf_json(&b, pairs[i].name);
		buf_putc(&b, ':');
		buf_json(&b, pairs[i].value);
		comma = ",";
	}
	buf_putc(&b, '}');
	return b;
}

enum rapidpro_outcome
rapidpro_global_set(
    struct rapidpro_call *call, const char *key, const char *name, const char *value)
{
	const struct rapidpro_param pairs[] = { { "value", value }, { "name", name } };
	struct buf change = object_of(call->arena, pairs, 1);
	struct buf whole = object_of(call->arena, pairs, 2);
	struct http_answer answer;
	enum rapidpro_outcome outcome =
	    post(call, with_param(call, "globals.json", "key", key), &change, &answer);

	if (outcome == RAPIDPRO_REFUSED && call->status == 404)
		outcome = post(call, "globals.json", &whole, &answer);
	return outcome;
}

enum rapidpro_outcome
rapidpro_contact_interrupt(struct rapidpro_call *call, const char *uuid)
{
	struct http_answer answer;
	enum rapidpro_outcome outcome;
	struct buf body;

	buf_init(&body, call->arena);
	buf_puts(&body, "{\"contacts\":[");
	buf_json(&body, uuid);
	buf_puts(&body, "],\"action\":\"interrupt\"}");
	outcome = post(call, "contact_actions.json", &body, &answer);
	if (outcome == RAPIDPRO_ACCEPTED &&
	    rapidpro_read_failures(call->arena, answer.body, answer.body_len) > 0) {
		call->reason = "RapidPro left the contact as it was";
		return RAPIDPRO_REFUSED;
	}
	return outcome;
}

static const char *
after_path(struct rapidpro_call *call, const char *path, int64_t after)
{
	return with_param(call, path, "after", clock_iso(call->arena, after));
}

enum rapidpro_outcome
rapidpro_flow_starts(struct rapidpro_call *call, int64_t after, const char *next,
    struct rapidpro_start_page *page)
{
	/* What changes meanwhile comes once more, instead of not at all. */
	const char *path = after_path(call, "flow_starts.json?reverse=true", after);

	GET_PAGE(call, path, next, rapidpro_read_starts, page);
}

enum rapidpro_outcome
rapidpro_messages(struct rapidpro_call *call, const char *contact_uuid, int64_t after,
    int64_t before, const char *next, struct rapidpro_message_page *page)
{
	const char *path = after_path(call, "messages.json", after);

	if (contact_uuid != NULL)
		path = with_param(call, path, "contact", contact_uuid);
	if (before != 0)
		path = with_param(call, path, "before", clock_iso(call->arena, before));
	GET_PAGE(call, path, next, rapidpro_read_messages, page);
}

enum rapidpro_outcome
rapidpro_runs(struct rapidpro_call *call, int64_t after, const char *next,
    struct rapidpro_run_page *page)
{
	const char *path = after_path(call, "runs.json?reverse=true&paths=0", after);

	GET_PAGE(call, path, next, rapidpro_read_runs, page);
}

enum rapidpro_outcome
rapidpro_message_by_id(
    struct rapidpro_call *call, const char *id, struct rapidpro_message *message)
{
	const char *path = with_param(call, "messages.json", "id", id);
	struct rapidpro_message_page page;
	struct http_answer answer;
	enum rapidpro_outcome outcome = get(call, path, api_url(call, path), &answer);

	*message = (struct rapidpro_message){ .text = "" };
	if (outcome != RAPIDPRO_ACCEPTED)
		return outcome;
	outcome = understood(call,
	    rapidpro_read_messages(call->arena, answer.body, answer.body_len, &page));
	if (outcome == RAPIDPRO_ACCEPTED && page.count > 0)
		*message = page.rows[0];
	return outcome;
}

/* In a broadcast "@" begins an expression, and "@@" is the letter. */
static const char *
as_template(struct arena *arena, const char *text)
{
	struct buf b;

	buf_init(&b, arena);
	for (; *text != '\0'; text++) {
		if (*text == '@')
			buf_putc(&b, '@');
		buf_putc(&b, *text);
	}
	return b.data;
}

/* Errands ----------------------------------------------------------------------- */

static struct buf
contact_body(const struct rapidpro_errand *e)
{
	const struct rapidpro_param pairs[] = { { "name", e->name },
		{ "language", e->language } };

	return object_of(e->call.arena, pairs, COUNT_OF(pairs));
}

static struct buf
start_body(const struct rapidpro_errand *e)
{
	const struct rapidpro_start_request *r = &e->start_request;
	struct buf params = object_of(e->call.arena, r->params, r->param_count);
	struct buf body;

	buf_init(&body, e->call.arena);
	buf_puts(&body, "{\"flow\":");
	buf_json(&body, r->flow_uuid);
	buf_puts(&body, ",\"contacts\":[");
	for (size_t i = 0; i < r->contact_count; i++) {
		buf_puts(&body, i == 0 ? "" : ",");
		buf_json(&body, r->contacts[i]);
	}
	/*
	 * With these flags as they are by default contacts are found in the database;
	 * otherwise in an index that can be behind.
	 */
	buf_printf(&body,
	    "],\"restart_participants\":true,\"exclude_active\":false,"
	    "\"params\":%s}",
	    params.data);
	return body;
}

static struct buf
message_body(const struct rapidpro_errand *e)
{
	const struct rapidpro_param pairs[] = { { "contact", e->contact_uuid },
		{ "text", e->text } };

	return object_of(e->call.arena, pairs, COUNT_OF(pairs));
}

static struct buf
broadcast_body(const struct rapidpro_errand *e)
{
	struct buf body;

	buf_init(&body, e->call.arena);
	buf_puts(&body, "{\"contacts\":[");
	buf_json(&body, e->contact_uuid);
	buf_puts(&body, "],\"text\":");
	buf_json(&body, as_template(e->call.arena, e->text));
	buf_putc(&body, '}');
	return body;
}

static bool
is_broadcast(const struct rapidpro_errand *e)
{
	return e->kind == RAPIDPRO_SEND_MESSAGE && e->call.rapidpro->only_broadcasts;
}

static const char *
errand_path(struct rapidpro_errand *e)
{
	if (e->kind == RAPIDPRO_MAKE_CONTACT)
		return with_param(&e->call, "contacts.json", "urn", e->urn);
	if (e->kind == RAPIDPRO_START_FLOW)
		return "flow_starts.json";
	if (e->kind == RAPIDPRO_FIND_CONTACT)
		return with_param(&e->call, "contacts.json", "uuid", e->uuid);
	if (e->kind == RAPIDPRO_FIND_START)
		return with_param(&e->call, "flow_starts.json", "uuid", e->uuid);
	return is_broadcast(e) ? "broadcasts.json" : "messages.json";
}

static struct buf
errand_body(const struct rapidpro_errand *e)
{
	if (e->kind == RAPIDPRO_MAKE_CONTACT)
		return contact_body(e);
	if (e->kind == RAPIDPRO_START_FLOW)
		return start_body(e);
	return is_broadcast(e) ? broadcast_body(e) : message_body(e);
}

static struct http_request
errand_request(struct rapidpro_errand *e, const char *path)
{
	struct http_request request;

	if (e->kind == RAPIDPRO_FIND_CONTACT || e->kind == RAPIDPRO_FIND_START) {
		request = get_request(&e->call, api_url(&e->call, path));
		request.answer_max = HTTP_ANSWER_MAX; /* one of them, many at once */
	} else {
		struct buf body = errand_body(e);

		request = post_request(&e->call, path, &body);
		request.kept = e->kept;
	}
	if (e->seconds > 0 && e->seconds < request.seconds)
		request.seconds = e->seconds;
	return request;
}

static enum status
read_found_contact(struct rapidpro_errand *e, const struct http_answer *answer)
{
	struct rapidpro_contact_page page;

	TRY(rapidpro_read_contacts(
	    e->call.arena, answer->body, answer->body_len, &page));
	e->contact =
	    page.count > 0 ? page.rows[0] : (struct rapidpro_contact){ .uuid = NULL };
	return OK;
}

static enum status
read_found_start(struct rapidpro_errand *e, const struct http_answer *answer)
{
	struct rapidpro_start_page page;

	TRY(rapidpro_read_starts(e->call.arena, answer->body, answer->body_len, &page));
	e->start =
	    page.count > 0 ? page.rows[0] : (struct rapidpro_start){ .uuid = NULL };
	return OK;
}

static enum status
errand_read(struct rapidpro_errand *e, const struct http_answer *answer)
{
	struct arena *arena = e->call.arena;
	const char *body = answer->body;
	size_t len = answer->body_len;

	if (e->kind == RAPIDPRO_MAKE_CONTACT)
		return rapidpro_read_contact(arena, body, len, &e->contact);
	if (e->kind == RAPIDPRO_FIND_CONTACT)
		return read_found_contact(e, answer);
	if (e->kind == RAPIDPRO_FIND_START)
		return read_found_start(e, answer);
	if (e->kind == RAPIDPRO_START_FLOW)
		return rapidpro_read_start(arena, body, len, &e->start);
	return is_broadcast(e) ? rapidpro_read_broadcast(arena, body, len, &e->message)
			       : rapidpro_read_message(arena, body, len, &e->message);
}

static void
run_errands(struct rapidpro_errand *const *errands, size_t n, int64_t begin_until)
{
	struct rapidpro_call *call = &errands[0]->call;
	struct http_exchange *exchanges;
	const char **paths;

	ARENA_ARRAY(call->arena, exchanges, n);
	ARENA_ARRAY(call->arena, paths, n);
	for (size_t i = 0; i < n; i++) {
		paths[i] = errand_path(errands[i]);
		exchanges[i].request = errand_request(errands[i], paths[i]);
	}
	http_calls(call->rapidpro->http, call->arena, exchanges, n, begin_until);
	for (size_t i = 0; i < n; i++) {
		struct rapidpro_errand *e = errands[i];
		struct http_exchange *x = &exchanges[i];

		e->begun = x->begun;
		e->outcome =
		    judge(&e->call, paths[i], &x->request, x->outcome, &x->answer);
		if (e->outcome == RAPIDPRO_ACCEPTED)
			e->outcome = understood(&e->call, errand_read(e, &x->answer));
	}
}

void
rapidpro_together(struct rapidpro_errand *errands, size_t n, int64_t begin_until)
{
	struct rapidpro *rapidpro = errands[0].call.rapidpro;
	bool knew = rapidpro->only_broadcasts;
	struct rapidpro_errand **these;
	size_t again = 0;

	ARENA_ARRAY(errands[0].call.arena, these, n);
	for (size_t i = 0; i < n; i++)
		these[i] = &errands[i];
	run_errands(these, n, begin_until);
	for (size_t i = 0; i < n && !knew; i++)
		if (errands[i].kind == RAPIDPRO_SEND_MESSAGE &&
		    errands[i].outcome == RAPIDPRO_REFUSED &&
		    errands[i].call.status == 405)
			these[again++] = &errands[i];
	if (again == 0)
		return;
	rapidpro->only_broadcasts = true;
	run_errands(these, again, begin_until);
}

enum rapidpro_outcome
rapidpro_alone(struct rapidpro_call *call, struct rapidpro_errand *e)
{
	e->call = *call;
	rapidpro_together(e, 1, INT64_MAX);
	*call = e->call;
	return e->outcome;
}
