/* torture.h - scenes, and how each is played with one failing call after another. */

#ifndef TORTURE_H
#define TORTURE_H

#include <stdbool.h>

#include "base/arena.h"
#include "db/tx.h"

/* How a scene ended. */
struct ending {
	const char *words; /* the answer, in few words; static or of the arena */
	bool done; /* what it is for has been done: the right answer */
	bool proper; /* or a proper answer that says it was not */
	bool refused; /* what may be said to one that comes the second time */
	uint64_t print; /* of the whole answer, if done; 0: not compared */
};

struct scene {
	const char *name;
	const char *user; /* of the database: "aftercare_site" */
	const char *first; /* SQL of the owner that makes it possible; may be NULL */
	bool writes; /* being done means that something has changed */
	int whole; /* so many of its last commits leave something whole; 0: one */
	/*
	 * In place of comparing with what a run without failures leaves: goes on
	 * until that is as expected or all is quiet, and says what it came to.
	 */
	const char *(*heal)(const struct scene *, struct arena *, const char *expected);
	/* Once, before first. */
	void (*prepare)(const struct scene *);
	void (*begin)(const struct scene *); /* before each run; may be NULL */
	/* The armed part.  db is NULL if user is. */
	void (*play)(
	    const struct scene *, struct db *, struct arena *, struct ending *);
	/* After play, not armed: what it opened itself is closed. */
	void (*tidy)(void);
	const void *detail; /* the scene's own */
};

/* As the owner: a text, "" for NULL; a script; a file of them. */
const char *torture_text(struct arena *, const char *sql);
void torture_sql(const char *sql);
void torture_script(const char *path);

/* NULL-terminated lists of the kinds of scenes. */
const struct scene *site_scenes(size_t *n);
const struct scene *api_scenes(size_t *n);
const struct scene *worker_scenes(size_t *n);
const struct scene *command_scenes(size_t *n);
const struct scene *program_scenes(size_t *n);
const struct scene *control_scenes(size_t *n);

#endif
