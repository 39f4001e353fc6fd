/* test_appointment.c - who is expected when: booked, reminded once, asked about, looked for. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/appointment.h"
#include "core/course.h"
#include "core/outcome.h"
#include "tests.h"
#include "worker_test.h"

/* A turn of the worker: what is due is told, who is over is asked about. */
static void
turn(void)
{
	ck_assert_int_eq(worker_step(appointment_job), OK);
}

static struct request *
books(int64_t patient, const char *day, const char *hour)
{
	return site_post(RUDO,
	    arena_printf(site_arena(), "/patients/%" PRId64 "/appointments", patient),
	    arena_printf(
		site_arena(), "what=review_day_7&day=%s&hour=%s&note=", day, hour));
}

static int64_t
booked(int64_t patient, const char *day, const char *hour)
{
	ck_assert_int_eq(books(patient, day, hour)->reply.code, 303);
	return site_number("SELECT max(id) FROM appointment");
}

static struct request *
acts(int64_t user, int64_t id, const char *verb, const char *body)
{
	return site_post(user,
	    arena_printf(site_arena(), "/appointments/%" PRId64 "/%s", id, verb),
	    arena_printf(site_arena(), "%s&version=%" PRId64, body,
		site_number(
		    "SELECT version FROM appointment WHERE id = %" PRId64, id)));
}

static void
says(int64_t id, const char *what)
{
	ck_assert_int_eq(
	    acts(RUDO, id, "say", arena_printf(site_arena(), "what=%s", what))
		->reply.code,
	    303);
}

static const char *
status(int64_t id)
{
	return site_text("SELECT status FROM appointment WHERE id = %" PRId64, id);
}

/* "week_before sent, day_before planned" */
static const char *
told(int64_t id)
{
	return site_text("SELECT coalesce(string_agg(step || ' ' || state || "
			 "CASE reason WHEN '' THEN '' ELSE ' ' || reason END, ', ' "
			 "ORDER BY due_at, id), '') FROM appointment_reminder WHERE "
			 "appointment_id = %" PRId64,
	    id);
}

static int64_t
texts(int64_t patient)
{
	return site_number("SELECT count(*) FROM message m JOIN outbox o ON o.id = "
			   "m.outbox_id AND o.state = 'ready' AND o.body = m.body "
			   "WHERE m.patient_id = %" PRId64 " AND m.kind = 'automatic'",
	    patient);
}

static const char *
last_text(int64_t patient)
{
	return site_text("SELECT body FROM message WHERE patient_id = %" PRId64
			 " AND direction = 'out' ORDER BY id DESC LIMIT 1",
	    patient);
}

static const char *
events(int64_t patient)
{
	return site_text(
	    "SELECT coalesce(string_agg(replace(what, 'appointment-', ''), "
	    "' ' ORDER BY id), '') FROM thread_event WHERE what LIKE "
	    "'appointment-%%' AND thread_id = %" PRId64,
	    patient + 100);
}

static int64_t
open_tasks(int64_t patient, const char *source)
{
	return site_number("SELECT count(*) FROM task WHERE patient_id = %" PRId64
			   " AND open AND source LIKE '%s%%'",
	    patient, source);
}

/* Booking ------------------------------------------------------------------- */

START_TEST(booked_and_shown)
{
	struct request *rq = site_get(RUDO, "/patients/402/appointments");
	int64_t id;

	ck_assert(site_shows(rq, "Book an appointment"));
	/* Nine days after the procedure the next is that of day 14. */
	ck_assert_str_eq(site_value(rq, "day"), "2031-03-08");
	id = booked(BRIAN, "2031-03-12", "09:00");
	ck_assert_str_eq(told(id), "week_before planned, day_before planned");
	ck_assert_str_eq(events(BRIAN), "booked");
	rq = site_get(RUDO, "/messages/502");
	ck_assert(site_shows(
	    rq, "Appointment booked by you. Wed 12 Mar 2031, 09:00, review on day 7"));
	ck_assert(
	    site_shows(site_get(RUDO, "/patients/402"), "Wed 12 Mar 2031, 09:00"));
	rq = site_get(RUDO, "/diary?from=2031-03-12");
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert(site_shows(rq, "077 555 0143"));
	ck_assert(!site_shows(site_get(RUDO, "/diary"), "Brian Mutasa"));
	ck_assert(!site_shows(site_get(JOYCE, "/diary?from=2031-03-12"), "Brian"));
	ck_assert(
	    site_shows(site_get(NOMSA, "/diary?from=2031-03-12"), "Brian Mutasa"));
	rq = site_get(RUDO, "/diary/print?show=days&from=2031-03-12");
	ck_assert(site_shows(rq, "Brian"));
	ck_assert(!site_shows(rq, "Mutasa"));
	ck_assert_int_eq(
	    site_get(JOYCE, arena_printf(site_arena(), "/appointments/%" PRId64, id))
		->reply.code,
	    404);
	ck_assert_int_eq(books(NKOSANA, "2031-03-12", "09:00")->reply.code, 404);
	ck_assert_int_gt(site_number("SELECT count(*) FROM audit WHERE object = "
				     "'appointment' AND user_id = 201"),
	    0);
}
END_TEST

static const struct {
	const char *day, *hour, *words;
} bad[] = {
	{ "2031-03-02", "09:00", "Day: this is past. Choose a day to come." },
	{ "2031-03-03", "08:01", "Hour: this is past. Choose a later one." },
	{ "2032-03-04", "09:00", "more than a year ahead" },
	{ "2999-12-30", "09:00", "more than a year ahead" },
	{ "9999-12-31", "09:00", "Day: write an existing date" },
	{ "1392-12-31", "09:00", "Day: write an existing date" },
	{ "2031-03-12", "9 am", "Hour: write hours and minutes, such as 14:30." },
	{ "2031-02-30", "09:00", "Day: " },
	{ "2031-03-08", "09:00",
	    "closed on this day of the week. It opens next Mon 10 Mar, 07:30." },
	{ "2031-04-30", "09:00", "it is Clinic day. It opens next Thu 1 May, 07:30." },
	{ "2031-03-12", "16:30",
	    "Hour: the facility is closed at that hour. It opens next Thu 13 Mar, "
	    "07:30." },
};

START_TEST(what_cannot_be_is_said_in_words)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO place_holiday (place_id, day, name, created_at) VALUES (101, "
	    "'2031-04-30', 'Clinic day', business_now())");
	rq = site_post(RUDO, "/patients/401/appointments",
	    arena_printf(site_arena(), "what=other&day=%s&hour=%s&note=Bring+card",
		bad[_i].day, bad[_i].hour));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_msg(site_shows(rq, bad[_i].words), "%s", rq->reply.body.data);
	ck_assert_str_eq(site_value(rq, "note"), "Bring card");
	ck_assert_str_eq(site_value(rq, "hour"), bad[_i].hour);
	ck_assert_int_eq(site_number("SELECT count(*) FROM appointment"), 0);
}
END_TEST

START_TEST(one_a_day)
{
	struct request *rq;
	int64_t id = booked(TINASHE, "2031-03-12", "09:00");

	rq = books(TINASHE, "2031-03-12", "14:00");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "he is expected on that day already"));
	ck_assert_int_eq(acts(RUDO, id, "cancel", "reason=Travels")->reply.code, 303);
	(void)booked(TINASHE, "2031-03-12", "14:00");
}
END_TEST

START_TEST(another_day_moves_what_is_told)
{
	struct request *rq;
	int64_t id = booked(TINASHE, "2031-03-12", "09:00");

	site_at("2031-03-05 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 1);
	rq = acts(RUDO, id, "move", "day=2031-03-28&hour=09:00&note=");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "more than 14 days after the day agreed"));
	ck_assert_int_eq(
	    acts(RUDO, id, "move", "day=2031-03-26&hour=10:00&note=")->reply.code, 303);
	/* What had not left does not leave. */
	ck_assert_int_eq(texts(TINASHE), 0);
	ck_assert_str_eq(told(id),
	    "week_before skipped appointment-moved, "
	    "day_before skipped appointment-moved, week_before planned, "
	    "day_before planned");
	site_at("2031-03-11 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	site_at("2031-03-19 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 1);
	ck_assert_ptr_nonnull(strstr(last_text(TINASHE), "on 26/03/2031 at 10:00"));
	/* What he was told stays told, also when it is moved there and back. */
	site_sql(
	    "UPDATE outbox SET state = 'done' WHERE state = 'ready'; UPDATE message "
	    "SET state = 'sent' WHERE state = 'queued'");
	ck_assert_int_eq(
	    acts(RUDO, id, "move", "day=2031-03-27&hour=10:00&note=")->reply.code, 303);
	ck_assert_int_eq(
	    acts(RUDO, id, "move", "day=2031-03-26&hour=10:00&note=")->reply.code, 303);
	site_at("2031-03-20 10:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	site_at("2031-03-25 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 1);
}
END_TEST

START_TEST(whoever_was_first_is_told)
{
	struct request *rq;
	int64_t id = booked(TINASHE, "2031-03-12", "09:00");
	const char *path = arena_printf(site_arena(), "/appointments/%" PRId64, id);

	says(id, "confirmed");
	rq = site_post(TENDAI, arena_printf(site_arena(), "%s/cancel", path),
	    "reason=Travels&version=1");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "has changed meanwhile"));
	ck_assert_str_eq(status(id), "confirmed");
	ck_assert_int_eq(acts(JOYCE, id, "cancel", "reason=x")->reply.code, 404);
	rq = acts(RUDO, id, "cancel", "reason=");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = acts(RUDO, id, "say", "what=missed");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "still to come"));
	ck_assert_int_eq(acts(RUDO, id, "cancel", "reason=Travels")->reply.code, 303);
	ck_assert_str_eq(told(id), "week_before skipped appointment-cancelled, "
				   "day_before skipped appointment-cancelled");
	ck_assert(site_shows(site_get(RUDO, "/messages/501"),
	    "Appointment cancelled by you. Wed 12 Mar "
	    "2031, 09:00, review on day 7. Travels"));
}
END_TEST

/* Telling ------------------------------------------------------------------- */

START_TEST(told_once_and_on_time)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");

	site_at("2031-03-05 08:59:59");
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	site_at("2031-03-05 09:00");
	turn();
	turn();
	ck_assert_int_eq(texts(TINASHE), 1);
	ck_assert_str_eq(last_text(TINASHE),
	    "Riverside Clinic expects you on 12/03/2031 at 14:00. Reply 8 = I will "
	    "come, 9 = I want another day. No SMS any more: reply STOP.");
	site_at("2031-03-11 09:00");
	turn();
	turn();
	ck_assert_int_eq(texts(TINASHE), 2);
	ck_assert_str_eq(told(id), "week_before sent, day_before sent");
}
END_TEST

/* When the worker was down: how long, and what it sends then. */
static const struct {
	const char *at, *became;
	int texts;
} late[] = {
	{ "2031-03-10 15:00", "week_before sent, day_before planned", 1 },
	/* The next one says the same. */
	{ "2031-03-11 09:00", "week_before skipped too late, day_before sent", 1 },
	{ "2031-03-11 19:59", "week_before skipped too late, day_before sent", 1 },
	/* At night it waits until the morning. */
	{ "2031-03-11 20:00", "week_before skipped too late, day_before planned", 0 },
	{ "2031-03-12 11:59", "week_before skipped too late, day_before sent", 1 },
	{ "2031-03-12 12:00",
	    "week_before skipped too late, day_before skipped too late", 0 },
	{ "2031-03-12 23:59:59",
	    "week_before skipped too late, day_before skipped too late", 0 },
};

START_TEST(a_worker_that_was_down)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");

	site_at(late[_i].at);
	turn();
	turn();
	ck_assert_str_eq(told(id), late[_i].became);
	ck_assert_int_eq(texts(TINASHE), late[_i].texts);
	if (strstr(late[_i].became, "day_before planned") != NULL &&
	    late[_i].texts == 0) {
		site_at("2031-03-12 06:00");
		turn();
		ck_assert_int_eq(texts(TINASHE), 1);
	}
	if (strstr(late[_i].became, "too late") != NULL)
		ck_assert(site_shows(site_get(RUDO, "/messages/501"),
		    "He was not reminded of his appointment. Wed 12 Mar 2031, 14:00, "
		    "review on day 7. too late"));
}
END_TEST

/* A text that has not left before the quiet hours does not leave in them. */
START_TEST(it_leaves_before_the_night)
{
	(void)booked(TINASHE, "2031-03-12", "14:00");
	site_at("2031-03-11 09:00");
	turn();
	ck_assert_str_eq(
	    site_text("SELECT to_char(good_until AT TIME ZONE 'Africa/Harare', "
		      "'DD HH24:MI') FROM outbox WHERE state = 'ready'"),
	    "11 20:00");
}
END_TEST

/* What is in the way when its moment has come. */
static const struct {
	const char *sql, *reason;
} ways[] = {
	{ "UPDATE patient SET opted_out_at = business_now() WHERE id = 401",
	    "opted out" },
	{ "INSERT INTO opt_out (enrolment_id, patient_id, place_id, at, how, user_id, "
	  "reason) VALUES "
	  "(601, 401, 101, business_now(), 'person', 201, 'too-many')",
	    "opted out" },
	{ "UPDATE enrolment SET paused_until = '2031-03-07', pause_reason = 'Travels', "
	  "paused_by = 201 WHERE id = 601",
	    "paused" },
	{ "INSERT INTO lost (place_id, patient_id, enrolment_id, at, user_id, reason, "
	  "was_state) VALUES (101, 401, 601, business_now(), 201, 'moved', 'active')",
	    "lost to follow-up" },
	{ "UPDATE patient SET phone_id = NULL WHERE id = 401", "no phone number" },
	{ "UPDATE phone SET stopped_at = business_now() WHERE id = 301",
	    "the number is blocked at RapidPro" },
	{ "UPDATE appointment SET status = 'wants-change'", "he wants another day" },
};

START_TEST(who_is_not_told)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");

	site_at("2031-03-05 09:00");
	site_sql("%s", ways[_i].sql);
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	ck_assert_str_eq(told(id),
	    arena_printf(site_arena(), "week_before skipped %s, day_before planned",
		ways[_i].reason));
	ck_assert_str_eq(events(TINASHE), "booked untold");
}
END_TEST

/* Between the decision to tell and its leaving. */
START_TEST(a_stop_takes_back_what_has_not_left)
{
	(void)booked(TINASHE, "2031-03-12", "14:00");
	site_at("2031-03-05 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 1);
	site_says(TINASHE_PHONE, "STOP");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'ready' AND body "
			"LIKE '%%expects you%%'"),
	    0);
}
END_TEST

START_TEST(a_shared_phone_is_told_by_a_code)
{
	int64_t id = booked(KUDZAI, "2031-03-12", "14:00"), message;

	site_at("2031-03-11 09:00");
	turn();
	ck_assert_str_eq(last_text(KUDZAI),
	    "K: you are expected on 12/03/2031 at 14:00. Reply K8 = I will come, K9 = "
	    "I want another day.");
	site_says(SHARED_PHONE, "T8");
	ck_assert_str_eq(status(id), "booked");
	message = site_says(SHARED_PHONE, "K8");
	ck_assert_str_eq(status(id), "confirmed");
	ck_assert_int_eq(
	    site_number("SELECT patient_id FROM message WHERE id = %" PRId64, message),
	    KUDZAI);
}
END_TEST

/* Two processes at the same work. */
START_TEST(two_workers_tell_once)
{
	pid_t workers[3];
	int code;

	for (int64_t patient = TINASHE; patient <= TAPIWA; patient++)
		(void)booked(patient, "2031-03-12", "14:00");
	site_at("2031-03-11 09:00");
	for (size_t i = 0; i < COUNT_OF(workers); i++) {
		workers[i] = test_fork();
		if (workers[i] == 0) {
			struct worker w = { .arena = site_arena() };
			bool more;

			if (db_open("user=aftercare_worker dbname=aftercare", &w.db) !=
			    OK)
				_exit(EXIT_FAILURE);
			_exit(appointment_job(&w, &more) == OK ? EXIT_SUCCESS
							       : EXIT_FAILURE);
		}
	}
	for (size_t i = 0; i < COUNT_OF(workers); i++) {
		ck_assert_int_eq(waitpid(workers[i], &code, 0), workers[i]);
		ck_assert_int_eq(code, 0);
	}
	turn();
	ck_assert_int_eq(site_number("SELECT count(*) FROM message WHERE kind = "
				     "'automatic'"),
	    4);
	ck_assert_int_eq(site_number("SELECT count(DISTINCT patient_id) FROM message "
				     "WHERE kind = 'automatic'"),
	    4);
}
END_TEST

/* The night the clocks are changed, and a month's end: nine is nine. */
static const struct {
	const char *day, *due, *asks;
} days[] = {
	{ "2031-03-31", "2031-03-30 07:00", "2031-03-31 22:00" },
	{ "2031-03-30", "2031-03-29 08:00", "2031-03-30 22:00" },
	{ "2031-10-27", "2031-10-26 08:00", "2031-10-27 23:00" },
	{ "2031-10-26", "2031-10-25 07:00", "2031-10-26 23:00" },
	{ "2031-05-01", "2031-04-30 07:00", "2031-05-01 22:00" },
	{ "2031-12-31", "2031-12-30 08:00", "2031-12-31 23:00" },
};

START_TEST(a_change_of_clocks_moves_nothing)
{
	site_sql("UPDATE place SET zone = 'Europe/Berlin', open_days = '1234567' WHERE "
		 "id = 101");
	(void)booked(TINASHE, days[_i].day, "09:00");
	ck_assert_str_eq(
	    site_text("SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') "
		      "FROM appointment_reminder WHERE step = 'day_before'"),
	    days[_i].due);
	ck_assert_str_eq(
	    site_text(
		"SELECT to_char(asks_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') "
		"FROM appointment"),
	    days[_i].asks);
}
END_TEST

START_TEST(another_zone_keeps_the_hour)
{
	int64_t id = booked(TINASHE, "2031-03-12", "09:00");

	site_sql("UPDATE place SET zone = 'Africa/Nairobi' WHERE id = 101");
	ck_assert_str_eq(
	    site_text(
		"SELECT to_char(a.at AT TIME ZONE 'UTC', 'DD HH24:MI ') || "
		"to_char(min(r.due_at) AT TIME ZONE 'UTC', 'DD HH24:MI ') || "
		"bool_and(r.expected = a.at) FROM appointment a JOIN "
		"appointment_reminder r ON r.appointment_id = a.id GROUP BY a.id"),
	    "12 06:00 05 06:00 true");
	site_at("2031-03-05 08:00");
	turn();
	ck_assert_str_eq(told(id), "week_before sent, day_before planned");
	ck_assert_ptr_nonnull(strstr(last_text(TINASHE), "at 09:00"));
}
END_TEST

/* What he answers ----------------------------------------------------------- */

static const struct {
	const char *text, *status;
	int tasks;
} answers[] = {
	{ "8", "confirmed", 0 },
	{ " 8.", "confirmed", 0 },
	{ "9", "wants-change", 1 },
	{ "9!", "wants-change", 1 },
	{ "8 or 9", "booked", 0 },
	{ "89", "booked", 0 },
	{ "I will come", "booked", 0 },
	{ "0", "booked", 0 },
	{ "1", "booked", 0 },
};

START_TEST(his_answer)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00"), message;

	site_at("2031-03-11 09:00");
	turn();
	site_later("1 hour");
	message = site_says(TINASHE_PHONE, answers[_i].text);
	ck_assert_str_eq(status(id), answers[_i].status);
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), answers[_i].tasks);
	if (strcmp(answers[_i].status, "booked") == 0)
		return;
	/* It is filed: nobody need read it. */
	ck_assert_str_eq(site_text("SELECT state FROM thread WHERE id = 501"), "quiet");
	ck_assert_int_eq(
	    site_number("SELECT urgency FROM message WHERE id = %" PRId64, message), 0);
	ck_assert_int_eq(site_number("SELECT answer_id FROM appointment"), message);
}
END_TEST

/* A 0 and a 1 are of the check-in, an 8 and a 9 of the appointment, whichever came last. */
START_TEST(neither_is_taken_for_the_other)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");

	site_at("2031-03-11 09:00");
	turn();
	site_later("2 hours");
	site_asked(TINASHE);
	site_says(TINASHE_PHONE, "8");
	ck_assert_str_eq(status(id), "confirmed");
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "");
	site_says(TINASHE_PHONE, "1");
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "problem");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem' AND open"),
	    1);
	ck_assert_str_eq(status(id), "confirmed");
	site_says(TINASHE_PHONE, "9");
	ck_assert_str_eq(status(id), "wants-change");
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "problem");
	/* He comes after all: nobody need ask. */
	site_later("10 minutes");
	site_says(TINASHE_PHONE, "8");
	ck_assert_str_eq(status(id), "confirmed");
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), 0);
}
END_TEST

START_TEST(an_answer_too_late_is_read)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");

	site_says(TINASHE_PHONE, "8"); /* he was told nothing yet */
	ck_assert_str_eq(status(id), "booked");
	site_at("2031-03-11 09:00");
	turn();
	site_at("2031-03-12 14:00");
	site_says(TINASHE_PHONE, "9");
	ck_assert_str_eq(status(id), "booked");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
}
END_TEST

START_TEST(another_day_is_a_task)
{
	struct request *rq;
	int64_t id = booked(TINASHE, "2031-03-12", "14:00"), task;

	site_at("2031-03-05 09:00");
	turn();
	site_later("1 hour");
	site_says(TINASHE_PHONE, "9");
	task = site_number("SELECT task_id FROM appointment WHERE id = %" PRId64, id);
	rq = site_get(RUDO, arena_printf(site_arena(), "/tasks/%" PRId64, task));
	ck_assert(
	    site_shows(rq, "Wants another day for his appointment: 12 March, 14:00"));
	ck_assert(site_shows(rq, "Open the appointment"));
	ck_assert(site_shows(site_get(RUDO, "/diary?show=change"), "Tinashe Moyo"));
	ck_assert_int_eq(
	    acts(RUDO, id, "move", "day=2031-03-17&hour=14:00&note=")->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT status FROM task WHERE id = %" PRId64, task),
	    "completed");
	ck_assert_str_eq(status(id), "booked");
	ck_assert_str_eq(events(TINASHE), "booked change moved");
}
END_TEST

/* After it ------------------------------------------------------------------ */

START_TEST(asked_about_before_he_is_looked_for)
{
	struct request *rq;
	int64_t id = booked(TINASHE, "2031-03-31", "14:00"), task;

	site_at("2031-03-31 23:59:59");
	turn();
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), 0);
	site_at("2031-04-01 00:00");
	turn();
	turn();
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), 1);
	ck_assert_int_eq(open_tasks(TINASHE, "trace:"), 0);
	ck_assert_str_eq(status(id), "booked");
	site_at("2031-04-01 08:00");
	ck_assert(site_shows(site_get(RUDO, "/diary?show=unsaid"), "Tinashe Moyo"));
	task = site_number("SELECT task_id FROM appointment");
	rq = site_get(RUDO, arena_printf(site_arena(), "/tasks/%" PRId64, task));
	ck_assert(site_shows(rq, "Did he come to his appointment? 31 March, 14:00"));
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/appointments/%" PRId64 "/say", id),
	    "what=missed&version=0&back=tasks");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(status(id), "missed");
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), 0);
	ck_assert_int_eq(open_tasks(TINASHE, "trace:appointment:"), 1);
	ck_assert(
	    site_shows(site_get(RUDO, "/diary?show=missed"), "Missed, 1 day late"));
	ck_assert(site_shows(site_get(RUDO, "/tracing"), "Tinashe Moyo"));
	/* A second press changes nothing. */
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/appointments/%" PRId64 "/say", id),
	    "what=missed&version=0");
	ck_assert_int_eq(rq->reply.code, 409);
	turn();
	site_at("2031-04-01 09:00");
	turn();
	turn();
	ck_assert_str_eq(last_text(TINASHE),
	    "We missed you on 31/03/2031. Please come on any day when we are open, or "
	    "write to us. If you need help now call +263772000101.");
	ck_assert_int_eq(texts(TINASHE), 1);
}
END_TEST

static const struct {
	const char *at, *words;
} bands[] = {
	{ "2031-04-01 08:00", "Missed, 1 day late" },
	{ "2031-04-04 23:59:59", "Missed, 4 days late" },
	{ "2031-04-05 00:00", "Defaulted, 5 days late" },
	{ "2031-04-30 23:59:59", "Defaulted, 30 days late" },
	{ "2031-05-01 00:00", "Lost, 31 days late" },
};

START_TEST(how_late_he_is)
{
	int64_t id = booked(TINASHE, "2031-03-31", "14:00");

	site_at("2031-03-31 15:00");
	says(id, "missed");
	site_at(bands[_i].at);
	ck_assert(site_shows(site_get(RUDO, "/diary?show=missed"), bands[_i].words));
}
END_TEST

START_TEST(a_sign_of_life_ends_the_search)
{
	int64_t id = booked(TINASHE, "2031-03-10", "14:00");

	site_at("2031-03-10 15:00");
	says(id, "missed");
	ck_assert_int_eq(open_tasks(TINASHE, "trace:appointment:"), 1);
	site_later("1 hour");
	site_says(TINASHE_PHONE, "I was at work");
	ck_assert_int_eq(open_tasks(TINASHE, "trace:appointment:"), 0);
	/* Who has written is not told that he was missed. */
	site_at("2031-03-11 09:00");
	turn();
	ck_assert_str_eq(told(id), "week_before skipped appointment-missed, "
				   "day_before skipped appointment-missed, "
				   "missed skipped he has been heard of");
	ck_assert_int_eq(texts(TINASHE), 0);
	/* He is expected no more, and it is known that he did not come. */
	ck_assert_str_eq(status(id), "missed");
}
END_TEST

/* Whoever saw him says so with a task, or with a form. */
START_TEST(a_visit_ends_all)
{
	int64_t id = booked(TINASHE, "2031-03-10", "14:00"),
		later = booked(TINASHE, "2031-03-14", "14:00"), case_id;
	struct tx *tx;

	site_at("2031-03-10 15:00");
	says(id, "missed");
	site_at("2031-03-13 10:00");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    outcome_told(tx,
		&(struct outcome_about){
		    .cause = "report:1", .place_id = RIVERSIDE, .patient_id = TINASHE },
		&(struct task_outcome){
		    .outcome = "came", .note = "", .user_id = RUDO },
		&case_id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(status(id), "attended");
	ck_assert_str_eq(
	    site_text("SELECT came_on FROM appointment WHERE id = %" PRId64, id),
	    "2031-03-13");
	ck_assert_int_eq(open_tasks(TINASHE, "trace:"), 0);
	ck_assert_str_eq(status(later), "booked");
	ck_assert(
	    site_shows(site_get(RUDO, "/diary?from=2031-03-10"), "Came 3 days late"));
}
END_TEST

START_TEST(he_came_and_is_told_no_more)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");

	site_at("2031-03-11 08:00");
	says(id, "came");
	ck_assert_str_eq(site_text("SELECT came_on FROM appointment"), "2031-03-11");
	site_at("2031-03-13 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), 0);
	/* Said the day after, he came on his day. */
	id = booked(BRIAN, "2031-03-14", "14:00");
	site_at("2031-03-17 08:00");
	turn();
	says(id, "came");
	ck_assert_str_eq(
	    site_text("SELECT came_on FROM appointment WHERE id = %" PRId64, id),
	    "2031-03-14");
	ck_assert_int_eq(open_tasks(BRIAN, "appointment:"), 0);
}
END_TEST

START_TEST(a_mistake_is_taken_back)
{
	int64_t id = booked(TINASHE, "2031-03-10", "14:00");

	site_at("2031-03-10 15:00");
	says(id, "missed");
	says(id, "reopen");
	ck_assert_str_eq(status(id), "booked");
	ck_assert_int_eq(open_tasks(TINASHE, "trace:"), 0);
	site_at("2031-03-11 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), 1);
	/* And said again it is told, after all. */
	says(id, "missed");
	turn();
	ck_assert_int_eq(texts(TINASHE), 1);
}
END_TEST

START_TEST(elsewhere_he_is_expected_anew)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");
	struct request *rq;

	rq = site_post(NOMSA, "/patients/401/move", "to=102&told=Works+there");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(status(id), "cancelled");
	ck_assert_int_eq(site_number("SELECT place_id FROM appointment"), HILLVIEW);
	ck_assert_int_eq(
	    site_number("SELECT min(place_id) FROM appointment_reminder"), HILLVIEW);
	site_at("2031-03-11 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	ck_assert(site_shows(
	    site_get(JOYCE, "/messages/501"), "He goes to another facility."));
	ck_assert_int_eq(books(TINASHE, "2031-03-14", "09:00")->reply.code, 404);
}
END_TEST

START_TEST(who_died_is_not_expected)
{
	int64_t id = booked(TINASHE, "2031-03-12", "14:00");
	struct request *rq;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(course_death(tx, TINASHE, "2031-03-03", "Road", RUDO), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(status(id), "cancelled");
	site_at("2031-03-13 09:00");
	turn();
	ck_assert_int_eq(texts(TINASHE), 0);
	ck_assert_int_eq(open_tasks(TINASHE, "appointment:"), 0);
	rq = books(TINASHE, "2031-03-14", "09:00");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "He has died"));
}
END_TEST

TCase *
appointment_tests(void)
{
	TCase *tc = tcase_create("appointment");

	tcase_add_checked_fixture(tc, worker_test_begin, worker_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, booked_and_shown);
	tcase_add_loop_test(tc, what_cannot_be_is_said_in_words, 0, COUNT_OF(bad));
	tcase_add_test(tc, one_a_day);
	tcase_add_test(tc, another_day_moves_what_is_told);
	tcase_add_test(tc, whoever_was_first_is_told);
	tcase_add_test(tc, told_once_and_on_time);
	tcase_add_loop_test(tc, a_worker_that_was_down, 0, COUNT_OF(late));
	tcase_add_test(tc, it_leaves_before_the_night);
	tcase_add_loop_test(tc, who_is_not_told, 0, COUNT_OF(ways));
	tcase_add_test(tc, a_stop_takes_back_what_has_not_left);
	tcase_add_test(tc, a_shared_phone_is_told_by_a_code);
	tcase_add_test(tc, two_workers_tell_once);
	tcase_add_loop_test(tc, a_change_of_clocks_moves_nothing, 0, COUNT_OF(days));
	tcase_add_test(tc, another_zone_keeps_the_hour);
	tcase_add_loop_test(tc, his_answer, 0, COUNT_OF(answers));
	tcase_add_test(tc, neither_is_taken_for_the_other);
	tcase_add_test(tc, an_answer_too_late_is_read);
	tcase_add_test(tc, another_day_is_a_task);
	tcase_add_test(tc, asked_about_before_he_is_looked_for);
	tcase_add_loop_test(tc, how_late_he_is, 0, COUNT_OF(bands));
	tcase_add_test(tc, a_sign_of_life_ends_the_search);
	tcase_add_test(tc, a_visit_ends_all);
	tcase_add_test(tc, he_came_and_is_told_no_more);
	tcase_add_test(tc, a_mistake_is_taken_back);
	tcase_add_test(tc, elsewhere_he_is_expected_anew);
	tcase_add_test(tc, who_died_is_not_expected);
	return tc;
}
