/* look_checkin.c - what became of a start of check-ins: it carries our key. */

#include <string.h>

#include "base/clock.h"
#include "worker/look.h"

#define PAGE_TRIES 3
#define CHECKIN_SENDS_MAX 4
#define CHECKIN_AGAIN (2 * MINUTE)
#define CHECKIN_PATIENCE (10 * MINUTE)

/*
 * How long a start may take to show in the list of all starts before it is repeated.
 * The check-in flow drops a key it has seen, as the send flow does.
 */
static const int64_t patience_checkin[] = { 25 * SECOND, 25 * SECOND, MINUTE,
	2 * MINUTE, 5 * MINUTE, 10 * MINUTE };

enum start_fate
look_start_fate(struct worker *w, struct look *l)
{
	struct rapidpro_errand e = { .kind = RAPIDPRO_FIND_START,
		.uuid = l->row->start_uuid };
	bool allowed;

	if (!look_has_start(l) ||
	    worker_may_call(w, SPEND_REPLY, "v2", &allowed) != OK || !allowed ||
	    rapidpro_alone(&l->call, &e) != RAPIDPRO_ACCEPTED)
		return START_UNKNOWN;
	return look_fate(&e.start);
}

/* One page more; of many one is soon broken, and is asked for again. */
static enum status
next_starts(
    struct worker *w, struct look *l, int64_t after, struct rapidpro_start_page *page)
{
	const char *next = page->next;

	for (int i = 0; i < PAGE_TRIES; i++) {
		enum rapidpro_outcome outcome;
		bool allowed = true;

		if (next != NULL || i > 0) /* the first is counted already */
			TRY(worker_may_call(w, SPEND_REPLY, "v2", &allowed));
		if (!allowed)
			return ERR_UNAVAILABLE;
		outcome = rapidpro_flow_starts(&l->call, after, next, page);
		TRY(worker_learn(w, outcome, &l->call));
		if (outcome == RAPIDPRO_ACCEPTED)
			return OK;
	}
	return ERR_UNAVAILABLE;
}

static bool
carries(const struct rapidpro_start *start, const char *key)
{
	return (start->checkin != NULL && strcmp(start->checkin, key) == 0) ||
	       (start->intent != NULL && strcmp(start->intent, key) == 0);
}

enum status
look_find_start(struct worker *w, struct look *l)
{
	struct rapidpro_start_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = look_earliest(w, l, MINUTE / 2);

	page->next = NULL;
	do {
		TRY(next_starts(w, l, after, page));
		for (size_t i = 0; i < page->count; i++)
			if (carries(&page->rows[i], l->row->key))
				l->start_uuid = page->rows[i].uuid;
	} while (page->next != NULL && l->start_uuid == NULL);
	return OK;
}

static enum status
unsure(struct worker *w, struct look *l)
{
	bool last;
	int64_t patient =
	    look_patience(l->row, patience_checkin, COUNT_OF(patience_checkin), &last);

	if (look_find_start(w, l) != OK) {
		look_stays(l, LOOK_AGAIN);
	} else if (l->start_uuid != NULL) {
		look_is_taken(l);
	} else if (l->now - l->row->sent_at < patient) {
		look_stays_until(
		    l, patient); /* a call that was cut may be carried out late */
	} else if (last) {
		look_ends(l, "parked", "failed", look_not_proved);
	} else {
		look_ends(l, "ready", "queued", "provably absent");
	}
	return OK;
}

static enum status
accepted(struct worker *w, struct look *l)
{
	int64_t waited = l->now - l->row->sent_at;
	bool late = l->row->good_until != 0 && l->row->good_until < l->now;
	const struct checkin_unsent *unsent;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_checkin_unsent(tx, l->row->id, &unsent);
	tx_rollback(tx);
	TRY(status);
	if (unsent->waiting == 0)
		look_ends(l, "done", NULL, "");
	else if (!unsent->told) /* what was not read proves nothing */
		look_stays_started(l);
	else if (waited >= CHECKIN_AGAIN && l->row->sends < CHECKIN_SENDS_MAX &&
		 !late && look_start_fate(w, l) == START_OVER)
		/* Once more to those alone whom it did not reach. */
		look_ends(l, "ready", "queued", "not started for all");
	else if (waited < CHECKIN_PATIENCE)
		look_stays_started(l);
	else
		look_ends(l, "done", "failed",
		    "RapidPro did not start the check-in for this number.");
	return OK;
}

enum status
look_checkin(struct worker *w, struct look *l)
{
	return strcmp(l->row->state, "unsure") == 0 ? unsure(w, l) : accepted(w, l);
}
