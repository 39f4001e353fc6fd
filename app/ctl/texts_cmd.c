/* texts_cmd.c - other words for a programme's texts from a file, and into one. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text_file.h"
#include "core/triage.h"
#include "ctl/command_file.h"

struct publishing {
	struct text_wordings_rows rows;
	const char *reason;
	bool agreed;
	int32_t number; /* of the version that it has become; 0: of none */
};

/* What a text is held against without a database: names as long as they usually get. */
static bool
load_judge(struct arena *arena, struct text_judge *judge)
{
	struct triage *triage = triage_new(arena);
	const char *folder = workflow_folder(), *why = "";
	enum status status;

	*judge = (struct text_judge){ .longest = &text_check_long, .nlongest = 1 };
	status = neutral_load(arena, folder, &judge->neutral, &why);
	if (status == OK || status == ERR_NOT_FOUND) {
		status =
		    triage_load(triage, arena_printf(arena, "%s/triage", folder), &why);
		judge->triage = status == OK ? triage : NULL;
	}
	if (status == OK || status == ERR_NOT_FOUND)
		return true;
	fprintf(stderr, "%s: %s\n", folder, why);
	return false;
}

/* Says what is wrong with it, and what is worth knowing. */
static bool
load_file(struct arena *arena, int argc, char **argv, const struct command *command,
    struct text_wordings_rows *rows)
{
	const char *path, *text;
	struct text_faults faults;
	struct text_judge judge;
	enum status status;
	size_t len;

	path = command_file(arena, argc, argv, command, &text, &len);
	if (path == NULL || !load_judge(arena, &judge))
		return false;
	status = text_file_read(arena, &judge, text, len, rows, &faults);
	for (size_t i = 0; i < faults.n; i++)
		fprintf(stderr, "%s: %s: %s%s\n", path, faults.at[i].where,
		    faults.at[i].note ? "note: " : "", faults.at[i].message);
	return status == OK;
}

static int
run_check(struct arena *arena, int argc, char **argv)
{
	struct text_wordings_rows rows;

	if (!load_file(arena, argc, argv, &texts_check_command, &rows))
		return EXIT_FAILURE;
	printf("Nothing is wrong; so many are in other words than the programme’s: "
	       "%zu.\n",
	    rows.n);
	return EXIT_SUCCESS;
}

/* How many differ; each is named, with what it says then. */
static size_t
tell_changes(struct arena *arena, const struct text_wordings_rows *used,
    const struct text_wordings_rows *then)
{
	struct text_changes changes;

	text_version_changes(arena, used, then, &changes);
	for (size_t i = 0; i < changes.n; i++)
		printf("  %s, %s: %s\n", changes.at[i].name,
		    workflow()->languages[changes.at[i].language],
		    changes.at[i].now != NULL ? changes.at[i].now : "-");
	return changes.n;
}

static enum status
put_in_use(struct tx *tx, struct publishing *p, const struct text_wordings_rows *used)
{
	const struct text_draft_lock *draft;
	struct text_publish_rows done;
	bool began;

	TRY(text_draft_open(tx, 0, TEXT_FROM_USED, &draft, &began));
	if (!began)
		return ERR_CONFLICT;
	/* What the file does not say is the programme's again. */
	for (size_t i = 0; i < used->n; i++) {
		const struct text_wordings *w = &used->at[i];

		if (text_wording_of(&p->rows, w->name, w->language) == NULL)
			TRY(sql_text_wording_drop(tx, draft->id, w->name, w->language));
	}
	for (size_t i = 0; i < p->rows.n; i++) {
		const struct text_wordings *w = &p->rows.at[i];

		TRY(text_draft_say(tx, draft->id, used, w->name,
		    text_language(w->language), w->body, 0));
	}
	TRY(sql_text_publish(tx, draft->id, p->reason, 0, tx_now(tx), &done));
	p->number = draft->number;
	return done.n > 0 ? OK : ERR_CONFLICT;
}

static enum status
publish(struct tx *tx, void *with)
{
	struct publishing *p = with;
	const struct owner_become_admin *admin;
	const struct text_version_used *at;
	struct text_wordings_rows used;

	TRY(sql_owner_become_admin(tx, &admin));
	TRY(sql_text_version_used(tx, workflow()->name, 0, &at));
	TRY(sql_text_wordings(tx, at->id, &used));
	if (tell_changes(tx_arena(tx), &used, &p->rows) == 0) {
		puts("It is what is in use.");
		p->agreed = true;
		return OK;
	}
	return p->agreed ? put_in_use(tx, p, &used) : OK;
}

static int
run_publish(struct arena *arena, int argc, char **argv)
{
	struct publishing p = { .agreed = command_flag(argc, argv, "yes") };
	enum status status;

	if (!load_file(arena, argc, argv, &texts_publish_command, &p.rows) ||
	    (p.reason = command_reason(arena, argc, argv)) == NULL)
		return EXIT_FAILURE;
	status = command_transaction(arena, argc, argv, TX_WRITE, publish, &p);
	return command_published(status, "Texts", p.agreed, p.number);
}

static enum status
write_used(struct tx *tx, void *with)
{
	const struct command_export *e = with;
	const struct text_version_used *at;
	struct text_wordings_rows rows;

	TRY(sql_text_version_used(tx, workflow()->name, 0, &at));
	TRY(sql_text_wordings(tx, at->id, &rows));
	return command_write(e->path, text_file_write(tx_arena(tx), &rows, e->all));
}

static int
run_export(struct arena *arena, int argc, char **argv)
{
	return command_export(arena, argc, argv, write_used);
}

const struct command texts_check_command = {
	.name = "texts check",
	.usage = "FILE [--config FILE | --workflow DIR]",
	.purpose = "say what is wrong with texts in a file, in the editor's words",
	.run = run_check,
};

const struct command texts_publish_command = {
	.name = "texts publish",
	.usage = "FILE [--why WORDS] [--yes] " COMMAND_WHERE,
	.purpose =
	    "put the texts of a file in use; without --yes it only says what would\n"
	    "      change",
	.run = run_publish,
};

const struct command texts_export_command = {
	.name = "texts export",
	.usage = "[FILE] [--what all] " COMMAND_WHERE,
	.purpose =
	    "write what is in other words than the programme's, as check and publish\n"
	    "      take it; with --what all every text as it is in use",
	.run = run_export,
};
