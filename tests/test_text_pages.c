/* test_text_pages.c - every text of the programme, its languages side by side. */

#include <string.h>

#include "base/text.h"
#include "site_test.h"

static const char *
page(const char *query)
{
	struct request *rq =
	    site_get(ADA, arena_printf(site_arena(), "/admin/texts?%s", query));

	ck_assert_int_eq(rq->reply.code, 200);
	return site_page(rq);
}

static bool
shows(const char *query, const char *what)
{
	return strstr(page(query), what) != NULL;
}

/* An answer of this text in English alone. */
static void
write_answer(const char *title, const char *body)
{
	site_sql(
	    "WITH a AS (INSERT INTO answer (created_at) VALUES (business_now()) "
	    "RETURNING id),"
	    " v AS (INSERT INTO answer_version (answer_id, number, title, created_at)"
	    " SELECT id, 1, '%s', business_now() FROM a RETURNING id)"
	    " INSERT INTO answer_text (version_id, language, body)"
	    " SELECT id, 'en', '%s' FROM v",
	    title, body);
}

START_TEST(only_for_the_administrator)
{
	ck_assert_int_eq(site_get(ADA, "/admin/texts")->reply.code, 200);
	ck_assert_int_eq(site_get(RUDO, "/admin/texts")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, "/admin/texts")->reply.code, 403);
	ck_assert_int_eq(site_get(NOBODY, "/admin/texts")->reply.code, 303);
}
END_TEST

START_TEST(languages_stand_side_by_side)
{
	const char *all = page("of=sent");
	const char *row = strstr(all, ">day_2</a>"), *end = strstr(row, "</tr>");

	ck_assert_ptr_nonnull(row);
	ck_assert(strstr(row, "Today take off the bandage") < end);
	ck_assert(strstr(row, "lang=\"sn\"") < end);
	ck_assert(strstr(row, "lang=\"nd\"") < end);
	ck_assert(strstr(row, "lang=\"sw\"") < end);
	ck_assert(strstr(row, "Steps: day_2") < end);
	ck_assert(strstr(row, "GSM-7, ") < end);
	ck_assert(strstr(all, "Steps: day_1, day_3, day_4, day_5 and 7 more") != NULL);
	ck_assert(strstr(all, "When he is registered") != NULL);
	ck_assert(strstr(all, "Call about wound problem") == NULL);
	ck_assert(shows("of=read", "Call about wound problem"));
	ck_assert(!shows("of=read", "GSM-7, "));
	ck_assert(!shows("of=all", "Call about wound problem"));
	ck_assert(shows("of=nothing+of+this+name", ">day_2</a>"));
}
END_TEST

START_TEST(what_is_to_be_said_can_be_asked_for_alone)
{
	ck_assert(shows("of=sent&only=1", "Nothing is to be said of them"));
	ck_assert(shows("of=steps", "There are none"));
	write_answer("Of the operation", "The surgery is over, come to {clinc}.");
	ck_assert(shows("of=answers&only=1", "Of the operation"));
	ck_assert(shows("of=answers&only=1", "“surgery” tells what he is treated for"));
	ck_assert(shows("of=answers&only=1", "{clinc} stands for nothing"));
	ck_assert(
	    shows("of=answers&only=1", "nurses are not offered it in this language"));
	ck_assert(shows("of=answers", "1 texts: 1 wrong, 0 worth a look"));
	ck_assert(shows("of=all&only=1", "Of the operation"));
	ck_assert(!shows("of=all&only=1", ">day_2</a>"));
	site_sql("UPDATE answer SET retired_at = business_now()");
	ck_assert(!shows("of=answers", "Of the operation"));
}
END_TEST

/* Only the latest words count. */
START_TEST(an_answer_is_shown_by_its_latest_version)
{
	write_answer("First words", "The surgery is over.");
	site_sql(
	    "WITH v AS (INSERT INTO answer_version (answer_id, number, title, "
	    "created_at)"
	    " SELECT id, 2, 'Second words', business_now() FROM answer RETURNING id)"
	    " INSERT INTO answer_text (version_id, language, body)"
	    " SELECT id, l, 'It is over.' FROM v, unnest(ARRAY['en', 'sn', 'nd', 'sw', "
	    "'fr']) l");
	ck_assert(!shows("of=answers", "First words"));
	ck_assert(shows("of=answers", "Second words"));
	ck_assert(shows("of=answers", "1 texts: 0 wrong, 0 worth a look"));
}
END_TEST

START_TEST(own_words_of_steps_are_among_them)
{
	site_sql(
	    "INSERT INTO schedule_version (workflow, number, plan, created_at, "
	    "changed_at, "
	    "tried_edits, tried_at, published_at) VALUES ('vmmc', 1, "
	    "'[{\"name\": \"own\", \"after\": 1, \"unit\": \"days\", \"shared_text\": "
	    "\"shared_day\", \"words\": {\"en\": \"Well? 1 = yes, 0 = no\", \"sn\": "
	    "\"Makadini? 1 = hongu, 2 = kwete\"}}]', business_now(), business_now(), "
	    "1, "
	    "business_now(), business_now())");
	ck_assert(shows("of=steps", "<b>own</b>"));
	ck_assert(shows("of=steps", "its codes are 12, those in English 01"));
	ck_assert(shows("of=steps", "nothing is written; who reads it gets English"));
	ck_assert(shows("of=steps", "1 texts: 1 wrong, 0 worth a look"));
	ck_assert(!shows("of=sent", "Steps: day_1"));
}
END_TEST

/* As long as the longest in use, and nobody is named. */
START_TEST(it_is_reckoned_with_the_longest_names)
{
	write_answer("By name",
	    "{first_name}, please come to {clinic} today, or write to us if you cannot "
	    "come, and bring the card. We are open from 8 to 16 on all days of the "
	    "week.");
	ck_assert(shows("of=answers", "a first name of 12 letters"));
	ck_assert(!shows("of=answers", "2 SMS"));
	site_sql("UPDATE patient SET given_name = 'Nkosilathi-Themba-Zwelibanzi' WHERE "
		 "id = %d",
	    TINASHE);
	ck_assert(shows("of=answers", "a first name of 28 letters"));
	ck_assert(shows("of=answers", "2 SMS with the longest names"));
	ck_assert(!shows("of=answers", "Nkosilathi"));
	site_sql("UPDATE patient SET given_name = 'Tinashe' WHERE id = %d", TINASHE);
	ck_assert(!shows("of=answers", "2 SMS"));
	site_sql("UPDATE place SET name = 'The Memorial Hospital of the District, "
		 "Mazowe' WHERE id = %d",
	    GOMO);
	ck_assert(shows("of=answers", "the facility “The Memorial Hospital"));
	ck_assert(shows("of=answers", "2 SMS with the longest names"));
}
END_TEST

/* One letter makes all of it dearer; whose it is and which is not told. */
START_TEST(a_name_may_cost_by_its_letters)
{
	write_answer("By name", "{first_name}, please come to us today, or write to us "
				"if you cannot come at this hour.");
	ck_assert(!shows("of=answers", "2 SMS"));
	site_sql(
	    "UPDATE patient SET given_name = 'Th\xc3\xaamba' WHERE id = %d", NKOSANA);
	ck_assert(
	    shows("of=answers", "2 SMS with a name whose letters are not in GSM-7"));
	ck_assert(!shows("of=answers", "\xc3\xaa"));
	ck_assert(!shows("of=answers", "\xc4\x81"));
}
END_TEST

/* Each letter of the alphabet that costs nothing, as base/text.h has it. */
START_TEST(the_database_knows_the_same_letters)
{
	static const char *const names[] = { "Jos\xc3\xa9", "\xc3\x85sa", "O'Neill",
		"\xce\x94\xce\xa9", "Bw\xc3\xaa", "\xc5\xa0ime", "Ren\xc3\xa8", "[Abc]",
		"a\\b", "Tom\xc3\xa1s", "A-b", "\xe2\x82\xac" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		site_sql("UPDATE patient SET given_name = '%s' WHERE id = %d",
		    arena_printf(site_arena(), "%s",
			strchr(names[i], '\'') != NULL ? "O''Neill" : names[i]),
		    TINASHE);
		ck_assert_msg(
		    (site_number(
			 "SELECT count(*) FROM patient WHERE given_name ~ "
			 "'[^]@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ "
			 "!\"#¤%%&''()*+,./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\\\[~|€-]'") >
			0) == !sms_count(names[i]).gsm7,
		    "%s", names[i]);
	}
}
END_TEST

TCase *
text_pages_tests(void)
{
	TCase *tc = tcase_create("text_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, only_for_the_administrator);
	tcase_add_test(tc, languages_stand_side_by_side);
	tcase_add_test(tc, what_is_to_be_said_can_be_asked_for_alone);
	tcase_add_test(tc, an_answer_is_shown_by_its_latest_version);
	tcase_add_test(tc, own_words_of_steps_are_among_them);
	tcase_add_test(tc, it_is_reckoned_with_the_longest_names);
	tcase_add_test(tc, a_name_may_cost_by_its_letters);
	tcase_add_test(tc, the_database_knows_the_same_letters);
	return tc;
}
