/*
 * import_file.h - a file that somebody brings, a row for each client or appointment: its
 * columns, reading it, and writing it again.
 */

#ifndef SITE_IMPORT_FILE_H
#define SITE_IMPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

#define IMPORT_ROWS 2000
#define IMPORT_COLUMNS 20 /* of a sheet at most */

struct import_column {
	const char *field; /* "given_name" */
	const char *heading;
	const char *also; /* further headings, between bars */
	const char *hint; /* what to write */
	const char *example;
	bool needed;
	bool today; /* its example is the day on which it is asked for */
};
struct import_sheet {
	const char *name; /* "clients", "appointments" */
	const struct import_column *at;
	size_t n;
	const char *one, *other; /* fields of which one is needed, or NULL */
	const char *empty; /* what is said of a file with headings alone */
};
extern const struct import_sheet import_clients, import_appointments;

/* The index of the column that fills this field; the sheet's n if none does. */
size_t import_column_of(const struct import_sheet *, const char *field);
const char *import_heading(const struct import_sheet *, const char *field);

struct import_line {
	size_t line; /* in the file that was brought */
	const char *cells[IMPORT_COLUMNS]; /* trimmed, "" for none */
};
struct import_file {
	const struct import_sheet *sheet;
	const struct import_line *at;
	size_t n;
	const char *unread; /* headings that are none of ours, with commas */
};
/* What a line of such a sheet has in a field, "" if nothing. */
const char *import_cell(
    const struct import_sheet *, const struct import_line *, const char *field);

/* ERR_INVALID with a sentence for what is no such sheet. */
MUST_CHECK enum status import_read(struct arena *, const struct import_sheet *,
    const char *text, size_t len, struct import_file *, const char **fault);

/* As it is kept: our columns alone, each row with its line; and back. */
const char *import_kept(struct arena *, const struct import_file *);
MUST_CHECK enum status import_read_kept(struct arena *, const struct import_sheet *,
    const char *kept, struct import_file *);

/* For a spreadsheet: the headings and an example of today. */
void import_template(struct buf *, const struct import_sheet *, const char *today);
/* The headings, and one more; then each row with what is to be mended. */
void import_mend_begin(struct buf *, const struct import_sheet *);
void import_mend(struct buf *, const struct import_sheet *, const struct import_line *,
    const char *words);

/*
 * Dates as people type them.  One that can only be month first casts doubt on all that
 * could be either: they are refused then.
 */
struct import_dates {
	const struct import_file *file;
	const struct import_line *month_first; /* NULL: none is */
	const char *text; /* as it stands there */
};
struct import_dates import_dates(
    const struct import_file *, const char *const *fields, size_t n);
/* A sentence for a date that cannot be read or be sure of, NULL for the others and for none. */
const char *import_date_fault(struct arena *, const struct import_dates *,
    const struct import_line *, const char *field);

#endif
