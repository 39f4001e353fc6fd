/*
 * query.h - what the code made from sql/queries is made of.
 *
 * In C a NULL is: 0 for int8 and timestamptz, INT4_NULL for int4, NULL for
 * everything passed as text.  A timestamptz is microseconds since 1970, UTC.
 */

#ifndef DB_QUERY_H
#define DB_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/tx.h"

#define INT4_NULL INT32_MIN

enum col_type { COL_INT8, COL_INT4, COL_BOOL, COL_TEXT, COL_TIME };

struct col {
	const char *name;
	enum col_type type;
	unsigned oid;
	bool null_ok;
	size_t offset; /* in the row structure */
};

struct query {
	const char *name; /* also names the prepared statement */
	const char *text;
	size_t nparams, ncols, row_size;
	const unsigned *params; /* type oids */
	const struct col *cols;
};

/*
 * ERR_NOT_FOUND when there is no row; more than one is ERR_INTERNAL.  row and rows
 * are the places of pointers to structures of the query's own type.
 */
MUST_CHECK enum status tx_one(
    struct tx *, const struct query *, const char *const *params, void *row);
MUST_CHECK enum status tx_many(struct tx *, const struct query *,
    const char *const *params, void *rows, size_t *n);
MUST_CHECK enum status tx_none(
    struct tx *, const struct query *, const char *const *params);

/* Parameters as PostgreSQL reads them; ..._or_null turn C's NULL into SQL's. */
const char *tx_int(struct tx *, int64_t);
const char *tx_int_or_null(struct tx *, int64_t);
const char *tx_int4_or_null(struct tx *, int32_t);
const char *tx_time(struct tx *, int64_t at);
const char *tx_time_or_null(struct tx *, int64_t at);
/* An int8[] parameter. */
const char *tx_int_array(struct tx *, const int64_t *, size_t n);
/* A text[] parameter; none of the texts may be NULL. */
const char *tx_text_array(struct tx *, const char *const *, size_t n);

/* For the test: does the database agree with this query's in: and out: lines? */
MUST_CHECK enum status tx_describe(struct tx *, const struct query *);

#endif
