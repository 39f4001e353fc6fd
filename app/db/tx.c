/* tx.c - the only file that knows libpq. */

#include "db/query.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#ifdef FAULT_POINTS
#include <signal.h>
#include <unistd.h>
#endif

#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"

#define MAX_PREPARED 1024

struct tx {
	struct db *db;
	struct arena *arena;
	int64_t now;
	const char *constraint;
};

struct db {
	char *conninfo;
	PGconn *conn; /* NULL after it was dropped */
	struct tx tx; /* one at a time */
	const struct query *prepared[MAX_PREPARED];
	size_t nprepared;
};

/* Server notices may quote rows; nobody needs them in a log. */
static void
ignore_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* Whatever was open on it is taken back by the server. */
static void
drop(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
	db->nprepared = 0;
}

static void
connect_anew(struct db *db)
{
	drop(db);
	db->conn = PQconnectdb(db->conninfo);
	(void)PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
}

enum status
db_open(const char *conninfo, struct db **out)
{
	struct db *db = calloc(1, sizeof *db);

	if (db != NULL)
		db->conninfo = strdup(conninfo);
	if (db == NULL || db->conninfo == NULL)
		abort();
	*out = NULL;
	connect_anew(db);
	if (PQstatus(db->conn) != CONNECTION_OK) {
		log_error("database: no connection");
		db_close(db);
		return ERR_UNAVAILABLE;
	}
	*out = db;
	return OK;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	PQfinish(db->conn);
	free(db->conninfo);
	free(db);
}

bool
db_answers(const char *conninfo)
{
	return PQping(conninfo) == PQPING_OK;
}

/* What went wrong, in our words; the SQLSTATE is PostgreSQL's. */
static enum status
meaning_of(const char *state)
{
	/* clang-format off */
	static const struct { const char *prefix; enum status status; } meanings[] = {
		{ "23505", ERR_CONFLICT },	/* unique_violation */
		{ "23P01", ERR_CONFLICT },	/* exclusion_violation */
		{ "23", ERR_INVALID },		/* other constraints */
		{ "22", ERR_INVALID },		/* data exceptions */
		{ "40", ERR_UNAVAILABLE },	/* serialization failure, deadlock */
		{ "42501", ERR_FORBIDDEN },	/* row security */
		{ "55P03", ERR_UNAVAILABLE },	/* lock not available */
		{ "57", ERR_UNAVAILABLE },	/* cancelled, shutting down */
		{ "53", ERR_UNAVAILABLE },	/* out of something */
		{ "08", ERR_UNAVAILABLE },	/* connection */
		{ "25006", ERR_UNAVAILABLE },	/* a standby */
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(meanings); i++)
		if (strncmp(state, meanings[i].prefix, strlen(meanings[i].prefix)) == 0)
			return meanings[i].status;
	return ERR_INTERNAL;
}

/* PostgreSQL's own message can quote a patient: it is never logged. */
static enum status
failure(struct db *db, const PGresult *res, const char *what)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *constraint = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
	enum status status = state != NULL ? meaning_of(state) : ERR_UNAVAILABLE;

	db->tx.constraint =
	    constraint != NULL ? arena_strdup(db->tx.arena, constraint) : "";
	log_warn("query=%s sqlstate=%s constraint=%s", what,
	    state != NULL ? state : "none", constraint != NULL ? constraint : "-");
#ifdef SHOW_SQL_ERRORS /* only in the tests' build, which holds no patient */
	log_warn("%s", PQresultErrorMessage(res));
#endif
	return status;
}

static enum status
command(struct db *db, const char *sql)
{
	PGresult *res = PQexec(db->conn, sql);
	ExecStatusType ended = PQresultStatus(res);
	enum status status = OK;

	if (ended != PGRES_COMMAND_OK && ended != PGRES_TUPLES_OK)
		status = failure(db, res, "command");
	PQclear(res);
	return status;
}

static enum status
begin(struct db *db, enum tx_mode mode)
{
	static const char *const begins[] = {
		[TX_READ] = "BEGIN READ ONLY; SELECT business_now()",
		[TX_WRITE] = "BEGIN; SELECT business_now()",
	};
	PGresult *res;
	enum status status = OK;

	if (mode == TX_BARE)
		return command(db, "BEGIN");
	res = PQexec(db->conn, begins[mode]);
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		status = failure(db, res, "begin");
	else
		status = clock_parse(PQgetvalue(res, 0, 0), &db->tx.now);
	PQclear(res);
	return status;
}

enum status
tx_begin(struct db *db, struct arena *arena, enum tx_mode mode, struct tx **tx)
{
	enum status status;

	db->tx = (struct tx){ .db = db, .arena = arena, .constraint = "" };
	*tx = &db->tx;
	if (PQstatus(db->conn) != CONNECTION_OK)
		connect_anew(db);
	status = begin(db, mode);
	/* A connection that died unnoticed gets one more chance. */
	if (status != OK && PQstatus(db->conn) != CONNECTION_OK) {
		connect_anew(db);
		status = begin(db, mode);
	}
	if (status != OK)
		tx_rollback(*tx);
	return status;
}

/*
 * After the end of a transaction nothing may be open: the locks would stay, and
 * the next one would be part of this.  Who does not know asks no further.
 */
static void
let_go(struct db *db)
{
	if (PQtransactionStatus(db->conn) != PQTRANS_IDLE)
		drop(db);
}

#ifdef FAULT_POINTS
/* Server and client die together, a moment after the COMMIT has been sent. */
static void
die_in_commit(struct db *db)
{
	long wait;

	if (!fault_in_commit(&wait))
		return;
	(void)PQsendQuery(db->conn, "COMMIT");
	(void)PQflush(db->conn);
	(void)usleep((useconds_t)wait);
	(void)kill(PQbackendPID(db->conn), SIGKILL);
	fault_die();
}
#endif

enum status
tx_commit(struct tx *tx)
{
	PGresult *res;
	enum status status = OK;

#ifdef FAULT_POINTS
	die_in_commit(tx->db);
#endif
	res = PQexec(tx->db->conn, "COMMIT");

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		status = failure(tx->db, res, "commit");
	else if (strcmp(PQcmdStatus(res), "COMMIT") != 0) {
		log_error("commit: the transaction had failed before");
		status = ERR_INTERNAL;
	}
	PQclear(res);
	let_go(tx->db);
	return status;
}

void
tx_rollback(struct tx *tx)
{
	if (PQstatus(tx->db->conn) == CONNECTION_OK &&
	    PQtransactionStatus(tx->db->conn) != PQTRANS_IDLE &&
	    command(tx->db, "ROLLBACK") != OK)
		log_warn("rollback failed");
	let_go(tx->db);
}

enum status
tx_end(struct tx *tx, enum status status)
{
	if (status == OK)
		return tx_commit(tx);
	tx_rollback(tx);
	return status;
}

enum status
tx_savepoint(struct tx *tx)
{
	return command(tx->db, "SAVEPOINT here");
}

enum status
tx_back_to_savepoint(struct tx *tx)
{
	return command(tx->db, "ROLLBACK TO SAVEPOINT here");
}

enum status
tx_script(struct tx *tx, const char *sql)
{
	PGresult *res = PQexec(tx->db->conn, sql);
	enum status status = OK;

	if (PQresultStatus(res) != PGRES_COMMAND_OK &&
	    PQresultStatus(res) != PGRES_TUPLES_OK) {
		/* Migrations hold no patient: here the message helps. */
		log_error("script: %s", PQresultErrorMessage(res));
		status = failure(tx->db, res, "script");
	}
	PQclear(res);
	return status;
}

int64_t
tx_now(const struct tx *tx)
{
	return tx->now;
}

struct arena *
tx_arena(const struct tx *tx)
{
	return tx->arena;
}

const char *
tx_constraint(const struct tx *tx)
{
	return tx->constraint;
}

/* Parameters. */

const char *
tx_int(struct tx *tx, int64_t n)
{
	return arena_printf(tx->arena, "%" PRId64, n);
}

const char *
tx_int_or_null(struct tx *tx, int64_t n)
{
	return n != 0 ? tx_int(tx, n) : NULL;
}

const char *
tx_int4_or_null(struct tx *tx, int32_t n)
{
	return n != INT4_NULL ? tx_int(tx, n) : NULL;
}

const char *
tx_time(struct tx *tx, int64_t at)
{
	return clock_iso(tx->arena, at);
}

const char *
tx_time_or_null(struct tx *tx, int64_t at)
{
	return at != 0 ? tx_time(tx, at) : NULL;
}

const char *
tx_int_array(struct tx *tx, const int64_t *at, size_t n)
{
	struct buf b;

	buf_init(&b, tx->arena);
	buf_putc(&b, '{');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		buf_int(&b, at[i]);
	}
	buf_putc(&b, '}');
	return b.data;
}

/* Queries. */

static enum status
prepare(struct tx *tx, const struct query *q)
{
	struct db *db = tx->db;
	PGresult *res;
	enum status status = OK;

	for (size_t i = 0; i < db->nprepared; i++)
		if (db->prepared[i] == q)
			return OK;
	if (db->nprepared == MAX_PREPARED) {
		log_error("query=%s more than %d queries", q->name, MAX_PREPARED);
		return ERR_INTERNAL;
	}
	res = PQprepare(db->conn, q->name, q->text, (int)q->nparams, q->params);
	if (PQresultStatus(res) == PGRES_COMMAND_OK) {
		db->prepared[db->nprepared++] = q;
	} else {
		status = failure(db, res, q->name);
		/* The server may have it although its answer did not arrive. */
		if (PQresultErrorField(res, PG_DIAG_SQLSTATE) == NULL)
			drop(db);
	}
	PQclear(res);
	return status;
}

static enum status
copy_number(const char *value, enum col_type type, char *to)
{
	char *end;
	long long n = strtoll(value, &end, 10);

	if (end == value || *end != '\0')
		return ERR_INTERNAL;
	if (type == COL_INT8) {
		int64_t wide = n;

		memcpy(to, &wide, sizeof wide);
	} else {
		int32_t narrow = (int32_t)n;

		if (narrow != n)
			return ERR_INTERNAL;
		memcpy(to, &narrow, sizeof narrow);
	}
	return OK;
}

static enum status
copy_value(struct arena *arena, const char *value, enum col_type type, char *to)
{
	int64_t at;
	bool truth;

	switch (type) {
	case COL_INT8:
	case COL_INT4:
		return copy_number(value, type, to);
	case COL_BOOL:
		truth = value[0] == 't';
		memcpy(to, &truth, sizeof truth);
		return OK;
	case COL_TIME:
		TRY(clock_parse(value, &at));
		memcpy(to, &at, sizeof at);
		return OK;
	case COL_TEXT:
		value = arena_strdup(arena, value);
		memcpy(to, &value, sizeof value);
		return OK;
	}
	return ERR_INTERNAL;
}

/* The row is zeroed already: that is NULL for all but a 32-bit number. */
static enum status
copy_null(const struct col *col, char *to)
{
	const int32_t none = INT4_NULL;

	if (!col->null_ok)
		return ERR_INTERNAL;
	if (col->type == COL_INT4)
		memcpy(to, &none, sizeof none);
	return OK;
}

static enum status
copy_rows(struct tx *tx, const struct query *q, const PGresult *res, const void **rows,
    size_t *n)
{
	char *to = arena_array(tx->arena, (size_t)PQntuples(res), q->row_size);

	*rows = to;
	*n = (size_t)PQntuples(res);
	for (int row = 0; row < PQntuples(res); row++, to += q->row_size)
		for (size_t c = 0; c < q->ncols; c++) {
			const struct col *col = &q->cols[c];
			enum status status =
			    PQgetisnull(res, row, (int)c)
				? copy_null(col, to + col->offset)
				: copy_value(tx->arena, PQgetvalue(res, row, (int)c),
				      col->type, to + col->offset);

			if (status == OK)
				continue;
			log_error("query=%s column=%s is not what its out: line says",
			    q->name, col->name);
			return ERR_INTERNAL;
		}
	return OK;
}

enum status
tx_many(struct tx *tx, const struct query *q, const char *const *params,
    const void **rows, size_t *n)
{
	PGresult *res;
	enum status status;

	*rows = NULL;
	*n = 0;
	TRY(prepare(tx, q));
	res = PQexecPrepared(
	    tx->db->conn, q->name, (int)q->nparams, params, NULL, NULL, 0);
	if (PQresultStatus(res) == PGRES_TUPLES_OK)
		status = copy_rows(tx, q, res, rows, n);
	else if (PQresultStatus(res) == PGRES_COMMAND_OK)
		status = OK;
	else
		status = failure(tx->db, res, q->name);
	PQclear(res);
	return status;
}

enum status
tx_one(
    struct tx *tx, const struct query *q, const char *const *params, const void **row)
{
	size_t n;

	TRY(tx_many(tx, q, params, row, &n));
	if (n == 1)
		return OK;
	*row = NULL;
	if (n == 0)
		return ERR_NOT_FOUND;
	log_error("query=%s rows=%zu where one was expected", q->name, n);
	return ERR_INTERNAL;
}

enum status
tx_none(struct tx *tx, const struct query *q, const char *const *params)
{
	const void *rows;
	size_t n;

	return tx_many(tx, q, params, &rows, &n);
}

enum status
tx_describe(struct tx *tx, const struct query *q)
{
	enum status status = OK;
	PGresult *res;

	TRY(prepare(tx, q));
	res = PQdescribePrepared(tx->db->conn, q->name);
	if (q->ncols > 0 && (size_t)PQnfields(res) != q->ncols) {
		log_error("query=%s returns %d columns, out: lists %zu", q->name,
		    PQnfields(res), q->ncols);
		status = ERR_INTERNAL;
	}
	for (size_t c = 0; status == OK && c < q->ncols; c++) {
		if (PQftype(res, (int)c) == q->cols[c].oid)
			continue;
		log_error("query=%s column=%s has type %u, out: says %u", q->name,
		    q->cols[c].name, PQftype(res, (int)c), q->cols[c].oid);
		status = ERR_INTERNAL;
	}
	PQclear(res);
	return status;
}
