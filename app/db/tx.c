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
#define MAX_SENT 64

struct tx {
	struct db *db;
	struct arena *arena;
	enum tx_mode mode;
	bool begun; /* BEGIN was answered, so the time is known */
	bool timeless; /* the time was asked for in vain: nothing more is done */
	bool together; /* queries are sent, their answers read later */
	int64_t now;
	const char *constraint;
};

/* What was sent and not answered yet. */
struct sent {
	enum { COMMAND, COMMIT, TIME, PREPARE, QUERY, SYNC } kind;
	const struct query *query;
	bool one;
	void *rows; /* where the pointer to the first row goes */
	size_t *n;
};

/* Always in libpq's pipeline mode: what is sent together is one round trip. */
struct db {
	char *conninfo;
	PGconn *conn; /* NULL after it was dropped */
	struct tx tx; /* one at a time */
	const struct query *prepared[MAX_PREPARED];
	size_t nprepared;
	struct sent sent[MAX_SENT]; /* in the order of their answers */
	size_t nsent;
};

static const struct query time_query = { .name = "business_now",
	.text = "SELECT business_now()" };
/* Prepared as the others are: nobody takes them apart each time. */
static const struct query begin_read = { .name = "begin_read",
	.text = "BEGIN READ ONLY" };
static const struct query begin_write = { .name = "begin", .text = "BEGIN" };
static const struct query commit = { .name = "commit", .text = "COMMIT" };

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
	db->nsent = 0;
}

static void
connect_anew(struct db *db)
{
	drop(db);
	db->conn = PQconnectdb(db->conninfo);
	(void)PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
	(void)PQenterPipelineMode(db->conn);
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
		{ "AC409", ERR_CONFLICT },	/* our own: no longer possible */
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

/* Rows. */

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
		value = *value != '\0' ? arena_strdup(arena, value) : "";
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

/* Sending. */

static bool
note_sent(struct db *db, struct sent sent)
{
	db->sent[db->nsent++] = sent;
	return true;
}

static bool
send_command(struct db *db, const char *sql)
{
	return PQsendQueryParams(db->conn, sql, 0, NULL, NULL, NULL, NULL, 0) == 1 &&
	       note_sent(db, (struct sent){ .kind = COMMAND });
}

static bool
send_sync(struct db *db)
{
	return PQpipelineSync(db->conn) == 1 &&
	       note_sent(db, (struct sent){ .kind = SYNC });
}

static bool
is_prepared(const struct db *db, const struct query *q)
{
	for (size_t i = 0; i < db->nprepared; i++)
		if (db->prepared[i] == q)
			return true;
	return false;
}

static bool
send_prepare(struct db *db, const struct query *q)
{
	if (db->nprepared == MAX_PREPARED) {
		log_error("query=%s more than %d queries", q->name, MAX_PREPARED);
		return false;
	}
	if (PQsendPrepare(db->conn, q->name, q->text, (int)q->nparams, q->params) != 1)
		return false;
	db->prepared[db->nprepared++] = q;
	return note_sent(db, (struct sent){ .kind = PREPARE, .query = q });
}

static void
forget_prepared(struct db *db, const struct query *q)
{
	for (size_t i = 0; i < db->nprepared; i++)
		if (db->prepared[i] == q)
			db->prepared[i--] = db->prepared[--db->nprepared];
}

static bool
send_query(struct db *db, const struct sent *sent, const char *const *params)
{
	const struct query *q = sent->query;

	if (!is_prepared(db, q) && !send_prepare(db, q))
		return false;
	return PQsendQueryPrepared(
		   db->conn, q->name, (int)q->nparams, params, NULL, NULL, 0) == 1 &&
	       note_sent(db, *sent);
}

static bool
send_commit(struct db *db)
{
	static const struct sent end = { .kind = COMMIT, .query = &commit };

	return send_query(db, &end, NULL);
}

/* Answers. */

static enum status
commit_answer(struct db *db, PGresult *res)
{
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		return failure(db, res, "commit");
	if (strcmp(PQcmdStatus(res), "COMMIT") == 0)
		return OK;
	log_error("commit: the transaction had failed before");
	return ERR_INTERNAL;
}

static enum status
time_answer(struct db *db, const PGresult *res)
{
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		return failure(db, res, "begin");
	db->tx.begun = true;
	return clock_parse(PQgetvalue(res, 0, 0), &db->tx.now);
}

static enum status
query_answer(struct tx *tx, const struct sent *sent, const PGresult *res)
{
	const void *rows = NULL;
	size_t n = 0;

	if (PQresultStatus(res) != PGRES_TUPLES_OK &&
	    PQresultStatus(res) != PGRES_COMMAND_OK)
		return failure(tx->db, res, sent->query->name);
	if (sent->rows == NULL)
		return OK;
	TRY(copy_rows(tx, sent->query, res, &rows, &n));
	if (sent->n != NULL)
		*sent->n = n;
	if (sent->one && n == 0)
		return ERR_NOT_FOUND;
	if (sent->one && n > 1) {
		log_error(
		    "query=%s rows=%zu where one was expected", sent->query->name, n);
		return ERR_INTERNAL;
	}
	memcpy(sent->rows, &rows, sizeof rows);
	return OK;
}

static enum status
meaning_of_answer(struct db *db, const struct sent *sent, PGresult *res)
{
	ExecStatusType ended = PQresultStatus(res);

	if (sent->kind == PREPARE && ended != PGRES_COMMAND_OK)
		forget_prepared(db, sent->query);
	if (ended == PGRES_PIPELINE_ABORTED) /* after one that failed */
		return ERR_UNAVAILABLE;
	switch (sent->kind) {
	case TIME:
		return time_answer(db, res);
	case COMMIT:
		return commit_answer(db, res);
	case QUERY:
		return query_answer(&db->tx, sent, res);
	case SYNC:
		return ended == PGRES_PIPELINE_SYNC ? OK : failure(db, res, "sync");
	case COMMAND:
	case PREPARE:
		break;
	}
	return ended == PGRES_COMMAND_OK ? OK : failure(db, res, "command");
}

/* Where no answer comes, nobody knows which would be the next: no further word. */
static enum status
answer(struct db *db, const struct sent *sent)
{
	PGresult *res = PQgetResult(db->conn);
	enum status status = meaning_of_answer(db, sent, res);
	bool astray =
	    res == NULL || PQstatus(db->conn) != CONNECTION_OK ||
	    (sent->kind == SYNC) != (PQresultStatus(res) == PGRES_PIPELINE_SYNC);

	PQclear(res);
	/* The end of this one's answers: the next call begins the next one's. */
	if (!astray && sent->kind != SYNC) {
		res = PQgetResult(db->conn);
		astray = res != NULL;
		PQclear(res);
	}
	if (astray)
		drop(db);
	return astray ? ERR_UNAVAILABLE : status;
}

/*
 * Reads every answer that is still to come; the first failure is what counts.  Where
 * a row was not found nothing has failed yet: what does so later counts instead.
 */
static enum status
settle(struct db *db)
{
	enum status status = OK;

	if (db->nsent > 0 && db->sent[db->nsent - 1].kind != SYNC && !send_sync(db))
		drop(db);
	if (db->conn == NULL)
		return ERR_UNAVAILABLE;
	for (size_t i = 0; i < db->nsent; i++) {
		enum status next = answer(db, &db->sent[i]);

		if (db->conn == NULL)
			return ERR_UNAVAILABLE;
		if (status == OK || (status == ERR_NOT_FOUND && next != OK))
			status = next;
		/*
		 * What ended there only read; nobody waits for its end.  If it
		 * did not end, what was sent behind it has failed in its midst.
		 */
		if (db->sent[i].kind == SYNC && i + 1 < db->nsent && status != OK) {
			drop(db);
			return ERR_UNAVAILABLE;
		}
	}
	db->nsent = 0;
	return status;
}

static enum status
command(struct db *db, const char *sql)
{
	bool sent = send_command(db, sql);
	enum status status = settle(db);

	return sent ? status : ERR_UNAVAILABLE;
}

/* Begin. */

static bool
is_single(enum tx_mode mode)
{
	return mode == TX_SINGLE || mode == TX_AGAIN;
}

static bool
send_begin(struct db *db)
{
	static const struct sent time = { .kind = TIME, .query = &time_query };
	enum tx_mode mode = db->tx.mode;
	struct sent begin = { .kind = COMMAND,
		.query = mode == TX_READ ? &begin_read : &begin_write };

	if (is_single(mode))
		return true;
	return send_query(db, &begin, NULL) &&
	       (mode == TX_BARE || send_query(db, &time, NULL));
}

/* Begins, and asks the first query if there is one, in one round trip. */
static enum status
start_once(struct db *db, const struct sent *first, const char *const *params)
{
	bool sent = db->tx.begun || send_begin(db);
	enum status status;

	if (sent && first != NULL)
		sent = send_query(db, first, params);
	if (!sent) { /* half of it may have gone: nobody knows what is open */
		drop(db);
		return ERR_UNAVAILABLE;
	}
	status = settle(db);
	if (PQstatus(db->conn) == CONNECTION_OK)
		db->tx.begun = true;
	return status;
}

/*
 * A connection that died unnoticed gets one more chance; not for a statement that
 * is its own transaction, of which nobody knows whether it was done.
 */
static enum status
start(struct db *db, const struct sent *first, const char *const *params)
{
	bool fresh = !db->tx.begun && db->tx.mode != TX_SINGLE;
	enum status status = start_once(db, first, params);

	if (status == OK || !fresh || PQstatus(db->conn) == CONNECTION_OK)
		return status;
	db->tx.begun = false;
	connect_anew(db);
	return start_once(db, first, params);
}

enum status
tx_begin(struct db *db, struct arena *arena, enum tx_mode mode, struct tx **tx)
{
	db->tx =
	    (struct tx){ .db = db, .arena = arena, .mode = mode, .constraint = "" };
	*tx = &db->tx;
	if (PQstatus(db->conn) != CONNECTION_OK)
		connect_anew(db);
	return PQstatus(db->conn) == CONNECTION_OK ? OK : ERR_UNAVAILABLE;
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
	(void)send_commit(db);
	(void)send_sync(db);
	(void)PQflush(db->conn);
	(void)usleep((useconds_t)wait);
	(void)kill(PQbackendPID(db->conn), SIGKILL);
	fault_die();
}
#endif

/* Nobody waits for these rows any more; the places for them may be gone. */
static void
disown(struct db *db)
{
	db->tx.together = false;
	for (size_t i = 0; i < db->nsent; i++)
		db->sent[i].rows = NULL;
}

enum status
tx_commit(struct tx *tx)
{
	struct db *db = tx->db;
	enum status status;
	bool sent;

	if (tx->timeless) {
		tx_rollback(tx);
		return ERR_UNAVAILABLE;
	}
	if (is_single(tx->mode) || !tx->begun)
		return OK;
	disown(db);
#ifdef FAULT_POINTS
	die_in_commit(db);
#endif
	sent = send_commit(db);
	if (sent && tx->mode == TX_READ && send_sync(db)) {
		/* Nothing depends on it: answered before the next begins. */
		(void)PQflush(db->conn);
		return OK;
	}
	status = settle(db);
	let_go(db);
	return sent ? status : ERR_UNAVAILABLE;
}

void
tx_rollback(struct tx *tx)
{
	disown(tx->db);
	(void)settle(tx->db);
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
	TRY(start(tx->db, NULL, NULL));
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
	PGresult *res;
	enum status status = start(tx->db, NULL, NULL);

	if (status != OK)
		return status;
	(void)PQexitPipelineMode(tx->db->conn);
	res = PQexec(tx->db->conn, sql);

	if (PQresultStatus(res) != PGRES_COMMAND_OK &&
	    PQresultStatus(res) != PGRES_TUPLES_OK) {
		/* Migrations hold no patient: here the message helps. */
		log_error("script: %s", PQresultErrorMessage(res));
		status = failure(tx->db, res, "script");
	}
	PQclear(res);
	(void)PQenterPipelineMode(tx->db->conn);
	return status;
}

int64_t
tx_now(const struct tx *tx)
{
	/* Should this fail, so does the transaction at its end. */
	if (!tx->begun && start(tx->db, NULL, NULL) != OK) {
		tx->db->tx.timeless = true;
		log_warn("no time is known");
	}
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

const char *
tx_text_array(struct tx *tx, const char *const *at, size_t n)
{
	struct buf b;

	buf_init(&b, tx->arena);
	buf_putc(&b, '{');
	for (size_t i = 0; i < n; i++) {
		buf_puts(&b, i > 0 ? ",\"" : "\"");
		for (const char *s = at[i]; *s != '\0'; s++) {
			if (*s == '"' || *s == '\\')
				buf_putc(&b, '\\');
			buf_putc(&b, *s);
		}
		buf_putc(&b, '"');
	}
	buf_putc(&b, '}');
	return b.data;
}

/* Queries. */

static enum status
ask(struct tx *tx, const struct sent *sent, const char *const *params)
{
	struct db *db = tx->db;

	if (tx->timeless)
		return ERR_UNAVAILABLE;
	if (!tx->together)
		return start(db, sent, params);
	if (db->nsent + 5 > MAX_SENT) { /* itself and a COMMIT, prepared, the end */
		log_error("query=%s more than %d at once", sent->query->name, MAX_SENT);
		return ERR_INTERNAL;
	}
	return send_query(db, sent, params) ? OK : ERR_UNAVAILABLE;
}

enum status
tx_many(struct tx *tx, const struct query *q, const char *const *params, void *rows,
    size_t *n)
{
	static const void *const none;

	memcpy(rows, &none, sizeof none);
	*n = 0;
	return ask(tx,
	    &(struct sent){ .kind = QUERY, .query = q, .rows = rows, .n = n }, params);
}

enum status
tx_one(struct tx *tx, const struct query *q, const char *const *params, void *row)
{
	static const void *const none;

	memcpy(row, &none, sizeof none);
	return ask(tx,
	    &(struct sent){ .kind = QUERY, .query = q, .rows = row, .one = true },
	    params);
}

enum status
tx_none(struct tx *tx, const struct query *q, const char *const *params)
{
	return ask(tx, &(struct sent){ .kind = QUERY, .query = q }, params);
}

enum status
tx_together(struct tx *tx)
{
	if (!tx->begun)
		TRY(start(tx->db, NULL, NULL));
	tx->together = true;
	return OK;
}

enum status
tx_fetch(struct tx *tx)
{
	tx->together = false;
	return settle(tx->db);
}

enum status
tx_describe(struct tx *tx, const struct query *q)
{
	enum status status = start(tx->db, NULL, NULL);
	PGresult *res;

	if (status == OK && !is_prepared(tx->db, q) && !send_prepare(tx->db, q))
		return ERR_UNAVAILABLE;
	TRY(settle(tx->db));
	(void)PQexitPipelineMode(tx->db->conn);
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
	(void)PQenterPipelineMode(tx->db->conn);
	return status;
}
