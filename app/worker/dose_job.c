/*
 * dose_job.c - what is told of a child's doses, each once.
 *
 * Everything is written in one transaction, column by column, as by scheduler_job.c.
 */

#include <string.h>

#include "base/log.h"
#include "core/thread.h"
#include "core/whose.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "worker/job.h"

#define BATCH 500
#define NAME_MOST 20 /* bytes: a longer one would make it two SMS */

struct round {
	int64_t said[BATCH], threads[BATCH], unsaid[BATCH];
	const char *keys[BATCH], *bodies[BATCH], *reasons[BATCH];
	size_t nsaid, nunsaid;
};

/* Why it is not told, or NULL. */
static const char *
reason_against(const struct dose_due *r, int64_t now)
{
	if (!r->current)
		return "dose-over";
	if (r->opted_out)
		return "opted-out";
	if (r->paused)
		return "paused";
	if (r->phone_id == 0)
		return "no-number";
	if (r->phone_stopped)
		return "blocked";
	if (now >= r->good_until)
		return "too-late";
	return r->told ? "many" : NULL;
}

static const char *
key_of(const struct dose_due *r)
{
	if (strcmp(r->step, "before") == 0)
		return "dose_before";
	return strcmp(r->step, "day") == 0 ? "dose_day" : "dose_after";
}

/* Of whom it is: by name where that was agreed to, by a code where several have the phone. */
static const char *
who_of(struct arena *arena, const struct dose_due *r)
{
	const struct whose_person child = {
		.given = r->given_name, .family = r->family_name, .number = r->number
	};

	if (r->named && strlen(r->given_name) <= NAME_MOST)
		return r->given_name;
	return r->shared ? whose_code_among(arena, &child, r->others) : NULL;
}

static const char *
text_for(struct arena *arena, const struct dose_due *r)
{
	const char *who = who_of(arena, r), *day = r->due_on;
	const char *text = workflow_text(arena, r->language, key_of(r),
	    &(struct workflow_words){ .clinic = r->place_name,
		.emergency = r->emergency_phone,
		.date = arena_printf(arena, "%.2s/%.2s/%.4s", day + 8, day + 5, day) });

	return text == NULL || who == NULL ? text
					   : arena_printf(arena, "%s: %s", who, text);
}

static enum status
tell_one(struct tx *tx, struct round *round, const struct dose_due *r)
{
	const char *against = reason_against(r, tx_now(tx));
	const char *body = against == NULL ? text_for(tx_arena(tx), r) : NULL;
	int64_t thread_id = r->thread_id;

	if (body == NULL) {
		round->unsaid[round->nunsaid] = r->id;
		round->reasons[round->nunsaid++] =
		    against != NULL ? against : "the programme has no such text";
		return OK;
	}
	if (thread_id == 0)
		TRY(thread_of_patient(tx, r->child_id, &thread_id));
	round->said[round->nsaid] = r->id;
	round->threads[round->nsaid] = thread_id;
	round->keys[round->nsaid] = secret_uuid_at(tx_arena(tx), tx_now(tx));
	round->bodies[round->nsaid++] = body;
	return OK;
}

static enum status
write_round(struct tx *tx, const struct round *round)
{
	const size_t n = round->nsaid;

	if (n > 0) {
		const char *ids = tx_int_array(tx, round->said, n);

		TRY(sql_dose_tell(tx, ids, tx_text_array(tx, round->keys, n),
		    tx_int_array(tx, round->threads, n),
		    tx_text_array(tx, round->bodies, n), tx_now(tx)));
		TRY(sql_dose_said(tx, ids, tx_now(tx)));
	}
	return round->nunsaid == 0
		   ? OK
		   : sql_dose_untold(tx,
			 tx_int_array(tx, round->unsaid, round->nunsaid),
			 tx_text_array(tx, round->reasons, round->nunsaid));
}

static enum status
tell_due(struct tx *tx, bool *more)
{
	struct dose_due_rows due;
	struct round *round;

	TRY(sql_dose_due_later(tx, tx_now(tx)));
	TRY(sql_dose_due(tx, tx_now(tx), BATCH, &due));
	if (due.n == 0)
		return OK;
	round = arena_alloc(tx_arena(tx), sizeof *round);
	for (size_t i = 0; i < due.n; i++)
		TRY(tell_one(tx, round, &due.at[i]));
	*more |= due.n == BATCH;
	log_info("doses told=%zu not_told=%zu", round->nsaid, round->nunsaid);
	return write_round(tx, round);
}

/* Whose table, record or facility has changed. */
static enum status
replan(struct tx *tx, bool *more)
{
	const struct dose_replan *row;

	TRY(sql_dose_replan(tx, tx_now(tx), BATCH, &row));
	*more |= row->done == BATCH;
	return OK;
}

enum status
dose_job(struct worker *w, bool *more)
{
	struct tx *tx;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	TRY(tx_end(tx, replan(tx, more)));
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	return tx_end(tx, tell_due(tx, more));
}
