/* test_rapidpro.c - RapidPro's words of 8.0, 9.0 and 26.3, and its silences. */

#include "tests.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "core/rapidpro.h"
#include "socket_server.h"

#define BODIES "tests/fuzz/corpus/rapidpro/"
#define BODY_MAX ((size_t)64 * 1024)
#define TOKEN "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0"

#define CONTACT "7c1d3a52-91e4-4f0b-8a6d-2e5b9f10c3d4"
#define FLOW "b2f4c6d8-1a3e-4c5f-9b7d-0e2a4c6e8f10"
#define START "3d9f0b7a-6c2e-4e18-a5d1-8f4b2c7e9a06"
#define RUN "e4a81c93-5b7d-4f62-9c0e-1d3a5b7c9e2f"
#define INTENT "019aa4f0-0000-7000-8000-000000000001"

static struct arena *arena;
static struct rapidpro_call call;

static void
set_up(void)
{
	arena = arena_new();
	call = (struct rapidpro_call){ .arena = arena };
}

static void
tear_down(void)
{
	arena_free(arena);
}

static const char *
body(const char *name)
{
	FILE *file = fopen(arena_printf(arena, BODIES "%s.json", name), "re");
	char *text = arena_alloc(arena, BODY_MAX + 1);

	ck_assert_msg(file != NULL, "%s", name);
	ck_assert_uint_gt(fread(text, 1, BODY_MAX, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	return text;
}

#define READ(what, name, out)                                                      \
	do {                                                                       \
		const char *text_ = body(name);                                    \
                                                                                   \
		ck_assert_int_eq(                                                  \
		    rapidpro_read_##what(arena, text_, strlen(text_), (out)), OK); \
	} while (0)

static const char *
iso(int64_t at)
{
	return clock_iso(arena, at);
}

START_TEST(messages_of_9)
{
	struct rapidpro_message_page page;
	const struct rapidpro_message *in, *out;

	READ(messages, "messages_9", &page);
	ck_assert_uint_eq(page.count, 2);
	ck_assert_str_eq(page.next, "https://rapidpro.example.org/api/v2/messages.json?"
				    "after=2026-11-21T04%3A00%3A00Z&cursor=cD0yMDI2");
	in = &page.rows[0];
	out = &page.rows[1];
	ck_assert_str_eq(in->id, "7300113");
	ck_assert_ptr_null(in->uuid);
	ck_assert_int_eq(in->direction, RAPIDPRO_IN);
	ck_assert_int_eq(in->state, MESSAGE_HANDLED);
	ck_assert_str_eq(in->text, "0 ndiri bho \xf0\x9f\x91\x8d");
	ck_assert_ptr_null(in->flow.uuid);
	ck_assert_str_eq(iso(in->created_on), "2026-11-21T05:12:40Z");
	ck_assert_str_eq(iso(in->modified_on), "2026-11-21T05:12:40.500000Z");
	ck_assert_int_eq(in->sent_on, 0);
	ck_assert_int_eq(out->direction, RAPIDPRO_OUT);
	ck_assert_int_eq(out->state, MESSAGE_DELIVERED);
	ck_assert_str_eq(out->contact.uuid, CONTACT);
	ck_assert_str_eq(out->contact.name, "Tendai Moyo");
	ck_assert_str_eq(out->urn, "tel:+263771234567");
	ck_assert_str_eq(out->flow.name, "Aftercare check-in");
	ck_assert_str_eq(iso(out->created_on), "2026-11-21T05:00:03.250000Z");
}
END_TEST

START_TEST(messages_of_26)
{
	struct rapidpro_message_page page;

	READ(messages, "messages_26", &page);
	ck_assert_uint_eq(page.count, 2);
	ck_assert_ptr_null(page.next);
	ck_assert_str_eq(page.rows[0].id, "7300113");
	ck_assert_str_eq(page.rows[0].uuid, "019aa4f1-3c1e-7d10-9c55-1f0e6c7b2a12");
	ck_assert_int_eq(page.rows[1].state, MESSAGE_READ);
}
END_TEST

/* Missing keys, unknown words, a broken date, rows that are none. */
START_TEST(messages_of_8)
{
	struct rapidpro_message_page page;
	const struct rapidpro_message *odd;

	READ(messages, "messages_8", &page);
	ck_assert_uint_eq(page.count, 2);
	ck_assert_uint_eq(page.skipped, 3);
	ck_assert_int_eq(page.rows[0].state, MESSAGE_QUEUED);
	ck_assert_ptr_null(page.rows[0].urn);
	ck_assert_ptr_null(page.rows[0].flow.uuid);
	odd = &page.rows[1];
	ck_assert_str_eq(odd->id, "7300115");
	ck_assert_int_eq(odd->state, MESSAGE_UNKNOWN);
	ck_assert_int_eq(odd->direction, RAPIDPRO_DIRECTION_UNKNOWN);
	ck_assert_ptr_null(odd->contact.uuid);
	ck_assert_int_eq(odd->created_on, 0);
	ck_assert_str_eq(odd->text, "");
}
END_TEST

START_TEST(raw_reads_the_same)
{
	struct rapidpro_message_page page;
	struct rapidpro_message again;
	struct rapidpro_run_page runs;
	struct rapidpro_run run;
	const char *raw;

	READ(messages, "messages_9", &page);
	raw = page.rows[0].raw;
	ck_assert_int_eq(rapidpro_read_message(arena, raw, strlen(raw), &again), OK);
	ck_assert_str_eq(again.id, "7300113");
	ck_assert_str_eq(again.text, page.rows[0].text);
	READ(runs, "runs_9", &runs);
	raw = runs.rows[0].raw;
	ck_assert_int_eq(rapidpro_read_run(arena, raw, strlen(raw), &run), OK);
	ck_assert_str_eq(run.uuid, RUN);
	ck_assert_uint_eq(run.value_count, 2);
}
END_TEST

START_TEST(created_messages)
{
	struct rapidpro_message message;

	READ(message, "message_created_9", &message);
	ck_assert_str_eq(message.id, "7300200");
	ck_assert_int_eq(message.state, MESSAGE_QUEUED);
	READ(message, "message_created_26", &message);
	ck_assert_str_eq(message.uuid, "019aa4f1-4c1e-7d10-9c55-1f0e6c7b2a11");
	ck_assert_int_eq(message.state, MESSAGE_FAILED);
	ck_assert_ptr_null(message.urn);
	READ(broadcast, "broadcast_8", &message);
	ck_assert_str_eq(message.broadcast, "2077");
	ck_assert_ptr_null(message.id);
	ck_assert_int_eq(message.state, MESSAGE_QUEUED);
	READ(broadcast, "broadcast_26", &message);
	ck_assert_str_eq(message.broadcast, "2078");
}
END_TEST

START_TEST(runs)
{
	struct rapidpro_run_page page;
	const struct rapidpro_run *run;

	READ(runs, "runs_9", &page);
	ck_assert_uint_eq(page.count, 3);
	run = &page.rows[0];
	ck_assert_str_eq(run->uuid, RUN);
	ck_assert_str_eq(run->flow.uuid, FLOW);
	ck_assert_str_eq(run->contact.uuid, CONTACT);
	ck_assert_str_eq(run->start_uuid, START);
	ck_assert(run->responded);
	ck_assert_uint_eq(run->value_count, 2);
	ck_assert_str_eq(run->values[0].key, "answer");
	ck_assert_str_eq(run->values[0].value, "0");
	ck_assert_str_eq(run->values[0].category, "All Responses");
	ck_assert_str_eq(run->values[0].input, "0");
	ck_assert_str_eq(iso(run->values[0].time), "2026-11-21T05:12:41.380135Z");
	ck_assert_str_eq(iso(run->modified_on), "2026-11-21T05:12:42.640118Z");
	ck_assert_str_eq(run->exit_type, "completed");
	ck_assert_str_eq(page.rows[1].exit_type, "expired");
	ck_assert_ptr_null(page.rows[1].start_uuid);
	ck_assert_uint_eq(page.rows[1].value_count, 0);
	ck_assert(!page.rows[1].responded);
	ck_assert_ptr_null(page.rows[2].exit_type);
	ck_assert_int_eq(page.rows[2].exited_on, 0);
	ck_assert_str_eq(page.rows[2].values[0].category, "No Response");
	READ(runs, "runs_26", &page);
	ck_assert_uint_eq(page.rows[0].value_count, 1);
	ck_assert_str_eq(page.rows[0].values[0].value, "1");
	ck_assert_ptr_null(page.rows[0].values[0].input);
	ck_assert_str_eq(page.rows[0].exit_type, "unknown");
}
END_TEST

START_TEST(starts)
{
	static const char *const of_9[] = { "completed", "started", "failed" };
	static const char *const of_26[] = { "completed", "pending", "started",
		"interrupted", "unknown" };
	struct rapidpro_start_page page;
	struct rapidpro_start start;

	READ(start, "start_created_9", &start);
	ck_assert_str_eq(start.uuid, START);
	ck_assert_str_eq(start.flow.uuid, FLOW);
	ck_assert_str_eq(start.status, "pending");
	ck_assert_str_eq(start.intent, INTENT);
	ck_assert_str_eq(start.checkin, "41");
	READ(starts, "starts_9", &page);
	ck_assert_uint_eq(page.count, COUNT_OF(of_9));
	for (size_t i = 0; i < COUNT_OF(of_9); i++)
		ck_assert_str_eq(page.rows[i].status, of_9[i]);
	ck_assert_str_eq(page.rows[1].checkin, "42");
	ck_assert_ptr_null(page.rows[1].intent);
	ck_assert_ptr_null(page.rows[2].checkin);
	READ(starts, "starts_26", &page);
	ck_assert_uint_eq(page.count, COUNT_OF(of_26));
	for (size_t i = 0; i < COUNT_OF(of_26); i++)
		ck_assert_str_eq(page.rows[i].status, of_26[i]);
	ck_assert_str_eq(page.rows[2].checkin, "43");
}
END_TEST

START_TEST(contacts)
{
	struct rapidpro_contact_page page;
	struct rapidpro_contact contact;

	READ(contact, "contact_9", &contact);
	ck_assert_str_eq(contact.uuid, CONTACT);
	ck_assert_str_eq(contact.status, "active");
	ck_assert_str_eq(contact.language, "sna");
	ck_assert_uint_eq(contact.urn_count, 2);
	ck_assert_str_eq(contact.urns[0], "tel:+263771234567");
	ck_assert_str_eq(contact.flow.uuid, FLOW);
	ck_assert_str_eq(contact.last_intent, INTENT);
	ck_assert_str_eq(iso(contact.last_seen_on), "2026-11-21T05:12:40Z");
	READ(contacts, "contacts_26", &page);
	ck_assert_str_eq(page.rows[0].status, "unknown");
	ck_assert_str_eq(page.rows[0].urns[0], "tel:+263771234567");
	ck_assert_ptr_null(page.rows[0].flow.uuid);
	ck_assert_ptr_null(page.rows[0].last_intent);
	READ(contacts, "contacts_8", &page);
	ck_assert_str_eq(page.rows[0].status, "stopped");
	ck_assert_uint_eq(page.rows[0].urn_count, 0);
	ck_assert_ptr_null(page.rows[0].name);
}
END_TEST

START_TEST(small_lists)
{
	struct rapidpro_channel_page channels;
	struct rapidpro_flow_page flows;
	struct rapidpro_field_page fields;
	struct rapidpro_group_page groups;
	struct rapidpro_global_page globals;

	READ(channels, "channels_9", &channels);
	ck_assert_str_eq(channels.rows[0].name, "Clinic SMS");
	ck_assert_str_eq(channels.rows[0].address, "15000");
	READ(flows, "flows_9", &flows);
	ck_assert_str_eq(flows.rows[0].uuid, FLOW);
	ck_assert_str_eq(flows.rows[0].name, "Aftercare check-in");
	ck_assert(!flows.rows[0].archived && flows.rows[1].archived);
	READ(fields, "fields_8", &fields);
	ck_assert_str_eq(fields.rows[0].name, "Last Intent");
	ck_assert_str_eq(fields.rows[1].type, "number");
	READ(fields, "fields_26", &fields);
	ck_assert_str_eq(fields.rows[0].key, "last_intent");
	ck_assert_str_eq(fields.rows[0].type, "text");
	READ(groups, "groups_9", &groups);
	ck_assert(!groups.rows[0].smart && groups.rows[1].smart);
	READ(globals, "globals_9", &globals);
	ck_assert_str_eq(globals.rows[0].key, "aftercare_token");
	ck_assert_str_eq(globals.rows[0].value, "s3cret");
}
END_TEST

START_TEST(workspaces)
{
	struct rapidpro_workspace workspace;

	READ(workspace, "workspace_9", &workspace);
	ck_assert_str_eq(workspace.uuid, "6a44ca78-a4c2-4862-a7d3-2932f9b3a7c3");
	ck_assert_str_eq(workspace.timezone, "Africa/Harare");
	ck_assert(!workspace.anonymous);
	READ(workspace, "workspace_26", &workspace);
	ck_assert(workspace.anonymous);
}
END_TEST

START_TEST(hooks)
{
	struct rapidpro_hook hook;

	READ(hook, "hook_checkin", &hook);
	ck_assert_str_eq(hook.event, "checkin");
	ck_assert_str_eq(hook.contact.uuid, CONTACT);
	ck_assert_str_eq(hook.urn, "tel:+263771234567");
	ck_assert_str_eq(hook.language, "sna");
	ck_assert_str_eq(hook.run_uuid, RUN);
	ck_assert_str_eq(hook.checkin, "41");
	ck_assert_ptr_null(hook.intent);
	ck_assert_str_eq(hook.input_text, "0");
	ck_assert_str_eq(iso(hook.input_created_on), "2026-11-21T05:12:40Z");
	ck_assert_uint_eq(hook.value_count, 1);
	ck_assert_str_eq(iso(hook.values[0].time), "2026-11-21T05:12:41.380135Z");
	READ(hook, "hook_incoming", &hook);
	ck_assert_ptr_null(hook.input_text);
	ck_assert_ptr_null(hook.checkin);
	ck_assert_uint_eq(hook.value_count, 0);
}
END_TEST

static const char *const no_pages[] = {
	"",
	"null",
	"[]",
	"{}",
	"<html>Bad gateway</html>",
	"{\"results\":{}}",
	"{\"results\":null}",
	"{\"next\":7,\"results\":[]}",
	"{\"next\":null,\"results\":[{\"id\":1}]",
};

START_TEST(refuses_other_shapes)
{
	const char *text = no_pages[_i];
	struct rapidpro_message_page page;
	struct rapidpro_message message;
	struct rapidpro_hook hook;

	ck_assert_int_eq(
	    rapidpro_read_messages(arena, text, strlen(text), &page), ERR_INVALID);
	ck_assert_ptr_null(page.next);
	ck_assert_int_eq(
	    rapidpro_read_message(arena, text, strlen(text), &message), ERR_INVALID);
	ck_assert_int_eq(
	    rapidpro_read_hook(arena, text, strlen(text), &hook), ERR_INVALID);
}
END_TEST

START_TEST(an_empty_page_is_the_last)
{
	static const char text[] = "{\"next\":\"https://rp.org/x\",\"results\":[]}";
	struct rapidpro_run_page page;

	ck_assert_int_eq(rapidpro_read_runs(arena, text, sizeof text - 1, &page), OK);
	ck_assert_uint_eq(page.count, 0);
	ck_assert_ptr_null(page.next);
}
END_TEST

/* What is no UUID would only fail later, in the database. */
START_TEST(uuids_are_uuids)
{
	static const char *const bad[] = { "\"x\"", "7", "null",
		"\"7c1d3a52-91e4-4f0b-8a6d-2e5b9f10c3dg\"",
		"\"7c1d3a52091e4-4f0b-8a6d-2e5b9f10c3d4\"",
		"\"7c1d3a52-91e4-4f0b-8a6d-2e5b9f10c3d4 \"" };
	struct rapidpro_contact contact;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const char *text = arena_printf(arena, "{\"uuid\":%s}", bad[i]);

		ck_assert_int_eq(
		    rapidpro_read_contact(arena, text, strlen(text), &contact),
		    ERR_INVALID);
	}
}
END_TEST

static const struct {
	const char *text, *reason;
} reasons[] = {
	{ "{\"detail\":\"Invalid token\"}", "Invalid token" },
	{ "{\"text\":[\"Ensure this field has no more than 640 characters.\"]}",
	    "text: Ensure this field has no more than 640 characters." },
	{ "{\"urns\":{\"0\":[\"Invalid URN: foo:bar.\"]}}",
	    "urns: Invalid URN: foo:bar." },
	{ "{\"fields\":{\"age\":[\"Not a number.\"]}}", "fields.age: Not a number." },
	{ "{\"text\":{\"xyz\":[\"Too long.\",\"Too odd.\"]}}",
	    "text.xyz: Too long. text.xyz: Too odd." },
	{ "{\"non_field_errors\":[\"Must provide either text or attachments.\"]}",
	    "Must provide either text or attachments." },
	{ "{\"a\":[\"One.\"],\"b\":{\"1\":{\"c\":[\"Two.\"]}}}", "a: One. b.c: Two." },
	{ "[\"One.\",[\"Two.\"]]", "One. Two." },
	{ "\"One.\"", "One." },
	{ "{\"a\":null,\"b\":7,\"c\":[]}", "" },
	{ "<html>No</html>", "" },
	{ "", "" },
};

START_TEST(flattens_reasons)
{
	const char *text = reasons[_i].text;

	ck_assert_str_eq(
	    rapidpro_read_reason(arena, text, strlen(text)), reasons[_i].reason);
}
END_TEST

static const struct {
	const char *word;
	enum message_state state;
} states[] = {
	{ "initializing", MESSAGE_QUEUED },
	{ "pending", MESSAGE_QUEUED },
	{ "queued", MESSAGE_QUEUED },
	{ "errored", MESSAGE_ERRORED },
	{ "wired", MESSAGE_WIRED },
	{ "sent", MESSAGE_SENT },
	{ "failed", MESSAGE_FAILED },
	{ "delivered", MESSAGE_DELIVERED },
	{ "read", MESSAGE_READ },
	{ "handled", MESSAGE_HANDLED },
	{ "resent", MESSAGE_UNKNOWN },
	{ "Delivered", MESSAGE_UNKNOWN },
	{ "", MESSAGE_UNKNOWN },
	{ NULL, MESSAGE_UNKNOWN },
};

START_TEST(reads_states)
{
	ck_assert_int_eq(message_state_from(states[_i].word), states[_i].state);
}
END_TEST

/* The calls, over a socket. */

static struct socket_server *
serve(const struct canned *canned, size_t count)
{
	struct socket_server *server = socket_server_start(canned, count);

	call.rapidpro = rapidpro_new(arena,
	    arena_printf(arena, "http://127.0.0.1:%d/sim", socket_server_port(server)),
	    TOKEN);
	return server;
}

static const char *
reply(int status, const char *type, const char *text)
{
	return arena_printf(arena,
	    "HTTP/1.1 %d X\r\nDate: Sat, 21 Nov 2026 06:00:00 GMT\r\n"
	    "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
	    status, type, strlen(text), text);
}

static const char *
json_reply(int status, const char *text)
{
	return reply(status, "application/json", text);
}

static const struct {
	const char *reply;
	enum rapidpro_outcome outcome;
	int retry_after;
	const char *reason;
} answers[] = {
	{ "400 X\r\n\r\n{\"text\":[\"Too long.\"]}", RAPIDPRO_REFUSED, 0,
	    "text: Too long." },
	{ "404 X\r\n\r\n{\"detail\":\"Not found.\"}", RAPIDPRO_REFUSED, 0,
	    "Not found." },
	{ "409 X\r\n\r\n{\"detail\":\"Limit of 250.\"}", RAPIDPRO_REFUSED, 0,
	    "Limit of 250." },
	{ "415 X\r\n\r\n{\"detail\":\"Unsupported.\"}", RAPIDPRO_REFUSED, 0,
	    "Unsupported." },
	{ "403 X\r\n\r\n{\"detail\":\"Cannot modify system object.\"}",
	    RAPIDPRO_REFUSED, 0, "Cannot modify system object." },
	{ "403 X\r\n\r\n{\"detail\":\"Invalid token\"}", RAPIDPRO_TOKEN_REFUSED, 0,
	    "Invalid token" },
	{ "401 X\r\n\r\n", RAPIDPRO_TOKEN_REFUSED, 0,
	    "HTTP 401, and not in RapidPro's words: is rapidpro_url right?" },
	{ "400 X\r\n\r\n{\"non_field_errors\":[\"Sorry, your workspace is currently "
	  "flagged.\"]}",
	    RAPIDPRO_TOKEN_REFUSED, 0, "Sorry, your workspace is currently flagged." },
	{ "404 X\r\nContent-Type: text/html\r\n\r\n<h1>404</h1>", RAPIDPRO_NOT_REACHED,
	    0, "HTTP 404, and not in RapidPro's words: is rapidpro_url right?" },
	{ "429 X\r\nRetry-After: 1311\r\n\r\n{\"detail\":\"Request was throttled.\"}",
	    RAPIDPRO_NOT_REACHED, 1311, "Request was throttled." },
	{ "429 X\r\n\r\n", RAPIDPRO_NOT_REACHED, 60, "HTTP 429" },
	{ "503 X\r\nRetry-After: 5\r\n\r\n<h1>503</h1>", RAPIDPRO_NOT_REACHED, 5,
	    "HTTP 503" },
	{ "302 X\r\nLocation: https://rp.example.org/\r\n\r\n", RAPIDPRO_NOT_REACHED, 0,
	    "redirected: rapidpro_url must be the final address" },
	{ "500 X\r\n\r\nServer Error.", RAPIDPRO_UNSURE, 0, "HTTP 500" },
	{ "502 X\r\n\r\n<h1>502</h1>", RAPIDPRO_UNSURE, 0, "HTTP 502" },
	{ "504 X\r\n\r\n", RAPIDPRO_UNSURE, 0, "HTTP 504" },
	{ "201 X\r\n\r\n<h1>Sign in to the network</h1>", RAPIDPRO_UNSURE, 0,
	    "RapidPro's answer cannot be read" },
	{ "201 X\r\n\r\n{\"uuid\":null}", RAPIDPRO_UNSURE, 0,
	    "RapidPro's answer cannot be read" },
};

static enum rapidpro_outcome
start_one(struct rapidpro_start *start)
{
	static const char *const whom[] = { CONTACT };
	static const struct rapidpro_param params[] = { { "intent", INTENT },
		{ "text", "Say \"hello\"\n@you" } };
	struct rapidpro_errand e = { .kind = RAPIDPRO_START_FLOW,
		.start_request = { .flow_uuid = FLOW,
		    .contacts = whom,
		    .contact_count = COUNT_OF(whom),
		    .params = params,
		    .param_count = COUNT_OF(params) } };
	enum rapidpro_outcome outcome = rapidpro_alone(&call, &e);

	*start = e.start;
	return outcome;
}

static enum rapidpro_outcome
send(const char *text, struct rapidpro_message *message)
{
	struct rapidpro_errand e = {
		.kind = RAPIDPRO_SEND_MESSAGE, .contact_uuid = CONTACT, .text = text
	};
	enum rapidpro_outcome outcome = rapidpro_alone(&call, &e);

	*message = e.message;
	return outcome;
}

/* The contact of this URN is made, or that of this UUID found. */
static enum rapidpro_outcome
contact_by(struct rapidpro_errand e, struct rapidpro_contact *contact)
{
	enum rapidpro_outcome outcome = rapidpro_alone(&call, &e);

	*contact = e.contact;
	return outcome;
}

START_TEST(classifies)
{
	struct canned canned = { .reply = arena_printf(
				     arena, "HTTP/1.0 %s", answers[_i].reply) };
	struct socket_server *server = serve(&canned, 1);
	struct rapidpro_start start;

	ck_assert_int_eq(start_one(&start), answers[_i].outcome);
	ck_assert_int_eq(call.retry_after, answers[_i].retry_after);
	ck_assert_str_eq(call.reason, answers[_i].reason);
	socket_server_stop(server);
}
END_TEST

START_TEST(silence_is_unsure)
{
	struct canned canned[] = { { .reply = NULL },
		{ .reply = "HTTP/1.1 201 X\r\nContent-Length: "
			   "99\r\n\r\n{\"uuid\":\"3d9f" } };
	struct socket_server *server = serve(canned, COUNT_OF(canned));
	struct rapidpro_start start;

	ck_assert_int_eq(start_one(&start), RAPIDPRO_UNSURE);
	ck_assert_int_eq(call.status, 0);
	ck_assert_int_eq(start_one(&start), RAPIDPRO_UNSURE);
	ck_assert_int_eq(call.status, 201);
	ck_assert_uint_eq(socket_server_count(server, "POST "), 2);
	socket_server_stop(server);
}
END_TEST

START_TEST(nobody_there_is_not_reached)
{
	struct rapidpro_start start;

	call.rapidpro = rapidpro_new(arena,
	    arena_printf(arena, "http://127.0.0.1:%d", socket_closed_port()), TOKEN);
	ck_assert_int_eq(start_one(&start), RAPIDPRO_NOT_REACHED);
	ck_assert_int_eq(call.status, 0);
	ck_assert_str_ne(call.reason, "");
}
END_TEST

START_TEST(starts_a_flow)
{
	struct canned canned = { .reply = json_reply(201, body("start_created_9")) };
	struct socket_server *server = serve(&canned, 1);
	struct rapidpro_start start;

	ck_assert_int_eq(start_one(&start), RAPIDPRO_ACCEPTED);
	ck_assert_str_eq(start.uuid, START);
	ck_assert_str_eq(call.reason, "");
	ck_assert_str_eq(iso(call.server_date), "2026-11-21T06:00:00Z");
	ck_assert_uint_eq(socket_server_count(
			      server, "POST /sim/api/v2/flow_starts.json HTTP/1.1\r\n"),
	    1);
	ck_assert_uint_eq(
	    socket_server_count(server, "\r\nAuthorization: Token " TOKEN "\r\n"), 1);
	ck_assert_uint_eq(
	    socket_server_count(server, "\r\nContent-Type: application/json\r\n"), 1);
	ck_assert_uint_eq(socket_server_count(server,
			      "{\"flow\":\"" FLOW "\",\"contacts\":[\"" CONTACT "\"],"
			      "\"restart_participants\":true,\"exclude_active\":false,"
			      "\"params\":{\"intent\":\"" INTENT "\","
			      "\"text\":\"Say \\\"hello\\\"\\u000a@you\"}}"),
	    1);
	socket_server_stop(server);
}
END_TEST

START_TEST(sends_a_message)
{
	struct canned canned = { .reply = json_reply(201, body("message_created_9")) };
	struct socket_server *server = serve(&canned, 1);
	struct rapidpro_message message;

	ck_assert_int_eq(send("me@clinic", &message), RAPIDPRO_ACCEPTED);
	ck_assert_str_eq(message.id, "7300200");
	ck_assert_uint_eq(
	    socket_server_count(server, "POST /sim/api/v2/messages.json "), 1);
	ck_assert_uint_eq(socket_server_count(server,
			      "{\"contact\":\"" CONTACT "\",\"text\":\"me@clinic\"}"),
	    1);
	socket_server_stop(server);
}
END_TEST

/* 8.0 knows no POST there: learned once, from a refusal that sends nothing. */
START_TEST(falls_back_to_broadcasts)
{
	struct canned canned[] = {
		{ .reply = json_reply(
		      405, "{\"detail\":\"Method \\\"POST\\\" not allowed.\"}") },
		{ .reply = json_reply(201, body("broadcast_8")) },
		{ .reply = json_reply(201, body("broadcast_8")) },
	};
	struct socket_server *server = serve(canned, COUNT_OF(canned));
	struct rapidpro_message message;

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(send("me@clinic @", &message), RAPIDPRO_ACCEPTED);
		ck_assert_str_eq(message.broadcast, "2077");
	}
	ck_assert_uint_eq(socket_server_count(server, "/messages.json"), 1);
	ck_assert_uint_eq(socket_server_count(server, "/broadcasts.json"), 2);
	ck_assert_uint_eq(
	    socket_server_count(
		server, "{\"contacts\":[\"" CONTACT "\"],\"text\":\"me@@clinic @@\"}"),
	    2);
	socket_server_stop(server);
}
END_TEST

START_TEST(other_refusals_do_not_fall_back)
{
	struct canned canned = { .reply = json_reply(
				     400, "{\"contact\":[\"No such object: x\"]}") };
	struct socket_server *server = serve(&canned, 1);
	struct rapidpro_message message;

	ck_assert_int_eq(send("a", &message), RAPIDPRO_REFUSED);
	ck_assert_str_eq(call.reason, "contact: No such object: x");
	ck_assert_uint_eq(socket_server_count(server, "POST "), 1);
	socket_server_stop(server);
}
END_TEST

START_TEST(upserts_without_urns)
{
	struct canned canned[] = { { .reply = json_reply(201, body("contact_9")) },
		{ .reply = json_reply(200, body("contact_9")) } };
	struct socket_server *server = serve(canned, COUNT_OF(canned));
	struct rapidpro_contact contact;

	ck_assert_int_eq(
	    contact_by((struct rapidpro_errand){ .kind = RAPIDPRO_MAKE_CONTACT,
			   .urn = "tel:+263771234567",
			   .name = "Tendai \"T\" Moyo" },
		&contact),
	    RAPIDPRO_ACCEPTED);
	ck_assert_str_eq(contact.uuid, CONTACT);
	ck_assert_int_eq(
	    contact_by((struct rapidpro_errand){ .kind = RAPIDPRO_MAKE_CONTACT,
			   .urn = "tel:+263771234567" },
		&contact),
	    RAPIDPRO_ACCEPTED);
	ck_assert_uint_eq(
	    socket_server_count(server,
		"POST /sim/api/v2/contacts.json?urn=tel%3A%2B263771234567 "
		"HTTP/1.1\r\n"),
	    2);
	ck_assert_uint_eq(
	    socket_server_count(server, "{\"name\":\"Tendai \\\"T\\\" Moyo\"}"), 1);
	ck_assert_uint_eq(socket_server_count(server, "\r\n\r\n{}"), 1);
	ck_assert_uint_eq(socket_server_count(server, "urns"), 0);
	socket_server_stop(server);
}
END_TEST

START_TEST(finds_contacts)
{
	struct canned canned[] = { { .reply = json_reply(200, body("contacts_26")) } };
	struct socket_server *server = serve(canned, COUNT_OF(canned));
	struct rapidpro_contact contact;

	ck_assert_int_eq(
	    contact_by((struct rapidpro_errand){ .kind = RAPIDPRO_FIND_CONTACT,
			   .uuid = CONTACT },
		&contact),
	    RAPIDPRO_ACCEPTED);
	ck_assert_str_eq(contact.uuid, CONTACT);
	ck_assert_uint_eq(socket_server_count(server,
			      "GET /sim/api/v2/contacts.json?uuid=" CONTACT " "),
	    1);
	socket_server_stop(server);
}
END_TEST

START_TEST(interrupts)
{
	struct canned canned[] = { { .reply = "HTTP/1.1 204 X\r\n\r\n" },
		{ .reply = json_reply(200, body("failures")) } };
	struct socket_server *server = serve(canned, COUNT_OF(canned));

	ck_assert_int_eq(rapidpro_contact_interrupt(&call, CONTACT), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(rapidpro_contact_interrupt(&call, CONTACT), RAPIDPRO_REFUSED);
	ck_assert_uint_eq(socket_server_count(server, "{\"contacts\":[\"" CONTACT
						      "\"],\"action\":\"interrupt\"}"),
	    2);
	socket_server_stop(server);
}
END_TEST

START_TEST(sets_globals)
{
	struct canned canned[] = {
		{ .reply = json_reply(404, "{\"detail\":\"Not found.\"}") },
		{ .reply = json_reply(201, "{\"key\":\"aftercare_url\"}") },
	};
	struct socket_server *server = serve(canned, COUNT_OF(canned));

	ck_assert_int_eq(
	    rapidpro_global_set(&call, "aftercare_url", "Aftercare URL", "https://a/"),
	    RAPIDPRO_ACCEPTED);
	ck_assert_uint_eq(socket_server_count(server,
			      "POST /sim/api/v2/globals.json?key=aftercare_url "),
	    1);
	ck_assert_uint_eq(
	    socket_server_count(server, "\r\n\r\n{\"value\":\"https://a/\"}"), 1);
	ck_assert_uint_eq(
	    socket_server_count(server, "POST /sim/api/v2/globals.json "), 1);
	ck_assert_uint_eq(socket_server_count(server,
			      "{\"value\":\"https://a/\",\"name\":\"Aftercare URL\"}"),
	    1);
	socket_server_stop(server);
}
END_TEST

START_TEST(looks_up_one_message)
{
	struct canned canned[] = { { .reply = json_reply(200, body("messages_26")) },
		{ .reply = json_reply(200, "{\"next\":null,\"results\":[]}") } };
	struct socket_server *server = serve(canned, COUNT_OF(canned));
	struct rapidpro_message message;

	ck_assert_int_eq(
	    rapidpro_message_by_id(&call, "7300113", &message), RAPIDPRO_ACCEPTED);
	ck_assert_str_eq(message.id, "7300113");
	ck_assert_int_eq(
	    rapidpro_message_by_id(&call, "9", &message), RAPIDPRO_ACCEPTED);
	ck_assert(message.id == NULL && message.uuid == NULL);
	ck_assert_uint_eq(
	    socket_server_count(server, "GET /sim/api/v2/messages.json?id=7300113 "),
	    1);
	socket_server_stop(server);
}
END_TEST

static const char *
page_with_next(const char *next)
{
	return json_reply(
	    200, arena_printf(arena,
		     "{\"next\":\"%s\",\"results\":[{\"uuid\":\"" RUN "\"}]}", next));
}

START_TEST(follows_cursors)
{
	struct canned canned[2] = { { .reply = json_reply(200, body("runs_26")) },
		{ .reply = json_reply(200, body("runs_26")) } };
	struct socket_server *server = serve(canned, COUNT_OF(canned));
	const char *next = arena_printf(arena,
	    "http://127.0.0.1:%d/sim/api/v2/runs.json?cursor=cD0%%3D",
	    socket_server_port(server));
	struct rapidpro_run_page page;
	int64_t after;

	ck_assert_int_eq(clock_parse("2026-11-21T05:00:00.5Z", &after), OK);
	ck_assert_int_eq(rapidpro_runs(&call, after, NULL, &page), RAPIDPRO_ACCEPTED);
	ck_assert_uint_eq(page.count, 1);
	ck_assert_int_eq(rapidpro_runs(&call, after, next, &page), RAPIDPRO_ACCEPTED);
	ck_assert_uint_eq(socket_server_count(server,
			      "GET /sim/api/v2/runs.json?reverse=true&paths=0&"
			      "after=2026-11-21T05%3A00%3A00.500000Z HTTP/1.1\r\n"),
	    1);
	ck_assert_uint_eq(
	    socket_server_count(server, "GET /sim/api/v2/runs.json?cursor=cD0%3D HTTP"),
	    1);
	socket_server_stop(server);
}
END_TEST

static const char *const elsewhere[] = {
	"https://127.0.0.1/sim/api/v2/runs.json?cursor=x",
	"http://127.0.0.1:1/sim/api/v2/runs.json?cursor=x",
	"http://evil.example/sim/api/v2/runs.json?cursor=x",
	"/sim/api/v2/runs.json?cursor=x",
	"runs.json",
};

START_TEST(the_token_stays_here)
{
	struct canned canned = { .reply = page_with_next(elsewhere[_i]) };
	struct socket_server *server = serve(&canned, 1);
	struct rapidpro_run_page page;

	ck_assert_int_eq(rapidpro_runs(&call, 0, NULL, &page), RAPIDPRO_REFUSED);
	ck_assert_ptr_nonnull(strstr(call.reason, "rapidpro_url"));
	ck_assert_int_eq(
	    rapidpro_runs(&call, 0, elsewhere[_i], &page), RAPIDPRO_REFUSED);
	ck_assert_uint_eq(socket_server_count(server, "GET "), 1);
	socket_server_stop(server);
}
END_TEST

START_TEST(lists_everything)
{
	struct canned canned[] = {
		{ .reply = json_reply(200, body("workspace_26")), .keep = true },
		{ .reply = json_reply(200, body("channels_9")), .keep = true },
		{ .reply = json_reply(200, body("flows_9")), .keep = true },
		{ .reply = json_reply(200, body("fields_26")), .keep = true },
		{ .reply = json_reply(200, body("groups_9")), .keep = true },
		{ .reply = json_reply(200, body("globals_9")), .keep = true },
		{ .reply = json_reply(200, body("starts_26")), .keep = true },
		{ .reply = json_reply(200, body("messages_26")), .keep = true },
	};
	struct socket_server *server = serve(canned, COUNT_OF(canned));
	struct rapidpro_workspace workspace;
	struct rapidpro_channel_page channels;
	struct rapidpro_flow_page flows;
	struct rapidpro_field_page fields;
	struct rapidpro_group_page groups;
	struct rapidpro_global_page globals;
	struct rapidpro_start_page started;
	struct rapidpro_message_page messages;

	ck_assert_int_eq(rapidpro_workspace(&call, &workspace), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(rapidpro_channels(&call, NULL, &channels), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(rapidpro_flows(&call, NULL, &flows), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(rapidpro_fields(&call, NULL, &fields), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(rapidpro_groups(&call, NULL, &groups), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(rapidpro_globals(&call, NULL, &globals), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(
	    rapidpro_flow_starts(&call, SECOND, NULL, &started), RAPIDPRO_ACCEPTED);
	ck_assert_int_eq(rapidpro_messages(&call, NULL, SECOND, 0, NULL, &messages),
	    RAPIDPRO_ACCEPTED);
	ck_assert_str_eq(workspace.name, "Clinics");
	ck_assert_uint_eq(channels.count + flows.count + fields.count, 4);
	ck_assert_uint_eq(groups.count + globals.count, 3);
	ck_assert_uint_eq(started.count + messages.count, 7);
	ck_assert_uint_eq(socket_server_count(server,
			      "/messages.json?after=1970-01-01T00%3A00%3A01Z HTTP"),
	    1);
	ck_assert_uint_eq(
	    socket_server_count(server, "/flow_starts.json?reverse=true&"
					"after=1970-01-01T00%3A00%3A01Z HTTP"),
	    1);
	ck_assert_uint_eq(socket_server_connections(server), 1);
	socket_server_stop(server);
}
END_TEST

static void
add_readers(TCase *tc)
{
	tcase_add_test(tc, messages_of_9);
	tcase_add_test(tc, messages_of_26);
	tcase_add_test(tc, messages_of_8);
	tcase_add_test(tc, raw_reads_the_same);
	tcase_add_test(tc, created_messages);
	tcase_add_test(tc, runs);
	tcase_add_test(tc, starts);
	tcase_add_test(tc, contacts);
	tcase_add_test(tc, small_lists);
	tcase_add_test(tc, workspaces);
	tcase_add_test(tc, hooks);
	tcase_add_loop_test(tc, refuses_other_shapes, 0, COUNT_OF(no_pages));
	tcase_add_test(tc, an_empty_page_is_the_last);
	tcase_add_test(tc, uuids_are_uuids);
	tcase_add_loop_test(tc, flattens_reasons, 0, COUNT_OF(reasons));
	tcase_add_loop_test(tc, reads_states, 0, COUNT_OF(states));
}

TCase *
rapidpro_tests(void)
{
	TCase *tc = tcase_create("rapidpro");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 60);
	add_readers(tc);
	tcase_add_loop_test(tc, classifies, 0, COUNT_OF(answers));
	tcase_add_test(tc, silence_is_unsure);
	tcase_add_test(tc, nobody_there_is_not_reached);
	tcase_add_test(tc, starts_a_flow);
	tcase_add_test(tc, sends_a_message);
	tcase_add_test(tc, falls_back_to_broadcasts);
	tcase_add_test(tc, other_refusals_do_not_fall_back);
	tcase_add_test(tc, upserts_without_urns);
	tcase_add_test(tc, finds_contacts);
	tcase_add_test(tc, interrupts);
	tcase_add_test(tc, sets_globals);
	tcase_add_test(tc, looks_up_one_message);
	tcase_add_test(tc, follows_cursors);
	tcase_add_loop_test(tc, the_token_stays_here, 0, COUNT_OF(elsewhere));
	tcase_add_test(tc, lists_everything);
	return tc;
}
