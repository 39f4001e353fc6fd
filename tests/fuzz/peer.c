/* peer.c - see peer.h. */

#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fuzz.h"

#define HEARD_MAX ((size_t)256 * 1024)

static const char *answer;
static size_t answer_len;
static bool in_turn, answered;
static int far_end = -1;

void
peer_answers(const char *text, size_t len)
{
	answer = text;
	answer_len = len;
	in_turn = false;
}

void
peer_answers_in_turn(const char *text, size_t len)
{
	peer_answers(text, len);
	in_turn = true;
}

void
peer_hangs_up(void)
{
	if (far_end >= 0)
		(void)close(far_end);
	far_end = -1;
}

const char *
peer_heard(struct arena *arena)
{
	char *text = arena_alloc(arena, HEARD_MAX + 1);
	size_t len = 0;

	for (ssize_t n = 1; far_end >= 0 && n > 0 && len < HEARD_MAX;) {
		n = recv(far_end, text + len, HEARD_MAX - len, MSG_DONTWAIT);
		len += n > 0 ? (size_t)n : 0;
	}
	return text;
}

static void
say(void)
{
	answered = true;
	if (answer_len > 0)
		REQUIRE(write(far_end, answer, answer_len) == (ssize_t)answer_len);
	(void)shutdown(far_end, SHUT_WR);
}

static bool
has_heard_all(void)
{
	static char heard[HEARD_MAX + 1];
	ssize_t n = recv(far_end, heard, HEARD_MAX, MSG_PEEK | MSG_DONTWAIT);
	const char *end, *length;

	if (n <= 0)
		return false;
	heard[n] = '\0';
	end = strstr(heard, "\r\n\r\n");
	length = strcasestr(heard, "\r\nContent-Length:");
	if (end == NULL || length == NULL || length > end)
		return end != NULL;
	return strlen(end + 4) >= strtoul(length + 17, NULL, 10);
}

/* Instead of the C library's: there is no network in here, but PostgreSQL by its file. */
int
socket(int domain, int type, int protocol)
{
	int ends[2];

	if (domain == AF_UNIX)
		return (int)syscall(SYS_socket, domain, type, protocol);
	if (socketpair(AF_UNIX, type | SOCK_STREAM, 0, ends) != 0)
		abort();
	peer_hangs_up();
	far_end = ends[1];
	answered = false;
	if (!in_turn)
		say();
	return ends[0];
}

ssize_t
send(int fd, const void *data, size_t len, int flags)
{
	ssize_t n = sendto(fd, data, len, flags, NULL, 0);

	if (far_end >= 0 && !answered && has_heard_all())
		say();
	return n;
}

int
connect(int fd, const struct sockaddr *address, socklen_t len)
{
	const struct sockaddr_in *to = (const void *)address;

	if (address->sa_family == AF_UNIX)
		return (int)syscall(SYS_connect, fd, address, len);
	/* Nowhere else, whatever an answer says. */
	REQUIRE(len >= sizeof *to && to->sin_family == AF_INET);
	REQUIRE(to->sin_port == htons(1));
	REQUIRE(to->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
	return 0;
}
