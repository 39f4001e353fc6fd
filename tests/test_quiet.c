/* test_quiet.c - the hours in which clients are left alone, and what waits for their end. */

#include <string.h>

#include "base/clock.h"
#include "core/later.h"
#include "core/quiet.h"
#include "site_test.h"
#include "tests.h"

#define THREAD "/messages/501"

/* At each moment, when it leaves; "" for now. */
static const struct {
	const char *from, *until, *zone, *now, *ends;
} nights[] = {
	{ "20:00", "06:00", "Africa/Harare", "2031-03-03T08:02:00+02:00", "" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-03T19:59:59+02:00", "" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-03T20:00:00+02:00",
	    "2031-03-04T04:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-03T23:59:59+02:00",
	    "2031-03-04T04:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-04T00:00:00+02:00",
	    "2031-03-04T04:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-04T05:59:59+02:00",
	    "2031-03-04T04:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-04T06:00:00+02:00", "" },
	/* The ends of a month and a year. */
	{ "20:00", "06:00", "Africa/Harare", "2031-02-28T21:00:00+02:00",
	    "2031-03-01T04:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-12-31T21:00:00+02:00",
	    "2032-01-01T04:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2032-02-28T21:00:00+02:00",
	    "2032-02-29T04:00:00Z" },
	/* By day, never, and nonsense. */
	{ "12:00", "14:00", "Africa/Harare", "2031-03-03T13:00:00+02:00",
	    "2031-03-03T12:00:00Z" },
	{ "12:00", "14:00", "Africa/Harare", "2031-03-03T15:00:00+02:00", "" },
	{ "12:00", "12:00", "Africa/Harare", "2031-03-03T12:00:00+02:00", "" },
	{ "", "", "Africa/Harare", "2031-03-03T23:00:00+02:00", "" },
	{ "ab:cd", "06:00", "Africa/Harare", "2031-03-03T23:00:00+02:00", "" },
	/* Berlin's clocks go forward at 02:00 on 30 March, and back at 03:00 on 26 October. */
	{ "20:00", "06:00", "Europe/Berlin", "2031-03-29T22:00:00+01:00",
	    "2031-03-30T04:00:00Z" },
	{ "20:00", "06:00", "Europe/Berlin", "2031-10-25T22:00:00+02:00",
	    "2031-10-26T05:00:00Z" },
	{ "20:00", "02:30", "Europe/Berlin", "2031-03-29T22:00:00+01:00",
	    "2031-03-30T01:30:00Z" }, /* taken away: 03:30 */
	{ "20:00", "02:30", "Europe/Berlin", "2031-10-25T22:00:00+02:00",
	    "2031-10-26T00:30:00Z" }, /* twice: the first */
};

START_TEST(quiet_hours_end)
{
	struct arena *arena = arena_new();
	int64_t now, ends;

	ck_assert_int_eq(clock_parse(nights[_i].now, &now), OK);
	ends = quiet_ends(nights[_i].from, nights[_i].until, nights[_i].zone, now);
	ck_assert_str_eq(ends != 0 ? clock_iso(arena, ends) : "", nights[_i].ends);
	arena_free(arena);
}
END_TEST

static const struct {
	const char *from, *until, *zone, *now, *begins;
} evenings[] = {
	{ "20:00", "06:00", "Africa/Harare", "2031-03-03T08:02:00+02:00",
	    "2031-03-03T18:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-03T20:00:00+02:00",
	    "2031-03-04T18:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-02-28T21:00:00+02:00",
	    "2031-03-01T18:00:00Z" },
	{ "20:00", "06:00", "Africa/Harare", "2031-03-04T00:00:00+02:00",
	    "2031-03-04T18:00:00Z" },
	{ "12:00", "12:00", "Africa/Harare", "2031-03-03T08:00:00+02:00", "" },
	{ "", "", "Africa/Harare", "2031-03-03T08:00:00+02:00", "" },
	{ "20:00", "06:00", "Europe/Berlin", "2031-03-29T22:00:00+01:00",
	    "2031-03-30T18:00:00Z" },
	{ "20:00", "06:00", "Europe/Berlin", "2031-10-25T22:00:00+02:00",
	    "2031-10-26T19:00:00Z" },
};

START_TEST(quiet_hours_begin)
{
	struct arena *arena = arena_new();
	int64_t now, at;

	ck_assert_int_eq(clock_parse(evenings[_i].now, &now), OK);
	at =
	    quiet_begins(evenings[_i].from, evenings[_i].until, evenings[_i].zone, now);
	ck_assert_str_eq(at != 0 ? clock_iso(arena, at) : "", evenings[_i].begins);
	arena_free(arena);
}
END_TEST

/* Of the site. */

static struct request *
answers_in(const char *thread, const char *more)
{
	struct request *page = site_get(RUDO, thread);
	struct request *rq =
	    site_post(RUDO, arena_printf(site_arena(), "%s/reply", thread),
		arena_printf(site_arena(), "body=Come+today&last_seen=%s&once=%s%s",
		    site_value(page, "last_seen"), site_value(page, "once"), more));

	ck_assert_int_eq(rq->reply.code, 303);
	return rq;
}

static struct request *
answers(const char *more)
{
	return answers_in(THREAD, more);
}

static void
undo(void)
{
	struct request *rq = site_post(RUDO,
	    arena_printf(site_arena(), "/sms/%lld/undo",
		(long long)site_number("SELECT id FROM message WHERE author_id = 201")),
	    "");

	ck_assert_ptr_nonnull(strstr(rq->reply.location, "notice=undone"));
}

static enum status
released(void)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	return tx_end(tx, later_release(tx, 24));
}

static void
release(void)
{
	ck_assert_int_eq(released(), OK);
}

static const char *
leaves(void)
{
	return site_text(
	    "SELECT to_char(run_at AT TIME ZONE 'Africa/Harare', 'DD HH24:MI') "
	    "|| ' ' || priority || ' ' || state FROM outbox WHERE clinical");
}

/* 21:02 on that Monday, and he wrote at seven in the evening. */
static void
at_night(void)
{
	site_later("10 hours 58 min");
	site_says(TINASHE_PHONE, "Can I bath?");
	site_later("2 hours 2 min");
}

START_TEST(at_night_it_waits_for_the_morning)
{
	struct request *rq;

	at_night();
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "Send at 06:00 tomorrow"));
	ck_assert(!site_shows(rq, "Send now"));
	rq = answers("&when=now"); /* nobody was told that it may */
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "notice=later"));
	ck_assert_str_eq(leaves(), "04 06:00 20 ready");
	rq = site_get(RUDO, THREAD);
	ck_assert(site_shows(rq, "Leaves at 06:00 tomorrow"));
	ck_assert(site_shows(rq, "Take back to change it"));
	ck_assert(!site_shows(site_get(TENDAI, THREAD), "Take back to change it"));
	release();
	ck_assert_str_eq(leaves(), "04 06:00 20 ready");
	site_later("8 hours 58 min");
	release();
	ck_assert_str_eq(leaves(), "04 06:00 1 ready");
}
END_TEST

START_TEST(who_just_wrote_may_be_answered_now)
{
	at_night();
	site_says(TINASHE_PHONE, "And tomorrow?");
	ck_assert(site_shows(site_get(RUDO, THREAD), "Send now"));
	answers("&when=now");
	ck_assert_str_eq(leaves(), "03 21:02 1 ready");
}
END_TEST

/* How long that holds is the clinic's own decision. */
START_TEST(how_long_he_has_just_written)
{
	/* clang-format off */
	static const struct { int hours; const char *after; bool now; } rows[] = {
		{ 2, "1 hour 59 min", true }, { 2, "2 hours 1 min", false },
		{ 1, "1 hour 1 min", false }, { 4, "3 hours 50 min", true },
		{ 0, "1 min", false },
	};
	/* clang-format on */
	bool shown;

	at_night();
	site_says(TINASHE_PHONE, "And tomorrow?");
	site_later(rows[_i].after);
	quiet_settings(rows[_i].hours);
	shown = site_shows(site_get(RUDO, THREAD), "Send now");
	answers("&when=now");
	quiet_settings(2);
	ck_assert_int_eq(shown, rows[_i].now);
	ck_assert_int_eq(
	    site_number("SELECT priority FROM outbox WHERE clinical"), shown ? 1 : 20);
}
END_TEST

START_TEST(what_waits_is_taken_back_and_changed)
{
	at_night();
	answers("&when=later");
	undo();
	ck_assert_str_eq(
	    site_text("SELECT body FROM draft WHERE user_id = 201"), "Come today");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
	site_later("9 hours");
	release();
	ck_assert_str_eq(leaves(), "04 06:00 20 cancelled");
}
END_TEST

/* The worker stood from before its hour until the next night. */
START_TEST(what_is_late_waits_for_the_next_morning)
{
	at_night();
	answers("&when=later");
	site_later("25 hours");
	release();
	ck_assert_str_eq(leaves(), "05 06:00 20 ready");
	site_later("7 hours 58 min");
	release();
	ck_assert_str_eq(leaves(), "05 06:00 1 ready");
}
END_TEST

static const struct {
	const char *change, *why, *words;
} changes[] = {
	{ "UPDATE patient SET opted_out_at = business_now(), opted_out_how = 'nurse' "
	  "WHERE id = 401",
	    LATER_STOPPED, "he wanted no messages any more" },
	{ "UPDATE phone SET stopped_at = business_now() WHERE id = 301", LATER_STOPPED,
	    "he wanted no messages any more" },
	{ "UPDATE patient SET phone_id = 302 WHERE id = 401", LATER_NUMBER,
	    "the number was changed" },
};

START_TEST(what_waits_is_looked_at_once_more)
{
	struct request *rq;

	at_night();
	answers("&when=later");
	site_later("1 hour");
	site_sql("%s", changes[_i].change);
	site_sql("INSERT INTO draft VALUES (201, 501, 'typed since', business_now())");
	site_later("8 hours");
	release();
	release();
	ck_assert_str_eq(leaves(), "04 06:00 20 cancelled");
	ck_assert_str_eq(
	    site_text(
		"SELECT state || ' ' || reason FROM message WHERE author_id = 201"),
	    arena_printf(site_arena(), "cancelled %s", changes[_i].why));
	ck_assert_str_eq(site_text("SELECT body FROM draft WHERE user_id = 201"),
	    "Come today\ntyped since");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'not-sent'"),
	    1);
	rq = site_get(TENDAI, THREAD);
	ck_assert(site_shows(rq, changes[_i].words));
}
END_TEST

START_TEST(send_and_close)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	ck_assert(site_shows(site_get(RUDO, THREAD), "Send and close"));
	rq = answers("&then=close");
	ck_assert_ptr_nonnull(strstr(rq->reply.location, "sent-closed"));
	ck_assert_str_ne(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread_event WHERE what = 'closed'"), 1);
}
END_TEST

/* The others leave, and it is tried again. */
START_TEST(one_that_cannot_be_given_back_stops_nothing)
{
	enum status status;

	at_night();
	answers("&when=later");
	(void)answers_in("/messages/502", "&when=later");
	site_sql("UPDATE patient SET opted_out_at = business_now(), opted_out_how = "
		 "'nurse' WHERE id = 401; "
		 "ALTER TABLE draft ADD CONSTRAINT no_drafts CHECK (user_id <> 201)");
	site_later("9 hours");
	status = released();
	site_sql("ALTER TABLE draft DROP CONSTRAINT no_drafts");
	ck_assert_int_eq(status, OK);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(m.thread_id || ' ' || o.priority || ' ' || "
		      "o.state, ', ' ORDER BY m.thread_id) FROM outbox o JOIN message "
		      "m ON m.outbox_id = o.id WHERE o.clinical"),
	    "501 20 ready, 502 1 ready");
	release();
	ck_assert_str_eq(
	    site_text("SELECT body FROM draft WHERE user_id = 201"), "Come today");
}
END_TEST

/* Nothing of these takes back what was promised. */
static const char *const no_changes[] = {
	/* Closed: what he wrote needs no answer, what she wrote he gets. */
	"INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id) "
	"SELECT 501, 101, business_now(), 202, 'closed', max(id) FROM message "
	"WHERE thread_id = 501; UPDATE thread SET state = 'closed' WHERE id = 501",
	/* An unknown number turned out to be his second one. */
	"UPDATE patient SET phone_id = 302, phone2_id = 301 WHERE id = 401",
};

START_TEST(what_waits_leaves)
{
	at_night();
	answers("&when=later");
	site_later("1 hour");
	site_sql("%s", no_changes[_i]);
	site_later("7 hours 58 min");
	release();
	ck_assert_str_eq(leaves(), "04 06:00 1 ready");
}
END_TEST

/* A number that was corrected is still his: what waits goes to the new one. */
START_TEST(what_waits_follows_a_corrected_number)
{
	at_night();
	answers("&when=later");
	site_later("1 hour");
	ck_assert_int_eq(site_post(RUDO, "/patients/401/phone",
			     "version=1&phone=0775550193&phone_owner=own")
			     ->reply.code,
	    303);
	site_later("7 hours 58 min");
	release();
	ck_assert_str_eq(leaves(), "04 06:00 1 ready");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(e164, ' ') FROM outbox o JOIN message m ON "
		      "m.outbox_id = o.id JOIN phone ph ON ph.id = o.phone_id AND "
		      "ph.id = m.phone_id WHERE o.clinical"),
	    "+263775550193");
}
END_TEST

static const char *
how_it_is(void)
{
	return site_text("SELECT concat_ws(' ', state, urgency, waiting_since) FROM "
			 "thread WHERE id = 501");
}

/* With the answer goes the closing that came with it, and no other. */
START_TEST(send_and_close_is_taken_back)
{
	const char *before;

	site_says(TINASHE_PHONE, "Can I bath?");
	if (_i == 1)
		site_sql("INSERT INTO thread_event (thread_id, place_id, at, user_id, "
			 "what, about_id) SELECT 501, 101, business_now(), 202, "
			 "'closed', max(id) FROM message WHERE thread_id = 501; "
			 "UPDATE thread SET state = 'closed', waiting_since = NULL, "
			 "urgency = 0 WHERE id = 501");
	before = how_it_is();
	ck_assert_ptr_nonnull(strstr(before, _i == 1 ? "closed" : "waiting"));
	site_later("1 second");
	answers("&then=close");
	ck_assert_ptr_null(strstr(how_it_is(), "waiting"));
	undo();
	ck_assert_str_eq(how_it_is(), before);
}
END_TEST

START_TEST(send_and_look_again)
{
	site_says(TINASHE_PHONE, "Can I bath?");
	ck_assert(site_shows(site_get(RUDO, THREAD), "Send, look again at 10:02"));
	ck_assert_ptr_nonnull(
	    strstr(answers("&then=snooze")->reply.location, "sent-snoozed"));
	ck_assert_str_eq(
	    site_text("SELECT state || ' ' || to_char(snoozed_until AT TIME "
		      "ZONE 'Africa/Harare', 'HH24:MI') FROM thread WHERE "
		      "id = 501"),
	    "snoozed 10:02");
}
END_TEST

TCase *
quiet_tests(void)
{
	TCase *tc = tcase_create("quiet hours");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, quiet_hours_end, 0, COUNT_OF(nights));
	tcase_add_loop_test(tc, quiet_hours_begin, 0, COUNT_OF(evenings));
	tcase_add_test(tc, at_night_it_waits_for_the_morning);
	tcase_add_test(tc, who_just_wrote_may_be_answered_now);
	tcase_add_loop_test(tc, how_long_he_has_just_written, 0, 5);
	tcase_add_test(tc, what_waits_is_taken_back_and_changed);
	tcase_add_test(tc, what_is_late_waits_for_the_next_morning);
	tcase_add_loop_test(
	    tc, what_waits_is_looked_at_once_more, 0, COUNT_OF(changes));
	tcase_add_test(tc, one_that_cannot_be_given_back_stops_nothing);
	tcase_add_loop_test(tc, what_waits_leaves, 0, COUNT_OF(no_changes));
	tcase_add_test(tc, send_and_close);
	tcase_add_test(tc, what_waits_follows_a_corrected_number);
	tcase_add_loop_test(tc, send_and_close_is_taken_back, 0, 2);
	tcase_add_test(tc, send_and_look_again);
	return tc;
}
