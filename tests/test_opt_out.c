/* test_opt_out.c - who wants no messages of which programme, and who agreed to them. */

#include <inttypes.h>
#include <string.h>

#include "core/consent.h"
#include "core/inbound.h"
#include "core/opt_out.h"
#include "site_test.h"

static void
begin(void)
{
	site_test_begin();
	site_sql("INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
		 "due_date, due_at) SELECT id, patient_id, place_id, 'day_4', 4, "
		 "'2031-03-04', business_now() + interval '1 day' FROM enrolment");
}

static bool
wishes(const struct opt_out *wish, bool stop)
{
	bool changed;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    stop ? opt_out_begin(tx, wish, &changed) : opt_out_end(tx, wish, &changed),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return changed;
}

static const char *
planned(int64_t enrolment)
{
	return site_text("SELECT state || ' ' || reason FROM reminder WHERE "
			 "enrolment_id = %" PRId64,
	    enrolment);
}

START_TEST(by_role_it_has_a_reason_and_can_be_taken_back)
{
	const struct opt_out wish = { .patient_id = TINASHE,
		.user_id = RUDO,
		.reason = "secrecy",
		.note = "His brother reads them" };

	ck_assert(wishes(&wish, true));
	ck_assert(!wishes(&wish, true));
	ck_assert_str_eq(
	    site_text("SELECT how || ' ' || user_id || ' ' || reason FROM opt_out"),
	    "person 201 secrecy");
	ck_assert_str_eq(site_text("SELECT opted_out_how FROM patient WHERE id = 401"),
	    "nurse: Somebody else might read them. His brother reads them");
	ck_assert_str_eq(planned(601), "skipped opted-out");
	ck_assert(wishes(&wish, false));
	ck_assert(!wishes(&wish, false));
	ck_assert_str_eq(planned(601), "planned ");
	ck_assert_str_eq(
	    site_text("SELECT ended_how || ended_by FROM opt_out"), "person201");
	ck_assert_int_eq(site_number("SELECT count(*) FROM patient WHERE opted_out_at "
				     "IS NOT NULL"),
	    0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'opt_out'"), 2);
}
END_TEST

START_TEST(of_two_programmes_one_goes_on)
{
	struct opt_out wish = { .patient_id = TINASHE,
		.enrolment_id = 699,
		.user_id = RUDO,
		.reason = "too-many",
		.note = "" };

	site_sql("INSERT INTO enrolment (id, patient_id, place_id, workflow, "
		 "workflow_version, anchor_date, consent_at, created_at) OVERRIDING "
		 "SYSTEM VALUE VALUES (699, 401, 101, 'reminders', '1', '2031-03-02', "
		 "business_now(), business_now()); "
		 "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
		 "due_date, due_at) VALUES (699, 401, 101, 'visit', 4, '2031-03-04', "
		 "business_now() + interval '1 day')");
	ck_assert(wishes(&wish, true));
	ck_assert_str_eq(planned(699), "skipped opted-out");
	ck_assert_str_eq(planned(601), "planned ");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE opted_out_at IS NOT NULL"),
	    0);
	/* A text cannot say which: it is of all. */
	(void)site_says(TINASHE_PHONE, "STOP");
	ck_assert_str_eq(planned(601), "skipped opted-out");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE opted_out_at IS NOT NULL"),
	    1);
	/* One of them again: the other stays as it is. */
	wish.enrolment_id = 601;
	ck_assert(wishes(&wish, false));
	ck_assert_str_eq(planned(601), "planned ");
	ck_assert_str_eq(planned(699), "skipped opted-out");
}
END_TEST

START_TEST(a_stop_ends_no_duty)
{
	(void)site_says(TINASHE_PHONE, "1");
	site_sql(
	    "UPDATE thread SET state = 'quiet', waiting_since = NULL, urgency = 0");
	site_later("1 minute");
	(void)site_says(TINASHE_PHONE, "STOP");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open AND kind IN "
				     "('problem', 'escalation') AND words LIKE "
				     "'%%call him%%'"),
	    2);
	ck_assert_str_eq(
	    site_text("SELECT state || urgency FROM thread WHERE patient_id = 401"),
	    "waiting2");
	ck_assert_str_eq(planned(601), "skipped opted-out");
}
END_TEST

/* A text that was held does not leave: nothing of it is left to do. */
START_TEST(a_stop_ends_what_was_held)
{
	site_sql(
	    "INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, "
	    "state, held_at, run_at, created_at) OVERRIDING SYSTEM VALUE VALUES "
	    "(9701, gen_random_uuid(), 'text', 101, 301, 'Old', 5, 'held', "
	    "business_now(), business_now(), business_now()); "
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, reason, at, outbox_id) VALUES (501, 101, "
	    "401, 301, 'out', 'automatic', 'Old', 'held', 'too old', "
	    "business_now(), 9701); "
	    "UPDATE thread SET failed = true WHERE id = 501");
	(void)site_says(TINASHE_PHONE, "STOP");
	ck_assert_str_eq(site_text("SELECT m.state || t.failed FROM message m JOIN "
				   "thread t ON t.id = m.thread_id WHERE outbox_id = "
				   "9701"),
	    "cancelledfalse");
}
END_TEST

START_TEST(each_stop_is_confirmed_once)
{
	const char *confirmed =
	    "SELECT count(*) FROM automatic_answer WHERE kind = 'stopped' AND "
	    "withheld = ''";

	(void)site_says(TINASHE_PHONE, "STOP");
	(void)site_says(TINASHE_PHONE, "stop.");
	site_later("1 hour");
	(void)site_says(TINASHE_PHONE, "Please stop");
	ck_assert_int_eq(site_number("%s", confirmed), 1);
	ck_assert_str_eq(site_text("SELECT m.body FROM opt_out o JOIN message m ON "
				   "m.id = o.message_id"),
	    "STOP");
	/* By a nurse nobody is written to: he is in front of her. */
	ck_assert(
	    wishes(&(struct opt_out){ .patient_id = TINASHE, .user_id = RUDO }, false));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM automatic_answer WHERE kind = 'started'"),
	    0);
}
END_TEST

/* Consent. */

static enum status
agrees(const struct consent_said *said)
{
	enum status status;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	status = consent_say(tx, said);
	if (status == OK)
		ck_assert_int_eq(tx_commit(tx), OK);
	else
		tx_rollback(tx);
	return status;
}

static const struct {
	struct consent_state said;
	enum consent_want want;
} wants[] = {
	{ { .needed = false }, CONSENT_NOT_NEEDED },
	{ { .needed = true, .version = "" }, CONSENT_NEVER },
	{ { .needed = true, .at = 1, .given = true, .version = "2" }, CONSENT_GOOD },
	{ { .needed = true, .at = 1, .given = true, .version = "1" }, CONSENT_OLDER },
	{ { .needed = true, .at = 1, .given = true, .version = "before" },
	    CONSENT_GOOD },
	{ { .needed = true, .at = 1, .version = "2" }, CONSENT_REFUSED },
	{ { .needed = true, .at = 1, .version = "1" }, CONSENT_REFUSED },
};

START_TEST(what_is_wanted_of_a_consent)
{
	ck_assert_int_eq(consent_wanted(&wants[_i].said, "2"), wants[_i].want);
}
END_TEST

START_TEST(a_boy_his_guardian_and_whose_phone_it_is)
{
	struct consent_state_rows all;
	struct tx *tx;

	site_sql("UPDATE patient SET phone_owner = 'guardian' WHERE id = 407");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_READ, &tx), OK);
	ck_assert_int_eq(sql_consent_state(tx, FARAI, 18, tx_now(tx), &all), OK);
	tx_rollback(tx);
	ck_assert_uint_eq(all.n, 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert(all.at[i].needed);
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_READ, &tx), OK);
	ck_assert_int_eq(sql_consent_state(tx, TINASHE, 18, tx_now(tx), &all), OK);
	tx_rollback(tx);
	ck_assert(all.at[0].needed && !all.at[1].needed && !all.at[2].needed);
}
END_TEST

START_TEST(a_no_stops_the_messages)
{
	const struct consent_said no = { .patient_id = FARAI,
		.user_id = RUDO,
		.who = "phone-owner",
		.language = "en",
		.how = "spoken",
		.name = "Ruth" };

	ck_assert_int_eq(agrees(&no), OK);
	ck_assert_str_eq(site_text("SELECT who || given || version || language || name "
				   "FROM consent ORDER BY id DESC LIMIT 1"),
	    "phone-ownerfalse2026-1enRuth");
	ck_assert_str_eq(
	    site_text("SELECT reason FROM opt_out WHERE patient_id = 407"), "phone");
	site_sql("UPDATE enrolment SET state = 'finished' WHERE patient_id = 407");
	ck_assert_int_eq(agrees(&no), ERR_CONFLICT);
	ck_assert_int_eq(agrees(&(struct consent_said){ .patient_id = TINASHE,
			     .user_id = RUDO,
			     .who = "patient",
			     .given = true,
			     .language = "xx",
			     .how = "spoken",
			     .name = "" }),
	    ERR_INVALID);
}
END_TEST

#define PAGE "/patients/401/consent"
#define SAID "language=sn&how=spoken&"

START_TEST(the_page_says_who_agreed_and_who_stopped)
{
	struct request *rq = site_get(RUDO, PAGE);

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "He has not agreed to the messages yet: ask him."));
	ck_assert(site_shows(rq, "His messages were never stopped."));
	ck_assert_int_eq(
	    site_post(RUDO, PAGE, SAID "who=patient&given=yes")->reply.code, 303);
	rq = site_get(RUDO, PAGE);
	ck_assert(site_shows(rq, "version 2026-1"));
	ck_assert(!site_shows(rq, "ask him"));
	/* The form is another. */
	site_sql("UPDATE consent SET version = '2025-1'");
	ck_assert(
	    site_shows(site_get(RUDO, PAGE), "read it to him at the next contact"));
	ck_assert_int_eq(
	    site_post(RUDO, PAGE, SAID "who=patient&given=no")->reply.code, 303);
	rq = site_get(RUDO, PAGE);
	ck_assert(site_shows(rq, "He does not agree to the messages."));
	ck_assert(site_shows(rq, "Wants to leave the programme"));
	ck_assert_int_eq(site_get(JOYCE, PAGE)->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, PAGE)->reply.code, 403);
}
END_TEST

static const char *const wrong[] = { SAID "who=patient", SAID "who=patient&given=maybe",
	SAID "who=aunt&given=yes", SAID "who=guardian&given=yes",
	"language=xx&how=spoken&who=patient&given=yes",
	"language=en&how=sung&who=patient&given=yes" };

START_TEST(what_is_no_consent_is_refused)
{
	ck_assert_int_eq(site_post(RUDO, PAGE, wrong[_i])->reply.code, 422);
	ck_assert_int_eq(site_number("SELECT count(*) FROM consent"), 0);
}
END_TEST

START_TEST(his_conversation_says_what_is_wanted)
{
	struct request *rq = site_get(RUDO, "/messages/501");

	ck_assert(site_shows(rq, "He has not agreed to the messages yet: ask him."));
	ck_assert_int_eq(
	    site_post(RUDO, PAGE, SAID "who=patient&given=yes")->reply.code, 303);
	ck_assert(!site_shows(site_get(RUDO, "/messages/501"), PAGE));
}
END_TEST

START_TEST(a_reason_of_the_list_needs_no_words)
{
	struct request *rq = site_post(RUDO, "/patients/401/opt-out", "why=secrecy");

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT reason || '/' || note FROM opt_out"), "secrecy/");
	ck_assert(site_shows(site_get(RUDO, PAGE), "Somebody else might read them"));
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/407/opt-out", "why=weather")->reply.code, 422);
}
END_TEST

/* He wants no more reminders, and goes on being asked about his wound. */
START_TEST(of_two_programmes_she_stops_one)
{
	struct request *rq = site_get(RUDO, "/patients/401");

	ck_assert(!site_shows(rq, "Of which programme"));
	site_sql("INSERT INTO enrolment (id, patient_id, place_id, workflow, "
		 "workflow_version, anchor_date, consent_at, created_at) OVERRIDING "
		 "SYSTEM VALUE VALUES (699, 401, 101, 'reminders', '1', '2031-03-02', "
		 "business_now(), business_now() - interval '1 day')");
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "Of which programme"));
	ck_assert(site_shows(rq, "value=\"699\""));
	rq = site_post(RUDO, "/patients/401/opt-out", "why=secrecy&programme=602");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "he is not in it any more"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM opt_out"), 0);
	rq = site_post(RUDO, "/patients/401/opt-out", "why=secrecy&programme=699");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(enrolment_id::text, ' ') FROM opt_out"),
	    "699");
	ck_assert_int_eq(
	    site_number("SELECT count(opted_out_at) FROM patient WHERE id = 401"), 0);
	ck_assert_str_eq(planned(601), "planned ");
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "no automatic messages of this programme"));
	rq = site_post(RUDO, "/patients/401/opt-in", "programme=699");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM opt_out WHERE ended_at IS NULL"), 0);
}
END_TEST

START_TEST(what_a_stop_did_is_undone_in_the_conversation)
{
	struct request *rq;

	(void)site_says(TINASHE_PHONE, "STOP");
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, "formaction=\"/patients/401/opt-in\""));
	rq = site_post(RUDO, "/patients/401/opt-in", "then=thread");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=opted-in");
	ck_assert_str_eq(site_text("SELECT ended_how || ' ' || ended_by FROM opt_out"),
	    "person 201");
	ck_assert(!site_shows(
	    site_get(RUDO, "/messages/501"), "formaction=\"/patients/401/opt-in\""));
}
END_TEST

TCase *
opt_out_tests(void)
{
	TCase *tc = tcase_create("opt_out");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, by_role_it_has_a_reason_and_can_be_taken_back);
	tcase_add_test(tc, of_two_programmes_one_goes_on);
	tcase_add_test(tc, a_stop_ends_no_duty);
	tcase_add_test(tc, a_stop_ends_what_was_held);
	tcase_add_test(tc, each_stop_is_confirmed_once);
	tcase_add_loop_test(tc, what_is_wanted_of_a_consent, 0, (int)COUNT_OF(wants));
	tcase_add_test(tc, a_boy_his_guardian_and_whose_phone_it_is);
	tcase_add_test(tc, a_no_stops_the_messages);
	tcase_add_test(tc, the_page_says_who_agreed_and_who_stopped);
	tcase_add_loop_test(tc, what_is_no_consent_is_refused, 0, (int)COUNT_OF(wrong));
	tcase_add_test(tc, his_conversation_says_what_is_wanted);
	tcase_add_test(tc, a_reason_of_the_list_needs_no_words);
	tcase_add_test(tc, of_two_programmes_she_stops_one);
	tcase_add_test(tc, what_a_stop_did_is_undone_in_the_conversation);
	return tc;
}
