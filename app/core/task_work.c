/* task_work.c - see task_work.h. */

#include "core/task_work.h"

#include <string.h>

#include "base/buf.h"
#include "core/escalation.h"
#include "core/outcome.h"
#include "core/task.h"

#define WORDS_MAX 500

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The part and its words; ERR_INVALID for the caller to pass on. */
static enum status
refuse(struct task_refusal *no, const char *part, const char *words)
{
	*no = (struct task_refusal){ .part = part, .words = words };
	return ERR_INVALID;
}

enum status
task_work_leads(struct tx *tx, const char *from, const char *held, int64_t owner_id,
    const char *to, bool *leads, const char **words)
{
	struct task_moves_rows rows;
	struct buf b;

	TRY(sql_task_moves(tx, from, held, owner_id, &rows));
	buf_init(&b, tx_arena(tx));
	*leads = false;
	for (size_t i = 0; i < rows.n; i++) {
		*leads |= is(rows.at[i].to_status, to);
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", rows.at[i].to_status);
	}
	*words = rows.n > 0 ? b.data : "nothing else";
	return OK;
}

static bool
is_shut(const char *status)
{
	return is(status, "cancelled") || is(status, "failed") ||
	       is(status, "rejected") || is(status, "entered-in-error");
}

static enum status
check_state(struct tx *tx, const struct task_facts *t, const struct task_work *w,
    struct task_refusal *no)
{
	const char *next;
	bool leads;

	if (!is(t->status, w->status)) {
		TRY(task_work_leads(tx, t->status, t->held_status, w->owner_id,
		    w->status, &leads, &next));
		if (!leads)
			return refuse(no, "status",
			    arena_printf(tx_arena(tx),
				"A task that is %s cannot become %s; it can become: "
				"%s.",
				t->status, w->status, next));
	}
	if (w->owner_id == 0 &&
	    (is(w->status, "received") || is(w->status, "accepted") ||
		is(w->status, "in-progress")))
		return refuse(no, "owner",
		    arena_printf(tx_arena(tx),
			"A task that is %s has an owner who does it.", w->status));
	return OK;
}

/* What the programme made says what has to be done; what came of it is asked for. */
static enum status
check_made(
    const struct task_facts *t, const struct task_work *w, struct task_refusal *no)
{
	if (is(t->kind, "free"))
		return OK;
	if (!is(t->status, w->status) && is_shut(w->status))
		return refuse(no, "status",
		    "Only a task that somebody wrote can be ended so; this one is "
		    "finished by what came of it: completed, with a businessStatus of "
		    "urn:aftercare:outcome.");
	if (t->priority != w->priority)
		return refuse(no, "priority", "The programme says how urgent it is.");
	if (!is(t->words, w->words))
		return refuse(no, "words", "The programme says what is to be done.");
	if (!is(t->performer, w->performer))
		return refuse(no, "performer", "The programme says who does it.");
	return OK;
}

static enum status
check_person(struct tx *tx, const struct task_facts *t, const struct task_work *w,
    struct task_refusal *no)
{
	const struct task_performer *row;

	if (w->owner_id == 0 || w->owner_id == t->owner_id)
		return OK;
	TRY(sql_task_performer(tx, w->owner_id, t->place_id, &row));
	if (!row->may)
		return refuse(no, "owner",
		    "The owner is nobody who works at the task's facility.");
	return OK;
}

/* A case is claimed and given back from outside; to decide it needs its form. */
static enum status
work_case(struct tx *tx, int64_t task_id, const struct task_facts *t,
    const struct task_work *w, int64_t user_id, struct task_refusal *no)
{
	const bool claims = w->owner_id == user_id && t->owner_id != user_id;
	const bool gives_back = w->owner_id == 0 && t->owner_id != 0;
	static const char words[] =
	    "A case is decided in Aftercare, where the decision is asked for with "
	    "its grade and what is done about it. From outside it is claimed "
	    "(accepted, owner: the client itself) or given back (requested, no "
	    "owner).";

	if (t->due_at != w->due_at || t->starts_at != w->starts_at)
		return refuse(no, "times", words);
	if (claims && is(w->status, "accepted"))
		return escalation_claim(tx, task_id, user_id);
	if (gives_back && is(w->status, "requested"))
		return task_release(tx, task_id);
	return refuse(no, is(w->status, t->status) ? "owner" : "status", words);
}

/* Said by what came of it, as on the page of the task. */
static enum status
complete(struct tx *tx, int64_t task_id, const struct task_facts *t,
    const struct task_work *w, int64_t user_id, struct task_refusal *no)
{
	const bool found = is(t->kind, "screening");
	const struct task_outcome outcome = {
		.outcome = found ? outcome_of_screening(w->outcome)
				 : outcome_known(w->outcome),
		.note = w->note,
		.user_id = user_id
	};
	int64_t case_id;

	if (is(t->kind, "who"))
		return refuse(no, "status",
		    "Who wrote is said in the conversation, and that finishes the "
		    "task.");
	if (is(w->outcome, "not-reached"))
		return refuse(no, "outcome",
		    "Who was not reached is tried again: put the task on-hold, with a "
		    "statusReason and restriction.period.start.");
	if (outcome.outcome == NULL)
		return refuse(no, "outcome",
		    found ? "What came of it: businessStatus with a coding of "
			    "urn:aftercare:outcome, one of confirmed, refuted, "
			    "not-found."
			  : "What came of it: businessStatus with a coding of "
			    "urn:aftercare:outcome, one of reached-fine, "
			    "reached-problem, came, not-found, wrong-number.");
	if (*w->note == '\0' &&
	    (is(w->outcome, "reached-problem") || is(w->outcome, "not-found")))
		return refuse(no, "note",
		    "Write in note what the problem is, or why nobody needs to try "
		    "again.");
	return task_settle(tx, task_id, &outcome, &case_id);
}

static bool
is_same(const struct task_facts *t, const struct task_work *w)
{
	return is(t->status, w->status) && is(t->reason, w->reason) &&
	       is(t->words, w->words) && is(t->performer, w->performer) &&
	       t->owner_id == w->owner_id && t->priority == w->priority &&
	       t->starts_at == w->starts_at && t->due_at == w->due_at;
}

enum status
task_work_do(struct tx *tx, int64_t task_id, const struct task_facts *t,
    const struct task_work *w, int64_t user_id, struct task_refusal *no)
{
	const bool completes = !is(t->status, w->status) && is(w->status, "completed");
	int64_t wakes_at = 0;

	if (is_same(t, w))
		return OK;
	TRY(check_state(tx, t, w, no));
	if (is(t->kind, "escalation"))
		return work_case(tx, task_id, t, w, user_id, no);
	TRY(check_made(t, w, no));
	TRY(check_person(tx, t, w, no));
	if (!t->open && is(t->status, w->status))
		return refuse(no, "", "A task that is over stays as it was.");
	if (*w->words == '\0' || strlen(w->words) > WORDS_MAX)
		return refuse(no, "words",
		    "Say what is to be done in description or code.text, in at most "
		    "500 letters.");
	if (completes && (*w->outcome != '\0' || !is(t->kind, "free")))
		return complete(tx, task_id, t, w, user_id, no);
	if (is(w->status, "on-hold") && *w->reason == '\0')
		return refuse(no, "reason", "Say in statusReason why it is on hold.");
	if (is(w->status, "on-hold") && w->starts_at > tx_now(tx))
		wakes_at = w->starts_at;
	return sql_task_change(tx, task_id, w->status, w->reason, w->owner_id,
	    w->priority, w->performer, w->words, w->starts_at, w->due_at, wakes_at,
	    user_id);
}
