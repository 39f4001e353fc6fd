/* opt_out.c - see opt_out.h. */

#include "core/opt_out.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/pause.h"
#include "core/schedule.h"
#include "core/task.h"
#include "core/thread.h"
#include "core/workflow.h"

/* clang-format off */
static const struct { const char *reason, *words; } reasons[] = {
	{ "", "" },
	{ "too-many", N_("Too many messages") },
	{ "secrecy", N_("Somebody else might read them") },
	{ "phone", N_("No phone any more, or not his own") },
	{ "programme", N_("Wants to leave the programme") },
	{ "cost", N_("Answering costs money") },
	{ "other", N_("Another reason") },
};
/* clang-format on */

const char *
opt_out_reason_words(const char *reason)
{
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (strcmp(reasons[i].reason, reason) == 0)
			return reasons[i].words;
	return NULL;
}

static const char *
how_of(const struct opt_out *o)
{
	return o->message_id != 0 ? "sms" : "person";
}

/* On his record and in his conversation: "sms", or "nurse: " and why. */
static const char *
told(struct tx *tx, const struct opt_out *o)
{
	const char *why = opt_out_reason_words(o->reason);

	if (o->message_id != 0)
		return "sms";
	if (*o->note == '\0')
		return arena_printf(tx_arena(tx), "nurse: %s", why);
	return *why == '\0' || strcmp(o->reason, "other") == 0
		   ? arena_printf(tx_arena(tx), "nurse: %s", o->note)
		   : arena_printf(tx_arena(tx), "nurse: %s. %s", why, o->note);
}

#define DUTY "He wants no more automatic messages: call him."

/* Whatever is open about his wound goes on, without his phone writing by itself. */
static enum status
keep_duty(struct tx *tx, const struct opt_out *o)
{
	int64_t due = tx_now(tx) + workflow()->problem_due_minutes * MINUTE;
	struct opt_out_duty_rows open;

	TRY(sql_opt_out_duty(tx, o->patient_id, &open));
	for (size_t i = 0; i < open.n; i++)
		TRY(sql_task_words(
		    tx, open.at[i].task_id, DUTY, TASK_ASAP, tx_now(tx), due));
	return OK;
}

/* Of those programmes, and of whatever else is on its way if he wants none at all. */
static enum status
keep_from_leaving(
    struct tx *tx, const struct opt_out *o, const struct opt_out_add_rows *of, bool all)
{
	for (size_t i = 0; i < of->n; i++) {
		TRY(sql_message_cancel_steps(
		    tx, of->at[i].enrolment_id, "opted out", tx_now(tx)));
		TRY(sql_schedule_stop_of(
		    tx, of->at[i].enrolment_id, SCHEDULE_OPTED_OUT));
	}
	if (all)
		TRY(sql_message_cancel_automatic(
		    tx, o->patient_id, "opted out", tx_now(tx)));
	return sql_thread_failure_gone(tx, o->patient_id);
}

enum status
opt_out_begin(struct tx *tx, const struct opt_out *o, bool *changed)
{
	struct opt_out_add_rows of;
	struct opt_out_sum_rows sum;

	*changed = false;
	if (opt_out_reason_words(o->reason) == NULL)
		return ERR_INVALID;
	TRY(sql_opt_out_add(tx, o->patient_id, o->enrolment_id, how_of(o), o->user_id,
	    o->message_id, o->reason, o->note, tx_now(tx), &of));
	TRY(sql_opt_out_sum(tx, o->patient_id, true, told(tx, o), tx_now(tx), &sum));
	*changed = of.n > 0 || sum.n > 0;
	if (!*changed)
		return OK;
	TRY(keep_from_leaving(tx, o, &of, sum.n > 0));
	return keep_duty(tx, o);
}

enum status
opt_out_end(struct tx *tx, const struct opt_out *o, bool *changed)
{
	struct opt_out_end_rows of;
	struct opt_out_sum_rows sum;

	TRY(sql_opt_out_end(tx, o->patient_id, o->enrolment_id, how_of(o), o->user_id,
	    o->message_id, tx_now(tx), &of));
	TRY(sql_opt_out_sum(tx, o->patient_id, false, "", tx_now(tx), &sum));
	*changed = of.n > 0 || sum.n > 0;
	TRY(schedule_resume(tx, o->patient_id, SCHEDULE_OPTED_OUT));
	return pause_keep(tx, o->patient_id); /* it may have begun or ended meanwhile */
}

/* "2 1": so many texts leave after all, for so many it is too late. */
static enum status
tell_unsaid(
    struct tx *tx, const struct opt_out *o, const struct opt_out_give_back *texts)
{
	int64_t thread_id;

	TRY(thread_of_patient(tx, o->patient_id, &thread_id));
	return sql_thread_event_add(tx, thread_id, tx_now(tx), o->user_id,
	    "stop-not-his", o->message_id,
	    arena_printf(
		tx_arena(tx), "%" PRId64 " %" PRId64, texts->leaves, texts->late));
}

/* Ends what the text began; his own word since stands in its place. */
static enum status
unsay_stop(struct tx *tx, const struct opt_out *o, int64_t own_stop)
{
	struct opt_out_of_text_rows of;
	const struct opt_out_give_back *texts;
	struct opt_out part = { .patient_id = o->patient_id, .user_id = o->user_id };
	bool changed;

	TRY(sql_opt_out_of_text(tx, o->patient_id, o->message_id, &of));
	for (size_t i = 0; i < of.n; i++) {
		part.enrolment_id = of.at[i].enrolment_id;
		TRY(opt_out_end(tx, &part, &changed));
	}
	if (of.n > 0 && own_stop != 0)
		return opt_out_begin(tx,
		    &(struct opt_out){ .patient_id = o->patient_id,
			.message_id = own_stop,
			.reason = "",
			.note = "" },
		    &changed);
	if (of.n == 0)
		return OK;
	TRY(sql_opt_out_give_back(tx, o->patient_id, of.at[0].at, tx_now(tx), &texts));
	TRY(pause_keep(tx, o->patient_id)); /* what is planned keeps to his pause */
	TRY(sql_opt_out_duty_back(
	    tx, o->patient_id, DUTY, "The STOP was not his: he gets messages."));
	return tell_unsaid(tx, o, texts);
}

static enum status
unsay_start(struct tx *tx, const struct opt_out *o)
{
	struct opt_out_ended_by_text_rows of;
	bool changed;

	TRY(sql_opt_out_ended_by_text(tx, o->patient_id, o->message_id, &of));
	for (size_t i = 0; i < of.n; i++)
		TRY(opt_out_begin(tx,
		    &(struct opt_out){ .patient_id = o->patient_id,
			.enrolment_id = of.at[i].enrolment_id,
			.message_id = of.at[i].message_id,
			.user_id = o->user_id,
			.reason = of.at[i].reason,
			.note = of.at[i].note },
		    &changed));
	return OK;
}

enum status
opt_out_unsay(struct tx *tx, int64_t patient_id, int64_t message_id, int64_t user_id)
{
	const struct opt_out text = {
		.patient_id = patient_id, .message_id = message_id, .user_id = user_id
	};
	const struct opt_out_own_word *own;
	enum status status = sql_opt_out_own_word(tx, patient_id, message_id, &own);
	bool said = status == OK;

	if (status != ERR_NOT_FOUND)
		TRY(status);
	TRY(unsay_stop(tx, &text, said && own->stop ? own->message_id : 0));
	return said ? OK : unsay_start(tx, &text);
}
