/* rule_child.h - the evaluator: the process in which tasks.js runs. */

#ifndef CORE_RULE_CHILD_H
#define CORE_RULE_CHILD_H

#include <stddef.h>

/*
 * What the two sides say.  To the evaluator, by the first letter:
 *
 *	Ltext	the programme, as rule_load.c writes it: answers its errors
 *	K	answers what the CHT's schema would refuse, in the same shape
 *	Tnumber	the time at which everything is evaluated, in ms: no answer
 *	Gtext	documents: answers a container a frame, then null
 *	En	n frames with a container each follow: answers a frame for each,
 *		then true; or, when a rule left traces outside its own objects,
 *		"again" and a frame for each, evaluated in a world of its own, and true
 *	Xtext	a container: answers why there is, or is no, task (rule_explain.js)
 *
 * The answer for a container is a line of JSON, and for each of its emissions a line
 * with what the task keeps and, if that was wanted, one with all that was emitted.
 */
struct rule_walls {
	const char *zone;
	int limit_ms; /* for one container */
	size_t memory; /* bytes, beyond what it has at the start */
};

/* Called in a process of its own, right after fork(2). */
_Noreturn void rule_child(int fd, const struct rule_walls *);

#endif
