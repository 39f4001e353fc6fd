/* escalation.c - see escalation.h. */

#include "core/escalation.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/referral.h"
#include "core/task.h"
#include "core/triage.h"
#include "core/workflow.h"

#define CHECK_MOST 200 /* deadlines in one transaction */

/* Worse is smaller, as in task.priority. */
static enum task_priority
priority_of(const char *severity)
{
	static const struct {
		const char *severity;
		enum task_priority priority;
	} table[] = {
		{ "severe", TASK_STAT },
		{ "moderate", TASK_ASAP },
		{ "ungraded", TASK_ASAP },
		{ "mild", TASK_URGENT },
	};

	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (strcmp(table[i].severity, severity) == 0)
			return table[i].priority;
	return TASK_ASAP;
}

const struct workflow_clock *
escalation_clock(const char *severity)
{
	static const struct workflow_clock careful = { "severe", 30, 240, 240, 120, 15,
		false };
	const struct workflow_clock *clock = workflow_clock_of(severity);

	return clock != NULL ? clock : &careful;
}

enum task_priority
escalation_follow_priority(const char *severity)
{
	return strcmp(severity, "severe") == 0 ? TASK_ASAP : TASK_URGENT;
}

/* The deadlines of a case of this severity that counts from now on. */
static enum status
deadlines(struct tx *tx, int64_t place_id, const char *severity,
    const struct escalation_clocks **due)
{
	const struct workflow_clock *clock = escalation_clock(severity);

	return sql_escalation_clocks(tx, place_id, tx_now(tx), clock->in_service,
	    clock->first_minutes, clock->decide_minutes, due);
}

static enum status
decide_again(struct tx *tx, int64_t task_id, const struct escalation_lock *e,
    int64_t user_id, const char *what, const char *note)
{
	const struct escalation_clocks *due;

	TRY(deadlines(tx, e->place_id, e->severity, &due));
	return sql_escalation_return(tx, task_id, due->decide_due, user_id, what, note);
}

/* Why it is as urgent as it is: so that it need not stay so (core/correction.h). */
static enum status
keep_cause(struct tx *tx, const struct escalation_new *e,
    const struct escalation_clocks *due, int64_t task_id, bool has_made_it)
{
	return sql_task_cause_add(tx, task_id, has_made_it, e->message_id,
	    (int32_t)priority_of(e->severity), e->severity, e->sign, due->first_due,
	    due->decide_due, tx_now(tx));
}

/*
 * What was said since belongs to the case that is open.  If that only waits
 * for a visit, it needs somebody's decision again.
 */
static enum status
add_to_case(struct tx *tx, const struct escalation_new *e,
    const struct escalation_clocks *due, const struct escalation_open_of *open)
{
	const struct escalation_lock *now;

	TRY(keep_cause(tx, e, due, open->task_id, false));
	if ((int32_t)priority_of(e->severity) < open->priority)
		TRY(sql_escalation_worsen(tx, open->task_id, e->severity, e->sign,
		    (int32_t)priority_of(e->severity), due->first_due,
		    due->decide_due));
	TRY(sql_escalation_lock(tx, open->task_id, tx_now(tx), &now));
	return now->decided
		   ? decide_again(
			 tx, open->task_id, now, e->raised_by, "said", e->words)
		   : task_note(tx, open->task_id, e->raised_by, "said", e->words);
}

enum status
escalation_raise(struct tx *tx, const struct escalation_new *e, int64_t *task_id)
{
	const struct escalation_open_of *open;
	const struct escalation_clocks *due;
	enum status status =
	    sql_escalation_open_of(tx, e->patient_id, e->thread_id, &open);

	TRY(deadlines(tx, e->place_id, e->severity, &due));
	TRY(sql_thread_wake_his(
	    tx, e->patient_id, e->thread_id, URGENCY_AMBER, tx_now(tx)));
	if (status == OK) {
		*task_id = open->task_id;
		return add_to_case(tx, e, due, open);
	}
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "escalation",
		.source = e->source,
		.place_id = e->place_id,
		.patient_id = e->patient_id,
		.thread_id = e->thread_id,
		.enrolment_id = e->enrolment_id,
		.priority = priority_of(e->severity),
		.performer = "supervisor",
		.words = e->words,
		.starts_at = tx_now(tx),
		.due_at = due->first_due,
		.created_by = e->raised_by },
	    task_id));
	if (*task_id == 0)
		return OK;
	TRY(keep_cause(tx, e, due, *task_id, true));
	return sql_escalation_add(tx, *task_id, e->place_id, e->patient_id, e->severity,
	    e->sign, e->message_id, e->raised_by, tx_now(tx), due->first_due,
	    due->decide_due);
}

enum status
escalation_check(struct tx *tx)
{
	return sql_escalation_check(tx, 0, tx_now(tx), CHECK_MOST);
}

/* From here on: what people do about a case. */

/* Nobody stops a clock before it is written down that it had run out. */
static enum status
hold(struct tx *tx, int64_t task_id, int64_t version, const struct escalation_lock **e)
{
	TRY(sql_escalation_lock(tx, task_id, tx_now(tx), e));
	TRY(sql_escalation_check(tx, task_id, tx_now(tx), 1));
	TRY(referral_check_case(tx, task_id));
	if (!(*e)->open || (version != 0 && (*e)->version != version))
		return ERR_CONFLICT;
	return OK;
}

enum status
escalation_claim(struct tx *tx, int64_t task_id, int64_t user_id)
{
	const struct escalation_lock *e;

	TRY(hold(tx, task_id, 0, &e));
	if (e->owner_id == user_id)
		return OK;
	if (e->owner_id != 0)
		return ERR_CONFLICT;
	TRY(task_take(tx, task_id, user_id, "claimed"));
	return sql_escalation_acted(tx, task_id, tx_now(tx));
}

enum status
escalation_note(struct tx *tx, int64_t task_id, int64_t user_id, const char *note)
{
	const struct escalation_lock *e;

	TRY(hold(tx, task_id, 0, &e));
	TRY(task_note(tx, task_id, user_id, "note", note));
	return sql_escalation_acted(tx, task_id, tx_now(tx));
}

/* The nurse calls him, and says what came of it. */
static enum status
hand_back(struct tx *tx, int64_t task_id, const struct escalation_lock *e,
    const struct escalation_decision *d, int64_t due)
{
	int64_t back_id;

	return task_raise(tx,
	    &(struct task_new){ .kind = "handed-back",
		.source = arena_printf(tx_arena(tx), "handed-back:%" PRId64 ":%d",
		    task_id, (int)e->version),
		.place_id = e->place_id,
		.patient_id = e->patient_id,
		.thread_id = e->thread_id,
		.enrolment_id = e->enrolment_id,
		.priority = escalation_follow_priority(e->severity),
		.performer = "nurse",
		.words = d->note,
		.starts_at = tx_now(tx),
		.due_at = due,
		.created_by = d->user_id },
	    &back_id);
}

static bool
is_said(const char *text)
{
	return text != NULL && *text != '\0';
}

static enum status
send_to(struct tx *tx, int64_t task_id, const struct escalation_lock *e,
    const struct escalation_decision *d, int64_t *id, int64_t *due)
{
	bool here = strcmp(d->outcome, "clinic") == 0;

	return referral_make(tx, task_id,
	    &(struct referral_new){ .kind = d->outcome,
		.seen_place_id = here ? e->place_id : d->seen_place_id,
		.seen_place = d->refer_to,
		.expected_at = d->expected_at,
		.transport = is_said(d->transport) ? d->transport : "unknown",
		.note = d->note,
		.severity = e->severity,
		.user_id = d->user_id },
	    id, due);
}

/* The case waits for what is asked; what was told with it comes after that. */
static enum status
ask_facility(struct tx *tx, int64_t task_id, const struct escalation_lock *e,
    const struct escalation_decision *d)
{
	int64_t due = e->closes_at > tx_now(tx) ? e->closes_at : tx_now(tx) + 24 * HOUR;
	int64_t id = 0;

	if (strcmp(d->outcome, "hand-back") == 0)
		TRY(hand_back(tx, task_id, e, d, due));
	else
		TRY(send_to(tx, task_id, e, d, &id, &due));
	TRY(sql_escalation_wait(tx, task_id, d->user_id, due, d->outcome,
	    *d->refer_to == '\0' ? d->note
	    : *d->note == '\0'
		? d->refer_to
		: arena_printf(tx_arena(tx), "%s. %s", d->refer_to, d->note)));
	if (id != 0 && is_said(d->man_told))
		TRY(referral_tell_man(tx, id, d->man_told, d->user_id));
	if (id != 0 && is_said(d->place_told))
		TRY(referral_tell_place(
		    tx, id, d->place_told, d->place_told_how, d->user_id));
	return OK;
}

enum status
escalation_decide(struct tx *tx, int64_t task_id, const struct escalation_decision *d)
{
	const struct escalation_lock *e;

	TRY(hold(tx, task_id, d->version, &e));
	if (e->decided)
		return ERR_CONFLICT;
	TRY(sql_escalation_acted(tx, task_id, tx_now(tx)));
	TRY(sql_escalation_decide(tx, task_id, d->user_id, tx_now(tx), d->outcome,
	    d->event, d->grade, d->mark, d->serious, d->notifiable, d->refer_to,
	    d->note));
	if (strcmp(d->outcome, "advice") == 0 || strcmp(d->outcome, "hand-back") == 0)
		TRY(referral_end(tx, task_id, "decided", d->user_id));
	if (strcmp(d->outcome, "advice") == 0)
		return task_finish(tx, task_id, d->user_id, "advice", d->note);
	return ask_facility(tx, task_id, e, d);
}

/* Both are held, the older first, so that two who merge wait for each other. */
static enum status
hold_both(struct tx *tx, const struct escalation_merging *m,
    const struct escalation_lock **it, const struct escalation_lock **other)
{
	if (m->other_id < m->task_id)
		TRY(hold(tx, m->other_id, m->other_version, other));
	TRY(hold(tx, m->task_id, m->version, it));
	if (m->other_id >= m->task_id)
		TRY(hold(tx, m->other_id, m->other_version, other));
	return (*it)->decided || (*other)->decided ? ERR_CONFLICT : OK;
}

static enum status
find_other(struct tx *tx, const struct escalation_merging *m,
    const struct escalation_others **other)
{
	struct escalation_others_rows rows;

	TRY(sql_escalation_others(tx, m->task_id, "UTC", &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.at[i].id == m->other_id && !rows.at[i].merged) {
			*other = &rows.at[i];
			return OK;
		}
	return ERR_CONFLICT;
}

enum status
escalation_merge(struct tx *tx, const struct escalation_merging *m, int64_t *into_id)
{
	const struct escalation_others *found;
	const struct escalation_lock *it, *other;
	bool other_stays;
	int64_t ends;

	TRY(hold_both(tx, m, &it, &other));
	TRY(find_other(tx, m, &found));
	other_stays = found->known != (it->patient_id != 0) ? found->known
							    : m->other_id < m->task_id;
	*into_id = other_stays ? m->other_id : m->task_id;
	ends = other_stays ? m->task_id : m->other_id;
	if ((other_stays ? other : it)->owner_id == 0)
		TRY(task_take(tx, *into_id, m->user_id, "claimed"));
	TRY(sql_escalation_acted(tx, *into_id, tx_now(tx)));
	TRY(sql_escalation_acted(tx, ends, tx_now(tx)));
	TRY(sql_escalation_join(tx, ends, *into_id));
	TRY(sql_referral_join(tx, ends, *into_id));
	TRY(referral_end(tx, ends, "merged", m->user_id));
	return task_finish(tx, ends, m->user_id, "merged", "");
}

enum status
escalation_undo(struct tx *tx, int64_t task_id, int64_t user_id)
{
	const struct escalation_undecide *row;
	const struct escalation_part *parted;
	const struct escalation_lock *e;
	enum status status;
	bool at_work;

	TRY(sql_escalation_lock(tx, task_id, tx_now(tx), &e));
	status = sql_escalation_part(tx, task_id, user_id, tx_now(tx), &parted);
	if (status == OK) {
		TRY(sql_referral_part(tx, task_id));
		return sql_referral_back(tx, task_id);
	}
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(referral_is_at_work(tx, task_id, &at_work));
	if (at_work)
		return ERR_CONFLICT;
	status = sql_escalation_undecide(tx, task_id, user_id, tx_now(tx), &row);
	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	TRY(referral_end(tx, task_id, "undone", user_id));
	return sql_escalation_work_end(
	    tx, task_id, user_id, "The decision was taken back.", tx_now(tx));
}

enum status
escalation_reopen(struct tx *tx, int64_t task_id, int64_t user_id, const char *note)
{
	const struct escalation_lock *e;

	TRY(sql_escalation_lock(tx, task_id, tx_now(tx), &e));
	if (e->open && !e->decided)
		return ERR_CONFLICT;
	TRY(referral_end(tx, task_id, "reopened", user_id));
	TRY(sql_escalation_work_end(
	    tx, task_id, user_id, "The case was opened again.", tx_now(tx)));
	return decide_again(tx, task_id, e, user_id, "reopened", note);
}

enum status
escalation_again(
    struct tx *tx, int64_t task_id, int64_t user_id, const char *what, const char *note)
{
	const struct escalation_lock *e;
	enum status status = hold(tx, task_id, 0, &e);

	/* Closed in the meantime: there is nothing to decide. */
	if (status == ERR_CONFLICT || status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	return e->decided ? decide_again(tx, task_id, e, user_id, what, note)
			  : task_note(tx, task_id, user_id, what, note);
}

enum status
escalation_follow(
    struct tx *tx, int64_t task_id, int64_t user_id, bool settled, const char *note)
{
	const struct escalation_lock *e;
	enum status status;

	if (!settled)
		return escalation_again(tx, task_id, user_id, "not-settled", note);
	status = hold(tx, task_id, 0, &e);
	/* Closed in the meantime: there is nothing to follow. */
	if (status == ERR_CONFLICT || status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	return task_finish(tx, task_id, user_id, "settled", note);
}
