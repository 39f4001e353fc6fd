/* door.h - who may come in: session, forgery token, role; and what is noted. */

#ifndef SITE_DOOR_H
#define SITE_DOOR_H

#include "web/dispatch.h"

#define COOKIE_PLAIN "session"
#define COOKIE_SECURE "__Host-session"

/* The site as web/fcgi.h serves it, and as tests ask it. */
extern const struct program site;

/* Sets or, with NULL, removes the session's cookie. */
void door_cookie(struct request *, const char *value);
/* The session's cookie as sent, NULL if there is none. */
const char *door_token(struct request *);

#endif
