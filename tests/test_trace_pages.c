/* test_trace_pages.c - who is silent is looked for, and what was tried is kept. */

#include <string.h>

#include "core/trace.h"
#include "core/workflow.h"
#include "site_test.h"
#include "tests.h"

/* A tracing task of somebody, as a rule would make it; he was last heard of at a moment. */
static void
silent(int64_t id, int64_t patient, const char *rule, const char *heard)
{
	site_sql("UPDATE enrolment SET last_sign_at = %s WHERE patient_id = %lld",
	    heard, (long long)patient);
	site_sql("INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
		 "kind, source, priority, performer, who, words, starts_at, due_at, "
		 "created_at, rule, title) OVERRIDING SYSTEM VALUE "
		 "SELECT %lld, place_id, id, id + 100, id + 200, 'trace', 'silent ' || "
		 "%lld, 3, 'nurse', given_name, 'Nothing heard', business_now(), "
		 "business_now() + interval '15 hours', business_now(), '%s', "
		 "'task.tracing.title' FROM patient WHERE id = %lld",
	    (long long)id, (long long)id, rule, (long long)patient);
}

/* Brian is silent for eight days, Farai (sixteen) for two, Tapiwa was never heard of. */
static void
three(void)
{
	silent(901, BRIAN, "tracing", "'2031-02-23 17:10 Africa/Harare'");
	silent(902, FARAI, "tracing-minor", "'2031-03-01 09:00 Africa/Harare'");
	silent(903, TAPIWA, "in-person-tracing", "NULL");
	silent(904, NKOSANA, "tracing", "NULL");
}

static const char *
tries(int64_t id, const char *words)
{
	struct request *rq =
	    site_post(RUDO, arena_printf(site_arena(), "/tracing/%lld", (long long)id),
		arena_printf(site_arena(), "%s&version=%lld", words,
		    (long long)site_number(
			"SELECT version FROM task WHERE id = %lld", (long long)id)));

	ck_assert_int_eq(rq->reply.code, 303);
	return rq->reply.location;
}

static int
stands_at(const struct request *rq, const char *words)
{
	const char *page = site_page(rq), *at = strstr(page, words);

	ck_assert_msg(at != NULL, "%s is not on the page", words);
	return (int)(at - page);
}

START_TEST(minors_first_then_who_is_silent_longest)
{
	struct request *rq;

	three();
	rq = site_get(RUDO, "/tracing");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_int_lt(stands_at(rq, "Farai Chik"), stands_at(rq, "Tapiwa Dube"));
	ck_assert_int_lt(stands_at(rq, "Tapiwa Dube"), stands_at(rq, "Brian Muta"));
	ck_assert(!site_shows(rq, "Nkosana")); /* of Hillview */
	ck_assert(site_shows(rq, "last heard Sun 23 Feb, 17:10"));
	ck_assert(site_shows(rq, "never heard of"));
	ck_assert(site_shows(rq, "his guardian’s"));
	ck_assert(site_shows(rq, "<b>1</b><span>minor</span>"));
	ck_assert(site_shows(rq, "<b>3</b><span>not tried yet</span>"));
	ck_assert(site_shows(rq, "<b>1</b><span>to be visited at home</span>"));
	ck_assert(site_shows(rq, "href=\"/tracing/901?due=now\""));
	ck_assert(site_shows(rq, "action=\"/tracing/nudge?due=now\""));
	rq = site_get(RUDO, "/tracing/901?show=untried");
	ck_assert(site_shows(rq, "action=\"/tracing/901?due=now&amp;show=untried\""));
	ck_assert(site_shows(rq, "href=\"/tracing?due=now&amp;show=untried\""));
	rq = site_get(RUDO, "/tracing?show=visit");
	ck_assert(site_shows(rq, "Tapiwa Dube"));
	ck_assert(!site_shows(rq, "Brian Muta"));
	rq = site_get(RUDO, "/tracing?show=minors&who=none");
	ck_assert(site_shows(rq, "Farai Chik"));
	ck_assert(!site_shows(rq, "Tapiwa Dube"));
	rq = site_get(RUDO, "/tracing?who=me");
	ck_assert(site_shows(rq, "Nobody fits this filter"));
	/* A supervisor has both facilities, and may choose one. */
	rq = site_get(NOMSA, "/tracing");
	ck_assert(site_shows(rq, "Nkosana Khum"));
	ck_assert(site_shows(rq, "By facility"));
	rq = site_get(NOMSA, "/tracing?place=102");
	ck_assert(site_shows(rq, "Nkosana Khum"));
	ck_assert(!site_shows(rq, "Farai Chik"));
}
END_TEST

/* Silence is counted in days of the facility's calendar. */
static const struct {
	const char *now, *heard;
	int days;
} calendar[] = {
	/* A minute before midnight, and at it. */
	{ "2031-03-03 23:59 Africa/Harare", "2031-02-24 00:00 Africa/Harare", 7 },
	{ "2031-03-04 00:00 Africa/Harare", "2031-02-24 23:59 Africa/Harare", 8 },
	/* Over the end of a month, and of a leap year's February. */
	{ "2031-05-01 00:00 Africa/Harare", "2031-04-30 23:59 Africa/Harare", 1 },
	{ "2032-03-01 12:00 Africa/Harare", "2032-02-28 12:00 Africa/Harare", 2 },
	/* Over a clock change: a day of 23 hours and one of 25 are days. */
	{ "2031-03-30 23:30 Europe/Berlin", "2031-03-29 00:10 Europe/Berlin", 1 },
	{ "2031-10-27 00:00 Europe/Berlin", "2031-10-25 23:59 Europe/Berlin", 2 },
};

START_TEST(days_are_those_of_the_facility)
{
	const char *zone = strrchr(calendar[_i].now, ' ') + 1;
	struct request *rq;

	site_sql("UPDATE place SET zone = '%s' WHERE id = 101", zone);
	site_sql("UPDATE business_clock SET advance = '%s'::timestamptz - "
		 "transaction_timestamp()",
	    calendar[_i].now);
	silent(901, BRIAN, "tracing",
	    arena_printf(site_arena(), "'%s'", calendar[_i].heard));
	rq = site_get(RUDO, "/tracing");
	ck_assert_msg(
	    site_shows(rq, arena_printf(site_arena(), "<span>%d day%s</span>",
			       calendar[_i].days, calendar[_i].days == 1 ? "" : "s")),
	    "%s since %s is not %d", calendar[_i].now, calendar[_i].heard,
	    calendar[_i].days);
}
END_TEST

START_TEST(what_was_tried_stands_there_and_is_shown_again)
{
	struct request *rq;

	three();
	ck_assert_ptr_nonnull(strstr(
	    tries(901, "method=kin&outcome=no-answer&again=tomorrow&note=His+aunt"),
	    "notice=put-off"));
	ck_assert_str_eq(
	    site_text("SELECT method || ' ' || result || ' ' || note || ' ' || user_id "
		      "FROM trace_attempt WHERE task_id = 901"),
	    "kin no-answer His aunt 201");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = 901"), "on-hold");
	rq = site_get(RUDO, "/tracing");
	ck_assert(!site_shows(rq, "Brian Muta"));
	rq = site_get(RUDO, "/tracing?due=later");
	ck_assert(site_shows(rq, "Call to his next of kin: not reached: try again"));
	ck_assert(site_shows(rq, "Rudo M."));
	rq = site_get(TENDAI, "/tracing/901");
	ck_assert(site_shows(rq, "His aunt"));
	ck_assert(site_shows(rq, "Sr Rudo Makoni"));
	/* Taken back, it was never tried. */
	site_post(RUDO, "/tasks/901/undo", "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM trace_attempt WHERE "
				     "withdrawn_at IS NULL"),
	    0);
	rq = site_get(RUDO, "/tracing?show=untried");
	ck_assert(site_shows(rq, "Brian Muta"));
	/* Of the other two ways into a task an attempt comes too. */
	rq = site_post(RUDO, "/tasks/902/done",
	    "outcome=not-reached&again=2h&note=Busy&version=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT method || ' ' || result FROM trace_attempt "
				   "WHERE task_id = 902"),
	    "call not-reached");
}
END_TEST

START_TEST(each_outcome_does_what_it_means)
{
	three();
	site_sql("UPDATE task SET priority = 2 WHERE id = 902");
	ck_assert_ptr_nonnull(
	    strstr(tries(901, "method=visit&outcome=fine"), "notice=done"));
	ck_assert_str_eq(
	    site_text("SELECT outcome FROM task WHERE id = 901"), "reached-fine");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM enrolment WHERE patient_id = "
			"402 AND last_sign_at > \'2031-03-03\'"),
	    1);
	ck_assert_ptr_nonnull(
	    strstr(tries(902, "method=call&outcome=review&note=He+bleeds"),
		"notice=escalated"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE kind = "
				     "'escalation' AND patient_id = 407 AND open"),
	    1);
	(void)tries(903, "method=visit&outcome=not-found&note=House+is+locked");
	ck_assert_str_eq(
	    site_text("SELECT outcome FROM task WHERE id = 903"), "not-found");
}
END_TEST

START_TEST(says_what_is_wrong_and_keeps_what_was_typed)
{
	struct request *rq;

	three();
	rq = site_post(RUDO, "/tracing/901", "note=Words&version=1");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Way: choose how you looked for him."));
	ck_assert(site_shows(rq, "What came of it: choose what happened."));
	ck_assert(site_shows(rq, "Words</textarea>"));
	rq = site_post(
	    RUDO, "/tracing/901", "method=call&outcome=not-found&note=Words&version=1");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "“Visited, not found” is no outcome of “Call to his "
				 "phone”"));
	rq = site_post(RUDO, "/tracing/901", "method=call&outcome=review&version=1");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Note: write what the problem is"));
	rq = site_post(RUDO, "/tracing/901", "method=call&outcome=to-visit&version=1");
	ck_assert(site_shows(rq, "Note: write what was tried"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM trace_attempt"), 0);
	/* He has written meanwhile. */
	site_says(BRIAN_PHONE, "0");
	rq = site_post(
	    RUDO, "/tracing/901", "method=call&outcome=fine&note=Words&version=1");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "He is not looked for any more"));
	ck_assert(site_shows(rq, "Words</blockquote>"));
	ck_assert_int_eq(site_get(JOYCE, "/tracing/901")->reply.code, 404);
	ck_assert_int_eq(site_get(RUDO, "/tracing/999")->reply.code, 404);
}
END_TEST

/* What he has written says when he answers; over midnight and a clock change by his clock. */
START_TEST(best_time_by_his_own_answers)
{
	struct request *rq;

	silent(901, BRIAN, "tracing", "'2031-02-23 17:10 Africa/Harare'");
	rq = site_get(RUDO, "/tracing/901");
	ck_assert(site_shows(rq, "He has never written."));
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) SELECT 502, 101, 402, 302, 'in', "
		 "'reply', 'ok', 'received', x::timestamptz FROM (VALUES "
		 "('2031-02-20 17:10 Africa/Harare'), "
		 "('2031-02-21 18:59 Africa/Harare')) v (x)");
	rq = site_get(RUDO, "/tracing/901");
	ck_assert(site_shows(rq, "Too few answers to say."));
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) SELECT 502, 101, 402, 302, 'in', "
		 "'reply', 'ok', 'received', x::timestamptz FROM (VALUES "
		 "('2031-02-22 17:30 Africa/Harare'), "
		 "('2031-02-23 06:10 Africa/Harare')) v (x)");
	rq = site_get(RUDO, "/tracing/901");
	ck_assert(site_shows(rq, "17:00 to 19:00: 3 of his 4 answers."));
}
END_TEST

static const char *
after_path(const struct request *rq)
{
	const char *link = strstr(site_page(rq), "after="), *end;

	ck_assert_ptr_nonnull(link);
	end = strchr(link, '"');
	return arena_printf(
	    site_arena(), "/tracing?due=now&%.*s", (int)(end - link), link);
}

START_TEST(long_lists_go_on_where_they_ended)
{
	struct request *rq;

	three();
	site_sql(
	    "INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, "
	    "source, priority, performer, who, starts_at, due_at, created_at) "
	    "SELECT 101, 402, 502, 602, 'trace', 'many ' || n, 3, 'nurse', 'x', "
	    "business_now(), business_now(), business_now() "
	    "FROM generate_series(1, 70) n");
	rq = site_get(RUDO, "/tracing");
	ck_assert_int_eq(site_count(rq, "<tr id=\"trace-"), 50);
	ck_assert(site_shows(rq, "To trace now <span class=\"count\">73</span>"));
	rq = site_get(RUDO, after_path(rq));
	ck_assert_int_eq(site_count(rq, "<tr id=\"trace-"), 23);
	ck_assert(!site_shows(rq, "Show more"));
	ck_assert(!site_shows(rq, "Farai Chik"));
	ck_assert(site_shows(rq, "First page"));
	/* Nonsense begins anew. */
	ck_assert_int_eq(
	    site_get(RUDO, "/tracing?after=x.y&show=no&place=-1")->reply.code, 200);
}
END_TEST

/* Nobody saw him after a referral: he is looked for, once, and any sign ends it. */
START_TEST(opened_for_another_reason)
{
	struct tx *tx;
	int64_t first, second;
	const struct trace_new his = { .cause = "referral:7",
		.place_id = RIVERSIDE,
		.patient_id = BRIAN,
		.thread_id = 502,
		.enrolment_id = 602,
		.words = "Nobody saw him after he was referred." };

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(trace_open(tx, &his, &first), OK);
	ck_assert_int_eq(trace_open(tx, &his, &second), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_gt(first, 0);
	ck_assert_int_eq(second, 0);
	ck_assert(site_shows(site_get(RUDO, "/tracing"), "Brian Muta"));
	site_says(BRIAN_PHONE, "0");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = %lld", (long long)first),
	    "cancelled");
	ck_assert(
	    site_shows(site_get(RUDO, "/tracing"), "Nobody has to be looked for"));
}
END_TEST

/* Asked once more --------------------------------------------------------- */

static int64_t
nudges(int64_t user, const char *ids)
{
	struct request *rq = site_post(user, "/tracing/nudge", ids);

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "/messages/groups/"));
	return site_number("SELECT max(id) FROM mailing");
}

static struct request *
group(int64_t user, int64_t id, const char *act)
{
	const char *path =
	    arena_printf(site_arena(), "/messages/groups/%lld%s", (long long)id, act);

	return *act == '\0' ? site_get(user, path) : site_post(user, path, "");
}

static int64_t
texts(int64_t patient)
{
	return site_number("SELECT count(*) FROM message WHERE direction = 'out' AND "
			   "to_several AND patient_id = %lld",
	    (long long)patient);
}

START_TEST(asked_once_more_after_a_look)
{
	struct request *rq;
	int64_t id;

	three();
	site_sql("UPDATE enrolment SET state = 'finished' WHERE patient_id = 402");
	id = nudges(RUDO, "id=402&id=407&id=401&id=404");
	rq = group(RUDO, id, "");
	ck_assert(site_shows(rq, "4 clients of whom nothing is heard"));
	ck_assert(site_shows(rq, "id=\"group-people\">3</dd>"));
	ck_assert(site_shows(rq, "1: has been heard of: nobody looks for him any more. "
				 "<span class=\"soft\">Tinashe"));
	/* In his language, and whole: nothing is left in braces. */
	ck_assert(site_shows(rq, "<span lang=\"sn\">Tichakamirira"));
	ck_assert(!site_shows(rq, "{first_name}"));
	ck_assert(!site_shows(rq, "{clinic}"));
	ck_assert_int_eq(texts(BRIAN), 0);
	rq = group(RUDO, id, "/send");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "group-sent"));
	ck_assert_int_eq(texts(BRIAN), 1);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(patient_id || ' ' || method || ' ' "
		      "|| result, ', ' ORDER BY patient_id) FROM "
		      "trace_attempt"),
	    "402 text sent, 404 text sent, 407 text sent");
	/* Pressed twice it is one text. */
	rq = group(RUDO, id, "/send");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "group-over"));
	ck_assert_int_eq(texts(BRIAN), 1);
	rq = site_get(RUDO, "/tracing");
	ck_assert(site_shows(rq, "Text message: sent"));
}
END_TEST

START_TEST(not_twice_in_a_day)
{
	int64_t first, second;
	struct request *rq;

	three();
	first = nudges(RUDO, "id=402");
	second = nudges(TENDAI, "id=402");
	ck_assert_ptr_nonnull(
	    strstr(group(RUDO, first, "/send")->reply.location, "group-sent"));
	/* It was looked at before, and is looked at again when it is sent. */
	ck_assert_ptr_nonnull(
	    strstr(group(TENDAI, second, "/send")->reply.location, "group-nobody"));
	ck_assert_int_eq(texts(BRIAN), 1);
	rq = group(RUDO, nudges(RUDO, "id=402"), "");
	ck_assert(site_shows(rq, "was written to a short while ago"));
	ck_assert(site_shows(rq, "Nobody would get it."));
	site_later("24 hours 1 minute");
	rq = group(RUDO, nudges(RUDO, "id=402"), "");
	ck_assert(site_shows(rq, "Send to 1 client"));
}
END_TEST

START_TEST(who_is_heard_of_meanwhile_gets_none)
{
	struct request *rq;
	int64_t id;

	three();
	id = nudges(RUDO, "id=402&id=407");
	site_says(BRIAN_PHONE, "0");
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 407");
	rq = group(RUDO, id, "/send");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "group-nobody"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM trace_attempt"), 0);
}
END_TEST

/* What he is asked so is our question: a 0 is an answer to it, and costs nobody anything. */
START_TEST(a_zero_answers_it)
{
	int64_t id;

	three();
	id = nudges(RUDO, "id=402");
	(void)group(RUDO, id, "/send");
	site_sql("UPDATE message SET state = 'sent', sent_at = at WHERE to_several");
	site_later("1 hour");
	site_says(BRIAN_PHONE, "0");
	ck_assert_str_eq(
	    site_text("SELECT reads FROM message WHERE direction = 'in'"), "fine");
	ck_assert_str_ne(
	    site_text("SELECT state FROM thread WHERE id = 502"), "waiting");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = 901"), "cancelled");
}
END_TEST

START_TEST(ticks_are_of_one_facility)
{
	struct request *rq;

	three();
	rq = site_post(RUDO, "/tracing/nudge", "");
	ck_assert_str_eq(rq->reply.location, "/tracing?notice=nobody-ticked");
	rq = site_post(NOMSA, "/tracing/nudge", "id=402&id=405");
	ck_assert_str_eq(rq->reply.location, "/tracing?notice=one-facility");
	rq = site_post(JOYCE, "/tracing/nudge", "id=402");
	ck_assert_int_eq(rq->reply.code, 404);
	ck_assert_int_eq(site_number("SELECT count(*) FROM mailing"), 0);
}
END_TEST

TCase *
trace_pages_tests(void)
{
	TCase *tc = tcase_create("trace pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, minors_first_then_who_is_silent_longest);
	tcase_add_loop_test(tc, days_are_those_of_the_facility, 0,
	    (int)(sizeof calendar / sizeof *calendar));
	tcase_add_test(tc, what_was_tried_stands_there_and_is_shown_again);
	tcase_add_test(tc, each_outcome_does_what_it_means);
	tcase_add_test(tc, says_what_is_wrong_and_keeps_what_was_typed);
	tcase_add_test(tc, best_time_by_his_own_answers);
	tcase_add_test(tc, long_lists_go_on_where_they_ended);
	tcase_add_test(tc, opened_for_another_reason);
	tcase_add_test(tc, asked_once_more_after_a_look);
	tcase_add_test(tc, not_twice_in_a_day);
	tcase_add_test(tc, who_is_heard_of_meanwhile_gets_none);
	tcase_add_test(tc, a_zero_answers_it);
	tcase_add_test(tc, ticks_are_of_one_facility);
	return tc;
}
