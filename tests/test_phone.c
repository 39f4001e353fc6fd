/* test_phone.c - numbers as people type them. */

#include "tests.h"

#include "ext/phone.h"

static struct arena *arena;

static void
begin(void)
{
	arena = arena_new();
}

static void
end(void)
{
	arena_free(arena);
}

static const struct {
	const char *region, *typed;
	enum phone_fault fault;
	const char *e164; /* NULL: refused */
} cases[] = {
	{ "ZW", "0771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "0771 234 567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "077-123-4567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "(077) 123 4567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "077.123.4567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "0771/234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "  0771234567\n", PHONE_GOOD, "+263771234567" },
	{ "ZW", "771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "263771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "+263771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "+263 77 123 4567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "+263 (0) 771 234 567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "+2630771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "00263771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "00263 (0)77 123 4567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "tel:+263771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW",
	    "\xef\xbc\x90\xef\xbc\x97\xef\xbc\x97\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93"
	    "\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96\xef\xbc\x97",
	    PHONE_GOOD, "+263771234567" },
	{ "ZW",
	    "\xef\xbc\x8b"
	    "263\xc2\xa0"
	    "771\xe2\x80\x93"
	    "234567",
	    PHONE_GOOD, "+263771234567" },
	{ "ZW", "\xe2\x80\xaa+263 77 123 4567\xe2\x80\xac", PHONE_GOOD,
	    "+263771234567" },
	{ "ZW",
	    "\xd9\xa0\xd9\xa7\xd9\xa7\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6"
	    "\xd9\xa7",
	    PHONE_GOOD, "+263771234567" },
	{ "ZW", "0711111111", PHONE_GOOD, "+263711111111" },
	{ "ZW", "0731234567", PHONE_GOOD, "+263731234567" },
	{ "ZW", "0781234567", PHONE_GOOD, "+263781234567" },
	{ "ZW", "0242 700 123", PHONE_GOOD, "+263242700123" },
	{ "ZW", "+27 82 123 4567", PHONE_GOOD, "+27821234567" },
	{ "ZW", "0027821234567", PHONE_GOOD, "+27821234567" },
	{ "ZA", "082 123 4567", PHONE_GOOD, "+27821234567" },
	{ "ZA", "27821234567", PHONE_GOOD, "+27821234567" },
	{ "ZA", "+27 (0) 82 123 4567", PHONE_GOOD, "+27821234567" },
	{ "ZA", "011 123 4567", PHONE_GOOD, "+27111234567" },
	{ "ZA", "00263771234567", PHONE_GOOD, "+263771234567" },
	{ "KE", "0712 345 678", PHONE_GOOD, "+254712345678" },
	{ "KE", "0112 345678", PHONE_GOOD, "+254112345678" },
	{ "KE", "712345678", PHONE_GOOD, "+254712345678" },
	{ "KE", "254712345678", PHONE_GOOD, "+254712345678" },
	/* the way out of Kenya is 000, but everybody writes 00 */
	{ "KE", "000263771234567", PHONE_GOOD, "+263771234567" },
	{ "KE", "00254712345678", PHONE_GOOD, "+254712345678" },
	{ "KE", "00263771234567", PHONE_GOOD, "+263771234567" },
	{ "MW", "0888 123 456", PHONE_GOOD, "+265888123456" },
	{ "MW", "0999-123-456", PHONE_GOOD, "+265999123456" },
	{ "MW", "+265 999 12 34 56", PHONE_GOOD, "+265999123456" },
	{ "MW", "00265999123456", PHONE_GOOD, "+265999123456" },
	{ "TZ", "0712 345 678", PHONE_GOOD, "+255712345678" },
	{ "TZ", "00255712345678", PHONE_GOOD, "+255712345678" },
	{ "TZ", "(022) 211-2345", PHONE_GOOD, "+255222112345" },
	{ "ZW", "+52 1 638 802 3678", PHONE_GOOD, "+526388023678" },
	{ "ZW", "+52116388023678", PHONE_GOOD, "+526388023678" },
	{ "ZZ", "+263771234567", PHONE_GOOD, "+263771234567" },
	{ "ZW", "", PHONE_EMPTY, NULL },
	{ "ZW", " \t\xc2\xa0", PHONE_EMPTY, NULL },
	{ "ZW", "none", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "0771 FLOWER", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "O771234567", PHONE_NOT_A_NUMBER, NULL }, /* the letter O */
	{ "ZW", "0771234567 ext 5", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "0771+234567", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "++263771234567", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "+", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "---", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "077123456\xff", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "+999123456789", PHONE_NOT_A_NUMBER, NULL },
	{ "ZZ", "0771234567", PHONE_NOT_A_NUMBER, NULL }, /* of which country? */
	{ "ZW", "0", PHONE_NOT_A_NUMBER, NULL },
	{ "ZW", "112", PHONE_TOO_SHORT, NULL },
	{ "ZW", "077 123 456", PHONE_TOO_SHORT, NULL },
	{ "ZW", "+263 77 123", PHONE_TOO_SHORT, NULL },
	{ "ZA", "071 234 567", PHONE_TOO_SHORT, NULL },
	{ "KE", "0712 345 67", PHONE_TOO_SHORT, NULL },
	{ "MW", "0999 123 45", PHONE_TOO_SHORT, NULL },
	{ "TZ", "0712 345 67", PHONE_TOO_SHORT, NULL },
	{ "ZW", "077 123 45678", PHONE_TOO_LONG, NULL },
	{ "ZA", "082 123 45678", PHONE_TOO_LONG, NULL },
	{ "KE", "0712 345 6789", PHONE_TOO_LONG, NULL },
	{ "MW", "0999 123 4567", PHONE_TOO_LONG, NULL },
	{ "TZ", "0712 345 6789", PHONE_TOO_LONG, NULL },
	{ "ZW", "0771234567 / 0772345678", PHONE_TOO_LONG, NULL },
	{ "ZW", "0000000000000000000000000000000000000000000000000000000000000000000",
	    PHONE_TOO_LONG, NULL },
	/* the country gives out no such number, but it is kept if somebody insists */
	{ "ZW", "0741234567", PHONE_NOT_VALID, "+263741234567" },
	{ "ZA", "0501234567", PHONE_NOT_VALID, "+27501234567" },
};

START_TEST(reads)
{
	struct phone phone;
	enum phone_fault fault =
	    phone_read(arena, cases[_i].typed, cases[_i].region, &phone);

	ck_assert_int_eq(fault, cases[_i].fault);
	ck_assert_str_eq(phone.e164, cases[_i].e164 == NULL ? "" : cases[_i].e164);
	if (cases[_i].e164 == NULL)
		ck_assert_str_eq(phone.national, "");
}
END_TEST

START_TEST(tells_what_it_is)
{
	struct phone phone;

	ck_assert_int_eq(phone_read(arena, "0771234567", "ZW", &phone), PHONE_GOOD);
	ck_assert_str_eq(phone.national, "077 123 4567");
	ck_assert_str_eq(phone.international, "+263 77 123 4567");
	ck_assert_str_eq(phone.region, "ZW");
	ck_assert_int_eq(phone.kind, PHONE_MOBILE);
	ck_assert_int_eq(phone_read(arena, "0242700123", "ZW", &phone), PHONE_GOOD);
	ck_assert_int_eq(phone.kind, PHONE_FIXED);
	ck_assert_int_eq(phone_read(arena, "+12065551212", "ZW", &phone), PHONE_GOOD);
	ck_assert_str_eq(phone.region, "US");
	ck_assert_int_eq(
	    phone_read(arena, "+8001234567", "ZW", &phone), PHONE_TOO_SHORT);
	ck_assert_int_eq(phone_read(arena, "+80012345678", "ZW", &phone), PHONE_GOOD);
	ck_assert_str_eq(phone.region, "");
}
END_TEST

static const struct {
	const char *e164, *home, *shown;
} shown_cases[] = {
	{ "+263771234567", "ZW", "077 123 4567" },
	{ "+263771234567", "ZA", "+263 77 123 4567" },
	{ "+263771234567", "", "+263 77 123 4567" },
	{ "+27821234567", "ZA", "082 123 4567" },
	{ "+254712345678", "KE", "0712 345678" },
	{ "+265999123456", "MW", "0999 12 34 56" },
	{ "+255712345678", "TZ", "0712 345 678" },
	{ "+263741234567", "ZW", "+263 74 123 4567" },
	{ "40149", "ZW", "40149" }, /* a short code, a name of a sender */
	{ "Aftercare", "ZW", "Aftercare" },
	{ "+1", "ZW", "+1" },
	{ "", "ZW", "" },
};

START_TEST(shows)
{
	ck_assert_str_eq(phone_shown(arena, shown_cases[_i].e164, shown_cases[_i].home),
	    shown_cases[_i].shown);
}
END_TEST

static const struct {
	const char *typed, *digits;
} digit_cases[] = {
	{ "0771 234 567", "771234567" },
	{ "+263 77 123 4567", "263771234567" },
	{ "00263771234567", "263771234567" },
	{ "000263771234567", "263771234567" },
	{ "+263 (0) 771", "263771" },
	{ "77-12", "7712" },
	{ "4567", "4567" },
	{ "(077) 12", "7712" },
	{ "\xef\xbc\x90\xef\xbc\x97\xef\xbc\x97", "77" },
	{ "0", "" },
	{ "+", "" },
	{ "", "" },
	{ "Tendai", "" },
	{ "Tendai 2", "" },
	{ "A-77", "" },
};

START_TEST(finds_by_digits)
{
	ck_assert_str_eq(
	    phone_digits(arena, digit_cases[_i].typed), digit_cases[_i].digits);
}
END_TEST

START_TEST(knows_the_region_of_a_zone)
{
	ck_assert_str_eq(phone_region_of_zone(arena, "Africa/Harare"), "ZW");
	ck_assert_str_eq(phone_region_of_zone(arena, "Africa/Johannesburg"), "ZA");
	ck_assert_str_eq(phone_region_of_zone(arena, "Africa/Blantyre"), "MW");
	ck_assert_str_eq(phone_region_of_zone(arena, "Africa/Nairobi"), "KE");
	ck_assert_str_eq(phone_region_of_zone(arena, "Africa/Dar_es_Salaam"), "TZ");
	ck_assert_str_eq(phone_region_of_zone(arena, "Africa/Mbabane"), "SZ");
	ck_assert_str_eq(phone_region_of_zone(arena, "UTC"), "");
	ck_assert_str_eq(phone_region_of_zone(arena, "Africa/Nowhere"), "");
	ck_assert_str_eq(phone_region_of_zone(arena, ""), "");
}
END_TEST

TCase *
phone_tests(void)
{
	TCase *tc = tcase_create("phone");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, reads, 0, (int)COUNT_OF(cases));
	tcase_add_test(tc, tells_what_it_is);
	tcase_add_loop_test(tc, shows, 0, (int)COUNT_OF(shown_cases));
	tcase_add_loop_test(tc, finds_by_digits, 0, (int)COUNT_OF(digit_cases));
	tcase_add_test(tc, knows_the_region_of_a_zone);
	return tc;
}
