/* request.h - one request, from the first byte to the last. */

#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "db/tx.h"
#include "web/multipart.h"

#define LOCATION_MAX 1536 /* bytes of a path that a page leads to */

/* HEAD is a GET whose body nginx keeps; no route takes any OTHER. */
enum method { GET, POST, PUT, PATCH, DELETE, OTHER };
enum method request_method(const char *word);

/* Every text is clean UTF-8 without NUL, "" if absent; but the body of an upload. */
struct request {
	struct arena *arena;
	enum method method;
	const char *path; /* decoded by nginx */
	const char *query; /* still encoded */
	const char *cookie;
	const char *content_type;
	const char *body;
	size_t body_len;
	const char *address; /* of the client, from nginx */
	const char *host; /* as the browser asked for it */
	const char *origin; /* of the page that sent a form */
	bool secure; /* came over https */
	const char *log_id; /* nginx's name of the request, for the log; or NULL */
	/* The value of a header, "If-None-Match" and so on; NULL if absent. */
	const char *(*header)(struct request *, const char *name);
	void *header_source;

	/* Filled in by the dispatcher before the handler runs. */
	const struct route *route;
	int64_t id; /* the :id in the route */
	const char *name; /* the :name in it: letters, digits, dashes, dots, colons; or
			     the :rest, anything that is left */
	const struct multipart *upload; /* the body, of a form with a file; else NULL */
	struct tx *tx;
	bool answered; /* together with others (dispatch_all) */
	void *who; /* what the program's admit() found: its own type */

	struct reply {
		int code;
		const char *type;
		const char *location;
		struct buf headers; /* further lines, each ending in \r\n */
		struct buf body;
		bool file; /* to be saved */
		const char *shown; /* "patient": what the page showed, for the audit */
		int64_t shown_id;
	} reply;
};

/* Begins a body; templates write to what these return. */
struct buf *reply_html(struct request *, int code);
struct buf *reply_json(struct request *, int code);
/* To be shown as what the type says, within a page or by itself. */
struct buf *reply_bytes(struct request *, const char *type);
/* To be saved, not shown; the name is ours: letters, digits, dashes and a dot. */
struct buf *reply_file(struct request *, const char *type, const char *name);
/* After a POST: go and look at the result, a path of our own. */
MUST_CHECK enum status reply_see_other(struct request *, const char *fmt, ...)
    PRINTF(2, 3);
/* A browser would stay with us: it drops tabs and reads \ as /. */
bool reply_path_is_ours(const char *path);
MUST_CHECK enum status reply_nothing(struct request *, int code);
/* A further header; neither part may come from outside unchecked. */
void reply_header(struct request *, const char *name, const char *value);

const char *request_header(struct request *, const char *name);
/*
 * The value of a cookie, of a form field (the body of a POST) or of the query
 * string, decoded; NULL if absent, malformed, or not clean UTF-8.
 */
const char *request_cookie(struct request *, const char *name);
const char *request_field(struct request *, const char *name);
const char *request_query(struct request *, const char *name);
/* The file of a form on a route that takes one; NULL if it was sent without. */
const struct multipart_part *request_file(struct request *, const char *name);
/* The i-th value of a field that may stand several times; NULL past the last. */
const char *request_field_at(struct request *, const char *name, size_t i);

/*
 * Every pair of the body of a POST, in order, for a form whose fields are not known
 * before.  ERR_INVALID for more than most, or one that is malformed.
 */
struct request_pair {
	const char *name, *value;
};
MUST_CHECK enum status request_pairs(
    struct request *, size_t most, const struct request_pair **, size_t *n);

/* For the parser's test: one pair of an urlencoded text. */
const char *urlencoded_get(
    struct arena *, const char *text, const char *name, size_t skip);

#endif
