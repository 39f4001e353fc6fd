/* test_inbound.c - what a man writes, and what follows from it. */

#include <string.h>

#include "base/clock.h"
#include "core/inbound.h"
#include "site_test.h"

/* As the worker receives it, committed; 0 if it was known. */
static int64_t
receive(const struct inbound *in)
{
	int64_t message_id = 0;
	struct inbound now = *in;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	if (now.at == 0)
		now.at = tx_now(tx);
	ck_assert_int_eq(inbound_receive(tx, &now, &message_id), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return message_id;
}

START_TEST(a_zero_is_filed_and_costs_nothing)
{
	site_asked(TINASHE);
	ck_assert_int_gt(site_says(TINASHE_PHONE, "0"), 0);
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "fine");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "quiet");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
}
END_TEST

START_TEST(a_one_makes_a_task_and_a_case_at_once)
{
	site_asked(TINASHE);
	ck_assert_int_gt(site_says(TINASHE_PHONE, "1"), 0);
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "problem");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE kind = 'problem' "
				     "AND open AND patient_id = 401"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT severity FROM escalation WHERE patient_id = 401"),
	    "moderate");
	ck_assert_str_eq(
	    site_text("SELECT state || urgency FROM thread WHERE patient_id = 401"),
	    "waiting2");
	/* He is asked which sign, once. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE priority = 3"), 1);
}
END_TEST

START_TEST(danger_is_severe_and_joins_the_open_case)
{
	site_says(TINASHE_PHONE, "1");
	site_later("2 minutes");
	site_says(TINASHE_PHONE, "I am bleeding heavily and fainted");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'escalation'"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem'"), 1);
	ck_assert_str_eq(site_text("SELECT severity FROM escalation"), "severe");
	ck_assert_int_eq(
	    site_number("SELECT priority FROM task WHERE kind = 'escalation'"), 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
}
END_TEST

START_TEST(a_zero_while_a_case_is_open_waits_for_a_person)
{
	site_says(TINASHE_PHONE, "1");
	site_sql(
	    "UPDATE thread SET state = 'quiet', waiting_since = NULL, urgency = 0");
	site_later("1 hour");
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "waiting");
}
END_TEST

START_TEST(a_zero_after_a_nurse_wrote_is_hers_to_read)
{
	const char *state = "SELECT state FROM thread WHERE patient_id = 401";

	site_asked(TINASHE);
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, author_id, state, at) SELECT 501, 101, 401, "
		 "301, 'out', 'nurse', 'Is it still bleeding?', 201, 'delivered', "
		 "business_now() - interval '10 minutes'");
	ck_assert_int_gt(site_says(TINASHE_PHONE, "0"), 0);
	/* It counts as words of his, and what they are about is hers to say. */
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "words");
	ck_assert_str_eq(site_text("%s", state), "waiting");
	/* What she wrote before he was asked is another matter. */
	site_sql(
	    "UPDATE thread SET state = 'quiet', waiting_since = NULL, urgency = 0; "
	    "UPDATE message SET at = at - interval '1 day' WHERE kind = 'nurse'");
	site_later("1 minute");
	ck_assert_int_gt(site_says(TINASHE_PHONE, "0"), 0);
	ck_assert_str_eq(site_text("%s", state), "quiet");
}
END_TEST

START_TEST(other_words_wait_in_messages)
{
	site_says(TINASHE_PHONE, "Can I bath with the bandage on");
	ck_assert_str_eq(
	    site_text("SELECT state || urgency FROM thread WHERE patient_id = 401"),
	    "waiting1");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task"), 0);
}
END_TEST

START_TEST(stop_stops_and_start_starts_again)
{
	site_sql("INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
		 "due_date, due_at) "
		 "VALUES (601, 401, 101, 'day_4', 4, '2031-03-04', business_now() + "
		 "interval '1 day')");
	site_says(TINASHE_PHONE, "STOP");
	ck_assert_str_eq(
	    site_text("SELECT opted_out_how FROM patient WHERE id = 401"), "sms");
	ck_assert_str_eq(
	    site_text("SELECT state FROM reminder WHERE patient_id = 401"), "skipped");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
	site_says(TINASHE_PHONE, "stop");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
	site_later("1 minute");
	site_says(TINASHE_PHONE, "START");
	ck_assert_str_eq(site_text("SELECT coalesce(opted_out_at::text, 'in') FROM "
				   "patient WHERE id = 401"),
	    "in");
	ck_assert_str_eq(
	    site_text("SELECT state FROM reminder WHERE patient_id = 401"), "planned");
}
END_TEST

START_TEST(a_shared_phone_asks_who)
{
	site_says(SHARED_PHONE, "0");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE kind = 'who' AND "
				     "open AND place_id = 101"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT kind || state FROM thread WHERE patient_id IS NULL"),
	    "sharedwaiting");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE patient_id IS NOT NULL"),
	    0);
}
END_TEST

START_TEST(a_shared_phone_with_a_name_needs_no_question)
{
	site_asked(KUDZAI);
	site_says(SHARED_PHONE, "Kudzai 0");
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 403"), "fine");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task"), 0);
}
END_TEST

START_TEST(a_danger_on_a_shared_phone_does_not_wait)
{
	int64_t message = site_says(SHARED_PHONE, "1");
	struct tx *tx;

	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE kind = "
				     "'escalation' AND patient_id IS NULL"),
	    1);
	site_asked(TAPIWA);
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(inbound_attribute(tx, message, TAPIWA, RUDO), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(site_number("SELECT patient_id FROM message WHERE id = %lld",
			     (long long)message),
	    TAPIWA);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE kind = "
				     "'escalation' AND patient_id = 404"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'escalation'"), 1);
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 404"), "problem");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'who' AND open"), 0);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id IS NULL"), "quiet");
}
END_TEST

START_TEST(an_owned_message_is_not_given_away)
{
	int64_t message = site_says(TINASHE_PHONE, "hello");
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(inbound_attribute(tx, message, TAPIWA, RUDO), ERR_CONFLICT);
	tx_rollback(tx);
}
END_TEST

START_TEST(an_unknown_number_waits_for_every_nurse)
{
	site_says(UNKNOWN_PHONE, "hello is this the clinic");
	ck_assert_str_eq(site_text("SELECT kind || state || coalesce(place_id::text, "
				   "'-') FROM thread WHERE patient_id IS NULL"),
	    "unknownwaiting-");
	site_says(UNKNOWN_PHONE, "My son was done on Friday and he is bleeding");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE kind = "
				     "'escalation' AND place_id IS NULL"),
	    1);
}
END_TEST

START_TEST(one_text_by_three_roads_is_one_message)
{
	int64_t at = INT64_C(1930284000) * SECOND; /* 2031-03-03 06:00 UTC */
	struct inbound hook = { .urn = "tel:" TINASHE_PHONE, .text = "1", .at = at };
	struct inbound feed = { .urn = "tel:" TINASHE_PHONE,
		.text = "1",
		.at = at + SECOND,
		.rapidpro_id = "77" };
	struct inbound run = { .urn = "tel:" TINASHE_PHONE,
		.text = "1",
		.at = at + 20 * SECOND,
		.by_run = true };

	ck_assert_int_gt(receive(&hook), 0);
	ck_assert_int_eq(receive(&feed), 0);
	ck_assert_int_eq(receive(&feed), 0);
	ck_assert_int_eq(receive(&run), 0);
	ck_assert_int_eq(receive(&hook), 0);
	ck_assert_str_eq(
	    site_text("SELECT rapidpro_id FROM message WHERE direction = 'in'"), "77");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE direction = 'in'"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem'"), 1);
}
END_TEST

START_TEST(a_long_text_that_a_run_cuts_is_one_message)
{
	int64_t at = INT64_C(1930284000) * SECOND;
	char *text = arena_alloc(site_arena(), 701);
	struct inbound feed = {
		.urn = "tel:" TINASHE_PHONE, .text = text, .at = at, .rapidpro_id = "77"
	};
	struct inbound run = { .urn = "tel:" TINASHE_PHONE,
		.text = arena_strndup(site_arena(), memset(text, 'a', 700), 640),
		.at = at + 20 * SECOND,
		.by_run = true };

	ck_assert_int_gt(receive(&feed), 0);
	ck_assert_int_eq(receive(&run), 0);
}
END_TEST

START_TEST(the_same_words_twice_are_two_messages)
{
	int64_t at = INT64_C(1930284000) * SECOND;
	struct inbound first = { .urn = "tel:" TINASHE_PHONE,
		.text = "hello",
		.at = at,
		.rapidpro_id = "1" };
	struct inbound second = { .urn = "tel:" TINASHE_PHONE,
		.text = "hello",
		.at = at + SECOND,
		.rapidpro_id = "2" };

	ck_assert_int_gt(receive(&first), 0);
	ck_assert_int_gt(receive(&second), 0);
}
END_TEST

/* RapidPro was minutes behind: the run is told before the text that it read. */
START_TEST(what_a_run_tells_first_is_found_by_its_copies)
{
	int64_t at = INT64_C(1930284000) * SECOND;
	struct inbound hook = { .urn = "tel:" TINASHE_PHONE, .text = "1", .at = at };
	struct inbound feed = { .urn = "tel:" TINASHE_PHONE,
		.text = "1",
		.at = at + SECOND,
		.rapidpro_id = "77" };
	struct inbound run = { .urn = "tel:" TINASHE_PHONE,
		.text = "1",
		.at = at + 5 * MINUTE,
		.by_run = true };
	struct inbound again = { .urn = "tel:" TINASHE_PHONE,
		.text = "1",
		.at = at + 4 * MINUTE,
		.rapidpro_id = "78" };

	ck_assert_int_gt(receive(&run), 0);
	ck_assert_int_eq(receive(_i ? &feed : &hook), 0);
	ck_assert_int_eq(receive(_i ? &hook : &feed), 0);
	ck_assert_int_eq(receive(&run), 0);
	/* It stands at its own time now, and another of the same words is another. */
	ck_assert_str_eq(
	    site_text("SELECT rapidpro_id || at FROM message WHERE direction = 'in'"),
	    _i ? "772031-03-03 06:00:01+00" : "772031-03-03 06:00:00+00");
	ck_assert_int_gt(receive(&again), 0);
	ck_assert_int_eq(receive(&run), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE direction = 'in'"), 2);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem'"), 1);
}
END_TEST

/* What a run read is never what was said after it, nor long before. */
START_TEST(what_a_run_tells_is_one_of_the_texts_before_it)
{
	int64_t at = INT64_C(1930284000) * SECOND;
	struct inbound run = {
		.urn = "tel:" TINASHE_PHONE, .text = "hello", .at = at, .by_run = true
	};
	struct inbound later = { .urn = "tel:" TINASHE_PHONE,
		.text = "hello",
		.at = at + MINUTE,
		.rapidpro_id = "1" };
	struct inbound before = { .urn = "tel:" TINASHE_PHONE,
		.text = "hello",
		.at = at - 16 * MINUTE,
		.rapidpro_id = "2" };

	ck_assert_int_gt(receive(&run), 0);
	ck_assert_int_gt(receive(&later), 0);
	ck_assert_int_gt(receive(&before), 0);
}
END_TEST

START_TEST(any_word_clears_tracing_and_says_so)
{
	site_sql("INSERT INTO task (place_id, patient_id, kind, source, priority, "
		 "starts_at, due_at, created_at) "
		 "VALUES (101, 401, 'trace', 'trace:test', 3, business_now(), "
		 "business_now(), business_now())");
	site_says(TINASHE_PHONE, "thanks");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE kind = 'trace'"), "cancelled");
	ck_assert_str_eq(
	    site_text("SELECT outcome_note FROM task WHERE kind = 'trace'"),
	    "A message came on 3 March at 08:02.");
}
END_TEST

START_TEST(outside_hours_he_hears_the_emergency_number)
{
	site_later("14 hours");
	site_says(TINASHE_PHONE, "Can I bath with the bandage on");
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM outbox WHERE body LIKE '%%+263772000101%%'"),
	    1);
	site_says(TINASHE_PHONE, "Please answer me");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
}
END_TEST

/* So long ago, as the feed tells after an outage. */
static int64_t
said_before(const char *number, const char *text, int64_t ago)
{
	struct tx *tx;
	int64_t at;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_READ, &tx), OK);
	at = tx_now(tx) - ago;
	tx_rollback(tx);
	return receive(
	    &(struct inbound){ .urn = arena_printf(site_arena(), "tel:%s", number),
		.text = text,
		.at = at });
}

START_TEST(what_comes_late_is_said_to_be_late_and_asks_nothing)
{
	site_asked(TINASHE);
	site_later("12 h 50 min"); /* 20:52: closed since 16:30 */
	said_before(TINASHE_PHONE, "Can I bath with the bandage on", 2 * HOUR);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM message WHERE came_at - at "
				     "BETWEEN '119 min' AND '121 min'"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "waiting");
	/* It is a quarter of an hour in which a flow may read one. */
	said_before(TINASHE_PHONE, "Please answer me", 15 * MINUTE);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE came_at IS NOT NULL"), 1);
}
END_TEST

START_TEST(a_late_one_is_a_case_but_no_question)
{
	site_asked(TINASHE);
	site_later("3 h");
	said_before(TINASHE_PHONE, "1", 2 * HOUR);
	ck_assert_int_eq(site_number("SELECT count(*) FROM escalation"), 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "problem");
}
END_TEST

static bool
opted_out(void)
{
	return site_number("SELECT count(*) FROM patient WHERE id = 401 AND "
			   "opted_out_at IS NOT NULL") == 1;
}

START_TEST(his_last_word_holds_whatever_comes_last)
{
	site_says(TINASHE_PHONE, "STOP");
	ck_assert(opted_out());
	said_before(TINASHE_PHONE, "START", 2 * HOUR);
	ck_assert(opted_out());
	site_later("1 h");
	site_says(TINASHE_PHONE, "START");
	ck_assert(!opted_out());
	said_before(TINASHE_PHONE, "STOP", 30 * MINUTE);
	ck_assert(!opted_out());
}
END_TEST

START_TEST(the_emergency_number_is_never_too_late)
{
	site_later("14 h");
	said_before(TINASHE_PHONE, "It is bleeding a lot", 2 * HOUR);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM outbox WHERE body LIKE '%%+263772000101%%'"),
	    1);
}
END_TEST

START_TEST(an_old_question_is_not_answered)
{
	site_asked(TINASHE);
	site_later("50 hours");
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "");
}
END_TEST

START_TEST(what_no_text_may_hold_becomes_spaces)
{
	site_says(TINASHE_PHONE, "It\x01hurts\x02");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE body = 'It hurts'"), 1);
}
END_TEST

static const struct {
	const char *urn, *text;
} refused[] = {
	{ "mailto:a@b.c", "1" },
	{ "tel:0771", "1" },
	{ "tel:+263", "1" },
	{ "tel:+263775550142x", "1" },
	{ NULL, "1" },
	{ "tel:+263775550142", "   " },
};

START_TEST(what_is_no_text_of_a_phone_is_refused)
{
	const struct inbound in = {
		.urn = refused[_i].urn, .text = refused[_i].text, .at = 1
	};
	int64_t message_id;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(inbound_receive(tx, &in, &message_id), ERR_INVALID);
	tx_rollback(tx);
}
END_TEST

TCase *
inbound_tests(void)
{
	TCase *tc = tcase_create("inbound");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, a_zero_is_filed_and_costs_nothing);
	tcase_add_test(tc, a_one_makes_a_task_and_a_case_at_once);
	tcase_add_test(tc, danger_is_severe_and_joins_the_open_case);
	tcase_add_test(tc, a_zero_while_a_case_is_open_waits_for_a_person);
	tcase_add_test(tc, a_zero_after_a_nurse_wrote_is_hers_to_read);
	tcase_add_test(tc, other_words_wait_in_messages);
	tcase_add_test(tc, stop_stops_and_start_starts_again);
	tcase_add_test(tc, a_shared_phone_asks_who);
	tcase_add_test(tc, a_shared_phone_with_a_name_needs_no_question);
	tcase_add_test(tc, a_danger_on_a_shared_phone_does_not_wait);
	tcase_add_test(tc, an_owned_message_is_not_given_away);
	tcase_add_test(tc, an_unknown_number_waits_for_every_nurse);
	tcase_add_test(tc, one_text_by_three_roads_is_one_message);
	tcase_add_test(tc, a_long_text_that_a_run_cuts_is_one_message);
	tcase_add_test(tc, the_same_words_twice_are_two_messages);
	tcase_add_loop_test(tc, what_a_run_tells_first_is_found_by_its_copies, 0, 2);
	tcase_add_test(tc, what_a_run_tells_is_one_of_the_texts_before_it);
	tcase_add_test(tc, any_word_clears_tracing_and_says_so);
	tcase_add_test(tc, outside_hours_he_hears_the_emergency_number);
	tcase_add_test(tc, what_comes_late_is_said_to_be_late_and_asks_nothing);
	tcase_add_test(tc, a_late_one_is_a_case_but_no_question);
	tcase_add_test(tc, the_emergency_number_is_never_too_late);
	tcase_add_test(tc, his_last_word_holds_whatever_comes_last);
	tcase_add_test(tc, an_old_question_is_not_answered);
	tcase_add_test(tc, what_no_text_may_hold_becomes_spaces);
	tcase_add_loop_test(
	    tc, what_is_no_text_of_a_phone_is_refused, 0, (int)COUNT_OF(refused));
	return tc;
}
