/*
 * task_work.h - what somebody who is no page may do with a task.
 *
 * One step of its history, by the table of states (docs/tasks.md); the same
 * consequences as when a nurse does it.
 */

#ifndef CORE_TASK_WORK_H
#define CORE_TASK_WORK_H

#include "gen/sql.h"

struct task_work {
	const char *status, *reason, *words, *performer;
	int64_t owner_id; /* 0: nobody */
	int32_t priority;
	int64_t starts_at, due_at;
	const char *outcome, *note; /* of completed: "" or one of core/outcome.h */
};

/* What stands in the way, by the part of the task that it is about. */
struct task_refusal {
	const char *part; /* "status" "owner" "priority" "words" "times" "outcome" "" */
	const char *words;
};

/* The task as it is, for nobody else to change; then how it is to be. */
MUST_CHECK enum status task_work_do(struct tx *, int64_t task_id,
    const struct task_facts *, const struct task_work *, int64_t user_id,
    struct task_refusal *);
/*
 * Whether whoever asks may bring a task of this owner from one state to another; "" is
 * before it was made, ${held} the one before on-hold.  In words where it may go at all:
 * "accepted, cancelled, ...".
 */
MUST_CHECK enum status task_work_leads(struct tx *, const char *from, const char *held,
    int64_t owner_id, const char *to, bool *leads, const char **words);

#endif
