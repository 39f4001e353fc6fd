/* house.h - a whole clinic to ask, for the targets that need its database. */

#ifndef FUZZ_HOUSE_H
#define FUZZ_HOUSE_H

#include "db/tx.h"

/*
 * The people of tests/site_test.sql and tests/matrix.sql, and all that a
 * program reads at its start.  From then on every COMMIT checks what a commit
 * checks and then takes everything back, so that each input finds the same
 * clinic.  Exits with words if there is no database.
 */
void house_open(void);
extern struct db *house_owner, *house_site, *house_api, *house_worker;
/* The same database as another role. */
struct db *house_as(const char *role);
/* Until told otherwise commits are for good; what was before. */
bool house_for_good(bool);
/* By the owner, and for good: statements, or a file of them. */
void house_keep(const char *sql);
void house_keep_file(const char *path);

#endif
