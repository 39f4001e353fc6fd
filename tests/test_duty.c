/* test_duty.c - who is on duty, who is told of a late case, and handing over. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/duty.h"
#include "core/escalation.h"
#include "site_test.h"
#include "worker/job.h"

enum { CHIPO = 240 }; /* one more supervisor of Riverside */

static void
begin(void)
{
	site_test_begin();
	site_sql("INSERT INTO app_user (id, username, name, role, password_hash, "
		 "created_at) OVERRIDING SYSTEM VALUE VALUES (%d, 'chipo', 'Dr Chipo "
		 "Mhere', 'supervisor', '-', business_now());"
		 "INSERT INTO user_place VALUES (%d, %d)",
	    CHIPO, CHIPO, RIVERSIDE);
}

/* Seconds later: what is raised on the minute is due a moment after one. */
static void
calendar(void)
{
	site_sql("UPDATE business_clock SET advance = advance + interval '2 s'");
	site_calendar();
}

/* By the clocks of the facility. */
static void
shift(int64_t user, int rank, const char *from, const char *until)
{
	site_sql("INSERT INTO duty_shift (place_id, user_id, rank, begins_at, ends_at, "
		 "created_at) SELECT %d, %" PRId64 ", %d, timestamp '%s' AT TIME ZONE "
		 "'Africa/Harare', timestamp '%s' AT TIME ZONE 'Africa/Harare', "
		 "business_now()",
	    RIVERSIDE, user, rank, from, until);
}

/* "first 1 nomsa duty 08:30, first 2 ..." of a case, in order. */
static const char *
told(int64_t id)
{
	return site_text(
	    "SELECT string_agg(n.clock || ' ' || n.step || ' ' || "
	    "coalesce(u.username, '-') || ' ' || n.why || ' ' || to_char(n.at AT TIME "
	    "ZONE 'Africa/Harare', 'HH24:MI'), ', ' ORDER BY n.id) FROM case_notice n "
	    "LEFT JOIN app_user u ON u.id = n.user_id WHERE n.task_id = %" PRId64,
	    id);
}

static int64_t
owner(int64_t id)
{
	return site_number(
	    "SELECT coalesce(owner_id, 0) FROM task WHERE id = %" PRId64, id);
}

static int
act(int64_t user, int64_t id, const char *what, const char *body)
{
	return site_post(user,
	    arena_printf(site_arena(), "/escalations/%" PRId64 "/%s", id, what), body)
	    ->reply.code;
}

/* Steps. */

START_TEST(without_a_roster_all_supervisors_are_the_first_step)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:29");
	calendar();
	ck_assert_str_eq(told(id), "");
	site_at("2031-03-04 08:30");
	calendar();
	calendar();
	ck_assert_str_eq(told(id), "first 1 chipo gap 08:30, first 1 peter gap 08:30, "
				   "first 1 nomsa gap 08:30");
	site_at("2031-03-04 08:45");
	calendar();
	ck_assert(
	    strstr(told(id), "first 2 chipo all 08:45, first 2 peter all 08:45, first "
			     "2 nomsa all 08:45, first 2 - trouble 08:45") != NULL);
	site_at("2031-03-04 11:00");
	calendar();
	ck_assert_int_eq(site_number("SELECT count(*) FROM case_notice"), 7);
}
END_TEST

START_TEST(a_program_is_told_nothing)
{
	site_sql(
	    "INSERT INTO app_user (id, username, name, role, password_hash, machine, "
	    "created_at) OVERRIDING SYSTEM VALUE VALUES (241, 'record', 'Medical "
	    "record', 'supervisor', '-', true, business_now()); INSERT INTO "
	    "user_place VALUES (241, %d)",
	    RIVERSIDE);
	site_at("2031-03-04 08:00");
	(void)site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_int_gt(site_number("SELECT count(*) FROM case_notice"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM case_notice WHERE user_id = 241"), 0);
}
END_TEST

START_TEST(one_after_the_other_until_somebody_acts)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	shift(PETER, 2, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_str_eq(told(id), "first 1 nomsa duty 08:30");
	site_at("2031-03-04 08:44");
	calendar();
	ck_assert_str_eq(told(id), "first 1 nomsa duty 08:30");
	site_at("2031-03-04 08:45");
	calendar();
	ck_assert_str_eq(
	    told(id), "first 1 nomsa duty 08:30, first 2 peter duty 08:45");
	ck_assert_int_eq(act(PETER, id, "claim", ""), 303);
	site_at("2031-03-04 11:59");
	calendar();
	ck_assert_str_eq(
	    told(id), "first 1 nomsa duty 08:30, first 2 peter duty 08:45");
	/* It is Peter who is told first that he has not decided. */
	site_at("2031-03-04 12:00");
	calendar();
	ck_assert(strstr(told(id), "decision 1 peter holder 12:00") != NULL);
	site_at("2031-03-04 12:15");
	calendar();
	ck_assert(strstr(told(id), "decision 2 nomsa duty 12:15") != NULL);
	ck_assert_int_eq(
	    act(PETER, id, "decide", "outcome=advice&event=none&version=99"), 409);
	site_at("2031-03-04 12:30");
	calendar();
	ck_assert(strstr(told(id), "decision 3 - trouble 12:30") != NULL);
}
END_TEST

/* What was missed is told as one to each, however many steps it was. */
START_TEST(a_worker_that_was_down_makes_no_flood)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	shift(PETER, 2, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 11:00");
	calendar();
	calendar();
	ck_assert_str_eq(told(id), "first 3 nomsa all 11:00, first 3 peter all 11:00, "
				   "first 3 chipo all 11:00, first 3 - trouble 11:00");
}
END_TEST

/* The second worker passes over what the first has in hand. */
START_TEST(two_workers_tell_each_step_once)
{
	struct tx *first, *second;
	struct case_step_due_rows due;
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:31");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &first), OK);
	ck_assert_int_eq(sql_case_step_due(first, tx_now(first), 10, &due), OK);
	ck_assert_uint_eq(due.n, 1);
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &second), OK);
	ck_assert_int_eq(sql_case_step_due(second, tx_now(second), 10, &due), OK);
	ck_assert_uint_eq(due.n, 0);
	tx_rollback(second);
	/* It dies: nothing is said, and nothing is lost. */
	tx_rollback(first);
	ck_assert_str_eq(told(id), "");
	calendar();
	ck_assert_str_eq(told(id), "first 1 nomsa duty 08:31");
}
END_TEST

/* Mild: steps count in service hours, over the night and the weekend. */
START_TEST(steps_count_as_the_clock_does)
{
	int64_t id;

	site_at("2031-03-07 08:00"); /* a Friday: the time is over at 16:00 */
	shift(NOMSA, 1, "2031-03-07 07:30", "2031-03-11 07:30");
	shift(PETER, 2, "2031-03-07 07:30", "2031-03-11 07:30");
	id = site_case(BRIAN, "mild", RIVERSIDE);
	site_at("2031-03-07 16:00");
	calendar();
	ck_assert_str_eq(told(id), "first 1 nomsa duty 16:00");
	site_at("2031-03-10 08:59"); /* 120 minutes on: Monday 09:00 */
	calendar();
	ck_assert_str_eq(told(id), "first 1 nomsa duty 16:00");
	site_at("2031-03-10 09:00");
	calendar();
	ck_assert_str_eq(
	    told(id), "first 1 nomsa duty 16:00, first 2 peter duty 09:00");
}
END_TEST

START_TEST(a_worse_case_begins_its_steps_anew)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "mild", RIVERSIDE);
	site_at("2031-03-04 09:00");
	ck_assert_int_eq(site_case(TINASHE, "severe", RIVERSIDE), id);
	site_at("2031-03-04 09:30");
	calendar();
	ck_assert_str_eq(told(id), "first 1 nomsa duty 09:30");
}
END_TEST

START_TEST(whoever_begins_is_told_of_what_is_late)
{
	int64_t id;

	site_at("2031-03-04 15:30");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	shift(CHIPO, 1, "2031-03-04 16:30", "2031-03-05 07:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 16:00");
	calendar();
	site_at("2031-03-04 16:15");
	calendar(); /* nobody is second: all are told */
	ck_assert_int_eq(site_number("SELECT count(*) FROM case_notice"), 5);
	site_sql("DELETE FROM case_notice WHERE user_id = %d", CHIPO);
	site_at("2031-03-04 16:30");
	calendar();
	ck_assert(strstr(told(id), "first 2 chipo begins 16:30") != NULL);
}
END_TEST

START_TEST(a_taken_back_decision_tells_nobody_twice)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	site_at("2031-03-04 12:01");
	calendar();
	ck_assert_str_eq(told(id), "decision 1 nomsa holder 12:01");
	ck_assert_int_eq(
	    act(NOMSA, id, "decide",
		arena_printf(site_arena(), "outcome=clinic&event=none&version=%" PRId64,
		    site_number("SELECT version FROM task WHERE id = %" PRId64, id))),
	    303);
	calendar();
	ck_assert_int_eq(act(NOMSA, id, "undo", ""), 303);
	site_at("2031-03-04 12:10");
	calendar();
	ck_assert_str_eq(told(id), "decision 1 nomsa holder 12:01");
}
END_TEST

START_TEST(an_unknown_number_is_told_to_all_supervisors)
{
	struct tx *tx;
	int64_t id;

	site_at("2031-03-04 08:00");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(escalation_raise(tx,
			     &(struct escalation_new){ .source = "test:nobody",
				 .severity = "severe",
				 .sign = "",
				 .words = "It bleeds" },
			     &id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_str_eq(told(id), "first 1 chipo gap 08:30, first 1 peter gap 08:30, "
				   "first 1 nomsa gap 08:30");
	ck_assert(site_shows(site_get(NOMSA, "/messages"), "is late"));
}
END_TEST

/* By page and by mail. */

START_TEST(it_stands_on_every_page_until_it_is_seen)
{
	struct request *rq;
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	ck_assert(!site_shows(site_get(NOMSA, "/patients"), "is late"));
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert(site_shows(
	    site_get(NOMSA, "/patients"), "A case that you were told of is late"));
	ck_assert(!site_shows(site_get(PETER, "/patients"), "is late"));
	/* An open page hears of it with its next poll. */
	rq = site_ask(&(struct site_ask){ .method = GET,
	    .user = NOMSA,
	    .path = "/live",
	    .fragment = "n-escalations,told-late",
	    .poll = true });
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "A case that you were told of is late"));
	rq = site_get(NOMSA, arena_printf(site_arena(), "/escalations/%" PRId64, id));
	ck_assert(site_shows(rq, "Not seen yet."));
	ck_assert(site_shows(rq, "Next, if nobody acts:"));
	ck_assert_int_eq(
	    site_post(PETER,
		arena_printf(site_arena(), "/duty/notices/%" PRId64 "/seen",
		    site_number("SELECT id FROM case_notice")),
		"")
		->reply.code,
	    404);
	rq = site_post(NOMSA,
	    arena_printf(site_arena(), "/duty/notices/%" PRId64 "/seen",
		site_number("SELECT id FROM case_notice")),
	    "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location,
	    arena_printf(site_arena(), "/escalations/%" PRId64, id));
	ck_assert(!site_shows(site_get(NOMSA, "/patients"), "is late"));
}
END_TEST

START_TEST(it_goes_with_the_claim)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_int_eq(act(PETER, id, "claim", ""), 303);
	ck_assert(!site_shows(site_get(NOMSA, "/patients"), "is late"));
	calendar();
	ck_assert_int_eq(site_number("SELECT count(*) FROM case_notice WHERE over_at "
				     "IS NOT NULL"),
	    1);
}
END_TEST

static size_t
claim_mails(struct mail_claim_rows *mails)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_mail_claim(tx, "00000000-0000-4000-8000-000000000001",
			     tx_now(tx), 60, 12, 3, mails),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return mails->n;
}

START_TEST(a_mail_says_nothing_of_the_man)
{
	struct mail_claim_rows mails;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	shift(PETER, 2, "2031-03-04 07:30", "2031-03-04 16:30");
	site_sql("UPDATE app_user SET mail = 'nomsa@example.org' WHERE id = %d", NOMSA);
	(void)site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:45");
	calendar();
	calendar();
	ck_assert_int_eq(site_number("SELECT count(*) FROM mail"), 1);
	ck_assert_uint_eq(claim_mails(&mails), 1);
	ck_assert_str_eq(mails.at[0].address, "nomsa@example.org");
	ck_assert_str_eq(mails.at[0].subject,
	    "Aftercare: a case is late (severe), Riverside Clinic");
	ck_assert(strstr(mails.at[0].body, "2031-03-04 08:30 (Africa/Harare)") != NULL);
	ck_assert(strstr(mails.at[0].body, "Tinashe") == NULL);
	ck_assert(strstr(mails.at[0].body, "hurts") == NULL);
	ck_assert_uint_eq(claim_mails(&mails), 0);
}
END_TEST

START_TEST(a_mail_about_what_is_over_does_not_leave)
{
	struct mail_claim_rows mails;
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	site_sql("UPDATE app_user SET mail = 'nomsa@example.org' WHERE id = %d", NOMSA);
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_int_eq(act(PETER, id, "claim", ""), 303);
	ck_assert_uint_eq(claim_mails(&mails), 0);
	ck_assert_str_eq(site_text("SELECT state || ' ' || reason FROM mail"),
	    "dropped it was over before");
}
END_TEST

START_TEST(who_is_told_of_troubles_is_told_at_last)
{
	struct mail_claim_rows mails;

	site_at("2031-03-04 08:00");
	site_sql("INSERT INTO mail_person (name, address, added_at) VALUES ('Ada', "
		 "'ada@example.org', business_now())");
	site_sql(
	    "DELETE FROM user_place WHERE place_id = %d AND user_id > 203", RIVERSIDE);
	(void)site_case(TINASHE, "severe", RIVERSIDE); /* where nobody supervises */
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_uint_eq(claim_mails(&mails), 1);
	ck_assert_str_eq(mails.at[0].address, "ada@example.org");
}
END_TEST

START_TEST(what_nobody_heard_of_is_a_trouble)
{
	struct trouble_find_rows found;
	struct tx *tx;
	int open = 0;

	site_at("2031-03-04 08:00");
	(void)site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:30");
	calendar();
	site_at("2031-03-04 08:44");
	for (int turn = 0; turn < 3; turn++) {
		ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
		ck_assert_int_eq(sql_trouble_find(tx, tx_now(tx), 90, &found), OK);
		tx_rollback(tx);
		open = 0;
		for (size_t i = 0; i < found.n; i++)
			open += strcmp(found.at[i].kind, "unheard") == 0 &&
				found.at[i].place_id == RIVERSIDE;
		ck_assert_int_eq(open, turn == 1);
		if (turn == 0)
			site_at("2031-03-04 08:46");
		else
			site_sql("UPDATE case_notice SET seen_at = business_now() "
				 "WHERE user_id = %d",
			    NOMSA);
	}
}
END_TEST

/* With whom a case may not stay. */

START_TEST(at_the_end_of_a_shift_its_cases_go_back)
{
	int64_t id;

	site_at("2031-03-04 15:50");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	shift(CHIPO, 1, "2031-03-04 16:30", "2031-03-05 07:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	site_at("2031-03-04 16:29");
	calendar();
	ck_assert_int_eq(owner(id), NOMSA);
	site_at("2031-03-04 16:30");
	calendar();
	calendar();
	ck_assert_int_eq(owner(id), 0);
	ck_assert_str_eq(told(id), "back 0 nomsa lost 16:30, back 1 chipo duty 16:30");
	ck_assert(site_shows(
	    site_get(CHIPO, arena_printf(site_arena(), "/escalations/%" PRId64, id)),
	    "Back in the queue, off duty: Sr Nomsa Dlamini"));
	/* Whoever takes it again, off duty, has it until the next change of shift. */
	ck_assert_int_eq(act(PETER, id, "claim", ""), 303);
	site_at("2031-03-05 07:29");
	calendar();
	ck_assert_int_eq(owner(id), PETER);
	site_at("2031-03-05 07:30");
	calendar();
	ck_assert_int_eq(owner(id), 0);
}
END_TEST

START_TEST(without_a_roster_nobody_loses_a_case)
{
	int64_t id;

	site_at("2031-03-04 15:50");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	site_at("2031-03-06 15:50");
	calendar();
	ck_assert_int_eq(owner(id), NOMSA);
	site_sql("UPDATE app_user SET role = 'nurse' WHERE id = %d", NOMSA);
	calendar();
	ck_assert_int_eq(owner(id), 0);
}
END_TEST

START_TEST(who_is_disabled_or_elsewhere_has_no_case)
{
	int64_t his, hers;

	site_at("2031-03-04 15:50");
	his = site_case(TINASHE, "severe", RIVERSIDE);
	hers = site_case(BRIAN, "severe", RIVERSIDE);
	ck_assert_int_eq(act(PETER, his, "claim", ""), 303);
	ck_assert_int_eq(act(NOMSA, hers, "claim", ""), 303);
	site_sql("UPDATE app_user SET active = false WHERE id = %d", PETER);
	site_sql("DELETE FROM user_place WHERE user_id = %d AND place_id = %d", NOMSA,
	    RIVERSIDE);
	calendar();
	ck_assert_int_eq(owner(his), 0);
	ck_assert_int_eq(owner(hers), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM case_notice WHERE user_id = %d", PETER),
	    0);
	ck_assert(strstr(told(his), "chipo gap") != NULL);
}
END_TEST

/* Whoever gives it back: it is nobody's, and its first clock is stopped. */
START_TEST(what_is_given_back_is_told_at_once)
{
	int64_t id, his;

	site_at("2031-03-04 08:00");
	shift(CHIPO, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	his = site_case(BRIAN, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	ck_assert_int_eq(act(PETER, his, "claim", ""), 303);
	site_at("2031-03-04 08:10");
	ck_assert_int_eq(act(NOMSA, id, "release", ""), 303);
	ck_assert_int_eq(
	    site_post(ADA, arena_printf(site_arena(), "/admin/users/%d/disable", PETER),
		arena_printf(site_arena(), "version=%" PRId64,
		    site_number("SELECT version FROM app_user WHERE id = %d", PETER)))
		->reply.code,
	    303);
	calendar();
	ck_assert_str_eq(told(id), "back 1 chipo duty 08:10");
	ck_assert_str_eq(told(his), "back 1 chipo duty 08:10");
	ck_assert_int_eq(act(CHIPO, id, "claim", ""), 303);
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_str_eq(told(id), "back 1 chipo duty 08:10");
	ck_assert(strstr(told(his), "back 2 chipo all 08:30") != NULL);
}
END_TEST

/* Handing over. */

static const char *
handover(const char *what)
{
	return arena_printf(site_arena(), "/duty/hand-over/%" PRId64 "/%s",
	    site_number("SELECT max(id) FROM duty_handover"), what);
}

static const char *
noticed(const struct request *rq)
{
	const char *at_ = strstr(rq->reply.location, "notice=");

	ck_assert_int_eq(rq->reply.code, 303);
	return at_ != NULL ? at_ + strlen("notice=") : "";
}

START_TEST(duty_stays_until_it_is_accepted)
{
	int64_t id, there;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	there = site_case(NKOSANA, "severe", HILLVIEW);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	ck_assert_int_eq(act(NOMSA, there, "claim", ""), 303);
	ck_assert_str_eq(noticed(site_post(NOMSA, "/duty/hand-over",
			     arena_printf(site_arena(), "to=%d&note=I+am+ill", CHIPO))),
	    "duty-asked");
	ck_assert_int_eq(owner(id), NOMSA);
	ck_assert(site_shows(
	    site_get(CHIPO, "/patients"), "A colleague hands duty over to you."));
	ck_assert(
	    site_shows(site_get(CHIPO, "/duty"), "2 cases went with the question."));
	ck_assert(!site_shows(site_get(CHIPO, "/duty"), "Khumalo"));
	/* Nobody but she answers, and once. */
	ck_assert_int_eq(site_post(PETER, handover("accept"), "")->reply.code, 404);
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, handover("accept"), "")), "duty-answered");
	ck_assert_int_eq(owner(id), NOMSA);
	ck_assert_str_eq(
	    noticed(site_post(CHIPO, handover("accept"), "")), "duty-accepted");
	ck_assert_str_eq(
	    noticed(site_post(CHIPO, handover("accept"), "")), "duty-answered");
	ck_assert_int_eq(owner(id), CHIPO);
	ck_assert_int_eq(owner(there), NOMSA);
	calendar();
	ck_assert_int_eq(owner(id), CHIPO);
	ck_assert_str_eq(site_text("SELECT string_agg(u.username, ' ') FROM "
				   "duty_now(%d, business_now()) d JOIN app_user u ON "
				   "u.id = d.user_id",
			     RIVERSIDE),
	    "chipo");
	ck_assert(site_shows(site_get(NOMSA, "/duty"),
	    "Cases taken over: 1. Left, because their facility is not the "
	    "colleague’s: 1."));
	ck_assert(site_shows(
	    site_get(CHIPO, arena_printf(site_arena(), "/escalations/%" PRId64, id)),
	    "Taken over with the duty by"));
}
END_TEST

START_TEST(what_has_changed_meanwhile_is_left)
{
	int64_t taken, later;

	site_at("2031-03-04 08:00");
	taken = site_case(TINASHE, "severe", RIVERSIDE);
	later = site_case(BRIAN, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, taken, "claim", ""), 303);
	(void)noticed(site_post(NOMSA, "/duty/hand-over", "to=207"));
	ck_assert_int_eq(act(NOMSA, taken, "release", ""), 303);
	ck_assert_int_eq(act(PETER, taken, "claim", ""), 303);
	ck_assert_int_eq(act(NOMSA, later, "claim", ""), 303);
	ck_assert_str_eq(
	    noticed(site_post(PETER, handover("accept"), "")), "duty-accepted");
	ck_assert_int_eq(owner(later), PETER);
	ck_assert(site_shows(site_get(PETER, "/duty"),
	    "Cases taken over: 1. Left, because somebody else had them: 1."));
}
END_TEST

START_TEST(refused_taken_back_or_too_old)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	(void)noticed(site_post(NOMSA, "/duty/hand-over", "to=207"));
	ck_assert_str_eq(noticed(site_post(NOMSA, "/duty/hand-over", "to=207")),
	    "duty-asked-before");
	ck_assert_int_eq(
	    site_post(PETER, handover("refuse"), "reason=")->reply.code, 422);
	ck_assert_str_eq(
	    noticed(site_post(PETER, handover("refuse"), "reason=I+am+in+theatre")),
	    "duty-refused");
	ck_assert(site_shows(site_get(NOMSA, "/duty"), "Refused: I am in theatre"));
	(void)noticed(site_post(NOMSA, "/duty/hand-over", "to=207"));
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, handover("withdraw"), "")), "duty-withdrawn");
	ck_assert_str_eq(
	    noticed(site_post(PETER, handover("accept"), "")), "duty-answered");
	(void)noticed(site_post(NOMSA, "/duty/hand-over", "to=207"));
	site_at("2031-03-04 20:01");
	ck_assert_str_eq(
	    noticed(site_post(PETER, handover("accept"), "")), "duty-answered");
	ck_assert_int_eq(owner(id), NOMSA);
	/* And what lapsed is in nobody's way. */
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/hand-over", "to=207")), "duty-asked");
}
END_TEST

/* The first who accepts has both; what she had asked is void. */
START_TEST(two_who_hand_over_to_each_other)
{
	int64_t his, hers;

	site_at("2031-03-04 08:00");
	his = site_case(TINASHE, "severe", RIVERSIDE);
	hers = site_case(BRIAN, "severe", RIVERSIDE);
	ck_assert_int_eq(act(PETER, his, "claim", ""), 303);
	ck_assert_int_eq(act(NOMSA, hers, "claim", ""), 303);
	(void)noticed(site_post(NOMSA, "/duty/hand-over", "to=207"));
	ck_assert_str_eq(
	    noticed(site_post(PETER, "/duty/hand-over", "to=204")), "duty-asked");
	ck_assert_str_eq(
	    noticed(site_post(PETER,
		arena_printf(site_arena(), "/duty/hand-over/%" PRId64 "/accept",
		    site_number("SELECT min(id) FROM duty_handover")),
		"")),
	    "duty-accepted");
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, handover("accept"), "")), "duty-answered");
	ck_assert_int_eq(owner(his), PETER);
	ck_assert_int_eq(owner(hers), PETER);
}
END_TEST

START_TEST(nothing_comes_from_who_is_disabled_meanwhile)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	(void)noticed(site_post(NOMSA, "/duty/hand-over", "to=207"));
	site_sql("UPDATE app_user SET active = false WHERE id = %d", NOMSA);
	calendar();
	ck_assert_int_eq(owner(id), 0);
	ck_assert_str_eq(
	    noticed(site_post(PETER, handover("accept"), "")), "duty-accepted");
	ck_assert_int_eq(owner(id), 0);
}
END_TEST

/* The roster. */

#define PLAN "first=2031-03-04&last=2031-03-06&from=07:30&until=16:30&rank=1&"

static const char *
planned(void)
{
	return site_text("SELECT string_agg(u.username || ' ' || to_char(s.begins_at "
			 "AT TIME ZONE p.zone, 'Dy HH24:MI') || to_char(s.ends_at AT "
			 "TIME ZONE p.zone, '-Dy HH24:MI'), ', ' ORDER BY s.begins_at, "
			 "s.place_id) FROM duty_shift s JOIN place p ON p.id = "
			 "s.place_id JOIN app_user u ON u.id = s.user_id");
}

START_TEST(a_week_is_planned_and_copied)
{
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/roster", PLAN "user=207&at=101")),
	    "duty-planned");
	ck_assert_str_eq(planned(), "peter Tue 07:30-Tue 16:30, peter Wed 07:30-Wed "
				    "16:30, peter Thu 07:30-Thu 16:30");
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/roster/copy", "place=101&week=2031-03-05")),
	    "duty-copied");
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/roster/copy", "place=101&week=2031-03-05")),
	    "duty-copied-none");
	ck_assert_int_eq(site_number("SELECT count(*) FROM duty_shift"), 6);
	ck_assert(site_shows(site_get(NOMSA, "/duty/roster?place=101&week=2031-03-12"),
	    "Dr Peter Sithole"));
	/* The nights between are gaps, said before they come. */
	ck_assert(site_shows(site_get(NOMSA, "/duty"), "Nobody is planned:"));
}
END_TEST

START_TEST(nights_and_several_facilities_by_their_own_clocks)
{
	site_sql("UPDATE place SET zone = 'Africa/Nairobi' WHERE id = %d", HILLVIEW);
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/roster",
		"first=2031-03-31&last=2031-03-31&from=16:30&until=07:30&rank=1&user="
		"207&at=101&at=102")),
	    "duty-planned");
	ck_assert_str_eq(
	    planned(), "peter Mon 16:30-Tue 07:30, peter Mon 16:30-Tue 07:30");
	ck_assert_str_eq(site_text("SELECT max(begins_at) - min(begins_at) FROM "
				   "duty_shift"),
	    "01:00:00");
}
END_TEST

/* In Berlin the night of 30 March 2031 is an hour short, that of 26 October an hour long. */
START_TEST(a_night_in_which_the_clock_changes)
{
	site_sql("UPDATE place SET zone = 'Europe/Berlin' WHERE id = %d", RIVERSIDE);
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/roster",
		"first=2031-03-22&last=2031-03-22&from=20:00&until=08:00&rank=1&user="
		"207&at=101")),
	    "duty-planned");
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/roster/copy", "place=101&week=2031-03-22")),
	    "duty-copied");
	ck_assert_str_eq(
	    noticed(site_post(NOMSA, "/duty/roster",
		"first=2031-10-25&last=2031-10-25&from=20:00&until=08:00&rank=1&user="
		"207&at=101")),
	    "duty-planned");
	ck_assert_str_eq(planned(), "peter Sat 20:00-Sun 08:00, peter Sat 20:00-Sun "
				    "08:00, peter Sat 20:00-Sun 08:00");
	ck_assert_str_eq(site_text("SELECT string_agg((ends_at - begins_at)::text, ' ' "
				   "ORDER BY begins_at) FROM duty_shift"),
	    "12:00:00 11:00:00 13:00:00");
}
END_TEST

static const struct {
	const char *body, *says;
} refused[] = {
	{ PLAN "user=201&at=101", "Who: choose a supervisor from the list." },
	{ PLAN "user=207", "Facilities: tick at least one." },
	{ PLAN "user=240&at=101&at=102",
	    "Who: Dr Chipo Mhere does not work at Hillview Clinic." },
	{ PLAN "user=204&at=101",
	    "First day: Dr Peter Sithole is planned at Riverside Clinic from" },
	{ "first=2031-03-04&last=2031-03-04&from=25:00&until=16:30&rank=2&user=204&at="
	  "101",
	    "From: write hours and minutes, such as 07:30." },
	{ "first=2031-03-04&last=2031-03-03&from=07:30&until=16:30&rank=2&user=204&at="
	  "101",
	    "Last day: choose one from the first day on" },
	{ "first=2030-03-04&last=2030-03-04&from=07:30&until=16:30&rank=2&user=204&at="
	  "101",
	    "First day: choose one from yesterday on" },
	{ "first=2031-03-02&last=2031-03-02&from=07:30&until=16:30&rank=2&user=204&at="
	  "101",
	    "Until: all of this is past." },
	{ "first=x&last=2031-03-04&from=07:30&until=16:30&rank=4&user=204&at=101",
	    "First day" },
};

START_TEST(what_cannot_be_is_said_and_nothing_is_lost)
{
	struct request *rq;

	shift(PETER, 1, "2031-03-05 12:00", "2031-03-05 18:00");
	rq = site_post(NOMSA, "/duty/roster", refused[_i].body);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_msg(site_shows(rq, refused[_i].says), "%s", refused[_i].says);
	ck_assert_int_eq(site_number("SELECT count(*) FROM duty_shift"), 1);
}
END_TEST

START_TEST(a_shift_that_is_taken_away_ends)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	ck_assert_int_eq(act(NOMSA, id, "claim", ""), 303);
	site_at("2031-03-04 08:10");
	ck_assert_str_eq(
	    noticed(site_post(PETER,
		arena_printf(site_arena(), "/duty/roster/%" PRId64 "/remove",
		    site_number("SELECT id FROM duty_shift")),
		"")),
	    "duty-removed");
	calendar();
	ck_assert_int_eq(owner(id), 0);
}
END_TEST

/* Whom somebody else has disabled makes a gap that is shown. */
START_TEST(who_may_not_any_more_is_not_on_duty)
{
	struct request *rq;

	site_at("2031-03-04 08:00");
	shift(PETER, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	ck_assert(site_shows(site_get(NOMSA, "/duty"), "<b>Dr Peter Sithole</b>"));
	site_sql("UPDATE app_user SET active = false WHERE id = %d", PETER);
	site_later("1 min");
	rq = site_get(NOMSA, "/duty");
	ck_assert(!site_shows(rq, "<b>Dr Peter Sithole</b>"));
	ck_assert(site_shows(
	    site_get(NOMSA, "/duty/roster?place=101"), "may not: not active"));
}
END_TEST

START_TEST(an_address_is_checked)
{
	struct request *rq = site_post(NOMSA, "/account", "language=en&mail=no");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Mail address: write one such as ada@example.org"));
	ck_assert_str_eq(site_value(rq, "mail"), "no");
	ck_assert_int_eq(
	    site_post(NOMSA, "/account", "language=en&mail=nomsa%40example.org")
		->reply.code,
	    303);
	ck_assert_str_eq(site_text("SELECT mail FROM app_user WHERE id = %d", NOMSA),
	    "nomsa@example.org");
}
END_TEST

/* By SMS. */

static void
text_me(int64_t user, const char *number)
{
	site_sql("UPDATE app_user SET mobile = '%s', texts = true WHERE id = %" PRId64,
	    number, user);
}

static const char *
texts_of(const char *number)
{
	return site_text("SELECT string_agg(m.body, '|' ORDER BY m.id) FROM message m "
			 "JOIN phone p ON p.id = m.phone_id WHERE p.e164 = '%s' AND "
			 "m.direction = 'out'",
	    number);
}

START_TEST(a_text_says_where_and_nothing_of_the_man)
{
	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	shift(PETER, 2, "2031-03-04 07:30", "2031-03-04 16:30");
	text_me(NOMSA, "+263772000001");
	site_sql("UPDATE app_user SET mobile = '+263772000002' WHERE id = %d", PETER);
	(void)site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:30");
	calendar();
	calendar();
	ck_assert_str_eq(texts_of("+263772000001"),
	    "Aftercare: a case at Riverside Clinic is late (severe). Please open "
	    "Aftercare.");
	site_at("2031-03-04 09:30");
	calendar();
	/* He has a number, and did not ask for texts. */
	ck_assert_int_gt(
	    site_number("SELECT count(*) FROM case_notice WHERE user_id = %d", PETER),
	    0);
	ck_assert_str_eq(texts_of("+263772000002"), "");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM case_notice n JOIN message m ON m.id = "
			"n.message_id JOIN outbox o ON o.id = m.outbox_id WHERE "
			"n.user_id = %d AND n.step = 1 AND o.state = 'ready' AND "
			"o.good_until = n.at + interval '2 hours' AND m.patient_id IS "
			"NULL AND m.place_id IS NULL",
		NOMSA),
	    1);
}
END_TEST

START_TEST(the_programme_says_of_which_cases_there_are_texts)
{
	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-05 16:30");
	text_me(NOMSA, "+263772000001");
	(void)site_case(TINASHE, "mild", RIVERSIDE);
	site_at("2031-03-05 08:10");
	calendar();
	ck_assert_int_eq(site_number("SELECT count(*) FROM case_notice"), 1);
	ck_assert_str_eq(texts_of("+263772000001"), "");
}
END_TEST

START_TEST(a_text_about_what_is_over_does_not_leave)
{
	int64_t id;

	site_at("2031-03-04 08:00");
	shift(NOMSA, 1, "2031-03-04 07:30", "2031-03-04 16:30");
	text_me(NOMSA, "+263772000001");
	id = site_case(TINASHE, "severe", RIVERSIDE);
	site_at("2031-03-04 08:30");
	calendar();
	ck_assert_int_eq(act(PETER, id, "claim", ""), 303);
	calendar();
	ck_assert_str_eq(
	    site_text("SELECT m.state || ' ' || o.state FROM case_notice n "
		      "JOIN message m ON m.id = n.message_id JOIN outbox o "
		      "ON o.id = m.outbox_id"),
	    "cancelled cancelled");
}
END_TEST

START_TEST(what_a_colleague_writes_is_no_clients)
{
	int64_t message;

	text_me(NOMSA, "+263772000001");
	message = site_says("+263772000001", "I am at the hospital, who calls him?");
	ck_assert_str_eq(
	    site_text("SELECT t.kind || ' ' || t.state || ' ' || "
		      "(t.patient_id IS NULL) FROM thread t JOIN message m "
		      "ON m.thread_id = t.id WHERE m.id = %" PRId64,
		message),
	    "unknown waiting true");
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Nomsa"));
	/* A word of danger makes no case of hers, and waits before others. */
	(void)site_says("+263772000001", "He is bleeding");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open AND kind IN "
				     "('escalation', 'who', 'problem')"),
	    0);
	ck_assert_int_eq(site_number("SELECT max(urgency) FROM thread WHERE kind = "
				     "'unknown'"),
	    3);
	(void)site_says("+263772000001", "STOP");
	ck_assert_str_eq(
	    site_text(
		"SELECT mobile || ' ' || texts FROM app_user WHERE id = %d", NOMSA),
	    "+263772000001 false");
	/* Who does not work here any more is a stranger like others. */
	site_sql("UPDATE app_user SET active = false WHERE id = %d", NOMSA);
	(void)site_says("+263772000001", "He is bleeding again");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open AND kind = "
				     "'escalation'"),
	    1);
}
END_TEST

START_TEST(a_number_of_ones_own_is_checked)
{
	struct request *rq =
	    site_post(NOMSA, "/account", "language=en&mail=&mobile=07&texts=1");

	site_sql("UPDATE place SET region = 'KE' WHERE id IN (SELECT place_id FROM "
		 "user_place WHERE user_id = %d) AND id <> %d",
	    NOMSA, RIVERSIDE); /* her facilities are in two countries */
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(site_value(rq, "mobile"), "07");
	ck_assert(site_shows(rq, "Mobile number: "));
	rq = site_post(NOMSA, "/account", "language=en&mail=&mobile=&texts=1");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Mobile number: where shall the texts go?"));
	rq = site_post(NOMSA, "/account", "language=en&mail=&mobile=0775550142");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Mobile number: begin with + and the country"));
	rq = site_post(NOMSA, "/account", "language=en&mail=&mobile=%2B263775550142");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Mobile number: a client has it."));
	ck_assert_int_eq(site_post(NOMSA, "/account",
			     "language=en&mail=&mobile=%2B263772000001&texts=1")
			     ->reply.code,
	    303);
	ck_assert_str_eq(
	    site_text(
		"SELECT mobile || ' ' || texts FROM app_user WHERE id = %d", NOMSA),
	    "+263772000001 true");
	ck_assert(site_shows(site_get(NOMSA, "/account"), "+263 77 200 0001"));
	rq = site_post(PETER, "/account", "language=en&mail=&mobile=%2B263772000001");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Mobile number: a colleague has it."));
	ck_assert_int_eq(
	    site_post(NOMSA, "/account", "language=en&mail=&mobile=")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT mobile || texts FROM app_user WHERE id = %d", NOMSA),
	    "false");
}
END_TEST

TCase *
duty_tests(void)
{
	TCase *tc = tcase_create("duty");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, without_a_roster_all_supervisors_are_the_first_step);
	tcase_add_test(tc, a_program_is_told_nothing);
	tcase_add_test(tc, one_after_the_other_until_somebody_acts);
	tcase_add_test(tc, a_worker_that_was_down_makes_no_flood);
	tcase_add_test(tc, two_workers_tell_each_step_once);
	tcase_add_test(tc, steps_count_as_the_clock_does);
	tcase_add_test(tc, a_worse_case_begins_its_steps_anew);
	tcase_add_test(tc, whoever_begins_is_told_of_what_is_late);
	tcase_add_test(tc, a_taken_back_decision_tells_nobody_twice);
	tcase_add_test(tc, an_unknown_number_is_told_to_all_supervisors);
	tcase_add_test(tc, it_stands_on_every_page_until_it_is_seen);
	tcase_add_test(tc, it_goes_with_the_claim);
	tcase_add_test(tc, a_mail_says_nothing_of_the_man);
	tcase_add_test(tc, a_mail_about_what_is_over_does_not_leave);
	tcase_add_test(tc, who_is_told_of_troubles_is_told_at_last);
	tcase_add_test(tc, what_nobody_heard_of_is_a_trouble);
	tcase_add_test(tc, at_the_end_of_a_shift_its_cases_go_back);
	tcase_add_test(tc, without_a_roster_nobody_loses_a_case);
	tcase_add_test(tc, who_is_disabled_or_elsewhere_has_no_case);
	tcase_add_test(tc, what_is_given_back_is_told_at_once);
	tcase_add_test(tc, duty_stays_until_it_is_accepted);
	tcase_add_test(tc, what_has_changed_meanwhile_is_left);
	tcase_add_test(tc, refused_taken_back_or_too_old);
	tcase_add_test(tc, two_who_hand_over_to_each_other);
	tcase_add_test(tc, nothing_comes_from_who_is_disabled_meanwhile);
	tcase_add_test(tc, a_week_is_planned_and_copied);
	tcase_add_test(tc, nights_and_several_facilities_by_their_own_clocks);
	tcase_add_test(tc, a_night_in_which_the_clock_changes);
	tcase_add_loop_test(
	    tc, what_cannot_be_is_said_and_nothing_is_lost, 0, (int)COUNT_OF(refused));
	tcase_add_test(tc, a_shift_that_is_taken_away_ends);
	tcase_add_test(tc, who_may_not_any_more_is_not_on_duty);
	tcase_add_test(tc, an_address_is_checked);
	tcase_add_test(tc, a_text_says_where_and_nothing_of_the_man);
	tcase_add_test(tc, the_programme_says_of_which_cases_there_are_texts);
	tcase_add_test(tc, a_text_about_what_is_over_does_not_leave);
	tcase_add_test(tc, what_a_colleague_writes_is_no_clients);
	tcase_add_test(tc, a_number_of_ones_own_is_checked);
	return tc;
}
