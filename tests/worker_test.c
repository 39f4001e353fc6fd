/* worker_test.c - see worker_test.h. */

#include "worker_test.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/edition.h"
#include "ext/secret.h"
#include "socket_server.h"

#define STEPS 8

struct worker test_worker;

static struct config config;
static struct socket_server *server;
static struct canned script[STEPS];
static size_t scripted;
static int port;

void
worker_test_begin(void)
{
	site_test_begin();
	config = (struct config){ .rapidpro_rate = 1000,
		.held_after_hours = 24,
		.subscription_networks = "127.0.0.0/8" };
	test_worker = (struct worker){ .db = worker_db,
		.arena = arena_new(),
		.config = &config,
		.id = secret_uuid(site_arena()) };
	test_worker.receivers = http_new(site_arena());
	scripted = 0;
	port = socket_closed_port();
	test_worker.rapidpro = rapidpro_new(site_arena(),
	    arena_printf(site_arena(), "http://127.0.0.1:%d", port), "token");
	site_sql("UPDATE gateway SET send_flow = '" SEND_FLOW
		 "', checkin_flow = '" CHECKIN_FLOW "', group_flow = '" GROUP_FLOW
		 "', checked_at = business_now(), "
		 "paused_until = NULL, token_refused_at = NULL, failures = 0; "
		 "UPDATE feed SET checkpoint = NULL, read_at = NULL, swept_at = NULL, "
		 "polled_at = NULL");
}

void
worker_test_end(void)
{
	peer_stops();
	site_sql("UPDATE gateway SET send_flow = NULL, checkin_flow = NULL, group_flow "
		 "= NULL, checked_at = "
		 "NULL, flow_missed_at = NULL, paused_until = NULL, token_refused_at = "
		 "NULL, failures = 0, reached_at = NULL; "
		 "UPDATE feed SET checkpoint = NULL, read_at = NULL, swept_at = NULL, "
		 "polled_at = NULL");
	arena_free(test_worker.arena);
	site_test_end();
}

enum status
worker_step(job *run)
{
	struct worker *w = &test_worker;
	enum status status;
	struct tx *tx;
	bool more;

	ck_assert_int_eq(tx_begin(w->db, w->arena, TX_READ, &tx), OK);
	ck_assert_int_eq(sql_gateway_state(tx, tx_now(tx), &w->gateway), OK);
	ck_assert_int_eq(edition_use(tx, w->gateway->texts), OK);
	tx_rollback(tx);
	status = run(w, &more);
	arena_reset(w->arena);
	return status;
}

void
peer_says(int status, const char *fmt, ...)
{
	char *text = arena_alloc(site_arena(), 4096);
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, 4096, fmt, args);
	va_end(args);
	ck_assert(scripted < STEPS);
	script[scripted++] =
	    (struct canned){ .reply = arena_printf(site_arena(),
				 "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n"
				 "%sContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
				 status, status == 429 ? "Retry-After: 30\r\n" : "",
				 strlen(text), text) };
}

void
peer_breaks(void)
{
	ck_assert(scripted < STEPS);
	script[scripted++] = (struct canned){ .reply = NULL, .reset = true };
}

void
peer_plays(void)
{
	size_t n = scripted;

	peer_stops();
	server = socket_server_start_on(port, script, n);
}

void
peer_stops(void)
{
	if (server != NULL)
		socket_server_stop(server);
	server = NULL;
	scripted = 0;
}

int
peer_port(void)
{
	return port;
}

size_t
peer_asked(const char *what)
{
	return server == NULL ? 0 : socket_server_count(server, what);
}

size_t
peer_calls(void)
{
	return server == NULL ? 0 : socket_server_connections(server);
}

const char *
peer_seen(void)
{
	return server != NULL ? socket_server_seen(server) : "";
}
