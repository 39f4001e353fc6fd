/* test_buf.c - escaping: the table is the specification. */

#include <string.h>

#include "base/buf.h"
#include "tests.h"

static const struct {
	void (*escape)(struct buf *, const char *);
	const char *in, *out;
} cases[] = {
	{ buf_html, "plain", "plain" },
	{ buf_html, "", "" },
	{ buf_html, NULL, "" },
	{ buf_html, "<b>\"Tom\" & 'Jo'",
	    "&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jo&#39;" },
	{ buf_url, "a b&c=d/\n", "a%20b%26c%3Dd%2F%0A" },
	{ buf_url, "\xc3\xa9", "%C3%A9" },
	{ buf_link, "https://who.int/?a=1&b=2", "https://who.int/?a=1&amp;b=2" },
	{ buf_link, "javascript:alert(1)", "#" },
	{ buf_link, " javascript:alert(1)", "#" },
	{ buf_link, "data:text/html,x", "#" },
	{ buf_link, "//elsewhere.example", "#" },
	{ buf_link, "/\\elsewhere.example", "#" },
	{ buf_link, "/\t/elsewhere.example", "#" },
	{ buf_link, "/\r\n\\elsewhere.example", "#" },
	{ buf_link, "/patients/7", "/patients/7" },
	{ buf_link, "tel:+263771234567", "tel:+263771234567" },
	{ buf_json, "a\"b\\c\n\x01", "\"a\\\"b\\\\c\\u000a\\u0001\"" },
	{ buf_json, NULL, "null" },
};

START_TEST(escapes)
{
	struct arena *arena = arena_new();
	struct buf b;

	buf_init(&b, arena);
	cases[_i].escape(&b, cases[_i].in);
	ck_assert_str_eq(b.data, cases[_i].out);
	arena_free(arena);
}
END_TEST

START_TEST(writes_numbers)
{
	struct arena *arena = arena_new();
	struct buf b;

	buf_init_wide(&b, arena, 1);
	buf_int(&b, INT64_MIN);
	buf_putc(&b, ' ');
	buf_int(&b, -1);
	buf_putc(&b, ' ');
	buf_int(&b, 0);
	buf_putc(&b, ' ');
	buf_uint(&b, UINT64_MAX);
	ck_assert_str_eq(b.data, "-9223372036854775808 -1 0 18446744073709551615");
	arena_free(arena);
}
END_TEST

/* Around the place where what is left of a block, or of a buffer, ends. */
START_TEST(prints_whatever_room_is_left)
{
	for (size_t left = 1; left < 80; left++) {
		struct arena *arena = arena_new();
		struct buf b;
		const char *text;

		memset(arena_room(arena, 65536 - left), 'x', 65536 - left);
		text = arena_printf(arena, "%s-%d", "twenty letters and a number", 7);
		ck_assert_str_eq(text, "twenty letters and a number-7");
		ck_assert_str_eq(arena_strdup(arena, "after"), "after");
		ck_assert_str_eq(text, "twenty letters and a number-7");
		buf_init_wide(&b, arena, left);
		for (int i = 0; i < 9; i++)
			buf_printf(&b, "%s-%d ", "twenty letters and a number", i);
		ck_assert_uint_eq(b.len, 9 * 30);
		ck_assert_uint_eq(strlen(b.data), b.len);
		arena_free(arena);
	}
}
END_TEST

START_TEST(an_arena_is_used_again)
{
	static const char zeroes[10000];
	struct arena *arena = arena_new();

	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < 40; i++) {
			const void *zeroed = arena_alloc(arena, sizeof zeroes);

			ck_assert_mem_eq(zeroed, zeroes, sizeof zeroes);
			memset(arena_room(arena, 5000), 'x', 5000);
		}
		arena_reset(arena);
	}
	arena_free(arena);
}
END_TEST

START_TEST(a_full_buffer_keeps_what_it_has)
{
	struct arena *arena = arena_new();
	struct buf b;

	buf_init(&b, arena);
	b.max = 600;
	for (int i = 0; i < 100; i++)
		buf_puts(&b, "0123456789");
	ck_assert(b.full);
	ck_assert_uint_le(b.len, 600);
	ck_assert_uint_eq(strlen(b.data), b.len);
	buf_printf(&b, "%s", "it is full");
	ck_assert_uint_eq(strlen(b.data), b.len);
	arena_free(arena);
}
END_TEST

TCase *
buf_tests(void)
{
	TCase *tc = tcase_create("buf");

	tcase_add_loop_test(tc, escapes, 0, (int)COUNT_OF(cases));
	tcase_add_test(tc, writes_numbers);
	tcase_add_test(tc, prints_whatever_room_is_left);
	tcase_add_test(tc, an_arena_is_used_again);
	tcase_add_test(tc, a_full_buffer_keeps_what_it_has);
	return tc;
}
