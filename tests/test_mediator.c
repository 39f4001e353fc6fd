/*
 * test_mediator.c - programs that were written for the CHT's mediator: what they send is
 * understood where it is not FHIR, and they are told of the Encounter.
 */

#include <inttypes.h>
#include <string.h>

#include "fhir_test.h"
#include "socket_server.h"
#include "worker_test.h"

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
	site_sql("DELETE FROM service_request; DELETE FROM mediator_party");
	fhir_clients_end();
	worker_test_end();
}

static struct reply
send(const char *to, const char *body)
{
	return fhir_ask_at(fhir_db, POST,
	    arena_printf(site_arena(), "/mediator/%s", to), "application/json", body,
	    (struct fhir_headers){ .token = EMR });
}

static void
took(const char *to, const char *body, int code)
{
	struct reply reply = send(to, body);

	ck_assert_msg(reply.code == code, "%s: %d %s", to, reply.code, reply.body.data);
}

static void
introduce(void)
{
	took("endpoint",
	    arena_printf(site_arena(),
		"{\"resourceType\":\"Endpoint\",\"identifier\":[{\"system\":"
		"\"official\","
		"\"value\":\"callback\"}],\"status\":\"active\",\"connectionType\":{"
		"\"code\":\"hl7-fhir-rest\"},\"payloadType\":[{\"text\":\"x\"}],"
		"\"address\":\"http://127.0.0.1:%d/hook\"}",
		peer_port()),
	    201);
	/* As it comes, with its name in an array. */
	took("organization",
	    "{\"resourceType\":\"Organization\",\"identifier\":[{\"system\":"
	    "\"official\","
	    "\"value\":\"hospital\"}],\"name\":[\"District Hospital\"],\"endpoint\":[{"
	    "\"reference\":\"Endpoint/callback\"}]}",
	    201);
}

#define ASKS(patient, status)                                                   \
	"{\"resourceType\":\"ServiceRequest\",\"intent\":\"order\",\"status\":" \
	"\"" status "\",\"subject\":{\"reference\":\"Patient/" patient          \
	"\"},\"requester\":{\"reference\":\"Organization/hospital\"}}"

static void
tell(void)
{
	ck_assert_int_eq(worker_step(subscription_job), OK);
}

static const char *
path_of_the_task(const char *more)
{
	return arena_printf(site_arena(), "/tasks/%s%s",
	    site_text("SELECT max(task_id) FROM service_request"), more);
}

START_TEST(a_follow_up_is_asked_for_done_and_told)
{
	struct reply reply;
	struct request *page;

	peer_says(200, "{}");
	peer_plays();
	introduce();
	reply = send("service-request", ASKS("patient-401", "active"));
	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "resourceType"), "Subscription");
	ck_assert_str_eq(
	    fhir_text_at(&reply, "criteria"), "Encounter?identifier=patient-401");
	ck_assert_ptr_nonnull(
	    strstr(reply.body.data, "urn:aftercare:subscription-secret"));
	/* However often: it is one. */
	took("service-request", ASKS("patient-401", "active"), 200);
	ck_assert_str_eq(site_text("SELECT count(*) FROM service_request"), "1");
	tell();
	ck_assert(site_shows(
	    site_get(RUDO, path_of_the_task("")), "District Hospital, through Emr"));
	ck_assert_int_eq(
	    site_post(RUDO, path_of_the_task("/take"), "")->reply.code, 303);
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_int_eq(site_post(RUDO, path_of_the_task("/done"),
			     "outcome=came&note=He+is+well&version=2")
			     ->reply.code,
	    303);
	tell();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_uint_eq(
	    peer_asked(arena_printf(site_arena(), "PUT /hook/Encounter/%s HTTP",
		site_text("SELECT id FROM service_request"))),
	    1);
	ck_assert_uint_eq(peer_asked("\"status\":\"finished\""), 1);
	ck_assert_uint_eq(peer_asked("{\"value\":\"patient-401\"}"), 2);
	ck_assert_uint_eq(peer_asked("\"text\":\"He is well\""), 1);
	/* Without its type it is what the address says. */
	reply = send("organization",
	    "{\"identifier\":{\"value\":\"other\"},\"name\":[\"Mission Hospital\"],"
	    "\"endpoint\":{\"reference\":\"Endpoint/callback\"}}");
	ck_assert_str_eq(fhir_text_at(&reply, "name"), "Mission Hospital");
	/* It is over: the next one is another. */
	took("service-request", ASKS("patient-401", "active"), 201);
	ck_assert_str_eq(site_text("SELECT count(*) FROM service_request"), "2");
	/* The administrator sees what was mended. */
	page = site_get(ADA, "/audit?object=mediator");
	ck_assert(site_shows(page, "Was understood though it was not FHIR"));
	ck_assert(
	    site_shows(page, "Organization.name is an array, and has to be a text"));
}
END_TEST

START_TEST(it_is_called_off)
{
	peer_says(200, "{}");
	peer_plays();
	introduce();
	took("service-request", ASKS("patient-401", "revoked"), 422);
	took("service-request", ASKS("patient-401", "active"), 201);
	tell();
	took("service-request", ASKS("patient-401", "revoked"), 200);
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE source LIKE 'request:%%'"),
	    "cancelled");
	tell();
	tell();
	ck_assert_uint_eq(peer_asked("\"status\":\"cancelled\""), 1);
}
END_TEST

START_TEST(what_is_not_fhir_is_understood)
{
	struct reply reply;

	peer_says(200, "{}");
	peer_plays();
	introduce();
	/* A man of theirs, with a name that is empty. */
	reply = send("patient",
	    "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"cht\","
	    "\"value\":"
	    "\"3f9a\"}],\"name\":[{\"family\":\"Nyoni\",\"given\":[\"Simba\",null]}],"
	    "\"gender\":\"Male\",\"birthDate\":\"2 May\",\"telecom\":[{\"value\":"
	    "\"0775551234\"}]}");
	ck_assert_int_eq(reply.code, 201);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Simba Nyoni"));
	ck_assert_ptr_null(strstr(reply.body.data, "birthDate"));
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM audit, jsonb_object_keys(change) "
		      "WHERE action = 'mended'"),
	    "4");
	took("service-request", ASKS("3f9a", "active"), 201);
	tell();
	ck_assert(site_shows(
	    site_get(RUDO, path_of_the_task("")), "Simba Nyoni, 0775551234"));
	/* Somebody of theirs has met him. */
	reply = send("encounter",
	    "{\"resourceType\":\"Encounter\",\"identifier\":[{\"system\":\"cht\","
	    "\"value\":\"3f9a\"}],\"status\":\"finished\",\"class\":\"HH\",\"subject\":"
	    "{"
	    "\"reference\":\"Patient/?identifier=3f9a\"}}");
	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "finished");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE source LIKE 'request:%%'"),
	    "completed");
	tell();
	tell();
	ck_assert_uint_eq(peer_asked("PUT /hook/Encounter/"), 1);
}
END_TEST

START_TEST(what_is_missing_is_named)
{
	static const struct {
		const char *to, *body, *issue;
		int code;
	} bad[] = {
		{ "nowhere", "{}", "not-supported", 404 },
		{ "endpoint", "[", "structure", 400 },
		{ "endpoint", "{\"resourceType\":\"Patient\"}", "value resourceType",
		    400 },
		{ "endpoint", "{\"identifier\":[{\"value\":\"e\"}]}",
		    "required Endpoint.address", 422 },
		{ "organization", "{\"identifier\":[{\"value\":\"o\"}]}",
		    "required Organization.endpoint", 422 },
		{ "patient", "{}", "required Patient.identifier", 422 },
		{ "service-request", "{\"status\":\"active\"}",
		    "required ServiceRequest.subject", 422 },
		{ "service-request",
		    "{\"status\":\"active\",\"subject\":{\"reference\":\"Patient/1\"}}",
		    "required ServiceRequest.requester", 422 },
		{ "service-request", ASKS("x", "draft"),
		    "business-rule ServiceRequest.status", 422 },
		{ "service-request", ASKS("x", "active"), "not-found ServiceRequest",
		    422 },
		{ "encounter", "{\"status\":\"planned\"}",
		    "business-rule Encounter.status", 422 },
		{ "encounter",
		    "{\"status\":\"finished\",\"subject\":{\"reference\":\"Patient/"
		    "1\"}}",
		    "not-found Encounter.subject", 422 },
	};
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		reply = send(bad[i].to, bad[i].body);
		ck_assert_msg(reply.code == bad[i].code, "%zu: %s", i, reply.body.data);
		ck_assert_msg(strcmp(fhir_issue_of(&reply), bad[i].issue) == 0,
		    "%zu: %s", i, fhir_issue_of(&reply));
	}
	reply = fhir_ask_at(fhir_db, POST, "/mediator/patient", "application/json",
	    "{}", (struct fhir_headers){ .token = LOOKER });
	ck_assert_int_eq(reply.code, 403);
	ck_assert_str_eq(site_text("SELECT count(*) FROM mediator_party"), "0");
}
END_TEST

TCase *
mediator_tests(void)
{
	TCase *tc = tcase_create("mediator");

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, a_follow_up_is_asked_for_done_and_told);
	tcase_add_test(tc, it_is_called_off);
	tcase_add_test(tc, what_is_not_fhir_is_understood);
	tcase_add_test(tc, what_is_missing_is_named);
	return tc;
}
