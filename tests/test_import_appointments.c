/* test_import_appointments.c - booking the appointments that stand in a file. */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

#define HEADINGS "Number on the card,First name,Surname,Day,Hour,What for,Remark\r\n"

/* Today is Monday, 3 March 2031; Riverside is open on weekdays from 07:30 to 16:30. */

static struct request *
brought(int64_t user, const char *file)
{
	return site_upload(user, "/imports/appointments/new", "", file);
}

/* The page about a file that is taken. */
static struct request *
seen(const char *rows)
{
	struct request *rq =
	    brought(RUDO, arena_printf(site_arena(), "%s%s", HEADINGS, rows));

	ck_assert_msg(rq->reply.code == 303, "%d: %.3000s", rq->reply.code,
	    rq->reply.body.data != NULL ? strstr(rq->reply.body.data, "<main") : "");
	return site_get(RUDO, rq->reply.location);
}

static const char *
path_of_newest(void)
{
	return arena_printf(site_arena(), "/imports/%s",
	    site_text("SELECT id FROM import ORDER BY id DESC LIMIT 1"));
}

/* Each press has a key of its own: a page that was seen again. */
static struct request *
agreed(const char *lines)
{
	static int presses;

	return site_post(RUDO, path_of_newest(),
	    arena_printf(site_arena(), "lines=%s&once=0f1c2d0e-5b1a-4c1e-9a57-%012d",
		lines, ++presses));
}

static const char *
appointments(void)
{
	return site_text(
	    "SELECT string_agg(concat_ws(' ', p.number, a.day, to_char(a.hour, "
	    "'HH24:MI'), a.what, nullif(a.note, ''), a.booked_by), '; ' ORDER BY "
	    "a.id) FROM appointment a JOIN patient p ON p.id = a.patient_id");
}

START_TEST(the_page_and_its_template)
{
	struct request *rq = site_get(RUDO, "/imports/appointments/new");
	const char *template;

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Book from a file"));
	ck_assert(!site_shows(rq, "name=\"place_id\""));
	ck_assert(site_shows(
	    site_get(NOMSA, "/imports/appointments/new"), "name=\"place_id\""));
	ck_assert(site_shows(site_get(RUDO, "/diary"), "/imports/appointments/new"));
	rq = site_get(RUDO, "/imports/appointments/template");
	ck_assert_str_eq(site_header(rq, "Content-Disposition"),
	    "attachment; filename=\"appointments.csv\"");
	template = rq->reply.body.data;
	ck_assert(strstr(template, ",2031-03-03,09:00,") != NULL);
	rq = brought(RUDO, template);
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "There is no appointment in this file"));
	/* A register of clients is none. */
	rq = brought(RUDO, "First name,Age\r\nSimba,30\r\n");
	ck_assert(site_shows(rq, "The column “Number on the card” is missing."));
	ck_assert(
	    site_shows(brought(RUDO, "Number on the card,Day\r\nR-2318,1/4/2031\r\n"),
		"The column “Hour” is missing."));
	ck_assert_int_eq(site_number("SELECT count(*) FROM import"), 0);
}
END_TEST

START_TEST(two_are_booked)
{
	struct request *rq = seen("R-2318,Tinashe,MOYO,12/03/2031,9:00,,Bring card\r\n"
				  "R-2291,,,2031-03-10,14.30,Review on day 7,\r\n");

	ck_assert(site_shows(rq, "Book 2 appointments"));
	ck_assert(site_shows(rq, "Wed 12 Mar 2031, 09:00"));
	ck_assert(site_shows(rq, "Mon 10 Mar 2031, 14:30"));
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert_str_eq(site_value(rq, "lines"), "2-3");
	/* Seeing is not booking. */
	ck_assert_str_eq(appointments(), "");
	ck_assert_int_eq(agreed("2-3")->reply.code, 303);
	ck_assert_str_eq(appointments(),
	    "R-2318 2031-03-12 09:00 other Bring card 201; "
	    "R-2291 2031-03-10 14:30 review_day_7 201");
	ck_assert(site_shows(
	    site_get(RUDO, path_of_newest()), "2 appointments are booked, by"));
	/* As the page does it: told of, and a line of the conversation. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(step || ' ' || (due_at AT TIME ZONE "
		      "'Africa/Harare'), ', ' ORDER BY due_at) FROM "
		      "appointment_reminder WHERE patient_id = 401"),
	    "week_before 2031-03-05 09:00:00, day_before 2031-03-11 09:00:00");
	ck_assert_int_eq(site_number("SELECT count(*) FROM thread_event WHERE what = "
				     "'appointment-booked'"),
	    2);
	/* Pressed again, nothing more. */
	ck_assert_int_eq(agreed("2-3")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM appointment"), 2);
	/* The trail has the numbers, and none of the rows. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', action, change), ', ' ORDER BY "
		      "id) FROM audit WHERE object = 'import' AND action <> 'read'"),
	    "insert {\"appointments\": [null, 2]}, update {\"appointments_booked\": "
	    "[null, 2]}");
}
END_TEST

/* The same file again books nobody twice; another hour is for a person to say. */
START_TEST(safe_to_repeat)
{
	static const char rows[] = "R-2318,,,12/03/2031,09:00,,\r\n"
				   "R-2291,,,10/03/2031,09:00,,\r\n";
	struct request *rq;

	(void)seen(rows);
	ck_assert_int_eq(agreed("2-3")->reply.code, 303);
	rq = seen(rows);
	ck_assert(site_shows(rq, "All of this file is booked already"));
	ck_assert(site_shows(rq, "<b>2</b><span>booked already"));
	ck_assert_int_eq(agreed("2-3")->reply.code, 409);
	rq = seen("R-2318,,,12/03/2031,10:00,,\r\n"
		  "R-2318,,,13/03/2031,10:00,,\r\n");
	ck_assert(site_shows(rq,
	    "Day: he is expected on that day already, at 09:00: Another visit. Change "
	    "that appointment on his record, or leave this row out."));
	ck_assert_str_eq(site_value(rq, "lines"), "3");
	ck_assert_int_eq(site_number("SELECT count(*) FROM appointment"), 2);
}
END_TEST

static const struct {
	const char *row, *words;
} bad[] = {
	{ ",Tinashe,,12/03/2031,09:00,,", "Number on the card: please give it." },
	{ "R-9999,,,12/03/2031,09:00,,",
	    "Number on the card: nobody at Riverside Clinic has R-9999." },
	/* Another facility's, who is as unknown as nobody. */
	{ "H-2307,,,12/03/2031,09:00,,", "nobody at Riverside Clinic has H-2307." },
	{ "R-2318,Brian,,12/03/2031,09:00,,",
	    "Number on the card: R-2318 is that of Tinashe Moyo. Check the number and "
	    "the name." },
	{ "R-2318,,Mutasa,12/03/2031,09:00,,", "R-2318 is that of Tinashe Moyo." },
	{ "R-2318,,,,09:00,,", "Day: please give it." },
	{ "R-2318,,,03/13/2031,09:00,,",
	    "Day: “03/13/2031” cannot be read. Write the day first" },
	{ "R-2318,,,soon,09:00,,", "Day: “soon” cannot be read." },
	{ "R-2318,,,28/02/2031,09:00,,", "Day: this is past. Choose a day to come." },
	{ "R-2318,,,04/03/2032,09:00,,", "Day: this is more than a year ahead." },
	{ "R-2318,,,08/03/2031,09:00,,",
	    "closed on this day of the week. It opens next Mon 10 Mar, 07:30." },
	{ "R-2318,,,30/04/2031,09:00,,",
	    "it is Clinic day. It opens next Thu 1 May, 07:30." },
	{ "R-2318,,,12/03/2031,,,", "Hour: please give it." },
	{ "R-2318,,,12/03/2031,9 am,,",
	    "Hour: “9 am” is none. Write hours and minutes, such as 14:30." },
	{ "R-2318,,,12/03/2031,24:00,,", "Hour: “24:00” is none." },
	{ "R-2318,,,12/03/2031,16:30,,", "Hour: the facility is closed at that hour." },
	{ "R-2318,,,03/03/2031,07:59,,", "Hour: this is past. Choose a later one." },
	{ "R-2318,,,12/03/2031,09:00,tea,", "What for: write " },
	{ "R-2404,,,12/03/2031,09:00,,", "He has died: he is not expected." },
};

START_TEST(what_is_to_be_mended)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO place_holiday (place_id, day, name, created_at) VALUES (101, "
	    "'2031-04-30', 'Clinic day', business_now())");
	site_sql(
	    "UPDATE patient SET number = 'R-2404', died_on = '2031-03-01' WHERE id = "
	    "404");
	rq = seen(arena_printf(
	    site_arena(), "%s\r\nR-2291,,,2031-03-12,09:00,,\r\n", bad[_i].row));
	ck_assert_msg(site_shows(rq, bad[_i].words), "%s: %s", bad[_i].row,
	    strstr(rq->reply.body.data, "<main"));
	/* The other row is not held up by it. */
	ck_assert_str_eq(site_value(rq, "lines"), "3");
	ck_assert_int_eq(agreed("3")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM appointment"), 1);
	/* What is left can be taken along and mended. */
	rq = site_get(RUDO, arena_printf(site_arena(), "%s/mend", path_of_newest()));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_ptr_nonnull(strstr(rq->reply.body.data, "What to mend"));
	ck_assert_ptr_null(strstr(rq->reply.body.data, "R-2291"));
}
END_TEST

START_TEST(rows_among_themselves)
{
	struct request *rq = seen("R-2318,,,12/03/2031,09:00,,\r\n"
				  "R-2318,,,12/03/2031,10:00,,\r\n"
				  "R-2318,,,13/03/2031,10:00,,\r\n");

	ck_assert(site_shows(
	    rq, "Day: line 2 is for him on that day too. Leave one of them out."));
	ck_assert_str_eq(site_value(rq, "lines"), "2,4");
}
END_TEST

/* Where one date can only be month first, none is guessed. */
START_TEST(month_first)
{
	struct request *rq = seen("R-2318,,,03/13/2031,09:00,,\r\n"
				  "R-2291,,,04/03/2031,09:00,,\r\n"
				  "R-2330,,,2031-03-12,09:00,,\r\n");

	ck_assert(site_shows(rq,
	    "Day: “04/03/2031” may be written month first, as “03/13/2031” in line 2 "
	    "is. Write it as 2031-03-04, if that is the day."));
	ck_assert_str_eq(site_value(rq, "lines"), "4");
}
END_TEST

/* A child has no follow-up: its doses call it. */
START_TEST(not_of_a_child)
{
	site_sql("DELETE FROM enrolment WHERE patient_id = 404");
	ck_assert(site_shows(seen("R-2331,,,12/03/2031,09:00,,\r\n"),
	    "only who is in follow-up is booked."));
}
END_TEST

/* Booked by a colleague while the page was open: nobody is booked, and it is said. */
START_TEST(changed_meanwhile)
{
	struct request *rq;

	(void)seen("R-2318,,,12/03/2031,09:00,,\r\n"
		   "R-2291,,,12/03/2031,09:00,,\r\n");
	ck_assert_int_eq(site_post(TENDAI, "/patients/402/appointments",
			     "what=other&day=2031-03-12&hour=11%3A00&note=")
			     ->reply.code,
	    303);
	rq = agreed("2-3");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Nobody is booked yet"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM appointment"), 1);
	ck_assert_int_eq(agreed("2")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM appointment"), 2);
}
END_TEST

/* Not a whole hour before midnight of a month's end, nor where the clocks jump. */
START_TEST(the_calendar_of_the_facility)
{
	site_sql("UPDATE place SET zone = 'Europe/Berlin', opens = '00:00', closes = "
		 "'24:00', open_days = '1234567' WHERE id = 101");
	(void)seen("R-2318,,,31/03/2031,23:59,,\r\n"
		   "R-2318,,,01/04/2031,00:00,,\r\n"
		   "R-2318,,,30/03/2031,02:30,,\r\n"
		   "R-2318,,,26/10/2031,02:30,,\r\n");
	ck_assert_int_eq(agreed("2-5")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(to_char(at AT TIME ZONE 'UTC', 'MM-DD "
		      "HH24:MI'), ', ' ORDER BY at) FROM appointment"),
	    "03-30 01:30, 03-31 21:59, 03-31 22:00, 10-26 01:30");
}
END_TEST

TCase *
import_appointments_tests(void)
{
	TCase *tc = tcase_create("import appointments");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, the_page_and_its_template);
	tcase_add_test(tc, two_are_booked);
	tcase_add_test(tc, safe_to_repeat);
	tcase_add_loop_test(tc, what_is_to_be_mended, 0, COUNT_OF(bad));
	tcase_add_test(tc, rows_among_themselves);
	tcase_add_test(tc, month_first);
	tcase_add_test(tc, not_of_a_child);
	tcase_add_test(tc, changed_meanwhile);
	tcase_add_test(tc, the_calendar_of_the_facility);
	return tc;
}
