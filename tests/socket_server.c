/* socket_server.c - see socket_server.h. */

#include "socket_server.h"

#include <arpa/inet.h>
#include <check.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"

#define SEEN_MAX ((size_t)256 * 1024)
#define REQUEST_MAX ((size_t)32 * 1024)
#define OPEN_MAX 40

/* Shared with the child, which alone writes. */
struct seen {
	size_t connections;
	size_t len;
	char text[SEEN_MAX];
};

struct socket_server {
	int port;
	pid_t child;
	struct seen *seen;
};

/* On any free port if *port is 0. */
static int
listen_on(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((in_port_t)*port) };
	const int yes = 1;
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_ge(fd, 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	/* Whoever finds the queue full may be reset after he has sent. */
	ck_assert_int_eq(listen(fd, OPEN_MAX), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

/* Whether head and body have arrived. */
static bool
is_whole(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *length = strcasestr(request, "\r\nContent-Length:");

	if (end == NULL)
		return false;
	if (length == NULL || length > end)
		return true;
	return strlen(end + 4) >= strtoul(length + 17, NULL, 10);
}

static bool
read_request(int fd, struct seen *seen)
{
	static char request[REQUEST_MAX];
	size_t len = 0;

	memset(request, 0, sizeof request);
	do {
		ssize_t n = read(fd, request + len, sizeof request - 1 - len);

		if (n <= 0)
			return false;
		len += (size_t)n;
	} while (!is_whole(request));
	if (len < SEEN_MAX - seen->len) {
		memcpy(seen->text + seen->len, request, len);
		seen->len += len;
	}
	return true;
}

static void
send_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		data += n;
		len -= (size_t)n;
	}
}

static void
send_reply(int fd, const struct canned *canned)
{
	char padding[4096];

	memset(padding, 'x', sizeof padding);
	(void)usleep((useconds_t)canned->wait_ms * 1000);
	for (const char *at = canned->reply;
	     canned->drip_ms > 0 && at != NULL && *at != '\0'; at++) {
		send_all(fd, at, 1);
		(void)usleep((useconds_t)canned->drip_ms * 1000);
	}
	if (canned->reply != NULL && canned->drip_ms == 0)
		send_all(fd, canned->reply, strlen(canned->reply));
	for (size_t left = canned->padding; left > 0;) {
		size_t part = left < sizeof padding ? left : sizeof padding;

		send_all(fd, padding, part);
		left -= part;
	}
}

static void
end(struct pollfd *slot, bool by_reset)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	if (by_reset)
		(void)setsockopt(slot->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	(void)close(slot->fd);
	slot->fd = -1;
}

static void
accept_one(int listener, struct pollfd *slots)
{
	int fd = accept(listener, NULL, NULL);

	for (size_t i = 1; i < OPEN_MAX; i++)
		if (slots[i].fd < 0) {
			slots[i].fd = fd;
			return;
		}
	(void)close(fd);
}

static void
serve(int listener, const struct canned *canned, size_t count, struct seen *seen)
{
	struct pollfd slots[OPEN_MAX];
	size_t next = 0;

	for (size_t i = 0; i < OPEN_MAX; i++)
		slots[i] = (struct pollfd){ i == 0 ? listener : -1, POLLIN, 0 };
	for (;;) {
		if (poll(slots, OPEN_MAX, -1) < 0)
			return;
		for (size_t i = 1; i < OPEN_MAX; i++) {
			if (slots[i].fd < 0 || slots[i].revents == 0)
				continue;
			if (!read_request(slots[i].fd, seen) || next == count) {
				end(&slots[i], false);
				continue;
			}
			send_reply(slots[i].fd, &canned[next]);
			if (!canned[next].keep)
				end(&slots[i], canned[next].reset);
			next++;
		}
		if (slots[0].revents != 0) {
			accept_one(listener, slots);
			seen->connections++;
		}
	}
}

struct socket_server *
socket_server_start(const struct canned *canned, size_t count)
{
	return socket_server_start_on(0, canned, count);
}

struct socket_server *
socket_server_start_on(int port, const struct canned *canned, size_t count)
{
	struct socket_server *server = calloc(1, sizeof *server);
	int listener;

	ck_assert_ptr_nonnull(server);
	server->seen = mmap(NULL, sizeof *server->seen, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(server->seen != MAP_FAILED);
	server->port = port;
	listener = listen_on(&server->port);
	server->child = test_fork();
	ck_assert_int_ge(server->child, 0);
	if (server->child == 0) {
		serve(listener, canned, count, server->seen);
		_exit(1);
	}
	(void)close(listener);
	return server;
}

int
socket_server_port(const struct socket_server *server)
{
	return server->port;
}

const char *
socket_server_seen(const struct socket_server *server)
{
	return server->seen->text;
}

size_t
socket_server_count(const struct socket_server *server, const char *text)
{
	size_t count = 0;

	for (const char *at = server->seen->text; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

void
socket_server_await(const struct socket_server *server, const char *text)
{
	while (socket_server_count(server, text) == 0)
		(void)usleep(10000);
}

size_t
socket_server_connections(const struct socket_server *server)
{
	return server->seen->connections;
}

void
socket_server_stop(struct socket_server *server)
{
	(void)kill(server->child, SIGKILL);
	(void)waitpid(server->child, NULL, 0);
	(void)munmap(server->seen, sizeof *server->seen);
	free(server);
}

int
socket_closed_port(void)
{
	int port = 0;

	(void)close(listen_on(&port));
	return port;
}
