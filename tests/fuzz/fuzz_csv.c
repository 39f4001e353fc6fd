/*
 * fuzz_csv.c - a table is read or refused with words that say where; what was
 * read, and whatever else is written, comes back the same and does no harm.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"

#define CELLS 4

static const struct csv_limits wide = { 5000, 5000, 5000 };

static void
check_fault(const struct csv_fault *fault, size_t lines)
{
	REQUIRE(fault->words != NULL && *fault->words != '\0');
	REQUIRE(fuzz_is_text(fault->words));
	REQUIRE(fault->line <= lines + 1);
	REQUIRE(fault->line != 0 || fault->column == 0);
}

static void
same_cells(const struct csv *a, const struct csv *b, bool guarded)
{
	REQUIRE(a->n == b->n && a->columns == b->columns);
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < a->columns; k++) {
			const char *cell = b->rows[i].cells[k];

			/* Nothing that a spreadsheet would run. */
			if (guarded) {
				REQUIRE(
				    *cell == '\0' || strchr("=+-@\t\r", *cell) == NULL);
				cell = csv_plain(cell);
			}
			REQUIRE(strcmp(a->rows[i].cells[k], cell) == 0);
		}
}

static void
write_again(struct arena *arena, const struct csv *csv)
{
	struct csv_fault fault;
	struct csv again;
	struct buf b;

	buf_init(&b, arena);
	csv_begin(&b);
	for (size_t i = 0; i < csv->n; i++)
		csv_row(&b, csv->rows[i].cells, csv->columns);
	REQUIRE(csv_read(arena, b.data, b.len, &wide, &again, &fault) == OK);
	same_cells(csv, &again, true);
}

/* The limits of the first bytes hold. */
static void
read_bytes(struct arena *arena, const char *text, size_t size)
{
	struct csv_limits limits = { 20, 6, 30 };
	struct csv_fault fault;
	struct csv csv, all;
	size_t lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n' || text[i] == '\r';
	if (csv_read(arena, text, size, &limits, &csv, &fault) != OK) {
		check_fault(&fault, lines);
		return;
	}
	REQUIRE(csv.n > 0 && csv.n <= limits.rows + 1);
	REQUIRE(csv.columns > 0 && csv.columns <= limits.columns);
	for (size_t i = 0; i < csv.n; i++) {
		REQUIRE(csv.rows[i].line > (i > 0 ? csv.rows[i - 1].line : 0));
		REQUIRE(csv.rows[i].line <= lines);
		for (size_t k = 0; k < csv.columns; k++)
			REQUIRE(strlen(csv.rows[i].cells[k]) <= limits.cell &&
				fuzz_is_text(csv.rows[i].cells[k]));
	}
	/* Without limits it is the same table. */
	REQUIRE(csv_read(arena, text, size, &wide, &all, &fault) == OK);
	same_cells(&csv, &all, false);
	write_again(arena, &csv);
}

/* Any clean texts as cells, four a row. */
static void
write_texts(struct feed *feed)
{
	const char *cells[16][CELLS];
	struct csv_row rows[16];
	struct csv csv = { .separator = ',', .columns = CELLS, .rows = rows };
	size_t len;

	while (feed->left > 0 && csv.n < COUNT_OF(rows)) {
		for (size_t k = 0; k < CELLS; k++)
			cells[csv.n][k] =
			    text_cleaned(feed->arena, feed_text(feed, &len));
		rows[csv.n] = (struct csv_row){ csv.n + 1, cells[csv.n] };
		csv.n++;
	}
	if (csv.n > 0)
		write_again(feed->arena, &csv);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };

	read_bytes(arena, (const char *)data, size);
	write_texts(&feed);
	arena_free(arena);
	return 0;
}
