/* triage_table.c - see triage_table.h. */

#include "core/triage_table.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define COLUMNS 5

struct triage_table
triage_table_new(struct arena *arena, const char *text)
{
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	return (struct triage_table){ arena, text, 0 };
}

unsigned
triage_verdict_bit(const char *word)
{
	static const struct {
		const char *word;
		unsigned bit;
	} verdicts[] = {
		{ "FINE", VERDICT_FINE },
		{ "REVIEW", VERDICT_REVIEW },
		{ "AMBER", VERDICT_AMBER },
		{ "RED", VERDICT_RED },
		{ "STOP", VERDICT_STOP },
	};

	for (size_t i = 0; i < COUNT_OF(verdicts); i++)
		if (strcasecmp(verdicts[i].word, word) == 0)
			return verdicts[i].bit;
	return 0;
}

/* Cuts a line into its columns; the missing ones are empty. */
static void
split(struct arena *arena, char *line, const char *columns[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++) {
		char *column = i + 1 < COLUMNS ? strsep(&line, "\t") : line;

		/* A text is taken as it is, spaces and all. */
		if (column == NULL)
			columns[i] = "";
		else
			columns[i] = i == 2 ? column : text_trim(arena, column);
	}
}

/* Every alternative's bit; 0 if one of them is no verdict. */
static unsigned
verdicts_of(struct arena *arena, const char *expected)
{
	char *rest = arena_strdup(arena, expected), *word;
	unsigned verdicts = 0;

	while ((word = strsep(&rest, "|")) != NULL) {
		unsigned bit = triage_verdict_bit(text_trim(arena, word));

		if (bit == 0)
			return 0;
		verdicts |= bit;
	}
	return verdicts;
}

static enum status
refuse(const struct triage_table *table, const char *what, const char *word,
    const char **why)
{
	*why = arena_printf(
	    table->arena, "line %zu: \"%s\" is no %s", table->line, word, what);
	return ERR_INVALID;
}

static enum status
read_case(const struct triage_table *table, char *line, struct triage_case *row,
    const char **why)
{
	struct arena *arena = table->arena;
	const char *columns[COLUMNS];
	char *question;

	split(arena, line, columns);
	question = text_fold(arena, columns[1]);
	*row = (struct triage_case){ .line = table->line,
		.language = columns[0],
		.text = columns[2],
		.expected = columns[3],
		.why = columns[4] };
	if (*columns[0] == '\0')
		return refuse(table, "language", columns[0], why);
	if (!triage_question_named(question, &row->question))
		return refuse(table, "question", columns[1], why);
	row->verdicts = verdicts_of(arena, columns[3]);
	if (row->verdicts == 0)
		return refuse(table, "reading", columns[3], why);
	return OK;
}

/* The names of the columns may stand anywhere, as where tables are joined. */
static bool
is_remark(const char *line)
{
	return *line == '#' || line[strspn(line, " \t")] == '\0' ||
	       strncasecmp(line, "lang\t", 5) == 0 ||
	       strncasecmp(line, "language\t", 9) == 0;
}

enum status
triage_table_next(struct triage_table *table, struct triage_case *row, const char **why)
{
	*why = "";
	while (*table->rest != '\0') {
		size_t len = strcspn(table->rest, "\n");
		char *line = arena_strndup(table->arena, table->rest, len);

		table->rest += len + (table->rest[len] == '\n');
		table->line++;
		if (len > 0 && line[len - 1] == '\r')
			line[len - 1] = '\0';
		if (!is_remark(line))
			return read_case(table, line, row, why);
	}
	return ERR_NOT_FOUND;
}
