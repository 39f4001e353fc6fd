/*
 * fuzz_pages.c - every route of the site, asked by people of every role with
 * whatever query, form and fragment: there is an answer, it is never our
 * mistake, and nothing that came in stands in the page as markup.
 */

#include "fuzz.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ext/secret.h"
#include "house.h"
#include "site/door.h"
#include "site/routes.h"

/* In the dictionary and in all that is stored; no page has a tag of this name. */
#define MARK "<zq"

static const int64_t users[] = { 201, 204, 205, 203 }; /* two nurses, and others */
static const int64_t ids[] = { 401, 405, 501, 503, 505, 510, 721, 731, 811, 812, 814,
	821, 822, 824, 201, 209, 101, 999999999999999999, 851, 852, 1001, 911, 991, 992,
	711, 1301, 1401, 1331, 1341, 1351, 1361, 1421, 1422, 1451, 1452, 1481, 1482,
	1491, 1511, 1521, 1522, 1541 };
static size_t route_count;

static const char *
cookie_of(struct arena *arena, int64_t user)
{
	/* As long as a real one. */
	return arena_printf(arena, "%0*" PRId64, SECRET_TOKEN_LENGTH, user);
}

static const char *fragment, *tag, *device;
static bool poll;

static const char *
header(struct request *rq, const char *name)
{
	(void)rq;
	if (strcmp(name, "X-Fragment") == 0)
		return fragment;
	if (strcmp(name, "If-None-Match") == 0)
		return tag;
	if (strcmp(name, "User-Agent") == 0)
		return device;
	return strcmp(name, "X-Poll") == 0 && poll ? "1" : NULL;
}

/*
 * By its path, after a "+" for a POST, so that a table that grows spoils no
 * corpus; another name stands for one by chance.
 */
static const struct route *
route_named(struct feed *feed)
{
	size_t len, sum = 0;
	const char *name = feed_text(feed, &len);
	bool posts = *name == '+';

	for (size_t i = 0; i < route_count; i++)
		if (strcmp(routes[i].path, name + posts) == 0 &&
		    (routes[i].method == POST) == posts)
			return &routes[i];
	for (size_t i = 0; i < len; i++)
		sum += (unsigned char)name[i];
	return &routes[sum % route_count];
}

/* "/tasks/:id/done" with a number in its place, and the form of tests/matrix.sql. */
static const char *
path_of(struct arena *arena, const char *path, unsigned choice)
{
	const char *colon = strstr(path, ":id"), *name = strstr(path, ":name");

	if (name != NULL)
		return path_of(arena,
		    arena_printf(
			arena, "%.*smatrix%s", (int)(name - path), path, name + 5),
		    choice);
	if (colon == NULL)
		return path;
	return arena_printf(arena, "%.*s%" PRId64 "%s", (int)(colon - path), path,
	    ids[choice % COUNT_OF(ids)], colon + 3);
}

static void
check_reply(const struct request *rq)
{
	const struct reply *reply = &rq->reply;

	REQUIRE(reply->code >= 200 && reply->code < 500);
	if (reply->code == 303)
		REQUIRE(reply_path_is_ours(reply->location) &&
			fuzz_is_text(reply->location));
	if (reply->body.len == 0)
		return;
	REQUIRE(strlen(reply->body.data) == reply->body.len);
	REQUIRE(fuzz_is_text(reply->body.data));
	if (strncmp(reply->type, "text/html", 9) == 0)
		REQUIRE(strstr(reply->body.data, MARK) == NULL);
}

static struct request
request_by(struct arena *arena, int64_t user, enum method method, const char *path)
{
	return (struct request){ .arena = arena,
		.method = method,
		.path = path,
		.query = "",
		.cookie =
		    arena_printf(arena, COOKIE_PLAIN "=%s", cookie_of(arena, user)),
		.content_type = "application/x-www-form-urlencoded",
		.body = "",
		.address = "192.0.2.1",
		.host = "aftercare.test",
		.origin = "http://aftercare.test",
		.header = header };
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct arena *arena = arena_new();
	struct request rq;

	(void)argc;
	(void)argv;
	house_open();
	house_keep_file("tests/fuzz/marks.sql");
	for (size_t i = 0; i < COUNT_OF(users); i++)
		house_keep(arena_printf(arena,
		    "SELECT session_open(%" PRId64 ", '%s', 'csrf', business_now(), "
		    "'12 h', '192.0.2.1', 'fuzz')",
		    users[i], secret_hash(arena, cookie_of(arena, users[i]))));
	/* A draft is seen by its writer alone. */
	house_keep("UPDATE form_draft SET user_id = 201 WHERE id = 1331");
	/* What is stored does come to the page, or the mark would prove nothing. */
	rq = request_by(arena, users[0], GET, "/patients");
	dispatch(house_site, &site, &rq);
	REQUIRE(strstr(rq.reply.body.data, "&lt;zq") != NULL);
	arena_free(arena);
	while (routes[route_count].path != NULL)
		route_count++;
	return 0;
}

static const char *
clean_text(struct feed *feed)
{
	size_t len;

	/* As web/fcgi.c would have it. */
	return text_cleaned(feed->arena, feed_text(feed, &len));
}

#define BOUNDARY "zq-1f2e3d4c"

/* What stands in the body is the file where a route takes one. */
static void
bring(struct request *rq, const char *file)
{
	rq->content_type = "multipart/form-data; boundary=" BOUNDARY;
	rq->body = arena_printf(rq->arena,
	    "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n"
	    "csrf\r\n--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; "
	    "filename=\"a.csv\"\r\n\r\n%s\r\n--" BOUNDARY "--\r\n",
	    file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	int64_t user = users[feed_byte(&feed) % COUNT_OF(users)];
	unsigned choice = feed_byte(&feed), flags = feed_byte(&feed);
	const struct route *route = route_named(&feed);
	struct request rq =
	    request_by(arena, user, route->method, path_of(arena, route->path, choice));

	rq.query = clean_text(&feed);
	if (route->upload)
		bring(&rq, clean_text(&feed));
	else
		rq.body = arena_printf(arena, "_csrf=csrf&%s", clean_text(&feed));
	rq.body_len = strlen(rq.body);
	fragment = (flags & 1) != 0 ? clean_text(&feed) : NULL;
	tag = (flags & 2) != 0 ? clean_text(&feed) : NULL;
	poll = (flags & 4) != 0;
	device = (flags & 8) != 0 ? clean_text(&feed) : NULL;
	fuzz_log_empty();
	dispatch(house_site, &site, &rq);
	check_reply(&rq);
	arena_free(arena);
	return 0;
}
