/* test_neutral.c - words that would tell what he is treated for, and his name. */

#include "tests.h"

#include <string.h>

#include "base/file.h"
#include "core/neutral.h"

static struct arena *arena;
static const struct neutral *words;

static void
begin(void)
{
	const char *why = "";

	arena = arena_new();
	ck_assert_msg(
	    neutral_load(arena, "workflows/vmmc", &words, &why) == OK, "%s", why);
}

static void
end(void)
{
	arena_free(arena);
}

static const struct {
	const char *language, *text;
	const char *word; /* NULL: nothing tells */
} texts[] = {
	{ "en", "How are you after the circumcision?", "circumcision" },
	{ "en", "CIRCUMCISED men", "CIRCUMCISED" },
	{ "en", "Your h.i.v. result", "h.i.v" },
	{ "en", "Come for V M M C", "V M M C" },
	{ "en", "Take your ART today", "ART" },
	{ "en", "Start the day early", NULL },
	{ "en", "Your part of it, smart", NULL },
	{ "en", "Come to the Male-Clinic", "Male-Clinic" },
	{ "en", "The clinic for males", NULL },
	/* Who writes mixes languages. */
	{ "en", "Ronda re kuchecheudzwa", "kuchecheudzwa" },
	{ "sn", "mushure mekuchecheudza", "mekuchecheudza" },
	{ "sn", "after MÚKUCHECHEUDZÁ", "MÚKUCHECHEUDZÁ" },
	{ "nd", "emva kokusokwa", "kokusokwa" },
	{ "nd", "emva kokusoka", "kokusoka" },
	{ "sw", "cheza soka leo", NULL }, /* football */
	{ "sw", "baada ya tohara", "tohara" },
	{ "ny", "mdulidwe", "mdulidwe" },
	{ "en", "", NULL },
	{ "en", "\xff\xfe hiv", "hiv" },
};

START_TEST(what_tells_is_named_as_it_was_typed)
{
	struct neutral_found found = { .word = "nothing" };
	bool tells =
	    neutral_find(words, arena, texts[_i].language, texts[_i].text, &found);

	ck_assert_msg(
	    tells == (texts[_i].word != NULL), "%s: %s", texts[_i].text, found.word);
	if (tells)
		ck_assert_str_eq(found.word, texts[_i].word);
}
END_TEST

START_TEST(all_of_them_are_named)
{
	ck_assert_str_eq(neutral_all(words, arena, "en",
			     "Your H.I.V. result and the surgery of the Male Clinic."),
	    "H.I.V, surgery, Male Clinic");
	ck_assert_str_eq(neutral_all(words, arena, "en", "Come today"), "");
}
END_TEST

START_TEST(without_a_list_nothing_tells)
{
	struct neutral_found found;

	ck_assert(!neutral_find(NULL, arena, "en", "hiv", &found));
}
END_TEST

static const struct {
	const char *text, *given, *family;
	const char *word;
} names[] = {
	{ "Good morning Kudzai, come today", "Kudzai", "Moyo", "Kudzai" },
	{ "good morning KUDZAI.", "Kudzai", "Moyo", "KUDZAI" },
	{ "Mr Moyo, come", "Kudzai", "Moyo", "Moyo" },
	{ "Kudzaishe, come", "Kudzai", "", NULL },
	{ "Anna Maria comes", "Anna Maria", NULL, "Anna Maria" },
	{ "Maria Anna comes", "Anna Maria", NULL, NULL },
	{ "Come today", "", "", NULL },
	{ "", "Kudzai", "Moyo", NULL },
};

START_TEST(a_name_is_found_as_a_word)
{
	struct neutral_found found = { .word = "nothing" };
	const struct neutral_name name = { names[_i].given, names[_i].family };
	bool there = neutral_names(arena, names[_i].text, &name, &found);

	ck_assert_msg(
	    there == (names[_i].word != NULL), "%s: %s", names[_i].text, found.word);
	if (!there)
		return;
	ck_assert_str_eq(found.word, names[_i].word);
	ck_assert(found.name);
}
END_TEST

static const struct {
	const char *json, *why;
} refused[] = {
	{ "{}", "words: its lists are missing" },
	{ "{\"words\": []}", "words: its lists are missing" },
	{ "{\"words\": {\"en\": \"hiv\"}}", "a list of words is missing" },
	{ "{\"words\": {\"en\": [1]}}", "it is no word" },
	{ "{\"words\": {\"en\": [\"\"]}}", "it is no word" },
	{ "{\"words\": {\"en\": [\"ab*\"]}}", "too short for a star" },
	{ "{\"words\": {\"en\": [\"*\"]}}", "a word is of letters and digits" },
	{ "{\"words\": {\"en\": [\"a b c d e\"]}}", "too many words" },
	{ "{\"words\": {\"en\": [\"a.b\"]}}", "a word is of letters and digits" },
	{ "{\"words\": {}, \"own\": 1}", "words: its lists are missing" },
};

START_TEST(a_list_that_is_not_right_is_refused)
{
	const struct json *json;
	const struct neutral *read;
	const char *why = "";

	ck_assert_int_eq(
	    json_parse(arena, refused[_i].json, strlen(refused[_i].json), &json), OK);
	ck_assert_int_eq(neutral_read(arena, json, &read, &why), ERR_INVALID);
	ck_assert_msg(strstr(why, refused[_i].why) != NULL, "%s", why);
}
END_TEST

TCase *
neutral_tests(void)
{
	TCase *tc = tcase_create("neutral");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(
	    tc, what_tells_is_named_as_it_was_typed, 0, (int)COUNT_OF(texts));
	tcase_add_test(tc, all_of_them_are_named);
	tcase_add_test(tc, without_a_list_nothing_tells);
	tcase_add_loop_test(tc, a_name_is_found_as_a_word, 0, (int)COUNT_OF(names));
	tcase_add_loop_test(
	    tc, a_list_that_is_not_right_is_refused, 0, (int)COUNT_OF(refused));
	return tc;
}
