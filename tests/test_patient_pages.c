/* test_patient_pages.c - clients: found, looked at, corrected, stopped. */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

/* Search. */

START_TEST(list_of_a_clinic)
{
	struct request *rq = site_get(RUDO, "/patients");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "5 in follow-up at Riverside Clinic"));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "Day 3 of 13"));
	ck_assert(!site_shows(rq, "Nkosana"));
	ck_assert(!site_shows(rq, "<th scope=\"col\">Facility</th>"));
	rq = site_get(NOMSA, "/patients");
	ck_assert(site_shows(rq, "6 in follow-up at 2 facilities"));
	ck_assert(site_shows(rq, "Hillview Clinic"));
	ck_assert(!site_shows(rq, "Lovemore"));
	ck_assert_int_eq(site_get(ADA, "/patients")->reply.code, 403);
	ck_assert_int_eq(site_get(NOBODY, "/patients")->reply.code, 303);
}
END_TEST

START_TEST(found_by)
{
	/* One hit is opened. */
	static const struct {
		const char *q;
		int64_t id;
	} hits[] = {
		{ "tinashe", TINASHE },
		{ "MOYO+tin", TINASHE },
		{ "Mo%CC%81yo", TINASHE }, /* an accent of its own */
		{ "R-2318", TINASHE },
		{ "2318", TINASHE },
		{ "0775550142", TINASHE },
		{ "%2B263+77+555+0142", TINASHE },
		{ "00263775550142", TINASHE },
		{ "0142", TINASHE }, /* the last four */
		{ "50142", TINASHE },
		{ "chikw", FARAI },
	};

	for (size_t i = 0; i < COUNT_OF(hits); i++) {
		struct request *rq = site_get(
		    RUDO, arena_printf(site_arena(), "/patients?q=%s", hits[i].q));

		ck_assert_msg(
		    rq->reply.code == 303, "%s: %d", hits[i].q, rq->reply.code);
		ck_assert_str_eq(rq->reply.location,
		    arena_printf(site_arena(), "/patients/%" PRId64, hits[i].id));
	}
}
END_TEST

START_TEST(several_or_none)
{
	struct request *rq = site_get(RUDO, "/patients?q=dube");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Kudzai Dube"));
	ck_assert(site_shows(rq, "Tapiwa Dube"));
	ck_assert(!site_shows(rq, "Tinashe"));
	/* Both of a shared phone. */
	ck_assert_int_eq(
	    site_count(site_get(RUDO, "/patients?q=0775550188"), "class=\"main-link\""),
	    2);
	/* Written otherwise: what sounds alike. */
	rq = site_get(RUDO, "/patients?q=tinasche+mojo");
	ck_assert(site_shows(rq, "These sound alike"));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	/* Those of another facility are nobody. */
	rq = site_get(RUDO, "/patients?q=lovemore");
	ck_assert(site_shows(rq, "Nobody found for “lovemore”"));
	ck_assert(!site_shows(rq, "Banda"));
	rq = site_get(RUDO, "/patients?q=0712345678");
	ck_assert(site_shows(rq, "Nobody found"));
	/* Signs that mean something to a pattern mean themselves. */
	rq = site_get(RUDO, "/patients?q=%25");
	ck_assert(site_shows(rq, "Nobody found for “%”"));
	rq = site_get(RUDO, "/patients?q=%3Cb%3E");
	ck_assert(site_shows(rq, "“&lt;b&gt;”"));
}
END_TEST

START_TEST(views_of_the_list)
{
	struct request *rq;

	site_sql("UPDATE enrolment SET state = 'finished' WHERE patient_id = %d;"
		 "UPDATE patient SET opted_out_at = business_now() WHERE id = %d",
	    BRIAN, FARAI);
	rq = site_get(RUDO, "/patients?state=finished");
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 1);
	rq = site_get(RUDO, "/patients?state=stopped");
	ck_assert(site_shows(rq, "Farai Chikwanha"));
	ck_assert(site_shows(rq, "Messages stopped"));
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 1);
	ck_assert_int_eq(
	    site_count(site_get(RUDO, "/patients"), "class=\"main-link\""), 4);
	ck_assert_int_eq(
	    site_count(site_get(RUDO, "/patients?state=all"), "class=\"main-link\""),
	    5);
}
END_TEST

/* The same list as a file: what the page shows, of one's own, and noted. */
/* Who is enrolled once more is in the view of the latest enrolment, and only there. */
START_TEST(enrolled_once_more)
{
	struct request *rq;

	site_sql("UPDATE enrolment SET state = 'finished' WHERE patient_id = %d;"
		 "INSERT INTO enrolment (id, patient_id, place_id, workflow, "
		 "workflow_version, anchor_date, consent_at, created_at) "
		 "OVERRIDING SYSTEM VALUE SELECT 699, patient_id, place_id, workflow, "
		 "workflow_version, '2031-03-02', "
		 "business_now(), business_now() FROM enrolment WHERE patient_id = %d",
	    BRIAN, BRIAN);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM enrolment WHERE latest AND NOT EXISTS "
			"(SELECT FROM enrolment n WHERE n.patient_id = "
			"enrolment.patient_id AND n.id > enrolment.id)"),
	    site_number("SELECT count(*) FROM patient"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE change ? 'latest'"), 0);
	rq = site_get(RUDO, "/patients?state=finished");
	ck_assert(!site_shows(rq, "Brian Mutasa"));
	ck_assert(site_shows(rq, "Finished <span class=\"count\">0</span>"));
	ck_assert(site_shows(rq, "In follow-up <span class=\"count\">5</span>"));
	ck_assert(site_shows(rq, "All <span class=\"count\">5</span>"));
	ck_assert(site_shows(site_get(RUDO, "/patients"), "Brian Mutasa"));
	/* Of what is found, too. */
	site_sql(
	    "UPDATE enrolment SET state = 'withdrawn' WHERE latest AND patient_id = "
	    "%d; UPDATE patient SET opted_out_at = business_now() WHERE id = %d",
	    BRIAN, FARAI);
	rq = site_get(RUDO, "/patients?state=stopped&q=a");
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert(site_shows(rq, "Farai Chikwanha"));
	ck_assert(site_shows(rq, "Stopped <span class=\"count\">2</span>"));
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 2);
	rq = site_get(RUDO, "/patients?state=active&q=a");
	ck_assert(!site_shows(rq, "Brian Mutasa"));
	ck_assert(site_shows(rq, "Farai Chikwanha"));
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 4);
}
END_TEST

START_TEST(downloaded)
{
	struct request *rq = site_get(NOMSA, "/patients");

	ck_assert(site_shows(rq, "/patients/download?state=active&amp;q=\""));
	site_sql(
	    "UPDATE patient SET given_name = '=1+1' WHERE id = %d;"
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, state, at, reads) VALUES (505, 102, 405, 304, 'in', 'reply', "
	    "'pain, \"bad\"', 'received', business_now() - interval '1 hour', 'words')",
	    BRIAN);
	rq = site_get(NOMSA, "/patients/download?state=active");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(rq->reply.type, "text/csv; charset=utf-8");
	ck_assert_str_eq(site_header(rq, "Content-Disposition"),
	    "attachment; filename=\"clients.csv\"");
	ck_assert_ptr_nonnull(
	    strstr(rq->reply.body.data, "\xef\xbb\xbf"
					"Client,Number on the card,Phone,Shared "
					"phone,Facility,Follow-up,Last reply,"
					"Time of the last reply,State,Open tasks\r\n"));
	ck_assert(site_shows(rq, "\r\nTinashe Moyo,R-2318,077 555 0142,,Riverside "
				 "Clinic,Day 3 of 13,,,In follow-up,0\r\n"));
	ck_assert(site_shows(rq, "\r\nNkosana Khumalo,H-2307,077 555 0163,,Hillview "
				 "Clinic,Day 6 of 13,\"pain, \"\"bad\"\"\",2031-03-03 "
				 "07:02,In follow-up,0\r\n"));
	ck_assert(site_shows(rq, "Kudzai Dube,R-2330,077 555 0188,yes,"));
	ck_assert(site_shows(rq, "\r\n'=1+1 Mutasa,"));
	ck_assert(!site_shows(rq, "Lovemore"));
	ck_assert_int_eq(site_count(rq, "\r\n"), 7);
	ck_assert_str_eq(
	    site_text("SELECT user_id || ' ' || action || ' ' || object_id "
		      "FROM audit WHERE object = 'patient-list'"),
	    "204 read 6");
	ck_assert(site_shows(site_get(ADA, "/audit?object=patient-list"),
	    "List of clients, so many: 6"));
	/* The same question, the same clients. */
	rq = site_get(RUDO, "/patients/download?q=dube");
	ck_assert_int_eq(site_count(rq, " Dube,"), 2);
	ck_assert_int_eq(site_count(rq, "\r\n"), 3);
	ck_assert_int_eq(
	    site_count(site_get(RUDO, "/patients/download?state=finished"), "\r\n"), 1);
	ck_assert_int_eq(site_get(ADA, "/patients/download")->reply.code, 403);
}
END_TEST

START_TEST(pages_of_the_list)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO patient (place_id, number, given_name, folded, birth_date, "
	    "language, created_at) SELECT 101, 'X-' || n, 'Person', 'person x-' || n, "
	    "'2000-01-01', 'en', business_now() FROM generate_series(1, 60) n");
	rq = site_get(RUDO, "/patients?state=all");
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 50);
	ck_assert(site_shows(rq, "Show more"));
	rq = site_get(RUDO, "/patients?state=all&after=401");
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 50);
	ck_assert(site_shows(rq, "after=11\""));
	rq = site_get(RUDO, "/patients?state=all&after=11");
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 10);
	ck_assert(!site_shows(rq, "Show more"));
	rq = site_get(RUDO, "/patients?q=person");
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 25);
	rq = site_get(RUDO, "/patients?q=person&after=445");
	ck_assert_int_eq(site_count(rq, "class=\"main-link\""), 25);
	ck_assert(site_shows(rq, "Show more"));
}
END_TEST

/* One client. */

static void
add_days(void)
{
	/* Yesterday he answered 0, today 1; tomorrow is planned. */
	site_sql(
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, state, at, delivered_at, reads) OVERRIDING SYSTEM VALUE "
	    "VALUES "
	    "(801, 501, 101, 401, 301, 'out', 'checkin', 'Day two?', 'delivered', "
	    "business_now() - interval '25 h', business_now() - interval '25 h', ''), "
	    "(802, 501, 101, 401, 301, 'in', 'reply', '0', 'received', "
	    "business_now() - interval '24 h', NULL, 'fine'), "
	    "(803, 501, 101, 401, 301, 'out', 'checkin', 'Day three?', 'delivered', "
	    "business_now() - interval '62 min', business_now() - interval '62 min', "
	    "''), "
	    "(804, 501, 101, 401, 301, 'in', 'reply', '1', 'received', "
	    "business_now() - interval '52 min', NULL, 'problem'), "
	    "(805, 501, 101, 401, 301, 'in', 'reply', 'There is <blood>', 'received', "
	    "business_now() - interval '50 min', NULL, 'words'); "
	    "INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, day, "
	    "due_date, due_at, state, reason, message_id) OVERRIDING SYSTEM VALUE "
	    "VALUES "
	    "(901, 601, 401, 101, 'day_1', 1, '2031-03-01', '2031-03-01 05:00Z', "
	    "'skipped', 'no phone number', NULL), "
	    "(902, 601, 401, 101, 'day_2', 2, '2031-03-02', '2031-03-02 05:00Z', "
	    "'sent', "
	    "'', 801), "
	    "(903, 601, 401, 101, 'day_3', 3, '2031-03-03', '2031-03-03 05:00Z', "
	    "'sent', "
	    "'', 803), "
	    "(904, 601, 401, 101, 'day_4', 4, '2031-03-04', '2031-03-04 05:00Z', "
	    "'planned', '', NULL), "
	    "(905, 601, 401, 101, 'day_5', 5, '2031-03-05', '2031-03-05 05:00Z', "
	    "'planned', '', NULL); "
	    "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, "
	    "day, "
	    "asked_at, message_id, answer, answer_message_id, answered_at) VALUES "
	    "(902, 601, 401, 101, 2, business_now() - interval '25 h', 801, 'fine', "
	    "802, "
	    "business_now() - interval '24 h'), "
	    "(903, 601, 401, 101, 3, business_now() - interval '62 min', 803, "
	    "'problem', "
	    "804, business_now() - interval '52 min')");
}

START_TEST(record)
{
	struct request *rq;

	add_days();
	site_sql(
	    "INSERT INTO task (id, place_id, patient_id, kind, source, priority, who, "
	    "starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE VALUES (701, 101, "
	    "401, 'problem', 'test', 1, 'Tinashe Moyo', business_now(), "
	    "business_now() + interval '1 h', business_now())");
	rq = site_get(RUDO, "/patients/401");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(rq->reply.shown, "patient");
	ck_assert_int_eq(rq->reply.shown_id, TINASHE);
	ck_assert(site_shows(rq, "Day 3 of 13"));
	ck_assert(site_shows(rq, "077 555 0142"));
	/* The strip, with words for every colour. */
	ck_assert(site_shows(
	    rq, "<b>1</b>×<span class=\"unseen\"> not sent: no phone number"));
	ck_assert(site_shows(rq, "<b>2</b>0<span class=\"unseen\"> no problem"));
	ck_assert(site_shows(rq, "<li class=\"solid today\"><b>3</b>1<span "
				 "class=\"unseen\"> possible problem, today"));
	ck_assert(site_shows(rq, "<b>4</b>Tue<span class=\"unseen\"> planned"));
	/* An answer stands with its question, words alone. */
	ck_assert(site_shows(rq, "answered 0 at 08:02"));
	ck_assert(site_shows(rq, "answered 1 at 07:10"));
	ck_assert(site_shows(rq, "There is &lt;blood&gt;"));
	ck_assert(site_shows(rq, "<b>Registered</b>"));
	ck_assert(site_shows(rq, "Call about wound problem"));
	ck_assert(site_shows(rq, "Day 4"));
	ck_assert(site_shows(rq, "Tue 4 Mar, 07:00"));
	/* Oldest first. */
	ck_assert(strstr(rq->reply.body.data, "Registered</b>") <
		  strstr(rq->reply.body.data, "There is &lt;"));
	rq = site_get(RUDO, "/patients/401?show=sms");
	ck_assert(!site_shows(rq, "<b>Registered</b>"));
	ck_assert_int_eq(site_get(JOYCE, "/patients/401")->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, "/patients/401")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, "/patients/401")->reply.code, 200);
	/* Who looked is written down. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE action = 'read' AND "
			"object = 'patient' AND object_id = 401 AND user_id = "
			"%d",
		NOMSA) > 0,
	    1);
}
END_TEST

START_TEST(shared_phone_names_the_other)
{
	struct request *rq = site_get(RUDO, "/patients/403");

	ck_assert(site_shows(rq, "Shared phone"));
	ck_assert(site_shows(rq, "<a href=\"/patients/404\">Tapiwa Dube</a>"));
}
END_TEST

static const char *
plan_of(int64_t patient)
{
	return site_text("SELECT string_agg(concat_ws(' ', due_date - date "
			 "'2031-03-03', state, nullif(reason, '')), ', ' ORDER BY "
			 "due_date) FROM reminder WHERE patient_id = %lld AND due_at > "
			 "business_now()",
	    (long long)patient);
}

/* Four more days are planned, from tomorrow on. */
static void
planned(void)
{
	site_sql("DELETE FROM reminder WHERE patient_id = 401 AND due_at > "
		 "business_now(); INSERT INTO reminder (enrolment_id, patient_id, "
		 "place_id, step, day, due_date, due_at) SELECT 601, 401, 101, "
		 "'pause_' || n, 3 + n, date '2031-03-03' + n, timestamptz '2031-03-03 "
		 "07:00+02' + n * interval '1 day' FROM generate_series(1, 4) n");
}

START_TEST(paused_until_a_day_and_begun_again)
{
	struct request *rq;

	planned();
	rq = site_get(RUDO, "/messages/501");
	ck_assert(site_shows(rq, "href=\"/patients/401/pause?thread=501\""));
	rq = site_get(RUDO, "/patients/401/pause?thread=501");
	ck_assert(site_shows(rq, ">Thu 6 Mar (in 3 days)</option>"));
	rq = site_post(RUDO, "/patients/401/pause", "days=3&reason=&thread=501");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_post(RUDO, "/patients/401/pause", "days=15&reason=ward&thread=501");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_post(
	    RUDO, "/patients/401/pause", "days=3&reason=He+is+on+the+ward&thread=501");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=paused");
	ck_assert_str_eq(
	    plan_of(401), "1 skipped paused, 2 skipped paused, 3 planned, 4 planned");
	rq = site_get(TENDAI, "/messages/501");
	ck_assert(site_shows(rq, "Paused until Thu 6 Mar</b>: He is on the ward"));
	ck_assert(site_shows(
	    rq, "No automatic SMS until Thu 6 Mar, by Rudo M.: He is on the ward"));
	ck_assert(site_shows(rq, "Day 6, Thu 6 Mar, 07:00"));
	ck_assert(!site_shows(rq, "Pause…"));
	rq = site_get(TENDAI, "/patients/401");
	ck_assert(site_shows(rq, "not sent: the texts are paused"));
	/* A shorter one replaces it. */
	rq = site_post(TENDAI, "/patients/401/pause", "days=2&reason=Out+soon");
	ck_assert_str_eq(rq->reply.location, "/patients/401?notice=paused");
	ck_assert_str_eq(
	    plan_of(401), "1 skipped paused, 2 planned, 3 planned, 4 planned");
	rq = site_post(TENDAI, "/patients/401/unpause", "");
	ck_assert_str_eq(rq->reply.location, "/patients/401?notice=unpaused");
	ck_assert_str_eq(plan_of(401), "1 planned, 2 planned, 3 planned, 4 planned");
	ck_assert(site_shows(site_get(TENDAI, "/messages/501"),
	    "The automatic SMS were started again by you"));
	ck_assert_int_eq(
	    site_post(TENDAI, "/patients/401/unpause", "")->reply.code, 409);
	ck_assert_int_eq(
	    site_post(JOYCE, "/patients/401/pause", "days=3&reason=x")->reply.code,
	    404);
}
END_TEST

/* What he does with STOP and START meanwhile changes no pause, and none outlives it. */
START_TEST(a_pause_and_a_stop_end_by_themselves)
{
	planned();
	(void)site_post(RUDO, "/patients/401/pause", "days=3&reason=ward");
	(void)site_says(TINASHE_PHONE, "STOP");
	(void)site_says(TINASHE_PHONE, "START");
	ck_assert_str_eq(
	    plan_of(401), "1 skipped paused, 2 skipped paused, 3 planned, 4 planned");
	(void)site_says(TINASHE_PHONE, "STOP");
	(void)site_post(RUDO, "/patients/401/unpause", "");
	(void)site_says(TINASHE_PHONE, "START");
	ck_assert_str_eq(plan_of(401), "1 planned, 2 planned, 3 planned, 4 planned");
}
END_TEST

/* Its last day over, nothing has to be done: the next is asked, and the page is silent. */
START_TEST(a_pause_is_over_by_itself)
{
	planned();
	(void)site_post(RUDO, "/patients/401/pause", "days=3&reason=ward");
	site_later("3 days");
	ck_assert(!site_shows(site_get(RUDO, "/messages/501"), "Paused until"));
	ck_assert_str_eq(plan_of(401), "4 planned");
	/* Who is not followed up any more is not paused. */
	site_sql("UPDATE enrolment SET state = 'finished', ended_at = business_now() "
		 "WHERE id = 601");
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/pause", "days=3&reason=x")->reply.code, 409);
}
END_TEST

START_TEST(earlier_in_the_timeline)
{
	struct request *rq;
	const char *link;

	site_sql(
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, state, at) SELECT 501, 101, 401, 301, 'in', 'reply', 'word ' "
	    "|| n || '.', 'received', business_now() - interval '1 min' FROM "
	    "generate_series(1, 120) n");
	rq = site_get(RUDO, "/patients/401?show=sms");
	ck_assert(site_shows(rq, "word 120."));
	ck_assert(site_shows(rq, "word 71."));
	ck_assert(!site_shows(rq, "word 70."));
	link = strstr(rq->reply.body.data, "before=");
	ck_assert_ptr_nonnull(link);
	/* All of one moment, and yet none is left out. */
	rq = site_get(RUDO, arena_printf(site_arena(), "/patients/401?show=sms&%.*s",
				(int)strcspn(link, "#"), link));
	ck_assert(site_shows(rq, "word 70."));
	ck_assert(site_shows(rq, "word 21."));
	ck_assert(!site_shows(rq, "word 71."));
	ck_assert(!site_shows(rq, "word 20."));
	ck_assert_int_eq(site_get(RUDO, "/patients/401?before=x")->reply.code, 200);
}
END_TEST

/* Stopping. */

START_TEST(opt_out_and_in)
{
	struct request *rq;

	add_days();
	rq = site_post(RUDO, "/patients/401/opt-out", "reason=");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(
	    site_shows(rq, "Reason for stopping his messages: please fill this in."));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder WHERE state = 'planned'"), 2);
	rq = site_post(RUDO, "/patients/401/opt-out", "reason=too%20many");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/patients/401?notice=opted-out");
	ck_assert_str_eq(site_text("SELECT opted_out_how FROM patient WHERE id = 401"),
	    "nurse: too many");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder WHERE state = 'skipped' "
			"AND reason = 'opted-out'"),
	    2);
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, "No more automatic messages to this client."));
	ck_assert(site_shows(rq, "not sent: he wanted no more messages"));
	/* Again: what has passed meanwhile stays unsent. */
	site_later("1 day");
	rq = site_post(RUDO, "/patients/401/opt-in", "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM reminder WHERE state = 'planned'"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE opted_out_at IS "
			"NULL AND id = 401"),
	    1);
	ck_assert_int_eq(
	    site_post(ALICE, "/patients/401/opt-out", "reason=x")->reply.code, 404);
	ck_assert_int_eq(
	    site_post(ADA, "/patients/401/opt-out", "reason=x")->reply.code, 403);
}
END_TEST

/* Correcting. */

#define EDIT                                                                  \
	"given_name=Tinashe&family_name=Moyo&birth_date=2007-01-22&sex=male&" \
	"number=R-2318&language=en&phone_owner=own"

static struct request *
edited(int64_t user, const char *first)
{
	return site_post(user, "/patients/401/edit",
	    arena_printf(
		site_arena(), "%s%s%s", first, *first != '\0' ? "&" : "", EDIT));
}

START_TEST(edit)
{
	struct request *rq = site_get(RUDO, "/patients/401/edit");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(site_value(rq, "given_name"), "Tinashe");
	ck_assert_str_eq(site_value(rq, "version"), "1");
	site_sql("INSERT INTO task (place_id, patient_id, kind, source, priority, who, "
		 "starts_at, due_at, created_at) VALUES (101, 401, 'visit', 'test', 3, "
		 "'Tinashe Moyo', business_now(), business_now(), business_now())");
	rq = edited(RUDO, "version=1&family_name=Moyo-Phiri&phone2=0712345678"
			  "&phone2_owner_name=brother");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT folded FROM patient WHERE id = 401"),
	    "tinashe moyo-phiri r-2318");
	ck_assert_str_eq(site_text("SELECT who FROM task WHERE source = 'test'"),
	    "Tinashe Moyo-Phiri");
	rq = site_get(RUDO, "/patients/401?show=changes");
	ck_assert(site_shows(rq, "Surname"));
	ck_assert(site_shows(rq, "by Sr Rudo Makoni"));
	ck_assert_int_eq(edited(JOYCE, "version=2")->reply.code, 404);
}
END_TEST

START_TEST(two_edit_at_once)
{
	struct request *rq;

	ck_assert_int_eq(edited(RUDO, "version=1&lives_in=Ward%206")->reply.code, 303);
	rq = edited(TENDAI, "version=1&note=calls%20at%20noon");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Somebody changed this record"));
	ck_assert(site_shows(rq, "Lives in: it says now “Ward 6”"));
	ck_assert(site_shows(rq, "calls at noon"));
	ck_assert_str_eq(
	    site_text("SELECT lives_in FROM patient WHERE id = 401"), "Ward 6");
	/* Knowing that, she saves again. */
	ck_assert_str_eq(site_value(rq, "version"), "2");
	rq = edited(TENDAI, "version=2&note=calls%20at%20noon&lives_in=Ward%206");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE lives_in = 'Ward 6' "
			"AND note = 'calls at noon'"),
	    1);
}
END_TEST

START_TEST(edit_refused)
{
	static const struct {
		const char *first, *words;
	} refusals[] = {
		{ "version=1&given_name=", "First name: please fill this in." },
		{ "version=1&number=R-2291", "another client has it" },
		{ "version=1&birth_date=2027-01-01",
		    "the programme follows clients from" },
		{ "version=1&birth_date=2015-01-01", "please give who agrees for him" },
		{ "version=1&language=xx", "choose one from the list" },
		{ "version=1&phone2=0775550142", "this is the first one again" },
		{ "version=1&phone2=12", "Second phone: this number is too short" },
	};

	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct request *rq = edited(RUDO, refusals[i].first);

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", refusals[i].first, rq->reply.code);
		ck_assert_msg(
		    site_count(rq, refusals[i].words) == 2, "%s", refusals[i].first);
	}
	ck_assert_int_eq(site_number("SELECT version FROM patient WHERE id = 401"), 1);
}
END_TEST

START_TEST(phone_corrected)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO outbox (id, key, kind, place_id, phone_id, body, run_at, "
	    "created_at) OVERRIDING SYSTEM VALUE VALUES (850, gen_random_uuid(), "
	    "'text', 101, 301, 'Welcome', business_now(), business_now()); "
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at, outbox_id) OVERRIDING SYSTEM VALUE "
	    "VALUES "
	    "(860, 501, 101, 401, 301, 'out', 'automatic', 'Welcome', 'queued', "
	    "business_now(), 850); "
	    "INSERT INTO task (place_id, patient_id, kind, source, priority, who, "
	    "starts_at, due_at, created_at) VALUES (101, 401, 'number', 'test', 2, "
	    "'Tinashe Moyo', business_now(), business_now(), business_now())");
	rq = site_get(RUDO, "/patients/401/phone");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert_str_eq(site_value(rq, "phone"), "0775550142");
	rq = site_post(
	    RUDO, "/patients/401/phone", "version=1&phone=07755&phone_owner=own");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(site_value(rq, "phone"), "07755");
	rq = site_post(RUDO, "/patients/401/phone",
	    "version=1&phone=0775550193&phone_owner=own&welcome=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/patients/401/registered");
	ck_assert_str_eq(
	    site_text("SELECT e164 FROM phone JOIN thread t ON t.phone_id = "
		      "phone.id WHERE t.id = 501"),
	    "+263775550193");
	/* Nothing that still waits goes to the old number. */
	ck_assert_str_eq(
	    site_text("SELECT state FROM outbox WHERE id = 850"), "cancelled");
	ck_assert_str_eq(
	    site_text("SELECT state FROM message WHERE id = 860"), "cancelled");
	ck_assert_str_eq(site_text("SELECT e164 FROM outbox o JOIN phone ON phone.id = "
				   "o.phone_id WHERE o.state = 'ready'"),
	    "+263775550193");
	ck_assert_str_eq(
	    site_text("SELECT status FROM task WHERE source = 'test'"), "cancelled");
	/* By somebody who still saw the old one. */
	rq = site_post(TENDAI, "/patients/401/phone",
	    "version=1&phone=0775550194&phone_owner=own");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert_str_eq(site_value(rq, "phone"), "0775550194");
	ck_assert_int_eq(
	    site_post(JOYCE, "/patients/401/phone", "version=2&phone=0775550194")
		->reply.code,
	    404);
}
END_TEST

START_TEST(phone_of_another)
{
	struct request *rq =
	    site_post(RUDO, "/patients/401/phone", "version=1&phone=0775550143");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Brian Mutasa"));
	rq = site_post(RUDO, "/patients/401/phone",
	    "version=1&phone=0775550143&same_phone=shared&asked_phone=%2B263775550143");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE phone_id = 302 AND "
			"phone_owner = 'shared'"),
	    2);
}
END_TEST

TCase *
patient_pages_tests(void)
{
	TCase *tc = tcase_create("patient_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, list_of_a_clinic);
	tcase_add_test(tc, found_by);
	tcase_add_test(tc, several_or_none);
	tcase_add_test(tc, views_of_the_list);
	tcase_add_test(tc, enrolled_once_more);
	tcase_add_test(tc, downloaded);
	tcase_add_test(tc, pages_of_the_list);
	tcase_add_test(tc, record);
	tcase_add_test(tc, shared_phone_names_the_other);
	tcase_add_test(tc, paused_until_a_day_and_begun_again);
	tcase_add_test(tc, a_pause_and_a_stop_end_by_themselves);
	tcase_add_test(tc, a_pause_is_over_by_itself);
	tcase_add_test(tc, earlier_in_the_timeline);
	tcase_add_test(tc, opt_out_and_in);
	tcase_add_test(tc, edit);
	tcase_add_test(tc, two_edit_at_once);
	tcase_add_test(tc, edit_refused);
	tcase_add_test(tc, phone_corrected);
	tcase_add_test(tc, phone_of_another);
	return tc;
}
