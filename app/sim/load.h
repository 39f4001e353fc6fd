/* load.h - an export file of flows into the simulated workspace. */

#ifndef SIM_LOAD_H
#define SIM_LOAD_H

#include "db/tx.h"
#include "ext/json.h"

/*
 * Flows, fields, groups and triggers of an export file, version 13.  Flows
 * that are there are replaced; the rest stays.  ERR_INVALID with words in
 * *why, and nothing loaded.
 */
MUST_CHECK enum status load_export(
    struct tx *, const struct json *file, const char **why);
/* The globals that our flows name, unless the workspace has them. */
MUST_CHECK enum status load_globals(
    struct tx *, const char *rapidpro_url, const char *webhook_secret);
/* The two of them from a file, in a transaction of their own. */
MUST_CHECK enum status load_file(struct db *, const char *path,
    const char *rapidpro_url, const char *webhook_secret);

#endif
