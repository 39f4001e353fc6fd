/*
 * trace.h - looking for who is silent: what was tried, and by which way.
 *
 * A tracing task comes of the programme's rules, or of whoever has a reason for one;
 * any sign of life ends it (outcome.c, received_follow.c).
 */

#ifndef CORE_TRACE_H
#define CORE_TRACE_H

#include "gen/sql.h"

struct trace_new {
	const char *cause; /* "case:12:2": a second task of it is not made */
	int64_t place_id, patient_id, thread_id, enrolment_id; /* 0: none */
	const char *words; /* why he is looked for, as the list shows it */
	int64_t due_at;
	int64_t created_by; /* 0: by itself */
};
/*
 * He is looked for though no rule asks for it, as when nobody saw him after a referral.
 * *task_id is 0 if this cause has made its task before.
 */
MUST_CHECK enum status trace_open(
    struct tx *, const struct trace_new *, int64_t *task_id);

struct trace_tried {
	const char *method; /* text call visit kin; NULL: a call */
	const char *result; /* the programme's name of what came of it */
	const char *note;
	int64_t user_id;
};
/* What was tried for this task, now. */
MUST_CHECK enum status trace_tried(
    struct tx *, int64_t task_id, const struct trace_tried *);

/* A sentence in English for each way, for i18n; NULL for what is none. */
const char *trace_method_words(const char *method);

#endif
