/*
 * fuzz_fcgi.c - from nginx's bytes to a reply: libfcgi and all of web/fcgi.c.
 *
 * libfcgi's own calls of the system are answered here, so that a connection
 * is a piece of memory.  Half of the inputs are the raw bytes of a connection;
 * the others are made into a right one, and the handler must then see exactly
 * what was sent, in however many pieces it came.
 */

#include "fuzz.h"

/* Its functions are its own: the target looks at them from inside. */
#include "web/fcgi.c"

#include <fcgios.h>

#define CONNECTION 100

const char *__lsan_default_suppressions(void);

/* Of its own records that are malformed libfcgi forgets a few bytes each. */
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfcgi.so\n";
}

/* The one connection there is. */
static struct wire {
	const char *in;
	size_t in_len, piece; /* so many bytes a read at most */
	struct buf *out;
	bool opened;
} wire;

int
OS_LibInit(int stdio[3])
{
	(void)stdio;
	return 0;
}

int
OS_Accept(int listener, int fail_on_intr, const char *addresses)
{
	(void)listener;
	(void)fail_on_intr;
	(void)addresses;
	return -1; /* there is no other */
}

int
OS_Read(int fd, char *to, size_t len)
{
	size_t n = len < wire.piece ? len : wire.piece;

	REQUIRE(fd == CONNECTION && wire.opened);
	if (n > wire.in_len)
		n = wire.in_len;
	if (n > 0)
		memcpy(to, wire.in, n);
	wire.in += n;
	wire.in_len -= n;
	return (int)n;
}

int
OS_Write(int fd, char *from, size_t len)
{
	REQUIRE(fd == CONNECTION && wire.opened);
	buf_add(wire.out, from, len);
	return (int)len;
}

int
OS_IpcClose(int fd, int lingering)
{
	(void)lingering;
	if (fd == CONNECTION)
		wire.opened = false;
	return 0;
}

int
OS_IsFcgi(int fd)
{
	(void)fd;
	return 1;
}

void
OS_ShutdownPending(void)
{
}

/* ------------------------------------------------ what the handler sees --- */

static struct sent {
	const char *method, *path, *query, *cookie, *type, *header, *body;
	size_t body_len;
} sent;
static bool sent_whole; /* the input was made into a right connection */
static int handled;

static const char *
as_text(const char *value)
{
	return fuzz_is_text(value) ? value : "";
}

static void
check_same(struct request *rq)
{
	const char *header_value = request_header(rq, "X-Fragment");

	REQUIRE(strcmp(rq->path, as_text(sent.path)) == 0);
	REQUIRE(strcmp(rq->query, as_text(sent.query)) == 0);
	REQUIRE(strcmp(rq->cookie, as_text(sent.cookie)) == 0);
	REQUIRE(strcmp(rq->content_type, as_text(sent.type)) == 0);
	REQUIRE(rq->body_len == sent.body_len);
	REQUIRE(memcmp(rq->body, sent.body, sent.body_len) == 0);
	REQUIRE(fuzz_is_text(sent.header)
		    ? header_value != NULL && strcmp(header_value, sent.header) == 0
		    : header_value == NULL);
}

static enum status
echo(struct request *rq)
{
	const char *field = request_field(rq, "a");
	struct buf *b = reply_html(rq, 200);

	handled++;
	REQUIRE(fuzz_is_text(rq->path) && fuzz_is_text(rq->query));
	REQUIRE(fuzz_is_text(rq->cookie) && fuzz_is_text(rq->content_type));
	REQUIRE(fuzz_is_text(rq->address) && fuzz_is_text(rq->host));
	REQUIRE(text_is_clean(rq->body, rq->body_len));
	REQUIRE(rq->body[rq->body_len] == '\0');
	if (sent_whole)
		check_same(rq);
	/* What a visitor chose, in the places where a reply takes such. */
	reply_header(rq, "X-Echo", rq->query);
	buf_html(b, field);
	buf_html(b, request_cookie(rq, "session"));
	if (field != NULL && reply_path_is_ours(field))
		return reply_see_other(rq, "%s", field);
	return OK;
}

static void
fail(struct request *rq, enum status status)
{
	(void)reply_html(rq, status == ERR_NOT_FOUND ? 404 : 500);
}

/* clang-format off */
static const struct route table[] = {
	{ GET,		"/",		0,	echo,	.bare = true },
	{ POST,		"/",		0,	echo,	.bare = true },
	{ PUT,		"/tasks/:id",	0,	echo,	.bare = true },
	{ DELETE,	"/tasks/:id",	0,	echo,	.bare = true },
	{ .path = NULL }
};
/* clang-format on */
static const struct program echoes = {
	.name = "echoes", .routes = table, .fail = fail
};

/* ------------------------------------------------------ nginx's side --- */

static void
put_record(struct buf *b, int type, const char *data, size_t len)
{
	const char head[8] = { 1, (char)type, 0, 1, (char)(len >> 8), (char)len, 0, 0 };

	buf_add(b, head, sizeof head);
	buf_add(b, data, len);
}

/* A stream in records of one size, and the empty one that ends it. */
static void
put_stream(struct buf *b, int type, const char *data, size_t len, size_t piece)
{
	for (size_t at = 0; at < len; at += piece)
		put_record(b, type, data + at, len - at < piece ? len - at : piece);
	put_record(b, type, NULL, 0);
}

static void
put_length(struct buf *b, size_t len)
{
	const char wide[4] = { (char)(len >> 24 | 0x80), (char)(len >> 16),
		(char)(len >> 8), (char)len };

	if (len < 128)
		buf_putc(b, (char)len);
	else
		buf_add(b, wide, sizeof wide);
}

static void
put_param(struct buf *b, const char *name, const char *value)
{
	put_length(b, strlen(name));
	put_length(b, strlen(value));
	buf_puts(b, name);
	buf_puts(b, value);
}

static const char *
made_connection(struct feed *feed, size_t *len)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "DELETE", "HEAD" };
	static const char begin[8] = { 0, 1, 0 };
	size_t piece = 1 + feed_byte(feed) * 16, ignored;
	struct buf params, all;

	sent.method = methods[feed_byte(feed) % COUNT_OF(methods)];
	sent.path = feed_text(feed, &ignored);
	sent.query = feed_text(feed, &ignored);
	sent.cookie = feed_text(feed, &ignored);
	sent.type = feed_text(feed, &ignored);
	sent.header = feed_text(feed, &ignored);
	sent.body = feed_text(feed, &sent.body_len);
	buf_init(&params, feed->arena);
	put_param(&params, "REQUEST_METHOD", sent.method);
	put_param(&params, "DOCUMENT_URI", sent.path);
	put_param(&params, "QUERY_STRING", sent.query);
	put_param(&params, "HTTP_COOKIE", sent.cookie);
	put_param(&params, "CONTENT_TYPE", sent.type);
	put_param(&params, "HTTP_X_FRAGMENT", sent.header);
	put_param(
	    &params, "CONTENT_LENGTH", arena_printf(feed->arena, "%zu", sent.body_len));
	buf_init(&all, feed->arena);
	put_record(&all, 1, begin, sizeof begin);
	put_stream(&all, 4, params.data, params.len, piece);
	put_stream(&all, 5, sent.body, sent.body_len, piece);
	*len = all.len;
	return all.data;
}

/*
 * libfcgi makes room for whatever length it is told, up to 2 GB, before it looks
 * whether so much comes.  It trusts nginx in that, and nobody else reaches the
 * socket: so here no length is beyond 16 MB.
 */
static const char *
modest(struct arena *arena, const char *bytes, size_t len)
{
	char *copy = arena_strndup(arena, bytes, len);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)copy[i] > 0x80)
			copy[i] = (char)0x80;
	return copy;
}

/* -------------------------------------------------------- the answer --- */

/* The head is lines of ours, each once: nothing from outside starts one. */
static void
check_reply(const struct buf *text)
{
	static const char *const names[] = { "Status", "Location", "Content-Type",
		"X-Echo", "Cache-Control", "Content-Length" };
	const char *line = text->data, *end = strstr(line, "\r\n\r\n");
	size_t body, told = 0;
	unsigned seen = 0;

	REQUIRE(end != NULL && strncmp(line, "Status: ", 8) == 0);
	body = text->len - (size_t)(end + 4 - text->data);
	while (line < end) {
		size_t len = strcspn(line, "\r\n"), name = strcspn(line, ":"), i = 0;

		while (i < COUNT_OF(names) &&
		       (strlen(names[i]) != name || strncmp(line, names[i], name) != 0))
			i++;
		REQUIRE(i < COUNT_OF(names) && (seen >> i & 1) == 0);
		seen |= 1U << i;
		if (strcmp(names[i], "Content-Length") == 0)
			told = strtoul(line + name + 1, NULL, 10);
		REQUIRE(memcmp(line + len, "\r\n", 2) == 0);
		line += len + 2;
	}
	REQUIRE(told == body);
}

/* Every byte of the answer is of a well-formed record; its text comes back. */
static void
check_records(struct buf *text)
{
	const unsigned char *at = (const unsigned char *)wire.out->data;
	size_t left = wire.out->len;

	while (left > 0) {
		size_t len, whole;

		REQUIRE(left >= 8 && at[0] == 1);
		len = (size_t)at[4] << 8 | at[5];
		whole = 8 + len + at[6];
		REQUIRE(left >= whole);
		if (at[1] == 6)
			buf_add(text, (const char *)at + 8, len);
		at += whole;
		left -= whole;
	}
}

/* As a child does, with the request that it keeps for all its life. */
static FCGX_Request kept;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (FCGX_Init() != 0 || FCGX_InitRequest(&kept, -1, 0) != 0)
		abort();
	FCGX_ShutdownPending();
	return 0;
}

static void
converse(struct arena *arena)
{
	struct request rq;

	if (!receive(&kept, CONNECTION, arena, &rq))
		return;
	dispatch_all(NULL, &echoes, &rq, 1);
	answer(&kept, &rq);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	unsigned mode = feed_byte(&feed);
	struct buf out, text;

	buf_init(&out, arena);
	buf_init(&text, arena);
	wire = (struct wire){ .piece = 1 + mode / 2 * 64, .out = &out, .opened = true };
	sent = (struct sent){ .method = "" };
	sent_whole = (mode & 1) != 0;
	handled = 0;
	if (sent_whole) {
		wire.in = made_connection(&feed, &wire.in_len);
	} else {
		wire.in_len = feed.left;
		wire.in = modest(arena, feed.at, feed.left);
	}
	converse(arena);
	REQUIRE(!wire.opened);
	if (sent_whole) {
		check_records(&text);
		check_reply(&text);
		REQUIRE(handled <= 1);
	}
	arena_free(arena);
	return 0;
}
