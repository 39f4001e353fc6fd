/*
 * look_flow.c - what became of a flow that a step of the schedule starts: its start carries
 * our key, and what it started shows in the runs.
 */

#include <string.h>

#include "base/clock.h"
#include "worker/look.h"

#define STARTS_MOST 2
/* RapidPro's own limit is a minute, and what is read may be older than what is there. */
#define ABSENT_AFTER (10 * MINUTE)
#define BEGINS_WITHIN (10 * MINUTE)
#define QUEUED_AT_MOST (6 * HOUR)

static const char not_proved[] =
    "The line broke while the flow was being started. It may or may not have begun.";
static const char not_begun[] =
    "RapidPro took the start, but did not begin the flow for this number.";

/* Absent for so long it is made once more, and never a third time. */
static enum status
unsure(struct worker *w, struct look *l)
{
	if (look_find_start(w, l) != OK) {
		look_stays(l, LOOK_AGAIN);
	} else if (l->start_uuid != NULL) {
		look_is_taken(l);
	} else if (l->now - l->row->sent_at < ABSENT_AFTER) {
		look_stays_until(l, ABSENT_AFTER);
	} else if (l->row->sends < STARTS_MOST) {
		look_ends(l, "ready", "queued", "provably absent");
	} else {
		look_ends(l, "parked", "unsure", not_proved);
	}
	return OK;
}

static enum status
accepted(struct worker *w, struct look *l)
{
	int64_t waited = l->now - l->row->sent_at;
	const struct outbox_flow_begun *run;
	enum start_fate fate;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_outbox_flow_begun(tx, l->row->id, &run);
	tx_rollback(tx);
	TRY(status);
	if (run->begun) {
		look_ends(l, "done", "sent", "");
		return OK;
	}
	look_stays_started(l);
	/* What was not read proves nothing, nor what is still queued there. */
	if (!run->told || waited < BEGINS_WITHIN)
		return OK;
	fate = look_start_fate(w, l);
	if (fate == START_OVER || waited >= QUEUED_AT_MOST)
		look_ends(l, "done", "failed", not_begun);
	return OK;
}

enum status
look_flow(struct worker *w, struct look *l)
{
	return strcmp(l->row->state, "unsure") == 0 ? unsure(w, l) : accepted(w, l);
}
