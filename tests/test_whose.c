/* test_whose.c - whose a text is, on phones that several have or had; and calls. */

#include <inttypes.h>
#include <string.h>

#include "core/callback.h"
#include "core/later.h"
#include "core/whose.h"
#include "gen/sql.h"
#include "site_test.h"
#include "tests.h"

#define SHARED_PHONE "+263775550188"
#define HIS_PHONE "+263775550142"
#define UNKNOWN_PHONE "+263775559999"

/* What a text says of itself ----------------------------------------------------- */

static const struct whose_person two[] = { { "Kudzai", "Dube", "RC-0003" },
	{ "Tapiwa", "Dube", "RC-0004" } };
static const struct whose_person alike[] = { { "Tapiwa", "Moyo", "RC-0017" },
	{ "Tendai", "Moyo", "RC-0018" }, { "Innocent", "Moyo", "RC-0019" },
	{ "Tapiwa", "Dube", "RC-0020" } };
/* A father and his son. */
static const struct whose_person same[] = { { "Tapiwa", "Moyo", "RC-0017" },
	{ "Tapiwa", "Moyo", "RC-0020" }, { "Tapiwa", "Moyo", "RC-0127" } };

/* Who wrote what: "1=1 0=0" is a 1 of the second and a 0 of the first. */
static const struct {
	const char *text, *whose;
} told[] = {
	{ "K0", "0=0" },
	{ "k 0", "0=0" },
	{ "T1", "1=1" },
	{ "K0 T1", "1=1 0=0" },
	{ "K0T1", "1=1 0=0" },
	{ "K8", "0=8" },
	{ "K9 T1", "1=1 0=9" },
	{ "K7", "" },
	{ "k0, t0.", "0=0 1=0" },
	{ "Kudzai 0 Tapiwa 1", "1=1 0=0" },
	{ "Kud:1", "0=1" },
	{ "KUDZAI - 0", "0=0" },
	{ "Kudzai it is swollen", "0=it is swollen" },
	{ "it is swollen, Kudzai", "0=it is swollen," },
	{ "0 Tapiwa", "1=0" },
	/* Not certain: a person says. */
	{ "0", "" },
	{ "1 0", "" },
	{ "K", "" },
	{ "K2", "" },
	{ "K10", "" },
	{ "K30", "0=0" }, /* more than is needed, and right */
	{ "K40", "" },
	{ "K0 K1", "" },
	{ "K0 and T1", "" },
	{ "X0", "" },
	{ "ok 0", "" },
	{ "no 0", "" },
	{ "Kudzai says Tapiwa bleeds", "" },
	{ "Kudzaiwashe 0", "" },
	{ "", "" },
	{ "\xff\xfe 0", "" },
};

static const char *
whose(const char *text, const struct whose_person *people, size_t n)
{
	struct whose w = whose_read(site_arena(), text, people, n);
	const char *all = "";

	for (size_t i = 0; i < w.nparts; i++)
		all = arena_printf(site_arena(), "%s%s%zu=%s", all, i > 0 ? " " : "",
		    w.parts[i].person, w.parts[i].said);
	ck_assert_int_eq(w.how == WHOSE_UNTOLD, w.nparts == 0);
	return all;
}

START_TEST(a_text_says_whose_it_is)
{
	ck_assert_str_eq(whose(told[_i].text, two, 2), told[_i].whose);
}
END_TEST

START_TEST(a_code_is_one_mans_alone)
{
	ck_assert_str_eq(whose_code(site_arena(), two, 2, 0), "K");
	ck_assert_str_eq(whose_code(site_arena(), two, 2, 1), "T");
	ck_assert_str_eq(whose_code(site_arena(), alike, 2, 0), "TA");
	ck_assert_str_eq(whose_code(site_arena(), alike, 2, 1), "TE");
	/* An I is a 1 to many. */
	ck_assert_str_eq(whose_code(site_arena(), alike, 3, 2), "IN");
	/* Of whom one is the beginning of the other, the whole name counts. */
	ck_assert_str_eq(whose("Tapi 0",
			     (const struct whose_person[]){
				 { "Tapi", "Moyo", "" }, { "Tapiwa", "Moyo", "" } },
			     2),
	    "0=0");
	ck_assert_ptr_null(whose_code(site_arena(), two, 2, 2));
}
END_TEST

START_TEST(two_of_one_first_name_have_codes)
{
	ck_assert_str_eq(whose_code(site_arena(), alike, 4, 0), "TAM");
	ck_assert_str_eq(whose_code(site_arena(), alike, 4, 3), "TD");
	/* T and M are of a Tendai Moyo, too. */
	ck_assert_str_eq(whose("TM0", alike, 4), "");
	ck_assert_str_eq(whose_code(site_arena(), alike, 4, 1), "TE");
	ck_assert_str_eq(whose("TAM1, td0", alike, 4), "0=1 3=0");
	ck_assert_str_eq(whose("TE1", alike, 4), "1=1");
	/* Less of it is nobody's. */
	ck_assert_str_eq(whose("T0", alike, 4), "");
	ck_assert_str_eq(whose("TA0", alike, 4), "");
	ck_assert_str_eq(whose("Tapiwa 0", alike, 4), "");
	/* He may go on with it when the other is not there any more. */
	ck_assert_str_eq(whose("TAM0", alike, 1), "0=0");
	/* The card tells two of one name. */
	ck_assert_str_eq(whose_code(site_arena(), same, 2, 0), "T7");
	ck_assert_str_eq(whose_code(site_arena(), same, 2, 1), "T0");
	ck_assert_str_eq(whose_code(site_arena(), same, 3, 0), "T17");
	ck_assert_str_eq(whose("T70 T01", same, 2), "1=1 0=0");
	ck_assert_str_eq(whose("T7 0", same, 2), "0=0");
	ck_assert_str_eq(whose("T271 t170", same, 3), "2=1 0=0");
	ck_assert_str_eq(whose("T70", same, 3), "");
	/* And where there is none, nothing does. */
	ck_assert_ptr_null(whose_code(site_arena(),
	    (const struct whose_person[]){
		{ "Tapiwa", "Moyo", "" }, { "Tapiwa", "Moyo", "" } },
	    2, 0));
}
END_TEST

/* Calls that are asked for ------------------------------------------------------- */

static const struct {
	const char *text;
	enum callback_kind kind;
	const char *e164;
} calls[] = {
	{ "Please Call Me: 0771234567", CALLBACK_NOTICE, "+263771234567" },
	{ "You have a missed call from +263771234567.", CALLBACK_NOTICE,
	    "+263771234567" },
	{ "You missed a call from 0771234567 at 09:12", CALLBACK_NOTICE,
	    "+263771234567" },
	{ "Umepigiwa simu na 0771234567", CALLBACK_NOTICE, "+263771234567" },
	{ "Appel manqu\xc3\xa9 de 0771234567", CALLBACK_NOTICE, "+263771234567" },
	{ "Tem uma chamada n\xc3\xa3o atendida de 0771234567", CALLBACK_NOTICE,
	    "+263771234567" },
	/* The number is the one that it came from. */
	{ "Please call me 0775550142", CALLBACK_NOTICE, "" },
	/* His own words are his own, whatever they ask for. */
	{ "please call me", CALLBACK_WORDS, "" },
	{ "I am bleeding please call me on 0771234567", CALLBACK_WORDS,
	    "+263771234567" },
	{ "Please call me 0771234567 I am bleeding", CALLBACK_WORDS, "+263771234567" },
	{ "callback at 0771234567 after 5", CALLBACK_WORDS, "+263771234567" },
	{ "0", CALLBACK_NONE, "" },
	{ "It hurts since 03/03/2031 09:00", CALLBACK_NONE, "" },
	{ "", CALLBACK_NONE, "" },
};

START_TEST(a_call_that_is_asked_for_is_found)
{
	struct callback c =
	    callback_read(site_arena(), calls[_i].text, "ZW", HIS_PHONE);

	ck_assert_int_eq(c.kind, calls[_i].kind);
	ck_assert_str_eq(c.e164, calls[_i].e164);
}
END_TEST

/* What becomes of it ------------------------------------------------------------- */

static const char *
answer(int64_t patient_id)
{
	return site_text("SELECT answer FROM checkin WHERE patient_id = %lld",
	    (long long)patient_id);
}

static int64_t
open_work(int64_t patient_id)
{
	return site_number("SELECT count(*) FROM task WHERE open AND patient_id = %lld "
			   "AND kind IN ('problem', 'escalation')",
	    (long long)patient_id);
}

static int64_t
owner(int64_t message_id)
{
	return site_number(
	    "SELECT coalesce(patient_id, 0) FROM message WHERE id = %lld",
	    (long long)message_id);
}

static struct request *
corrects(int64_t message_id, const char *body)
{
	return site_post(
	    RUDO, arena_printf(site_arena(), "/filings/%" PRId64, message_id), body);
}

static int64_t
number_thread(void)
{
	return site_number("SELECT id FROM thread WHERE patient_id IS NULL AND "
			   "ended_at IS NULL");
}

static void
attribute(int64_t message_id, const char *patient)
{
	struct request *rq = site_post(RUDO,
	    arena_printf(
		site_arena(), "/messages/%" PRId64 "/attribute", number_thread()),
	    arena_printf(
		site_arena(), "patient=%s&message=%" PRId64, patient, message_id));

	ck_assert_int_eq(rq->reply.code, 303);
}

/* What was said in a conversation, without the list beside it. */
static bool
thread_says(int64_t thread_id, const char *words)
{
	struct request *rq =
	    site_get(RUDO, arena_printf(site_arena(), "/messages/%" PRId64, thread_id));
	const char *from = strstr(rq->reply.body.data, "id=\"thread\"");
	const char *to = from != NULL ? strstr(from, "id=\"composer\"") : NULL;
	const char *at = from != NULL ? strstr(from, words) : NULL;

	ck_assert_ptr_nonnull(to);
	return at != NULL && at < to;
}

START_TEST(two_answers_in_one_text)
{
	int64_t id;

	site_asked(KUDZAI);
	site_asked(TAPIWA);
	id = site_says(SHARED_PHONE, "K0 T1");
	ck_assert_str_eq(answer(KUDZAI), "fine");
	ck_assert_str_eq(answer(TAPIWA), "problem");
	ck_assert_int_eq(open_work(KUDZAI), 0);
	ck_assert_int_eq(open_work(TAPIWA), 2);
	/* It is one message, and stands where the problem is. */
	ck_assert_int_eq(owner(id), TAPIWA);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE direction = 'in'"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'who'"), 0);
	ck_assert(site_shows(site_get(RUDO, "/messages/503"), "with this client"));
}
END_TEST

/* A name that begins like a danger. */
START_TEST(a_word_of_danger_names_nobody)
{
	site_sql("UPDATE patient SET given_name = 'Painos' WHERE id IN (401, 403)");
	site_asked(TINASHE);
	site_asked(KUDZAI);
	(void)site_says(HIS_PHONE, "pain 0");
	ck_assert_str_ne(answer(TINASHE), "fine");
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "pain 0")), 0);
	/* By his whole name, or less of it, he is himself. */
	(void)site_says(SHARED_PHONE, "P0");
	ck_assert_str_eq(answer(KUDZAI), "fine");
}
END_TEST

START_TEST(whose_it_is_is_remembered_for_a_while)
{
	int64_t first = site_says(SHARED_PHONE, "Can I bath"), next;

	attribute(first, "403");
	site_later("1 hour 50 minutes");
	next = site_says(SHARED_PHONE, "and with soap");
	ck_assert_int_eq(owner(next), KUDZAI);
	ck_assert_str_eq(site_text("SELECT how FROM filing WHERE message_id = %lld",
			     (long long)next),
	    "talk");
	/* His word keeps it; an answer is asked about all the same. */
	site_asked(KUDZAI);
	site_asked(TAPIWA);
	site_later("1 hour 50 minutes");
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "0")), 0);
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "STOP")), 0);
	ck_assert_str_eq(answer(KUDZAI), "");
	/* Two hours after his last word it is over. */
	site_later("11 minutes");
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "what about salt")), 0);
}
END_TEST

START_TEST(an_answer_is_remembered_of_whoever_alone_was_asked)
{
	int64_t first = site_says(SHARED_PHONE, "Can I bath");

	attribute(first, "403");
	site_asked(KUDZAI);
	site_later("1 minute");
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "0")), KUDZAI);
	ck_assert_str_eq(answer(KUDZAI), "fine");
}
END_TEST

START_TEST(a_name_of_the_other_ends_it)
{
	attribute(site_says(SHARED_PHONE, "Can I bath"), "403");
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "Tapiwa here: me too")), TAPIWA);
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "and with soap")), 0);
}
END_TEST

/* She sees why it is his, and how long the next one will be. */
START_TEST(what_is_remembered_is_shown_and_ended)
{
	int64_t next;
	struct request *rq;

	attribute(site_says(SHARED_PHONE, "Can I bath"), "403");
	next = site_says(SHARED_PHONE, "and with soap");
	rq = site_get(RUDO, "/messages/503");
	ck_assert(site_shows(rq, "filed with him by Rudo M."));
	ck_assert(site_shows(rq, "taken to be his, like the text before"));
	ck_assert(
	    site_shows(rq, arena_printf(site_arena(), "/filings/%" PRId64, next)));
	ck_assert(site_shows(rq, "is taken to be his until"));
	rq = site_post(RUDO, "/messages/503/attribute", "patient=again");
	ck_assert_str_eq(rq->reply.location, "/messages/503?notice=saved");
	rq = site_get(RUDO, "/messages/503");
	ck_assert(!site_shows(rq, "is taken to be his until"));
	ck_assert(site_shows(rq, "is asked again, says you"));
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "what about salt")), 0);
	/* A number has nothing to be asked again. */
	rq = site_post(RUDO,
	    arena_printf(
		site_arena(), "/messages/%" PRId64 "/attribute", number_thread()),
	    "patient=again");
	ck_assert_int_eq(rq->reply.code, 422);
}
END_TEST

START_TEST(a_one_of_the_wrong_man_is_put_right)
{
	int64_t one;

	site_asked(KUDZAI);
	site_asked(TAPIWA);
	site_sql("UPDATE enrolment SET last_sign_at = '2031-03-01 06:00+00' "
		 "WHERE id IN (603, 604)");
	one = site_says(SHARED_PHONE, "1");
	attribute(one, "403");
	ck_assert_str_eq(answer(KUDZAI), "problem");
	ck_assert_int_eq(open_work(KUDZAI), 2);
	ck_assert(site_shows(
	    site_get(RUDO, arena_printf(site_arena(), "/filings/%" PRId64, one)),
	    "Kudzai Dube, said"));
	ck_assert_int_eq(corrects(one, "patient=404&seen=403")->reply.code, 303);
	ck_assert_int_eq(owner(one), TAPIWA);
	ck_assert_str_eq(answer(KUDZAI), "");
	ck_assert_str_eq(answer(TAPIWA), "problem");
	ck_assert_int_eq(open_work(KUDZAI), 0);
	ck_assert_int_eq(open_work(TAPIWA), 2);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM enrolment WHERE id = 603 AND "
			"last_sign_at = '2031-03-01 06:00+00'"),
	    1);
	/* Nothing of it stands with the first but that it was there. */
	ck_assert_str_eq(site_text("SELECT state FROM thread WHERE id = 503"), "quiet");
	ck_assert_str_ne(
	    site_text("SELECT last_words FROM thread WHERE id = 503"), "1");
	ck_assert(site_shows(site_get(RUDO, "/messages/503"), "was not his"));
	/* What was kept says who and when. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM filing WHERE patient_id = 403 "
			"AND ended_by = 201"),
	    1);
	/* Again, by somebody who saw it as it was. */
	ck_assert_int_eq(corrects(one, "patient=403&seen=403")->reply.code, 409);
	ck_assert_int_eq(owner(one), TAPIWA);
	/* And back. */
	ck_assert_int_eq(corrects(one, "patient=403&seen=404")->reply.code, 303);
	ck_assert_str_eq(answer(KUDZAI), "problem");
	ck_assert_int_eq(open_work(KUDZAI), 2);
	ck_assert_int_eq(open_work(TAPIWA), 0);
}
END_TEST

START_TEST(work_that_somebody_began_stays_and_says_so)
{
	int64_t one = site_says(SHARED_PHONE, "1");

	attribute(one, "403");
	site_sql("UPDATE task SET status = 'accepted', owner_id = 202, event = 'taken' "
		 "WHERE kind = 'problem' AND patient_id = 403");
	ck_assert_int_eq(corrects(one, "patient=404&seen=403")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task t JOIN task_event e ON e.task_id = "
			"t.id WHERE t.open AND t.kind = 'problem' AND t.patient_id = "
			"403 AND e.what = 'not-his'"),
	    1);
	/* The right one has a task and a case of his own all the same. */
	ck_assert_int_eq(open_work(TAPIWA), 2);
}
END_TEST

static void
all_done(int64_t patient_id)
{
	site_sql("UPDATE task SET status = 'completed', outcome = 'reached-fine', "
		 "closed_at = business_now(), closed_by = 201, event = 'done' "
		 "WHERE open AND patient_id = %lld",
	    (long long)patient_id);
}

/* Called, it was not him; done, and then it is put right: the right one is not called yet. */
START_TEST(a_danger_whose_work_is_closed_is_work_of_the_right_man)
{
	int64_t one = site_says(SHARED_PHONE, "1");

	attribute(one, "403");
	all_done(KUDZAI);
	ck_assert_int_eq(open_work(KUDZAI), 0);
	ck_assert_int_eq(corrects(one, "patient=404&seen=403")->reply.code, 303);
	ck_assert_int_eq(open_work(TAPIWA), 2);
	/* What was done of his stays as it was. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE patient_id = "
				     "403 AND outcome = 'reached-fine' AND kind IN "
				     "('problem', 'escalation')"),
	    2);
	/* Of both, one of them is done, and it is of both again. */
	ck_assert_int_eq(corrects(one, "patient=both&seen=404")->reply.code, 303);
	ck_assert_int_eq(open_work(KUDZAI), 2);
	all_done(KUDZAI);
	ck_assert_int_eq(
	    corrects(one, "patient=404&seen=404&seen=403")->reply.code, 303);
	ck_assert_int_eq(corrects(one, "patient=both&seen=404")->reply.code, 303);
	ck_assert_int_eq(open_work(KUDZAI), 2);
	ck_assert_int_eq(open_work(TAPIWA), 2);
}
END_TEST

START_TEST(an_earlier_answer_counts_again)
{
	int64_t one;

	site_asked(KUDZAI);
	(void)site_says(SHARED_PHONE, "K0");
	ck_assert_str_eq(answer(KUDZAI), "fine");
	site_later("1 minute");
	one = site_says(SHARED_PHONE, "Kudzai 1");
	ck_assert_str_eq(answer(KUDZAI), "problem");
	ck_assert_int_eq(corrects(one, "patient=404&seen=403")->reply.code, 303);
	ck_assert_str_eq(answer(KUDZAI), "fine");
}
END_TEST

/* What stands with the other is his answer all the same. */
START_TEST(an_answer_in_anothers_text_counts_again)
{
	int64_t one;

	site_asked(KUDZAI);
	site_asked(TAPIWA);
	(void)site_says(SHARED_PHONE, "K0 T1");
	site_later("1 minute");
	one = site_says(SHARED_PHONE, "Kudzai 1");
	ck_assert_str_eq(answer(KUDZAI), "problem");
	ck_assert_int_eq(corrects(one, "patient=404&seen=403")->reply.code, 303);
	ck_assert_str_eq(answer(KUDZAI), "fine");
	ck_assert_str_eq(answer(TAPIWA), "problem");
}
END_TEST

/* What was urgent by another's word alone is as urgent as his own made it. */
START_TEST(a_case_is_as_bad_as_his_own_words)
{
	const char *how_bad =
	    "SELECT e.severity || ' ' || t.priority || ' ' || (t.due_at = e.first_due) "
	    "FROM escalation e JOIN task t ON t.id = e.task_id WHERE t.patient_id = "
	    "401";
	const char *first =
	    "SELECT extract(epoch FROM first_due)::int8 FROM escalation "
	    "WHERE patient_id = 401";
	int64_t severe, due;

	(void)site_says(HIS_PHONE, "1");
	due = site_number("%s", first);
	ck_assert_str_eq(site_text("%s", how_bad), "moderate 2 true");
	severe = site_says(HIS_PHONE, "I am bleeding heavily");
	ck_assert_str_eq(site_text("%s", how_bad), "severe 1 true");
	ck_assert_int_lt(site_number("%s", first), due);
	ck_assert_int_eq(corrects(severe, "patient=402&seen=401")->reply.code, 303);
	ck_assert_str_eq(site_text("%s", how_bad), "moderate 2 true");
	ck_assert_int_eq(site_number("%s", first), due);
	ck_assert_str_eq(site_text("SELECT priority || words FROM task WHERE kind = "
				   "'problem' AND open AND patient_id = 401"),
	    "21");
	ck_assert_str_eq(
	    site_text("SELECT note FROM task_event e JOIN task t ON t.id = "
		      "task_id WHERE what = 'calmer' AND t.kind = "
		      "'escalation'"),
	    "Severe, now moderate.");
	ck_assert(thread_says(501, "Less urgent without the text that was not his"));
	/* The right one's is severe. */
	ck_assert_str_eq(
	    site_text("SELECT severity FROM escalation WHERE patient_id = 402"),
	    "severe");
}
END_TEST

START_TEST(a_case_that_something_else_makes_bad_stays_so)
{
	int64_t severe;

	/* His own words, too. */
	(void)site_says(HIS_PHONE, "1");
	severe = site_says(HIS_PHONE, "I am bleeding heavily");
	(void)site_says(HIS_PHONE, "much blood, I am bleeding heavily still");
	ck_assert_int_eq(corrects(severe, "patient=402&seen=401")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT severity FROM escalation WHERE patient_id = 401"),
	    "severe");
	/* A nurse's, or a decision. */
	(void)site_says(BRIAN_PHONE, "0");
	(void)site_says(BRIAN_PHONE, "1");
	site_sql("UPDATE escalation SET decided_at = business_now(), decided_by = 204 "
		 "WHERE patient_id = 402");
	ck_assert_int_eq(corrects(severe, "patient=401&seen=402")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT severity FROM escalation WHERE patient_id = 402"),
	    "severe");
}
END_TEST

static const char *
how_it_waits(int64_t thread_id)
{
	return site_text("SELECT state || coalesce(to_char(snoozed_until AT TIME ZONE "
			 "'UTC', ' DD HH24:MI'), '') || coalesce(to_char(waiting_since "
			 "AT TIME ZONE 'UTC', ' DD HH24:MI'), '') FROM thread WHERE id "
			 "= %lld",
	    (long long)thread_id);
}

static void
put_off(int64_t thread_id, const char *until)
{
	struct request *rq = site_post(RUDO,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/snooze", thread_id),
	    arena_printf(site_arena(),
		"until=%s&reason=later&last_seen=999999&act=999999", until));

	ck_assert_int_eq(rq->reply.code, 303);
}

/* A text that was another's woke it: it is put off as before. */
START_TEST(what_was_put_off_is_put_off_again)
{
	const char *before;
	int64_t text;

	put_off(501, "tomorrow");
	before = how_it_waits(501);
	ck_assert_int_eq(strncmp(before, "snoozed", 7), 0);
	site_later("1 hour");
	text = site_says(HIS_PHONE, "Can I bath");
	ck_assert_int_eq(strncmp(how_it_waits(501), "waiting", 7), 0);
	ck_assert_int_eq(corrects(text, "patient=402&seen=401")->reply.code, 303);
	ck_assert_str_eq(how_it_waits(501), before);
	/* Its hour has come meanwhile: then it waits. */
	text = site_says(HIS_PHONE, "Can I bath with salt");
	site_later("1 day 3 hours");
	ck_assert_int_eq(corrects(text, "patient=402&seen=401")->reply.code, 303);
	ck_assert_int_eq(strncmp(how_it_waits(501), "waiting", 7), 0);
	/* His own text woke it, too. */
	put_off(501, "tomorrow");
	text = site_says(HIS_PHONE, "Can I swim");
	(void)site_says(HIS_PHONE, "0");
	ck_assert_int_eq(corrects(text, "patient=402&seen=401")->reply.code, 303);
	ck_assert_int_eq(strncmp(how_it_waits(501), "waiting", 7), 0);
}
END_TEST

/* It waited for something before; a 0 beside an open case is a word that waits. */
START_TEST(what_waited_goes_on_waiting)
{
	const char *before;
	int64_t text;

	site_sql(
	    "UPDATE thread SET state = 'waiting', waiting_since = business_now() - "
	    "interval '1 hour', urgency = 1 WHERE id = 501");
	before = how_it_waits(501);
	text = site_says(HIS_PHONE, "Can I bath");
	ck_assert_int_eq(corrects(text, "patient=402&seen=401")->reply.code, 303);
	ck_assert_str_eq(how_it_waits(501), before);
	site_sql("UPDATE thread SET state = 'quiet', waiting_since = NULL");
	(void)site_says(HIS_PHONE, "1");
	site_sql("UPDATE thread SET state = 'closed', waiting_since = NULL WHERE id = "
		 "501");
	site_sql(
	    "INSERT INTO thread_event (thread_id, place_id, at, user_id, what, "
	    "about_id) SELECT 501, 101, business_now(), 201, 'closed', max(id) FROM "
	    "message");
	text = site_says(HIS_PHONE, "Can I swim");
	(void)site_says(HIS_PHONE, "0");
	ck_assert_int_eq(corrects(text, "patient=402&seen=401")->reply.code, 303);
	ck_assert_int_eq(strncmp(how_it_waits(501), "waiting", 7), 0);
	/* What is about him, but stands with another. */
	site_sql("DELETE FROM escalation; UPDATE thread SET state = 'quiet', "
		 "waiting_since = NULL");
	attribute(site_says(SHARED_PHONE, "we both itch"), "both");
	text = site_says(SHARED_PHONE, "Tapiwa says hello");
	ck_assert_int_eq(corrects(text, "patient=403&seen=404")->reply.code, 303);
	ck_assert_int_eq(strncmp(how_it_waits(504), "waiting", 7), 0);
}
END_TEST

/* The number has a conversation that another facility has in hand. */
START_TEST(a_number_whose_conversation_is_elsewhere)
{
	int64_t text = site_says(HIS_PHONE, "who are you"), thread;

	site_sql("INSERT INTO thread (id, kind, place_id, phone_id, state, "
		 "waiting_since, last_words) OVERRIDING SYSTEM VALUE VALUES (9801, "
		 "'shared', 102, 301, 'waiting', business_now(), 'theirs alone'); "
		 "INSERT INTO message (thread_id, place_id, phone_id, direction, kind, "
		 "body, state, at, reads) VALUES (9801, 102, 301, 'in', 'reply', "
		 "'theirs alone', 'received', business_now(), 'words')");
	ck_assert_int_eq(site_get(RUDO, "/messages/9801")->reply.code, 404);
	/* To somebody who is known it does not go that way. */
	ck_assert_int_eq(corrects(text, "patient=402&seen=401")->reply.code, 303);
	ck_assert_int_eq(site_get(RUDO, "/messages/9801")->reply.code, 404);
	ck_assert_int_eq(corrects(text, "patient=none&seen=402")->reply.code, 303);
	ck_assert_int_eq(owner(text), 0);
	thread = number_thread();
	ck_assert_int_eq(thread, 9801);
	ck_assert_str_eq(site_text("SELECT state || kind || coalesce(place_id, 0) || "
				   "last_words FROM thread WHERE id = 9801"),
	    "waitingshared0who are you");
	/* What was said there before is seen there alone. */
	ck_assert(thread_says(thread, "who are you"));
	ck_assert(!thread_says(thread, "theirs alone"));
	ck_assert(site_shows(site_get(JOYCE, "/messages/9801"), "theirs alone"));
}
END_TEST

/* In its seconds of Undo, and until the morning; whoever wrote it has her words again. */
START_TEST(what_was_written_to_a_number_that_is_over_does_not_leave)
{
	struct request *rq;
	int64_t thread, text;

	(void)site_says(UNKNOWN_PHONE, "who is this");
	thread = number_thread();
	rq = site_post(TENDAI,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/reply", thread),
	    "body=The+clinic&last_seen=999999");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'ready'"), 1);
	/* It was of a client who has it no more. */
	site_sql("UPDATE patient SET phone_id = (SELECT id FROM phone WHERE e164 = "
		 "'" UNKNOWN_PHONE "') WHERE id = 401; UPDATE thread SET phone_id = "
		 "(SELECT phone_id FROM patient WHERE id = 401) WHERE id = 501");
	text = site_says(UNKNOWN_PHONE, "I am not that man");
	ck_assert_int_eq(corrects(text, "patient=gone&seen=401")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'ready'"), 0);
	ck_assert_str_eq(
	    site_text("SELECT user_id || body FROM draft WHERE thread_id = "
		      "%lld",
		(long long)thread),
	    "202The clinic");
	rq = site_get(TENDAI, arena_printf(site_arena(), "/messages/%" PRId64, thread));
	ck_assert(site_shows(rq, "The clinic"));
	ck_assert(site_shows(rq, "was not sent, and is a draft of you again"));
	/* It is over: there is nobody to register or to link. */
	ck_assert(site_shows(rq, "This conversation is over"));
	ck_assert(!site_shows(rq, "Register a client"));
	ck_assert(!site_shows(rq, "Link to a client"));
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/link", thread),
	    "patient_id=402");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Nothing of it is filed with a client any more"));
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/attribute", thread),
	    "patient=none");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE patient_id = 402"), 0);
	ck_assert_int_eq(site_get(RUDO, arena_printf(site_arena(),
					    "/messages/%" PRId64 "/link", thread))
			     ->reply.code,
	    404);
}
END_TEST

/* What was written with the code of one is the answer of the other all the same. */
START_TEST(an_answer_with_the_wrong_code)
{
	int64_t one;

	site_asked(KUDZAI);
	site_asked(TAPIWA);
	one = site_says(SHARED_PHONE, "K1");
	ck_assert_int_eq(corrects(one, "patient=404&seen=403")->reply.code, 303);
	ck_assert_str_eq(answer(KUDZAI), "");
	ck_assert_str_eq(answer(TAPIWA), "problem");
	ck_assert_int_eq(open_work(KUDZAI), 0);
	ck_assert_int_eq(open_work(TAPIWA), 2);
}
END_TEST

START_TEST(a_stop_of_another_is_taken_back)
{
	int64_t stop = site_says(SHARED_PHONE, "STOP");

	attribute(stop, "403");
	ck_assert_int_eq(
	    site_number("SELECT count(opted_out_at) FROM patient WHERE id = 403"), 1);
	ck_assert_int_eq(corrects(stop, "patient=404&seen=403")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(opted_out_at) FROM patient WHERE id = 403"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(opted_out_at) FROM patient WHERE id = 404"), 1);
}
END_TEST

/* Texts of his that wait: two by themselves, one of them until noon, and one in a call
   that he shares. */
static void
texts_wait(void)
{
	site_sql(
	    "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
	    "due_date, due_at) VALUES (601, 401, 101, 'day_4', 4, '2031-03-04', "
	    "business_now() + interval '1 day'), (601, 401, 101, 'day_3', 3, "
	    "'2031-03-03', business_now() + interval '10 minutes'); "
	    "INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, "
	    "run_at, good_until, created_at) OVERRIDING SYSTEM VALUE VALUES "
	    "(9701, gen_random_uuid(), 'text', 101, 301, 'Welcome', 5, business_now(), "
	    "NULL, business_now()), "
	    "(9702, gen_random_uuid(), 'text', 101, 301, 'Come at noon', 5, "
	    "business_now(), business_now() + interval '5 minutes', business_now()), "
	    "(9703, gen_random_uuid(), 'checkin', 101, NULL, 'To all', 7, "
	    "business_now(), business_now() + interval '4 hours', business_now()); "
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at, outbox_id) SELECT 501, 101, 401, 301, "
	    "'out', 'automatic', body, 'queued', business_now(), id FROM outbox "
	    "WHERE id BETWEEN 9701 AND 9703");
}

static const char *
waiting_texts(void)
{
	return site_text(
	    "SELECT string_agg(m.state || ' ' || o.kind || ' ' || o.state, ', ' "
	    "ORDER BY m.body) FROM message m JOIN outbox o ON o.id = m.outbox_id "
	    "WHERE m.direction = 'out' AND m.body IN ('Welcome', 'Come at noon', "
	    "'To all')");
}

static const char *
steps(void)
{
	return site_text("SELECT string_agg(step || ' ' || state, ', ' ORDER BY day) "
			 "FROM reminder WHERE enrolment_id = 601");
}

/* Of a phone that is one man's nothing is kept of who the text was filed with. */
START_TEST(a_strangers_stop_on_his_own_phone_is_taken_back)
{
	int64_t stop;

	texts_wait();
	(void)site_says(HIS_PHONE, "1");
	stop = site_says(HIS_PHONE, "STOP");
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM filing WHERE message_id = %lld", (long long)stop),
	    0);
	ck_assert_str_eq(waiting_texts(),
	    "cancelled text cancelled, cancelled checkin ready, cancelled text "
	    "cancelled");
	ck_assert_str_eq(steps(), "day_3 skipped, day_4 skipped");
	/* The call has left meanwhile, and one text is too late. */
	site_later("15 minutes");
	site_sql("UPDATE outbox SET state = 'done' WHERE id = 9703");
	ck_assert_int_eq(corrects(stop, "patient=402&seen=401")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(id::text, ' ') FROM patient WHERE "
		      "opted_out_at IS NOT NULL"),
	    "402");
	ck_assert_str_eq(waiting_texts(),
	    "cancelled text cancelled, queued text ready, queued text ready");
	ck_assert_str_eq(steps(), "day_3 planned, day_4 planned");
	ck_assert(
	    thread_says(501, "The STOP was not his, says you: his messages go on"));
	ck_assert(thread_says(501, "3 texts that had been stopped leave now"));
	ck_assert(thread_says(501, "1 text is not sent any more"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE patient_id = 401 "
				     "AND open AND words LIKE '%%no more%%'"),
	    0);
}
END_TEST

/* What was said before it, or since, is his. */
START_TEST(a_strangers_stop_leaves_what_he_said_himself)
{
	int64_t stop;

	/* Stopped by a nurse after the stranger's was undone: hers stays. */
	stop = site_says(HIS_PHONE, "STOP");
	ck_assert_int_eq(site_post(RUDO, "/patients/401/opt-in", "")->reply.code, 303);
	ck_assert_int_eq(
	    site_post(RUDO, "/patients/401/opt-out", "why=secrecy")->reply.code, 303);
	ck_assert_int_eq(corrects(stop, "patient=none&seen=401")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT reason FROM opt_out WHERE ended_at IS NULL"), "secrecy");
	/* A stranger's START: she had stopped them, and they are stopped. */
	stop = site_says(HIS_PHONE, "START");
	ck_assert_int_eq(
	    site_number("SELECT count(opted_out_at) FROM patient WHERE id = 401"), 0);
	ck_assert_int_eq(corrects(stop, "patient=none&seen=401")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT reason FROM opt_out WHERE ended_at IS NULL"), "secrecy");
	ck_assert_int_eq(site_post(RUDO, "/patients/401/opt-in", "")->reply.code, 303);
	/* His own comes after a stranger's. */
	site_later("1 hour");
	stop = site_says(HIS_PHONE, "STOP");
	site_later("1 hour");
	(void)site_says(HIS_PHONE, "Please stop");
	ck_assert_int_eq(corrects(stop, "patient=none&seen=401")->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT body FROM opt_out o JOIN message m ON m.id = "
		      "o.message_id WHERE o.ended_at IS NULL"),
	    "Please stop");
	ck_assert_int_eq(
	    site_number("SELECT count(opted_out_at) FROM patient WHERE id = 401"), 1);
}
END_TEST

START_TEST(a_danger_that_is_nobodys_again_waits_and_is_a_case)
{
	int64_t one = site_says(SHARED_PHONE, "1");

	attribute(one, "403");
	ck_assert_int_eq(corrects(one, "patient=none&seen=403")->reply.code, 303);
	ck_assert_int_eq(owner(one), 0);
	ck_assert_int_eq(open_work(KUDZAI), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open AND "
				     "patient_id IS NULL AND kind = 'escalation'"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE open AND kind = 'who'"), 1);
	ck_assert_str_eq(site_text("SELECT state FROM thread WHERE id = %lld",
			     (long long)number_thread()),
	    "waiting");
}
END_TEST

START_TEST(it_was_about_both)
{
	int64_t one = site_says(SHARED_PHONE, "1");

	attribute(one, "403");
	ck_assert_int_eq(corrects(one, "patient=both&seen=403")->reply.code, 303);
	ck_assert_int_eq(owner(one), KUDZAI);
	ck_assert_int_eq(open_work(KUDZAI), 2);
	ck_assert_int_eq(open_work(TAPIWA), 2);
	/* And about one of them after all. */
	ck_assert_int_eq(
	    corrects(one, "patient=403&seen=403&seen=404")->reply.code, 303);
	ck_assert_int_eq(open_work(KUDZAI), 2);
	ck_assert_int_eq(open_work(TAPIWA), 0);
}
END_TEST

/* Numbers that somebody else has -------------------------------------------------- */

START_TEST(a_number_that_went_to_another_man)
{
	int64_t wrong, later;

	(void)site_says(HIS_PHONE, "It hurts at night");
	site_sql(
	    "INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, "
	    "run_at, created_at) OVERRIDING SYSTEM VALUE VALUES (9701, "
	    "gen_random_uuid(), 'text', 101, 301, 'How are you', 1, business_now() + "
	    "interval '1 hour', business_now()); "
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, author_id, state, at, outbox_id) VALUES (501, "
	    "101, 401, 301, 'out', 'nurse', 'How are you', 204, 'held', "
	    "business_now(), 9701)");
	wrong = site_says(HIS_PHONE, "wrong number, I am not that man");
	ck_assert_int_eq(corrects(wrong, "patient=gone&seen=401")->reply.code, 303);
	/* Texts stop at once; what a colleague had written is her draft again. */
	ck_assert_str_eq(
	    site_text("SELECT state FROM outbox WHERE id = 9701"), "cancelled");
	ck_assert_str_eq(
	    site_text("SELECT body FROM draft WHERE user_id = 204 AND thread_id = 501"),
	    "How are you");
	ck_assert_int_eq(
	    site_number("SELECT count(phone_id) FROM patient WHERE id = 401"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open AND kind = "
				     "'number' AND patient_id = 401"),
	    1);
	/* The old is with the old one, the new with the new. */
	ck_assert_int_eq(owner(wrong), 0);
	later = site_says(HIS_PHONE, "who is this");
	ck_assert_int_eq(owner(later), 0);
	ck_assert(thread_says(number_thread(), "who is this"));
	ck_assert(!thread_says(number_thread(), "It hurts at night"));
	ck_assert(!thread_says(501, "I am not that man"));
	ck_assert_str_eq(
	    site_text("SELECT why || e164 FROM phone_past WHERE patient_id = "
		      "401"),
	    "gone" HIS_PHONE);
}
END_TEST

/* One that is over is never waited for again, and holds up no other that was put off. */
START_TEST(what_is_over_stays_over)
{
	struct request *rq;
	struct tx *tx;

	site_sql(
	    "INSERT INTO thread (id, kind, phone_id, state, ended_at) OVERRIDING "
	    "SYSTEM "
	    "VALUE VALUES (9801, 'unknown', 301, 'quiet', business_now()); "
	    "UPDATE thread SET state = 'snoozed', snoozed_until = business_now() + "
	    "interval '1 hour', snooze_reason = 'x', snoozed_by = 201 WHERE id = 501");
	rq = site_get(RUDO, "/messages/9801");
	ck_assert(site_shows(rq, "This conversation is over"));
	ck_assert(!site_shows(rq, ">Snooze…</button>"));
	rq = site_post(RUDO, "/messages/9801/snooze",
	    "until=tomorrow&reason=x&last_seen=999999&act=999999");
	ck_assert_int_ne(rq->reply.code, 303);
	site_sql("UPDATE thread SET state = 'snoozed', snoozed_until = business_now(), "
		 "snooze_reason = 'x', snoozed_by = 201 WHERE id = 9801");
	site_later("2 hours");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_thread_wake_due(tx, tx_now(tx), 200), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
}
END_TEST

/* Whom she does not see has it, too. */
START_TEST(a_number_that_a_man_of_another_facility_has)
{
	int64_t first = site_says(HIS_PHONE, "who are you"), thread;
	struct request *rq;

	site_sql("UPDATE patient SET phone2_id = 301 WHERE id = 405");
	rq = site_get(RUDO, arena_printf(site_arena(), "/filings/%" PRId64, first));
	ck_assert(!site_shows(rq, "Somebody else has this number now"));
	ck_assert_int_eq(corrects(first, "patient=gone&seen=401")->reply.code, 409);
	ck_assert_int_eq(corrects(first, "patient=none&seen=401")->reply.code, 303);
	thread = number_thread();
	ck_assert_str_eq(site_text("SELECT kind || coalesce(place_id, 0) FROM thread "
				   "WHERE id = %lld",
			     (long long)thread),
	    "shared0");
	/* Found out by a call, it is gone for him alone. */
	site_sql("INSERT INTO task (place_id, patient_id, thread_id, kind, source, "
		 "priority, performer, words, starts_at, due_at, created_at) VALUES "
		 "(101, 401, 501, 'trace', 'test', 3, 'nurse', '', business_now(), "
		 "business_now(), business_now())");
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/tasks/%" PRId64 "/done",
		site_number("SELECT id FROM task WHERE source = 'test'")),
	    "version=1&outcome=wrong-number");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(phone_id) FROM patient WHERE id = 401"), 0);
	ck_assert_int_eq(number_thread(), thread);
}
END_TEST

/* Nothing leaves for what is over: by its hour, by Try again or by Release. */
START_TEST(nothing_is_sent_to_a_number_that_is_over)
{
	int64_t thread;
	struct tx *tx;

	(void)site_says(UNKNOWN_PHONE, "who is this");
	thread = number_thread();
	for (int i = 1; i <= 3; i++)
		site_sql(
		    "WITH o AS (INSERT INTO outbox (id, key, kind, place_id, phone_id, "
		    "body, priority, state, run_at, created_at) OVERRIDING SYSTEM "
		    "VALUE SELECT %d, gen_random_uuid(), 'text', 101, phone_id, 'Over "
		    "%d', 20, '%s', business_now(), business_now() FROM thread WHERE "
		    "id = %lld RETURNING id, phone_id) INSERT INTO message (thread_id, "
		    "phone_id, direction, kind, body, author_id, state, at, "
		    "outbox_id, place_id) SELECT %lld, phone_id, 'out', 'nurse', "
		    "'Over', 201, '%s', business_now(), id, 101 FROM o",
		    9700 + i, i,
		    i == 1   ? "ready"
		    : i == 2 ? "held"
			     : "parked",
		    (long long)thread, (long long)thread, i == 3 ? "failed" : "held");
	site_sql("UPDATE thread SET ended_at = business_now(), state = 'quiet', "
		 "waiting_since = NULL WHERE id = %lld",
	    (long long)thread);
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_end(tx, later_release(tx, 24)), OK);
	for (int i = 2; i <= 3; i++)
		(void)site_post(RUDO,
		    arena_printf(site_arena(), "/sms/%" PRId64 "/%s",
			site_number(
			    "SELECT id FROM message WHERE outbox_id = %d", 9700 + i),
			i == 2 ? "release" : "retry"),
		    "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox WHERE state = "
				     "'ready'"),
	    0);
	ck_assert_str_eq(site_text("SELECT reason FROM outbox WHERE id = 9701"),
	    "the number is somebody else's");
	/* Nor is the number that of a client with whom its texts are put. */
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/link", thread),
	    "new_number=401");
	ck_assert_int_eq(
	    site_number("SELECT phone_id FROM patient WHERE id = 401"), 301);
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/link", thread),
	    "patient_id=401");
	ck_assert_int_eq(
	    site_number("SELECT count(phone2_id) FROM patient WHERE id = 401"), 0);
}
END_TEST

/* Said in error, it is his again; not if somebody else is registered with it by now. */
START_TEST(a_number_that_is_his_after_all)
{
	int64_t wrong = site_says(HIS_PHONE, "who are you");
	struct request *rq;

	ck_assert_int_eq(corrects(wrong, "patient=gone&seen=401")->reply.code, 303);
	ck_assert(site_shows(site_get(RUDO, "/messages/501"), "It is his after all"));
	site_sql("UPDATE patient SET phone_id = 301 WHERE id = 402");
	rq = site_post(RUDO, "/messages/501/attribute", "patient=back");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "registered with this number by now"));
	site_sql("UPDATE patient SET phone_id = 302 WHERE id = 402");
	rq = site_post(RUDO, "/messages/501/attribute", "patient=back");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT phone_id FROM patient WHERE id = 401"), 301);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM phone_past WHERE patient_id = 401"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE open AND kind = 'number'"), 0);
	ck_assert_int_eq(owner(site_says(HIS_PHONE, "0")), TINASHE);
	/* There is nothing more to be given back. */
	rq = site_post(RUDO, "/messages/501/attribute", "patient=back");
	ck_assert_int_eq(rq->reply.code, 404);
}
END_TEST

/* Whoever answers a call may be the wrong one: no text follows the call. */
START_TEST(a_call_that_somebody_else_answers)
{
	int64_t task;
	struct request *rq;

	(void)site_says(HIS_PHONE, "1");
	task = site_number("SELECT id FROM task WHERE kind = 'problem' AND open AND "
			   "patient_id = 401");
	rq =
	    site_post(RUDO, arena_printf(site_arena(), "/tasks/%" PRId64 "/done", task),
		"version=1&outcome=wrong-number");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(phone_id) FROM patient WHERE id = 401"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'ready'"), 0);
	ck_assert_int_eq(owner(site_says(HIS_PHONE, "who was that")), 0);
	/* The rules ask for his new number, once. */
	site_rules();
	ck_assert_int_eq(site_number("SELECT count(*) FROM task WHERE open AND "
				     "kind = 'number' AND patient_id = 401"),
	    1);
	/* Taken back, it is his again. */
	rq = site_post(
	    RUDO, arena_printf(site_arena(), "/tasks/%" PRId64 "/undo", task), "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT phone_id FROM patient WHERE id = 401"), 301);
}
END_TEST

/* Another number that he named is not his own. */
START_TEST(a_wrong_number_that_he_named_leaves_his_own)
{
	int64_t task;

	(void)site_says(HIS_PHONE, "Please Call Me: 0771234567");
	task = site_number("SELECT id FROM task WHERE kind = 'call'");
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/tasks/%" PRId64 "/done", task),
	    "version=2&outcome=wrong-number");
	ck_assert_str_eq(
	    site_text("SELECT outcome FROM task WHERE kind = 'call'"), "wrong-number");
	ck_assert_int_eq(
	    site_number("SELECT phone_id FROM patient WHERE id = 401"), 301);
}
END_TEST

/* Of two who share a phone, one has it no more: the other's conversation goes on. */
START_TEST(a_number_that_one_of_two_has_no_more)
{
	int64_t first = site_says(SHARED_PHONE, "Can I bath"), thread = number_thread();
	struct request *rq;

	attribute(first, "403");
	(void)site_says(SHARED_PHONE, "STOP");
	site_sql("INSERT INTO task (place_id, patient_id, thread_id, kind, source, "
		 "priority, performer, words, starts_at, due_at, created_at) VALUES "
		 "(101, 403, 503, 'trace', 'test', 3, 'nurse', '', business_now(), "
		 "business_now(), business_now())");
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/tasks/%" PRId64 "/done",
		site_number("SELECT id FROM task WHERE source = 'test'")),
	    "version=1&outcome=wrong-number");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(phone_id) FROM patient WHERE id = 403"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM thread WHERE id = %lld AND "
				     "ended_at IS NULL AND state = 'waiting'",
			     (long long)thread),
	    1);
	ck_assert_int_eq(owner(site_says(SHARED_PHONE, "me too")), TAPIWA);
}
END_TEST

/* It may be from somebody who never had the number. */
START_TEST(a_text_of_somebody_who_is_looked_for)
{
	int64_t one = site_says(HIS_PHONE, "1");
	struct request *rq = site_get(
	    RUDO, arena_printf(site_arena(), "/filings/%" PRId64 "?q=brian", one));

	ck_assert(site_shows(rq, "It is from him"));
	ck_assert(site_shows(rq, "value=\"402\""));
	ck_assert_int_eq(corrects(one, "patient=402&seen=401")->reply.code, 303);
	ck_assert_int_eq(owner(one), BRIAN);
	ck_assert_int_eq(open_work(TINASHE), 0);
	ck_assert_int_eq(open_work(BRIAN), 2);
	/* Nobody of a facility that is not hers. */
	ck_assert_int_eq(corrects(one, "patient=405&seen=402")->reply.code, 404);
	ck_assert_int_eq(owner(one), BRIAN);
}
END_TEST

START_TEST(an_unknown_number_is_his_new_one)
{
	struct request *rq;

	(void)site_says(UNKNOWN_PHONE, "It is Tinashe, this is my new number");
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/link", number_thread()),
	    "new_number=401");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=linked");
	ck_assert_str_eq(
	    site_text(
		"SELECT e164 FROM phone JOIN patient ON phone_id = phone.id WHERE "
		"patient.id = 401"),
	    UNKNOWN_PHONE);
	ck_assert_int_eq(
	    site_number("SELECT count(phone2_id) FROM patient WHERE id = 401"), 0);
	/* He is welcomed there, and his old number is one of before. */
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM outbox o JOIN phone p ON p.id = o.phone_id "
		"WHERE p.e164 = '" UNKNOWN_PHONE "'"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT why || e164 FROM phone_past"), "changed" HIS_PHONE);
	ck_assert_int_eq(owner(site_says(UNKNOWN_PHONE, "thanks")), TINASHE);
	ck_assert_int_eq(owner(site_says(HIS_PHONE, "hello")), 0);
}
END_TEST

START_TEST(a_new_number_that_was_anothers)
{
	struct request *rq;

	(void)site_says(HIS_PHONE, "It hurts at night");
	rq = site_post(RUDO, "/patients/402/phone",
	    "phone=0775550142&phone_owner=own&asked_phone=%2B263775550142&"
	    "same_phone=moved&version=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(phone_id) FROM patient WHERE id = 401"), 0);
	ck_assert_int_eq(
	    site_number("SELECT phone_id FROM patient WHERE id = 402"), 301);
	/* What comes from there now is the new one's alone. */
	ck_assert_int_eq(owner(site_says(HIS_PHONE, "Me too")), BRIAN);
	ck_assert(!thread_says(502, "It hurts at night"));
	ck_assert(thread_says(501, "It hurts at night"));
}
END_TEST

START_TEST(what_is_no_client_waits_only_for_a_danger)
{
	int64_t thread;

	(void)site_says(UNKNOWN_PHONE, "Buy cheap airtime");
	thread = number_thread();
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/messages/%" PRId64 "/attribute", thread),
	    "patient=none");
	(void)site_says(UNKNOWN_PHONE, "Cheap airtime again");
	ck_assert_str_ne(
	    site_text("SELECT state FROM thread WHERE id = %lld", (long long)thread),
	    "waiting");
	(void)site_says(UNKNOWN_PHONE, "He is bleeding heavily");
	ck_assert_str_eq(site_text("SELECT state || not_patient FROM thread WHERE id = "
				   "%lld",
			     (long long)thread),
	    "waitingfalse");
}
END_TEST

/* Calls ------------------------------------------------------------------------------ */

START_TEST(a_missed_call_is_one_task_with_its_number)
{
	site_asked(TINASHE);
	(void)site_says(HIS_PHONE, "Please Call Me: 0771234567");
	site_later("5 minutes");
	(void)site_says(HIS_PHONE, "You have 1 missed call from 0771234567");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'call' AND open"), 1);
	ck_assert_str_eq(
	    site_text("SELECT dial FROM task WHERE kind = 'call'"), "+263771234567");
	ck_assert_str_eq(
	    site_text("SELECT state || urgency FROM thread WHERE patient_id = 401"),
	    "waiting2");
	/* It answers no question, makes no case, and nothing answers it. */
	ck_assert_str_eq(answer(TINASHE), "");
	ck_assert_int_eq(open_work(TINASHE), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	/* Neither do the rules make a second task of it. */
	site_rules();
	ck_assert_int_eq(open_work(TINASHE), 0);
}
END_TEST

START_TEST(a_missed_call_joins_the_call_that_is_open)
{
	(void)site_says(HIS_PHONE, "1");
	(void)site_says(HIS_PHONE, "Please Call Me: 0771234567");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'call'"), 0);
	ck_assert_str_eq(
	    site_text("SELECT dial FROM task WHERE kind = 'problem'"), "+263771234567");
}
END_TEST

START_TEST(a_danger_beside_a_notice_is_a_danger)
{
	(void)site_says(
	    HIS_PHONE, "You have a missed call from 0771234567. I am bleeding");
	ck_assert_int_eq(open_work(TINASHE), 2);
}
END_TEST

/* It stays a call to make, whoever it turns out to be of, and if it is nobody's again. */
START_TEST(a_missed_call_from_a_shared_phone)
{
	int64_t id = site_says(SHARED_PHONE, "Please Call Me: 0771234567");
	const char *calls_of = "SELECT coalesce(string_agg(coalesce(patient_id, 0) || "
			       "dial, ' '), '') FROM task WHERE kind = 'call' AND open";

	ck_assert_str_eq(site_text("%s", calls_of), "0+263771234567");
	attribute(id, "403");
	ck_assert_str_eq(site_text("%s", calls_of), "403+263771234567");
	ck_assert_int_eq(corrects(id, "patient=404&seen=403")->reply.code, 303);
	ck_assert_str_eq(site_text("%s", calls_of), "404+263771234567");
	ck_assert_int_eq(corrects(id, "patient=none&seen=404")->reply.code, 303);
	ck_assert_str_eq(site_text("%s", calls_of), "0+263771234567");
	attribute(id, "404");
	ck_assert_str_eq(site_text("%s", calls_of), "404+263771234567");
}
END_TEST

START_TEST(a_networks_own_number_says_who_called)
{
	ck_assert_int_eq(
	    owner(site_says("1234", "You have a missed call from 0775550142")),
	    TINASHE);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'call' AND "
			"open AND patient_id = 401"),
	    1);
}
END_TEST

START_TEST(a_call_back_ends_with_what_came_of_it)
{
	struct request *rq;
	int64_t task;

	(void)site_says(HIS_PHONE, "Please Call Me: 0771234567");
	task = site_number("SELECT id FROM task WHERE kind = 'call'");
	rq = site_get(RUDO, arena_printf(site_arena(), "/tasks/%" PRId64, task));
	ck_assert(site_shows(rq, "Call back"));
	ck_assert(site_shows(rq, "263771234567"));
	rq =
	    site_post(RUDO, arena_printf(site_arena(), "/tasks/%" PRId64 "/done", task),
		"version=2&outcome=reached-fine");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'call' AND open"), 0);
	/* The next one is another. */
	site_later("1 hour");
	(void)site_says(HIS_PHONE, "Please Call Me: 0771234567");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'call' AND open"), 1);
}
END_TEST

static void
add_scenes(TCase *tc)
{
	tcase_add_test(tc, two_answers_in_one_text);
	tcase_add_test(tc, a_word_of_danger_names_nobody);
	tcase_add_test(tc, whose_it_is_is_remembered_for_a_while);
	tcase_add_test(tc, an_answer_is_remembered_of_whoever_alone_was_asked);
	tcase_add_test(tc, a_name_of_the_other_ends_it);
	tcase_add_test(tc, what_is_remembered_is_shown_and_ended);
	tcase_add_test(tc, a_one_of_the_wrong_man_is_put_right);
	tcase_add_test(tc, work_that_somebody_began_stays_and_says_so);
	tcase_add_test(tc, a_danger_whose_work_is_closed_is_work_of_the_right_man);
	tcase_add_test(tc, an_earlier_answer_counts_again);
	tcase_add_test(tc, an_answer_in_anothers_text_counts_again);
	tcase_add_test(tc, a_case_is_as_bad_as_his_own_words);
	tcase_add_test(tc, a_case_that_something_else_makes_bad_stays_so);
	tcase_add_test(tc, what_was_put_off_is_put_off_again);
	tcase_add_test(tc, what_waited_goes_on_waiting);
	tcase_add_test(tc, a_number_whose_conversation_is_elsewhere);
	tcase_add_test(tc, what_was_written_to_a_number_that_is_over_does_not_leave);
	tcase_add_test(tc, an_answer_with_the_wrong_code);
	tcase_add_test(tc, a_stop_of_another_is_taken_back);
	tcase_add_test(tc, a_strangers_stop_on_his_own_phone_is_taken_back);
	tcase_add_test(tc, a_strangers_stop_leaves_what_he_said_himself);
	tcase_add_test(tc, a_danger_that_is_nobodys_again_waits_and_is_a_case);
	tcase_add_test(tc, it_was_about_both);
	tcase_add_test(tc, a_number_that_went_to_another_man);
	tcase_add_test(tc, what_is_over_stays_over);
	tcase_add_test(tc, a_number_that_a_man_of_another_facility_has);
	tcase_add_test(tc, nothing_is_sent_to_a_number_that_is_over);
	tcase_add_test(tc, a_number_that_is_his_after_all);
	tcase_add_test(tc, a_call_that_somebody_else_answers);
	tcase_add_test(tc, a_wrong_number_that_he_named_leaves_his_own);
	tcase_add_test(tc, a_number_that_one_of_two_has_no_more);
	tcase_add_test(tc, a_text_of_somebody_who_is_looked_for);
	tcase_add_test(tc, an_unknown_number_is_his_new_one);
	tcase_add_test(tc, a_new_number_that_was_anothers);
	tcase_add_test(tc, what_is_no_client_waits_only_for_a_danger);
	tcase_add_test(tc, a_missed_call_is_one_task_with_its_number);
	tcase_add_test(tc, a_missed_call_joins_the_call_that_is_open);
	tcase_add_test(tc, a_danger_beside_a_notice_is_a_danger);
	tcase_add_test(tc, a_missed_call_from_a_shared_phone);
	tcase_add_test(tc, a_networks_own_number_says_who_called);
	tcase_add_test(tc, a_call_back_ends_with_what_came_of_it);
}

TCase *
whose_tests(void)
{
	TCase *tc = tcase_create("whose");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_loop_test(tc, a_text_says_whose_it_is, 0, (int)COUNT_OF(told));
	tcase_add_test(tc, a_code_is_one_mans_alone);
	tcase_add_test(tc, two_of_one_first_name_have_codes);
	tcase_add_loop_test(
	    tc, a_call_that_is_asked_for_is_found, 0, (int)COUNT_OF(calls));
	add_scenes(tc);
	return tc;
}
