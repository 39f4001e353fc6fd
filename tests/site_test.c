/* site_test.c - see site_test.h. */

#include "site_test.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/escalation.h"
#include "core/inbound.h"
#include "core/rule_run.h"
#include "db/query.h"
#include "ext/secret.h"
#include "worker/job.h"

#define HOST "aftercare.test"
#define MAX_USERS 16

static struct arena *arena;
/* Who has a session already. */
static struct sitting {
	int64_t user;
	char cookie[SECRET_TOKEN_LENGTH + 1], csrf[40];
} sittings[MAX_USERS];

const char *
site_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = arena_alloc(arena, 65536);
	size_t len;

	ck_assert_msg(f != NULL, "%s", path);
	len = fread(text, 1, 65535, f);
	(void)fclose(f);
	text[len] = '\0';
	return text;
}

static void
run_as(struct db *db, const char *sql)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(db, arena, TX_WRITE, &tx), OK);
	ck_assert_msg(tx_script(tx, sql) == OK, "%.300s", sql);
	ck_assert_int_eq(tx_commit(tx), OK);
}

static void
run(const char *sql)
{
	run_as(owner_db, sql);
}

/* A session of its own: another would plan all its triggers anew after each time. */
static void
empty(void)
{
	static struct db *sweeper;

	if (sweeper == NULL) {
		const char *as_sweeper = arena_printf(arena,
		    "%s options='-c session_replication_role=replica'",
		    getenv("OWNER_DATABASE"));

		ck_assert_int_eq(db_open(as_sweeper, &sweeper), OK);
	}
	run_as(sweeper, site_file("tests/site_empty.sql"));
}

void
site_test_begin(void)
{
	if (arena == NULL)
		arena = arena_new();
	arena_reset(arena);
	memset(sittings, 0, sizeof sittings);
	i18n_use("en");
	empty();
	site_script("tests/site_test.sql");
}

void
site_test_end(void)
{
	empty();
	run("UPDATE business_clock SET advance = '0'");
	arena_free(arena);
	arena = NULL;
}

void
site_forget(void)
{
	arena_reset(arena);
}

void
site_script(const char *path)
{
	run(site_file(path));
}

struct arena *
site_arena(void)
{
	return arena;
}

PRINTF(1, 0) static const char *formatted(const char *fmt, va_list args)
{
	char *text = arena_alloc(arena, 8192);
	int len = vsnprintf(text, 8192, fmt, args);

	ck_assert(len >= 0 && len < 8192);
	return text;
}

void
site_sql(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	run(formatted(fmt, args));
	va_end(args);
}

/* One query for all: the text of another comes back as XML. */
static const char *
ask_database(const char *sql)
{
	struct answer {
		const char *text;
	};
	static const unsigned params[] = { 25 };
	static const struct col cols[] = { { .name = "text",
	    .type = COL_TEXT,
	    .oid = 25,
	    .null_ok = true,
	    .offset = offsetof(struct answer, text) } };
	static const struct query query = {
		.name = "site_test",
		.text = "SELECT (xpath('/row/*[1]/text()', "
			"query_to_xml($1, true, true, '')))[1]::text",
		.nparams = 1,
		.ncols = 1,
		.row_size = sizeof(struct answer),
		.params = params,
		.cols = cols,
	};
	const void *row;
	const char *text;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, arena, TX_READ, &tx), OK);
	ck_assert_msg(tx_one(tx, &query, &sql, &row) == OK, "%s", sql);
	tx_rollback(tx);
	text = ((const struct answer *)row)->text;
	return text != NULL ? text : "";
}

const char *
site_text(const char *fmt, ...)
{
	const char *sql;
	va_list args;

	va_start(args, fmt);
	sql = formatted(fmt, args);
	va_end(args);
	return ask_database(sql);
}

int64_t
site_number(const char *fmt, ...)
{
	const char *text;
	char *end;
	int64_t n;
	va_list args;

	va_start(args, fmt);
	text = ask_database(formatted(fmt, args));
	va_end(args);
	n = strtoll(text, &end, 10);
	ck_assert_msg(*end == '\0' && end > text, "not a number: %s", text);
	return n;
}

void
site_later(const char *interval)
{
	site_sql("UPDATE business_clock SET advance = advance + '%s'", interval);
	/* Sessions do not last that long. */
	memset(sittings, 0, sizeof sittings);
}

int64_t
site_says(const char *number, const char *text)
{
	int64_t message_id = 0;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    inbound_receive(tx,
		&(struct inbound){ .urn = arena_printf(arena, "tel:%s", number),
		    .text = text,
		    .at = tx_now(tx) },
		&message_id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return message_id;
}

void
site_rules(void)
{
	struct arena *lasting = arena_new(), *batch = arena_new();
	struct rule_step step = { .patients = 1 };
	struct rule_run *rules = NULL;
	struct db *db;

	ck_assert_int_eq(db_open("user=aftercare_rules dbname=aftercare", &db), OK);
	ck_assert_int_eq(rule_run_open(lasting, db, &rules), OK);
	while (step.patients > 0) {
		ck_assert_int_eq(rule_run_step(rules, batch, &step), OK);
		ck_assert_uint_eq(step.failed, 0);
	}
	rule_run_close(rules);
	db_close(db);
	arena_free(batch);
	arena_free(lasting);
}

static const struct sitting *
sit_down(int64_t user)
{
	struct sitting *s = sittings;

	while (s->user != 0 && s->user != user)
		ck_assert(++s < sittings + MAX_USERS);
	if (s->user == user)
		return s;
	s->user = user;
	(void)snprintf(s->cookie, sizeof s->cookie, "%s", secret_token(arena));
	(void)snprintf(s->csrf, sizeof s->csrf, "csrf-of-%" PRId64, user);
	site_sql("SELECT session_open(%" PRId64 ", '%s', '%s', business_now(), '12 h', "
		 "'192.0.2.1', 'test')",
	    user, secret_hash(arena, s->cookie), s->csrf);
	return s;
}

const char *
site_csrf(int64_t user)
{
	return arena_printf(arena, "_csrf=%s", sit_down(user)->csrf);
}

const char *
site_cookie(int64_t user)
{
	return sit_down(user)->cookie;
}

static const char *
header(struct request *rq, const char *name)
{
	const struct site_ask *ask = rq->header_source;

	if (strcmp(name, "X-Fragment") == 0)
		return ask->fragment;
	if (strcmp(name, "If-None-Match") == 0)
		return ask->tag;
	if (strcmp(name, "X-Poll") == 0)
		return ask->poll ? "1" : NULL;
	return NULL;
}

#define BOUNDARY "----site-test-1f2e3d4c"

/* The fields of an urlencoded body, and the file, as a browser sends them. */
static struct buf
multipart_of(const struct site_ask *ask)
{
	struct buf b;

	buf_init(&b, arena);
	for (const char *s = ask->body != NULL ? ask->body : ""; *s != '\0';
	     s += *s == '&') {
		size_t name = strcspn(s, "=&"), pair = strcspn(s, "&");
		const char *key = arena_strndup(arena, s, name);

		buf_printf(&b,
		    "--" BOUNDARY "\r\nContent-Disposition: form-data; "
		    "name=\"%s\"\r\n\r\n%s\r\n",
		    key, urlencoded_get(arena, s, key, 0));
		s += pair;
	}
	buf_printf(&b,
	    "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; "
	    "filename=\"%s\"\r\nContent-Type: text/csv\r\n\r\n",
	    ask->file_name != NULL ? ask->file_name : "register.csv");
	buf_add(&b, ask->file, ask->file_len != 0 ? ask->file_len : strlen(ask->file));
	buf_puts(&b, "\r\n--" BOUNDARY "--\r\n");
	return b;
}

struct request *
site_ask(const struct site_ask *ask)
{
	struct request *rq = arena_alloc(arena, sizeof *rq);
	struct site_ask *kept = arena_alloc(arena, sizeof *kept);
	size_t path_len = strcspn(ask->path, "?");

	*kept = *ask;
	*rq = (struct request){ .arena = arena,
		.method = ask->method,
		.path = arena_strndup(arena, ask->path, path_len),
		.query = ask->path[path_len] == '?' ? ask->path + path_len + 1 : "",
		.cookie = "",
		.content_type = "application/x-www-form-urlencoded",
		.body = ask->body != NULL ? ask->body : "",
		.address = ask->address != NULL ? ask->address : "192.0.2.1",
		.secure = ask->secure,
		.host = HOST,
		.header = header,
		.header_source = kept,
		.origin = ask->origin != NULL ? ask->origin : "http://" HOST };
	rq->body_len = strlen(rq->body);
	if (ask->file != NULL) {
		struct buf body = multipart_of(ask);

		rq->content_type = "multipart/form-data; boundary=" BOUNDARY;
		rq->body = body.data;
		rq->body_len = body.len;
	}
	if (ask->cookie != NULL)
		rq->cookie = ask->cookie;
	else if (ask->user != NOBODY)
		rq->cookie = arena_printf(
		    arena, "%s=%s", COOKIE_PLAIN, sit_down(ask->user)->cookie);
	dispatch(test_db, &site, rq);
	return rq;
}

struct request *
site_get(int64_t user, const char *path_and_query)
{
	return site_ask(
	    &(struct site_ask){ .method = GET, .user = user, .path = path_and_query });
}

struct request *
site_upload(int64_t user, const char *path, const char *body, const char *file)
{
	return site_ask(&(struct site_ask){ .method = POST,
	    .user = user,
	    .path = path,
	    .body = arena_printf(
		arena, "%s%s%s", site_csrf(user), *body != '\0' ? "&" : "", body),
	    .file = file });
}

struct request *
site_post(int64_t user, const char *path, const char *body)
{
	const char *csrf = user != NOBODY ? site_csrf(user) : "_csrf=none";

	return site_ask(&(struct site_ask){ .method = POST,
	    .user = user,
	    .path = path,
	    .body =
		arena_printf(arena, "%s%s%s", csrf, *body != '\0' ? "&" : "", body) });
}

const char *
site_page(const struct request *rq)
{
	char *page = arena_strdup(arena, rq->reply.body.data);
	char *now = strstr(page, "data-now=\"");

	if (now != NULL) {
		now += strcspn(now, "\"") + 1;
		memset(now, 'x', strspn(now, "0123456789"));
	}
	return page;
}

bool
site_shows(const struct request *rq, const char *html)
{
	return site_count(rq, html) > 0;
}

int
site_count(const struct request *rq, const char *html)
{
	const char *s = rq->reply.body.data != NULL ? rq->reply.body.data : "";
	int n = 0;

	for (; (s = strstr(s, html)) != NULL; s += strlen(html))
		n++;
	return n;
}

const char *
site_value(const struct request *rq, const char *field)
{
	const char *name = arena_printf(arena, "name=\"%s\"", field);
	const char *s =
	    rq->reply.body.data != NULL ? strstr(rq->reply.body.data, name) : NULL;
	const char *tag_end = s != NULL ? strchr(s, '>') : NULL;
	const char *value = s != NULL ? strstr(s, "value=\"") : NULL;

	if (value == NULL || tag_end == NULL || value > tag_end)
		return "";
	value += strlen("value=\"");
	return arena_strndup(arena, value, strcspn(value, "\""));
}

const char *
site_header(const struct request *rq, const char *name)
{
	const char *line = rq->reply.headers.data;
	size_t len = strlen(name);

	while (line != NULL && *line != '\0') {
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			return arena_strndup(
			    arena, line + len + 2, strcspn(line + len + 2, "\r"));
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return NULL;
}

void
site_at(const char *moment)
{
	site_sql("UPDATE business_clock SET advance = advance + "
		 "((timestamp '%s' AT TIME ZONE 'Africa/Harare') - business_now())",
	    moment);
	memset(sittings, 0, sizeof sittings);
}

void
site_calendar(void)
{
	struct worker w = { .db = worker_db, .arena = site_arena(), .id = "" };
	bool more;

	ck_assert_int_eq(calendar_job(&w, &more), OK);
}

int64_t
site_case(int64_t patient, const char *severity, int64_t place)
{
	struct tx *tx;
	int64_t id;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    escalation_raise(tx,
		&(struct escalation_new){
		    .source = arena_printf(site_arena(), "test:%" PRId64, patient),
		    .severity = severity,
		    .sign = "",
		    .words = "It hurts",
		    .place_id = place,
		    .patient_id = patient,
		    .thread_id = patient + 100,
		    .enrolment_id = patient + 200 },
		&id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return id;
}

void
site_asked(int64_t patient)
{
	site_sql("INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, "
		 "day, due_date, due_at, state) "
		 "OVERRIDING SYSTEM VALUE "
		 "SELECT 9000 + p.id, p.id + 200, p.id, p.place_id, 'day_3', 3, "
		 "'2031-03-03', "
		 "business_now() - interval '1 hour', 'sent' FROM patient p WHERE id = "
		 "%lld; "
		 "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
		 "direction, kind, body, state, at) "
		 "OVERRIDING SYSTEM VALUE "
		 "SELECT 9000 + p.id, p.id + 100, p.place_id, p.id, p.phone_id, 'out', "
		 "'checkin', 'Well?', 'delivered', "
		 "business_now() - interval '1 hour' FROM patient p WHERE id = %lld; "
		 "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, "
		 "place_id, day, asked_at, message_id) "
		 "SELECT 9000 + p.id, p.id + 200, p.id, p.place_id, 3, business_now() "
		 "- interval '1 hour', 9000 + p.id "
		 "FROM patient p WHERE id = %lld",
	    (long long)patient, (long long)patient, (long long)patient);
}
