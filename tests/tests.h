/* tests.h - the suites, and what they share. */

#ifndef TESTS_H
#define TESTS_H

#include <check.h>

#include "db/tx.h"

/*
 * Connections to a migrated, empty database, opened once: as the site, and as
 * the owner, who sees and may do everything.  Each test removes what it made.
 */
extern struct db *test_db, *owner_db;

TCase *buf_tests(void), *sql_tests(void), *clock_tests(void), *text_tests(void),
    *json_tests(void), *secret_tests(void), *config_tests(void);

#endif
