/*
 * fuzz_flow.c - a flow of an export file is refused with a reason, or it runs,
 * and comes to its wait or its end whatever the client writes.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ext/json.h"
#include "sim/flow.h"

#define REPLIES 4

static const struct json *
parsed(struct arena *arena, const char *text)
{
	const struct json *json;

	REQUIRE(json_parse(arena, text, strlen(text), &json) == OK);
	return json;
}

static void
check_session(const struct flow_session *s, enum flow_end end)
{
	REQUIRE(json_gate(s->results_json, strlen(s->results_json)));
	REQUIRE(json_gate(s->path_json, strlen(s->path_json)));
	REQUIRE((end == FLOW_FAILS) == (s->why != NULL));
	REQUIRE((end == FLOW_WAITS) == (s->wait != NULL));
	for (size_t i = 0; i < s->neffects; i++) {
		REQUIRE(s->effects[i].kind <= EFFECT_RESTHOOK);
		REQUIRE(s->effects[i].text == NULL || fuzz_is_text(s->effects[i].text));
	}
	if (end == FLOW_CALLS)
		REQUIRE(s->call.headers <= FLOW_HEADERS && s->call.body != NULL);
}

static void
run(struct feed *feed, const struct json *flow)
{
	struct arena *a = feed->arena;
	struct flow_input input = { .uuid = "00000000-0000-4000-8000-000000000001",
		.urn = "tel:+263771234567",
		.created_on = SECOND };
	struct flow_session s = { .arena = a,
		.now = INT64_C(1795240800) * SECOND,
		.flow = flow,
		.contact = { .uuid = "c", .name = "Juma", .urn = "tel:+263771234567" },
		.run_uuid = "r",
		.params = parsed(a, "{\"intent\":\"i1\",\"text\":\"Good day\"}"),
		.globals = parsed(a, "{\"aftercare_url\":\"http://x/\"}"),
		.answers = parsed(a, "[{\"status\":200,\"body\":\"{}\"}]") };
	enum flow_end end = flow_sprint(&s);

	check_session(&s, end);
	s.input = &input;
	for (int i = 0; i < REPLIES && end == FLOW_WAITS; i++) {
		size_t len;

		input.text = feed_text(feed, &len);
		/* The gate would have refused it at the simulator's door. */
		if (!fuzz_is_text(input.text))
			return;
		s.waited_at = s.wait;
		s.timed_out = len == 0;
		s.results_before = parsed(a, s.results_json);
		s.path_before = parsed(a, s.path_json);
		end = flow_sprint(&s);
		check_session(&s, end);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	const struct json *flow;
	const char *why = NULL, *text;
	size_t len;

	text = feed_text(&feed, &len);
	if (json_parse(arena, text, len, &flow) == OK) {
		if (flow_check(arena, flow, &why) == OK)
			run(&feed, flow);
		else
			REQUIRE(why != NULL && *why != '\0');
	}
	arena_free(arena);
	return 0;
}
