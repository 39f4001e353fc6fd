/*
 * supervise.h - starts programs, keeps them running, and takes them along.
 *
 * Each program runs in a process group of its own and writes to
 * FOLDER/NAME.log.  One that ends is started again, later each time it ends
 * soon after its start; after the sixth such end in a row it is given up.
 * Whatever happens to the supervisor, SIGKILL included, the programs are told
 * to stop: the kernel does it (PR_SET_PDEATHSIG, prctl(2)).
 *
 * Between supervisor_new() and supervisor_stop() SIGINT, SIGTERM, SIGHUP and
 * SIGCHLD are blocked: they are waited for here and nowhere else.
 */

#ifndef BASE_SUPERVISE_H
#define BASE_SUPERVISE_H

#include "base/arena.h"

#define SUPERVISE_MAX 16

struct supervisor;

struct supervise_program {
	const char *name;
	const char *const *argv; /* ends with NULL; the first is a path */
	int stop_signal; /* asks it to end, and so does our own death; 0: SIGTERM */
	int stop_seconds; /* so long it may take before SIGKILL; 0: 10 */
};

/* The folder exists already. */
struct supervisor *supervisor_new(struct arena *, const char *log_folder);

/*
 * Starts a program and keeps it running; what it points to outlives the
 * supervisor.  ERR_INTERNAL if no process could be made.
 */
MUST_CHECK enum status supervisor_start(
    struct supervisor *, const struct supervise_program *);
/*
 * Runs a program once, to its end.  ERR_INVALID if it failed, ERR_CONFLICT if
 * we were told to stop meanwhile.
 */
MUST_CHECK enum status supervisor_once(
    struct supervisor *, const struct supervise_program *);
/*
 * Looks after the programs for so long, or for ever if it is negative.  OK when
 * the time is over, ERR_CONFLICT when we were told to stop, ERR_UNAVAILABLE when
 * a program was given up: supervisor_trouble() says which, and why.
 */
MUST_CHECK enum status supervisor_wait(struct supervisor *, int milliseconds);
/* A sentence that names the program and its log. */
const char *supervisor_trouble(const struct supervisor *);
/*
 * Stops what was started, latest first, each with all it left behind.  A second
 * SIGINT or SIGTERM cuts the waiting short.
 */
void supervisor_stop(struct supervisor *);

#endif
