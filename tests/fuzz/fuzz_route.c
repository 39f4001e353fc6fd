/* fuzz_route.c - a path finds its one route, as a regular expression would. */

#include "fuzz.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "web/dispatch.h"

#define ID "([1-9][0-9]{0,17})"

static int64_t seen_id;

static enum status
note(struct request *rq)
{
	seen_id = rq->id;
	return reply_nothing(rq, 200);
}

static void
fail(struct request *rq, enum status status)
{
	REQUIRE(status == ERR_NOT_FOUND);
	if (rq->reply.code == 0)
		rq->reply.code = 404;
}

/* clang-format off */
static const struct route table[] = {
	{ GET,		"/",			.handle = note, .bare = true },
	{ GET,		"/tasks",		.handle = note, .bare = true },
	{ GET,		"/tasks/print",		.handle = note, .bare = true },
	{ GET,		"/tasks/:id",		.handle = note, .bare = true },
	{ POST,		"/tasks/:id/done",	.handle = note, .bare = true },
	{ PUT,		"/a/:id",		.handle = note, .bare = true },
	{ DELETE,	"/a/:id",		.handle = note, .bare = true },
	{ POST,		"/sim/api/v2/runs.json", .handle = note, .bare = true },
	{ .path = NULL }
};
static const char *const expressions[] = {
	"^/$", "^/tasks$", "^/tasks/print$", "^/tasks/" ID "$",
	"^/tasks/" ID "/done$", "^/a/" ID "$", "^/a/" ID "$",
	"^/sim/api/v2/runs[.]json$",
};
/* clang-format on */
static const struct program program = {
	.name = "routes", .routes = table, .fail = fail
};
static regex_t compiled[COUNT_OF(expressions)];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	for (size_t i = 0; i < COUNT_OF(expressions); i++)
		if (regcomp(&compiled[i], expressions[i], REG_EXTENDED) != 0)
			abort();
	return 0;
}

/* What must come of it, and the id in the path. */
static int
expected(const char *path, enum method method, int64_t *id)
{
	regmatch_t match[2];
	int code = 404;

	*id = 0;
	for (size_t i = 0; i < COUNT_OF(expressions); i++) {
		if (regexec(&compiled[i], path, 2, match, 0) != 0)
			continue;
		if (table[i].method != method) {
			code = 405;
			continue;
		}
		if (compiled[i].re_nsub > 0)
			*id = strtoll(path + match[1].rm_so, NULL, 10);
		return 200;
	}
	return code;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	enum method method = (enum method)(feed_byte(&feed) % 5);
	size_t len;
	struct request rq = { .arena = arena,
		.method = method,
		.path = feed_text(&feed, &len),
		.query = "",
		.cookie = "",
		.body = "" };
	int64_t id;
	int code = expected(rq.path, method, &id);

	seen_id = 0;
	dispatch(NULL, &program, &rq);
	REQUIRE(rq.reply.code == code && seen_id == id);
	arena_free(arena);
	return 0;
}
