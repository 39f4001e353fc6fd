/* test_sim_line.c - calls over the simulator's line, cut where a switch says. */

#include "tests.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ext/http.h"
#include "sim/line.h"
#include "socket_server.h"

#define SIM_DATABASE "user=aftercare_sim dbname=aftercare"

static struct arena *arena;
static struct socket_server *server;
static int port;
static pid_t line;

static void
owner(const char *sql)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_script(tx, sql), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

static void
begin(void)
{
	static const struct canned reply = {
		.reply = "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n"
			 "123456789012345678901234567890123456789012345678901234567890"
	};

	arena = arena_new();
	owner("DELETE FROM sim.fault");
	server = socket_server_start(&reply, 1);
	port = socket_closed_port();
	line = test_fork();
	if (line == 0)
		_exit(line_run(SIM_DATABASE, port, socket_server_port(server)));
}

static void
end(void)
{
	(void)kill(line, SIGTERM);
	(void)waitpid(line, NULL, 0);
	socket_server_stop(server);
	owner("DELETE FROM sim.fault");
	arena_free(arena);
}

static void
wait_ms(int ms)
{
	(void)usleep((useconds_t)ms * 1000);
}

static enum http_outcome
post(struct http_answer *answer)
{
	struct http *http = http_new(arena);
	const struct http_request request = { .method = "POST",
		.url = arena_printf(
		    arena, "http://127.0.0.1:%d/sim/api/v2/messages.json", port),
		.body = "{\"text\":\"x\"}",
		.body_len = 12,
		.seconds = 5 };
	enum http_outcome outcome = http_call(http, arena, &request, answer);

	/* The line may not listen yet. */
	for (int i = 0; i < 100 && outcome == HTTP_NEVER_LEFT; i++) {
		wait_ms(50);
		outcome = http_call(http, arena, &request, answer);
	}
	return outcome;
}

/* clang-format off */
static const struct {
	const char *name;
	int amount;
	enum http_outcome outcome;
	int status;
	const char *body;
	size_t arrives;	/* whole calls behind the line */
} cuts[] = {
	{ "",			0,  HTTP_ANSWERED, 200, NULL, 1 },
	{ "line_refused",	0,  HTTP_UNSURE, 0, "", 0 },
	{ "line_in_head",	20, HTTP_UNSURE, 0, "", 0 },
	{ "line_in_body",	5,  HTTP_UNSURE, 0, "", 0 },
	{ "line_after_call",	0,  HTTP_UNSURE, 0, "", 1 },
	{ "line_in_answer_head", 8, HTTP_UNSURE, 0, "", 1 },
	{ "line_in_answer_body", 7, HTTP_UNSURE, 200, "1234567", 1 },
	{ "line_kept",		0,  HTTP_ANSWERED, 200, NULL, 1 },
};
/* clang-format on */

START_TEST(is_cut_where_the_switch_says)
{
	struct http_answer answer;

	owner(arena_printf(arena,
	    "INSERT INTO sim.fault (name, endpoint, next_calls, amount) "
	    "VALUES ('%s', '%s', 1, %d)",
	    cuts[_i].name, _i == 1 ? "" : "POST messages", cuts[_i].amount));
	ck_assert_int_eq(post(&answer), cuts[_i].outcome);
	ck_assert_int_eq(answer.status, cuts[_i].status);
	if (cuts[_i].body != NULL)
		ck_assert_str_eq(answer.body, cuts[_i].body);
	wait_ms(100);
	ck_assert_uint_eq(
	    socket_server_count(server, "{\"text\":\"x\"}"), cuts[_i].arrives);
}
END_TEST

START_TEST(a_late_call_arrives_without_its_caller)
{
	struct http_answer answer;

	owner("INSERT INTO sim.fault (name, next_calls, amount) "
	      "VALUES ('line_late', 1, 600)");
	ck_assert_int_eq(post(&answer), HTTP_UNSURE);
	ck_assert_uint_eq(socket_server_count(server, "POST /sim"), 0);
	wait_ms(1000);
	ck_assert_uint_eq(socket_server_count(server, "{\"text\":\"x\"}"), 1);
}
END_TEST

TCase *
sim_line_tests(void)
{
	TCase *tc = tcase_create("sim line");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, is_cut_where_the_switch_says, 0, (int)COUNT_OF(cuts));
	tcase_add_test(tc, a_late_call_arrives_without_its_caller);
	return tc;
}
