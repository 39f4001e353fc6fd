/*
 * test_fhir.c - the door of FHIR R4: who may, what is shown and found, how a task is
 * brought, claimed and finished from outside, and by many at once.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/fhir_shape.h"
#include "api/fhir_span.h"
#include "base/clock.h"
#include "ext/json_patch.h"
#include "fhir_test.h"

#define MANY 32

START_TEST(only_a_client_with_its_token)
{
	struct reply reply = fhir_get(NULL, "Task");

	ck_assert_int_eq(reply.code, 401);
	ck_assert_str_eq(fhir_issue_of(&reply), "login");
	reply = fhir_get("0123456789012345678901234567890123456789abc", "Task");
	ck_assert_int_eq(reply.code, 401);
	ck_assert_int_eq(fhir_get(EMR, "Task").code, 200);
	ck_assert_int_eq(fhir_get(LOOKER, "Task").code, 200);
	ck_assert_int_eq(fhir_get(LOOKER, "Patient").code, 403);
	ck_assert_int_eq(fhir_send(POST, "Task", TASK("requested", ""),
			     (struct fhir_headers){ .token = LOOKER })
			     .code,
	    403);
	ck_assert_int_eq(fhir_get(NULL, "metadata").code, 200);
	ck_assert_int_eq(
	    site_number("SELECT asked FROM client WHERE user_id = %d", LOOKER_ID), 3);
	site_sql("UPDATE client SET per_minute = 3");
	reply = fhir_get(LOOKER, "Task");
	ck_assert_int_eq(reply.code, 429);
	ck_assert_str_eq(fhir_issue_of(&reply), "throttled");
	site_later("1 minute");
	ck_assert_int_eq(fhir_get(LOOKER, "Task").code, 200);
	site_sql("UPDATE client SET revoked_at = business_now() WHERE user_id = 233");
	ck_assert_int_eq(fhir_get(LOOKER, "Task").code, 401);
	site_later("1 day");
	ck_assert_int_eq(fhir_get(EMR, "Task").code, 401);
	/* Whatever password stands there. */
	ck_assert_str_eq(site_text("SELECT count(*) FROM sign_in_lookup('emr')"), "0");
}
END_TEST

START_TEST(row_security_holds_it_as_a_nurse)
{
	const char *id = fhir_made(TASK("requested", ""));

	ck_assert_int_eq(fhir_get(EMR, "Patient/401").code, 200);
	ck_assert_int_eq(fhir_get(EMR, "Patient/405").code, 404);
	ck_assert_int_eq(fhir_get(HUB, "Patient/405").code, 200);
	site_sql("UPDATE user_place SET place_id = 103 WHERE user_id = 231");
	ck_assert_int_eq(fhir_get(EMR, fhir_of(id, "")).code, 404);
	ck_assert_int_eq(fhir_get(EMR, fhir_of(id, "/_history")).code, 404);
	ck_assert_int_eq(fhir_send(PATCH, fhir_of(id, ""), fhir_step("cancelled", ""),
			     (struct fhir_headers){ .token = EMR })
			     .code,
	    404);
	ck_assert_int_eq(
	    fhir_send(POST, "Task", TASK("requested", ""), (struct fhir_headers){ 0 })
		.code,
	    422);
	ck_assert_int_eq(fhir_get(HUB, fhir_of(id, "")).code, 200);
	ck_assert_str_eq(site_text("SELECT string_agg(DISTINCT object, ' ') FROM audit"
				   " WHERE user_id = %d AND action = 'read'",
			     EMR_ID),
	    "patient task");
}
END_TEST

START_TEST(what_is_advertised_works)
{
	struct reply reply = fhir_get(NULL, "metadata");
	const struct json *resources = json_get(
	    json_at(json_get(fhir_parsed(reply.body.data), "rest"), 0), "resource");
	static const char *const values[][2] = { { "date", "ge2026-01-01" },
		{ "number", "gt20" }, { "reference", "7" }, { "string", "Moyo" },
		{ "token", "x" }, { "uri", "https://x.example.org" } };

	ck_assert_uint_eq(json_count(resources), 14);
	for (size_t i = 0; i < json_count(resources); i++) {
		const char *type = json_text(json_get(json_at(resources, i), "type"));
		const struct json *params =
		    json_get(json_at(resources, i), "searchParam");

		for (size_t k = 0; k < json_count(params); k++) {
			const char *name =
			    json_text(json_get(json_at(params, k), "name"));
			const char *kind =
			    json_text(json_get(json_at(params, k), "type"));
			size_t v = 0;

			while (strcmp(values[v][0], kind) != 0)
				v++;
			reply = fhir_ask_by(fhir_db, GET,
			    arena_printf(site_arena(), "%s?%s=%s&_total=accurate", type,
				name, values[v][1]),
			    "", "",
			    (struct fhir_headers){
				.token = EMR, .prefer = "handling=strict" });
			ck_assert_msg(reply.code == 200, "%s %s: %s", type, name,
			    reply.body.data);
		}
		reply = fhir_ask_by(fhir_db, GET,
		    arena_printf(site_arena(), "%s?nix=1", type), "", "",
		    (struct fhir_headers){ .token = EMR, .prefer = "handling=strict" });
		ck_assert_int_eq(reply.code, 400);
		ck_assert_int_eq(
		    fhir_get(EMR, arena_printf(site_arena(), "%s?nix=1", type)).code,
		    200);
	}
	ck_assert_int_eq(fhir_get(EMR, "Observation").code, 404);
	ck_assert_int_eq(
	    fhir_send(DELETE, "Task/1", "", (struct fhir_headers){ 0 }).code, 405);
	ck_assert_int_eq(
	    fhir_send(POST, "Patient", TASK("draft", ""), (struct fhir_headers){ 0 })
		.code,
	    405);
	ck_assert_int_eq(fhir_get(EMR, "Task?status:above=x").code, 400);
	ck_assert_int_eq(fhir_get(EMR, "Task?due-date=soon").code, 400);
	ck_assert_int_eq(fhir_get(EMR, "Task?_sort=status").code, 400);
}
END_TEST

START_TEST(every_type_is_read_and_found)
{
	static const char *const ids[] = { "Patient/401", "Practitioner/201",
		"PractitionerRole/201", "Device/231", "Organization/101",
		"Location/101", "Procedure/601" };
	int64_t message = site_says(TINASHE_PHONE, "It is swollen");
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		reply = fhir_get(EMR, ids[i]);
		ck_assert_msg(reply.code == 200, "%s: %s", ids[i], reply.body.data);
		ck_assert_str_eq(fhir_text_at(&reply, "id"), strchr(ids[i], '/') + 1);
		reply = fhir_get(EMR,
		    arena_printf(site_arena(), "%.*s?_id=%s", (int)strcspn(ids[i], "/"),
			ids[i], strchr(ids[i], '/') + 1));
		ck_assert_uint_eq(fhir_entries(&reply), 1);
	}
	reply = fhir_get(
	    EMR, arena_printf(site_arena(), "Communication/%" PRId64, message));
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "completed");
	reply = fhir_get(EMR, "Communication?patient=Patient/401&received=ge2031");
	ck_assert_uint_ge(fhir_entries(&reply), 1);
	/* Two who share a phone are both found. */
	reply = fhir_get(EMR, "Patient?phone=%2B263775550188");
	ck_assert_uint_eq(fhir_entries(&reply), 2);
	reply = fhir_get(EMR, "Patient?name=moy&_revinclude=Task:patient");
	ck_assert_uint_ge(fhir_entries(&reply), 2);
	ck_assert_int_eq(fhir_get(EMR, "Device/201").code, 404);
}
END_TEST

START_TEST(a_claim_is_the_claim_that_a_nurse_sees)
{
	const char *id = fhir_made(
	    TASK("requested", ",\"identifier\":[{\"system\":\"urn:emr\",\"value\":"
			      "\"7\"}],\"priority\":\"urgent\",\"restriction\":{"
			      "\"period\":{\"end\":\"2031-03-04\"}}"));
	const char *page = arena_printf(site_arena(), "/tasks/%s", id);
	struct reply one = fhir_get(EMR, fhir_of(id, "")), two, old;

	ck_assert(site_shows(site_get(RUDO, page), "Check dressing"));
	two = fhir_send(PATCH, fhir_of(id, ""),
	    fhir_step("accepted", ",{\"op\":\"add\",\"path\":\"/owner\",\"value\":{"
				  "\"reference\":\"Device/231\"}}"),
	    (struct fhir_headers){ .if_match = arena_printf(site_arena(), "W/\"%s\"",
				       fhir_version_of(&one)) });
	ck_assert_int_eq(two.code, 200);
	ck_assert(site_shows(site_get(RUDO, page), "Emr"));
	ck_assert_str_eq(site_text("SELECT what || ' ' || user_id FROM task_event "
				   "WHERE task_id = %s ORDER BY id DESC LIMIT 1",
			     id),
	    "status 231");
	/* Each version is as it was shown then. */
	old = fhir_get(EMR, fhir_of(id, arena_printf(site_arena(), "/_history/%s",
					    fhir_version_of(&one))));
	ck_assert(json_equal(fhir_parsed(old.body.data), fhir_parsed(one.body.data)));
	old = fhir_get(EMR, fhir_of(id, "/_history"));
	ck_assert_uint_eq(fhir_entries(&old), 2);
	ck_assert_uint_eq(fhir_entries(&old), 2);
	old = fhir_get(EMR, fhir_of(id, "/_history?_count=1"));
	ck_assert_uint_eq(fhir_entries(&old), 1);
	ck_assert_ptr_nonnull(strstr(old.body.data, "\"next\""));
	/* A nurse takes it over on her page, and that is a version too. */
	ck_assert_int_eq(
	    site_post(RUDO, arena_printf(site_arena(), "%s/assign", page),
		arena_printf(site_arena(), "to=201&version=%s",
		    site_text("SELECT version FROM task WHERE id = %s", id)))
		->reply.code,
	    303);
	two = fhir_get(EMR, fhir_of(id, ""));
	ck_assert_ptr_nonnull(strstr(two.body.data, "PractitionerRole/201"));
	/* From whom nobody takes it unseen. */
	two = fhir_send(PATCH, fhir_of(id, ""),
	    "[{\"op\":\"replace\",\"path\":\"/owner\",\"value\":{\"reference\":"
	    "\"Device/231\"}}]",
	    (struct fhir_headers){ 0 });
	ck_assert_int_eq(two.code, 409);
	two = fhir_ask_by(fhir_db, GET, fhir_of(id, ""), "", "",
	    (struct fhir_headers){ .token = EMR, .if_none_match = "W/\"999999\"" });
	ck_assert_int_eq(two.code, 200);
}
END_TEST

START_TEST(nothing_new_is_no_version)
{
	const char *id = fhir_made(TASK("requested", ""));
	struct reply one = fhir_get(EMR, fhir_of(id, "")), two;

	two =
	    fhir_send(PUT, fhir_of(id, ""), one.body.data, (struct fhir_headers){ 0 });
	ck_assert_int_eq(two.code, 200);
	ck_assert_str_eq(fhir_version_of(&two), fhir_version_of(&one));
	two = fhir_send(PATCH, fhir_of(id, ""), fhir_step("requested", ""),
	    (struct fhir_headers){ 0 });
	ck_assert_str_eq(fhir_version_of(&two), fhir_version_of(&one));
	two = fhir_ask_by(fhir_db, GET, fhir_of(id, ""), "", "",
	    (struct fhir_headers){ .token = EMR,
		.if_none_match =
		    arena_printf(site_arena(), "W/\"%s\"", fhir_version_of(&one)) });
	ck_assert_int_eq(two.code, 304);
	two = fhir_send(PUT, fhir_of(id, ""), one.body.data,
	    (struct fhir_headers){ .if_match = "W/\"999999\"" });
	ck_assert_int_eq(two.code, 412);
	two = fhir_send(PUT, fhir_of(id, ""), one.body.data,
	    (struct fhir_headers){ .if_match = "7" });
	ck_assert_int_eq(two.code, 400);
	two = fhir_send(PUT, "Task/999999", one.body.data, (struct fhir_headers){ 0 });
	ck_assert_str_eq(fhir_issue_of(&two), "value Task.id");
	two = fhir_ask_by(fhir_db, PUT, fhir_of(id, ""), "text/plain", "x",
	    (struct fhir_headers){ .token = EMR });
	ck_assert_int_eq(two.code, 415);
	two = fhir_ask_by(fhir_db, GET, fhir_of(id, ""), "", "",
	    (struct fhir_headers){ .token = EMR, .accept = "application/fhir+xml" });
	ck_assert_int_eq(two.code, 406);
	ck_assert_int_eq(fhir_get(EMR, fhir_of(id, "?_format=xml")).code, 406);
	ck_assert_int_eq(
	    fhir_get(EMR, fhir_of(id, "?_format=json&_pretty=true")).code, 200);
}
END_TEST

#define STATES 12
static const char *const states[STATES] = { "draft", "requested", "received",
	"accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold",
	"failed", "completed", "entered-in-error" };

/* As the database had it before: without its triggers. */
static void
put_into(const char *id, const char *state)
{
	site_sql("SET session_replication_role = replica;"
		 "UPDATE task SET status = '%s', owner_id = 231, held_status = CASE "
		 "'%s' WHEN 'on-hold' THEN 'accepted' END, open = '%s' NOT IN "
		 "('completed', 'cancelled', 'failed', 'rejected', 'entered-in-error'),"
		 " closed_at = CASE WHEN '%s' IN ('completed', 'cancelled', 'failed',"
		 " 'rejected', 'entered-in-error') THEN business_now() END,"
		 " status_reason = NULL WHERE id = %s;"
		 "SET session_replication_role = origin",
	    state, state, state, state, id);
}

static void
try_pair(int64_t task, const char *from, const char *to)
{
	const char *id = arena_printf(site_arena(), "%" PRId64, task);
	const bool same = strcmp(from, to) == 0;
	const char *reason = ",{\"op\":\"add\",\"path\":\"/statusReason\",\"value\":{"
			     "\"text\":\"Later\"}}";
	bool allowed = site_number("SELECT count(*) FROM task_move WHERE from_status = "
				   "'%s' AND to_status = '%s' AND position('n' IN may) "
				   "> 0 AND (NOT held OR to_status = 'accepted')",
			   from, to) > 0;
	struct reply was, is;

	put_into(id, from);
	was = fhir_get(EMR, fhir_of(id, ""));
	is = fhir_send(PATCH, fhir_of(id, ""),
	    fhir_step(to, strcmp(to, "on-hold") == 0 && !same ? reason : ""),
	    (struct fhir_headers){ 0 });
	ck_assert_msg(is.code == (allowed || same ? 200 : 422), "%s to %s: %d %s", from,
	    to, is.code, is.body.data);
	if (is.code == 422)
		ck_assert_str_eq(fhir_issue_of(&is), "business-rule Task.status");
	else
		ck_assert_int_eq(
		    strcmp(fhir_version_of(&was), fhir_version_of(&is)) == 0, same);
	site_forget();
}

/* By a nurse's hand, as the table of docs/tasks.md has it (test_task_states.c). */
START_TEST(every_pair_of_states)
{
	int64_t task = strtoll(fhir_made(TASK("requested", "")), NULL, 10);

	for (size_t from = 0; from < STATES; from++)
		for (size_t to = 0; to < STATES; to++)
			try_pair(task, states[from], states[to]);
}
END_TEST

START_TEST(a_case_is_claimed_here_and_decided_there)
{
	int64_t message = site_says(TINASHE_PHONE, "bleeding a lot");
	const char *task = site_text(
	    "SELECT id FROM task WHERE source = 'problem:message:%" PRId64 "'",
	    message);
	const char *id =
	    site_text("SELECT id FROM task WHERE kind = 'escalation' AND open");
	struct reply reply;

	ck_assert_str_ne(id, "");
	reply = fhir_send(PATCH, fhir_of(id, ""),
	    fhir_step("accepted", ",{\"op\":\"add\",\"path\":\"/owner\",\"value\":{"
				  "\"reference\":\"Device/232\"}}"),
	    (struct fhir_headers){ .token = HUB });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(
	    site_text(
		"SELECT first_at IS NOT NULL FROM escalation WHERE task_id = %s", id),
	    "true");
	reply = fhir_send(PATCH, fhir_of(id, ""), fhir_step("completed", ""),
	    (struct fhir_headers){ .token = HUB });
	ck_assert_int_eq(reply.code, 422);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "decided in Aftercare"));
	/* The nurse's call is finished by what came of it, and never thrown away. */
	reply = fhir_send(PATCH, fhir_of(task, ""), fhir_step("cancelled", ""),
	    (struct fhir_headers){ 0 });
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule Task.status");
	reply = fhir_send(PATCH, fhir_of(task, ""),
	    fhir_step("accepted", ",{\"op\":\"add\",\"path\":\"/owner\",\"value\":{"
				  "\"reference\":\"PractitionerRole/201\"}}"),
	    (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 200);
	reply = fhir_send(PATCH, fhir_of(task, ""), fhir_step("completed", ""),
	    (struct fhir_headers){ 0 });
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule Task.businessStatus");
	reply = fhir_send(PATCH, fhir_of(task, ""),
	    fhir_step("completed",
		",{\"op\":\"add\",\"path\":\"/businessStatus\",\"value\":"
		"{\"coding\":[{\"system\":\"urn:aftercare:outcome\","
		"\"code\":\"reached-fine\"}]}}"),
	    (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(
	    site_text("SELECT outcome FROM task WHERE id = %s", task), "reached-fine");
	reply = fhir_get(EMR, "Task?business-status=reached-fine&code=problem");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
}
END_TEST

START_TEST(what_is_not_kept_is_refused)
{
	static const struct {
		const char *more, *issue;
		int code;
	} bad[] = {
		{ ",\"foo\":1", "structure Task.foo", 400 },
		{ ",\"priority\":\"high\"", "code-invalid Task.priority", 400 },
		{ ",\"authoredOn\":\"2026-02-30\"", "value Task.authoredOn", 400 },
		{ ",\"authoredOn\":\"2026-02-03T10:00\"", "value Task.authoredOn",
		    400 },
		{ ",\"note\":[]", "structure Task.note", 400 },
		{ ",\"note\":[{}]", "structure Task.note[0]", 400 },
		{ ",\"note\":[{\"time\":\"2026\"}]", "required Task.note[0].text",
		    400 },
		{ ",\"description\":null", "structure Task.description", 400 },
		{ ",\"description\":\"\"", "value Task.description", 400 },
		{ ",\"owner\":{\"reference\":\"Location/1\"}", "value Task.owner",
		    400 },
		{ ",\"input\":[{\"type\":{\"text\":\"a\"}}]",
		    "required Task.input[0].value", 400 },
		{ ",\"input\":[{\"type\":{\"text\":\"a\"},\"valueString\":\"a\","
		  "\"valueInteger\":1}]",
		    "structure Task.input[0]", 400 },
		{ ",\"extension\":[{\"valueString\":\"a\"}]",
		    "required Task.extension[0].url", 400 },
		{ ",\"restriction\":{\"repetitions\":0}",
		    "value Task.restriction.repetitions", 400 },
		{ ",\"restriction\":{\"period\":{\"start\":\"2026-02\",\"end\":"
		  "\"2026-01\"}}",
		    "invariant Task.restriction.period", 400 },
		{ ",\"authoredOn\":\"2026-02-03\",\"lastModified\":\"2026-02-01\"",
		    "invariant Task", 400 },
		{ ",\"input\":[{\"type\":{\"text\":\"a\"},\"valueString\":\"a\"}]",
		    "business-rule Task.input", 422 },
		{ ",\"owner\":{\"reference\":\"PractitionerRole/203\"}",
		    "business-rule Task.owner", 422 },
		{ ",\"location\":{\"reference\":\"Location/102\"}",
		    "business-rule Task.location", 422 },
	};
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		reply = fhir_send(POST, "Task",
		    arena_printf(site_arena(), TASK("requested", "%s"), bad[i].more),
		    (struct fhir_headers){ 0 });
		ck_assert_msg(reply.code == bad[i].code, "%s: %d %s", bad[i].more,
		    reply.code, reply.body.data);
		ck_assert_msg(strcmp(fhir_issue_of(&reply), bad[i].issue) == 0,
		    "%s: %s", bad[i].more, fhir_issue_of(&reply));
	}
	reply =
	    fhir_send(POST, "Task", TASK("rejected", ""), (struct fhir_headers){ 0 });
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule Task.status");
	reply = fhir_send(
	    POST, "Task", "{\"resourceType\":\"Task\"", (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 400);
	reply = fhir_send(
	    POST, "Task", "{\"resourceType\":\"Patient\"}", (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 400);
	reply = fhir_send(
	    POST, "Task/$validate", TASK("nix", ""), (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(fhir_issue_of(&reply), "code-invalid Task.status");
	reply = fhir_send(
	    POST, "Task/$validate", TASK("draft", ""), (struct fhir_headers){ 0 });
	ck_assert_str_eq(fhir_issue_of(&reply), "informational");
	ck_assert_str_eq(site_text("SELECT count(*) FROM task WHERE source LIKE "
				   "'fhir:%%'"),
	    "0");
}
END_TEST

/* So many at once, each with a connection of its own: how many had this answer. */
static int
at_once(const char *target, enum method method, const char *body,
    struct fhir_headers headers, int code, int other)
{
	const char *host = getenv("PGHOST");
	int in[2], n[2] = { 0, 0 };

	headers.token = EMR;
	ck_assert_int_eq(pipe(in), 0);
	for (int i = 0; i < MANY; i++) {
		if (test_fork() == 0) {
			struct db *own;
			struct reply reply;

			if (db_open(arena_printf(site_arena(),
					"host=%s user=aftercare_api dbname=aftercare",
					host != NULL ? host : ""),
				&own) != OK)
				_exit(1);
			reply = fhir_ask_by(own, method, target,
			    method == PATCH ? "application/json-patch+json"
					    : "application/fhir+json",
			    body, headers);
			_exit(write(in[1], &reply.code, sizeof reply.code) < 0);
		}
	}
	close(in[1]);
	for (int got; read(in[0], &got, sizeof got) == (ssize_t)sizeof got;) {
		ck_assert_msg(got == code || got == other, "%d", got);
		n[got == other]++;
	}
	close(in[0]);
	while (wait(NULL) > 0)
		;
	ck_assert_int_eq(n[0] + n[1], MANY);
	return n[0];
}

START_TEST(many_at_once_are_one)
{
	const char *id = fhir_made(TASK("requested", ""));
	struct reply one = fhir_get(EMR, fhir_of(id, ""));

	ck_assert_int_eq(
	    at_once(fhir_of(id, ""), PATCH,
		fhir_step("accepted", ",{\"op\":\"add\",\"path\":\"/owner\",\"value\":{"
				      "\"reference\":\"Device/231\"}}"),
		(struct fhir_headers){ .if_match = arena_printf(site_arena(),
					   "W/\"%s\"", fhir_version_of(&one)) },
		200, 412),
	    1);
	ck_assert_int_eq(
	    at_once("Task", POST,
		TASK("requested", ",\"identifier\":[{\"system\":\"urn:emr\",\"value\":"
				  "\"77\"}]"),
		(struct fhir_headers){ .if_none_exist = "identifier=urn:emr|77" }, 201,
		200),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM task_identifier WHERE value = '77'"), "1");
	one = fhir_send(PUT, "Task?identifier=urn:emr|77",
	    TASK("requested", ",\"description\":\"Another\""),
	    (struct fhir_headers){ 0 });
	ck_assert_int_eq(one.code, 422); /* its code is another by now */
	one = fhir_send(POST, "Task", TASK("requested", ""),
	    (struct fhir_headers){ .if_none_exist = "identifier=urn:emr|77&nix=1" });
	ck_assert_int_eq(one.code, 400);
	one = fhir_send(POST, "Task", TASK("requested", ""),
	    (struct fhir_headers){ .if_none_exist = "patient=401" });
	ck_assert_int_eq(one.code, 412);
	ck_assert_str_eq(fhir_issue_of(&one), "multiple-matches");
}
END_TEST

/* The ids of a search, page by page, while others write. */
static const char *
walk(const char *target, size_t *n)
{
	struct buf b;

	buf_init(&b, site_arena());
	for (*n = 0; target != NULL;) {
		struct reply reply = fhir_get(EMR, target);
		const struct json *bundle = fhir_parsed(reply.body.data), *all;

		ck_assert_msg(reply.code == 200, "%s", reply.body.data);
		all = json_get(bundle, "entry");
		for (size_t i = 0; i < json_count(all); i++, (*n)++)
			buf_printf(&b, "%s ",
			    json_text(
				json_get(json_get(json_at(all, i), "resource"), "id")));
		target =
		    json_text(json_get(json_at(json_get(bundle, "link"), 1), "url"));
		if (target != NULL)
			target += strlen("http://here/fhir/");
		site_sql("UPDATE task SET words = words || '.' WHERE id = (SELECT "
			 "max(id) FROM task WHERE source LIKE 'fhir:%%')");
	}
	return b.data;
}

START_TEST(pages_lose_and_repeat_nothing)
{
	static const char *const sorts[] = { "_id", "-_id", "due-date", "-due-date",
		"-priority-order,due-date", "authored-on", "not-before,-_id",
		"_lastUpdated" };
	size_t n, again;

	for (int i = 0; i < 23; i++)
		(void)fhir_made(arena_printf(site_arena(),
		    TASK("requested",
			",\"priority\":\"%s\",\"restriction\":{\"period\":{\"end\":"
			"\"2031-03-%02dT00:00:00Z\"}}"),
		    i % 3 == 0 ? "urgent" : "routine", 10 + i % 7));
	for (size_t i = 0; i < COUNT_OF(sorts); i++) {
		const char *ids = walk(
		    arena_printf(site_arena(), "Task?_count=4&_sort=%s", sorts[i]), &n);

		ck_assert_msg(n >= 23, "%s: %zu", sorts[i], n);
		if (strcmp(sorts[i], "_lastUpdated") != 0)
			for (const char *id = ids; *id != '\0';
			     id = strchr(id, ' ') + 1)
				ck_assert_ptr_null(strstr(strchr(id, ' '),
				    arena_printf(site_arena(), " %.*s ",
					(int)strcspn(id, " "), id)));
	}
	(void)walk("Task?_count=5&status=requested&patient=Patient/401", &again);
	ck_assert_uint_eq(again, 23);
	(void)walk("Task?_count=5&status:not=requested&patient=Patient/401", &again);
	ck_assert_uint_eq(again, 0);
	(void)walk("Task?_count=5&due-date=lt2031-03-12&status=requested", &again);
	ck_assert_uint_eq(again, 8);
	(void)walk("Task?due-date=2031-03-10,2031-03-11&patient=401", &again);
	ck_assert_uint_eq(again, 8);
	(void)walk("Task?priority-order=ge30&patient=401", &again);
	ck_assert_uint_eq(again, 8);
	(void)walk("Task?owner:missing=false&patient=401", &again);
	ck_assert_uint_eq(again, 0);
}
END_TEST

static const char *
changed_of(const char *what)
{
	struct reply reply = fhir_get(HUB, what);

	ck_assert_msg(reply.code == 200, "%s: %s", what, reply.body.data);
	return json_text(
	    json_get(json_get(fhir_parsed(reply.body.data), "meta"), "lastUpdated"));
}

/* Of the only one that was found. */
static const char *
found_id(const struct reply *reply)
{
	const struct json *all = json_get(fhir_parsed(reply->body.data), "entry");

	ck_assert_uint_eq(json_count(all), 1);
	return json_text(json_get(json_get(json_at(all, 0), "resource"), "id"));
}

START_TEST(when_each_has_changed)
{
	static const struct {
		const char *what, *changes, *same;
	} all[] = {
		{ "Patient/401",
		    "UPDATE patient SET given_name = 'Other' WHERE id = 401",
		    "UPDATE patient SET note = 'Other' WHERE id = 401" },
		{ "Practitioner/201",
		    "UPDATE app_user SET name = 'Other' WHERE id = 201",
		    "UPDATE app_user SET keys_on = NOT keys_on WHERE id = 201" },
		{ "PractitionerRole/201", "INSERT INTO user_place VALUES (201, 103)",
		    "UPDATE app_user SET signed_in_at = business_now() WHERE id = "
		    "201" },
		{ "Device/231", "UPDATE app_user SET name = 'Other' WHERE id = 231",
		    "UPDATE client SET asked = asked + 1 WHERE user_id = 231" },
		{ "Organization/101", "UPDATE place SET name = 'Other' WHERE id = 101",
		    "UPDATE place SET language = 'sn' WHERE id = 101" },
		{ "Location/101", "UPDATE place SET name = 'Another' WHERE id = 101",
		    "UPDATE place SET language = 'en' WHERE id = 101" },
		{ "Procedure/601",
		    "UPDATE enrolment SET anchor_date = anchor_date - 1 WHERE id = 601",
		    "UPDATE enrolment SET last_sign_at = business_now() WHERE id = "
		    "601" },
	};
	const char *type, *before, *since;
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		before = changed_of(all[i].what);
		site_later("1 minute");
		since = site_text("SELECT fhir_instant(business_now())");
		site_sql("%s", all[i].same);
		ck_assert_str_eq(changed_of(all[i].what), before);
		site_sql("%s", all[i].changes);
		ck_assert_msg(
		    strcmp(changed_of(all[i].what), before) > 0, "%s", all[i].what);
		/* It is the last of all, and the only one since. */
		type = arena_printf(
		    site_arena(), "%.*s", (int)strcspn(all[i].what, "/"), all[i].what);
		reply = fhir_get(HUB, arena_printf(site_arena(),
					  "%s?_sort=-_lastUpdated&_count=1", type));
		ck_assert_str_eq(found_id(&reply), strchr(all[i].what, '/') + 1);
		reply = fhir_get(HUB,
		    arena_printf(site_arena(), "%s?_lastUpdated=ge%s", type, since));
		ck_assert_str_eq(found_id(&reply), strchr(all[i].what, '/') + 1);
		reply = fhir_get(HUB, arena_printf(site_arena(), "%s?_lastUpdated=gt%s",
					  type, changed_of(all[i].what)));
		ck_assert_uint_eq(fhir_entries(&reply), 0);
	}
}
END_TEST

/* Each text is changed by what becomes of it; and the pages in this order are whole. */
START_TEST(pages_of_others_by_their_change)
{
	static const char *const types[] = { "Patient", "Communication", "Location",
		"PractitionerRole", "Procedure" };
	size_t n, again;

	(void)site_says(TINASHE_PHONE, "It is swollen");
	site_later("1 minute");
	for (int i = 0; i < 5; i++)
		(void)site_says(TINASHE_PHONE, "It is swollen");
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		const char *up, *down;

		(void)walk(arena_printf(site_arena(), "%s?_count=200", types[i]), &n);
		up = walk(arena_printf(
			      site_arena(), "%s?_count=2&_sort=_lastUpdated", types[i]),
		    &again);
		ck_assert_uint_eq(again, n);
		down = walk(arena_printf(site_arena(),
				"%s?_count=2&_sort=-_lastUpdated", types[i]),
		    &again);
		ck_assert_uint_eq(again, n);
		ck_assert_msg(n < 2 || strcmp(up, down) != 0, "%s: %s", types[i], up);
		(void)walk(
		    arena_printf(site_arena(), "%s?_count=2&_sort=-_id", types[i]),
		    &again);
		ck_assert_uint_eq(again, n);
	}
	ck_assert_int_eq(fhir_get(EMR, "Patient?_sort=name").code, 400);
}
END_TEST

/* What who asks has already is not sent again. */
START_TEST(what_is_known_is_not_sent)
{
	static const struct {
		const char *since;
		int code;
	} all[] = { { "Sun, 02 Mar 2031 00:00:00 GMT", 200 },
		{ "Sat, 01 Jan 2050 00:00:00 GMT", 304 }, { "yesterday", 200 },
		{ "2050-01-01T00:00:00Z", 304 }, { "", 200 } };
	static const char *const types[] = { "Patient/401", "Location/101", NULL };
	const char *task = fhir_of(fhir_made(TASK("requested", "")), "");
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(all); i++)
		for (size_t k = 0; k < COUNT_OF(types); k++) {
			reply = fhir_ask_by(fhir_db, GET,
			    types[k] != NULL ? types[k] : task, "", "",
			    (struct fhir_headers){
				.token = EMR, .if_modified_since = all[i].since });
			ck_assert_msg(
			    reply.code == all[i].code, "%zu %zu: %d", i, k, reply.code);
			ck_assert(reply.code == 200 || reply.body.len == 0);
		}
	/* A version that is named says more than a moment. */
	reply = fhir_ask_by(fhir_db, GET, task, "", "",
	    (struct fhir_headers){ .token = EMR,
		.if_none_match = "W/\"999999999\"",
		.if_modified_since = "Sat, 01 Jan 2050 00:00:00 GMT" });
	ck_assert_int_eq(reply.code, 200);
}
END_TEST

/* As independent clients write what they ask for. */
START_TEST(ways_to_ask)
{
	static const struct {
		const char *query;
		int code;
		size_t entries;
	} all[] = { { "Patient?name=tin&name=moyo", 200, 1 },
		{ "Patient?name=tin&name=nobody", 200, 0 },
		{ "Patient?name=nobody,tin&name=moyo", 200, 1 },
		{ "Patient?name=tin,nobody", 200, 1 }, { "Patient?name=,", 400, 0 },
		{ "Patient?name:missing=true", 200, 0 },
		{ "Patient?family=MOY&given=tin", 200, 1 },
		{ "Patient?family=tin", 200, 0 }, { "Patient?given=moyo", 200, 0 },
		{ "Patient?given=nobody,Tinashe&_id=401", 200, 1 },
		{ "Patient?family:missing=true&_id=401", 200, 0 },
		{ "Patient?family:missing=false&_id=401", 200, 1 },
		{ "Patient?family:exact=Moyo", 400, 0 },
		{ "Patient?active=true&_id=401", 200, 1 },
		{ "Patient?active=false&_id=401", 200, 0 },
		{ "Patient?active:not=true&_id=401", 200, 0 },
		{ "Patient?_id=401&_sort=&_count=&_elements=&_include=", 200, 1 },
		{ "Task?_include=Task:patient:Patient", 200, 0 },
		{ "Task?_include=Task:patient:Device", 400, 0 },
		{ "Task?_include=Task:owner:Device", 400, 0 },
		{ "Task?_include=Task:code", 400, 0 } };

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct reply reply = fhir_get(EMR, all[i].query);

		ck_assert_msg(
		    reply.code == all[i].code, "%s: %s", all[i].query, reply.body.data);
		ck_assert_msg(
		    reply.code != 200 || fhir_entries(&reply) == all[i].entries,
		    "%s: %s", all[i].query, reply.body.data);
	}
}
END_TEST

/* A name of two words is both of it, and he who has none has none. */
START_TEST(each_part_of_a_name)
{
	site_sql("UPDATE patient SET given_name = 'Anna Maria', family_name = 'van der "
		 "Merwe', folded = 'anna maria van der merwe 123' WHERE id = 401; "
		 "UPDATE patient SET family_name = '', folded = 'brian 9 lives' WHERE "
		 "id = 402");
	static const struct {
		const char *query;
		size_t entries;
	} all[] = { { "given=maria", 1 }, { "given=van", 0 }, { "family=der", 1 },
		{ "family=maria", 0 }, { "family=123", 0 },
		{ "family=van&family=mer", 1 }, { "family=Van der", 1 },
		{ "given=anna&family=merwe", 1 } };

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct reply reply = fhir_get(EMR,
		    arena_printf(site_arena(), "Patient?_id=401&%s", all[i].query));

		ck_assert_msg(
		    fhir_entries(&reply) == all[i].entries, "%s", all[i].query);
	}
	ck_assert_uint_eq(fhir_entries(&(struct reply[]){ fhir_get(
			      EMR, "Patient?_id=402&family:missing=true") }[0]),
	    1);
	ck_assert_uint_eq(fhir_entries(&(struct reply[]){
			      fhir_get(EMR, "Patient?_id=402&family=9") }[0]),
	    0);
}
END_TEST

/* What is read comes in part, too, and says that it is a part. */
START_TEST(a_part_of_what_is_read)
{
	const char *id = fhir_made(TASK("requested", ""));
	const struct json *task;
	struct reply reply = fhir_get(EMR, fhir_of(id, ""));
	const char *version = fhir_version_of(&reply);
	const char *at[] = { fhir_of(id, "?_elements=description"),
		fhir_of(id, arena_printf(site_arena(),
				"/_history/%s?_elements=description", version)) };

	for (size_t i = 0; i < COUNT_OF(at); i++) {
		reply = fhir_get(EMR, at[i]);
		ck_assert_int_eq(reply.code, 200);
		ck_assert_ptr_nonnull(strstr(reply.headers.data, "ETag: "));
		ck_assert_str_eq(fhir_version_of(&reply), version);
		ck_assert_ptr_nonnull(strstr(reply.body.data, "\"SUBSETTED\""));
		task = fhir_parsed(reply.body.data);
		ck_assert_ptr_nonnull(json_get(task, "status"));
		ck_assert_ptr_nonnull(json_get(task, "description"));
		ck_assert_ptr_null(json_get(task, "code"));
	}
	reply = fhir_get(EMR, fhir_of(id, "?_summary=true"));
	task = fhir_parsed(reply.body.data);
	ck_assert_ptr_nonnull(json_get(task, "code"));
	ck_assert_ptr_null(json_get(task, "restriction"));
	reply = fhir_get(EMR, fhir_of(id, "?_summary=false"));
	ck_assert_ptr_null(strstr(reply.body.data, "SUBSETTED"));
	ck_assert_int_eq(fhir_get(EMR, fhir_of(id, "?_summary=some")).code, 400);
	ck_assert_int_eq(fhir_get(EMR, fhir_of(id, "?_elements=a.b")).code, 400);
	reply = fhir_get(EMR, "Patient/401?_elements=gender");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"SUBSETTED\""));
	ck_assert_ptr_null(strstr(reply.body.data, "\"name\""));
	reply = fhir_get(EMR, "Patient/401?_elements=");
	ck_assert_ptr_null(strstr(reply.body.data, "SUBSETTED"));
}
END_TEST

/* What HTTP and R4 have besides. */
START_TEST(what_any_client_of_http_expects)
{
	static const struct {
		const char *type;
		int code;
	} types[] = { { "application/fhir+json; charset=UTF-8", 201 },
		{ "application/fhir+json;charset=\"utf-8\"", 201 },
		{ "application/fhir+json; charset=iso-8859-1", 415 },
		{ "application/fhir+json; fhirVersion=4.0", 201 },
		{ "application/fhir+json; fhirVersion=3.0", 415 } };
	static const struct {
		const char *accept;
		int code;
	} accepted[] = { { "application/fhir+json; fhirVersion=4.0", 200 },
		{ "application/fhir+json;fhirversion=\"4.0.1\"", 200 },
		{ "application/fhir+json; fhirVersion=3.0", 406 },
		{ "application/fhir+json; fhirVersion=3.0, */*", 200 } };
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		reply = fhir_ask_by(fhir_db, POST, "Task", types[i].type,
		    TASK("requested", ""), (struct fhir_headers){ .token = EMR });
		ck_assert_msg(reply.code == types[i].code, "%s: %s", types[i].type,
		    reply.body.data);
	}
	for (size_t i = 0; i < COUNT_OF(accepted); i++)
		ck_assert_int_eq(fhir_ask_by(fhir_db, GET, "Patient/401", "", "",
				     (struct fhir_headers){
					 .token = EMR, .accept = accepted[i].accept })
				     .code,
		    accepted[i].code);
	/* What cannot be done there is told with what can. */
	reply = fhir_send(DELETE, "Task/1", "", (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 405);
	ck_assert_ptr_nonnull(
	    strstr(reply.headers.data, "Allow: GET, HEAD, PUT, PATCH\r\n"));
	reply = fhir_send(POST, "Patient", "{}", (struct fhir_headers){ 0 });
	ck_assert_ptr_nonnull(strstr(reply.headers.data, "Allow: GET, HEAD\r\n"));
	/* No id is the client's to give. */
	reply = fhir_send(PUT, "Task/999999", TASK("requested", ",\"id\":\"999999\""),
	    (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 405);
	ck_assert_ptr_nonnull(strstr(reply.headers.data, "Allow: GET, HEAD\r\n"));
	reply = fhir_send(
	    PATCH, "Task/999999", fhir_step("ready", ""), (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 404);
	/* A search that is sent without a body is in the address. */
	reply = fhir_ask_by(fhir_db, POST, "Patient/_search?_id=401", "", "",
	    (struct fhir_headers){ .token = EMR });
	ck_assert_int_eq(reply.code, 200);
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	reply = fhir_ask_by(fhir_db, POST, "Patient/_search", "text/plain", "_id=401",
	    (struct fhir_headers){ .token = EMR });
	ck_assert_int_eq(reply.code, 415);
}
END_TEST

START_TEST(spans_of_time)
{
	static const struct {
		const char *asked, *left;
	} rows[] = {
		{ "2026-11", "{[\"2026-11-01T00:00:00Z\",\"2026-12-01T00:00:00Z\")}" },
		{ "2026", "{[\"2026-01-01T00:00:00Z\",\"2027-01-01T00:00:00Z\")}" },
		{ "ge2026-12-31", "{[\"2026-12-31T00:00:00Z\",\"infinity\")}" },
		{ "gt2026-12-31", "{[\"2027-01-01T00:00:00Z\",\"infinity\")}" },
		{ "lt2024-02-29", "{[\"-infinity\",\"2024-02-29T00:00:00Z\")}" },
		{ "le2024-02-29", "{[\"-infinity\",\"2024-03-01T00:00:00Z\")}" },
		{ "ne2026", "{[\"-infinity\",\"2026-01-01T00:00:00Z\"),"
			    "[\"2027-01-01T00:00:00Z\",\"infinity\")}" },
		{ "2026-11-21T08:00:00.5+02:00",
		    "{[\"2026-11-21T06:00:00.500000Z\",\"2026-11-21T06:00:00.600000Z\")"
		    "}" },
		{ "2026-11-21T08:00Z",
		    "{[\"2026-11-21T08:00:00Z\",\"2026-11-21T08:00:01Z\")}" },
		{ "2023-02-29", NULL },
		{ "2026-13", NULL },
		{ "xx2026", NULL },
		{ "", NULL },
		{ "2026-11-21T25:00:00Z", NULL },
	};
	struct fhir_spans spans;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		spans = (struct fhir_spans){ 0 };
		ck_assert_msg(fhir_spans_ask(site_arena(), &spans, rows[i].asked, 0) ==
				  (rows[i].left != NULL),
		    "%s", rows[i].asked);
		if (rows[i].left != NULL)
			ck_assert_str_eq(
			    fhir_spans_text(site_arena(), &spans), rows[i].left);
	}
	spans = (struct fhir_spans){ 0 };
	ck_assert(fhir_spans_ask(site_arena(), &spans, "ge2026", 0));
	ck_assert(fhir_spans_ask(site_arena(), &spans, "lt2026-02,2026-07", 0));
	ck_assert_str_eq(fhir_spans_text(site_arena(), &spans),
	    "{[\"2026-01-01T00:00:00Z\",\"2026-02-01T00:00:00Z\"),"
	    "[\"2026-07-01T00:00:00Z\",\"2026-08-01T00:00:00Z\")}");
}
END_TEST

static size_t
found(const char *query)
{
	struct reply reply = fhir_get(EMR, query);

	ck_assert_msg(reply.code == 200, "%s: %s", query, reply.body.data);
	return fhir_entries(&reply);
}

START_TEST(tokens)
{
	const char *id = fhir_made(TASK(
	    "requested", ",\"identifier\":[{\"system\":\"urn:emr\",\"value\":\"1\"}]"));
	const size_t all = found("Task?_count=100");
	struct reply reply;

	fhir_made(TASK("requested", ",\"identifier\":[{\"value\":\"1\"}]"));
	ck_assert_uint_eq(found("Task?identifier=1"), 2);
	ck_assert_uint_eq(found("Task?identifier=urn:emr%7C1"), 1);
	ck_assert_uint_eq(found("Task?identifier=%7C1"), 1);
	ck_assert_uint_eq(found("Task?identifier=urn:emr%7C"), 1);
	ck_assert_uint_eq(
	    found("Task?_count=100&identifier=urn:aftercare:task%7C"), all + 1);
	ck_assert_uint_eq(found("Task?status=%7Crequested&identifier=1"), 2);
	ck_assert_uint_eq(found("Task?performer=nurse&identifier=1"), 2);
	ck_assert_uint_eq(found("Task?performer=%7Cnurse&identifier=1"), 0);
	ck_assert_uint_ge(found("Patient?identifier=urn:aftercare:number%7C"), 1);
	ck_assert_int_eq(fhir_get(EMR, "Task?identifier=%7C").code, 400);
	/* What came of it is any word of the programme's. */
	site_sql(
	    "UPDATE task SET status = 'completed', open = false, outcome = 'weighed',"
	    " closed_at = business_now() WHERE id = %s",
	    id);
	ck_assert_uint_eq(found("Task?business-status=weighed"), 1);
	ck_assert_uint_eq(
	    found("Task?business-status=urn:aftercare:outcome%7C&identifier=1"), 1);
	ck_assert_uint_eq(found("Task?business-status:missing=false&identifier=1"), 1);
	ck_assert_uint_eq(found("Task?business-status:missing=true&identifier=1"), 1);
	ck_assert_uint_eq(found("Task?business-status=!"), 0);
	/* What is left of a resource is one. */
	reply = fhir_get(EMR, "Procedure?_elements=performedDateTime");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"subject\""));
	reply = fhir_get(EMR, "Procedure?_summary=text");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"subject\""));
}
END_TEST

START_TEST(patches)
{
	static const struct {
		const char *document, *patch, *result; /* NULL: refused */
	} rows[] = {
		{ "{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/b\",\"value\":[2]}]",
		    "{\"a\":1,\"b\":[2]}" },
		{ "{\"a\":[1,3]}", "[{\"op\":\"add\",\"path\":\"/a/1\",\"value\":2}]",
		    "{\"a\":[1,2,3]}" },
		{ "{\"a\":[1]}", "[{\"op\":\"add\",\"path\":\"/a/-\",\"value\":2}]",
		    "{\"a\":[1,2]}" },
		{ "{\"a\":[1,2]}", "[{\"op\":\"remove\",\"path\":\"/a/0\"}]",
		    "{\"a\":[2]}" },
		{ "{\"a\":{\"b/c\":1}}",
		    "[{\"op\":\"replace\",\"path\":\"/a/b~1c\",\"value\":2}]",
		    "{\"a\":{\"b/c\":2}}" },
		{ "{\"a\":1}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/b\"}]",
		    "{\"b\":1}" },
		{ "{\"a\":{\"c\":1}}",
		    "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"},{\"op\":"
		    "\"test\",\"path\":\"/b/c\",\"value\":1}]",
		    "{\"a\":{\"c\":1},\"b\":{\"c\":1}}" },
		{ "{\"a\":1}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
		    NULL },
		{ "{\"a\":1}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":\"1\"}]",
		    NULL },
		{ "{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"/b\"}]", NULL },
		{ "{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"/b\",\"value\":1}]",
		    NULL },
		{ "{\"a\":[1]}", "[{\"op\":\"add\",\"path\":\"/a/01\",\"value\":1}]",
		    NULL },
		{ "{\"a\":{}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]",
		    NULL },
		{ "{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/b\"}]", NULL },
		{ "{\"a\":1}", "[]", NULL },
		{ "{\"a\":1}", "{}", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct json *result;
		const char *why;
		enum status status =
		    json_patch(site_arena(), fhir_parsed(rows[i].document),
			fhir_parsed(rows[i].patch), &result, &why);

		ck_assert_msg(
		    (status == OK) == (rows[i].result != NULL), "%s", rows[i].patch);
		if (rows[i].result != NULL)
			ck_assert(json_equal(result, fhir_parsed(rows[i].result)));
	}
}
END_TEST

/* Of what was answered to a bundle: the state of its i-th entry. */
static const char *
outcome_of(const struct reply *reply, size_t i)
{
	const struct json *response = json_get(
	    json_at(json_get(fhir_parsed(reply->body.data), "entry"), i), "response");

	return json_text(json_get(response, "status"));
}

#define BUNDLE(type, entries) \
	"{\"resourceType\":\"Bundle\",\"type\":\"" type "\",\"entry\":[" entries "]}"
#define BRING(name, more, by)                                                \
	"{\"fullUrl\":\"urn:uuid:" name "\",\"resource\":" TASK("requested", \
	    more) ",\"request\":{\"method\":\"POST\",\"url\":\"Task\"" by "}}"
#define LOOK(url) "{\"request\":{\"method\":\"GET\",\"url\":\"" url "\"}}"

START_TEST(a_batch_does_what_can_be_done)
{
	const char *id = fhir_made(TASK("requested", ""));
	struct reply reply = fhir_send(POST, "",
	    arena_printf(site_arena(),
		BUNDLE("batch",
		    LOOK("Task/%s") "," BRING("1", "", "") "," LOOK("Task/999999") "," LOOK(
			"Task?due-date=soon") "," LOOK("Observation") "," BRING("2",
			",\"foo\":1", "") ","
					  "{\"request\":{\"method\":\"DELETE\",\"url\":"
					  "\"Task/%s\"}}," LOOK("Task?_count=1")),
		id, id),
	    (struct fhir_headers){ 0 });
	static const char *const outcomes[] = { "200 OK", "201 Created",
		"404 Not Found", "400 Bad Request", "404 Not Found", "400 Bad Request",
		"405 Method Not Allowed", "200 OK" };

	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "type"), "batch-response");
	ck_assert_uint_eq(fhir_entries(&reply), COUNT_OF(outcomes));
	for (size_t i = 0; i < COUNT_OF(outcomes); i++)
		ck_assert_msg(strcmp(outcome_of(&reply, i), outcomes[i]) == 0,
		    "%zu: %s", i, outcome_of(&reply, i));
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM task WHERE source LIKE 'fhir:%%'"), "2");
	/* Each asks and is noted as if it came alone. */
	ck_assert_str_eq(site_text("SELECT count(*) FROM audit WHERE user_id = 231 AND "
				   "action = 'read' AND object = 'task'"),
	    "4");
	ck_assert_int_eq(fhir_send(POST, "", BUNDLE("batch", BRING("1", "", "")),
			     (struct fhir_headers){ .token = LOOKER })
			     .code,
	    200);
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM task WHERE source LIKE 'fhir:%%'"), "2");
}
END_TEST

START_TEST(a_transaction_is_done_whole_or_not)
{
	const char *id = fhir_made(TASK("requested", "")), *etag;
	struct reply now = fhir_get(EMR, fhir_of(id, "")), reply;
	const char *claim = arena_printf(site_arena(),
	    "{\"resource\":%.*s,\"owner\":{\"reference\":\"Device/231\"}},\"request\":{"
	    "\"method\":\"PUT\",\"url\":\"Task/%s\",\"ifMatch\":\"W/\\\"%s\\\"\"}}",
	    (int)strlen(now.body.data) - 1, now.body.data, id, fhir_version_of(&now));
	const char *both = arena_printf(site_arena(),
	    BUNDLE("transaction",
		LOOK("Task/%s") ",%s," BRING("a-1",
		    ",\"identifier\":[{\"system\":\"urn:emr\",\"value\":\"5\"}]",
		    ",\"ifNoneExist\":\"identifier=urn:emr|5\"")),
	    id, claim);

	/* The claim comes first, though the look stands before it. */
	reply = fhir_send(POST, "", both, (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "type"), "transaction-response");
	ck_assert_str_eq(outcome_of(&reply, 0), "200 OK");
	ck_assert_str_eq(outcome_of(&reply, 1), "200 OK");
	ck_assert_str_eq(outcome_of(&reply, 2), "201 Created");
	ck_assert_ptr_nonnull(json_get(
	    json_get(json_at(json_get(fhir_parsed(reply.body.data), "entry"), 0),
		"resource"),
	    "owner"));
	/* Once more: its version is an old one, and nothing at all is done. */
	etag = site_text("SELECT max(id) FROM task_event");
	reply = fhir_send(POST, "", both, (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 412);
	ck_assert_str_eq(fhir_issue_of(&reply), "conflict Bundle.entry[1].resource");
	ck_assert_str_eq(site_text("SELECT max(id) FROM task_event"), etag);
	/* What one has become stands for its name in the others, whichever is first. */
	reply = fhir_send(POST, "",
	    BUNDLE("transaction",
		LOOK("Task?_id=urn:uuid:b-1") "," BRING("b-10", "", "") "," BRING("b-1",
		    ",\"description\":\"As urn:uuid:b-10 and urn:uuid:b-2\"", "")),
	    (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(site_text("SELECT words FROM task ORDER BY id DESC LIMIT 1"),
	    arena_printf(site_arena(), "Check dressing. As Task/%s and urn:uuid:b-2",
		site_text("SELECT id FROM task ORDER BY id DESC OFFSET 1 LIMIT 1")));
	ck_assert_uint_eq(
	    json_count(json_get(
		json_get(json_at(json_get(fhir_parsed(reply.body.data), "entry"), 0),
		    "resource"),
		"entry")),
	    1);
}
END_TEST

/* [{"op":"replace","path":"/status","value":"ready"}] in base64, with a blank. */
#define READY "W3sib3AiOiJyZXBsYWNlIiwicGF0aCI6Ii9zdGF0dXMiLCJ2YWx1ZSI6 InJlYWR5In1d"
#define PATCHED(type, mime, data, more)                                        \
	"{\"resource\":{\"resourceType\":\"" type "\",\"contentType\":\"" mime \
	"\",\"data\":\"" data                                                  \
	"\"},\"request\":{\"method\":\"PATCH\",\"url\":\"Task/%s\"" more "}}"
#define PATCH_MIME "application/json-patch+json"

START_TEST(a_patch_comes_in_a_binary)
{
	static const char *const bad[] = {
		PATCHED("Parameters", PATCH_MIME, READY, ""),
		PATCHED("Binary", "application/fhir+json", READY, ""),
		PATCHED("Binary", PATCH_MIME, "W3s", ""),
		PATCHED("Binary", PATCH_MIME, "-_-_", ""),
		PATCHED("Binary", PATCH_MIME, "AAAA", ""),
	};
	const char *id = fhir_made(TASK("requested", ""));
	struct reply reply = fhir_get(EMR, fhir_of(id, ""));
	const char *version = fhir_version_of(&reply), *patch;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		patch = arena_printf(site_arena(), BUNDLE("batch", "%s"), bad[i]);
		reply = fhir_send(POST, "", patch, (struct fhir_headers){ 0 });
		ck_assert_int_eq(reply.code, 400);
		ck_assert_str_eq(
		    fhir_issue_of(&reply), "value Bundle.entry[0].resource");
	}
	patch = arena_printf(site_arena(),
	    BUNDLE("transaction", LOOK("Task/%s") "," PATCHED("Binary", PATCH_MIME,
				      READY, ",\"ifMatch\":\"W/\\\"%s\\\"\"")),
	    id, id, version);
	reply = fhir_send(POST, "", patch, (struct fhir_headers){ 0 });
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	/* What is looked at is what it has become. */
	ck_assert_str_eq(
	    json_text(json_get(
		json_get(json_at(json_get(fhir_parsed(reply.body.data), "entry"), 0),
		    "resource"),
		"status")),
	    "ready");
	reply = fhir_send(POST, "", patch, (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 412);
}
END_TEST

START_TEST(a_bundle_that_is_none)
{
	static const struct {
		const char *body, *issue;
		int code;
	} bad[] = {
		{ "{\"resourceType\":\"Task\"}", "value Bundle.type", 400 },
		{ "{\"resourceType\":\"Bundle\",\"type\":\"history\"}",
		    "value Bundle.type", 400 },
		{ BUNDLE("batch", "{}"), "value Bundle.entry[0].request.method", 400 },
		{ BUNDLE("batch", LOOK("Task") ",7"),
		    "value Bundle.entry[1].request.method", 400 },
		{ BUNDLE("batch", LOOK("")), "value Bundle.entry[0].request.url", 400 },
		{ BUNDLE("batch", LOOK("//")), "value Bundle.entry[0].request.url",
		    400 },
		{ BUNDLE(
		      "batch", "{\"request\":{\"method\":\"POST\",\"url\":\"Task\"}}"),
		    "value Bundle.entry[0].resource", 400 },
		{ BUNDLE("transaction", BRING("1", "", "") "," BRING("1", "", "")),
		    "value Bundle.entry[1].fullUrl", 400 },
		{ BUNDLE("transaction",
		      "{\"request\":{\"method\":\"DELETE\",\"url\":\"Task/1\"}},"
		      "{\"request\":{\"method\":\"DELETE\",\"url\":\"Task/1\"}}"),
		    "value Bundle.entry[1].request.url", 400 },
		{ BUNDLE("transaction",
		      BRING("1", "", "") "," BRING("2", ",\"priority\":\"high\"", "")),
		    "code-invalid Bundle.entry[1].resource.priority", 400 },
	};
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		reply = fhir_send(POST, "", bad[i].body, (struct fhir_headers){ 0 });
		ck_assert_msg(reply.code == bad[i].code, "%zu: %s", i, reply.body.data);
		ck_assert_msg(strcmp(fhir_issue_of(&reply), bad[i].issue) == 0,
		    "%zu: %s", i, fhir_issue_of(&reply));
	}
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM task WHERE source LIKE 'fhir:%%'"), "0");
	reply = fhir_send(POST, "", "{\"resourceType\":\"Bundle\",\"type\":\"batch\"}",
	    (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 200);
}
END_TEST

TCase *
fhir_tests(void)
{
	TCase *tc = tcase_create("fhir");

	tcase_set_timeout(tc, 180);
	tcase_add_checked_fixture(tc, fhir_test_begin, fhir_test_end);
	tcase_add_test(tc, only_a_client_with_its_token);
	tcase_add_test(tc, row_security_holds_it_as_a_nurse);
	tcase_add_test(tc, what_is_advertised_works);
	tcase_add_test(tc, every_type_is_read_and_found);
	tcase_add_test(tc, a_claim_is_the_claim_that_a_nurse_sees);
	tcase_add_test(tc, nothing_new_is_no_version);
	tcase_add_test(tc, every_pair_of_states);
	tcase_add_test(tc, a_case_is_claimed_here_and_decided_there);
	tcase_add_test(tc, what_is_not_kept_is_refused);
	tcase_add_test(tc, many_at_once_are_one);
	tcase_add_test(tc, pages_lose_and_repeat_nothing);
	tcase_add_test(tc, when_each_has_changed);
	tcase_add_test(tc, pages_of_others_by_their_change);
	tcase_add_test(tc, what_is_known_is_not_sent);
	tcase_add_test(tc, ways_to_ask);
	tcase_add_test(tc, each_part_of_a_name);
	tcase_add_test(tc, a_part_of_what_is_read);
	tcase_add_test(tc, what_any_client_of_http_expects);
	tcase_add_test(tc, spans_of_time);
	tcase_add_test(tc, tokens);
	tcase_add_test(tc, patches);
	tcase_add_test(tc, a_batch_does_what_can_be_done);
	tcase_add_test(tc, a_transaction_is_done_whole_or_not);
	tcase_add_test(tc, a_patch_comes_in_a_binary);
	tcase_add_test(tc, a_bundle_that_is_none);
	return tc;
}
