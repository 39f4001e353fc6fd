/*
 * test_service_request.c - what others ask of us by FHIR: it becomes work at the right
 * facility, once, and whoever asked is told what came of it.
 */

#include <inttypes.h>
#include <string.h>

#include "fhir_test.h"

#define NONE                  \
	(struct fhir_headers) \
	{                     \
		0             \
	}
#define ASKED(more)                                                              \
	"{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":" \
	"\"order\",\"code\":{\"text\":\"Look at the wound\"},\"subject\":{"      \
	"\"reference\":\"Patient/401\"}" more "}"
#define NAMED(value) \
	",\"identifier\":[{\"system\":\"urn:emr\",\"value\":\"" value "\"}]"
#define BUNDLE(entries) \
	"{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" entries "]}"

static const char *
at(const char *id)
{
	return arena_printf(site_arena(), "ServiceRequest/%s", id);
}

static const char *
brought(const char *body)
{
	struct reply reply = fhir_send(POST, "ServiceRequest", body, NONE);

	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	return fhir_text_at(&reply, "id");
}

static int64_t
task_of(const char *id)
{
	return site_number("SELECT task_id FROM service_request WHERE id = %s", id);
}

static const char *
task_path(const char *id, const char *more)
{
	return arena_printf(site_arena(), "/tasks/%" PRId64 "%s", task_of(id), more);
}

static void
begin_work(const char *id)
{
	site_sql(
	    "UPDATE task SET owner_id = 201, status = 'accepted' WHERE id = %" PRId64
	    "; UPDATE task SET status = 'in-progress' WHERE id = %" PRId64,
	    task_of(id), task_of(id));
}

/* As it stands, with another status, and more. */
static const char *
with_status(const char *id, const char *status, const char *more)
{
	struct reply now = fhir_get(EMR, at(id));
	const char *body = now.body.data, *was = fhir_text_at(&now, "status");
	const char *member = arena_printf(site_arena(), "\"status\": \"%s\"", was);
	const char *found = strstr(body, member);

	ck_assert_msg(found != NULL, "%s", body);
	return arena_printf(site_arena(), "%.*s\"status\":\"%s\"%s%s",
	    (int)(found - body), body, status, more, found + strlen(member));
}

static struct reply
put(const char *id, const char *body)
{
	return fhir_send(PUT, at(id), body, NONE);
}

START_TEST(it_becomes_work_that_a_nurse_sees)
{
	struct reply reply = fhir_send(POST, "ServiceRequest",
	    ASKED(NAMED("R1") ",\"priority\":\"asap\",\"occurrenceDateTime\":"
			      "\"2031-03-05\",\"requester\":{\"display\":\"Dr Dube, "
			      "Riverside Hospital\"},\"reasonCode\":[{\"text\":\"Fever "
			      "since Sunday\"}],\"note\":[{\"text\":\"He lives far "
			      "away\"}],\"performer\":[{\"reference\":\"Organization/"
			      "101\"}]"),
	    NONE);
	const char *id = fhir_text_at(&reply, "id");
	struct request *page;

	ck_assert_int_eq(reply.code, 201);
	ck_assert_ptr_nonnull(strstr(reply.location, "/fhir/ServiceRequest/"));
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "active");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws('|', place_id, patient_id, status, priority, "
		      "words, who, kind, to_char(due_at AT TIME ZONE 'Africa/Harare', "
		      "'MM-DD HH24:MI')) FROM task WHERE id = %" PRId64,
		task_of(id)),
	    "101|401|requested|2|Look at the wound|Tinashe Moyo|free|03-05 23:59");
	page = site_get(RUDO, "/tasks?due=upcoming");
	ck_assert(site_shows(page, "Look at the wound"));
	page = site_get(RUDO, task_path(id, ""));
	ck_assert(site_shows(page, "Dr Dube, Riverside Hospital, through Emr"));
	ck_assert(site_shows(page, "Fever since Sunday"));
	ck_assert(site_shows(page, "He lives far away"));
	ck_assert(site_shows(page, "as soon as possible"));
	ck_assert(site_shows(page, "It cannot be done here, because"));
	/* She does it; and whoever asked reads what came of it. */
	ck_assert_int_eq(site_post(RUDO, task_path(id, "/take"), "")->reply.code, 303);
	reply = fhir_get(
	    EMR, arena_printf(site_arena(), "Task?focus=ServiceRequest/%s", id));
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "accepted"));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "fulfill"));
	ck_assert_int_eq(site_post(RUDO, task_path(id, "/done"),
			     "outcome=came&note=Wound+is+clean&version=2")
			     ->reply.code,
	    303);
	reply = fhir_get(EMR, at(id));
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "completed");
	reply = fhir_get(EMR, arena_printf(site_arena(), "Task?based-on=%s", id));
	ck_assert_ptr_nonnull(
	    strstr(reply.body.data, "\"valueString\":\"Wound is clean\""));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"code\":\"came\""));
	ck_assert_str_eq(site_text("SELECT string_agg(DISTINCT action, ' ') FROM audit "
				   "WHERE object = 'service_request'"),
	    "insert");
}
END_TEST

START_TEST(one_that_is_refused_says_why)
{
	const char *id = brought(ASKED(""));
	struct reply reply;
	struct request *page =
	    site_post(RUDO, task_path(id, "/refuse"), "refusal=&version=1");

	ck_assert_int_eq(page->reply.code, 422);
	ck_assert(site_shows(page, "Why not: "));
	ck_assert_int_eq(site_post(RUDO, task_path(id, "/refuse"),
			     "refusal=We+have+no+dressings&version=9")
			     ->reply.code,
	    409);
	ck_assert_int_eq(site_post(RUDO, task_path(id, "/refuse"),
			     "refusal=We+have+no+dressings&version=1")
			     ->reply.code,
	    303);
	reply = fhir_get(EMR, at(id));
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "revoked");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "We have no dressings"));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "request-statusReason"));
	ck_assert(site_shows(site_get(RUDO, "/tasks?due=done"), "Asked by "));
	page = site_get(RUDO, task_path(id, ""));
	ck_assert(site_shows(page, "<b>refused</b>"));
	ck_assert(site_shows(page, "We have no dressings"));
	ck_assert(!site_shows(page, "It cannot be done here"));
	/* One of our own is not refused so. */
	site_sql("INSERT INTO task (id, place_id, kind, source, priority, starts_at, "
		 "due_at, created_at, created_by) OVERRIDING SYSTEM VALUE VALUES (990, "
		 "101, 'free', 'free:990', 4, business_now(), business_now(), "
		 "business_now(), 201)");
	ck_assert(!site_shows(site_get(RUDO, "/tasks/990"), "It cannot be done here"));
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/990/refuse", "refusal=No&version=1")->reply.code,
	    404);
	ck_assert_int_eq(
	    put(id, with_status(id, "active", ",\"priority\":\"stat\"")).code, 422);
	/* At work on it, it fails; put off, it is called off. */
	id = brought(ASKED(""));
	begin_work(id);
	ck_assert_int_eq(
	    site_post(RUDO, task_path(id, "/refuse"), "refusal=He+moved&version=1")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = %" PRId64, task_of(id)),
	    "failed");
	reply = fhir_get(EMR, at(id));
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "revoked");
}
END_TEST

START_TEST(one_that_is_not_wanted_any_more)
{
	const char *id = brought(ASKED("")), *other = brought(ASKED(""));
	struct reply reply;
	struct request *page;

	ck_assert_int_eq(site_post(RUDO, task_path(id, "/take"), "")->reply.code, 303);
	reply = put(id,
	    with_status(id, "revoked",
		",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
		"request-statusReason\",\"valueCodeableConcept\":{\"text\":\"He came "
		"to us\"}}]"));
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "revoked");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "He came to us"));
	/* She had it: it is said above her list, until she has looked. */
	page = site_get(RUDO, "/tasks");
	ck_assert(site_shows(page, "Emr does not want this any more:"));
	ck_assert(site_shows(page, "(He came to us)"));
	ck_assert(!site_shows(site_get(TENDAI, "/tasks"), "any more:"));
	page = site_get(RUDO, task_path(id, ""));
	ck_assert(site_shows(page, "<b>called off</b>"));
	ck_assert(site_shows(page, "Not wanted any more, says"));
	ck_assert(!site_shows(site_get(RUDO, "/tasks"), "any more:"));
	/* The same once more is no change; nothing else follows. */
	reply = fhir_send(PATCH, at(id), fhir_step("revoked", ""), NONE);
	ck_assert_int_eq(reply.code, 200);
	reply = fhir_send(PATCH, at(id), fhir_step("active", ""), NONE);
	ck_assert_int_eq(reply.code, 422);
	reply = fhir_send(PATCH, at(other), fhir_step("entered-in-error", ""), NONE);
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "status"), "entered-in-error");
	/* What is done stays done. */
	id = brought(ASKED(""));
	(void)site_post(RUDO, task_path(id, "/done"), "outcome=reached-fine&version=1");
	reply = fhir_send(PATCH, at(id), fhir_step("revoked", ""), NONE);
	ck_assert_int_eq(reply.code, 422);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule ServiceRequest.status");
}
END_TEST

START_TEST(nothing_is_asked_twice)
{
	static const char body[] = ASKED(NAMED("R7"));
	const char *id = brought(body);
	struct reply reply = fhir_send(POST, "ServiceRequest", body, NONE);

	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(fhir_text_at(&reply, "id"), id);
	reply = fhir_send(
	    POST, "ServiceRequest", ASKED(NAMED("R7") ",\"priority\":\"stat\""), NONE);
	ck_assert_int_eq(reply.code, 409);
	ck_assert_str_eq(fhir_issue_of(&reply), "duplicate ServiceRequest.identifier");
	reply = fhir_send(POST, "ServiceRequest", ASKED(""),
	    (struct fhir_headers){ .if_none_exist = "identifier=urn:emr|R7" });
	ck_assert_int_eq(reply.code, 200);
	reply = fhir_send(PUT, "ServiceRequest?identifier=urn:emr|R7",
	    ASKED(NAMED("R7") ",\"priority\":\"stat\""), NONE);
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	reply = fhir_send(
	    PUT, "ServiceRequest?identifier=urn:emr|R8", ASKED(NAMED("R8")), NONE);
	ck_assert_int_eq(reply.code, 201);
	/* Another program has names of its own. */
	reply = fhir_send(
	    POST, "ServiceRequest", body, (struct fhir_headers){ .token = HUB });
	ck_assert_int_eq(reply.code, 201);
	reply = fhir_send(PATCH, at(id), fhir_step("revoked", ""),
	    (struct fhir_headers){ .token = HUB });
	ck_assert_int_eq(reply.code, 403);
	ck_assert_str_eq(site_text("SELECT count(*) FROM task WHERE source LIKE "
				   "'request:%%'"),
	    "3");
	reply = fhir_get(EMR, "ServiceRequest?identifier=R7&_sort=_id");
	ck_assert_uint_eq(fhir_entries(&reply), 2);
}
END_TEST

START_TEST(what_can_be_changed_until_when)
{
	const char *id = brought(ASKED(NAMED("R9")));
	struct reply reply = fhir_get(EMR, at(id));
	const char *version = fhir_version_of(&reply);

	/* As it was read: no new version. */
	reply = put(id, reply.body.data);
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(fhir_version_of(&reply), version);
	reply = fhir_send(PATCH, at(id),
	    "[{\"op\":\"replace\",\"path\":\"/code/text\",\"value\":\"Weigh him\"},"
	    "{\"op\":\"add\",\"path\":\"/occurrencePeriod\",\"value\":{\"start\":"
	    "\"2031-03-09\",\"end\":\"2031-03-10\"}}]",
	    NONE);
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_ne(fhir_version_of(&reply), version);
	ck_assert_str_eq(
	    site_text("SELECT words || to_char(starts_at AT TIME ZONE 'Africa/Harare', "
		      "' DD HH24:MI') || to_char(due_at AT TIME ZONE 'Africa/Harare', "
		      "' DD HH24:MI') FROM task WHERE id = %" PRId64,
		task_of(id)),
	    "Weigh him 09 00:00 10 23:59");
	reply = fhir_send(PATCH, at(id), fhir_step("active", ""),
	    (struct fhir_headers){
		.if_match = arena_printf(site_arena(), "W/\"%s\"", version) });
	ck_assert_int_eq(reply.code, 412);
	/* Once she has it, how urgent it is and by when, not what it is. */
	ck_assert_int_eq(site_post(RUDO, task_path(id, "/take"), "")->reply.code, 303);
	reply = fhir_send(PATCH, at(id),
	    "[{\"op\":\"replace\",\"path\":\"/code/text\",\"value\":\"Call him\"}]",
	    NONE);
	ck_assert_int_eq(reply.code, 422);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule ServiceRequest.code");
	reply = fhir_send(PATCH, at(id),
	    "[{\"op\":\"add\",\"path\":\"/priority\",\"value\":\"stat\"},{\"op\":"
	    "\"add\",\"path\":\"/note\",\"value\":[{\"text\":\"Worse today\"}]}]",
	    NONE);
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert(site_shows(site_get(RUDO, task_path(id, "")), "Worse today"));
	ck_assert(
	    site_shows(site_get(RUDO, task_path(id, "")), "Asked for otherwise by"));
	/* Whom it is about and where it is done stay. */
	reply = fhir_send(PATCH, at(id),
	    "[{\"op\":\"replace\",\"path\":\"/subject\",\"value\":{\"reference\":"
	    "\"Patient/402\"}}]",
	    NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule ServiceRequest.subject");
	reply = fhir_send(PATCH, at(id), fhir_step("completed", ""), NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule ServiceRequest.status");
}
END_TEST

#define CONTAINED(patient, more)                                                 \
	"{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":" \
	"\"order\",\"code\":{\"text\":\"Look at the wound\"},\"contained\":["    \
	"{\"resourceType\":\"Patient\",\"id\":\"p\"" patient                     \
	"}],\"subject\":{\"reference\":\"#p\"}" more "}"

START_TEST(he_may_be_a_client_by_now)
{
	const char *body = CONTAINED(",\"name\":[{\"text\":\"Simba Nyoni\"}]", "");
	const char *id = brought(body), *task, *patient;
	struct request *page;
	struct reply reply;

	task = arena_printf(site_arena(), "Task/%" PRId64, task_of(id));
	reply = fhir_get(EMR, task);
	patient = fhir_version_of(&reply);
	page = site_get(RUDO, task_path(id, "?client=nobody+of+this+name"));
	ck_assert(site_shows(page, "No client of this facility found"));
	page = site_get(RUDO, task_path(id, "?client=tinashe"));
	ck_assert(site_shows(page, "It is he"));
	/* Of her own facility, of a version that she has seen. */
	ck_assert_int_eq(
	    site_post(RUDO, task_path(id, "/client"), "client=405&version=1")
		->reply.code,
	    422);
	ck_assert_int_eq(
	    site_post(RUDO, task_path(id, "/client"), "client=401&version=7")
		->reply.code,
	    409);
	ck_assert_int_eq(
	    site_post(RUDO, task_path(id, "/client"), "client=x&version=1")->reply.code,
	    422);
	page = site_post(RUDO, task_path(id, "/client"), "client=401&version=1");
	ck_assert_int_eq(page->reply.code, 303);
	page = site_get(RUDO, task_path(id, ""));
	ck_assert(site_shows(page, "Linked to a client by"));
	ck_assert(site_shows(page, "/patients/401"));
	ck_assert(!site_shows(page, "no client of this clinic yet"));
	/* Whoever asked is told; what was before stays as it was. */
	reply = fhir_get(EMR, at(id));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Patient/401"));
	ck_assert_ptr_null(strstr(reply.body.data, "contained"));
	reply = fhir_get(EMR, "Task?patient=Patient/401&code=free");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	reply =
	    fhir_get(EMR, arena_printf(site_arena(), "%s/_history/%s", task, patient));
	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_null(strstr(reply.body.data, "Patient/401"));
	/* It says the same of him as before. */
	reply = fhir_send(PUT, at(id),
	    arena_printf(
		site_arena(), "{\"id\":\"%s\",\"priority\":\"stat\",%s", id, body + 1),
	    NONE);
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Patient/401"));
	/* It was somebody else. */
	page = site_post(RUDO, task_path(id, "/client"), "client=402&version=3");
	ck_assert_int_eq(page->reply.code, 303);
	reply = fhir_send(PATCH, at(id),
	    "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"revoked\"}]", NONE);
	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_int_eq(
	    site_post(RUDO, task_path(id, "/client"), "client=401&version=5")
		->reply.code,
	    409);
	/* Of one that was about a client from the first it stays so. */
	id = brought(ASKED(""));
	ck_assert(!site_shows(site_get(RUDO, task_path(id, "")), "client-hint"));
	ck_assert_int_eq(
	    site_post(RUDO, task_path(id, "/client"), "client=402&version=1")
		->reply.code,
	    422);
}
END_TEST

START_TEST(whom_it_is_about)
{
	const char *id = brought("{\"resourceType\":\"ServiceRequest\",\"status\":"
				 "\"active\",\"intent\":\"order\",\"code\":{\"text\":"
				 "\"Look\"},\"subject\":{\"identifier\":{\"system\":"
				 "\"urn:aftercare:number\",\"value\":\"R-2318\"}}}");
	struct reply reply;
	struct request *page;

	ck_assert_str_eq(site_text("SELECT number FROM task t JOIN patient p ON p.id = "
				   "t.patient_id WHERE t.id = %" PRId64,
			     task_of(id)),
	    "R-2318");
	id = brought(CONTAINED(",\"identifier\":[{\"value\":\"R-2318\"}]", ""));
	ck_assert_str_eq(
	    site_text("SELECT patient_id IS NOT NULL FROM task WHERE id = %" PRId64,
		task_of(id)),
	    "true");
	reply = fhir_get(EMR, at(id));
	ck_assert_ptr_null(strstr(reply.body.data, "contained"));
	/* Somebody whom nobody here knows. */
	id =
	    brought(CONTAINED(",\"name\":[{\"given\":[\"Simba\"],\"family\":\"Nyoni\"}]"
			      ",\"birthDate\":\"2001-05-06\",\"telecom\":[{"
			      "\"system\":\"phone\",\"value\":\"0775 551 234\"}]",
		""));
	page = site_get(RUDO, task_path(id, ""));
	ck_assert(site_shows(page, "Simba Nyoni, 2001-05-06, 0775 551 234"));
	ck_assert(site_shows(page, "no client of this clinic yet"));
	ck_assert(site_shows(page, "tel:+263775551234"));
	reply = fhir_get(EMR, at(id));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"#p\""));
	reply = fhir_send(POST, "ServiceRequest",
	    "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":"
	    "\"order\",\"code\":{\"text\":\"Look\"},\"subject\":{\"identifier\":{"
	    "\"value\":\"nobody\"}}}",
	    NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "not-found ServiceRequest.subject");
	/* A search in place of a reference. */
	reply = fhir_send(POST, "ServiceRequest",
	    "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":"
	    "\"order\",\"code\":{\"text\":\"Look\"},\"subject\":{\"reference\":"
	    "\"Patient?identifier=R-2318\"}}",
	    NONE);
	ck_assert_msg(reply.code == 201, "%s", reply.body.data);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "Patient/4"));
	reply = fhir_send(POST, "ServiceRequest",
	    "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":"
	    "\"order\",\"code\":{\"text\":\"Look\"},\"subject\":{\"reference\":"
	    "\"Patient?gender=male\"}}",
	    NONE);
	ck_assert_int_eq(reply.code, 412);
	ck_assert_str_eq(fhir_issue_of(&reply), "multiple-matches");
	reply = fhir_send(POST, "Task",
	    "{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":\"order\","
	    "\"code\":{\"text\":\"Look\"},\"for\":{\"reference\":\"Patient?identifier="
	    "R-0\"}}",
	    NONE);
	ck_assert_int_eq(reply.code, 412);
	ck_assert_str_eq(fhir_issue_of(&reply), "not-found");
	/* A man whom the client may not see is nobody. */
	reply = fhir_send(POST, "ServiceRequest",
	    "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":"
	    "\"order\",\"code\":{\"text\":\"Look\"},\"subject\":{\"reference\":"
	    "\"Patient/405\"}}",
	    NONE);
	ck_assert_int_eq(reply.code, 422);
}
END_TEST

static const struct {
	const char *more, *issue;
	int code;
} bad[] = {
	{ ",\"nix\":1", "structure ServiceRequest.nix", 400 },
	{ ",\"priority\":\"high\"", "code-invalid ServiceRequest.priority", 400 },
	{ ",\"occurrenceDateTime\":\"soon\"", "value ServiceRequest.occurrenceDateTime",
	    400 },
	{ ",\"occurrenceDateTime\":\"2031-03-05\",\"occurrencePeriod\":{\"end\":"
	  "\"2031-03-06\"}",
	    "structure ServiceRequest", 400 },
	{ ",\"doNotPerform\":true", "business-rule ServiceRequest.doNotPerform", 422 },
	{ ",\"quantityQuantity\":{\"value\":2}",
	    "business-rule ServiceRequest.quantityQuantity", 422 },
	{ ",\"occurrenceTiming\":{\"code\":{\"text\":\"daily\"}}",
	    "business-rule ServiceRequest.occurrenceTiming", 422 },
	{ ",\"encounter\":{\"reference\":\"Encounter/7\"}",
	    "business-rule ServiceRequest.encounter", 422 },
	{ ",\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p\"}]",
	    "business-rule ServiceRequest.subject", 422 },
	{ ",\"contained\":[{\"resourceType\":\"Group\",\"id\":\"p\"}]",
	    "code-invalid ServiceRequest.contained[0].resourceType", 400 },
	{ ",\"performer\":[{\"reference\":\"Organization/103\"}]",
	    "business-rule ServiceRequest.performer", 422 },
	{ ",\"performer\":[{\"reference\":\"Organization/x\"}]",
	    "business-rule ServiceRequest.performer", 422 },
	{ ",\"performer\":[{\"reference\":\"Organization/101\"}],\"locationReference\":"
	  "[{\"reference\":\"Location/102\"}]",
	    "business-rule ServiceRequest.locationReference", 422 },
	{ ",\"identifier\":[{\"system\":\"urn:x\"}]",
	    "business-rule ServiceRequest.identifier", 422 },
};

START_TEST(what_is_not_taken_says_so)
{
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		reply = fhir_send(POST, "ServiceRequest",
		    arena_printf(site_arena(),
			"{\"resourceType\":\"ServiceRequest\",\"status\":\"active\","
			"\"intent\":\"order\",\"code\":{\"text\":\"Look\"},\"subject\":"
			"{"
			"\"reference\":\"Patient/401\"}%s}",
			bad[i].more),
		    NONE);
		ck_assert_msg(reply.code == bad[i].code, "%zu: %s", i, reply.body.data);
		ck_assert_msg(strcmp(fhir_issue_of(&reply), bad[i].issue) == 0,
		    "%zu: %s", i, fhir_issue_of(&reply));
	}
	reply = fhir_send(POST, "ServiceRequest",
	    "{\"resourceType\":\"ServiceRequest\",\"status\":\"draft\",\"intent\":"
	    "\"order\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":"
	    "\"Patient/401\"}}",
	    NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule ServiceRequest.status");
	reply = fhir_send(POST, "ServiceRequest",
	    "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":"
	    "\"proposal\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":"
	    "\"Patient/401\"}}",
	    NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule ServiceRequest.intent");
	reply = fhir_send(POST, "ServiceRequest",
	    "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\",\"intent\":"
	    "\"order\",\"subject\":{\"reference\":\"Patient/401\"}}",
	    NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule ServiceRequest.code");
	reply = fhir_send(POST, "ServiceRequest/$validate", ASKED(""), NONE);
	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "All is well."));
	ck_assert_int_eq(fhir_send(POST, "ServiceRequest", ASKED(""),
			     (struct fhir_headers){ .token = LOOKER })
			     .code,
	    403);
	ck_assert_int_eq(put("999999", ASKED(",\"id\":\"999999\"")).code, 405);
	ck_assert_str_eq(site_text("SELECT count(*) FROM service_request"), "0");
}
END_TEST

#define SR "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
#define POINTS(more)                                                                \
	"{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":\"order\"," \
	"\"code\":{\"coding\":[{\"system\":\"http://hl7.org/fhir/CodeSystem/"       \
	"task-code\",\"code\":\"fulfill\"}]},\"focus\":{\"reference\":\"" more

START_TEST(a_task_of_it_is_the_task_that_it_has)
{
	struct reply reply = fhir_send(POST, "",
	    BUNDLE("{\"request\":{\"method\":\"POST\",\"url\":\"Task\"},"
		   "\"resource\":" POINTS(SR
		       "\"},\"basedOn\":[{\"reference\":\"" SR
		       "\"}],\"priority\":\"stat\",\"owner\":{\"reference\":"
		       "\"Organization/101\"},\"identifier\":[{\"system\":\"urn:emr\","
		       "\"value\":\"T1\"}]}") "},{\"fullUrl\":\"" SR
					      "\",\"request\":{\"method\":\"POST\","
					      "\"url\":\"ServiceRequest\"},"
					      "\"resource\":" ASKED(NAMED("S1")) "}"),
	    NONE);
	const char *id = site_text("SELECT id FROM service_request"), *body;

	ck_assert_msg(reply.code == 200, "%s", reply.body.data);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(priority || words, ' ') FROM task WHERE "
		      "source LIKE 'request:%%' OR source LIKE 'fhir:%%'"),
	    "1Look at the wound");
	/* The same task again; and another one of it. */
	body = arena_printf(site_arena(),
	    POINTS("ServiceRequest/%s\"},\"identifier\":[{\"system\":\"urn:emr\","
		   "\"value\":\"T1\"}]}"),
	    id);
	reply = fhir_send(POST, "Task", body, NONE);
	ck_assert_int_eq(reply.code, 200);
	reply = fhir_send(POST, "Task",
	    arena_printf(site_arena(), POINTS("ServiceRequest/%s\"}}"), id), NONE);
	ck_assert_int_eq(reply.code, 409);
	ck_assert_str_eq(fhir_issue_of(&reply), "duplicate Task.focus");
	reply = fhir_send(POST, "Task", POINTS("ServiceRequest/999\"}}"), NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "not-found Task.focus");
	reply = fhir_send(POST, "Task", POINTS("Encounter/9\"}}"), NONE);
	ck_assert_str_eq(fhir_issue_of(&reply), "business-rule Task.focus");
	/* It says who does it, and is done from outside as well. */
	reply = fhir_get(EMR, "Task?identifier=urn:emr|T1");
	ck_assert_uint_eq(fhir_entries(&reply), 1);
	/* Where the two disagree, nothing is done. */
	reply = fhir_send(POST, "",
	    BUNDLE("{\"request\":{\"method\":\"POST\",\"url\":\"Task\"},"
		   "\"resource\":" POINTS(SR
		       "\"},\"for\":{\"reference\":\"Patient/"
		       "402\"}}") "},{\"fullUrl\":\"" SR "\",\"request\":{\"method\":"
				  "\"POST\",\"url\":"
				  "\"ServiceRequest\"},"
				  "\"resource\":" ASKED(NAMED("S2")) "}"),
	    NONE);
	ck_assert_int_eq(reply.code, 422);
	ck_assert_str_eq(site_text("SELECT count(*) FROM service_request"), "1");
}
END_TEST

START_TEST(time_worked_on_is_searched)
{
	static const struct {
		const char *asked;
		size_t n;
	} all[] = { { "period=2031-03-03", 1 }, { "period=ne2031-03-03", 1 },
		{ "period=lt2031-03-03T06:30:00Z", 2 }, { "period=gt2031-03-04", 1 },
		{ "period=ge2031-03-04", 1 }, { "period=le2031-03-03", 1 },
		{ "period=sa2031-03-03", 0 }, { "period=eb2031-03-04", 1 },
		{ "period=ap2031-03-03", 2 }, { "period=2031-03-02,2031-03-03", 1 },
		{ "period=ge2031-03-03&period=eb2031-03-04", 1 },
		{ "period:missing=false", 2 } };
	const char *done = brought(ASKED("")), *begun = brought(ASKED(""));

	(void)brought(ASKED(""));
	begin_work(done);
	begin_work(begun);
	site_later("1 hour");
	site_sql(
	    "UPDATE task SET status = 'completed' WHERE id = %" PRId64, task_of(done));
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct reply reply =
		    fhir_get(EMR, arena_printf(site_arena(), "Task?requester=%d&%s",
				      EMR_ID, all[i].asked));

		ck_assert_msg(reply.code == 200 && fhir_entries(&reply) == all[i].n,
		    "%s: %s", all[i].asked, reply.body.data);
	}
	ck_assert_int_eq(fhir_get(EMR, "Task?period=soon").code, 400);
}
END_TEST

TCase *
service_request_tests(void)
{
	TCase *tc = tcase_create("service_request");

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, fhir_test_begin, fhir_test_end);
	tcase_add_test(tc, it_becomes_work_that_a_nurse_sees);
	tcase_add_test(tc, one_that_is_refused_says_why);
	tcase_add_test(tc, one_that_is_not_wanted_any_more);
	tcase_add_test(tc, nothing_is_asked_twice);
	tcase_add_test(tc, what_can_be_changed_until_when);
	tcase_add_test(tc, whom_it_is_about);
	tcase_add_test(tc, he_may_be_a_client_by_now);
	tcase_add_test(tc, what_is_not_taken_says_so);
	tcase_add_test(tc, a_task_of_it_is_the_task_that_it_has);
	tcase_add_test(tc, time_worked_on_is_searched);
	return tc;
}
