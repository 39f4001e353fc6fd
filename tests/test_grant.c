/*
 * test_grant.c - tokens of five minutes: who gets one, for what, and how often.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/grant.h"
#include "fhir_test.h"
#include "jose_test.h"
#include "worker_test.h"

#define URL "http://here/auth/token"
#define MANY 16

static struct signer *signer; /* of EMR, by value */

/* EMR proves itself with these, or with those at the address. */
static void
has_keys(const char *url, const char *keys)
{
	site_sql("INSERT INTO client_key (user_id, url, keys, next_at) VALUES (%d, "
		 "'%s', '%s', CASE '%s' WHEN '' THEN 'infinity' ELSE business_now() "
		 "END) ON CONFLICT (user_id) DO UPDATE SET url = excluded.url, keys = "
		 "excluded.keys, next_at = excluded.next_at, read_at = NULL",
	    EMR_ID, url, keys, url);
}

static const char *
set_of(const char *keys)
{
	return arena_printf(site_arena(), "{\"keys\":[%s]}", keys);
}

static void
begin(void)
{
	worker_test_begin();
	fhir_clients_begin();
	site_sql("UPDATE client SET expires_at = business_now() + interval '30 days'");
	signer = signer_new(site_arena(), "ES384", 0, "k1");
	has_keys("", set_of(signer_key(signer)));
}

static void
end(void)
{
	fhir_clients_end();
	worker_test_end();
}

/* Right ones, each with another name; with more, which begins with a comma. */
static const char *
claims(const char *aud, int seconds, const char *more)
{
	static int n;

	return arena_printf(site_arena(),
	    "{\"iss\":\"emr\",\"sub\":\"emr\",\"aud\":\"%s\",\"exp\":%" PRId64
	    ",\"jti\":\"proof-%d\"%s}",
	    aud, clock_wall() / SECOND + seconds, ++n, more);
}

static const char *
proof(void)
{
	return signer_signs(signer, signer_header(signer, ""), claims(URL, 300, ""));
}

static const char *
form(const char *scope, const char *text)
{
	return arena_printf(site_arena(),
	    "grant_type=client_credentials&scope=%s&client_assertion_type=urn%%3Aietf"
	    "%%3Aparams%%3Aoauth%%3Aclient-assertion-type%%3Ajwt-bearer&client_"
	    "assertion=%s",
	    scope, text);
}

static struct reply
asks_by(struct db *by, const char *body)
{
	return fhir_ask_at(by, POST, "/auth/token", "application/x-www-form-urlencoded",
	    body, (struct fhir_headers){ 0 });
}

static struct reply
asks(const char *scope, const char *text)
{
	return asks_by(fhir_db, form(scope, text));
}

static void
is_refused(struct reply reply, const char *error, const char *why)
{
	ck_assert_msg(reply.code == 400, "%d: %s", reply.code, reply.body.data);
	ck_assert_str_eq(fhir_text_at(&reply, "error"), error);
	ck_assert_msg(strstr(fhir_text_at(&reply, "error_description"), why) != NULL,
	    "%s", reply.body.data);
}

static const char *
token_of(const struct reply *reply)
{
	ck_assert_msg(reply->code == 200, "%s", reply->body.data);
	return fhir_text_at(reply, "access_token");
}

START_TEST(five_minutes_and_no_longer)
{
	struct signer *rsa = signer_new(site_arena(), "RS384", 2048, "k2");
	struct reply reply = asks("system/Task.rs", proof());
	const char *token = token_of(&reply);

	ck_assert_str_eq(fhir_text_at(&reply, "token_type"), "bearer");
	ck_assert_str_eq(fhir_text_at(&reply, "scope"), "system/Task.rs");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"expires_in\":300,"));
	ck_assert_uint_eq(strlen(token), 43);
	ck_assert_str_eq(
	    site_text(
		"SELECT count(*) FROM client_token WHERE token_hash = '%s'", token),
	    "0");
	ck_assert_int_eq(fhir_get(token, "Task").code, 200);
	/* It could do more, with a token that may. */
	ck_assert_int_eq(fhir_get(token, "Patient").code, 403);
	ck_assert_int_eq(fhir_send(POST, "Task", TASK("requested", ""),
			     (struct fhir_headers){ .token = token })
			     .code,
	    403);
	ck_assert_str_eq(
	    site_text("SELECT action || ' ' || address FROM audit WHERE user_id "
		      "= %d AND action = 'sign-in'",
		EMR_ID),
	    "sign-in 192.0.2.9");
	ck_assert_int_eq(
	    site_number("SELECT asked FROM client WHERE user_id = %d", EMR_ID), 4);
	site_later("299 seconds");
	ck_assert_int_eq(fhir_get(token, "Task").code, 200);
	site_later("1 second");
	ck_assert_int_eq(fhir_get(token, "Task").code, 401);
	/* The one it was given lasts; an RSA key does as well. */
	ck_assert_int_eq(fhir_get(EMR, "Task").code, 200);
	has_keys("", set_of(arena_printf(
			 site_arena(), "%s,%s", signer_key(signer), signer_key(rsa))));
	reply = asks("system/*.rs",
	    signer_signs(rsa, signer_header(rsa, ""), claims(URL, 300, "")));
	ck_assert_int_eq(fhir_get(token_of(&reply), "Patient").code, 200);
	ck_assert_int_eq(worker_step(cleaning_job), OK);
	ck_assert_str_eq(site_text("SELECT count(*) FROM client_token"), "1");
	site_later("1 hour");
	ck_assert_int_eq(worker_step(cleaning_job), OK);
	ck_assert_str_eq(
	    site_text("SELECT (SELECT count(*) FROM client_token) || ' ' || (SELECT "
		      "count(*) FROM client_proof)"),
	    "0 0");
}
END_TEST

START_TEST(whoever_ends_ends_at_once)
{
	struct reply reply = asks("system/Task.rs", proof());
	const char *token = token_of(&reply);

	site_sql("UPDATE client SET revoked_at = business_now()");
	ck_assert_int_eq(fhir_get(token, "Task").code, 401);
	is_refused(asks("system/Task.rs", proof()), "invalid_client", "may not come");
	site_sql("UPDATE client SET revoked_at = NULL; "
		 "UPDATE app_user SET active = false WHERE id = %d",
	    EMR_ID);
	is_refused(asks("system/Task.rs", proof()), "invalid_client", "may not come");
	site_sql("UPDATE app_user SET active = true WHERE id = %d; "
		 "UPDATE client SET per_minute = 2",
	    EMR_ID);
	token = token_of(&(struct reply[]){ asks("system/Task.rs", proof()) }[0]);
	ck_assert_int_eq(fhir_get(token, "Task").code, 429);
	reply = asks("system/Task.rs", proof());
	ck_assert_int_eq(reply.code, 429);
	ck_assert_ptr_nonnull(strstr(reply.headers.data, "Retry-After: 60"));
	site_sql("DELETE FROM client_key");
	is_refused(asks("system/Task.rs", proof()), "invalid_client", "with keys");
}
END_TEST

START_TEST(a_proof_is_used_once)
{
	const char *text = proof(), *host = getenv("PGHOST"), *body;
	int in[2], given = 0, code = 0;

	ck_assert_int_eq(asks("system/Task.rs", text).code, 200);
	is_refused(asks("system/Task.rs", text), "invalid_client", "used already");
	/* What was asked for wrongly has used nothing up. */
	text = proof();
	is_refused(asks("system/Nix.x", text), "invalid_scope", "scope:");
	ck_assert_int_eq(asks("system/Task.rs", text).code, 200);
	/* Of many at the same moment one. */
	body = form("system/Task.rs", proof());
	ck_assert_int_eq(pipe(in), 0);
	for (int i = 0; i < MANY; i++)
		if (test_fork() == 0) {
			struct db *own;
			struct reply reply;

			if (db_open(arena_printf(site_arena(),
					"host=%s user=aftercare_api dbname=aftercare",
					host != NULL ? host : ""),
				&own) != OK)
				_exit(1);
			reply = asks_by(own, body);
			_exit(write(in[1], &reply.code, sizeof reply.code) < 0);
		}
	close(in[1]);
	for (int i = 0; i < MANY; i++) {
		ck_assert_int_eq(read(in[0], &code, sizeof code), sizeof code);
		ck_assert_msg(code == 200 || code == 400, "%d", code);
		given += code == 200;
	}
	close(in[0]);
	while (wait(NULL) > 0)
		;
	ck_assert_int_eq(given, 1);
}
END_TEST

START_TEST(what_is_no_proof)
{
	static const struct {
		const char *header, *why;
	} headers[] = {
		{ "{\"alg\":\"none\",\"kid\":\"k1\"}", "alg:" },
		{ "{\"alg\":\"HS384\",\"kid\":\"k1\"}", "alg:" },
		{ "{\"alg\":\"ES256\",\"kid\":\"k1\"}", "alg:" },
		{ "{\"alg\":\"es384\",\"kid\":\"k1\"}", "alg:" },
		{ "{\"alg\":\"ES384\"}", "kid:" },
		{ "{\"alg\":\"ES384\",\"kid\":7}", "kid:" },
		{ "{\"alg\":\"ES384\",\"kid\":\"k1\",\"typ\":\"at+jwt\"}", "typ:" },
		{ "{\"alg\":\"ES384\",\"kid\":\"k1\",\"crit\":[\"b64\"]}", "crit:" },
		{ "{\"alg\":\"ES384\",\"kid\":\"k2\"}", "made the signature" },
		{ "{\"alg\":\"RS384\",\"kid\":\"k1\"}", "made the signature" },
		{ "{\"alg\":\"ES384\",\"kid\":\"k1\",\"jku\":\"https://a.example\"}",
		    "made the signature" },
		{ "{\"alg\":\"ES384\",\"alg\":\"ES384\",\"kid\":\"k1\"}",
		    "not JSON objects" },
		{ "[]", "not JSON objects" },
	};
	static const struct {
		const char *aud;
		int seconds;
		const char *more, *why;
	} bad[] = {
		{ "http://here/fhir", 300, "", "aud: write " URL },
		{ URL "/", 300, "", "aud:" },
		{ URL, 0, "", "exp: it is over" },
		{ URL, -1, "", "exp: it is over" },
		{ URL, 300 + GRANT_SLACK + 2, "", "exp: write" },
		{ URL, 300, ",\"nbf\":32000000000", "nbf:" },
	};
	static const char *const whole[] = {
		"{\"sub\":\"emr\",\"aud\":\"" URL "\",\"exp\":1,\"jti\":\"1\"}",
		"{\"iss\":\"emr\",\"aud\":\"" URL "\",\"exp\":1,\"jti\":\"1\"}",
		"{\"iss\":\"emr\",\"sub\":\"hub\",\"aud\":\"" URL
		"\",\"exp\":1,\"jti\":\"1\"}",
		"{\"iss\":[\"emr\"],\"sub\":[\"emr\"],\"exp\":1,\"jti\":\"1\"}",
	};
	struct signer *another = signer_new(site_arena(), "ES384", 0, "k1");
	const char *text = proof();
	char *changed = arena_strdup(site_arena(), text);
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(headers); i++)
		is_refused(
		    asks("system/Task.rs",
			signer_signs(signer, headers[i].header, claims(URL, 300, ""))),
		    "invalid_client", headers[i].why);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		is_refused(asks("system/Task.rs",
			       signer_signs(signer, signer_header(signer, ""),
				   claims(bad[i].aud, bad[i].seconds, bad[i].more))),
		    "invalid_client", bad[i].why);
	for (size_t i = 0; i < COUNT_OF(whole); i++)
		is_refused(
		    asks("system/Task.rs",
			signer_signs(signer, signer_header(signer, ""), whole[i])),
		    "invalid_client", "iss and sub:");
	is_refused(asks("system/Task.rs",
		       signer_signs(signer, signer_header(signer, ""),
			   arena_printf(site_arena(),
			       "{\"iss\":\"emr\",\"sub\":\"emr\",\"aud\":\"" URL
			       "\",\"exp\":%" PRId64 "}",
			       clock_wall() / SECOND + 60))),
	    "invalid_client", "jti:");
	is_refused(
	    asks("system/Task.rs", signer_signs(another, signer_header(another, ""),
				       claims(URL, 300, ""))),
	    "invalid_client", "made the signature");
	/* One letter of what was signed, of the signature, or a part less or more. */
	changed[strcspn(text, ".") + 3] ^= 1;
	ck_assert_int_eq(asks("system/Task.rs", changed).code, 400);
	changed = arena_strdup(site_arena(), text);
	changed[strlen(text) - 30] = changed[strlen(text) - 30] == 'A' ? 'B' : 'A';
	ck_assert_int_eq(asks("system/Task.rs", changed).code, 400);
	ck_assert_int_eq(
	    asks("system/Task.rs", arena_strndup(site_arena(), text, strlen(text) - 2))
		.code,
	    400);
	ck_assert_int_eq(
	    asks("system/Task.rs", arena_strndup(site_arena(), text,
				       (size_t)(strrchr(text, '.') - text) + 1))
		.code,
	    400);
	ck_assert_int_eq(
	    asks("system/Task.rs", arena_printf(site_arena(), "%s.x", text)).code, 400);
	/* And as it was, it will do: several addressees, a moment with a fraction. */
	ck_assert_int_eq(asks("system/Task.rs", text).code, 200);
	reply = asks("system/Task.rs",
	    signer_signs(signer, signer_header(signer, ""),
		arena_printf(site_arena(),
		    "{\"iss\":\"emr\",\"sub\":\"emr\",\"aud\":[\"x\",\"" URL
		    "\"],\"exp\":%" PRId64 ".5,\"nbf\":%" PRId64
		    ",\"jti\":\"fraction\"}",
		    clock_wall() / SECOND + 60, clock_wall() / SECOND - 60)));
	ck_assert_int_eq(reply.code, 200);
}
END_TEST

START_TEST(how_it_is_asked_for)
{
	static const char *const bodies[][2] = {
		{ "", "invalid_request" },
		{ "grant_type=client_credentials", "invalid_request" },
		{ "grant_type=client_credentials&client_assertion=x&scope=y",
		    "invalid_request" },
		{ "grant_type=client_credentials&client_assertion=x&client_assertion_"
		  "type=urn:nix",
		    "invalid_request" },
		{ "grant_type=a&grant_type=b", "invalid_request" },
	};
	struct reply reply;

	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		is_refused(asks_by(fhir_db, bodies[i][0]), bodies[i][1], "");
	is_refused(asks_by(fhir_db, arena_printf(site_arena(), "grant_type=password%s",
					strchr(form("x", proof()), '&'))),
	    "unsupported_grant_type", "client_credentials");
	is_refused(asks("", proof()), "invalid_scope", "scope:");
	is_refused(fhir_ask_at(fhir_db, POST, "/auth/token", "application/json", "{}",
		       (struct fhir_headers){ 0 }),
	    "invalid_request", "application/x-www-form-urlencoded");
	reply = fhir_ask_at(
	    fhir_db, GET, "/auth/token", "", "", (struct fhir_headers){ 0 });
	ck_assert_int_eq(reply.code, 405);
	/* Who asks does not say so otherwise. */
	reply = fhir_get(NULL, ".well-known/smart-configuration");
	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(reply.type, "application/json");
	ck_assert_str_eq(fhir_text_at(&reply, "token_endpoint"), URL);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"system/Task.crus\""));
	reply = fhir_get(NULL, "metadata");
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"valueUri\":\"" URL "\""));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"code\":\"SMART-on-FHIR\""));
}
END_TEST

START_TEST(what_it_may_of_what_it_asks)
{
	static const struct {
		const char *asked, *may, *kept, *told;
	} all[] = {
		{ "system/Task.rs", "system/Task.cruds", "system/Task.rs", "=" },
		{ "system/Task.cruds", "system/Task.rs", "system/Task.rs", "=" },
		{ "system/*.rs", "system/Task.crus system/Patient.r",
		    "system/Task.rs system/Patient.r", "=" },
		{ "system/Task.rs", "system/*.r", "system/Task.r", "=" },
		{ "system/*.*", "system/*.cruds", "system/*.cruds", "system/*.*" },
		{ "system/Task.read", "system/Task.cruds", "system/Task.rs",
		    "system/Task.read" },
		{ "system/Task.read", "system/Task.r", "system/Task.r", "=" },
		{ "system/Task.write", "system/*.cruds", "system/Task.cud",
		    "system/Task.write" },
		{ "system/*.read", "system/Task.rs", "system/Task.rs",
		    "system/Task.read" },
		{ " system/Task.r  system/Task.r ", "system/*.rs", "system/Task.r",
		    "=" },
		{ "openid system/Task.r", "system/*.rs", "system/Task.r", "=" },
		{ "system/Task.rs?status=draft", "system/*.rs", "", "" },
		{ "system/Task.sr", "system/*.rs", "", "" },
		{ "system/Task.", "system/*.rs", "", "" },
		{ "system/Task", "system/*.rs", "", "" },
		{ "system/.rs", "system/*.rs", "", "" },
		{ "user/Task.rs", "system/*.rs", "", "" },
		{ "system/Tas.rs", "system/Task.rs", "", "" },
		{ "system/Task.d", "system/*.rs", "", "" },
		{ "", "system/*.rs", "", "" },
	};
	struct client_scopes scopes;

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		client_narrow(site_arena(), all[i].asked, all[i].may, &scopes);
		ck_assert_str_eq(scopes.kept, all[i].kept);
		ck_assert_str_eq(scopes.told,
		    strcmp(all[i].told, "=") == 0 ? all[i].kept : all[i].told);
	}
}
END_TEST

START_TEST(which_keys_will_do)
{
	const char *ec = signer_key(signer);
	const char *weak = signer_key(signer_new(site_arena(), "RS384", 1024, "k2"));
	const char *end_of_ec = strchr(ec, ',');
	const struct {
		const char *text, *fault;
	} all[] = {
		{ set_of(ec), NULL },
		{ set_of(arena_printf(site_arena(), "%s,{\"kty\":\"OKP\"},{}", ec)),
		    NULL },
		{ set_of(weak), "no key" },
		{ set_of(""), "no key" },
		{ set_of(arena_printf(site_arena(),
		      "{\"use\":\"sig\",\"alg\":\"ES384\",\"key_ops\":["
		      "\"verify\"],\"kty\":\"EC\"%s",
		      end_of_ec)),
		    NULL },
		{ set_of(arena_printf(
		      site_arena(), "{\"use\":\"enc\",\"kty\":\"EC\"%s", end_of_ec)),
		    "no key" },
		{ set_of(arena_printf(site_arena(),
		      "{\"key_ops\":[\"sign\"],\"kty\":\"EC\"%s", end_of_ec)),
		    "no key" },
		{ set_of(arena_printf(
		      site_arena(), "{\"alg\":\"RS384\",\"kty\":\"EC\"%s", end_of_ec)),
		    "no key" },
		{ set_of(arena_printf(
		      site_arena(), "{\"d\":\"AQ\",\"kty\":\"EC\"%s", end_of_ec)),
		    "private key" },
		{ set_of("{\"kty\":\"oct\",\"k\":\"AQ\",\"kid\":\"k\"}"),
		    "private key" },
		/* No point of the curve. */
		{ set_of("{\"kty\":\"EC\",\"kid\":\"k\",\"crv\":\"P-384\",\"x\":\"AQ\","
			 "\"y\":\"AQ\"}"),
		    "no key" },
		{ set_of("{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"AQ\",\"e\":\"AQAB\"}"),
		    "no key" },
		{ "{\"keys\":{}}", "no set" },
		{ ec, "no set" },
		{ "[]", "no set" },
		{ "x", "no JSON" },
	};
	const struct json *keys;

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		const char *fault =
		    jose_keys(site_arena(), all[i].text, strlen(all[i].text), &keys);

		ck_assert_msg((fault == NULL) == (all[i].fault == NULL), "%s: %s",
		    all[i].text, fault);
		if (fault != NULL)
			ck_assert_msg(strstr(fault, all[i].fault) != NULL, "%s", fault);
	}
}
END_TEST

static const char *
failed(void)
{
	return site_text("SELECT failed FROM client_key");
}

START_TEST(keys_that_it_shows_at_an_address)
{
	struct signer *next = signer_new(site_arena(), "ES384", 0, "k2");
	const char *url =
	    arena_printf(site_arena(), "http://127.0.0.1:%d/jwks.json", peer_port());
	const char *renewed;

	has_keys(url, "");
	is_refused(asks("system/Task.rs", proof()), "invalid_client", "is read again");
	peer_says(200, "%s", set_of(signer_key(signer)));
	peer_says(200, "%s", set_of(signer_key(next)));
	peer_says(500, "{}");
	peer_says(200, "{\"keys\":[{\"d\":\"AQ\"}]}");
	peer_plays();
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_uint_eq(peer_asked("GET /jwks.json HTTP/1.1"), 1);
	ck_assert_int_eq(asks("system/Task.rs", proof()).code, 200);
	ck_assert_int_eq(asks("system/Task.rs",
			     signer_signs(signer,
				 signer_header(signer, arena_printf(site_arena(),
							   ",\"jku\":\"%s\"", url)),
				 claims(URL, 300, "")))
			     .code,
	    200);
	/* It has others: they are read, but not at everybody's call. */
	renewed = signer_signs(next, signer_header(next, ""), claims(URL, 300, ""));
	is_refused(asks("system/Task.rs", renewed), "invalid_client", "some seconds");
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_uint_eq(peer_calls(), 1);
	site_later("10 seconds");
	is_refused(asks("system/Task.rs", renewed), "invalid_client", "some seconds");
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_uint_eq(peer_calls(), 2);
	ck_assert_int_eq(asks("system/Task.rs", renewed).code, 200);
	is_refused(asks("system/Task.rs", proof()), "invalid_client", "is read again");
	/* What was read last is used for a day. */
	site_later("10 minutes");
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_str_eq(failed(), "the address answered 500");
	site_later("59 seconds");
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_uint_eq(peer_calls(), 3);
	site_later("1 second");
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_ptr_nonnull(strstr(failed(), "private key"));
	signer = next;
	ck_assert_int_eq(asks("system/Task.rs", proof()).code, 200);
	peer_stops();
	site_later("23 hours 48 minutes 58 seconds");
	ck_assert_int_eq(asks("system/Task.rs", proof()).code, 200);
	site_later("2 seconds");
	is_refused(asks("system/Task.rs", proof()), "invalid_client", "is read again");
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_ptr_nonnull(strstr(failed(), "connect"));
}
END_TEST

START_TEST(no_address_but_one_that_may_be_called)
{
	static const struct config nowhere = { .subscription_networks = "" };

	test_worker.config = &nowhere;
	has_keys(arena_printf(site_arena(), "https://localhost:%d/", peer_port()), "");
	peer_says(200, "{}");
	peer_plays();
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_ptr_nonnull(strstr(failed(), "public network"));
	/* Of one that may not come any more nothing is asked. */
	site_sql("UPDATE client_key SET next_at = business_now(), failed = ''; "
		 "UPDATE client SET revoked_at = business_now()");
	ck_assert_int_eq(worker_step(key_job), OK);
	ck_assert_str_eq(failed(), "");
}
END_TEST

TCase *
grant_tests(void)
{
	TCase *tc = tcase_create("grant");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, five_minutes_and_no_longer);
	tcase_add_test(tc, whoever_ends_ends_at_once);
	tcase_add_test(tc, a_proof_is_used_once);
	tcase_add_test(tc, what_is_no_proof);
	tcase_add_test(tc, how_it_is_asked_for);
	tcase_add_test(tc, what_it_may_of_what_it_asks);
	tcase_add_test(tc, which_keys_will_do);
	tcase_add_test(tc, keys_that_it_shows_at_an_address);
	tcase_add_test(tc, no_address_but_one_that_may_be_called);
	return tc;
}
