/* trace.c - see trace.h. */

#include "core/trace.h"

#include <string.h>

#include "base/i18n.h"
#include "core/task.h"

/* clang-format off */
static const struct { const char *method, *words; } methods[] = {
	{ "text", N_("Text message") },
	{ "call", N_("Call to his phone") },
	{ "kin", N_("Call to his next of kin") },
	{ "visit", N_("Visit at his home") },
};
/* clang-format on */

const char *
trace_method_words(const char *method)
{
	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strcmp(methods[i].method, method) == 0)
			return methods[i].words;
	return NULL;
}

enum status
trace_open(struct tx *tx, const struct trace_new *t, int64_t *task_id)
{
	return task_raise(tx,
	    &(struct task_new){ .kind = "trace",
		.source = arena_printf(tx_arena(tx), "trace:%s", t->cause),
		.place_id = t->place_id,
		.patient_id = t->patient_id,
		.thread_id = t->thread_id,
		.enrolment_id = t->enrolment_id,
		.priority = TASK_URGENT,
		.performer = "nurse",
		.words = t->words,
		.starts_at = tx_now(tx),
		.due_at = t->due_at,
		.created_by = t->created_by },
	    task_id);
}

enum status
trace_tried(struct tx *tx, int64_t task_id, const struct trace_tried *a)
{
	return sql_trace_attempt_add(tx, task_id, tx_now(tx), a->user_id,
	    a->method != NULL ? a->method : "call", a->result, a->note);
}
