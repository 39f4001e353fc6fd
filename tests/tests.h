/* tests.h - the suites, and what they share. */

#ifndef TESTS_H
#define TESTS_H

#include <check.h>
#include <sys/types.h>

#include "db/tx.h"

/*
 * Connections to a migrated, empty database, opened once: as the site, and as
 * the owner, who sees and may do everything.  Each test removes what it made.
 */
extern struct db *test_db, *owner_db;
/* The same as the worker, for what it does. */
extern struct db *worker_db;

/*
 * fork(2) of a child that ends with the tests, however they end: a fixture that
 * fails half way is not undone.
 */
pid_t test_fork(void);

/* TCase *NAME_tests(void) of each tests/test_NAME.c: made by the Makefile. */
#include "gen/suites.h"

#endif
