/*
 * rule_evaluator.h - one evaluator, seen from our side: its process, and the bytes to
 * and from it.
 */

#ifndef CORE_RULE_EVALUATOR_H
#define CORE_RULE_EVALUATOR_H

#include <stdint.h>
#include <sys/types.h>

#include "core/rule_child.h"
#include "core/rule_frame.h"

/* Containers that it was given and has not answered all of. */
struct rule_flight {
	size_t from, to, answered;
};
#define RULE_FLIGHTS 2 /* one at work, and one that waits for it */

/* Zeroed before it is started for the first time. */
struct rule_evaluator {
	pid_t pid; /* 0: none */
	int fd;
	size_t memory; /* that it may take beyond that of its start */
	struct rule_progress *progress;
	size_t steps; /* of its progress, when it was last looked at */
	int64_t deadline; /* of what is waited for */
	const char *why; /* it was ended by us, and why */
	size_t at_start; /* memory that it used then; 0 until it has started */
	size_t done; /* containers since it started */
	struct rule_flight flights[RULE_FLIGHTS];
	size_t nflights;
	struct arena *mail; /* what is being sent */
	const char *out;
	size_t out_len, out_sent;
	struct rule_piece in;
};

/* A process that has been told nothing yet. */
MUST_CHECK enum status rule_evaluator_start(
    struct rule_evaluator *, const struct rule_walls *);
void rule_evaluator_end(struct rule_evaluator *); /* none is fine */
/* Whether one that has nothing to do is there and silent. */
bool rule_evaluator_alive(const struct rule_evaluator *);
/* How long it has computed, in microseconds. */
int64_t rule_evaluator_computed(const struct rule_evaluator *);
/* Memory is looked at from now on: what it has taken so far is its own. */
void rule_evaluator_ready(struct rule_evaluator *);

MUST_CHECK enum status rule_evaluator_say(
    struct rule_evaluator *, const char *text, size_t len);
/* Waits, at most so long. */
MUST_CHECK enum status rule_evaluator_hear(
    struct rule_evaluator *, struct arena *, int ms, char **text, size_t *len);

/* Without waiting: as much as goes of what is being sent. */
MUST_CHECK enum status rule_evaluator_send(struct rule_evaluator *);
/*
 * Whether it is still within its limits: ${ms} from the last that it was seen to
 * begin, and its memory.  If not, ${why} says so.
 */
MUST_CHECK enum status rule_evaluator_watch(struct rule_evaluator *, int ms);

#endif
