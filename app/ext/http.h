/*
 * http.h - one call to another server, and how sure its outcome is; libcurl.
 *
 * Only http and https, certificates verified, no redirects followed, no proxy.
 * 5 s to connect, 45 s in all, and at least 64 bytes a second over 15 s.
 * Connections are kept for a quarter of a minute.  What changes something must
 * leave at most once, but libcurl sends a request again when a kept connection
 * turns out to be dead.  So anything but a GET opens a connection of its own; or,
 * if it says that it may leave on a kept one, its body is given to libcurl in a way
 * that it cannot take twice, and a dead connection makes the outcome unsure.
 */

#ifndef EXT_HTTP_H
#define EXT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define HTTP_ANSWER_MAX ((size_t)256 * 1024)
#define HTTP_LIST_MAX ((size_t)8 * 1024 * 1024)
#define HTTP_SIDE_BY_SIDE 32

enum http_outcome {
	HTTP_NEVER_LEFT, /* no name, no connection, no TLS: nothing was sent */
	HTTP_UNSURE, /* something was sent, but no whole answer came */
	HTTP_ANSWERED
};

struct http_header {
	const char *name, *value;
};

struct http_request {
	const char *method; /* GET, POST, PUT, PATCH or DELETE */
	const char *url;
	const struct http_header *headers;
	size_t header_count;
	const char *body; /* NULL for none */
	size_t body_len;
	size_t answer_max; /* bytes of body taken; 0 is HTTP_ANSWER_MAX */
	int seconds; /* in all; 0 is 45 */
	bool kept; /* of one with a body: it may leave on a kept connection */
	/*
	 * Of an address that others wrote: only to machines of the public network by
	 * https, or to these networks (base/network.h), "" for none.  It is the
	 * address of the connection itself that counts, whatever a name meant before.
	 */
	const char *networks; /* NULL: to anywhere */
};

/* Everything lives in the arena of the call. */
struct http_answer {
	const char *problem; /* why it was not answered; no address in it; or NULL */
	int status; /* 0 if none came */
	int retry_after; /* seconds, 1 to 3600; 0 if the server named none */
	int64_t date; /* the server's clock; 0 if it told none */
	int64_t took; /* microseconds, until it was answered or given up */
	const char *content_type; /* "" if none */
	const char *body; /* NUL-terminated, never NULL */
	size_t body_len;
};

struct http; /* one client, for one peer; dies with its arena */

struct http *http_new(struct arena *);
MUST_CHECK enum http_outcome http_call(
    struct http *, struct arena *, const struct http_request *, struct http_answer *);

/* One of several calls, with what became of it. */
struct http_exchange {
	struct http_request request;
	enum http_outcome outcome;
	bool begun; /* false: its turn did not come in time */
	struct http_answer answer;
};
/*
 * All of them, at most HTTP_SIDE_BY_SIDE at once.  None begins after the moment,
 * by clock_monotonic(), or after the server has told one of them to wait; whatever
 * has not begun has never left.
 */
void http_calls(struct http *, struct arena *, struct http_exchange *, size_t count,
    int64_t begin_until);

/*
 * NULL if a call with these networks may be made as far as can be told without a name
 * server, or what is wrong with the URL.
 */
const char *http_url_fault(const char *url, const char *networks);
/*
 * The seconds that a Retry-After asks for (RFC 9110, 10.2.3: a number or a
 * date), kept between 1 and 3600; 0 for NULL and for what is neither.
 */
int http_retry_after(const char *value, int64_t now);
/*
 * Whether the URL has the scheme, host and port of the base and lies below its
 * path: only such a one may be sent what was meant for the base.
 */
bool http_is_below(const char *url, const char *base);

#endif
