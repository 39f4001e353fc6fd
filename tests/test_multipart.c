/* test_multipart.c - a form with a file, as browsers send it and nobody else. */

#include <string.h>

#include "base/buf.h"
#include "tests.h"
#include "web/multipart.h"

#define TYPE "multipart/form-data; boundary=xYz"
#define FIELD                                                    \
	"--xYz\r\nContent-Disposition: form-data; name=\"once\"" \
	"\r\n\r\n12\r\n"
#define A_FILE                                                     \
	"--xYz\r\nContent-Disposition: form-data; name=\"file\"; " \
	"filename=\"a.csv\"\r\n"                                   \
	"Content-Type: text/csv\r\n\r\na,b\r\n1,2\r\n\r\n"
#define END "--xYz--\r\n"
#define HEAD(value) "--xYz\r\nContent-Disposition: " value "\r\n\r\nx\r\n" END

static struct arena *arena;
static struct multipart form;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static enum status
read_body(const char *type, const char *body)
{
	return multipart_read(arena, type, body, strlen(body), &form);
}

START_TEST(a_form_with_a_file)
{
	const struct multipart_part *part;

	ck_assert_int_eq(read_body(TYPE, FIELD A_FILE END), OK);
	ck_assert_uint_eq(form.n, 2);
	part = multipart_get(&form, "once");
	ck_assert_str_eq(part->data, "12");
	ck_assert_ptr_null(part->file_name);
	part = multipart_get(&form, "file");
	ck_assert_str_eq(part->file_name, "a.csv");
	ck_assert_str_eq(part->data, "a,b\r\n1,2\r\n");
	ck_assert_uint_eq(part->len, 10);
	ck_assert_ptr_null(multipart_get(&form, "File"));
	/* The boundary between quotation marks; no line end at the very end. */
	ck_assert_int_eq(
	    read_body("Multipart/Form-Data;boundary=\"xYz\"", FIELD "--xYz--"), OK);
	ck_assert_int_eq(read_body(TYPE, END), OK);
	ck_assert_uint_eq(form.n, 0);
}
END_TEST

/* A file may hold anything, even what looks like a boundary. */
START_TEST(any_bytes)
{
	static const char body[] = "--xYz\r\nContent-Disposition: form-data; "
				   "name=\"file\"; filename=\"\"\r\n\r\n"
				   "\0\xff--xYz\n--xYz--\r\n-\r\n" END;

	ck_assert_int_eq(multipart_read(arena, TYPE, body, sizeof body - 1, &form), OK);
	ck_assert_uint_eq(form.at[0].len, 18);
	ck_assert_str_eq(form.at[0].file_name, "");
	/* A field may not. */
	ck_assert_int_eq(read_body(TYPE, "--xYz\r\nContent-Disposition: form-data; "
					 "name=\"a\"\r\n\r\n\xff\r\n" END),
	    ERR_INVALID);
}
END_TEST

/* Folders of either kind are no part of a name. */
START_TEST(names_of_files)
{
	static const char *const names[][2] = {
		{ "C:\\Users\\me\\a.csv", "a.csv" },
		{ "../../etc/passwd", "passwd" },
		{ "/", "" },
		{ "a%22b%22.csv", "a\"b\".csv" },
		{ "März ’26.csv", "März ’26.csv" },
		{ "..", ".." },
	};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		ck_assert_int_eq(
		    read_body(TYPE,
			arena_printf(arena,
			    "--xYz\r\nContent-Disposition: form-data; name=\"file\"; "
			    "filename=\"%s\"\r\n\r\nx\r\n" END,
			    names[i][0])),
		    OK);
		ck_assert_str_eq(form.at[0].file_name, names[i][1]);
	}
}
END_TEST

START_TEST(refused)
{
	static const char *const bodies[] = {
		"",
		"--xYz",
		"--xYz\r\n",
		"x" FIELD END, /* before the first boundary */
		"\r\n" FIELD END,
		FIELD END "x", /* after the last */
		FIELD END "\r\n",
		FIELD, /* no end */
		FIELD "--xYz-\r\n",
		FIELD "--xYz --\r\n",
		"--xYz \r\n\r\nx\r\n" END,
		"--xYzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n" END,
		"--xYz\nContent-Disposition: form-data; name=\"a\"\n\nx\n--xYz--\n",
		FIELD FIELD END, /* a name twice */
		A_FILE "--xYz\r\nContent-Disposition: form-data; name=\"b\"; "
		       "filename=\"\"\r\n\r\nx\r\n" END, /* two files */
		"--xYz\r\n\r\nx\r\n" END, /* without a head */
		"--xYz\r\nContent-Type: text/csv\r\n\r\nx\r\n" END,
		HEAD("attachment; name=\"a\""),
		HEAD("form-data"),
		HEAD("form-data; filename=\"a\""),
		HEAD("form-data; name=a"),
		HEAD("form-data; name=\"\""),
		HEAD("form-data; name=\"a b\""),
		HEAD("form-data; name=\"a\"; name=\"a\""),
		HEAD("form-data; name=\"a"),
		HEAD("form-data; name=\"a\\\"b\""),
		HEAD("form-data; name=\"a\" x"),
		HEAD("form-data; name=\"a\";"),
		HEAD("form-data; name=\"a\"; filename*=UTF-8''b"),
		HEAD("form-data; name=\"a\"; filename=\"\xff\""),
		HEAD("form-data; name=\"a\"\r\nContent-Disposition: form-data; "
		     "name=\"b\""),
		HEAD("form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64"),
		HEAD("form-data; name=\"a\"\r\nX-Other: 1"),
		HEAD("form-data;\r\n name=\"a\""), /* folded */
		HEAD("form-data; name=\"a12345678901234567890123456789012345678901\""),
	};

	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		ck_assert_msg(
		    read_body(TYPE, bodies[i]) == ERR_INVALID, "%s is read", bodies[i]);
}
END_TEST

START_TEST(types_refused)
{
	static const char *const types[] = {
		"",
		"text/plain",
		"multipart/form-data",
		"multipart/form-data;",
		"multipart/form-data; charset=utf-8; boundary=xYz",
		"multipart/form-data; boundary=xYz; charset=utf-8",
		"multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"xYz",
		"multipart/form-data; boundary=x Yz",
		"multipart/form-data; boundary=\"x\\Yz\"",
		"multipart/form-data-x; boundary=xYz",
		"multipart/mixed; boundary=xYz",
		"multipart/form-data; boundary="
		"1234567890123456789012345678901234567890123456789012345678901234567890"
		"1",
	};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		ck_assert_msg(
		    read_body(types[i], FIELD END) == ERR_INVALID, "%s", types[i]);
}
END_TEST

START_TEST(ceilings)
{
	struct buf b;

	buf_init(&b, arena);
	for (int i = 0; i < MULTIPART_PARTS; i++)
		buf_printf(&b,
		    "--xYz\r\nContent-Disposition: form-data; name=\"a%d\"\r\n\r\n\r\n",
		    i);
	ck_assert_int_eq(read_body(TYPE, arena_printf(arena, "%s" END, b.data)), OK);
	ck_assert_int_eq(
	    read_body(TYPE, arena_printf(arena, "%s" FIELD END, b.data)), ERR_INVALID);
	buf_init(&b, arena);
	for (int i = 0; i < 1100; i++)
		buf_putc(&b, 'a');
	ck_assert_int_eq(
	    read_body(
		TYPE, arena_printf(arena,
			  "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
			  "Content-Type: %s\r\n\r\n\r\n" END,
			  b.data)),
	    ERR_INVALID);
	buf_init(&b, arena);
	for (int i = 0; i < 9; i++)
		buf_puts(&b, "Content-Type: a\r\n");
	ck_assert_int_eq(read_body(TYPE, arena_printf(arena,
					     "--xYz\r\nContent-Disposition: form-data; "
					     "name=\"a\"\r\n%s\r\n\r\n" END,
					     b.data)),
	    ERR_INVALID);
}
END_TEST

TCase *
multipart_tests(void)
{
	TCase *tc = tcase_create("multipart");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_form_with_a_file);
	tcase_add_test(tc, any_bytes);
	tcase_add_test(tc, names_of_files);
	tcase_add_test(tc, refused);
	tcase_add_test(tc, types_refused);
	tcase_add_test(tc, ceilings);
	return tc;
}
