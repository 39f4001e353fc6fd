/*
 * test_cht.c - the doors of a CHT: flows, gateways and programs that were written for
 * one, each held to its token, its scopes and its facilities.
 */

#include <stdlib.h>
#include <string.h>

#include "cht_test.h"
#include "worker_test.h"

#define INCOMING "/api/v2/sms/rapidpro/incoming-messages"
#define TEXT(id, content) \
	"{\"id\":\"" id "\",\"from\":\"" TINASHE_PHONE "\",\"content\":\"" content "\"}"

static void
begin(void)
{
	worker_test_begin();
	fhir_clients_begin();
}

static void
end(void)
{
	cht_mode = NULL;
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
	ck_assert_str_eq(cht_told(cht_post(INCOMING, HOOK_TOKEN, TEXT("run-1", "1"))),
	    "200 {\"saved\":1}\n");
	ck_assert_str_eq(cht_told(cht_post(INCOMING, HOOK_TOKEN, TEXT("run-1", "1"))),
	    "200 {\"saved\":0}\n");
	/* What he wrote next within the same run is another text. */
	ck_assert_str_eq(
	    cht_told(cht_post(INCOMING, HOOK_TOKEN, TEXT("run-1", "It bleeds"))),
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
	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN, TEXT("run-2", "1")).code, 200);
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

	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN, TEXT("run-1", "1")).code, 200);
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
	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN, TEXT("run-2", "1")).code, 200);
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "1|1");
	site_later("2 minutes");
	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN, TEXT("run-3", "1")).code, 200);
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
		ck_assert_str_eq(cht_told(cht_post(INCOMING, asks[i].authorization,
				     TEXT("a", "Hello"))),
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
	ck_assert_int_eq(
	    cht_post(INCOMING, "Token " EMR, TEXT("b", "Hello")).code, 429);
	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN, TEXT("b", "Hello")).code, 200);
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
		ck_assert_str_eq(cht_told(cht_post(INCOMING, HOOK_TOKEN, asks[i].body)),
		    asks[i].told);
	ck_assert_str_eq(cht_told(cht_ask(GET, INCOMING, HOOK_TOKEN, "", "")),
	    "405 This address takes another method.");
	cht_mode = "simulation";
	ck_assert_str_eq(cht_told(cht_post(INCOMING, HOOK_TOKEN, TEXT("a", "1"))),
	    "200 {\"saved\":0}\n");
	ck_assert_int_eq(site_number("SELECT count(*) FROM inbox"), 0);
}
END_TEST

/* As phones and networks write them; a text without words is looked at by a person. */
START_TEST(numbers_are_of_the_country)
{
	ck_assert_int_eq(
	    cht_post(INCOMING, HOOK_TOKEN,
		"{\"id\":1,\"from\":\" 0775 550 142 \",\"content\":\"Yes\"}")
		.code,
	    200);
	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN,
			     "{\"id\":2,\"from\":\"263775550142\",\"content\":\"\"}")
			     .code,
	    200);
	reads_all();
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "Yes|(no words)");
	/* Not a number at all: kept, and the operator is told. */
	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN,
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

#define BY_PHONE "/api/v1/contacts-by-phone"

/* "TM-101 TM-102": the cards of those who were shown. */
static const char *
numbers_of(struct reply reply)
{
	const struct json *docs = json_get(fhir_parsed(reply.body.data), "docs");
	bool ok = false;
	struct buf b;

	ck_assert_msg(
	    reply.code == 200 &&
		json_bool(json_get(fhir_parsed(reply.body.data), "ok"), &ok) && ok,
	    "%s", reply.body.data);
	buf_init(&b, site_arena());
	for (size_t i = 0; i < json_count(docs); i++)
		buf_printf(&b, "%s%s", i > 0 ? " " : "",
		    json_text(json_get(json_at(docs, i), "_id")));
	return b.data;
}

START_TEST(everybody_behind_a_number)
{
	struct reply reply =
	    cht_ask(GET, BY_PHONE "?phone=%2B263775550188", "Bearer " EMR, "", "");
	const struct json *doc =
	    json_at(json_get(fhir_parsed(reply.body.data), "docs"), 0);

	ck_assert_str_eq(numbers_of(reply), "patient-403 patient-404");
	ck_assert_str_eq(json_text(json_get(doc, "type")), "person");
	ck_assert_str_eq(json_text(json_get(doc, "phone")), SHARED_PHONE);
	ck_assert_str_eq(json_text(json_get(doc, "phone_shared")), "yes");
	ck_assert_str_eq(
	    json_text(json_get(json_get(doc, "parent"), "_id")), "place-101");
	/* As it is dialled there, in a form, as JSON, and with a + that nobody encoded. */
	ck_assert_str_eq(numbers_of(cht_ask(
			     GET, BY_PHONE "?phone=0775550142", "Token " EMR, "", "")),
	    "patient-401");
	ck_assert_str_eq(numbers_of(cht_ask(GET, BY_PHONE "?phone=+263775550142",
			     "Token " EMR, "", "")),
	    "patient-401");
	ck_assert_str_eq(numbers_of(cht_post(BY_PHONE, "Token " EMR,
			     "{\"phone\":\"+263 77 555 0142\"}")),
	    "patient-401");
	ck_assert_str_eq(
	    numbers_of(cht_ask(POST, BY_PHONE, "Token " EMR,
		"application/x-www-form-urlencoded", "phone=%2B263775550142")),
	    "patient-401");
	/* A second number is his, too, behind those whose first it is. */
	site_sql("UPDATE patient SET phone2_id = 301 WHERE id IN (402, 405)");
	ck_assert_str_eq(numbers_of(cht_post(BY_PHONE, "Token " EMR,
			     "{\"phone\":\"" TINASHE_PHONE "\"}")),
	    "patient-401 patient-402");
	ck_assert_str_eq(numbers_of(cht_post(BY_PHONE, "Token " HUB,
			     "{\"phone\":\"" TINASHE_PHONE "\"}")),
	    "patient-401 patient-402 patient-405");
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(object_id::text, ' ' ORDER BY object_id) FROM audit "
		"WHERE user_id = %d AND action = 'read' AND object = 'patient'",
		HUB_ID),
	    "401 402 405");
}
END_TEST

START_TEST(a_number_of_nobody)
{
	static const char *const bodies[] = { "", "{}", "[]", "{\"phone\":{}}",
		"{\"phone\":\"soon\"}", "{\"phone\":\"12\"}" };
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		reply = cht_post(BY_PHONE, "Token " EMR, bodies[i]);
		ck_assert_str_eq(cht_told(reply), "400 bad_request");
		ck_assert_ptr_nonnull(strstr(reply.body.data, "\"reason\":\"phone "));
	}
	ck_assert_str_eq(
	    cht_told(cht_ask(GET, BY_PHONE, "Token " EMR, "", "")), "400 bad_request");
	ck_assert_str_eq(cht_told(cht_post(BY_PHONE, "Token " EMR,
			     "{\"phone\":\"" UNKNOWN_PHONE "\"}")),
	    "404 not_found");
	/* Of another facility: the same as nobody's. */
	ck_assert_str_eq(cht_told(cht_post(BY_PHONE, "Token " EMR,
			     "{\"phone\":\"" NKOSANA_PHONE "\"}")),
	    "404 not_found");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'patient' AND "
			"action = 'read'"),
	    0);
	ck_assert_int_eq(
	    site_number("SELECT asked FROM client WHERE user_id = %d", EMR_ID),
	    COUNT_OF(bodies) + 3);
}
END_TEST

START_TEST(a_client_comes_with_its_token)
{
	const char *basic = arena_printf(site_arena(), "Basic %s",
	    "Z2F0ZXdheTpFTVItb2YtUml2ZXJzaWRlLTAxMjM0NTY3ODktMDEyMzQ1Njc4OS0wMTIz");
	struct reply reply;

	ck_assert_str_eq(numbers_of(cht_ask(GET,
			     BY_PHONE "?phone="
				      "0775550142",
			     basic, "", "")),
	    "patient-401");
	reply = cht_ask(GET, BY_PHONE "?phone=0775550142", NULL, "", "");
	ck_assert_str_eq(cht_told(reply), "401 unauthorized");
	ck_assert_ptr_nonnull(strstr(reply.headers.data, "WWW-Authenticate: Basic "));
	ck_assert_str_eq(
	    cht_told(cht_ask(GET, BY_PHONE "?phone=0775550142", HOOK_TOKEN, "", "")),
	    "401 unauthorized");
	ck_assert_str_eq(cht_told(cht_ask(GET, BY_PHONE "?phone=0775550142",
			     "Token " LOOKER, "", "")),
	    "403 Insufficient privileges: this client has no scope system/Patient.s.");
	ck_assert_str_eq(cht_told(cht_ask(GET, "/api/v9/none", "Token " EMR, "", "")),
	    "404 Nothing is at this address.");
	site_sql("UPDATE client SET revoked_at = business_now()");
	ck_assert_str_eq(
	    cht_told(cht_ask(GET, BY_PHONE "?phone=0775550142", basic, "", "")),
	    "401 unauthorized");
}
END_TEST

/* What was brought again, another time and what is no message at all spoil nothing. */
START_TEST(a_gateway_brings_what_it_got)
{
	static const char batch[] =
	    "{\"messages\":[{\"id\":\"a\",\"from\":\"" TINASHE_PHONE
	    "\",\"content\":\"1 Tinashe\",\"sms_sent\":1930283700000,"
	    "\"sms_received\":1930283760000},"
	    "{\"id\":\"b\",\"from\":\"" BRIAN_PHONE
	    "\",\"content\":\"0\"},{\"id\":\"c\"},7],"
	    "\"updates\":[{\"id\":\"d\",\"status\":\"SENT\"}]}";

	ck_assert_str_eq(cht_told(cht_ask(GET, "/api/sms", "Token " EMR, "", "")),
	    "200 {\"medic-gateway\":true}\n");
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(cht_told(cht_post("/api/sms", "Token " EMR, batch)),
		    "200 {\"messages\":[]}\n");
	ck_assert_int_eq(worker_step(inbox_job), OK);
	ck_assert_str_eq(texts_from(TINASHE_PHONE), "1 Tinashe");
	ck_assert_str_eq(texts_from(BRIAN_PHONE), "0");
	ck_assert_str_eq(
	    site_text("SELECT to_char(at AT TIME ZONE 'UTC', 'HH24:MI') FROM message "
		      "WHERE body = '1 Tinashe'"),
	    "05:56");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(state || ' ' || body, '|' ORDER BY "
		      "id) FROM inbox WHERE state <> 'done'"),
	    "parked {\"id\":\"c\"}|parked 7");
}
END_TEST

START_TEST(a_gateway_is_told_what_is_wrong)
{
	ck_assert_str_eq(cht_told(cht_post("/api/sms", "Token " EMR, "{}")),
	    "200 {\"messages\":[]}\n");
	ck_assert_str_eq(
	    cht_told(cht_post("/api/sms", "Token " EMR, "{\"messages\":{}}")),
	    "400 messages is no array.");
	ck_assert_str_eq(cht_told(cht_post("/api/sms", "Token " EMR, "")),
	    "400 Request body is required");
	ck_assert_str_eq(
	    cht_told(cht_post("/api/sms", NULL, "{}")), "401 unauthorized");
	ck_assert_int_eq(cht_post("/api/sms", "Token " LOOKER, "{}").code, 403);
	ck_assert_int_eq(cht_ask(GET, "/api/sms", "Token " LOOKER, "", "").code, 403);
	ck_assert_str_eq(cht_told(cht_post("/api/sms", "Token " EMR,
			     arena_printf(site_arena(),
				 "{\"messages\":[{\"id\":\"%070000d\"}]}", 1))),
	    "413 Bring at most 1000 messages and 64 KiB at once.");
	ck_assert_int_eq(site_number("SELECT count(*) FROM inbox"), 0);
}
END_TEST

/* "12", "-1" or "" of a path of the answer. */
static const char *
figure(const struct json *json, const char *path)
{
	char *copy = arena_strdup(site_arena(), path), *key;
	const char *text;

	while ((key = strsep(&copy, "/")) != NULL)
		json = json_get(json, key);
	text = json_scalar(site_arena(), json);
	return text != NULL ? text : "none";
}

static const struct json *
figures(void)
{
	struct reply reply = cht_ask(GET, "/api/v2/monitoring", NULL, "", "");

	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_null(strstr(reply.body.data, "26377"));
	return fhir_parsed(reply.body.data);
}

START_TEST(whoever_watches_is_told)
{
	static const char *const paths[] = { "version/app", "couchdb/medic/doc_count",
		"date/uptime", "messaging/outgoing/total/due",
		"messaging/outgoing/total/scheduled", "messaging/outgoing/total/muted",
		"messaging/outgoing/total/failed", "messaging/outgoing/total/delivered",
		"messaging/outgoing/seven_days/delivered",
		"messaging/outgoing/last_hundred/pending/pending",
		"messaging/outgoing/last_hundred/final/failed",
		"messaging/outgoing/last_hundred/muted/cleared",
		"outbound_push/backlog", "feedback/count", "conflict/count",
		"replication_limit/count", "connected_users/count" };
	const struct json *before = figures(), *after;

	for (size_t i = 0; i < COUNT_OF(paths); i++)
		ck_assert_msg(
		    strcmp(figure(before, paths[i]), "none") != 0, "%s", paths[i]);
	ck_assert_str_eq(
	    arena_strndup(site_arena(), figure(before, "date/current"), 7), "1930284");
	ck_assert_int_eq(cht_post(INCOMING, HOOK_TOKEN, TEXT("m", "0")).code, 200);
	ck_assert_int_eq(atoi(figure(figures(), "sentinel/backlog")),
	    atoi(figure(before, "sentinel/backlog")) + 1);
	site_sql(
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, state, at) SELECT 501, 101, 401, 301, 'out', 'automatic', "
	    "'Good morning', s, business_now() - d FROM (VALUES ('failed', interval '1 "
	    "day'), ('failed', '8 days'), ('delivered', '1 day'), ('queued', '1 "
	    "minute'), ('cancelled', '7 days')) v (s, d)");
	after = figures();
	ck_assert_str_eq(figure(after, "messaging/outgoing/total/failed"), "2");
	ck_assert_str_eq(figure(after, "messaging/outgoing/total/delivered"), "-1");
	ck_assert_str_eq(figure(after, "messaging/outgoing/seven_days/failed"), "1");
	ck_assert_str_eq(figure(after, "messaging/outgoing/seven_days/delivered"), "1");
	/* Seven days ago to the moment is not within them. */
	ck_assert_str_eq(figure(after, "messaging/outgoing/seven_days/muted"), "0");
	ck_assert_str_eq(
	    figure(after, "messaging/outgoing/last_hundred/pending/pending"), "1");
}
END_TEST

#define EXPORT "/api/v2/export/messages"

START_TEST(texts_are_taken_away_as_a_table)
{
	const char *begin, *end;
	struct reply reply;

	site_says(TINASHE_PHONE, "=1+1, he said");
	site_says(NKOSANA_PHONE, "0");
	reply = cht_ask(GET, EXPORT, "Token " EMR, "", "");
	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(reply.type, "text/csv; charset=utf-8");
	ck_assert_str_eq(reply.body.data,
	    arena_printf(site_arena(),
		"id,patient_id,reported_date,from,type,state,received,scheduled,"
		"pending,"
		"sent,cleared,muted,message_id,sent_by,to_phone,content\r\n"
		"message-%1$s,R-2318,%2$s," TINASHE_PHONE ",Message,received,%2$s,,,,,,"
		"message-%1$s," TINASHE_PHONE ",,\"'=1+1, he said\"\r\n",
		site_text(
		    "SELECT id FROM message WHERE patient_id = 401 AND direction = "
		    "'in'"),
		site_text("SELECT floor(extract(epoch FROM at) * 1000)::int8 FROM "
			  "message WHERE "
			  "patient_id = 401 AND direction = 'in'")));
	ck_assert_str_eq(
	    site_text("SELECT object || object_id FROM audit WHERE user_id = %d "
		      "AND action = 'read'",
		EMR_ID),
	    "message-list1");
	begin =
	    site_text("SELECT (extract(epoch FROM business_now()) * 1000)::int8 + 1");
	ck_assert_ptr_null(
	    strstr(cht_ask(GET,
		       arena_printf(site_arena(),
			   EXPORT "?filters%%5Bdate%%5D%%5Bfrom%%5D=%s", begin),
		       "Token " EMR, "", "")
		       .body.data,
		"message-"));
	end = site_text(
	    "SELECT (extract(epoch FROM business_now()) * 1000)::int8 - 60000");
	ck_assert_ptr_null(
	    strstr(cht_ask(GET,
		       arena_printf(site_arena(), EXPORT "?filters[date][to]=%s", end),
		       "Token " EMR, "", "")
		       .body.data,
		"message-"));
	ck_assert_str_eq(cht_told(cht_ask(GET, EXPORT "?filters[date][to]=today",
			     "Token " EMR, "", "")),
	    "400 filters[date][from] and filters[date][to] are milliseconds since "
	    "1970.");
	ck_assert_int_eq(cht_ask(GET, EXPORT, "Token " LOOKER, "", "").code, 403);
	ck_assert_int_eq(cht_ask(GET, EXPORT, NULL, "", "").code, 401);
}
END_TEST

/* A table that lacks some without a word is worse than none. */
START_TEST(too_many_texts_are_not_taken_away)
{
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, "
		 "kind, body, state, at) SELECT 501, 101, 401, 301, 'out', "
		 "'automatic', 'x', "
		 "'sent', business_now() - n * interval '1 minute' FROM "
		 "generate_series(1, 20001) n");
	ck_assert_str_eq(cht_told(cht_ask(GET, EXPORT, "Token " EMR, "", "")),
	    "400 More than 20000 messages: ask for less with filters[date][from] and "
	    "filters[date][to].");
	ck_assert_int_eq(
	    cht_ask(GET,
		arena_printf(site_arena(), EXPORT "?filters[date][to]=%s",
		    site_text("SELECT (extract(epoch FROM business_now()) * "
			      "1000)::int8 - 90000")),
		"Token " EMR, "", "")
		.code,
	    200);
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
	tcase_add_test(tc, everybody_behind_a_number);
	tcase_add_test(tc, a_number_of_nobody);
	tcase_add_test(tc, a_client_comes_with_its_token);
	tcase_add_test(tc, a_gateway_brings_what_it_got);
	tcase_add_test(tc, a_gateway_is_told_what_is_wrong);
	tcase_add_test(tc, whoever_watches_is_told);
	tcase_add_test(tc, texts_are_taken_away_as_a_table);
	tcase_add_test(tc, too_many_texts_are_not_taken_away);
	return tc;
}
