/*
 * fcgi.h - FastCGI behind nginx: children that each answer one request after another,
 * or, where the program says so, several that wait together (dispatch_all).
 * How they are started, renewed and stopped: web/parent.h.
 */

#ifndef WEB_FCGI_H
#define WEB_FCGI_H

#include "web/dispatch.h"

struct fcgi_options {
	const char *socket; /* path of the Unix socket, made with mode 0660 */
	int children;
	char *const *argv; /* main's: the command that SIGHUP starts anew */
	const char *database; /* libpq connection string of each child */
	/* Called in each child before its first request; may be NULL. */
	enum status (*child_starts)(void *);
	void *child_argument;
};

/* Returns when told to stop: the exit status of the program. */
int fcgi_serve(const struct program *, const struct fcgi_options *);

#endif
