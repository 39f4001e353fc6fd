/* test_auto_answer.c - what is said by itself, when, and to whom it is not. */

#include <string.h>

#include "base/clock.h"
#include "core/auto_answer.h"
#include "core/inbound.h"
#include "site_test.h"

#define TINASHE_PHONE "+263775550142"

/* As the worker receives it, so long after it was written. */
static void
says_late(const char *number, const char *text, int64_t late)
{
	struct inbound in = { .urn = arena_printf(site_arena(), "tel:%s", number),
		.text = text };
	int64_t message_id;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	in.at = tx_now(tx) - late;
	ck_assert_int_eq(inbound_receive(tx, &in, &message_id), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_gt(message_id, 0);
}

static void
says(const char *text)
{
	says_late(TINASHE_PHONE, text, 0);
}

static int64_t
answers(void)
{
	return site_number("SELECT count(*) FROM automatic_answer a JOIN message m ON "
			   "m.id = a.message_id JOIN outbox o ON o.id = m.outbox_id "
			   "WHERE m.kind = 'automatic' AND o.body = m.body");
}

/* What became of the last: "outside-hours hour -" is said, "... late" is not. */
static const char *
last(void)
{
	return site_text(
	    "SELECT (SELECT kind || ' ' || coalesce(nullif(cause, ''), '-') "
	    "|| ' ' || coalesce(nullif(withheld, ''), '-') "
	    "FROM automatic_answer ORDER BY id DESC LIMIT 1)");
}

/* The facility's clock is put to a moment of Harare. */
/* When he writes what, and what he is told of it. */
static const struct {
	const char *what, *at, *told;
} hours[] = {
	{ "the minute it opens", "2031-03-04 07:30", "" },
	{ "a second before", "2031-03-04 07:29:59", "outside-hours hour -" },
	{ "a second before it closes", "2031-03-04 16:29:59", "" },
	{ "as it closes", "2031-03-04 16:30", "outside-hours hour -" },
	{ "a second before midnight", "2031-03-04 23:59:59", "outside-hours hour -" },
	{ "midnight", "2031-03-05 00:00", "outside-hours hour -" },
	{ "on Saturday", "2031-03-08 10:00", "outside-hours day -" },
	{ "the day before a month's last", "2031-04-29 10:00", "" },
	{ "a month's last, a holiday", "2031-04-30 10:00",
	    "outside-hours holiday Clinic day -" },
	{ "the first second of it", "2031-04-30 00:00",
	    "outside-hours holiday Clinic day -" },
	{ "its last second", "2031-04-30 23:59:59",
	    "outside-hours holiday Clinic day -" },
	{ "the next month", "2031-05-01 00:00", "outside-hours hour -" },
	{ "its opening", "2031-05-01 07:30", "" },
};

START_TEST(the_hours_are_the_facilitys)
{
	site_sql("INSERT INTO place_holiday (place_id, day, name, created_at) VALUES "
		 "(101, '2031-04-30', 'Clinic day', business_now()), "
		 "(102, '2031-04-29', 'Of another', business_now())");
	site_at(hours[_i].at);
	says("Can I bath with the bandage on");
	ck_assert_msg(
	    strcmp(last(), hours[_i].told) == 0, "%s: %s", hours[_i].what, last());
	ck_assert_int_eq(answers(), *hours[_i].told != '\0');
}
END_TEST

/* In Berlin the clock goes from 2 to 3 on 30 March and from 3 to 2 on 26 October. */
static const struct {
	const char *moment; /* UTC */
	const char *closed;
} changes[] = {
	{ "2031-03-30 00:59:59", "hour" },
	{ "2031-03-30 01:00:00", "" }, /* 03:00 */
	{ "2031-10-26 00:20:00", "" }, /* the first 02:20 */
	{ "2031-10-26 01:20:00", "" }, /* and the second */
	{ "2031-10-26 05:00:00", "hour" },
};

START_TEST(a_change_of_clocks_is_no_other_hour)
{
	site_sql("UPDATE place SET zone = 'Europe/Berlin', opens = '02:15', "
		 "closes = '06:00', open_days = '1234567' WHERE id = 102");
	ck_assert_str_eq(
	    site_text("SELECT place_closed(102, '%s+00')", changes[_i].moment),
	    changes[_i].closed);
}
END_TEST

static const struct {
	const char *at, *closed;
} nights[] = {
	/* open from Friday 20:00 to Saturday 06:00 */
	{ "2031-03-07 19:59:59", "hour" },
	{ "2031-03-07 20:00", "" },
	{ "2031-03-08 05:59:59", "" },
	{ "2031-03-08 06:00", "day" },
	{ "2031-03-08 20:00", "day" },
};

START_TEST(a_night_belongs_to_the_day_it_began)
{
	site_sql("UPDATE place SET opens = '20:00', closes = '06:00', open_days = '5' "
		 "WHERE id = 101");
	ck_assert_str_eq(
	    site_text("SELECT place_closed(101, timestamp '%s' AT TIME ZONE "
		      "'Africa/Harare')",
		nights[_i].at),
	    nights[_i].closed);
}
END_TEST

START_TEST(it_opens_again_after_weekend_and_holiday)
{
	site_sql("INSERT INTO place_holiday (place_id, day, name, created_at) VALUES "
		 "(101, '2031-03-31', 'Month end', business_now())");
	ck_assert_str_eq(
	    site_text("SELECT place_opens_after(101, '2031-03-28 17:00+02') AT TIME "
		      "ZONE 'Africa/Harare'"),
	    "2031-04-01T07:30:00");
}
END_TEST

START_TEST(a_one_is_asked_which_sign_and_its_answer_is_one_to_that)
{
	site_asked(TINASHE);
	says("1");
	ck_assert_str_eq(last(), "which-sign - -");
	ck_assert_str_eq(
	    site_text("SELECT question FROM message WHERE kind = 'automatic'"),
	    "symptoms");
	/* It has asked when it has left. */
	site_sql("UPDATE message SET state = 'sent' WHERE kind = 'automatic'");
	site_later("1 minute");
	says("3");
	ck_assert_str_eq(site_text("SELECT question FROM message WHERE direction = "
				   "'in' ORDER BY id DESC LIMIT 1"),
	    "symptoms");
}
END_TEST

START_TEST(the_same_is_said_once_in_so_many_hours)
{
	site_at("2031-03-04 20:00");
	says("Can I bath");
	ck_assert_str_eq(last(), "outside-hours hour -");
	site_at("2031-03-05 07:00");
	says("Please answer");
	ck_assert_str_eq(last(), "outside-hours hour said");
	ck_assert_int_eq(answers(), 1);
	/* That is no news for anybody. */
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM thread_event WHERE what = 'not-answered'"),
	    0);
	site_at("2031-03-05 20:00");
	says("Is anybody there");
	ck_assert_int_eq(answers(), 2);
}
END_TEST

START_TEST(what_came_late_is_not_answered)
{
	site_at("2031-03-04 22:00");
	says_late(TINASHE_PHONE, "May I bath", HOUR + SECOND);
	ck_assert_str_eq(last(), "outside-hours hour late");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	ck_assert_str_eq(
	    site_text("SELECT note FROM thread_event WHERE what = 'not-answered'"),
	    "outside-hours late");
	says_late(TINASHE_PHONE, "May I swim", HOUR - SECOND);
	ck_assert_int_eq(answers(), 1);
}
END_TEST

START_TEST(whom_to_call_is_said_to_a_danger_however_late)
{
	site_at("2031-03-04 22:00");
	says_late(TINASHE_PHONE, "It is bleeding", 5 * HOUR);
	ck_assert_str_eq(last(), "outside-hours hour -");
}
END_TEST

/* Two machines: each says something to whatever the other says. */
START_TEST(no_machine_gets_more_than_a_few_words)
{
	site_at("2031-03-04 20:00");
	for (int i = 0; i < 100; i++) {
		says(i % 2 == 0 ? "I am away until Monday." : "STOP");
		says("START");
		site_later("1 minute"); /* sooner it would be a copy */
	}
	ck_assert_int_eq(answers(), 3); /* one of each kind */
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), answers());
	/* The conversation says so, and not a hundred times. */
	ck_assert_int_le(
	    site_number(
		"SELECT count(*) FROM thread_event WHERE what = 'not-answered'"),
	    4);
}
END_TEST

START_TEST(the_day_of_the_limit_is_the_facilitys)
{
	site_at("2031-03-04 23:00");
	for (int i = 0; i < 5; i++) {
		says(arena_printf(site_arena(), "My word number %c", 'a' + i));
		/* As if it had been this morning. */
		site_sql("UPDATE automatic_answer SET at = at - interval '12 hours 1 "
			 "minute' WHERE at > business_now() - interval '1 hour'");
	}
	ck_assert_int_eq(answers(), 4);
	ck_assert_str_eq(last(), "outside-hours hour limit");
	site_at("2031-03-05 00:00");
	says("Good morning");
	ck_assert_str_eq(last(), "outside-hours hour -");
}
END_TEST

START_TEST(our_own_words_come_back_to_nobody)
{
	site_at("2031-03-04 20:00");
	says("Can I bath");
	says(arena_printf(site_arena(), "Re: %s",
	    site_text("SELECT body FROM message WHERE kind = 'automatic'")));
	ck_assert_str_eq(last(), "outside-hours hour echo");
	ck_assert_int_eq(answers(), 1);
}
END_TEST

START_TEST(the_same_words_after_an_answer_are_a_machines)
{
	site_at("2031-03-04 20:00");
	says("I am driving");
	site_at("2031-03-05 07:00");
	says("I am driving");
	ck_assert_int_eq(answers(), 1);
	/* The same words in the open hours were not answered, and are at night. */
	site_at("2031-03-06 10:00");
	says("It hurts");
	site_at("2031-03-06 20:00");
	says("It hurts");
	ck_assert_str_eq(last(), "outside-hours hour -");
}
END_TEST

START_TEST(who_shares_a_phone_hears_whom_to_call_at_night)
{
	site_at("2031-03-04 22:00");
	says_late("+263775550188", "It is bleeding a lot", 0);
	ck_assert_str_eq(last(), "outside-hours hour -");
	ck_assert_str_eq(
	    site_text(
		"SELECT t.kind || coalesce(m.patient_id::text, '') FROM message m "
		"JOIN thread t ON t.id = m.thread_id WHERE m.kind = 'automatic'"),
	    "shared");
	/* Nobody's name in it. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message m, patient p WHERE m.kind = "
			"'automatic' AND strpos(m.body, p.given_name) > 0"),
	    0);
}
END_TEST

START_TEST(the_conversation_says_why)
{
	struct request *rq;

	site_at("2031-03-04 22:00");
	says("Can I bath");
	says_late(TINASHE_PHONE, "Please answer", 3 * HOUR);
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, "because the facility was closed at that hour"));
	ck_assert(
	    site_shows(rq, "He was not told that the facility is closed: his text "
			   "came late"));
}
END_TEST

/* By what the database told and nothing else. */
static const struct {
	const char *what;
	struct auto_asked asked;
	struct automatic_facts facts;
	const char *why;
} withheld[] = {
	{ "nothing against it", { .kind = AUTO_OUTSIDE_HOURS },
	    { .e164 = TINASHE_PHONE }, NULL },
	{ "a short code", { .kind = AUTO_OUTSIDE_HOURS }, { .e164 = "+2633312" },
	    "machine" },
	{ "the shortest number of a person", { .kind = AUTO_OUTSIDE_HOURS },
	    { .e164 = "+29051234" }, NULL },
	{ "the same words again", { .kind = AUTO_OUTSIDE_HOURS },
	    { .e164 = TINASHE_PHONE, .repeated = true }, "repeated" },
	{ "a danger at night, told by day as well",
	    { .kind = AUTO_OUTSIDE_HOURS, .danger = true },
	    { .e164 = TINASHE_PHONE, .repeated = true }, NULL },
	{ "who wants nothing", { .kind = AUTO_WHICH_SIGN },
	    { .e164 = TINASHE_PHONE, .opted_out = true }, "opted-out" },
	{ "who wants nothing asks at night", { .kind = AUTO_OUTSIDE_HOURS },
	    { .e164 = TINASHE_PHONE, .opted_out = true }, "opted-out" },
	{ "who wants nothing bleeds at night",
	    { .kind = AUTO_OUTSIDE_HOURS, .danger = true },
	    { .e164 = TINASHE_PHONE, .opted_out = true }, NULL },
	{ "that he wants nothing", { .kind = AUTO_STOPPED },
	    { .e164 = TINASHE_PHONE, .opted_out = true }, NULL },
	{ "the last of a day", { .kind = AUTO_STARTED },
	    { .e164 = TINASHE_PHONE, .today = 3 }, NULL },
	{ "one too many", { .kind = AUTO_STARTED },
	    { .e164 = TINASHE_PHONE, .today = 4 }, "limit" },
	{ "a form, each time", { .kind = AUTO_REPORT },
	    { .e164 = TINASHE_PHONE, .said = true, .repeated = true, .today = 39 },
	    NULL },
	{ "too many forms", { .kind = AUTO_REPORT },
	    { .e164 = TINASHE_PHONE, .today = 40 }, "limit" },
};

START_TEST(why_nothing_is_said)
{
	const struct workflow w = { .automatic_per_day = 4,
		.automatic_late_minutes = 120 };
	const char *why =
	    auto_withheld(&withheld[_i].asked, &withheld[_i].facts, &w, 0);

	if (withheld[_i].why == NULL)
		ck_assert_msg(why == NULL, "%s: %s", withheld[_i].what, why);
	else
		ck_assert_msg(why != NULL && strcmp(why, withheld[_i].why) == 0,
		    "%s: %s", withheld[_i].what, why != NULL ? why : "said");
}
END_TEST

/* Whoever was killed before the commit has said nothing; and it is said once. */
START_TEST(what_was_not_kept_was_not_said)
{
	struct inbound in = {
		.urn = "tel:" TINASHE_PHONE, .text = "Can I bath", .rapidpro_id = "77"
	};
	int64_t message_id;
	struct tx *tx;

	site_at("2031-03-04 20:00");
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
		in.at = in.at == 0 ? tx_now(tx) : in.at;
		ck_assert_int_eq(inbound_receive(tx, &in, &message_id), OK);
		if (i == 0)
			tx_rollback(tx);
		else
			ck_assert_int_eq(tx_commit(tx), OK);
	}
	ck_assert_int_eq(answers(), 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 1);
}
END_TEST

TCase *
auto_answer_tests(void)
{
	TCase *tc = tcase_create("auto_answer");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_loop_test(tc, the_hours_are_the_facilitys, 0, (int)COUNT_OF(hours));
	tcase_add_loop_test(
	    tc, a_change_of_clocks_is_no_other_hour, 0, (int)COUNT_OF(changes));
	tcase_add_loop_test(
	    tc, a_night_belongs_to_the_day_it_began, 0, (int)COUNT_OF(nights));
	tcase_add_test(tc, it_opens_again_after_weekend_and_holiday);
	tcase_add_test(tc, a_one_is_asked_which_sign_and_its_answer_is_one_to_that);
	tcase_add_test(tc, the_same_is_said_once_in_so_many_hours);
	tcase_add_test(tc, what_came_late_is_not_answered);
	tcase_add_test(tc, whom_to_call_is_said_to_a_danger_however_late);
	tcase_add_test(tc, no_machine_gets_more_than_a_few_words);
	tcase_add_test(tc, the_day_of_the_limit_is_the_facilitys);
	tcase_add_test(tc, our_own_words_come_back_to_nobody);
	tcase_add_test(tc, the_same_words_after_an_answer_are_a_machines);
	tcase_add_test(tc, who_shares_a_phone_hears_whom_to_call_at_night);
	tcase_add_test(tc, the_conversation_says_why);
	tcase_add_loop_test(tc, why_nothing_is_said, 0, (int)COUNT_OF(withheld));
	tcase_add_test(tc, what_was_not_kept_was_not_said);
	return tc;
}
