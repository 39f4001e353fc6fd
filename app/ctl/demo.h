/*
 * demo.h - the demonstration: everything that make run starts, in one folder.
 *
 * DATA holds the database's cluster (pg), the logs, nginx's files and the
 * configurations with their secrets, made once.  Sockets are in DATA/run or,
 * where that path is too long or too odd for a socket, in a folder of our own
 * below /tmp.
 */

#ifndef CTL_DEMO_H
#define CTL_DEMO_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/supervise.h"
#include "db/tx.h"

#define DEMO_PASSWORD "quiet morning clinic" /* of every demonstration user */
#define DEMO_DATA "var" /* if nothing else is asked for */

struct demo {
	struct arena *arena;
	const char *root; /* the checkout: absolute, and the current folder */
	const char *programs; /* where the programs were built */
	const char *data, *run; /* absolute */
	const char *owner; /* connection string of the database's owner */
	const char *webhook_secret, *rapidpro_token;
	int port;
	int64_t begin; /* when an empty demonstration begins; 0: now */
	bool simulator; /* its program has been built */
	struct supervisor *supervisor;
};

/* One line of progress. */
void demo_say(const char *what, const char *fmt, ...) PRINTF(2, 3);

/*
 * Finds the checkout and makes the folder, the locks and the secrets.  Says what
 * is wrong: ERR_CONFLICT if another run uses the folder.
 */
MUST_CHECK enum status demo_open(struct demo *, const char *data, int port);
/* Once everything is stopped: nothing of us stays outside DATA. */
void demo_close(const struct demo *);
/* Writes the programs' configurations and nginx's. */
MUST_CHECK enum status demo_configure(struct demo *);
bool demo_built(const struct demo *, const char *program);
/*
 * The owner's configuration of the demonstration in --data.  Says what is wrong
 * and returns false, also where it is no demonstration.
 */
bool demo_config(struct arena *, int argc, char **argv, struct config *);

/*
 * Makes the cluster if there is none, clears away what a killed run left, starts
 * it and waits until it answers.
 */
MUST_CHECK enum status demo_cluster_start(struct demo *);

/* Loads places, users, patients and their histories, in one transaction. */
MUST_CHECK enum status demo_load(struct arena *, struct db *, bool simulator);
/* The programme's forms, as far as they are new: at every start. */
MUST_CHECK enum status demo_publish(struct arena *, struct db *);
/* Whether there is anything in the database. */
MUST_CHECK enum status demo_is_empty(struct arena *, struct db *, bool *empty);

#endif
