/* test_show.c - moments, waits, ages and names as people say them. */

#include "base/clock.h"
#include "base/i18n.h"
#include "site/show.h"
#include "tests.h"

#define ZONE "Africa/Harare"

static struct arena *arena;
static int64_t now; /* Monday 23 November 2026, 08:02 in Harare */

static int64_t
at(const char *text)
{
	int64_t moment;

	ck_assert_int_eq(clock_parse(text, &moment), OK);
	return moment;
}

static void
begin(void)
{
	arena = arena_new();
	now = at("2026-11-23T06:02:00Z");
	i18n_use("en");
}

static void
end(void)
{
	arena_free(arena);
}

START_TEST(moments)
{
	int64_t today = at("2026-11-23T05:10:00Z"),
		saturday = at("2026-11-21T14:30:00Z");
	int64_t last_year = at("2025-12-31T22:30:00Z");

	ck_assert_str_eq(show_time(arena, today, ZONE), "07:10");
	ck_assert_str_eq(show_time(arena, 0, ZONE), "");
	ck_assert_str_eq(show_date(arena, today, now, ZONE), "Mon 23 Nov");
	ck_assert_str_eq(
	    show_date(arena, at("2025-11-23T05:10:00Z"), now, ZONE), "Sun 23 Nov 2025");
	/* Half past midnight of the new year in Harare. */
	ck_assert_str_eq(show_date(arena, last_year, now, ZONE), "Thu 1 Jan");
	ck_assert_str_eq(show_date(arena, last_year, now, "UTC"), "Wed 31 Dec 2025");
	ck_assert_str_eq(show_long_date(arena, now, ZONE), "Monday 23 November 2026");
	ck_assert_str_eq(show_moment(arena, today, now, ZONE), "07:10");
	ck_assert_str_eq(show_moment(arena, saturday, now, ZONE), "Sat 21 Nov, 16:30");
	ck_assert_str_eq(show_since(arena, today, now, ZONE), "since 07:10");
	ck_assert_str_eq(show_since(arena, saturday, now, ZONE), "since Sat 21 Nov");
	ck_assert_str_eq(show_by(arena, today, now, ZONE), "by 07:10");
	ck_assert_str_eq(show_due(arena, today, now, ZONE), "since 07:10");
	ck_assert_str_eq(show_due(arena, now + HOUR, now, ZONE), "by 09:02");
	ck_assert(!show_is_late(today, now, ZONE));
	ck_assert(show_is_late(saturday, now, ZONE));
	ck_assert_str_eq(show_day(arena, "2026-02-28"), "Sat 28 Feb 2026");
	ck_assert_str_eq(show_day(arena, NULL), "");
	ck_assert_str_eq(show_weekday("2026-02-28", 1), "Sun");
}
END_TEST

START_TEST(spans)
{
	static const struct {
		int64_t span;
		const char *words;
	} table[] = {
		{ -HOUR, "0 min" },
		{ 59 * SECOND, "0 min" },
		{ 50 * MINUTE, "50 min" },
		{ 3 * HOUR + 5 * MINUTE, "3 h 05" },
		{ 24 * HOUR, "1 day" },
		{ 70 * HOUR, "2 days" },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++)
		ck_assert_str_eq(show_span(arena, table[i].span), table[i].words);
	ck_assert_str_eq(
	    show_left(arena, now + 8 * MINUTE + SECOND, now), "9 min left");
	ck_assert_str_eq(show_left(arena, now - 12 * MINUTE, now), "12 min late");
	ck_assert_str_eq(show_late(arena, now - 9 * HOUR, now, ZONE), "1 day late");
	ck_assert_str_eq(show_late(arena, now - 7 * HOUR, now, ZONE), "7 h 00 late");
	ck_assert_str_eq(show_late(arena, now - 50 * HOUR, now, ZONE), "2 days late");
}
END_TEST

START_TEST(days_and_ages)
{
	ck_assert_int_eq(show_days_since("2026-11-20", now, ZONE), 3);
	ck_assert_int_eq(show_days_until(now + 24 * HOUR, now, ZONE), 1);
	/* 22:30 in London is tomorrow in Harare. */
	ck_assert_int_eq(show_days_until(at("2026-11-23T22:30:00Z"), now, ZONE), 1);
	ck_assert_int_eq(show_days_until(at("2026-11-23T22:30:00Z"), now, "UTC"), 0);
	ck_assert_int_eq(show_age("2000-11-23", now, ZONE), 26);
	ck_assert_int_eq(show_age("2000-11-24", now, ZONE), 25);
	ck_assert_int_eq(show_age("", now, ZONE), -1);
	ck_assert_str_eq(
	    show_follow_up(arena, "2026-11-20", 13, now, ZONE), "Day 3 of 13");
	ck_assert_str_eq(show_follow_up(arena, "2026-11-09", 13, now, ZONE),
	    "Day 14, check-ins over");
	ck_assert_str_eq(show_follow_up(arena, NULL, 13, now, ZONE), "");
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(show_name(arena, "Tinashe", "Moyo"), "Tinashe Moyo");
	ck_assert_str_eq(show_name(arena, "Tinashe", ""), "Tinashe");
	ck_assert_str_eq(show_inside(arena, "Day 3"), "day 3");
	ck_assert_str_eq(show_inside(arena, ""), "");
	ck_assert_str_eq(show_short_name(arena, "Sr Rudo Makoni"), "Rudo M.");
	ck_assert_str_eq(show_short_name(arena, "Rudo Élodie"), "Rudo É.");
	ck_assert_str_eq(show_short_name(arena, "Rudo"), "Rudo");
	ck_assert_str_eq(show_face(4), show_face(8));
}
END_TEST

TCase *
show_tests(void)
{
	TCase *tc = tcase_create("show");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, moments);
	tcase_add_test(tc, spans);
	tcase_add_test(tc, days_and_ages);
	tcase_add_test(tc, names);
	return tc;
}
