/* test_api.c - the webhook under attack, and the health that tells the truth. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/rapidpro_hook.h"
#include "api/routes.h"
#include "base/clock.h"
#include "db/query.h"
#include "ext/secret.h"
#include "tests.h"

#define SECRET "a-secret-of-the-webhook-0123456789"
#define OLD_SECRET "the-secret-before-it-0123456789"

static struct arena *arena;
static struct db *db;

struct headers {
	const char *authorization, *mode;
};

static const char *
header(struct request *rq, const char *name)
{
	const struct headers *headers = rq->header_source;

	if (strcasecmp(name, "Authorization") == 0)
		return headers->authorization;
	return strcasecmp(name, "X-Mailroom-Mode") == 0 ? headers->mode : NULL;
}

static struct request
request_of(enum method method, const char *path, struct headers *headers,
    const char *body, size_t len)
{
	return (struct request){ .arena = arena,
		.method = method,
		.path = path,
		.query = "",
		.cookie = "",
		.content_type = "application/json",
		.body = body,
		.body_len = len,
		.address = "127.0.0.1",
		.host = "here",
		.origin = "",
		.header = header,
		.header_source = headers };
}

/* One request through the whole program: its answer. */
static struct reply
ask(enum method method, const char *path, struct headers headers, const char *body,
    size_t len)
{
	struct request rq = request_of(method, path, &headers, body, len);

	dispatch(db, &api, &rq);
	return rq.reply;
}

static int
post(const char *body)
{
	return ask(POST, "/hooks/rapidpro", (struct headers){ "Token " SECRET, NULL },
	    body, strlen(body))
	    .code;
}

static void
as_owner(const char *sql)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_script(tx, sql), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

struct count {
	int64_t n;
};

static const struct query count_query = {
	.name = "test_stored",
	.text = "SELECT count(*) FROM inbox",
	.ncols = 1,
	.row_size = sizeof(struct count),
	.cols = (const struct col[]){ { "n", COL_INT8, 20, false, 0 } },
};

static int64_t
stored(void)
{
	const void *row;
	struct tx *tx;
	int64_t n;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_READ, &tx), OK);
	ck_assert_int_eq(tx_one(tx, &count_query, NULL, &row), OK);
	n = ((const struct count *)row)->n;
	tx_rollback(tx);
	return n;
}

static void
setup(void)
{
	const char *host = getenv("PGHOST");
	static struct config config = { .webhook_secret = SECRET,
		.webhook_secret_old = OLD_SECRET };

	arena = arena_new();
	ck_assert_int_eq(
	    db_open(arena_printf(arena, "host=%s user=aftercare_api dbname=aftercare",
			host != NULL ? host : ""),
		&db),
	    OK);
	api_secrets(&config);
}

static void
teardown(void)
{
	as_owner("DELETE FROM inbox; DELETE FROM worker;"
		 "UPDATE gateway SET reached_at = NULL, token_refused_at = NULL,"
		 " paused_until = NULL, send_flow = NULL, failures = 0");
	db_close(db);
	arena_free(arena);
}

#define CHECKIN(at)                                                            \
	"{\"event\":\"checkin\",\"run\":{\"uuid\":"                            \
	"\"ce3fb229-a207-42d7-965a-5289a25551f3\"},\"input\":{\"text\":\"1\"," \
	"\"created_on\":\"" at "\"}}"

START_TEST(stores_once)
{
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(post(CHECKIN("2026-11-21T06:10:18Z")), 200);
	ck_assert_int_eq(stored(), 1);
	/* The man's next reply in the same run is another thing. */
	ck_assert_int_eq(post(CHECKIN("2026-11-21T06:12:00Z")), 200);
	ck_assert_int_eq(stored(), 2);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(post("{\"event\":\"incoming\",\"text\":\"hi\"}"), 200);
	ck_assert_int_eq(stored(), 3);
}
END_TEST

/* PostgreSQL was restarted: nobody outside notices, and what may have been done
 * already is done once. */
START_TEST(stores_on_a_new_line)
{
	for (int i = 0; i < 3; i++) {
		as_owner("SELECT pg_terminate_backend(pid, 5000) FROM "
			 "pg_stat_activity WHERE usename = 'aftercare_api'");
		ck_assert_int_eq(post(CHECKIN("2026-11-21T06:10:18Z")), 200);
		ck_assert_int_eq(stored(), 1);
	}
}
END_TEST

/* Webhooks with our secret at once, and how each is answered. */
static void
post_all(const char *const *bodies, int *codes, size_t n)
{
	struct headers ours = { "Token " SECRET, NULL };
	struct request rqs[PROGRAM_TOGETHER_MAX];

	for (size_t i = 0; i < n; i++)
		rqs[i] = request_of(
		    POST, "/hooks/rapidpro", &ours, bodies[i], strlen(bodies[i]));
	dispatch_all(db, &api, rqs, n);
	for (size_t i = 0; i < n; i++)
		codes[i] = rqs[i].reply.code;
}

/* Whoever waits beside it, each is answered as if it had come alone. */
START_TEST(answers_several_as_each)
{
	struct headers ours = { "Token " SECRET, NULL }, forged = { "Token x", NULL },
		       trial = { "Token " SECRET, "simulation" };
	const char *one = CHECKIN("2026-11-21T06:10:18Z"),
		   *two = CHECKIN("2026-11-21T06:12:00Z");
	const struct {
		enum method method;
		const char *path;
		struct headers *headers;
		const char *body;
		int code;
	} asked[] = {
		{ POST, "/hooks/rapidpro", &ours, one, 200 },
		{ POST, "/hooks/rapidpro", &forged, "{\"a\":1}", 401 },
		{ GET, "/health/live", &forged, "", 200 },
		{ POST, "/hooks/rapidpro", &ours, "[]", 400 },
		{ POST, "/hooks/rapidpro", &ours, "{\"a\":\"\xff\"}", 400 },
		{ POST, "/hooks/rapidpro", &ours, one, 200 },
		{ POST, "/hooks/rapidpro", &trial, "{\"a\":2}", 200 },
		{ GET, "/hooks/rapidpro", &ours, "", 405 },
		{ GET, "/metrics", &ours, "", 200 },
		{ POST, "/nothing", &ours, "{}", 404 },
		{ POST, "/hooks/rapidpro", &ours, two, 200 },
	};
	struct request rqs[COUNT_OF(asked)];

	for (size_t i = 0; i < COUNT_OF(asked); i++)
		rqs[i] = request_of(asked[i].method, asked[i].path, asked[i].headers,
		    asked[i].body, strlen(asked[i].body));
	dispatch_all(db, &api, rqs, COUNT_OF(asked));
	for (size_t i = 0; i < COUNT_OF(asked); i++)
		ck_assert_msg(rqs[i].reply.code == asked[i].code, "%zu: %d", i,
		    rqs[i].reply.code);
	ck_assert_str_eq(rqs[0].reply.body.data, "{\"ok\":true}\n");
	ck_assert_int_eq(stored(), 2);
}
END_TEST

/* What PostgreSQL refuses is not stored; what waited beside it is. */
START_TEST(one_spoils_no_other)
{
	static const char *const bodies[] = { "{\"a\":1}", "{\"a\":\"spoilt\"}",
		"{\"a\":3}" };
	int codes[COUNT_OF(bodies)];

	as_owner("ALTER TABLE inbox ADD CONSTRAINT sound CHECK (body NOT LIKE "
		 "'%spoilt%')");
	post_all(bodies, codes, COUNT_OF(bodies));
	as_owner("ALTER TABLE inbox DROP CONSTRAINT sound");
	ck_assert_int_eq(codes[0], 200);
	ck_assert_int_eq(codes[1], 400);
	ck_assert_int_eq(codes[2], 200);
	ck_assert_int_eq(stored(), 2);
}
END_TEST

/* All of them in one transaction, or what they share would be of no use. */
START_TEST(stores_several_at_once)
{
	static const char *const bodies[] = { "{\"a\":1}", "{\"a\":2}", "{\"a\":3}" };
	int codes[COUNT_OF(bodies)];

	post_all(bodies, codes, COUNT_OF(bodies));
	ck_assert_int_eq(stored(), 3);
	as_owner("DO $$ BEGIN ASSERT (SELECT count(DISTINCT xmin::text) = 1 FROM "
		 "inbox); END $$");
}
END_TEST

START_TEST(stores_several_on_a_new_line)
{
	const char *const bodies[] = { CHECKIN("2026-11-21T06:10:18Z"),
		CHECKIN("2026-11-21T06:12:00Z"), "{\"a\":1}" };
	int codes[COUNT_OF(bodies)];

	for (int i = 0; i < 3; i++) {
		as_owner("SELECT pg_terminate_backend(pid, 5000) FROM "
			 "pg_stat_activity WHERE usename = 'aftercare_api'");
		post_all(bodies, codes, COUNT_OF(bodies));
		for (size_t k = 0; k < COUNT_OF(bodies); k++)
			ck_assert_int_eq(codes[k], 200);
		ck_assert_int_eq(stored(), 3);
	}
}
END_TEST

/* It is the clinic's time that stands beside it. */
START_TEST(stores_by_the_clinics_clock)
{
	as_owner("UPDATE business_clock SET advance = '400 days'");
	ck_assert_int_eq(post(CHECKIN("2026-11-21T06:10:18Z")), 200);
	as_owner("DO $$ BEGIN ASSERT (SELECT abs(extract(epoch FROM received_at - "
		 "business_now())) < 60 FROM inbox); END $$; "
		 "UPDATE business_clock SET advance = '0'");
}
END_TEST

START_TEST(answers_at_once_and_briefly)
{
	struct reply reply = ask(POST, "/hooks/rapidpro",
	    (struct headers){ "token " OLD_SECRET, NULL }, "{}", 2);

	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(reply.body.data, "{\"ok\":true}\n");
	ck_assert_int_eq(stored(), 1);
}
END_TEST

START_TEST(refuses_the_forged)
{
	const char *const headers[] = { NULL, "", "Token", "Token ",
		"Token a-secret-of-the-webhook-012345678",
		"Token a-secret-of-the-webhook-01234567890", "Bearer " SECRET, SECRET,
		"Token  " SECRET };

	for (size_t i = 0; i < COUNT_OF(headers); i++) {
		struct reply reply = ask(POST, "/hooks/rapidpro",
		    (struct headers){ headers[i], NULL }, "{}", 2);

		ck_assert_int_eq(reply.code, 401);
		ck_assert_ptr_null(strstr(reply.body.data, SECRET));
	}
	ck_assert_int_eq(stored(), 0);
}
END_TEST

START_TEST(refuses_what_is_no_json)
{
	const char *const bodies[] = { "", " ", "[]", "\"text\"", "null", "{", "{}{}",
		"{'a':1}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}",
		"{\"a\":1e999}", "{\"a\":1e999999999999999999999999999999999999999}",
		"{\"a\":NaN}", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\xfe\"}",
		"{\"a\":\"\xc0\x80\"}", "{\"a\":\"\xed\xa0\x80\"}" };

	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		ck_assert_msg(post(bodies[i]) == 400, "%zu: %s", i, bodies[i]);
	ck_assert_int_eq(
	    ask(POST, "/hooks/rapidpro", (struct headers){ "Token " SECRET, NULL },
		"{\"a\":\0001}", 8)
		.code,
	    400);
	ck_assert_int_eq(stored(), 0);
}
END_TEST

START_TEST(takes_what_is_odd_but_json)
{
	ck_assert_int_eq(post("{\"text\":\"\\ud83d\\ude00 \u202e \u200d\"}"), 200);
	ck_assert_int_eq(post("{\"event\":7,\"run\":[],\"input\":null}"), 200);
	ck_assert_int_eq(stored(), 2);
}
END_TEST

/* A body of so many bytes, all of one long text. */
static char *
body_of(size_t len)
{
	char *body = arena_alloc(arena, len + 1);

	memset(body, 'x', len);
	memcpy(body, "{\"text\":\"", 9);
	memcpy(body + len - 2, "\"}", 2);
	return body;
}

START_TEST(bounds_the_body)
{
	ck_assert_int_eq(post(body_of(HOOK_BODY_MAX)), 200);
	ck_assert_int_eq(post(body_of(HOOK_BODY_MAX + 1)), 413);
	ck_assert_int_eq(stored(), 1);
}
END_TEST

START_TEST(keeps_keys_short)
{
	char *long_text = arena_alloc(arena, 60001);
	const char *key;
	const char *body;

	memset(long_text, 'y', 60000);
	body = arena_printf(arena,
	    "{\"event\":\"%s\",\"run\":{\"uuid\":\"u\"},\"input\":{\"created_on\":"
	    "\"t\"}}",
	    long_text);
	ck_assert_int_eq(rapidpro_hook_key(arena, body, strlen(body), &key), OK);
	ck_assert_int_lt((int)strlen(key), 100);
	ck_assert_int_eq(post(body), 200);
	body = "{\"event\":\"e\\u0001\",\"run\":{\"uuid\":\"u\"},"
	       "\"input\":{\"created_on\":\"t\"}}";
	ck_assert_int_eq(rapidpro_hook_key(arena, body, strlen(body), &key), OK);
	ck_assert_str_eq(key, arena_printf(arena, "hook %s", secret_hash(arena, body)));
	body = CHECKIN("2026-11-21T06:10:18Z");
	ck_assert_int_eq(rapidpro_hook_key(arena, body, strlen(body), &key), OK);
	ck_assert_str_eq(key, "hook ce3fb229-a207-42d7-965a-5289a25551f3 checkin "
			      "2026-11-21T06:10:18Z");
}
END_TEST

START_TEST(ignores_a_simulation)
{
	ck_assert_int_eq(ask(POST, "/hooks/rapidpro",
			     (struct headers){ "Token " SECRET, "Simulation" }, "{}", 2)
			     .code,
	    200);
	ck_assert_int_eq(stored(), 0);
}
END_TEST

START_TEST(never_410_nor_retry_after)
{
	const struct {
		enum method method;
		const char *path;
		int code;
	} asks[] = {
		{ GET, "/hooks/rapidpro", 405 },
		{ DELETE, "/hooks/rapidpro", 405 },
		{ POST, "/hooks/rapidpro/", 404 },
		{ GET, "/", 404 },
		{ POST, "/health/live", 405 },
	};

	for (size_t i = 0; i < COUNT_OF(asks); i++) {
		struct reply reply = ask(asks[i].method, asks[i].path,
		    (struct headers){ "Token " SECRET, NULL }, "{}", 2);

		ck_assert_int_eq(reply.code, asks[i].code);
		ck_assert_ptr_null(reply.headers.data);
	}
}
END_TEST

static struct reply
ready(void)
{
	return ask(GET, "/health/ready", (struct headers){ NULL, NULL }, "", 0);
}

START_TEST(health_names_each_part)
{
	struct reply reply = ready();

	ck_assert_int_eq(reply.code, 503);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "\"database\":{\"ok\":true"));
	ck_assert_ptr_nonnull(strstr(reply.body.data, "no sign of life yet"));
	as_owner("INSERT INTO worker (id, host, started_at, seen_at) VALUES"
		 " (gen_random_uuid(), 'here', business_now(), business_now());"
		 "UPDATE gateway SET reached_at = business_now(),"
		 " send_flow = gen_random_uuid()");
	reply = ready();
	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "{\"ready\":true"));
	ck_assert_ptr_nonnull(strstr(
	    reply.body.data, "\"rules\":{\"ok\":true,\"words\":\"nobody waits\"}"));
	as_owner("INSERT INTO rule_dirty (patient_id, at) VALUES"
		 " (1, business_now() - interval '1 hour')");
	reply = ready();
	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_nonnull(strstr(reply.body.data,
	    "\"rules\":{\"ok\":false,\"words\":\"somebody has waited for 36"));
	as_owner("DELETE FROM rule_dirty");
	/* What could not be read is told, and turns nothing away. */
	as_owner("INSERT INTO inbox (source, key, body, received_at, state) VALUES"
		 " ('webhook', 'unreadable', '{}', business_now(), 'parked')");
	reply = ready();
	ck_assert_int_eq(reply.code, 200);
	ck_assert_ptr_nonnull(strstr(reply.body.data, "1 messages could not be read"));
	ck_assert_int_eq(
	    ask(GET, "/health/live", (struct headers){ NULL, NULL }, "", 0).code, 200);
}
END_TEST

START_TEST(health_sees_what_is_late)
{
	as_owner("INSERT INTO worker (id, host, started_at, seen_at) VALUES"
		 " (gen_random_uuid(), 'here', business_now(),"
		 " business_now() - interval '61 s');"
		 "UPDATE gateway SET reached_at = business_now()");
	ck_assert_int_eq(ready().code, 503);
	as_owner("UPDATE worker SET seen_at = business_now()");
	ck_assert_int_eq(ready().code, 200);
	as_owner("UPDATE gateway SET reached_at = business_now() - interval '301 s'");
	ck_assert_int_eq(ready().code, 503);
	as_owner("UPDATE gateway SET reached_at = business_now(),"
		 " token_refused_at = business_now()");
	ck_assert_int_eq(ready().code, 503);
	ck_assert_ptr_nonnull(strstr(ready().body.data, "refuses our token"));
	as_owner("UPDATE gateway SET token_refused_at = NULL, failures = 5");
	ck_assert_int_eq(ready().code, 503);
	ck_assert_ptr_nonnull(strstr(ready().body.data, "5 failures in a row"));
}
END_TEST

static const char *
metrics(void)
{
	struct reply reply =
	    ask(GET, "/metrics", (struct headers){ NULL, NULL }, "", 0);

	ck_assert_int_eq(reply.code, 200);
	ck_assert_str_eq(reply.type, "text/plain; version=0.0.4; charset=utf-8");
	return reply.body.data;
}

/* "# HELP", "# TYPE", then samples of that name, each a line with a number. */
static void
is_well_formed(const char *text)
{
	const char *name = "";
	size_t len = 0;

	for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
		const char *value;

		ck_assert_msg(strchr(line, '\n') != NULL, "no end: %s", line);
		if (strncmp(line, "# HELP ", 7) == 0) {
			name = line + 7;
			len = strcspn(name, " ");
			ck_assert_ptr_eq(strstr(text, name), name);
			line = strchr(line, '\n') + 1;
			ck_assert(strncmp(line, "# TYPE ", 7) == 0);
			ck_assert(strncmp(line + 7, name, len) == 0);
			ck_assert(strncmp(line + 7 + len, " gauge\n", 7) == 0);
			continue;
		}
		value = strchr(line, ' ');
		ck_assert(strncmp(line, name, len) == 0 && value != NULL);
		ck_assert_int_gt((int)strspn(value + 1, "0123456789"), 0);
		ck_assert_int_eq(value[1 + strspn(value + 1, "0123456789")], '\n');
	}
}

START_TEST(metrics_count_and_time)
{
	const char *text = metrics();

	is_well_formed(text);
	/* What nobody knows yet is left out. */
	ck_assert_ptr_null(strstr(text, "aftercare_worker_age_seconds"));
	ck_assert_ptr_nonnull(strstr(text, "\naftercare_workers 0\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "\naftercare_outbox_rows{state=\"ready\"} 0\n"));
	as_owner("INSERT INTO outbox (key, kind, body, state, run_at, sent_at,"
		 " created_at, finished_at)"
		 " SELECT gen_random_uuid(), 'checkin', 'secret words', s,"
		 " business_now() - d, business_now() - d, business_now(),"
		 " business_now() - d FROM (VALUES ('ready', interval '90 s'),"
		 " ('ready', '-90 s'), ('unsure', '7 s'), ('parked', '1 h'),"
		 " ('parked', '2 d')) o (s, d);"
		 "INSERT INTO inbox (source, key, body, received_at, done_at, state)"
		 " SELECT 'webhook', d::text, '{}', business_now() - d,"
		 " business_now() - d + interval '2 s', s FROM (VALUES"
		 " (interval '1 min', 'done'), ('1 h', 'parked')) i (d, s);"
		 "INSERT INTO worker (id, host, started_at, seen_at) VALUES"
		 " (gen_random_uuid(), 'here', business_now(),"
		 " business_now() - interval '5 s');"
		 "UPDATE gateway SET failures = 3");
	text = metrics();
	is_well_formed(text);
	for (size_t i = 0; i < 8; i++) {
		static const char *const lines[] = { "outbox_rows{state=\"ready\"} 2",
			"outbox_rows{state=\"unsure\"} 1", "outbox_parked_day 1",
			"inbox_rows{state=\"parked\"} 1", "webhook_lag_seconds 2",
			"workers 1", "rapidpro_failures 3",
			"rapidpro_token_refused 0" };

		ck_assert_msg(strstr(text, arena_printf(arena, "\naftercare_%s\n",
					       lines[i])) != NULL,
		    "no line %s in %s", lines[i], text);
	}
	ck_assert_ptr_nonnull(strstr(text, "oldest_seconds{state=\"ready\"} 9"));
	ck_assert_ptr_null(strstr(text, "secret"));
	as_owner("DELETE FROM outbox");
}
END_TEST

/* What the administrator's mails cannot tell: that nothing is mended, or that no mail leaves. */
START_TEST(metrics_of_delivery)
{
	static const char *const lines[] = { "outbox_rows{state=\"held\"} 2",
		"outbox_oldest_seconds{state=\"held\"} 7200",
		"troubles_open{kind=\"token\"} 1", "troubles_open{kind=\"failing\"} 2",
		"troubles_open{kind=\"silence\"} 0", "troubles_open{kind=\"group\"} 0",
		"trouble_oldest_seconds 600", "mail_waiting 2",
		"mail_oldest_seconds 300", "mail_failed_day 1" };
	const char *text = metrics();

	ck_assert_ptr_nonnull(
	    strstr(text, "\naftercare_outbox_rows{state=\"held\"} 0\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "\naftercare_troubles_open{kind=\"token\"} 0\n"));
	ck_assert_ptr_nonnull(strstr(text, "\naftercare_mail_waiting 0\n"));
	ck_assert_ptr_null(strstr(text, "aftercare_mail_oldest_seconds"));
	ck_assert_ptr_null(strstr(text, "aftercare_trouble_oldest_seconds"));
	/* The clock stands while it is counted. */
	as_owner(
	    "INSERT INTO outbox (key, kind, body, state, run_at, created_at, "
	    "held_at) SELECT gen_random_uuid(), 'text', 'secret words', 'held', "
	    "business_now(), business_now(), business_now() - d FROM (VALUES "
	    "(interval '2 h'), ('1 h')) o (d);"
	    "INSERT INTO trouble (kind, prefix, began_at, seen_at, ended_at) "
	    "VALUES ('token', '', business_now() - interval '10 min', "
	    "business_now(), NULL), ('failing', '+26377', business_now(), "
	    "business_now(), NULL), ('failing', '+26371', business_now(), "
	    "business_now(), NULL), ('silence', '', business_now() - interval "
	    "'1 h', business_now(), business_now());"
	    "INSERT INTO mail_person (name, address, added_at) VALUES ('Ada', "
	    "'ada@example.org', business_now());"
	    "INSERT INTO mail (key, what, person_id, subject, body, state, run_at, "
	    "created_at, finished_at) SELECT gen_random_uuid(), 'test', p.id, 'A', "
	    "'x', s, business_now(), business_now() - d, business_now() - d FROM "
	    "mail_person p, (VALUES ('ready', interval '5 min'), ('leased', '1 min'), "
	    "('failed', '2 h'), ('failed', '25 h'), ('sent', '1 h')) m (s, d)");
	text = metrics();
	is_well_formed(text);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		ck_assert_msg(strstr(text, arena_printf(arena, "\naftercare_%s",
					       lines[i])) != NULL,
		    "no line %s in %s", lines[i], text);
	ck_assert_ptr_null(strstr(text, "26377"));
	ck_assert_ptr_null(strstr(text, "example"));
	as_owner("DELETE FROM outbox; DELETE FROM mail; DELETE FROM mail_person; "
		 "DELETE FROM trouble");
}
END_TEST

TCase *
api_tests(void)
{
	TCase *tc = tcase_create("api");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, stores_once);
	tcase_add_test(tc, stores_on_a_new_line);
	tcase_add_test(tc, answers_several_as_each);
	tcase_add_test(tc, one_spoils_no_other);
	tcase_add_test(tc, stores_several_at_once);
	tcase_add_test(tc, stores_several_on_a_new_line);
	tcase_add_test(tc, stores_by_the_clinics_clock);
	tcase_add_test(tc, answers_at_once_and_briefly);
	tcase_add_test(tc, refuses_the_forged);
	tcase_add_test(tc, refuses_what_is_no_json);
	tcase_add_test(tc, takes_what_is_odd_but_json);
	tcase_add_test(tc, bounds_the_body);
	tcase_add_test(tc, keeps_keys_short);
	tcase_add_test(tc, ignores_a_simulation);
	tcase_add_test(tc, never_410_nor_retry_after);
	tcase_add_test(tc, health_names_each_part);
	tcase_add_test(tc, health_sees_what_is_late);
	tcase_add_test(tc, metrics_count_and_time);
	tcase_add_test(tc, metrics_of_delivery);
	return tc;
}
