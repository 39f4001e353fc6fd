/* test_session.c - sessions that end when they should, and guessers slowed. */

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "core/session.h"
#include "ext/secret.h"
#include "site/routes.h"
#include "site_test.h"

#define PASSWORD "four plain old words"
#define TYPED "username=rudo&password=four+plain+old+words"
#define HOME "192.0.2.50"

static void
setup(void)
{
	/* Made once: it is meant to take long. */
	static char hash[200];
	const char *made;

	site_test_begin();
	if (hash[0] == '\0') {
		ck_assert_int_eq(
		    secret_password_hash(site_arena(), PASSWORD, &made), OK);
		ck_assert_uint_lt(strlen(made), sizeof hash);
		memcpy(hash, made, strlen(made) + 1);
	}
	site_sql(
	    "UPDATE app_user SET password_hash = '%s'; DELETE FROM sign_in_failure",
	    hash);
}

static struct request *
sign_in_from(const char *address, const char *body)
{
	return site_ask(&(struct site_ask){
	    .method = POST, .path = "/sign-in", .address = address, .body = body });
}

/* "session=..." out of an answer, as a browser sends it back. */
static const char *
cookie_of(const struct request *rq)
{
	const char *set = site_header(rq, "Set-Cookie");

	ck_assert_ptr_nonnull(set);
	return arena_strndup(site_arena(), set, strcspn(set, ";"));
}

static const char *
signed_in(void)
{
	struct request *rq = sign_in_from(HOME, TYPED);

	ck_assert_int_eq(rq->reply.code, 303);
	return cookie_of(rq);
}

static const char *
hash_of_rudo(void)
{
	return site_text("SELECT password_hash FROM app_user WHERE id = %d", RUDO);
}

static int
get(const char *cookie, const char *path)
{
	return site_ask(&(struct site_ask){ .path = path, .cookie = cookie })
	    ->reply.code;
}

static const char *
csrf_of(const char *cookie)
{
	return site_text("SELECT csrf FROM session WHERE token_hash = '%s'",
	    secret_hash(site_arena(), strchr(cookie, '=') + 1));
}

static int
post(const char *cookie, const char *csrf, const char *path)
{
	return site_ask(&(struct site_ask){ .method = POST,
			    .path = path,
			    .cookie = cookie,
			    .body = arena_printf(site_arena(), "_csrf=%s", csrf) })
	    ->reply.code;
}

static const char *
with_an_id(const char *path)
{
	const char *at = strstr(path, ":id");

	if (at == NULL)
		return path;
	return arena_printf(site_arena(), "%.*s401%s", (int)(at - path), path, at + 3);
}

/* On every page there is. */
static void
is_worth_nothing(const char *cookie, const char *csrf)
{
	for (const struct route *r = routes; r->path != NULL; r++) {
		const char *path = with_an_id(r->path);

		if (r->needs == 0)
			continue;
		if (r->method == GET)
			ck_assert_msg(get(cookie, path) == 303, "GET %s", path);
		else
			ck_assert_msg(post(cookie, csrf, path) == 401, "POST %s", path);
	}
}

START_TEST(a_cookie_is_dead_after_signing_out)
{
	const char *cookie = signed_in(), *csrf = csrf_of(cookie);
	struct request *rq;

	ck_assert_int_eq(get(cookie, "/account"), 200);
	rq = site_ask(&(struct site_ask){ .method = POST,
	    .path = "/sign-out",
	    .cookie = cookie,
	    .body = arena_printf(site_arena(), "_csrf=%s", csrf) });
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(site_header(rq, "Set-Cookie"),
	    "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
	ck_assert_str_eq(site_header(rq, "Clear-Site-Data"), "\"cache\", \"storage\"");
	is_worth_nothing(cookie, csrf);
}
END_TEST

START_TEST(a_disabled_user_is_out_at_once)
{
	const char *cookie = signed_in(), *csrf = csrf_of(cookie);

	ck_assert_int_eq(get(cookie, "/account"), 200);
	site_sql("UPDATE app_user SET active = false WHERE id = %d", RUDO);
	is_worth_nothing(cookie, csrf);
	ck_assert_int_eq(sign_in_from(HOME, TYPED)->reply.code, 200);
}
END_TEST

START_TEST(another_role_counts_at_once)
{
	const char *cookie = signed_in();

	ck_assert_int_eq(get(cookie, "/patients/401"), 200);
	ck_assert_int_eq(get(cookie, "/admin/users"), 403);
	site_sql("UPDATE app_user SET role = 'admin' WHERE id = %d", RUDO);
	ck_assert_int_eq(get(cookie, "/patients/401"), 403);
	ck_assert_int_eq(get(cookie, "/admin/users"), 200);
}
END_TEST

START_TEST(another_place_counts_at_once)
{
	const char *cookie = signed_in();

	ck_assert_int_eq(get(cookie, "/patients/401"), 200);
	ck_assert_int_eq(get(cookie, "/patients/405"), 404);
	site_sql(
	    "UPDATE user_place SET place_id = %d WHERE user_id = %d", HILLVIEW, RUDO);
	ck_assert_int_eq(get(cookie, "/patients/401"), 404);
	ck_assert_int_eq(get(cookie, "/patients/405"), 200);
	site_sql("UPDATE place SET active = false WHERE id = %d", HILLVIEW);
	ck_assert_int_eq(get(cookie, "/patients/405"), 404);
}
END_TEST

START_TEST(twenty_idle_minutes_end_it)
{
	const char *cookie = signed_in();

	for (int i = 0; i < 3; i++) {
		site_later("19 min");
		ck_assert_int_eq(get(cookie, "/account"), 200);
	}
	site_later("20 min");
	ck_assert_int_eq(get(cookie, "/account"), 303);
}
END_TEST

START_TEST(an_open_page_alone_does_not_keep_it)
{
	const char *cookie = signed_in();

	site_later("19 min");
	ck_assert_int_eq(site_ask(&(struct site_ask){
				      .path = "/live", .cookie = cookie, .poll = true })
			     ->reply.code,
	    200);
	site_later("2 min");
	ck_assert_int_eq(get(cookie, "/account"), 303);
}
END_TEST

START_TEST(twelve_hours_end_it_however_busy)
{
	const char *cookie = signed_in();

	for (int i = 0; i < 47; i++) {
		site_later("15 min");
		ck_assert_int_eq(get(cookie, "/account"), 200);
	}
	site_later("15 min");
	ck_assert_int_eq(get(cookie, "/account"), 303);
}
END_TEST

START_TEST(the_cookie_is_kept_from_others)
{
	struct request *rq = sign_in_from(HOME, TYPED);
	const char *set = site_header(rq, "Set-Cookie"), *cookie = cookie_of(rq);

	ck_assert_uint_eq(strlen(cookie), strlen("session=") + SECRET_TOKEN_LENGTH);
	ck_assert_str_eq(set + strlen(cookie), "; Path=/; HttpOnly; SameSite=Lax");
	rq = site_ask(&(struct site_ask){
	    .method = POST, .path = "/sign-in", .secure = true, .body = TYPED });
	set = site_header(rq, "Set-Cookie");
	ck_assert_ptr_eq(strstr(set, "__Host-session="), set);
	ck_assert_ptr_nonnull(strstr(set, "; Path=/; HttpOnly; SameSite=Lax; Secure"));
	ck_assert_ptr_null(strstr(set, "Domain"));
	/* One that came without TLS is none with it. */
	rq = site_ask(
	    &(struct site_ask){ .path = "/account", .cookie = cookie, .secure = true });
	ck_assert_int_eq(rq->reply.code, 303);
}
END_TEST

START_TEST(only_its_hash_is_stored)
{
	const char *token = strchr(signed_in(), '=') + 1;

	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM session WHERE token_hash = '%s'",
		secret_hash(site_arena(), token)),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM pg_class c WHERE relkind = 'r'"
			" AND relnamespace = 'public'::regnamespace AND position("
			"'%s' IN table_to_xml(c.oid, true, false, '')::text) > 0",
		token),
	    0);
}
END_TEST

START_TEST(no_cookie_is_chosen_by_others)
{
	const char *planted =
	    arena_printf(site_arena(), "session=%s", secret_token(site_arena()));
	struct request *rq = site_ask(&(struct site_ask){
	    .method = POST, .path = "/sign-in", .cookie = planted, .body = TYPED });
	const char *first = cookie_of(rq), *second;

	ck_assert_str_ne(first, planted);
	ck_assert_int_eq(get(planted, "/account"), 303);
	/* Again in the same browser: another cookie and another token. */
	second = cookie_of(site_ask(&(struct site_ask){
	    .method = POST, .path = "/sign-in", .cookie = first, .body = TYPED }));
	ck_assert_str_ne(first, second);
	ck_assert_str_ne(csrf_of(first), csrf_of(second));
}
END_TEST

START_TEST(a_link_leads_nowhere_else)
{
	static const char *const elsewhere[] = { "//evil.test", "https://evil.test",
		"/%5Cevil.test", "/%09/evil.test", "/%0A/evil.test", "evil.test", "" };

	for (size_t i = 0; i < COUNT_OF(elsewhere); i++) {
		struct request *rq = sign_in_from(
		    HOME, arena_printf(site_arena(), TYPED "&to=%s", elsewhere[i]));

		ck_assert_int_eq(rq->reply.code, 303);
		ck_assert_msg(strcmp(rq->reply.location, "/") == 0, "%s: %s",
		    elsewhere[i], rq->reply.location);
	}
	ck_assert_str_eq(sign_in_from(HOME, TYPED "&to=/patients/401")->reply.location,
	    "/patients/401");
}
END_TEST

START_TEST(nobody_ends_the_session_of_another)
{
	const char *hash = secret_hash(site_arena(), strchr(signed_in(), '=') + 1);
	const int64_t others[] = { TENDAI, ADA };

	for (size_t i = 0; i < COUNT_OF(others); i++)
		(void)site_post(others[i], "/account/sessions",
		    arena_printf(site_arena(), "session=%s", hash));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM session WHERE token_hash = '%s'", hash),
	    1);
}
END_TEST

/* Guessing. */

/* n failures of the last minute, of one account or many, from one address or many. */
static void
failures(int n, const char *username, const char *address)
{
	site_sql("INSERT INTO sign_in_failure (username, address, at)"
		 " SELECT %s, %s, business_now() - interval '1 s'"
		 " FROM generate_series(1, %d) i",
	    username, address, n);
}

static bool
lets_in(const char *address)
{
	struct request *rq = sign_in_from(address, TYPED);

	if (rq->reply.code == 303)
		return true;
	ck_assert(site_shows(rq, "Too many tries. Wait half a minute"));
	return false;
}

#define EVERYWHERE "'198.51.100.' || i"
#define THERE "'192.0.2.50'"
/* Where she has never signed in. */
#define NEW "203.0.113.1"
#define NEW_TO_ALL "203.0.113.2"

START_TEST(a_guesser_waits)
{
	for (int i = 0; i < 8; i++)
		ck_assert(site_shows(sign_in_from(HOME, "username=rudo&password=wrong"),
		    "is not right"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM sign_in_failure"), 8);
	ck_assert(!lets_in(HOME));
	/* While he waits no try counts, so that it ends. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM sign_in_failure"), 8);
	site_later("31 s");
	ck_assert(lets_in(HOME));
}
END_TEST

START_TEST(nobody_is_kept_out_by_guesses_from_elsewhere)
{
	failures(200, "'rudo'", EVERYWHERE);
	ck_assert(lets_in(HOME));
}
END_TEST

/* She mistypes, and those who guess at her account go on and on. */
START_TEST(a_slip_does_not_keep_her_out)
{
	ck_assert(lets_in(HOME));
	failures(8, "'rudo'", THERE);
	ck_assert(!lets_in(HOME));
	site_later("31 s");
	failures(200, "'rudo'", EVERYWHERE);
	ck_assert(lets_in(HOME));
}
END_TEST

START_TEST(a_slip_where_she_is_not_known_makes_her_wait)
{
	failures(1, "'rudo'", "'" NEW "'");
	failures(200, "'rudo'", EVERYWHERE);
	ck_assert(!lets_in(NEW));
	site_later("31 s");
	ck_assert(lets_in(NEW));
}
END_TEST

START_TEST(an_address_that_tries_many_names_waits)
{
	failures(60, "'somebody' || i", "'" NEW_TO_ALL "'");
	ck_assert(!lets_in(NEW_TO_ALL));
	ck_assert(lets_in("192.0.2.51"));
	site_later("31 s");
	ck_assert(lets_in(NEW_TO_ALL));
	/* From now on it is her own address, whoever else is behind it. */
	failures(60, "'somebody' || i", "'" NEW_TO_ALL "'");
	ck_assert(lets_in(NEW_TO_ALL));
}
END_TEST

static double
cpu_seconds(void)
{
	struct timespec now;

	ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What a wrong try costs, and what it is answered, the name left out. */
static double
cost_of(const char *username, const char **page)
{
	double began = cpu_seconds();
	struct request *rq = sign_in_from(
	    HOME, arena_printf(site_arena(), "username=%s&password=wrong", username));
	char *body = arena_strdup(site_arena(), site_page(rq));

	began = cpu_seconds() - began;
	for (char *at; (at = strstr(body, username)) != NULL;)
		memset(at, 'x', strlen(username));
	*page = body;
	return began;
}

START_TEST(a_name_that_is_not_there_is_like_one_that_is)
{
	const char *known, *unknown, *gone;
	double cost, nobodys;

	/* The first of a process makes the hash to compare with. */
	(void)cost_of("odur", &unknown);
	cost = cost_of("rudo", &known);
	nobodys = cost_of("odur", &unknown);
	ck_assert_msg(strcmp(known, unknown) == 0, "the pages differ");
	ck_assert_msg(
	    nobodys > cost / 2 && nobodys < cost * 2, "%f s and %f s", cost, nobodys);
	/* Neither does it show that there was one. */
	site_sql("UPDATE app_user SET active = false WHERE id = %d", RUDO);
	nobodys = cost_of("rudo", &gone);
	ck_assert_msg(strcmp(known, gone) == 0, "the pages differ");
	ck_assert(nobodys > cost / 2 && nobodys < cost * 2);
}
END_TEST

START_TEST(a_password_is_long_and_not_the_first_guess)
{
	/* clang-format off */
	static const struct { const char *password; bool good; } rows[] = {
		{ "", false },
		{ "fourteen chars", false },
		{ "fifteen letters", true },
		{ "correct horse battery staple", true },
		{ "  spaces count too  ", true },
		{ "zita čuče díže ô", true },
		{ "éééééééééééééé", false }, /* fourteen letters of two bytes */
		{ "aftercareaftercare", false },
		{ "PasswordPassword", false },
		{ "111111111111111111", false },
		{ "my name is Rudo, hello", false },
	};
	/* clang-format on */
	char longest[PASSWORD_MAX + 2] = { 0 };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ck_assert_msg((session_password_fault(rows[i].password, "rudo") ==
				  NULL) == rows[i].good,
		    "%s", rows[i].password);
	memset(longest, 'x', PASSWORD_MAX);
	ck_assert_ptr_null(session_password_fault(longest, "rudo"));
	longest[PASSWORD_MAX] = 'x';
	ck_assert_ptr_nonnull(session_password_fault(longest, "rudo"));
}
END_TEST

START_TEST(an_older_hash_is_made_anew)
{
	/* PASSWORD with 8 MiB and one pass. */
	static const char old[] =
	    "$argon2id$v=19$m=8192,t=1,p=1$FrtufJY39671Sl2TXJ3pVw$"
	    "luK9vqhzSp2XvY9T/9wSSysqVS8Yz7R8CEKx6U6YSMs";
	const char *kept;

	site_sql("UPDATE app_user SET password_hash = '%s' WHERE id = %d", old, RUDO);
	ck_assert_int_eq(
	    sign_in_from(HOME, "username=rudo&password=four+plain+old+sword")
		->reply.code,
	    200);
	ck_assert_str_eq(hash_of_rudo(), old);
	(void)signed_in();
	kept = hash_of_rudo();
	ck_assert_ptr_nonnull(strstr(kept, "$m=65536,t=3,"));
	(void)signed_in();
	ck_assert_str_eq(hash_of_rudo(), kept);
	/* Somebody has set another one meanwhile. */
	site_sql("SELECT password_renew(%d, '%s', 'older')", RUDO, old);
	ck_assert_str_eq(hash_of_rudo(), kept);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM session WHERE user_id = %d", RUDO), 2);
}
END_TEST

TCase *
session_tests(void)
{
	TCase *tc = tcase_create("session");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, site_test_end);
	tcase_add_test(tc, a_cookie_is_dead_after_signing_out);
	tcase_add_test(tc, a_disabled_user_is_out_at_once);
	tcase_add_test(tc, another_role_counts_at_once);
	tcase_add_test(tc, another_place_counts_at_once);
	tcase_add_test(tc, twenty_idle_minutes_end_it);
	tcase_add_test(tc, an_open_page_alone_does_not_keep_it);
	tcase_add_test(tc, twelve_hours_end_it_however_busy);
	tcase_add_test(tc, the_cookie_is_kept_from_others);
	tcase_add_test(tc, only_its_hash_is_stored);
	tcase_add_test(tc, no_cookie_is_chosen_by_others);
	tcase_add_test(tc, a_link_leads_nowhere_else);
	tcase_add_test(tc, nobody_ends_the_session_of_another);
	tcase_add_test(tc, a_guesser_waits);
	tcase_add_test(tc, nobody_is_kept_out_by_guesses_from_elsewhere);
	tcase_add_test(tc, a_slip_does_not_keep_her_out);
	tcase_add_test(tc, a_slip_where_she_is_not_known_makes_her_wait);
	tcase_add_test(tc, an_address_that_tries_many_names_waits);
	tcase_add_test(tc, a_name_that_is_not_there_is_like_one_that_is);
	tcase_add_test(tc, an_older_hash_is_made_anew);
	tcase_add_test(tc, a_password_is_long_and_not_the_first_guess);
	return tc;
}
