/*
 * fuzz_postgres.c - what our gates let through PostgreSQL takes, understands in
 * the same way, and gives back byte for byte.  Needs a database to ask.
 */

#include "fuzz.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "core/rapidpro.h"
#include "ext/json.h"

static PGconn *connection;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *conninfo = getenv("OWNER_DATABASE");

	(void)argc;
	(void)argv;
	if (conninfo != NULL)
		connection = PQconnectdb(conninfo);
	if (connection == NULL || PQstatus(connection) != CONNECTION_OK) {
		fputs("Run me through tests/with_database.sh.\n", stderr);
		exit(2);
	}
	PQclear(PQexec(connection, "SET timezone TO 'UTC'"));
	return 0;
}

/* The first column, as text; NULL if it was refused. */
static const char *
ask(struct arena *arena, const char *sql, const char *first, const char *second)
{
	const char *const params[] = { first, second };
	PGresult *res = PQexecParams(
	    connection, sql, second != NULL ? 2 : 1, NULL, params, NULL, NULL, 0);
	const char *answer = NULL;

	if (PQresultStatus(res) == PGRES_TUPLES_OK)
		answer = arena_strndup(
		    arena, PQgetvalue(res, 0, 0), (size_t)PQgetlength(res, 0, 0));
	REQUIRE(PQstatus(connection) == CONNECTION_OK);
	PQclear(res);
	return answer;
}

static bool
says(const char *answer, const char *expected)
{
	return answer != NULL && strcmp(answer, expected) == 0;
}

static void
check_text(struct arena *arena, const char *text, size_t len)
{
	if (!text_is_clean(text, len))
		return;
	REQUIRE(says(ask(arena, "SELECT $1::text", text, NULL), text));
	REQUIRE(says(ask(arena, "SELECT length($1::text)", text, NULL),
	    arena_printf(arena, "%zu", text_length(text))));
}

/* Kept as text, and one day looked into by a person: it is JSON to both. */
static void
check_json(struct arena *arena, const char *text, size_t len)
{
	const struct json *json;

	if (json_parse(arena, text, len, &json) != OK)
		return;
	REQUIRE(says(ask(arena, "SELECT $1::text", text, NULL), text));
	/* json-c wrote what PostgreSQL reads: nothing was lost on the way. */
	REQUIRE(says(
	    ask(arena, "SELECT $1::jsonb = $2::jsonb", text, json_write(arena, json)),
	    "t"));
}

static void
check_moment(struct arena *arena, const char *text)
{
	int64_t at, day;

	if (clock_parse(text, &at) == OK) {
		REQUIRE(says(ask(arena,
				 "SELECT (extract(epoch FROM $1::timestamptz) * "
				 "1000000)::int8",
				 text, NULL),
		    arena_printf(arena, "%lld", (long long)at)));
		REQUIRE(says(ask(arena, "SELECT $1::timestamptz = $2::timestamptz",
				 text, clock_iso(arena, at)),
		    "t"));
	}
	if (clock_parse_date(text, &day) == OK)
		REQUIRE(
		    says(ask(arena, "SELECT $1::date - '1970-01-01'::date", text, NULL),
			arena_printf(arena, "%lld", (long long)day)));
}

/* The same rules of time zones on both sides: PostgreSQL brings its own. */
static void
check_zone(struct arena *arena, int64_t at)
{
	static const char *const zones[] = { "Africa/Harare", "Africa/Cairo",
		"Africa/Casablanca", "America/New_York", "Australia/Lord_Howe" };
	const char *zone = zones[(uint64_t)at % COUNT_OF(zones)];
	struct local_time t;

	/* From 1970 to 2037: before, the files differ; after, only their rules tell. */
	at = (int64_t)((uint64_t)at % (UINT64_C(2145916800) * 1000000));
	t = clock_local(at, zone);
	REQUIRE(says(ask(arena,
			 "SELECT ($1::timestamptz AT TIME ZONE $2)::timestamp(0) - "
			 "interval '0'",
			 clock_iso(arena, at - at % SECOND), zone),
	    arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d", t.year, t.month, t.day,
		t.hour, t.minute, t.second)));
}

static void
check_uuids(struct arena *arena, const char *text, size_t len)
{
	struct rapidpro_contact contact;

	if (rapidpro_read_contact(arena, text, len, &contact) == OK)
		REQUIRE(ask(arena, "SELECT $1::uuid", contact.uuid, NULL) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, (const char *)data, size);
	int64_t at;

	check_text(arena, text, size);
	check_json(arena, text, size);
	check_moment(arena, text);
	check_uuids(arena, text, size);
	if (size == sizeof at) {
		memcpy(&at, data, sizeof at);
		check_zone(arena, at);
	}
	arena_free(arena);
	return 0;
}
