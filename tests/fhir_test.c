/* fhir_test.c - see fhir_test.h. */

#include "fhir_test.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/fhir_shape.h"
#include "api/routes.h"
#include "ext/secret.h"

struct db *fhir_db;
static struct config config = { .webhook_secret =
				    "the-webhook-secret-of-this-test-01" };

static const char *
header(struct request *rq, const char *name)
{
	const struct fhir_headers *ask = rq->header_source;
	const struct {
		const char *name, *value;
	} headers[] = { { "Authorization",
			    ask->token != NULL
				? arena_printf(rq->arena, "Bearer %s", ask->token)
				: NULL },
		{ "If-Match", ask->if_match }, { "If-None-Match", ask->if_none_match },
		{ "If-Modified-Since", ask->if_modified_since },
		{ "If-None-Exist", ask->if_none_exist }, { "Accept", ask->accept },
		{ "Prefer", ask->prefer } };

	for (size_t i = 0; i < COUNT_OF(headers); i++)
		if (strcasecmp(headers[i].name, name) == 0)
			return headers[i].value;
	return NULL;
}

/* What every document is: JSON without a null or anything empty; tasks are valid. */
static void
sound(const struct json *value)
{
	const char *type = json_text(json_get(value, "resourceType")), *key;
	const struct json *member;

	ck_assert(!json_is_null(value));
	if (json_is_object(value) || json_is_array(value))
		ck_assert_uint_gt(json_count(value), 0);
	for (size_t i = 0; json_is_array(value) && i < json_count(value); i++)
		sound(json_at(value, i));
	for (size_t i = 0; json_member(value, i, &key, &member); i++)
		sound(member);
	if (type != NULL && fhir_shape_known(type)) {
		struct fhir_issues issues = { .arena = site_arena() };

		fhir_shape(site_arena(), type, value, &issues);
		ck_assert_msg(
		    issues.n == 0, "%s", issues.n > 0 ? issues.at[0].words : "");
	}
}

const struct json *
fhir_parsed(const char *text)
{
	const struct json *json;

	ck_assert_msg(json_parse(site_arena(), text, strlen(text), &json) == OK,
	    "no JSON: %s", text);
	return json;
}

struct reply
api_ask(struct db *by, enum method method, const char *target, const char *type,
    const char *body, const char *(*given)(struct request *, const char *name),
    void *with)
{
	const char *query = strchr(target, '?');
	struct request rq = { .arena = site_arena(),
		.method = method,
		.path = arena_strndup(site_arena(), target, strcspn(target, "?")),
		.query = query != NULL ? query + 1 : "",
		.cookie = "",
		.content_type = type,
		.body = body,
		.body_len = strlen(body),
		.address = "192.0.2.9",
		.host = "here",
		.origin = "",
		.header = given,
		.header_source = with };

	dispatch(by, &api, &rq);
	return rq.reply;
}

struct reply
fhir_ask_at(struct db *by, enum method method, const char *target, const char *type,
    const char *body, struct fhir_headers headers)
{
	struct reply reply = api_ask(by, method, target, type, body, header, &headers);

	if (reply.body.len > 0)
		sound(fhir_parsed(reply.body.data));
	return reply;
}

struct reply
fhir_ask_by(struct db *by, enum method method, const char *target, const char *type,
    const char *body, struct fhir_headers headers)
{
	return fhir_ask_at(by, method, arena_printf(site_arena(), "/fhir/%s", target),
	    type, body, headers);
}

struct reply
fhir_get(const char *token, const char *target)
{
	return fhir_ask_by(
	    fhir_db, GET, target, "", "", (struct fhir_headers){ .token = token });
}

struct reply
fhir_send(enum method method, const char *target, const char *body,
    struct fhir_headers headers)
{
	if (headers.token == NULL)
		headers.token = EMR;
	return fhir_ask_by(fhir_db, method, target,
	    method == PATCH ? "application/json-patch+json" : "application/fhir+json",
	    body, headers);
}

const char *
fhir_text_at(const struct reply *reply, const char *key)
{
	const char *text = json_text(json_get(fhir_parsed(reply->body.data), key));

	return text != NULL ? text : "";
}

const char *
fhir_version_of(const struct reply *reply)
{
	return json_text(
	    json_get(json_get(fhir_parsed(reply->body.data), "meta"), "versionId"));
}

size_t
fhir_entries(const struct reply *reply)
{
	return json_count(json_get(fhir_parsed(reply->body.data), "entry"));
}

/* The first issue: "business-rule Task.status". */
const char *
fhir_issue_of(const struct reply *reply)
{
	const struct json *issue =
	    json_at(json_get(fhir_parsed(reply->body.data), "issue"), 0);
	const char *at = json_text(json_at(json_get(issue, "expression"), 0));

	return arena_printf(site_arena(), "%s%s%s", json_text(json_get(issue, "code")),
	    at != NULL ? " " : "", at != NULL ? at : "");
}

static void
client(int64_t id, const char *name, const char *token, const char *role,
    const char *scopes)
{
	site_sql(
	    "INSERT INTO app_user (id, username, name, role, password_hash, machine,"
	    " created_at) OVERRIDING SYSTEM VALUE VALUES (%" PRId64
	    ", lower('%s'), '%s',"
	    " '%s', '-', true, business_now());"
	    "INSERT INTO user_place VALUES (%" PRId64 ", 101);"
	    "INSERT INTO client (user_id, token_hash, scopes, per_minute, "
	    "created_at,"
	    " expires_at) VALUES (%" PRId64 ", '%s', '%s', 100000, business_now(),"
	    " business_now() + interval '1 day')",
	    id, name, name, role, id, id, secret_hash(site_arena(), token), scopes);
}

void
fhir_clients_begin(void)
{
	const char *host = getenv("PGHOST");

	ck_assert_uint_eq(strlen(EMR), SECRET_TOKEN_LENGTH);
	client(EMR_ID, "Emr", EMR, "nurse", "{system/*.cruds}");
	client(HUB_ID, "Hub", HUB, "supervisor", "{system/*.cruds}");
	client(LOOKER_ID, "Looker", LOOKER, "nurse", "{system/Task.rs}");
	site_sql("INSERT INTO user_place VALUES (232, 102)");
	api_secrets(&config);
	ck_assert_int_eq(db_open(arena_printf(site_arena(),
				     "host=%s user=aftercare_api dbname=aftercare",
				     host != NULL ? host : ""),
			     &fhir_db),
	    OK);
}

void
fhir_clients_end(void)
{
	db_close(fhir_db);
	site_sql("DELETE FROM client; DELETE FROM task_identifier; "
		 "DELETE FROM task_news");
}

void
fhir_test_begin(void)
{
	site_test_begin();
	fhir_clients_begin();
}

void
fhir_test_end(void)
{
	fhir_clients_end();
	site_test_end();
}

/* Of a new task: its id. */
const char *
fhir_made(const char *body)
{
	struct reply reply = fhir_send(POST, "Task", body, (struct fhir_headers){ 0 });

	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_ptr_nonnull(strstr(reply.location, "/fhir/Task/"));
	return fhir_text_at(&reply, "id");
}

const char *
fhir_of(const char *id, const char *more)
{
	return arena_printf(site_arena(), "Task/%s%s", id, more);
}

const char *
fhir_step(const char *status, const char *more)
{
	return arena_printf(site_arena(),
	    "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"%s\"}%s]", status,
	    more);
}
