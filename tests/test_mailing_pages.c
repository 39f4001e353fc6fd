/* test_mailing_pages.c - one message to several clients: looked at, agreed on, sent once. */

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mailing.h"
#include "site_test.h"
#include "tests.h"

#define WORDS "place=101&language=&waits=&body-en=Hello+%7Bfirst_name%7D&body-sn=Mhoro"

/* Riverside: Tinashe (day 3), Brian (9, Shona), Kudzai and Tapiwa (one phone), Farai (2). */
static int64_t
begun(int64_t user, const char *form)
{
	struct request *rq = site_post(user, "/messages/new", form);

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "/messages/groups/"));
	return site_number("SELECT max(id) FROM mailing");
}

static const char *
path(int64_t id, const char *act)
{
	return arena_printf(
	    site_arena(), "/messages/groups/%lld%s", (long long)id, act);
}

static void
does(int64_t user, int64_t id, const char *act, const char *body, const char *notice)
{
	struct request *rq = site_post(user, path(id, act), body);

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_msg(strstr(rq->reply.location, notice) != NULL, "%s: %s is not %s",
	    act, rq->reply.location, notice);
}

static int64_t
texts(void)
{
	return site_number(
	    "SELECT count(*) FROM message WHERE direction = 'out' AND author_id = 201");
}

START_TEST(looked_at_with_the_real_names)
{
	struct request *rq;
	int64_t id;

	mailing_settings("USD 0.035", 20);
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 407");
	id = begun(RUDO, WORDS);
	rq = site_get(RUDO, path(id, ""));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "id=\"group-people\">3</dd>"));
	ck_assert(site_shows(rq, "id=\"group-parts\">3</dd>"));
	ck_assert(site_shows(rq, "USD 0.11")); /* 0.105, rounded */
	ck_assert(site_shows(rq, "<span lang=\"en\">Hello Tinashe</span>"));
	ck_assert(site_shows(rq, "<span lang=\"sn\">Mhoro</span>"));
	ck_assert(site_shows(rq, "1: wants no messages. <span class=\"soft\">Farai"));
	ck_assert(site_shows(rq, "1: shares a phone with somebody who gets it. <span "
				 "class=\"soft\">Tapiwa"));
	ck_assert(site_shows(rq, "Send to 3 clients"));
	ck_assert_int_eq(texts(), 0);
	/* A draft is its writer's, and nobody's of another facility. */
	ck_assert_int_eq(site_get(TENDAI, path(id, ""))->reply.code, 404);
	ck_assert_int_eq(site_get(JOYCE, path(id, ""))->reply.code, 404);
	does(RUDO, id, "/drop", "", "group-done");
	does(RUDO, id, "/send", "", "group-over");
	ck_assert_int_eq(texts(), 0);
}
END_TEST

START_TEST(sent_once_behind_what_nurses_write)
{
	int64_t id = begun(RUDO, WORDS);
	struct request *rq;

	does(RUDO, id, "/send", "", "group-sent");
	does(RUDO, id, "/send", "", "group-over");
	ck_assert_int_eq(texts(), 4);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE priority <> 7"), 0);
	ck_assert_int_eq(site_number("SELECT count(DISTINCT thread_id) FROM message "
				     "WHERE author_id = 201"),
	    4);
	rq = site_get(TENDAI, path(id, ""));
	ck_assert(site_shows(
	    rq, "Of 4: 0 delivered, 0 sent, 4 wait to leave, 0 not delivered"));
	rq = site_get(TENDAI, "/messages/501");
	ck_assert(site_shows(rq, "Hello Tinashe"));
	ck_assert(site_shows(rq, "Rudo M."));
}
END_TEST

START_TEST(the_same_words_share_a_call)
{
	int64_t id;

	site_sql(
	    "INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE SELECT 5000 + g, "
	    "'+26377222' || (1000 + g) FROM generate_series(1, 230) g;"
	    "INSERT INTO patient (id, place_id, number, given_name, folded, "
	    "birth_date, language, phone_id, created_at) OVERRIDING SYSTEM VALUE "
	    "SELECT 5000 + g, 101, 'X-' || g, 'Man', 'man', '2000-01-01', 'sn', "
	    "5000 + g, business_now() FROM generate_series(1, 230) g;"
	    "INSERT INTO enrolment (patient_id, place_id, workflow, "
	    "workflow_version, anchor_date, consent_at, created_at) SELECT 5000 + "
	    "g, 101, 'vmmc', '1', '2031-03-01', business_now(), business_now() "
	    "FROM generate_series(1, 230) g");
	mailing_settings(NULL, 1000);
	id = begun(RUDO, "place=101&language=sn&waits=&body-sn=Mhoroi+mose");
	does(RUDO, id, "/send", "", "group-sent");
	ck_assert_int_eq(texts(), 231);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT count(*) "
		"AS n FROM message m JOIN outbox o ON o.id = m.outbox_id WHERE "
		"o.kind = 'checkin' GROUP BY o.id) c"),
	    "31 100 100");
	mailing_settings(NULL, 20);
}
END_TEST

START_TEST(second_person_confirms_above_the_limit)
{
	struct request *rq;
	int64_t id;

	mailing_settings(NULL, 2);
	id = begun(RUDO, WORDS);
	ck_assert(
	    site_shows(site_get(RUDO, path(id, "")), "Ask a colleague to confirm it"));
	does(RUDO, id, "/send", "", "group-asked");
	does(RUDO, id, "/confirm", "", "group-own");
	ck_assert_int_eq(texts(), 0);
	rq = site_get(TENDAI, "/messages/groups");
	ck_assert(site_shows(rq, "Waits for a second person"));
	ck_assert_int_eq(site_get(JOYCE, path(id, ""))->reply.code, 404);
	ck_assert_int_eq(site_post(JOYCE, path(id, "/confirm"), "")->reply.code, 404);
	rq = site_get(TENDAI, path(id, ""));
	ck_assert(site_shows(rq, "Confirm: send to 4 clients"));
	ck_assert(site_shows(rq, "<span lang=\"en\">Hello Tinashe</span>"));
	/* He opts out, another's number is changed, after it was looked at. */
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 401;"
		 "UPDATE patient SET phone_id = 304 WHERE id = 402");
	does(TENDAI, id, "/confirm", "", "group-sent");
	does(NOMSA, id, "/confirm", "", "group-over");
	ck_assert_int_eq(texts(), 2);
	rq = site_get(RUDO, path(id, ""));
	ck_assert(site_shows(rq, "confirmed by Sr Tendai Moyana"));
	ck_assert(site_shows(rq, "1: wants no messages. <span class=\"soft\">Tinashe"));
	ck_assert(site_shows(
	    rq, "1: the number was changed since. <span class=\"soft\">Brian"));
	mailing_settings(NULL, 20);
}
END_TEST

START_TEST(refused_with_a_reason_or_too_old)
{
	struct request *rq;
	int64_t id;

	mailing_settings(NULL, 2);
	id = begun(RUDO, WORDS);
	does(RUDO, id, "/send", "", "group-asked");
	ck_assert_int_eq(
	    site_post(TENDAI, path(id, "/refuse"), "reason=")->reply.code, 422);
	does(TENDAI, id, "/refuse", "reason=Wrong+day", "group-done");
	does(TENDAI, id, "/confirm", "", "group-over");
	rq = site_get(RUDO, path(id, ""));
	ck_assert(site_shows(rq, "Sr Tendai Moyana: Wrong day"));
	id = begun(RUDO, WORDS);
	does(RUDO, id, "/send", "", "group-asked");
	site_later("24 hours");
	does(TENDAI, id, "/confirm", "", "group-over");
	ck_assert(site_shows(site_get(RUDO, "/messages/groups"), "Too old, not sent"));
	ck_assert_int_eq(texts(), 0);
	mailing_settings(NULL, 20);
}
END_TEST

START_TEST(chosen_by_day_language_and_what_is_waited_for)
{
	site_sql("UPDATE thread SET state = 'waiting', waiting_since = business_now() "
		 "WHERE id = 503");
	(void)begun(RUDO, "place=101&language=&waits=&day_from=3&day_to=4&body-en=x");
	ck_assert_str_eq(site_text("SELECT string_agg(patient_id::text, ' ' ORDER BY "
				   "patient_id) FROM mailing_person"),
	    "401 403");
	site_sql("DELETE FROM mailing");
	(void)begun(RUDO, "place=101&language=sn&waits=&body-en=x");
	ck_assert_str_eq(site_text("SELECT patient_id || skipped FROM mailing_person"),
	    "402no-words");
	site_sql("DELETE FROM mailing");
	(void)begun(RUDO, "place=101&language=&waits=us&body-en=x");
	ck_assert_str_eq(site_text("SELECT patient_id FROM mailing_person"), "403");
	/* Who waits goes on waiting, also after a later answer is taken back. */
	does(RUDO, site_number("SELECT max(id) FROM mailing"), "/send", "",
	    "group-sent");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 503"), "waiting");
}
END_TEST

START_TEST(not_in_the_quiet_hours)
{
	int64_t id;

	site_later("12 hours 30 min");
	id = begun(RUDO, WORDS);
	ck_assert(site_shows(
	    site_get(RUDO, path(id, "")), "It can be sent from 06:00 tomorrow."));
	does(RUDO, id, "/send", "", "group-quiet");
	ck_assert_int_eq(texts(), 0);
}
END_TEST

/* What he does before it has left keeps it from leaving. */
/* In four hours, but not at night, which begins at eight. */
START_TEST(what_has_not_left_by_night_does_not_leave)
{
	int64_t id;

	site_later("8 hours 58 min");
	id = begun(RUDO, WORDS);
	does(RUDO, id, "/send", "", "group-sent");
	ck_assert_str_eq(
	    site_text("SELECT DISTINCT to_char(good_until AT TIME ZONE "
		      "'Africa/Harare', 'DD HH24:MI') FROM outbox WHERE priority = 7"),
	    "03 20:00");
}
END_TEST

START_TEST(who_opts_out_before_it_leaves_gets_none)
{
	int64_t id = begun(RUDO, WORDS);

	does(RUDO, id, "/send", "", "group-sent");
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/opt-out", "reason=asked")->reply.code, 303);
	ck_assert_str_eq(
	    site_text(
		"SELECT m.state || ' ' || o.state FROM message m JOIN outbox o ON "
		"o.id = m.outbox_id WHERE m.thread_id = 501 AND author_id = 201"),
	    "cancelled cancelled");
	ck_assert(site_shows(site_get(RUDO, path(id, "")), "1 taken back."));
}
END_TEST

/* Whoever he is with now knows what went to several: it answered nobody, and is stopped. */
START_TEST(it_goes_with_him_to_another_facility)
{
	int64_t id;

	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at, reads, urgency) VALUES (501, 101, "
		 "401, 301, 'in', 'reply', 'Can I bath?', 'received', business_now(), "
		 "'words', 1); UPDATE thread SET state = 'waiting', waiting_since = "
		 "business_now(), urgency = 1 WHERE id = 501");
	id = begun(RUDO, WORDS);
	does(RUDO, id, "/send", "", "group-sent");
	site_sql("UPDATE patient SET place_id = 102 WHERE id = 401");
	ck_assert_int_eq(
	    site_post(JOYCE, "/messages/501/reply", "body=Yes&last_seen=999999")
		->reply.code,
	    303);
	ck_assert_int_eq(site_post(JOYCE,
			     arena_printf(site_arena(), "/sms/%lld/undo",
				 (long long)site_number(
				     "SELECT id FROM message WHERE author_id = 203")),
			     "")
			     ->reply.code,
	    303);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
	ck_assert_int_eq(
	    site_post(JOYCE, "/patients/401/opt-out", "reason=asked")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT state FROM message WHERE thread_id = 501 AND "
		      "author_id = 201"),
	    "cancelled");
}
END_TEST

/* What he shared with others is his own from then on: it is stopped where he is now. */
START_TEST(out_of_a_shared_call_with_him)
{
	int64_t id = begun(RUDO, "place=101&language=en&waits=&body-en=Come+on+Friday");
	const char *of_them =
	    "SELECT string_agg(concat_ws(' ', m.thread_id, m.state, o.kind, o.state, "
	    "o.place_id, o.clinical), ', ' ORDER BY m.thread_id) FROM message m JOIN "
	    "outbox o ON o.id = m.outbox_id WHERE m.thread_id IN (501, 507) AND "
	    "m.author_id = 201";

	does(RUDO, id, "/send", "", "group-sent");
	ck_assert_str_eq(site_text("%s", of_them),
	    "501 queued checkin ready 101 t, 507 queued checkin ready 101 t");
	site_sql("UPDATE patient SET place_id = 102 WHERE id = 401");
	ck_assert_str_eq(site_text("%s", of_them),
	    "501 queued text ready 102 t, 507 queued checkin ready 101 t");
	ck_assert_int_eq(
	    site_post(JOYCE, "/patients/401/opt-out", "reason=asked")->reply.code, 303);
	ck_assert_str_eq(site_text("%s", of_them),
	    "501 cancelled text cancelled 102 t, 507 queued checkin ready 101 t");
}
END_TEST

START_TEST(to_those_who_were_ticked)
{
	struct request *rq;
	int64_t id;

	rq = site_get(RUDO, "/patients?q=dube");
	ck_assert_int_eq(site_count(rq, "name=\"id\""), 2);
	ck_assert(site_shows(rq, "Message to those I ticked"));
	rq = site_post(RUDO, "/messages/new", "choose=1&id=407&id=402");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "2 clients were chosen:"));
	ck_assert_int_eq(
	    site_count(rq, "<input type=\"hidden\" name=\"id\" value=\"40"), 2);
	ck_assert(!site_shows(rq, "name=\"day_from\""));
	/* With nothing in it they are still those who were chosen. */
	rq = site_post(RUDO, "/messages/new", "id=407&id=402");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "2 clients were chosen:"));
	site_sql("UPDATE enrolment SET state = 'finished', ended_at = business_now() "
		 "WHERE patient_id = 402");
	id = begun(RUDO, "id=407&id=402&body-en=Hello&body-sn=Mhoro");
	rq = site_get(RUDO, path(id, ""));
	ck_assert(site_shows(rq, "2 clients who were chosen"));
	ck_assert(site_shows(rq, "1: is not in follow-up. <span class=\"soft\">Brian"));
	ck_assert(site_shows(rq, "Send to 1 client"));
	does(RUDO, id, "/send", "", "group-sent");
	ck_assert_str_eq(site_text("SELECT string_agg(patient_id::text, ' ') FROM "
				   "message WHERE author_id = 201"),
	    "407");
}
END_TEST

START_TEST(nobody_chooses_what_is_not_his)
{
	struct request *rq;

	rq = site_post(RUDO, "/messages/new", "choose=1");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "nobody was ticked"));
	/* Of another facility: as if he had not been ticked. */
	rq = site_post(RUDO, "/messages/new", "choose=1&id=405&id=407");
	ck_assert(site_shows(rq, "1 client was chosen:"));
	ck_assert_int_eq(
	    site_post(RUDO, "/messages/new", "id=405&body-en=Hello")->reply.code, 422);
	rq = site_post(NOMSA, "/messages/new", "choose=1&id=405&id=407");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "clients of several facilities"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM mailing"), 0);
}
END_TEST

/* In the navigation of whoever may confirm it, until it is decided or too old. */
static int
to_confirm(int64_t user)
{
	const char *at =
	    strstr(site_get(user, "/tasks")->reply.body.data, "id=\"n-groups\"");

	ck_assert_ptr_nonnull(at);
	return atoi(strstr(at, "data-n=\"") + strlen("data-n=\""));
}

START_TEST(what_waits_for_a_second_person_is_counted)
{
	int64_t id;

	mailing_settings(NULL, 2);
	ck_assert_int_eq(to_confirm(TENDAI), 0);
	id = begun(RUDO, WORDS);
	does(RUDO, id, "/send", "", "group-asked");
	ck_assert_int_eq(to_confirm(TENDAI), 1);
	ck_assert_int_eq(to_confirm(NOMSA), 1);
	ck_assert_int_eq(to_confirm(RUDO), 0);
	ck_assert_int_eq(to_confirm(JOYCE), 0);
	does(TENDAI, id, "/refuse", "reason=Not+today", "group-done");
	ck_assert_int_eq(to_confirm(NOMSA), 0);
	id = begun(TENDAI, WORDS);
	does(TENDAI, id, "/send", "", "group-asked");
	ck_assert_int_eq(to_confirm(RUDO), 1);
	site_later("24 hours 1 second");
	ck_assert_int_eq(to_confirm(RUDO), 0);
	mailing_settings(NULL, 20);
}
END_TEST

START_TEST(form_says_what_is_wrong)
{
	struct request *rq = site_post(RUDO, "/messages/new",
	    "place=101&language=&waits=&day_from=x&body-en=Hi+%7Bnobody%7D");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "{nobody} stands for nothing"));
	ck_assert(site_shows(rq, "Hi {nobody}</textarea>"));
	rq = site_post(RUDO, "/messages/new", "place=101&language=&waits=");
	ck_assert(site_shows(rq, "write it in at least one language"));
	rq = site_post(RUDO, "/messages/new", "place=101&language=xx&waits=&body-en=x");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_post(RUDO, "/messages/new", "place=102&language=&waits=&body-en=x");
	ck_assert_int_eq(rq->reply.code, 404);
	ck_assert_int_eq(site_number("SELECT count(*) FROM mailing"), 0);
}
END_TEST

START_TEST(to_one_leads_into_his_conversation)
{
	struct request *rq = site_get(RUDO, "/messages/new?q=tinashe");

	ck_assert(site_shows(rq, "name=\"patient_id\" value=\"401\""));
	rq = site_post(RUDO, "/messages/new", "patient_id=401");
	ck_assert_str_eq(rq->reply.location, "/messages/501");
	rq = site_post(RUDO, "/messages/new", "patient_id=405");
	ck_assert_int_eq(rq->reply.code, 404);
}
END_TEST

/* All at the same moment: one of them sends it. */
START_TEST(pressed_by_many_at_the_same_moment)
{
	int sent = 0, over = 0, status;
	int64_t id;

	mailing_settings(NULL, 1);
	id = begun(RUDO, WORDS);
	does(RUDO, id, "/send", "", "group-asked");
	(void)site_get(TENDAI, "/messages/groups");
	(void)site_get(NOMSA, "/messages/groups");
	for (int i = 0; i < 8; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			struct db *db;
			struct tx *tx;
			enum mailing_result result;
			const char *settings = i % 2 == 0 ? "202" : "204";

			if (db_open(getenv("OWNER_DATABASE"), &db) != OK ||
			    tx_begin(db, site_arena(), TX_WRITE, &tx) != OK ||
			    tx_end(tx,
				mailing_confirm(tx, id, atoi(settings), &result)) != OK)
				_exit(3);
			_exit(result == MAILING_SENT   ? 0
			      : result == MAILING_OVER ? 1
						       : 2);
		}
	}
	for (int i = 0; i < 8; i++) {
		ck_assert_int_ge(wait(&status), 0);
		sent += WIFEXITED(status) && WEXITSTATUS(status) == 0;
		over += WIFEXITED(status) && WEXITSTATUS(status) == 1;
	}
	ck_assert_int_eq(sent, 1);
	ck_assert_int_eq(over, 7);
	ck_assert_int_eq(texts(), 4);
	mailing_settings(NULL, 20);
}
END_TEST

TCase *
mailing_pages_tests(void)
{
	TCase *tc = tcase_create("mailing pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, looked_at_with_the_real_names);
	tcase_add_test(tc, sent_once_behind_what_nurses_write);
	tcase_add_test(tc, the_same_words_share_a_call);
	tcase_add_test(tc, second_person_confirms_above_the_limit);
	tcase_add_test(tc, refused_with_a_reason_or_too_old);
	tcase_add_test(tc, chosen_by_day_language_and_what_is_waited_for);
	tcase_add_test(tc, not_in_the_quiet_hours);
	tcase_add_test(tc, what_has_not_left_by_night_does_not_leave);
	tcase_add_test(tc, who_opts_out_before_it_leaves_gets_none);
	tcase_add_test(tc, it_goes_with_him_to_another_facility);
	tcase_add_test(tc, out_of_a_shared_call_with_him);
	tcase_add_test(tc, to_those_who_were_ticked);
	tcase_add_test(tc, nobody_chooses_what_is_not_his);
	tcase_add_test(tc, what_waits_for_a_second_person_is_counted);
	tcase_add_test(tc, form_says_what_is_wrong);
	tcase_add_test(tc, to_one_leads_into_his_conversation);
	tcase_add_test(tc, pressed_by_many_at_the_same_moment);
	return tc;
}
