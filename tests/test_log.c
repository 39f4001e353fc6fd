/* test_log.c - a line of the log is one event, whatever came in. */

#include "tests.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

/* What is printed while this is done. */
static void
printed(void (*act)(void), char text[256])
{
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);
	size_t len;

	ck_assert_ptr_nonnull(file);
	(void)fflush(stderr);
	ck_assert_int_ge(dup2(fileno(file), STDERR_FILENO), 0);
	act();
	(void)fflush(stderr);
	ck_assert_int_ge(dup2(before, STDERR_FILENO), 0);
	(void)close(before);
	rewind(file);
	len = fread(text, 1, 255, file);
	text[len] = '\0';
	(void)fclose(file);
}

static void
two_events(void)
{
	log_context("abc\nerror forged");
	log_warn("id=%d\r\nerror %s\x7f", 7, "forged");
	log_context("-");
}

START_TEST(a_line_is_one_event)
{
	char text[256];

	printed(two_events, text);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	ck_assert_ptr_nonnull(strstr(text, " abc?error forged id=7??error forged?\n"));
}
END_TEST

TCase *
log_tests(void)
{
	TCase *tc = tcase_create("log");

	tcase_add_test(tc, a_line_is_one_event);
	return tc;
}
