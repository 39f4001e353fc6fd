/*
 * rule_store.h - what the rules made of a batch of patients becomes tasks of the queue,
 * with the meaning of rule_task.h (docs/tasks.md).
 */

#ifndef CORE_RULE_STORE_H
#define CORE_RULE_STORE_H

#include "core/rule.h"
#include "db/tx.h"

struct rule_batch {
	const int64_t *patients;
	struct rule_result
	    *results; /* one for each; what cannot be kept is a failure */
	size_t n;
	const char *taken; /* the rows of rule_dirty that are answered by this */
	int64_t now;
	int32_t version;
};

/* Tasks. */
struct rule_stored {
	int64_t made, changed, ended;
};

MUST_CHECK enum status rule_store(
    struct tx *, struct rule_batch *, struct rule_stored *);

#endif
