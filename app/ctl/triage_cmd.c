/* triage_cmd.c - are texts read as they should be?  By the very reading of the product. */

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "core/triage_table.h"
#include "ctl/command.h"

#define TABLE_MAX ((size_t)16 * 1024 * 1024)
#define DANGERS (VERDICT_AMBER | VERDICT_RED)

struct figures {
	size_t texts, mismatches, danger_filed, fine, fine_sent;
};

/* Tabs and line ends would break the line that tells of it. */
static void
print_text(const char *text)
{
	for (; *text != '\0'; text++)
		putchar((unsigned char)*text < ' ' ? ' ' : *text);
}

static void
print_mismatch(const struct triage_case *row, const struct reading *reading)
{
	printf("line %zu: %s, %s: \"", row->line, row->language,
	    triage_question_word(row->question));
	print_text(row->text);
	printf("\": expected %s, got %s", row->expected, triage_verdict(reading));
	if (*reading->matched != '\0') {
		printf(" because of \"");
		print_text(reading->matched);
		putchar('"');
	}
	printf(": %s", triage_why_words(reading->why));
	if (*reading->sign != '\0')
		printf(" (%s, %s)", reading->sign, reading->language);
	printf("%s%s\n", *row->why != '\0' ? "; expected because: " : "", row->why);
}

static void
check(const struct triage *triage, struct arena *arena, const struct triage_case *row,
    struct figures *f)
{
	struct reading reading =
	    triage_read(triage, arena, row->language, row->question, row->text);
	unsigned got = triage_verdict_bit(triage_verdict(&reading));

	f->texts++;
	if ((got & row->verdicts) == 0) {
		f->mismatches++;
		print_mismatch(row, &reading);
	}
	if (got == VERDICT_FINE && (row->verdicts & VERDICT_FINE) == 0 &&
	    (row->verdicts & DANGERS) != 0)
		f->danger_filed++;
	if (row->verdicts == VERDICT_FINE) {
		f->fine++;
		f->fine_sent += got != VERDICT_FINE;
	}
}

static int
print_figures(const struct figures *f, size_t unread)
{
	double sent = f->fine == 0 ? 0 : 100.0 * (double)f->fine_sent / (double)f->fine;

	printf("figure triage.texts %zu texts\n", f->texts);
	printf("figure triage.mismatches %zu texts\n", f->mismatches);
	printf("figure triage.danger_filed_as_fine %zu texts\n", f->danger_filed);
	printf("figure triage.fine_sent_to_nurse %.1f %%\n", sent);
	return f->mismatches == 0 && unread == 0 && f->texts > 0 ? EXIT_SUCCESS
								 : EXIT_FAILURE;
}

/* Each text in an arena of its own: a long table needs no more memory than a short one. */
static int
check_table(struct arena *arena, const struct triage *triage, const char *text)
{
	struct triage_table table = triage_table_new(arena, text);
	struct figures figures = { .texts = 0 };
	size_t unread = 0;
	enum status status;

	do {
		struct triage_case row;
		const char *why;

		table.arena = arena_new();
		status = triage_table_next(&table, &row, &why);
		if (status == OK)
			check(triage, table.arena, &row, &figures);
		if (status == ERR_INVALID) {
			unread++;
			puts(why);
		}
		arena_free(table.arena);
	} while (status != ERR_NOT_FOUND);
	return print_figures(&figures, unread);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *path = command_word(argc, argv), *why, *text;
	const char *folder = command_option(argc, argv, "workflow");
	struct triage *triage = triage_new(arena);
	size_t len;

	if (path == NULL) {
		fputs("Give the table: triage FILE.tsv\n", stderr);
		return EXIT_FAILURE;
	}
	folder = folder == NULL ? "workflows/vmmc" : folder;
	if (triage_load(triage, arena_printf(arena, "%s/triage", folder), &why) != OK) {
		fprintf(stderr, "%s\n", why);
		return EXIT_FAILURE;
	}
	if (file_read(arena, path, TABLE_MAX, &text, &len) != OK) {
		fprintf(stderr, "%s cannot be read\n", path);
		return EXIT_FAILURE;
	}
	return check_table(arena, triage, text);
}

const struct command triage_command = {
	.name = "triage",
	.usage = "FILE.tsv [--workflow DIR]",
	.purpose = "read a table of texts as they would be read: lang, question, text, "
		   "expected, why",
	.run = run,
};
