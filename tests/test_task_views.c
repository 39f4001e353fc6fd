/* test_task_views.c - filters with a name: kept, shared, counted as their lists are. */

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "site_test.h"

static void
begin(void)
{
	site_test_begin();
	site_sql(
	    "INSERT INTO task (place_id, patient_id, kind, source, priority, who, "
	    "words, "
	    "starts_at, due_at, created_at, status, owner_id) SELECT CASE n %% 4 WHEN "
	    "3 "
	    "THEN 102 ELSE 101 END, CASE n %% 4 WHEN 3 THEN 405 ELSE 401 + n %% 2 END, "
	    "(ARRAY['problem', 'trace', 'number', 'free', 'visit'])[1 + n %% 5], 'v' "
	    "|| "
	    "n, 4, CASE n %% 2 WHEN 0 THEN 'Tinashe Moyo' ELSE 'Brian Mutasa' END, "
	    "'x', "
	    "business_now() + (n %% 9 - 4) * interval '1 day', business_now() + (n %% "
	    "11 "
	    "- 2) * interval '9 hours', business_now(), CASE o WHEN 0 THEN 'requested' "
	    "ELSE 'accepted' END, CASE o WHEN 1 THEN 201 WHEN 2 THEN 202 WHEN 3 THEN "
	    "204 "
	    "END FROM generate_series(1, 90) n, LATERAL (SELECT n / 2 %% 4) x (o); "
	    "UPDATE task SET status = 'cancelled', closed_at = business_now() - id %% "
	    "14 "
	    "* interval '1 hour' WHERE id %% 3 = 0");
}

static struct request *
save(int64_t user, const char *name, const char *filter)
{
	return site_post(user, "/tasks/views",
	    arena_printf(site_arena(), "name=%s&%s", name, filter));
}

static int64_t
id_of(const char *name)
{
	return site_number("SELECT id FROM task_view WHERE name = '%s'", name);
}

static struct request *
keep(int64_t user, int64_t id, const char *what, const char *body)
{
	return site_post(
	    user, arena_printf(site_arena(), "/tasks/views/%d%s", (int)id, what), body);
}

START_TEST(a_filter_becomes_a_tab)
{
	struct request *rq = site_get(RUDO, "/tasks?kind=trace&who=none");

	ck_assert(site_shows(rq,
	    "href=\"/tasks/views?due=now&amp;who=none&amp;kind=trace\">Save this "
	    "filter"));
	rq = site_get(RUDO, "/tasks/views?due=now&who=none&kind=trace");
	ck_assert(site_shows(rq, "To do now, with nobody yet, Trace"));
	rq = save(RUDO, "Nobody+traces", "due=now&who=none&kind=trace&q=");
	ck_assert_str_eq(
	    rq->reply.location, "/tasks?due=now&who=none&kind=trace&notice=view-saved");
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, "Saved: it stands above the list."));
	ck_assert(site_shows(rq, "aria-current=\"true\">Nobody traces <span"));
	ck_assert_int_eq(site_count(rq, "aria-current=\"true\""), 1);
	ck_assert(site_shows(rq, "href=\"/tasks/views\">Saved views"));
	/* On every other view of the list; a colleague has her own. */
	ck_assert(
	    site_shows(site_get(RUDO, "/tasks?due=done"), ">Nobody traces <span"));
	ck_assert(!site_shows(site_get(TENDAI, "/tasks"), "Nobody traces"));
	ck_assert(!site_shows(site_get(NOMSA, "/tasks/views"), "Nobody traces"));
}
END_TEST

START_TEST(its_count_is_the_length_of_its_list)
{
	static const char *const dues[] = { "now", "upcoming", "done" };
	static const char *const rests[] = { "who=&kind=&q=mutasa", "who=me&kind=&q=",
		"who=none&kind=problem&q=", "who=&kind=free&q=R-2318",
		"who=me&kind=visit&q=moyo" };
	int counted = 0;

	for (size_t i = 0; i < COUNT_OF(dues) * COUNT_OF(rests); i++) {
		const char *filter = arena_printf(site_arena(), "due=%s&%s",
		    dues[i % COUNT_OF(dues)], rests[i / COUNT_OF(dues)]);
		const int64_t user = i % 2 == 0 ? RUDO : NOMSA;
		const struct request *rq;
		int rows;

		ck_assert_int_eq(save(user, "Counted", filter)->reply.code, 303);
		rq = site_get(user, arena_printf(site_arena(), "/tasks?%s", filter));
		rows = site_count(rq, "<tr id=\"task-");
		counted += rows;
		ck_assert_msg(
		    rows < 50 &&
			site_shows(rq, arena_printf(site_arena(),
					   ">Counted <span class=\"count\">%d<", rows)),
		    "%s: %d", filter, rows);
		site_sql("DELETE FROM task_view");
	}
	ck_assert_int_gt(counted, 30);
}
END_TEST

/* A supervisor looks at one facility, or at what one nurse has. */
START_TEST(of_a_colleague_and_of_a_facility)
{
	static const struct {
		const char *filter, *words, *rows;
	} lists[] = {
		{ "due=now&place=101", "To do now, Riverside Clinic",
		    "place_id = 101" },
		{ "due=now&who=202", "To do now, with Sr Tendai Moyana",
		    "owner_id = 202" },
		{ "due=now&who=202&place=102",
		    "To do now, with Sr Tendai Moyana, Hillview Clinic",
		    "owner_id = 202 AND place_id = 102" },
		{ "due=now&who=none&place=102&kind=visit",
		    "To do now, with nobody yet, Did he come to the facility?, "
		    "Hillview Clinic",
		    "owner_id IS NULL AND place_id = 102 AND kind = 'visit'" },
	};
	int64_t all = 0;

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		const int64_t n = site_number(
		    "SELECT count(*) FROM task WHERE open AND kind <> 'escalation' AND "
		    "starts_at <= business_now() AND due_at < business_now() + "
		    "interval '1 day' AND place_id IN (101, 102) AND %s",
		    lists[i].rows);
		const char *path =
		    arena_printf(site_arena(), "/tasks?%s", lists[i].filter);
		struct request *rq;

		all += n;
		ck_assert_int_eq(save(NOMSA, "One", lists[i].filter)->reply.code, 303);
		rq = site_get(NOMSA, path);
		ck_assert_msg(site_count(rq, "<tr id=\"task-") == (int)n, "%s", path);
		ck_assert(site_shows(
		    rq, arena_printf(site_arena(),
			    "aria-current=\"true\">One <span class=\"count\">%d<",
			    (int)n)));
		rq = site_get(NOMSA, "/tasks/views");
		ck_assert_msg(site_shows(rq, lists[i].words), "%s", lists[i].words);
		site_sql("DELETE FROM task_view");
	}
	ck_assert_int_gt(all, 10);
	ck_assert_int_eq(save(NOMSA, "x", "due=now&place=103")->reply.code, 403);
	ck_assert_int_eq(save(RUDO, "x", "due=now&place=102")->reply.code, 403);
	ck_assert_int_eq(site_count(site_get(RUDO, "/tasks?place=102"), "<tr id="), 0);
	ck_assert(!site_shows(site_get(RUDO, "/tasks"), "All facilities"));
}
END_TEST

START_TEST(shared_by_a_supervisor_with_a_place)
{
	struct request *rq;

	ck_assert_int_eq(
	    save(RUDO, "Mine", "due=now&who=me&place_id=101")->reply.code, 403);
	ck_assert_int_eq(
	    save(NOMSA, "Gomo", "due=now&who=me&place_id=103")->reply.code, 403);
	rq = save(NOMSA, "With+me", "due=now&who=me&place_id=101");
	ck_assert_int_eq(rq->reply.code, 303);
	/* Who "me" is depends on who reads it. */
	rq = site_get(RUDO, "/tasks?due=now&who=me");
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "With me <span class=\"count\">%d<",
		    site_count(rq, "<tr id=\"task-"))));
	ck_assert_int_gt(site_count(rq, "<tr id=\"task-"), 0);
	ck_assert(!site_shows(site_get(JOYCE, "/tasks"), "With me <"));
	/* A nurse reads it; another supervisor of the place may change it. */
	rq = site_get(RUDO, "/tasks/views");
	ck_assert(site_shows(rq, "everybody at Riverside Clinic"));
	ck_assert(!site_shows(rq, "/delete\""));
	ck_assert_int_eq(
	    keep(RUDO, id_of("With me"), "", "name=Ours")->reply.code, 404);
	ck_assert_int_eq(keep(RUDO, id_of("With me"), "/delete", "")->reply.code, 404);
	ck_assert_int_eq(
	    keep(PETER, id_of("With me"), "", "name=Ours")->reply.code, 303);
	ck_assert(site_shows(site_get(TENDAI, "/tasks"), ">Ours <span"));
	ck_assert_int_eq(keep(PETER, id_of("Ours"), "/delete", "")->reply.code, 303);
	ck_assert(!site_shows(site_get(TENDAI, "/tasks"), ">Ours <span"));
}
END_TEST

START_TEST(named_renamed_deleted)
{
	struct request *rq = save(RUDO, "+", "due=now&who=me");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Name: please fill this in."));
	(void)save(RUDO, "One", "due=now&who=me");
	rq = save(RUDO, "One", "due=now&who=none");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Name: you have a view of this name"));
	(void)save(RUDO, "Two", "due=now&who=none");
	rq = keep(RUDO, id_of("Two"), "", "name=One");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Name: there is a view of this name already."));
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "href=\"#name-%d\"", (int)id_of("Two"))));
	ck_assert_int_eq(keep(RUDO, id_of("Two"), "", "name=+")->reply.code, 422);
	ck_assert_int_eq(keep(RUDO, id_of("Two"), "", "name=%3Cb%3E")->reply.code, 303);
	ck_assert(site_shows(site_get(RUDO, "/tasks"), ">&lt;b&gt; <span"));
	/* A colleague's is not there. */
	ck_assert_int_eq(keep(TENDAI, id_of("One"), "", "name=x")->reply.code, 404);
	ck_assert_int_eq(keep(TENDAI, id_of("One"), "/delete", "")->reply.code, 404);
	ck_assert_int_eq(keep(RUDO, id_of("One"), "/delete", "")->reply.code, 303);
	ck_assert_int_eq(keep(RUDO, 999, "/delete", "")->reply.code, 404);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_view"), 1);
}
END_TEST

START_TEST(there_are_not_too_many)
{
	struct request *rq;

	for (int i = 1; i <= 8; i++)
		ck_assert_int_eq(
		    save(RUDO, arena_printf(site_arena(), "n%d", i), "due=now&who=me")
			->reply.code,
		    303);
	ck_assert_int_eq(save(RUDO, "n9", "due=now&who=me")->reply.code, 422);
	rq = site_get(RUDO, "/tasks/views?who=me");
	ck_assert(site_shows(rq, "Delete one to save another."));
	ck_assert_int_eq(save(TENDAI, "n9", "due=now&who=me")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_view"), 9);
}
END_TEST

/* The answers to two at the same moment, where there is room for one. */
START_TEST(a_ninth_is_not_stored_however_fast)
{
	pid_t children[8];
	int saved = 0;

	for (int i = 1; i <= 7; i++)
		(void)save(
		    RUDO, arena_printf(site_arena(), "n%d", i), "due=now&who=me");
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		children[i] = test_fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] == 0) {
			const char *name =
			    arena_printf(site_arena(), "at once %d", (int)i);

			if (db_open(getenv("DATABASE"), &test_db) != OK)
				_exit(3);
			_exit(save(RUDO, name, "due=now&who=me")->reply.code == 303
				  ? 1
				  : 0);
		}
	}
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		int how;

		ck_assert_int_eq(waitpid(children[i], &how, 0), children[i]);
		ck_assert(WIFEXITED(how) && WEXITSTATUS(how) <= 1);
		saved += WEXITSTATUS(how);
	}
	ck_assert_int_eq(saved, 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_view"), 8);
}
END_TEST

/* By who has them, for supervisors. */

static const char *
team_link(const char *due, const char *who, const char *place, int n)
{
	return arena_printf(site_arena(), "href=\"/tasks?due=%s&amp;who=%s%s\">%d<",
	    due, who, place, n);
}

START_TEST(who_has_how_much_is_the_length_of_their_lists)
{
	static const char *const dues[] = { "now", "upcoming", "done" };
	static const char *const whos[] = { "none", "201", "202", "204", "203" };
	static const char *const places[] = { "", "&place=101", "&place=102" };
	int counted = 0;

	for (size_t p = 0; p < COUNT_OF(places); p++) {
		struct request *team =
		    site_get(NOMSA, arena_printf(site_arena(),
					"/tasks?who=all&group=person%s", places[p]));
		const char *place =
		    places[p][0] == '\0'
			? ""
			: arena_printf(site_arena(), "&amp;%s", places[p] + 1);

		ck_assert_int_eq(team->reply.code, 200);
		for (size_t d = 0; d < COUNT_OF(dues); d++) {
			int sum = 0;

			for (size_t w = 0; w < COUNT_OF(whos); w++) {
				const char *path =
				    arena_printf(site_arena(), "/tasks?due=%s&who=%s%s",
					dues[d], whos[w], places[p]);
				const int rows =
				    site_count(site_get(NOMSA, path), "<tr id=\"task-");

				ck_assert_int_lt(rows, 50);
				ck_assert_msg(
				    rows == 0 ||
					site_shows(team,
					    team_link(dues[d], whos[w], place, rows)),
				    "%s: %d", path, rows);
				sum += rows;
			}
			counted += sum;
			ck_assert_msg(site_shows(team,
					  arena_printf(site_arena(), "<b>%d</b>", sum)),
			    "%s%s: %d", dues[d], places[p], sum);
		}
	}
	ck_assert_int_gt(counted, 100);
}
END_TEST

START_TEST(whoever_has_nothing_is_there_and_whoever_has_left)
{
	struct request *rq;

	site_sql("UPDATE task SET owner_id = NULL, status = 'requested' WHERE open AND "
		 "owner_id = 201");
	site_sql("UPDATE app_user SET active = false WHERE id = 202");
	rq = site_get(NOMSA, "/tasks?group=person");
	ck_assert(site_shows(rq, "<tr id=\"team-201\" data-v=\"0-0-"));
	ck_assert(site_shows(rq, "<tr id=\"team-203\""));
	ck_assert(!site_shows(rq, "<tr id=\"team-206\""));
	ck_assert(site_shows(rq, "has left"));
	ck_assert(site_shows(rq, "aria-current=\"true\">By colleague"));
	ck_assert_int_eq(site_count(rq, "aria-current=\"true\">By colleague"), 1);
	ck_assert(site_shows(site_get(NOMSA, "/tasks?place=101"),
	    "href=\"/tasks?due=now&amp;place=101&amp;group=person\">By colleague"));
	/* A nurse has her list. */
	rq = site_get(RUDO, "/tasks?who=all&group=person");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<tr id=\"task-"));
	ck_assert(!site_shows(rq, "By colleague"));
}
END_TEST

/* The rows of the page in their order: "0 204 ...". */
static const char *
order_of(const struct request *rq)
{
	const char *at = rq->reply.body.data, *all = "";

	while ((at = strstr(at, "<tr id=\"team-")) != NULL) {
		at += strlen("<tr id=\"team-");
		all = arena_printf(
		    site_arena(), "%s %.*s", all, (int)strcspn(at, "\""), at);
	}
	return all;
}

START_TEST(who_does_not_come_is_first_with_what_they_have)
{
	struct request *rq;

	site_sql(
	    "UPDATE app_user SET signed_in_at = business_now() - interval '1 hour' "
	    "WHERE id IN (201, 202, 203, 207)");
	site_sql(
	    "INSERT INTO task (id, place_id, kind, performer, source, priority, who, "
	    "words, starts_at, due_at, created_at, status, owner_id) OVERRIDING "
	    "SYSTEM VALUE SELECT 7100 + n, 101, 'escalation', 'supervisor', 'tc' || "
	    "n, 1, 'x', 'x', business_now(), business_now(), business_now(), "
	    "'accepted', 207 FROM generate_series(1, 3) n; INSERT INTO escalation "
	    "(task_id, place_id, severity, raised_at, first_due, decide_due) SELECT "
	    "id, place_id, 'mild', created_at, due_at, due_at FROM task WHERE id > "
	    "7100; UPDATE thread SET state = 'waiting', waiting_since = "
	    "business_now(), assigned_to = 201 WHERE id IN (501, 502)");
	rq = site_get(NOMSA, "/tasks?group=person");
	ck_assert(site_shows(rq, "<div id=\"stuck\" data-v=\"0\">"));
	ck_assert(site_shows(rq, "last here 07:02"));
	ck_assert(site_shows(rq, "here now")); /* she herself */
	ck_assert(
	    site_shows(rq, "href=\"/escalations?state=open&amp;who=207\">3<span"));
	ck_assert(site_shows(rq, "data-label=\"Conversations waiting\">2</td>"));
	ck_assert_int_eq(site_count(site_get(NOMSA, "/escalations?state=open&who=207"),
			     "<tr id=\"esc-"),
	    3);
	/* Of one facility only what is there. */
	ck_assert(site_shows(site_get(NOMSA, "/tasks?group=person&place=102"),
	    "data-label=\"Conversations waiting\">0</td>"));
	ck_assert(!site_shows(site_get(NOMSA, "/tasks?group=person&place=102"),
	    "state=open&amp;who=207&amp;place"));
	/* On the third day she is still expected. */
	site_sql("UPDATE app_user SET signed_in_at = business_now() - interval '3 "
		 "days' + interval '1 minute' "
		 "WHERE id = 202");
	ck_assert(!site_shows(site_get(NOMSA, "/tasks?group=person"), "does not come"));
	site_sql(
	    "UPDATE app_user SET signed_in_at = signed_in_at - interval '2 minutes', "
	    "active = id <> 207 WHERE id IN (202, 207)");
	rq = site_get(NOMSA, "/tasks?group=person");
	ck_assert(site_shows(rq, "2 colleagues have work and do not come"));
	ck_assert_str_eq(order_of(rq), " 0 207 202 203 204 201 all");
	ck_assert(site_shows(rq, "does not come</span><span class=\"sub\">last here "));
	/* Who has nothing to do may stay away; and what he did since is seen. */
	site_sql("UPDATE app_user SET signed_in_at = NULL WHERE id = 203; UPDATE task "
		 "SET owner_id = NULL, status = 'requested' WHERE open AND owner_id = "
		 "203");
	ck_assert(
	    site_shows(site_get(NOMSA, "/tasks?group=person"), "has never signed in"));
	(void)site_get(TENDAI, "/tasks");
	ck_assert(site_shows(site_get(NOMSA, "/tasks?group=person"),
	    "1 colleague has work and does not come"));
}
END_TEST

/* The ids and versions that the page before names, as its form sends them. */
static const char *
named(const char *where)
{
	char *body = arena_strdup(site_arena(),
	    site_text("SELECT string_agg('id=' || id || '!v=' || version, '!' ORDER BY "
		      "id) FROM task WHERE %s",
		where));

	for (char *c = body; *c != '\0'; c++)
		if (*c == '!')
			*c = '&';
	return body;
}

START_TEST(all_that_somebody_has_is_given_at_once)
{
	static const char team[] = "/tasks/bulk?due=now&group=person";
	const char *hers = "open AND kind <> 'escalation' AND owner_id = 202";
	const int n = (int)site_number("SELECT count(*) FROM task WHERE %s", hers);
	const int there = (int)site_number(
	    "SELECT count(*) FROM task WHERE %s AND place_id = 102", hers);
	struct request *rq = site_post(NOMSA, team, "op=give&whose=202");

	ck_assert_int_gt(n, 5);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_int_eq(site_count(rq, "name=\"v\""), n);
	ck_assert_int_eq(
	    site_count(site_post(NOMSA, "/tasks/bulk?due=now&place=102&group=person",
			   "op=give&whose=202"),
		"name=\"v\""),
	    there);
	rq = site_post(NOMSA, team,
	    arena_printf(
		site_arena(), "op=give&sure=1&to=204&reason=Ill&%s", named(hers)));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(
	    strstr(rq->reply.location,
		"/tasks?due=now&group=person&notice=bulk-done") == rq->reply.location);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE %s", hers), 0);
	rq = site_get(NOMSA, rq->reply.location);
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "%d tasks given to a colleague.", n)));
	ck_assert(site_shows(rq, "Tasks by colleague"));
	/* What nobody has; and nothing is there of somebody without any. */
	rq = site_post(NOMSA, team, "op=give&whose=none");
	ck_assert_int_eq(site_count(rq, "name=\"v\""),
	    (int)site_number("SELECT count(*) FROM task WHERE open AND kind <> "
			     "'escalation' AND owner_id IS NULL AND (place_id IN (101, "
			     "102) OR place_id IS NULL)"));
	rq = site_post(NOMSA, team, "op=give&whose=202");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(strstr(rq->reply.location, "none-ticked") != NULL);
}
END_TEST

/* More than a page names. */
START_TEST(a_great_deal_is_given_in_parts)
{
	struct request *rq;

	site_sql("INSERT INTO task (place_id, kind, source, priority, who, words, "
		 "starts_at, due_at, created_at, status, owner_id) SELECT 102, 'free', "
		 "'many' || "
		 "n, 4, 'x', 'x', business_now(), business_now(), business_now(), "
		 "'accepted', 203 FROM generate_series(1, 230) n; UPDATE task SET "
		 "owner_id = 204 "
		 "WHERE owner_id = 203 AND source NOT LIKE 'many%%'");
	rq = site_post(NOMSA, "/tasks/bulk?due=now&group=person", "op=give&whose=203");
	ck_assert_int_eq(site_count(rq, "name=\"v\""), 200);
	ck_assert(site_shows(rq, "30 more are left for the next time."));
	/* Whoever does not work there gets none of them. */
	rq = site_post(NOMSA, "/tasks/bulk?due=now&group=person",
	    arena_printf(site_arena(), "op=give&sure=1&to=201&%s",
		named("source IN ('many1', 'many2')")));
	ck_assert(strstr(rq->reply.location, "bulk-none") != NULL);
}
END_TEST

TCase *
task_views_tests(void)
{
	TCase *tc = tcase_create("task_views");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, a_filter_becomes_a_tab);
	tcase_add_test(tc, its_count_is_the_length_of_its_list);
	tcase_add_test(tc, of_a_colleague_and_of_a_facility);
	tcase_add_test(tc, shared_by_a_supervisor_with_a_place);
	tcase_add_test(tc, named_renamed_deleted);
	tcase_add_test(tc, there_are_not_too_many);
	tcase_add_test(tc, a_ninth_is_not_stored_however_fast);
	tcase_add_test(tc, who_has_how_much_is_the_length_of_their_lists);
	tcase_add_test(tc, whoever_has_nothing_is_there_and_whoever_has_left);
	tcase_add_test(tc, who_does_not_come_is_first_with_what_they_have);
	tcase_add_test(tc, all_that_somebody_has_is_given_at_once);
	tcase_add_test(tc, a_great_deal_is_given_in_parts);
	return tc;
}
