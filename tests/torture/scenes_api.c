/* scenes_api.c - what machines ask. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../jose_test.h"
#include "api/routes.h"
#include "ask.h"
#include "base/clock.h"
#include "client.h"

#define SECRET "the-webhook-secret-of-the-torture"
#define TASK                                                                        \
	"{\"resourceType\":\"Task\",\"status\":\"requested\",\"intent\":\"order\"," \
	"\"code\":{\"text\":\"Check\"},\"for\":{\"reference\":\"Patient/401\"}}"

/* A form of one question, that everybody may answer. */
#define OWN_FORM                                                                      \
	"INSERT INTO form (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'own'); "     \
	"INSERT INTO form_version (form_id, number, title, xml, sha256, created_at) " \
	"SELECT 1, 1, 'Own', x, encode(sha256(convert_to(x, 'UTF8')), 'hex'), "       \
	"business_now() FROM (VALUES ('<h:html xmlns=\"http://www.w3.org/2002/xforms" \
	"\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>Own</h:title>"  \
	"<model><instance><own id=\"own\"><said/><meta><instanceID/></meta></own>"    \
	"</instance><bind nodeset=\"/own/said\" "                                     \
	"required=\"true()\"/></model></h:head>"                                      \
	"<h:body><input ref=\"/own/said\"><label>Said</label></input></h:body>"       \
	"</h:html>')) v (x); "

static void
play(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	ask(scene->detail, db, arena, e);
}

struct several {
	const struct asking *asking[3];
};

static void
play_several(
    const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	const struct several *several = scene->detail;

	ask_all(several->asking, COUNT_OF(several->asking), db, arena, e);
}

/* A client with a key, and what it asks for a token with: signed before each run. */
static struct asking token = { &api, POST, "/auth/token", "", "", NULL,
	"application/x-www-form-urlencoded", 200 };
static struct signer *signer;
static struct arena *proofs;

static void
sign(const struct scene *scene)
{
	const char *claims;

	(void)scene;
	claims = arena_printf(proofs,
	    "{\"iss\":\"emr\",\"sub\":\"emr\",\"aud\":\"http://aftercare.test/auth/"
	    "token\","
	    "\"exp\":%" PRId64 ",\"jti\":\"1\"}",
	    clock_wall() / SECOND + 240);
	token.body = arena_printf(proofs,
	    "grant_type=client_credentials&scope=system/Task.rs&client_assertion_type="
	    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=%"
	    "s",
	    signer_signs(signer, signer_header(signer, ""), claims));
}

static const char *
client_with_a_key(void)
{
	proofs = arena_new();
	signer = signer_new(proofs, "ES384", 0, "k1");
	return arena_printf(proofs,
	    CLIENT "INSERT INTO client_key (user_id, url, keys) VALUES (231, '', "
		   "'{\"keys\":[%s]}')",
	    signer_key(signer));
}

/* One text that was handed over and has failed, and one that waits. */
#define HANDED                                                                        \
	"UPDATE place SET gateway_id = 231 WHERE id = 101; "                          \
	"INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, "     \
	"run_at, state, created_at) OVERRIDING SYSTEM VALUE VALUES "                  \
	"(900, '7d3f0c7e-51c6-4b5e-9a52-0c8a6a1f2b33', 'text', 101, 301, 'One', 1, "  \
	"business_now(), 'handed', business_now()), "                                 \
	"(901, '8d3f0c7e-51c6-4b5e-9a52-0c8a6a1f2b33', 'text', 101, 302, 'Two', 1, "  \
	"business_now(), 'ready', business_now()); "                                  \
	"INSERT INTO handed (outbox_id, client_id, handed_at, offered_at) VALUES "    \
	"(900, 231, business_now(), business_now()); "                                \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at, outbox_id) VALUES "                                   \
	"(501, 101, 401, 301, 'out', 'automatic', 'One', 'sending', "                 \
	"business_now(), 900), (502, 101, 402, 302, 'out', 'automatic', 'Two', "      \
	"'queued', business_now(), 901)"

const struct scene *
api_scenes(size_t *n)
{
	static const struct config config = { .webhook_secret = SECRET };
	static const struct asking hook = { &api, POST, "/hooks/rapidpro",
		"{\"event\":\"checkin\",\"run\":{\"uuid\":\"ce3fb229-a207-42d7-965a-"
		"5289a25551f3\"},\"input\":{\"text\":\"1\",\"created_on\":\"2031-03-03"
		"T06:00:00Z\"}}",
		"", "Token " SECRET, "application/json", 200 };
	static const struct asking another = { &api, POST, "/hooks/rapidpro",
		"{\"event\":\"incoming\"}", "", "Token " SECRET, "application/json",
		200 };
	static const struct several several = { { &hook, &another, &hook } };
	static const struct asking live = { &api, GET, "/health/live", "", "", NULL, "",
		200 };
	static const struct asking ready = { &api, GET, "/health/ready", "", "", NULL,
		"", 200 };
	static const struct asking metrics = { &api, GET, "/metrics", "", "", NULL, "",
		200 };
	static const struct asking bring = { &api, POST, "/fhir/Task", TASK, "",
		"Bearer " TOKEN, "application/fhir+json", 201 };
	static const struct asking ask_for = { &api, POST, "/fhir/ServiceRequest",
		/* Without an identifier, by which it would be the same the next time. */
		"{\"resourceType\":\"ServiceRequest\",\"status\":\"active\","
		"\"intent\":\"order\",\"code\":{\"text\":\"Look\"},\"subject\":{"
		"\"reference\":\"Patient/401\"}}",
		"", "Bearer " TOKEN, "application/fhir+json", 201 };
	static const struct asking answers = { &api, POST,
		"/fhir/QuestionnaireResponse",
		"{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\","
		"\"questionnaire\":\"urn:aftercare:questionnaire:own\",\"subject\":{"
		"\"reference\":\"Patient/"
		"401\"},\"item\":[{\"linkId\":\"said\",\"answer\":"
		"[{\"valueString\":\"All is well\"}]}]}",
		"", "Bearer " TOKEN, "application/fhir+json", 201 };
	static const struct asking introduce = { &api, POST, "/mediator/organization",
		"{\"identifier\":{\"value\":\"o\"},\"name\":[\"O\"],\"endpoint\":[{"
		"\"reference\":\"Endpoint/e\"}]}",
		"", "Token " TOKEN, "application/json", 201 };
	static const struct asking subscribe = { &api, POST, "/fhir/Subscription",
		"{\"resourceType\":\"Subscription\",\"status\":\"requested\","
		"\"reason\":"
		"\"r\",\"criteria\":\"Task?status=requested\",\"channel\":{\"type\":"
		"\"rest-hook\",\"endpoint\":\"https://emr.example.org/hook\"}}",
		"", "Bearer " TOKEN, "application/fhir+json", 201 };
	static const struct asking incoming = { &api, POST,
		"/api/v2/sms/rapidpro/incoming-messages",
		"{\"id\":\"r\",\"from\":\"+263771234567\",\"content\":\"1\"}", "",
		"Token " TOKEN, "application/json", 200 };
	static const struct asking contacts = { &api, POST, "/api/v1/contacts-by-phone",
		"{\"phone\":\"+263775550142\"}", "", "Token " TOKEN, "application/json",
		200 };
	static const struct asking record = { &api, POST, "/api/v2/records",
		"message=1&from=%2B263775550142&gateway_ref=7", "", "Token " TOKEN,
		"application/x-www-form-urlencoded", 200 };
	static const struct asking gateway = { &api, POST, "/api/sms",
		"{\"messages\":[{\"id\":\"g\",\"from\":\"+263775550142\","
		"\"content\":\"1\"},{\"id\":\"h\"}]}",
		"", "Token " TOKEN, "application/json", 200 };
	static const struct asking fetch = { &api, POST, "/api/sms",
		"{\"updates\":[{\"id\":\"7d3f0c7e-51c6-4b5e-9a52-0c8a6a1f2b33\","
		"\"status\":\"FAILED\",\"reason\":\"no-service\"},{\"id\":\"x\","
		"\"status\":\"SENT\"}]}",
		"", "Token " TOKEN, "application/json", 200 };
	static const struct asking export = { &api, GET, "/api/v2/export/messages", "",
		"", "Token " TOKEN, "", 200 };
	static const struct asking monitoring = { &api, GET, "/api/v2/monitoring", "",
		"", NULL, "", 200 };
	static const struct asking look = { &api, GET, "/fhir/Task?status=requested",
		"", "", "Bearer " TOKEN, "", 200 };
	static struct scene scenes[] = {
		{ .name = "POST /hooks/rapidpro",
		    .user = "aftercare_api",
		    .writes = true,
		    .play = play,
		    .detail = &hook },
		{ .name = "POST /hooks/rapidpro, three at once",
		    .user = "aftercare_api",
		    .writes = true,
		    .play = play_several,
		    .detail = &several },
		{ .name = "GET /health/live",
		    .user = "aftercare_api",
		    .play = play,
		    .detail = &live },
		{ .name = "GET /health/ready",
		    .user = "aftercare_api",
		    .first = "UPDATE gateway SET reached_at = business_now(), "
			     "send_flow = 'c0290103-855d-4f55-99ec-8712e8e3574f'; "
			     "INSERT INTO worker (id, host, started_at, seen_at) "
			     "SELECT '11111111-2222-4333-8444-555555555555', 'here', "
			     "business_now(), business_now()",
		    .play = play,
		    .detail = &ready },
		{ .name = "POST /fhir/:rest",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &bring },
		{ .name = "POST /fhir/:rest, a request",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &ask_for },
		{ .name = "POST /fhir/:rest, answers",
		    .user = "aftercare_api",
		    .first = CLIENT OWN_FORM,
		    .writes = true,
		    .play = play,
		    .detail = &answers },
		{ .name = "POST /fhir/:rest, a subscription",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &subscribe },
		{ .name = "POST /mediator/:rest",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &introduce },
		{ .name = "POST /auth/token",
		    .user = "aftercare_api",
		    .writes = true,
		    .begin = sign,
		    .play = play,
		    .detail = &token },
		{ .name = "GET /fhir/:rest",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true, /* how often it asked */
		    .play = play,
		    .detail = &look },
		{ .name = "POST /api/v2/sms/rapidpro/incoming-messages",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &incoming },
		{ .name = "POST /api/sms",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &gateway },
		{ .name = "POST /api/sms, texts that leave",
		    .user = "aftercare_api",
		    .first = CLIENT HANDED,
		    .writes = true,
		    .play = play,
		    .detail = &fetch },
		{ .name = "GET /api/v2/export/messages",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true, /* how many it took away */
		    .play = play,
		    .detail = &export },
		{ .name = "GET /api/v2/monitoring",
		    .user = "aftercare_api",
		    .play = play,
		    .detail = &monitoring },
		{ .name = "POST /api/v2/records",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &record },
		{ .name = "POST /api/v1/contacts-by-phone",
		    .user = "aftercare_api",
		    .first = CLIENT,
		    .writes = true,
		    .play = play,
		    .detail = &contacts },
		{ .name = "GET /metrics",
		    .user = "aftercare_api",
		    .play = play,
		    .detail = &metrics },
	};

	for (const struct route *r = api.routes; r->path != NULL; r++) {
		bool there = false;

		for (size_t i = 0; i < COUNT_OF(scenes); i++)
			there = there || strstr(scenes[i].name, r->path) != NULL;
		if (there)
			continue;
		fprintf(stderr, "no scene for the route %s\n", r->path);
		exit(EXIT_FAILURE);
	}
	for (size_t i = 0; i < COUNT_OF(scenes); i++)
		if (scenes[i].detail == &token)
			scenes[i].first = client_with_a_key();
	api_secrets(&config);
	*n = COUNT_OF(scenes);
	return scenes;
}
