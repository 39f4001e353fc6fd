/*
 * test_sms_gateway.c - texts that leave by a gateway which comes for them: each to one, in
 * its order, never by two roads, and what is said of it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "cht_test.h"
#include "core/schedule.h"
#include "core/sms_gateway.h"
#include "core/trouble.h"
#include "worker_test.h"

#define TOKEN "Token " EMR
#define HUB_TOKEN "Token " HUB
#define NONE "200 {\"messages\":[]}\n"

static void
begin(void)
{
	worker_test_begin();
	fhir_clients_begin();
	site_sql("UPDATE place SET gateway_id = %d WHERE id = 101", EMR_ID);
}

static void
end(void)
{
	site_sql("UPDATE place SET gateway_id = NULL; DELETE FROM handed");
	fhir_clients_end();
	worker_test_end();
}

/* A text to somebody at Riverside, due since so long; its row of the outbox. */
static int64_t
text(int patient, int priority, const char *body, const char *due)
{
	site_sql("WITH o AS (INSERT INTO outbox (key, kind, place_id, phone_id, body, "
		 "priority, run_at, created_at, created_by) SELECT gen_random_uuid(), "
		 "'text', place_id, phone_id, '%s', %d, business_now() - interval "
		 "'%s', business_now() - interval '%s', CASE %d WHEN 1 THEN 201 END "
		 "FROM patient WHERE id = %d RETURNING *) INSERT INTO message "
		 "(thread_id, place_id, patient_id, phone_id, direction, kind, body, "
		 "author_id, state, at, outbox_id) SELECT %d + 100, place_id, %d, "
		 "phone_id, 'out', CASE %d WHEN 1 THEN 'nurse' ELSE 'automatic' END, "
		 "body, created_by, 'queued', created_at, id FROM o",
	    body, priority, due, due, priority, patient, patient, patient, priority);
	return site_number("SELECT max(id) FROM outbox");
}

static const char *
poll(const char *token)
{
	return cht_told(cht_post("/api/sms", token, "{}"));
}

/* The words of what was handed out: "one|two". */
static const char *
handed(const char *token)
{
	struct reply reply = cht_post("/api/sms", token, "{}");
	const struct json *all = json_get(fhir_parsed(reply.body.data), "messages");
	const char *words = "";

	ck_assert_int_eq(reply.code, 200);
	for (size_t i = 0; i < json_count(all); i++)
		words = arena_printf(site_arena(), "%s%s%s", words, i > 0 ? "|" : "",
		    json_text(json_get(json_at(all, i), "content")));
	return words;
}

/* It says this of a text, and gets what it is to send now. */
static const char *
says(int64_t outbox_id, const char *status, const char *reason)
{
	return cht_told(cht_post("/api/sms", TOKEN,
	    arena_printf(site_arena(),
		"{\"updates\":[{\"id\":\"%s\",\"status\":\"%s\",\"reason\":\"%s\"}]}",
		site_text(
		    "SELECT key FROM outbox WHERE id = %lld", (long long)outbox_id),
		status, reason)));
}

/* "done sent": the row, its message, and why. */
static const char *
became(int64_t outbox_id)
{
	return site_text("SELECT o.state || ' ' || m.state || ' ' || m.reason FROM "
			 "outbox o JOIN message m ON m.outbox_id = o.id WHERE o.id = "
			 "%lld",
	    (long long)outbox_id);
}

START_TEST(a_text_is_handed_over_and_told_of)
{
	int64_t id = text(TINASHE, 1, "Come today", "1 min");
	const char *key = site_text("SELECT key FROM outbox");

	ck_assert_str_eq(
	    poll(TOKEN), arena_printf(site_arena(),
			     "200 {\"messages\":[{\"id\":\"%s\",\"to\":\"" TINASHE_PHONE
			     "\",\"content\":\"Come today\"}]}\n",
			     key));
	ck_assert_str_eq(became(id), "handed sending handed");
	ck_assert(site_shows(site_get(RUDO, "/messages/501"), "Handed to the gateway"));
	ck_assert_int_eq(site_number("SELECT count(*) FROM audit WHERE user_id = %d "
				     "AND action = 'read' AND object = 'message'",
			     EMR_ID),
	    1);
	ck_assert_str_eq(says(id, "PENDING", ""), NONE);
	ck_assert_str_eq(became(id), "done sending taken");
	ck_assert(site_shows(site_get(RUDO, "/messages/501"), "The gateway has it"));
	ck_assert_str_eq(says(id, "SENT", ""), NONE);
	ck_assert_str_eq(became(id), "done sent ");
	ck_assert_str_eq(says(id, "DELIVERED", ""), NONE);
	ck_assert_str_eq(became(id), "done delivered ");
	ck_assert(site_shows(site_get(RUDO, "/messages/501"), "Delivered"));
	/* What is told again, or comes late, changes nothing. */
	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(says(id, "SENT", ""), NONE);
		ck_assert_str_eq(says(id, "FAILED", "late"), NONE);
		ck_assert_str_eq(says(id, "PENDING", ""), NONE);
	}
	ck_assert_str_eq(became(id), "done delivered ");
}
END_TEST

/* What is not its own, or is no update at all, spoils nothing; nor do its own words. */
START_TEST(odd_updates_change_nothing)
{
	static const char *const odd[] = { "[7]", "[null]", "[{}]", "[[]]",
		"[{\"id\":\"x\",\"status\":\"SENT\"}]", "[{\"id\":7,\"status\":7}]",
		("[{\"id\":\"00000000-0000-4000-8000-000000000000\",\"status\":"
		 "\"SENT\"}"
		 "]"),
		"[{\"id\":\"%s\",\"status\":\"\"}]",
		"[{\"id\":\"%s\",\"status\":{\"a\":1}}]", "null" };
	int64_t id = text(TINASHE, 1, "Come today", "1 min");
	const char *key = site_text("SELECT key FROM outbox");

	ck_assert_str_eq(handed(TOKEN), "Come today");
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		const char *start = strstr(odd[i], "%s");
		const char *list =
		    start == NULL ? odd[i]
				  : arena_printf(site_arena(), "%.*s%s%s",
					(int)(start - odd[i]), odd[i], key, start + 2);

		ck_assert_str_eq(
		    cht_told(cht_post("/api/sms", TOKEN,
			arena_printf(site_arena(), "{\"updates\":%s}", list))),
		    NONE);
		ck_assert_str_eq(became(id), "handed sending handed");
	}
	/* Another client may not speak of it. */
	ck_assert_str_eq(
	    cht_told(cht_post("/api/sms", HUB_TOKEN,
		arena_printf(site_arena(),
		    "{\"updates\":[{\"id\":\"%s\",\"status\":\"SENT\"}]}", key))),
	    NONE);
	ck_assert_str_eq(became(id), "handed sending handed");
	ck_assert_str_eq(
	    cht_told(cht_post("/api/sms", TOKEN, "{\"updates\":{\"id\":1}}")),
	    "400 updates is no array.");
	/* A word that is not known says at least that the gateway has it. */
	ck_assert_str_eq(says(id, "QUEUED_BY_SIM_2", ""), NONE);
	ck_assert_str_eq(became(id), "done sending taken");
	ck_assert_str_eq(says(id, "sent", ""), NONE);
	ck_assert_str_eq(became(id), "done sent ");
}
END_TEST

START_TEST(the_road_is_the_facilitys)
{
	int64_t id = text(NKOSANA, 1, "By RapidPro", "1 min");

	/* Hillview's leave by RapidPro, though the hub may see them. */
	ck_assert_str_eq(poll(TOKEN), NONE);
	ck_assert_str_eq(poll(HUB_TOKEN), NONE);
	(void)text(TINASHE, 1, "By the gateway", "1 min");
	ck_assert_str_eq(poll(HUB_TOKEN), NONE);
	ck_assert_int_eq(cht_post("/api/sms", "Token " LOOKER, "{}").code, 403);
	ck_assert_int_eq(worker_step(dispatch_job), OK);
	ck_assert_int_eq(
	    site_number("SELECT attempt FROM outbox WHERE id = %lld", (long long)id),
	    1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox WHERE state = "
				     "'ready' AND attempt = 0"),
	    1);
	ck_assert_str_eq(handed(TOKEN), "By the gateway");
	/* A facility that is not the client's any more hands it nothing. */
	(void)text(BRIAN, 1, "Another", "1 min");
	site_sql("DELETE FROM user_place WHERE user_id = %d", EMR_ID);
	ck_assert_str_eq(poll(TOKEN), NONE);
}
END_TEST

/* The setting changes: what was handed over stays, what was not takes the other road. */
START_TEST(what_was_handed_over_stays)
{
	int64_t first = text(TINASHE, 1, "First", "1 min"), second;

	ck_assert_str_eq(handed(TOKEN), "First");
	second = text(BRIAN, 1, "Second", "1 min");
	site_sql("UPDATE place SET gateway_id = NULL");
	peer_says(201, "{\"uuid\":\"" CONTACT "\",\"status\":\"active\"}");
	peer_plays();
	ck_assert_int_eq(worker_step(dispatch_job), OK);
	ck_assert_str_eq(became(first), "handed sending handed");
	ck_assert_int_eq(site_number("SELECT attempt FROM outbox WHERE id = %lld",
			     (long long)second),
	    1);
	site_later("2 min");
	ck_assert_str_eq(handed(TOKEN), "First");
	ck_assert_str_eq(says(first, "SENT", ""), NONE);
	ck_assert_str_eq(became(first), "done sent ");
}
END_TEST

START_TEST(what_it_says_nothing_of_is_offered_again)
{
	int64_t id = text(TINASHE, 1, "Come", "1 min");
	const char *first = poll(TOKEN);

	ck_assert_ptr_nonnull(strstr(first, "Come"));
	site_later("119 s");
	ck_assert_str_eq(poll(TOKEN), NONE);
	site_later("1 s");
	ck_assert_str_eq(poll(TOKEN), first);
	/* Ever more rarely. */
	site_later("2 min");
	ck_assert_str_eq(poll(TOKEN), NONE);
	site_later("2 min");
	ck_assert_str_eq(poll(TOKEN), first);
	ck_assert_int_eq(site_number("SELECT offers FROM handed"), 3);
	/* What it says with the same breath counts first. */
	site_later("30 min");
	ck_assert_str_eq(says(id, "UNSENT", ""), NONE);
	site_later("30 min");
	ck_assert_str_eq(poll(TOKEN), NONE);
}
END_TEST

START_TEST(what_nobody_hears_of_is_a_persons)
{
	int64_t offered = text(TINASHE, 1, "Offered", "1 min");
	int64_t taken = text(BRIAN, 1, "Taken", "1 min");
	int64_t message = site_number(
	    "SELECT id FROM message WHERE outbox_id = %lld", (long long)offered);

	ck_assert_str_eq(handed(TOKEN), "Offered|Taken");
	site_later("30 min");
	(void)says(taken, "PENDING", "");
	site_later("29 min");
	ck_assert_int_eq(worker_step(handed_job), OK);
	ck_assert_str_eq(became(offered), "handed sending handed");
	site_later("1 min");
	ck_assert_int_eq(worker_step(handed_job), OK);
	ck_assert_str_eq(became(offered),
	    "parked unsure The gateway was handed it, and has said nothing of it.");
	ck_assert_str_eq(became(taken), "done sending taken");
	ck_assert_str_eq(poll(TOKEN), NONE);
	ck_assert(
	    site_shows(site_get(RUDO, "/delivery"), "Not certain whether it left"));
	ck_assert(site_shows(site_get(RUDO, "/messages/501"), "Send again"));
	site_later("30 min");
	ck_assert_int_eq(worker_step(handed_job), OK);
	ck_assert_str_eq(became(taken),
	    "parked unsure The gateway has it, and has not said that it left.");
	/* It does say so in the end. */
	(void)says(taken, "SENT", "");
	ck_assert_str_eq(became(taken), "done sent ");
	/* A person sends the other again: that is another text, and another id. */
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/sms/%lld/retry", (long long)message), "")
		->reply.code,
	    303);
	ck_assert_str_eq(handed(TOKEN), "Offered");
	ck_assert_int_eq(site_number("SELECT count(*) FROM handed"), 3);
	(void)says(offered, "DELIVERED", "");
	ck_assert_str_eq(
	    site_text("SELECT state || ' ' || reason FROM message WHERE id = %lld",
		(long long)message),
	    "sending handed");
}
END_TEST

START_TEST(what_failed_says_why)
{
	int64_t id = text(TINASHE, 1, "Come", "1 min");
	int64_t message = site_number("SELECT max(id) FROM message");
	struct request *rq;

	(void)handed(TOKEN);
	ck_assert_str_eq(says(id, "FAILED", "no-service <1>"), NONE);
	/* Asked for as XML. */
	ck_assert_str_eq(became(id), "parked failed gateway: no-service &lt;1&gt;");
	rq = site_get(RUDO, "/messages/501");
	ck_assert(
	    site_shows(rq, "the gateway could not send it: no-service &lt;1&gt;"));
	ck_assert(site_shows(rq, "Send again"));
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "Not sent by the gateway"));
	ck_assert(site_shows(rq, "> no-service &lt;1&gt;<"));
	ck_assert(site_shows(rq, "whoever keeps the gateway"));
	ck_assert_int_eq(
	    site_number("SELECT failed::int FROM thread WHERE id = 501"), 1);
	ck_assert_int_eq(
	    site_post(RUDO,
		arena_printf(site_arena(), "/sms/%lld/retry", (long long)message), "")
		->reply.code,
	    303);
	ck_assert_str_eq(handed(TOKEN), "Come");
	ck_assert_int_eq(
	    site_number("SELECT count(DISTINCT key) FROM outbox WHERE body = 'Come'"),
	    2);
}
END_TEST

START_TEST(urgent_ones_first_and_a_phone_in_its_order)
{
	int64_t first;

	(void)text(FARAI, 7, "bulk", "5 min");
	(void)text(BRIAN, 3, "automatic", "4 min");
	first = text(TINASHE, 1, "one", "3 min");
	(void)text(TINASHE, 1, "two", "2 min");
	ck_assert_str_eq(handed(TOKEN), "one|automatic|bulk");
	ck_assert_str_eq(poll(TOKEN), NONE);
	ck_assert_ptr_nonnull(strstr(says(first, "PENDING", ""), "two"));
}
END_TEST

START_TEST(twenty_five_at_once)
{
	static const char *const bodies[] = { "urgent", "late" };

	site_sql("INSERT INTO phone (e164) SELECT '+26377' || 2000000 + n FROM "
		 "generate_series(1, 60) n; "
		 "INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, "
		 "run_at, created_at) SELECT gen_random_uuid(), 'text', 101, id, e164, "
		 "7, business_now(), business_now() FROM phone WHERE e164 LIKE "
		 "'+263772%%'");
	for (int left = 60; left > 0; left -= 25) {
		struct reply reply = cht_post("/api/sms", TOKEN, "{}");

		ck_assert_uint_eq(
		    json_count(json_get(fhir_parsed(reply.body.data), "messages")),
		    left < 25 ? (size_t)left : 25);
	}
	ck_assert_str_eq(poll(TOKEN), NONE);
	/* Sixty it never takes do not stand in the way of what is urgent. */
	(void)text(TINASHE, 1, bodies[0], "0 s");
	site_later("3 min");
	ck_assert_int_eq(strncmp(handed(TOKEN), bodies[0], strlen(bodies[0])), 0);
	/* What there was no room for is as it was. */
	(void)text(BRIAN, 7, bodies[1], "0 s");
	ck_assert_uint_eq(
	    json_count(json_get(
		fhir_parsed(cht_post("/api/sms", TOKEN, "{}").body.data), "messages")),
	    25);
	ck_assert_str_eq(
	    site_text("SELECT state || attempt || sends FROM outbox WHERE body = '%s'",
		bodies[1]),
	    "ready00");
}
END_TEST

/* A question to several is a text to each, and answered as ever. */
START_TEST(check_ins_are_plain_texts)
{
	site_sql(
	    "INSERT INTO outbox (id, key, kind, place_id, body, priority, run_at, "
	    "good_until, created_at) OVERRIDING SYSTEM VALUE VALUES (8001, "
	    "gen_random_uuid(), 'checkin', 101, 'How are you? 0 or 1', 7, "
	    "business_now(), business_now() + interval '1 hour', business_now()); "
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at, outbox_id) OVERRIDING SYSTEM VALUE "
	    "SELECT 9000 + id, id + 100, 101, id, phone_id, 'out', 'checkin', 'How "
	    "are you? 0 or 1', 'queued', business_now(), 8001 FROM patient WHERE id "
	    "IN (401, 402); "
	    "INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, day, "
	    "due_date, due_at, state, message_id) OVERRIDING SYSTEM VALUE SELECT 9000 "
	    "+ patient_id, patient_id + 200, patient_id, 101, 'day3', 3, "
	    "'2031-03-03', business_now(), 'sent', id FROM message WHERE outbox_id = "
	    "8001 ON CONFLICT (enrolment_id, step) DO UPDATE SET message_id = "
	    "excluded.message_id; "
	    "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, "
	    "day, asked_at, message_id) SELECT r.id, enrolment_id, patient_id, 101, 3, "
	    "business_now(), message_id FROM reminder r WHERE message_id IN (9401, "
	    "9402)");
	ck_assert_int_eq(worker_step(dispatch_job), OK);
	ck_assert_str_eq(
	    site_text("SELECT state FROM outbox WHERE id = 8001"), "ready");
	ck_assert_str_eq(handed(TOKEN), "How are you? 0 or 1|How are you? 0 or 1");
	ck_assert_str_eq(
	    site_text("SELECT state || ' ' || reason FROM outbox WHERE id = 8001"),
	    "cancelled sent one by one");
	site_later("5 min");
	ck_assert_int_eq(cht_post("/api/sms", TOKEN,
			     "{\"messages\":[{\"id\":\"a\",\"from\":\"" TINASHE_PHONE
			     "\",\"content\":\"0\"}]}")
			     .code,
	    200);
	ck_assert_int_eq(worker_step(inbox_job), OK);
	ck_assert_str_eq(
	    site_text("SELECT answer FROM checkin WHERE message_id = 9401"), "fine");
	/* It is not offered again once it is too late for it. */
	site_later("56 min");
	ck_assert_str_eq(poll(TOKEN), NONE);
}
END_TEST

START_TEST(what_may_not_leave_does_not)
{
	int64_t late = text(TINASHE, 7, "late", "2 hours");

	site_sql("UPDATE outbox SET good_until = business_now() - interval '1 s'");
	(void)text(BRIAN, 1, "old", "25 hours");
	(void)text(FARAI, 1, "not yet", "-1 min");
	(void)text(KUDZAI, 20, "by night", "1 min");
	ck_assert_str_eq(poll(TOKEN), NONE);
	ck_assert_int_eq(worker_step(dispatch_job), OK);
	ck_assert_str_eq(became(late), "cancelled failed It could not be sent in time, "
				       "so it was not sent at all.");
	ck_assert_str_eq(
	    site_text("SELECT state FROM outbox WHERE body = 'old'"), "held");
	/* Whose night is over: the worker has let it go. */
	ck_assert_str_eq(handed(TOKEN), "by night");
	/* Who says STOP is not offered it again. */
	site_sql(
	    "UPDATE patient SET opted_out_at = business_now() WHERE id = %d", KUDZAI);
	site_later("3 min");
	ck_assert_str_eq(handed(TOKEN), "not yet");
}
END_TEST

/* Due by day, and nobody came: it waits for the morning, by the facility's clocks. */
START_TEST(nothing_of_the_day_leaves_by_night)
{
	site_at("2031-03-03 19:58");
	(void)text(TINASHE, 1, "by day", "0 s");
	(void)text(FARAI, 3, "handed", "0 s");
	site_sql("UPDATE outbox SET run_at = run_at + interval '1 hour' WHERE body = "
		 "'by day'; UPDATE outbox SET run_at = run_at - interval '1 hour' "
		 "WHERE body = 'by day'");
	site_at("2031-03-03 20:00");
	ck_assert_str_eq(poll(TOKEN), NONE);
	/* What is due by night is meant to be: somebody just wrote. */
	site_at("2031-03-03 23:59");
	(void)text(BRIAN, 1, "by night", "0 s");
	ck_assert_str_eq(handed(TOKEN), "by night");
	site_at("2031-03-04 00:00");
	ck_assert_str_eq(poll(TOKEN), NONE);
	site_at("2031-03-04 05:59");
	ck_assert_str_eq(handed(TOKEN), "by night"); /* again */
	site_at("2031-03-04 06:00");
	ck_assert_str_eq(handed(TOKEN), "by day|handed");
}
END_TEST

/* What was offered by day is not offered again by night. */
START_TEST(nothing_of_the_day_is_offered_again_by_night)
{
	site_at("2031-03-03 19:59");
	(void)text(TINASHE, 1, "by day", "0 s");
	ck_assert_str_eq(handed(TOKEN), "by day");
	site_at("2031-03-03 20:02");
	ck_assert_str_eq(poll(TOKEN), NONE);
}
END_TEST

/* The clocks of Berlin go forward at two on 30 March, and back at three on 26 October. */
static const struct {
	const char *due, *quiet, *morning, *until;
} nights[] = {
	{ "2031-03-29 20:50", "2031-03-30 05:59", "2031-03-30 06:00", "06:00" },
	{ "2031-10-25 19:50", "2031-10-26 06:59", "2031-10-26 07:00", "06:00" },
	/* The hour is not there: three in the morning is its end. */
	{ "2031-03-29 20:50", "2031-03-30 02:59", "2031-03-30 03:00", "02:30" },
	/* It is there twice: the first is the end. */
	{ "2031-10-25 19:50", "2031-10-26 02:29", "2031-10-26 02:30", "02:30" },
	/* The end of a month, and of a year. */
	{ "2031-12-31 20:50", "2032-01-01 06:59", "2032-01-01 07:00", "06:00" },
};

START_TEST(nights_in_which_clocks_change)
{
	site_sql("UPDATE place SET zone = 'Europe/Berlin', quiet_from = '20:00', "
		 "quiet_until = '%s' WHERE id = 101; UPDATE client SET expires_at = "
		 "'infinity'",
	    nights[_i].until);
	site_at(nights[_i].due);
	(void)text(TINASHE, 1, "by day", "0 s");
	site_at(nights[_i].quiet);
	ck_assert_str_eq(poll(TOKEN), NONE);
	site_at(nights[_i].morning);
	ck_assert_str_eq(handed(TOKEN), "by day");
}
END_TEST

/* Of a number that is nobody's yet it leaves by the gateway if that is everybody's. */
START_TEST(nobodys_number)
{
	site_sql("INSERT INTO outbox (key, kind, phone_id, body, priority, run_at, "
		 "created_at) VALUES (gen_random_uuid(), 'text', 301, 'Who are you?', "
		 "1, business_now(), business_now())");
	ck_assert_str_eq(poll(TOKEN), NONE);
	site_sql("UPDATE place SET gateway_id = %d WHERE kind = 'facility'", EMR_ID);
	ck_assert_int_eq(worker_step(dispatch_job), OK);
	ck_assert_str_eq(handed(TOKEN), "Who are you?");
}
END_TEST

/* Each text goes to one of them, though all come at once while the worker sends others. */
START_TEST(eight_at_once)
{
	const char *host = getenv("PGHOST");
	int lines[2], status;
	char *said;
	FILE *in;
	size_t n = 0, len = 0;

	site_sql("INSERT INTO phone (e164) SELECT '+26377' || 3000000 + n FROM "
		 "generate_series(1, 150) n; "
		 "INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, "
		 "run_at, created_at) SELECT gen_random_uuid(), 'text', 101, id, e164, "
		 "7, business_now(), business_now() FROM phone WHERE e164 LIKE "
		 "'+263773%%'");
	ck_assert_int_eq(pipe(lines), 0);
	for (int i = 0; i < 8; i++) {
		if (fork() != 0)
			continue;
		if (db_open(arena_printf(site_arena(),
				"host=%s user=aftercare_api dbname=aftercare",
				host != NULL ? host : ""),
			&fhir_db) != OK)
			_exit(1);
		for (int empty = 0; empty < 2;) {
			const char *words = handed(TOKEN);

			empty = *words == '\0' ? empty + 1 : 0;
			if (*words != '\0' && dprintf(lines[1], "%s\n", words) <= 0)
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(worker_step(dispatch_job), OK);
	for (int i = 0; i < 8; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	close(lines[1]);
	in = fdopen(lines[0], "r");
	said = NULL;
	while (getline(&said, &len, in) > 0)
		for (const char *c = said; *c != '\0'; c++)
			n += *c == '+';
	free(said);
	fclose(in);
	ck_assert_uint_eq(n, 150);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox WHERE state = "
				     "'handed' AND sends = 1"),
	    150);
}
END_TEST

/* Its own RapidPro came for it: what the feed shows of it is no second text. */
START_TEST(a_flow_that_came_for_it_is_seen)
{
	int64_t id = text(TINASHE, 1, "Come", "1 min");
	struct tx *tx;

	site_sql("UPDATE phone SET contact_uuid = '" CONTACT "' WHERE id = 301");
	ck_assert_str_eq(handed(TOKEN), "Come");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_message_bind_out(tx, CONTACT, "Come", "sending",
			     tx_now(tx), "77", tx_now(tx)),
	    OK);
	ck_assert_int_eq(sql_message_report(
			     tx, "77", "delivered", tx_now(tx), tx_now(tx), tx_now(tx)),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	site_later("10 min");
	ck_assert_str_eq(poll(TOKEN), NONE);
	site_later("51 min");
	ck_assert_int_eq(worker_step(handed_job), OK);
	ck_assert_str_eq(became(id), "done delivered ");
}
END_TEST

#define PLACE                                                                      \
	"version=1&name=Riverside%20Clinic&zone=Africa/Harare&region=ZW&language=" \
	"en&opens=07:30&closes=16:30&checkin_time=07:00&quiet_from=20:00"          \
	"&quiet_until=06:00&emergency_phone=0772000101&gateway="

/* What the last line of the trail says of the road. */
static const char *
trail(void)
{
	return site_text("SELECT change ->> 'gateway_id' FROM audit WHERE object = "
			 "'place' AND user_id = %d AND change ? 'gateway_id' ORDER BY "
			 "id DESC LIMIT 1",
	    ADA);
}

START_TEST(the_administrator_chooses_the_road)
{
	struct request *rq;

	site_sql("UPDATE place SET gateway_id = NULL, version = 1");
	rq = site_get(ADA, "/admin/places/101");
	ck_assert(site_shows(rq, "Texts leave by"));
	ck_assert(site_shows(rq, "the gateway of Emr"));
	ck_assert(!site_shows(rq, "the gateway of Looker"));
	/* Hillview's are the hub's alone, Gomo's nobody's: there is no choice. */
	ck_assert(!site_shows(site_get(ADA, "/admin/places/102"), "of Emr"));
	ck_assert(!site_shows(site_get(ADA, "/admin/places/103"), "Texts leave by"));
	rq = site_post(ADA, "/admin/places/101", PLACE "231");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT gateway_id FROM place WHERE id = 101"), EMR_ID);
	ck_assert_str_eq(trail(), "[null, 231]");
	ck_assert(site_shows(
	    site_get(ADA, "/admin/places/101"), "<option value=\"231\" selected"));
	for (int i = 0; i < 3; i++) {
		static const char *const others[] = { "233", "201", "x" };

		rq = site_post(ADA, "/admin/places/101",
		    arena_printf(site_arena(), "%s%s", PLACE, others[i]));
		ck_assert_int_eq(rq->reply.code, 422);
		ck_assert(site_shows(rq, "Texts leave by: choose one from the list."));
	}
	/* One that may not come any more is shown for what it is. */
	site_sql("UPDATE client SET revoked_at = business_now() WHERE user_id = 231");
	ck_assert(site_shows(site_get(ADA, "/admin/places/101"),
	    "the gateway of Emr, which may not come"));
	ck_assert_int_eq(site_post(RUDO, "/admin/places/101", PLACE)->reply.code, 403);
	ck_assert(
	    site_shows(site_get(ADA, "/delivery"), "its token is not good any more"));
	rq = site_post(ADA, "/admin/places/101", "version=2&" PLACE);
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(site_text("SELECT gateway_id FROM place WHERE id = 101"), "");
	ck_assert_str_eq(trail(), "[231, null]");
}
END_TEST

/* A flow of RapidPro is no text: neither the setting nor a schedule promises one. */
START_TEST(a_gateway_starts_no_flow)
{
	static const char plan[] =
	    "[{\"name\": \"survey\", \"day\": 2, \"time\": \"07:00\", "
	    "\"flow\": \"" SEND_FLOW "\", \"flow_name\": \"Survey\"}]";
	struct schedule_faults faults;
	struct schedule_steps steps;
	struct request *rq;
	struct tx *tx;

	ck_assert_int_eq(schedule_steps_read(site_arena(), plan, &steps), OK);
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_READ, &tx), OK);
	ck_assert_int_eq(schedule_check(tx, &steps, &faults), OK);
	tx_rollback(tx);
	ck_assert_uint_gt(faults.n, 0);
	ck_assert_ptr_nonnull(
	    strstr(faults.at[0].message, "Riverside Clinic leave by a gateway"));
	site_sql("UPDATE place SET gateway_id = NULL, version = 1; INSERT INTO "
		 "schedule_version (workflow, number, plan, created_at, changed_at, "
		 "tried_edits, tried_at) VALUES ('vmmc', 1, '%s', business_now(), "
		 "business_now(), 1, business_now()); UPDATE schedule_version SET "
		 "published_at = business_now()",
	    plan);
	rq = site_post(ADA, "/admin/places/101", PLACE "231");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(
	    rq, "the step survey of the schedule starts a flow of RapidPro"));
	/* One that was planned before still starts, by RapidPro. */
	site_sql("UPDATE place SET gateway_id = 231 WHERE id = 101");
	site_sql("UPDATE outbox SET kind = 'flow', flow_uuid = '" SEND_FLOW
		 "', flow_params = '{}' WHERE id = %lld",
	    (long long)text(TINASHE, 7, "Survey", "1 min"));
	ck_assert_str_eq(poll(TOKEN), NONE);
	ck_assert_int_eq(worker_step(dispatch_job), OK);
	ck_assert_int_eq(site_number("SELECT attempt FROM outbox"), 1);
}
END_TEST

START_TEST(a_gateway_that_does_not_come_is_a_trouble)
{
	struct request *rq;

	site_sql("UPDATE gateway SET reached_at = business_now()");
	(void)text(TINASHE, 7, "waits", "9 min");
	(void)poll(HUB_TOKEN);
	ck_assert_int_eq(worker_step(trouble_job), OK);
	ck_assert_int_eq(site_number("SELECT count(*) FROM trouble WHERE kind IN "
				     "('gateway', 'waiting')"),
	    0);
	site_later("90 s");
	site_sql("UPDATE feed SET polled_at = NULL");
	ck_assert_int_eq(worker_step(trouble_job), OK);
	ck_assert_str_eq(
	    site_text("SELECT kind || place_id FROM trouble WHERE ended_at IS NULL "
		      "AND kind IN ('gateway', 'waiting')"),
	    "gateway101");
	rq = site_get(RUDO, "/delivery");
	ck_assert(site_shows(rq, "The gateway does not send the messages"));
	ck_assert(!site_shows(
	    site_get(JOYCE, "/delivery"), "The gateway does not send the messages"));
	rq = site_get(NOMSA, "/delivery");
	ck_assert(site_shows(rq, "The gateway of Emr"));
	ck_assert(site_shows(rq, "never yet"));
	ck_assert_str_eq(handed(TOKEN), "waits");
	site_later("11 min");
	site_sql("UPDATE feed SET polled_at = NULL");
	ck_assert_int_eq(worker_step(trouble_job), OK);
	ck_assert_int_eq(site_number("SELECT count(*) FROM trouble WHERE kind = "
				     "'gateway' AND ended_at IS NULL"),
	    0);
}
END_TEST

/* What waits for the morning is no trouble by night. */
START_TEST(nobody_is_told_by_night)
{
	site_at("2031-03-03 19:59");
	site_sql("UPDATE gateway SET reached_at = business_now()");
	(void)text(TINASHE, 7, "waits", "0 s");
	site_at("2031-03-03 23:00");
	site_sql("UPDATE feed SET polled_at = NULL");
	ck_assert_int_eq(worker_step(trouble_job), OK);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM trouble WHERE kind IN ('gateway', "
			"'waiting')"),
	    0);
	site_at("2031-03-04 06:01");
	site_sql("UPDATE feed SET polled_at = NULL");
	ck_assert_int_eq(worker_step(trouble_job), OK);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM trouble WHERE kind = 'gateway'"), 1);
}
END_TEST

/* No RapidPro was ever there: what waits is let go, and too late is too late. */
START_TEST(a_gateway_needs_no_rapidpro)
{
	site_sql("UPDATE gateway SET checked_at = NULL");
	(void)text(KUDZAI, 20, "by night", "1 min");
	ck_assert_int_eq(worker_step(dispatch_job), OK);
	ck_assert_str_eq(handed(TOKEN), "by night");
}
END_TEST

TCase *
sms_gateway_tests(void)
{
	TCase *tc = tcase_create("sms_gateway");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, a_text_is_handed_over_and_told_of);
	tcase_add_test(tc, odd_updates_change_nothing);
	tcase_add_test(tc, the_road_is_the_facilitys);
	tcase_add_test(tc, what_was_handed_over_stays);
	tcase_add_test(tc, what_it_says_nothing_of_is_offered_again);
	tcase_add_test(tc, what_nobody_hears_of_is_a_persons);
	tcase_add_test(tc, what_failed_says_why);
	tcase_add_test(tc, urgent_ones_first_and_a_phone_in_its_order);
	tcase_add_test(tc, twenty_five_at_once);
	tcase_add_test(tc, check_ins_are_plain_texts);
	tcase_add_test(tc, what_may_not_leave_does_not);
	tcase_add_test(tc, nothing_of_the_day_leaves_by_night);
	tcase_add_test(tc, nothing_of_the_day_is_offered_again_by_night);
	tcase_add_loop_test(tc, nights_in_which_clocks_change, 0, COUNT_OF(nights));
	tcase_add_test(tc, nobodys_number);
	tcase_add_test(tc, eight_at_once);
	tcase_add_test(tc, a_flow_that_came_for_it_is_seen);
	tcase_add_test(tc, the_administrator_chooses_the_road);
	tcase_add_test(tc, a_gateway_starts_no_flow);
	tcase_add_test(tc, a_gateway_that_does_not_come_is_a_trouble);
	tcase_add_test(tc, nobody_is_told_by_night);
	tcase_add_test(tc, a_gateway_needs_no_rapidpro);
	return tc;
}
