/* cht_test.c - see cht_test.h. */

#include "cht_test.h"

#include <string.h>
#include <strings.h>

#include "api/routes.h"

const char *cht_mode;

static const char *
header(struct request *rq, const char *name)
{
	if (strcasecmp(name, "X-Mailroom-Mode") == 0)
		return cht_mode;
	return strcasecmp(name, "Authorization") == 0 ? rq->header_source : NULL;
}

struct reply
cht_ask(enum method method, const char *target, const char *authorization,
    const char *type, const char *body)
{
	const char *query = strchr(target, '?');
	struct request rq = { .arena = site_arena(),
		.method = method,
		.path = arena_strndup(site_arena(), target, strcspn(target, "?")),
		.query = query != NULL ? query + 1 : "",
		.cookie = "",
		.content_type = type,
		.body = body,
		.body_len = strlen(body),
		.address = "192.0.2.9",
		.host = "here",
		.origin = "",
		.header = header,
		.header_source = (void *)(uintptr_t)authorization };

	dispatch(fhir_db, &api, &rq);
	return rq.reply;
}

struct reply
cht_post(const char *target, const char *authorization, const char *body)
{
	return cht_ask(POST, target, authorization, "application/json", body);
}

const char *
cht_told(struct reply reply)
{
	const char *error = json_text(json_get(fhir_parsed(reply.body.data), "error"));

	return arena_printf(
	    site_arena(), "%d %s", reply.code, error != NULL ? error : reply.body.data);
}
