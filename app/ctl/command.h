/* command.h - one command is one file with one of these. */

#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include "base/arena.h"
#include "base/config.h"
#include "db/tx.h"

struct command {
	const char *name; /* "migrate", "demo advance" */
	const char *usage; /* what follows the name */
	const char *purpose; /* one line */
	/* argv[0] is the first word after the name; the result is the exit code. */
	int (*run)(struct arena *, int argc, char **argv);
};

extern const struct command migrate_command, demo_run_command, demo_advance_command,
    demo_reset_command, rapidpro_check_command, user_add_command, user_password_command,
    user_disable_command, inbox_list_command, inbox_retry_command, outbox_list_command,
    outbox_retry_command, rules_eval_command, rules_explain_command,
    rules_export_command, rules_once_command, workflow_check_command,
    workflow_publish_command, form_check_command, form_fill_command, triage_command,
    mail_list_command, mail_add_command, mail_remove_command, mail_test_command,
    schedule_check_command, schedule_publish_command, schedule_export_command,
    schedule_off_command, schedule_on_command, client_add_command, client_list_command,
    client_keys_command, client_revoke_command, demo_token_command,
    subscription_list_command, subscription_retry_command, outbound_check_command,
    outbound_set_command, outbound_list_command, outbound_remove_command,
    outbound_retry_command, outbound_show_command, outbound_credential_command,
    texts_check_command, texts_publish_command, texts_export_command,
    settings_check_command, settings_publish_command, settings_export_command;

/* The value of --name, or NULL; a trailing --name without value is NULL too. */
const char *command_option(int argc, char **argv, const char *name);
/* Whether --name, an option without a value, is there. */
bool command_flag(int argc, char **argv, const char *name);
/* The first word that is no option nor an option's value, NULL if none. */
const char *command_word(int argc, char **argv);
/*
 * That word as the number of a row, above 0; 0 if it is none: then it is said that it
 * stands in the list that is a command's answer.
 */
int64_t command_number(int argc, char **argv, const char *list);
/* "Harare, Mbare", or "Clinic 1, Mbare; Clinic 2" as an array of the database; NULL is none. */
const char *command_list(struct arena *, const char *list);
/* One line from the terminal without showing it, or from a pipe; false: none. */
bool command_secret(const char *prompt, char *line, size_t size);
/*
 * The configuration named by --config or $AFTERCARE_CONFIG; with --database
 * instead, nothing but that.  Says what is wrong and returns false.
 */
bool command_config(
    struct arena *, int argc, char **argv, unsigned needs, struct config *);
/* Opens the database as its owner; says what is wrong and returns NULL. */
struct db *command_database(struct arena *, int argc, char **argv);

/* What a command does in its transaction, with what it was told and what it found. */
typedef enum status command_act(struct tx *, void *with);
/*
 * Opens the database and acts in one transaction: all of it is done or nothing.
 * What its failure means for the command is the caller's to say.
 */
MUST_CHECK enum status command_transaction(
    struct arena *, int argc, char **argv, enum tx_mode, command_act *act, void *with);
/* The exit code of a command that only looks. */
int command_look(struct arena *, int argc, char **argv, command_act *look, void *with);
/* The exit code of one that changes something; says so if nothing was changed. */
int command_change(
    struct arena *, int argc, char **argv, command_act *change, void *with);

#endif
