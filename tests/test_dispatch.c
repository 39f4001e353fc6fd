/* test_dispatch.c - which paths are a route's, and with what number in them. */

#include "tests.h"

#include "web/dispatch.h"

static int64_t seen;
static const char *named;

static enum status
note(struct request *rq)
{
	seen = rq->id;
	named = rq->name;
	return reply_nothing(rq, 200);
}

static void
answer_failure(struct request *rq, enum status status)
{
	if (rq->reply.code == 0)
		rq->reply.code = status == ERR_NOT_FOUND ? 404 : 500;
}

/* clang-format off */
static const struct route table[] = {
	{ GET,	"/tasks",		.handle = note, .bare = true },
	{ GET,	"/tasks/:id",		.handle = note, .bare = true },
	{ POST,	"/tasks/:id/done",	.handle = note, .bare = true },
	{ GET,	"/tasks/:id/as/:name",	.handle = note, .bare = true },
	{ GET,	"/tasks/:id/as/:name/now",	.handle = note, .bare = true },
	{ .path = NULL }
};
static const struct {
	enum method method;
	const char *path;
	int code;
	int64_t id;
	const char *name;
} cases[] = {
	{ GET, "/tasks", 200, 0 },
	{ GET, "/tasks/1", 200, 1 },
	{ GET, "/tasks/999999999999999999", 200, INT64_C(999999999999999999) },
	{ POST, "/tasks/12/done", 200, 12 },
	{ POST, "/tasks/12", 405, 0 },
	{ GET, "/tasks/", 404, 0 },
	{ GET, "/tasks/0", 404, 0 },
	{ GET, "/tasks/01", 404, 0 },
	{ GET, "/tasks/-1", 404, 0 },
	{ GET, "/tasks/+1", 404, 0 },
	{ GET, "/tasks/1x", 404, 0 },
	{ GET, "/tasks/1/", 404, 0 },
	{ GET, "/tasks/1000000000000000000", 404, 0 },
	{ GET, "/tasks/9223372036854775808", 404, 0 },
	{ GET, "/tasks/9999999999999999990", 404, 0 },
	{ GET, "/tasks/18446744073709551617", 404, 0 },
	{ GET, "/tasks/7/as/client_review", 200, 7, "client_review" },
	{ GET, "/tasks/7/as/contact:person-1.2/now", 200, 7, "contact:person-1.2" },
	{ GET, "/tasks/7/as/", 404, 0 },
	{ GET, "/tasks/7/as/a/then", 404, 0 },
	{ GET, "/tasks/7/as/a b", 404, 0 },
	{ GET, "/tasks/7/as/a%2f", 404, 0 },
	{ GET, "//tasks", 404, 0 },
	{ GET, "", 404, 0 },
};
/* clang-format on */

START_TEST(finds_its_route)
{
	static const struct program program = {
		.name = "test", .routes = table, .fail = answer_failure
	};
	struct arena *arena = arena_new();
	struct request rq = {
		.arena = arena, .method = cases[_i].method, .path = cases[_i].path
	};

	seen = 0;
	named = NULL;
	dispatch(NULL, &program, &rq);
	ck_assert_int_eq(rq.reply.code, cases[_i].code);
	ck_assert_int_eq(seen, cases[_i].id);
	if (cases[_i].name != NULL)
		ck_assert_str_eq(named, cases[_i].name);
	arena_free(arena);
}
END_TEST

TCase *
dispatch_tests(void)
{
	TCase *tc = tcase_create("dispatch");

	tcase_add_loop_test(tc, finds_its_route, 0, (int)COUNT_OF(cases));
	return tc;
}
