/* import_file.c - see import_file.h. */

#include "site/import_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "base/text.h"

#define COLUMNS_MOST 100 /* of somebody's own register */
#define CELL_MOST 4000
#define UNREAD_MOST 500 /* letters of their headings */
#define LINE "line"
#define NONE ((size_t)-1)

/* clang-format off */
const struct import_column import_columns[IMPORT_COLUMNS] = {
	{ "number", N_("Number on the card"), "number|card number|client number|client no|patient number",
	    N_("Left empty, he gets the next free one"), "EXAMPLE", false },
	{ "given_name", N_("First name"), "given name|first names|forename", "", "Simba", true },
	{ "family_name", N_("Surname"), "family name|last name", "", "Ncube", false },
	{ "birth_date", N_("Date of birth"), "birth date|birthdate|dob|born",
	    N_("Or his age in the next column"), "22/05/2002", false },
	{ "age", N_("Age"), "age in years", N_("Whole years, if the date is not known"), "", false },
	{ "sex", N_("Sex"), "gender", N_("Empty is male"), "male", false },
	{ "lives_in", N_("Lives in"), "address|village|ward|residence", "", "Ward 4", false },
	{ "guardian_name", N_("Guardian’s name"), "guardian", N_("Of a minor; also the next two"), "", false },
	{ "guardian_relation", N_("Relation of the guardian"), "guardian relation|relation|guardian’s relation",
	    N_("mother, father or other"), "", false },
	{ "guardian_consent", N_("Consent of the guardian"), "guardian consent|guardian’s consent",
	    N_("yes, when the guardian has signed"), "", false },
	{ "phone", N_("Mobile phone"), "phone|mobile|cell|cell phone|cellphone|phone number|mobile number|telephone",
	    N_("As he dials it, or with + and the country"), "077 555 0193", true },
	{ "phone_owner", N_("Whose phone"), "phone owner|whose phone is it|whose phone it is",
	    N_("own, shared, guardian or other; empty is own"), "own", false },
	{ "phone_owner_name", N_("Owner of the phone"), "phone owner name|name of the owner",
	    N_("Name and relation, if somebody else’s"), "", false },
	{ "phone2", N_("Second phone"), "other phone|second phone number|alternative phone", "", "", false },
	{ "phone2_owner_name", N_("Whose second phone"), "second phone owner|owner of the second phone",
	    N_("Name and relation"), "", false },
	{ "language", N_("Language"), "language of his sms|sms language", N_("Of his SMS; empty is that of the facility"),
	    "English", false },
	{ "anchor_date", N_("Date of the procedure"), "procedure date|date of procedure|mc date|date of mc|operation date"
	    "|date of operation|date of circumcision|circumcision date", N_("Check-ins are counted from it"),
	    "", true },
	{ "method", N_("Method"), "mc method|method of the procedure", N_("surgical or device"), "surgical", true },
	{ "consent_date", N_("Date on the consent form"), "consent date|date of consent|consent",
	    N_("Of the form he has signed to get SMS"), "", true },
	{ "note", N_("Note"), "notes|remarks|comment|comments", "", "", false },
};
/* clang-format on */

const struct import_column_rows import_all = { import_columns, IMPORT_COLUMNS };

/* Dates of the example that must be those of today. */
static const char *const of_today[] = { "anchor_date", "consent_date" };

size_t
import_column_of(const char *field)
{
	size_t i = 0;

	while (i < IMPORT_COLUMNS && strcmp(import_columns[i].field, field) != 0)
		i++;
	return i;
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
column_called(struct arena *arena, const char *heading)
{
	const char *wanted = squeezed(arena, heading, strlen(heading));

	for (size_t i = 0; i < IMPORT_COLUMNS && *wanted != '\0'; i++) {
		const struct import_column *c = &import_columns[i];

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
		size_t column = column_called(r->arena, heading);

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
				_(import_columns[column].heading)));
		r->from[column] = i;
	}
	return OK;
}

static enum status
has_the_needed(struct reader *r)
{
	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		if (import_columns[i].needed && r->from[i] == NONE)
			return refuse(r,
			    arena_printf(r->arena,
				_("The column “%s” is missing. The first row of the "
				  "file must name the columns as the template does."),
				_(import_columns[i].heading)));
	if (r->from[import_column_of("birth_date")] == NONE &&
	    r->from[import_column_of("age")] == NONE)
		return refuse(
		    r, _("The column “Date of birth” is missing, and “Age” too. One of "
			 "them is needed."));
	return OK;
}

/* --------------------------------------------------------------- rows --- */

static bool
is_blank(const struct import_line *line)
{
	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		if (*line->cells[i] != '\0')
			return false;
	return true;
}

/* The template's own row, if it was left in. */
static bool
is_example(const struct import_line *line)
{
	size_t number = import_column_of("number");

	return strcmp(line->cells[number], import_columns[number].example) == 0;
}

static void
fill(struct reader *r, const struct csv_row *row, struct import_line *line)
{
	line->line = r->line_from == NONE
			 ? row->line
			 : strtoul(csv_plain(row->cells[r->line_from]), NULL, 10);
	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		line->cells[i] =
		    r->from[i] == NONE
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
		if (!is_blank(&at[file->n]) && !is_example(&at[file->n]))
			file->n++;
	}
	file->at = at;
}

enum status
import_read(struct arena *arena, const char *text, size_t len, struct import_file *file,
    const char **fault)
{
	static const struct csv_limits limits = { IMPORT_CLIENTS, COLUMNS_MOST,
		CELL_MOST };
	struct reader r = { .arena = arena, .line_from = NONE, .fault = fault };
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
		return refuse(&r,
		    _("There is no client in this file, only headings. Write a row for "
		      "each client."));
	return OK;
}

/* ------------------------------------------------------------- keeping --- */

const char *
import_kept(struct arena *arena, const struct import_file *file)
{
	const char *cells[IMPORT_COLUMNS + 1] = { LINE };
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		cells[i + 1] = import_columns[i].field;
	csv_row(&b, cells, IMPORT_COLUMNS + 1);
	for (size_t i = 0; i < file->n; i++) {
		cells[0] = arena_printf(arena, "%zu", file->at[i].line);
		memcpy(cells + 1, file->at[i].cells, sizeof file->at[i].cells);
		csv_row(&b, cells, IMPORT_COLUMNS + 1);
	}
	return b.data;
}

enum status
import_read_kept(struct arena *arena, const char *kept, struct import_file *file)
{
	static const struct csv_limits limits = { IMPORT_CLIENTS, IMPORT_COLUMNS + 1,
		CELL_MOST };
	struct csv_fault fault;
	struct reader r = { .arena = arena };

	*file = (struct import_file){ .unread = "" };
	TRY(csv_read(arena, kept, strlen(kept), &limits, &r.csv, &fault));
	if (r.csv.columns != IMPORT_COLUMNS + 1)
		return ERR_INVALID;
	for (size_t i = 0; i < IMPORT_COLUMNS; i++) {
		if (strcmp(r.csv.rows[0].cells[i + 1], import_columns[i].field) != 0)
			return ERR_INVALID;
		r.from[i] = i + 1;
	}
	read_lines(&r, file);
	return OK;
}

/* ------------------------------------------------------------- writing --- */

static void
write_headings(struct buf *b, const char *last)
{
	const char *cells[IMPORT_COLUMNS + 1];

	csv_begin(b);
	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		cells[i] = _(import_columns[i].heading);
	cells[IMPORT_COLUMNS] = last;
	csv_row(b, cells, IMPORT_COLUMNS + (last != NULL));
}

void
import_template(struct buf *b, const char *today)
{
	const char *cells[IMPORT_COLUMNS];

	for (size_t i = 0; i < IMPORT_COLUMNS; i++)
		cells[i] = import_columns[i].example;
	for (size_t i = 0; i < COUNT_OF(of_today); i++)
		cells[import_column_of(of_today[i])] = today;
	write_headings(b, NULL);
	csv_row(b, cells, IMPORT_COLUMNS);
}

void
import_mend_begin(struct buf *b)
{
	write_headings(b, _("What to mend"));
}

void
import_mend(struct buf *b, const struct import_line *line, const char *words)
{
	const char *cells[IMPORT_COLUMNS + 1];

	memcpy(cells, line->cells, sizeof line->cells);
	cells[IMPORT_COLUMNS] = words;
	csv_row(b, cells, IMPORT_COLUMNS + 1);
}
