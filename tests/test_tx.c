/* test_tx.c - what several queries that are sent together end as. */

#include "db/query.h"
#include "tests.h"

struct number_row {
	int64_t n;
};
static const struct col cols[] = { { .name = "n",
    .type = COL_INT8,
    .oid = 20,
    .offset = offsetof(struct number_row, n) } };

#define QUERY(query_name, sql)                                      \
	{                                                           \
		.name = query_name, .text = sql, .ncols = 1,        \
		.row_size = sizeof(struct number_row), .cols = cols \
	}
static const struct query one = QUERY("tx_one", "SELECT 7::int8"),
			  none = QUERY("tx_none", "SELECT 1::int8 WHERE false"),
			  zero = QUERY("tx_zero", "SELECT 1::int8 / 0"),
			  two = QUERY("tx_two", "SELECT generate_series(1, 2)::int8");

START_TEST(together)
{
	static const struct {
		const struct query *asked[4];
		enum status status;
	} cases[] = {
		{ { &one, &one }, OK },
		{ { &one, &none, &one }, ERR_NOT_FOUND },
		{ { &none, &one, &zero }, ERR_INVALID }, /* a data exception */
		{ { &none, &zero, &one }, ERR_INVALID },
		{ { &none, &two, &none }, ERR_INTERNAL },
		{ { &zero, &none, &one }, ERR_INVALID },
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct number_row *rows[4];
		struct tx *tx;

		ck_assert_int_eq(tx_begin(test_db, arena, TX_READ, &tx), OK);
		ck_assert_int_eq(tx_together(tx), OK);
		for (size_t k = 0; k < 4 && cases[i].asked[k] != NULL; k++)
			ck_assert_int_eq(
			    tx_one(tx, cases[i].asked[k], NULL, &rows[k]), OK);
		ck_assert_msg(tx_fetch(tx) == cases[i].status, "case %zu", i);
		tx_rollback(tx);
	}
	arena_free(arena);
}
END_TEST

TCase *
tx_tests(void)
{
	TCase *tc = tcase_create("tx");

	tcase_add_test(tc, together);
	return tc;
}
