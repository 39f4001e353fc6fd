/* rules_eval_cmd.c - tasks.js on documents in a file: no database is needed. */

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "core/rule.h"
#include "core/rule_task.h"
#include "ctl/command.h"
#include "ctl/rule_files.h"
#include "ext/json.h"

#define TIMES_MAX 1000
#define WORTH_SHARING ((size_t)1024 * 1024) /* bytes of documents */

struct step {
	int64_t now; /* microseconds */
	struct json_span json; /* of the file's steps; or empty */
};

struct eval {
	struct arena *arena;
	struct rule_options options;
	struct rule_engine *engine;
	struct json_span file;
	struct rule_moment at;
	struct rule_set set;
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
add_step(struct eval *e, const char *time, struct json_span json)
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

static const char *
time_of(struct eval *e, struct json_span step)
{
	struct json_span now = json_span_get(step, "now");
	const struct json *json;

	if (now.len == 0 || json_parse(e->arena, now.text, now.len, &json) != OK)
		return NULL;
	return json_scalar(e->arena, json);
}

static bool
read_steps(struct eval *e, int argc, char **argv)
{
	const struct json_span none = { "", 0 };
	struct json_span steps = json_span_get(e->file, "steps"), step;

	if (!add_step(e, command_option(argc, argv, "now"), none))
		return false;
	for (int i = 0; i + 1 < argc; i++)
		if (strcmp(argv[i], "--then") == 0 && !add_step(e, argv[i + 1], none))
			return false;
	for (const char *at = steps.text; json_step(&at, NULL, &step);)
		if (!add_step(e, time_of(e, step), step))
			return false;
	return true;
}

/* -------------------------------------------------------------- documents --- */

static bool
read_file(struct eval *e, const char *path)
{
	const char *id;

	if (!rule_read(e->arena, path, &e->file))
		return false;
	e->options.user = rule_user(e->arena, e->file, &id);
	e->at.user =
	    arena_printf(e->arena, "org.couchdb.user:%s", id != NULL ? id : "default");
	return true;
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
	for (size_t i = 0; i < e->set.tasks.count; i++) {
		const struct rule_document *task = &e->set.tasks.list[i];

		printf("%s%.*s", i > 0 ? "," : "", (int)task->len, task->text);
	}
	fputs("]}", stdout);
}

/* ------------------------------------------------------------------ a step --- */

/* By us and by the evaluators, so far. */
static int64_t
computed_by(const struct eval *e)
{
	struct timespec time = { .tv_sec = 0 };

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec * SECOND + time.tv_nsec / 1000 +
	       rule_engine_computed(e->engine);
}

static bool
run_step(struct eval *e, const struct step *step)
{
	const char *const *containers;
	struct rule_result *results;
	int64_t began, computed;
	size_t count;

	e->at.now = step->now;
	if (!rule_take(e->arena, step->json, &e->set))
		return false;
	began = clock_monotonic();
	computed = computed_by(e);
	rule_group(e->arena, &e->set, &containers, &count);
	ARENA_ARRAY(e->arena, results, count);
	if (rule_engine_evaluate(
		e->engine, e->arena, step->now, containers, count, results) != OK) {
		fputs(
		    "The rules could not be evaluated: see the line above.\n", stderr);
		return false;
	}
	if (first_failure(e, results, count) == NULL &&
	    rule_tasks_merge(e->arena, &e->set.tasks, results, count, &e->at) != OK) {
		fputs("The tasks could not be written as JSON.\n", stderr);
		return false;
	}
	if (e->timing)
		fprintf(stderr,
		    "evaluated %zu patients in %.6f s, %.6f s of computing\n", count,
		    (double)(clock_monotonic() - began) / (double)SECOND,
		    (double)(computed_by(e) - computed) / (double)SECOND);
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
	const char *evaluators = command_option(argc, argv, "evaluators");
	bool like_cht = command_flag(argc, argv, "like-cht");

	e->options.stop_on_error =
	    like_cht || command_flag(argc, argv, "stop-on-error");
	e->options.label_owner = like_cht || command_flag(argc, argv, "label-owner");
	e->timing = command_flag(argc, argv, "timing");
	e->quiet = command_flag(argc, argv, "quiet");
	e->options.raw = !e->quiet;
	/* One for a core, where there is enough to share. */
	if (evaluators != NULL)
		e->options.evaluators = strtoul(evaluators, NULL, 10);
	else if (e->file.len >= WORTH_SHARING)
		e->options.evaluators = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
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
	good = read_file(e, docs) && read_steps(e, argc, argv);
	read_switches(e, argc, argv);
	/* An evaluator begins with what is here: the documents come later. */
	if (good)
		e->engine = rule_start(e->arena, tasks, &e->options);
	good = good && e->engine != NULL && rule_take(e->arena, e->file, &e->set) &&
	       run_steps(e);
	rule_engine_free(e->engine);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command rules_eval_command = {
	.name = "rules eval",
	.usage =
	    "--tasks DIR/tasks.js --docs FILE --tz ZONE --now TIME [--then TIME ...]\n"
	    "      [--like-cht | --stop-on-error --label-owner] [--timing] [--quiet]\n"
	    "      [--evaluators N]",
	.purpose = "say what tasks.js makes of the documents in a file",
	.run = run,
};
