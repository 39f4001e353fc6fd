/* test_readings.c - what a text was read as, and a person who puts it right. */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

static struct request *
files(int64_t message_id, const char *as)
{
	return site_post(RUDO,
	    arena_printf(site_arena(), "/readings/%" PRId64, message_id),
	    arena_printf(site_arena(), "as=%s", as));
}

static const char *
answer(void)
{
	return site_text("SELECT answer FROM checkin WHERE patient_id = 401");
}

static const char *
state(void)
{
	return site_text("SELECT state FROM thread WHERE patient_id = 401");
}

static int64_t
open_tasks(void)
{
	return site_number(
	    "SELECT count(*) FROM task WHERE open AND patient_id = 401 AND kind IN "
	    "('problem', 'escalation')");
}

START_TEST(how_it_was_read_is_kept_and_shown)
{
	struct request *rq;
	int64_t id;

	site_asked(TINASHE);
	id = site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(
	    site_text("SELECT question || ' ' || read_by FROM message WHERE "
		      "id = %lld",
		(long long)id),
	    "checkin vmmc 2022-guide.1");
	rq = site_get(RUDO, arena_printf(site_arena(), "/readings/%" PRId64, id));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Filed: nobody need read it"));
	ck_assert(site_shows(rq, "Day 3: no problem"));
	ck_assert(site_shows(rq, "vmmc 2022-guide.1"));
	ck_assert(site_shows(rq, "Not so: somebody reads it"));
	/* The conversation leads there. */
	ck_assert(site_shows(site_get(RUDO, "/messages/501"),
	    arena_printf(site_arena(), "/readings/%" PRId64, id)));
	/* Whoever may not see him does not. */
	ck_assert_int_eq(
	    site_get(ALICE, arena_printf(site_arena(), "/readings/%" PRId64, id))
		->reply.code,
	    404);
}
END_TEST

START_TEST(a_filed_text_goes_back_to_a_person)
{
	int64_t id;

	site_asked(TINASHE);
	id = site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(answer(), "fine");
	ck_assert_str_eq(state(), "quiet");
	ck_assert_int_eq(files(id, "person")->reply.code, 303);
	ck_assert_str_eq(answer(), "words");
	ck_assert_str_eq(state(), "waiting");
	ck_assert_str_eq(
	    site_text("SELECT reads || refiled_from || refiled_by FROM message WHERE "
		      "id = %lld",
		(long long)id),
	    "wordsfine201");
	ck_assert(site_shows(
	    site_get(TENDAI, "/messages/501"), "Not read so, says Rudo M.: 0"));
	/* The trail says which text it was, not what it said. */
	ck_assert_int_eq(site_number("SELECT about_id FROM thread_event"), id);
	ck_assert_str_eq(site_text("SELECT note FROM thread_event"), "");
	/* Twice is told, and changes nothing. */
	ck_assert_int_eq(files(id, "person")->reply.code, 409);
	/* And back. */
	ck_assert_int_eq(files(id, "fine")->reply.code, 303);
	ck_assert_str_eq(answer(), "fine");
	ck_assert_str_eq(state(), "quiet");
}
END_TEST

START_TEST(what_was_no_problem_takes_its_work_with_it)
{
	int64_t id;

	site_asked(TINASHE);
	id = site_says(TINASHE_PHONE, "1");
	ck_assert_int_eq(open_tasks(), 2);
	ck_assert_str_eq(answer(), "problem");
	/* First a person reads it: a danger is not filed in one step. */
	ck_assert_int_eq(files(id, "fine")->reply.code, 409);
	ck_assert_int_eq(files(id, "person")->reply.code, 303);
	ck_assert_int_eq(open_tasks(), 0);
	ck_assert_str_eq(answer(), "words");
	ck_assert_int_eq(files(id, "fine")->reply.code, 303);
	ck_assert_str_eq(answer(), "fine");
	ck_assert_str_eq(state(), "quiet");
}
END_TEST

/* The list shows it where what it still waits for belongs. */
START_TEST(a_conversation_is_as_urgent_as_what_it_waits_for)
{
	int64_t id, other;

	site_asked(TINASHE);
	id = site_says(TINASHE_PHONE, "I lost my red card");
	ck_assert_int_eq(
	    site_number("SELECT urgency FROM thread WHERE patient_id = 401"), 2);
	ck_assert_int_eq(files(id, "person")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT urgency FROM thread WHERE patient_id = 401"), 1);
	other = site_says(TINASHE_PHONE, "It is bleeding a lot");
	ck_assert_int_eq(files(id, "problem")->reply.code, 303);
	ck_assert_int_eq(files(id, "person")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT urgency FROM thread WHERE patient_id = 401"), 3);
	ck_assert_int_eq(files(other, "person")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT urgency FROM thread WHERE patient_id = 401"), 1);
}
END_TEST

START_TEST(work_that_somebody_began_stays)
{
	int64_t id;

	site_asked(TINASHE);
	id = site_says(TINASHE_PHONE, "1");
	ck_assert_int_eq(
	    site_post(TENDAI,
		arena_printf(site_arena(), "/tasks/%" PRId64 "/take",
		    site_number("SELECT id FROM task WHERE kind = 'problem'")),
		"version=1")
		->reply.code,
	    303);
	ck_assert_int_eq(files(id, "person")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE open AND kind = 'problem'"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE open AND kind = 'escalation'"),
	    0);
}
END_TEST

START_TEST(a_text_that_waits_is_filed)
{
	int64_t first, second;

	site_asked(TINASHE);
	first = site_says(TINASHE_PHONE, "it is as it was");
	second = site_says(TINASHE_PHONE, "i can walk");
	ck_assert_str_eq(state(), "waiting");
	ck_assert_int_eq(files(first, "fine")->reply.code, 303);
	ck_assert_str_eq(answer(), "fine");
	/* The other still waits. */
	ck_assert_str_eq(state(), "waiting");
	ck_assert_int_eq(files(second, "fine")->reply.code, 303);
	ck_assert_str_eq(state(), "quiet");
}
END_TEST

/* While a case is open a 0 is a word more: it waits until it is closed or answered. */
START_TEST(a_zero_that_waits_is_not_filed_with_another)
{
	int64_t id;

	site_asked(TINASHE);
	site_says(TINASHE_PHONE, "1");
	site_sql(
	    "UPDATE thread SET state = 'closed', waiting_since = NULL, urgency = 0 "
	    "WHERE id = 501");
	site_later("1 minute");
	id = site_says(TINASHE_PHONE, "i can walk");
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(state(), "waiting");
	ck_assert_int_eq(files(id, "fine")->reply.code, 303);
	ck_assert_str_eq(state(), "waiting");
}
END_TEST

START_TEST(a_text_is_called_a_problem)
{
	int64_t id;

	site_asked(TINASHE);
	id = site_says(TINASHE_PHONE, "it looks strange");
	ck_assert_int_eq(open_tasks(), 0);
	ck_assert_int_eq(files(id, "problem")->reply.code, 303);
	ck_assert_int_eq(open_tasks(), 2);
	ck_assert_str_eq(answer(), "problem");
	ck_assert_str_eq(state(), "waiting");
	ck_assert_int_eq(files(id, "problem")->reply.code, 409);
	/* Not so either: what was made of it goes, and can be made again. */
	ck_assert_int_eq(files(id, "person")->reply.code, 303);
	ck_assert_int_eq(files(id, "problem")->reply.code, 303);
	ck_assert_int_eq(open_tasks(), 2);
}
END_TEST

/* clang-format off */
static const struct { const char *before, *text, *question, *reads; int urgency; } chats[] = {
	{ "", "0", "checkin", "fine", 0 },
	/* A nurse wrote since: no program can know what a no answers. */
	{ "nurse", "0", "none", "words", 1 },
	{ "nurse", "yes", "none", "words", 1 },
	{ "nurse", "1", "none", "problem", 2 },
	{ "nurse", "thanks", "none", "courtesy", 0 },
	/* To several: she asked him nothing. */
	{ "several", "0", "checkin", "fine", 0 },
	{ "several", "yes", "checkin", "problem", 2 },
	{ "symptoms", "0", "symptoms", "words", 1 },
	{ "symptoms", "3", "symptoms", "words", 2 },
	{ "symptoms", "ok", "symptoms", "words", 1 },
};
/* clang-format on */

START_TEST(it_is_read_as_an_answer_to_the_last_question)
{
	bool asks = strcmp(chats[_i].before, "symptoms") == 0;
	int64_t id;

	site_asked(TINASHE);
	if (*chats[_i].before != '\0')
		site_sql("INSERT INTO message (thread_id, place_id, patient_id, "
			 "phone_id, direction, kind, body, state, at, question, "
			 "to_several) SELECT 501, 101, 401, phone_id, 'out', %s, "
			 "'So?', 'delivered', business_now() - interval '10 minutes', "
			 "%s, %s FROM patient WHERE id = 401",
		    asks ? "'automatic'" : "'nurse'", asks ? "'symptoms'" : "''",
		    strcmp(chats[_i].before, "several") == 0 ? "true" : "false");
	id = site_says(TINASHE_PHONE, chats[_i].text);
	ck_assert_str_eq(
	    site_text("SELECT question FROM message WHERE id = %lld", (long long)id),
	    chats[_i].question);
	ck_assert_str_eq(
	    site_text("SELECT reads FROM message WHERE id = %lld", (long long)id),
	    chats[_i].reads);
	ck_assert_int_eq(
	    site_number("SELECT urgency FROM message WHERE id = %lld", (long long)id),
	    chats[_i].urgency);
}
END_TEST

/* clang-format off */
static const struct { const char *written, *left, *state, *question; } leaving[] = {
	{ "10 min", "NULL", "queued", "checkin" },
	{ "10 min", "NULL", "held", "checkin" },
	{ "10 min", "business_now()", "failed", "checkin" },
	{ "10 min", "NULL", "cancelled", "checkin" },
	{ "2 hours", "business_now() - interval '10 min'", "sending", "none" },
	{ "2 hours", "business_now() - interval '10 min'", "unsure", "none" },
	{ "2 hours", "business_now() - interval '10 min'", "delivered", "none" },
	{ "2 hours", "business_now() - interval '90 min'", "delivered", "checkin" },
};
/* clang-format on */

/* What was written in the evening, before the check-in, asks when it leaves. */
START_TEST(a_nurse_has_asked_when_her_words_have_left)
{
	site_asked(TINASHE);
	site_sql("WITH o AS (INSERT INTO outbox (key, kind, place_id, phone_id, body, "
		 "run_at, created_at, sent_at) SELECT gen_random_uuid(), 'text', 101, "
		 "301, 'So?', at, at, %s FROM (SELECT business_now() - interval "
		 "'%s' AS at) t RETURNING id, created_at) INSERT INTO message "
		 "(thread_id, place_id, patient_id, phone_id, direction, kind, body, "
		 "author_id, state, at, outbox_id) SELECT 501, 101, 401, 301, 'out', "
		 "'nurse', 'So?', 202, '%s', created_at, id FROM o",
	    leaving[_i].left, leaving[_i].written, leaving[_i].state);
	ck_assert_str_eq(site_text("SELECT question FROM message WHERE id = %lld",
			     (long long)site_says(TINASHE_PHONE, "0")),
	    leaving[_i].question);
}
END_TEST

TCase *
readings_tests(void)
{
	TCase *tc = tcase_create("readings");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, how_it_was_read_is_kept_and_shown);
	tcase_add_test(tc, a_filed_text_goes_back_to_a_person);
	tcase_add_test(tc, what_was_no_problem_takes_its_work_with_it);
	tcase_add_test(tc, a_conversation_is_as_urgent_as_what_it_waits_for);
	tcase_add_test(tc, work_that_somebody_began_stays);
	tcase_add_test(tc, a_text_that_waits_is_filed);
	tcase_add_test(tc, a_zero_that_waits_is_not_filed_with_another);
	tcase_add_test(tc, a_text_is_called_a_problem);
	tcase_add_loop_test(
	    tc, it_is_read_as_an_answer_to_the_last_question, 0, (int)COUNT_OF(chats));
	tcase_add_loop_test(
	    tc, a_nurse_has_asked_when_her_words_have_left, 0, (int)COUNT_OF(leaving));
	return tc;
}
