/* test_opening_pages.c - days of the week and holidays, for the administrator. */

#include "site_test.h"

#define DAYS "/admin/places/101/days"

START_TEST(days_and_holidays_are_the_administrators)
{
	ck_assert_int_eq(site_get(ADA, DAYS)->reply.code, 200);
	ck_assert_int_eq(site_get(RUDO, DAYS)->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, DAYS)->reply.code, 403);
	ck_assert_int_eq(
	    site_post(NOMSA, "/admin/places/101/holidays", "day=2031-04-18&name=Feast")
		->reply.code,
	    403);
	ck_assert_int_eq(site_get(ADA, "/admin/places/99/days")->reply.code, 404);
}
END_TEST

START_TEST(the_days_of_the_week_are_kept)
{
	struct request *rq = site_get(ADA, DAYS);

	ck_assert(site_shows(rq, "Open now."));
	ck_assert_int_eq(site_count(rq, " checked "), 5);
	rq = site_post(ADA, DAYS, "version=1&d2=1&d6=1&d7=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT open_days FROM place WHERE id = 101"), "267");
	/* It is Monday. */
	rq = site_get(ADA, DAYS);
	ck_assert(site_shows(rq, "Closed now, on this day of the week. It opens"));
	/* Somebody else was quicker. */
	ck_assert_int_eq(site_post(ADA, DAYS, "version=1&d1=1")->reply.code, 409);
	ck_assert_int_eq(site_post(ADA, DAYS, "version=2")->reply.code, 422);
	ck_assert_str_eq(
	    site_text("SELECT open_days FROM place WHERE id = 101"), "267");
}
END_TEST

static const struct {
	const char *body;
	int code;
} holidays[] = {
	{ "day=2031-04-18&name=Feast", 303 },
	{ "day=2031-03-03&name=Today", 303 },
	{ "day=2031-03-02&name=Yesterday", 422 },
	{ "day=2036-01-01&name=Too+far", 422 },
	{ "day=2031-02-30&name=No+day", 422 },
	{ "day=&name=Feast", 422 },
	{ "day=2031-04-18&name=", 422 },
};

START_TEST(a_holiday_is_a_day_to_come)
{
	ck_assert_int_eq(
	    site_post(ADA, "/admin/places/101/holidays", holidays[_i].body)->reply.code,
	    holidays[_i].code);
	ck_assert_int_eq(site_number("SELECT count(*) FROM place_holiday"),
	    holidays[_i].code == 303);
}
END_TEST

START_TEST(a_holiday_is_shown_once_and_removed)
{
	struct request *rq;

	(void)site_post(
	    ADA, "/admin/places/101/holidays", "day=2031-03-03&name=Clinic+day");
	rq = site_post(ADA, "/admin/places/101/holidays", "day=2031-03-03&name=Again");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_get(ADA, DAYS);
	ck_assert(site_shows(rq, "Closed now, a holiday: Clinic day. It opens"));
	ck_assert_int_eq(site_count(rq, "id=\"holiday-"), 1);
	ck_assert_int_eq(
	    site_count(site_get(ADA, "/admin/places/102/days"), "id=\"holiday-"), 0);
	/* Not through another facility's page. */
	(void)site_post(ADA, "/admin/places/102/holidays/drop", "holiday=1");
	ck_assert_int_eq(site_number("SELECT count(*) FROM place_holiday"), 1);
	(void)site_post(ADA, "/admin/places/101/holidays/drop", "holiday=1");
	ck_assert_int_eq(site_number("SELECT count(*) FROM place_holiday"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'place_holiday'"),
	    2);
}
END_TEST

TCase *
opening_pages_tests(void)
{
	TCase *tc = tcase_create("opening_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, days_and_holidays_are_the_administrators);
	tcase_add_test(tc, the_days_of_the_week_are_kept);
	tcase_add_loop_test(tc, a_holiday_is_a_day_to_come, 0, (int)COUNT_OF(holidays));
	tcase_add_test(tc, a_holiday_is_shown_once_and_removed);
	return tc;
}
