/* test_dose.c - children: what is due when, what was given, what is told of it, once. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests.h"
#include "worker_test.h"

#define MARY                                                                     \
	"given_name=Mary&family_name=Phiri&sex=female&guardian_name=Ruth+Phiri&" \
	"guardian_relation=mother"                                               \
	"&language=en&consent=1"
#define RUTH_PHONE "0775550901"

/* Calendar ------------------------------------------------------------------ */

/* clang-format off */
static const struct { const char *born; int n; const char *unit, *day; } ages[] = {
	{ "2031-01-31", 1, "months", "2031-02-28" },
	{ "2032-01-31", 1, "months", "2032-02-29" },
	{ "2031-08-31", 6, "months", "2032-02-29" },
	{ "2032-02-29", 12, "months", "2033-02-28" },
	{ "2031-12-31", 9, "months", "2032-09-30" },
	{ "2031-02-28", 1, "months", "2031-03-28" },
	{ "2031-03-20", 6, "weeks", "2031-05-01" }, /* across a change of clocks */
	{ "2031-10-20", 14, "days", "2031-11-03" },
	{ "2031-12-31", 0, "days", "2031-12-31" },
};
/* clang-format on */

START_TEST(an_age_is_a_day)
{
	ck_assert_str_eq(site_text("SELECT dose_age('%s', %d, '%s')", ages[_i].born,
			     ages[_i].n, ages[_i].unit),
	    ages[_i].day);
}
END_TEST

/* Of Malawi's table, by what was given: how a dose stands on a day. */
static const char *
stands(const char *born, const char *given, const char *today, const char *dose)
{
	return site_text("SELECT state || ' ' || coalesce(due_on::text, '') FROM "
			 "dose_states(dose_in_use('MW'), '%s', '%s', '%s') WHERE "
			 "vaccine || ' ' || number = '%s'",
	    born, given, today, dose);
}

/* clang-format off */
static const struct { const char *born, *given, *today, *dose, *stands; } cases[] = {
	{ "2031-01-20", "{}", "2031-03-02", "Penta 1", "planned 2031-03-03" },
	{ "2031-01-20", "{}", "2031-03-03", "Penta 1", "due 2031-03-03" },
	{ "2031-01-20", "{}", "2031-03-04", "Penta 1", "late 2031-03-03" },
	/* 10 weeks, for it was given on its day; four weeks after it where that is later. */
	{ "2031-01-20", "{\"Penta 1\": \"2031-03-03\"}", "2031-03-04", "Penta 2", "planned 2031-03-31" },
	{ "2031-01-20", "{\"Penta 1\": \"2031-03-20\"}", "2031-03-21", "Penta 2", "planned 2031-04-17" },
	{ "2031-01-20", "{\"Penta 1\": \"2031-01-31\"}", "2031-03-21", "Penta 1", "early 2031-03-03" },
	/* What is not given is waited for, as if it were given today. */
	{ "2031-01-20", "{}", "2031-03-20", "Penta 2", "waits 2031-04-17" },
	{ "2031-01-20", "{}", "2031-03-20", "Penta 3", "waits 2031-05-15" },
	/* The last day on which it is given, and the next: it is not waited for any more. */
	{ "2031-01-20", "{}", "2031-02-03", "OPV 0", "late 2031-01-20" },
	{ "2031-01-20", "{}", "2031-02-03", "OPV 1", "waits 2031-03-03" },
	{ "2031-01-20", "{}", "2031-02-04", "OPV 0", "over 2031-01-20" },
	{ "2031-01-20", "{}", "2031-02-04", "OPV 1", "planned 2031-03-03" },
	/* So late that the interval ends when it is too old for the next. */
	{ "2029-03-20", "{\"Rota 1\": \"2031-03-01\"}", "2031-03-03", "Rota 2", "over 2031-03-29" },
	/* A month that is shorter. */
	{ "2030-05-31", "{}", "2031-02-28", "MR 1", "due 2031-02-28" },
};
/* clang-format on */

START_TEST(how_a_dose_stands)
{
	ck_assert_str_eq(
	    stands(cases[_i].born, cases[_i].given, cases[_i].today, cases[_i].dose),
	    cases[_i].stands);
}
END_TEST

/*
 * Children by chance, some of whose doses were given some days late: the judge adds months
 * by its own rule and looks at all doses at once.
 */
START_TEST(doses_by_chance)
{
	site_sql("CREATE TEMP TABLE kid AS SELECT n, born, today, "
		 "(SELECT coalesce(jsonb_object_agg(l.vaccine || ' ' || l.number, "
		 "dose_age(born, l.due_n, l.due_unit) + (random() * 9)::integer + "
		 "l.number * 9), '{}') FROM dose_line l WHERE l.version_id = "
		 "dose_in_use('MW') AND l.number <= 1 + n %% 3 AND n %% 4 > 0 AND "
		 "dose_age(born, l.due_n, l.due_unit) + 9 + l.number * 9 < today) AS "
		 "given FROM (SELECT n, '2029-01-01'::date + (random() * 900)::integer "
		 "AS born, '2031-01-01'::date + (random() * 400)::integer AS today "
		 "FROM generate_series(1, 1500) n) k");
	site_sql(
	    "CREATE TEMP TABLE stand AS SELECT k.n, k.born, k.today, l.interval_days, "
	    "s.*, "
	    "CASE l.due_unit WHEN 'days' THEN k.born + l.due_n WHEN 'weeks' THEN "
	    "k.born + 7 * l.due_n ELSE least((date_trunc('month', k.born) + "
	    "make_interval(months => l.due_n) + interval '1 month' - interval '1 "
	    "day')::date, (date_trunc('month', k.born) + make_interval(months => "
	    "l.due_n))::date + extract(day FROM k.born)::integer - 1) END AS aged "
	    "FROM kid k CROSS JOIN LATERAL dose_states(dose_in_use('MW'), k.born, "
	    "k.given, k.today) s JOIN dose_line l ON l.id = s.line_id; "
	    "CREATE INDEX ON stand (n, vaccine, number); ANALYZE stand");
	ck_assert_int_gt(
	    site_number("SELECT count(*) FROM stand WHERE state = 'late'"), 100);
	ck_assert_int_gt(
	    site_number("SELECT count(*) FROM stand WHERE state = 'planned' AND "
			"due_on > aged"),
	    20);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM stand s CROSS JOIN LATERAL (SELECT "
		"max(b.given_on) AS last, coalesce(bool_or(b.given_on IS NULL AND "
		"b.state <> 'over'), false) AS open FROM stand b WHERE b.n = s.n AND "
		"b.vaccine = s.vaccine AND b.number < s.number) b WHERE "
		"s.given_on IS NOT NULL AND s.state NOT IN ('given', 'early') OR "
		"s.given_on IS NULL AND (s.due_on < s.aged OR s.due_on < b.last + "
		"s.interval_days OR (s.state = 'over') <> coalesce(s.today > s.last_on "
		"OR s.least_on > s.last_on, false) OR s.state <> 'over' AND ((s.state "
		"= "
		"'waits') <> b.open OR NOT b.open AND (s.due_on <> greatest(s.aged, "
		"b.last + s.interval_days) OR s.state <> CASE WHEN s.due_on < s.today "
		"THEN 'late' WHEN s.due_on = s.today THEN 'due' ELSE 'planned' END)))"),
	    0);
	site_sql("DROP TABLE kid, stand");
}
END_TEST

/* On the pages --------------------------------------------------------------- */

static struct request *
registers(const char *born, const char *more)
{
	return site_post(RUDO, "/children/new",
	    arena_printf(
		site_arena(), MARY "&birth_date=%s&%s&country=MW", born, more));
}

/* Born on that day, told by this phone. */
static int64_t
child(const char *born)
{
	ck_assert_int_eq(registers(born, "phone=" RUTH_PHONE)->reply.code, 303);
	return site_number("SELECT max(id) FROM child");
}

static int64_t
line(const char *dose)
{
	return site_number("SELECT id FROM dose_line WHERE version_id = "
			   "dose_in_use('MW') AND vaccine || ' ' || number = '%s'",
	    dose);
}

static struct request *
gives(int64_t id, const char *dose, const char *day)
{
	return site_post(RUDO,
	    arena_printf(site_arena(), "/children/%" PRId64 "/doses", id),
	    arena_printf(site_arena(),
		"line=%" PRId64 "&given_on=%s&batch%" PRId64 "=AB12", line(dose), day,
		line(dose)));
}

static void
given(int64_t id, const char *dose, const char *day)
{
	ck_assert_int_eq(gives(id, dose, day)->reply.code, 303);
}

static struct request *
card(int64_t id)
{
	return site_get(RUDO, arena_printf(site_arena(), "/children/%" PRId64, id));
}

/* "Penta 2 2031-04-17": what is due next of a vaccine. */
static const char *
due(int64_t id, const char *vaccine)
{
	return site_text(
	    "SELECT coalesce(string_agg(vaccine || ' ' || number || ' ' || "
	    "due_on, ', '), '') FROM "
	    "dose_due WHERE child_id = %" PRId64 " AND vaccine = '%s'",
	    id, vaccine);
}

/* "before sent, day planned" of a day. */
static const char *
told(int64_t id, const char *day)
{
	return site_text("SELECT coalesce(string_agg(step || ' ' || state || "
			 "CASE reason WHEN '' THEN '' ELSE ' ' || reason END, ', ' "
			 "ORDER BY due_at, id), '') FROM dose_reminder WHERE "
			 "child_id = %" PRId64 " AND due_on = '%s'",
	    id, day);
}

static void
turn(void)
{
	ck_assert_int_eq(worker_step(dose_job), OK);
}

static int64_t
texts(int64_t id)
{
	return site_number("SELECT count(*) FROM message m JOIN outbox o ON o.id = "
			   "m.outbox_id AND o.state = 'ready' WHERE m.patient_id = "
			   "%" PRId64 " AND m.kind = 'automatic'",
	    id);
}

static const char *
last_text(int64_t id)
{
	return site_text("SELECT body FROM message WHERE patient_id = %" PRId64
			 " AND direction = 'out' ORDER BY id DESC LIMIT 1",
	    id);
}

START_TEST(registered_and_shown)
{
	int64_t id = child("2031-01-20");
	struct request *rq = card(id);

	ck_assert(site_shows(rq, "Mary Phiri"));
	ck_assert(site_shows(rq, "To be checked against the ministry’s current table"));
	ck_assert(site_shows(rq, "Due today"));
	ck_assert_str_eq(due(id, "Penta"), "Penta 1 2031-03-03");
	rq = site_get(RUDO, "/doses");
	ck_assert(site_shows(rq, "Mary Phiri"));
	ck_assert(site_shows(rq, "OPV 1, PCV 1, Penta 1, Rota 1"));
	ck_assert(site_shows(site_get(RUDO, "/doses?show=late"), "BCG 1"));
	ck_assert(!site_shows(site_get(RUDO, "/doses?show=week"), "Mary"));
	ck_assert(site_shows(site_get(NOMSA, "/doses?show=all"), "Mary Phiri"));
	ck_assert(!site_shows(site_get(JOYCE, "/doses?show=all"), "Mary"));
	ck_assert_int_eq(
	    site_get(JOYCE, arena_printf(site_arena(), "/children/%" PRId64, id))
		->reply.code,
	    404);
	ck_assert(site_shows(
	    site_get(RUDO, arena_printf(site_arena(), "/patients/%" PRId64, id)),
	    "/children/"));
}
END_TEST

/* clang-format off */
static const struct { const char *born, *more, *says; } bad_children[] = {
	{ "", "phone=" RUTH_PHONE, "Date of birth: please fill this in." },
	{ "2031-03-04", "phone=" RUTH_PHONE, "Date of birth: this cannot be." },
	{ "2011-03-04", "phone=" RUTH_PHONE, "Date of birth: give that of a child under 15 years." },
	{ "2031-01-20", "phone=12", "Mobile phone: this number is too short" },
	{ "2031-01-20", "country=ZZ&phone=" RUTH_PHONE, "Table of doses: choose one from the list." },
	{ "2031-01-20", "phone=" RUTH_PHONE "&consent_date=2031-03-04", "this day is still to come" },
	{ "2031-01-20", "phone=0775550142", "this number is already in use" },
};
/* clang-format on */

START_TEST(what_cannot_be_is_said_in_words)
{
	struct request *rq = registers(bad_children[_i].born, bad_children[_i].more);

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, bad_children[_i].says));
	ck_assert_str_eq(site_value(rq, "given_name"), "Mary");
	ck_assert_int_eq(site_number("SELECT count(*) FROM child"), 0);
}
END_TEST

START_TEST(the_next_is_due_by_what_was_given)
{
	int64_t id = child("2031-01-20");
	struct request *rq;

	given(id, "Penta 1", "2031-03-03");
	ck_assert_str_eq(due(id, "Penta"), "Penta 2 2031-03-31");
	rq = card(id);
	ck_assert(site_shows(rq, "batch AB12"));
	ck_assert(site_shows(
	    site_get(RUDO, arena_printf(site_arena(), "/messages/%s",
			       site_text("SELECT id FROM thread WHERE patient_id = "
					 "%" PRId64,
				   id))),
	    "Dose recorded by you. Penta 1, Mon 3 Mar 2031"));
	/* It was the day after six weeks, corrected a fortnight later. */
	site_later("14 days");
	ck_assert_int_eq(gives(id, "Penta 2", "2031-03-17")->reply.code, 303);
	ck_assert(site_shows(card(id), "Given too early"));
	ck_assert_str_eq(due(id, "Penta"), "Penta 3 2031-04-28");
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/children/%" PRId64 "/take-back", id),
		arena_printf(site_arena(), "dose=%s",
		    site_text("SELECT id FROM dose WHERE number = 1")))
		->reply.code,
	    422);
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/children/%" PRId64 "/take-back", id),
		arena_printf(site_arena(), "dose=%s",
		    site_text("SELECT id FROM dose WHERE number = 2")))
		->reply.code,
	    303);
	ck_assert_str_eq(due(id, "Penta"), "Penta 2 2031-03-31");
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/children/%" PRId64 "/doses", id),
		arena_printf(site_arena(),
		    "line=%" PRId64 "&dose=%s&given_on=2031-03-10&batch=",
		    line("Penta 1"), site_text("SELECT id FROM dose")))
		->reply.code,
	    303);
	ck_assert_str_eq(due(id, "Penta"), "Penta 2 2031-04-07");
	ck_assert_str_eq(site_text("SELECT batch FROM dose"), "");
}
END_TEST

/* clang-format off */
static const struct { const char *dose, *day, *says; } bad_doses[] = {
	{ "Penta 1", "2031-03-04", "Penta 1: this day is still to come." },
	{ "Penta 1", "2031-01-19", "Penta 1: this is before the child was born." },
	{ "Penta 1", "", "Given on: please fill this in." },
	{ "Penta 2", "2031-03-03", "Penta 2: record the one before it first." },
	{ "OPV 0", "2031-02-04", "OPV 0: it is not given any more at the age of that day." },
	{ "Nothing 1", "2031-03-03", "Doses: tick at least one that was given." },
};
/* clang-format on */

START_TEST(a_dose_that_cannot_be)
{
	int64_t id = child("2031-01-20");
	struct request *rq =
	    strcmp(bad_doses[_i].dose, "Nothing 1") == 0
		? site_post(RUDO,
		      arena_printf(site_arena(), "/children/%" PRId64 "/doses", id),
		      "given_on=2031-03-03")
		: gives(id, bad_doses[_i].dose, bad_doses[_i].day);

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, bad_doses[_i].says));
	ck_assert_int_eq(site_number("SELECT count(*) FROM dose"), 0);
}
END_TEST

/* What was recorded of one stays between the days of its neighbours. */
START_TEST(doses_stay_in_their_order)
{
	int64_t id = child("2030-11-01");

	given(id, "Penta 1", "2030-12-20");
	given(id, "Penta 2", "2031-01-20");
	ck_assert(site_shows(gives(id, "Penta 1", "2031-01-20"), "not between those"));
	ck_assert(site_shows(gives(id, "Penta 3", "2031-01-19"), "not between those"));
	/* Several at once are all recorded or none. */
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/children/%" PRId64 "/doses", id),
		arena_printf(site_arena(),
		    "line=%" PRId64 "&line=%" PRId64 "&given_on=2031-03-01",
		    line("Penta 3"), line("OPV 0")))
		->reply.code,
	    422);
	ck_assert_int_eq(site_number("SELECT count(*) FROM dose"), 2);
}
END_TEST

/* What is told ---------------------------------------------------------------- */

START_TEST(told_before_on_and_after_until_it_is_recorded)
{
	int64_t id = child("2031-02-10"); /* six weeks: Mon 24 March */

	ck_assert_str_eq(told(id, "2031-03-24"),
	    "before planned, day planned, after.1 planned, after.2 planned, after.3 "
	    "planned, after.4 planned");
	site_at("2031-03-17 08:59");
	turn();
	ck_assert_int_eq(texts(id), 0);
	site_at("2031-03-17 09:00");
	turn();
	turn();
	ck_assert_int_eq(texts(id), 1);
	ck_assert_str_eq(last_text(id),
	    "A visit to Riverside Clinic is due on 24/03/2031. Bring the health card. "
	    "No SMS any more: reply STOP.");
	site_at("2031-03-24 09:00");
	turn();
	ck_assert(strstr(last_text(id), "is due today, 24/03/2031") != NULL);
	ck_assert_int_eq(texts(id), 2);
	site_sql("UPDATE outbox SET state = 'done'");
	site_at("2031-03-31 09:01");
	turn();
	ck_assert(strstr(last_text(id), "The visit of 24/03/2031") != NULL);
	ck_assert_int_eq(texts(id), 1);
	/* Each is recorded: nothing more is told of that day, and the next is told in its turn. */
	given(id, "Penta 1", "2031-03-31");
	given(id, "OPV 1", "2031-03-31");
	given(id, "PCV 1", "2031-03-31");
	ck_assert(strstr(told(id, "2031-03-24"), "after.2 planned") != NULL);
	given(id, "Rota 1", "2031-03-31");
	ck_assert_str_eq(told(id, "2031-03-24"),
	    "before sent, day sent, after.1 skipped dose-moved, after.2 skipped "
	    "dose-moved, after.3 skipped dose-moved, after.4 skipped dose-moved");
	ck_assert(
	    strstr(told(id, "2031-04-28"), "before planned, day planned") != NULL);
	/* What had not left is taken back. */
	ck_assert_int_eq(texts(id), 0);
	site_at("2031-04-07 09:01");
	turn();
	ck_assert_int_eq(texts(id), 0);
}
END_TEST

/* There and back: what was told of a day is not told again. */
START_TEST(corrected_it_is_moved_and_not_doubled)
{
	int64_t id = child("2031-01-20");
	int64_t was;

	given(id, "BCG 1", "2031-01-20");
	given(id, "Penta 1", "2031-03-03");
	given(id, "OPV 1", "2031-03-03");
	given(id, "PCV 1", "2031-03-03");
	given(id, "Rota 1", "2031-03-03");
	site_at("2031-03-24 09:00");
	turn();
	ck_assert_int_eq(texts(id), 1);
	site_sql("UPDATE outbox SET state = 'done'");
	given(id, "Penta 1", "2031-03-10");
	ck_assert(strncmp(told(id, "2031-04-07"), "before planned", 14) == 0);
	given(id, "Penta 1", "2031-03-03");
	ck_assert(
	    strncmp(told(id, "2031-04-07"), "before skipped dose-moved", 25) == 0);
	ck_assert(strncmp(told(id, "2031-03-31"), "before sent, day planned", 24) == 0);
	was = site_number("SELECT count(*) FROM message");
	turn();
	ck_assert_int_eq(site_number("SELECT count(*) FROM message"), was);
}
END_TEST

/* clang-format off */
static const struct { const char *change, *reason; } ways[] = {
	{ "UPDATE patient SET opted_out_at = business_now() WHERE id = (SELECT id FROM child)", "opted-out" },
	{ "UPDATE patient SET phone_id = NULL WHERE id = (SELECT id FROM child)", "no-number" },
	{ "UPDATE phone SET stopped_at = business_now() FROM patient p WHERE p.phone_id = phone.id AND p.id = (SELECT id FROM child)",
	    "blocked" },
};
/* clang-format on */

START_TEST(who_is_not_told)
{
	int64_t id = child("2031-02-10");

	site_sql("%s", ways[_i].change);
	site_at("2031-03-17 09:00");
	turn();
	ck_assert_int_eq(texts(id), 0);
	ck_assert(strncmp(told(id, "2031-03-24"),
		      arena_printf(site_arena(), "before skipped %s, day planned",
			  ways[_i].reason),
		      strlen(ways[_i].reason) + 28) == 0);
	ck_assert(site_shows(card(id), "not sent"));
}
END_TEST

START_TEST(a_stop_ends_it_and_a_start_begins_it)
{
	int64_t id = child("2031-02-10");

	site_says("+263775550901", "STOP");
	ck_assert(site_shows(card(id), "Wants no SMS"));
	site_at("2031-03-17 09:00");
	turn();
	ck_assert(strstr(told(id, "2031-03-24"), "opted-out") != NULL);
	site_says("+263775550901", "START");
	site_at("2031-03-24 09:00");
	turn();
	ck_assert(strstr(told(id, "2031-03-24"), "day sent") != NULL);
}
END_TEST

START_TEST(several_children_of_a_phone)
{
	int64_t mary = child("2031-02-10"), john;

	ck_assert_int_eq(site_post(RUDO, "/children/new",
			     "given_name=John&sex=male&guardian_name=Ruth+Phiri&"
			     "language=en&country=MW&consent=1&birth_date=2031-02-10&"
			     "phone=" RUTH_PHONE "&same_phone=shared&asked_phone="
			     "%2B263775550901&named=1")
			     ->reply.code,
	    303);
	john = site_number("SELECT max(id) FROM child");
	site_at("2031-03-17 09:00");
	turn();
	/* One text each: hers by a code, for nobody agreed that her name is said. */
	ck_assert_int_eq(texts(mary), 1);
	ck_assert_int_eq(texts(john), 1);
	ck_assert(strncmp(last_text(mary), "M: A visit", 10) == 0);
	ck_assert(strncmp(last_text(john), "John: A visit", 13) == 0);
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/children/%" PRId64 "/texts", mary),
		"named=1")
		->reply.code,
	    303);
	site_at("2031-03-24 09:00");
	turn();
	ck_assert(strncmp(last_text(mary), "Mary: ", 6) == 0);
}
END_TEST

/* What is due on two days is told of the later one, where both are to be told at once. */
START_TEST(one_text_a_day)
{
	int64_t id = child("2031-02-10");

	/* BCG of the birth is told after 28 days, and six weeks are near: on another day. */
	site_sql("UPDATE dose_reminder SET due_at = '2031-03-17 09:00 Africa/Harare' "
		 "WHERE child_id = %" PRId64 " AND due_on = '2031-02-10'",
	    id);
	site_at("2031-03-17 09:00");
	turn();
	ck_assert_int_eq(texts(id), 1);
	ck_assert(strstr(last_text(id), "24/03/2031") != NULL);
	ck_assert(strstr(told(id, "2031-02-10"), "many") != NULL ||
		  strstr(told(id, "2031-02-10"), "too-late") != NULL);
}
END_TEST

/* clang-format off */
static const struct { const char *zone, *born, *before, *day; } zones[] = {
	/* Berlin's clocks go forward on 30 March and back on 26 October 2031. */
	{ "Europe/Berlin", "2031-02-17", "2031-03-24 08:00+00", "2031-03-31 07:00+00" },
	{ "Europe/Berlin", "2031-09-15", "2031-10-20 07:00+00", "2031-10-27 08:00+00" },
	{ "Africa/Harare", "2031-02-17", "2031-03-24 07:00+00", "2031-03-31 07:00+00" },
};
/* clang-format on */

START_TEST(nine_is_nine_across_a_change_of_clocks)
{
	int64_t id;

	site_sql("UPDATE place SET zone = '%s' WHERE id = 101", zones[_i].zone);
	if (strcmp(zones[_i].born, "2031-03-03") > 0)
		site_at("2031-09-20 09:00");
	id = child(zones[_i].born);
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM dose_reminder WHERE child_id = %" PRId64
		      " AND (step = 'before' AND due_at = '%s' OR step = 'day' AND "
		      "due_at = '%s')",
		id, zones[_i].before, zones[_i].day),
	    "2");
}
END_TEST

START_TEST(holidays_quiet_hours_and_a_worker_that_was_down)
{
	int64_t id = child("2031-02-10");

	site_sql(
	    "INSERT INTO place_holiday (place_id, day, name, created_at) VALUES (101, "
	    "'2031-03-24', 'Feast', business_now())");
	turn();
	ck_assert_str_eq(site_text("SELECT due_at AT TIME ZONE 'Africa/Harare' FROM "
				   "dose_reminder WHERE child_id = %" PRId64
				   " AND due_on = '2031-03-24' AND step = 'day'",
			     id),
	    "2031-03-25T09:00:00");
	/* Down since the morning: what comes at night leaves when the quiet hours end. */
	site_at("2031-03-17 23:00");
	turn();
	ck_assert_int_eq(texts(id), 0);
	site_at("2031-03-18 06:00");
	turn();
	ck_assert_int_eq(texts(id), 1);
	/* Down for days: it makes no sense any more. */
	site_at("2031-03-28 09:00");
	turn();
	ck_assert_int_eq(texts(id), 1);
	ck_assert(strstr(told(id, "2031-03-24"), "day skipped too-late") != NULL);
}
END_TEST

/* What is too old for a dose is not told, and the one that waited for it is due. */
START_TEST(age_and_birth_date_and_death_change_what_is_due)
{
	int64_t id = child("2031-02-20");

	ck_assert_str_eq(due(id, "OPV"), "OPV 0 2031-02-20");
	site_at("2031-03-07 00:01");
	turn();
	ck_assert_str_eq(due(id, "OPV"), "OPV 1 2031-04-03");
	site_sql(
	    "UPDATE patient SET birth_date = '2031-02-21' WHERE id = %" PRId64, id);
	turn();
	ck_assert_str_eq(due(id, "OPV"), "OPV 0 2031-02-21");
	site_sql("UPDATE patient SET died_on = '2031-03-06' WHERE id = %" PRId64, id);
	turn();
	ck_assert_str_eq(due(id, "OPV"), "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM dose_reminder WHERE state = "
				     "'planned'"),
	    0);
	ck_assert(!site_shows(site_get(RUDO, "/doses?show=all"), "Mary"));
}
END_TEST

START_TEST(the_end_of_the_table_ends_it)
{
	int64_t id = child("2031-01-20");

	site_sql("INSERT INTO dose (child_id, place_id, vaccine, number, given_on, "
		 "recorded_at) SELECT %" PRId64 ", 101, vaccine, number, "
		 "'2031-02-01'::date + number, business_now() FROM dose_line WHERE "
		 "version_id = dose_in_use('MW') AND vaccine <> 'BCG'",
	    id);
	given(id, "BCG 1", "2031-01-20");
	ck_assert_int_eq(site_number("SELECT count(*) FROM dose_due"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM dose_reminder WHERE state = "
				     "'planned'"),
	    0);
	ck_assert(site_shows(site_get(RUDO, "/doses?show=all"), "the table is done"));
}
END_TEST

/* A country's table ----------------------------------------------------------- */

static struct request *
edits(int64_t version, const char *verb, const char *body)
{
	return site_post(ADA,
	    arena_printf(site_arena(), "/admin/doses/%" PRId64 "/%s", version, verb),
	    arena_printf(site_arena(), "%s&edits=%" PRId64, body,
		site_number(
		    "SELECT edits FROM dose_version WHERE id = %" PRId64, version)));
}

#define PENTA_2                                                                       \
	"vaccine=Penta&number=2&due_n=12&due_unit=weeks&least_n=12&least_unit=weeks&" \
	"latest_n=59&latest_unit=months"

/* Whoever misses an appointment is looked for as one in follow-up is. */
START_TEST(appointments_are_for_those_in_follow_up)
{
	int64_t id = child("2031-01-20");
	const char *path =
	    arena_printf(site_arena(), "/patients/%" PRId64 "/appointments", id);

	ck_assert(site_shows(site_post(RUDO, path, "day=2031-03-20&what=review"),
	    "only who is in follow-up is booked"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM appointment"), 0);
	ck_assert_int_eq(site_get(RUDO, path)->reply.code, 303);
	ck_assert(!site_shows(
	    site_get(RUDO, arena_printf(site_arena(), "/patients/%" PRId64, id)),
	    path));
}
END_TEST

START_TEST(a_version_is_drafted_published_and_followed)
{
	int64_t id = child("2031-01-20"), draft;
	const char *line_2;

	given(id, "Penta 1", "2031-03-03");
	ck_assert(site_shows(site_get(ADA, "/admin/doses"),
	    "To be checked against the ministry’s current table"));
	ck_assert_int_eq(
	    site_post(ADA, "/admin/doses/new",
		arena_printf(site_arena(), "from=%s&country=MW&title=Malawi",
		    site_text("SELECT dose_in_use('MW')")))
		->reply.code,
	    303);
	draft = site_number("SELECT id FROM dose_version WHERE published_at IS NULL");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM dose_line WHERE version_id = "
			"%" PRId64,
		draft),
	    site_number("SELECT count(*) FROM dose_line WHERE version_id = "
			"dose_in_use('MW')"));
	/* Measles may be given at any age. */
	ck_assert(site_shows(
	    site_get(ADA, arena_printf(site_arena(), "/admin/doses/%" PRId64, draft)),
	    "<td>28 days</td><td>any age</td>"));
	/* There is one draft of a country at a time. */
	ck_assert(
	    site_shows(site_post(ADA, "/admin/doses/new",
			   arena_printf(site_arena(),
			       "from=%" PRId64 "&country=MW&title=Malawi", draft)),
		"this country has a draft already"));
	line_2 = site_text("SELECT id FROM dose_line WHERE version_id = %" PRId64
			   " AND vaccine = 'Penta' AND number = 2",
	    draft);
	ck_assert_int_eq(
	    edits(draft, "line",
		arena_printf(site_arena(), "line=%s&interval_days=42&" PENTA_2, line_2))
		->reply.code,
	    303);
	ck_assert(site_shows(edits(draft, "line", "interval_days=42&" PENTA_2),
	    "the table has this dose of it already"));
	ck_assert(site_shows(
	    edits(draft, "line", "interval_days=x&" PENTA_2), "write a whole number"));
	ck_assert_int_eq(edits(draft, "about",
			     "title=Malawi&source=The+ministry&dated=2031&checked=1&"
			     "before_days=0&after_days=3&after_times=1&hour=10:00")
			     ->reply.code,
	    303);
	/* Nobody follows it before it is published. */
	ck_assert_str_eq(due(id, "Penta"), "Penta 2 2031-03-31");
	ck_assert(site_shows(
	    site_get(ADA, arena_printf(site_arena(), "/admin/doses/%" PRId64, draft)),
	    "1 child follows"));
	ck_assert_int_eq(edits(draft, "publish", "")->reply.code, 303);
	turn();
	ck_assert_str_eq(due(id, "Penta"), "Penta 2 2031-04-14");
	ck_assert_str_eq(told(id, "2031-04-14"), "day planned, after.1 planned");
	ck_assert(site_shows(card(id), "version 2"));
	/* What is in use does not change any more. */
	ck_assert_int_eq(
	    edits(draft, "line", "interval_days=1&" PENTA_2)->reply.code, 409);
	ck_assert_int_eq(edits(draft, "drop", "")->reply.code, 409);
}
END_TEST

START_TEST(of_two_who_write_a_draft_the_second_is_told)
{
	struct request *rq;
	int64_t draft;

	ck_assert_int_eq(
	    site_post(ADA, "/admin/doses/new",
		arena_printf(site_arena(), "from=%s&country=ZM&title=Zambia",
		    site_text("SELECT dose_in_use('MW')")))
		->reply.code,
	    303);
	draft = site_number("SELECT id FROM dose_version WHERE published_at IS NULL");
	rq = site_post(ADA,
	    arena_printf(site_arena(), "/admin/doses/%" PRId64 "/line", draft),
	    "interval_days=7&edits=99&" PENTA_2);
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Nothing was saved"));
	ck_assert_str_eq(site_value(rq, "due_n"), "12");
	ck_assert_int_eq(
	    site_post(ADA, "/admin/doses/new", "from=1&country=zm&title=Z")->reply.code,
	    422);
	ck_assert_int_eq(site_get(RUDO, "/admin/doses")->reply.code, 403);
	ck_assert_int_eq(edits(draft, "drop", "")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM dose_version WHERE country = 'ZM'"), 0);
}
END_TEST

TCase *
dose_tests(void)
{
	TCase *tc = tcase_create("dose");

	tcase_add_checked_fixture(tc, worker_test_begin, worker_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, an_age_is_a_day, 0, COUNT_OF(ages));
	tcase_add_loop_test(tc, how_a_dose_stands, 0, COUNT_OF(cases));
	tcase_add_test(tc, doses_by_chance);
	tcase_add_test(tc, registered_and_shown);
	tcase_add_loop_test(
	    tc, what_cannot_be_is_said_in_words, 0, COUNT_OF(bad_children));
	tcase_add_test(tc, the_next_is_due_by_what_was_given);
	tcase_add_loop_test(tc, a_dose_that_cannot_be, 0, COUNT_OF(bad_doses));
	tcase_add_test(tc, doses_stay_in_their_order);
	tcase_add_test(tc, told_before_on_and_after_until_it_is_recorded);
	tcase_add_test(tc, corrected_it_is_moved_and_not_doubled);
	tcase_add_loop_test(tc, who_is_not_told, 0, COUNT_OF(ways));
	tcase_add_test(tc, a_stop_ends_it_and_a_start_begins_it);
	tcase_add_test(tc, several_children_of_a_phone);
	tcase_add_test(tc, one_text_a_day);
	tcase_add_loop_test(
	    tc, nine_is_nine_across_a_change_of_clocks, 0, COUNT_OF(zones));
	tcase_add_test(tc, holidays_quiet_hours_and_a_worker_that_was_down);
	tcase_add_test(tc, age_and_birth_date_and_death_change_what_is_due);
	tcase_add_test(tc, the_end_of_the_table_ends_it);
	tcase_add_test(tc, appointments_are_for_those_in_follow_up);
	tcase_add_test(tc, a_version_is_drafted_published_and_followed);
	tcase_add_test(tc, of_two_who_write_a_draft_the_second_is_told);
	return tc;
}
