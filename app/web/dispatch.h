/* dispatch.h - from a request to the one handler that answers it. */

#ifndef WEB_DISPATCH_H
#define WEB_DISPATCH_H

#include "web/request.h"

typedef enum status handler(struct request *);

struct route {
	enum method method;
	const char *path; /* at most one :id, a whole number, and one :name; or, at its
			     end, :rest, whatever it is */
	unsigned needs; /* a right of the program's own; 0 is for anyone */
	handler *handle;
	bool bare; /* needs no database: runs without a transaction */
	bool writes; /* a GET that has to write all the same */
	bool polls; /* open pages ask it again; unchanged() may answer */
	bool upload; /* a POST that may bring a file (web/multipart.h) */
	bool again; /* its one statement may be done twice: no other transaction.
		       Its handler may be asked twice, too, and needs no time. */
};

/* What a program on the web is: its table and its door. */
struct program {
	const char *name; /* for the log */
	const struct route *routes; /* the last has no path */
	/* How many that wait a child takes at once: at most this; 0 is 1. */
#define PROGRAM_TOGETHER_MAX 16
	size_t together;
	/*
	 * Decides who asks, inside the transaction, before the handler: OK to
	 * go on, or a failure, or a reply of its own (reply.code set).
	 */
	enum status (*admit)(struct request *, const struct route *);
	/* Whether a poll was answered already: nothing is new; NULL if none are. */
	bool (*unchanged)(struct request *, struct db *);
	/* Says that a body is no clean text, where 400 alone says too little; or NULL. */
	void (*unfit)(struct request *);
	/* Writes the page or document for a failure. */
	void (*fail)(struct request *, enum status);
	/*
	 * Writes what is to be noted about a request that went well: in its own
	 * transaction if that writes, else in a single statement after it.  What
	 * cannot be noted is not shown.
	 */
	enum status (*note)(struct request *, struct tx *);
	/* After the commit, for what needs transactions of its own. */
	void (*after)(struct request *, struct db *);
};

/*
 * Finds the route, opens the transaction, asks the door, runs the handler,
 * then commits, or rolls back when it failed or answered 400 and above.
 * A body that is not clean text, and no upload where one is taken, is refused.
 * Always leaves a reply.
 */
void dispatch(struct db *, const struct program *, struct request *);

/*
 * The same for several that wait, of one arena.  The statements of those whose route
 * says "again" are sent in one round trip and are one transaction: PostgreSQL writes
 * its log to the disk once for all.  If that fails, each is asked by itself.
 */
void dispatch_all(struct db *, const struct program *, struct request *, size_t n);

#endif
