/* referral.c - see referral.h. */

#include "core/referral.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/escalation.h"
#include "core/outcome.h"
#include "core/task.h"
#include "core/trace.h"
#include "core/workflow.h"

#define CHECK_MOST 100 /* in one transaction */
#define SEARCH_MINUTES 480 /* of service, in which he is to be found */

/* clang-format off */
static const struct { const char *transport, *words; } transports[] = {
	{ "own", N_("On his own") },
	{ "ambulance", N_("Ambulance") },
	{ "fetched", N_("We fetch him") },
	{ "unknown", N_("Not known") },
};
/* clang-format on */

const char *
referral_transport_words(const char *transport)
{
	for (size_t i = 0; i < COUNT_OF(transports); i++)
		if (strcmp(transports[i].transport, transport) == 0)
			return transports[i].words;
	return NULL;
}

/* Making one --------------------------------------------------------------- */

/* What stands below the task's title. */
static const char *
words_of(struct tx *tx, const struct referral_new *r)
{
	const char *what =
	    r->seen_place_id != 0
		? "To be seen at the facility"
		: arena_printf(tx_arena(tx),
		      "Find out whether he was seen: referred to %s", r->seen_place);

	return *r->note == '\0' ? what
				: arena_printf(tx_arena(tx), "%s. %s", what, r->note);
}

/* At his own facility it is about him; elsewhere nobody has a right to him. */
static enum status
ask(struct tx *tx, int64_t case_id, const struct referral_add *made,
    const struct referral_new *r)
{
	const struct escalation_lock *e;
	const struct referral_ask *asked;
	int64_t task_id;

	if (!made->own)
		return sql_referral_ask(tx, made->id, words_of(tx, r),
		    (int32_t)escalation_follow_priority(r->severity), tx_now(tx),
		    &asked);
	TRY(sql_escalation_lock(tx, case_id, tx_now(tx), &e));
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "visit",
		.source = arena_printf(
		    tx_arena(tx), "referral:%" PRId64 ":%" PRId64, case_id, made->id),
		.place_id = e->place_id,
		.patient_id = e->patient_id,
		.thread_id = e->thread_id,
		.enrolment_id = e->enrolment_id,
		.priority = escalation_follow_priority(r->severity),
		.performer = "nurse",
		.words = words_of(tx, r),
		.starts_at = tx_now(tx),
		.due_at = made->visit_due,
		.created_by = r->user_id },
	    &task_id));
	return sql_referral_task(tx, made->id, task_id);
}

enum status
referral_make(struct tx *tx, int64_t case_id, const struct referral_new *r, int64_t *id,
    int64_t *due)
{
	const struct workflow_clock *clock = escalation_clock(r->severity);
	const struct referral_add *made;

	TRY(referral_end(tx, case_id, "decided", r->user_id));
	TRY(sql_referral_add(tx, case_id, r->kind, r->seen_place_id, r->seen_place,
	    r->expected_at, clock->in_service, clock->visit_minutes,
	    clock->not_seen_minutes, r->transport, r->note, r->user_id, tx_now(tx),
	    &made));
	TRY(ask(tx, case_id, made, r));
	*id = made->id;
	*due = made->visit_due;
	return OK;
}

/* Into the case's history, where whoever asks may write there. */
static enum status
note_of_case(
    struct tx *tx, int64_t case_id, int64_t user_id, const char *what, const char *note)
{
	const struct escalation_lock *e;
	enum status status = sql_escalation_lock(tx, case_id, tx_now(tx), &e);

	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	return task_note(tx, case_id, user_id, what, note);
}

enum status
referral_tell_man(struct tx *tx, int64_t id, const char *how, int64_t user_id)
{
	struct referral_told_man_rows told;

	TRY(sql_referral_told_man(tx, id, how, user_id, tx_now(tx), &told));
	if (told.n == 0)
		return ERR_CONFLICT;
	return note_of_case(tx, told.at[0].case_id, user_id,
	    strcmp(how, "not-reached") == 0 ? "man-not-reached" : "man-told", "");
}

enum status
referral_tell_place(
    struct tx *tx, int64_t id, const char *whom, const char *how, int64_t user_id)
{
	struct referral_told_place_rows told;

	TRY(sql_referral_told_place(tx, id, whom, how, user_id, tx_now(tx), &told));
	if (told.n == 0)
		return ERR_CONFLICT;
	return note_of_case(tx, told.at[0].case_id, user_id, "place-told", whom);
}

/* What comes of it --------------------------------------------------------- */

static bool
is_seen(const char *told)
{
	return strcmp(told, "seen") == 0 || strcmp(told, "elsewhere") == 0;
}

/* His case first, where whoever asks has a right to it: so do all who change both. */
static enum status
hold(struct tx *tx, int64_t id, int64_t case_id, bool *own,
    const struct referral_hold **r)
{
	const struct escalation_lock *e;
	enum status status = sql_escalation_lock(tx, case_id, tx_now(tx), &e);

	*own = status == OK;
	if (status != ERR_NOT_FOUND)
		TRY(status);
	TRY(sql_referral_hold(tx, id, r));
	return (*r)->open ? OK : ERR_CONFLICT;
}

/* The task ends with what was said of it; it may be closed by that already. */
static enum status
end_task(struct tx *tx, int64_t task_id, int64_t user_id, const char *outcome,
    const char *note)
{
	const struct task_lock *t;
	enum status status =
	    task_id != 0 ? sql_task_lock(tx, task_id, &t) : ERR_NOT_FOUND;

	if (status == ERR_NOT_FOUND || (status == OK && !t->open))
		return OK;
	TRY(status);
	return task_finish(tx, task_id, user_id, outcome, note);
}

/* "Hillview Clinic, Sr Joyce Tembo: dressing changed" */
static const char *
seen_line(struct tx *tx, const struct referral_hold *r)
{
	return arena_printf(tx_arena(tx), "%s%s%s%s%s", r->seen_place,
	    *r->seen_by != '\0' ? ", " : "", r->seen_by,
	    *r->told_note != '\0' ? ": " : "", r->told_note);
}

static enum status
settle(struct tx *tx, int64_t id, const struct referral_hold *r)
{
	TRY(referral_check_case(tx, r->case_id));
	TRY(sql_referral_task_end(tx, id, r->told_by, "He was seen.", r->told_at));
	TRY(sql_referral_end(tx, id, r->told, r->told_at));
	return escalation_follow(tx, r->case_id, r->told_by, true, seen_line(tx, r));
}

static enum status
look_for(struct tx *tx, int64_t id, const struct referral_hold *r, int64_t user_id,
    int64_t *trace_id)
{
	const struct referral_search *s;

	*trace_id = 0;
	if (r->patient_id == 0)
		return OK;
	TRY(sql_referral_search(tx, id, tx_now(tx), SEARCH_MINUTES, &s));
	return trace_open(tx,
	    &(struct trace_new){
		.cause = arena_printf(tx_arena(tx), "referral:%" PRId64, id),
		.place_id = r->place_id,
		.patient_id = r->patient_id,
		.thread_id = s->thread_id,
		.enrolment_id = s->enrolment_id,
		.words = arena_printf(tx_arena(tx),
		    "Referred to %s, and nobody saw him there.", r->seen_place),
		.due_at = s->due_at,
		.created_by = user_id },
	    trace_id);
}

/* He is looked for once, and the supervisor decides what is done about the rest. */
static enum status
miss(struct tx *tx, int64_t id, const struct referral_hold *r, bool looked_for,
    int64_t user_id, const char *what, const char *note)
{
	int64_t trace_id = 0;

	TRY(referral_check_case(tx, r->case_id));
	if (looked_for && !r->missed)
		TRY(look_for(tx, id, r, user_id, &trace_id));
	TRY(sql_referral_missed(tx, id, tx_now(tx), user_id, trace_id));
	return escalation_again(tx, r->case_id, user_id, what, note);
}

/* Whoever is at his facility, or the worker in the name of who is not. */
static enum status
follow(struct tx *tx, int64_t id, const struct referral_hold *r)
{
	int64_t case_id;

	if (is_seen(r->told))
		return r->patient_id == 0
			   ? settle(tx, id, r)
			   : outcome_told(tx,
				 &(struct outcome_about){
				     .cause = arena_printf(
					 tx_arena(tx), "referral:%" PRId64, id),
				     .place_id = r->place_id,
				     .patient_id = r->patient_id },
				 &(struct task_outcome){ .outcome = "came",
				     .note = r->told_note,
				     .user_id = r->told_by },
				 &case_id);
	return strcmp(r->told, "back") == 0
		   ? miss(tx, id, r, false, r->told_by, "sent-back",
			 arena_printf(
			     tx_arena(tx), "%s: %s", r->seen_place, r->told_note))
		   : miss(tx, id, r, true, r->told_by, "not-come", r->told_note);
}

enum status
referral_tell(struct tx *tx, int64_t id, const struct referral_told *t)
{
	struct referral_show_rows shown;
	const struct referral_hold *r;
	bool own;

	TRY(sql_referral_show(tx, 0, id, "UTC", &shown));
	if (shown.n == 0)
		return ERR_NOT_FOUND;
	TRY(hold(tx, id, shown.at[0].case_id, &own, &r));
	if (is_seen(r->told) || !r->followed ||
	    (t->version != 0 && t->version != r->version))
		return ERR_CONFLICT;
	TRY(sql_referral_tell(tx, id, t->told, t->user_id, tx_now(tx), t->seen_at,
	    t->seen_by, t->found, t->grade, t->done, t->note, 0, own));
	TRY(end_task(tx, r->task_id, t->user_id,
	    is_seen(t->told)               ? "came"
	    : strcmp(t->told, "back") == 0 ? "sent-back"
					   : "not-found",
	    t->note));
	if (!own)
		return OK;
	TRY(sql_referral_hold(tx, id, &r));
	return follow(tx, id, r);
}

/* As a form of the visit says it; without one, as it is said now. */
static enum status
tell_of_report(struct tx *tx, const struct referral_find *found, int64_t report_id,
    int64_t user_id, const char *note, bool own, bool *counts)
{
	struct referral_report_rows rows = { .n = 0 };
	const struct referral_report *said;
	int64_t day;

	*counts = true;
	if (report_id != 0)
		TRY(sql_referral_report(tx, report_id, found->zone, &rows));
	if (rows.n == 0)
		return sql_referral_tell(tx, found->id, "seen", user_id, tx_now(tx),
		    tx_now(tx), "", "", "", "", note, 0, own);
	said = &rows.at[0];
	if (clock_parse_date(said->day, &day) != OK)
		return ERR_INVALID;
	/* Who was seen the day before was sent all the same. */
	*counts = day >= clock_local_day(found->made_at, found->zone);
	if (!*counts)
		return OK;
	return sql_referral_tell(tx, found->id, said->elsewhere ? "elsewhere" : "seen",
	    user_id, tx_now(tx), said->seen_at, said->seen_by, said->found, said->grade,
	    said->done, note, report_id, own);
}

enum status
referral_came(struct tx *tx, int64_t patient_id, int64_t task_id, int64_t report_id,
    int64_t user_id, const char *note)
{
	struct referral_find_rows rows;

	TRY(sql_referral_find(tx, 0, task_id, patient_id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct referral_find *found = &rows.at[i];
		const struct referral_hold *r;
		bool own, counts = true;
		enum status status = hold(tx, found->id, found->case_id, &own, &r);

		if (status == ERR_CONFLICT)
			continue;
		TRY(status);
		if (!is_seen(r->told)) {
			TRY(tell_of_report(
			    tx, found, report_id, user_id, note, own, &counts));
			TRY(sql_referral_hold(tx, found->id, &r));
		}
		if (counts && own)
			TRY(settle(tx, found->id, r));
	}
	return OK;
}

enum status
referral_task_told(
    struct tx *tx, int64_t task_id, int64_t user_id, bool looked_for, const char *note)
{
	struct referral_find_rows rows;
	const struct referral_hold *r;
	enum status status;
	bool own;

	TRY(sql_referral_find(tx, 0, task_id, 0, &rows));
	if (rows.n == 0)
		return OK;
	status = hold(tx, rows.at[0].id, rows.at[0].case_id, &own, &r);
	if (status == ERR_CONFLICT)
		return OK;
	TRY(status);
	TRY(sql_referral_tell(tx, rows.at[0].id, "missed", user_id, tx_now(tx), 0, "",
	    "", "", "", note, 0, own));
	return own ? miss(tx, rows.at[0].id, r, looked_for, user_id, "not-come", note)
		   : OK;
}

/* By itself --------------------------------------------------------------- */

enum status
referral_check_case(struct tx *tx, int64_t case_id)
{
	return sql_referral_check(tx, case_id, tx_now(tx), CHECK_MOST);
}

enum status
referral_check(struct tx *tx)
{
	return sql_referral_check(tx, 0, tx_now(tx), CHECK_MOST);
}

enum status
referral_go_on(struct tx *tx)
{
	struct referral_due_rows due;

	TRY(sql_referral_due(tx, tx_now(tx), CHECK_MOST, &due));
	for (size_t i = 0; i < due.n; i++) {
		const struct referral_hold *r;
		bool own;
		enum status status =
		    hold(tx, due.at[i].id, due.at[i].case_id, &own, &r);

		if (status == ERR_CONFLICT)
			continue;
		TRY(status);
		if (!r->followed)
			TRY(follow(tx, due.at[i].id, r));
		else if (!r->missed && *r->told == '\0')
			TRY(miss(tx, due.at[i].id, r, true, 0, "not-seen", ""));
	}
	return OK;
}

/* Ending unseen ------------------------------------------------------------ */

enum status
referral_end(struct tx *tx, int64_t case_id, const char *ending, int64_t user_id)
{
	struct referral_find_rows rows;

	TRY(sql_referral_find(tx, case_id, 0, 0, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct referral_hold *r;

		TRY(sql_referral_hold(tx, rows.at[i].id, &r));
		TRY(sql_referral_task_end(
		    tx, rows.at[i].id, user_id, "The referral is over.", tx_now(tx)));
		TRY(sql_referral_end(tx, rows.at[i].id, ending, tx_now(tx)));
	}
	return OK;
}

enum status
referral_is_at_work(struct tx *tx, int64_t case_id, bool *is)
{
	struct referral_find_rows rows;
	const struct referral_at_work *work;

	*is = false;
	TRY(sql_referral_find(tx, case_id, 0, 0, &rows));
	if (rows.n == 0)
		return OK;
	TRY(sql_referral_at_work(tx, rows.at[0].id, &work));
	*is = work->yes;
	return OK;
}

enum status
referral_not_his(struct tx *tx, int64_t case_id, int64_t user_id)
{
	struct referral_find_rows rows;

	TRY(sql_referral_find(tx, case_id, 0, 0, &rows));
	return rows.n == 0 ? OK
			   : escalation_again(tx, case_id, user_id, "not-settled",
				 "He was sent for a text that was not his.");
}

enum status
referral_died(struct tx *tx, int64_t patient_id, int64_t user_id)
{
	struct referral_find_rows rows;

	TRY(sql_referral_find(tx, 0, 0, patient_id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		TRY(referral_end(tx, rows.at[i].case_id, "died", user_id));
		TRY(escalation_again(
		    tx, rows.at[i].case_id, user_id, "not-settled", "He has died."));
	}
	return OK;
}
