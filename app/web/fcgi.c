/* fcgi.c - the only file that knows libfcgi. */

#include "web/fcgi.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <fcgios.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/text.h"
#include "web/parent.h"

#define BODY_MAX (8400 * 1024L) /* a picture of 8 MB; nginx takes less elsewhere */
#define RECORD_MAX ((size_t)65528) /* what a record holds at most, in eights */
#define PATIENCE 35 /* seconds; nginx has 30 */
#define REQUESTS_A_CHILD 20000 /* then a fresh one: leaks die young */

/* Reading. */

static const char *
param(struct arena *arena, const FCGX_Request *fcgi, const char *name)
{
	const char *value = FCGX_GetParam(name, fcgi->envp);

	if (value == NULL || !text_is_clean(value, strlen(value)))
		return "";
	return arena_strdup(arena, value);
}

static const char *
header(struct request *rq, const char *name)
{
	const FCGX_Request *fcgi = rq->header_source;
	size_t len = strlen(name);
	char *key = arena_room(rq->arena, strlen("HTTP_") + len + 1);
	const char *value;

	memcpy(key, "HTTP_", strlen("HTTP_"));
	memcpy(key + strlen("HTTP_"), name, len + 1);
	for (char *c = key; *c != '\0'; c++) {
		if (*c == '-')
			*c = '_';
		else if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	}
	value = FCGX_GetParam(key, fcgi->envp);
	return value != NULL && text_is_clean(value, strlen(value)) ? value : NULL;
}

/* 0, or the HTTP status that says why the request is refused. */
static int
read_body(FCGX_Request *fcgi, struct request *rq)
{
	const char *length = param(rq->arena, fcgi, "CONTENT_LENGTH");
	char *end;
	long len = length[0] != '\0' ? strtol(length, &end, 10) : 0;
	char *body;

	if (len < 0)
		return 400;
	if (len > BODY_MAX)
		return 413;
	rq->body_len = (size_t)len;
	rq->body = body = arena_alloc(rq->arena, (size_t)len + 1);
	if (FCGX_GetStr(body, (int)len, fcgi->in) != (int)len)
		return 400;
	return 0;
}

static int
read_request(FCGX_Request *fcgi, struct request *rq)
{
	struct arena *arena = rq->arena;
	int refusal = read_body(fcgi, rq);

	if (refusal != 0)
		return refusal;
	rq->method = request_method(param(arena, fcgi, "REQUEST_METHOD"));
	rq->path = param(arena, fcgi, "DOCUMENT_URI");
	rq->query = param(arena, fcgi, "QUERY_STRING");
	rq->cookie = param(arena, fcgi, "HTTP_COOKIE");
	rq->content_type = param(arena, fcgi, "CONTENT_TYPE");
	rq->address = param(arena, fcgi, "REMOTE_ADDR");
	rq->host = param(arena, fcgi, "HTTP_HOST");
	rq->origin = param(arena, fcgi, "HTTP_ORIGIN");
	rq->secure = strcmp(param(arena, fcgi, "HTTPS"), "on") == 0;
	rq->header = header;
	rq->header_source = fcgi;
	return 0;
}

/*
 * Writing: everything in one piece, after the page is whole.  The library sends 8 KB
 * at a time and the end by itself, and nginx would be woken for each.
 */

static void
add_record(
    struct buf *out, const FCGX_Request *fcgi, int type, const char *text, size_t len)
{
	const int id = fcgi->requestId;
	const char header[] = { FCGI_VERSION_1, (char)type, (char)(id >> 8), (char)id,
		(char)(len >> 8), (char)len, 0, 0 };

	buf_add(out, header, sizeof header);
	buf_add(out, text, len);
}

static void
add_text(struct buf *out, const FCGX_Request *fcgi, const struct buf *text)
{
	for (size_t at = 0, len; at < text->len; at += len) {
		len = text->len - at < RECORD_MAX ? text->len - at : RECORD_MAX;
		add_record(out, fcgi, FCGI_STDOUT, text->data + at, len);
	}
}

/* Half an answer shows by its end, which is missing. */
static void
send_bytes(const FCGX_Request *fcgi, char *bytes, size_t len)
{
	while (len > 0) {
		int n = OS_Write(fcgi->ipcFd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

static void
send_out(FCGX_Request *fcgi, const struct buf *head, const struct buf *body)
{
	static const char complete[8] = { 0, 0, 0, 0, FCGI_REQUEST_COMPLETE };
	size_t len = head->len + body->len;
	struct buf out;

	buf_init_wide(
	    &out, head->arena, len + (len / RECORD_MAX + 5) * FCGI_HEADER_LEN + 1);
	out.max = out.cap; /* a body alone may be as long as any buffer */
	add_text(&out, fcgi, head);
	add_text(&out, fcgi, body);
	add_record(&out, fcgi, FCGI_STDOUT, "", 0);
	add_record(&out, fcgi, FCGI_END_REQUEST, complete, sizeof complete);
	len = 0;
#ifdef FAULT_POINTS
	len = out.len / 2;
	send_bytes(fcgi, out.data, len);
	FAULT("W4");
#endif
	send_bytes(fcgi, out.data + len, out.len - len);
}

static void
write_reply(FCGX_Request *fcgi, struct arena *arena, const struct reply *reply)
{
	struct buf head;

	buf_init(&head, arena);
	buf_printf(&head, "Status: %d\r\n", reply->code);
	if (reply->location != NULL)
		buf_printf(&head, "Location: %s\r\n", reply->location);
	if (reply->type != NULL)
		buf_printf(&head, "Content-Type: %s\r\n", reply->type);
	if (reply->headers.len > 0)
		buf_add(&head, reply->headers.data, reply->headers.len);
	if (reply->headers.data == NULL ||
	    strstr(reply->headers.data, "Cache-Control:") == NULL)
		buf_puts(&head, "Cache-Control: no-store\r\n");
	/* So that nobody takes half a page for the whole one. */
	if (reply->code != 204 && reply->code != 304)
		buf_printf(&head, "Content-Length: %zu\r\n", reply->body.len);
	buf_puts(&head, "\r\n");
	send_out(fcgi, &head, &reply->body);
}

/* A child. */

/*
 * The library's own accept loses the connection when a signal comes before its
 * first byte (select and read are interrupted), and cannot be told to stop while
 * it waits.  So connections are accepted by us, with signals blocked, and laid
 * into the request as if they had been kept from the request before.
 */
static bool
take(FCGX_Request *fcgi, int connection)
{
	/* Who says nothing holds neither a child nor the program's end. */
	const struct timeval patience = { .tv_sec = PATIENCE };

	(void)setsockopt(
	    connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	(void)setsockopt(
	    connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	fcgi->ipcFd = connection;
	fcgi->keepConnection = 1;
	return FCGX_Accept_r(fcgi) == 0;
}

/*
 * The library waits for nginx to close first, lest bytes that nobody has read cost
 * it the answer.  Where there are none it need not.
 */
static void
finish(FCGX_Request *fcgi, bool all_read)
{
	if (all_read)
		FCGX_Detach(fcgi);
	else
		FCGX_Attach(fcgi);
	/* Even where the server asked to keep it: each request has its own. */
	FCGX_Free(fcgi, 1);
}

/* Whether a request came that is to be dispatched; one that is refused is answered. */
static bool
receive(FCGX_Request *fcgi, int connection, struct arena *arena, struct request *rq)
{
	int refusal;

	if (!take(fcgi, connection))
		return false;
	*rq = (struct request){ .arena = arena,
		.log_id = param(arena, fcgi, "REQUEST_ID") };
	refusal = read_request(fcgi, rq);
	FAULT("W1");
	if (refusal == 0)
		return true;
	rq->reply.code = refusal;
	write_reply(fcgi, arena, &rq->reply);
	finish(fcgi, false);
	return false;
}

/* The end of the body is read too, which nginx sends with it. */
static void
answer(FCGX_Request *fcgi, const struct request *rq)
{
	write_reply(fcgi, rq->arena, &rq->reply);
	finish(fcgi, FCGX_GetChar(fcgi->in) == EOF);
}

/* What a child has in hand: requests that waited at the same time. */
struct hand {
	struct arena *arena;
	FCGX_Request fcgi[PROGRAM_TOGETHER_MAX];
	struct request rqs[PROGRAM_TOGETHER_MAX];
	size_t n, room;
};

static void
fill(struct hand *hand, const struct child *child, int connection)
{
	hand->n = 0;
	do {
		if (receive(&hand->fcgi[hand->n], connection, hand->arena,
			&hand->rqs[hand->n]))
			hand->n++;
	} while (hand->n < hand->room && (connection = child_accept_next(child)) >= 0);
}

struct life {
	const struct program *program;
	const struct fcgi_options *options;
};

static void
answer_all(const struct life *life, const struct child *child, struct db *db)
{
	struct hand hand = { .arena = arena_new(),
		.room = life->program->together > 1 ? life->program->together : 1 };
	int connection;

	(void)FCGX_Init();
	for (size_t i = 0; i < hand.room; i++)
		(void)FCGX_InitRequest(&hand.fcgi[i], -1, 0);
	/* The library shall not wait for a connection where one broke off. */
	FCGX_ShutdownPending();
	child_ready(child);
	for (size_t n = 0; n < REQUESTS_A_CHILD; n += hand.n) {
		if ((connection = child_accept(child)) < 0)
			break;
		fill(&hand, child, connection);
		dispatch_all(db, life->program, hand.rqs, hand.n);
		for (size_t i = 0; i < hand.n; i++)
			answer(&hand.fcgi[i], &hand.rqs[i]);
		arena_reset(hand.arena);
	}
	for (size_t i = 0; i < hand.room; i++)
		FCGX_Free(&hand.fcgi[i], 0);
	arena_free(hand.arena);
}

/* Until it is told to stop, or has answered enough. */
static int
serve(void *argument, const struct child *child)
{
	const struct life *life = argument;
	const struct fcgi_options *options = life->options;
	struct db *db;

	if (options->child_starts != NULL &&
	    options->child_starts(options->child_argument) != OK)
		return EXIT_FAILURE;
	if (db_open(options->database, &db) != OK)
		return EXIT_FAILURE;
	answer_all(life, child, db);
	db_close(db);
	return EXIT_SUCCESS;
}

int
fcgi_serve(const struct program *program, const struct fcgi_options *options)
{
	struct life life = { .program = program, .options = options };
	const struct parent parent = { .name = program->name,
		.socket = options->socket,
		.children = options->children,
		.argv = options->argv,
		.serve = serve,
		.argument = &life };

	return parent_run(&parent);
}
