/*
 * rule_explain.h - why a patient has a task by the rules, or has none: what each
 * definition looked at, and what came of it.
 */

#ifndef CORE_RULE_EXPLAIN_H
#define CORE_RULE_EXPLAIN_H

#include "core/rule.h"

struct rule_report {
	const char *id, *form; /* NULL: it has none */
	int64_t date; /* microseconds; RULE_NO_DATE */
};
#define RULE_NO_DATE INT64_MIN

/* A task document that was there before. */
struct rule_known {
	const char *id; /* of its emission */
	const char *state;
	int64_t since; /* microseconds; RULE_NO_DATE */
};

struct rule_event {
	const struct rule_report *report; /* NULL: of the contact */
	const char *event; /* its id or its number; NULL if that is not known */
	const char *id; /* of the emission */
	const char *title;
	const char *due, *start, *end; /* "2024-03-05", local; NULL: no date */
	bool resolved, deleted, timely;
	const char *state, *reason; /* as in struct rule_emission */
	const struct rule_known
	    *known; /* the latest task of it; NULL if there is none */
};

struct rule_note {
	const char *rule; /* NULL: it has no name, or the rules are compiled */
	int number; /* from 0; -1 for compiled rules */
	const char *on; /* "reports", "contacts", "scheduled_tasks"; or anything */
	const char *const *types; /* the forms or types that are wanted */
	size_t ntypes; /* 0: all */
	int other; /* how many are of none of them */
	const struct rule_report *const *no; /* appliesIf refused; NULL: the contact */
	size_t nno;
	const struct rule_report *const *none; /* without scheduled tasks */
	size_t nnone;
	int more; /* how many are not said */
	const struct rule_event *events;
	size_t nevents;
	const struct rule_failure *failure; /* NULL if nothing stopped it */
};

struct rule_explanation {
	const struct rule_report *reports;
	size_t nreports;
	const struct rule_known *tasks;
	size_t ntasks;
	const struct rule_note *rules; /* in their order */
	size_t nrules;
	const struct rule_failure *failures; /* of no rule that is above */
	size_t nfailures;
};

/* ERR_INVALID unless the text is exactly such an answer. */
MUST_CHECK enum status rule_explain_read(
    struct arena *, const char *text, size_t len, struct rule_explanation *);

/*
 * One container at that time (microseconds): ${text} is what rule_explain_read()
 * takes.  ERR_UNAVAILABLE if no evaluator can be had; whoever ends it is in ${text}
 * as a failure.
 */
MUST_CHECK enum status rule_engine_explain(struct rule_engine *, struct arena *,
    int64_t now, const char *container, const char **text);

#endif
