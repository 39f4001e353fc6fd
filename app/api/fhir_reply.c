/* fhir_reply.c - what is answered, and in which form; see fhir.h. */

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "api/fhir.h"
#include "api/fhir_query.h"
#include "api/fhir_span.h"
#include "base/clock.h"
#include "ext/json.h"

struct buf *
fhir_body(struct request *rq, int code)
{
	struct buf *b = reply_json(rq, code);

	rq->reply.type = FHIR_MIME;
	return b;
}

enum status
fhir_refuse_all(struct request *rq, int code, const struct fhir_issues *issues)
{
	fhir_issues_write(fhir_body(rq, code), issues);
	return ERR_INVALID;
}

enum status
fhir_refuse(struct request *rq, int code, const char *issue, const char *expression,
    const char *fmt, ...)
{
	struct fhir_issues issues = { .arena = rq->arena };
	char words[600];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(words, sizeof words, fmt, args);
	va_end(args);
	fhir_issue_add(&issues, issue, expression, "%s", words);
	return fhir_refuse_all(rq, code, &issues);
}

enum status
fhir_absent(const struct fhir_ask *ask)
{
	if (ask->rq->method != PUT)
		return fhir_refuse(ask->rq, 404, "not-found", "",
		    "There is no %s/%.80s here.", ask->parts[0], ask->parts[1]);
	reply_header(ask->rq, "Allow", "GET, HEAD");
	return fhir_refuse(ask->rq, 405, "not-supported", "",
	    "There is no %s/%.80s here, and its id would not be yours to give: bring "
	    "it "
	    "with POST.",
	    ask->parts[0], ask->parts[1]);
}

void
fhir_fail(struct request *rq, int code, const char *issue, const char *words)
{
	struct fhir_issues issues = { .arena = rq->arena };

	fhir_issue_add(&issues, issue, "", "%s", words);
	fhir_issues_write(fhir_body(rq, code), &issues);
}

void
fhir_fail_as(struct request *rq, enum status status)
{
	static const struct {
		int code;
		const char *issue, *words;
	} all[] = {
		[ERR_INVALID] = { 422, "invalid", "The database does not take this." },
		[ERR_FORBIDDEN] = { 403, "forbidden",
		    "This client's role or facilities do not allow it." },
		[ERR_NOT_FOUND] = { 404, "not-found",
		    "There is nothing at this address." },
		[ERR_CONFLICT] = { 409, "conflict",
		    "Somebody else was first, or it is no longer possible: read it "
		    "again." },
		[ERR_UNAVAILABLE] = { 503, "transient",
		    "The database does not answer." },
		[ERR_INTERNAL] = { 500, "exception", "This did not work." },
	};

	fhir_fail(rq, all[status].code, all[status].issue, all[status].words);
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
static const char *
http_date(struct arena *arena, int64_t at)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri",
		"Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct local_time t = clock_local(at, "UTC");

	return arena_printf(arena, "%s, %02d %s %04d %02d:%02d:%02d GMT",
	    days[t.weekday], t.day, months[t.month - 1], t.year, t.hour, t.minute,
	    t.second);
}

/* Whether the text of a header names this version: W/"12", "12" or *. */
static bool
names_version(const char *header, int64_t version)
{
	char tag[32];

	(void)snprintf(tag, sizeof tag, "\"%" PRId64 "\"", version);
	return strcmp(header, "*") == 0 || strstr(header, tag) != NULL;
}

/* As HTTP writes it, or of an entry of a bundle as R4 does; to the second. */
static bool
is_not_since(struct arena *arena, const char *moment, int64_t at)
{
	struct tm tm = { 0 };
	const char *end = strptime(moment, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	struct fhir_span span;

	if (end != NULL && *end == '\0')
		return at / SECOND <= timegm(&tm);
	return fhir_span_read(arena, moment, &span) &&
	       at / SECOND <= span.from / SECOND;
}

/* Whether who asks has it as it is. */
static bool
is_known(const struct fhir_ask *ask, const struct fhir_resource *resource)
{
	const char *tag = request_header(ask->rq, "If-None-Match");
	const char *since = request_header(ask->rq, "If-Modified-Since");

	if (ask->rq->method != GET)
		return false;
	if (tag != NULL && resource->version != 0)
		return names_version(tag, resource->version);
	return tag == NULL && since != NULL && resource->at != 0 &&
	       is_not_since(ask->arena, since, resource->at);
}

static bool
wants(struct request *rq, const char *what)
{
	const char *prefer = request_header(rq, "Prefer");

	return prefer != NULL && strcasestr(prefer, what) != NULL;
}

static void
tell_version(const struct fhir_ask *ask, const struct fhir_resource *resource)
{
	struct request *rq = ask->rq;

	if (resource->version != 0)
		reply_header(rq, "ETag",
		    arena_printf(ask->arena, "W/\"%" PRId64 "\"", resource->version));
	if (resource->at != 0)
		reply_header(rq, "Last-Modified", http_date(ask->arena, resource->at));
}

/* Of what is read: "{id,status}" as a search would have it; NULL for all of it. */
static enum status
elements_of(const struct fhir_ask *ask, const char **elements)
{
	static const char *const names[] = { "_summary", "_elements" };
	struct fhir_query q;

	*elements = NULL;
	for (size_t i = 0; ask->rq->method == GET && i < COUNT_OF(names); i++) {
		const char *value = request_query(ask->rq, names[i]);
		struct buf b;

		if (value == NULL || *value == '\0' || ask->type == NULL)
			continue;
		buf_init(&b, ask->arena);
		buf_printf(&b, "%s=", names[i]);
		buf_url(&b, value);
		TRY(fhir_query_read(ask, b.data, &q));
		if (strcmp(q.elements, "{}") != 0)
			*elements = q.elements;
	}
	return OK;
}

static bool
is_wanted(struct arena *arena, const char *elements, const char *key)
{
	const char *all =
	    arena_printf(arena, ",%.*s,", (int)strlen(elements) - 2, elements + 1);

	return strcmp(key, "resourceType") == 0 || strcmp(key, "id") == 0 ||
	       strcmp(key, "meta") == 0 ||
	       strstr(all, arena_printf(arena, ",%s,", key)) != NULL;
}

#define SUBSETTED                                                        \
	"{\"tag\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/" \
	"v3-ObservationValue\",\"code\":\"SUBSETTED\"}],"

static enum status
write_part(
    const struct fhir_ask *ask, const char *elements, const char *body, struct buf *b)
{
	const struct json *resource, *value;
	const char *key, *before = "{";

	TRY(json_parse(ask->arena, body, strlen(body), &resource));
	for (size_t i = 0; json_member(resource, i, &key, &value); i++) {
		const char *text = json_write(ask->arena, value);

		if (!is_wanted(ask->arena, elements, key))
			continue;
		buf_printf(b, "%s\"%s\":", before, key);
		if (strcmp(key, "meta") == 0) {
			buf_puts(b, SUBSETTED);
			text++;
		}
		buf_puts(b, text);
		before = ",";
	}
	buf_putc(b, '}');
	return OK;
}

enum status
fhir_show(const struct fhir_ask *ask, const struct fhir_resource *resource)
{
	const char *elements;
	struct request *rq = ask->rq;
	struct fhir_issues none = { .arena = ask->arena };
	struct buf *b;

	TRY(elements_of(ask, &elements));
	if (is_known(ask, resource)) {
		tell_version(ask, resource);
		return reply_nothing(rq, 304);
	}
	b = fhir_body(rq, resource->code);
	tell_version(ask, resource);
	if (rq->method != GET && wants(rq, "return=minimal"))
		return OK;
	if (rq->method != GET && wants(rq, "return=OperationOutcome"))
		fhir_issues_write(b, &none);
	else if (elements != NULL)
		return write_part(ask, elements, resource->body, b);
	else
		buf_puts(b, resource->body);
	return OK;
}
