/* test_text.c - UTF-8, comparing words, and what a text costs as SMS. */

#include "tests.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

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
	const char *bytes;
	size_t len; /* 0: up to the NUL */
	bool clean;
} gate_cases[] = {
	{ "", 0, true }, { "plain ASCII ~", 0, true },
	{ "tab\tline\nreturn\r", 0, true },
	{ "N\xe2\x80\x99"
	  "anga, caf\xc3\xa9, \xf0\x9f\x99\x8f",
	    0, true },
	{ "\xc2\x80", 0, true }, { "\xdf\xbf", 0, true }, { "\xe0\xa0\x80", 0, true },
	{ "\xed\x9f\xbf", 0, true }, { "\xee\x80\x80", 0, true },
	{ "\xef\xbf\xbd", 0, true }, /* U+FFFD */
	{ "\xf0\x90\x80\x80", 0, true }, { "\xf4\x8f\xbf\xbd", 0, true }, /* U+10FFFD */
	{ "\xe2\x80\xae", 0, true }, /* a right-to-left override is text */
	{ "a\0b", 3, false }, { "\0", 1, false }, { "\x01", 0, false },
	{ "bell\x07", 0, false }, { "\x0b", 0, false }, { "\x0c", 0, false },
	{ "\x1b[31m", 0, false }, { "\x1f", 0, false }, { "\x80", 0, false },
	{ "\xbf", 0, false }, { "\xc0\x80", 0, false }, /* overlong NUL */
	{ "\xc1\xbf", 0, false }, { "\xe0\x80\x80", 0, false },
	{ "\xe0\x9f\xbf", 0, false }, { "\xf0\x80\x80\x80", 0, false },
	{ "\xf0\x8f\xbf\xbf", 0, false }, { "\xc0\xaf", 0, false }, /* overlong slash */
	{ "\xed\xa0\x80", 0, false }, /* surrogates */
	{ "\xed\xbf\xbf", 0, false }, { "\xed\xa0\xbd\xed\xb8\x80", 0, false },
	{ "\xf4\x90\x80\x80", 0, false }, /* beyond U+10FFFF */
	{ "\xf5\x80\x80\x80", 0, false }, { "\xf8\x88\x80\x80\x80", 0, false },
	{ "\xfe", 0, false }, { "\xff", 0, false },
	{ "\xef\xbf\xbe", 0, false }, /* noncharacters */
	{ "\xef\xbf\xbf", 0, false }, { "\xef\xb7\x90", 0, false },
	{ "\xef\xb7\xaf", 0, false }, { "\xf0\x9f\xbf\xbe", 0, false },
	{ "\xf4\x8f\xbf\xbf", 0, false }, { "\xef\xb7\xb0", 0, true },
	{ "\xc3", 0, false }, /* cut short */
	{ "\xe2\x80", 0, false }, { "\xf0\x9f\x99", 0, false },
	{ "\xe2\x28\xa1", 0, false }, { "\xc3\xc3", 0, false },
	{ "caf\xe9", 0, false }, /* Latin-1 */
};

START_TEST(gate)
{
	size_t len = gate_cases[_i].len;

	if (len == 0)
		len = strlen(gate_cases[_i].bytes);
	ck_assert(text_is_clean(gate_cases[_i].bytes, len) == gate_cases[_i].clean);
}
END_TEST

START_TEST(gate_takes_each_character_once)
{
	char bytes[5] = "";
	size_t taken = 0;

	/* All there is, less 2,048 surrogates, 66 noncharacters, NUL and 28 controls. */
	for (unsigned lead = 0; lead < 256; lead++) {
		size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
		size_t tails = (size_t)1 << 8 * (len - 1);

		if (lead >= 0x80 && lead < 0xc2)
			continue;
		for (size_t tail = 0; tail < tails; tail++) {
			bytes[0] = (char)lead;
			for (size_t i = 1; i < len; i++)
				bytes[i] = (char)(tail >> 8 * (len - 1 - i));
			if (len == 4 && ((tail >> 16 & 0xc0) != 0x80)) {
				tail |= 0xffff;
				continue;
			}
			taken += text_is_clean(bytes, len);
		}
	}
	ck_assert_uint_eq(taken, 0x110000 - 2048 - 66 - 29);
}
END_TEST

START_TEST(counts_characters)
{
	const char *s = "a\xc3\xa9\xf0\x9f\x99\x8f\xff";

	ck_assert_uint_eq(text_length(""), 0);
	ck_assert_uint_eq(text_length("Tendai"), 6);
	ck_assert_uint_eq(text_length(s), 4);
	ck_assert_uint_eq(text_next(&s), 'a');
	ck_assert_uint_eq(text_next(&s), 0xe9);
	ck_assert_uint_eq(text_next(&s), 0x1f64f);
	ck_assert_uint_eq(text_next(&s), 0xfffd);
	ck_assert_uint_eq(text_next(&s), 0);
	ck_assert_uint_eq(text_next(&s), 0);
}
END_TEST

static const struct {
	char *(*change)(struct arena *, const char *);
	const char *in, *out;
} change_cases[] = {
	{ text_trim, "", "" },
	{ text_trim, " \t\r\n ", "" },
	{ text_trim, "  Rudo Moyo\n", "Rudo Moyo" },
	{ text_trim, "\xc2\xa0Rudo  Moyo\xe2\x80\x8b", "Rudo  Moyo" },
	{ text_trim,
	    "\xef\xbb\xbf"
	    "a\xe3\x80\x80",
	    "a" },
	{ text_trim, "\xc3\xa9", "\xc3\xa9" },
	{ text_cleaned, "", "" },
	{ text_cleaned, "a\tb\r\nc\x7f caf\xc3\xa9", "a\tb\r\nc\x7f caf\xc3\xa9" },
	{ text_cleaned, "a\x01\x1f", "a  " },
	{ text_cleaned, "\xef\xbf\xbe!\xc3", "   ! " },
	{ text_cleaned, "\xed\xa0\x80", "   " },
	{ text_fold, "", "" },
	{ text_fold, "TENDAI Moyo 42", "tendai moyo 42" },
	{ text_fold, "Caf\xc3\xa9 \xc3\x80\xc3\x87\xc3\x91\xc3\x9c", "cafe acnu" },
	{ text_fold, "cafe\xcc\x81", "cafe" },
	{ text_fold, "\xc3\x98lga \xc3\xb8", "olga o" },
	{ text_fold,
	    "Stra\xc3\x9f"
	    "e \xc3\x86on \xc5\x93uvre",
	    "strasse aeon oeuvre" },
	{ text_fold,
	    "\xc5\x81\xc3\xb3"
	    "d\xc5\xba \xc4\xb0stanbul",
	    "lodz istanbul" },
	{ text_fold, "ng\xc5\xabni t\xc5\xa1wa T\xc5\xa0WA", "nguni tswa tswa" },
	{ text_fold,
	    "\xe1\xb8\xbdi \xe1\xb9\x85"
	    "e \xe1\xba\xa4",
	    "li ne a" },
	{ text_fold,
	    "\xc9\x93"
	    "ala \xc9\x94 \xc9\x9b",
	    "bala o e" },
	{ text_fold,
	    "N\xe2\x80\x99"
	    "anga n`anga n\xca\xbc"
	    "anga",
	    "n'anga n'anga n'anga" },
	{ text_fold, "\xef\xbc\x91\xef\xbc\x90 \xef\xbc\xa1", "10 a" },
	{ text_fold, "\xd9\xa0\xd9\xa1\xdb\xb5", "015" },
	{ text_fold, "\xce\xa3\xce\x91 \xd0\x9c\xd0\x98 \xd0\x81",
	    "\xcf\x83\xce\xb1 \xd0\xbc\xd0\xb8 \xd1\x91" },
	{ text_fold, "\xe2\x80\xaa+263\xe2\x80\xac", "+263" },
	{ text_fold, "\xf0\x9f\x99\x8f", "\xf0\x9f\x99\x8f" },
	{ text_fold,
	    "a\xc2\xa0"
	    "b",
	    "a b" },
	{ text_plain_letters, "", "" },
	{ text_plain_letters, "All plain, @ \xc2\xa3 {} \xe2\x82\xac",
	    "All plain, @ \xc2\xa3 {} \xe2\x82\xac" },
	{ text_plain_letters,
	    "n\xe2\x80\x99"
	    "anga \xe2\x80\x9cyes\xe2\x80\x9d",
	    "n'anga \"yes\"" },
	{ text_plain_letters, "1 \xe2\x80\x93 2 \xe2\x80\x94 3\xe2\x80\xa6",
	    "1 - 2 - 3..." },
	{ text_plain_letters,
	    "a\xc2\xa0"
	    "b\tc",
	    "a b c" },
	{ text_plain_letters, "\xc3\xaatre \xc3\x8aTRE", "etre ETRE" },
	{ text_plain_letters, "n\xc3\xa3o \xc3\xa7 \xc3\xad", "nao c i" },
	/* letters of the GSM alphabet stay */
	{ text_plain_letters, "\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xb9\xc3\x87\xc3\xb1",
	    "\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xb9\xc3\x87\xc3\xb1" },
	{ text_plain_letters, "\xc3\xa6\xc3\x9f", "\xc3\xa6\xc3\x9f" },
	{ text_plain_letters, "\xc5\x93uf \xc5\xa1 `a`", "oeuf s 'a'" },
	{ text_plain_letters, "a\r\nb\rc\nd", "a\nb\nc\nd" },
	/* no near letter: as it was */
	{ text_plain_letters, "\xf0\x9f\x99\x8f \xd0\xb4",
	    "\xf0\x9f\x99\x8f \xd0\xb4" },
	{ text_straight, "", "" },
	{ text_straight,
	    "n\xe2\x80\x99"
	    "anga \xe2\x80\x9cyes\xe2\x80\x9d 1 \xe2\x80\x93 2\xe2\x80\xa6",
	    "n'anga \"yes\" 1 - 2..." },
	{ text_straight, "a\xc2\xa0z\tc\r\nd", "a z c\nd" },
	/* a letter is never changed without a word */
	{ text_straight, "\xc3\xaatre \xc5\x93uf n\xc3\xa3o e\xcc\x81",
	    "\xc3\xaatre \xc5\x93uf n\xc3\xa3o e\xcc\x81" },
	{ text_straight, "\xf0\x9f\x99\x8f \xd0\xb4", "\xf0\x9f\x99\x8f \xd0\xb4" },
};

START_TEST(changes)
{
	char *out = change_cases[_i].change(arena, change_cases[_i].in);

	ck_assert_str_eq(out, change_cases[_i].out);
	ck_assert_str_eq(change_cases[_i].change(arena, out), out);
}
END_TEST

START_TEST(plain_letters_are_gsm)
{
	/* All of Latin up to U+024F that is a letter somebody may type. */
	static const char typed[] = "\xc3\x80\xc3\x81\xc3\x82\xc3\x83\xc3\xa1\xc3\xa2"
				    "\xc3\xa3\xc3\xa7\xc3\xaa\xc3\xab\xc3\xad\xc3\xae"
				    "\xc3\xaf\xc3\xb3\xc3\xb4\xc3\xb5\xc3\xba\xc3\xbb"
				    "\xc4\x81\xc4\x93\xc4\xab\xc5\x8d\xc5\xab\xc5\xa1"
				    "\xc5\xa0\xc5\xbd\xc8\x99\xe1\xb9\x85";

	ck_assert(!sms_count(typed).gsm7);
	ck_assert(sms_count(text_plain_letters(arena, typed)).gsm7);
}
END_TEST

/* So many of one text, and another behind them. */
static const struct {
	size_t times;
	const char *text, *then;
	size_t units, room, parts;
	const char *odd; /* NULL: GSM 7-bit */
} sms_cases[] = {
	{ 0, "", "", 0, 160, 1, NULL },
	{ 1, "a", "", 1, 160, 1, NULL },
	{ 160, "a", "", 160, 160, 1, NULL },
	{ 161, "a", "", 161, 306, 2, NULL },
	{ 306, "a", "", 306, 306, 2, NULL },
	{ 307, "a", "", 307, 459, 3, NULL },
	{ 459, "a", "", 459, 459, 3, NULL },
	{ 460, "a", "", 460, 612, 4, NULL },
	/* what costs two */
	{ 1, "\xe2\x82\xac", "", 2, 160, 1, NULL },
	{ 80, "{", "", 160, 160, 1, NULL },
	{ 81, "{", "", 162, 306, 2, NULL },
	{ 1, "^{}\\[~]|\xe2\x82\xac", "", 18, 160, 1, NULL },
	{ 159, "a", "}", 161, 306, 2, NULL },
	{ 158, "a", "}", 160, 160, 1, NULL },
	/* 152 letters and a pair: the pair goes whole into the second part */
	{ 152, "a", "{aaaaaaa", 161, 306, 2, NULL },
	{ 76, "{", "a{{{{{", 163, 306, 2, NULL },
	/* 76 pairs fill a part but for one unit, so 153 pairs need three */
	{ 152, "{", "", 304, 306, 2, NULL },
	{ 153, "{", "", 306, 459, 3, NULL },
	{ 228, "{", "", 456, 459, 3, NULL },
	{ 229, "{", "", 458, 612, 4, NULL },
	/* the whole default alphabet costs one a letter */
	{ 1,
	    "@\xc2\xa3$\xc2\xa5\xc3\xa8\xc3\xa9\xc3\xb9\xc3\xac\xc3\xb2\xc3\x87\n"
	    "\xc3\x98\xc3\xb8\r\xc3\x85\xc3\xa5",
	    "", 16, 160, 1, NULL },
	{ 1,
	    "\xce\x94_\xce\xa6\xce\x93\xce\x9b\xce\xa9\xce\xa0\xce\xa8\xce\xa3\xce\x98"
	    "\xce\x9e\xc3\x86\xc3\xa6\xc3\x9f\xc3\x89",
	    "", 15, 160, 1, NULL },
	{ 1, " !\"#\xc2\xa4%&'()*+,-./0123456789:;<=>?", "", 32, 160, 1, NULL },
	{ 1,
	    "\xc2\xa1"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ\xc3\x84\xc3\x96\xc3\x91\xc3\x9c\xc2\xa7",
	    "", 32, 160, 1, NULL },
	{ 1,
	    "\xc2\xbf"
	    "abcdefghijklmnopqrstuvwxyz\xc3\xa4\xc3\xb6\xc3\xb1\xc3\xbc\xc3\xa0",
	    "", 32, 160, 1, NULL },
	/* what forces UCS-2, the first of it named */
	{ 1, "`", "", 1, 70, 1, "`" },
	{ 1, "\t", "", 1, 70, 1, "\t" },
	{ 1, "\xc3\xa7", "", 1, 70, 1, "\xc3\xa7" },
	{ 1, "\xce\xb1", "", 1, 70, 1, "\xce\xb1" },
	{ 1,
	    "n\xe2\x80\x99"
	    "anga",
	    "", 6, 70, 1, "\xe2\x80\x99" },
	{ 69, "a", "\xc3\xaa", 70, 70, 1, "\xc3\xaa" },
	{ 70, "a", "\xc3\xaa", 71, 134, 2, "\xc3\xaa" },
	{ 133, "a", "\xc3\xaa", 134, 134, 2, "\xc3\xaa" },
	{ 134, "a", "\xc3\xaa", 135, 201, 3, "\xc3\xaa" },
	{ 159, "a", "\xc3\xaa\xe2\x80\x99", 161, 201, 3, "\xc3\xaa" },
	{ 10, "{", "\xc3\xaa", 11, 70, 1, "\xc3\xaa" },
	/* beyond U+FFFF two units, never split */
	{ 1, "\xf0\x9f\x99\x8f", "", 2, 70, 1, "\xf0\x9f\x99\x8f" },
	{ 35, "\xf0\x9f\x99\x8f", "", 70, 70, 1, "\xf0\x9f\x99\x8f" },
	{ 36, "\xf0\x9f\x99\x8f", "", 72, 134, 2, "\xf0\x9f\x99\x8f" },
	{ 66, "\xf0\x9f\x99\x8f", "", 132, 134, 2, "\xf0\x9f\x99\x8f" },
	{ 67, "\xf0\x9f\x99\x8f", "", 134, 201, 3, "\xf0\x9f\x99\x8f" },
	{ 66, "a",
	    "\xf0\x9f\x99\x8f"
	    "aaa",
	    71, 134, 2, "\xf0\x9f\x99\x8f" },
	{ 1, "\xff", "", 1, 70, 1, "\xef\xbf\xbd" },
};

START_TEST(sms)
{
	struct buf b;
	struct sms_count n;

	buf_init(&b, arena);
	for (size_t i = 0; i < sms_cases[_i].times; i++)
		buf_puts(&b, sms_cases[_i].text);
	buf_puts(&b, sms_cases[_i].then);
	n = sms_count(b.data);
	ck_assert_uint_eq(n.units, sms_cases[_i].units);
	ck_assert_uint_eq(n.room, sms_cases[_i].room);
	ck_assert_uint_eq(n.parts, sms_cases[_i].parts);
	ck_assert(n.gsm7 == (sms_cases[_i].odd == NULL));
	ck_assert_str_eq(n.odd, n.gsm7 ? "" : sms_cases[_i].odd);
}
END_TEST

START_TEST(knows_a_uuid)
{
	static const struct {
		const char *text;
		bool is;
	} table[] = {
		{ "01b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d", true },
		{ "01B2C3D4-E5F6-7A8B-9C0D-1E2F3A4B5C6D", true },
		{ "", false },
		{ "01b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6", false },
		{ "01b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d ", false },
		{ "01b2c3d4e5f6-7a8b-9c0d-1e2f3a4b5c6d-", false },
		{ "01b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6g", false },
		{ "{1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6}", false },
		{ "Zvqkwxo-Zvqkwxo-Zvqkwxo-Zvqkwxo-1234", false },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++)
		ck_assert_msg(
		    text_is_uuid(table[i].text) == table[i].is, "%s", table[i].text);
}
END_TEST

TCase *
text_tests(void)
{
	TCase *tc = tcase_create("text");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, gate, 0, (int)COUNT_OF(gate_cases));
	tcase_add_test(tc, gate_takes_each_character_once);
	tcase_add_test(tc, counts_characters);
	tcase_add_loop_test(tc, changes, 0, (int)COUNT_OF(change_cases));
	tcase_add_test(tc, plain_letters_are_gsm);
	tcase_add_loop_test(tc, sms, 0, (int)COUNT_OF(sms_cases));
	tcase_add_test(tc, knows_a_uuid);
	return tc;
}
