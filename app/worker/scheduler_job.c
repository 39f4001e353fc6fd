/*
 * scheduler_job.c - due reminders become texts and flow starts, each once.
 *
 * A step of the schedule that asks goes out by the check-in flow: one call for
 * up to a hundred men of a place whose text is the same.  Everything is written
 * in one transaction, so that a crash plans nothing twice and forgets nothing.
 */

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/outbox.h"
#include "core/thread.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "worker/job.h"

#define BATCH 1000
#define GROUPS 64

/* A flow start in the making. */
struct group {
	int64_t outbox_id, place_id;
	const char *body;
	int64_t phones[RAPIDPRO_CONTACTS_MAX];
	size_t n;
};

/* Questions that are written together, column by column. */
struct questions {
	int64_t reminders[BATCH], threads[BATCH], phones[BATCH], starts[BATCH];
	const char *bodies[BATCH];
	size_t n;
};

struct round {
	struct tx *tx;
	struct group groups[GROUPS];
	size_t ngroups;
	struct questions asked;
};

/* Why it is not sent, or NULL. */
static const char *
reason_against(
    const struct tx *tx, const struct reminder_due *r, const struct workflow_step *step)
{
	if (step == NULL)
		return "the schedule has no such step any more";
	if (r->opted_out)
		return "opted out";
	if (strcmp(r->enrolment_state, "active") != 0)
		return "not in follow-up";
	if (r->phone_id == 0)
		return "no phone number";
	if (r->phone_stopped)
		return "the number is blocked at RapidPro";
	if (tx_now(tx) > r->due_at + workflow()->send_window_minutes * MINUTE)
		return "too late in the day";
	return NULL;
}

static const char *
text_for(struct tx *tx, const struct reminder_due *r, const struct workflow_step *step)
{
	const char *key = step->text;

	if (r->shared)
		key = step->shared_text;
	else if (!r->ever_heard && step->silent_text != NULL)
		key = step->silent_text;
	return workflow_text(tx_arena(tx), r->language, key,
	    &(struct workflow_words){ .first_name = r->given_name,
		.clinic = r->place_name,
		.emergency = r->emergency_phone });
}

static bool
holds_phone(const struct group *g, int64_t phone_id)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->phones[i] == phone_id)
			return true;
	return false;
}

/* The start that this text joins; a new one where none has room. */
static enum status
join_group(struct round *round, const struct reminder_due *r, const char *body,
    int64_t *outbox_id)
{
	const struct outbox_add_checkin *row;
	struct group *g;

	for (size_t i = 0; i < round->ngroups; i++) {
		g = &round->groups[i];
		if (g->place_id == r->place_id && g->n < COUNT_OF(g->phones) &&
		    strcmp(g->body, body) == 0 && !holds_phone(g, r->phone_id)) {
			g->phones[g->n++] = r->phone_id;
			*outbox_id = g->outbox_id;
			return OK;
		}
	}
	TRY(sql_outbox_add_checkin(round->tx,
	    secret_uuid_at(tx_arena(round->tx), tx_now(round->tx)), r->place_id, body,
	    tx_now(round->tx), r->due_at + workflow()->send_window_minutes * MINUTE,
	    &row));
	*outbox_id = row->id;
	if (round->ngroups == GROUPS) /* the oldest is full enough */
		memmove(&round->groups[0], &round->groups[1],
		    --round->ngroups * sizeof round->groups[0]);
	g = &round->groups[round->ngroups++];
	*g = (struct group){ .outbox_id = row->id,
		.place_id = r->place_id,
		.body = body,
		.phones = { r->phone_id },
		.n = 1 };
	return OK;
}

static enum status
ask(struct round *round, const struct reminder_due *r, int64_t thread_id,
    const char *body)
{
	struct questions *q = &round->asked;

	TRY(join_group(round, r, body, &q->starts[q->n]));
	q->reminders[q->n] = r->id;
	q->threads[q->n] = thread_id;
	q->phones[q->n] = r->phone_id;
	q->bodies[q->n++] = body;
	return OK;
}

/* One statement for all: one look at each index, one new version of each place. */
static enum status
write_questions(struct tx *tx, const struct questions *q)
{
	if (q->n == 0)
		return OK;
	return sql_reminder_ask(tx, tx_int_array(tx, q->reminders, q->n),
	    tx_int_array(tx, q->threads, q->n), tx_int_array(tx, q->phones, q->n),
	    tx_int_array(tx, q->starts, q->n), tx_text_array(tx, q->bodies, q->n),
	    tx_now(tx));
}

/*
 * Of two on one phone each is asked by his name, so no start would be shared, and
 * the flow remembers one start a contact: a guarded text each is safe to repeat.
 */
static enum status
ask_by_name(struct tx *tx, const struct reminder_due *r, int64_t thread_id,
    const char *body, int64_t *message_id)
{
	TRY(outbox_text(tx,
	    &(struct outbox_text){ .thread_id = thread_id,
		.phone_id = r->phone_id,
		.place_id = r->place_id,
		.patient_id = r->patient_id,
		.kind = "checkin",
		.body = body,
		.priority = OUTBOX_BULK,
		.good_until = r->due_at + workflow()->send_window_minutes * MINUTE },
	    message_id));
	return sql_checkin_add(tx, r->id, r->enrolment_id, r->patient_id, r->place_id,
	    r->day, tx_now(tx), *message_id);
}

static enum status
tell(struct tx *tx, const struct reminder_due *r, int64_t thread_id, const char *body,
    int64_t *message_id)
{
	return outbox_text(tx,
	    &(struct outbox_text){ .thread_id = thread_id,
		.phone_id = r->phone_id,
		.place_id = r->place_id,
		.patient_id = r->patient_id,
		.kind = "automatic",
		.body = body,
		.priority = OUTBOX_BULK,
		.good_until = r->due_at + workflow()->send_window_minutes * MINUTE },
	    message_id);
}

static enum status
send_one(struct round *round, const struct reminder_due *r)
{
	const struct workflow_step *step = workflow_step_named(r->step);
	const char *against = reason_against(round->tx, r, step);
	int64_t thread_id, message_id;
	const char *body;

	if (against != NULL)
		return sql_reminder_settle(round->tx, r->id,
		    strncmp(against, "too late", 8) == 0 ? "missed" : "skipped",
		    against, 0);
	body = text_for(round->tx, r, step);
	if (body == NULL)
		return sql_reminder_settle(
		    round->tx, r->id, "skipped", "the workflow has no such text", 0);
	thread_id = r->thread_id;
	if (thread_id == 0)
		TRY(thread_of_patient(round->tx, r->patient_id, &thread_id));
	if (step->asks && !r->shared)
		return ask(round, r, thread_id, body);
	if (step->asks)
		TRY(ask_by_name(round->tx, r, thread_id, body, &message_id));
	else
		TRY(tell(round->tx, r, thread_id, body, &message_id));
	return sql_reminder_settle(round->tx, r->id, "sent", "", message_id);
}

static enum status
send_due(struct tx *tx, bool *more)
{
	struct round *round = arena_alloc(tx_arena(tx), sizeof *round);
	struct reminder_due_rows due;

	round->tx = tx;
	TRY(sql_reminder_due(tx, tx_now(tx), BATCH, &due));
	for (size_t i = 0; i < due.n; i++)
		TRY(send_one(round, &due.at[i]));
	TRY(write_questions(tx, &round->asked));
	*more = due.n == BATCH;
	if (due.n > 0)
		log_info("scheduler reminders=%zu starts=%zu", due.n, round->ngroups);
	return OK;
}

enum status
scheduler_job(struct worker *w, bool *more)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = send_due(tx, more);
	return tx_end(tx, status);
}
