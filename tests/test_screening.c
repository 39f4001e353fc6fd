/* test_screening.c - case finding: who is asked when, what an answer leads to, and what is counted. */

#include <inttypes.h>
#include <string.h>

#include "core/screening.h"
#include "tests.h"
#include "worker_test.h"

#define LINES(what, text)                                                         \
	what "-en=" text "&" what "-sn=" text "&" what "-nd=" text "&" what "-sw" \
	     "=" text
#define ABOUT                                                                       \
	"follow=any&per_day=50&from_hour=08:00&to_hour=17:00&again_hours=24&again_" \
	"most=1&task_hours=4&" LINES("found", "A+nurse+calls+you.") "&" LINES(      \
	    "thanks", "Thank+you.")
#define COUGH                                                                          \
	LINES("ask", "Do+you+cough?+Reply+1+or+0.")                                    \
	"&" LINES("again", "Reply+1+or+0+only.") "&code-1=1&label-1=Yes&words-1=yes,+" \
						 "hongu&leads-1=2&code-2=0&label-2="   \
						 "No&words-2=no&leads-2=end"
#define DAYS                                                      \
	LINES("ask", "For+how+many+days?+Reply+with+the+number.") \
	"&" LINES("again",                                        \
	    "Reply+with+a+number+only.") "&code-1=%23&label-1=Days&leads-1=positive"

/* Which answer a text is ---------------------------------------------------- */

static const struct screening_codes codes[] = {
	{ "1", "Yes", "yes, hongu, yes please", "positive", 0 },
	{ "0", "No", "no, aiwa", "end", 0 },
	{ "2", "Perhaps", "", "question", 3 },
};
static const struct screening_codes numbers[] = {
	{ "#", "Days", "", "positive", 0 },
	{ "0", "None", "none", "end", 0 },
};

/* clang-format off */
static const struct { const char *said; const char *code; bool more; } texts[] = {
	{ "1", "1", false }, { " 1. ", "1", false }, { "l", "1", false }, { "YES", "1", false },
	{ "Hongu!", "1", false }, { "yes  please", "1", false }, { "0", "0", false }, { "O", "0", false },
	{ "Aiwa", "0", false }, { "2", "2", false },
	/* A yes with more words is a yes that somebody reads; a no with more words is read by a person alone. */
	{ "1 since monday", "1", true }, { "yes my chest", "1", true }, { "0 but it hurts", NULL, false },
	{ "no fever only", NULL, false }, { "1?", "1", true }, { "0?", NULL, false }, { "2 i think", "2", true },
	/* Both, and neither. */
	{ "1 or 0", NULL, false }, { "yes no", NULL, false }, { "10", NULL, false }, { "yesterday", NULL, false },
	{ "3", NULL, false }, { "", NULL, false }, { "?", NULL, false }, { "\xff\xfe", NULL, false },
};
static const struct { const char *said; const char *code; bool more; } counts[] = {
	{ "14", "#", false }, { "14 days", "#", false }, { "0", "0", false }, { "none", "0", false },
	{ "12345", NULL, false }, { "two", NULL, false }, { "3 or 4", "#", true }, { "1", "#", false },
	{ "3 days and it hurts", "#", true }, { "day 3", NULL, false },
};
/* clang-format on */

static void
expect(const char *said, const struct screening_codes *of, size_t n, const char *code,
    bool more)
{
	struct arena *arena = arena_new();
	bool told;
	size_t i = screening_match(arena, said, of, n, &told);

	ck_assert_msg((i == n) == (code == NULL), "%s", said);
	if (code != NULL) {
		ck_assert_str_eq(of[i].code, code);
		ck_assert_msg(told == more, "%s", said);
	}
	arena_free(arena);
}

START_TEST(which_answer_a_text_is)
{
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		expect(texts[i].said, codes, COUNT_OF(codes), texts[i].code,
		    texts[i].more);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		expect(counts[i].said, numbers, COUNT_OF(numbers), counts[i].code,
		    counts[i].more);
}
END_TEST

/* Written and started --------------------------------------------------------- */

static struct request *
posts(int64_t id, const char *deed, const char *body)
{
	return site_post(ADA,
	    arena_printf(site_arena(), "/admin/screenings/%" PRId64 "/%s", id, deed),
	    body);
}

static int64_t
edits(int64_t id)
{
	return site_number("SELECT edits FROM screening WHERE id = %" PRId64, id);
}

static const char *
with_edits(int64_t id, const char *body)
{
	return arena_printf(site_arena(), "%s&edits=%" PRId64, body, edits(id));
}

static int64_t
draft(const char *about)
{
	int64_t id;

	ck_assert_int_eq(
	    site_post(ADA, "/admin/screenings/new", "title=Cough+2031&from=0")
		->reply.code,
	    303);
	id = site_number("SELECT max(id) FROM screening");
	ck_assert_int_eq(
	    posts(id, "question", with_edits(id, COUGH "&was=0&number=1"))->reply.code,
	    303);
	ck_assert_int_eq(
	    posts(id, "question", with_edits(id, DAYS "&was=0&number=2"))->reply.code,
	    303);
	ck_assert_int_eq(
	    posts(id, "about",
		with_edits(id, arena_printf(site_arena(), ABOUT "%s", about)))
		->reply.code,
	    303);
	return id;
}

static int64_t
started(const char *about)
{
	int64_t id = draft(about);

	ck_assert_int_eq(posts(id, "start", with_edits(id, ""))->reply.code, 303);
	return id;
}

static void
turn(void)
{
	ck_assert_int_eq(worker_step(screening_job), OK);
}

/* What is ready has left, as RapidPro would have it. */
static void
leaves(void)
{
	site_sql("UPDATE message m SET state = 'sent', sent_at = business_now() FROM "
		 "outbox o WHERE o.id = m.outbox_id AND o.state = 'ready'; "
		 "UPDATE outbox SET state = 'done', sends = 1, sent_at = "
		 "business_now(), finished_at = business_now() WHERE state = 'ready'");
}

/* His question leaves now, whatever his turn. */
static void
asks(int64_t patient)
{
	turn();
	site_sql("UPDATE screening_ask SET due_at = business_now() WHERE state = "
		 "'planned' AND patient_id = %" PRId64,
	    patient);
	turn();
	leaves();
}

static const char *
person(int64_t patient)
{
	return site_text("SELECT state || CASE reason WHEN '' THEN '' ELSE ' ' || "
			 "reason END FROM screening_person WHERE patient_id = %" PRId64
			 " ORDER BY id DESC LIMIT 1",
	    patient);
}

/* "1 answered 0, 2 open": the questions that he was asked. */
static const char *
asked(int64_t patient)
{
	return site_text("SELECT coalesce(string_agg(concat_ws(' ', number, state, "
			 "nullif(answer, '')), ', ' ORDER BY person_id, number), '') "
			 "FROM screening_ask "
			 "WHERE patient_id = %" PRId64,
	    patient);
}

static int64_t
texts_to(int64_t patient)
{
	return site_number("SELECT count(*) FROM message WHERE patient_id = %" PRId64
			   " AND direction = 'out' AND kind = 'automatic'",
	    patient);
}

static const char *
last_text(int64_t patient)
{
	return site_text("SELECT body FROM message WHERE patient_id = %" PRId64
			 " AND direction = 'out' ORDER BY id DESC LIMIT 1",
	    patient);
}

static int64_t
tasks(const char *kind)
{
	return site_number(
	    "SELECT count(*) FROM task WHERE kind = '%s' AND open", kind);
}

static struct request *
result(int64_t user, int64_t id)
{
	return site_get(user, arena_printf(site_arena(), "/screenings/%" PRId64, id));
}

START_TEST(written_checked_and_started)
{
	int64_t id = draft("&place=101&sex=male&age_from=18&age_to=30");
	struct request *rq;

	rq =
	    site_get(ADA, arena_printf(site_arena(), "/admin/screenings/%" PRId64, id));
	ck_assert(site_shows(rq, "Do you cough?"));
	ck_assert(site_shows(rq,
	    "Asked are men of Riverside Clinic, from 18 to 30 years old, who have "
	    "agreed to messages."));
	ck_assert(!site_shows(rq, "To be put right"));
	/* Tinashe, Kudzai and Tapiwa; Brian is 31, Farai 16, Nkosana of another facility. */
	site_sql("UPDATE patient SET opted_out_at = business_now() WHERE id = 404");
	rq = site_get(
	    ADA, arena_printf(site_arena(), "/admin/screenings/%" PRId64 "/check", id));
	ck_assert(site_shows(rq, "2 people, 2 to 8 SMS"));
	ck_assert(site_shows(rq, "no messages are wanted: 1"));
	ck_assert_int_eq(posts(id, "start", "edits=1")->reply.code, 409);
	ck_assert_int_eq(site_number("SELECT count(*) FROM screening_person"), 0);
	ck_assert_int_eq(posts(id, "start", with_edits(id, ""))->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM screening_person"), 2);
	/* What was started stays as it is. */
	ck_assert_int_eq(posts(id, "about", with_edits(id, ABOUT))->reply.code, 409);
	ck_assert_int_eq(
	    posts(id, "question", with_edits(id, COUGH "&was=1&number=1"))->reply.code,
	    409);
	ck_assert_int_eq(posts(id, "remove", with_edits(id, "was=1"))->reply.code, 409);
	ck_assert_int_eq(posts(id, "drop", "")->reply.code, 409);
	ck_assert_int_eq(posts(id, "start", with_edits(id, ""))->reply.code, 409);
	/* Its next version is a copy. */
	rq = site_post(ADA, "/admin/screenings/new",
	    arena_printf(site_arena(), "title=Cough+2031&from=%" PRId64, id));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT number || ' ' || state || ' ' || (SELECT count(*) FROM "
		      "screening_question q WHERE q.screening_id = s.id) || ' ' || "
		      "age_to FROM screening s ORDER BY id DESC LIMIT 1"),
	    "2 draft 2 30");
	ck_assert_int_eq(site_get(RUDO, "/admin/screenings")->reply.code, 403);
	ck_assert_int_eq(site_get(NOMSA, "/admin/screenings")->reply.code, 403);
}
END_TEST

/* clang-format off */
static const struct { const char *deed, *body, *says; } bad_forms[] = {
	{ "about", "follow=any&per_day=0&from_hour=08:00&to_hour=17:00&again_hours=24&again_most=1&task_hours=4", "People a day: write a whole number from 1 to 5000." },
	{ "about", "follow=any&per_day=9&from_hour=17:00&to_hour=08:00&again_hours=24&again_most=1&task_hours=4", "it is not after the hour from which is asked" },
	{ "about", "follow=any&per_day=9&from_hour=25:00&to_hour=08:00&again_hours=24&again_most=1&task_hours=4", "From: write hours and minutes" },
	{ "about", "follow=any&per_day=9&from_hour=08:00&to_hour=17:00&again_hours=24&again_most=6&task_hours=4", "Asked again: write a whole number from 0 to 5." },
	{ "about", "follow=any&per_day=9&from_hour=08:00&to_hour=17:00&again_hours=24&again_most=1&task_hours=4&age_from=40&age_to=20", "Age to: it is less than the age from." },
	{ "about", "follow=any&per_day=9&from_hour=08:00&to_hour=17:00&again_hours=24&again_most=1&task_hours=4&since=visit", "Months ago, from: write how many months ago" },
	{ "about", "follow=any&per_day=9&from_hour=08:00&to_hour=17:00&again_hours=24&again_most=1&task_hours=4&starts_on=2031-02-30", "First day" },
	{ "question", "was=0&number=21&" COUGH, "Number: write a whole number from 1 to 20." },
	{ "question", "was=0&number=2&" COUGH, "Number: another question has it." },
	{ "question", "was=0&number=3&code-1=x&label-1=Yes&leads-1=end", "Answer 1, reply: write one digit" },
	{ "question", "was=0&number=3&code-1=1&label-1=Yes&leads-1=end&code-2=1&label-2=No&leads-2=end", "Answer 2, reply: 1 is another answer already." },
	{ "question", "was=0&number=3&code-1=1&label-1=&leads-1=end", "Answer 1, meaning: write it" },
	{ "question", "was=0&number=3&code-1=1&label-1=Yes&leads-1=19", "Answer 1: choose where it leads." },
};
/* clang-format on */

START_TEST(what_cannot_be_is_said_and_kept)
{
	int64_t id = draft("");
	struct request *rq;

	rq = posts(id, bad_forms[_i].deed, with_edits(id, bad_forms[_i].body));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_msg(site_shows(rq, bad_forms[_i].says), "%s", bad_forms[_i].says);
	if (strcmp(bad_forms[_i].deed, "about") == 0 && _i > 0)
		ck_assert_str_eq(site_value(rq, "per_day"), "9");
	ck_assert_int_eq(edits(id), 4);
}
END_TEST

/* clang-format off */
static const struct { const char *sql, *says; } bad_drafts[] = {
	{ "DELETE FROM screening_question", "Questions: there are none. Add the first." },
	{ "DELETE FROM screening_question WHERE number = 2", "Question 1: the answer 1 leads to question 2." },
	{ "UPDATE screening_answer SET leads = 'end', next = NULL WHERE leads = 'question'", "Question 2: no answer leads to it." },
	{ "UPDATE screening_answer SET leads = 'end', next = NULL", "Answers: none leads to a positive." },
	{ "UPDATE screening_question SET ask = ask - 'sn' WHERE number = 1", "Question 1, Shona: the text is missing." },
	{ "UPDATE screening_question SET ask = ask || '{\"sn\": \"Reply 1\"}' WHERE number = 1", "Question 1, Shona: the text does not say that 0 is an answer." },
	{ "UPDATE screening_question SET ask = ask || jsonb_build_object('en', repeat('1 0 ', 200)) WHERE number = 1", "Question 1, English: it takes 6 SMS. Shorten it to 3 or less." },
	{ "UPDATE screening_question SET ask = ask || '{\"en\": \"{first_name} 1 0\"}' WHERE number = 1", "no name may stand in it" },
	{ "UPDATE screening_question SET ask = ask || '{\"en\": \"{day} 1 0\"}' WHERE number = 1", "is nothing that can be filled in" },
	{ "UPDATE screening SET found = '{}'", "What a positive is told, English: the text is missing." },
	{ "UPDATE screening SET thanks = '{\"en\": \"Thanks\"}'", "Thanks, Shona: the text is missing." },
	{ "UPDATE screening_answer SET words = 'maybe, yes' WHERE code = '0'", "“yes” would mean 0 and 1." },
	{ "UPDATE screening_answer SET code = '8' WHERE code = '0'", "8 is the answer to a reminder of an appointment." },
	{ "UPDATE place SET quiet_from = '00:30', quiet_until = '23:30' WHERE id = 102", "Hours: at Hillview Clinic no hour is between them" },
};
/* clang-format on */

START_TEST(what_is_wrong_in_a_draft_keeps_it_from_starting)
{
	int64_t id = draft("");
	struct request *rq;

	site_sql("%s", bad_drafts[_i].sql);
	rq = posts(id, "start", with_edits(id, ""));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_msg(site_shows(rq, bad_drafts[_i].says), "%s", bad_drafts[_i].says);
	ck_assert_str_eq(site_text("SELECT state FROM screening"), "draft");
}
END_TEST

START_TEST(of_two_who_write_the_second_is_told)
{
	int64_t id = draft("");
	const char *seen = with_edits(id, ABOUT "&age_from=33");
	struct request *rq;

	ck_assert_int_eq(
	    posts(id, "question", with_edits(id, COUGH "&was=1&number=1"))->reply.code,
	    303);
	rq = posts(id, "about", seen);
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Nothing was saved"));
	ck_assert_str_eq(site_value(rq, "age_from"), "33");
	ck_assert_str_eq(site_text("SELECT age_from FROM screening"), "");
	ck_assert_int_eq(posts(id, "drop", "")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM screening"), 0);
}
END_TEST

/* clang-format off */
static const struct { const char *about; int64_t people; } groups[] = {
	{ "", 7 }, { "&place=102", 1 }, { "&place=101&place=103", 6 }, { "&age_from=28", 4 }, { "&age_to=22", 2 },
	{ "&age_from=28&age_to=28", 1 }, { "&sex=female", 0 }, { "&sex=male", 7 },
	{ "&since=procedure&since_from=1", 0 }, { "&since=procedure&since_to=1", 7 }, { "&since=visit&since_to=2", 7 },
};
/* clang-format on */

START_TEST(whom_a_group_has)
{
	int64_t id = draft(groups[_i].about);

	ck_assert_int_eq(site_number("SELECT count(*) FROM screening_group(%" PRId64
				     ", business_now()) WHERE why = ''",
			     id),
	    groups[_i].people);
}
END_TEST

START_TEST(follow_up_and_wishes_decide)
{
	int64_t id = draft("");

	site_sql("UPDATE enrolment SET state = 'finished', ended_at = business_now() "
		 "WHERE patient_id IN (401, 402, 403); UPDATE patient SET died_on = "
		 "'2031-03-01' WHERE id = 402; UPDATE phone SET stopped_at = "
		 "business_now() WHERE id = 304; UPDATE patient SET phone_id = NULL "
		 "WHERE id = 406");
	site_sql("UPDATE screening SET follow = 'out'");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(patient_id || why, ' ' ORDER BY patient_id) "
		      "FROM screening_group(%" PRId64 ", business_now())",
		id),
	    "401 403");
	site_sql("UPDATE screening SET follow = 'in'");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', patient_id, nullif(why, '')), "
		      "', ' ORDER BY patient_id) FROM screening_group(%" PRId64
		      ", business_now())",
		id),
	    "404, 405 blocked, 406 no-number, 407");
}
END_TEST

/* When ------------------------------------------------------------------------- */

/* clang-format off */
static const struct { const char *place, *at, *moment; } moments[] = {
	/* Between 08:00 and 17:00 on open days. */
	{ "", "2031-03-03 08:02", "2031-03-03 08:02" }, { "", "2031-03-03 07:59", "2031-03-03 08:00" },
	{ "", "2031-03-03 00:00", "2031-03-03 08:00" }, { "", "2031-03-03 17:00", "2031-03-03 17:00" },
	{ "", "2031-03-03 17:01", "2031-03-04 08:00" }, { "", "2031-03-03 23:59", "2031-03-04 08:00" },
	/* Friday evening; a Saturday late at night; the month's and the year's last day. */
	{ "", "2031-03-07 17:01", "2031-03-10 08:00" }, { "", "2031-03-08 23:30", "2031-03-10 08:00" },
	{ "", "2031-02-28 18:00", "2031-03-03 08:00" }, { "", "2031-12-31 17:30", "2032-01-01 08:00" },
	{ "", "2032-02-27 17:30", "2032-03-01 08:00" },
	/* A holiday, and quiet hours within the hours. */
	{ "INSERT INTO place_holiday (place_id, day, name, created_at) VALUES (101, '2031-03-04', 'Day', business_now())", "2031-03-03 18:00", "2031-03-05 08:00" },
	{ "UPDATE place SET quiet_from = '12:00', quiet_until = '13:30'", "2031-03-03 12:10", "2031-03-03 13:30" },
	{ "UPDATE place SET quiet_from = '15:00', quiet_until = '09:00'", "2031-03-03 16:00", "2031-03-04 09:00" },
	/* Clocks that are put forward on a night, and at midnight; and back. */
	{ "UPDATE place SET zone = 'Europe/London', open_days = '1234567'", "2031-03-29 18:00", "2031-03-30 08:00" },
	{ "UPDATE place SET zone = 'Europe/London', open_days = '1234567'", "2031-10-25 18:00", "2031-10-26 08:00" },
	{ "UPDATE place SET zone = 'Africa/Cairo', open_days = '1234567'", "2031-04-24 18:00", "2031-04-25 08:00" },
	{ "UPDATE place SET zone = 'America/New_York', open_days = '1234567'; UPDATE screening SET from_hour = '02:15'; UPDATE place SET quiet_from = '00:00', quiet_until = '00:00'", "2031-03-08 18:00", "2031-03-09 03:00" },
};
/* clang-format on */

START_TEST(when_it_may_ask)
{
	int64_t id = draft("");

	if (*moments[_i].place != '\0')
		site_sql("%s", moments[_i].place);
	ck_assert_str_eq(
	    site_text("SELECT to_char(screening_moment(%" PRId64
		      ", 101, '%s'::timestamp AT TIME ZONE p.zone) AT TIME ZONE "
		      "p.zone, 'YYYY-MM-DD HH24:MI') FROM place p WHERE p.id = 101",
		id, moments[_i].at),
	    moments[_i].moment);
}
END_TEST

/*
 * Many people at three facilities, one of which changes its clocks meanwhile; a worker that
 * comes when it comes.  The judge looks at every first question that left.
 */
START_TEST(waves_by_chance)
{
	int64_t id;

	site_sql(
	    "UPDATE place SET zone = 'America/New_York', open_days = '1234567' WHERE "
	    "id = 103; INSERT INTO place_holiday (place_id, day, name, created_at) "
	    "VALUES (101, "
	    "'2031-03-05', 'X', business_now()); "
	    "INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE SELECT 5000 + n, "
	    "'+26377900' || 1000 + n FROM generate_series(1, 150) n; "
	    "INSERT INTO patient (id, place_id, number, given_name, folded, "
	    "birth_date, language, phone_id, created_at) OVERRIDING SYSTEM VALUE "
	    "SELECT 5000 + n, 101 + n %% 3, 'N-' || n, 'Man' || n, 'man', "
	    "'2000-01-01', 'en', 5000 + n, business_now() FROM generate_series(1, "
	    "150) n; "
	    "INSERT INTO enrolment (patient_id, place_id, workflow, workflow_version, "
	    "anchor_date, consent_at, state, ended_at, created_at) SELECT id, "
	    "place_id, 'vmmc', '1', "
	    "'2030-01-01', business_now(), 'finished', '2030-03-01', '2030-01-01' "
	    "FROM patient WHERE id > 5000");
	id = draft("");
	site_sql("UPDATE screening SET follow = 'out', per_day = 7, again_most = 0");
	ck_assert_int_eq(posts(id, "start", with_edits(id, ""))->reply.code, 303);
	for (int i = 0; i < 420; i++) {
		/* At times the worker stands for most of a day. */
		site_later(arena_printf(site_arena(), "%d minutes",
		    i % 37 == 36 ? 900 : 3 + (i * 7919) % 83));
		turn();
		if (i % 5 == 0)
			turn();
	}
	ck_assert_int_gt(site_number("SELECT count(*) FROM screening_wave"), 20);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM screening_person WHERE state = 'waiting'"),
	    0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM screening_ask WHERE state = "
				     "'planned' OR tries <> 1"),
	    0);
	/* Each once; at most seven a day; on open days, in the hours, outside the quiet ones. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM message WHERE direction = "
				     "'out' AND kind = 'automatic'"),
	    150);
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM (SELECT FROM screening_ask a JOIN place p "
		"ON p.id = a.place_id GROUP BY p.id, (a.asked_at AT TIME ZONE "
		"p.zone)::date HAVING count(*) > 7) d"),
	    0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM screening_ask a JOIN place p ON p.id = "
			"a.place_id CROSS JOIN LATERAL (SELECT a.asked_at AT TIME ZONE "
			"p.zone AS shown) l WHERE l.shown::time NOT BETWEEN '08:00' "
			"AND '17:00' OR position(extract(isodow FROM l.shown)::text IN "
			"p.open_days) = 0 OR EXISTS (SELECT FROM place_holiday h WHERE "
			"h.place_id = p.id AND h.day = l.shown::date)"),
	    0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM screening_wave w JOIN screening_wave v "
			"USING (screening_id, place_id) WHERE v.number < w.number AND "
			"v.day >= w.day"),
	    0);
}
END_TEST

START_TEST(two_workers_ask_once)
{
	int64_t id = started("&place=101");

	turn();
	turn();
	site_sql("UPDATE screening_ask SET due_at = business_now()");
	turn();
	turn();
	ck_assert_int_eq(site_number("SELECT count(*) FROM message WHERE direction = "
				     "'out' AND kind = 'automatic'"),
	    5);
	ck_assert_int_eq(site_number("SELECT count(*) FROM screening_wave"), 1);
	ck_assert_str_eq(site_text("SELECT DISTINCT tries FROM screening_ask"), "1");
	(void)id;
}
END_TEST

/* What an answer leads to ---------------------------------------------------------- */

START_TEST(a_positive_is_a_task_and_counts)
{
	int64_t id = started("&place=101&place=102");
	const char *path, *version;
	struct request *rq;

	asks(TINASHE);
	ck_assert_str_eq(last_text(TINASHE), "Do you cough? Reply 1 or 0.");
	site_says(TINASHE_PHONE, "1");
	ck_assert_str_eq(asked(TINASHE), "1 answered 1, 2 planned");
	ck_assert_str_eq(person(TINASHE), "asked");
	ck_assert_int_eq(tasks("problem"), 0);
	turn();
	leaves();
	ck_assert_str_eq(
	    last_text(TINASHE), "For how many days? Reply with the number.");
	site_says(TINASHE_PHONE, "14 days");
	ck_assert_str_eq(person(TINASHE), "positive");
	ck_assert_str_eq(last_text(TINASHE), "A nurse calls you.");
	ck_assert_str_eq(
	    site_text("SELECT words || ', ' || (due_at - created_at) FROM "
		      "task WHERE kind = 'screening' AND patient_id = 401"),
	    "Cough 2031: Yes (1) Days (14 days), 04:00:00");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM escalation WHERE patient_id = 401"), 0);
	path = site_text("SELECT '/tasks/' || id FROM task WHERE kind = 'screening'");
	version = site_text("SELECT version FROM task WHERE kind = 'screening'");
	rq = site_get(RUDO, path);
	ck_assert(site_shows(rq, "Call: positive in a screening"));
	ck_assert(site_shows(rq, "Do you cough? Reply 1 or 0."));
	ck_assert(site_shows(rq, "14 days"));
	ck_assert(site_shows(rq, "Confirmed case"));
	ck_assert(!site_shows(rq, "Wrong number"));
	ck_assert(site_shows(site_get(RUDO, "/tasks?kind=screening"), "Tinashe Moyo"));
	path = arena_printf(site_arena(), "%s/done", path);
	ck_assert_int_eq(
	    site_post(RUDO, path,
		arena_printf(site_arena(), "outcome=reached-fine&version=%s", version))
		->reply.code,
	    422);
	ck_assert_int_eq(
	    site_post(RUDO, path,
		arena_printf(site_arena(),
		    "outcome=confirmed&note=Sputum&then=list&version=%s", version))
		->reply.code,
	    303);
	rq = result(NOMSA, id);
	ck_assert(site_shows(rq, "Confirmed, of those who answered"));
	ck_assert(site_shows(rq, "1 of 1, 100 %"));
	/* By facility, and without a name. */
	ck_assert(site_shows(result(ADA, id), "Hillview Clinic"));
	ck_assert(!site_shows(result(ADA, id), "Tinashe"));
	ck_assert(!site_shows(result(JOYCE, id), "Riverside Clinic<"));
	rq = site_get(
	    RUDO, arena_printf(site_arena(), "/screenings/%" PRId64 "/download", id));
	ck_assert(
	    strstr(rq->reply.body.data, "Riverside Clinic,1,2031-03-03,5,") != NULL);
	ck_assert(strstr(rq->reply.body.data, ",1,0,0,0,1,0,1,1,0\r\n") != NULL);
	ck_assert(strstr(rq->reply.body.data, "Hillview") == NULL);
}
END_TEST

START_TEST(a_no_is_thanked_and_costs_nobody_anything)
{
	started("&place=101");
	asks(TINASHE);
	site_says(TINASHE_PHONE, "No");
	ck_assert_str_eq(person(TINASHE), "negative");
	ck_assert_str_eq(last_text(TINASHE), "Thank you.");
	ck_assert_int_eq(tasks("screening"), 0);
	ck_assert_str_ne(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "waiting");
	/* A no is none for a check-in that was not asked last. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM checkin WHERE answer <> ''"), 0);
}
END_TEST

START_TEST(what_is_not_understood_is_told_once_and_read)
{
	started("&place=101");
	asks(TINASHE);
	site_says(TINASHE_PHONE, "who are you");
	ck_assert_str_eq(last_text(TINASHE), "Reply 1 or 0 only.");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "waiting");
	site_says(TINASHE_PHONE, "what is this");
	ck_assert_int_eq(texts_to(TINASHE), 2);
	ck_assert_str_eq(asked(TINASHE), "1 open");
	/* A yes with more words leads on, and is read. */
	site_says(TINASHE_PHONE, "1 since last week");
	ck_assert_str_eq(asked(TINASHE), "1 answered 1, 2 planned");
	ck_assert_int_eq(tasks("problem"), 0);
}
END_TEST

START_TEST(a_danger_is_a_danger_first)
{
	started("&place=101");
	asks(TINASHE);
	site_says(TINASHE_PHONE, "I am bleeding a lot");
	ck_assert_int_eq(tasks("problem"), 1);
	ck_assert_str_eq(person(TINASHE), "nurse");
	ck_assert_str_ne(last_text(TINASHE), "Reply 1 or 0 only.");
	/* Nobody asks him again; his answer counts all the same. */
	site_later("3 days");
	turn();
	ck_assert_str_eq(asked(TINASHE), "1 nurse");
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(person(TINASHE), "negative");
	/* A code with a danger is both. */
	asks(BRIAN);
	site_says(BRIAN_PHONE, "1 ndiri kubuda ropa rakawanda");
	ck_assert_int_eq(tasks("problem"), 2);
}
END_TEST

START_TEST(an_answer_is_of_what_was_asked_last)
{
	started("&place=101");
	site_asked(TINASHE);
	asks(TINASHE);
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(person(TINASHE), "negative");
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(answer, ',') FROM checkin WHERE patient_id = 401"),
	    "");
	/* The next 0 is the check-in's: it waits, and nothing else does. */
	site_later("5 minutes");
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 401"), "fine");
	/* A check-in that left after the question. */
	asks(BRIAN);
	site_later("2 hours");
	site_asked(BRIAN);
	site_says(BRIAN_PHONE, "1");
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE patient_id = 402"), "problem");
	ck_assert_str_eq(asked(BRIAN), "1 open");
	ck_assert_int_eq(tasks("problem"), 1);
	ck_assert_int_eq(tasks("screening"), 0);
}
END_TEST

START_TEST(asked_again_so_often_and_silence_is_no_no)
{
	int64_t id = started("&place=101");
	struct request *rq;

	asks(TINASHE);
	ck_assert_int_eq(texts_to(TINASHE), 1);
	site_later("23 hours");
	turn();
	ck_assert_int_eq(texts_to(TINASHE), 1);
	site_later("2 hours");
	turn();
	leaves();
	ck_assert_int_eq(texts_to(TINASHE), 2);
	for (int i = 0; i < 5; i++) {
		site_later("1 day");
		turn();
		leaves();
	}
	ck_assert_int_eq(texts_to(TINASHE), 2);
	ck_assert_str_eq(person(TINASHE), "silent");
	rq = result(NOMSA, id);
	ck_assert(site_shows(rq, "no answer"));
	ck_assert(!site_shows(rq, ">No<"));
	/* What comes later counts, for a week. */
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(person(TINASHE), "negative");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM screening_person WHERE state "
			"= 'silent' AND patient_id <> 401"),
	    4);
	site_later("9 days");
	site_says(BRIAN_PHONE, "0");
	ck_assert_str_eq(person(BRIAN), "silent");
}
END_TEST

START_TEST(what_has_not_left_was_not_asked)
{
	started("&place=101");
	turn();
	site_sql(
	    "UPDATE screening_ask SET due_at = business_now() WHERE patient_id = 401");
	turn();
	site_sql("UPDATE outbox SET state = 'cancelled', reason = 'too late', "
		 "finished_at = business_now(); UPDATE message SET state = 'failed' "
		 "WHERE patient_id = 401 AND kind = 'automatic'");
	site_later("25 hours");
	turn();
	ck_assert_str_eq(asked(TINASHE), "1 open");
	ck_assert_str_eq(
	    site_text("SELECT tries FROM screening_ask WHERE patient_id = 401"), "1");
	ck_assert_int_eq(texts_to(TINASHE), 2);
	/* What left and did not arrive is no silence. */
	leaves();
	site_sql("UPDATE message SET state = 'failed' WHERE patient_id = 401 AND kind "
		 "= 'automatic'");
	for (int i = 0; i < 4; i++) {
		site_later("1 day");
		turn();
		leaves();
		site_sql("UPDATE message SET state = 'failed' WHERE patient_id = 401 "
			 "AND kind = 'automatic'");
	}
	ck_assert_str_eq(person(TINASHE), "left failed");
}
END_TEST

START_TEST(a_stop_ends_it_and_a_start_goes_on)
{
	started("&place=101");
	asks(TINASHE);
	site_says(TINASHE_PHONE, "STOP");
	ck_assert_str_eq(person(TINASHE), "left opted-out");
	site_later("2 days");
	turn();
	ck_assert_str_eq(asked(TINASHE), "1 skipped");
	site_says(TINASHE_PHONE, "START");
	ck_assert_str_eq(person(TINASHE), "asked");
	site_says(TINASHE_PHONE, "0");
	ck_assert_str_eq(person(TINASHE), "negative");
	/* Whose turn had not come. */
	site_sql("UPDATE screening_person SET wave = NULL, state = 'waiting' WHERE "
		 "patient_id = 402; DELETE FROM screening_ask WHERE patient_id = 402; "
		 "UPDATE patient SET opted_out_at = business_now() WHERE id = 402");
	ck_assert_str_eq(person(BRIAN), "left opted-out");
	site_sql("UPDATE patient SET opted_out_at = NULL WHERE id = 402");
	ck_assert_str_eq(person(BRIAN), "waiting");
	site_sql("UPDATE patient SET died_on = '2031-03-01' WHERE id = 402");
	ck_assert_str_eq(person(BRIAN), "left died");
}
END_TEST

START_TEST(two_men_on_one_phone)
{
	started("&place=101");
	asks(KUDZAI);
	asks(TAPIWA);
	ck_assert_str_eq(last_text(KUDZAI),
	    "K: Do you cough? Reply 1 or 0. Begin your answer with K.");
	/* Just a 1: a person says whose it is. */
	site_says(SHARED_PHONE, "1");
	ck_assert_int_eq(tasks("who"), 1);
	ck_assert_str_eq(asked(KUDZAI), "1 open");
	site_says(SHARED_PHONE, "K1 T0");
	ck_assert_str_eq(asked(KUDZAI), "1 answered 1, 2 planned");
	ck_assert_str_eq(person(TAPIWA), "negative");
}
END_TEST

START_TEST(a_text_that_was_not_his_is_taken_back)
{
	int64_t message;

	started("&place=101");
	asks(KUDZAI);
	site_says(SHARED_PHONE, "K1");
	turn();
	leaves();
	message = site_says(SHARED_PHONE, "Kudzai 7");
	ck_assert_str_eq(person(KUDZAI), "positive");
	ck_assert_int_eq(
	    site_post(RUDO, arena_printf(site_arena(), "/filings/%" PRId64, message),
		"seen=403&patient=404")
		->reply.code,
	    303);
	ck_assert_str_eq(person(KUDZAI), "asked");
	ck_assert_str_eq(asked(KUDZAI), "1 answered 1, 2 open");
	ck_assert_int_eq(tasks("screening"), 0);
	site_says(SHARED_PHONE, "Kudzai 9");
	ck_assert_str_eq(person(KUDZAI), "positive");
	ck_assert_int_eq(tasks("screening"), 1);
}
END_TEST

START_TEST(paused_goes_on_and_ends)
{
	int64_t id = started("&place=101");

	asks(TINASHE);
	ck_assert_int_eq(posts(id, "turn", "goal=paused")->reply.code, 303);
	ck_assert_int_eq(posts(id, "turn", "goal=paused")->reply.code, 409);
	site_later("3 days");
	turn();
	ck_assert_int_eq(texts_to(TINASHE), 1);
	ck_assert_str_eq(asked(TINASHE), "1 open");
	ck_assert_str_eq(asked(BRIAN), "1 planned");
	/* Whoever was asked is heard, and asked on. */
	site_says(TINASHE_PHONE, "1");
	turn();
	ck_assert_int_eq(texts_to(TINASHE), 2);
	ck_assert_int_eq(posts(id, "turn", "goal=running")->reply.code, 303);
	turn();
	ck_assert_int_eq(texts_to(BRIAN), 1);
	leaves();
	ck_assert_int_eq(posts(id, "turn", "goal=ended")->reply.code, 303);
	ck_assert_int_eq(posts(id, "turn", "goal=running")->reply.code, 409);
	site_later("3 days");
	turn();
	ck_assert_int_eq(texts_to(BRIAN), 1);
	ck_assert_str_eq(person(BRIAN), "silent");
	site_says(TINASHE_PHONE, "4");
	ck_assert_str_eq(person(TINASHE), "positive");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM screening_person WHERE state IN "
			"('waiting', 'asked')"),
	    0);
}
END_TEST

START_TEST(pauses_and_as_many_texts_as_he_gets_hold)
{
	started("&place=101");
	site_sql(
	    "UPDATE enrolment SET paused_until = "
	    "'2031-03-06', pause_reason = 'away' "
	    "WHERE patient_id = 401; "
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at) SELECT 502, 101, 402, 302, 'out', "
	    "'automatic', 'x', 'sent', business_now() FROM generate_series(1, 20)");
	turn();
	site_sql("UPDATE screening_ask SET due_at = business_now()");
	turn();
	ck_assert_str_eq(asked(TINASHE), "1 planned");
	ck_assert_str_eq(site_text("SELECT string_agg(to_char(due_at AT TIME ZONE "
				   "'Africa/Harare', 'DD HH24:MI'), ', ' ORDER BY "
				   "patient_id) FROM screening_ask WHERE patient_id IN "
				   "(401, 402)"),
	    "06 08:00, 04 08:00");
	ck_assert_int_eq(texts_to(KUDZAI), 1);
}
END_TEST

START_TEST(a_late_task_is_urgent_and_a_supervisors)
{
	int64_t id = started("&place=101");

	asks(TINASHE);
	site_says(TINASHE_PHONE, "1");
	turn();
	leaves();
	site_says(TINASHE_PHONE, "3");
	site_later("3 hours 59 minutes");
	turn();
	ck_assert_str_eq(
	    site_text(
		"SELECT priority || performer FROM task WHERE kind = 'screening'"),
	    "3nurse");
	site_later("1 minute");
	turn();
	turn();
	ck_assert_str_eq(site_text("SELECT priority || performer || (SELECT count(*) "
				   "FROM task_event e WHERE e.task_id = t.id AND what "
				   "= 'late-screening') FROM task t WHERE kind = "
				   "'screening'"),
	    "2supervisor1");
	ck_assert(site_shows(
	    site_get(NOMSA, site_text("SELECT '/tasks/' || id FROM task WHERE "
				      "kind = 'screening'")),
	    "Nobody had called in time"));
	ck_assert(site_shows(result(NOMSA, id), "data-label=\"Late\">1<"));
}
END_TEST

START_TEST(a_facility_that_he_leaves_gives_him_along)
{
	int64_t id = started("&place=101");

	turn();
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/move", "to=102&told=Works+there")
		->reply.code,
	    303);
	asks(TINASHE);
	ck_assert_str_eq(
	    site_text("SELECT place_id FROM screening_ask WHERE patient_id = 401"),
	    "102");
	site_says(TINASHE_PHONE, "1");
	turn();
	leaves();
	site_says(TINASHE_PHONE, "3");
	ck_assert_str_eq(
	    site_text("SELECT place_id FROM task WHERE kind = 'screening'"), "102");
	ck_assert(site_shows(result(JOYCE, id), "Hillview Clinic"));
}
END_TEST

TCase *
screening_tests(void)
{
	TCase *tc = tcase_create("screening");

	tcase_add_checked_fixture(tc, worker_test_begin, worker_test_end);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, which_answer_a_text_is);
	tcase_add_test(tc, written_checked_and_started);
	tcase_add_loop_test(
	    tc, what_cannot_be_is_said_and_kept, 0, COUNT_OF(bad_forms));
	tcase_add_loop_test(tc, what_is_wrong_in_a_draft_keeps_it_from_starting, 0,
	    COUNT_OF(bad_drafts));
	tcase_add_test(tc, of_two_who_write_the_second_is_told);
	tcase_add_loop_test(tc, whom_a_group_has, 0, COUNT_OF(groups));
	tcase_add_test(tc, follow_up_and_wishes_decide);
	tcase_add_loop_test(tc, when_it_may_ask, 0, COUNT_OF(moments));
	tcase_add_test(tc, waves_by_chance);
	tcase_add_test(tc, two_workers_ask_once);
	tcase_add_test(tc, a_positive_is_a_task_and_counts);
	tcase_add_test(tc, a_no_is_thanked_and_costs_nobody_anything);
	tcase_add_test(tc, what_is_not_understood_is_told_once_and_read);
	tcase_add_test(tc, a_danger_is_a_danger_first);
	tcase_add_test(tc, an_answer_is_of_what_was_asked_last);
	tcase_add_test(tc, asked_again_so_often_and_silence_is_no_no);
	tcase_add_test(tc, what_has_not_left_was_not_asked);
	tcase_add_test(tc, a_stop_ends_it_and_a_start_goes_on);
	tcase_add_test(tc, two_men_on_one_phone);
	tcase_add_test(tc, a_text_that_was_not_his_is_taken_back);
	tcase_add_test(tc, paused_goes_on_and_ends);
	tcase_add_test(tc, pauses_and_as_many_texts_as_he_gets_hold);
	tcase_add_test(tc, a_late_task_is_urgent_and_a_supervisors);
	tcase_add_test(tc, a_facility_that_he_leaves_gives_him_along);
	return tc;
}
