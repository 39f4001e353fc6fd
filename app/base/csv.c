/* csv.c - see csv.h. */

#include "base/csv.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"

#define MARK "\xef\xbb\xbf"
#define SEPARATORS ",;\t"
#define DIGITS "0123456789"
/* Excel keeps 15 digits, and shows more than 11 as 2.63776E+11. */
#define MOST_DIGITS 11

/* ------------------------------------------------------------ reading --- */

enum end { END_CELL, END_ROW, END_FILE, END_FAULT };

struct reader {
	struct arena *arena;
	const struct csv_limits *limits;
	const char *at, *end;
	char *to; /* where the next cell is written */
	size_t line, column;
	char separator;
	struct csv_fault *fault;
};

static enum end
complain(struct reader *r, size_t line, size_t column, const char *words)
{
	const char *where = "";

	if (line != 0 && column != 0)
		where = arena_printf(
		    r->arena, "%s %zu, %s %zu: ", _("Line"), line, _("column"), column);
	else if (line != 0)
		where = arena_printf(r->arena, "%s %zu: ", _("Line"), line);
	*r->fault = (struct csv_fault){ line, column,
		arena_printf(r->arena, "%s%s", where, words) };
	return END_FAULT;
}

/* Of a line end: CR LF is one; 0 if this is none. */
static size_t
line_end(const char *at, const char *end)
{
	if (at == end || (*at != '\r' && *at != '\n'))
		return 0;
	return at[0] == '\r' && end - at > 1 && at[1] == '\n' ? 2 : 1;
}

/* What spreadsheets save when they are not asked for UTF-8, or not for text. */
static bool
is_text(struct reader *r)
{
	static const struct {
		const char *start;
		size_t len;
	} wide[] = { { "\xff\xfe", 2 }, { "\xfe\xff", 2 } },
	  books[] = { { "PK\x03\x04", 4 }, { "\xd0\xcf\x11\xe0", 4 } };
	size_t len = (size_t)(r->end - r->at);

	for (size_t i = 0; i < COUNT_OF(books); i++)
		if (len >= books[i].len &&
		    memcmp(r->at, books[i].start, books[i].len) == 0) {
			(void)complain(r, 0, 0,
			    _("This is a workbook of a spreadsheet, not a CSV file. "
			      "Open it, choose “Save as” and there “CSV UTF-8”."));
			return false;
		}
	for (size_t i = 0; i < COUNT_OF(wide); i++)
		if (len >= wide[i].len &&
		    memcmp(r->at, wide[i].start, wide[i].len) == 0) {
			(void)complain(r, 0, 0,
			    _("This file is written in UTF-16. In the spreadsheet "
			      "choose “Save as” and there “CSV UTF-8”."));
			return false;
		}
	return true;
}

/* Every line clean UTF-8, so that the complaint can name the one that is not. */
static bool
is_clean(struct reader *r)
{
	const char *start = r->at;
	size_t line = 1;

	while (start < r->end) {
		const char *stop = start;

		while (stop < r->end && line_end(stop, r->end) == 0)
			stop++;
		if (!text_is_clean(start, (size_t)(stop - start))) {
			(void)complain(r, line, 0,
			    _("there are letters that are not UTF-8. In the "
			      "spreadsheet choose “Save as” and there “CSV UTF-8”."));
			return false;
		}
		start = stop + line_end(stop, r->end);
		line++;
	}
	return true;
}

static void
skip_empty_lines(struct reader *r)
{
	size_t len;

	while ((len = line_end(r->at, r->end)) != 0) {
		r->at += len;
		r->line++;
	}
}

/* The one that separates the cells of the first row. */
static bool
find_separator(struct reader *r)
{
	size_t counts[sizeof SEPARATORS] = { 0 }, most = 0, best = 0, with_most = 0;
	bool quoted = false;

	for (const char *c = r->at; c < r->end; c++) {
		const char *separator;

		if (*c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (line_end(c, r->end) != 0)
			break;
		separator = strchr(SEPARATORS, *c);
		if (separator != NULL)
			counts[separator - SEPARATORS]++;
	}
	for (size_t i = 0; i < strlen(SEPARATORS); i++) {
		with_most = counts[i] == most  ? with_most + 1
			    : counts[i] > most ? 1
					       : with_most;
		if (counts[i] > most) {
			most = counts[i];
			best = i;
		}
	}
	r->separator = SEPARATORS[best];
	if (most == 0 || with_most == 1)
		return true;
	(void)complain(r, r->line, 0,
	    _("it cannot be told which sign separates the cells. Save the file with "
	      "commas."));
	return false;
}

/* Past the cell's last letter: what comes there. */
static enum end
end_of_cell(struct reader *r)
{
	size_t len = line_end(r->at, r->end);

	if (r->at == r->end)
		return END_FILE;
	if (len != 0) {
		r->at += len;
		r->line++;
		return END_ROW;
	}
	if (*r->at != r->separator)
		return complain(r, r->line, r->column,
		    _("there is more after the closing quotation mark. Within "
		      "quotation "
		      "marks, write each of them twice."));
	r->at++;
	return END_CELL;
}

static enum end
quoted_cell(struct reader *r)
{
	size_t began = r->line;

	for (r->at++;; r->at++) {
		size_t len = line_end(r->at, r->end);

		if (r->at == r->end)
			return complain(r, began, r->column,
			    _("the quotation mark that begins here is never closed."));
		if (*r->at == '"') {
			if (r->end - r->at == 1 || r->at[1] != '"')
				break;
			r->at++;
		}
		r->line += len != 0;
		if (len == 2)
			*r->to++ = *r->at++;
		*r->to++ = *r->at;
	}
	r->at++;
	return end_of_cell(r);
}

static enum end
plain_cell(struct reader *r)
{
	for (; r->at < r->end && *r->at != r->separator && line_end(r->at, r->end) == 0;
	     r->at++) {
		if (*r->at == '"')
			return complain(r, r->line, r->column,
			    _("a quotation mark stands within the cell. Put the whole "
			      "cell between quotation marks and write this one "
			      "twice."));
		*r->to++ = *r->at;
	}
	return end_of_cell(r);
}

static enum end
read_cell(struct reader *r, const char **cell)
{
	size_t line = r->line;
	char *start = r->to;
	enum end end;

	r->column++;
	*cell = start;
	end = r->at < r->end && *r->at == '"' ? quoted_cell(r) : plain_cell(r);
	if (end != END_FAULT && (size_t)(r->to - start) > r->limits->cell)
		return complain(r, line, r->column,
		    arena_printf(r->arena,
			_("the cell is too long. At most %zu letters fit."),
			r->limits->cell));
	/* There is room: of each cell the separator or line end is left out. */
	*r->to++ = '\0';
	return end;
}

/* Up to max cells; more, or another number than the heading has, is a fault. */
static enum end
read_row(struct reader *r, const char **cells, size_t max, size_t wanted, size_t *n)
{
	size_t line = r->line;
	enum end end;

	r->column = 0;
	do {
		const char *cell;

		end = read_cell(r, &cell);
		if (end == END_FAULT)
			return end;
		if (r->column <= max)
			cells[r->column - 1] = cell;
	} while (end == END_CELL);
	*n = r->column;
	if (wanted == 0 && *n > max)
		return complain(r, line, 0,
		    arena_printf(r->arena, _("there are more than %zu columns."), max));
	if (wanted != 0 && *n != wanted)
		return complain(r, line, 0,
		    arena_printf(r->arena,
			_("%zu cells, but the heading has %zu. Perhaps one holds a "
			  "comma and needs quotation marks."),
			*n, wanted));
	return end;
}

static enum status
read_rows(struct reader *r, struct csv *csv)
{
	size_t max = r->limits->rows + 1;
	struct csv_row *rows;
	enum end end = END_ROW;

	ARENA_ARRAY(r->arena, rows, max);
	csv->rows = rows;
	for (skip_empty_lines(r); r->at < r->end && end == END_ROW;
	     skip_empty_lines(r)) {
		size_t room = csv->n == 0 ? r->limits->columns : csv->columns, n;
		const char **cells;

		if (csv->n == max) {
			(void)complain(r, r->line, 0,
			    arena_printf(r->arena,
				_("the file has more than %zu rows. Divide it into "
				  "several files."),
				r->limits->rows));
			return ERR_INVALID;
		}
		ARENA_ARRAY(r->arena, cells, room);
		rows[csv->n] = (struct csv_row){ r->line, cells };
		end = read_row(r, cells, room, csv->columns, &n);
		if (end == END_FAULT)
			return ERR_INVALID;
		csv->columns = n;
		csv->n++;
	}
	return OK;
}

enum status
csv_read(struct arena *arena, const char *text, size_t len,
    const struct csv_limits *limits, struct csv *csv, struct csv_fault *fault)
{
	struct reader r = { .arena = arena,
		.limits = limits,
		.at = text,
		.end = text + len,
		.line = 1,
		.fault = fault };

	*csv = (struct csv){ .n = 0 };
	if (len >= strlen(MARK) && memcmp(text, MARK, strlen(MARK)) == 0)
		r.at += strlen(MARK);
	if (!is_text(&r) || !is_clean(&r))
		return ERR_INVALID;
	skip_empty_lines(&r);
	if (r.at == r.end) {
		(void)complain(&r, 0, 0, _("The file is empty."));
		return ERR_INVALID;
	}
	if (!find_separator(&r))
		return ERR_INVALID;
	csv->separator = r.separator;
	r.to = arena_alloc(arena, len + 1);
	return read_rows(&r, csv);
}

/* ------------------------------------------------------------ writing --- */

void
csv_begin(struct buf *b)
{
	buf_puts(b, MARK);
}

static bool
is_formula(char c)
{
	return c != '\0' && strchr("=+-@\t\r", c) != NULL;
}

/* Digits that come back from a spreadsheet as another number. */
static bool
is_rounded(const char *cell)
{
	size_t digits = strspn(cell, DIGITS);

	return cell[digits] == '\0' &&
	       (digits > MOST_DIGITS || (digits > 1 && *cell == '0'));
}

/* What stands after apostrophes may be ours to take off again. */
static bool
is_guarded(const char *cell)
{
	const char *after = cell + strspn(cell, "'");

	return after > cell && (is_formula(*after) || (*after >= '0' && *after <= '9'));
}

const char *
csv_plain(const char *cell)
{
	return is_guarded(cell) ? cell + 1 : cell;
}

static void
write_cell(struct buf *b, const char *cell, bool alone, bool plain)
{
	bool guard =
	    !plain && (is_formula(*cell) || is_rounded(cell) || is_guarded(cell));
	size_t len = strlen(cell);
	bool quote = strpbrk(cell, SEPARATORS "\"\r\n") != NULL || *cell == ' ' ||
		     (len > 0 && cell[len - 1] == ' ') || (alone && len == 0);

	buf_puts(b, quote ? "\"" : "");
	buf_puts(b, guard ? "'" : "");
	for (const char *c = cell; *c != '\0'; c++) {
		if (*c == '"')
			buf_putc(b, '"');
		buf_putc(b, *c);
	}
	buf_puts(b, quote ? "\"" : "");
}

void
csv_row_plain(struct buf *b, const char *const *cells, size_t n, unsigned plain)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		write_cell(b, cells[i], n == 1, (plain >> i & 1) != 0);
	}
	buf_puts(b, "\r\n");
}

void
csv_row(struct buf *b, const char *const *cells, size_t n)
{
	csv_row_plain(b, cells, n, 0);
}
