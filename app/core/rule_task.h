/*
 * rule_task.h - what becomes of emissions: task documents as the CHT keeps them,
 * and their states as time passes.
 */

#ifndef CORE_RULE_TASK_H
#define CORE_RULE_TASK_H

#include "core/rule.h"
#include "core/rule_document.h"

/* "Draft", "Ready", "Completed", "Failed" or "Cancelled". */
bool rule_state_known(const char *state);

struct rule_moment {
	int64_t now; /* microseconds */
	const char *zone;
	const char *user; /* "org.couchdb.user:nurse" */
};

/*
 * All tasks after all patients were evaluated at that time.  A finished task is
 * never changed; who was not evaluated keeps his tasks, and so does a rule that
 * was stopped; then what time alone changes, for all.
 */
MUST_CHECK enum status rule_tasks_merge(struct arena *, struct rule_documents *tasks,
    const struct rule_result *, size_t count, const struct rule_moment *);

#endif
