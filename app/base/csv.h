/*
 * csv.h - tables in text files: read strictly as RFC 4180, written so that a
 * spreadsheet neither runs nor changes what a cell says.
 *
 * Read are UTF-8 with or without its mark, lines that end in CR LF, LF or CR,
 * and cells separated by commas, semicolons or tabs, whichever the first row
 * has.  Every row has as many cells as the first; empty lines are skipped.
 */

#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

struct csv_row {
	size_t line; /* where it begins, from 1 */
	const char *const *cells; /* as many as the table has columns */
};
struct csv {
	char separator;
	size_t columns;
	const struct csv_row *rows; /* the first is the heading */
	size_t n;
};

struct csv_limits {
	size_t rows; /* below the heading */
	size_t columns;
	size_t cell; /* bytes */
};

/* Why it could not be read.  A line of 0 is the whole file, a column of 0 the line. */
struct csv_fault {
	size_t line, column;
	const char *words; /* a sentence that names both */
};

/* ERR_INVALID fills the fault, anything else the table; both live in the arena. */
MUST_CHECK enum status csv_read(struct arena *, const char *text, size_t len,
    const struct csv_limits *, struct csv *, struct csv_fault *);

/* The mark by which spreadsheets know UTF-8: before the first row. */
void csv_begin(struct buf *);
/*
 * A row with commas and CR LF.  A cell that a spreadsheet would run as a formula
 * (= + - @ tab CR) or round as a number (leading zeros, many digits) begins with
 * an apostrophe.
 */
void csv_row(struct buf *, const char *const *cells, size_t n);
/*
 * The same for programs: the cells of which a bit is set in plain, the first the lowest,
 * stand as they are.  They are moments and phones of ours, which nothing runs.
 */
void csv_row_plain(struct buf *, const char *const *cells, size_t n, unsigned plain);
/* What a cell said before csv_row() put an apostrophe to it. */
const char *csv_plain(const char *cell);

#endif
