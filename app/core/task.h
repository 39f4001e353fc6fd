/*
 * task.h - work to be done: made once for each cause, taken, finished.
 *
 * Status is FHIR R4's, all twelve; the database holds to the table of docs/tasks.md
 * and writes the history of every change, with whoever is signed in as its author.
 */

#ifndef CORE_TASK_H
#define CORE_TASK_H

#include "gen/sql.h"

enum task_priority { TASK_STAT = 1, TASK_ASAP, TASK_URGENT, TASK_ROUTINE };

struct task_new {
	const char
	    *kind; /* problem trace who number visit handed-back free screening */
	const char *source; /* its cause: a second task of it is not made */
	/* Whose it is from the rules' next look on, and the report that it comes of;
	   NULL: it stays ours. */
	const char *rule, *report;
	int64_t place_id, patient_id, thread_id, enrolment_id; /* 0: none */
	enum task_priority priority;
	const char *performer; /* "nurse" or "supervisor" */
	const char *words; /* his own, or why it is there */
	int64_t starts_at, due_at;
	int64_t owner_id, created_by; /* 0: nobody, by itself */
};

/* *task_id is 0 if this cause has made its task before. */
MUST_CHECK enum status task_raise(
    struct tx *, const struct task_new *, int64_t *task_id);
/* A remark in a task's trail; what changes the task is written there by itself. */
MUST_CHECK enum status task_note(
    struct tx *, int64_t task_id, int64_t user_id, const char *what, const char *note);

/*
 * ERR_CONFLICT if somebody else has it; taking one's own is fine.  what is its line
 * of the trail.
 */
MUST_CHECK enum status task_take(
    struct tx *, int64_t task_id, int64_t user_id, const char *what);
/* By a person; ERR_CONFLICT if it is closed already. */
MUST_CHECK enum status task_finish(struct tx *, int64_t task_id, int64_t user_id,
    const char *outcome, const char *note);
/*
 * Holds a task that is about to change.  ERR_CONFLICT if it is closed, or has
 * changed since this version was shown (0: any will do).
 */
MUST_CHECK enum status task_hold(
    struct tx *, int64_t task_id, int64_t version, const struct task_lock **);
/* Gives it back to everybody; ERR_CONFLICT if it is closed or nobody's. */
MUST_CHECK enum status task_release(struct tx *, int64_t task_id);
/* Shows it again later; what and note are its line of the trail. */
MUST_CHECK enum status task_put_off(
    struct tx *, int64_t task_id, int64_t until, const char *what, const char *note);
/*
 * Closes every open task of this kind of a patient, with the reason for it; user_id:
 * by whose outcome, who may take it back, 0 by nobody's.
 */
MUST_CHECK enum status task_close_kind(struct tx *, int64_t patient_id,
    const char *kind, const char *reason, int64_t user_id);

#endif
