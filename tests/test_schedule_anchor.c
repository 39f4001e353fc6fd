/* test_schedule_anchor.c - steps that count from another day than the procedure. */

#include <inttypes.h>
#include <string.h>

#include "core/schedule.h"
#include "core/schedule_file.h"
#include "site_test.h"
#include "worker/job.h"

#define STEP(name, after, unit, anchor, more)                                  \
	"{\"name\": \"" name "\", \"after\": " after ", \"unit\": \"" unit     \
	"\", \"anchor\": \"" anchor "\", \"text\": \"day\", \"shared_text\": " \
	"\"shared_day\"" more "}"
/* It keeps him in follow-up. */
#define LAST                                                                         \
	"{\"name\": \"last\", \"after\": 60, \"unit\": \"days\", \"text\": \"day\"," \
	" \"shared_text\": \"shared_day\"}"

#define BORN "UPDATE patient SET birth_date = '%s' WHERE id = 401"
#define REPORT                                                             \
	"INSERT INTO report (doc_id, form, place_id, patient_id, fields, " \
	"reported_at) VALUES (gen_random_uuid(), 'visit', 101, 401, "      \
	"'{\"next\": {\"day\": \"%s\"}}', business_now() - interval '1 hour')"
#define SAYS                                                                   \
	"UPDATE report SET fields = '{\"next\": {\"day\": \"%s\"}}', version " \
	"= version + 1 WHERE id = (SELECT max(id) FROM report)"
#define REPORTED                                                           \
	"INSERT INTO report (doc_id, form, place_id, patient_id, fields, " \
	"reported_at) VALUES (gen_random_uuid(), 'visit', 101, 401, '{}', '%s')"
#define ATTENDED                                                                       \
	"INSERT INTO appointment (place_id, patient_id, day, hour, at, asks_at, "      \
	"what, status, booked_at, changed_at, came_on) SELECT 101, 401, m::date, "     \
	"'09:00', m, m, 'check', 'attended', business_now(), business_now(), m::date " \
	"FROM (SELECT '%s'::timestamp AS m) x"
#define CAME                                                                        \
	"INSERT INTO task (kind, source, place_id, patient_id, enrolment_id, "      \
	"status, priority, starts_at, due_at, created_at, closed_at, outcome) "     \
	"SELECT 'free', 'came', 101, 401, 601, 'completed', 3, m, m, m, m, 'came' " \
	"FROM (SELECT '%s'::timestamptz AS m) x"

static void
at(const char *moment)
{
	site_sql("UPDATE business_clock SET advance = '%s "
		 "Africa/Harare'::timestamptz - transaction_timestamp(); UPDATE "
		 "session SET seen_at = business_now(), expires_at = business_now() + "
		 "interval '1 day'",
	    moment);
}

static void
happens(const char *what, const char *word)
{
	const char *hole = strstr(what, "%s");

	site_sql("%s", hole == NULL ? what
				    : arena_printf(site_arena(), "%.*s%s%s",
					  (int)(hole - what), what, word, hole + 2));
}

static void
publish(int number, const char *plan, bool for_all)
{
	site_sql(
	    "INSERT INTO schedule_version (id, workflow, number, plan, created_at, "
	    "changed_at, tried_edits, tried_at, published_at) OVERRIDING SYSTEM "
	    "VALUE VALUES (%d, 'vmmc', %d, '[%s]', business_now(), business_now(), "
	    "1, business_now(), business_now()); INSERT INTO schedule_move SELECT "
	    "101, %d WHERE %s",
	    700 + number, number, plan, 700 + number, for_all ? "true" : "false");
}

/* Tinashe of nobody's reports and visits, circumcised on the third. */
static void
begin(const char *zone)
{
	site_sql(
	    "UPDATE place SET zone = '%s' WHERE id = 101; SET "
	    "session_replication_role = replica; DELETE FROM schedule_version; SET "
	    "session_replication_role = origin; DELETE FROM schedule_follower; DELETE "
	    "FROM schedule_anew; DELETE FROM checkin; DELETE FROM reminder; DELETE "
	    "FROM report; DELETE FROM referral; DELETE FROM escalation; DELETE FROM "
	    "task; DELETE FROM appointment; UPDATE enrolment SET state = 'stopped' "
	    "WHERE id <> 601; UPDATE patient SET birth_date = '2003-03-03' WHERE id = "
	    "401; UPDATE enrolment SET anchor_date = '2031-03-03', created_at = "
	    "'2031-03-03 12:00 Africa/Harare' WHERE id = 601",
	    zone);
	at("2031-03-03 12:00");
}

static void
plan(void)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_plan(tx, 601), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

static void
turn(job *run)
{
	struct worker w = { .db = worker_db, .arena = site_arena(), .id = "" };
	bool more = true;

	while (more)
		ck_assert_int_eq(run(&w, &more), OK);
}

static void
registered(const char *steps)
{
	begin("Africa/Harare");
	publish(1, steps, false);
	plan();
	turn(calendar_job);
}

/* "one 2031-03-06 07:00 planned; ...", by the clocks of Harare; "" for none. */
static const char *
planned(void)
{
	return site_text(
	    "SELECT coalesce(string_agg(concat_ws(' ', r.step, to_char(r.due_at AT "
	    "TIME ZONE 'Africa/Harare', 'YYYY-MM-DD HH24:MI'), coalesce(nullif(reason, "
	    "''), r.state)), '; ' ORDER BY r.due_at, r.step), '') FROM reminder r "
	    "WHERE r.enrolment_id = 601 AND r.step <> 'last'");
}

START_TEST(each_counts_from_its_day)
{
	static const struct {
		const char *step, *what, *word, *zone, *leaves;
	} cases[] = {
		/* A shorter month has its last day; what is past is nobody's. */
		{ STEP("one", "2", "months", "birth", ""), BORN, "2031-01-31",
		    "Africa/Harare", "Mon 2031-03-31 07:00" },
		{ STEP("one", "3", "months", "birth", ""), BORN, "2031-01-31",
		    "Africa/Harare", "Wed 2031-04-30 07:00" },
		{ STEP("one", "337", "months", "birth", ""), BORN, "2003-02-28",
		    "Africa/Harare", "Fri 2031-03-28 07:00" },
		{ STEP("one", "336", "months", "birth", ""), BORN, "2003-02-28",
		    "Africa/Harare", "" },
		/* Within 800 days of his registration. */
		{ STEP("one", "800", "days", "birth", ""), BORN, "2031-03-03",
		    "Africa/Harare", "Wed 2033-05-11 07:00" },
		{ STEP("one", "801", "days", "birth", ""), BORN, "2031-03-03",
		    "Africa/Harare", "" },
		/* Midnight is that of the facility. */
		{ STEP("one", "1", "days", "registration", ""),
		    "UPDATE enrolment SET created_at = '2031-03-03 21:59:59Z' WHERE "
		    "id = 601",
		    "", "Africa/Harare", "Tue 2031-03-04 07:00" },
		{ STEP("one", "1", "days", "registration", ""),
		    "UPDATE enrolment SET created_at = '2031-03-03 22:00Z' WHERE id "
		    "= 601",
		    "", "Africa/Harare", "Wed 2031-03-05 07:00" },
		{ STEP("one", "1", "weeks", "visit", ""), ATTENDED, "2031-02-28",
		    "Africa/Harare", "Fri 2031-03-07 07:00" },
		{ STEP("one", "1", "weeks", "visit", ""), CAME, "2031-02-28 21:59:59Z",
		    "Africa/Harare", "Fri 2031-03-07 07:00" },
		{ STEP("one", "1", "weeks", "visit", ""), CAME, "2031-02-28 22:00Z",
		    "Africa/Harare", "Sat 2031-03-08 07:00" },
		{ STEP("one", "1", "weeks", "visit", ", \"weekday\": 1"), ATTENDED,
		    "2031-02-28", "Africa/Harare", "Mon 2031-03-10 07:00" },
		{ STEP("one", "1", "weeks", "visit", ""), BORN, "2003-03-03",
		    "Africa/Harare", "" },
		{ STEP("one", "3", "days", "report:visit", ""), REPORTED,
		    "2031-03-01 22:00Z", "Africa/Harare", "Wed 2031-03-05 07:00" },
		{ STEP("one", "3", "days", "report:other", ""), REPORTED,
		    "2031-03-01 22:00Z", "Africa/Harare", "" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT,
		    "2031-03-31", "Africa/Harare", "Mon 2031-03-31 07:00" },
		{ STEP("one", "-1", "months", "report:visit/next.day", ""), REPORT,
		    "2031-04-30", "Africa/Harare", "Sun 2031-03-30 07:00" },
		{ STEP("one", "-3", "days", "report:visit/next.day", ""), REPORT,
		    "2032-03-01", "Africa/Harare", "Fri 2032-02-27 07:00" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT,
		    "2031-03-09T22:00:00.000Z", "Africa/Harare",
		    "Mon 2031-03-10 07:00" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT,
		    "2031-03-09T23:30:00.000+02:00", "Africa/Harare",
		    "Sun 2031-03-09 07:00" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT,
		    "2031-03-09T10:00:00", "Africa/Harare", "Sun 2031-03-09 07:00" },
		/* What is no date is none. */
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT,
		    "2031-02-30", "Africa/Harare", "" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT,
		    "2031-03-09T25:00:00Z", "Africa/Harare", "" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT, "soon",
		    "Africa/Harare", "" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT, "",
		    "Africa/Harare", "" },
		{ STEP("one", "0", "days", "report:visit/next", ""), REPORT,
		    "2031-03-31", "Africa/Harare", "" },
		{ STEP("one", "0", "days", "report:visit/next.day", ""), REPORT,
		    "2039-03-31", "Africa/Harare", "" },
		/* The clocks jump over the hour, and show one twice. */
		{ STEP("one", "0", "days", "report:visit/next.day",
		      ", \"hour\": \"02:30\""),
		    REPORT, "2031-03-09", "America/New_York", "Sun 2031-03-09 03:30" },
		{ STEP("one", "1", "days", "registration", ", \"hour\": \"01:30\""),
		    "UPDATE enrolment SET created_at = '2031-11-02 03:59Z', "
		    "anchor_date "
		    "= '2031-11-01' WHERE id = 601",
		    "", "America/New_York", "Sun 2031-11-02 01:30" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *leaves;

		begin(cases[i].zone);
		publish(1, cases[i].step, false);
		happens(cases[i].what, cases[i].word);
		plan();
		leaves = site_text(
		    "SELECT coalesce(max(to_char(r.due_at AT TIME ZONE p.zone, 'Dy "
		    "YYYY-MM-DD HH24:MI')), '') FROM reminder r JOIN place p ON p.id = "
		    "r.place_id WHERE r.enrolment_id = 601 AND r.state = 'planned'");
		ck_assert_msg(strcmp(leaves, cases[i].leaves) == 0,
		    "%s of %s in %s: "
		    "%s, not %s",
		    cases[i].step, cases[i].word, cases[i].zone, leaves,
		    cases[i].leaves);
	}
}
END_TEST

START_TEST(what_has_not_left_follows_its_day)
{
	registered(STEP("one", "3", "days", "visit", "") "," STEP(
	    "two", "2", "weeks", "visit", "") "," LAST);
	/* Nobody has seen him yet. */
	ck_assert_str_eq(planned(), "");
	happens(ATTENDED, "2031-03-03");
	turn(calendar_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-06 07:00 planned; two 2031-03-17 07:00 planned");
	at("2031-03-06 07:00:01");
	turn(scheduler_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-06 07:00 sent; two 2031-03-17 07:00 planned");
	/* He comes again: one has left and is not doubled, the other is moved. */
	happens(ATTENDED, "2031-03-06");
	turn(calendar_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-06 07:00 sent; two 2031-03-20 07:00 planned");
	/* It was a mistake: the visit before counts again; then there is none. */
	site_sql("UPDATE appointment SET status = 'missed', came_on = NULL, missed_at "
		 "= business_now() WHERE came_on = '2031-03-06'");
	turn(calendar_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-06 07:00 sent; two 2031-03-17 07:00 planned");
	site_sql("UPDATE appointment SET status = 'missed', came_on = NULL, missed_at "
		 "= business_now() WHERE came_on IS NOT NULL");
	turn(calendar_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-06 07:00 sent; two 2031-03-17 07:00 anchor-gone");
	happens(CAME, "2031-03-05 10:00Z");
	turn(calendar_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-06 07:00 sent; two 2031-03-19 07:00 planned");
	site_sql("UPDATE task SET outcome = '' WHERE source = 'came'");
	turn(calendar_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-06 07:00 sent; two 2031-03-19 07:00 anchor-gone");
	ck_assert_int_eq(site_number("SELECT count(*) FROM schedule_anew"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE direction = 'out' AND "
			"at >= '2031-03-06 07:00 Africa/Harare' AND patient_id = 401"),
	    1);
}
END_TEST

START_TEST(a_report_is_changed_and_withdrawn)
{
	registered(STEP("one", "-1", "days", "report:visit/next.day", "") "," LAST);
	happens(REPORT, "2031-03-20");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-19 07:00 planned");
	happens(SAYS, "2031-04-01");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-31 07:00 planned");
	/* That day would be over. */
	happens(SAYS, "2031-03-03");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-02 07:00 anchor-past");
	happens(SAYS, "2031-04-01");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-31 07:00 planned");
	site_sql("UPDATE report SET state = 'withdrawn'");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-31 07:00 anchor-gone");
	/* The latest says it, even if it says none. */
	happens(REPORT, "2031-04-05");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-04-04 07:00 planned");
	happens(REPORT, "");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-04-04 07:00 anchor-gone");
}
END_TEST

START_TEST(a_birth_is_corrected)
{
	registered(STEP("one", "336", "months", "birth", "") "," LAST);
	ck_assert_str_eq(planned(), "");
	happens(BORN, "2003-03-20");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-20 07:00 planned");
	happens(BORN, "2003-03-10");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-10 07:00 planned");
}
END_TEST

/* What is due waits until its day has been looked at. */
START_TEST(nothing_leaves_by_an_old_day)
{
	registered(STEP("one", "0", "days", "report:visit/next.day", "") "," LAST);
	happens(REPORT, "2031-03-06");
	turn(calendar_job);
	site_sql("UPDATE report SET state = 'withdrawn'");
	at("2031-03-06 07:00:01");
	turn(scheduler_job);
	ck_assert_str_eq(planned(), "one 2031-03-06 07:00 planned");
	turn(calendar_job);
	turn(scheduler_job);
	ck_assert_str_eq(planned(), "one 2031-03-06 07:00 anchor-gone");
}
END_TEST

/* Late and held have not left either. */
START_TEST(what_is_late_follows_too)
{
	registered(STEP("one", "0", "days", "report:visit/next.day",
	    ", \"late\": \"held\", \"late_hours\": 48") "," LAST);
	happens(REPORT, "2031-03-06");
	turn(calendar_job);
	at("2031-03-06 20:00");
	turn(scheduler_job);
	ck_assert_str_eq(planned(), "one 2031-03-06 07:00 late");
	happens(SAYS, "2031-03-10");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-10 07:00 planned");
	ck_assert_int_eq(site_number("SELECT count(*) FROM reminder WHERE late_until "
				     "IS NOT NULL"),
	    0);
	at("2031-03-10 07:00:01");
	turn(scheduler_job);
	ck_assert_str_eq(planned(), "one 2031-03-10 07:00 sent");
}
END_TEST

START_TEST(who_gets_none_gets_none_by_another_day)
{
	registered(STEP("one", "0", "days", "report:visit/next.day", "") "," LAST);
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 401");
	happens(REPORT, "2031-03-06");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-06 07:00 opted-out");
	happens(SAYS, "2031-03-10");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-10 07:00 opted-out");
	site_sql("UPDATE patient SET opted_out_at = NULL WHERE id = 401; UPDATE "
		 "enrolment SET paused_until = '2031-03-20' WHERE id = 601; UPDATE "
		 "report SET state = 'withdrawn'");
	turn(calendar_job);
	happens(REPORT, "2031-03-19");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-19 07:00 paused");
	/* The pause is over on the new day; and not over. */
	happens(SAYS, "2031-03-22");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-22 07:00 planned");
	happens(SAYS, "2031-03-18");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-18 07:00 paused");
	site_sql("DELETE FROM reminder WHERE step = 'one'");
	happens(REPORT, "2031-03-20");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-20 07:00 planned");
	/* Whose follow-up has ended is left alone; it goes on by the day as it is then. */
	site_sql("UPDATE enrolment SET state = 'stopped' WHERE id = 601; UPDATE "
		 "reminder SET state = 'skipped', reason = 'finished'");
	happens(SAYS, "2031-03-25");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-20 07:00 finished");
	site_sql("UPDATE enrolment SET state = 'active' WHERE id = 601");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-25 07:00 finished");
}
END_TEST

/* Published for everybody: who began by another version follows too. */
START_TEST(those_in_follow_up_follow_their_days)
{
	registered("{\"name\": \"one\", \"after\": 5, \"unit\": \"days\", \"text\": "
		   "\"day\", \"shared_text\": \"shared_day\"}," LAST);
	ck_assert_str_eq(planned(), "one 2031-03-08 07:00 planned");
	publish(2,
	    STEP("one", "3", "days", "visit", "") "," STEP(
		"two", "7", "days", "registration", "") "," LAST,
	    true);
	turn(calendar_job);
	ck_assert_str_eq(planned(),
	    "one 2031-03-08 07:00 anchor-gone; two 2031-03-10 07:00 planned");
	happens(ATTENDED, "2031-03-02");
	turn(calendar_job);
	ck_assert_str_eq(
	    planned(), "one 2031-03-05 07:00 planned; two 2031-03-10 07:00 planned");
	/* And back: nobody's days are looked at any more. */
	publish(3,
	    "{\"name\": \"one\", \"after\": 5, \"unit\": \"days\", \"text\": "
	    "\"day\", \"shared_text\": \"shared_day\"}," LAST,
	    true);
	turn(calendar_job);
	happens(ATTENDED, "2031-03-03");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-08 07:00 planned; two 2031-03-10 "
				    "07:00 not in the schedule any more");
	ck_assert_int_eq(site_number("SELECT count(*) FROM schedule_follower"), 0);
}
END_TEST

/* The facility's hours and days, and another facility in another zone. */
START_TEST(what_counts_from_another_day_follows_the_facility)
{
	struct request *rq;

	registered(
	    STEP("one", "7", "days", "registration", ", \"open_only\": true") "," LAST);
	ck_assert_str_eq(planned(), "one 2031-03-10 07:00 planned");
	rq = site_post(ADA, "/admin/places/101/holidays", "day=2031-03-10&name=Feast");
	ck_assert_int_eq(rq->reply.code, 303);
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-11 07:00 planned");
	/* Where it was the next day already when he was registered. */
	site_sql("UPDATE enrolment SET created_at = '2031-03-03 20:00Z' WHERE id = 601;"
		 " UPDATE place SET zone = 'Asia/Kathmandu' WHERE id = 101; SELECT "
		 "schedule_remoment(101, NULL, business_now())");
	turn(calendar_job);
	ck_assert_str_eq(planned(), "one 2031-03-11 03:15 planned");
	ck_assert_str_eq(
	    site_text("SELECT anchor_day::text FROM reminder WHERE step = 'one'"),
	    "2031-03-04");
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	static const struct {
		const char *plan, *field, *message;
		bool note;
	} cases[] = {
		{ "[" STEP("one", "1", "days", "operation", "") "]", "anchor",
		    "Counts from: please choose one from the list.", false },
		{ "[" STEP("one", "1", "days", "report:", "") "]", "anchor",
		    "Counts from: please choose one from the list.", false },
		{ "[" STEP("one", "1", "days", "report:a b", "") "]", "anchor",
		    "Counts from: please choose one from the list.", false },
		{ "[" STEP("one", "1", "days", "report:visit/", "") "]", "anchor",
		    "Counts from: please choose one from the list.", false },
		{ "[" STEP("one", "1", "days", "report:visit/a/b", "") "]", "anchor",
		    "Counts from: please choose one from the list.", false },
		{ "[" STEP("one", "1", "days", "visit", ", \"asks\": true") "]", "asks",
		    "It asks: only of a step that counts from the procedure, whose "
		    "days the answers are of. Please choose that, or leave it "
		    "unticked.",
		    false },
		{ "[" STEP("one", "-1", "days", "visit", "") "]", "unit",
		    "Before: only of a date in a report, as it alone may lie ahead. "
		    "Please choose such a date, or “after”.",
		    false },
		{ "[" STEP("one", "-1", "days", "report:visit", "") "]", "unit",
		    "Before: only of a date in a report, as it alone may lie ahead. "
		    "Please choose such a date, or “after”.",
		    false },
		{ "[" STEP("one", "-801", "days", "report:visit/day", "") "]", "after",
		    "How long: please enter a number from 0 on, at most 800 days.",
		    false },
		{ "[" STEP("one", "1217", "months", "birth", "") "]", "after",
		    "How long: please enter a number from 0 on, at most 36500 days.",
		    false },
		{ "[" STEP("one", "300", "months", "birth", "") "]", "anchor",
		    "Of whom only the age is known the day of birth is a guess.",
		    true },
	};
	struct schedule_steps steps;
	struct schedule_faults faults;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ck_assert_int_eq(
		    schedule_steps_read(site_arena(), cases[i].plan, &steps), OK);
		schedule_steps_check(site_arena(), &steps, &faults);
		ck_assert_msg(faults.n > 0, "%s", cases[i].plan);
		ck_assert_uint_eq(faults.wrong, !cases[i].note);
		/* Of a birth there is a note as well. */
		ck_assert_str_eq(faults.at[faults.n - 1].field, cases[i].field);
		ck_assert_str_eq(faults.at[faults.n - 1].message, cases[i].message);
	}
	/* Nobody knows how far they are apart. */
	ck_assert_int_eq(schedule_steps_read(site_arena(),
			     "[" STEP("one", "3", "days", "visit", "") "," STEP(
				 "two", "3", "days", "report:visit/next.day", "") "]",
			     &steps),
	    OK);
	schedule_steps_check(site_arena(), &steps, &faults);
	ck_assert_uint_eq(faults.n, 0);
}
END_TEST

START_TEST(a_file_keeps_it)
{
	static const char file[] = "{\"workflow\": \"vmmc\", \"steps\": [" STEP("one",
	    "-2", "weeks", "report:visit/next.day",
	    "") "," STEP("two", "1", "days", "visit", "") "]}";
	struct schedule_steps steps;
	struct schedule_faults faults;
	const char *written;

	ck_assert_int_eq(
	    schedule_file_read(site_arena(), file, strlen(file), &steps, &faults), OK);
	ck_assert_int_eq(steps.at[0].after, -2);
	written = schedule_file_write(site_arena(), &steps);
	ck_assert_ptr_nonnull(strstr(written,
	    "\"after\":-2,\"unit\":\"weeks\",\"anchor\":\"report:visit/next.day\""));
	ck_assert_int_eq(
	    schedule_file_read(site_arena(), written, strlen(written), &steps, &faults),
	    OK);
	ck_assert_str_eq(steps.at[1].anchor, "visit");
}
END_TEST

static const char *
page(const char *rest)
{
	return arena_printf(site_arena(), "/admin/schedules/%" PRId64 "%s",
	    site_number("SELECT id FROM schedule_version WHERE published_at IS NULL"),
	    rest);
}

#define FORM                                                                    \
	"weekday=0&text=day&shared_text=shared_day&silent_text=&silence_days=&" \
	"silence_forms=&clear_forms="

#define VISIT                                                                        \
	"<h:html xmlns=\"http://www.w3.org/2002/xforms\" "                           \
	"xmlns:h=\"http://www.w3.org/1999/xhtml\" "                                  \
	"xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>Visit</h:title>" \
	"<model><instance><visit id=\"visit\"><inputs><contact><name/></contact>"    \
	"</inputs><next><day/><what/></next><meta><instanceID/></meta></visit>"      \
	"</instance><bind nodeset=\"/visit/next/day\" type=\"date\"/><bind "         \
	"nodeset=\"/visit/next/what\" type=\"string\"/></model></h:head><h:body "    \
	"class=\"pages\"><group appearance=\"field-list\" ref=\"/visit/next\">"      \
	"<label>Next</label><input ref=\"/visit/next/day\"><label>When does he "     \
	"come again?</label></input><input ref=\"/visit/next/what\"><label>What "    \
	"for?</label></input></group></h:body></h:html>"

static void
visit_form(void)
{
	site_sql("INSERT INTO form (id, name) OVERRIDING SYSTEM VALUE VALUES (1, "
		 "'visit'); INSERT INTO form_version (form_id, number, title, xml, "
		 "sha256, created_at) SELECT 1, 1, 'Visit', x, "
		 "encode(sha256(convert_to(x, 'UTF8')), 'hex'), business_now() FROM "
		 "(VALUES ('%s')) v (x)",
	    VISIT);
}

START_TEST(the_editor_keeps_it)
{
	struct request *rq;

	registered(LAST);
	visit_form();
	ck_assert_int_eq(site_post(ADA, "/admin/schedules/new", "")->reply.code, 303);
	rq = site_get(ADA, page("?step="));
	ck_assert(site_shows(rq, "His last visit"));
	rq = site_post(ADA, page("/step"),
	    "was=&name=one&after=3&unit=weeks-before&anchor=visit&edits=1&" FORM);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Before: only of a date in a report"));
	ck_assert(site_shows(rq, "<option value=\"weeks-before\" selected"));
	ck_assert(site_shows(rq, "<option value=\"visit\" selected"));
	rq = site_post(ADA, page("/step"),
	    "was=&name=one&after=3&unit=days&anchor=visit&edits=1&" FORM);
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_post(ADA, page("/step"),
	    "was=&name=two&after=1&unit=weeks-before&anchor=report:visit/"
	    "next.day&edits=2&" FORM);
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(ADA, page("?step=two"));
	ck_assert(site_shows(rq, "<b>3 days after his last visit</b>"));
	ck_assert(site_shows(
	    rq, "1 week before the date next.day of the last report of visit"));
	ck_assert(site_shows(rq, "<option value=\"weeks-before\" selected"));
	ck_assert_str_eq(site_value(rq, "after"), "1");
	/* What somebody gets hangs on the days that are chosen. */
	rq = site_get(ADA, page("?date=2031-03-03"));
	ck_assert(site_shows(rq, "not before that day is known"));
	ck_assert(site_shows(rq, "English: 1 texts"));
	rq = site_get(ADA, page("?date=2031-03-03&on-1=2031-03-04&on-2=2031-03-31"));
	ck_assert(!site_shows(rq, "not before that day is known"));
	ck_assert(site_shows(rq, "<b>Fri 7 Mar, 07:00</b>"));
	ck_assert(site_shows(rq, "<b>Mon 24 Mar, 07:00</b>"));
	ck_assert(site_shows(rq, "3 days after his last visit, Tue 4 Mar"));
	ck_assert(site_shows(rq, "English: 3 texts"));
	rq = site_get(ADA, page("?date=2031-03-03&on-1=2031-02-04&on-2=2041-03-31"));
	ck_assert(site_shows(rq, "it would be before his registration"));
	ck_assert(site_shows(rq, "it would be more than 800 days after"));
	ck_assert(site_shows(rq, "English: 1 texts"));
	/* And a day of it, beside what is planned. */
	happens(ATTENDED, "2031-03-02");
	rq = site_get(ADA, page("/dry-run?day=2031-03-05"));
	ck_assert(site_shows(rq, "3 days after his last visit, Sun 2 Mar"));
	ck_assert(site_shows(rq, "id=\"sum-then\">1 text"));
	ck_assert_int_eq(site_post(ADA, page("/dry-run"), "")->reply.code, 303);
	rq = site_get(ADA, page("/dry-run?day=2031-03-05"));
	ck_assert(site_shows(rq, "0 moved, 1 more, 0 fewer"));
	rq = site_get(ADA, page("/dry-run/file?day=2031-03-05"));
	ck_assert_msg(
	    site_shows(rq, "1,,\"3 days after his last visit, Sun 2 Mar 2031\"\r\n"),
	    "%s", rq->reply.body.data);
	ck_assert(site_shows(site_get(ADA, page("/compare")), "2 steps differ."));
}
END_TEST

/* The dates that a form asks for are there to be chosen. */
START_TEST(dates_of_forms_are_offered)
{
	struct request *rq;

	registered(LAST);
	visit_form();
	ck_assert_int_eq(site_post(ADA, "/admin/schedules/new", "")->reply.code, 303);
	rq = site_get(ADA, page("?step="));
	ck_assert(site_shows(rq, "<option value=\"report:visit\">The day of the last "
				 "report of visit</option>"));
	ck_assert(site_shows(rq, "<option value=\"report:visit/next.day\">In the last "
				 "report of visit: When does he come again?</option>"));
	ck_assert(!site_shows(rq, "report:visit/next.what"));
	/* One of no form that is here is none; it stands as it is where a file says so. */
	rq = site_post(ADA, page("/step"),
	    "was=&name=one&after=3&unit=days&anchor=report:gone/day&edits=1&" FORM);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Counts from: please choose one from the list."));
	site_sql("UPDATE schedule_version SET plan = '[" STEP(
	    "one", "3", "days", "report:gone/day", "") "]' WHERE published_at IS NULL");
	rq = site_get(ADA, page("?step=one"));
	ck_assert(site_shows(rq, "<option value=\"report:gone/day\" selected"));
	ck_assert(site_shows(rq, "the date day of the last report of gone"));
	rq = site_post(ADA, page("/step"),
	    "was=one&after=4&unit=days&anchor=report:gone/day&edits=1&" FORM);
	ck_assert_int_eq(rq->reply.code, 303);
}
END_TEST

/* A client's page says from which day a text counts, and what became of it. */
START_TEST(his_page_says_why)
{
	struct request *rq;

	registered(STEP("one", "3", "days", "visit", ", \"weekday\": 1") "," STEP(
	    "two", "0", "days", "report:visit/next.day", "") "," LAST);
	rq = site_get(RUDO, "/patients/401");
	ck_assert(!site_shows(rq, "id=\"dated\""));
	happens(ATTENDED, "2031-03-03");
	happens(REPORT, "2031-03-05");
	turn(calendar_job);
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "<b>Mon 10 Mar, 07:00</b>, planned"));
	ck_assert(site_shows(rq, "3 days after his last visit, Mon 3 Mar"));
	ck_assert(site_shows(rq, "moved: another day of the week"));
	/* It is no day of the thirteen. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder WHERE anchor IS NOT NULL AND "
			"day IN (2, 3)"),
	    2);
	at("2031-03-05 07:00:01");
	turn(scheduler_job);
	site_sql("DELETE FROM appointment");
	site_sql("SELECT schedule_anew_of(401)");
	turn(calendar_job);
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "07:00</b>, sent"));
	ck_assert(site_shows(
	    rq, "On the day of the date next.day of the last report of visit"));
	ck_assert(
	    site_shows(rq, "not sent: the day it counts from is not known any more"));
}
END_TEST

TCase *
schedule_anchor_tests(void)
{
	TCase *tc = tcase_create("schedule_anchor");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 0);
	tcase_add_test(tc, each_counts_from_its_day);
	tcase_add_test(tc, what_has_not_left_follows_its_day);
	tcase_add_test(tc, a_report_is_changed_and_withdrawn);
	tcase_add_test(tc, a_birth_is_corrected);
	tcase_add_test(tc, nothing_leaves_by_an_old_day);
	tcase_add_test(tc, what_is_late_follows_too);
	tcase_add_test(tc, who_gets_none_gets_none_by_another_day);
	tcase_add_test(tc, those_in_follow_up_follow_their_days);
	tcase_add_test(tc, what_counts_from_another_day_follows_the_facility);
	tcase_add_test(tc, what_is_wrong_is_said);
	tcase_add_test(tc, a_file_keeps_it);
	tcase_add_test(tc, the_editor_keeps_it);
	tcase_add_test(tc, dates_of_forms_are_offered);
	tcase_add_test(tc, his_page_says_why);
	return tc;
}
