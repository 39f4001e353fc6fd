/*
 * tx.h - the database: always inside a transaction, always at a business time.
 *
 * The time of a transaction comes with its BEGIN, from the function
 * business_now() that the role's search_path finds: the clinic's clock for
 * ours, the simulator's own for the simulator.
 */

#ifndef DB_TX_H
#define DB_TX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

struct db; /* one connection; it comes back by itself after a loss */
struct tx; /* at most one a connection */

enum tx_mode {
	TX_READ, /* the database itself refuses to write */
	TX_WRITE,
	TX_SINGLE, /* one statement, its own transaction; it asks the time itself */
	TX_AGAIN, /* the same of one that may be done twice: it is, if a line is lost */
	TX_BARE /* to write, without a clock: before the schema exists */
};

/* A libpq connection string; ERR_UNAVAILABLE if nobody answers. */
MUST_CHECK enum status db_open(const char *conninfo, struct db **);
void db_close(struct db *);
/* Whether a server listens there and takes connections; asks no password. */
bool db_answers(const char *conninfo);

/*
 * What queries return lives in this arena.  BEGIN leaves together with the first
 * query, so that a failure to begin may show there.
 */
MUST_CHECK enum status tx_begin(
    struct db *, struct arena *, enum tx_mode, struct tx **);
/*
 * ERR_UNAVAILABLE means that nobody knows whether it was committed.  Of one that
 * only read, the end is not waited for.
 */
MUST_CHECK enum status tx_commit(struct tx *);
void tx_rollback(struct tx *);
/* Commits if the work went well, else takes it back; what became of it. */
MUST_CHECK enum status tx_end(struct tx *, enum status);

/* Business time, in microseconds UTC: the same through the transaction. */
int64_t tx_now(const struct tx *);
struct arena *tx_arena(const struct tx *);
/* The constraint that the last failed query broke, "" if none. */
const char *tx_constraint(const struct tx *);

/*
 * From here to tx_fetch() queries are sent in one round trip: their rows are there,
 * and a failure shows, only after tx_fetch().
 */
MUST_CHECK enum status tx_together(struct tx *);
MUST_CHECK enum status tx_fetch(struct tx *);

/* A mark to come back to, so that one bad row does not spoil its batch. */
MUST_CHECK enum status tx_savepoint(struct tx *);
MUST_CHECK enum status tx_back_to_savepoint(struct tx *);

/* One statement or several, without parameters: for migrations only. */
MUST_CHECK enum status tx_script(struct tx *, const char *sql);

#endif
