/*
 * rule_run.h - the programme's rules on the clinic's patients: whose turn it is, what
 * the rules make of his documents, and what becomes of that.
 *
 * Any number of processes share the work.  A batch is one transaction: a patient is
 * nobody else's meanwhile, and whoever dies leaves everything as it was.  What decides
 * is in migration 0024_rules.sql; docs/rules.md says what is promised.
 */

#ifndef CORE_RULE_RUN_H
#define CORE_RULE_RUN_H

#include "core/rule_store.h"

struct rule_run;

struct rule_step {
	size_t patients; /* evaluated; 0: it is nobody's turn */
	size_t failed; /* of them with a rule that was stopped */
	struct rule_stored tasks;
	bool replaced; /* other rules are in use: these are over */
};

/*
 * Reads tasks.js of the pack in use (workflow_load has been called) and makes its rules
 * those in use: with others than before, it is everybody's turn.  A pack without one has
 * no rules, and no tasks of any.  ERR_INVALID if they cannot be used, and why in the log.
 */
MUST_CHECK enum status rule_run_open(struct arena *, struct db *, struct rule_run **);
/* One batch.  The arena is the batch's. */
MUST_CHECK enum status rule_run_step(
    struct rule_run *, struct arena *, struct rule_step *);
/*
 * Why this one has tasks, or none (rule_explain.h): ${text} is kept in the arena of the
 * transaction, and is of no failures where there are no rules.
 */
MUST_CHECK enum status rule_run_explain(struct rule_run *, struct tx *,
    const char *zone, const char *container, const char **text);
void rule_run_close(struct rule_run *); /* ends the evaluators; NULL is fine */

#endif
