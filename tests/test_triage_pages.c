/* test_triage_pages.c - the box to try a text in, and the lists of words. */

#include <string.h>

#include "site_test.h"

static struct request *
tried(const char *body)
{
	return site_post(ADA, "/admin/triage", body);
}

START_TEST(only_for_the_administrator)
{
	ck_assert_int_eq(site_get(ADA, "/admin/triage")->reply.code, 200);
	ck_assert_int_eq(site_get(RUDO, "/admin/triage")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, "/admin/triage")->reply.code, 403);
	ck_assert_int_eq(site_get(NOBODY, "/admin/triage")->reply.code, 303);
}
END_TEST

START_TEST(words_are_shown_with_their_review)
{
	struct request *rq = site_get(ADA, "/admin/triage");

	ck_assert(site_shows(rq, "Shona"));
	ck_assert(site_shows(rq, "needs a native speaker"));
	ck_assert(site_shows(rq, "In use: vmmc"));
	ck_assert(!site_shows(rq, "kwete"));
	rq = site_get(ADA, "/admin/triage?words=sn");
	ck_assert(site_shows(rq, "kwete"));
	ck_assert(site_shows(rq, "*rwadz*"));
	ck_assert(site_shows(rq, "Red: Passing urine"));
	ck_assert_int_eq(site_get(ADA, "/admin/triage?words=xx")->reply.code, 200);
}
END_TEST

/* clang-format off */
static const struct { const char *body, *verdict, *shows; } tries[] = {
	{ "text=0&language=en&question=checkin", "FINE", "The check-in of that day is answered: no problem." },
	{ "text=0&language=en&question=none", "REVIEW", "nothing was asked" },
	{ "text=0&language=en&question=symptoms", "REVIEW", "this is a no" },
	{ "text=0&language=en&question=checkin&open=1", "FINE", "waits until somebody answers" },
	{ "text=1&language=en&question=checkin", "AMBER", "He is asked by SMS which sign it is." },
	{ "text=1&language=en&question=checkin&closed=1", "AMBER", "with the emergency number" },
	{ "text=ropa+rakawanda&language=sn&question=checkin", "RED", "from the list “sn”" },
	{ "text=no+blood&language=en&question=checkin", "REVIEW", "says no of it" },
	{ "text=STOP&language=en&question=checkin", "STOP", "one SMS confirms" },
	{ "text=START&language=en&question=checkin", "REVIEW", "start again" },
	{ "text=&language=en&question=checkin", "REVIEW", "nothing to read" },
};
/* clang-format on */

START_TEST(what_would_happen)
{
	int64_t messages = site_number("SELECT count(*) FROM message");
	int64_t tasks = site_number("SELECT count(*) FROM task");
	struct request *rq = tried(tries[_i].body);

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(), "<dd>%s</dd>", tries[_i].verdict)));
	ck_assert_msg(site_shows(rq, tries[_i].shows), "%s", tries[_i].body);
	ck_assert_int_eq(site_number("SELECT count(*) FROM message"), messages);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task"), tasks);
}
END_TEST

START_TEST(what_is_no_choice_is_refused)
{
	ck_assert_int_eq(
	    tried("text=x&language=klingon&question=checkin")->reply.code, 422);
	ck_assert_int_eq(tried("text=x&language=en&question=who")->reply.code, 422);
	ck_assert_int_eq(
	    site_post(RUDO, "/admin/triage", "text=x&language=en&question=checkin")
		->reply.code,
	    403);
}
END_TEST

TCase *
triage_pages_tests(void)
{
	TCase *tc = tcase_create("triage_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, only_for_the_administrator);
	tcase_add_test(tc, words_are_shown_with_their_review);
	tcase_add_loop_test(tc, what_would_happen, 0, (int)COUNT_OF(tries));
	tcase_add_test(tc, what_is_no_choice_is_refused);
	return tc;
}
