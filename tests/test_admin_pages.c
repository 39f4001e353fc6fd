/* test_admin_pages.c - people, facilities and the trail, for the administrator. */

#include <inttypes.h>
#include <string.h>

#include "ext/secret.h"
#include "site_test.h"

#define LONG "four%20plain%20old%20words"

START_TEST(only_for_the_administrator)
{
	static const char *const paths[] = { "/admin/users", "/admin/users/new",
		"/admin/users/201", "/admin/places", "/admin/places/new",
		"/admin/places/101", "/audit" };

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		ck_assert_int_eq(site_get(ADA, paths[i])->reply.code, 200);
		ck_assert_int_eq(site_get(RUDO, paths[i])->reply.code, 403);
		ck_assert_int_eq(site_get(NOMSA, paths[i])->reply.code, 403);
		ck_assert_int_eq(site_get(NOBODY, paths[i])->reply.code, 303);
	}
	ck_assert_int_eq(
	    site_post(RUDO, "/admin/users/201", "version=1&name=X&role=admin")
		->reply.code,
	    403);
	ck_assert_int_eq(site_post(NOMSA, "/admin/users/new", "")->reply.code, 403);
	ck_assert_int_eq(
	    site_post(RUDO, "/admin/places/101", "version=1")->reply.code, 403);
	ck_assert_int_eq(site_get(ADA, "/admin/users/99")->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, "/admin/places/99")->reply.code, 404);
}
END_TEST

/* People. */

START_TEST(people)
{
	struct request *rq = site_get(ADA, "/admin/users");

	ck_assert(site_shows(rq, "Sr Rudo Makoni"));
	ck_assert(site_shows(rq, "Riverside Clinic"));
	ck_assert(site_shows(rq, "Administrator"));
	rq = site_get(ADA, "/admin/users/201");
	ck_assert_str_eq(site_value(rq, "name"), "Sr Rudo Makoni");
	ck_assert(site_shows(rq, "value=\"101\" checked"));
	ck_assert(!site_shows(rq, "value=\"102\" checked"));
}
END_TEST

START_TEST(person_added)
{
	struct request *rq = site_post(ADA, "/admin/users/new",
	    "name=Blessed%20Phiri&username=BPhiri&role=nurse&place=103&language=en"
	    "&password=" LONG);

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT place_id FROM user_place up JOIN app_user u ON "
			"u.id = up.user_id WHERE username = 'bphiri'"),
	    GOMO);
	ck_assert_int_eq(
	    secret_password_verify(
		site_text(
		    "SELECT password_hash FROM app_user WHERE username = 'bphiri'"),
		"four plain old words"),
	    OK);
	/* The trail says so, and shows no hash. */
	rq = site_get(ADA, "/audit?object=app_user");
	ck_assert(site_shows(
	    rq, arena_printf(site_arena(),
		    "<a href=\"/admin/users/%d\">Person Blessed Phiri</a>",
		    (int)site_number(
			"SELECT id FROM app_user WHERE username = 'bphiri'"))));
	ck_assert(!site_shows(rq, "argon2"));
}
END_TEST

START_TEST(person_refused)
{
	static const struct {
		const char *first, *words;
	} refusals[] = {
		{ "name=", "Name: please fill this in." },
		{ "username=r", "User name: use at least two small letters" },
		{ "username=a%20b", "User name: use at least two small letters" },
		{ "username=Rudo", "User name: somebody has it already." },
		{ "password=short", "Password: use at least 15 letters" },
		{ "password=bphiri%20bphiri%20bphiri",
		    "leave your user name out of it" },
		{ "role=king", "Role: choose one from the list." },
		{ "role=nurse&place=101", "Facilities: a nurse works in one." },
		{ "language=xx", "Language of the pages: choose one from the list." },
	};

	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct request *rq = site_post(ADA, "/admin/users/new",
		    arena_printf(site_arena(), "%s%s", refusals[i].first,
			"&name=Blessed%20Phiri&username=bphiri&role=supervisor&place="
			"103"
			"&language=en&password=" LONG));

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", refusals[i].first, rq->reply.code);
		ck_assert_msg(
		    site_shows(rq, refusals[i].words), "%s", refusals[i].first);
		ck_assert(!site_shows(rq, "four plain"));
	}
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM app_user WHERE username = 'bphiri'"), 0);
}
END_TEST

START_TEST(person_changed)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO task (place_id, patient_id, kind, source, priority, who, "
	    "starts_at, due_at, created_at, owner_id, status) SELECT 101, 401, "
	    "'visit', "
	    "'t' || n, 3, 'x', business_now(), business_now(), business_now(), 201, "
	    "'accepted' FROM generate_series(1, 2) n");
	ck_assert(
	    site_shows(site_get(ADA, "/admin/users/201"), "2 open tasks go back"));
	/* She stays where she is: her work stays hers. */
	rq = site_post(ADA, "/admin/users/201",
	    "version=1&name=Sr%20Rudo%20Makoni-Moyo&role=nurse&place=101&language=en");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE owner_id = 201"), 2);
	ck_assert_str_eq(site_text("SELECT name FROM app_user WHERE id = 201"),
	    "Sr Rudo Makoni-Moyo");
	/* She moves: it goes back to her colleagues, and she sees the new place. */
	rq = site_post(ADA, "/admin/users/201",
	    "version=2&name=Sr%20Rudo%20Makoni&role=nurse&place=102&language=en");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE owner_id IS NULL AND "
			"status = 'requested'"),
	    2);
	ck_assert_int_eq(site_number("SELECT count(*) FROM task_event WHERE what = "
				     "'released' AND user_id = %d",
			     ADA),
	    2);
	ck_assert_int_eq(site_get(RUDO, "/patients/401")->reply.code, 404);
	ck_assert_int_eq(site_get(RUDO, "/patients/405")->reply.code, 200);
	/* Two administrators at once. */
	rq = site_post(ADA, "/admin/users/201",
	    "version=2&name=Another%20Name&role=nurse&place=102&language=en");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert_str_eq(site_value(rq, "name"), "Another Name");
	ck_assert_str_eq(site_value(rq, "version"), "3");
}
END_TEST

START_TEST(person_disabled)
{
	struct request *rq;

	site_sql("INSERT INTO task (place_id, patient_id, kind, source, priority, who, "
		 "starts_at, due_at, created_at, owner_id, status) VALUES (101, 401, "
		 "'visit', 't', 3, 'x', business_now(), business_now(), "
		 "business_now(), 201, "
		 "'accepted'); UPDATE thread SET assigned_to = 201 WHERE id = 501");
	ck_assert_int_eq(site_get(RUDO, "/account")->reply.code, 200);
	rq = site_post(ADA, "/admin/users/201/disable", "version=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM session WHERE user_id = 201"), 0);
	ck_assert_int_eq(site_get(RUDO, "/account")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE owner_id = 201"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread WHERE assigned_to = 201"), 0);
	rq = site_get(ADA, "/admin/users/201");
	ck_assert(site_shows(rq, "Let her sign in again"));
	ck_assert_int_eq(
	    site_post(ADA, "/admin/users/201/enable", "version=1")->reply.code, 409);
	ck_assert_int_eq(
	    site_post(ADA, "/admin/users/201/enable", "version=2")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM app_user WHERE id = 201 AND "
				     "active"),
	    1);
	/* Nobody locks herself out. */
	ck_assert_int_eq(
	    site_post(ADA, "/admin/users/205/disable", "version=1")->reply.code, 403);
	rq = site_post(ADA, "/admin/users/205",
	    "version=1&name=Ada%20Chirwa&role=supervisor&place=101&language=en");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "this is your own account"));
}
END_TEST

START_TEST(password_set)
{
	struct request *rq =
	    site_post(ADA, "/admin/users/201/password", "password=short");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert_int_eq(site_get(RUDO, "/account")->reply.code, 200);
	rq = site_post(ADA, "/admin/users/201/password", "password=" LONG);
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(site_get(RUDO, "/account")->reply.code, 303);
	ck_assert_int_eq(
	    secret_password_verify(
		site_text("SELECT password_hash FROM app_user WHERE id = 201"),
		"four plain old words"),
	    OK);
}
END_TEST

/* Facilities. */

#define PLACE                                                              \
	"name=Riverside%20Clinic&zone=Africa/Harare&region=ZW&language=en" \
	"&opens=07:30&closes=16:30&checkin_time=07:00&quiet_from=20:00"    \
	"&quiet_until=06:00&emergency_phone=0772000101"

static struct request *
place_sent(const char *path, const char *first)
{
	return site_post(ADA, path,
	    arena_printf(
		site_arena(), "%s%s%s", first, *first != '\0' ? "&" : "", PLACE));
}

START_TEST(places)
{
	struct request *rq = site_get(ADA, "/admin/places");

	ck_assert(site_shows(rq, "Riverside Clinic"));
	ck_assert(site_shows(rq, "data-label=\"In follow-up\">5<"));
	rq = site_get(ADA, "/admin/places/103");
	ck_assert_str_eq(site_value(rq, "zone"), "Africa/Nairobi");
	ck_assert_str_eq(site_value(rq, "checkin_time"), "07:00");
	rq =
	    place_sent("/admin/places/new", "name=Chitsa%20Clinic&region=ke"
					    "&zone=Africa/Nairobi&emergency_phone=112");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT region FROM place WHERE name = 'Chitsa Clinic'"), "KE");
}
END_TEST

START_TEST(place_refused)
{
	static const struct {
		const char *first, *words;
	} refusals[] = {
		{ "name=", "Name: please fill this in." },
		{ "name=Gomo%20Clinic", "Name: another facility has it." },
		{ "zone=Harare", "“Harare” is not known. Write its IANA name" },
		{ "zone=../etc/passwd", "is not known. Write its IANA name" },
		{ "region=Z", "write two letters" },
		{ "language=xx", "Language of most clients: choose one" },
		{ "opens=25:00", "“25:00” is not a time of the day." },
		{ "closes=07:00", "Closes: this must be later than the opening." },
		{ "checkin_time=21:00", "this lies in the quiet hours" },
		{ "checkin_time=05:59", "this lies in the quiet hours" },
		{ "emergency_phone=none", "“none” is not a phone number." },
		{ "closed=1", "clients are still in follow-up here" },
	};

	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct request *rq = place_sent("/admin/places/101",
		    arena_printf(site_arena(), "version=1&%s", refusals[i].first));

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", refusals[i].first, rq->reply.code);
		ck_assert_msg(
		    site_shows(rq, refusals[i].words), "%s", refusals[i].first);
	}
	ck_assert_int_eq(site_number("SELECT version FROM place WHERE id = 101"), 1);
}
END_TEST

static const char *
due_of(const char *date)
{
	return site_text(
	    "SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') "
	    "FROM reminder WHERE due_date = '%s'",
	    date);
}

START_TEST(plans_move_with_the_place)
{
	struct request *rq;

	/* It is 08:02: today's is sent, tomorrow's is planned, one is late. */
	site_sql(
	    "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, "
	    "due_date, due_at, state) VALUES "
	    "(601, 401, 101, 'day_2', 2, '2031-03-02', '2031-03-02 05:00Z', 'sent'), "
	    "(601, 401, 101, 'day_3', 3, '2031-03-03', '2031-03-03 15:00Z', "
	    "'planned'), "
	    "(601, 401, 101, 'day_4', 4, '2031-03-04', '2031-03-04 05:00Z', "
	    "'planned'), "
	    "(605, 405, 102, 'day_7', 7, '2031-03-05', '2031-03-05 05:00Z', "
	    "'planned')");
	rq = place_sent("/admin/places/101", "version=1&checkin_time=07:30");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(due_of("2031-03-02"), "2031-03-02 05:00");
	/* Moved to a moment that has passed it would never be asked. */
	ck_assert_str_eq(due_of("2031-03-03"), "2031-03-03 15:00");
	ck_assert_str_eq(due_of("2031-03-04"), "2031-03-04 05:30");
	ck_assert_str_eq(due_of("2031-03-05"), "2031-03-05 05:00");
	rq = place_sent(
	    "/admin/places/101", "version=2&checkin_time=07:30&zone=Africa/Cairo");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(due_of("2031-03-04"), "2031-03-04 05:30");
	rq = place_sent(
	    "/admin/places/101", "version=3&checkin_time=07:30&zone=Africa/Nairobi");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(due_of("2031-03-04"), "2031-03-04 04:30");
	/* By somebody who still saw the old hour. */
	rq = place_sent("/admin/places/101", "version=3&checkin_time=09:00");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert_str_eq(site_value(rq, "checkin_time"), "09:00");
	ck_assert_str_eq(due_of("2031-03-04"), "2031-03-04 04:30");
}
END_TEST

/* The trail. */

START_TEST(audit_tells)
{
	struct request *rq;

	ck_assert_int_eq(site_get(RUDO, "/patients/401")->reply.code, 200);
	ck_assert_int_eq(site_post(RUDO, "/patients/401/edit",
			     "version=1&given_name=Tinashe&family_name=Moyo-Phiri&"
			     "birth_date=2007-01-22&sex=male&number=R-2318&language=en&"
			     "phone_owner=own")
			     ->reply.code,
	    303);
	rq = site_get(ADA, "/audit");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<td>Client 401<span"));
	ck_assert(site_shows(rq, "<a href=\"/admin/users/201\">"));
	ck_assert(site_shows(rq, "<a href=\"/admin/places/101\">Riverside Clinic</a>"));
	ck_assert(
	    site_shows(rq, "Surname: Moyo-Phiri <span class=\"soft\">was</span> Moyo"));
	ck_assert(site_shows(rq, "Mon 3 Mar 06:02"));
	ck_assert(site_shows(rq, "Times are of UTC."));
	/* Reads alone, of one person, of a day. */
	rq = site_get(ADA, "/audit?kind=seen&who=201&object=patient&from=2031-03-03");
	ck_assert(site_shows(rq, "<td>Saw</td>"));
	ck_assert(!site_shows(rq, "<td>Changed</td>"));
	rq = site_get(ADA, "/audit?who=202&object=patient&from=2031-03-03");
	ck_assert(site_shows(rq, "Nothing of this kind"));
	rq = site_get(ADA, "/audit?from=2031-03-04");
	ck_assert(site_shows(rq, "Nothing of this kind"));
	rq = site_get(ADA, "/audit?from=tomorrow");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "write an existing date"));
}
END_TEST

/* Each line leads to what it speaks of, where that is the administrator's to open. */
START_TEST(audit_leads)
{
	static const struct {
		const char *object, *link;
	} lines[] = {
		{ "user_place", "/admin/users/103" },
		{ "place", "/admin/places/103" },
		{ "place_holiday", "/admin/places/101/days" },
		{ "mail_person", "/admin/mail" },
		{ "form", "/admin/forms/103" },
		{ "form_version", "/admin/forms/103" },
		{ "schedule_version", "/admin/schedules/103" },
		{ "schedule_off", "/admin/schedules/off" },
		{ "text_version", "/admin/texts/versions/103" },
		{ "setting_version", "/admin/settings" },
		{ "answer", "/admin/answers/103" },
		{ "task", NULL },
		{ "thread", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct request *rq;

		site_sql("INSERT INTO audit (at, place_id, action, object, object_id) "
			 "VALUES (business_now() + interval '%d min', 101, 'update', "
			 "'%s', 103)",
		    (int)i + 1, lines[i].object);
		rq = site_get(ADA, "/audit");
		if (lines[i].link == NULL)
			ck_assert_msg(
			    site_count(rq, "103<span") > 0, "%s", lines[i].object);
		else
			ck_assert_msg(
			    site_shows(rq, arena_printf(site_arena(),
					       "<td><a href=\"%s\">", lines[i].link)),
			    "%s", lines[i].object);
	}
}
END_TEST

START_TEST(audit_pages)
{
	struct request *rq;
	const char *link;

	site_sql("INSERT INTO audit (at, user_id, action, object, object_id) SELECT "
		 "business_now(), 202, 'read', 'task', 10000 + n FROM "
		 "generate_series(1, 60) n");
	rq = site_get(ADA, "/audit?who=202&kind=seen&object=task&from=2031-03-03");
	ck_assert_int_eq(site_count(rq, "Task 100"), 50);
	link = strstr(rq->reply.body.data, "before=");
	ck_assert_ptr_nonnull(link);
	rq = site_get(
	    ADA, arena_printf(site_arena(),
		     "/audit?who=202&kind=seen&object=task&from=2031-03-03&%.*s",
		     (int)strcspn(link, "\""), link));
	ck_assert_int_ge(site_count(rq, "Task 100"), 10);
	ck_assert(site_shows(rq, "Task 10010"));
	ck_assert(!site_shows(rq, "Task 10011"));
}
END_TEST

TCase *
admin_pages_tests(void)
{
	TCase *tc = tcase_create("admin_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, only_for_the_administrator);
	tcase_add_test(tc, people);
	tcase_add_test(tc, person_added);
	tcase_add_test(tc, person_refused);
	tcase_add_test(tc, person_changed);
	tcase_add_test(tc, person_disabled);
	tcase_add_test(tc, password_set);
	tcase_add_test(tc, places);
	tcase_add_test(tc, place_refused);
	tcase_add_test(tc, plans_move_with_the_place);
	tcase_add_test(tc, audit_tells);
	tcase_add_test(tc, audit_leads);
	tcase_add_test(tc, audit_pages);
	return tc;
}
