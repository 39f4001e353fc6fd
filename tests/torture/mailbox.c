/* mailbox.c - see mailbox.h. */

#include "mailbox.h"
#include "peer.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAILS_MAX 32
#define PATIENCE 5 /* seconds for who calls and says nothing */

static struct {
	int port;
	int mails;
	char ids[MAILS_MAX][80];
} * there;

static bool
begins(const char *line, const char *with)
{
	return strncasecmp(line, with, strlen(with)) == 0;
}

static void
keep(const char *id)
{
	for (int i = 0; i < there->mails; i++)
		if (strcmp(there->ids[i], id) == 0)
			return;
	if (there->mails < MAILS_MAX)
		(void)snprintf(
		    there->ids[there->mails++], sizeof there->ids[0], "%s", id);
}

static const char *
answer(const char *line)
{
	if (begins(line, "EHLO"))
		return "250-here\r\n250 8BITMIME\r\n";
	if (begins(line, "DATA"))
		return "354 go on\r\n";
	return begins(line, "QUIT") ? NULL : "250 fine\r\n";
}

/* A mail is there when its last line is, whether or not the sender hears of it. */
static void
talk(FILE *peer)
{
	char line[4096], id[80] = "";
	bool in_mail = false;

	(void)fputs("220 here\r\n", peer);
	while (fflush(peer) == 0 && fgets(line, sizeof line, peer) != NULL) {
		const char *says = NULL;

		if (!in_mail) {
			says = answer(line);
			if (says == NULL)
				return;
			in_mail = begins(says, "354");
		} else if (begins(line, "Message-ID:")) {
			(void)snprintf(id, sizeof id, "%.79s", line);
		} else if (strcmp(line, ".\r\n") == 0) {
			in_mail = false;
			keep(id);
			says = "250 taken\r\n";
		}
		if (says != NULL)
			(void)fputs(says, peer);
	}
}

static _Noreturn void
serve_all(int listener)
{
	const struct timeval patience = { PATIENCE, 0 };

	(void)signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		FILE *peer;

		if (fd < 0)
			continue;
		(void)setsockopt(
		    fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
		peer = fdopen(fd, "r+");
		if (peer == NULL)
			exit(EXIT_FAILURE);
		talk(peer);
		(void)fclose(peer);
	}
}

void
mailbox_begin(void)
{
	there = peer_memory(sizeof *there);
	there->port = peer_begin(serve_all);
}

int
mailbox_port(void)
{
	return there->port;
}

void
mailbox_reset(void)
{
	there->mails = 0;
}

int
mailbox_mails(void)
{
	return there->mails;
}
