/* smtp_receiver.c - see smtp_receiver.h. */

#include "smtp_receiver.h"

#include <arpa/inet.h>
#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"

#define SEEN_MAX ((size_t)128 * 1024)

/* Shared with the child, which alone writes. */
struct seen {
	size_t taken, len;
	char text[SEEN_MAX];
};

struct smtp_receiver {
	int port;
	pid_t child;
	struct seen *seen;
};

static int
listen_here(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, size), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static void
keep(struct seen *seen, const char *line)
{
	size_t len = strlen(line);

	/* The last byte stays a zero. */
	if (len >= SEEN_MAX - seen->len)
		return;
	memcpy(seen->text + seen->len, line, len);
	seen->len += len;
}

static bool
begins(const char *line, const char *with)
{
	return strncasecmp(line, with, strlen(with)) == 0;
}

static const char *
either(const char *given, const char *usual)
{
	return given != NULL ? given : usual;
}

/* What is answered; NULL ends the talk. */
static const char *
answer(const struct smtp_words *words, const char *line)
{
	if (begins(line, "EHLO"))
		return either(words->ehlo, "250-here\r\n250 8BITMIME\r\n");
	if (begins(line, "RCPT"))
		return either(words->rcpt, "250 fine\r\n");
	if (begins(line, "DATA"))
		return "354 go on\r\n";
	if (begins(line, "QUIT"))
		return NULL;
	if (begins(line, "MAIL") || begins(line, "HELO") || begins(line, "RSET"))
		return "250 fine\r\n";
	return "502 what?\r\n";
}

static void
talk(FILE *peer, const struct smtp_words *words, struct seen *seen)
{
	bool in_mail = false;
	char line[4096];

	(void)fputs("220 here\r\n", peer);
	(void)fflush(peer);
	while (fgets(line, sizeof line, peer) != NULL) {
		const char *says = NULL;

		keep(seen, line);
		if (!in_mail) {
			says = answer(words, line);
			if (says == NULL)
				return;
			in_mail = begins(says, "354");
		} else if (strcmp(line, ".\r\n") == 0) {
			in_mail = false;
			says = either(words->data_end, "250 taken\r\n");
			seen->taken += begins(says, "250");
		}
		if (says == NULL)
			continue;
		(void)fputs(says, peer);
		(void)fflush(peer);
	}
}

static _Noreturn void
serve(int listener, const struct smtp_words *words, struct seen *seen)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		FILE *peer = fd >= 0 ? fdopen(fd, "r+") : NULL;

		if (peer == NULL)
			_exit(1);
		talk(peer, words, seen);
		(void)fclose(peer);
	}
}

struct smtp_receiver *
smtp_receiver_start(const struct smtp_words *words)
{
	struct smtp_receiver *r = calloc(1, sizeof *r);
	int listener;

	ck_assert_ptr_nonnull(r);
	r->seen = mmap(NULL, sizeof *r->seen, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(r->seen != MAP_FAILED);
	listener = listen_here(&r->port);
	r->child = test_fork();
	ck_assert_int_ge(r->child, 0);
	if (r->child == 0)
		serve(listener, words, r->seen);
	(void)close(listener);
	return r;
}

int
smtp_receiver_port(const struct smtp_receiver *r)
{
	return r->port;
}

const char *
smtp_receiver_seen(const struct smtp_receiver *r)
{
	return r->seen->text;
}

size_t
smtp_receiver_taken(const struct smtp_receiver *r)
{
	return r->seen->taken;
}

void
smtp_receiver_stop(struct smtp_receiver *r)
{
	(void)kill(r->child, SIGKILL);
	(void)waitpid(r->child, NULL, 0);
	(void)munmap(r->seen, sizeof *r->seen);
	free(r);
}
