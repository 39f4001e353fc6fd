/* test_json.c - what the gate lets in, and what the readers then say. */

#include "tests.h"

#include <string.h>

#include "base/buf.h"
#include "ext/json.h"

#define TEN "1234567890"
#define NESTED_32                          \
	"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[" \
	"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"

static const char *const good[] = {
	"null",
	"true",
	"false",
	"0",
	"-0",
	"123",
	"-1",
	"1.5",
	"-0.0",
	"1e5",
	"1E+5",
	"1.25e-7",
	"0e0",
	"1e250",
	"-1.5E-250",
	"1e+0007",
	"9223372036854775807",
	"-9223372036854775808",
	"18446744073709551615",
	"0." TEN TEN TEN "12345678",
	"\"\"",
	"\"a\"",
	" \t\r\n\"a\"\n",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"\"\\u0041\\u00e9\\uFFFF\"",
	"\"\\ud83d\\ude00\"",
	"\"\\uDBFF\\uDFFF\"",
	"\"\x7f\"",
	"\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"",
	"\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"",
	"[]",
	"[ ]",
	"[1,\"a\",null,true,[],{}]",
	"{}",
	"{\"\":0}",
	"{\"a\":1,\"b\":{\"a\":2},\"c\":[{\"a\":3},{\"a\":4}]}",
	"{\"a\":1,\"A\":2,\"aa\":3}",
	" { \"a\" : [ 1 , 2 ] } ",
	"[-0,0e+1,1E22,1E-2,20e1]",
	"{\"min\":-1.0e+28,\"max\":1.0e+28}",
	"[[]   ]",
	"[false,null,\"\"]\n",
	"\"\xe2\x80\xa8\xe2\x80\xa9\xef\xbf\xbf\"", /* line ends, a noncharacter */
	"\"a/*b*/c//d\"",
	"\"\\u0060\\u012a\\u12AB\\u200B\\uFFFE\"",
	"{\"\\u0066oo\":1,\"\\uD834\\uDD1E\":2,\"asd \":3}",
	NESTED_32,
};

static const char *const bad[] = {
	"",
	" ",
	"nul",
	"nulll",
	"Null",
	"True",
	"NaN",
	"Infinity",
	"-Infinity",
	"-",
	"+1",
	"01",
	"-01",
	"1.",
	".5",
	"-.5",
	"1e",
	"1e+",
	"1e251",
	"1e-251",
	"1e400",
	"0e999999999999999999999",
	"1.e1",
	"0x1F",
	"1 2",
	"1_000",
	"18446744073709551616",
	"-9223372036854775809",
	"99999999999999999999999999",
	"0." TEN TEN TEN "123456789",
	TEN TEN TEN TEN "1",
	"'a'",
	"\"",
	"\"a",
	"\"\\",
	"\"\\\"",
	"\"\\x41\"",
	"\"\\a\"",
	"\"\\u\"",
	"\"\\u00\"",
	"\"\\u00g0\"",
	"\"\\U0041\"",
	"\"\\u0000\"",
	"\"a\\u0000b\"",
	"\"\\ud800\"",
	"\"\\udc00\"",
	"\"\\ud800\\ud800\"",
	"\"\\ud800\\n\"",
	"\"\\ud800\\u0041\"",
	"\"\\udc00\\ud800\"",
	"\"\n\"",
	"\"\t\"",
	"\"\x01\"",
	"\"\x1f\"",
	"\"\x80\"",
	"\"\xc3\"",
	"\"\xc0\xaf\"",
	"\"\xc1\xbf\"",
	"\"\xe0\x80\xaf\"",
	"\"\xe2\x82\"",
	"\"\xed\xa0\x80\"",
	"\"\xed\xbf\xbf\"",
	"\"\xf0\x80\x80\xaf\"",
	"\"\xf4\x90\x80\x80\"",
	"\"\xf5\x80\x80\x80\"",
	"\"\xff\"",
	"\xef\xbb\xbf{}",
	"\xe2\x80\xa8null",
	"\fnull",
	"[",
	"]",
	"[1",
	"[1,",
	"[,]",
	"[1,]",
	"[1,,2]",
	"[1 2]",
	"[1}",
	"[]]",
	"[]a",
	"[1]/**/",
	"// a\n1",
	"/* a */1",
	"# a\n1",
	"[1:2]",
	"[\"\":1]",
	"[1]]",
	"[1,\n1\n,1",
	"[*]",
	"[<null>]",
	"[x",
	"[\"a\",\n4\n,1,",
	"[++1]",
	"[--2.]",
	"[-2.]",
	"[2.e3]",
	"[0.e1]",
	"[0e]",
	"[0E+]",
	"[1eE2]",
	"[1e+-2]",
	"[0.1.2]",
	"[-1x]",
	"[1+2]",
	"[1ea]",
	"[Inf]",
	"[-NaN]",
	"[0x42]",
	"[- 1]",
	"[-012]",
	"[1\xe5]",
	"[\xef\xbc\x91]", /* a full-width 1 */
	"[tru]",
	"[nul]",
	"[a\xc3\xa5]",
	"[\\n]",
	"[\"\\\xf0\x9f\x8c\x80\"]", /* an escaped emoji */
	"[\"\\\t\"]",
	"[\"\\ud834\\\"]",
	"[\"\\uD800\\u1\"]",
	"[\"a\nb\"]",
	"[\"\\u00A\"]",
	"[\\u0020\"asd\"]",
	"\"asd",
	"\"a\" \"b\"",
	"abc",
	"*",
	"{\"a\":\"a\" 123}",
	"{[:\"x\"}",
	"{\"x\",null}",
	"{\"x\"::\"b\"}",
	"{\"a\":\"b\",,\"c\":\"d\"}",
	"{\"a\":\"b\"}/**/",
	"{\"a\":\"b\"}#",
	"{\"a\":true} \"x\"",
	"{\"a\":/*c*/\"b\"}",
	"{,\"a\":1}",
	"{\"a\":1",
	"{\"a",
	"{}}",
	"[{",
	"[\"a",
	"\xef\xbb\xbf",
	"[\xe2\x81\xa0]", /* a word joiner is no space */
	"[\x0b]",
	"{",
	"}",
	"{a:1}",
	"{'a':1}",
	"{1:1}",
	"{null:1}",
	"{\"a\"}",
	"{\"a\":}",
	"{\"a\" 1}",
	"{\"a\"=1}",
	"{\"a\":1,}",
	"{,}",
	"{\"a\":1 \"b\":2}",
	"{\"a\":1]",
	"{\"a\":1}{}",
	"{\"a\":1,\"a\":1}",
	"{\"a\":1,\"b\":2,\"a\":3}",
	"{\"a\":1,\"\\u0061\":2}",
	"{\"\":1,\"\":2}",
	"{\"/\":1,\"\\/\":2}",
	"{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}",
	"{\"x\":{\"a\":1,\"a\":2}}",
	"{\"\\ud800\":1}",
	"[" NESTED_32 "]",
};

START_TEST(lets_in)
{
	struct arena *a = arena_new();
	const struct json *json;
	const char *text = good[_i];

	ck_assert_msg(json_gate(text, strlen(text)), "%s", text);
	ck_assert_int_eq(json_parse(a, text, strlen(text), &json), OK);
	arena_free(a);
}
END_TEST

START_TEST(refuses)
{
	struct arena *a = arena_new();
	const struct json *json;
	const char *text = bad[_i];

	ck_assert_msg(!json_gate(text, strlen(text)), "%s", text);
	ck_assert_int_eq(json_parse(a, text, strlen(text), &json), ERR_INVALID);
	ck_assert_ptr_null(json);
	arena_free(a);
}
END_TEST

START_TEST(refuses_nul)
{
	static const char inside[] = "\"a\0b\"", after[] = "1\0", escape[] = "\"\\\0\"";

	ck_assert(!json_gate(inside, sizeof inside - 1));
	ck_assert(!json_gate(after, sizeof after - 1));
	ck_assert(!json_gate(escape, sizeof escape - 1));
}
END_TEST

/* Every shortened text is refused, and none is read past its end. */
START_TEST(refuses_every_prefix)
{
	static const char text[] = "{\"a\":[1,\"\\u00e9\xc3\xa9\",true]}";

	for (size_t len = 0; len < sizeof text - 1; len++)
		ck_assert(!json_gate(text, len));
	ck_assert(json_gate(text, sizeof text - 1));
}
END_TEST

/* A stack of another depth than ours must not be needed to see it. */
START_TEST(refuses_abysses)
{
	static const char *const steps[] = { "[", "{\"\":", "[{\"\":" };
	struct arena *a = arena_new();
	struct buf b;

	buf_init(&b, a);
	for (int i = 0; i < 100000; i++)
		buf_puts(&b, steps[_i]);
	ck_assert(!json_gate(b.data, b.len));
	arena_free(a);
}
END_TEST

START_TEST(many_keys)
{
	struct arena *a = arena_new();
	struct buf b;
	const struct json *json, *value;
	const char *key;
	int64_t n;

	buf_init(&b, a);
	buf_puts(&b, "{\"k0\":0");
	for (int i = 1; i < 50000; i++)
		buf_printf(&b, ",\"k%d\":%d", i, i);
	buf_puts(&b, "}");
	ck_assert_int_eq(json_parse(a, b.data, b.len, &json), OK);
	ck_assert_uint_eq(json_count(json), 50000);
	for (size_t i = 0; i < 50000; i++) {
		ck_assert(json_member(json, i, &key, &value));
		ck_assert(json_int(value, &n) && n == (int64_t)i);
	}
	ck_assert(!json_member(json, 50000, &key, &value));
	b.len--;
	buf_puts(&b, ",\"k7\":1}");
	ck_assert(!json_gate(b.data, b.len));
	arena_free(a);
}
END_TEST

static const struct json *
parsed(struct arena *a, const char *text)
{
	const struct json *json;

	ck_assert_int_eq(json_parse(a, text, strlen(text), &json), OK);
	return json;
}

START_TEST(readers)
{
	struct arena *a = arena_new();
	const struct json *json = parsed(a, "{\"z\":\"caf\\u00e9\",\"a\":[1,-2.50,true,"
					    "null],\"n\":null,\"o\":{\"k\":7}}");
	const struct json *list = json_get(json, "a"), *value;
	const char *key;
	int64_t n = 0;
	bool b = false;

	ck_assert_str_eq(json_text(json_get(json, "z")), "caf\xc3\xa9");
	ck_assert(json_int(json_at(list, 0), &n) && n == 1);
	ck_assert(!json_int(json_at(list, 1), &n) && !json_int(json, &n));
	ck_assert(json_bool(json_at(list, 2), &b) && b);
	ck_assert(!json_bool(json_at(list, 0), &b));
	ck_assert_uint_eq(json_count(list), 4);
	ck_assert(json_is_null(json_at(list, 3)) && json_is_null(json_at(list, 4)));
	ck_assert(json_int(json_get(json_get(json, "o"), "k"), &n) && n == 7);
	ck_assert(json_member(json, 0, &key, &value));
	ck_assert_str_eq(key, "z");
	ck_assert(json_member(json, 2, &key, &value) && value == NULL);
	ck_assert(!json_member(list, 0, &key, &value));
	ck_assert_str_eq(json_scalar(a, json_at(list, 1)), "-2.50");
	ck_assert_str_eq(json_scalar(a, json_at(list, 2)), "true");
	ck_assert_ptr_null(json_scalar(a, list));
	arena_free(a);
}
END_TEST

START_TEST(readers_take_nothing)
{
	struct arena *a = arena_new();
	const struct json *value;
	const char *key;
	int64_t n;
	bool b;

	ck_assert_ptr_null(json_get(json_at(json_get(NULL, "a"), 3), "b"));
	ck_assert_uint_eq(json_count(NULL), 0);
	ck_assert(!json_member(NULL, 0, &key, &value));
	ck_assert(!json_is_object(NULL) && !json_is_array(NULL) && json_is_null(NULL));
	ck_assert(json_text(NULL) == NULL && json_scalar(a, NULL) == NULL);
	ck_assert(!json_int(NULL, &n) && !json_bool(NULL, &b));
	ck_assert_str_eq(json_write(a, NULL), "null");
	arena_free(a);
}
END_TEST

/* Numbers keep their digits: an id must not come back as another. */
static const struct {
	const char *in, *out;
} written[] = {
	{ " [ 1 , 2 ] ", "[1,2]" },
	{ "{\"b\":1,\"a\":\"x/y\"}", "{\"b\":1,\"a\":\"x/y\"}" },
	{ "9223372036854775807", "9223372036854775807" },
	{ "-9223372036854775808", "-9223372036854775808" },
	{ "18446744073709551615", "18446744073709551615" },
	{ "1.10", "1.10" },
	{ "1e250", "1e250" },
	{ "0.1234567890123456789", "0.1234567890123456789" },
	{ "\"\\u0041\\n\\u00e9\"", "\"A\\n\xc3\xa9\"" },
	{ "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
	/* Which json-c 0.16 takes for half of a pair. */
	{ "\"\\ud836\\uDC00.\"", "\"\xf0\x9d\xa0\x80.\"" },
	{ "[\"\\uD8B7\\udeee\",\"\\\\ud836\"]",
	    "[\"\xf0\xbd\xbb\xae\",\"\\\\ud836\"]" },
	{ "\"\\udBff\\udfff\"", "\"\xf4\x8f\xbf\xbf\"" },
	{ "{\"\\ud876\\udc00\":0}", "{\"\xf0\xad\xa0\x80\":0}" },
};

/* Every character that needs two halves comes out as itself. */
START_TEST(all_pairs)
{
	for (unsigned c = 0x10000; c < 0x110000; c += 0x10000 / 128) {
		struct arena *a = arena_new();
		const char *in = arena_printf(a, "\"\\u%04x\\u%04X\"",
		    0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
		const char *out = arena_printf(a, "\"%c%c%c%c\"", (int)(0xf0 | c >> 18),
		    (int)(0x80 | (c >> 12 & 0x3f)), (int)(0x80 | (c >> 6 & 0x3f)),
		    (int)(0x80 | (c & 0x3f)));

		ck_assert_str_eq(json_write(a, parsed(a, in)), out);
		arena_free(a);
	}
}
END_TEST

START_TEST(writes)
{
	struct arena *a = arena_new();

	ck_assert_str_eq(json_write(a, parsed(a, written[_i].in)), written[_i].out);
	arena_free(a);
}
END_TEST

START_TEST(whole_numbers)
{
	struct arena *a = arena_new();
	int64_t n;

	ck_assert(json_int(parsed(a, "-9223372036854775808"), &n) && n == INT64_MIN);
	ck_assert(json_int(parsed(a, "9223372036854775807"), &n) && n == INT64_MAX);
	ck_assert(!json_int(parsed(a, "9223372036854775808"), &n));
	ck_assert(!json_int(parsed(a, "1.0"), &n));
	ck_assert(!json_int(parsed(a, "\"1\""), &n));
	arena_free(a);
}
END_TEST

TCase *
json_tests(void)
{
	TCase *tc = tcase_create("json");

	tcase_add_loop_test(tc, lets_in, 0, COUNT_OF(good));
	tcase_add_loop_test(tc, refuses, 0, COUNT_OF(bad));
	tcase_add_test(tc, refuses_nul);
	tcase_add_test(tc, refuses_every_prefix);
	tcase_add_loop_test(tc, refuses_abysses, 0, 3);
	tcase_add_test(tc, many_keys);
	tcase_add_test(tc, readers);
	tcase_add_test(tc, readers_take_nothing);
	tcase_add_loop_test(tc, writes, 0, COUNT_OF(written));
	tcase_add_test(tc, all_pairs);
	tcase_add_test(tc, whole_numbers);
	return tc;
}
