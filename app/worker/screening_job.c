/*
 * screening_job.c - what is asked in screenings, each question of each person once, and
 * once more for each time that it may be asked again.
 *
 * Everything is written in one transaction, column by column, as by scheduler_job.c.
 */

#include <string.h>

#include "base/log.h"
#include "core/outbox.h"
#include "core/thread.h"
#include "core/whose.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "worker/job.h"

#define BATCH 500

struct round {
	int64_t told[BATCH], threads[BATCH], priorities[BATCH], until[BATCH];
	int64_t untold[BATCH];
	const char *keys[BATCH], *bodies[BATCH], *reasons[BATCH];
	size_t ntold, nuntold;
};

/* Why it is not asked, or NULL. */
static const char *
reason_against(const struct screening_due *r)
{
	if (r->phone_id == 0)
		return "no-number";
	if (r->phone_stopped)
		return "blocked";
	return *r->ask == '\0' ? "no-words" : NULL;
}

/* Where several have the phone: whom it is to, and how his answer begins. */
static const char *
text_for(struct arena *arena, const struct screening_due *r)
{
	const struct whose_person him = {
		.given = r->given_name, .family = r->family_name, .number = r->number
	};
	struct workflow_words words = { .clinic = r->place_name,
		.emergency = r->emergency_phone };
	const char *ask = workflow_fill(arena, r->ask, &words), *how;

	words.code = r->shared ? whose_code_among(arena, &him, r->others) : NULL;
	if (words.code == NULL)
		return ask;
	how = workflow_text(arena, r->language, "screening_code", &words);
	return arena_printf(
	    arena, "%s: %s %s", words.code, ask, how != NULL ? how : "");
}

static enum status
tell_one(struct tx *tx, struct round *round, const struct screening_due *r)
{
	const char *against = reason_against(r);
	int64_t thread_id = r->thread_id;

	if (against != NULL) {
		round->untold[round->nuntold] = r->id;
		round->reasons[round->nuntold++] = against;
		return OK;
	}
	if (thread_id == 0)
		TRY(thread_of_patient(tx, r->patient_id, &thread_id));
	round->told[round->ntold] = r->id;
	round->threads[round->ntold] = thread_id;
	round->priorities[round->ntold] = r->follows ? OUTBOX_AUTOMATIC : OUTBOX_BULK;
	round->until[round->ntold] = r->good_until;
	round->keys[round->ntold] = secret_uuid_at(tx_arena(tx), tx_now(tx));
	round->bodies[round->ntold++] = text_for(tx_arena(tx), r);
	return OK;
}

static enum status
write_round(struct tx *tx, const struct round *round)
{
	const size_t n = round->ntold;

	if (n > 0) {
		const char *ids = tx_int_array(tx, round->told, n);

		TRY(sql_screening_tell(tx, ids, tx_text_array(tx, round->keys, n),
		    tx_int_array(tx, round->threads, n),
		    tx_text_array(tx, round->bodies, n),
		    tx_int_array(tx, round->priorities, n),
		    tx_int_array(tx, round->until, n), tx_now(tx)));
		TRY(sql_screening_said(tx, ids, tx_now(tx)));
	}
	return round->nuntold == 0
		   ? OK
		   : sql_screening_untold(tx,
			 tx_int_array(tx, round->untold, round->nuntold),
			 tx_text_array(tx, round->reasons, round->nuntold));
}

static enum status
ask_due(struct tx *tx, bool *more)
{
	struct screening_due_rows due;
	struct round *round;

	TRY(sql_screening_due(tx, tx_now(tx), BATCH, &due));
	if (due.n == 0)
		return OK;
	round = arena_alloc(tx_arena(tx), sizeof *round);
	round->ntold = round->nuntold = 0;
	for (size_t i = 0; i < due.n; i++)
		TRY(tell_one(tx, round, &due.at[i]));
	*more |= due.n == BATCH;
	log_info("screenings asked=%zu not_asked=%zu", round->ntold, round->nuntold);
	return write_round(tx, round);
}

/* Whose time is over, whose turn comes, and who was not called in time. */
static enum status
look(struct tx *tx, bool *more)
{
	const struct screening_settle *settled;
	const struct screening_waves *waves;
	const struct screening_late *late;

	TRY(sql_screening_settle(tx, tx_now(tx), BATCH, &settled));
	TRY(sql_screening_waves(tx, tx_now(tx), &waves));
	*more |= settled->done == BATCH;
	return sql_screening_late(tx, tx_now(tx), &late);
}

enum status
screening_job(struct worker *w, bool *more)
{
	struct tx *tx;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	TRY(tx_end(tx, look(tx, more)));
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	return tx_end(tx, ask_due(tx, more));
}
