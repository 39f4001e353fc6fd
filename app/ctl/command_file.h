/*
 * command_file.h - commands that bring a part of a programme from a file, or write it
 * into one: check, publish and export of schedules, texts and settings.
 */

#ifndef CTL_COMMAND_FILE_H
#define CTL_COMMAND_FILE_H

#include "ctl/command.h"

#define COMMAND_WHERE "[--config FILE | --database CONNINFO --workflow DIR]"

/* An exit code: nothing is wrong, but somebody has to agree. */
#define COMMAND_ASKS 2

/* Loads the programme of --workflow or of the configuration; says what is wrong. */
bool command_workflow(struct arena *, int argc, char **argv);
/*
 * The text of the file that the words name, of 1 MB at most, with the programme loaded:
 * the file's path, or NULL when what is wrong has been said.
 */
const char *command_file(struct arena *, int argc, char **argv, const struct command *,
    const char **text, size_t *len);
/* Into the file, or to the terminal for NULL; says so if it cannot be written. */
MUST_CHECK enum status command_write(const char *path, const char *text);
/* What an export is asked for, and what its act is given. */
struct command_export {
	const char *path; /* NULL: the terminal */
	bool all; /* --what all: what is as the programme has it, too */
};
/* The exit code of one that lets WRITE have the programme, its file and how much. */
int command_export(struct arena *, int argc, char **argv, command_act *write);
#define COMMAND_REASON_MOST 200 /* letters */
/*
 * Why something is published, as the list of versions shows it: --why, else the file's
 * name; NULL when what is wrong with it has been said.
 */
const char *command_reason(struct arena *, int argc, char **argv);
/*
 * The exit code of a publish: of its transaction, of whether somebody agreed to it, and of
 * the version that it became, 0 for none.  PAGE is where drafts of it are written.
 */
int command_published(enum status, const char *page, bool agreed, int32_t number);

#endif
