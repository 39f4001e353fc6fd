/* rules_once_cmd.c - the rules for whoever's turn it is, and no longer. */

#include <stdio.h>
#include <stdlib.h>

#include "core/rule_run.h"
#include "core/workflow.h"
#include "ctl/command.h"

static enum status
run_all(struct rule_run *rules, struct arena *arena, struct rule_step *sum)
{
	struct rule_step step;

	do {
		TRY(rule_run_step(rules, arena, &step));
		arena_reset(arena);
		sum->patients += step.patients;
		sum->failed += step.failed;
		sum->tasks.made += step.tasks.made;
		sum->tasks.changed += step.tasks.changed;
		sum->tasks.ended += step.tasks.ended;
		sum->replaced = step.replaced;
	} while (step.patients > 0);
	return OK;
}

static int
run(struct arena *arena, int argc, char **argv)
{
	struct rule_step sum = { .patients = 0 };
	struct arena *batch = arena_new();
	struct rule_run *rules = NULL;
	struct config config;
	enum status status;
	struct db *db;

	if (!command_config(
		arena, argc, argv, CONFIG_DATABASE | CONFIG_WORKFLOW_FOLDER, &config) ||
	    workflow_load(config.workflow_folder) != OK)
		return EXIT_FAILURE;
	if (db_open(config.database, &db) != OK)
		return EXIT_FAILURE;
	status = rule_run_open(arena, db, &rules);
	if (status == OK)
		status = run_all(rules, batch, &sum);
	rule_run_close(rules);
	db_close(db);
	arena_free(batch);
	if (status == OK && !sum.replaced)
		printf("%zu clients, %zu of them with a rule that failed; tasks: %lld "
		       "made, %lld changed, %lld ended\n",
		    sum.patients, sum.failed, (long long)sum.tasks.made,
		    (long long)sum.tasks.changed, (long long)sum.tasks.ended);
	else
		fputs(sum.replaced ? "Other rules have come into use meanwhile.\n"
				   : "The rules did not come to an end: see above.\n",
		    stderr);
	return status == OK && !sum.replaced ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command rules_once_command = {
	.name = "rules once",
	.usage = "[--config FILE]",
	.purpose = "evaluate the programme's rules for everybody whose turn it is",
	.run = run,
};
