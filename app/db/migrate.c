/* migrate.c - see migrate.h. */

#include "db/migrate.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "db/query.h"

#define MAX_SCRIPT ((size_t)4 * 1024 * 1024)

/* These run before the schema exists, so they cannot live in sql/queries. */
static const char ledger_script[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " series text NOT NULL, file text NOT NULL, checksum text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now(),"
    " PRIMARY KEY (series, file))";

static const struct query lock_query = {
	.name = "migrate_lock",
	.text = "SELECT pg_advisory_xact_lock(hashtext('aftercare migrate'))",
};

struct known {
	const char *checksum;
};

static const struct query known_query = {
	.name = "migrate_known",
	.text = "SELECT checksum FROM schema_migration WHERE series = $1 AND file = $2",
	.nparams = 2,
	.ncols = 1,
	.row_size = sizeof(struct known),
	.params = (const unsigned[]){ 25, 25 },
	.cols = (const struct col[]){ { "checksum", COL_TEXT, 25, false,
	    offsetof(struct known, checksum) } },
};

static const struct query checksum_query = {
	.name = "migrate_checksum",
	.text = "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')",
	.nparams = 1,
	.ncols = 1,
	.row_size = sizeof(struct known),
	.params = (const unsigned[]){ 25 },
	.cols = (const struct col[]){ { "checksum", COL_TEXT, 25, false,
	    offsetof(struct known, checksum) } },
};

static const struct query record_query = {
	.name = "migrate_record",
	.text = "INSERT INTO schema_migration (series, file, checksum)"
		" VALUES ($1, $2, $3)",
	.nparams = 3,
	.params = (const unsigned[]){ 25, 25, 25 },
};

static enum status
apply(struct tx *tx, const char *folder, const char *series, const char *file,
    bool *applied)
{
	const char *path = arena_printf(tx_arena(tx), "%s/%s", folder, file);
	const void *known, *sum;
	const char *checksum;
	const char *script;
	enum status status;
	size_t len;

	status = file_read(tx_arena(tx), path, MAX_SCRIPT, &script, &len);
	if (status != OK) {
		log_error("migrate: %s cannot be read", path);
		return ERR_INTERNAL;
	}
	TRY(tx_one(tx, &checksum_query, (const char *const[]){ script }, &sum));
	checksum = ((const struct known *)sum)->checksum;
	status =
	    tx_one(tx, &known_query, (const char *const[]){ series, file }, &known);
	*applied = status == ERR_NOT_FOUND;
	if (status == OK &&
	    strcmp(((const struct known *)known)->checksum, checksum) != 0) {
		log_error("migrate: %s was changed after it ran; add a new file", path);
		return ERR_CONFLICT;
	}
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(tx_script(tx, script));
	return tx_none(
	    tx, &record_query, (const char *const[]){ series, file, checksum });
}

static enum status
apply_in_transaction(struct db *db, const char *folder, const char *series,
    const char *file, bool *applied)
{
	struct arena *arena = arena_new();
	struct tx *tx;
	enum status status = tx_begin(db, arena, TX_BARE, &tx);

	if (status == OK) {
		status = tx_none(tx, &lock_query, NULL);
		if (status == OK)
			status = tx_script(tx, ledger_script);
		if (status == OK)
			status = apply(tx, folder, series, file, applied);
		status = tx_end(tx, status);
	}
	if (status != OK)
		log_error(
		    "migrate: %s/%s failed and left nothing behind", folder, file);
	arena_free(arena);
	return status;
}

static int
is_script(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".sql") == 0;
}

enum status
migrate(struct db *db, const char *folder, const char *series,
    void (*progress)(const char *file))
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_script, alphasort);
	enum status status = OK;

	if (n < 0) {
		log_error("migrate: no folder %s", folder);
		return ERR_INTERNAL;
	}
	for (int i = 0; i < n; i++) {
		bool applied = false;

		if (status == OK)
			status = apply_in_transaction(
			    db, folder, series, entries[i]->d_name, &applied);
		if (status == OK && applied && progress != NULL)
			progress(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return status;
}
