/* rules_eval_cmd.c - tasks.js on documents in a file: no database is needed. */

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "core/rule.h"
#include "core/rule_task.h"
#include "ctl/command.h"
#include "ctl/rule_files.h"
#include "ext/json.h"

#define TIMES_MAX 1000

struct step {
	int64_t now; /* microseconds */
	const struct json *json; /* of the file's steps; or NULL */
};

struct eval {
	struct arena *arena;
	struct rule_options options;
	struct rule_engine *engine;
	const struct json *file;
	struct rule_moment at;
	struct rule_documents contacts, reports, tasks;
	struct step steps[TIMES_MAX];
	size_t nsteps;
	bool timing, quiet;
};

/* ------------------------------------------------------------------ times --- */

/* As JavaScript writes a time: "2024-03-01T22:30:00.000Z". */
static const char *
iso_ms(struct arena *arena, int64_t at)
{
	struct local_time t = clock_local(at, "UTC");
	int64_t ms = at / 1000 % 1000;

	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.year,
	    t.month, t.day, t.hour, t.minute, t.second, (int)(ms < 0 ? ms + 1000 : ms));
}

static bool
add_step(struct eval *e, const char *time, const struct json *json)
{
	struct step *step = &e->steps[e->nsteps];

	step->json = json;
	if (e->nsteps < TIMES_MAX &&
	    rule_time(e->arena, time, e->at.zone, &step->now)) {
		e->nsteps++;
		return true;
	}
	fprintf(stderr,
	    "There are at most %d times, and %s is not one: write it as "
	    "2024-03-01T22:30:00Z\n",
	    TIMES_MAX, time != NULL ? time : "nothing");
	return false;
}

static bool
read_steps(struct eval *e, int argc, char **argv)
{
	const struct json *steps = json_get(e->file, "steps");

	if (!add_step(e, command_option(argc, argv, "now"), NULL))
		return false;
	for (int i = 0; i + 1 < argc; i++)
		if (strcmp(argv[i], "--then") == 0 && !add_step(e, argv[i + 1], NULL))
			return false;
	for (size_t i = 0; i < json_count(steps); i++) {
		const struct json *step = json_at(steps, i);

		if (!add_step(e, json_scalar(e->arena, json_get(step, "now")), step))
			return false;
	}
	return true;
}

/* -------------------------------------------------------------- documents --- */

static bool
put_all(struct eval *e, struct rule_documents *to, const struct json *from,
    const char *name)
{
	const struct json *list = json_get(from, name);

	for (size_t i = 0; i < json_count(list); i++)
		if (rule_documents_put(e->arena, to, json_at(list, i)) != OK) {
			fprintf(stderr, "%s: number %zu has no _id\n", name, i + 1);
			return false;
		}
	return true;
}

static bool
take_documents(struct eval *e, const struct json *from)
{
	const struct json *ids = json_get(from, "delete");

	if (!put_all(e, &e->contacts, from, "contacts") ||
	    !put_all(e, &e->reports, from, "reports") ||
	    !put_all(e, &e->tasks, from, "tasks"))
		return false;
	for (size_t i = 0; i < json_count(ids); i++) {
		const char *id = json_text(json_at(ids, i));

		if (id == NULL)
			continue;
		rule_documents_remove(&e->contacts, id);
		rule_documents_remove(&e->reports, id);
		rule_documents_remove(&e->tasks, id);
	}
	return true;
}

static bool
read_file(struct eval *e, const char *path)
{
	const struct json *user;
	const char *text, *id;
	size_t len;

	if (file_read(e->arena, path, JSON_MAX, &text, &len) != OK) {
		fprintf(stderr, "%s cannot be read, or is larger than 32 MB\n", path);
		return false;
	}
	if (json_parse(e->arena, text, len, &e->file) != OK ||
	    !json_is_object(e->file)) {
		fprintf(stderr, "%s is not a JSON object\n", path);
		return false;
	}
	user = json_get(e->file, "user");
	id = json_text(json_get(user, "_id"));
	e->options.user = user != NULL ? json_write(e->arena, user) : NULL;
	e->at.user =
	    arena_printf(e->arena, "org.couchdb.user:%s", id != NULL ? id : "default");
	return take_documents(e, e->file);
}

static const char *
documents_of(struct eval *e)
{
	struct buf b;

	buf_init(&b, e->arena);
	buf_puts(&b, "{\"contacts\":");
	rule_documents_write(&b, &e->contacts);
	buf_puts(&b, ",\"reports\":");
	rule_documents_write(&b, &e->reports);
	buf_puts(&b, ",\"tasks\":");
	rule_documents_write(&b, &e->tasks);
	buf_putc(&b, '}');
	return b.full ? NULL : b.data;
}

/* ----------------------------------------------------------------- output --- */

static void
print_failures(struct eval *e, const struct rule_result *results, size_t count)
{
	const char *comma = "";
	struct buf b;

	fputs(",\"failures\":[", stdout);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < results[i].nfailures; k++) {
			const struct rule_failure *f = &results[i].failures[k];

			fprintf(stderr, "%s:%d: %s%s: patient %s: %s\n",
			    f->file != NULL ? f->file : "tasks.js", f->line,
			    f->rule != NULL ? "rule " : "all rules",
			    f->rule != NULL ? f->rule : "", results[i].patient,
			    f->words);
			buf_init(&b, e->arena);
			buf_printf(&b, "%s{\"patient\":", comma);
			buf_json(&b, results[i].patient);
			buf_puts(&b, ",\"rule\":");
			buf_json(&b, f->rule);
			buf_puts(&b, ",\"file\":");
			buf_json(&b, f->file);
			buf_printf(&b, ",\"line\":%d,\"message\":", f->line);
			buf_json(&b, f->words);
			buf_putc(&b, '}');
			fputs(b.data, stdout);
			comma = ",";
		}
	putchar(']');
}

static void
print_emissions(const struct rule_result *results, size_t count)
{
	const char *comma = "";

	fputs(",\"emissions\":[", stdout);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < results[i].nemissions; k++) {
			printf("%s%s", comma, results[i].emissions[k].raw);
			comma = ",";
		}
	putchar(']');
}

/* The reference gives up everything when one rule throws. */
static const struct rule_failure *
first_failure(const struct eval *e, const struct rule_result *results, size_t count)
{
	for (size_t i = 0; e->options.stop_on_error && i < count; i++)
		if (results[i].nfailures > 0)
			return &results[i].failures[0];
	return NULL;
}

static void
print_step(struct eval *e, const struct rule_result *results, size_t count)
{
	const struct rule_failure *failure = first_failure(e, results, count);
	struct buf b;

	buf_init(&b, e->arena);
	buf_json(&b, failure != NULL ? failure->words : NULL);
	printf("{\"now\":\"%s\",\"error\":%s", iso_ms(e->arena, e->at.now), b.data);
	print_failures(e, results, count);
	print_emissions(results, failure != NULL ? 0 : count);
	fputs(",\"tasks\":[", stdout);
	for (size_t i = 0; i < e->tasks.count; i++)
		printf("%s%s", i > 0 ? "," : "", e->tasks.list[i].text);
	fputs("]}", stdout);
}

/* ------------------------------------------------------------------ a step --- */

static bool
run_step(struct eval *e, const struct step *step)
{
	const char *const *containers;
	struct rule_result *results;
	const char *documents;
	int64_t began;
	size_t count;

	e->at.now = step->now;
	if (step->json != NULL && !take_documents(e, step->json))
		return false;
	documents = documents_of(e);
	began = clock_monotonic();
	if (documents == NULL || rule_engine_group(e->engine, e->arena, documents,
				     &containers, &count) != OK) {
		fputs(
		    "The documents could not be grouped: are they too many?\n", stderr);
		return false;
	}
	ARENA_ARRAY(e->arena, results, count);
	if (rule_engine_evaluate(
		e->engine, e->arena, step->now, containers, count, results) != OK) {
		fputs(
		    "The rules could not be evaluated: see the line above.\n", stderr);
		return false;
	}
	if (first_failure(e, results, count) == NULL &&
	    rule_tasks_merge(e->arena, &e->tasks, results, count, &e->at) != OK) {
		fputs("The tasks could not be written as JSON.\n", stderr);
		return false;
	}
	if (e->timing)
		fprintf(stderr, "evaluated %zu patients in %.6f s\n", count,
		    (double)(clock_monotonic() - began) / (double)SECOND);
	if (!e->quiet)
		print_step(e, results, count);
	return true;
}

static bool
run_steps(struct eval *e)
{
	bool good = true;

	if (!e->quiet)
		puts("[");
	for (size_t i = 0; good && i < e->nsteps; i++) {
		if (i > 0 && !e->quiet)
			puts(",");
		good = run_step(e, &e->steps[i]);
	}
	if (!e->quiet)
		puts("\n]");
	return good;
}

/* ------------------------------------------------------------------ start --- */

static void
read_switches(struct eval *e, int argc, char **argv)
{
	bool like_cht = command_flag(argc, argv, "like-cht");

	e->options.stop_on_error =
	    like_cht || command_flag(argc, argv, "stop-on-error");
	e->options.label_owner = like_cht || command_flag(argc, argv, "label-owner");
	e->timing = command_flag(argc, argv, "timing");
	e->quiet = command_flag(argc, argv, "quiet");
	e->options.raw = !e->quiet;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *tasks = command_option(argc, argv, "tasks");
	const char *docs = command_option(argc, argv, "docs");
	struct eval *e = arena_alloc(arena, sizeof *e);
	bool good;

	/* Much memory is taken and given back, patient by patient. */
	(void)mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
	e->arena = arena;
	e->at.zone = e->options.zone = command_option(argc, argv, "tz");
	if (tasks == NULL || docs == NULL || e->at.zone == NULL) {
		fputs(
		    "Give --tasks DIR/tasks.js --docs FILE.json --tz ZONE --now TIME\n",
		    stderr);
		return EXIT_FAILURE;
	}
	if (!rule_zone(e->at.zone))
		return EXIT_FAILURE;
	read_switches(e, argc, argv);
	good = read_file(e, docs) && read_steps(e, argc, argv);
	if (good)
		e->engine = rule_start(e->arena, tasks, &e->options);
	good = good && e->engine != NULL && run_steps(e);
	rule_engine_free(e->engine);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command rules_eval_command = {
	.name = "rules eval",
	.usage =
	    "--tasks DIR/tasks.js --docs FILE --tz ZONE --now TIME [--then TIME ...]\n"
	    "      [--like-cht | --stop-on-error --label-owner] [--timing] [--quiet]",
	.purpose = "say what tasks.js makes of the documents in a file",
	.run = run,
};
