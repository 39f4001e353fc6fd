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
#include "gen/sql.h"

#define NO_TIME "--now is no time: write it as 2024-03-01T22:30:00Z\n"

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
explain_all(struct why *why, const struct rule_set *set, const char *asked)
{
	const char *const *containers;
	size_t count, found = 0;

	rule_group(why->arena, set, &containers, &count);
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
	const char *now = command_option(argc, argv, "now"), *id;
	struct rule_set set = { .contacts = { .count = 0 } };
	struct json_span file;
	bool good;

	why->options.zone = command_option(argc, argv, "tz");
	if (tasks == NULL || docs == NULL || why->options.zone == NULL) {
		fputs("Give the number of the client's card or his id; or --tasks "
		      "DIR/tasks.js --docs FILE.json --tz ZONE --now TIME\n",
		    stderr);
		return EXIT_FAILURE;
	}
	if (!rule_zone(why->options.zone))
		return EXIT_FAILURE;
	if (!rule_time(why->arena, now, why->options.zone, &why->now)) {
		fputs(NO_TIME, stderr);
		return EXIT_FAILURE;
	}
	if (!rule_read(why->arena, docs, &file) || !rule_take(why->arena, file, &set))
		return EXIT_FAILURE;
	why->options.user = rule_user(why->arena, file, &id);
	why->engine = rule_start(why->arena, tasks, &why->options);
	good = why->engine != NULL &&
	       explain_all(why, &set, command_option(argc, argv, "patient"));
	rule_engine_free(why->engine);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ------------------------------------------------------ from the database --- */

/* Where the rules are: as told, or those of the workflow in use; NULL: says why. */
static const char *
tasks_path(struct arena *arena, int argc, char **argv)
{
	const char *path = command_option(argc, argv, "tasks");
	struct config config = { .file = "" };

	if (path != NULL)
		return path;
	if (command_option(argc, argv, "database") != NULL) {
		fputs("Give --tasks DIR/tasks.js with --database\n", stderr);
		return NULL;
	}
	if (!command_config(arena, argc, argv, CONFIG_WORKFLOW_FOLDER, &config))
		return NULL;
	return arena_printf(arena, "%s/tasks.js", config.workflow_folder);
}

struct wish {
	struct why *why;
	const char *patient, *tasks, *now;
};

/* At the clinic's time, unless another is given. */
static enum status
explain_patient(struct tx *tx, void *with)
{
	const struct wish *wish = with;
	struct why *why = wish->why;
	const struct owner_rule_documents *patient;
	bool good;

	TRY(rule_patient(tx, wish->patient, &patient));
	why->now = tx_now(tx);
	why->options.zone = patient->zone;
	if (wish->now != NULL &&
	    !rule_time(why->arena, wish->now, patient->zone, &why->now)) {
		fputs(NO_TIME, stderr);
		return ERR_INVALID;
	}
	why->engine = rule_start(why->arena, wish->tasks, &why->options);
	good = why->engine != NULL && explain(why, wish->patient, patient->container);
	rule_engine_free(why->engine);
	return good ? OK : ERR_INVALID;
}

static int
explain_stored(struct why *why, const char *patient, int argc, char **argv)
{
	struct wish wish = { why, patient, tasks_path(why->arena, argc, argv),
		command_option(argc, argv, "now") };

	if (wish.tasks == NULL)
		return EXIT_FAILURE;
	return command_look(why->arena, argc, argv, explain_patient, &wish);
}

/* ------------------------------------------------------------------- start --- */

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *word = command_word(argc, argv);
	struct why why = { .arena = arena };

	why.json = command_flag(argc, argv, "json");
	if (word != NULL && command_option(argc, argv, "docs") == NULL)
		return explain_stored(&why, word, argc, argv);
	return explain_file(&why, argc, argv);
}

const struct command rules_explain_command = {
	.name = "rules explain",
	.usage =
	    "NUMBER|ID [--tasks DIR/tasks.js] [--now TIME] [--config FILE] [--json]\n"
	    "      | --tasks DIR/tasks.js --docs FILE --tz ZONE --now TIME "
	    "[--patient ID] [--json]",
	.purpose = "say why a client has a task by the rules, or has none",
	.run = run,
};
