/* import_file.c - see import_file.h. */

#include "site/import_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/text.h"

#define COLUMNS_MOST 100 /* of somebody's own register */
#define CELL_MOST 4000
#define UNREAD_MOST 500 /* letters of their headings */
#define LINE "line"
#define NONE ((size_t)-1)

/* clang-format off */
static const struct import_column client_columns[] = {
	{ "number", N_("Number on the card"), "number|card number|client number|client no|patient number",
	    N_("Left empty, he gets the next free one"), "EXAMPLE", false, false },
	{ "given_name", N_("First name"), "given name|first names|forename", "", "Simba", true, false },
	{ "family_name", N_("Surname"), "family name|last name", "", "Ncube", false, false },
	{ "birth_date", N_("Date of birth"), "birth date|birthdate|dob|born",
	    N_("Or his age in the next column"), "22/05/2002", false, false },
	{ "age", N_("Age"), "age in years", N_("Whole years, if the date is not known"), "", false, false },
	{ "sex", N_("Sex"), "gender", N_("Empty is male"), "male", false, false },
	{ "lives_in", N_("Lives in"), "address|village|ward|residence", "", "Ward 4", false, false },
	{ "guardian_name", N_("Guardian’s name"), "guardian", N_("Of a minor; also the next two"), "", false, false },
	{ "guardian_relation", N_("Relation of the guardian"), "guardian relation|relation|guardian’s relation",
	    N_("mother, father or other"), "", false, false },
	{ "guardian_consent", N_("Consent of the guardian"), "guardian consent|guardian’s consent",
	    N_("yes, when the guardian has signed"), "", false, false },
	{ "phone", N_("Mobile phone"), "phone|mobile|cell|cell phone|cellphone|phone number|mobile number|telephone",
	    N_("As he dials it, or with + and the country"), "077 555 0193", true, false },
	{ "phone_owner", N_("Whose phone"), "phone owner|whose phone is it|whose phone it is",
	    N_("own, shared, guardian or other; empty is own"), "own", false, false },
	{ "phone_owner_name", N_("Owner of the phone"), "phone owner name|name of the owner",
	    N_("Name and relation, if somebody else’s"), "", false, false },
	{ "phone2", N_("Second phone"), "other phone|second phone number|alternative phone", "", "", false, false },
	{ "phone2_owner_name", N_("Whose second phone"), "second phone owner|owner of the second phone",
	    N_("Name and relation"), "", false, false },
	{ "language", N_("Language"), "language of his sms|sms language", N_("Of his SMS; empty is that of the facility"),
	    "English", false, false },
	{ "anchor_date", N_("Date of the procedure"), "procedure date|date of procedure|mc date|date of mc|operation date"
	    "|date of operation|date of circumcision|circumcision date", N_("Check-ins are counted from it"),
	    "", true, true },
	{ "method", N_("Method"), "mc method|method of the procedure", N_("surgical or device"), "surgical", true, false },
	{ "consent_date", N_("Date on the consent form"), "consent date|date of consent|consent",
	    N_("Of the form he has signed to get SMS"), "", true, true },
	{ "note", N_("Note"), "notes|remarks|comment|comments", "", "", false, false },
};
static const struct import_column appointment_columns[] = {
	{ "number", N_("Number on the card"), "number|card number|client number|client no|patient number",
	    N_("It says who is meant"), "EXAMPLE", true, false },
	{ "given_name", N_("First name"), "given name|first names|forename",
	    N_("If it is given, it must be his"), "Simba", false, false },
	{ "family_name", N_("Surname"), "family name|last name", N_("If it is given, it must be his"), "Ncube", false, false },
	{ "day", N_("Day"), "date|appointment date|date of appointment|appointment|visit date|next visit|return date",
	    N_("On which the facility is open"), "", true, true },
	{ "hour", N_("Hour"), "time|appointment time|time of appointment", N_("By the clocks of the facility"), "09:00",
	    true, false },
	{ "what", N_("What for"), "reason|visit|type|visit type|type of visit", N_("Empty is any other visit"), "", false, false },
	{ "note", N_("Remark"), "note|notes|remarks|comment|comments", N_("For colleagues"), "", false, false },
};
/* clang-format on */

const struct import_sheet import_clients = {
	.name = "clients",
	.at = client_columns,
	.n = COUNT_OF(client_columns),
	.one = "birth_date",
	.other = "age",
	.empty = N_("There is no client in this file, only headings. Write a row for "
		    "each client."),
};
const struct import_sheet import_appointments = {
	.name = "appointments",
	.at = appointment_columns,
	.n = COUNT_OF(appointment_columns),
	.empty = N_("There is no appointment in this file, only headings. Write a row "
		    "for each appointment."),
};

size_t
import_column_of(const struct import_sheet *sheet, const char *field)
{
	size_t i = 0;

	while (i < sheet->n && strcmp(sheet->at[i].field, field) != 0)
		i++;
	return i;
}

const char *
import_heading(const struct import_sheet *sheet, const char *field)
{
	size_t i = import_column_of(sheet, field);

	return i < sheet->n ? _(sheet->at[i].heading) : field;
}

const char *
import_cell(
    const struct import_sheet *sheet, const struct import_line *line, const char *field)
{
	size_t i = import_column_of(sheet, field);

	return i < sheet->n ? line->cells[i] : "";
}

/* ----------------------------------------------------------- headings --- */

/* Letters and digits alone: "Date of birth" is "date_of_birth". */
static const char *
squeezed(struct arena *arena, const char *text, size_t len)
{
	char *folded = text_fold(arena, arena_strndup(arena, text, len)), *to = folded;

	for (const char *c = folded; *c != '\0'; c++)
		if ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ||
		    (unsigned char)*c >= 0x80)
			*to++ = *c;
	*to = '\0';
	return folded;
}

static bool
one_of(struct arena *arena, const char *list, const char *wanted)
{
	for (const char *s = list; *s != '\0'; s += *s == '|') {
		size_t len = strcspn(s, "|");

		if (strcmp(squeezed(arena, s, len), wanted) == 0)
			return true;
		s += len;
	}
	return false;
}

static size_t
column_called(
    struct arena *arena, const struct import_sheet *sheet, const char *heading)
{
	const char *wanted = squeezed(arena, heading, strlen(heading));

	for (size_t i = 0; i < sheet->n && *wanted != '\0'; i++) {
		const struct import_column *c = &sheet->at[i];

		if (one_of(arena, c->field, wanted) ||
		    one_of(arena, c->heading, wanted) ||
		    one_of(arena, _(c->heading), wanted) ||
		    one_of(arena, c->also, wanted))
			return i;
	}
	return NONE;
}

/* Where each column of ours stands among those of the file. */
struct reader {
	struct arena *arena;
	const struct import_sheet *sheet;
	struct csv csv;
	size_t from[IMPORT_COLUMNS];
	size_t line_from; /* of a kept file, which says itself where it was */
	struct buf unread;
	const char **fault;
};

static enum status
refuse(struct reader *r, const char *words)
{
	*r->fault = words;
	return ERR_INVALID;
}

static void
leave_out(struct reader *r, const char *heading)
{
	if (*heading != '\0' && r->unread.len < UNREAD_MOST)
		buf_printf(&r->unread, "%s%s", r->unread.len > 0 ? ", " : "", heading);
}

static enum status
find_columns(struct reader *r)
{
	const char *const *headings = r->csv.rows[0].cells;

	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		r->from[i] = NONE;
	for (size_t i = 0; i < r->csv.columns; i++) {
		const char *heading = text_trim(r->arena, csv_plain(headings[i]));
		size_t column = column_called(r->arena, r->sheet, heading);

		if (column == NONE) {
			leave_out(r, heading);
			continue;
		}
		if (r->from[column] != NONE)
			return refuse(r,
			    arena_printf(r->arena,
				_("Columns %zu and %zu hold the same: “%s”. Take one "
				  "out or name it otherwise."),
				r->from[column] + 1, i + 1,
				_(r->sheet->at[column].heading)));
		r->from[column] = i;
	}
	return OK;
}

static enum status
has_the_needed(struct reader *r)
{
	const struct import_sheet *sheet = r->sheet;

	for (size_t i = 0; i < sheet->n; i++)
		if (sheet->at[i].needed && r->from[i] == NONE)
			return refuse(r,
			    arena_printf(r->arena,
				_("The column “%s” is missing. The first row of the "
				  "file must name the columns as the template does."),
				_(sheet->at[i].heading)));
	if (sheet->one != NULL &&
	    r->from[import_column_of(sheet, sheet->one)] == NONE &&
	    r->from[import_column_of(sheet, sheet->other)] == NONE)
		return refuse(
		    r, arena_printf(r->arena,
			   _("The column “%s” is missing, and “%s” too. One of them is "
			     "needed."),
			   import_heading(sheet, sheet->one),
			   import_heading(sheet, sheet->other)));
	return OK;
}

/* --------------------------------------------------------------- rows --- */

static bool
is_blank(const struct import_sheet *sheet, const struct import_line *line)
{
	for (size_t i = 0; i < sheet->n; i++)
		if (*line->cells[i] != '\0')
			return false;
	return true;
}

/* The template's own row, if it was left in. */
static bool
is_example(const struct import_sheet *sheet, const struct import_line *line)
{
	size_t number = import_column_of(sheet, "number");

	return strcmp(line->cells[number], sheet->at[number].example) == 0;
}

static void
fill(struct reader *r, const struct csv_row *row, struct import_line *line)
{
	line->line = r->line_from == NONE
			 ? row->line
			 : strtoul(csv_plain(row->cells[r->line_from]), NULL, 10);
	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		line->cells[i] =
		    i >= r->sheet->n || r->from[i] == NONE
			? ""
			: text_trim(r->arena, csv_plain(row->cells[r->from[i]]));
}

static void
read_lines(struct reader *r, struct import_file *file)
{
	struct import_line *at;

	ARENA_ARRAY(r->arena, at, r->csv.n);
	for (size_t i = 1; i < r->csv.n; i++) {
		fill(r, &r->csv.rows[i], &at[file->n]);
		if (!is_blank(r->sheet, &at[file->n]) &&
		    !is_example(r->sheet, &at[file->n]))
			file->n++;
	}
	file->at = at;
	file->sheet = r->sheet;
}

enum status
import_read(struct arena *arena, const struct import_sheet *sheet, const char *text,
    size_t len, struct import_file *file, const char **fault)
{
	static const struct csv_limits limits = { IMPORT_ROWS, COLUMNS_MOST,
		CELL_MOST };
	struct reader r = {
		.arena = arena, .sheet = sheet, .line_from = NONE, .fault = fault
	};
	struct csv_fault csv_fault;

	*file = (struct import_file){ .n = 0 };
	buf_init(&r.unread, arena);
	if (csv_read(arena, text, len, &limits, &r.csv, &csv_fault) != OK)
		return refuse(&r, csv_fault.words);
	TRY(find_columns(&r));
	TRY(has_the_needed(&r));
	read_lines(&r, file);
	file->unread = r.unread.data;
	if (file->n == 0)
		return refuse(&r, _(sheet->empty));
	return OK;
}

/* ------------------------------------------------------------- keeping --- */

const char *
import_kept(struct arena *arena, const struct import_file *file)
{
	const char *cells[IMPORT_COLUMNS + 1] = { LINE };
	size_t n = file->sheet->n;
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < n; i++)
		cells[i + 1] = file->sheet->at[i].field;
	csv_row(&b, cells, n + 1);
	for (size_t i = 0; i < file->n; i++) {
		cells[0] = arena_printf(arena, "%zu", file->at[i].line);
		memcpy(cells + 1, file->at[i].cells, n * sizeof *cells);
		csv_row(&b, cells, n + 1);
	}
	return b.data;
}

enum status
import_read_kept(struct arena *arena, const struct import_sheet *sheet,
    const char *kept, struct import_file *file)
{
	static const struct csv_limits limits = { IMPORT_ROWS, IMPORT_COLUMNS + 1,
		CELL_MOST };
	struct csv_fault fault;
	struct reader r = { .arena = arena, .sheet = sheet };

	*file = (struct import_file){ .unread = "" };
	TRY(csv_read(arena, kept, strlen(kept), &limits, &r.csv, &fault));
	if (r.csv.columns != sheet->n + 1)
		return ERR_INVALID;
	for (size_t i = 0; i < sheet->n; i++) {
		if (strcmp(r.csv.rows[0].cells[i + 1], sheet->at[i].field) != 0)
			return ERR_INVALID;
		r.from[i] = i + 1;
	}
	read_lines(&r, file);
	return OK;
}

/* ------------------------------------------------------------- writing --- */

static void
write_headings(struct buf *b, const struct import_sheet *sheet, const char *last)
{
	const char *cells[IMPORT_COLUMNS + 1];

	csv_begin(b);
	for (size_t i = 0; i < sheet->n; i++)
		cells[i] = _(sheet->at[i].heading);
	cells[sheet->n] = last;
	csv_row(b, cells, sheet->n + (last != NULL));
}

void
import_template(struct buf *b, const struct import_sheet *sheet, const char *today)
{
	const char *cells[IMPORT_COLUMNS];

	for (size_t i = 0; i < sheet->n; i++)
		cells[i] = sheet->at[i].today ? today : sheet->at[i].example;
	write_headings(b, sheet, NULL);
	csv_row(b, cells, sheet->n);
}

void
import_mend_begin(struct buf *b, const struct import_sheet *sheet)
{
	write_headings(b, sheet, _("What to mend"));
}

void
import_mend(struct buf *b, const struct import_sheet *sheet,
    const struct import_line *line, const char *words)
{
	const char *cells[IMPORT_COLUMNS + 1];

	memcpy(cells, line->cells, sizeof line->cells);
	cells[sheet->n] = words;
	csv_row(b, cells, sheet->n + 1);
}

/* --------------------------------------------------------------- dates --- */

struct import_dates
import_dates(const struct import_file *file, const char *const *fields, size_t n)
{
	struct import_dates dates = { .file = file };
	char iso[11];

	for (size_t i = 0; i < file->n; i++)
		for (size_t k = 0; k < n; k++) {
			const char *typed =
			    import_cell(file->sheet, &file->at[i], fields[k]);

			if (clock_read_typed(typed, iso) != DATE_MONTH_FIRST)
				continue;
			dates.month_first = &file->at[i];
			dates.text = typed;
			return dates;
		}
	return dates;
}

const char *
import_date_fault(struct arena *arena, const struct import_dates *dates,
    const struct import_line *line, const char *field)
{
	const char *typed = import_cell(dates->file->sheet, line, field);
	const char *heading = import_heading(dates->file->sheet, field);
	char iso[11];
	enum typed_date read = clock_read_typed(typed, iso);

	if (*typed == '\0' || read == DATE_SURE)
		return NULL;
	if (read == DATE_EITHER && dates->month_first == NULL)
		return NULL;
	if (read == DATE_EITHER)
		return arena_printf(arena,
		    _("%s: “%s” may be written month first, as “%s” in line %zu is. "
		      "Write it as %s, if that is the day."),
		    heading, typed, dates->text, dates->month_first->line, iso);
	return arena_printf(arena,
	    _("%s: “%s” cannot be read. Write the day first, such as 21/11/2026, or "
	      "2026-11-21."),
	    heading, typed);
}
