/*
 * test_rule_store.c - what the rules say becomes tasks: by hand for what people and
 * other programs do meanwhile, and by chance against rule_tasks_merge(), which does the
 * same with documents.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "core/rule_store.h"
#include "core/rule_task.h"
#include "core/task.h"
#include "core/workflow.h"
#include "gen/sql.h"
#include "site_test.h"

#define DAY (24 * HOUR)
#define ID "\"patient-401\""

static struct arena *arena;
static struct db *rules_db;

static void
setup(void)
{
	site_test_begin();
	arena = arena_new();
	ck_assert_int_eq(
	    db_open("user=aftercare_rules dbname=aftercare", &rules_db), OK);
	site_sql("DELETE FROM rule_dirty; DELETE FROM task");
}

static void
teardown(void)
{
	db_close(rules_db);
	arena_free(arena);
	site_test_end();
}

static void
store(struct rule_result *result, const char *taken, int64_t now)
{
	const int64_t patient = TINASHE;
	struct rule_batch batch = { &patient, result, 1, taken, now, 1 };
	struct rule_stored sum = { 0, 0, 0 };
	struct tx *tx;

	ck_assert_int_eq(tx_begin(rules_db, arena, TX_WRITE, &tx), OK);
	if (now == 0)
		batch.now = tx_now(tx);
	ck_assert_int_eq(rule_store(tx, &batch, &sum), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

/* ------------------------------------------------------------------ by hand --- */

static const char *
day(int from_today)
{
	return site_text(
	    "SELECT (business_now() AT TIME ZONE 'Africa/Harare')::date + %d",
	    from_today);
}

static const char *
task_of(const char *id, int due, int from, int to, const char *more)
{
	return arena_printf(arena,
	    "{\"_id\":\"%s\",\"title\":\"t\",\"deleted\":false,\"resolved\":false,"
	    "\"actions\":[],%s\"contact\":{\"name\":\"X\"},\"dueDate\":\"%s\","
	    "\"startDate\":\"%s\",\"endDate\":\"%s\",\"forId\":" ID "}",
	    id, more, day(due), day(from), day(to));
}

/* One emission of the rule "call", or none if ${state} is NULL. */
static void
says_with(const char *state, int due, int from, int to, const char *more)
{
	struct rule_emission e = { .rule = "call",
		.id = "r1~0~call",
		.state = state,
		.timely = true,
		.requester = ID,
		.owner = ID };
	struct rule_result result = { .emissions = &e, .nemissions = state != NULL };

	if (state != NULL)
		e.task = task_of("r1~0~call", due, from, to, more);
	store(&result, "{}", 0);
}

static void
says(const char *state, int due, int from, int to)
{
	says_with(state, due, from, to, "");
}

/* Its tasks, the oldest first: "ready" "completed ready". */
static const char *
tasks(void)
{
	return site_text("SELECT coalesce(string_agg(status, ' ' ORDER BY id), 'none') "
			 "FROM task WHERE emission IS NOT NULL");
}

static void
is_done(int64_t id)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(task_finish(tx, id, RUDO, "reached", "well"), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	site_sql("DELETE FROM rule_dirty");
}

START_TEST(states_follow)
{
	says("Draft", 3, 2, 5);
	ck_assert_str_eq(tasks(), "draft");
	says("Ready", 3, -1, 5);
	ck_assert_str_eq(tasks(), "ready");
	says("Ready", 3, -1, 5);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_event"), 2);
	says("Draft", 3, 2, 5);
	ck_assert_str_eq(tasks(), "draft");
	says("Failed", -3, -4, -1);
	ck_assert_str_eq(tasks(), "failed");
	says("Failed", -3, -4, -1);
	ck_assert_str_eq(tasks(), "failed");
	says("Ready", 0, 0, 0);
	ck_assert_str_eq(tasks(), "failed ready");
	says(NULL, 0, 0, 0);
	ck_assert_str_eq(tasks(), "failed cancelled");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(coalesce(status_reason, '-'), ' ') "
		      "FROM task"),
	    "- -");
}
END_TEST

/* In the zone of the place: Harare is two hours ahead. */
START_TEST(days_become_moments)
{
	says_with(
	    "Ready", 1, 0, 2, "\"priority\":\"high\",\"priorityLabel\":\"minor\",");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', starts_at, due_at, priority, label, "
		      "who, kind, performer) FROM task"),
	    "2031-03-02 22:00:00+00 2031-03-04 21:59:59.999999+00 2 minor Tinashe Moyo "
	    "rule nurse");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(rule_priority(l::jsonb)::text, ' ') FROM "
		      "unnest('{10,7,6.5,4,3,-1,\"\\\"high\\\"\",\"\\\"medium\\\"\","
		      "\"\\\"x\\\"\",null,NULL}'::text[]) l"),
	    "2 2 3 3 4 4 2 3 4 4 4");
}
END_TEST

START_TEST(work_in_hand_stays)
{
	struct tx *tx;
	int64_t id;

	says("Ready", 1, 0, 2);
	id = site_number("SELECT id FROM task");
	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(task_take(tx, id, RUDO, "taken"), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	says("Ready", 1, 0, 3);
	ck_assert_str_eq(tasks(), "in-progress");
	says("Draft", 3, 1, 3);
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', status, owner_id, due_date) FROM task"),
	    arena_printf(arena, "in-progress 201 %s", day(3)));
	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(task_put_off(tx, id, tx_now(tx) + 2 * DAY, "put-off", ""), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	says_with("Ready", 3, 1, 3, "\"icon\":\"x\",");
	ck_assert_str_eq(
	    site_text(
		"SELECT concat_ws(' ', status, owner_id, icon, starts_at = wakes_at, "
		"wakes_at > business_now() + interval '47 hours') FROM task"),
	    "on-hold 201 x t t");
	says("Completed", 3, 1, 3);
	ck_assert_str_eq(tasks(), "completed");
}
END_TEST

START_TEST(what_a_person_closed_stays_closed)
{
	says("Ready", 1, 0, 2);
	is_done(site_number("SELECT id FROM task"));
	for (int i = 0; i < 3; i++)
		says("Ready", 1, 0, 2);
	says("Failed", 1, 0, 2);
	ck_assert_str_eq(tasks(), "completed");
	says("Ready", 2, 0, 2);
	ck_assert_str_eq(tasks(), "completed ready");
	says("Completed", 2, 0, 2);
	ck_assert_str_eq(tasks(), "completed completed");
}
END_TEST

/* In the transaction of its cause, as the emission that it will be. */
static void
make_at_once(void)
{
	site_sql("INSERT INTO task (place_id, patient_id, thread_id, kind, source, "
		 "priority, "
		 "starts_at, due_at, created_at, emission, rule, actions, authored_at) "
		 "SELECT "
		 "101, 401, 501, 'problem', 'message:1', 1, n, n + interval '30 "
		 "minutes', n, "
		 "'r1~0~call', 'call', '[]', n FROM business_now() n");
}

/* What was made at once is taken over. */
START_TEST(one_piece_of_work_is_one_task)
{
	make_at_once();
	/* The documents were read before: it is not there in them, and stays. */
	says(NULL, 0, 0, 0);
	ck_assert_str_eq(tasks(), "requested");
	site_sql("DELETE FROM rule_dirty");
	says_with("Ready", 0, 0, 3, "\"priority\":\"medium\",");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', kind, status, priority, due_at - "
		      "created_at, due_date, title) FROM task"),
	    arena_printf(arena, "problem requested 1 00:30:00 %s t", day(0)));
	is_done(site_number("SELECT id FROM task"));
	says("Ready", 0, 0, 3);
	ck_assert_str_eq(tasks(), "completed");
}
END_TEST

/* It was done before anybody evaluated. */
START_TEST(done_before_it_is_taken_over)
{
	make_at_once();
	is_done(site_number("SELECT id FROM task"));
	says("Ready", 0, 0, 3);
	ck_assert_str_eq(tasks(), "completed");
}
END_TEST

/* A rule that was stopped takes nothing away; time goes on. */
START_TEST(a_stopped_rule_keeps_its_tasks)
{
	const struct rule_failure f = { "call", "tasks.js", 7, "Error: oh" };
	struct rule_result result = { .failures = &f, .nfailures = 1 };

	says("Draft", 3, 2, 5);
	store(&result, "{}", 0);
	store(&result, "{}", 0);
	ck_assert_str_eq(tasks(), "draft");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', rule, file, line, words, times, "
		      "place_id) FROM rule_failure"),
	    "call tasks.js 7 Error: oh 2 101");
	site_later("2 days");
	store(&result, "{}", 0);
	ck_assert_str_eq(tasks(), "ready");
	says("Ready", 1, 0, 3);
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_failure"), 0);
	says(NULL, 0, 0, 0);
	ck_assert_str_eq(tasks(), "cancelled");
}
END_TEST

/* An emission whose id no index takes: his failure, and nobody else's. */
START_TEST(what_cannot_be_kept_is_his_failure)
{
	const int64_t patients[] = { BRIAN, TINASHE, NKOSANA };
	struct rule_emission e[3];
	struct rule_result results[3];
	struct rule_batch batch = { patients, results, 3, "{}", 0, 1 };
	struct rule_stored sum = { 0, 0, 0 };
	struct buf wild;
	struct tx *tx;

	buf_init(&wild, arena);
	for (unsigned n = 1; wild.len < 9000; n = n * 1103515245 + 12345)
		buf_printf(&wild, "%08x", n);
	for (size_t i = 0; i < 3; i++) {
		e[i] = (struct rule_emission){ .rule = "call",
			.id =
			    i == 1 ? wild.data : arena_printf(arena, "r%zu~0~call", i),
			.state = "Ready",
			.timely = true };
		e[i].task = task_of(e[i].id, 0, 0, 1, "");
		results[i] =
		    (struct rule_result){ .emissions = &e[i], .nemissions = 1 };
	}
	ck_assert_int_eq(tx_begin(rules_db, arena, TX_WRITE, &tx), OK);
	batch.now = tx_now(tx);
	ck_assert_int_eq(rule_store(tx, &batch, &sum), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(sum.made, 2);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(patient_id::text, ' ' ORDER BY id) FROM task"),
	    "402 405");
	ck_assert_str_eq(site_text("SELECT concat_ws(' ', patient_id, rule = '', "
				   "words) FROM rule_failure"),
	    "401 t what the rules made of this client could not be kept as tasks");
}
END_TEST

/* ---------------------------------------------------------------- by chance --- */

static const char *const ids[] = { "r1~0~call", "r1~1~call", "r2~0~visit",
	"r2~0~visit-1" };
static const char *const names[] = { "call", "call", "visit", "visit" };

struct look {
	int64_t now;
	struct rule_emission emissions[8];
	struct rule_failure failure;
	struct rule_result result;
};

static int
roll(unsigned *seed, int n)
{
	*seed = *seed * 1664525 + 1013904223;
	return (int)((*seed >> 8) % (unsigned)n);
}

static const char *
date_text(int64_t number)
{
	int y, m, d;

	clock_civil(number, &y, &m, &d);
	return arena_printf(arena, "%04d-%02d-%02d", y, m, d);
}

/* As the evaluator would say it: the state is that of its days, today. */
static struct rule_emission
emit(unsigned *seed, int64_t today)
{
	size_t which = (size_t)roll(seed, (int)COUNT_OF(ids));
	int64_t due = today + roll(seed, 9) - 4, from = due - roll(seed, 3),
		to = due + roll(seed, 4) - (roll(seed, 9) == 0 ? 5 : 0);
	bool resolved = roll(seed, 6) == 0, deleted = roll(seed, 9) == 0,
	     valid = roll(seed, 9) > 0;
	struct rule_emission e = { .rule = names[which],
		.id = ids[which],
		.timely = roll(seed, 9) > 0,
		.requester = ID,
		.owner = ID };
	struct buf b;

	e.state = resolved              ? "Completed"
		  : deleted             ? "Cancelled"
		  : !valid || from > to ? "Cancelled"
		  : from > today        ? "Draft"
		  : to < today          ? "Failed"
					: "Ready";
	if (!resolved && !deleted && strcmp(e.state, "Cancelled") == 0)
		e.reason = "invalid";
	buf_init(&b, arena);
	buf_printf(&b,
	    "{\"_id\":\"%s\",\"title\":\"t%d\",\"deleted\":%s,\"resolved\":%s,"
	    "\"actions\":[]",
	    e.id, roll(seed, 2), deleted ? "true" : "false",
	    resolved ? "true" : "false");
	if (valid)
		buf_printf(&b,
		    ",\"dueDate\":\"%s\",\"startDate\":\"%s\",\"endDate\":\"%s\"",
		    date_text(due), date_text(from), date_text(to));
	buf_puts(&b, ",\"forId\":" ID "}");
	e.task = b.data;
	return e;
}

static void
look(unsigned *seed, struct look *l, const char *zone)
{
	int64_t today = clock_local_day(l->now, zone);
	size_t n = (size_t)roll(seed, 7);
	bool fails = roll(seed, 4) == 0;

	l->result = (struct rule_result){
		.patient = "patient-401", .emissions = l->emissions, .nemissions = n
	};
	for (size_t i = 0; i < n; i++)
		l->emissions[i] = emit(seed, today);
	if (!fails)
		return;
	l->failure = (struct rule_failure){ names[roll(seed, 4)], "tasks.js", 1, "oh" };
	if (roll(seed, 4) == 0)
		l->failure.rule = NULL;
	l->result.failures = &l->failure;
	l->result.nfailures = 1;
	l->result.whole = l->failure.rule == NULL && roll(seed, 2) == 0;
	if (l->result.whole)
		l->result.nemissions = 0;
}

static const char *
or_dash(const struct json *value)
{
	const char *text = json_text(value);

	return text != NULL ? text : "-";
}

static int64_t
authored(const struct json *task)
{
	int64_t ms = 0;

	(void)json_int(json_get(task, "authoredOn"), &ms);
	return ms;
}

static int
compare_lines(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

/* A line for each document, sorted: what both ways have to agree on. */
static const char *
lines_of(const struct json *const *list, size_t n)
{
	const char **lines;
	struct buf b;

	ARENA_ARRAY(arena, lines, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct json *e = json_get(list[i], "emission"),
				  *past = json_get(list[i], "stateHistory");

		buf_init(&b, arena);
		buf_printf(&b,
		    "%s %lld %s %s %s %s %s %s:", json_text(json_get(e, "_id")),
		    (long long)authored(list[i]), or_dash(json_get(list[i], "state")),
		    or_dash(json_get(list[i], "stateReason")),
		    or_dash(json_get(e, "title")), or_dash(json_get(e, "dueDate")),
		    or_dash(json_get(e, "startDate")), or_dash(json_get(e, "endDate")));
		for (size_t k = 0; k < json_count(past); k++)
			buf_printf(
			    &b, " %s", json_text(json_get(json_at(past, k), "state")));
		lines[i] = b.data;
	}
	qsort(lines, n, sizeof *lines, compare_lines);
	buf_init(&b, arena);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s\n", lines[i]);
	return b.data;
}

static const char *
lines_there(void)
{
	const char *text =
	    site_text("SELECT replace(replace(replace(coalesce(json_agg("
		      "task_document(id, 'u')), '[]')::text, '&', ''), '<', ''), "
		      "'>', '') FROM task WHERE emission IS NOT NULL");
	const struct json *json, **list;

	ck_assert_int_eq(json_parse(arena, text, strlen(text), &json), OK);
	ARENA_ARRAY(arena, list, json_count(json) + 1);
	for (size_t i = 0; i < json_count(json); i++)
		list[i] = json_at(json, i);
	return lines_of(list, json_count(json));
}

static const struct json **
read_all(const struct rule_documents *all)
{
	const struct json **list;

	ARENA_ARRAY(arena, list, all->count + 1);
	for (size_t i = 0; i < all->count; i++)
		ck_assert_int_eq(
		    json_parse(arena, all->list[i].text, all->list[i].len, &list[i]),
		    OK);
	return list;
}

/*
 * The one departure: where the state that counts and the latest are two closed ones,
 * the CHT makes one more of the latter each time that it looks.
 */
static void
drop_repeats(struct rule_documents *all, size_t before)
{
	const struct json **list = read_all(all);

	for (size_t i = all->count; i-- > before;) {
		const struct json *made = list[i], *latest = NULL;
		const char *id = json_text(json_get(json_get(made, "emission"), "_id"));

		for (size_t k = 0; k < before; k++)
			if (strcmp(json_text(
				       json_get(json_get(list[k], "emission"), "_id")),
				id) == 0 &&
			    authored(list[k]) <= authored(made) &&
			    (latest == NULL || authored(list[k]) >= authored(latest)))
				latest = list[k];
		if (latest != NULL && strcmp(or_dash(json_get(latest, "state")),
					  or_dash(json_get(made, "state"))) == 0)
			rule_documents_remove(all, all->list[i].id);
	}
}

static const char *
lines_expected(struct rule_documents *all)
{
	return lines_of(read_all(all), all->count);
}

#define HISTORIES 12
#define LOOKS 25

START_TEST(by_chance_as_with_documents)
{
	static const char *const zones[] = { "Africa/Harare", "Africa/Nairobi",
		"America/Havana" };
	unsigned seed = getenv("SEED") != NULL
			    ? (unsigned)strtoul(getenv("SEED"), NULL, 10)
			    : 20310303;

	printf("seed %u\n", seed);
	for (int h = 0; h < HISTORIES; h++) {
		const char *zone = zones[roll(&seed, 3)];
		struct rule_documents all = { .count = 0 };
		int64_t now = INT64_C(1961000000) * SECOND + h * INT64_C(86400000) * 37;

		site_sql("DELETE FROM task; DELETE FROM rule_dirty; "
			 "UPDATE place SET zone = '%s' WHERE id = 101",
		    zone);
		for (int i = 0; i < LOOKS; i++) {
			struct look *l = arena_alloc(arena, sizeof *l);
			struct rule_moment at = { .zone = zone, .user = "u" };
			size_t before = all.count;

			now += roll(&seed, 12) == 0 ? -HOUR * roll(&seed, 90)
						    : HOUR * roll(&seed, 60);
			l->now = at.now = now;
			look(&seed, l, zone);
			ck_assert_int_eq(
			    rule_tasks_merge(arena, &all, &l->result, 1, &at), OK);
			drop_repeats(&all, before);
			site_sql("DELETE FROM rule_dirty");
			store(&l->result, "{}", now);
			ck_assert_msg(strcmp(lines_there(), lines_expected(&all)) == 0,
			    "history %d look %d at %s in %s:\n%s---\n%s", h, i,
			    clock_iso(arena, now), zone, lines_there(),
			    lines_expected(&all));
		}
		site_forget();
	}
}
END_TEST

TCase *
rule_store_tests(void)
{
	TCase *tc = tcase_create("rule_store");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, states_follow);
	tcase_add_test(tc, days_become_moments);
	tcase_add_test(tc, work_in_hand_stays);
	tcase_add_test(tc, what_a_person_closed_stays_closed);
	tcase_add_test(tc, one_piece_of_work_is_one_task);
	tcase_add_test(tc, done_before_it_is_taken_over);
	tcase_add_test(tc, a_stopped_rule_keeps_its_tasks);
	tcase_add_test(tc, what_cannot_be_kept_is_his_failure);
	tcase_add_test(tc, by_chance_as_with_documents);
	return tc;
}
