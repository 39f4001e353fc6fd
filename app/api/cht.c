/* cht.c - see cht.h: who comes by the CHT's doors, and what they are told. */

#include "api/cht.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/rapidpro_hook.h"
#include "ext/json.h"
#include "ext/secret.h"

#define PREFIX "/api/"
#define MEDIATOR "/mediator/"
#define BASIC_MAX 400

bool
cht_asked(const struct request *rq)
{
	return strncmp(rq->path, PREFIX, strlen(PREFIX)) == 0 ||
	       strncmp(rq->path, MEDIATOR, strlen(MEDIATOR)) == 0;
}

void
cht_fail(struct request *rq, int code, const char *words)
{
	struct buf *b = reply_json(rq, code);

	buf_printf(b, "{\"code\":%d,\"error\":", code);
	buf_json(b, words);
	buf_puts(b, "}\n");
}

void
cht_fail_as(struct request *rq, enum status status)
{
	static const struct {
		int code;
		const char *words;
	} all[] = {
		[ERR_INVALID] = { 400, "The database does not take this." },
		[ERR_FORBIDDEN] = { 403, "Insufficient privileges" },
		[ERR_NOT_FOUND] = { 404, "Nothing is at this address." },
		[ERR_CONFLICT] = { 409, "Somebody else was first." },
		[ERR_UNAVAILABLE] = { 503, "The database does not answer." },
		[ERR_INTERNAL] = { 500, "Server error" },
	};

	cht_fail(rq, all[status].code, all[status].words);
}

enum status
cht_refuse(struct request *rq, int code, const char *fmt, ...)
{
	char words[400];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(words, sizeof words, fmt, args);
	va_end(args);
	cht_fail(rq, code, words);
	return OK;
}

/* Of "Basic", what stands behind the colon. */
static const char *
password_of(struct request *rq, const char *basic)
{
	const char *plain, *colon;

	if (strlen(basic) > BASIC_MAX)
		return NULL;
	plain = secret_from_base64(rq->arena, basic);
	colon = plain != NULL ? strchr(plain, ':') : NULL;
	return colon != NULL ? colon + 1 : NULL;
}

static const char *
token_of(struct request *rq)
{
	const char *header = request_header(rq, "Authorization");

	if (header == NULL)
		return NULL;
	if (strncasecmp(header, "Basic ", 6) == 0)
		return password_of(rq, header + 6);
	if (strncasecmp(header, "Token ", 6) == 0)
		return header + 6;
	return strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

/* ERR_NOT_FOUND: it is no client's. */
static enum status
admit_client(struct request *rq)
{
	const struct client_resume *client;
	const struct plan_each *plan;

	TRY(client_resume(rq->tx, token_of(rq), &client));
	TRY(sql_plan_each(rq->tx, &plan));
	rq->who = (void *)(uintptr_t)client;
	return client->too_often
		   ? cht_refuse(
			 rq, 429, "This client has asked too often in this minute.")
		   : OK;
}

enum status
cht_admit(struct request *rq)
{
	enum status status = admit_client(rq);

	if (status != ERR_NOT_FOUND)
		return status;
	reply_header(rq, "WWW-Authenticate", "Basic realm=\"Aftercare\"");
	return cht_refuse(rq, 401, "unauthorized");
}

enum status
cht_admit_flow(struct request *rq)
{
	const bool named = request_header(rq, "Authorization") != NULL;
	enum status status;

	if (rapidpro_hook_knows(rq))
		return OK;
	status = admit_client(rq);
	if (status != ERR_NOT_FOUND)
		return status;
	return cht_refuse(
	    rq, 403, named ? "Incorrect token" : "Missing authorization token");
}

bool
cht_may(struct request *rq, const char *type, char letter)
{
	if (client_may(rq->who, type, letter))
		return true;
	cht_fail(rq, 403,
	    arena_printf(rq->arena,
		"Insufficient privileges: this client has no scope system/%s.%c.", type,
		letter));
	return false;
}

const struct json *
cht_body(struct request *rq)
{
	const struct json *json;

	if (json_parse(rq->arena, rq->body, rq->body_len, &json) == OK &&
	    json_is_object(json))
		return json;
	cht_fail(rq, 400,
	    rq->body_len == 0 ? "Request body is required"
			      : "The body is not a JSON object.");
	return NULL;
}
