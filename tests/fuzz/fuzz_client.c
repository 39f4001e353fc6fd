/*
 * fuzz_client.c - calls to RapidPro, whatever it answers: the next page is only
 * ever asked of RapidPro itself, below our address, and what is posted says what
 * it was to say.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/rapidpro.h"
#include "ext/json.h"
#include "peer.h"

#define PATH "/base/api/v2/"
#define TOKEN "s3cret"

static const char *
answer_of(struct feed *feed, int status)
{
	const char *body;
	struct buf b;
	size_t len;

	body = feed_text(feed, &len);
	buf_init(&b, feed->arena);
	buf_printf(&b,
	    "HTTP/1.1 %d Words\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    status, len);
	buf_add(&b, body, len);
	peer_answers_in_turn(b.data, b.len);
	return body;
}

/* The token goes along: it must not go anywhere else. */
static const char *
check_heard(struct arena *arena, const char *method)
{
	const char *heard = peer_heard(arena), *body;
	size_t len = strlen(method);

	REQUIRE(strncmp(heard, method, len) == 0);
	REQUIRE(strncmp(heard + len, " " PATH, sizeof PATH) == 0);
	heard += len + 1;
	REQUIRE(memmem(heard, strcspn(heard, "? "), "/..", 3) == NULL);
	REQUIRE(strstr(heard, "\r\nHost: 127.0.0.1:1\r\n") != NULL);
	REQUIRE(strstr(heard, "\r\nAuthorization: Token " TOKEN "\r\n") != NULL);
	body = strstr(heard, "\r\n\r\n");
	REQUIRE(body != NULL);
	peer_hangs_up();
	return body + 4;
}

static enum rapidpro_outcome
list(struct rapidpro_call *call, unsigned which, const char **next)
{
	struct rapidpro_message_page messages = { .next = NULL };
	struct rapidpro_run_page runs = { .next = NULL };
	struct rapidpro_start_page starts = { .next = NULL };
	struct rapidpro_flow_page flows = { .next = NULL };
	const char *from = *next;
	enum rapidpro_outcome outcome;

	switch (which % 4) {
	case 0:
		outcome = rapidpro_messages(call, NULL, 1, 2, from, &messages);
		*next = messages.next;
		break;
	case 1:
		outcome = rapidpro_runs(call, 1, from, &runs);
		*next = runs.next;
		break;
	case 2:
		outcome = rapidpro_flow_starts(call, 1, from, &starts);
		*next = starts.next;
		break;
	default:
		outcome = rapidpro_flows(call, from, &flows);
		*next = flows.next;
	}
	return outcome;
}

static void
walk(struct feed *feed, struct rapidpro_call *call, unsigned which, int status)
{
	const char *next = NULL;

	for (int page = 0; page < 3; page++) {
		enum rapidpro_outcome outcome;

		(void)answer_of(feed, status);
		outcome = list(call, which, &next);
		REQUIRE(outcome != RAPIDPRO_ACCEPTED || status / 100 == 2);
		(void)check_heard(feed->arena, "GET");
		if (outcome != RAPIDPRO_ACCEPTED || next == NULL)
			break;
	}
}

/* In a broadcast, which may be tried after a 405, "@" begins an expression. */
static const char *
as_sent(struct arena *arena, const char *text, bool broadcast)
{
	struct buf b;

	buf_init(&b, arena);
	for (; *text != '\0'; text++)
		buf_puts(
		    &b, broadcast && *text == '@' ? "@@" : (char[]){ *text, '\0' });
	return b.data;
}

static void
check_post(struct feed *feed, struct rapidpro_call *call, int status)
{
	struct arena *arena = feed->arena;
	struct rapidpro_errand errand = { .kind = RAPIDPRO_SEND_MESSAGE,
		.contact_uuid = "00000000-0000-4000-8000-000000000004" };
	const struct json *json;
	const char *text, *said;
	enum rapidpro_outcome outcome;
	size_t len;

	text = text_cleaned(arena, feed_text(feed, &len));
	(void)answer_of(feed, status);
	errand.text = text;
	outcome = rapidpro_alone(call, &errand);
	said = check_heard(arena, "POST");
	REQUIRE(json_parse(arena, said, strlen(said), &json) == OK);
	REQUIRE(
	    strcmp(json_text(json_get(json, "text")),
		as_sent(arena, text, json_is_array(json_get(json, "contacts")))) == 0);
	if (status / 100 == 5)
		REQUIRE(outcome == RAPIDPRO_UNSURE || status == 503);
	if (status / 100 != 2)
		REQUIRE(outcome != RAPIDPRO_ACCEPTED);
	else
		REQUIRE(outcome == RAPIDPRO_ACCEPTED || outcome == RAPIDPRO_UNSURE);
	REQUIRE(outcome == RAPIDPRO_ACCEPTED || call->reason != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 200, 200, 201, 202, 204, 301, 400, 401,
		403, 404, 405, 409, 413, 429, 500, 502, 503, 504 };
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	unsigned which = feed_byte(&feed);
	int status = statuses[feed_byte(&feed) % COUNT_OF(statuses)];
	struct rapidpro_call call = { .rapidpro =
					  rapidpro_new(arena, PEER_HOST "/base", TOKEN),
		.arena = arena };

	if (size <= PEER_ANSWER_MAX / 2) {
		if (which % 5 == 4)
			check_post(&feed, &call, status);
		else
			walk(&feed, &call, which, status);
	}
	peer_hangs_up();
	arena_free(arena);
	return 0;
}
