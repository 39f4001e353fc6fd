/* test_session_pages.c - the door: who comes in, and how pages stay fresh. */

#include <string.h>

#include "site_test.h"

START_TEST(a_stranger_signs_in_first)
{
	struct request *rq = site_get(NOBODY, "/");

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/sign-in");
	rq = site_ask(&(struct site_ask){ .path = "/live", .poll = true });
	ck_assert_int_eq(rq->reply.code, 401);
}
END_TEST

START_TEST(each_role_begins_where_its_work_is)
{
	ck_assert_str_eq(site_get(RUDO, "/")->reply.location, "/tasks");
	ck_assert_str_eq(site_get(NOMSA, "/")->reply.location, "/escalations");
	ck_assert_str_eq(site_get(ADA, "/")->reply.location, "/admin/users");
}
END_TEST

START_TEST(a_form_needs_its_token_and_our_page)
{
	struct request *rq = site_ask(&(struct site_ask){
	    .method = POST, .user = RUDO, .path = "/sign-out", .body = "_csrf=wrong" });

	ck_assert_int_eq(rq->reply.code, 403);
	rq = site_ask(&(struct site_ask){ .method = POST,
	    .user = RUDO,
	    .path = "/sign-out",
	    .body = site_csrf(RUDO),
	    .origin = "http://elsewhere.test" });
	ck_assert_int_eq(rq->reply.code, 403);
	rq = site_post(RUDO, "/sign-out", "");
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, "/");
	ck_assert_str_eq(rq->reply.location, "/sign-in");
}
END_TEST

START_TEST(a_poll_says_when_nothing_changed)
{
	struct site_ask ask = {
		.user = RUDO, .path = "/live", .poll = true, .fragment = "n-tasks"
	};
	struct request *rq = site_ask(&ask);

	ck_assert_int_eq(rq->reply.code, 200);
	ask.tag = site_header(rq, "ETag");
	ck_assert_ptr_nonnull(ask.tag);
	ck_assert_int_eq(site_ask(&ask)->reply.code, 304);
	site_sql("UPDATE thread SET urgency = 1 WHERE place_id = %d", RIVERSIDE);
	ck_assert_int_eq(site_ask(&ask)->reply.code, 200);
}
END_TEST

/* How the transaction waits in which something of this kind is noted. */
static bool
disk_is_waited_for(const char *object)
{
	return site_number(
		   "SELECT (address = 'on')::int FROM audit WHERE object = '%s' "
		   "ORDER BY id DESC LIMIT 1",
		   object) == 1;
}

START_TEST(nobody_waits_for_the_disk_to_look)
{
	struct request *rq;

	site_sql("CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
		 "NEW.address := current_setting('synchronous_commit'); RETURN NEW; "
		 "END $$; CREATE TRIGGER waits BEFORE INSERT ON audit FOR EACH ROW "
		 "EXECUTE FUNCTION waits()");
	site_get(RUDO, "/patients/401");
	ck_assert(!disk_is_waited_for("patient"));
	site_get(RUDO, "/messages/501");
	ck_assert(!disk_is_waited_for("thread"));
	site_get(RUDO, "/patients/download");
	ck_assert(disk_is_waited_for("patient-list"));
	rq = site_post(RUDO, "/messages/501/reply", "body=");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(disk_is_waited_for("thread"));
	site_sql("DROP TRIGGER waits ON audit; DROP FUNCTION waits()");
}
END_TEST

TCase *
session_pages_tests(void)
{
	TCase *tc = tcase_create("session_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, a_stranger_signs_in_first);
	tcase_add_test(tc, each_role_begins_where_its_work_is);
	tcase_add_test(tc, a_form_needs_its_token_and_our_page);
	tcase_add_test(tc, a_poll_says_when_nothing_changed);
	tcase_add_test(tc, nobody_waits_for_the_disk_to_look);
	return tc;
}
