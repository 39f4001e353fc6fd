/* rule_child.h - the evaluator: the process in which tasks.js runs. */

#ifndef CORE_RULE_CHILD_H
#define CORE_RULE_CHILD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "ext/zone_data.h"

/*
 * What the two sides say.  To the evaluator, by the first letter:
 *
 *	Ltext	the programme, as rule_engine.c writes it: answers its errors
 *	K	answers what the CHT's schema would refuse, in the same shape
 *	Tnumber	the time at which everything is evaluated, in ms: no answer
 *	Etext	containers, each but the last with a NUL behind it: answers to all of
 *		them in their order, in as many frames as it takes, each but the last
 *		of a frame with a NUL behind it
 *	Xtext	a container: answers why there is, or is no, task (rule_explain.js)
 *	Otext	settings of a push and a document: answers what is told (rule_outbound.js)
 *	Qtext	settings of a push: answers what of them cannot be compiled
 *
 * The answer to a container is made of lines:
 *
 *	P"key"	whose it is
 *	E...	an emission: a letter for its state (Draft, Ready, Completed, Failed,
 *		X for Cancelled, I for cancelled because it is invalid), 1 if it is
 *		timely, else 0; then, with a blank before each, as JSON: the rule,
 *		the id, the requester, the owner ("-" for none).  The next line is
 *		what the task keeps; one more, if it was wanted, all that was emitted
 *	F{...}	a definition that was stopped
 *	W	nothing of this is certain: he is as he was
 */
struct rule_walls {
	const char *zone;
	const struct zone_change *changes; /* of its clocks, as the system has them */
	size_t nchanges;
	int limit_ms; /* for one container */
	size_t memory; /* bytes, beyond what it has at the start */
	bool checked; /* traces that rules leave are looked for */
};

/* Where it is, in memory that both sides see. */
struct rule_progress {
	_Atomic size_t at; /* which container of its message */
	_Atomic size_t steps; /* grows whenever something begins */
	_Atomic enum zone_data zone; /* what became of its clocks; before it answers */
};

/* Called in a process of its own, right after fork(2). */
_Noreturn void rule_child(int fd, const struct rule_walls *, struct rule_progress *);

#endif
