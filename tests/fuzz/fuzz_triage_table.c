/* fuzz_triage_table.c - any bytes are a table of texts, or lines that are told to be none. */

#include "fuzz.h"

#include <stdint.h>
#include <string.h>

#include "core/triage_table.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size), *why;
	struct triage_table table = triage_table_new(arena, text);
	struct triage_case row;
	enum status status;
	size_t before = 0;

	while ((status = triage_table_next(&table, &row, &why)) != ERR_NOT_FOUND) {
		REQUIRE(table.line > before && table.line <= size + 1);
		before = table.line;
		REQUIRE((status == OK) == (*why == '\0'));
		if (status != OK)
			continue;
		REQUIRE(row.line == table.line && row.verdicts != 0);
		REQUIRE(*row.language != '\0' && *row.expected != '\0');
		REQUIRE(strpbrk(row.text, "\t\n") == NULL);
	}
	REQUIRE(*table.rest == '\0');
	arena_free(arena);
	return 0;
}
