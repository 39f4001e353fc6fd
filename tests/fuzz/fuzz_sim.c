/*
 * fuzz_sim.c - every route of the simulator with any query and body: an answer
 * in clean text, JSON where JSON was promised, and never a mistake of its own.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ext/json.h"
#include "house.h"
#include "sim/api.h"
#include "sim/load.h"
#include "sim/program.h"

#define TOKEN "0123456789abcdef0123456789abcdef01234567"

static struct db *db;
static size_t route_count;

static const char *
header(struct request *rq, const char *name)
{
	(void)rq;
	return strcmp(name, "Authorization") == 0 ? "Token " TOKEN : NULL;
}

static struct request
request_of(struct arena *arena, const struct route *route)
{
	return (struct request){ .arena = arena,
		.method = route->method,
		.path = route->path,
		.query = "",
		.cookie = "",
		.content_type = "application/json",
		.body = "",
		.address = "127.0.0.1",
		.host = "localhost",
		.origin = "",
		.header = header };
}

/* Somebody whom the calls can be about. */
static void
add_contact(void)
{
	static const struct route route = { .method = POST,
		.path = "/sim/api/v2/contacts.json" };
	struct arena *arena = arena_new();
	struct request rq = request_of(arena, &route);

	rq.body = "{\"name\":\"Juma\",\"urns\":[\"tel:+255712345678\"]}";
	rq.body_len = strlen(rq.body);
	dispatch(db, &sim, &rq);
	REQUIRE(rq.reply.code == 201);
	arena_free(arena);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	house_open();
	db = house_as("aftercare_sim");
	(void)house_for_good(true);
	REQUIRE(load_file(db, "workflows/vmmc/flows.json", "http://127.0.0.1:1/sim",
		    "s3cret") == OK);
	house_keep("SELECT sim.reset(); UPDATE sim.setting SET rate = 1000000000");
	api_set_token(TOKEN);
	add_contact();
	(void)house_for_good(false);
	while (sim.routes[route_count].path != NULL)
		route_count++;
	return 0;
}

static void
check_reply(const struct reply *reply)
{
	REQUIRE(reply->code >= 200 && reply->code < 500);
	if (reply->body.len == 0)
		return;
	REQUIRE(strlen(reply->body.data) == reply->body.len);
	REQUIRE(fuzz_is_text(reply->body.data));
	if (strcmp(reply->type, "application/json") == 0)
		REQUIRE(json_gate(reply->body.data, reply->body.len));
	else
		REQUIRE(strstr(reply->body.data, "<zq") == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	const struct route *route = &sim.routes[feed_byte(&feed) % route_count];
	struct request rq = request_of(arena, route);
	size_t len;

	rq.query = text_cleaned(arena, feed_text(&feed, &len));
	rq.body = text_cleaned(arena, feed_text(&feed, &len));
	rq.body_len = strlen(rq.body);
	fuzz_log_empty();
	dispatch(db, &sim, &rq);
	check_reply(&rq.reply);
	arena_free(arena);
	return 0;
}
