/* test_schedule_version.c - versions of the schedule, and who follows which. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/schedule.h"
#include "core/schedule_file.h"
#include "site_test.h"
#include "worker/job.h"

#define DAY(n, more)                                                                \
	"{\"name\": \"day_" #n "\", \"after\": " #n                                 \
	", \"unit\": \"days\", \"asks\": true, \"text\": \"day\", \"shared_text\":" \
	" \"shared_day\"" more "}"

#define LATE(rule) ", \"late\": \"" rule "\", \"late_hours\": 30"

/* A version that is in use from now on; what it was is in follow-up's way if wanted. */
static void
published_with(int number, const char *plan, const char *for_all, const char *per_day)
{
	site_sql(
	    "INSERT INTO schedule_version (id, workflow, number, plan, created_at, "
	    "changed_at, tried_edits, tried_at, per_day) OVERRIDING SYSTEM VALUE "
	    "VALUES (%d, "
	    "'vmmc', %d, '%s', business_now(), business_now(), 1, business_now(), %s); "
	    "SELECT set_config('aftercare.user', '205', true), "
	    "set_config('aftercare.role', 'admin', true); "
	    "UPDATE schedule_version SET published_at = business_now(), for_all = "
	    "%s WHERE id = %d; INSERT INTO schedule_move SELECT 101, %d WHERE %s",
	    700 + number, number, plan, per_day, for_all, 700 + number, 700 + number,
	    for_all);
}

static void
published(int number, const char *plan, const char *for_all)
{
	published_with(number, plan, for_all, "NULL");
}

/* Tinashe, circumcised today and registered at noon. */
static void
registered(void)
{
	struct tx *tx;

	site_sql(
	    "DELETE FROM checkin; DELETE FROM reminder; UPDATE enrolment SET "
	    "anchor_date = '2031-03-03' WHERE id = 601; UPDATE enrolment SET state = "
	    "'stopped' WHERE id <> 601; UPDATE business_clock SET advance = "
	    "'2031-03-03 12:00 Africa/Harare'::timestamptz - "
	    "transaction_timestamp()");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_plan(tx, 601), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

/* "day_1 Tue 07:00 planned 701; ...". */
static const char *
plan(void)
{
	return site_text(
	    "SELECT string_agg(step || ' ' || to_char(due_at AT TIME ZONE "
	    "'Africa/Harare', 'Dy HH24:MI') || ' ' || state || coalesce(' ' "
	    "|| version_id, '') || CASE reason WHEN '' THEN '' ELSE ' ' || "
	    "reason END, '; ' ORDER BY due_at, step) FROM reminder WHERE "
	    "enrolment_id = 601 AND due_at < '2031-03-08'");
}

static void
at(const char *moment)
{
	site_sql("UPDATE business_clock SET advance = '2031-03-%s "
		 "Africa/Harare'::timestamptz - transaction_timestamp()",
	    moment);
}

static void
turn(job *run)
{
	struct worker w = { .db = worker_db, .arena = site_arena(), .id = "" };
	bool more = true;

	while (more)
		ck_assert_int_eq(run(&w, &more), OK);
}

static const char *
said(void)
{
	return site_text(
	    "SELECT string_agg(kind || ' ' || body, '; ' ORDER BY id) FROM "
	    "message WHERE patient_id = 401 AND direction = 'out'");
}

START_TEST(the_packs_own_holds_until_one_is_published)
{
	registered();
	ck_assert(strstr(plan(), "day_1 Tue 07:00 planned; day_2 Wed 07:00 planned;"));
	published(1, "[" DAY(1, ", \"hour\": \"12:00\"") "]", "false");
	registered();
	ck_assert_str_eq(plan(), "day_1 Tue 12:00 planned 701");
	published(2,
	    "[" DAY(1, ", \"hour\": \"21:10\", \"minds_quiet\": true") "," DAY(
		2, ", \"weekday\": 5") "]",
	    "false");
	/* Who has begun goes on as he began. */
	ck_assert_str_eq(plan(), "day_1 Tue 12:00 planned 701");
	registered();
	ck_assert_str_eq(
	    plan(), "day_1 Wed 06:00 planned 702; day_2 Fri 07:00 planned 702");
}
END_TEST

START_TEST(a_published_one_is_never_changed)
{
	published(1, "[" DAY(1, "") "]", "false");
	site_sql(
	    "DO $$ BEGIN UPDATE schedule_version SET plan = '[1]'; RAISE 'changed'; "
	    "EXCEPTION WHEN check_violation THEN NULL; END $$");
	site_sql("DO $$ BEGIN DELETE FROM schedule_version; RAISE 'gone'; "
		 "EXCEPTION WHEN check_violation THEN NULL; END $$");
	/* Nor is one published that was changed since its dry run. */
	site_sql(
	    "INSERT INTO schedule_version (workflow, number, plan, created_at, "
	    "changed_at, edits, tried_edits, tried_at) VALUES ('vmmc', 2, '[1]', "
	    "business_now(), business_now(), 2, 1, business_now()); "
	    "DO $$ BEGIN UPDATE schedule_version SET published_at = business_now() "
	    "WHERE number = 2; RAISE 'published'; "
	    "EXCEPTION WHEN check_violation THEN NULL; END $$");
}
END_TEST

START_TEST(those_in_follow_up_are_moved_not_doubled)
{
	registered();
	at("04 07:00:01");
	turn(scheduler_job);
	published(1,
	    "[" DAY(1, ", \"hour\": \"12:00\"") "," DAY(
		2, ", \"hour\": \"12:00\"") "," DAY(4, ", \"again_hours\": 3") "]",
	    "true");
	turn(calendar_job);
	ck_assert_str_eq(plan(),
	    "day_1 Tue 07:00 sent; day_2 Wed 12:00 planned 701; day_3 Thu 07:00 "
	    "skipped not in the schedule any more; day_4 Fri 07:00 planned 701; "
	    "day_4.again Fri 10:00 planned 701");
	ck_assert_int_eq(site_number("SELECT count(*) FROM schedule_move"), 0);
	/* Once more is no more; and what was left out comes back. */
	site_sql("INSERT INTO schedule_move VALUES (101, 701)");
	turn(calendar_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM reminder WHERE step LIKE "
				     "'day_4%%' AND enrolment_id = 601"),
	    2);
	published(2, "[" DAY(2, "") "," DAY(3, "") "]", "true");
	turn(calendar_job);
	ck_assert_str_eq(plan(), "day_1 Tue 07:00 sent; day_2 Wed 07:00 planned 702; "
				 "day_3 Thu 07:00 planned "
				 "702; day_4 Fri 07:00 skipped 701 not in the schedule "
				 "any more; day_4.again "
				 "Fri 10:00 skipped 701 not in the schedule any more");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE kind = 'checkin'"), 1);
}
END_TEST

START_TEST(who_wants_none_gets_none_of_a_new_one)
{
	registered();
	site_sql(
	    "UPDATE patient SET opted_out_at = business_now() WHERE id = 401; UPDATE "
	    "reminder SET state = 'skipped', reason = 'opted-out' WHERE "
	    "enrolment_id = 601");
	published(
	    1, "[" DAY(1, ", \"hour\": \"12:00\", \"again_hours\": 2") "]", "true");
	turn(calendar_job);
	ck_assert_str_eq(plan(),
	    "day_1 Tue 12:00 skipped 701 opted-out; day_1.again Tue 14:00 skipped 701 "
	    "opted-out; day_2 Wed 07:00 skipped not in the schedule any more; day_3 "
	    "Thu "
	    "07:00 skipped not in the schedule any more; day_4 Fri 07:00 skipped not "
	    "in "
	    "the schedule any more");
	site_sql(
	    "UPDATE patient SET opted_out_at = NULL WHERE id = 401; UPDATE enrolment "
	    "SET paused_until = '2031-03-05' WHERE id = 601; DELETE FROM reminder; "
	    "INSERT INTO schedule_move VALUES (101, 701)");
	turn(calendar_job);
	ck_assert_str_eq(plan(),
	    "day_1 Tue 12:00 skipped 701 paused; day_1.again Tue 14:00 skipped 701 "
	    "paused");
	/* What is moved behind the pause leaves, and what is moved into it does not. */
	published(2, "[" DAY(1, ", \"weekday\": 5") "]", "true");
	turn(calendar_job);
	ck_assert_str_eq(plan(),
	    "day_1.again Tue 14:00 skipped 701 not in the schedule any more; day_1 Fri "
	    "07:00 planned 702");
	published(3, "[" DAY(1, "") "]", "true");
	turn(calendar_job);
	ck_assert_str_eq(plan(),
	    "day_1 Tue 07:00 skipped 703 paused; day_1.again Tue 14:00 skipped 701 not "
	    "in the schedule any more");
}
END_TEST

/* The facility's hours, days and zone change. */
START_TEST(what_is_planned_follows_the_facility)
{
	struct request *rq;

	published(1,
	    "[" DAY(1, ", \"open_only\": true, \"again_hours\": 12, \"minds_quiet\": "
		       "true") "]",
	    "false");
	registered();
	ck_assert_str_eq(plan(), "day_1 Tue 07:00 planned 701; day_1.again Tue 19:00 "
				 "planned 701");
	rq = site_post(ADA, "/admin/places/101/holidays", "day=2031-03-04&name=Feast");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(plan(), "day_1 Wed 07:00 planned 701; day_1.again Wed 19:00 "
				 "planned 701");
	rq = site_post(ADA, "/admin/places/101/days", "version=1&d4=1&d5=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(plan(), "day_1 Thu 07:00 planned 701; day_1.again Thu 19:00 "
				 "planned 701");
	rq = site_post(ADA, "/admin/places/101",
	    "name=Riverside+Clinic&zone=Africa/Harare&region=ZW&language=en&opens=07:30"
	    "&closes=16:30&checkin_time=08:00&quiet_from=18:00&quiet_until=06:00"
	    "&emergency_phone=0772000109&version=2");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(plan(), "day_1 Thu 08:00 planned 701; day_1.again Fri 06:00 "
				 "planned 701");
	rq = site_post(ADA, "/admin/places/101/holidays/drop",
	    arena_printf(site_arena(), "holiday=%" PRId64,
		site_number("SELECT id FROM place_holiday")));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(plan(), "day_1 Thu 08:00 planned 701; day_1.again Fri 06:00 "
				 "planned 701");
}
END_TEST

START_TEST(asked_again_if_silent)
{
	published(1, "[" DAY(1, ", \"again_hours\": 3") "]", "false");
	registered();
	at("04 07:00:01");
	turn(scheduler_job);
	at("04 10:00:01");
	turn(scheduler_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin"), 1);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(kind, ' ' ORDER BY id) FROM message "
		      "WHERE patient_id = 401"),
	    "checkin automatic");
	ck_assert_int_eq(site_number("SELECT count(DISTINCT body) FROM message WHERE "
				     "patient_id = 401"),
	    1);
}
END_TEST

START_TEST(not_asked_again_who_has_answered)
{
	published(1, "[" DAY(1, ", \"again_hours\": 3") "]", "false");
	registered();
	at("04 07:00:01");
	turn(scheduler_job);
	(void)site_says(TINASHE_PHONE, "0");
	at("04 10:00:01");
	turn(scheduler_job);
	ck_assert_str_eq(plan(), "day_1 Tue 07:00 sent 701; day_1.again Tue 10:00 "
				 "skipped 701 no answer is waited for");
	/* Nor who was never asked: the worker stood, and it grew too late. */
	site_sql(
	    "DELETE FROM checkin; UPDATE reminder SET state = 'planned', message_id "
	    "= NULL, reason = ''");
	at("04 12:30");
	turn(scheduler_job);
	ck_assert_str_eq(plan(),
	    "day_1 Tue 07:00 missed 701 too late in the day; "
	    "day_1.again Tue 10:00 skipped 701 no answer is waited "
	    "for");
}
END_TEST

/* Tinashe's place in a window of an hour, in minutes. */
static int
his_minute(void)
{
	return (int)site_number("SELECT extract(epoch FROM "
				"schedule_slot(schedule_share(601), 12))::int / 60");
}

/* Everybody has his minute, on each day, when he is asked again, by another version. */
START_TEST(what_is_spread_leaves_at_his_minute)
{
	int64_t counted;
	const int minute = his_minute();
	const char *expected;

	ck_assert_int_gt(minute, 0);
	published(1,
	    "[" DAY(1, ", \"spread_minutes\": 60, \"again_hours\": 3") "," DAY(
		2, ", \"spread_minutes\": 60, \"latest\": \"07:00\"") "," DAY(4,
		", \"hour\": \"12:00\", \"spread_minutes\": 60") "]",
	    "false");
	registered();
	expected = arena_printf(site_arena(),
	    "day_1 Tue 07:%02d planned 701; day_1.again Tue 10:%02d planned 701; day_2 "
	    "Wed 07:00 planned 701; day_4 Fri 12:%02d planned 701",
	    minute, minute, minute);
	ck_assert_str_eq(plan(), expected);
	/* The same by a version with the same windows, and nothing is told as moved. */
	counted = site_number(
	    "SELECT same - 1000 * moved FROM (SELECT set_config('app.role', 'admin', "
	    "true)) x, LATERAL schedule_changes((SELECT plan FROM schedule_version "
	    "WHERE id = 701), 'vmmc', business_now())");
	ck_assert_int_eq(counted, 4);
	published(2,
	    "[" DAY(1, ", \"spread_minutes\": 60, \"again_hours\": 3, "
		       "\"priority\": \"first\"") "," DAY(2,
		", \"spread_minutes\": 60, \"latest\": \"07:00\"") "," DAY(4,
		", \"hour\": \"12:00\", \"spread_minutes\": 60") "]",
	    "true");
	turn(calendar_job);
	ck_assert_str_eq(plan(),
	    arena_printf(site_arena(),
		"day_1 Tue 07:%02d planned 702; day_1.again Tue 10:%02d planned 702; "
		"day_2 Wed 07:00 planned 702; day_4 Fri 12:%02d planned 702",
		minute, minute, minute));
	/* Not before it, and then at once. */
	at(arena_printf(site_arena(), "04 07:%02d:59", minute - 1));
	turn(scheduler_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin"), 0);
	at(arena_printf(site_arena(), "04 07:%02d:01", minute));
	turn(scheduler_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin"), 1);
	at(arena_printf(site_arena(), "04 10:%02d:01", minute));
	turn(scheduler_job);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE patient_id = 401 "
			"AND kind = 'automatic'"),
	    1);
}
END_TEST

/* His minute goes with the facility's hour, its zone and its quiet hours. */
START_TEST(what_is_spread_follows_the_facility)
{
	const int minute = his_minute();
	struct request *rq;

	published(1,
	    "[" DAY(1, ", \"spread_minutes\": 60, \"minds_quiet\": true, "
		       "\"again_hours\": 12") "]",
	    "false");
	registered();
	rq = site_post(ADA, "/admin/places/101",
	    "name=Riverside+Clinic&zone=Africa/Harare&region=ZW&language=en&opens=07:30"
	    "&closes=16:30&checkin_time=08:00&quiet_from=20:00&quiet_until=06:00"
	    "&emergency_phone=0772000109&version=1");
	ck_assert_int_eq(rq->reply.code, 303);
	/* Asked again it would be quiet: from its end on it is spread anew. */
	ck_assert_str_eq(plan(),
	    arena_printf(site_arena(),
		"day_1 Tue 08:%02d planned 701; day_1.again Wed 06:%02d planned 701",
		minute, minute));
	rq = site_post(ADA, "/admin/places/101",
	    "name=Riverside+Clinic&zone=Africa/Nairobi&region=ZW&language=en&opens=07:"
	    "30"
	    "&closes=16:30&checkin_time=08:00&quiet_from=21:00&quiet_until=06:00"
	    "&emergency_phone=0772000109&version=2");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(plan(),
	    arena_printf(site_arena(),
		"day_1 Tue 07:%02d planned 701; day_1.again Tue 19:%02d planned 701",
		minute, minute));
}
END_TEST

/* Its own words, and until when they may leave. */
START_TEST(words_and_patience_of_a_step)
{
	published(1,
	    "[{\"name\": \"day_1\", \"after\": 1, \"unit\": \"days\", \"shared_text\": "
	    "\"shared_day\", \"good_minutes\": 600, \"words\": {\"en\": \"Hello "
	    "{first_name}, this is {clinic}.\", \"sn\": \"Mhoro {first_name}\"}}]",
	    "false");
	registered();
	at("04 16:59");
	turn(scheduler_job);
	ck_assert_str_eq(said(), "automatic Hello Tinashe, this is Riverside Clinic.");
	ck_assert_str_eq(
	    site_text(
		"SELECT to_char(good_until AT TIME ZONE 'Africa/Harare', 'HH24:MI') "
		"FROM outbox"),
	    "17:00");
	site_sql("UPDATE reminder SET state = 'planned', message_id = NULL; UPDATE "
		 "patient SET language = 'sn' WHERE id = 401");
	at("04 17:00:01");
	turn(scheduler_job);
	ck_assert_str_eq(plan(), "day_1 Tue 07:00 missed 701 too late in the day");
}
END_TEST

/* A plan as it is written is read as it was. */
START_TEST(what_is_written_is_read)
{
	const struct schedule_steps pack = schedule_steps_of_pack(site_arena());
	struct schedule_steps again;
	struct schedule_faults faults;
	const char *text = schedule_steps_write(site_arena(), &pack);

	ck_assert_int_eq(schedule_steps_read(site_arena(), text, &again), OK);
	ck_assert_str_eq(schedule_steps_write(site_arena(), &again), text);
	ck_assert_uint_eq(again.n, pack.n);
	schedule_steps_check(site_arena(), &again, &faults);
	ck_assert_uint_eq(faults.wrong, 0);
	ck_assert_int_eq(schedule_steps_read(site_arena(), "[]", &again), ERR_INVALID);
	ck_assert_int_eq(schedule_steps_read(site_arena(), "[1]", &again), ERR_INVALID);
	ck_assert_int_eq(schedule_steps_read(site_arena(), "{}", &again), ERR_INVALID);
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	static const struct {
		const char *plan, *field, *message;
		bool note;
	} cases[] = {
		{ DAY(1, ", \"hour\": \"7:30\""), "hour",
		    "An hour is written like 07:30.", false },
		{ DAY(1, ", \"hour\": \"24:00\""), "hour",
		    "An hour is written like 07:30.", false },
		{ DAY(1, ", \"earliest\": \"12:00\", \"latest\": \"12:00\""), "latest",
		    "Latest hour: please enter one after the earliest.", false },
		{ DAY(1, ", \"hour\": \"07:00\", \"earliest\": \"09:00\""), "hour",
		    "Hour: please choose one between the earliest and the latest.",
		    false },
		{ DAY(900, ""), "after",
		    "How long: please enter a number from 0 on, at most 800 days.",
		    false },
		{ DAY(1, ", \"good_minutes\": 4"), "good_minutes",
		    "Not later than: please enter 5 minutes to 30 days (43200).",
		    false },
		{ DAY(1, ", \"spread_minutes\": 245"), "spread_minutes",
		    "Spread over: please enter 10 to 240 minutes, in steps of 5, or "
		    "leave it empty.",
		    false },
		{ DAY(1, ", \"spread_minutes\": 12"), "spread_minutes",
		    "Spread over: please enter 10 to 240 minutes, in steps of 5, or "
		    "leave it empty.",
		    false },
		{ DAY(1, ", \"spread_minutes\": 65, \"good_minutes\": 60"),
		    "spread_minutes",
		    "Spread over: it may leave for 60 minutes only. Please enter no "
		    "more, or more under “Not later than”.",
		    false },
		{ DAY(1, ", \"spread_minutes\": 60, \"hour\": \"09:00\", "
			 "\"latest\": \"09:50\""),
		    "spread_minutes", "It is spread until 09:50 at most.", true },
		{ DAY(1, ", \"spread_minutes\": 60, \"hour\": \"23:30\""),
		    "spread_minutes", "It is spread until 23:59 at most.", true },
		{ DAY(5, ", \"good_minutes\": 1400, \"spread_minutes\": 60") "," DAY(
		      6, ""),
		    "good_minutes", "It may still leave when day_6 has begun.", true },
		{ DAY(1, ", \"weekday\": 8"), "weekday",
		    "Day of the week: please choose one from the list.", false },
		{ DAY(1, ", \"silent_text\": \"nothing\""), "silent_text",
		    "Text for who was never heard of: please choose one from the list.",
		    false },
		{ DAY(1, "") "," DAY(1, ""), "name", "Name: another step has it.",
		    false },
		{ DAY(5, ", \"good_minutes\": 1500") "," DAY(6, ""), "good_minutes",
		    "It may still leave when day_6 has begun.", true },
		{ DAY(1, ", \"late\": \"kept\", \"late_hours\": 9"), "late",
		    "If it is late: please choose one from the list.", false },
		{ DAY(1, LATE("sent") ", \"good_minutes\": 1800"), "late_hours",
		    "If it is late, until: it is not late for 1800 minutes. Please "
		    "enter "
		    "more.",
		    false },
		{ DAY(1, ", \"late\": \"held\""), "late_hours",
		    "If it is late, until: please enter 1 hour to 30 days (720).",
		    false },
		{ DAY(1, ", \"late_hours\": 9"), "late_hours",
		    "If it is late, until: only of what is sent or held then. Please "
		    "choose that, or leave the hours empty.",
		    false },
		{ DAY(5, LATE("sent")) "," DAY(6, ""), "late_hours",
		    "If it is late it may leave when day_6 has begun.", true },
		{ DAY(1, ", \"priority\": \"high\""), "priority",
		    "On a day of too many: please choose one from the list.", false },
		{ DAY(5, ", \"again_hours\": 30") "," DAY(6, ""), "again_hours",
		    "It is asked again when day_6 has begun.", true },
		{ DAY(21, ""), "after",
		    "It asks after day 13, the last of the follow-up, which goes on "
		    "until "
		    "then.",
		    true },
		{ DAY(1, ", \"words\": {\"en\": \"Hello {surname}\"}"), "words-en",
		    "English: {surname} stands for nothing. Please use {first_name}, "
		    "{clinic}, {phone} or {emergency}.",
		    false },
		{ DAY(1, ", \"words\": {\"sn\": \"Mhoro\"}"), "words-en",
		    "English: please write the text.", false },
		{ DAY(1,
		      ", \"words\": {\"en\": \"Hello\", \"sn\": \"123456789 123456789 "
		      "123456789 123456789 123456789 123456789 123456789 n\\u00eb\"}"),
		    "words-sn", "Shona takes 2 SMS because of “ë”.", true },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct schedule_steps steps;
		struct schedule_faults faults;
		bool found = false;

		ck_assert_int_eq(
		    schedule_steps_read(site_arena(),
			arena_printf(site_arena(), "[%s]", cases[i].plan), &steps),
		    OK);
		schedule_steps_check(site_arena(), &steps, &faults);
		for (size_t k = 0; k < faults.n; k++)
			found =
			    found ||
			    (strcmp(faults.at[k].field, cases[i].field) == 0 &&
				strcmp(faults.at[k].message, cases[i].message) == 0 &&
				faults.at[k].note == cases[i].note);
		ck_assert_msg(
		    found, "%s: %s is not said", cases[i].plan, cases[i].message);
	}
}
END_TEST

/* Also behind more notes than are kept. */
START_TEST(a_fault_is_said_behind_many_notes)
{
	const char *plan = "";
	struct schedule_steps steps;
	struct schedule_faults faults;

	for (int i = 0; i < 60; i++)
		plan = arena_printf(site_arena(),
		    "%s{\"name\": \"late_%d\", \"after\": %d, \"unit\": \"days\", "
		    "\"asks\": "
		    "true, \"again_hours\": 30, \"text\": \"day\", \"shared_text\": "
		    "\"shared_day\"},",
		    plan, i, 21 + i);
	plan =
	    arena_printf(site_arena(), "[%s" DAY(2, ", \"hour\": \"7:30\"") "]", plan);
	ck_assert_int_eq(schedule_steps_read(site_arena(), plan, &steps), OK);
	schedule_steps_check(site_arena(), &steps, &faults);
	ck_assert_uint_eq(faults.n, SCHEDULE_STEPS_MOST);
	ck_assert_str_eq(
	    faults.at[faults.n - 1].message, "An hour is written like 07:30.");
	ck_assert_uint_eq(faults.wrong, 1);
}
END_TEST

/* What becomes of a step whose hour went by while the worker stood ------------ */

/* Tinashe's first day, by a step with more to it, found at a moment by the worker. */
static void
found_late(const char *more, const char *moment)
{
	site_sql(
	    "SET LOCAL session_replication_role = replica; DELETE FROM checkin; "
	    "DELETE FROM message; DELETE FROM outbox; DELETE FROM reminder; DELETE "
	    "FROM schedule_version");
	published(1,
	    arena_printf(site_arena(),
		"[{\"name\": \"day_1\", \"after\": 1, \"unit\": \"days\", \"asks\": "
		"true, \"text\": \"day\", \"shared_text\": \"shared_day\"%s}]",
		more),
	    "false");
	registered();
	at(moment);
	turn(scheduler_job);
}

/* Sent as late as it may: in the day, at its latest hour, when the quiet hours end, on
 * the next open day, at midnight; and dropped once its time is over. */
START_TEST(what_is_late_leaves_when_it_may)
{
	static const struct {
		const char *more, *found, *not_yet, *then, *becomes;
	} cases[] = {
		{ LATE("sent"), "04 11:00:01", "04 11:00:05", "04 11:00:12",
		    "day_1 Tue 11:00 sent 701" },
		/* Quiet from 20:00 to 06:00: the night passes, and midnight. */
		{ LATE("sent"), "04 20:00:00", "05 00:00:00", "05 06:00:11",
		    "day_1 Wed 06:00 sent 701" },
		{ LATE("sent"), "04 19:59:40", "04 19:59:45", "04 19:59:51",
		    "day_1 Tue 19:59 sent 701" },
		/* Its own hours, and its days. */
		{ LATE("sent") ", \"latest\": \"09:00\"", "04 11:30", "05 00:10",
		    "05 06:00:11", "day_1 Wed 06:00 sent 701" },
		{ LATE("sent") ", \"earliest\": \"06:30\", \"latest\": \"07:00\"",
		    "04 11:30", "05 06:29:59", "05 06:30:11",
		    "day_1 Wed 06:30 sent 701" },
		/* Until 13:00 of the next day, and no longer. */
		{ LATE("sent"), "05 12:59:59", "05 12:59:59", "05 13:00:10",
		    "day_1 Wed 13:00 missed 701 too late in the day" },
		{ LATE("sent"), "05 13:00:00", "05 13:00:01", "05 13:00:11",
		    "day_1 Tue 07:00 missed 701 too late in the day" },
		{ LATE("sent") ", \"latest\": \"07:00\", \"earliest\": \"06:59\"",
		    "05 07:01", "05 12:59:59", "05 13:00:00",
		    "day_1 Tue 07:00 missed 701 too late" },
		/* As ever without a rule. */
		{ "", "04 11:00:01", "04 11:00:02", "04 11:00:03",
		    "day_1 Tue 07:00 missed 701 too late in the day" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		found_late(cases[i].more, cases[i].found);
		at(cases[i].not_yet);
		turn(scheduler_job);
		ck_assert_msg(
		    site_number("SELECT count(*) FROM checkin") == 0, "case %zu", i);
		/* Once to be let go, once to leave. */
		at(cases[i].then);
		turn(scheduler_job);
		site_sql("UPDATE business_clock SET advance = advance + interval '11 "
			 "seconds' WHERE EXISTS (SELECT FROM reminder WHERE state = "
			 "'planned' AND late_until IS NOT NULL)");
		turn(scheduler_job);
		ck_assert_msg(
		    strcmp(plan(), cases[i].becomes) == 0, "case %zu: %s", i, plan());
	}
}
END_TEST

/* A month's end, a clock that jumps, a clock that shows an hour twice. */
START_TEST(what_is_late_over_the_edges_of_the_calendar)
{
	static const struct {
		const char *zone, *anchor, *found, *leaves;
	} cases[] = {
		{ "Africa/Harare", "2031-02-27", "2031-02-28 23:00",
		    "2031-03-01 06:00" },
		{ "America/New_York", "2031-03-07", "2031-03-08 22:00",
		    "2031-03-09 06:00" },
		{ "America/New_York", "2031-10-31", "2031-11-01 22:00",
		    "2031-11-02 06:00" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		site_sql("UPDATE place SET zone = '%s' WHERE id = 101", cases[i].zone);
		found_late(LATE("sent"), "04 10:00");
		site_sql(
		    "DELETE FROM checkin; UPDATE reminder SET state = 'planned', "
		    "message_id = NULL, due_date = '%s'::date + 1, due_at = "
		    "('%s'::date "
		    "+ 1 + time '07:00') AT TIME ZONE '%s'; UPDATE business_clock SET "
		    "advance = timestamp '%s' AT TIME ZONE '%s' - "
		    "transaction_timestamp()",
		    cases[i].anchor, cases[i].anchor, cases[i].zone, cases[i].found,
		    cases[i].zone);
		turn(scheduler_job);
		turn(scheduler_job);
		ck_assert_str_eq(site_text("SELECT state FROM reminder"), "late");
		site_sql("UPDATE business_clock SET advance = timestamp '%s' AT TIME "
			 "ZONE '%s' - interval '1 second' - transaction_timestamp()",
		    cases[i].leaves, cases[i].zone);
		turn(scheduler_job);
		ck_assert_str_eq(site_text("SELECT state FROM reminder"), "late");
		site_sql("UPDATE business_clock SET advance = advance + interval '1 "
			 "second'");
		turn(scheduler_job);
		ck_assert_str_eq(
		    site_text(
			"SELECT state || ' ' || to_char(due_at AT TIME ZONE '%s', "
			"'YYYY-MM-DD HH24:MI') FROM reminder",
			cases[i].zone),
		    arena_printf(site_arena(), "planned %s", cases[i].leaves));
	}
}
END_TEST

/* Its time over, it is moved to a moment to come: as one that was never late; and those
 * that are do not wait for it. */
START_TEST(what_is_moved_is_not_late_any_more)
{
	found_late(LATE("sent"), "04 11:00:01");
	turn(scheduler_job);
	site_sql("UPDATE reminder SET state = 'planned', due_at = due_at + interval '3 "
		 "days'; INSERT INTO reminder (enrolment_id, patient_id, place_id, "
		 "version_id, step, day, due_date, due_at) SELECT 602, 402, 101, 701, "
		 "'day_1', 1, '2031-03-04', '2031-03-04 07:00 Africa/Harare'; UPDATE "
		 "enrolment SET state = 'active' WHERE id = 602");
	for (int i = 1; i < 6; i++) {
		at(arena_printf(site_arena(), "04 11:00:%d1", i));
		turn(scheduler_job);
	}
	ck_assert_str_eq(
	    site_text("SELECT state FROM reminder WHERE patient_id = 402"), "sent");
	at("07 11:00:12");
	turn(scheduler_job);
	ck_assert_str_eq(
	    site_text("SELECT state FROM reminder WHERE patient_id = 401"), "sent");
}
END_TEST

static int64_t
let_go(void)
{
	const struct reminder_late_go *row;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_reminder_late_go(tx, 600, tx_now(tx), &row), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return row->leaving;
}

/* Six hundred a minute, a hundred every ten seconds, however often the worker begins. */
START_TEST(what_is_late_never_leaves_all_at_once)
{
	found_late(LATE("sent"), "03 13:00");
	site_sql(
	    "SET LOCAL session_replication_role = replica; INSERT INTO reminder "
	    "(enrolment_id, patient_id, place_id, version_id, step, day, due_date, "
	    "due_at, state, late_until) SELECT 10000 + n, 10000 + n, 101, 701, "
	    "'day_1', "
	    "1, '2031-03-04', '2031-03-04 07:00 Africa/Harare', 'late', '2031-03-05 "
	    "13:00 Africa/Harare' FROM generate_series(1, 700) n");
	at("04 11:30");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(let_go(), i == 0 ? 600 : 0);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(n::text, ' ' ORDER BY due_at) FROM (SELECT "
		"due_at, count(*) AS n FROM reminder WHERE enrolment_id > 10000 AND "
		"state = 'planned' GROUP BY due_at) k"),
	    "100 100 100 100 100 100");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder WHERE state = 'late'"), 100);
	at("04 11:31:01");
	ck_assert_int_eq(let_go(), 100);
}
END_TEST

/* Nobody's name is needed to decide about it. */
START_TEST(what_is_held_waits_for_a_person)
{
	struct request *rq;

	found_late(LATE("held"), "04 11:30");
	ck_assert_str_eq(plan(), "day_1 Tue 07:00 held 701 late");
	at("04 12:30");
	turn(scheduler_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM checkin"), 0);
	ck_assert_int_eq(site_get(RUDO, "/late")->reply.code, 403);
	rq = site_get(NOMSA, "/delivery");
	ck_assert(site_shows(rq, "1 wait for a decision, 0 leave in their turn."));
	ck_assert(
	    site_shows(site_get(ADA, "/delivery"), "Texts of the schedule are late."));
	rq = site_get(NOMSA, "/late");
	ck_assert(site_shows(rq, "Riverside Clinic"));
	ck_assert(!site_shows(rq, "Tinashe"));
	ck_assert_int_eq(
	    site_post(ADA, "/late", "place=101&step=day_1&deed=keep")->reply.code, 422);
	rq = site_post(NOMSA, "/late", "place=101&step=day_1&deed=release");
	ck_assert_str_eq(rq->reply.location, "/late?notice=late-released");
	rq = site_post(NOMSA, "/late", "place=101&step=day_1&deed=drop");
	ck_assert_str_eq(rq->reply.location, "/late?notice=late-gone");
	ck_assert(site_shows(site_get(ADA, "/late"), "They leave by themselves"));
	turn(scheduler_job);
	at("04 12:30:11");
	turn(scheduler_job);
	ck_assert_str_eq(plan(), "day_1 Tue 12:30 sent 701");
	ck_assert_str_eq(
	    site_text("SELECT user_id || ' ' || (change -> 'texts' ->> 0) FROM audit "
		      "WHERE object = 'reminder'"),
	    "204 1");
	/* Dropped by the administrator; and by nobody, until its time was over. */
	found_late(LATE("held"), "04 11:30");
	rq = site_post(ADA, "/late", "place=101&step=day_1&deed=drop");
	ck_assert_str_eq(rq->reply.location, "/late?notice=late-dropped");
	ck_assert_str_eq(
	    plan(), "day_1 Tue 07:00 skipped 701 late, and dropped by a person");
	found_late(LATE("held"), "04 11:30");
	at("05 13:00");
	turn(scheduler_job);
	ck_assert_str_eq(plan(), "day_1 Tue 07:00 missed 701 nobody released it");
}
END_TEST

/* Who wants none any more gets none of what is late; and follow-up waits for it. */
START_TEST(what_is_late_is_stopped_like_what_is_planned)
{
	struct tx *tx;

	found_late(LATE("held"), "04 11:30");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(schedule_stop(tx, TINASHE, SCHEDULE_OPTED_OUT), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(plan(), "day_1 Tue 07:00 skipped 701 opted-out");
}
END_TEST

/* At most so many a day ------------------------------------------------------- */

#define TEXT(name, when)                                                   \
	"{\"name\": \"" name "\", \"unit\": \"days\", \"text\": \"day\", " \
	"\"shared_text\": \"shared_day\", " when "}"

/* What became of each step, once its moments in Harare have come one after the other. */
static const char *
days_of_limit(const char *plan, const char *per_day, const char *const *moments)
{
	site_sql(
	    "SET LOCAL session_replication_role = replica; DELETE FROM checkin; "
	    "DELETE FROM message; DELETE FROM outbox; DELETE FROM reminder; DELETE "
	    "FROM schedule_version");
	published_with(1, plan, "false", per_day);
	registered();
	for (; *moments != NULL; moments++) {
		site_sql("UPDATE business_clock SET advance = '2031-%s "
			 "Africa/Harare'::timestamptz - transaction_timestamp()",
		    *moments);
		turn(scheduler_job);
	}
	return site_text("SELECT string_agg(concat_ws(' ', step, state, nullif(reason, "
			 "'')), '; ' ORDER BY due_at, step) FROM reminder WHERE "
			 "enrolment_id = 601");
}

START_TEST(a_day_has_so_many_texts_and_no_more)
{
	static const char three[] = "[" TEXT(
	    "a", "\"after\": 1, \"hour\": \"07:00\"") "," TEXT("b",
	    "\"after\": 1, \"hour\": \"12:00\", \"priority\": \"first\"") "," TEXT("c",
	    "\"after\": 1, \"hour\": \"18:00\"") "]";
	static const char *const hours[] = { "03-04 07:00:01", "03-04 12:00:01",
		"03-04 18:00:01", NULL };
	/* What may not leave at all takes nobody's place before it has left. */
	static const char silent[] = "[" TEXT("a",
	    "\"after\": 1, \"hour\": \"07:00\", \"priority\": \"last\"") "," TEXT("b",
	    "\"after\": 1, \"hour\": \"12:00\", \"silent_only\": true") "]";
	/* A minute apart over midnight, at a month's end: two days. */
	static const char month[] =
	    "[" TEXT("a", "\"after\": 28, \"hour\": \"23:59\"") "," TEXT(
		"b", "\"after\": 29, \"hour\": \"00:00\"") "]";
	static const char *const midnight[] = { "03-31 23:59:01", "04-01 00:00:01",
		NULL };
	/* Of 23 hours and of 25, from its first half hour to its last: one. */
	static const char spring[] =
	    "[" TEXT("a", "\"after\": 6, \"hour\": \"00:30\"") "," TEXT(
		"b", "\"after\": 6, \"hour\": \"23:30\"") "," TEXT("c",
		"\"after\": 7, \"hour\": \"00:00\"") "]";
	static const char *const short_day[] = { "03-09 07:30:01", "03-10 05:30:01",
		"03-10 06:00:01", NULL };
	static const char autumn[] =
	    "[" TEXT("a", "\"after\": 244, \"hour\": \"00:30\"") "," TEXT(
		"b", "\"after\": 244, \"hour\": \"23:30\"") "]";
	static const char *const long_day[] = { "11-02 06:30:01", "11-03 06:30:01",
		NULL };

	ck_assert_str_eq(days_of_limit(three, "NULL", hours), "a sent; b sent; c sent");
	ck_assert_str_eq(
	    days_of_limit(three, "2", hours), "a sent; b sent; c skipped many");
	ck_assert_str_eq(
	    days_of_limit(three, "1", hours), "a skipped many; b sent; c skipped many");
	/* What is late by now takes nobody's place. */
	ck_assert_str_eq(days_of_limit(three, "1", hours + 2),
	    "a missed too late in the day; b missed too late in the day; c sent");
	ck_assert_str_eq(days_of_limit(silent, "1", hours), "a sent; b skipped many");
	ck_assert_str_eq(days_of_limit(month, "1", midnight), "a sent; b sent");
	site_sql("UPDATE place SET zone = 'America/New_York' WHERE id = 101");
	ck_assert_str_eq(
	    days_of_limit(spring, "1", short_day), "a sent; b skipped many; c sent");
	ck_assert_str_eq(
	    days_of_limit(autumn, "1", long_day), "a sent; b skipped many");
}
END_TEST

/* What a nurse writes takes no place; what is answered by itself does. */
START_TEST(a_nurses_text_takes_no_place)
{
	static const struct {
		const char *kind, *becomes;
	} cases[] = {
		{ "nurse", "day_1 Tue 07:00 sent 701" },
		{ "automatic", "day_1 Tue 07:00 skipped 701 many" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		site_sql(
		    "SET LOCAL session_replication_role = replica; DELETE FROM "
		    "checkin; DELETE FROM message; DELETE FROM outbox; DELETE FROM "
		    "reminder; DELETE FROM schedule_version");
		published_with(1, "[" DAY(1, "") "]", "false", "1");
		registered();
		site_sql(
		    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		    "direction, kind, body, author_id, state, at) VALUES (501, 101, "
		    "401, 301, 'out', '%s', 'Hello', %s, 'sent', '2031-03-04 00:00 "
		    "Africa/Harare')",
		    cases[i].kind, i == 0 ? "201" : "NULL");
		at("04 07:00:01");
		turn(scheduler_job);
		ck_assert_str_eq(plan(), cases[i].becomes);
	}
}
END_TEST

#define FILE_OF(steps) "{\"workflow\": \"vmmc\", \"steps\": [" steps "]}"

/* A file is read as it was written; each of its mistakes is named. */
START_TEST(a_file_is_looked_at_closely)
{
	static const struct {
		const char *file, *step, *message;
	} cases[] = {
		{ "[", "file", "It is not JSON." },
		{ "[]", "file", "It is not an object of workflow and steps." },
		{ "{\"workflow\": \"tb\", \"steps\": [" DAY(1, "") "]}", "file",
		    "workflow: please write \"vmmc\", the programme in use." },
		{ FILE_OF(""), "file",
		    "steps: please write a list of 1 to 100 steps." },
		{ "{\"workflow\": \"vmmc\", \"step\": 1, \"steps\": [" DAY(1, "") "]}",
		    "file", "A schedule has no “step”: see docs/schedules.md." },
		{ "{\"workflow\": \"vmmc\", \"per_day\": 21, \"steps\": [" DAY(
		      1, "") "]}",
		    "file",
		    "per_day: please write a number from 1 to 20, or leave it out." },
		{ FILE_OF("1"), "step 1",
		    "Name: 1 to 40 small letters, digits and _." },
		{ FILE_OF("{\"name\": \"a\"}"), "a",
		    "How long: please enter how long after the day it counts from." },
		{ FILE_OF(DAY(1, ", \"houre\": \"07:00\"")), "day_1",
		    "A step has no “houre”: see docs/schedules.md." },
		{ FILE_OF(DAY(1, ", \"good_minutes\": \"60\"")), "day_1",
		    "good_minutes: please write a whole number." },
		{ FILE_OF(DAY(1, ", \"spread_minutes\": 250")), "day_1",
		    "Spread over: please enter 10 to 240 minutes, in steps of 5, or "
		    "leave it empty." },
		{ FILE_OF(DAY(1, ", \"open_only\": 1")), "day_1",
		    "open_only: please write true or false." },
		{ FILE_OF(DAY(1, ", \"words\": {\"xx\": \"Hello\"}")), "day_1",
		    "words: the programme has no language xx." },
		{ FILE_OF(DAY(1, ", \"hour\": \"7:30\"")), "day_1",
		    "An hour is written like 07:30." },
	};
	struct schedule_steps pack = schedule_steps_of_pack(site_arena()), steps;
	struct schedule_step spread;
	struct schedule_faults faults;
	const char *text;

	pack.per_day = 2;
	spread = pack.at[1];
	spread.spread_minutes = 60;
	pack = schedule_steps_with(site_arena(), &pack, &spread);
	text = schedule_file_write(site_arena(), &pack);

	ck_assert_int_eq(
	    schedule_file_read(site_arena(), text, strlen(text), &steps, &faults), OK);
	ck_assert_str_eq(schedule_file_write(site_arena(), &steps), text);
	ck_assert_ptr_nonnull(strstr(text, "\"spread_minutes\":60"));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool found = false;

		ck_assert_int_eq(schedule_file_read(site_arena(), cases[i].file,
				     strlen(cases[i].file), &steps, &faults),
		    ERR_INVALID);
		for (size_t k = 0; k < faults.n; k++)
			found =
			    found ||
			    (strcmp(faults.at[k].step, cases[i].step) == 0 &&
				strcmp(faults.at[k].message, cases[i].message) == 0);
		ck_assert_msg(
		    found, "%s: %s is not said", cases[i].file, cases[i].message);
	}
}
END_TEST

TCase *
schedule_version_tests(void)
{
	TCase *tc = tcase_create("schedule_version");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, the_packs_own_holds_until_one_is_published);
	tcase_add_test(tc, a_published_one_is_never_changed);
	tcase_add_test(tc, those_in_follow_up_are_moved_not_doubled);
	tcase_add_test(tc, who_wants_none_gets_none_of_a_new_one);
	tcase_add_test(tc, what_is_planned_follows_the_facility);
	tcase_add_test(tc, asked_again_if_silent);
	tcase_add_test(tc, not_asked_again_who_has_answered);
	tcase_add_test(tc, what_is_spread_leaves_at_his_minute);
	tcase_add_test(tc, what_is_spread_follows_the_facility);
	tcase_add_test(tc, words_and_patience_of_a_step);
	tcase_add_test(tc, what_is_written_is_read);
	tcase_add_test(tc, what_is_wrong_is_said);
	tcase_add_test(tc, a_fault_is_said_behind_many_notes);
	tcase_add_test(tc, a_file_is_looked_at_closely);
	tcase_add_test(tc, what_is_late_leaves_when_it_may);
	tcase_add_test(tc, what_is_late_over_the_edges_of_the_calendar);
	tcase_add_test(tc, what_is_moved_is_not_late_any_more);
	tcase_add_test(tc, what_is_late_never_leaves_all_at_once);
	tcase_add_test(tc, what_is_held_waits_for_a_person);
	tcase_add_test(tc, a_day_has_so_many_texts_and_no_more);
	tcase_add_test(tc, a_nurses_text_takes_no_place);
	tcase_add_test(tc, what_is_late_is_stopped_like_what_is_planned);
	return tc;
}
