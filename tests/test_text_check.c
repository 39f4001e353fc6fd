/* test_text_check.c - what is said of a text in all languages: the table is the rule. */

#include "tests.h"

#include <string.h>

#include "core/inbound.h"
#include "core/text_check.h"

#define DAY "How are you? Reply 1 = yes, 0 = no."
#define DAY_SN "Makadini? Pindurai 1 = hongu, 0 = kwete."
#define DAY_ND "Linjani? Phendula 1 = yebo, 0 = hatshi."
#define DAY_SW "Habari? Jibu 1 = ndiyo, 0 = hapana."
#define LONG_53 "It is fine to wash it with water and to keep it dry. "

/* clang-format off */
static const struct {
	enum text_kind kind;
	const char *said[4]; /* en sn nd sw */
	const char *file;
	const char *says; /* "sn! what; sw what": ! is wrong; "" for nothing */
} table[] = {
	{ TEXT_SENT, { DAY, DAY_SN, DAY_ND, DAY_SW }, DAY, "" },
	{ TEXT_SENT, { DAY, NULL, "", DAY_SW }, DAY,
	    "sn! there is no such text in this language; nd! there is no such text in this language" },
	{ TEXT_READ, { "Call", "Fona", NULL, "Piga" }, NULL, "nd nothing is written; who reads it gets English" },
	{ TEXT_READ, { "HIV", "HIV", "HIV", "HIV {what}" }, NULL, "" },
	{ TEXT_STEP, { "Hello", "Mhoro", "Salibonani", "" }, NULL, "sw nothing is written; who reads it gets English" },
	{ TEXT_ANSWER, { "Hello", "", NULL, "Jambo" }, NULL,
	    "sn nothing is written; nurses are not offered it in this language; nd nothing is written; nurses are not offered it in this language" },
	{ TEXT_ANSWER, { "", "Huyai", "Woza 1 = yebo", "" }, NULL,
	    "en nothing is written; nurses are not offered it in this language; nd! its codes are 1, those in Shona none; "
	    "sw nothing is written; nurses are not offered it in this language" },
	/* words */
	{ TEXT_SENT, { "After surgery", "a", "b", "c" }, NULL, "en! “surgery” tells what he is treated for (surgery)" },
	/* codes */
	{ TEXT_SENT, { DAY, "Makadini? 1 = hongu, 2 = kwete.", DAY_ND, DAY_SW }, DAY, "sn! its codes are 12, those in English 01" },
	{ TEXT_SENT, { DAY, DAY_SN, DAY_ND, "Habari?" }, DAY, "sw! its codes are none, those in English 01" },
	{ TEXT_SENT, { DAY, DAY_SN, DAY_ND, "Habari? 0 = ndiyo, 1 = hapana" }, DAY,
	    "sw! 0 = ndiyo is not read as no; sw! 1 = hapana is not read as yes" },
	{ TEXT_SENT, { "3 = come", "3 = a", "3 = b", "3 = c" }, "8 = come",
	    "en! its codes are 3, the programme reads the answers by 8; sn! its codes are 3, the programme reads the answers by 8; "
	    "nd! its codes are 3, the programme reads the answers by 8; sw! its codes are 3, the programme reads the answers by 8" },
	{ TEXT_ANSWER, { "1 = today", "1 = a", "1 = b", "2 = c" }, NULL, "sw! its codes are 2, those in English 1" },
	/* blanks */
	{ TEXT_SENT, { "Call {emergency}", "Fona {emergency}", "Fona 999", "Piga {emergency}" }, NULL,
	    "nd! {emergency} is missing, which English has" },
	{ TEXT_SENT, { "Call {emergncy}", "a", "b", "c" }, NULL,
	    "en! {emergncy} stands for nothing" },
	{ TEXT_SENT, { "{nurse}", "{nurse}", "b", "c" }, "{nurse}",
	    "en! {nurse} stands for nothing in this text; sn! {nurse} stands for nothing in this text" },
	{ TEXT_SENT, { "", "Mhoro", "", "" }, NULL, "en! there is no such text in this language; sn there is no such text in English" },
	{ TEXT_SENT, { "On {date}", "{date}", "{date}", "{date} {time}" }, "On {date}", "sw! {time} stands for nothing in this text" },
	{ TEXT_SENT, { "Call {emergency}", "{emergency}", "{emergency}", "{emergency} {" }, "Call", "sw! { stands for nothing" },
	{ TEXT_SENT, { "{code}: well?", "{code}", "{code}", "well?" }, "{code}: well?", "sw! {code} is missing: nobody could tell who answers" },
	{ TEXT_STEP, { "{nurse}", "{nurse}", "{nurse}", "{nurse}" }, NULL,
	    "en! {nurse} stands for nothing in this text; sn! {nurse} stands for nothing in this text; "
	    "nd! {nurse} stands for nothing in this text; sw! {nurse} stands for nothing in this text" },
	{ TEXT_ANSWER, { "{nurse}", "{nurse}", "{nurse}", "{nurse}" }, NULL, "" },
	/* names */
	{ TEXT_SENT, { "{first_name}", "a", "b", "c" }, "a", "en! {first_name}: others may read his phone" },
	{ TEXT_STEP, { "{first_name}", "{first_name}", "{first_name}", "" }, NULL,
	    "en {first_name}: others may read his phone; sn {first_name}: others may read his phone; nd {first_name}: others may read his phone; "
	    "sw nothing is written; who reads it gets English" },
	/* length: {clinic} is 24 letters at its longest */
	{ TEXT_SENT, { LONG_53 LONG_53 "12345678901234567890123456{clinic}", "{clinic}", "{clinic}", "{clinic}" }, NULL, "" },
	{ TEXT_SENT, { LONG_53 LONG_53 "1234567890123456789012345678901{clinic}", "{clinic}", "{clinic}", "{clinic}" }, NULL,
	    "en 2 SMS with the longest names" },
	{ TEXT_SENT, { LONG_53 "a well-known caf\xc3\xa9", "b", "c", "d" }, NULL, "" },
	{ TEXT_SENT, { LONG_53 "and the word for it is bw\xc3\xaa", "b", "c", "d" }, NULL, "en 2 SMS because of “\xc3\xaa”" },
	{ TEXT_ANSWER, { LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53 LONG_53,
	    "b", "c", "d" }, NULL, "en! with the longest names it is longer than can be sent" },
};
/* clang-format on */

START_TEST(what_is_said)
{
	const struct text_judge judge = { .neutral = neutral_words(),
		.triage = inbound_words(),
		.longest = &text_check_long,
		.nlongest = 1 };
	const struct text_item item = { table[_i].kind, table[_i].said,
		table[_i].file };
	struct arena *arena = arena_new();
	struct text_says says;
	const char *all = "";
	size_t wrong = 0;

	text_check(&judge, arena, &item, &says);
	for (size_t i = 0; i < says.n; i++) {
		const struct text_say *s = &says.at[i];

		wrong += !s->note;
		all = arena_printf(arena, "%s%s%s%s %s", all, i > 0 ? "; " : "",
		    workflow()->languages[s->language], s->note ? "" : "!", s->what);
	}
	ck_assert_str_eq(all, table[_i].says);
	ck_assert_uint_eq(says.wrong, wrong);
	arena_free(arena);
}
END_TEST

/* A name that no other alphabet has costs more than a longer one. */
START_TEST(the_dearest_name_counts)
{
	const struct workflow_words names[] = { { .first_name = "Nkosilathi-Themba" },
		{ .first_name = "Bw\xc3\xaa" } };
	const struct text_judge judge = { .longest = names, .nlongest = 2 };
	struct arena *arena = arena_new();
	struct sms_count count =
	    text_check_cost(&judge, arena, "{first_name}, " LONG_53 LONG_53);

	ck_assert(!count.gsm7);
	ck_assert_uint_eq(count.parts, 2);
	ck_assert(text_check_cost(&judge, arena, "See you.").gsm7);
	arena_free(arena);
}
END_TEST

START_TEST(kinds_of_keys)
{
	enum text_kind kind;

	ck_assert(text_check_kind("day", &kind) && kind == TEXT_SENT);
	ck_assert(text_check_kind("appointment", &kind) && kind == TEXT_SENT);
	ck_assert(text_check_kind("appointment.other", &kind) && kind == TEXT_READ);
	ck_assert(text_check_kind("task.urgent", &kind) && kind == TEXT_READ);
	ck_assert(text_check_kind("form.enroll.title", &kind) && kind == TEXT_READ);
	ck_assert(!text_check_kind("review", &kind));
	ck_assert(!text_check_kind("language", &kind));
	ck_assert(!text_check_kind("name", &kind));
}
END_TEST

/* Each key of the files once, whichever of them has it. */
START_TEST(every_key_once)
{
	size_t n = 0;

	for (const char *key; (key = workflow_text_key(n)) != NULL; n++)
		for (size_t i = 0; i < n; i++)
			ck_assert_str_ne(workflow_text_key(i), key);
	ck_assert_uint_gt(n, 60);
	ck_assert_str_eq(workflow_text_said(1, "language"), "sn");
	ck_assert_ptr_null(workflow_text_said(1, "no such key"));
}
END_TEST

TCase *
text_check_tests(void)
{
	TCase *tc = tcase_create("text_check");

	tcase_add_loop_test(tc, what_is_said, 0, (int)COUNT_OF(table));
	tcase_add_test(tc, the_dearest_name_counts);
	tcase_add_test(tc, kinds_of_keys);
	tcase_add_test(tc, every_key_once);
	return tc;
}
