/* test_thread_lines.c - what stands in a conversation besides its texts. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "site_test.h"
#include "tests.h"

#define THREAD "/messages/501"

/* Of as many days up to yesterday he was asked each morning; answers from the first on. */
static void
asked(int days, const char *answers)
{
	site_sql("UPDATE enrolment SET created_at = created_at - interval '60 days' "
		 "WHERE id = 601");
	for (int day = 1; day <= days; day++) {
		char answer = answers[day - 1];

		site_sql(
		    "WITH q AS (INSERT INTO message (thread_id, place_id, patient_id, "
		    "phone_id, direction, kind, body, state, at, delivered_at) SELECT "
		    "501, 101, 401, 301, 'out', 'checkin', 'Day %d?', 'delivered', at, "
		    "at FROM (SELECT business_now() - interval '%d days' - interval "
		    "'1 hour' AS at) t RETURNING id, at), a AS (INSERT INTO message "
		    "(thread_id, place_id, patient_id, phone_id, direction, kind, "
		    "body, "
		    "state, at, reads, matched) SELECT 501, 101, 401, 301, 'in', "
		    "'reply', '0', 'received', at + interval '26 min', 'fine', '0' "
		    "FROM "
		    "q WHERE '%c' = '0' RETURNING id, at), r AS (INSERT INTO reminder "
		    "(enrolment_id, patient_id, place_id, step, day, due_date, due_at, "
		    "state, message_id) SELECT 601, 401, 101, 'fold-%d', %d, at::date, "
		    "at, 'sent', id FROM q RETURNING id, due_at) INSERT INTO checkin "
		    "(reminder_id, enrolment_id, patient_id, place_id, day, asked_at, "
		    "message_id, answer, answer_message_id, answered_at) SELECT r.id, "
		    "601, 401, 101, %d, r.due_at, q.id, CASE WHEN a.id IS NULL THEN '' "
		    "ELSE 'fine' END, a.id, a.at FROM r CROSS JOIN q LEFT JOIN a ON "
		    "true",
		    day, days - day + 1, answer, day, day, day);
	}
}

/* Notes. */

START_TEST(note_is_kept_for_colleagues)
{
	struct request *rq;
	const char *before;

	site_says(TINASHE_PHONE, "Can I bath?");
	before = site_text("SELECT state FROM thread WHERE id = 501");
	rq = site_post(RUDO, THREAD "/note",
	    "note=He+sounds+worried,%0Acall+his+%3Cbrother%3E&body=Half+an+answer&last_"
	    "seen=1");
	ck_assert_int_eq(rq->reply.code, 303);
	/* It answers nobody, and nothing of it leaves. */
	ck_assert_str_eq(site_text("SELECT state FROM thread WHERE id = 501"), before);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	rq = site_get(TENDAI, THREAD);
	ck_assert(site_shows(rq, "<li class=\"out note\""));
	ck_assert(site_shows(rq, "He sounds worried,\ncall his &lt;brother&gt;"));
	ck_assert(site_shows(rq, "Note, Rudo M., 08:02"));
	ck_assert(!site_shows(rq, ">Change</a>"));
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, ">Change</a>"));
	ck_assert(site_shows(rq, "Half an answer</textarea>"));
	/* The trail says that there is one, and not what it says. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'thread_note'"), 1);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM audit WHERE change::text LIKE '%%worried%%'"),
	    0);
}
END_TEST

START_TEST(note_needs_words)
{
	struct request *rq = site_post(RUDO, THREAD "/note", "note=+%0A+&body=Kept");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "The note was not kept"));
	ck_assert(site_shows(rq, "Kept</textarea>"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM thread_note"), 0);
	ck_assert_int_eq(site_post(JOYCE, THREAD "/note", "note=x")->reply.code, 404);
	ck_assert_int_eq(site_post(ADA, THREAD "/note", "note=x")->reply.code, 403);
}
END_TEST

START_TEST(note_is_changed_by_who_wrote_it)
{
	const char *path;
	struct request *rq;

	(void)site_post(RUDO, THREAD "/note", "note=First+words");
	path = arena_printf(
	    site_arena(), "/notes/%s", site_text("SELECT id FROM thread_note"));
	site_later("1 hour");
	rq = site_get(RUDO, path);
	ck_assert(site_shows(rq, "First words</textarea>"));
	ck_assert_int_eq(
	    site_post(RUDO, path, "note=Second+words&version=1")->reply.code, 303);
	/* Another page of hers was older: her words stay in the box. */
	rq = site_post(RUDO, path, "note=Third+words&version=1");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Third words</textarea>"));
	ck_assert_int_eq(
	    site_post(TENDAI, path, "note=Not+mine&version=2")->reply.code, 404);
	ck_assert_int_eq(site_get(JOYCE, path)->reply.code, 404);
	rq = site_get(TENDAI, path);
	ck_assert(site_shows(rq, "What it said before"));
	ck_assert(site_shows(rq, "First words"));
	ck_assert(site_shows(rq, "Second words</blockquote>"));
	ck_assert(!site_shows(rq, "<textarea"));
	rq = site_get(TENDAI, THREAD);
	ck_assert(site_shows(rq, "Second words"));
	ck_assert(site_shows(rq, "changed 09:02"));
	/* Nor does anything else put words into her mouth. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM thread_note_past"), 1);
}
END_TEST

START_TEST(note_is_withdrawn_and_put_back)
{
	const char *withdraw;
	struct request *rq;

	(void)site_post(RUDO, THREAD "/note", "note=Wrong+man");
	withdraw = arena_printf(site_arena(), "/notes/%s/withdraw",
	    site_text("SELECT id FROM thread_note"));
	rq = site_post(TENDAI, withdraw, "withdrawn=1");
	ck_assert(site_shows(site_get(TENDAI, THREAD), "Wrong man"));
	rq = site_post(NOMSA, withdraw, "withdrawn=1");
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, THREAD);
	ck_assert(!site_shows(rq, "Wrong man"));
	ck_assert(site_shows(rq, "This note was withdrawn."));
	/* It is put back by who withdrew it. */
	(void)site_post(RUDO, withdraw, "withdrawn=0");
	ck_assert(!site_shows(site_get(RUDO, THREAD), "Wrong man"));
	(void)site_post(NOMSA, withdraw, "withdrawn=0");
	ck_assert(site_shows(site_get(RUDO, THREAD), "Wrong man"));
}
END_TEST

START_TEST(note_of_a_colleague_is_new_once)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	(void)site_get(TENDAI, THREAD);
	site_later("1 minute");
	(void)site_post(RUDO, THREAD "/note", "note=I+called+him");
	rq = site_get(TENDAI, THREAD);
	ck_assert_int_eq(site_count(rq, "New since you last looked"), 1);
	ck_assert(!site_shows(site_get(RUDO, THREAD), "New since you last looked"));
	site_later("1 minute");
	ck_assert(!site_shows(site_get(TENDAI, THREAD), "New since you last looked"));
}
END_TEST

START_TEST(note_of_a_number_goes_with_it)
{
	const char *thread;

	site_says(UNKNOWN_PHONE, "Hello?");
	thread =
	    site_text("SELECT t.id FROM thread t JOIN phone p ON p.id = t.phone_id "
		      "WHERE p.e164 = '+263775559999'");
	(void)site_post(RUDO, arena_printf(site_arena(), "/messages/%s/note", thread),
	    "note=It+is+his+brother");
	(void)site_post(RUDO, arena_printf(site_arena(), "/messages/%s/link", thread),
	    "patient_id=401");
	ck_assert(site_shows(site_get(RUDO, THREAD), "It is his brother"));
	ck_assert_int_eq(site_number("SELECT place_id FROM thread_note"), RIVERSIDE);
}
END_TEST

/* Everything else. */

START_TEST(what_happens_to_him_is_a_line)
{
	struct request *rq;

	site_sql("UPDATE patient SET opted_out_at = business_now(), opted_out_how = "
		 "'sms' WHERE id = 401");
	site_later("1 minute");
	site_sql("UPDATE patient SET opted_out_at = NULL, opted_out_how = '' WHERE id "
		 "= 401");
	site_sql("UPDATE patient SET phone_id = 302, phone2_id = 306 WHERE id = 401");
	site_sql(
	    "INSERT INTO task (place_id, patient_id, thread_id, kind, source, status, "
	    "priority, "
	    "words, starts_at, due_at, created_at, closed_at, open) SELECT 101, 401, "
	    "501, 'trace', "
	    "'lines', 'failed', 3, '', at, at, at, at, false FROM business_now() at");
	site_sql("INSERT INTO report (doc_id, form, place_id, patient_id, fields, "
		 "reported_at, reported_by, "
		 "changed_at, changed_by) SELECT 'lines', 'client_visit', 101, 401, "
		 "'{}', at, 202, at, 201 FROM "
		 "business_now() at");
	site_sql("UPDATE enrolment SET state = 'withdrawn', ended_at = business_now(), "
		 "end_reason = 'Moved away' "
		 "WHERE id = 601");
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "This client stopped the messages by SMS, 08:02"));
	ck_assert(site_shows(rq, "The messages start again, 08:03"));
	ck_assert(site_shows(
	    rq, "The phone number was changed from 077 555 0142 to 077 555 0143"));
	ck_assert(site_shows(rq, "Another phone was added: 077 555 0151"));
	ck_assert(site_shows(rq, "Task not done in time: "));
	ck_assert(site_shows(rq, "Form saved by Tendai M.: "));
	ck_assert(site_shows(rq, "Form changed by you: "));
	ck_assert(site_shows(rq, "href=\"/reports/"));
	ck_assert(site_shows(rq, "The follow-up ended before its time. Moved away"));
}
END_TEST

START_TEST(a_case_tells_its_story)
{
	const char *at;
	struct request *rq;

	site_says(TINASHE_PHONE, "There is blood everywhere");
	at = site_text("SELECT task_id FROM escalation");
	(void)site_post(
	    NOMSA, arena_printf(site_arena(), "/escalations/%s/claim", at), "");
	(void)site_post(NOMSA, arena_printf(site_arena(), "/escalations/%s/note", at),
	    "add=He+is+on+his+way");
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "Escalated by itself"));
	ck_assert(site_shows(rq, "Escalation: Claimed by Nomsa D."));
	ck_assert(site_shows(rq, "Escalation: Note by Nomsa D.: He is on his way"));
	ck_assert(site_shows(rq, arena_printf(site_arena(),
				     "<a href=\"/escalations/%s\">Escalation: ", at)));
}
END_TEST

START_TEST(a_kind_that_nobody_knows_is_shown)
{
	struct request *rq;

	site_sql("INSERT INTO thread_event (thread_id, place_id, at, user_id, what, "
		 "note) SELECT 501, 101, "
		 "business_now(), user_id, what, note FROM (VALUES (202, 'handed-on', "
		 "'to the night'), "
		 "(201, 'snoozed', 'he is at work'), (NULL, 'woken', 'danger'), (202, "
		 "'given', E'Sr Nomsa "
		 "Dlamini\\nPlease call'), (NULL, 'freed', 'Sr Tendai Moyana'), (201, "
		 "'reopened', '')) e (user_id, "
		 "what, note)");
	site_sql("UPDATE thread_event SET about_id = extract(epoch FROM business_now() "
		 "+ interval '1 day') * "
		 "1000000 WHERE what = 'snoozed'");
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "handed on, by Tendai M.: to the night"));
	ck_assert(
	    site_shows(rq, "Snoozed until Tue 4 Mar, 08:02 by you. he is at work"));
	ck_assert(site_shows(rq, "Woken: there may be a problem"));
	ck_assert(
	    site_shows(rq, "Given to Sr Nomsa Dlamini by Tendai M.: “Please call”"));
	ck_assert(site_shows(
	    rq, "It is nobody’s again: Sr Tendai Moyana works here no more"));
	ck_assert(site_shows(rq, "Opened again by you"));
}
END_TEST

START_TEST(an_answer_says_to_what_and_by_which_word)
{
	struct request *rq;

	asked(1, "-");
	site_says(TINASHE_PHONE, "no problem sister");
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "answer to day 1, "));
	site_says(TINASHE_PHONE, "but there is pus");
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "because of “pus”"));
	ck_assert(site_shows(rq, "answered: a problem, "));
}
END_TEST

START_TEST(his_page_tells_the_same)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "There is blood everywhere");
	(void)site_post(NOMSA,
	    arena_printf(site_arena(), "/escalations/%s/claim",
		site_text("SELECT task_id FROM escalation")),
	    "");
	(void)site_post(RUDO, THREAD "/note", "note=Call+his+brother");
	(void)site_post(RUDO, THREAD "/note", "note=Wrong+words");
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/notes/%s/withdraw",
		site_text("SELECT max(id) FROM thread_note")),
	    "withdrawn=1");
	(void)site_post(TENDAI, THREAD "/assign", "to=me");
	rq = site_get(RUDO, "/patients/401");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Note by Sr Rudo Makoni"));
	ck_assert(site_shows(rq, "Call his brother"));
	ck_assert(!site_shows(rq, "Wrong words"));
	ck_assert(site_shows(rq, "Claimed by Nomsa D."));
	ck_assert(site_shows(rq, "Taken over by Tendai M."));
}
END_TEST

/* Folding. */

START_TEST(fine_days_are_one_line)
{
	struct request *rq;
	const char *page;

	asked(8, "0-000000");
	rq = site_get(RUDO, THREAD);
	page = rq->reply.body.data;
	ck_assert_int_eq(
	    site_count(rq, "<summary>Days 3 to 8: no problem</summary>"), 1);
	/* One alone is no row of them; and nobody answered on the second. */
	ck_assert(!site_shows(rq, "Days 1 to"));
	ck_assert(site_shows(rq, "<summary>Day 2 check-in: sent 07:02, no answer, "
				 "ended Tue 25 Feb, 07:02</summary>"));
	/* What is folded is there. */
	for (int day = 1; day <= 8; day++)
		ck_assert_int_eq(
		    site_count(rq, arena_printf(site_arena(), "Day %d?</div>", day)),
		    1);
	ck_assert_int_eq(site_count(rq, "<details>"), 2);
	ck_assert_int_eq(site_count(rq, "</ol></details></li>"), 2);
	ck_assert(strstr(page, "Days 3 to 8") < strstr(page, "Day 3?</div>"));
}
END_TEST

/* On the client's own page they are, too: a note between them parts them. */
START_TEST(fine_days_are_one_line_of_the_record)
{
	struct request *rq;

	asked(8, "0-000000");
	site_sql("INSERT INTO thread_note (thread_id, place_id, at, user_id, body) "
		 "SELECT 501, 101, at + interval '1 hour', 202, 'between' FROM message "
		 "WHERE body = 'Day 5?'");
	rq = site_get(RUDO, "/patients/401");
	ck_assert_int_eq(
	    site_count(rq, "<summary>Days 3 to 5: no problem</summary>"), 1);
	ck_assert_int_eq(
	    site_count(rq, "<summary>Days 6 to 8: no problem</summary>"), 1);
	ck_assert_int_eq(site_count(rq, "class=\"folded\""), 2);
	ck_assert_int_eq(site_count(rq, "</ol></details></li>"), 2);
	/* Each is there, and what came of each. */
	for (int day = 3; day <= 8; day++)
		ck_assert(site_shows(
		    rq, arena_printf(site_arena(), "<b>Day %d check-in</b>", day)));
	rq = site_get(RUDO, "/patients/401?show=sms");
	ck_assert_int_eq(
	    site_count(rq, "<summary>Days 3 to 8: no problem</summary>"), 1);
	/* Nothing of today is folded. */
	site_sql("UPDATE message SET at = at + interval '1 day' WHERE id IN (SELECT "
		 "message_id FROM checkin WHERE patient_id = 401)");
	rq = site_get(RUDO, "/patients/401?show=sms");
	ck_assert(site_shows(rq, "<summary>Days 3 to 7: no problem</summary>"));
}
END_TEST

START_TEST(what_needs_her_is_not_folded)
{
	struct request *rq;

	asked(4, "0000");
	ck_assert(site_shows(site_get(RUDO, THREAD), "Days 1 to 4: no problem"));
	/* A day that did not arrive, and words between. */
	site_sql("UPDATE message SET state = 'failed', reason = 'network' WHERE body = "
		 "'Day 2?'");
	rq = site_get(RUDO, THREAD);
	ck_assert(!site_shows(rq, "no problem</summary>"));
	ck_assert(site_shows(rq, "Not delivered:"));
	site_sql("UPDATE message SET state = 'delivered' WHERE body = 'Day 2?'");
	site_sql(
	    "INSERT INTO thread_note (thread_id, place_id, at, user_id, body) SELECT "
	    "501, 101, at + "
	    "interval '1 hour', 202, 'between' FROM message WHERE body = 'Day 2?'");
	ck_assert(!site_shows(site_get(RUDO, THREAD), "no problem</summary>"));
}
END_TEST

/* Two thousand lines, of which each is seen once. */
START_TEST(a_long_conversation_is_read_to_its_beginning)
{
	char seen[2001] = { 0 };
	struct request *rq;
	int pages = 1, n = 0;

	site_sql("UPDATE enrolment SET created_at = created_at - interval '60 days' "
		 "WHERE id = 601");
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, "
		 "state, at, author_id) SELECT 501, 101, 401, 301, CASE WHEN g %% 2 = "
		 "0 THEN 'in' ELSE 'out' END, "
		 "CASE WHEN g %% 2 = 0 THEN 'reply' ELSE 'nurse' END, 'line ' || g || "
		 "'.', CASE WHEN g %% 2 = 0 "
		 "THEN 'received' ELSE 'delivered' END, business_now() - (g / 3) * "
		 "interval '1 hour', CASE WHEN g "
		 "%% 2 = 1 THEN 202 END FROM generate_series(1, 2000) g");
	site_sql("INSERT INTO thread_note (thread_id, place_id, at, user_id, body) "
		 "SELECT 501, 101, "
		 "business_now() - g * interval '9 hours', 202, 'note' FROM "
		 "generate_series(1, 60) g");
	rq = site_get(RUDO, THREAD);
	for (;; pages++) {
		const char *s = rq->reply.body.data, *earlier;

		while ((s = strstr(s, ">line ")) != NULL) {
			int g = atoi(s + 6);

			ck_assert_int_eq(seen[g]++, 0);
			n++;
			s += 6;
		}
		earlier = strstr(rq->reply.body.data, "?before=");
		if (earlier == NULL)
			break;
		ck_assert(site_shows(rq, ">Earlier messages</a>"));
		earlier = arena_strndup(site_arena(), earlier, strcspn(earlier, "\""));
		rq = site_get(RUDO, arena_printf(site_arena(), THREAD "%s", earlier));
		ck_assert_int_eq(rq->reply.code, 200);
	}
	ck_assert_int_eq(n, 2000);
	ck_assert_int_ge(pages, 41);
	ck_assert(site_shows(rq, "Registered by you"));
	ck_assert(site_shows(rq, "Back to the newest"));
}
END_TEST

TCase *
thread_lines_tests(void)
{
	TCase *tc = tcase_create("thread lines");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, note_is_kept_for_colleagues);
	tcase_add_test(tc, note_needs_words);
	tcase_add_test(tc, note_is_changed_by_who_wrote_it);
	tcase_add_test(tc, note_is_withdrawn_and_put_back);
	tcase_add_test(tc, note_of_a_colleague_is_new_once);
	tcase_add_test(tc, note_of_a_number_goes_with_it);
	tcase_add_test(tc, what_happens_to_him_is_a_line);
	tcase_add_test(tc, a_case_tells_its_story);
	tcase_add_test(tc, a_kind_that_nobody_knows_is_shown);
	tcase_add_test(tc, an_answer_says_to_what_and_by_which_word);
	tcase_add_test(tc, his_page_tells_the_same);
	tcase_add_test(tc, fine_days_are_one_line);
	tcase_add_test(tc, fine_days_are_one_line_of_the_record);
	tcase_add_test(tc, what_needs_her_is_not_folded);
	tcase_add_test(tc, a_long_conversation_is_read_to_its_beginning);
	return tc;
}
