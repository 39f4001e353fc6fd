/*
 * migrate.h - numbered, forward-only changes of the schema.
 *
 * Each NNNN_name.sql of a folder runs once, in a transaction, under an
 * advisory lock, and leaves its checksum; a file that changed afterwards is
 * refused with its name.
 */

#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/tx.h"

/* series keeps apart the histories of two folders, "main" and "sim". */
MUST_CHECK enum status migrate(struct db *, const char *folder, const char *series,
    void (*progress)(const char *file));

#endif
