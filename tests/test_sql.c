/* test_sql.c - the database agrees with the in: and out: lines of every query. */

#include "gen/sql.h"
#include "tests.h"

START_TEST(every_query_agrees)
{
	struct arena *arena = arena_new();
	struct tx *tx;

	for (size_t i = 0; sql_queries[i] != NULL; i++) {
		ck_assert_int_eq(tx_begin(owner_db, arena, TX_READ, &tx), OK);
		ck_assert_msg(
		    tx_describe(tx, sql_queries[i]) == OK, "%s", sql_queries[i]->name);
		tx_rollback(tx);
	}
	arena_free(arena);
}
END_TEST

TCase *
sql_tests(void)
{
	TCase *tc = tcase_create("sql");

	tcase_add_test(tc, every_query_agrees);
	return tc;
}
