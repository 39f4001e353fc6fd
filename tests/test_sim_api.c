/* test_sim_api.c - the simulator as its callers meet it, with its engine. */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ext/json.h"
#include "gen/sim_sql.h"
#include "sim/api.h"
#include "sim/engine.h"
#include "sim/load.h"
#include "sim/program.h"
#include "socket_server.h"
#include "tests.h"

#define TOKEN "401f7ac837da42b97f613d789819ff93537bee6a"
#define JUMA "tel:+255712345678"

static struct arena *arena, *lasting;
static struct db *sim_db;
static struct engine engine;
static const char *authorization;

static void
owner(const char *sql)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_script(tx, sql), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

/* Straightens the world after each test: the flows stay. */
static void
clean(void)
{
	static const char script[] =
	    "SELECT sim.reset(); DELETE FROM sim.contact_group; DELETE FROM sim.label;"
	    "DELETE FROM sim.global; DELETE FROM sim.resthook_subscriber;"
	    "DELETE FROM sim.resthook; DELETE FROM sim.field WHERE key <> "
	    "'last_intent' AND key <> 'last_group_text';"
	    "DELETE FROM sim.setting; INSERT INTO sim.setting (start_ms, handle_ms,"
	    " commit_ms, wired_ms, delivered_ms) VALUES (0, 0, 0, 0, 0);"
	    "UPDATE sim.flow SET archived = false;"
	    "INSERT INTO sim.global (key, name, value, modified_on)"
	    " VALUES ('aftercare_url', 'Aftercare URL', 'http://127.0.0.1:1/', now()),"
	    " ('aftercare_token', 'Aftercare Token', 's3cret', now());";

	owner(script);
}

static void
open_once(void)
{
	lasting = arena_new();
	arena = arena_new();
	ck_assert_int_eq(db_open("user=aftercare_sim dbname=aftercare", &sim_db), OK);
	ck_assert_int_eq(load_file(sim_db, "workflows/vmmc/flows.json",
			     "http://127.0.0.1:1/sim", "s3cret"),
	    OK);
	engine =
	    (struct engine){ .db = sim_db, .arena = arena, .http = http_new(lasting) };
	api_set_token(TOKEN);
}

static void
close_once(void)
{
	clean();
	db_close(sim_db);
	arena_free(arena);
	arena_free(lasting);
}

static void
begin(void)
{
	arena_reset(arena);
	authorization = "Token " TOKEN;
	clean();
}

static void
end(void)
{
}

/* Calls. */

static const char *
header(struct request *rq, const char *name)
{
	(void)rq;
	return strcmp(name, "Authorization") == 0 ? authorization : NULL;
}

static struct reply
request(enum method method, const char *path, const char *type, const char *body)
{
	struct request rq = { .arena = arena,
		.method = method,
		.query = "",
		.cookie = "",
		.content_type = type,
		.body = body,
		.body_len = strlen(body),
		.address = "127.0.0.1",
		.host = "localhost:8080",
		.origin = "",
		.header = header };
	const char *query = strchr(path, '?');

	rq.path = arena_strndup(
	    arena, path, query != NULL ? (size_t)(query - path) : strlen(path));
	if (query != NULL)
		rq.query = query + 1;
	dispatch(sim_db, &sim, &rq);
	return rq.reply;
}

static const struct json *
parsed(const char *text)
{
	const struct json *json;

	ck_assert_msg(json_parse(arena, text, strlen(text), &json) == OK, "%s", text);
	return json;
}

/* The reply's body; the code must be this. */
static const struct json *
call(enum method method, int code, const char *path, const char *body)
{
	struct reply reply = request(method,
	    arena_printf(arena, "/sim/api/v2/%s", path), "application/json", body);

	ck_assert_msg(reply.code == code, "%s: %d %s", path, reply.code,
	    reply.body.data != NULL ? reply.body.data : "");
	return reply.body.len > 0 ? parsed(reply.body.data) : NULL;
}

static const struct json *
get(const char *path)
{
	return call(GET, 200, path, "");
}

static const struct json *
results(const char *path)
{
	return json_get(get(path), "results");
}

static const char *
text(const struct json *json, const char *key)
{
	return json_text(json_get(json, key));
}

static void
set(const char *body)
{
	struct reply reply = request(POST, "/sim/faults", "application/json", body);

	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
}

static const char *
flow_uuid(const char *name)
{
	const struct json *flows = results("flows.json");

	for (size_t i = 0; i < json_count(flows); i++)
		if (strcmp(text(json_at(flows, i), "name"), name) == 0)
			return text(json_at(flows, i), "uuid");
	ck_abort_msg("no flow %s", name);
	return NULL;
}

static const char *
juma(void)
{
	return text(call(POST, 201, "contacts.json?urn=tel%3A%2B255712345678",
			"{\"name\":\"Juma Ali\",\"language\":\"swa\"}"),
	    "uuid");
}

static void
work(void)
{
	bool busy = true;
	int idle = 0;

	for (int i = 0; i < 200 && idle < 2; i++) {
		ck_assert_int_eq(engine_tick(&engine, &busy), OK);
		idle = busy ? 0 : idle + 1;
	}
	ck_assert_msg(idle == 2, "the engine does not come to rest");
}

static void
advance(int seconds)
{
	struct reply reply = request(POST, "/sim/clock", "application/json",
	    arena_printf(arena, "{\"advance\":%d}", seconds));

	ck_assert_int_eq(reply.code, 200);
	work();
}

static void
phone_says(const char *words)
{
	struct reply reply =
	    request(POST, "/sim/phones/reply", "application/x-www-form-urlencoded",
		arena_printf(arena, "urn=tel%%3A%%2B255712345678&text=%s", words));

	ck_assert_int_eq(reply.code, 303);
}

static const struct json *
start(const char *flow, const char *contact, const char *params)
{
	return call(POST, 201, "flow_starts.json",
	    arena_printf(arena, "{\"flow\":\"%s\",\"contacts\":[\"%s\"],\"params\":%s}",
		flow_uuid(flow), contact, params));
}

static const struct json *
ledger(void)
{
	return parsed(request(GET, "/sim/ledger.json", "", "").body.data);
}

static int64_t
number(const struct json *json, const char *key)
{
	int64_t n = -1;

	(void)json_int(json_get(json, key), &n);
	return n;
}

static const char *
written(const struct json *json)
{
	return json_write(arena, json);
}

/* Transport. */

START_TEST(queries_agree)
{
	struct tx *tx;

	for (size_t i = 0; sim_sql_queries[i] != NULL; i++) {
		ck_assert_int_eq(tx_begin(sim_db, arena, TX_WRITE, &tx), OK);
		ck_assert_msg(tx_describe(tx, sim_sql_queries[i]) == OK, "%s",
		    sim_sql_queries[i]->name);
		tx_rollback(tx);
	}
}
END_TEST

START_TEST(token_is_asked_for)
{
	authorization = NULL;
	ck_assert_str_eq(text(call(GET, 403, "contacts.json", ""), "detail"),
	    "Authentication credentials were not provided.");
	authorization = "Token 401f7ac837da42b97f613d789819ff93537bee6b";
	ck_assert_str_eq(
	    text(call(GET, 403, "contacts.json", ""), "detail"), "Invalid token");
}
END_TEST

/* clang-format off */
static const struct {
	enum method method;
	const char *path, *type, *body;
	int code;
	const char *reply;
} transport[] = {
	{ GET, "/sim/api/v2/contacts", "", "", 200, "[]" },
	{ POST, "/sim/api/v2/contacts", "application/json", "{}", 404,
	    "{\"detail\":\"Not found.\"}" },
	{ GET, "/sim/api/v2/nothing.json", "", "", 200, "[]" },
	{ POST, "/sim/api/v2/runs.json", "application/json", "{}", 405,
	    "{\"detail\":\"Method \\\"POST\\\" not allowed.\"}" },
	{ POST, "/sim/api/v2/contacts.json", "text/plain", "{}", 415,
	    "{\"detail\":\"Unsupported media type \\\"text/plain\\\" in request.\"}" },
	{ POST, "/sim/api/v2/contacts.json", "application/json", "{", 400,
	    "{\"detail\":\"JSON parse error - Expecting value: line 1 column 1 (char 0)\"}" },
	{ POST, "/sim/api/v2/contacts.json", "application/json; charset=utf-8", "[]", 400,
	    "{\"non_field_errors\":[\"Request body should be a single JSON object\"]}" },
	{ POST, "/sim/api/v2/contacts.json", "application/json", "{\"name\":\"\\u0000\"}", 400,
	    "{\"non_field_errors\":[\"Null characters are not allowed.\"]}" },
	{ GET, "/sim/api/v2/contacts.json?cursor=zz", "", "", 404,
	    "{\"detail\":\"Invalid cursor\"}" },
	{ GET, "/sim/api/v2/contacts.json?after=yesterday", "", "", 200,
	    "{\"next\":null,\"previous\":null,\"results\":[]}" },
	{ GET, "/sim/api/v2/messages.json?contact=x&folder=inbox", "", "", 400,
	    "{\"detail\":\"You may only specify one of the contact, folder, label, broadcast "
	    "parameters\"}" },
	{ GET, "/sim/api/v2/messages.json?id=x", "", "", 400,
	    "{\"detail\":\"Value for id must be an integer\"}" },
	{ GET, "/sim/api/v2/runs.json?uuid=x", "", "", 400,
	    "{\"detail\":\"Value for uuid must be a valid UUID\"}" },
	{ GET, "/sim/api/v2/tickets.json", "", "", 200,
	    "{\"next\":null,\"previous\":null,\"results\":[]}" },
	{ DELETE, "/sim/api/v2/contacts.json", "", "", 400,
	    "{\"detail\":\"URL must contain one of the following parameters: urn, uuid\"}" },
	{ POST, "/sim/api/v2/contacts.json", "application/json", "{\"urns\":[\"tel:0712\"]}", 400,
	    "{\"urns\":{\"0\":[\"Invalid URN: tel:0712. Ensure phone numbers contain country "
	    "codes.\"]}}" },
	{ POST, "/sim/api/v2/contacts.json", "application/json", "{\"fields\":{\"vmcc\":\"1\"}}",
	    400, "{\"fields\":[\"Invalid contact field key: vmcc\"]}" },
	{ POST, "/sim/api/v2/contacts.json", "application/json", "{\"language\":\"SW1\"}", 400,
	    "{\"language\":[\"Not a valid ISO639-3 language code.\"]}" },
	{ POST, "/sim/api/v2/contacts.json?urn=tel%3A%2B255712345678", "application/json",
	    "{\"urns\":[\"tel:+255712345678\"]}", 400,
	    "{\"urns\":[\"Field not allowed when using URN in URL\"]}" },
	{ POST, "/sim/api/v2/contacts.json?uuid=5a9cbdc1-6c8b-4c55-a4a3-9a1f5f4a8a10",
	    "application/json", "{}", 404, "{\"detail\":\"Not found.\"}" },
	{ POST, "/sim/api/v2/messages.json", "application/json", "{\"text\":\"x\"}", 400,
	    "{\"contact\":[\"This field is required.\"]}" },
	{ POST, "/sim/api/v2/messages.json", "application/json",
	    "{\"contact\":\"1234\",\"text\":\"x\"}", 400,
	    "{\"contact\":[\"No such object: 1234\"]}" },
	{ POST, "/sim/api/v2/flow_starts.json", "application/json", "{}", 400,
	    "{\"flow\":[\"This field is required.\"]}" },
	{ POST, "/sim/api/v2/flow_starts.json", "application/json",
	    "{\"flow\":\"8687b18d-8ce1-4c8b-aedd-3a249018775b\"}", 400,
	    "{\"flow\":[\"No such object: 8687b18d-8ce1-4c8b-aedd-3a249018775b\"]}" },
	{ POST, "/sim/api/v2/broadcasts.json", "application/json", "{\"text\":\"x\"}", 400,
	    "{\"non_field_errors\":[\"Must provide either urns, contacts or groups.\"]}" },
	{ POST, "/sim/api/v2/broadcasts.json", "application/json", "{\"urns\":[]}", 400,
	    "{\"non_field_errors\":[\"Must provide either text or attachments.\"]}" },
	{ POST, "/sim/api/v2/broadcasts.json", "application/json",
	    "{\"text\":{\"swa\":\"x\"},\"base_language\":\"eng\"}", 400,
	    "{\"non_field_errors\":[\"No text translation provided in base language.\"]}" },
	{ POST, "/sim/api/v2/contact_actions.json", "application/json",
	    "{\"contacts\":[],\"action\":\"add\"}", 400,
	    "{\"non_field_errors\":[\"For action \\\"add\\\" you should also specify a group\"]}" },
	{ POST, "/sim/api/v2/contact_actions.json", "application/json",
	    "{\"contacts\":[],\"action\":\"block\",\"group\":\"x\"}", 400,
	    "{\"non_field_errors\":[\"For action \\\"block\\\" you should not specify a "
	    "group\"]}" },
	{ POST, "/sim/api/v2/contact_actions.json", "application/json",
	    "{\"contacts\":[\"tel:+255700000000\"],\"action\":\"block\"}", 400,
	    "{\"contacts\":[\"No such object: tel:+255700000000\"]}" },
	{ POST, "/sim/api/v2/groups.json?uuid=5a9cbdc1-6c8b-4c55-a4a3-9a1f5f4a8a10",
	    "application/json", "{\"name\":\"x\"}", 404, "{\"detail\":\"Not found.\"}" },
	{ POST, "/sim/api/v2/resthook_subscribers.json", "application/json",
	    "{\"resthook\":\"x\",\"target_url\":\"http://h/\"}", 400,
	    "{\"resthook\":[\"No resthook with slug: x\"]}" },
};
/* clang-format on */

START_TEST(transport_is_answered)
{
	struct reply reply = request(transport[_i].method, transport[_i].path,
	    transport[_i].type, transport[_i].body);

	ck_assert_int_eq(reply.code, transport[_i].code);
	ck_assert_str_eq(reply.body.data, transport[_i].reply);
}
END_TEST

START_TEST(rate_is_limited)
{
	struct reply reply;

	set("{\"settings\":{\"rate\":2,\"rate_seconds\":60}}");
	(void)get("users.json");
	(void)call(POST, 400, "groups.json", "{}"); /* a refusal counts as well */
	(void)call(GET, 429, "groups.json", "");
	reply = request(GET, "/sim/api/v2/users.json", "", "");
	ck_assert_int_eq(reply.code, 429);
	ck_assert_ptr_nonnull(strstr(reply.headers.data, "Retry-After: "));
	ck_assert_ptr_nonnull(
	    strstr(reply.body.data, "Request was throttled. Expected available in "));
	(void)get("contacts.json"); /* another scope */
	advance(61);
	(void)get("users.json");
}
END_TEST

/* Pages: 7 contacts, 3 a page, one more in between. */
START_TEST(pages_neither_skip_nor_repeat)
{
	const struct json *page;
	const char *next;
	size_t seen = 0;

	set("{\"settings\":{\"page_size\":3}}");
	for (int i = 0; i < 7; i++)
		(void)call(POST, 201, "contacts.json",
		    arena_printf(arena, "{\"name\":\"C%d\"}", i));
	page = get("contacts.json?group=&reverse=0");
	ck_assert_uint_eq(json_count(json_get(page, "results")), 0);
	page = get("contacts.json?reverse=0");
	for (int turn = 0; turn < 3; turn++) {
		const struct json *rows = json_get(page, "results");

		for (size_t i = 0; i < json_count(rows); i++)
			ck_assert_str_eq(text(json_at(rows, i), "name"),
			    arena_printf(arena, "C%zu", 6 - seen++));
		next = text(page, "next");
		if (turn == 2)
			break;
		ck_assert_ptr_nonnull(strstr(next, "http://localhost:8080/sim/api/v2/"
						   "contacts.json?reverse=0&cursor="));
		(void)call(POST, 201, "contacts.json", "{\"name\":\"late\"}");
		page = get(strstr(next, "contacts.json"));
	}
	ck_assert_uint_eq(seen, 7);
	ck_assert_ptr_null(next);
	page = get("contacts.json?reverse=true");
	ck_assert_str_eq(text(json_at(json_get(page, "results"), 0), "name"), "C0");
}
END_TEST

/* Profiles. */

START_TEST(profiles_differ)
{
	const char *uuid = juma(), *body;
	const struct json *made;
	struct reply reply;

	body = arena_printf(arena, "{\"contact\":\"%s\",\"text\":\"Hi\"}", uuid);
	set("{\"settings\":{\"profile\":\"v8.0\"}}");
	(void)call(POST, 405, "messages.json", body);
	set("{\"settings\":{\"profile\":\"v9.0\"}}");
	made = call(POST, 201, "messages.json", body);
	ck_assert_str_eq(text(made, "status"), "queued");
	ck_assert_str_eq(text(made, "type"), "text");
	ck_assert(json_is_null(json_get(made, "uuid")));
	ck_assert_int_gt(number(made, "id"), 0);
	reply = request(GET, "/sim/api/v2/messages.json", "", "");
	ck_assert_ptr_nonnull(strstr(reply.headers.data, "X-Temba-Org: 1"));
	set("{\"settings\":{\"profile\":\"v26.3\"}}");
	made = call(POST, 201, "messages.json", body);
	ck_assert_ptr_nonnull(text(made, "uuid"));
	ck_assert_ptr_nonnull(json_get(made, "quick_replies"));
	made = start("Aftercare guarded send", uuid, "{\"intent\":\"a\"}");
	ck_assert_int_eq(number(json_get(made, "progress"), "total"), -1);
	ck_assert_str_eq(text(call(GET, 400, "contacts.json?uuid=x", ""), "detail"),
	    "Param 'uuid': x is not a valid UUID.");
	work();
	made = json_at(results("flow_starts.json"), 0);
	ck_assert_str_eq(text(made, "status"), "completed");
	set("{\"settings\":{\"profile\":\"v8.0\"}}");
	made = json_at(results("flow_starts.json"), 0);
	ck_assert_str_eq(text(made, "status"), "complete");
	made = json_at(results("messages.json"), 0);
	ck_assert_str_eq(text(made, "type"), "inbox");
	ck_assert_ptr_null(json_get(made, "flow"));
}
END_TEST

START_TEST(text_has_a_length)
{
	const char *uuid = juma(), *body;
	struct buf b;

	buf_init(&b, arena);
	for (int i = 0; i < 641; i++)
		buf_puts(&b, "\xc3\xa9");
	body =
	    arena_printf(arena, "{\"contact\":\"%s\",\"text\":\"%s\"}", uuid, b.data);
	ck_assert_str_eq(written(call(POST, 400, "messages.json", body)),
	    "{\"text\":[\"Ensure this field has no more than 640 characters.\"]}");
	set("{\"settings\":{\"profile\":\"v26.3\"}}");
	(void)call(POST, 201, "messages.json", body);
}
END_TEST

/* Contacts. */

START_TEST(contact_is_made_and_changed)
{
	const char *uuid = juma(), *by_uuid, *by_urn;
	const struct json *contact;

	by_uuid = arena_printf(arena, "contacts.json?uuid=%s", uuid);
	by_urn = "contacts.json?urn=tel%3A%2B255712345678";
	(void)call(POST, 201, "groups.json", "{\"name\":\"VMMC Active\"}");
	(void)call(
	    POST, 201, "fields.json", "{\"name\":\"VMMC Date\",\"type\":\"datetime\"}");
	contact = call(POST, 200, by_urn,
	    "{\"groups\":[\"vmmc active\"],\"fields\":{\"vmmc_date\":\"2026-11-20\"}}");
	ck_assert_str_eq(text(contact, "uuid"), uuid);
	ck_assert_str_eq(text(contact, "name"), "Juma Ali");
	ck_assert_str_eq(text(json_get(contact, "fields"), "vmmc_date"), "2026-11-20");
	ck_assert_str_eq(
	    text(json_at(json_get(contact, "groups"), 0), "name"), "VMMC Active");
	ck_assert(json_is_null(json_get(json_get(contact, "fields"), "last_intent")));
	contact = call(POST, 200, by_uuid,
	    "{\"groups\":[],\"fields\":{\"vmmc_date\":\"\"},\"language\":null}");
	ck_assert(json_is_null(json_get(contact, "language")));
	ck_assert(json_is_null(json_get(json_get(contact, "fields"), "vmmc_date")));
	ck_assert_uint_eq(json_count(json_get(contact, "groups")), 0);
	ck_assert_str_eq(
	    written(call(POST, 400, "contacts.json", "{\"urns\":[\"" JUMA "\"]}")),
	    "{\"urns\":[\"URN belongs to another contact: " JUMA "\"]}");
	set("{\"settings\":{\"profile\":\"v26.3\"}}");
	ck_assert_str_eq(
	    written(call(POST, 400, "contacts.json", "{\"urns\":[\"" JUMA "\"]}")),
	    "{\"urns\":{\"0\":[\"URN is in use by another contact.\"]}}");
	ck_assert_uint_eq(json_count(results("contacts.json")), 1);
	(void)call(DELETE, 204, by_uuid, "");
	ck_assert_uint_eq(json_count(results("contacts.json")), 0);
	contact = json_at(results("contacts.json?deleted=true"), 0);
	ck_assert(json_is_null(json_get(contact, "name")));
	ck_assert_str_eq(text(contact, "uuid"), uuid);
	(void)call(DELETE, 404, by_uuid, "");
	ck_assert_str_ne(juma(), uuid);
}
END_TEST

START_TEST(workspace_is_furnished)
{
	const char *again = "{\"name\":[\"This field must be unique.\"]}";
	const struct json *made;

	ck_assert_ptr_nonnull(text(get("workspace.json"), "uuid"));
	ck_assert_str_eq(
	    text(json_at(results("channels.json"), 0), "name"), "NurseSMS");
	made = call(POST, 201, "groups.json", "{\"name\":\"A\"}");
	ck_assert_str_eq(
	    written(call(POST, 400, "groups.json", "{\"name\":\"a\"}")), again);
	made = call(POST, 200,
	    arena_printf(arena, "groups.json?uuid=%s", text(made, "uuid")),
	    "{\"name\":\"B\"}");
	ck_assert_str_eq(text(made, "name"), "B");
	(void)call(DELETE, 204,
	    arena_printf(arena, "groups.json?uuid=%s", text(made, "uuid")), "");
	ck_assert_uint_eq(json_count(results("groups.json")), 0);
	made = call(POST, 201, "globals.json", "{\"name\":\"My URL\",\"value\":\"u\"}");
	ck_assert_str_eq(text(made, "key"), "my_url");
	made = call(POST, 200, "globals.json?key=my_url", "{\"value\":\"v\"}");
	ck_assert_str_eq(text(made, "value"), "v");
	ck_assert_str_eq(written(call(POST, 400, "globals.json",
			     "{\"name\":\"My URL\",\"value\":\"u\"}")),
	    again);
	made = call(POST, 201, "fields.json", "{\"name\":\"F\",\"type\":\"number\"}");
	ck_assert_str_eq(text(made, "value_type"), "numeric");
	ck_assert_str_eq(written(call(POST, 400, "fields.json",
			     "{\"name\":\"f\",\"type\":\"text\"}")),
	    again);
	made = call(POST, 201, "labels.json", "{\"name\":\"L\"}");
	(void)call(DELETE, 204,
	    arena_printf(arena, "labels.json?uuid=%s", text(made, "uuid")), "");
}
END_TEST

START_TEST(workspace_is_full_at_250)
{
	for (int i = 0; i < 250; i++)
		(void)call(POST, 201, "groups.json",
		    arena_printf(arena, "{\"name\":\"Group %d\"}", i));
	ck_assert_str_eq(
	    text(call(POST, 409, "groups.json", "{\"name\":\"More\"}"), "detail"),
	    "Cannot create object because workspace has reached limit of 250.");
}
END_TEST

/* The engine. */

START_TEST(guarded_send_goes_out_once)
{
	const char *uuid = juma();
	const char *params = "{\"intent\":\"i1\",\"text\":\"Hi @contact.name\"}";
	const struct json *row, *made;

	made = start("Aftercare guarded send", uuid, params);
	ck_assert_str_eq(text(made, "status"), "pending");
	ck_assert_str_eq(text(json_get(made, "params"), "intent"), "i1");
	(void)start("Aftercare guarded send", uuid, params);
	work();
	(void)start("Aftercare guarded send", uuid, params);
	work();
	ck_assert_int_eq(number(ledger(), "requested"), 1);
	ck_assert_int_eq(number(ledger(), "delivered"), 1);
	row = json_at(json_get(ledger(), "rows"), 0);
	ck_assert_str_eq(text(row, "intent"), "i1");
	ck_assert_str_eq(text(row, "text"), "Hi @contact.name");
	ck_assert_uint_eq(json_count(results("runs.json")), 3);
	row = json_at(results("contacts.json"), 0);
	ck_assert_str_eq(text(json_get(row, "fields"), "last_intent"), "i1");
	row = json_at(results("messages.json"), 0);
	ck_assert_str_eq(text(row, "status"), "delivered");
	ck_assert_str_eq(text(json_get(row, "flow"), "name"), "Aftercare guarded send");
}
END_TEST

static struct socket_server *
hook(const struct canned *replies, size_t n)
{
	struct socket_server *server = socket_server_start(replies, n);

	(void)call(POST, 200, "globals.json?key=aftercare_url",
	    arena_printf(arena, "{\"value\":\"http://127.0.0.1:%d/h\"}",
		socket_server_port(server)));
	return server;
}

static const struct canned fine[] = {
	{ .reply =
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" },
	{ .reply =
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" },
};

START_TEST(check_in_waits_and_reports)
{
	struct socket_server *server = hook(fine, COUNT_OF(fine));
	const char *uuid = juma();
	const struct json *run, *message;

	(void)start(
	    "Aftercare check-in", uuid, "{\"checkin\":\"c1\",\"text\":\"How?\"}");
	work();
	run = json_at(results("runs.json"), 0);
	ck_assert(json_is_null(json_get(run, "exit_type")));
	ck_assert_str_eq(
	    text(json_get(json_at(results("contacts.json"), 0), "flow"), "name"),
	    "Aftercare check-in");
	/* A guarded send leaves the waiting check-in alone. */
	(void)start("Aftercare guarded send", uuid,
	    "{\"intent\":\"i\",\"text\":\"By the way\"}");
	work();
	/* So does one text to several, and each has it once. */
	for (int i = 0; i < 2; i++)
		(void)start("Aftercare group text", uuid,
		    "{\"checkin\":\"g\",\"text\":\"Closed on Monday\"}");
	work();
	ck_assert_int_eq(number(ledger(), "requested"), 3);
	phone_says("0+sawa");
	work();
	run = json_at(results("runs.json?responded=1&paths=0"), 0);
	ck_assert_str_eq(text(run, "exit_type"), "completed");
	ck_assert(json_is_null(json_get(run, "path")));
	ck_assert_str_eq(
	    text(json_get(json_get(run, "values"), "answer"), "value"), "0 sawa");
	ck_assert_str_eq(
	    text(json_get(json_get(run, "values"), "webhook"), "category"), "Success");
	message = json_at(results("messages.json?folder=flows"), 0);
	ck_assert_str_eq(text(message, "text"), "0 sawa");
	ck_assert_uint_eq(socket_server_count(server, "POST /h HTTP/1.1"), 1);
	ck_assert_uint_eq(
	    socket_server_count(server, "Authorization: Token s3cret"), 1);
	ck_assert_uint_eq(
	    socket_server_count(server, "User-Agent: RapidProMailroom/9.0.1"), 1);
	ck_assert_uint_eq(socket_server_count(server, "X-Mailroom-Mode: normal"), 1);
	ck_assert_uint_eq(socket_server_count(server, "\"checkin\":\"c1\""), 1);
	/* Now nothing waits: the catch-all takes it. */
	phone_says("asante");
	work();
	ck_assert_uint_eq(socket_server_count(server, "\"event\":\"incoming\""), 1);
	ck_assert_uint_eq(json_count(results("messages.json?folder=flows")), 2);
	socket_server_stop(server);
}
END_TEST

START_TEST(webhook_is_tried_again)
{
	static const struct canned replies[] = {
		{ .reply = "HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: "
			   "close\r\n\r\n" },
		{ .reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: "
			   "close\r\n\r\n{}" },
	};
	struct socket_server *server = hook(replies, COUNT_OF(replies));

	(void)juma();
	phone_says("hello");
	work();
	ck_assert_uint_eq(socket_server_count(server, "POST /h"), 1);
	/* Before its webhook has an answer nothing of the run can be seen. */
	ck_assert_uint_eq(json_count(results("runs.json")), 0);
	ck_assert_uint_eq(json_count(results("messages.json")), 0);
	advance(20);
	ck_assert_uint_eq(socket_server_count(server, "POST /h"), 2);
	ck_assert_uint_eq(json_count(results("runs.json")), 1);
	ck_assert_uint_eq(json_count(results("messages.json")), 1);
	socket_server_stop(server);
}
END_TEST

START_TEST(webhook_is_tried_once_by_26)
{
	static const struct canned replies[] = {
		{ .reply = "HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: "
			   "close\r\n\r\n" },
	};
	struct socket_server *server = hook(replies, COUNT_OF(replies));
	const struct json *run;

	set("{\"settings\":{\"profile\":\"v26.3\"}}");
	(void)juma();
	phone_says("hello");
	work();
	advance(60);
	ck_assert_uint_eq(socket_server_count(server, "POST /h"), 1);
	run = json_at(results("runs.json"), 0);
	ck_assert_str_eq(
	    text(json_get(json_get(run, "values"), "webhook"), "category"), "Failure");
	socket_server_stop(server);
}
END_TEST

START_TEST(webhook_faults)
{
	struct socket_server *server = hook(fine, COUNT_OF(fine));

	(void)juma();
	set("{\"faults\":[{\"name\":\"webhook_lost\",\"next\":1}]}");
	phone_says("one");
	work();
	ck_assert_uint_eq(socket_server_count(server, "POST /h"), 0);
	ck_assert_uint_eq(json_count(results("runs.json")), 1);
	set("{\"faults\":[{\"name\":\"webhook_orphan\",\"next\":1}]}");
	phone_says("two");
	work();
	ck_assert_uint_eq(socket_server_count(server, "POST /h"), 1);
	ck_assert_uint_eq(json_count(results("runs.json")), 1);
	ck_assert_uint_eq(json_count(results("messages.json?folder=inbox")), 1);
	set("{\"faults\":[{\"name\":\"webhook_reordered\",\"next\":1,\"amount\":5000}]"
	    "}");
	phone_says("three");
	work();
	ck_assert_uint_eq(socket_server_count(server, "POST /h"), 1);
	ck_assert_uint_eq(json_count(results("runs.json")), 2);
	advance(6);
	ck_assert_uint_eq(socket_server_count(server, "\"text\":\"three\""), 1);
	socket_server_stop(server);
}
END_TEST

START_TEST(webhook_arrives_twice)
{
	struct socket_server *server = hook(fine, COUNT_OF(fine));

	(void)juma();
	set("{\"faults\":[{\"name\":\"webhook_duplicate\",\"next\":1}]}");
	phone_says("one");
	work();
	advance(5);
	ck_assert_uint_eq(socket_server_count(server, "\"text\":\"one\""), 2);
	ck_assert_uint_eq(json_count(results("runs.json")), 1);
	socket_server_stop(server);
}
END_TEST

START_TEST(silence_expires)
{
	const struct json *run;

	(void)start("Aftercare check-in", juma(), "{\"text\":\"How?\"}");
	work();
	advance(23 * 3600);
	run = json_at(results("runs.json"), 0);
	ck_assert(json_is_null(json_get(run, "exited_on")));
	advance(2 * 3600);
	run = json_at(results("runs.json"), 0);
	ck_assert_str_eq(text(run, "exit_type"), "expired");
	ck_assert_uint_eq(json_count(json_get(run, "values")), 0);
	ck_assert(json_is_null(json_get(json_at(results("contacts.json"), 0), "flow")));
}
END_TEST

START_TEST(interrupt_and_restart_end_a_wait)
{
	const char *uuid = juma();
	const struct json *runs;

	(void)start("Aftercare check-in", uuid, "{\"text\":\"One?\"}");
	work();
	(void)start("Aftercare check-in", uuid, "{\"text\":\"Two?\"}");
	work();
	runs = results("runs.json?reverse=1");
	ck_assert_uint_eq(json_count(runs), 2);
	(void)call(POST, 204, "contact_actions.json",
	    arena_printf(
		arena, "{\"contacts\":[\"%s\"],\"action\":\"interrupt\"}", uuid));
	runs = results("runs.json");
	ck_assert_str_eq(text(json_at(runs, 0), "exit_type"), "interrupted");
	ck_assert_str_eq(text(json_at(runs, 1), "exit_type"), "interrupted");
}
END_TEST

START_TEST(blocked_contact_gets_nothing)
{
	const char *uuid = juma();

	(void)call(POST, 204, "contact_actions.json",
	    arena_printf(arena, "{\"contacts\":[\"%s\"],\"action\":\"block\"}", uuid));
	(void)start(
	    "Aftercare guarded send", uuid, "{\"intent\":\"i\",\"text\":\"x\"}");
	ck_assert_str_eq(
	    text(call(POST, 201, "messages.json",
		     arena_printf(arena, "{\"contact\":\"%s\",\"text\":\"x\"}", uuid)),
		"status"),
	    "failed");
	phone_says("hello");
	work();
	ck_assert_int_eq(number(ledger(), "requested"), 0);
	ck_assert_uint_eq(json_count(results("runs.json")), 0);
	ck_assert_uint_eq(json_count(results("messages.json?folder=archived")), 1);
	ck_assert_str_eq(
	    text(json_at(results("flow_starts.json"), 0), "status"), "complete");
}
END_TEST

START_TEST(broadcast_evaluates_and_makes_contacts)
{
	const struct json *made;

	(void)juma();
	made = call(POST, 201, "broadcasts.json",
	    "{\"urns\":[\"" JUMA "\",\"tel:+255700000001\"],"
	    "\"text\":\"Hi @contact.first_name, a@@b\"}");
	ck_assert_str_eq(text(made, "status"), "queued");
	work();
	ck_assert_uint_eq(json_count(results("contacts.json")), 2);
	made = json_get(ledger(), "rows");
	ck_assert_uint_eq(json_count(made), 2);
	ck_assert_str_eq(text(json_at(made, 0), "text"), "Hi Juma, a@b");
	ck_assert_str_eq(text(json_at(made, 1), "text"), "Hi , a@b");
	ck_assert_str_eq(text(json_at(made, 0), "source"), "broadcast");
}
END_TEST

START_TEST(phones_have_fates)
{
	const char *uuid = juma(), *send;

	send = arena_printf(arena, "{\"contact\":\"%s\",\"text\":\"x\"}", uuid);
	(void)request(POST, "/sim/phones/set", "",
	    "urn=tel%3A%2B255712345678&fate=off&delay_s=0");
	(void)call(POST, 201, "messages.json", send);
	work();
	ck_assert_str_eq(text(json_at(results("messages.json"), 0), "status"), "sent");
	(void)request(POST, "/sim/phones/set", "",
	    "urn=tel%3A%2B255712345678&fate=undeliverable&delay_s=0");
	work();
	ck_assert_str_eq(
	    text(json_at(results("messages.json"), 0), "status"), "delivered");
	(void)call(POST, 201, "messages.json", send);
	work();
	ck_assert_str_eq(
	    text(json_at(results("messages.json"), 0), "status"), "errored");
	advance(301);
	ck_assert_str_eq(
	    text(json_at(results("messages.json"), 0), "status"), "failed");
	ck_assert_int_eq(number(ledger(), "delivered"), 1);
	(void)request(POST, "/sim/phones/set", "",
	    "urn=tel%3A%2B255712345678&fate=normal&delay_s=60");
	(void)call(POST, 201, "messages.json", send);
	work();
	ck_assert_str_eq(text(json_at(results("messages.json"), 0), "status"), "sent");
	advance(61);
	ck_assert_str_eq(
	    text(json_at(results("messages.json"), 0), "status"), "delivered");
}
END_TEST

START_TEST(nobody_without_a_number_is_sent_to)
{
	const struct json *made = call(POST, 201, "contacts.json", "{\"name\":\"X\"}");

	made = call(POST, 201, "messages.json",
	    arena_printf(
		arena, "{\"contact\":\"%s\",\"text\":\"x\"}", text(made, "uuid")));
	ck_assert_str_eq(text(made, "status"), "failed");
	ck_assert(json_is_null(json_get(made, "urn")));
	ck_assert(json_is_null(json_get(made, "channel")));
	ck_assert_int_eq(number(ledger(), "requested"), 0);
}
END_TEST

START_TEST(twentieth_copy_is_a_loop)
{
	const char *send =
	    arena_printf(arena, "{\"contact\":\"%s\",\"text\":\"same\"}", juma());

	for (int i = 0; i < 19; i++)
		(void)call(POST, 201, "messages.json", send);
	ck_assert_str_eq(
	    text(call(POST, 201, "messages.json", send), "status"), "failed");
	ck_assert_int_eq(number(ledger(), "requested"), 19);
}
END_TEST

/* Faults. */

START_TEST(faults_strike_and_stop)
{
	const char *send =
	    arena_printf(arena, "{\"contact\":\"%s\",\"text\":\"x\"}", juma());
	struct reply reply;

	set("{\"name\":\"http_500\",\"endpoint\":\"POST messages\",\"next\":1}");
	(void)get("messages.json");
	reply = request(POST, "/sim/api/v2/messages.json", "application/json", send);
	ck_assert_int_eq(reply.code, 500);
	ck_assert_str_eq(reply.type, "text/plain");
	(void)call(POST, 201, "messages.json", send);
	set("{\"name\":\"response_lost\",\"endpoint\":\"messages\",\"next\":1}");
	reply = request(POST, "/sim/api/v2/messages.json", "application/json", send);
	ck_assert_ptr_nonnull(
	    strstr(reply.headers.data, "X-Accel-Redirect: /sim-reset"));
	ck_assert_int_eq(number(ledger(), "requested"), 2);
	set("{\"name\":\"suspended\",\"probability\":1}");
	(void)get("messages.json");
	(void)call(POST, 400, "messages.json", send);
	set("{\"clear\":true}");
	(void)call(POST, 201, "messages.json", send);
	set("{\"faults\":[{\"name\":\"extra_keys\",\"next\":1},"
	    "{\"name\":\"unknown_status\",\"next\":1}]}");
	ck_assert_str_eq(
	    text(json_at(results("messages.json"), 0), "status"), "something_new");
	set("{\"name\":\"next_host\",\"next\":1,\"settings\":{\"page_size\":1}}");
	ck_assert_ptr_nonnull(
	    strstr(text(get("messages.json"), "next"), "http://rapidpro.example.org/"));
	set("{\"name\":\"start_ignored\",\"next\":1,\"settings\":{\"page_size\":250}}");
	(void)start(
	    "Aftercare guarded send", "tel:+255712345678", "{\"intent\":\"i\"}");
	work();
	ck_assert_uint_eq(json_count(results("runs.json")), 0);
}
END_TEST

/* clang-format off */
static const struct { const char *name, *retry_after; } waits[] = {
	{ "throttled", "Retry-After: 7\r\n" },
	{ "throttled_date", " GMT\r\n" },
	{ "throttled_zero", "Retry-After: 0\r\n" },
	{ "throttled_bare", NULL },
};
/* clang-format on */

START_TEST(too_many_calls_are_told_in_every_way)
{
	struct reply reply;

	set(arena_printf(
	    arena, "{\"name\":\"%s\",\"next\":1,\"amount\":7}", waits[_i].name));
	reply = request(GET, "/sim/api/v2/messages.json", "", "");
	ck_assert_int_eq(reply.code, 429);
	ck_assert((strstr(reply.headers.data, "Retry-After") != NULL) ==
		  (waits[_i].retry_after != NULL));
	if (waits[_i].retry_after != NULL)
		ck_assert_ptr_nonnull(
		    strstr(reply.headers.data, waits[_i].retry_after));
}
END_TEST

static const char *
thirty_chances(void)
{
	char *drawn = arena_alloc(arena, 31);

	owner("SELECT setval('sim.chances', 1)");
	for (int i = 0; i < 30; i++) {
		struct reply reply = request(GET, "/sim/api/v2/messages.json", "", "");

		drawn[i] = reply.code == 500 ? 'x' : '.';
	}
	drawn[30] = '\0';
	return drawn;
}

START_TEST(a_seed_brings_the_same_faults_again)
{
	const char *first, *second;

	set("{\"name\":\"http_500\",\"probability\":0.5}");
	owner("UPDATE sim.setting SET seed = 4");
	first = thirty_chances();
	second = thirty_chances();
	ck_assert_str_eq(first, second);
	ck_assert(strchr(first, 'x') != NULL && strchr(first, '.') != NULL);
	owner("UPDATE sim.setting SET seed = 5");
	ck_assert_str_ne(first, thirty_chances());
}
END_TEST

START_TEST(late_text_is_dated_earlier)
{
	(void)juma();
	set("{\"faults\":[{\"name\":\"late_message\",\"next\":1,\"amount\":30000},"
	    "{\"name\":\"webhook_lost\",\"probability\":1},"
	    "{\"name\":\"inbound_duplicate\",\"next\":1,\"amount\":5000}]}");
	phone_says("first");
	work();
	ck_assert_uint_eq(json_count(results("messages.json")), 0);
	advance(6);
	ck_assert_uint_eq(json_count(results("messages.json")), 1);
	advance(30);
	ck_assert_uint_eq(json_count(results("messages.json")), 2);
}
END_TEST

START_TEST(ledger_only_grows)
{
	static const char *const attempts[] = {
		"DELETE FROM sim.ledger",
		"TRUNCATE sim.ledger",
		"UPDATE sim.ledger SET text = 'other'",
		"UPDATE sim.ledger SET delivered_at = NULL",
	};
	struct tx *tx;

	(void)start(
	    "Aftercare guarded send", juma(), "{\"intent\":\"i\",\"text\":\"x\"}");
	work();
	for (size_t i = 0; i < COUNT_OF(attempts) * 2; i++) {
		struct db *db = i % 2 == 0 ? sim_db : owner_db;

		ck_assert_int_eq(tx_begin(db, arena, TX_WRITE, &tx), OK);
		ck_assert_int_ne(tx_script(tx, attempts[i / 2]), OK);
		tx_rollback(tx);
	}
	ck_assert_int_eq(number(ledger(), "delivered"), 1);
}
END_TEST

/* Pages. */

START_TEST(pages_say_what_they_are)
{
	static const char *const pages[] = { "/sim/phones", "/sim/ledger",
		"/sim/faults" };

	(void)request(POST, "/sim/phones", "", "number=%2B255712345678");
	phone_says("%3Cb%3E");
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		struct reply reply = request(GET, pages[i], "", "");

		ck_assert_int_eq(reply.code, 200);
		ck_assert_ptr_nonnull(strstr(reply.body.data, "no SMS leaves"));
		ck_assert_ptr_null(strstr(reply.body.data, "<b>"));
	}
	ck_assert_int_eq(request(POST, "/sim/phones", "", "number=0712").code, 422);
	ck_assert_ptr_nonnull(
	    strstr(request(POST, "/sim/phones", "", "number=0712").body.data,
		"value=\"0712\""));
	ck_assert_int_eq(request(POST, "/sim/faults", "application/json",
			     "{\"name\":\"no_such\",\"next\":1}")
			     .code,
	    422);
	ck_assert_int_eq(
	    request(POST, "/sim/faults", "",
		"what=fault&name=reset&next=2&percent=0.5&endpoint=POST&amount=")
		.code,
	    303);
	ck_assert_ptr_nonnull(
	    strstr(request(GET, "/sim/faults", "", "").body.data, "value=\"0.5\""));
	ck_assert_int_eq(
	    request(POST, "/sim/phones/missed", "", "urn=tel%3A%2B255712345678").code,
	    303);
	ck_assert_str_eq(
	    text(json_at(results("channel_events.json"), 0), "type"), "call-in-missed");
}
END_TEST

START_TEST(real_rapidpro_is_refused)
{
	struct config config = { .simulator = true };

	config.rapidpro_url = "http://127.0.0.1:8080/sim";
	ck_assert(program_is_simulated(&config));
	config.rapidpro_url = "http://localhost/sim";
	ck_assert(program_is_simulated(&config));
	config.rapidpro_url = "http://127.0.0.1.example.org/sim";
	ck_assert(!program_is_simulated(&config));
	config.rapidpro_url = "https://rapidpro.example.org/sim";
	ck_assert(!program_is_simulated(&config));
	config.rapidpro_url = "http://127.0.0.1:8080/rapidpro";
	ck_assert(!program_is_simulated(&config));
	config.rapidpro_url = "http://127.0.0.1:8080/sim";
	config.simulator = false;
	ck_assert(!program_is_simulated(&config));
}
END_TEST

TCase *
sim_api_tests(void)
{
	TCase *tc = tcase_create("sim api");

	tcase_set_timeout(tc, 60);
	tcase_add_unchecked_fixture(tc, open_once, close_once);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, queries_agree);
	tcase_add_test(tc, token_is_asked_for);
	tcase_add_loop_test(tc, transport_is_answered, 0, (int)COUNT_OF(transport));
	tcase_add_test(tc, rate_is_limited);
	tcase_add_test(tc, pages_neither_skip_nor_repeat);
	tcase_add_test(tc, profiles_differ);
	tcase_add_test(tc, text_has_a_length);
	tcase_add_test(tc, contact_is_made_and_changed);
	tcase_add_test(tc, workspace_is_furnished);
	tcase_add_test(tc, workspace_is_full_at_250);
	tcase_add_test(tc, guarded_send_goes_out_once);
	tcase_add_test(tc, check_in_waits_and_reports);
	tcase_add_test(tc, webhook_is_tried_again);
	tcase_add_test(tc, webhook_is_tried_once_by_26);
	tcase_add_test(tc, webhook_faults);
	tcase_add_test(tc, webhook_arrives_twice);
	tcase_add_test(tc, silence_expires);
	tcase_add_test(tc, interrupt_and_restart_end_a_wait);
	tcase_add_test(tc, blocked_contact_gets_nothing);
	tcase_add_test(tc, broadcast_evaluates_and_makes_contacts);
	tcase_add_test(tc, phones_have_fates);
	tcase_add_test(tc, nobody_without_a_number_is_sent_to);
	tcase_add_test(tc, twentieth_copy_is_a_loop);
	tcase_add_test(tc, faults_strike_and_stop);
	tcase_add_loop_test(
	    tc, too_many_calls_are_told_in_every_way, 0, (int)COUNT_OF(waits));
	tcase_add_test(tc, a_seed_brings_the_same_faults_again);
	tcase_add_test(tc, late_text_is_dated_earlier);
	tcase_add_test(tc, ledger_only_grows);
	tcase_add_test(tc, pages_say_what_they_are);
	tcase_add_test(tc, real_rapidpro_is_refused);
	return tc;
}
