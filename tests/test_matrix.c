/*
 * test_matrix.c - every route, asked by everybody about everything.
 *
 * The tables below say who may and with what answer; they are written by hand
 * and read nothing of the program's own tables of rights.  A route without a
 * row fails, and so does a row without a route.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/routes.h"
#include "db/query.h"
#include "ext/secret.h"
#include "matrix.h"
#include "site/routes.h"

/* Who may: letters of "nsa", or everybody, or everybody who has signed in. */
#define CARE "ns"
#define STAFF "nsa"
#define DOOR "*"

/* What :id stands for; nobody's yet is open to every nurse and supervisor. */
struct object {
	int64_t riverside, hillview, nobodys; /* 0: there is no such thing */
};
static const struct object patient = { TINASHE, NKOSANA, 0 };
static const struct object thread = { 501, 505, 510 };
static const struct object unknown = { 0, 0, 510 };
static const struct object task = { 811, 812, 814 };
/* Whose words they are is said in the thread, not here. */
static const struct object call = { 811, 812, 0 };
static const struct object his_case = { 821, 822, 824 };
static const struct object failed = { 721, 722, 724 }; /* messages */
static const struct object held = { 731, 732, 734 };
static const struct object colleague = { 0, 0, JOYCE };
static const struct object off = { 0, 0, DISABLED };
static const struct object place = { 0, 0, GOMO };
static const struct object import = { 851, 852, 0 };

#define NOWHERE 987654321

struct row {
	enum method method;
	const char *path, *may;
	int code; /* for those who may */
	const struct object *object;
	/*
	 * Of a POST, one that works.  Here and in the others @ is the digit that
	 * tells the objects apart, $ a facility of the person who asks, # a
	 * patient there, ~ the person.
	 */
	const char *body;
	/* The same with something of another facility in it: never a 303. */
	const char *hostile;
	const char *query; /* of a GET */
	bool shows_all; /* the trail holds what was written, whosever it is */
	const char *first; /* what has to have happened before, by the owner's hand */
	const char *file; /* of a POST that brings one */
};

#define REGISTER                                                                       \
	"given_name=Matrix&family_name=Row&number=X-77@&birth_known=date"              \
	"&birth_date=1995-05-05&sex=male&language=en&phone=0775550100&phone_owner=own" \
	"&anchor_date=2031-03-02&method=surgical&consent=1"

#define EDIT                                                                        \
	"given_name=Matrix&family_name=Row&number=X-77@&birth_date=1995-05-05&sex=" \
	"male"                                                                      \
	"&language=en&phone_owner=own&version=1"
#define PLACE                                                               \
	"zone=Africa/Harare&region=ZW&language=en&opens=07:30&closes=16:30" \
	"&checkin_time=07:00&quiet_from=20:00&quiet_until=06:00"            \
	"&emergency_phone=0772000109&version=1"
#define PASSWORD "password=four+plain+new+words"
#define SEEN "last_seen=999999"
#define CLIENTS                                                                 \
	"First name,Age,Mobile phone,Date of the procedure,Method,Date on the " \
	"consent form\nMatrix,30,0775550100,2031-03-02,surgical,2031-03-02\n"

/* clang-format off */
static const struct row rows[] = {
	{ GET,	"/",		STAFF,	303 },
	{ GET,	"/live",	STAFF,	200 },
	{ GET,	"/sign-in",	DOOR,	200 },
	{ POST,	"/sign-in",	DOOR,	200, .body = "username=rudo&password=wrong" },
	{ POST,	"/sign-out",	STAFF,	303, .body = "" },

	{ GET,	"/tasks",		CARE,	200 },
	{ GET,	"/tasks/print",		CARE,	200 },
	{ GET,	"/tasks/:id",		CARE,	200, &task },
	{ POST,	"/tasks/:id/take",	CARE,	303, &task, "" },
	{ POST,	"/tasks/:id/release",	CARE,	303, &task, "",
	    .first = "UPDATE task SET owner_id = ~, status = 'accepted'" },
	{ POST,	"/tasks/:id/done",	CARE,	303, &call, "outcome=reached-fine&version=1" },
	{ POST,	"/tasks/:id/later",	CARE,	303, &task, "until=2h&reason=At+work&version=1" },

	{ GET,	"/escalations",			CARE,	200 },
	{ GET,	"/escalations/raise",		CARE,	200, .query = "thread_id=510",
	    .hostile = "thread_id=505" },
	{ POST,	"/escalations/raise",		CARE,	303, .body = "thread_id=510&severity=severe&note=x",
	    .hostile = "thread_id=505&severity=severe&note=x" },
	{ GET,	"/escalations/:id",		CARE,	200, &his_case },
	{ POST,	"/escalations/:id/claim",	"s",	303, &his_case, "" },
	{ POST,	"/escalations/:id/release",	"s",	303, &his_case, "",
	    .first = "UPDATE task SET owner_id = ~, status = 'accepted'" },
	{ POST,	"/escalations/:id/note",	"s",	303, &his_case, "add=Words" },
	{ POST,	"/escalations/:id/decide",	"s",	303, &his_case,
	    "outcome=advice&event=none&note=x&version=1" },
	{ POST,	"/escalations/:id/reopen",	"s",	303, &his_case, "add=Words",
	    .first = "UPDATE escalation SET decided_at = business_now(), outcome = 'advice', decided_by = 204" },

	{ GET,	"/patients/new",		CARE,	200 },
	{ POST,	"/patients/new",		CARE,	303, .body = REGISTER "&place_id=$",
	    .hostile = REGISTER "&place_id=102" },
	{ GET,	"/patients/new/phone",		CARE,	200, .query = "phone=0775550111" },
	{ GET,	"/patients/new/guardian",	CARE,	200, .query = "age=15" },
	{ GET,	"/patients/:id/registered",	CARE,	200, &patient },
	{ GET,	"/patients/:id/welcome",	CARE,	200, &patient },

	{ GET,	"/imports/new",			CARE,	200 },
	{ POST,	"/imports/new",			CARE,	303, .body = "place_id=$", .file = CLIENTS,
	    .hostile = "place_id=102" },
	{ GET,	"/imports/template",		CARE,	200 },
	{ GET,	"/imports/:id",			CARE,	200, &import },
	{ POST,	"/imports/:id",			CARE,	303, &import, "lines=2" },
	{ GET,	"/imports/:id/mend",		CARE,	200, &import },

	{ GET,	"/patients",			CARE,	200 },
	{ GET,	"/patients/download",		CARE,	200, .query = "state=all" },
	{ GET,	"/patients/:id",		CARE,	200, &patient },
	{ POST,	"/patients/:id/opt-out",	CARE,	303, &patient, "reason=asked" },
	{ POST,	"/patients/:id/opt-in",		CARE,	303, &patient, "" },
	{ POST,	"/patients/:id/finish",		CARE,	303, &patient, "finish=healed" },

	{ GET,	"/patients/:id/edit",		CARE,	200, &patient },
	{ POST,	"/patients/:id/edit",		CARE,	303, &patient, EDIT },
	{ GET,	"/patients/:id/phone",		CARE,	200, &patient },
	{ POST,	"/patients/:id/phone",		CARE,	303, &patient,
	    "phone=0775550109&phone_owner=own&version=1" },

	{ GET,	"/messages",			CARE,	200 },
	{ GET,	"/messages/:id",		CARE,	200, &thread },
	{ GET,	"/messages/:id/link",		CARE,	200, &unknown },
	{ POST,	"/messages/:id/reply",		CARE,	303, &thread, "body=Hello&" SEEN },
	{ POST,	"/messages/:id/draft",		CARE,	303, &thread, "body=Hello" },
	{ POST,	"/messages/:id/close",		CARE,	303, &thread, SEEN },
	{ POST,	"/messages/:id/assign",		CARE,	303, &thread, "to=me" },
	{ POST,	"/messages/:id/escalate",	CARE,	303, &thread, "body=Hello" },
	{ POST,	"/messages/:id/attribute",	CARE,	303, &unknown, "patient=none",
	    .hostile = "patient=405&message=711" },
	{ POST,	"/messages/:id/link",		CARE,	303, &unknown, "patient_id=#",
	    .hostile = "patient_id=405" },
	{ POST,	"/sms/:id/undo",		CARE,	303, &held, "",
	    .first = "UPDATE message SET author_id = ~ WHERE author_id IS NOT NULL" },
	{ POST,	"/sms/:id/retry",		CARE,	303, &failed, "" },

	{ GET,	"/delivery",			STAFF,	200 },
	{ POST,	"/delivery/retry",		CARE,	303, .body = "id=721&sure=1" },

	{ GET,	"/admin/users",			"a",	200 },
	{ GET,	"/admin/users/new",		"a",	200 },
	{ POST,	"/admin/users/new",		"a",	303,
	    .body = "name=New+One&username=newone&role=nurse&place=103&language=en&" PASSWORD },
	{ GET,	"/admin/users/:id",		"a",	200, &colleague },
	{ POST,	"/admin/users/:id",		"a",	303, &colleague,
	    "name=New+Name&role=nurse&place=102&language=en&version=1" },
	{ POST,	"/admin/users/:id/password",	"a",	303, &colleague, PASSWORD },
	{ POST,	"/admin/users/:id/disable",	"a",	303, &colleague, "version=1" },
	{ POST,	"/admin/users/:id/enable",	"a",	303, &off, "version=1" },

	{ GET,	"/admin/places",		"a",	200 },
	{ GET,	"/admin/places/new",		"a",	200 },
	{ POST,	"/admin/places/new",		"a",	303, .body = "name=New+Clinic&" PLACE },
	{ GET,	"/admin/places/:id",		"a",	200, &place },
	{ POST,	"/admin/places/:id",		"a",	303, &place, "name=Gomo+Clinic&" PLACE },

	{ GET,	"/audit",			"a",	200, .shows_all = true },

	{ GET,	"/account",			STAFF,	200 },
	{ POST,	"/account",			STAFF,	303, .body = "language=en" },
	{ POST,	"/account/password",		STAFF,	422, .body = "old=wrong&new=four+plain+new+words" },
	{ POST,	"/account/sessions",		STAFF,	303, .body = "session=x" },
	{ GET,	"/help",			DOOR,	200 },
};
/* clang-format on */

/* Everybody who might ask, and where he works. */
static const struct person {
	const char *name;
	int64_t id;
	char role;
	int64_t place, patient;
	bool riverside, hillview;
} people[] = {
	{ "nobody", NOBODY, '-', RIVERSIDE, TINASHE, false, false },
	{ "a disabled user", DISABLED, '-', RIVERSIDE, TINASHE, false, false },
	{ "an expired session", ASLEEP, '-', RIVERSIDE, TINASHE, false, false },
	{ "a nurse of Riverside", RUDO, 'n', RIVERSIDE, TINASHE, true, false },
	{ "a nurse of Hillview", JOYCE, 'n', HILLVIEW, NKOSANA, false, true },
	{ "a supervisor of both", NOMSA, 's', RIVERSIDE, TINASHE, true, true },
	{ "a supervisor of neither", TARIRO, 's', GOMO, LOVEMORE, false, false },
	{ "the administrator", ADA, 'a', RIVERSIDE, TINASHE, false, false },
};

/* What only the own facility may read, on whatever page. */
static const char *const of_riverside[] = { "Tinashe", "Mutasa", "Kudzai", "Chikwanha",
	"R-23", "550142", "550188", "Riverside secret" };
static const char *const of_hillview[] = { "Nkosana", "Khumalo", "H-2307", "550163",
	"Hillview secret" };
static const char *const of_gomo[] = { "Lovemore", "Banda", "G-2301", "712345678",
	"Gomo secret" };

void
matrix_begin(void)
{
	site_test_begin();
	site_script("tests/matrix.sql");
	for (size_t i = 0; i < COUNT_OF(people); i++)
		if (people[i].id != NOBODY)
			(void)site_cookie(people[i].id);
	site_sql("UPDATE app_user SET active = false WHERE id = %d;"
		 "UPDATE session SET seen_at = seen_at - interval '21 min'"
		 " WHERE user_id = %d",
	    DISABLED, ASLEEP);
}

/* Every table's contents in few letters, line by line. */
static const char *
digest(const char *except)
{
	return site_text("SELECT string_agg(relname || ' ' || md5(table_to_xml(c.oid,"
			 " true, false, '')::text), E'\\n' ORDER BY relname)"
			 " FROM pg_class c WHERE relnamespace = 'public'::regnamespace"
			 " AND relkind = 'r' AND relname <> ALL ('{%s}')",
	    except);
}

/* What is noted of whoever comes by, and the trail of it. */
#define TRACES "audit,presence,session,sign_in_failure"

/* The name of the first table that differs; NULL if none does. */
static const char *
changed(const char *before, const char *after)
{
	size_t i = 0, line = 0;

	for (; before[i] == after[i]; i++) {
		if (before[i] == '\0')
			return NULL;
		if (before[i] == '\n')
			line = i + 1;
	}
	return arena_strndup(site_arena(), after + line, strcspn(after + line, " "));
}

static const struct row *
row_of(const struct row *from, size_t n, const struct route *route)
{
	for (size_t i = 0; i < n; i++)
		if (from[i].method == route->method &&
		    strcmp(from[i].path, route->path) == 0)
			return &from[i];
	return NULL;
}

static const char *
word_of(enum method method)
{
	return method == GET ? "GET" : "POST";
}

START_TEST(every_route_has_its_row)
{
	size_t n = 0;

	for (const struct route *r = routes; r->path != NULL; r++, n++)
		ck_assert_msg(row_of(rows, COUNT_OF(rows), r) != NULL,
		    "no row in the matrix for %s %s", word_of(r->method), r->path);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		bool found = false;

		for (const struct route *r = routes; r->path != NULL; r++)
			found = found || row_of(&rows[i], 1, r) != NULL;
		ck_assert_msg(found, "no route for the matrix' %s %s",
		    word_of(rows[i].method), rows[i].path);
	}
	ck_assert_uint_eq(n, COUNT_OF(rows));
}
END_TEST

/* The path of a row with its id and query, as it is asked for. */
static const char *
path_with(const struct row *row, int64_t id)
{
	const char *at = strstr(row->path, ":id");
	const char *query = row->query != NULL ? row->query : "";

	if (at == NULL)
		return arena_printf(site_arena(), "%s%s%s", row->path,
		    *query != '\0' ? "?" : "", query);
	return arena_printf(site_arena(), "%.*s%" PRId64 "%s%s%s",
	    (int)(at - row->path), row->path, id, at + 3, *query != '\0' ? "?" : "",
	    query);
}

/* The last digit of an object: 0 for none. */
static int
digit_of(int64_t id)
{
	return (int)(id % 10);
}

static const char *
filled_in(const char *text, const struct person *person, int64_t id)
{
	struct buf b;

	buf_init(&b, site_arena());
	for (const char *c = text != NULL ? text : ""; *c != '\0'; c++) {
		if (*c == '@')
			buf_int(&b, digit_of(id));
		else if (*c == '$')
			buf_int(&b, person->place);
		else if (*c == '#')
			buf_int(&b, person->patient);
		else if (*c == '~')
			buf_int(&b, person->id);
		else
			buf_putc(&b, *c);
	}
	return b.data;
}

/* What the page says was wrong, for the message of a failed test. */
static const char *
words_of(const struct request *rq)
{
	const char *main =
	    rq->reply.body.data != NULL ? strstr(rq->reply.body.data, "<main") : NULL;

	return main != NULL ? arena_strndup(site_arena(), main, strnlen(main, 900))
			    : "";
}

static bool
may(const struct row *row, const struct person *person)
{
	return strcmp(row->may, DOOR) == 0 || strchr(row->may, person->role) != NULL;
}

static int
refusal(const struct row *row, const struct person *person)
{
	if (person->role != '-')
		return 403;
	return row->method == GET ? 303 : 401;
}

static struct request *
ask(const struct row *row, const struct person *person, int64_t id, const char *body)
{
	const char *path = path_with(row, id);

	if (row->file != NULL)
		return site_upload(person->id, path, body, row->file);
	return row->method == GET ? site_get(person->id, path)
				  : site_post(person->id, path, body);
}

static void
shows_none(const struct request *rq, const char *const *words, size_t n,
    const struct person *person)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(!site_shows(rq, words[i]), "%s %s shows %s to %s",
		    word_of(rq->method), rq->path, words[i], person->name);
}

/* Nobody reads a word about the patients of another facility. */
static void
keeps_to_his_own(const struct request *rq, const struct person *person)
{
	if (!person->riverside)
		shows_none(rq, of_riverside, COUNT_OF(of_riverside), person);
	if (!person->hillview)
		shows_none(rq, of_hillview, COUNT_OF(of_hillview), person);
	if (person->id != TARIRO)
		shows_none(rq, of_gomo, COUNT_OF(of_gomo), person);
}

static const char *
headers_of(const struct request *rq)
{
	return rq->reply.headers.data != NULL ? rq->reply.headers.data : "";
}

static const char *
first_difference(const char *a, const char *b)
{
	const char *from = a;

	for (; *a != '\0' && *a == *b; a++, b++)
		if (*a == '\n')
			from = a + 1;
	return arena_strndup(site_arena(), from, strnlen(from, 300));
}

/* The same bytes, whether it belongs to somebody else or does not exist. */
static void
is_like_nothing(const struct row *row, const struct person *person,
    const struct request *foreign, const char *body)
{
	struct request *none = ask(row, person, NOWHERE, body);

	ck_assert_msg(foreign->reply.code == 404 && none->reply.code == 404,
	    "%s %s by %s: foreign %d, nonexistent %d", word_of(row->method), row->path,
	    person->name, foreign->reply.code, none->reply.code);
	ck_assert_msg(strcmp(site_page(foreign), site_page(none)) == 0 &&
			  strcmp(headers_of(foreign), headers_of(none)) == 0,
	    "%s %s by %s: one can tell a foreign one from none: %s",
	    word_of(row->method), row->path, person->name,
	    first_difference(site_page(foreign), site_page(none)));
}

/* One question, its answer, and what it may have written. */
static void
try(const struct row *row, const struct person *person, int64_t id, bool his)
{
	const char *body = filled_in(row->body, person, id);
	int code = !may(row, person) ? refusal(row, person) : his ? row->code : 404;
	const char *before, *wrote;
	struct request *rq;

	if (row->first != NULL && may(row, person))
		site_sql("%s", filled_in(row->first, person, id));
	before = digest(TRACES);
	rq = ask(row, person, id, body);
	ck_assert_msg(rq->reply.code == code, "%s %s by %s: %d instead of %d: %.600s",
	    word_of(row->method), path_with(row, id), person->name, rq->reply.code,
	    code, words_of(rq));
	if (!row->shows_all || code != row->code)
		keeps_to_his_own(rq, person);
	if (code == 404)
		is_like_nothing(row, person, rq, body);
	wrote = changed(before, digest(TRACES));
	if (row->method == POST && code < 400) {
		matrix_begin();
		return;
	}
	ck_assert_msg(wrote == NULL, "%s %s by %s: %d, but wrote to %s",
	    word_of(row->method), path_with(row, id), person->name, code, wrote);
}

static void
try_everything(const struct row *row)
{
	for (size_t i = 0; i < COUNT_OF(people); i++) {
		const struct person *p = &people[i];

		if (row->object == NULL) {
			try(row, p, 0, true);
			continue;
		}
		if (row->object->riverside != 0)
			try(row, p, row->object->riverside, p->riverside);
		if (row->object->hillview != 0)
			try(row, p, row->object->hillview, p->hillview);
		if (row->object->nobodys != 0)
			try(row, p, row->object->nobodys, true);
		try(row, p, NOWHERE, false);
	}
}

START_TEST(each_as_everybody)
{
	try_everything(&rows[_i]);
}
END_TEST

/* One that Sr Rudo might ask about. */
static int64_t
his_object(const struct row *row)
{
	if (row->object == NULL)
		return 0;
	return row->object->riverside != 0 ? row->object->riverside
					   : row->object->nobodys;
}

/* Forged requests: everything is right but for the one thing. */
static void
is_refused(const struct row *row, const char *body, const char *origin, const char *why)
{
	int64_t id = his_object(row);
	int64_t user = strchr(row->may, 'n') != NULL ? RUDO : ADA;
	const char *before = digest("audit");
	struct request *rq;

	if (strcmp(row->may, DOOR) == 0)
		user = NOBODY;
	rq = site_ask(&(struct site_ask){ .method = POST,
	    .user = user,
	    .path = path_with(row, id),
	    .body = body,
	    .file = row->file,
	    .origin = origin });
	ck_assert_msg(
	    rq->reply.code == 403, "POST %s %s: %d", row->path, why, rq->reply.code);
	ck_assert_msg(changed(before, digest("audit")) == NULL,
	    "POST %s %s: wrote to %s", row->path, why,
	    changed(before, digest("audit")));
}

static void
takes_no_forgery(const struct row *row)
{
	struct arena *arena = site_arena();
	int64_t user = strchr(row->may, 'n') != NULL ? RUDO : ADA;
	const char *body;

	if (row->method != POST)
		return;
	body = filled_in(row->body, &people[3], 1);
	is_refused(row, arena_printf(arena, "%s&%s", site_csrf(user), body),
	    "http://elsewhere.test", "from another site");
	is_refused(row, arena_printf(arena, "%s&%s", site_csrf(user), body), "null",
	    "from a page without an origin");
	if (strcmp(row->may, DOOR) == 0)
		return;
	is_refused(row, body, NULL, "without a token");
	is_refused(
	    row, arena_printf(arena, "_csrf=&%s", body), NULL, "with an empty token");
	is_refused(row, arena_printf(arena, "%s&%s", site_csrf(TENDAI), body), NULL,
	    "with another's token");
}

START_TEST(no_forged_form_is_taken)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		takes_no_forgery(&rows[i]);
}
END_TEST

static void
takes_nothing_of_elsewhere(const struct row *row)
{
	const char *before = digest("audit,session");
	const char *hostile = filled_in(row->hostile, &people[3], 1);
	const char *path = path_with(row, his_object(row));
	struct request *rq;

	if (row->hostile == NULL)
		return;
	rq = row->file != NULL     ? site_upload(RUDO, path, hostile, row->file)
	     : row->method == POST ? site_post(RUDO, path, hostile)
				   : site_get(RUDO, arena_printf(site_arena(), "%s?%s",
							row->path, hostile));
	ck_assert_msg(rq->reply.code >= 400 && rq->reply.code < 500, "%s with %s: %d",
	    row->path, hostile, rq->reply.code);
	keeps_to_his_own(rq, &people[3]);
	ck_assert_msg(changed(before, digest("audit,session")) == NULL,
	    "%s with %s: wrote to %s", row->path, hostile,
	    changed(before, digest("audit,session")));
}

START_TEST(nothing_of_elsewhere_is_taken_in)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		takes_nothing_of_elsewhere(&rows[i]);
}
END_TEST

/* What the script asks in the background gets an answer without a page. */
static void
tells_strangers_nothing(const struct row *row)
{

	if (row->method != GET || strcmp(row->may, DOOR) == 0)
		return;
	for (size_t i = 0; i < 3; i++) {
		struct site_ask ask = { .user = people[i].id,
			.path = path_with(row, his_object(row)),
			.fragment = "1",
			.poll = i == 1 };
		struct request *rq = site_ask(&ask);

		ck_assert_msg(rq->reply.code == 401 && rq->reply.body.len == 0,
		    "GET %s by %s: %d", row->path, people[i].name, rq->reply.code);
	}
}

START_TEST(a_stranger_polls_nothing)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		tells_strangers_nothing(&rows[i]);
}
END_TEST

/* The same path with a method it does not have. */
static void
knows_no_other_method(const struct row *row)
{
	int64_t id = his_object(row);

	for (enum method m = PUT; m <= DELETE; m++) {
		struct request *rq = site_ask(&(struct site_ask){ .method = m,
		    .user = RUDO,
		    .path = path_with(row, id),
		    .body = site_csrf(RUDO) });

		ck_assert_msg(
		    rq->reply.code == 405, "%s: %d", row->path, rq->reply.code);
	}
}

START_TEST(no_other_method_does_anything)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		knows_no_other_method(&rows[i]);
}
END_TEST

/* Machines: a session's cookie counts for nothing, the secret for one thing. */
#define SECRET "the-webhook-secret-of-the-matrix-01"

struct api_row {
	enum method method;
	const char *path;
	int stranger, knows; /* without and with the secret */
	const char *body;
};
/* clang-format off */
static const struct api_row api_rows[] = {
	{ POST,	"/hooks/rapidpro",	401,	200, "{\"event\":\"matrix\"}" },
	{ GET,	"/health/live",		200,	200, "" },
	{ GET,	"/health/ready",	503,	503, "" },
};
/* clang-format on */

static const char *
api_header(struct request *rq, const char *name)
{
	return strcmp(name, "Authorization") == 0 ? rq->header_source : NULL;
}

static int
ask_api(struct db *db, const struct api_row *row, const char *authorization)
{
	static char token[128];
	struct request rq = { .arena = site_arena(),
		.method = row->method,
		.path = row->path,
		.query = "",
		.cookie =
		    arena_printf(site_arena(), "%s=%s", COOKIE_PLAIN, site_cookie(ADA)),
		.content_type = "application/json",
		.body = row->body,
		.body_len = strlen(row->body),
		.address = "192.0.2.1",
		.host = "here",
		.origin = "",
		.header = api_header,
		.header_source = token };

	(void)snprintf(token, sizeof token, "%s", authorization);
	dispatch(db, &api, &rq);
	for (size_t i = 0; i < COUNT_OF(of_riverside); i++)
		ck_assert(!site_shows(&rq, of_riverside[i]));
	return rq.reply.code;
}

static const struct api_row *
api_row_of(const struct route *route)
{
	for (size_t i = 0; i < COUNT_OF(api_rows); i++)
		if (api_rows[i].method == route->method &&
		    strcmp(api_rows[i].path, route->path) == 0)
			return &api_rows[i];
	return NULL;
}

static void
api_row_holds(struct db *db, const struct api_row *row)
{
	static const char *const wrong[] = { "", "Token wrong", ("Bearer " SECRET) };
	const char *before = digest("");

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		ck_assert_msg(ask_api(db, row, wrong[i]) == row->stranger,
		    "%s with \"%s\"", row->path, wrong[i]);
	ck_assert_ptr_null(changed(before, digest("")));
	ck_assert_msg(ask_api(db, row, "Token " SECRET) == row->knows, "%s", row->path);
	if (row->method == GET)
		ck_assert_ptr_null(changed(before, digest("")));
	else
		ck_assert_str_eq(changed(before, digest("")), "inbox");
}

START_TEST(machines_have_their_own_door)
{
	static struct config config = { .webhook_secret = SECRET };
	const char *host = getenv("PGHOST");
	size_t n = 0;
	struct db *db;

	ck_assert_int_eq(db_open(arena_printf(site_arena(),
				     "host=%s user=aftercare_api dbname=aftercare",
				     host != NULL ? host : ""),
			     &db),
	    OK);
	api_secrets(&config);
	for (const struct route *r = api.routes; r->path != NULL; r++, n++) {
		const struct api_row *row = api_row_of(r);

		ck_assert_msg(row != NULL, "no row in the matrix for the api's %s %s",
		    word_of(r->method), r->path);
		api_row_holds(db, row);
	}
	ck_assert_uint_eq(n, COUNT_OF(api_rows));
	db_close(db);
}
END_TEST

TCase *
matrix_tests(void)
{
	TCase *tc = tcase_create("matrix");
	int n = (int)COUNT_OF(rows);

	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, matrix_begin, site_test_end);
	tcase_add_test(tc, every_route_has_its_row);
	tcase_add_loop_test(tc, each_as_everybody, 0, n);
	tcase_add_test(tc, no_forged_form_is_taken);
	tcase_add_test(tc, nothing_of_elsewhere_is_taken_in);
	tcase_add_test(tc, a_stranger_polls_nothing);
	tcase_add_test(tc, no_other_method_does_anything);
	tcase_add_test(tc, machines_have_their_own_door);
	return tc;
}
