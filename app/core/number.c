/* number.c - see number.h. */

#include "core/number.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/correction.h"
#include "core/task.h"
#include "core/thread.h"
#include "ext/phone.h"

#define WHY "the number is somebody else's"

/* A person's words to nobody in particular, in their seconds of Undo or until the morning. */
static enum status
stop_answers(struct tx *tx, const struct number_gone *g)
{
	struct number_thread_unsent_rows unsent;

	TRY(sql_number_thread_unsent(tx, g->phone_id, WHY, tx_now(tx), &unsent));
	for (size_t i = 0; i < unsent.n; i++)
		if (unsent.at[i].author_id != 0)
			TRY(thread_draft_back(tx, unsent.at[i].message_id,
			    unsent.at[i].thread_id, unsent.at[i].author_id, WHY));
	return OK;
}

/* What he was waited for with there is over, and the next one begins anew. */
static enum status
end_conversation(struct tx *tx, const struct number_gone *g)
{
	struct number_thread_end_rows asked;

	if (g->keeps_thread)
		return OK;
	TRY(sql_number_thread_end(tx, g->phone_id, tx_now(tx), &asked));
	TRY(stop_answers(tx, g));
	for (size_t i = 0; i < asked.n; i++)
		TRY(task_finish(tx, asked.at[i].task_id, g->user_id, "needless", ""));
	return OK;
}

/* The text that told it was the new one's. */
static enum status
give_away(struct tx *tx, const struct number_gone *g, int64_t his_thread)
{
	struct filing_list_rows with;
	const struct filing_show *m;
	int64_t seen[CORRECTION_MOST], thread_id;
	struct correction c = {
		.message_id = g->message_id, .user_id = g->user_id, .seen = seen
	};

	if (g->message_id == 0)
		return OK;
	TRY(sql_filing_show(tx, g->message_id, &m));
	if (m->thread_id != his_thread || m->phone_id != g->phone_id)
		return ERR_NOT_FOUND;
	TRY(sql_filing_list(tx, g->message_id, &with));
	for (size_t i = 0; i < with.n && i < CORRECTION_MOST; i++)
		seen[c.nseen++] = with.at[i].patient_id;
	return correction_file(tx, &c, &thread_id);
}

static enum status
ask_for_another(struct tx *tx, const struct number_gone *g, int64_t thread_id)
{
	const struct patient_get *p;
	int64_t task_id;

	TRY(sql_patient_get(tx, g->patient_id, tx_now(tx), &p));
	if (g->by_rule || strcmp(p->state, "active") != 0)
		return OK;
	return task_raise(tx,
	    &(struct task_new){ .kind = "number",
		.source = arena_printf(tx_arena(tx), "number:gone:%" PRId64 ":%" PRId64,
		    g->patient_id, tx_now(tx)),
		.place_id = p->place_id,
		.patient_id = g->patient_id,
		.thread_id = thread_id,
		.enrolment_id = p->enrolment_id,
		.priority = TASK_URGENT,
		.performer = "nurse",
		.words =
		    *g->note != '\0' ? g->note : "Somebody else has his number now.",
		.starts_at = tx_now(tx),
		.due_at = tx_now(tx) + 24 * HOUR,
		.created_by = g->user_id },
	    &task_id);
}

enum status
number_gone(struct tx *tx, const struct number_gone *g)
{
	const struct thread_lock *held;
	struct patient_number_gone_rows gone;
	int64_t thread_id;

	TRY(thread_of_patient(tx, g->patient_id, &thread_id));
	TRY(sql_thread_lock(tx, thread_id, &held));
	TRY(thread_unsent(tx, thread_id, g->patient_id, g->phone_id, WHY));
	TRY(sql_patient_number_gone(tx, g->patient_id, g->phone_id, &gone));
	if (gone.n == 0)
		return ERR_CONFLICT;
	TRY(end_conversation(tx, g));
	TRY(give_away(tx, g, thread_id));
	TRY(ask_for_another(tx, g, thread_id));
	return sql_thread_event_add(
	    tx, thread_id, tx_now(tx), g->user_id, "number-gone", g->phone_id, g->note);
}

enum status
number_wrong(struct tx *tx, int64_t patient_id, int64_t task_id, int64_t user_id)
{
	const struct number_called *called;
	enum status status = sql_number_called(tx, task_id, patient_id, &called);

	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	return number_gone(tx, &(struct number_gone){ .patient_id = patient_id,
				   .phone_id = called->phone_id,
				   .user_id = user_id,
				   .note = "",
				   .by_rule = true });
}

enum status
number_back(struct tx *tx, int64_t patient_id, int64_t until, int64_t user_id)
{
	const struct number_taken *was;
	struct patient_phone_users_rows users;
	const struct phone_used_elsewhere *elsewhere;
	int64_t thread_id;

	TRY(sql_number_taken(tx, patient_id, until, &was));
	TRY(sql_patient_phone_users(tx, was->e164, patient_id, &users));
	TRY(sql_phone_used_elsewhere(tx, was->e164, &elsewhere));
	if (users.n > 0 || elsewhere->patients > 0)
		return ERR_CONFLICT;
	TRY(sql_number_give_back(tx, patient_id, was->phone_id,
	    phone_shown(tx_arena(tx), was->e164, was->region)));
	if (until == 0) /* else the rules end what they made of it */
		TRY(task_close_kind(
		    tx, patient_id, "number", "The number is his after all.", user_id));
	TRY(thread_of_patient(tx, patient_id, &thread_id));
	return sql_thread_event_add(tx, thread_id, tx_now(tx), user_id, "number-back",
	    was->phone_id, was->e164);
}

enum status
number_given(struct tx *tx, const char *e164,
    const struct patient_phone_users_rows *had, bool keeps_thread, int64_t user_id)
{
	const struct phone_ensure *phone;

	TRY(sql_phone_ensure(tx, e164, &phone));
	for (size_t i = 0; i < had->n; i++) {
		enum status status =
		    number_gone(tx, &(struct number_gone){ .patient_id = had->at[i].id,
					.phone_id = phone->id,
					.user_id = user_id,
					.note = "",
					.keeps_thread = keeps_thread });

		if (status != ERR_CONFLICT) /* somebody has said so meanwhile */
			TRY(status);
	}
	return OK;
}
