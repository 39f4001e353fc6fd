/* ask.c - see ask.h. */

#include "ask.h"

#include <string.h>

#include "ext/json.h"

static const char *
header(struct request *rq, const char *name)
{
	const struct asking *asking = rq->header_source;

	return strcmp(name, "Authorization") == 0 ? asking->authorization : NULL;
}

static uint64_t
add_print(uint64_t print, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		print = (print ^ (unsigned char)*text) * 0x100000001b3U;
	return print;
}

/* A page or a document with words, not half of one. */
static bool
has_words(const struct reply *reply)
{
	const char *body = reply->body.data;

	if (reply->body.len == 0 || body == NULL)
		return false;
	if (strcmp(reply->type, "image/jpeg") == 0)
		return true;
	return (strstr(body, "<main") != NULL && strstr(body, "</html>") != NULL) ||
	       json_gate(body, reply->body.len);
}

static struct request
request_of(const struct asking *asking, struct arena *arena)
{
	size_t len = strcspn(asking->path, "?");

	return (struct request){ .arena = arena,
		.method = asking->method,
		.path = arena_strndup(arena, asking->path, len),
		.query = asking->path[len] == '?' ? asking->path + len + 1 : "",
		.cookie = asking->cookie,
		.content_type = asking->type,
		.body = asking->body,
		.body_len =
		    asking->body_len != 0 ? asking->body_len : strlen(asking->body),
		.address = "192.0.2.1",
		.host = "aftercare.test",
		.origin = "http://aftercare.test",
		.header = header,
		.header_source = (void *)(uintptr_t)asking };
}

static void
judge(const struct asking *asking, struct request *rq, struct arena *arena,
    struct ending *e)
{
	int code = rq->reply.code;

	e->words = arena_printf(arena, "%d", code);
	e->done = code == asking->code;
	e->proper = (code == 500 || code == 503) && has_words(&rq->reply);
	e->refused = code >= 300 && code < 500;
	e->print = add_print(0xcbf29ce484222325U, rq->reply.location);
	if (rq->reply.headers.len > 0)
		e->print = add_print(e->print, rq->reply.headers.data);
	if (rq->reply.body.len > 0)
		e->print = add_print(e->print, rq->reply.body.data);
}

void
ask(const struct asking *asking, struct db *db, struct arena *arena, struct ending *e)
{
	struct request rq = request_of(asking, arena);

	dispatch(db, asking->program, &rq);
	judge(asking, &rq, arena, e);
}

void
ask_all(const struct asking *const *asking, size_t n, struct db *db,
    struct arena *arena, struct ending *e)
{
	struct request rqs[PROGRAM_TOGETHER_MAX];

	for (size_t i = 0; i < n; i++)
		rqs[i] = request_of(asking[i], arena);
	dispatch_all(db, asking[0]->program, rqs, n);
	for (size_t i = 0; i < n; i++) {
		judge(asking[i], &rqs[i], arena, e);
		if (!e->done)
			return;
	}
}
