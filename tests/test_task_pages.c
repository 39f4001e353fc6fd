/* test_task_pages.c - the day's work as nurses see it, and what comes of it. */

#include <stdio.h>
#include <string.h>

#include "site_test.h"

/* Tasks: an urgent call, a late trace, a shared phone, one at another facility. */
enum { CALL = 701, TRACE = 702, WHO = 703, ELSEWHERE = 704, LATER = 705, NUMBER = 706 };

#define VERSION_1 "&version=1"

static void
begin(void)
{
	site_test_begin();
	site_sql(
	    "INSERT INTO thread (id, kind, place_id, phone_id, state, waiting_since, "
	    "last_at, "
	    "  last_words, last_direction) OVERRIDING SYSTEM VALUE VALUES "
	    "  (590, 'shared', 101, 303, 'waiting', business_now() - interval '30 "
	    "min', "
	    "   business_now() - interval '30 min', '0', 'in');"
	    "UPDATE thread SET state = 'waiting', waiting_since = business_now() - "
	    "interval "
	    "  '50 min', urgency = 3, last_words = 'blood & pain', last_direction = "
	    "'in', "
	    "  last_at = business_now() WHERE id = 501;"
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, "
	    "  body, state, at, reads, urgency) OVERRIDING SYSTEM VALUE VALUES "
	    "  (801, 501, 101, 401, 301, 'in', 'reply', 'blood & pain', 'received', "
	    "   business_now() - interval '50 min', 'words', 3);"
	    "INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, "
	    "kind, source, "
	    "  priority, who, anchor_date, words, starts_at, due_at, created_at) "
	    "  OVERRIDING SYSTEM VALUE "
	    "SELECT t.id, t.place, p.id, t.thread, p.id + 200, t.kind, 't' || t.id, "
	    "t.priority, "
	    "  coalesce(p.given_name || ' ' || p.family_name, '+263775550188'), "
	    "  e.anchor_date, t.words, business_now() + t.starts, business_now() + "
	    "t.due, "
	    "  business_now() - interval '52 min' "
	    "FROM (VALUES "
	    "  (701, 101, 401, 501, 'problem', 1, 'blood & pain', interval '-52 min', "
	    "   interval '-22 min'),"
	    "  (702, 101, 402, 502, 'trace', 3, 'No sign for 7 days', '-2 days', '-2 "
	    "days'),"
	    "  (703, 101, NULL, 590, 'who', 3, '0', '-32 min', '1 h'),"
	    "  (704, 102, 405, 505, 'number', 3, 'Did not arrive', '-1 h', '4 h'),"
	    "  (705, 101, 407, 507, 'visit', 3, 'Referred', '3 days', '4 days'),"
	    "  (706, 101, 403, 503, 'number', 3, 'Did not arrive', '-1 h', '20 h')) "
	    "  t (id, place, patient, thread, kind, priority, words, starts, due) "
	    "LEFT JOIN patient p ON p.id = t.patient LEFT JOIN enrolment e ON "
	    "e.patient_id = p.id");
}

static const char *
task(int id, const char *column)
{
	return site_text("SELECT %s FROM task WHERE id = %d", column, id);
}

static void
stands_before(const char *html, const char *first, const char *second)
{
	const char *one = strstr(html, first), *two = strstr(html, second);

	ck_assert_msg(one != NULL && two != NULL && one < two, "%s, %s", first, second);
}

static struct request *
done(int64_t user, int id, const char *body)
{
	return site_post(user, arena_printf(site_arena(), "/tasks/%d/done", id), body);
}

START_TEST(the_list_groups_what_is_to_do)
{
	struct request *rq = site_get(RUDO, "/tasks");
	const char *html = rq->reply.body.data;

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Monday 3 March 2031"));
	/* Urgent first, then late, then today, then tomorrow. */
	stands_before(html, "id=\"group-0\"", "id=\"task-701\"");
	stands_before(html, "id=\"task-701\"", "id=\"group-1\"");
	stands_before(html, "id=\"group-1\"", "id=\"task-702\"");
	stands_before(html, "id=\"task-702\"", "id=\"task-703\"");
	stands_before(html, "id=\"task-703\"", "id=\"group-3\"");
	ck_assert(site_shows(rq, "“blood &amp; pain”"));
	ck_assert(site_shows(rq, "Day 3 of 13"));
	ck_assert(site_shows(rq, "since 07:10"));
	ck_assert(site_shows(rq, "2 days late"));
	/* Neither another facility's nor next week's. */
	ck_assert(!site_shows(rq, "Nkosana"));
	ck_assert(!site_shows(rq, "id=\"task-705\""));
	/* The counts are the rows. */
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 4);
	ck_assert(site_shows(rq, "To do now <span class=\"count\">4</span>"));
	ck_assert(site_shows(rq, "Next 7 days <span class=\"count\">1</span>"));
	ck_assert(site_shows(rq, "<b>2</b><span>messages waiting"));
	/* The most urgent conversation first, then the longest wait. */
	stands_before(html, "id=\"w-501\"", "id=\"w-590\"");
	ck_assert(site_shows(rq, "Kudzai Dube"));
}
END_TEST

/* Local times of the facility: now, when the task is due, and where it stands. */
START_TEST(late_is_past_and_not_today)
{
	static const struct {
		const char *zone, *now, *due;
		int group; /* -1: among the next 7 days */
	} days[] = {
		{ "Africa/Harare", "2031-03-03 00:00", "2031-03-02 23:59:59.999999",
		    1 },
		{ "Africa/Harare", "2031-03-03 00:00", "2031-03-03 00:00", 2 },
		{ "Africa/Harare", "2031-03-03 23:59:59", "2031-03-03 00:00", 2 },
		{ "Africa/Harare", "2031-03-03 12:00", "2031-03-04 11:59", 3 },
		{ "Africa/Harare", "2031-03-03 12:00", "2031-03-04 12:01", -1 },
		{ "Africa/Harare", "2031-02-28 23:59", "2031-02-28 08:00", 2 },
		{ "Africa/Harare", "2031-02-28 23:59", "2031-03-01 00:00", 3 },
		{ "Africa/Harare", "2031-03-01 00:00", "2031-02-28 23:59", 1 },
		{ "Africa/Harare", "2032-03-01 00:00", "2032-02-29 23:59", 1 },
		/* Its clocks go forward at one on the 30th, back at two on the 26th. */
		{ "Europe/London", "2031-03-30 03:00", "2031-03-30 00:30", 2 },
		{ "Europe/London", "2031-03-30 00:10", "2031-03-29 23:50", 1 },
		{ "Europe/London", "2031-03-29 23:30", "2031-03-31 00:15", 3 },
		{ "Europe/London", "2031-10-26 23:55", "2031-10-26 00:05", 2 },
		/* No midnight at all on this Friday. */
		{ "Africa/Cairo", "2031-04-25 02:00", "2031-04-24 23:59", 1 },
		{ "Africa/Cairo", "2031-04-25 02:00", "2031-04-25 01:00", 2 },
	};

	site_sql("DELETE FROM task WHERE id <> 702");
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		const int group = days[i].group;
		struct request *rq;

		site_sql("UPDATE place SET zone = '%s' WHERE id = 101; UPDATE "
			 "business_clock SET advance = timestamp '%s' AT TIME ZONE "
			 "'%s' - transaction_timestamp(); UPDATE task SET starts_at = "
			 "'2030-01-01', due_at = timestamp '%s' AT TIME ZONE '%s'",
		    days[i].zone, days[i].now, days[i].zone, days[i].due, days[i].zone);
		site_later("0 s");
		rq = site_get(RUDO, group < 0 ? "/tasks?due=upcoming" : "/tasks");
		ck_assert_msg(
		    group < 0 || site_shows(rq, arena_printf(site_arena(),
						    "id=\"group-%d\"", group)),
		    "%s %s", days[i].now, days[i].due);
		ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
		ck_assert_int_eq(site_count(rq, "1 of them late"), group == 1);
		ck_assert_int_eq(
		    site_count(rq, "To do now <span class=\"count\">1<"), group >= 0);
		ck_assert_int_eq(
		    site_count(rq, "Next 7 days <span class=\"count\">1<"), group < 0);
		rq = site_get(RUDO, "/tasks/702");
		ck_assert_int_eq(site_count(rq, "1 day late"), group == 1);
		/* With a filter the counts are the same. */
		rq = site_get(RUDO, "/tasks?kind=trace");
		ck_assert_int_eq(
		    site_count(rq, "To do now <span class=\"count\">1<"), group >= 0);
		site_forget();
	}
}
END_TEST

/* In Havana the clock goes back from one to midnight on 2 November: at 05:00 UTC. */
START_TEST(of_two_midnights_the_first_begins_the_day)
{
	static const struct {
		const char *now, *due;
		int group;
	} days[] = {
		{ "2031-11-02 04:45Z", "2031-11-02 03:59:59Z", 1 },
		{ "2031-11-02 04:45Z", "2031-11-02 04:10Z", 2 },
		{ "2031-11-02 05:30Z", "2031-11-02 03:59:59Z", 1 },
		{ "2031-11-02 05:30Z", "2031-11-02 04:10Z", 2 },
		{ "2031-11-02 12:00Z", "2031-11-02 05:10Z", 2 },
		{ "2031-11-01 12:00Z", "2031-11-02 04:10Z", 3 },
	};

	site_sql("DELETE FROM task WHERE id <> 702; UPDATE place SET zone = "
		 "'America/Havana' WHERE id = 101");
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		struct request *rq;

		site_sql("UPDATE business_clock SET advance = timestamptz '%s' - "
			 "transaction_timestamp(); UPDATE task SET starts_at = "
			 "'2030-01-01', due_at = '%s'",
		    days[i].now, days[i].due);
		site_later("0 s");
		rq = site_get(RUDO, "/tasks");
		ck_assert_msg(site_shows(rq, arena_printf(site_arena(),
						 "id=\"group-%d\"", days[i].group)),
		    "%s %s", days[i].now, days[i].due);
		ck_assert_int_eq(site_count(rq, "1 of them late"), days[i].group == 1);
		ck_assert_int_eq(site_count(site_get(RUDO, "/tasks/702"), "1 day late"),
		    days[i].group == 1);
	}
}
END_TEST

/* A day has 25 hours once a year; a week ends at midnight. */
START_TEST(whole_days_are_done_and_planned)
{
	static const char at[] = "UPDATE task SET %s = timestamp '%s' AT TIME ZONE "
				 "'Europe/London' WHERE id = 702";

	site_sql("DELETE FROM task WHERE id <> 702; UPDATE place SET zone = "
		 "'Europe/London' WHERE id = 101; UPDATE business_clock SET advance = "
		 "timestamp '2031-10-26 23:50' AT TIME ZONE 'Europe/London' - "
		 "transaction_timestamp()");
	site_later("0 s");
	site_sql(at, "due_at", "2031-11-03 10:00");
	site_sql(at, "starts_at", "2031-11-02 23:59");
	ck_assert_int_eq(
	    site_count(site_get(RUDO, "/tasks?due=upcoming"), "<tr id=\"task-"), 1);
	site_sql(at, "starts_at", "2031-11-03 00:00");
	ck_assert_int_eq(
	    site_count(site_get(RUDO, "/tasks?due=upcoming"), "<tr id=\"task-"), 0);
	site_sql("UPDATE task SET status = 'cancelled'");
	site_sql(at, "closed_at", "2031-10-26 00:05");
	ck_assert(site_shows(site_get(RUDO, "/tasks?due=done"), "id=\"task-702\""));
	ck_assert(site_shows(site_get(RUDO, "/tasks?due=done&q=mutasa"),
	    "Done today <span class=\"count\">1<"));
	site_sql(at, "closed_at", "2031-10-25 23:55");
	ck_assert(site_shows(
	    site_get(RUDO, "/tasks?due=done"), "Done today <span class=\"count\">0<"));
}
END_TEST

START_TEST(tabs_and_filters)
{
	struct request *rq = site_get(RUDO, "/tasks?due=upcoming");

	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
	ck_assert(site_shows(rq, "Thu 6 Mar"));
	rq = site_get(RUDO, "/tasks?due=done");
	ck_assert(site_shows(rq, "Nothing is done yet today"));
	rq = site_get(RUDO, "/tasks?q=MUTASA");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
	ck_assert(site_shows(rq, "To do now <span class=\"count\">1</span>"));
	rq = site_get(RUDO, "/tasks?q=r-2291");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
	rq = site_get(RUDO, "/tasks?kind=who&who=none");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
	rq = site_get(RUDO, "/tasks?who=me");
	ck_assert(site_shows(rq, "No task fits this filter"));
	/* What is not in the list of filters filters nothing. */
	rq = site_get(RUDO, "/tasks?kind=%27%3B&due=x&after=1.2");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 4);
}
END_TEST

START_TEST(long_lists_are_paged)
{
	struct request *rq;
	const char *more;

	site_sql("INSERT INTO task (place_id, patient_id, thread_id, kind, source, "
		 "priority, who, words, "
		 "  starts_at, due_at, created_at) "
		 "SELECT 101, 402, 502, 'free', 'many:' || n, 4, 'Brian Mutasa', 'Free "
		 "' || n, "
		 "  business_now(), business_now() + interval '3 h', business_now() "
		 "FROM generate_series(1, 70) n");
	rq = site_get(RUDO, "/tasks");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 50);
	ck_assert(site_shows(rq, "To do now <span class=\"count\">74</span>"));
	more = strstr(rq->reply.body.data, "<footer><a class=\"btn\" href=\"");
	ck_assert_ptr_nonnull(more);
	more += strlen("<footer><a class=\"btn\" href=\"");
	more = arena_strndup(site_arena(), more, strcspn(more, "\""));
	/* The ampersand as it stands in the page. */
	ck_assert_ptr_nonnull(strstr(more, "&amp;after="));
	rq = site_get(RUDO,
	    arena_printf(site_arena(), "/tasks?due=now&%s", strstr(more, "after=")));
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 24);
	ck_assert(!site_shows(rq, "id=\"task-701\""));
	ck_assert(!site_shows(rq, "Show more"));
}
END_TEST

/* The ids of all pages of a list, from the first to the last. */
static const char *
all_pages(int64_t user, const char *path, int *pages)
{
	const char *ids = "";

	for (*pages = 0; path != NULL && *pages < 20; (*pages)++) {
		const char *at = site_get(user, path)->reply.body.data, *more;

		more = strstr(at, "after=");
		while ((at = strstr(at, "<tr id=\"task-")) != NULL) {
			at += strlen("<tr id=\"task-");
			ids = arena_printf(
			    site_arena(), "%s %.*s", ids, (int)strcspn(at, "\""), at);
		}
		while (more != NULL &&
		       strncmp(more + strcspn(more, "\""), "\">Show", 6) != 0)
			more = strstr(more + 1, "after=");
		path = more == NULL ? NULL
				    : arena_printf(site_arena(), "/tasks?due=now&%.*s",
					  (int)strcspn(more, "\""), more);
	}
	return ids;
}

/* However it is read: problems, what is late, today's, the rest; then urgency, then time. */
START_TEST(all_pages_are_one_list_in_its_order)
{
	const char *order;
	int pages;

	site_sql(
	    "INSERT INTO task (place_id, patient_id, kind, source, priority, who, "
	    "words, "
	    "starts_at, due_at, created_at) SELECT CASE n %% 5 WHEN 0 THEN NULL WHEN 1 "
	    "THEN 102 ELSE 101 END, CASE n %% 5 WHEN 0 THEN NULL WHEN 1 THEN 405 ELSE "
	    "402 "
	    "END, (ARRAY['problem', 'trace', 'free'])[1 + n %% 7 %% 3], 'o' || n, 1 + "
	    "n * 7 "
	    "%% 4, 'x', 'x', business_now() + (n %% 3 - 2) * interval '1 hour', "
	    "business_now() + (n * 37 %% 100 - 60) * interval '1 hour', business_now() "
	    "FROM "
	    "generate_series(1, 300) n");
	order =
	    site_text("SELECT string_agg(' ' || t.id, '' ORDER BY CASE WHEN t.kind = "
		      "'problem' THEN 0 "
		      "WHEN due_at < day_begins((business_now() AT TIME ZONE "
		      "z)::date, z) THEN 1 WHEN "
		      "due_at < day_begins((business_now() AT TIME ZONE z)::date + "
		      "1, z) THEN 2 ELSE 3 "
		      "END, priority, due_at, t.id) FROM task t LEFT JOIN place p "
		      "ON p.id = t.place_id "
		      "CROSS JOIN LATERAL (SELECT coalesce(p.zone, "
		      "'Africa/Harare') AS z) l WHERE open "
		      "AND t.kind <> 'escalation' AND (t.place_id IS NULL OR "
		      "t.place_id IN (101, 102)) "
		      "AND starts_at <= business_now() AND due_at < business_now() "
		      "+ interval '1 day'");
	ck_assert_str_eq(all_pages(NOMSA, "/tasks", &pages), order);
	ck_assert_int_gt(pages, 3);
}
END_TEST

START_TEST(a_supervisor_sees_every_facility_of_hers)
{
	struct request *rq = site_get(NOMSA, "/tasks");

	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "Nkosana Khumalo"));
	ck_assert(site_shows(rq, "Hillview Clinic"));
	ck_assert_int_eq(site_get(ADA, "/tasks")->reply.code, 403);
	ck_assert_int_eq(site_count(site_get(ALICE, "/tasks"), "<tr id=\"task-"), 0);
}
END_TEST

START_TEST(an_open_page_is_kept_fresh)
{
	struct site_ask ask = { .user = RUDO,
		.path = "/tasks?due=now",
		.fragment = "n-tasks,tiles,tasks",
		.poll = true };
	char weak[80];
	struct request *rq = site_ask(&ask);

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<template><tbody id=\"tasks\""));
	ck_assert(site_shows(rq, "<template><nav class=\"tiles\""));
	ask.tag = site_header(rq, "ETag");
	ck_assert_int_eq(site_ask(&ask)->reply.code, 304);
	/* As nginx has marked it beside a compressed answer. */
	(void)snprintf(weak, sizeof weak, "W/%s", ask.tag);
	ask.tag = weak;
	ck_assert_int_eq(site_ask(&ask)->reply.code, 304);
	site_sql("UPDATE task SET owner_id = 202, status = 'accepted', version = 2 "
		 "WHERE id = 702");
	rq = site_ask(&ask);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Tendai M."));
}
END_TEST

START_TEST(taking_is_first_come_first_served)
{
	struct request *rq = site_post(RUDO, "/tasks/702/take", "due=now");

	ck_assert_str_eq(rq->reply.location, "/tasks?notice=taken&undo=702");
	ck_assert_str_eq(task(702, "owner_id"), "201");
	ck_assert_str_eq(task(702, "status"), "accepted");
	/* Twice is once; the second nurse is told. */
	ck_assert_str_eq(site_post(RUDO, "/tasks/702/take", "due=now")->reply.location,
	    "/tasks?notice=taken&undo=702");
	rq = site_post(TENDAI, "/tasks/702/take", "then=stay");
	ck_assert_str_eq(rq->reply.location, "/tasks/702?notice=taken-by-other");
	rq = site_ask(&(struct site_ask){ .method = POST,
	    .user = TENDAI,
	    .path = "/tasks/702/take",
	    .fragment = "task-702",
	    .body = site_csrf(TENDAI) });
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "<template><tr id=\"task-702\""));
	ck_assert(site_shows(rq, "Rudo M."));
	ck_assert(site_shows(rq, "Sr Rudo Makoni took this first."));
	/* Giving it back is the owner's. */
	ck_assert_int_eq(site_post(TENDAI, "/tasks/702/release", "")->reply.code, 409);
	ck_assert_int_eq(site_post(RUDO, "/tasks/702/release", "")->reply.code, 303);
	ck_assert_str_eq(task(702, "owner_id"), "");
	ck_assert_str_eq(task(702, "status"), "requested");
}
END_TEST

START_TEST(one_task_shows_what_led_to_it)
{
	struct request *rq = site_get(RUDO, "/tasks/701");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Call about wound problem"));
	ck_assert(site_shows(rq, "href=\"tel:+263775550142\""));
	ck_assert(site_shows(rq, "href=\"/messages/501\""));
	ck_assert(site_shows(rq, "<blockquote class=\"quote red\">blood &amp; pain"));
	ck_assert(site_shows(rq, "in 2 hours, at 10:0"));
	ck_assert(site_shows(rq, "tomorrow, Tue 4 Mar, 07:30"));
	ck_assert_str_eq(rq->reply.shown, "task");
	/* Whose it is, is said in the thread. */
	rq = site_get(RUDO, "/tasks/703");
	ck_assert(site_shows(rq, "Say whose it is"));
	ck_assert(!site_shows(rq, "name=\"outcome\""));
	ck_assert_int_eq(done(RUDO, 703, "outcome=came" VERSION_1)->reply.code, 422);
	rq = site_get(RUDO, "/tasks/706");
	ck_assert(site_shows(rq, "href=\"/patients/403/phone\""));
	/* Another facility's is not there, whatever is tried. */
	ck_assert_int_eq(site_get(RUDO, "/tasks/704")->reply.code, 404);
	ck_assert_int_eq(site_post(RUDO, "/tasks/704/take", "")->reply.code, 404);
	ck_assert_int_eq(done(RUDO, 704, "outcome=came" VERSION_1)->reply.code, 404);
	ck_assert_int_eq(
	    site_post(RUDO, "/tasks/704/later", "until=2h&reason=x" VERSION_1)
		->reply.code,
	    404);
	ck_assert_str_eq(task(704, "version"), "1");
}
END_TEST

START_TEST(reached_and_well)
{
	struct request *rq =
	    done(RUDO, CALL, "outcome=reached-fine&note=Dry+now&then=list" VERSION_1);

	ck_assert_str_eq(rq->reply.location, "/tasks?notice=done&undo=701");
	ck_assert_str_eq(task(CALL, "status"), "completed");
	ck_assert_str_eq(task(CALL, "outcome"), "reached-fine");
	ck_assert_str_eq(task(CALL, "outcome_note"), "Dry now");
	ck_assert_str_eq(task(CALL, "closed_by"), "201");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM enrolment WHERE id = 601 AND "
			"last_sign_at > business_now() - interval '1 min'"),
	    1);
	rq = site_get(RUDO, "/tasks/701");
	ck_assert(site_shows(rq, "reached, no problem"));
	ck_assert(!site_shows(rq, "name=\"outcome\""));
	rq = site_get(RUDO, "/tasks?due=done");
	ck_assert_int_eq(site_count(rq, "<tr id=\"task-"), 1);
	ck_assert(site_shows(rq, "Done today <span class=\"count\">1</span>"));
}
END_TEST

/* Any sign of life ends the search for him. */
START_TEST(reaching_him_ends_the_tracing)
{
	site_sql("UPDATE task SET patient_id = 402, thread_id = 502 WHERE id = 701");
	ck_assert_int_eq(
	    done(RUDO, CALL, "outcome=came&then=next" VERSION_1)->reply.code, 303);
	ck_assert_str_eq(task(TRACE, "status"), "cancelled");
	ck_assert_str_eq(task(TRACE, "outcome_note"), "He came to the facility.");
}
END_TEST

START_TEST(a_problem_becomes_a_case)
{
	struct request *rq =
	    done(RUDO, CALL, "outcome=reached-problem&note=+" VERSION_1);

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Note: write what the problem is"));
	ck_assert(site_shows(rq, "value=\"reached-problem\" data-key=\"2\" checked"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM escalation"), 0);
	rq = done(RUDO, CALL,
	    "outcome=reached-problem&note=Still+bleeding&then=list" VERSION_1);
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=escalated&undo=701");
	ck_assert_str_eq(
	    site_text("SELECT severity FROM escalation WHERE patient_id = 401 "
		      "AND raised_by = 201"),
	    "severe");
	ck_assert_str_eq(site_text("SELECT words FROM task WHERE kind = 'escalation'"),
	    "Still bleeding");
}
END_TEST

START_TEST(not_reached_is_tried_again)
{
	struct request *rq =
	    done(RUDO, CALL, "outcome=not-reached&again=tomorrow&then=list" VERSION_1);

	ck_assert_str_eq(rq->reply.location, "/tasks?notice=put-off&undo=701");
	ck_assert_str_eq(
	    site_text("SELECT to_char(starts_at AT TIME ZONE 'Africa/Harare', "
		      "'DD HH24:MI') FROM task WHERE id = 701"),
	    "04 07:30");
	ck_assert_int_eq(site_count(site_get(RUDO, "/tasks"), "id=\"task-701\""), 0);
	rq = site_get(RUDO, "/tasks/701");
	ck_assert(site_shows(rq, "1 try so far"));
	rq = done(RUDO, CALL, "outcome=not-reached&again=stop&note=&version=2");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "why nobody needs to try again"));
	ck_assert_int_eq(
	    done(RUDO, CALL,
		"outcome=not-reached&again=stop&note=Moved+away&then=list&version=2")
		->reply.code,
	    303);
	ck_assert_str_eq(task(CALL, "outcome"), "not-found");
}
END_TEST

START_TEST(a_wrong_number_is_to_be_corrected)
{
	ck_assert_int_eq(
	    done(RUDO, TRACE, "outcome=wrong-number&then=list" VERSION_1)->reply.code,
	    303);
	site_rules();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'number' AND "
			"patient_id = 402 AND open"),
	    1);
}
END_TEST

START_TEST(nothing_chosen_nothing_done)
{
	struct request *rq = done(RUDO, CALL, "note=typed+text" VERSION_1);

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Outcome: choose what happened."));
	ck_assert(site_shows(rq, "typed text</textarea>"));
	ck_assert(site_shows(rq, "<title>Error:"));
	rq = done(RUDO, CALL, "outcome=made-up" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(task(CALL, "version"), "1");
}
END_TEST

START_TEST(two_at_once_is_a_clash_that_keeps_the_text)
{
	struct request *rq;

	ck_assert_int_eq(site_post(TENDAI, "/tasks/701/take", "")->reply.code, 303);
	rq = done(RUDO, CALL, "outcome=reached-fine&note=my+words" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Taken by Sr Tendai Moyana"));
	ck_assert(site_shows(rq, "my words</textarea>"));
	ck_assert_str_eq(site_value(rq, "version"), "2");
	/* Looked at, and saved all the same. */
	ck_assert_int_eq(
	    done(TENDAI, CALL, "outcome=came&then=list&version=2")->reply.code, 303);
	rq = done(RUDO, CALL, "outcome=reached-fine&note=my+words&version=2");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "my words</blockquote>"));
	ck_assert_str_eq(task(CALL, "outcome"), "came");
}
END_TEST

START_TEST(sent_twice_is_done_once)
{
	const char *once = "&once=6f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e";
	const char *body = arena_printf(site_arena(),
	    "outcome=not-reached&again=2h&then=list" VERSION_1 "%s", once);

	ck_assert_str_eq(
	    done(RUDO, CALL, body)->reply.location, "/tasks?notice=put-off&undo=701");
	ck_assert_str_eq(
	    done(RUDO, CALL, body)->reply.location, "/tasks?notice=put-off&undo=701");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task_event WHERE task_id = 701 AND "
			"what = 'not-reached'"),
	    1);
}
END_TEST

/* As a conversation is snoozed: the facility of these tests opens from Monday to Friday. */
START_TEST(tomorrow_is_the_next_day_it_is_open)
{
	static const struct {
		const char *name, *now, *zone, *tomorrow, *three_days;
	} cases[] = {
		{ "a Thursday", "2031-03-06 23:59", "Africa/Harare",
		    "tomorrow, Fri 7 Mar, 07:30", "in 4 days, Mon 10 Mar, 07:30" },
		{ "a Friday's first minute", "2031-03-07 00:00", "Africa/Harare",
		    "the next day it is open, Mon 10 Mar, 07:30", NULL },
		{ "a Sunday", "2031-03-09 23:59", "Africa/Harare",
		    "tomorrow, Mon 10 Mar, 07:30", "in 3 days, Wed 12 Mar, 07:30" },
		{ "a month's last day, before a holiday", "2031-04-30 12:00",
		    "Africa/Harare", "the next day it is open, Fri 2 May, 07:30",
		    "in 5 days, Mon 5 May, 07:30" },
		{ "a holiday", "2031-05-01 12:00", "Africa/Harare",
		    "tomorrow, Fri 2 May, 07:30", "in 4 days, Mon 5 May, 07:30" },
		{ "a weekend in which the clock goes forward", "2031-03-28 23:59",
		    "Europe/Berlin", "the next day it is open, Mon 31 Mar, 07:30",
		    NULL },
		{ "one in which it goes back", "2031-10-24 23:59", "Europe/Berlin",
		    "the next day it is open, Mon 27 Oct, 07:30", NULL },
	};
	site_sql("INSERT INTO place_holiday (place_id, day, name, created_at) VALUES "
		 "(101, '2031-05-01', 'Workers'' Day', business_now())");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		site_sql("UPDATE place SET zone = '%s' WHERE id = 101; UPDATE "
			 "business_clock SET advance = '%s %s'::timestamptz - "
			 "transaction_timestamp(); UPDATE session SET seen_at = "
			 "business_now(), expires_at = business_now() + interval '8 h'",
		    cases[i].zone, cases[i].now, cases[i].zone);
		for (int several = 0; several < 2; several++) {
			struct request *page =
			    several ? site_post(RUDO, "/tasks/bulk", "op=later&id=702")
				    : site_get(RUDO, "/tasks/702");

			ck_assert_msg(
			    site_shows(page, cases[i].tomorrow), "%s", cases[i].name);
			ck_assert_msg(cases[i].three_days != NULL
					  ? site_shows(page, cases[i].three_days)
					  : !site_shows(page, "value=\"3days\""),
			    "%s", cases[i].name);
		}
	}
	(void)site_post(
	    RUDO, "/tasks/702/later", "until=tomorrow&reason=At+work" VERSION_1);
	ck_assert_str_eq(site_text("SELECT starts_at AT TIME ZONE 'Europe/Berlin' FROM "
				   "task WHERE id = 702"),
	    "2031-10-27T07:30:00");
}
END_TEST

START_TEST(later_needs_a_reason)
{
	struct request *rq =
	    site_post(RUDO, "/tasks/702/later", "until=2h&reason=" VERSION_1);

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Because: please fill this in."));
	rq = site_post(RUDO, "/tasks/702/later", "until=stop&reason=x" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_post(RUDO, "/tasks/702/later", "until=2h&reason=At+work" VERSION_1);
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=put-off&undo=702");
	ck_assert_str_eq(task(702, "status"), "on-hold");
	rq = site_get(RUDO, "/tasks/702");
	ck_assert(site_shows(rq, "Shown again 10:0"));
	ck_assert(site_shows(rq, "Snoozed by"));
	rq = site_post(RUDO, "/tasks/702/later", "until=2h&reason=At+work" VERSION_1);
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "value=\"At work\""));
}
END_TEST

START_TEST(save_and_next_leads_to_the_next)
{
	struct request *rq = done(RUDO, CALL, "outcome=came&then=next" VERSION_1);

	ck_assert_str_eq(rq->reply.location, "/tasks/702?notice=done&undo=701");
	site_sql("UPDATE task SET status = 'cancelled', closed_at = business_now() "
		 "WHERE id NOT IN (701, 702, 704)");
	rq = done(RUDO, TRACE, "outcome=came&then=next" VERSION_1);
	ck_assert_str_eq(rq->reply.location, "/tasks?notice=last-task&undo=702");
	rq = site_get(RUDO, "/tasks?notice=last-task&undo=702");
	ck_assert(site_shows(rq, "action=\"/tasks/702/undo\""));
	ck_assert(site_shows(rq, "That was the last task for now."));
	ck_assert(site_shows(rq, "Nothing to do now"));
}
END_TEST

START_TEST(paper_is_sparing)
{
	struct request *rq = site_get(RUDO, "/tasks/print");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "printed by Sr Rudo Makoni"));
	ck_assert(site_shows(rq, "R-2318"));
	ck_assert(site_shows(rq, "Tinashe<span"));
	ck_assert(!site_shows(rq, "Moyo"));
	ck_assert(!site_shows(rq, "077 555"));
	ck_assert(site_shows(rq, "a number ending in 188"));
	ck_assert(site_shows(rq, "href=\"/tasks/print?phones=1\""));
	/* What the list shows is what is printed. */
	rq = site_get(RUDO, "/tasks?kind=trace");
	ck_assert(site_shows(rq, "href=\"/tasks/print?due=now&amp;kind=trace\""));
	rq = site_get(RUDO, "/tasks/print?due=now&kind=trace");
	ck_assert(site_shows(rq, "Tasks to do: To do now, Trace"));
	ck_assert(site_shows(rq, ">Brian<"));
	ck_assert(!site_shows(rq, "Tinashe"));
	ck_assert(site_shows(
	    rq, "href=\"/tasks/print?due=now&amp;kind=trace&amp;phones=1\""));
}
END_TEST

START_TEST(paper_shows_phones)
{
	struct request *rq = site_get(RUDO, "/tasks/print?phones=1");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "077 555 0142"));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "R-2318"));
	ck_assert(!site_shows(rq, "Nkosana"));
	/* A number that is nobody's yet stands where one dials, and once. */
	site_sql("UPDATE task SET who = '+263775550199' WHERE id = 703; UPDATE phone "
		 "SET e164 = '+263775550199' WHERE id = 303");
	rq = site_get(RUDO, "/tasks/print?phones=1");
	ck_assert_int_gt(site_count(rq, ">077 555 0199</td>"), 0);
	ck_assert_int_eq(
	    site_count(rq, "077 555 0199"), site_count(rq, ">077 555 0199</td>"));
}
END_TEST

/* Cases have rules of their own: no back door through the tasks. */
START_TEST(a_case_is_no_task_here)
{
	site_sql("UPDATE task SET kind = 'escalation', performer = 'supervisor' WHERE "
		 "id = 702");
	ck_assert_int_eq(site_get(RUDO, "/tasks/702")->reply.code, 404);
	ck_assert_int_eq(site_post(RUDO, "/tasks/702/take", "")->reply.code, 404);
	ck_assert_int_eq(done(RUDO, 702, "outcome=came" VERSION_1)->reply.code, 404);
}
END_TEST

TCase *
task_pages_tests(void)
{
	TCase *tc = tcase_create("task_pages");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, the_list_groups_what_is_to_do);
	tcase_add_test(tc, late_is_past_and_not_today);
	tcase_add_test(tc, of_two_midnights_the_first_begins_the_day);
	tcase_add_test(tc, whole_days_are_done_and_planned);
	tcase_add_test(tc, tabs_and_filters);
	tcase_add_test(tc, long_lists_are_paged);
	tcase_add_test(tc, all_pages_are_one_list_in_its_order);
	tcase_add_test(tc, a_supervisor_sees_every_facility_of_hers);
	tcase_add_test(tc, an_open_page_is_kept_fresh);
	tcase_add_test(tc, taking_is_first_come_first_served);
	tcase_add_test(tc, one_task_shows_what_led_to_it);
	tcase_add_test(tc, reached_and_well);
	tcase_add_test(tc, reaching_him_ends_the_tracing);
	tcase_add_test(tc, a_problem_becomes_a_case);
	tcase_add_test(tc, not_reached_is_tried_again);
	tcase_add_test(tc, a_wrong_number_is_to_be_corrected);
	tcase_add_test(tc, nothing_chosen_nothing_done);
	tcase_add_test(tc, two_at_once_is_a_clash_that_keeps_the_text);
	tcase_add_test(tc, sent_twice_is_done_once);
	tcase_add_test(tc, tomorrow_is_the_next_day_it_is_open);
	tcase_add_test(tc, later_needs_a_reason);
	tcase_add_test(tc, save_and_next_leads_to_the_next);
	tcase_add_test(tc, paper_is_sparing);
	tcase_add_test(tc, paper_is_sparing);
	tcase_add_test(tc, paper_shows_phones);
	tcase_add_test(tc, a_case_is_no_task_here);
	return tc;
}
