/* load.h - an export file of flows into the simulated workspace. */

#ifndef SIM_LOAD_H
#define SIM_LOAD_H

#include "db/tx.h"
#include "ext/json.h"

/*
 * Flows, fields, groups and triggers of an export file, version 13, and the globals that
 * our flows name, in a transaction of their own.  Flows that are there are replaced; the
 * rest stays.  ERR_INVALID with words in *why, and nothing loaded.
 */
MUST_CHECK enum status load_file(struct db *, const char *path,
    const char *rapidpro_url, const char *webhook_secret);

#endif
