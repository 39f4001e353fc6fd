/* http.c - see http.h; the only file that knows libcurl. */

#include "ext/http.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"

#define CONNECT_SECONDS 5L
#define TOTAL_SECONDS 45L
#define SLOW_BYTES 64L
#define SLOW_SECONDS 15L
#define RETRY_MAX 3600

struct http {
	CURL *curl;
};

static void
release(void *curl)
{
	curl_easy_cleanup(curl);
}

struct http *
http_new(struct arena *arena)
{
	struct http *http = arena_alloc(arena, sizeof *http);

	http->curl = curl_easy_init();
	if (http->curl == NULL)
		log_error("libcurl does not start");
	else
		arena_defer(arena, release, http->curl);
	return http;
}

/* The buffer's ceiling is one byte above what is allowed. */
static bool
too_long(const struct buf *body)
{
	return body->full || body->len == body->max;
}

static size_t
take_body(char *data, size_t size, size_t count, void *into)
{
	struct buf *body = into;

	buf_add(body, data, size * count);
	return too_long(body) ? 0 : size * count;
}

/* A line break in a header would let its value write headers of its own. */
static bool
good_headers(const struct http_request *request)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strpbrk(request->headers[i].name, "\r\n:") != NULL ||
		    strpbrk(request->headers[i].value, "\r\n") != NULL)
			return false;
	return true;
}

/* One more line, or nothing at all: NULL, and what there was is freed. */
static struct curl_slist *
with_line(struct curl_slist *list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(list, line);

	if (longer == NULL)
		curl_slist_free_all(list);
	return longer;
}

static struct curl_slist *
header_list(struct arena *arena, const struct http_request *request)
{
	/* Without this libcurl may wait for a "100 Continue" that never comes. */
	struct curl_slist *list = with_line(NULL, "Expect:");

	for (size_t i = 0; list != NULL && i < request->header_count; i++) {
		const struct http_header *h = &request->headers[i];
		/* libcurl's way to say a header without a value. */
		const char *line =
		    *h->value == '\0'
			? arena_printf(arena, "%s;", h->name)
			: arena_printf(arena, "%s: %s", h->name, h->value);

		list = with_line(list, line);
	}
	return list;
}

/*
 * An option that could not be set, for want of memory, would leave a call that is
 * another than was meant: to any protocol, or a POST that should be a DELETE.
 */
#define SET(option, value) (curl_easy_setopt(curl, option, value) == CURLE_OK)

static bool
set_limits(CURL *curl, const struct http_request *request)
{
	long total = request->seconds > 0 ? request->seconds : TOTAL_SECONDS;

	return SET(CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) &&
	       SET(CURLOPT_TIMEOUT, total) &&
	       SET(CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES) &&
	       SET(CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS) &&
	       SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
	       SET(CURLOPT_FOLLOWLOCATION, 0L) &&
	       SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) &&
	       SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
	       SET(CURLOPT_SSL_VERIFYPEER, 1L) && SET(CURLOPT_SSL_VERIFYHOST, 2L) &&
	       SET(CURLOPT_PROXY, "") && SET(CURLOPT_USERAGENT, "aftercare");
}

static bool
set_request(CURL *curl, const struct http_request *request)
{
	bool get = strcmp(request->method, "GET") == 0;
	const char *body = request->body;
	curl_off_t len = (curl_off_t)(body == NULL ? 0 : request->body_len);

	if (body == NULL && strcmp(request->method, "POST") == 0)
		body = "";
	if (!SET(CURLOPT_URL, request->url))
		return false;
	if (body != NULL &&
	    !(SET(CURLOPT_POSTFIELDS, body) && SET(CURLOPT_POSTFIELDSIZE_LARGE, len)))
		return false;
	return get || (SET(CURLOPT_CUSTOMREQUEST, request->method) &&
			  SET(CURLOPT_FRESH_CONNECT, 1L));
}

static bool
set_up(CURL *curl, const struct http_request *request, struct curl_slist *headers,
    struct buf *body)
{
	curl_easy_reset(curl); /* keeps the connections */
	return headers != NULL && set_limits(curl, request) &&
	       set_request(curl, request) && SET(CURLOPT_HTTPHEADER, headers) &&
	       SET(CURLOPT_WRITEFUNCTION, take_body) && SET(CURLOPT_WRITEDATA, body);
}

#ifdef FAULT_POINTS

/* A call on its way, where a worker may be made to die in the midst of it. */
struct passage {
	const char *body;
	size_t len, given, sent;
};

static int
connected(void *passage, char *to, char *from, int to_port, int from_port)
{
	(void)passage, (void)to, (void)from, (void)to_port, (void)from_port;
	FAULT("K2");
	return CURL_PREREQFUNC_OK;
}

/* In two parts: libcurl asks for the second when the first has left. */
static size_t
give_half(char *to, size_t size, size_t count, void *passage)
{
	struct passage *p = passage;
	size_t part = p->given == 0 ? (p->len + 1) / 2 : p->len - p->given;

	if (p->given > 0 && part > 0)
		FAULT("K3");
	if (part > size * count)
		part = size * count;
	memcpy(to, p->body + p->given, part);
	p->given += part;
	return part;
}

static int
passing(CURL *curl, curl_infotype type, char *data, size_t len, void *passage)
{
	struct passage *p = passage;

	(void)curl;
	if (type == CURLINFO_DATA_OUT && (p->sent += len) == p->len)
		FAULT("K4");
	if (type == CURLINFO_HEADER_IN && len == 2 && memcmp(data, "\r\n", 2) == 0)
		FAULT("K5");
	return 0;
}

static void
set_fault_points(
    CURL *curl, const struct http_request *request, struct passage *passage)
{
	if (strcmp(request->method, "POST") != 0 || request->body == NULL)
		return;
	*passage = (struct passage){ .body = request->body, .len = request->body_len };
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_half);
	curl_easy_setopt(curl, CURLOPT_READDATA, passage);
	curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, connected);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, passing);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, passage);
}

#endif

static const char *
header(CURL *curl, const char *name)
{
	struct curl_header *found;

	if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
		return NULL;
	return found->value;
}

/* A date as HTTP writes it, as a moment; 0 if it is none. */
static int64_t
read_date(const char *text)
{
	time_t at = text == NULL ? -1 : curl_getdate(text, NULL);

	if (at <= 0 || at > INT64_C(32503679999)) /* the year 2999, as clock.h */
		return 0;
	return (int64_t)at * SECOND;
}

static void
read_headers(CURL *curl, struct arena *arena, struct http_answer *answer)
{
	const char *type = header(curl, "Content-Type");
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	answer->status = (int)status;
	answer->date = read_date(header(curl, "Date"));
	answer->retry_after = http_retry_after(header(curl, "Retry-After"),
	    answer->date != 0 ? answer->date : clock_wall());
	/* Of an empty header libcurl leaves the line's end as its value. */
	answer->content_type =
	    type == NULL ? "" : arena_strndup(arena, type, strcspn(type, "\r\n"));
}

static enum http_outcome
outcome(CURL *curl, CURLcode code, const struct buf *body, struct http_answer *answer)
{
	long sent = 0;

	if (code == CURLE_OK && answer->status >= 200)
		return HTTP_ANSWERED;
	/* "100 Continue" and then nothing is fine with libcurl. */
	if (code == CURLE_OK)
		code = CURLE_GOT_NOTHING;
	answer->problem =
	    too_long(body) ? "the answer is too long" : curl_easy_strerror(code);
	(void)curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &sent);
	return sent == 0 ? HTTP_NEVER_LEFT : HTTP_UNSURE;
}

enum http_outcome
http_call(struct http *http, struct arena *arena, const struct http_request *request,
    struct http_answer *answer)
{
	CURL *curl = http->curl;
	struct curl_slist *headers;
	struct buf body;
	CURLcode code;
#ifdef FAULT_POINTS
	struct passage passage;
#endif

	*answer = (struct http_answer){ .content_type = "", .body = "" };
	if (curl == NULL || !good_headers(request)) {
		answer->problem = "the request cannot be made";
		return HTTP_NEVER_LEFT;
	}
	buf_init(&body, arena);
	body.max =
	    (request->answer_max == 0 ? HTTP_ANSWER_MAX : request->answer_max) + 1;
	headers = header_list(arena, request);
	if (!set_up(curl, request, headers, &body)) {
		curl_slist_free_all(headers);
		answer->problem = "there is no memory left";
		return HTTP_NEVER_LEFT;
	}
#ifdef FAULT_POINTS
	set_fault_points(curl, request, &passage);
#endif
	code = curl_easy_perform(curl);
	curl_slist_free_all(headers);
	read_headers(curl, arena, answer);
	answer->body = body.data;
	answer->body_len = body.len;
	return outcome(curl, code, &body, answer);
}

int
http_retry_after(const char *value, int64_t now)
{
	int64_t seconds = 0;
	size_t digits;

	if (value == NULL)
		return 0;
	value += strspn(value, " \t");
	digits = strspn(value, "0123456789");
	if (digits > 0 && value[digits + strspn(value + digits, " \t")] == '\0') {
		for (size_t i = 0; i < digits && seconds < RETRY_MAX; i++)
			seconds = seconds * 10 + (value[i] - '0');
	} else {
		int64_t at = read_date(value);

		if (at == 0)
			return 0;
		seconds = at > now ? (at - now + SECOND - 1) / SECOND : 0;
	}
	if (seconds < 1)
		return 1;
	return seconds > RETRY_MAX ? RETRY_MAX : (int)seconds;
}

/* Case matters in neither scheme nor host. */
static bool
same_part(CURLU *a, CURLU *b, CURLUPart part, unsigned flags)
{
	char *left = NULL, *right = NULL;
	bool same = curl_url_get(a, part, &left, flags) == CURLUE_OK &&
		    curl_url_get(b, part, &right, flags) == CURLUE_OK &&
		    strcasecmp(left, right) == 0;

	curl_free(left);
	curl_free(right);
	return same;
}

static bool
path_is_below(CURLU *url, CURLU *base)
{
	char *path = NULL, *top = NULL;
	bool below = false;

	if (curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
	    curl_url_get(base, CURLUPART_PATH, &top, 0) == CURLUE_OK) {
		size_t len = strlen(top);

		while (len > 0 && top[len - 1] == '/')
			len--;
		/* An escape could hide a way up from us but not from the server. */
		below = strncmp(path, top, len) == 0 && path[len] == '/' &&
			strpbrk(path + len, "%\\") == NULL;
	}
	curl_free(path);
	curl_free(top);
	return below;
}

/* libcurl's own reading of a URL, so that what is judged is what would be called. */
bool
http_is_below(const char *url, const char *base)
{
	CURLU *there = curl_url(), *here = curl_url();
	bool below =
	    there != NULL && here != NULL &&
	    curl_url_set(there, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK &&
	    curl_url_set(here, CURLUPART_URL, base, 0) == CURLUE_OK &&
	    same_part(there, here, CURLUPART_SCHEME, 0) &&
	    same_part(there, here, CURLUPART_HOST, 0) &&
	    same_part(there, here, CURLUPART_PORT, CURLU_DEFAULT_PORT) &&
	    path_is_below(there, here);

	curl_url_cleanup(there);
	curl_url_cleanup(here);
	return below;
}
