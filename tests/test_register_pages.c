/* test_register_pages.c - registering a client on one page. */

#include <inttypes.h>
#include <string.h>

#include "site_test.h"

/* What a nurse types; what a test adds later in the body counts first. */
#define FORM                                                                         \
	"&given_name=Tonderai&family_name=Nhamo-Sibanda&age=27&sex=male"             \
	"&phone=0775%20550%20193&phone_owner=own&language=sn&anchor_date=2031-03-03" \
	"&method=surgical&consent=1&consent_date=2031-03-03"

static struct request *
sent(int64_t user, const char *first)
{
	return site_post(
	    user, "/patients/new", arena_printf(site_arena(), "%s%s", first, FORM));
}

static int64_t
newest(void)
{
	return site_number("SELECT id FROM patient ORDER BY created_at DESC LIMIT 1");
}

static int64_t
patients(void)
{
	return site_number("SELECT count(*) FROM patient");
}

START_TEST(empty_form)
{
	struct request *rq = site_get(RUDO, "/patients/new");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Register a client"));
	ck_assert_str_eq(site_value(rq, "anchor_date"), "2031-03-03");
	ck_assert_str_ne(site_value(rq, "once"), "");
	/* One facility is not asked for; of two, one is chosen. */
	ck_assert(!site_shows(rq, "name=\"place_id\""));
	ck_assert(site_shows(site_get(NOMSA, "/patients/new"), "name=\"place_id\""));
	/* The administrator follows nobody up. */
	ck_assert_int_eq(site_get(ADA, "/patients/new")->reply.code, 403);
}
END_TEST

START_TEST(saved_in_one)
{
	struct request *rq = sent(RUDO, "once=0f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e");
	int64_t id = newest();

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location,
	    arena_printf(site_arena(), "/patients/%" PRId64 "/registered", id));
	ck_assert_str_eq(site_text("SELECT e164 FROM phone ph JOIN patient p "
				   "ON p.phone_id = ph.id WHERE p.id = %" PRId64,
			     id),
	    "+263775550193");
	ck_assert_str_eq(
	    site_text("SELECT number FROM patient WHERE id = %" PRId64, id), "R-2332");
	ck_assert_str_eq(
	    site_text("SELECT folded FROM patient WHERE id = %" PRId64, id),
	    "tonderai nhamo-sibanda r-2332");
	ck_assert_int_eq(site_number("SELECT count(*) FROM enrolment WHERE state = "
				     "'active' AND consent_by = %d AND patient_id = "
				     "%" PRId64,
			     RUDO, id),
	    1);
	/* 13 questions and the closing text, each at seven in Harare. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM reminder WHERE patient_id = "
				     "%" PRId64,
			     id),
	    14);
	ck_assert_str_eq(site_text("SELECT min(due_at AT TIME ZONE 'Africa/Harare') "
				   "FROM reminder WHERE patient_id = %" PRId64,
			     id),
	    "2031-03-04T07:00:00");
	ck_assert_int_eq(site_number("SELECT count(*) FROM thread t JOIN message m ON "
				     "m.thread_id = t.id JOIN outbox o ON o.id = "
				     "m.outbox_id WHERE t.patient_id = %" PRId64
				     " AND m.kind = 'automatic' AND m.state = 'queued' "
				     "AND o.state = 'ready' AND o.priority = 3",
			     id),
	    1);
	/* Not a waiting conversation, and sent twice it is saved once. */
	ck_assert_str_eq(site_text("SELECT state FROM thread WHERE patient_id = "
				   "%" PRId64,
			     id),
	    "quiet");
	ck_assert_int_eq(
	    sent(RUDO, "once=0f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e")->reply.code, 303);
	ck_assert_int_eq(newest(), id);
}
END_TEST

struct refusal {
	const char *first, *words;
};

/* Only of a phone that is somebody else's. */
START_TEST(whose_phone_it_is_agrees_too)
{
	ck_assert_int_eq(sent(RUDO, "owner_consent=1")->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM consent WHERE who = 'phone-owner'"), 0);
	ck_assert_int_eq(
	    sent(RUDO, "given_name=Themba&owner_consent=1&phone_owner=other"
		       "&phone_owner_name=Ruth,+aunt&phone=0775+550+194")
		->reply.code,
	    303);
	ck_assert_str_eq(
	    site_text("SELECT name || ' ' || version FROM consent WHERE who = "
		      "'phone-owner'"),
	    "Ruth, aunt 2026-1");
}
END_TEST

/* Each is refused in words, keeps what was typed, and stores nothing. */
START_TEST(refused)
{
	static const struct refusal refusals[] = {
		{ "given_name=", "First name: please fill this in." },
		{ "age=", "Date of birth: please give it, or his age in years." },
		{ "age=x", "Age: write whole years" },
		{ "age=8",
		    "Age: he is 8. The programme follows clients from 10 years" },
		{ "birth_date=2031-03-04&age=", "Date of birth: this cannot be." },
		{ "birth_date=1900-01-02", "Date of birth: this cannot be." },
		{ "phone=0775%2055", "Mobile phone: this number is too short." },
		{ "phone=call%20me", "Mobile phone: this is not a phone number." },
		{ "phone=", "Mobile phone: please fill this in." },
		{ "anchor_date=2031-03-04",
		    "Date of the procedure: this day is still" },
		{ "anchor_date=2031-02-17",
		    "Date of the procedure: more than 13 days" },
		{ "anchor_date=2031-02-30",
		    "Date of the procedure: write an existing" },
		{ "method=spell", "Method: choose one from the list." },
		{ "language=xx", "Language of his SMS: choose one from the list." },
		{ "consent=", "Consent: tick this when he has signed the form." },
		{ "consent_date=2031-03-04", "Date on the consent form: this day" },
		{ "phone_owner=other", "please say whose phone it is" },
		{ "phone2=0775550193", "Second phone: this is the first one again." },
		{ "number=R-2318", "another client has it" },
		{ "age=16", "Guardian’s name: he is 16" },
	};
	int64_t before = patients();

	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct request *rq = sent(RUDO, refusals[i].first);

		ck_assert_msg(
		    rq->reply.code == 422, "%s: %d", refusals[i].first, rq->reply.code);
		ck_assert_msg(site_count(rq, refusals[i].words) >= 2,
		    "%s: not in the summary and at the field: %s", refusals[i].first,
		    refusals[i].words);
		ck_assert_msg(site_shows(rq, "Nothing is saved yet: 1 thing") ||
				  strncmp(refusals[i].first, "age=16", 6) == 0,
		    "%s: more than one fault", refusals[i].first);
		ck_assert_str_eq(site_value(rq, "family_name"), "Nhamo-Sibanda");
	}
	/* Not even a facility that the page did not ask for. */
	ck_assert_int_eq(sent(RUDO, "place_id=102")->reply.code, 422);
	ck_assert_int_eq(patients(), before);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM phone WHERE e164 = '+263775550193'"), 0);
}
END_TEST

START_TEST(minor_with_guardian)
{
	struct request *rq = sent(RUDO, "age=16&guardian_name=Rumbidzai%20Sibanda"
					"&guardian_relation=mother");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "tick this when the guardian has signed"));
	ck_assert_str_eq(site_value(rq, "guardian_name"), "Rumbidzai Sibanda");
	rq = sent(RUDO, "age=16&guardian_name=Rumbidzai%20Sibanda"
			"&guardian_relation=mother&guardian_consent=1");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient p JOIN enrolment e ON "
			"e.patient_id = p.id WHERE guardian_name = 'Rumbidzai "
			"Sibanda' AND guardian_consent AND birth_estimated"),
	    1);
	/* What the script asks while the age is typed. */
	ck_assert(site_shows(site_get(RUDO, "/patients/new/guardian?age=16"),
	    "He is 16: a guardian must agree too"));
	ck_assert(
	    !site_shows(site_get(RUDO, "/patients/new/guardian?birth_date=2001-01-01"),
		"guardian_name"));
}
END_TEST

START_TEST(known_phone_is_a_question)
{
	struct request *rq = sent(RUDO, "phone=%2B263775550142");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "This number is already in use"));
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "R-2318"));
	ck_assert(site_shows(rq, "Two people share this phone"));
	ck_assert_str_eq(site_value(rq, "asked_phone"), "+263775550142");
	/* The answer to a question about another number answers nothing. */
	rq = sent(RUDO,
	    "phone=%2B263775550142&same_phone=shared&asked_phone=%2B263775550188");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = sent(
	    RUDO, "phone=%2B263775550142&same_phone=wrong&asked_phone=%2B263775550142");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "please correct the number"));
	rq = sent(
	    RUDO, "phone=%2B263775550142&same_phone=same&asked_phone=%2B263775550142");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/patients/401");
	ck_assert_str_eq(
	    site_text("SELECT phone_owner FROM patient WHERE id = %d", TINASHE), "own");
	rq = sent(
	    RUDO, "phone=0775550142&same_phone=shared&asked_phone=%2B263775550142");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE phone_id = 301 "
			"AND phone_owner = 'shared'"),
	    2);
}
END_TEST

/* What another facility knows is said without a name. */
START_TEST(known_elsewhere)
{
	struct request *rq = sent(RUDO, "phone=%2B254712345678");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "a client of another facility"));
	ck_assert(!site_shows(rq, "Lovemore"));
	ck_assert(!site_shows(rq, "value=\"same\""));
	rq = sent(RUDO,
	    "phone=%2B254712345678&same_phone=shared&asked_phone=%2B254712345678");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT phone_owner FROM patient WHERE id = %d", LOVEMORE),
	    "own");
}
END_TEST

START_TEST(namesake_is_a_question)
{
	struct request *rq =
	    sent(RUDO, "given_name=tinashe&family_name=M%C3%B2yo&age=24");

	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(
	    site_shows(rq, "Somebody of this name and age is registered already"));
	rq = sent(RUDO, "given_name=tinashe&family_name=M%C3%B2yo&age=24&same_name=same"
			"&asked_name=tinashe%20moyo");
	ck_assert_str_eq(rq->reply.location, "/patients/401");
	rq =
	    sent(RUDO, "given_name=tinashe&family_name=M%C3%B2yo&age=24&same_name=other"
		       "&asked_name=tinashe%20moyo");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_ne(rq->reply.location, "/patients/401");
	/* Of another age he is another man. */
	ck_assert_int_eq(sent(RUDO, "given_name=Tinashe&family_name=Moyo&age=44&phone="
				    "0775550194")
			     ->reply.code,
	    303);
}
END_TEST

START_TEST(phone_asked_by_the_script)
{
	struct request *rq = site_get(RUDO, "/patients/new/phone?phone=0775550188");

	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<template>"));
	ck_assert(site_shows(rq, "id=\"phone-check\""));
	ck_assert(site_shows(rq, "Kudzai Dube"));
	ck_assert(site_shows(rq, "Tapiwa Dube"));
	rq = site_get(RUDO, "/patients/new/phone?phone=0775550193");
	ck_assert(site_shows(rq, "Reads as"));
	ck_assert(!site_shows(rq, "same_phone"));
	rq = site_get(RUDO, "/patients/new/phone?phone=12");
	ck_assert(site_shows(rq, "too short"));
	/* A client's own number is no news while it is corrected. */
	rq = site_get(RUDO, "/patients/new/phone?phone=0775550142&patient=401");
	ck_assert(!site_shows(rq, "already in use"));
}
END_TEST

START_TEST(register_another)
{
	struct request *rq =
	    sent(NOMSA, "place_id=102&anchor_date=2031-03-01&method=device"
			"&language=nd&then=another");
	int64_t id = newest();

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location,
	    arena_printf(
		site_arena(), "/patients/new?after=%" PRId64 "&notice=registered", id));
	ck_assert_int_eq(
	    site_number("SELECT place_id FROM patient WHERE id = %" PRId64, id),
	    HILLVIEW);
	rq = site_get(NOMSA, rq->reply.location);
	ck_assert_str_eq(site_value(rq, "anchor_date"), "2031-03-01");
	ck_assert(site_shows(rq, "value=\"device\" selected"));
	ck_assert(site_shows(rq, "value=\"nd\" selected"));
	ck_assert(site_shows(rq, "value=\"102\" selected"));
	ck_assert_str_eq(site_value(rq, "given_name"), "");
	/* Days that have passed are not planned. */
	ck_assert_int_eq(site_number("SELECT count(*) FROM reminder WHERE day <= 2 AND "
				     "patient_id = %" PRId64,
			     id),
	    0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM reminder WHERE patient_id = "
				     "%" PRId64,
			     id),
	    12);
}
END_TEST

START_TEST(names_as_people_have_them)
{
	struct request *rq =
	    sent(RUDO, "given_name=%E1%8A%A0%E1%89%A0%E1%89%A0&family_name=");

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE family_name = '' "
			"AND given_name = U&'\\12A0\\1260\\1260'"),
	    1);
	rq = sent(RUDO, "given_name=N%27Dri-Jos%C3%A9&family_name=O%E2%80%99Brien&"
			"phone=0775550194");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM patient WHERE folded LIKE "
				     "'n''dri-jose o''brien %%'"),
	    1);
}
END_TEST

/* The card's number goes on where the clinic's own numbers are. */
START_TEST(next_number)
{
	static const struct {
		const char *newest, *next;
	} cases[] = {
		{ "ZW-1099", "ZW-1100" }, { "0099", "0100" }, { "099", "100" },
		{ "2031/9", "2031/10" },
		{ "no number", "R-2332" }, /* those before it count */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		site_sql(
		    "DELETE FROM patient WHERE id = 1; INSERT INTO patient (id, "
		    "place_id, "
		    "number, given_name, folded, birth_date, language, created_at) "
		    "OVERRIDING SYSTEM VALUE VALUES (1, 101, '%s', 'X', 'x', "
		    "'2000-01-01', 'en', business_now())",
		    cases[i].newest);
		ck_assert_str_eq(
		    site_text("SELECT patient_next_number(101)"), cases[i].next);
	}
	site_sql(
	    "INSERT INTO place (id, kind, name) OVERRIDING SYSTEM VALUE VALUES (190, "
	    "'facility', 'Chitsa')");
	ck_assert_str_eq(site_text("SELECT patient_next_number(190)"), "C-1001");
}
END_TEST

START_TEST(welcome_on_its_way)
{
	const char *path;
	struct request *rq = sent(RUDO, "");
	int64_t id = newest();

	rq = site_get(RUDO, rq->reply.location);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Tonderai Nhamo-Sibanda is registered"));
	ck_assert(site_shows(rq, "Welcome SMS on its way"));
	ck_assert(site_shows(rq, "data-every=\"2\""));
	ck_assert_str_eq(rq->reply.shown, "patient");
	path = arena_printf(site_arena(), "/patients/%" PRId64 "/welcome", id);
	site_sql("UPDATE message SET state = 'sent', sent_at = business_now() WHERE "
		 "patient_id = %" PRId64,
	    id);
	ck_assert(site_shows(site_get(RUDO, path), "Waiting for the phone to confirm"));
	site_sql(
	    "UPDATE message SET state = 'delivered', delivered_at = business_now() "
	    "WHERE patient_id = %" PRId64,
	    id);
	rq = site_get(RUDO, path);
	ck_assert(site_shows(rq, "The number works."));
	ck_assert(!site_shows(rq, "data-poll"));
	site_sql(
	    "UPDATE message SET state = 'failed', delivered_at = NULL, reason = 'The "
	    "number is not in use.' WHERE patient_id = %" PRId64,
	    id);
	rq = site_get(RUDO, path);
	ck_assert(
	    site_shows(rq, "Welcome SMS not delivered: The number is not in use."));
	ck_assert(site_shows(rq, "Save and send again"));
	/* Another facility's nurse sees nothing of it. */
	ck_assert_int_eq(site_get(ALICE, path)->reply.code, 404);
}
END_TEST

START_TEST(from_an_unknown_number)
{
	struct request *rq;

	site_sql("INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES (390, "
		 "'+263775550199'); INSERT INTO thread (id, kind, phone_id) OVERRIDING "
		 "SYSTEM VALUE VALUES (590, 'unknown', 390)");
	rq = site_get(RUDO, "/patients/new?thread=590");
	ck_assert_str_eq(site_value(rq, "phone"), "077 555 0199");
	ck_assert_str_eq(site_value(rq, "thread_id"), "590");
	site_sql("INSERT INTO message (thread_id, phone_id, direction, kind, body, "
		 "state, at) "
		 "VALUES (590, 390, 'in', 'reply', 'How do I wash?', 'received', "
		 "business_now())");
	rq = sent(RUDO, "thread_id=590&phone=0775550199");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT patient_id FROM message WHERE body = 'How do I wash?'"),
	    newest());
	/* A patient's thread is no unknown number. */
	ck_assert_str_eq(
	    site_value(site_get(RUDO, "/patients/new?thread=501"), "phone"), "");
}
END_TEST

TCase *
register_pages_tests(void)
{
	TCase *tc = tcase_create("register_pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, empty_form);
	tcase_add_test(tc, saved_in_one);
	tcase_add_test(tc, whose_phone_it_is_agrees_too);
	tcase_add_test(tc, refused);
	tcase_add_test(tc, minor_with_guardian);
	tcase_add_test(tc, known_phone_is_a_question);
	tcase_add_test(tc, known_elsewhere);
	tcase_add_test(tc, namesake_is_a_question);
	tcase_add_test(tc, phone_asked_by_the_script);
	tcase_add_test(tc, register_another);
	tcase_add_test(tc, names_as_people_have_them);
	tcase_add_test(tc, next_number);
	tcase_add_test(tc, welcome_on_its_way);
	tcase_add_test(tc, from_an_unknown_number);
	return tc;
}
