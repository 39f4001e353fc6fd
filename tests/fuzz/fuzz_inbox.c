/*
 * fuzz_inbox.c - whatever is told by webhook, flow, message or run: the worker
 * reads it, or parks it as wrong in itself; it is never our own mistake that
 * is tried again for a day.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "api/rapidpro_hook.h"
#include "api/routes.h"
#include "base/text.h"
#include "core/rapidpro.h"
#include "ext/json.h"
#include "house.h"
#include "worker/job.h"

#define SECRET "01234567890123456789"
#define HOOK "/hooks/rapidpro"
#define INCOMING "/api/v2/sms/rapidpro/incoming-messages"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	house_open();
	rapidpro_hook_secrets(SECRET, NULL);
	return 0;
}

static const char *
header(struct request *rq, const char *name)
{
	(void)rq;
	return strcmp(name, "Authorization") == 0 ? "Token " SECRET : NULL;
}

/* By webhook, and by others' flows, it goes through the api itself. */
static bool
posted(struct arena *arena, const char *path, const char *text, size_t len)
{
	struct request rq = { .arena = arena,
		.method = POST,
		.path = path,
		.address = "",
		.body = text,
		.body_len = len,
		.header = header };

	if (!text_is_clean(text, len))
		return false;
	(void)house_for_good(true);
	dispatch(house_api, &api, &rq);
	(void)house_for_good(false);
	REQUIRE(rq.reply.code == 200 || rq.reply.code == 400 || rq.reply.code == 413);
	REQUIRE(rq.reply.code != 200 ||
		(json_gate(text, len) && text[strspn(text, " \t\r\n")] == '{'));
	return rq.reply.code == 200;
}

/* From a feed comes what could be read. */
static bool
fed(struct arena *arena, unsigned source, const char *text, size_t len)
{
	struct rapidpro_message message;
	struct rapidpro_run run;
	const char *raw = NULL;
	struct buf sql;

	if (source == 1 && rapidpro_read_message(arena, text, len, &message) == OK)
		raw = message.raw;
	if (source == 2 && rapidpro_read_run(arena, text, len, &run) == OK)
		raw = run.raw;
	if (raw == NULL || strstr(raw, "$body$") != NULL)
		return false;
	buf_init(&sql, arena);
	buf_printf(&sql,
	    "INSERT INTO inbox (source, key, body, received_at) VALUES ('%s', 'fuzz', "
	    "$body$",
	    source == 1 ? "message" : "run");
	buf_puts(&sql, raw);
	buf_puts(&sql, "$body$, business_now() - interval '1 hour')");
	house_keep(sql.data);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	struct worker worker = { .db = house_worker, .arena = arena, .id = "w" };
	const unsigned first = feed_byte(&feed), source = first > 251 ? 3 : first % 3;
	size_t len = feed.left;
	const char *text = arena_strndup(arena, feed.at, len);
	bool more = false;

	fuzz_log_empty();
	if (source == 0   ? posted(arena, HOOK, text, len)
	    : source == 3 ? posted(arena, INCOMING, text, len)
			  : fed(arena, source, text, len)) {
		REQUIRE(inbox_job(&worker, &more) == OK);
		REQUIRE(strstr(fuzz_logged(), "status=internal") == NULL);
		house_keep("DELETE FROM inbox");
	}
	arena_free(arena);
	return 0;
}
