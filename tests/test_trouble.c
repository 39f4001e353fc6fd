/* test_trouble.c - troubles of the line: told once, at their beginning and their end. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "core/trouble.h"
#include "ext/secret.h"
#include "site_test.h"
#include "smtp_receiver.h"
#include "worker/job.h"

static const struct gateway_state gateway;
static struct config config;
static struct smtp_receiver *receiver;

static void
line_is_well(void)
{
	site_sql("UPDATE gateway SET checked_at = business_now(), reached_at = "
		 "business_now(), send_flow = gen_random_uuid(), checkin_flow = "
		 "gen_random_uuid(), token_refused_at = NULL, paused_until = NULL, "
		 "flows_missed_at = NULL, failures = 0, "
		 "usual_learned_at = NULL; UPDATE "
		 "feed SET polled_at = NULL WHERE name = 'troubles'");
}

static void
begin(void)
{
	site_test_begin();
	receiver = NULL;
	config = (struct config){ .silent_minutes = 90 };
	line_is_well();
	site_sql("INSERT INTO mail_person (name, address, added_at) VALUES ('Ada', "
		 "'ada@example.org', business_now()), ('Ben', 'ben@example.org', "
		 "business_now())");
}

static void
end(void)
{
	if (receiver != NULL)
		smtp_receiver_stop(receiver);
	site_sql("UPDATE gateway SET send_flow = NULL, checkin_flow = NULL, checked_at "
		 "= NULL, reached_at = NULL, token_refused_at = NULL, usual_learned_at "
		 "= NULL, flows_missed_at = NULL, group_flow = NULL, group_missed_at = "
		 "NULL");
	site_test_end();
}

static void
step(job *run)
{
	struct worker w = { .db = worker_db,
		.arena = arena_new(),
		.config = &config,
		.gateway = &gateway };
	bool more;

	w.id = secret_uuid(w.arena);
	do {
		ck_assert_int_eq(run(&w, &more), OK);
	} while (more);
	arena_free(w.arena);
}

static void
look(void)
{
	site_sql("UPDATE feed SET polled_at = NULL WHERE name = 'troubles'");
	step(trouble_job);
}

static const char *
open_troubles(void)
{
	return site_text("SELECT coalesce(string_agg(kind || coalesce(place_id::text, "
			 "'') || prefix, ' ' ORDER BY kind, place_id), 'none') FROM "
			 "trouble WHERE ended_at IS NULL");
}

static const char *
mails(void)
{
	return site_text(
	    "SELECT coalesce(string_agg(what || ' ' || state, ', ' ORDER BY "
	    "id), 'none') FROM mail");
}

static void
receive(const struct smtp_words *words)
{
	static char url[64];

	receiver = smtp_receiver_start(words);
	(void)snprintf(
	    url, sizeof url, "smtp://127.0.0.1:%d", smtp_receiver_port(receiver));
	config.mail_server = url;
	config.mail_from = "aftercare@example.org";
}

static void
silent_for(const char *interval)
{
	site_sql(
	    "UPDATE gateway SET reached_at = business_now() - interval '%s'", interval);
}

START_TEST(each_kind_is_seen)
{
	look();
	ck_assert_str_eq(open_troubles(), "none");
	silent_for("4 min");
	look();
	ck_assert_str_eq(open_troubles(), "none");
	silent_for("6 min");
	look();
	ck_assert_str_eq(open_troubles(), "unreachable");
	site_sql("UPDATE gateway SET token_refused_at = business_now()");
	look();
	ck_assert_str_eq(open_troubles(), "token unreachable");
}
END_TEST

START_TEST(a_flow_may_be_back_in_a_moment)
{
	site_sql(
	    "UPDATE gateway SET send_flow = NULL, flows_missed_at = business_now()");
	look();
	ck_assert_str_eq(open_troubles(), "none");
	site_later("61 s");
	look();
	ck_assert_str_eq(open_troubles(), "flow");
}
END_TEST

/* As it is found every half a minute. */
static void
flows_found(const char *send, const char *checkin, const char *group)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    sql_gateway_flows(tx, send, checkin, group, NULL, 0, tx_now(tx)), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

static const char there[] = "11111111-2222-4333-8444-555555555555";

START_TEST(a_flow_that_never_was_is_told_too)
{
	const char *send = _i == 0 ? there : NULL, *checkin = _i == 0 ? NULL : there;

	site_sql("UPDATE gateway SET send_flow = NULL, checkin_flow = NULL, checked_at "
		 "= NULL");
	flows_found(send, checkin, there);
	look();
	ck_assert_str_eq(open_troubles(), "none");
	for (int i = 0; i < 3; i++) {
		site_later("30 s");
		flows_found(send, checkin, there);
	}
	look();
	ck_assert_str_eq(open_troubles(), "flow");
	flows_found(there, there, there);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM gateway WHERE flows_missed_at IS NOT NULL"),
	    0);
}
END_TEST

START_TEST(a_missing_flow_for_several_is_a_trouble_of_its_own)
{
	flows_found(there, there, NULL);
	site_later("59 s");
	flows_found(there, there, NULL);
	look();
	ck_assert_str_eq(open_troubles(), "none");
	site_later("1 s");
	look();
	ck_assert_str_eq(open_troubles(), "group");
	ck_assert(site_shows(
	    site_get(RUDO, "/tasks"), "The flow for messages to several is missing"));
	ck_assert(
	    site_shows(site_get(RUDO, "/delivery"), "Messages to several still leave"));
	/* It ends by itself, and begins anew only after another minute. */
	flows_found(there, there, there);
	site_later("10 min");
	silent_for("0 s");
	look();
	ck_assert_str_eq(open_troubles(), "none");
	flows_found(there, there, NULL);
	look();
	ck_assert_str_eq(open_troubles(), "none");
}
END_TEST

START_TEST(what_waits_too_long)
{
	site_sql(
	    "INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, "
	    "run_at, created_at) VALUES (gen_random_uuid(), 'text', 101, 301, 'x', "
	    "1, business_now() - interval '1 min', business_now() - interval '14 "
	    "min'), (gen_random_uuid(), 'text', 101, 302, 'x', 20, business_now() "
	    "+ interval '8 h', business_now() - interval '2 h')");
	look();
	ck_assert_str_eq(open_troubles(), "none");
	site_later("2 min");
	silent_for("0 s");
	look();
	ck_assert_str_eq(open_troubles(), "waiting");
}
END_TEST

START_TEST(a_network_that_fails)
{
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) SELECT 501, 101, 401, 301, 'out', "
		 "'nurse', 'x', CASE WHEN g <= 5 THEN 'failed' ELSE 'delivered' END, "
		 "business_now() - interval '5 min' FROM generate_series(1, 10) g");
	look();
	ck_assert_str_eq(open_troubles(), "none"); /* as many arrive */
	site_sql("UPDATE message SET state = 'failed' WHERE id = (SELECT max(id) FROM "
		 "message)");
	look();
	ck_assert_str_eq(open_troubles(), "failing+26377");
}
END_TEST

START_TEST(prefixes_are_a_countrys_code_and_two_digits)
{
	ck_assert_str_eq(
	    site_text("SELECT string_agg(phone_prefix(n), ' ' ORDER BY o) FROM "
		      "unnest(ARRAY['+263775550142', '+27821234567', '+12025550123', "
		      "'+254712345678', '+8613812345678', '+998901234567']) WITH "
		      "ORDINALITY AS u (n, o)"),
	    "+26377 +2782 +120 +25471 +8613 +99890");
}
END_TEST

/* At Riverside something came in at ten past twelve on each of the last days. */
static void
usual_noons(int place, int thread, int patient, int phone)
{
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) SELECT %d, %d, %d, %d, 'in', "
		 "'reply', 'x', 'received', (d + time '12:10') AT TIME ZONE "
		 "'Africa/Harare' FROM generate_series('2031-02-10'::timestamp, "
		 "'2031-03-02', '1 day') d",
	    thread, place, patient, phone);
}

START_TEST(silence_where_there_always_is_an_sms)
{
	usual_noons(RIVERSIDE, 501, TINASHE, 301);
	look(); /* 08:02 is no such hour */
	ck_assert_str_eq(open_troubles(), "none");
	site_later("5 h 18 min"); /* 13:20 */
	silent_for("0 s");
	look();
	ck_assert_str_eq(open_troubles(), "silence"); /* anywhere */
	site_sql("DELETE FROM mail; DELETE FROM trouble; INSERT INTO message "
		 "(thread_id, place_id, "
		 "patient_id, phone_id, direction, kind, body, state, at) VALUES (506, "
		 "103, 406, 305, 'in', 'reply', 'x', 'received', business_now() - "
		 "interval '20 min')");
	look();
	ck_assert_str_eq(open_troubles(), "silence101"); /* at Riverside alone */
	site_sql("DELETE FROM mail; DELETE FROM trouble; INSERT INTO message "
		 "(thread_id, place_id, "
		 "patient_id, phone_id, direction, kind, body, state, at) VALUES (501, "
		 "101, 401, 301, 'in', 'reply', 'x', 'received', business_now() - "
		 "interval '20 min')");
	look();
	ck_assert_str_eq(open_troubles(), "none");
}
END_TEST

START_TEST(nobody_is_missed_when_closed)
{
	usual_noons(RIVERSIDE, 501, TINASHE, 301);
	site_sql("UPDATE place SET closes = '13:00'");
	look();
	site_later("5 h 18 min");
	silent_for("0 s");
	look();
	ck_assert_str_eq(open_troubles(), "none");
}
END_TEST

START_TEST(told_once_and_once_that_it_is_over)
{
	silent_for("6 min");
	look();
	look();
	ck_assert_str_eq(mails(), "begun ready, begun ready");
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_str_eq(mails(), "begun sent, begun sent");
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 2);
	/* It answers, and is gone again: the same trouble. */
	site_later("1 min");
	silent_for("0 s");
	look();
	site_later("6 min");
	look();
	ck_assert_int_eq(site_number("SELECT count(*) FROM trouble"), 1);
	silent_for("0 s");
	site_later("9 min");
	silent_for("0 s");
	look();
	ck_assert_str_eq(open_troubles(), "unreachable");
	site_later("2 min");
	silent_for("0 s");
	look();
	ck_assert_str_eq(open_troubles(), "none");
	step(mail_job);
	ck_assert_str_eq(mails(), "begun sent, begun sent, over sent, over sent");
	look();
	step(mail_job);
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 4);
}
END_TEST

START_TEST(what_was_never_said_is_not_said_to_be_over)
{
	silent_for("6 min");
	look();
	site_sql(
	    "UPDATE mail_person SET removed_at = business_now() WHERE name = 'Ben'");
	site_later("11 min");
	silent_for("0 s");
	look();
	ck_assert_str_eq(mails(), "begun dropped, begun dropped");
}
END_TEST

/* The one that was tried may have arrived; it does not come after its end. */
START_TEST(what_is_over_does_not_begin_afterwards)
{
	silent_for("6 min");
	look();
	receive(&(struct smtp_words){ .data_end = "451 busy\r\n" });
	step(mail_job);
	smtp_receiver_stop(receiver);
	receiver = NULL;
	site_later("11 min");
	silent_for("0 s");
	look();
	ck_assert_str_eq(mails(), "begun dropped, begun dropped, over ready");
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_str_eq(mails(), "begun dropped, begun dropped, over sent");
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 1);
}
END_TEST

START_TEST(who_is_told_no_more_is_told_nothing_that_waits)
{
	silent_for("6 min");
	look();
	site_sql(
	    "UPDATE mail_person SET removed_at = business_now() WHERE name = 'Ben'");
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 1);
	ck_assert_str_eq(mails(), "begun sent, begun dropped");
}
END_TEST

START_TEST(a_server_that_is_away_is_tried_again)
{
	silent_for("6 min");
	look();
	receive(&(struct smtp_words){ .data_end = "451 busy\r\n" });
	step(mail_job);
	/* The other does not try at once what has just not worked. */
	ck_assert_int_eq(site_number("SELECT sum(attempt) FROM mail"), 1);
	step(mail_job);
	ck_assert_int_eq(site_number("SELECT sum(attempt) FROM mail"), 1);
	ck_assert_int_gt(
	    site_number("SELECT length(reason) FROM mail WHERE attempt = 1"), 0);
	smtp_receiver_stop(receiver);
	receive(&(struct smtp_words){ 0 });
	site_later("61 s");
	step(mail_job);
	ck_assert_str_eq(mails(), "begun sent, begun sent");
}
END_TEST

START_TEST(who_is_refused_is_shown)
{
	silent_for("6 min");
	look();
	receive(&(struct smtp_words){ .rcpt = "550 no such person\r\n" });
	step(mail_job);
	step(mail_job);
	ck_assert_str_eq(mails(), "begun failed, begun failed");
}
END_TEST

START_TEST(a_worker_that_was_lost_leaves_it_to_another)
{
	silent_for("6 min");
	look();
	site_sql("UPDATE mail SET state = 'leased', attempt = 1, owner = "
		 "gen_random_uuid(), lease_until = business_now() + interval '2 min'");
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 0);
	site_later("121 s");
	step(mail_job);
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 2);
}
END_TEST

static void
lose_the_lease(void)
{
	site_sql("UPDATE mail SET state = 'leased', attempt = attempt + 1, owner = "
		 "gen_random_uuid(), lease_until = business_now() + interval '2 min' "
		 "WHERE state = 'ready' OR lease_until < business_now()");
}

/* What became of it nobody knows; when the trouble is over it is not begun once more. */
START_TEST(what_was_lost_does_not_begin_when_it_is_over)
{
	silent_for("6 min");
	look();
	site_later("11 min");
	lose_the_lease();
	silent_for("0 s");
	look();
	ck_assert_str_eq(mails(), "begun leased, begun leased, over ready, over ready");
	receive(&(struct smtp_words){ 0 });
	/* Its beginning may be leaving at this moment: the end does not overtake it. */
	step(mail_job);
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 0);
	site_later("121 s");
	step(mail_job);
	ck_assert_str_eq(mails(), "begun dropped, begun dropped, over sent, over sent");
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 2);
}
END_TEST

/* The server was busy when it was over: it goes back to those that wait, and leaves no more. */
START_TEST(what_comes_back_does_not_begin_when_it_is_over)
{
	silent_for("6 min");
	look();
	lose_the_lease();
	site_later("11 min");
	silent_for("0 s");
	look();
	site_sql("UPDATE mail SET state = 'ready', owner = NULL, lease_until = NULL, "
		 "reason = '451 busy' WHERE state = 'leased'");
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_str_eq(mails(), "begun dropped, begun dropped, over sent, over sent");
	ck_assert_str_eq(site_text("SELECT min(reason) FROM mail WHERE what = 'begun'"),
	    "it was over before");
}
END_TEST

static size_t
claim_and_die(void)
{
	struct mail_claim_rows mails;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_mail_claim(tx, secret_uuid(site_arena()), tx_now(tx),
			     MAIL_LEASE_SECONDS, MAILS_AN_HOUR, MAIL_LOST_MOST, &mails),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return mails.n;
}

/* Something in it ends each worker: after a few times that is shown, and it stops. */
START_TEST(what_is_lost_each_time_comes_to_an_end)
{
	site_sql("INSERT INTO mail (key, what, person_id, subject, body, run_at, "
		 "created_at) SELECT gen_random_uuid(), 'test', p.id, 'A test', 'x', "
		 "business_now(), business_now() FROM mail_person p WHERE p.name = "
		 "'Ada'");
	for (int i = 0; i < MAIL_LOST_MOST; i++) {
		ck_assert_uint_eq(claim_and_die(), 1);
		site_later("121 s");
	}
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_str_eq(mails(), "test failed");
	ck_assert_str_eq(site_text("SELECT reason FROM mail"), "lost on the way");
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 0);
}
END_TEST

START_TEST(nobody_is_flooded)
{
	site_sql(
	    "INSERT INTO mail (key, what, person_id, subject, body, run_at, "
	    "created_at) SELECT gen_random_uuid(), 'test', p.id, 'A test', 'x', "
	    "business_now(), business_now() FROM mail_person p, generate_series(1, "
	    "15) WHERE p.name = 'Ada'");
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_uint_eq(smtp_receiver_taken(receiver), MAILS_AN_HOUR);
	site_later("61 min");
	step(mail_job);
	ck_assert_uint_eq(smtp_receiver_taken(receiver), 15);
}
END_TEST

START_TEST(nothing_of_a_patient_in_it)
{
	static const char *const hidden[] = { "Tinashe", "Moyo", "R-2318", "775550142",
		"Kudzai" };

	usual_noons(RIVERSIDE, 501, TINASHE, 301);
	look();
	site_later("5 h 18 min");
	silent_for("6 min");
	site_sql("UPDATE gateway SET token_refused_at = business_now();"
		 "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) SELECT 501, 101, 401, 301, 'out', "
		 "'nurse', 'x', 'failed', business_now() - interval '5 min' FROM "
		 "generate_series(1, 10) g");
	look();
	receive(&(struct smtp_words){ 0 });
	step(mail_job);
	ck_assert_uint_ge(smtp_receiver_taken(receiver), 6);
	for (size_t i = 0; i < COUNT_OF(hidden); i++)
		ck_assert_msg(strstr(smtp_receiver_seen(receiver), hidden[i]) == NULL,
		    "%s", hidden[i]);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM mail WHERE body ~ 'Tinashe|Moyo|7755'"),
	    0);
}
END_TEST

START_TEST(without_a_server_it_waits)
{
	silent_for("6 min");
	look();
	step(mail_job);
	ck_assert_str_eq(mails(), "begun ready, begun ready");
	ck_assert_str_eq(open_troubles(), "unreachable");
}
END_TEST

START_TEST(tries_get_rarer_and_end)
{
	int64_t all = 0;

	ck_assert_int_eq(trouble_mail_wait(1), MINUTE);
	for (int32_t i = 1; trouble_mail_wait(i) > 0; i++) {
		ck_assert_int_le(trouble_mail_wait(i), 30 * MINUTE);
		all += trouble_mail_wait(i);
	}
	ck_assert_int_gt(all, 40 * HOUR);
	ck_assert_int_lt(all, 72 * HOUR);
}
END_TEST

TCase *
trouble_tests(void)
{
	TCase *tc = tcase_create("trouble");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, each_kind_is_seen);
	tcase_add_test(tc, a_flow_may_be_back_in_a_moment);
	tcase_add_loop_test(tc, a_flow_that_never_was_is_told_too, 0, 2);
	tcase_add_test(tc, a_missing_flow_for_several_is_a_trouble_of_its_own);
	tcase_add_test(tc, what_waits_too_long);
	tcase_add_test(tc, a_network_that_fails);
	tcase_add_test(tc, prefixes_are_a_countrys_code_and_two_digits);
	tcase_add_test(tc, silence_where_there_always_is_an_sms);
	tcase_add_test(tc, nobody_is_missed_when_closed);
	tcase_add_test(tc, told_once_and_once_that_it_is_over);
	tcase_add_test(tc, what_was_never_said_is_not_said_to_be_over);
	tcase_add_test(tc, what_is_over_does_not_begin_afterwards);
	tcase_add_test(tc, who_is_told_no_more_is_told_nothing_that_waits);
	tcase_add_test(tc, a_server_that_is_away_is_tried_again);
	tcase_add_test(tc, who_is_refused_is_shown);
	tcase_add_test(tc, a_worker_that_was_lost_leaves_it_to_another);
	tcase_add_test(tc, what_was_lost_does_not_begin_when_it_is_over);
	tcase_add_test(tc, what_comes_back_does_not_begin_when_it_is_over);
	tcase_add_test(tc, what_is_lost_each_time_comes_to_an_end);
	tcase_add_test(tc, nobody_is_flooded);
	tcase_add_test(tc, nothing_of_a_patient_in_it);
	tcase_add_test(tc, without_a_server_it_waits);
	tcase_add_test(tc, tries_get_rarer_and_end);
	return tc;
}
