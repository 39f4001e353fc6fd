/* cht_test.c - see cht_test.h. */

#include "cht_test.h"

#include <strings.h>

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
	return api_ask(fhir_db, method, target, type, body, header,
	    (void *)(uintptr_t)authorization);
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
