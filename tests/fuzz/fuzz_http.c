/*
 * fuzz_http.c - whatever a server answers: app/ext/http.c with libcurl.
 *
 * Half of the inputs are the bytes of an answer (peer.h); in the others it is
 * made so that what must come of it is known.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "ext/http.h"
#include "peer.h"

#define ANSWER_MAX ((size_t)2000)

static enum http_outcome
call(struct arena *arena, const char *method, struct http_answer *answer)
{
	const struct http_request request = { .method = method,
		.url = PEER_HOST "/api/v2/runs.json",
		.body = *method == 'P' ? "{}" : NULL,
		.body_len = *method == 'P' ? 2 : 0,
		.answer_max = ANSWER_MAX,
		.seconds = 2 };
	enum http_outcome outcome = http_call(http_new(arena), arena, &request, answer);

	peer_hangs_up();
	return outcome;
}

static void
check_any(enum http_outcome outcome, const struct http_answer *answer)
{
	REQUIRE((outcome == HTTP_ANSWERED) == (answer->problem == NULL));
	/* The request did leave: what came of it may be unclear, never "not". */
	REQUIRE(outcome != HTTP_NEVER_LEFT);
	REQUIRE(answer->body[answer->body_len] == '\0');
	REQUIRE(answer->body_len <= ANSWER_MAX + 1);
	REQUIRE(outcome != HTTP_ANSWERED || answer->body_len <= ANSWER_MAX);
	REQUIRE(outcome != HTTP_ANSWERED || answer->status >= 200);
	REQUIRE(answer->retry_after >= 0 && answer->retry_after <= 3600);
	REQUIRE(answer->date >= 0 && strpbrk(answer->content_type, "\r\n") == NULL);
}

/* What may stand in a header's value without changing what the head says. */
static const char *
printable(struct feed *feed)
{
	size_t len;
	char *text = arena_strdup(feed->arena, feed_text(feed, &len));

	for (char *c = text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '.';
	return text;
}

static void
check_made(struct feed *feed)
{
	struct arena *arena = feed->arena;
	int status = 200 + (int)feed_byte(feed) + (int)feed_byte(feed) % 145;
	size_t cut = feed_byte(feed), len;
	const char *retry = printable(feed), *type = printable(feed);
	const char *body = feed_text(feed, &len);
	bool bare = status == 204 || status == 304, whole;
	struct http_answer answer;
	enum http_outcome outcome;
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b,
	    "HTTP/1.1 %d Words\r\nDate: Sat, 21 Nov 2026 06:00:00 GMT\r\n"
	    "Retry-After: %s\r\nContent-Type: %s\r\n",
	    status, retry, type);
	if (!bare)
		buf_printf(&b, "Content-Length: %zu\r\n", len);
	buf_puts(&b, "\r\n");
	if (!bare)
		buf_add(&b, body, len);
	whole = bare || cut == 0 || cut > len;
	peer_answers(b.data, whole ? b.len : b.len - cut);
	outcome = call(arena, "POST", &answer);
	check_any(outcome, &answer);
	REQUIRE((outcome == HTTP_ANSWERED) == (whole && (bare || len <= ANSWER_MAX)));
	REQUIRE(answer.status == status);
	if (outcome == HTTP_ANSWERED && !bare)
		REQUIRE(answer.body_len == len && memcmp(answer.body, body, len) == 0);
	REQUIRE(answer.date == INT64_C(1795240800) * SECOND);
	REQUIRE(answer.retry_after == http_retry_after(retry, answer.date));
	/* Around a value blanks mean nothing. */
	REQUIRE(strcmp(answer.content_type, text_trim(arena, type)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	struct feed feed = { NULL, (const char *)data, size };
	struct http_answer answer;
	unsigned mode = feed_byte(&feed);

	if (size > PEER_ANSWER_MAX / 2)
		return 0;
	arena = feed.arena = arena_new();
	if ((mode & 1) != 0) {
		check_made(&feed);
	} else {
		peer_answers(feed.at, feed.left);
		check_any(
		    call(arena, (mode & 2) != 0 ? "POST" : "GET", &answer), &answer);
	}
	arena_free(arena);
	return 0;
}
