/* rules_explain_cmd.c - why a patient has a task by the rules, or has none. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "core/rule_task.h"
#include "core/rule_words.h"
#include "ctl/command.h"
#include "ctl/rule_files.h"
#include "ext/json.h"

struct why {
	struct arena *arena;
	struct rule_engine *engine;
	struct rule_options options;
	int64_t now;
	bool json; /* as the evaluator says it */
};

/* ------------------------------------------------------------------ output --- */

/* "3 November 2026"; "" for what is no date. */
static const char *
day_words(struct arena *arena, const char *date)
{
	static const char *const months[] = { "January", "February", "March", "April",
		"May", "June", "July", "August", "September", "October", "November",
		"December" };
	int year, month, day;
	int64_t number;

	if (clock_parse_date(date, &number) != OK)
		return "";
	clock_civil(number, &year, &month, &day);
	return arena_printf(arena, "%d %s %d", day, months[month - 1], year);
}

static void
print_lines(const struct rule_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		const struct rule_line *line = &lines->at[i];

		printf("  %s", line->rule != NULL ? line->rule : "all rules");
		if (line->event != NULL)
			printf(", event %s", line->event);
		printf(": %s\n", line->words);
	}
	if (lines->n == 0)
		puts("  There are no rules.");
}

/* One container; false if no evaluator can be had. */
static bool
explain(const struct why *why, const char *patient, const char *container)
{
	struct rule_speech speech = { day_words, why->options.zone };
	struct rule_explanation explanation;
	struct rule_lines lines;
	const char *text;

	if (rule_engine_explain(why->engine, why->arena, why->now, container, &text) !=
		OK ||
	    rule_explain_read(why->arena, text, strlen(text), &explanation) != OK) {
		fputs(
		    "The rules could not be evaluated: see the line above.\n", stderr);
		return false;
	}
	if (why->json) {
		puts(text);
		return true;
	}
	rule_explain_lines(why->arena, &explanation, &speech, &lines);
	printf("Patient %s:\n", patient);
	print_lines(&lines);
	return true;
}

/* ------------------------------------------------------------- from a file --- */

static bool
put_documents(struct why *why, struct buf *b, const struct json *file, const char *name)
{
	struct rule_documents documents = { .count = 0 };
	const struct json *list = json_get(file, name);

	for (size_t i = 0; i < json_count(list); i++)
		if (rule_documents_put(why->arena, &documents, json_at(list, i)) !=
		    OK) {
			fprintf(stderr, "%s: number %zu has no _id\n", name, i + 1);
			return false;
		}
	buf_printf(b, "%s\"%s\":", b->len > 1 ? "," : "", name);
	rule_documents_write(b, &documents);
	return true;
}

/* The documents of a file, as the evaluator takes them. */
static bool
read_file(struct why *why, const char *path, const char **documents)
{
	const struct json *json, *user;
	const char *text;
	struct buf b;
	size_t len;

	if (file_read(why->arena, path, JSON_MAX, &text, &len) != OK) {
		fprintf(stderr, "%s cannot be read, or is larger than 32 MB\n", path);
		return false;
	}
	if (json_parse(why->arena, text, len, &json) != OK || !json_is_object(json)) {
		fprintf(stderr, "%s is not a JSON object\n", path);
		return false;
	}
	user = json_get(json, "user");
	why->options.user = user != NULL ? json_write(why->arena, user) : NULL;
	buf_init(&b, why->arena);
	buf_putc(&b, '{');
	if (!put_documents(why, &b, json, "contacts") ||
	    !put_documents(why, &b, json, "reports") ||
	    !put_documents(why, &b, json, "tasks"))
		return false;
	buf_putc(&b, '}');
	*documents = b.data;
	return !b.full;
}

/* Whether this is whom was asked for: by the id, or by the number on his card. */
static bool
is_asked(
    const struct why *why, const char *container, const char *asked, const char **key)
{
	const struct json *json, *contact;
	const char *number;

	if (json_parse(why->arena, container, strlen(container), &json) != OK)
		return false;
	*key = json_text(json_get(json, "key"));
	contact = json_get(json, "contact");
	number = json_scalar(why->arena, json_get(contact, "patient_id"));
	if (*key == NULL)
		return false;
	return asked == NULL || strcmp(asked, *key) == 0 ||
	       (number != NULL && strcmp(asked, number) == 0);
}

static bool
explain_all(struct why *why, const char *documents, const char *asked)
{
	const char *const *containers;
	size_t count, found = 0;

	if (rule_engine_group(
		why->engine, why->arena, documents, &containers, &count) != OK) {
		fputs(
		    "The documents could not be grouped: are they too many?\n", stderr);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const char *key;

		if (!is_asked(why, containers[i], asked, &key))
			continue;
		found++;
		if (!explain(why, key, containers[i]))
			return false;
	}
	if (found == 0)
		fprintf(stderr, "There is no patient %s in the file.\n",
		    asked != NULL ? asked : "at all");
	return found > 0;
}

static int
explain_file(struct why *why, int argc, char **argv)
{
	const char *tasks = command_option(argc, argv, "tasks");
	const char *docs = command_option(argc, argv, "docs");
	const char *now = command_option(argc, argv, "now"), *documents;
	bool good;

	why->options.zone = command_option(argc, argv, "tz");
	if (tasks == NULL || docs == NULL || why->options.zone == NULL) {
		fputs("Give a patient's number, or --tasks DIR/tasks.js --docs "
		      "FILE.json --tz ZONE --now TIME\n",
		    stderr);
		return EXIT_FAILURE;
	}
	if (!rule_zone(why->options.zone))
		return EXIT_FAILURE;
	if (!rule_time(why->arena, now, why->options.zone, &why->now)) {
		fputs("--now is no time: write it as 2024-03-01T22:30:00Z\n", stderr);
		return EXIT_FAILURE;
	}
	if (!read_file(why, docs, &documents))
		return EXIT_FAILURE;
	why->engine = rule_start(why->arena, tasks, &why->options);
	good = why->engine != NULL &&
	       explain_all(why, documents, command_option(argc, argv, "patient"));
	rule_engine_free(why->engine);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ------------------------------------------------------------------- start --- */

static int
run(struct arena *arena, int argc, char **argv)
{
	struct why why = { .arena = arena };

	why.json = command_flag(argc, argv, "json");
	return explain_file(&why, argc, argv);
}

const struct command rules_explain_command = {
	.name = "rules explain",
	.usage = "--tasks DIR/tasks.js --docs FILE --tz ZONE --now TIME "
		 "[--patient ID] [--json]",
	.purpose = "say why a patient has a task by the rules, or has none",
	.run = run,
};
