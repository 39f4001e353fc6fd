/*
 * fcgi.h - FastCGI behind nginx: a parent that owns the listening socket, and
 * children that each answer one request at a time.
 *
 * The parent starts a child for each that ends, drains on SIGTERM (no new
 * request is taken, the running ones are finished), and never touches a
 * request itself, so a restart fails none.
 */

#ifndef WEB_FCGI_H
#define WEB_FCGI_H

#include "web/dispatch.h"

struct fcgi_options {
	const char *socket; /* path of the Unix socket, made with mode 0660 */
	int children;
	const char *database; /* libpq connection string of each child */
	/* Called in each child before its first request; may be NULL. */
	enum status (*child_starts)(void *);
	void *child_argument;
};

/* Returns when told to stop: the exit status of the program. */
int fcgi_serve(const struct program *, const struct fcgi_options *);

#endif
