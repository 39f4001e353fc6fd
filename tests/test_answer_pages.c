/* test_answer_pages.c - ready answers: written, approved, offered, counted. */

#include <stdlib.h>
#include <string.h>

#include "core/answer.h"
#include "site_test.h"
#include "tests.h"

#define THREAD "/messages/501" /* Tinashe's: day 3, English */
#define WORDS "title=Come&day_from=&day_to=&sign=&body-en=Come+to+%7Bclinic%7D+today"

static const char *
path(int64_t id, const char *act)
{
	return arena_printf(site_arena(), "/admin/answers/%lld%s", (long long)id, act);
}

/* Written by the administrator, and approved by a supervisor. */
static int64_t
written(const char *form)
{
	struct request *rq = site_post(ADA, "/admin/answers/new", form);

	ck_assert_int_eq(rq->reply.code, 303);
	return site_number("SELECT max(id) FROM answer");
}

static void
approved(int64_t id)
{
	struct request *rq =
	    site_post(NOMSA, path(id, "/approve"), "number=1&good_until=2031-06-30");

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "answer-approved"));
}

START_TEST(offered_only_when_approved_and_in_date)
{
	int64_t id = written(WORDS);
	struct request *rq;

	ck_assert(!site_shows(site_get(RUDO, THREAD), "data-insert"));
	rq = site_get(ADA, "/admin/answers");
	ck_assert(site_shows(rq, "Not offered: nobody has approved it yet"));
	ck_assert(site_shows(rq, "<td data-label=\"Languages\">English</td>"));
	approved(id);
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "data-insert=\"Come to Riverside Clinic today\""));
	site_sql("UPDATE answer_version SET good_until = '2031-03-03'");
	ck_assert(site_shows(site_get(RUDO, THREAD), "data-insert"));
	site_sql("UPDATE answer_version SET good_until = '2031-03-02'");
	ck_assert(!site_shows(site_get(RUDO, THREAD), "data-insert"));
	ck_assert(site_shows(site_get(ADA, "/admin/answers"),
	    "Not offered: its approval ended on Sun 2 Mar 2031"));
}
END_TEST

START_TEST(nobody_approves_his_own)
{
	struct request *rq = site_post(NOMSA, "/admin/answers/new", WORDS);
	int64_t id = site_number("SELECT max(id) FROM answer");

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(site_shows(
	    site_get(NOMSA, path(id, "")), "another supervisor approves it"));
	rq = site_post(NOMSA, path(id, "/approve"), "number=1&good_until=2031-06-30");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "answer-own"));
	rq = site_post(ADA, path(id, "/approve"), "number=1&good_until=2031-06-30");
	ck_assert_int_eq(rq->reply.code, 403);
	rq = site_post(PETER, path(id, "/approve"), "number=1&good_until=2031-03-03");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_post(PETER, path(id, "/approve"), "number=1&good_until=2031-06-30");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "answer-approved"));
	ck_assert(site_shows(site_get(ADA, path(id, "")),
	    "Approved by Dr Peter Sithole on Mon 3 Mar, good until Mon 30 Jun 2031."));
	ck_assert_int_eq(site_post(RUDO, "/admin/answers/new", WORDS)->reply.code, 403);
}
END_TEST

/* The words that were approved stay those that are offered, until the next are. */
START_TEST(next_version_waits_for_its_own_approval)
{
	int64_t id = written(WORDS);
	struct request *rq;

	approved(id);
	rq = site_post(ADA, path(id, ""), "title=Come&sign=&body-en=Come+now");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(site_shows(
	    site_get(RUDO, THREAD), "data-insert=\"Come to Riverside Clinic today\""));
	ck_assert(site_shows(site_get(ADA, "/admin/answers"),
	    "Version 1 is offered; version 2 waits for its approval"));
	/* Who read the first approves nothing that was written meanwhile. */
	rq = site_post(NOMSA, path(id, "/approve"), "number=1&good_until=2031-06-30");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "answer-own"));
	rq = site_post(NOMSA, path(id, "/approve"), "number=2&good_until=2031-06-30");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "answer-approved"));
	ck_assert(site_shows(site_get(RUDO, THREAD), "data-insert=\"Come now\""));
	ck_assert_int_eq(site_post(NOMSA, path(id, "/retire"), "")->reply.code, 303);
	ck_assert(!site_shows(site_get(RUDO, THREAD), "data-insert"));
	ck_assert_int_eq(site_post(NOMSA, path(id, "/return"), "")->reply.code, 303);
	ck_assert(site_shows(site_get(RUDO, THREAD), "data-insert=\"Come now\""));
	ck_assert_int_eq(site_number("SELECT count(*) FROM answer_version"), 2);
}
END_TEST

/* What newer words have replaced does not come back when these are over. */
START_TEST(replaced_words_stay_replaced)
{
	int64_t id = written(WORDS);

	approved(id);
	ck_assert_int_eq(
	    site_post(ADA, path(id, ""), "title=Come&sign=&body-en=Come+now")
		->reply.code,
	    303);
	ck_assert_int_eq(
	    site_post(NOMSA, path(id, "/approve"), "number=2&good_until=2031-03-10")
		->reply.code,
	    303);
	ck_assert(site_shows(site_get(RUDO, THREAD), "data-insert=\"Come now\""));
	site_sql(
	    "UPDATE answer_version SET good_until = '2031-03-02' WHERE number = 2");
	ck_assert(!site_shows(site_get(RUDO, THREAD), "data-insert"));
	ck_assert(site_shows(site_get(ADA, "/admin/answers"),
	    "Not offered: its approval ended on Sun 2 Mar 2031"));
	ck_assert(site_shows(site_get(ADA, path(id, "")),
	    "Not offered: its approval ended on Sun 2 Mar 2031"));
}
END_TEST

START_TEST(offered_by_day_sign_and_language)
{
	struct request *rq;

	approved(written("title=Any&sign=&body-en=Any"));
	approved(written("title=Early&day_to=3&sign=&body-en=Early"));
	approved(written("title=Late&day_from=4&day_to=13&sign=&body-en=Late"));
	approved(written("title=Blood&sign=bleeding&body-en=Blood"));
	rq = site_get(RUDO, THREAD); /* day 3 */
	ck_assert(site_shows(rq, ">Any</button>"));
	ck_assert(site_shows(rq, ">Early</button>"));
	ck_assert(!site_shows(rq, ">Late</button>"));
	ck_assert(!site_shows(rq, ">Blood</button>"));
	site_sql(
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, state, at, reads, urgency, sign) VALUES (501, 101, 401, 301, "
	    "'in', 'reply', 'ropa', 'received', business_now(), 'words', 2, "
	    "'bleeding')");
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, ">Blood</button>"));
	ck_assert(strstr(rq->reply.body.data, ">Blood</button>") <
		  strstr(rq->reply.body.data, ">Any</button>"));
	/* Brian is written to in Shona, and there is no text in it: never above the box. */
	ck_assert(!site_shows(site_get(RUDO, "/messages/502"), "data-insert"));
	/* All of them, also those of other days. */
	rq = site_get(RUDO, THREAD "/answers");
	ck_assert_int_eq(site_count(rq, "name=\"answer\""), 4);
	ck_assert(site_shows(rq, "For other days or signs"));
	rq = site_get(RUDO, THREAD "/answers?q=LAT");
	ck_assert_int_eq(site_count(rq, "name=\"answer\""), 1);
	rq = site_ask(&(struct site_ask){ .method = GET,
	    .user = RUDO,
	    .path = THREAD "/answers",
	    .fragment = "answers" });
	ck_assert(site_shows(rq, "<template><ul class=\"answers\""));
	ck_assert_int_eq(site_get(JOYCE, THREAD "/answers")->reply.code, 404);
}
END_TEST

/* With no text in his language it is under All alone, after the others, and says so. */
START_TEST(in_another_language_it_says_so)
{
	struct request *rq;

	approved(written("title=Foreign&sign=&body-en=In+English"));
	approved(written("title=Own&sign=&body-en=Hello&body-sn=Mhoro"));
	rq = site_get(RUDO, "/messages/502"); /* Brian's, in Shona */
	ck_assert(site_shows(rq, "data-insert=\"Mhoro\""));
	ck_assert(!site_shows(rq, ">Foreign</button>"));
	ck_assert(site_shows(rq, ">All answers</button>"));
	rq = site_get(RUDO, "/messages/502/answers");
	ck_assert_int_eq(site_count(rq, "Only in English"), 1);
	ck_assert(strstr(rq->reply.body.data, "<b>Own</b>") <
		  strstr(rq->reply.body.data, "<b>Foreign</b>"));
	/* Where his facility has a language of its own, that comes before English. */
	site_sql("UPDATE place SET language = 'nd' WHERE id = 101");
	approved(written("title=Near&sign=&body-en=Hello&body-nd=Sawubona"));
	rq = site_get(RUDO, "/messages/502/answers?q=Near");
	ck_assert(site_shows(rq, "data-pick=\"Sawubona\""));
	ck_assert(site_shows(rq, "Only in Ndebele"));
}
END_TEST

START_TEST(inserted_without_a_script)
{
	int64_t id =
		    written("title=Hi&sign=&body-en=%7Bfirst_name%7D,+call+%7Bemergency"
			    "%7D.+%7Bnurse%7D"),
		version;
	struct request *rq;

	approved(id);
	version = site_number("SELECT max(id) FROM answer_version");
	rq = site_post(RUDO, THREAD "/draft",
	    arena_printf(site_arena(), "body=Hello.&answer=%lld", (long long)version));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT body FROM draft WHERE user_id = 201"),
	    "Hello. Tinashe, call +263772000101. Rudo M.");
	/* From the page of all of them, which has no box. */
	rq = site_post(RUDO, THREAD "/draft",
	    arena_printf(site_arena(), "answer=%lld", (long long)version));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT body FROM draft WHERE user_id = 201"),
	    "Hello. Tinashe, call +263772000101. Rudo M. Tinashe, call +263772000101. "
	    "Rudo M.");
	rq = site_post(RUDO, THREAD "/draft", "body=Hello.&answer=999999");
	ck_assert_int_eq(rq->reply.code, 404);
	rq = site_post(RUDO, THREAD "/draft", "body=Hello.&all=1");
	ck_assert_str_eq(rq->reply.location, THREAD "/answers");
	ck_assert_str_eq(
	    site_text("SELECT body FROM draft WHERE user_id = 201"), "Hello.");
}
END_TEST

START_TEST(used_ones_are_counted_and_come_first)
{
	struct request *rq;

	approved(written("title=Aaa&sign=&body-en=The+first+of+all+answers+here"));
	approved(written("title=Bbb&sign=&body-en=The+second+of+all+answers+here"));
	rq = site_get(RUDO, THREAD);
	ck_assert(strstr(rq->reply.body.data, ">Aaa</button>") <
		  strstr(rq->reply.body.data, ">Bbb</button>"));
	rq = site_post(RUDO, THREAD "/reply",
	    "last_seen=0&body=Dear+Sir.+The+second+of+all+answers,+and+more");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT n FROM answer_use WHERE day = 3"), 1);
	rq = site_get(RUDO, THREAD);
	ck_assert(strstr(rq->reply.body.data, ">Bbb</button>") <
		  strstr(rq->reply.body.data, ">Aaa</button>"));
	ck_assert(site_shows(
	    site_get(ADA, "/admin/answers"), "data-label=\"Times sent\">1</td>"));
}
END_TEST

START_TEST(form_says_what_is_wrong)
{
	struct request *rq = site_post(ADA, "/admin/answers/new",
	    "title=&day_from=9&day_to=2&sign=moon&body-en=Hi+%7Bname%7D&body-sn=Mhoro");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "{name} stands for nothing"));
	ck_assert(site_shows(rq, "Days: the last one is before the first."));
	ck_assert(site_shows(rq, "Mhoro</textarea>"));
	rq = site_post(ADA, "/admin/answers/new", "title=No+English&sign=&body-sn=Hi");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_int_eq(site_number("SELECT count(*) FROM answer"), 0);
	ck_assert_int_eq(site_get(ADA, path(77, ""))->reply.code, 404);
}
END_TEST

/* Even somebody past the first wall: what was approved is what is sent. */
START_TEST(approved_words_stay)
{
	int64_t id = written(WORDS);

	approved(id);
	site_sql("DO $$ BEGIN UPDATE answer_text SET body = 'x'; RAISE 'changed'; "
		 "EXCEPTION WHEN raise_exception THEN "
		 "IF SQLERRM = 'changed' THEN RAISE; END IF; END $$");
	site_sql("DO $$ BEGIN INSERT INTO answer_text SELECT id, 'sw', 'x' FROM "
		 "answer_version; RAISE 'changed'; EXCEPTION WHEN raise_exception THEN "
		 "IF SQLERRM = 'changed' THEN RAISE; END IF; END $$");
	site_sql("DO $$ BEGIN UPDATE answer_version SET title = 'x'; RAISE 'changed'; "
		 "EXCEPTION WHEN raise_exception THEN "
		 "IF SQLERRM = 'changed' THEN RAISE; END IF; END $$");
}
END_TEST

/* The programme's own. */

static enum status
published(const char *folder, struct answer_published *done)
{
	enum status status;
	struct tx *tx;
	struct db *db;

	ck_assert_int_eq(db_open(getenv("OWNER_DATABASE"), &db), OK);
	ck_assert_int_eq(tx_begin(db, site_arena(), TX_WRITE, &tx), OK);
	status = tx_end(tx, answer_publish(tx, folder, done));
	db_close(db);
	return status;
}

START_TEST(programmes_answers_are_published_once)
{
	struct answer_published done;

	ck_assert_int_eq(published("workflows/vmmc", &done), OK);
	ck_assert_uint_ge(done.answers, 8);
	ck_assert_uint_eq(done.fresh, done.answers);
	ck_assert_int_eq(published("workflows/vmmc", &done), OK);
	ck_assert_uint_eq(done.fresh, 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM answer_version WHERE approved_at IS NOT "
			"NULL OR created_by IS NOT NULL"),
	    0);
	/* What a person changed stays, and waits; the file says nothing new. */
	ck_assert_int_eq(
	    site_post(ADA,
		path(site_number("SELECT id FROM answer WHERE name = 'thanks'"), ""),
		"title=Thanks&sign=&body-en=Thank+you")
		->reply.code,
	    303);
	ck_assert_int_eq(published("workflows/vmmc", &done), OK);
	ck_assert_uint_eq(done.fresh, 0);
	ck_assert_int_eq(published("workflows", &done), OK);
	ck_assert_uint_eq(done.answers, 0);
}
END_TEST

static enum status
read_pack(const char *text, size_t *n)
{
	struct answer_pack *answers;

	return answer_pack_read(
	    site_arena(), "answers.json", text, strlen(text), &answers, n);
}

START_TEST(programmes_file_is_checked)
{
	static const char *const bad[] = { "", "{}", "[1]", "[{}]",
		"[{\"name\": \"A\", \"title\": \"T\", \"texts\": {\"en\": \"x\"}}]",
		"[{\"name\": \"a\", \"title\": \"\", \"texts\": {\"en\": \"x\"}}]",
		"[{\"name\": \"a\", \"title\": \"T\", \"texts\": {}}]",
		"[{\"name\": \"a\", \"title\": \"T\", \"texts\": {\"EN\": \"x\"}}]",
		"[{\"name\": \"a\", \"title\": \"T\", \"texts\": {\"en\": 1}}]",
		"[{\"name\": \"a\", \"title\": \"T\", \"texts\": {\"en\": \"{x}\"}}]",
		"[{\"name\": \"a\", \"title\": \"T\", \"days\": [5, 2], "
		"\"texts\": {\"en\": \"x\"}}]",
		"[{\"name\": \"a\", \"title\": \"T\", \"days\": [5], "
		"\"texts\": {\"en\": \"x\"}}]",
		"[{\"name\": \"a\", \"title\": \"T\", \"texts\": {\"en\": \"x\"}}, "
		"{\"name\": \"a\", \"title\": \"T\", \"texts\": {\"en\": \"x\"}}]" };
	size_t n;

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(
		    read_pack(bad[i], &n) == ERR_INVALID, "taken: %s", bad[i]);
	ck_assert_int_eq(read_pack("[]", &n), OK);
	ck_assert_int_eq(
	    read_pack("[{\"name\": \"a-1\", \"title\": \"T\", \"days\": [null, 3], "
		      "\"sign\": \"pain\", \"texts\": {\"en\": \"Hi {nurse}\"}}]",
		&n),
	    OK);
	ck_assert_uint_eq(n, 1);
}
END_TEST

TCase *
answer_pages_tests(void)
{
	TCase *tc = tcase_create("answer pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, offered_only_when_approved_and_in_date);
	tcase_add_test(tc, nobody_approves_his_own);
	tcase_add_test(tc, next_version_waits_for_its_own_approval);
	tcase_add_test(tc, replaced_words_stay_replaced);
	tcase_add_test(tc, offered_by_day_sign_and_language);
	tcase_add_test(tc, in_another_language_it_says_so);
	tcase_add_test(tc, inserted_without_a_script);
	tcase_add_test(tc, used_ones_are_counted_and_come_first);
	tcase_add_test(tc, form_says_what_is_wrong);
	tcase_add_test(tc, approved_words_stay);
	tcase_add_test(tc, programmes_answers_are_published_once);
	tcase_add_test(tc, programmes_file_is_checked);
	return tc;
}
