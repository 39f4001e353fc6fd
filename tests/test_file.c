/* test_file.c - a whole file, or none. */

#include "tests.h"

#include <string.h>

#include "base/file.h"

START_TEST(a_file)
{
	struct arena *arena = arena_new();
	const char *text;
	size_t len;

	ck_assert_int_eq(file_read(arena, "Makefile", 65536, &text, &len), OK);
	ck_assert_uint_eq(strlen(text), len);
	ck_assert_int_eq(file_read(arena, "Makefile", 10, &text, &len), ERR_INVALID);
	ck_assert_int_eq(
	    file_read(arena, "no such file", 10, &text, &len), ERR_NOT_FOUND);
	/* It opens, and then nothing can be read. */
	ck_assert_int_eq(file_read(arena, "tests", 10, &text, &len), ERR_UNAVAILABLE);
	arena_free(arena);
}
END_TEST

TCase *
file_tests(void)
{
	TCase *tc = tcase_create("file");

	tcase_add_test(tc, a_file);
	return tc;
}
