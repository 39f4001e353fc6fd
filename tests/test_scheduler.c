/* test_scheduler.c - a morning's reminders: each once, whoever sends them. */

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "site_test.h"
#include "worker/job.h"

#define AS_WORKER "user=aftercare_worker dbname=aftercare"
#define AS_OWNER "user=postgres dbname=aftercare"
#define CROWD 4200 /* three batches */

/* Until nothing more is due; failures are for the next round, as in the worker. */
static void
send_all(struct db *db, int rounds)
{
	struct arena *arena = arena_new();
	struct worker w = { .db = db, .arena = arena };

	for (int i = 0; i < rounds; i++) {
		bool more = false;

		(void)scheduler_job(&w, &more);
		arena_reset(arena);
	}
	arena_free(arena);
}

static void
morning(void)
{
	send_all(worker_db, 1);
}

static void
due(int64_t patient_id, const char *step, const char *ago)
{
	site_sql("INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, "
		 "day, due_date, due_at) OVERRIDING SYSTEM VALUE SELECT id + 1000, "
		 "id + 200, id, place_id, '%s', 3, '2031-03-03', business_now() - "
		 "interval '%s' FROM patient WHERE id = %" PRId64,
	    step, ago, patient_id);
}

static const char *
became(int64_t patient_id)
{
	return site_text("SELECT state || ' ' || reason FROM reminder WHERE "
			 "patient_id = %" PRId64,
	    patient_id);
}

/* So many more men of the three facilities, all asked now; without their audit. */
static void
crowd(int n)
{
	site_sql("SET LOCAL session_replication_role = replica; "
		 "INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE "
		 "SELECT 10000 + n, '+26378' || 1000000 + n "
		 "FROM generate_series(1, %d) n; "
		 "INSERT INTO patient (id, place_id, number, given_name, folded, "
		 "birth_date, language, phone_id, created_at) OVERRIDING SYSTEM VALUE "
		 "SELECT id, 101 + id %% 3, 'N' || id, 'Man', 'man', '2001-01-01', "
		 "'en', id, business_now() FROM phone WHERE id > 10000; "
		 "INSERT INTO enrolment (id, patient_id, place_id, workflow, "
		 "workflow_version, anchor_date, consent_at, created_at) "
		 "OVERRIDING SYSTEM VALUE SELECT id, id, place_id, 'vmmc', '1', "
		 "'2031-02-28', created_at, created_at "
		 "FROM patient WHERE id > 10000; "
		 "INSERT INTO thread (id, kind, place_id, patient_id, phone_id) "
		 "OVERRIDING SYSTEM VALUE SELECT id, 'patient', place_id, id, "
		 "phone_id FROM patient WHERE id > 10000; "
		 "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, "
		 "day, due_date, due_at) SELECT id, id, place_id, 'day_3', 3, "
		 "'2031-03-03', business_now() FROM patient WHERE id > 10000",
	    n);
}

/* Each asked once: the same number of everything, and nobody twice. */
static void
each_once(int n)
{
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder WHERE state = 'sent'"), n);
	ck_assert_int_eq(site_number("SELECT count(DISTINCT patient_id) FROM message "
				     "WHERE kind = 'checkin' AND state = 'queued'"),
	    n);
	ck_assert_int_eq(site_number("SELECT count(*) FROM message"), n);
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin c JOIN reminder r "
				     "ON r.id = c.reminder_id AND r.message_id = "
				     "c.message_id AND r.patient_id = c.patient_id "
				     "AND r.enrolment_id = c.enrolment_id"),
	    n);
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin"), n);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM thread t JOIN message m ON m.thread_id = t.id "
		"AND m.patient_id = t.patient_id AND m.place_id = t.place_id "
		"JOIN outbox o ON o.id = m.outbox_id AND o.body = m.body AND "
		"o.place_id = m.place_id AND o.phone_id IS NOT DISTINCT FROM "
		"CASE o.kind WHEN 'text' THEN m.phone_id END AND o.state = 'ready'"),
	    n);
}

START_TEST(who_is_not_to_be_asked_is_not)
{
	due(TINASHE, "day_3", "1 second");
	due(BRIAN, "day_3", "241 minutes");
	due(NKOSANA, "day_3", "1 minute");
	due(LOVEMORE, "day_3", "1 minute");
	due(FARAI, "day_3", "1 minute");
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 405; "
		 "UPDATE enrolment SET state = 'stopped' WHERE id = 606; "
		 "UPDATE phone SET stopped_at = business_now() WHERE id = 306; "
		 "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
		 "due_date, due_at) VALUES (603, 403, 101, 'day_3', 3, '2031-03-03', "
		 "business_now() + interval '1 hour')");
	morning();
	ck_assert_str_eq(became(TINASHE), "sent ");
	ck_assert_str_eq(became(BRIAN), "missed too late in the day");
	ck_assert_str_eq(became(NKOSANA), "skipped opted out");
	ck_assert_str_eq(became(LOVEMORE), "skipped not in follow-up");
	ck_assert_str_eq(became(FARAI), "skipped the number is blocked at RapidPro");
	ck_assert_str_eq(became(KUDZAI), "planned ");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
	each_once(1);
}
END_TEST

START_TEST(a_text_that_asks_nothing_makes_no_check_in)
{
	due(TINASHE, "closing", "1 minute");
	due(BRIAN, "no-such-step", "1 minute");
	morning();
	ck_assert_str_eq(became(TINASHE), "sent ");
	ck_assert_str_eq(
	    became(BRIAN), "skipped the schedule has no such step any more");
	ck_assert_str_eq(site_text("SELECT o.kind || ' ' || m.kind || ' ' || "
				   "o.phone_id || ' ' || o.priority FROM outbox o "
				   "JOIN message m ON m.outbox_id = o.id"),
	    "text automatic 301 7");
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin"), 0);
}
END_TEST

/* How the texts begin, of 403 and of 404. */
static const char *
addressed(void)
{
	return site_text("SELECT string_agg(o.kind || ' ' || o.phone_id || ' ' || "
			 "split_part(o.body, '?', 1), ', ' ORDER BY m.patient_id) "
			 "FROM outbox o JOIN message m ON m.outbox_id = o.id");
}

START_TEST(two_on_one_phone_are_each_asked_by_their_code)
{
	due(KUDZAI, "day_3", "1 minute");
	due(TAPIWA, "day_3", "1 minute");
	morning();
	each_once(2);
	ck_assert_str_eq(addressed(),
	    "text 303 K: how are you today, text 303 T: how are you today");
	/* What is told is what is understood, and nobody's name is told. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox WHERE body LIKE "
				     "'%%Reply _1 = yes, _0 = no.' AND body !~ "
				     "'Kudzai|Tapiwa'"),
	    2);
}
END_TEST

START_TEST(two_of_one_first_name_are_told_apart)
{
	site_sql("UPDATE patient SET given_name = 'Tapiwa', family_name = CASE id "
		 "WHEN 403 THEN 'Moyo' ELSE 'Dube' END WHERE id IN (403, 404)");
	due(KUDZAI, "day_3", "1 minute");
	due(TAPIWA, "day_3", "1 minute");
	morning();
	ck_assert_str_eq(addressed(),
	    "text 303 TM: how are you today, text 303 TD: how are you today");
}
END_TEST

/* A man whose brother reads his texts is asked for the same letter. */
START_TEST(one_alone_on_a_shared_phone_has_a_code)
{
	site_sql("UPDATE patient SET phone_owner = 'shared' WHERE id = 401");
	due(TINASHE, "day_3", "1 minute");
	morning();
	ck_assert_str_eq(addressed(), "text 301 T: how are you today");
}
END_TEST

/* Where nothing tells them apart, it does not say that something does. */
START_TEST(two_of_whom_nothing_differs_are_asked_like_others)
{
	site_sql("UPDATE patient SET given_name = '\xd7\x90', family_name = '7', "
		 "number = 'X' || id || 'Y' WHERE id IN (403, 404)");
	due(KUDZAI, "day_3", "1 minute");
	morning();
	ck_assert_str_eq(addressed(), "text 303 How are you today");
}
END_TEST

START_TEST(a_man_without_a_thread_gets_one)
{
	site_sql("DELETE FROM thread WHERE patient_id = 401");
	due(TINASHE, "day_3", "1 minute");
	morning();
	each_once(1);
}
END_TEST

START_TEST(what_waits_for_a_nurse_goes_on_waiting)
{
	site_sql("UPDATE thread SET state = 'waiting', waiting_since = "
		 "business_now(), last_words = 'It hurts', last_direction = 'in' "
		 "WHERE id = 501");
	due(TINASHE, "day_3", "1 minute");
	morning();
	each_once(1);
	ck_assert_str_eq(site_text("SELECT state || ' ' || last_words || ' ' || "
				   "last_direction FROM thread WHERE id = 501"),
	    "waiting It hurts in");
}
END_TEST

/* A list of conversations is of what people said; before that, of our question. */
START_TEST(a_question_is_not_the_last_word)
{
	site_sql("UPDATE thread SET last_at = business_now() - interval '1 day', "
		 "last_words = 'Thank you', last_direction = 'in' WHERE id = 501; "
		 "UPDATE thread SET last_at = NULL WHERE id = 502");
	due(TINASHE, "day_3", "1 minute");
	due(BRIAN, "day_3", "1 minute");
	morning();
	each_once(2);
	ck_assert_str_eq(
	    site_text("SELECT last_words || ' ' || last_direction || ' ' || "
		      "(last_at < business_now() - interval '20 hours') FROM thread "
		      "WHERE id = 501"),
	    "Thank you in true");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread t JOIN message m ON m.id = "
			"t.last_message_id AND t.last_at = m.at AND t.last_words = "
			"left(m.body, 160) AND t.last_direction = m.direction WHERE "
			"t.patient_id = %d",
		BRIAN),
	    1);
}
END_TEST

START_TEST(a_call_is_for_as_many_as_it_may)
{
	crowd(1350); /* 450 of each facility */
	morning();
	each_once(1350);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 15);
	ck_assert_int_eq(
	    site_number("SELECT max(n) FROM (SELECT count(*) AS n FROM message "
			"GROUP BY outbox_id) calls"),
	    RAPIDPRO_CONTACTS_MAX);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE kind <> 'checkin' OR "
			"phone_id IS NOT NULL OR good_until <> (SELECT min(due_at) "
			"FROM reminder) + interval '4 hours'"),
	    0);
}
END_TEST

START_TEST(open_pages_learn_of_it)
{
	int64_t before = site_number(
	    "SELECT version FROM place_version WHERE place_id = %d", RIVERSIDE);
	int64_t elsewhere =
	    site_number("SELECT version FROM place_version WHERE place_id = %d", GOMO);

	due(TINASHE, "day_3", "1 minute");
	morning();
	ck_assert_int_eq(site_number("SELECT version FROM place_version WHERE "
				     "place_id = %d",
			     RIVERSIDE),
	    before + 1);
	ck_assert_int_eq(
	    site_number("SELECT version FROM place_version WHERE place_id = %d", GOMO),
	    elsewhere);
}
END_TEST

/* reminder_send() lets the triggers of its tables rest: it must know them all. */
START_TEST(no_trigger_is_passed_over_unknown)
{
	ck_assert_str_eq(
	    site_text("SELECT string_agg(tgrelid::regclass || '.' || tgname, ' ' "
		      "ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger "
		      "WHERE NOT tgisinternal AND tgrelid::regclass::text IN "
		      "('message', 'checkin', 'thread', 'reminder', 'outbox')"),
	    "checkin.rule_dirty_update message.audit_update message.audit_write "
	    /* Of what is changed: no text is, there. */
	    "message.changed_now "
	    /* Of texts that come in alone. */
	    "message.outbound_insert message.outbound_update "
	    "message.report_follow message.report_unfollow message.rule_dirty_insert "
	    "message.rule_dirty_update message.version_insert message.version_update "
	    "thread.audit_write "
	    "thread.rule_dirty_update thread.thread_freed thread.thread_moved "
	    "thread.version_insert thread.version_update");
}
END_TEST

/* A call and its men are of one place and phone, even where the keys are not asked. */
START_TEST(what_does_not_exist_is_not_written)
{
	due(TINASHE, "day_3", "1 minute");
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND "
		      "NOT convalidated"),
	    "0");
	site_sql("DO $$ BEGIN PERFORM reminder_send(ARRAY[gen_random_uuid()], '{101}', "
		 "'{0}', '{Well?}', ARRAY[business_now()], '{1499}', '{301}', '{501}', "
		 "'{1}', "
		 "'{checkin}', '{}', business_now()); RAISE 'it was written'; "
		 "EXCEPTION WHEN serialization_failure THEN NULL; END $$");
	site_sql("DO $$ BEGIN PERFORM reminder_send(ARRAY[gen_random_uuid()], '{999}', "
		 "'{0}', '{Well?}', ARRAY[business_now()], '{1401}', '{301}', '{501}', "
		 "'{1}', "
		 "'{checkin}', '{}', business_now()); RAISE 'it was written'; "
		 "EXCEPTION WHEN serialization_failure THEN NULL; END $$");
	/* Nor a text to another's phone, nor a call for men of two places or none. */
	site_sql("DO $$ BEGIN PERFORM reminder_send(ARRAY[gen_random_uuid()], '{101}', "
		 "'{302}', '{Well?}', ARRAY[business_now()], '{1401}', '{301}', "
		 "'{501}', '{1}', "
		 "'{checkin}', '{}', business_now()); RAISE 'it was written'; "
		 "EXCEPTION WHEN serialization_failure THEN NULL; END $$");
	site_sql(
	    "DO $$ BEGIN PERFORM reminder_send(ARRAY[gen_random_uuid(), "
	    "gen_random_uuid()], '{101,101}', '{0,0}', '{Well?,Well?}', "
	    "ARRAY[business_now(), business_now()], '{1401}', '{301}', '{501}', '{1}', "
	    "'{checkin}', '{}', business_now()); RAISE 'it was written'; "
	    "EXCEPTION WHEN serialization_failure THEN NULL; END $$");
	ck_assert_int_eq(site_number("SELECT count(*) FROM message"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	ck_assert_str_eq(
	    site_text("SELECT current_setting('session_replication_role')"), "origin");
}
END_TEST

/* Where the schema belongs to one who is no superuser, the keys are asked. */
START_TEST(an_owner_without_privileges_sends_too)
{
	struct arena *arena = arena_new();
	struct db *owner;
	struct tx *tx;

	due(TINASHE, "day_3", "1 minute");
	ck_assert_int_eq(db_open(AS_OWNER, &owner), OK);
	ck_assert_int_eq(tx_begin(owner, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    tx_script(tx,
		"CREATE ROLE keeper BYPASSRLS; "
		"GRANT ALL ON SCHEMA public TO keeper; "
		"GRANT ALL ON ALL TABLES IN SCHEMA public TO keeper; "
		"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO keeper; "
		"DO $$ DECLARE f regprocedure := (SELECT oid FROM pg_proc WHERE "
		"proname = 'reminder_send'); "
		"BEGIN EXECUTE format('ALTER FUNCTION %s OWNER TO keeper', f); "
		"PERFORM reminder_send(ARRAY[gen_random_uuid()], '{101}', '{0}', "
		"'{Well?}', ARRAY[business_now()], '{1401}', '{301}', '{501}', '{1}', "
		"'{checkin}', '{}', business_now()); "
		"ASSERT (SELECT count(*) FROM checkin) = 1; END $$"),
	    OK);
	tx_rollback(tx);
	db_close(owner);
	arena_free(arena);
}
END_TEST

/* Processes of their own, and what may happen to them. */

static pid_t
worker_process(int rounds)
{
	pid_t pid = test_fork();

	if (pid == 0) {
		struct db *db;

		if (db_open(AS_WORKER, &db) != OK)
			_exit(EXIT_FAILURE);
		send_all(db, rounds);
		_exit(EXIT_SUCCESS);
	}
	return pid;
}

static void
nap(void)
{
	(void)nanosleep(&(struct timespec){ .tv_nsec = 20 * 1000 * 1000 }, NULL);
}

START_TEST(several_workers_share_a_morning)
{
	pid_t workers[4];
	int code;

	crowd(CROWD);
	for (size_t i = 0; i < COUNT_OF(workers); i++)
		workers[i] = worker_process(3);
	for (size_t i = 0; i < COUNT_OF(workers); i++) {
		ck_assert_int_eq(waitpid(workers[i], &code, 0), workers[i]);
		ck_assert_int_eq(code, 0);
	}
	send_all(worker_db, 3);
	each_once(CROWD);
	/*
	 * No facility was divided: every call is full.  Only who looks in the very
	 * moment in which another ends may find the rest of what that one had begun.
	 */
	ck_assert_int_ge(site_number("SELECT count(*) FROM outbox"), CROWD / 100);
	ck_assert_int_le(site_number("SELECT count(*) FROM outbox"),
	    CROWD / 100 + (int)COUNT_OF(workers) - 1);
}
END_TEST

/* Somebody else, in the middle of a transaction of his own. */
struct other {
	struct arena *arena;
	struct db *db;
	struct tx *tx;
};

static struct other
other_does(const char *sql)
{
	struct other o = { .arena = arena_new() };

	ck_assert_int_eq(db_open(AS_OWNER, &o.db), OK);
	ck_assert_int_eq(tx_begin(o.db, o.arena, TX_WRITE, &o.tx), OK);
	ck_assert_int_eq(tx_script(o.tx, sql), OK);
	return o;
}

static void
other_leaves(struct other *o)
{
	db_close(o->db);
	arena_free(o->arena);
}

/* It has written half of it when it waits for the thread, and there it dies. */
START_TEST(a_worker_that_dies_in_the_middle_leaves_nothing)
{
	struct other other;
	pid_t pid;

	crowd(CROWD);
	other = other_does("UPDATE thread SET last_at = last_at");
	pid = worker_process(1);
	while (site_number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
		nap();
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	tx_rollback(other.tx);
	other_leaves(&other);
	while (site_number("SELECT count(*) FROM pg_stat_activity WHERE state <> "
			   "'idle' AND usename = 'aftercare_worker'") > 0)
		nap();
	ck_assert_int_eq(site_number("SELECT count(*) FROM message"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	send_all(worker_db, 3);
	each_once(CROWD);
}
END_TEST

START_TEST(who_is_just_being_moved_is_asked_where_he_is_then)
{
	struct other other;

	due(TINASHE, "day_3", "1 minute");
	due(BRIAN, "day_3", "1 minute");
	other = other_does("UPDATE patient SET place_id = 102 WHERE id = 401");
	morning();
	ck_assert_str_eq(became(TINASHE), "planned ");
	ck_assert_str_eq(became(BRIAN), "sent ");
	ck_assert_int_eq(tx_commit(other.tx), OK);
	other_leaves(&other);
	morning();
	each_once(2);
	ck_assert_int_eq(site_number("SELECT place_id FROM message WHERE patient_id "
				     "= 401"),
	    HILLVIEW);
}
END_TEST

/* His word comes before or after the morning: never unseen beside it. */
START_TEST(who_is_just_saying_stop_is_not_asked)
{
	struct other other;

	due(TINASHE, "day_3", "1 minute");
	due(BRIAN, "day_3", "1 minute");
	other = other_does(
	    "UPDATE patient SET opted_out_at = business_now() WHERE id = 401");
	morning();
	ck_assert_str_eq(became(TINASHE), "planned ");
	ck_assert_str_eq(became(BRIAN), "sent ");
	ck_assert_int_eq(tx_commit(other.tx), OK);
	other_leaves(&other);
	morning();
	ck_assert_str_eq(became(TINASHE), "skipped opted out");
	each_once(1);
}
END_TEST

/* Nobody else moves him or stops his messages between the look and the text. */
START_TEST(who_was_found_stays_as_he_is)
{
	struct reminder_due_rows found;
	struct arena *arena = arena_new();
	struct tx *tx;

	due(TINASHE, "day_3", "1 minute");
	ck_assert_int_eq(tx_begin(worker_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_reminder_due(tx, tx_now(tx), 10, 240, &found), OK);
	ck_assert_uint_eq(found.n, 1);
	site_sql(
	    "DO $$ BEGIN SET LOCAL lock_timeout = '50ms'; "
	    "UPDATE patient SET place_id = 102 WHERE id = 401; RAISE 'he was moved'; "
	    "EXCEPTION WHEN lock_not_available THEN NULL; END $$");
	tx_rollback(tx);
	arena_free(arena);
}
END_TEST

/* What time alone brings: one worker at a time, and the others do not wait. */
START_TEST(one_worker_at_a_time_looks_at_the_calendar)
{
	struct arena *arena = arena_new();
	struct worker w = { .db = worker_db, .arena = arena };
	struct other other;
	bool more;

	site_sql("UPDATE enrolment SET anchor_date = '2031-02-01' WHERE id = 602");
	other = other_does("SELECT pg_advisory_xact_lock(hashtext('calendar'))");
	ck_assert_int_eq(calendar_job(&w, &more), OK);
	ck_assert_str_eq(
	    site_text("SELECT state FROM enrolment WHERE id = 602"), "active");
	tx_rollback(other.tx);
	other_leaves(&other);
	ck_assert_int_eq(calendar_job(&w, &more), OK);
	ck_assert_str_eq(
	    site_text("SELECT state FROM enrolment WHERE id = 602"), "finished");
	arena_free(arena);
}
END_TEST

TCase *
scheduler_tests(void)
{
	/* clang-format off */
	const TTest *const tests[] = {
		who_is_not_to_be_asked_is_not,
		a_text_that_asks_nothing_makes_no_check_in,
		two_on_one_phone_are_each_asked_by_their_code,
		two_of_one_first_name_are_told_apart,
		one_alone_on_a_shared_phone_has_a_code,
		two_of_whom_nothing_differs_are_asked_like_others,
		a_man_without_a_thread_gets_one,
		what_waits_for_a_nurse_goes_on_waiting,
		a_question_is_not_the_last_word,
		a_call_is_for_as_many_as_it_may,
		open_pages_learn_of_it,
		no_trigger_is_passed_over_unknown,
		what_does_not_exist_is_not_written,
		an_owner_without_privileges_sends_too,
		several_workers_share_a_morning,
		a_worker_that_dies_in_the_middle_leaves_nothing,
		who_is_just_being_moved_is_asked_where_he_is_then,
		who_is_just_saying_stop_is_not_asked,
		who_was_found_stays_as_he_is,
		one_worker_at_a_time_looks_at_the_calendar,
	};
	/* clang-format on */
	TCase *tc = tcase_create("scheduler");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	for (size_t i = 0; i < COUNT_OF(tests); i++)
		tcase_add_test(tc, tests[i]);
	return tc;
}
