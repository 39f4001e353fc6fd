/* test_delivery.c - what is too old is held, and what persons do about texts. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/delivery.h"
#include "core/outbox.h"
#include "core/session.h"
#include "ext/secret.h"
#include "site_test.h"
#include "worker/job.h"

static const struct gateway_state gateway = { .checked_at = 1, .token_refused_at = 1 };
static struct config config;
static struct tx *tx;

static const struct delivery_by rudo = { .user_id = RUDO, .note = "he called" };

static void
begin(void)
{
	site_test_begin();
	tx = NULL;
	config = (struct config){ .rapidpro_rate = 1000, .held_after_hours = 24 };
	site_sql("UPDATE gateway SET token_refused_at = business_now()");
}

static void
end(void)
{
	if (tx != NULL)
		tx_rollback(tx);
	site_sql("UPDATE gateway SET token_refused_at = NULL");
	site_test_end();
}

/* As somebody who is signed in. */
static void
as(int64_t user)
{
	const struct session_resume *who;

	ck_assert_int_eq(tx_begin(test_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(session_resume(tx, site_cookie(user), &who), OK);
}

static void
done(void)
{
	struct tx *ending = tx;

	tx = NULL;
	ck_assert_int_eq(tx_commit(ending), OK);
}

/* A nurse's text to Tinashe, so old, that could not leave; he had written before. */
static void
waiting_text(const char *age, int priority, const char *run_at)
{
	site_sql(
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, reads, at) OVERRIDING SYSTEM VALUE "
	    "VALUES (9000, 501, 101, 401, 301, 'in', 'reply', 'it hurts', "
	    "'received', 'words', business_now() - interval '%s' - interval '5 "
	    "min');"
	    "INSERT INTO outbox (id, key, kind, place_id, phone_id, body, "
	    "clinical, priority, run_at, created_at, created_by) OVERRIDING SYSTEM "
	    "VALUE VALUES (8001, gen_random_uuid(), 'text', 101, 301, 'Come', "
	    "true, %d, business_now() + interval '%s', business_now() - interval "
	    "'%s', 201);"
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, author_id, state, at, outbox_id) OVERRIDING "
	    "SYSTEM VALUE VALUES (9001, 501, 101, 401, 301, 'out', 'nurse', "
	    "'Come', 201, 'queued', business_now() - interval '%s', 8001)",
	    age, priority, run_at, age, age);
}

/* The worker tidies the outbox up; RapidPro refuses it, so that nothing leaves. */
static void
tidy(void)
{
	struct worker w = { .db = worker_db,
		.arena = site_arena(),
		.config = &config,
		.gateway = &gateway };
	bool more;

	w.id = secret_uuid(w.arena);
	ck_assert_int_eq(dispatch_job(&w, &more), OK);
}

static const char *
became(void)
{
	return site_text("SELECT o.state || ' ' || m.state || ' ' || m.reason || ' ' "
			 "|| t.failed FROM outbox o JOIN message m ON m.outbox_id = "
			 "o.id JOIN thread t ON t.id = m.thread_id WHERE o.id = 8001");
}

START_TEST(older_than_a_day_is_held)
{
	/* Its next try is yet to come: what counts is since when it waits. */
	waiting_text("25 h", 1, "3 min");
	tidy();
	ck_assert_str_eq(became(), "held held too old true");
	ck_assert_str_eq(
	    site_text("SELECT what || about_id FROM thread_event"), "held-old9001");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox WHERE id = 8001 AND "
				     "run_at <= business_now()"),
	    1);
	tidy();
	ck_assert_int_eq(site_number("SELECT count(*) FROM thread_event"), 1);
}
END_TEST

START_TEST(a_day_is_counted_to_the_second)
{
	waiting_text("24 h -1 min", 1, "0 s");
	tidy();
	ck_assert_str_eq(became(), "ready queued  false");
	site_later("61 s");
	tidy();
	ck_assert_str_eq(became(), "held held too old true");
}
END_TEST

START_TEST(the_night_does_not_count)
{
	/* It was to wait until an hour ago. */
	waiting_text("30 h", 20, "-1 h");
	tidy();
	ck_assert_str_eq(became(), "ready queued  false");
	ck_assert_int_eq(site_number("SELECT priority FROM outbox WHERE id = 8001"), 1);
	site_later("22 h 59 min");
	tidy();
	ck_assert_str_eq(became(), "ready queued  false");
	site_later("2 h");
	tidy();
	ck_assert_str_eq(became(), "held held too old true");
}
END_TEST

START_TEST(whose_hour_was_days_ago_is_held_too)
{
	waiting_text("35 h", 20, "-25 h");
	tidy();
	ck_assert_str_eq(became(), "held held too old true");
}
END_TEST

START_TEST(what_has_a_time_of_its_own_expires)
{
	waiting_text("25 h", 3, "-25 h");
	site_sql("UPDATE outbox SET good_until = business_now() + interval '1 min'");
	tidy();
	ck_assert_str_eq(became(), "ready queued  false");
	site_later("2 min");
	tidy();
	ck_assert_str_eq(
	    site_text("SELECT state FROM outbox WHERE id = 8001"), "cancelled");
}
END_TEST

START_TEST(let_go_it_leaves_once_and_can_be_taken_back)
{
	enum delivery_fault fault;
	int64_t leaves_at;
	size_t undone;

	waiting_text("25 h", 1, "0 s");
	tidy();
	as(RUDO);
	ck_assert_int_eq(delivery_release(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	ck_assert_int_eq(leaves_at - tx_now(tx), 8 * SECOND);
	/* Pressed twice. */
	ck_assert_int_eq(delivery_release(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_GONE);
	done();
	ck_assert_str_eq(became(), "ready held  false");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
	tidy(); /* its age counts from now on */
	ck_assert_str_eq(became(), "ready held  false");
	as(TENDAI);
	ck_assert_int_eq(delivery_undo(tx, 9001, NULL, TENDAI, &undone), OK);
	ck_assert_uint_eq(undone, 1);
	done();
	ck_assert_str_eq(became(), "held held too old true");
	ck_assert_int_eq(site_number("SELECT count(*) FROM audit WHERE object = "
				     "'delivery_deed'"),
	    2);
	ck_assert_str_eq(
	    site_text("SELECT what || ' ' || note || ' ' || user_id || ' ' || "
		      "undone_by FROM delivery_deed"),
	    "release he called 201 202");
}
END_TEST

START_TEST(to_the_number_that_he_has_now)
{
	enum delivery_fault fault;
	int64_t leaves_at;

	waiting_text("25 h", 1, "0 s");
	tidy();
	site_sql("UPDATE patient SET phone_id = 302 WHERE id = 401");
	as(RUDO);
	ck_assert_int_eq(delivery_release(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	done();
	ck_assert_str_eq(site_text("SELECT o.phone_id || ' ' || m.phone_id FROM outbox "
				   "o JOIN message m ON m.outbox_id = o.id"),
	    "302 302");
}
END_TEST

START_TEST(not_to_who_wants_none_nor_at_night)
{
	enum delivery_fault fault;
	int64_t leaves_at;

	waiting_text("25 h", 1, "0 s");
	tidy();
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 401");
	as(RUDO);
	ck_assert_int_eq(delivery_release(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_STOPPED);
	done();
	ck_assert_str_eq(became(), "held held too old true");
	site_sql("UPDATE patient SET opted_out_at = NULL WHERE id = 401");
	site_later("13 h"); /* 21:02 */
	as(RUDO);
	ck_assert_int_eq(delivery_release(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	ck_assert_int_eq(leaves_at / MINUTE - tx_now(tx) / MINUTE, 8 * 60 + 58);
	done();
	ck_assert_int_eq(
	    site_number("SELECT priority FROM outbox WHERE id = 8001"), 20);
}
END_TEST

START_TEST(dropped_he_waits_again)
{
	enum delivery_fault fault;
	size_t undone;

	waiting_text("25 h", 1, "0 s");
	tidy();
	as(RUDO);
	ck_assert_int_eq(delivery_drop(tx, 9001, &rudo, &fault), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	ck_assert_int_eq(delivery_drop(tx, 9001, &rudo, &fault), OK);
	ck_assert_int_eq(fault, DELIVERY_GONE);
	done();
	ck_assert_str_eq(became(), "cancelled cancelled dropped false");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
	as(RUDO);
	ck_assert_int_eq(delivery_undo(tx, 9001, NULL, RUDO, &undone), OK);
	ck_assert_uint_eq(undone, 1);
	ck_assert_int_eq(delivery_undo(tx, 9001, NULL, RUDO, &undone), OK);
	ck_assert_uint_eq(undone, 0);
	done();
	ck_assert_str_eq(became(), "held held too old true");
}
END_TEST

START_TEST(it_moves_with_him)
{
	waiting_text("25 h", 1, "0 s");
	tidy();
	site_sql("UPDATE patient SET place_id = 102 WHERE id = 401");
	ck_assert_int_eq(
	    site_number("SELECT place_id FROM outbox WHERE state = 'held'"), 102);
}
END_TEST

START_TEST(of_a_programme_that_he_left_it_does_not_leave)
{
	waiting_text("25 h", 1, "0 s");
	site_sql("UPDATE message SET author_id = NULL WHERE id = 9001;"
		 "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
		 "due_date, due_at, state, message_id) SELECT 601, 401, 101, 'day_9', "
		 "9, at::date, at, 'sent', 9001 FROM message WHERE id = 9001");
	tidy();
	as(RUDO);
	ck_assert_int_eq(
	    sql_message_cancel_steps(tx, 601, "opted out", tx_now(tx)), OK);
	done();
	ck_assert_str_eq(became(), "cancelled cancelled opted out true");
}
END_TEST

START_TEST(anothers_is_not_there)
{
	enum delivery_fault fault;
	int64_t leaves_at;

	waiting_text("25 h", 1, "0 s");
	tidy();
	as(JOYCE);
	ck_assert_int_eq(
	    delivery_release(tx, 9001, &rudo, &fault, &leaves_at), ERR_NOT_FOUND);
	tx_rollback(tx);
	tx = NULL;
	ck_assert_str_eq(became(), "held held too old true");
}
END_TEST

/* What failed. */

static void
failed_text(void)
{
	waiting_text("2 h", 1, "-2 h");
	site_sql("UPDATE outbox SET state = 'done', finished_at = business_now() WHERE "
		 "id = 8001; UPDATE message SET state = 'failed' WHERE id = 9001");
}

static int64_t
counted(void)
{
	const struct nav_counts *counts;
	int64_t n;

	as(RUDO);
	ck_assert_int_eq(sql_nav_counts(tx, tx_now(tx), &counts), OK);
	n = counts->delivery;
	done();
	return n;
}

START_TEST(set_aside_it_is_counted_no_more)
{
	const int64_t ids[] = { 9001, 9000 };
	struct delivery_by by = rudo;
	size_t n;

	failed_text();
	ck_assert_int_eq(counted(), 1);
	by.bulk = "0198a7c2-0000-7000-8000-000000000001";
	as(RUDO);
	/* Of the two one came in, and is nothing to be set aside. */
	ck_assert_int_eq(delivery_set_aside(tx, ids, 2, &by, &n), OK);
	ck_assert_uint_eq(n, 1);
	done();
	ck_assert_int_eq(counted(), 0);
	as(RUDO);
	ck_assert_int_eq(delivery_undo(tx, 0, by.bulk, RUDO, &n), OK);
	ck_assert_uint_eq(n, 1);
	done();
	ck_assert_int_eq(counted(), 1);
}
END_TEST

START_TEST(a_call_takes_its_place_once)
{
	int64_t task_id;

	failed_text();
	as(RUDO);
	ck_assert_int_eq(
	    delivery_call(tx, 9001, &rudo, "Call instead of the SMS", &task_id), OK);
	ck_assert_int_ne(task_id, 0);
	ck_assert_int_eq(
	    delivery_call(tx, 9001, &rudo, "Call instead of the SMS", &task_id), OK);
	ck_assert_int_eq(task_id, 0);
	done();
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE patient_id = 401 "
				     "AND source = 'call-instead:9001'"),
	    1);
	ck_assert_int_eq(counted(), 0);
}
END_TEST

START_TEST(again_is_a_new_intent_and_stands_in_the_list)
{
	const int64_t id = 9001;
	enum delivery_fault fault;
	int64_t leaves_at;
	size_t n;

	failed_text();
	as(RUDO);
	ck_assert_int_eq(delivery_set_aside(tx, &id, 1, &rudo, &n), OK);
	ck_assert_int_eq(delivery_again(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	ck_assert_int_eq(delivery_again(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_GONE);
	/* What was done since stands: the older deed is not taken back. */
	ck_assert_int_eq(delivery_undo(tx, 9001, NULL, RUDO, &n), OK);
	ck_assert_uint_eq(n, 0);
	done();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'ready'"), 1);
	ck_assert_str_eq(
	    site_text("SELECT coalesce(set_aside_at::text, 'no') FROM message WHERE id "
		      "= 9001"),
	    "no");
}
END_TEST

/* It is known to be another's now. */
START_TEST(not_again_to_a_number_that_is_gone)
{
	const int64_t id = 9001;
	struct delivery_several_rows several;
	enum delivery_fault fault;
	int64_t leaves_at;

	failed_text();
	site_sql("UPDATE patient SET phone_id = NULL, phone_typed = '' WHERE id = 401");
	as(RUDO);
	ck_assert_int_eq(delivery_again(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_NO_PHONE);
	ck_assert_int_eq(sql_delivery_several(tx, tx_int_array(tx, &id, 1), "again",
			     tx_now(tx), &several),
	    OK);
	ck_assert_uint_eq(several.n, 0);
	ck_assert_int_eq(
	    outbox_again(tx, 9001, &(struct outbox_again_how){ .priority = 1 }),
	    ERR_CONFLICT);
	done();
	ck_assert_str_eq(became(), "done failed  false");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
}
END_TEST

/* A nurse's words wait for the morning, and so do automatic ones. */
START_TEST(again_at_night_it_waits_for_the_morning)
{
	static const struct {
		const char *author;
		int priority;
	} texts[] = { { "201", 20 }, { "NULL", 3 } };
	enum delivery_fault fault;
	int64_t leaves_at;

	failed_text();
	site_sql("UPDATE message SET author_id = %s WHERE id = 9001", texts[_i].author);
	site_later("13 h"); /* 21:02 */
	as(RUDO);
	ck_assert_int_eq(delivery_again(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	ck_assert_int_eq(leaves_at / MINUTE - tx_now(tx) / MINUTE, 8 * 60 + 58);
	done();
	ck_assert_int_eq(site_number("SELECT priority FROM outbox WHERE run_at "
				     "> business_now() + interval '8 h'"),
	    texts[_i].priority);
	/* Until then it is neither late nor old. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox WHERE state = "
				     "'ready' AND released_at = run_at"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT state FROM message WHERE id = 9001"), "held");
}
END_TEST

START_TEST(again_at_night_to_who_has_just_written)
{
	enum delivery_fault fault;
	int64_t leaves_at;

	failed_text();
	site_later("13 h");
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) VALUES (501, 101, 401, 301, 'in', "
		 "'reply', 'Well?', 'received', business_now() - interval '1 h')");
	as(RUDO);
	ck_assert_int_eq(delivery_again(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	ck_assert_int_eq(leaves_at, 0);
	done();
	ck_assert_int_eq(site_number("SELECT priority FROM outbox WHERE state = "
				     "'ready' AND run_at <= business_now()"),
	    1);
}
END_TEST

START_TEST(a_question_is_not_asked_again_at_night_nor_for_long)
{
	enum delivery_fault fault;
	int64_t leaves_at;

	failed_text();
	site_sql("UPDATE message SET kind = 'checkin', author_id = NULL WHERE id = "
		 "9001");
	site_later("13 h");
	as(RUDO);
	ck_assert_int_eq(delivery_again(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_QUIET);
	done();
	site_later("-10 h"); /* 11:02 */
	as(RUDO);
	ck_assert_int_eq(delivery_again(tx, 9001, &rudo, &fault, &leaves_at), OK);
	ck_assert_int_eq(fault, DELIVERY_DONE);
	done();
	ck_assert_str_eq(site_text("SELECT good_until - created_at FROM outbox WHERE "
				   "state = 'ready'"),
	    "01:00:00");
}
END_TEST

/* Questions that were cut off. */

/* Brian was asked so long ago, and the flow ended so. */
static void
cut_off(const char *ago, const char *how)
{
	site_sql(
	    "INSERT INTO outbox (id, key, kind, place_id, body, state, priority, "
	    "run_at, created_at, start_uuid) OVERRIDING SYSTEM VALUE SELECT 8101, "
	    "gen_random_uuid(), 'checkin', 101, 'Well?', 'done', 7, at, at, "
	    "gen_random_uuid() FROM (SELECT business_now() - interval '%s' AS at) "
	    "t;"
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at, outbox_id, rapidpro_id) OVERRIDING "
	    "SYSTEM VALUE SELECT 9101, 502, 101, 402, 302, 'out', 'checkin', "
	    "'Well?', 'delivered', run_at, 8101, '7' FROM outbox WHERE id = 8101;"
	    "INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, "
	    "day, due_date, due_at, state, message_id) OVERRIDING SYSTEM VALUE "
	    "SELECT 701, 602, 402, 101, 'day_9', 9, at::date, at, 'sent', 9101 "
	    "FROM message WHERE id = 9101;"
	    "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, "
	    "day, asked_at, message_id) SELECT 701, 602, 402, 101, 9, at, 9101 "
	    "FROM message WHERE id = 9101;"
	    "INSERT INTO run (uuid, phone_id, outbox_id, flow, created_at, "
	    "modified_at, exited_at, exit_type) SELECT gen_random_uuid(), 302, "
	    "8101, 'Aftercare check-in', at, at, at, '%s' FROM message WHERE id = "
	    "9101",
	    ago, how);
}

static size_t
listed(const char *how)
{
	struct delivery_runs_rows rows;

	as(RUDO);
	ck_assert_int_eq(sql_delivery_runs(tx, tx_now(tx), how, &rows), OK);
	done();
	return rows.n;
}

START_TEST(asked_again_today_and_once)
{
	struct delivery_asked asked;

	cut_off("1 h", "interrupted");
	ck_assert_uint_eq(listed(""), 1);
	ck_assert_uint_eq(listed("expired"), 0);
	as(RUDO);
	ck_assert_int_eq(delivery_ask_again(tx, 9101, &rudo, &asked), OK);
	ck_assert_int_eq(asked.fault, DELIVERY_DONE);
	ck_assert_int_eq(delivery_ask_again(tx, 9101, &rudo, &asked), OK);
	ck_assert_int_eq(asked.fault, DELIVERY_GONE);
	done();
	ck_assert_uint_eq(listed(""), 0);
	/* A text of its own beside the first, good for an hour; the day's question. */
	ck_assert_str_eq(
	    site_text("SELECT m.kind || ' ' || m.state || ' ' || o.kind || ' ' || "
		      "(o.good_until - o.created_at) || ' ' || (r.message_id = m.id) "
		      "FROM checkin k JOIN message m ON m.id = k.message_id JOIN "
		      "outbox o ON o.id = m.outbox_id JOIN reminder r ON r.id = "
		      "k.reminder_id WHERE m.id <> 9101"),
	    "checkin queued text 01:00:00 true");
	ck_assert_str_eq(
	    site_text("SELECT state FROM message WHERE id = 9101"), "delivered");
}
END_TEST

START_TEST(of_another_day_it_is_not_asked)
{
	struct delivery_asked asked;

	cut_off("24 h", "interrupted");
	as(RUDO);
	ck_assert_int_eq(delivery_ask_again(tx, 9101, &rudo, &asked), OK);
	ck_assert_int_eq(asked.fault, DELIVERY_PAST);
	ck_assert_int_eq(asked.day, 9);
	ck_assert_int_eq(asked.today_id, 0);
	done();
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
}
END_TEST

START_TEST(an_hour_before_the_night_is_too_late)
{
	struct delivery_asked asked;

	cut_off("1 h", "failed");
	site_later("11 h 10 min"); /* 19:12 */
	as(RUDO);
	ck_assert_int_eq(delivery_ask_again(tx, 9101, &rudo, &asked), OK);
	ck_assert_int_eq(asked.fault, DELIVERY_QUIET);
	done();
}
END_TEST

START_TEST(who_has_answered_is_not_asked)
{
	struct delivery_asked asked;

	cut_off("1 h", "interrupted");
	site_sql("UPDATE checkin SET answer = 'fine', answered_at = business_now()");
	ck_assert_uint_eq(listed(""), 0);
	as(RUDO);
	ck_assert_int_eq(delivery_ask_again(tx, 9101, &rudo, &asked), OK);
	ck_assert_int_eq(asked.fault, DELIVERY_ANSWERED);
	done();
}
END_TEST

START_TEST(silence_of_his_is_no_fault_of_the_line)
{
	cut_off("13 h", "expired");
	ck_assert_uint_eq(listed(""), 0);
	ck_assert_uint_eq(listed("expired"), 1);
	site_sql("UPDATE run SET put_aside_at = business_now()");
	ck_assert_uint_eq(listed("expired"), 0);
}
END_TEST

/* In the morning the next question takes the place of the one that waited. */
START_TEST(one_that_lasted_until_the_next_was_not_cut_off)
{
	cut_off("25 h", "interrupted");
	site_sql("UPDATE run SET exited_at = business_now() - interval '2 h'");
	ck_assert_uint_eq(listed(""), 1);
	site_sql(
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at) OVERRIDING SYSTEM VALUE SELECT "
	    "9102, 502, 101, 402, 302, 'out', 'checkin', 'Well?', 'delivered', "
	    "business_now() - interval '1 h';"
	    "INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, "
	    "day, due_date, due_at, state, message_id) OVERRIDING SYSTEM VALUE "
	    "SELECT 702, 602, 402, 101, 'day_10', 10, at::date, at, 'sent', 9102 "
	    "FROM message WHERE id = 9102;"
	    "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, "
	    "day, asked_at, message_id) SELECT 702, 602, 402, 101, 10, at, 9102 "
	    "FROM message WHERE id = 9102");
	/* An hour before the next one something else cut it off. */
	ck_assert_uint_eq(listed("interrupted"), 1);
	/* By RapidPro's clock, which may be a little behind ours. */
	site_sql("UPDATE run SET exited_at = business_now() - interval '61 min'");
	ck_assert_uint_eq(listed(""), 0);
	ck_assert_uint_eq(listed("expired"), 1);
}
END_TEST

TCase *
delivery_tests(void)
{
	TCase *tc = tcase_create("delivery");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, older_than_a_day_is_held);
	tcase_add_test(tc, a_day_is_counted_to_the_second);
	tcase_add_test(tc, the_night_does_not_count);
	tcase_add_test(tc, whose_hour_was_days_ago_is_held_too);
	tcase_add_test(tc, what_has_a_time_of_its_own_expires);
	tcase_add_test(tc, let_go_it_leaves_once_and_can_be_taken_back);
	tcase_add_test(tc, to_the_number_that_he_has_now);
	tcase_add_test(tc, not_to_who_wants_none_nor_at_night);
	tcase_add_test(tc, dropped_he_waits_again);
	tcase_add_test(tc, it_moves_with_him);
	tcase_add_test(tc, of_a_programme_that_he_left_it_does_not_leave);
	tcase_add_test(tc, anothers_is_not_there);
	tcase_add_test(tc, set_aside_it_is_counted_no_more);
	tcase_add_test(tc, a_call_takes_its_place_once);
	tcase_add_test(tc, again_is_a_new_intent_and_stands_in_the_list);
	tcase_add_test(tc, not_again_to_a_number_that_is_gone);
	tcase_add_loop_test(tc, again_at_night_it_waits_for_the_morning, 0, 2);
	tcase_add_test(tc, again_at_night_to_who_has_just_written);
	tcase_add_test(tc, a_question_is_not_asked_again_at_night_nor_for_long);
	tcase_add_test(tc, asked_again_today_and_once);
	tcase_add_test(tc, of_another_day_it_is_not_asked);
	tcase_add_test(tc, an_hour_before_the_night_is_too_late);
	tcase_add_test(tc, who_has_answered_is_not_asked);
	tcase_add_test(tc, silence_of_his_is_no_fault_of_the_line);
	tcase_add_test(tc, one_that_lasted_until_the_next_was_not_cut_off);
	return tc;
}
