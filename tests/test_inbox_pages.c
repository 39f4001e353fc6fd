/* test_inbox_pages.c - the list of conversations, and what is done with one besides answering. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/escalation.h"
#include "core/thread.h"
#include "site_test.h"
#include "tests.h"
#include "worker/job.h"

#define T501 "/messages/501"
#define AT_ONCE 32

/* What the worker does by itself every few seconds. */
static const char *
state(int64_t thread)
{
	return site_text("SELECT state FROM thread WHERE id = %" PRId64, thread);
}

/* A button of the page: where it leads, with what the page knew. */
static const char *
button(const struct request *page, const char *act)
{
	const char *s = strstr(page->reply.body.data,
	    arena_printf(site_arena(), "formaction=\"/messages/501/%s?", act));

	ck_assert_msg(s != NULL, "no button %s", act);
	s += strlen("formaction=\"");
	return arena_strndup(site_arena(), s, strcspn(s, "\""));
}

static const char *
form_of(const struct request *page, const char *more)
{
	return arena_printf(site_arena(), "once=%s&last_seen=%s&%s",
	    site_value(page, "once"), site_value(page, "last_seen"), more);
}

static struct request *
press(int64_t user, const struct request *page, const char *act, const char *more)
{
	return site_post(user, button(page, act), form_of(page, more));
}

/* The number beside a view. */
static int
count_of(const struct request *rq, const char *view)
{
	const char *s = strstr(
	    rq->reply.body.data, arena_printf(site_arena(), "id=\"v-%s\"", view));

	ck_assert_ptr_nonnull(s);
	return atoi(strstr(s, "data-v=\"") + strlen("data-v=\""));
}

static int
lines_of(int64_t user, const char *path)
{
	return site_count(site_get(user, path), "<li id=\"t-");
}

/* Views. */

START_TEST(each_view_says_in_words_that_it_is_empty)
{
	static const struct {
		const char *path, *words;
	} views[] = { { "/messages", "Nobody is waiting for an answer." },
		{ "/messages?view=mine", "You have taken no conversation." },
		{ "/messages?view=nobody", "Nobody’s conversation waits" },
		{ "/messages?view=snoozed", "Nothing is snoozed." },
		{ "/messages?view=closed", "Nothing is closed." },
		{ "/messages?view=all", "No conversation here." },
		{ "/messages?view=none-such", "Nobody is waiting for an answer." } };

	for (size_t i = 0; i < COUNT_OF(views); i++) {
		struct request *rq = site_get(RUDO, views[i].path);

		ck_assert_int_eq(rq->reply.code, 200);
		ck_assert_msg(site_shows(rq, views[i].words), "%s", views[i].path);
	}
}
END_TEST

/* However the conversations stand: the number is the length of the list behind it. */
START_TEST(the_counts_are_those_of_the_lists)
{
	static const char *const names[] = { "waiting", "mine", "nobody", "snoozed",
		"closed", "all" };
	static const int64_t users[] = { RUDO, JOYCE, NOMSA, ALICE };

	srand(7);
	for (int round = 0; round < 6; round++) {
		site_sql(
		    "INSERT INTO phone (e164) SELECT '+2637810' || (10000 + %d * 100 + "
		    "g) FROM generate_series(1, 20) g;"
		    "INSERT INTO thread (kind, phone_id, place_id, state, "
		    "waiting_since, snoozed_until, last_at, assigned_to) "
		    "SELECT 'unknown', p.id, (ARRAY[101, 102, 103, NULL])[1 + "
		    "(random() * 3)::int], s.state, "
		    "CASE WHEN s.state = 'waiting' THEN business_now() END, "
		    "CASE WHEN s.state = 'snoozed' THEN business_now() + interval '1 "
		    "h' END, business_now() - random() * interval '3 days', "
		    "(ARRAY[201, 202, 203, 204, 206, NULL, NULL])[1 + (random() * "
		    "6)::int] FROM phone p "
		    "CROSS JOIN LATERAL (SELECT (ARRAY['waiting', 'quiet', 'snoozed', "
		    "'closed'])[1 + (random() * 3 + 0 * p.id)::int] AS state) s "
		    "WHERE p.e164 LIKE '+2637810%%' AND NOT EXISTS (SELECT FROM thread "
		    "t WHERE t.phone_id = p.id)",
		    round);
		site_forget();
		for (size_t u = 0; u < COUNT_OF(users); u++)
			for (size_t i = 0; i < COUNT_OF(names); i++) {
				const char *path = arena_printf(site_arena(),
				    "/messages?view=%s%s", names[i],
				    round % 2 == 1 && users[u] == NOMSA ? "&place=102"
									: "");
				struct request *rq = site_get(users[u], path);
				int n = count_of(rq, names[i]), shown = 0;

				for (;;) {
					const char *more =
					    strstr(rq->reply.body.data, "after=");

					shown += site_count(rq, "<li id=\"t-");
					if (more == NULL)
						break;
					rq = site_get(users[u],
					    arena_printf(site_arena(), "%s&%s", path,
						arena_strndup(site_arena(), more,
						    strcspn(more, "\""))));
				}
				/* Below those that wait stands what was said lately. */
				if (i == 0)
					shown = (int)site_number(
					    "SELECT %d - least(12, %d)", shown,
					    shown - n);
				ck_assert_msg(n == shown || (n == 100 && shown >= 100),
				    "%s for %" PRId64 ": %d, shown %d", path, users[u],
				    n, shown);
			}
	}
}
END_TEST

/* The lists are counted when something has happened, not with every page. */
START_TEST(what_is_counted_once_is_counted_anew_when_it_changes)
{
	site_says(TINASHE_PHONE, "Can I bath?");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(count_of(site_get(RUDO, "/messages"), "nobody"), 1);
	site_sql("SET LOCAL session_replication_role = replica; UPDATE thread SET "
		 "assigned_to = 202 WHERE id = 501");
	ck_assert_int_eq(count_of(site_get(RUDO, "/messages"), "nobody"), 1);
	ck_assert_int_eq(count_of(site_get(RUDO, "/messages?place=101"), "nobody"), 0);
	site_sql("UPDATE thread SET assigned_to = 201 WHERE id = 501");
	ck_assert_int_eq(count_of(site_get(RUDO, "/messages"), "mine"), 1);
	ck_assert_int_eq(count_of(site_get(RUDO, "/messages"), "nobody"), 0);
}
END_TEST

START_TEST(a_list_is_of_one_facility_where_it_is_asked_for)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	site_says(NKOSANA_PHONE, "Can I swim?");
	site_says(UNKNOWN_PHONE, "hello");
	rq = site_get(NOMSA, "/messages");
	ck_assert_int_eq(count_of(rq, "waiting"), 3);
	ck_assert(site_shows(rq, "<option value=\"101\">Riverside Clinic</option>"));
	rq = site_get(NOMSA, "/messages?place=102");
	ck_assert_int_eq(count_of(rq, "waiting"), 1);
	ck_assert(site_shows(rq, "Nkosana Khumalo"));
	ck_assert(!site_shows(rq, "Tinashe"));
	ck_assert(!site_shows(rq, "559 999"));
	/* It stays in every link, and in what the script asks for. */
	ck_assert(site_shows(rq, "/messages?view=mine&amp;place=102"));
	ck_assert(site_shows(rq, "/messages/505?place=102"));
	ck_assert(site_shows(rq, "data-poll=\"/messages?place=102\""));
	/* Another's facility has nothing to show. */
	rq = site_get(RUDO, "/messages?place=102&view=all");
	ck_assert_int_eq(site_count(rq, "<li id=\"t-"), 0);
	ck_assert(!site_shows(rq, "inbox-place"));
}
END_TEST

/* What was said. */

START_TEST(words_that_were_said_are_found)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "The bandage fell off while I was bathing");
	site_later("1 h");
	site_says(TINASHE_PHONE, "Thank you sister");
	site_says(BRIAN_PHONE, "I was bathing and the plaster is off");
	site_says(NKOSANA_PHONE, "bandage bandage");
	rq = site_get(RUDO, "/messages?q=BANDAGE");
	ck_assert_int_eq(site_count(rq, "<li id=\"t-"), 1);
	ck_assert(site_shows(rq, "The bandage fell off"));
	/* It leads to where it was said, older than what came last. */
	ck_assert(site_shows(rq, "/messages/501?view=all&amp;q=BANDAGE&amp;before="));
	rq = site_get(RUDO,
	    arena_printf(site_arena(), "/messages/501?view=all&before=%" PRId64 "-0",
		site_number("SELECT (extract(epoch FROM at) * 1000000)::int8 + 1 FROM "
			    "message WHERE body LIKE 'The bandage%%'")));
	ck_assert(site_shows(rq, "The bandage fell off while I was bathing</div>"));
	ck_assert(!site_shows(rq, "Thank you sister</div>"));
	/* Words in any order, the last of them only begun. */
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=off+bath"), 2);
	/* Between quotes as they stand. */
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=%22is+off%22"), 1);
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=%22off+is%22"), 0);
	/* Each in the facilities that he may see. */
	ck_assert_int_eq(lines_of(NOMSA, "/messages?q=bandage"), 2);
	ck_assert_int_eq(lines_of(NOMSA, "/messages?q=bandage&place=102"), 1);
	ck_assert_int_eq(lines_of(JOYCE, "/messages?q=bathing"), 0);
	ck_assert_int_eq(site_get(ADA, "/messages?q=bandage")->reply.code, 403);
}
END_TEST

/* Weeks after week, each conversation once: by what was found last in it, whatever else was said there. */
START_TEST(what_was_found_stands_where_it_was_said)
{
	const char *path = "/messages?q=bandages", *more;
	struct request *rq;
	char all[8192] = "";
	int n = 0, pages = 0;

	site_sql(
	    "INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE SELECT 7000 + n, "
	    "'+2637820' || 10000 + n FROM generate_series(1, 130) n; "
	    "INSERT INTO thread (id, kind, phone_id, place_id, last_at) OVERRIDING "
	    "SYSTEM VALUE SELECT id, 'unknown', id, 101, business_now() - interval "
	    "'1 s' * (id - 6999) FROM phone WHERE id > 7000; "
	    /* Another found in each, weeks before; and something else today. */
	    "INSERT INTO message (thread_id, place_id, phone_id, direction, kind, "
	    "body, state, at) SELECT t.id, 101, t.id, 'in', 'reply', w.body, "
	    "'received', business_now() - w.ago FROM thread t CROSS JOIN LATERAL "
	    "(VALUES (interval '2 days' * (t.id - 7000), 'two Bandages ' || t.id), "
	    "(interval '2 days' * (t.id - 7000) + interval '5 weeks', 'bandages'), "
	    "(interval '1 minute', 'thank you')) w (ago, body) WHERE t.id > 7000");
	for (;; pages++) {
		rq = site_get(RUDO, path);
		for (const char *s = rq->reply.body.data;
		     (s = strstr(s, "two Bandages ")) != NULL; s++)
			if (strstr(all, arena_strndup(site_arena(), s, 17)) == NULL) {
				ck_assert_int_eq(
				    atoi(s + strlen("two Bandages ")), 7001 + n++);
				strcat(all, arena_strndup(site_arena(), s, 17));
			}
		more = strstr(rq->reply.body.data, "after=");
		if (more == NULL)
			break;
		path = arena_printf(site_arena(), "/messages?q=bandages&%s",
		    arena_strndup(site_arena(), more, strcspn(more, "\"")));
	}
	ck_assert_int_eq(n, 130);
	ck_assert_int_eq(pages, 2);
	ck_assert_int_eq(lines_of(JOYCE, "/messages?q=bandages"), 0);
	/* What was not said; and a word that is no word. */
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=two+-bandages"), 0);
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=7005+-thank"), 1);
}
END_TEST

/* It would be too long for the index, and is kept all the same. */
START_TEST(a_word_without_end_is_kept)
{
	char text[2100] = "look ";

	memset(text + 5, 'x', 2040);
	site_says(TINASHE_PHONE, text);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE length(body) > 2000"), 1);
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=look"), 1);
}
END_TEST

START_TEST(a_search_is_never_a_fault)
{
	static const char *const typed[] = { "%22", "-", "%26%7C%21", "%27%3A*",
		"-%22a+b%22", "a%00b", "%22%22", "%5C", "or", "-the", "%F0%9F%98%80",
		"(", "a:b*" };

	site_says(TINASHE_PHONE, "hello");
	for (size_t i = 0; i < COUNT_OF(typed); i++)
		ck_assert_msg(site_get(RUDO, arena_printf(site_arena(),
						 "/messages?q=%s", typed[i]))
				      ->reply.code <= 400,
		    "%s", typed[i]);
}
END_TEST

START_TEST(what_we_said_is_found_what_was_taken_back_is_not)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = site_get(RUDO, T501);
	(void)site_post(
	    RUDO, T501 "/reply", form_of(rq, "body=Keep+it+dry+until+Wednesday"));
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=wednesday"), 1);
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/sms/%" PRId64 "/undo",
		site_number("SELECT id FROM message WHERE author_id = 201")),
	    "");
	ck_assert_int_eq(lines_of(RUDO, "/messages?q=wednesday"), 0);
}
END_TEST

/* Put off. */

START_TEST(snoozed_until_a_moment_and_why)
{
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	site_later("30 min");
	page = site_get(RUDO, T501);
	rq = press(RUDO, page, "snooze", "until=ask&body=typed+so+far");
	ck_assert_str_eq(rq->reply.location, "/messages/501/snooze");
	page = site_get(RUDO, "/messages/501/snooze");
	ck_assert(site_shows(page, "in 2 hours, at 10:32"));
	ck_assert(site_shows(page, "tomorrow, Tue 4 Mar, 07:30"));
	ck_assert(site_shows(page, "in 2 days, Wed 5 Mar, 07:30"));
	ck_assert(site_shows(page, "“Can I bath?”"));
	rq = site_post(
	    RUDO, "/messages/501/snooze", form_of(page, "until=tomorrow&reason="));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Because: say why"));
	rq = site_post(RUDO, "/messages/501/snooze",
	    form_of(page, "until=tomorrow&reason=His+mother+comes+then"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=snoozed");
	ck_assert_str_eq(state(501), "snoozed");
	rq = site_get(RUDO, "/messages");
	ck_assert_int_eq(count_of(rq, "waiting"), 0);
	ck_assert_int_eq(count_of(rq, "snoozed"), 1);
	rq = site_get(TENDAI, "/messages?view=snoozed");
	ck_assert(site_shows(rq, "Snoozed until Tue 4 Mar, 07:30"));
	ck_assert(site_shows(rq, "His mother comes then"));
	rq = site_get(TENDAI, T501);
	ck_assert(site_shows(rq, "Snoozed until <b>Tue 4 Mar, 07:30</b> by Sr Rudo "
				 "Makoni: His mother comes then."));
	/* What was typed is still there. */
	ck_assert(site_shows(site_get(RUDO, T501), "typed so far</textarea>"));
}
END_TEST

static void
snooze(int64_t user, const char *how)
{
	struct request *page = site_get(user, "/messages/501/snooze");
	struct request *rq = site_post(user, "/messages/501/snooze",
	    form_of(page, arena_printf(site_arena(), "reason=later&%s", how)));

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(state(501), "snoozed");
}

START_TEST(it_comes_back_at_its_time_and_nobody_has_to_look)
{
	const char *since;

	site_says(TINASHE_PHONE, "Can I bath?");
	since = site_text("SELECT waiting_since FROM thread WHERE id = 501");
	site_later("10 min");
	snooze(RUDO, "until=2h");
	site_later("119 min");
	site_calendar();
	ck_assert_str_eq(state(501), "snoozed");
	site_later("1 min");
	site_calendar();
	ck_assert_str_eq(state(501), "waiting");
	/* He has waited all the time. */
	ck_assert_str_eq(
	    site_text("SELECT waiting_since FROM thread WHERE id = 501"), since);
	ck_assert_str_eq(site_text("SELECT note FROM thread_event WHERE what = 'woken' "
				   "AND user_id IS NULL"),
	    "time");
	site_calendar();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'woken'"), 1);
}
END_TEST

START_TEST(a_message_wakes_it_even_a_zero)
{
	static const char *const texts[] = { "Hello?", "0", "Thanks", "STOP",
		"It is bleeding" };

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		site_test_begin();
		site_says(TINASHE_PHONE, "Can I bath?");
		snooze(RUDO, "until=2days");
		site_later("5 min");
		site_says(TINASHE_PHONE, texts[i]);
		ck_assert_msg(strcmp(state(501), "waiting") == 0, "%s", texts[i]);
		ck_assert_str_eq(
		    site_text("SELECT note FROM thread_event WHERE what = 'woken'"),
		    "message");
	}
}
END_TEST

START_TEST(a_danger_wakes_it)
{
	struct tx *tx;
	int64_t id;

	site_says(TINASHE_PHONE, "Can I bath?");
	snooze(RUDO, "until=2days");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(escalation_raise(tx,
			     &(struct escalation_new){ .source = "test",
				 .severity = "severe",
				 .sign = "",
				 .words = "from his brother's phone",
				 .place_id = 101,
				 .patient_id = TINASHE },
			     &id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(state(501), "waiting");
	ck_assert_str_eq(
	    site_text("SELECT note FROM thread_event WHERE what = 'woken'"), "danger");
	ck_assert(site_shows(site_get(RUDO, "/messages"), "Possible problem"));
}
END_TEST

START_TEST(a_possible_problem_sleeps_two_hours_at_most)
{
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "There is blood");
	page = site_get(RUDO, "/messages/501/snooze");
	ck_assert(site_shows(page, "snoozed for two hours at most"));
	ck_assert(!site_shows(page, "tomorrow,"));
	rq = site_post(
	    RUDO, "/messages/501/snooze", form_of(page, "until=tomorrow&reason=busy"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(state(501), "waiting");
	snooze(RUDO, "until=2h");
	site_later("2 h");
	site_calendar();
	ck_assert_int_eq(site_number("SELECT urgency FROM thread WHERE id = 501"), 2);
}
END_TEST

START_TEST(a_moment_of_ones_own)
{
	static const struct {
		const char *when, *words;
	} wrong[] = { { "day=&hour=09:00", "Day: choose the day" },
		{ "day=2031-03-02&hour=09:00", "Day: this is past already" },
		{ "day=2031-05-01&hour=09:00", "Day: choose one in the next month." },
		{ "day=2031-03-04&hour=25:00", "write hours and minutes" } };
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, "/messages/501/snooze");
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		rq = site_post(RUDO, "/messages/501/snooze",
		    form_of(page, arena_printf(site_arena(),
				      "until=own&reason=later&%s", wrong[i].when)));
		ck_assert_int_eq(rq->reply.code, 422);
		ck_assert_msg(site_shows(rq, wrong[i].words), "%s", wrong[i].when);
	}
	snooze(RUDO, "until=own&day=2031-03-31&hour=23:59");
	ck_assert_str_eq(site_text("SELECT snoozed_until AT TIME ZONE 'Africa/Harare' "
				   "FROM thread WHERE id = 501"),
	    "2031-03-31T23:59:00");
}
END_TEST

/* Where the clocks go forward in the night, the morning is an hour sooner, and at a month's end it is the first. */
START_TEST(tomorrow_at_opening_is_by_the_clock_of_the_clinic)
{
	site_sql("UPDATE place SET zone = 'Europe/Berlin', open_days = '1234567' "
		 "WHERE id = 101;"
		 "UPDATE business_clock SET advance = '2031-03-29 23:59:30 "
		 "Europe/Berlin'::timestamptz - transaction_timestamp()");
	site_says(TINASHE_PHONE, "Can I bath?");
	snooze(RUDO, "until=tomorrow");
	ck_assert_str_eq(
	    site_text(
		"SELECT snoozed_until AT TIME ZONE 'UTC' FROM thread WHERE id = 501"),
	    "2031-03-30T05:30:00");
	site_sql("UPDATE business_clock SET advance = '2031-03-31 00:00:10 "
		 "Europe/Berlin'::timestamptz - transaction_timestamp()");
	site_calendar();
	ck_assert_str_eq(state(501), "waiting");
	snooze(TENDAI, "until=tomorrow");
	ck_assert_str_eq(site_text("SELECT snoozed_until AT TIME ZONE 'Europe/Berlin' "
				   "FROM thread WHERE id = 501"),
	    "2031-04-01T07:30:00");
}
END_TEST

/* The clinic of these tests opens from Monday to Friday. */
START_TEST(tomorrow_is_the_next_day_it_is_open)
{
	static const struct {
		const char *name, *now, *zone, *tomorrow, *two_days;
	} cases[] = {
		{ "a Thursday", "2031-03-06 10:00", "Africa/Harare",
		    "tomorrow, Fri 7 Mar, 07:30", "in 4 days, Mon 10 Mar, 07:30" },
		{ "a Friday", "2031-03-07 23:59", "Africa/Harare",
		    "the next day it is open, Mon 10 Mar, 07:30", NULL },
		{ "a Saturday's first minute", "2031-03-08 00:00", "Africa/Harare",
		    "the next day it is open, Mon 10 Mar, 07:30", NULL },
		{ "a Sunday's last minute", "2031-03-09 23:59", "Africa/Harare",
		    "tomorrow, Mon 10 Mar, 07:30", "in 2 days, Tue 11 Mar, 07:30" },
		{ "the day before a holiday", "2031-04-30 09:00", "Africa/Harare",
		    "the next day it is open, Fri 2 May, 07:30", NULL },
		{ "the last of a month", "2031-03-31 12:00", "Africa/Harare",
		    "tomorrow, Tue 1 Apr, 07:30", "in 2 days, Wed 2 Apr, 07:30" },
		{ "a weekend in which the clock goes forward", "2031-03-28 23:59",
		    "Europe/Berlin", "the next day it is open, Mon 31 Mar, 07:30",
		    NULL },
		{ "one in which it goes back", "2031-10-24 23:59", "Europe/Berlin",
		    "the next day it is open, Mon 27 Oct, 07:30", NULL },
	};

	site_sql("INSERT INTO place_holiday (place_id, day, name, created_at) VALUES "
		 "(101, '2031-05-01', 'Workers'' Day', business_now())");
	site_says(TINASHE_PHONE, "Can I bath?");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request *page;

		site_sql("UPDATE place SET zone = '%s' WHERE id = 101; UPDATE "
			 "business_clock SET advance = '%s %s'::timestamptz - "
			 "transaction_timestamp(); UPDATE session SET seen_at = "
			 "business_now(), expires_at = business_now() + interval '8 h'",
		    cases[i].zone, cases[i].now, cases[i].zone);
		page = site_get(RUDO, "/messages/501/snooze");
		ck_assert_msg(site_shows(page, cases[i].tomorrow), "%s", cases[i].name);
		if (cases[i].two_days != NULL)
			ck_assert_msg(
			    site_shows(page, cases[i].two_days), "%s", cases[i].name);
		else
			ck_assert_msg(
			    !site_shows(page, "value=\"2days\""), "%s", cases[i].name);
	}
	snooze(RUDO, "until=tomorrow");
	ck_assert_str_eq(site_text("SELECT snoozed_until AT TIME ZONE 'Europe/Berlin' "
				   "FROM thread WHERE id = 501"),
	    "2031-10-27T07:30:00");
}
END_TEST

/* Nobody has said on which days: then it is by the day alone. */
START_TEST(what_is_never_open_comes_back_all_the_same)
{
	site_sql("UPDATE place SET open_days = '' WHERE id = 101");
	site_says(TINASHE_PHONE, "Can I bath?");
	ck_assert(site_shows(
	    site_get(RUDO, "/messages/501/snooze"), "tomorrow, Tue 4 Mar, 07:30"));
}
END_TEST

START_TEST(woken_by_hand)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	snooze(RUDO, "until=2days");
	rq = site_get(TENDAI, T501);
	rq = press(TENDAI, rq, "wake", "wake=1");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=awake");
	ck_assert_str_eq(state(501), "waiting");
}
END_TEST

START_TEST(send_and_snooze_in_one_step)
{
	struct request *page;
	struct tx *tx;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, T501);
	(void)site_post(RUDO, T501 "/reply", form_of(page, "body=How+is+it+now%3F"));
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    thread_put_off(tx, &(struct thread_off){ 501, RUDO, tx_now(tx), "past" }),
	    ERR_INVALID);
	ck_assert_int_eq(thread_put_off(tx,
			     &(struct thread_off){ 501, RUDO, tx_now(tx) + HOUR, " " }),
	    ERR_INVALID);
	ck_assert_int_eq(thread_put_off(tx, &(struct thread_off){ 501, RUDO,
						tx_now(tx) + 2 * HOUR, "no answer" }),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(state(501), "snoozed");
	site_later("2 h");
	site_calendar();
	/* He did not wait: since now somebody has to look. */
	ck_assert_str_eq(site_text("SELECT waiting_since > business_now() - interval "
				   "'1 min' FROM thread WHERE id = 501"),
	    "true");
}
END_TEST

/* Whose. */

START_TEST(given_to_a_colleague_with_a_note)
{
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = press(RUDO, site_get(RUDO, T501), "assign", "to=ask");
	ck_assert_str_eq(rq->reply.location, "/messages/501/assign");
	page = site_get(RUDO, "/messages/501/assign");
	ck_assert(site_shows(page, ">Sr Tendai Moyana</option>"));
	ck_assert(!site_shows(page, "Joyce Tembo"));
	rq = site_post(RUDO, "/messages/501/assign", form_of(page, "to=&note=x"));
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_post(RUDO, "/messages/501/assign", form_of(page, "to=203&note=x"));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "somebody who works at this facility"));
	rq = site_post(
	    RUDO, "/messages/501/assign", form_of(page, "to=202&note=He+knows+you"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=given");
	ck_assert_str_eq(
	    site_text("SELECT note FROM thread_event WHERE what = 'given'"),
	    "Sr Tendai Moyana\nHe knows you");
	ck_assert_int_eq(lines_of(TENDAI, "/messages?view=mine"), 1);
	ck_assert_int_eq(lines_of(RUDO, "/messages?view=nobody"), 0);
	ck_assert(site_shows(site_get(RUDO, "/messages"), "With Tendai M."));
}
END_TEST

START_TEST(what_is_in_hand_stands_in_its_order)
{
	struct request *rq;
	const char *html;

	site_sql("UPDATE thread SET assigned_to = 201, last_at = business_now() - "
		 "interval '1 day' WHERE id IN (503, 504, 507)");
	site_sql("INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE SELECT 2000 + "
		 "g, '+26377111' || (1000 + g) FROM generate_series(1, 60) g;"
		 "INSERT INTO thread (kind, phone_id, place_id, last_at, assigned_to) "
		 "SELECT 'unknown', 2000 + g, 101, business_now() - g * interval '1 "
		 "h', 201 FROM generate_series(1, 60) g");
	site_says(BRIAN_PHONE, "Can I swim?");
	site_says(TINASHE_PHONE, "blood");
	site_sql("UPDATE thread SET assigned_to = 201 WHERE id IN (501, 502)");
	rq = site_get(RUDO, "/messages?view=mine");
	html = rq->reply.body.data;
	ck_assert_int_eq(count_of(rq, "mine"), 65);
	ck_assert(strstr(html, "t-501") < strstr(html, "t-502"));
	ck_assert(strstr(html, "t-502") < strstr(html, "1001"));
	html = strstr(html, "after=");
	ck_assert_ptr_nonnull(html);
	rq =
	    site_get(RUDO, arena_printf(site_arena(), "/messages?view=mine&%s",
			       arena_strndup(site_arena(), html, strcspn(html, "\""))));
	ck_assert_int_eq(site_count(rq, "<li id=\"t-"), 15);
}
END_TEST

START_TEST(who_works_there_no_more_has_nothing_in_hand)
{
	static const char *const ways[] = {
		"UPDATE app_user SET active = false WHERE id = 202",
		"UPDATE app_user SET role = 'admin' WHERE id = 202",
		"DELETE FROM user_place WHERE user_id = 202",
		"UPDATE patient SET place_id = 102 WHERE id = 401"
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		site_test_begin();
		site_says(TINASHE_PHONE, "Can I bath?");
		site_sql("UPDATE thread SET assigned_to = 202 WHERE id = 501");
		site_sql("%s", ways[i]);
		ck_assert_msg(
		    *site_text("SELECT assigned_to FROM thread WHERE id = 501") == '\0',
		    "%s", ways[i]);
		ck_assert_str_eq(
		    site_text("SELECT note FROM thread_event WHERE what = 'freed'"),
		    "Sr Tendai Moyana");
		ck_assert_int_eq(lines_of(NOMSA, "/messages?view=nobody"), 1);
	}
}
END_TEST

/* And who still works there keeps it. */
START_TEST(who_only_leaves_another_facility_keeps_it)
{
	site_says(TINASHE_PHONE, "Can I bath?");
	site_sql("UPDATE thread SET assigned_to = 204 WHERE id = 501");
	site_sql("DELETE FROM user_place WHERE user_id = 204 AND place_id = 102");
	ck_assert_int_eq(
	    site_number("SELECT assigned_to FROM thread WHERE id = 501"), 204);
	/* He moves to where she works too. */
	site_sql("INSERT INTO user_place VALUES (204, 102); UPDATE patient SET "
		 "place_id = 102 WHERE id = 401");
	ck_assert_int_eq(
	    site_number("SELECT assigned_to FROM thread WHERE id = 501"), 204);
}
END_TEST

/* Two at once. */

START_TEST(the_second_is_told_who_was_first)
{
	static const struct {
		const char *act, *form, *words;
	} acts[] = { { "close", "", "Sr Tendai Moyana closed this conversation" },
		{ "assign", "to=me", "Sr Tendai Moyana took this conversation" } };
	static const struct {
		const char *path, *first, *second, *words;
	} pages[] = { { "/snooze", "until=2h&reason=a",
			  "until=tomorrow&reason=my+own+words",
			  "snoozed this conversation" },
		{ "/assign", "to=202", "to=207&note=my+own+words",
		    "took this conversation" } };

	for (size_t i = 0; i < COUNT_OF(acts); i++) {
		struct request *mine, *hers, *rq;

		site_test_begin();
		site_says(TINASHE_PHONE, "Can I bath?");
		mine = site_get(RUDO, T501);
		hers = site_get(TENDAI, T501);
		ck_assert_int_eq(
		    press(TENDAI, hers, acts[i].act, acts[i].form)->reply.code, 303);
		site_later("3 s");
		rq = press(RUDO, mine, acts[i].act,
		    arena_printf(site_arena(), "body=typed+so+far&%s", acts[i].form));
		ck_assert_int_eq(rq->reply.code, 409);
		ck_assert_msg(site_shows(rq, acts[i].words), "%s", acts[i].act);
		ck_assert(site_shows(rq, "typed so far</textarea>"));
		/* Now that she knows, it is hers to decide. */
		ck_assert(site_shows(rq, "formaction=\"/messages/501/assign?act="));
	}
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		const char *path = arena_printf(site_arena(), T501 "%s", pages[i].path);
		struct request *mine, *hers, *rq;

		site_test_begin();
		site_says(TINASHE_PHONE, "Can I bath?");
		mine = site_get(RUDO, path);
		hers = site_get(TENDAI, path);
		path = strstr(mine->reply.body.data, "action=\"/messages/501") +
		       strlen("action=\"");
		path = arena_strndup(site_arena(), path, strcspn(path, "\""));
		ck_assert_int_eq(
		    site_post(TENDAI, path, form_of(hers, pages[i].first))->reply.code,
		    303);
		rq = site_post(RUDO, path, form_of(mine, pages[i].second));
		ck_assert_int_eq(rq->reply.code, 409);
		ck_assert_msg(site_shows(rq, pages[i].words), "%s", pages[i].path);
		ck_assert(site_shows(rq, "value=\"my own words\""));
		/* The page that says so may be sent. */
		path = strstr(rq->reply.body.data, "action=\"/messages/501") +
		       strlen("action=\"");
		path = arena_strndup(site_arena(), path, strcspn(path, "\""));
		rq = site_post(RUDO, path, form_of(rq, pages[i].second));
		ck_assert_int_eq(rq->reply.code, 303);
	}
}
END_TEST

START_TEST(what_was_answered_is_not_closed)
{
	struct request *mine, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	mine = site_get(RUDO, T501);
	(void)site_post(
	    TENDAI, T501 "/reply", form_of(site_get(TENDAI, T501), "body=Yes"));
	rq = press(RUDO, mine, "close", "");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Sr Tendai Moyana answered"));
	ck_assert_str_eq(state(501), "quiet");
}
END_TEST

/* Asks at the same moment, each over a connection of its own; how many were done. */
static int
all_at_once(const char *path, const char *more)
{
	const int64_t users[] = { RUDO, TENDAI, NOMSA, PETER };
	pid_t children[AT_ONCE];
	const char *forms[COUNT_OF(users)];
	int done = 0, told = 0;

	for (size_t i = 0; i < COUNT_OF(users); i++) {
		struct request *page = site_get(users[i], T501);

		forms[i] = arena_printf(site_arena(), "last_seen=%s&%s",
		    site_value(page, "last_seen"), more);
	}
	for (int i = 0; i < AT_ONCE; i++) {
		children[i] = test_fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] != 0)
			continue;
		if (db_open(getenv("DATABASE"), &test_db) != OK)
			_exit(99);
		_exit(site_post(users[i % (int)COUNT_OF(users)], path,
			  forms[i % (int)COUNT_OF(users)])
				  ->reply.code == 303
			  ? 0
			  : 9);
	}
	for (int i = 0; i < AT_ONCE; i++) {
		int status;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		done += WIFEXITED(status) && WEXITSTATUS(status) == 0;
		told += WIFEXITED(status) && WEXITSTATUS(status) == 9;
	}
	ck_assert_int_eq(done + told, AT_ONCE);
	return done;
}

START_TEST(of_thirty_two_one_takes_it)
{
	const struct request *page;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, T501);
	ck_assert_int_eq(all_at_once(button(page, "assign"), "to=me"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'taken'"), 1);
}
END_TEST

START_TEST(of_thirty_two_one_closes_it)
{
	const struct request *page;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, T501);
	ck_assert_int_eq(all_at_once(button(page, "close"), ""), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'closed'"), 1);
}
END_TEST

START_TEST(of_thirty_two_one_puts_it_off)
{
	const struct request *page;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, T501);
	ck_assert_int_eq(
	    all_at_once(button(page, "snooze"), "until=2h&reason=later"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'snoozed'"), 1);
}
END_TEST

/* Closed and opened again. */

START_TEST(a_closing_is_taken_back)
{
	const char *since;
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	since = site_text("SELECT waiting_since FROM thread WHERE id = 501");
	site_later("20 min");
	rq = press(RUDO, site_get(RUDO, T501), "close", "");
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, "action=\"/messages/501/open\""));
	ck_assert_int_eq(lines_of(RUDO, "/messages?view=closed"), 1);
	rq = site_post(RUDO, "/messages/501/open", "");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=reopened");
	ck_assert_str_eq(
	    site_text("SELECT waiting_since FROM thread WHERE id = 501"), since);
	/* A second press finds it open. */
	rq = site_post(RUDO, "/messages/501/open", "");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "You opened this conversation again"));
	/* What was opened again is not taken for answered. */
	rq = site_get(RUDO, T501);
	(void)site_post(RUDO, T501 "/reply", form_of(rq, "body=Yes"));
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/sms/%" PRId64 "/undo",
		site_number("SELECT id FROM message WHERE author_id = 201")),
	    "");
	ck_assert_str_eq(state(501), "waiting");
	ck_assert_str_eq(
	    site_text("SELECT waiting_since FROM thread WHERE id = 501"), since);
}
END_TEST

/* A possible problem that was answered and put away comes back as one, as of now. */
START_TEST(what_was_answered_comes_back_as_urgent)
{
	static const char *const thens[] = { "then=close", "then=snooze" };
	struct request *page;

	site_says(TINASHE_PHONE, "Ropa");
	ck_assert_int_eq(site_number("SELECT urgency FROM thread WHERE id = 501"), 2);
	page = site_get(RUDO, T501);
	(void)site_post(RUDO, T501 "/reply",
	    form_of(page, arena_printf(site_arena(), "body=Come+now&%s", thens[_i])));
	ck_assert_str_eq(state(501), _i == 0 ? "closed" : "snoozed");
	site_later("2 hours 1 second");
	if (_i == 0)
		(void)site_post(RUDO, T501 "/open", "");
	else
		site_calendar();
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', state, urgency, "
				   "waiting_since > business_now() - interval '1 min') "
				   "FROM thread WHERE id = 501"),
	    "waiting 2 t");
}
END_TEST

START_TEST(a_message_opens_what_was_closed)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Thank you so much sister, see you");
	(void)press(RUDO, site_get(RUDO, T501), "close", "");
	site_later("1 h");
	site_says(TINASHE_PHONE, "One more thing");
	ck_assert_str_eq(state(501), "waiting");
	ck_assert_str_eq(site_text("SELECT waiting_since > business_now() - interval "
				   "'1 min' FROM thread WHERE id = 501"),
	    "true");
	rq = site_post(RUDO, "/messages/501/open", "");
	ck_assert_int_eq(rq->reply.code, 409);
}
END_TEST

START_TEST(several_are_closed_after_a_page_that_names_them)
{
	struct request *page, *rq;
	const char *body;

	site_says(TINASHE_PHONE, "see you sister");
	site_says(BRIAN_PHONE, "There is blood");
	site_says(UNKNOWN_PHONE, "hello");
	rq = site_post(RUDO, "/messages/bulk", "");
	ck_assert_str_eq(rq->reply.location, "/messages?notice=several-unticked");
	body = arena_printf(site_arena(), "id=501&id=502&id=%s",
	    site_text("SELECT id FROM thread WHERE kind = 'unknown'"));
	page = site_post(RUDO, "/messages/bulk?view=nobody", body);
	ck_assert_int_eq(page->reply.code, 200);
	ck_assert(site_shows(page, "<b>Tinashe Moyo</b>: “see you sister”"));
	ck_assert(site_shows(page, "These stay open:"));
	ck_assert(site_shows(page, "<b>Brian Mutasa</b>: “There is blood”"));
	ck_assert(site_shows(page, "A possible problem: open it and decide."));
	ck_assert(site_shows(page, "Close 2 conversations"));
	ck_assert_str_eq(state(501), "waiting");
	/* One writes again meanwhile: his stays open. */
	site_says(UNKNOWN_PHONE, "is this the clinic");
	body = arena_printf(site_arena(), "sure=1&once=%s", site_value(page, "once"));
	for (const char *s = page->reply.body.data;
	     (s = strstr(s, "<li><input type=\"hidden\" name=\"id\"")) != NULL; s++) {
		struct request one = { .reply.body.data = arena_strndup(
					   site_arena(), s, strcspn(s, "\n")) };

		body = arena_printf(site_arena(), "%s&id=%s&seen=%s&act=%s", body,
		    site_value(&one, "id"), site_value(&one, "seen"),
		    site_value(&one, "act"));
	}
	rq = site_post(RUDO, "/messages/bulk?view=nobody", body);
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_ptr_nonnull(strstr(
	    rq->reply.location, "/messages?view=nobody&notice=several-some&several="));
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, "1 conversation closed. 1 stays open: something "
				 "happened to it meanwhile."));
	ck_assert(site_shows(rq, "/undo\""));
	ck_assert_str_eq(state(501), "closed");
	ck_assert_str_eq(state(502), "waiting");
}
END_TEST

START_TEST(several_are_opened_again)
{
	const char *since, *undo;
	struct request *rq;

	site_says(TINASHE_PHONE, "see you sister");
	site_says(BRIAN_PHONE, "see you soon sister");
	since = site_text("SELECT waiting_since FROM thread WHERE id = 501");
	site_later("1 h");
	rq = site_post(RUDO, "/messages/bulk",
	    "sure=1&id=501&seen=999999&act=999999&id=502&seen=999999&act=999999");
	undo = strstr(rq->reply.location, "several=");
	ck_assert_ptr_nonnull(undo);
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "notice=several-closed"));
	undo = arena_printf(
	    site_arena(), "/messages/bulk/%s/undo", undo + strlen("several="));
	site_later("1 min");
	site_says(BRIAN_PHONE, "One more question");
	ck_assert_int_eq(site_post(TENDAI, undo, "")->reply.code, 404);
	rq = site_post(RUDO, undo, "");
	ck_assert_str_eq(rq->reply.location, "/messages?notice=several-undone-some");
	ck_assert_str_eq(state(501), "waiting");
	ck_assert_str_eq(
	    site_text("SELECT waiting_since FROM thread WHERE id = 501"), since);
	rq = site_post(RUDO, undo, "");
	ck_assert_str_eq(rq->reply.location, "/messages?notice=several-undo-late");
}
END_TEST

START_TEST(an_open_case_is_not_closed_with_others)
{
	struct request *page;

	site_says(TINASHE_PHONE, "There is blood");
	(void)site_post(
	    RUDO, T501 "/reply", form_of(site_get(RUDO, T501), "body=Press+on+it"));
	site_later("1 h");
	site_says(TINASHE_PHONE, "ok sister I do so");
	ck_assert_int_eq(site_number("SELECT urgency FROM thread WHERE id = 501"), 1);
	page = site_post(RUDO, "/messages/bulk", "id=501");
	ck_assert(site_shows(page, "Something about a problem is still open."));
	ck_assert(site_shows(page, "None of them can be closed"));
}
END_TEST

/* Who is there. */

START_TEST(the_list_says_who_is_there)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	(void)site_get(TENDAI, T501);
	rq = site_get(RUDO, "/messages");
	ck_assert(site_shows(rq, "Tendai M. is looking"));
	ck_assert(!site_shows(site_get(TENDAI, "/messages"), "is looking"));
	(void)site_post(TENDAI, T501 "/draft", "body=Hello");
	ck_assert(
	    site_shows(site_get(RUDO, "/messages?view=all"), "Tendai M. is writing"));
	(void)site_get(NOMSA, T501);
	ck_assert(site_shows(site_get(RUDO, "/messages?q=bath"),
	    "Tendai M. is writing, Nomsa D. is looking"));
	site_later("61 s");
	ck_assert(!site_shows(site_get(RUDO, "/messages"), "Tendai M. is"));
	/* Without a script it is still said in the conversation. */
	ck_assert(site_shows(
	    site_get(RUDO, T501), "looked at this conversation a moment ago."));
	site_later("60 s");
	ck_assert(!site_shows(site_get(RUDO, T501), "Tendai"));
}
END_TEST

/* What her list asks every few seconds. */
static const struct site_ask open_list = { .method = GET,
	.user = RUDO,
	.path = "/messages",
	.poll = true,
	.fragment = "inbox" };

/* Whoever begins to write is seen at the next look of a list that is open. */
START_TEST(beginning_to_write_is_news_going_on_is_none)
{
	struct site_ask poll = open_list;
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = site_ask(&poll);
	poll.tag = site_header(rq, "ETag");
	ck_assert_int_eq(site_ask(&poll)->reply.code, 304);
	(void)site_post(TENDAI, T501 "/draft", "body=H");
	rq = site_ask(&poll);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Tendai M. is writing"));
	ck_assert(site_shows(rq, "<template><nav class=\"tabs\" id=\"views\""));
	poll.tag = site_header(rq, "ETag");
	(void)site_post(TENDAI, T501 "/draft", "body=He");
	ck_assert_int_eq(site_ask(&poll)->reply.code, 304);
}
END_TEST

START_TEST(beginning_to_write_to_a_number_is_news_too)
{
	struct site_ask poll = open_list;
	struct request *rq;

	site_says(UNKNOWN_PHONE, "hello");
	rq = site_ask(&poll);
	poll.tag = site_header(rq, "ETag");
	(void)site_post(TENDAI,
	    arena_printf(rq->arena, "/messages/%s/draft",
		site_text("SELECT id FROM thread WHERE place_id IS NULL AND "
			  "last_words = 'hello'")),
	    "body=H");
	rq = site_ask(&poll);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Tendai M. is writing"));
}
END_TEST

/* Versions are counted at the end, in one order for everybody: else two could wait for each other. */
START_TEST(nobody_else_counts_versions)
{
	ck_assert_str_eq(
	    site_text("SELECT coalesce(string_agg(proname, ' ' ORDER BY proname), '') "
		      "FROM pg_proc WHERE prosrc ~ 'UPDATE place_version'"),
	    "place_version_count");
}
END_TEST

static void
add_list_tests(TCase *tc)
{
	tcase_add_test(tc, each_view_says_in_words_that_it_is_empty);
	tcase_add_test(tc, the_counts_are_those_of_the_lists);
	tcase_add_test(tc, what_is_counted_once_is_counted_anew_when_it_changes);
	tcase_add_test(tc, a_list_is_of_one_facility_where_it_is_asked_for);
	tcase_add_test(tc, words_that_were_said_are_found);
	tcase_add_test(tc, what_was_found_stands_where_it_was_said);
	tcase_add_test(tc, a_word_without_end_is_kept);
	tcase_add_test(tc, a_search_is_never_a_fault);
	tcase_add_test(tc, what_we_said_is_found_what_was_taken_back_is_not);
	tcase_add_test(tc, the_list_says_who_is_there);
	tcase_add_test(tc, beginning_to_write_is_news_going_on_is_none);
	tcase_add_test(tc, beginning_to_write_to_a_number_is_news_too);
	tcase_add_test(tc, nobody_else_counts_versions);
}

static void
add_snooze_tests(TCase *tc)
{
	tcase_add_test(tc, snoozed_until_a_moment_and_why);
	tcase_add_test(tc, it_comes_back_at_its_time_and_nobody_has_to_look);
	tcase_add_test(tc, a_message_wakes_it_even_a_zero);
	tcase_add_test(tc, a_danger_wakes_it);
	tcase_add_test(tc, a_possible_problem_sleeps_two_hours_at_most);
	tcase_add_test(tc, a_moment_of_ones_own);
	tcase_add_test(tc, tomorrow_at_opening_is_by_the_clock_of_the_clinic);
	tcase_add_test(tc, tomorrow_is_the_next_day_it_is_open);
	tcase_add_test(tc, what_is_never_open_comes_back_all_the_same);
	tcase_add_test(tc, woken_by_hand);
	tcase_add_test(tc, send_and_snooze_in_one_step);
}

TCase *
inbox_pages_tests(void)
{
	TCase *tc = tcase_create("inbox pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	add_list_tests(tc);
	add_snooze_tests(tc);
	tcase_add_test(tc, given_to_a_colleague_with_a_note);
	tcase_add_test(tc, what_is_in_hand_stands_in_its_order);
	tcase_add_test(tc, who_works_there_no_more_has_nothing_in_hand);
	tcase_add_test(tc, who_only_leaves_another_facility_keeps_it);
	tcase_add_test(tc, the_second_is_told_who_was_first);
	tcase_add_test(tc, what_was_answered_is_not_closed);
	tcase_add_test(tc, of_thirty_two_one_takes_it);
	tcase_add_test(tc, of_thirty_two_one_closes_it);
	tcase_add_test(tc, of_thirty_two_one_puts_it_off);
	tcase_add_test(tc, a_closing_is_taken_back);
	tcase_add_loop_test(tc, what_was_answered_comes_back_as_urgent, 0, 2);
	tcase_add_test(tc, a_message_opens_what_was_closed);
	tcase_add_test(tc, several_are_closed_after_a_page_that_names_them);
	tcase_add_test(tc, several_are_opened_again);
	tcase_add_test(tc, an_open_case_is_not_closed_with_others);
	return tc;
}
