/*
 * test_outbound.c - outbound push: what its settings may say, what is told of which
 * document and when, and that each change arrives, whatever receivers and workers do.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/outbound_make.h"
#include "ext/secret.h"
#include "socket_server.h"
#include "worker_test.h"

static struct outbound_maker *maker;
static struct db *rules_db;

static void
begin(void)
{
	worker_test_begin();
	maker = outbound_maker_new(site_arena());
	ck_assert_int_eq(
	    db_open("user=aftercare_rules dbname=aftercare", &rules_db), OK);
}

static void
end(void)
{
	outbound_maker_end(maker);
	db_close(rules_db);
	site_sql("DELETE FROM outbound_push; DELETE FROM outbound_credential; "
		 "DELETE FROM outbound_attempt; "
		 "DELETE FROM outbound_news");
	worker_test_end();
}

/* A push to the peer of the tests, with more settings; stored as the command does. */
static void
set(const char *name, const char *relevant, const char *mapping, const char *more)
{
	const char *text = arena_printf(site_arena(),
	    "{\"outbound\":{\"%s\":{\"relevant_to\":\"%s\",\"mapping\":%s,"
	    "\"destination\":{\"base_url\":\"http://127.0.0.1:%d\",\"path\":"
	    "\"/api/push\"%s}}}",
	    name, relevant, mapping, peer_port(), *more != '\0' ? more : "}");
	const struct owner_outbound_set *row;
	struct outbound_settings all;
	struct tx *tx;

	ck_assert_msg(outbound_read(site_arena(), text, strlen(text), &all) == OK,
	    "%s: %s", all.ncomplaints > 0 ? all.complaints[0].where : "",
	    all.ncomplaints > 0 ? all.complaints[0].words : "");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_owner_outbound_set(tx, all.list[0].name, all.list[0].text,
			     all.list[0].url, all.list[0].auth, all.list[0].username,
			     all.list[0].credential, all.list[0].cron,
			     all.list[0].per_minute, tx_now(tx), &row),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

#define NAME "{\"name\":\"doc.name\"}"

/* What has changed becomes what is told. */
static void
make(void)
{
	struct arena *arena = arena_new();
	bool more = true;

	while (more)
		ck_assert_int_eq(outbound_make(maker, rules_db, arena, &more), OK);
	arena_free(arena);
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbound_news"), 0);
}

static void
tell(void)
{
	ck_assert_int_eq(worker_step(outbound_job), OK);
}

static void
named(int64_t patient, const char *name)
{
	site_sql("UPDATE patient SET given_name = '%s' WHERE id = %lld", name,
	    (long long)patient);
	make();
}

static const char *
states(void)
{
	return site_text("SELECT coalesce(string_agg(state, ' ' ORDER BY id), '') FROM "
			 "outbound_event");
}

static const char *
last_reason(void)
{
	return site_text("SELECT reason FROM outbound_event ORDER BY id DESC LIMIT 1");
}

/* ------------------------------------------------------------------ settings --- */

#define TO "\"destination\":{\"base_url\":\"https://a.example.org\"}"
#define ALL "\"relevant_to\":\"true\",\"mapping\":{\"a\":\"doc.b\"}"

START_TEST(what_settings_may_say)
{
	static const struct {
		const char *text, *where;
	} bad[] = {
		{ "x", "" },
		{ "[]", "" },
		{ "{\"outbound\":{}}", "" },
		{ "{\"p\":1}", "" },
		{ "{\"p\":{\"relevant_to\":\"true\"," TO "}}", "mapping" },
		{ "{\"p\":{\"mapping\":{\"a\":\"doc.b\"}," TO "}}", "relevant_to" },
		{ "{\"p\":{" ALL "}}", "destination" },
		{ "{\"p\":{" ALL ",\"destination\":{}}}", "destination.base_url" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"ftp://a.example.org\"}}}",
		    "destination.base_url" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://u:p@a.example.org\"}}}",
		    "destination.base_url" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://a.example.org\",\"path\":"
		  "7}}}",
		    "destination.path" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://a.example.org\","
		  "\"auth\":{\"type\":\"muso-sih\"}}}}",
		    "destination.auth.type" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://a.example.org\","
		  "\"auth\":{\"type\":\"oauth\"}}}}",
		    "destination.auth.type" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://a.example.org\","
		  "\"auth\":{\"type\":\"header\",\"name\":\"X-Key\",\"value_key\":"
		  "\"k\"}}}}",
		    "destination.auth.name" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://a.example.org\","
		  "\"auth\":{\"type\":\"basic\",\"username\":\"a:b\","
		  "\"password_key\":\"k\"}}}}",
		    "destination.auth.username" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://a.example.org\","
		  "\"auth\":{\"type\":\"basic\",\"username\":\"a\",\"password\":"
		  "\"secret\",\"password_key\":\"k\"}}}}",
		    "destination.auth.password" },
		{ "{\"p\":{" ALL
		  ",\"destination\":{\"base_url\":\"https://a.example.org\","
		  "\"auth\":{\"type\":\"basic\",\"username\":\"a\"}}}}",
		    "destination.auth.password_key" },
		{ "{\"p\":{" ALL "," TO ",\"corn\":\"* * * * *\"}}", "corn" },
		{ "{\"p\":{" ALL "," TO ",\"cron\":\"* * * *\"}}", "cron" },
		{ "{\"p\":{" ALL "," TO ",\"cron\":7}}", "cron" },
		{ "{\"p\":{" ALL "," TO ",\"per_minute\":0}}", "per_minute" },
		{ "{\"p\":{\"relevant_to\":\"true\",\"mapping\":{\"a..b\":\"doc.x\"}"
		  "," TO "}}",
		    "mapping.a..b" },
		{ "{\"p\":{\"relevant_to\":\"true\",\"mapping\":{\"a\":\"fields.x\"}"
		  "," TO "}}",
		    "mapping.a" },
		{ "{\"p\":{\"relevant_to\":\"true\",\"mapping\":{\"a\":{\"path\":"
		  "\"doc.x\",\"expr\":\"1\"}}," TO "}}",
		    "mapping.a" },
		{ "{\"p\":{\"relevant_to\":\"true\",\"mapping\":{\"a\":{\"expr\":\"1\","
		  "\"optional\":\"no\"}}," TO "}}",
		    "mapping.a" },
	};
	struct outbound_settings all;
	static const char good[] = "{\"p\":{" ALL "," TO "}}";

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		ck_assert_msg(outbound_read(site_arena(), bad[i].text,
				  strlen(bad[i].text), &all) == ERR_INVALID,
		    "%s", bad[i].text);
		ck_assert_uint_gt(all.ncomplaints, 0);
		ck_assert_msg(strcmp(all.complaints[0].where, bad[i].where) == 0,
		    "%s: %s %s", bad[i].text, all.complaints[0].where,
		    all.complaints[0].words);
	}
	ck_assert_int_eq(outbound_read(site_arena(), good, strlen(good), &all), OK);
	ck_assert_str_eq(all.list[0].url, "https://a.example.org");
	ck_assert_str_eq(all.list[0].auth, "none");
	ck_assert_int_eq(all.list[0].per_minute, OUTBOUND_PER_MINUTE);
}
END_TEST

START_TEST(javascript_that_is_none_is_refused)
{
	static const struct {
		const char *relevant, *expr, *where;
	} bad[] = {
		{ "doc.form ==", "1", "relevant_to" },
		{ "true", "doc..x", "mapping.a.expr" },
		{ "true", "let x = 1; x", "mapping.a.expr" },
	};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const char *text = arena_printf(site_arena(),
		    "{\"p\":{\"relevant_to\":\"%s\",\"mapping\":{\"a\":{\"expr\":\"%"
		    "s\"}"
		    "}," TO "}}",
		    bad[i].relevant, bad[i].expr);
		const struct outbound_complaint *complaints;
		struct outbound_settings all;
		size_t n;

		ck_assert_int_eq(
		    outbound_read(site_arena(), text, strlen(text), &all), OK);
		ck_assert_int_eq(outbound_compile(maker, site_arena(), &all.list[0],
				     &complaints, &n),
		    ERR_INVALID);
		ck_assert_uint_eq(n, 1);
		ck_assert_str_eq(complaints[0].where, bad[i].where);
	}
}
END_TEST

/* ---------------------------------------------------------------------- cron --- */

static const char *
next(const char *cron, const char *at, const char *zone)
{
	int64_t moment;

	ck_assert_ptr_null(outbound_cron_fault(site_arena(), cron));
	ck_assert_int_eq(clock_parse(at, &moment), OK);
	return clock_iso(
	    site_arena(), outbound_cron_next(site_arena(), cron, moment, zone));
}

START_TEST(when_it_leaves_by_cron)
{
	static const struct {
		const char *cron, *at, *zone, *next;
	} times[] = {
		{ "0 6 * * *", "2031-03-03T06:02:00Z", "Africa/Harare",
		    "2031-03-04T04:00:00Z" },
		{ "0 6 * * *", "2031-03-03T04:00:00Z", "Africa/Harare",
		    "2031-03-03T04:00:00Z" },
		{ "*/15 * * * *", "2031-03-03T06:00:00.000001Z", "Africa/Harare",
		    "2031-03-03T06:15:00Z" },
		/* Midnight, and the end of a month and of a year. */
		{ "0 0 * * *", "2031-12-31T21:59:59Z", "Africa/Harare",
		    "2031-12-31T22:00:00Z" },
		{ "0 0 1 * *", "2031-01-31T22:00:01Z", "Africa/Harare",
		    "2031-02-28T22:00:00Z" },
		{ "59 23 31 * *", "2031-03-31T21:59:30Z", "Africa/Harare",
		    "2031-05-31T21:59:00Z" },
		{ "0 0 29 2 *", "2031-03-01T00:00:00Z", "Africa/Harare",
		    "2032-02-28T22:00:00Z" },
		/* Names, lists, ranges; Sunday is 0 and 7. */
		{ "30 7 * jan-mar mon,fri", "2031-03-03T06:00:00Z", "UTC",
		    "2031-03-03T07:30:00Z" },
		{ "30 7 * jan-mar mon,fri", "2031-03-03T08:00:00Z", "UTC",
		    "2031-03-07T07:30:00Z" },
		{ "0 12 * * 7", "2031-03-03T08:00:00Z", "UTC", "2031-03-09T12:00:00Z" },
		{ "0 12 * * 0", "2031-03-03T08:00:00Z", "UTC", "2031-03-09T12:00:00Z" },
		/* Of day and weekday either will do. */
		{ "0 12 15 * wed", "2031-03-03T08:00:00Z", "UTC",
		    "2031-03-05T12:00:00Z" },
		/* The clocks are put forward: what is skipped leaves then ... */
		{ "30 2 * * *", "2031-03-30T00:00:00Z", "Europe/Berlin",
		    "2031-03-30T01:00:00Z" },
		{ "30 2 * * *", "2031-03-30T01:00:01Z", "Europe/Berlin",
		    "2031-03-31T00:30:00Z" },
		/* ... and back: what comes twice leaves once. */
		{ "30 2 * * *", "2031-10-25T23:00:00Z", "Europe/Berlin",
		    "2031-10-26T00:30:00Z" },
		{ "30 2 * * *", "2031-10-26T00:30:01Z", "Europe/Berlin",
		    "2031-10-27T01:30:00Z" },
	};
	static const char *const bad[] = { "", "* * * *", "* * * * * *", "60 * * * *",
		"* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *",
		"*/0 * * * *", "*/ * * * *", "1, * * * *", "* * L * *", "@daily",
		"0 0 30 2 *", "a * * * *", "* * * * mo", "1-2-3 * * * *",
		"*/99999999999 * * * *", "0 0 31 4,6,9,11 *" };

	for (size_t i = 0; i < COUNT_OF(times); i++)
		ck_assert_msg(strcmp(next(times[i].cron, times[i].at, times[i].zone),
				  times[i].next) == 0,
		    "%s after %s: %s", times[i].cron, times[i].at,
		    next(times[i].cron, times[i].at, times[i].zone));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(
		    outbound_cron_fault(site_arena(), bad[i]) != NULL, "%s", bad[i]);
}
END_TEST

START_TEST(by_cron_it_waits_for_its_hour_and_says_the_latest)
{
	set("p", "doc.type === 'person'", NAME, "},\"cron\":\"0 9 * * *\"");
	named(TINASHE, "One");
	named(TINASHE, "Two");
	named(LOVEMORE, "Far");
	/* 9 o'clock is that of each facility: Nairobi is an hour ahead. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(to_char(run_at AT TIME ZONE 'UTC', "
		      "'DD HH24:MI') || ' ' || body, '; ' ORDER BY id) FROM "
		      "outbound_event"),
	    "03 07:00 {\"name\":\"Two Moyo\"}; 04 06:00 {\"name\":\"Far Banda\"}");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	site_later("1 hour");
	tell();
	ck_assert_uint_eq(peer_asked("Two Moyo"), 1);
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(states(), "done ready");
}
END_TEST

/* -------------------------------------------------------------- what is told --- */

START_TEST(what_is_told_of_which_document)
{
	/* Nobody asked: nothing is kept. */
	site_sql("UPDATE patient SET given_name = 'Nobody' WHERE id = 401");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbound_news"), 0);
	set("text", "doc.form === '1' && doc.fields.reads === 'problem'",
	    "{\"urns.0\":{\"expr\":\"'tel:' + doc.patient.phone\"},"
	    "\"extra.name\":\"doc.patient.name\",\"extra.date\":{\"expr\":"
	    "\"Math.floor(doc.reported_date / 1000)\"},\"extra.group\":{\"expr\":"
	    "\"'texting'\"},\"extra.none\":{\"path\":\"doc.fields.nothing\","
	    "\"optional\":true},\"extra.list.1\":\"doc.fields.reads\","
	    "\"extra.hour\":{\"expr\":\"new Date(doc.reported_date).getHours()\"}}",
	    "");
	site_sql("INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, reads, urgency, state, at) OVERRIDING SYSTEM "
		 "VALUE SELECT 9000 + n, 501, 101, 401, 301, 'in', 'reply', n::text, "
		 "CASE n WHEN 1 THEN 'problem' ELSE 'fine' END, 0, 'received', "
		 "'2031-03-03T06:00Z' FROM generate_series(0, 1) n");
	make();
	ck_assert_str_eq(states(), "ready");
	ck_assert_str_eq(site_text("SELECT body::jsonb::text FROM outbound_event"),
	    "{\"urns\": [\"tel:+263775550142\"], \"extra\": {\"date\": 1930284000, "
	    "\"hour\": 8, \"list\": [null, \"problem\"], \"name\": \"Nobody Moyo\", "
	    "\"group\": \"texting\"}}");
	ck_assert_str_eq(
	    site_text(
		"SELECT doc || ' ' || form || ' ' || subject FROM outbound_event"),
	    "message-9001 1 401");
	ck_assert_str_eq(site_text("SELECT array_to_string(ARRAY(SELECT unnest(fields) "
				   "ORDER BY 1), ' ') FROM outbound_event"),
	    "extra.date extra.group extra.hour extra.list.1 extra.name urns.0");
}
END_TEST

/* Who sent it, with what is above him, is told by his number alone. */
START_TEST(who_sent_it)
{
	set("p", "doc.form === '1'",
	    "{\"about\":\"doc.patient.name\",\"by\":{\"path\":\"doc.contact.name\","
	    "\"optional\":true},\"of\":{\"path\":\"doc.contact.parent.name\","
	    "\"optional\":true}}",
	    "");
	site_sql("INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES (390, "
		 "'+263775559999'); "
		 "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, reads, urgency, state, at) OVERRIDING SYSTEM "
		 "VALUE SELECT 9000 + n, 501, 101, 401, (ARRAY[301, 390])[n], 'in', "
		 "'reply', n::text, 'problem', 0, 'received', business_now() FROM "
		 "generate_series(1, 2) n");
	make();
	ck_assert_str_eq(
	    site_text("SELECT string_agg(body::jsonb::text, ' ' ORDER BY doc) FROM "
		      "outbound_event"),
	    arena_printf(site_arena(),
		"{\"by\": \"Tinashe Moyo\", \"of\": \"%s\", \"about\": \"Tinashe "
		"Moyo\"} {\"about\": \"Tinashe Moyo\"}",
		site_text("SELECT name FROM place WHERE id = 101")));
}
END_TEST

/* Each kind of document, by what changes it. */
START_TEST(every_document_that_changes_is_looked_at)
{
	static const struct {
		const char *change, *doc;
	} changes[] = {
		{ "UPDATE patient SET language = 'sn' WHERE id = 401", "patient-401" },
		{ "UPDATE patient SET opted_out_at = business_now() WHERE id = 401",
		    "patient-401" },
		{ "UPDATE enrolment SET state = 'withdrawn', ended_at = business_now() "
		  "WHERE id = 602",
		    "enroll-602 patient-402" },
		{ "UPDATE patient SET birth_date = '2000-01-01' WHERE id = 403",
		    "enroll-603 patient-403" },
		{ "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
		  "direction, kind, body, state, at) OVERRIDING SYSTEM VALUE VALUES "
		  "(9100, 501, 101, 401, 301, 'in', 'reply', 'Hello', 'received', "
		  "business_now())",
		    "message-9100" },
		{ "UPDATE message SET reads = 'problem' WHERE id = 9100",
		    "message-9100" },
		{ "INSERT INTO report (doc_id, form, place_id, patient_id, fields, "
		  "reported_at) VALUES ('r-1', 'client_visit', 101, 401, '{}', "
		  "business_now())",
		    "r-1" },
		{ "UPDATE report SET fields = '{\"a\": 1}' WHERE doc_id = 'r-1'",
		    "r-1" },
	};

	set("p", "true",
	    "{\"id\":\"doc._id\",\"rev\":{\"expr\":\"JSON.stringify(doc)\"}}", "");
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		site_sql("DELETE FROM outbound_event");
		site_sql("%s", changes[i].change);
		make();
		ck_assert_msg(
		    strcmp(site_text("SELECT coalesce(string_agg(doc, ' ' ORDER BY "
				     "doc), '') FROM outbound_event"),
			changes[i].doc) == 0,
		    "%s: %s", changes[i].change,
		    site_text("SELECT string_agg(doc || ' ' || reason, ' ') FROM "
			      "outbound_event"));
	}
	/* That he was heard of is no change of a document. */
	site_sql("DELETE FROM outbound_event");
	site_sql("UPDATE enrolment SET last_sign_at = business_now() WHERE id = 601");
	make();
	ck_assert_str_eq(states(), "");
}
END_TEST

START_TEST(what_has_not_changed_is_not_told_again)
{
	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "done");
	site_sql("UPDATE patient SET language = 'sn' WHERE id = 401");
	make();
	ck_assert_str_eq(states(), "done");
	/* There and back before it has left: nothing is said. */
	named(TINASHE, "Two");
	ck_assert_str_eq(states(), "done ready");
	named(TINASHE, "One");
	ck_assert_str_eq(states(), "done dropped");
	/* The same as it waits to be told is one. */
	named(TINASHE, "Three");
	site_sql("UPDATE patient SET language = 'en' WHERE id = 401");
	make();
	ck_assert_str_eq(states(), "done dropped ready");
	tell();
	ck_assert_uint_eq(peer_calls(), 2);
	ck_assert_uint_eq(peer_asked("{\"name\":\"Three Moyo\"}"), 1);
}
END_TEST

START_TEST(what_cannot_be_made_is_seen_and_holds_up_nothing)
{
	static const struct {
		const char *expr, *reason;
	} faults[] = {
		{ "doc.fields.x", "mapping a: " },
		{ "undefined", "mapping a: its expr has no value" },
		{ "(() => { for (;;) ; })()", "takes too long and was stopped" },
		{ "'x'.repeat(200000)", "what came of it is longer than 100 KB" },
		{ "(() => { const o = {}; o.o = o; return o; })()", "mapping: " },
		{ "1n", "mapping: " },
	};

	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		set("bad", "doc.type === 'person'",
		    arena_printf(
			site_arena(), "{\"a\":{\"expr\":\"%s\"}}", faults[i].expr),
		    "");
		set("good", "doc.type === 'person'", NAME, "");
		named(TINASHE, arena_printf(site_arena(), "Name %zu", i));
		ck_assert_msg(
		    strncmp(site_text("SELECT reason FROM outbound_event e JOIN "
				      "outbound_push p ON p.id = e.push_id WHERE "
				      "p.name = 'bad' ORDER BY e.id DESC LIMIT 1"),
			faults[i].reason, strlen(faults[i].reason)) == 0,
		    "%s: %s", faults[i].expr,
		    site_text("SELECT string_agg(reason, '; ') FROM outbound_event"));
	}
	/* There is one fault of a document; the other push has its latest. */
	ck_assert_str_eq(
	    site_text("SELECT string_agg(p.name || ' ' || e.state || ' ' || e.body, "
		      "'; ' ORDER BY e.id) FROM outbound_event e JOIN outbound_push p "
		      "ON p.id = e.push_id"),
	    "good ready {\"name\":\"Name 5 Moyo\"}; bad dead ");
	/* Once the settings are right, it is made when it is asked for again. */
	set("bad", "doc.type === 'person'", NAME, "");
	site_sql("SELECT outbound_again(id, NULL, business_now()) FROM outbound_event "
		 "WHERE state = 'dead'");
	make();
	ck_assert_str_eq(states(), "ready dropped ready");
}
END_TEST

/* One document leaves nothing behind for the next. */
START_TEST(an_expression_leaves_no_traces)
{
	set("p", "doc.type === 'person'",
	    "{\"n\":{\"expr\":\"(globalThis.n = (globalThis.n || 0) + 1, "
	    "Array.prototype.push = null, JSON.parse = null, globalThis.n)\"}}",
	    "");
	named(TINASHE, "One");
	named(BRIAN, "Two");
	ck_assert_str_eq(site_text("SELECT string_agg(body, ' ') FROM outbound_event"),
	    "{\"n\":1} {\"n\":1}");
}
END_TEST

/* ---------------------------------------------------------------- deliveries --- */

#define AUTH(what) ",\"auth\":{" what "}}"

START_TEST(secrets_are_named_by_their_key)
{
	set("p", "doc.type === 'person'", NAME,
	    AUTH("\"type\":\"basic\",\"username\":\"ann\",\"password_key\":\"k1\""));
	set("q", "doc.type === 'person'", NAME,
	    AUTH(
		"\"type\":\"header\",\"name\":\"Authorization\",\"value_key\":\"k2\""));
	named(TINASHE, "One");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_plays();
	/* Nothing leaves without what is missing, and it says so. */
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(outbound_lacks(credential), ' ' ORDER BY name) "
		"FROM outbound_push"),
	    "k1 k2");
	site_sql("INSERT INTO outbound_credential VALUES ('k1', 'open sesame', "
		 "business_now()), ('k2', 'Token 0815', business_now())");
	tell();
	ck_assert_uint_eq(peer_calls(), 2);
	ck_assert_uint_eq(peer_asked("POST /api/push HTTP"), 2);
	ck_assert_uint_eq(
	    peer_asked("Authorization: Basic YW5uOm9wZW4gc2VzYW1l\r\n"), 1);
	ck_assert_uint_eq(peer_asked("Authorization: Token 0815\r\n"), 1);
	ck_assert_uint_eq(peer_asked("Content-Type: application/json\r\n"), 2);
	ck_assert_uint_eq(peer_asked("Idempotency-Key: aftercare-outbound-"), 2);
	ck_assert_str_eq(site_text("SELECT count(*) FROM audit WHERE change::text LIKE "
				   "'%%sesame%%' OR change::text LIKE '%%0815%%'"),
	    "0");
}
END_TEST

START_TEST(a_receiver_that_is_not_well_is_waited_for)
{
	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	named(BRIAN, "Other");
	site_sql("UPDATE outbound_push SET tries = 1");
	peer_says(500, "x");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	site_later("1 minute");
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	/* The answer is lost; it comes once more with the same key. */
	site_later("2 minutes");
	peer_breaks();
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_uint_eq(peer_asked("One Moyo"), 1);
	/* What has left once is told, and the change after it behind it. */
	named(TINASHE, "Two");
	ck_assert_str_eq(states(), "ready ready ready");
	site_later("5 hours");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_uint_eq(peer_asked("One Moyo"), 1);
	tell();
	ck_assert_uint_eq(peer_calls(), 3);
	ck_assert_str_eq(states(), "done done done");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(attempt || ' ' || words, '; ' ORDER BY "
		      "attempt) FROM outbound_attempt WHERE event_id = (SELECT min(id) "
		      "FROM outbound_event)"),
	    "1 the receiver answered 500; 2 Failure when receiving data from the peer; "
	    "3 "
	    "the receiver answered 200");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', outcome, push, doc, "
		      "patient_id), '; ' ORDER BY attempt) FROM told JOIN "
		      "outbound_attempt USING (id, outcome, push, doc, patient_id) "
		      "WHERE event_id = (SELECT min(id) FROM outbound_event)"),
	    arena_printf(site_arena(),
		"4 p patient-%d %d; 4 p patient-%d %d; 0 p "
		"patient-%d %d",
		TINASHE, TINASHE, TINASHE, TINASHE, TINASHE, TINASHE));
}
END_TEST

/* One push that fails takes nothing of another: the CHT forgets it. */
START_TEST(of_two_pushes_one_fails)
{
	set("bad", "doc.type === 'person'", NAME, "");
	set("good", "doc.type === 'person'", NAME, "");
	site_sql("UPDATE outbound_push SET url = 'http://127.0.0.1:%d/' WHERE name = "
		 "'bad'",
	    socket_closed_port());
	named(TINASHE, "One");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(p.name || ' ' || e.state, ' ' ORDER BY p.name) "
		"FROM outbound_event e JOIN outbound_push p ON p.id = e.push_id"),
	    "bad ready good done");
	ck_assert_str_eq(site_text("SELECT cht_monitoring(business_now()) -> "
				   "'outbound_push' ->> 'backlog'"),
	    "1");
	site_sql("UPDATE outbound_push SET url = 'http://127.0.0.1:%d/'", peer_port());
	site_later("2 minutes");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "done done");
}
END_TEST

START_TEST(it_asks_us_to_wait)
{
	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	/* It names 30 s, and the first wait is a minute: the longer one counts. */
	peer_says(429, "x");
	peer_plays();
	tell();
	ck_assert_str_eq(
	    site_text("SELECT next_at - business_now() > interval '55 s' FROM "
		      "outbound_push"),
	    "true");
	site_sql("UPDATE outbound_push SET next_at = '-infinity', tries = 0");
	peer_stops();
	{
		const struct canned busy = { .reply = "HTTP/1.1 503 X\r\nRetry-After: "
						      "1800\r\nContent-Length: 0\r\n"
						      "Connection: close\r\n\r\n" };
		struct socket_server *server =
		    socket_server_start_on(peer_port(), &busy, 1);

		tell();
		socket_server_stop(server);
	}
	site_later("29 minutes");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	site_later("1 minute");
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(states(), "done");
}
END_TEST

START_TEST(no_more_in_a_minute_than_it_may)
{
	set("p", "doc.type === 'person'", NAME, "},\"per_minute\":3");
	site_sql("UPDATE patient SET given_name = 'All' WHERE id BETWEEN 401 AND 407");
	make();
	for (int i = 0; i < 7; i++)
		peer_says(200, "{}");
	peer_plays();
	for (int i = 0; i < 4; i++)
		tell();
	ck_assert_uint_eq(peer_calls(), 3);
	site_later("1 minute");
	for (int i = 0; i < 4; i++)
		tell();
	ck_assert_uint_eq(peer_calls(), 6);
}
END_TEST

static const char *
paces(void)
{
	return site_text("SELECT string_agg(name || ' ' || slow || ' ' || tries, ', ' "
			 "ORDER BY name) FROM outbound_push");
}

/* One that keeps its caller waiting holds up no other a second time. */
START_TEST(a_slow_receiver_is_called_apart)
{
	struct canned late = { .reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		.drip_ms = 60 };
	struct canned hangs = { .reply = NULL, .wait_ms = 30000 };
	struct socket_server *server = socket_server_start(&late, 1);
	const int port = socket_server_port(server);
	int64_t start;

	set("slow", "doc.type === 'person'", NAME, "");
	site_sql(
	    "UPDATE outbound_push SET url = 'http://127.0.0.1:%d/', per_minute = 1000",
	    port);
	set("good", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	peer_says(200, "{}");
	peer_says(200, "{}");
	peer_plays();
	/* Late is taken, too. */
	tell();
	ck_assert_str_eq(states(), "done done");
	ck_assert_str_eq(paces(), "good false 0, slow true 0");
	socket_server_stop(server);
	server = socket_server_start_on(port, &hangs, 1);
	named(TINASHE, "Two");
	start = clock_monotonic();
	tell();
	ck_assert_int_lt(clock_monotonic() - start, SECOND);
	ck_assert_uint_eq(peer_asked("Two"), 1);
	ck_assert_uint_eq(socket_server_connections(server), 0);
	/* It takes the call and says nothing: the time is over. */
	test_worker.slow = true;
	start = clock_monotonic();
	tell();
	ck_assert_int_gt(clock_monotonic() - start, 9 * SECOND);
	ck_assert_int_lt(clock_monotonic() - start, 12 * SECOND);
	ck_assert_str_eq(paces(), "good false 0, slow true 1");
	socket_server_stop(server);
	/* Once it answers, it is one among the others again. */
	site_sql("UPDATE outbound_push SET url = 'http://127.0.0.1:%d/'", peer_port());
	site_later("1 hour");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(paces(), "good false 0, slow false 0");
	test_worker.slow = false;
	ck_assert_str_eq(states(), "done done done done");
}
END_TEST

START_TEST(one_that_is_refused_holds_up_its_own_document_alone)
{
	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	peer_says(422, "x");
	peer_plays();
	tell();
	named(TINASHE, "Two");
	named(BRIAN, "Other");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_asked("Other"), 1);
	ck_assert_str_eq(states(), "ready ready done");
	/* It is given up after 72 hours, and what is behind it leaves. */
	site_later("73 hours");
	peer_says(422, "x");
	peer_says(200, "{}");
	peer_plays();
	tell();
	tell();
	ck_assert_str_eq(states(), "dead done done");
	/* The same once more leaves again. */
	ck_assert_str_eq(site_text("SELECT reason FROM outbound_event WHERE state = "
				   "'dead'"),
	    "the receiver answered 422");
	site_sql("SELECT outbound_again(id, NULL, business_now()) FROM outbound_event "
		 "WHERE state = 'dead'");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "done done done");
}
END_TEST

START_TEST(after_72_hours_it_is_given_up_and_kept)
{
	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	peer_says(503, "x");
	peer_plays();
	tell();
	site_later("71 hours");
	peer_says(503, "x");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "ready");
	site_later("1 hour");
	peer_says(503, "x");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "dead");
	ck_assert_str_eq(last_reason(), "the receiver answered 503");
	/* What comes after it takes its place. */
	named(TINASHE, "Two");
	ck_assert_str_eq(states(), "dropped ready");
}
END_TEST

START_TEST(gone_is_gone)
{
	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	peer_says(410, "x");
	peer_plays();
	tell();
	ck_assert_str_eq(site_text("SELECT status || ' ' || error FROM outbound_push"),
	    "off the receiver answered 410");
	site_later("1 day");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_str_eq(states(), "ready");
	set("p", "doc.type === 'person'", NAME, "");
	tell();
	ck_assert_str_eq(states(), "done");
}
END_TEST

START_TEST(no_redirect_and_no_private_address)
{
	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	peer_says(302, "x");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	ck_assert_str_eq(last_reason(), "the receiver answered 302");
	/* A name that is this machine by now: looked at when the line is made. */
	site_sql("UPDATE outbound_push SET url = 'https://localhost:%d/', next_at = "
		 "'-infinity'",
	    peer_port());
	peer_says(200, "{}");
	peer_plays();
	test_worker.config = &(struct config){ .subscription_networks = "" };
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	ck_assert_str_eq(last_reason(), "its address is not one of the public network");
}
END_TEST

START_TEST(a_worker_that_dies_leaves_it_to_another)
{
	const struct canned slow = { .wait_ms = 60000 };
	struct socket_server *server;
	const char *host = getenv("PGHOST"), *key;
	pid_t child;
	int code;

	set("p", "doc.type === 'person'", NAME, "");
	named(TINASHE, "One");
	server = socket_server_start_on(peer_port(), &slow, 1);
	child = test_fork();
	if (child == 0) {
		if (db_open(arena_printf(site_arena(),
				"host=%s user=aftercare_worker dbname=aftercare",
				host != NULL ? host : ""),
			&test_worker.db) == OK)
			(void)worker_step(outbound_job);
		_exit(1);
	}
	socket_server_await(server, "POST /api/push");
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &code, 0), child);
	socket_server_stop(server);
	ck_assert_str_eq(states(), "leased");
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_uint_eq(peer_calls(), 0);
	site_later("2 minutes");
	tell();
	ck_assert_uint_eq(peer_calls(), 1);
	key = site_text("SELECT 'Idempotency-Key: aftercare-outbound-' || id FROM "
			"outbound_event");
	ck_assert_uint_eq(peer_asked(key), 1);
	ck_assert_str_eq(states(), "done");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(attempt || words, '; ' ORDER BY attempt) "
		      "FROM outbound_attempt"),
	    "1; 2the receiver answered 200");
}
END_TEST

/* Several workers at once: each change once, those of a document in order. */
START_TEST(several_workers_tell_each_once)
{
	enum { WORKERS = 3 };
	const char *host = getenv("PGHOST");
	struct canned said[20];
	struct socket_server *server;

	for (size_t i = 0; i < COUNT_OF(said); i++)
		said[i] = (struct canned){ .reply = "HTTP/1.1 200 X\r\nContent-Length: "
						    "0\r\nConnection: close\r\n\r\n" };
	server = socket_server_start_on(peer_port(), said, COUNT_OF(said));
	set("p", "doc.type === 'person'", NAME, "");
	site_sql(
	    "UPDATE patient SET given_name = 'First' WHERE id BETWEEN 401 AND 407");
	make();
	/* As if they had left before: what comes then is told behind it. */
	site_sql("UPDATE outbound_event SET attempt = 1");
	site_sql(
	    "UPDATE patient SET given_name = 'Second' WHERE id BETWEEN 401 AND 407");
	make();
	for (int i = 0; i < WORKERS; i++)
		if (test_fork() == 0) {
			test_worker.id = secret_uuid(site_arena());
			test_worker.receivers = http_new(site_arena());
			if (db_open(arena_printf(site_arena(),
					"host=%s user=aftercare_worker "
					"dbname=aftercare",
					host != NULL ? host : ""),
				&test_worker.db) != OK)
				_exit(1);
			for (int k = 0; k < 8; k++)
				if (worker_step(outbound_job) != OK)
					_exit(1);
			_exit(0);
		}
	for (int i = 0, code; i < WORKERS; i++) {
		ck_assert_int_gt(wait(&code), 0);
		ck_assert_int_eq(code, 0);
	}
	for (int i = 0; i < 4; i++)
		tell();
	ck_assert_uint_eq(socket_server_count(server, "POST /api/push"), 14);
	ck_assert_uint_eq(socket_server_count(server, "First Moyo"), 1);
	ck_assert(strstr(socket_server_seen(server), "First Moyo") <
		  strstr(socket_server_seen(server), "Second Moyo"));
	socket_server_stop(server);
	ck_assert_str_eq(site_text("SELECT count(*) FROM outbound_event WHERE state <> "
				   "'done'"),
	    "0");
}
END_TEST

/* ------------------------------------------------------------------- its page --- */

START_TEST(the_administrator_sees_what_becomes_of_it)
{
	struct request *rq;
	const char *id;

	ck_assert(site_shows(site_get(ADA, "/admin/outbound"), "Nothing is pushed"));
	set("to-emr", "doc.type === 'person'", NAME,
	    AUTH(
		"\"type\":\"header\",\"name\":\"Authorization\",\"value_key\":\"k1\""));
	site_sql("INSERT INTO outbound_credential VALUES ('k1', 'open sesame', "
		 "business_now())");
	named(TINASHE, "Hidden");
	peer_says(422, "x");
	peer_plays();
	tell();
	rq = site_get(ADA, "/admin/outbound");
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "to-emr"));
	ck_assert(site_shows(rq, "the receiver answered 422"));
	ck_assert(site_shows(rq, "patient-401"));
	/* Neither the client's data nor a secret. */
	ck_assert(!site_shows(rq, "Hidden"));
	ck_assert(!site_shows(rq, "sesame"));
	site_later("73 hours");
	peer_says(422, "x");
	peer_plays();
	tell();
	id = site_text("SELECT id FROM outbound_event");
	rq = site_get(ADA, arena_printf(site_arena(), "/admin/outbound/%s", id));
	ck_assert_int_eq(rq->reply.code, 200);
	ck_assert(site_shows(rq, "Send again"));
	ck_assert(!site_shows(rq, "Hidden"));
	rq = site_get(ADA, "/admin/outbound?doc=patient-401");
	ck_assert(site_shows(rq, "<span class=\"tag red\">Given up"));
	rq = site_get(ADA, "/admin/outbound?doc=patient-402");
	ck_assert(site_shows(rq, "Nothing is known of a push of it"));
	ck_assert_int_eq(site_get(ADA, "/admin/outbound/999999")->reply.code, 404);
	rq = site_post(
	    ADA, arena_printf(site_arena(), "/admin/outbound/%s/again", id), "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(states(), "ready");
	ck_assert_int_eq(site_get(NOMSA, "/admin/outbound")->reply.code, 403);
	peer_says(200, "{}");
	peer_plays();
	tell();
	ck_assert_str_eq(states(), "done");
	/* Twice is once. */
	ck_assert_int_eq(
	    site_post(
		ADA, arena_printf(site_arena(), "/admin/outbound/%s/again", id), "")
		->reply.code,
	    303);
	ck_assert_str_eq(states(), "done");
}
END_TEST

TCase *
outbound_tests(void)
{
	TCase *tc = tcase_create("outbound");

	tcase_set_timeout(tc, 180);
	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, what_settings_may_say);
	tcase_add_test(tc, javascript_that_is_none_is_refused);
	tcase_add_test(tc, when_it_leaves_by_cron);
	tcase_add_test(tc, by_cron_it_waits_for_its_hour_and_says_the_latest);
	tcase_add_test(tc, what_is_told_of_which_document);
	tcase_add_test(tc, who_sent_it);
	tcase_add_test(tc, every_document_that_changes_is_looked_at);
	tcase_add_test(tc, what_has_not_changed_is_not_told_again);
	tcase_add_test(tc, what_cannot_be_made_is_seen_and_holds_up_nothing);
	tcase_add_test(tc, an_expression_leaves_no_traces);
	tcase_add_test(tc, secrets_are_named_by_their_key);
	tcase_add_test(tc, a_receiver_that_is_not_well_is_waited_for);
	tcase_add_test(tc, of_two_pushes_one_fails);
	tcase_add_test(tc, it_asks_us_to_wait);
	tcase_add_test(tc, no_more_in_a_minute_than_it_may);
	tcase_add_test(tc, a_slow_receiver_is_called_apart);
	tcase_add_test(tc, one_that_is_refused_holds_up_its_own_document_alone);
	tcase_add_test(tc, after_72_hours_it_is_given_up_and_kept);
	tcase_add_test(tc, gone_is_gone);
	tcase_add_test(tc, no_redirect_and_no_private_address);
	tcase_add_test(tc, a_worker_that_dies_leaves_it_to_another);
	tcase_add_test(tc, several_workers_tell_each_once);
	tcase_add_test(tc, the_administrator_sees_what_becomes_of_it);
	return tc;
}
