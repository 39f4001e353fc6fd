/*
 * test_claim.c - what is to be sent is taken by a plan that is right when much waits,
 * though it was made when nothing did.
 *
 * PostgreSQL keeps one plan for each connection of a worker, made in a quiet hour as a
 * rule.  Then all indexes of what waits are empty and look alike to it; with the wrong
 * one each text is compared with all others, and twenty leave in a second.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "db/query.h"
#include "gen/sql.h"
#include "site_test.h"

#define WAITING 2000
#define MOST 50
#define WORKER "11111111-2222-4333-8444-555555555555"
/* Measured are 1,900; by way of the wrong index 180,000. */
#define PAGES_MOST 6000

struct line {
	const char *text;
};
static const struct col line_cols[] = { { .name = "line",
    .type = COL_TEXT,
    .oid = 25,
    .null_ok = false,
    .offset = offsetof(struct line, text) } };
/* By its name: the plan that the connection has. */
static const struct query plan = { .name = "plan",
	.text = "EXPLAIN (COSTS OFF) EXECUTE outbox_claim ('" WORKER
		"', business_now(), 30, 9, 50, true, 24)",
	.ncols = 1,
	.row_size = sizeof(struct line),
	.cols = line_cols };
static const struct query explain = { .name = "explain",
	.text =
	    "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) "
	    "EXECUTE outbox_claim ('" WORKER "', business_now(), 30, 9, 50, true, 24)",
	.ncols = 1,
	.row_size = sizeof(struct line),
	.cols = line_cols };

static struct db *db;

static void
begin(void)
{
	const char *host = getenv("PGHOST");

	site_test_begin();
	ck_assert_int_eq(db_open(arena_printf(site_arena(),
				     "host=%s user=aftercare_worker dbname=aftercare",
				     host != NULL ? host : ""),
			     &db),
	    OK);
}

static void
end(void)
{
	db_close(db);
	site_test_end();
}

/* Texts to as many phones; what has been sent stays for days. */
static void
texts(const char *state)
{
	site_sql("INSERT INTO phone (e164) SELECT '+26377' || 1000000 + n FROM "
		 "generate_series(1, %d) n ON CONFLICT DO NOTHING; "
		 "INSERT INTO outbox (key, kind, phone_id, body, priority, run_at, "
		 "created_at, state) SELECT gen_random_uuid(), 'text', id, 'Hello', 5, "
		 "business_now(), business_now(), '%s' FROM phone",
	    WAITING, state);
}

static void
claim(size_t n)
{
	struct outbox_claim_rows rows;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    sql_outbox_claim(tx, WORKER, tx_now(tx), 30, 9, MOST, true, 24, &rows), OK);
	ck_assert_uint_eq(rows.n, n);
	tx_rollback(tx);
}

static size_t
explained(const struct line **lines)
{
	struct tx *tx;
	size_t n;

	ck_assert_int_eq(tx_begin(db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_many(tx, &explain, NULL, lines, &n), OK);
	tx_rollback(tx);
	return n;
}

/* Pages that were looked at: the most of any step, which is that of the whole. */
static long
pages(const struct line *lines, size_t n)
{
	long most = 0;

	for (size_t i = 0; i < n; i++) {
		const char *hit = strstr(lines[i].text, "Buffers: shared hit=");
		long here = hit != NULL ? strtol(strchr(hit, '=') + 1, NULL, 10) : 0;

		most = here > most ? here : most;
	}
	return most;
}

static bool
holds(const struct line *lines, size_t n, const char *words)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(lines[i].text, words) != NULL)
			return true;
	return false;
}

static const char *
whole(const struct line *lines, size_t n)
{
	struct buf b;

	buf_init(&b, site_arena());
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s\n", lines[i].text);
	return b.data;
}

START_TEST(a_plan_of_a_quiet_hour_is_right_in_the_morning)
{
	const struct line *lines;
	size_t n;

	texts("done");
	/* As VACUUM leaves them, which cannot be part of a transaction. */
	site_sql("ANALYZE outbox; ANALYZE phone; ANALYZE message; "
		 "UPDATE pg_class c SET relpages = 1, reltuples = 0 FROM pg_index i "
		 "WHERE c.oid = i.indexrelid AND i.indrelid = 'outbox'::regclass AND "
		 "i.indpred IS NOT NULL");
	claim(0);
	texts("ready");
	claim(MOST);
	n = explained(&lines);
	ck_assert_msg(pages(lines, n) > MOST && pages(lines, n) < PAGES_MOST,
	    "%ld pages\n%.2000s", pages(lines, n), whole(lines, n));
	ck_assert_msg(holds(lines, n, "using outbox_ready on outbox o") &&
			  holds(lines, n, "using outbox_waiting on outbox f") &&
			  holds(lines, n, "using outbox_in_flight on outbox f") &&
			  !holds(lines, n, "Seq Scan on outbox"),
	    "%.2000s", whole(lines, n));
}
END_TEST

/* As on a server on which nothing was ever sent. */
START_TEST(so_is_that_of_an_empty_table)
{
	const struct line *lines;
	size_t n;

	claim(0);
	texts("ready");
	n = explained(&lines);
	ck_assert_msg(pages(lines, n) > MOST && pages(lines, n) < PAGES_MOST,
	    "%ld pages\n%.2000s", pages(lines, n), whole(lines, n));
}
END_TEST

/*
 * Empty indexes cost the same, and which of them is taken is chance.  So none but the
 * right one may be fit for it: if that is gone, rather the whole table is read.
 */
START_TEST(no_other_index_is_fit)
{
	struct outbox_claim_rows rows;
	const struct line *lines;
	struct tx *tx;
	size_t n;

	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    tx_script(tx, "SET LOCAL plan_cache_mode = force_generic_plan; "
			  "SET LOCAL enable_seqscan = off; "
			  "DROP INDEX outbox_waiting"),
	    OK);
	ck_assert_int_eq(
	    sql_outbox_claim(tx, WORKER, tx_now(tx), 30, 9, MOST, true, 24, &rows), OK);
	ck_assert_int_eq(tx_many(tx, &plan, NULL, &lines, &n), OK);
	tx_rollback(tx);
	ck_assert_msg(holds(lines, n, "using outbox_ready on outbox o") &&
			  !holds(lines, n, "using outbox_ready on outbox f"),
	    "%.2000s", whole(lines, n));
}
END_TEST

static int64_t
claimed(void)
{
	struct outbox_claim_rows rows;
	int64_t all = 0;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    sql_outbox_claim(tx, WORKER, tx_now(tx), 30, 9, MOST, true, 24, &rows), OK);
	for (size_t i = 0; i < rows.n; i++)
		all = all * 100 + rows.at[i].id % 100;
	ck_assert_int_eq(tx_commit(tx), OK);
	return all;
}

/* A text that has been tried so often, and is to leave so much later. */
static void
waits(int64_t id, int64_t phone_id, int priority, int attempt, const char *later)
{
	site_sql("INSERT INTO outbox (id, key, kind, phone_id, body, priority, run_at, "
		 "attempt, clinical, created_at) OVERRIDING SYSTEM VALUE VALUES "
		 "(%" PRId64 ", gen_random_uuid(), 'text', %" PRId64 ", 'Text %" PRId64
		 "', %d, business_now() + interval '%s', %d, %s, "
		 "business_now())",
	    id, phone_id, id, priority, later, attempt,
	    priority != 3 ? "true" : "false");
}

/* The first is to be tried again; the second was written to the same man, the third to another. */
START_TEST(two_texts_to_one_man_leave_in_their_order)
{
	waits(9711, 301, 1, 1, "30 s");
	waits(9712, 301, 1, 0, "0 s");
	waits(9713, 302, 1, 0, "0 s");
	waits(9714, 303, 20, 0, "9 h");
	waits(9715, 303, 1, 0, "0 s");
	ck_assert_int_eq(claimed(), 1315);
	ck_assert_int_eq(claimed(), 0);
	site_later("31 seconds");
	ck_assert_int_eq(claimed(), 11);
	ck_assert_int_eq(claimed(), 0);
	/* Accepted, given up or held: then the next. */
	site_sql("UPDATE outbox SET state = 'parked', owner = NULL, lease_until = NULL "
		 "WHERE id = 9711");
	ck_assert_int_eq(claimed(), 12);
}
END_TEST

/* His first is to be tried again, and her second waits for it: an emergency number does not. */
START_TEST(an_automatic_answer_waits_for_no_second_try)
{
	waits(9711, 301, 1, 1, "30 s");
	waits(9712, 301, 1, 0, "0 s");
	waits(9713, 301, 3, 0, "0 s");
	waits(9714, 302, 1, 0, "0 s");
	waits(9715, 302, 3, 0, "0 s");
	/* Where nothing is tried again it comes behind what she has written. */
	ck_assert_int_eq(claimed(), 14);
	ck_assert_int_eq(claimed(), 13);
	ck_assert_int_eq(claimed(), 0);
	site_sql("UPDATE outbox SET state = 'parked', owner = NULL, lease_until = NULL "
		 "WHERE id IN (9713, 9714)");
	ck_assert_int_eq(claimed(), 15);
	site_later("31 seconds");
	ck_assert_int_eq(claimed(), 11);
	ck_assert_int_eq(claimed(), 0);
}
END_TEST

TCase *
claim_tests(void)
{
	TCase *tc = tcase_create("claim");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_plan_of_a_quiet_hour_is_right_in_the_morning);
	tcase_add_test(tc, so_is_that_of_an_empty_table);
	tcase_add_test(tc, no_other_index_is_fit);
	tcase_add_test(tc, two_texts_to_one_man_leave_in_their_order);
	tcase_add_test(tc, an_automatic_answer_waits_for_no_second_try);
	return tc;
}
