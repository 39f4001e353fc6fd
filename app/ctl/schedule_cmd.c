/* schedule_cmd.c - a programme's schedule from a file, and into one. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schedule.h"
#include "core/schedule_file.h"
#include "ctl/command_file.h"

struct publishing {
	struct schedule_steps steps;
	bool all, agreed, wrong;
	int32_t number; /* of the version that it has become; 0: of none */
};

/* Says what is wrong with it, and what is worth knowing. */
static bool
load_file(struct arena *arena, int argc, char **argv, const struct command *command,
    struct schedule_steps *steps)
{
	const char *path, *text;
	struct schedule_faults faults;
	enum status status;
	size_t len;

	path = command_file(arena, argc, argv, command, &text, &len);
	if (path == NULL)
		return false;
	status = schedule_file_read(arena, text, len, steps, &faults);
	for (size_t i = 0; i < faults.n; i++)
		fprintf(stderr, "%s: %s: %s%s\n", path, faults.at[i].step,
		    faults.at[i].note ? "note: " : "", faults.at[i].message);
	return status == OK;
}

static int
run_check(struct arena *arena, int argc, char **argv)
{
	struct schedule_steps steps;

	if (!load_file(arena, argc, argv, &schedule_check_command, &steps))
		return EXIT_FAILURE;
	printf("Nothing is wrong with its %zu steps.\n", steps.n);
	return EXIT_SUCCESS;
}

/* How much of it is not as it is in use; each is named. */
static size_t
tell_steps(struct arena *arena, const struct schedule_steps *now,
    const struct schedule_steps *then)
{
	size_t n = 0;

	for (size_t i = 0; i < then->n; i++) {
		const struct schedule_step *s = &then->at[i],
					   *o = schedule_step_named(now, s->name);

		if (o != NULL && schedule_step_same(arena, s, o))
			continue;
		printf("  %s: %s\n", s->name, o == NULL ? "new" : "changed");
		n++;
	}
	for (size_t i = 0; i < now->n; i++)
		if (schedule_step_named(then, now->at[i].name) == NULL) {
			printf("  %s: not any more\n", now->at[i].name);
			n++;
		}
	if (now->per_day != then->per_day) {
		printf("  per_day: %d, not %d (0 is any number)\n", then->per_day,
		    now->per_day);
		n++;
	}
	return n;
}

static void
tell_changes(const struct schedule_changes *c, bool all)
{
	printf("Of who is in follow-up it changes the texts of %lld: %lld moved, %lld "
	       "more, %lld fewer; %lld stay.\n%s\n",
	    (long long)c->men, (long long)c->moved, (long long)c->added,
	    (long long)c->gone, (long long)c->same,
	    all ? "It is for them and for new clients."
		: "It is for new clients only, unless you say --all: who is in "
		  "follow-up goes on as he began.");
}

static enum status
put_in_use(struct tx *tx, const char *plan, struct publishing *p)
{
	struct schedule_draft_add_rows added;
	struct schedule_draft_tried_rows tried;
	const struct schedule_version_get *version;
	const struct schedule_publish *row;
	int64_t id;

	TRY(sql_schedule_draft_add(
	    tx, workflow()->name, plan, p->steps.per_day, 0, tx_now(tx), &added));
	if (added.n == 0)
		return ERR_CONFLICT;
	id = added.at[0].id;
	TRY(sql_schedule_draft_tried(tx, id, 0, tx_now(tx), &tried));
	TRY(sql_schedule_version_get(tx, id, workflow()->name, &version));
	TRY(sql_schedule_publish(tx, id, version->edits, p->all, tx_now(tx), &row));
	p->number = version->number;
	return row->published ? OK : ERR_CONFLICT;
}

/* What its flows have become is known to the database alone. */
static enum status
check_flows(struct tx *tx, struct publishing *p)
{
	struct schedule_faults faults;

	TRY(schedule_check(tx, &p->steps, &faults));
	p->wrong = faults.wrong > 0;
	for (size_t i = 0; i < faults.n; i++)
		if (!faults.at[i].note)
			fprintf(stderr, "%s: %s\n", faults.at[i].step,
			    faults.at[i].message);
	return p->wrong ? ERR_INVALID : OK;
}

static enum status
publish(struct tx *tx, void *with)
{
	struct publishing *p = with;
	const char *plan = schedule_steps_write(tx_arena(tx), &p->steps);
	const struct owner_become_admin *admin;
	const struct schedule_changes *changes;
	struct schedule_steps used;
	int64_t version_id;

	TRY(sql_owner_become_admin(tx, &admin));
	TRY(schedule_used(tx, &used, &version_id));
	if (tell_steps(tx_arena(tx), &used, &p->steps) == 0) {
		puts("It is what is in use.");
		p->agreed = true;
		return OK;
	}
	TRY(check_flows(tx, p));
	TRY(sql_schedule_changes(tx, plan, workflow()->name, tx_now(tx), &changes));
	tell_changes(changes, p->all);
	return p->agreed ? put_in_use(tx, plan, p) : OK;
}

static int
run_publish(struct arena *arena, int argc, char **argv)
{
	struct publishing p = { .all = command_flag(argc, argv, "all"),
		.agreed = command_flag(argc, argv, "yes") };
	enum status status;

	if (!load_file(arena, argc, argv, &schedule_publish_command, &p.steps))
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_WRITE, publish, &p);
	return command_published(status, "Schedules", p.agreed, p.number);
}

static enum status
write_used(struct tx *tx, void *with)
{
	const char *path = *(const char **)with;
	struct schedule_steps steps;
	int64_t version_id;

	TRY(schedule_used(tx, &steps, &version_id));
	return command_write(path, schedule_file_write(tx_arena(tx), &steps));
}

static int
run_export(struct arena *arena, int argc, char **argv)
{
	const char *path = command_word(argc, argv);

	return command_workflow(arena, argc, argv)
		   ? command_look(arena, argc, argv, write_used, &path)
		   : EXIT_FAILURE;
}

const struct command schedule_check_command = {
	.name = "schedule check",
	.usage = "FILE [--config FILE | --workflow DIR]",
	.purpose = "say what is wrong with a schedule in a file, in the editor's words",
	.run = run_check,
};

const struct command schedule_publish_command = {
	.name = "schedule publish",
	.usage = "FILE [--all] [--yes] " COMMAND_WHERE,
	.purpose =
	    "put the schedule of a file in use, for new clients or also (--all) for\n"
	    "      those in follow-up; without --yes it only says what would change",
	.run = run_publish,
};

const struct command schedule_export_command = {
	.name = "schedule export",
	.usage = "[FILE] " COMMAND_WHERE,
	.purpose = "write the schedule in use, as check and publish take it",
	.run = run_export,
};
