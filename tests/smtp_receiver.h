/* smtp_receiver.h - a mail server of the loopback that keeps what it is told, for tests. */

#ifndef SMTP_RECEIVER_H
#define SMTP_RECEIVER_H

#include <stddef.h>

/* What it says; NULL: what is usual. */
struct smtp_words {
	const char *ehlo; /* "250-...\r\n250 ...\r\n" */
	const char *rcpt; /* "550 no such person\r\n" */
	const char *data_end; /* "250 taken\r\n" */
};

struct smtp_receiver;

/* Serves one after the other from a child process. */
struct smtp_receiver *smtp_receiver_start(const struct smtp_words *);
int smtp_receiver_port(const struct smtp_receiver *);
/* All that it was told, commands and mails, as it came. */
const char *smtp_receiver_seen(const struct smtp_receiver *);
/* How many mails it took. */
size_t smtp_receiver_taken(const struct smtp_receiver *);
void smtp_receiver_stop(struct smtp_receiver *);

#endif
