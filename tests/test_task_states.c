/*
 * test_task_states.c - which state of a task may follow which, tried against the
 * published table of docs/tasks.md: every pair, by every hand.
 */

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "site_test.h"

#define STATES 12
#define TASK 701

static const char *const states[STATES] = { "draft", "requested", "received",
	"accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold",
	"failed", "completed", "entered-in-error" };

static const struct {
	char letter;
	const char *role;
} hands[] = { { 'n', "nurse" }, { 's', "supervisor" }, { 'a', "admin" }, { 'p', "" } };

static void
begin(void)
{
	site_test_begin();
	site_sql(
	    "CREATE SCHEMA IF NOT EXISTS state_test;"
	    "CREATE TABLE IF NOT EXISTS state_test.tried (a text, b text, role text,"
	    "  held text, ended_by bigint, ago interval, said text);"
	    "TRUNCATE state_test.tried;"
	    "CREATE OR REPLACE VIEW state_test.states AS SELECT "
	    "unnest('{draft,requested,"
	    "received,accepted,rejected,ready,cancelled,in-progress,on-hold,failed,"
	    "completed,entered-in-error}'::text[]) AS state;"
	    "CREATE OR REPLACE FUNCTION state_test.attempt(before text, after text,"
	    "  role text, held text, ended_by bigint, ago interval) RETURNS text"
	    "  LANGUAGE plpgsql AS $$ BEGIN"
	    "  PERFORM set_config('session_replication_role', 'replica', true);"
	    "  UPDATE task SET status = before, held_status = held,"
	    "    owner_id = CASE WHEN held <> 'requested' THEN 201 END,"
	    "    closed_by = ended_by, open = before NOT IN ('completed',"
	    "    'failed', 'cancelled', 'rejected', 'entered-in-error'),"
	    "    closed_at = CASE WHEN before IN ('completed',"
	    "    'failed', 'cancelled', 'rejected', 'entered-in-error')"
	    "    THEN business_now() - ago END WHERE id = 701;"
	    "  PERFORM set_config('session_replication_role', 'origin', true);"
	    "  PERFORM set_config('app.role', role, true);"
	    "  PERFORM set_config('app.user_id', '201', true);"
	    "  UPDATE task SET status = after WHERE id = 701;"
	    "  RAISE EXCEPTION USING ERRCODE = 'UNDO0';"
	    "  EXCEPTION WHEN SQLSTATE 'UNDO0' THEN RETURN 'done';"
	    "  WHEN OTHERS THEN RETURN SQLSTATE; END $$;"
	    "CREATE OR REPLACE FUNCTION state_test.make(state text, role text)"
	    "  RETURNS text LANGUAGE plpgsql AS $$ BEGIN"
	    "  PERFORM set_config('app.role', role, true);"
	    "  INSERT INTO task (place_id, kind, source, priority, status, owner_id,"
	    "    starts_at, due_at, created_at, closed_at) VALUES (101, 'free', 'new',"
	    "    4, state, 201, business_now(), business_now(), business_now(),"
	    "    CASE WHEN state IN ('completed', 'failed', 'cancelled', 'rejected',"
	    "    'entered-in-error') THEN business_now() END);"
	    "  RAISE EXCEPTION USING ERRCODE = 'UNDO0';"
	    "  EXCEPTION WHEN SQLSTATE 'UNDO0' THEN RETURN 'done';"
	    "  WHEN OTHERS THEN RETURN SQLSTATE; END $$;"
	    "INSERT INTO task (id, place_id, patient_id, kind, source, priority, who,"
	    "  words, starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE VALUES"
	    "  (701, 101, 401, 'free', 't701', 4, 'Tinashe Moyo', 'Call him',"
	    "  business_now(), business_now() + interval '1 h', business_now())");
}

/* The field of the published table in this row and column, without spaces. */
static const char *
published(const char *table, const char *from, size_t column)
{
	const char *line = strstr(table, arena_printf(site_arena(), "\n| %s |", from));
	char field[32];
	size_t n = 0;

	ck_assert_msg(line != NULL, "no row for %s", from);
	line = strchr(line + 1, '|');
	for (size_t i = 0; i <= column; i++)
		line = strchr(line + 1, '|');
	for (line++; *line != '|' && n + 1 < sizeof field; line++)
		if (*line != ' ')
			field[n++] = *line;
	field[n] = '\0';
	return arena_strdup(site_arena(), field);
}

static const char *
table_of_the_docs(void)
{
	const char *text;
	size_t len;

	ck_assert_int_eq(
	    file_read(site_arena(), "docs/tasks.md", 65536, &text, &len), OK);
	return text;
}

/* Tries it, and takes it back. */
static const char *
attempt(const char *from, const char *to, const char *role, const char *held,
    int ended_by, const char *ago)
{
	site_sql(
	    "TRUNCATE state_test.tried; INSERT INTO state_test.tried (said) SELECT "
	    "state_test.attempt('%s', '%s', '%s', '%s', %d, '%s')",
	    from, to, role, held, ended_by, ago);
	return site_text("SELECT said FROM state_test.tried");
}

/*
 * Every pair by every hand, of a task that was held where it is to go and then of
 * one that was held elsewhere, closed by somebody else.
 */
static void
try_all(void)
{
	site_sql(
	    "INSERT INTO state_test.tried (a, b, role, held, said) "
	    "SELECT a, b, role, held, state_test.attempt(a, b, role, held, 202, '0') "
	    "FROM state_test.states x (a), state_test.states y (b), "
	    "(VALUES ('nurse'), ('supervisor'), ('admin'), ('')) z (role), "
	    "LATERAL (VALUES (b), ('nowhere')) h (held) WHERE held = b OR a = "
	    "'on-hold'");
	ck_assert_int_eq(site_number("SELECT count(*) FROM (SELECT DISTINCT a, b, role "
				     "FROM state_test.tried) t"),
	    144 * (int)COUNT_OF(hands));
}

static const char *
tried(const char *from, const char *to, const char *role, const char *held)
{
	return site_text(
	    "SELECT said FROM state_test.tried WHERE a = '%s' AND b = '%s' "
	    "AND role = '%s' AND held = '%s'",
	    from, to, role, held);
}

/* One pair by one hand: what the database says, and what the table says. */
static void
check_pair(const char *table, const char *from, const char *to, size_t column)
{
	const char *field = published(table, from, column);

	for (size_t i = 0; i < COUNT_OF(hands); i++) {
		const char *want = strcmp(field, "=") == 0                  ? "done"
				   : *field == '\0'                         ? "AC409"
				   : strchr(field, hands[i].letter) == NULL ? "42501"
									    : "done";
		const char *got = tried(from, to, hands[i].role, to);

		ck_assert_msg(strcmp(got, want) == 0, "%s to %s by '%s': %s, not %s",
		    from, to, hands[i].role, got, want);
		if (field[0] == '(')
			ck_assert_str_eq(
			    tried(from, to, hands[i].role, "nowhere"), "AC409");
	}
}

START_TEST(every_pair_by_every_hand_as_published)
{
	const char *table = table_of_the_docs();

	try_all();
	for (size_t from = 0; from < STATES; from++)
		for (size_t to = 0; to < STATES; to++)
			check_pair(table, states[from], states[to], to);
}
END_TEST

START_TEST(made_only_in_the_states_published)
{
	const char *table = table_of_the_docs();

	for (size_t to = 0; to < STATES; to++)
		for (size_t hand = 0; hand < COUNT_OF(hands); hand++) {
			const char *field = published(table, "(new)", to);
			const char *want = *field == '\0' ? "AC409"
					   : strchr(field, hands[hand].letter) == NULL
					       ? "42501"
					       : "done";

			site_sql("TRUNCATE state_test.tried; INSERT INTO "
				 "state_test.tried (said) SELECT state_test.make('%s', "
				 "'%s')",
			    states[to], hands[hand].role);
			ck_assert_str_eq(
			    site_text("SELECT said FROM state_test.tried"), want);
		}
}
END_TEST

/* What the administrator reads in the table is what the database holds to. */
START_TEST(the_view_is_the_table)
{
	const char *table = table_of_the_docs();

	for (size_t from = 0; from <= STATES; from++)
		for (size_t to = 0; to < STATES; to++) {
			const char *field = published(
			    table, from == STATES ? "(new)" : states[from], to);

			ck_assert_str_eq(
			    site_text("SELECT coalesce((SELECT CASE WHEN held THEN '(' "
				      "|| may || ')' ELSE may END || origin FROM "
				      "task_move WHERE from_status = '%s' AND "
				      "to_status = '%s'), '')",
				from == STATES ? "" : states[from], states[to]),
			    strcmp(field, "=") == 0 ? "" : field);
		}
}
END_TEST

START_TEST(undone_by_whoever_closed_it_for_ten_minutes)
{
	static const char *const closed[] = { "completed", "failed" };

	for (size_t i = 0; i < COUNT_OF(closed); i++) {
		const char *from = closed[i], *to = "in-progress";

		ck_assert_str_eq(attempt(from, to, "nurse", "", 201, "9 min"), "done");
		ck_assert_str_eq(
		    attempt(from, to, "nurse", "", 201, "11 min"), "42501");
		ck_assert_str_eq(attempt(from, to, "nurse", "", 202, "1 min"), "42501");
		ck_assert_str_eq(attempt(from, to, "", "", 201, "1 min"), "42501");
		ck_assert_str_eq(
		    attempt(from, to, "supervisor", "", 202, "9 days"), "done");
	}
}
END_TEST

static const char *
last_line(void)
{
	return site_text("SELECT concat_ws(' ', user_id, what, from_status, 'to', "
			 "to_status, from_owner, 'to', to_owner, note) FROM task_event "
			 "WHERE task_id = 701 ORDER BY id DESC LIMIT 1");
}

static int
lines(void)
{
	return (int)site_number("SELECT count(*) FROM task_event WHERE task_id = 701");
}

START_TEST(no_change_without_its_line)
{
	ck_assert_str_eq(last_line(), "created  to requested to Call him");
	/* A statement that says nothing of itself. */
	site_sql("SELECT set_config('app.user_id', '201', false); UPDATE task SET "
		 "status = 'accepted', owner_id = 201 WHERE id = 701");
	ck_assert_str_eq(last_line(), "201 status requested to accepted to 201 ");
	site_sql("UPDATE task SET owner_id = 202, event = 'assigned', event_note = "
		 "'She knows him' WHERE id = 701");
	ck_assert_str_eq(
	    last_line(), "201 assigned accepted to accepted 201 to 202 She knows him");
	site_sql("UPDATE task SET due_at = due_at + interval '1 h' WHERE id = 701");
	ck_assert_str_eq(last_line(), "201 changed accepted to accepted 202 to 202 ");
	ck_assert_int_eq(lines(), 4);
	/* The same once more is nothing. */
	site_sql("UPDATE task SET status = status, version = version + 1 WHERE id = "
		 "701; SELECT set_config('app.user_id', '', false)");
	ck_assert_int_eq(lines(), 4);
	ck_assert_str_eq(site_text("SELECT concat(event, event_note) FROM task WHERE "
				   "id = 701"),
	    "");
}
END_TEST

START_TEST(a_line_stays_as_it_was_written)
{
	ck_assert_int_eq(site_number("SELECT count(*) FROM pg_trigger WHERE tgname = "
				     "'task_event_stands' AND tgenabled = 'O'"),
	    1);
	site_sql("DO $$ BEGIN UPDATE task_event SET note = 'x' WHERE task_id = 701;"
		 " RAISE 'altered'; EXCEPTION WHEN raise_exception THEN"
		 " IF SQLERRM = 'altered' THEN RAISE; END IF; END $$");
	site_sql("UPDATE task_event SET place_id = 102 WHERE task_id = 701");
}
END_TEST

START_TEST(what_is_in_hand_has_an_owner)
{
	static const char *const in_hand[] = { "received", "accepted" };

	for (size_t i = 0; i < COUNT_OF(in_hand); i++)
		site_sql("DO $$ BEGIN PERFORM set_config('app.role', 'nurse', true);"
			 " UPDATE task SET status = '%s' WHERE id = 701;"
			 " RAISE 'taken by nobody'; EXCEPTION WHEN check_violation THEN"
			 " END $$",
		    in_hand[i]);
	site_sql("UPDATE task SET status = 'ready' WHERE id = 701");
	site_sql("DO $$ BEGIN UPDATE task SET status = 'in-progress' WHERE id = 701;"
		 " RAISE 'begun by nobody'; EXCEPTION WHEN check_violation THEN"
		 " END $$");
	site_sql("UPDATE task SET status = 'in-progress', owner_id = 201 WHERE id = "
		 "701");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE id = 701 AND "
				     "started_at IS NOT NULL"),
	    1);
}
END_TEST

/* On hold a task may change hands: it goes back to what fits its owner. */
START_TEST(held_where_it_was)
{
	site_sql("UPDATE task SET status = 'on-hold', status_reason = 'At work', "
		 "wakes_at = business_now() + interval '2 h' WHERE id = 701");
	ck_assert_str_eq(
	    site_text("SELECT held_status FROM task WHERE id = 701"), "requested");
	site_sql("UPDATE task SET owner_id = 201 WHERE id = 701");
	ck_assert_str_eq(
	    site_text("SELECT held_status FROM task WHERE id = 701"), "accepted");
	site_sql("UPDATE task SET owner_id = NULL WHERE id = 701");
	ck_assert_str_eq(
	    site_text("SELECT held_status FROM task WHERE id = 701"), "requested");
	site_sql("UPDATE task SET status = held_status WHERE id = 701");
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', status, held_status, "
				   "wakes_at, status_reason) FROM task WHERE id = 701"),
	    "requested");
}
END_TEST

#define RULE_TASK(state, authored)                                                     \
	"INSERT INTO task (place_id, patient_id, kind, source, priority, status, "     \
	"  starts_at, due_at, created_at, emission, rule, title, icon, due_date, "     \
	"  window_from, window_to, actions, resolved, deleted, contact_name, "         \
	"  requester, owner_doc, for_doc, authored_at) VALUES (101, 401, 'rule', "     \
	"  'rule:r1~0~no-contact:' || " authored ", 4, '" state "', business_now(), "  \
	"  business_now(), to_timestamp(" authored " / 1000.0), 'r1~0~no-contact', "   \
	"  'no-contact', 'task.no-contact.title', 'off', '2024-03-05', "               \
	"  '2024-03-05', '2024-04-19', "                                               \
	"  '[{\"type\":\"report\",\"form\":\"no_contact\",\"content\":{\"day\":null}}" \
	"]', 'false', false, 'Tendai (Site A)', 'c1', 'c1', 'c1', "                    \
	"  to_timestamp(" authored " / 1000.0)) "

START_TEST(a_rules_task_comes_back_as_it_went_in)
{
	site_sql(RULE_TASK("draft", "1709362800000"));
	site_sql("UPDATE task SET status = 'ready' WHERE kind = 'rule'");
	site_sql("UPDATE task SET status = 'in-progress', owner_id = 201 WHERE kind = "
		 "'rule'");
	site_sql("UPDATE task SET status = 'cancelled', status_reason = 'duplicate' "
		 "WHERE kind = 'rule'");
	ck_assert_str_eq(
	    site_text(
		"SELECT regexp_replace(replace(task_document(id, "
		"'org.couchdb.user:nurse')::text, ' ', ''), '(Ready|Cancelled)\","
		"\"timestamp\":[0-9]+', '\\1\",\"timestamp\":0', 'g') FROM task WHERE "
		"kind = 'rule'"),
	    "{\"_id\":\"task~org.couchdb.user:nurse~r1~0~no-contact~1709362800000\","
	    "\"type\":\"task\",\"authoredOn\":1709362800000,\"stateHistory\":["
	    "{\"state\":\"Draft\",\"timestamp\":1709362800000},"
	    "{\"state\":\"Ready\",\"timestamp\":0},"
	    "{\"state\":\"Cancelled\",\"timestamp\":0}],"
	    "\"user\":\"org.couchdb.user:nurse\",\"requester\":\"c1\",\"owner\":\"c1\","
	    "\"emission\":{\"_id\":\"r1~0~no-contact\",\"title\":\"task.no-contact."
	    "title\",\"icon\":\"off\",\"deleted\":false,\"resolved\":false,\"actions\":"
	    "[{\"form\":\"no_contact\",\"type\":\"report\",\"content\":{\"day\":null}}]"
	    ",\"contact\":{\"name\":\"Tendai(SiteA)\"},\"dueDate\":\"2024-03-05\","
	    "\"startDate\":\"2024-03-05\",\"endDate\":\"2024-04-19\",\"forId\":\"c1\"},"
	    "\"state\":\"Cancelled\",\"stateReason\":\"duplicate\"}");
}
END_TEST

START_TEST(one_open_task_of_an_emission)
{
	site_sql(RULE_TASK("ready", "1709362800000"));
	/* Merged into the one that is open ... */
	site_sql(RULE_TASK(
	    "ready", "1709362800001") "ON CONFLICT (emission) WHERE emission IS NOT "
				      "NULL AND open DO UPDATE SET "
				      "status = excluded.status, icon = 'on'");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'rule'"), 1);
	ck_assert_str_eq(site_text("SELECT icon FROM task WHERE kind = 'rule'"), "on");
	/* ... but a closed one stays, and another is made. */
	site_sql("UPDATE task SET status = 'failed' WHERE kind = 'rule'");
	site_sql(
	    "DO $$ BEGIN UPDATE task SET icon = 'x', title = 'y' WHERE kind = "
	    "'rule'; RAISE 'changed'; EXCEPTION WHEN SQLSTATE 'AC409' THEN END $$");
	site_sql(RULE_TASK("completed", "1709362800002"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'rule'"), 2);
}
END_TEST

TCase *
task_states_tests(void)
{
	TCase *tc = tcase_create("task_states");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_pair_by_every_hand_as_published);
	tcase_add_test(tc, made_only_in_the_states_published);
	tcase_add_test(tc, the_view_is_the_table);
	tcase_add_test(tc, undone_by_whoever_closed_it_for_ten_minutes);
	tcase_add_test(tc, no_change_without_its_line);
	tcase_add_test(tc, a_line_stays_as_it_was_written);
	tcase_add_test(tc, what_is_in_hand_has_an_owner);
	tcase_add_test(tc, held_where_it_was);
	tcase_add_test(tc, a_rules_task_comes_back_as_it_went_in);
	tcase_add_test(tc, one_open_task_of_an_emission);
	return tc;
}
