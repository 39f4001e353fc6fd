/*
 * outcome.h - what came of a nurse's task, and what follows from it.
 *
 * The programme's few rules of that: a man who was reached has shown a sign of
 * life, a problem becomes a case, a wrong number a task to correct it, and
 * whatever was asked for by a case is told to the case.
 */

#ifndef CORE_OUTCOME_H
#define CORE_OUTCOME_H

#include "gen/sql.h"

struct task_outcome {
	const char *outcome; /* reached-fine reached-problem not-reached wrong-number
				came not-found */
	const char *note;
	int64_t user_id;
	int64_t version; /* as it was shown */
	int64_t again_at; /* of not-reached: when to try next */
};

/*
 * ERR_CONFLICT if the task is closed or has changed since.  *case_id is the
 * case that a problem became or joined, else 0.
 */
MUST_CHECK enum status task_settle(
    struct tx *, int64_t task_id, const struct task_outcome *, int64_t *case_id);

#endif
