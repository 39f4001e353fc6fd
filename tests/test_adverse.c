/* test_adverse.c - the codes by which a programme registers adverse events. */

#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/adverse.h"
#include "core/workflow.h"

#define LIST "[{\"code\": \"A\", \"words\": {\"en\": \"a\"}}]"
#define SHIPPED "workflows/vmmc"

static char folder[64];
static char file[96];

static void
begin(void)
{
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-codes.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(file, sizeof file, "%s/adverse-events.json", folder);
}

static void
end(void)
{
	(void)unlink(file);
	ck_assert_int_eq(rmdir(folder), 0);
	/* The others go on with what is shipped. */
	ck_assert_int_eq(adverse_load(SHIPPED), OK);
}

static enum status
load(const char *json)
{
	FILE *f = fopen(file, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(json, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	return adverse_load(folder);
}

START_TEST(the_shipped_ones_have_words_in_every_language)
{
	const struct adverse_list *lists[] = { &adverse()->types, &adverse()->timings,
		&adverse()->marks };
	const struct adverse_code *death;

	ck_assert_int_eq(adverse_load(SHIPPED), OK);
	ck_assert_uint_eq(adverse()->types.n, 9);
	ck_assert_uint_eq(adverse()->timings.n, 3);
	ck_assert_uint_eq(adverse()->marks.n, 6);
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (size_t j = 0; j < lists[i]->n; j++)
			for (size_t l = 0; workflow()->languages[l] != NULL; l++) {
				const char *language = workflow()->languages[l];
				const char *words =
				    adverse_words(&lists[i]->at[j], language);

				ck_assert_msg(
				    strcmp(language, "en") == 0 ||
					strcmp(words,
					    adverse_words(&lists[i]->at[j], "en")) != 0,
				    "%s has no %s", language, lists[i]->at[j].code);
			}
	death = adverse_find(&adverse()->marks, "death");
	ck_assert(death != NULL && death->serious && death->notifiable);
	ck_assert_ptr_null(adverse_find(&adverse()->types, "death"));
	/* In a language that it does not have, English. */
	ck_assert_str_eq(adverse_words(death, "fr"), "Death");
}
END_TEST

START_TEST(a_pack_need_not_have_any)
{
	ck_assert_int_eq(adverse_load(folder), OK);
	ck_assert_uint_eq(adverse()->types.n, 0);
	ck_assert_uint_eq(adverse()->marks.n, 0);
}
END_TEST

static const char *const refused[] = {
	"",
	"[]",
	"{\"types\": " LIST ", \"timings\": " LIST "}",
	"{\"types\": [], \"timings\": " LIST ", \"marks\": " LIST "}",
	"{\"types\": {}, \"timings\": " LIST ", \"marks\": " LIST "}",
	"{\"types\": [{\"code\": \"\", \"words\": {\"en\": \"a\"}}], \"timings\": " LIST
	", \"marks\": " LIST "}",
	"{\"types\": [{\"code\": \"A-B\", \"words\": {\"en\": \"a\"}}], "
	"\"timings\": " LIST ", \"marks\": " LIST "}",
	"{\"types\": [{\"code\": \"none\", \"words\": {\"en\": \"a\"}}], "
	"\"timings\": " LIST ", \"marks\": " LIST "}",
	"{\"types\": [{\"code\": \"A\", \"words\": {\"sn\": \"a\"}}], "
	"\"timings\": " LIST ", \"marks\": " LIST "}",
	"{\"types\": [{\"code\": \"A\", \"words\": {\"en\": \"a\"}}, "
	"{\"code\": \"A\", \"words\": {\"en\": \"b\"}}], \"timings\": " LIST
	", \"marks\": " LIST "}",
	"{\"types\": " LIST ", \"timings\": " LIST ", \"marks\": [{\"code\": \"A\", "
	"\"serious\": \"yes\", \"words\": {\"en\": \"a\"}}]}",
};

START_TEST(what_is_wrong_is_refused)
{
	ck_assert_int_eq(load(refused[_i]), ERR_INVALID);
}
END_TEST

START_TEST(what_is_right_is_read)
{
	ck_assert_int_eq(
	    load("{\"types\": " LIST ", \"timings\": " LIST ", \"marks\": " LIST "}"),
	    OK);
	ck_assert_uint_eq(adverse()->types.n, 1);
	ck_assert(!adverse()->marks.at[0].notifiable);
}
END_TEST

TCase *
adverse_tests(void)
{
	TCase *tc = tcase_create("adverse");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, the_shipped_ones_have_words_in_every_language);
	tcase_add_test(tc, a_pack_need_not_have_any);
	tcase_add_loop_test(tc, what_is_wrong_is_refused, 0, (int)COUNT_OF(refused));
	tcase_add_test(tc, what_is_right_is_read);
	return tc;
}
