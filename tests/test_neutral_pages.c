/* test_neutral_pages.c - a nurse is told of a word that tells, and may send it. */

#include "site_test.h"

#define KUDZAIS "/messages/503/reply" /* Tapiwa has the same phone */
#define TINASHES "/messages/501/reply"

static int64_t
sent(void)
{
	return site_number("SELECT count(*) FROM outbox WHERE clinical");
}

static const struct {
	const char *path, *body;
	const char *tells; /* NULL: it is sent */
} texts[] = {
	{ KUDZAIS, "Come+after+the+circumcision", "circumcision" },
	{ KUDZAIS, "kuchecheudzwa", "kuchecheudzwa" },
	{ KUDZAIS, "Kudzai,+come+today", "Kudzai" },
	{ KUDZAIS, "Come+today", NULL },
	{ TINASHES, "Come+after+the+circumcision", NULL }, /* his own phone */
	{ TINASHES, "Tinashe,+come+today", NULL },
};

START_TEST(a_word_that_tells_is_named_before_it_leaves)
{
	struct request *rq = site_post(RUDO, texts[_i].path,
	    arena_printf(site_arena(), "last_seen=0&body=%s", texts[_i].body));

	if (texts[_i].tells == NULL) {
		ck_assert_int_eq(rq->reply.code, 303);
		ck_assert_int_eq(sent(), 1);
		return;
	}
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_int_eq(sent(), 0);
	ck_assert(site_shows(rq, arena_printf(site_arena(),
				     "Others read this phone: “%s”", texts[_i].tells)));
	ck_assert(site_shows(rq, "Send anyway"));
	ck_assert_str_eq(site_value(rq, "tells"), texts[_i].tells);
	/* She decides. */
	rq = site_post(RUDO, texts[_i].path,
	    arena_printf(site_arena(), "last_seen=0&body=%s&tells=%s", texts[_i].body,
		texts[_i].tells));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(sent(), 1);
}
END_TEST

START_TEST(another_word_is_another_question)
{
	struct request *rq = site_post(
	    RUDO, KUDZAIS, "last_seen=0&body=Your+hiv+result&tells=circumcision");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(site_value(rq, "tells"), "hiv");
	ck_assert(site_shows(rq, "Your hiv result"));
}
END_TEST

START_TEST(one_question_names_all_of_them)
{
	struct request *rq = site_post(
	    RUDO, KUDZAIS, "last_seen=0&body=Kudzai,+your+hiv+result,+after+surgery");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_str_eq(site_value(rq, "tells"), "hiv, surgery, Kudzai");
	/* Told of one, she has not been told of the other. */
	ck_assert_int_eq(site_post(RUDO, KUDZAIS,
			     "last_seen=0&body=Your+hiv+result,+Kudzai&tells=hiv")
			     ->reply.code,
	    422);
	ck_assert_int_eq(sent(), 0);
}
END_TEST

#define LEARNS "Whoever else reads the phone learns what it is about: “surgery”"

START_TEST(who_approves_an_answer_sees_what_tells)
{
	struct request *rq = site_post(
	    ADA, "/admin/answers/new", "title=Come&sign=&body-en=After+surgery+rest");

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(site_shows(site_get(NOMSA, rq->reply.location), LEARNS));
	rq = site_post(
	    ADA, "/admin/answers/new", "title=Come&sign=&body-en=Please+rest");
	ck_assert(!site_shows(site_get(NOMSA, rq->reply.location), "learns what"));
}
END_TEST

#define GROUP "/messages/new", "place=101&language=&waits=&body-en="

START_TEST(who_writes_to_several_sees_what_tells)
{
	struct request *rq = site_post(RUDO, GROUP "{first_name},+after+surgery+rest");

	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, LEARNS));
	/* Kudzai’s phone is Tapiwa’s too, and another is a guardian’s. */
	ck_assert(site_shows(rq, "It names 2 clients on phones that others read."));
	rq = site_post(RUDO, GROUP "Please+rest");
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(!site_shows(rq, "learns what"));
	ck_assert(!site_shows(rq, "It names"));
}
END_TEST

START_TEST(a_facilitys_name_stands_in_every_welcome)
{
	ck_assert(!site_shows(site_get(ADA, "/admin/places/101"), "tells whoever"));
	site_sql("UPDATE place SET name = 'Riverside VMMC' WHERE id = 101");
	ck_assert(site_shows(site_get(ADA, "/admin/places/101"), "“VMMC”"));
}
END_TEST

START_TEST(a_guardians_phone_is_read_by_him)
{
	site_sql("UPDATE patient SET phone_owner = 'guardian' WHERE id = 407");
	ck_assert_int_eq(
	    site_post(RUDO, "/messages/507/reply", "last_seen=0&body=About+your+vmmc")
		->reply.code,
	    422);
	site_sql("UPDATE patient SET phone_owner = 'own' WHERE id = 407");
	ck_assert_int_eq(
	    site_post(RUDO, "/messages/507/reply", "last_seen=0&body=About+your+vmmc")
		->reply.code,
	    303);
}
END_TEST

TCase *
neutral_pages_tests(void)
{
	TCase *tc = tcase_create("neutral_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_loop_test(
	    tc, a_word_that_tells_is_named_before_it_leaves, 0, (int)COUNT_OF(texts));
	tcase_add_test(tc, another_word_is_another_question);
	tcase_add_test(tc, one_question_names_all_of_them);
	tcase_add_test(tc, who_approves_an_answer_sees_what_tells);
	tcase_add_test(tc, who_writes_to_several_sees_what_tells);
	tcase_add_test(tc, a_facilitys_name_stands_in_every_welcome);
	tcase_add_test(tc, a_guardians_phone_is_read_by_him);
	return tc;
}
