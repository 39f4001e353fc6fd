/* test_thread_pages.c - conversations: reading, answering, whose a number is. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "site_test.h"
#include "tests.h"

#define TINASHE_THREAD "/messages/501"

/* The form of an answer as the page would send it. */
static const char *
form(const struct request *page, const char *body)
{
	struct buf b;

	buf_init(&b, site_arena());
	buf_printf(&b, "once=%s&last_seen=%s&body=", site_value(page, "once"),
	    site_value(page, "last_seen"));
	buf_url(&b, body);
	return b.data;
}

static const char *
box(const struct request *page)
{
	const char *s = strstr(page->reply.body.data, "<textarea id=\"text\"");

	ck_assert_ptr_nonnull(s);
	s = strstr(s, ">\n") + 2;
	return arena_strndup(site_arena(), s, (size_t)(strstr(s, "</textarea>") - s));
}

static int64_t
texts_out(void)
{
	return site_number("SELECT count(*) FROM outbox WHERE state <> 'cancelled' "
			   "AND kind = 'text' AND priority = 1");
}

static int64_t
thread_of_phone(const char *e164)
{
	return site_number(
	    "SELECT t.id FROM thread t JOIN phone p ON p.id = t.phone_id "
	    "WHERE p.e164 = '%s' AND t.patient_id IS NULL",
	    e164);
}

static const char *
path(int64_t thread, const char *act)
{
	return arena_printf(site_arena(), "/messages/%" PRId64 "%s", thread, act);
}

/* The list. */

START_TEST(list_puts_urgent_first_then_the_longest_wait)
{
	struct request *rq;
	const char *html;

	site_says(BRIAN_PHONE, "Ndinogona kugeza here");
	site_later("10 min");
	site_says(UNKNOWN_PHONE, "hello is this the clinic");
	site_later("10 min");
	site_says(TINASHE_PHONE, "There is blood on the bandage");
	rq = site_get(RUDO, "/messages");
	ck_assert_int_eq(rq->reply.code, 200);
	html = rq->reply.body.data;
	ck_assert_ptr_nonnull(strstr(html, "Tinashe Moyo"));
	ck_assert(strstr(html, "Tinashe Moyo") < strstr(html, "Brian Mutasa"));
	ck_assert(strstr(html, "Brian Mutasa") < strstr(html, "077 555 9999"));
	ck_assert(site_shows(rq, "<span class=\"tag red\">Possible problem</span>"));
	ck_assert(site_shows(rq, "<span class=\"tag amber\">Not registered</span>"));
	ck_assert(site_shows(rq, "id=\"waiting\" data-v=\"3\">3</span>"));
	ck_assert_int_eq(site_count(rq, "class=\"item waits\""), 3);
}
END_TEST

START_TEST(list_is_of_ones_own_facility)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	site_says(UNKNOWN_PHONE, "hello");
	rq = site_get(JOYCE, "/messages?view=all");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(!site_shows(rq, "Tinashe"));
	ck_assert(site_shows(rq, "077 555 9999"));
	ck_assert_int_eq(site_get(ADA, "/messages")->reply.code, 403);
}
END_TEST

/* Her own country's as she dials them, others with their country. */
START_TEST(numbers_are_as_she_dials_them)
{
	struct request *rq;

	site_says(UNKNOWN_PHONE, "hello");
	site_says("+27821234567", "hello");
	rq = site_get(RUDO, "/messages");
	ck_assert(site_shows(rq, "077 555 9999"));
	ck_assert(site_shows(rq, "+27 82 123 4567"));
	site_sql("UPDATE place SET region = 'ZA' WHERE id = 101");
	rq = site_get(RUDO, "/messages");
	ck_assert(site_shows(rq, "+263 77 555 9999"));
	ck_assert(site_shows(rq, "082 123 4567"));
	rq = site_get(RUDO, "/patients/401");
	ck_assert(site_shows(rq, "+263 77 555 0142"));
}
END_TEST

START_TEST(list_finds_by_name_and_number)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	site_says(BRIAN_PHONE, "Ndatenda zvikuru nhai");
	rq = site_get(RUDO, "/messages?q=MOYO");
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(!site_shows(rq, "Brian Mutasa"));
	rq = site_get(RUDO, "/messages?q=0775550143");
	ck_assert(site_shows(rq, "Brian Mutasa"));
	ck_assert(!site_shows(rq, "Tinashe Moyo"));
	rq = site_get(RUDO, "/messages?q=%25%5C%27");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "No conversation with this name"));
}
END_TEST

START_TEST(list_goes_on_after_fifty)
{
	struct request *rq;
	const char *more;

	site_sql(
	    "INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE "
	    "SELECT 2000 + g, '+26377111' || (1000 + g) FROM generate_series(1, 60) g;"
	    "INSERT INTO thread (kind, phone_id, state, waiting_since, last_at, "
	    "last_words, last_direction) SELECT 'unknown', 2000 + g, 'waiting', "
	    "business_now() - g * interval '1 min', "
	    "business_now() - g * interval '1 min', 'hello', 'in' "
	    "FROM generate_series(1, 60) g");
	rq = site_get(RUDO, "/messages");
	ck_assert_int_eq(site_count(rq, "class=\"item waits\""), 50);
	more = strstr(rq->reply.body.data, "?after=");
	ck_assert_ptr_nonnull(more);
	more += strlen("?after=");
	rq =
	    site_get(RUDO, arena_printf(site_arena(), "/messages?view=waiting&after=%s",
			       arena_strndup(site_arena(), more, strcspn(more, "\""))));
	ck_assert_int_eq(site_count(rq, "class=\"item waits\""), 10);
	ck_assert(site_shows(rq, "1001"));
	ck_assert(!site_shows(rq, "Show more"));
	rq = site_get(RUDO, "/messages/504"); /* beside an open one */
	ck_assert_int_eq(site_count(rq, "class=\"item waits\""), 25);
	ck_assert(site_shows(rq, "Show more"));
}
END_TEST

/* One conversation. */

START_TEST(thread_shows_everything_in_words)
{
	struct request *rq;

	site_sql(
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, author_id, state, reason, at) SELECT 501, 101, 401, 301, "
	    "'out', "
	    "kind, body, author, state, reason, business_now() - ago::interval FROM "
	    "(VALUES ('checkin', 'Day 2?', NULL::bigint, 'delivered', '', '25 h'), "
	    "('nurse', 'How are you?', 202, 'failed', 'network: absent subscriber', '2 "
	    "h'), "
	    "('nurse', 'Please come', 201, 'unsure', '', '1 h'), "
	    "('nurse', 'Now', 201, 'sent', '', '50 min')) m (kind, body, author, "
	    "state, "
	    "reason, ago)");
	site_says(TINASHE_PHONE, "There is <b>blood</b> on it");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Automatic, 07:02"));
	ck_assert(site_shows(rq, "Delivered</span>"));
	ck_assert(site_shows(rq, "Tendai M., 06:02"));
	ck_assert(site_shows(rq, "Not delivered:"));
	ck_assert(site_shows(rq, "Not certain:"));
	ck_assert(site_shows(rq, "You, 07:12"));
	ck_assert(site_shows(rq, "There is &lt;b&gt;blood&lt;/b&gt; on it"));
	ck_assert(site_shows(rq, "because of “blood”"));
	ck_assert(site_shows(rq, ">Today</li>"));
	ck_assert(site_shows(rq, "Sunday 2 March 2031"));
	ck_assert(site_shows(rq, "Registered by you at Riverside Clinic"));
	ck_assert(site_shows(rq, "Task made: "));
	ck_assert(site_shows(rq, "Escalated by itself"));
	ck_assert(site_shows(rq, "Day 3 of 13"));
	ck_assert(site_shows(rq, "R-2318"));
	ck_assert_str_eq(rq->reply.shown, "thread");
	ck_assert_int_eq(rq->reply.shown_id, 501);
}
END_TEST

START_TEST(thread_of_another_facility_is_not_there)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	ck_assert_int_eq(site_get(JOYCE, TINASHE_THREAD)->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, TINASHE_THREAD)->reply.code, 403);
	ck_assert_int_eq(site_get(NOBODY, TINASHE_THREAD)->reply.code, 303);
	ck_assert_int_eq(site_get(RUDO, "/messages/99999")->reply.code, 404);
	rq = site_post(JOYCE, TINASHE_THREAD "/reply", "body=Hello&last_seen=99999");
	ck_assert_int_eq(rq->reply.code, 404);
	rq = site_post(JOYCE, TINASHE_THREAD "/draft", "body=Hello");
	ck_assert_int_eq(rq->reply.code, 404);
	rq = site_post(JOYCE, TINASHE_THREAD "/close", "last_seen=99999");
	ck_assert_int_eq(rq->reply.code, 404);
	rq = site_post(JOYCE, TINASHE_THREAD "/assign", "to=me");
	ck_assert_int_eq(rq->reply.code, 404);
	ck_assert_int_eq(
	    site_post(ADA, TINASHE_THREAD "/reply", "body=Hello")->reply.code, 403);
	ck_assert_int_eq(texts_out(), 0);
}
END_TEST

START_TEST(opening_leaves_him_waiting)
{
	site_says(TINASHE_PHONE, "Can I bath?");
	(void)site_get(RUDO, TINASHE_THREAD);
	(void)site_get(RUDO, TINASHE_THREAD);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
}
END_TEST

START_TEST(new_since_you_last_looked)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(!site_shows(rq, "New since you last looked"));
	site_says(TINASHE_PHONE, "Please tell me");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_int_eq(site_count(rq, "New since you last looked"), 1);
	ck_assert(
	    strstr(rq->reply.body.data, "New since") >
	    strstr(rq->reply.body.data, "<div class=\"bubble\" lang=\"en\">Can I"));
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(!site_shows(rq, "New since you last looked"));
	rq = site_get(TENDAI, TINASHE_THREAD);
	ck_assert(!site_shows(rq, "New since you last looked"));
}
END_TEST

START_TEST(new_to_whoever_read_earlier_ones)
{
	struct request *rq;
	int64_t first;

	site_says(TINASHE_PHONE, "Can I bath?");
	(void)site_get(RUDO, TINASHE_THREAD);
	first = site_number(
	    "SELECT last_seen_message FROM presence WHERE user_id = %d", RUDO);
	site_sql("UPDATE presence SET seen_at = seen_at - interval '1 min', "
		 "read_at = read_at - interval '1 min'");
	site_says(TINASHE_PHONE, "Please tell me");
	/* While she is far up, and her page asks what is new. */
	rq = site_get(RUDO, TINASHE_THREAD "?before=1-1");
	ck_assert(site_shows(rq, "These are earlier messages"));
	ck_assert(site_shows(rq, "&amp;before=1-1"));
	rq = site_get(RUDO, TINASHE_THREAD "?mark=1&since=1&before=1-1");
	ck_assert_int_eq(site_number("SELECT count(*) FROM presence WHERE user_id "
				     "= %d AND seen_at > read_at",
			     RUDO),
	    1);
	/* What she sends from there is stopped by what she has not seen. */
	ck_assert(
	    site_shows(rq, arena_printf(rq->arena,
			       "name=\"last_seen\" value=\"%" PRId64 "\"", first)));
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_int_eq(site_count(rq, "New since you last looked"), 1);
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(!site_shows(rq, "New since you last looked"));
}
END_TEST

START_TEST(colleagues_see_each_other)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(!site_shows(rq, "is also looking"));
	rq = site_get(TENDAI, TINASHE_THREAD);
	ck_assert(site_shows(rq, "<b>Sr Rudo Makoni</b>"));
	ck_assert(site_shows(rq, "is also looking at this conversation."));
	(void)site_post(TENDAI, TINASHE_THREAD "/draft", "body=Hello");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "<b>Sr Tendai Moyana</b>"));
	ck_assert(site_shows(rq, "is writing an answer."));
	site_later("5 min");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(!site_shows(rq, "Tendai Moyana"));
}
END_TEST

START_TEST(poll_brings_what_is_new)
{
	struct site_ask poll = { .method = GET,
		.user = RUDO,
		.path = TINASHE_THREAD "?mark=1",
		.poll = true,
		.fragment = "inbox,thread,presence" };
	const char *reads = "SELECT count(*) FROM audit WHERE action = 'read'";
	char weak[80];
	int64_t before = site_number("%s", reads);
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = site_ask(&poll);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "<template><ol id=\"thread\""));
	ck_assert(site_shows(rq, "<template><ul class=\"feed\" id=\"inbox\""));
	ck_assert(!site_shows(rq, "id=\"composer\""));
	ck_assert(!site_shows(rq, "<html"));
	/* As nginx has marked it beside a compressed answer. */
	(void)snprintf(weak, sizeof weak, "W/%s", site_header(rq, "ETag"));
	poll.tag = weak;
	ck_assert_int_eq(site_ask(&poll)->reply.code, 304);
	site_says(TINASHE_PHONE, "Hello?");
	rq = site_ask(&poll);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Hello?"));
	ck_assert_int_eq(site_number("%s", reads), before);
	(void)site_get(RUDO, TINASHE_THREAD);
	ck_assert_int_eq(site_number("%s", reads), before + 1);
}
END_TEST

START_TEST(earlier_messages_to_the_beginning)
{
	struct request *rq;
	const char *earlier;
	int pages = 1, seen = 0;

	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, "
		 "kind, body, state, at) SELECT 501, 101, 401, 301, 'in', 'reply', "
		 "'number ' || g || '.', 'received', business_now() - (g / 2) * "
		 "interval '1 min' "
		 "FROM generate_series(1, 120) g");
	rq = site_get(RUDO, TINASHE_THREAD);
	for (;; pages++) {
		seen += site_count(rq, ">number ");
		earlier = strstr(rq->reply.body.data, "?before=");
		if (earlier == NULL)
			break;
		earlier = arena_strndup(site_arena(), earlier, strcspn(earlier, "\""));
		rq = site_get(
		    RUDO, arena_printf(site_arena(), TINASHE_THREAD "%s", earlier));
		ck_assert_int_eq(rq->reply.code, 200);
	}
	ck_assert_int_eq(seen, 120);
	ck_assert_int_eq(pages, 3);
	ck_assert(site_shows(rq, "Registered by you"));
}
END_TEST

/* Answering. */

START_TEST(answer_is_held_then_leaves)
{
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, TINASHE_THREAD);
	rq = site_post(
	    RUDO, TINASHE_THREAD "/reply", form(page, "Don’t – “wait” a day… crème"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=sent");
	ck_assert_str_eq(site_text("SELECT body FROM message WHERE author_id = 201"),
	    "Don't - \"wait\" a day... crème");
	ck_assert_str_eq(site_text("SELECT state FROM thread WHERE id = 501"), "quiet");
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM outbox WHERE priority = 1 AND clinical AND "
		"run_at = created_at + interval '8 s'"),
	    1);
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "Held, leaves in"));
	ck_assert(site_shows(rq, "data-undo-until="));
	ck_assert(site_shows(rq, "/undo\""));
	rq = site_get(TENDAI, TINASHE_THREAD);
	ck_assert(site_shows(rq, "Waiting to send"));
	ck_assert(!site_shows(rq, "/undo\""));
	site_later("9 s");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "Waiting to send"));
	ck_assert(!site_shows(rq, "/undo\""));
}
END_TEST

/* That it leaves is said until it has left, on the page that was not left either. */
START_TEST(the_notice_goes_with_the_message)
{
	static const char words[] = "The message leaves in a few seconds.";
	const struct site_ask poll = { .method = GET,
		.user = RUDO,
		.path = TINASHE_THREAD "?mark=0&notice=sent",
		.fragment = "thread,notice" };
	struct request *rq;

	(void)site_post(RUDO, TINASHE_THREAD "/reply",
	    form(site_get(RUDO, TINASHE_THREAD), "Keep it dry."));
	rq = site_get(RUDO, TINASHE_THREAD "?notice=sent");
	ck_assert(site_shows(rq, words));
	ck_assert(site_shows(rq, "&amp;notice=sent"));
	ck_assert(site_shows(rq, ",about,notice\""));
	ck_assert(site_shows(site_ask(&poll), words));
	site_later("9 s");
	rq = site_ask(&poll);
	ck_assert(site_shows(rq, "id=\"notice\" role=\"status\" data-v=\"none\""));
	ck_assert(!site_shows(rq, words));
	/* Nor where the page is loaded again. */
	rq = site_get(RUDO, TINASHE_THREAD "?notice=sent");
	ck_assert(!site_shows(rq, words));
	ck_assert(!site_shows(rq, "notice=sent"));
	/* Another notice is nobody's business but the reader's. */
	rq = site_get(RUDO, TINASHE_THREAD "?notice=undone");
	ck_assert(site_shows(rq, "Not sent. Your text is back in the box."));
	ck_assert(!site_shows(rq, ",notice\""));
}
END_TEST

START_TEST(answer_that_cannot_be_sent_stays_in_the_box)
{
	struct request *page, *rq;
	char *long_text = arena_alloc(site_arena(), 652);

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, TINASHE_THREAD);
	rq = site_post(RUDO, TINASHE_THREAD "/reply", form(page, "  \n "));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Message: please fill this in."));
	memset(long_text, 'a', 651);
	rq = site_post(RUDO, TINASHE_THREAD "/reply", form(page, long_text));
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "it takes 651 units, at most 640"));
	ck_assert_str_eq(box(rq), long_text);
	ck_assert(site_shows(rq, "<title>Error: "));
	ck_assert_int_eq(texts_out(), 0);
	/* the brackets cost two each */
	memset(long_text, '[', 321);
	long_text[321] = '\0';
	rq = site_post(RUDO, TINASHE_THREAD "/reply", form(page, long_text));
	ck_assert_int_eq(rq->reply.code, 422);
	long_text[320] = '\0';
	rq = site_post(RUDO, TINASHE_THREAD "/reply", form(page, long_text));
	ck_assert_int_eq(rq->reply.code, 303);
}
END_TEST

START_TEST(counter_and_plain_letters)
{
	struct request *rq;

	(void)site_post(RUDO, TINASHE_THREAD "/draft", "body=Ca+va+%C3%AAtre+bon");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "14 of 70, 1 SMS (“ê” makes it cost more)"));
	ck_assert(site_shows(rq, "data-plain=\"1\">"));
	rq = site_post(RUDO, TINASHE_THREAD "/draft",
	    form(rq, "Ca va être bon") /* the button's */);
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_str_eq(box(rq), "Ca va être bon");
	rq = site_post(RUDO, TINASHE_THREAD "/draft",
	    arena_printf(site_arena(), "%s&plain=1", form(rq, "Ca va être bon")));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=plain");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_str_eq(box(rq), "Ca va etre bon");
	ck_assert(site_shows(rq, "14 of 160, 1 SMS<"));
	/* what is straightened by itself is not held against the text */
	(void)site_post(RUDO, TINASHE_THREAD "/draft", "body=don%E2%80%99t");
	ck_assert(site_shows(site_get(RUDO, TINASHE_THREAD), "5 of 160, 1 SMS<"));
}
END_TEST

START_TEST(answer_after_another_is_a_question)
{
	struct request *mine, *hers, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	mine = site_get(RUDO, TINASHE_THREAD);
	hers = site_get(TENDAI, TINASHE_THREAD);
	rq =
	    site_post(TENDAI, TINASHE_THREAD "/reply", form(hers, "Please wait a day"));
	ck_assert_int_eq(rq->reply.code, 303);
	site_later("40 s");
	rq = site_post(RUDO, TINASHE_THREAD "/reply", form(mine, "Yes you can <3"));
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Sr Tendai Moyana answered 4"));
	ck_assert(site_shows(rq, "Sent while you were writing"));
	ck_assert(site_shows(rq, "Please wait a day"));
	ck_assert(site_shows(rq, "Send anyway"));
	ck_assert(site_shows(rq, "Keep as draft"));
	ck_assert_str_eq(box(rq), "Yes you can &lt;3");
	ck_assert_int_eq(texts_out(), 1);
	/* keep it, or send it after all */
	ck_assert_int_eq(
	    site_post(RUDO, TINASHE_THREAD "/draft",
		arena_printf(site_arena(), "%s&keep=1", form(rq, "Yes you can <3")))
		->reply.code,
	    303);
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_str_eq(box(rq), "Yes you can &lt;3");
	rq = site_post(RUDO, TINASHE_THREAD "/reply", form(rq, "Yes you can <3"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(texts_out(), 2);
}
END_TEST

START_TEST(answer_to_an_older_message_is_a_question)
{
	struct site_ask ask = { .method = POST,
		.user = RUDO,
		.path = TINASHE_THREAD "/reply",
		.fragment = "thread,composer" };
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, TINASHE_THREAD);
	site_says(TINASHE_PHONE, "It is bleeding");
	ask.body = arena_printf(
	    site_arena(), "%s&%s", site_csrf(RUDO), form(page, "Yes you can"));
	rq = site_ask(&ask);
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "A message came "));
	ck_assert(site_shows(rq, "<template><form class=\"composer\" id=\"composer\""));
	ck_assert(site_shows(rq, "<template><ol id=\"thread\""));
	ck_assert_int_eq(texts_out(), 0);
	/* an automatic text is no answer of anybody */
	page = site_get(RUDO, TINASHE_THREAD);
	site_sql("INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
		 "direction, "
		 "kind, body, state, at) VALUES (501, 101, 401, 301, 'out', 'checkin', "
		 "'Day 3?', 'sent', business_now())");
	ask.body = arena_printf(
	    site_arena(), "%s&%s", site_csrf(RUDO), form(page, "Press on it"));
	rq = site_ask(&ask);
	ck_assert_int_eq(rq->reply.code, 204);
	ck_assert_str_eq(site_header(rq, "X-Location"), "/messages/501?notice=sent");
}
END_TEST

START_TEST(answer_sent_twice_leaves_once)
{
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, TINASHE_THREAD);
	for (int i = 0; i < 3; i++) {
		rq = site_post(RUDO, TINASHE_THREAD "/reply", form(page, "Wait a day"));
		ck_assert_int_eq(rq->reply.code, 303);
		ck_assert_str_eq(rq->reply.location, "/messages/501?notice=sent");
	}
	ck_assert_int_eq(texts_out(), 1);
	/* a draft that was under way when the form left comes too late */
	rq = site_post(RUDO, TINASHE_THREAD "/draft", form(page, "Wait a day"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(box(site_get(RUDO, TINASHE_THREAD)), "");
}
END_TEST

/* Asks at the same moment, each over a connection of its own. */
static void
all_at_once(const int64_t *users, const char *const *bodies, int n)
{
	pid_t children[8];

	for (int i = 0; i < n; i++)
		(void)site_csrf(users[i]);
	for (int i = 0; i < n; i++) {
		children[i] = test_fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] != 0)
			continue;
		if (db_open(getenv("DATABASE"), &test_db) != OK)
			_exit(99);
		(void)site_post(users[i], TINASHE_THREAD "/reply", bodies[i]);
		_exit(0);
	}
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(waitpid(children[i], NULL, 0), children[i]);
}

START_TEST(double_click_at_the_same_moment)
{
	const int64_t users[] = { RUDO, RUDO, RUDO, RUDO };
	const char *bodies[4];
	struct request *page;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, TINASHE_THREAD);
	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		bodies[i] = form(page, "Wait a day");
	all_at_once(users, bodies, COUNT_OF(bodies));
	ck_assert_int_eq(texts_out(), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE author_id = 201"), 1);
}
END_TEST

START_TEST(two_nurses_at_the_same_moment)
{
	const int64_t users[] = { RUDO, TENDAI };
	const char *bodies[2];

	site_says(TINASHE_PHONE, "Can I bath?");
	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		bodies[i] = form(site_get(users[i], TINASHE_THREAD), "Wait a day");
	all_at_once(users, bodies, COUNT_OF(bodies));
	ck_assert_int_eq(texts_out(), 1);
}
END_TEST

START_TEST(undo_puts_the_text_back)
{
	struct request *page, *rq;
	const char *undo;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, TINASHE_THREAD);
	(void)site_post(RUDO, TINASHE_THREAD "/reply", form(page, "Wait a day"));
	undo = arena_printf(site_arena(), "/sms/%" PRId64 "/undo",
	    site_number("SELECT id FROM message WHERE author_id = 201"));
	page = site_get(RUDO, TINASHE_THREAD);
	/* what was typed since is kept below it */
	rq = site_post(TENDAI, undo, "");
	ck_assert_int_eq(rq->reply.code, 404);
	rq = site_post(RUDO, undo, form(page, "and keep it dry"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=undone");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_str_eq(box(rq), "Wait a day\nand keep it dry");
	ck_assert_int_eq(site_count(rq, "Wait a day"), 1);
	ck_assert_int_eq(texts_out(), 0);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
	/* pressed twice */
	rq = site_post(RUDO, undo, form(rq, "Wait a day\nand keep it dry"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=too-late");
	ck_assert_str_eq(
	    box(site_get(RUDO, TINASHE_THREAD)), "Wait a day\nand keep it dry");
}
END_TEST

START_TEST(undo_too_late_says_so)
{
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	page = site_get(RUDO, TINASHE_THREAD);
	(void)site_post(RUDO, TINASHE_THREAD "/reply", form(page, "Wait a day"));
	page = site_get(RUDO, TINASHE_THREAD);
	site_sql(
	    "UPDATE outbox SET state = 'leased'; UPDATE message SET state = 'sending' "
	    "WHERE author_id = 201");
	rq = site_post(RUDO,
	    arena_printf(site_arena(), "/sms/%" PRId64 "/undo",
		site_number("SELECT id FROM message WHERE author_id = 201")),
	    form(page, "the next one"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=too-late");
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(rq, "Too late to undo: the message has left."));
	ck_assert_str_eq(box(rq), "the next one");
	ck_assert_int_eq(texts_out(), 1);
}
END_TEST

START_TEST(draft_is_ones_own_and_stays)
{
	struct site_ask save = { .method = POST,
		.user = RUDO,
		.path = TINASHE_THREAD "/draft",
		.fragment = "draft-state" };
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	save.body = arena_printf(site_arena(), "%s&body=Hello+Tin", site_csrf(RUDO));
	rq = site_ask(&save);
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(
	    site_shows(rq, "<template><span class=\"small soft\" id=\"draft-state\">"
			   "Draft saved 08:02"));
	/* somebody else answers and closes: it is still hers */
	rq = site_get(TENDAI, TINASHE_THREAD);
	ck_assert_str_eq(box(rq), "");
	(void)site_post(TENDAI, TINASHE_THREAD "/reply", form(rq, "Yes"));
	rq = site_get(RUDO, "/messages?view=all");
	ck_assert(site_shows(rq, "<span class=\"tag blue\">Draft</span>"));
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert_str_eq(box(rq), "Hello Tin");
	/* emptied by its writer, it is gone */
	save.body = arena_printf(site_arena(), "%s&body=+", site_csrf(RUDO));
	ck_assert_int_eq(site_ask(&save)->reply.code, 200);
	ck_assert_int_eq(site_number("SELECT count(*) FROM draft"), 0);
}
END_TEST

START_TEST(every_button_keeps_what_is_typed)
{
	static const char *const acts[] = { "/close", "/assign", "/escalate" };
	struct request *page;

	for (size_t i = 0; i < COUNT_OF(acts); i++) {
		site_says(TINASHE_PHONE, "Can I bath?");
		page = site_get(RUDO, TINASHE_THREAD);
		ck_assert_int_eq(
		    site_post(RUDO,
			arena_printf(site_arena(), TINASHE_THREAD "%s", acts[i]),
			arena_printf(site_arena(), "%s%zu&to=me",
			    form(page, "typed so far "), i))
			->reply.code,
		    303);
		ck_assert_str_eq(box(site_get(RUDO, TINASHE_THREAD)),
		    arena_printf(site_arena(), "typed so far %zu", i));
		site_later("1 min");
	}
}
END_TEST

/* What is open already is where it leads; an unknown number's case too. */
START_TEST(escalate_leads_to_the_case)
{
	static const char *const whose[] = { TINASHE_PHONE, UNKNOWN_PHONE };

	for (size_t i = 0; i < COUNT_OF(whose); i++) {
		struct request *rq;
		int64_t open_case, thread;
		const char *at;

		site_says(whose[i], "can I bath");
		thread = i == 0 ? 501 : thread_of_phone(whose[i]);
		at = path(thread, "");
		rq = site_get(RUDO, at);
		ck_assert(site_shows(rq, "Escalate</button>"));
		ck_assert(!site_shows(rq, "Open case</button>"));
		site_says(whose[i], "there is a lot of blood");
		open_case = site_number("SELECT max(id) FROM task WHERE kind = "
					"'escalation' AND open");
		rq = site_get(RUDO, at);
		ck_assert(site_shows(rq, "Open case</button>"));
		ck_assert(!site_shows(rq, "Escalate</button>"));
		rq =
		    site_post(RUDO, path(thread, "/escalate"), form(rq, "half a word"));
		ck_assert_str_eq(rq->reply.location,
		    arena_printf(site_arena(), "/escalations/%" PRId64, open_case));
		ck_assert_str_eq(box(site_get(RUDO, at)), "half a word");
		/* Where more can be said of it. */
		rq = site_get(RUDO, rq->reply.location);
		ck_assert(site_shows(
		    rq, arena_printf(site_arena(),
			    "href=\"/escalations/raise?task_id=%" PRId64, open_case)));
		rq = site_get(
		    RUDO, arena_printf(site_arena(),
			      "/escalations/raise?task_id=%" PRId64, open_case));
		ck_assert_int_eq(rq->reply.code, 200);
		ck_assert(site_shows(rq, "what you write here is added to it"));
	}
}
END_TEST

START_TEST(close_without_an_answer)
{
	struct request *page, *rq;

	site_says(TINASHE_PHONE, "Thank you so much sister, see you");
	page = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(page, "/messages/501/close?act="));
	site_says(TINASHE_PHONE, "One more thing");
	rq = site_post(RUDO, TINASHE_THREAD "/close", form(page, ""));
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "A message came 0 s ago"));
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
	rq = site_post(RUDO, TINASHE_THREAD "/close", form(rq, ""));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=closed&reopen=501");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "Closed by you, no answer needed"));
	ck_assert(!site_shows(rq, "/messages/501/close?"));
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "closed");
	/* an answer taken back does not open what was closed */
	(void)site_post(RUDO, TINASHE_THREAD "/reply", form(rq, "How are you?"));
	(void)site_post(RUDO,
	    arena_printf(site_arena(), "/sms/%" PRId64 "/undo",
		site_number("SELECT id FROM message WHERE author_id = 201")),
	    "");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "closed");
}
END_TEST

START_TEST(list_beside_stays_as_it_was)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = site_get(RUDO, TINASHE_THREAD "?view=nobody");
	ck_assert(site_shows(rq, "name=\"view\" value=\"nobody\""));
	rq = site_post(RUDO, TINASHE_THREAD "/assign", "to=me&view=nobody&q=&place=0");
	ck_assert_str_eq(
	    rq->reply.location, "/messages/501?view=nobody&notice=with-you");
	rq = site_post(
	    RUDO, TINASHE_THREAD "/snooze", "until=ask&view=all&q=can+bath&place=101");
	ck_assert_str_eq(
	    rq->reply.location, "/messages/501/snooze?view=all&place=101&q=can%20bath");
	rq = site_get(RUDO, rq->reply.location);
	ck_assert(site_shows(
	    rq, "href=\"/messages/501?view=all&amp;place=101&amp;q=can%20bath\""));
	ck_assert(
	    site_shows(rq, "snooze?view=all&amp;place=101&amp;q=can%20bath&amp;act="));
	/* a page that refuses has her list too */
	rq = site_post(
	    RUDO, TINASHE_THREAD "/reply", "last_seen=1&view=mine&q=&place=0");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "name=\"view\" value=\"mine\""));
	/* what is no view and no number is the list as it opens */
	rq = site_post(RUDO, TINASHE_THREAD "/assign", "to=nobody&view=any&place=x");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=given-back");
}
END_TEST

START_TEST(taken_and_given_back)
{
	struct request *rq;

	site_says(TINASHE_PHONE, "Can I bath?");
	rq = site_post(RUDO, TINASHE_THREAD "/assign", "to=me");
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=with-you");
	rq = site_get(RUDO, "/messages?view=mine");
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "With you"));
	rq = site_get(TENDAI, TINASHE_THREAD);
	ck_assert(site_shows(rq, "This conversation is with"));
	ck_assert(site_shows(rq, "Take over"));
	ck_assert(!site_shows(site_get(TENDAI, "/messages?view=mine"), "Tinashe Moyo"));
	(void)site_post(RUDO, TINASHE_THREAD "/assign", "to=nobody");
	ck_assert(!site_shows(site_get(RUDO, "/messages?view=mine"), "Tinashe Moyo"));
	ck_assert_int_eq(
	    site_post(RUDO, TINASHE_THREAD "/assign", "to=x")->reply.code, 422);
}
END_TEST

START_TEST(failed_text_is_sent_again_once)
{
	struct request *page, *rq;

	site_sql(
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, author_id, state, at) OVERRIDING SYSTEM VALUE VALUES (9001, "
	    "501, 101, "
	    "401, 301, 'out', 'nurse', 'How are you?', 202, 'failed', business_now()); "
	    "UPDATE thread SET failed = true WHERE id = 501");
	page = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(page, "/sms/9001/retry\""));
	rq = site_post(RUDO, "/sms/9001/retry", form(page, "typed"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=retried");
	rq = site_post(RUDO, "/sms/9001/retry", form(page, "typed"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=retried");
	page = site_get(RUDO, TINASHE_THREAD);
	ck_assert_str_eq(box(page), "typed");
	ck_assert(!site_shows(page, "/sms/9001/retry\""));
	rq = site_post(RUDO, "/sms/9001/retry", form(page, "typed"));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=on-its-way");
	ck_assert_int_eq(texts_out(), 1);
	ck_assert_str_eq(
	    site_text("SELECT failed FROM thread WHERE id = 501"), "false");
	ck_assert_int_eq(site_post(JOYCE, "/sms/9001/retry", "")->reply.code, 404);
}
END_TEST

START_TEST(who_asked_us_to_stop_gets_no_sms)
{
	struct request *page, *rq;

	page = site_get(RUDO, TINASHE_THREAD);
	site_says(TINASHE_PHONE, "STOP");
	rq = site_post(RUDO, TINASHE_THREAD "/reply",
	    arena_printf(site_arena(), "%s&last_seen=99999", form(page, "Hello")));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=not-sent");
	ck_assert_int_eq(texts_out(), 0);
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "No SMS can be sent: this client asked us to stop"));
	ck_assert(site_shows(rq, "href=\"tel:+263775550142\""));
	ck_assert(site_shows(rq, "Your text was not sent and is kept:"));
	ck_assert(site_shows(rq, "<q>Hello</q>"));
	ck_assert(site_shows(rq, "read as: no more messages"));
	ck_assert(!site_shows(rq, "<textarea id=\"text\""));
	/* the buttons of the page still have their form */
	ck_assert_str_ne(site_value(rq, "once"), "");
	site_sql("UPDATE patient SET opted_out_at = NULL; UPDATE phone SET failed_at = "
		 "business_now(), failure = 'number not in use' WHERE id = 301");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "No SMS can be sent: the number is not in use"));
}
END_TEST

/* Whose a number is. */

START_TEST(unknown_number_is_answered)
{
	struct request *rq;
	int64_t thread;

	site_says(UNKNOWN_PHONE, "hello is this the clinic");
	thread = thread_of_phone(UNKNOWN_PHONE);
	rq = site_get(JOYCE, path(thread, ""));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "This number is not registered."));
	ck_assert(site_shows(rq, "/patients/new?thread="));
	rq = site_post(JOYCE, path(thread, "/reply"), form(rq, "Yes, Hillview Clinic"));
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(texts_out(), 1);
}
END_TEST

START_TEST(unknown_number_is_linked)
{
	struct request *rq;
	int64_t thread;

	site_says(UNKNOWN_PHONE, "hello it is Tinashe");
	thread = thread_of_phone(UNKNOWN_PHONE);
	rq = site_get(RUDO, path(thread, ""));
	(void)site_post(RUDO, path(thread, "/reply"), form(rq, "Good morning"));
	site_later("9 s");
	site_sql("UPDATE outbox SET state = 'held', held_at = business_now()");
	site_says(UNKNOWN_PHONE, "it is bleeding a lot");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem'"), 0);
	rq = site_get(RUDO, path(thread, "/link?q=moy"));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Tinashe Moyo"));
	ck_assert(site_shows(rq, "R-2318"));
	ck_assert(!site_shows(rq, "Brian"));
	ck_assert(
	    !site_shows(site_get(RUDO, path(thread, "/link?q=khumalo")), "Nkosana"));
	rq = site_post(RUDO, path(thread, "/link"),
	    arena_printf(site_arena(), "patient_id=401&once=%s&body=I+am+coming",
		site_value(rq, "once")));
	ck_assert_str_eq(rq->reply.location, "/messages/501?notice=linked");
	/* what was unanswered is read as his, what was answered only moved */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE thread_id = 501 AND "
			"patient_id = 401 AND place_id = 101"),
	    site_number("SELECT count(*) FROM message"));
	ck_assert_int_eq(
	    site_number("SELECT place_id FROM outbox WHERE state = 'held'"), RIVERSIDE);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem' AND "
			"patient_id = 401 AND open"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'escalation' AND "
			"open"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = %" PRId64, thread), "quiet");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 501"), "waiting");
	rq = site_get(RUDO, TINASHE_THREAD);
	ck_assert(site_shows(rq, "An unknown number was linked to this client by you"));
	ck_assert(site_shows(rq, "hello it is Tinashe"));
	ck_assert(site_shows(rq, "from 077 555 9999"));
	ck_assert_str_eq(box(rq), "I am coming");
	/* from now on the number is his */
	site_says(UNKNOWN_PHONE, "are you there");
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM message WHERE thread_id = %" PRId64, thread),
	    0);
}
END_TEST

START_TEST(link_refuses_strangers)
{
	int64_t thread;

	site_says(UNKNOWN_PHONE, "hello");
	thread = thread_of_phone(UNKNOWN_PHONE);
	ck_assert_int_eq(
	    site_post(RUDO, path(thread, "/link"), "patient_id=405")->reply.code, 404);
	ck_assert_int_eq(
	    site_post(RUDO, path(thread, "/link"), "patient_id=x")->reply.code, 422);
	ck_assert_int_eq(site_post(RUDO, path(thread, "/link"), "")->reply.code, 422);
	ck_assert_int_eq(
	    site_post(RUDO, TINASHE_THREAD "/link", "patient_id=402")->reply.code, 422);
	ck_assert_int_eq(site_get(RUDO, TINASHE_THREAD "/link")->reply.code, 404);
	ck_assert_int_eq(site_number("SELECT count(*) FROM thread_event"), 0);
}
END_TEST

START_TEST(number_that_is_no_clients)
{
	struct request *rq;
	int64_t thread;

	site_says(UNKNOWN_PHONE, "Buy two, get one free");
	thread = thread_of_phone(UNKNOWN_PHONE);
	rq = site_post(RUDO, path(thread, "/attribute"), "patient=none");
	ck_assert_int_eq(rq->reply.code, 303);
	rq = site_get(RUDO, path(thread, ""));
	ck_assert(site_shows(rq, "This number is not a client’s."));
	ck_assert(site_shows(rq, "Marked as not a client by you"));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM thread WHERE state = 'waiting'"), 0);
	(void)site_post(RUDO, path(thread, "/attribute"), "patient=unknown");
	rq = site_get(RUDO, path(thread, ""));
	ck_assert(site_shows(rq, "This number is not registered."));
	rq = site_post(RUDO, TINASHE_THREAD "/attribute", "patient=none");
	ck_assert_int_eq(rq->reply.code, 422);
}
END_TEST

START_TEST(shared_phone_asks_whose_it_is)
{
	struct request *rq;
	int64_t thread, zero, one;

	zero = site_says(SHARED_PHONE, "0");
	site_later("1 min");
	one = site_says(SHARED_PHONE, "1");
	thread = thread_of_phone(SHARED_PHONE);
	rq = site_get(RUDO, path(thread, ""));
	ck_assert(site_shows(rq, "Kudzai or Tapiwa Dube"));
	ck_assert(site_shows(rq, "use this phone."));
	ck_assert(site_shows(rq, "Who are these about?"));
	ck_assert(site_shows(rq, "Who sent this?"));
	ck_assert_int_eq(site_count(rq, "name=\"message\""), 2);
	ck_assert_int_eq(
	    site_post(RUDO, path(thread, "/attribute"), "patient=403")->reply.code,
	    422);
	rq = site_post(RUDO, path(thread, "/attribute"),
	    arena_printf(site_arena(), "patient=404&message=%" PRId64, zero));
	ck_assert_str_eq(rq->reply.location, path(thread, "?notice=attributed"));
	rq = site_post(RUDO, path(thread, "/attribute"),
	    arena_printf(site_arena(), "patient=403&message=%" PRId64, one));
	ck_assert_str_eq(rq->reply.location, "/messages/503?notice=attributed");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem' AND "
			"patient_id = 403 AND open"),
	    1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem' AND "
			"patient_id = 404"),
	    0);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'who' AND open"), 0);
	/* on the shared page each has his name now */
	rq = site_get(RUDO, path(thread, ""));
	ck_assert(site_shows(rq, "about Kudzai Dube"));
	ck_assert(site_shows(rq, "about Tapiwa Dube"));
	ck_assert(!site_shows(rq, "Who sent this?"));
	/* and cannot be filed again */
	rq = site_post(RUDO, path(thread, "/attribute"),
	    arena_printf(site_arena(), "patient=404&message=%" PRId64, one));
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "filed one of these messages already"));
}
END_TEST

START_TEST(shared_phone_both)
{
	struct request *rq;
	int64_t thread, one;

	one = site_says(SHARED_PHONE, "1");
	thread = thread_of_phone(SHARED_PHONE);
	rq = site_post(RUDO, path(thread, "/attribute"),
	    arena_printf(site_arena(), "patient=both&message=%" PRId64, one));
	ck_assert_str_eq(rq->reply.location, "/messages/503?notice=attributed");
	ck_assert_int_eq(
	    site_number("SELECT count(DISTINCT patient_id) FROM task WHERE kind = "
			"'problem' AND open"),
	    2);
	ck_assert_int_eq(
	    site_number("SELECT count(DISTINCT patient_id) FROM task WHERE kind = "
			"'escalation' AND open"),
	    2);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE direction = 'in'"), 1);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE id = 504"), "waiting");
	rq = site_get(RUDO, "/messages/504");
	ck_assert(site_shows(rq, "about this client, too"));
	ck_assert(site_shows(rq, "href=\"/messages/503\""));
}
END_TEST

START_TEST(shared_phone_not_anybodys)
{
	struct request *rq;
	int64_t thread, zero;

	zero = site_says(SHARED_PHONE, "0");
	thread = thread_of_phone(SHARED_PHONE);
	rq = site_post(RUDO, path(thread, "/attribute"),
	    arena_printf(site_arena(), "patient=401&message=%" PRId64, zero));
	ck_assert_int_eq(rq->reply.code, 404);
	rq = site_post(RUDO, path(thread, "/attribute"), "patient=403&message=abc");
	ck_assert_int_eq(rq->reply.code, 422);
	rq = site_post(JOYCE, path(thread, "/attribute"),
	    arena_printf(site_arena(), "patient=403&message=%" PRId64, zero));
	ck_assert_int_eq(rq->reply.code, 404);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE patient_id IS NOT NULL"),
	    0);
}
END_TEST

static void
add_list_tests(TCase *tc)
{
	tcase_add_test(tc, list_puts_urgent_first_then_the_longest_wait);
	tcase_add_test(tc, list_is_of_ones_own_facility);
	tcase_add_test(tc, numbers_are_as_she_dials_them);
	tcase_add_test(tc, list_finds_by_name_and_number);
	tcase_add_test(tc, list_goes_on_after_fifty);
	tcase_add_test(tc, thread_shows_everything_in_words);
	tcase_add_test(tc, thread_of_another_facility_is_not_there);
	tcase_add_test(tc, opening_leaves_him_waiting);
	tcase_add_test(tc, new_since_you_last_looked);
	tcase_add_test(tc, new_to_whoever_read_earlier_ones);
	tcase_add_test(tc, colleagues_see_each_other);
	tcase_add_test(tc, poll_brings_what_is_new);
	tcase_add_test(tc, earlier_messages_to_the_beginning);
}

static void
add_answer_tests(TCase *tc)
{
	tcase_add_test(tc, answer_is_held_then_leaves);
	tcase_add_test(tc, the_notice_goes_with_the_message);
	tcase_add_test(tc, answer_that_cannot_be_sent_stays_in_the_box);
	tcase_add_test(tc, counter_and_plain_letters);
	tcase_add_test(tc, answer_after_another_is_a_question);
	tcase_add_test(tc, answer_to_an_older_message_is_a_question);
	tcase_add_test(tc, answer_sent_twice_leaves_once);
	tcase_add_test(tc, double_click_at_the_same_moment);
	tcase_add_test(tc, two_nurses_at_the_same_moment);
	tcase_add_test(tc, undo_puts_the_text_back);
	tcase_add_test(tc, undo_too_late_says_so);
	tcase_add_test(tc, draft_is_ones_own_and_stays);
	tcase_add_test(tc, every_button_keeps_what_is_typed);
	tcase_add_test(tc, escalate_leads_to_the_case);
	tcase_add_test(tc, close_without_an_answer);
	tcase_add_test(tc, list_beside_stays_as_it_was);
	tcase_add_test(tc, taken_and_given_back);
	tcase_add_test(tc, failed_text_is_sent_again_once);
	tcase_add_test(tc, who_asked_us_to_stop_gets_no_sms);
}

TCase *
thread_pages_tests(void)
{
	TCase *tc = tcase_create("thread pages");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	add_list_tests(tc);
	add_answer_tests(tc);
	tcase_add_test(tc, unknown_number_is_answered);
	tcase_add_test(tc, unknown_number_is_linked);
	tcase_add_test(tc, link_refuses_strangers);
	tcase_add_test(tc, number_that_is_no_clients);
	tcase_add_test(tc, shared_phone_asks_whose_it_is);
	tcase_add_test(tc, shared_phone_both);
	tcase_add_test(tc, shared_phone_not_anybodys);
	return tc;
}
