/*
 * mail.h - one mail to one person over SMTP; libcurl.
 *
 * The line is encrypted and the server's certificate verified: smtps:// from its first
 * byte, smtp:// by STARTTLS, without which nothing is said.  Only a server on this machine
 * (127.0.0.1, ::1, localhost) may be spoken to in the clear, and then without a password.
 */

#ifndef EXT_MAIL_H
#define EXT_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct mail_server {
	const char *url; /* smtps://host:465 or smtp://host:587 */
	const char *user, *password; /* NULL: none */
	const char *from; /* an address */
};

struct mail {
	const char *to; /* an address */
	const char *subject, *body; /* UTF-8; the body's lines end in "\n" */
	const char
	    *id; /* the same for each try: whoever gets two sees that they are one */
	int64_t at;
};

enum mail_outcome {
	MAIL_SENT,
	MAIL_LATER, /* not now: nobody is there, or the server is busy */
	MAIL_REFUSED /* never: the server takes no such mail, or not from us */
};

/* *problem says why not, without an address in it; "" if it was sent. */
MUST_CHECK enum mail_outcome mail_send(struct arena *, const struct mail_server *,
    const struct mail *, const char **problem);
/* What is sent: RFC 5322, plain letters only, lines of at most 78. */
const char *mail_text(struct arena *, const char *from, const struct mail *);
/* Whether the line may be in the clear. */
bool mail_is_here(const char *url);

#endif
