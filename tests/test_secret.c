/* test_secret.c - tokens, hashes, passwords and ids. */

#include "tests.h"

#include <string.h>
#include <sys/resource.h>

#include "ext/secret.h"

#define URL_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

static struct arena *arena;

static void
set_up(void)
{
	ck_assert_int_eq(secret_init(), OK);
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

START_TEST(tokens)
{
	const char *one = secret_token(arena), *two = secret_token(arena);

	ck_assert_uint_eq(strlen(one), SECRET_TOKEN_LENGTH);
	ck_assert_uint_eq(strspn(one, URL_LETTERS), SECRET_TOKEN_LENGTH);
	ck_assert_str_ne(one, two);
}
END_TEST

/* The digest of "abc" as another implementation of BLAKE2b-256 gives it. */
START_TEST(hashes_a_text)
{
	ck_assert_str_eq(secret_hash(arena, "abc"),
	    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	ck_assert_uint_eq(strlen(secret_hash(arena, "")), SECRET_HASH_LENGTH);
}
END_TEST

static const struct {
	const char *a, *b;
	bool equal;
} pairs[] = {
	{ "s3cret", "s3cret", true },
	{ "s3cret", "s3creT", false },
	{ "s3cret", "s3cre", false },
	{ "s3cret", "s3cret ", false },
	{ "s3cret", "", false },
	{ "", "", false },
	{ "s3cret", NULL, false },
	{ NULL, NULL, false },
};

START_TEST(equals)
{
	ck_assert(secret_equal(pairs[_i].a, pairs[_i].b) == pairs[_i].equal);
	ck_assert(secret_equal(pairs[_i].b, pairs[_i].a) == pairs[_i].equal);
}
END_TEST

START_TEST(passwords)
{
	static const char cost[] = "$argon2id$v=19$m=65536,t=3,p=1$";
	const char *one, *two;

	ck_assert_int_eq(secret_password_hash(arena, "mtoto wa simba", &one), OK);
	ck_assert_int_eq(secret_password_hash(arena, "mtoto wa simba", &two), OK);
	ck_assert_str_ne(one, two);
	ck_assert_int_eq(strncmp(one, cost, sizeof cost - 1), 0);
	ck_assert_int_eq(secret_password_verify(one, "mtoto wa simba"), OK);
	ck_assert_int_eq(secret_password_verify(one, "mtoto wa Simba"), ERR_FORBIDDEN);
	ck_assert_int_eq(secret_password_verify(one, ""), ERR_FORBIDDEN);
	ck_assert(!secret_password_needs_rehash(one));
}
END_TEST

#if !SANITIZED /* which takes terabytes of addresses */
/* Who knows the password is not told that it is wrong. */
START_TEST(without_memory_nothing_is_said_of_a_password)
{
	struct rlimit before, little;
	const char *hash;

	ck_assert_int_eq(secret_password_hash(arena, "mtoto wa simba", &hash), OK);
	ck_assert_int_eq(getrlimit(RLIMIT_AS, &before), 0);
	little = before;
	little.rlim_cur = 16UL * 1024 * 1024;
	ck_assert_int_eq(setrlimit(RLIMIT_AS, &little), 0);
	ck_assert_int_eq(
	    secret_password_verify(hash, "mtoto wa simba"), ERR_UNAVAILABLE);
	ck_assert_int_eq(setrlimit(RLIMIT_AS, &before), 0);
	ck_assert_int_eq(secret_password_verify(hash, "mtoto wa simba"), OK);
}
END_TEST
#endif

START_TEST(broken_hashes)
{
	static const char *const hashes[] = {
		NULL, "", "x", "$argon2id$v=19$m=65536",
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"0123456789012345678901234567890123456789012345678901234567890123456789"
	};

	for (size_t i = 0; i < COUNT_OF(hashes); i++) {
		ck_assert_int_eq(secret_password_verify(hashes[i], "x"), ERR_FORBIDDEN);
		ck_assert(secret_password_needs_rehash(hashes[i]));
	}
	ck_assert_int_eq(
	    secret_password_verify("$argon2id$v=19$", NULL), ERR_FORBIDDEN);
}
END_TEST

START_TEST(cheaper_hash_is_made_again)
{
	/* "password", argon2id, 8 MiB and one pass. */
	ck_assert(secret_password_needs_rehash(
	    "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQxMjM0NTY3OA$"
	    "yY3SXWVhSXzD8qpcTbHKzrGLgqCFhyhnxmnbmwrcnRo"));
}
END_TEST

static void
check_uuid(const char *uuid, char version)
{
	ck_assert_uint_eq(strlen(uuid), UUID_LENGTH);
	ck_assert_uint_eq(strspn(uuid, "0123456789abcdef-"), UUID_LENGTH);
	for (size_t i = 0; i < UUID_LENGTH; i++)
		ck_assert(
		    (uuid[i] == '-') == (i == 8 || i == 13 || i == 18 || i == 23));
	ck_assert_int_eq(uuid[14], version);
	ck_assert_ptr_nonnull(strchr("89ab", uuid[19]));
}

START_TEST(random_uuids)
{
	check_uuid(secret_uuid(arena), '4');
	ck_assert_str_ne(secret_uuid(arena), secret_uuid(arena));
}
END_TEST

START_TEST(sorted_uuids)
{
	/* 2026-11-21 06:00:00.123 UTC: 0x1a1fcb0af7b milliseconds. */
	const int64_t at = INT64_C(1795240800123000);
	const char *before = secret_uuid_at(arena, at), *after;

	check_uuid(before, '7');
	ck_assert_int_eq(strncmp(before, "01a1fcb0-af7b-7000-", 19), 0);
	for (int i = 1; i < 1000; i++) {
		after = secret_uuid_at(arena, at + i);
		ck_assert_int_lt(strcmp(before, after), 0);
		before = after;
	}
	check_uuid(secret_uuid_at(arena, -1), '7');
}
END_TEST

START_TEST(wipes)
{
	char text[] = "s3cret";

	secret_wipe(text, sizeof text);
	for (size_t i = 0; i < sizeof text; i++)
		ck_assert_int_eq(text[i], 0);
}
END_TEST

TCase *
secret_tests(void)
{
	TCase *tc = tcase_create("secret");

	tcase_set_tags(tc, "unsanitized");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, tokens);
	tcase_add_test(tc, hashes_a_text);
	tcase_add_loop_test(tc, equals, 0, COUNT_OF(pairs));
	tcase_add_test(tc, passwords);
#if !SANITIZED
	tcase_add_test(tc, without_memory_nothing_is_said_of_a_password);
#endif
	tcase_add_test(tc, broken_hashes);
	tcase_add_test(tc, cheaper_hash_is_made_again);
	tcase_add_test(tc, random_uuids);
	tcase_add_test(tc, sorted_uuids);
	tcase_add_test(tc, wipes);
	return tc;
}
