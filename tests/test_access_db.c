/*
 * test_access_db.c - the second wall: what the database itself refuses.
 *
 * No handler stands in between here.  tests/access.txt is the list of what each
 * role can do with each table, found by trying it; a change of a right is a
 * change of that file.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/session.h"
#include "db/query.h"
#include "matrix.h"

static struct arena *arena;
static struct db *api_db, *rules_db, *sim_db;

struct answer {
	const char *text;
};
static const unsigned text_oid[] = { 25 };
static const struct col answer_cols[] = { { .name = "text",
    .type = COL_TEXT,
    .oid = 25,
    .null_ok = true,
    .offset = offsetof(struct answer, text) } };

#define ASK(sql)                                                                      \
	{                                                                             \
		.name = "test " sql, .text = "SELECT " sql, .nparams = 1, .ncols = 1, \
		.row_size = sizeof(struct answer), .params = text_oid,                \
		.cols = answer_cols                                                   \
	}
static const struct query ask_verbs = ASK("access_test.verbs($1)");
static const struct query ask_functions = ASK("access_test.functions($1)");
static const struct query ask_attempt = ASK("access_test.attempt($1)");
static const struct query ask_strange = ASK("access_test.strange($1::bigint[])");

static struct db *
open_as(const char *role)
{
	const char *host = getenv("PGHOST");
	struct db *db;

	ck_assert_int_eq(db_open(arena_printf(arena, "host=%s user=%s dbname=aftercare",
				     host != NULL ? host : "", role),
			     &db),
	    OK);
	return db;
}

static void
setup(void)
{
	matrix_begin();
	site_script("tests/access.sql");
	arena = site_arena();
	api_db = open_as("aftercare_api");
	rules_db = open_as("aftercare_rules");
	sim_db = open_as("aftercare_sim");
}

static void
teardown(void)
{
	db_close(api_db);
	db_close(rules_db);
	db_close(sim_db);
	site_sql("DROP SCHEMA access_test CASCADE");
	site_test_end();
}

/* In a transaction of this connection, as this user of the site, undone. */
static const char *
ask_as(struct db *db, int64_t user, const struct query *query, const char *param)
{
	const struct session_resume *who;
	const void *row;
	struct tx *tx;

	/* The simulator has a clock in its own schema, which is not there. */
	ck_assert_int_eq(
	    tx_begin(db, arena, db == sim_db ? TX_BARE : TX_WRITE, &tx), OK);
	if (user != NOBODY)
		ck_assert_int_eq(session_resume(tx, site_cookie(user), &who), OK);
	ck_assert_int_eq(tx_one(tx, query, &param, &row), OK);
	tx_rollback(tx);
	return ((const struct answer *)row)->text;
}

static const char *
attempt(int64_t user, const char *sql)
{
	return ask_as(test_db, user, &ask_attempt, sql);
}

/* Each program, and the site for each kind of user. */
static const struct asker {
	const char *name;
	struct db **db;
	int64_t user;
} askers[] = {
	{ "site", &test_db, NOBODY },
	{ "site nurse", &test_db, RUDO },
	{ "site supervisor", &test_db, NOMSA },
	{ "site admin", &test_db, ADA },
	{ "worker", &worker_db, NOBODY },
	{ "rules", &rules_db, NOBODY },
	{ "api", &api_db, NOBODY },
	{ "sim", &sim_db, NOBODY },
};

static const char *
all_rights(void)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < COUNT_OF(askers); i++)
		buf_puts(&b,
		    ask_as(*askers[i].db, askers[i].user, &ask_verbs, askers[i].name));
	for (size_t i = 0; i < COUNT_OF(askers); i++)
		if (askers[i].user == NOBODY)
			buf_puts(&b, ask_as(*askers[i].db, NOBODY, &ask_functions,
					 askers[i].name));
	return b.data;
}

/* Where to look when the lists differ; build/ is never committed. */
static void
keep(const char *rights)
{
	FILE *f = fopen("build/access.txt", "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(rights, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(each_role_can_do_what_the_list_says)
{
	const char *rights = all_rights();
	const char *listed = site_file("tests/access.txt");

	keep(rights);
	ck_assert_msg(strcmp(rights, listed) == 0,
	    "build/access.txt differs from tests/access.txt");
}
END_TEST

START_TEST(nobody_sees_a_row_of_another_facility)
{
	/* Which places there are, who works there and when they are closed is no secret. */
	const char *open = "place_holiday place_version user_place ";

	ck_assert_str_eq(ask_as(test_db, RUDO, &ask_strange, "{101}"), open);
	ck_assert_str_eq(ask_as(test_db, JOYCE, &ask_strange, "{102}"), open);
	ck_assert_str_eq(ask_as(test_db, NOMSA, &ask_strange, "{101,102}"), open);
	ck_assert_str_eq(ask_as(test_db, TARIRO, &ask_strange, "{103}"), open);
	ck_assert_str_eq(ask_as(test_db, NOBODY, &ask_strange, "{}"), "place_version ");
	/* The trail is the administrator's, and so are the troubles of the line and all rosters. */
	ck_assert_str_eq(ask_as(test_db, ADA, &ask_strange, "{}"),
	    "audit duty_shift place_holiday place_version schedule_move schedule_off "
	    "trouble user_place ");
}
END_TEST

/* An attempt of Sr Rudo of Riverside and what comes of it. */
static void
comes_to(const char *sql, const char *result)
{
	const char *found = attempt(RUDO, sql);

	ck_assert_msg(strcmp(found, result) == 0, "%s: %s", sql, found);
}

START_TEST(nothing_moves_out_of_a_facility)
{
	comes_to("UPDATE patient SET note = 'x' WHERE id = 401", "1");
	comes_to("UPDATE patient SET note = 'x' WHERE id = 405", "0");
	comes_to("UPDATE patient SET place_id = 102 WHERE id = 401", "denied");
	comes_to("UPDATE thread SET place_id = 102 WHERE id = 510", "denied");
	comes_to("UPDATE message SET place_id = 102 WHERE id = 711", "denied");
	comes_to("UPDATE task SET place_id = 103 WHERE id = 811", "denied");
	/* Neither to everybody: what is about a patient has his place. */
	comes_to("UPDATE thread SET place_id = NULL WHERE id = 501", "23514");
	comes_to("UPDATE message SET place_id = NULL WHERE id = 711", "23514");
	comes_to("UPDATE task SET place_id = NULL WHERE id = 811", "23514");
	comes_to("UPDATE escalation SET place_id = NULL WHERE task_id = 821", "23514");
}
END_TEST

START_TEST(nothing_is_tied_to_a_patient_of_elsewhere)
{
	/* 405 is of Hillview: a foreign key sees past row security. */
	comes_to("UPDATE message SET patient_id = 405 WHERE id = 711", "23503");
	comes_to("UPDATE task SET patient_id = 405 WHERE id = 811", "23503");
	comes_to("UPDATE enrolment SET patient_id = 405, state = 'finished', "
		 "latest = false WHERE id = 601",
	    "23503");
	comes_to("UPDATE reminder SET patient_id = 405 WHERE id = 831", "23503");
	comes_to("UPDATE escalation SET patient_id = 405 WHERE task_id = 821", "23503");
	comes_to(
	    "UPDATE checkin SET patient_id = 405 WHERE reminder_id = 831", "23503");
}
END_TEST

START_TEST(secrets_stay_in_the_database)
{
	const int64_t users[] = { RUDO, NOMSA, ADA };

	for (size_t i = 0; i < COUNT_OF(users); i++) {
		ck_assert_str_eq(
		    attempt(users[i], "SELECT password_hash FROM app_user"), "denied");
		ck_assert_str_eq(attempt(users[i], "SELECT * FROM app_user"), "denied");
		ck_assert_str_eq(
		    attempt(users[i], "SELECT csrf FROM session"), "denied");
		ck_assert_str_eq(
		    attempt(users[i], "UPDATE session SET expires_at = 'infinity'"),
		    "denied");
		ck_assert_str_eq(
		    attempt(users[i], "SELECT FROM sign_in_failure"), "denied");
		ck_assert_str_eq(attempt(users[i], "SELECT FROM inbox"), "denied");
	}
	ck_assert_str_eq(
	    ask_as(api_db, NOBODY, &ask_attempt, "SELECT body FROM inbox"), "denied");
}
END_TEST

START_TEST(nobody_makes_himself_more)
{
	comes_to("UPDATE app_user SET role = 'admin' WHERE id = 201", "denied");
	comes_to("UPDATE app_user SET name = 'Somebody' WHERE id = 201", "denied");
	comes_to("UPDATE app_user SET active = true WHERE id = 209", "0");
	comes_to("UPDATE app_user SET language = 'sn' WHERE id = 201", "1");
	comes_to("UPDATE app_user SET password_hash = 'x' WHERE id = 202", "0");
	comes_to("INSERT INTO user_place VALUES (201, 102)", "denied");
	comes_to("UPDATE place SET active = false WHERE id = 101", "0");
	comes_to("DELETE FROM session WHERE user_id <> 201", "0");
	comes_to("SET ROLE postgres", "denied");
	comes_to("ALTER TABLE patient DISABLE ROW LEVEL SECURITY", "denied");
	comes_to("CREATE TABLE mine (id int)", "denied");
	/* The api's clients are held as people are, once they are known. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM pg_roles r"
			" WHERE rolname LIKE 'aftercare\\_%%' AND (rolsuper OR"
			" rolcreaterole OR rolcreatedb OR rolbypassrls OR"
			" rolreplication OR EXISTS (SELECT FROM pg_auth_members"
			" WHERE member = r.oid AND NOT (rolname = "
			"ANY ('{aftercare_api,aftercare_worker}') AND NOT rolinherit "
			"AND roleid = "
			"'aftercare_site'::regrole)) OR EXISTS (SELECT FROM pg_class"
			" WHERE relowner = r.oid AND relnamespace ="
			" 'public'::regnamespace))"),
	    0);
}
END_TEST

/* A table that a later migration makes and forgets to close. */
START_TEST(every_table_of_the_site_has_row_security)
{
	ck_assert_str_eq(
	    site_text("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
		      " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
		      " AND NOT (relrowsecurity AND relforcerowsecurity)"
		      " AND has_any_column_privilege('aftercare_site', oid, 'SELECT')"),
	    "business_clock feed gateway place_version rule_version worker");
	/* A view would look with its owner's eyes. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM pg_class"
			" WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'"
			" AND NOT coalesce('security_invoker=true' = ANY (reloptions),"
			" false)"),
	    0);
	/* A function that looks past row security is led nowhere by a path. */
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(proname, ' ') FROM pg_proc"
		" WHERE pronamespace = 'public'::regnamespace AND prosecdef"
		" AND NOT coalesce('search_path=public' = ANY (proconfig), false)"),
	    "");
}
END_TEST

START_TEST(functions_keep_to_the_places_of_the_user)
{
	comes_to("SELECT FROM patient_search('moyo', '', 9)", "1");
	comes_to("SELECT FROM patient_search('khumalo', '', 9)", "0");
	comes_to("SELECT FROM patient_search('', '550163', 9)", "0");
	site_sql("UPDATE patient SET note = 'seen' WHERE id IN (401, 405)");
	comes_to("SELECT FROM patient_changes(401)", "1");
	comes_to("SELECT FROM patient_changes(405)", "0");
	ck_assert_str_eq(
	    attempt(ADA, "SELECT FROM patient_search('moyo', '', 9)"), "0");
	ck_assert_str_eq(
	    attempt(NOBODY, "SELECT FROM patient_search('moyo', '', 9)"), "0");
	comes_to("SELECT FROM patient_lines('{401,405}')", "1");
	ck_assert_str_eq(attempt(ADA, "SELECT FROM patient_lines('{401,405}')"), "0");
	ck_assert_str_eq(
	    attempt(NOBODY, "SELECT FROM patient_lines('{401,405}')"), "0");
	comes_to("SELECT schedule_replan(101, business_now())", "denied");
	comes_to("SELECT user_release(202, business_now(), '{}')", "denied");
	comes_to("SELECT FROM delivery_counts('-infinity')", "0");
	comes_to("SELECT FROM place_follow_ups()", "0");
}
END_TEST

/* What is counted past row security is what row security shows. */
START_TEST(figures_count_what_is_seen)
{
	static const char *const none =
	    "SELECT FROM work_counts(business_now()) w, task_tally(business_now(), "
	    "'UTC') t,"
	    " patients_held() h, day_figures(business_now(), 13) d,"
	    " case_counts(business_now(), 0, '', '', '', NULL) c WHERE w.tasks + "
	    "w.messages"
	    " + w.escalations + t.now_ + t.upcoming + t.done + h.everybody + d.asked"
	    " + d.asked_before + d.finish + c.open_ + c.closed = 0";

	comes_to("SELECT FROM patients_held() WHERE everybody > 0 AND everybody ="
		 " (SELECT count(*) FROM patient)",
	    "1");
	comes_to("SELECT FROM work_counts(business_now()) WHERE messages ="
		 " (SELECT count(*) FROM thread WHERE state = 'waiting')"
		 " AND escalations = (SELECT count(*) FROM task WHERE open AND"
		 " kind = 'escalation') AND tasks = (SELECT count(*) FROM task"
		 " WHERE open AND kind <> 'escalation' AND starts_at <= business_now()"
		 " AND due_at < business_now() + interval '1 day')",
	    "1");
	comes_to("SELECT FROM task_tally(business_now(), 'UTC') t,"
		 " work_counts(business_now()) w WHERE t.now_ = w.tasks",
	    "1");
	comes_to("SELECT FROM case_counts(business_now(), 0, '', '', '', NULL) c,"
		 " work_counts(business_now()) w WHERE c.open_ = w.escalations",
	    "1");
	comes_to("SELECT FROM case_counts(business_now(), 0, '', '', '', 102) c"
		 " WHERE c.open_ + c.closed = 0",
	    "1");
	ck_assert_str_eq(attempt(ADA, none), "1");
	ck_assert_str_eq(attempt(NOBODY, none), "1");
}
END_TEST

/* A write of Sr Rudo, committed. */
static void
writes(const char *sql)
{
	const struct session_resume *who;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(test_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(session_resume(tx, site_cookie(RUDO), &who), OK);
	ck_assert_int_eq(tx_script(tx, sql), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

static const char *
last_of_the_trail(void)
{
	return site_text("SELECT concat_ws(' ', user_id, place_id, action, object,"
			 " object_id, change) FROM audit ORDER BY id DESC LIMIT 1");
}

START_TEST(a_write_is_in_the_trail)
{
	writes("UPDATE patient SET lives_in = 'Mbare' WHERE id = 401");
	ck_assert_str_eq(last_of_the_trail(),
	    "201 101 update patient 401 {\"lives_in\": [\"\", \"Mbare\"]}");
	writes("UPDATE task SET status = 'accepted', owner_id = 201 WHERE id = 811");
	ck_assert_str_eq(last_of_the_trail(), "201 101 update task 811 {\"status\": "
					      "[\"requested\", \"accepted\"], "
					      "\"owner_id\": [null, 201]}");
	writes("UPDATE app_user SET password_hash = 'new' WHERE id = 201");
	ck_assert_str_eq(last_of_the_trail(),
	    "201 update app_user 201 {\"password_hash\": [\"hidden\", \"hidden\"]}");
	writes("INSERT INTO task_event (task_id, place_id, at, user_id, what)"
	       " VALUES (811, 101, business_now(), 201, 'note')");
	writes("UPDATE thread SET assigned_to = 201 WHERE id = 501");
	ck_assert_str_eq(last_of_the_trail(),
	    "201 101 update thread 501 {\"assigned_to\": [null, 201]}");
}
END_TEST

/* By whatever the owner himself would say; he is undone as well. */
static const char *
owner_tries(const char *sql)
{
	return ask_as(owner_db, NOBODY, &ask_attempt, sql);
}

START_TEST(the_trail_stands)
{
	const char *const verbs[] = { "UPDATE audit SET user_id = 1",
		"DELETE FROM audit", "TRUNCATE audit",
		"UPDATE audit SET at = at WHERE false" };

	for (size_t i = 0; i < COUNT_OF(verbs); i++) {
		ck_assert_str_eq(owner_tries(verbs[i]), "P0001");
		ck_assert_str_eq(attempt(ADA, verbs[i]), "denied");
		ck_assert_str_eq(
		    ask_as(worker_db, NOBODY, &ask_attempt, verbs[i]), "denied");
	}
	ck_assert_str_eq(attempt(ADA, "INSERT INTO audit (at, action, object)"
				      " VALUES (business_now(), 'read', 'patient')"),
	    "denied");
	/* The only change it takes is a further line. */
	ck_assert_str_eq(owner_tries("INSERT INTO audit (at, action, object)"
				     " VALUES (now(), 'read', 'patient')"),
	    "1");
}
END_TEST

TCase *
access_db_tests(void)
{
	TCase *tc = tcase_create("access_db");

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_role_can_do_what_the_list_says);
	tcase_add_test(tc, nobody_sees_a_row_of_another_facility);
	tcase_add_test(tc, nothing_moves_out_of_a_facility);
	tcase_add_test(tc, nothing_is_tied_to_a_patient_of_elsewhere);
	tcase_add_test(tc, secrets_stay_in_the_database);
	tcase_add_test(tc, nobody_makes_himself_more);
	tcase_add_test(tc, every_table_of_the_site_has_row_security);
	tcase_add_test(tc, functions_keep_to_the_places_of_the_user);
	tcase_add_test(tc, figures_count_what_is_seen);
	tcase_add_test(tc, a_write_is_in_the_trail);
	tcase_add_test(tc, the_trail_stands);
	return tc;
}
