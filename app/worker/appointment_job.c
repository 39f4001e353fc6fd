/*
 * appointment_job.c - what is told of appointments, each once; and who has to be asked
 * about, since his day is over.
 *
 * Everything is written in one transaction, column by column, as by scheduler_job.c.
 */

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/appointment.h"
#include "core/quiet.h"
#include "core/thread.h"
#include "core/whose.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "worker/job.h"

#define BATCH 500

struct round {
	struct tx *tx;
	struct {
		int64_t reminders[BATCH], threads[BATCH];
		const char *keys[BATCH], *bodies[BATCH], *good_until[BATCH];
		size_t n;
	} said;
	struct {
		int64_t reminders[BATCH];
		const char *reasons[BATCH];
		size_t n;
	} unsaid;
	struct {
		int64_t reminders[BATCH];
		const char *due_ats[BATCH];
		size_t n;
	} later;
};

static bool
is_of_missed(const struct appointment_due *r)
{
	const struct workflow_appointment_step *missed =
	    &workflow()->appointments.missed;

	return missed->name != NULL && strcmp(r->step, missed->name) == 0;
}

/* What has become of it meanwhile; NULL: it is as it was. */
static const char *
changed_since(const struct appointment_due *r)
{
	if (!r->current)
		return "it was moved";
	if (is_of_missed(r) && r->heard)
		return "he has been heard of";
	if (is_of_missed(r))
		return strcmp(r->status, "missed") == 0 ? NULL : "he was not missed";
	if (strcmp(r->status, "wants-change") == 0)
		return "he wants another day";
	return strcmp(r->status, "booked") == 0 || strcmp(r->status, "confirmed") == 0
		   ? NULL
		   : "it is over";
}

/* Why it is not told, or NULL. */
static const char *
reason_against(const struct tx *tx, const struct appointment_due *r)
{
	if (changed_since(r) != NULL)
		return changed_since(r);
	if (r->opted_out)
		return "opted out";
	if (r->paused)
		return "paused";
	if (r->lost)
		return "lost to follow-up";
	if (r->phone_id == 0)
		return "no phone number";
	if (r->phone_stopped)
		return "the number is blocked at RapidPro";
	return tx_now(tx) >= r->good_until ? "too late" : NULL;
}

/* "24/11/2026": in every language of the programmes the day comes first. */
static const char *
date_of(struct arena *arena, const char *day)
{
	return arena_printf(arena, "%.2s/%.2s/%.4s", day + 8, day + 5, day);
}

/* Where nothing tells those of one phone apart it does not say that something does. */
static const char *
text_for(struct arena *arena, const struct appointment_due *r)
{
	const struct workflow_appointment_step *step =
	    workflow_appointment_step_named(r->step);
	const struct whose_person him = {
		.given = r->given_name, .family = r->family_name, .number = r->number
	};
	const char *code = r->shared ? whose_code_among(arena, &him, r->others) : NULL;

	if (step == NULL)
		return NULL;
	return workflow_text(arena, r->language,
	    code != NULL ? step->shared_text : step->text,
	    &(struct workflow_words){ .clinic = r->place_name,
		.emergency = r->emergency_phone,
		.code = code,
		.date = date_of(arena, r->day),
		.time = r->hour });
}

static void
leave_out(struct round *round, const struct appointment_due *r, const char *reason)
{
	round->unsaid.reminders[round->unsaid.n] = r->id;
	round->unsaid.reasons[round->unsaid.n++] = reason;
}

/* When the quiet hours end, if it still makes sense then. */
static void
put_off(struct round *round, const struct appointment_due *r, int64_t ends)
{
	if (ends >= r->good_until) {
		leave_out(round, r, "too late");
		return;
	}
	round->later.reminders[round->later.n] = r->id;
	round->later.due_ats[round->later.n++] = clock_iso(tx_arena(round->tx), ends);
}

/* It leaves before the quiet hours, or not at all. */
static int64_t
good_until(const struct appointment_due *r, int64_t now)
{
	int64_t quiet = quiet_begins(r->quiet_from, r->quiet_until, r->zone, now);

	return quiet != 0 && quiet < r->good_until ? quiet : r->good_until;
}

static enum status
tell_one(struct round *round, const struct appointment_due *r)
{
	struct arena *arena = tx_arena(round->tx);
	const int64_t now = tx_now(round->tx);
	const char *against = reason_against(round->tx, r);
	const char *body = against == NULL ? text_for(arena, r) : NULL;
	int64_t ends = quiet_ends(r->quiet_from, r->quiet_until, r->zone, now);
	int64_t thread_id = r->thread_id;
	size_t n = round->said.n;

	if (against != NULL || body == NULL) {
		leave_out(round, r,
		    against != NULL ? against : "the programme has no such text");
		return OK;
	}
	if (ends != 0) {
		put_off(round, r, ends);
		return OK;
	}
	if (thread_id == 0)
		TRY(thread_of_patient(round->tx, r->patient_id, &thread_id));
	round->said.reminders[n] = r->id;
	round->said.threads[n] = thread_id;
	round->said.keys[n] = secret_uuid_at(arena, now);
	round->said.bodies[n] = body;
	round->said.good_until[n] = clock_iso(arena, good_until(r, now));
	round->said.n++;
	return OK;
}

static enum status
write_said(struct tx *tx, const struct round *round)
{
	const size_t n = round->said.n;
	const char *reminders;

	if (n == 0)
		return OK;
	reminders = tx_int_array(tx, round->said.reminders, n);
	TRY(sql_appointment_tell(tx, reminders, tx_text_array(tx, round->said.keys, n),
	    tx_int_array(tx, round->said.threads, n),
	    tx_text_array(tx, round->said.bodies, n),
	    tx_text_array(tx, round->said.good_until, n), tx_now(tx)));
	return sql_appointment_said(tx, reminders, tx_now(tx));
}

static enum status
write_round(struct tx *tx, const struct round *round)
{
	TRY(write_said(tx, round));
	if (round->unsaid.n > 0)
		TRY(sql_appointment_untold(tx,
		    tx_int_array(tx, round->unsaid.reminders, round->unsaid.n),
		    tx_text_array(tx, round->unsaid.reasons, round->unsaid.n),
		    tx_now(tx)));
	return round->later.n == 0
		   ? OK
		   : sql_appointment_later(tx,
			 tx_int_array(tx, round->later.reminders, round->later.n),
			 tx_text_array(tx, round->later.due_ats, round->later.n));
}

static enum status
tell_due(struct tx *tx, bool *more)
{
	struct appointment_due_rows due;
	struct round *round;

	TRY(sql_appointment_due(tx, tx_now(tx), BATCH, &due));
	if (due.n == 0)
		return OK;
	round = arena_alloc(tx_arena(tx), sizeof *round);
	round->tx = tx;
	for (size_t i = 0; i < due.n; i++)
		TRY(tell_one(round, &due.at[i]));
	TRY(write_round(tx, round));
	*more = due.n == BATCH;
	log_info("appointments told=%zu not_told=%zu later=%zu", round->said.n,
	    round->unsaid.n, round->later.n);
	return OK;
}

enum status
appointment_job(struct worker *w, bool *more)
{
	struct tx *tx;
	enum status told, asked;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	told = tx_end(tx, tell_due(tx, more));
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	asked = tx_end(tx, appointment_check(tx));
	TRY(told);
	return asked;
}
