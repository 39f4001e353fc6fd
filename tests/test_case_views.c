/* test_case_views.c - filters of the queue with a name: kept, counted as their lists are. */

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "site_test.h"

/* Open and closed ones of each severity, clock and owner, at two facilities and of numbers that nobody knows. */
static void
begin(void)
{
	site_test_begin();
	site_sql(
	    "INSERT INTO task (id, place_id, patient_id, kind, performer, source, "
	    "priority, who, words, starts_at, due_at, created_at, status, owner_id, "
	    "open, closed_at, closed_by) OVERRIDING SYSTEM VALUE SELECT 7000 + n, "
	    "CASE n %% 5 WHEN 0 THEN 102 WHEN 1 THEN NULL ELSE 101 END, CASE n %% 5 "
	    "WHEN 0 THEN 405 WHEN 1 THEN NULL ELSE 401 + n %% 2 END, 'escalation', "
	    "'supervisor', 'cv' || n, 1 + n %% 4, 'Somebody', 'x', business_now() - "
	    "interval '9 hours', business_now() + (n %% 7 - 2) * interval '1 hour', "
	    "business_now() - interval '9 hours', 'requested', NULL, true, NULL, NULL "
	    "FROM generate_series(1, 40) n; "
	    "INSERT INTO escalation (task_id, place_id, patient_id, severity, "
	    "raised_at, first_due, first_at, decide_due, decided_at, outcome) SELECT "
	    "id, place_id, patient_id, (ARRAY['severe', 'moderate', 'mild', "
	    "'ungraded'])[1 + id %% 4], created_at, due_at, CASE WHEN id %% 3 > 0 THEN "
	    "created_at END, due_at, CASE WHEN id %% 3 = 2 THEN created_at END, CASE "
	    "WHEN id %% 3 = 2 THEN 'clinic' ELSE '' END FROM task WHERE id BETWEEN "
	    "7001 AND 7040; "
	    "UPDATE task SET owner_id = CASE id %% 4 WHEN 1 THEN 204 ELSE 207 END, "
	    "status = 'accepted' WHERE id BETWEEN 7001 AND 7040 AND id %% 4 IN (1, 2); "
	    "UPDATE task SET status = 'cancelled', closed_at = business_now() - id %% "
	    "7 * interval '30 hours' WHERE id BETWEEN 7001 AND 7040 AND id %% 5 = 2");
}

static struct request *
save(int64_t user, const char *name, const char *filter)
{
	return site_post(user, "/escalations/views",
	    arena_printf(site_arena(), "name=%s&%s", name, filter));
}

static int64_t
id_of(const char *name)
{
	return site_number("SELECT id FROM case_view WHERE name = '%s'", name);
}

static struct request *
keep(int64_t user, int64_t id, const char *what, const char *body)
{
	return site_post(user,
	    arena_printf(site_arena(), "/escalations/views/%d%s", (int)id, what), body);
}

START_TEST(a_filter_becomes_a_tab)
{
	struct request *rq =
	    site_get(NOMSA, "/escalations?state=open&severity=severe&clock=late"
			    "&who=none&place=101");

	ck_assert(site_shows(rq,
	    "href=\"/escalations/views?state=open&amp;severity=severe&amp;clock=late"
	    "&amp;who=none&amp;place=101\">Save this filter"));
	rq = site_get(NOMSA, "/escalations/views?state=open&severity=severe&clock=late"
			     "&who=none&place=101");
	ck_assert(site_shows(rq, "<b>Open, Severe, past the time limit, with nobody "
				 "yet, Riverside Clinic</b>"));
	rq = save(NOMSA, "Forgotten",
	    "state=open&severity=severe&clock=late&who=none&place=101");
	ck_assert_str_eq(rq->reply.location,
	    "/escalations?state=open&severity=severe&clock=late&who=none&place=101"
	    "&notice=view-saved");
	rq = site_get(NOMSA, rq->reply.location);
	ck_assert(site_shows(rq, "Saved: it stands above the list."));
	ck_assert(site_shows(rq, "aria-current=\"true\">Forgotten <span"));
	ck_assert(!site_shows(rq, "aria-current=\"true\">Open <span"));
	ck_assert(site_shows(rq, "href=\"/escalations/views\">Saved views"));
	/* On every other view of the queue; a colleague has her own. */
	ck_assert(site_shows(
	    site_get(NOMSA, "/escalations?state=closed"), ">Forgotten <span"));
	ck_assert(!site_shows(site_get(PETER, "/escalations"), "Forgotten"));
	ck_assert(!site_shows(site_get(PETER, "/escalations/views"), "Forgotten"));
	ck_assert(!site_shows(site_get(RUDO, "/escalations"), "Forgotten"));
}
END_TEST

/* The rows of a list, all its pages. */
static int
length(int64_t user, const char *path)
{
	int n = 0;

	while (path != NULL) {
		struct request *rq = site_get(user, path);
		const char *more =
		    strstr(rq->reply.body.data, "<footer><a class=\"btn\" href=\"");

		ck_assert_int_eq(rq->reply.code, 200);
		n += site_count(rq, "<tr id=\"esc-");
		if (more == NULL)
			return n;
		more += strlen("<footer><a class=\"btn\" href=\"");
		path = arena_strndup(
		    site_arena(), more, (size_t)(strchr(more, '"') - more));
		while (strstr(path, "&amp;") != NULL) {
			const char *at = strstr(path, "&amp;");

			path = arena_printf(site_arena(), "%.*s&%s", (int)(at - path),
			    path, at + strlen("&amp;"));
		}
	}
	return n;
}

START_TEST(its_count_is_the_length_of_its_list)
{
	static const char *const states[] = { "open", "mine", "unclaimed", "late",
		"visit", "closed" };
	static const char *const rests[] = { "severity=severe&clock=&who=",
		"severity=&clock=late&who=", "severity=&clock=first&who=none",
		"severity=moderate&clock=decision&who=207",
		"severity=&clock=visit&who=me", "severity=&clock=&who=none&place=102",
		"severity=ungraded&clock=&who=&place=101" };
	int counted = 0;

	for (size_t i = 0; i < COUNT_OF(states) * COUNT_OF(rests); i++) {
		const char *filter = arena_printf(site_arena(), "state=%s&%s",
		    states[i % COUNT_OF(states)], rests[i / COUNT_OF(states)]);
		const int64_t user = i % 5 == 4 ? RUDO : NOMSA;
		const char *path =
		    arena_printf(site_arena(), "/escalations?%s", filter);
		const int rows = length(user, path);
		struct request *rq;

		if (user == RUDO && strstr(filter, "place=102") != NULL)
			continue;
		ck_assert_int_eq(save(user, "Counted", filter)->reply.code, 303);
		rq = site_get(user, path);
		counted += rows;
		ck_assert_msg(
		    site_shows(rq, arena_printf(site_arena(),
				       ">Counted <span class=\"count\">%d<", rows)),
		    "%s: %d", filter, rows);
		/* The tab of its own state has the same number. */
		ck_assert_msg(
		    strcmp(states[i % COUNT_OF(states)], "open") != 0 ||
			site_shows(rq, arena_printf(site_arena(),
					   ">Open <span class=\"count\">%d<", rows)),
		    "%s", filter);
		site_sql("DELETE FROM case_view");
	}
	ck_assert_int_gt(counted, 60);
}
END_TEST

START_TEST(a_clock_and_a_person_are_looked_for)
{
	static const struct {
		const char *filter, *rows;
	} lists[] = {
		{ "clock=late", "t.due_at < business_now()" },
		{ "clock=first", "first_at IS NULL AND decided_at IS NULL" },
		{ "clock=decision", "first_at IS NOT NULL AND decided_at IS NULL" },
		{ "clock=visit", "decided_at IS NOT NULL" },
		{ "who=none", "owner_id IS NULL" },
		{ "who=me", "owner_id = 204" },
		{ "who=207&clock=late",
		    "owner_id = 207 AND t.due_at < business_now()" },
		/* Words of nobody's are left out like none. */
		{ "who=0+OR+1&clock=never", "true" },
	};
	int all = 0;

	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		const int n = (int)site_number(
		    "SELECT count(*) FROM task t JOIN escalation ON task_id = id "
		    "WHERE open AND (t.place_id IN (101, 102) OR t.place_id IS NULL) "
		    "AND %s",
		    lists[i].rows);

		ck_assert_msg(length(NOMSA, arena_printf(site_arena(),
						"/escalations?state=open&%s",
						lists[i].filter)) == n,
		    "%s: not %d", lists[i].filter, n);
		ck_assert_int_gt(n, 0);
		all += n;
	}
	ck_assert_int_gt(all, 60);
	/* On paper too. */
	ck_assert_int_eq(
	    site_count(site_get(NOMSA, "/escalations/print?state=open&who=207"),
		"<tr><td class=\"one-line\">"),
	    (int)site_number("SELECT count(*) FROM task WHERE open AND owner_id = 207 "
			     "AND kind = 'escalation'"));
}
END_TEST

START_TEST(of_a_facility_that_is_not_hers_any_more)
{
	struct request *rq;

	ck_assert_int_eq(save(NOMSA, "Gomo", "state=open&place=103")->reply.code, 403);
	ck_assert_int_eq(
	    save(NOMSA, "Hillview", "state=open&place=102")->reply.code, 303);
	site_sql("DELETE FROM user_place WHERE user_id = 204 AND place_id = 102");
	rq = site_get(NOMSA, "/escalations");
	ck_assert(site_shows(rq,
	    ">Hillview <span class=\"count\">–<span class=\"unseen\"> not your "
	    "facility any more"));
	rq = site_get(NOMSA, "/escalations?state=open&place=102");
	ck_assert(site_shows(rq, "You do not work at this facility"));
	ck_assert(!site_shows(rq, "<tr id=\"esc-"));
	ck_assert(!site_shows(rq, "Save this filter"));
	rq = site_get(NOMSA, "/escalations/views?state=late&place=102");
	ck_assert(site_shows(rq, "there is nothing to save"));
	ck_assert(
	    site_shows(rq, "It looked at Hillview Clinic, where you do not work now."));
	ck_assert_int_eq(
	    keep(NOMSA, id_of("Hillview"), "/delete", "")->reply.code, 303);
	/* Given back, it is as before. */
	ck_assert_int_eq(
	    save(NOMSA, "Riverside", "state=open&place=101")->reply.code, 303);
	ck_assert(!site_shows(site_get(NOMSA, "/escalations"), "not your facility"));
}
END_TEST

START_TEST(named_renamed_deleted)
{
	struct request *rq = save(RUDO, "+", "state=open&who=none");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Name: please fill this in."));
	ck_assert(site_shows(rq, "name=\"who\" value=\"none\""));
	(void)save(RUDO, "One", "state=open&who=none");
	rq = save(RUDO, "One", "state=late");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Name: you have a view of this name"));
	(void)save(RUDO, "Two", "state=open&severity=mild");
	rq = keep(RUDO, id_of("Two"), "", "name=One");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Name: there is a view of this name already."));
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "href=\"#name-%d\"", (int)id_of("Two"))));
	ck_assert_int_eq(keep(RUDO, id_of("Two"), "", "name=%3Cb%3E")->reply.code, 303);
	ck_assert(site_shows(site_get(RUDO, "/escalations"), ">&lt;b&gt; <span"));
	/* A colleague's is not there. */
	ck_assert_int_eq(keep(NOMSA, id_of("One"), "", "name=x")->reply.code, 404);
	ck_assert_int_eq(keep(NOMSA, id_of("One"), "", "name=")->reply.code, 404);
	ck_assert_int_eq(keep(NOMSA, id_of("One"), "/delete", "")->reply.code, 404);
	rq = keep(RUDO, id_of("One"), "/delete", "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(site_shows(site_get(RUDO, rq->reply.location),
	    "Deleted. The cases are where they were."));
	ck_assert_int_eq(keep(RUDO, 999, "/delete", "")->reply.code, 404);
	ck_assert_int_eq(site_number("SELECT count(*) FROM case_view"), 1);
}
END_TEST

/* The answers to several at the same moment, where there is room for one. */
START_TEST(a_ninth_is_not_stored_however_fast)
{
	pid_t children[8];
	int saved = 0;

	for (int i = 1; i <= 7; i++)
		(void)save(
		    NOMSA, arena_printf(site_arena(), "n%d", i), "state=open&who=me");
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		children[i] = test_fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] == 0) {
			const char *name =
			    arena_printf(site_arena(), "at once %d", (int)i);

			if (db_open(getenv("DATABASE"), &test_db) != OK)
				_exit(3);
			_exit(save(NOMSA, name, "state=late")->reply.code == 303);
		}
	}
	for (size_t i = 0; i < COUNT_OF(children); i++) {
		int how;

		ck_assert_int_eq(waitpid(children[i], &how, 0), children[i]);
		ck_assert(WIFEXITED(how) && WEXITSTATUS(how) <= 1);
		saved += WEXITSTATUS(how);
	}
	ck_assert_int_eq(saved, 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM case_view"), 8);
	ck_assert(site_shows(
	    site_get(NOMSA, "/escalations/views"), "Delete one to save another."));
	ck_assert_int_eq(save(PETER, "n9", "state=late")->reply.code, 303);
}
END_TEST

TCase *
case_views_tests(void)
{
	TCase *tc = tcase_create("case_views");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_add_test(tc, a_filter_becomes_a_tab);
	tcase_add_test(tc, its_count_is_the_length_of_its_list);
	tcase_add_test(tc, a_clock_and_a_person_are_looked_for);
	tcase_add_test(tc, of_a_facility_that_is_not_hers_any_more);
	tcase_add_test(tc, named_renamed_deleted);
	tcase_add_test(tc, a_ninth_is_not_stored_however_fast);
	return tc;
}
