/* test_referral.c - who is sent somewhere: until when, who sees it, and what comes of it. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/course.h"
#include "core/escalation.h"
#include "core/outcome.h"
#include "site_test.h"
#include "worker/job.h"

static struct request *
act(int64_t id, const char *verb, const char *body)
{
	return site_post(NOMSA,
	    arena_printf(site_arena(), "/escalations/%" PRId64 "/%s", id, verb), body);
}

static struct request *
decide(int64_t id, const char *body)
{
	return act(id, "decide",
	    arena_printf(site_arena(), "event=none&%s&version=%" PRId64, body,
		site_number("SELECT version FROM task WHERE id = %" PRId64, id)));
}

/* A case that is decided so; its referral. */
static int64_t
sent(int64_t patient, const char *severity, const char *body, int64_t *case_id)
{
	*case_id = site_case(patient, severity, RIVERSIDE);
	ck_assert_int_eq(decide(*case_id, body)->reply.code, 303);
	return site_number("SELECT max(id) FROM referral");
}

static int
tell(int64_t user, int64_t id, const char *body)
{
	return site_post(user,
	    arena_printf(site_arena(), "/referrals/%" PRId64 "/visit", id),
	    arena_printf(site_arena(), "%s&version=%" PRId64, body,
		site_number("SELECT version FROM referral WHERE id = %" PRId64, id)))
	    ->reply.code;
}

static const char *
referral(int64_t id, const char *columns)
{
	return site_text(
	    "SELECT concat_ws(' ', %s) FROM referral WHERE id = %" PRId64, columns, id);
}

static const char *
due(int64_t id)
{
	return referral(id,
	    "to_char(visit_due AT TIME ZONE 'Africa/Harare', 'Dy HH24:MI'), "
	    "to_char(search_due AT TIME ZONE 'Africa/Harare', 'Dy HH24:MI')");
}

static const char *
history(int64_t case_id)
{
	return site_text("SELECT coalesce(string_agg(what, ' ' ORDER BY at, id), '') "
			 "FROM task_event WHERE what NOT IN ('created', 'clock', "
			 "'status', 'resumed') "
			 "AND task_id = %" PRId64,
	    case_id);
}

static const char *
case_is(int64_t id, const char *columns)
{
	return site_text("SELECT concat_ws(' ', %s) FROM task t JOIN escalation e ON "
			 "e.task_id = t.id WHERE t.id = %" PRId64,
	    columns, id);
}

#define SEEN "told=seen&seen_by=Dr+Choto&event=none&day="

/* Riverside: 07:30 to 16:30 on weekdays. */
static const struct {
	const char *what, *now, *severity, *body, *until;
} deadlines[] = {
	{ "severe, always", "2031-03-07 23:00", "severe",
	    "outcome=refer&refer_to=Hospital", "Sat 03:00 Sat 05:00" },
	{ "over midnight at a month's end", "2031-03-31 22:30", "severe",
	    "outcome=refer&refer_to=Hospital", "Tue 02:30 Tue 04:30" },
	{ "moderate, in service", "2031-03-04 10:00", "moderate",
	    "outcome=refer&refer_to=Hospital", "Wed 09:00 Wed 13:00" },
	{ "over a weekend", "2031-03-07 16:00", "moderate",
	    "outcome=refer&refer_to=Hospital", "Mon 15:00 Tue 10:00" },
	{ "today, before it closes", "2031-03-04 10:00", "moderate", "outcome=clinic",
	    "Tue 16:30 Wed 11:30" },
	{ "today, severe", "2031-03-04 10:00", "severe", "outcome=clinic",
	    "Tue 14:00 Tue 16:00" },
	{ "today, and it is closed", "2031-03-08 10:00", "moderate", "outcome=clinic",
	    "Mon 15:30 Tue 10:30" },
	{ "as agreed", "2031-03-04 10:00", "mild",
	    "outcome=refer&refer_to=Hospital&day=2031-03-06&hour=09:15",
	    "Thu 09:15 Fri 08:15" },
	{ "today at an hour", "2031-03-04 10:00", "mild", "outcome=clinic&hour=11:00",
	    "Tue 11:00 Wed 10:00" },
};

START_TEST(he_is_expected_until_a_deadline)
{
	int64_t case_id, id;

	site_at(deadlines[_i].now);
	id = sent(TINASHE, deadlines[_i].severity, deadlines[_i].body, &case_id);
	ck_assert_msg(strcmp(due(id), deadlines[_i].until) == 0, "%s: %s",
	    deadlines[_i].what, due(id));
	/* The case and the task wait for the same. */
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM referral r JOIN task t ON t.id IN "
		      "(r.task_id, r.case_id) WHERE t.due_at = r.visit_due"),
	    "2");
}
END_TEST

/* In Berlin the clock goes on an hour on 30 March, and back on 26 October. */
START_TEST(a_change_of_clocks_takes_no_minute_away)
{
	int64_t case_id, id;

	site_sql("UPDATE place SET zone = 'Europe/Berlin', open_days = '1234567', "
		 "opens = '00:00', closes = '00:00' WHERE id = 101");
	site_at("2031-03-29 22:30");
	id = sent(TINASHE, "moderate", "outcome=refer&refer_to=Hospital", &case_id);
	ck_assert_str_eq(referral(id, "visit_due - made_at, search_due - visit_due"),
	    "08:00:00 04:00:00");
	site_at("2031-10-25 22:30");
	id = sent(BRIAN, "moderate", "outcome=refer&refer_to=Hospital", &case_id);
	ck_assert_str_eq(referral(id, "visit_due - made_at, search_due - visit_due"),
	    "08:00:00 04:00:00");
}
END_TEST

START_TEST(what_is_typed_wrongly_is_said_by_its_field)
{
	static const struct {
		const char *body, *words;
	} wrong[] = {
		{ "outcome=refer", "Refer to: write where he is to go." },
		{ "outcome=refer&refer_to=X&seen_place=102", "Not both." },
		{ "outcome=refer&seen_place=101", "this is his own" },
		{ "outcome=refer&seen_place=999", "not in use any more" },
		{ "outcome=refer&refer_to=X&day=2031-03-02&hour=09:00",
		    "past already" },
		{ "outcome=refer&refer_to=X&day=2031-04-02&hour=09:00",
		    "next two weeks" },
		{ "outcome=refer&refer_to=X&day=2031-03-05",
		    "write hours and minutes" },
		{ "outcome=refer&refer_to=X&hour=25:00", "write hours and minutes" },
		{ "outcome=refer&refer_to=X&place_told=Sr+Moyo",
		    "How they were told: choose one." },
		{ "outcome=refer&refer_to=X&place_told_how=call", "write a name" },
	};
	int64_t case_id = site_case(TINASHE, "moderate", RIVERSIDE);

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct request *rq = decide(case_id, wrong[i].body);

		ck_assert_int_eq(rq->reply.code, 422);
		ck_assert_msg(site_shows(rq, wrong[i].words), "%s", wrong[i].body);
	}
	ck_assert_int_eq(site_number("SELECT count(*) FROM referral"), 0);
	/* What belongs to a referral is not read of other decisions. */
	ck_assert_int_eq(
	    decide(case_id, "outcome=advice&hour=99:99&seen_place=101")->reply.code,
	    303);
}
END_TEST

START_TEST(seen_settles_the_case)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "moderate",
	    "outcome=clinic&man_told=call&place_told=Sr+Makoni&place_told_how=present&"
	    "transport=own",
	    &case_id);
	struct request *rq =
	    site_get(RUDO, arena_printf(site_arena(), "/referrals/%" PRId64, id));

	ck_assert(site_shows(rq, "It hurts"));
	ck_assert(site_shows(rq, "+263775550142"));
	/* That somebody read it is noted as of him. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE user_id = 201 AND "
			"object = 'patient' AND object_id = 401"),
	    1);
	ck_assert_int_eq(tell(RUDO, id, "told="), 422);
	ck_assert_int_eq(tell(RUDO, id, SEEN "2031-03-04"), 422); /* tomorrow */
	ck_assert_int_eq(
	    tell(RUDO, id, SEEN "2031-03-02"), 422); /* before he was sent */
	ck_assert_int_eq(tell(RUDO, id, SEEN), 422);
	ck_assert_int_eq(
	    tell(RUDO, id, "told=seen&seen_by=&event=none&day=2031-03-03"), 422);
	site_later("30 minutes");
	ck_assert_int_eq(
	    tell(RUDO, id,
		"told=seen&seen_by=Dr+Choto&day=2031-03-03&hour=08:20&event=IN&"
		"timing=B&grade=moderate&done=Antibiotics&note=Healing"),
	    303);
	ck_assert_str_eq(
	    referral(id, "told, ending, seen_by, found, grade, done, followed"),
	    "seen seen Dr Choto IN-B moderate Antibiotics t");
	ck_assert_str_eq(case_is(case_id, "t.open, t.outcome"), "f settled");
	ck_assert_str_eq(history(case_id), "clinic man-told place-told settled");
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', status, outcome) FROM task "
				   "WHERE kind = 'visit'"),
	    "completed came");
	/* As the indicators count it: seen, and what was found is confirmed. */
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', count(*), min(day)) FROM "
				   "indicator_visit WHERE patient_id = 401"),
	    "1 2031-03-03");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', code, severity, confirmed, provider) "
		      "FROM indicator_event WHERE patient_id = 401"),
	    "IN-B moderate t Dr Choto");
	/* Nothing more can be said of it. */
	ck_assert_int_eq(tell(TENDAI, id, "told=missed&note=x"), 409);
}
END_TEST

START_TEST(two_who_record_at_once_do_not_overwrite_each_other)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);
	const char *path =
	    arena_printf(site_arena(), "/referrals/%" PRId64 "/visit", id);
	struct request *rq;

	ck_assert_int_eq(
	    site_post(RUDO, path, SEEN "2031-03-03&version=1")->reply.code, 303);
	rq = site_post(TENDAI, path, "told=missed&note=Nobody+came&version=1");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Sr Rudo Makoni has said in the meantime"));
	ck_assert(site_shows(rq, "Nobody came"));
	ck_assert_str_eq(referral(id, "ending"), "seen");
}
END_TEST

START_TEST(a_form_about_him_says_the_same)
{
	int64_t case_id;
	int64_t id =
	    sent(TINASHE, "moderate", "outcome=refer&refer_to=Hospital", &case_id);

	site_later("1 hour");
	/* A visit that was before is none of it; one since is. */
	site_sql("INSERT INTO report (id, doc_id, form, place_id, patient_id, state, "
		 "fields, "
		 "reported_at, version) OVERRIDING SYSTEM VALUE "
		 "SELECT 90 + n, 'v' || n, 'client_visit', 101, 401, 'final', "
		 "jsonb_build_object("
		 "'seen', 'yes', 'visit', jsonb_build_object('visit_date', day, "
		 "'provider', 'Dr Ncube'), "
		 "'ae', jsonb_build_object('described', 'yes', 'code', 'BL-A', "
		 "'severity', 'mild')), "
		 "business_now(), 1 FROM (VALUES (1, '2031-03-02'), (2, '2031-03-03')) "
		 "v (n, day)");
	for (int n = 1; n <= 2; n++) {
		struct tx *tx;
		int64_t other;

		ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
		ck_assert_int_eq(outcome_told(tx,
				     &(struct outcome_about){ .cause = "report:9",
					 .place_id = RIVERSIDE,
					 .patient_id = TINASHE },
				     &(struct task_outcome){ .outcome = "came",
					 .note = "",
					 .user_id = RUDO,
					 .report_id = 90 + n },
				     &other),
		    OK);
		ck_assert_int_eq(tx_commit(tx), OK);
		ck_assert_str_eq(referral(id, "told"), n == 1 ? "" : "seen");
	}
	ck_assert_str_eq(referral(id, "ending, seen_by, found, grade, report_id"),
	    "seen Dr Ncube BL-A mild 92");
	ck_assert_str_eq(case_is(case_id, "t.open, t.outcome"), "f settled");
	/* Once, however many tell it. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM indicator_visit WHERE "
				     "patient_id = 401 AND day = '2031-03-03'"),
	    1);
}
END_TEST

START_TEST(who_is_not_seen_is_looked_for_once)
{
	int64_t case_id, id;

	site_at("2031-03-04 08:00");
	id = sent(TINASHE, "severe", "outcome=refer&refer_to=Hospital", &case_id);
	site_at("2031-03-04 12:00:01"); /* nobody worked meanwhile */
	site_calendar();
	site_calendar();
	ck_assert_str_eq(history(case_id), "refer late-visit");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'trace'"), 0);
	ck_assert(site_shows(site_get(NOMSA, "/referrals?view=late"), "Tinashe Moyo"));
	ck_assert(site_shows(site_get(RUDO, "/referrals"), "Tinashe Moyo"));
	ck_assert(!site_shows(site_get(JOYCE, "/referrals"), "Tinashe Moyo"));
	site_at("2031-03-04 14:00:01");
	site_calendar();
	site_calendar();
	ck_assert_str_eq(history(case_id), "refer late-visit not-seen");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'trace' AND open"), 1);
	/* It has an owner and a deadline, and the referral is not over. */
	ck_assert_str_eq(
	    case_is(case_id, "t.open, e.decided_at IS NULL, t.owner_id, t.due_at = "
			     "e.decide_due, e.decide_due > business_now()"),
	    "t t 204 t t");
	ck_assert_str_eq(referral(id, "missed_at IS NOT NULL, ending = ''"), "t t");
	/* Decided or not: he is one of those who are awaited. */
	ck_assert(
	    site_shows(site_get(NOMSA, "/escalations?state=visit"), "Tinashe Moyo"));
	/* A text of his ends the search, and is no visit. */
	site_says(TINASHE_PHONE, "I am at home");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'trace' AND open"), 0);
	ck_assert_str_eq(referral(id, "ending = ''"), "t");
	site_calendar();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'trace'"), 1);
	/* The rules of the programme do not take the search for theirs. */
	ck_assert_str_eq(
	    site_text("SELECT rule_emission_of('trace:referral:1', 601, 18)"), "");
	/* Seen after all, while a decision is waited for. */
	ck_assert_int_eq(tell(RUDO, id, SEEN "2031-03-04"), 303);
	ck_assert_str_eq(case_is(case_id, "t.open, t.outcome"), "f settled");
}
END_TEST

START_TEST(who_did_not_come_is_decided_again)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);

	ck_assert_int_eq(tell(RUDO, id, "told=missed"), 422);
	ck_assert_int_eq(tell(RUDO, id, "told=missed&note=No+transport"), 303);
	ck_assert_str_eq(history(case_id), "clinic not-come");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'trace' AND open"), 1);
	ck_assert(site_shows(site_get(NOMSA, arena_printf(site_arena(),
						 "/escalations/%" PRId64, case_id)),
	    "No transport"));
	/* The next decision ends the referral; the one before is kept. */
	ck_assert_int_eq(
	    decide(case_id, "outcome=refer&refer_to=Hospital&transport=ambulance")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', kind, transport, ending), ', ' "
		      "ORDER BY id) FROM referral"),
	    "clinic unknown decided, refer ambulance ");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(status, ' ' ORDER BY id) FROM task "
		      "WHERE kind = 'visit'"),
	    "completed requested");
}
END_TEST

/* Gomo is none of Nomsa's, and Tinashe none of Gomo's. */
START_TEST(another_facility_sees_him_until_it_is_over)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "severe",
	    "outcome=refer&seen_place=103&note=Check+the+wound", &case_id);
	const char *path = arena_printf(site_arena(), "/referrals/%" PRId64, id);
	int64_t task =
	    site_number("SELECT task_id FROM referral WHERE id = %" PRId64, id);
	struct request *rq = site_get(ALICE, path);

	ck_assert_str_eq(
	    site_text(
		"SELECT concat_ws(' ', place_id, patient_id, thread_id, status) FROM "
		"task WHERE id = %" PRId64,
		task),
	    "103 requested");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "+263775550142"));
	ck_assert(site_shows(rq, "It hurts"));
	ck_assert(site_shows(rq, "Check the wound"));
	ck_assert(site_shows(site_get(ALICE, "/tasks"), "Tinashe Moyo"));
	ck_assert(site_shows(
	    site_get(ALICE, arena_printf(site_arena(), "/tasks/%" PRId64, task)),
	    "Open the referral"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE user_id = 206 AND "
			"object = 'patient' AND object_id = 401"),
	    1);
	/* And nothing else of him. */
	ck_assert_int_eq(site_get(ALICE, "/patients/401")->reply.code, 404);
	ck_assert_int_eq(site_get(ALICE, "/messages/501")->reply.code, 404);
	ck_assert_int_eq(site_get(ALICE, arena_printf(site_arena(),
					     "/escalations/%" PRId64, case_id))
			     ->reply.code,
	    404);
	ck_assert_int_eq(site_get(JOYCE, path)->reply.code, 404);
	ck_assert_int_eq(
	    tell(ALICE, id,
		"told=seen&seen_by=Sr+Kamau&day=2031-03-03&event=none&note=Dressed"),
	    303);
	/* His own have it from the worker, with her name. */
	ck_assert_str_eq(case_is(case_id, "t.open"), "t");
	site_calendar();
	ck_assert_str_eq(
	    case_is(case_id, "t.open, t.outcome, t.closed_by"), "f settled 206");
	ck_assert_str_eq(referral(id, "ending, seen_by, found"), "seen Sr Kamau none");
	ck_assert(site_shows(site_get(RUDO, arena_printf(site_arena(),
						"/escalations/%" PRId64, case_id)),
	    "Gomo Clinic, Sr Kamau: Dressed"));
	/* With it her right to him ends. */
	ck_assert_int_eq(site_get(ALICE, path)->reply.code, 404);
	ck_assert(!site_shows(site_get(ALICE, "/referrals?view=seen"), "Tinashe Moyo"));
	site_calendar();
	ck_assert_str_eq(history(case_id), "refer settled");
}
END_TEST

START_TEST(another_facility_hands_him_back)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "severe", "outcome=refer&seen_place=103", &case_id);

	ck_assert_int_eq(tell(ALICE, id, "told=back&note=No+doctor+today"), 303);
	ck_assert_int_eq(tell(ALICE, id, "told=seen&note=x"), 422);
	site_calendar();
	ck_assert_str_eq(history(case_id), "refer sent-back");
	ck_assert_str_eq(case_is(case_id, "t.open, e.decided_at IS NULL"), "t t");
	/* He is not looked for: nobody expects him any more. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'trace'"), 0);
}
END_TEST

START_TEST(a_decision_that_is_taken_back_takes_the_referral_with_it)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "severe", "outcome=refer&seen_place=103", &case_id);

	ck_assert_int_eq(act(case_id, "undo", "")->reply.code, 303);
	ck_assert_str_eq(referral(id, "ending"), "undone");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE kind = 'visit'"), "cancelled");
	ck_assert_int_eq(
	    site_get(ALICE, arena_printf(site_arena(), "/referrals/%" PRId64, id))
		->reply.code,
	    404);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM indicator_referral WHERE patient_id = 401"),
	    0);
	/* Not while somebody is at work on it, wherever. */
	ck_assert_int_eq(
	    decide(case_id, "outcome=refer&seen_place=103")->reply.code, 303);
	site_sql(
	    "UPDATE task SET owner_id = 206, status = 'accepted' WHERE kind = 'visit' "
	    "AND open");
	(void)act(case_id, "undo", "");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM referral WHERE ended_at IS NULL"), 1);
	ck_assert_str_eq(case_is(case_id, "e.outcome"), "refer");
	/* Opened again with a reason it is over all the same. */
	ck_assert_int_eq(act(case_id, "reopen", "add=Worse")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM referral WHERE ended_at IS NULL"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'visit' AND open"), 0);
}
END_TEST

START_TEST(she_records_while_the_decision_is_taken_back)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);

	ck_assert_int_eq(act(case_id, "undo", "")->reply.code, 303);
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/referrals/%" PRId64 "/visit", id),
		SEEN "2031-03-03&note=Dressed&version=1")
		->reply.code,
	    409);
	ck_assert_str_eq(referral(id, "told, ending"), " undone");
	/* And the other way round: what is recorded cannot be undone. */
	ck_assert_int_eq(decide(case_id, "outcome=clinic")->reply.code, 303);
	id = site_number("SELECT max(id) FROM referral");
	ck_assert_int_eq(tell(RUDO, id, "told=missed&note=x"), 303);
	(void)act(case_id, "undo", "");
	ck_assert_str_eq(referral(id, "told, ending"), "missed ");
}
END_TEST

START_TEST(he_moves_and_is_expected_there)
{
	int64_t case_id, other;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);

	ck_assert_int_eq(
	    site_post(NOMSA, "/patients/401/move", "to=102&told=Moved+house")
		->reply.code,
	    303);
	ck_assert_str_eq(referral(id, "place_id, seen_place_id, seen_place"),
	    "102 102 Hillview Clinic");
	ck_assert(site_shows(site_get(JOYCE, "/referrals"), "Tinashe Moyo"));
	ck_assert(!site_shows(site_get(RUDO, "/referrals"), "Tinashe Moyo"));
	/* Who is sent to another facility is still sent there. */
	id = sent(BRIAN, "moderate", "outcome=refer&seen_place=103", &other);
	ck_assert_int_eq(
	    site_post(NOMSA, "/patients/402/move", "to=102&told=Moved+house")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    referral(id, "place_id, seen_place_id, seen_place"), "102 103 Gomo Clinic");
}
END_TEST

START_TEST(nobody_waits_for_who_has_died)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);
	struct tx *tx;

	site_later("1 hour");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    course_death(tx, TINASHE, "2031-03-03", "Told by his mother", RUDO), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(referral(id, "ending"), "died");
	ck_assert_str_eq(case_is(case_id, "t.open, e.decided_at IS NULL"), "t t");
	site_calendar();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'trace' AND open"), 0);
}
END_TEST

START_TEST(what_is_told_later_stands_with_the_case)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);
	const char *path =
	    arena_printf(site_arena(), "/referrals/%" PRId64 "/told", id);
	const char *page = arena_printf(site_arena(), "/escalations/%" PRId64, case_id);

	ck_assert(site_shows(site_get(NOMSA, page), "Nobody has told him yet."));
	ck_assert_int_eq(site_post(NOMSA, path, "")->reply.code, 422);
	ck_assert(site_shows(site_post(NOMSA, path, "place_told=Sr+Moyo"), "Sr Moyo"));
	ck_assert_int_eq(
	    site_post(NOMSA, path, "man_told=not-reached&from=case")->reply.code, 303);
	ck_assert_int_eq(site_post(RUDO, path,
			     "man_told=call&place_told=Sr+Moyo&place_told_how=call")
			     ->reply.code,
	    303);
	ck_assert_str_eq(
	    history(case_id), "clinic man-not-reached man-told place-told");
	ck_assert(site_shows(site_get(NOMSA, page), "Sr Moyo there was told by phone"));
	ck_assert_str_eq(referral(id, "man_told_by, place_told_by"), "201 201");
}
END_TEST

START_TEST(merged_cases_have_one_referral)
{
	int64_t case_id, other;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);

	/* It waits for a decision again, and so does one of his number. */
	ck_assert_int_eq(tell(RUDO, id, "told=back&note=Too+much+for+us"), 303);
	site_sql(
	    "INSERT INTO thread (id, kind, phone_id) OVERRIDING SYSTEM VALUE VALUES "
	    "(599, 'unknown', 301); "
	    "INSERT INTO task (id, thread_id, kind, performer, source, priority, "
	    "starts_at, "
	    "due_at, created_at) OVERRIDING SYSTEM VALUE VALUES (5, 599, 'escalation', "
	    "'supervisor', 'other', 1, business_now(), business_now(), "
	    "business_now()); "
	    "INSERT INTO escalation (task_id, severity, raised_at, first_due, "
	    "decide_due) "
	    "VALUES (5, 'severe', business_now(), business_now(), business_now())");
	other = 5;
	ck_assert_int_eq(act(case_id, "merge",
			     arena_printf(site_arena(),
				 "other=%" PRId64 "&version=%s&other_version=1", other,
				 case_is(case_id, "t.version")))
			     ->reply.code,
	    303);
	ck_assert_str_eq(referral(id, "ending = ''"), "t");
	ck_assert_int_eq(
	    site_number("SELECT case_id FROM referral WHERE id = %" PRId64, id),
	    site_number("SELECT id FROM task WHERE kind = 'escalation' AND open"));
}
END_TEST

START_TEST(parted_cases_have_theirs_again)
{
	int64_t case_id;
	int64_t id = sent(TINASHE, "moderate", "outcome=clinic", &case_id);

	ck_assert_int_eq(tell(RUDO, id, "told=back&note=Too+much+for+us"), 303);
	/* One of his number, which was sent somewhere, too. */
	site_sql(
	    "INSERT INTO thread (id, kind, phone_id) OVERRIDING SYSTEM VALUE VALUES "
	    "(599, 'unknown', 301); "
	    "INSERT INTO task (id, thread_id, kind, performer, source, priority, "
	    "starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE VALUES "
	    "(5, 599, 'escalation', 'supervisor', 'other', 1, business_now(), "
	    "business_now(), business_now()), (6, 599, 'visit', 'nurse', 'seen', 2, "
	    "business_now(), business_now(), business_now()); "
	    "INSERT INTO escalation (task_id, severity, raised_at, first_due, "
	    "decide_due) VALUES (5, 'severe', business_now(), business_now(), "
	    "business_now()); "
	    "CREATE TEMP TABLE twin AS SELECT * FROM referral WHERE id = %" PRId64
	    "; UPDATE twin SET id = id + 100, case_id = 5, task_id = 6, patient_id = "
	    "NULL, place_id = NULL; INSERT INTO referral OVERRIDING SYSTEM VALUE "
	    "SELECT * FROM twin; DROP TABLE twin",
	    id);
	ck_assert_int_eq(
	    act(case_id, "merge",
		arena_printf(site_arena(), "other=5&version=%s&other_version=1",
		    case_is(case_id, "t.version")))
		->reply.code,
	    303);
	ck_assert_str_eq(referral(id + 100, "ending"), "merged");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = 6"), "cancelled");
	ck_assert_int_eq(act(5, "undo", "")->reply.code, 303);
	ck_assert_str_eq(
	    referral(id + 100, "ending || case_id || (ended_at IS NULL)"), "5true");
	ck_assert_str_eq(referral(id, "case_id = "
				      "(SELECT max(task_id) FROM escalation WHERE "
				      "task_id <> 5) AND ending = ''"),
	    "t");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE id = 6 AND open"), 1);
}
END_TEST

TCase *
referral_tests(void)
{
	TCase *tc = tcase_create("referral");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_loop_test(
	    tc, he_is_expected_until_a_deadline, 0, (int)COUNT_OF(deadlines));
	tcase_add_test(tc, a_change_of_clocks_takes_no_minute_away);
	tcase_add_test(tc, what_is_typed_wrongly_is_said_by_its_field);
	tcase_add_test(tc, seen_settles_the_case);
	tcase_add_test(tc, two_who_record_at_once_do_not_overwrite_each_other);
	tcase_add_test(tc, a_form_about_him_says_the_same);
	tcase_add_test(tc, who_is_not_seen_is_looked_for_once);
	tcase_add_test(tc, who_did_not_come_is_decided_again);
	tcase_add_test(tc, another_facility_sees_him_until_it_is_over);
	tcase_add_test(tc, another_facility_hands_him_back);
	tcase_add_test(tc, a_decision_that_is_taken_back_takes_the_referral_with_it);
	tcase_add_test(tc, she_records_while_the_decision_is_taken_back);
	tcase_add_test(tc, he_moves_and_is_expected_there);
	tcase_add_test(tc, nobody_waits_for_who_has_died);
	tcase_add_test(tc, what_is_told_later_stands_with_the_case);
	tcase_add_test(tc, merged_cases_have_one_referral);
	tcase_add_test(tc, parted_cases_have_theirs_again);
	return tc;
}
