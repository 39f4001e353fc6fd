/* test_csv.c - tables in text files: read strictly, written harmlessly. */

#include <string.h>

#include "base/csv.h"
#include "tests.h"

static const struct csv_limits limits = { 5, 4, 20 };

static struct arena *arena;
static struct csv csv;
static struct csv_fault fault;

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
read_text(const char *text)
{
	return csv_read(arena, text, strlen(text), &limits, &csv, &fault);
}

/* "a|b/c|d": cells and rows; with their lines before them. */
static const char *
written_out(void)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < csv.n; i++) {
		buf_printf(&b, "%s%zu:", i > 0 ? "/" : "", csv.rows[i].line);
		for (size_t k = 0; k < csv.columns; k++)
			buf_printf(&b, "%s%s", k > 0 ? "|" : "", csv.rows[i].cells[k]);
	}
	return b.data;
}

START_TEST(read)
{
	static const struct {
		const char *text, *rows;
	} tables[] = {
		{ "a,b\nc,d\n", "1:a|b/2:c|d" },
		{ "a,b\r\nc,d", "1:a|b/2:c|d" },
		{ "a,b\rc,d\r", "1:a|b/2:c|d" },
		{ "\xef\xbb\xbf"
		  "a,b\nc,d",
		    "1:a|b/2:c|d" },
		{ "a;b,x;y\nc;d;\n", "1:a|b,x|y/2:c|d|" },
		{ "a\tb\nc\td,e;f", "1:a|b/2:c|d,e;f" },
		{ "\"a;;;\",b\nc,d", "1:a;;;|b/2:c|d" },
		{ "a\nb\n", "1:a/2:b" },
		{ "a,b\n,\n", "1:a|b/2:|" },
		{ "a,b\nc,", "1:a|b/2:c|" },
		/* Empty lines are skipped, and counted. */
		{ "\n\na,b\n\r\n\r\nc,d\n\n", "3:a|b/6:c|d" },
		/* Quoted: separators, quotation marks and lines within a cell. */
		{ "a,b\n\"c,\"\"d\"\"\",\"\"\ne,f", "1:a|b/2:c,\"d\"|/3:e|f" },
		{ "a,b\n\"c\r\nd\",e\nf,g", "1:a|b/2:c\r\nd|e/4:f|g" },
		{ "a,b\n\"c\rd\n\n\",e\nf,g", "1:a|b/2:c\rd\n\n|e/6:f|g" },
		{ "\"\"\n\"\"", "1:/2:" },
		/* Space is part of a cell. */
		{ "a, b \n c,d", "1:a| b /2: c|d" },
		{ "é,ü\n😀,’", "1:é|ü/2:😀|’" },
	};

	for (size_t i = 0; i < COUNT_OF(tables); i++) {
		ck_assert_msg(read_text(tables[i].text) == OK, "%s: %s", tables[i].text,
		    fault.words);
		ck_assert_str_eq(written_out(), tables[i].rows);
	}
}
END_TEST

START_TEST(refused)
{
	static const struct {
		const char *text;
		size_t line, column;
		const char *words;
	} tables[] = {
		{ "", 0, 0, "The file is empty." },
		{ "\xef\xbb\xbf\r\n\n", 0, 0, "The file is empty." },
		{ "\xff\xfe"
		  "a",
		    0, 0, "UTF-16" },
		{ "\xfe\xff"
		  "a",
		    0, 0, "UTF-16" },
		{ "PK\x03\x04", 0, 0, "a workbook of a spreadsheet" },
		{ "\xd0\xcf\x11\xe0", 0, 0, "a workbook of a spreadsheet" },
		{ "a,b\nc,d\rJos\xe9,x\n", 3, 0, "Line 3: there are letters" },
		{ "a,b\nc,\x01", 2, 0, "not UTF-8" },
		{ "a,b;c\nd,e", 1, 0, "it cannot be told which sign" },
		{ "a,b\nc,d\"e\n", 2, 2, "Line 2, column 2: a quotation mark stands" },
		{ "a,b\n\"c\"d,e\n", 2, 1, "after the closing quotation mark" },
		{ "a,b\n\"c\" ,e\n", 2, 1, "after the closing quotation mark" },
		{ "a,b\nc,\"d\n\ne", 2, 2, "is never closed" },
		{ "a,b\nc\n", 2, 0, "Line 2: 1 cells, but the heading has 2" },
		{ "a,b\nc,d,e\n", 2, 0, "3 cells, but the heading has 2" },
		{ "a,b\nc,d,\n", 2, 0, "3 cells, but the heading has 2" },
		{ "a,b,c,d,e\n", 1, 0, "more than 4 columns" },
		{ "a\n\"1\n\n\"\n2\n3\n4\n5\n6\n", 9, 0, "more than 5 rows" },
		{ "a,b\nc,123456789012345678901\n", 2, 2, "At most 20 letters" },
		{ "a,b\n\"123456789012345678901\n\",d\n", 2, 1, "At most 20" },
	};

	for (size_t i = 0; i < COUNT_OF(tables); i++) {
		ck_assert_msg(read_text(tables[i].text) == ERR_INVALID, "%s is read",
		    tables[i].text);
		ck_assert_msg(strstr(fault.words, tables[i].words) != NULL, "%s: %s",
		    tables[i].text, fault.words);
		ck_assert_msg(
		    fault.line == tables[i].line && fault.column == tables[i].column,
		    "%s: line %zu, column %zu", tables[i].text, fault.line,
		    fault.column);
	}
	/* A NUL would end every text after it. */
	ck_assert_int_eq(
	    csv_read(arena, "a,b\0c", 5, &limits, &csv, &fault), ERR_INVALID);
	/* What just fits. */
	ck_assert_int_eq(
	    read_text("a,b,c,d\n12345678901234567890,,,\n1,,,\n2,,,\n3,,,\n"
		      "4,,,\n"),
	    OK);
}
END_TEST

static const char *
row_of(const char *a, const char *b)
{
	struct buf out;

	buf_init(&out, arena);
	csv_row(&out, (const char *const[]){ a, b }, 2);
	return out.data;
}

START_TEST(written)
{
	struct buf b;

	ck_assert_str_eq(row_of("a", ""), "a,\r\n");
	ck_assert_str_eq(row_of("a,b", "c\"d"), "\"a,b\",\"c\"\"d\"\r\n");
	ck_assert_str_eq(row_of("a;b", "c\td"), "\"a;b\",\"c\td\"\r\n");
	ck_assert_str_eq(row_of("a\nb", "c\r\nd"), "\"a\nb\",\"c\r\nd\"\r\n");
	ck_assert_str_eq(row_of(" a", "b "), "\" a\",\"b \"\r\n");
	buf_init(&b, arena);
	csv_begin(&b);
	csv_row(&b, (const char *const[]){ "" }, 1);
	ck_assert_str_eq(b.data, "\xef\xbb\xbf\"\"\r\n");
	buf_init(&b, arena);
	csv_row_plain(
	    &b, (const char *const[]){ "+1", "+1", "1,0", "=1" }, 4, 1U << 1 | 1U << 2);
	ck_assert_str_eq(b.data, "'+1,+1,\"1,0\",'=1\r\n");
}
END_TEST

/* What a spreadsheet would run, or round. */
START_TEST(harmless)
{
	static const char *const cells[][2] = {
		{ "=1+1", "'=1+1" },
		{ "+263775550142", "'+263775550142" },
		{ "-2+3", "'-2+3" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "=1,2", "\"'=1,2\"" },
		{ "0775550142", "'0775550142" },
		{ "263775550142", "'263775550142" },
		{ "'=1", "''=1" },
		{ "'0", "''0" },
		/* Nothing happens to these. */
		{ "077 555 0142", "077 555 0142" },
		{ "0", "0" },
		{ "24", "24" },
		{ "12345678901", "12345678901" },
		{ "R-2318", "R-2318" },
		{ "'tis", "'tis" },
		{ "2026-11-21", "2026-11-21" },
	};

	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		const char *expected = arena_printf(arena, "x,%s\r\n", cells[i][1]);

		ck_assert_str_eq(row_of("x", cells[i][0]), expected);
		ck_assert_int_eq(read_text(expected), OK);
		ck_assert_str_eq(csv_plain(csv.rows[0].cells[1]), cells[i][0]);
	}
}
END_TEST

TCase *
csv_tests(void)
{
	TCase *tc = tcase_create("csv");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, read);
	tcase_add_test(tc, refused);
	tcase_add_test(tc, written);
	tcase_add_test(tc, harmless);
	return tc;
}
