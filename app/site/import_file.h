/*
 * import_file.h - a register of clients as a file: its columns, reading what
 * somebody brought, and writing it again.
 */

#ifndef SITE_IMPORT_FILE_H
#define SITE_IMPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

#define IMPORT_CLIENTS 2000
#define IMPORT_COLUMNS 20

struct import_column {
	const char *field; /* of struct register_form */
	const char *heading;
	const char *also; /* further headings, between bars */
	const char *hint; /* what to write */
	const char *example;
	bool needed;
};
extern const struct import_column import_columns[IMPORT_COLUMNS];
extern const struct import_column_rows {
	const struct import_column *at;
	size_t n;
} import_all;

/* The index of the column that fills this field; IMPORT_COLUMNS if none does. */
size_t import_column_of(const char *field);

struct import_line {
	size_t line; /* in the file that was brought */
	const char *cells[IMPORT_COLUMNS]; /* trimmed, "" for none */
};
struct import_file {
	const struct import_line *at;
	size_t n;
	const char *unread; /* headings that are none of ours, with commas */
};

/* ERR_INVALID with a sentence for what is no register of ours. */
MUST_CHECK enum status import_read(struct arena *, const char *text, size_t len,
    struct import_file *, const char **fault);

/* As it is kept: our columns alone, each row with its line; and back. */
const char *import_kept(struct arena *, const struct import_file *);
MUST_CHECK enum status import_read_kept(
    struct arena *, const char *kept, struct import_file *);

/* For a spreadsheet: the headings and an example of a client treated today. */
void import_template(struct buf *, const char *today);
/* The headings, and one more; then each row with what is to be mended. */
void import_mend_begin(struct buf *);
void import_mend(struct buf *, const struct import_line *, const char *words);

#endif
