/*
 * parent.h - a program that answers without a pause: a parent that owns the
 * listening socket, and children that take connections from it.
 *
 * The parent never touches a request.  It starts a child for each that ends: at
 * once, 50 ms later where that one had only just started, and after growing pauses
 * where none comes as far as to answer.
 *
 * SIGTERM   ends the program: no further connection is taken, the requests in
 *           hand are finished first.
 * SIGHUP    renews it: the same command is started on trial, and if it comes as
 *           far as parent_run() the parent becomes that program (exec, the same
 *           process), keeping the socket.  Each new child that is ready relieves
 *           an old one.  A program or configuration that does not start, or not
 *           within half a minute, changes nothing; a second SIGHUP begins anew.
 *
 * The socket may also be handed over by whoever starts us (LISTEN_FDS, as
 * systemd's socket units do it): it then outlives the program.
 */

#ifndef WEB_PARENT_H
#define WEB_PARENT_H

#include <stdint.h>
#include <sys/types.h>

struct child {
	int slot;
	int listener;
	int waits; /* for the listener and for the word to stop */
	pid_t parent;
};

struct parent {
	const char *name; /* for the log */
	const char *socket; /* path of the Unix socket, made with mode 0660 */
	int children;
	char *const *argv; /* the command that SIGHUP starts */
	int64_t patience; /* with its trial, in microseconds; half a minute if 0 */
	int (*serve)(
	    void *, const struct child *); /* a child's life: its exit status */
	void *argument;
};

/* Returns when told to stop: the exit status of the program. */
int parent_run(const struct parent *);

/* In a child, with signals blocked: from now on it can answer. */
void child_ready(const struct child *);
/* The next connection, to be closed by the caller; -1 when told to stop. */
int child_accept(const struct child *);
/* One more that waits already; -1 if none does. */
int child_accept_next(const struct child *);

#endif
