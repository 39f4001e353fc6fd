/*
 * test_subscription.c - programs of others are told of tasks: who may ask for what, and
 * that each version arrives, in order, whatever the receiver and the workers do.
 */

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/notification.h"
#include "ext/secret.h"
#include "fhir_test.h"
#include "socket_server.h"
#include "worker_test.h"

#define SECRET "a-secret-of-at-least-32-letters-000"

#define ADMIN "ADMIN-of-what-was-told-0123456789-012345678"

static void
begin(void)
{
	worker_test_begin();
	fhir_clients_begin();
	site_sql("UPDATE client SET expires_at = business_now() + interval '30 days'");
}

static void
end(void)
{
	fhir_clients_end();
	worker_test_end();
}

static const char *
wish(const char *criteria, const char *endpoint, const char *more)
{
	return arena_printf(site_arena(),
	    "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":"
	    "\"Our queue\",\"criteria\":\"%s\",\"channel\":{\"type\":\"rest-hook\","
	    "\"endpoint\":\"%s\"%s}}",
	    criteria, endpoint, more);
}

static const char *
here(void)
{
	return arena_printf(site_arena(), "http://127.0.0.1:%d/hook", peer_port());
}

#define PAYLOAD ",\"payload\":\"application/fhir+json\""
#define SIGNED                                                            \
	",\"extension\":[{\"url\":\"urn:aftercare:subscription-secret\"," \
	"\"valueString\":\"" SECRET "\"}]"

/* Its id; and it is active. */
static const char *
subscribed(const char *criteria, const char *more)
{
	struct reply reply = fhir_send(POST, "Subscription",
	    wish(criteria, here(), more), (struct fhir_headers){ 0 });

	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "requested");
	ck_assert_int_eq(worker_step(subscription_job), OK);
	return fhir_text_at(&reply, "id");
}

static const char *
status_of(const char *id)
{
	struct reply reply =
	    fhir_get(EMR, arena_printf(site_arena(), "Subscription/%s", id));

	return arena_printf(site_arena(), "%s %s", fhir_text_at(&reply, "status"),
	    fhir_text_at(&reply, "error"));
}

static void
tell(void)
{
	ck_assert_int_eq(worker_step(subscription_job), OK);
}

static const char *
states(void)
{
	return site_text("SELECT coalesce(string_agg(state, ' ' ORDER BY version), '') "
			 "FROM subscription_event");
}

static void
becomes(const char *task, const char *state)
{
	struct reply reply = fhir_send(
	    PATCH, fhir_of(task, ""), fhir_step(state, ""), (struct fhir_headers){ 0 });

	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
}

START_TEST(what_may_be_asked_for)
{
	static const struct {
		const char *criteria, *endpoint, *more, *issue;
	} bad[] = {
		{ "Patient?name=x", "https://a.example.org", "",
		    "business-rule Subscription.criteria" },
		{ "Tasks", "https://a.example.org", "",
		    "business-rule Subscription.criteria" },
		{ "Task?nix=1", "https://a.example.org", "", "not-supported" },
		{ "Task?status:above=x", "https://a.example.org", "", "code-invalid" },
		{ "Task?_sort=due-date", "https://a.example.org", "",
		    "business-rule Subscription.criteria" },
		{ "Task?_lastUpdated=ge2026", "https://a.example.org", "",
		    "business-rule Subscription.criteria" },
		{ "Task?status=nix", "https://a.example.org", "",
		    "business-rule Subscription.criteria" },
		{ "Task?", "http://a.example.org", "",
		    "business-rule Subscription.channel.endpoint" },
		{ "Task?", "https://u:p@a.example.org", "",
		    "business-rule Subscription.channel.endpoint" },
		{ "Task?", "https://a.example.org?key=1", PAYLOAD,
		    "business-rule Subscription.channel.endpoint" },
		{ "Task?", "https://a.example.org", ",\"payload\":\"text/xml\"",
		    "business-rule Subscription.channel.payload" },
		{ "Task?", "https://a.example.org", ",\"header\":[\"Host: b\"]",
		    "business-rule Subscription.channel.header" },
		{ "Task?", "https://a.example.org", ",\"header\":[\"A: b\\r\\nC: d\"]",
		    "business-rule Subscription.channel.header" },
		{ "Task?", "https://a.example.org", ",\"header\":[]",
		    "structure Subscription.channel.header" },
		{ "Task?", "https://a.example.org",
		    ",\"extension\":[{\"url\":\"urn:aftercare:subscription-secret\","
		    "\"valueString\":\"short\"}]",
		    "business-rule Subscription.channel.extension" },
	};
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		reply = fhir_send(POST, "Subscription",
		    wish(bad[i].criteria, bad[i].endpoint, bad[i].more),
		    (struct fhir_headers){ 0 });
		ck_assert_msg(reply.code >= 400, "%s", bad[i].issue);
		ck_assert_msg(strcmp(fhir_issue_of(&reply), bad[i].issue) == 0,
		    "%zu: %s", i, reply.body.data);
	}
	reply = fhir_send(POST, "Subscription", "{\"resourceType\":\"Subscription\"}",
	    (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 400);
	ck_assert_int_eq(
	    fhir_send(POST, "Subscription", wish("Task?", "https://a.example.org", ""),
		(struct fhir_headers){ .token = LOOKER })
		.code,
	    403);
	ck_assert_str_eq(site_text("SELECT count(*) FROM subscription"), "0");
}
END_TEST

START_TEST(it_is_its_clients_alone)
{
	struct reply reply = fhir_send(POST, "Subscription",
	    wish("Task?status=requested", "https://emr.example.org/hook",
		",\"header\":[\"Authorization: Bearer x\"]"),
	    (struct fhir_headers){ 0 });
	const char *id = fhir_text_at(&reply, "id"), *at;
	const char *read;

	ck_assert_int_eq(reply.code, 201);
	/* The secret is shown now and never again. */
	ck_assert_ptr_nonnull(strstr(reply.body.data, "subscription-secret"));
	at = arena_printf(site_arena(), "Subscription/%s", id);
	reply = fhir_get(EMR, at);
	read = reply.body.data;
	ck_assert_ptr_null(strstr(read, "secret"));
	ck_assert_ptr_nonnull(strstr(read, "Authorization: Bearer x"));
	ck_assert_int_eq(fhir_get(HUB, at).code, 404);
	reply = fhir_get(HUB, "Subscription");
	ck_assert_uint_eq(fhir_entries(&reply), 0);
	ck_assert_int_eq(
	    fhir_send(PUT, at, read, (struct fhir_headers){ .token = HUB }).code, 405);
	ck_assert_int_eq(
	    fhir_send(DELETE, at, "", (struct fhir_headers){ .token = HUB }).code, 204);
	tell();
	ck_assert_str_eq(status_of(id), "active ");
	reply = fhir_get(EMR, "Subscription?status=active&url=https://emr.example.org/"
			      "hook");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	/* Back as it was read: looked at once more. */
	reply =
	    fhir_send(PUT, at, fhir_get(EMR, at).body.data, (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "requested");
	ck_assert_int_eq(
	    fhir_send(DELETE, at, "", (struct fhir_headers){ 0 }).code, 204);
	ck_assert_int_eq(fhir_get(EMR, at).code, 404);
	ck_assert_str_eq(site_text("SELECT string_agg(action, ' ' ORDER BY id) FROM "
				   "audit WHERE object = 'subscription' AND action <> "
				   "'read' AND user_id = 231"),
	    "insert update delete");
}
END_TEST

START_TEST(each_version_arrives_signed_and_in_order)
{
	const char *id, *task, *body;

	peer_says(200, "{}");
	peer_says(201, "{}");
	peer_plays();
	id = subscribed("Task?status=requested,ready&patient=Patient/401",
	    PAYLOAD SIGNED ",\"header\":[\"X-Key: k 1\"]");
	ck_assert_str_eq(status_of(id), "active ");
	task = fhir_made(TASK("requested", ""));
	(void)fhir_made(
	    "{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":"
	    "\"order\",\"code\":{\"text\":\"Another man\"},\"for\":{"
	    "\"reference\":\"Patient/402\"}}");
	becomes(task, "ready");
	tell();
	tell();
	ck_assert_uint_eq(peer_calls(), 2);
	ck_assert_uint_eq(
	    peer_asked(arena_printf(site_arena(), "PUT /hook/Task/%s HTTP", task)), 2);
	ck_assert_uint_eq(peer_asked("X-Key: k 1\r\n"), 2);
	ck_assert_uint_eq(peer_asked("\"status\":\"requested\""), 1);
	ck_assert_uint_eq(peer_asked("\"status\":\"ready\""), 1);
	ck_assert(strstr(peer_seen(), "\"status\":\"requested\"") <
		  strstr(peer_seen(), "\"status\":\"ready\""));
	/* What comes last is the whole of the last call's body. */
	body =
	    strstr(strstr(peer_seen(), "\"status\":\"ready\"") - 400, "\r\n\r\n") + 4;
	ck_assert_uint_eq(peer_asked(arena_printf(site_arena(), "X-Signature: %s\r\n",
			      secret_hmac(site_arena(), SECRET, body, strlen(body)))),
	    1);
	ck_assert_uint_eq(
	    peer_asked(arena_printf(site_arena(), "X-Aftercare-Event: %s\r\n",
		site_text("SELECT max(version) FROM subscription_event"))),
	    1);
	/* When it does not meet the criteria any more, nothing is said. */
	becomes(task, "cancelled");
	tell();
	ck_assert_uint_eq(peer_calls(), 2);
	ck_assert_str_eq(states(), "done done");
	ck_assert_str_eq(site_text("SELECT count(*) FROM task_news"), "0");
}
END_TEST

START_TEST(without_a_payload_it_is_an_empty_post)
{
	peer_says(200, "{}");
	peer_plays();
	(void)subscribed("Task?status=requested", "");
	(void)fhir_made(TASK("requested", ""));
	tell();
	ck_assert_uint_eq(peer_asked("POST /hook HTTP"), 1);
	ck_assert_uint_eq(peer_asked("Content-Length: 0\r\n"), 1);
	ck_assert_uint_eq(peer_asked("dressing"), 0);
	ck_assert_str_eq(states(), "done");
}
END_TEST

START_TEST(nobody_asked_nothing_is_kept)
{
	(void)fhir_made(TASK("requested", ""));
	ck_assert_str_eq(site_text("SELECT count(*) FROM task_news"), "0");
}
END_TEST

START_TEST(it_is_told_what_it_may_read)
{
	const char *task;

	peer_says(200, "{}");
	peer_plays();
	(void)subscribed("Task?", PAYLOAD);
	/* At a facility that is not its own. */
	(void)fhir_send(POST, "Task",
	    "{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":\"order\","
	    "\"code\":{\"text\":\"Elsewhere\"},\"location\":{\"reference\":"
	    "\"Location/102\"}}",
	    (struct fhir_headers){ .token = HUB });
	task = fhir_made(TASK("requested", ""));
	tell();
	ck_assert_uint_eq(peer_asked("Elsewhere"), 0);
	ck_assert_uint_eq(peer_calls(), 1);
	/* Between being told of it and the call it loses the facility. */
	becomes(task, "ready");
	peer_stops();
	tell();
	site_sql("UPDATE user_place SET place_id = 103 WHERE user_id = 231");
	site_later("2 minutes");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_str_eq(states(), "done done");
	/* What did not leave is no attempt; the one before it got no answer. */
	ck_assert_str_eq(site_text("SELECT string_agg(outcome || words, '; ' ORDER BY "
				   "id) FROM subscription_attempt WHERE event_id = "
				   "(SELECT max(id) FROM subscription_event)"),
	    "4Couldn't connect to server");
	/* Without a token it is told nothing. */
	site_sql("UPDATE user_place SET place_id = 101 WHERE user_id = 231");
	becomes(task, "cancelled");
	site_sql("UPDATE client SET revoked_at = business_now() WHERE user_id = 231");
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_str_eq(site_text("SELECT status || ': ' || error FROM subscription"),
	    "off: the client may not come any more");
}
END_TEST

/* A program of an administrator, as client add makes it. */
static void
admin_comes(void)
{
	ck_assert_uint_eq(strlen(ADMIN), SECRET_TOKEN_LENGTH);
	site_sql("INSERT INTO app_user (id, username, name, role, password_hash, "
		 "machine, created_at) OVERRIDING SYSTEM VALUE VALUES (239, 'auditor', "
		 "'Auditor', 'admin', '-', true, business_now()); "
		 "INSERT INTO client (user_id, token_hash, scopes, per_minute, "
		 "created_at, expires_at) VALUES (239, '%s', '{system/AuditEvent.rs}', "
		 "1000, business_now(), business_now() + interval '30 days')",
	    secret_hash(site_arena(), ADMIN));
}

/* "8 4 0": the outcomes of what is found, by id. */
static const char *
outcomes(const char *token, const char *query)
{
	struct reply reply = fhir_get(
	    token, arena_printf(site_arena(), "AuditEvent?_sort=_id&%s", query));
	const struct json *entries = json_get(fhir_parsed(reply.body.data), "entry");
	const char *all = "";

	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	for (size_t i = 0; i < json_count(entries); i++)
		all = arena_printf(site_arena(), "%s%s%s", all, i > 0 ? " " : "",
		    json_text(json_get(
			json_get(json_at(entries, i), "resource"), "outcome")));
	return all;
}

/* Who was told what, when, and what came of it: each time, whoever asks for it. */
START_TEST(each_attempt_is_an_audit_event)
{
	const char *id, *task, *at, *recorded;
	struct reply reply;

	admin_comes();
	peer_says(500, "{}");
	peer_plays();
	id = subscribed("Task?patient=Patient/401", PAYLOAD);
	task = fhir_made(TASK("requested", ""));
	tell();
	ck_assert_str_eq(outcomes(EMR, ""), "4");
	site_later("2 minutes");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "done");
	ck_assert_str_eq(outcomes(EMR, ""), "4 0");
	/* Its own are whose program it is; all are the administrator's. */
	ck_assert_str_eq(outcomes(HUB, ""), "");
	ck_assert_str_eq(outcomes(ADMIN, ""), "4 0");
	reply = fhir_get(LOOKER, "AuditEvent");
	ck_assert_int_eq(reply.code, 403);
	reply = fhir_get(ADMIN, "Task");
	ck_assert_int_eq(reply.code, 403);
	at = site_text("SELECT id FROM subscription_attempt WHERE outcome = 4");
	reply = fhir_get(EMR, arena_printf(site_arena(), "AuditEvent/%s", at));
	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"the receiver answered 500\""));
	ck_assert_ptr_nonnull(strstr(
	    reply.body.data, arena_printf(site_arena(), "\"Task/%s/_history/%s\"", task,
				 site_text("SELECT version FROM subscription_event"))));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"Device/231\""));
	recorded = fhir_text_at(&reply, "recorded");
	reply = fhir_get(HUB, arena_printf(site_arena(), "AuditEvent/%s", at));
	ck_assert_int_eq(reply.code, 404);
	/* By all that it is asked for. */
	ck_assert_str_eq(outcomes(ADMIN, "outcome=0"), "0");
	ck_assert_str_eq(outcomes(ADMIN, "outcome:not=0"), "4");
	ck_assert_str_eq(outcomes(ADMIN, "subtype=urn:aftercare:told|event"), "4 0");
	ck_assert_str_eq(outcomes(ADMIN, "subtype=push,handshake"), "");
	ck_assert_str_eq(outcomes(ADMIN, "agent=Device/231"), "4 0");
	ck_assert_str_eq(outcomes(ADMIN, "agent=Device/232"), "");
	ck_assert_str_eq(outcomes(ADMIN, "patient=Patient/401"), "4 0");
	ck_assert_str_eq(outcomes(ADMIN, "patient=402"), "");
	ck_assert_str_eq(outcomes(ADMIN, "patient:missing=true"), "");
	ck_assert_str_eq(
	    outcomes(ADMIN, arena_printf(site_arena(), "entity=Task/%s", task)), "4 0");
	ck_assert_str_eq(
	    outcomes(ADMIN, arena_printf(site_arena(), "entity=Subscription/%s", id)),
	    "4 0");
	ck_assert_str_eq(outcomes(ADMIN, "entity=Patient/401,Task/1"), "4 0");
	ck_assert_str_eq(outcomes(ADMIN, "entity:Patient=401"), "4 0");
	ck_assert_str_eq(outcomes(ADMIN, "entity=Device/401"), "");
	ck_assert_str_eq(outcomes(ADMIN, "entity=401"), "4 0");
	ck_assert_str_eq(
	    outcomes(ADMIN, arena_printf(site_arena(), "date=le%s", recorded)), "4");
	ck_assert_str_eq(
	    outcomes(ADMIN, arena_printf(site_arena(), "date=gt%s", recorded)), "0");
	/* That it was read is told to nobody, and is no such event. */
	ck_assert_str_eq(site_text("SELECT count(*) FROM subscription_event"), "1");
	ck_assert_str_eq(site_text("SELECT count(*) FROM told"), "2");
}
END_TEST

/* Neither who is told, nor what, needs to be there any more. */
START_TEST(audit_events_outlive_what_they_are_about)
{
	const char *id;
	struct reply reply;

	admin_comes();
	peer_says(410, "{}");
	peer_plays();
	id = subscribed("Task?patient=Patient/401", PAYLOAD);
	(void)fhir_made(TASK("requested", ""));
	tell();
	ck_assert_str_eq(outcomes(ADMIN, ""), "8");
	reply = fhir_send(DELETE, arena_printf(site_arena(), "Subscription/%s", id), "",
	    (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 204);
	ck_assert_str_eq(site_text("SELECT count(*) FROM subscription_event"), "0");
	ck_assert_str_eq(outcomes(ADMIN, ""), "8");
	/* What was pushed is the administrator's alone. */
	site_sql("INSERT INTO outbound_attempt (event_id, attempt, at, answered_at, "
		 "words, outcome, push, url, doc, patient_id) VALUES (1, 1, "
		 "business_now(), business_now(), 'the receiver answered 200', 0, "
		 "'to-emr', 'https://a.example.org/', 'patient-402', 402), (2, 1, "
		 "business_now(), NULL, '', 4, 'to-emr', 'https://a.example.org/', "
		 "'number-7', NULL)");
	ck_assert_str_eq(outcomes(EMR, ""), "8");
	ck_assert_str_eq(outcomes(ADMIN, "subtype=push"), "0 4");
	ck_assert_str_eq(outcomes(ADMIN, "entity:missing=true"), "4");
	ck_assert_str_eq(outcomes(ADMIN, "entity:missing=false"), "8 0");
	ck_assert_str_eq(outcomes(ADMIN, "agent:missing=true"), "0 4");
	ck_assert_str_eq(outcomes(ADMIN, "patient=402"), "0");
	reply = fhir_get(ADMIN, "AuditEvent?subtype=push&outcome=4");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "no answer: it is on its way"));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"number-7\""));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"to-emr\""));
	/* For 90 days, whatever becomes of anything else. */
	site_later("89 days");
	ck_assert_int_eq(worker_step(cleaning_job), OK);
	ck_assert_str_eq(site_text("SELECT count(*) FROM told"), "3");
	site_later("2 days");
	ck_assert_int_eq(worker_step(cleaning_job), OK);
	ck_assert_str_eq(site_text("SELECT count(*) FROM told"), "0");
}
END_TEST

START_TEST(a_receiver_that_is_not_well_is_waited_for)
{
	const char *task;

	peer_says(500, "x");
	peer_plays();
	(void)subscribed("Task?", PAYLOAD);
	task = fhir_made(TASK("requested", ""));
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	/* Nobody tries it before its time, not with another task either. */
	(void)fhir_made(TASK("requested", ""));
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	/* It has taken it, and nobody heard; then nobody is there. */
	site_later("1 minute");
	peer_breaks();
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	peer_stops();
	site_later("2 minutes");
	tell();
	ck_assert_str_eq(
	    site_text("SELECT tries || ' ' || status FROM subscription"), "3 active");
	becomes(task, "ready");
	/* Hours later it is back: one tries, then all others come, in order. */
	site_later("5 hours");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_uint_eq(
	    peer_asked(arena_printf(site_arena(), "PUT /hook/Task/%s ", task)), 1);
	tell();
	ck_assert_uint_eq(peer_calls(), 3);
	ck_assert_uint_eq(
	    peer_asked(arena_printf(site_arena(), "PUT /hook/Task/%s ", task)), 2);
	ck_assert_str_eq(states(), "done done done");
}
END_TEST

static const char *
pace_of(const char *id)
{
	return site_text(
	    "SELECT slow || ' ' || tries FROM subscription WHERE id = %s", id);
}

/* One that keeps its caller waiting holds up no other a second time. */
START_TEST(a_slow_receiver_is_called_apart)
{
	struct canned hangs = { .reply = NULL, .wait_ms = 30000 };
	struct canned drips = { .reply = "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n"
					 "Connection: close\r\n\r\n",
		.padding = 200,
		.drip_ms = 100 };
	const char *slow = subscribed("Task?", PAYLOAD);
	struct socket_server *server = socket_server_start(&hangs, 1);
	const int port = socket_server_port(server);
	int64_t start;

	site_sql("UPDATE subscription SET seconds = 3, endpoint = "
		 "'http://127.0.0.1:%d/'",
	    port);
	(void)subscribed("Task?", PAYLOAD);
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_plays();
	(void)fhir_made(TASK("requested", ""));
	start = clock_monotonic();
	tell();
	ck_assert_int_lt(clock_monotonic() - start, 5 * SECOND);
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(pace_of(slow), "true 1");
	socket_server_stop(server);
	/* By the time it may be asked again, others are told without it. */
	server = socket_server_start_on(port, &drips, 1);
	site_later("2 minutes");
	(void)fhir_made(TASK("requested", ""));
	start = clock_monotonic();
	tell();
	ck_assert_int_lt(clock_monotonic() - start, SECOND);
	ck_assert_uint_eq(peer_calls(), 2);
	ck_assert_uint_eq(socket_server_connections(server), 0);
	/* It begins an answer and does not come to its end: the time is over as before. */
	test_worker.slow = true;
	start = clock_monotonic();
	tell();
	ck_assert_int_gt(clock_monotonic() - start, 2 * SECOND);
	ck_assert_int_lt(clock_monotonic() - start, 5 * SECOND);
	ck_assert_str_eq(pace_of(slow), "true 2");
	socket_server_stop(server);
	/* Once it answers, it is one among the others again. */
	site_sql("UPDATE subscription SET endpoint = '%s' WHERE id = %s", here(), slow);
	site_later("1 hour");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(pace_of(slow), "false 0");
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	test_worker.slow = false;
	tell();
	ck_assert_uint_eq(peer_calls(), 2);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM subscription_event WHERE state = 'done'"),
	    4);
}
END_TEST

/* What is said of the method, or of who stands before it, is said of all. */
START_TEST(not_this_way_is_no_word_of_one_task)
{
	static const int answers[] = { 405, 407, 404, 401 };

	peer_says(answers[_i], "x");
	peer_plays();
	(void)subscribed("Task?", PAYLOAD);
	(void)fhir_made(TASK("requested", ""));
	tell();
	(void)fhir_made(TASK("requested", ""));
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(
	    site_text("SELECT tries || ' ' || status FROM subscription"), "1 active");
	ck_assert_str_eq(states(), "ready ready");
}
END_TEST

START_TEST(one_that_is_refused_holds_up_its_own_task_alone)
{
	const char *task;

	peer_says(422, "x");
	peer_plays();
	(void)subscribed("Task?", PAYLOAD);
	task = fhir_made(TASK("requested", ""));
	tell();
	becomes(task, "ready");
	(void)fhir_made(TASK("requested", ""));
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "ready ready done");
	ck_assert_uint_eq(
	    peer_asked(arena_printf(site_arena(), "PUT /hook/Task/%s ", task)), 0);
	/* It is given up after 72 hours, and what is behind it leaves. */
	site_later("73 hours");
	peer_says(422, "x");
	peer_says(200, "{}");
	peer_plays();
	tell();
	tell();
	ck_assert_str_eq(states(), "dead done done");
	ck_assert_str_eq(site_text("SELECT status FROM subscription"), "active");
}
END_TEST

START_TEST(after_72_hours_it_is_off_and_nothing_is_lost)
{
	const char *id, *off;
	struct reply reply;

	peer_says(503, "x");
	peer_plays();
	id = subscribed("Task?", PAYLOAD);
	(void)fhir_made(TASK("requested", ""));
	tell();
	site_later("71 hours");
	peer_says(503, "x");
	peer_plays();
	tell();
	ck_assert_str_eq(status_of(id), "active ");
	site_later("1 hour");
	peer_says(503, "x");
	peer_plays();
	tell();
	ck_assert_str_eq(status_of(id), "off the receiver answered 503");
	ck_assert_str_eq(states(), "dead");
	/* Nothing more is kept for it while it is off. */
	(void)fhir_made(TASK("requested", ""));
	tell();
	ck_assert_str_eq(states(), "dead");
	/* It is mended, and asked for again: what was given up comes. */
	off =
	    fhir_get(EMR, arena_printf(site_arena(), "Subscription/%s", id)).body.data;
	reply = fhir_send(PUT, arena_printf(site_arena(), "Subscription/%s", id), off,
	    (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	reply = fhir_send(PUT, arena_printf(site_arena(), "Subscription/%s", id),
	    arena_printf(site_arena(), "{\"id\":\"%s\",%s", id,
		wish("Task?", here(), PAYLOAD) + 1),
	    (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(status_of(id), "active ");
	ck_assert_str_eq(states(), "done");
}
END_TEST

START_TEST(gone_is_gone)
{
	const char *id;

	peer_says(410, "x");
	peer_plays();
	id = subscribed("Task?", PAYLOAD);
	(void)fhir_made(TASK("requested", ""));
	tell();
	ck_assert_str_eq(status_of(id), "off the receiver answered 410");
	ck_assert_str_eq(states(), "dead");
}
END_TEST

START_TEST(its_end_comes)
{
	const char *id = subscribed("Task?", PAYLOAD);

	site_sql(
	    "UPDATE subscription SET ends_at = business_now() + interval '1 hour'");
	tell();
	ck_assert_str_eq(status_of(id), "active ");
	site_later("1 hour");
	tell();
	ck_assert_str_eq(status_of(id), "off its end has come");
}
END_TEST

START_TEST(no_redirect_and_no_private_address)
{
	const char *id;

	peer_says(302, "x\r\n");
	peer_plays();
	id = subscribed("Task?", PAYLOAD);
	(void)fhir_made(TASK("requested", ""));
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(states(), "ready");
	/* A name that is this machine by now: looked at when the line is made. */
	site_sql("UPDATE subscription SET endpoint = 'https://localhost:%d/hook', "
		 "next_at = '-infinity'; UPDATE subscription_event SET run_at = "
		 "'-infinity'",
	    peer_port());
	peer_says(200, "{}");
	peer_plays();
	test_worker.config = &(struct config){ .subscription_networks = "" };
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_str_eq(site_text("SELECT reason FROM subscription_event"),
	    "its address is not one of the public network");
	/* One that says so itself is told at once. */
	id = subscribed("Task?", PAYLOAD);
	ck_assert_str_eq(
	    status_of(id), "error channel.endpoint: it has to begin with https://");
}
END_TEST

START_TEST(a_worker_that_dies_leaves_it_to_another)
{
	const struct canned slow = { .wait_ms = 60000 };
	struct socket_server *server;
	pid_t child;
	int code;

	(void)subscribed("Task?", PAYLOAD);
	(void)fhir_made(TASK("requested", ""));
	server = socket_server_start_on(peer_port(), &slow, 1);
	child = test_fork();
	if (child == 0) {
		const char *host = getenv("PGHOST");

		if (db_open(arena_printf(site_arena(),
				"host=%s user=aftercare_worker dbname=aftercare",
				host != NULL ? host : ""),
			&test_worker.db) == OK)
			(void)worker_step(subscription_job);
		_exit(1);
	}
	socket_server_await(server, "PUT /hook/Task/");
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &code, 0), child);
	socket_server_stop(server);
	ck_assert_str_eq(states(), "leased");
	peer_says(200, "{}");
	peer_plays();
	/* Nobody has it twice in one go; after the lease another takes it. */
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	site_later("2 minutes");
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(states(), "done");
	/* Of the first nobody knows whether it has arrived. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(outcome || ' ' || (answered_at IS NULL), "
		      "'; ' ORDER BY id) FROM subscription_attempt"),
	    "4 true; 0 false");
}
END_TEST

/* Several workers at once: each version once, those of a task in order. */
START_TEST(several_workers_tell_each_once)
{
	enum { WORKERS = 3, TASKS = 6 };
	const char *host = getenv("PGHOST");
	struct canned said[2 * TASKS + 2];
	struct socket_server *server;
	const char *tasks[TASKS];

	for (size_t i = 0; i < COUNT_OF(said); i++)
		said[i] = (struct canned){ .reply = "HTTP/1.1 200 X\r\nContent-Length: "
						    "0\r\nConnection: close\r\n\r\n" };
	server = socket_server_start_on(peer_port(), said, COUNT_OF(said));
	(void)subscribed("Task?", PAYLOAD);
	for (size_t i = 0; i < TASKS; i++)
		tasks[i] = fhir_made(TASK("requested", ""));
	for (size_t i = 0; i < TASKS; i++)
		becomes(tasks[i], "ready");
	for (int i = 0; i < WORKERS; i++)
		if (test_fork() == 0) {
			test_worker.id = secret_uuid(site_arena());
			test_worker.receivers = http_new(site_arena());
			if (db_open(arena_printf(site_arena(),
					"host=%s user=aftercare_worker "
					"dbname=aftercare",
					host != NULL ? host : ""),
				&test_worker.db) != OK)
				_exit(1);
			for (int k = 0; k < 8; k++)
				if (worker_step(subscription_job) != OK)
					_exit(1);
			_exit(0);
		}
	for (int i = 0, code; i < WORKERS; i++) {
		ck_assert_int_gt(wait(&code), 0);
		ck_assert_int_eq(code, 0);
	}
	tell();
	ck_assert_uint_eq(socket_server_count(server, "PUT /hook/Task/"), 2 * TASKS);
	for (size_t i = 0; i < TASKS; i++) {
		const char *call =
		    arena_printf(site_arena(), "PUT /hook/Task/%s ", tasks[i]);
		const char *first = strstr(socket_server_seen(server), call);

		ck_assert_uint_eq(socket_server_count(server, call), 2);
		ck_assert(strstr(first, "\"status\":\"requested\"") <
			  strstr(strstr(first + 1, call), "\"status\":\"ready\""));
	}
	socket_server_stop(server);
	ck_assert_str_eq(
	    site_text(
		"SELECT count(*) FROM subscription_event WHERE state <> 'done' OR "
		"attempt <> 1"),
	    "0");
}
END_TEST

/* To the topic, with this filter, content and more of the channel's extensions. */
static const char *
topic_wish(const char *filter, const char *content, const char *more)
{
	return arena_printf(site_arena(),
	    "{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":"
	    "\"Our queue\",\"criteria\":\"" TOPIC_STATE_CHANGED
	    "\",\"_criteria\":{\"extension\":[{\"url\":\"" BACKPORT
	    "filter-criteria\",\"valueString\":\"%s\"}]},\"channel\":{\"type\":"
	    "\"rest-hook\",\"endpoint\":\"%s\",\"payload\":\"application/fhir+json\","
	    "\"_payload\":{\"extension\":[{\"url\":\"" BACKPORT
	    "payload-content\",\"valueCode\":\"%s\"}]}%s}}",
	    filter, here(), content, more);
}

static const char *
beats(const char *element, int seconds)
{
	return arena_printf(site_arena(),
	    ",\"extension\":[{\"url\":\"" BACKPORT
	    "%s\",\"valueUnsignedInt\":%d},{\"url\":"
	    "\"urn:aftercare:subscription-secret\",\"valueString\":\"" SECRET "\"}]",
	    element, seconds);
}

static struct reply
asked_for_topic(const char *filter, const char *content, const char *more)
{
	return fhir_send(POST, "Subscription", topic_wish(filter, content, more),
	    (struct fhir_headers){ 0 });
}

/* The body of the n-th call that the receiver had. */
static const struct json *
told(size_t n)
{
	const char *seen = peer_seen();
	size_t len;

	for (seen = strstr(seen, "\r\n\r\n"); n-- > 0;)
		seen = strstr(seen + 4, "\r\n\r\n");
	ck_assert_ptr_nonnull(seen);
	for (len = 0;
	     seen[4 + len] != '\0' && strncmp(seen + 4 + len, "POST /", 6) != 0;)
		len++;
	return fhir_parsed(arena_strndup(site_arena(), seen + 4, len));
}

/* Of the status in it: "event-notification active 2 #2 Task/7", as far as there is. */
static const char *
summary(const struct json *bundle)
{
	const struct json *all = json_get(
	    json_get(json_at(json_get(bundle, "entry"), 0), "resource"), "parameter");
	const char *type = "", *status = "", *events = "", *number = "", *focus = "";

	ck_assert_str_eq(json_text(json_get(bundle, "type")), "history");
	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *p = json_at(all, i), *parts = json_get(p, "part");
		const char *name = json_text(json_get(p, "name"));

		if (strcmp(name, "type") == 0)
			type = json_text(json_get(p, "valueCode"));
		else if (strcmp(name, "status") == 0)
			status = json_text(json_get(p, "valueCode"));
		else if (strcmp(name, "events-since-subscription-start") == 0)
			events = json_text(json_get(p, "valueString"));
		if (parts == NULL)
			continue;
		number = arena_printf(site_arena(), " #%s",
		    json_text(json_get(json_at(parts, 0), "valueString")));
		if (json_count(parts) > 2)
			focus = arena_printf(site_arena(), " %s",
			    json_text(
				json_get(json_get(json_at(parts, 2), "valueReference"),
				    "reference")));
	}
	return arena_printf(
	    site_arena(), "%s %s %s%s%s", type, status, events, number, focus);
}

/* Two events: requested, ready. */
static void
what_it_was_told_of(const char *id, const char *task)
{
	const char *at = arena_printf(site_arena(), "Subscription/%s/$events", id);
	struct reply reply = fhir_get(EMR, at);
	const struct json *all = json_get(fhir_parsed(reply.body.data), "entry");

	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_uint_eq(json_count(all), 3);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"valueCode\":\"query-event\""));
	ck_assert_str_eq(
	    json_text(json_get(json_get(json_at(all, 1), "resource"), "status")),
	    "requested");
	ck_assert_str_eq(
	    json_text(json_get(json_get(json_at(all, 2), "resource"), "status")),
	    "ready");
	reply = fhir_get(EMR,
	    arena_printf(site_arena(), "%s?eventsSinceNumber=2&content=id-only", at));
	ck_assert_uint_eq(fhir_entries(&reply), 2);
	ck_assert_ptr_nonnull(strstr(reply.body.data, task));
	ck_assert_ptr_null(strstr(reply.body.data, "\"ready\""));
	reply = fhir_send(POST, at,
	    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":"
	    "\"eventsUntilNumber\",\"valueString\":\"1\"},{\"name\":\"content\","
	    "\"valueCode\":\"empty\"}]}",
	    (struct fhir_headers){ 0 });
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	ck_assert_ptr_nonnull(
	    strstr(reply.body.data, "\"event-number\",\"valueString\":\"1\""));
	ck_assert_int_eq(fhir_get(HUB, at).code, 404);
	ck_assert_int_eq(
	    fhir_get(EMR, arena_printf(site_arena(), "%s?content=all", at)).code, 400);
	ck_assert_int_eq(
	    fhir_get(EMR, arena_printf(site_arena(), "%s?eventsSinceNumber=x", at))
		.code,
	    400);
	/* What it may not read any more is left out. */
	site_sql("UPDATE user_place SET place_id = 103 WHERE user_id = %d", EMR_ID);
	reply = fhir_get(EMR, at);
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	site_sql("UPDATE user_place SET place_id = 101 WHERE user_id = %d", EMR_ID);
}

START_TEST(a_topic_is_told_of_changes_of_state_alone)
{
	struct reply reply =
	    asked_for_topic("Task?priority=routine", "full-resource", "");
	const char *id = fhir_text_at(&reply, "id"), *task;
	const struct json *bundle;

	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "criteria"), TOPIC_STATE_CHANGED);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Task?priority=routine"));
	for (int i = 0; i < 4; i++)
		peer_says(200, "{}");
	peer_plays();
	/* What happens before it has greeted back waits. */
	task = fhir_made(TASK("requested", ",\"priority\":\"routine\""));
	ck_assert_int_eq(worker_step(subscription_job), OK);
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_uint_eq(peer_asked("POST /hook HTTP/1.1"), 1);
	ck_assert_uint_eq(peer_asked("X-Aftercare-Event"), 0);
	ck_assert_str_eq(summary(told(0)), "handshake requested 1");
	ck_assert_str_eq(status_of(id), "active ");
	tell();
	bundle = told(1);
	ck_assert_str_eq(summary(bundle),
	    arena_printf(site_arena(),
		"event-notification active 1 #1 http://here/fhir/Task/%s", task));
	bundle = json_at(json_get(bundle, "entry"), 1);
	ck_assert_str_eq(
	    json_text(json_get(json_get(bundle, "resource"), "status")), "requested");
	/* Another priority, another owner: no change of state; and one it did not ask for. */
	ck_assert_int_eq(fhir_send(PATCH, fhir_of(task, ""),
			     "[{\"op\":\"replace\",\"path\":\"/description\",\"value\":"
			     "\"Now\"}]",
			     (struct fhir_headers){ 0 })
			     .code,
	    200);
	(void)fhir_made(TASK("requested", ",\"priority\":\"stat\""));
	tell();
	ck_assert_uint_eq(peer_calls(), 2);
	becomes(task, "ready");
	tell();
	ck_assert_uint_eq(peer_calls(), 3);
	ck_assert_str_eq(summary(told(2)),
	    arena_printf(site_arena(),
		"event-notification active 2 #2 http://here/fhir/Task/%s", task));
	ck_assert_uint_eq(peer_asked("X-Signature: "), 3);
	reply =
	    fhir_get(EMR, arena_printf(site_arena(), "Subscription/%s/$status", id));
	ck_assert_ptr_nonnull(
	    strstr(reply.body.data, "\"valueCode\":\"query-status\""));
	ck_assert_ptr_nonnull(strstr(reply.body.data,
	    "\"events-since-subscription-start\",\"valueString\":\"2\""));
	reply = fhir_get(EMR, "Subscription/$status");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	reply = fhir_get(
	    EMR, arena_printf(site_arena(), "Subscription/$status?id=7,%s", id));
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	reply =
	    fhir_get(HUB, arena_printf(site_arena(), "Subscription/%s/$status", id));
	ck_assert_int_eq(reply.code, 404);
	reply = fhir_get(HUB, "Subscription/$status");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"total\":0"));
	what_it_was_told_of(id, task);
	/* As it was read it can be sent, and is greeted again. */
	reply = fhir_get(EMR, arena_printf(site_arena(), "Subscription/%s", id));
	reply = fhir_send(PUT, arena_printf(site_arena(), "Subscription/%s", id),
	    reply.body.data, (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	tell();
	ck_assert_str_eq(summary(told(3)), "handshake requested 2");
}
END_TEST

START_TEST(empty_and_id_only)
{
	const char *id;

	for (int i = 0; i < 4; i++)
		peer_says(200, "{}");
	peer_plays();
	(void)asked_for_topic("Task?", "empty", "");
	tell();
	id = fhir_made(TASK("requested", ""));
	tell();
	ck_assert_str_eq(summary(told(1)), "event-notification active 1 #1");
	ck_assert_uint_eq(json_count(json_get(told(1), "entry")), 1);
	ck_assert_uint_eq(peer_asked("dressing"), 0);
	site_sql("DELETE FROM subscription");
	(void)asked_for_topic("Task?", "id-only", "");
	tell();
	becomes(id, "ready");
	tell();
	ck_assert_str_eq(summary(told(3)),
	    arena_printf(site_arena(),
		"event-notification active 1 #1 http://here/fhir/Task/%s", id));
	ck_assert_uint_eq(json_count(json_get(told(3), "entry")), 2);
	ck_assert_ptr_null(
	    json_get(json_at(json_get(told(3), "entry"), 1), "resource"));
	ck_assert_uint_eq(peer_asked("dressing"), 0);
}
END_TEST

START_TEST(who_does_not_greet_back_is_told_nothing)
{
	struct reply reply = asked_for_topic("Task?", "empty", "");
	const char *id = fhir_text_at(&reply, "id");

	peer_says(404, "{}");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(status_of(id), "error the receiver answered 404");
	(void)fhir_made(TASK("requested", ""));
	site_later("2 minutes");
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	reply = fhir_send(PUT, arena_printf(site_arena(), "Subscription/%s", id),
	    arena_printf(site_arena(), "{\"id\":\"%s\",%s", id,
		topic_wish("Task?", "empty", "") + 1),
	    (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	tell();
	ck_assert_str_eq(status_of(id), "active ");
	ck_assert_uint_eq(peer_calls(), 2);
}
END_TEST

START_TEST(a_heart_beats_while_nothing_happens)
{
	for (int i = 0; i < 5; i++)
		peer_says(200, "{}");
	peer_plays();
	(void)asked_for_topic("Task?", "empty", beats("heartbeat-period", 600));
	tell();
	site_later("9 minutes");
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	/* An event is a sign of life, too. */
	(void)fhir_made(TASK("requested", ""));
	tell();
	site_later("9 minutes 59 seconds");
	tell();
	ck_assert_uint_eq(peer_calls(), 2);
	site_later("1 second");
	tell();
	tell();
	ck_assert_uint_eq(peer_calls(), 3);
	ck_assert_str_eq(summary(told(2)), "heartbeat active 1");
	site_later("10 minutes");
	tell();
	ck_assert_uint_eq(peer_calls(), 4);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(kind || ' ' || state, ' ' ORDER BY id) FROM "
		      "subscription_event"),
	    "handshake done event done heartbeat done heartbeat done");
	/* Who does not answer is told later what he missed, and no beat between. */
	peer_stops();
	(void)fhir_made(TASK("requested", ""));
	tell();
	site_later("1 hour");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(summary(told(0)), "event-notification active 2 #2");
}
END_TEST

START_TEST(what_of_a_topic_is_not_kept)
{
	const struct {
		const char *body, *issue;
	} bad[] = {
		{ topic_wish("Patient?name=x", "empty", ""),
		    "business-rule Subscription.criteria" },
		{ topic_wish("Task?nix=1", "empty", ""), "not-supported" },
		{ topic_wish("Task?", "all", ""),
		    "business-rule Subscription.channel.payload" },
		{ topic_wish("Task?", "empty", beats("heartbeat-period", 59)),
		    "business-rule Subscription.channel.extension" },
		{ topic_wish("Task?", "empty", beats("timeout", 31)),
		    "business-rule Subscription.channel.extension" },
		{ topic_wish("Task?", "empty", beats("max-count", 1)),
		    "business-rule Subscription.channel.extension" },
		{ wish(TOPIC_STATE_CHANGED, here(), ""),
		    "business-rule Subscription.channel.payload" },
		{ wish(TOPIC_STATE_CHANGED, here(), PAYLOAD),
		    "business-rule Subscription.channel.payload" },
		{ wish("urn:other", here(), PAYLOAD),
		    "business-rule Subscription.criteria" },
		{ wish("Task?", here(),
		      ",\"_payload\":{\"extension\":[{\"url\":\"" BACKPORT
		      "payload-content\",\"valueCode\":\"empty\"}]}"),
		    "business-rule Subscription.channel.payload" },
		{ wish("Task?", here(), beats("timeout", 5)),
		    "business-rule Subscription.channel.extension" },
	};
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		reply = fhir_send(
		    POST, "Subscription", bad[i].body, (struct fhir_headers){ 0 });
		ck_assert_msg(reply.code == 422 || reply.code == 400, "%zu: %d %s", i,
		    reply.code, reply.body.data);
		ck_assert_msg(strcmp(fhir_issue_of(&reply), bad[i].issue) == 0,
		    "%zu: %s", i, reply.body.data);
	}
	reply = asked_for_topic("Task?", "empty", beats("timeout", 30));
	ck_assert_int_eq(reply.code, 201);
}
END_TEST

TCase *
subscription_tests(void)
{
	TCase *tc = tcase_create("subscription");

	tcase_set_timeout(tc, 180);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, what_may_be_asked_for);
	tcase_add_test(tc, it_is_its_clients_alone);
	tcase_add_test(tc, each_version_arrives_signed_and_in_order);
	tcase_add_test(tc, without_a_payload_it_is_an_empty_post);
	tcase_add_test(tc, nobody_asked_nothing_is_kept);
	tcase_add_test(tc, it_is_told_what_it_may_read);
	tcase_add_test(tc, each_attempt_is_an_audit_event);
	tcase_add_test(tc, audit_events_outlive_what_they_are_about);
	tcase_add_test(tc, a_receiver_that_is_not_well_is_waited_for);
	tcase_add_test(tc, a_slow_receiver_is_called_apart);
	tcase_add_loop_test(tc, not_this_way_is_no_word_of_one_task, 0, 4);
	tcase_add_test(tc, one_that_is_refused_holds_up_its_own_task_alone);
	tcase_add_test(tc, after_72_hours_it_is_off_and_nothing_is_lost);
	tcase_add_test(tc, gone_is_gone);
	tcase_add_test(tc, its_end_comes);
	tcase_add_test(tc, no_redirect_and_no_private_address);
	tcase_add_test(tc, a_worker_that_dies_leaves_it_to_another);
	tcase_add_test(tc, several_workers_tell_each_once);
	tcase_add_test(tc, a_topic_is_told_of_changes_of_state_alone);
	tcase_add_test(tc, empty_and_id_only);
	tcase_add_test(tc, who_does_not_greet_back_is_told_nothing);
	tcase_add_test(tc, a_heart_beats_while_nothing_happens);
	tcase_add_test(tc, what_of_a_topic_is_not_kept);
	return tc;
}
