/* test_zone_data.c - JavaScript's days are those of everybody else. */

#include "tests.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "ext/js.h"
#include "ext/zone_data.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

#define NOONS                                                                \
	"(function () { return { noon: text => { const d = text.split('-');" \
	"return String(new Date(d[0], d[1] - 1, d[2], 12).getTime()); } }; })"

/* Noon there of a day, in seconds, as JavaScript has it. */
static int64_t
noon_of(struct js *js, int64_t day)
{
	const char *said;
	int y, m, d;

	clock_civil(day, &y, &m, &d);
	if (js_call(js, arena, "noon", arena_printf(arena, "%04d-%d-%d", y, m, d),
		&said) != JS_DONE)
		return 0;
	return strtoll(said, NULL, 10) / 1000;
}

/* What JavaScript is to say, by the changes that were given. */
static int64_t
noon_by(const struct zone_change *changes, size_t count, int64_t day)
{
	int64_t noon = day * 86400 + 43200, offset = changes[0].offset;

	for (size_t i = 1; i < count; i++)
		if (changes[i].at <= noon - changes[i - 1].offset)
			offset = changes[i].offset;
	return noon - offset;
}

/* In a process of its own: the number of days that are not as they should be. */
static int
try_days(const char *zone, const struct zone_change *changes, size_t count,
    enum zone_data wanted)
{
	int64_t from = clock_day_number(1948, 3, 1), to = clock_day_number(2060, 3, 1);
	struct js *js;

	(void)setenv("TZ", zone, 1);
	if (zone_data_correct(arena, zone, changes, count) != wanted)
		return 101;
	js = js_new(NOONS, 10000);
	if (js == NULL)
		return 102;
	for (int64_t day = from; day < to; day += 3)
		if (noon_of(js, day) != noon_by(changes, count, day))
			return wanted == ZONE_WRONG ? 0 : 103;
	return wanted == ZONE_WRONG ? 104 : 0;
}

static void
check_days(const char *zone, const struct zone_change *changes, size_t count,
    enum zone_data wanted)
{
	pid_t pid = test_fork();
	int status;

	if (pid == 0)
		_exit(try_days(zone, changes, count, wanted));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(status == 0, "%s: %d", zone, WEXITSTATUS(status));
}

#define AT(text) (parsed(text) / SECOND)

static int64_t
parsed(const char *text)
{
	int64_t at;

	ck_assert_int_eq(clock_parse(text, &at), OK);
	return at;
}

static const char *const planted[] = { "Africa/Harare", "Africa/Cairo", "Egypt",
	"America/New_York", "UTC", "Aaa/First", "Moon/Base", "Zzz/Last" };

/* Clocks that no zone has: early, of our time, and after 2038. */
START_TEST(takes_what_it_is_given)
{
	struct zone_change changes[] = {
		{ AT("1900-01-01T00:00:00Z"), 4500, false },
		{ AT("1931-05-01T00:00:00Z"), 7200, false },
		{ AT("1952-05-01T00:00:00Z"), -3600, true },
		{ AT("1999-12-31T23:59:59Z"), 18000, false },
		{ AT("2025-04-01T00:30:00Z"), 21600, true },
		{ AT("2025-10-01T00:30:00Z"), 18000, false },
		{ AT("2051-07-01T03:00:00Z"), 19800, false },
	};

	check_days(planted[_i], changes, COUNT_OF(changes), ZONE_CORRECTED);
}
END_TEST

/* Those that differ on some machine or other, and those that do not anywhere. */
static const char *const real[] = { "UTC", "Africa/Harare", "Africa/Cairo",
	"Africa/Casablanca", "Africa/Monrovia", "America/Ciudad_Juarez",
	"America/Coyhaique", "America/Nuuk", "America/Asuncion", "Asia/Almaty",
	"Asia/Amman", "Asia/Gaza", "Australia/Lord_Howe", "Europe/Dublin",
	"Europe/Kyiv", "Pacific/Apia" };

static bool
same_clocks(const char *zone, const struct zone_change *changes, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct local_time t = clock_local(changes[i].at * SECOND, zone);
		int64_t there = clock_day_number(t.year, t.month, t.day) * 86400 +
				t.hour * 3600 + t.minute * 60 + t.second;

		if (there - changes[i].at != changes[i].offset)
			return false;
	}
	return true;
}

START_TEST(reckons_as_the_system_does)
{
	const struct zone_change *changes;
	enum zone_data wanted = ZONE_CORRECTED;
	pid_t pid;
	size_t count;
	int status;

	if (!clock_zone_known(real[_i]))
		return;
	changes = clock_changes(arena, real[_i], &count);
	ck_assert(same_clocks(real[_i], changes, count));
	pid = test_fork();
	if (pid == 0)
		_exit((int)zone_data_correct(arena, real[_i], changes, count));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	wanted = (enum zone_data)WEXITSTATUS(status);
	ck_assert_int_ne(wanted, ZONE_WRONG);
	check_days(real[_i], changes, count, wanted);
}
END_TEST

/* More different offsets than a table holds: then it is said, and nothing done. */
START_TEST(says_what_it_cannot_do)
{
	struct zone_change changes[300];

	for (int i = 0; i < 300; i++)
		changes[i] = (struct zone_change){ AT("1900-01-01T00:00:00Z") +
						       INT64_C(20000000) * i,
			60 * i, false };
	check_days("Africa/Harare", changes, 300, ZONE_WRONG);
}
END_TEST

TCase *
zone_data_tests(void)
{
	TCase *tc = tcase_create("zone_data");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, takes_what_it_is_given, 0, (int)COUNT_OF(planted));
	tcase_add_loop_test(tc, reckons_as_the_system_does, 0, (int)COUNT_OF(real));
	tcase_add_test(tc, says_what_it_cannot_do);
	return tc;
}
