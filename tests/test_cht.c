/*
 * test_cht.c - the doors of a CHT: flows, gateways and programs that were written for
 * one, each held to its token, its scopes and its facilities.
 */

#include <string.h>
#include <strings.h>

#include "api/routes.h"
#include "fhir_test.h"
#include "worker_test.h"

#define INCOMING "/api/v2/sms/rapidpro/incoming-messages"
#define HOOK_TOKEN "Token the-webhook-secret-of-this-test-01"
#define TEXT(id, content) \
	"{\"id\":\"" id "\",\"from\":\"" TINASHE_PHONE "\",\"content\":\"" content "\"}"

static const char *mode; /* X-Mailroom-Mode */

static const char *
header(struct request *rq, const char *name)
{
	if (strcasecmp(name, "X-Mailroom-Mode") == 0)
		return mode;
	return strcasecmp(name, "Authorization") == 0 ? rq->header_source : NULL;
}

static struct reply
ask(enum method method, const char *target, const char *authorization, const char *type,
    const char *body)
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
		.header = header,
		.header_source = (void *)(uintptr_t)authorization };

	dispatch(fhir_db, &api, &rq);
	return rq.reply;
}

static struct reply
post(const char *target, const char *authorization, const char *body)
{
	return ask(POST, target, authorization, "application/json", body);
}

/* "400 Message was not saved", or the code and what was answered. */
static const char *
told(struct reply reply)
{
	const char *error = json_text(json_get(fhir_parsed(reply.body.data), "error"));

	return arena_printf(
	    site_arena(), "%d %s", reply.code, error != NULL ? error : reply.body.data);
}

static void
begin(void)
{
	worker_test_begin();
	fhir_clients_begin();
	mode = NULL;
}

static void
end(void)
{
	fhir_clients_end();
	worker_test_end();
}

static const char *
texts_from(const char *number)
{
	return site_text(
	    "SELECT string_agg(body, '|' ORDER BY m.id) FROM message m JOIN "
	    "phone p ON p.id = m.phone_id WHERE direction = 'in' AND e164 = "
	    "'%s'",
	    number);
}

static void
reads_all(void)
{
	ck_assert_int_eq(worker_step(inbox_job), OK);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM inbox WHERE state <> 'done'"), 0);
}

START_TEST(a_flow_brings_a_text_once)
{
	ck_assert_str_eq(told(post(INCOMING, HOOK_TOKEN, TEXT("run-1", "1"))),
	    "200 {\"saved\":1}\n");
	ck_assert_str_eq(told(post(INCOMING, HOOK_TOKEN, TEXT("run-1", "1"))),
	    "200 {\"saved\":0}\n");
	/* What he wrote next within the same run is another text. */
	ck_assert_str_eq(told(post(INCOMING, HOOK_TOKEN, TEXT("run-1", "It bleeds"))),
	    "200 {\"saved\":1}\n");
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "1|It bleeds");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem' AND open AND "
			"patient_id = %d",
		TINASHE),
	    1);
	/* The next day's 1 is no repeat. */
	site_later("1 day");
	ck_assert_int_eq(post(INCOMING, HOOK_TOKEN, TEXT("run-2", "1")).code, 200);
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "1|It bleeds|1");
}
END_TEST

/* RapidPro's list of messages has what its flow has passed on: one text all the same. */
START_TEST(a_flow_and_the_feed_bring_one_text)
{
	static const char feed[] =
	    "INSERT INTO inbox (source, key, body, received_at) SELECT 'message', "
	    "'message:%d', json_build_object('id', %d, 'urn', 'tel:" TINASHE_PHONE
	    "', 'direction', 'in', 'text', '1', 'contact', json_build_object('uuid', "
	    "'" CONTACT "'), 'created_on', to_char((business_now() - interval '%s') AT "
	    "TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text, business_now()";

	ck_assert_int_eq(post(INCOMING, HOOK_TOKEN, TEXT("run-1", "1")).code, 200);
	reads_all();
	site_sql(feed, 7, 7, "20 seconds");
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "1");
	ck_assert_str_eq(site_text("SELECT rapidpro_id FROM message WHERE direction = "
				   "'in'"),
	    "7");
	/* The other way round; and the same words a while later are another text. */
	site_later("10 minutes");
	site_sql(feed, 8, 8, "5 seconds");
	reads_all();
	ck_assert_int_eq(post(INCOMING, HOOK_TOKEN, TEXT("run-2", "1")).code, 200);
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "1|1");
	site_later("2 minutes");
	ck_assert_int_eq(post(INCOMING, HOOK_TOKEN, TEXT("run-3", "1")).code, 200);
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "1|1|1");
}
END_TEST

START_TEST(a_flow_comes_with_a_token)
{
	static const struct {
		const char *authorization, *told;
	} asks[] = {
		{ NULL, "403 Missing authorization token" },
		{ "Token", "403 Incorrect token" },
		{ "Token nonsense", "403 Incorrect token" },
		{ "Bearer the-webhook-secret-of-this-test-01", "403 Incorrect token" },
		{ "Basic %%%", "403 Incorrect token" },
		{ "Basic eDp5", "403 Incorrect token" }, /* x:y */
		{ "Token " LOOKER, "403 Insufficient privileges: this client has no "
				   "scope system/Communication.c." },
		{ "Token " EMR, "200 {\"saved\":1}\n" },
	};

	for (size_t i = 0; i < COUNT_OF(asks); i++)
		ck_assert_str_eq(
		    told(post(INCOMING, asks[i].authorization, TEXT("a", "Hello"))),
		    asks[i].told);
	ck_assert_int_eq(site_number("SELECT count(*) FROM inbox"), 1);
	/* A client's is in the trail; the webhook's secret is nobody's. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(user_id || ' ' || action || ' ' || address, "
		      "'|') FROM audit WHERE object = 'inbox'"),
	    "231 insert 192.0.2.9");
	ck_assert_int_eq(
	    site_number("SELECT asked FROM client WHERE user_id = %d", EMR_ID), 1);
	site_sql("UPDATE client SET per_minute = 1");
	ck_assert_int_eq(post(INCOMING, "Token " EMR, TEXT("b", "Hello")).code, 429);
	ck_assert_int_eq(post(INCOMING, HOOK_TOKEN, TEXT("b", "Hello")).code, 200);
}
END_TEST

START_TEST(what_cannot_be_kept_is_said)
{
	static const struct {
		const char *body, *told;
	} asks[] = {
		{ "", "400 Request body is required" },
		{ "[]", "400 The body is not a JSON object." },
		{ "{\"id\":1", "400 The body is not a JSON object." },
		{ "{\"id\":\"\\ufffe\xff\"}", "400 The body is no clean UTF-8." },
		{ "{}", "400 Message was not saved: \"id\" is missing or cannot be "
			"used." },
		{ "{\"id\":\"\",\"from\":\"1\",\"content\":\"\"}",
		    "400 Message was not saved: \"id\" is missing or cannot be used." },
		{ "{\"id\":1,\"from\":\" \",\"content\":\"\"}",
		    "400 Message was not saved: \"from\" is missing or cannot be "
		    "used." },
		{ "{\"id\":1,\"from\":\"+263775550142\",\"content\":null}",
		    "400 Message was not saved: \"content\" is missing or cannot be "
		    "used." },
	};

	for (size_t i = 0; i < COUNT_OF(asks); i++)
		ck_assert_str_eq(
		    told(post(INCOMING, HOOK_TOKEN, asks[i].body)), asks[i].told);
	ck_assert_str_eq(told(ask(GET, INCOMING, HOOK_TOKEN, "", "")),
	    "405 This address takes another method.");
	mode = "simulation";
	ck_assert_str_eq(
	    told(post(INCOMING, HOOK_TOKEN, TEXT("a", "1"))), "200 {\"saved\":0}\n");
	ck_assert_int_eq(site_number("SELECT count(*) FROM inbox"), 0);
}
END_TEST

/* As phones and networks write them; a text without words is looked at by a person. */
START_TEST(numbers_are_of_the_country)
{
	ck_assert_int_eq(
	    post(INCOMING, HOOK_TOKEN,
		"{\"id\":1,\"from\":\" 0775 550 142 \",\"content\":\"Yes\"}")
		.code,
	    200);
	ck_assert_int_eq(post(INCOMING, HOOK_TOKEN,
			     "{\"id\":2,\"from\":\"263775550142\",\"content\":\"\"}")
			     .code,
	    200);
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "Yes|(no words)");
	/* Not a number at all: kept, and the operator is told. */
	ck_assert_int_eq(post(INCOMING, HOOK_TOKEN,
			     "{\"id\":3,\"from\":\"Airtime\",\"content\":\"Win!\"}")
			     .code,
	    200);
	ck_assert_int_eq(worker_step(inbox_job), OK);
	ck_assert_str_eq(
	    site_text("SELECT state FROM inbox ORDER BY id DESC LIMIT 1"), "parked");
}
END_TEST

/* The site itself brings none: its rights are not enough. */
START_TEST(texts_come_by_the_api_alone)
{
	const struct inbox_bring *row;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(test_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_inbox_bring(tx, "k", "{}", "", &row), ERR_FORBIDDEN);
	tx_rollback(tx);
}
END_TEST

TCase *
cht_tests(void)
{
	TCase *tc = tcase_create("cht");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, a_flow_brings_a_text_once);
	tcase_add_test(tc, a_flow_and_the_feed_bring_one_text);
	tcase_add_test(tc, a_flow_comes_with_a_token);
	tcase_add_test(tc, what_cannot_be_kept_is_said);
	tcase_add_test(tc, numbers_are_of_the_country);
	tcase_add_test(tc, texts_come_by_the_api_alone);
	return tc;
}
