/*
 * fail.h - every call that can fail, numbered, and one of them made to fail.
 *
 * The test program defines malloc, send, PQexec and so on itself, so that the
 * calls of the libraries come here too; each goes on to the real one, but for
 * the one that is to fail, which fails in the way such a call really fails.
 * What is not armed is not counted.
 */

#ifndef FAIL_H
#define FAIL_H

#include <stdbool.h>
#include <stdint.h>

#define FAIL_CALLS_MAX 60000
#define FAIL_SERVERS_MAX 64

struct fail_call {
	const char *name;
	uintptr_t from;
	uint8_t ways; /* in which it can fail */
};

/* A process of PostgreSQL's that was connected to. */
struct fail_server {
	int pid; /* 0: none */
	bool left; /* by its client */
};

/* In memory that child processes share. */
struct fail {
	long calls; /* so far in this run */
	long at; /* the number of the one that fails, from 1; 0: none */
	int way;
	bool struck;
	bool none_left; /* of memory or descriptors: that is what was struck */
	bool gave_up; /* and the program ended itself for it */
	struct fail_call hit; /* the one that was struck last */
	unsigned nservers;
	struct fail_server servers[FAIL_SERVERS_MAX];
	long listed;
	struct fail_call list[FAIL_CALLS_MAX]; /* of the last run with at = 0 */
};

extern struct fail *fail;

/* Called once, before any child is made. */
void fail_begin(void);
/* Counts from 1, and makes call number at fail; 0 only counts. */
void fail_arm(long at, int way);
void fail_disarm(void);
/* In a process made while not armed: its calls are counted on. */
void fail_go_on(void);
/* Until the servers that were left have ended; or all of a process that is gone. */
void fail_wait_for_servers(bool all);
/* Random bytes are the same in every run. */
void fail_seed(void);
/* Called after each COMMIT that went well while only counting; may be NULL. */
extern void (*fail_committed)(void);
/* "malloc called from block_new app/base/arena.c:47" */
const char *fail_where(const struct fail_call *);

#endif
