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

/* One of those below, as our own text; NULL for any other word. */
const char *outcome_known(const char *word);
/* The same of a positive in a screening: confirmed refuted not-found. */
const char *outcome_of_screening(const char *word);

struct task_outcome {
	const char *outcome; /* reached-fine reached-problem not-reached wrong-number
				came not-found; of a screening confirmed refuted */
	const char *note;
	int64_t user_id;
	int64_t version; /* as it was shown */
	int64_t report_id; /* the form that says so; 0: none */
	/* Of looking for somebody: the way, and the programme's own name of the outcome. */
	const char *method; /* call visit kin; NULL: a call */
	const char *result; /* NULL: the outcome */
	int64_t again_at; /* of not-reached: when to try next */
	/* A form may say more of a problem; NULL: as the task is. */
	const char *severity; /* severe moderate mild */
	const char *sign; /* "bleeding" */
	bool kept; /* the nurse goes on with it herself: it becomes no case */
};

/*
 * ERR_CONFLICT if the task is closed or has changed since.  *case_id is the
 * case that a problem became or joined, else 0.
 */
MUST_CHECK enum status task_settle(
    struct tx *, int64_t task_id, const struct task_outcome *, int64_t *case_id);

/* Whom something was said about without a task. */
struct outcome_about {
	const char *cause; /* "report:17": what follows from it is made once */
	int64_t place_id, patient_id, thread_id;
};
/* The same without a task to finish: what follows from having met or called him. */
MUST_CHECK enum status outcome_told(struct tx *, const struct outcome_about *,
    const struct task_outcome *, int64_t *case_id);

/* What came of taking back. */
enum task_undone {
	UNDONE, /* it is as before */
	UNDONE_CASE, /* and what followed from the outcome is withdrawn */
	UNDONE_SAID, /* but a case that was open before has heard of it */
	UNDO_LATE, /* it is too long ago, or somebody has changed it since */
	UNDO_TOUCHED, /* somebody is at work on what followed from it */
	UNDO_TOLD /* a decided case was settled or returned by it */
};

/* What this person did last about a task, wholly or not at all. */
MUST_CHECK enum status task_undo(
    struct tx *, int64_t task_id, int64_t user_id, enum task_undone *);

#endif
