/* test_account_pages.c - one's own account, signing in, help and failures. */

#include <string.h>

#include "ext/secret.h"
#include "site_test.h"

static void
set_password(void)
{
	const char *hash;

	ck_assert_int_eq(
	    secret_password_hash(site_arena(), "my old plain words", &hash), OK);
	site_sql("UPDATE app_user SET password_hash = '%s' WHERE id = 201", hash);
}

START_TEST(settings)
{
	struct request *rq = site_get(RUDO, "/account");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Sr Rudo Makoni"));
	ck_assert(site_shows(rq, "name=\"keys\" value=\"1\" checked"));
	rq = site_post(RUDO, "/account", "language=en");
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, "/account");
	ck_assert(site_shows(rq, "data-keys=\"off\""));
	ck_assert(!site_shows(rq, "name=\"keys\" value=\"1\" checked"));
	rq = site_post(RUDO, "/account", "language=xx&keys=1");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "choose one from the list"));
	/* Her own, whatever the form says. */
	rq = site_post(RUDO, "/account", "language=en&keys=1&role=admin&id=202");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT role FROM app_user WHERE id = 201"), "nurse");
}
END_TEST

/* The database itself keeps people what they are. */
START_TEST(nobody_makes_herself_admin)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(test_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_script(tx, "SELECT set_config('app.user_id', '201', true), "
				       "set_config('app.role', 'nurse', true)"),
	    OK);
	ck_assert_int_eq(
	    tx_script(tx, "UPDATE app_user SET keys_on = false WHERE id = 201"), OK);
	ck_assert_int_eq(
	    tx_script(tx, "UPDATE app_user SET role = 'admin' WHERE id = 201"),
	    ERR_FORBIDDEN);
	tx_rollback(tx);
}
END_TEST

START_TEST(password)
{
	struct request *rq;

	set_password();
	site_sql("SELECT session_open(201, 'other', 'x', business_now(), '12 h', "
		 "'192.0.2.7', 'Mozilla/5.0 (Linux; Android 13) Chrome/120.0')");
	rq = site_post(
	    RUDO, "/account/password", "old=wrong&new=four%20plain%20new%20words");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Present password: this is not right."));
	ck_assert(!site_shows(rq, "four plain"));
	rq = site_post(
	    RUDO, "/account/password", "old=my%20old%20plain%20words&new=short");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "use at least 15 letters"));
	rq = site_post(RUDO, "/account/password",
	    "old=my%20old%20plain%20words&new=my%20old%20plain%20words");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "this is the present one"));
	rq = site_post(RUDO, "/account/password",
	    "old=my%20old%20plain%20words&new=four%20plain%20new%20words");
	ck_assert_int_eq(rq->reply.code, 303);
	/* This browser stays signed in, the other does not. */
	ck_assert_int_eq(site_get(RUDO, "/account")->reply.code, 200);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM session WHERE user_id = 201"), 1);
	ck_assert_int_eq(
	    secret_password_verify(
		site_text("SELECT password_hash FROM app_user WHERE id = 201"),
		"four plain new words"),
	    OK);
}
END_TEST

START_TEST(devices)
{
	struct request *rq;

	site_sql("SELECT session_open(201, 'other', 'x', business_now(), '12 h', "
		 "'192.0.2.7', 'Mozilla/5.0 (Linux; Android 13) Chrome/120.0'); "
		 "SELECT session_open(202, 'hers', 'x', business_now(), '12 h', "
		 "'192.0.2.8', 'Firefox/115')");
	rq = site_get(RUDO, "/account");
	ck_assert(site_shows(rq, "Chrome on Android"));
	ck_assert(site_shows(rq, "192.0.2.7"));
	ck_assert(site_shows(rq, "this one"));
	ck_assert(!site_shows(rq, "192.0.2.8"));
	ck_assert_int_eq(
	    site_post(RUDO, "/account/sessions", "session=hers")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM session WHERE token_hash = 'hers'"), 1);
	ck_assert_int_eq(
	    site_post(RUDO, "/account/sessions", "session=other")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM session WHERE token_hash = 'other'"), 0);
}
END_TEST

START_TEST(signing_in)
{
	struct request *rq = site_get(NOBODY, "/sign-in?to=/patients");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(site_value(rq, "to"), "/patients");
	set_password();
	rq = site_ask(&(struct site_ask){ .method = POST,
	    .path = "/sign-in",
	    .body = "username=rudo&password=wrong%20words%20here&to=/patients" });
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "You are not signed in"));
	ck_assert_str_eq(site_value(rq, "username"), "rudo");
	ck_assert(!site_shows(rq, "wrong words here"));
	rq = site_ask(&(struct site_ask){ .method = POST,
	    .path = "/sign-in",
	    .body = "username=Rudo&password=my%20old%20plain%20words&to=/patients" });
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/patients");
	ck_assert_ptr_nonnull(strstr(rq->reply.headers.data, "HttpOnly; SameSite=Lax"));
}
END_TEST

START_TEST(help)
{
	static const char *const words[] = { "Waiting to send", "Delivered",
		"Not delivered", "What 0 and 1 do", "id=\"keys\"" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		ck_assert(site_shows(site_get(RUDO, "/help"), words[i]));
	ck_assert_int_eq(site_get(NOBODY, "/help")->reply.code, 200);
}
END_TEST

START_TEST(failures)
{
	struct request *rq = site_get(RUDO, "/nowhere");

	ck_assert_int_eq(rq->reply.code, 404);
	ck_assert(site_shows(rq, "There is no such page"));
	rq = site_get(RUDO, "/admin/users");
	ck_assert_int_eq(rq->reply.code, 403);
	ck_assert(site_shows(rq, "You may not do this"));
	/* A form from somewhere else. */
	rq = site_ask(&(struct site_ask){ .method = POST,
	    .user = RUDO,
	    .path = "/account",
	    .body = site_csrf(RUDO),
	    .origin = "https://elsewhere.test" });
	ck_assert_int_eq(rq->reply.code, 403);
}
END_TEST

TCase *
account_pages_tests(void)
{
	TCase *tc = tcase_create("account_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, settings);
	tcase_add_test(tc, nobody_makes_herself_admin);
	tcase_add_test(tc, password);
	tcase_add_test(tc, devices);
	tcase_add_test(tc, signing_in);
	tcase_add_test(tc, help);
	tcase_add_test(tc, failures);
	return tc;
}
