/*
 * config.h - the configuration file, read once by main.
 *
 * Lines of "key = value".  Blanks round both are dropped; "#" at the start of a
 * line or after a blank begins a comment; no quotes.  Everything that is wrong is
 * told at once, one line each with file, line, key and remedy; what was read of
 * such a file is not to be used.  Values live in the arena.
 */

#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct config {
	const char *file; /* its name, for messages */
	const char *database; /* a libpq connection string */
	const char *listen; /* path of the FastCGI socket */
	int children; /* processes that answer; 4 if not given */
	const char *static_folder; /* what nginx serves, to know the files' hashes */
	const char *workflow_folder; /* of the pack in use, with workflow.json */
	const char *catalogue_folder; /* compiled translations */
	const char *rapidpro_url; /* http(s), no "/" at the end, without /api/v2 */
	const char *rapidpro_token;
	const char *rapidpro_channel; /* UUID or name of the channel that sends */
	int rapidpro_rate; /* calls an hour, polls included; 2000 if not given */
	const char *webhook_secret;
	const char *webhook_secret_old; /* still taken while it is being replaced */
	const char *sms_price; /* of one SMS, "USD 0.03"; NULL if not given */
	int group_confirm_above; /* people; then a second person confirms; 20 if not given */
	int just_wrote_hours; /* whoever wrote since may be answered at night; 2 if not given */
	int held_after_hours; /* older, a text waits for a person; 24 if not given */
	int silent_minutes; /* without an SMS where there always is one; 90 if not given */
	/* Of the mail about troubles; NULL: none is sent. */
	const char *mail_server; /* smtps://host:465, or smtp://host:587 */
	const char *mail_user, *mail_password; /* NULL: it asks for none */
	const char *mail_from; /* an address */
	const char *site_url; /* where mails about cases lead; NULL if not given */
	const char
	    *subscription_networks; /* private ones that may be told of tasks; "" */
	bool simulator; /* rapidpro_url is our own simulator; no if not given */
	bool demo; /* invented patients, a clock that can be moved; no if not given */
};

/* What a program cannot work without, or-ed together for config_require. */
enum config_need {
	CONFIG_DATABASE = 1 << 0,
	CONFIG_LISTEN = 1 << 1,
	CONFIG_STATIC_FOLDER = 1 << 2,
	CONFIG_WORKFLOW_FOLDER = 1 << 3,
	CONFIG_CATALOGUE_FOLDER = 1 << 4,
	CONFIG_RAPIDPRO = 1 << 5, /* url, token and channel */
	CONFIG_WEBHOOK_SECRET = 1 << 6
};

/*
 * Reads the file named on the command line or, if that is NULL, in
 * $AFTERCARE_CONFIG.  ERR_INVALID with the complaints, ready to be printed.
 */
MUST_CHECK enum status config_load(
    struct arena *, const char *path, struct config *, const char **complaints);
/* The same of a text; name is what the complaints call it. */
MUST_CHECK enum status config_parse(struct arena *, const char *name, const char *text,
    size_t len, struct config *, const char **complaints);
/* ERR_INVALID with one complaint for each needed key that is not there. */
MUST_CHECK enum status config_require(
    struct arena *, const struct config *, unsigned needs, const char **complaints);
/* Both, as a program begins; false once the complaints stand on standard error. */
MUST_CHECK bool config_read(
    struct arena *, const char *path, unsigned needs, struct config *);

#endif
