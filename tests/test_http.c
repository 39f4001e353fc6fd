/* test_http.c - how sure the outcome of a call is, against a real socket. */

#include "tests.h"

#include <string.h>

#include "base/clock.h"
#include "ext/http.h"
#include "socket_server.h"

#define OK_2 "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

static struct arena *arena;
static struct http *http;
static struct http_answer answer;

static void
set_up(void)
{
	arena = arena_new();
	http = http_new(arena);
}

static void
tear_down(void)
{
	arena_free(arena);
}

static const char *
url_of(const struct socket_server *server)
{
	return arena_printf(arena, "http://127.0.0.1:%d/a", socket_server_port(server));
}

static enum http_outcome
call(const char *method, const char *url, const char *body)
{
	struct http_request request = { .method = method,
		.url = url,
		.body = body,
		.body_len = body == NULL ? 0 : strlen(body),
		.seconds = 2,
		.kept = true };

	return http_call(http, arena, &request, &answer);
}

/* One request, one canned reply. */
static const struct {
	struct canned canned;
	enum http_outcome outcome;
	int status;
	const char *body;
	int retry_after;
} cases[] = {
	{ { .reply = OK_2 }, HTTP_ANSWERED, 200, "{}", 0 },
	{ { .reply = "HTTP/1.0 200 OK\r\n\r\nto the end" }, HTTP_ANSWERED, 200,
	    "to the end", 0 },
	{ { .reply = "HTTP/1.1 200 OK\r\nContent-Type: \r\nContent-Length: 0\r\n\r\n" },
	    HTTP_ANSWERED, 200, "", 0 },
	{ { .reply = "HTTP/1.1 204 No Content\r\n\r\n" }, HTTP_ANSWERED, 204, "", 0 },
	{ { .reply = "HTTP/1.1 100 Continue\r\n\r\n" OK_2 }, HTTP_ANSWERED, 200, "{}",
	    0 },
	{ { .reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		     "2\r\n{}\r\n0\r\n\r\n" },
	    HTTP_ANSWERED, 200, "{}", 0 },
	{ { .reply =
		  "HTTP/1.1 429 Slow\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n" },
	    HTTP_ANSWERED, 429, "", 17 },
	{ { .reply = "HTTP/1.1 503 Later\r\nDate: Sat, 21 Nov 2026 06:00:00 GMT\r\n"
		     "Retry-After: Sat, 21 Nov 2026 06:02:00 GMT\r\nContent-Length: "
		     "0\r\n\r\n" },
	    HTTP_ANSWERED, 503, "", 120 },
	{ { .reply = "HTTP/1.1 500 Bad\r\nContent-Length: 4\r\n\r\noops" },
	    HTTP_ANSWERED, 500, "oops", 0 },
	/* Not followed: whoever wants the token must be named as the server. */
	{ { .reply =
		  "HTTP/1.1 302 There\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n" },
	    HTTP_ANSWERED, 302, "", 0 },
	{ { .reply = "HTTP/1.1 100 Continue\r\nNonsense" }, HTTP_UNSURE, 100, "", 0 },
	{ { .reply = NULL }, HTTP_UNSURE, 0, "", 0 },
	{ { .reset = true }, HTTP_UNSURE, 0, "", 0 },
	{ { .reply = "HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{\"id\"" },
	    HTTP_UNSURE, 201, "{\"id\"", 0 },
	{ { .reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}" },
	    HTTP_UNSURE, 200, "{}", 0 },
	{ { .reply = "SSH-2.0-OpenSSH_9.2\r\n" }, HTTP_UNSURE, 0, "", 0 },
};

START_TEST(outcomes)
{
	struct socket_server *server = socket_server_start(&cases[_i].canned, 1);

	ck_assert_int_eq(call("POST", url_of(server), "{}"), cases[_i].outcome);
	ck_assert_int_eq(answer.status, cases[_i].status);
	ck_assert_str_eq(answer.body, cases[_i].body);
	ck_assert_int_eq(answer.retry_after, cases[_i].retry_after);
	ck_assert_ptr_null(strpbrk(answer.content_type, "\r\n"));
	ck_assert((answer.problem == NULL) == (cases[_i].outcome == HTTP_ANSWERED));
	ck_assert_uint_eq(socket_server_count(server, "POST /a HTTP/1.1\r\n"), 1);
	ck_assert_uint_eq(socket_server_count(server, "/b"), 0);
	socket_server_stop(server);
}
END_TEST

START_TEST(nobody_listens)
{
	const char *url =
	    arena_printf(arena, "http://127.0.0.1:%d/", socket_closed_port());

	ck_assert_int_eq(call("POST", url, "{}"), HTTP_NEVER_LEFT);
	ck_assert_ptr_nonnull(answer.problem);
	ck_assert_int_eq(answer.status, 0);
}
END_TEST

static const char *const unreachable[] = {
	"",
	"127.0.0.1:1:1/",
	"ftp://127.0.0.1/",
	"file:///etc/passwd",
	"gopher://127.0.0.1/",
	"http://user:secret@127.0.0.1/",
	"http://127.0.0.1:99999/",
	"http://name.invalid./",
};

START_TEST(never_leaves)
{
	ck_assert_int_eq(call("POST", unreachable[_i], "{}"), HTTP_NEVER_LEFT);
	ck_assert_ptr_nonnull(answer.problem);
}
END_TEST

/* The request itself is only sent once the server has proved who it is. */
START_TEST(no_tls_no_request)
{
	struct canned canned = { .reply = OK_2 };
	struct socket_server *server = socket_server_start(&canned, 1);
	const char *url =
	    arena_printf(arena, "https://127.0.0.1:%d/", socket_server_port(server));

	ck_assert_int_eq(call("POST", url, "{}"), HTTP_NEVER_LEFT);
	ck_assert_uint_eq(socket_server_count(server, "POST"), 0);
	socket_server_stop(server);
}
END_TEST

START_TEST(too_slow)
{
	struct canned canned = { .reply = OK_2, .wait_ms = 5000 };
	struct socket_server *server = socket_server_start(&canned, 1);
	int64_t start = clock_monotonic();

	ck_assert_int_eq(call("POST", url_of(server), "{}"), HTTP_UNSURE);
	ck_assert_int_lt(clock_monotonic() - start, 4 * SECOND);
	socket_server_stop(server);
}
END_TEST

static const struct {
	size_t size, max;
	enum http_outcome outcome;
} sizes[] = {
	{ HTTP_ANSWER_MAX, 0, HTTP_ANSWERED },
	{ HTTP_ANSWER_MAX + 1, 0, HTTP_UNSURE },
	{ HTTP_LIST_MAX, HTTP_LIST_MAX, HTTP_ANSWERED },
	{ HTTP_LIST_MAX * 2, HTTP_LIST_MAX, HTTP_UNSURE },
};

START_TEST(answers_have_a_size)
{
	struct canned canned = { .reply = "HTTP/1.0 200 OK\r\n\r\n",
		.padding = sizes[_i].size };
	struct socket_server *server = socket_server_start(&canned, 1);
	struct http_request request = {
		.method = "GET", .url = url_of(server), .answer_max = sizes[_i].max
	};

	ck_assert_int_eq(http_call(http, arena, &request, &answer), sizes[_i].outcome);
	if (sizes[_i].outcome == HTTP_ANSWERED)
		ck_assert_uint_eq(answer.body_len, sizes[_i].size);
	else
		ck_assert_str_eq(answer.problem, "the answer is too long");
	socket_server_stop(server);
}
END_TEST

START_TEST(gets_share_a_connection)
{
	struct canned canned[] = { { .reply = OK_2, .keep = true },
		{ .reply = OK_2, .keep = true } };
	struct socket_server *server = socket_server_start(canned, 2);

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(call("GET", url_of(server), NULL), HTTP_ANSWERED);
	ck_assert_uint_eq(socket_server_count(server, "GET /a HTTP/1.1\r\n"), 2);
	ck_assert_uint_eq(socket_server_connections(server), 1);
	socket_server_stop(server);
}
END_TEST

/* The server takes it and dies: libcurl must not quietly send it again. */
START_TEST(a_post_leaves_once)
{
	struct canned canned[] = { { .reply = OK_2, .keep = true }, { .reply = NULL },
		{ .reply = OK_2 } };
	struct socket_server *server = socket_server_start(canned, 3);

	ck_assert_int_eq(call("GET", url_of(server), NULL), HTTP_ANSWERED);
	ck_assert_int_eq(call("POST", url_of(server), "{}"), HTTP_UNSURE);
	ck_assert_uint_eq(socket_server_count(server, "POST /a"), 1);
	socket_server_stop(server);
}
END_TEST

START_TEST(posts_share_a_connection)
{
	struct canned canned[] = { { .reply = OK_2, .keep = true },
		{ .reply = OK_2, .keep = true } };
	struct socket_server *server = socket_server_start(canned, 2);

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(call("POST", url_of(server), "{}"), HTTP_ANSWERED);
	ck_assert_uint_eq(socket_server_count(server, "POST /a HTTP/1.1\r\n"), 2);
	ck_assert_uint_eq(socket_server_connections(server), 1);
	socket_server_stop(server);
}
END_TEST

#define MANY 40

static struct http_exchange many[MANY];

static void
call_many(const char *url, int64_t begin_until)
{
	for (int i = 0; i < MANY; i++)
		many[i] = (struct http_exchange){ .request = { .method = "POST",
						      .url = url,
						      .body = "{}",
						      .body_len = 2,
						      .kept = true } };
	http_calls(http, arena, many, MANY, begin_until);
}

/* More than lines; one of them breaks, and leaves once all the same. */
START_TEST(many_leave_side_by_side)
{
	struct canned canned[MANY];
	struct socket_server *server;
	int answered = 0;

	for (int i = 0; i < MANY; i++)
		canned[i] = (struct canned){ .reply = OK_2, .keep = true };
	canned[MANY - 1] = (struct canned){ .reply = NULL };
	server = socket_server_start(canned, MANY);
	call_many(url_of(server), INT64_MAX);
	for (int i = 0; i < MANY; i++) {
		ck_assert(many[i].begun);
		answered += many[i].outcome == HTTP_ANSWERED;
		ck_assert(many[i].outcome != HTTP_ANSWERED ||
			  strcmp(many[i].answer.body, "{}") == 0);
		ck_assert_int_ne(many[i].outcome, HTTP_NEVER_LEFT);
	}
	ck_assert_int_eq(answered, MANY - 1);
	ck_assert_uint_eq(socket_server_count(server, "POST /a"), MANY);
	ck_assert_uint_le(socket_server_connections(server), HTTP_SIDE_BY_SIDE);
	socket_server_stop(server);
}
END_TEST

START_TEST(none_begins_after_one_was_told_to_wait)
{
	struct canned canned[MANY];
	struct socket_server *server;
	size_t begun = 0;

	for (int i = 0; i < MANY; i++)
		canned[i] = (struct canned){ .keep = true,
			.reply = "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n" };
	server = socket_server_start(canned, MANY);
	for (int again = 0; again < 2; again++) {
		call_many(url_of(server), INT64_MAX);
		begun = 0;
		for (int i = 0; i < MANY; i++)
			begun += many[i].begun;
		ck_assert_uint_eq(begun, HTTP_SIDE_BY_SIDE);
	}
	socket_server_stop(server);
}
END_TEST

START_TEST(what_has_its_turn_too_late_never_leaves)
{
	struct canned canned = { .reply = OK_2 };
	struct socket_server *server = socket_server_start(&canned, 1);

	call_many(url_of(server), clock_monotonic() - 1);
	for (int i = 0; i < MANY; i++) {
		ck_assert(!many[i].begun);
		ck_assert_int_eq(many[i].outcome, HTTP_NEVER_LEFT);
	}
	ck_assert_uint_eq(socket_server_connections(server), 0);
	socket_server_stop(server);
}
END_TEST

START_TEST(sends_what_it_was_given)
{
	struct canned canned = { .reply = OK_2 };
	struct socket_server *server = socket_server_start(&canned, 1);
	struct http_header headers[] = { { "Content-Type", "application/json" },
		{ "X-Empty", "" } };
	struct http_request request = { .method = "PUT",
		.url = url_of(server),
		.headers = headers,
		.header_count = COUNT_OF(headers),
		.body = "{\"a\":1}",
		.body_len = 7 };

	ck_assert_int_eq(http_call(http, arena, &request, &answer), HTTP_ANSWERED);
	ck_assert_uint_eq(socket_server_count(server, "PUT /a HTTP/1.1\r\n"), 1);
	ck_assert_uint_eq(
	    socket_server_count(server, "\r\nContent-Type: application/json\r\n"), 1);
	ck_assert_uint_eq(socket_server_count(server, "\r\nX-Empty:\r\n"), 1);
	ck_assert_uint_eq(
	    socket_server_count(server, "\r\nUser-Agent: aftercare\r\n"), 1);
	ck_assert_uint_eq(socket_server_count(server, "\r\n\r\n{\"a\":1}"), 1);
	ck_assert_uint_eq(socket_server_count(server, "Expect"), 0);
	socket_server_stop(server);
}
END_TEST

START_TEST(headers_are_one_line)
{
	struct canned canned = { .reply = OK_2 };
	struct socket_server *server = socket_server_start(&canned, 1);
	struct http_header header = { "Authorization", "Token a\r\nX-Other: b" };
	struct http_request request = { .method = "GET",
		.url = url_of(server),
		.headers = &header,
		.header_count = 1 };

	ck_assert_int_eq(http_call(http, arena, &request, &answer), HTTP_NEVER_LEFT);
	ck_assert_str_eq(socket_server_seen(server), "");
	socket_server_stop(server);
}
END_TEST

START_TEST(tells_the_servers_clock)
{
	struct canned canned = { .reply =
				     "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
				     "Date: Sat, 21 Nov 2026 06:00:00 GMT\r\n"
				     "Content-Length: 0\r\n\r\n" };
	struct socket_server *server = socket_server_start(&canned, 1);

	ck_assert_int_eq(call("GET", url_of(server), NULL), HTTP_ANSWERED);
	ck_assert_str_eq(clock_iso(arena, answer.date), "2026-11-21T06:00:00Z");
	ck_assert_str_eq(answer.content_type, "text/plain");
	socket_server_stop(server);
}
END_TEST

/* Read at 2026-11-21 06:00:00 UTC. */
static const struct {
	const char *value;
	int seconds;
} waits[] = {
	{ NULL, 0 },
	{ "", 0 },
	{ "soon", 0 },
	{ "-5", 0 },
	{ "1.5", 0 },
	{ "0", 1 },
	{ "1", 1 },
	{ " 17 ", 17 },
	{ "0000000000000000000000017", 17 },
	{ "3600", 3600 },
	{ "3601", 3600 },
	{ "99999999999999999999999999", 3600 },
	{ "Sat, 21 Nov 2026 06:00:30 GMT", 30 },
	{ "Saturday, 21-Nov-26 06:00:30 GMT", 30 },
	{ "Sat Nov 21 06:00:30 2026", 30 },
	{ "Sat, 21 Nov 2026 06:00:00 GMT", 1 },
	{ "Thu, 01 Jan 1970 00:00:01 GMT", 1 },
	{ "Fri, 31 Dec 2100 23:59:59 GMT", 3600 },
};

START_TEST(reads_retry_after)
{
	int64_t now;

	ck_assert_int_eq(clock_parse("2026-11-21T06:00:00Z", &now), OK);
	ck_assert_int_eq(http_retry_after(waits[_i].value, now), waits[_i].seconds);
}
END_TEST

static const struct {
	const char *url, *base;
	bool below;
} places[] = {
	{ "https://rp.org/api/v2/a.json?cursor=x", "https://rp.org", true },
	{ "https://RP.org:443/a", "https://rp.org", true },
	{ "https://rp.org/a", "https://rp.org:443/", true },
	{ "HTTPS://rp.org/a", "https://rp.org", true },
	{ "http://127.0.0.1:80/sim/a", "http://127.0.0.1/sim", true },
	{ "http://127.0.0.1/sim/a", "http://127.0.0.1/sim/", true },
	{ "http://rp.org/a", "https://rp.org", false },
	{ "https://rp.org/a", "http://rp.org", false },
	{ "https://rp.org:8443/a", "https://rp.org", false },
	{ "https://rp.org.evil.example/a", "https://rp.org", false },
	{ "https://evil.example/rp.org/a", "https://rp.org", false },
	{ "https://rp.org@evil.example/a", "https://rp.org", false },
	{ "https://user@rp.org/a", "https://rp.org", false },
	{ "https://rp.org\\@evil.example/a", "https://rp.org", false },
	{ "//rp.org/a", "https://rp.org", false },
	{ "/a", "https://rp.org", false },
	{ "", "https://rp.org", false },
	{ "https://rp.org/simulator/a", "https://rp.org/sim", false },
	{ "https://rp.org/sim", "https://rp.org/sim", false },
	{ "https://rp.org/sim/../a", "https://rp.org/sim", false },
	{ "https://rp.org/sim/%2e%2e/a", "https://rp.org/sim", false },
	{ "https://rp.org/sim/..%2fa", "https://rp.org/sim", false },
	{ "https://rp.org/sim/..\\a", "https://rp.org/sim", false },
	{ "https://rp.org/sim/a b", "https://rp.org/sim", false },
	{ "https://rp.org/sim/a\r\nX: y", "https://rp.org/sim", false },
};

START_TEST(judges_places)
{
	ck_assert_msg(
	    http_is_below(places[_i].url, places[_i].base) == places[_i].below, "%s",
	    places[_i].url);
}
END_TEST

TCase *
http_tests(void)
{
	TCase *tc = tcase_create("http");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, outcomes, 0, COUNT_OF(cases));
	tcase_add_test(tc, nobody_listens);
	tcase_add_loop_test(tc, never_leaves, 0, COUNT_OF(unreachable));
	tcase_add_test(tc, no_tls_no_request);
	tcase_add_test(tc, too_slow);
	tcase_add_loop_test(tc, answers_have_a_size, 0, COUNT_OF(sizes));
	tcase_add_test(tc, gets_share_a_connection);
	tcase_add_test(tc, a_post_leaves_once);
	tcase_add_test(tc, posts_share_a_connection);
	tcase_add_test(tc, many_leave_side_by_side);
	tcase_add_test(tc, none_begins_after_one_was_told_to_wait);
	tcase_add_test(tc, what_has_its_turn_too_late_never_leaves);
	tcase_add_test(tc, sends_what_it_was_given);
	tcase_add_test(tc, headers_are_one_line);
	tcase_add_test(tc, tells_the_servers_clock);
	tcase_add_loop_test(tc, reads_retry_after, 0, COUNT_OF(waits));
	tcase_add_loop_test(tc, judges_places, 0, COUNT_OF(places));
	return tc;
}
