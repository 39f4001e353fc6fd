/* house.c - see house.h. */

#include "house.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "core/inbound.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "fuzz.h"

struct db *house_owner, *house_site, *house_api, *house_worker;

/* Slow on purpose, and no parser: a stand-in that knows nobody. */
int
crypto_pwhash_str_alg(char out[crypto_pwhash_STRBYTES], const char *password,
    unsigned long long len, unsigned long long passes, size_t memory, int algorithm)
{
	(void)password;
	(void)len;
	(void)passes;
	(void)memory;
	(void)algorithm;
	(void)snprintf(out, crypto_pwhash_STRBYTES, "$argon2id$none");
	return 0;
}

static void
script(struct db *db, const char *sql)
{
	struct arena *arena = arena_new();
	bool before = house_for_good(true);
	struct tx *tx;

	REQUIRE(tx_begin(db, arena, TX_WRITE, &tx) == OK);
	REQUIRE(tx_script(tx, sql) == OK);
	REQUIRE(tx_commit(tx) == OK);
	(void)house_for_good(before);
	arena_free(arena);
}

void
house_keep(const char *sql)
{
	script(house_owner, sql);
}

/* A slow machine is no finding. */
static struct db *
patient_connection(const char *conninfo)
{
	struct db *db = NULL;

	if (conninfo == NULL || db_open(conninfo, &db) != OK) {
		fputs("Run me through tests/with_database.sh.\n", stderr);
		exit(EXIT_FAILURE);
	}
	script(db, "SET statement_timeout = 0; SET lock_timeout = 0");
	return db;
}

/* The database is named once; the roles are the programs' own. */
struct db *
house_as(const char *role)
{
	const char *name = strstr(getenv("DATABASE"), "dbname=");
	char conninfo[200];

	(void)snprintf(
	    conninfo, sizeof conninfo, "user=%s %s", role, name != NULL ? name : "");
	return patient_connection(conninfo);
}

void
house_keep_file(const char *path)
{
	struct arena *arena = arena_new();
	const char *text;
	size_t len;

	REQUIRE(file_read(arena, path, (size_t)256 * 1024, &text, &len) == OK);
	house_keep(text);
	arena_free(arena);
}

/* Else one input would change what the next one finds. */
static void
prove_nothing_stays(void)
{
	struct arena *arena = arena_new();
	struct tx *tx;

	REQUIRE(tx_begin(house_owner, arena, TX_WRITE, &tx) == OK);
	REQUIRE(tx_script(tx, "CREATE TABLE house_stays ()") == OK);
	REQUIRE(tx_commit(tx) == OK);
	REQUIRE(tx_begin(house_owner, arena, TX_WRITE, &tx) == OK);
	REQUIRE(tx_script(tx, "CREATE TABLE house_stays ()") == OK);
	REQUIRE(tx_end(tx, OK) == OK);
	REQUIRE(tx_begin(house_owner, arena, TX_WRITE, &tx) == OK);
	REQUIRE(tx_script(tx, "CREATE TABLE house_stays ()") == OK);
	tx_rollback(tx);
	arena_free(arena);
}

void
house_open(void)
{
	REQUIRE(secret_init() == OK && workflow_load("workflows/vmmc") == OK);
	REQUIRE(inbound_init() == OK);
	house_owner = patient_connection(getenv("OWNER_DATABASE"));
	house_site = patient_connection(getenv("DATABASE"));
	house_api = house_as("aftercare_api");
	house_worker = house_as("aftercare_worker");
	house_keep_file("tests/site_empty.sql");
	house_keep_file("tests/site_test.sql");
	house_keep_file("tests/matrix.sql");
	(void)house_for_good(false);
	prove_nothing_stays();
}
