/*
 * test_task_acts.c - what can be done about a task besides doing it: giving it to a
 * colleague, putting it off, a remark, opening it again, taking back what was done.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "site_test.h"
#include "worker/job.h"

#define VERSION_1 "&version=1"
#define VERSION_3 "&version=3"
#define RACERS 32

static void
begin(void)
{
	site_test_begin();
	site_sql("INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
		 "  kind, source, priority, who, words, starts_at, due_at, created_at) "
		 "  OVERRIDING SYSTEM VALUE VALUES "
		 "  (701, 101, 401, 501, 601, 'free', 't701', 4, 'Tinashe Moyo', "
		 "   'Ask about the wound', business_now() - interval '1 h', "
		 "   business_now() + interval '1 h', business_now() - interval '2 h'),"
		 "  (702, 102, 405, 505, 605, 'free', 't702', 4, 'Nkosana Khumalo', "
		 "   'Elsewhere', business_now(), business_now(), business_now())");
}

static struct request *
act(int64_t user, const char *what, const char *body)
{
	return site_post(user, arena_printf(site_arena(), "/tasks/701/%s", what), body);
}

/* Where its page leads, and what the page there says. */
static struct request *
led(int64_t user, struct request *rq)
{
	ck_assert_int_eq(rq->reply.code, 303);
	return site_get(user, rq->reply.location);
}

static const char *
task(const char *columns)
{
	return site_text("SELECT concat_ws(' ', %s) FROM task WHERE id = 701", columns);
}

START_TEST(given_to_a_colleague_of_the_facility)
{
	struct request *rq = site_get(RUDO, "/tasks/701");

	/* Of Riverside, and nobody else. */
	ck_assert(site_shows(rq, "<option value=\"202\">"));
	ck_assert(site_shows(rq, "<option value=\"204\">"));
	ck_assert(!site_shows(rq, "<option value=\"203\">"));
	ck_assert(!site_shows(rq, "<option value=\"205\">"));
	rq = act(RUDO, "assign", "to=&reason=He+knows+him" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 422);
	rq = act(RUDO, "assign", "to=203" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "choose somebody who works at this facility"));
	ck_assert_str_eq(task("status, owner_id"), "requested");
	rq = led(RUDO, act(RUDO, "assign", "to=202&reason=He+knows+him" VERSION_1));
	ck_assert(site_shows(rq, "Given to your colleague."));
	ck_assert(site_shows(rq, "He knows him"));
	ck_assert_str_eq(task("status, owner_id"), "accepted 202");
	/* What was seen is no longer so. */
	rq = act(RUDO, "assign", "to=201" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "This task has changed"));
}
END_TEST

START_TEST(remarks_are_kept)
{
	struct request *rq = act(RUDO, "remark", "add=+");

	ck_assert_int_eq(rq->reply.code, 422);
	rq = led(RUDO, act(RUDO, "remark", "add=His+wife+answers+%3Cat+six%3E"));
	ck_assert(site_shows(rq, "His wife answers &lt;at six&gt;"));
	/* Of a task that is done too, and it changes nothing. */
	(void)act(RUDO, "done", "outcome=came&then=list" VERSION_1);
	ck_assert_int_eq(act(RUDO, "remark", "add=Late+word")->reply.code, 303);
	ck_assert_str_eq(task("status"), "completed");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task_event WHERE task_id = 701 AND what "
			"= 'note' AND user_id = 201 AND to_status IS NULL"),
	    2);
}
END_TEST

START_TEST(put_off_to_a_day_and_an_hour)
{
	struct request *rq;

	rq = act(RUDO, "later", "until=own&day=&hour=25:00&reason=Travels" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Day: choose the day"));
	ck_assert(site_shows(rq, "Hour: write hours and minutes"));
	ck_assert(site_shows(rq, "value=\"Travels\""));
	ck_assert(site_shows(rq, "value=\"25:00\""));
	rq = act(RUDO, "later",
	    "until=own&day=2031-03-03&hour=07:00&reason=Travels" VERSION_1);
	ck_assert(site_shows(rq, "this is past already"));
	rq = act(RUDO, "later",
	    "until=own&day=2032-03-03&hour=07:00&reason=Travels" VERSION_1);
	ck_assert(site_shows(rq, "in the next three months"));
	/* Years of a slip of the pen. */
	rq = act(RUDO, "later",
	    "until=own&day=2515-03-04&hour=07:00&reason=Travels" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Day: choose a day of the next two years"));
	rq = act(RUDO, "later",
	    "until=own&day=9999-12-31&hour=23:59&reason=Travels" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "value=\"Travels\""));
	rq = act(RUDO, "later",
	    "until=own&day=2031-03-05&hour=14:30&reason=Travels" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 303);
	/* Harare's half past two. */
	ck_assert_str_eq(task("status, held_status, wakes_at AT TIME ZONE 'UTC'"),
	    "on-hold requested 2031-03-05 12:30:00");
	rq = site_get(RUDO, "/tasks/701");
	ck_assert(site_shows(rq, "Shown again Wed 5 Mar, 14:30."));
}
END_TEST

START_TEST(woken_by_time)
{
	ck_assert_int_eq(
	    act(RUDO, "later", "until=2h&reason=At+work" VERSION_1)->reply.code, 303);
	site_calendar();
	ck_assert_str_eq(task("status"), "on-hold");
	site_sql(
	    "UPDATE task SET wakes_at = business_now(), starts_at = business_now() "
	    "WHERE id = 701");
	site_calendar();
	ck_assert_str_eq(task("status, wakes_at"), "requested");
	ck_assert(site_shows(site_get(RUDO, "/tasks/701"), "Shown again"));
}
END_TEST

START_TEST(woken_by_a_message_of_the_man)
{
	(void)act(RUDO, "take", "then=stay");
	ck_assert_int_eq(
	    act(RUDO, "later", "until=tomorrow&reason=At+work&version=2")->reply.code,
	    303);
	site_says(TINASHE_PHONE, "I am back");
	ck_assert_str_eq(task("status, owner_id, wakes_at"), "accepted 201");
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE id = 701 AND "
				     "starts_at <= business_now()"),
	    1);
	ck_assert(site_shows(site_get(RUDO, "/tasks/701"), "A message came."));
}
END_TEST

/* What was there before is there again, times and all. */
START_TEST(undo_takes_back_the_last_step)
{
	static const struct {
		const char *act, *body;
	} steps[] = {
		{ "take", "then=stay" },
		{ "release", "" },
		{ "assign", "to=202" },
		{ "later", "until=2h&reason=x" },
		{ "done", "outcome=not-reached&again=tomorrow&then=list" },
	};
	static const char columns[] = "status, owner_id, starts_at, due_at, wakes_at, "
				      "held_status, closed_at";

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct request *rq;
		const char *before;

		if (strcmp(steps[i].act, "release") == 0)
			(void)act(RUDO, "take", "then=stay");
		before = task(columns);
		rq = act(RUDO, steps[i].act,
		    arena_printf(
			site_arena(), "%s&version=%s", steps[i].body, task("version")));
		rq = led(RUDO, rq);
		ck_assert_msg(
		    site_shows(rq, "action=\"/tasks/701/undo\""), "%s", steps[i].act);
		ck_assert_str_ne(task(columns), before);
		rq = led(RUDO, act(RUDO, "undo", ""));
		ck_assert(site_shows(rq, "Taken back"));
		ck_assert_str_eq(task(columns), before);
		/* Once. */
		rq = led(RUDO, act(RUDO, "undo", ""));
		ck_assert(site_shows(rq, "Too late to undo"));
		ck_assert_str_eq(task(columns), before);
		if (strcmp(steps[i].act, "release") == 0)
			(void)act(RUDO, "release", "");
	}
}
END_TEST

START_TEST(undo_of_what_was_done)
{
	(void)act(RUDO, "done", "outcome=came&then=list" VERSION_1);
	ck_assert_str_eq(task("status, owner_id, outcome"), "completed 201 came");
	/* Not by a colleague. */
	ck_assert_str_eq(
	    act(TENDAI, "undo", "")->reply.location, "/tasks/701?notice=undo-late");
	ck_assert_str_eq(task("status"), "completed");
	ck_assert_int_eq(act(RUDO, "undo", "")->reply.code, 303);
	ck_assert_str_eq(task("status, owner_id, outcome, closed_at, closed_by"),
	    "in-progress 201 ");
	ck_assert(site_shows(site_get(RUDO, "/tasks/701"), "name=\"outcome\""));
	/* Eleven minutes are too many. */
	(void)act(RUDO, "done",
	    arena_printf(
		site_arena(), "outcome=came&then=list&version=%s", task("version")));
	site_later("11 min");
	ck_assert_str_eq(
	    act(RUDO, "undo", "")->reply.location, "/tasks/701?notice=undo-late");
	ck_assert_str_eq(task("status"), "completed");
}
END_TEST

/* The case that an outcome made goes with it, if nobody has touched it. */
START_TEST(undo_withdraws_what_it_led_to)
{
	static const char cases[] = "SELECT concat_ws(' ', count(*), count(*) FILTER "
				    "(WHERE open)) FROM task WHERE kind = '%s'";
	static const char bleeds[] = "outcome=reached-problem&note=Bleeds&then=list";
	static const char wrong[] = "outcome=wrong-number&then=list";
	struct request *rq;

	for (int i = 1; i <= 2; i++) {
		(void)act(RUDO, "done",
		    arena_printf(
			site_arena(), "%s&version=%s", bleeds, task("version")));
		ck_assert_str_eq(
		    site_text(cases, "escalation"), i == 1 ? "1 1" : "2 1");
		rq = led(RUDO, act(RUDO, "undo", ""));
		ck_assert(site_shows(rq, "what it led to is withdrawn"));
		ck_assert_str_eq(
		    site_text(cases, "escalation"), i == 1 ? "1 0" : "2 0");
	}
	ck_assert_str_eq(task("status, outcome"), "in-progress ");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task_event WHERE what = 'needless' AND "
			"user_id = 201 AND note LIKE '%%taken back.'"),
	    2);
	ck_assert_int_eq(site_get(NOMSA, "/escalations?state=closed")->reply.code, 200);
	(void)act(RUDO, "done",
	    arena_printf(site_arena(), "%s&version=%s", wrong, task("version")));
	/* What a rule makes of an outcome it ends with it. */
	for (int i = 1; i <= 2; i++) {
		if (i == 2)
			(void)act(RUDO, "done",
			    arena_printf(
				site_arena(), "%s&version=%s", wrong, task("version")));
		site_rules();
		ck_assert_str_eq(site_text(cases, "number"), i == 1 ? "1 1" : "2 1");
		rq = led(RUDO, act(RUDO, "undo", ""));
		ck_assert(site_shows(rq, "what it led to is withdrawn"));
		site_rules();
		ck_assert_str_eq(site_text(cases, "number"), i == 1 ? "1 0" : "2 0");
	}
	(void)act(RUDO, "done",
	    arena_printf(site_arena(), "%s&version=%s", wrong, task("version")));
	site_rules();
	ck_assert_int_eq(
	    site_post(TENDAI,
		arena_printf(site_arena(), "/tasks/%d/take",
		    (int)site_number(
			"SELECT id FROM task WHERE kind = 'number' AND open")),
		"")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    act(RUDO, "undo", "")->reply.location, "/tasks/701?notice=undo-touched");
}
END_TEST

START_TEST(undo_says_why_it_cannot)
{
	static const char bleeds[] = "outcome=reached-problem&note=Bleeds&then=list";
	int64_t id;

	(void)act(RUDO, "done", arena_printf(site_arena(), "%s" VERSION_1, bleeds));
	id = site_number("SELECT id FROM task WHERE kind = 'escalation'");
	ck_assert_int_eq(
	    site_post(
		NOMSA, arena_printf(site_arena(), "/escalations/%d/claim", (int)id), "")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    act(RUDO, "undo", "")->reply.location, "/tasks/701?notice=undo-touched");
	ck_assert_str_eq(task("status, outcome"), "completed reached-problem");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = %d", (int)id), "accepted");
	/* Another task of his: the case is open already, and hears of it. */
	site_sql(
	    "INSERT INTO task (id, place_id, patient_id, thread_id, kind, source, "
	    "priority, who, words, starts_at, due_at, created_at) OVERRIDING SYSTEM "
	    "VALUE VALUES (710, 101, 401, 501, 'free', 't710', 4, 'Tinashe', 'x', "
	    "business_now(), business_now(), business_now())");
	(void)site_post(RUDO, "/tasks/710/done",
	    arena_printf(site_arena(), "%s" VERSION_1, bleeds));
	ck_assert_str_eq(site_post(RUDO, "/tasks/710/undo", "")->reply.location,
	    "/tasks/710?notice=taken-back-said");
	/* What answered a supervisor stays answered. */
	site_sql(
	    "UPDATE escalation SET decided_at = business_now(), outcome = 'clinic', "
	    "decided_by = 204; UPDATE task SET status = 'in-progress' WHERE id = %d;"
	    "UPDATE task SET kind = 'visit', source = 'referral:%d:1' WHERE id = 710;"
	    "INSERT INTO referral (id, case_id, place_id, patient_id, who, kind, "
	    "seen_place_id, seen_place, transport, made_at, visit_due, search_due, "
	    "task_id) "
	    "OVERRIDING SYSTEM VALUE VALUES (1, %d, 101, 401, 'x', 'clinic', 101, 'x', "
	    "'own', business_now(), business_now(), business_now(), 710)",
	    (int)id, (int)id, (int)id);
	(void)site_post(RUDO, "/tasks/710/done", "outcome=came&then=list&version=3");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = %d", (int)id), "completed");
	ck_assert_str_eq(site_post(RUDO, "/tasks/710/undo", "")->reply.location,
	    "/tasks/710?notice=undo-told");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = 710"), "completed");
}
END_TEST

START_TEST(reopened_by_a_supervisor_alone)
{
	struct request *rq;

	(void)act(RUDO, "done", "outcome=came&then=list" VERSION_1);
	ck_assert(!site_shows(site_get(RUDO, "/tasks/701"), "Open again"));
	ck_assert_int_eq(act(RUDO, "reopen", "add=Wrong+man")->reply.code, 403);
	ck_assert(site_shows(site_get(NOMSA, "/tasks/701"), "Open again"));
	rq = act(NOMSA, "reopen", "add=");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = led(NOMSA, act(NOMSA, "reopen", "add=Wrong+man"));
	ck_assert(site_shows(rq, "Wrong man"));
	ck_assert_str_eq(task("status, owner_id, closed_at"), "in-progress 204");
	/* Of what is open there is nothing to open. */
	ck_assert_int_eq(act(NOMSA, "reopen", "add=Again")->reply.code, 409);
}
END_TEST

#define NEW_TASK "title=Bring+the+form&day=2031-03-04&hour=10:00"

START_TEST(a_task_made_by_hand)
{
	struct request *rq = site_get(RUDO, "/tasks/new?patient_id=401");

	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert_str_eq(site_value(rq, "day"), "2031-03-03");
	rq = site_post(RUDO, "/tasks/new", NEW_TASK "&patient_id=401&to=202&urgent=1");
	rq = led(RUDO, rq);
	ck_assert(site_shows(rq, "<h1>Bring the form"));
	ck_assert(site_shows(rq, "The task is in the list."));
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', status, owner_id, created_by, place_id, "
		      "thread_id, priority, due_at AT TIME ZONE 'UTC') FROM task WHERE "
		      "words = 'Bring the form'"),
	    "accepted 202 201 101 501 2 2031-03-04 08:00:00");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', what, user_id, to_owner) FROM "
		      "task_event ORDER BY id DESC LIMIT 1"),
	    "created 201 202");
}
END_TEST

START_TEST(a_new_task_that_is_not_right_yet)
{
	struct request *rq = site_post(
	    RUDO, "/tasks/new", "title=&client=Zzz&day=2031-03-03&hour=25:00&to=0");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "What is to be done: please fill this in."));
	ck_assert(site_shows(rq, "nobody is called so"));
	ck_assert(site_shows(rq, "by: write hours and minutes"));
	ck_assert_str_eq(site_value(rq, "client"), "Zzz");
	ck_assert_str_eq(site_value(rq, "hour"), "25:00");
	/* Several are called so: one is chosen. */
	rq = site_post(RUDO, "/tasks/new", NEW_TASK "&client=dube&to=0");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "several fit"));
	ck_assert_int_eq(site_count(rq, "type=\"radio\" name=\"patient_id\""), 2);
	ck_assert_str_eq(site_value(rq, "title"), "Bring the form");
	rq = site_post(RUDO, "/tasks/new", NEW_TASK "&client=dube&to=0&patient_id=404");
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_post(RUDO, "/tasks/new", NEW_TASK "&client=R-2318&to=0");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(concat_ws(' ', patient_id, status), ', ' ORDER "
		"BY id) FROM task WHERE words = 'Bring the form'"),
	    "404 requested, 401 requested");
	/* Past, of elsewhere, for somebody of elsewhere. */
	rq = site_post(RUDO, "/tasks/new",
	    "title=x&day=2031-03-03&hour=07:00&patient_id=401&to=0");
	ck_assert(site_shows(rq, "this is past already"));
	rq = site_post(RUDO, "/tasks/new",
	    "title=x&day=1915-03-04&hour=10:00&patient_id=401&to=201");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Due day: choose a day of the next two years"));
	rq = site_post(RUDO, "/tasks/new", NEW_TASK "&patient_id=405&to=0");
	ck_assert_int_eq(rq->reply.code, 404);
	rq = site_post(RUDO, "/tasks/new", NEW_TASK "&patient_id=401&to=203");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "who works at the client’s facility"));
}
END_TEST

/* Three of Riverside's: one of them somebody else's. */
static void
three(void)
{
	site_sql("INSERT INTO task (id, place_id, patient_id, kind, source, priority, "
		 "  status, owner_id, who, words, starts_at, due_at, created_at) "
		 "  OVERRIDING SYSTEM VALUE VALUES "
		 "  (711, 101, 402, 'free', 't711', 4, 'requested', NULL, 'Brian M', "
		 "   'Second', business_now(), business_now() + interval '1 h', "
		 "   business_now()),"
		 "  (712, 101, 403, 'free', 't712', 4, 'accepted', 202, 'Kudzai D', "
		 "   'Third', business_now(), business_now() + interval '1 h', "
		 "   business_now())");
}

static const char *
owners(void)
{
	return site_text("SELECT string_agg(concat_ws(' ', id, status, owner_id), ', ' "
			 "ORDER BY id) FROM task WHERE place_id = 101");
}

START_TEST(several_are_named_before_anything_is_done)
{
	struct request *rq;

	three();
	rq = site_get(RUDO, "/tasks");
	ck_assert_int_eq(site_count(rq, "name=\"id\" value=\"7"), 3);
	rq = site_post(RUDO, "/tasks/bulk", "op=take&id=701&id=711&id=712");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "2 tasks"));
	ck_assert(site_shows(rq, "Tinashe Moyo</b>: Ask about the wound"));
	ck_assert(site_shows(rq, "Brian M</b>: Second"));
	ck_assert(!site_shows(rq, "Third"));
	ck_assert(site_shows(rq, "1 that you ticked is left out"));
	ck_assert_str_eq(owners(), "701 requested, 711 requested, 712 accepted 202");
	rq = site_post(RUDO, "/tasks/bulk", "op=take&sure=1&id=701&v=1&id=711&v=1");
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=bulk-done&bulk=1");
	ck_assert_str_eq(
	    owners(), "701 accepted 201, 711 accepted 201, 712 accepted 202");
	/* Nothing, and nonsense. */
	ck_assert_str_eq(site_post(RUDO, "/tasks/bulk", "op=take")->reply.location,
	    "/tasks?notice=none-ticked");
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/bulk", "op=take&id=x")->reply.code, 422);
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/bulk", "op=drop&id=701")->reply.code, 422);
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/bulk", "op=take&id=702")->reply.code, 404);
}
END_TEST

START_TEST(what_changed_meanwhile_is_left)
{
	struct request *rq;

	three();
	rq = site_post(
	    RUDO, "/tasks/bulk", "op=give&sure=1&id=701&v=1&id=711&v=1&reason=Look");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(site_value(rq, "reason"), "Look");
	site_sql("UPDATE task SET version = 2, priority = 3 WHERE id = 711");
	rq = site_post(
	    RUDO, "/tasks/bulk", "op=give&sure=1&to=202&id=701&v=1&id=711&v=1");
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=bulk-some&bulk=1");
	ck_assert_str_eq(owners(), "701 accepted 202, 711 requested, 712 accepted 202");
	rq = site_post(RUDO, "/tasks/bulk", "op=give&sure=1&to=203&id=711&v=2");
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=bulk-none");
	rq = site_post(RUDO, "/tasks/bulk",
	    "op=later&sure=1&until=tomorrow&reason=Storm&id=711&v=2&id=712&v=1");
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=bulk-done&bulk=2");
	ck_assert_str_eq(owners(), "701 accepted 202, 711 on-hold, 712 on-hold 202");
}
END_TEST

/* From a filter's second page to the page that names them, and back. */
START_TEST(back_to_where_she_was)
{
	static const char there[] =
	    "due=upcoming&amp;who=none&amp;kind=free&amp;q=mo%20yo%26&amp;after=3.0.";
	static const char place[] =
	    "?due=upcoming&who=none&kind=free&q=mo%20yo%26&after=3.0.17.701";
	const char *path = arena_printf(site_arena(), "/tasks/bulk%s", place);
	struct request *rq;

	three();
	rq = site_post(RUDO, path, "op=take&id=701&id=711");
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "action=\"/tasks/bulk?%s", there)));
	ck_assert(
	    site_shows(rq, arena_printf(site_arena(), "href=\"/tasks?%s", there)));
	rq = site_post(RUDO, path, "op=take&sure=1&id=701&v=1&id=711&v=1");
	ck_assert_str_eq(rq->reply.location,
	    arena_printf(site_arena(), "/tasks%s&notice=bulk-done&bulk=1", place));
	rq = led(RUDO, rq);
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "action=\"/tasks/bulk/1/undo?%s", there)));
	rq = site_post(
	    RUDO, arena_printf(site_arena(), "/tasks/bulk/1/undo%s", place), "");
	ck_assert_str_eq(rq->reply.location,
	    arena_printf(site_arena(), "/tasks%s&notice=bulk-undone", place));
	/* One task, too, and what is no place is none. */
	rq = site_get(RUDO, arena_printf(site_arena(), "/tasks/711%s", place));
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "action=\"/tasks/711/done?%s", there)));
	rq = site_post(RUDO, arena_printf(site_arena(), "/tasks/711/done%s", place),
	    "outcome=came&then=list" VERSION_3);
	ck_assert_str_eq(rq->reply.location,
	    arena_printf(site_arena(), "/tasks%s&notice=done&undo=711", place));
	rq = site_post(RUDO, "/tasks/701/later?due=x&who=%22&kind=%00&after=1.2.3.-4",
	    "until=2h&reason=x" VERSION_3);
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=put-off&undo=701");
}
END_TEST

/* The next is the next of what she looks at. */
START_TEST(on_to_the_next_of_her_filter)
{
	three();
	site_sql("INSERT INTO task (id, place_id, patient_id, kind, source, priority, "
		 "who, starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE VALUES "
		 "(713, 101, 404, 'problem', 't713', 1, 'Tapiwa', business_now(), "
		 "business_now(), business_now())");
	ck_assert_str_eq(site_post(RUDO, "/tasks/701/done?due=now&kind=free",
			     "outcome=came&then=next" VERSION_1)
			     ->reply.location,
	    "/tasks/711?due=now&kind=free&notice=done&undo=701");
	ck_assert_str_eq(site_post(RUDO, "/tasks/711/done?due=now&kind=free",
			     "outcome=came&then=next" VERSION_1)
			     ->reply.location,
	    "/tasks?due=now&kind=free&notice=last-task&undo=711");
}
END_TEST

/* By his second phone too, and what came from that phone without a name. */
START_TEST(the_household_is_who_uses_his_phones)
{
	struct request *rq;

	three();
	site_sql(
	    "UPDATE patient SET phone2_id = 303 WHERE id = 401; UPDATE task SET "
	    "patient_id = 404, who = 'Tapiwa Dube' WHERE id = 711; UPDATE task SET "
	    "patient_id = 407, who = 'Farai', owner_id = NULL, status = 'requested' "
	    "WHERE id = 712; INSERT INTO thread (id, kind, place_id, phone_id) "
	    "OVERRIDING SYSTEM VALUE VALUES (590, 'shared', 101, 303); INSERT INTO "
	    "task (id, place_id, thread_id, kind, source, priority, who, starts_at, "
	    "due_at, created_at) OVERRIDING SYSTEM VALUE VALUES (713, 101, 590, "
	    "'who', 't713', 3, '+263775550188', business_now(), business_now(), "
	    "business_now())");
	/* A problem is done too. */
	rq = site_post(RUDO, "/tasks/701/done",
	    "outcome=reached-problem&note=Bleeds&then=list" VERSION_1);
	ck_assert_str_eq(rq->reply.location, "/tasks/701?notice=escalated&undo=701");
	rq = led(RUDO, rq);
	ck_assert(site_shows(rq, "2 more tasks for this client or his household"));
	ck_assert(site_shows(rq, "Tapiwa Dube"));
	ck_assert(site_shows(rq, "Who sent this message?"));
	ck_assert(!site_shows(rq, "Farai"));
}
END_TEST

START_TEST(several_at_once_are_taken_back_at_once)
{
	struct request *rq;

	three();
	rq = site_post(RUDO, "/tasks/bulk",
	    "op=later&sure=1&until=tomorrow&reason=Storm&id=701&v=1&id=711&v=1");
	rq = led(RUDO, rq);
	ck_assert(site_shows(rq, "2 tasks are shown again Tue 4 Mar, 07:30."));
	ck_assert(site_shows(rq, "action=\"/tasks/bulk/1/undo\""));
	/* Hers alone. */
	ck_assert_int_eq(site_post(TENDAI, "/tasks/bulk/1/undo", "")->reply.code, 404);
	rq = led(RUDO, site_post(RUDO, "/tasks/bulk/1/undo", ""));
	ck_assert(site_shows(rq, "Taken back: the tasks are as before."));
	ck_assert_str_eq(owners(), "701 requested, 711 requested, 712 accepted 202");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE starts_at > business_now()"),
	    0);
	/* Once. */
	rq = site_post(RUDO, "/tasks/bulk/1/undo", "");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "None of them can be taken back"));
}
END_TEST

START_TEST(nothing_is_taken_back_in_part_unseen)
{
	struct request *rq;

	three();
	rq = site_post(RUDO, "/tasks/bulk",
	    "op=take&sure=1&id=701&v=1&id=711&v=1&id=711&v=1&id=712&v=1");
	ck_assert(site_shows(led(RUDO, rq),
	    "2 tasks taken. 2 were left: somebody has changed them meanwhile."));
	/* What she did since is not what she did then. */
	(void)site_post(RUDO, "/tasks/711/later", "until=2h&reason=x&version=2");
	rq = site_post(RUDO, "/tasks/bulk/1/undo", "");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Take the others back?"));
	ck_assert(site_shows(rq, "Brian M</b>: Second"));
	ck_assert_str_eq(site_value(rq, "id"), "701");
	ck_assert_str_eq(
	    owners(), "701 accepted 201, 711 on-hold 201, 712 accepted 202");
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/bulk/1/undo", "id=701&id=711")->reply.code, 409);
	ck_assert_str_eq(
	    owners(), "701 accepted 201, 711 on-hold 201, 712 accepted 202");
	/* What was never among them is none of them. */
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/bulk/1/undo", "id=712")->reply.code, 404);
	rq = site_post(RUDO, "/tasks/bulk/1/undo", "id=701");
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=bulk-undone");
	ck_assert_str_eq(owners(), "701 requested, 711 on-hold 201, 712 accepted 202");
}
END_TEST

/* Kudzai and Tapiwa share a phone. */
START_TEST(the_household_comes_next)
{
	struct request *rq;

	three();
	site_sql(
	    "UPDATE task SET patient_id = 404, who = 'Tapiwa Dube', owner_id = "
	    "NULL, status = 'requested' WHERE id = 712; UPDATE task SET patient_id "
	    "= 403, who = 'Kudzai Dube' WHERE id = 711");
	rq = site_post(RUDO, "/tasks/711/done", "outcome=came&then=list" VERSION_1);
	ck_assert_str_eq(rq->reply.location, "/tasks/711?notice=done&undo=711");
	rq = led(RUDO, rq);
	ck_assert(site_shows(rq, "1 more task for this client or his household"));
	ck_assert(site_shows(rq, "Tapiwa Dube"));
	ck_assert(site_shows(rq, "href=\"/tasks/712\">Next task"));
	ck_assert_int_eq(site_post(RUDO, "/tasks/711/undo", "")->reply.code, 303);
	rq = site_post(RUDO, "/tasks/711/done", "outcome=came&then=next&version=3");
	ck_assert_str_eq(rq->reply.location, "/tasks/712?notice=done&undo=711");
}
END_TEST

/* In the reader's language; what has no text is read as it stands. */
START_TEST(a_rules_task_is_called_by_its_title)
{
	struct request *rq;

	site_sql("INSERT INTO task (id, place_id, patient_id, kind, source, priority, "
		 "who, starts_at, due_at, created_at, emission, rule, title, label, "
		 "actions, authored_at) OVERRIDING SYSTEM VALUE VALUES (720, 101, 402, "
		 "'rule', 'r720', 4, 'Brian Mutasa', business_now(), business_now(), "
		 "business_now(), 'r1~0~no-contact', 'no-contact', "
		 "'task.no-contact.title', 'prio_high', '[{\"form\": \"no_contact\", "
		 "\"label\": \"No Contact\"}, {\"form\": \"client_review\"}, 7]', "
		 "business_now())");
	rq = site_get(RUDO, "/tasks?kind=rule");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
	ck_assert(site_shows(rq, ">No contact</a>"));
	ck_assert(site_shows(rq, "<span class=\"tag\">Prio high</span>"));
	rq = site_get(RUDO, "/tasks?kind=free");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
	ck_assert(site_shows(rq, "Ask about the wound"));
	rq = site_get(RUDO, "/tasks/720");
	ck_assert(site_shows(rq, "<h1>No contact"));
	ck_assert(site_shows(rq, "<li>No Contact</li>\n<li>Client review</li>"));
	/* What finishes any task finishes this one. */
	ck_assert(site_shows(rq, "name=\"outcome\""));
	ck_assert(site_shows(site_get(RUDO, "/tasks/print"), "<td>No contact<"));
	ck_assert(
	    site_shows(site_get(RUDO, "/patients/402"), "/tasks/720\">No contact<"));
	ck_assert(
	    site_shows(site_get(RUDO, "/messages/502"), "/tasks/720\">No contact<"));
	ck_assert(site_shows(site_get(RUDO, "/messages/502"), "Task made: No contact"));
	/* With a text: any of the pack's will do. */
	site_sql("UPDATE task SET title = 'closing' WHERE id = 720; UPDATE app_user "
		 "SET language = 'sn' WHERE id = 202");
	ck_assert(
	    site_shows(site_get(RUDO, "/tasks/720"), "<h1>Thank you for writing"));
	ck_assert(site_shows(site_get(TENDAI, "/tasks/720"), "<h1>Tatenda nemhinduro"));
	rq = site_post(RUDO, "/tasks/720/done", "outcome=came&then=list&version=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE id = 720"), "completed");
	ck_assert(site_shows(site_get(RUDO, "/messages/502"),
	    "Task done by you: Thank you for writing"));
	/* What somebody has called it is its name. */
	(void)site_post(RUDO, "/tasks/701/done", "outcome=came&then=list" VERSION_1);
	ck_assert(site_shows(
	    site_get(RUDO, "/messages/501"), "Task done by you: Ask about the wound"));
	rq = site_get(RUDO, "/patients/401");
	ck_assert_int_eq(site_count(rq, "Ask about the wound"), 2);
}
END_TEST

START_TEST(what_a_colleague_has_opened_says_so)
{
	struct request *rq;

	ck_assert(!site_shows(site_get(TENDAI, "/tasks"), "opened it"));
	ck_assert_int_eq(site_get(RUDO, "/tasks/701")->reply.code, 200);
	site_sql("UPDATE task_presence SET seen_at = seen_at - interval '3 min'");
	rq = site_get(TENDAI, "/tasks");
	ck_assert(site_shows(rq, "Rudo M. opened it 3 min ago"));
	rq = site_get(TENDAI, "/tasks/701");
	ck_assert(site_shows(rq, "Sr Rudo Makoni opened this 3 min ago."));
	/* Not to herself, and not for ever. */
	ck_assert(!site_shows(site_get(RUDO, "/tasks"), "Rudo M. opened"));
	site_sql("UPDATE task_presence SET seen_at = seen_at - interval '10 min'");
	ck_assert(!site_shows(site_get(TENDAI, "/tasks"), "opened it"));
	/* Of elsewhere nobody hears. */
	ck_assert_int_eq(site_get(JOYCE, "/tasks/702")->reply.code, 200);
	ck_assert(!site_shows(site_get(TENDAI, "/tasks"), "opened it"));
	/* What is done is nobody's any more. */
	(void)act(RUDO, "done", "outcome=came&then=list" VERSION_1);
	ck_assert_int_eq(site_get(RUDO, "/tasks/701")->reply.code, 200);
	ck_assert(!site_shows(site_get(TENDAI, "/tasks/701"), "opened this"));
}
END_TEST

/* The answer to one of many: 0 it is hers, 1 she is told whose it is, 2 neither. */
static int
claim(int64_t user)
{
	struct request *rq;

	if (db_open(getenv("DATABASE"), &test_db) != OK)
		return 3;
	rq = act(user, "take", "then=stay");
	if (rq->reply.code != 303)
		return 2;
	if (strstr(rq->reply.location, "notice=taken&") != NULL)
		return 0;
	rq = site_get(user, rq->reply.location);
	return site_shows(rq, "Somebody else took this first.") &&
		       site_shows(rq, "</span>With ")
		   ? 1
		   : 2;
}

START_TEST(of_32_at_once_one_has_it_and_the_others_know_who)
{
	static const int64_t users[] = { RUDO, TENDAI, NOMSA, PETER };
	pid_t children[RACERS];
	int64_t owner;
	int told = 0;

	for (size_t i = 0; i < COUNT_OF(users); i++)
		(void)site_csrf(users[i]);
	for (int i = 0; i < RACERS; i++) {
		children[i] = test_fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] == 0)
			_exit(claim(users[(size_t)i % COUNT_OF(users)]));
	}
	owner = 0;
	for (int i = 0; i < RACERS; i++) {
		int64_t user = users[(size_t)i % COUNT_OF(users)];
		int how;

		ck_assert_int_eq(waitpid(children[i], &how, 0), children[i]);
		ck_assert(WIFEXITED(how) && WEXITSTATUS(how) <= 1);
		if (WEXITSTATUS(how) == 1) {
			told++;
			continue;
		}
		ck_assert(owner == 0 || owner == user);
		owner = user;
	}
	ck_assert_int_eq(told, RACERS - RACERS / (int)COUNT_OF(users));
	ck_assert_int_eq(
	    site_number("SELECT owner_id FROM task WHERE id = 701"), owner);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task_event WHERE task_id = 701 AND what "
			"= 'taken'"),
	    1);
}
END_TEST

TCase *
task_acts_tests(void)
{
	TCase *tc = tcase_create("task_acts");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, given_to_a_colleague_of_the_facility);
	tcase_add_test(tc, remarks_are_kept);
	tcase_add_test(tc, put_off_to_a_day_and_an_hour);
	tcase_add_test(tc, woken_by_time);
	tcase_add_test(tc, woken_by_a_message_of_the_man);
	tcase_add_test(tc, undo_takes_back_the_last_step);
	tcase_add_test(tc, undo_of_what_was_done);
	tcase_add_test(tc, undo_withdraws_what_it_led_to);
	tcase_add_test(tc, undo_says_why_it_cannot);
	tcase_add_test(tc, reopened_by_a_supervisor_alone);
	tcase_add_test(tc, a_task_made_by_hand);
	tcase_add_test(tc, a_new_task_that_is_not_right_yet);
	tcase_add_test(tc, several_are_named_before_anything_is_done);
	tcase_add_test(tc, what_changed_meanwhile_is_left);
	tcase_add_test(tc, back_to_where_she_was);
	tcase_add_test(tc, on_to_the_next_of_her_filter);
	tcase_add_test(tc, the_household_is_who_uses_his_phones);
	tcase_add_test(tc, several_at_once_are_taken_back_at_once);
	tcase_add_test(tc, nothing_is_taken_back_in_part_unseen);
	tcase_add_test(tc, the_household_comes_next);
	tcase_add_test(tc, a_rules_task_is_called_by_its_title);
	tcase_add_test(tc, what_a_colleague_has_opened_says_so);
	tcase_add_test(tc, of_32_at_once_one_has_it_and_the_others_know_who);
	return tc;
}
