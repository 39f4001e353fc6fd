/* line.c - see line.h. */

#include "sim/line.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "gen/sim_sql.h"

#define LINKS 256 /* workers keep up to 32 each; those of calls that come late stay */
#define CALL_MAX 65536
#define LATE_MS 20000
#define BYTES_SHOWN 24 /* of an answer's body, before it is cut at the latest */

enum cut { NONE, IN_HEAD, IN_BODY, AFTER_CALL, LATE, IN_ANSWER_HEAD, IN_ANSWER_BODY };

/* One caller and, while his call is being answered, the server behind. */
struct link {
	int client, server; /* -1 if there is none */
	bool used;
	bool dead; /* kept by the caller, but it will not be there */
	enum cut cut;
	size_t at; /* so many bytes of the part that is cut still pass */
	int64_t due; /* when a late call leaves; 0 for any other */
	size_t len, head, whole; /* of the call; head and whole 0 until known */
	int newlines; /* in a row, in the answer's head */
	bool answer_body;
	char call[CALL_MAX];
};

static struct link links[LINKS];
static struct db *db;
static struct arena *arena;
static int server_port;
static volatile sig_atomic_t stopping;

static void
stop(int sig)
{
	(void)sig;
	stopping = 1;
}

/* The switches. */

/* The first of these that strikes, or NULL. */
static const char *
drawn(const char *place, const char *names, int32_t *amount)
{
	const struct sim_fault_draw_first *row;
	enum status status;
	struct tx *tx;

	if (tx_begin(db, arena, TX_WRITE, &tx) != OK)
		return NULL;
	status = sql_sim_fault_draw_first(tx, place, names, &row);
	if (tx_end(tx, status) != OK)
		return NULL;
	*amount = row->amount;
	return row->name;
}

/* From 1 to most; where the switch names a byte, that one. */
static size_t
byte_of(int32_t amount, size_t most)
{
	size_t at = amount > 0 ? (size_t)amount : 1 + (size_t)random() % most;

	return at < most ? at : most;
}

static void
decide(struct link *l, const char *place)
{
	/* clang-format off */
	static const struct { const char *name; enum cut cut; } cuts[] = {
		{ "line_in_head", IN_HEAD }, { "line_in_body", IN_BODY },
		{ "line_after_call", AFTER_CALL }, { "line_late", LATE },
		{ "line_in_answer_head", IN_ANSWER_HEAD },
		{ "line_in_answer_body", IN_ANSWER_BODY },
	};
	/* clang-format on */
	const bool body = l->whole > l->head;
	int32_t amount = 0;
	const char *name = drawn(place,
	    body ? "{line_in_head,line_in_body,line_after_call,line_late,"
		   "line_in_answer_head,line_in_answer_body,line_kept}"
		 : "{line_in_head,line_after_call,line_in_answer_head,"
		   "line_in_answer_body,line_kept}",
	    &amount);

	l->cut = NONE;
	l->dead = name != NULL && strcmp(name, "line_kept") == 0;
	for (size_t i = 0; name != NULL && i < COUNT_OF(cuts); i++)
		if (strcmp(name, cuts[i].name) == 0)
			l->cut = cuts[i].cut;
	if (l->cut == IN_HEAD)
		l->at = byte_of(amount, l->head - 1);
	else if (l->cut == IN_BODY)
		l->at = l->head + byte_of(amount, l->whole - l->head - 1);
	else if (l->cut == LATE)
		l->due = clock_monotonic() +
			 (amount > 0 ? amount : LATE_MS) * (SECOND / 1000);
	else
		l->at = byte_of(amount, BYTES_SHOWN);
}

/* Sockets. */

static void
reset(int *fd)
{
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };

	if (*fd < 0)
		return;
	(void)setsockopt(*fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	(void)close(*fd);
	*fd = -1;
}

static void
hang_up(struct link *l)
{
	if (l->client >= 0)
		(void)close(l->client);
	if (l->server >= 0)
		(void)close(l->server);
	l->used = false;
}

static void
cut_off(struct link *l)
{
	reset(&l->client);
	reset(&l->server);
	l->used = false;
}

static bool
send_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static struct sockaddr_in
address(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)port) };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return at;
}

static int
listen_on(int port)
{
	const struct sockaddr_in at = address(port);
	const int yes = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (port <= 0 || fd < 0 ||
	    bind(fd, (const struct sockaddr *)(const void *)&at, sizeof at) != 0 ||
	    listen(fd, LINKS) != 0) {
		log_error("line: cannot listen on port %d", port);
		return -1;
	}
	return fd;
}

static bool
reach_server(struct link *l)
{
	const struct sockaddr_in at = address(server_port);

	if (l->server >= 0)
		return true;
	l->server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return l->server >= 0 &&
	       connect(l->server, (const struct sockaddr *)(const void *)&at,
		   sizeof at) == 0;
}

/* A call. */

static bool
is_whole(struct link *l)
{
	const char *end, *length;

	l->call[l->len] = '\0';
	end = strstr(l->call, "\r\n\r\n");
	if (end == NULL)
		return false;
	length = strcasestr(l->call, "\r\nContent-Length:");
	l->head = (size_t)(end - l->call) + 4;
	l->whole = l->head;
	if (length != NULL && length < end)
		l->whole += strtoul(length + 17, NULL, 10);
	return l->len >= l->whole;
}

/* "POST flow_starts", as the API's own switches name it. */
static const char *
place_of(const struct link *l)
{
	size_t method = strcspn(l->call, " ");
	const char *path = l->call + method, *name = path;

	for (const char *s = path + 1; *s != '\0' && strchr(" ?.\r", *s) == NULL; s++)
		if (*s == '/')
			name = s;
	return arena_printf(arena, "%.*s %.*s", (int)method, l->call,
	    (int)strcspn(name + 1, " ?.\r"), name + 1);
}

static void
pass_call(struct link *l)
{
	bool part = l->cut == IN_HEAD || l->cut == IN_BODY;

	if (l->cut == LATE && l->due > clock_monotonic()) {
		reset(&l->client);
		return;
	}
	if (!reach_server(l) ||
	    !send_all(l->server, l->call, part ? l->at : l->whole) || part) {
		cut_off(l);
		return;
	}
	/* What was passed on is carried out, whether the caller is there or not. */
	if (l->cut == AFTER_CALL)
		reset(&l->client);
	l->due = 0;
	l->len = 0;
	l->newlines = 0;
	l->answer_body = false;
}

static void
from_client(struct link *l)
{
	ssize_t n =
	    l->dead ? -1
		    : recv(l->client, l->call + l->len, sizeof l->call - 1 - l->len, 0);

	if (l->dead) {
		cut_off(l);
		return;
	}
	if (n <= 0) {
		hang_up(l);
		return;
	}
	l->len += (size_t)n;
	if (is_whole(l)) {
		decide(l, place_of(l));
		pass_call(l);
	} else if (l->len == sizeof l->call - 1) {
		cut_off(l);
	}
}

/* How much of this piece still passes; the cut is where the rest begins. */
static size_t
passes(struct link *l, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool counts = l->answer_body ? l->cut == IN_ANSWER_BODY
					     : l->cut == IN_ANSWER_HEAD;

		if (counts && l->at-- == 0)
			return i;
		if (data[i] == '\n')
			l->newlines++;
		else if (data[i] != '\r')
			l->newlines = 0;
		l->answer_body |= l->newlines == 2;
	}
	return len;
}

static void
from_server(struct link *l)
{
	char data[16384];
	ssize_t n = recv(l->server, data, sizeof data, 0);
	size_t passed;

	if (n <= 0) {
		hang_up(l);
		return;
	}
	if (l->client < 0) /* nobody waits for it */
		return;
	passed = passes(l, data, (size_t)n);
	if (!send_all(l->client, data, passed) || passed < (size_t)n)
		cut_off(l);
}

static struct link *
free_link(void)
{
	for (size_t i = 0; i < LINKS; i++)
		if (!links[i].used)
			return &links[i];
	return NULL;
}

static void
take_caller(int listener)
{
	const struct timeval limit = { .tv_sec = 5 };
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct link *l = free_link();
	int32_t amount;

	if (fd < 0)
		return;
	if (drawn("", "{line_refused}", &amount) != NULL) {
		reset(&fd);
		return;
	}
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	l->client = fd;
	l->server = -1;
	l->used = true;
	l->dead = false;
	l->due = 0;
	l->len = l->head = l->whole = 0;
}

/* The loop. */

/* A line that is full keeps callers waiting: to break it is for the switches. */
static void
wait_and_pass(int listener)
{
	struct pollfd fds[1 + 2 * LINKS] = { { free_link() != NULL ? listener : -1,
	    POLLIN, 0 } };

	for (size_t i = 0; i < LINKS; i++) {
		bool open = links[i].used && links[i].due == 0;

		fds[1 + 2 * i] =
		    (struct pollfd){ open ? links[i].client : -1, POLLIN, 0 };
		fds[2 + 2 * i] =
		    (struct pollfd){ open ? links[i].server : -1, POLLIN, 0 };
	}
	if (poll(fds, COUNT_OF(fds), 50) < 0)
		return;
	for (size_t i = 0; i < LINKS; i++) {
		struct link *l = &links[i];

		if (fds[2 + 2 * i].revents != 0)
			from_server(l);
		else if (fds[1 + 2 * i].revents != 0)
			from_client(l);
		if (l->used && l->due != 0 && l->due <= clock_monotonic())
			pass_call(l);
	}
	if (fds[0].revents != 0)
		take_caller(listener);
	arena_reset(arena);
}

int
line_run(const char *database, int port, int behind)
{
	const struct sigaction action = { .sa_handler = stop };
	int listener = listen_on(port);

	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	server_port = behind;
	arena = arena_new();
	if (listener < 0 || db_open(database, &db) != OK)
		return EXIT_FAILURE;
	while (!stopping)
		wait_and_pass(listener);
	db_close(db);
	arena_free(arena);
	return EXIT_SUCCESS;
}
