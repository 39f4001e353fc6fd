/* http.c - see http.h; the only file that knows libcurl. */

#include "ext/http.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/network.h"

#define CONNECT_SECONDS 5L
#define TOTAL_SECONDS 45L
#define SLOW_BYTES 64L
#define SLOW_SECONDS 15L
#define RETRY_MAX 3600
#define KEEP_SECONDS 15L
#define WAIT_MS 1000 /* libcurl's own clocks wake it before */

/* The body of a call on its way. */
struct passage {
	const char *body;
	size_t len, given, sent;
};

/* One call at a time. */
struct line {
	CURL *curl;
	struct curl_slist *headers;
	struct passage passage;
	struct buf body; /* of the answer */
	const char *networks; /* of the request */
	bool encrypted;
	const char *refused; /* why its address is none to be called */
	struct http_exchange *exchange;
};

struct http {
	struct line alone;
	struct arena *arena; /* in which it lives */
	CURLM *multi;
	struct line side[HTTP_SIDE_BY_SIDE];
	bool must_wait; /* the server has said so to one of those side by side */
};

static void
release(void *curl)
{
	curl_easy_cleanup(curl);
}

static void
release_multi(void *multi)
{
	(void)curl_multi_cleanup(multi);
}

static CURL *
new_curl(struct arena *arena)
{
	CURL *curl = curl_easy_init();

	if (curl == NULL)
		log_error("libcurl does not start");
	else
		arena_defer(arena, release, curl);
	return curl;
}

struct http *
http_new(struct arena *arena)
{
	struct http *http = arena_alloc(arena, sizeof *http);

	/* Before its lines, so that they are gone when it goes. */
	http->multi = curl_multi_init();
	if (http->multi == NULL)
		log_error("libcurl does not start");
	else
		arena_defer(arena, release_multi, http->multi);
	http->arena = arena;
	http->alone.curl = new_curl(arena);
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

/*
 * libcurl can take the body only from here and has no way back to its beginning:
 * it cannot send it again, and says so instead.
 */
static size_t
give(char *to, size_t size, size_t count, void *passage)
{
	struct passage *p = passage;
	size_t part = p->len - p->given;

#ifdef FAULT_POINTS
	/* In two parts: libcurl asks for the second when the first has left. */
	if (p->given == 0)
		part = (p->len + 1) / 2;
	else if (part > 0)
		FAULT("K3");
#endif
	if (part > size * count)
		part = size * count;
	memcpy(to, p->body + p->given, part);
	p->given += part;
	return part;
}

#ifdef FAULT_POINTS

/* A call on its way, where a worker may be made to die in the midst of it. */

static int
connected(void *passage, char *to, char *from, int to_port, int from_port)
{
	(void)passage, (void)to, (void)from, (void)to_port, (void)from_port;
	FAULT("K2");
	return CURL_PREREQFUNC_OK;
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

static bool
set_fault_points(CURL *curl, struct passage *passage)
{
	return SET(CURLOPT_PREREQFUNCTION, connected) && SET(CURLOPT_VERBOSE, 1L) &&
	       SET(CURLOPT_DEBUGFUNCTION, passing) && SET(CURLOPT_DEBUGDATA, passage);
}

#else

static bool
set_fault_points(CURL *curl, struct passage *passage)
{
	(void)curl, (void)passage;
	return true;
}

#endif

static bool
set_body(CURL *curl, const struct http_request *request, struct passage *passage)
{
	*passage = (struct passage){ .body = request->body, .len = request->body_len };
	return SET(CURLOPT_POST, 1L) &&
	       SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)passage->len) &&
	       SET(CURLOPT_READFUNCTION, give) && SET(CURLOPT_READDATA, passage) &&
	       set_fault_points(curl, passage);
}

#define NO_PEER "its address is not one of the public network"

static bool
is_encrypted(const char *url)
{
	return strncasecmp(url, "https:", 6) == 0;
}

/* The last word, when the name has become the address that is really called. */
static curl_socket_t
open_socket(void *of_line, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct line *line = of_line;

	(void)purpose;
	if (!network_among(line->networks, &at->addr) &&
	    !(line->encrypted && network_is_public(&at->addr))) {
		line->refused = NO_PEER;
		return CURL_SOCKET_BAD;
	}
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

static bool
set_peer(struct line *line, const struct http_request *request)
{
	CURL *curl = line->curl;

	line->refused = NULL;
	line->networks = request->networks;
	line->encrypted = is_encrypted(request->url);
	return request->networks == NULL ||
	       (SET(CURLOPT_OPENSOCKETFUNCTION, open_socket) &&
		   SET(CURLOPT_OPENSOCKETDATA, line));
}

/* A call that may change something has a connection of its own, unless it is kept. */
static bool
set_request(CURL *curl, const struct http_request *request, struct passage *passage)
{
	bool get = strcmp(request->method, "GET") == 0;
	bool body = request->body != NULL && request->body_len > 0;

	if (!SET(CURLOPT_URL, request->url) || !SET(CURLOPT_MAXAGE_CONN, KEEP_SECONDS))
		return false;
	if (body && !set_body(curl, request, passage))
		return false;
	if (!body && (request->body != NULL || strcmp(request->method, "POST") == 0) &&
	    !(SET(CURLOPT_POSTFIELDS, "") &&
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0)))
		return false;
	return get || (SET(CURLOPT_FRESH_CONNECT, body && request->kept ? 0L : 1L) &&
			  SET(CURLOPT_CUSTOMREQUEST, request->method));
}

static bool
set_up(struct line *line, const struct http_request *request)
{
	CURL *curl = line->curl;

	curl_easy_reset(curl); /* keeps the connections */
	return line->headers != NULL && set_limits(curl, request) &&
	       set_peer(line, request) && set_request(curl, request, &line->passage) &&
	       SET(CURLOPT_HTTPHEADER, line->headers) &&
	       SET(CURLOPT_WRITEFUNCTION, take_body) &&
	       SET(CURLOPT_WRITEDATA, &line->body) && SET(CURLOPT_PRIVATE, line);
}

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
	curl_off_t took = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &took);
	answer->took = (int64_t)took;
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

/* False if it cannot be made; the answer says why. */
static bool
prepare(struct line *line, struct arena *arena, const struct http_request *request,
    struct http_answer *answer)
{
	*answer = (struct http_answer){ .content_type = "", .body = "" };
	if (line->curl == NULL || !good_headers(request)) {
		answer->problem = "the request cannot be made";
		return false;
	}
	buf_init(&line->body, arena);
	line->body.max =
	    (request->answer_max == 0 ? HTTP_ANSWER_MAX : request->answer_max) + 1;
	line->headers = header_list(arena, request);
	if (set_up(line, request))
		return true;
	curl_slist_free_all(line->headers);
	answer->problem = "there is no memory left";
	return false;
}

static enum http_outcome
conclude(
    struct line *line, struct arena *arena, CURLcode code, struct http_answer *answer)
{
	enum http_outcome became;

	curl_slist_free_all(line->headers);
	read_headers(line->curl, arena, answer);
	answer->body = line->body.data;
	answer->body_len = line->body.len;
	became = outcome(line->curl, code, &line->body, answer);
	if (became == HTTP_NEVER_LEFT && line->refused != NULL)
		answer->problem = line->refused;
	return became;
}

enum http_outcome
http_call(struct http *http, struct arena *arena, const struct http_request *request,
    struct http_answer *answer)
{
	struct line *line = &http->alone;

	if (!prepare(line, arena, request, answer))
		return HTTP_NEVER_LEFT;
	return conclude(line, arena, curl_easy_perform(line->curl), answer);
}

/* Whether it is under way; what cannot be made is over at once. */
static bool
begin(struct http *http, struct arena *arena, struct line *line,
    struct http_exchange *exchange)
{
	exchange->begun = true;
	if (line->curl == NULL)
		line->curl = new_curl(http->arena);
	if (!prepare(line, arena, &exchange->request, &exchange->answer))
		return false;
	if (curl_multi_add_handle(http->multi, line->curl) != CURLM_OK) {
		curl_slist_free_all(line->headers);
		exchange->answer.problem = "there is no memory left";
		return false;
	}
	line->exchange = exchange;
	return true;
}

static void
finish(struct http *http, struct arena *arena, struct line *line, CURLcode code)
{
	struct http_exchange *e = line->exchange;

	e->outcome = conclude(line, arena, code, &e->answer);
	http->must_wait |= e->answer.status == 429 || e->answer.retry_after > 0;
	(void)curl_multi_remove_handle(http->multi, line->curl);
	line->exchange = NULL;
}

/* Those that are over; how many. */
static size_t
collect(struct http *http, struct arena *arena)
{
	const CURLMsg *message;
	size_t over = 0;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		struct line *line = NULL;

		if (message->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &line) !=
			CURLE_OK)
			continue;
		finish(http, arena, line, code);
		over++;
	}
	return over;
}

/* libcurl itself fails: nobody knows how far those under way have come. */
static void
give_up(struct http *http, struct arena *arena)
{
	for (size_t i = 0; i < HTTP_SIDE_BY_SIDE; i++)
		if (http->side[i].exchange != NULL)
			finish(http, arena, &http->side[i], CURLE_OUT_OF_MEMORY);
}

/* One round; how many are over with it. */
static size_t
turn(struct http *http, struct arena *arena, size_t under_way)
{
	int running;
	size_t over;

	if (curl_multi_perform(http->multi, &running) != CURLM_OK) {
		give_up(http, arena);
		return under_way;
	}
	over = collect(http, arena);
	if (over == 0 &&
	    curl_multi_poll(http->multi, NULL, 0, WAIT_MS, NULL) != CURLM_OK) {
		give_up(http, arena);
		return under_way;
	}
	return over;
}

static struct line *
free_line(struct http *http)
{
	for (size_t i = 0; i < HTTP_SIDE_BY_SIDE; i++)
		if (http->side[i].exchange == NULL)
			return &http->side[i];
	return NULL;
}

void
http_calls(struct http *http, struct arena *arena, struct http_exchange *exchanges,
    size_t count, int64_t begin_until)
{
	size_t next = 0, under_way = 0;
	bool in_time = true;

	http->must_wait = false;
	for (size_t i = 0; i < count; i++) {
		exchanges[i].outcome = HTTP_NEVER_LEFT;
		exchanges[i].begun = false;
		exchanges[i].answer =
		    (struct http_answer){ .problem = "its turn did not come",
			    .content_type = "",
			    .body = "" };
	}
	while (http->multi != NULL && (under_way > 0 || (in_time && next < count))) {
		struct line *line;

		in_time =
		    in_time && !http->must_wait && clock_monotonic() <= begin_until;
		while (in_time && next < count && (line = free_line(http)) != NULL)
			under_way += begin(http, arena, line, &exchanges[next++]);
		if (under_way > 0)
			under_way -= turn(http, arena, under_way);
	}
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

static const char *
host_fault(const char *scheme, const char *host, const char *networks)
{
	const bool encrypted = strcmp(scheme, "https") == 0;

	if (!encrypted && strcmp(scheme, "http") != 0)
		return "it has to begin with https://";
	if (network_host_among(networks, host))
		return NULL;
	if (!encrypted)
		return "it has to begin with https://";
	return network_host_is_private(host) ? NO_PEER : NULL;
}

/* For want of memory nothing is said against it: the call itself looks again. */
const char *
http_url_fault(const char *url, const char *networks)
{
	CURLU *parts = curl_url();
	CURLUcode code = CURLUE_OUT_OF_MEMORY;
	char *host = NULL, *scheme = NULL;
	const char *fault = NULL;

	if (parts != NULL)
		code = curl_url_set(parts, CURLUPART_URL, url,
		    CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME);
	if (code == CURLUE_OK)
		code = curl_url_get(parts, CURLUPART_HOST, &host, 0);
	if (code == CURLUE_OK)
		code = curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0);
	if (code == CURLUE_OK)
		fault = host_fault(scheme, host, networks);
	else if (code != CURLUE_OUT_OF_MEMORY)
		fault = "it is no address";
	curl_free(host);
	curl_free(scheme);
	curl_url_cleanup(parts);
	return fault;
}
