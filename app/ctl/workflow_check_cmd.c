/* workflow_check_cmd.c - what is wrong with a programme's folder, before it is used. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/rule.h"
#include "core/workflow.h"
#include "ctl/command.h"
#include "ctl/rule_files.h"
#include "ctl/workflow_forms.h"
#include "ctl/workflow_texts.h"

static bool
check_source(
    struct arena *arena, const struct rule_source *source, struct workflow_tasks *tasks)
{
	const struct rule_options options = { .zone = "UTC" };
	struct rule_engine *engine = rule_engine_new(arena, source, &options);
	const struct rule_complaint *complaints = NULL;
	enum status status;
	size_t count = 0;

	status = rule_engine_compile(engine, arena, &complaints, &count);
	if (status == OK)
		status = rule_engine_check(engine, arena, &complaints, &count);
	if (status == OK)
		status =
		    rule_engine_forms(engine, arena, &tasks->forms, &tasks->nforms);
	if (status == OK)
		status =
		    rule_engine_rules(engine, arena, &tasks->rules, &tasks->nrules);
	rule_engine_free(engine);
	rule_complain(complaints, count);
	if (status != OK && count == 0)
		fputs("tasks.js: the evaluator could not be started, or was ended\n",
		    stderr);
	return status == OK;
}

static bool
check_tasks(struct arena *arena, const char *path, struct workflow_tasks *tasks)
{
	struct rule_source source;

	if (rule_load(arena, path, &source) == OK)
		return check_source(arena, &source, tasks);
	rule_complain(source.complaints, source.ncomplaints);
	return false;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *folder = command_word(argc, argv), *path, *pack;
	struct workflow_tasks tasks = { .nrules = 0 };
	bool good = true;

	if (folder == NULL) {
		fputs("Give the folder of the programme: workflow check DIR\n", stderr);
		return EXIT_FAILURE;
	}
	path = arena_printf(arena, "%s/tasks.js", folder);
	pack = arena_printf(arena, "%s/workflow.json", folder);
	if (access(path, F_OK) != 0 && access(pack, F_OK) != 0) {
		fprintf(
		    stderr, "%s has neither a workflow.json nor a tasks.js\n", folder);
		return EXIT_FAILURE;
	}
	if (access(pack, F_OK) == 0)
		good =
		    workflow_load(folder) == OK && workflow_texts_check(arena, folder);
	if (access(path, F_OK) == 0)
		good = check_tasks(arena, path, &tasks) && good;
	good = workflow_forms_check(arena, folder, &tasks) && good;
	puts(good ? "Nothing is wrong." : "Put right what the lines above say.");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command workflow_check_command = {
	.name = "workflow check",
	.usage = "DIR",
	.purpose = "say what is wrong with a programme's folder, with file and line",
	.run = run,
};
