/* scenes_site.c - every route of the site, asked for something that it does. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../matrix.h"
#include "ask.h"
#include "ext/secret.h"
#include "site/routes.h"

#define REGISTER                                                                       \
	"given_name=Matrix&family_name=Row&number=X-771&birth_known=date"              \
	"&birth_date=1995-05-05&sex=male&language=en&phone=0775550100&phone_owner=own" \
	"&anchor_date=2031-03-02&method=surgical&consent=1&place_id=101"
#define PLACE                                                               \
	"zone=Africa/Harare&region=ZW&language=en&opens=07:30&closes=16:30" \
	"&checkin_time=07:00&quiet_from=20:00&quiet_until=06:00"            \
	"&emergency_phone=0772000109&version=1"
#define PASSWORD "four plain new words"
#define TYPED "four+plain+new+words"
#define SEEN "last_seen=999999"
#define FILLED "page=0&version=1&asked=q1&q1=Words"

#define BOUNDARY "----torture"
#define FIELD(name) \
	"--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"" name "\""
#define FILE_OF_CLIENTS                                                              \
	FIELD("_csrf")                                                               \
	"\r\n\r\ncsrf-of-201\r\n" FIELD("place_id") "\r\n\r\n101\r\n" FIELD(         \
	    "file") "; filename=\"register.csv\"\r\n"                                \
		    "Content-Type: text/csv\r\n\r\n"                                 \
		    "First name,Age,Mobile phone,Date of the procedure,Method,Date " \
		    "on the "                                                        \
		    "consent "                                                       \
		    "form\nMatrix,30,0775550100,2031-03-02,surgical,2031-03-02\n"    \
		    "\r\n--" BOUNDARY "--\r\n"

#define FORM                                                                        \
	FIELD("_csrf")                                                              \
	"\r\n\r\ncsrf-of-205\r\n" FIELD("name") "\r\n\r\nbrought\r\n" FIELD(        \
	    "file") "; filename=\"brought.xml\"\r\n"                                \
		    "Content-Type: text/xml\r\n\r\n"                                \
		    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "              \
		    "xmlns:h=\"http://www.w3.org/1999/"                             \
		    "xhtml\"><h:head><h:title>Brought"                              \
		    "</h:title><model><instance><x "                                \
		    "id=\"x\"><a/></x></instance></model>"                          \
		    "</h:head><h:body><input ref=\"/x/a\"><label>A</label></input>" \
		    "</h:body></h:html>\r\n--" BOUNDARY "--\r\n"

static const struct way_in {
	enum method method;
	const char *route; /* as the table has it */
	int user;
	int id;
	int code;
	const char *body; /* of a POST, the query of a GET */
	const char *first;
} ways_in[] = {
	/* clang-format off */
	{ GET,	"/",		RUDO,	0, 303 },
	{ GET,	"/live",	RUDO,	0, 200 },
	{ GET,	"/sign-in",	NOBODY,	0, 200 },
	{ POST,	"/sign-in",	NOBODY,	0, 303, "username=tendai&password=" TYPED },
	{ POST,	"/sign-out",	RUDO,	0, 303, "" },

	{ GET,	"/tasks",		RUDO,	0, 200 },
	{ GET,	"/tasks/print",		RUDO,	0, 200 },
	{ GET,	"/tasks/new",		RUDO,	0, 200, "patient_id=401" },
	{ POST,	"/tasks/new",		RUDO,	0, 303, "title=Call&patient_id=401&day=2031-03-04&hour=10:00&to=202" },
	{ POST,	"/tasks/bulk",		RUDO,	0, 303, "op=later&id=811&v=1&until=tomorrow&reason=x&sure=1" },
	{ POST,	"/tasks/bulk/:id/undo",	RUDO,	861, 303, "",
	    "SELECT set_config('app.user_id', '201', true); UPDATE task SET owner_id = 201, status = 'accepted' WHERE id = 811;"
	    "UPDATE task_bulk SET at = business_now() WHERE id = 861" },
	{ GET,	"/tasks/views",		NOMSA,	0, 200, "due=now&kind=problem" },
	{ POST,	"/tasks/views",		NOMSA,	0, 303, "name=Calls&due=now&kind=problem&q=moyo&place_id=101" },
	{ POST,	"/tasks/views/:id",	NOMSA,	871, 303, "name=Words" },
	{ POST,	"/tasks/views/:id/delete", NOMSA, 871, 303, "" },
	{ GET,	"/tasks/:id",		RUDO,	811, 200 },
	{ POST,	"/tasks/:id/take",	RUDO,	811, 303, "" },
	{ POST,	"/tasks/:id/release",	RUDO,	811, 303, "",
	    "UPDATE task SET owner_id = 201, status = 'accepted' WHERE id = 811" },
	{ POST,	"/tasks/:id/done",	RUDO,	811, 303, "outcome=reached-fine&version=1" },
	{ POST,	"/tasks/:id/later",	RUDO,	811, 303, "until=own&day=2031-03-05&hour=10:00&reason=At+work&version=1" },
	{ POST,	"/tasks/:id/remark",	RUDO,	811, 303, "add=Words" },
	{ POST,	"/tasks/:id/assign",	RUDO,	811, 303, "to=202&reason=He+knows+him&version=1" },
	{ POST,	"/tasks/:id/reopen",	NOMSA,	811, 303, "add=Words",
	    "UPDATE task SET status = 'completed' WHERE id = 811" },
	{ GET,	"/tasks/:id/form",	RUDO,	811, 200 },
	{ POST,	"/tasks/:id/form",	RUDO,	811, 303, FILLED "&go=save" },
	{ POST,	"/tasks/:id/form/draft", RUDO,	811, 200, FILLED },
	{ GET,	"/reports/:id",		RUDO,	881, 200 },
	{ GET,	"/reports/:id/edit",	RUDO,	881, 200 },
	{ POST,	"/reports/:id/edit",	RUDO,	881, 303, FILLED "&go=save&why=Torture&report=2" },
	{ POST,	"/reports/:id/edit/draft", RUDO, 881, 200, FILLED },
	{ GET,	"/patients/new/forms/:name", RUDO, 0, 200 },
	{ POST,	"/patients/new/forms/:name", RUDO, 0, 303, FILLED "&go=save" },
	{ POST,	"/patients/new/forms/:name/draft", RUDO, 0, 200, FILLED },
	{ GET,	"/patients/:id/forms/:name", RUDO, 401, 200 },
	{ POST,	"/patients/:id/forms/:name", RUDO, 401, 303, FILLED "&go=save" },
	{ POST,	"/patients/:id/forms/:name/draft", RUDO, 401, 200, FILLED },
	{ POST,	"/tasks/:id/undo",	RUDO,	811, 303, "",
	    "SELECT set_config('app.user_id', '201', true); UPDATE task SET owner_id = 201, status = 'accepted' WHERE id = 811" },

	{ GET,	"/escalations",			NOMSA,	0, 200 },
	{ GET,	"/escalations/raise",		RUDO,	0, 200, "thread_id=510" },
	{ POST,	"/escalations/raise",		RUDO,	0, 303, "thread_id=510&severity=severe&note=x" },
	{ GET,	"/escalations/:id",		NOMSA,	821, 200 },
	{ POST,	"/escalations/:id/claim",	NOMSA,	821, 303, "" },
	{ POST,	"/escalations/:id/release",	NOMSA,	821, 303, "",
	    "UPDATE task SET owner_id = 204, status = 'accepted' WHERE id = 821" },
	{ POST,	"/escalations/:id/note",	NOMSA,	821, 303, "add=Words" },
	{ POST,	"/escalations/:id/decide",	NOMSA,	821, 303, "outcome=advice&event=none&note=x&version=1" },
	{ POST,	"/escalations/:id/reopen",	NOMSA,	821, 303, "add=Words",
	    "UPDATE escalation SET decided_at = business_now(), outcome = 'advice', decided_by = 204" },

	{ GET,	"/patients/new",		RUDO,	0, 200 },
	{ POST,	"/patients/new",		RUDO,	0, 303, REGISTER },
	{ GET,	"/patients/new/phone",		RUDO,	0, 200, "phone=0775550111" },
	{ GET,	"/patients/new/guardian",	RUDO,	0, 200, "age=15" },
	{ GET,	"/patients/:id/registered",	RUDO,	401, 200 },
	{ GET,	"/patients/:id/welcome",	RUDO,	401, 200 },

	{ GET,	"/imports/new",			RUDO,	0, 200 },
	{ POST,	"/imports/new",			RUDO,	0, 303, FILE_OF_CLIENTS },
	{ GET,	"/imports/template",		RUDO,	0, 200 },
	{ GET,	"/imports/:id",			RUDO,	851, 200 },
	{ POST,	"/imports/:id",			RUDO,	851, 303, "lines=2" },
	{ GET,	"/imports/:id/mend",		RUDO,	851, 200 },

	{ GET,	"/patients/download",		RUDO,	0, 200, "state=all" },
	{ GET,	"/patients",			RUDO,	0, 303, "q=Tinashe" },
	{ GET,	"/patients/:id",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/opt-out",	RUDO,	401, 303, "reason=asked" },
	{ POST,	"/patients/:id/opt-in",		RUDO,	401, 303, "",
	    "UPDATE patient SET opted_out_at = business_now() WHERE id = 401" },
	{ POST,	"/patients/:id/finish",		RUDO,	401, 303, "finish=healed" },

	{ GET,	"/patients/:id/edit",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/edit",		RUDO,	401, 303,
	    "given_name=Matrix&family_name=Row&number=X-771&birth_date=1995-05-05&sex=male"
	    "&language=en&phone_owner=own&version=1" },
	{ GET,	"/patients/:id/phone",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/phone",		RUDO,	401, 303, "phone=0775550109&phone_owner=own&version=1" },

	{ GET,	"/messages",			RUDO,	0, 200 },
	{ GET,	"/messages/:id",		RUDO,	501, 200 },
	{ GET,	"/messages/:id/link",		RUDO,	510, 200 },
	{ POST,	"/messages/:id/reply",		RUDO,	501, 303, "body=Hello&" SEEN },
	{ POST,	"/messages/:id/draft",		RUDO,	501, 303, "body=Hello" },
	{ POST,	"/messages/:id/close",		RUDO,	501, 303, SEEN },
	{ POST,	"/messages/:id/assign",		RUDO,	501, 303, "to=me" },
	{ POST,	"/messages/:id/escalate",	RUDO,	501, 303, "body=Hello" },
	{ POST,	"/messages/:id/attribute",	RUDO,	510, 303, "patient=none" },
	{ POST,	"/messages/:id/link",		RUDO,	510, 303, "patient_id=401" },
	{ POST,	"/sms/:id/undo",		RUDO,	731, 303, "",
	    "UPDATE message SET author_id = 201 WHERE author_id IS NOT NULL" },
	{ POST,	"/sms/:id/retry",		RUDO,	721, 303, "" },

	{ GET,	"/patients/:id/why",		RUDO,	401, 200 },
	{ POST,	"/patients/:id/why",		RUDO,	401, 303, "" },
	{ GET,	"/rules",			NOMSA,	0, 200 },

	{ GET,	"/delivery",			RUDO,	0, 200 },
	{ POST,	"/delivery/retry",		RUDO,	0, 303, "id=721&sure=1" },

	{ GET,	"/admin/forms",			ADA,	0, 200 },
	{ GET,	"/admin/forms/new",		ADA,	0, 200 },
	{ POST,	"/admin/forms/new",		ADA,	0, 303, FORM },
	{ GET,	"/admin/forms/:id",		ADA,	971, 200 },
	{ GET,	"/admin/forms/:id/preview",	ADA,	971, 200, "language=en" },
	{ POST,	"/admin/forms/:id/preview",	ADA,	971, 200, "asked=q1&q1=Words" },
	{ GET,	"/admin/forms/:id/file",	ADA,	971, 200 },
	{ POST,	"/admin/forms/:id/retire",	ADA,	971, 303, "" },
	{ POST,	"/admin/forms/:id/return",	ADA,	972, 303, "" },

	{ GET,	"/admin/users",			ADA,	0, 200 },
	{ GET,	"/admin/users/new",		ADA,	0, 200 },
	{ POST,	"/admin/users/new",		ADA,	0, 303,
	    "name=New+One&username=newone&role=nurse&place=103&language=en&password=" TYPED },
	{ GET,	"/admin/users/:id",		ADA,	JOYCE, 200 },
	{ POST,	"/admin/users/:id",		ADA,	JOYCE, 303,
	    "name=New+Name&role=nurse&place=102&language=en&version=1" },
	{ POST,	"/admin/users/:id/password",	ADA,	JOYCE, 303, "password=" TYPED },
	{ POST,	"/admin/users/:id/disable",	ADA,	JOYCE, 303, "version=1" },
	{ POST,	"/admin/users/:id/enable",	ADA,	DISABLED, 303, "version=1",
	    "UPDATE app_user SET active = false WHERE id = 209" },

	{ GET,	"/admin/places",		ADA,	0, 200 },
	{ GET,	"/admin/places/new",		ADA,	0, 200 },
	{ POST,	"/admin/places/new",		ADA,	0, 303, "name=New+Clinic&" PLACE },
	{ GET,	"/admin/places/:id",		ADA,	GOMO, 200 },
	{ POST,	"/admin/places/:id",		ADA,	GOMO, 303, "name=Gomo+Clinic&" PLACE },

	{ GET,	"/audit",			ADA,	0, 200 },

	{ GET,	"/account",			RUDO,	0, 200 },
	{ POST,	"/account",			RUDO,	0, 303, "language=en" },
	{ POST,	"/account/password",		TENDAI,	0, 303, "old=" TYPED "&new=five+plain+new+words+now" },
	{ POST,	"/account/sessions",		RUDO,	0, 303, "session=x" },
	{ GET,	"/help",			NOBODY,	0, 200 },
	{ GET,	"/health/site",			NOBODY,	0, 200 },
	/* clang-format on */
};
#define COUNT COUNT_OF(ways_in)

/* What a form does not change although it is taken. */
static const char *const changes_nothing[] = { "POST /account",
	"POST /account/sessions", "POST /admin/forms/:id/preview" };

static const int users[] = { RUDO, TENDAI, NOMSA, ADA };

static const char *
token(int user)
{
	static char text[SECRET_TOKEN_LENGTH + 1];

	(void)snprintf(text, sizeof text, "%0*d", SECRET_TOKEN_LENGTH, user);
	return text;
}

/* Everybody has signed in; Sr Tendai has a password. */
static void
prepare(const struct scene *scene)
{
	struct arena *arena = arena_new();
	const char *hash = "";

	(void)scene;
	torture_script("tests/matrix.sql");
	for (size_t i = 0; i < COUNT_OF(users); i++)
		torture_sql(arena_printf(arena,
		    "SELECT session_open(%d, '%s', 'csrf-of-%d', business_now(), "
		    "'12 h', '192.0.2.1', 'test')",
		    users[i], secret_hash(arena, token(users[i])), users[i]));
	if (secret_password_hash(arena, PASSWORD, &hash) != OK)
		exit(3);
	torture_sql(arena_printf(arena,
	    "UPDATE app_user SET password_hash = '%s' WHERE id = %d", hash, TENDAI));
	arena_free(arena);
}

static void
play(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	ask(scene->detail, db, arena, e);
}

static const char *
path_of(struct arena *arena, const struct way_in *way)
{
	const char *at = strstr(way->route, ":id");
	const char *query = way->method == GET ? way->body : NULL;
	const char *path = way->route, *name;

	if (at != NULL)
		path = arena_printf(arena, "%.*s%d%s", (int)(at - way->route),
		    way->route, way->id, at + 3);
	name = strstr(path, ":name");
	if (name != NULL)
		path = arena_printf(
		    arena, "%.*smatrix%s", (int)(name - path), path, name + 5);
	return query != NULL ? arena_printf(arena, "%s?%s", path, query) : path;
}

static const char *
body_of(struct arena *arena, const struct way_in *way)
{
	if (way->method == GET)
		return "";
	if (strncmp(way->body, "--", 2) == 0)
		return way->body;
	return arena_printf(arena, "_csrf=csrf-of-%d%s%s", way->user,
	    *way->body != '\0' ? "&" : "", way->body);
}

static bool
writes(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(changes_nothing); i++)
		if (strcmp(changes_nothing[i], name) == 0)
			return false;
	return strncmp(name, "POST", 4) == 0;
}

/* A route without a scene is none that was tortured. */
static void
check_completeness(void)
{
	for (const struct route *r = routes; r->path != NULL; r++) {
		bool there = false;

		for (size_t i = 0; i < COUNT; i++)
			there = there || (ways_in[i].method == r->method &&
					     strcmp(ways_in[i].route, r->path) == 0);
		if (there)
			continue;
		fprintf(stderr, "no scene for the route %s\n", r->path);
		exit(EXIT_FAILURE);
	}
}

const struct scene *
site_scenes(size_t *n)
{
	static struct scene scenes[COUNT];
	static struct asking askings[COUNT];
	static struct arena *arena;

	check_completeness();
	if (arena == NULL)
		arena = arena_new();
	for (size_t i = 0; i < COUNT; i++) {
		const struct way_in *way = &ways_in[i];
		const char *name = arena_printf(
		    arena, "%s %s", way->method == GET ? "GET" : "POST", way->route);

		askings[i] = (struct asking){ .program = &site,
			.method = way->method,
			.path = path_of(arena, way),
			.body = body_of(arena, way),
			.type = way->method == POST && *way->body == '-'
				    ? "multipart/form-data; boundary=" BOUNDARY
				    : "application/x-www-form-urlencoded",
			.cookie = way->user == NOBODY
				      ? ""
				      : arena_printf(arena, "%s=%s", COOKIE_PLAIN,
					    token(way->user)),
			.code = way->code };
		scenes[i] = (struct scene){ .name = name,
			.user = "aftercare_site",
			.first = way->first,
			.writes = writes(name),
			.prepare = prepare,
			.play = play,
			.detail = &askings[i] };
	}
	*n = COUNT;
	return scenes;
}
