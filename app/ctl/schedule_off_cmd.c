/*
 * schedule_off_cmd.c - a step of the schedule off at a facility, and on again: what the
 * page of steps that are switched off does.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "core/schedule.h"
#include "ctl/command_file.h"

#define REASON_MOST 200 /* letters */
#define USAGE "[STEP --place NAME --reason WORDS [--yes]] " COMMAND_WHERE

/* What was asked for on the command line, and what it became. */
struct wish {
	const char *step, *place, *reason;
	bool off, agreed;
	bool already; /* it is so */
};

/* What is off, and what was ------------------------------------------------------ */

static void
tell_switch(struct arena *arena, const char *what, int64_t at, const char *zone,
    const char *by, const char *reason)
{
	printf("  %s %s by %s: %s\n", what, clock_local_minute(arena, at, zone),
	    *by != '\0' ? by : "aftercarectl", reason);
}

static enum status
list(struct tx *tx, void *with)
{
	const struct owner_become_admin *admin;
	struct schedule_off_list_rows rows;

	(void)with;
	TRY(sql_owner_become_admin(tx, &admin));
	TRY(sql_schedule_off_list(tx, workflow()->name, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct schedule_off_list *r = &rows.at[i];

		printf("%s, %s: %s, %lld not sent\n", r->step, r->place_name,
		    r->on_at == 0 ? "off" : "on again", (long long)r->kept);
		tell_switch(
		    tx_arena(tx), "off", r->off_at, r->zone, r->off_by, r->reason);
		if (r->on_at != 0)
			tell_switch(tx_arena(tx), "on", r->on_at, r->zone, r->on_by,
			    r->on_reason);
	}
	if (rows.n == 0)
		puts("Every step is on, at every facility.");
	return OK;
}

/* The switch --------------------------------------------------------------------- */

static enum status
find_place(struct tx *tx, const char *name, int64_t *id)
{
	struct place_list_rows rows;

	TRY(sql_place_list(tx, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (strcmp(rows.at[i].name, name) == 0) {
			*id = rows.at[i].id;
			return OK;
		}
	fprintf(
	    stderr, "There is no facility called “%s”. Please write one of: ", name);
	for (size_t i = 0; i < rows.n; i++)
		fprintf(stderr, "%s%s", i > 0 ? ", " : "", rows.at[i].name);
	fputs(".\n", stderr);
	return ERR_NOT_FOUND;
}

/* Of the programme's own steps and of every version that somebody may still follow. */
static enum status
find_step(struct tx *tx, const char *name)
{
	const struct workflow *w = workflow();
	struct schedule_off_names_rows names;
	struct buf b;

	TRY(sql_schedule_off_names(tx, w->name, &names));
	buf_init(&b, tx_arena(tx));
	for (size_t i = 0; i < w->nsteps; i++) {
		if (strcmp(w->steps[i].name, name) == 0)
			return OK;
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", w->steps[i].name);
	}
	for (size_t i = 0; i < names.n; i++) {
		if (strcmp(names.at[i].step, name) == 0)
			return OK;
		if (workflow_step_named(names.at[i].step) == NULL)
			buf_printf(&b, ", %s", names.at[i].step);
	}
	fprintf(stderr, "There is no step called “%s”. Please write one of: %s.\n",
	    name, b.data);
	return ERR_NOT_FOUND;
}

static enum status
is_off(struct tx *tx, int64_t place_id, const char *step, bool *off)
{
	struct schedule_off_now_rows rows;

	TRY(sql_schedule_off_now(tx, workflow()->name, &rows));
	*off = false;
	for (size_t i = 0; i < rows.n; i++)
		*off = *off || (rows.at[i].place_id == place_id &&
				   strcmp(rows.at[i].step, step) == 0);
	return OK;
}

/* Somebody else may have switched it since it was looked at. */
static enum status
put(struct tx *tx, const struct wish *w, int64_t place_id)
{
	struct schedule_off_begin_rows begun = { .n = 0 };
	struct schedule_off_end_rows ended = { .n = 0 };

	if (w->off)
		TRY(sql_schedule_off_begin(tx, workflow()->name, place_id, w->step,
		    w->reason, 0, tx_now(tx), &begun));
	else
		TRY(sql_schedule_off_end(tx, workflow()->name, place_id, w->step,
		    w->reason, 0, tx_now(tx), &ended));
	return begun.n + ended.n > 0 ? OK : ERR_CONFLICT;
}

static enum status
switch_step(struct tx *tx, void *with)
{
	struct wish *w = with;
	const struct owner_become_admin *admin;
	const struct schedule_off_count *count;
	int64_t place_id;
	bool off;

	TRY(sql_owner_become_admin(tx, &admin));
	TRY(find_place(tx, w->place, &place_id));
	TRY(find_step(tx, w->step));
	TRY(is_off(tx, place_id, w->step, &off));
	if (off == w->off) {
		w->already = true;
		return OK;
	}
	TRY(sql_schedule_off_count(
	    tx, place_id, workflow()->name, w->step, tx_now(tx), &count));
	printf("%s, %s: %lld texts to come %s, of %lld clients.\n", w->step, w->place,
	    (long long)count->texts, w->off ? "do not leave" : "leave",
	    (long long)count->clients);
	return w->agreed ? put(tx, w, place_id) : OK;
}

/* Says which word is missing, or too long. */
static bool
is_said(const struct command *command, const struct wish *w)
{
	if (w->place == NULL || w->reason == NULL)
		fprintf(stderr, "usage: aftercarectl %s %s\n", command->name,
		    command->usage);
	else if (*w->reason == '\0' || text_length(w->reason) > REASON_MOST)
		fprintf(
		    stderr, "--reason: please write 1 to %d letters.\n", REASON_MOST);
	else
		return true;
	return false;
}

static int
run_switch(
    struct arena *arena, int argc, char **argv, const struct command *command, bool off)
{
	const char *reason = command_option(argc, argv, "reason");
	struct wish w = { .step = command_word(argc, argv),
		.place = command_option(argc, argv, "place"),
		.reason = reason != NULL ? text_trim(arena, reason) : NULL,
		.off = off,
		.agreed = command_flag(argc, argv, "yes") };
	enum status status;

	if (w.step != NULL && !is_said(command, &w))
		return EXIT_FAILURE;
	if (!command_workflow(arena, argc, argv))
		return EXIT_FAILURE;
	if (w.step == NULL)
		return command_look(arena, argc, argv, list, NULL);
	status = command_transaction(arena, argc, argv, TX_WRITE, switch_step, &w);
	if (status != OK) {
		fputs("Nothing was switched.\n", stderr);
		return EXIT_FAILURE;
	}
	if (w.already)
		printf("It is %s already.\n", off ? "off" : "on");
	else if (w.agreed)
		printf("It is %s.\n", off ? "off" : "on again");
	else
		puts("Nothing was switched. To switch it: the same with --yes.");
	return w.already || w.agreed ? EXIT_SUCCESS : COMMAND_ASKS;
}

static int
run_off(struct arena *arena, int argc, char **argv)
{
	return run_switch(arena, argc, argv, &schedule_off_command, true);
}

static int
run_on(struct arena *arena, int argc, char **argv)
{
	return run_switch(arena, argc, argv, &schedule_on_command, false);
}

const struct command schedule_off_command = {
	.name = "schedule off",
	.usage = USAGE,
	.purpose =
	    "switch a step off at a facility; without a step say which are off, and "
	    "were;\n      without --yes only how many texts it stops",
	.run = run_off,
};

const struct command schedule_on_command = {
	.name = "schedule on",
	.usage = USAGE,
	.purpose = "switch a step on again at a facility",
	.run = run_on,
};
