/*
 * test_property.c - histories of cases by chance: several facilities, supervisors who
 * come and go, nurses, workers that are down, clocks that change.  After each moment an
 * independent judge (tests/property/judge.sql) says what is wrong.
 *
 *	PROPERTY_CASES=10000	so many cases; a few hundred without it
 *	PROPERTY_SEED=7		the same histories again
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "core/escalation.h"
#include "site_test.h"
#include "worker/job.h"

#define CASES_SHORT 30
#define CASES_IN_A_WORLD 120
#define WORLDS_MOST 1000
#define TURNS_AFTER 10 /* of a worker that was down: in less than a minute */
#define FIRST_BOSS 240
#define BOSSES 7
#define FIRST_MAN 1001
#define MEN 40

static struct {
	uint64_t seed, state;
	long cases, wanted;
	long violations, moments, refused, acts;
	int64_t up; /* since when a worker runs */
	int64_t down_until; /* 0: it runs */
} run;

/* Chance ------------------------------------------------------------------- */

static uint64_t
draw(void)
{
	/* xorshift64*, so that a seed is the same history anywhere */
	run.state ^= run.state >> 12;
	run.state ^= run.state << 25;
	run.state ^= run.state >> 27;
	return run.state * UINT64_C(2685821657736338717);
}

static int
up_to(int n)
{
	return (int)((draw() >> 33) % (uint64_t)n);
}

static bool
chance(int percent)
{
	return up_to(100) < percent;
}

#define ONE_OF(words) ((words)[up_to((int)COUNT_OF(words))])

static void
prepare_run(void)
{
	const char *cases = getenv("PROPERTY_CASES"), *seed = getenv("PROPERTY_SEED");

	if (run.wanted != 0)
		return;
	run.wanted = cases != NULL ? strtol(cases, NULL, 10) : CASES_SHORT;
	run.seed = 1;
	if (seed != NULL)
		run.seed = (uint64_t)strtoull(seed, NULL, 10);
	else if (cases != NULL)
		run.seed = (uint64_t)(clock_wall() / SECOND);
	run.state = run.seed * 2 + 1;
}

/* The world ---------------------------------------------------------------- */

static void
begin(void)
{
	prepare_run();
	site_test_begin();
	site_sql("SELECT set_config('property.seed', '%f', false)",
	    (double)up_to(1000000) / 1000000);
	site_script("tests/property/world.sql");
	site_script("tests/property/judge.sql");
	run.up = 0;
	run.down_until = 0;
}

static void
end(void)
{
	site_sql("DROP SCHEMA property CASCADE");
	site_test_end();
}

static int64_t
now(void)
{
	return site_number(
	    "SELECT (extract(epoch FROM business_now()) * 1000000)::bigint");
}

static const char *
moment(int64_t at)
{
	return arena_printf(site_arena(), "to_timestamp(%" PRId64 ".%06d)", at / SECOND,
	    (int)(at % SECOND));
}

/* Forward only. */
static void
go_to(int64_t at)
{
	int64_t ahead = at - now();

	if (ahead > 0)
		site_later(
		    arena_printf(site_arena(), "%" PRId64 " microseconds", ahead));
	else
		site_later("0 s");
}

static void
judge(int64_t at)
{
	const char *wrong =
	    site_text("SELECT string_agg(w, '; ') FROM property.wrong(%s, %s) w",
		moment(at), moment(run.up));

	run.moments++;
	if (*wrong == '\0')
		return;
	run.violations++;
	if (run.violations <= 5)
		printf("wrong at %s: %.800s\n",
		    site_text("SELECT business_now()::text"), wrong);
}

/* What the worker does every five seconds; false while none runs. */
static bool
work(void)
{
	struct worker w = { .db = worker_db, .arena = site_arena(), .id = "" };
	int64_t at = now();
	bool more = true;

	if (run.down_until > at)
		return false;
	/* What has heaped up meanwhile is more than it does in one turn. */
	for (int left = run.down_until != 0 ? TURNS_AFTER : 1; left > 0; left--)
		ck_assert_int_eq(calendar_job(&w, &more), OK);
	if (run.down_until != 0)
		run.up = at; /* its first turn, not when it could have had one */
	run.down_until = 0;
	judge(now());
	site_forget();
	return true;
}

/* Every moment at which something is due, until then. */
static void
pass(int64_t until)
{
	int64_t at = now(), next;

	while (at < until) {
		next = site_number("SELECT coalesce((extract(epoch FROM "
				   "property.next(%s)) * 1000000)::bigint, 0)",
		    moment(at));
		if (next == 0 || next > until)
			next = until;
		at = next + (1 + up_to(5)) * SECOND;
		go_to(at);
		(void)work();
		site_forget();
	}
}

/* What people do ----------------------------------------------------------- */

static int64_t
boss(void)
{
	return FIRST_BOSS + up_to(BOSSES);
}

static void
ask(int64_t user, const char *path, const char *body)
{
	int code = site_post(user, path, body)->reply.code;

	run.acts++;
	if (code >= 500) {
		run.violations++;
		printf("%d: %s %s\n", code, path, body);
	}
	run.refused += code >= 400;
}

/* A case by chance; 0: none such. */
static int64_t
some_case(const char *where)
{
	return site_number("SELECT coalesce((SELECT t.id FROM task t JOIN escalation e "
			   "ON e.task_id = t.id WHERE %s ORDER BY hashint8(t.id + %d) "
			   "LIMIT 1), 0)",
	    where, up_to(100000));
}

static int64_t
version_of(int64_t id)
{
	return site_number("SELECT version FROM task WHERE id = %" PRId64, id);
}

static void
act_on(int64_t user, int64_t id, const char *verb, const char *body)
{
	ask(user, arena_printf(site_arena(), "/escalations/%" PRId64 "/%s", id, verb),
	    body);
}

/* A man of one of the facilities, or 0: a number that is nobody's yet. */
static void
raise_case(int64_t man, const char *severity)
{
	int64_t id = 0, before = site_number("SELECT count(*) FROM escalation");
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(escalation_raise(tx,
			     &(struct escalation_new){
				 .source = arena_printf(site_arena(),
				     "chance:%ld:%" PRIu64, run.acts++, draw()),
				 .severity = severity,
				 .sign = "",
				 .words = "It hurts",
				 .place_id = man == 0 ? 0 : 101 + man % 3,
				 .patient_id = man,
				 .thread_id = man == 0 ? 0 : man + 2000,
				 .enrolment_id = man == 0 ? 0 : man + 1000 },
			     &id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	run.cases += site_number("SELECT count(*) FROM escalation") - before;
}

static void
he_writes(void)
{
	static const char *const severities[] = { "severe", "moderate", "mild",
		"ungraded" };

	raise_case(chance(4) ? 0 : FIRST_MAN + up_to(MEN), ONE_OF(severities));
}

static void
she_claims(void)
{
	int64_t id = some_case("t.open AND e.decided_at IS NULL");

	if (id != 0)
		act_on(boss(), id,
		    chance(70)   ? "claim"
		    : chance(50) ? "release"
				 : "note",
		    "note=Called+him&add=Called+him");
}

static void
she_decides(void)
{
	static const char *const bodies[] = {
		"outcome=advice&event=none&note=Wash+it",
		"outcome=clinic&event=none&note=Look+at+it&transport=own",
		"outcome=refer&event=none&refer_to=Hospital&transport=fetched&man_told="
		"call",
		"outcome=refer&event=IN&timing=B&grade=moderate&mark=none&seen_place="
		"102",
		"outcome=refer&event=none&seen_place=103&place_told=Sr+Moyo&place_told_"
		"how=call",
		"outcome=hand-back&event=none&note=Ask+him+again",
	};
	int64_t id = some_case("t.open AND e.decided_at IS NULL");

	if (id != 0)
		act_on(site_number("SELECT coalesce(owner_id, %" PRId64
				   ") FROM task WHERE id = %" PRId64,
			   boss(), id),
		    id, "decide",
		    arena_printf(site_arena(), "%s&version=%" PRId64, ONE_OF(bodies),
			version_of(id)));
}

static void
she_takes_back(void)
{
	int64_t id = some_case("e.decided_at IS NOT NULL");

	if (id == 0)
		return;
	if (chance(50))
		act_on(site_number("SELECT coalesce(decided_by, 240) FROM escalation "
				   "WHERE task_id = %" PRId64,
			   id),
		    id, "undo", "");
	else
		act_on(boss(), id, "reopen", "add=Worse");
}

static int64_t
nurse_of(int64_t place)
{
	return place == 102 ? JOYCE : place == 103 ? ALICE : RUDO;
}

static void
nurse_says(void)
{
	static const char *const tolds[] = { "told=missed&note=Nobody+came",
		"told=back&note=Not+here", "told=elsewhere&seen_by=Dr+X&event=none",
		"told=seen&seen_by=Dr+Choto&event=none" };
	int64_t id = site_number(
	    "SELECT coalesce((SELECT id FROM referral WHERE ended_at IS NULL ORDER BY "
	    "hashint8(id + %d) LIMIT 1), 0)",
	    up_to(100000));

	if (id == 0)
		return;
	ask(nurse_of(site_number("SELECT coalesce(seen_place_id, place_id, 101) FROM "
				 "referral WHERE id = %" PRId64,
		id)),
	    arena_printf(site_arena(), "/referrals/%" PRId64 "/visit", id),
	    arena_printf(site_arena(), "%s&day=%s&version=%" PRId64, ONE_OF(tolds),
		site_text("SELECT ((business_now() AT TIME ZONE coalesce(p.zone, "
			  "'UTC'))::date)::text FROM referral r LEFT JOIN place p ON "
			  "p.id = coalesce(r.seen_place_id, r.place_id) WHERE r.id = "
			  "%" PRId64,
		    id),
		site_number("SELECT version FROM referral WHERE id = %" PRId64, id)));
}

static void
nurse_does(void)
{
	static const char *const outcomes[] = { "reached-fine", "reached-problem",
		"came", "not-reached", "did-not-come" };
	int64_t id = site_number(
	    "SELECT coalesce((SELECT id FROM task WHERE open AND performer = 'nurse' "
	    "AND kind IN ('handed-back', 'visit') ORDER BY hashint8(id + %d) LIMIT 1), "
	    "0)",
	    up_to(100000));

	if (id == 0)
		return;
	ask(nurse_of(site_number(
		"SELECT coalesce(place_id, 101) FROM task WHERE id = %" PRId64, id)),
	    arena_printf(site_arena(), "/tasks/%" PRId64 "/done", id),
	    arena_printf(site_arena(),
		"outcome=%s&note=Words&again=2h&version=%" PRId64, ONE_OF(outcomes),
		version_of(id)));
}

static void
they_plan(void)
{
	int64_t user = boss();

	if (chance(70))
		site_sql("INSERT INTO duty_shift (place_id, user_id, rank, begins_at, "
			 "ends_at, created_at) SELECT p.id, %" PRId64
			 ", %d, business_now() + make_interval(mins => %d), "
			 "business_now() + make_interval(mins => %d), business_now() "
			 "FROM place p WHERE p.id = %d",
		    user, 1 + up_to(3), up_to(600), 600 + up_to(900), 101 + up_to(3));
	else if (chance(50))
		ask(boss(),
		    arena_printf(site_arena(), "/duty/roster/%" PRId64 "/remove",
			site_number("SELECT coalesce(max(id), 1) FROM duty_shift")),
		    "");
	else
		ask(boss(), "/duty/hand-over",
		    arena_printf(site_arena(), "to=%" PRId64 "&note=Please", user));
}

static void
they_answer(void)
{
	static const char *const verbs[] = { "accept", "accept", "accept", "refuse",
		"withdraw" };
	int64_t id = site_number("SELECT coalesce((SELECT id FROM duty_handover WHERE "
				 "state = 'asked' ORDER BY id DESC LIMIT 1), 0)");
	const char *verb = ONE_OF(verbs);

	if (id != 0)
		ask(site_number("SELECT %s FROM duty_handover WHERE id = %" PRId64,
			strcmp(verb, "withdraw") == 0 ? "from_id" : "to_id", id),
		    arena_printf(
			site_arena(), "/duty/hand-over/%" PRId64 "/%s", id, verb),
		    "reason=Busy");
}

/* The first of them stays, or nobody could be told of anything. */
static void
people_come_and_go(void)
{
	int64_t user = FIRST_BOSS + 1 + up_to(BOSSES - 1);

	if (chance(50))
		site_sql("UPDATE app_user SET active = NOT active WHERE id = %" PRId64,
		    user);
	else if (chance(50))
		site_sql("DELETE FROM user_place WHERE user_id = %" PRId64
			 " AND place_id = %d",
		    user, 101 + up_to(3));
	else
		site_sql("INSERT INTO user_place SELECT %" PRId64
			 ", %d ON CONFLICT DO NOTHING",
		    user, 101 + up_to(3));
}

static void
worker_falls(void)
{
	if (run.down_until == 0)
		run.down_until = now() + (int64_t)(1 + up_to(600)) * 60 * SECOND;
}

static const struct {
	void (*happens)(void);
	int weight;
} things[] = { { he_writes, 24 }, { she_claims, 20 }, { she_decides, 20 },
	{ she_takes_back, 5 }, { nurse_says, 9 }, { nurse_does, 8 }, { they_plan, 5 },
	{ they_answer, 3 }, { people_come_and_go, 2 }, { worker_falls, 1 } };

static void
something_happens(void)
{
	int total = 0, drawn;

	for (size_t i = 0; i < COUNT_OF(things); i++)
		total += things[i].weight;
	drawn = up_to(total);
	for (size_t i = 0; i < COUNT_OF(things); i++) {
		drawn -= things[i].weight;
		if (drawn < 0) {
			things[i].happens();
			return;
		}
	}
}

static int64_t
wait_for_next(void)
{
	static const int minutes[] = { 0, 1, 3, 8, 15, 25, 60, 200 };

	return (int64_t)ONE_OF(minutes) * 60 * SECOND + up_to(60) * SECOND;
}

/* Tests -------------------------------------------------------------------- */

START_TEST(no_case_without_an_owner_and_a_clock)
{
	long until = run.cases + CASES_IN_A_WORLD;

	if (run.cases >= run.wanted)
		return;
	if (until > run.wanted)
		until = run.wanted;
	run.up = now() - 3600 * SECOND;
	while (run.cases < until) {
		pass(now() + wait_for_next());
		something_happens();
		(void)work();
		site_forget();
	}
	/* Three more days, in which nobody does anything: no clock is forgotten. */
	run.down_until = 0;
	for (int i = 0; i < 12; i++)
		pass(now() + 6 * HOUR);
	ck_assert_int_eq(run.violations, 0);
}
END_TEST

/* The judge is none if it finds nothing in what is spoilt. */
START_TEST(what_is_spoilt_is_found)
{
	static const char *const spoils[] = {
		"UPDATE case_clock SET look_at = NULL, next_at = NULL, done = false "
		"WHERE clock = 'decision'",
		"DELETE FROM task_event WHERE what = 'late-first'",
		"DELETE FROM case_notice",
		"UPDATE task SET performer = 'nurse' WHERE kind = 'escalation'",
		"UPDATE app_user SET active = false WHERE id = 241",
		"INSERT INTO task_event (task_id, at, what, note) SELECT task_id, at, "
		"what, note FROM task_event WHERE what = 'late-first'",
		"UPDATE referral SET visit_due = visit_due - interval '6 hours'",
		"DELETE FROM referral",
		"UPDATE task_event SET at = at - interval '1 h' WHERE to_owner = 241; "
		"INSERT INTO duty_shift (place_id, user_id, rank, begins_at, ends_at, "
		"created_at) SELECT t.place_id, 241, 1, business_now() - interval '1 "
		"h', "
		"business_now() - interval '2 min', business_now() FROM task t WHERE "
		"t.owner_id = 241",
	};
	int64_t late, sent;

	site_sql("UPDATE place SET open_days = '1234567', opens = '00:00', closes = "
		 "'00:00'; INSERT INTO user_place SELECT 241, p FROM unnest('{101, "
		 "102, 103}'::int[]) p ON CONFLICT DO NOTHING; DELETE FROM "
		 "place_holiday");
	for (int64_t man = FIRST_MAN; man < FIRST_MAN + 4; man++)
		raise_case(man, "severe");
	site_sql("UPDATE business_clock SET advance = advance + interval '1 min'");
	late = site_number("SELECT min(task_id) FROM escalation");
	sent = site_number("SELECT max(task_id) FROM escalation");
	run.up = now() - HOUR;
	for (int i = 0; i < 9; i++)
		pass(now() + HOUR);
	act_on(241, sent, "decide",
	    arena_printf(site_arena(),
		"outcome=refer&event=none&refer_to=Hospital&version=%" PRId64,
		version_of(sent)));
	ck_assert_int_eq(site_number("SELECT count(*) FROM referral"), 1);
	pass(now() + HOUR);
	site_sql("UPDATE task SET owner_id = 241, status = 'accepted' WHERE id = "
		 "%" PRId64,
	    late);
	ck_assert_int_eq(run.violations, 0);
	for (size_t i = 0; i < COUNT_OF(spoils); i++) {
		const char *found;

		site_sql("DROP TABLE IF EXISTS property.found; CREATE TABLE "
			 "property.found AS SELECT property.spoilt($spoil$%s$spoil$) "
			 "AS words",
		    spoils[i]);
		found = site_text("SELECT words FROM property.found");
		ck_assert_msg(*found != '\0', "nothing is found after: %s", spoils[i]);
	}
}
END_TEST

static void
tell(void)
{
	printf("seed %" PRIu64 ": %ld moments, %ld acts of which %ld were refused\n",
	    run.seed, run.moments, run.acts, run.refused);
	printf("figure escalation.cases %ld cases\n", run.cases);
	printf("figure escalation.violations %ld violations\n", run.violations);
}

TCase *
property_tests(void)
{
	TCase *tc = tcase_create("property");

	prepare_run();
	tcase_add_unchecked_fixture(tc, NULL, tell);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, no_case_without_an_owner_and_a_clock, 0,
	    (int)((run.wanted + CASES_IN_A_WORLD - 1) / CASES_IN_A_WORLD));
	tcase_add_test(tc, what_is_spoilt_is_found);
	tcase_set_timeout(tc, 0);
	return tc;
}
